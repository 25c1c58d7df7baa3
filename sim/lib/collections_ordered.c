/* collections.OrderedDict: dict's own table keeps the order; this adds moving to the ends and a comparison that minds
 * it. */
#include "sim/lib/collections.h"
#include "sim/lib/lib.h"
#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/hash.h"
#include "sim/vm/iter.h"
#include "sim/vm/sequence.h"

typedef struct OrderedDict {
    OrrDict dict;
    OrrDict *attributes; /* __dict__; NULL until it is needed */
} OrderedDict;

static bool is_ordered(const OrrVm *vm, OrrValue v) {
    return orr_has_spec(vm, v, &orr_ordered_dict_spec);
}
static bool is_plain(OrrValue v) {
    return orr_object(v)->type->spec == &orr_ordered_dict_spec;
}

static void ordered_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease_object(vm, ((OrderedDict *)self)->attributes);
    orr_dict_destroy(vm, self);
}

static void ordered_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrDict *attributes = ((OrderedDict *)self)->attributes;
    if (attributes != NULL) visit(context, &attributes->head);
    orr_dict_traverse(self, visit, context);
}

/* Filling: a subclass may have a __setitem__ of its own, which then sees every item. */

static bool set_pairs(OrrVm *vm, OrrValue self, OrrValue source) {
    OrrDict *collected = orr_dict_new(vm, 0);
    if (collected == NULL) return false;
    bool ok = orr_dict_update(vm, collected, source);
    size_t position = 0;
    OrrValue key, value;
    while (ok && orr_dict_step(collected, &position, &key, &value)) ok = orr_setitem(vm, self, key, value);
    orr_release_object(vm, collected);
    return ok;
}

static bool update(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (nargs > 1) return orr_fail(vm, vm->exc.TypeError, "expected at most 1 arguments, got %zu", nargs);
    if (orr_type_of(vm, self)->slots.setitem == vm->types.dict->slots.setitem) {
        return orr_dict_update_call(vm, orr_as_dict(self), "update", args, nargs, kwnames);
    }
    if (nargs == 1 && !set_pairs(vm, self, args[0])) return false;
    size_t named = kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count;
    for (size_t i = 0; i < named; i++) {
        if (!orr_setitem(vm, self, orr_as_tuple(kwnames)->items[i], args[nargs + i])) return false;
    }
    return true;
}

static OrrValue ordered_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_value(orr_dict_new_of(vm, cls));
}

static bool ordered_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return update(vm, self, args, nargs, kwnames);
}

static OrrValue ordered_update(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return update(vm, self, args, nargs, kwnames) ? ORR_NONE : ORR_NULL;
}

static OrrValue ordered_repr(OrrVm *vm, OrrValue self) {
    if (orr_as_dict(self)->live == 0) return orr_format(vm, "%U()", orr_object(self)->type->name);
    if (orr_object(self)->flags & ORR_OBJECT_BUSY) return orr_str_from_cstring(vm, "...");
    OrrValue items = vm->types.dict->slots.repr(vm, self);
    if (items == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_format(vm, "%U(%S)", orr_object(self)->type->name, items);
    orr_release(vm, items);
    return result;
}

/* Have the two the same keys in the same order? -1 error */
static int same_order(OrrVm *vm, OrrDict *a, OrrDict *b) {
    size_t i = 0, j = 0;
    OrrValue x, y, value;
    while (orr_dict_step(a, &i, &x, &value) && orr_dict_step(b, &j, &y, &value)) {
        orr_retain(x);
        orr_retain(y);
        int equal = orr_equal(vm, x, y);
        orr_release(vm, x);
        orr_release(vm, y);
        if (equal != 1) return equal;
    }
    return 1;
}

static OrrValue ordered_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || !orr_is_dict(self) || !orr_is_dict(other)) return ORR_NOT_IMPLEMENTED;
    int equal = orr_dict_equal(vm, orr_as_dict(self), orr_as_dict(other));
    if (equal == 1 && is_ordered(vm, self) && is_ordered(vm, other)) {
        equal = same_order(vm, orr_as_dict(self), orr_as_dict(other));
    }
    return equal < 0 ? ORR_NULL : orr_bool((equal == 1) == (op == ORR_EQ));
}

