/* A pen: writes lines of text from top to bottom into a part of the picture. Private to viz. */
#ifndef ORR_VIZ_PEN_H
#define ORR_VIZ_PEN_H

#include "viz/app.h"

typedef struct OrrVizPen {
    OrrVizApp *app;
    OrrVizDrawList *list;
    OrrVizRect place;
    int32_t y;
    int32_t scroll;     /* lines that somebody has scrolled this part by; what that means is the part's own matter */
    OrrTraceBytes text; /* of the line that is being put together; whoever made the pen frees it */
} OrrVizPen;

int32_t orr_viz_pen_line_height(const OrrVizPen *pen);
/* Lines that there is room for. */
int32_t orr_viz_pen_room(const OrrVizPen *pen);
/* Whether no line fits any more. */
bool orr_viz_pen_full(const OrrVizPen *pen);
/* Adds to the line that is being put together. */
void orr_viz_pen_add(OrrVizPen *pen, const char *words);
void orr_viz_pen_add_number(OrrVizPen *pen, uint64_t number);
/* Writes that line, `indent` cells further in, and begins the next. */
void orr_viz_pen_end(OrrVizPen *pen, int32_t indent, OrrVizPaint paint);
/* The same in bold. */
void orr_viz_pen_end_bold(OrrVizPen *pen, OrrVizPaint paint);
/* The same on as many lines as it needs, at most so many, broken between words. */
void orr_viz_pen_end_paragraph(OrrVizPen *pen, OrrVizPaint paint, int most);

#endif
