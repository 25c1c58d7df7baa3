/* Iterators of list and tuple, of anything with __getitem__, of calls (iter(f, sentinel)), and reversed(). */
#include "sim/vm/iter.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/number.h"
#include "sim/vm/sequence.h"

OrrValue orr_iter_self(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(self);
}

OrrValue orr_iter_reduced(OrrVm *vm, const char *builtin, OrrValue source, int64_t index) {
    if (source == ORR_NULL) return ORR_NULL;
    OrrValue name = orr_str_intern_cstring(vm, builtin);
    OrrValue function = name == ORR_NULL ? ORR_NULL : orr_dict_get_name(vm->builtins, orr_as_str(name));
    orr_xrelease(vm, name);
    if (function == ORR_NULL) return ORR_NULL;
    OrrValue arguments = orr_tuple_new(vm, &source, 1);
    if (arguments == ORR_NULL) return ORR_NULL;
    OrrValue parts[3] = {function, arguments, orr_small_int(index == ORR_NO_INDEX ? 0 : index)};
    OrrValue result = orr_tuple_new(vm, parts, index == ORR_NO_INDEX ? 2 : 3);
    orr_release(vm, arguments);
    return result;
}

OrrValue orr_iter_reduced_call(OrrVm *vm, OrrValue callable, OrrValue first, const OrrTuple *rest) {
    size_t count = rest == NULL ? 0 : rest->count, leading = first == ORR_NULL ? 0 : 1;
    OrrTuple *arguments = orr_tuple_alloc(vm, leading + count);
    if (arguments == NULL) return ORR_NULL;
    if (leading == 1) arguments->items[0] = orr_retain(first);
    for (size_t n = 0; n < count; n++) arguments->items[leading + n] = orr_retain(rest->items[n]);
    return orr_tuple_pair(vm, orr_retain(callable), orr_value(arguments));
}

bool orr_iter_read_index(OrrVm *vm, OrrValue state, int64_t low, int64_t high, int64_t *index) {
    if (!orr_is_int(vm, state)) return orr_fail(vm, vm->exc.TypeError, "an integer is required");
    if (!orr_to_index(vm, state, vm->exc.OverflowError, index)) return false;
    if (*index > high) *index = high;
    if (*index < low) *index = low;
    return true;
}

/* An exhausted iterator of a list is one of no list. */
static OrrValue reduced_list(OrrVm *vm, const char *builtin) {
    OrrValue empty = orr_value(orr_list_new(vm, 0));
    OrrValue result = orr_iter_reduced(vm, builtin, empty, ORR_NO_INDEX);
    orr_xrelease(vm, empty);
    return result;
}

/* list_iterator */

static OrrListIterator *as_list_iterator(OrrValue v) {
    return (OrrListIterator *)(uintptr_t)v;
}

static OrrValue list_iterator_new(OrrVm *vm, OrrType *type, OrrValue list, size_t index) {
    OrrListIterator *it = orr_new_object(vm, type, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->list = orr_as_list(orr_retain(list));
    it->index = index;
    return orr_value(it);
}

OrrValue orr_list_iter(OrrVm *vm, OrrValue list) {
    return list_iterator_new(vm, vm->types.list_iterator, list, 0);
}

/* index is that of the next item plus one. */
OrrValue orr_list_reverse_iter(OrrVm *vm, OrrValue list) {
    return list_iterator_new(vm, vm->types.list_reverse_iterator, list, orr_as_list(list)->count);
}

static void list_iterator_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease_object(vm, ((OrrListIterator *)self)->list);
    orr_free_object(vm, self, sizeof(OrrListIterator));
}

static void list_iterator_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrList *list = ((OrrListIterator *)self)->list;
    if (list != NULL) visit(context, &list->head);
}

static OrrValue list_iterator_end(OrrVm *vm, OrrListIterator *it) {
    OrrList *list = it->list;
    it->list = NULL;
    orr_release_object(vm, list);
    return ORR_NULL;
}

static OrrValue list_iterator_next(OrrVm *vm, OrrValue self) {
    OrrListIterator *it = as_list_iterator(self);
    if (it->list == NULL) return ORR_NULL;
    if (it->index < it->list->count) return orr_retain(it->list->items[it->index++]);
    return list_iterator_end(vm, it);
}

static OrrValue list_reverse_next(OrrVm *vm, OrrValue self) {
    OrrListIterator *it = as_list_iterator(self);
    if (it->list == NULL) return ORR_NULL;
    if (it->index > 0 && it->index <= it->list->count) return orr_retain(it->list->items[--it->index]);
    return list_iterator_end(vm, it);
}

