/* types.GenericAlias: list[int]. Attributes not its own are those of the origin; calling it calls the origin. */
#include "sim/vm/generic_alias.h"
#include "sim/vm/abstract.h"
#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static OrrGenericAlias *as_alias(OrrValue v) {
    return (OrrGenericAlias *)orr_object(v);
}

OrrValue orr_generic_alias_new(OrrVm *vm, OrrValue origin, OrrValue args, bool starred) {
    OrrValue tuple = orr_is_tuple(args) ? orr_retain(args) : orr_tuple_new(vm, &args, 1);
    if (tuple == ORR_NULL) return ORR_NULL;
    OrrGenericAlias *alias = orr_new_object(vm, vm->types.generic_alias, sizeof *alias);
    if (alias == NULL) {
        orr_release(vm, tuple);
        return ORR_NULL;
    }
    alias->origin = orr_retain(origin);
    alias->args = tuple;
    alias->parameters = ORR_NULL;
    alias->starred = starred;
    return orr_value(alias);
}

OrrValue orr_class_getitem(OrrVm *vm, OrrValue cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return orr_generic_alias_new(vm, cls, args[0], false);
}

static void alias_destroy(OrrVm *vm, OrrObject *self) {
    OrrGenericAlias *alias = (OrrGenericAlias *)self;
    orr_release(vm, alias->origin);
    orr_release(vm, alias->args);
    orr_xrelease(vm, alias->parameters);
    orr_free_object(vm, self, self->type->instance_size);
}

static void visit_value(OrrValue v, OrrVisit visit, void *context) {
    if (v != ORR_NULL && orr_is_object(v)) visit(context, orr_object(v));
}

static void alias_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrGenericAlias *alias = (OrrGenericAlias *)self;
    visit_value(alias->origin, visit, context);
    visit_value(alias->args, visit, context);
    visit_value(alias->parameters, visit, context);
}

static OrrValue alias_construct(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "GenericAlias", kwnames)) return ORR_NULL;
    if (nargs != 2) { return orr_raise(vm, vm->exc.TypeError, "GenericAlias expected 2 arguments, got %zu", nargs); }
    if (cls == vm->types.generic_alias) return orr_generic_alias_new(vm, args[0], args[1], false);
    OrrValue tuple = orr_is_tuple(args[1]) ? orr_retain(args[1]) : orr_tuple_new(vm, &args[1], 1);
    if (tuple == ORR_NULL) return ORR_NULL;
    OrrGenericAlias *alias = orr_new_object(vm, cls, cls->instance_size);
    if (alias == NULL) {
        orr_release(vm, tuple);
        return ORR_NULL;
    }
    memset((char *)alias + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    alias->origin = orr_retain(args[0]);
    alias->args = tuple;
    return orr_value(alias);
}

/* Text. */

bool orr_builder_add_type(OrrStrBuilder *b, OrrValue v) {
    OrrVm *vm = b->vm;
    if (v == ORR_ELLIPSIS) return orr_builder_add_cstring(b, "...");
    if (!orr_has_flag(vm, v, ORR_TYPE_TYPE_SUB)) return orr_builder_add_repr(b, v);
    OrrType *type = (OrrType *)orr_object(v);
    OrrValue module = orr_getattr_or_null(vm, v, ORR_NAME(vm, __module__));
    if (module == ORR_NULL && vm->exception != ORR_NULL) return false;
    bool ok = true;
    if (module != ORR_NULL && orr_is_str(module) && !orr_str_equals_cstring(orr_as_str(module), "builtins")) {
        ok = orr_builder_add_str(b, orr_as_str(module)) && orr_builder_add_cstring(b, ".");
    }
    orr_xrelease(vm, module);
    return ok && orr_builder_add_str(b, type->qualname);
}

/* Arguments may be lists: Callable[[int], str]. */
static bool add_argument(OrrStrBuilder *b, OrrValue arg) {
    if (!orr_is_list(arg)) return orr_builder_add_type(b, arg);
    OrrList *list = orr_as_list(arg);
    if (!orr_builder_add_cstring(b, "[")) return false;
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0 && !orr_builder_add_cstring(b, ", ")) return false;
        OrrValue item = orr_retain(list->items[i]);
        bool ok = orr_builder_add_type(b, item);
        orr_release(b->vm, item);
        if (!ok) return false;
    }
    return orr_builder_add_cstring(b, "]");
}

