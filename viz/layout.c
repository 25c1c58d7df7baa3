#include "viz/layout.h"

#include <stdlib.h>
#include <string.h>

#include "viz/ask.h"
#include "viz/minimap.h"
#include "viz/card.h"
#include "viz/pair.h"
#include "viz/panel.h"
#include "viz/play.h"
#include "viz/why.h"

/* ---- rows --------------------------------------------------------------------------------------- */

/* Unless somebody says otherwise, lanes have a line of text each, and more if there are few. */
int32_t orr_viz_row_height(const OrrVizApp *app) {
    if (app->row_height != 0) return app->row_height;
    int32_t line = app->metrics.line_height, usual = line + 8, most = 2 * line + 12;
    int32_t room = app->row_count == 0 || app->row_count > 1000 ? usual : app->places.lanes.h / (int32_t)app->row_count;
    return room < usual ? usual : room > most ? most : room;
}

int32_t orr_viz_row_y(const OrrVizApp *app, uint32_t row) {
    int64_t y = (int64_t)row * orr_viz_row_height(app) - app->scroll + app->places.lanes.y;
    const int64_t far = 1 << 20;
    return (int32_t)(y > far ? far : y < -far ? -far : y);
}

uint32_t orr_viz_row_at(const OrrVizApp *app, int32_t y) {
    const OrrVizRect *lanes = &app->places.lanes;
    if (y < lanes->y || y >= lanes->y + lanes->h) return ORR_VIZ_NONE;
    int64_t row = (y - lanes->y + app->scroll) / orr_viz_row_height(app);
    return row < 0 || row >= app->row_count ? ORR_VIZ_NONE : (uint32_t)row;
}

void orr_viz_layout_scroll(OrrVizApp *app) {
    int64_t all = (int64_t)app->row_count * orr_viz_row_height(app);
    int64_t most = all - app->places.lanes.h;
    if (app->scroll > most) app->scroll = most;
    if (app->scroll < 0) app->scroll = 0;
}

/* ---- places ------------------------------------------------------------------------------------- */

static int32_t least(int32_t a, int32_t b) {
    return a < b ? a : b;
}

enum { LEAST_LABELS = 8, LEAST_PANEL = 24, LEAST_LANES = 20 }; /* cells */

/* As somebody made it, or as usual, and so that the lanes keep some room. */
static int32_t label_width(const OrrVizApp *app, int32_t width) {
    int32_t advance = app->metrics.advance;
    int32_t cells = app->label_cells > 0 ? app->label_cells : least(26, width / 4 / advance);
    return least(cells * advance, width / 2);
}

static int32_t panel_width(const OrrVizApp *app, int32_t width) {
    int32_t advance = app->metrics.advance, most = width - label_width(app, width) - LEAST_LANES * advance;
    if (!app->panel || width < 90 * advance || most < LEAST_PANEL * advance) return 0;
    if (app->panel_cells > 0) return least(app->panel_cells * advance, most);
    return least(least(width * 36 / 100, 84 * advance), most);
}

static int32_t widened(int32_t width, int32_t advance, int32_t by, int32_t fewest) {
    int32_t cells = width / advance + by;
    return cells < fewest ? fewest : least(cells, 1000);
}

void orr_viz_layout_widen_panel(OrrVizApp *app, int32_t cells) {
    if (app->places.panel.w == 0) return;
    app->panel_cells = widened(app->places.panel.w, app->metrics.advance, cells, LEAST_PANEL);
}

void orr_viz_layout_widen_labels(OrrVizApp *app, int32_t cells) {
    if (app->places.labels.w == 0) return;
    app->label_cells = widened(app->places.labels.w, app->metrics.advance, cells, LEAST_LABELS);
}

void orr_viz_layout_places(OrrVizApp *app, int32_t width, int32_t height, OrrVizMetrics metrics) {
    int32_t line = metrics.line_height;
    app->metrics = metrics;
    int32_t head = least(2 * line + line * 9 / 8, height / 4), foot = least(line * 5 / 3, height / 4);
    int32_t body = height - head - foot;
    int32_t labels = label_width(app, width), panel = panel_width(app, width);
    int32_t map = app->minimap && body >= 12 * line ? 2 * line : 0;
    int32_t ruler = least(line * 15 / 8, (body - map) / 2), top = head + map + ruler;
    int32_t lanes = width - labels - panel;
    if (lanes < 1) lanes = 1;
    if (lanes > ORR_VIZ_COLUMNS_MAX) lanes = ORR_VIZ_COLUMNS_MAX;
    app->places = (OrrVizPlaces){
        .head = {0, 0, width, head},
        .map = {labels, head, lanes, map},
        .ruler = {labels, head + map, lanes, ruler},
        .labels = {0, top, labels, body - map - ruler},
        .lanes = {labels, top, lanes, body - map - ruler},
        .panel = {labels + lanes, head, panel, body},
        .foot = {0, head + body, width, foot},
    };
}

