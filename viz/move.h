/* What moves the cursor, the selection and the view: what commands and the mouse do. Private to viz. All of it wants a
 * model.
 */
#ifndef ORR_VIZ_MOVE_H
#define ORR_VIZ_MOVE_H

#include "viz/app.h"

/* The cursor: by steps, by events, by spans of the selected lane; along the chain of causes. */
void orr_viz_move_step(OrrVizApp *app, bool back);
void orr_viz_move_event(OrrVizApp *app, bool back);
void orr_viz_move_span(OrrVizApp *app, bool back);
void orr_viz_move_to_cause(OrrVizApp *app);
void orr_viz_move_to_effect(OrrVizApp *app);
/* The selection: by rows. */
void orr_viz_move_lane(OrrVizApp *app, bool up);
/* The view. */
void orr_viz_move_zoom(OrrVizApp *app, double factor, int32_t x);
void orr_viz_move_pan(OrrVizApp *app, int32_t pixels);
void orr_viz_move_to_span(OrrVizApp *app);
/* Scrolls so that the row is in the picture; ORR_VIZ_NONE: nothing. */
void orr_viz_move_reveal_row(OrrVizApp *app, uint32_t row);

#endif
