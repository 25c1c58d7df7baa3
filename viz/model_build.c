#include "viz/model_build.h"

#include <stdlib.h>
#include <string.h>

#include "viz/array.h"
#include "viz/axis.h"
#include "viz/idmap.h"

/* Who is running, innermost last. */
typedef struct Actor {
    OrrTraceActorKind kind;
    uint32_t lane;
    uint32_t step; /* what it does is the doing of this step; 0: of none */
} Actor;

struct OrrVizBuilder {
    OrrTraceCursor cursor;
    OrrVizIdmap lanes;   /* task or thread id -> lane + 1 */
    OrrVizIdmap tracks;  /* object id -> track + 1 */
    OrrVizIdmap handles; /* handle -> the step that set it + 1 */
    Actor *actors;
    uint32_t actor_count, actor_capacity;
    uint32_t ready;
    int64_t now_ns;
    uint32_t event; /* the one that is taken */
    bool no_memory;
};

/* ---- lanes and spans ---------------------------------------------------------------------------- */

static bool add_lane(OrrVizModel *model, OrrVizLane lane) {
    OrrVizBuilder *b = model->builder;
    if (model->lane_count == ORR_VIZ_NONE - 1 || !ORR_VIZ_GROW(model->lanes, model->lane_count, model->lane_capacity)) {
        b->no_memory = true;
        return false;
    }
    uint32_t index = model->lane_count++;
    lane.first_child = lane.last_child = lane.next_sibling = ORR_VIZ_NONE;
    model->lanes[index] = lane;
    if (lane.parent == ORR_VIZ_NONE) return true;
    OrrVizLane *parent = &model->lanes[lane.parent];
    if (parent->last_child == ORR_VIZ_NONE) parent->first_child = index;
    else model->lanes[parent->last_child].next_sibling = index;
    parent->last_child = index;
    model->lanes[index].depth = parent->depth + 1;
    return true;
}

static OrrVizSpan *add_span(OrrVizModel *model, OrrVizLane *lane) {
    if (!ORR_VIZ_GROW(lane->spans, lane->count, lane->capacity)) {
        model->builder->no_memory = true;
        return NULL;
    }
    return &lane->spans[lane->count++];
}

/* A lane enters a state. Whatever is asked to stop, and waits or is ready, is being cancelled. */
static void enter(OrrVizModel *model, uint32_t index, OrrVizState state, int64_t kind, int64_t reason, int64_t object) {
    OrrVizLane *lane = &model->lanes[index];
    OrrVizSpan *span = add_span(model, lane);
    if (span == NULL) return;
    bool stopping = lane->cancels > 0 && state >= ORR_VIZ_READY && state <= ORR_VIZ_BLOCKED;
    span->event = model->builder->event;
    span->object = object < 0 || object > (int64_t)UINT32_MAX ? 0 : (uint32_t)object;
    span->state = (uint8_t)(stopping ? ORR_VIZ_CANCELLING : state);
    span->plain = (uint8_t)state;
    span->kind = kind < 0 || kind > UINT8_MAX ? 0 : (uint8_t)kind;
    span->reason = reason < 0 || reason > UINT8_MAX ? 0 : (uint8_t)reason;
}

static OrrVizState current_state(const OrrVizLane *lane) {
    return lane->count == 0 ? ORR_VIZ_IDLE : (OrrVizState)lane->spans[lane->count - 1].plain;
}

static uint32_t lane_of(const OrrVizModel *model, int64_t id) {
    return orr_viz_idmap_get(&model->builder->lanes, id) - 1; /* 0 - 1 is ORR_VIZ_NONE */
}

/* ---- actors ------------------------------------------------------------------------------------- */

static Actor acting(const OrrVizBuilder *b) {
    if (b->actor_count == 0) return (Actor){.kind = ORR_TRACE_ACTOR_NONE, .lane = ORR_VIZ_NONE};
    return b->actors[b->actor_count - 1];
}

static void push_actor(OrrVizBuilder *b, OrrTraceActorKind kind, uint32_t lane, uint32_t step) {
    if (!ORR_VIZ_GROW(b->actors, b->actor_count, b->actor_capacity)) {
        b->no_memory = true;
        return;
    }
    b->actors[b->actor_count++] = (Actor){kind, lane, step};
}

static void more_ready(OrrVizBuilder *b) {
    if (b->ready < UINT32_MAX) b->ready++;
}

