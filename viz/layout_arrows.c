/* Causality: what led to the selected span, what it led to, and the critical path. */
#include "viz/layout.h"

enum {
    CHAIN_LINKS = 3000,    /* that are drawn backwards from the selection, within the picture */
    EFFECT_STEPS = 100000, /* that are looked through for effects */
    PATH_LINKS = 1500,     /* of the critical path that are drawn ... */
    PATH_STEPS = 20000,    /* ... and looked at */
};

/* The READY or YIELD that made the step's task ready; the step's own event if there was none. */
static uint32_t wake_event(const OrrVizModel *model, const OrrVizStep *step, bool *callback) {
    const OrrVizLane *lane = &model->lanes[step->lane];
    uint32_t i = orr_viz_span_at(lane, step->event);
    *callback = false;
    while (i != ORR_VIZ_NONE && i > 0) {
        const OrrVizSpan *span = &lane->spans[--i];
        if (span->plain != ORR_VIZ_READY) break;
        if (i > 0 && lane->spans[i - 1].plain == ORR_VIZ_READY) continue; /* a cancel came between */
        *callback = span->kind == ORR_TRACE_ACTOR_CALLBACK;
        return span->event;
    }
    return step->event;
}

static int32_t x_of(const OrrVizApp *app, uint32_t event) {
    return app->places.lanes.x + orr_viz_view_x(&app->view, orr_viz_axis_position(app->model, app->view.axis, event));
}

/* Draws from a step's cause to it. */
static void draw_link(const OrrVizApp *app, OrrVizDrawList *list, uint32_t effect, OrrVizPaint paint, uint32_t thick) {
    const OrrVizModel *model = app->model;
    const OrrVizStep *to = &model->steps[effect - 1];
    if (to->cause == 0) return;
    const OrrVizStep *from = &model->steps[to->cause - 1];
    uint32_t from_row = orr_viz_row_of_lane(app, from->lane), to_row = orr_viz_row_of_lane(app, to->lane);
    if (from_row == ORR_VIZ_NONE || to_row == ORR_VIZ_NONE) return;
    bool callback;
    uint32_t wake = wake_event(model, to, &callback);
    uint32_t end = orr_viz_step_end(model, to->cause);
    /* A callback runs later, in nobody's lane: the arrow leaves where the step that set it ended. */
    if (callback || wake > end) wake = end;
    int32_t height = orr_viz_row_height(app), middle = height / 2;
    int32_t y0 = orr_viz_row_y(app, from_row) + middle, y1 = orr_viz_row_y(app, to_row) + middle;
    int32_t x0 = x_of(app, wake), x1 = x_of(app, to->event);
    if (from->lane == to->lane) { /* under its own bars */
        int32_t y = y0 + middle - 2;
        orr_viz_draw_line(list, x0, y, x1, y, thick, paint);
        return;
    }
    /* It comes in at the near edge of the bar, so that the head is not hidden among bars. */
    y1 += y1 > y0 ? -(middle > 4 ? middle - 4 : 0) : (middle > 4 ? middle - 4 : 0);
    orr_viz_draw_arrow(list, x0, y0, x1, y1, thick, paint);
}

static void draw_path(const OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizModel *model = app->model;
    uint32_t first = 0, high = model->path_count;
    while (first < high) {
        uint32_t middle = first + (high - first) / 2;
        if (model->steps[model->path[middle] - 1].event < app->bounds[0]) first = middle + 1;
        else high = middle;
    }
    uint32_t last = first;
    for (high = model->path_count; last < high;) {
        uint32_t middle = last + (high - last) / 2;
        if (model->steps[model->path[middle] - 1].event < app->bounds[app->view.width]) last = middle + 1;
        else high = middle;
    }
    if (last < model->path_count) last++; /* the link that leaves the picture */
    /* Of very many some stand for all; links of a lane to itself within a pixel cannot be seen. */
    uint32_t stride = (last - first) / PATH_STEPS + 1;
    int32_t last_x = -10;
    for (uint32_t i = first, drawn = 0; i < last && drawn < PATH_LINKS; i += stride) {
        const OrrVizStep *step = &model->steps[model->path[i] - 1];
        int32_t x = orr_viz_view_column(app->bounds, app->view.width, step->event);
        bool itself = step->cause != 0 && model->steps[step->cause - 1].lane == step->lane;
        if (x == last_x && itself) continue;
        last_x = x;
        drawn++;
        draw_link(app, list, model->path[i], ORR_VIZ_PAINT_PATH, itself ? 3 : 2);
    }
}

void orr_viz_layout_arrows(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizModel *model = app->model;
    orr_viz_draw_clip(list, app->places.lanes);
    if (app->path) draw_path(app, list);
    uint32_t selected = orr_viz_app_step(app);
    if (selected == 0) return;
    uint32_t last = orr_viz_step_at(model, app->bounds[app->view.width]);
    uint32_t looked = 0;
    for (uint32_t step = selected + 1; step <= last && looked < EFFECT_STEPS; step++, looked++) {
        if (model->steps[step - 1].cause == selected) draw_link(app, list, step, ORR_VIZ_PAINT_ARROW_FAR, 1);
    }
    uint32_t step = selected;
    for (int links = 0; links < CHAIN_LINKS && step != 0; links++) {
        draw_link(app, list, step, links == 0 ? ORR_VIZ_PAINT_ARROW : ORR_VIZ_PAINT_ARROW_FAR, links == 0 ? 2 : 1);
        if (model->steps[step - 1].event < app->bounds[0]) break; /* what comes before is further out */
        step = model->steps[step - 1].cause;
    }
}
