/* Lanes, groups and tracks with their labels, the cursor and the selection. */
#include "viz/bars.h"
#include "viz/layout.h"

#include <string.h>

enum { MOST_PLACES = 60000 };

/* ---- lanes and groups --------------------------------------------------------------------------- */

static void draw_lane(OrrVizApp *app, OrrVizDrawList *list, uint32_t index, int32_t y, int32_t height) {
    const OrrVizRect *lanes = &app->places.lanes;
    int32_t gap = height >= 16 ? 3 : height >= 6 ? 1 : 0;
    /* Of very many lanes several columns are looked at as one: what a frame may cost is divided among them. */
    int64_t places = (int64_t)(lanes->h / (height < 1 ? 1 : height)) * lanes->w;
    OrrVizBars bars = {
        .view = &app->view, .bounds = app->bounds, .grain = 1 + (int32_t)(places / MOST_PLACES), .words = true};
    orr_viz_bars_draw(app, list, &bars, index, (OrrVizRect){lanes->x, y + gap, lanes->w, height - 2 * gap});
}

/* Of a group some of its lanes, evenly chosen, as thin stripes: what most of them do shows as a colour. */
uint32_t orr_viz_layout_sample(uint32_t count, uint32_t i, uint32_t n) {
    uint32_t from = (uint32_t)((uint64_t)count * i / n), to = (uint32_t)((uint64_t)count * (i + 1) / n);
    return to - from < 2 ? from : from + (i * UINT32_C(2654435769) >> 8) % (to - from);
}

static void draw_group(OrrVizApp *app, OrrVizDrawList *list, const OrrVizRow *row, int32_t y, int32_t height) {
    int32_t room = height > 4 ? height - 4 : 1, stripes = room / 2;
    if (stripes < 1) stripes = 1;
    if ((uint32_t)stripes > row->count) stripes = (int32_t)row->count;
    for (int32_t i = 0; i < stripes; i++) {
        uint32_t member = orr_viz_layout_sample(row->count, (uint32_t)i, (uint32_t)stripes);
        int32_t top = room * i / stripes, bottom = room * (i + 1) / stripes;
        draw_lane(app, list, app->members[row->members + member], y + (height > 4 ? 2 : 0) + top, bottom - top);
    }
}

/* ---- tracks ------------------------------------------------------------------------------------- */

static void draw_track(OrrVizApp *app, OrrVizDrawList *list, const OrrVizTrack *track, int32_t y, int32_t height) {
    const OrrVizRect *lanes = &app->places.lanes;
    int64_t top = track->limit > 0 && track->limit < (int64_t)UINT32_MAX ? track->limit : 0;
    if (top < (int64_t)track->most) top = track->most;
    if (top < 1) top = 1;
    int32_t room = height - 4, from = 0, level = 0;
    int32_t run_end = orr_viz_view_column(app->bounds, app->view.width, app->model->event_count - 1) + 1;
    if (run_end > app->view.width) run_end = app->view.width;
    for (int32_t c = 0; c <= run_end; c++) {
        int32_t now = -1;
        if (c < run_end) {
            uint32_t first = app->bounds[c], next = app->bounds[c + 1];
            bool quiet = next == first;
            if (quiet && c > 0 && app->bounds[c - 1] == first) continue; /* as in the column before */
            uint32_t value = !quiet      ? orr_viz_track_highest(track, first, next - 1)
                             : first > 0 ? orr_viz_track_value(track, first - 1)
                                         : 0;
            now = value == 0 ? 0 : (int32_t)((int64_t)value * room / top);
            if (value != 0 && now == 0) now = 1;
        }
        if (now == level) continue;
        if (level > 0) {
            orr_viz_draw_fill(list, (OrrVizRect){lanes->x + from, y + height - 2 - level, c - from, level},
                              ORR_VIZ_PAINT_TRACK, ORR_VIZ_SOLID);
        }
        from = c;
        level = now;
    }
    orr_viz_draw_line(list, lanes->x, y + height - 2, lanes->x + lanes->w, y + height - 2, 1, ORR_VIZ_PAINT_GRID);
}

/* ---- labels ------------------------------------------------------------------------------------- */

