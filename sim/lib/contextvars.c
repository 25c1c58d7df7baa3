#include "sim/lib/contextvars.h"

#include "sim/lib/lib.h"
#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static OrrContextState *state_of(OrrVm *vm) {
    return orr_lib(vm)->context;
}
static OrrContextVar *as_var(OrrValue v) {
    return (OrrContextVar *)orr_object(v);
}
static OrrContext *as_context(OrrValue v) {
    return (OrrContext *)orr_object(v);
}
static bool is_var(OrrVm *vm, OrrValue v) {
    return orr_is_exact(vm, v, state_of(vm)->var);
}

/* ---- maps ---- */

/* Where var is, or would be. */
static size_t find(const OrrContextMap *map, const OrrContextVar *var, bool *found) {
    size_t low = 0, high = map == NULL ? 0 : map->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (map->entries[middle].var->serial < var->serial) low = middle + 1;
        else high = middle;
    }
    *found = map != NULL && low < map->count && map->entries[low].var == var;
    return low;
}

/* Borrowed; ORR_NULL: not set. */
static OrrValue lookup(const OrrContextMap *map, const OrrContextVar *var) {
    bool found;
    size_t i = find(map, var, &found);
    return found ? map->entries[i].value : ORR_NULL;
}

/* A new map with var set to value (ORR_NULL: removed). An empty one is NULL without an exception. */
static bool with(OrrVm *vm, const OrrContextMap *map, OrrContextVar *var, OrrValue value, OrrContextMap **result) {
    bool found;
    size_t i = find(map, var, &found), old = map == NULL ? 0 : map->count;
    size_t count = old + (value != ORR_NULL) - found;
    *result = NULL;
    if (count == 0) return true;
    OrrContextMap *made = orr_new_object(vm, state_of(vm)->map, sizeof *made + count * sizeof made->entries[0]);
    if (made == NULL) return false;
    made->count = count;
    size_t to = 0;
    for (size_t from = 0; from <= old; from++) {
        if (from == i && value != ORR_NULL) {
            made->entries[to++] = (OrrContextEntry){var, orr_retain(value)};
            orr_retain(orr_value(var));
        }
        if (from == old || (from == i && found)) continue;
        made->entries[to] = map->entries[from];
        orr_retain(made->entries[to].value);
        orr_retain(orr_value(made->entries[to].var));
        to++;
    }
    ORR_ASSERT(to == count);
    *result = made;
    return true;
}

static void map_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrContextMap *map = (OrrContextMap *)self;
    for (size_t i = 0; i < map->count; i++) {
        visit(context, &map->entries[i].var->head);
        if (orr_is_object(map->entries[i].value)) visit(context, orr_object(map->entries[i].value));
    }
}
static void map_clear(OrrVm *vm, OrrObject *self) {
    OrrContextMap *map = (OrrContextMap *)self;
    for (size_t i = 0; i < map->count; i++) orr_set_slot(vm, &map->entries[i].value, ORR_NONE);
}
static void map_destroy(OrrVm *vm, OrrObject *self) {
    OrrContextMap *map = (OrrContextMap *)self;
    for (size_t i = 0; i < map->count; i++) {
        orr_release(vm, map->entries[i].value);
        orr_release_object(vm, map->entries[i].var);
    }
    orr_free_object(vm, map, sizeof *map + map->count * sizeof map->entries[0]);
}
static const OrrTypeSpec map_spec = {
    .name = "hamt",
    .size = sizeof(OrrContextMap),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = map_destroy, .traverse = map_traverse, .clear = map_clear},
};

/* ---- cells ---- */

static OrrContextMap *map_of(OrrVm *vm, OrrValue cell) {
    if (cell == ORR_NULL) return NULL;
    if (orr_object(cell)->type == state_of(vm)->map) return (OrrContextMap *)orr_object(cell);
    return as_context(cell)->map;
}

