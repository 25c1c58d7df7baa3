/* list.sort() and sorted(): a stable merge sort that uses the runs it finds.
 *
 * The keys are sorted with their values beside them. If all keys are small ints, floats, exact strs, or tuples, they
 * are compared in line; anything else goes through __lt__. Runs shorter than MIN_RUN are filled up by binary insertion;
 * runs are merged as their lengths on the stack say (a run is merged before the two after it outgrow it), so sorted and
 * reversed input takes one pass. While it is sorted the list is empty, and it is an error if the program puts
 * something in. */
#include "sim/vm/abstract.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

#define MIN_RUN  32u
#define RUNS_MAX 90

typedef enum KeyKind { KEYS_INT, KEYS_FLOAT, KEYS_STR, KEYS_TUPLE, KEYS_ANY } KeyKind;

typedef struct Run {
    size_t start, count;
} Run;

typedef struct Sorter {
    OrrVm *vm;
    OrrValue *keys;
    OrrValue *values; /* NULL: the keys are the values */
    OrrValue *scratch_keys, *scratch_values;
    KeyKind first_kind; /* KEYS_TUPLE: of the tuples' first items */
    Run runs[RUNS_MAX];
    int run_count;
} Sorter;

/* 1, 0, or -1 with an exception. */
static int less_of_kind(Sorter *s, OrrValue a, OrrValue b, KeyKind kind) {
    switch (kind) {
    case KEYS_INT: return (int64_t)a < (int64_t)b;
    case KEYS_FLOAT: return orr_float_value(a) < orr_float_value(b);
    case KEYS_STR: return orr_str_compare(orr_as_str(a), orr_as_str(b)) < 0;
    default: return orr_compare_truth(s->vm, a, b, ORR_LT);
    }
}

static int less_tuples(Sorter *s, OrrValue a, OrrValue b) {
    const OrrTuple *x = orr_as_tuple(a), *y = orr_as_tuple(b);
    if (s->first_kind != KEYS_ANY) {
        int less = less_of_kind(s, x->items[0], y->items[0], s->first_kind);
        if (less) return less;
        if (less_of_kind(s, y->items[0], x->items[0], s->first_kind)) return 0;
    }
    return orr_compare_truth(s->vm, a, b, ORR_LT);
}

static inline __attribute__((always_inline)) int less(Sorter *s, OrrValue a, OrrValue b, KeyKind kind) {
    switch (kind) {
    case KEYS_INT: return (int64_t)a < (int64_t)b;
    case KEYS_FLOAT: return orr_float_value(a) < orr_float_value(b);
    case KEYS_STR: return orr_str_compare(orr_as_str(a), orr_as_str(b)) < 0;
    case KEYS_TUPLE: return less_tuples(s, a, b);
    default: return orr_compare_truth(s->vm, a, b, ORR_LT);
    }
}

static void reverse_items(OrrValue *items, size_t from, size_t to) {
    while (from + 1 < to) {
        to--;
        OrrValue item = items[from];
        items[from++] = items[to];
        items[to] = item;
    }
}

/* The rest works on keys[start..end) with values alongside; each returns false with an exception, and then the arrays
 * still hold every item once. */

/* Length of the run at start; a strictly falling one is turned round. 0: failed. */
static inline __attribute__((always_inline)) size_t find_run(Sorter *s, size_t start, size_t end, KeyKind kind) {
    size_t i = start + 1;
    if (i >= end) return end - start;
    int falling = less(s, s->keys[i], s->keys[i - 1], kind);
    if (falling < 0) return 0;
    for (i++; i < end; i++) {
        int down = less(s, s->keys[i], s->keys[i - 1], kind);
        if (down < 0) return 0;
        if (down != falling) break;
    }
    if (falling) {
        reverse_items(s->keys, start, i);
        if (s->values != NULL) reverse_items(s->values, start, i);
    }
    return i - start;
}

/* Makes [start, end) sorted, given that [start, sorted) is. */
static inline __attribute__((always_inline)) bool insert_rest(Sorter *s, size_t start, size_t sorted, size_t end,
                                                              KeyKind kind) {
    for (; sorted < end; sorted++) {
        OrrValue key = s->keys[sorted];
        size_t low = start, high = sorted;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int before = less(s, key, s->keys[middle], kind);
            if (before < 0) return false;
            if (before) high = middle;
            else low = middle + 1;
        }
        memmove(s->keys + low + 1, s->keys + low, (sorted - low) * sizeof key);
        s->keys[low] = key;
        if (s->values != NULL) {
            OrrValue value = s->values[sorted];
            memmove(s->values + low + 1, s->values + low, (sorted - low) * sizeof value);
            s->values[low] = value;
        }
    }
    return true;
}

