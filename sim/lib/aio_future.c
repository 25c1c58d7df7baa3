/* asyncio.Future: a result that comes later. */
#include "sim/lib/asyncio.h"

#include "sim/vm/generic_alias.h"
#include "sim/vm/object.h"

OrrFutureObject *orr_future_new(OrrVm *vm, OrrLoop *loop, uint32_t wait_kind, OrrValue subject) {
    static const OrrHandleClass plain = {.name = "future"};
    OrrFutureObject *f = orr_new_object(vm, orr_aio(vm)->Future, sizeof *f);
    if (f == NULL) return NULL;
    orr_future_init(&f->future, loop, &plain, wait_kind);
    f->future.result = subject;
    return f;
}

bool orr_callbacks_accepted(OrrVm *vm, uint32_t refused_before) {
    if (ORR_LIKELY(orr_aio(vm)->scheduler->refused_calls == refused_before)) return true;
    return orr_fail(vm, vm->exc.RuntimeError, "Event loop is closed");
}

/* Whether the trace knows the future as an object of its own. (A sleep's id is that of its timer.) */
static bool has_own_id(const OrrFuture *f) {
    return f->handle.id != 0 && orr_future_wait_kind(f) != ORR_TRACE_WAIT_SLEEP &&
           !(f->handle.flags & (ORR_TASK_IS_TASK | ORR_FUTURE_WAITS_FOR_ID));
}

void orr_future_set_result(OrrVm *vm, OrrFuture *f, OrrValue value) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    if (s->trace != NULL && has_own_id(f))
        orr_trace_future_done(s->trace, f->handle.id, ORR_TRACE_OUTCOME_RETURNED);
    orr_future_finish(f, ORR_FUTURE_RESULT, orr_retain(value));
}

void orr_future_set_exception(OrrVm *vm, OrrFuture *f, OrrValue exception) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    if (s->trace != NULL && has_own_id(f))
        orr_trace_future_done(s->trace, f->handle.id, ORR_TRACE_OUTCOME_RAISED);
    orr_future_finish(f, ORR_FUTURE_EXCEPTION, orr_retain(exception));
    f->handle.flags |= ORR_FUTURE_LOG_TRACEBACK;
}

/* What cancel() was given; borrowed. A task that ended otherwise may still have one. */
static OrrValue cancel_message(OrrVm *vm, const OrrFuture *f) {
    if (orr_future_state(f) == ORR_FUTURE_CANCELLED) return f->handle.flags & ORR_FUTURE_CANCELLED_BY ? ORR_NULL : f->result;
    return f->handle.flags & ORR_TASK_IS_TASK ? orr_task_message(vm, f) : ORR_NULL;
}

OrrValue orr_future_cancelled_error(OrrVm *vm, OrrFuture *f) {
    if (f->handle.flags & ORR_FUTURE_CANCELLED_BY) {
        OrrValue error = f->result; /* it is given once; the next one has no message */
        f->handle.flags &= ~(uint32_t)ORR_FUTURE_CANCELLED_BY;
        f->result = ORR_NULL;
        return error;
    }
    OrrValue message = cancel_message(vm, f);
    bool plain = message == ORR_NULL || message == ORR_NONE;
    return orr_exception_new(vm, orr_aio(vm)->CancelledError, &message, plain ? 0 : 1);
}

/* The exception of a failed future, with the traceback that it had when it was first asked for: however often it is
 * raised again, the traceback doesn't grow. New. */
static OrrValue failure(OrrVm *vm, OrrFuture *f) {
    f->handle.flags &= ~(uint32_t)ORR_FUTURE_LOG_TRACEBACK;
    OrrValue *traceback = &orr_as_exception(f->result)->traceback;
    if (f->detail == 0) f->detail = orr_retain(*traceback);
    else orr_set_slot(vm, traceback, orr_retain(f->detail));
    return orr_retain(f->result);
}

