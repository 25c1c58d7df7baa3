/* Lanes and tracks: spans as bars, merged where they are narrower than a pixel, so that cost follows pixels. */
#include "viz/layout.h"

#include <string.h>

/* ---- bars of a lane ----------------------------------------------------------------------------- */

/* Drawing one lane, from left to right. */
typedef struct Brush {
    OrrVizDrawList *list;
    const OrrVizApp *app;
    const OrrVizLane *lane;
    OrrVizRect place; /* of the bars */
    int32_t from, to; /* columns of the bar that is not drawn yet; empty if equal */
    const OrrVizSpan *span;
    bool merged;
    uint64_t ticks[ORR_VIZ_COLUMNS_MAX / 64]; /* columns in which a step is too short to be seen */
    bool has_ticks;
} Brush;

static bool is_end(OrrVizState state) {
    return state >= ORR_VIZ_DONE && state <= ORR_VIZ_GONE;
}

/* What a wide bar says about itself. */
static void span_text(const OrrVizApp *app, const OrrVizSpan *span, OrrTraceBytes *text) {
    switch ((OrrVizState)span->plain) {
    case ORR_VIZ_SLEEPING:
    case ORR_VIZ_AWAITING:
    case ORR_VIZ_BLOCKED: {
        uint32_t track =
            span->plain == ORR_VIZ_BLOCKED ? orr_viz_model_track_of(app->model, span->object) : ORR_VIZ_NONE;
        uint32_t lane =
            span->kind == ORR_TRACE_WAIT_TASK ? orr_viz_model_lane_of(app->model, span->object) : ORR_VIZ_NONE;
        if (lane != ORR_VIZ_NONE) {
            orr_trace_bytes_text(text, "waits for ");
            orr_viz_lane_name(app->model, lane, text);
        } else if (track != ORR_VIZ_NONE) {
            orr_viz_track_name(app->model, track, text);
        } else {
            orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, span->kind));
        }
        break;
    }
    default: break;
    }
}

static void label_bar(const Brush *brush, int32_t x, int32_t width) {
    const OrrVizMetrics *metrics = &brush->app->metrics;
    if (width < 7 * metrics->advance || brush->place.h < metrics->line_height) return;
    OrrTraceBytes text = {0};
    span_text(brush->app, brush->span, &text);
    int32_t taken = (int32_t)orr_viz_text_cells((const char *)text.data, text.length) * metrics->advance;
    if (taken > 0 && taken + 16 <= width) {
        int32_t y = brush->place.y + (brush->place.h - metrics->line_height) / 2;
        orr_viz_draw_fill(brush->list, (OrrVizRect){x + 6, y, taken + 6, metrics->line_height},
                          ORR_VIZ_PAINT_BACKGROUND, ORR_VIZ_SOLID);
        orr_viz_draw_text(brush->list, x + 9, y, taken, ORR_VIZ_PAINT_TEXT, false, (const char *)text.data,
                          text.length);
    }
    orr_trace_bytes_free(&text);
}

static void flush_bar(Brush *brush) {
    if (brush->from == brush->to) return;
    OrrVizState state = (OrrVizState)brush->span->state;
    int32_t width = brush->to - brush->from, x = brush->place.x + brush->from;
    OrrVizRect bar = {x, brush->place.y, width, brush->place.h};
    /* Patterns cannot be seen in narrow bars. */
    OrrVizPattern pattern = width >= 3 || state == ORR_VIZ_CREATED ? orr_viz_state_pattern(state) : ORR_VIZ_SOLID;
    orr_viz_draw_fill(brush->list, bar, orr_viz_state_paint(state), pattern);
    if (!brush->merged) label_bar(brush, x, width);
    brush->from = brush->to;
}

static void add_bar(Brush *brush, const OrrVizSpan *span, int32_t from, int32_t to) {
    if (to <= from || is_end((OrrVizState)span->state) || span->state == ORR_VIZ_IDLE) return;
    bool narrow = to - from < 4;
    if (brush->from != brush->to && brush->to == from && brush->span->state == span->state && narrow) {
        brush->to = to;
        brush->merged = true;
        return;
    }
    flush_bar(brush);
    brush->from = from;
    brush->to = to;
    brush->span = span;
    brush->merged = false;
}

