/* asyncio.timeout, timeout_at and wait_for. */
#include "sim/lib/asyncio.h"
#include "sim/lib/lib.h"

typedef enum State { CREATED, ACTIVE, EXPIRING, EXPIRED, FINISHED } State;
static const char *const state_words[] = {"created", "active", "expiring", "expired", "finished"};

typedef struct Timeout {
    OrrObject head;
    OrrValue when;       /* None: never */
    OrrTaskObject *task; /* a reference; NULL until it is entered */
    struct Alarm *alarm; /* NULL: none is set */
    uint32_t cancelling; /* how many requests to cancel the task had when it entered */
    uint8_t state;       /* State */
} Timeout;

/* The timer of a timeout. Apart from it, since a cancelled one stays in the heap while the next is set. */
typedef struct Alarm {
    OrrHandle handle;
    OrrLoop *loop;
    Timeout *owner; /* a reference; NULL: cancelled */
} Alarm;

static Timeout *as_timeout(OrrValue v) {
    return (Timeout *)orr_object(v);
}

/* ---- the alarm ---- */

static void alarm_drop(OrrScheduler *s, OrrHandle *handle) {
    Alarm *alarm = (Alarm *)handle;
    OrrVm *vm = orr_aio_vm(s);
    if (alarm->owner != NULL && alarm->owner->alarm == alarm) alarm->owner->alarm = NULL; /* the loop was closed */
    orr_xrelease_object(vm, alarm->owner);
    orr_buffer_free(vm, alarm, sizeof *alarm);
}

static bool alarm_run(OrrScheduler *s, OrrHandle *handle) {
    Alarm *alarm = (Alarm *)handle;
    Timeout *t = alarm->owner;
    orr_trace_call(s->trace, handle->id);
    t->alarm = NULL;
    t->state = EXPIRING;
    int cancelled = orr_future_cancel_any(orr_aio_vm(s), &t->task->task.future, ORR_NULL);
    if (cancelled < 0) orr_write_unraisable(orr_aio_vm(s), NULL, orr_value(t->task));
    orr_trace_call_end(s->trace);
    alarm_drop(s, handle);
    return true;
}

static OrrLoop *alarm_loop(const OrrHandle *handle) {
    return ((const Alarm *)handle)->loop;
}

static const OrrHandleClass alarm_class = {"timeout", alarm_run, alarm_drop, NULL, alarm_loop, NULL, NULL};

static void clear_alarm(OrrVm *vm, Timeout *t) {
    Alarm *alarm = t->alarm;
    if (alarm == NULL) return;
    t->alarm = NULL;
    alarm->owner = NULL;
    orr_handle_cancel(orr_aio(vm)->scheduler, &alarm->handle);
    orr_release_object(vm, t);
}

/* Sets the alarm for t->when, or at once if that has passed. */
static bool set_alarm(OrrVm *vm, Timeout *t) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    double when;
    clear_alarm(vm, t);
    if (t->when == ORR_NONE) return true;
    if (!orr_to_double(vm, t->when, &when)) return false;
    OrrLoopObject *loop = orr_running_loop(vm);
    Alarm *alarm = loop == NULL ? NULL : orr_buffer_new(vm, sizeof *alarm);
    if (alarm == NULL) return false;
    *alarm = (Alarm){.handle = {.class = &alarm_class}, .loop = loop->loop, .owner = t};
    orr_retain(orr_value(t));
    t->alarm = alarm;
    if (s->trace != NULL) alarm->handle.id = ++s->next_handle;
    if (when <= orr_seconds_from_ns(s->now_ns)) {
        if (s->trace != NULL) orr_trace_call_soon(s->trace, alarm->handle.id, orr_aio_trace_word(vm, alarm_class.name));
        orr_scheduler_ready(s, loop->loop, &alarm->handle);
        return true;
    }
    int64_t deadline_ns = orr_ns_from_seconds(when);
    if (s->trace != NULL)
        orr_trace_timer(s->trace, alarm->handle.id, deadline_ns, orr_aio_trace_word(vm, alarm_class.name));
    if (orr_timer_start(s, &alarm->handle, deadline_ns)) return true;
    t->alarm = NULL;
    alarm_drop(s, &alarm->handle);
    orr_raise_memory(vm);
    return false;
}

