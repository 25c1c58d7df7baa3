/* What the mouse does. */
#include <stdlib.h>

#include "viz/card.h"
#include "viz/layout.h"
#include "viz/move.h"
#include "viz/pair.h"

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
        if (dx != 0) orr_viz_move_pan(app, -dx);
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
    if (orr_viz_card_click(app, x, y)) return;
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
    if (left != 0) orr_viz_move_pan(app, -left * app->view.width / 12);
    if (up == 0) return;
    if (shift || x < app->places.lanes.x) {
        app->scroll -= (int64_t)up * orr_viz_row_height(app) * 2;
        orr_viz_layout_scroll(app);
        return;
    }
    if (x >= app->places.lanes.x + app->places.lanes.w) return;
    for (int32_t i = 0; i < abs(up) && i < 10; i++)
        orr_viz_move_zoom(app, up > 0 ? 1 / 1.2 : 1.2, x - app->places.lanes.x);
}

/* ---- one or two --------------------------------------------------------------------------------- */

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
