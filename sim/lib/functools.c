/* _functools: partial, reduce, cmp_to_key here; the cache in functools_cache.c. The rest of functools is Python. */
#include "sim/lib/functools.h"
#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/dict.h"
#include "sim/vm/function.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/iter.h"
#include "sim/vm/sequence.h"
#include "sim/vm/tuple.h"

/* partial */

typedef struct Partial {
    OrrObject head;
    OrrDict *dict; /* NULL until it is needed */
    OrrValue function;
    OrrTuple *args;
    OrrDict *keywords;
} Partial;

static const OrrTypeSpec partial_spec;

static Partial *as_partial(OrrValue v) {
    return (Partial *)(uintptr_t)v;
}

static void partial_destroy(OrrVm *vm, OrrObject *self) {
    Partial *p = (Partial *)self;
    orr_xrelease_object(vm, p->dict);
    orr_xrelease(vm, p->function);
    orr_xrelease_object(vm, p->args);
    orr_xrelease_object(vm, p->keywords);
    orr_free_object(vm, self, self->type->instance_size);
}

static void partial_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Partial *p = (Partial *)self;
    if (p->dict != NULL) visit(context, &p->dict->head);
    orr_visit_value(p->function, visit, context);
    if (p->args != NULL) visit(context, &p->args->head);
    if (p->keywords != NULL) visit(context, &p->keywords->head);
}

/* before followed by the count items. */
static OrrTuple *joined(OrrVm *vm, const OrrTuple *before, const OrrValue *items, size_t count) {
    size_t first = before == NULL ? 0 : before->count;
    OrrTuple *all = orr_tuple_alloc(vm, first + count);
    if (all == NULL) return NULL;
    for (size_t i = 0; i < first; i++) all->items[i] = orr_retain(before->items[i]);
    for (size_t i = 0; i < count; i++) all->items[first + i] = orr_retain(items[i]);
    return all;
}

static bool add_keywords(OrrVm *vm, OrrDict *dict, const OrrValue *values, OrrValue kwnames) {
    const OrrTuple *names = kwnames == ORR_NULL ? NULL : orr_as_tuple(kwnames);
    for (size_t i = 0; names != NULL && i < names->count; i++) {
        if (!orr_dict_set(vm, dict, names->items[i], values[i])) return false;
    }
    return true;
}

static OrrValue partial_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (nargs == 0) return orr_raise(vm, vm->exc.TypeError, "type 'partial' takes at least one argument");
    OrrValue function = args[0];
    if (!orr_is_callable(vm, function)) return orr_raise(vm, vm->exc.TypeError, "the first argument must be callable");
    /* A partial of a plain partial is taken apart. */
    const Partial *inner = NULL;
    if (orr_is_object(function) && orr_object(function)->type->spec == &partial_spec &&
        as_partial(function)->dict == NULL) {
        inner = as_partial(function);
        function = inner->function;
    }
    Partial *p = orr_new_object(vm, cls, cls->instance_size);
    if (p == NULL) return ORR_NULL;
    memset((char *)p + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    p->function = orr_retain(function);
    p->args = joined(vm, inner == NULL ? NULL : inner->args, args + 1, nargs - 1);
    if (p->args != NULL) p->keywords = inner == NULL ? orr_dict_new(vm, 0) : orr_dict_copy(vm, inner->keywords);
    if (p->keywords != NULL && add_keywords(vm, p->keywords, args + nargs, kwnames)) return orr_value(p);
    orr_release_object(vm, p);
    return ORR_NULL;
}

/* With keywords, of the partial or of the call: those of the call win. */
static OrrValue call_with_keywords(OrrVm *vm, const Partial *p, OrrTuple *all, const OrrValue *values,
                                   OrrValue kwnames) {
    OrrDict *keywords = orr_dict_copy(vm, p->keywords);
    OrrValue result = ORR_NULL;
    if (keywords != NULL && add_keywords(vm, keywords, values, kwnames)) {
        result = orr_call_tuple(vm, p->function, orr_value(all), orr_value(keywords));
    }
    orr_xrelease_object(vm, keywords);
    return result;
}

#define CALL_ARGUMENTS 8

static OrrValue partial_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const Partial *p = as_partial(self);
    if (!orr_enter(vm, " while calling a Python object")) return ORR_NULL;
    OrrValue result = ORR_NULL;
    size_t count = p->args->count + nargs;
    if (p->keywords->live == 0 && kwnames == ORR_NULL && count <= CALL_ARGUMENTS) {
        OrrValue all[CALL_ARGUMENTS];
        for (size_t i = 0; i < p->args->count; i++) all[i] = p->args->items[i];
        for (size_t i = 0; i < nargs; i++) all[p->args->count + i] = args[i];
        result = orr_call(vm, p->function, all, count, ORR_NULL);
    } else {
        OrrTuple *all = joined(vm, p->args, args, nargs);
        if (all != NULL) result = call_with_keywords(vm, p, all, args + nargs, kwnames);
        orr_xrelease_object(vm, all);
    }
    orr_leave(vm);
    return result;
}

