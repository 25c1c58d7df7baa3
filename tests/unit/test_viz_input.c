/* What somebody can do in the viewer: every key has one meaning, moves can be undone, the palette, search and
 * bookmarks, playing, the map, the panel's parts, settings and notes as files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/viz/shown.h"
#include "viz/layout.h"
#include "viz/panel.h"
#include "viz/settings.h"

static void press_with(Shown *shown, uint32_t key, bool shift, bool control) {
    orr_viz_app_key(&shown->app, (OrrVizKey){key, shift, control});
}

static bool dumps(Shown *shown, const char *words) {
    OrrTraceBytes text = {0};
    orr_viz_draw_dump(&shown->list, &text);
    bool found = strstr((const char *)text.data, words) != NULL;
    orr_trace_bytes_free(&text);
    return found;
}

static Shown *begin(void) {
    Shown *shown = show(story_run, &story_end);
    draw(shown, 1400, 900);
    return shown;
}

static void crowd(OrrTraceWriter *w) {
    story_crowd(w, 300, 30000);
}

/* ---- the table of keys -------------------------------------------------------------------------- */

static void test_keys_mean_one_thing(void **state) {
    (void)state;
    for (int command = 1; command < ORR_VIZ_COMMANDS; command++) {
        OrrTraceBytes keys = {0};
        orr_viz_command_keys((OrrVizCommand)command, &keys);
        assert_true(keys.length > 0);
        assert_true(strlen(orr_viz_command_words((OrrVizCommand)command)) <= 34); /* what a column of the help holds */
        assert_true(orr_viz_command_group((OrrVizCommand)command) < ORR_VIZ_GROUPS);
        orr_trace_bytes_free(&keys);
    }
    static const struct {
        uint32_t key;
        bool shift, control;
        OrrVizCommand command;
    } rows[] = {
#define ORR_VIZ_GROUP(NAME, heading)
#define ORR_VIZ_COMMAND(NAME, key, other, words)                                                                       \
    {(key)&0x1FFFFFFu, ((key)&ORR_VIZ_SHIFT(0)) != 0, ((key)&ORR_VIZ_CONTROL(0)) != 0, ORR_VIZ_DO_##NAME},             \
        {(other)&0x1FFFFFFu, ((other)&ORR_VIZ_SHIFT(0)) != 0, ((other)&ORR_VIZ_CONTROL(0)) != 0, ORR_VIZ_DO_##NAME},
#include "viz/commands.def"
#undef ORR_VIZ_GROUP
#undef ORR_VIZ_COMMAND
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].key == 0) continue;
        assert_int_equal(orr_viz_key_command((OrrVizKey){rows[i].key, rows[i].shift, rows[i].control}),
                         rows[i].command);
    }
    /* Ctrl + is Ctrl Shift = on many keyboards. */
    assert_int_equal(orr_viz_key_command((OrrVizKey){'=', true, true}), ORR_VIZ_DO_BIGGER);
    assert_int_equal(orr_viz_key_command((OrrVizKey){'~', false, false}), ORR_VIZ_DO_NOTHING);
    assert_int_equal(orr_viz_key_command((OrrVizKey){0, false, false}), ORR_VIZ_DO_NOTHING);
}

static void test_keys_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        OrrVizKey key;
        bool good;
    } rows[] = {
        {"a", {'a', false, false}, true},
        {"<", {'<', false, false}, true},
        {"<<Up>", {'<', false, false}, false},
        {"<Enter>", {ORR_VIZ_KEY_ENTER, false, false}, true},
        {"<Shift-Left>", {ORR_VIZ_KEY_LEFT, true, false}, true},
        {"<Ctrl-Shift-Right>", {ORR_VIZ_KEY_RIGHT, true, true}, true},
        {"<Ctrl-p>", {'p', false, true}, true},
        {"<Nonsense>", {0, false, false}, false},
        {"\xC3\xA9", {0xE9, false, false}, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *at = rows[i].text;
        OrrVizKey key;
        bool good = orr_viz_key_read(&at, &key);
        assert_true(at > rows[i].text);
        assert_int_equal(good, rows[i].good);
        if (!good) continue;
        assert_int_equal(*at, 0);
        assert_int_equal(key.key, rows[i].key.key);
        assert_int_equal(key.shift, rows[i].key.shift);
        assert_int_equal(key.control, rows[i].key.control);
    }
}

