#include "viz/app.h"

#include <stdlib.h>
#include <string.h>

#include "viz/layout.h"
#include "viz/pair.h"
#include "viz/search.h"

/* ---- life --------------------------------------------------------------------------------------- */

void orr_viz_app_init(OrrVizApp *app, const OrrTraceReader *reader, const char *title) {
    *app = (OrrVizApp){.reader = reader, .title = title};
    app->panel = true;
    app->fitted = true;
    app->selected = app->hovered = app->hovered_group = app->parting = ORR_VIZ_NONE;
    app->view = (OrrVizView){.axis = ORR_VIZ_AXIS_STEP, .width = 1, .per_px = 1};
    orr_trace_state_init(&app->state);
    if (reader == NULL) return;
    app->model = orr_viz_model_new(reader);
    app->loading = app->model != NULL;
    if (app->model == NULL) orr_viz_app_trouble(app, "not enough memory");
    else orr_trace_reader_loss_text(reader, &app->trouble);
    if (app->model != NULL && orr_trace_reader_event_count(reader) == 0) {
        orr_viz_app_trouble(app, "the trace has no events");
        orr_trace_reader_loss_text(reader, &app->trouble);
    }
}

void orr_viz_app_free(OrrVizApp *app) {
    orr_viz_model_free(app->model);
    orr_trace_bytes_free(&app->trouble);
    orr_trace_state_free(&app->state);
    free(app->rows);
    free(app->lane_rows);
    free(app->group_rows);
    free(app->folds);
    free(app->members);
    free(app->bounds);
    *app = (OrrVizApp){0};
}

void orr_viz_app_trouble(OrrVizApp *app, const char *text) {
    if (app->trouble.length != 0) orr_trace_bytes_text(&app->trouble, "; ");
    orr_trace_bytes_text(&app->trouble, text);
}

bool orr_viz_app_load(OrrVizApp *app, uint64_t most_events) {
    if (!app->loading) return false;
    OrrVizBuilt built = orr_viz_model_build(app->model, most_events);
    if (built == ORR_VIZ_BUILT_NO_MEMORY) {
        orr_viz_model_free(app->model);
        app->model = NULL;
        orr_viz_app_trouble(app, "not enough memory for a trace of this size");
    }
    app->loading = built == ORR_VIZ_BUILT_SOME;
    if (app->at_end && app->model != NULL && app->model->event_count > 0) app->cursor = app->model->event_count - 1;
    if (!app->loading) app->at_end = false;
    if (!app->loading && app->model != NULL && app->model->event_count == 0) {
        orr_viz_model_free(app->model); /* nothing to show: say so */
        app->model = NULL;
    }
    app->has_state = false;
    return app->loading;
}

void orr_viz_app_grew(OrrVizApp *app) {
    orr_trace_bytes_clear(&app->trouble);
    orr_trace_reader_loss_text(app->reader, &app->trouble);
    if (app->model == NULL) app->model = orr_viz_model_new(app->reader);
    if (app->model == NULL) {
        orr_viz_app_trouble(app, "not enough memory");
        return;
    }
    app->at_end = app->model->event_count > 0 && app->cursor == app->model->event_count - 1;
    app->loading = true;
    app->has_state = false;
}

void orr_viz_app_window_title(const OrrVizApp *app, OrrTraceBytes *text) {
    if (app->model != NULL && app->model->event_count > 0) {
        if (app->selected < app->model->lane_count) {
            orr_viz_lane_name(app->model, app->selected, text);
            orr_trace_bytes_text(text, ", ");
        }
        orr_trace_bytes_text(text, "step ");
        orr_trace_bytes_decimal(text, orr_viz_step_at(app->model, app->cursor));
        orr_trace_bytes_text(text, ", ");
        orr_viz_time_text(orr_viz_time_at(app->model, app->cursor), 1, text);
        orr_trace_bytes_text(text, " - ");
    }
    if (app->title != NULL) {
        orr_trace_bytes_text(text, app->title);
        orr_trace_bytes_text(text, " - ");
    }
    orr_trace_bytes_text(text, "orrery");
}

/* ---- what is shown ------------------------------------------------------------------------------ */

const OrrTraceState *orr_viz_app_state(OrrVizApp *app) {
    if (!app->has_state || app->state_event != app->cursor) {
        orr_trace_state_free(&app->state);
        app->has_state = orr_trace_reader_state(app->reader, (uint64_t)app->cursor + 1, &app->state);
        app->state_event = app->cursor;
    }
    return app->has_state ? &app->state : NULL;
}

