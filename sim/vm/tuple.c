#include "sim/vm/tuple.h"

#include "sim/vm/abstract.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/hash.h"
#include "sim/vm/iter.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/sequence.h"
#include "sim/vm/slice.h"

/* Uninitialised items. */
static OrrTuple *allocate(OrrVm *vm, OrrType *type, size_t count) {
    if (count > SIZE_MAX / 32) {
        orr_raise_memory(vm);
        return NULL;
    }
    size_t bytes = orr_tuple_bytes(type, count);
    OrrTuple *tuple = orr_new_object(vm, type, bytes);
    if (tuple == NULL) return NULL;
    tuple->count = count;
    if (type->instance_size > sizeof *tuple) memset(tuple->items + count, 0, type->instance_size - sizeof *tuple);
    return tuple;
}

static OrrTuple *empty_tuple(OrrVm *vm) {
    if (vm->empty_tuple == ORR_NULL) return allocate(vm, vm->types.tuple, 0);
    return orr_as_tuple(orr_retain(vm->empty_tuple));
}

OrrTuple *orr_tuple_alloc(OrrVm *vm, size_t count) {
    if (count == 0) return empty_tuple(vm);
    OrrTuple *tuple = allocate(vm, vm->types.tuple, count);
    if (tuple == NULL) return NULL;
    for (size_t i = 0; i < count; i++) tuple->items[i] = ORR_NONE;
    return tuple;
}

OrrValue orr_tuple_new(OrrVm *vm, const OrrValue *items, size_t count) {
    if (count == 0) return orr_value(empty_tuple(vm));
    OrrTuple *tuple = allocate(vm, vm->types.tuple, count);
    if (tuple == NULL) return ORR_NULL;
    for (size_t i = 0; i < count; i++) tuple->items[i] = orr_retain(items[i]);
    return orr_value(tuple);
}

OrrValue orr_tuple_steal(OrrVm *vm, const OrrValue *items, size_t count) {
    if (count == 0) return orr_value(empty_tuple(vm));
    OrrTuple *tuple = allocate(vm, vm->types.tuple, count);
    if (tuple == NULL) {
        for (size_t i = 0; i < count; i++) orr_release(vm, items[i]);
        return ORR_NULL;
    }
    memcpy(tuple->items, items, count * sizeof *items);
    return orr_value(tuple);
}

OrrValue orr_tuple_pair(OrrVm *vm, OrrValue first, OrrValue second) {
    OrrTuple *tuple = allocate(vm, vm->types.tuple, 2);
    if (tuple == NULL) return ORR_NULL;
    tuple->items[0] = orr_retain(first);
    tuple->items[1] = orr_retain(second);
    return orr_value(tuple);
}

OrrValue orr_tuple_next_pair(OrrVm *vm, OrrTuple **spare, OrrValue first, OrrValue second) {
    OrrTuple *tuple = *spare;
    if (ORR_LIKELY(tuple != NULL && tuple->head.refs == 1)) {
        OrrValue old_first = tuple->items[0], old_second = tuple->items[1];
        tuple->items[0] = first;
        tuple->items[1] = second;
        tuple->head.refs = 2;
        orr_release(vm, old_first);
        orr_release(vm, old_second);
        return orr_value(tuple);
    }
    OrrTuple *fresh = allocate(vm, vm->types.tuple, 2);
    if (fresh == NULL) {
        orr_release(vm, first);
        orr_release(vm, second);
        return ORR_NULL;
    }
    fresh->items[0] = first;
    fresh->items[1] = second;
    fresh->head.refs = 2;
    *spare = fresh;
    orr_xrelease_object(vm, tuple);
    return orr_value(fresh);
}

OrrValue orr_tuple_from_iterable(OrrVm *vm, OrrValue iterable) {
    if (orr_is_exact(vm, iterable, vm->types.tuple)) return orr_retain(iterable);
    if (orr_is_exact(vm, iterable, vm->types.list)) {
        const OrrList *list = orr_as_list(iterable);
        return orr_tuple_new(vm, list->items, list->count);
    }
    OrrValue list = orr_list_from_iterable(vm, iterable);
    if (list == ORR_NULL) return ORR_NULL;
    /* Nobody else has seen the list: its items are moved. */
    OrrList *moved = orr_as_list(list);
    size_t count = moved->count;
    moved->count = 0;
    OrrValue tuple = orr_tuple_steal(vm, moved->items, count);
    orr_release(vm, list);
    return tuple;
}

OrrValue orr_tuple_slice(OrrVm *vm, OrrTuple *tuple, size_t start, size_t end) {
    if (start == 0 && end == tuple->count && orr_is_exact(vm, orr_value(tuple), vm->types.tuple)) {
        return orr_retain(orr_value(tuple));
    }
    return orr_tuple_new(vm, tuple->items + start, end - start);
}

/* Life. */

static void tuple_destroy(OrrVm *vm, OrrObject *self) {
    OrrTuple *tuple = (OrrTuple *)self;
    for (size_t i = 0; i < tuple->count; i++) orr_xrelease(vm, tuple->items[i]);
    orr_free_object(vm, tuple, orr_tuple_bytes(self->type, tuple->count));
}