static OrrValue partial_repr(OrrVm *vm, OrrValue self) {
    const Partial *p = as_partial(self);
    if (orr_object(self)->flags & ORR_OBJECT_BUSY) return orr_str_from_cstring(vm, "...");
    orr_object(self)->flags |= ORR_OBJECT_BUSY;
    bool exact = orr_object(self)->type->spec == &partial_spec;
    OrrType *type = orr_object(self)->type;
    OrrValue module = exact ? ORR_NULL : orr_type_lookup(vm, type, ORR_NAME(vm, __module__));
    OrrValue name = exact ? orr_str_from_cstring(vm, "functools.partial")
                          : orr_format(vm, "%S.%S", module, orr_value(type->qualname));
    /* A repr may change the partial, or what it holds. */
    OrrValue function = orr_retain(p->function);
    OrrTuple *args = orr_as_tuple(orr_retain(orr_value(p->args)));
    OrrDict *keywords = orr_as_dict(orr_retain(orr_value(p->keywords)));
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = name != ORR_NULL && orr_builder_add_str(&b, orr_as_str(name)) && orr_builder_add_cstring(&b, "(") &&
              orr_builder_add_repr(&b, function);
    for (size_t i = 0; ok && i < args->count; i++) {
        ok = orr_builder_add_cstring(&b, ", ") && orr_builder_add_repr(&b, args->items[i]);
    }
    size_t position = 0;
    OrrValue key, value;
    while (ok && orr_dict_step(keywords, &position, &key, &value)) {
        orr_retain(key);
        orr_retain(value);
        ok = orr_builder_add_cstring(&b, ", ") && orr_builder_add_value(&b, key) && orr_builder_add_cstring(&b, "=") &&
             orr_builder_add_repr(&b, value);
        orr_release(vm, key);
        orr_release(vm, value);
    }
    orr_release(vm, function);
    orr_release_object(vm, args);
    orr_release_object(vm, keywords);
    ok = ok && orr_builder_add_cstring(&b, ")");
    orr_object(self)->flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    orr_xrelease(vm, name);
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static OrrValue partial_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const Partial *p = as_partial(self);
    const OrrValue state[4] = {p->function, orr_value(p->args), orr_value(p->keywords),
                               p->dict == NULL ? ORR_NONE : orr_value(p->dict)};
    OrrValue arguments = orr_tuple_new(vm, &p->function, 1), states = orr_tuple_new(vm, state, 4);
    OrrValue result = ORR_NULL;
    if (arguments != ORR_NULL && states != ORR_NULL) {
        const OrrValue parts[3] = {orr_value(orr_type_of(vm, self)), arguments, states};
        result = orr_tuple_new(vm, parts, 3);
    }
    orr_xrelease(vm, arguments);
    orr_xrelease(vm, states);
    return result;
}

static OrrValue partial_setstate(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    Partial *p = as_partial(self);
    const OrrTuple *state = orr_is_tuple(args[0]) ? orr_as_tuple(args[0]) : NULL;
    if (state == NULL || state->count != 4 || !orr_is_callable(vm, state->items[0]) || !orr_is_tuple(state->items[1]) ||
        (state->items[2] != ORR_NONE && !orr_is_dict(state->items[2]))) {
        return orr_raise(vm, vm->exc.TypeError, "invalid partial state");
    }
    OrrDict *keywords =
        state->items[2] == ORR_NONE ? orr_dict_new(vm, 0) : orr_dict_copy(vm, orr_as_dict(state->items[2]));
    if (keywords == NULL) return ORR_NULL;
    OrrTuple *old_args = p->args;
    OrrDict *old_keywords = p->keywords, *old_dict = p->dict;
    p->args = orr_as_tuple(orr_retain(state->items[1]));
    p->keywords = keywords;
    p->dict = state->items[3] == ORR_NONE ? NULL : orr_as_dict(orr_retain(state->items[3]));
    orr_set_slot(vm, &p->function, orr_retain(state->items[0]));
    orr_release_object(vm, old_args);
    orr_release_object(vm, old_keywords);
    orr_xrelease_object(vm, old_dict);
    return ORR_NONE;
}

static OrrValue get_func(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_partial(self)->function);
}
static OrrValue get_args(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_partial(self)->args));
}
static OrrValue get_keywords(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_partial(self)->keywords));
}

static const OrrMethodDef partial_methods[] = {
    ORR_DEF_NONE("__reduce__", partial_reduce),
    ORR_DEF_ONE("__setstate__", partial_setstate),
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};
static const OrrGetSetDef partial_getsets[] = {
    {"__dict__", orr_get_dict, orr_set_dict}, {"args", get_args, NULL}, {"func", get_func, NULL},
    {"keywords", get_keywords, NULL},         {NULL, NULL, NULL},
};

static const OrrTypeSpec partial_spec = {
    .name = "functools.partial",
    .doc = "Create a new function with partial application of the given arguments and keywords.",
    .size = sizeof(Partial),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF,
    .dict_offset = offsetof(Partial, dict),
    .slots = {.destroy = partial_destroy,
              .traverse = partial_traverse,
              .new_object = partial_new,
              .call = partial_call,
              .repr = partial_repr},
    .methods = partial_methods,
    .getsets = partial_getsets,
};

