/* Collecting; writing is in stats_write.c and stats_json.c. */
#include "trace/stats.h"

enum { MOST_DEFAULT = 40, CHAIN_MOST = 1 << 16 };

typedef struct Pass {
    OrrTraceStats *stats;
    const OrrTraceReader *reader;
    OrrTraceState state;
    bool no_memory;
} Pass;

/* The item under an id, a new one if there is none. NULL: no memory. */
static void *entry(Pass *pass, OrrTraceTable *table, int64_t id) {
    void *item = orr_trace_table_find(table, id);
    if (item == NULL) item = orr_trace_table_add(table, id);
    if (item == NULL) pass->no_memory = true;
    return item;
}

/* Times come from the file, so sums stop at the ends of int64. */
static int64_t span(int64_t from_ns, int64_t to_ns) {
    int64_t length;
    if (to_ns <= from_ns) return 0;
    return __builtin_sub_overflow(to_ns, from_ns, &length) ? INT64_MAX : length;
}

static void add_time(int64_t *sum_ns, int64_t spent_ns) {
    if (__builtin_add_overflow(*sum_ns, spent_ns, sum_ns)) *sum_ns = INT64_MAX;
}

/* ---- depths ------------------------------------------------------------------------------------- */

/* Where we are on the axis: virtual time, or the number of the event. */
static int64_t axis(const Pass *pass) {
    if (!pass->stats->by_event) return pass->state.time_ns;
    return pass->stats->events > INT64_MAX ? INT64_MAX : (int64_t)pass->stats->events;
}

/* Adds what the size was up to now to the slices that this touches. */
static void spread(const OrrTraceStats *stats, OrrTraceDepth *depth, int64_t to) {
    double width = (double)stats->axis_length / ORR_TRACE_DEPTH_SLICES, at = (double)depth->since, end = (double)to;
    if (!(width > 0) || depth->size == 0 || !(end > at)) return;
    depth->integral += (double)depth->size * (end - at);
    for (int i = at < 0 ? 0 : (int)(at / width); i < ORR_TRACE_DEPTH_SLICES && at < end; i++) {
        double border = width * (i + 1) < end ? width * (i + 1) : end;
        if (border > at) depth->slices[i] += (double)depth->size * (border - at);
        at = border;
    }
}

static void set_depth(const Pass *pass, OrrTraceDepth *depth, int64_t size) {
    int64_t now = axis(pass);
    if (now != depth->since) spread(pass->stats, depth, now);
    depth->since = now;
    depth->size = size;
    if (size > depth->most) depth->most = size;
}

/* ---- objects ------------------------------------------------------------------------------------ */

static OrrTraceObjectStats *object_entry(Pass *pass, int64_t id) {
    /* Only what the trace declares counts: a wait may name a timer or a task. */
    if (orr_trace_state_object(&pass->state, id) == NULL) return NULL;
    return entry(pass, &pass->stats->objects, id);
}

static void begin_object(Pass *pass, const OrrTraceRecord *record) {
    OrrTraceObjectStats *object = entry(pass, &pass->stats->objects, record->fields[0]);
    if (object == NULL) return;
    if (object->kind == 0) object->place = pass->stats->object_count++;
    object->kind = record->fields[1];
    object->capacity = record->fields[2];
    object->name = record->fields[3];
    object->born = object->depth.since = axis(pass);
    if (object->kind == ORR_TRACE_OBJECT_KIND_SEMAPHORE) set_depth(pass, &object->depth, object->capacity);
}

static void end_object(Pass *pass, OrrTraceObjectStats *object) {
    OrrTraceStats *stats = pass->stats;
    set_depth(pass, &object->depth, 0);
    object->ended = axis(pass);
    if (object->place < stats->most) return;
    bool known = object->kind > 0 && object->kind < ORR_TRACE_OBJECT_KINDS;
    OrrTraceKindStats *others = &stats->others[known ? object->kind : 0];
    others->count++;
    others->waits += object->waits;
    add_time(&others->waited_ns, object->waited_ns);
    if (object->longest_wait_ns > others->longest_wait_ns) others->longest_wait_ns = object->longest_wait_ns;
    orr_trace_table_remove(&stats->objects, object);
}

/* ---- tasks -------------------------------------------------------------------------------------- */