/* ---- entering and leaving ---- */

static bool enter(OrrVm *vm, Timeout *t) {
    if (t->state != CREATED) return orr_fail(vm, vm->exc.RuntimeError, "Timeout has already been entered");
    if (orr_running_loop(vm) == NULL) return false;
    OrrTaskObject *task = orr_aio(vm)->current;
    if (task == NULL) return orr_fail(vm, vm->exc.RuntimeError, "Timeout should be used inside a task");
    t->state = ACTIVE;
    t->task = (OrrTaskObject *)orr_object(orr_retain(orr_value(task)));
    t->cancelling = task->task.cancels;
    return set_alarm(vm, t);
}

/* The CancelledError from which error came becomes the context of a TimeoutError. */
static void put_timeout_below(OrrVm *vm, OrrValue error) {
    for (OrrValue context; (context = orr_as_exception(error)->context) != ORR_NULL; error = context) {
        if (!orr_is_instance(vm, context, orr_aio(vm)->CancelledError)) continue;
        OrrValue timeout = orr_exception_new(vm, vm->exc.TimeoutError, NULL, 0);
        if (timeout == ORR_NULL) return;
        OrrExceptionObject *e = orr_as_exception(timeout);
        orr_set_slot(vm, &e->context, orr_retain(context));
        orr_set_slot(vm, &e->cause, orr_retain(context));
        e->suppress_context = true;
        orr_set_slot(vm, &orr_as_exception(error)->context, timeout);
        return;
    }
}

/* The body ended, with error (borrowed) or ORR_NULL. Returns what is to be raised instead of it (new), or ORR_NULL. */
static OrrValue leave(OrrVm *vm, Timeout *t, OrrValue error) {
    clear_alarm(vm, t);
    if (t->state == ACTIVE) t->state = FINISHED;
    if (t->state != EXPIRING) return ORR_NULL;
    t->state = EXPIRED;
    OrrTask *task = &t->task->task;
    if (task->cancels > 0 && --task->cancels == 0) task->future.handle.flags &= ~(uint32_t)ORR_TASK_MUST_CANCEL;
    if (!orr_future_done(&task->future))
        orr_trace_uncancel(orr_aio(vm)->scheduler->trace, task->future.handle.id, task->cancels);
    if (task->cancels > t->cancelling || error == ORR_NULL) return ORR_NULL;
    if (orr_is_instance(vm, error, orr_aio(vm)->CancelledError)) {
        OrrValue timeout = orr_exception_new(vm, vm->exc.TimeoutError, NULL, 0);
        if (timeout == ORR_NULL) return orr_exception_take(vm);
        OrrExceptionObject *e = orr_as_exception(timeout);
        orr_set_slot(vm, &e->context, orr_retain(error));
        orr_set_slot(vm, &e->cause, orr_retain(error));
        e->suppress_context = true;
        return timeout;
    }
    put_timeout_below(vm, error);
    if (!orr_is_instance(vm, error, vm->exc.ExceptionGroup)) return ORR_NULL;
    OrrValue parts = orr_lib_getattr(vm, error, "exceptions");
    for (size_t i = 0; parts != ORR_NULL && i < orr_as_tuple(parts)->count; i++)
        put_timeout_below(vm, orr_as_tuple(parts)->items[i]);
    orr_xrelease(vm, parts);
    orr_exception_clear(vm);
    return ORR_NULL;
}

/* ---- Timeout ---- */

static Timeout *timeout_make(OrrVm *vm, OrrType *cls, OrrValue when) {
    Timeout *t = orr_new_object(vm, cls, cls->instance_size);
    if (t == NULL) return NULL;
    memset((char *)t + sizeof t->head, 0, cls->instance_size - sizeof t->head);
    t->when = orr_retain(when);
    return t;
}