static void set_handle(OrrVizModel *model, int64_t handle) {
    OrrVizBuilder *b = model->builder;
    if (!orr_viz_idmap_set(&b->handles, handle, acting(b).step + 1)) b->no_memory = true;
}

static uint32_t handle_step(const OrrVizBuilder *b, int64_t handle) {
    uint32_t value = orr_viz_idmap_get(&b->handles, handle);
    return value == 0 ? 0 : value - 1;
}

/* ---- tracks ------------------------------------------------------------------------------------- */

static void add_sample(OrrVizModel *model, OrrVizTrack *track, uint32_t value) {
    OrrVizBuilder *b = model->builder;
    if (!ORR_VIZ_GROW(track->samples, track->count, track->capacity)) {
        b->no_memory = true;
        return;
    }
    if (track->count % ORR_VIZ_BLOCK == 0) {
        if (!ORR_VIZ_GROW(track->highest, track->highest_count, track->highest_capacity)) {
            b->no_memory = true;
            return;
        }
        track->highest[track->highest_count++] = 0;
    }
    track->samples[track->count++] = (OrrVizSample){b->event, value};
    uint32_t *highest = &track->highest[track->highest_count - 1];
    if (value > *highest) *highest = value;
    if (value > track->most) track->most = value;
    track->value = value;
}

static void less_ready(OrrVizModel *model) {
    OrrVizBuilder *b = model->builder;
    if (b->ready > 0) b->ready--;
    if (b->ready == 0 && model->ready.value != 0) add_sample(model, &model->ready, 0);
}

static void resize_track(OrrVizModel *model, int64_t id, int64_t by, bool absolute) {
    uint32_t index = orr_viz_idmap_get(&model->builder->tracks, id);
    if (index == 0) return;
    OrrVizTrack *track = &model->tracks[index - 1];
    int64_t value = absolute ? by : (int64_t)track->value + by;
    /* Of a semaphore the trace counts what is free, the picture what is taken. */
    bool permits = track->kind == ORR_TRACE_OBJECT_KIND_SEMAPHORE && by >= 0 && by <= track->limit;
    if (absolute && permits) value = track->limit - by;
    if (value < 0) value = 0;
    add_sample(model, track, value > (int64_t)UINT32_MAX ? UINT32_MAX : (uint32_t)value);
}

/* Futures and gathers come and go by the thousand and have no size: those have no track. */
static bool has_track(int64_t kind) {
    switch (kind) {
    case ORR_TRACE_OBJECT_KIND_LOCK:
    case ORR_TRACE_OBJECT_KIND_SEMAPHORE:
    case ORR_TRACE_OBJECT_KIND_QUEUE:
    case ORR_TRACE_OBJECT_KIND_EVENT:
    case ORR_TRACE_OBJECT_KIND_CONDITION:
    case ORR_TRACE_OBJECT_KIND_BARRIER:
    case ORR_TRACE_OBJECT_KIND_STREAM:
    case ORR_TRACE_OBJECT_KIND_SERVICE: return true;
    default: return false;
    }
}

static void object_new(OrrVizModel *model, const int64_t *fields) {
    OrrVizBuilder *b = model->builder;
    if (fields[1] == ORR_TRACE_OBJECT_KIND_THREAD) {
        Actor actor = acting(b);
        OrrVizLane lane = {.id = fields[0],
                           .name = fields[3],
                           .line = fields[4],
                           .parent = actor.lane,
                           .step = actor.step,
                           .kind = ORR_VIZ_LANE_THREAD};
        if (!add_lane(model, lane) || !orr_viz_idmap_set(&b->lanes, fields[0], model->lane_count)) b->no_memory = true;
        else enter(model, model->lane_count - 1, ORR_VIZ_CREATED, 0, 0, 0);
        return;
    }
    if (!has_track(fields[1])) return;
    if (!ORR_VIZ_GROW(model->tracks, model->track_count, model->track_capacity) ||
        !orr_viz_idmap_set(&b->tracks, fields[0], model->track_count + 1)) {
        b->no_memory = true;
        return;
    }
    OrrVizTrack *track = &model->tracks[model->track_count++];
    *track =
        (OrrVizTrack){.id = fields[0], .kind = fields[1], .limit = fields[2], .name = fields[3], .line = fields[4]};
    add_sample(model, track, 0);
}

/* ---- tasks -------------------------------------------------------------------------------------- */

