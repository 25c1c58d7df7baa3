/* The type list: slots and methods. */
#include "sim/vm/abstract.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/iter.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/sequence.h"
#include "sim/vm/slice.h"
#include "sim/vm/str.h"

/* Life. */

static void list_destroy(OrrVm *vm, OrrObject *self) {
    OrrList *list = (OrrList *)self;
    for (size_t i = list->count; i > 0; i--) orr_release(vm, list->items[i - 1]);
    orr_buffer_free(vm, list->items, list->capacity * sizeof *list->items);
    orr_free_object(vm, list, self->type->instance_size);
}

static void list_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrList *list = (OrrList *)self;
    if (self->flags & ORR_LIST_BORROWED) return;
    orr_visit_items(list->items, list->count, visit, context);
}

static void list_clear_slot(OrrVm *vm, OrrObject *self) {
    orr_list_clear(vm, (OrrList *)self);
}

static OrrValue list_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrList *list = orr_new_object(vm, cls, cls->instance_size);
    if (list == NULL) return ORR_NULL;
    memset((char *)list + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    return orr_value(list);
}

static bool list_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "list", kwnames)) return false;
    if (nargs > 1) return orr_fail(vm, vm->exc.TypeError, "list expected at most 1 argument, got %zu", nargs);
    OrrList *list = orr_as_list(self);
    if (list->count > 0) orr_list_clear(vm, list);
    return nargs == 0 || orr_list_extend(vm, list, args[0]);
}

/* Operations. */

static OrrValue list_repr(OrrVm *vm, OrrValue self) {
    OrrList *list = orr_as_list(self);
    if (list->count == 0) return orr_str_from_cstring(vm, "[]");
    if (list->head.flags & ORR_OBJECT_BUSY) return orr_str_from_cstring(vm, "[...]");
    list->head.flags |= ORR_OBJECT_BUSY;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = orr_builder_add_cstring(&b, "[");
    for (size_t i = 0; ok && i < list->count; i++) {
        if (i > 0) ok = orr_builder_add_cstring(&b, ", ");
        OrrValue item = orr_retain(list->items[i]);
        ok = ok && orr_builder_add_repr(&b, item);
        orr_release(vm, item);
    }
    ok = ok && orr_builder_add_cstring(&b, "]");
    list->head.flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

/* The items at i, kept alive while they are compared. */
static int equal_at(OrrVm *vm, OrrList *list, size_t i, OrrValue item) {
    OrrValue have = list->items[i];
    if (have == item) return 1;
    if (orr_both_small_ints(have, item)) return 0;
    orr_retain(have);
    int equal = orr_equal(vm, have, item);
    orr_release(vm, have);
    return equal;
}

static OrrValue list_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (!orr_is_list(self) || !orr_is_list(other)) return ORR_NOT_IMPLEMENTED;
    OrrList *a = orr_as_list(self), *b = orr_as_list(other);
    if (a->count != b->count && (op == ORR_EQ || op == ORR_NE)) return orr_bool(op == ORR_NE);
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        OrrValue theirs = orr_retain(b->items[i]);
        int equal = equal_at(vm, a, i, theirs);
        if (equal != 0) {
            orr_release(vm, theirs);
            if (equal < 0) return ORR_NULL;
            continue;
        }
        OrrValue result;
        if (op == ORR_EQ || op == ORR_NE) {
            result = orr_bool(op == ORR_NE);
        } else if (i >= a->count) { /* the comparison shortened it */
            orr_release(vm, theirs);
            break;
        } else {
            OrrValue ours = orr_retain(a->items[i]);
            result = orr_compare(vm, ours, theirs, op);
            orr_release(vm, ours);
        }
        orr_release(vm, theirs);
        return result;
    }
    return orr_bool(orr_compare_lengths(a->count, b->count, op));
}

static int64_t list_length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return (int64_t)orr_as_list(self)->count;
}

static int list_contains(OrrVm *vm, OrrValue self, OrrValue item) {
    OrrList *list = orr_as_list(self);
    for (size_t i = 0; i < list->count; i++) {
        int equal = equal_at(vm, list, i, item);
        if (equal != 0) return equal;
    }
    return 0;
}

