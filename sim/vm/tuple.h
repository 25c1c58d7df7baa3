/* tuple: immutable sequence, items inline. */
#ifndef ORR_VM_TUPLE_H
#define ORR_VM_TUPLE_H

#include "sim/vm/vm.h"

struct OrrTuple {
    OrrObject head;
    size_t count;
    OrrValue items[];
};

static inline OrrTuple *orr_as_tuple(OrrValue v) {
    return (OrrTuple *)(uintptr_t)v;
}
/* tuple or a subclass */
static inline bool orr_is_tuple(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && (orr_object(v)->type->flags & ORR_TYPE_TUPLE_SUB);
}
/* Items are ORR_NONE, to be filled by the caller at once (it may store without releasing). */
OrrTuple *orr_tuple_alloc(OrrVm *vm, size_t count);
OrrValue orr_tuple_new(OrrVm *vm, const OrrValue *items, size_t count);   /* retains items */
OrrValue orr_tuple_steal(OrrVm *vm, const OrrValue *items, size_t count); /* takes the items' references, always */
OrrValue orr_tuple_from_iterable(OrrVm *vm, OrrValue iterable);           /* an exact tuple is returned itself */
OrrValue orr_tuple_pair(OrrVm *vm, OrrValue first, OrrValue second);      /* retains */

#endif
