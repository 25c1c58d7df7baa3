#include "trace/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- the parts ---------------------------------------------------------------------------------- */

void orr_trace_state_init(OrrTraceState *state) {
    *state = (OrrTraceState){0};
    orr_trace_table_init(&state->tasks, sizeof(OrrTraceTask));
    orr_trace_table_init(&state->timers, sizeof(OrrTraceTimer));
    orr_trace_table_init(&state->objects, sizeof(OrrTraceObject));
}

void orr_trace_state_free(OrrTraceState *state) {
    orr_trace_table_free(&state->tasks);
    orr_trace_table_free(&state->timers);
    orr_trace_table_free(&state->objects);
    free(state->ready);
    free(state->actors);
    free(state->frames);
    free(state->links);
    orr_trace_state_init(state);
}

/* Doubles an array of a power of two of elements. */
static bool grow(OrrTraceState *state, void **array, uint32_t *capacity, size_t element_bytes) {
    uint32_t more = *capacity == 0 ? 8 : *capacity * 2;
    void *grown = more > *capacity ? reallocarray(*array, more, element_bytes) : NULL;
    if (grown == NULL) {
        state->no_memory = true;
        return false;
    }
    *array = grown;
    *capacity = more;
    return true;
}

static const char no_memory_text[] = "no memory";

/* Here and in push_actor fields are stored one by one, not as a struct: a struct that is built on the stack and then
 * copied with wider loads than the stores that built it costs a stall of the processor, and these are the hot paths. */
static __attribute__((noinline)) bool grow_ready(OrrTraceState *state) {
    uint32_t old = state->ready_capacity;
    void *ready = state->ready;
    if (!grow(state, &ready, &state->ready_capacity, sizeof *state->ready)) return false;
    state->ready = ready;
    /* The part that had wrapped round goes to where the ring now continues. */
    memcpy(state->ready + old, state->ready, state->ready_first * sizeof *state->ready);
    return true;
}

static inline const char *push_ready(OrrTraceState *state, OrrTraceActorKind kind, uint32_t slot, int64_t id,
                                     int64_t function) {
    if (state->ready_count == state->ready_capacity && !grow_ready(state)) return no_memory_text;
    OrrTraceReady *entry = &state->ready[(state->ready_first + state->ready_count) & (state->ready_capacity - 1)];
    entry->kind = kind;
    entry->slot = slot;
    entry->id = id;
    entry->function = function;
    state->ready_count++;
    return NULL;
}

static __attribute__((noinline)) bool take_ready_inside(OrrTraceState *state, OrrTraceActorKind kind, int64_t id,
                                                        int64_t *function) {
    uint32_t mask = state->ready_capacity - 1;
    uint32_t place = 1;
    for (; place < state->ready_count; place++) {
        const OrrTraceReady *entry = &state->ready[(state->ready_first + place) & mask];
        if (entry->id == id && entry->kind == kind) break;
    }
    if (place == state->ready_count) return false;
    *function = state->ready[(state->ready_first + place) & mask].function;
    for (; place > 0; place--) {
        state->ready[(state->ready_first + place) & mask] = state->ready[(state->ready_first + place - 1) & mask];
    }
    state->ready_first = (state->ready_first + 1) & mask;
    state->ready_count--;
    return true;
}

/* Takes an entry out wherever it is, though it is nearly always the first. */
static inline bool take_ready(OrrTraceState *state, OrrTraceActorKind kind, int64_t id, int64_t *function) {
    if (state->ready_count == 0) return false;
    const OrrTraceReady *first = &state->ready[state->ready_first];
    if (first->id != id || first->kind != kind) return take_ready_inside(state, kind, id, function);
    *function = first->function;
    state->ready_first = (state->ready_first + 1) & (state->ready_capacity - 1);
    state->ready_count--;
    return true;
}

static const char *push_actor(OrrTraceState *state, OrrTraceActorKind kind, uint32_t slot, int64_t id,
                              int64_t function) {
    if (state->actor_count == state->actor_capacity) {
        void *actors = state->actors;
        if (!grow(state, &actors, &state->actor_capacity, sizeof *state->actors)) return no_memory_text;
        state->actors = actors;
    }
    OrrTraceActor *actor = &state->actors[state->actor_count++];
    actor->kind = kind;
    actor->slot = slot;
    actor->id = id;
    actor->function = function;
    actor->line = 0;
    return NULL;
}

