/* The type dict: slots and methods. The table is in dict.c, views and iterators in dict_views.c. */
#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/function.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/hash.h"
#include "sim/vm/iter.h"
#include "sim/vm/list.h"
#include "sim/vm/set.h"
#include "sim/vm/tuple.h"

/* Filling. */

/* From a dict, by its table. Comparing keys may change either. */
static bool merge_dict(OrrVm *vm, OrrDict *dict, OrrDict *other) {
    if (dict == other || other->live == 0) return true;
    if (dict->live == 0 && !orr_dict_reserve(vm, dict, other->live)) return false;
    uint64_t version = other->version;
    for (uint32_t i = 0; i < other->used; i++) {
        OrrDictEntry entry = other->entries[i];
        if (entry.key == ORR_NULL) continue;
        orr_retain(entry.key);
        orr_retain(entry.value);
        bool ok = orr_dict_set_hashed(vm, dict, entry.key, entry.hash, entry.value);
        orr_release(vm, entry.key);
        orr_release(vm, entry.value);
        if (!ok) return false;
        if (other->version != version) return orr_fail(vm, vm->exc.RuntimeError, "dict mutated during update");
    }
    return true;
}

/* From anything with keys(). */
static bool merge_mapping(OrrVm *vm, OrrDict *dict, OrrValue mapping) {
    OrrValue keys = orr_call_method(vm, mapping, ORR_NAME(vm, keys), NULL, 0);
    if (keys == ORR_NULL) return false;
    OrrValue iterator = orr_iter(vm, keys);
    orr_release(vm, keys);
    if (iterator == ORR_NULL) return false;
    bool ok = true;
    while (ok) {
        OrrValue key = orr_next(vm, iterator);
        if (key == ORR_NULL) break;
        OrrValue value = orr_getitem(vm, mapping, key);
        ok = value != ORR_NULL && orr_dict_set(vm, dict, key, value);
        orr_xrelease(vm, value);
        orr_release(vm, key);
    }
    orr_release(vm, iterator);
    return vm->exception == ORR_NULL;
}

static bool set_pair(OrrVm *vm, OrrDict *dict, OrrValue pair, int64_t number) {
    OrrValue items = orr_tuple_from_iterable(vm, pair);
    if (items == ORR_NULL) {
        if (orr_pending_is(vm, vm->exc.TypeError) && orr_type_of(vm, pair)->slots.iter == NULL) {
            orr_exception_clear(vm);
            orr_fail(vm, vm->exc.TypeError, "cannot convert dictionary update sequence element #%ld to a sequence",
                     (long)number);
        }
        return false;
    }
    const OrrTuple *t = orr_as_tuple(items);
    bool ok = t->count == 2 ? orr_dict_set(vm, dict, t->items[0], t->items[1])
                            : orr_fail(vm, vm->exc.ValueError,
                                       "dictionary update sequence element #%ld has length %zu; 2 is required",
                                       (long)number, t->count);
    orr_release(vm, items);
    return ok;
}

static bool merge_pairs(OrrVm *vm, OrrDict *dict, OrrValue pairs) {
    OrrValue iterator = orr_iter(vm, pairs);
    if (iterator == ORR_NULL) return false;
    for (int64_t number = 0;; number++) {
        OrrValue pair = orr_next(vm, iterator);
        if (pair == ORR_NULL) break;
        bool ok = set_pair(vm, dict, pair, number);
        orr_release(vm, pair);
        if (!ok) break;
    }
    orr_release(vm, iterator);
    return vm->exception == ORR_NULL;
}

bool orr_dict_update(OrrVm *vm, OrrDict *dict, OrrValue from) {
    if (orr_is_dict(from) && orr_type_of(vm, from)->slots.iter == vm->types.dict->slots.iter) {
        return merge_dict(vm, dict, orr_as_dict(from));
    }
    OrrValue keys = orr_getattr_or_null(vm, from, ORR_NAME(vm, keys));
    if (keys == ORR_NULL) return vm->exception == ORR_NULL && merge_pairs(vm, dict, from);
    orr_release(vm, keys);
    return merge_mapping(vm, dict, from);
}

bool orr_dict_update_call(OrrVm *vm, OrrDict *dict, const char *function, const OrrValue *args, size_t nargs,
                          OrrValue kwnames) {
    if (nargs > 1) {
        return orr_fail(vm, vm->exc.TypeError, "%s expected at most 1 argument, got %zu", function, nargs);
    }
    if (nargs == 1 && !orr_dict_update(vm, dict, args[0])) return false;
    if (kwnames == ORR_NULL) return true;
    const OrrTuple *names = orr_as_tuple(kwnames);
    for (size_t i = 0; i < names->count; i++) {
        if (!orr_dict_set(vm, dict, names->items[i], args[nargs + i])) return false;
    }
    return true;
}

