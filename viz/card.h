/* The lesson in the window: a card under the lanes that shows the teacher's page and takes answers. Private to viz.
 *
 * The picture ends where the lesson stands, and while a question is open the panel doesn't say who is first in the
 * ready queue. Digits answer, Enter goes on, a click on an answer or beside them does the same, Esc leaves the lesson;
 * whatever else the viewer can do it does, but move through the run.
 */
#ifndef ORR_VIZ_CARD_H
#define ORR_VIZ_CARD_H

#include "viz/app.h"
#include "viz/keys.h"
#include "viz/lesson.h"

/* Begins a lesson about the trace that the app shows, which must be loaded. Takes the lesson over, in any case. False,
 * with why appended: the run has not what the lesson wants. */
bool orr_viz_card_open(OrrVizApp *app, OrrVizLesson *lesson, OrrTraceBytes *why) __attribute__((warn_unused_result));
/* Begins to ask at each decision from the cursor on; says so if there are none. */
void orr_viz_card_quiz(OrrVizApp *app);
/* Ends the lesson, if there is one. */
void orr_viz_card_close(OrrVizApp *app);

/* The last event that may be shown: UINT32_MAX but for lessons, where the future is for the next question. */
uint32_t orr_viz_card_horizon(const OrrVizApp *app);
/* Whether a question is open. */
bool orr_viz_card_asks(const OrrVizApp *app);
/* True: the key, or click, was for the card. */
bool orr_viz_card_key(OrrVizApp *app, OrrVizKey key);
bool orr_viz_card_click(OrrVizApp *app, int32_t x, int32_t y);

/* Takes from the bottom of app->places.lanes and labels what the card needs. */
void orr_viz_card_place(OrrVizApp *app);
/* Covers what comes after the horizon. */
void orr_viz_card_veil(OrrVizApp *app, OrrVizDrawList *list);
void orr_viz_card_draw(OrrVizApp *app, OrrVizDrawList *list);

#endif
