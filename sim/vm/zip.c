#include "sim/vm/abstract.h"
#include "sim/vm/iter.h"
#include "sim/vm/sequence.h"
#include "sim/vm/str.h"

typedef struct Zip {
    OrrObject head;
    OrrTuple *iterators;
    OrrTuple *spare; /* of two: the pair given last, see orr_tuple_next_pair */
    bool strict;
} Zip;

static void zip_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease_object(vm, ((Zip *)self)->iterators);
    orr_xrelease_object(vm, ((Zip *)self)->spare);
    orr_free_object(vm, self, self->type->instance_size);
}

static void zip_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Zip *zip = (Zip *)self;
    if (zip->iterators != NULL) visit(context, &zip->iterators->head);
    if (zip->spare != NULL) visit(context, &zip->spare->head);
}

static OrrValue zip_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    int strict = 0;
    if (kwnames != ORR_NULL) {
        const OrrTuple *names = orr_as_tuple(kwnames);
        for (size_t i = 0; i < names->count; i++) {
            if (!orr_str_equals_cstring(orr_as_str(names->items[i]), "strict")) {
                return orr_raise(vm, vm->exc.TypeError, "zip() got an unexpected keyword argument '%S'",
                                 names->items[i]);
            }
            strict = orr_truth(vm, args[nargs + i]);
            if (strict < 0) return ORR_NULL;
        }
    }
    OrrTuple *iterators = orr_tuple_alloc(vm, nargs);
    if (iterators == NULL) return ORR_NULL;
    for (size_t i = 0; i < nargs; i++) {
        OrrValue iterator = orr_iter(vm, args[i]);
        if (iterator == ORR_NULL) {
            orr_release_object(vm, iterators);
            return ORR_NULL;
        }
        iterators->items[i] = iterator;
    }
    Zip *zip = orr_new_object(vm, cls, cls->instance_size);
    if (zip == NULL) {
        orr_release_object(vm, iterators);
        return ORR_NULL;
    }
    memset((char *)zip + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    zip->iterators = iterators;
    zip->strict = strict == 1;
    return orr_value(zip);
}

/* Argument `at` (from 0) ended first. Strict: the ones before must have been empty, the ones after must be. */
static OrrValue check_lengths(OrrVm *vm, const Zip *zip, size_t at) {
    if (vm->exception != ORR_NULL) return ORR_NULL;
    if (at > 0) {
        return orr_raise(vm, vm->exc.ValueError, "zip() argument %zu is shorter than argument%s%zu", at + 1,
                         at == 1 ? " " : "s 1-", at);
    }
    for (size_t i = 1; i < zip->iterators->count; i++) {
        OrrValue item = orr_next(vm, zip->iterators->items[i]);
        if (item == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
        if (item == ORR_NULL) continue;
        orr_release(vm, item);
        return orr_raise(vm, vm->exc.ValueError, "zip() argument %zu is longer than argument%s%zu", i + 1,
                         i == 1 ? " " : "s 1-", i);
    }
    return ORR_NULL;
}

static OrrValue next_pair(OrrVm *vm, Zip *zip) {
    const OrrValue *iterators = zip->iterators->items;
    OrrValue first = orr_next(vm, iterators[0]);
    if (first == ORR_NULL) return zip->strict ? check_lengths(vm, zip, 0) : ORR_NULL;
    OrrValue second = orr_next(vm, iterators[1]);
    if (second != ORR_NULL) return orr_tuple_next_pair(vm, &zip->spare, first, second);
    orr_release(vm, first);
    return zip->strict ? check_lengths(vm, zip, 1) : ORR_NULL;
}

static OrrValue zip_next(OrrVm *vm, OrrValue self) {
    Zip *zip = (Zip *)(uintptr_t)self;
    size_t count = zip->iterators->count;
    if (count == 2) return next_pair(vm, zip);
    if (count == 0) return ORR_NULL;
    OrrTuple *row = orr_tuple_alloc(vm, count);
    if (row == NULL) return ORR_NULL;
    for (size_t i = 0; i < count; i++) {
        OrrValue item = orr_next(vm, zip->iterators->items[i]);
        if (item == ORR_NULL) {
            orr_release_object(vm, row);
            return zip->strict ? check_lengths(vm, zip, i) : ORR_NULL;
        }
        row->items[i] = item;
    }
    return orr_value(row);
}

extern const OrrTypeSpec orr_zip_spec;
static ORR_ITER_METHOD(zip_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const Zip *zip = (const Zip *)orr_object(self);
    OrrValue reduced = orr_iter_reduced_call(vm, orr_value(orr_object(self)->type), ORR_NULL, zip->iterators);
    if (reduced == ORR_NULL || !zip->strict) return reduced;
    OrrValue parts[3] = {orr_as_tuple(reduced)->items[0], orr_as_tuple(reduced)->items[1], ORR_TRUE};
    OrrValue with_state = orr_tuple_new(vm, parts, 3);
    orr_release(vm, reduced);
    return with_state;
}
static ORR_ITER_METHOD(zip_setstate) {
    (void)nargs, (void)kwnames;
    int strict = orr_truth(vm, args[0]);
    if (strict < 0) return ORR_NULL;
    ((Zip *)orr_object(self))->strict = strict != 0;
    return ORR_NONE;
}
static const OrrMethodDef zip_methods[] = {ORR_DEF_NONE("__reduce__", zip_reduce),
                                           ORR_DEF_ONE("__setstate__", zip_setstate), ORR_DEF_END};

const OrrTypeSpec orr_zip_spec = {
    .name = "zip",
    .size = sizeof(Zip),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC,
    .slots = {.destroy = zip_destroy,
              .traverse = zip_traverse,
              .new_object = zip_new,
              .iter = orr_iter_self,
              .next = zip_next},
    .methods = zip_methods,
};
