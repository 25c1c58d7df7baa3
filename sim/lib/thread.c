/* Module _orrery_thread: what threading, queue and concurrent.futures are made of. Locks that block the simulation's
 * threads, and threads. */
#include <math.h>

#include "sim/lib/driver.h"
#include "sim/lib/lib.h"
#include "sim/lib/modules.h"

typedef struct Lock {
    OrrObject head;
    bool locked;
    OrrHandleQueue waiting; /* of threads' handles; a lock that is released passes to the first */
} Lock;

static Lock *as_lock(OrrValue v) {
    return (Lock *)orr_object(v);
}

static OrrSimThread *current(OrrVm *vm) {
    OrrDriver *d = orr_driver(vm);
    return d == NULL ? NULL : d->current;
}

static OrrValue lock_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Lock *lock = orr_new_object(vm, cls, sizeof *lock);
    if (lock == NULL) return ORR_NULL;
    lock->locked = false;
    lock->waiting.last = NULL;
    return orr_value(lock);
}
static void lock_destroy(OrrVm *vm, OrrObject *self) {
    orr_free_object(vm, self, sizeof(Lock));
}

/* Waits for the lock. timeout_ns < 0: for ever. */
static OrrValue wait_for_lock(OrrVm *vm, Lock *lock, int64_t timeout_ns) {
    OrrSimThread *t = current(vm);
    if (t == NULL) return orr_raise(vm, vm->exc.RuntimeError, "a thread can't wait before the program runs");
    if (timeout_ns >= 0 &&
        !orr_driver_wake_at(vm, t, orr_ns_add(orr_aio(vm)->scheduler->now_ns, timeout_ns), ORR_FALSE))
        return ORR_NULL;
    t->queue = &lock->waiting;
    t->waits_for = orr_value(lock);
    orr_handle_queue_push(&lock->waiting, &t->handle);
    return orr_driver_block(vm);
}

static OrrValue lock_acquire(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"blocking", "timeout", NULL};
    static const OrrSignature signature = {"acquire", names, 0, 2, 0, 2};
    OrrValue bound[2];
    double timeout = -1;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    int blocking = bound[0] == ORR_NULL ? 1 : orr_truth(vm, bound[0]);
    if (blocking < 0 || (bound[1] != ORR_NULL && !orr_to_double(vm, bound[1], &timeout))) return ORR_NULL;
    if (!blocking && timeout != -1)
        return orr_raise(vm, vm->exc.ValueError, "can't specify a timeout for a non-blocking call");
    if (timeout < 0 && timeout != -1)
        return orr_raise(vm, vm->exc.ValueError, "timeout value must be a non-negative number");
    Lock *lock = as_lock(self);
    if (!lock->locked) {
        lock->locked = true;
        return ORR_TRUE;
    }
    if (!blocking || timeout == 0) return ORR_FALSE;
    /* A wait takes some time, or a caller that waits until a moment by many short waits never gets there. */
    int64_t timeout_ns = timeout < 0 ? -1 : orr_ns_from_seconds(timeout);
    return wait_for_lock(vm, lock, timeout_ns == 0 ? 1 : timeout_ns);
}