const OrrVizSpan *orr_viz_app_span(const OrrVizApp *app) {
    if (app->model == NULL || app->selected >= app->model->lane_count) return NULL;
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    uint32_t i = orr_viz_span_at(lane, app->cursor);
    return i == ORR_VIZ_NONE ? NULL : &lane->spans[i];
}

/* Of a span that runs: its step. Of one that is ready: the one it gets ready for. Of one that waits: the one that it
 * waits for to begin, if it is known. Of an end: the last. */
uint32_t orr_viz_app_step(const OrrVizApp *app) {
    const OrrVizSpan *span = orr_viz_app_span(app);
    if (span == NULL || app->model->lanes[app->selected].kind != ORR_VIZ_LANE_TASK) return 0;
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    uint32_t at = (uint32_t)(span - lane->spans);
    for (uint32_t i = at; i < lane->count; i++) {
        if (lane->spans[i].state == ORR_VIZ_RUNNING) return lane->spans[i].object;
    }
    for (uint32_t i = at; i > 0; i--) {
        if (lane->spans[i - 1].state == ORR_VIZ_RUNNING) return lane->spans[i - 1].object;
    }
    return 0;
}

void orr_viz_app_go(OrrVizApp *app, uint32_t event) {
    if (app->model == NULL || app->model->event_count == 0) return;
    if (event >= app->model->event_count) event = app->model->event_count - 1;
    app->cursor = event;
    if (app->fitted) return;
    orr_viz_view_reveal(&app->view, app->model, event);
}

static void reveal_row(OrrVizApp *app, uint32_t row) {
    if (row == ORR_VIZ_NONE || app->places.lanes.h <= 0) return;
    int32_t height = orr_viz_row_height(app);
    int64_t y = (int64_t)row * height;
    if (y < app->scroll) app->scroll = y - height;
    if (y + height > app->scroll + app->places.lanes.h) app->scroll = y + 2 * height - app->places.lanes.h;
    orr_viz_layout_scroll(app);
}

void orr_viz_app_select(OrrVizApp *app, uint32_t lane) {
    app->selected = lane;
    if (lane != ORR_VIZ_NONE && app->model != NULL && orr_viz_layout_rows(app)) {
        reveal_row(app, orr_viz_row_of_lane(app, lane));
    }
}

void orr_viz_app_say(OrrVizApp *app, const char *text) {
    size_t length = strlen(text);
    if (length > ORR_VIZ_MESSAGE_MAX) length = ORR_VIZ_MESSAGE_MAX;
    memcpy(app->message, text, length);
    app->message[length] = '\0';
}

/* ---- moving the cursor -------------------------------------------------------------------------- */

static void go_step(OrrVizApp *app, uint32_t step) {
    if (step >= 1 && step <= app->model->step_count) orr_viz_app_go(app, app->model->steps[step - 1].event);
}

static void step_by(OrrVizApp *app, bool back) {
    const OrrVizModel *model = app->model;
    uint32_t step = orr_viz_step_at(model, app->cursor);
    if (!back) {
        if (step < model->step_count) go_step(app, step + 1);
        else orr_viz_app_go(app, model->event_count - 1);
        return;
    }
    /* From within a step back to its beginning, from there to the one before. */
    if (step != 0 && model->steps[step - 1].event == app->cursor) step--;
    if (step == 0) orr_viz_app_go(app, 0);
    else go_step(app, step);
}

static void event_by(OrrVizApp *app, bool back) {
    if (back) orr_viz_app_go(app, app->cursor == 0 ? 0 : app->cursor - 1);
    else orr_viz_app_go(app, app->cursor + 1);
}

static void span_by(OrrVizApp *app, bool back) {
    const OrrVizSpan *span = orr_viz_app_span(app);
    if (span == NULL) return;
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    uint32_t i = (uint32_t)(span - lane->spans);
    if (back ? i > 0 : i + 1 < lane->count) orr_viz_app_go(app, lane->spans[back ? i - 1 : i + 1].event);
}

static void show_step(OrrVizApp *app, uint32_t step) {
    orr_viz_app_select(app, app->model->steps[step - 1].lane);
    go_step(app, step);
}

/* The step that [ and ] start from. With nothing selected: that at the cursor. */
static uint32_t walking_step(const OrrVizApp *app) {
    uint32_t step = orr_viz_app_step(app);
    return step != 0 ? step : orr_viz_step_at(app->model, app->cursor);
}

