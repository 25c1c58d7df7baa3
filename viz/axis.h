/* Where events lie on an axis: three of them, one key apart.
 *
 * An axis gives each event a position, an integer that never falls from one event to the next. Everything else is in
 * events, so this is all that the viewer needs to show the same run in several ways:
 *   - time: virtual nanoseconds. Events of one instant share a position.
 *   - folded: the same, but that a stretch without events takes at most model->fold_ns, a few times what is usual.
 *   - step: ORR_VIZ_STEP_UNITS a step, whatever the clock says. The events of a step are spread evenly over its cell;
 *     what the loop does between two steps lies on the line between their cells.
 */
#ifndef ORR_VIZ_AXIS_H
#define ORR_VIZ_AXIS_H

#include <stdint.h>

#include "viz/model.h"

typedef enum OrrVizAxis { ORR_VIZ_AXIS_STEP, ORR_VIZ_AXIS_TIME, ORR_VIZ_AXIS_FOLDED, ORR_VIZ_AXES } OrrVizAxis;

#define ORR_VIZ_STEP_UNITS 1000

/* Positions are between 0 and this, so that sums of a few of them are no trouble. */
#define ORR_VIZ_POSITION_MAX (INT64_MAX / 4)

/* Position of the end of the run, at least 1. */
int64_t orr_viz_axis_length(const OrrVizModel *model, OrrVizAxis axis);
int64_t orr_viz_axis_position(const OrrVizModel *model, OrrVizAxis axis, uint32_t event);
/* The first event at or beyond the position; event_count if there is none. */
uint32_t orr_viz_axis_event(const OrrVizModel *model, OrrVizAxis axis, int64_t position);
/* "step", "time", "folded time". */
const char *orr_viz_axis_word(OrrVizAxis axis);

/* Works out the folded axis anew. False: no memory. The builder calls it. */
bool orr_viz_fold(OrrVizModel *model) __attribute__((warn_unused_result));

#endif
