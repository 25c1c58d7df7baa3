/* View arithmetic: which part of an axis is shown on how many pixels, and how that moves.
 *
 * Pixel x shows the positions from orr_viz_view_position(x) to before that of x + 1. All of it is exact or plain IEEE
 * arithmetic, so the same keys lead to the same picture everywhere.
 */
#ifndef ORR_VIZ_VIEW_H
#define ORR_VIZ_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "viz/axis.h"
#include "viz/model.h"

typedef struct OrrVizView {
    OrrVizAxis axis;
    int32_t width; /* in pixels, at least 1 */
    int64_t from;  /* position at the left edge; may lie a little before 0 */
    double per_px; /* positions a pixel */
} OrrVizView;

/* The first position that pixel x shows. */
int64_t orr_viz_view_position(const OrrVizView *view, int32_t x);
/* The pixel of a position, far outside the view at most some 2**20 to either side. */
int32_t orr_viz_view_x(const OrrVizView *view, int64_t position);

/* Shows all of the run, with a little margin. */
void orr_viz_view_fit(OrrVizView *view, const OrrVizModel *model);
/* Shows positions from..to. */
void orr_viz_view_range(OrrVizView *view, const OrrVizModel *model, int64_t from, int64_t to);
/* Shows `factor` times as much; what is at pixel x stays there. */
void orr_viz_view_zoom(OrrVizView *view, const OrrVizModel *model, double factor, int32_t x);
void orr_viz_view_pan(OrrVizView *view, const OrrVizModel *model, int32_t pixels);
void orr_viz_view_resize(OrrVizView *view, const OrrVizModel *model, int32_t width);
/* Goes over to another axis and shows the same events there; `event` stays in view if it was. */
void orr_viz_view_change_axis(OrrVizView *view, const OrrVizModel *model, OrrVizAxis axis, uint32_t event);
/* Moves as little as needed so that the event is not at the edge. */
void orr_viz_view_reveal(OrrVizView *view, const OrrVizModel *model, uint32_t event);

/* Columns of pixels as events: column c shows the events from bounds[c] to before bounds[c + 1]. `bounds` has room for
 * view->width + 1. */
void orr_viz_view_bounds(const OrrVizView *view, const OrrVizModel *model, uint32_t *bounds);
/* The column that shows the event: -1 if it is left of all, `count` if right. */
int32_t orr_viz_view_column(const uint32_t *bounds, int32_t count, uint32_t event);

#endif