static void walk_back(OrrVizApp *app) {
    uint32_t step = walking_step(app);
    uint32_t cause = step == 0 ? 0 : app->model->steps[step - 1].cause;
    if (cause == 0) {
        orr_viz_app_say(app, "nothing that ran caused this step: the chain begins here");
        return;
    }
    if (app->walk_count == ORR_VIZ_WALK_MAX) {
        memmove(app->walk, app->walk + 1, (ORR_VIZ_WALK_MAX - 1) * sizeof *app->walk);
        app->walk_count--;
    }
    app->walk[app->walk_count++] = step;
    show_step(app, cause);
}

static void walk_on(OrrVizApp *app) {
    uint32_t step = walking_step(app);
    if (step == 0) return;
    uint32_t effect = 0;
    if (app->walk_count > 0) {
        effect = app->walk[--app->walk_count];
        if (app->model->steps[effect - 1].cause != step) effect = 0, app->walk_count = 0; /* somebody moved meanwhile */
    }
    if (effect == 0) effect = orr_viz_step_effect(app->model, step);
    if (effect == 0) orr_viz_app_say(app, "this step woke nobody: the chain ends here");
    else show_step(app, effect);
}

static void lane_by(OrrVizApp *app, bool up) {
    if (!orr_viz_layout_rows(app) || app->row_count == 0) return;
    uint32_t row = app->selected == ORR_VIZ_NONE ? ORR_VIZ_NONE : orr_viz_row_of_lane(app, app->selected);
    uint32_t group = orr_viz_rows_group(app, app->selected); /* that it is in: not to be entered again */
    int64_t at = row != ORR_VIZ_NONE ? (int64_t)row : up ? (int64_t)app->row_count : -1;
    for (at += up ? -1 : 1; at >= 0 && at < app->row_count; at += up ? -1 : 1) {
        const OrrVizRow *it = &app->rows[at];
        bool closed = it->kind == ORR_VIZ_ROW_GROUP && orr_viz_row_folded(app, it) && at != (int64_t)group;
        if (it->kind != ORR_VIZ_ROW_LANE && !closed) continue;
        /* Of a folded group: the first or last of its tasks. */
        orr_viz_app_select(app, closed && up ? app->members[it->members + it->count - 1] : it->index);
        return;
    }
}

/* ---- folds -------------------------------------------------------------------------------------- */

static void fold_children(OrrVizApp *app) {
    if (!orr_viz_layout_rows(app) || app->selected >= app->model->lane_count || app->filter[0] != '\0') return;
    if (app->model->lanes[app->selected].first_child == ORR_VIZ_NONE) {
        orr_viz_app_say(app, "the selected task has no children to fold");
        return;
    }
    uint32_t row = orr_viz_row_of_lane(app, app->selected);
    if (row != ORR_VIZ_NONE && app->rows[row].kind == ORR_VIZ_ROW_LANE) orr_viz_rows_toggle(app, row);
}

static void fold_group(OrrVizApp *app) {
    if (!orr_viz_layout_rows(app)) return;
    uint32_t row = orr_viz_rows_group(app, app->selected);
    if (row == ORR_VIZ_NONE) orr_viz_app_say(app, "the selected task is in no group: there are few like it");
    else orr_viz_rows_toggle(app, row);
    if (orr_viz_layout_rows(app)) reveal_row(app, orr_viz_row_of_lane(app, app->selected));
}

static void fold_all(OrrVizApp *app) {
    app->ungrouped = !app->ungrouped;
    if (app->folds != NULL) memset(app->folds, 0, app->lane_capacity);
    app->row_count = 0;
    orr_viz_app_say(app, app->ungrouped ? "every task has a row" : "like tasks share a row where there are many");
}

/* ---- the view ----------------------------------------------------------------------------------- */

static void change_axis(OrrVizApp *app, OrrVizAxis axis) {
    orr_viz_view_change_axis(&app->view, app->model, axis, app->cursor);
}

static void zoom(OrrVizApp *app, double factor, int32_t x) {
    app->fitted = false;
    orr_viz_view_zoom(&app->view, app->model, factor, x);
}

/* Keys zoom about the cursor, if it is in view. */
static int32_t zoom_center(const OrrVizApp *app) {
    int32_t x = orr_viz_view_x(&app->view, orr_viz_axis_position(app->model, app->view.axis, app->cursor));
    return x >= 0 && x < app->view.width ? x : app->view.width / 2;
}

