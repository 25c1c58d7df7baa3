/* Two traces, one above the other: the same part of the same axis, so that where they part is at the same place, the
 * cursors in the same step counted from there, the same task selected. Private to viz.
 *
 * The upper app has the lower one in `below` (borrowed). Keys go to both, the mouse to the one that it is on; what it
 * did there the other one follows.
 */
#ifndef ORR_VIZ_PAIR_H
#define ORR_VIZ_PAIR_H

#include "viz/app.h"

/* The app that the mouse is on, or that is being dragged; makes *y one of its own. */
OrrVizApp *orr_viz_pair_at(OrrVizApp *app, int32_t *y);
/* Makes the other one show what `leader`, one of the two, shows. Nothing to do for a single one. */
void orr_viz_pair_follow(OrrVizApp *app, OrrVizApp *leader);
/* Before a picture: with the whole run in view the longer of both decides. */
void orr_viz_pair_fit(OrrVizApp *app);

#endif
