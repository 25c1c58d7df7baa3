#include "sim/lib/operator.h"
#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/sequence.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* One layout for the three. itemgetter: args are the keys; attrgetter: args are the names as given, paths a tuple for
 * each; methodcaller: args are the call's positional ones and the values of kwnames, name is the method. */
typedef struct Getter {
    OrrObject head;
    OrrTuple *args;
    OrrTuple *paths;
    OrrTuple *kwnames;
    OrrStr *name;
} Getter;

static Getter *as_getter(OrrValue v) {
    return (Getter *)(uintptr_t)v;
}

static void getter_destroy(OrrVm *vm, OrrObject *self) {
    Getter *g = (Getter *)self;
    orr_xrelease_object(vm, g->args);
    orr_xrelease_object(vm, g->paths);
    orr_xrelease_object(vm, g->kwnames);
    orr_xrelease_object(vm, g->name);
    orr_free_object(vm, self, self->type->instance_size);
}

static void getter_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Getter *g = (Getter *)self;
    if (g->args != NULL) visit(context, &g->args->head);
    if (g->paths != NULL) visit(context, &g->paths->head);
}

/* With the arguments as a tuple. */
static Getter *getter_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t count) {
    OrrValue tuple = orr_tuple_new(vm, args, count);
    if (tuple == ORR_NULL) return NULL;
    Getter *g = orr_new_object(vm, cls, cls->instance_size);
    if (g == NULL) {
        orr_release(vm, tuple);
        return NULL;
    }
    memset((char *)g + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    g->args = orr_as_tuple(tuple);
    return g;
}

static bool check_call(OrrVm *vm, const char *name, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, name, kwnames)) return false;
    return nargs == 1 || orr_fail(vm, vm->exc.TypeError, "%s expected 1 argument, got %zu", name, nargs);
}

/* itemgetter */

static OrrValue itemgetter_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "itemgetter", kwnames)) return ORR_NULL;
    if (nargs == 0) return orr_raise(vm, vm->exc.TypeError, "itemgetter expected 1 argument, got 0");
    return orr_value(getter_new(vm, cls, args, nargs));
}

static OrrValue itemgetter_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!check_call(vm, "itemgetter", nargs, kwnames)) return ORR_NULL;
    const OrrTuple *keys = as_getter(self)->args;
    if (keys->count == 1) return orr_getitem(vm, args[0], keys->items[0]);
    OrrTuple *result = orr_tuple_alloc(vm, keys->count);
    if (result == NULL) return ORR_NULL;
    for (size_t i = 0; i < keys->count; i++) {
        OrrValue item = orr_getitem(vm, args[0], keys->items[i]);
        if (item == ORR_NULL) {
            orr_release_object(vm, result);
            return ORR_NULL;
        }
        result->items[i] = item;
    }
    return orr_value(result);
}

/* "operator.itemgetter(1)" or "operator.itemgetter(1, 2)" */
static OrrValue getter_repr(OrrVm *vm, OrrValue self) {
    const OrrTuple *args = as_getter(self)->args;
    if (args->count == 1) return orr_format(vm, "operator.%U(%R)", orr_object(self)->type->name, args->items[0]);
    return orr_format(vm, "operator.%U%R", orr_object(self)->type->name, orr_value(args));
}

static OrrValue getter_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_tuple_pair(vm, orr_value(orr_type_of(vm, self)), orr_value(as_getter(self)->args));
}

static const OrrMethodDef getter_methods[] = {ORR_DEF_NONE("__reduce__", getter_reduce), ORR_DEF_END};

/* attrgetter */

/* "a.b" as a tuple of interned names. */
static OrrValue split_path(OrrVm *vm, OrrStr *path) {
    size_t parts = 1;
    for (size_t i = 0; i < path->length; i++) parts += orr_str_at(path, i) == '.';
    OrrTuple *names = orr_tuple_alloc(vm, parts);
    if (names == NULL) return ORR_NULL;
    size_t start = 0, n = 0;
    for (size_t i = 0; i <= path->length; i++) {
        if (i < path->length && orr_str_at(path, i) != '.') continue;
        OrrValue name = orr_str_substring(vm, path, start, i);
        if (name != ORR_NULL && orr_is_exact(vm, name, vm->types.str)) name = orr_str_intern(vm, name);
        if (name == ORR_NULL) {
            orr_release_object(vm, names);
            return ORR_NULL;
        }
        names->items[n++] = name;
        start = i + 1;
    }
    return orr_value(names);
}

