/* _lru_cache_wrapper: a function with a memory.
 *
 * The cache is a dict from keys to results. Its entries stand in the order of their last use (a hit moves its entry to
 * the end), so the one to let go is the first. A key is the only argument itself if that is an int or str, else a
 * tuple: the arguments; if there are keywords a mark, names and values; if typed, the types of them all.
 */
#include "sim/lib/functools.h"
#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/dict.h"
#include "sim/vm/function.h"
#include "sim/vm/hash.h"
#include "sim/vm/number.h"
#include "sim/vm/sequence.h"
#include "sim/vm/tuple.h"

typedef struct Cache {
    OrrObject head;
    OrrDict *attributes; /* __dict__ */
    OrrValue function, info_type;
    OrrDict *entries;
    OrrValue mark;     /* stands before the keywords in a key: an object that no program can get hold of */
    int64_t max_count; /* -1: no limit */
    int64_t hits, misses;
    bool typed;
} Cache;

static Cache *as_cache(OrrValue v) {
    return (Cache *)(uintptr_t)v;
}

static void cache_destroy(OrrVm *vm, OrrObject *self) {
    Cache *c = (Cache *)self;
    orr_xrelease_object(vm, c->attributes);
    orr_xrelease(vm, c->function);
    orr_xrelease(vm, c->info_type);
    orr_xrelease_object(vm, c->entries);
    orr_xrelease(vm, c->mark);
    orr_free_object(vm, self, self->type->instance_size);
}

static void cache_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Cache *c = (Cache *)self;
    if (c->attributes != NULL) visit(context, &c->attributes->head);
    orr_visit_value(c->function, visit, context);
    orr_visit_value(c->info_type, visit, context);
    if (c->entries != NULL) visit(context, &c->entries->head);
}

static OrrValue cache_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"user_function", "maxsize", "typed", "cache_info_type", NULL};
    static const OrrSignature signature = {"lru_cache", names, 0, 4, 4, 4};
    OrrValue out[4];
    int64_t max_count = -1;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    if (!orr_is_callable(vm, out[0])) return orr_raise(vm, vm->exc.TypeError, "the first argument must be callable");
    if (out[1] != ORR_NONE) {
        if (!orr_is_int(vm, out[1])) return orr_raise(vm, vm->exc.TypeError, "maxsize should be integer or None");
        if (!orr_to_index(vm, out[1], vm->exc.OverflowError, &max_count)) return ORR_NULL;
        if (max_count < 0) max_count = 0;
    }
    int typed = orr_truth(vm, out[2]);
    if (typed < 0) return ORR_NULL;
    Cache *c = orr_new_object(vm, cls, cls->instance_size);
    if (c == NULL) return ORR_NULL;
    memset((char *)c + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    c->function = orr_retain(out[0]);
    c->info_type = orr_retain(out[3]);
    c->max_count = max_count;
    c->typed = typed == 1;
    c->entries = orr_dict_new(vm, 0);
    if (c->entries != NULL) c->mark = orr_call0(vm, orr_value(vm->types.object));
    if (c->mark != ORR_NULL) return orr_value(c);
    orr_release_object(vm, c);
    return ORR_NULL;
}

/* The key of a call; new. */
static OrrValue make_key(OrrVm *vm, const Cache *c, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    size_t named = kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count, all = nargs + named;
    if (!c->typed && nargs == 1 && named == 0 &&
        (orr_is_small_int(args[0]) || orr_is_exact(vm, args[0], vm->types.str))) {
        return orr_retain(args[0]);
    }
    OrrTuple *key = orr_tuple_alloc(vm, nargs + (named > 0 ? 1 + 2 * named : 0) + (c->typed ? all : 0));
    if (key == NULL) return ORR_NULL;
    size_t n = 0;
    for (size_t i = 0; i < nargs; i++) key->items[n++] = orr_retain(args[i]);
    if (named > 0) key->items[n++] = orr_retain(c->mark);
    for (size_t i = 0; i < named; i++) {
        key->items[n++] = orr_retain(orr_as_tuple(kwnames)->items[i]);
        key->items[n++] = orr_retain(args[nargs + i]);
    }
    for (size_t i = 0; c->typed && i < all; i++) key->items[n++] = orr_retain(orr_value(orr_type_of(vm, args[i])));
    return orr_value(key);
}

