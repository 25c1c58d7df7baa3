/* tuple: immutable sequence, items inline.
 *
 * An instance of a subclass is type->instance_size + count * 8 bytes: what the subclass adds (its dict, its __slots__)
 * lies after the items. */
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
OrrValue orr_tuple_slice(OrrVm *vm, OrrTuple *tuple, size_t start, size_t end);
/* A pair for an iterator that gives one after the other: takes both items. The last one is kept in *spare (NULL at
 * first; the iterator releases it in the end) and used again if nobody else has it any more. */
OrrValue orr_tuple_next_pair(OrrVm *vm, OrrTuple **spare, OrrValue first, OrrValue second);
OrrValue orr_tuple_pair(OrrVm *vm, OrrValue first, OrrValue second); /* retains */

static inline size_t orr_tuple_bytes(const OrrType *type, size_t count) {
    return type->instance_size + count * sizeof(OrrValue);
}
/* Mixes hashes as CPython's tuples do: start with ORR_TUPLE_HASH_START, mix each item's, finish with the count. */
#define ORR_TUPLE_HASH_START UINT64_C(2870177450012600261)
static inline uint64_t orr_tuple_hash_mix(uint64_t mixed, int64_t item_hash) {
    mixed += (uint64_t)item_hash * UINT64_C(14029467366897019727);
    mixed = mixed << 31 | mixed >> 33;
    return mixed * UINT64_C(11400714785074694791);
}
static inline int64_t orr_tuple_hash_finish(uint64_t mixed, size_t count) {
    mixed += count ^ (ORR_TUPLE_HASH_START ^ UINT64_C(3527539));
    return mixed == UINT64_MAX ? INT64_C(1546275796) : (int64_t)mixed;
}

#endif