static void tuple_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrTuple *tuple = (OrrTuple *)self;
    orr_visit_items(tuple->items, tuple->count, visit, context);
}

static OrrValue new_of_subclass(OrrVm *vm, OrrType *cls, OrrValue exact) {
    const OrrTuple *from = orr_as_tuple(exact);
    OrrTuple *tuple = allocate(vm, cls, from->count);
    if (tuple != NULL) {
        for (size_t i = 0; i < from->count; i++) tuple->items[i] = orr_retain(from->items[i]);
    }
    orr_release(vm, exact);
    return orr_value(tuple);
}

static OrrValue tuple_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if ((cls == vm->types.tuple || cls->slots.init == vm->types.tuple->slots.init) &&
        !orr_no_keywords(vm, "tuple", kwnames)) {
        return ORR_NULL;
    }
    if (nargs > 1) return orr_raise(vm, vm->exc.TypeError, "tuple expected at most 1 argument, got %zu", nargs);
    OrrValue exact = nargs == 0 ? orr_value(empty_tuple(vm)) : orr_tuple_from_iterable(vm, args[0]);
    if (exact == ORR_NULL || cls == vm->types.tuple) return exact;
    return new_of_subclass(vm, cls, exact);
}

/* Operations. */

static OrrValue tuple_repr(OrrVm *vm, OrrValue self) {
    const OrrTuple *tuple = orr_as_tuple(self);
    if (tuple->count == 0) return orr_str_from_cstring(vm, "()");
    if (orr_object(self)->flags & ORR_OBJECT_BUSY) return orr_str_from_cstring(vm, "(...)");
    orr_object(self)->flags |= ORR_OBJECT_BUSY;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = orr_builder_add_cstring(&b, "(");
    for (size_t i = 0; ok && i < tuple->count; i++) {
        if (i > 0) ok = orr_builder_add_cstring(&b, ", ");
        ok = ok && orr_builder_add_repr(&b, tuple->items[i]);
    }
    ok = ok && orr_builder_add_cstring(&b, tuple->count == 1 ? ",)" : ")");
    orr_object(self)->flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static bool tuple_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    const OrrTuple *tuple = orr_as_tuple(self);
    uint64_t mixed = ORR_TUPLE_HASH_START;
    for (size_t i = 0; i < tuple->count; i++) {
        int64_t item;
        if (!orr_hash_key(vm, tuple->items[i], &item)) return false;
        mixed = orr_tuple_hash_mix(mixed, item);
    }
    *hash = orr_tuple_hash_finish(mixed, tuple->count);
    return true;
}

static OrrValue tuple_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (!orr_is_tuple(self) || !orr_is_tuple(other)) return ORR_NOT_IMPLEMENTED;
    const OrrTuple *a = orr_as_tuple(self), *b = orr_as_tuple(other);
    size_t common = a->count < b->count ? a->count : b->count;
    for (size_t i = 0; i < common; i++) {
        int equal = orr_equal_fast(vm, a->items[i], b->items[i]);
        if (equal < 0) return ORR_NULL;
        if (equal) continue;
        if (op == ORR_EQ) return ORR_FALSE;
        if (op == ORR_NE) return ORR_TRUE;
        return orr_compare(vm, a->items[i], b->items[i], op);
    }
    return orr_bool(orr_compare_lengths(a->count, b->count, op));
}

static int64_t tuple_length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return (int64_t)orr_as_tuple(self)->count;
}

static OrrValue get_slice(OrrVm *vm, OrrTuple *tuple, OrrValue slice) {
    int64_t start, stop, step;
    size_t count;
    if (!orr_slice_indices(vm, slice, tuple->count, &start, &stop, &step, &count)) return ORR_NULL;
    if (count == 0) return orr_value(empty_tuple(vm));
    if (step == 1) return orr_tuple_slice(vm, tuple, (size_t)start, (size_t)start + count);
    OrrTuple *result = allocate(vm, vm->types.tuple, count);
    if (result == NULL) return ORR_NULL;
    for (size_t i = 0; i < count; i++) result->items[i] = orr_retain(tuple->items[start + (int64_t)i * step]);
    return orr_value(result);
}

static OrrValue tuple_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    OrrTuple *tuple = orr_as_tuple(self);
    if (orr_is_slice(vm, key)) return get_slice(vm, tuple, key);
    int64_t i;
    if (!orr_read_index(vm, key, "tuple", &i)) return ORR_NULL;
    if (i < 0) i += (int64_t)tuple->count;
    if ((uint64_t)i >= tuple->count) return orr_raise(vm, vm->exc.IndexError, "tuple index out of range");
    return orr_retain(tuple->items[i]);
}

static int tuple_contains(OrrVm *vm, OrrValue self, OrrValue item) {
    const OrrTuple *tuple = orr_as_tuple(self);
    for (size_t i = 0; i < tuple->count; i++) {
        int equal = orr_equal_fast(vm, tuple->items[i], item);
        if (equal != 0) return equal;
    }
    return 0;
}

