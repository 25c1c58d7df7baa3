/* Ruler: sensible marks for three axes, and the flags on it. */
#include "viz/layout.h"

#define SECOND_NS INT64_C(1000000000)
#define MINUTE_NS (60 * SECOND_NS)
#define HOUR_NS   (60 * MINUTE_NS)
#define DAY_NS    (24 * HOUR_NS)

int64_t orr_viz_ruler_step(bool time, double least) {
    static const int64_t clock[] = {SECOND_NS,      2 * SECOND_NS,  5 * SECOND_NS, 10 * SECOND_NS, 15 * SECOND_NS,
                                    30 * SECOND_NS, MINUTE_NS,      2 * MINUTE_NS, 5 * MINUTE_NS,  10 * MINUTE_NS,
                                    15 * MINUTE_NS, 30 * MINUTE_NS, HOUR_NS,       2 * HOUR_NS,    3 * HOUR_NS,
                                    6 * HOUR_NS,    12 * HOUR_NS,   DAY_NS};
    int64_t unit = 1;
    if (time && least > (double)SECOND_NS / 2) {
        for (size_t i = 0; i < sizeof clock / sizeof *clock; i++) {
            if ((double)clock[i] >= least) return clock[i];
        }
        unit = DAY_NS;
    }
    for (;; unit *= 10) {
        if ((double)unit >= least || unit > ORR_VIZ_POSITION_MAX / 10) return unit;
        if ((double)unit * 2 >= least) return unit * 2;
        if ((double)unit * 5 >= least) return unit * 5;
    }
}

static void two_digits(OrrTraceBytes *text, int64_t value) {
    orr_trace_bytes_byte(text, (unsigned char)('0' + value / 10 % 10));
    orr_trace_bytes_byte(text, (unsigned char)('0' + value % 10));
}

/* The fraction rest / unit with as many digits as a step needs, without zeros at the end. */
static void append_fraction(OrrTraceBytes *text, int64_t rest, int64_t unit, int64_t step) {
    int64_t finest = 1;
    while (finest <= step / 10) finest *= 10;
    rest -= rest % finest;
    if (rest <= 0) return;
    orr_trace_bytes_byte(text, '.');
    while (rest != 0) {
        unit /= 10;
        orr_trace_bytes_byte(text, (unsigned char)('0' + rest / unit));
        rest %= unit;
    }
}

void orr_viz_time_text(int64_t time_ns, int64_t step_ns, OrrTraceBytes *text) {
    if (time_ns < 0) {
        orr_trace_bytes_byte(text, '-');
        time_ns = time_ns == INT64_MIN ? INT64_MAX : -time_ns;
    }
    if (step_ns < 1) step_ns = 1;
    if (time_ns >= MINUTE_NS) {
        if (time_ns >= DAY_NS) {
            orr_trace_bytes_decimal(text, time_ns / DAY_NS);
            orr_trace_bytes_text(text, "d ");
            time_ns %= DAY_NS;
        }
        orr_trace_bytes_decimal(text, time_ns / HOUR_NS);
        orr_trace_bytes_byte(text, ':');
        two_digits(text, time_ns / MINUTE_NS % 60);
        orr_trace_bytes_byte(text, ':');
        two_digits(text, time_ns / SECOND_NS % 60);
        append_fraction(text, time_ns % SECOND_NS, SECOND_NS, step_ns);
        return;
    }
    static const struct {
        int64_t unit;
        const char *word;
    } units[] = {{SECOND_NS, " s"}, {1000000, " ms"}, {1000, " \xC2\xB5s"}, {1, " ns"}};
    size_t i = 0;
    if (time_ns != 0) {
        while (time_ns < units[i].unit) i++;
    }
    orr_trace_bytes_decimal(text, time_ns / units[i].unit);
    append_fraction(text, time_ns % units[i].unit, units[i].unit, step_ns);
    orr_trace_bytes_text(text, units[i].word);
}

enum { FAR_AWAY = 1 << 20 };

/* ---- marks -------------------------------------------------------------------------------------- */

static void mark(const OrrVizApp *app, OrrVizDrawList *list, int32_t x, const OrrTraceBytes *label, bool full) {
    const OrrVizRect *ruler = &app->places.ruler, *lanes = &app->places.lanes;
    orr_viz_draw_line(list, ruler->x + x, ruler->y + ruler->h - 5, ruler->x + x, lanes->y + (full ? lanes->h : 0), 1,
                      ORR_VIZ_PAINT_GRID);
    int32_t width = (int32_t)orr_viz_text_cells((const char *)label->data, label->length) * app->metrics.advance;
    if (label->failed || x + 4 + width > ruler->w) return; /* half a number would be a wrong one */
    orr_viz_draw_text(list, ruler->x + x + 4, ruler->y + ruler->h - app->metrics.line_height - 3, ruler->w,
                      ORR_VIZ_PAINT_TEXT_DIM, false, (const char *)label->data, label->length);
}

