#include "trace/cause.h"

#include <assert.h>
#include <stdlib.h>

/* What is known of a task between two of its steps. */
typedef struct TaskCause {
    OrrTraceItem item;
    uint64_t step; /* the last it began */
    uint64_t wake_event;
    uint64_t cause;
    uint64_t cancelled_by; /* the step that asked for its cancellation, until it is thrown in */
    int64_t wait_object;
    uint8_t wake_reason;
    uint8_t wait_kind;
} TaskCause;

/* Which step scheduled a callback. */
typedef struct HandleCause {
    OrrTraceItem item;
    uint64_t step;
} HandleCause;

struct OrrTraceCauses {
    OrrTraceStepCause *steps; /* of step i at i - 1 */
    uint64_t count;
    uint64_t capacity;
};

typedef struct Pass {
    OrrTraceCauses *causes;
    OrrTraceState state;
    OrrTraceTable tasks;
    OrrTraceTable handles;
    bool no_memory;
} Pass;

static TaskCause *task_cause(Pass *pass, int64_t id) {
    TaskCause *task = orr_trace_table_find(&pass->tasks, id);
    if (task == NULL) task = orr_trace_table_add(&pass->tasks, id);
    if (task == NULL) pass->no_memory = true;
    return task;
}

static uint64_t handle_step(Pass *pass, int64_t handle) {
    const HandleCause *cause = orr_trace_table_find(&pass->handles, handle);
    return cause == NULL ? 0 : cause->step;
}

/* The step that what happens now is the doing of. */
static uint64_t acting_step(Pass *pass) {
    OrrTraceActor actor = orr_trace_state_actor(&pass->state);
    if (actor.kind == ORR_TRACE_ACTOR_CALLBACK) return handle_step(pass, actor.id);
    if (actor.kind != ORR_TRACE_ACTOR_TASK) return 0;
    const TaskCause *task = orr_trace_table_find(&pass->tasks, actor.id);
    return task == NULL ? 0 : task->step;
}

static void set_handle(Pass *pass, int64_t handle) {
    HandleCause *cause = orr_trace_table_find(&pass->handles, handle);
    if (cause == NULL) cause = orr_trace_table_add(&pass->handles, handle);
    if (cause == NULL) pass->no_memory = true;
    else cause->step = acting_step(pass);
}

static void forget(OrrTraceTable *table, int64_t id) {
    void *item = orr_trace_table_find(table, id);
    if (item != NULL) orr_trace_table_remove(table, item);
}

static void wake(Pass *pass, int64_t id, uint64_t event, int64_t reason) {
    TaskCause *task = task_cause(pass, id);
    if (task == NULL) return;
    task->wake_event = event;
    task->cause = acting_step(pass);
    task->wake_reason = (uint8_t)reason;
    if (task->cause != 0) return;
    /* It waited for what was over already, or was to be cancelled: it is in no actor's stretch that it is woken. */
    OrrTraceActor actor = orr_trace_state_actor(&pass->state);
    if (actor.kind == ORR_TRACE_ACTOR_NONE) task->cause = task->cancelled_by != 0 ? task->cancelled_by : task->step;
}

static void begin_step(Pass *pass, const OrrTraceRecord *record) {
    OrrTraceCauses *causes = pass->causes;
    TaskCause *task = task_cause(pass, record->fields[0]);
    if (task == NULL) return;
    if (causes->count == causes->capacity) {
        uint64_t capacity = causes->capacity * 2 + 64;
        OrrTraceStepCause *steps = reallocarray(causes->steps, capacity, sizeof *steps);
        if (steps == NULL) {
            pass->no_memory = true;
            return;
        }
        causes->steps = steps;
        causes->capacity = capacity;
    }
    /* A task that starts eagerly, inside its creator's step, was never woken. */
    bool woken = task->wake_event != 0;
    causes->steps[causes->count++] = (OrrTraceStepCause){
        .task = record->fields[0],
        .time_ns = record->time_ns,
        .event = record->event,
        .wake_event = woken ? task->wake_event : record->event,
        .cause = woken ? task->cause : acting_step(pass),
        .wake_reason = task->wake_reason,
        .wait_kind = task->wait_kind,
        .wait_object = task->wait_object,
    };
    task->step = record->step;
    task->cancelled_by = 0;
    task->wake_event = 0;
    task->cause = 0;
    task->wake_reason = 0;
    task->wait_kind = 0;
    task->wait_object = 0;
}

