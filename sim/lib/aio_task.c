/* asyncio.Task: drives a coroutine, one step at a time. */
#include "sim/lib/asyncio.h"

#include "sim/lib/lib.h"
#include "sim/vm/frame.h"
#include "sim/vm/object.h"
#include "sim/vm/set.h"

/* ---- messages of cancel(): few tasks have one, so they are in a table beside them ---- */

enum { HAS_MESSAGE = ORR_OBJECT_TYPE_BIT }; /* in head.flags */

void orr_task_set_message(OrrVm *vm, OrrTask *task, OrrValue message) {
    OrrObject *self = &orr_task_object(task)->head;
    OrrSideTable *table = &orr_aio(vm)->cancel_messages;
    if (message == ORR_NONE) message = ORR_NULL;
    if (message == ORR_NULL && !(self->flags & HAS_MESSAGE)) return;
    OrrValue *slot = orr_side_make(vm, table, self);
    if (slot == NULL) {
        orr_exception_clear(vm); /* no memory: without a message, then */
        return;
    }
    OrrValue old = *slot;
    self->flags |= HAS_MESSAGE;
    *slot = orr_xretain(message);
    if (message == ORR_NULL) {
        self->flags &= ~(uint32_t)HAS_MESSAGE;
        orr_side_remove(vm, table, self);
    }
    orr_xrelease(vm, old);
}

OrrValue orr_task_message(OrrVm *vm, const OrrFuture *task) {
    const OrrObject *self = &((const OrrFutureObject *)((const char *)task - offsetof(OrrFutureObject, future)))->head;
    return self->flags & HAS_MESSAGE ? *orr_side_find(vm, &orr_aio(vm)->cancel_messages, self) : ORR_NULL;
}

/* ---- a step ---- */

static OrrValue cancel_error(OrrVm *vm, OrrTask *task) {
    OrrValue message = orr_task_message(vm, &task->future);
    bool plain = message == ORR_NULL || message == ORR_NONE;
    return orr_exception_new(vm, orr_aio(vm)->CancelledError, &message, plain ? 0 : 1);
}

/* What the step is to throw in: what the awaited future failed with, a cancellation, or nothing (ORR_NULL). */
static OrrValue what_to_throw(OrrVm *vm, OrrTask *task, OrrValue thrown, OrrFuture *woken) {
    if (woken != NULL && orr_future_state(woken) != ORR_FUTURE_RESULT) {
        thrown = orr_future_error(vm, woken);
        /* In CPython a cancellation, and whatever comes from a subclass (gather's), is raised by result(), caught and
         * thrown: that gives it a context, where there is one. */
        OrrValue future = orr_future_value(woken);
        bool plain = orr_is_exact(vm, future, orr_aio(vm)->Future) || orr_is_exact(vm, future, orr_aio(vm)->Task);
        if (thrown != ORR_NULL && (!plain || orr_future_state(woken) == ORR_FUTURE_CANCELLED))
            orr_exception_set_context(vm, thrown);
    }
    if (ORR_LIKELY(!(task->future.handle.flags & ORR_TASK_MUST_CANCEL))) return thrown;
    task->future.handle.flags &= ~(uint32_t)ORR_TASK_MUST_CANCEL;
    if (thrown != ORR_NULL && orr_is_instance(vm, thrown, orr_aio(vm)->CancelledError)) return thrown;
    orr_xrelease(vm, thrown);
    return cancel_error(vm, task);
}

static OrrStepEnd bad_await(OrrVm *vm, uint64_t *value) {
    *value = orr_exception_take(vm);
    return ORR_STEP_THROWS;
}

/* The coroutine yielded a future of the program's own: the task waits for a relay. True, with the relay (new), or false
 * with what is wrong pending. */
static bool yielded_foreign(OrrVm *vm, OrrTaskObject *t, OrrValue foreign, uint64_t *value) {
    OrrLoop *loop = t->task.future.loop;
    OrrValue own = orr_foreign_loop(vm, foreign), blocking = ORR_NULL, context = ORR_NULL;
    OrrFutureObject *relay = NULL;
    if (own != ORR_NULL) blocking = orr_lib_getattr(vm, foreign, "_asyncio_future_blocking");
    int truth = blocking == ORR_NULL ? -1 : orr_truth(vm, blocking);
    OrrValue key = truth < 0 ? ORR_NULL : orr_str_intern_cstring(vm, "_asyncio_future_blocking");
    if (key == ORR_NULL) {
        truth = -1;
    } else if (own != loop->owner) {
        orr_raise(vm, vm->exc.RuntimeError, "Task %R got Future %R attached to a different loop", orr_value(t),
                  foreign);
    } else if (!truth) {
        orr_raise(vm, vm->exc.RuntimeError, "yield was used instead of yield from in task %R with %R", orr_value(t),
                  foreign);
    } else if (orr_setattr(vm, foreign, orr_as_str(key), ORR_FALSE)) {
        /* A copy: the step enters the task's own context itself. */
        OrrValue own_context = orr_context_of_cell(vm, &t->context);
        context = own_context == ORR_NULL ? ORR_NULL : orr_lib_call_method(vm, own_context, "copy", NULL, 0);
        orr_xrelease(vm, own_context);
        if (context != ORR_NULL) relay = orr_relay_new(vm, foreign, loop, context);
    }
    orr_xrelease(vm, key);
    orr_xrelease(vm, context);
    orr_xrelease(vm, blocking);
    orr_xrelease(vm, own);
    if (relay != NULL) *value = (uint64_t)(uintptr_t)&relay->future;
    return relay != NULL;
}

