#include "viz/panel.h"

#include "viz/variables.h"

typedef struct PartRow {
    void (*title)(OrrVizPen *pen);
    void (*write)(OrrVizPen *pen);
    int32_t share;
} PartRow;

static const PartRow rows[ORR_VIZ_PARTS] = {
    [ORR_VIZ_PART_NOW] = {orr_viz_panel_now_title, orr_viz_panel_now, 5},
    [ORR_VIZ_PART_TASK] = {orr_viz_panel_task_title, orr_viz_panel_task, 6},
    [ORR_VIZ_PART_SCHEDULER] = {orr_viz_panel_scheduler_title, orr_viz_panel_scheduler, 6},
    [ORR_VIZ_PART_WAITERS] = {orr_viz_panel_waiters_title, orr_viz_panel_waiters, 5},
    [ORR_VIZ_PART_SOURCE] = {orr_viz_panel_source_title, orr_viz_panel_source, 13},
    [ORR_VIZ_PART_VARIABLES] = {orr_viz_panel_variables_title, orr_viz_panel_variables, 6},
    [ORR_VIZ_PART_OUTPUT] = {orr_viz_panel_output_title, orr_viz_panel_output, 6},
};

/* Margins grow with the text. */
static int32_t above(const OrrVizApp *app) {
    return app->metrics.line_height / 3;
}

static int32_t below(const OrrVizApp *app) {
    return app->metrics.line_height / 4;
}

static int32_t heading_height(const OrrVizApp *app) {
    return app->metrics.line_height + above(app) + below(app) / 2;
}

static int32_t share_of(const OrrVizApp *app, int part) {
    if (app->parts[part].folded) return 0;
    return app->parts[part].share > 0 ? app->parts[part].share : rows[part].share;
}

/* Gives each part its place: headings for all, and the rest by shares. */
static void place_parts(OrrVizApp *app) {
    const OrrVizRect *panel = &app->places.panel;
    int64_t shares = 0, taken = 0;
    int32_t heading = heading_height(app), left = panel->h - heading * ORR_VIZ_PARTS;
    for (int i = 0; i < ORR_VIZ_PARTS; i++) shares += share_of(app, i);
    if (shares == 0) shares = 1;
    if (left < 0) left = 0;
    int32_t y = panel->y;
    for (int i = 0; i < ORR_VIZ_PARTS; i++) {
        int64_t before = left * taken / shares;
        taken += share_of(app, i);
        app->parts[i].y = y;
        app->parts[i].height = heading + (int32_t)(left * taken / shares - before);
        y += app->parts[i].height;
    }
}

OrrVizPart orr_viz_panel_part_at(const OrrVizApp *app, int32_t y) {
    for (int i = 0; i < ORR_VIZ_PARTS; i++) {
        if (y >= app->parts[i].y && y < app->parts[i].y + app->parts[i].height) return (OrrVizPart)i;
    }
    return ORR_VIZ_PARTS;
}

bool orr_viz_panel_on_heading(const OrrVizApp *app, OrrVizPart part, int32_t y) {
    return y >= app->parts[part].y && y < app->parts[part].y + heading_height(app);
}

/* The open part behind this one, or else before it. */
static int neighbour(const OrrVizApp *app, int part) {
    for (int i = part + 1; i < ORR_VIZ_PARTS; i++) {
        if (!app->parts[i].folded) return i;
    }
    for (int i = part - 1; i >= 0; i--) {
        if (!app->parts[i].folded) return i;
    }
    return ORR_VIZ_PARTS;
}

void orr_viz_panel_resize(OrrVizApp *app, OrrVizPart part, int32_t by) {
    int other = neighbour(app, (int)part);
    if (app->parts[part].folded || other == ORR_VIZ_PARTS) return;
    int32_t heading = heading_height(app);
    /* Shares become pixels, and those move. */
    for (int i = 0; i < ORR_VIZ_PARTS; i++) {
        if (!app->parts[i].folded) app->parts[i].share = app->parts[i].height - heading + 1;
    }
    int32_t most = app->parts[other].share - 1, least = 1 - app->parts[part].share;
    by = by > most ? most : by < least ? least : by;
    app->parts[part].share += by;
    app->parts[other].share -= by;
    place_parts(app);
}

static void draw_heading(OrrVizPen *pen, OrrVizPart part) {
    OrrVizApp *app = pen->app;
    const OrrVizRect *panel = &app->places.panel;
    int32_t advance = app->metrics.advance, y = app->parts[part].y + above(app),
            digit = panel->x + panel->w - 2 * advance;
    rows[part].title(pen);
    orr_viz_draw_string(pen->list, panel->x + advance * 2 / 3, y, advance, ORR_VIZ_PAINT_TEXT_DIM,
                        app->parts[part].folded ? "\xE2\x96\xB8" : "\xE2\x96\xBE");
    orr_viz_draw_text(pen->list, pen->place.x, y, digit - advance - pen->place.x,
                      app->part == part ? ORR_VIZ_PAINT_TEXT : ORR_VIZ_PAINT_TEXT_HEAD, true,
                      (const char *)pen->text.data, pen->text.length);
    orr_trace_bytes_clear(&pen->text);
    orr_viz_pen_add_number(pen, (uint64_t)part + 1);
    orr_viz_draw_text(pen->list, digit, y, advance, ORR_VIZ_PAINT_TEXT_DIM, false, (const char *)pen->text.data,
                      pen->text.length);
    orr_trace_bytes_clear(&pen->text);
}

static void draw_part(OrrVizApp *app, OrrVizDrawList *list, OrrVizPart part) {
    const OrrVizRect *panel = &app->places.panel;
    const OrrVizPartState *state = &app->parts[part];
    int32_t heading = heading_height(app), advance = app->metrics.advance;
    OrrVizPen pen = {.app = app,
                     .list = list,
                     .place = {panel->x + 9 * advance / 4, state->y + heading, panel->w - 13 * advance / 4,
                               state->height - heading - below(app) / 2},
                     .y = state->y + heading,
                     .scroll = state->scroll};
    orr_viz_draw_clip(list, (OrrVizRect){panel->x, state->y, panel->w, state->height});
    if (part > 0) { orr_viz_draw_line(list, panel->x, state->y, panel->x + panel->w, state->y, 1, ORR_VIZ_PAINT_EDGE); }
    draw_heading(&pen, part);
    if (!state->folded && !orr_viz_pen_full(&pen)) rows[part].write(&pen);
    orr_trace_bytes_free(&pen.text);
}

void orr_viz_panel_draw(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *panel = &app->places.panel;
    orr_viz_draw_clip(list, *panel);
    orr_viz_draw_fill(list, *panel, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    if (app->model->event_count == 0) return;
    /* Somebody who moves wants to see where they are, not where they scrolled to. */
    if (app->parts_cursor != app->cursor || app->parts_selected != app->selected) {
        for (int i = 0; i < ORR_VIZ_PARTS; i++) app->parts[i].scroll = 0;
        app->parts_cursor = app->cursor;
        app->parts_selected = app->selected;
    }
    place_parts(app);
    for (int i = 0; i < ORR_VIZ_PARTS; i++) draw_part(app, list, (OrrVizPart)i);
    orr_viz_draw_clip(list, *panel);
    orr_viz_draw_line(list, panel->x, panel->y, panel->x, panel->y + panel->h, 1, ORR_VIZ_PAINT_EDGE);
    orr_viz_draw_unclip(list);
}