/* ---- head and foot ------------------------------------------------------------------------------ */

/* Appends a count with its word, in thousands. */
static void count_text(OrrTraceBytes *text, uint64_t count, const char *word) {
    char digits[32];
    size_t length = 0;
    uint64_t rest = count;
    do {
        if (length % 4 == 3) digits[length++] = ',';
        digits[length++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    while (length > 0) orr_trace_bytes_byte(text, (unsigned char)digits[--length]);
    orr_trace_bytes_byte(text, ' ');
    orr_trace_bytes_text(text, word);
    if (count != 1) orr_trace_bytes_byte(text, 's');
}

static uint64_t task_count(const OrrVizModel *model) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < model->lane_count; i++) count += model->lanes[i].kind == ORR_VIZ_LANE_TASK;
    return count;
}

static void head_text(OrrVizApp *app, OrrTraceBytes *text) {
    const OrrVizModel *model = app->model;
    if (app->loading) orr_trace_bytes_text(text, "reading \xE2\x80\xA6  ");
    count_text(text, model->lane_count < 100000 ? task_count(model) : model->lane_count - 1, "task");
    orr_trace_bytes_text(text, ", ");
    count_text(text, model->step_count, "step");
    orr_trace_bytes_text(text, ", ");
    count_text(text, model->event_count, "event");
    orr_trace_bytes_text(text, ", ");
    orr_viz_time_text(model->instant_ns[model->instant_count - 1], 1, text);
    if (app->filter[0] != '\0') {
        orr_trace_bytes_text(text, "   only lanes with: ");
        orr_trace_bytes_text(text, app->filter);
    }
    if (orr_trace_reader_end(app->reader) == NULL && app->following) {
        orr_trace_bytes_text(text, "   no end yet: shows what is added to the file");
    }
}

/* How the run ended, as a badge: for what is not well, one that is filled. Returns how wide it is. */
static int32_t draw_verdict(const OrrVizApp *app, OrrVizDrawList *list, int32_t x, int32_t y) {
    const OrrTraceEnd *end = orr_trace_reader_end(app->reader);
    if (end == NULL) return 0;
    const char *word = orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, end->verdict);
    int32_t advance = app->metrics.advance, width = (int32_t)(strlen(word) + 2) * advance;
    bool good = end->verdict == ORR_TRACE_VERDICT_OK;
    OrrVizRect badge = {x, y - 1, width, app->metrics.line_height + 2};
    if (good) orr_viz_draw_frame(list, badge, ORR_VIZ_PAINT_RUNNING);
    else orr_viz_draw_fill(list, badge, ORR_VIZ_PAINT_FAILED, ORR_VIZ_SOLID);
    orr_viz_draw_text(list, x + advance, y, width, good ? ORR_VIZ_PAINT_TEXT : ORR_VIZ_PAINT_TEXT_ON_BAR, true, word,
                      strlen(word));
    return width;
}

/* Swatches with their words, as far as they fit. */
static void legend(const OrrVizApp *app, OrrVizDrawList *list, int32_t y) {
    static const struct {
        OrrVizState state;
        const char *word; /* shorter than the state's own */
    } shown[] = {{ORR_VIZ_RUNNING, "running"},
                 {ORR_VIZ_READY, "ready"},
                 {ORR_VIZ_SLEEPING, "sleeping"},
                 {ORR_VIZ_AWAITING, "waits: task, future"},
                 {ORR_VIZ_BLOCKED, "waits: lock, queue"},
                 {ORR_VIZ_CANCELLING, "cancelling"},
                 {ORR_VIZ_DONE, "done"},
                 {ORR_VIZ_FAILED, "failed"}};
    int32_t advance = app->metrics.advance, line = app->metrics.line_height, x = 5 * advance / 4;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const char *word = shown[i].word;
        bool end = orr_viz_state_is_end(shown[i].state);
        int32_t width = (int32_t)strlen(word) * advance, swatch = end ? advance * 3 / 4 : 3 * advance;
        if (x + swatch + width + 2 * advance > app->places.head.w) break;
        orr_viz_draw_fill(list, (OrrVizRect){x, y + line / 8, swatch, line - line / 4},
                          orr_viz_state_paint(shown[i].state), orr_viz_state_pattern(shown[i].state));
        orr_viz_draw_string(list, x + swatch + 3 * advance / 4, y, width, ORR_VIZ_PAINT_TEXT_DIM, word);
        x += swatch + width + 11 * advance / 4;
    }
}