static void add_tick(Brush *brush, int32_t column) {
    brush->ticks[column / 64] |= UINT64_C(1) << (column % 64);
    brush->has_ticks = true;
}

/* Whether the task ran in any of the spans; states alternate, so a few tell. */
static bool ran(const OrrVizLane *lane, uint32_t from, uint32_t to) {
    if (to > from + 8) return true;
    for (uint32_t i = from; i < to; i++) {
        if (lane->spans[i].state == ORR_VIZ_RUNNING) return true;
    }
    return false;
}

static void draw_ticks(Brush *brush, int32_t columns) {
    for (int32_t c = 0; brush->has_ticks && c < columns; c++) {
        if (brush->ticks[c / 64] == 0) {
            c |= 63;
            continue;
        }
        if ((brush->ticks[c / 64] >> (c % 64) & 1) == 0) continue;
        int32_t end = c + 1;
        while (end < columns && (brush->ticks[end / 64] >> (end % 64) & 1) != 0) end++;
        /* Where they stand close together they are only a band at the top: most of the time the task did not run. */
        bool dense = end - c > 3 && brush->place.h >= 3;
        int32_t width = end - c < 3 ? 3 : end - c, height = dense ? brush->place.h * 2 / 5 : brush->place.h;
        orr_viz_draw_fill(brush->list, (OrrVizRect){brush->place.x + c, brush->place.y, width, height},
                          ORR_VIZ_PAINT_RUNNING, ORR_VIZ_SOLID);
        c = end;
    }
}

static void draw_end(Brush *brush, int32_t column) {
    OrrVizState state = (OrrVizState)brush->lane->spans[brush->lane->count - 1].state;
    OrrVizRect cap = {brush->place.x + column, brush->place.y - 1, brush->place.h < 8 ? 3 : 6, brush->place.h + 2};
    orr_viz_draw_fill(brush->list, cap, orr_viz_state_paint(state), orr_viz_state_pattern(state));
}

/* The column of an event that is not before column `from`, and mostly near it. */
static int32_t column_from(const uint32_t *bounds, int32_t columns, int32_t from, uint32_t event) {
    for (int32_t c = from; c < columns && c < from + 8; c++) {
        if (event < bounds[c + 1]) return c;
    }
    return orr_viz_view_column(bounds, columns, event);
}

/* Draws the spans that begin in the columns' events, and the one before. `run_end`: the column where the run ends;
 * `grain`: columns that are looked at as one. */
static void draw_spans(Brush *brush, const uint32_t *bounds, int32_t columns, int32_t run_end, int32_t grain) {
    const OrrVizLane *lane = brush->lane;
    uint32_t next = orr_viz_span_after(lane, 0, bounds[0]);
    uint32_t stride = 0;
    int32_t x = 0, seen = 0; /* columns before `seen` are done with */
    for (;;) {
        int32_t end = next < lane->count ? column_from(bounds, columns, seen, lane->spans[next].event) : run_end;
        if (end > columns) end = columns;
        if (next > 0) add_bar(brush, &lane->spans[next - 1], x, end);
        if (next >= lane->count || end >= columns) break;
        int32_t group = end - end % grain + grain;
        uint32_t bound = bounds[group < columns ? group : columns];
        uint32_t after = orr_viz_span_near(lane, next + 1, bound, next + stride);
        stride = after - next; /* work is often even */
        if (ran(lane, next, after - 1)) {
            for (int32_t c = end; c == end || (c < group && c < columns && grain > 1); c++) add_tick(brush, c);
        }
        /* The last step of a run that ends with it has no width either. */
        if (after == lane->count && lane->spans[after - 1].state == ORR_VIZ_RUNNING && end >= run_end) {
            add_tick(brush, end);
        }
        x = end;
        seen = group < columns ? group : columns;
        next = after;
    }
    flush_bar(brush);
    draw_ticks(brush, columns);
    const OrrVizSpan *last = &lane->spans[lane->count - 1];
    int32_t column = orr_viz_view_column(bounds, columns, last->event);
    if (is_end((OrrVizState)last->state) && column >= 0 && column < columns) draw_end(brush, column);
}

