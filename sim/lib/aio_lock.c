/* asyncio.Lock, Event, Semaphore and BoundedSemaphore. */
#include "sim/lib/aio_waiters.h"
#include "sim/lib/lib.h"

/* One layout for all three: they differ in what `value` means. */
typedef struct Primitive {
    OrrObject head;
    OrrLoop *loop; /* NULL until it first has to wait */
    OrrWaiters waiters;
    int64_t value;   /* locked; set; permits left */
    int64_t bound;   /* of BoundedSemaphore */
    uint32_t id;     /* in the trace; 0: not declared */
    uint32_t holder; /* of a lock: the task that took it last */
} Primitive;

static Primitive *as_primitive(OrrValue v) {
    return (Primitive *)orr_object(v);
}

static OrrValue primitive_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Primitive *p = orr_new_object(vm, cls, cls->instance_size);
    if (p != NULL) memset((char *)p + sizeof p->head, 0, cls->instance_size - sizeof p->head);
    return orr_value(p);
}
static void primitive_traverse(OrrObject *self, OrrVisit visit, void *context) {
    orr_waiters_traverse(&((Primitive *)self)->waiters, visit, context);
}
static void primitive_clear(OrrVm *vm, OrrObject *self) {
    orr_waiters_clear(vm, &((Primitive *)self)->waiters);
}
static void primitive_destroy(OrrVm *vm, OrrObject *self) {
    primitive_clear(vm, self);
    if (((Primitive *)self)->id != 0) orr_trace_object_gone(orr_aio(vm)->scheduler->trace, ((Primitive *)self)->id);
    orr_free_object(vm, self, self->type->instance_size);
}

/* ---- what their coroutines share ---- */

/* The state of acquire() and wait(). */
typedef struct Acquire {
    OrrValue primitive;
    bool enters; /* __aenter__: gives None instead of True */
} Acquire;

static void acquire_traverse(OrrNativeCoroutine *self, OrrVisit visit, void *context) {
    Acquire *state = orr_native_coroutine_state(self);
    if (state->primitive != ORR_NULL) visit(context, orr_object(state->primitive));
}

/* Also when it is closed while it waits: the waiter leaves the queue. */
static void acquire_release(OrrVm *vm, OrrNativeCoroutine *self) {
    Acquire *state = orr_native_coroutine_state(self);
    OrrValue primitive = state->primitive;
    state->primitive = ORR_NULL;
    if (primitive == ORR_NULL) return;
    if (self->awaiting != ORR_NULL)
        orr_waiters_remove(vm, &as_primitive(primitive)->waiters, orr_as_future(self->awaiting));
    orr_release(vm, primitive);
}

static OrrValue coroutine(OrrVm *vm, const OrrNativeCoroutineSpec *spec, OrrValue primitive, bool enters) {
    OrrNativeCoroutine *c = orr_native_coroutine_new(vm, spec);
    if (c == NULL) return ORR_NULL;
    Acquire *state = orr_native_coroutine_state(c);
    state->primitive = orr_retain(primitive);
    state->enters = enters;
    return orr_value(c);
}

static OrrSend acquired(OrrVm *vm, Primitive *p, const Acquire *state, OrrValue *result) {
    if (orr_aio(vm)->scheduler->trace != NULL)
        orr_trace_acquire(orr_aio(vm)->scheduler->trace, p->id, orr_running_id(vm));
    p->holder = orr_running_id(vm);
    *result = state->enters ? ORR_NONE : ORR_TRUE;
    return ORR_SEND_RETURN;
}

/* The waiter is no longer in the queue, whatever happened. */
static void leave_queue(OrrVm *vm, OrrNativeCoroutine *self, Primitive *p) {
    orr_waiters_remove(vm, &p->waiters, orr_as_future(self->awaiting));
}

static OrrFuture *first_waiting(const Primitive *p) {
    for (uint32_t i = 0; i < p->waiters.count; i++)
        if (!orr_future_done(orr_waiters_at(&p->waiters, i))) return orr_waiters_at(&p->waiters, i);
    return NULL;
}

static OrrValue method_aexit(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);

static bool no_arguments(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {NULL};
    const OrrSignature signature = {function, names, 0, 0, 0, 0};
    return orr_bind_python(vm, &signature, true, args, nargs, kwnames, NULL);
}

/* ---- Lock ---- */