static void pan(OrrVizApp *app, int32_t pixels) {
    app->fitted = false;
    orr_viz_view_pan(&app->view, app->model, pixels);
}

static void show_span(OrrVizApp *app) {
    const OrrVizSpan *span = orr_viz_app_span(app);
    if (span == NULL) {
        orr_viz_app_say(app, "no span is selected");
        return;
    }
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    uint32_t i = (uint32_t)(span - lane->spans);
    uint32_t end = i + 1 < lane->count ? lane->spans[i + 1].event : app->model->event_count;
    int64_t from = orr_viz_axis_position(app->model, app->view.axis, span->event);
    int64_t to = orr_viz_axis_position(app->model, app->view.axis, end);
    int64_t margin = (to - from) / 2 + ORR_VIZ_STEP_UNITS;
    app->fitted = false;
    orr_viz_view_range(&app->view, app->model, from - margin, to + margin);
}

static void set_row_height(OrrVizApp *app, int32_t height) {
    int32_t before = orr_viz_row_height(app);
    app->row_height = height == 0 ? 0 : height < 2 ? 2 : height > 200 ? 200 : height;
    app->scroll = app->scroll * orr_viz_row_height(app) / before;
    orr_viz_layout_scroll(app);
}

static void fit_rows(OrrVizApp *app) {
    if (app->row_count == 0) return;
    int32_t height = app->places.lanes.h / (int32_t)(app->row_count < 1000000 ? app->row_count : 1000000);
    int32_t usual = app->metrics.line_height + 8;
    set_row_height(app, height > usual ? 0 : height < 1 ? 1 : height);
    app->scroll = 0;
}

static void toggle_path(OrrVizApp *app) {
    app->path = !app->path;
    if (!app->path) return;
    if (!orr_viz_model_find_path(app->model)) {
        orr_viz_app_say(app, "not enough memory");
        app->path = false;
        return;
    }
    OrrTraceBytes text = {0};
    orr_trace_bytes_text(&text, "critical path: ");
    orr_trace_bytes_decimal(&text, app->model->path_count);
    orr_trace_bytes_text(&text, " of ");
    orr_trace_bytes_decimal(&text, app->model->step_count);
    orr_trace_bytes_text(&text, " steps led to the last one");
    if (!text.failed) orr_viz_app_say(app, (const char *)text.data);
    orr_trace_bytes_free(&text);
}

/* ---- keys --------------------------------------------------------------------------------------- */

/* Keys that work without a trace, too. True: it was one. */
static bool common_key(OrrVizApp *app, OrrVizKey key) {
    switch (key.key) {
    case 'q': app->quit = true; return true;
    case '?': app->help = !app->help; return true;
    case 'T': app->theme = (OrrVizThemeKind)(((int)app->theme + 1) % ORR_VIZ_THEMES); return true;
    case '+':
    case '=':
        if (key.control) app->text_bigger = true;
        return key.control;
    case '-':
        if (key.control) app->text_smaller = true;
        return key.control;
    default: return false;
    }
}

static void escape(OrrVizApp *app) {
    if (app->help) app->help = false;
    else app->selected = ORR_VIZ_NONE;
}

static void view_key(OrrVizApp *app, OrrVizKey key) {
    int32_t far = app->view.width / (key.shift ? 2 : 8);
    switch (key.key) {
    case ORR_VIZ_KEY_TAB:
    case 't': change_axis(app, app->view.axis == ORR_VIZ_AXIS_STEP ? ORR_VIZ_AXIS_TIME : ORR_VIZ_AXIS_STEP); break;
    case 'z': change_axis(app, app->view.axis == ORR_VIZ_AXIS_FOLDED ? ORR_VIZ_AXIS_TIME : ORR_VIZ_AXIS_FOLDED); break;
    case 'w': zoom(app, 1 / 1.25, zoom_center(app)); break;
    case 's': zoom(app, 1.25, zoom_center(app)); break;
    case 'a':
    case 'A': pan(app, -far); break;
    case 'd':
    case 'D': pan(app, far); break;
    case 'f': app->fitted = true; break;
    case 'e': show_span(app); break;
    case '+':
    case '=': set_row_height(app, orr_viz_row_height(app) + 3); break;
    case '-': set_row_height(app, orr_viz_row_height(app) - 3); break;
    case '0': set_row_height(app, 0); break;
    case 'F': fit_rows(app); break;
    case ORR_VIZ_KEY_PAGE_UP: app->scroll -= app->places.lanes.h * 9 / 10; break;
    case ORR_VIZ_KEY_PAGE_DOWN: app->scroll += app->places.lanes.h * 9 / 10; break;
    case 'p': app->panel = !app->panel; break;
    case 'o':
        app->all_tracks = !app->all_tracks;
        app->row_count = 0;
        break;
    default: break;
    }
    if (app->row_count != 0) orr_viz_layout_scroll(app);
}