OrrValue orr_future_error(OrrVm *vm, OrrFuture *f) {
    return orr_future_state(f) == ORR_FUTURE_EXCEPTION ? failure(vm, f) : orr_future_cancelled_error(vm, f);
}

OrrValue orr_future_result(OrrVm *vm, OrrFuture *f) {
    switch (orr_future_state(f)) {
    case ORR_FUTURE_RESULT: return orr_retain(f->result);
    case ORR_FUTURE_PENDING: return orr_raise(vm, orr_aio(vm)->InvalidStateError, "Result is not set.");
    default: break;
    }
    OrrValue error = orr_future_error(vm, f);
    return error == ORR_NULL ? ORR_NULL : orr_raise_value(vm, error);
}

int orr_future_cancel_any(OrrVm *vm, OrrFuture *f, OrrValue message) {
    OrrValue self = orr_future_value(f);
    if (ORR_LIKELY(!(orr_object(self)->type->flags & ORR_TYPE_HEAP))) return orr_future_cancel(f, message);
    OrrValue result = message == ORR_NULL || message == ORR_NONE
                          ? orr_call_method(vm, self, ORR_NAME(vm, cancel), NULL, 0)
                          : orr_call_method(vm, self, ORR_NAME(vm, cancel), &message, 1);
    if (result == ORR_NULL) return -1;
    int truth = orr_truth(vm, result);
    orr_release(vm, result);
    return truth;
}

int orr_future_cancel_overridden(OrrVm *vm, OrrFuture *f, OrrValue message) {
    OrrValue self = orr_future_value(f);
    if (f->handle.flags & ORR_FUTURE_DIRECT) return -1;
    OrrValue own = orr_type_lookup(vm, orr_object(self)->type, ORR_NAME(vm, cancel));
    if (own == orr_type_lookup(vm, orr_aio(vm)->Future, ORR_NAME(vm, cancel))) return -1;
    OrrValue key = orr_str_intern_cstring(vm, "msg");
    OrrValue kwnames = key == ORR_NULL ? ORR_NULL : orr_tuple_steal(vm, &key, 1);
    OrrValue method = kwnames == ORR_NULL ? ORR_NULL : orr_getattr(vm, self, ORR_NAME(vm, cancel));
    OrrValue argument = message == ORR_NULL ? ORR_NONE : message;
    OrrValue result = method == ORR_NULL ? ORR_NULL : orr_call(vm, method, &argument, 0, kwnames);
    int truth = result == ORR_NULL ? -1 : orr_truth(vm, result);
    if (truth < 0) orr_write_unraisable(vm, NULL, self);
    orr_xrelease(vm, result);
    orr_xrelease(vm, method);
    orr_xrelease(vm, kwnames);
    return truth > 0;
}

static bool subclass_cancel(OrrScheduler *s, OrrFuture *f, uint64_t message) {
    int cancelled = orr_future_cancel_overridden(orr_aio_vm(s), f, message);
    return cancelled >= 0 ? cancelled > 0 : orr_future_cancel_plain(s, f, message);
}

/* ---- awaiting ---- */

OrrValue orr_future_iter_self(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(self);
}

/* A future is its own iterator: it yields itself once, for the task to wait on, and then has its result. */
OrrSend orr_future_send(OrrVm *vm, OrrValue self, OrrValue value, OrrValue *result) {
    (void)value;
    OrrFuture *f = orr_as_future(self);
    if (!orr_future_done(f)) {
        if (f->handle.flags & ORR_FUTURE_BLOCKING) {
            orr_raise(vm, vm->exc.RuntimeError, "await wasn't used with future");
            return ORR_SEND_ERROR;
        }
        f->handle.flags |= ORR_FUTURE_BLOCKING;
        *result = orr_retain(self);
        return ORR_SEND_YIELD;
    }
    if (ORR_UNLIKELY(f->handle.flags & ORR_HANDLE_TIMER))
        orr_handle_cancel(f->loop->scheduler, &f->handle); /* a sleep cut short */
    *result = orr_future_result(vm, f);
    return *result == ORR_NULL ? ORR_SEND_ERROR : ORR_SEND_RETURN;
}