static OrrValue list_iterator_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    const OrrListIterator *it = as_list_iterator(self);
    if (it->list == NULL || it->index >= it->list->count) return orr_small_int(0);
    return orr_small_int((int64_t)(it->list->count - it->index));
}

static OrrValue list_reverse_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    const OrrListIterator *it = as_list_iterator(self);
    return orr_small_int(it->list == NULL || it->index > it->list->count ? 0 : (int64_t)it->index);
}

static ORR_ITER_METHOD(list_iterator_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrListIterator *it = as_list_iterator(self);
    if (it->list == NULL) return reduced_list(vm, "iter");
    return orr_iter_reduced(vm, "iter", orr_value(it->list), (int64_t)it->index);
}
static ORR_ITER_METHOD(list_iterator_set) {
    (void)nargs, (void)kwnames;
    OrrListIterator *it = as_list_iterator(self);
    int64_t index, count = it->list == NULL ? 0 : (int64_t)it->list->count;
    if (!orr_iter_read_index(vm, args[0], -1, INT64_MAX, &index)) return ORR_NULL;
    if (it->list == NULL) return ORR_NONE;
    it->index = (size_t)(index < 0 || index > count ? count : index); /* as CPython: below 0 nothing is left */
    return ORR_NONE;
}
static ORR_ITER_METHOD(list_reverse_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrListIterator *it = as_list_iterator(self);
    if (it->list == NULL) return reduced_list(vm, "reversed");
    return orr_iter_reduced(vm, "reversed", orr_value(it->list), (int64_t)it->index - 1);
}
static ORR_ITER_METHOD(list_reverse_set) {
    (void)nargs, (void)kwnames;
    OrrListIterator *it = as_list_iterator(self);
    int64_t index, count = it->list == NULL ? 0 : (int64_t)it->list->count;
    if (!orr_iter_read_index(vm, args[0], -1, count - 1, &index)) return ORR_NULL;
    if (it->list != NULL) it->index = (size_t)(index + 1);
    return ORR_NONE;
}

static const OrrMethodDef list_iterator_methods[] = {ORR_DEF_NONE("__length_hint__", list_iterator_hint),
                                                     ORR_DEF_NONE("__reduce__", list_iterator_reduce),
                                                     ORR_DEF_ONE("__setstate__", list_iterator_set), ORR_DEF_END};
static const OrrMethodDef list_reverse_methods[] = {ORR_DEF_NONE("__length_hint__", list_reverse_hint),
                                                    ORR_DEF_NONE("__reduce__", list_reverse_reduce),
                                                    ORR_DEF_ONE("__setstate__", list_reverse_set), ORR_DEF_END};

extern const OrrTypeSpec orr_list_iterator_spec, orr_list_reverse_iterator_spec;
const OrrTypeSpec orr_list_iterator_spec = {
    .name = "list_iterator",
    .size = sizeof(OrrListIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = list_iterator_destroy,
              .traverse = list_iterator_traverse,
              .iter = orr_iter_self,
              .next = list_iterator_next},
    .methods = list_iterator_methods,
};
const OrrTypeSpec orr_list_reverse_iterator_spec = {
    .name = "list_reverseiterator",
    .size = sizeof(OrrListIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = list_iterator_destroy,
              .traverse = list_iterator_traverse,
              .iter = orr_iter_self,
              .next = list_reverse_next},
    .methods = list_reverse_methods,
};

/* tuple_iterator */

OrrValue orr_tuple_iter(OrrVm *vm, OrrValue tuple) {
    OrrTupleIterator *it = orr_new_object(vm, vm->types.tuple_iterator, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->tuple = orr_as_tuple(orr_retain(tuple));
    it->index = 0;
    return orr_value(it);
}

static void tuple_iterator_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease_object(vm, ((OrrTupleIterator *)self)->tuple);
    orr_free_object(vm, self, sizeof(OrrTupleIterator));
}

static void tuple_iterator_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrTuple *tuple = ((OrrTupleIterator *)self)->tuple;
    if (tuple != NULL) visit(context, &tuple->head);
}

static OrrValue tuple_iterator_next(OrrVm *vm, OrrValue self) {
    OrrTupleIterator *it = (OrrTupleIterator *)(uintptr_t)self;
    OrrTuple *tuple = it->tuple;
    if (tuple == NULL) return ORR_NULL;
    if (it->index < tuple->count) return orr_retain(tuple->items[it->index++]);
    it->tuple = NULL;
    orr_release_object(vm, tuple);
    return ORR_NULL;
}

