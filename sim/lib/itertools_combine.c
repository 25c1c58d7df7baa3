/* product, permutations, combinations, combinations_with_replacement: each holds its pools of items and an array of
 * indices into them, and steps the indices as an odometer of its own kind. */
#include "sim/lib/itertools.h"
#include "sim/vm/abstract.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"
#include "sim/vm/sequence.h"
#include "sim/vm/str.h"

typedef struct Combine {
    OrrObject head;
    OrrTuple *pools; /* product: a tuple of tuples; others: one tuple of items */
    size_t r;        /* how many items a result has */
    size_t *indices; /* r of them; permutations: one for each item of the pool */
    size_t index_count;
    size_t *cycles; /* permutations: r countdowns */
    bool started, stopped;
} Combine;

static Combine *as_combine(OrrValue v) {
    return (Combine *)(uintptr_t)v;
}

static void combine_destroy(OrrVm *vm, OrrObject *self) {
    Combine *c = (Combine *)self;
    orr_xrelease_object(vm, c->pools);
    orr_buffer_free(vm, c->indices, c->index_count * sizeof *c->indices);
    if (c->cycles != NULL) orr_buffer_free(vm, c->cycles, c->r * sizeof *c->cycles);
    orr_free_object(vm, self, self->type->instance_size);
}

static void combine_traverse(OrrObject *self, OrrVisit visit, void *context) {
    if (((Combine *)self)->pools != NULL) visit(context, &((Combine *)self)->pools->head);
}

/* Takes pools. indices start as given by first: all 0, or counting up. */
static Combine *combine_new(OrrVm *vm, OrrType *cls, OrrTuple *pools, size_t r, size_t index_count, bool counting) {
    Combine *c = orr_new_object(vm, cls, cls->instance_size);
    if (c == NULL) {
        orr_release_object(vm, pools);
        return NULL;
    }
    memset((char *)c + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    c->pools = pools;
    c->r = r;
    if (index_count > SIZE_MAX / 64) {
        orr_raise_memory(vm);
        orr_release_object(vm, c);
        return NULL;
    }
    if (index_count > 0) {
        c->indices = orr_buffer_new(vm, index_count * sizeof *c->indices);
        if (c->indices == NULL) {
            orr_release_object(vm, c);
            return NULL;
        }
    }
    c->index_count = index_count;
    for (size_t i = 0; i < index_count; i++) c->indices[i] = counting ? i : 0;
    return c;
}

static OrrTuple *pool_of(OrrVm *vm, OrrValue iterable) {
    OrrValue pool = orr_tuple_from_iterable(vm, iterable);
    return pool == ORR_NULL ? NULL : orr_as_tuple(pool);
}

/* The items that the first r indices say. */
static OrrValue pick(OrrVm *vm, const Combine *c) {
    OrrTuple *result = orr_tuple_alloc(vm, c->r);
    for (size_t i = 0; result != NULL && i < c->r; i++) result->items[i] = orr_retain(c->pools->items[c->indices[i]]);
    return orr_value(result);
}

/* product */

static OrrValue product_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    int64_t repeat = 1;
    if (kwnames != ORR_NULL) {
        const OrrTuple *names = orr_as_tuple(kwnames);
        for (size_t i = 0; i < names->count; i++) {
            if (!orr_str_equals_cstring(orr_as_str(names->items[i]), "repeat")) {
                return orr_raise(vm, vm->exc.TypeError, "product() got an unexpected keyword argument '%S'",
                                 names->items[i]);
            }
            if (!orr_to_index(vm, args[nargs + i], vm->exc.OverflowError, &repeat)) return ORR_NULL;
        }
    }
    if (repeat < 0) return orr_raise(vm, vm->exc.ValueError, "repeat argument cannot be negative");
    if (repeat == 0) nargs = 0;
    size_t count;
    if (__builtin_mul_overflow(nargs, (size_t)repeat, &count)) {
        return orr_raise(vm, vm->exc.OverflowError, "repeat argument too large");
    }
    OrrTuple *pools = orr_tuple_alloc(vm, count);
    if (pools == NULL) return ORR_NULL;
    for (size_t i = 0; i < count; i++) {
        OrrValue pool = i < nargs ? orr_tuple_from_iterable(vm, args[i]) : orr_retain(pools->items[i - nargs]);
        if (pool == ORR_NULL) {
            orr_release_object(vm, pools);
            return ORR_NULL;
        }
        pools->items[i] = pool;
    }
    return orr_value(combine_new(vm, cls, pools, count, count, false));
}

static OrrValue product_next(OrrVm *vm, OrrValue self) {
    Combine *c = as_combine(self);
    if (c->stopped) return ORR_NULL;
    if (!c->started) {
        c->started = true;
        for (size_t i = 0; i < c->r; i++) c->stopped |= orr_as_tuple(c->pools->items[i])->count == 0;
    } else {
        size_t i = c->r;
        while (i > 0 && ++c->indices[i - 1] == orr_as_tuple(c->pools->items[i - 1])->count) c->indices[--i] = 0;
        c->stopped = i == 0;
    }
    if (c->stopped) return ORR_NULL;
    OrrTuple *result = orr_tuple_alloc(vm, c->r);
    for (size_t i = 0; result != NULL && i < c->r; i++) {
        result->items[i] = orr_retain(orr_as_tuple(c->pools->items[i])->items[c->indices[i]]);
    }
    return orr_value(result);
}

/* combinations and combinations_with_replacement */