OrrValue orr_context_copy_cell(OrrVm *vm) {
    OrrContextMap *map = map_of(vm, *state_of(vm)->cell);
    return map == NULL ? ORR_NULL : orr_retain(orr_value(map));
}

static OrrContext *context_new(OrrVm *vm, OrrContextMap *map) {
    OrrContext *c = orr_new_object(vm, state_of(vm)->context, sizeof *c);
    if (c == NULL) return NULL;
    c->map = map;
    if (map != NULL) orr_retain(orr_value(map));
    c->self = orr_value(c);
    c->entered = false;
    return c;
}

OrrValue orr_context_of_cell(OrrVm *vm, OrrValue *cell) {
    if (*cell != ORR_NULL && orr_object(*cell)->type == state_of(vm)->context) return orr_retain(*cell);
    OrrContext *c = context_new(vm, map_of(vm, *cell));
    if (c == NULL) return ORR_NULL;
    c->entered = cell == state_of(vm)->cell;
    orr_set_slot(vm, cell, orr_value(c));
    return orr_retain(orr_value(c));
}

bool orr_context_cell_from(OrrVm *vm, OrrValue context, OrrValue *cell) {
    if (!orr_is_exact(vm, context, state_of(vm)->context))
        return orr_fail(vm, vm->exc.TypeError, "an instance of Context was expected, got %R", context);
    *cell = orr_retain(context);
    return true;
}

bool orr_context_enter(OrrVm *vm, OrrValue *cell, OrrValue **previous) {
    OrrContextState *state = state_of(vm);
    if (*cell != ORR_NULL && orr_object(*cell)->type == state->context) {
        if (as_context(*cell)->entered)
            return orr_fail(vm, vm->exc.RuntimeError, "cannot enter context: %R is already entered", *cell);
        as_context(*cell)->entered = true;
    }
    *previous = state->cell;
    state->cell = cell;
    return true;
}

void orr_context_leave(OrrVm *vm, OrrValue *cell, OrrValue *previous) {
    OrrContextState *state = state_of(vm);
    if (*cell != ORR_NULL && orr_object(*cell)->type == state->context) as_context(*cell)->entered = false;
    state->cell = previous;
}

bool orr_context_thread_enters(OrrVm *vm, OrrValue *cell, OrrValue context) {
    OrrValue entered;
    if (!orr_context_cell_from(vm, context, &entered)) return false;
    if (as_context(entered)->entered) {
        orr_release(vm, entered);
        return orr_fail(vm, vm->exc.RuntimeError, "cannot enter context: %R is already entered", context);
    }
    as_context(entered)->entered = true;
    orr_set_slot(vm, cell, entered);
    return true;
}

void orr_context_thread_ends(OrrVm *vm, OrrValue cell) {
    if (cell != ORR_NULL && orr_object(cell)->type == state_of(vm)->context) as_context(cell)->entered = false;
}

/* Sets (ORR_NULL: removes) var in the running context. */
static bool assign(OrrVm *vm, OrrContextVar *var, OrrValue value) {
    OrrValue *cell = state_of(vm)->cell;
    OrrContextMap *map;
    if (!with(vm, map_of(vm, *cell), var, value, &map)) return false;
    if (*cell != ORR_NULL && orr_object(*cell)->type == state_of(vm)->context) {
        OrrContextMap *old = as_context(*cell)->map;
        as_context(*cell)->map = map;
        orr_xrelease_object(vm, old);
    } else {
        orr_set_slot(vm, cell, map == NULL ? ORR_NULL : orr_value(map));
    }
    return true;
}

/* ---- ContextVar ---- */

typedef struct Token {
    OrrObject head;
    OrrContextVar *var;
    OrrValue old;     /* ORR_NULL: it wasn't set */
    OrrValue context; /* where it was made */
    bool used;
} Token;

