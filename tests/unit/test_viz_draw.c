/* The viewer's pictures: draw lists against tests/viz/NAME.txt, keys and mouse, traces that are damaged or odd.
 *
 * ORRERY_GOLDEN=write writes the expected files anew; look at the difference before you believe it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/viz/shown.h"
#include "trace/reader.h"
#include "viz/app.h"
#include "viz/draw.h"
#include "viz/html.h"
#include "viz/layout.h"
#include "viz/picture.h"
#include "viz/raster.h"
#include "viz/svg.h"
#include "viz/timeline.h"

static void crowd(OrrTraceWriter *w) {
    story_crowd(w, 200, 40000);
}

/* All of it, some of it, and one step, on both axes. */
static void test_golden(void **state) {
    (void)state;
    static const char *const axes[] = {"step", "time"};
    for (int axis = 0; axis < 2; axis++) {
        Shown *shown = show(story_run, &story_end);
        char name[40];
        draw(shown, 900, 400);
        if (axis == 1) press(shown, "t");
        (void)snprintf(name, sizeof name, "%s-all", axes[axis]);
        assert_picture(shown, name, 900, 400);
        press(shown, "/:9");
        press_key(shown, ORR_VIZ_KEY_ENTER, false);
        press(shown, "wwwwww");
        (void)snprintf(name, sizeof name, "%s-near", axes[axis]);
        assert_picture(shown, name, 900, 400);
        press(shown, "/eater");
        press_key(shown, ORR_VIZ_KEY_ENTER, false);
        press(shown, "/:10");
        press_key(shown, ORR_VIZ_KEY_ENTER, false);
        press(shown, "e");
        (void)snprintf(name, sizeof name, "%s-span", axes[axis]);
        assert_picture(shown, name, 900, 400);
        done(shown);
    }
}

static void test_golden_panel(void **state) {
    (void)state;
    Shown *shown = show(story_run, &story_end);
    draw(shown, 1400, 800);
    press(shown, "z/fetch-c");
    press_key(shown, ORR_VIZ_KEY_ENTER, false);
    press(shown, "/:13");
    press_key(shown, ORR_VIZ_KEY_ENTER, false);
    press(shown, "k");
    assert_picture(shown, "panel", 1400, 800);
    press(shown, "?");
    assert_picture(shown, "help", 1400, 800);
    done(shown);
}

/* A thousand spans in a pixel cost no more than one: the list is bounded by pixels and rows. */
static void test_cost_follows_pixels(void **state) {
    (void)state;
    Shown *shown = show(crowd, &story_end);
    draw(shown, 400, 300);
    size_t rows = (size_t)(shown->app.places.lanes.h / 24 + 2), columns = (size_t)shown->app.view.width;
    assert_true(shown->list.count < rows * columns * 2);
    press(shown, "Ft");
    draw(shown, 400, 300);
    assert_true(shown->list.count < (size_t)shown->app.places.lanes.h * columns * 2);
    uint64_t hash = orr_viz_draw_hash(&shown->list);
    draw(shown, 400, 300);
    assert_true(orr_viz_draw_hash(&shown->list) == hash);
    press(shown, "w");
    draw(shown, 400, 300);
    assert_true(orr_viz_draw_hash(&shown->list) != hash);
    done(shown);
}

static void test_timeline_golden(void **state) {
    (void)state;
    Shown *shown = show(story_run, &story_end);
    OrrTraceBytes text = {0};
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    for (int i = 0; i < 8; i++) {
        OrrTimelineOptions options = {
            .width = 90, .colour = (i & 1) != 0, .unicode = (i & 2) != 0, .steps = (i & 4) != 0};
        assert_true(orr_timeline_print(shown->reader, &options, &output));
    }
    OrrTimelineOptions narrow = {.width = -5, .most_rows = 3};
    assert_true(orr_timeline_print(shown->reader, &narrow, &output));
    assert_golden("timeline", (const char *)text.data, text.length);
    orr_trace_bytes_free(&text);
    done(shown);
}