static void ask_cancel(Pass *pass, int64_t id) {
    TaskCause *task = task_cause(pass, id);
    if (task != NULL) task->cancelled_by = acting_step(pass);
}

static void end_step(Pass *pass, const OrrTraceRecord *record) {
    OrrTraceActor actor = orr_trace_state_actor(&pass->state);
    if (actor.kind != ORR_TRACE_ACTOR_TASK) return;
    if (record->kind == ORR_TRACE_TASK_DONE) forget(&pass->tasks, actor.id);
    else if (record->kind == ORR_TRACE_YIELD) wake(pass, actor.id, record->event, 0);
    else {
        TaskCause *task = task_cause(pass, actor.id);
        if (task == NULL) return;
        task->wait_kind = (uint8_t)record->fields[0];
        task->wait_object = record->fields[1];
    }
}

static void take(Pass *pass, const OrrTraceRecord *record) {
    switch (record->kind) {
    case ORR_TRACE_STEP: begin_step(pass, record); break;
    case ORR_TRACE_YIELD:
    case ORR_TRACE_WAIT:
    case ORR_TRACE_TASK_DONE: end_step(pass, record); break;
    case ORR_TRACE_TASK_GONE: forget(&pass->tasks, record->fields[0]); break;
    case ORR_TRACE_READY: wake(pass, record->fields[0], record->event, record->fields[1]); break;
    case ORR_TRACE_CANCEL: ask_cancel(pass, record->fields[0]); break;
    case ORR_TRACE_TIMER:
    case ORR_TRACE_CALL_SOON: set_handle(pass, record->fields[0]); break;
    case ORR_TRACE_TIMER_CANCEL:
    case ORR_TRACE_CALL_CANCEL: forget(&pass->handles, record->fields[0]); break;
    default: break;
    }
    OrrTraceActor before = orr_trace_state_actor(&pass->state);
    (void)orr_trace_state_apply(&pass->state, record->kind, record->fields);
    if (record->kind == ORR_TRACE_CALL_END && before.kind == ORR_TRACE_ACTOR_CALLBACK)
        forget(&pass->handles, before.id);
    pass->no_memory = pass->no_memory || pass->state.no_memory;
}

OrrTraceCauses *orr_trace_causes_new(const OrrTraceReader *reader) {
    Pass pass = {.causes = calloc(1, sizeof(OrrTraceCauses))};
    if (pass.causes == NULL) return NULL;
    orr_trace_state_init(&pass.state);
    orr_trace_table_init(&pass.tasks, sizeof(TaskCause));
    orr_trace_table_init(&pass.handles, sizeof(HandleCause));
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, reader);
    while (!pass.no_memory && orr_trace_cursor_next(&cursor, &record)) take(&pass, &record);
    orr_trace_state_free(&pass.state);
    orr_trace_table_free(&pass.tasks);
    orr_trace_table_free(&pass.handles);
    if (!pass.no_memory) return pass.causes;
    orr_trace_causes_free(pass.causes);
    return NULL;
}

void orr_trace_causes_free(OrrTraceCauses *causes) {
    if (causes == NULL) return;
    free(causes->steps);
    free(causes);
}

uint64_t orr_trace_causes_step_count(const OrrTraceCauses *causes) {
    return causes->count;
}

const OrrTraceStepCause *orr_trace_cause_of(const OrrTraceCauses *causes, uint64_t step) {
    assert(step >= 1 && step <= causes->count);
    return &causes->steps[step - 1];
}