static OrrValue list_add(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_list(left) || !orr_is_list(right)) return ORR_NOT_IMPLEMENTED;
    const OrrList *a = orr_as_list(left), *b = orr_as_list(right);
    OrrList *sum = orr_list_new(vm, a->count + b->count);
    if (sum == NULL) return ORR_NULL;
    for (size_t i = 0; i < a->count; i++) sum->items[i] = orr_retain(a->items[i]);
    for (size_t i = 0; i < b->count; i++) sum->items[a->count + i] = orr_retain(b->items[i]);
    sum->count = a->count + b->count;
    return orr_value(sum);
}

static OrrValue list_inplace_add(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_list(left)) return ORR_NOT_IMPLEMENTED;
    return orr_list_extend(vm, orr_as_list(left), right) ? orr_retain(left) : ORR_NULL;
}

static OrrValue list_repeat(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrValue self = orr_is_list(left) ? left : right, times = orr_is_list(left) ? right : left;
    int64_t n;
    if (!orr_is_index(vm, times)) return ORR_NOT_IMPLEMENTED;
    if (!orr_to_count(vm, times, &n)) return ORR_NULL;
    const OrrList *list = orr_as_list(self);
    size_t total = 0;
    if (n > 0 && __builtin_mul_overflow(list->count, (size_t)n, &total)) return orr_raise_memory(vm);
    OrrList *product = orr_list_new(vm, total);
    if (product == NULL) return ORR_NULL;
    if (list->count == 1) {
        OrrValue item = list->items[0];
        for (size_t i = 0; i < total; i++) product->items[i] = item;
        if (orr_is_object(item)) orr_object(item)->refs += (uint32_t)total;
    } else {
        for (size_t i = 0, from = 0; i < total; i++) {
            product->items[i] = orr_retain(list->items[from]);
            if (++from == list->count) from = 0;
        }
    }
    product->count = total;
    return orr_value(product);
}

static OrrValue list_inplace_repeat(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_list(left) || !orr_is_index(vm, right)) return ORR_NOT_IMPLEMENTED;
    OrrList *list = orr_as_list(left);
    int64_t n;
    if (!orr_to_count(vm, right, &n)) return ORR_NULL;
    if (n <= 0) {
        orr_list_clear(vm, list);
        return orr_retain(left);
    }
    size_t count = list->count, total;
    if (__builtin_mul_overflow(count, (size_t)n, &total)) return orr_raise_memory(vm);
    if (!orr_list_reserve(vm, list, total)) return ORR_NULL;
    for (size_t i = count; i < total; i++) list->items[i] = orr_retain(list->items[i - count]);
    list->count = total;
    return orr_retain(left);
}

/* Methods. */

static OrrValue list_append(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return orr_list_append(vm, orr_as_list(self), args[0]) ? ORR_NONE : ORR_NULL;
}

static OrrValue list_extend(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return orr_list_extend(vm, orr_as_list(self), args[0]) ? ORR_NONE : ORR_NULL;
}

static OrrValue list_insert(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrList *list = orr_as_list(self);
    int64_t at;
    if (!orr_to_index(vm, args[0], vm->exc.OverflowError, &at)) return ORR_NULL;
    at = orr_clip_bound(at, list->count);
    size_t i = (size_t)at < list->count ? (size_t)at : list->count;
    if (!orr_list_reserve(vm, list, list->count + 1)) return ORR_NULL;
    memmove(list->items + i + 1, list->items + i, (list->count - i) * sizeof *list->items);
    list->items[i] = orr_retain(args[1]);
    list->count++;
    return ORR_NONE;
}

static OrrValue list_pop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrList *list = orr_as_list(self);
    int64_t i = -1;
    if (nargs > 0 && !orr_to_index(vm, args[0], vm->exc.OverflowError, &i)) return ORR_NULL;
    if (list->count == 0) return orr_raise(vm, vm->exc.IndexError, "pop from empty list");
    if (i < 0) i += (int64_t)list->count;
    if ((uint64_t)i >= list->count) return orr_raise(vm, vm->exc.IndexError, "pop index out of range");
    OrrValue item = list->items[i];
    list->count--;
    if ((size_t)i < list->count) {
        memmove(list->items + i, list->items + i + 1, (list->count - (size_t)i) * sizeof item);
    }
    return item;
}

