/* A lane as bars: its spans, merged where they are narrower than a pixel, so that cost follows pixels. Private to viz.
 */
#ifndef ORR_VIZ_BARS_H
#define ORR_VIZ_BARS_H

#include "viz/app.h"

typedef struct OrrVizBars {
    const OrrVizView *view;
    const uint32_t *bounds; /* of the view's columns */
    int32_t grain;          /* columns that are looked at as one, where there are very many lanes */
    bool words;             /* wide bars say what they are */
} OrrVizBars;

/* Draws the lane into the place, which is as wide as the view. */
void orr_viz_bars_draw(const OrrVizApp *app, OrrVizDrawList *list, const OrrVizBars *how, uint32_t lane,
                       OrrVizRect place);

#endif
