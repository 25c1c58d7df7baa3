/* slice objects, and what an index or a slice means for a sequence of some length. */
#ifndef ORR_VM_SLICE_H
#define ORR_VM_SLICE_H

#include "sim/vm/vm.h"

typedef struct OrrSlice {
    OrrObject head;
    OrrValue start, stop, step; /* any values; ORR_NONE: left out */
} OrrSlice;

static inline OrrSlice *orr_as_slice(OrrValue v) {
    return (OrrSlice *)(uintptr_t)v;
}
static inline bool orr_is_slice(const OrrVm *vm, OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && orr_object(v)->type == vm->types.slice;
}
OrrValue orr_slice_new(OrrVm *vm, OrrValue start, OrrValue stop, OrrValue step);
/* The items that slice means in a sequence of length: count of them, from *start by *step; if count is 0 *start is
 * where an assignment inserts. *stop is one step past the last (or as given, clipped). False with an exception. */
bool orr_slice_indices(OrrVm *vm, OrrValue slice, size_t length, int64_t *start, int64_t *stop, int64_t *step,
                       size_t *count);
/* The two halves of it: reading the numbers may run program code (__index__), which may change the length. */
bool orr_slice_unpack(OrrVm *vm, OrrValue slice, int64_t *start, int64_t *stop, int64_t *step);
size_t orr_slice_adjust(size_t length, int64_t *start, int64_t *stop, int64_t step);

/* Has it __index__? */
bool orr_is_index(const OrrVm *vm, OrrValue v);
/* Reads key as an index (negative: from the end is NOT yet added). TypeError "WHAT indices must be integers or slices,
 * not T"; IndexError for one that doesn't fit. */
bool orr_read_index(OrrVm *vm, OrrValue key, const char *what, int64_t *index);
/* An argument like index()'s start and stop: clipped; None isn't allowed. */
bool orr_read_slice_bound(OrrVm *vm, OrrValue value, int64_t *out);

#endif
