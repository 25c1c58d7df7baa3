/* Why it took so long, and what went wrong: a box in the corner of the lanes, and the arrows to it. Private to viz.
 *
 * The *critical path* is drawn by layout_arrows.c; the box says where its time went (trace/chain.h). The *tree of a
 * failure* begins with who failed, or cancelled first, goes on to whom that cancelled or failed, and whom those did.
 */
#ifndef ORR_VIZ_WHY_H
#define ORR_VIZ_WHY_H

#include "viz/app.h"

/* Shows the critical path with its blame, or no longer. */
void orr_viz_why_toggle_path(OrrVizApp *app);
/* Shows the tree that the selected task's end or cancellation belongs to (with none selected: the first failure), or no
 * longer. */
void orr_viz_why_toggle_fault(OrrVizApp *app);
void orr_viz_why_free(OrrVizApp *app);

/* The arrows of the tree; and the box of what is shown. */
void orr_viz_why_arrows(OrrVizApp *app, OrrVizDrawList *list);
void orr_viz_why_box(OrrVizApp *app, OrrVizDrawList *list);

#endif