static bool add_alias(OrrStrBuilder *b, OrrGenericAlias *alias) {
    OrrTuple *args = orr_as_tuple(alias->args);
    if (alias->starred && !orr_builder_add_cstring(b, "*")) return false;
    if (!orr_builder_add_type(b, alias->origin) || !orr_builder_add_cstring(b, "[")) return false;
    for (size_t i = 0; i < args->count; i++) {
        if (i > 0 && !orr_builder_add_cstring(b, ", ")) return false;
        if (!add_argument(b, args->items[i])) return false;
    }
    if (args->count == 0 && !orr_builder_add_cstring(b, "()")) return false;
    return orr_builder_add_cstring(b, "]");
}

static OrrValue alias_repr(OrrVm *vm, OrrValue self) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    if (add_alias(&b, as_alias(self))) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

/* Comparison. */

static OrrValue alias_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || !orr_is_instance(vm, other, vm->types.generic_alias)) {
        return ORR_NOT_IMPLEMENTED;
    }
    OrrGenericAlias *a = as_alias(self), *b = as_alias(other);
    int equal = a->starred == b->starred;
    if (equal == 1) equal = orr_equal(vm, a->origin, b->origin);
    if (equal == 1) equal = orr_equal(vm, a->args, b->args);
    return equal < 0 ? ORR_NULL : orr_bool((equal == 1) == (op == ORR_EQ));
}

static bool alias_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    int64_t origin, args;
    if (!orr_hash(vm, as_alias(self)->origin, &origin) || !orr_hash(vm, as_alias(self)->args, &args)) return false;
    *hash = origin ^ args;
    return true;
}

/* Attributes and calls go to the origin. */

static OrrValue alias_getattr(OrrVm *vm, OrrValue self, OrrStr *name) {
    static const char *const own[] = {"__class__",       "__origin__",     "__args__",
                                      "__unpacked__",    "__parameters__", "__typing_unpacked_tuple_args__",
                                      "__mro_entries__", "__reduce_ex__",  "__reduce__",
                                      "__copy__",        "__deepcopy__"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (orr_str_equals_cstring(name, own[i])) return orr_generic_getattr(vm, self, name);
    }
    return orr_getattr(vm, as_alias(self)->origin, name);
}

static OrrValue alias_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue result = orr_call(vm, as_alias(self)->origin, args, nargs, kwnames);
    if (result == ORR_NULL) return ORR_NULL;
    if (orr_setattr(vm, result, ORR_NAME(vm, __orig_class__), self)) return result;
    if (orr_pending_is(vm, vm->exc.AttributeError) || orr_pending_is(vm, vm->exc.TypeError)) {
        orr_exception_clear(vm);
        return result;
    }
    orr_release(vm, result);
    return ORR_NULL;
}

static OrrValue alias_iter(OrrVm *vm, OrrValue self) {
    OrrValue starred = orr_generic_alias_new(vm, as_alias(self)->origin, as_alias(self)->args, true);
    if (starred == ORR_NULL) return ORR_NULL;
    OrrValue tuple = orr_tuple_steal(vm, &starred, 1);
    if (tuple == ORR_NULL) return ORR_NULL;
    OrrValue iterator = orr_iter(vm, tuple);
    orr_release(vm, tuple);
    return iterator;
}

/* Type variables. */

static bool add_once(OrrVm *vm, OrrList *list, OrrValue item) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i] == item) return true;
    }
    return orr_list_append(vm, list, item);
}

static bool collect_parameters(OrrVm *vm, const OrrValue *items, size_t count, OrrList *found);