static OrrValue choose_new(OrrVm *vm, OrrType *cls, const char *name, bool replace, const OrrValue *args, size_t nargs,
                           OrrValue kwnames) {
    static const char *const names[] = {"iterable", "r", NULL};
    const OrrSignature signature = {name, names, 0, 2, 2, 2};
    OrrValue out[2];
    int64_t r;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    if (!orr_to_index(vm, out[1], vm->exc.OverflowError, &r)) return ORR_NULL;
    OrrTuple *pool = pool_of(vm, out[0]);
    if (pool == NULL) return ORR_NULL;
    if (r < 0) {
        orr_release_object(vm, pool);
        return orr_raise(vm, vm->exc.ValueError, "r must be non-negative");
    }
    bool none = replace ? pool->count == 0 && r > 0 : (size_t)r > pool->count;
    Combine *c = combine_new(vm, cls, pool, (size_t)r, none ? 0 : (size_t)r, !replace);
    if (c != NULL) c->stopped = none;
    return orr_value(c);
}

static OrrValue combinations_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return choose_new(vm, cls, "combinations", false, args, nargs, kwnames);
}
static OrrValue replacement_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return choose_new(vm, cls, "combinations_with_replacement", true, args, nargs, kwnames);
}

static OrrValue combinations_next(OrrVm *vm, OrrValue self) {
    Combine *c = as_combine(self);
    if (c->stopped) return ORR_NULL;
    if (c->started) {
        size_t i = c->r, n = c->pools->count;
        while (i > 0 && c->indices[i - 1] == i - 1 + n - c->r) i--;
        if (i == 0) {
            c->stopped = true;
            return ORR_NULL;
        }
        c->indices[i - 1]++;
        for (; i < c->r; i++) c->indices[i] = c->indices[i - 1] + 1;
    }
    c->started = true;
    return pick(vm, c);
}

static OrrValue replacement_next(OrrVm *vm, OrrValue self) {
    Combine *c = as_combine(self);
    if (c->stopped) return ORR_NULL;
    if (c->started) {
        size_t i = c->r, last = c->pools->count - 1;
        while (i > 0 && c->indices[i - 1] == last) i--;
        if (i == 0) {
            c->stopped = true;
            return ORR_NULL;
        }
        size_t index = c->indices[i - 1] + 1;
        for (i--; i < c->r; i++) c->indices[i] = index;
    }
    c->started = true;
    return pick(vm, c);
}

/* permutations: cycles[i] says after how many steps place i has seen every item. */

static OrrValue permutations_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"iterable", "r", NULL};
    static const OrrSignature signature = {"permutations", names, 0, 2, 1, 2};
    OrrValue out[2];
    int64_t r = -1;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrTuple *pool = pool_of(vm, out[0]);
    if (pool == NULL) return ORR_NULL;
    bool ok = true;
    if (out[1] == ORR_NULL || out[1] == ORR_NONE) r = (int64_t)pool->count;
    else if (!orr_is_int(vm, out[1])) ok = orr_fail(vm, vm->exc.TypeError, "Expected int as r");
    else ok = orr_to_index(vm, out[1], vm->exc.OverflowError, &r);
    if (ok && r < 0) ok = orr_fail(vm, vm->exc.ValueError, "r must be non-negative");
    if (!ok) {
        orr_release_object(vm, pool);
        return ORR_NULL;
    }
    size_t n = pool->count;
    bool none = (size_t)r > n;
    Combine *c = combine_new(vm, cls, pool, none ? 0 : (size_t)r, n, true);
    if (c == NULL) return ORR_NULL;
    c->stopped = none;
    if (c->r == 0) return orr_value(c);
    c->cycles = orr_buffer_new(vm, c->r * sizeof *c->cycles);
    if (c->cycles == NULL) {
        orr_release_object(vm, c);
        return ORR_NULL;
    }
    for (size_t i = 0; i < c->r; i++) c->cycles[i] = n - i;
    return orr_value(c);
}

/* Moves to the next permutation; false after the last. */
static bool permute(Combine *c) {
    size_t n = c->index_count;
    for (size_t i = c->r; i-- > 0;) {
        size_t index = c->indices[i];
        if (--c->cycles[i] > 0) {
            size_t j = n - c->cycles[i];
            c->indices[i] = c->indices[j];
            c->indices[j] = index;
            return true;
        }
        memmove(c->indices + i, c->indices + i + 1, (n - 1 - i) * sizeof index);
        c->indices[n - 1] = index;
        c->cycles[i] = n - i;
    }
    return false;
}

static OrrValue permutations_next(OrrVm *vm, OrrValue self) {
    Combine *c = as_combine(self);
    if (c->stopped) return ORR_NULL;
    if (c->started && !permute(c)) {
        c->stopped = true;
        return ORR_NULL;
    }
    c->started = true;
    return pick(vm, c);
}

#define COMBINE_SPEC(id, text, new_slot, next_slot)                                                                    \
    const OrrTypeSpec id = {                                                                                           \
        .name = "itertools." text,                                                                                     \
        .size = sizeof(Combine),                                                                                       \
        .flags = ORR_TYPE_BASE | ORR_TYPE_GC,                                                                          \
        .slots = {.destroy = combine_destroy,                                                                          \
                  .traverse = combine_traverse,                                                                        \
                  .new_object = new_slot,                                                                              \
                  .iter = orr_iter_self,                                                                               \
                  .next = next_slot},                                                                                  \
    }
COMBINE_SPEC(orr_product_spec, "product", product_new, product_next);
COMBINE_SPEC(orr_combinations_spec, "combinations", combinations_new, combinations_next);
COMBINE_SPEC(orr_combinations_with_replacement_spec, "combinations_with_replacement", replacement_new,
             replacement_next);
COMBINE_SPEC(orr_permutations_spec, "permutations", permutations_new, permutations_next);