static OrrValue var_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"name", "default", NULL};
    static const OrrSignature signature = {"ContextVar", names, 1, 1, 1, 2};
    OrrValue bound[2];
    (void)cls;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!orr_is_str(bound[0])) return orr_raise(vm, vm->exc.TypeError, "context variable name must be a str");
    OrrContextVar *var = orr_new_object(vm, state_of(vm)->var, sizeof *var);
    if (var == NULL) return ORR_NULL;
    var->name = orr_retain(bound[0]);
    var->default_value = orr_xretain(bound[1]);
    var->serial = ++state_of(vm)->next_serial;
    return orr_value(var);
}

static OrrValue var_get(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue value = lookup(map_of(vm, *state_of(vm)->cell), as_var(self));
    if (value == ORR_NULL && nargs > 0) value = args[0];
    if (value == ORR_NULL) value = as_var(self)->default_value;
    return value != ORR_NULL ? orr_retain(value) : orr_raise_with(vm, vm->exc.LookupError, self);
}

static OrrValue var_set(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrContextState *state = state_of(vm);
    OrrValue context = orr_context_of_cell(vm, state->cell);
    if (context == ORR_NULL) return ORR_NULL;
    Token *token = orr_new_object(vm, state->token, sizeof *token);
    if (token == NULL) {
        orr_release(vm, context);
        return ORR_NULL;
    }
    token->var = as_var(orr_retain(self));
    token->old = orr_xretain(lookup(as_context(context)->map, as_var(self)));
    token->context = context;
    token->used = false;
    if (assign(vm, as_var(self), args[0])) return orr_value(token);
    orr_release_object(vm, token);
    return ORR_NULL;
}

static OrrValue var_reset(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_is_exact(vm, args[0], state_of(vm)->token))
        return orr_raise(vm, vm->exc.TypeError, "expected an instance of Token, got %R", args[0]);
    Token *token = (Token *)orr_object(args[0]);
    if (token->used) return orr_raise(vm, vm->exc.RuntimeError, "%R has already been used once", args[0]);
    if (token->var != as_var(self))
        return orr_raise(vm, vm->exc.ValueError, "%R was created by a different ContextVar", args[0]);
    if (token->context != *state_of(vm)->cell)
        return orr_raise(vm, vm->exc.ValueError, "%R was created in a different Context", args[0]);
    token->used = true;
    return assign(vm, as_var(self), token->old) ? ORR_NONE : ORR_NULL;
}

static OrrValue var_repr(OrrVm *vm, OrrValue self) {
    OrrContextVar *var = as_var(self);
    OrrValue address = orr_address_text(vm, self), text;
    if (address == ORR_NULL) return ORR_NULL;
    if (var->default_value != ORR_NULL)
        text = orr_format(vm, "<ContextVar name=%R default=%R at %S>", var->name, var->default_value, address);
    else
        text = orr_format(vm, "<ContextVar name=%R at %S>", var->name, address);
    orr_release(vm, address);
    return text;
}

static OrrValue var_get_name(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_var(self)->name);
}
static OrrValue class_getitem(OrrVm *vm, OrrValue cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(cls); /* ContextVar[int] is only ever an annotation */
}

static void var_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrContextVar *var = (OrrContextVar *)self;
    if (var->default_value != ORR_NULL && orr_is_object(var->default_value))
        visit(context, orr_object(var->default_value));
}
static void var_clear(OrrVm *vm, OrrObject *self) {
    orr_set_slot(vm, &((OrrContextVar *)self)->default_value, ORR_NULL);
}
static void var_destroy(OrrVm *vm, OrrObject *self) {
    var_clear(vm, self);
    orr_release(vm, ((OrrContextVar *)self)->name);
    orr_free_object(vm, self, sizeof(OrrContextVar));
}

