/* Module _random: the Mersenne Twister (MT19937) as CPython seeds and reads it, so that sequences agree. Unseeded, or
 * seeded with None, it starts from the run's seed as random.seed(S) would. */
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/function.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

#define WORDS  624u
#define MIDDLE 397u

typedef struct Random {
    OrrObject head;
    uint32_t index; /* of the next word to give out */
    uint32_t state[WORDS];
} Random;

static Random *as_random(OrrValue v) {
    return (Random *)orr_object(v);
}

/* The generator. */

static uint32_t twist(uint32_t upper, uint32_t lower) {
    uint32_t mixed = (upper & 0x80000000u) | (lower & 0x7FFFFFFFu);
    return mixed >> 1 ^ ((lower & 1u) != 0 ? 0x9908B0DFu : 0);
}

static void regenerate(Random *r) {
    uint32_t *s = r->state;
    for (uint32_t i = 0; i < WORDS; i++) s[i] = s[(i + MIDDLE) % WORDS] ^ twist(s[i], s[(i + 1) % WORDS]);
    r->index = 0;
}

static uint32_t next_word(Random *r) {
    if (r->index >= WORDS) regenerate(r);
    uint32_t y = r->state[r->index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
}

static void seed_with_word(Random *r, uint32_t seed) {
    r->state[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) { r->state[i] = 1812433253u * (r->state[i - 1] ^ r->state[i - 1] >> 30) + i; }
    r->index = WORDS;
}

/* The reference implementation's init_by_array. count >= 1. */
static void seed_with_words(Random *r, const uint32_t *key, size_t count) {
    seed_with_word(r, 19650218u);
    uint32_t *s = r->state;
    uint32_t i = 1;
    size_t j = 0;
    for (size_t k = count > WORDS ? count : WORDS; k > 0; k--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
        if (++i >= WORDS) {
            s[0] = s[WORDS - 1];
            i = 1;
        }
        if (++j >= count) j = 0;
    }
    for (uint32_t k = WORDS - 1; k > 0; k--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1566083941u) - i;
        if (++i >= WORDS) {
            s[0] = s[WORDS - 1];
            i = 1;
        }
    }
    s[0] = 0x80000000u;
}

/* Seeds with |n|, in words of 32 bits from the least significant. */
static bool seed_with_int(OrrVm *vm, Random *r, OrrValue n) {
    OrrIntView view;
    orr_int_view(n, &view);
    uint64_t bits = orr_limbs_bits(view.limbs, view.count);
    size_t count = bits == 0 ? 1 : (size_t)((bits - 1) / 32) + 1;
    uint32_t *key = orr_buffer_new(vm, count * sizeof *key);
    if (key == NULL) return false;
    for (size_t i = 0; i < count; i++) key[i] = (uint32_t)orr_limbs_extract(view.limbs, view.count, (uint64_t)i * 32);
    seed_with_words(r, key, count);
    orr_buffer_free(vm, key, count * sizeof *key);
    return true;
}

static bool seed_with(OrrVm *vm, Random *r, OrrValue arg) {
    OrrValue n;
    if (arg == ORR_NULL || arg == ORR_NONE) {
        n = orr_int_from_u64(vm, vm->seed);
    } else if (orr_is_int(vm, arg)) {
        n = orr_int_exact(vm, arg);
    } else {
        int64_t hash;
        if (!orr_hash(vm, arg, &hash)) return false;
        n = orr_int_from_u64(vm, (uint64_t)hash);
    }
    if (n == ORR_NULL) return false;
    bool ok = seed_with_int(vm, r, n);
    orr_release(vm, n);
    return ok;
}

/* Methods. */

static void random_destroy(OrrVm *vm, OrrObject *self) {
    orr_free_object(vm, self, self->type->instance_size);
}

static OrrValue random_construct(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    size_t keywords = kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count;
    if ((cls->flags & ORR_TYPE_HEAP) == 0) {
        if (keywords > 0) return orr_raise(vm, vm->exc.TypeError, "Random() takes no keyword arguments");
        if (nargs > 1) return orr_raise(vm, vm->exc.TypeError, "Random() takes at most 1 argument (%zu given)", nargs);
    }
    Random *r = orr_new_object(vm, cls, cls->instance_size);
    if (r == NULL) return ORR_NULL;
    memset((char *)r + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    /* A subclass gets what its __init__ wants to make of the arguments; here any state will do. */
    bool plain = (cls->flags & ORR_TYPE_HEAP) == 0;
    if (seed_with(vm, r, plain && nargs > 0 ? args[0] : ORR_NULL)) return orr_value(r);
    orr_release_object(vm, r);
    return ORR_NULL;
}

static bool random_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return true;
}