static OrrValue list_remove(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrList *list = orr_as_list(self);
    for (size_t i = 0; i < list->count; i++) {
        int equal = equal_at(vm, list, i, args[0]);
        if (equal < 0) return ORR_NULL;
        if (!equal) continue;
        if (i < list->count && !orr_list_replace(vm, list, i, i + 1, NULL, 0)) return ORR_NULL;
        return ORR_NONE;
    }
    return orr_raise(vm, vm->exc.ValueError, "list.remove(x): x not in list");
}

static OrrValue list_clear(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    orr_list_clear(vm, orr_as_list(self));
    return ORR_NONE;
}

static OrrValue list_index(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrList *list = orr_as_list(self);
    int64_t start = 0, stop = INT64_MAX;
    if (nargs > 1 && !orr_read_slice_bound(vm, args[1], &start)) return ORR_NULL;
    if (nargs > 2 && !orr_read_slice_bound(vm, args[2], &stop)) return ORR_NULL;
    start = orr_clip_bound(start, list->count);
    stop = orr_clip_bound(stop, list->count);
    for (int64_t i = start; i < stop && (size_t)i < list->count; i++) {
        int equal = equal_at(vm, list, (size_t)i, args[0]);
        if (equal < 0) return ORR_NULL;
        if (equal) return orr_small_int(i);
    }
    return orr_raise(vm, vm->exc.ValueError, "%R is not in list", args[0]);
}

static OrrValue list_count(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrList *list = orr_as_list(self);
    int64_t n = 0;
    for (size_t i = 0; i < list->count; i++) {
        int equal = equal_at(vm, list, i, args[0]);
        if (equal < 0) return ORR_NULL;
        n += equal;
    }
    return orr_small_int(n);
}

static OrrValue list_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrList *list = orr_as_list(self);
    OrrList *copy = orr_list_new(vm, list->count);
    if (copy == NULL) return ORR_NULL;
    for (size_t i = 0; i < list->count; i++) copy->items[i] = orr_retain(list->items[i]);
    copy->count = list->count;
    return orr_value(copy);
}

static OrrValue list_reverse(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    OrrList *list = orr_as_list(self);
    for (size_t i = 0, j = list->count; i + 1 < j; i++) {
        j--;
        OrrValue item = list->items[i];
        list->items[i] = list->items[j];
        list->items[j] = item;
    }
    return ORR_NONE;
}

static OrrValue list_reversed(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_list_reverse_iter(vm, self);
}

static OrrValue list_sizeof(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int(40 + 8 * (int64_t)orr_as_list(self)->capacity);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_ONE("append", list_append),
    ORR_DEF_NONE("clear", list_clear),
    ORR_DEF_NONE("copy", list_copy),
    ORR_DEF_ONE("count", list_count),
    ORR_DEF_ONE("extend", list_extend),
    ORR_DEF_RANGE("index", list_index, 1, 3),
    ORR_DEF_RANGE("insert", list_insert, 2, 2),
    ORR_DEF_RANGE("pop", list_pop, 0, 1),
    ORR_DEF_ONE("remove", list_remove),
    ORR_DEF_NONE("reverse", list_reverse),
    ORR_DEF_KEYWORDS("sort", orr_list_sort_method),
    ORR_DEF_NONE("__reversed__", list_reversed),
    ORR_DEF_NONE("__sizeof__", list_sizeof),
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};

extern const OrrTypeSpec orr_list_spec;
const OrrTypeSpec orr_list_spec = {
    .name = "list",
    .doc = "Built-in mutable sequence.\n\n"
           "If no argument is given, the constructor creates a new empty list.\n"
           "The argument must be an iterable if specified.",
    .size = sizeof(OrrList),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_SEQUENCE | ORR_TYPE_LIST_SUB | ORR_TYPE_MATCH_SELF,
    .slots = {.destroy = list_destroy,
              .traverse = list_traverse,
              .clear = list_clear_slot,
              .new_object = list_new,
              .init = list_init,
              .repr = list_repr,
              .compare = list_compare,
              .iter = orr_list_iter,
              .length = list_length,
              .getitem = orr_list_getitem,
              .setitem = orr_list_setitem,
              .contains = list_contains,
              .binary = {[ORR_ADD] = list_add, [ORR_MUL] = list_repeat},
              .inplace = {[ORR_ADD] = list_inplace_add, [ORR_MUL] = list_inplace_repeat}},
    .methods = methods,
};