static inline void copy_item(Sorter *s, size_t to, size_t from) {
    s->keys[to] = s->keys[from];
    if (s->values != NULL) s->values[to] = s->values[from];
}
static inline void copy_scratch(Sorter *s, size_t to, size_t from) {
    s->keys[to] = s->scratch_keys[from];
    if (s->values != NULL) s->values[to] = s->scratch_values[from];
}

/* Merges two neighbouring runs, the left one through the scratch arrays. */
static inline __attribute__((always_inline)) bool merge(Sorter *s, Run a, Run b, KeyKind kind) {
    /* What is in place at the left end already needs no moving. */
    int before = less(s, s->keys[b.start], s->keys[b.start - 1], kind);
    if (before <= 0) return before == 0;
    memcpy(s->scratch_keys, s->keys + a.start, a.count * sizeof *s->keys);
    if (s->values != NULL) memcpy(s->scratch_values, s->values + a.start, a.count * sizeof *s->values);
    size_t i = 0, j = b.start, to = a.start, end = b.start + b.count;
    bool ok = true;
    while (i < a.count && j < end) {
        int right = less(s, s->keys[j], s->scratch_keys[i], kind);
        if (right < 0) {
            ok = false;
            break;
        }
        if (right) copy_item(s, to++, j++);
        else copy_scratch(s, to++, i++);
    }
    while (i < a.count) copy_scratch(s, to++, i++);
    return ok;
}

static inline __attribute__((always_inline)) bool merge_at(Sorter *s, int i, KeyKind kind) {
    Run a = s->runs[i], b = s->runs[i + 1];
    s->runs[i].count = a.count + b.count;
    s->run_count--;
    if (i + 1 < s->run_count) s->runs[i + 1] = s->runs[i + 2];
    return merge(s, a, b, kind);
}

static inline __attribute__((always_inline)) bool collapse(Sorter *s, bool all, KeyKind kind) {
    while (s->run_count > 1) {
        int n = s->run_count - 2;
        const Run *r = s->runs;
        bool unbalanced = (n > 0 && r[n - 1].count <= r[n].count + r[n + 1].count) ||
                          (n > 1 && r[n - 2].count <= r[n - 1].count + r[n].count);
        if (all || unbalanced) {
            if (n > 0 && r[n - 1].count < r[n + 1].count) n--;
        } else if (r[n].count > r[n + 1].count) {
            return true;
        }
        if (!merge_at(s, n, kind)) return false;
    }
    return true;
}

static inline __attribute__((always_inline)) bool sort_kind(Sorter *s, size_t count, KeyKind kind) {
    size_t start = 0;
    while (start < count) {
        size_t length = find_run(s, start, count, kind);
        if (length == 0) return false;
        if (length < MIN_RUN && start + length < count) {
            size_t end = count - start < MIN_RUN ? count : start + MIN_RUN;
            if (!insert_rest(s, start, start + length, end, kind)) return false;
            length = end - start;
        }
        ORR_ASSERT(s->run_count < RUNS_MAX);
        s->runs[s->run_count++] = (Run){start, length};
        start += length;
        if (!collapse(s, false, kind)) return false;
    }
    return collapse(s, true, kind);
}

static KeyKind kind_of(OrrVm *vm, OrrValue v) {
    if (orr_is_small_int(v)) return KEYS_INT;
    if (orr_is_exact(vm, v, vm->types.float_)) return KEYS_FLOAT;
    if (orr_is_exact(vm, v, vm->types.str)) return KEYS_STR;
    if (orr_is_exact(vm, v, vm->types.tuple) && orr_as_tuple(v)->count > 0) return KEYS_TUPLE;
    return KEYS_ANY;
}

static KeyKind common_kind(Sorter *s, size_t count) {
    KeyKind kind = kind_of(s->vm, s->keys[0]);
    for (size_t i = 1; i < count; i++) {
        if (kind_of(s->vm, s->keys[i]) != kind) return KEYS_ANY;
    }
    if (kind != KEYS_TUPLE) return kind;
    s->first_kind = kind_of(s->vm, orr_as_tuple(s->keys[0])->items[0]);
    for (size_t i = 1; i < count; i++) {
        if (kind_of(s->vm, orr_as_tuple(s->keys[i])->items[0]) != s->first_kind) s->first_kind = KEYS_ANY;
    }
    if (s->first_kind == KEYS_TUPLE) s->first_kind = KEYS_ANY;
    return KEYS_TUPLE;
}

