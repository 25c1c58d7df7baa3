/* Iteration over any value, and resuming whatever a coroutine or `yield from` may delegate to. */
#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/iter.h"

/* Classes without __iter__ but with __getitem__ are iterated by index (native mappings aren't). */
static bool is_indexable(const OrrType *type) {
    return type->slots.getitem != NULL && (type->flags & (ORR_TYPE_HEAP | ORR_TYPE_SEQUENCE)) != 0 &&
           (type->flags & ORR_TYPE_DICT_SUB) == 0;
}

OrrValue orr_iter(OrrVm *vm, OrrValue iterable) {
    OrrType *type = orr_type_of(vm, iterable);
    if (type->slots.iter == NULL) {
        if (is_indexable(type)) return orr_sequence_iterator_new(vm, iterable);
        return orr_raise(vm, vm->exc.TypeError, "'%T' object is not iterable", iterable);
    }
    OrrValue iterator = type->slots.iter(vm, iterable);
    if (iterator == ORR_NULL || orr_type_of(vm, iterator)->slots.next != NULL) return iterator;
    orr_raise(vm, vm->exc.TypeError, "iter() returned non-iterator of type '%T'", iterator);
    orr_release(vm, iterator);
    return ORR_NULL;
}

OrrValue orr_next(OrrVm *vm, OrrValue iterator) {
    OrrUnarySlot slot = orr_type_of(vm, iterator)->slots.next;
    if (slot == NULL) return orr_raise(vm, vm->exc.TypeError, "'%T' object is not an iterator", iterator);
    if (!orr_poll_native(vm)) return ORR_NULL;
    if (!orr_enter(vm, "")) return ORR_NULL; /* iterators over iterators over ... */
    OrrValue item = slot(vm, iterator);
    orr_leave(vm);
    if (item == ORR_NULL && vm->exception != ORR_NULL && orr_pending_is(vm, vm->exc.StopIteration)) {
        orr_exception_clear(vm);
    }
    return item;
}

bool orr_for_each(OrrVm *vm, OrrValue iterable, bool (*body)(OrrVm *vm, OrrValue item, void *context), void *context) {
    OrrValue iterator = orr_iter(vm, iterable);
    if (iterator == ORR_NULL) return false;
    for (;;) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        bool more = body(vm, item, context);
        orr_release(vm, item);
        if (!more) break;
    }
    orr_release(vm, iterator);
    return vm->exception == ORR_NULL;
}

/* What a call of __next__ or send() gave, as an outcome: StopIteration is the end with a result. */
static OrrSend outcome(OrrVm *vm, OrrValue yielded, OrrValue *result) {
    *result = yielded;
    if (yielded != ORR_NULL) return ORR_SEND_YIELD;
    if (vm->exception == ORR_NULL) {
        *result = ORR_NONE;
        return ORR_SEND_RETURN;
    }
    if (!orr_pending_is(vm, vm->exc.StopIteration)) return ORR_SEND_ERROR;
    OrrValue stop = orr_exception_take(vm);
    OrrValue value = orr_stop_iteration_value(stop);
    *result = value == ORR_NULL ? ORR_NONE : orr_retain(value);
    orr_release(vm, stop);
    return ORR_SEND_RETURN;
}

OrrSend orr_send(OrrVm *vm, OrrValue iterator, OrrValue value, OrrValue *result) {
    OrrType *type = orr_type_of(vm, iterator);
    if (type->slots.send != NULL) return type->slots.send(vm, iterator, value, result);
    if (value != ORR_NONE) { return outcome(vm, orr_call_method(vm, iterator, ORR_NAME(vm, send), &value, 1), result); }
    if (type->slots.next == NULL) {
        *result = orr_raise(vm, vm->exc.TypeError, "'%T' object is not an iterator", iterator);
        return ORR_SEND_ERROR;
    }
    if ((type->flags & ORR_TYPE_HEAP) == 0) return outcome(vm, type->slots.next(vm, iterator), result);
    /* The slot of a class would drop the value of its StopIteration, which is the result here. */
    OrrValue method = orr_lookup_special(vm, iterator, ORR_NAME(vm, __next__));
    if (method == ORR_NULL) {
        *result = ORR_NULL;
        return vm->exception != ORR_NULL ? ORR_SEND_ERROR : outcome(vm, orr_next(vm, iterator), result);
    }
    OrrValue yielded = orr_call0(vm, method);
    orr_release(vm, method);
    return outcome(vm, yielded, result);
}
