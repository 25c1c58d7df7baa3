/* Where somebody was looking, so that they can go back there.
 *
 * A place is what is shown: the view, the scroll, the cursor, the selection. Before every move the place is remembered,
 * except that a move made again and again (a key held down) counts as one.
 */
#ifndef ORR_VIZ_HISTORY_H
#define ORR_VIZ_HISTORY_H

#include "viz/keys.h"
#include "viz/view.h"

typedef struct OrrVizPlace {
    OrrVizView view;
    int64_t scroll;
    uint32_t cursor, selected, track;
    bool fitted;
} OrrVizPlace;

enum { ORR_VIZ_HISTORY_MAX = 100 };

typedef struct OrrVizHistory {
    OrrVizPlace before[ORR_VIZ_HISTORY_MAX]; /* the latest last */
    OrrVizPlace after[ORR_VIZ_HISTORY_MAX];  /* those that were undone, the latest last */
    uint32_t before_count, after_count;
    OrrVizCommand last; /* what moved last; ORR_VIZ_DO_NOTHING: no command */
} OrrVizHistory;

bool orr_viz_place_equal(const OrrVizPlace *a, const OrrVizPlace *b);
/* A move was made by `command` from `place`; ORR_VIZ_DO_NOTHING: by something that is a move of its own each time. */
void orr_viz_history_add(OrrVizHistory *history, const OrrVizPlace *place, OrrVizCommand command);
/* Takes the place that was last (or last undone) for the present one. False: there is none. */
bool orr_viz_history_back(OrrVizHistory *history, OrrVizPlace *place);
bool orr_viz_history_again(OrrVizHistory *history, OrrVizPlace *place);

#endif
