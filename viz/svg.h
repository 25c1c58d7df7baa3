/* A draw list as SVG 1.1: one file, no scripts, fonts or network.
 */
#ifndef ORR_VIZ_SVG_H
#define ORR_VIZ_SVG_H

#include "viz/draw.h"

/* Appends the file. False: no memory. */
bool orr_viz_svg(const OrrVizDrawList *list, OrrVizThemeKind theme, OrrTraceBytes *file)
    __attribute__((warn_unused_result));

#endif