static bool collect_from(OrrVm *vm, OrrValue arg, OrrList *found) {
    if (orr_has_flag(vm, arg, ORR_TYPE_TYPE_SUB)) return true;
    if (orr_is_tuple(arg)) return collect_parameters(vm, orr_as_tuple(arg)->items, orr_as_tuple(arg)->count, found);
    if (orr_is_list(arg)) return collect_parameters(vm, orr_as_list(arg)->items, orr_as_list(arg)->count, found);
    OrrValue subst = orr_lookup_special(vm, arg, ORR_NAME(vm, __typing_subst__));
    if (subst != ORR_NULL) {
        orr_release(vm, subst);
        return add_once(vm, found, arg);
    }
    if (vm->exception != ORR_NULL) return false;
    OrrValue parameters = orr_getattr_or_null(vm, arg, ORR_NAME(vm, __parameters__));
    if (parameters == ORR_NULL) return vm->exception == ORR_NULL;
    bool ok = true;
    if (orr_is_tuple(parameters)) {
        OrrTuple *tuple = orr_as_tuple(parameters);
        for (size_t i = 0; ok && i < tuple->count; i++) ok = add_once(vm, found, tuple->items[i]);
    }
    orr_release(vm, parameters);
    return ok;
}

static bool collect_parameters(OrrVm *vm, const OrrValue *items, size_t count, OrrList *found) {
    if (!orr_enter(vm, " in type parameters")) return false;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) ok = collect_from(vm, items[i], found);
    orr_leave(vm);
    return ok;
}

OrrValue orr_typing_parameters(OrrVm *vm, OrrValue args) {
    OrrList *found = orr_list_new(vm, 0);
    if (found == NULL) return ORR_NULL;
    OrrValue result = ORR_NULL;
    if (collect_parameters(vm, orr_as_tuple(args)->items, orr_as_tuple(args)->count, found)) {
        result = orr_tuple_new(vm, found->items, found->count);
    }
    orr_release_object(vm, found);
    return result;
}

static int64_t parameter_index(const OrrTuple *parameters, OrrValue parameter) {
    for (size_t i = 0; i < parameters->count; i++) {
        if (parameters->items[i] == parameter) return (int64_t)i;
    }
    return -1;
}

/* arg[...] with its own parameters given what the outer ones got. Returns new. */
static OrrValue substitute_inside(OrrVm *vm, OrrValue arg, const OrrTuple *parameters, const OrrTuple *items) {
    OrrValue own = orr_getattr_or_null(vm, arg, ORR_NAME(vm, __parameters__));
    if (own == ORR_NULL) return vm->exception != ORR_NULL ? ORR_NULL : orr_retain(arg);
    if (!orr_is_tuple(own) || orr_as_tuple(own)->count == 0) {
        orr_release(vm, own);
        return orr_retain(arg);
    }
    OrrTuple *wanted = orr_as_tuple(own);
    OrrValue result = ORR_NULL;
    OrrTuple *given = orr_tuple_alloc(vm, wanted->count);
    if (given != NULL) {
        for (size_t i = 0; i < wanted->count; i++) {
            int64_t at = parameter_index(parameters, wanted->items[i]);
            given->items[i] = orr_retain(at < 0 ? wanted->items[i] : items->items[at]);
        }
        result = orr_getitem(vm, arg, orr_value(given));
        orr_release_object(vm, given);
    }
    orr_release(vm, own);
    return result;
}

static OrrValue substitute_one(OrrVm *vm, OrrValue arg, const OrrTuple *parameters, const OrrTuple *items) {
    if (orr_has_flag(vm, arg, ORR_TYPE_TYPE_SUB)) return orr_retain(arg);
    OrrValue subst = orr_lookup_special(vm, arg, ORR_NAME(vm, __typing_subst__));
    if (subst == ORR_NULL) {
        return vm->exception != ORR_NULL ? ORR_NULL : substitute_inside(vm, arg, parameters, items);
    }
    int64_t at = parameter_index(parameters, arg);
    OrrValue result = at < 0 ? orr_retain(arg) : orr_call1(vm, subst, items->items[at]);
    orr_release(vm, subst);
    return result;
}