static OrrValue future_next(OrrVm *vm, OrrValue self) {
    OrrValue result = ORR_NULL;
    switch (orr_future_send(vm, self, ORR_NONE, &result)) {
    case ORR_SEND_RETURN: {
        orr_raise_stop_iteration(vm, result);
        orr_release(vm, result);
        return ORR_NULL;
    }
    case ORR_SEND_YIELD: return result;
    default: return ORR_NULL;
    }
}

OrrSend orr_await_future(OrrVm *vm, OrrNativeCoroutine *self, OrrFuture *f, OrrValue *result) {
    OrrValue value = orr_future_value(f);
    orr_set_slot(vm, &self->awaiting, orr_retain(value));
    f->handle.flags |= ORR_FUTURE_BLOCKING;
    *result = orr_retain(value);
    return ORR_SEND_YIELD;
}

OrrSend orr_rethrow(OrrVm *vm, OrrValue thrown) {
    orr_exception_restore(vm, orr_retain(thrown)); /* its context is for those who handle something: not here */
    return ORR_SEND_ERROR;
}

/* ---- life ---- */

static OrrValue future_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    static const OrrHandleClass plain = {.name = "future"}, subclass = {.name = "future", .cancel = subclass_cancel};
    OrrFutureObject *f = orr_new_object(vm, cls, cls->instance_size);
    if (f == NULL) return ORR_NULL;
    memset((char *)f + sizeof f->head, 0, cls->instance_size - sizeof f->head);
    orr_future_init(&f->future, NULL, cls->flags & ORR_TYPE_HEAP ? &subclass : &plain, ORR_TRACE_WAIT_FUTURE);
    return orr_value(f);
}

static bool future_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"loop", NULL};
    static const OrrSignature signature = {"Future", names, 0, 0, 0, 1};
    OrrValue loop;
    if (nargs != 0) return orr_fail(vm, vm->exc.TypeError, "Future() takes no positional arguments");
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &loop)) return false;
    OrrLoopObject *object = NULL;
    if (loop == ORR_NULL || loop == ORR_NONE) {
        object = orr_event_loop(vm);
        if (object == NULL) return false;
    } else {
        if (!orr_is_loop(vm, loop)) return orr_fail(vm, vm->exc.AttributeError, "'%T' object has no attribute 'get_debug'", loop);
        object = (OrrLoopObject *)orr_object(loop);
    }
    orr_as_future(self)->loop = object->loop;
    return true;
}

static OrrValue future_finalise(OrrVm *vm, OrrValue self) {
    OrrFuture *f = orr_as_future(self);
    if (!(f->handle.flags & ORR_FUTURE_LOG_TRACEBACK) || orr_future_state(f) != ORR_FUTURE_EXCEPTION) return ORR_NONE;
    f->handle.flags &= ~(uint32_t)ORR_FUTURE_LOG_TRACEBACK;
    OrrValue message = orr_format(vm, "%U exception was never retrieved", orr_object(self)->type->name);
    if (message == ORR_NULL) return ORR_NULL;
    OrrScheduler *s = orr_aio(vm)->scheduler;
    orr_trace_problem(s->trace, ORR_TRACE_PROBLEM_UNRETRIEVED, f->handle.id, 0);
    orr_aio_report(vm, f->loop, message, f->result, "future", self, NULL, ORR_NULL);
    orr_release(vm, message);
    return ORR_NONE;
}

static void visit_callbacks(OrrFuture *f, OrrVisit visit, void *context) {
    if (orr_future_done(f) || f->callbacks.last == NULL) return;
    OrrHandle *handle = f->callbacks.last;
    do {
        const OrrAioClass *class = handle->class->language;
        class->traverse(handle, visit, context);
        handle = handle->next;
    } while (handle != f->callbacks.last);
}

