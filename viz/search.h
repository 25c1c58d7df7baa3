/* What things are called: the search (/) with its list of results, and the filter (l). Private to viz. */
#ifndef ORR_VIZ_SEARCH_H
#define ORR_VIZ_SEARCH_H

#include "viz/app.h"

/* Whether the lane passes the filter: a part of its name or function, or, behind =, of its state at the cursor. `text`
 * is for its use. */
bool orr_viz_search_passes(const OrrVizApp *app, uint32_t lane, OrrTraceBytes *text);
/* Lists what the search means: app->found. */
void orr_viz_search_list(OrrVizApp *app);
/* Goes to what was chosen of the list, or to the place that was typed. */
void orr_viz_search_finish(OrrVizApp *app);
/* Goes to what was searched for, from the selected lane on or back. */
void orr_viz_search_again(OrrVizApp *app, bool back);

#endif