static void even_marks(const OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizView *view = &app->view;
    bool time = view->axis == ORR_VIZ_AXIS_TIME;
    int64_t unit = time ? 1 : ORR_VIZ_STEP_UNITS;
    int64_t step = orr_viz_ruler_step(time, view->per_px * (double)(app->metrics.advance * 12) / (double)unit);
    int64_t from = orr_viz_view_position(view, 0) / unit, to = orr_viz_view_position(view, view->width) / unit;
    int64_t length = orr_viz_axis_length(app->model, view->axis) / unit;
    if (from < 0) from = 0;
    if (to > length) to = length;
    OrrTraceBytes label = {0};
    for (int64_t at = from / step * step; at <= to + 1; at += step) {
        orr_trace_bytes_clear(&label);
        if (time) orr_viz_time_text(at, step, &label);
        else orr_trace_bytes_decimal(&label, at);
        /* Step n begins where n - 1 of them are over. */
        int64_t place = time ? at : at - 1;
        if (place >= 0 && (time || at <= length)) mark(app, list, orr_viz_view_x(view, place * unit), &label, true);
    }
    orr_trace_bytes_free(&label);
}

/* On the folded axis distances mean little, so the instants themselves are marked, where there is room. */
static void folded_marks(const OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizModel *model = app->model;
    const OrrVizView *view = &app->view;
    OrrTraceBytes label = {0};
    int32_t x = 0;
    while (x < view->width) {
        int64_t position = orr_viz_view_position(view, x);
        uint32_t event = orr_viz_axis_event(model, view->axis, position);
        if (event >= model->event_count) break;
        int64_t at = orr_viz_axis_position(model, view->axis, event);
        int64_t time_ns = orr_viz_time_at(model, event);
        orr_trace_bytes_clear(&label);
        orr_viz_time_text(time_ns, 1, &label);
        x = orr_viz_view_x(view, at);
        if (x >= view->width) break;
        mark(app, list, x, &label, true);
        x += app->metrics.advance * (int32_t)(label.length + 2);
    }
    orr_trace_bytes_free(&label);
}

/* Where time is cut out: a hatched strip, and above it how much. */
static void draw_fold(const OrrVizApp *app, OrrVizDrawList *list, int32_t x, int64_t gap_ns, int32_t *free_from) {
    const OrrVizRect *lanes = &app->places.lanes;
    int32_t advance = app->metrics.advance, line = app->metrics.line_height;
    OrrVizRect strip = {lanes->x + x - advance / 2, lanes->y, advance, lanes->h};
    orr_viz_draw_fill(list, strip, ORR_VIZ_PAINT_BACKGROUND, ORR_VIZ_SOLID);
    orr_viz_draw_fill(list, strip, ORR_VIZ_PAINT_EDGE, ORR_VIZ_HATCH);
    OrrTraceBytes text = {0};
    orr_trace_bytes_byte(&text, '+');
    orr_viz_time_text(gap_ns, gap_ns / 1000, &text);
    int32_t width = (int32_t)orr_viz_text_cells((const char *)text.data, text.length) * advance;
    if (x - width / 2 - advance >= *free_from) {
        *free_from = x + width / 2 + advance;
        OrrVizRect box = {lanes->x + x - width / 2 - advance / 2, lanes->y + 1, width + advance, line + 2};
        orr_viz_draw_fill(list, box, ORR_VIZ_PAINT_BACKGROUND, ORR_VIZ_SOLID);
        orr_viz_draw_frame(list, box, ORR_VIZ_PAINT_EDGE);
        orr_viz_draw_text(list, box.x + advance / 2, box.y + 1, width, ORR_VIZ_PAINT_TEXT_DIM, false,
                          (const char *)text.data, text.length);
    }
    orr_trace_bytes_free(&text);
}