/* The coroutine yielded something (a reference) that a task may wait for, or may not. */
static OrrStepEnd yielded(OrrVm *vm, OrrTask *task, OrrValue result, uint64_t *value) {
    if (ORR_LIKELY(result == ORR_NONE)) return ORR_STEP_YIELDS;
    OrrTaskObject *t = orr_task_object(task);
    bool native = orr_is_future(vm, result);
    if (ORR_LIKELY(native && !orr_overrides_callbacks(vm, result))) {
        OrrFuture *f = orr_as_future(result);
        if (ORR_LIKELY(f->loop == task->future.loop && f->handle.flags & ORR_FUTURE_BLOCKING && f != &task->future)) {
            *value = (uint64_t)(uintptr_t)f;
            return ORR_STEP_AWAITS;
        }
        if (f->loop != task->future.loop)
            orr_raise(vm, vm->exc.RuntimeError, "Task %R got Future %R attached to a different loop", orr_value(t),
                      result);
        else if (!(f->handle.flags & ORR_FUTURE_BLOCKING))
            orr_raise(vm, vm->exc.RuntimeError, "yield was used instead of yield from in task %R with %R", orr_value(t),
                      result);
        else orr_raise(vm, vm->exc.RuntimeError, "Task cannot await on itself: %R", orr_value(t));
    } else if (orr_is_exact(vm, result, vm->types.generator)) {
        orr_raise(vm, vm->exc.RuntimeError, "yield was used instead of yield from for generator in task %R with %R",
                  orr_value(t), result);
    } else if (native || orr_is_foreign_future(vm, result)) {
        if (yielded_foreign(vm, t, result, value)) {
            orr_release(vm, result);
            return ORR_STEP_AWAITS;
        }
    } else {
        orr_raise(vm, vm->exc.RuntimeError, "Task got bad yield: %R", result);
    }
    orr_release(vm, result);
    return bad_await(vm, value);
}

static OrrStepEnd failed(OrrVm *vm, OrrTask *task, uint64_t *value) {
    bool leaves = orr_aio_leaves(vm);
    bool cancelled = !leaves && orr_pending_is(vm, orr_aio(vm)->CancelledError);
    *value = orr_exception_take(vm);
    if (leaves) {
        orr_set_slot(vm, &orr_aio(vm)->leaving, orr_retain(*value));
        return ORR_STEP_LEFT;
    }
    if (!cancelled) return ORR_STEP_RAISED;
    task->future.handle.flags |= ORR_FUTURE_CANCELLED_BY;
    return ORR_STEP_CANCELLED;
}

static OrrStepEnd task_resume(OrrScheduler *s, OrrTask *task, uint64_t thrown, OrrFuture *woken, uint64_t *value) {
    OrrVm *vm = orr_aio_vm(s);
    OrrAsyncio *aio = orr_aio(vm);
    OrrTaskObject *t = orr_task_object(task);
    if (s->trace != NULL) orr_trace_step(s->trace, task->future.handle.id);
    thrown = what_to_throw(vm, task, thrown, woken);
    if (s->trace != NULL && thrown != ORR_NULL) orr_aio_trace_thrown(vm, thrown);

    OrrTaskObject *previous_task = aio->current;
    OrrValue *previous_cell, result = ORR_NULL;
    OrrStepEnd end;
    if (ORR_UNLIKELY(!orr_context_enter(vm, &t->context, &previous_cell))) {
        end = failed(vm, task, value);
    } else {
        aio->current = t;
        OrrSend sent = orr_resume(vm, task->coroutine, ORR_NONE, thrown, &result);
        aio->current = previous_task;
        orr_context_leave(vm, &t->context, previous_cell);
        ORR_ASSERT(sent != ORR_SEND_BLOCK);
        if (sent == ORR_SEND_YIELD) {
            end = yielded(vm, task, result, value);
        } else if (sent == ORR_SEND_RETURN) {
            *value = result;
            end = ORR_STEP_RETURNED;
        } else {
            end = failed(vm, task, value);
        }
    }
    orr_xrelease(vm, thrown);
    if (s->trace != NULL)
        orr_aio_trace_step_end(vm, t, end, end == ORR_STEP_AWAITS ? (OrrFuture *)(uintptr_t)*value : NULL);
    return end;
}

static bool task_run_debug(OrrScheduler *s, OrrTask *task);

static bool task_run(OrrScheduler *s, OrrHandle *handle) {
    orr_aio_in_loop(orr_aio_vm(s), ((OrrFuture *)handle)->loop);
    if (ORR_UNLIKELY(orr_aio(orr_aio_vm(s))->running->debug)) return task_run_debug(s, (OrrTask *)handle);
    if (ORR_LIKELY(orr_task_run(s, (OrrTask *)handle))) return true;
    OrrVm *vm = orr_aio_vm(s);
    OrrValue leaving = orr_aio(vm)->leaving;
    orr_aio(vm)->leaving = ORR_NULL;
    orr_exception_restore(vm, leaving);
    return false;
}

