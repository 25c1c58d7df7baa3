/* Futures of the program's own: any object whose class has _asyncio_future_blocking keeps to the protocol that
 * asyncio's tasks await (get_loop, add_done_callback, result, cancel). The core waits for futures of its own only, so a
 * relay stands for such an object: cancelling it cancels the object, and when the object says that it is done, the
 * relay's waiters run there and then, as CPython's callbacks do, without another turn of the loop. */
#include "sim/lib/asyncio.h"
#include "sim/lib/lib.h"

typedef struct Relay {
    OrrFutureObject base;
    OrrValue foreign;
} Relay;

static Relay *as_relay(OrrValue v) {
    return (Relay *)orr_object(v);
}

bool orr_is_foreign_future(OrrVm *vm, OrrValue v) {
    if (!orr_is_object(v) || v == ORR_NULL || orr_is_future(vm, v)) return false;
    if (vm->exception != ORR_NULL) return false;
    OrrValue blocking = orr_getattr_or_null(vm, orr_value(orr_type_of(vm, v)), ORR_NAME(vm, _asyncio_future_blocking));
    if (blocking == ORR_NULL) orr_exception_clear(vm);
    bool is = blocking != ORR_NULL && blocking != ORR_NONE;
    orr_xrelease(vm, blocking);
    return is;
}

bool orr_overrides_callbacks(OrrVm *vm, OrrValue future) {
    OrrType *type = orr_object(future)->type;
    if (ORR_LIKELY(!(type->flags & ORR_TYPE_HEAP))) return false;
    OrrValue name = orr_str_intern_cstring(vm, "add_done_callback");
    if (name == ORR_NULL) return false;
    OrrValue own = orr_type_lookup(vm, type, orr_as_str(name));
    bool overrides = own != orr_type_lookup(vm, orr_aio(vm)->Future, orr_as_str(name));
    orr_release(vm, name);
    return overrides;
}

OrrValue orr_foreign_loop(OrrVm *vm, OrrValue foreign) {
    OrrValue method = orr_lib_getattr(vm, foreign, "get_loop");
    if (method == ORR_NULL) {
        orr_exception_clear(vm);
        return orr_lib_getattr(vm, foreign, "_loop");
    }
    OrrValue loop = orr_call0(vm, method);
    orr_release(vm, method);
    return loop;
}

/* Calls foreign.NAME(value, KEYWORD=extra), each of value and extra only if it isn't ORR_NULL. */
static OrrValue call_with(OrrVm *vm, OrrValue foreign, const char *name, OrrValue value, const char *keyword,
                          OrrValue extra) {
    OrrValue args[2], method = orr_lib_getattr(vm, foreign, name);
    if (method == ORR_NULL) return ORR_NULL;
    size_t count = 0;
    if (value != ORR_NULL) args[count++] = value;
    OrrValue kwnames = ORR_NULL;
    if (extra != ORR_NULL) {
        OrrValue key = orr_str_intern_cstring(vm, keyword);
        kwnames = key == ORR_NULL ? ORR_NULL : orr_tuple_steal(vm, &key, 1);
        args[count] = extra;
    }
    OrrValue result = extra != ORR_NULL && kwnames == ORR_NULL ? ORR_NULL : orr_call(vm, method, args, count, kwnames);
    orr_xrelease(vm, kwnames);
    orr_release(vm, method);
    return result;
}

static bool relay_cancel(OrrScheduler *s, OrrFuture *future, uint64_t message) {
    OrrVm *vm = orr_aio_vm(s);
    Relay *relay = (Relay *)orr_future_object(future);
    if (orr_future_done(future)) return false;
    orr_retain(orr_value(relay));
    OrrValue result =
        call_with(vm, relay->foreign, "cancel", ORR_NULL, "msg", message == ORR_NULL ? ORR_NONE : (OrrValue)message);
    int truth = result == ORR_NULL ? -1 : orr_truth(vm, result);
    if (truth < 0) orr_write_unraisable(vm, NULL, relay->foreign);
    orr_xrelease(vm, result);
    orr_release_object(vm, relay);
    return truth > 0;
}

static const OrrHandleClass relay_class = {.name = "future", .cancel = relay_cancel};