/* reduce(function, iterable[, initial]) */

static OrrValue reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    OrrValue iterator = orr_iter(vm, args[1]);
    if (iterator == ORR_NULL) {
        if (orr_pending_is(vm, vm->exc.TypeError)) {
            orr_exception_clear(vm);
            orr_fail(vm, vm->exc.TypeError, "reduce() arg 2 must support iteration");
        }
        return ORR_NULL;
    }
    OrrValue result = nargs > 2 ? orr_retain(args[2]) : ORR_NULL;
    for (;;) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        if (result == ORR_NULL) {
            result = item;
            continue;
        }
        OrrValue next = orr_call2(vm, args[0], result, item);
        orr_release(vm, item);
        orr_release(vm, result);
        result = next;
        if (result == ORR_NULL) break;
    }
    orr_release(vm, iterator);
    if (vm->exception != ORR_NULL) {
        orr_xrelease(vm, result);
        return ORR_NULL;
    }
    if (result != ORR_NULL) return result;
    return orr_raise(vm, vm->exc.TypeError, "reduce() of empty iterable with no initial value");
}

/* cmp_to_key: a key object compares by calling the function. object ORR_NULL: the class-like thing that makes keys. */

typedef struct KeyWrapper {
    OrrObject head;
    OrrValue function, object;
} KeyWrapper;

static const OrrTypeSpec key_wrapper_spec;

static KeyWrapper *as_key(OrrValue v) {
    return (KeyWrapper *)(uintptr_t)v;
}

static OrrValue key_new(OrrVm *vm, OrrValue function, OrrValue object) {
    KeyWrapper *k = orr_new_object(vm, orr_lib(vm)->key_wrapper, sizeof *k);
    if (k == NULL) return ORR_NULL;
    k->function = orr_retain(function);
    k->object = orr_xretain(object);
    return orr_value(k);
}

static void key_destroy(OrrVm *vm, OrrObject *self) {
    orr_release(vm, ((KeyWrapper *)self)->function);
    orr_xrelease(vm, ((KeyWrapper *)self)->object);
    orr_free_object(vm, self, sizeof(KeyWrapper));
}

static void key_traverse(OrrObject *self, OrrVisit visit, void *context) {
    orr_visit_value(((KeyWrapper *)self)->function, visit, context);
    orr_visit_value(((KeyWrapper *)self)->object, visit, context);
}

static OrrValue key_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"obj", NULL};
    static const OrrSignature signature = {"K", names, 0, 1, 1, 1};
    OrrValue object;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &object)) return ORR_NULL;
    return key_new(vm, as_key(self)->function, object);
}

static OrrValue key_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (!orr_is_object(other) || orr_object(other)->type->spec != &key_wrapper_spec) {
        return orr_raise(vm, vm->exc.TypeError, "other argument must be K instance");
    }
    OrrValue x = as_key(self)->object, y = as_key(other)->object;
    if (x == ORR_NULL || y == ORR_NULL) return orr_raise(vm, vm->exc.AttributeError, "object");
    OrrValue order = orr_call2(vm, as_key(self)->function, x, y);
    if (order == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_compare(vm, order, orr_small_int(0), op);
    orr_release(vm, order);
    return result;
}

static OrrValue get_object(OrrVm *vm, OrrValue self) {
    if (as_key(self)->object == ORR_NULL) return orr_raise(vm, vm->exc.AttributeError, "obj");
    return orr_retain(as_key(self)->object);
}

static const OrrGetSetDef key_getsets[] = {{"obj", get_object, NULL}, {NULL, NULL, NULL}};

static const OrrTypeSpec key_wrapper_spec = {
    .name = "functools.KeyWrapper",
    .size = sizeof(KeyWrapper),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = key_destroy, .traverse = key_traverse, .call = key_call, .compare = key_compare},
    .getsets = key_getsets,
};

static OrrValue cmp_to_key(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"mycmp", NULL};
    static const OrrSignature signature = {"cmp_to_key", names, 0, 1, 1, 1};
    OrrValue function;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &function)) return ORR_NULL;
    return key_new(vm, function, ORR_NULL);
}

static const OrrMethodDef functions[] = {ORR_DEF_KEYWORDS("cmp_to_key", cmp_to_key),
                                         ORR_DEF_RANGE("reduce", reduce, 2, 3), ORR_DEF_END};

static bool fill(OrrVm *vm, OrrValue module) {
    OrrLib *lib = orr_lib(vm);
    if (lib == NULL || !orr_module_add_functions(vm, module, functions)) return false;
    if (orr_module_add_type(vm, module, &partial_spec, NULL) == NULL) return false;
    if (orr_module_add_type(vm, module, &orr_lru_cache_spec, NULL) == NULL) return false;
    lib->key_wrapper = orr_type_from_spec(vm, &key_wrapper_spec, NULL);
    return lib->key_wrapper != NULL;
}

OrrValue orr_lib_functools(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "_functools");
    if (module == ORR_NULL || fill(vm, module)) return module;
    orr_release(vm, module);
    return ORR_NULL;
}
