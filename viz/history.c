#include "viz/history.h"

#include <string.h>

bool orr_viz_place_equal(const OrrVizPlace *a, const OrrVizPlace *b) {
    const OrrVizView *v = &a->view, *w = &b->view;
    if (a->cursor != b->cursor || a->selected != b->selected || a->track != b->track) return false;
    if (a->scroll != b->scroll || a->fitted != b->fitted || v->axis != w->axis) return false;
    /* Of one that follows the whole run the scale is not somebody's doing. Scales are compared as ranges. */
    return a->fitted || (v->from == w->from && !(v->per_px < w->per_px) && !(v->per_px > w->per_px));
}

static void push(OrrVizPlace *places, uint32_t *count, const OrrVizPlace *place) {
    if (*count == ORR_VIZ_HISTORY_MAX) {
        memmove(places, places + 1, (ORR_VIZ_HISTORY_MAX - 1) * sizeof *places);
        --*count;
    }
    places[(*count)++] = *place;
}

void orr_viz_history_add(OrrVizHistory *history, const OrrVizPlace *place, OrrVizCommand command) {
    bool again = command != ORR_VIZ_DO_NOTHING && command == history->last;
    history->after_count = 0;
    history->last = command;
    if (!again) push(history->before, &history->before_count, place);
}

bool orr_viz_history_back(OrrVizHistory *history, OrrVizPlace *place) {
    if (history->before_count == 0) return false;
    push(history->after, &history->after_count, place);
    *place = history->before[--history->before_count];
    history->last = ORR_VIZ_DO_NOTHING;
    return true;
}

bool orr_viz_history_again(OrrVizHistory *history, OrrVizPlace *place) {
    if (history->after_count == 0) return false;
    push(history->before, &history->before_count, place);
    *place = history->after[--history->after_count];
    history->last = ORR_VIZ_DO_NOTHING;
    return true;
}
