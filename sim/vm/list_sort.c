/* list.sort() and sorted(): a stable merge sort that uses the runs it finds.
 *
 * The keys are sorted with their values beside them. If all keys are small ints, floats, exact strs, or tuples, they
 * are compared in line; anything else goes through __lt__. Runs shorter than what the length suggests are filled up by
 * binary insertion. When two neighbouring runs are merged is decided by the "power" of the boundary between them
 * (powersort): the depth at which a perfectly balanced tree of merges over the whole list would have it. So sorted and
 * reversed input takes one pass. While it is sorted the list is empty, and it is an error if the program puts something
 * in. */
#include "sim/vm/list.h"
#include "sim/vm/list_sort_internal.h"

int orr_sort_less_tuples(OrrSorter *s, OrrValue a, OrrValue b) {
    const OrrTuple *x = orr_as_tuple(a), *y = orr_as_tuple(b);
    if (s->first_kind != ORR_KEYS_ANY) {
        int less = orr_sort_less(s, x->items[0], y->items[0], s->first_kind);
        if (less) return less;
        if (orr_sort_less(s, y->items[0], x->items[0], s->first_kind)) return 0;
    }
    return orr_compare_truth(s->vm, a, b, ORR_LT);
}

static void reverse_array(OrrValue *items, size_t from, size_t to) {
    while (from + 1 < to) {
        to--;
        OrrValue item = items[from];
        items[from++] = items[to];
        items[to] = item;
    }
}

static void reverse_items(OrrSorter *s, size_t from, size_t to) {
    reverse_array(s->keys, from, to);
    if (s->values != NULL) reverse_array(s->values, from, to);
}

/* Functions that may fail return false (0) with an exception, and then the arrays still hold every item once. */

/* How far the keys from i on do not fall; 0: failed. */
static inline __attribute__((always_inline)) size_t rising_end(OrrSorter *s, size_t i, size_t end, OrrKeyKind kind) {
    for (; i < end; i++) {
        int down = orr_sort_less(s, s->keys[i], s->keys[i - 1], kind);
        if (down < 0) return 0;
        if (down) break;
    }
    return i;
}

/* How far the keys fall, from i on, where keys[i - 1] is known to be below the one before. Equal neighbours are turned
 * round in passing, so that turning round the whole leaves them in their order. 0: failed. */
static inline __attribute__((always_inline)) size_t falling_end(OrrSorter *s, size_t i, size_t end, OrrKeyKind kind) {
    size_t equal = 0; /* so many before i are equal to keys[i - 1 - equal] */
    for (; i < end; i++) {
        int down = orr_sort_less(s, s->keys[i], s->keys[i - 1], kind);
        if (down < 0) return 0;
        if (down) {
            if (equal > 0) reverse_items(s, i - equal - 1, i);
            equal = 0;
            continue;
        }
        int up = orr_sort_less(s, s->keys[i - 1], s->keys[i], kind);
        if (up < 0) return 0;
        if (up) break;
        equal++;
    }
    if (equal > 0) reverse_items(s, i - equal - 1, i);
    return i;
}

/* Length of the run at start; a falling one is turned round. 0: failed. */
static inline __attribute__((always_inline)) size_t find_run(OrrSorter *s, size_t start, size_t end, OrrKeyKind kind) {
    if (end - start == 1) return 1;
    size_t i = rising_end(s, start + 1, end, kind);
    if (i == 0 || i == end) return i == 0 ? 0 : i - start;
    if (i > start + 1) {
        int rises = orr_sort_less(s, s->keys[start], s->keys[i - 1], kind);
        if (rises < 0) return 0;
        if (rises) return i - start;
        reverse_items(s, start, i); /* all equal: the falling run begins with them */
    }
    i = falling_end(s, i + 1, end, kind);
    if (i == 0) return 0;
    reverse_items(s, start, i);
    i = rising_end(s, i, end, kind); /* it may go on to rise */
    return i == 0 ? 0 : i - start;
}