static void test_help_shows_every_command(void **state) {
    (void)state;
    Shown *shown = begin();
    press(shown, "?");
    draw(shown, 1400, 900);
    for (int command = 1; command < ORR_VIZ_COMMANDS; command++) {
        assert_true(dumps(shown, orr_viz_command_words((OrrVizCommand)command)));
    }
    /* In a small window it scrolls. */
    draw(shown, 500, 300);
    assert_false(dumps(shown, "\"end\""));
    for (int i = 0; i < 10; i++) press_key(shown, ORR_VIZ_KEY_PAGE_DOWN, false);
    draw(shown, 500, 300);
    assert_true(dumps(shown, "\"end\""));
    press_key(shown, ORR_VIZ_KEY_ESCAPE, false);
    assert_false(shown->app.help);
    done(shown);
}

/* ---- moves -------------------------------------------------------------------------------------- */

static void test_undo(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    press(shown, "u");
    assert_string_equal(app->message, "this is where you began");
    press_key(shown, ORR_VIZ_KEY_RIGHT, false);
    press_key(shown, ORR_VIZ_KEY_RIGHT, false); /* counts as one with the first */
    uint32_t second = app->cursor;
    type(shown, "/eater", ORR_VIZ_KEY_ENTER);
    uint32_t eater = app->selected;
    press(shown, "e");
    OrrVizPlace near = orr_viz_app_place(app);
    assert_false(app->fitted);
    press(shown, "u");
    assert_true(app->fitted);
    assert_int_equal(app->selected, eater);
    press(shown, "u");
    assert_int_equal(app->selected, ORR_VIZ_NONE);
    assert_int_equal(app->cursor, second);
    press(shown, "u");
    assert_int_equal(app->cursor, 0);
    press(shown, "UUU");
    OrrVizPlace now = orr_viz_app_place(app);
    assert_true(orr_viz_place_equal(&now, &near));
    press(shown, "U");
    assert_string_equal(app->message, "there is nothing to do again");
    /* Something new, and there is no more to do again. */
    press(shown, "uf");
    press_key(shown, ORR_VIZ_KEY_HOME, false);
    press(shown, "U");
    assert_int_equal(app->cursor, 0);
    /* What moved nothing is no move. */
    press(shown, "TTT");
    uint32_t count = app->history.before_count;
    press(shown, "pp?");
    press_key(shown, ORR_VIZ_KEY_ESCAPE, false);
    assert_int_equal(app->history.before_count, count);
    for (int i = 0; i < 3 * ORR_VIZ_HISTORY_MAX; i++) press(shown, i % 2 == 0 ? "w" : "s");
    assert_int_equal(app->history.before_count, ORR_VIZ_HISTORY_MAX);
    done(shown);
}

/* The kind of an event as the trace has it. */
static OrrTraceRecord record_at(const Shown *shown, uint32_t event) {
    OrrTraceCursor cursor;
    OrrTraceRecord record = {0};
    orr_trace_cursor_start(&cursor, shown->reader);
    orr_trace_cursor_seek_event(&cursor, event);
    assert_true(orr_trace_cursor_next(&cursor, &record));
    return record;
}

static void test_events_of_a_kind(void **state) {
    (void)state;
    Shown *shown = show(crowd, &story_end);
    OrrVizApp *app = &shown->app;
    draw(shown, 1000, 600);
    orr_viz_app_go(app, app->model->steps[100].event);
    uint32_t start = app->cursor;
    for (int i = 0; i < 20; i++) {
        uint32_t before = app->cursor;
        press(shown, "j");
        assert_true(app->cursor > before);
        assert_int_equal(record_at(shown, app->cursor).kind, ORR_TRACE_STEP);
        for (uint32_t e = before + 1; e < app->cursor; e++) assert_true(record_at(shown, e).kind != ORR_TRACE_STEP);
    }
    for (int i = 0; i < 20; i++) press(shown, "J");
    assert_int_equal(app->cursor, start);
    orr_viz_app_go(app, 0); /* the only one of its kind may be the first */
    press(shown, "J");
    assert_string_equal(app->message, "there is none before");
    /* Far backwards: through many pieces. */
    orr_viz_app_go(app, app->model->steps[0].event);
    uint32_t first = app->cursor;
    press_key(shown, ORR_VIZ_KEY_END, false);
    orr_viz_app_go(app, app->model->steps[app->model->step_count - 1].event);
    for (uint32_t i = 1; i < app->model->step_count; i++) {
        if (i > 50 && i + 50 < app->model->step_count) continue;
        press(shown, "J");
    }
    assert_true(app->cursor > first);
    done(shown);
}

