/* The window: SDL's events into the app, its pictures onto the screen. Runs until somebody closes it.
 */
#ifndef ORR_VIZ_WINDOW_H
#define ORR_VIZ_WINDOW_H

#include "viz/app.h"
#include "viz/font.h"

/* Called a few times a second while app->following: looks whether the trace grew, and tells the app. */
typedef struct OrrVizWatch {
    void (*look)(void *context, OrrVizApp *app);
    void *context;
} OrrVizWatch;

/* SDL's video must be ready. Returns NULL, or why there is no window: valid until SDL's next error. */
const char *orr_viz_window_run(OrrVizApp *app, OrrVizTypeface *typeface, int width, int height, int points,
                               OrrVizWatch watch);

#endif
