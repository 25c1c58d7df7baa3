/* Draws a draw list into memory. Needs no display and no library: glyphs come from a function of the host's.
 *
 * Pixels are 0xFFRRGGBB, row after row. Pictures are the same everywhere but for the shapes of glyphs.
 */
#ifndef ORR_VIZ_RASTER_H
#define ORR_VIZ_RASTER_H

#include <stdbool.h>
#include <stdint.h>

#include "viz/draw.h"

/* A glyph's picture: how opaque each pixel is. Borrowed until the next call. */
typedef struct OrrVizGlyph {
    const uint8_t *alpha;
    int32_t pitch;     /* bytes from one row to the next */
    int32_t left, top; /* of the picture, from the upper left corner of the cell */
    int32_t width, height;
} OrrVizGlyph;

typedef struct OrrVizFont {
    OrrVizMetrics metrics;
    /* False: there is nothing to draw for it. */
    bool (*glyph)(void *context, uint32_t character, bool bold, OrrVizGlyph *glyph);
    void *context;
} OrrVizFont;

typedef struct OrrVizImage {
    uint32_t *pixels;
    int32_t width, height;
    int32_t pitch; /* in pixels */
} OrrVizImage;

void orr_viz_raster(const OrrVizDrawList *list, OrrVizThemeKind theme, const OrrVizFont *font, OrrVizImage *image);

/* Appends a PNG file of the image. False: no memory. */
bool orr_viz_png(const OrrVizImage *image, OrrTraceBytes *file) __attribute__((warn_unused_result));

#endif