static bool lock_is_free(const Primitive *p) {
    if (p->value) return false;
    for (uint32_t i = 0; i < p->waiters.count; i++)
        if (orr_future_state(orr_waiters_at(&p->waiters, i)) != ORR_FUTURE_CANCELLED) return false;
    return true;
}

static void lock_wake_first(OrrVm *vm, Primitive *p) {
    if (p->waiters.count == 0) return;
    OrrFuture *first = orr_waiters_at(&p->waiters, 0);
    if (!orr_future_done(first)) orr_future_set_result(vm, first, ORR_TRUE);
}

static OrrSend lock_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    Acquire *state = orr_native_coroutine_state(self);
    Primitive *p = as_primitive(state->primitive);
    OrrSend again;
    (void)value;
    if (self->step == 0) {
        if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
        orr_primitive_id(vm, &p->id, ORR_TRACE_OBJECT_KIND_LOCK, 1);
        if (!lock_is_free(p)) {
            self->step = 1;
            return orr_wait_in(vm, self, state->primitive, &p->loop, &p->waiters, ORR_TRACE_WAIT_LOCK, result);
        }
    } else {
        if (thrown == ORR_NULL && orr_still_waits(vm, self, result, &again)) return again;
        leave_queue(vm, self, p);
        if (thrown != ORR_NULL) {
            if (!p->value && orr_is_instance(vm, thrown, orr_aio(vm)->CancelledError)) lock_wake_first(vm, p);
            return orr_rethrow(vm, thrown);
        }
    }
    p->value = 1;
    return acquired(vm, p, state, result);
}
static const OrrNativeCoroutineSpec lock_spec = {"acquire",   "Lock.acquire",   sizeof(Acquire),
                                                 lock_resume, acquire_traverse, acquire_release};

static OrrValue lock_acquire(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return coroutine(vm, &lock_spec, self, false);
}
/* Whether the class is one of the program's with an acquire() of its own, which `async with` is to call. */
static bool enters_by_acquire(OrrVm *vm, OrrValue self) {
    OrrType *type = orr_object(self)->type;
    if (ORR_LIKELY(!(type->flags & ORR_TYPE_HEAP))) return false;
    OrrType *native = type;
    while (native->flags & ORR_TYPE_HEAP) native = native->base;
    OrrValue name = orr_str_intern_cstring(vm, "acquire");
    if (name == ORR_NULL) return true;
    bool own = orr_type_lookup(vm, type, orr_as_str(name)) != orr_type_lookup(vm, native, orr_as_str(name));
    orr_release(vm, name);
    return own;
}
static OrrValue enter_by_acquire(OrrVm *vm, OrrValue self) {
    OrrValue enter = vm->exception != ORR_NULL ? ORR_NULL : orr_lib_import_from(vm, "_orrery_aio", "enter");
    OrrValue entering = enter == ORR_NULL ? ORR_NULL : orr_call1(vm, enter, self);
    orr_xrelease(vm, enter);
    return entering;
}
static OrrValue lock_aenter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return enters_by_acquire(vm, self) ? enter_by_acquire(vm, self) : coroutine(vm, &lock_spec, self, true);
}
static OrrValue lock_release(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Primitive *p = as_primitive(self);
    if (!p->value) return orr_raise(vm, vm->exc.RuntimeError, "Lock is not acquired.");
    p->value = 0;
    orr_trace_release(orr_aio(vm)->scheduler->trace, p->id, p->holder);
    p->holder = 0;
    uint32_t refused = orr_aio(vm)->scheduler->refused_calls;
    lock_wake_first(vm, p);
    return orr_callbacks_accepted(vm, refused) ? ORR_NONE : ORR_NULL;
}
static OrrValue lock_locked(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(as_primitive(self)->value);
}
static OrrValue lock_repr(OrrVm *vm, OrrValue self) {
    Primitive *p = as_primitive(self);
    return orr_primitive_repr(vm, self, p->value ? "locked" : "unlocked", ORR_NULL, p->waiters.count);
}
static const OrrMethodDef lock_methods[] = {
    ORR_DEF_NONE("acquire", lock_acquire),
    ORR_DEF_NONE("release", lock_release),
    ORR_DEF_NONE("locked", lock_locked),
    ORR_DEF_NONE("__aenter__", lock_aenter),
    ORR_DEF_RANGE("__aexit__", method_aexit, 3, 3),
    ORR_DEF_END,
};

static bool lock_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!no_arguments(vm, "Lock.__init__", args, nargs, kwnames)) return false;
    orr_primitive_id(vm, &as_primitive(self)->id, ORR_TRACE_OBJECT_KIND_LOCK, 1);
    return true;
}