static void test_events_of_a_task(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    press(shown, ")");
    assert_string_equal(app->message, "no task is selected");
    type(shown, "/eater", ORR_VIZ_KEY_ENTER);
    int64_t id = app->model->lanes[app->selected].id;
    uint32_t seen = 0;
    for (uint32_t before = app->cursor;; before = app->cursor, seen++) {
        press(shown, ")");
        if (app->cursor == before) break;
        OrrTraceRecord record = record_at(shown, app->cursor);
        uint32_t step = orr_viz_step_at(app->model, app->cursor);
        bool named = record.fields[0] == id || record.fields[1] == id;
        assert_true(named || app->model->steps[step - 1].lane == app->selected);
    }
    assert_true(seen > 5);
    for (uint32_t i = 0; i + 1 < seen; i++) press(shown, "(");
    assert_int_equal(record_at(shown, app->cursor).kind, ORR_TRACE_TASK_NEW);
    press(shown, "(");
    assert_string_equal(app->message, "there is none before");
    done(shown);
}

static void test_flags(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    uint32_t count = app->model->mark_count;
    assert_true(count > 0);
    for (uint32_t i = 0; i < count; i++) {
        press(shown, "x");
        assert_int_equal(app->cursor, app->model->marks[i].event);
    }
    press(shown, "x");
    assert_string_equal(app->message, "there is none after");
    for (uint32_t i = count - 1; i-- > 0;) {
        press(shown, "X");
        assert_int_equal(app->cursor, app->model->marks[i].event);
    }
    done(shown);
}

static void test_playing(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    press(shown, " ");
    assert_true(app->playing);
    /* Two steps a second. */
    for (int i = 0; i < 11; i++) orr_viz_app_tick(app, 100);
    assert_int_equal(orr_viz_step_at(app->model, app->cursor), 3);
    press(shown, ">>");
    assert_string_equal(app->message, "plays 8 steps a second");
    for (int i = 0; i < 10; i++) orr_viz_app_tick(app, 100);
    assert_int_equal(orr_viz_step_at(app->model, app->cursor), 11);
    press(shown, " ");
    uint32_t stopped = app->cursor;
    orr_viz_app_tick(app, 200);
    assert_int_equal(app->cursor, stopped);
    press(shown, "<<<<<");
    assert_string_equal(app->message, "will play 0.25 steps a second");
    /* To the end, and there it stops; on the axis of time in about twenty seconds at the usual speed. */
    press(shown, ">>>t");
    press_key(shown, ORR_VIZ_KEY_HOME, false);
    press(shown, " ");
    int ticks = 0;
    while (app->playing && ticks++ < 2000) orr_viz_app_tick(app, 100);
    assert_in_range(ticks, 150, 500);
    assert_int_equal(app->cursor, app->model->event_count - 1);
    /* From the end it begins again. Esc stops it. */
    press(shown, " ");
    orr_viz_app_tick(app, 10);
    assert_true(app->playing && app->cursor < app->model->event_count - 1);
    press_key(shown, ORR_VIZ_KEY_ESCAPE, false);
    assert_false(app->playing);
    done(shown);
}

/* ---- lists -------------------------------------------------------------------------------------- */