static bool push_frame(OrrTraceState *state, OrrTraceTask *task, OrrTraceFrame frame) {
    uint32_t place = state->frame_free;
    if (place != 0) {
        state->frame_free = state->frames[place - 1].below;
    } else {
        if (state->frame_count == state->frame_capacity) {
            void *frames = state->frames;
            if (!grow(state, &frames, &state->frame_capacity, sizeof *state->frames)) return false;
            state->frames = frames;
        }
        place = ++state->frame_count;
    }
    frame.below = task->frame;
    state->frames[place - 1] = frame;
    task->frame = place;
    task->depth++;
    return true;
}

static void pop_frame(OrrTraceState *state, OrrTraceTask *task) {
    uint32_t place = task->frame;
    task->frame = state->frames[place - 1].below;
    task->depth--;
    state->frames[place - 1].below = state->frame_free;
    state->frame_free = place;
}

static bool push_link(OrrTraceState *state, uint32_t *list, int64_t id) {
    uint32_t place = state->link_free;
    if (place != 0) {
        state->link_free = state->links[place - 1].next;
    } else {
        if (state->link_count == state->link_capacity) {
            void *links = state->links;
            if (!grow(state, &links, &state->link_capacity, sizeof *state->links)) return false;
            state->links = links;
        }
        place = ++state->link_count;
    }
    state->links[place - 1] = (OrrTraceLink){.id = id, .next = *list};
    *list = place;
    return true;
}

static void drop_link(OrrTraceState *state, uint32_t *list) {
    uint32_t place = *list;
    *list = state->links[place - 1].next;
    state->links[place - 1].next = state->link_free;
    state->link_free = place;
}

/* Removes id from the list or, where it is not in it (another may release), the oldest entry. */
static void remove_holder(OrrTraceState *state, uint32_t *list, int64_t id) {
    while (*list != 0) {
        OrrTraceLink *link = &state->links[*list - 1];
        if (link->id == id || link->next == 0) break;
        list = &link->next;
    }
    if (*list != 0) drop_link(state, list);
}

/* ---- lookups ------------------------------------------------------------------------------------ */

OrrTraceActor orr_trace_state_actor(const OrrTraceState *state) {
    if (state->actor_count == 0) return (OrrTraceActor){.kind = ORR_TRACE_ACTOR_NONE};
    return state->actors[state->actor_count - 1];
}

const OrrTraceTask *orr_trace_state_task(const OrrTraceState *state, int64_t id) {
    return orr_trace_table_find(&state->tasks, id);
}

const OrrTraceTimer *orr_trace_state_timer(const OrrTraceState *state, int64_t handle) {
    return orr_trace_table_find(&state->timers, handle);
}

const OrrTraceObject *orr_trace_state_object(const OrrTraceState *state, int64_t id) {
    return orr_trace_table_find(&state->objects, id);
}

const OrrTraceTask *orr_trace_state_task_first(const OrrTraceState *state) {
    return orr_trace_table_first(&state->tasks);
}

const OrrTraceTask *orr_trace_state_task_next(const OrrTraceState *state, const OrrTraceTask *task) {
    return orr_trace_table_next(&state->tasks, task);
}

const OrrTraceTimer *orr_trace_state_timer_first(const OrrTraceState *state) {
    return orr_trace_table_first(&state->timers);
}

const OrrTraceTimer *orr_trace_state_timer_next(const OrrTraceState *state, const OrrTraceTimer *timer) {
    return orr_trace_table_next(&state->timers, timer);
}

const OrrTraceObject *orr_trace_state_object_first(const OrrTraceState *state) {
    return orr_trace_table_first(&state->objects);
}

const OrrTraceObject *orr_trace_state_object_next(const OrrTraceState *state, const OrrTraceObject *object) {
    return orr_trace_table_next(&state->objects, object);
}

OrrTraceReady orr_trace_state_ready(const OrrTraceState *state, uint32_t i) {
    assert(i < state->ready_count);
    return state->ready[(state->ready_first + i) & (state->ready_capacity - 1)];
}

const OrrTraceFrame *orr_trace_state_frame(const OrrTraceState *state, const OrrTraceTask *task) {
    return task->frame == 0 ? NULL : &state->frames[task->frame - 1];
}