/* Adds the time that a task has been in its present state, which it is about to leave. */
static void leave_state(Pass *pass, const OrrTraceTask *task) {
    OrrTraceTaskStats *stats = entry(pass, &pass->stats->tasks, task->item.id);
    if (stats == NULL) return;
    int64_t spent = span(task->since_ns, pass->state.time_ns);
    switch ((OrrTraceTaskState)task->state) {
    case ORR_TRACE_TASK_CREATED: break;
    case ORR_TRACE_TASK_READY: add_time(&stats->ready_ns, spent); break;
    case ORR_TRACE_TASK_RUNNING: add_time(&stats->ran_ns, spent); break;
    case ORR_TRACE_TASK_WAITING: {
        add_time(&stats->waited_ns, spent);
        add_time(&stats->waited_by_kind_ns[task->wait_kind < ORR_TRACE_WAIT_KINDS ? task->wait_kind : 0], spent);
        bool object_wait = task->wait_kind != ORR_TRACE_WAIT_SLEEP && task->wait_kind != ORR_TRACE_WAIT_TASK;
        OrrTraceObjectStats *object = object_wait ? object_entry(pass, task->wait_object) : NULL;
        if (object == NULL) break;
        object->waits++;
        add_time(&object->waited_ns, spent);
        if (spent > object->longest_wait_ns) object->longest_wait_ns = spent;
        break;
    }
    }
}

static void begin_task(Pass *pass, const OrrTraceRecord *record) {
    OrrTraceTaskStats *task = entry(pass, &pass->stats->tasks, record->fields[0]);
    if (task == NULL) return;
    if (pass->stats->task_count == 0) orr_trace_chains_watch(&pass->stats->chains, record->fields[0]);
    task->place = pass->stats->task_count++;
    task->parent = record->fields[1];
    task->number = record->fields[2];
    task->name = record->fields[3];
    task->function = record->fields[4];
    task->born_ns = record->time_ns;
}

/* Adds a task whose life is over to its function, and drops it if there are enough already. */
static void end_task(Pass *pass, OrrTraceTaskStats *task) {
    OrrTraceFunctionStats *function = entry(pass, &pass->stats->functions, task->function);
    task->ended_ns = pass->state.time_ns;
    if (function == NULL) return;
    function->tasks++;
    function->returned += task->outcome == ORR_TRACE_OUTCOME_RETURNED;
    function->raised += task->outcome == ORR_TRACE_OUTCOME_RAISED;
    function->cancelled += task->outcome == ORR_TRACE_OUTCOME_CANCELLED;
    function->steps += task->steps;
    add_time(&function->ran_ns, task->ran_ns);
    add_time(&function->ready_ns, task->ready_ns);
    add_time(&function->waited_ns, task->waited_ns);
    for (int kind = 0; kind < ORR_TRACE_WAIT_KINDS; kind++)
        add_time(&function->waited_by_kind_ns[kind], task->waited_by_kind_ns[kind]);
    if (task->place >= pass->stats->most) orr_trace_table_remove(&pass->stats->tasks, task);
}

static void count_task_event(Pass *pass, const OrrTraceRecord *record, int64_t id) {
    const OrrTraceTask *task = orr_trace_state_task(&pass->state, id);
    if (task == NULL) return;
    leave_state(pass, task);
    OrrTraceTaskStats *stats = entry(pass, &pass->stats->tasks, id);
    if (stats == NULL) return;
    stats->steps += record->kind == ORR_TRACE_STEP;
    stats->waits += record->kind == ORR_TRACE_WAIT;
    if (record->kind != ORR_TRACE_TASK_DONE && record->kind != ORR_TRACE_TASK_GONE) return;
    stats->outcome = record->kind == ORR_TRACE_TASK_DONE ? record->fields[0] : 0;
    end_task(pass, stats);
}

static void count_wake(Pass *pass, const OrrTraceRecord *record, OrrTraceActor actor) {
    const OrrTraceTask *woken = orr_trace_state_task(&pass->state, record->fields[0]);
    OrrTraceTaskStats *waker = actor.kind == ORR_TRACE_ACTOR_TASK ? entry(pass, &pass->stats->tasks, actor.id) : NULL;
    if (waker != NULL) waker->wakes++;
    if (woken == NULL || record->fields[1] == ORR_TRACE_WAKE_START) return;
    int64_t by = waker == NULL ? 0 : waker->function, reason = record->fields[1] & 0xFF;
    /* Names of functions are interned early, so that their ids are small: two of them and the reason make one id. */
    uint64_t mask = (1u << 28) - 1;
    uint64_t id = ((uint64_t)by & mask) << 36 | ((uint64_t)woken->function & mask) << 8 | (uint64_t)reason;
    OrrTraceWakeStats *wake = entry(pass, &pass->stats->wakes, (int64_t)id);
    if (wake == NULL) return;
    wake->waker = by;
    wake->woken = woken->function;
    wake->reason = (uint8_t)reason;
    wake->count++;
}

/* ---- events ------------------------------------------------------------------------------------- */

