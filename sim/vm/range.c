#include "sim/vm/range.h"

#include "sim/vm/abstract.h"
#include "sim/vm/hash.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/str.h"

extern const OrrTypeSpec orr_range_spec, orr_range_iterator_spec;

/* What an iterator over big numbers holds: ints, counted one by one. */
typedef struct OrrBigRange {
    OrrValue current, step, left;
} OrrBigRange;

/* How far numbers may be from 0 so that nothing below overflows an int64. */
#define SAFE_MAX ((int64_t)1 << 61)

static bool is_safe(OrrValue v, int64_t *n) {
    if (!orr_is_small_int(v)) return false;
    *n = orr_small_int_value(v);
    return *n > -SAFE_MAX && *n < SAFE_MAX;
}

static int compare_ints(OrrVm *vm, OrrValue a, OrrValue b, OrrCompareOp op) {
    return orr_compare_truth(vm, a, b, op);
}

/* (stop - start + step -+ 1) // step, at least 0. New. */
static OrrValue big_length(OrrVm *vm, OrrValue start, OrrValue stop, OrrValue step) {
    int backwards = compare_ints(vm, step, orr_small_int(0), ORR_LT);
    if (backwards < 0) return ORR_NULL;
    OrrValue distance = backwards ? orr_binary(vm, ORR_SUB, start, stop) : orr_binary(vm, ORR_SUB, stop, start);
    if (distance == ORR_NULL) return ORR_NULL;
    if (compare_ints(vm, distance, orr_small_int(0), ORR_LE) == 1) {
        orr_release(vm, distance);
        return orr_small_int(0);
    }
    OrrValue size = backwards ? orr_unary(vm, ORR_NEG, step) : orr_retain(step);
    OrrValue less_one = orr_binary(vm, ORR_SUB, distance, orr_small_int(1));
    orr_release(vm, distance);
    OrrValue length = ORR_NULL;
    if (size != ORR_NULL && less_one != ORR_NULL) {
        OrrValue steps = orr_binary(vm, ORR_FLOORDIV, less_one, size);
        if (steps != ORR_NULL) {
            length = orr_binary(vm, ORR_ADD, steps, orr_small_int(1));
            orr_release(vm, steps);
        }
    }
    orr_xrelease(vm, size);
    orr_xrelease(vm, less_one);
    return length;
}

OrrValue orr_range_new(OrrVm *vm, OrrValue start, OrrValue stop, OrrValue step) {
    if (step == orr_small_int(0)) return orr_raise(vm, vm->exc.ValueError, "range() arg 3 must not be zero");
    int64_t from, to, by;
    uint64_t small_length = 0;
    bool small = is_safe(start, &from) && is_safe(stop, &to) && is_safe(step, &by);
    OrrValue length;
    if (small) {
        if (by > 0 && from < to) small_length = (uint64_t)(to - from - 1) / (uint64_t)by + 1;
        if (by < 0 && from > to) small_length = (uint64_t)(from - to - 1) / (uint64_t)-by + 1;
        length = orr_small_int((int64_t)small_length);
    } else {
        from = by = 0;
        length = big_length(vm, start, stop, step);
        if (length == ORR_NULL) return ORR_NULL;
    }
    OrrRange *range = orr_new_object(vm, vm->types.range, sizeof *range);
    if (range == NULL) {
        orr_release(vm, length);
        return ORR_NULL;
    }
    range->start = orr_retain(start);
    range->stop = orr_retain(stop);
    range->step = orr_retain(step);
    range->length = length;
    range->small = small;
    range->small_start = from;
    range->small_step = by;
    range->small_length = small_length;
    return orr_value(range);
}

static void range_destroy(OrrVm *vm, OrrObject *self) {
    OrrRange *range = (OrrRange *)self;
    orr_release(vm, range->start);
    orr_release(vm, range->stop);
    orr_release(vm, range->step);
    orr_release(vm, range->length);
    orr_free_object(vm, range, sizeof *range);
}