static void task_new(OrrVizModel *model, const int64_t *fields) {
    OrrVizBuilder *b = model->builder;
    OrrVizLane lane = {.id = fields[0],
                       .parent = lane_of(model, fields[1]),
                       .number = fields[2],
                       .name = fields[3],
                       .function = fields[4],
                       .file = fields[5],
                       .line = fields[6],
                       .kind = ORR_VIZ_LANE_TASK};
    if (!add_lane(model, lane) || !orr_viz_idmap_set(&b->lanes, fields[0], model->lane_count)) b->no_memory = true;
    else enter(model, model->lane_count - 1, ORR_VIZ_CREATED, 0, 0, 0);
}

static void task_ready(OrrVizModel *model, int64_t id, int64_t reason) {
    uint32_t index = lane_of(model, id);
    if (index == ORR_VIZ_NONE) return;
    OrrVizState state = current_state(&model->lanes[index]);
    if (model->lanes[index].over || state == ORR_VIZ_READY || state == ORR_VIZ_RUNNING) return;
    OrrVizBuilder *b = model->builder;
    Actor actor = acting(b);
    more_ready(b);
    enter(model, index, ORR_VIZ_READY, actor.kind, reason, actor.lane == ORR_VIZ_NONE ? 0 : actor.lane + INT64_C(1));
    OrrVizLane *lane = &model->lanes[index];
    lane->wake = actor.step;
    /* It waited for what was over already, or for a thread, or was to be cancelled: then no step wakes it (as
     * trace/chain.c). */
    if (lane->wake == 0) lane->wake = lane->canceller != 0 ? lane->canceller : lane->step;
}

static void begin_step(OrrVizModel *model, int64_t id) {
    OrrVizBuilder *b = model->builder;
    uint32_t index = lane_of(model, id);
    if (index == ORR_VIZ_NONE || model->lanes[index].over) return;
    OrrVizLane *lane = &model->lanes[index];
    OrrVizState state = current_state(lane);
    if (state != ORR_VIZ_READY && state != ORR_VIZ_CREATED) return;
    if (state == ORR_VIZ_READY) less_ready(model);
    if (!ORR_VIZ_GROW(model->steps, model->step_count, model->step_capacity)) {
        b->no_memory = true;
        return;
    }
    if (model->step_count > 0 && model->steps[model->step_count - 1].end == 0) {
        model->steps[model->step_count - 1].end = b->event;
    }
    uint32_t cause = state == ORR_VIZ_READY ? lane->wake : acting(b).step;
    model->steps[model->step_count++] = (OrrVizStep){.event = b->event, .lane = index, .cause = cause};
    lane->step = model->step_count;
    lane->canceller = 0;
    enter(model, index, ORR_VIZ_RUNNING, 0, 0, model->step_count);
    push_actor(b, ORR_TRACE_ACTOR_TASK, index, model->step_count);
    add_sample(model, &model->ready, b->ready);
}

static OrrVizState waiting_state(int64_t kind) {
    switch (kind) {
    case ORR_TRACE_WAIT_SLEEP: return ORR_VIZ_SLEEPING;
    case ORR_TRACE_WAIT_LOCK:
    case ORR_TRACE_WAIT_SEMAPHORE:
    case ORR_TRACE_WAIT_QUEUE_GET:
    case ORR_TRACE_WAIT_QUEUE_PUT:
    case ORR_TRACE_WAIT_QUEUE_JOIN:
    case ORR_TRACE_WAIT_EVENT:
    case ORR_TRACE_WAIT_CONDITION:
    case ORR_TRACE_WAIT_BARRIER: return ORR_VIZ_BLOCKED;
    default: return ORR_VIZ_AWAITING;
    }
}

static OrrVizState end_state(int64_t outcome) {
    return outcome == ORR_TRACE_OUTCOME_RAISED      ? ORR_VIZ_FAILED
           : outcome == ORR_TRACE_OUTCOME_CANCELLED ? ORR_VIZ_CANCELLED
                                                    : ORR_VIZ_DONE;
}

/* Ends the innermost stretch, if it is of this kind; its lane, or ORR_VIZ_NONE. */
static uint32_t pop_actor(OrrVizModel *model, OrrTraceActorKind kind) {
    OrrVizBuilder *b = model->builder;
    Actor actor = acting(b);
    if (actor.kind != kind) return ORR_VIZ_NONE;
    b->actor_count--;
    if (b->actor_count == 0 && model->step_count > 0 && model->steps[model->step_count - 1].end == 0) {
        model->steps[model->step_count - 1].end = b->event;
    }
    return actor.lane;
}