static void test_timeline_folds_many(void **state) {
    (void)state;
    Shown *shown = show(crowd, NULL);
    OrrTraceBytes text = {0};
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    OrrTimelineOptions options = {.width = 100};
    assert_true(orr_timeline_print(shown->reader, &options, &output));
    assert_non_null(strstr((const char *)text.data, "197 more work"));
    assert_non_null(strstr((const char *)text.data, "no end record"));
    int lines = 0;
    for (size_t i = 0; i < text.length; i++) lines += text.data[i] == '\n';
    assert_true(lines < 12);
    orr_trace_bytes_free(&text);
    done(shown);
}

/* ---- keys and mouse ----------------------------------------------------------------------------- */

static void test_walking_causes(void **state) {
    (void)state;
    Shown *shown = show(story_run, &story_end);
    OrrVizApp *app = &shown->app;
    draw(shown, 900, 400);
    press(shown, "/:13");
    press_key(shown, ORR_VIZ_KEY_ENTER, false);
    static const uint32_t chain[] = {11, 9, 6, 3, 1};
    for (size_t i = 0; i < 5; i++) {
        press(shown, "[");
        assert_int_equal(app->cursor, app->model->steps[chain[i] - 1].event);
        assert_int_equal(app->selected, app->model->steps[chain[i] - 1].lane);
    }
    press(shown, "[");
    assert_true(app->message[0] != '\0');
    for (size_t i = 5; i-- > 1;) {
        press(shown, "]");
        assert_int_equal(app->cursor, app->model->steps[chain[i - 1] - 1].event);
    }
    press(shown, "]");
    assert_int_equal(app->cursor, app->model->steps[13 - 1].event);
    done(shown);
}

static void test_stepping(void **state) {
    (void)state;
    Shown *shown = show(story_run, &story_end);
    OrrVizApp *app = &shown->app;
    draw(shown, 900, 400);
    for (uint32_t i = 0; i < app->model->step_count; i++) {
        press_key(shown, ORR_VIZ_KEY_RIGHT, false);
        assert_int_equal(app->cursor, app->model->steps[i].event);
    }
    press_key(shown, ORR_VIZ_KEY_RIGHT, false);
    assert_int_equal(app->cursor, app->model->event_count - 1);
    for (uint32_t i = app->model->step_count; i-- > 0;) {
        press_key(shown, ORR_VIZ_KEY_LEFT, false);
        assert_int_equal(app->cursor, app->model->steps[i].event);
    }
    press_key(shown, ORR_VIZ_KEY_HOME, false);
    press(shown, "...,");
    assert_int_equal(app->cursor, 2);
    press_key(shown, ORR_VIZ_KEY_END, false);
    press_key(shown, ORR_VIZ_KEY_RIGHT, true);
    assert_int_equal(app->cursor, app->model->event_count - 1);
    /* The state at the cursor is what the trace says. */
    assert_int_equal(orr_viz_app_state(app)->step, 16);
    press_key(shown, ORR_VIZ_KEY_HOME, false);
    assert_int_equal(orr_viz_app_state(app)->step, 0);
    done(shown);
}

static void test_mouse(void **state) {
    (void)state;
    Shown *shown = show(story_run, &story_end);
    OrrVizApp *app = &shown->app;
    draw(shown, 900, 400);
    uint32_t eater = orr_viz_lane_named(app->model, "eater");
    int32_t y = orr_viz_row_y(app, app->lane_rows[eater]) + 12;
    int32_t x = app->places.lanes.x + orr_viz_view_x(&app->view, orr_viz_axis_position(app->model, app->view.axis,
                                                                                       app->model->steps[9].event));
    orr_viz_app_mouse_move(app, x + 3, y);
    assert_int_equal(app->hovered, eater);
    orr_viz_app_mouse_down(app, x + 3, y);
    orr_viz_app_mouse_up(app, x + 3, y);
    assert_int_equal(app->selected, eater);
    assert_int_equal(orr_viz_app_span(app)->state, ORR_VIZ_RUNNING);
    assert_int_equal(orr_viz_app_step(app), 10);
    int64_t from = app->view.from;
    orr_viz_app_mouse_down(app, x, y);
    orr_viz_app_mouse_move(app, x + 50, y);
    orr_viz_app_mouse_up(app, x + 50, y);
    assert_true(app->view.from < from);
    double per_px = app->view.per_px;
    orr_viz_app_wheel(app, x, y, 2, 0, false, false);
    assert_true(app->view.per_px < per_px);
    press(shown, "f");
    draw(shown, 900, 400);
    assert_true(app->view.from <= 0);
    press_key(shown, ORR_VIZ_KEY_ESCAPE, false);
    assert_int_equal(app->selected, ORR_VIZ_NONE);
    done(shown);
}

