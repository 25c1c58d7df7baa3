/* FutureIter: what future.__await__() and iter(future) give to a program. The VM itself awaits a future without one. */
#include "sim/lib/asyncio.h"
#include "sim/vm/frame.h"
#include "sim/vm/object.h"

typedef struct FutureIter {
    OrrObject head;
    OrrValue future; /* ORR_NULL: used up, or closed */
} FutureIter;

static FutureIter *as_iter(OrrValue v) {
    return (FutureIter *)orr_object(v);
}

OrrValue orr_future_iter_new(OrrVm *vm, OrrValue future) {
    FutureIter *it = orr_new_object(vm, orr_aio(vm)->FutureIter, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->future = orr_retain(future);
    return orr_value(it);
}

static OrrSend iter_send(OrrVm *vm, OrrValue self, OrrValue value, OrrValue *result) {
    FutureIter *it = as_iter(self);
    if (it->future == ORR_NULL) {
        *result = ORR_NONE;
        return ORR_SEND_RETURN;
    }
    OrrSend sent = orr_future_send(vm, it->future, value, result);
    if (sent == ORR_SEND_RETURN || orr_future_done(orr_as_future(it->future))) orr_set_slot(vm, &it->future, ORR_NULL);
    return sent;
}

static OrrValue iter_next(OrrVm *vm, OrrValue self) {
    OrrValue result = ORR_NULL;
    OrrSend sent = iter_send(vm, self, ORR_NONE, &result);
    if (sent == ORR_SEND_YIELD) return result;
    if (sent == ORR_SEND_RETURN) {
        orr_raise_stop_iteration(vm, result);
        orr_release(vm, result);
    }
    return ORR_NULL;
}

static OrrValue method_send(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return iter_next(vm, self);
}
static OrrValue method_throw(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue exception = orr_throw_argument(vm, args, nargs);
    if (exception == ORR_NULL) return ORR_NULL;
    orr_set_slot(vm, &as_iter(self)->future, ORR_NULL);
    orr_exception_restore(vm, exception);
    return ORR_NULL;
}
static OrrValue method_close(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    orr_set_slot(vm, &as_iter(self)->future, ORR_NULL);
    return ORR_NONE;
}

static void iter_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrValue future = ((FutureIter *)self)->future;
    if (future != ORR_NULL) visit(context, orr_object(future));
}
static void iter_clear(OrrVm *vm, OrrObject *self) {
    orr_set_slot(vm, &((FutureIter *)self)->future, ORR_NULL);
}
static void iter_destroy(OrrVm *vm, OrrObject *self) {
    iter_clear(vm, self);
    orr_free_object(vm, self, sizeof(FutureIter));
}

static const OrrMethodDef methods[] = {
    ORR_DEF_ONE("send", method_send),
    ORR_DEF_RANGE("throw", method_throw, 1, 3),
    ORR_DEF_NONE("close", method_close),
    ORR_DEF_END,
};
static const OrrTypeSpec future_iter_spec = {
    .name = "_asyncio.FutureIter",
    .size = sizeof(FutureIter),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = iter_destroy,
              .traverse = iter_traverse,
              .clear = iter_clear,
              .iter = orr_future_iter_self,
              .next = iter_next,
              .send = iter_send},
    .methods = methods,
};

bool orr_aio_add_future_iter(OrrVm *vm, OrrAsyncio *aio) {
    aio->FutureIter = orr_type_from_spec(vm, &future_iter_spec, NULL);
    return aio->FutureIter != NULL;
}
