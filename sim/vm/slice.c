#include "sim/vm/slice.h"

#include "sim/vm/abstract.h"
#include "sim/vm/hash.h"
#include "sim/vm/number.h"
#include "sim/vm/tuple.h"

bool orr_is_index(const OrrVm *vm, OrrValue v) {
    return orr_is_small_int(v) || orr_type_of(vm, v)->slots.to_index != NULL;
}

bool orr_read_index(OrrVm *vm, OrrValue key, const char *what, int64_t *index) {
    if (ORR_LIKELY(orr_is_small_int(key))) {
        *index = orr_small_int_value(key);
        return true;
    }
    if (!orr_is_index(vm, key)) {
        return orr_fail(vm, vm->exc.TypeError, "%s indices must be integers or slices, not %T", what, key);
    }
    return orr_to_index(vm, key, vm->exc.IndexError, index);
}

bool orr_read_slice_bound(OrrVm *vm, OrrValue value, int64_t *out) {
    if (orr_is_small_int(value)) {
        *out = orr_small_int_value(value);
        return true;
    }
    if (!orr_is_index(vm, value)) {
        return orr_fail(vm, vm->exc.TypeError, "slice indices must be integers or have an __index__ method");
    }
    return orr_to_index(vm, value, NULL, out);
}

static bool read_bound(OrrVm *vm, OrrValue value, int64_t *out) {
    if (value == ORR_NONE) return true;
    if (!orr_is_index(vm, value)) {
        return orr_fail(vm, vm->exc.TypeError, "slice indices must be integers or None or have an __index__ method");
    }
    return orr_to_index(vm, value, NULL, out);
}

bool orr_slice_unpack(OrrVm *vm, OrrValue value, int64_t *start, int64_t *stop, int64_t *step) {
    const OrrSlice *slice = orr_as_slice(value);
    *step = 1;
    if (!read_bound(vm, slice->step, step)) return false;
    if (*step == 0) return orr_fail(vm, vm->exc.ValueError, "slice step cannot be zero");
    if (*step == INT64_MIN) *step = -INT64_MAX;
    *start = *step < 0 ? INT64_MAX : 0;
    *stop = *step < 0 ? INT64_MIN : INT64_MAX;
    return read_bound(vm, slice->start, start) && read_bound(vm, slice->stop, stop);
}

static int64_t clip(int64_t at, int64_t length, bool backwards) {
    if (at < 0) {
        at += length;
        return at < 0 ? (backwards ? -1 : 0) : at;
    }
    if (at >= length) return backwards ? length - 1 : length;
    return at;
}

size_t orr_slice_adjust(size_t length, int64_t *start, int64_t *stop, int64_t step) {
    *start = clip(*start, (int64_t)length, step < 0);
    *stop = clip(*stop, (int64_t)length, step < 0);
    if (step < 0) return *stop < *start ? (size_t)((*start - *stop - 1) / -step + 1) : 0;
    return *start < *stop ? (size_t)((*stop - *start - 1) / step + 1) : 0;
}

bool orr_slice_indices(OrrVm *vm, OrrValue slice, size_t length, int64_t *start, int64_t *stop, int64_t *step,
                       size_t *count) {
    if (!orr_slice_unpack(vm, slice, start, stop, step)) return false;
    *count = orr_slice_adjust(length, start, stop, *step);
    return true;
}

OrrValue orr_slice_new(OrrVm *vm, OrrValue start, OrrValue stop, OrrValue step) {
    OrrSlice *slice = orr_new_object(vm, vm->types.slice, sizeof *slice);
    if (slice == NULL) return ORR_NULL;
    slice->start = orr_retain(start);
    slice->stop = orr_retain(stop);
    slice->step = orr_retain(step);
    return orr_value(slice);
}

static void slice_destroy(OrrVm *vm, OrrObject *self) {
    OrrSlice *slice = (OrrSlice *)self;
    orr_release(vm, slice->start);
    orr_release(vm, slice->stop);
    orr_release(vm, slice->step);
    orr_free_object(vm, slice, sizeof *slice);
}

static void slice_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrSlice *slice = (OrrSlice *)self;
    if (orr_is_object(slice->start)) visit(context, orr_object(slice->start));
    if (orr_is_object(slice->stop)) visit(context, orr_object(slice->stop));
    if (orr_is_object(slice->step)) visit(context, orr_object(slice->step));
}

static OrrValue slice_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)cls;
    if (!orr_no_keywords(vm, "slice", kwnames)) return ORR_NULL;
    if (nargs == 0) return orr_raise(vm, vm->exc.TypeError, "slice expected at least 1 argument, got 0");
    if (nargs > 3) return orr_raise(vm, vm->exc.TypeError, "slice expected at most 3 arguments, got %zu", nargs);
    if (nargs == 1) return orr_slice_new(vm, ORR_NONE, args[0], ORR_NONE);
    return orr_slice_new(vm, args[0], args[1], nargs == 3 ? args[2] : ORR_NONE);
}

static OrrValue slice_repr(OrrVm *vm, OrrValue self) {
    const OrrSlice *slice = orr_as_slice(self);
    return orr_format(vm, "slice(%R, %R, %R)", slice->start, slice->stop, slice->step);
}

static OrrValue as_tuple(OrrVm *vm, OrrValue self) {
    const OrrSlice *slice = orr_as_slice(self);
    OrrValue items[3] = {slice->start, slice->stop, slice->step};
    return orr_tuple_new(vm, items, 3);
}

