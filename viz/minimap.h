/* The map: the whole run in a strip above the ruler, with what part of it is shown below. Private to viz.
 *
 * Lanes are stripes, some of them if they are many; problems and bookmarks stand in it as they do in the ruler. The
 * stripes are drawn once, and again when the axis, the size or the trace has changed.
 */
#ifndef ORR_VIZ_MINIMAP_H
#define ORR_VIZ_MINIMAP_H

#include "viz/app.h"

/* Draws it. False: no memory. */
bool orr_viz_minimap_draw(OrrVizApp *app, OrrVizDrawList *list) __attribute__((warn_unused_result));
/* Moves the view so that its middle is what the map shows at that x of the window. */
void orr_viz_minimap_go(OrrVizApp *app, int32_t x);

#endif
