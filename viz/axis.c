#include "viz/axis.h"

#include "viz/array.h"

const char *orr_viz_axis_word(OrrVizAxis axis) {
    static const char *const words[ORR_VIZ_AXES] = {"step", "time", "folded time"};
    return words[axis];
}

static int64_t clamp(int64_t position) {
    return position > ORR_VIZ_POSITION_MAX ? ORR_VIZ_POSITION_MAX : position;
}

int64_t orr_viz_axis_length(const OrrVizModel *model, OrrVizAxis axis) {
    int64_t length;
    if (axis == ORR_VIZ_AXIS_STEP) length = (int64_t)model->step_count * ORR_VIZ_STEP_UNITS;
    else if (axis == ORR_VIZ_AXIS_TIME) length = clamp(model->instant_ns[model->instant_count - 1]);
    else length = clamp(model->instant_folded[model->instant_count - 1]);
    return length < 1 ? 1 : length;
}

static int64_t step_position(const OrrVizModel *model, uint32_t event) {
    uint32_t step = orr_viz_step_at(model, event);
    if (step == 0) return 0;
    uint32_t begin = model->steps[step - 1].event, end = orr_viz_step_end(model, step);
    if (event >= end) return (int64_t)step * ORR_VIZ_STEP_UNITS;
    int64_t part = (int64_t)(event - begin) * ORR_VIZ_STEP_UNITS / (end - begin);
    return (int64_t)(step - 1) * ORR_VIZ_STEP_UNITS + part;
}

static uint32_t step_event(const OrrVizModel *model, int64_t position) {
    if (position <= 0) return 0;
    int64_t step = position / ORR_VIZ_STEP_UNITS, part = position % ORR_VIZ_STEP_UNITS;
    if (part == 0) {
        /* The line behind a cell: the event that ended the step is on it already. */
        if (step > model->step_count) return model->event_count;
        return orr_viz_step_end(model, (uint32_t)step);
    }
    if (step >= model->step_count) return model->event_count;
    uint32_t begin = model->steps[step].event, end = orr_viz_step_end(model, (uint32_t)step + 1);
    /* The first whose share of the cell, rounded down, is not less. */
    return begin + (uint32_t)((part * (end - begin) + ORR_VIZ_STEP_UNITS - 1) / ORR_VIZ_STEP_UNITS);
}

/* The last instant at or before the event. */
static uint32_t instant_at(const OrrVizModel *model, uint32_t event) {
    uint32_t low = 0, high = model->instant_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (model->instant_events[middle] <= event) low = middle;
        else high = middle;
    }
    return low;
}

int64_t orr_viz_axis_position(const OrrVizModel *model, OrrVizAxis axis, uint32_t event) {
    if (axis == ORR_VIZ_AXIS_STEP) return step_position(model, event);
    uint32_t instant = instant_at(model, event);
    return clamp(axis == ORR_VIZ_AXIS_TIME ? model->instant_ns[instant] : model->instant_folded[instant]);
}

uint32_t orr_viz_axis_event(const OrrVizModel *model, OrrVizAxis axis, int64_t position) {
    if (axis == ORR_VIZ_AXIS_STEP) return step_event(model, position);
    if (position <= 0) return 0;
    const int64_t *times = axis == ORR_VIZ_AXIS_TIME ? model->instant_ns : model->instant_folded;
    uint32_t low = 0, high = model->instant_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (clamp(times[middle]) < position) low = middle + 1;
        else high = middle;
    }
    return low == model->instant_count ? model->event_count : model->instant_events[low];
}

/* ---- folding ------------------------------------------------------------------------------------ */

static unsigned magnitude(int64_t gap) {
    unsigned bits = 0;
    for (; gap > 1; gap >>= 1) bits++;
    return bits;
}

/* What is usual: the power of two above the median gap. Four times that is where folding begins. */
static int64_t usual_gap(const OrrVizModel *model) {
    uint32_t counts[64] = {0};
    for (uint32_t i = 1; i < model->instant_count; i++) {
        counts[magnitude(model->instant_ns[i] - model->instant_ns[i - 1])]++;
    }
    uint32_t sum = 0;
    unsigned bits = 0;
    while (bits < 60 && (sum += counts[bits]) * UINT64_C(2) < model->instant_count - 1) bits++;
    return (int64_t)(UINT64_C(2) << bits);
}

bool orr_viz_fold(OrrVizModel *model) {
    int64_t usual = usual_gap(model);
    model->fold_ns = usual > INT64_MAX / 4 ? INT64_MAX : usual * 4;
    uint32_t capacity = model->instant_ns_capacity;
    if (model->instant_folded_capacity < capacity) {
        int64_t *folded = reallocarray(model->instant_folded, capacity, sizeof *folded);
        if (folded == NULL) return false;
        model->instant_folded = folded;
        model->instant_folded_capacity = capacity;
    }
    int64_t at = 0;
    for (uint32_t i = 0; i < model->instant_count; i++) {
        int64_t gap = i == 0 ? 0 : model->instant_ns[i] - model->instant_ns[i - 1];
        at += gap > model->fold_ns ? model->fold_ns : gap;
        model->instant_folded[i] = at;
    }
    return true;
}
