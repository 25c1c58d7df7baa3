/* Hashes as CPython computes them: the order of a set of numbers depends on them.
 *
 * An int's hash is its remainder by the prime 2^61 - 1 with the int's sign, and never -1 (which is -2 instead). */
#ifndef ORR_VM_HASH_H
#define ORR_VM_HASH_H

#include "sim/vm/abstract.h"
#include "sim/vm/str.h"

#define ORR_HASH_MODULUS (((uint64_t)1 << 61) - 1)

static inline int64_t orr_hash_small_int(int64_t n) {
    uint64_t m = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    m = (m & ORR_HASH_MODULUS) + (m >> 61);
    if (m >= ORR_HASH_MODULUS) m -= ORR_HASH_MODULUS;
    int64_t h = n < 0 ? -(int64_t)m : (int64_t)m;
    return h == -1 ? -2 : h;
}

/* orr_hash with the commonest keys in line. */
static inline bool orr_hash_key(OrrVm *vm, OrrValue key, int64_t *hash) {
    if (orr_is_small_int(key)) {
        *hash = orr_hash_small_int(orr_small_int_value(key));
        return true;
    }
    if (orr_is_object(key) && orr_object(key)->type == vm->types.str) {
        OrrStr *s = orr_as_str(key);
        *hash = s->hash != 0 ? s->hash : orr_str_hash(s);
        return true;
    }
    return orr_hash(vm, key, hash);
}

/* An exact str that is interned. */
static inline bool orr_is_interned(OrrValue v) {
    return orr_is_str(v) && (orr_object(v)->flags & ORR_STR_INTERNED);
}

#endif