/* In debug mode the loop tells which steps took long. */
static bool task_run_debug(OrrScheduler *s, OrrTask *task) {
    OrrVm *vm = orr_aio_vm(s);
    OrrLoop *loop = task->future.loop;
    OrrValue self = orr_retain(orr_value(orr_task_object(task)));
    int64_t since_ns = s->now_ns;
    bool stays = orr_task_run(s, task);
    if (stays) {
        orr_aio_check_slow(vm, loop, self, since_ns);
    } else {
        OrrValue leaving = orr_aio(vm)->leaving;
        orr_aio(vm)->leaving = ORR_NULL;
        orr_exception_restore(vm, leaving);
    }
    orr_release(vm, self);
    return stays;
}

static void task_drop(OrrScheduler *s, OrrHandle *handle) {
    orr_release_object(orr_aio_vm(s), orr_task_object((OrrTask *)handle));
}

static OrrLoop *task_loop(const OrrHandle *handle) {
    return ((const OrrFuture *)handle)->loop;
}

void orr_task_due(OrrScheduler *s, OrrHandle *handle, OrrFuture *future) {
    if (s->trace == NULL) return;
    static const uint8_t reasons[32] = {
        [ORR_TRACE_WAIT_SLEEP] = ORR_TRACE_WAKE_TIMER,      [ORR_TRACE_WAIT_LOCK] = ORR_TRACE_WAKE_GRANT,
        [ORR_TRACE_WAIT_SEMAPHORE] = ORR_TRACE_WAKE_GRANT,  [ORR_TRACE_WAIT_QUEUE_GET] = ORR_TRACE_WAKE_ITEM,
        [ORR_TRACE_WAIT_QUEUE_PUT] = ORR_TRACE_WAKE_ITEM,   [ORR_TRACE_WAIT_EVENT] = ORR_TRACE_WAKE_NOTIFY,
        [ORR_TRACE_WAIT_CONDITION] = ORR_TRACE_WAKE_NOTIFY, [ORR_TRACE_WAIT_BARRIER] = ORR_TRACE_WAKE_NOTIFY,
        [ORR_TRACE_WAIT_THREAD] = ORR_TRACE_WAKE_THREAD,
    };
    int64_t reason = reasons[orr_future_wait_kind(future)];
    if (orr_future_state(future) == ORR_FUTURE_CANCELLED) reason = ORR_TRACE_WAKE_CANCEL;
    else if (orr_future_state(future) == ORR_FUTURE_EXCEPTION) reason = ORR_TRACE_WAKE_ERROR;
    else if (reason == 0) reason = ORR_TRACE_WAKE_RESULT;
    orr_trace_ready(s->trace, handle->id, reason);
}

static void task_visit(OrrHandle *handle, OrrVisit visit, void *context) {
    visit(context, &orr_task_object((OrrTask *)handle)->head);
}

static OrrValue task_describe(OrrVm *vm, OrrHandle *handle) {
    (void)handle;
    return orr_str_from_cstring(vm, "Task.task_wakeup()");
}

static bool task_cancel_core(OrrScheduler *s, OrrFuture *future, uint64_t message) {
    if (s->trace != NULL && !orr_future_done(future))
        orr_aio_trace_cancel(orr_aio_vm(s), orr_task_object(orr_task_from_future(future)), message);
    return orr_task_cancel(s, future, message);
}

static void task_traced_done(OrrScheduler *s, OrrTask *task) {
    orr_aio_trace_done(orr_aio_vm(s), orr_task_object(task));
}

static const OrrAioClass task_aio = {task_visit, task_describe};
const OrrTaskClass orr_task_class = {
    {"task", task_run, task_drop, orr_task_due, task_loop, task_cancel_core, &task_aio}, task_resume, task_traced_done};

/* Of classes derived from Task, which may have a cancel() of their own. */
static bool subclass_cancel(OrrScheduler *s, OrrFuture *future, uint64_t message) {
    int cancelled = orr_future_cancel_overridden(orr_aio_vm(s), future, message);
    return cancelled >= 0 ? cancelled > 0 : task_cancel_core(s, future, message);
}
static const OrrTaskClass subclass_class = {
    {"task", task_run, task_drop, orr_task_due, task_loop, subclass_cancel, &task_aio}, task_resume, task_traced_done};

bool orr_handle_is_task(const OrrHandle *handle) {
    return handle->class == &orr_task_class.handle || handle->class == &subclass_class.handle;
}

/* ---- making tasks ---- */

static bool is_coroutine_like(OrrVm *vm, OrrValue v) {
    if (orr_is_coroutine(vm, v)) return true;
    if (!orr_is_object(v) || orr_is_exact(vm, v, vm->types.generator)) return false; /* whatever types.coroutine says */
    static const char *const needed[] = {"send", "throw", "close", "__await__"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        OrrValue method = orr_lib_getattr(vm, v, needed[i]);
        if (method == ORR_NULL) {
            orr_exception_clear(vm);
            return false;
        }
        orr_release(vm, method);
    }
    return true;
}

static OrrTaskObject *allocate(OrrVm *vm, OrrType *cls) {
    OrrTaskObject *t = orr_new_object(vm, cls, cls->instance_size);
    if (t == NULL) return NULL;
    memset((char *)t + sizeof t->head, 0, cls->instance_size - sizeof t->head);
    t->task.future.handle.class = &orr_task_class.handle;
    t->task.future.handle.flags = ORR_TASK_IS_TASK;
    return t;
}

