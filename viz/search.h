/* Lanes by what they are called: the search (/) with its list of results, and the filter (l). Private to viz. */
#ifndef ORR_VIZ_SEARCH_H
#define ORR_VIZ_SEARCH_H

#include "viz/app.h"

/* Whether the lane passes the filter: a part of its name or function, or, behind =, of its state at the cursor. `text`
 * is for its use. */
bool orr_viz_search_passes(const OrrVizApp *app, uint32_t lane, OrrTraceBytes *text);
/* A key while something is typed into the search or the filter. */
void orr_viz_search_key(OrrVizApp *app, uint32_t key);
/* Goes to what was searched for, from the selected lane on or back. */
void orr_viz_search_again(OrrVizApp *app, bool back);
/* Begins to type. */
void orr_viz_search_begin(OrrVizApp *app, OrrVizTyping typing);

#endif
