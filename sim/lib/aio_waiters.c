#include "sim/lib/aio_waiters.h"

#include "sim/lib/lib.h"

bool orr_waiters_push(OrrVm *vm, OrrWaiters *w, OrrFuture *f) {
    if (w->count == w->capacity) {
        uint32_t capacity = w->capacity ? w->capacity * 2 : 4;
        OrrFuture **items = orr_buffer_new(vm, capacity * sizeof *items);
        if (items == NULL) return false;
        for (uint32_t i = 0; i < w->count; i++) items[i] = orr_waiters_at(w, i);
        if (w->items != NULL) orr_buffer_free(vm, w->items, w->capacity * sizeof *items);
        w->items = items;
        w->head = 0;
        w->capacity = capacity;
    }
    w->items[(w->head + w->count++) & (w->capacity - 1)] = f;
    orr_retain(orr_future_value(f));
    return true;
}

OrrFuture *orr_waiters_pop(OrrWaiters *w) {
    if (w->count == 0) return NULL;
    OrrFuture *f = w->items[w->head];
    w->head = (w->head + 1) & (w->capacity - 1);
    w->count--;
    return f;
}

void orr_waiters_remove(OrrVm *vm, OrrWaiters *w, OrrFuture *f) {
    for (uint32_t i = 0; i < w->count; i++) {
        if (orr_waiters_at(w, i) != f) continue;
        if (i == 0) {
            orr_waiters_pop(w);
        } else {
            for (uint32_t j = i + 1; j < w->count; j++)
                w->items[(w->head + j - 1) & (w->capacity - 1)] = orr_waiters_at(w, j);
            w->count--;
        }
        orr_release(vm, orr_future_value(f));
        return;
    }
}

void orr_waiters_traverse(OrrWaiters *w, OrrVisit visit, void *context) {
    for (uint32_t i = 0; i < w->count; i++) visit(context, &orr_future_object(orr_waiters_at(w, i))->head);
}

void orr_waiters_clear(OrrVm *vm, OrrWaiters *w) {
    for (OrrFuture *f; (f = orr_waiters_pop(w)) != NULL;) orr_release(vm, orr_future_value(f));
    if (w->items != NULL) orr_buffer_free(vm, w->items, w->capacity * sizeof *w->items);
    *w = (OrrWaiters){NULL, 0, 0, 0};
}

OrrLoop *orr_primitive_loop(OrrVm *vm, OrrValue self, OrrLoop **loop) {
    const OrrLoopObject *running = orr_aio(vm)->running;
    if (*loop == NULL && running != NULL) *loop = running->loop;
    if (running != NULL && *loop == running->loop) return *loop;
    if (*loop != NULL) orr_raise(vm, vm->exc.RuntimeError, "%R is bound to a different event loop", self);
    else /* a coroutine that goes on after the run, while it is destroyed */
        orr_raise(vm, vm->exc.AttributeError, "'NoneType' object has no attribute 'create_future'");
    return NULL;
}

OrrValue orr_primitive_repr(OrrVm *vm, OrrValue self, const char *state, OrrValue value, size_t waiters) {
    OrrValue plain = vm->types.object->slots.repr(vm, self);
    if (plain == ORR_NULL) return ORR_NULL;
    OrrValue start = orr_str_substring(vm, orr_as_str(plain), 0, orr_as_str(plain)->length - 1);
    orr_release(vm, plain);
    if (start == ORR_NULL) return ORR_NULL;
    OrrValue number = value == ORR_NULL ? orr_retain(vm->empty_str) : orr_format(vm, ", value:%S", value);
    OrrValue text = ORR_NULL;
    if (number != ORR_NULL && waiters == 0) text = orr_format(vm, "%S [%s%S]>", start, state, number);
    else if (number != ORR_NULL) text = orr_format(vm, "%S [%s%S, waiters:%zu]>", start, state, number, waiters);
    orr_xrelease(vm, number);
    orr_release(vm, start);
    return text;
}

OrrSend orr_wait_in(OrrVm *vm, OrrNativeCoroutine *self, OrrValue primitive, OrrLoop **loop, OrrWaiters *waiters,
                    uint32_t wait_kind, OrrValue *result) {
    OrrLoop *where = orr_primitive_loop(vm, primitive, loop);
    OrrFutureObject *f = where == NULL ? NULL : orr_future_new(vm, where, wait_kind, primitive);
    if (f == NULL) return ORR_SEND_ERROR;
    OrrSend sent = ORR_SEND_ERROR;
    if (orr_waiters_push(vm, waiters, &f->future)) sent = orr_await_future(vm, self, &f->future, result);
    orr_release_object(vm, f);
    return sent;
}

uint32_t orr_primitive_id(OrrVm *vm, uint32_t *id, int64_t kind, int64_t capacity) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    if (s->trace == NULL) return 0;
    if (*id == 0) *id = orr_aio_trace_object(vm, kind, capacity);
    return *id;
}

uint32_t orr_running_id(OrrVm *vm) {
    OrrTaskObject *t = orr_aio(vm)->current;
    return t == NULL ? 0 : t->task.future.handle.id;
}
