/* The window: SDL's events into the app, its pictures onto the screen. Runs until somebody closes it.
 */
#ifndef ORR_VIZ_WINDOW_H
#define ORR_VIZ_WINDOW_H

#include "viz/app.h"
#include "viz/font.h"

/* SDL's video must be ready. Returns NULL, or why there is no window: valid until SDL's next error. */
const char *orr_viz_window_run(OrrVizApp *app, OrrVizTypeface *typeface, int width, int height, int points);

#endif
