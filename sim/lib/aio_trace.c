/* What asyncio tells the trace: who runs, what it waits for, where in its source. Only called if there is a trace. */
#include "sim/lib/aio_waiters.h"
#include "sim/vm/frame.h"

int64_t orr_aio_trace_string(OrrVm *vm, OrrValue str) {
    OrrTraceWriter *trace = orr_aio(vm)->scheduler->trace;
    if (str == ORR_NULL || !orr_is_str(str)) return 0;
    const char *ascii = orr_str_ascii(orr_as_str(str));
    if (ascii != NULL) return orr_trace_string(trace, ascii, orr_as_str(str)->length);
    size_t length;
    char *text = orr_str_to_utf8(vm, orr_as_str(str), &length);
    if (text == NULL) {
        orr_exception_clear(vm);
        return 0;
    }
    int64_t id = orr_trace_string(trace, text, length);
    orr_buffer_free(vm, text, length + 1);
    return id;
}

/* The line that the running code is at, outside of asyncio. */
static int64_t running_line(OrrVm *vm) {
    const OrrFrame *frame = vm->thread == NULL ? NULL : vm->thread->frame;
    return frame == NULL ? 0 : orr_frame_line(frame);
}

/* str(value), as the trace's string, without running program code that could fail the run. */
static int64_t message_of(OrrVm *vm, OrrValue exception) {
    OrrTuple *args = orr_as_tuple(orr_as_exception(exception)->args);
    if (args->count == 0) return 0;
    OrrValue text = orr_is_str(args->items[0]) ? orr_retain(args->items[0]) : orr_repr(vm, args->items[0]);
    if (text == ORR_NULL) {
        orr_exception_clear(vm);
        return 0;
    }
    int64_t id = orr_aio_trace_string(vm, text);
    orr_release(vm, text);
    return id;
}

/* ---- tasks ---- */

/* The innermost coroutine of the program on an await stack: where it waits. */
typedef struct Innermost {
    OrrStr *function, *file;
    uint32_t line;
} Innermost;

static void see_frame(void *context, const OrrAwaitFrame *frame) {
    Innermost *innermost = context;
    if (frame->filename == NULL) return;
    *innermost = (Innermost){frame->qualname, frame->filename, frame->line};
}

static Innermost innermost_of(OrrVm *vm, OrrTaskObject *task) {
    Innermost innermost = {NULL, NULL, 0};
    if (orr_is_coroutine(vm, task->task.coroutine))
        orr_await_chain(vm, task->task.coroutine, see_frame, &innermost);
    return innermost;
}

void orr_aio_trace_task(OrrVm *vm, OrrTaskObject *task) {
    OrrAsyncio *aio = orr_aio(vm);
    Innermost start = innermost_of(vm, task);
    int64_t function = start.function == NULL ? 0 : orr_aio_trace_string(vm, orr_value(start.function));
    int64_t file = start.file == NULL ? 0 : orr_aio_trace_string(vm, orr_value(start.file));
    int64_t name = task->name == ORR_NULL ? 0 : orr_aio_trace_string(vm, task->name);
    int64_t parent = aio->current == NULL ? 0 : aio->current->task.future.handle.id;
    orr_trace_task_new(aio->scheduler->trace, task->task.future.handle.id, parent, task->task.number, name, function, file,
                       running_line(vm));
}

/* ---- await stacks ---- */

enum { DEPTH_MAX = 100 }; /* frames further in are not told */

/* A coroutine on an await stack, as it was last told; line: where it awaits the next one. */
typedef struct Told {
    int64_t function;
    uint32_t line;
} Told;

/* What was last told about a task's stack. */
typedef struct OrrTraceStack {
    uint32_t count, capacity;
    Told frames[];
} OrrTraceStack;

typedef struct Frames {
    OrrVm *vm;
    uint32_t count;
    Told frames[DEPTH_MAX];
    int64_t files[DEPTH_MAX];
} Frames;

/* Native coroutines are left out: what they are shows in the kind of the wait. */
static void add_frame(void *context, const OrrAwaitFrame *frame) {
    Frames *f = context;
    if (f->count == DEPTH_MAX || frame->filename == NULL) return;
    f->frames[f->count] = (Told){orr_aio_trace_string(f->vm, orr_value(frame->qualname)), frame->line};
    f->files[f->count++] = orr_aio_trace_string(f->vm, orr_value(frame->filename));
}

/* The place of a task's stack in the table, which grows with the ids. NULL: no memory; the stack isn't told then. */
static OrrTraceStack **stack_of(OrrVm *vm, uint32_t id) {
    OrrAsyncio *aio = orr_aio(vm);
    if (id >= aio->stack_capacity) {
        size_t capacity = aio->stack_capacity * 2 > id ? aio->stack_capacity * 2 : (size_t)id + 64;
        OrrTraceStack **grown = orr_arena_realloc(vm->arena, ORR_BLOCK_RAW, aio->stacks,
                                                  aio->stack_capacity * sizeof *grown, capacity * sizeof *grown);
        if (grown == NULL) return NULL;
        memset(grown + aio->stack_capacity, 0, (capacity - aio->stack_capacity) * sizeof *grown);
        aio->stacks = grown;
        aio->stack_capacity = capacity;
    }
    return &aio->stacks[id];
}