static OrrValue tuple_add(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_tuple(left) || !orr_is_tuple(right)) return ORR_NOT_IMPLEMENTED;
    const OrrTuple *a = orr_as_tuple(left), *b = orr_as_tuple(right);
    if (a->count == 0 && orr_is_exact(vm, right, vm->types.tuple)) return orr_retain(right);
    if (b->count == 0 && orr_is_exact(vm, left, vm->types.tuple)) return orr_retain(left);
    if (a->count + b->count == 0) return orr_value(empty_tuple(vm));
    OrrTuple *sum = allocate(vm, vm->types.tuple, a->count + b->count);
    if (sum == NULL) return ORR_NULL;
    for (size_t i = 0; i < a->count; i++) sum->items[i] = orr_retain(a->items[i]);
    for (size_t i = 0; i < b->count; i++) sum->items[a->count + i] = orr_retain(b->items[i]);
    return orr_value(sum);
}

static OrrValue tuple_repeat(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrValue self = orr_is_tuple(left) ? left : right, times = orr_is_tuple(left) ? right : left;
    if (!orr_is_index(vm, times)) return ORR_NOT_IMPLEMENTED;
    int64_t n;
    if (!orr_to_count(vm, times, &n)) return ORR_NULL;
    const OrrTuple *tuple = orr_as_tuple(self);
    if (n == 1 && orr_is_exact(vm, self, vm->types.tuple)) return orr_retain(self);
    if (n <= 0 || tuple->count == 0) return orr_value(empty_tuple(vm));
    size_t total;
    if (__builtin_mul_overflow(tuple->count, (size_t)n, &total)) return orr_raise_memory(vm);
    OrrTuple *result = allocate(vm, vm->types.tuple, total);
    if (result == NULL) return ORR_NULL;
    for (size_t i = 0; i < total; i++) result->items[i] = orr_retain(tuple->items[i % tuple->count]);
    return orr_value(result);
}

/* Methods. */

static OrrValue tuple_count(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    const OrrTuple *tuple = orr_as_tuple(self);
    int64_t n = 0;
    for (size_t i = 0; i < tuple->count; i++) {
        int equal = orr_equal_fast(vm, tuple->items[i], args[0]);
        if (equal < 0) return ORR_NULL;
        n += equal;
    }
    return orr_small_int(n);
}

static OrrValue tuple_index(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    const OrrTuple *tuple = orr_as_tuple(self);
    int64_t start = 0, stop = INT64_MAX;
    if (nargs > 1 && !orr_read_slice_bound(vm, args[1], &start)) return ORR_NULL;
    if (nargs > 2 && !orr_read_slice_bound(vm, args[2], &stop)) return ORR_NULL;
    start = orr_clip_bound(start, tuple->count);
    stop = orr_clip_bound(stop, tuple->count);
    for (int64_t i = start; i < stop && i < (int64_t)tuple->count; i++) {
        int equal = orr_equal_fast(vm, tuple->items[i], args[0]);
        if (equal < 0) return ORR_NULL;
        if (equal) return orr_small_int(i);
    }
    return orr_raise(vm, vm->exc.ValueError, "tuple.index(x): x not in tuple");
}

static OrrValue tuple_getnewargs(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrTuple *tuple = orr_as_tuple(self);
    OrrValue copy = orr_tuple_new(vm, tuple->items, tuple->count);
    if (copy == ORR_NULL) return ORR_NULL;
    return orr_tuple_steal(vm, &copy, 1);
}

static OrrValue tuple_sizeof(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int(24 + 8 * (int64_t)orr_as_tuple(self)->count);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_ONE("count", tuple_count),
    ORR_DEF_RANGE("index", tuple_index, 1, 3),
    ORR_DEF_NONE("__getnewargs__", tuple_getnewargs),
    ORR_DEF_NONE("__sizeof__", tuple_sizeof),
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};

extern const OrrTypeSpec orr_tuple_spec;
const OrrTypeSpec orr_tuple_spec = {
    .name = "tuple",
    .doc = "Built-in immutable sequence.\n\n"
           "If no argument is given, the constructor returns an empty tuple.\n"
           "If iterable is specified the tuple is initialized from iterable's items.\n\n"
           "If the argument is a tuple, the return value is the same object.",
    .size = sizeof(OrrTuple),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_SEQUENCE | ORR_TYPE_TUPLE_SUB | ORR_TYPE_MATCH_SELF,
    .slots = {.destroy = tuple_destroy,
              .traverse = tuple_traverse,
              .new_object = tuple_new,
              .repr = tuple_repr,
              .hash = tuple_hash,
              .compare = tuple_compare,
              .iter = orr_tuple_iter,
              .length = tuple_length,
              .getitem = tuple_getitem,
              .contains = tuple_contains,
              .binary = {[ORR_ADD] = tuple_add, [ORR_MUL] = tuple_repeat}},
    .methods = methods,
};
