/* Which line of the picture is whose: tracks, lanes nested under their parents, groups of like tasks, folds, the
 * filter. Private to viz.
 *
 * Siblings that run the same function are *like*. When a trace has many tasks, sixteen or more like ones are a group: a
 * line for all of them, folded until somebody opens it; any lane's children can be folded away, too. The selected lane
 * is always shown: if a fold hides it, in a line of its own behind the line that hides it. With a filter there are
 * neither nesting nor folds, but a line for each lane that passes.
 */
#ifndef ORR_VIZ_ROWS_H
#define ORR_VIZ_ROWS_H

#include "viz/app.h"

/* Makes app->rows anew if something has changed since. False: no memory. */
bool orr_viz_layout_rows(OrrVizApp *app) __attribute__((warn_unused_result));
/* The row of a lane, or of what it is folded into; ORR_VIZ_NONE: a filter leaves it out. */
uint32_t orr_viz_row_of_lane(const OrrVizApp *app, uint32_t lane);
/* Folds or opens what is below the row: a group's tasks, a lane's children. */
void orr_viz_rows_toggle(OrrVizApp *app, uint32_t row);
/* The row of the group that the lane is in; ORR_VIZ_NONE: it is in none. */
uint32_t orr_viz_rows_group(const OrrVizApp *app, uint32_t lane);
/* Whether the row's children or tasks are folded away. */
bool orr_viz_row_folded(const OrrVizApp *app, const OrrVizRow *row);

#endif