static const OrrMethodDef var_methods[] = {
    ORR_DEF_RANGE("get", var_get, 0, 1),
    ORR_DEF_ONE("set", var_set),
    ORR_DEF_ONE("reset", var_reset),
    {"__class_getitem__", class_getitem, ORR_ARITY_ONE, 1, 1, ORR_METHOD_CLASS, NULL},
    ORR_DEF_END,
};
static const OrrGetSetDef var_getsets[] = {{"name", var_get_name, NULL}, {NULL, NULL, NULL}};
static const OrrTypeSpec var_spec = {
    .name = "_contextvars.ContextVar",
    .size = sizeof(OrrContextVar),
    .flags = ORR_TYPE_GC,
    .slots = {.destroy = var_destroy, .traverse = var_traverse, .clear = var_clear, .new_object = var_new,
              .repr = var_repr},
    .methods = var_methods,
    .getsets = var_getsets,
};

/* ---- Token ---- */

static OrrValue token_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)cls, (void)args, (void)nargs, (void)kwnames;
    return orr_raise(vm, vm->exc.RuntimeError, "Tokens can only be created by ContextVars");
}
static OrrValue token_repr(OrrVm *vm, OrrValue self) {
    Token *token = (Token *)orr_object(self);
    OrrValue address = orr_address_text(vm, self);
    if (address == ORR_NULL) return ORR_NULL;
    OrrValue text = orr_format(vm, "<Token%s var=%R at %S>", token->used ? " used" : "", orr_value(token->var), address);
    orr_release(vm, address);
    return text;
}
static OrrValue token_get_var(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(((Token *)orr_object(self))->var));
}
static OrrValue token_get_old(OrrVm *vm, OrrValue self) {
    OrrValue old = ((Token *)orr_object(self))->old;
    return orr_retain(old == ORR_NULL ? state_of(vm)->missing : old);
}
static void token_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Token *token = (Token *)self;
    visit(context, &token->var->head);
    if (token->old != ORR_NULL && orr_is_object(token->old)) visit(context, orr_object(token->old));
    if (token->context != ORR_NULL) visit(context, orr_object(token->context));
}
static void token_clear(OrrVm *vm, OrrObject *self) {
    orr_set_slot(vm, &((Token *)self)->old, ORR_NULL);
    orr_set_slot(vm, &((Token *)self)->context, ORR_NULL);
}
static void token_destroy(OrrVm *vm, OrrObject *self) {
    token_clear(vm, self);
    orr_release_object(vm, ((Token *)self)->var);
    orr_free_object(vm, self, sizeof(Token));
}
static const OrrMethodDef token_methods[] = {
    {"__class_getitem__", class_getitem, ORR_ARITY_ONE, 1, 1, ORR_METHOD_CLASS, NULL},
    ORR_DEF_END,
};
static const OrrGetSetDef token_getsets[] = {
    {"var", token_get_var, NULL}, {"old_value", token_get_old, NULL}, {NULL, NULL, NULL}};
static const OrrTypeSpec token_spec = {
    .name = "_contextvars.Token",
    .size = sizeof(Token),
    .flags = ORR_TYPE_GC,
    .slots = {.destroy = token_destroy, .traverse = token_traverse, .clear = token_clear, .new_object = token_new,
              .repr = token_repr},
    .methods = token_methods,
    .getsets = token_getsets,
};

static OrrValue missing_repr(OrrVm *vm, OrrValue self) {
    (void)self;
    return orr_str_from_cstring(vm, "<Token.MISSING>");
}
static void missing_destroy(OrrVm *vm, OrrObject *self) {
    orr_free_object(vm, self, sizeof *self);
}
static const OrrTypeSpec missing_spec = {
    .name = "Token.MISSING",
    .size = sizeof(OrrObject),
    .flags = ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = missing_destroy, .repr = missing_repr},
};

/* ---- Context ---- */

static OrrValue context_make(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)cls, (void)args;
    if (nargs > 0 || kwnames != ORR_NULL)
        return orr_raise(vm, vm->exc.TypeError, "Context() does not accept any arguments");
    return orr_value(context_new(vm, NULL));
}