const OrrTraceFrame *orr_trace_state_frame_below(const OrrTraceState *state, const OrrTraceFrame *frame) {
    return frame->below == 0 ? NULL : &state->frames[frame->below - 1];
}

const OrrTraceLink *orr_trace_state_link(const OrrTraceState *state, uint32_t index) {
    return index == 0 ? NULL : &state->links[index - 1];
}

size_t orr_trace_state_waiters(const OrrTraceState *state, int64_t object, int64_t kind, const OrrTraceTask **tasks,
                               size_t most) {
    size_t count = 0, kept = 0;
    for (const OrrTraceTask *task = orr_trace_state_task_first(state); task != NULL;
         task = orr_trace_state_task_next(state, task)) {
        if (task->state != ORR_TRACE_TASK_WAITING || task->wait_object != object) continue;
        if (kind != 0 && task->wait_kind != kind) continue;
        /* A sleeper's "object" is a handle, in another numbering. */
        if (kind == 0 && task->wait_kind == ORR_TRACE_WAIT_SLEEP) continue;
        count++;
        /* Insertion keeps the earliest `most`: waiters are few, and mostly found in order. */
        size_t place = kept;
        while (place > 0 && tasks[place - 1]->wait_serial > task->wait_serial) place--;
        if (place == most) continue;
        if (kept < most) kept++;
        memmove(tasks + place + 1, tasks + place, (kept - place - 1) * sizeof *tasks);
        tasks[place] = task;
    }
    return count;
}

/* ---- the machine -------------------------------------------------------------------------------- */

static const char no_task[] = "no such task";
static const char no_object[] = "no such object";
static const char not_in_task[] = "no task is running";

static OrrTraceTask *find_task(OrrTraceState *state, int64_t id) {
    return orr_trace_table_find(&state->tasks, id);
}

/* The task whose step it is, if the innermost actor is one. */
static OrrTraceTask *running_task(OrrTraceState *state) {
    if (state->actor_count == 0) return NULL;
    const OrrTraceActor *actor = &state->actors[state->actor_count - 1];
    if (actor->kind != ORR_TRACE_ACTOR_TASK) return NULL;
    return orr_trace_table_find_at(&state->tasks, actor->slot, actor->id);
}

static void enter_state(OrrTraceState *state, OrrTraceTask *task, OrrTraceTaskState what) {
    task->state = (uint8_t)what;
    task->since_ns = state->time_ns;
    task->since_step = state->step;
}

/* Notes who is acting. */
static void set_actor(const OrrTraceState *state, OrrTraceActor *who) {
    if (state->actor_count == 0) {
        *who = (OrrTraceActor){.kind = ORR_TRACE_ACTOR_NONE};
        return;
    }
    const OrrTraceActor *actor = &state->actors[state->actor_count - 1];
    who->kind = actor->kind;
    who->slot = actor->slot;
    who->id = actor->id;
    who->function = actor->function;
    who->line = actor->line;
}

static void set_line(OrrTraceState *state, OrrTraceTask *task, int64_t line) {
    if (line != 0 && task->frame != 0) state->frames[task->frame - 1].line = line;
}

static const char *apply_step(OrrTraceState *state, int64_t id) {
    /* Nearly always it is the next in the ready queue, which knows where it lies. */
    uint32_t slot = state->ready_count == 0 ? 0 : state->ready[state->ready_first].slot;
    OrrTraceTask *task = orr_trace_table_find_at(&state->tasks, slot, id);
    if (task == NULL) return no_task;
    if (task->state != ORR_TRACE_TASK_READY && task->state != ORR_TRACE_TASK_CREATED) return "the task is not ready";
    int64_t function;
    if (task->state == ORR_TRACE_TASK_READY && !take_ready(state, ORR_TRACE_ACTOR_TASK, id, &function)) {
        return "the task is not in the ready queue";
    }
    state->step++;
    enter_state(state, task, ORR_TRACE_TASK_RUNNING);
    return push_actor(state, ORR_TRACE_ACTOR_TASK, task->item.slot, id, 0);
}

static const char *apply_yield(OrrTraceState *state, int64_t line) {
    OrrTraceTask *task = running_task(state);
    if (task == NULL) return not_in_task;
    set_line(state, task, line);
    task->wait_kind = 0;
    task->wait_object = 0;
    task->wake_reason = 0;
    set_actor(state, &task->woken_by);
    enter_state(state, task, ORR_TRACE_TASK_READY);
    state->actor_count--;
    return push_ready(state, ORR_TRACE_ACTOR_TASK, task->item.slot, task->item.id, 0);
}

