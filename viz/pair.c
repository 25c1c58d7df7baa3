#include "viz/pair.h"

#include "trace/align.h"
#include "viz/layout.h"

OrrVizApp *orr_viz_pair_at(OrrVizApp *app, int32_t *y) {
    if (app->below == NULL || app->dragging) return app;
    if (!app->below->dragging && *y < app->below_y) return app;
    *y -= app->below_y;
    return app->below;
}

/* The lane of the same name. */
static uint32_t same_lane(const OrrVizApp *from, const OrrVizApp *to) {
    if (from->selected >= from->model->lane_count) return ORR_VIZ_NONE;
    OrrTraceBytes name = {0};
    orr_viz_lane_name(from->model, from->selected, &name);
    uint32_t lane = name.failed ? ORR_VIZ_NONE : orr_viz_lane_named(to->model, (const char *)name.data);
    orr_trace_bytes_free(&name);
    return lane;
}

static bool empty(const OrrVizApp *app) {
    return app->model == NULL || app->model->event_count == 0;
}

/* The same part of the axis for the other one, so that where they part is at the same place. */
static void share_view(OrrVizApp *app, const OrrVizApp *leader, OrrVizApp *other) {
    int64_t shift = app->pair_shift[leader->view.axis];
    other->view = leader->view;
    other->view.from += other == app->below ? shift : -shift;
}

void orr_viz_pair_follow(OrrVizApp *app, OrrVizApp *leader) {
    if (app->below == NULL || empty(app) || empty(app->below)) return;
    OrrVizApp *other = leader == app ? app->below : app;
    other->theme = leader->theme;
    share_view(app, leader, other);
    other->fitted = leader->fitted;
    other->panel = leader->panel;
    other->row_height = leader->row_height;
    int64_t step = orr_viz_step_at(leader->model, leader->cursor);
    if (step != 0) step += other == app->below ? app->pair_steps : -app->pair_steps;
    if (orr_viz_step_at(other->model, other->cursor) != step) {
        other->cursor = step <= 0                          ? 0
                        : step <= other->model->step_count ? other->model->steps[step - 1].event
                                                           : other->model->event_count - 1;
    }
    uint32_t lane = same_lane(leader, other);
    if (lane != other->selected) orr_viz_app_select(other, lane);
}

void orr_viz_pair_fit(OrrVizApp *app) {
    if (app->below == NULL || !app->fitted || empty(app) || empty(app->below)) return;
    OrrVizAxis axis = app->view.axis;
    bool lower = orr_viz_axis_length(app->below->model, axis) > orr_viz_axis_length(app->model, axis);
    OrrVizApp *longer = lower ? app->below : app;
    orr_viz_view_fit(&longer->view, longer->model);
    share_view(app, longer, lower ? app : app->below);
}

/* Where the two part is the same place, whatever went before took in each. */
static void align(OrrVizApp *app) {
    const OrrVizApp *below = app->below;
    app->pair_steps =
        (int64_t)orr_viz_step_at(below->model, below->parting) - (int64_t)orr_viz_step_at(app->model, app->parting);
    for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
        app->pair_shift[axis] = orr_viz_axis_position(below->model, (OrrVizAxis)axis, below->parting) -
                                orr_viz_axis_position(app->model, (OrrVizAxis)axis, app->parting);
    }
}

const char *orr_viz_app_pair(OrrVizApp *app, OrrVizApp *below) {
    OrrTraceParting parting;
    OrrTraceBytes text = {0};
    app->below = below;
    app->pair_steps = 0;
    for (int axis = 0; axis < ORR_VIZ_AXES; axis++) app->pair_shift[axis] = 0;
    app->paired = below->paired = !empty(app) && !empty(below);
    if (empty(app) || empty(below)) return NULL;
    bool good = orr_trace_parting_find(app->reader, below->reader, &parting);
    if (good && parting.same) {
        orr_trace_bytes_text(&text, "both runs tell the same story");
    } else if (good) {
        app->parting = app->cursor =
            (uint32_t)(parting.left_event < app->model->event_count ? parting.left_event : app->model->event_count - 1);
        below->parting = below->cursor =
            (uint32_t)(parting.right_event < below->model->event_count ? parting.right_event
                                                                       : below->model->event_count - 1);
        align(app);
        orr_trace_bytes_text(&text, "after step ");
        orr_trace_bytes_decimal(&text, (int64_t)parting.step);
        orr_trace_bytes_text(&text, " they part (left is above, right below). ");
        good = orr_trace_parting_why(app->reader, below->reader, &parting, &text);
    }
    good = good && !text.failed;
    if (good) orr_viz_app_say(app, (const char *)text.data);
    orr_trace_bytes_free(&text);
    share_view(app, app, below);
    below->fitted = app->fitted;
    below->theme = app->theme;
    below->panel = app->panel;
    return good ? NULL : "not enough memory";
}
