#include "viz/move.h"

#include <string.h>

#include "viz/layout.h"

/* ---- moving the cursor -------------------------------------------------------------------------- */

static void go_step(OrrVizApp *app, uint32_t step) {
    if (step >= 1 && step <= app->model->step_count) orr_viz_app_go(app, app->model->steps[step - 1].event);
}

void orr_viz_move_step(OrrVizApp *app, bool back) {
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

void orr_viz_move_event(OrrVizApp *app, bool back) {
    if (back) orr_viz_app_go(app, app->cursor == 0 ? 0 : app->cursor - 1);
    else orr_viz_app_go(app, app->cursor + 1);
}

void orr_viz_move_span(OrrVizApp *app, bool back) {
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

void orr_viz_move_to_cause(OrrVizApp *app) {
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

void orr_viz_move_to_effect(OrrVizApp *app) {
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

/* The row of what is selected; ORR_VIZ_NONE: nothing is. */
static uint32_t selected_row(const OrrVizApp *app) {
    for (uint32_t i = 0; app->track != ORR_VIZ_NONE && i < app->row_count; i++) {
        if (app->rows[i].kind == ORR_VIZ_ROW_TRACK && app->rows[i].index == app->track) return i;
    }
    return app->selected == ORR_VIZ_NONE ? ORR_VIZ_NONE : orr_viz_row_of_lane(app, app->selected);
}

void orr_viz_move_lane(OrrVizApp *app, bool up) {
    if (!orr_viz_layout_rows(app) || app->row_count == 0) return;
    uint32_t row = selected_row(app);
    uint32_t group = orr_viz_rows_group(app, app->selected); /* that it is in: not to be entered again */
    int64_t at = row != ORR_VIZ_NONE ? (int64_t)row : up ? (int64_t)app->row_count : -1;
    for (at += up ? -1 : 1; at >= 0 && at < app->row_count; at += up ? -1 : 1) {
        const OrrVizRow *it = &app->rows[at];
        bool closed = it->kind == ORR_VIZ_ROW_GROUP && orr_viz_row_folded(app, it) && at != (int64_t)group;
        /* From nothing down to the lanes: who wants a queue goes up from there. */
        if (it->kind == ORR_VIZ_ROW_TRACK && row != ORR_VIZ_NONE) {
            orr_viz_app_select_track(app, it->index);
            return;
        }
        if (it->kind != ORR_VIZ_ROW_LANE && !closed) continue;
        /* Of a folded group: the first or last of its tasks. */
        orr_viz_app_select(app, closed && up ? app->members[it->members + it->count - 1] : it->index);
        return;
    }
}

/* ---- the view ----------------------------------------------------------------------------------- */

void orr_viz_move_zoom(OrrVizApp *app, double factor, int32_t x) {
    app->fitted = false;
    orr_viz_view_zoom(&app->view, app->model, factor, x);
}

void orr_viz_move_pan(OrrVizApp *app, int32_t pixels) {
    app->fitted = false;
    orr_viz_view_pan(&app->view, app->model, pixels);
}

void orr_viz_move_to_span(OrrVizApp *app) {
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

void orr_viz_move_reveal_row(OrrVizApp *app, uint32_t row) {
    if (row == ORR_VIZ_NONE || app->places.lanes.h <= 0) return;
    int32_t height = orr_viz_row_height(app);
    int64_t y = (int64_t)row * height;
    if (y < app->scroll) app->scroll = y - height;
    if (y + height > app->scroll + app->places.lanes.h) app->scroll = y + 2 * height - app->places.lanes.h;
    orr_viz_layout_scroll(app);
}