/* Any keys and clicks in any order, at any size. */
static void test_any_input(void **state) {
    (void)state;
    static const char keys[] = "wsadADfetz[]{}kn/N.,+-0FopTq?:@1aE\x7F"
                               "cgCl=rjJxX() <>uUMbBm'\"v23456";
    Shown *shown = show(crowd, &story_end);
    uint64_t random = 1;
    for (int i = 0; i < 4000; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
        uint32_t r = (uint32_t)(random >> 33);
        int32_t x = (int32_t)(r % 700) - 20, y = (int32_t)(r / 700 % 500) - 20;
        switch (r % 7) {
        case 0: press_key(shown, ORR_VIZ_KEY_LEFT + r / 7 % 12, r / 84 % 2 != 0); break;
        case 1:
            orr_viz_app_tick(&shown->app, r / 7 % 300);
            orr_viz_app_mouse_move(&shown->app, x, y);
            break;
        case 2: orr_viz_app_mouse_down(&shown->app, x, y); break;
        case 3: orr_viz_app_mouse_up(&shown->app, x, y); break;
        case 4:
            orr_viz_app_wheel(&shown->app, x, y, (int32_t)(r / 7 % 5) - 2, (int32_t)(r / 35 % 3) - 1, r % 2,
                              r % 11 == 0);
            break;
        case 5: orr_viz_app_key(&shown->app, (OrrVizKey){ORR_VIZ_KEY_LEFT + r / 7 % 8, r / 56 % 2 != 0, true}); break;
        default: press_key(shown, (uint32_t)(unsigned char)keys[r / 7 % (sizeof keys - 1)], false); break;
        }
        if (i % 5 == 0) draw(shown, 1 + (int32_t)(r / 3 % 1500), 1 + (int32_t)(r / 5 % 700));
    }
    done(shown);
}

/* ---- many tasks --------------------------------------------------------------------------------- */

static void test_groups(void **state) {
    (void)state;
    Shown *shown = show(crowd, &story_end); /* main, and 199 tasks like each other */
    OrrVizApp *app = &shown->app;
    draw(shown, 1200, 700);
    uint32_t rows = app->row_count;
    assert_true(rows < 6);
    uint32_t row = orr_viz_row_of_lane(app, orr_viz_lane_named(app->model, "Task-100"));
    assert_int_equal(app->rows[row].kind, ORR_VIZ_ROW_GROUP);
    assert_int_equal(app->rows[row].count, 199);
    /* What is found inside gets a row of its own. */
    type(shown, "/task-10", ORR_VIZ_KEY_BACKSPACE);
    assert_true(app->found_count > ORR_VIZ_FOUND_MAX);
    draw(shown, 1200, 700);
    type(shown, "50", ORR_VIZ_KEY_ENTER);
    uint32_t lane = orr_viz_lane_named(app->model, "Task-150");
    assert_int_equal(app->selected, lane);
    draw(shown, 1200, 700);
    assert_int_equal(app->row_count, rows + 1);
    assert_int_equal(orr_viz_row_of_lane(app, lane), row + 1);
    assert_int_equal(app->rows[row + 1].index, lane);
    /* Open, folded, and each with a row of its own. */
    press(shown, "g");
    draw(shown, 1200, 700);
    assert_int_equal(app->row_count, rows + 199);
    press(shown, "g");
    draw(shown, 1200, 700);
    assert_int_equal(app->row_count, rows + 1);
    press(shown, "C");
    draw(shown, 1200, 700);
    assert_int_equal(app->row_count, rows + 198);
    assert_int_equal(app->rows[orr_viz_row_of_lane(app, lane)].index, lane);
    /* Main's children folded away. */
    type(shown, "/main", ORR_VIZ_KEY_ENTER);
    press(shown, "c");
    draw(shown, 1200, 700);
    assert_int_equal(app->row_count, rows - 1);
    press(shown, "cC");
    draw(shown, 1200, 700);
    assert_int_equal(app->row_count, rows);
    done(shown);
}