static OrrValue timeout_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_value(timeout_make(vm, cls, ORR_NONE));
}
static bool timeout_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"when", NULL};
    static const OrrSignature signature = {"Timeout.__init__", names, 0, 1, 1, 1};
    OrrValue when;
    if (!orr_bind_python(vm, &signature, true, args, nargs, kwnames, &when)) return false;
    orr_set_slot(vm, &as_timeout(self)->when, orr_retain(when));
    return true;
}
static OrrValue timeout_when(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(as_timeout(self)->when);
}
static OrrValue timeout_reschedule(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"when", NULL};
    static const OrrSignature signature = {"Timeout.reschedule", names, 0, 1, 1, 1};
    OrrValue when;
    Timeout *t = as_timeout(self);
    if (!orr_bind_python(vm, &signature, true, args, nargs, kwnames, &when)) return ORR_NULL;
    if (t->state == CREATED) return orr_raise(vm, vm->exc.RuntimeError, "Timeout has not been entered");
    if (t->state != ACTIVE)
        return orr_raise(vm, vm->exc.RuntimeError, "Cannot change state of %s Timeout", state_words[t->state]);
    orr_set_slot(vm, &t->when, orr_retain(when));
    return set_alarm(vm, t) ? ORR_NONE : ORR_NULL;
}
static OrrValue timeout_expired(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(as_timeout(self)->state == EXPIRING || as_timeout(self)->state == EXPIRED);
}
static OrrValue timeout_repr(OrrVm *vm, OrrValue self) {
    Timeout *t = as_timeout(self);
    if (t->state != ACTIVE) return orr_format(vm, "<Timeout [%s]>", state_words[t->state]);
    if (t->when == ORR_NONE) return orr_format(vm, "<Timeout [active] when=None>");
    OrrValue digits = orr_small_int(3), round = orr_lib_import_from(vm, "builtins", "round");
    OrrValue rounded = round == ORR_NULL ? ORR_NULL : orr_call2(vm, round, t->when, digits);
    orr_xrelease(vm, round);
    if (rounded == ORR_NULL) return ORR_NULL;
    OrrValue text = orr_format(vm, "<Timeout [active] when=%S>", rounded);
    orr_release(vm, rounded);
    return text;
}

/* The coroutines __aenter__ and __aexit__; they never suspend. */
typedef struct Passage {
    OrrValue timeout;
    OrrValue error; /* of __aexit__; ORR_NONE: none */
} Passage;

static void passage_traverse(OrrNativeCoroutine *self, OrrVisit visit, void *context) {
    Passage *state = orr_native_coroutine_state(self);
    if (state->timeout != ORR_NULL) visit(context, orr_object(state->timeout));
    if (state->error != ORR_NULL && orr_is_object(state->error)) visit(context, orr_object(state->error));
}
static void passage_release(OrrVm *vm, OrrNativeCoroutine *self) {
    Passage *state = orr_native_coroutine_state(self);
    orr_set_slot(vm, &state->timeout, ORR_NULL);
    orr_set_slot(vm, &state->error, ORR_NULL);
}
static OrrSend enter_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    Passage *state = orr_native_coroutine_state(self);
    (void)value;
    if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
    if (!enter(vm, as_timeout(state->timeout))) return ORR_SEND_ERROR;
    *result = orr_retain(state->timeout);
    return ORR_SEND_RETURN;
}
static OrrSend leave_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    Passage *state = orr_native_coroutine_state(self);
    (void)value;
    if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
    OrrValue instead = leave(vm, as_timeout(state->timeout), state->error == ORR_NONE ? ORR_NULL : state->error);
    if (instead != ORR_NULL) {
        orr_exception_restore(vm, instead);
        return ORR_SEND_ERROR;
    }
    *result = ORR_NONE;
    return ORR_SEND_RETURN;
}
static const OrrNativeCoroutineSpec enter_spec = {"__aenter__", "Timeout.__aenter__", sizeof(Passage),
                                                  enter_resume, passage_traverse,     passage_release};
static const OrrNativeCoroutineSpec leave_spec = {"__aexit__",  "Timeout.__aexit__", sizeof(Passage),
                                                  leave_resume, passage_traverse,    passage_release};

