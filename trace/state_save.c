/* A state as flat CBOR integers, and back. The one function below walks all of it, in one order, for both directions,
 * so that writing and reading cannot differ; the .cddl file describes the same order.
 */
#include "trace/ints.h"
#include "trace/state.h"

#include <stdlib.h>

/* Saves where `out` is set, loads else. */
typedef struct Pass {
    OrrTraceBytes *out;
    OrrTraceInts in;
    bool failed;
} Pass;

static void pass_int(Pass *pass, int64_t *value) {
    if (pass->out == NULL) {
        if (!pass->failed) pass->failed = !orr_trace_get_int(&pass->in, value);
        if (pass->failed) *value = 0;
        return;
    }
    if (!orr_trace_bytes_reserve(pass->out, ORR_TRACE_INT_BYTES)) return;
    unsigned char *end = orr_trace_put_int(pass->out->data + pass->out->length, *value);
    pass->out->length = (size_t)(end - pass->out->data);
}

/* A number that must lie in [0, most]. */
static void pass_uint(Pass *pass, uint64_t *value, uint64_t most) {
    int64_t number = (int64_t)*value;
    pass_int(pass, &number);
    if (number < 0 || (uint64_t)number > most) {
        pass->failed = true;
        number = 0;
    }
    *value = (uint64_t)number;
}

static void pass_byte(Pass *pass, uint8_t *value, uint8_t most) {
    uint64_t number = *value;
    pass_uint(pass, &number, most);
    *value = (uint8_t)number;
}

/* How many elements follow: never more than there are bytes left, so that a count cannot make us allocate much. */
static uint32_t pass_count(Pass *pass, uint32_t count) {
    uint64_t number = count;
    uint64_t most = UINT32_MAX / 4;
    if (pass->out == NULL && orr_trace_ints_left(&pass->in) < most) most = orr_trace_ints_left(&pass->in);
    pass_uint(pass, &number, most);
    return pass->failed ? 0 : (uint32_t)number;
}

static void pass_actor(Pass *pass, OrrTraceActor *actor) {
    uint8_t kind = (uint8_t)actor->kind;
    pass_byte(pass, &kind, ORR_TRACE_ACTOR_THREAD);
    actor->kind = (OrrTraceActorKind)kind;
    if (kind == ORR_TRACE_ACTOR_NONE) return;
    pass_int(pass, &actor->id);
    pass_int(pass, &actor->function);
    pass_int(pass, &actor->line);
}

static void pass_task(Pass *pass, OrrTraceTask *task) {
    pass_int(pass, &task->parent);
    pass_int(pass, &task->name);
    pass_int(pass, &task->number);
    pass_int(pass, &task->function);
    pass_int(pass, &task->file);
    pass_int(pass, &task->created_line);
    pass_int(pass, &task->created_ns);
    pass_uint(pass, &task->created_step, INT64_MAX);
    pass_byte(pass, &task->state, ORR_TRACE_TASK_WAITING);
    pass_int(pass, &task->since_ns);
    pass_uint(pass, &task->since_step, INT64_MAX);
    pass_byte(pass, &task->wait_kind, UINT8_MAX);
    pass_int(pass, &task->wait_object);
    pass_uint(pass, &task->wait_serial, INT64_MAX);
    pass_byte(pass, &task->wake_reason, UINT8_MAX);
    pass_actor(pass, &task->woken_by);
    pass_int(pass, &task->cancel_requests);
}

static void pass_frame(Pass *pass, OrrTraceFrame *frame) {
    pass_int(pass, &frame->function);
    pass_int(pass, &frame->file);
    pass_int(pass, &frame->line);
}

static void pass_timer(Pass *pass, OrrTraceTimer *timer) {
    pass_int(pass, &timer->deadline_ns);
    pass_int(pass, &timer->function);
    pass_actor(pass, &timer->set_by);
}

static void pass_object(Pass *pass, OrrTraceObject *object) {
    pass_int(pass, &object->kind);
    pass_int(pass, &object->capacity);
    pass_int(pass, &object->size);
    pass_int(pass, &object->name);
    pass_int(pass, &object->line);
    pass_int(pass, &object->outcome);
}

static void pass_ready(Pass *pass, OrrTraceReady *entry) {
    uint8_t kind = (uint8_t)entry->kind;
    pass_byte(pass, &kind, ORR_TRACE_ACTOR_CALLBACK);
    if (kind == ORR_TRACE_ACTOR_NONE) pass->failed = true;
    entry->kind = (OrrTraceActorKind)kind;
    pass_int(pass, &entry->id);
    pass_int(pass, &entry->function);
}

