/* The panel at the right: parts one below the other, each with a heading and a text about the cursor's place. Private
 * to viz.
 *
 * A part is a row of the table in panel.c: what its heading says, what it writes, and its share of the height. It can
 * be folded to its heading, made taller (then its neighbour gets lower), and scrolled. Its key is its number.
 */
#ifndef ORR_VIZ_PANEL_H
#define ORR_VIZ_PANEL_H

#include "viz/pen.h"

/* Draws all of it. */
void orr_viz_panel_draw(OrrVizApp *app, OrrVizDrawList *list);
/* The part that y is in, or whose heading it is; ORR_VIZ_PARTS: none. */
OrrVizPart orr_viz_panel_part_at(const OrrVizApp *app, int32_t y);
/* Whether y is on the heading of the part. */
bool orr_viz_panel_on_heading(const OrrVizApp *app, OrrVizPart part, int32_t y);
/* Makes the part so many pixels taller, at the cost of the next open one (or, of the last, the one before). */
void orr_viz_panel_resize(OrrVizApp *app, OrrVizPart part, int32_t by);

/* What the parts write; a title puts the heading together, without ending the line. */
void orr_viz_panel_now_title(OrrVizPen *pen);
void orr_viz_panel_now(OrrVizPen *pen);
void orr_viz_panel_task_title(OrrVizPen *pen);
void orr_viz_panel_task(OrrVizPen *pen);
void orr_viz_panel_scheduler_title(OrrVizPen *pen);
void orr_viz_panel_scheduler(OrrVizPen *pen);
void orr_viz_panel_waiters_title(OrrVizPen *pen);
void orr_viz_panel_waiters(OrrVizPen *pen);
void orr_viz_panel_source_title(OrrVizPen *pen);
void orr_viz_panel_source(OrrVizPen *pen);
void orr_viz_panel_output_title(OrrVizPen *pen);
void orr_viz_panel_output(OrrVizPen *pen);

/* The task whose source is shown: the selected one if it lives, else the one that runs. NULL: neither. */
const OrrTraceTask *orr_viz_panel_source_task(OrrVizApp *app, const OrrTraceState *state);

#endif