static void draw_head(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *head = &app->places.head;
    int32_t line = app->metrics.line_height, advance = app->metrics.advance;
    orr_viz_draw_fill(list, *head, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    int32_t x = 5 * advance / 4, y = line / 3;
    if (app->title != NULL) {
        x += orr_viz_draw_text(list, x, y, head->w / 3, ORR_VIZ_PAINT_TEXT_HEAD, true, app->title, strlen(app->title));
        x += 3 * advance;
    }
    OrrTraceBytes text = {0};
    head_text(app, &text);
    x +=
        orr_viz_draw_text(list, x, y, head->w - x, ORR_VIZ_PAINT_TEXT_DIM, false, (const char *)text.data, text.length);
    x += 2 * advance;
    x += draw_verdict(app, list, x, y) + 2 * advance;
    orr_trace_bytes_clear(&text);
    orr_trace_bytes_text(&text, "axis: ");
    orr_trace_bytes_text(&text, orr_viz_axis_word(app->view.axis));
    int32_t axis = (int32_t)text.length * advance;
    int32_t hint = 33 * advance;
    if (x + axis + hint < head->w) {
        orr_viz_draw_text(list, head->w - axis - hint, y, axis, ORR_VIZ_PAINT_TEXT, true, (const char *)text.data,
                          text.length);
        orr_viz_draw_string(list, head->w - hint + 2 * advance, y, hint, ORR_VIZ_PAINT_TEXT_DIM,
                            "Tab: other axis   ?: all keys");
    } else if (x + axis + advance < head->w) {
        orr_viz_draw_text(list, head->w - axis - advance, y, axis, ORR_VIZ_PAINT_TEXT, true, (const char *)text.data,
                          text.length);
    }
    orr_trace_bytes_free(&text);
    legend(app, list, y + line + line / 3);
    orr_viz_draw_line(list, 0, head->h - 1, head->w, head->h - 1, 1, ORR_VIZ_PAINT_EDGE);
}

/* How many tasks of the group are in which state where the mouse is. */
static void group_text(const OrrVizApp *app, const OrrVizRow *row, OrrTraceBytes *text) {
    uint32_t counts[ORR_VIZ_STATES] = {0}, unborn = 0;
    for (uint32_t i = 0; i < row->count; i++) {
        const OrrVizLane *lane = &app->model->lanes[app->members[row->members + i]];
        uint32_t at = orr_viz_span_at(lane, app->hovered_event);
        if (at == ORR_VIZ_NONE) unborn++;
        else counts[lane->spans[at].state]++;
    }
    count_text(text, row->count, "task");
    orr_trace_bytes_text(text, " like this:");
    const char *comma = " ";
    for (int i = 0; i < ORR_VIZ_STATES; i++) {
        if (counts[i] == 0) continue;
        orr_trace_bytes_text(text, comma);
        orr_trace_bytes_decimal(text, counts[i]);
        orr_trace_bytes_byte(text, ' ');
        orr_trace_bytes_text(text, orr_viz_state_word((OrrVizState)i));
        comma = ", ";
    }
    if (unborn > 0) {
        orr_trace_bytes_text(text, comma);
        orr_trace_bytes_decimal(text, unborn);
        orr_trace_bytes_text(text, " not yet created");
    }
}

/* How much is in it where the mouse is, and how much may be. */
static void track_text(const OrrVizApp *app, const OrrVizRow *row, OrrTraceBytes *text) {
    bool ready = row->kind == ORR_VIZ_ROW_READY;
    const OrrVizTrack *track = ready ? &app->model->ready : &app->model->tracks[row->index];
    if (ready) orr_trace_bytes_text(text, "ready queue");
    else orr_viz_track_name(app->model, row->index, text);
    orr_trace_bytes_text(text, ": ");
    orr_trace_bytes_decimal(text, orr_viz_track_value(track, app->hovered_event));
    if (track->limit > 0) {
        orr_trace_bytes_text(text, " of ");
        orr_trace_bytes_decimal(text, track->limit);
    }
    orr_trace_bytes_text(text, " in step ");
    orr_trace_bytes_decimal(text, orr_viz_step_at(app->model, app->hovered_event));
    orr_trace_bytes_text(text, ", at ");
    orr_viz_time_text(orr_viz_time_at(app->model, app->hovered_event), 1, text);
    orr_trace_bytes_text(text, "; ");
    orr_trace_bytes_decimal(text, track->most);
    orr_trace_bytes_text(text, " at most");
}

/* What the mouse is on. */
static void hover_text(const OrrVizApp *app, OrrTraceBytes *text) {
    if (app->hovered_group < app->row_count && app->rows[app->hovered_group].kind <= ORR_VIZ_ROW_TRACK) {
        track_text(app, &app->rows[app->hovered_group], text);
        return;
    }
    if (app->hovered_group < app->row_count && app->rows[app->hovered_group].kind == ORR_VIZ_ROW_GROUP) {
        group_text(app, &app->rows[app->hovered_group], text);
        return;
    }
    if (app->hovered >= app->model->lane_count) return;
    const OrrVizLane *lane = &app->model->lanes[app->hovered];
    uint32_t i = orr_viz_span_at(lane, app->hovered_event);
    orr_viz_lane_name(app->model, app->hovered, text);
    if (i == ORR_VIZ_NONE) {
        orr_trace_bytes_text(text, ": not yet created");
        return;
    }
    const OrrVizSpan *span = &lane->spans[i];
    orr_trace_bytes_text(text, ": ");
    orr_trace_bytes_text(text, orr_viz_state_word((OrrVizState)span->state));
    if (span->plain >= ORR_VIZ_SLEEPING && span->plain <= ORR_VIZ_BLOCKED) {
        orr_trace_bytes_text(text, " (");
        orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, span->kind));
        orr_trace_bytes_byte(text, ')');
    }
    bool end = orr_viz_state_is_end((OrrVizState)span->state);
    int64_t from = orr_viz_time_at(app->model, span->event);
    uint32_t last = i + 1 < lane->count ? lane->spans[i + 1].event : app->model->event_count;
    orr_trace_bytes_text(text, end ? " at " : " from ");
    orr_viz_time_text(from, 1, text);
    if (!end) {
        orr_trace_bytes_text(text, " for ");
        orr_viz_time_text(orr_viz_time_at(app->model, last) - from, 1, text);
    }
    orr_trace_bytes_text(text, ", step ");
    orr_trace_bytes_decimal(text, orr_viz_step_at(app->model, span->event));
}