static OrrValue context_run(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (nargs == 0) return orr_raise(vm, vm->exc.TypeError, "run() missing 1 required positional argument");
    OrrContext *c = as_context(self);
    OrrValue *previous;
    if (!orr_context_enter(vm, &c->self, &previous)) return ORR_NULL;
    OrrValue result = orr_call(vm, args[0], args + 1, nargs - 1, kwnames);
    orr_context_leave(vm, &c->self, previous);
    return result;
}

static OrrValue context_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_value(context_new(vm, as_context(self)->map));
}

/* The value of key in self, borrowed; ORR_NULL: pending TypeError, or none: not set. */
static OrrValue context_lookup(OrrVm *vm, OrrValue self, OrrValue key) {
    if (!is_var(vm, key)) return orr_raise(vm, vm->exc.TypeError, "a ContextVar key was expected, got %R", key);
    return lookup(as_context(self)->map, as_var(key));
}

static OrrValue context_get(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue value = context_lookup(vm, self, args[0]);
    if (value == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
    if (value == ORR_NULL) value = nargs > 1 ? args[1] : ORR_NONE;
    return orr_retain(value);
}
static OrrValue context_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    OrrValue value = context_lookup(vm, self, key);
    if (value != ORR_NULL) return orr_retain(value);
    return vm->exception != ORR_NULL ? ORR_NULL : orr_raise_with(vm, vm->exc.KeyError, key);
}
static int context_contains(OrrVm *vm, OrrValue self, OrrValue key) {
    OrrValue value = context_lookup(vm, self, key);
    return value != ORR_NULL ? 1 : vm->exception != ORR_NULL ? -1 : 0;
}
static int64_t context_length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return as_context(self)->map == NULL ? 0 : (int64_t)as_context(self)->map->count;
}

typedef enum Part { KEYS, VALUES, ITEMS } Part;

static OrrValue context_list(OrrVm *vm, OrrValue self, Part part) {
    OrrContextMap *map = as_context(self)->map;
    size_t count = map == NULL ? 0 : map->count;
    OrrList *list = orr_list_new(vm, count);
    for (size_t i = 0; list != NULL && i < count; i++) {
        OrrValue key = orr_value(map->entries[i].var), value = map->entries[i].value, item;
        if (part == KEYS) item = orr_retain(key);
        else if (part == VALUES) item = orr_retain(value);
        else item = orr_tuple_pair(vm, key, value);
        if (item == ORR_NULL || !orr_list_append_steal(vm, list, item)) {
            orr_release_object(vm, list);
            return ORR_NULL;
        }
    }
    return orr_value(list);
}
static OrrValue context_iter_part(OrrVm *vm, OrrValue self, Part part) {
    OrrValue list = context_list(vm, self, part);
    if (list == ORR_NULL) return ORR_NULL;
    OrrValue iterator = orr_iter(vm, list);
    orr_release(vm, list);
    return iterator;
}
static OrrValue context_iter(OrrVm *vm, OrrValue self) {
    return context_iter_part(vm, self, KEYS);
}
static OrrValue context_keys(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return context_iter_part(vm, self, KEYS);
}
static OrrValue context_values(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return context_iter_part(vm, self, VALUES);
}
static OrrValue context_items(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return context_iter_part(vm, self, ITEMS);
}

static OrrValue context_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || !orr_is_exact(vm, other, state_of(vm)->context)) return ORR_NOT_IMPLEMENTED;
    OrrContextMap *a = as_context(self)->map, *b = as_context(other)->map;
    size_t count = a == NULL ? 0 : a->count;
    int equal = count == (b == NULL ? 0 : b->count);
    for (size_t i = 0; i < count && equal > 0; i++) {
        equal = a->entries[i].var == b->entries[i].var;
        if (equal) equal = orr_equal(vm, a->entries[i].value, b->entries[i].value);
    }
    return equal < 0 ? ORR_NULL : orr_bool(equal == (op == ORR_EQ));
}
static bool context_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    (void)self, (void)hash;
    return orr_fail(vm, vm->exc.TypeError, "unhashable type: '_contextvars.Context'");
}