static OrrValue range_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)cls;
    if (!orr_no_keywords(vm, "range", kwnames)) return ORR_NULL;
    if (nargs == 0) return orr_raise(vm, vm->exc.TypeError, "range expected at least 1 argument, got 0");
    if (nargs > 3) return orr_raise(vm, vm->exc.TypeError, "range expected at most 3 arguments, got %zu", nargs);
    OrrValue ints[3] = {orr_small_int(0), ORR_NULL, orr_small_int(1)};
    size_t first = nargs == 1 ? 1 : 0;
    OrrValue range = ORR_NULL;
    size_t done = 0;
    for (; done < nargs; done++) {
        ints[first + done] = orr_index(vm, args[done]);
        if (ints[first + done] == ORR_NULL) break;
    }
    if (done == nargs) range = orr_range_new(vm, ints[0], ints[1], ints[2]);
    for (size_t i = 0; i < done; i++) orr_release(vm, ints[first + i]);
    return range;
}

/* Element number index (an int, not negative). New. */
static OrrValue element(OrrVm *vm, const OrrRange *range, OrrValue index) {
    if (range->small && orr_is_small_int(index)) {
        int64_t offset;
        if (!__builtin_mul_overflow(orr_small_int_value(index), range->small_step, &offset)) {
            int64_t n;
            if (!__builtin_add_overflow(range->small_start, offset, &n)) return orr_int(vm, n);
        }
    }
    OrrValue offset = orr_binary(vm, ORR_MUL, index, range->step);
    if (offset == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_binary(vm, ORR_ADD, range->start, offset);
    orr_release(vm, offset);
    return result;
}

/* A bound of a slice of the range: an index 0..length (or -1..length-1 backwards), as an int. */
static OrrValue range_slice(OrrVm *vm, const OrrRange *range, OrrValue slice) {
    /* slice.indices() does the arithmetic for ints of any size. */
    OrrValue name = orr_str_intern_cstring(vm, "indices");
    if (name == ORR_NULL) return ORR_NULL;
    OrrValue bounds = orr_call_method(vm, slice, orr_as_str(name), &range->length, 1);
    orr_release(vm, name);
    if (bounds == ORR_NULL) return ORR_NULL;
    const OrrTuple *t = orr_as_tuple(bounds);
    OrrValue start = element(vm, range, t->items[0]);
    OrrValue stop = start == ORR_NULL ? ORR_NULL : element(vm, range, t->items[1]);
    OrrValue step = stop == ORR_NULL ? ORR_NULL : orr_binary(vm, ORR_MUL, t->items[2], range->step);
    OrrValue result = step == ORR_NULL ? ORR_NULL : orr_range_new(vm, start, stop, step);
    orr_xrelease(vm, step);
    orr_xrelease(vm, stop);
    orr_xrelease(vm, start);
    orr_release(vm, bounds);
    return result;
}

static OrrValue range_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    const OrrRange *range = orr_as_range(self);
    if (range->small && orr_is_small_int(key)) {
        int64_t i = orr_small_int_value(key);
        if (i < 0) i += (int64_t)range->small_length;
        if (i < 0 || (uint64_t)i >= range->small_length) {
            return orr_raise(vm, vm->exc.IndexError, "range object index out of range");
        }
        return orr_int(vm, range->small_start + i * range->small_step);
    }
    if (orr_is_slice(vm, key)) return range_slice(vm, range, key);
    if (!orr_is_index(vm, key)) {
        return orr_raise(vm, vm->exc.TypeError, "range indices must be integers or slices, not %T", key);
    }
    OrrValue index = orr_index(vm, key);
    if (index == ORR_NULL) return ORR_NULL;
    if (compare_ints(vm, index, orr_small_int(0), ORR_LT) == 1) {
        orr_set_slot(vm, &index, orr_binary(vm, ORR_ADD, index, range->length));
        if (index == ORR_NULL) return ORR_NULL;
    }
    bool inside =
        compare_ints(vm, index, orr_small_int(0), ORR_GE) == 1 && compare_ints(vm, index, range->length, ORR_LT) == 1;
    OrrValue result =
        inside ? element(vm, range, index) : orr_raise(vm, vm->exc.IndexError, "range object index out of range");
    orr_release(vm, index);
    return result;
}

static int64_t range_length(OrrVm *vm, OrrValue self) {
    int64_t n;
    if (!orr_int_to_i64(orr_as_range(self)->length, &n)) {
        orr_fail(vm, vm->exc.OverflowError, "Python int too large to convert to C ssize_t");
        return -1;
    }
    return n;
}

static int range_truth(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_as_range(self)->length != orr_small_int(0);
}