/* What the tasks of a group have in common, and how many they are. */
static void group_name(const OrrVizApp *app, const OrrVizRow *row, OrrTraceBytes *text) {
    size_t length;
    const char *function = orr_trace_reader_string(app->reader, app->model->lanes[row->index].function, &length);
    if (length == 0) orr_viz_lane_name(app->model, row->index, text);
    else orr_trace_bytes_append(text, function, length);
    orr_trace_bytes_text(text, " \xC3\x97 ");
    orr_trace_bytes_decimal(text, row->count);
}

static bool is_track(const OrrVizRow *row) {
    return row->kind == ORR_VIZ_ROW_READY || row->kind == ORR_VIZ_ROW_TRACK;
}

static void row_text(const OrrVizApp *app, const OrrVizRow *row, OrrTraceBytes *text) {
    if (row->kind == ORR_VIZ_ROW_READY) orr_trace_bytes_text(text, "ready queue");
    else if (row->kind == ORR_VIZ_ROW_TRACK) orr_viz_track_name(app->model, row->index, text);
    else if (row->kind == ORR_VIZ_ROW_GROUP) group_name(app, row, text);
    else orr_viz_lane_name(app->model, row->index, text);
}

static const OrrVizTrack *row_track(const OrrVizApp *app, const OrrVizRow *row) {
    return row->kind == ORR_VIZ_ROW_READY ? &app->model->ready : &app->model->tracks[row->index];
}

/* Nesting is shown by indentation, but names must keep some room. */
static int32_t indentation(const OrrVizRow *row) {
    if (is_track(row)) return 0;
    return row->depth < 6 ? 2 * row->depth : 12;
}

/* Lines from a child up to its parent's name. */
static void draw_nesting(const OrrVizApp *app, OrrVizDrawList *list, const OrrVizRow *row, int32_t y, int32_t height) {
    int32_t depth = indentation(row) / 2, advance = app->metrics.advance;
    int32_t left = app->places.labels.x + 5 * advance / 4 + advance / 2;
    const OrrVizRow *next = row + 1 < app->rows + app->row_count ? row + 1 : NULL;
    int32_t next_depth = next == NULL ? 0 : indentation(next) / 2;
    for (int32_t level = 1; level <= depth; level++) {
        int32_t x = left + 2 * (level - 1) * advance;
        bool goes_on = next_depth >= level;
        orr_viz_draw_line(list, x, y, x, y + (goes_on ? height : height / 2), 1, ORR_VIZ_PAINT_EDGE);
        if (level == depth)
            orr_viz_draw_line(list, x, y + height / 2, x + advance, y + height / 2, 1, ORR_VIZ_PAINT_EDGE);
    }
}

static void draw_label(OrrVizApp *app, OrrVizDrawList *list, const OrrVizRow *row, int32_t y, int32_t height) {
    const OrrVizRect *labels = &app->places.labels;
    OrrTraceBytes text = {0};
    int32_t x = labels->x + 5 * app->metrics.advance / 4 + indentation(row) * app->metrics.advance;
    int32_t top = y + (height - app->metrics.line_height) / 2;
    if (y >= labels->y && top < labels->y) top = labels->y; /* of a low row, all of the text */
    int32_t right = labels->x + labels->w - 8;
    bool selected = row->kind == ORR_VIZ_ROW_LANE && row->index == app->selected;
    if (height >= app->metrics.line_height - 2) draw_nesting(app, list, row, y, height);
    if (is_track(row)) { /* its size at the cursor, and the most it may be */
        const OrrVizTrack *track = row_track(app, row);
        orr_trace_bytes_decimal(&text, orr_viz_track_value(track, app->cursor));
        if (track->limit > 0) {
            orr_trace_bytes_byte(&text, '/');
            orr_trace_bytes_decimal(&text, track->limit);
        }
        right -= (int32_t)text.length * app->metrics.advance;
        orr_viz_draw_text(list, right, top, labels->w, ORR_VIZ_PAINT_TEXT, false, (const char *)text.data, text.length);
        right -= app->metrics.advance;
        orr_trace_bytes_clear(&text);
    }
    if (orr_viz_row_folded(app, row)) orr_trace_bytes_text(&text, "\xE2\x96\xB8 ");
    else if (row->kind == ORR_VIZ_ROW_GROUP) orr_trace_bytes_text(&text, "\xE2\x96\xBE ");
    row_text(app, row, &text);
    OrrVizPaint paint = is_track(row) ? ORR_VIZ_PAINT_TRACK : ORR_VIZ_PAINT_TEXT;
    int32_t used = orr_viz_draw_text(list, x, top, right - x, paint, selected, (const char *)text.data, text.length);
    /* Behind its name what a task runs, dimly. */
    if (row->kind == ORR_VIZ_ROW_LANE) {
        const OrrVizLane *lane = &app->model->lanes[row->index];
        size_t length;
        const char *function = orr_trace_reader_string(app->reader, lane->function, &length);
        if (lane->kind == ORR_VIZ_LANE_THREAD) function = "thread", length = 6;
        int32_t at = x + used + app->metrics.advance;
        if (length > 0 && right - at > 4 * app->metrics.advance) {
            orr_viz_draw_text(list, at, top, right - at, ORR_VIZ_PAINT_TEXT_DIM, false, function, length);
        }
    }
    orr_trace_bytes_free(&text);
}