static OrrValue tuple_iterator_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    const OrrTupleIterator *it = (OrrTupleIterator *)(uintptr_t)self;
    return orr_small_int(it->tuple == NULL ? 0 : (int64_t)(it->tuple->count - it->index));
}

static ORR_ITER_METHOD(tuple_iterator_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrTupleIterator *it = (OrrTupleIterator *)(uintptr_t)self;
    if (it->tuple == NULL) return orr_iter_reduced(vm, "iter", vm->empty_tuple, ORR_NO_INDEX);
    return orr_iter_reduced(vm, "iter", orr_value(it->tuple), (int64_t)it->index);
}
static ORR_ITER_METHOD(tuple_iterator_set) {
    (void)nargs, (void)kwnames;
    OrrTupleIterator *it = (OrrTupleIterator *)(uintptr_t)self;
    int64_t index;
    if (!orr_iter_read_index(vm, args[0], 0, it->tuple == NULL ? 0 : (int64_t)it->tuple->count, &index))
        return ORR_NULL;
    it->index = (size_t)index;
    return ORR_NONE;
}

static const OrrMethodDef tuple_iterator_methods[] = {ORR_DEF_NONE("__length_hint__", tuple_iterator_hint),
                                                      ORR_DEF_NONE("__reduce__", tuple_iterator_reduce),
                                                      ORR_DEF_ONE("__setstate__", tuple_iterator_set), ORR_DEF_END};

extern const OrrTypeSpec orr_tuple_iterator_spec;
const OrrTypeSpec orr_tuple_iterator_spec = {
    .name = "tuple_iterator",
    .size = sizeof(OrrTupleIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = tuple_iterator_destroy,
              .traverse = tuple_iterator_traverse,
              .iter = orr_iter_self,
              .next = tuple_iterator_next},
    .methods = tuple_iterator_methods,
};

/* iterator: over __getitem__; and reversed, which counts down. */

static OrrSequenceIterator *as_sequence_iterator(OrrValue v) {
    return (OrrSequenceIterator *)(uintptr_t)v;
}

OrrValue orr_sequence_iterator_new(OrrVm *vm, OrrValue sequence) {
    OrrSequenceIterator *it = orr_new_object(vm, vm->types.sequence_iterator, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->sequence = orr_retain(sequence);
    it->index = 0;
    return orr_value(it);
}

static void sequence_iterator_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease(vm, ((OrrSequenceIterator *)self)->sequence);
    orr_free_object(vm, self, self->type->instance_size);
}

static void sequence_iterator_traverse(OrrObject *self, OrrVisit visit, void *context) {
    orr_visit_value(((OrrSequenceIterator *)self)->sequence, visit, context);
}

/* The item, or the end: IndexError and StopIteration both are. */
static OrrValue item_at(OrrVm *vm, OrrSequenceIterator *it) {
    OrrValue item = orr_getitem(vm, it->sequence, orr_small_int(it->index));
    if (item != ORR_NULL) return item;
    if (orr_pending_is(vm, vm->exc.IndexError) || orr_pending_is(vm, vm->exc.StopIteration)) {
        orr_exception_clear(vm);
        OrrValue sequence = it->sequence;
        it->sequence = ORR_NULL;
        orr_xrelease(vm, sequence);
    }
    return ORR_NULL;
}

static OrrValue sequence_iterator_next(OrrVm *vm, OrrValue self) {
    OrrSequenceIterator *it = as_sequence_iterator(self);
    if (it->sequence == ORR_NULL) return ORR_NULL;
    OrrValue item = item_at(vm, it);
    if (item != ORR_NULL) it->index++;
    return item;
}

/* What is left of something with a length. */
static ORR_ITER_METHOD(sequence_iterator_hint) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrSequenceIterator *it = as_sequence_iterator(self);
    if (it->sequence == ORR_NULL) return orr_small_int(0);
    if (orr_type_of(vm, it->sequence)->slots.length == NULL) return ORR_NOT_IMPLEMENTED;
    int64_t length = orr_length(vm, it->sequence);
    if (length < 0) return ORR_NULL;
    return orr_small_int(length > it->index ? length - it->index : 0);
}
static ORR_ITER_METHOD(sequence_iterator_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrSequenceIterator *it = as_sequence_iterator(self);
    if (it->sequence == ORR_NULL) return orr_iter_reduced(vm, "iter", vm->empty_tuple, ORR_NO_INDEX);
    return orr_iter_reduced(vm, "iter", it->sequence, it->index);
}
static ORR_ITER_METHOD(sequence_iterator_set) {
    (void)nargs, (void)kwnames;
    int64_t index;
    if (!orr_iter_read_index(vm, args[0], 0, INT64_MAX, &index)) return ORR_NULL;
    as_sequence_iterator(self)->index = index;
    return ORR_NONE;
}
static const OrrMethodDef sequence_iterator_methods[] = {
    ORR_DEF_NONE("__length_hint__", sequence_iterator_hint), ORR_DEF_NONE("__reduce__", sequence_iterator_reduce),
    ORR_DEF_ONE("__setstate__", sequence_iterator_set), ORR_DEF_END};

