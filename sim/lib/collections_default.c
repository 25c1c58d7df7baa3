/* collections.defaultdict */
#include "sim/lib/collections.h"
#include "sim/vm/abstract.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/iter.h"
#include "sim/vm/sequence.h"

typedef struct DefaultDict {
    OrrDict dict;
    OrrValue factory; /* ORR_NULL until __init__: as None */
} DefaultDict;

static DefaultDict *as_default(OrrValue v) {
    return (DefaultDict *)(uintptr_t)v;
}
static OrrValue factory_of(OrrValue self) {
    OrrValue factory = as_default(self)->factory;
    return factory == ORR_NULL ? ORR_NONE : factory;
}

static void default_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease(vm, ((DefaultDict *)self)->factory);
    orr_dict_destroy(vm, self);
}

static void default_traverse(OrrObject *self, OrrVisit visit, void *context) {
    orr_visit_value(((DefaultDict *)self)->factory, visit, context);
    orr_dict_traverse(self, visit, context);
}

static void default_clear(OrrVm *vm, OrrObject *self) {
    orr_set_slot(vm, &((DefaultDict *)self)->factory, ORR_NULL);
    orr_dict_clear_slot(vm, self);
}

static OrrValue default_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_value(orr_dict_new_of(vm, cls));
}

static bool default_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue factory = ORR_NONE;
    if (nargs > 0) {
        factory = args[0];
        if (factory != ORR_NONE && !orr_is_callable(vm, factory)) {
            return orr_fail(vm, vm->exc.TypeError, "first argument must be callable or None");
        }
        args++;
        nargs--;
    }
    orr_set_slot(vm, &as_default(self)->factory, orr_retain(factory));
    return orr_dict_update_call(vm, orr_as_dict(self), "dict", args, nargs, kwnames);
}

static OrrValue make_missing(OrrVm *vm, OrrValue self, OrrValue key) {
    OrrValue factory = factory_of(self);
    if (factory == ORR_NONE) return orr_raise_with(vm, vm->exc.KeyError, key);
    OrrValue value = orr_call0(vm, factory);
    if (value == ORR_NULL) return ORR_NULL;
    if (orr_setitem(vm, self, key, value)) return value;
    orr_release(vm, value);
    return ORR_NULL;
}

static OrrValue default_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    OrrValue value = orr_dict_get(vm, orr_as_dict(self), key);
    if (value != ORR_NULL) return orr_retain(value);
    if (vm->exception != ORR_NULL) return ORR_NULL;
    if (orr_object(self)->type->spec == &orr_defaultdict_spec) return make_missing(vm, self, key);
    OrrValue method = orr_lookup_special(vm, self, ORR_NAME(vm, __missing__));
    if (method == ORR_NULL) return ORR_NULL;
    value = orr_call1(vm, method, key);
    orr_release(vm, method);
    return value;
}

static OrrValue default_missing(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return make_missing(vm, self, args[0]);
}

static OrrValue default_repr(OrrVm *vm, OrrValue self) {
    OrrValue factory = factory_of(self);
    OrrValue items = vm->types.dict->slots.repr(vm, self);
    if (items == ORR_NULL) return ORR_NULL;
    /* A factory that is bound to this dict would go round in circles. */
    OrrValue text;
    if (orr_is_object(factory) && (orr_object(factory)->flags & ORR_OBJECT_BUSY)) {
        text = orr_str_from_cstring(vm, "...");
    } else {
        if (orr_is_object(factory)) orr_object(factory)->flags |= ORR_OBJECT_BUSY;
        text = orr_repr(vm, factory);
        if (orr_is_object(factory)) orr_object(factory)->flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    }
    OrrValue result =
        text == ORR_NULL ? ORR_NULL : orr_format(vm, "%U(%S, %S)", orr_object(self)->type->name, text, items);
    orr_xrelease(vm, text);
    orr_release(vm, items);
    return result;
}

static OrrValue copy_of(OrrVm *vm, OrrValue self) {
    return orr_call2(vm, orr_value(orr_type_of(vm, self)), factory_of(self), self);
}

static OrrValue default_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return copy_of(vm, self);
}

static OrrValue default_or(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_dict(left) || !orr_is_dict(right)) return ORR_NOT_IMPLEMENTED;
    OrrValue self = orr_has_spec(vm, left, &orr_defaultdict_spec) ? left : right;
    OrrValue result = orr_call2(vm, orr_value(orr_type_of(vm, self)), factory_of(self), left);
    if (result == ORR_NULL || orr_dict_update(vm, orr_as_dict(result), right)) return result;
    orr_release(vm, result);
    return ORR_NULL;
}

static OrrValue default_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrValue factory = factory_of(self);
    OrrValue arguments = factory == ORR_NONE ? orr_tuple_new(vm, NULL, 0) : orr_tuple_new(vm, &factory, 1);
    OrrValue items = orr_call_method(vm, self, ORR_NAME(vm, items), NULL, 0);
    OrrValue it = items == ORR_NULL ? ORR_NULL : orr_iter(vm, items);
    OrrValue result = ORR_NULL;
    if (arguments != ORR_NULL && it != ORR_NULL) {
        const OrrValue parts[5] = {orr_value(orr_type_of(vm, self)), arguments, ORR_NONE, ORR_NONE, it};
        result = orr_tuple_new(vm, parts, 5);
    }
    orr_xrelease(vm, arguments);
    orr_xrelease(vm, items);
    orr_xrelease(vm, it);
    return result;
}

static OrrValue get_factory(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(factory_of(self));
}
static bool set_factory(OrrVm *vm, OrrValue self, OrrValue value) {
    orr_set_slot(vm, &as_default(self)->factory, orr_xretain(value));
    return true;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("__copy__", default_copy),
    ORR_DEF_ONE("__missing__", default_missing),
    ORR_DEF_NONE("__reduce__", default_reduce),
    ORR_DEF_NONE("copy", default_copy),
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};
static const OrrGetSetDef getsets[] = {{"default_factory", get_factory, set_factory}, {NULL, NULL, NULL}};

const OrrTypeSpec orr_defaultdict_spec = {
    .name = "collections.defaultdict",
    .size = sizeof(DefaultDict),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_MAPPING | ORR_TYPE_DICT_SUB | ORR_TYPE_MATCH_SELF,
    .slots = {.destroy = default_destroy,
              .traverse = default_traverse,
              .clear = default_clear,
              .new_object = default_new,
              .init = default_init,
              .repr = default_repr,
              .getitem = default_getitem,
              .binary = {[ORR_OR] = default_or}},
    .methods = methods,
    .getsets = getsets,
};
