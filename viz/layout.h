/* The parts of the picture. Private to viz: app.c keeps the state, layout*.c make draw lists of it.
 *
 *     +--------------------------------------------------------+
 *     | head: file, axis, legend                                |
 *     +---------+-----------------------------------+-----------+
 *     |         | map of the whole run              | panel:    |
 *     +---------+-----------------------------------+ now, task |
 *     | place   | ruler                             | scheduler |
 *     +---------+-----------------------------------+ waiters   |
 *     | labels  | lanes                             |           |
 *     |         |                                   | source    |
 *     |         |                                   | output    |
 *     +---------+-----------------------------------+-----------+
 *     | foot: what is under the mouse, or a message             |
 *     +--------------------------------------------------------+
 */
#ifndef ORR_VIZ_LAYOUT_H
#define ORR_VIZ_LAYOUT_H

#include "viz/app.h"
#include "viz/rows.h"

/* Works out where things are, and makes the view as wide as the lanes. */
void orr_viz_layout_places(OrrVizApp *app, int32_t width, int32_t height, OrrVizMetrics metrics);
/* Makes the panel or the names' column so many cells wider. */
void orr_viz_layout_widen_panel(OrrVizApp *app, int32_t cells);
void orr_viz_layout_widen_labels(OrrVizApp *app, int32_t cells);
int32_t orr_viz_row_height(const OrrVizApp *app);
/* The row at a y in the window, or ORR_VIZ_NONE. */
uint32_t orr_viz_row_at(const OrrVizApp *app, int32_t y);
/* Where a row begins in the window; may be far outside. */
int32_t orr_viz_row_y(const OrrVizApp *app, uint32_t row);
/* Keeps the scroll within what there is. */
void orr_viz_layout_scroll(OrrVizApp *app);

/* From back to front: stripes, ruler and grid, bars, arrows; see panel.h for the panel; overlays. */
void orr_viz_layout_ground(OrrVizApp *app, OrrVizDrawList *list);
void orr_viz_layout_ruler(OrrVizApp *app, OrrVizDrawList *list);
void orr_viz_layout_lanes(OrrVizApp *app, OrrVizDrawList *list);
/* On the axis of folded time: what is folded, over the bars. */
void orr_viz_layout_folds(OrrVizApp *app, OrrVizDrawList *list);
void orr_viz_layout_arrows(OrrVizApp *app, OrrVizDrawList *list);
void orr_viz_layout_help(OrrVizApp *app, OrrVizDrawList *list);

/* Columns of pixels that a picture has at most. */
#define ORR_VIZ_COLUMNS_MAX 16384

/* Number i of n that stand for `count` things: evenly chosen, but not in step with what repeats among them. */
uint32_t orr_viz_layout_sample(uint32_t count, uint32_t i, uint32_t n);

/* The paint of a flag: of an event of that kind. */
OrrVizPaint orr_viz_layout_mark_paint(uint8_t kind);
/* A time for a person: "1.5 s", "250 ms", "1:02:03"; `step_ns` says how finely. */
void orr_viz_time_text(int64_t time_ns, int64_t step_ns, OrrTraceBytes *text);
/* Which distance between marks on a ruler makes them at least `least` apart: 1, 2, 5 times a power of ten and, from
 * seconds on, what clocks have. */
int64_t orr_viz_ruler_step(bool time, double least);

#endif