static void visit_value(OrrValue v, OrrVisit visit, void *context) {
    if (v != ORR_NULL && orr_is_object(v)) visit(context, orr_object(v));
}

void orr_future_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrFuture *f = &((OrrFutureObject *)self)->future;
    visit_callbacks(f, visit, context);
    if (!orr_future_done(f)) return;
    visit_value(f->result, visit, context);
    visit_value(f->detail, visit, context);
}

void orr_future_clear(OrrVm *vm, OrrObject *self) {
    OrrFuture *f = &((OrrFutureObject *)self)->future;
    if (!orr_future_done(f)) {
        f->result = ORR_NULL; /* what a pending future is for isn't counted */
        if (f->loop != NULL) orr_future_drop_callbacks(f);
        return;
    }
    orr_set_slot(vm, &f->result, ORR_NULL);
    orr_set_slot(vm, &f->detail, ORR_NULL);
}

static void future_destroy(OrrVm *vm, OrrObject *self) {
    orr_aio_trace_future_gone(vm, &((OrrFutureObject *)self)->future);
    orr_future_clear(vm, self);
    orr_free_object(vm, self, self->type->instance_size);
}

/* ---- methods ---- */

static OrrValue future_result(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_future_result(vm, orr_as_future(self));
}

static OrrValue future_exception(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrFuture *f = orr_as_future(self);
    switch (orr_future_state(f)) {
    case ORR_FUTURE_RESULT: return ORR_NONE;
    case ORR_FUTURE_EXCEPTION: return failure(vm, f);
    case ORR_FUTURE_CANCELLED: return orr_future_result(vm, f);
    case ORR_FUTURE_PENDING: break;
    }
    return orr_raise(vm, orr_aio(vm)->InvalidStateError, "Exception is not set.");
}

static OrrValue future_set_result(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"", NULL};
    static const OrrSignature signature = {"set_result", names, 1, 1, 1, 1};
    OrrValue given;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &given)) return ORR_NULL;
    OrrFuture *f = orr_as_future(self);
    if (f->handle.flags & ORR_TASK_IS_TASK)
        return orr_raise(vm, vm->exc.RuntimeError, "Task does not support set_result operation");
    if (orr_future_done(f)) return orr_raise(vm, orr_aio(vm)->InvalidStateError, "invalid state");
    uint32_t refused = orr_aio(vm)->scheduler->refused_calls;
    orr_future_set_result(vm, f, given);
    return orr_callbacks_accepted(vm, refused) ? ORR_NONE : ORR_NULL;
}

OrrValue orr_future_exception_instance(OrrVm *vm, OrrValue given) {
    OrrValue exception = given;
    if (orr_is_object(given) && orr_has_flag(vm, given, ORR_TYPE_TYPE_SUB) &&
        orr_type_is_subtype((OrrType *)orr_object(given), vm->exc.BaseException)) {
        exception = orr_call0(vm, given);
        if (exception == ORR_NULL) return ORR_NULL;
    } else {
        orr_retain(exception);
    }
    if (!orr_is_exception(exception)) {
        orr_release(vm, exception);
        return orr_raise(vm, vm->exc.TypeError, "invalid exception object");
    }
    if (!orr_is_instance(vm, exception, vm->exc.StopIteration)) return exception;
    OrrValue text = orr_str_from_cstring(
        vm, "StopIteration interacts badly with generators and cannot be raised into a Future");
    OrrValue error = text == ORR_NULL ? ORR_NULL : orr_exception_new(vm, vm->exc.RuntimeError, &text, 1);
    orr_xrelease(vm, text);
    if (error == ORR_NULL) {
        orr_release(vm, exception);
        return ORR_NULL;
    }
    orr_as_exception(error)->cause = exception;
    orr_as_exception(error)->context = orr_retain(exception);
    orr_as_exception(error)->suppress_context = true;
    return error;
}