static OrrValue random_random(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    uint32_t a = next_word(as_random(self)) >> 5, b = next_word(as_random(self)) >> 6;
    return orr_float(vm, (a * 67108864.0 + b) * (1.0 / 9007199254740992.0));
}

static OrrValue random_seed(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    return seed_with(vm, as_random(self), nargs > 0 ? args[0] : ORR_NULL) ? ORR_NONE : ORR_NULL;
}

static OrrValue random_getrandbits(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    int64_t k;
    if (!orr_to_index(vm, args[0], vm->exc.OverflowError, &k)) return ORR_NULL;
    if (k < 0) return orr_raise(vm, vm->exc.ValueError, "number of bits must be non-negative");
    if (k == 0) return orr_small_int(0);
    if (k <= 32) return orr_small_int(next_word(as_random(self)) >> (32 - k));
    if (k / 64 > (int64_t)ORR_MAX_LIMBS) return orr_raise_memory(vm);
    OrrLimbs limbs;
    size_t count = (size_t)(k - 1) / 64 + 1;
    if (!orr_int_charge(vm, count, 64) || !orr_limbs_init(vm, &limbs, count)) return ORR_NULL;
    memset(limbs.p, 0, count * sizeof(mp_limb_t));
    for (int64_t left = k, i = 0; left > 0; left -= 32, i++) {
        uint32_t word = next_word(as_random(self));
        if (left < 32) word >>= 32 - left;
        limbs.p[i / 2] |= (mp_limb_t)word << (32 * (i % 2));
    }
    OrrValue result = orr_int_from_limbs(vm, limbs.p, count, false);
    orr_limbs_free(&limbs);
    return result;
}

static OrrValue random_getstate(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Random *r = as_random(self);
    OrrTuple *tuple = orr_tuple_alloc(vm, WORDS + 1);
    if (tuple == NULL) return ORR_NULL;
    for (size_t i = 0; i < WORDS; i++) tuple->items[i] = orr_small_int(r->state[i]);
    tuple->items[WORDS] = orr_small_int(r->index);
    return orr_value(tuple);
}

static OrrValue random_setstate(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_is_tuple(args[0])) return orr_raise(vm, vm->exc.TypeError, "state vector must be a tuple");
    OrrTuple *tuple = orr_as_tuple(args[0]);
    if (tuple->count != WORDS + 1) return orr_raise(vm, vm->exc.ValueError, "state vector is the wrong size");
    Random *r = as_random(self);
    uint32_t state[WORDS];
    int64_t n;
    for (size_t i = 0; i < WORDS + 1; i++) {
        if (!orr_is_int(vm, tuple->items[i])) return orr_raise(vm, vm->exc.TypeError, "an integer is required");
        if (orr_int_is_negative(tuple->items[i])) {
            return orr_raise(vm, vm->exc.OverflowError, "can't convert negative value to unsigned int");
        }
        if (!orr_int_to_i64(tuple->items[i], &n)) {
            return orr_raise(vm, vm->exc.OverflowError, "Python int too large to convert to C unsigned long");
        }
        if (i < WORDS) state[i] = (uint32_t)n;
    }
    if (n > WORDS) return orr_raise(vm, vm->exc.ValueError, "invalid state");
    memcpy(r->state, state, sizeof state);
    r->index = (uint32_t)n;
    return ORR_NONE;
}

static const OrrMethodDef random_methods[] = {
    ORR_DEF_ONE("getrandbits", random_getrandbits), ORR_DEF_NONE("getstate", random_getstate),
    ORR_DEF_NONE("random", random_random),          ORR_DEF_RANGE("seed", random_seed, 0, 1),
    ORR_DEF_ONE("setstate", random_setstate),       ORR_DEF_END,
};

static const OrrTypeSpec random_spec = {
    .name = "_random.Random",
    .doc = "Random() -> create a random number generator with its own internal state.",
    .size = sizeof(Random),
    .flags = ORR_TYPE_BASE,
    .slots = {.destroy = random_destroy, .new_object = random_construct, .init = random_init},
    .methods = random_methods,
};

OrrValue orr_lib_random(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "_random");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_type(vm, module, &random_spec, NULL) != NULL) return module;
    orr_release(vm, module);
    return ORR_NULL;
}
