#include "viz/model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "viz/array.h"
#include "viz/model_build.h"

/* ---- life --------------------------------------------------------------------------------------- */

OrrVizModel *orr_viz_model_new(const OrrTraceReader *reader) {
    OrrVizModel *model = calloc(1, sizeof *model);
    if (model == NULL) return NULL;
    model->reader = reader;
    if (orr_viz_builder_start(model)) return model;
    orr_viz_model_free(model);
    return NULL;
}

static void free_track(OrrVizTrack *track) {
    free(track->samples);
    free(track->highest);
}

void orr_viz_model_free(OrrVizModel *model) {
    if (model == NULL) return;
    for (uint32_t i = 0; i < model->lane_count; i++) free(model->lanes[i].spans);
    for (uint32_t i = 0; i < model->track_count; i++) free_track(&model->tracks[i]);
    free_track(&model->ready);
    free(model->lanes);
    free(model->steps);
    free(model->instant_events);
    free(model->instant_ns);
    free(model->instant_folded);
    free(model->tracks);
    free(model->marks);
    free(model->printed);
    free(model->cancels);
    free(model->path);
    orr_viz_builder_free(model->builder);
    free(model);
}

OrrVizModel *orr_viz_model_of(const OrrTraceReader *reader) {
    OrrVizModel *model = orr_viz_model_new(reader);
    if (model == NULL) return NULL;
    if (orr_viz_model_build(model, UINT64_MAX) == ORR_VIZ_BUILT_ALL) return model;
    orr_viz_model_free(model);
    return NULL;
}

/* ---- looking things up -------------------------------------------------------------------------- */

/* The first i in low..high for which array[i] (an event, `stride` bytes apart) is beyond the event. */
static uint32_t first_beyond(const uint32_t *events, size_t stride, uint32_t low, uint32_t high, uint32_t event) {
    const unsigned char *bytes = (const unsigned char *)events;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (*(const uint32_t *)(const void *)(bytes + middle * stride) <= event) low = middle + 1;
        else high = middle;
    }
    return low;
}

uint32_t orr_viz_span_at(const OrrVizLane *lane, uint32_t event) {
    if (lane->count == 0) return ORR_VIZ_NONE;
    uint32_t after = first_beyond(&lane->spans->event, sizeof *lane->spans, 0, lane->count, event);
    return after == 0 ? ORR_VIZ_NONE : after - 1;
}

uint32_t orr_viz_span_after(const OrrVizLane *lane, uint32_t from, uint32_t event) {
    const OrrVizSpan *spans = lane->spans;
    uint32_t low = from, stride = 1;
    while (low < lane->count && spans[low].event < event) {
        from = low + 1;
        if (lane->count - low <= stride) {
            low = lane->count;
            break;
        }
        low += stride;
        stride *= 2;
    }
    uint32_t high = low;
    while (from < high) {
        uint32_t middle = from + (high - from) / 2;
        if (spans[middle].event < event) from = middle + 1;
        else high = middle;
    }
    return from;
}

uint32_t orr_viz_span_near(const OrrVizLane *lane, uint32_t from, uint32_t event, uint32_t guess) {
    const OrrVizSpan *spans = lane->spans;
    if (guess <= from || guess >= lane->count || spans[guess].event < event) {
        return orr_viz_span_after(lane, guess > from && guess < lane->count ? guess : from, event);
    }
    /* It is at or before the guess: back by doubling strides, then between the last two. */
    uint32_t high = guess, low = guess;
    for (uint32_t stride = 1; low > from && spans[low].event >= event; stride *= 2) {
        high = low;
        low = low - from > stride ? low - stride : from;
    }
    if (spans[low].event >= event) return low;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (spans[middle].event < event) low = middle;
        else high = middle;
    }
    return high;
}

uint32_t orr_viz_track_value(const OrrVizTrack *track, uint32_t event) {
    if (track->count == 0) return 0;
    uint32_t after = first_beyond(&track->samples->event, sizeof *track->samples, 0, track->count, event);
    return after == 0 ? 0 : track->samples[after - 1].value;
}

uint32_t orr_viz_track_highest(const OrrVizTrack *track, uint32_t first, uint32_t last) {
    if (track->count == 0) return 0;
    uint32_t from = first_beyond(&track->samples->event, sizeof *track->samples, 0, track->count, first);
    uint32_t to = first_beyond(&track->samples->event, sizeof *track->samples, from, track->count, last);
    uint32_t most = 0;
    for (uint32_t i = from == 0 ? 0 : from - 1; i < to;) {
        bool whole = i % ORR_VIZ_BLOCK == 0 && to - i >= ORR_VIZ_BLOCK;
        uint32_t value = whole ? track->highest[i / ORR_VIZ_BLOCK] : track->samples[i].value;
        if (value > most) most = value;
        i += whole ? ORR_VIZ_BLOCK : 1;
    }
    return most;
}