static void test_up_and_down_pass_groups(void **state) {
    (void)state;
    Shown *shown = show(crowd, &story_end);
    OrrVizApp *app = &shown->app;
    draw(shown, 1200, 700);
    uint32_t first = orr_viz_lane_named(app->model, "Task-2"), last = orr_viz_lane_named(app->model, "Task-200");
    orr_viz_app_select(app, orr_viz_lane_named(app->model, "Task-1"));
    press_key(shown, ORR_VIZ_KEY_DOWN, false);
    assert_int_equal(app->selected, first);
    press_key(shown, ORR_VIZ_KEY_UP, false);
    assert_int_equal(app->selected, orr_viz_lane_named(app->model, "Task-1"));
    orr_viz_app_select(app, ORR_VIZ_NONE);
    press_key(shown, ORR_VIZ_KEY_UP, false);
    assert_int_equal(app->selected, last);
    done(shown);
}

static void test_filter(void **state) {
    (void)state;
    Shown *shown = show(crowd, &story_end);
    OrrVizApp *app = &shown->app;
    draw(shown, 1200, 700);
    uint32_t rows = app->row_count;
    type(shown, "ltask-19", ORR_VIZ_KEY_ENTER);
    draw(shown, 1200, 700);
    uint32_t tracks = 0, lanes = 0;
    for (uint32_t i = 0; i < app->row_count; i++) *(app->rows[i].kind == ORR_VIZ_ROW_LANE ? &lanes : &tracks) += 1;
    assert_int_equal(lanes, 11); /* 19, 190 to 199 */
    /* By state, at the cursor: at the beginning nothing runs, in a step one task does. */
    type(shown, "l=running", ORR_VIZ_KEY_ENTER);
    draw(shown, 1200, 700);
    assert_int_equal(app->row_count, tracks);
    orr_viz_app_go(app, app->model->steps[50].event);
    draw(shown, 1200, 700);
    assert_int_equal(app->row_count, tracks + 1);
    assert_int_equal(app->rows[tracks].index, app->model->steps[50].lane);
    type(shown, "l", ORR_VIZ_KEY_ESCAPE);
    draw(shown, 1200, 700);
    assert_int_equal(app->row_count, rows);
    done(shown);
}

/* ---- two traces --------------------------------------------------------------------------------- */

/* A run of another program. */
static void other_story(OrrTraceWriter *w) {
    story_crowd(w, 20, 400);
}

static void test_two_traces(void **state) {
    (void)state;
    Shown *upper = show(story_run, &story_end), *same = show(story_run, &story_end),
          *other = show(other_story, &story_end);
    assert_null(orr_viz_app_pair(&upper->app, &same->app));
    assert_non_null(strstr(upper->app.message, "the same story"));
    draw(upper, 1000, 800);
    assert_int_equal(upper->app.below_y, 400);
    /* Keys go to both, the mouse to one; the other follows. */
    press(upper, "w");
    press_key(upper, ORR_VIZ_KEY_DOWN, false);
    for (int i = 0; i < 5; i++) press_key(upper, ORR_VIZ_KEY_RIGHT, false);
    draw(upper, 1000, 800);
    assert_int_equal(upper->app.cursor, same->app.cursor);
    assert_int_equal(upper->app.selected, same->app.selected);
    assert_int_equal(upper->app.view.from, same->app.view.from);
    int32_t x = same->app.places.lanes.x + 200, y = 400 + same->app.places.lanes.y + same->app.places.lanes.h / 2;
    double before = upper->app.view.per_px;
    orr_viz_app_wheel(&upper->app, x, y, 1, 0, false, false);
    orr_viz_app_mouse_down(&upper->app, x, y);
    orr_viz_app_mouse_up(&upper->app, x, y);
    assert_true(upper->app.view.per_px < before);
    assert_int_equal(upper->app.view.from, same->app.view.from);
    assert_int_equal(orr_viz_step_at(upper->app.model, upper->app.cursor),
                     orr_viz_step_at(same->app.model, same->app.cursor));
    done(same);
    assert_null(orr_viz_app_pair(&upper->app, &other->app));
    assert_non_null(strstr(upper->app.message, "they part"));
    assert_int_not_equal(upper->app.parting, ORR_VIZ_NONE);
    press(upper, "fTtzk/a");
    draw(upper, 1000, 3);
    draw(upper, 300, 200);
    done(other);
    upper->app.below = NULL;
    done(upper);
}