OrrLockNumbers orr_lock_numbers(OrrValue primitive) {
    const Primitive *p = as_primitive(primitive);
    OrrLockNumbers numbers = {.id = p->id, .holder = p->holder, .value = p->value};
    for (uint32_t i = 0; i < p->waiters.count; i++)
        numbers.granted += orr_future_state(orr_waiters_at(&p->waiters, i)) == ORR_FUTURE_RESULT;
    return numbers;
}

uint32_t orr_lock_holder(OrrValue lock) {
    return as_primitive(lock)->value ? as_primitive(lock)->holder : 0;
}

/* ---- Event ---- */

static OrrSend event_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    Acquire *state = orr_native_coroutine_state(self);
    Primitive *p = as_primitive(state->primitive);
    OrrSend again;
    (void)value;
    if (self->step == 0) {
        if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
        orr_primitive_id(vm, &p->id, ORR_TRACE_OBJECT_KIND_EVENT, 0);
        if (!p->value) {
            self->step = 1;
            return orr_wait_in(vm, self, state->primitive, &p->loop, &p->waiters, ORR_TRACE_WAIT_EVENT, result);
        }
    } else {
        if (thrown == ORR_NULL && orr_still_waits(vm, self, result, &again)) return again;
        leave_queue(vm, self, p);
        if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
    }
    *result = ORR_TRUE;
    return ORR_SEND_RETURN;
}
static const OrrNativeCoroutineSpec event_spec = {"wait",       "Event.wait",     sizeof(Acquire),
                                                  event_resume, acquire_traverse, acquire_release};

static OrrValue event_wait(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return coroutine(vm, &event_spec, self, false);
}
static OrrValue event_set(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Primitive *p = as_primitive(self);
    uint32_t refused = orr_aio(vm)->scheduler->refused_calls;
    if (p->value) return ORR_NONE;
    p->value = 1;
    if (orr_primitive_id(vm, &p->id, ORR_TRACE_OBJECT_KIND_EVENT, 0))
        orr_trace_size(orr_aio(vm)->scheduler->trace, p->id, 1);
    for (uint32_t i = 0; i < p->waiters.count; i++) {
        OrrFuture *f = orr_waiters_at(&p->waiters, i);
        if (!orr_future_done(f)) orr_future_set_result(vm, f, ORR_TRUE);
        if (!orr_callbacks_accepted(vm, refused)) return ORR_NULL;
    }
    return ORR_NONE;
}
static OrrValue event_clear(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Primitive *p = as_primitive(self);
    p->value = 0;
    if (p->id != 0) orr_trace_size(orr_aio(vm)->scheduler->trace, p->id, 0);
    return ORR_NONE;
}
static OrrValue event_is_set(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(as_primitive(self)->value);
}
static OrrValue event_repr(OrrVm *vm, OrrValue self) {
    Primitive *p = as_primitive(self);
    return orr_primitive_repr(vm, self, p->value ? "set" : "unset", ORR_NULL, p->waiters.count);
}
static bool event_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!no_arguments(vm, "Event.__init__", args, nargs, kwnames)) return false;
    orr_primitive_id(vm, &as_primitive(self)->id, ORR_TRACE_OBJECT_KIND_EVENT, 0);
    return true;
}
static const OrrMethodDef event_methods[] = {
    ORR_DEF_NONE("wait", event_wait),
    ORR_DEF_NONE("set", event_set),
    ORR_DEF_NONE("clear", event_clear),
    ORR_DEF_NONE("is_set", event_is_set),
    ORR_DEF_END,
};

/* ---- Semaphore ---- */

static bool semaphore_locked(const Primitive *p) {
    if (p->value == 0) return true;
    for (uint32_t i = 0; i < p->waiters.count; i++)
        if (orr_future_state(orr_waiters_at(&p->waiters, i)) != ORR_FUTURE_CANCELLED) return true;
    return false;
}

/* A permit goes to the first that waits. False: nobody does. */
static bool semaphore_wake_next(OrrVm *vm, Primitive *p) {
    OrrFuture *f = first_waiting(p);
    if (f == NULL) return false;
    p->value--;
    orr_future_set_result(vm, f, ORR_TRUE);
    return true;
}