/* ---- all rows ----------------------------------------------------------------------------------- */

typedef void DrawRow(OrrVizApp *app, OrrVizDrawList *list, const OrrVizRow *row, int32_t y, int32_t height);

static void each_row(OrrVizApp *app, OrrVizDrawList *list, DrawRow *draw, int32_t every) {
    const OrrVizRect *lanes = &app->places.lanes;
    int32_t height = orr_viz_row_height(app);
    int64_t first = app->scroll / height;
    first -= first % every;
    for (int64_t i = first; i < app->row_count; i += every) {
        int32_t y = orr_viz_row_y(app, (uint32_t)i);
        if (y >= lanes->y + lanes->h) break;
        draw(app, list, &app->rows[i], y, height);
    }
}

static bool is_selected(const OrrVizApp *app, const OrrVizRow *row) {
    return (row->kind == ORR_VIZ_ROW_LANE && row->index == app->selected) ||
           (row->kind == ORR_VIZ_ROW_TRACK && row->index == app->track);
}

static void draw_ground(OrrVizApp *app, OrrVizDrawList *list, const OrrVizRow *row, int32_t y, int32_t height) {
    bool selected = is_selected(app, row);
    bool odd = (row - app->rows) % 2 != 0;
    if (!selected && (!odd || height < 12)) return;
    int32_t x = app->places.labels.x, width = app->places.labels.w + app->places.lanes.w;
    orr_viz_draw_fill(list, (OrrVizRect){x, y, width, height},
                      selected ? ORR_VIZ_PAINT_ROW_SELECTED : ORR_VIZ_PAINT_ROW, ORR_VIZ_SOLID);
}

static void draw_row(OrrVizApp *app, OrrVizDrawList *list, const OrrVizRow *row, int32_t y, int32_t height) {
    if (row->kind == ORR_VIZ_ROW_LANE) draw_lane(app, list, row->index, y, height);
    else if (row->kind == ORR_VIZ_ROW_GROUP) draw_group(app, list, row, y, height);
    else draw_track(app, list, row_track(app, row), y, height);
}

static void draw_cursor(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *lanes = &app->places.lanes, *ruler = &app->places.ruler;
    int32_t x = orr_viz_view_x(&app->view, orr_viz_axis_position(app->model, app->view.axis, app->cursor));
    if (x < 0 || x >= lanes->w) return;
    orr_viz_draw_clip(list, (OrrVizRect){lanes->x, ruler->y, lanes->w, ruler->h + lanes->h});
    orr_viz_draw_line(list, lanes->x + x, ruler->y, lanes->x + x, lanes->y + lanes->h, 1, ORR_VIZ_PAINT_CURSOR);
    orr_viz_draw_fill(list, (OrrVizRect){lanes->x + x - 4, ruler->y + ruler->h - 8, 9, 8}, ORR_VIZ_PAINT_CURSOR,
                      ORR_VIZ_SOLID);
}

