/* What the mouse does. */
#include <stdlib.h>

#include "viz/ask.h"
#include "viz/card.h"
#include "viz/layout.h"
#include "viz/minimap.h"
#include "viz/move.h"
#include "viz/pair.h"
#include "viz/panel.h"

enum { NEAR = 4 }; /* so many pixels from an edge are on it; and so far goes a click */

static bool inside(OrrVizRect rect, int32_t x, int32_t y) {
    return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

/* ---- pointing ----------------------------------------------------------------------------------- */

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
    if (app->rows[row].kind != ORR_VIZ_ROW_LANE) {
        app->hovered_group = row;
        app->hovered_event = event_under(app, ORR_VIZ_NONE, x - app->places.lanes.x);
    }
    if (app->rows[row].kind != ORR_VIZ_ROW_LANE) return;
    app->hovered = app->rows[row].index;
    app->hovered_event = event_under(app, app->hovered, x - app->places.lanes.x);
}

/* What a drag from there would move. */
static OrrVizDrag handle_at(const OrrVizApp *app, int32_t x, int32_t y, OrrVizPart *part) {
    const OrrVizPlaces *places = &app->places;
    *part = ORR_VIZ_PARTS;
    if (app->model == NULL) return ORR_VIZ_DRAG_NOTHING;
    bool body = y >= places->map.y && y < places->foot.y;
    if (body && places->panel.w > 0 && abs(x - places->panel.x) <= NEAR) return ORR_VIZ_DRAG_PANEL;
    if (body && abs(x - places->lanes.x) <= NEAR) return ORR_VIZ_DRAG_LABELS;
    if (inside(places->panel, x, y)) {
        *part = orr_viz_panel_part_at(app, y - NEAR);
        if (*part + 1 < ORR_VIZ_PARTS && abs(y - app->parts[*part + 1].y) <= NEAR) return ORR_VIZ_DRAG_PART;
        *part = orr_viz_panel_part_at(app, y);
        if (*part < ORR_VIZ_PARTS && orr_viz_panel_on_heading(app, *part, y)) return ORR_VIZ_DRAG_HEADING;
        return ORR_VIZ_DRAG_NOTHING;
    }
    if (inside(places->map, x, y)) return ORR_VIZ_DRAG_MAP;
    if (inside(places->lanes, x, y) || inside(places->ruler, x, y)) return ORR_VIZ_DRAG_LANES;
    return ORR_VIZ_DRAG_NOTHING;
}

OrrVizPointer orr_viz_app_pointer(const OrrVizApp *app) {
    int32_t y = app->mouse_y;
    OrrVizPart part;
    if (app->below != NULL && y >= app->below_y) app = app->below;
    OrrVizDrag drag = app->dragging != ORR_VIZ_DRAG_NOTHING ? app->dragging : handle_at(app, app->mouse_x, y, &part);
    if (drag == ORR_VIZ_DRAG_PANEL || drag == ORR_VIZ_DRAG_LABELS) return ORR_VIZ_POINTER_SIDEWAYS;
    if (drag == ORR_VIZ_DRAG_PART) return ORR_VIZ_POINTER_UPWARDS;
    if (app->dragging == ORR_VIZ_DRAG_LANES && app->dragged) return ORR_VIZ_POINTER_MOVES;
    return drag == ORR_VIZ_DRAG_HEADING ? ORR_VIZ_POINTER_HAND : ORR_VIZ_POINTER_USUAL;
}

/* ---- dragging ----------------------------------------------------------------------------------- */

static int32_t cells_by(const OrrVizApp *app, int32_t pixels) {
    int32_t advance = app->metrics.advance < 1 ? 1 : app->metrics.advance;
    return (pixels + (pixels < 0 ? -advance / 2 : advance / 2)) / advance;
}

static void drag(OrrVizApp *app, int32_t x, int32_t y) {
    int32_t dx = x - app->mouse_x, dy = y - app->mouse_y;
    switch (app->dragging) {
    case ORR_VIZ_DRAG_LANES:
        if (dx != 0) orr_viz_move_pan(app, -dx);
        app->scroll -= dy;
        orr_viz_layout_scroll(app);
        break;
    case ORR_VIZ_DRAG_MAP: orr_viz_minimap_go(app, x); break;
    case ORR_VIZ_DRAG_PANEL: orr_viz_layout_widen_panel(app, cells_by(app, app->places.panel.x - x)); break;
    case ORR_VIZ_DRAG_LABELS: orr_viz_layout_widen_labels(app, cells_by(app, x - app->places.lanes.x)); break;
    case ORR_VIZ_DRAG_PART: orr_viz_panel_resize(app, app->dragged_part, dy); break;
    default: break;
    }
}

static void mouse_move(OrrVizApp *app, int32_t x, int32_t y) {
    if (app->dragging != ORR_VIZ_DRAG_NOTHING && app->model != NULL) {
        if (!app->dragged && abs(x - app->mouse_x) < NEAR && abs(y - app->mouse_y) < NEAR) return;
        app->dragged = true;
        drag(app, x, y);
    }
    app->mouse_x = x;
    app->mouse_y = y;
    hover(app, x, y);
}

/* ---- clicks ------------------------------------------------------------------------------------- */

static void select_row(OrrVizApp *app, uint32_t row) {
    if (row == ORR_VIZ_NONE) return;
    switch ((OrrVizRowKind)app->rows[row].kind) {
    case ORR_VIZ_ROW_LANE: orr_viz_app_select(app, app->rows[row].index); break;
    case ORR_VIZ_ROW_GROUP: orr_viz_rows_toggle(app, row); break;
    case ORR_VIZ_ROW_TRACK: orr_viz_app_select_track(app, app->rows[row].index); break;
    case ORR_VIZ_ROW_READY: break;
    }
}

