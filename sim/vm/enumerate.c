#include "sim/vm/abstract.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"
#include "sim/vm/sequence.h"

typedef struct Enumerate {
    OrrObject head;
    OrrValue iterator; /* ORR_NULL: exhausted */
    OrrValue number;   /* of the next item: an int */
    OrrTuple *spare;   /* the pair given last, see orr_tuple_next_pair */
} Enumerate;

static void enumerate_destroy(OrrVm *vm, OrrObject *self) {
    Enumerate *e = (Enumerate *)self;
    orr_xrelease(vm, e->iterator);
    orr_release(vm, e->number);
    orr_xrelease_object(vm, e->spare);
    orr_free_object(vm, e, self->type->instance_size);
}

static void enumerate_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Enumerate *e = (Enumerate *)self;
    orr_visit_value(e->iterator, visit, context);
    if (e->spare != NULL) visit(context, &e->spare->head);
}

static OrrValue enumerate_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"iterable", "start", NULL};
    static const OrrSignature signature = {"enumerate", names, 0, 2, 1, 2};
    OrrValue out[2];
    if (nargs == 0 && kwnames == ORR_NULL) {
        return orr_raise(vm, vm->exc.TypeError, "enumerate() missing required argument 'iterable'");
    }
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrValue number = out[1] == ORR_NULL ? orr_small_int(0) : orr_index(vm, out[1]);
    if (number == ORR_NULL) return ORR_NULL;
    OrrValue iterator = orr_iter(vm, out[0]);
    Enumerate *e = iterator == ORR_NULL ? NULL : orr_new_object(vm, cls, cls->instance_size);
    if (e == NULL) {
        orr_xrelease(vm, iterator);
        orr_release(vm, number);
        return ORR_NULL;
    }
    memset((char *)e + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    e->iterator = iterator;
    e->number = number;
    return orr_value(e);
}

static OrrValue enumerate_next(OrrVm *vm, OrrValue self) {
    Enumerate *e = (Enumerate *)(uintptr_t)self;
    OrrValue item = orr_next(vm, e->iterator);
    if (item == ORR_NULL) return ORR_NULL;
    OrrValue number = e->number;
    OrrValue after = orr_is_small_int(number) ? orr_int(vm, orr_small_int_value(number) + 1)
                                              : orr_binary(vm, ORR_ADD, number, orr_small_int(1));
    if (after == ORR_NULL) {
        orr_release(vm, item);
        return ORR_NULL;
    }
    e->number = after;
    return orr_tuple_next_pair(vm, &e->spare, number, item);
}

static ORR_ITER_METHOD(enumerate_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const Enumerate *e = (const Enumerate *)orr_object(self);
    OrrValue iterator = e->iterator == ORR_NULL ? orr_tuple_iter(vm, vm->empty_tuple) : orr_retain(e->iterator);
    OrrValue rest = iterator == ORR_NULL ? ORR_NULL : orr_tuple_new(vm, &e->number, 1);
    OrrValue reduced = ORR_NULL;
    if (rest != ORR_NULL)
        reduced = orr_iter_reduced_call(vm, orr_value(orr_object(self)->type), iterator, orr_as_tuple(rest));
    orr_xrelease(vm, rest);
    orr_xrelease(vm, iterator);
    return reduced;
}

static const OrrMethodDef methods[] = {ORR_DEF_CLASS_GETITEM, ORR_DEF_NONE("__reduce__", enumerate_reduce),
                                       ORR_DEF_END};

extern const OrrTypeSpec orr_enumerate_spec;
const OrrTypeSpec orr_enumerate_spec = {
    .name = "enumerate",
    .doc = "Return an enumerate object.",
    .size = sizeof(Enumerate),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC,
    .slots = {.destroy = enumerate_destroy,
              .traverse = enumerate_traverse,
              .new_object = enumerate_new,
              .iter = orr_iter_self,
              .next = enumerate_next},
    .methods = methods,
};
