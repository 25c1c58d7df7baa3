/* Weak references: kept in a table beside the objects, as a list from the most recent one. */
#include "sim/vm/object.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/str.h"

static OrrWeakref *as_weakref(OrrValue v) {
    return (OrrWeakref *)orr_object(v);
}

static OrrWeakref *first_of(OrrVm *vm, OrrObject *object) {
    if (!(object->flags & ORR_OBJECT_HAS_WEAKREF)) return NULL;
    uint64_t *list = orr_side_find(vm, &vm->weak->lists, object);
    return list == NULL ? NULL : (OrrWeakref *)(uintptr_t)*list;
}

size_t orr_weakref_count(OrrVm *vm, OrrObject *object) {
    size_t count = 0;
    for (OrrWeakref *w = first_of(vm, object); w != NULL; w = w->next) count++;
    return count;
}

OrrValue orr_weakref_new(OrrVm *vm, OrrType *type, OrrValue target, OrrValue callback) {
    OrrType *of = orr_type_of(vm, target);
    if (!orr_is_object(target) || !(of->flags & (ORR_TYPE_WEAKREF)))
        return orr_raise(vm, vm->exc.TypeError, "cannot create weak reference to '%T' object", target);
    OrrObject *object = orr_object(target);
    if (callback == ORR_NULL && type == vm->types.weakref)
        for (OrrWeakref *w = first_of(vm, object); w != NULL; w = w->next)
            if (w->callback == ORR_NULL && w->head.type == type) return orr_retain(orr_value(w));
    OrrWeakref *w = orr_new_object(vm, type, sizeof *w);
    if (w == NULL) return ORR_NULL;
    w->target = NULL;
    w->callback = orr_xretain(callback);
    w->next = w->previous = NULL;
    w->hash = -1;
    w->dict = NULL;
    uint64_t *list = orr_side_make(vm, &vm->weak->lists, object);
    if (list == NULL) {
        orr_release_object(vm, w);
        return ORR_NULL;
    }
    w->next = (OrrWeakref *)(uintptr_t)*list;
    if (w->next != NULL) w->next->previous = w;
    *list = orr_value(w);
    w->target = object;
    object->flags |= ORR_OBJECT_HAS_WEAKREF;
    return orr_value(w);
}

/* Takes w out of its target's list. */
static void detach(OrrVm *vm, OrrWeakref *w) {
    OrrObject *object = w->target;
    if (object == NULL) return;
    w->target = NULL;
    if (w->next != NULL) w->next->previous = w->previous;
    if (w->previous != NULL) {
        w->previous->next = w->next;
    } else if (w->next != NULL) {
        *orr_side_find(vm, &vm->weak->lists, object) = orr_value(w->next);
    } else {
        orr_side_remove(vm, &vm->weak->lists, object);
        object->flags &= ~(uint32_t)ORR_OBJECT_HAS_WEAKREF;
    }
    w->next = w->previous = NULL;
}

OrrWeakref **orr_weakrefs_detach(OrrVm *vm, OrrObject *object, OrrWeakref **end) {
    for (OrrWeakref *w = first_of(vm, object); w != NULL; w = first_of(vm, object)) {
        detach(vm, w);
        if (w->callback == ORR_NULL || (w->head.flags & ORR_OBJECT_GC_B)) continue;
        w->head.refs++;
        *end = w;
        end = &w->next;
    }
    return end;
}

void orr_weakrefs_call(OrrVm *vm, OrrWeakref *calls) {
    OrrValue pending = vm->exception;
    vm->exception = ORR_NULL;
    while (calls != NULL) {
        OrrWeakref *w = calls;
        calls = w->next;
        w->next = NULL;
        OrrValue callback = w->callback;
        w->callback = ORR_NULL;
        if (w->head.refs > 1) { /* somebody but us still has it */
            OrrValue result = orr_call1(vm, callback, orr_value(w));
            if (result == ORR_NULL) orr_write_unraisable(vm, NULL, callback);
            else orr_release(vm, result);
        }
        orr_release(vm, callback);
        orr_release_object(vm, w);
    }
    vm->exception = pending;
}