static void test_palette(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    press(shown, ":");
    draw(shown, 1400, 900);
    assert_int_equal(app->found_count, ORR_VIZ_COMMANDS - 1);
    type(shown, "folD EMPTY", ORR_VIZ_KEY_ENTER);
    assert_int_equal(app->view.axis, ORR_VIZ_AXIS_FOLDED);
    /* By its key, too; Down chooses, a click chooses. */
    press_with(shown, 'p', false, true);
    press(shown, "play");
    assert_int_equal(app->found_count, 3);
    press_key(shown, ORR_VIZ_KEY_DOWN, false);
    press_key(shown, ORR_VIZ_KEY_DOWN, false);
    press_key(shown, ORR_VIZ_KEY_DOWN, false);
    assert_int_equal(app->found_at, 0);
    press_key(shown, ORR_VIZ_KEY_ENTER, false);
    assert_true(app->playing);
    press(shown, " :select nothing");
    draw(shown, 1400, 900);
    type(shown, "", ORR_VIZ_KEY_ESCAPE);
    orr_viz_app_select(app, 1);
    press(shown, ":select nothing");
    draw(shown, 1400, 900);
    orr_viz_app_mouse_down(app, app->ask_rows.x + 50, app->ask_rows.y + 5);
    orr_viz_app_mouse_up(app, app->ask_rows.x + 50, app->ask_rows.y + 5);
    assert_int_equal(app->typing, ORR_VIZ_TYPING_NOTHING);
    assert_int_equal(app->selected, ORR_VIZ_NONE);
    /* What no command is called does nothing. */
    type(shown, ":xyzzy", ORR_VIZ_KEY_ENTER);
    assert_int_equal(app->typing, ORR_VIZ_TYPING_NOTHING);
    /* The axis that the palette changed is undone like any other. */
    press(shown, "u");
    done(shown);
}

static void test_search_finds_more_than_tasks(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    press(shown, "/queue");
    assert_true(app->found_count >= 1);
    draw(shown, 1400, 900);
    press_key(shown, ORR_VIZ_KEY_ENTER, false);
    assert_true(app->track < app->model->track_count);
    assert_int_equal(app->selected, ORR_VIZ_NONE);
    draw(shown, 1400, 900);
    assert_true(dumps(shown, "Who waits for queue"));
    /* Printed text: there, where it was printed. */
    assert_true(app->model->printed_count > 0);
    press(shown, "/got");
    assert_int_equal(app->found[0].kind, ORR_VIZ_FOUND_OUTPUT);
    press_key(shown, ORR_VIZ_KEY_ENTER, false);
    assert_int_equal(app->cursor, app->model->printed[0].event);
    /* With a track selected the panel lists its waiters; up and down pass tracks. */
    type(shown, "/eater", ORR_VIZ_KEY_ENTER);
    for (int i = 0; i < 20; i++) press_key(shown, ORR_VIZ_KEY_UP, false);
    assert_int_equal(app->track, 0);
    press_key(shown, ORR_VIZ_KEY_ESCAPE, false);
    assert_int_equal(app->track, ORR_VIZ_NONE);
    done(shown);
}

static void test_search_among_many_is_fast_enough(void **state) {
    (void)state;
    Shown *shown = show(crowd, &story_end);
    draw(shown, 1000, 600);
    press(shown, "/task-2");
    assert_true(shown->app.found_count > ORR_VIZ_FOUND_MAX);
    for (int i = 0; i < 30; i++) press_key(shown, ORR_VIZ_KEY_PAGE_DOWN, false);
    assert_int_equal(shown->app.found_at, ORR_VIZ_FOUND_MAX - 1);
    draw(shown, 1000, 600);
    press_key(shown, ORR_VIZ_KEY_DOWN, false);
    assert_int_equal(shown->app.found_at, 0);
    done(shown);
}

/* ---- bookmarks ---------------------------------------------------------------------------------- */

static void test_bookmarks(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    press_key(shown, ORR_VIZ_KEY_RIGHT, false);
    uint32_t first = app->cursor;
    press(shown, "b");
    for (int i = 0; i < 4; i++) press_key(shown, ORR_VIZ_KEY_RIGHT, false);
    uint32_t second = app->cursor;
    type(shown, "Bwhy \xC3\xA9?", ORR_VIZ_KEY_BACKSPACE);
    press_key(shown, ORR_VIZ_KEY_ENTER, false);
    assert_int_equal(app->notes.count, 2);
    assert_true(app->notes.changed);
    assert_string_equal(app->notes.items[1].text, "why \xC3\x83\xC2\xA9"); /* two keys, as press() takes bytes */
    draw(shown, 1400, 900);
    press_key(shown, ORR_VIZ_KEY_HOME, false);
    press(shown, "'");
    assert_int_equal(app->cursor, first);
    press(shown, "'");
    assert_int_equal(app->cursor, second);
    press(shown, "'");
    assert_string_equal(app->message, "there is none after");
    press(shown, "\"");
    assert_int_equal(app->cursor, first);
    /* The list, filtered. */
    press(shown, "mwhy");
    assert_int_equal(app->found_count, 1);
    draw(shown, 1400, 900);
    press_key(shown, ORR_VIZ_KEY_ENTER, false);
    assert_int_equal(app->cursor, second);
    /* A note is changed where it is. */
    type(shown, "B!", ORR_VIZ_KEY_ENTER);
    assert_string_equal(app->notes.items[1].text, "why \xC3\x83\xC2\xA9!");
    press(shown, "b");
    assert_int_equal(app->notes.count, 1);
    press(shown, "m");
    assert_int_equal(app->found_count, 1);
    press_key(shown, ORR_VIZ_KEY_ESCAPE, false);
    done(shown);
}

