/* Merging two neighbouring runs of list.sort().
 *
 * Items are taken one by one from the run whose next is smaller, until one run wins so often in a row that it pays to
 * gallop: to look with growing steps for how many of it come before the other's next. The smaller run goes through the
 * scratch arrays: the left one if the merge goes from left to right, the right one if from right to left. Whoever has
 * but one item left in scratch need not be compared any more. */
#include "sim/vm/list_sort_internal.h"

#define INLINE static inline __attribute__((always_inline))

/* A place in a pair of arrays. */
typedef struct Slice {
    OrrValue *keys, *values; /* values NULL: none */
} Slice;

INLINE Slice slice_at(Slice s, ptrdiff_t by) {
    s.keys += by;
    if (s.values != NULL) s.values += by;
    return s;
}
INLINE void copy_one(Slice to, Slice from) {
    *to.keys = *from.keys;
    if (to.values != NULL) *to.values = *from.values;
}
/* The two may overlap. */
INLINE void copy_many(Slice to, Slice from, size_t count) {
    memmove(to.keys, from.keys, count * sizeof *to.keys);
    if (to.values != NULL) memmove(to.values, from.values, count * sizeof *to.values);
}

/* Is a[at] before the key? Those equal to it count as before for GALLOP_RIGHT. */
typedef enum Side { LEFT, RIGHT } Side;

INLINE int is_before(OrrSorter *s, OrrValue item, OrrValue key, Side side, OrrKeyKind kind) {
    if (side == LEFT) return orr_sort_less(s, item, key, kind);
    int less = orr_sort_less(s, key, item, kind);
    return less < 0 ? less : !less;
}

/* How many of the count sorted items are before the key (LEFT: less than it; RIGHT: not greater). The search begins at
 * hint and doubles its steps. -1: failed. */
static ptrdiff_t gallop(OrrSorter *s, OrrValue key, const OrrValue *a, ptrdiff_t count, ptrdiff_t hint, Side side,
                        OrrKeyKind kind) {
    ptrdiff_t last = 0, offset = 1;
    int before = is_before(s, a[hint], key, side, kind);
    if (before < 0) return -1;
    bool up = before != 0;
    ptrdiff_t most = up ? count - hint : hint + 1;
    while (offset < most) {
        before = is_before(s, a[up ? hint + offset : hint - offset], key, side, kind);
        if (before < 0) return -1;
        if ((before != 0) != up) break;
        last = offset;
        offset = offset * 2 + 1;
    }
    if (offset > most) offset = most;
    ptrdiff_t low = up ? hint + last + 1 : hint - offset + 1, high = up ? hint + offset : hint - last;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        before = is_before(s, a[middle], key, side, kind);
        if (before < 0) return -1;
        if (before) low = middle + 1;
        else high = middle;
    }
    return high;
}

/* The state of a merge. a and b: next of each run; to: where the next of them goes. Those in scratch: for merge_up a,
 * for merge_down b. */
typedef struct Merge {
    Slice a, b, to;
    ptrdiff_t na, nb;
} Merge;

typedef enum Outcome { GO_ON, DONE, LAST, FAILED } Outcome;

INLINE void take_a_up(Merge *m, ptrdiff_t count) {
    copy_many(m->to, m->a, (size_t)count);
    m->to = slice_at(m->to, count);
    m->a = slice_at(m->a, count);
    m->na -= count;
}
INLINE void take_b_up(Merge *m, ptrdiff_t count) {
    copy_many(m->to, m->b, (size_t)count);
    m->to = slice_at(m->to, count);
    m->b = slice_at(m->b, count);
    m->nb -= count;
}

/* One by one, until one run has won min_gallop times in a row. */
INLINE Outcome merge_plainly_up(OrrSorter *s, Merge *m, int min_gallop, OrrKeyKind kind) {
    for (int a_won = 0, b_won = 0; a_won < min_gallop && b_won < min_gallop;) {
        int less = orr_sort_less(s, *m->b.keys, *m->a.keys, kind);
        if (less < 0) return FAILED;
        if (less) {
            copy_one(m->to, m->b);
            m->to = slice_at(m->to, 1);
            m->b = slice_at(m->b, 1);
            b_won++;
            a_won = 0;
            if (--m->nb == 0) return DONE;
        } else {
            copy_one(m->to, m->a);
            m->to = slice_at(m->to, 1);
            m->a = slice_at(m->a, 1);
            a_won++;
            b_won = 0;
            if (--m->na == 1) return LAST;
        }
    }
    return GO_ON;
}

