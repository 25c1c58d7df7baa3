#include "viz/ask.h"

#include <string.h>

#include "viz/layout.h"
#include "viz/pen.h"
#include "viz/search.h"

enum { ROWS_SHOWN = 14 };

/* ---- text --------------------------------------------------------------------------------------- */

/* Where it goes: what was searched for and the filter are needed later. */
static char *text_of(OrrVizApp *app) {
    return app->typing == ORR_VIZ_TYPING_SEARCH   ? app->search
           : app->typing == ORR_VIZ_TYPING_FILTER ? app->filter
                                                  : app->typed;
}

const char *orr_viz_ask_text(const OrrVizApp *app) {
    return app->typing == ORR_VIZ_TYPING_SEARCH   ? app->search
           : app->typing == ORR_VIZ_TYPING_FILTER ? app->filter
                                                  : app->typed;
}

/* Appends a character, or takes the last away. */
static void edit(char *text, uint32_t key) {
    size_t length = strlen(text);
    if (key == ORR_VIZ_KEY_BACKSPACE) {
        while (length > 0 && ((unsigned char)text[length - 1] & 0xC0) == 0x80) length--;
        if (length > 0) length--;
        text[length] = '\0';
        return;
    }
    char bytes[4];
    size_t n = 1;
    if (key < 0x80) bytes[0] = (char)key;
    else if (key < 0x800) n = 2, bytes[0] = (char)(0xC0 | key >> 6);
    else if (key < 0x10000) n = 3, bytes[0] = (char)(0xE0 | key >> 12);
    else n = 4, bytes[0] = (char)(0xF0 | key >> 18);
    for (size_t i = 1; i < n; i++) bytes[i] = (char)(0x80 | (key >> (6 * (n - 1 - i)) & 0x3F));
    if (length + n > ORR_VIZ_SEARCH_MAX) return;
    memcpy(text + length, bytes, n);
    text[length + n] = '\0';
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool has_word(const char *text, size_t length, const char *word, size_t n) {
    for (size_t i = 0; i + n <= length; i++) {
        size_t j = 0;
        while (j < n && lower(text[i + j]) == lower(word[j])) j++;
        if (j == n) return true;
    }
    return false;
}

bool orr_viz_ask_matches(const char *text, size_t length, const char *wanted) {
    while (*wanted != '\0') {
        size_t n = 0;
        while (wanted[n] != '\0' && wanted[n] != ' ') n++;
        if (!has_word(text, length, wanted, n)) return false;
        wanted += n;
        while (*wanted == ' ') wanted++;
    }
    return true;
}

/* ---- lists -------------------------------------------------------------------------------------- */

static void add(OrrVizApp *app, OrrVizFoundKind kind, uint32_t index) {
    if (app->found_count < ORR_VIZ_FOUND_MAX) app->found[app->found_count] = (OrrVizFound){kind, index};
    app->found_count++;
}

static void list_all(OrrVizApp *app, OrrVizFoundKind kind, uint32_t from, uint32_t to) {
    OrrTraceBytes text = {0};
    for (uint32_t i = from; i < to; i++) {
        orr_trace_bytes_clear(&text);
        orr_viz_ask_entry(app, (OrrVizFound){kind, i}, &text, &text);
        if (!text.failed && orr_viz_ask_matches((const char *)text.data, text.length, app->typed)) add(app, kind, i);
    }
    orr_trace_bytes_free(&text);
}

static void make_list(OrrVizApp *app) {
    app->found_count = app->found_at = 0;
    if (app->typing == ORR_VIZ_TYPING_SEARCH) orr_viz_search_list(app);
    else if (app->typing == ORR_VIZ_TYPING_PALETTE) list_all(app, ORR_VIZ_FOUND_COMMAND, 1, ORR_VIZ_COMMANDS);
    else if (app->typing == ORR_VIZ_TYPING_BOOKMARKS) list_all(app, ORR_VIZ_FOUND_NOTE, 0, app->notes.count);
}

uint32_t orr_viz_ask_listed(const OrrVizApp *app) {
    return app->found_count < ORR_VIZ_FOUND_MAX ? app->found_count : ORR_VIZ_FOUND_MAX;
}

static void lane_entry(const OrrVizApp *app, uint32_t index, OrrTraceBytes *text, OrrTraceBytes *more) {
    const OrrVizLane *lane = &app->model->lanes[index];
    size_t length;
    const char *function = orr_trace_reader_string(app->reader, lane->function, &length);
    uint32_t span = orr_viz_span_at(lane, app->cursor);
    orr_viz_lane_name(app->model, index, text);
    orr_trace_bytes_append(more, function, length);
    if (length > 0) orr_trace_bytes_text(more, ", ");
    orr_trace_bytes_text(more, span == ORR_VIZ_NONE ? "not yet created"
                                                    : orr_viz_state_word((OrrVizState)lane->spans[span].state));
}

static void place_text(const OrrVizApp *app, uint32_t event, OrrTraceBytes *text) {
    orr_trace_bytes_text(text, "step ");
    orr_trace_bytes_decimal(text, orr_viz_step_at(app->model, event));
    orr_trace_bytes_text(text, ", ");
    orr_viz_time_text(orr_viz_time_at(app->model, event), 1, text);
}

static void output_entry(const OrrVizApp *app, uint32_t index, OrrTraceBytes *text, OrrTraceBytes *more) {
    const OrrVizPrinted *printed = &app->model->printed[index];
    size_t length;
    const char *line = orr_trace_reader_string(app->reader, printed->text, &length);
    orr_trace_bytes_append(text, line, length);
    orr_trace_bytes_text(more, "printed in ");
    place_text(app, printed->event, more);
}

void orr_viz_ask_entry(const OrrVizApp *app, OrrVizFound found, OrrTraceBytes *text, OrrTraceBytes *more) {
    switch ((OrrVizFoundKind)found.kind) {
    case ORR_VIZ_FOUND_LANE: lane_entry(app, found.index, text, more); break;
    case ORR_VIZ_FOUND_TRACK: orr_viz_track_name(app->model, found.index, text); break;
    case ORR_VIZ_FOUND_OUTPUT: output_entry(app, found.index, text, more); break;
    case ORR_VIZ_FOUND_COMMAND:
        orr_trace_bytes_text(text, orr_viz_command_words((OrrVizCommand)found.index));
        if (text == more) orr_trace_bytes_byte(text, ' ');
        orr_viz_command_keys((OrrVizCommand)found.index, more);
        break;
    case ORR_VIZ_FOUND_NOTE:
        orr_trace_bytes_text(text, app->notes.items[found.index].text);
        if (text == more) orr_trace_bytes_byte(text, ' ');
        place_text(app, app->notes.items[found.index].event, app->notes.items[found.index].text[0] == 0 ? text : more);
        break;
    }
}

/* ---- keys --------------------------------------------------------------------------------------- */

void orr_viz_ask_begin(OrrVizApp *app, OrrVizTyping typing) {
    app->typing = typing;
    app->help = false;
    text_of(app)[0] = '\0';
    if (typing == ORR_VIZ_TYPING_NOTE && orr_viz_notes_has(&app->notes, app->cursor)) { /* to be changed */
        const OrrVizNote *note = &app->notes.items[orr_viz_notes_from(&app->notes, app->cursor)];
        memcpy(app->typed, note->text, strlen(note->text) + 1);
    }
    if (typing == ORR_VIZ_TYPING_FILTER) app->row_count = 0;
    make_list(app);
}

static OrrVizCommand finish(OrrVizApp *app) {
    OrrVizTyping typing = app->typing;
    OrrVizFound found = {ORR_VIZ_FOUND_COMMAND, ORR_VIZ_DO_NOTHING};
    if (app->found_at < orr_viz_ask_listed(app)) found = app->found[app->found_at];
    app->typing = ORR_VIZ_TYPING_NOTHING;
    if (typing == ORR_VIZ_TYPING_SEARCH) orr_viz_search_finish(app);
    if (typing == ORR_VIZ_TYPING_PALETTE) return (OrrVizCommand)found.index;
    if (typing == ORR_VIZ_TYPING_BOOKMARKS && found.kind == ORR_VIZ_FOUND_NOTE) {
        orr_viz_app_go(app, app->notes.items[found.index].event);
    }
    if (typing == ORR_VIZ_TYPING_NOTE) {
        bool good = orr_viz_notes_set(&app->notes, app->cursor, app->typed, strlen(app->typed));
        orr_viz_app_say(app, good ? "noted" : "no room for more notes");
    }
    return ORR_VIZ_DO_NOTHING;
}

OrrVizCommand orr_viz_ask_choose(OrrVizApp *app, uint32_t place) {
    if (place >= orr_viz_ask_listed(app)) return ORR_VIZ_DO_NOTHING;
    app->found_at = place;
    return finish(app);
}

/* Moves through the list, round its ends. */
static void move(OrrVizApp *app, int64_t by) {
    int64_t listed = orr_viz_ask_listed(app);
    if (listed == 0) return;
    int64_t at = (int64_t)app->found_at + by;
    if (by == 1 || by == -1) at = (at + listed) % listed;
    app->found_at = (uint32_t)(at < 0 ? 0 : at >= listed ? listed - 1 : at);
}

OrrVizCommand orr_viz_ask_key(OrrVizApp *app, uint32_t key) {
    switch (key) {
    case ORR_VIZ_KEY_ESCAPE:
        if (app->typing == ORR_VIZ_TYPING_FILTER) {
            app->filter[0] = '\0';
            app->row_count = 0;
        }
        app->typing = ORR_VIZ_TYPING_NOTHING;
        break;
    case ORR_VIZ_KEY_ENTER: return finish(app);
    case ORR_VIZ_KEY_DOWN: move(app, 1); break;
    case ORR_VIZ_KEY_UP: move(app, -1); break;
    case ORR_VIZ_KEY_PAGE_DOWN: move(app, ROWS_SHOWN); break;
    case ORR_VIZ_KEY_PAGE_UP: move(app, -ROWS_SHOWN); break;
    default:
        if (key != ORR_VIZ_KEY_BACKSPACE && (key < 0x20 || key >= 0x110000 || key == 0x7F)) break;
        edit(text_of(app), key);
        if (app->typing == ORR_VIZ_TYPING_FILTER) app->row_count = 0;
        make_list(app);
        break;
    }
    return ORR_VIZ_DO_NOTHING;
}

/* ---- picture ------------------------------------------------------------------------------------ */

typedef struct AskLook {
    const char *title, *hint;
} AskLook;

static const AskLook looks[] = {
    [ORR_VIZ_TYPING_NOTHING] = {"", ""},
    [ORR_VIZ_TYPING_SEARCH] = {"Search", "a task, a queue, printed text; :STEP or @SECONDS"},
    [ORR_VIZ_TYPING_FILTER] = {"Only lanes with", "a part of the name, or =STATE at the cursor; Esc: all lanes"},
    [ORR_VIZ_TYPING_PALETTE] = {"Do", "words of what shall be done"},
    [ORR_VIZ_TYPING_BOOKMARKS] = {"Bookmarks", "b sets one, B writes a note"},
    [ORR_VIZ_TYPING_NOTE] = {"Note", "about the event at the cursor; Enter keeps it"},
};

static void draw_entry(OrrVizPen *pen, OrrVizFound found, bool chosen) {
    OrrVizApp *app = pen->app;
    int32_t advance = app->metrics.advance, line = app->metrics.line_height;
    OrrTraceBytes more = {0};
    if (chosen) {
        OrrVizRect band = {pen->place.x - advance, pen->y, pen->place.w + 2 * advance, line + 4};
        orr_viz_draw_fill(pen->list, band, ORR_VIZ_PAINT_ROW_SELECTED, ORR_VIZ_SOLID);
    }
    orr_viz_ask_entry(app, found, &pen->text, &more);
    int32_t wide = (int32_t)orr_viz_text_cells((const char *)more.data, more.length) * advance;
    if (wide > pen->place.w / 2) wide = pen->place.w / 2;
    orr_viz_draw_text(pen->list, pen->place.x, pen->y + 2, pen->place.w - wide - advance, ORR_VIZ_PAINT_TEXT, chosen,
                      (const char *)pen->text.data, pen->text.length);
    orr_viz_draw_text(pen->list, pen->place.x + pen->place.w - wide, pen->y + 2, wide, ORR_VIZ_PAINT_TEXT_DIM, false,
                      (const char *)more.data, more.length);
    pen->y += line + 4;
    orr_trace_bytes_clear(&pen->text);
    orr_trace_bytes_free(&more);
}

/* What is typed, or, before that, a hint; and how many there are. */
static void draw_field(OrrVizPen *pen) {
    OrrVizApp *app = pen->app;
    const AskLook *look = &looks[app->typing];
    const char *typed = orr_viz_ask_text(app);
    int32_t advance = app->metrics.advance, x = pen->place.x, left = pen->place.w;
    int32_t used =
        orr_viz_draw_text(pen->list, x, pen->y, left, ORR_VIZ_PAINT_TEXT_HEAD, true, look->title, strlen(look->title));
    x += used + advance, left -= used + advance;
    /* Of a long text its end. */
    size_t length = strlen(typed), cells = orr_viz_text_cells(typed, length);
    uint32_t character;
    while (cells > 0 && (int64_t)(cells + 8) * advance > left) {
        size_t n = orr_viz_text_next(typed, length, &character);
        typed += n, length -= n;
        cells -= orr_viz_character_cells(character);
    }
    used = orr_viz_draw_text(pen->list, x, pen->y, left, ORR_VIZ_PAINT_TEXT, false, typed, length);
    orr_viz_draw_fill(pen->list, (OrrVizRect){x + used + 1, pen->y, 2, app->metrics.line_height},
                      ORR_VIZ_PAINT_TEXT_HEAD, ORR_VIZ_SOLID);
    if (length == 0) {
        orr_viz_draw_string(pen->list, x + advance, pen->y, left - advance, ORR_VIZ_PAINT_TEXT_DIM, look->hint);
        return;
    }
    if (app->found_count == 0) return;
    orr_viz_pen_add_number(pen, app->found_count);
    int32_t wide = (int32_t)pen->text.length * advance;
    orr_viz_draw_text(pen->list, pen->place.x + pen->place.w - wide, pen->y, wide, ORR_VIZ_PAINT_TEXT_DIM, false,
                      (const char *)pen->text.data, pen->text.length);
    orr_trace_bytes_clear(&pen->text);
}

void orr_viz_ask_draw(OrrVizApp *app, OrrVizDrawList *list) {
    int32_t line = app->metrics.line_height, advance = app->metrics.advance;
    uint32_t listed = orr_viz_ask_listed(app), shown = listed < ROWS_SHOWN ? listed : ROWS_SHOWN;
    int32_t width = 84 * advance, height = line + 14 + (shown > 0 ? (int32_t)shown * (line + 4) + 8 : 0);
    if (width > list->width) width = list->width;
    OrrVizRect box = {(list->width - width) / 2, app->places.ruler.y, width, height};
    orr_viz_draw_unclip(list);
    orr_viz_draw_fill(list, (OrrVizRect){box.x + 4, box.y + 4, box.w, box.h}, ORR_VIZ_PAINT_SHADE, ORR_VIZ_SOLID);
    orr_viz_draw_clip(list, box);
    orr_viz_draw_fill(list, box, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_frame(list, box, ORR_VIZ_PAINT_TEXT_HEAD);
    OrrVizPen pen = {
        .app = app, .list = list, .place = {box.x + 2 * advance, box.y, width - 4 * advance, height}, .y = box.y + 7};
    draw_field(&pen);
    pen.y = box.y + line + 14;
    app->ask_rows = (OrrVizRect){box.x, pen.y, box.w, (int32_t)shown * (line + 4)};
    if (shown > 0) orr_viz_draw_line(list, box.x, pen.y - 1, box.x + box.w, pen.y - 1, 1, ORR_VIZ_PAINT_EDGE);
    /* The chosen one stays in view. */
    app->ask_first = app->found_at < shown ? 0 : app->found_at + 1 - shown;
    for (uint32_t i = app->ask_first; i < app->ask_first + shown; i++) {
        draw_entry(&pen, app->found[i], i == app->found_at);
    }
    orr_trace_bytes_free(&pen.text);
    orr_viz_draw_unclip(list);
}