/* ---- odd traces --------------------------------------------------------------------------------- */

/* Everything that can be made of it, without falling over. */
static void use(Shown *shown) {
    static const char keys[] = "tzwww[]}{kFeeoT+-/x";
    draw(shown, 1300, 700);
    for (const char *key = keys; *key != '\0'; key++) {
        press_key(shown, (uint32_t)(unsigned char)*key, false);
        press_key(shown, ORR_VIZ_KEY_RIGHT, false);
        press_key(shown, ORR_VIZ_KEY_DOWN, false);
        draw(shown, 1300, 700);
    }
    uint32_t *pixels = calloc(1300 * 700, sizeof *pixels);
    OrrVizImage image = {pixels, 1300, 700, 1300};
    orr_viz_raster(&shown->list, shown->app.theme, NULL, &image);
    OrrTraceBytes file = {0};
    assert_true(orr_viz_png(&image, &file));
    assert_true(orr_viz_svg(&shown->list, shown->app.theme, &file));
    if (shown->app.model != NULL) assert_true(orr_viz_html(&shown->app, &file));
    OrrTraceOutput output = orr_trace_output_bytes(&file);
    OrrTimelineOptions options = {.width = 80, .unicode = true};
    assert_true(orr_timeline_print(shown->reader, &options, &output));
    orr_trace_bytes_free(&file);
    free(pixels);
}

static bool says(const Shown *shown, const char *words) {
    OrrTraceBytes text = {0};
    orr_viz_draw_dump(&shown->list, &text);
    bool found = strstr((const char *)text.data, words) != NULL;
    orr_trace_bytes_free(&text);
    return found;
}

static void nothing(OrrTraceWriter *w) {
    (void)w;
}

static void one_event(OrrTraceWriter *w) {
    orr_trace_turn(w);
}

static void only_clock(OrrTraceWriter *w) {
    orr_trace_clock(w, INT64_MAX);
}

static void centuries(OrrTraceWriter *w) {
    orr_trace_task_new(w, 1, 0, 1, 0, 0, 0, 0);
    orr_trace_ready(w, 1, ORR_TRACE_WAKE_START);
    orr_trace_step(w, 1);
    orr_trace_timer(w, 1, INT64_MAX, 0);
    orr_trace_wait(w, ORR_TRACE_WAIT_SLEEP, 1, 1);
    orr_trace_clock(w, 1);
    orr_trace_turn(w);
    orr_trace_clock(w, INT64_MAX - 1);
    orr_trace_turn(w);
    orr_trace_clock(w, INT64_MAX);
    story_fire(w, 1, 1);
    orr_trace_step(w, 1);
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_RETURNED, 0, 0);
}

static void deep(OrrTraceWriter *w) {
    for (int64_t i = 1; i <= 3000; i++) {
        orr_trace_task_new(w, i, i - 1, i, 0, 0, 0, 0);
        orr_trace_ready(w, i, ORR_TRACE_WAKE_START);
        orr_trace_step(w, i);
    }
}

static void wide_names(OrrTraceWriter *w) {
    static const char name[] = "\xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x98\x80 e\xCC\x81 <b>&\"'\\\n\t\x01 a name that "
                               "never ends, or at least not soon";
    for (int64_t i = 1; i <= 20; i++) {
        orr_trace_task_new(w, i, 0, i, orr_trace_string(w, name, sizeof name - 1), story_string(w, name), 0, -7);
        orr_trace_ready(w, i, ORR_TRACE_WAKE_START);
    }
    story_print(w, name);
}

