/* Collecting; writing is in stats_write.c. */
#include "trace/stats.h"

typedef struct Pass {
    OrrTraceStats *stats;
    OrrTraceState state;
    bool no_memory;
} Pass;

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

static OrrTraceObjectStats *object_entry(Pass *pass, int64_t id) {
    /* Only what the trace declares counts: a wait may name a timer or a task. */
    if (orr_trace_state_object(&pass->state, id) == NULL) return NULL;
    return entry(pass, &pass->stats->objects, id);
}

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

static void count_size(Pass *pass, OrrTraceObjectStats *object, int64_t size) {
    object->size_integral += (double)object->size * (double)span(object->size_since_ns, pass->state.time_ns);
    object->size = size;
    object->size_since_ns = pass->state.time_ns;
    if (size > object->most_size) object->most_size = size;
}

static void count_task_event(Pass *pass, const OrrTraceRecord *record, int64_t id) {
    const OrrTraceTask *task = orr_trace_state_task(&pass->state, id);
    if (task == NULL) return;
    leave_state(pass, task);
    OrrTraceTaskStats *stats = entry(pass, &pass->stats->tasks, id);
    if (stats == NULL) return;
    stats->steps += record->kind == ORR_TRACE_STEP;
    stats->waits += record->kind == ORR_TRACE_WAIT;
    if (record->kind == ORR_TRACE_TASK_DONE || record->kind == ORR_TRACE_TASK_GONE) {
        stats->ended_ns = record->time_ns;
        stats->outcome = record->kind == ORR_TRACE_TASK_DONE ? record->fields[0] : 0;
    }
}

static void count_birth(Pass *pass, const OrrTraceRecord *record) {
    OrrTraceTaskStats *stats = entry(pass, &pass->stats->tasks, record->fields[0]);
    if (stats == NULL) return;
    stats->parent = record->fields[1];
    stats->number = record->fields[2];
    stats->name = record->fields[3];
    stats->function = record->fields[4];
    stats->born_ns = record->time_ns;
}

static void count_object_birth(Pass *pass, const OrrTraceRecord *record) {
    OrrTraceObjectStats *stats = entry(pass, &pass->stats->objects, record->fields[0]);
    if (stats == NULL) return;
    stats->kind = record->fields[1];
    stats->capacity = record->fields[2];
    stats->name = record->fields[3];
    stats->born_ns = record->time_ns;
    stats->size_since_ns = record->time_ns;
}

/* What an event means, before it changes the state. */
static void count_before(Pass *pass, const OrrTraceRecord *record) {
    OrrTraceActor actor = orr_trace_state_actor(&pass->state);
    switch (record->kind) {
    case ORR_TRACE_TASK_NEW: count_birth(pass, record); break;
    case ORR_TRACE_OBJECT_NEW: count_object_birth(pass, record); break;
    case ORR_TRACE_STEP:
    case ORR_TRACE_TASK_GONE: count_task_event(pass, record, record->fields[0]); break;
    case ORR_TRACE_YIELD:
    case ORR_TRACE_WAIT:
    case ORR_TRACE_TASK_DONE:
        if (actor.kind == ORR_TRACE_ACTOR_TASK) count_task_event(pass, record, actor.id);
        break;
    case ORR_TRACE_READY: {
        count_task_event(pass, record, record->fields[0]);
        OrrTraceTaskStats *waker =
            actor.kind == ORR_TRACE_ACTOR_TASK ? entry(pass, &pass->stats->tasks, actor.id) : NULL;
        if (waker != NULL) waker->wakes++;
        break;
    }
    case ORR_TRACE_TASK_NAME: {
        OrrTraceTaskStats *stats = entry(pass, &pass->stats->tasks, record->fields[0]);
        if (stats != NULL) stats->name = record->fields[1];
        break;
    }
    case ORR_TRACE_OBJECT_GONE: {
        OrrTraceObjectStats *object = object_entry(pass, record->fields[0]);
        if (object == NULL) break;
        count_size(pass, object, 0);
        object->ended_ns = record->time_ns;
        break;
    }
    default: break;
    }
}

static void count_after(Pass *pass, const OrrTraceRecord *record) {
    bool sizes = record->kind == ORR_TRACE_PUT || record->kind == ORR_TRACE_GET || record->kind == ORR_TRACE_SIZE;
    OrrTraceObjectStats *object = sizes ? object_entry(pass, record->fields[0]) : NULL;
    if (object != NULL) count_size(pass, object, orr_trace_state_object(&pass->state, record->fields[0])->size);
    if (pass->state.ready_count > pass->stats->most_ready) pass->stats->most_ready = pass->state.ready_count;
}

/* Those who live to the end: their times up to it. */
static void count_survivors(Pass *pass) {
    for (const OrrTraceTask *task = orr_trace_state_task_first(&pass->state); task != NULL && !pass->no_memory;
         task = orr_trace_state_task_next(&pass->state, task)) {
        leave_state(pass, task);
        OrrTraceTaskStats *stats = entry(pass, &pass->stats->tasks, task->item.id);
        if (stats != NULL) stats->ended_ns = pass->state.time_ns;
    }
    for (const OrrTraceObject *object = orr_trace_state_object_first(&pass->state); object != NULL && !pass->no_memory;
         object = orr_trace_state_object_next(&pass->state, object)) {
        OrrTraceObjectStats *stats = entry(pass, &pass->stats->objects, object->item.id);
        if (stats == NULL) break;
        count_size(pass, stats, object->size);
        stats->ended_ns = pass->state.time_ns;
    }
}

bool orr_trace_stats_collect(const OrrTraceReader *reader, OrrTraceStats *stats) {
    *stats = (OrrTraceStats){0};
    orr_trace_table_init(&stats->tasks, sizeof(OrrTraceTaskStats));
    orr_trace_table_init(&stats->objects, sizeof(OrrTraceObjectStats));
    Pass pass = {.stats = stats};
    orr_trace_state_init(&pass.state);
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, reader);
    while (!pass.no_memory && orr_trace_cursor_next(&cursor, &record)) {
        stats->events++;
        stats->by_kind[record.kind]++;
        stats->turns += record.kind == ORR_TRACE_TURN;
        count_before(&pass, &record);
        (void)orr_trace_state_apply(&pass.state, record.kind, record.fields);
        count_after(&pass, &record);
        pass.no_memory = pass.no_memory || pass.state.no_memory;
    }
    count_survivors(&pass);
    orr_trace_state_free(&pass.state);
    stats->causes = pass.no_memory ? NULL : orr_trace_causes_new(reader);
    return stats->causes != NULL;
}

void orr_trace_stats_free(OrrTraceStats *stats) {
    orr_trace_table_free(&stats->tasks);
    orr_trace_table_free(&stats->objects);
    orr_trace_causes_free(stats->causes);
    stats->causes = NULL;
}