static OrrValue slice_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (!orr_is_slice(vm, self) || !orr_is_slice(vm, other)) return ORR_NOT_IMPLEMENTED;
    if (self == other) return orr_bool(op == ORR_EQ || op == ORR_LE || op == ORR_GE);
    OrrValue a = as_tuple(vm, self);
    if (a == ORR_NULL) return ORR_NULL;
    OrrValue b = as_tuple(vm, other);
    OrrValue result = b == ORR_NULL ? ORR_NULL : orr_compare(vm, a, b, op);
    orr_xrelease(vm, b);
    orr_release(vm, a);
    return result;
}

/* As a tuple's, but without its length. */
static bool slice_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    const OrrSlice *slice = orr_as_slice(self);
    const OrrValue parts[3] = {slice->start, slice->stop, slice->step};
    uint64_t mixed = ORR_TUPLE_HASH_START;
    for (int i = 0; i < 3; i++) {
        int64_t part;
        if (!orr_hash_key(vm, parts[i], &part)) return false;
        mixed = orr_tuple_hash_mix(mixed, part);
    }
    *hash = mixed == UINT64_MAX ? INT64_C(1546275796) : (int64_t)mixed;
    return true;
}

/* slice.indices(length) works with ints of any size: on Python's own arithmetic when they are big. */
static OrrValue big_bound(OrrVm *vm, OrrValue bound, OrrValue length, OrrValue lower, OrrValue upper) {
    OrrValue at = orr_index(vm, bound);
    if (at == ORR_NULL) return ORR_NULL;
    int negative = orr_compare_truth(vm, at, orr_small_int(0), ORR_LT);
    if (negative == 1) {
        OrrValue sum = orr_binary(vm, ORR_ADD, at, length);
        orr_release(vm, at);
        if (sum == ORR_NULL) return ORR_NULL;
        at = sum;
        if (orr_compare_truth(vm, at, lower, ORR_LT) == 1) orr_set_slot(vm, &at, orr_retain(lower));
    } else if (orr_compare_truth(vm, at, upper, ORR_GT) == 1) {
        orr_set_slot(vm, &at, orr_retain(upper));
    }
    return at;
}

static OrrValue indices_big(OrrVm *vm, const OrrSlice *slice, OrrValue length) {
    OrrValue step = slice->step == ORR_NONE ? orr_small_int(1) : orr_index(vm, slice->step);
    if (step == ORR_NULL) return ORR_NULL;
    if (step == orr_small_int(0)) return orr_raise(vm, vm->exc.ValueError, "slice step cannot be zero");
    bool backwards = orr_compare_truth(vm, step, orr_small_int(0), ORR_LT) == 1;
    OrrValue lower = backwards ? orr_small_int(-1) : orr_small_int(0);
    OrrValue upper = backwards ? orr_binary(vm, ORR_SUB, length, orr_small_int(1)) : orr_retain(length);
    OrrValue start = ORR_NULL, stop = ORR_NULL, result = ORR_NULL;
    if (upper == ORR_NULL) goto done;
    start = slice->start != ORR_NONE ? big_bound(vm, slice->start, length, lower, upper)
                                     : orr_retain(backwards ? upper : lower);
    if (start == ORR_NULL) goto done;
    stop = slice->stop != ORR_NONE ? big_bound(vm, slice->stop, length, lower, upper)
                                   : orr_retain(backwards ? lower : upper);
    if (stop == ORR_NULL) goto done;
    OrrValue items[3] = {start, stop, step};
    result = orr_tuple_new(vm, items, 3);
done:
    orr_xrelease(vm, stop);
    orr_xrelease(vm, start);
    orr_xrelease(vm, upper);
    orr_release(vm, step);
    return result;
}

static bool check_bounds(OrrVm *vm, const OrrSlice *slice) {
    const OrrValue bounds[3] = {slice->step, slice->start, slice->stop};
    for (int i = 0; i < 3; i++) {
        if (bounds[i] != ORR_NONE && !orr_is_index(vm, bounds[i])) {
            return orr_fail(vm, vm->exc.TypeError,
                            "slice indices must be integers or None or have an __index__ method");
        }
    }
    return true;
}

static OrrValue slice_indices(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrValue length = orr_index(vm, args[0]);
    if (length == ORR_NULL) return ORR_NULL;
    OrrValue result = ORR_NULL;
    if (orr_compare_truth(vm, length, orr_small_int(0), ORR_LT) == 1) {
        orr_fail(vm, vm->exc.ValueError, "length should not be negative");
    } else if (check_bounds(vm, orr_as_slice(self))) {
        result = indices_big(vm, orr_as_slice(self), length);
    }
    orr_release(vm, length);
    return result;
}

static OrrValue get_start(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_slice(self)->start);
}
static OrrValue get_stop(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_slice(self)->stop);
}
static OrrValue get_step(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_slice(self)->step);
}

static OrrValue slice_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrValue parts = as_tuple(vm, self);
    if (parts == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_tuple_pair(vm, orr_value(vm->types.slice), parts);
    orr_release(vm, parts);
    return result;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("__reduce__", slice_reduce),
    ORR_DEF_ONE("indices", slice_indices),
    ORR_DEF_END,
};
static const OrrGetSetDef getsets[] = {{"start", get_start, orr_set_readonly},
                                       {"stop", get_stop, orr_set_readonly},
                                       {"step", get_step, orr_set_readonly},
                                       {NULL, NULL, NULL}};

extern const OrrTypeSpec orr_slice_spec;
const OrrTypeSpec orr_slice_spec = {
    .name = "slice",
    .size = sizeof(OrrSlice),
    .flags = ORR_TYPE_GC,
    .slots = {.destroy = slice_destroy,
              .traverse = slice_traverse,
              .new_object = slice_new,
              .repr = slice_repr,
              .hash = slice_hash,
              .compare = slice_compare},
    .methods = methods,
    .getsets = getsets,
};
