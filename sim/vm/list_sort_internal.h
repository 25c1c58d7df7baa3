/* What the two files of list.sort() share: keys in an array, with their values beside them, and how two keys compare.
 *
 * Comparisons are made in the same order, and as many, as CPython 3.13's list.sort() makes: a program's __lt__ sees
 * each, and what becomes of keys without a total order (NaN, sets) depends on them. */
#ifndef ORR_VM_LIST_SORT_INTERNAL_H
#define ORR_VM_LIST_SORT_INTERNAL_H

#include "sim/vm/abstract.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

#define ORR_SORT_RUNS_MAX   90
#define ORR_SORT_MIN_GALLOP 7

typedef enum OrrKeyKind { ORR_KEYS_INT, ORR_KEYS_FLOAT, ORR_KEYS_STR, ORR_KEYS_TUPLE, ORR_KEYS_ANY } OrrKeyKind;

/* keys[start .. start + count) are in order. */
typedef struct OrrSortRun {
    size_t start, count;
    int power; /* of the boundary to the next run: its depth in the tree of merges */
} OrrSortRun;

typedef struct OrrSorter {
    OrrVm *vm;
    OrrValue *keys;
    OrrValue *values; /* NULL: the keys are the values */
    size_t count;
    OrrValue *scratch_keys, *scratch_values; /* room for half of them */
    OrrKeyKind first_kind;                   /* ORR_KEYS_TUPLE: of the tuples' first items */
    int min_gallop;                          /* how often one run has to win in a row until galloping begins */
    OrrSortRun runs[ORR_SORT_RUNS_MAX];
    int run_count;
} OrrSorter;

int orr_sort_less_tuples(OrrSorter *s, OrrValue a, OrrValue b);

/* 1, 0, or -1 with an exception. */
static inline __attribute__((always_inline)) int orr_sort_less(OrrSorter *s, OrrValue a, OrrValue b, OrrKeyKind kind) {
    switch (kind) {
    case ORR_KEYS_INT: return (int64_t)a < (int64_t)b;
    case ORR_KEYS_FLOAT: return orr_float_value(a) < orr_float_value(b);
    case ORR_KEYS_STR: return orr_str_compare(orr_as_str(a), orr_as_str(b)) < 0;
    case ORR_KEYS_TUPLE: return orr_sort_less_tuples(s, a, b);
    default: return orr_compare_truth(s->vm, a, b, ORR_LT);
    }
}

/* Merges two neighbouring runs into one. False with an exception, and then the arrays still hold every item once. */
bool orr_sort_merge(OrrSorter *s, OrrSortRun a, OrrSortRun b, OrrKeyKind kind);

#endif
