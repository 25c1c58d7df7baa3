/* A box in which something is typed, with a list of what is meant: the search, the filter, the palette of commands,
 * the bookmarks, a note. Private to viz.
 */
#ifndef ORR_VIZ_ASK_H
#define ORR_VIZ_ASK_H

#include "viz/app.h"

/* Opens it. */
void orr_viz_ask_begin(OrrVizApp *app, OrrVizTyping typing);
/* A key while it is open. Returns a command that was chosen, to be run now. */
OrrVizCommand orr_viz_ask_key(OrrVizApp *app, uint32_t key);
/* Chooses what the list has in that place, as Enter does. */
OrrVizCommand orr_viz_ask_choose(OrrVizApp *app, uint32_t place);
/* What is typed. */
const char *orr_viz_ask_text(const OrrVizApp *app);
/* How many entries the list has, and how many of them are in app->found. */
uint32_t orr_viz_ask_listed(const OrrVizApp *app);
/* Appends what an entry says, and in `more` what is said dimly behind that. */
void orr_viz_ask_entry(const OrrVizApp *app, OrrVizFound found, OrrTraceBytes *text, OrrTraceBytes *more);

/* Whether all words of `wanted` are in the text; upper and lower case are the same. */
bool orr_viz_ask_matches(const char *text, size_t length, const char *wanted);

/* Draws it; the place of its list's first row goes into app->ask_rows. */
void orr_viz_ask_draw(OrrVizApp *app, OrrVizDrawList *list);

#endif
