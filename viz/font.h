/* The font of the window and of PNG: a monospaced one that fontconfig finds, drawn by SDL2_ttf, glyph by glyph, each
 * once.
 */
#ifndef ORR_VIZ_FONT_H
#define ORR_VIZ_FONT_H

#include "viz/raster.h"

typedef struct OrrVizTypeface OrrVizTypeface;

/* Loads it with cells of about `points` high. NULL, with *why a text to free(): there is none, or it cannot be read. */
OrrVizTypeface *orr_viz_typeface_new(int points, char **why);
void orr_viz_typeface_free(OrrVizTypeface *typeface);
/* Another size. False: it cannot be. */
bool orr_viz_typeface_resize(OrrVizTypeface *typeface, int points);
OrrVizFont orr_viz_typeface_font(OrrVizTypeface *typeface);

#endif
