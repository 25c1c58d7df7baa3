/* The local variables at the cursor: the program of the trace runs again up to there, in memory, and is looked into.
 *
 * That is right only if this orrery goes the way that the trace went: it must be the one that recorded it, with options
 * that can be repeated, and stand at the same step and time. Otherwise the panel says why there are none. A run that is
 * long takes time: it runs by itself only if it is short, else when somebody asks.
 */
#ifndef ORR_VIZ_VARIABLES_H
#define ORR_VIZ_VARIABLES_H

#include "viz/pen.h"

/* The part of the panel. */
void orr_viz_panel_variables_title(OrrVizPen *pen);
void orr_viz_panel_variables(OrrVizPen *pen);

/* Runs a long run, too, for the cursor as it is. */
void orr_viz_variables_ask(OrrVizApp *app);
void orr_viz_variables_free(OrrVizApp *app);

#endif