static const char *apply_wait(OrrTraceState *state, const int64_t *fields) {
    OrrTraceTask *task = running_task(state);
    if (task == NULL) return not_in_task;
    if (fields[0] < 0 || fields[0] > UINT8_MAX) return "no such kind of wait";
    set_line(state, task, fields[2]);
    task->wait_kind = (uint8_t)fields[0];
    task->wait_object = fields[1];
    task->wait_serial = ++state->wait_serial;
    enter_state(state, task, ORR_TRACE_TASK_WAITING);
    state->actor_count--;
    return NULL;
}

static const char *apply_ready(OrrTraceState *state, const int64_t *fields) {
    OrrTraceTask *task = find_task(state, fields[0]);
    if (task == NULL) return no_task;
    if (task->state == ORR_TRACE_TASK_READY) return "the task is ready already";
    if (task->state == ORR_TRACE_TASK_RUNNING) return "the task is running";
    if (fields[1] < 0 || fields[1] > UINT8_MAX) return "no such reason";
    task->wake_reason = (uint8_t)fields[1];
    set_actor(state, &task->woken_by);
    enter_state(state, task, ORR_TRACE_TASK_READY);
    return push_ready(state, ORR_TRACE_ACTOR_TASK, task->item.slot, task->item.id, 0);
}

static const char *apply_task_new(OrrTraceState *state, const int64_t *fields) {
    if (find_task(state, fields[0]) != NULL) return "the task exists already";
    OrrTraceTask *task = orr_trace_table_add(&state->tasks, fields[0]);
    if (task == NULL) {
        state->no_memory = true;
        return no_memory_text;
    }
    task->parent = fields[1];
    task->number = fields[2];
    task->name = fields[3];
    task->function = fields[4];
    task->file = fields[5];
    task->created_line = fields[6];
    task->created_ns = state->time_ns;
    task->created_step = state->step;
    enter_state(state, task, ORR_TRACE_TASK_CREATED);
    OrrTraceFrame frame = {.function = task->function, .file = task->file};
    return push_frame(state, task, frame) ? NULL : no_memory_text;
}

static void remove_task(OrrTraceState *state, OrrTraceTask *task) {
    while (task->frame != 0) pop_frame(state, task);
    orr_trace_table_remove(&state->tasks, task);
}

static const char *apply_task_done(OrrTraceState *state) {
    OrrTraceTask *task = running_task(state);
    if (task == NULL) return not_in_task;
    state->actor_count--;
    remove_task(state, task);
    return NULL;
}

static const char *apply_task_gone(OrrTraceState *state, int64_t id) {
    OrrTraceTask *task = find_task(state, id);
    if (task == NULL) return no_task;
    if (task->state == ORR_TRACE_TASK_RUNNING) return "the task is running";
    int64_t function;
    if (task->state == ORR_TRACE_TASK_READY) (void)take_ready(state, ORR_TRACE_ACTOR_TASK, id, &function);
    remove_task(state, task);
    return NULL;
}

static const char *apply_frame_push(OrrTraceState *state, const int64_t *fields) {
    OrrTraceTask *task = running_task(state);
    if (task == NULL) return not_in_task;
    set_line(state, task, fields[2]);
    OrrTraceFrame frame = {.function = fields[0], .file = fields[1]};
    return push_frame(state, task, frame) ? NULL : no_memory_text;
}

static const char *apply_frame_pop(OrrTraceState *state, int64_t count) {
    OrrTraceTask *task = running_task(state);
    if (task == NULL) return not_in_task;
    if (count < 0 || count > task->depth) return "the task has not so many frames";
    while (count-- > 0) pop_frame(state, task);
    return NULL;
}

static const char *apply_line(OrrTraceState *state, int64_t line) {
    OrrTraceTask *task = running_task(state);
    if (task != NULL) set_line(state, task, line);
    else if (state->actor_count > 0) state->actors[state->actor_count - 1].line = line;
    return NULL;
}

