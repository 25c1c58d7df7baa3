/* The window: SDL's events into the app, its pictures onto the screen. Runs until somebody closes it.
 */
#ifndef ORR_VIZ_WINDOW_H
#define ORR_VIZ_WINDOW_H

#include "viz/app.h"
#include "viz/font.h"
#include "viz/settings.h"

/* What the window asks of the rest of the program. */
typedef struct OrrVizHost {
    void (*look)(void *context, OrrVizApp *app); /* a few times a second while app->following: did the trace grow? */
    void (*keep)(void *context, OrrVizApp *app); /* when app->notes have changed */
    void (*tell)(void *context, OrrVizApp *app); /* after each picture; NULL: nobody wants to know */
    void *context;
} OrrVizHost;

/* SDL's video must be ready. The window looks as the settings say, which are what it looked like at last afterwards.
 * Returns NULL, or why there is no window: valid until SDL's next error. */
const char *orr_viz_window_run(OrrVizApp *app, OrrVizTypeface *typeface, OrrVizSettings *settings, OrrVizHost host);

#endif