static void end_step(OrrVizModel *model, const OrrTraceRecord *record) {
    const int64_t *fields = record->fields;
    OrrVizBuilder *b = model->builder;
    Actor actor = acting(b);
    uint32_t index = pop_actor(model, ORR_TRACE_ACTOR_TASK);
    if (index == ORR_VIZ_NONE) return;
    if (record->kind == ORR_TRACE_WAIT) {
        enter(model, index, waiting_state(fields[0]), fields[0], 0, fields[1]);
    } else if (record->kind == ORR_TRACE_YIELD) {
        more_ready(b);
        enter(model, index, ORR_VIZ_READY, actor.kind, 0, index + INT64_C(1));
        model->lanes[index].wake = actor.step;
    } else {
        enter(model, index, end_state(fields[0]), fields[0], 0, fields[1]);
        model->lanes[index].over = true;
    }
}

static void task_gone(OrrVizModel *model, int64_t id) {
    uint32_t index = lane_of(model, id);
    if (index == ORR_VIZ_NONE || model->lanes[index].over) return;
    OrrVizState state = current_state(&model->lanes[index]);
    if (state == ORR_VIZ_RUNNING) return;
    if (state == ORR_VIZ_READY) less_ready(model);
    enter(model, index, ORR_VIZ_GONE, 0, 0, 0);
    model->lanes[index].over = true;
}

/* Looks of a lane that waits change with the first request, and back when the last is taken back. */
static void set_cancels(OrrVizModel *model, int64_t id, int64_t left) {
    uint32_t index = lane_of(model, id);
    if (index == ORR_VIZ_NONE) return;
    OrrVizLane *lane = &model->lanes[index];
    bool before = lane->cancels > 0;
    if (left < 0) lane->cancels += lane->cancels < UINT32_MAX;
    else lane->cancels = left > (int64_t)UINT32_MAX ? UINT32_MAX : (uint32_t)left;
    if (lane->over || before == (lane->cancels > 0) || lane->count == 0) return;
    OrrVizSpan last = lane->spans[lane->count - 1];
    if (last.plain < ORR_VIZ_READY || last.plain > ORR_VIZ_BLOCKED) return;
    enter(model, index, (OrrVizState)last.plain, last.kind, last.reason, last.object);
}

static void ask_cancel(OrrVizModel *model, int64_t id) {
    OrrVizBuilder *b = model->builder;
    uint32_t lane = lane_of(model, id), step = acting(b).step;
    if (lane == ORR_VIZ_NONE) return;
    model->lanes[lane].canceller = step;
    if (ORR_VIZ_GROW(model->cancels, model->cancel_count, model->cancel_capacity)) {
        model->cancels[model->cancel_count++] = (OrrVizCancel){b->event, step, lane};
    } else {
        b->no_memory = true;
    }
    set_cancels(model, id, -1);
}

/* ---- threads, callbacks, the clock -------------------------------------------------------------- */

static void thread_event(OrrVizModel *model, const OrrTraceRecord *record) {
    const int64_t *fields = record->fields;
    OrrVizBuilder *b = model->builder;
    if (record->kind == ORR_TRACE_THREAD_RUN) {
        uint32_t index = lane_of(model, fields[0]);
        if (index == ORR_VIZ_NONE || model->lanes[index].kind != ORR_VIZ_LANE_THREAD) return;
        enter(model, index, ORR_VIZ_RUNNING, 0, 0, 0);
        /* What a thread does is put down to the step that gave it its job. */
        push_actor(b, ORR_TRACE_ACTOR_THREAD, index, model->lanes[index].step);
        return;
    }
    uint32_t index = pop_actor(model, ORR_TRACE_ACTOR_THREAD);
    if (index == ORR_VIZ_NONE) return;
    if (record->kind == ORR_TRACE_THREAD_BLOCK) {
        enter(model, index, waiting_state(fields[0]), fields[0], 0, fields[1]);
    } else {
        enter(model, index, end_state(fields[0]), fields[0], 0, 0);
    }
}

static void call(OrrVizModel *model, int64_t handle) {
    OrrVizBuilder *b = model->builder;
    less_ready(model);
    enter(model, 0, ORR_VIZ_RUNNING, 0, 0, handle);
    push_actor(b, ORR_TRACE_ACTOR_CALLBACK, 0, handle_step(b, handle));
}