uint32_t orr_viz_step_at(const OrrVizModel *model, uint32_t event) {
    if (model->step_count == 0) return 0;
    return first_beyond(&model->steps->event, sizeof *model->steps, 0, model->step_count, event);
}

uint32_t orr_viz_step_end(const OrrVizModel *model, uint32_t step) {
    assert(step >= 1 && step <= model->step_count);
    uint32_t end = model->steps[step - 1].end;
    return end != 0 ? end : model->event_count;
}

int64_t orr_viz_time_at(const OrrVizModel *model, uint32_t event) {
    uint32_t after = first_beyond(model->instant_events, sizeof *model->instant_events, 0, model->instant_count, event);
    return after == 0 ? 0 : model->instant_ns[after - 1];
}

uint32_t orr_viz_step_effect(const OrrVizModel *model, uint32_t step) {
    for (uint32_t i = step; i < model->step_count; i++) {
        if (model->steps[i].cause == step) return i + 1;
    }
    return 0;
}

/* Where the critical path ends: with the last step of the first task, if that ended, as asyncio's own clean-up comes
 * after it; otherwise with the last step of all. */
static uint32_t last_of_path(const OrrVizModel *model) {
    uint32_t first = 0;
    while (first < model->lane_count && model->lanes[first].kind != ORR_VIZ_LANE_TASK) first++;
    bool ended = first < model->lane_count && model->lanes[first].over && model->lanes[first].step != 0;
    return ended ? model->lanes[first].step : model->step_count;
}

bool orr_viz_model_find_path(OrrVizModel *model) {
    model->path_count = 0;
    for (uint32_t step = last_of_path(model); step != 0; step = model->steps[step - 1].cause) {
        if (!ORR_VIZ_GROW(model->path, model->path_count, model->path_capacity)) return false;
        model->path[model->path_count++] = step;
    }
    for (uint32_t i = 0, j = model->path_count; i + 1 < j; i++) {
        uint32_t step = model->path[i];
        model->path[i] = model->path[--j];
        model->path[j] = step;
    }
    return true;
}

/* ---- names -------------------------------------------------------------------------------------- */

void orr_viz_lane_name(const OrrVizModel *model, uint32_t index, OrrTraceBytes *text) {
    const OrrVizLane *lane = &model->lanes[index];
    size_t length;
    const char *name = orr_trace_reader_string(model->reader, lane->name, &length);
    if (lane->kind == ORR_VIZ_LANE_LOOP) {
        orr_trace_bytes_text(text, "loop");
    } else if (length != 0) {
        orr_trace_bytes_append(text, name, length);
    } else {
        bool task = lane->kind == ORR_VIZ_LANE_TASK;
        orr_trace_bytes_text(text, task ? "Task-" : "thread #");
        orr_trace_bytes_decimal(text, task ? lane->number : lane->id);
    }
}

void orr_viz_track_name(const OrrVizModel *model, uint32_t index, OrrTraceBytes *text) {
    const OrrVizTrack *track = &model->tracks[index];
    size_t length;
    const char *name = orr_trace_reader_string(model->reader, track->name, &length);
    orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_OBJECT_KIND, track->kind));
    orr_trace_bytes_byte(text, ' ');
    if (length != 0) {
        orr_trace_bytes_append(text, name, length);
    } else {
        orr_trace_bytes_byte(text, '#');
        orr_trace_bytes_decimal(text, track->id);
    }
}

uint32_t orr_viz_lane_named(const OrrVizModel *model, const char *name) {
    OrrTraceBytes text = {0};
    uint32_t found = ORR_VIZ_NONE;
    for (uint32_t i = 0; i < model->lane_count && found == ORR_VIZ_NONE; i++) {
        orr_trace_bytes_clear(&text);
        orr_viz_lane_name(model, i, &text);
        if (!text.failed && strcmp((const char *)text.data, name) == 0) found = i;
        orr_trace_bytes_clear(&text);
        orr_trace_bytes_byte(&text, '#');
        orr_trace_bytes_decimal(&text, model->lanes[i].id);
        if (name[0] == '#' && !text.failed && strcmp((const char *)text.data, name) == 0) found = i;
    }
    orr_trace_bytes_free(&text);
    return found;
}
