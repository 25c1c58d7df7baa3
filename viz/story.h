/* What a step was, in a sentence, for the panel and the page. Private to viz.
 *
 * The sentences are those of `orrery explain`. The names of tasks that are long done are collected when the first is
 * asked for, unless the trace is so large that one would notice: then such a task is called by its number.
 */
#ifndef ORR_VIZ_STORY_H
#define ORR_VIZ_STORY_H

#include "viz/app.h"

/* The sentence of a step; "" if there is none, or no memory. Valid until the next call. */
const char *orr_viz_story_step(OrrVizApp *app, uint32_t step);
void orr_viz_story_free(OrrVizApp *app);

#endif