static void move_clock(OrrVizModel *model, int64_t time_ns) {
    OrrVizBuilder *b = model->builder;
    if (time_ns <= b->now_ns) return;
    if (!ORR_VIZ_GROW(model->instant_events, model->instant_count, model->instant_event_capacity) ||
        !ORR_VIZ_GROW(model->instant_ns, model->instant_count, model->instant_ns_capacity)) {
        b->no_memory = true;
        return;
    }
    model->instant_events[model->instant_count] = b->event;
    model->instant_ns[model->instant_count++] = time_ns;
    b->now_ns = time_ns;
}

/* ---- what is flagged and printed ---------------------------------------------------------------- */

static void add_mark(OrrVizModel *model, OrrTraceKind kind) {
    OrrVizBuilder *b = model->builder;
    if (!ORR_VIZ_GROW(model->marks, model->mark_count, model->mark_capacity)) {
        b->no_memory = true;
        return;
    }
    model->marks[model->mark_count++] = (OrrVizMark){b->event, acting(b).lane, (uint8_t)kind};
}

static void add_printed(OrrVizModel *model, const int64_t *fields) {
    OrrVizBuilder *b = model->builder;
    if (!ORR_VIZ_GROW(model->printed, model->printed_count, model->printed_capacity)) {
        b->no_memory = true;
        return;
    }
    model->printed[model->printed_count++] = (OrrVizPrinted){b->event, (uint32_t)fields[0], fields[1]};
}

/* ---- all events --------------------------------------------------------------------------------- */

static void take(OrrVizModel *model, const OrrTraceRecord *record) {
    const int64_t *fields = record->fields;
    OrrVizBuilder *b = model->builder;
    switch (record->kind) {
    case ORR_TRACE_CLOCK: move_clock(model, fields[0]); break;
    case ORR_TRACE_STEP: begin_step(model, fields[0]); break;
    case ORR_TRACE_YIELD:
    case ORR_TRACE_WAIT:
    case ORR_TRACE_TASK_DONE: end_step(model, record); break;
    case ORR_TRACE_READY: task_ready(model, fields[0], fields[1]); break;
    case ORR_TRACE_TIMER: set_handle(model, fields[0]); break;
    case ORR_TRACE_CALL_SOON:
        set_handle(model, fields[0]);
        more_ready(b);
        break;
    case ORR_TRACE_FIRE: more_ready(b); break;
    case ORR_TRACE_CALL: call(model, fields[0]); break;
    case ORR_TRACE_CALL_END:
        if (pop_actor(model, ORR_TRACE_ACTOR_CALLBACK) == 0) enter(model, 0, ORR_VIZ_IDLE, 0, 0, 0);
        break;
    case ORR_TRACE_CALL_CANCEL: less_ready(model); break;
    case ORR_TRACE_TASK_NEW: task_new(model, fields); break;
    case ORR_TRACE_TASK_NAME: {
        uint32_t index = lane_of(model, fields[0]);
        if (index != ORR_VIZ_NONE) model->lanes[index].name = fields[1];
        break;
    }
    case ORR_TRACE_TASK_GONE: task_gone(model, fields[0]); break;
    case ORR_TRACE_CANCEL: ask_cancel(model, fields[0]); break;
    case ORR_TRACE_UNCANCEL: set_cancels(model, fields[0], fields[1] < 0 ? 0 : fields[1]); break;
    case ORR_TRACE_OBJECT_NEW: object_new(model, fields); break;
    case ORR_TRACE_PUT:
    case ORR_TRACE_ACQUIRE: resize_track(model, fields[0], 1, false); break;
    case ORR_TRACE_GET:
    case ORR_TRACE_RELEASE: resize_track(model, fields[0], -1, false); break;
    case ORR_TRACE_SIZE: resize_track(model, fields[0], fields[1], true); break;
    case ORR_TRACE_THREAD_RUN:
    case ORR_TRACE_THREAD_BLOCK:
    case ORR_TRACE_THREAD_END: thread_event(model, record); break;
    case ORR_TRACE_OUTPUT: add_printed(model, fields); break;
    case ORR_TRACE_DECISION:
        if (fields[2] != 0) add_mark(model, record->kind);
        break;
    case ORR_TRACE_MARK:
    case ORR_TRACE_PROBLEM: add_mark(model, record->kind); break;
    case ORR_TRACE_TURN:
    case ORR_TRACE_TIMER_CANCEL:
    case ORR_TRACE_FRAME_PUSH:
    case ORR_TRACE_FRAME_POP:
    case ORR_TRACE_LINE:
    case ORR_TRACE_CANCELLED:
    case ORR_TRACE_OBJECT_GONE:
    case ORR_TRACE_LINK:
    case ORR_TRACE_FUTURE_DONE:
    case ORR_TRACE_RAISE:
    case ORR_TRACE_CATCH:
    case ORR_TRACE_OPTION: break;
    }
}