static OrrValue attrgetter_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "attrgetter", kwnames)) return ORR_NULL;
    if (nargs == 0) return orr_raise(vm, vm->exc.TypeError, "attrgetter expected 1 argument, got 0");
    for (size_t i = 0; i < nargs; i++) {
        if (!orr_is_str(args[i])) return orr_raise(vm, vm->exc.TypeError, "attribute name must be a string");
    }
    Getter *g = getter_new(vm, cls, args, nargs);
    if (g == NULL) return ORR_NULL;
    g->paths = orr_tuple_alloc(vm, nargs);
    for (size_t i = 0; g->paths != NULL && i < nargs; i++) {
        OrrValue path = split_path(vm, orr_as_str(args[i]));
        if (path == ORR_NULL) break;
        g->paths->items[i] = path;
    }
    if (vm->exception == ORR_NULL) return orr_value(g);
    orr_release_object(vm, g);
    return ORR_NULL;
}

static OrrValue follow(OrrVm *vm, OrrValue object, const OrrTuple *path) {
    OrrValue at = orr_retain(object);
    for (size_t i = 0; at != ORR_NULL && i < path->count; i++) {
        OrrValue next = orr_getattr(vm, at, orr_as_str(path->items[i]));
        orr_release(vm, at);
        at = next;
    }
    return at;
}

static OrrValue attrgetter_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!check_call(vm, "attrgetter", nargs, kwnames)) return ORR_NULL;
    const OrrTuple *paths = as_getter(self)->paths;
    if (paths->count == 1) return follow(vm, args[0], orr_as_tuple(paths->items[0]));
    OrrTuple *result = orr_tuple_alloc(vm, paths->count);
    if (result == NULL) return ORR_NULL;
    for (size_t i = 0; i < paths->count; i++) {
        OrrValue value = follow(vm, args[0], orr_as_tuple(paths->items[i]));
        if (value == ORR_NULL) {
            orr_release_object(vm, result);
            return ORR_NULL;
        }
        result->items[i] = value;
    }
    return orr_value(result);
}

/* methodcaller */

static OrrValue methodcaller_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (nargs == 0) {
        return orr_raise(vm, vm->exc.TypeError, "methodcaller needs at least one argument, the method name");
    }
    if (!orr_is_str(args[0])) return orr_raise(vm, vm->exc.TypeError, "method name must be a string");
    size_t named = kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count;
    Getter *g = getter_new(vm, cls, args + 1, nargs - 1 + named);
    if (g == NULL) return ORR_NULL;
    if (named > 0) g->kwnames = orr_as_tuple(orr_retain(kwnames));
    g->name = orr_as_str(orr_retain(args[0]));
    return orr_value(g);
}

static OrrValue methodcaller_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!check_call(vm, "methodcaller", nargs, kwnames)) return ORR_NULL;
    const Getter *g = as_getter(self);
    OrrValue method = orr_getattr(vm, args[0], g->name);
    if (method == ORR_NULL) return ORR_NULL;
    size_t named = g->kwnames == NULL ? 0 : g->kwnames->count;
    OrrValue result = orr_call(vm, method, g->args->items, g->args->count - named, orr_value(g->kwnames));
    orr_release(vm, method);
    return result;
}

static OrrValue methodcaller_repr(OrrVm *vm, OrrValue self) {
    const Getter *g = as_getter(self);
    if (orr_object(self)->flags & ORR_OBJECT_BUSY)
        return orr_format(vm, "operator.%U(...)", orr_object(self)->type->name);
    orr_object(self)->flags |= ORR_OBJECT_BUSY;
    size_t named = g->kwnames == NULL ? 0 : g->kwnames->count, positional = g->args->count - named;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = orr_builder_add_cstring(&b, "operator.methodcaller(") && orr_builder_add_repr(&b, orr_value(g->name));
    for (size_t i = 0; ok && i < g->args->count; i++) {
        ok = orr_builder_add_cstring(&b, ", ");
        if (i >= positional) {
            ok = ok && orr_builder_add_str(&b, orr_as_str(g->kwnames->items[i - positional])) &&
                 orr_builder_add_cstring(&b, "=");
        }
        ok = ok && orr_builder_add_repr(&b, g->args->items[i]);
    }
    ok = ok && orr_builder_add_cstring(&b, ")");
    orr_object(self)->flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

#define GETTER_SPEC(id, text, new_slot, call_slot, repr_slot, method_table)                                            \
    const OrrTypeSpec id = {                                                                                           \
        .name = "operator." text,                                                                                      \
        .size = sizeof(Getter),                                                                                        \
        .flags = ORR_TYPE_GC,                                                                                          \
        .slots = {.destroy = getter_destroy,                                                                           \
                  .traverse = getter_traverse,                                                                         \
                  .new_object = new_slot,                                                                              \
                  .call = call_slot,                                                                                   \
                  .repr = repr_slot},                                                                                  \
        .methods = method_table,                                                                                       \
    }
GETTER_SPEC(orr_itemgetter_spec, "itemgetter", itemgetter_new, itemgetter_call, getter_repr, getter_methods);
GETTER_SPEC(orr_attrgetter_spec, "attrgetter", attrgetter_new, attrgetter_call, getter_repr, getter_methods);
GETTER_SPEC(orr_methodcaller_spec, "methodcaller", methodcaller_new, methodcaller_call, methodcaller_repr, NULL);