/* Makes [start, end) sorted, given that [start, sorted) is. */
static inline __attribute__((always_inline)) bool insert_rest(OrrSorter *s, size_t start, size_t sorted, size_t end,
                                                              OrrKeyKind kind) {
    for (; sorted < end; sorted++) {
        OrrValue key = s->keys[sorted];
        size_t low = start, high = sorted;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int before = orr_sort_less(s, key, s->keys[middle], kind);
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

static bool merge_at(OrrSorter *s, int i, OrrKeyKind kind) {
    OrrSortRun a = s->runs[i], b = s->runs[i + 1];
    s->runs[i].count = a.count + b.count;
    s->runs[i].power = b.power;
    s->run_count--;
    if (i + 1 < s->run_count) s->runs[i + 1] = s->runs[i + 2];
    return orr_sort_merge(s, a, b, kind);
}

/* The power of the boundary between a run and the next one: the first bit in which the places of their middles, as
 * fractions of the whole, differ. */
static int boundary_power(const OrrSortRun *run, size_t next_count, size_t total) {
    size_t a = 2 * run->start + run->count, b = a + run->count + next_count;
    for (int power = 1;; power++) {
        if (a >= total) {
            a -= total;
            b -= total;
        } else if (b >= total) {
            return power;
        }
        a *= 2;
        b *= 2;
    }
}

static bool push_run(OrrSorter *s, size_t start, size_t count, OrrKeyKind kind) {
    if (s->run_count > 0) {
        int power = boundary_power(&s->runs[s->run_count - 1], count, s->count);
        while (s->run_count > 1 && s->runs[s->run_count - 2].power > power)
            if (!merge_at(s, s->run_count - 2, kind)) return false;
        s->runs[s->run_count - 1].power = power;
    }
    ORR_ASSERT(s->run_count < ORR_SORT_RUNS_MAX);
    s->runs[s->run_count++] = (OrrSortRun){start, count, 0};
    return true;
}

static bool merge_all(OrrSorter *s, OrrKeyKind kind) {
    while (s->run_count > 1) {
        int n = s->run_count - 2;
        if (n > 0 && s->runs[n - 1].count < s->runs[n + 1].count) n--;
        if (!merge_at(s, n, kind)) return false;
    }
    return true;
}

/* 32 to 64, such that about a power of two of them make the whole; the whole if it is less than 64. */
static size_t least_run(size_t count) {
    size_t odd = 0;
    for (; count >= 64; count /= 2) odd |= count & 1;
    return count + odd;
}

static inline __attribute__((always_inline)) bool sort_kind(OrrSorter *s, OrrKeyKind kind) {
    size_t count = s->count, least = least_run(count);
    for (size_t start = 0; start < count;) {
        size_t length = find_run(s, start, count, kind);
        if (length == 0) return false;
        if (length < least) {
            size_t forced = count - start < least ? count - start : least;
            if (!insert_rest(s, start, start + length, start + forced, kind)) return false;
            length = forced;
        }
        if (!push_run(s, start, length, kind)) return false;
        start += length;
    }
    return merge_all(s, kind);
}

static OrrKeyKind kind_of(OrrVm *vm, OrrValue v) {
    if (orr_is_small_int(v)) return ORR_KEYS_INT;
    if (orr_is_exact(vm, v, vm->types.float_)) return ORR_KEYS_FLOAT;
    if (orr_is_exact(vm, v, vm->types.str)) return ORR_KEYS_STR;
    if (orr_is_exact(vm, v, vm->types.tuple) && orr_as_tuple(v)->count > 0) return ORR_KEYS_TUPLE;
    return ORR_KEYS_ANY;
}

static OrrKeyKind common_kind(OrrSorter *s, size_t count) {
    OrrKeyKind kind = kind_of(s->vm, s->keys[0]);
    for (size_t i = 1; i < count; i++) {
        if (kind_of(s->vm, s->keys[i]) != kind) return ORR_KEYS_ANY;
    }
    if (kind != ORR_KEYS_TUPLE) return kind;
    s->first_kind = kind_of(s->vm, orr_as_tuple(s->keys[0])->items[0]);
    for (size_t i = 1; i < count; i++) {
        if (kind_of(s->vm, orr_as_tuple(s->keys[i])->items[0]) != s->first_kind) s->first_kind = ORR_KEYS_ANY;
    }
    if (s->first_kind == ORR_KEYS_TUPLE) s->first_kind = ORR_KEYS_ANY;
    return ORR_KEYS_TUPLE;
}

static bool sort_all(OrrSorter *s, size_t count) {
    switch (common_kind(s, count)) {
    case ORR_KEYS_INT: return sort_kind(s, ORR_KEYS_INT);
    case ORR_KEYS_FLOAT: return sort_kind(s, ORR_KEYS_FLOAT);
    case ORR_KEYS_STR: return sort_kind(s, ORR_KEYS_STR);
    case ORR_KEYS_TUPLE: return sort_kind(s, ORR_KEYS_TUPLE);
    default: return sort_kind(s, ORR_KEYS_ANY);
    }
}

/* Sorts values by keys (NULL: by themselves). Stable both ways: for reverse the items are reversed before and after. */
static bool sort_arrays(OrrVm *vm, OrrValue *keys, OrrValue *values, size_t count, bool reverse) {
    OrrSorter s = {.vm = vm,
                   .keys = keys == NULL ? values : keys,
                   .values = keys == NULL ? NULL : values,
                   .count = count,
                   .min_gallop = ORR_SORT_MIN_GALLOP};
    size_t half = count / 2 + 1, scratch = half * (s.values == NULL ? 1 : 2) * sizeof(OrrValue);
    s.scratch_keys = orr_buffer_new(vm, scratch);
    if (s.scratch_keys == NULL) return false;
    s.scratch_values = s.scratch_keys + half;
    if (reverse) { reverse_items(&s, 0, count); }
    bool ok = sort_all(&s, count);
    if (reverse) reverse_array(values, 0, count);
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
