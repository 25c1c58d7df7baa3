#include "viz/bars.h"

#include <string.h>

#include "viz/layout.h"

/* Drawing one lane, from left to right. */
typedef struct Brush {
    OrrVizDrawList *list;
    const OrrVizApp *app;
    const OrrVizBars *how;
    const OrrVizLane *lane;
    OrrVizRect place; /* of the bars */
    int32_t from, to; /* columns of the bar that is not drawn yet; empty if equal */
    const OrrVizSpan *span;
    bool merged;
    uint64_t ticks[ORR_VIZ_COLUMNS_MAX / 64]; /* columns in which a step is too short to be seen */
    bool has_ticks;
} Brush;

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
    /* Patterns cannot be seen in narrow or low bars. */
    bool seen = width >= 3 && brush->place.h >= 4;
    OrrVizPattern pattern = seen || state == ORR_VIZ_CREATED ? orr_viz_state_pattern(state) : ORR_VIZ_SOLID;
    orr_viz_draw_fill(brush->list, bar, orr_viz_state_paint(state), pattern);
    if (!brush->merged && brush->how->words) label_bar(brush, x, width);
    brush->from = brush->to;
}

static void add_bar(Brush *brush, const OrrVizSpan *span, int32_t from, int32_t to) {
    if (to <= from || orr_viz_state_is_end((OrrVizState)span->state) || span->state == ORR_VIZ_IDLE) return;
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
    if (orr_viz_state_is_end((OrrVizState)last->state) && column >= 0 && column < columns) draw_end(brush, column);
}

/* Before it is born: a dotted line, so that this is neither waiting nor the emptiness behind an end. */
static void draw_unborn(const Brush *brush) {
    int32_t columns = brush->how->view->width;
    int32_t from = orr_viz_view_x(brush->how->view, 0);
    int32_t to = orr_viz_view_column(brush->how->bounds, columns, brush->lane->spans[0].event);
    if (from < 0) from = 0;
    if (to > columns) to = columns;
    OrrVizRect line = {brush->place.x + from, brush->place.y + brush->place.h / 2, to - from, 1};
    if (brush->lane->kind == ORR_VIZ_LANE_TASK)
        orr_viz_draw_fill(brush->list, line, ORR_VIZ_PAINT_EDGE, ORR_VIZ_STRIPES);
}

void orr_viz_bars_draw(const OrrVizApp *app, OrrVizDrawList *list, const OrrVizBars *how, uint32_t index,
                       OrrVizRect place) {
    const OrrVizLane *lane = &app->model->lanes[index];
    if (lane->count == 0) return;
    Brush brush;
    brush.list = list;
    brush.app = app;
    brush.how = how;
    brush.lane = lane;
    brush.place = place;
    brush.from = brush.to = 0;
    brush.span = NULL;
    brush.merged = false;
    brush.has_ticks = false;
    memset(brush.ticks, 0, (size_t)((how->view->width + 64) / 64) * sizeof *brush.ticks);
    if (how->words && place.h >= 8) draw_unborn(&brush);
    int32_t run_end = orr_viz_view_x(how->view, orr_viz_axis_length(app->model, how->view->axis)) + 1;
    /* What it was doing when the run, or the trace, ended may have taken no time, and yet be what matters most. */
    OrrVizState last = (OrrVizState)lane->spans[lane->count - 1].state;
    if (how->words && !orr_viz_state_is_end(last) && last != ORR_VIZ_IDLE) run_end += 2 * app->metrics.advance;
    draw_spans(&brush, how->bounds, how->view->width, run_end < 0 ? 0 : run_end, how->grain);
}