static void assert_notes(const char *file, size_t length, bool good, const char *written) {
    OrrVizNotes notes = {0};
    OrrTraceBytes text = {0};
    assert_int_equal(orr_viz_notes_read(&notes, file, length), good);
    assert_false(notes.changed);
    if (good) {
        orr_viz_notes_write(&notes, &text);
        const char *lines = strchr((const char *)text.data, '\n') + 1;
        assert_string_equal(lines, written);
    }
    orr_trace_bytes_free(&text);
    orr_viz_notes_free(&notes);
}

static void assert_notes_text(const char *file, bool good, const char *written) {
    assert_notes(file, strlen(file), good, written);
}

static void test_notes_file(void **state) {
    (void)state;
#define HEAD "# orrery notes: by hand\n"
    assert_notes_text("", true, "");
    assert_notes_text("12 a shopping list\n", false, "");
    assert_notes_text("# orrery note", false, "");
    assert_notes_text(HEAD, true, "");
    assert_notes_text(HEAD "7 seven\n3\n5 five", true, "3\n5 five\n7 seven\n");
    assert_notes_text(HEAD "7 seven\n7 again\r\n", true, "7 again\n");
    assert_notes_text(HEAD "x 1\n-4 no\n99999999999999999999 far\n4294967295 none\n8x\n\n  \n4294967294\ttab\n", true,
                      "4294967294 tab\n");
    assert_notes_text(HEAD "1 a\x1B[31mb\x7F\n", true, "1 a [31mb\n");
    assert_notes(HEAD "1 a\0b\n2 c\n", sizeof(HEAD "1 a\0b\n2 c\n") - 1, true, "1 a b\n2 c\n");
    /* A line that is too long is cut between characters. */
    char file[1000] = HEAD "1 x";
    size_t length = strlen(file);
    for (int i = 0; i < 150; i++) memcpy(file + length + 2 * (size_t)i, "\xC3\xA9", 2);
    OrrVizNotes notes = {0};
    assert_true(orr_viz_notes_read(&notes, file, length + 300));
    assert_int_equal(strlen(notes.items[0].text), 199);
    orr_viz_notes_free(&notes);
    /* As many as there may be. */
    for (uint32_t i = 0; i < ORR_VIZ_NOTES_MAX; i++) assert_true(orr_viz_notes_set(&notes, 2 * i, "", 0));
    assert_false(orr_viz_notes_set(&notes, 1, "", 0));
    assert_true(orr_viz_notes_set(&notes, 2, "x", 1));
    assert_true(orr_viz_notes_has(&notes, 2));
    assert_false(orr_viz_notes_has(&notes, 3));
    orr_viz_notes_free(&notes);
}

/* ---- map and panel ------------------------------------------------------------------------------ */

static void click(OrrVizApp *app, int32_t x, int32_t y) {
    orr_viz_app_mouse_move(app, x, y);
    orr_viz_app_mouse_down(app, x, y);
    orr_viz_app_mouse_up(app, x, y);
}

static void pull(OrrVizApp *app, int32_t x, int32_t y, int32_t dx, int32_t dy) {
    orr_viz_app_mouse_down(app, x, y);
    orr_viz_app_mouse_move(app, x + dx / 2, y + dy / 2);
    orr_viz_app_mouse_move(app, x + dx, y + dy);
    orr_viz_app_mouse_up(app, x + dx, y + dy);
}