/* Fills in a task that was allocated and starts it. */
static bool set_up(OrrVm *vm, OrrTaskObject *t, OrrLoopObject *loop, OrrValue coroutine, OrrValue name,
                   OrrValue context, bool eager) {
    OrrAsyncio *aio = orr_aio(vm);
    if (!is_coroutine_like(vm, coroutine))
        return orr_fail(vm, vm->exc.TypeError, "a coroutine was expected, got %R", coroutine);
    OrrValue text = ORR_NULL, cell = ORR_NULL;
    if (name != ORR_NULL && name != ORR_NONE) {
        text = orr_is_exact(vm, name, vm->types.str) ? orr_retain(name) : orr_str(vm, name);
        if (text == ORR_NULL) return false;
    }
    if (context == ORR_NULL || context == ORR_NONE) {
        cell = orr_context_copy_cell(vm);
    } else if (!orr_context_cell_from(vm, context, &cell)) {
        orr_xrelease(vm, text);
        return false;
    }
    orr_task_init(&t->task, loop->loop, t->head.type->flags & ORR_TYPE_HEAP ? &subclass_class : &orr_task_class);
    t->name = text;
    t->context = cell;
    t->task.number = text == ORR_NULL ? ++aio->next_task_number : 0;
    t->task.coroutine = orr_retain(coroutine);
    if (aio->scheduler->trace != NULL) orr_aio_trace_task(vm, t);
    orr_retain(orr_value(t));
    if (!eager || aio->running != loop) {
        if (aio->scheduler->trace != NULL)
            orr_trace_ready(aio->scheduler->trace, t->task.future.handle.id, ORR_TRACE_WAKE_START);
        orr_task_start(&t->task);
        return true;
    }
    if (!task_run(aio->scheduler, &t->task.future.handle)) return false;
    if (orr_future_done(&t->task.future))
        orr_set_slot(vm, &t->task.coroutine, ORR_NONE); /* as CPython's lets go of it */
    return true;
}

OrrValue orr_task_new(OrrVm *vm, OrrType *cls, OrrLoopObject *loop, OrrValue coroutine, OrrValue name, OrrValue context,
                      bool eager) {
    OrrTaskObject *t = allocate(vm, cls);
    if (t == NULL) return ORR_NULL;
    if (set_up(vm, t, loop, coroutine, name, context, eager)) return orr_value(t);
    orr_release_object(vm, t);
    return ORR_NULL;
}

static OrrValue task_make(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_value(allocate(vm, cls));
}

static bool task_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"coro", "loop", "name", "context", "eager_start", NULL};
    static const OrrSignature signature = {"Task", names, 0, 1, 1, 5};
    OrrValue bound[5];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return false;
    OrrLoopObject *loop = orr_aio(vm)->running;
    if (bound[1] != ORR_NULL && bound[1] != ORR_NONE) {
        if (!orr_is_loop(vm, bound[1]))
            return orr_fail(vm, vm->exc.AttributeError, "'%T' object has no attribute 'get_debug'", bound[1]);
        loop = (OrrLoopObject *)orr_object(bound[1]);
    }
    if (loop == NULL) return orr_running_loop(vm) != NULL;
    int eager = bound[4] == ORR_NULL ? 0 : orr_truth(vm, bound[4]);
    if (eager < 0) return false;
    return set_up(vm, orr_as_task(self), loop, bound[0], bound[2], bound[3], eager);
}

OrrValue orr_loop_create_task(OrrVm *vm, OrrLoopObject *loop, OrrValue coroutine, OrrValue name, OrrValue context) {
    if (!orr_loop_check_open(vm, loop)) return ORR_NULL;
    OrrValue factory = loop->task_factory;
    if (factory == ORR_NONE) return orr_task_new(vm, orr_aio(vm)->Task, loop, coroutine, name, context, false);
    OrrValue task, args[3] = {orr_value(loop), coroutine, context};
    if (context == ORR_NULL || context == ORR_NONE) {
        task = orr_call(vm, factory, args, 2, ORR_NULL);
    } else {
        OrrValue key = orr_str_intern_cstring(vm, "context");
        OrrValue kwnames = key == ORR_NULL ? ORR_NULL : orr_tuple_steal(vm, &key, 1);
        task = kwnames == ORR_NULL ? ORR_NULL : orr_call(vm, factory, args, 2, kwnames);
        orr_xrelease(vm, kwnames);
    }
    if (task == ORR_NULL) return ORR_NULL;
    if (name == ORR_NULL) name = ORR_NONE; /* CPython 3.13 sets the name 'None' here */
    OrrValue done = orr_lib_call_method(vm, task, "set_name", &name, 1);
    if (done == ORR_NULL) {
        orr_release(vm, task);
        return ORR_NULL;
    }
    orr_release(vm, done);
    return task;
}

OrrValue orr_loop_create_task_any(OrrVm *vm, OrrLoopObject *loop, OrrValue coroutine, OrrValue name, OrrValue context) {
    if (ORR_LIKELY(!(loop->head.type->flags & ORR_TYPE_HEAP)))
        return orr_loop_create_task(vm, loop, coroutine, name, context);
    OrrValue keys[2], args[3] = {coroutine, name == ORR_NULL ? ORR_NONE : name, context};
    size_t count = 1;
    keys[0] = orr_str_intern_cstring(vm, "name");
    if (keys[0] != ORR_NULL && context != ORR_NULL && context != ORR_NONE) {
        keys[1] = orr_str_intern_cstring(vm, "context");
        if (keys[1] != ORR_NULL) count = 2;
    }
    OrrValue kwnames = keys[0] == ORR_NULL ? ORR_NULL : orr_tuple_steal(vm, keys, count);
    OrrValue method = kwnames == ORR_NULL ? ORR_NULL : orr_lib_getattr(vm, orr_value(loop), "create_task");
    OrrValue task = method == ORR_NULL ? ORR_NULL : orr_call(vm, method, args, 1, kwnames);
    orr_xrelease(vm, method);
    orr_xrelease(vm, kwnames);
    return task;
}