OrrValue orr_typing_substitute(OrrVm *vm, OrrValue whole, OrrValue args, OrrValue parameters, OrrValue item) {
    OrrTuple *wanted = orr_as_tuple(parameters);
    if (wanted->count == 0) return orr_raise(vm, vm->exc.TypeError, "%R is not a generic class", whole);
    OrrValue given = orr_is_tuple(item) ? orr_retain(item) : orr_tuple_new(vm, &item, 1);
    if (given == ORR_NULL) return ORR_NULL;
    OrrTuple *items = orr_as_tuple(given);
    OrrTuple *result = NULL;
    if (items->count != wanted->count) {
        orr_raise(vm, vm->exc.TypeError, "Too %s arguments for %R; actual %zu, expected %zu",
                  items->count > wanted->count ? "many" : "few", whole, items->count, wanted->count);
    } else if ((result = orr_tuple_alloc(vm, orr_as_tuple(args)->count)) != NULL) {
        for (size_t i = 0; i < result->count; i++) {
            OrrValue one = substitute_one(vm, orr_as_tuple(args)->items[i], wanted, items);
            if (one == ORR_NULL) {
                orr_release_object(vm, result);
                result = NULL;
                break;
            }
            result->items[i] = one;
        }
    }
    orr_release(vm, given);
    return result == NULL ? ORR_NULL : orr_value(result);
}

static OrrValue alias_parameters(OrrVm *vm, OrrValue self) {
    OrrGenericAlias *alias = as_alias(self);
    if (alias->parameters == ORR_NULL) {
        alias->parameters = orr_typing_parameters(vm, alias->args);
        if (alias->parameters == ORR_NULL) return ORR_NULL;
    }
    return orr_retain(alias->parameters);
}

static OrrValue alias_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    OrrValue parameters = alias_parameters(vm, self);
    if (parameters == ORR_NULL) return ORR_NULL;
    OrrGenericAlias *alias = as_alias(self);
    OrrValue args = orr_typing_substitute(vm, self, alias->args, parameters, key);
    orr_release(vm, parameters);
    if (args == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_generic_alias_new(vm, alias->origin, args, alias->starred);
    orr_release(vm, args);
    return result;
}

static OrrValue alias_origin(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_alias(self)->origin);
}
static OrrValue alias_args(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_alias(self)->args);
}
static OrrValue alias_unpacked(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(as_alias(self)->starred);
}
static OrrValue alias_unpacked_args(OrrVm *vm, OrrValue self) {
    OrrGenericAlias *alias = as_alias(self);
    bool unpacked = alias->starred && alias->origin == orr_value(vm->types.tuple);
    return unpacked ? orr_retain(alias->args) : ORR_NONE;
}

static OrrValue alias_mro_entries(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_tuple_new(vm, &as_alias(self)->origin, 1);
}
static OrrValue alias_instancecheck(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_raise(vm, vm->exc.TypeError, "isinstance() argument 2 cannot be a parameterized generic");
}
static OrrValue alias_subclasscheck(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_raise(vm, vm->exc.TypeError, "issubclass() argument 2 cannot be a parameterized generic");
}

static const OrrMethodDef alias_methods[] = {
    ORR_DEF_ONE("__mro_entries__", alias_mro_entries),
    ORR_DEF_ONE("__instancecheck__", alias_instancecheck),
    ORR_DEF_ONE("__subclasscheck__", alias_subclasscheck),
    ORR_DEF_END,
};
static const OrrGetSetDef alias_getsets[] = {
    {"__origin__", alias_origin, NULL},
    {"__args__", alias_args, NULL},
    {"__parameters__", alias_parameters, NULL},
    {"__unpacked__", alias_unpacked, NULL},
    {"__typing_unpacked_tuple_args__", alias_unpacked_args, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_generic_alias_spec = {
    .name = "types.GenericAlias",
    .doc = "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    .size = sizeof(OrrGenericAlias),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF,
    .slots = {.destroy = alias_destroy,
              .traverse = alias_traverse,
              .new_object = alias_construct,
              .repr = alias_repr,
              .hash = alias_hash,
              .compare = alias_compare,
              .getattr = alias_getattr,
              .call = alias_call,
              .iter = alias_iter,
              .getitem = alias_getitem,
              .binary[ORR_OR] = orr_type_or},
    .methods = alias_methods,
    .getsets = alias_getsets,
};