static OrrValue future_set_exception(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"", NULL};
    static const OrrSignature signature = {"set_exception", names, 1, 1, 1, 1};
    OrrValue given;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &given)) return ORR_NULL;
    OrrFuture *f = orr_as_future(self);
    if (f->handle.flags & ORR_TASK_IS_TASK)
        return orr_raise(vm, vm->exc.RuntimeError, "Task does not support set_exception operation");
    if (orr_future_done(f)) return orr_raise(vm, orr_aio(vm)->InvalidStateError, "invalid state");
    OrrValue exception = orr_future_exception_instance(vm, given);
    if (exception == ORR_NULL) return ORR_NULL;
    uint32_t refused = orr_aio(vm)->scheduler->refused_calls;
    orr_future_set_exception(vm, f, exception);
    orr_release(vm, exception);
    return orr_callbacks_accepted(vm, refused) ? ORR_NONE : ORR_NULL;
}

static OrrValue future_cancel(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"msg", NULL};
    static const OrrSignature signature = {"cancel", names, 0, 1, 0, 1};
    OrrValue message;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &message)) return ORR_NULL;
    OrrFuture *f = orr_as_future(self);
    uint32_t refused = orr_aio(vm)->scheduler->refused_calls;
    f->handle.flags |= ORR_FUTURE_DIRECT;
    bool cancelled = orr_future_cancel(f, message == ORR_NONE ? ORR_NULL : message);
    f->handle.flags &= ~(uint32_t)ORR_FUTURE_DIRECT;
    return orr_callbacks_accepted(vm, refused) ? orr_bool(cancelled) : ORR_NULL;
}

static OrrValue future_cancelled(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(orr_future_state(orr_as_future(self)) == ORR_FUTURE_CANCELLED);
}

static OrrValue future_done(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(orr_future_done(orr_as_future(self)));
}

static OrrValue future_get_loop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    if (orr_as_future(self)->loop == NULL)
        return orr_raise(vm, vm->exc.RuntimeError, "Future object is not initialized.");
    return orr_retain(orr_as_future(self)->loop->owner);
}

static OrrValue future_make_error(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_future_cancelled_error(vm, orr_as_future(self));
}

/* ---- repr ---- */

/* reprlib.repr(): shortened as CPython shows results. */
static OrrValue short_repr(OrrVm *vm, OrrValue value) {
    if (!orr_is_object(value)) return orr_repr(vm, value);
    OrrValue module = orr_import(vm, "reprlib");
    if (module == ORR_NULL) return ORR_NULL;
    OrrValue name = orr_str_intern_cstring(vm, "repr");
    OrrValue text = name == ORR_NULL ? ORR_NULL : orr_call_method(vm, module, orr_as_str(name), &value, 1);
    orr_xrelease(vm, name);
    orr_release(vm, module);
    return text;
}

static OrrValue describe_callback(OrrVm *vm, OrrHandle *handle) {
    const OrrAioClass *class = handle->class->language;
    return class->describe(vm, handle);
}

/* " cb=[first]", "[first, second]" or "[first, <n more>, last]". */
static bool add_callbacks(OrrVm *vm, OrrStrBuilder *b, OrrFuture *f) {
    if (orr_future_done(f) || f->callbacks.last == NULL) return true;
    OrrHandle *first = f->callbacks.last->next, *last = f->callbacks.last;
    size_t count = 1;
    for (OrrHandle *h = first; h != last; h = h->next) count++;
    OrrValue text = describe_callback(vm, first);
    bool ok = text != ORR_NULL && orr_builder_add_cstring(b, " cb=[") && orr_builder_add_value(b, text);
    orr_xrelease(vm, text);
    if (ok && count > 2) {
        OrrValue more = orr_format(vm, ", <%zu more>", count - 2);
        ok = more != ORR_NULL && orr_builder_add_value(b, more);
        orr_xrelease(vm, more);
    }
    if (ok && count > 1) {
        text = describe_callback(vm, last);
        ok = text != ORR_NULL && orr_builder_add_cstring(b, ", ") && orr_builder_add_value(b, text);
        orr_xrelease(vm, text);
    }
    return ok && orr_builder_add_cstring(b, "]");
}