static void draw_foot(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *foot = &app->places.foot;
    OrrTraceBytes text = {0};
    OrrVizPaint paint = ORR_VIZ_PAINT_TEXT_DIM;
    orr_viz_draw_fill(list, *foot, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_line(list, 0, foot->y, foot->w, foot->y, 1, ORR_VIZ_PAINT_EDGE);
    if (app->message[0] != '\0') {
        paint = ORR_VIZ_PAINT_TEXT;
        orr_trace_bytes_text(&text, app->message);
    } else if (app->playing) {
        orr_trace_bytes_text(&text, "\xE2\x96\xB6 plays ");
        orr_viz_play_text(app, &text);
        orr_trace_bytes_text(&text, "; < slower, > faster, Space stops");
    } else {
        hover_text(app, &text);
    }
    if (text.length == 0 && app->trouble.length != 0) {
        paint = ORR_VIZ_PAINT_TEXT_ERROR;
        orr_trace_bytes_append(&text, app->trouble.data, app->trouble.length);
    }
    orr_viz_draw_text(list, 5 * app->metrics.advance / 4, foot->y + app->metrics.line_height / 3, foot->w - 20, paint,
                      false, (const char *)text.data, text.length);
    orr_trace_bytes_free(&text);
}

/* ---- all ---------------------------------------------------------------------------------------- */

/* Nothing can be shown: say why, in the middle, and what to do. */
static void draw_trouble(OrrVizApp *app, OrrVizDrawList *list) {
    int32_t line = app->metrics.line_height, width = list->width * 8 / 10, margin = line;
    if (width > 100 * app->metrics.advance) width = 100 * app->metrics.advance;
    OrrVizRect box = {(list->width - width) / 2 - margin, list->height / 3 - margin, width + 2 * margin,
                      6 * line + 2 * margin};
    orr_viz_draw_fill(list, box, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_frame(list, box, ORR_VIZ_PAINT_TEXT_ERROR);
    OrrVizPen pen = {
        .app = app, .list = list, .place = {box.x + margin, box.y + margin, width, 6 * line}, .y = box.y + margin};
    orr_viz_pen_add(&pen, "There is nothing to show");
    orr_viz_pen_end_bold(&pen, ORR_VIZ_PAINT_TEXT_ERROR);
    orr_trace_bytes_append(&pen.text, app->trouble.data, app->trouble.length);
    orr_viz_pen_end_paragraph(&pen, ORR_VIZ_PAINT_TEXT, 2);
    pen.y = box.y + margin + 4 * line;
    orr_viz_pen_add(&pen, "orrery run --trace FILE PROGRAM.py records a trace.");
    orr_viz_pen_end(&pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
    orr_viz_pen_add(&pen,
                    app->following ? "The viewer looks again until there is one; q ends it." : "q ends the viewer.");
    orr_viz_pen_end(&pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
    orr_trace_bytes_free(&pen.text);
}

static bool find_bounds(OrrVizApp *app) {
    orr_viz_view_resize(&app->view, app->model, app->places.lanes.w);
    if (app->fitted && !app->paired) orr_viz_view_fit(&app->view, app->model);
    if (app->bounds_capacity < app->view.width + 1) {
        uint32_t *bounds = reallocarray(app->bounds, (size_t)app->view.width + 1, sizeof *bounds);
        if (bounds == NULL) return false;
        app->bounds = bounds;
        app->bounds_capacity = app->view.width + 1;
    }
    orr_viz_view_bounds(&app->view, app->model, app->bounds);
    return true;
}

static void draw_one(OrrVizApp *app, OrrVizDrawList *list, int32_t width, int32_t height, OrrVizMetrics metrics) {
    orr_viz_draw_start(list, width, height, metrics);
    orr_viz_layout_places(app, width, height, metrics);
    orr_viz_card_place(app);
    orr_viz_draw_unclip(list);
    orr_viz_draw_fill(list, (OrrVizRect){0, 0, width, height}, ORR_VIZ_PAINT_BACKGROUND, ORR_VIZ_SOLID);
    if (app->model == NULL) {
        draw_trouble(app, list);
        return;
    }
    if (!orr_viz_layout_rows(app) || !find_bounds(app)) {
        list->failed = true;
        return;
    }
    orr_viz_layout_scroll(app);
    draw_head(app, list);
    draw_foot(app, list);
    list->failed |= !orr_viz_minimap_draw(app, list);
    orr_viz_layout_ground(app, list);
    orr_viz_layout_ruler(app, list);
    orr_viz_layout_lanes(app, list);
    orr_viz_layout_folds(app, list);
    orr_viz_layout_arrows(app, list);
    orr_viz_why_arrows(app, list);
    orr_viz_why_box(app, list);
    orr_viz_card_veil(app, list);
    orr_viz_card_draw(app, list);
    orr_viz_draw_unclip(list);
    if (app->places.panel.w > 0) orr_viz_panel_draw(app, list);
    if (app->typing != ORR_VIZ_TYPING_NOTHING) orr_viz_ask_draw(app, list);
    if (app->help) orr_viz_layout_help(app, list);
}

/* Each gets half of the height. */
static void draw_two(OrrVizApp *app, OrrVizDrawList *list, int32_t width, int32_t height, OrrVizMetrics metrics) {
    OrrVizDrawList lower = {0};
    app->below_y = height / 2;
    if (app->model != NULL && app->below->model != NULL) { /* both need their width to fit */
        orr_viz_layout_places(app, width, app->below_y, metrics);
        orr_viz_layout_places(app->below, width, height - app->below_y, metrics);
        orr_viz_view_resize(&app->view, app->model, app->places.lanes.w);
        orr_viz_view_resize(&app->below->view, app->below->model, app->below->places.lanes.w);
        orr_viz_pair_fit(app);
    }
    draw_one(app, list, width, app->below_y, metrics);
    draw_one(app->below, &lower, width, height - app->below_y, metrics);
    list->height = height;
    orr_viz_draw_append(list, &lower, 0, app->below_y);
    orr_viz_draw_unclip(list);
    orr_viz_draw_line(list, 0, app->below_y, width, app->below_y, 2, ORR_VIZ_PAINT_TEXT_HEAD);
    orr_viz_draw_free(&lower);
}

void orr_viz_app_draw(OrrVizApp *app, OrrVizDrawList *list, int32_t width, int32_t height, OrrVizMetrics metrics) {
    if (app->below != NULL && height >= 2) draw_two(app, list, width, height, metrics);
    else draw_one(app, list, width, height, metrics);
}
