/* A trace, or two, as one HTML file: lanes that zoom, pan, fold and answer the mouse, all axes, search, what each step
 * was in words, source and output; no network.
 */
#ifndef ORR_VIZ_HTML_H
#define ORR_VIZ_HTML_H

#include "viz/app.h"

/* A browser gets at most so many spans: those of the lanes that come first. The page says so. */
#define ORR_VIZ_HTML_SPANS 400000u

/* Bytes of sentences, of output, of source, and samples of a track, that a browser gets at most. */
#define ORR_VIZ_HTML_WORDS   16000000u
#define ORR_VIZ_HTML_OUTPUT  1000000u
#define ORR_VIZ_HTML_SOURCE  1000000u
#define ORR_VIZ_HTML_SAMPLES 200000u

/* Appends the file, about the app's trace, which is loaded, and the one below it. False: no memory. */
bool orr_viz_html(const OrrVizApp *app, OrrTraceBytes *file) __attribute__((warn_unused_result));

#endif
