#include "viz/minimap.h"

#include <stdlib.h>

#include "viz/bars.h"
#include "viz/card.h"
#include "viz/layout.h"

enum { MARGIN = 3, LEAST_STRIPE = 2 };

/* A view of the whole run, as wide as the map. */
static OrrVizView whole_run(const OrrVizApp *app) {
    OrrVizView view = {.axis = app->view.axis, .width = app->places.map.w < 1 ? 1 : app->places.map.w, .per_px = 1};
    orr_viz_view_fit(&view, app->model);
    return view;
}

/* Some of the lanes, evenly chosen, as stripes. */
static void draw_stripes(const OrrVizApp *app, OrrVizDrawList *list, const OrrVizBars *bars) {
    const OrrVizModel *model = app->model;
    const OrrVizRect *place = &app->places.map;
    uint32_t first = model->lanes[0].count == 0 && model->lane_count > 1 ? 1 : 0; /* no callbacks */
    uint32_t count = model->lane_count - first;
    int32_t room = place->h - 2 * MARGIN, stripes = room / LEAST_STRIPE;
    if ((uint32_t)stripes > count) stripes = (int32_t)count;
    for (int32_t i = 0; i < stripes; i++) {
        uint32_t lane = first + orr_viz_layout_sample(count, (uint32_t)i, (uint32_t)stripes);
        int32_t top = room * i / stripes, bottom = room * (i + 1) / stripes, gap = bottom - top >= 4 ? 1 : 0;
        orr_viz_bars_draw(app, list, bars, lane, (OrrVizRect){0, MARGIN + top, place->w, bottom - top - gap});
    }
}

/* Draws the stripes into a list of their own, at the upper left corner, unless they are there already. */
static bool find_stripes(OrrVizApp *app, const OrrVizView *view) {
    OrrVizMap *map = &app->map;
    const OrrVizRect *place = &app->places.map;
    if (map->list.width == place->w && map->list.height == place->h && map->axis == view->axis &&
        map->event_count == app->model->event_count) {
        return true;
    }
    uint32_t *bounds = malloc(((size_t)view->width + 1) * sizeof *bounds);
    if (bounds == NULL) return false;
    orr_viz_view_bounds(view, app->model, bounds);
    orr_viz_draw_start(&map->list, place->w, place->h, app->metrics);
    draw_stripes(app, &map->list, &(OrrVizBars){.view = view, .bounds = bounds, .grain = 2});
    free(bounds);
    map->axis = view->axis;
    map->event_count = app->model->event_count;
    if (map->list.failed) map->list.width = 0; /* not to be taken for a whole one */
    return !map->list.failed;
}

static int32_t x_of(const OrrVizApp *app, const OrrVizView *view, uint32_t event) {
    return app->places.map.x + orr_viz_view_x(view, orr_viz_axis_position(app->model, view->axis, event));
}

static void draw_flags(const OrrVizApp *app, OrrVizDrawList *list, const OrrVizView *view) {
    const OrrVizModel *model = app->model;
    const OrrVizRect *place = &app->places.map;
    int32_t free_from = place->x - 1;
    uint32_t stride = model->mark_count / 20000 + 1;
    for (uint32_t i = 0; i < model->mark_count; i += stride) {
        int32_t x = x_of(app, view, model->marks[i].event);
        if (x < free_from) continue;
        free_from = x + 2;
        orr_viz_draw_fill(list, (OrrVizRect){x, place->y + 2, 2, 5}, orr_viz_layout_mark_paint(model->marks[i].kind),
                          ORR_VIZ_SOLID);
    }
}

static void draw_bookmarks(const OrrVizApp *app, OrrVizDrawList *list, const OrrVizView *view) {
    const OrrVizRect *place = &app->places.map;
    for (uint32_t i = 0; i < app->notes.count && app->notes.items[i].event < app->model->event_count; i++) {
        orr_viz_draw_fill(list, (OrrVizRect){x_of(app, view, app->notes.items[i].event) - 1, place->y, 3, 6},
                          ORR_VIZ_PAINT_TEXT_HEAD, ORR_VIZ_SOLID);
    }
}

/* What is shown, framed; what is not, dimmed. */
static void draw_window(const OrrVizApp *app, OrrVizDrawList *list, const OrrVizView *view) {
    const OrrVizRect *place = &app->places.map;
    int32_t from = orr_viz_view_x(view, orr_viz_view_position(&app->view, 0));
    int32_t to = orr_viz_view_x(view, orr_viz_view_position(&app->view, app->view.width));
    if (from < 0) from = 0;
    if (to > place->w) to = place->w;
    if (to < from + 4) to = from + 4;
    orr_viz_draw_fill(list, (OrrVizRect){place->x, place->y, from, place->h}, ORR_VIZ_PAINT_SHADE, ORR_VIZ_SOLID);
    orr_viz_draw_fill(list, (OrrVizRect){place->x + to, place->y, place->w - to, place->h}, ORR_VIZ_PAINT_SHADE,
                      ORR_VIZ_SOLID);
    if (from > 0 || to < place->w) {
        orr_viz_draw_frame(list, (OrrVizRect){place->x + from, place->y, to - from, place->h}, ORR_VIZ_PAINT_TEXT_DIM);
    }
}

bool orr_viz_minimap_draw(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *place = &app->places.map;
    if (place->h == 0 || app->model->event_count == 0) return true;
    OrrVizView view = whole_run(app);
    if (!find_stripes(app, &view)) return false;
    orr_viz_draw_clip(list, *place);
    orr_viz_draw_fill(list, *place, ORR_VIZ_PAINT_BACKGROUND, ORR_VIZ_SOLID);
    orr_viz_draw_append(list, &app->map.list, place->x, place->y);
    draw_flags(app, list, &view);
    int32_t hidden = orr_viz_card_horizon(app) < app->model->event_count ? x_of(app, &view, orr_viz_card_horizon(app))
                                                                         : place->x + place->w;
    orr_viz_draw_fill(list, (OrrVizRect){hidden, place->y, place->x + place->w - hidden, place->h},
                      ORR_VIZ_PAINT_BACKGROUND, ORR_VIZ_SOLID);
    int32_t x = x_of(app, &view, app->cursor);
    orr_viz_draw_line(list, x, place->y, x, place->y + place->h, 1, ORR_VIZ_PAINT_CURSOR);
    draw_window(app, list, &view);
    draw_bookmarks(app, list, &view);
    orr_viz_draw_unclip(list);
    return true;
}

void orr_viz_minimap_go(OrrVizApp *app, int32_t x) {
    OrrVizView view = whole_run(app);
    int64_t middle = orr_viz_view_position(&view, x - app->places.map.x);
    int64_t half = (orr_viz_view_position(&app->view, app->view.width) - orr_viz_view_position(&app->view, 0)) / 2;
    app->fitted = false;
    orr_viz_view_range(&app->view, app->model, middle - half, middle + half);
}