static void context_traverse(OrrObject *self, OrrVisit visit, void *context) {
    if (((OrrContext *)self)->map != NULL) visit(context, &((OrrContext *)self)->map->head);
}
static void context_clear(OrrVm *vm, OrrObject *self) {
    OrrContextMap *map = ((OrrContext *)self)->map;
    ((OrrContext *)self)->map = NULL;
    orr_xrelease_object(vm, map);
}
static void context_destroy(OrrVm *vm, OrrObject *self) {
    context_clear(vm, self);
    orr_free_object(vm, self, sizeof(OrrContext));
}

static const OrrMethodDef context_methods[] = {
    ORR_DEF_KEYWORDS("run", context_run),
    ORR_DEF_NONE("copy", context_copy),
    ORR_DEF_RANGE("get", context_get, 1, 2),
    ORR_DEF_NONE("keys", context_keys),
    ORR_DEF_NONE("values", context_values),
    ORR_DEF_NONE("items", context_items),
    ORR_DEF_END,
};
static const OrrTypeSpec context_spec = {
    .name = "_contextvars.Context",
    .size = sizeof(OrrContext),
    .flags = ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_MAPPING,
    .slots = {.destroy = context_destroy, .traverse = context_traverse, .clear = context_clear,
              .new_object = context_make, .iter = context_iter, .length = context_length,
              .getitem = context_getitem, .contains = context_contains, .compare = context_compare,
              .hash = context_hash},
    .methods = context_methods,
};

/* ---- the module ---- */

static OrrValue copy_context(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_value(context_new(vm, map_of(vm, *state_of(vm)->cell)));
}

OrrContextState *orr_context_state(OrrVm *vm) {
    OrrLib *lib = orr_lib(vm);
    if (lib == NULL || lib->context != NULL) return lib == NULL ? NULL : lib->context;
    OrrContextState *state = orr_buffer_new(vm, sizeof *state);
    if (state == NULL) return NULL;
    *state = (OrrContextState){0};
    state->cell = &state->main_cell;
    state->map = orr_type_from_spec(vm, &map_spec, NULL);
    state->var = orr_type_from_spec(vm, &var_spec, NULL);
    state->context = orr_type_from_spec(vm, &context_spec, NULL);
    state->token = orr_type_from_spec(vm, &token_spec, NULL);
    OrrType *missing = orr_type_from_spec(vm, &missing_spec, NULL);
    if (!state->map || !state->var || !state->context || !state->token || !missing) return NULL;
    OrrObject *object = orr_new_object(vm, missing, sizeof *object);
    if (object == NULL) return NULL;
    state->missing = orr_value(object);
    OrrValue name = orr_str_intern_cstring(vm, "MISSING");
    if (name == ORR_NULL || !orr_dict_set_name(vm, state->token->dict, orr_as_str(name), state->missing)) return NULL;
    orr_release(vm, name);
    return lib->context = state; /* only now is it whole */
}

OrrValue orr_contextvars_module(OrrVm *vm) {
    static const OrrMethodDef functions[] = {ORR_DEF_NONE("copy_context", copy_context), ORR_DEF_END};
    OrrContextState *state = orr_context_state(vm);
    OrrValue module = state == NULL ? ORR_NULL : orr_module_new(vm, "contextvars");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add(vm, module, "ContextVar", orr_retain(orr_value(state->var))) &&
        orr_module_add(vm, module, "Context", orr_retain(orr_value(state->context))) &&
        orr_module_add(vm, module, "Token", orr_retain(orr_value(state->token))) &&
        orr_module_add_functions(vm, module, functions))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}
