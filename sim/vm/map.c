/* map and filter. */
#include "sim/vm/abstract.h"
#include "sim/vm/iter.h"
#include "sim/vm/sequence.h"

#define ARGUMENTS_MAX 8

typedef struct Map {
    OrrObject head;
    OrrValue function;
    OrrTuple *iterators;
} Map;

static void map_destroy(OrrVm *vm, OrrObject *self) {
    orr_release(vm, ((Map *)self)->function);
    orr_xrelease_object(vm, ((Map *)self)->iterators);
    orr_free_object(vm, self, self->type->instance_size);
}

static void map_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Map *map = (Map *)self;
    orr_visit_value(map->function, visit, context);
    if (map->iterators != NULL) visit(context, &map->iterators->head);
}

static OrrValue map_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "map", kwnames)) return ORR_NULL;
    if (nargs < 2) return orr_raise(vm, vm->exc.TypeError, "map() must have at least two arguments.");
    OrrTuple *iterators = orr_tuple_alloc(vm, nargs - 1);
    if (iterators == NULL) return ORR_NULL;
    for (size_t i = 0; i + 1 < nargs; i++) {
        OrrValue iterator = orr_iter(vm, args[i + 1]);
        if (iterator == ORR_NULL) {
            orr_release_object(vm, iterators);
            return ORR_NULL;
        }
        iterators->items[i] = iterator;
    }
    Map *map = orr_new_object(vm, cls, cls->instance_size);
    if (map == NULL) {
        orr_release_object(vm, iterators);
        return ORR_NULL;
    }
    memset((char *)map + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    map->function = orr_retain(args[0]);
    map->iterators = iterators;
    return orr_value(map);
}

static OrrValue call_with_tuple(OrrVm *vm, const Map *map) {
    size_t count = map->iterators->count;
    OrrTuple *row = orr_tuple_alloc(vm, count);
    if (row == NULL) return ORR_NULL;
    OrrValue result = ORR_NULL;
    size_t i = 0;
    for (; i < count; i++) {
        OrrValue item = orr_next(vm, map->iterators->items[i]);
        if (item == ORR_NULL) break;
        row->items[i] = item;
    }
    if (i == count) result = orr_call_tuple(vm, map->function, orr_value(row), ORR_NULL);
    orr_release_object(vm, row);
    return result;
}

/* StopIteration from the function ends the map, as it does in CPython. */
static OrrValue map_next(OrrVm *vm, OrrValue self) {
    const Map *map = (const Map *)(uintptr_t)self;
    size_t count = map->iterators->count, got = 0;
    OrrValue result = ORR_NULL;
    if (count > ARGUMENTS_MAX) {
        result = call_with_tuple(vm, map);
    } else {
        OrrValue args[ARGUMENTS_MAX] = {ORR_NULL};
        for (; got < count; got++) {
            args[got] = orr_next(vm, map->iterators->items[got]);
            if (args[got] == ORR_NULL) break;
        }
        if (got == count) result = orr_call(vm, map->function, args, count, ORR_NULL);
        while (got > 0) orr_release(vm, args[--got]);
    }
    if (result == ORR_NULL && vm->exception != ORR_NULL && orr_pending_is(vm, vm->exc.StopIteration)) {
        orr_exception_clear(vm);
    }
    return result;
}

typedef struct Filter {
    OrrObject head;
    OrrValue function, iterator;
} Filter;

static void filter_destroy(OrrVm *vm, OrrObject *self) {
    orr_release(vm, ((Filter *)self)->function);
    orr_release(vm, ((Filter *)self)->iterator);
    orr_free_object(vm, self, self->type->instance_size);
}

static void filter_traverse(OrrObject *self, OrrVisit visit, void *context) {
    orr_visit_value(((Filter *)self)->function, visit, context);
    orr_visit_value(((Filter *)self)->iterator, visit, context);
}

static OrrValue filter_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "filter", kwnames)) return ORR_NULL;
    if (nargs != 2) return orr_raise(vm, vm->exc.TypeError, "filter expected 2 arguments, got %zu", nargs);
    OrrValue iterator = orr_iter(vm, args[1]);
    if (iterator == ORR_NULL) return ORR_NULL;
    Filter *filter = orr_new_object(vm, cls, cls->instance_size);
    if (filter == NULL) {
        orr_release(vm, iterator);
        return ORR_NULL;
    }
    memset((char *)filter + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    filter->function = orr_retain(args[0]);
    filter->iterator = iterator;
    return orr_value(filter);
}

static int keeps(OrrVm *vm, OrrValue function, OrrValue item) {
    if (function == ORR_NONE || function == orr_value(vm->types.bool_)) return orr_truth(vm, item);
    OrrValue result = orr_call1(vm, function, item);
    if (result == ORR_NULL) return -1;
    int truth = orr_is_bool(result) ? result == ORR_TRUE : orr_truth(vm, result);
    orr_release(vm, result);
    return truth;
}

static OrrValue filter_next(OrrVm *vm, OrrValue self) {
    const Filter *filter = (const Filter *)(uintptr_t)self;
    for (;;) {
        OrrValue item = orr_next(vm, filter->iterator);
        if (item == ORR_NULL) return ORR_NULL;
        int keep = keeps(vm, filter->function, item);
        if (keep == 1) return item;
        orr_release(vm, item);
        if (keep < 0) {
            if (orr_pending_is(vm, vm->exc.StopIteration)) orr_exception_clear(vm);
            return ORR_NULL;
        }
    }
}

extern const OrrTypeSpec orr_map_spec, orr_filter_spec;
static ORR_ITER_METHOD(map_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const Map *map = (const Map *)orr_object(self);
    return orr_iter_reduced_call(vm, orr_value(orr_object(self)->type), map->function, map->iterators);
}
static ORR_ITER_METHOD(filter_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const Filter *filter = (const Filter *)orr_object(self);
    OrrValue rest = orr_tuple_new(vm, &filter->iterator, 1);
    if (rest == ORR_NULL) return ORR_NULL;
    OrrValue reduced =
        orr_iter_reduced_call(vm, orr_value(orr_object(self)->type), filter->function, orr_as_tuple(rest));
    orr_release(vm, rest);
    return reduced;
}
static const OrrMethodDef map_methods[] = {ORR_DEF_NONE("__reduce__", map_reduce), ORR_DEF_END};
static const OrrMethodDef filter_methods[] = {ORR_DEF_NONE("__reduce__", filter_reduce), ORR_DEF_END};

const OrrTypeSpec orr_map_spec = {
    .name = "map",
    .size = sizeof(Map),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC,
    .slots = {.destroy = map_destroy,
              .traverse = map_traverse,
              .new_object = map_new,
              .iter = orr_iter_self,
              .next = map_next},
    .methods = map_methods,
};
const OrrTypeSpec orr_filter_spec = {
    .name = "filter",
    .size = sizeof(Filter),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC,
    .slots = {.destroy = filter_destroy,
              .traverse = filter_traverse,
              .new_object = filter_new,
              .iter = orr_iter_self,
              .next = filter_next},
    .methods = filter_methods,
};