void orr_weakrefs_clear(OrrVm *vm, OrrObject *object) {
    OrrWeakref *calls = NULL;
    orr_weakrefs_detach(vm, object, &calls);
    orr_weakrefs_call(vm, calls);
}

static void weakref_destroy(OrrVm *vm, OrrObject *self) {
    OrrWeakref *w = (OrrWeakref *)self;
    detach(vm, w);
    orr_xrelease(vm, w->callback);
    orr_xrelease_object(vm, w->dict);
    orr_free_object(vm, w, sizeof *w);
}
static void weakref_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrWeakref *w = (OrrWeakref *)self;
    if (w->callback != ORR_NULL && orr_is_object(w->callback)) visit(context, orr_object(w->callback));
    if (w->dict != NULL) visit(context, &w->dict->head);
}
static OrrValue weakref_make(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (cls == vm->types.weakref && !orr_no_keywords(vm, "weakref", kwnames)) return ORR_NULL;
    if (nargs < 1) return orr_raise(vm, vm->exc.TypeError, "__new__ expected at least 1 argument, got 0");
    OrrValue callback = nargs > 1 && args[1] != ORR_NONE ? args[1] : ORR_NULL;
    return orr_weakref_new(vm, cls, args[0], callback);
}
static bool weakref_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return true;
}
static OrrValue weakref_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args;
    if (!orr_no_keywords(vm, "weakref", kwnames)) return ORR_NULL;
    if (nargs != 0) return orr_raise(vm, vm->exc.TypeError, "weakref expected 0 arguments, got %zu", nargs);
    OrrObject *target = as_weakref(self)->target;
    return target == NULL ? ORR_NONE : orr_retain(orr_value(target));
}
static bool weakref_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    OrrWeakref *w = as_weakref(self);
    if (w->hash == -1) {
        if (w->target == NULL) return orr_fail(vm, vm->exc.TypeError, "weak object has gone away");
        if (!orr_hash(vm, orr_value(w->target), &w->hash)) return false;
    }
    *hash = w->hash;
    return true;
}
static OrrValue weakref_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || !orr_is_instance(vm, other, vm->types.weakref)) return ORR_NOT_IMPLEMENTED;
    OrrObject *a = as_weakref(self)->target, *b = as_weakref(other)->target;
    if (a == NULL || b == NULL) return orr_bool((self == other) == (op == ORR_EQ));
    return orr_compare(vm, orr_value(a), orr_value(b), op);
}
static OrrValue weakref_repr(OrrVm *vm, OrrValue self) {
    OrrObject *target = as_weakref(self)->target;
    if (target == NULL) return orr_format(vm, "<weakref at %A; dead>", self);
    return orr_format(vm, "<weakref at %A; to '%T' at %A>", self, orr_value(target), orr_value(target));
}
static OrrValue get_callback(OrrVm *vm, OrrValue self) {
    (void)vm;
    OrrValue callback = as_weakref(self)->callback;
    return callback == ORR_NULL ? ORR_NONE : orr_retain(callback);
}
static const OrrGetSetDef weakref_getsets[] = {
    {"__callback__", get_callback, NULL},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_weakref_spec = {
    .name = "weakref.ReferenceType",
    .size = sizeof(OrrWeakref),
    .flags = ORR_TYPE_GC | ORR_TYPE_BASE,
    .dict_offset = offsetof(OrrWeakref, dict),
    .slots = {.destroy = weakref_destroy,
              .traverse = weakref_traverse,
              .new_object = weakref_make,
              .init = weakref_init,
              .call = weakref_call,
              .hash = weakref_hash,
              .compare = weakref_compare,
              .repr = weakref_repr},
    .getsets = weakref_getsets,
};