static void test_map(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    const OrrVizRect *map = &app->places.map;
    assert_true(map->h > 0);
    press(shown, "wwww");
    draw(shown, 1400, 900);
    int64_t width = orr_viz_view_position(&app->view, app->view.width) - orr_viz_view_position(&app->view, 0);
    click(app, map->x + map->w / 2, map->y + 5);
    int64_t middle = orr_viz_view_position(&app->view, app->view.width / 2);
    int64_t length = orr_viz_axis_length(app->model, app->view.axis);
    assert_in_range(middle, (uint64_t)(length * 49 / 100), (uint64_t)(length * 51 / 100));
    int64_t after = orr_viz_view_position(&app->view, app->view.width) - orr_viz_view_position(&app->view, 0);
    assert_in_range(after, (uint64_t)width - 10, (uint64_t)width + 10);
    press(shown, "u"); /* undone as one move */
    assert_true(orr_viz_view_position(&app->view, app->view.width / 2) < length / 2);
    press(shown, "M");
    draw(shown, 1400, 900);
    assert_int_equal(map->h, 0);
    done(shown);
}

static void test_panel_parts(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    int32_t source = app->parts[ORR_VIZ_PART_SOURCE].height, task = app->parts[ORR_VIZ_PART_TASK].height;
    /* Folded by its key, and what it took goes to the others. */
    press(shown, "2");
    draw(shown, 1400, 900);
    assert_true(app->parts[ORR_VIZ_PART_TASK].folded && app->parts[ORR_VIZ_PART_TASK].height < task);
    assert_true(app->parts[ORR_VIZ_PART_SOURCE].height > source);
    press(shown, "2");
    draw(shown, 1400, 900);
    assert_int_equal(app->parts[ORR_VIZ_PART_TASK].height, task);
    /* By a click on its heading. */
    int32_t x = app->places.panel.x + 60;
    click(app, x, app->parts[ORR_VIZ_PART_SOURCE].y + 10);
    draw(shown, 1400, 900);
    assert_true(app->parts[ORR_VIZ_PART_SOURCE].folded);
    click(app, x, app->parts[ORR_VIZ_PART_SOURCE].y + 10);
    draw(shown, 1400, 900);
    assert_int_equal(app->parts[ORR_VIZ_PART_SOURCE].height, source);
    /* Taller by a drag of its lower edge, and by keys; the height of all stays. */
    pull(app, x, app->parts[ORR_VIZ_PART_SOURCE].y, 0, 40);
    draw(shown, 1400, 900);
    assert_in_range(app->parts[ORR_VIZ_PART_SOURCE].height, (uint32_t)source - 42, (uint32_t)source - 38);
    press(shown, "55");
    press_with(shown, ORR_VIZ_KEY_DOWN, false, true);
    draw(shown, 1400, 900);
    assert_true(app->parts[ORR_VIZ_PART_SOURCE].height > source - 20);
    int32_t sum = 0;
    for (int i = 0; i < ORR_VIZ_PARTS; i++) sum += app->parts[i].height;
    assert_int_equal(sum, app->places.panel.h);
    for (int i = 0; i < 40; i++) press_with(shown, ORR_VIZ_KEY_UP, false, true);
    draw(shown, 1400, 900);
    assert_true(app->parts[ORR_VIZ_PART_SOURCE].height > 0);
    /* All of them folded. */
    for (int i = 0; i < ORR_VIZ_PARTS; i++) {
        press_key(shown, (uint32_t)'1' + (uint32_t)i, false);
        if (!app->parts[i].folded) press_key(shown, (uint32_t)'1' + (uint32_t)i, false);
    }
    press(shown, "v");
    press_with(shown, ORR_VIZ_KEY_DOWN, false, true);
    draw(shown, 1400, 900);
    done(shown);
}

