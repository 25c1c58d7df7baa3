#include "viz/view.h"

#define FAR        (1 << 20)
#define LEAST_STEP 0.5 /* positions a pixel: a step is 2000 pixels wide then */

static int64_t saturate(double value) {
    const double most = (double)ORR_VIZ_POSITION_MAX;
    return value >= most ? ORR_VIZ_POSITION_MAX : value <= -most ? -ORR_VIZ_POSITION_MAX : (int64_t)value;
}

static int64_t round_up(double value) {
    int64_t whole = saturate(value);
    return (double)whole < value ? whole + 1 : whole;
}

int64_t orr_viz_view_position(const OrrVizView *view, int32_t x) {
    return view->from + round_up((double)x * view->per_px);
}

int32_t orr_viz_view_x(const OrrVizView *view, int64_t position) {
    double x = (double)(position - view->from) / view->per_px;
    if (x >= FAR) return FAR;
    if (x <= -FAR) return -FAR;
    int32_t floor = (int32_t)x;
    floor -= (double)floor > x;
    /* Division may have rounded over the edge of a pixel. */
    if (orr_viz_view_position(view, floor + 1) <= position) floor++;
    else if (orr_viz_view_position(view, floor) > position) floor--;
    return floor;
}

static double most_per_px(const OrrVizView *view, const OrrVizModel *model) {
    double fit = (double)orr_viz_axis_length(model, view->axis) * 1.25 / (double)view->width;
    return fit < LEAST_STEP ? LEAST_STEP : fit;
}

/* Keeps some of the run in view, and the scale sensible. */
static void tame(OrrVizView *view, const OrrVizModel *model) {
    double most = most_per_px(view, model);
    if (!(view->per_px >= LEAST_STEP)) view->per_px = LEAST_STEP;
    if (view->per_px > most) view->per_px = most;
    int64_t half = saturate(view->per_px * (double)view->width / 2);
    int64_t length = orr_viz_axis_length(model, view->axis);
    if (view->from < -half) view->from = -half;
    if (view->from > length - half) view->from = length - half;
}

void orr_viz_view_range(OrrVizView *view, const OrrVizModel *model, int64_t from, int64_t to) {
    if (to <= from) to = from + 1;
    view->from = from;
    view->per_px = (double)(to - from) / (double)view->width;
    tame(view, model);
}

void orr_viz_view_fit(OrrVizView *view, const OrrVizModel *model) {
    int64_t length = orr_viz_axis_length(model, view->axis);
    int64_t margin = length / 50;
    orr_viz_view_range(view, model, -margin, length + margin);
}

void orr_viz_view_zoom(OrrVizView *view, const OrrVizModel *model, double factor, int32_t x) {
    double before = view->per_px;
    double most = most_per_px(view, model);
    view->per_px *= factor;
    if (view->per_px < LEAST_STEP) view->per_px = LEAST_STEP;
    if (view->per_px > most) view->per_px = most;
    view->from += saturate((before - view->per_px) * (double)x);
    tame(view, model);
}

void orr_viz_view_pan(OrrVizView *view, const OrrVizModel *model, int32_t pixels) {
    view->from += saturate((double)pixels * view->per_px);
    tame(view, model);
}

void orr_viz_view_resize(OrrVizView *view, const OrrVizModel *model, int32_t width) {
    if (width < 1) width = 1;
    if (width == view->width) return;
    double all = view->per_px * (double)view->width;
    view->width = width;
    view->per_px = all / (double)width;
    tame(view, model);
}

void orr_viz_view_change_axis(OrrVizView *view, const OrrVizModel *model, OrrVizAxis axis, uint32_t event) {
    int64_t length = orr_viz_axis_length(model, view->axis);
    int64_t from = view->from, to = orr_viz_view_position(view, view->width);
    int64_t at = orr_viz_axis_position(model, view->axis, event);
    bool had_event = at >= from && at <= to;
    uint32_t first = orr_viz_axis_event(model, view->axis, from), last = orr_viz_axis_event(model, view->axis, to);
    bool all = from <= 0 && to >= length;
    view->axis = axis;
    if (all) {
        orr_viz_view_fit(view, model);
        return;
    }
    int64_t new_from = orr_viz_axis_position(model, axis, first), new_to = orr_viz_axis_position(model, axis, last);
    int64_t least = orr_viz_axis_length(model, axis) / 1000;
    if (new_to - new_from < least) new_to = new_from + least;
    int64_t margin = (new_to - new_from) / 50;
    orr_viz_view_range(view, model, new_from - margin, new_to + margin);
    if (had_event) orr_viz_view_reveal(view, model, event);
}

void orr_viz_view_reveal(OrrVizView *view, const OrrVizModel *model, uint32_t event) {
    int32_t x = orr_viz_view_x(view, orr_viz_axis_position(model, view->axis, event));
    int32_t margin = view->width / 10;
    if (x < margin) orr_viz_view_pan(view, model, x - margin * 2);
    else if (x >= view->width - margin) orr_viz_view_pan(view, model, x - (view->width - margin * 2));
}

void orr_viz_view_bounds(const OrrVizView *view, const OrrVizModel *model, uint32_t *bounds) {
    for (int32_t x = 0; x <= view->width; x++) {
        bounds[x] = orr_viz_axis_event(model, view->axis, orr_viz_view_position(view, x));
    }
}

int32_t orr_viz_view_column(const uint32_t *bounds, int32_t count, uint32_t event) {
    if (event < bounds[0]) return -1;
    int32_t low = 0, high = count + 1; /* the last column whose bound is not beyond the event */
    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        if (bounds[middle] <= event) low = middle;
        else high = middle;
    }
    return low;
}