/* The end of a repr, after state and whatever a task adds: result, exception, callbacks. */
static bool add_outcome(OrrVm *vm, OrrStrBuilder *b, OrrFuture *f) {
    if (orr_future_state(f) == ORR_FUTURE_RESULT) {
        OrrValue text = short_repr(vm, f->result);
        bool ok = text != ORR_NULL && orr_builder_add_cstring(b, " result=") && orr_builder_add_value(b, text);
        orr_xrelease(vm, text);
        if (!ok) return false;
    } else if (orr_future_state(f) == ORR_FUTURE_EXCEPTION) {
        if (!orr_builder_add_cstring(b, " exception=") || !orr_builder_add_repr(b, f->result)) return false;
    }
    return add_callbacks(vm, b, f);
}

static const char *state_word(const OrrFuture *f) {
    switch (orr_future_state(f)) {
    case ORR_FUTURE_PENDING: return "pending";
    case ORR_FUTURE_CANCELLED: return "cancelled";
    default: return "finished";
    }
}

/* What `<Task ...>` says between its state and its outcome; defined with tasks. */
bool orr_task_add_repr(OrrVm *vm, OrrStrBuilder *b, OrrTaskObject *task);

OrrValue orr_future_repr(OrrVm *vm, OrrValue self);
OrrValue orr_future_repr(OrrVm *vm, OrrValue self) {
    OrrFuture *f = orr_as_future(self);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool is_task = f->handle.flags & ORR_TASK_IS_TASK;
    const char *state = state_word(f);
    if (is_task && !orr_future_done(f) && orr_as_task(self)->task.cancels > 0) state = "cancelling";
    OrrStr *name = f->handle.flags & ORR_FUTURE_INTERNAL ? orr_aio(vm)->Future->name : orr_object(self)->type->name;
    if (orr_object(self)->flags & ORR_OBJECT_BUSY) return orr_str_from_cstring(vm, "...");
    orr_object(self)->flags |= ORR_OBJECT_BUSY;
    bool ok = orr_builder_add_char(&b, '<') && orr_builder_add_str(&b, name) && orr_builder_add_char(&b, ' ') &&
              orr_builder_add_cstring(&b, state) && (!is_task || orr_task_add_repr(vm, &b, orr_as_task(self))) &&
              add_outcome(vm, &b, f) && orr_builder_add_char(&b, '>');
    orr_object(self)->flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

/* ---- attributes ---- */

static OrrValue get_state(OrrVm *vm, OrrValue self) {
    switch (orr_future_state(orr_as_future(self))) {
    case ORR_FUTURE_PENDING: return orr_str_from_cstring(vm, "PENDING");
    case ORR_FUTURE_CANCELLED: return orr_str_from_cstring(vm, "CANCELLED");
    default: return orr_str_from_cstring(vm, "FINISHED");
    }
}
static OrrValue get_blocking(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(orr_as_future(self)->handle.flags & ORR_FUTURE_BLOCKING);
}
static bool set_flag(OrrVm *vm, OrrValue self, OrrValue value, uint32_t flag) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.AttributeError, "cannot delete attribute");
    int truth = orr_truth(vm, value);
    if (truth < 0) return false;
    uint32_t *flags = &orr_as_future(self)->handle.flags;
    *flags = truth ? *flags | flag : *flags & ~flag;
    return true;
}
static bool set_blocking(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_flag(vm, self, value, ORR_FUTURE_BLOCKING);
}
static OrrValue get_log(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(orr_as_future(self)->handle.flags & ORR_FUTURE_LOG_TRACEBACK);
}
static bool set_log(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value != ORR_NULL && orr_truth(vm, value) > 0)
        return orr_fail(vm, vm->exc.ValueError, "_log_traceback can only be set to False");
    return set_flag(vm, self, value, ORR_FUTURE_LOG_TRACEBACK);
}
static OrrValue get_loop(OrrVm *vm, OrrValue self) {
    (void)vm;
    OrrLoop *loop = orr_as_future(self)->loop;
    return loop == NULL ? ORR_NONE : orr_retain(loop->owner);
}
static OrrValue get_message(OrrVm *vm, OrrValue self) {
    OrrValue message = cancel_message(vm, orr_as_future(self));
    return message == ORR_NULL ? ORR_NONE : orr_retain(message);
}
static OrrValue get_result(OrrVm *vm, OrrValue self) {
    OrrFuture *f = orr_as_future(self);
    (void)vm;
    return orr_future_state(f) == ORR_FUTURE_RESULT ? orr_retain(f->result) : ORR_NONE;
}
static OrrValue get_exception(OrrVm *vm, OrrValue self) {
    OrrFuture *f = orr_as_future(self);
    (void)vm;
    return orr_future_state(f) == ORR_FUTURE_EXCEPTION ? orr_retain(f->result) : ORR_NONE;
}
static OrrValue get_none(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return ORR_NONE;
}