static void test_widths(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    int32_t panel = app->places.panel.w, labels = app->places.labels.w;
    pull(app, app->places.panel.x, 400, -80, 0);
    draw(shown, 1400, 900);
    assert_int_equal(app->places.panel.w, panel + 80);
    pull(app, app->places.lanes.x, 400, 40, 0);
    draw(shown, 1400, 900);
    assert_int_equal(app->places.labels.w, labels + 40);
    press_with(shown, ORR_VIZ_KEY_RIGHT, false, true);
    press_with(shown, ORR_VIZ_KEY_LEFT, true, true);
    draw(shown, 1400, 900);
    assert_int_equal(app->places.panel.w, panel + 64);
    assert_int_equal(app->places.labels.w, labels + 24);
    /* Neither can take the lanes' room, nor vanish. */
    for (int i = 0; i < 200; i++) press_with(shown, ORR_VIZ_KEY_LEFT, false, true);
    for (int i = 0; i < 200; i++) press_with(shown, ORR_VIZ_KEY_RIGHT, true, true);
    draw(shown, 1400, 900);
    assert_true(app->places.lanes.w >= 20 * metrics.advance);
    for (int i = 0; i < 600; i++) {
        press_with(shown, ORR_VIZ_KEY_LEFT, true, true);
        press_with(shown, ORR_VIZ_KEY_RIGHT, false, true);
        draw(shown, 1400, 900);
    }
    assert_true(app->places.labels.w >= 8 * metrics.advance);
    /* The pointer says what can be dragged. */
    orr_viz_app_mouse_move(app, app->places.lanes.x, 400);
    assert_int_equal(orr_viz_app_pointer(app), ORR_VIZ_POINTER_SIDEWAYS);
    orr_viz_app_mouse_move(app, app->places.lanes.x + 100, 400);
    assert_int_equal(orr_viz_app_pointer(app), ORR_VIZ_POINTER_USUAL);
    done(shown);
}

static void test_panel_scrolls(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizApp *app = &shown->app;
    press_key(shown, ORR_VIZ_KEY_RIGHT, false);
    draw(shown, 1400, 900);
    uint64_t before = orr_viz_draw_hash(&shown->list);
    orr_viz_app_wheel(app, app->places.panel.x + 50, app->parts[ORR_VIZ_PART_SOURCE].y + 60, -2, 0, false, false);
    draw(shown, 1400, 900);
    assert_true(orr_viz_draw_hash(&shown->list) != before);
    assert_int_equal(app->parts[ORR_VIZ_PART_SOURCE].scroll, 6);
    /* A move shows the place again. */
    press_key(shown, ORR_VIZ_KEY_RIGHT, false);
    draw(shown, 1400, 900);
    assert_int_equal(app->parts[ORR_VIZ_PART_SOURCE].scroll, 0);
    press(shown, "vvvv");
    press_with(shown, ORR_VIZ_KEY_PAGE_DOWN, false, true);
    for (int i = 0; i < 100; i++) press_with(shown, ORR_VIZ_KEY_PAGE_UP, false, true);
    draw(shown, 1400, 900);
    done(shown);
}

/* ---- settings ----------------------------------------------------------------------------------- */

static void test_settings_come_back(void **state) {
    (void)state;
    Shown *shown = begin();
    OrrVizSettings settings, again;
    OrrTraceBytes file = {0};
    press(shown, "T3M");
    press_with(shown, ORR_VIZ_KEY_LEFT, false, true);
    draw(shown, 1400, 900);
    press(shown, "5");
    press_with(shown, ORR_VIZ_KEY_DOWN, false, true);
    orr_viz_settings_init(&settings);
    orr_viz_settings_take(&settings, &shown->app);
    settings.width = 1111;
    settings.text = 17;
    settings.maximized = true;
    orr_viz_settings_write(&settings, &file);
    orr_viz_settings_init(&again);
    orr_viz_settings_read(&again, (const char *)file.data, file.length);
    assert_memory_equal(&again.parts[0].share, &settings.parts[0].share, sizeof again.parts[0].share);
    assert_int_equal(again.theme, ORR_VIZ_LIGHT);
    assert_int_equal(again.width, 1111);
    assert_int_equal(again.text, 17);
    assert_true(again.maximized && !again.minimap && again.parts[ORR_VIZ_PART_SCHEDULER].folded);
    assert_int_equal(again.panel_cells, shown->app.panel_cells);
    orr_viz_settings_apply(&again, &shown->app);
    OrrTraceBytes second = {0};
    orr_viz_settings_write(&again, &second);
    assert_int_equal(second.length, file.length);
    assert_memory_equal(second.data, file.data, file.length);
    orr_trace_bytes_free(&second);
    orr_trace_bytes_free(&file);
    done(shown);
}

