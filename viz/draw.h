/* The draw list: what a picture consists of, before anybody draws it.
 *
 * Layout makes it (pure, testable), and the rasteriser, SVG and the tests read it. It holds rectangles with a paint
 * and pattern, lines, arrow heads and text, all in whole pixels, drawn in order, each inside the clip that
 * was set last. Paints are names; a theme gives them colours at the end. Text is monospaced: a cell is `advance` wide
 * and `line_height` high, and the y of a text is its upper edge.
 *
 * Running out of memory sticks (`failed`): what came after is missing, nothing breaks.
 */
#ifndef ORR_VIZ_DRAW_H
#define ORR_VIZ_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/bytes.h"
#include "viz/theme.h"

typedef enum OrrVizOp {
    ORR_VIZ_OP_FILL, /* x, y, w, h */
    ORR_VIZ_OP_LINE, /* from x, y by w, h (these may be negative); thickness in text_length */
    ORR_VIZ_OP_HEAD, /* an arrow head with its tip at x, y, that points along w, h; size in text_length */
    ORR_VIZ_OP_TEXT, /* at x, y; h is 1 for bold; w is its width */
    ORR_VIZ_OP_CLIP, /* x, y, w, h */
} OrrVizOp;

typedef struct OrrVizDraw {
    uint8_t op;
    uint8_t pattern;
    uint8_t paint;
    int32_t x, y, w, h;
    uint32_t text; /* offset in the list's text, in UTF-8 */
    uint32_t text_length;
} OrrVizDraw;

typedef struct OrrVizRect {
    int32_t x, y, w, h;
} OrrVizRect;

/* The size of a character cell, which layout needs to know. */
typedef struct OrrVizMetrics {
    int32_t advance;
    int32_t line_height;
} OrrVizMetrics;

typedef struct OrrVizDrawList {
    int32_t width, height; /* of the picture */
    OrrVizMetrics metrics;
    OrrVizDraw *items; /* owned */
    size_t count, capacity;
    OrrVizRect clip; /* the present one */
    OrrTraceBytes text;
    bool failed;
} OrrVizDrawList;

/* Starts an empty picture in a list (zeroed, or used before: its memory is used again). */
void orr_viz_draw_start(OrrVizDrawList *list, int32_t width, int32_t height, OrrVizMetrics metrics);
void orr_viz_draw_free(OrrVizDrawList *list);

/* Everything is dropped that lies outside the clip as a whole. */
void orr_viz_draw_clip(OrrVizDrawList *list, OrrVizRect clip);
void orr_viz_draw_unclip(OrrVizDrawList *list);
void orr_viz_draw_fill(OrrVizDrawList *list, OrrVizRect rect, OrrVizPaint paint, OrrVizPattern pattern);
/* The one-pixel edge of a rectangle, inside it. */
void orr_viz_draw_frame(OrrVizDrawList *list, OrrVizRect rect, OrrVizPaint paint);
void orr_viz_draw_line(OrrVizDrawList *list, int32_t x0, int32_t y0, int32_t x1, int32_t y1, uint32_t thickness,
                       OrrVizPaint paint);
/* A line with a head at its end. */
void orr_viz_draw_arrow(OrrVizDrawList *list, int32_t x0, int32_t y0, int32_t x1, int32_t y1, uint32_t thickness,
                        OrrVizPaint paint);
/* Text that takes at most `most` pixels: what does not fit is cut, with an ellipsis. Control characters become blanks,
 * bytes that are not UTF-8 become U+FFFD. Returns the width it takes. */
int32_t orr_viz_draw_text(OrrVizDrawList *list, int32_t x, int32_t y, int32_t most, OrrVizPaint paint, bool bold,
                          const char *text, size_t length);
int32_t orr_viz_draw_string(OrrVizDrawList *list, int32_t x, int32_t y, int32_t most, OrrVizPaint paint,
                            const char *text);

/* Appends all of another list, moved. */
void orr_viz_draw_append(OrrVizDrawList *list, const OrrVizDrawList *other, int32_t right, int32_t down);

/* How many cells a text takes: wide characters (CJK, emoji) take two, combining ones none. */
size_t orr_viz_text_cells(const char *text, size_t length);
/* Reads a character: returns its bytes (0 at the end), U+FFFD for a bad one. */
size_t orr_viz_text_next(const char *text, size_t length, uint32_t *character);
unsigned orr_viz_character_cells(uint32_t character);

/* Appends the list as text, a line an item, for golden tests and for reading. */
void orr_viz_draw_dump(const OrrVizDrawList *list, OrrTraceBytes *text);
/* Equal lists have equal hashes. */
uint64_t orr_viz_draw_hash(const OrrVizDrawList *list);

#endif
