/* range. The numbers are Python ints of any size; when all fit into int64 the small_ fields hold them too. */
#ifndef ORR_VM_RANGE_H
#define ORR_VM_RANGE_H

#include "sim/vm/iter.h"

typedef struct OrrRange {
    OrrObject head;
    OrrValue start, stop, step, length; /* ints */
    bool small; /* start, step and every element, and one step past the last, fit into a small int; so does length */
    int64_t small_start, small_step;
    uint64_t small_length;
} OrrRange;

static inline OrrRange *orr_as_range(OrrValue v) {
    return (OrrRange *)(uintptr_t)v;
}
/* A range from ints (any __index__ was applied before). ValueError if step is 0. */
OrrValue orr_range_new(OrrVm *vm, OrrValue start, OrrValue stop, OrrValue step);
OrrValue orr_range_iter(OrrVm *vm, OrrValue range);

#endif