/* Sets the relay's outcome to that of the object, which is done. */
static void take_outcome(OrrVm *vm, Relay *relay) {
    OrrFuture *f = &relay->base.future;
    OrrValue result = orr_lib_call_method(vm, relay->foreign, "result", NULL, 0);
    if (result != ORR_NULL) {
        f->handle.flags |= (uint32_t)ORR_FUTURE_RESULT;
    } else {
        bool cancelled = orr_pending_is(vm, orr_aio(vm)->CancelledError);
        result = orr_exception_take(vm);
        f->handle.flags |=
            cancelled ? (uint32_t)ORR_FUTURE_CANCELLED | ORR_FUTURE_CANCELLED_BY : (uint32_t)ORR_FUTURE_EXCEPTION;
    }
    f->result = result;
}

/* The callback that the object is given: self is the relay. */
static OrrValue relay_wake(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Relay *relay = as_relay(self);
    OrrFuture *f = &relay->base.future;
    if (orr_future_done(f)) return ORR_NONE;
    OrrScheduler *s = f->loop->scheduler;
    OrrHandleQueue waiting = f->callbacks;
    f->callbacks.last = NULL;
    take_outcome(vm, relay);
    orr_retain(self);
    bool stays = true;
    for (OrrHandle *handle; (handle = orr_handle_queue_pop(&waiting)) != NULL;) {
        if (handle->class->due != NULL) handle->class->due(s, handle, f);
        if (stays) stays = handle->class->run(s, handle);
        else orr_scheduler_ready(s, f->loop, handle);
    }
    orr_release(vm, self);
    return stays ? ORR_NONE : ORR_NULL;
}

static const OrrMethodDef wake_def = ORR_DEF_RANGE("Task.task_wakeup", relay_wake, 1, 1);

static bool listen(OrrVm *vm, Relay *relay, OrrValue context) {
    OrrValue wake = orr_builtin_new(vm, &wake_def, orr_value(relay), NULL, ORR_NULL);
    if (wake == ORR_NULL) return false;
    OrrValue added = call_with(vm, relay->foreign, "add_done_callback", wake, "context", context);
    orr_release(vm, wake);
    orr_xrelease(vm, added);
    return added != ORR_NULL;
}

OrrFutureObject *orr_relay_new(OrrVm *vm, OrrValue foreign, OrrLoop *loop, OrrValue context) {
    Relay *relay = orr_new_object(vm, orr_aio(vm)->Relay, sizeof *relay);
    if (relay == NULL) return NULL;
    orr_future_init(&relay->base.future, loop, &relay_class, ORR_TRACE_WAIT_FUTURE);
    relay->foreign = orr_retain(foreign);
    if (listen(vm, relay, context)) return &relay->base;
    orr_release_object(vm, relay);
    return NULL;
}

OrrValue orr_as_native_future(OrrVm *vm, OrrValue future) {
    if (future == ORR_NULL || (orr_is_future(vm, future) && !orr_overrides_callbacks(vm, future))) return future;
    OrrFutureObject *relay = NULL;
    OrrValue loop = orr_foreign_loop(vm, future);
    if (loop != ORR_NULL && !orr_is_loop(vm, loop))
        orr_raise(vm, vm->exc.TypeError, "a future of an event loop was expected, got %R", future);
    else if (loop != ORR_NULL) relay = orr_relay_new(vm, future, ((OrrLoopObject *)orr_object(loop))->loop, ORR_NULL);
    orr_xrelease(vm, loop);
    orr_release(vm, future);
    return orr_value(relay);
}

/* ---- the type ---- */

static OrrValue relay_repr(OrrVm *vm, OrrValue self) {
    return orr_repr(vm, as_relay(self)->foreign);
}
static void relay_traverse(OrrObject *self, OrrVisit visit, void *context) {
    orr_future_traverse(self, visit, context);
    OrrValue foreign = ((Relay *)self)->foreign;
    if (foreign != ORR_NULL && orr_is_object(foreign)) visit(context, orr_object(foreign));
}
static void relay_clear(OrrVm *vm, OrrObject *self) {
    orr_future_clear(vm, self);
    orr_set_slot(vm, &((Relay *)self)->foreign, ORR_NULL);
}
static void relay_destroy(OrrVm *vm, OrrObject *self) {
    relay_clear(vm, self);
    orr_free_object(vm, self, sizeof(Relay));
}
static const OrrTypeSpec relay_spec = {
    .name = "_asyncio.Future",
    .size = sizeof(Relay),
    .flags = ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = relay_destroy, .traverse = relay_traverse, .clear = relay_clear, .repr = relay_repr},
};

bool orr_aio_add_foreign(OrrVm *vm, OrrAsyncio *aio) {
    aio->Relay = orr_type_from_spec(vm, &relay_spec, aio->Future);
    return aio->Relay != NULL;
}