/* ---- life ---- */

static OrrValue task_finalise(OrrVm *vm, OrrValue self) {
    OrrTaskObject *t = orr_as_task(self);
    OrrFuture *f = &t->task.future;
    OrrScheduler *s = orr_aio(vm)->scheduler;
    if (!orr_future_done(f) && f->loop != NULL && !(f->handle.flags & ORR_TASK_QUIET)) {
        f->handle.flags |= ORR_TASK_QUIET;
        orr_trace_task_gone(s->trace, f->handle.id);
        orr_trace_problem(s->trace, ORR_TRACE_PROBLEM_DESTROYED, f->handle.id, 0);
        OrrValue message = orr_str_from_cstring(vm, "Task was destroyed but it is pending!");
        if (message != ORR_NULL) orr_aio_report(vm, f->loop, message, ORR_NULL, "task", self, NULL, ORR_NULL);
        orr_xrelease(vm, message);
    }
    return orr_aio(vm)->Future->slots.finalise(vm, self);
}

static void visit_value(OrrValue v, OrrVisit visit, void *context) {
    if (v != ORR_NULL && orr_is_object(v)) visit(context, orr_object(v));
}

static void task_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrTaskObject *t = (OrrTaskObject *)self;
    orr_future_traverse(self, visit, context);
    if (t->task.future.handle.flags & ORR_TASK_THROW) visit_value(t->task.future.result, visit, context);
    if (t->task.waiter != NULL) visit(context, &orr_future_object(t->task.waiter)->head);
    visit_value(t->task.coroutine, visit, context);
    visit_value(t->context, visit, context);
}

static void task_clear(OrrVm *vm, OrrObject *self) {
    OrrTaskObject *t = (OrrTaskObject *)self;
    if (t->task.future.handle.flags & ORR_TASK_THROW) {
        t->task.future.handle.flags &= ~(uint32_t)ORR_TASK_THROW;
        orr_set_slot(vm, &t->task.future.result, ORR_NULL);
    }
    orr_future_clear(vm, self);
    OrrFuture *waiter = t->task.waiter;
    t->task.waiter = NULL;
    if (waiter != NULL) orr_release_object(vm, orr_future_object(waiter));
    orr_set_slot(vm, &t->task.coroutine, ORR_NULL);
    orr_set_slot(vm, &t->context, ORR_NULL);
}

static void task_destroy(OrrVm *vm, OrrObject *self) {
    OrrTaskObject *t = (OrrTaskObject *)self;
    orr_task_unlink(orr_aio(vm)->scheduler, &t->task);
    task_clear(vm, self);
    orr_task_set_message(vm, &t->task, ORR_NULL);
    orr_xrelease(vm, t->name);
    orr_free_object(vm, self, self->type->instance_size);
}

/* ---- repr ---- */

OrrValue orr_task_name(OrrVm *vm, OrrTaskObject *task) {
    return task->name != ORR_NULL ? orr_retain(task->name) : orr_format(vm, "Task-%u", task->task.number);
}

typedef struct FirstFrame {
    bool seen;
    OrrAwaitFrame frame;
} FirstFrame;

static void first_frame(void *context, const OrrAwaitFrame *frame) {
    FirstFrame *first = context;
    if (!first->seen) first->frame = *frame;
    first->seen = true;
}

/* The first of two attributes of v that is there and true. New, or ORR_NULL without an exception. */
static OrrValue either(OrrVm *vm, OrrValue v, const char *one, const char *other) {
    for (const char *name = one; name != NULL; name = name == one ? other : NULL) {
        OrrValue value = orr_lib_getattr(vm, v, name);
        if (value != ORR_NULL && orr_truth(vm, value) > 0) return value;
        orr_xrelease(vm, value);
        orr_exception_clear(vm);
    }
    return ORR_NULL;
}