static void pass_numbers(Pass *pass, OrrTraceState *state) {
    pass_int(pass, &state->time_ns);
    pass_uint(pass, &state->step, INT64_MAX);
    pass_uint(pass, &state->turn, INT64_MAX);
    pass_uint(pass, &state->wait_serial, INT64_MAX);
}

/* ---- saving ------------------------------------------------------------------------------------- */

static void save_link(Pass *pass, const OrrTraceState *state, uint32_t list) {
    uint32_t count = 0;
    for (const OrrTraceLink *link = orr_trace_state_link(state, list); link != NULL;
         link = orr_trace_state_link(state, link->next)) {
        count++;
    }
    (void)pass_count(pass, count);
    for (const OrrTraceLink *link = orr_trace_state_link(state, list); link != NULL;
         link = orr_trace_state_link(state, link->next)) {
        int64_t id = link->id;
        pass_int(pass, &id);
    }
}

static void save_id(Pass *pass, OrrTraceItem item) {
    pass_int(pass, &item.id);
}

void orr_trace_state_save(const OrrTraceState *state, OrrTraceBytes *bytes) {
    Pass pass = {.out = bytes};
    /* A pass takes what it may write to; saving writes nothing, but works on copies to show it. */
    OrrTraceState numbers = *state;
    pass_numbers(&pass, &numbers);
    (void)pass_count(&pass, state->actor_count);
    for (uint32_t i = 0; i < state->actor_count; i++) {
        OrrTraceActor actor = state->actors[i];
        pass_actor(&pass, &actor);
    }
    (void)pass_count(&pass, state->tasks.count);
    for (const OrrTraceTask *at = orr_trace_state_task_first(state); at != NULL;
         at = orr_trace_state_task_next(state, at)) {
        OrrTraceTask task = *at;
        save_id(&pass, task.item);
        pass_task(&pass, &task);
        (void)pass_count(&pass, task.depth);
        for (const OrrTraceFrame *frame = orr_trace_state_frame(state, at); frame != NULL;
             frame = orr_trace_state_frame_below(state, frame)) {
            OrrTraceFrame copy = *frame;
            pass_frame(&pass, &copy);
        }
    }
    (void)pass_count(&pass, state->ready_count);
    for (uint32_t i = 0; i < state->ready_count; i++) {
        OrrTraceReady entry = orr_trace_state_ready(state, i);
        pass_ready(&pass, &entry);
    }
    (void)pass_count(&pass, state->timers.count);
    for (const OrrTraceTimer *at = orr_trace_state_timer_first(state); at != NULL;
         at = orr_trace_state_timer_next(state, at)) {
        OrrTraceTimer timer = *at;
        save_id(&pass, timer.item);
        pass_timer(&pass, &timer);
    }
    (void)pass_count(&pass, state->objects.count);
    for (const OrrTraceObject *at = orr_trace_state_object_first(state); at != NULL;
         at = orr_trace_state_object_next(state, at)) {
        OrrTraceObject object = *at;
        save_id(&pass, object.item);
        pass_object(&pass, &object);
        save_link(&pass, state, object.holders);
        save_link(&pass, state, object.targets);
    }
}

/* ---- loading ------------------------------------------------------------------------------------ */

/* Lists of which the file has the innermost or latest element first: each new one goes to the end. */
static bool load_frames(Pass *pass, OrrTraceState *state, OrrTraceTask *task) {
    uint32_t count = pass_count(pass, 0);
    uint32_t *link = &task->frame;
    while (count-- > 0 && !pass->failed) {
        if (state->frame_count == state->frame_capacity) {
            uint32_t capacity = state->frame_capacity == 0 ? 8 : state->frame_capacity * 2;
            OrrTraceFrame *frames = reallocarray(state->frames, capacity, sizeof *frames);
            if (frames == NULL) return false;
            /* `link` may point into the array that moved. */
            if (link != &task->frame) link = &frames[state->frame_count - 1].below;
            state->frames = frames;
            state->frame_capacity = capacity;
        }
        OrrTraceFrame *frame = &state->frames[state->frame_count];
        *frame = (OrrTraceFrame){0};
        pass_frame(pass, frame);
        *link = ++state->frame_count;
        link = &frame->below;
        task->depth++;
    }
    return true;
}