static OrrValue lock_release(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Lock *lock = as_lock(self);
    if (!lock->locked) return orr_raise(vm, vm->exc.RuntimeError, "release unlocked lock");
    OrrHandle *next = orr_handle_queue_pop(&lock->waiting);
    if (next != NULL) orr_driver_wake(vm, (OrrSimThread *)next, ORR_TRUE, ORR_NULL);
    else lock->locked = false;
    return ORR_NONE;
}
static OrrValue lock_enter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Lock *lock = as_lock(self);
    if (lock->locked) return wait_for_lock(vm, lock, -1);
    lock->locked = true;
    return ORR_TRUE;
}
static OrrValue lock_locked(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(as_lock(self)->locked);
}
static OrrValue lock_repr(OrrVm *vm, OrrValue self) {
    OrrValue address = orr_address_text(vm, self);
    OrrValue text = address == ORR_NULL ? ORR_NULL
                                        : orr_format(vm, "<%s _thread.lock object at %S>",
                                                     as_lock(self)->locked ? "locked" : "unlocked", address);
    orr_xrelease(vm, address);
    return text;
}
static const OrrMethodDef lock_methods[] = {
    ORR_DEF_KEYWORDS("acquire", lock_acquire),
    ORR_DEF_NONE("release", lock_release),
    ORR_DEF_NONE("locked", lock_locked),
    ORR_DEF_NONE("__enter__", lock_enter),
    ORR_DEF_RANGE("__exit__", lock_release, 3, 3),
    ORR_DEF_END,
};
static const OrrTypeSpec lock_spec = {
    .name = "_thread.lock",
    .size = sizeof(Lock),
    .flags = ORR_TYPE_WEAKREF,
    .slots = {.destroy = lock_destroy, .new_object = lock_new, .repr = lock_repr},
    .methods = lock_methods,
};

/* start(function, args, daemon, name) -> ident: function(*args) runs in a new thread, when its turn comes. */
static OrrValue thread_start(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    if (!orr_is_tuple(args[1])) return orr_raise(vm, vm->exc.TypeError, "2nd arg must be a tuple");
    OrrSimThread *t = orr_driver_thread(vm, args[0], args[1], ORR_NULL);
    if (t == NULL) return ORR_NULL;
    t->daemon = args[2] == ORR_TRUE;
    if (nargs == 4 && orr_asyncio(vm)->scheduler->trace != NULL) t->trace_name = orr_aio_trace_string(vm, args[3]);
    orr_driver_start(vm, t);
    return orr_int_from_u64(vm, t->ident);
}
static OrrValue get_ident(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    OrrSimThread *t = current(vm);
    return orr_int_from_u64(vm, t == NULL ? 1 : t->ident);
}
static OrrValue thread_count(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    OrrDriver *d = orr_driver(vm);
    int64_t n = 0;
    for (const OrrSimThread *t = d == NULL ? NULL : d->first; t != NULL; t = t->next) n++;
    return orr_small_int(n);
}

/* ---- signals ---- */

/* signal(number, handler or None): the previous one. */
static OrrValue set_signal(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrDriver *d = orr_driver(vm);
    int64_t number;
    if (d == NULL || !orr_to_index(vm, args[0], vm->exc.OverflowError, &number)) return ORR_NULL;
    if (number < 1 || number > 64) return orr_raise(vm, vm->exc.ValueError, "signal number out of range");
    orr_set_slot(vm, &d->signal_handlers[number], args[1] == ORR_NONE ? ORR_NULL : orr_retain(args[1]));
    return ORR_NONE;
}
static OrrValue raise_signal(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t number;
    if (!orr_to_index(vm, args[0], vm->exc.OverflowError, &number)) return ORR_NULL;
    if (number == 0) return ORR_NONE;
    if (number < 1 || number > 64) return orr_raise(vm, vm->exc.ValueError, "signal number out of range");
    return orr_driver_signal(vm, (int)number) ? ORR_NONE : ORR_NULL;
}

OrrValue orr_thread_module(OrrVm *vm) {
    static const OrrMethodDef functions[] = {
        ORR_DEF_RANGE("start", thread_start, 3, 4), ORR_DEF_NONE("get_ident", get_ident),
        ORR_DEF_NONE("count", thread_count),        ORR_DEF_RANGE("set_signal", set_signal, 2, 2),
        ORR_DEF_ONE("raise_signal", raise_signal),  ORR_DEF_END,
    };
    OrrValue module = orr_asyncio(vm) == NULL ? ORR_NULL : orr_module_new(vm, "_orrery_thread");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_type(vm, module, &lock_spec, NULL) != NULL && orr_module_add_functions(vm, module, functions))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}