/* " running at f.py:3" or " done, defined at f.py:1"; "" of what has no code. New. */
static OrrValue coroutine_place(OrrVm *vm, OrrTaskObject *task) {
    OrrValue coroutine = task->task.coroutine;
    if (orr_is_coroutine(vm, coroutine)) {
        bool done = orr_future_done(&task->task.future);
        FirstFrame first = {.seen = false};
        if (!done) orr_await_chain(vm, coroutine, first_frame, &first);
        if (first.seen && first.frame.filename != NULL) {
            OrrValue place = orr_shown_place(vm, first.frame.filename, first.frame.line);
            OrrValue text = place == ORR_NULL ? ORR_NULL : orr_format(vm, " running at %S", place);
            orr_xrelease(vm, place);
            return text;
        }
        if (orr_object(coroutine)->flags & ORR_CORO_NATIVE)
            return orr_format(vm, done ? " done, defined at %s" : " running at %s", ORR_AIO_NATIVE_PLACE);
    }
    OrrValue code = either(vm, coroutine, "cr_code", "gi_code"), text = ORR_NULL;
    if (code == ORR_NULL) {
        OrrValue running = either(vm, coroutine, "cr_running", "gi_running");
        text = orr_str_from_cstring(vm, running != ORR_NULL ? " running" : "");
        orr_xrelease(vm, running);
        return text;
    }
    OrrValue frame = either(vm, coroutine, "gi_frame", "cr_frame");
    OrrValue file = orr_lib_getattr(vm, code, "co_filename");
    OrrValue line =
        frame != ORR_NULL ? orr_lib_getattr(vm, frame, "f_lineno") : orr_lib_getattr(vm, code, "co_firstlineno");
    int64_t number = 0;
    if (line != ORR_NULL && orr_is_int(vm, line)) orr_int_to_i64(line, &number);
    OrrValue place =
        file == ORR_NULL || !orr_is_str(file) ? ORR_NULL : orr_shown_place(vm, orr_as_str(file), (uint32_t)number);
    if (place != ORR_NULL) text = orr_format(vm, frame != ORR_NULL ? " running at %S" : " done, defined at %S", place);
    orr_exception_clear(vm);
    orr_xrelease(vm, place);
    orr_xrelease(vm, line);
    orr_xrelease(vm, file);
    orr_xrelease(vm, frame);
    orr_release(vm, code);
    return text != ORR_NULL ? text : orr_str_from_cstring(vm, "");
}

/* "main() running at f.py:3" and so on. */
static OrrValue coroutine_text(OrrVm *vm, OrrTaskObject *task) {
    OrrValue coroutine = task->task.coroutine;
    OrrValue name = either(vm, coroutine, "__qualname__", "__name__");
    if (name == ORR_NULL) name = orr_format(vm, "<%T without __name__>", coroutine);
    OrrValue place = name == ORR_NULL ? ORR_NULL : coroutine_place(vm, task);
    OrrValue text = place == ORR_NULL ? ORR_NULL : orr_format(vm, "%S()%S", name, place);
    orr_xrelease(vm, place);
    orr_xrelease(vm, name);
    return text;
}

bool orr_task_add_repr(OrrVm *vm, OrrStrBuilder *b, OrrTaskObject *task);
bool orr_task_add_repr(OrrVm *vm, OrrStrBuilder *b, OrrTaskObject *task) {
    if (task->task.future.loop == NULL) return true; /* not set up: its __init__ failed or didn't call Task's */
    OrrValue name = orr_task_name(vm, task);
    bool ok = name != ORR_NULL && orr_builder_add_cstring(b, " name=") && orr_builder_add_repr(b, name);
    orr_xrelease(vm, name);
    if (!ok || task->task.coroutine == ORR_NONE) return ok;
    OrrValue coroutine = coroutine_text(vm, task);
    ok = coroutine != ORR_NULL && orr_builder_add_cstring(b, " coro=<") && orr_builder_add_value(b, coroutine) &&
         orr_builder_add_char(b, '>');
    orr_xrelease(vm, coroutine);
    if (!ok || task->task.waiter == NULL) return ok;
    return orr_builder_add_cstring(b, " wait_for=") && orr_builder_add_repr(b, orr_future_value(task->task.waiter));
}

/* ---- methods ---- */

static OrrValue task_get_coro(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(orr_as_task(self)->task.coroutine);
}
static OrrValue task_get_context(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_context_of_cell(vm, &orr_as_task(self)->context);
}
static OrrValue task_get_name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_task_name(vm, orr_as_task(self));
}
static OrrValue task_set_name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrValue name = orr_str(vm, args[0]);
    if (name == ORR_NULL) return ORR_NULL;
    orr_set_slot(vm, &orr_as_task(self)->name, name);
    OrrScheduler *s = orr_aio(vm)->scheduler;
    if (s->trace != NULL && !orr_future_done(orr_as_future(self)))
        orr_trace_task_name(s->trace, orr_as_task(self)->task.future.handle.id, orr_aio_trace_string(vm, name));
    return ORR_NONE;
}
static OrrValue task_cancelling(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int(orr_as_task(self)->task.cancels);
}
static OrrValue task_uncancel(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrTask *task = &orr_as_task(self)->task;
    if (task->cancels > 0 && --task->cancels == 0) task->future.handle.flags &= ~(uint32_t)ORR_TASK_MUST_CANCEL;
    if (!orr_future_done(&task->future))
        orr_trace_uncancel(orr_aio(vm)->scheduler->trace, task->future.handle.id, task->cancels);
    return orr_small_int(task->cancels);
}

/* get_stack() and print_stack() are Python: _orrery_aio.NAME(task, limit, file). */
static OrrValue stack_function(OrrVm *vm, const char *name, OrrValue self, const OrrValue *args, size_t count) {
    OrrValue all[3] = {self, args[0] == ORR_NULL ? ORR_NONE : args[0], ORR_NULL};
    if (count > 1) all[2] = args[1] == ORR_NULL ? ORR_NONE : args[1];
    OrrValue function = orr_lib_import_from(vm, "_orrery_aio", name);
    OrrValue result = function == ORR_NULL ? ORR_NULL : orr_call(vm, function, all, count + 1, ORR_NULL);
    orr_xrelease(vm, function);
    return result;
}
static OrrValue task_get_stack(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"limit", NULL};
    static const OrrSignature signature = {"get_stack", names, 0, 0, 0, 1};
    OrrValue bound[1];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    return stack_function(vm, "get_stack", self, bound, 1);
}
static OrrValue task_print_stack(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"limit", "file", NULL};
    static const OrrSignature signature = {"print_stack", names, 0, 0, 0, 2};
    OrrValue bound[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    return stack_function(vm, "print_stack", self, bound, 2);
}