static void forget_oldest(OrrVm *vm, Cache *c) {
    OrrValue key, value;
    orr_dict_take_at(vm, c->entries, c->entries->first, &key, &value);
    orr_release(vm, key);
    orr_release(vm, value);
}

/* Calls the function and remembers its result, unless somebody did meanwhile. */
static OrrValue call_and_store(OrrVm *vm, Cache *c, OrrValue key, int64_t hash, const OrrValue *args, size_t nargs,
                               OrrValue kwnames) {
    c->misses++;
    OrrValue result = orr_call(vm, c->function, args, nargs, kwnames);
    if (result == ORR_NULL) return ORR_NULL;
    int64_t at = orr_dict_find(vm, c->entries, key, hash);
    bool ok = at >= -1;
    if (at == -1) {
        if (c->max_count >= 0 && c->entries->live >= c->max_count) forget_oldest(vm, c);
        ok = orr_dict_add_new(vm, c->entries, key, hash, result);
    }
    if (ok) return result;
    orr_release(vm, result);
    return ORR_NULL;
}

static OrrValue cache_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Cache *c = as_cache(self);
    if (c->max_count == 0) {
        c->misses++;
        return orr_call(vm, c->function, args, nargs, kwnames);
    }
    OrrValue key = make_key(vm, c, args, nargs, kwnames);
    if (key == ORR_NULL) return ORR_NULL;
    OrrValue result = ORR_NULL;
    int64_t hash;
    if (orr_hash_key(vm, key, &hash)) {
        int64_t at = orr_dict_find(vm, c->entries, key, hash);
        if (at >= 0) {
            c->hits++;
            result = orr_retain(c->entries->entries[at].value);
            if (c->max_count > 0 && !orr_dict_move(vm, c->entries, (size_t)at, true)) {
                orr_release(vm, result);
                result = ORR_NULL;
            }
        } else if (at == -1) {
            result = call_and_store(vm, c, key, hash, args, nargs, kwnames);
        }
    }
    orr_release(vm, key);
    return result;
}

static OrrValue cache_info(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const Cache *c = as_cache(self);
    const OrrValue counts[4] = {orr_small_int(c->hits), orr_small_int(c->misses),
                                c->max_count < 0 ? ORR_NONE : orr_small_int(c->max_count),
                                orr_small_int(c->entries->live)};
    return orr_call(vm, c->info_type, counts, 4, ORR_NULL);
}

static OrrValue cache_clear(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Cache *c = as_cache(self);
    c->hits = c->misses = 0;
    orr_dict_clear(vm, c->entries);
    return ORR_NONE;
}

static OrrValue cache_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(self);
}

static OrrValue cache_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_getattr(vm, self, ORR_NAME(vm, __qualname__));
}

/* In a class it is a method, as a function is. */
static OrrValue cache_descr_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    (void)owner;
    if (object == ORR_NULL || object == ORR_NONE) return orr_retain(self);
    return orr_method_new(vm, self, object);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("__copy__", cache_copy),     ORR_DEF_ONE("__deepcopy__", cache_copy),
    ORR_DEF_NONE("__reduce__", cache_reduce), ORR_DEF_NONE("cache_clear", cache_clear),
    ORR_DEF_NONE("cache_info", cache_info),   ORR_DEF_END,
};

static const OrrGetSetDef getsets[] = {{"__dict__", orr_get_dict, orr_set_dict}, {NULL, NULL, NULL}};

const OrrTypeSpec orr_lru_cache_spec = {
    .name = "functools._lru_cache_wrapper",
    .size = sizeof(Cache),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_METHOD_DESCR,
    .dict_offset = offsetof(Cache, attributes),
    .slots = {.destroy = cache_destroy,
              .traverse = cache_traverse,
              .new_object = cache_new,
              .call = cache_call,
              .descr_get = cache_descr_get},
    .methods = methods,
    .getsets = getsets,
};