static void cursor_key(OrrVizApp *app, OrrVizKey key) {
    switch (key.key) {
    case ORR_VIZ_KEY_LEFT: key.shift ? event_by(app, true) : step_by(app, true); break;
    case ORR_VIZ_KEY_RIGHT: key.shift ? event_by(app, false) : step_by(app, false); break;
    case ',': event_by(app, true); break;
    case '.': event_by(app, false); break;
    case ORR_VIZ_KEY_HOME: orr_viz_app_go(app, 0); break;
    case ORR_VIZ_KEY_END: orr_viz_app_go(app, UINT32_MAX); break;
    case ORR_VIZ_KEY_UP: lane_by(app, true); break;
    case ORR_VIZ_KEY_DOWN: lane_by(app, false); break;
    case '[': walk_back(app); break;
    case ']': walk_on(app); break;
    case '{': span_by(app, true); break;
    case '}': span_by(app, false); break;
    case 'k': toggle_path(app); break;
    case 'n': orr_viz_search_again(app, false); break;
    case 'N': orr_viz_search_again(app, true); break;
    case '/': orr_viz_search_begin(app, ORR_VIZ_TYPING_SEARCH); break;
    case 'l': orr_viz_search_begin(app, ORR_VIZ_TYPING_FILTER); break;
    case 'c': fold_children(app); break;
    case 'g': fold_group(app); break;
    case 'C': fold_all(app); break;
    case ORR_VIZ_KEY_ESCAPE: escape(app); break;
    default: view_key(app, key); break;
    }
}

static void press(OrrVizApp *app, OrrVizKey key) {
    app->message[0] = '\0';
    if (app->typing != ORR_VIZ_TYPING_NOTHING && app->model != NULL) {
        orr_viz_search_key(app, key.key);
        return;
    }
    if (common_key(app, key)) return;
    if (app->model == NULL) {
        if (key.key == ORR_VIZ_KEY_ESCAPE) app->quit = true;
        return;
    }
    cursor_key(app, key);
}

/* ---- mouse -------------------------------------------------------------------------------------- */