static OrrValue get_must_cancel(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(orr_as_future(self)->handle.flags & ORR_TASK_MUST_CANCEL);
}
static OrrValue get_waiter(OrrVm *vm, OrrValue self) {
    (void)vm;
    OrrFuture *waiter = orr_as_task(self)->task.waiter;
    return waiter == NULL ? ORR_NONE : orr_retain(orr_future_value(waiter));
}
static OrrValue get_coro(OrrVm *vm, OrrValue self) {
    return task_get_coro(vm, self, NULL, 0, ORR_NULL);
}
static OrrValue get_quiet(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(!(orr_as_future(self)->handle.flags & ORR_TASK_QUIET));
}
static bool set_quiet(OrrVm *vm, OrrValue self, OrrValue value) {
    int truth = value == ORR_NULL ? 0 : orr_truth(vm, value);
    if (truth < 0) return false;
    uint32_t *flags = &orr_as_future(self)->handle.flags;
    *flags = truth ? *flags & ~(uint32_t)ORR_TASK_QUIET : *flags | ORR_TASK_QUIET;
    return true;
}
static OrrValue get_cancels(OrrVm *vm, OrrValue self) {
    return task_cancelling(vm, self, NULL, 0, ORR_NULL);
}

/* Orders tasks by creation. */
static OrrValue get_id(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_small_int(orr_as_task(self)->task.future.handle.id);
}

/* Made right after its coroutine. */
static uint64_t task_birth(const OrrObject *self, OrrObject **companion) {
    const OrrTask *task = &((const OrrTaskObject *)self)->task;
    *companion = task->coroutine != ORR_NULL && orr_is_object(task->coroutine) ? orr_object(task->coroutine) : NULL;
    return task->future.handle.id;
}

static const OrrMethodDef task_methods[] = {
    ORR_DEF_NONE("get_coro", task_get_coro),
    ORR_DEF_NONE("get_context", task_get_context),
    ORR_DEF_NONE("get_name", task_get_name),
    ORR_DEF_ONE("set_name", task_set_name),
    ORR_DEF_NONE("cancelling", task_cancelling),
    ORR_DEF_NONE("uncancel", task_uncancel),
    ORR_DEF_KEYWORDS("get_stack", task_get_stack),
    ORR_DEF_KEYWORDS("print_stack", task_print_stack),
    ORR_DEF_END,
};
static const OrrGetSetDef task_getsets[] = {
    {"_must_cancel", get_must_cancel, NULL},
    {"_fut_waiter", get_waiter, NULL},
    {"_coro", get_coro, NULL},
    {"_log_destroy_pending", get_quiet, set_quiet},
    {"_num_cancels_requested", get_cancels, NULL},
    {"_orrery_id", get_id, NULL},
    {NULL, NULL, NULL},
};

OrrValue orr_future_repr(OrrVm *vm, OrrValue self);
static const OrrTypeSpec task_spec = {
    .name = "_asyncio.Task",
    .size = sizeof(OrrTaskObject),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_SIDE_DICT,
    .slots =
        {
            .destroy = task_destroy,
            .traverse = task_traverse,
            .clear = task_clear,
            .finalise = task_finalise,
            .birth = task_birth,
            .new_object = task_make,
            .init = task_init,
            .repr = orr_future_repr,
        },
    .methods = task_methods,
    .getsets = task_getsets,
};

/* ---- functions of the module ---- */

static OrrValue create_task(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"coro", "name", "context", NULL};
    static const OrrSignature signature = {"create_task", names, 0, 1, 1, 3};
    OrrValue bound[3];
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrLoopObject *loop = orr_running_loop(vm);
    return loop == NULL ? ORR_NULL : orr_loop_create_task_any(vm, loop, bound[0], bound[1], bound[2]);
}

/* The loop argument of current_task and all_tasks; NULL: an error is pending. */
static OrrLoopObject *loop_argument(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs,
                                    OrrValue kwnames) {
    static const char *const names[] = {"loop", NULL};
    const OrrSignature signature = {function, names, 0, 1, 0, 1};
    OrrValue loop;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &loop)) return NULL;
    if (loop == ORR_NULL || loop == ORR_NONE) return orr_running_loop(vm);
    if (orr_is_loop(vm, loop)) return (OrrLoopObject *)orr_object(loop);
    orr_raise(vm, vm->exc.TypeError, "loop must be an event loop, not %T", loop);
    return NULL;
}

static OrrValue current_task(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    OrrLoopObject *loop = loop_argument(vm, "current_task", args, nargs, kwnames);
    if (loop == NULL) return ORR_NULL;
    OrrTaskObject *t = orr_aio(vm)->current;
    return t != NULL && t->task.future.loop == loop->loop ? orr_retain(orr_value(t)) : ORR_NONE;
}

