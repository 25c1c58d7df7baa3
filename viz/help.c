/* The help: every command with its keys, over the picture. */
#include "viz/layout.h"

#include "viz/pen.h"

enum { KEY_CELLS = 17, COLUMN_CELLS = 52, HELP_LINES = ORR_VIZ_COMMANDS - 1 + 2 * ORR_VIZ_GROUPS };

/* How many lines a group takes: its heading, its commands, a blank. */
static int32_t group_lines(OrrVizGroup group) {
    int32_t lines = 2;
    for (int i = 1; i < ORR_VIZ_COMMANDS; i++) lines += orr_viz_command_group((OrrVizCommand)i) == group;
    return lines;
}

static void draw_group(OrrVizPen *pen, OrrVizGroup group) {
    int32_t advance = pen->app->metrics.advance;
    orr_viz_pen_add(pen, orr_viz_group_heading(group));
    orr_viz_pen_end_bold(pen, ORR_VIZ_PAINT_TEXT_HEAD);
    for (int i = 1; i < ORR_VIZ_COMMANDS; i++) {
        if (orr_viz_command_group((OrrVizCommand)i) != group) continue;
        orr_viz_command_keys((OrrVizCommand)i, &pen->text);
        orr_viz_draw_text(pen->list, pen->place.x, pen->y, KEY_CELLS * advance, ORR_VIZ_PAINT_TEXT, true,
                          (const char *)pen->text.data, pen->text.length);
        orr_trace_bytes_clear(&pen->text);
        orr_viz_pen_add(pen, orr_viz_command_words((OrrVizCommand)i));
        orr_viz_pen_end(pen, KEY_CELLS, ORR_VIZ_PAINT_TEXT_DIM);
    }
    pen->y += orr_viz_pen_line_height(pen);
}

/* Every command, in as many columns as fit, at most three, all about as long. */
void orr_viz_layout_help(OrrVizApp *app, OrrVizDrawList *list) {
    int32_t line = app->metrics.line_height, advance = app->metrics.advance;
    int32_t columns = list->width / (COLUMN_CELLS * advance);
    columns = columns < 1 ? 1 : columns > 3 ? 3 : columns;
    int32_t longest = 0, lines = 0, column = 0, each = HELP_LINES / columns + 4;
    for (int group = 0; group < ORR_VIZ_GROUPS; group++) {
        int32_t taken = group_lines((OrrVizGroup)group);
        if (lines > 0 && lines + taken > each && column + 1 < columns) lines = 0, column++;
        lines += taken;
        if (lines > longest) longest = lines;
    }
    int32_t width = columns * COLUMN_CELLS * advance, height = longest * line + line + 8;
    if (width > list->width) width = list->width;
    if (height > list->height) height = list->height;
    OrrVizRect box = {(list->width - width) / 2, (list->height - height) / 2, width, height};
    orr_viz_draw_unclip(list);
    orr_viz_draw_fill(list, (OrrVizRect){0, 0, list->width, list->height}, ORR_VIZ_PAINT_VEIL, ORR_VIZ_SOLID);
    orr_viz_draw_clip(list, box);
    orr_viz_draw_fill(list, box, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_frame(list, box, ORR_VIZ_PAINT_EDGE);
    orr_viz_draw_clip(list, (OrrVizRect){box.x + 2, box.y + 2, box.w - 4, box.h - 4});
    int32_t most_scroll = longest - (height - line - 8) / line;
    if (app->help_scroll > most_scroll) app->help_scroll = most_scroll;
    if (app->help_scroll < 0) app->help_scroll = 0;
    int32_t top = box.y + line / 2 + 4 - app->help_scroll * line;
    OrrVizPen pen = {.app = app,
                     .list = list,
                     .place = {box.x + 2 * advance, top, COLUMN_CELLS * advance - 2 * advance, 2 * HELP_LINES * line},
                     .y = top};
    lines = column = 0;
    for (int group = 0; group < ORR_VIZ_GROUPS; group++) {
        int32_t taken = group_lines((OrrVizGroup)group);
        if (lines > 0 && lines + taken > each && column + 1 < columns) {
            lines = 0;
            column++;
            pen.place.x += COLUMN_CELLS * advance;
            pen.y = top;
        }
        lines += taken;
        draw_group(&pen, (OrrVizGroup)group);
    }
    orr_trace_bytes_free(&pen.text);
    orr_viz_draw_unclip(list);
}