static void draw_lane(OrrVizApp *app, OrrVizDrawList *list, uint32_t index, int32_t y, int32_t height) {
    const OrrVizLane *lane = &app->model->lanes[index];
    if (lane->count == 0) return;
    const OrrVizRect *lanes = &app->places.lanes;
    int32_t gap = height >= 16 ? 3 : height >= 6 ? 1 : 0;
    Brush brush;
    brush.list = list;
    brush.app = app;
    brush.lane = lane;
    brush.place = (OrrVizRect){lanes->x, y + gap, lanes->w, height - 2 * gap};
    brush.from = brush.to = 0;
    brush.span = NULL;
    brush.merged = false;
    brush.has_ticks = false;
    memset(brush.ticks, 0, (size_t)((app->view.width + 64) / 64) * sizeof *brush.ticks);
    int32_t run_end = orr_viz_view_x(&app->view, orr_viz_axis_length(app->model, app->view.axis)) + 1;
    int32_t visible_rows = lanes->h / (height < 1 ? 1 : height);
    draw_spans(&brush, app->bounds, app->view.width, run_end < 0 ? 0 : run_end,
               visible_rows > 200   ? 4
               : visible_rows > 100 ? 2
                                    : 1);
}

/* Of a group some of its lanes, evenly chosen, as thin stripes: what most of them do shows as a colour. */
static void draw_group(OrrVizApp *app, OrrVizDrawList *list, const OrrVizRow *row, int32_t y, int32_t height) {
    int32_t room = height > 4 ? height - 4 : 1, stripes = room / 2;
    if (stripes < 1) stripes = 1;
    if ((uint32_t)stripes > row->count) stripes = (int32_t)row->count;
    for (int32_t i = 0; i < stripes; i++) {
        uint32_t member = (uint32_t)((uint64_t)row->count * (uint64_t)i / (uint64_t)stripes);
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
    return row->depth < 6 ? row->depth : 6;
}

static void draw_label(OrrVizApp *app, OrrVizDrawList *list, const OrrVizRow *row, int32_t y, int32_t height) {
    const OrrVizRect *labels = &app->places.labels;
    OrrTraceBytes text = {0};
    int32_t x = labels->x + 10 + indentation(row) * app->metrics.advance;
    int32_t top = y + (height - app->metrics.line_height) / 2;
    int32_t right = labels->x + labels->w - 8;
    bool selected = row->kind == ORR_VIZ_ROW_LANE && row->index == app->selected;
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
    if (row->kind == ORR_VIZ_ROW_LANE && app->model->lanes[row->index].function != 0) {
        size_t length;
        const char *function = orr_trace_reader_string(app->reader, app->model->lanes[row->index].function, &length);
        int32_t at = x + used + app->metrics.advance;
        if (right - at > 4 * app->metrics.advance) {
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

static void draw_ground(OrrVizApp *app, OrrVizDrawList *list, const OrrVizRow *row, int32_t y, int32_t height) {
    bool selected = row->kind == ORR_VIZ_ROW_LANE && row->index == app->selected;
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
    if (is_end((OrrVizState)span->state) || to < from + 6) to = from + 6;
    OrrVizRect frame = {app->places.lanes.x + from - 1, y, to - from + 2, height};
    orr_viz_draw_frame(list, frame, ORR_VIZ_PAINT_SELECTION);
    frame = (OrrVizRect){frame.x + 1, frame.y + 1, frame.w - 2, frame.h - 2};
    orr_viz_draw_frame(list, frame, ORR_VIZ_PAINT_SELECTION);
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
    orr_viz_draw_fill(list, (OrrVizRect){0, ruler->y, labels->w, ruler->h}, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_line(list, lanes->x - 1, ruler->y, lanes->x - 1, lanes->y + lanes->h, 1, ORR_VIZ_PAINT_EDGE);
}