/* Events that contradict one another, with ids from all over. */
static void lies(OrrTraceWriter *w) {
    static const int64_t values[] = {0, 1, 2, 3, -1, 255, 256, INT64_MAX, INT64_MIN, UINT32_MAX, 1000000};
    uint64_t random = 7;
    for (int i = 0; i < 20000; i++) {
        int64_t fields[ORR_TRACE_MAX_FIELDS];
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
        int64_t kind = 1 + (int64_t)((random >> 33) % (ORR_TRACE_KIND_COUNT - 1));
        for (unsigned j = 0; j < ORR_TRACE_MAX_FIELDS; j++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
            fields[j] = values[(random >> 33) % (sizeof values / sizeof *values)];
        }
        if (orr_trace_event_info(kind) != NULL) orr_trace_event(w, (OrrTraceKind)kind, fields);
    }
}

static void test_odd_traces(void **state) {
    (void)state;
    void (*const tales[])(OrrTraceWriter *) = {nothing, one_event,  only_clock, centuries,
                                               deep,    wide_names, lies,       story_run};
    for (size_t i = 0; i < sizeof tales / sizeof *tales; i++) {
        Shown *shown = show(tales[i], i % 2 == 0 ? &story_end : NULL);
        use(shown);
        done(shown);
    }
}

/* A million tasks that were made and never ran: the run was killed. */
static void million(OrrTraceWriter *w) {
    for (int64_t i = 1; i <= 1000000; i++) {
        orr_trace_task_new(w, i, i > 1, i, 0, 0, 0, 0);
        if (i % 3 == 0) orr_trace_ready(w, i, ORR_TRACE_WAKE_START);
    }
}

static void test_million_lanes(void **state) {
    (void)state;
    Shown *shown = show(million, NULL);
    draw(shown, 1300, 700);
    assert_true(says(shown, "the trace"));
    assert_true(shown->list.count < 20000);
    static const char keys[] = "FCgc/Task-999999\nKk";
    for (const char *key = keys; *key != '\0'; key++) {
        press_key(shown, *key == '\n' ? ORR_VIZ_KEY_ENTER : (uint32_t)(unsigned char)*key, false);
        draw(shown, 1300, 700);
    }
    assert_int_not_equal(shown->app.selected, ORR_VIZ_NONE);
    OrrTraceBytes file = {0};
    assert_true(orr_viz_svg(&shown->list, shown->app.theme, &file));
    assert_true(orr_viz_html(&shown->app, &file));
    orr_trace_bytes_free(&file);
    done(shown);
}

static void test_nothing_says_so(void **state) {
    (void)state;
    Shown *shown = show(nothing, &story_end);
    draw(shown, 600, 300);
    assert_true(says(shown, "the trace has no events"));
    press_key(shown, ORR_VIZ_KEY_ESCAPE, false);
    assert_true(shown->app.quit);
    done(shown);
    OrrVizApp app;
    OrrVizDrawList list = {0};
    orr_viz_app_init(&app, NULL, "missing.cbor");
    orr_viz_app_trouble(&app, "missing.cbor: No such file or directory");
    orr_viz_app_draw(&app, &list, 600, 300, metrics);
    assert_true(list.count > 3);
    orr_viz_draw_free(&list);
    orr_viz_app_free(&app);
}

/* Cut anywhere, or with a bit flipped: the reader gives what is good, and the picture says that something is lost. */
static void test_damage(void **state) {
    (void)state;
    Shown *whole = show(story_run, &story_end);
    for (size_t cut = 0; cut < whole->bytes.length; cut += 97) {
        for (int flip = 0; flip < 2; flip++) {
            Shown *shown = calloc(1, sizeof *shown);
            orr_trace_bytes_append(&shown->bytes, whole->bytes.data, flip ? whole->bytes.length : cut);
            if (flip) shown->bytes.data[cut] ^= 0x10;
            OrrTraceStatus status;
            OrrTraceReader *reader = orr_trace_reader_open_memory(shown->bytes.data, shown->bytes.length, &status);
            if (reader != NULL) {
                orr_trace_reader_close(reader);
                open_shown(shown);
                draw(shown, 1000, 500);
                if (orr_trace_reader_loss(shown->reader, NULL) != ORR_TRACE_LOSS_NONE)
                    assert_true(says(shown, "the trace"));
            }
            if (reader != NULL) done(shown);
            else orr_trace_bytes_free(&shown->bytes), free(shown);
        }
    }
    done(whole);
}

