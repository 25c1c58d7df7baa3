/* set and frozenset: CPython's open addressing, so that sets of numbers iterate in its order. */
#ifndef ORR_VM_SET_H
#define ORR_VM_SET_H

#include "sim/vm/vm.h"

typedef struct OrrSetEntry {
    OrrValue key; /* ORR_NULL: never used; ORR_EMPTY: deleted */
    int64_t hash;
} OrrSetEntry;

typedef struct OrrSet {
    OrrObject head;
    size_t fill, used;  /* slots taken (deleted ones included), live ones */
    size_t mask;        /* table size - 1 */
    OrrSetEntry *table; /* small_table or a buffer */
    int64_t hash;       /* frozenset's, -1: not computed */
    uint64_t version;
    OrrSetEntry small_table[8];
} OrrSet;

static inline OrrSet *orr_as_set(OrrValue v) {
    return (OrrSet *)(uintptr_t)v;
}
/* set, frozenset or a subclass */
static inline bool orr_is_set(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && (orr_object(v)->type->flags & ORR_TYPE_SET_SUB);
}
OrrSet *orr_set_new(OrrVm *vm, OrrType *type); /* vm->types.set or frozenset */
bool orr_set_add(OrrVm *vm, OrrSet *set, OrrValue key);
int orr_set_contains(OrrVm *vm, OrrSet *set, OrrValue key);
int orr_set_discard(OrrVm *vm, OrrSet *set, OrrValue key); /* 1 removed, 0 absent, -1 error */
bool orr_set_update(OrrVm *vm, OrrSet *set, OrrValue iterable);
bool orr_set_step(OrrSet *set, size_t *position, OrrValue *key); /* borrowed */

#endif
