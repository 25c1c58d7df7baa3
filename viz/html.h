/* A trace as one HTML file: lanes that zoom, pan and answer the mouse, both axes, no network.
 */
#ifndef ORR_VIZ_HTML_H
#define ORR_VIZ_HTML_H

#include "viz/model.h"

/* A browser gets at most so many spans: those of the lanes that come first. The page says so. */
#define ORR_VIZ_HTML_SPANS 400000u

/* Appends the file. False: no memory. */
bool orr_viz_html(const OrrVizModel *model, const char *title, OrrVizThemeKind theme, OrrTraceBytes *file)
    __attribute__((warn_unused_result));

#endif