/* ---- options ------------------------------------------------------------------------------------ */

static void assert_parses(bool good, int count, const char *const *words) {
    OrrVizPicture picture;
    const char *argument = "";
    const char *wrong = orr_viz_picture_parse(&picture, count, (char *const *)(uintptr_t)words, &argument);
    if (good != (wrong == NULL)) fail_msg("%s: %s", argument, wrong == NULL ? "should be refused" : wrong);
}

#define PARSES(good, ...)                                                                                              \
    assert_parses(good, (int)(sizeof(const char *[]){__VA_ARGS__} / sizeof(char *)), (const char *[]){__VA_ARGS__})

static void test_options(void **state) {
    (void)state;
    PARSES(true, "a.cbor");
    PARSES(true, "-");
    PARSES(true, "--png", "x.png", "--size", "1920x1080", "--axis", "folded", "a.cbor");
    PARSES(true, "a.cbor", "--theme", "light", "--select", "Task-1", "--from", "1.5", "--to", "2", "--path");
    PARSES(true, "a.cbor", "b.cbor");
    PARSES(false, "a.cbor", "b.cbor", "c.cbor");
    PARSES(false, "--png");
    PARSES(false, "--png", "");
    PARSES(false, "--size", "10");
    PARSES(false, "--size", "99x60");
    PARSES(false, "--size", "1000x99999999999999999999");
    PARSES(false, "--axis", "sideways");
    PARSES(false, "--theme", "mauve");
    PARSES(false, "--text", "4");
    PARSES(false, "--frobnicate");
}

static const char *applied(Shown *shown, const char *const *words, int count) {
    OrrVizPicture picture;
    const char *argument;
    assert_null(orr_viz_picture_parse(&picture, count, (char *const *)(uintptr_t)words, &argument));
    return orr_viz_picture_apply(&picture, &shown->app);
}

static void test_applying_options(void **state) {
    (void)state;
    Shown *shown = show(story_run, &story_end);
    static const char *const good[] = {"--axis", "time",     "--from", "0.1",    "--to",
                                       "0.2",    "--select", "eater",  "--step", "9"};
    assert_null(applied(shown, good, 10));
    draw(shown, 1600, 900);
    assert_int_equal(shown->app.view.from, 100000000);
    assert_int_equal(shown->app.model->lanes[shown->app.selected].id, 4);
    static const char *const wrong[][2] = {{"--select", "nobody"}, {"--step", "17"}, {"--from", "x"}, {"--to", "0"}};
    for (size_t i = 0; i < 4; i++) assert_non_null(applied(shown, wrong[i], 2));
    done(shown);
}

/* ---- draw list and raster ----------------------------------------------------------------------- */

static void test_text(void **state) {
    (void)state;
    OrrVizDrawList list = {0};
    orr_viz_draw_start(&list, 200, 100, metrics);
    assert_int_equal(orr_viz_draw_string(&list, 0, 0, 200, ORR_VIZ_PAINT_TEXT, "abc"), 24);
    assert_int_equal(orr_viz_draw_string(&list, 0, 0, 24, ORR_VIZ_PAINT_TEXT, "abcd"), 24);
    assert_int_equal(orr_viz_draw_string(&list, 0, 0, 7, ORR_VIZ_PAINT_TEXT, "abcd"), 0);
    assert_int_equal(orr_viz_draw_string(&list, 0, 0, 200, ORR_VIZ_PAINT_TEXT, "\xE6\xBC\xA2\xFF"), 24);
    assert_int_equal(orr_viz_draw_string(&list, 500, 0, 200, ORR_VIZ_PAINT_TEXT, "outside"), 56);
    OrrTraceBytes text = {0};
    orr_viz_draw_dump(&list, &text);
    assert_string_equal((const char *)text.data, "picture 200 100\n"
                                                 "text 0 0 24 0 text \"abc\"\n"
                                                 "text 0 0 24 0 text \"ab\xE2\x80\xA6\"\n"
                                                 "text 0 0 24 0 text \"\xE6\xBC\xA2\xEF\xBF\xBD\"\n");
    orr_trace_bytes_free(&text);
    orr_viz_draw_free(&list);
}