static OrrValue dict_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_value(orr_dict_new_of(vm, cls));
}

static bool dict_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return orr_dict_update_call(vm, orr_as_dict(self), "dict", args, nargs, kwnames);
}

/* Operations. */

static OrrValue dict_repr(OrrVm *vm, OrrValue self) {
    OrrDict *dict = orr_as_dict(self);
    if (dict->head.flags & ORR_OBJECT_BUSY) return orr_str_from_cstring(vm, "{...}");
    if (dict->live == 0) return orr_str_from_cstring(vm, "{}");
    dict->head.flags |= ORR_OBJECT_BUSY;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = orr_builder_add_cstring(&b, "{"), first = true;
    size_t position = 0;
    OrrValue key, value;
    while (ok && orr_dict_step(dict, &position, &key, &value)) {
        orr_retain(key);
        orr_retain(value);
        if (!first) ok = orr_builder_add_cstring(&b, ", ");
        first = false;
        ok =
            ok && orr_builder_add_repr(&b, key) && orr_builder_add_cstring(&b, ": ") && orr_builder_add_repr(&b, value);
        orr_release(vm, key);
        orr_release(vm, value);
    }
    ok = ok && orr_builder_add_cstring(&b, "}");
    dict->head.flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static OrrValue dict_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || !orr_is_dict(self) || !orr_is_dict(other)) return ORR_NOT_IMPLEMENTED;
    int equal = orr_dict_equal(vm, orr_as_dict(self), orr_as_dict(other));
    return equal < 0 ? ORR_NULL : orr_bool((equal == 1) == (op == ORR_EQ));
}

static int64_t dict_length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_as_dict(self)->live;
}

static int dict_contains(OrrVm *vm, OrrValue self, OrrValue key) {
    return orr_dict_contains(vm, orr_as_dict(self), key);
}

/* A subclass may have __missing__. */
static OrrValue missing(OrrVm *vm, OrrValue self, OrrValue key) {
    if (!orr_is_exact(vm, self, vm->types.dict)) {
        OrrValue method = orr_lookup_special(vm, self, ORR_NAME(vm, __missing__));
        if (method != ORR_NULL) {
            OrrValue result = orr_call1(vm, method, key);
            orr_release(vm, method);
            return result;
        }
        if (vm->exception != ORR_NULL) return ORR_NULL;
    }
    return orr_raise_with(vm, vm->exc.KeyError, key);
}

static OrrValue dict_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    OrrValue value = orr_dict_get(vm, orr_as_dict(self), key);
    if (ORR_LIKELY(value != ORR_NULL)) return orr_retain(value);
    return vm->exception != ORR_NULL ? ORR_NULL : missing(vm, self, key);
}

static bool dict_setitem(OrrVm *vm, OrrValue self, OrrValue key, OrrValue value) {
    if (value != ORR_NULL) return orr_dict_set(vm, orr_as_dict(self), key, value);
    int deleted = orr_dict_delete(vm, orr_as_dict(self), key);
    if (deleted == 0) orr_raise_with(vm, vm->exc.KeyError, key);
    return deleted == 1;
}

static OrrValue dict_or(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_dict(left) || !orr_is_dict(right)) return ORR_NOT_IMPLEMENTED;
    OrrDict *result = orr_dict_copy(vm, orr_as_dict(left));
    if (result == NULL) return ORR_NULL;
    if (!orr_dict_update(vm, result, right)) {
        orr_release_object(vm, result);
        return ORR_NULL;
    }
    return orr_value(result);
}

static OrrValue dict_inplace_or(OrrVm *vm, OrrValue left, OrrValue right) {
    return orr_dict_update(vm, orr_as_dict(left), right) ? orr_retain(left) : ORR_NULL;
}

/* Methods. */

static OrrValue dict_get(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue value = orr_dict_get(vm, orr_as_dict(self), args[0]);
    if (value != ORR_NULL) return orr_retain(value);
    if (vm->exception != ORR_NULL) return ORR_NULL;
    return nargs > 1 ? orr_retain(args[1]) : ORR_NONE;
}

static OrrValue dict_setdefault(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    return orr_xretain(orr_dict_set_default(vm, orr_as_dict(self), args[0], nargs > 1 ? args[1] : ORR_NONE));
}

static OrrValue dict_pop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue value = orr_dict_pop(vm, orr_as_dict(self), args[0]);
    if (value != ORR_NULL || vm->exception != ORR_NULL) return value;
    return nargs > 1 ? orr_retain(args[1]) : orr_raise_with(vm, vm->exc.KeyError, args[0]);
}

