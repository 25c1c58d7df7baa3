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
    case ORR_STEP_YIELDS: orr_trace_yield(trace, innermost_of(vm, task).line); break;
    case ORR_STEP_AWAITS: {
        int64_t id = awaited_id(vm, awaited);
        orr_trace_wait(trace, orr_future_wait_kind(awaited), id, innermost_of(vm, task).line);
        if (orr_future_done(awaited)) orr_trace_ready(trace, task->task.future.handle.id, ORR_TRACE_WAKE_RESULT);
        break;
    }
    default: task_done(vm, task, end, value); break;
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