/* Gives back the room that was kept for more, and what only more events would need. */
static void shrink_track(OrrVizTrack *track) {
    ORR_VIZ_SHRINK(track->samples, track->count, track->capacity);
    ORR_VIZ_SHRINK(track->highest, track->highest_count, track->highest_capacity);
}

static void shrink(OrrVizModel *model) {
    for (uint32_t i = 0; i < model->lane_count; i++) {
        OrrVizLane *lane = &model->lanes[i];
        ORR_VIZ_SHRINK(lane->spans, lane->count, lane->capacity);
    }
    for (uint32_t i = 0; i < model->track_count; i++) shrink_track(&model->tracks[i]);
    shrink_track(&model->ready);
    ORR_VIZ_SHRINK(model->steps, model->step_count, model->step_capacity);
    ORR_VIZ_SHRINK(model->lanes, model->lane_count, model->lane_capacity);
    ORR_VIZ_SHRINK(model->marks, model->mark_count, model->mark_capacity);
    ORR_VIZ_SHRINK(model->printed, model->printed_count, model->printed_capacity);
    ORR_VIZ_SHRINK(model->cancels, model->cancel_count, model->cancel_capacity);
    orr_viz_idmap_free(&model->builder->handles);
    orr_viz_idmap_init(&model->builder->handles, 0);
}

OrrVizBuilt orr_viz_model_build(OrrVizModel *model, uint64_t most_events) {
    OrrVizBuilder *b = model->builder;
    OrrTraceRecord record;
    while (!b->no_memory && model->event_count < ORR_VIZ_MOST_EVENTS) {
        if (most_events-- == 0) return ORR_VIZ_BUILT_SOME;
        if (!orr_trace_cursor_next(&b->cursor, &record)) break;
        b->event = model->event_count;
        take(model, &record);
        model->event_count++;
    }
    if (b->no_memory || !orr_viz_fold(model)) return ORR_VIZ_BUILT_NO_MEMORY;
    if (orr_trace_reader_end(model->reader) != NULL) shrink(model);
    return ORR_VIZ_BUILT_ALL;
}

/* ---- life --------------------------------------------------------------------------------------- */

bool orr_viz_builder_start(OrrVizModel *model) {
    OrrVizBuilder *b = calloc(1, sizeof *b);
    if (b == NULL) return false;
    model->builder = b;
    orr_trace_cursor_start(&b->cursor, model->reader);
    uint64_t events = orr_trace_reader_event_count(model->reader);
    /* A step, a task and a timer take an event each, so no honest id is beyond the number of events by much. */
    uint32_t limit = events > UINT32_MAX / 8 ? UINT32_MAX / 2 : (uint32_t)events * 4 + 1024;
    orr_viz_idmap_init(&b->lanes, limit);
    orr_viz_idmap_init(&b->tracks, limit);
    orr_viz_idmap_init(&b->handles, limit);
    OrrVizLane loop = {.parent = ORR_VIZ_NONE, .kind = ORR_VIZ_LANE_LOOP};
    if (!add_lane(model, loop)) return false;
    if (!ORR_VIZ_GROW(model->instant_events, model->instant_count, model->instant_event_capacity) ||
        !ORR_VIZ_GROW(model->instant_ns, model->instant_count, model->instant_ns_capacity)) {
        return false;
    }
    model->instant_events[0] = 0;
    model->instant_ns[0] = 0;
    model->instant_count = 1;
    return orr_viz_fold(model);
}

void orr_viz_builder_free(OrrVizBuilder *builder) {
    if (builder == NULL) return;
    orr_viz_idmap_free(&builder->lanes);
    orr_viz_idmap_free(&builder->tracks);
    orr_viz_idmap_free(&builder->handles);
    free(builder->actors);
    free(builder);
}

uint32_t orr_viz_model_lane_of(const OrrVizModel *model, int64_t id) {
    return lane_of(model, id);
}

uint32_t orr_viz_model_track_of(const OrrVizModel *model, int64_t id) {
    return orr_viz_idmap_get(&model->builder->tracks, id) - 1;
}