static void test_settings_of_strangers(void **state) {
    (void)state;
    static const char file[] =
        "theme pink\nwidth 5\nheight 99999999999\ntext -3\npanel maybe\npart 99 1 5\npart 0 1 5\n"
        "part 2 1 7\npanel-cells 100000\nwidth 1 2\n\n\xFF\xFE\x00garbage\nmap 0\ntheme";
    OrrVizSettings usual, read;
    Shown *shown = begin();
    orr_viz_settings_init(&usual);
    orr_viz_settings_init(&read);
    orr_viz_settings_read(&read, file, sizeof file - 1);
    assert_int_equal(read.theme, usual.theme);
    assert_int_equal(read.width, usual.width);
    assert_int_equal(read.height, usual.height);
    assert_int_equal(read.text, usual.text);
    assert_int_equal(read.panel, usual.panel);
    assert_int_equal(read.panel_cells, 0);
    assert_false(read.minimap);
    assert_true(read.parts[1].folded);
    orr_viz_settings_apply(&read, &shown->app);
    assert_int_equal(shown->app.parts[1].share, 0); /* one share alone means nothing */
    draw(shown, 1400, 900);
    /* Whatever is in it, a picture can be made. */
    uint64_t random = 7;
    for (int round = 0; round < 200; round++) {
        char noise[200];
        static const char *const words[] = {"width ", "part ", "panel-cells ", "label-cells ", "theme ", "\n",   "1 ",
                                            "999 ",   "0 ",    "6 ",           "dark",         "panel ", "text "};
        size_t length = 0;
        while (length < 180) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
            const char *word = words[(random >> 33) % (sizeof words / sizeof *words)];
            memcpy(noise + length, word, strlen(word));
            length += strlen(word);
        }
        orr_viz_settings_read(&read, noise, length);
        orr_viz_settings_apply(&read, &shown->app);
        draw(shown, 1400, 900);
        draw(shown, 320, 200);
    }
    done(shown);
}

/* ---- two traces --------------------------------------------------------------------------------- */

/* Any commands, in a window with two traces: both show the same part and stay within theirs. */
static void test_any_command_with_two_traces(void **state) {
    (void)state;
    Shown *upper = show(story_run, &story_end), *lower = show(crowd, &story_end);
    assert_null(orr_viz_app_pair(&upper->app, &lower->app));
    uint64_t random = 3;
    for (int i = 0; i < 1500; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
        uint32_t r = (uint32_t)(random >> 33);
        if (r % 4 == 0) {
            click(&upper->app, (int32_t)(r / 4 % 1300), (int32_t)(r / 5200 % 900));
        } else {
            /* By the palette, so that every command has its turn, and now and then a letter. */
            OrrVizCommand command = (OrrVizCommand)(1 + r / 4 % (ORR_VIZ_COMMANDS - 1));
            if (command != ORR_VIZ_DO_QUIT) {
                orr_viz_app_key(&upper->app, (OrrVizKey){':', false, false});
                press(upper, orr_viz_command_words(command));
                press_key(upper, ORR_VIZ_KEY_ENTER, false);
            }
        }
        if (i % 3 == 0) press_key(upper, ORR_VIZ_KEY_ESCAPE, false);
        orr_viz_app_tick(&upper->app, 50);
        if (i % 4 == 0) draw(upper, 1300, 900);
        assert_true(upper->app.cursor < upper->app.model->event_count);
        assert_true(lower->app.cursor < lower->app.model->event_count);
    }
    upper->app.below = NULL;
    done(lower);
    done(upper);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_mean_one_thing),
        cmocka_unit_test(test_keys_are_read),
        cmocka_unit_test(test_help_shows_every_command),
        cmocka_unit_test(test_undo),
        cmocka_unit_test(test_events_of_a_kind),
        cmocka_unit_test(test_events_of_a_task),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_playing),
        cmocka_unit_test(test_palette),
        cmocka_unit_test(test_search_finds_more_than_tasks),
        cmocka_unit_test(test_search_among_many_is_fast_enough),
        cmocka_unit_test(test_bookmarks),
        cmocka_unit_test(test_notes_file),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_panel_parts),
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_panel_scrolls),
        cmocka_unit_test(test_settings_come_back),
        cmocka_unit_test(test_settings_of_strangers),
        cmocka_unit_test(test_any_command_with_two_traces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