static OrrValue ordered_or(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_dict(left) || !orr_is_dict(right)) return ORR_NOT_IMPLEMENTED;
    OrrValue self = is_ordered(vm, left) ? left : right;
    OrrValue result = orr_call1(vm, orr_value(orr_type_of(vm, self)), left);
    if (result == ORR_NULL || update(vm, result, &right, 1, ORR_NULL)) return result;
    orr_release(vm, result);
    return ORR_NULL;
}

static OrrValue ordered_inplace_or(OrrVm *vm, OrrValue left, OrrValue right) {
    return update(vm, left, &right, 1, ORR_NULL) ? orr_retain(left) : ORR_NULL;
}

/* Methods. */

static OrrValue move_to_end(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"key", "last", NULL};
    static const OrrSignature signature = {"move_to_end", names, 0, 2, 1, 2};
    OrrValue out[2];
    int64_t hash;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    int last = out[1] == ORR_NULL ? 1 : orr_truth(vm, out[1]);
    if (last < 0 || !orr_hash_key(vm, out[0], &hash)) return ORR_NULL;
    int64_t at = orr_dict_find(vm, orr_as_dict(self), out[0], hash);
    if (at == -1) return orr_raise_with(vm, vm->exc.KeyError, out[0]);
    if (at < 0 || !orr_dict_move(vm, orr_as_dict(self), (size_t)at, last == 1)) return ORR_NULL;
    return ORR_NONE;
}

static OrrValue ordered_popitem(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"last", NULL};
    static const OrrSignature signature = {"popitem", names, 0, 1, 0, 1};
    OrrValue out;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &out)) return ORR_NULL;
    int last = out == ORR_NULL ? 1 : orr_truth(vm, out);
    if (last < 0) return ORR_NULL;
    OrrDict *dict = orr_as_dict(self);
    if (dict->live == 0) return orr_raise(vm, vm->exc.KeyError, "dictionary is empty");
    OrrTuple *pair = orr_tuple_alloc(vm, 2);
    if (pair == NULL) return ORR_NULL;
    orr_dict_take_at(vm, dict, last ? dict->used - 1u : dict->first, &pair->items[0], &pair->items[1]);
    return orr_value(pair);
}

static OrrValue ordered_pop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"key", "default", NULL};
    static const OrrSignature signature = {"pop", names, 0, 2, 1, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrValue value = orr_dict_pop(vm, orr_as_dict(self), out[0]);
    if (value != ORR_NULL || vm->exception != ORR_NULL) return value;
    return out[1] != ORR_NULL ? orr_retain(out[1]) : orr_raise_with(vm, vm->exc.KeyError, out[0]);
}

static OrrValue ordered_setdefault(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"key", "default", NULL};
    static const OrrSignature signature = {"setdefault", names, 0, 2, 1, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    return orr_xretain(orr_dict_set_default(vm, orr_as_dict(self), out[0], out[1] == ORR_NULL ? ORR_NONE : out[1]));
}

static OrrValue ordered_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    if (!is_plain(self)) return orr_call1(vm, orr_value(orr_type_of(vm, self)), self);
    OrrDict *copy = orr_dict_new_of(vm, orr_object(self)->type);
    if (copy == NULL || orr_dict_update(vm, copy, self)) return orr_value(copy);
    orr_release_object(vm, copy);
    return ORR_NULL;
}