static OrrValue timeout_aenter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrNativeCoroutine *c = orr_native_coroutine_new(vm, &enter_spec);
    if (c == NULL) return ORR_NULL;
    ((Passage *)orr_native_coroutine_state(c))->timeout = orr_retain(self);
    return orr_value(c);
}
static OrrValue timeout_aexit(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrNativeCoroutine *c = orr_native_coroutine_new(vm, &leave_spec);
    if (c == NULL) return ORR_NULL;
    Passage *state = orr_native_coroutine_state(c);
    state->timeout = orr_retain(self);
    state->error = orr_is_exception(args[1]) ? orr_retain(args[1]) : ORR_NONE;
    return orr_value(c);
}

static void timeout_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Timeout *t = (Timeout *)self;
    if (t->task != NULL) visit(context, &t->task->head);
}
static void timeout_clear(OrrVm *vm, OrrObject *self) {
    OrrTaskObject *task = ((Timeout *)self)->task;
    ((Timeout *)self)->task = NULL;
    orr_xrelease_object(vm, task);
}
static void timeout_destroy(OrrVm *vm, OrrObject *self) {
    timeout_clear(vm, self);
    orr_release(vm, ((Timeout *)self)->when);
    orr_free_object(vm, self, self->type->instance_size);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("when", timeout_when),
    ORR_DEF_KEYWORDS("reschedule", timeout_reschedule),
    ORR_DEF_NONE("expired", timeout_expired),
    ORR_DEF_NONE("__aenter__", timeout_aenter),
    ORR_DEF_RANGE("__aexit__", timeout_aexit, 3, 3),
    ORR_DEF_END,
};
static const OrrTypeSpec timeout_spec = {
    .name = "asyncio.timeouts.Timeout",
    .size = sizeof(Timeout),
    .flags = ORR_TYPE_GC | ORR_TYPE_WEAKREF,
    .slots = {.destroy = timeout_destroy,
              .traverse = timeout_traverse,
              .clear = timeout_clear,
              .new_object = timeout_new,
              .init = timeout_init,
              .repr = timeout_repr},
    .methods = methods,
};

/* loop.time() + delay, or None. New; ORR_NULL: TypeError, or no loop runs. */
static OrrValue deadline(OrrVm *vm, OrrValue delay) {
    if (orr_running_loop(vm) == NULL) return ORR_NULL;
    if (delay == ORR_NONE) return ORR_NONE;
    OrrValue now = orr_float(vm, orr_seconds_from_ns(orr_aio(vm)->scheduler->now_ns));
    OrrValue when = now == ORR_NULL ? ORR_NULL : orr_binary(vm, ORR_ADD, now, delay);
    orr_xrelease(vm, now);
    return when;
}

static Timeout *timeout_after(OrrVm *vm, OrrValue delay) {
    OrrValue when = deadline(vm, delay);
    if (when == ORR_NULL) return NULL;
    Timeout *t = timeout_make(vm, orr_aio(vm)->Timeout, when);
    orr_release(vm, when);
    return t;
}

static OrrValue timeout(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"delay", NULL};
    static const OrrSignature signature = {"timeout", names, 0, 1, 1, 1};
    OrrValue delay;
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, &delay)) return ORR_NULL;
    return orr_value(timeout_after(vm, delay));
}
static OrrValue timeout_at(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"when", NULL};
    static const OrrSignature signature = {"timeout_at", names, 0, 1, 1, 1};
    OrrValue when;
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, &when)) return ORR_NULL;
    return orr_value(timeout_make(vm, orr_aio(vm)->Timeout, when));
}

/* ---- wait_for ---- */

/* `async with timeout(t): return await fut` as one native coroutine; self->awaiting is the awaitable's iterator. */
typedef struct WaitFor {
    OrrValue awaitable, delay;
    Timeout *timeout; /* NULL: not entered */
    bool plain;       /* no timeout around it: self->awaiting does it all */
} WaitFor;

static void wait_for_traverse(OrrNativeCoroutine *self, OrrVisit visit, void *context) {
    WaitFor *state = orr_native_coroutine_state(self);
    if (state->awaitable != ORR_NULL && orr_is_object(state->awaitable)) visit(context, orr_object(state->awaitable));
    if (state->timeout != NULL) visit(context, &state->timeout->head);
}
static void wait_for_release(OrrVm *vm, OrrNativeCoroutine *self) {
    WaitFor *state = orr_native_coroutine_state(self);
    Timeout *t = state->timeout;
    state->timeout = NULL;
    if (t != NULL) {
        clear_alarm(vm, t);
        orr_release_object(vm, t);
    }
    orr_set_slot(vm, &state->awaitable, ORR_NULL);
    orr_set_slot(vm, &state->delay, ORR_NULL);
}