static void test_raster(void **state) {
    (void)state;
    uint32_t pixels[64 * 64] = {0};
    OrrVizImage image = {pixels, 64, 64, 64};
    OrrVizDrawList list = {0};
    orr_viz_draw_start(&list, 64, 64, metrics);
    orr_viz_draw_fill(&list, (OrrVizRect){-10, -10, 200, 200}, ORR_VIZ_PAINT_BACKGROUND, ORR_VIZ_SOLID);
    orr_viz_draw_clip(&list, (OrrVizRect){8, 8, 16, 16});
    for (int pattern = 0; pattern < ORR_VIZ_PATTERNS; pattern++) {
        orr_viz_draw_fill(&list, (OrrVizRect){0, 0, 64, 64}, ORR_VIZ_PAINT_READY, (OrrVizPattern)pattern);
    }
    orr_viz_draw_arrow(&list, -1000000000, 20, 1000000000, 2000000000, 2, ORR_VIZ_PAINT_ARROW);
    orr_viz_draw_arrow(&list, 20, 60, 20, 10, 2, ORR_VIZ_PAINT_ARROW);
    orr_viz_draw_unclip(&list);
    orr_viz_draw_fill(&list, (OrrVizRect){40, 40, 4, 4}, ORR_VIZ_PAINT_RUNNING, ORR_VIZ_SOLID);
    orr_viz_draw_line(&list, 50, 0, 50, 64, 1, ORR_VIZ_PAINT_CURSOR);
    orr_viz_raster(&list, ORR_VIZ_DARK, NULL, &image);
    uint32_t ground = 0xFF15181D;
    assert_int_equal(pixels[0], ground);
    assert_int_equal(pixels[7 * 64 + 7], ground);
    assert_int_equal(pixels[24 * 64 + 24], ground);
    assert_int_not_equal(pixels[12 * 64 + 12], ground);
    assert_int_equal(pixels[41 * 64 + 41], 0xFF00B583);
    assert_int_equal(pixels[44 * 64 + 44], ground);
    assert_int_equal(pixels[30 * 64 + 50], 0xFFFFFFFF);
    orr_viz_draw_free(&list);
}

/* Every state looks different even without colour: no two share a pattern and a letter. */
static void test_states_differ(void **state) {
    (void)state;
    for (int a = 0; a < ORR_VIZ_STATES; a++) {
        for (int b = 0; b < a; b++) {
            assert_int_not_equal(orr_viz_state_letter((OrrVizState)a), orr_viz_state_letter((OrrVizState)b));
        }
    }
    for (int a = ORR_VIZ_CREATED; a <= ORR_VIZ_CANCELLING; a++) {
        for (int b = ORR_VIZ_CREATED; b < a; b++) {
            assert_int_not_equal(orr_viz_state_pattern((OrrVizState)a), orr_viz_state_pattern((OrrVizState)b));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_golden_panel),
        cmocka_unit_test(test_cost_follows_pixels),
        cmocka_unit_test(test_timeline_golden),
        cmocka_unit_test(test_timeline_folds_many),
        cmocka_unit_test(test_walking_causes),
        cmocka_unit_test(test_stepping),
        cmocka_unit_test(test_mouse),
        cmocka_unit_test(test_any_input),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_up_and_down_pass_groups),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_two_traces),
        cmocka_unit_test(test_odd_traces),
        cmocka_unit_test(test_million_lanes),
        cmocka_unit_test(test_nothing_says_so),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_applying_options),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_raster),
        cmocka_unit_test(test_states_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
