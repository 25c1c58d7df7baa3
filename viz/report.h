/* What the viewer shows, as a line of text: for tests, and for those who cannot see the picture.
 *
 *     event 62 step 9 time 2000000000 axis step view 0 34000 selected "Ada" state sleeping ready 1 timers 2 output 5
 * ...
 */
#ifndef ORR_VIZ_REPORT_H
#define ORR_VIZ_REPORT_H

#include "viz/app.h"

/* Appends it, with a newline. */
void orr_viz_report(OrrVizApp *app, OrrTraceBytes *text);

#endif