static bool sort_all(Sorter *s, size_t count) {
    switch (common_kind(s, count)) {
    case KEYS_INT: return sort_kind(s, count, KEYS_INT);
    case KEYS_FLOAT: return sort_kind(s, count, KEYS_FLOAT);
    case KEYS_STR: return sort_kind(s, count, KEYS_STR);
    case KEYS_TUPLE: return sort_kind(s, count, KEYS_TUPLE);
    default: return sort_kind(s, count, KEYS_ANY);
    }
}

/* Sorts values by keys (NULL: by themselves). Stable both ways: for reverse the items are reversed before and after. */
static bool sort_arrays(OrrVm *vm, OrrValue *keys, OrrValue *values, size_t count, bool reverse) {
    Sorter s = {.vm = vm, .keys = keys == NULL ? values : keys, .values = keys == NULL ? NULL : values};
    size_t scratch = count * (s.values == NULL ? 1 : 2) * sizeof(OrrValue);
    s.scratch_keys = orr_buffer_new(vm, scratch);
    if (s.scratch_keys == NULL) return false;
    s.scratch_values = s.scratch_keys + count;
    if (reverse) {
        reverse_items(values, 0, count);
        if (keys != NULL) reverse_items(keys, 0, count);
    }
    bool ok = sort_all(&s, count);
    if (reverse) reverse_items(values, 0, count);
    orr_buffer_free(vm, s.scratch_keys, scratch);
    return ok;
}

/* The keys of items; NULL with an exception. */
static OrrValue *make_keys(OrrVm *vm, const OrrValue *items, size_t count, OrrValue key) {
    OrrValue *keys = orr_buffer_new(vm, count * sizeof *keys);
    if (keys == NULL) return NULL;
    for (size_t i = 0; i < count; i++) {
        keys[i] = orr_call1(vm, key, items[i]);
        if (keys[i] != ORR_NULL) continue;
        while (i > 0) orr_release(vm, keys[--i]);
        orr_buffer_free(vm, keys, count * sizeof *keys);
        return NULL;
    }
    return keys;
}

static bool sort_items(OrrVm *vm, OrrValue *items, size_t count, OrrValue key, bool reverse) {
    OrrValue *keys = NULL;
    if (key != ORR_NONE) {
        keys = make_keys(vm, items, count, key);
        if (keys == NULL) return false;
    }
    bool ok = sort_arrays(vm, keys, items, count, reverse);
    if (keys != NULL) {
        for (size_t i = 0; i < count; i++) orr_release(vm, keys[i]);
        orr_buffer_free(vm, keys, count * sizeof *keys);
    }
    return ok;
}

bool orr_list_sort(OrrVm *vm, OrrList *list, OrrValue key, bool reverse) {
    OrrValue *items = list->items;
    size_t count = list->count, capacity = list->capacity;
    if (count == 0 || (count == 1 && key == ORR_NONE)) return true;
    list->items = NULL;
    list->count = list->capacity = 0;
    bool ok = sort_items(vm, items, count, key, reverse);
    bool modified = list->items != NULL;
    OrrValue *others = list->items;
    size_t other_count = list->count, other_capacity = list->capacity;
    list->items = items;
    list->count = count;
    list->capacity = capacity;
    if (modified) {
        if (ok) ok = orr_fail(vm, vm->exc.ValueError, "list modified during sort");
        for (size_t i = 0; i < other_count; i++) orr_release(vm, others[i]);
        orr_buffer_free(vm, others, other_capacity * sizeof *others);
    }
    return ok;
}

OrrValue orr_list_sort_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"key", "reverse", NULL};
    static const OrrSignature signature = {"sort", names, 0, 0, 0, 2};
    OrrValue out[2];
    if (nargs > 0) { return orr_raise(vm, vm->exc.TypeError, "sort() takes no positional arguments"); }
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    int reverse = out[1] == ORR_NULL ? 0 : orr_truth(vm, out[1]);
    if (reverse < 0) return ORR_NULL;
    OrrValue key = out[0] == ORR_NULL ? ORR_NONE : out[0];
    return orr_list_sort(vm, orr_as_list(self), key, reverse) ? ORR_NONE : ORR_NULL;
}