static bool load_links(Pass *pass, OrrTraceState *state, uint32_t *list) {
    uint32_t count = pass_count(pass, 0);
    uint32_t *link = list;
    while (count-- > 0 && !pass->failed) {
        if (state->link_count == state->link_capacity) {
            uint32_t capacity = state->link_capacity == 0 ? 8 : state->link_capacity * 2;
            OrrTraceLink *links = reallocarray(state->links, capacity, sizeof *links);
            if (links == NULL) return false;
            if (link != list) link = &links[state->link_count - 1].next;
            state->links = links;
            state->link_capacity = capacity;
        }
        OrrTraceLink *element = &state->links[state->link_count];
        *element = (OrrTraceLink){0};
        pass_int(pass, &element->id);
        *link = ++state->link_count;
        link = &element->next;
    }
    return true;
}

/* Adds an item under the id that comes next. NULL: no memory, or (pass->failed) the file is wrong. */
static void *load_item(Pass *pass, OrrTraceTable *table) {
    int64_t id = 0;
    pass_int(pass, &id);
    if (!pass->failed && orr_trace_table_find(table, id) != NULL) pass->failed = true;
    return pass->failed ? NULL : orr_trace_table_add(table, id);
}

static bool load_actors(Pass *pass, OrrTraceState *state) {
    uint32_t count = pass_count(pass, 0);
    if (count == 0) return true;
    state->actor_capacity = 8;
    while (state->actor_capacity < count) state->actor_capacity *= 2;
    state->actors = calloc(state->actor_capacity, sizeof *state->actors);
    if (state->actors == NULL) return false;
    for (; state->actor_count < count && !pass->failed; state->actor_count++) {
        pass_actor(pass, &state->actors[state->actor_count]);
    }
    return true;
}

static bool load_ready(Pass *pass, OrrTraceState *state) {
    uint32_t count = pass_count(pass, 0);
    if (count == 0) return true;
    state->ready_capacity = 8;
    while (state->ready_capacity < count) state->ready_capacity *= 2;
    state->ready = calloc(state->ready_capacity, sizeof *state->ready);
    if (state->ready == NULL) return false;
    for (; state->ready_count < count && !pass->failed; state->ready_count++) {
        OrrTraceReady *entry = &state->ready[state->ready_count];
        pass_ready(pass, entry);
        if (entry->kind != ORR_TRACE_ACTOR_TASK || pass->failed) continue;
        const OrrTraceTask *task = orr_trace_state_task(state, entry->id);
        if (task == NULL || task->state != ORR_TRACE_TASK_READY) pass->failed = true;
    }
    return true;
}

static bool load_tasks(Pass *pass, OrrTraceState *state) {
    for (uint32_t count = pass_count(pass, 0); count > 0 && !pass->failed; count--) {
        OrrTraceTask *task = load_item(pass, &state->tasks);
        if (task == NULL) return pass->failed;
        pass_task(pass, task);
        if (!load_frames(pass, state, task)) return false;
    }
    return true;
}

static bool load_timers(Pass *pass, OrrTraceState *state) {
    for (uint32_t count = pass_count(pass, 0); count > 0 && !pass->failed; count--) {
        OrrTraceTimer *timer = load_item(pass, &state->timers);
        if (timer == NULL) return pass->failed;
        pass_timer(pass, timer);
    }
    return true;
}

static bool load_objects(Pass *pass, OrrTraceState *state) {
    for (uint32_t count = pass_count(pass, 0); count > 0 && !pass->failed; count--) {
        OrrTraceObject *object = load_item(pass, &state->objects);
        if (object == NULL) return pass->failed;
        pass_object(pass, object);
        if (!load_links(pass, state, &object->holders) || !load_links(pass, state, &object->targets)) return false;
    }
    return true;
}

/* Whether each task among the actors runs. (A hostile file may still contradict itself in ways that only make later
 * events fail.) */
static bool actors_exist(const OrrTraceState *state) {
    for (uint32_t i = 0; i < state->actor_count; i++) {
        if (state->actors[i].kind == ORR_TRACE_ACTOR_NONE) return false;
        if (state->actors[i].kind != ORR_TRACE_ACTOR_TASK) continue;
        const OrrTraceTask *task = orr_trace_state_task(state, state->actors[i].id);
        if (task == NULL || task->state != ORR_TRACE_TASK_RUNNING) return false;
    }
    return true;
}

bool orr_trace_state_load(OrrTraceState *state, const unsigned char *bytes, size_t length) {
    orr_trace_state_free(state);
    Pass pass = {.in = {bytes, bytes + length}};
    pass_numbers(&pass, state);
    bool memory = load_actors(&pass, state) && load_tasks(&pass, state) && load_ready(&pass, state) &&
                  load_timers(&pass, state) && load_objects(&pass, state);
    if (memory && !pass.failed && pass.in.at == pass.in.end && actors_exist(state)) return true;
    orr_trace_state_free(state);
    state->no_memory = !memory;
    return false;
}