/* What an event means, before it changes the state. */
static void count_before(Pass *pass, const OrrTraceRecord *record) {
    OrrTraceActor actor = orr_trace_state_actor(&pass->state);
    switch (record->kind) {
    case ORR_TRACE_TASK_NEW: begin_task(pass, record); break;
    case ORR_TRACE_OBJECT_NEW: begin_object(pass, record); break;
    case ORR_TRACE_STEP:
    case ORR_TRACE_TASK_GONE: count_task_event(pass, record, record->fields[0]); break;
    case ORR_TRACE_YIELD:
    case ORR_TRACE_WAIT:
    case ORR_TRACE_TASK_DONE:
        if (actor.kind == ORR_TRACE_ACTOR_TASK) count_task_event(pass, record, actor.id);
        break;
    case ORR_TRACE_READY:
        count_task_event(pass, record, record->fields[0]);
        count_wake(pass, record, actor);
        break;
    case ORR_TRACE_TASK_NAME: {
        OrrTraceTaskStats *stats = entry(pass, &pass->stats->tasks, record->fields[0]);
        if (stats != NULL) stats->name = record->fields[1];
        break;
    }
    case ORR_TRACE_OBJECT_GONE: {
        OrrTraceObjectStats *object = object_entry(pass, record->fields[0]);
        if (object != NULL) end_object(pass, object);
        break;
    }
    default: break;
    }
}

static void count_after(Pass *pass, const OrrTraceRecord *record) {
    switch (record->kind) {
    case ORR_TRACE_PUT:
    case ORR_TRACE_GET:
    case ORR_TRACE_SIZE:
    case ORR_TRACE_ACQUIRE:
    case ORR_TRACE_RELEASE: {
        OrrTraceObjectStats *object = object_entry(pass, record->fields[0]);
        if (object == NULL) break;
        int64_t size = orr_trace_state_object(&pass->state, record->fields[0])->size;
        if (size != object->depth.size) set_depth(pass, &object->depth, size);
        break;
    }
    default: break;
    }
    if (pass->state.ready_count != pass->stats->ready.size)
        set_depth(pass, &pass->stats->ready, pass->state.ready_count);
    if (pass->state.ready_count > pass->stats->most_ready) pass->stats->most_ready = pass->state.ready_count;
}

/* Those who live to the end: their times up to it. */
static void count_survivors(Pass *pass) {
    set_depth(pass, &pass->stats->ready, 0);
    for (const OrrTraceTask *task = orr_trace_state_task_first(&pass->state); task != NULL && !pass->no_memory;
         task = orr_trace_state_task_next(&pass->state, task)) {
        leave_state(pass, task);
        OrrTraceTaskStats *stats = entry(pass, &pass->stats->tasks, task->item.id);
        if (stats != NULL) end_task(pass, stats);
    }
    for (const OrrTraceObject *object = orr_trace_state_object_first(&pass->state); object != NULL && !pass->no_memory;
         object = orr_trace_state_object_next(&pass->state, object)) {
        OrrTraceObjectStats *stats = entry(pass, &pass->stats->objects, object->item.id);
        if (stats != NULL) end_object(pass, stats);
    }
}

bool orr_trace_stats_collect(const OrrTraceReader *reader, uint64_t most, OrrTraceStats *stats) {
    int64_t length = orr_trace_reader_last_time_ns(reader);
    *stats = (OrrTraceStats){.most = most == 0 ? MOST_DEFAULT : most, .by_event = length <= 0};
    stats->axis_length = length > 0 ? length : (int64_t)(orr_trace_reader_event_count(reader) & INT64_MAX);
    orr_trace_table_init(&stats->tasks, sizeof(OrrTraceTaskStats));
    orr_trace_table_init(&stats->functions, sizeof(OrrTraceFunctionStats));
    orr_trace_table_init(&stats->objects, sizeof(OrrTraceObjectStats));
    orr_trace_table_init(&stats->wakes, sizeof(OrrTraceWakeStats));
    orr_trace_chains_init(&stats->chains, stats->most < CHAIN_MOST ? (uint32_t)stats->most : CHAIN_MOST);
    orr_trace_names_init(&stats->names, reader);
    Pass pass = {.stats = stats, .reader = reader};
    orr_trace_state_init(&pass.state);
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, reader);
    while (!pass.no_memory && orr_trace_cursor_next(&cursor, &record)) {
        stats->events++;
        stats->by_kind[record.kind]++;
        stats->turns += record.kind == ORR_TRACE_TURN;
        orr_trace_names_take(&stats->names, &record);
        count_before(&pass, &record);
        (void)orr_trace_chains_take(&stats->chains, &pass.state, &record);
        (void)orr_trace_state_apply(&pass.state, record.kind, record.fields);
        count_after(&pass, &record);
        pass.no_memory = pass.no_memory || pass.state.no_memory || stats->chains.no_memory || stats->names.no_memory;
    }
    if (!pass.no_memory) count_survivors(&pass);
    orr_trace_state_free(&pass.state);
    return !pass.no_memory;
}

void orr_trace_stats_free(OrrTraceStats *stats) {
    orr_trace_table_free(&stats->tasks);
    orr_trace_table_free(&stats->functions);
    orr_trace_table_free(&stats->objects);
    orr_trace_table_free(&stats->wakes);
    orr_trace_chains_free(&stats->chains);
    orr_trace_names_free(&stats->names);
}