/* With a timeout that has passed already nothing is awaited but the cancellation. */
static bool start_expired(OrrVm *vm, OrrNativeCoroutine *self, WaitFor *state) {
    OrrValue function = orr_lib_import_from(vm, "_aio_tasks", "_wait_for_expired");
    OrrValue coroutine = function == ORR_NULL ? ORR_NULL : orr_call1(vm, function, state->awaitable);
    orr_xrelease(vm, function);
    state->plain = true;
    orr_set_slot(vm, &self->awaiting, coroutine);
    return coroutine != ORR_NULL;
}

static bool start_wait_for(OrrVm *vm, OrrNativeCoroutine *self, WaitFor *state) {
    if (state->delay != ORR_NONE) {
        int passed = orr_compare_truth(vm, state->delay, orr_small_int(0), ORR_LE);
        if (passed != 0) return passed > 0 && start_expired(vm, self, state);
    }
    state->timeout = timeout_after(vm, state->delay);
    if (state->timeout == NULL || !enter(vm, state->timeout)) return false;
    self->awaiting = orr_awaitable_iter(vm, state->awaitable);
    if (self->awaiting != ORR_NULL) return true;
    OrrValue error = orr_exception_take(vm);
    OrrValue instead = leave(vm, state->timeout, error);
    orr_exception_restore(vm, instead != ORR_NULL ? instead : orr_retain(error));
    orr_release(vm, error);
    return false;
}

static OrrSend wait_for_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    WaitFor *state = orr_native_coroutine_state(self);
    if (self->step == 0) {
        if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
        self->step = 1;
        if (!start_wait_for(vm, self, state)) return ORR_SEND_ERROR;
        value = ORR_NONE;
    }
    OrrSend sent = orr_resume(vm, self->awaiting, value, thrown, result);
    if (sent == ORR_SEND_YIELD || state->plain) return sent;
    if (sent == ORR_SEND_RETURN) {
        leave(vm, state->timeout, ORR_NULL);
        return ORR_SEND_RETURN;
    }
    if (sent != ORR_SEND_ERROR || vm->stopped) return sent;
    OrrValue error = orr_exception_take(vm);
    OrrValue instead = leave(vm, state->timeout, error);
    orr_exception_restore(vm, instead != ORR_NULL ? instead : orr_retain(error));
    orr_release(vm, error);
    return ORR_SEND_ERROR;
}
static const OrrNativeCoroutineSpec wait_for_spec = {"wait_for",      "wait_for",        sizeof(WaitFor),
                                                     wait_for_resume, wait_for_traverse, wait_for_release};

static OrrValue wait_for(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"fut", "timeout", NULL};
    static const OrrSignature signature = {"wait_for", names, 0, 2, 2, 2};
    OrrValue bound[2];
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrNativeCoroutine *c = orr_native_coroutine_new(vm, &wait_for_spec);
    if (c == NULL) return ORR_NULL;
    WaitFor *state = orr_native_coroutine_state(c);
    state->awaitable = orr_retain(bound[0]);
    state->delay = orr_retain(bound[1]);
    return orr_value(c);
}

bool orr_aio_add_timeout(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    static const OrrMethodDef timeouts[] = {ORR_DEF_KEYWORDS("timeout", timeout),
                                            ORR_DEF_KEYWORDS("timeout_at", timeout_at), ORR_DEF_END};
    static const OrrMethodDef tasks[] = {ORR_DEF_KEYWORDS("wait_for", wait_for), ORR_DEF_END};
    aio->Timeout = orr_module_add_type(vm, module, &timeout_spec, NULL);
    return aio->Timeout != NULL && orr_module_add_python_functions(vm, module, timeouts, "asyncio.timeouts") &&
           orr_module_add_python_functions(vm, module, tasks, "asyncio.tasks");
}