/* Where this run and another one part. */
static void draw_parting(OrrVizApp *app, OrrVizDrawList *list) {
    if (app->parting == ORR_VIZ_NONE) return;
    const OrrVizRect *lanes = &app->places.lanes;
    int32_t x = orr_viz_view_x(&app->view, orr_viz_axis_position(app->model, app->view.axis, app->parting));
    orr_viz_draw_line(list, lanes->x + x, lanes->y, lanes->x + x, lanes->y + lanes->h, 3, ORR_VIZ_PAINT_PATH);
}

static void draw_selection(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizSpan *span = orr_viz_app_span(app);
    if (span == NULL) return;
    uint32_t row = orr_viz_row_of_lane(app, app->selected);
    if (row == ORR_VIZ_NONE) return;
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    uint32_t i = (uint32_t)(span - lane->spans);
    uint32_t end = i + 1 < lane->count ? lane->spans[i + 1].event : app->model->event_count;
    int32_t from = orr_viz_view_column(app->bounds, app->view.width, span->event);
    int32_t to = orr_viz_view_column(app->bounds, app->view.width, end);
    int32_t y = orr_viz_row_y(app, row), height = orr_viz_row_height(app);
    if (orr_viz_state_is_end((OrrVizState)span->state) || to < from + 6) to = from + 6;
    OrrVizRect frame = {app->places.lanes.x + from - 1, y, to - from + 2, height};
    orr_viz_draw_frame(list, frame, ORR_VIZ_PAINT_SELECTION);
    frame = (OrrVizRect){frame.x + 1, frame.y + 1, frame.w - 2, frame.h - 2};
    orr_viz_draw_frame(list, frame, ORR_VIZ_PAINT_SELECTION);
}

/* Left of the ruler: where the cursor is. */
static void draw_place(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *ruler = &app->places.ruler, *labels = &app->places.labels, *map = &app->places.map;
    int32_t line = app->metrics.line_height;
    OrrTraceBytes text = {0};
    if (app->model->event_count == 0) return;
    if (map->h > 0) {
        orr_viz_draw_string(list, 5 * app->metrics.advance / 4, map->y + (map->h - line) / 2, labels->w - 16,
                            ORR_VIZ_PAINT_TEXT_DIM, "whole run");
    }
    orr_trace_bytes_text(&text, "step ");
    orr_trace_bytes_decimal(&text, orr_viz_step_at(app->model, app->cursor));
    orr_trace_bytes_text(&text, ", ");
    orr_viz_time_text(orr_viz_time_at(app->model, app->cursor), 1, &text);
    orr_viz_draw_text(list, 5 * app->metrics.advance / 4, ruler->y + ruler->h - line - 3, labels->w - 16,
                      ORR_VIZ_PAINT_TEXT, true, (const char *)text.data, text.length);
    orr_trace_bytes_free(&text);
}

void orr_viz_layout_ground(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *labels = &app->places.labels, *lanes = &app->places.lanes;
    orr_viz_draw_clip(list, (OrrVizRect){labels->x, labels->y, labels->w + lanes->w, labels->h});
    each_row(app, list, draw_ground, 1);
}

void orr_viz_layout_lanes(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *labels = &app->places.labels, *lanes = &app->places.lanes, *ruler = &app->places.ruler;
    int32_t height = orr_viz_row_height(app);
    orr_viz_draw_clip(list, *labels);
    int32_t every = height >= app->metrics.line_height - 2 ? 1 : app->metrics.line_height / height + 1;
    each_row(app, list, draw_label, every);
    orr_viz_draw_clip(list, *lanes);
    each_row(app, list, draw_row, 1);
    draw_selection(app, list);
    draw_parting(app, list);
    draw_cursor(app, list);
    orr_viz_draw_unclip(list);
    const OrrVizRect *map = &app->places.map;
    orr_viz_draw_fill(list, (OrrVizRect){0, map->y, labels->w, map->h + ruler->h}, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_line(list, 0, map->y + map->h, lanes->x + lanes->w, map->y + map->h, 1, ORR_VIZ_PAINT_EDGE);
    draw_place(app, list);
    orr_viz_draw_line(list, lanes->x - 1, map->y, lanes->x - 1, lanes->y + lanes->h, 1, ORR_VIZ_PAINT_EDGE);
}