static OrrValue ordered_fromkeys(OrrVm *vm, OrrValue cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"iterable", "value", NULL};
    static const OrrSignature signature = {"fromkeys", names, 0, 2, 1, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrValue result = orr_call0(vm, cls);
    OrrValue iterator = result == ORR_NULL ? ORR_NULL : orr_iter(vm, out[0]);
    bool ok = iterator != ORR_NULL;
    while (ok) {
        OrrValue key = orr_next(vm, iterator);
        if (key == ORR_NULL) break;
        ok = orr_setitem(vm, result, key, out[1] == ORR_NULL ? ORR_NONE : out[1]);
        orr_release(vm, key);
    }
    orr_xrelease(vm, iterator);
    if (vm->exception == ORR_NULL) return result;
    orr_xrelease(vm, result);
    return ORR_NULL;
}

static OrrValue ordered_keys(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_dict_view_new(vm, orr_as_dict(self), orr_lib(vm)->odict_keys, ORR_DICT_KEYS);
}
static OrrValue ordered_values(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_dict_view_new(vm, orr_as_dict(self), orr_lib(vm)->odict_values, ORR_DICT_VALUES);
}
static OrrValue ordered_items(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_dict_view_new(vm, orr_as_dict(self), orr_lib(vm)->odict_items, ORR_DICT_ITEMS);
}

static OrrValue ordered_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrderedDict *ordered = (const OrderedDict *)(uintptr_t)self;
    bool has_state = ordered->attributes != NULL && ordered->attributes->live > 0;
    OrrValue items = orr_call_method(vm, self, ORR_NAME(vm, items), NULL, 0);
    OrrValue it = items == ORR_NULL ? ORR_NULL : orr_iter(vm, items);
    OrrValue result = ORR_NULL;
    if (it != ORR_NULL) {
        const OrrValue parts[5] = {orr_value(orr_type_of(vm, self)), vm->empty_tuple,
                                   has_state ? orr_value(ordered->attributes) : ORR_NONE, ORR_NONE, it};
        result = orr_tuple_new(vm, parts, 5);
    }
    orr_xrelease(vm, items);
    orr_xrelease(vm, it);
    return result;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("__reduce__", ordered_reduce),
    ORR_DEF_NONE("copy", ordered_copy),
    {"fromkeys", ordered_fromkeys, ORR_ARITY_KEYWORDS, 0, 255, ORR_METHOD_CLASS, NULL},
    ORR_DEF_NONE("items", ordered_items),
    ORR_DEF_NONE("keys", ordered_keys),
    ORR_DEF_KEYWORDS("move_to_end", move_to_end),
    ORR_DEF_KEYWORDS("pop", ordered_pop),
    ORR_DEF_KEYWORDS("popitem", ordered_popitem),
    ORR_DEF_KEYWORDS("setdefault", ordered_setdefault),
    ORR_DEF_KEYWORDS("update", ordered_update),
    ORR_DEF_NONE("values", ordered_values),
    ORR_DEF_END,
};

static const OrrGetSetDef getsets[] = {{"__dict__", orr_get_dict, orr_set_dict}, {NULL, NULL, NULL}};

const OrrTypeSpec orr_ordered_dict_spec = {
    .name = "collections.OrderedDict",
    .doc = "Dictionary that remembers insertion order",
    .size = sizeof(OrderedDict),
    .flags =
        ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_MAPPING | ORR_TYPE_DICT_SUB | ORR_TYPE_MATCH_SELF | ORR_TYPE_WEAKREF,
    .dict_offset = offsetof(OrderedDict, attributes),
    .slots = {.destroy = ordered_destroy,
              .traverse = ordered_traverse,
              .clear = orr_dict_clear_slot,
              .new_object = ordered_new,
              .init = ordered_init,
              .repr = ordered_repr,
              .compare = ordered_compare,
              .binary = {[ORR_OR] = ordered_or},
              .inplace = {[ORR_OR] = ordered_inplace_or}},
    .methods = methods,
    .getsets = getsets,
};

#define VIEW_SPEC(id, text)                                                                                            \
    const OrrTypeSpec id = {.name = text, .size = sizeof(OrrDictView), .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES}
VIEW_SPEC(orr_odict_keys_spec, "odict_keys");
VIEW_SPEC(orr_odict_values_spec, "odict_values");
VIEW_SPEC(orr_odict_items_spec, "odict_items");