/* A click while something is typed: into the list, or anywhere else to close it. */
static void click_ask(OrrVizApp *app, int32_t x, int32_t y) {
    if (!inside(app->ask_rows, x, y)) {
        bool filter = app->typing == ORR_VIZ_TYPING_FILTER; /* is kept; Esc would end it */
        (void)orr_viz_ask_key(app, filter ? ORR_VIZ_KEY_ENTER : ORR_VIZ_KEY_ESCAPE);
        return;
    }
    uint32_t place = app->ask_first + (uint32_t)((y - app->ask_rows.y) / (app->metrics.line_height + 4));
    OrrVizPlace before = orr_viz_app_place(app);
    OrrVizCommand chosen = orr_viz_ask_choose(app, place);
    OrrVizPlace after = orr_viz_app_place(app);
    if (!orr_viz_place_equal(&before, &after)) orr_viz_history_add(&app->history, &before, ORR_VIZ_DO_NOTHING);
    if (chosen != ORR_VIZ_DO_NOTHING) orr_viz_app_run(app, chosen);
}

static void mouse_down(OrrVizApp *app, int32_t x, int32_t y) {
    if (app->typing != ORR_VIZ_TYPING_NOTHING && app->model != NULL) {
        click_ask(app, x, y);
        return;
    }
    app->help = false;
    app->message[0] = '\0';
    if (orr_viz_card_click(app, x, y)) return;
    app->mouse_x = x;
    app->mouse_y = y;
    app->dragged = false;
    app->dragging = handle_at(app, x, y, &app->dragged_part);
    if (app->model == NULL) return;
    app->drag_began = orr_viz_app_place(app);
    if (app->dragging == ORR_VIZ_DRAG_MAP) orr_viz_minimap_go(app, x);
    if (app->dragging == ORR_VIZ_DRAG_NOTHING && inside(app->places.labels, x, y)) {
        select_row(app, orr_viz_row_at(app, y));
    }
}

/* A click among the bars: the cursor goes there, and the lane is selected. */
static void click_lanes(OrrVizApp *app, int32_t x, int32_t y) {
    int32_t column = x - app->places.lanes.x;
    if (app->bounds == NULL || column < 0 || column >= app->view.width) return;
    hover(app, x, y);
    uint32_t row = orr_viz_row_at(app, y);
    if (app->hovered != ORR_VIZ_NONE) {
        app->selected = app->hovered;
        app->track = ORR_VIZ_NONE;
    } else if (row != ORR_VIZ_NONE && app->rows[row].kind == ORR_VIZ_ROW_TRACK) {
        orr_viz_app_select_track(app, app->rows[row].index);
    }
    uint32_t event = event_under(app, app->hovered, column);
    app->cursor = event < app->model->event_count ? event : app->model->event_count - 1;
}

static void mouse_up(OrrVizApp *app, int32_t x, int32_t y) {
    OrrVizDrag what = app->dragging;
    app->dragging = ORR_VIZ_DRAG_NOTHING;
    if (app->model == NULL) return;
    if (what == ORR_VIZ_DRAG_LANES && !app->dragged) click_lanes(app, x, y);
    if (what == ORR_VIZ_DRAG_HEADING && !app->dragged && app->dragged_part < ORR_VIZ_PARTS) {
        app->part = app->dragged_part;
        app->parts[app->part].folded = !app->parts[app->part].folded;
    }
    OrrVizPlace now = orr_viz_app_place(app);
    if (!orr_viz_place_equal(&app->drag_began, &now)) {
        orr_viz_history_add(&app->history, &app->drag_began, ORR_VIZ_DO_NOTHING);
    }
    app->drag_began = now;
}

/* ---- wheel -------------------------------------------------------------------------------------- */

static void wheel(OrrVizApp *app, int32_t x, int32_t y, int32_t up, int32_t left, bool shift, bool control) {
    if (app->model == NULL) return;
    if (control) {
        app->text_bigger = up > 0;
        app->text_smaller = up < 0;
        return;
    }
    if (app->help) {
        app->help_scroll -= 3 * up;
        return;
    }
    if (inside(app->places.panel, x, y)) {
        OrrVizPart part = orr_viz_panel_part_at(app, y);
        if (part < ORR_VIZ_PARTS) app->parts[part].scroll -= 3 * up;
        return;
    }
    OrrVizPlace before = orr_viz_app_place(app);
    if (left != 0) orr_viz_move_pan(app, -left * app->view.width / 12);
    if (shift || x < app->places.lanes.x) {
        app->scroll -= (int64_t)up * orr_viz_row_height(app) * 2;
        orr_viz_layout_scroll(app);
    } else {
        for (int32_t i = 0; i < abs(up) && i < 10; i++) {
            orr_viz_move_zoom(app, up > 0 ? 1 / 1.2 : 1.2, x - app->places.lanes.x);
        }
    }
    OrrVizPlace after = orr_viz_app_place(app);
    /* Zooming and panning with it count as one kind of move each, like the keys for that. */
    OrrVizCommand as = left != 0 ? ORR_VIZ_DO_PAN_LEFT : shift ? ORR_VIZ_DO_PAGE_UP : ORR_VIZ_DO_ZOOM_IN;
    if (!orr_viz_place_equal(&before, &after)) orr_viz_history_add(&app->history, &before, as);
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