/* For exact ints. */
static int contains_int(OrrVm *vm, const OrrRange *range, OrrValue item) {
    if (range->small && orr_is_small_int(item)) {
        int64_t n = orr_small_int_value(item);
        if (range->small_length == 0) return 0;
        int64_t last = range->small_start + (int64_t)(range->small_length - 1) * range->small_step;
        int64_t low = range->small_step > 0 ? range->small_start : last;
        int64_t high = range->small_step > 0 ? last : range->small_start;
        return n >= low && n <= high && (n - range->small_start) % range->small_step == 0;
    }
    bool forwards = compare_ints(vm, range->step, orr_small_int(0), ORR_GT) == 1;
    if (compare_ints(vm, item, range->start, forwards ? ORR_LT : ORR_GT) == 1) return 0;
    if (compare_ints(vm, item, range->stop, forwards ? ORR_GE : ORR_LE) == 1) return 0;
    OrrValue offset = orr_binary(vm, ORR_SUB, item, range->start);
    if (offset == ORR_NULL) return -1;
    OrrValue rest = orr_binary(vm, ORR_MOD, offset, range->step);
    orr_release(vm, offset);
    if (rest == ORR_NULL) return -1;
    bool inside = rest == orr_small_int(0);
    orr_release(vm, rest);
    return inside;
}

static bool is_plain_int(const OrrVm *vm, OrrValue v) {
    return orr_is_exact(vm, v, vm->types.int_) || orr_is_bool(v);
}

/* Where item is equal to an element, by walking: -1 nowhere, -2 error. As for any object that isn't an int. */
static int64_t search(OrrVm *vm, OrrValue self, OrrValue item, int64_t *count) {
    OrrValue iterator = orr_range_iter(vm, self);
    if (iterator == ORR_NULL) return -2;
    int64_t at = 0, found = -1;
    for (;; at++) {
        OrrValue n = orr_next(vm, iterator);
        if (n == ORR_NULL) {
            if (vm->exception != ORR_NULL) found = -2;
            break;
        }
        int equal = orr_equal(vm, n, item);
        orr_release(vm, n);
        if (equal < 0) {
            found = -2;
            break;
        }
        if (!equal) continue;
        if (found == -1) found = at;
        if (count == NULL) break;
        ++*count;
    }
    orr_release(vm, iterator);
    return found;
}

static OrrValue to_int(OrrValue v) {
    return orr_is_bool(v) ? orr_small_int(v == ORR_TRUE) : v;
}

static int range_contains(OrrVm *vm, OrrValue self, OrrValue item) {
    if (is_plain_int(vm, item)) return contains_int(vm, orr_as_range(self), to_int(item));
    int64_t at = search(vm, self, item, NULL);
    return at == -2 ? -1 : at >= 0;
}

static OrrValue range_count(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (is_plain_int(vm, args[0])) {
        int inside = contains_int(vm, orr_as_range(self), to_int(args[0]));
        return inside < 0 ? ORR_NULL : orr_small_int(inside);
    }
    int64_t count = 0;
    return search(vm, self, args[0], &count) == -2 ? ORR_NULL : orr_small_int(count);
}

static OrrValue range_index(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    const OrrRange *range = orr_as_range(self);
    if (!is_plain_int(vm, args[0])) {
        int64_t at = search(vm, self, args[0], NULL);
        if (at >= 0) return orr_small_int(at);
        if (at == -2) return ORR_NULL;
        return orr_raise(vm, vm->exc.ValueError, "sequence.index(x): x not in sequence");
    }
    OrrValue item = to_int(args[0]);
    int inside = contains_int(vm, range, item);
    if (inside < 0) return ORR_NULL;
    if (!inside) return orr_raise(vm, vm->exc.ValueError, "%R is not in range", args[0]);
    OrrValue offset = orr_binary(vm, ORR_SUB, item, range->start);
    if (offset == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_binary(vm, ORR_FLOORDIV, offset, range->step);
    orr_release(vm, offset);
    return result;
}

static OrrValue range_repr(OrrVm *vm, OrrValue self) {
    const OrrRange *range = orr_as_range(self);
    if (range->step == orr_small_int(1)) return orr_format(vm, "range(%R, %R)", range->start, range->stop);
    return orr_format(vm, "range(%R, %R, %R)", range->start, range->stop, range->step);
}

static OrrValue range_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || !orr_is_exact(vm, self, vm->types.range) ||
        !orr_is_exact(vm, other, vm->types.range)) {
        return ORR_NOT_IMPLEMENTED;
    }
    const OrrRange *a = orr_as_range(self), *b = orr_as_range(other);
    int equal = orr_equal(vm, a->length, b->length);
    if (equal == 1 && a->length != orr_small_int(0)) {
        equal = orr_equal(vm, a->start, b->start);
        if (equal == 1 && a->length != orr_small_int(1)) equal = orr_equal(vm, a->step, b->step);
    }
    return equal < 0 ? ORR_NULL : orr_bool((equal == 1) == (op == ORR_EQ));
}