static OrrValue dict_popitem(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrDict *dict = orr_as_dict(self);
    if (dict->live == 0) return orr_raise(vm, vm->exc.KeyError, "popitem(): dictionary is empty");
    OrrTuple *pair = orr_tuple_alloc(vm, 2);
    if (pair == NULL) return ORR_NULL;
    /* Deleted entries at the end are cut off at once, so the last entry is live. */
    orr_dict_take_at(vm, dict, dict->used - 1u, &pair->items[0], &pair->items[1]);
    return orr_value(pair);
}

static OrrValue dict_update(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return orr_dict_update_call(vm, orr_as_dict(self), "update", args, nargs, kwnames) ? ORR_NONE : ORR_NULL;
}

static OrrValue dict_clear(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    orr_dict_clear(vm, orr_as_dict(self));
    return ORR_NONE;
}

static OrrValue dict_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_value(orr_dict_copy(vm, orr_as_dict(self)));
}

static OrrValue dict_sizeof(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    /* As CPython's table of that many entries. */
    const OrrDict *dict = orr_as_dict(self);
    if (dict->live == 0 && dict->capacity == 0) return orr_small_int(48);
    int64_t size = 8;
    while (size * 2 / 3 < dict->used) size *= 2;
    int64_t width = size <= 128 ? 1 : size <= 32768 ? 2 : 4;
    return orr_small_int(48 + 32 + size * width + (dict->head.flags & ORR_DICT_NAMES ? 16 : 24) * (size * 2 / 3));
}

/* dict.fromkeys of a subclass fills what calling the class gives, item by item. */
static bool fill_from_keys(OrrVm *vm, OrrValue result, OrrValue iterable, OrrValue value) {
    OrrValue iterator = orr_iter(vm, iterable);
    if (iterator == ORR_NULL) return false;
    bool exact = orr_is_exact(vm, result, vm->types.dict), ok = true;
    while (ok) {
        OrrValue key = orr_next(vm, iterator);
        if (key == ORR_NULL) break;
        ok = exact ? orr_dict_set(vm, orr_as_dict(result), key, value) : orr_setitem(vm, result, key, value);
        orr_release(vm, key);
    }
    orr_release(vm, iterator);
    return vm->exception == ORR_NULL;
}

static OrrValue dict_fromkeys(OrrVm *vm, OrrValue cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue result = orr_call0(vm, cls);
    if (result == ORR_NULL) return ORR_NULL;
    if (!fill_from_keys(vm, result, args[0], nargs > 1 ? args[1] : ORR_NONE)) {
        orr_release(vm, result);
        return ORR_NULL;
    }
    return result;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("clear", dict_clear),
    ORR_DEF_NONE("copy", dict_copy),
    {"fromkeys", dict_fromkeys, ORR_ARITY_RANGE, 1, 2, ORR_METHOD_CLASS, NULL},
    ORR_DEF_RANGE("get", dict_get, 1, 2),
    ORR_DEF_NONE("items", orr_dict_items_method),
    ORR_DEF_NONE("keys", orr_dict_keys_method),
    ORR_DEF_RANGE("pop", dict_pop, 1, 2),
    ORR_DEF_NONE("popitem", dict_popitem),
    ORR_DEF_RANGE("setdefault", dict_setdefault, 1, 2),
    ORR_DEF_KEYWORDS("update", dict_update),
    ORR_DEF_NONE("values", orr_dict_values_method),
    ORR_DEF_NONE("__reversed__", orr_dict_reversed_method),
    ORR_DEF_NONE("__sizeof__", dict_sizeof),
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};

extern const OrrTypeSpec orr_dict_spec;
const OrrTypeSpec orr_dict_spec = {
    .name = "dict",
    .doc = "dict() -> new empty dictionary\n"
           "dict(mapping) -> new dictionary initialized from a mapping object's\n"
           "    (key, value) pairs\n"
           "dict(iterable) -> new dictionary initialized as if via:\n"
           "    d = {}\n"
           "    for k, v in iterable:\n"
           "        d[k] = v\n"
           "dict(**kwargs) -> new dictionary initialized with the name=value pairs\n"
           "    in the keyword argument list.  For example:  dict(one=1, two=2)",
    .size = sizeof(OrrDict),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_MAPPING | ORR_TYPE_DICT_SUB | ORR_TYPE_MATCH_SELF,
    .slots = {.destroy = orr_dict_destroy,
              .traverse = orr_dict_traverse,
              .clear = orr_dict_clear_slot,
              .new_object = dict_new,
              .init = dict_init,
              .repr = dict_repr,
              .compare = dict_compare,
              .iter = orr_dict_iter,
              .length = dict_length,
              .getitem = dict_getitem,
              .setitem = dict_setitem,
              .contains = dict_contains,
              .binary = {[ORR_OR] = dict_or},
              .inplace = {[ORR_OR] = dict_inplace_or}},
    .methods = methods,
};