static Outcome gallop_up(OrrSorter *s, Merge *m, int *min_gallop, OrrKeyKind kind) {
    ptrdiff_t from_a, from_b;
    do {
        *min_gallop -= *min_gallop > 1;
        s->min_gallop = *min_gallop;
        from_a = gallop(s, *m->b.keys, m->a.keys, m->na, 0, RIGHT, kind);
        if (from_a < 0) return FAILED;
        take_a_up(m, from_a);
        if (from_a > 0 && m->na <= 1) return m->na == 1 ? LAST : DONE;
        take_b_up(m, 1);
        if (m->nb == 0) return DONE;
        from_b = gallop(s, *m->a.keys, m->b.keys, m->nb, 0, LEFT, kind);
        if (from_b < 0) return FAILED;
        take_b_up(m, from_b);
        if (m->nb == 0) return DONE;
        take_a_up(m, 1);
        if (m->na == 1) return LAST;
    } while (from_a >= ORR_SORT_MIN_GALLOP || from_b >= ORR_SORT_MIN_GALLOP);
    return GO_ON;
}

INLINE bool merge_up(OrrSorter *s, Merge *m, OrrKeyKind kind) {
    Slice scratch = {s->scratch_keys, m->a.values == NULL ? NULL : s->scratch_values};
    copy_many(scratch, m->a, (size_t)m->na);
    m->to = m->a;
    m->a = scratch;
    take_b_up(m, 1);
    Outcome outcome = m->nb == 0 ? DONE : m->na == 1 ? LAST : GO_ON;
    int min_gallop = s->min_gallop;
    while (outcome == GO_ON) {
        outcome = merge_plainly_up(s, m, min_gallop, kind);
        if (outcome != GO_ON) break;
        min_gallop++;
        outcome = gallop_up(s, m, &min_gallop, kind);
        if (outcome != GO_ON) break;
        s->min_gallop = ++min_gallop;
    }
    if (outcome == LAST) take_b_up(m, m->nb); /* the last of a comes after all of b */
    take_a_up(m, m->na);
    return outcome != FAILED;
}

/* From right to left: a, b and to are the last places, not the first. */

INLINE void take_a_down(Merge *m, ptrdiff_t count) {
    copy_many(slice_at(m->to, 1 - count), slice_at(m->a, 1 - count), (size_t)count);
    m->to = slice_at(m->to, -count);
    m->a = slice_at(m->a, -count);
    m->na -= count;
}
INLINE void take_b_down(Merge *m, ptrdiff_t count) {
    copy_many(slice_at(m->to, 1 - count), slice_at(m->b, 1 - count), (size_t)count);
    m->to = slice_at(m->to, -count);
    m->b = slice_at(m->b, -count);
    m->nb -= count;
}

INLINE Outcome merge_plainly_down(OrrSorter *s, Merge *m, int min_gallop, OrrKeyKind kind) {
    for (int a_won = 0, b_won = 0; a_won < min_gallop && b_won < min_gallop;) {
        int less = orr_sort_less(s, *m->b.keys, *m->a.keys, kind);
        if (less < 0) return FAILED;
        if (less) {
            copy_one(m->to, m->a);
            m->to = slice_at(m->to, -1);
            m->a = slice_at(m->a, -1);
            a_won++;
            b_won = 0;
            if (--m->na == 0) return DONE;
        } else {
            copy_one(m->to, m->b);
            m->to = slice_at(m->to, -1);
            m->b = slice_at(m->b, -1);
            b_won++;
            a_won = 0;
            if (--m->nb == 1) return LAST;
        }
    }
    return GO_ON;
}