extern const OrrTypeSpec orr_sequence_iterator_spec, orr_reversed_spec, orr_callable_iterator_spec;
const OrrTypeSpec orr_sequence_iterator_spec = {
    .name = "iterator",
    .size = sizeof(OrrSequenceIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = sequence_iterator_destroy,
              .traverse = sequence_iterator_traverse,
              .iter = orr_iter_self,
              .next = sequence_iterator_next},
    .methods = sequence_iterator_methods,
};

/* Of exactly cls (reversed or a subclass), or what __reversed__ gives. */
static OrrValue make_reversed(OrrVm *vm, OrrType *cls, OrrValue sequence) {
    if (orr_is_exact(vm, sequence, vm->types.list)) return orr_list_reverse_iter(vm, sequence);
    OrrValue method = orr_lookup_special(vm, sequence, ORR_NAME(vm, __reversed__));
    if (method == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
    if (method == ORR_NONE) return orr_raise(vm, vm->exc.TypeError, "'%T' object is not reversible", sequence);
    if (method != ORR_NULL) {
        OrrValue result = orr_call0(vm, method);
        orr_release(vm, method);
        return result;
    }
    const OrrType *type = orr_type_of(vm, sequence);
    if (type->slots.getitem == NULL || (type->flags & (ORR_TYPE_DICT_SUB | ORR_TYPE_SET_SUB)) ||
        type == vm->types.mapping_proxy) {
        return orr_raise(vm, vm->exc.TypeError, "'%T' object is not reversible", sequence);
    }
    int64_t length = orr_length(vm, sequence);
    if (length < 0) return ORR_NULL;
    OrrSequenceIterator *it = orr_new_object(vm, cls, cls->instance_size);
    if (it == NULL) return ORR_NULL;
    memset((char *)it + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    it->sequence = orr_retain(sequence);
    it->index = length - 1;
    return orr_value(it);
}

OrrValue orr_reversed(OrrVm *vm, OrrValue sequence) {
    return make_reversed(vm, vm->types.reversed, sequence);
}

static OrrValue reversed_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "reversed", kwnames)) return ORR_NULL;
    if (nargs != 1) return orr_raise(vm, vm->exc.TypeError, "reversed expected 1 argument, got %zu", nargs);
    return make_reversed(vm, cls, args[0]);
}

static OrrValue reversed_next(OrrVm *vm, OrrValue self) {
    OrrSequenceIterator *it = as_sequence_iterator(self);
    if (it->sequence == ORR_NULL) return ORR_NULL;
    if (it->index >= 0) {
        OrrValue item = item_at(vm, it);
        if (item != ORR_NULL) it->index--;
        return item;
    }
    OrrValue sequence = it->sequence;
    it->sequence = ORR_NULL;
    orr_release(vm, sequence);
    return ORR_NULL;
}

static OrrValue reversed_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrSequenceIterator *it = as_sequence_iterator(self);
    if (it->sequence == ORR_NULL) return orr_small_int(0);
    int64_t length = orr_length(vm, it->sequence);
    if (length < 0) return ORR_NULL;
    return orr_small_int(it->index + 1 > length ? 0 : it->index + 1);
}

static ORR_ITER_METHOD(reversed_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrSequenceIterator *it = as_sequence_iterator(self);
    if (it->sequence == ORR_NULL) return orr_iter_reduced(vm, "reversed", vm->empty_tuple, ORR_NO_INDEX);
    return orr_iter_reduced(vm, "reversed", it->sequence, it->index);
}
static ORR_ITER_METHOD(reversed_set) {
    (void)nargs, (void)kwnames;
    OrrSequenceIterator *it = as_sequence_iterator(self);
    int64_t index, length = it->sequence == ORR_NULL ? 0 : orr_length(vm, it->sequence);
    if (length < 0 || !orr_iter_read_index(vm, args[0], -1, length - 1, &index)) return ORR_NULL;
    it->index = index;
    return ORR_NONE;
}