static OrrSend semaphore_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown,
                                OrrValue *result) {
    Acquire *state = orr_native_coroutine_state(self);
    Primitive *p = as_primitive(state->primitive);
    OrrSend again;
    (void)value;
    if (self->step == 0) {
        if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
        orr_primitive_id(vm, &p->id, ORR_TRACE_OBJECT_KIND_SEMAPHORE, p->value);
        if (semaphore_locked(p)) {
            self->step = 1;
            return orr_wait_in(vm, self, state->primitive, &p->loop, &p->waiters, ORR_TRACE_WAIT_SEMAPHORE, result);
        }
        p->value--;
        return acquired(vm, p, state, result);
    }
    if (thrown == ORR_NULL && orr_still_waits(vm, self, result, &again)) return again;
    leave_queue(vm, self, p);
    OrrFuture *f = orr_as_future(self->awaiting);
    if (thrown != ORR_NULL && orr_is_instance(vm, thrown, orr_aio(vm)->CancelledError) &&
        orr_future_state(f) != ORR_FUTURE_CANCELLED && orr_future_done(f))
        p->value++; /* it had been granted: the permit goes back */
    while (p->value > 0 && semaphore_wake_next(vm, p)) {}
    return thrown != ORR_NULL ? orr_rethrow(vm, thrown) : acquired(vm, p, state, result);
}
static const OrrNativeCoroutineSpec semaphore_spec = {"acquire",        "Semaphore.acquire", sizeof(Acquire),
                                                      semaphore_resume, acquire_traverse,    acquire_release};

static bool semaphore_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"value", NULL};
    static const OrrSignature signature = {"Semaphore.__init__", names, 0, 1, 0, 1};
    OrrValue value = ORR_NULL;
    if (!orr_bind_python(vm, &signature, true, args, nargs, kwnames, &value)) return false;
    int64_t n = 1;
    if (value != ORR_NULL) {
        int negative = orr_compare_truth(vm, value, orr_small_int(0), ORR_LT);
        if (negative < 0) return false;
        if (negative) return orr_fail(vm, vm->exc.ValueError, "Semaphore initial value must be >= 0");
        if (!orr_is_int(vm, value) || !orr_int_to_i64(value, &n))
            return orr_fail(vm, vm->exc.TypeError, "a semaphore's value must be an int, not %T", value);
    }
    as_primitive(self)->value = as_primitive(self)->bound = n;
    orr_primitive_id(vm, &as_primitive(self)->id, ORR_TRACE_OBJECT_KIND_SEMAPHORE, n);
    return true;
}
static OrrValue semaphore_acquire(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return coroutine(vm, &semaphore_spec, self, false);
}
static OrrValue semaphore_aenter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return enters_by_acquire(vm, self) ? enter_by_acquire(vm, self) : coroutine(vm, &semaphore_spec, self, true);
}
static OrrValue semaphore_release(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Primitive *p = as_primitive(self);
    p->value++;
    if (p->id != 0) orr_trace_release(orr_aio(vm)->scheduler->trace, p->id, orr_running_id(vm));
    uint32_t refused = orr_aio(vm)->scheduler->refused_calls;
    semaphore_wake_next(vm, p);
    return orr_callbacks_accepted(vm, refused) ? ORR_NONE : ORR_NULL;
}
static OrrValue bounded_release(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Primitive *p = as_primitive(self);
    if (p->value >= p->bound) return orr_raise(vm, vm->exc.ValueError, "BoundedSemaphore released too many times");
    return semaphore_release(vm, self, args, nargs, kwnames);
}
static OrrValue semaphore_is_locked(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(semaphore_locked(as_primitive(self)));
}
static OrrValue semaphore_repr(OrrVm *vm, OrrValue self) {
    Primitive *p = as_primitive(self);
    bool locked = semaphore_locked(p);
    return orr_primitive_repr(vm, self, locked ? "locked" : "unlocked", locked ? ORR_NULL : orr_small_int(p->value),
                              p->waiters.count);
}
static OrrValue get_value(OrrVm *vm, OrrValue self) {
    return orr_int(vm, as_primitive(self)->value);
}
static OrrValue get_waiters(OrrVm *vm, OrrValue self) {
    OrrWaiters *w = &as_primitive(self)->waiters;
    OrrList *list = orr_list_new(vm, w->count);
    for (uint32_t i = 0; list != NULL && i < w->count; i++)
        if (!orr_list_append(vm, list, orr_future_value(orr_waiters_at(w, i)))) return ORR_NULL;
    return orr_value(list);
}
static const OrrMethodDef semaphore_methods[] = {
    ORR_DEF_NONE("acquire", semaphore_acquire),     ORR_DEF_NONE("release", semaphore_release),
    ORR_DEF_NONE("locked", semaphore_is_locked),    ORR_DEF_NONE("__aenter__", semaphore_aenter),
    ORR_DEF_RANGE("__aexit__", method_aexit, 3, 3), ORR_DEF_END,
};
static const OrrMethodDef bounded_methods[] = {ORR_DEF_NONE("release", bounded_release), ORR_DEF_END};
static const OrrGetSetDef getsets[] = {{"_waiters", get_waiters, NULL}, {NULL, NULL, NULL}};
static const OrrGetSetDef semaphore_getsets[] = {
    {"_value", get_value, NULL}, {"_waiters", get_waiters, NULL}, {NULL, NULL, NULL}};