static bool range_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    const OrrRange *range = orr_as_range(self);
    bool empty = range->length == orr_small_int(0), one = range->length == orr_small_int(1);
    OrrValue items[3] = {range->length, empty ? ORR_NONE : range->start, empty || one ? ORR_NONE : range->step};
    OrrValue t = orr_tuple_new(vm, items, 3);
    if (t == ORR_NULL) return false;
    bool ok = orr_hash(vm, t, hash);
    orr_release(vm, t);
    return ok;
}

/* Iterators. */

static OrrValue iterator_new(OrrVm *vm, OrrValue start, OrrValue step, OrrValue length) {
    OrrRangeIterator *it = orr_new_object(vm, vm->types.range_iterator, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->current = it->step = 0;
    it->left = 0;
    it->big = NULL;
    OrrBigRange *big = orr_buffer_new(vm, sizeof *big);
    if (big == NULL) {
        orr_release_object(vm, it);
        return ORR_NULL;
    }
    big->current = orr_retain(start);
    big->step = orr_retain(step);
    big->left = orr_retain(length);
    it->big = big;
    return orr_value(it);
}

static OrrValue small_iterator_new(OrrVm *vm, int64_t start, int64_t step, uint64_t length) {
    OrrRangeIterator *it = orr_new_object(vm, vm->types.range_iterator, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->current = start;
    it->step = step;
    it->left = length;
    it->big = NULL;
    return orr_value(it);
}

OrrValue orr_range_iter(OrrVm *vm, OrrValue self) {
    const OrrRange *range = orr_as_range(self);
    if (range->small) return small_iterator_new(vm, range->small_start, range->small_step, range->small_length);
    return iterator_new(vm, range->start, range->step, range->length);
}

static OrrValue range_reversed(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrRange *range = orr_as_range(self);
    if (range->small) {
        int64_t length = (int64_t)range->small_length;
        return small_iterator_new(vm, range->small_start + (length - 1) * range->small_step, -range->small_step,
                                  range->small_length);
    }
    OrrValue last = orr_binary(vm, ORR_SUB, range->length, orr_small_int(1));
    OrrValue start = last == ORR_NULL ? ORR_NULL : element(vm, range, last);
    OrrValue step = start == ORR_NULL ? ORR_NULL : orr_unary(vm, ORR_NEG, range->step);
    OrrValue it = step == ORR_NULL ? ORR_NULL : iterator_new(vm, start, step, range->length);
    orr_xrelease(vm, last);
    orr_xrelease(vm, start);
    orr_xrelease(vm, step);
    return it;
}

static void iterator_destroy(OrrVm *vm, OrrObject *self) {
    OrrRangeIterator *it = (OrrRangeIterator *)self;
    if (it->big != NULL) {
        orr_release(vm, it->big->current);
        orr_release(vm, it->big->step);
        orr_release(vm, it->big->left);
        orr_buffer_free(vm, it->big, sizeof *it->big);
    }
    orr_free_object(vm, it, sizeof *it);
}

static OrrValue big_next(OrrVm *vm, OrrBigRange *big) {
    if (big->left == orr_small_int(0)) return ORR_NULL;
    OrrValue next = orr_binary(vm, ORR_ADD, big->current, big->step);
    if (next == ORR_NULL) return ORR_NULL;
    OrrValue left = orr_binary(vm, ORR_SUB, big->left, orr_small_int(1));
    if (left == ORR_NULL) {
        orr_release(vm, next);
        return ORR_NULL;
    }
    orr_set_slot(vm, &big->left, left);
    OrrValue result = big->current;
    big->current = next;
    return result;
}

static OrrValue iterator_next(OrrVm *vm, OrrValue self) {
    OrrRangeIterator *it = (OrrRangeIterator *)(uintptr_t)self;
    if (it->left > 0) {
        int64_t n = it->current;
        if (--it->left > 0) it->current += it->step;
        return orr_small_int(n);
    }
    return it->big == NULL ? ORR_NULL : big_next(vm, it->big);
}

static OrrValue iterator_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrRangeIterator *it = (OrrRangeIterator *)(uintptr_t)self;
    return it->big != NULL ? orr_retain(it->big->left) : orr_int_from_u64(vm, it->left);
}

static OrrValue get_start(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_range(self)->start);
}
static OrrValue get_stop(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_range(self)->stop);
}
static OrrValue get_step(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_range(self)->step);
}