static void forget_stack(OrrVm *vm, uint32_t id) {
    if (id >= orr_aio(vm)->stack_capacity || orr_aio(vm)->stacks[id] == NULL) return;
    OrrTraceStack *stack = orr_aio(vm)->stacks[id];
    orr_buffer_free(vm, stack, sizeof *stack + stack->capacity * sizeof stack->frames[0]);
    orr_aio(vm)->stacks[id] = NULL;
}

static bool remember(OrrVm *vm, OrrTraceStack **place, const Frames *now) {
    OrrTraceStack *stack = *place;
    if (stack == NULL || stack->capacity < now->count) {
        uint32_t capacity = now->count + 3;
        if (stack != NULL) orr_buffer_free(vm, stack, sizeof *stack + stack->capacity * sizeof stack->frames[0]);
        *place = stack = orr_arena_alloc(vm->arena, ORR_BLOCK_RAW, sizeof *stack + capacity * sizeof stack->frames[0]);
        if (stack == NULL) return false;
        stack->capacity = capacity;
    }
    stack->count = now->count;
    memcpy(stack->frames, now->frames, now->count * sizeof now->frames[0]);
    return true;
}

/* Tells how the task's await stack differs from what was last told. Returns the line of the innermost frame. */
static int64_t tell_stack(OrrVm *vm, OrrTaskObject *task) {
    OrrTraceWriter *trace = orr_aio(vm)->scheduler->trace;
    OrrTraceStack **place = stack_of(vm, task->task.future.handle.id);
    Frames now = {.vm = vm, .count = 0};
    if (orr_is_coroutine(vm, task->task.coroutine)) orr_await_chain(vm, task->task.coroutine, add_frame, &now);
    if (now.count == 0) return 0;
    if (place == NULL) return now.frames[now.count - 1].line;
    uint32_t known = *place == NULL ? 1 : (*place)->count, keep = 1; /* its own coroutine is there from the start */
    while (keep < known && keep < now.count && (*place)->frames[keep].function == now.frames[keep].function &&
           (*place)->frames[keep - 1].line == now.frames[keep - 1].line)
        keep++;
    if (known > keep) orr_trace_frame_pop(trace, known - keep);
    for (uint32_t i = keep; i < now.count; i++)
        orr_trace_frame_push(trace, now.frames[i].function, now.files[i], now.frames[i - 1].line);
    if (!remember(vm, place, &now)) *place = NULL;
    return now.frames[now.count - 1].line;
}

/* The id of what awaiting a future means: the lock, queue or event that it is a waiter of, a task, a gather, a timer. */
static int64_t awaited_id(OrrVm *vm, OrrFuture *f) {
    if (f->handle.id == 0 && orr_future_wait_kind(f) != ORR_TRACE_WAIT_SLEEP) {
        OrrScheduler *s = orr_aio(vm)->scheduler;
        uint32_t subject = orr_primitive_known_id(vm, f);
        if (subject != 0) return subject;
        f->handle.id = orr_scheduler_id(s);
        orr_trace_object_new(s->trace, f->handle.id, ORR_TRACE_OBJECT_KIND_FUTURE, 0, 0, 0);
    }
    return f->handle.id;
}

static void task_done(OrrVm *vm, OrrTaskObject *task, OrrStepEnd end, OrrValue value) {
    OrrTraceWriter *trace = orr_aio(vm)->scheduler->trace;
    if (end == ORR_STEP_RETURNED) {
        bool cancelled = task->task.future.handle.flags & ORR_TASK_MUST_CANCEL;
        orr_trace_task_done(trace, cancelled ? ORR_TRACE_OUTCOME_CANCELLED : ORR_TRACE_OUTCOME_RETURNED, 0, 0);
        return;
    }
    int64_t type = orr_aio_trace_string(vm, orr_value(orr_object(value)->type->name));
    orr_trace_task_done(trace, end == ORR_STEP_CANCELLED ? ORR_TRACE_OUTCOME_CANCELLED : ORR_TRACE_OUTCOME_RAISED, type,
                        message_of(vm, value));
}

void orr_aio_trace_step_end(OrrVm *vm, OrrTaskObject *task, OrrStepEnd end, OrrFuture *awaited, OrrValue value) {
    OrrTraceWriter *trace = orr_aio(vm)->scheduler->trace;
    switch (end) {
    case ORR_STEP_THROWS:
    case ORR_STEP_YIELDS: orr_trace_yield(trace, tell_stack(vm, task)); break;
    case ORR_STEP_AWAITS: {
        int64_t id = awaited_id(vm, awaited), line = tell_stack(vm, task);
        orr_trace_wait(trace, orr_future_wait_kind(awaited), id, line);
        if (orr_future_done(awaited)) orr_trace_ready(trace, task->task.future.handle.id, ORR_TRACE_WAKE_RESULT);
        break;
    }
    default:
        forget_stack(vm, task->task.future.handle.id);
        task_done(vm, task, end, value);
        break;
    }
}

void orr_aio_trace_cancel(OrrVm *vm, OrrTaskObject *task, OrrValue message) {
    OrrValue text = message == ORR_NULL || message == ORR_NONE ? ORR_NULL : orr_str(vm, message);
    orr_exception_clear(vm);
    orr_trace_cancel(orr_aio(vm)->scheduler->trace, task->task.future.handle.id, orr_aio_trace_string(vm, text),
                     running_line(vm));
    orr_xrelease(vm, text);
}

void orr_aio_trace_thrown(OrrVm *vm, OrrValue exception) {
    if (orr_is_instance(vm, exception, orr_aio(vm)->CancelledError))
        orr_trace_cancelled(orr_aio(vm)->scheduler->trace, message_of(vm, exception));
}
