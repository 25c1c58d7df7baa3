/* What list and tuple have in common: work on a run of items. Private to the containers. */
#ifndef ORR_VM_SEQUENCE_H
#define ORR_VM_SEQUENCE_H

#include "sim/vm/abstract.h"

static inline void orr_visit_items(const OrrValue *items, size_t count, OrrVisit visit, void *context) {
    for (size_t i = 0; i < count; i++) {
        if (items[i] != ORR_NULL && orr_is_object(items[i])) visit(context, orr_object(items[i]));
    }
}
static inline void orr_visit_value(OrrValue v, OrrVisit visit, void *context) {
    if (v != ORR_NULL && orr_is_object(v)) visit(context, orr_object(v));
}

/* Decides an ordering by lengths, when all common items are equal. */
static inline bool orr_compare_lengths(size_t a, size_t b, OrrCompareOp op) {
    switch (op) {
    case ORR_LT: return a < b;
    case ORR_LE: return a <= b;
    case ORR_EQ: return a == b;
    case ORR_NE: return a != b;
    case ORR_GT: return a > b;
    default: return a >= b;
    }
}

/* == of items of containers, the commonest cases in line: 1, 0, or -1 with an exception. */
static inline int orr_equal_fast(OrrVm *vm, OrrValue a, OrrValue b) {
    if (a == b) return 1;
    if (orr_both_small_ints(a, b)) return 0;
    return orr_equal(vm, a, b);
}

/* Shared by index(): start and stop as given, for a sequence of count. */
static inline int64_t orr_clip_bound(int64_t at, size_t count) {
    if (at < 0) {
        at += (int64_t)count;
        if (at < 0) at = 0;
    }
    return at;
}

#endif