/* ---- leaving `async with` ---- */

/* release(), the program's if the class has one of its own. */
static OrrValue release_any(OrrVm *vm, OrrValue primitive) {
    const OrrAsyncio *aio = orr_aio(vm);
    const OrrType *type = orr_object(primitive)->type;
    if (type == aio->Lock) return lock_release(vm, primitive, NULL, 0, ORR_NULL);
    if (type == aio->Semaphore) return semaphore_release(vm, primitive, NULL, 0, ORR_NULL);
    if (type == aio->BoundedSemaphore) return bounded_release(vm, primitive, NULL, 0, ORR_NULL);
    return orr_lib_call_method(vm, primitive, "release", NULL, 0);
}

/* A coroutine that does something at once: __aexit__. */
static OrrSend exit_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    Acquire *state = orr_native_coroutine_state(self);
    (void)value;
    if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
    OrrValue done = release_any(vm, state->primitive);
    if (done == ORR_NULL) return ORR_SEND_ERROR;
    orr_release(vm, done);
    *result = ORR_NONE;
    return ORR_SEND_RETURN;
}
static const OrrNativeCoroutineSpec exit_spec = {
    "__aexit__", "_ContextManagerMixin.__aexit__", sizeof(Acquire), exit_resume, acquire_traverse, acquire_release};
static OrrValue method_aexit(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return coroutine(vm, &exit_spec, self, false);
}

/* ---- types ---- */

#define PRIMITIVE(type_name, init_slot, repr_slot, method_table, getset_table)                                         \
    {                                                                                                                  \
        .name = type_name, .size = sizeof(Primitive), .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF,         \
        .slots = {.destroy = primitive_destroy,                                                                        \
                  .traverse = primitive_traverse,                                                                      \
                  .clear = primitive_clear,                                                                            \
                  .new_object = primitive_new,                                                                         \
                  .init = init_slot,                                                                                   \
                  .repr = repr_slot},                                                                                  \
        .methods = method_table, .getsets = getset_table                                                               \
    }

static const OrrTypeSpec lock_type = PRIMITIVE("asyncio.locks.Lock", lock_init, lock_repr, lock_methods, getsets);
static const OrrTypeSpec event_type = PRIMITIVE("asyncio.locks.Event", event_init, event_repr, event_methods, getsets);
static const OrrTypeSpec semaphore_type =
    PRIMITIVE("asyncio.locks.Semaphore", semaphore_init, semaphore_repr, semaphore_methods, semaphore_getsets);
static const OrrTypeSpec bounded_type =
    PRIMITIVE("asyncio.locks.BoundedSemaphore", semaphore_init, semaphore_repr, bounded_methods, NULL);

bool orr_aio_add_lock(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    return (aio->Lock = orr_module_add_type(vm, module, &lock_type, NULL)) != NULL &&
           (aio->Event = orr_module_add_type(vm, module, &event_type, NULL)) != NULL &&
           (aio->Semaphore = orr_module_add_type(vm, module, &semaphore_type, NULL)) != NULL &&
           (aio->BoundedSemaphore = orr_module_add_type(vm, module, &bounded_type, aio->Semaphore)) != NULL;
}

uint32_t orr_primitive_known_id(OrrVm *vm, OrrFuture *f) {
    if (orr_future_done(f) || f->result == ORR_NULL || f->handle.flags & ORR_TASK_IS_TASK) return 0;
    if (orr_future_wait_kind(f) == ORR_TRACE_WAIT_SLEEP) return 0; /* that is what sleep() will return */
    OrrType *type = orr_object(f->result)->type;
    if (orr_type_is_subtype(type, orr_aio(vm)->Queue)) return orr_queue_id(f->result);
    return as_primitive(f->result)->id;
}