static Outcome gallop_down(OrrSorter *s, Merge *m, int *min_gallop, OrrKeyKind kind) {
    ptrdiff_t from_a, from_b;
    do {
        *min_gallop -= *min_gallop > 1;
        s->min_gallop = *min_gallop;
        ptrdiff_t rest = gallop(s, *m->b.keys, m->a.keys - (m->na - 1), m->na, m->na - 1, RIGHT, kind);
        if (rest < 0) return FAILED;
        from_a = m->na - rest;
        take_a_down(m, from_a);
        if (m->na == 0) return DONE;
        take_b_down(m, 1);
        if (m->nb == 1) return LAST;
        rest = gallop(s, *m->a.keys, m->b.keys - (m->nb - 1), m->nb, m->nb - 1, LEFT, kind);
        if (rest < 0) return FAILED;
        from_b = m->nb - rest;
        take_b_down(m, from_b);
        if (from_b > 0 && m->nb <= 1) return m->nb == 1 ? LAST : DONE;
        take_a_down(m, 1);
        if (m->na == 0) return DONE;
    } while (from_a >= ORR_SORT_MIN_GALLOP || from_b >= ORR_SORT_MIN_GALLOP);
    return GO_ON;
}

INLINE bool merge_down(OrrSorter *s, Merge *m, OrrKeyKind kind) {
    Slice scratch = {s->scratch_keys, m->b.values == NULL ? NULL : s->scratch_values};
    copy_many(scratch, m->b, (size_t)m->nb);
    m->to = slice_at(m->b, m->nb - 1);
    m->b = slice_at(scratch, m->nb - 1);
    m->a = slice_at(m->a, m->na - 1);
    take_a_down(m, 1);
    Outcome outcome = m->na == 0 ? DONE : m->nb == 1 ? LAST : GO_ON;
    int min_gallop = s->min_gallop;
    while (outcome == GO_ON) {
        outcome = merge_plainly_down(s, m, min_gallop, kind);
        if (outcome != GO_ON) break;
        min_gallop++;
        outcome = gallop_down(s, m, &min_gallop, kind);
        if (outcome != GO_ON) break;
        s->min_gallop = ++min_gallop;
    }
    if (outcome == LAST) take_a_down(m, m->na); /* the first of b comes before all of a */
    take_b_down(m, m->nb);
    return outcome != FAILED;
}

bool orr_sort_merge(OrrSorter *s, OrrSortRun left, OrrSortRun right, OrrKeyKind kind) {
    Slice all = {s->keys, s->values};
    Merge m = {slice_at(all, (ptrdiff_t)left.start), slice_at(all, (ptrdiff_t)right.start), all, (ptrdiff_t)left.count,
               (ptrdiff_t)right.count};
    /* What is in place already, at the left end and at the right one, needs no moving. */
    ptrdiff_t in_place = gallop(s, *m.b.keys, m.a.keys, m.na, 0, RIGHT, kind);
    if (in_place < 0) return false;
    m.a = slice_at(m.a, in_place);
    m.na -= in_place;
    if (m.na == 0) return true;
    m.nb = gallop(s, m.a.keys[m.na - 1], m.b.keys, m.nb, m.nb - 1, LEFT, kind);
    if (m.nb <= 0) return m.nb == 0;
    bool up = m.na <= m.nb;
    switch (kind) {
    case ORR_KEYS_INT: return up ? merge_up(s, &m, ORR_KEYS_INT) : merge_down(s, &m, ORR_KEYS_INT);
    case ORR_KEYS_FLOAT: return up ? merge_up(s, &m, ORR_KEYS_FLOAT) : merge_down(s, &m, ORR_KEYS_FLOAT);
    case ORR_KEYS_STR: return up ? merge_up(s, &m, ORR_KEYS_STR) : merge_down(s, &m, ORR_KEYS_STR);
    case ORR_KEYS_TUPLE: return up ? merge_up(s, &m, ORR_KEYS_TUPLE) : merge_down(s, &m, ORR_KEYS_TUPLE);
    default: return up ? merge_up(s, &m, ORR_KEYS_ANY) : merge_down(s, &m, ORR_KEYS_ANY);
    }
}