void orr_viz_layout_folds(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizModel *model = app->model;
    const OrrVizView *view = &app->view;
    if (view->axis != ORR_VIZ_AXIS_FOLDED) return;
    int64_t from = orr_viz_view_position(view, 0), to = orr_viz_view_position(view, view->width);
    int32_t free_from = -FAR_AWAY, words_free_from = 0;
    uint32_t first = 1, high = model->instant_count;
    while (first < high) {
        uint32_t middle = first + (high - first) / 2;
        if (model->instant_folded[middle] < from) first = middle + 1;
        else high = middle;
    }
    orr_viz_draw_clip(list, app->places.lanes);
    for (uint32_t i = first; i < model->instant_count && model->instant_folded[i - 1] < to; i++) {
        int64_t gap_ns = model->instant_ns[i] - model->instant_ns[i - 1];
        if (gap_ns <= model->fold_ns) continue;
        int32_t begin = orr_viz_view_x(view, model->instant_folded[i - 1]);
        int32_t end = orr_viz_view_x(view, model->instant_folded[i]), x = begin / 2 + end / 2;
        if (x < free_from) continue;
        free_from = x + 2 * app->metrics.advance;
        draw_fold(app, list, x, gap_ns, &words_free_from);
    }
}

OrrVizPaint orr_viz_layout_mark_paint(uint8_t kind) {
    return kind == ORR_TRACE_PROBLEM    ? ORR_VIZ_PAINT_FAILED
           : kind == ORR_TRACE_DECISION ? ORR_VIZ_PAINT_CANCELLING
                                        : ORR_VIZ_PAINT_MARK;
}

/* Problems, marks and decisions, as flags; one a few pixels. */
static void flags(const OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizModel *model = app->model;
    const OrrVizRect *ruler = &app->places.ruler;
    int32_t free_from = 0;
    uint32_t first = 0, high = model->mark_count;
    while (first < high) {
        uint32_t middle = first + (high - first) / 2;
        if (model->marks[middle].event < app->bounds[0]) first = middle + 1;
        else high = middle;
    }
    for (uint32_t i = first; i < model->mark_count; i++) {
        const OrrVizMark *m = &model->marks[i];
        int32_t x = orr_viz_view_column(app->bounds, app->view.width, m->event);
        if (x >= app->view.width) break;
        if (x < free_from) continue;
        free_from = x + 3;
        OrrVizPaint paint = orr_viz_layout_mark_paint(m->kind);
        orr_viz_draw_line(list, ruler->x + x, ruler->y + 2, ruler->x + x, ruler->y + ruler->h, 1, paint);
        orr_viz_draw_fill(
            list, (OrrVizRect){ruler->x + x, ruler->y + 2, app->metrics.advance, app->metrics.line_height * 3 / 8},
            paint, ORR_VIZ_SOLID);
    }
}

/* Bookmarks, as ribbons. */
static void bookmarks(const OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *ruler = &app->places.ruler;
    const OrrVizNotes *notes = &app->notes;
    int32_t free_from = -1;
    for (uint32_t i = orr_viz_notes_from(notes, app->bounds[0]); i < notes->count; i++) {
        if (notes->items[i].event >= app->model->event_count) break;
        int32_t x =
            orr_viz_view_x(&app->view, orr_viz_axis_position(app->model, app->view.axis, notes->items[i].event));
        if (x >= app->view.width) break;
        if (x < free_from) continue;
        free_from = x + 2;
        int32_t half = app->metrics.advance / 2, high = app->metrics.line_height * 3 / 4;
        OrrVizRect ribbon = {ruler->x + x - half, ruler->y + 1, 2 * half + 1, high};
        OrrVizRect cut = {ribbon.x + half / 2, ribbon.y + high * 3 / 4, ribbon.w - half / 2 * 2, high - high * 3 / 4};
        orr_viz_draw_fill(list, ribbon, ORR_VIZ_PAINT_TEXT_HEAD, ORR_VIZ_SOLID);
        orr_viz_draw_fill(list, cut, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
        if (notes->items[i].text[0] == '\0') continue;
        int32_t width = orr_viz_draw_string(list, ruler->x + x + app->metrics.advance, ruler->y,
                                            30 * app->metrics.advance, ORR_VIZ_PAINT_TEXT_HEAD, notes->items[i].text);
        free_from = x + app->metrics.advance + width;
    }
}

void orr_viz_layout_ruler(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *ruler = &app->places.ruler, *lanes = &app->places.lanes;
    orr_viz_draw_clip(list, (OrrVizRect){ruler->x, ruler->y, ruler->w, lanes->y + lanes->h - ruler->y});
    orr_viz_draw_fill(list, *ruler, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    if (app->view.axis == ORR_VIZ_AXIS_FOLDED) {
        folded_marks(app, list);
    } else {
        even_marks(app, list);
    }
    flags(app, list);
    bookmarks(app, list);
    orr_viz_draw_line(list, ruler->x, ruler->y + ruler->h - 1, ruler->x + ruler->w, ruler->y + ruler->h - 1, 1,
                      ORR_VIZ_PAINT_EDGE);
}