static OrrValue future_await(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_future_iter_new(vm, self);
}

/* In aio_handle.c, with the callbacks' handles. */
OrrValue orr_future_add_done_callback(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_future_remove_done_callback(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                         OrrValue kwnames);
OrrValue orr_future_callbacks(OrrVm *vm, OrrValue self);

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("__await__", future_await),
    ORR_DEF_NONE("__iter__", future_await),
    ORR_DEF_NONE("result", future_result),
    ORR_DEF_NONE("exception", future_exception),
    ORR_DEF_KEYWORDS("set_result", future_set_result),
    ORR_DEF_KEYWORDS("set_exception", future_set_exception),
    ORR_DEF_KEYWORDS("cancel", future_cancel),
    ORR_DEF_NONE("cancelled", future_cancelled),
    ORR_DEF_NONE("done", future_done),
    ORR_DEF_NONE("get_loop", future_get_loop),
    ORR_DEF_NONE("_make_cancelled_error", future_make_error),
    ORR_DEF_KEYWORDS("add_done_callback", orr_future_add_done_callback),
    ORR_DEF_RANGE("remove_done_callback", orr_future_remove_done_callback, 1, 1),
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};

static const OrrGetSetDef getsets[] = {
    {"_state", get_state, NULL},
    {"_asyncio_future_blocking", get_blocking, set_blocking},
    {"_log_traceback", get_log, set_log},
    {"_loop", get_loop, NULL},
    {"_cancel_message", get_message, NULL},
    {"_result", get_result, NULL},
    {"_exception", get_exception, NULL},
    {"_callbacks", orr_future_callbacks, NULL},
    {"_source_traceback", get_none, NULL},
    {NULL, NULL, NULL},
};

static const OrrTypeSpec future_spec = {
    .name = "_asyncio.Future",
    .size = sizeof(OrrFutureObject),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_SIDE_DICT,
    .slots = {
        .destroy = future_destroy,
        .traverse = orr_future_traverse,
        .clear = orr_future_clear,
        .finalise = future_finalise,
        .new_object = future_new,
        .init = future_init,
        .repr = orr_future_repr,
        .iter = orr_future_iter_new,
        .next = future_next,
        .send = orr_future_send,
        .await = orr_future_iter_self,
    },
    .methods = methods,
    .getsets = getsets,
};

bool orr_aio_add_future(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    aio->Future = orr_module_add_type(vm, module, &future_spec, NULL);
    return aio->Future != NULL && orr_aio_add_future_iter(vm, aio);
}
