/* Playing: the cursor moves by itself, as the host's clock does. On the axis of steps at so many steps a second, on
 * those of time at so much virtual time a second. Private to viz, but for orr_viz_app_tick (viz/app.h).
 */
#ifndef ORR_VIZ_PLAY_H
#define ORR_VIZ_PLAY_H

#include "viz/app.h"

/* Begins at the cursor (from the beginning if that is at the end), or stops. */
void orr_viz_play_toggle(OrrVizApp *app);
void orr_viz_play_faster(OrrVizApp *app, int by);
/* "2 steps a second", "500 ms of virtual time a second". */
void orr_viz_play_text(const OrrVizApp *app, OrrTraceBytes *text);

#endif