static OrrValue all_tasks(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    OrrLoopObject *loop = loop_argument(vm, "all_tasks", args, nargs, kwnames);
    OrrSet *set = loop == NULL ? NULL : orr_set_new(vm, vm->types.set);
    if (set == NULL) return ORR_NULL;
    for (OrrTask *t = orr_aio(vm)->scheduler->first_task; t != NULL; t = orr_task_next(orr_aio(vm)->scheduler, t))
        if (t->future.loop == loop->loop && !orr_set_add(vm, set, orr_value(orr_task_object(t)))) {
            orr_release_object(vm, set);
            return ORR_NULL;
        }
    return orr_value(set);
}

static OrrValue eager_task_factory(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"loop", "coro", "name", "context", NULL};
    static const OrrSignature signature = {"eager_task_factory", names, 0, 2, 2, 4};
    OrrValue bound[4];
    (void)self;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!orr_is_loop(vm, bound[0])) return orr_raise(vm, vm->exc.TypeError, "loop must be an event loop");
    return orr_task_new(vm, orr_aio(vm)->Task, (OrrLoopObject *)orr_object(bound[0]), bound[1], bound[2], bound[3],
                        true);
}
static OrrValue iscoroutine(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_bool(is_coroutine_like(vm, args[0]));
}
static OrrValue isfuture(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_bool(orr_is_future(vm, args[0]) || orr_is_foreign_future(vm, args[0]));
}

static const char other_loop[] = "The future belongs to a different loop than the one specified as the loop argument";

/* ensure_future() of a future of the program's own. New. */
static OrrValue ensure_foreign(OrrVm *vm, OrrValue future, const OrrLoopObject *loop) {
    OrrValue own = loop == NULL ? ORR_NONE : orr_foreign_loop(vm, future);
    if (own == ORR_NULL) return ORR_NULL;
    bool same = loop == NULL || own == orr_value(loop);
    orr_release(vm, own);
    return same ? orr_retain(future) : orr_raise(vm, vm->exc.ValueError, other_loop);
}

OrrValue orr_ensure_future(OrrVm *vm, OrrValue awaitable, OrrLoopObject *loop) {
    if (orr_is_future(vm, awaitable)) {
        if (loop != NULL && orr_as_future(awaitable)->loop != loop->loop)
            return orr_raise(vm, vm->exc.ValueError, other_loop);
        return orr_retain(awaitable);
    }
    OrrValue coroutine = ORR_NULL;
    if (!orr_is_coroutine(vm, awaitable) && orr_is_foreign_future(vm, awaitable))
        return ensure_foreign(vm, awaitable, loop);
    if (is_coroutine_like(vm, awaitable)) {
        coroutine = orr_retain(awaitable);
    } else {
        OrrValue method = orr_lookup_special(vm, awaitable, ORR_NAME(vm, __await__));
        if (method == ORR_NULL) {
            if (vm->exception != ORR_NULL) return ORR_NULL;
            return orr_raise(vm, vm->exc.TypeError, "An asyncio.Future, a coroutine or an awaitable is required");
        }
        orr_release(vm, method);
        OrrValue wrap = orr_lib_import_from(vm, "_orrery_aio", "wrap_awaitable");
        if (wrap == ORR_NULL) return ORR_NULL;
        coroutine = orr_call1(vm, wrap, awaitable);
        orr_release(vm, wrap);
        if (coroutine == ORR_NULL) return ORR_NULL;
    }
    if (loop == NULL) loop = orr_event_loop(vm);
    OrrValue task = loop == NULL ? ORR_NULL : orr_loop_create_task_any(vm, loop, coroutine, ORR_NULL, ORR_NULL);
    orr_release(vm, coroutine);
    return task;
}

static OrrValue ensure_future(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"coro_or_future", "loop", NULL};
    static const OrrSignature signature = {"ensure_future", names, 0, 1, 1, 2};
    OrrValue bound[2];
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return ORR_NULL;
    bool given = bound[1] != ORR_NULL && bound[1] != ORR_NONE;
    if (given && !orr_is_loop(vm, bound[1])) return orr_raise(vm, vm->exc.TypeError, "loop must be an event loop");
    return orr_ensure_future(vm, bound[0], given ? (OrrLoopObject *)orr_object(bound[1]) : NULL);
}

bool orr_aio_add_task(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    static const OrrMethodDef natives[] = {ORR_DEF_SIGNED("current_task", current_task, "($module, loop=None)"),
                                           ORR_DEF_END};
    static const OrrMethodDef tasks[] = {
        ORR_DEF_KEYWORDS("create_task", create_task),
        ORR_DEF_KEYWORDS("all_tasks", all_tasks),
        ORR_DEF_KEYWORDS("ensure_future", ensure_future),
        ORR_DEF_KEYWORDS("eager_task_factory", eager_task_factory),
        ORR_DEF_END,
    };
    static const OrrMethodDef coroutines[] = {ORR_DEF_ONE("iscoroutine", iscoroutine), ORR_DEF_END};
    static const OrrMethodDef futures[] = {ORR_DEF_ONE("isfuture", isfuture), ORR_DEF_END};
    aio->Task = orr_module_add_type(vm, module, &task_spec, aio->Future);
    return aio->Task != NULL && orr_aio_add_natives(vm, module, natives) &&
           orr_module_add_python_functions(vm, module, tasks, "asyncio.tasks") &&
           orr_module_add_python_functions(vm, module, coroutines, "asyncio.coroutines") &&
           orr_module_add_python_functions(vm, module, futures, "asyncio.base_futures");
}