static const OrrMethodDef reversed_methods[] = {ORR_DEF_NONE("__length_hint__", reversed_hint),
                                                ORR_DEF_NONE("__reduce__", reversed_reduce),
                                                ORR_DEF_ONE("__setstate__", reversed_set), ORR_DEF_END};

const OrrTypeSpec orr_reversed_spec = {
    .name = "reversed",
    .doc = "Return a reverse iterator over the values of the given sequence.",
    .size = sizeof(OrrSequenceIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_BASE,
    .slots = {.destroy = sequence_iterator_destroy,
              .traverse = sequence_iterator_traverse,
              .new_object = reversed_new,
              .iter = orr_iter_self,
              .next = reversed_next},
    .methods = reversed_methods,
};

/* callable_iterator */

typedef struct CallableIterator {
    OrrObject head;
    OrrValue callable, sentinel; /* callable ORR_NULL when exhausted */
} CallableIterator;

OrrValue orr_callable_iterator_new(OrrVm *vm, OrrValue callable, OrrValue sentinel) {
    CallableIterator *it = orr_new_object(vm, vm->types.callable_iterator, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->callable = orr_retain(callable);
    it->sentinel = orr_retain(sentinel);
    return orr_value(it);
}

static void callable_iterator_destroy(OrrVm *vm, OrrObject *self) {
    CallableIterator *it = (CallableIterator *)self;
    orr_xrelease(vm, it->callable);
    orr_xrelease(vm, it->sentinel);
    orr_free_object(vm, it, sizeof *it);
}

static void callable_iterator_traverse(OrrObject *self, OrrVisit visit, void *context) {
    orr_visit_value(((CallableIterator *)self)->callable, visit, context);
    orr_visit_value(((CallableIterator *)self)->sentinel, visit, context);
}

static void callable_iterator_end(OrrVm *vm, CallableIterator *it) {
    OrrValue callable = it->callable, sentinel = it->sentinel;
    it->callable = it->sentinel = ORR_NULL;
    orr_xrelease(vm, callable);
    orr_xrelease(vm, sentinel);
}

static OrrValue callable_iterator_next(OrrVm *vm, OrrValue self) {
    CallableIterator *it = (CallableIterator *)(uintptr_t)self;
    if (it->callable == ORR_NULL) return ORR_NULL;
    OrrValue callable = orr_retain(it->callable), sentinel = orr_retain(it->sentinel);
    OrrValue result = orr_call0(vm, callable);
    if (result != ORR_NULL) {
        int same = orr_equal(vm, sentinel, result);
        if (same != 0) {
            orr_release(vm, result);
            result = ORR_NULL;
        }
        if (same == 1) callable_iterator_end(vm, it);
    } else if (orr_pending_is(vm, vm->exc.StopIteration)) {
        orr_exception_clear(vm);
        callable_iterator_end(vm, it);
    }
    orr_release(vm, callable);
    orr_release(vm, sentinel);
    return result;
}

static ORR_ITER_METHOD(callable_iterator_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const CallableIterator *it = (CallableIterator *)(uintptr_t)self;
    if (it->callable == ORR_NULL) return orr_iter_reduced(vm, "iter", vm->empty_tuple, ORR_NO_INDEX);
    OrrValue plain = orr_iter_reduced(vm, "iter", it->callable, ORR_NO_INDEX);
    OrrValue both =
        plain == ORR_NULL ? ORR_NULL : orr_tuple_pair(vm, orr_retain(it->callable), orr_retain(it->sentinel));
    OrrValue parts[2] = {plain == ORR_NULL ? ORR_NULL : orr_as_tuple(plain)->items[0], both};
    OrrValue result = both == ORR_NULL ? ORR_NULL : orr_tuple_new(vm, parts, 2);
    orr_xrelease(vm, plain);
    orr_xrelease(vm, both);
    return result;
}
static const OrrMethodDef callable_iterator_methods[] = {ORR_DEF_NONE("__reduce__", callable_iterator_reduce),
                                                         ORR_DEF_END};

const OrrTypeSpec orr_callable_iterator_spec = {
    .name = "callable_iterator",
    .size = sizeof(CallableIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = callable_iterator_destroy,
              .traverse = callable_iterator_traverse,
              .iter = orr_iter_self,
              .next = callable_iterator_next},
    .methods = callable_iterator_methods,
};