static OrrValue range_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrRange *range = orr_as_range(self);
    const OrrValue parts[3] = {range->start, range->stop, range->step};
    OrrValue arguments = orr_tuple_new(vm, parts, 3);
    if (arguments == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_tuple_pair(vm, orr_value(vm->types.range), arguments);
    orr_release(vm, arguments);
    return result;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_ONE("count", range_count),
    ORR_DEF_ONE("index", range_index),
    ORR_DEF_NONE("__reduce__", range_reduce),
    ORR_DEF_NONE("__reversed__", range_reversed),
    ORR_DEF_END,
};
static const OrrGetSetDef getsets[] = {{"start", get_start, orr_set_readonly},
                                       {"stop", get_stop, orr_set_readonly},
                                       {"step", get_step, orr_set_readonly},
                                       {NULL, NULL, NULL}};

const OrrTypeSpec orr_range_spec = {
    .name = "range",
    .size = sizeof(OrrRange),
    .flags = ORR_TYPE_SEQUENCE,
    .slots = {.destroy = range_destroy,
              .new_object = range_new,
              .repr = range_repr,
              .hash = range_hash,
              .compare = range_compare,
              .truth = range_truth,
              .iter = orr_range_iter,
              .length = range_length,
              .getitem = range_getitem,
              .contains = range_contains},
    .methods = methods,
    .getsets = getsets,
};

/* The range that is left, in current, step and left: each new, or all ORR_NULL with an exception. */
static bool rest_of(OrrVm *vm, const OrrRangeIterator *it, OrrValue out[3]) {
    if (it->big != NULL) {
        out[0] = orr_retain(it->big->current);
        out[1] = orr_retain(it->big->step);
        out[2] = orr_retain(it->big->left);
        return true;
    }
    /* At the end `current` stays where it was. */
    out[0] = orr_small_int(it->left > 0 ? it->current : it->current + it->step);
    out[1] = orr_small_int(it->step);
    out[2] = orr_int_from_u64(vm, it->left);
    return out[2] != ORR_NULL;
}

/* current + step * by; new. */
static OrrValue advanced(OrrVm *vm, const OrrValue rest[3], OrrValue by) {
    OrrValue way = orr_binary(vm, ORR_MUL, rest[1], by);
    OrrValue there = way == ORR_NULL ? ORR_NULL : orr_binary(vm, ORR_ADD, rest[0], way);
    orr_xrelease(vm, way);
    return there;
}

static ORR_ITER_METHOD(iterator_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    OrrValue rest[3];
    if (!rest_of(vm, (const OrrRangeIterator *)(uintptr_t)self, rest)) return ORR_NULL;
    OrrValue bounds[3] = {rest[0], advanced(vm, rest, rest[2]), rest[1]}, reduced = ORR_NULL;
    if (bounds[1] != ORR_NULL) {
        OrrValue range = orr_call(vm, orr_value(vm->types.range), bounds, 3, ORR_NULL);
        OrrValue short_form = orr_iter_reduced(vm, "iter", range, ORR_NO_INDEX);
        if (short_form != ORR_NULL) {
            OrrValue parts[3] = {orr_as_tuple(short_form)->items[0], orr_as_tuple(short_form)->items[1], ORR_NONE};
            reduced = orr_tuple_new(vm, parts, 3);
        }
        orr_xrelease(vm, short_form);
        orr_xrelease(vm, range);
    }
    orr_xrelease(vm, bounds[1]);
    for (size_t n = 0; n < 3; n++) orr_release(vm, rest[n]);
    return reduced;
}

static const OrrMethodDef iterator_methods[] = {ORR_DEF_NONE("__length_hint__", iterator_hint),
                                                ORR_DEF_NONE("__reduce__", iterator_reduce), ORR_DEF_END};

const OrrTypeSpec orr_range_iterator_spec = {
    .name = "range_iterator",
    .size = sizeof(OrrRangeIterator),
    .flags = ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = iterator_destroy, .iter = orr_iter_self, .next = iterator_next},
    .methods = iterator_methods,
};