static const char *apply_timer(OrrTraceState *state, const int64_t *fields) {
    if (orr_trace_table_find(&state->timers, fields[0]) != NULL) return "the timer exists already";
    OrrTraceTimer *timer = orr_trace_table_add(&state->timers, fields[0]);
    if (timer == NULL) {
        state->no_memory = true;
        return no_memory_text;
    }
    timer->deadline_ns = fields[1];
    timer->function = fields[2];
    set_actor(state, &timer->set_by);
    return NULL;
}

/* A timer goes: into the ready queue, or for good. */
static const char *apply_timer_end(OrrTraceState *state, int64_t handle, bool fires) {
    OrrTraceTimer *timer = orr_trace_table_find(&state->timers, handle);
    if (timer == NULL) return "no such timer";
    int64_t function = timer->function;
    orr_trace_table_remove(&state->timers, timer);
    if (!fires) return NULL;
    return push_ready(state, ORR_TRACE_ACTOR_CALLBACK, 0, handle, function);
}

static const char *apply_call(OrrTraceState *state, int64_t handle) {
    int64_t function;
    if (!take_ready(state, ORR_TRACE_ACTOR_CALLBACK, handle, &function)) return "no such callback is ready";
    return push_actor(state, ORR_TRACE_ACTOR_CALLBACK, 0, handle, function);
}

static const char *end_actor(OrrTraceState *state, OrrTraceActorKind kind, const char *otherwise) {
    if (state->actor_count == 0 || state->actors[state->actor_count - 1].kind != kind) return otherwise;
    state->actor_count--;
    return NULL;
}

static const char *apply_object_new(OrrTraceState *state, const int64_t *fields) {
    if (orr_trace_table_find(&state->objects, fields[0]) != NULL) return "the object exists already";
    OrrTraceObject *object = orr_trace_table_add(&state->objects, fields[0]);
    if (object == NULL) {
        state->no_memory = true;
        return no_memory_text;
    }
    object->kind = fields[1];
    object->capacity = fields[2];
    object->name = fields[3];
    object->line = fields[4];
    if (object->kind == ORR_TRACE_OBJECT_KIND_SEMAPHORE) object->size = object->capacity;
    return NULL;
}

static const char *apply_to_object(OrrTraceState *state, OrrTraceKind kind, const int64_t *fields) {
    OrrTraceObject *object = orr_trace_table_find_at(&state->objects, state->object_hint, fields[0]);
    if (object == NULL) return no_object;
    state->object_hint = object->item.slot;
    switch (kind) {
    case ORR_TRACE_OBJECT_GONE:
        while (object->holders != 0) drop_link(state, &object->holders);
        while (object->targets != 0) drop_link(state, &object->targets);
        orr_trace_table_remove(&state->objects, object);
        return NULL;
    case ORR_TRACE_PUT:
        if (object->size == INT64_MAX) return "the queue is too long";
        object->size++;
        return NULL;
    case ORR_TRACE_GET:
        if (object->size <= 0) return "the queue is empty";
        object->size--;
        return NULL;
    case ORR_TRACE_ACQUIRE:
        if (object->kind == ORR_TRACE_OBJECT_KIND_SEMAPHORE && object->size > INT64_MIN) object->size--;
        return push_link(state, &object->holders, fields[1]) ? NULL : no_memory_text;
    case ORR_TRACE_RELEASE:
        if (object->kind == ORR_TRACE_OBJECT_KIND_SEMAPHORE && object->size < INT64_MAX) object->size++;
        remove_holder(state, &object->holders, fields[1]);
        return NULL;
    case ORR_TRACE_SIZE: object->size = fields[1]; return NULL;
    case ORR_TRACE_LINK: return push_link(state, &object->targets, fields[1]) ? NULL : no_memory_text;
    case ORR_TRACE_FUTURE_DONE: object->outcome = fields[1]; return NULL;
    default: /* THREAD_RUN */
        if (object->kind == ORR_TRACE_OBJECT_KIND_THREAD) object->size = 0;
        return push_actor(state, ORR_TRACE_ACTOR_THREAD, 0, fields[0], 0);
    }
}

static const char *apply_thread_block(OrrTraceState *state, int64_t kind) {
    OrrTraceActor actor = orr_trace_state_actor(state);
    const char *wrong = end_actor(state, ORR_TRACE_ACTOR_THREAD, "no thread is running");
    OrrTraceObject *thread = wrong != NULL ? NULL : orr_trace_table_find(&state->objects, actor.id);
    if (thread != NULL && thread->kind == ORR_TRACE_OBJECT_KIND_THREAD) thread->size = kind;
    return wrong;
}