static bool inside(OrrVizRect rect, int32_t x, int32_t y) {
    return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

/* The event that the pixel shows: the last of its column, or, near a step that is too short to have a width, that. */
static uint32_t event_under(const OrrVizApp *app, uint32_t lane_index, int32_t column) {
    int32_t width = app->view.width;
    uint32_t after = app->bounds[column + 1];
    if (lane_index != ORR_VIZ_NONE) {
        const OrrVizLane *lane = &app->model->lanes[lane_index];
        uint32_t from = orr_viz_span_after(lane, 0, app->bounds[column > 2 ? column - 2 : 0]);
        uint32_t to = orr_viz_span_after(lane, from, app->bounds[column + 2 < width ? column + 2 : width]);
        for (uint32_t i = to; i > from; i--) {
            if (lane->spans[i - 1].state != ORR_VIZ_RUNNING || i == lane->count) continue;
            int32_t begin = orr_viz_view_column(app->bounds, width, lane->spans[i - 1].event);
            if (orr_viz_view_column(app->bounds, width, lane->spans[i].event) == begin) return lane->spans[i - 1].event;
        }
    }
    return after == 0 ? 0 : after - 1;
}

static void hover(OrrVizApp *app, int32_t x, int32_t y) {
    app->hovered = app->hovered_group = ORR_VIZ_NONE;
    if (app->model == NULL || app->bounds == NULL || !inside(app->places.lanes, x, y)) return;
    uint32_t row = orr_viz_row_at(app, y);
    if (row == ORR_VIZ_NONE) return;
    if (app->rows[row].kind == ORR_VIZ_ROW_GROUP) {
        app->hovered_group = row;
        app->hovered_event = event_under(app, ORR_VIZ_NONE, x - app->places.lanes.x);
    }
    if (app->rows[row].kind != ORR_VIZ_ROW_LANE) return;
    app->hovered = app->rows[row].index;
    app->hovered_event = event_under(app, app->hovered, x - app->places.lanes.x);
}

static void mouse_move(OrrVizApp *app, int32_t x, int32_t y) {
    if (app->dragging && app->model != NULL) {
        int32_t dx = x - app->mouse_x, dy = y - app->mouse_y;
        if (!app->dragged && abs(dx) < 4 && abs(dy) < 4) return;
        app->dragged = true;
        if (dx != 0) pan(app, -dx);
        app->scroll -= dy;
        orr_viz_layout_scroll(app);
    }
    app->mouse_x = x;
    app->mouse_y = y;
    hover(app, x, y);
}

static void mouse_down(OrrVizApp *app, int32_t x, int32_t y) {
    app->help = false;
    app->message[0] = '\0';
    app->mouse_x = x;
    app->mouse_y = y;
    app->dragging = inside(app->places.lanes, x, y) || inside(app->places.ruler, x, y);
    app->dragged = false;
    if (app->model == NULL || !inside(app->places.labels, x, y)) return;
    uint32_t row = orr_viz_row_at(app, y);
    if (row == ORR_VIZ_NONE) return;
    if (app->rows[row].kind == ORR_VIZ_ROW_LANE) orr_viz_app_select(app, app->rows[row].index);
    else if (app->rows[row].kind == ORR_VIZ_ROW_GROUP) orr_viz_rows_toggle(app, row);
}

static void mouse_up(OrrVizApp *app, int32_t x, int32_t y) {
    bool click = app->dragging && !app->dragged;
    app->dragging = false;
    if (!click || app->model == NULL || app->bounds == NULL) return;
    int32_t column = x - app->places.lanes.x;
    if (column < 0 || column >= app->view.width) return;
    hover(app, x, y);
    if (app->hovered != ORR_VIZ_NONE) app->selected = app->hovered;
    uint32_t event = event_under(app, app->hovered, column);
    app->cursor = event < app->model->event_count ? event : app->model->event_count - 1;
}

static void wheel(OrrVizApp *app, int32_t x, int32_t y, int32_t up, int32_t left, bool shift, bool control) {
    (void)y;
    if (app->model == NULL) return;
    if (control) {
        app->text_bigger = up > 0;
        app->text_smaller = up < 0;
        return;
    }
    if (left != 0) pan(app, -left * app->view.width / 12);
    if (up == 0) return;
    if (shift || x < app->places.lanes.x) {
        app->scroll -= (int64_t)up * orr_viz_row_height(app) * 2;
        orr_viz_layout_scroll(app);
        return;
    }
    if (x >= app->places.lanes.x + app->places.lanes.w) return;
    for (int32_t i = 0; i < abs(up) && i < 10; i++) zoom(app, up > 0 ? 1 / 1.2 : 1.2, x - app->places.lanes.x);
}

/* ---- one or two --------------------------------------------------------------------------------- */

void orr_viz_app_key(OrrVizApp *app, OrrVizKey key) {
    press(app, key);
    if (app->below == NULL) return;
    press(app->below, key);
    orr_viz_pair_follow(app, app);
}

void orr_viz_app_mouse_move(OrrVizApp *app, int32_t x, int32_t y) {
    OrrVizApp *it = orr_viz_pair_at(app, &y);
    mouse_move(it, x, y);
    if (it->dragged) orr_viz_pair_follow(app, it);
}

void orr_viz_app_mouse_down(OrrVizApp *app, int32_t x, int32_t y) {
    OrrVizApp *it = orr_viz_pair_at(app, &y);
    mouse_down(it, x, y);
    orr_viz_pair_follow(app, it);
}

void orr_viz_app_mouse_up(OrrVizApp *app, int32_t x, int32_t y) {
    OrrVizApp *it = orr_viz_pair_at(app, &y);
    mouse_up(it, x, y);
    orr_viz_pair_follow(app, it);
}

void orr_viz_app_wheel(OrrVizApp *app, int32_t x, int32_t y, int32_t up, int32_t left, bool shift, bool control) {
    OrrVizApp *it = orr_viz_pair_at(app, &y);
    wheel(it, x, y, up, left, shift, control);
    if (it != app) {
        app->text_bigger |= it->text_bigger;
        app->text_smaller |= it->text_smaller;
        it->text_bigger = it->text_smaller = false;
    }
    orr_viz_pair_follow(app, it);
}
