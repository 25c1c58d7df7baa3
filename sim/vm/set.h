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
    size_t finger; /* where pop() looks first */
    OrrSetEntry small_table[8];
} OrrSet;

typedef struct OrrSetIterator {
    OrrObject head;
    OrrSet *set;     /* NULL when exhausted */
    size_t position; /* of the next slot to look at */
    size_t used;     /* of the set when the iterator was made: another one now is an error */
    size_t left;
} OrrSetIterator;

static inline OrrSet *orr_as_set(OrrValue v) {
    return (OrrSet *)(uintptr_t)v;
}
/* set, frozenset or a subclass */
static inline bool orr_is_set(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && (orr_object(v)->type->flags & ORR_TYPE_SET_SUB);
}
static inline bool orr_set_slot_live(const OrrSetEntry *entry) {
    return entry->key != ORR_NULL && entry->key != ORR_EMPTY;
}

OrrSet *orr_set_new(OrrVm *vm, OrrType *type); /* vm->types.set or frozenset, or a subclass */
bool orr_set_add(OrrVm *vm, OrrSet *set, OrrValue key);
bool orr_set_add_hashed(OrrVm *vm, OrrSet *set, OrrValue key, int64_t hash);
int orr_set_contains(OrrVm *vm, OrrSet *set, OrrValue key);
int orr_set_contains_hashed(OrrVm *vm, OrrSet *set, OrrValue key, int64_t hash); /* -1 error */
int orr_set_discard(OrrVm *vm, OrrSet *set, OrrValue key);                       /* 1 removed, 0 absent, -1 error */
int orr_set_discard_hashed(OrrVm *vm, OrrSet *set, OrrValue key, int64_t hash);
bool orr_set_update(OrrVm *vm, OrrSet *set, OrrValue iterable);
bool orr_set_merge(OrrVm *vm, OrrSet *set, OrrSet *other);
void orr_set_clear(OrrVm *vm, OrrSet *set);
OrrValue orr_set_pop(OrrVm *vm, OrrSet *set); /* ORR_NULL without an exception: empty */
/* Gives the two sets each other's contents. */
void orr_set_swap(OrrSet *a, OrrSet *b);
/* Rebuilds the table if more than a quarter of it are deleted entries. */
bool orr_set_tidy(OrrVm *vm, OrrSet *set);
bool orr_set_step(OrrSet *set, size_t *position, OrrValue *key); /* borrowed */
OrrValue orr_set_iter(OrrVm *vm, OrrValue set);

#endif