static const char *apply_cancel(OrrTraceState *state, int64_t id, int64_t left) {
    OrrTraceTask *task = find_task(state, id);
    if (task == NULL) return no_task;
    if (left >= 0) task->cancel_requests = left;
    else if (task->cancel_requests < INT64_MAX) task->cancel_requests++;
    return NULL;
}

static const char *apply_task_name(OrrTraceState *state, const int64_t *fields) {
    OrrTraceTask *task = find_task(state, fields[0]);
    if (task == NULL) return no_task;
    task->name = fields[1];
    return NULL;
}

const char *orr_trace_state_apply(OrrTraceState *state, OrrTraceKind kind, const int64_t *fields) {
    switch (kind) {
    case ORR_TRACE_TURN: state->turn++; return NULL;
    case ORR_TRACE_CLOCK:
        if (fields[0] < state->time_ns) return "the clock goes back";
        state->time_ns = fields[0];
        return NULL;
    case ORR_TRACE_STEP: return apply_step(state, fields[0]);
    case ORR_TRACE_YIELD: return apply_yield(state, fields[0]);
    case ORR_TRACE_WAIT: return apply_wait(state, fields);
    case ORR_TRACE_READY: return apply_ready(state, fields);
    case ORR_TRACE_TIMER: return apply_timer(state, fields);
    case ORR_TRACE_FIRE: return apply_timer_end(state, fields[0], true);
    case ORR_TRACE_TIMER_CANCEL: return apply_timer_end(state, fields[0], false);
    case ORR_TRACE_CALL_SOON: return push_ready(state, ORR_TRACE_ACTOR_CALLBACK, 0, fields[0], fields[1]);
    case ORR_TRACE_CALL: return apply_call(state, fields[0]);
    case ORR_TRACE_CALL_END: return end_actor(state, ORR_TRACE_ACTOR_CALLBACK, "no callback is running");
    case ORR_TRACE_CALL_CANCEL: {
        int64_t function;
        return take_ready(state, ORR_TRACE_ACTOR_CALLBACK, fields[0], &function) ? NULL : "no such callback is ready";
    }
    case ORR_TRACE_TASK_NEW: return apply_task_new(state, fields);
    case ORR_TRACE_TASK_DONE: return apply_task_done(state);
    case ORR_TRACE_FRAME_PUSH: return apply_frame_push(state, fields);
    case ORR_TRACE_FRAME_POP: return apply_frame_pop(state, fields[0]);
    case ORR_TRACE_LINE: return apply_line(state, fields[0]);
    case ORR_TRACE_CANCEL: return apply_cancel(state, fields[0], -1);
    case ORR_TRACE_UNCANCEL:
        return fields[1] < 0 ? "fewer than no requests" : apply_cancel(state, fields[0], fields[1]);
    case ORR_TRACE_TASK_NAME: return apply_task_name(state, fields);
    case ORR_TRACE_TASK_GONE: return apply_task_gone(state, fields[0]);
    case ORR_TRACE_OBJECT_NEW: return apply_object_new(state, fields);
    case ORR_TRACE_OBJECT_GONE:
    case ORR_TRACE_PUT:
    case ORR_TRACE_GET:
    case ORR_TRACE_ACQUIRE:
    case ORR_TRACE_RELEASE:
    case ORR_TRACE_SIZE:
    case ORR_TRACE_LINK:
    case ORR_TRACE_FUTURE_DONE:
    case ORR_TRACE_THREAD_RUN: return apply_to_object(state, kind, fields);
    case ORR_TRACE_THREAD_BLOCK: return apply_thread_block(state, fields[0]);
    case ORR_TRACE_THREAD_END: return end_actor(state, ORR_TRACE_ACTOR_THREAD, "no thread is running");
    case ORR_TRACE_CANCELLED: return running_task(state) == NULL ? not_in_task : NULL;
    case ORR_TRACE_OUTPUT:
    case ORR_TRACE_RAISE:
    case ORR_TRACE_CATCH:
    case ORR_TRACE_MARK:
    case ORR_TRACE_PROBLEM:
    case ORR_TRACE_DECISION:
    case ORR_TRACE_OPTION: return NULL; /* a story, but no change */
    }
    return "no such event";
}
