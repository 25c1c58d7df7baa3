#include "sim/base/prng.h"

#include "sim/base/check.h"

static uint64_t rotate_left(uint64_t value, unsigned bits) {
    return (value << bits) | (value >> (64u - bits));
}

void orr_prng_seed(OrrPrng *prng, uint64_t seed) {
    for (unsigned i = 0; i < 4; i++) prng->state[i] = orr_prng_mix(seed + i * UINT64_C(0x9E3779B97F4A7C15));
}

uint64_t orr_prng_next(OrrPrng *prng) {
    uint64_t *s = prng->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

/* Numbers above the last whole multiple of n are drawn again: without that the small ones come a little more often. */
uint64_t orr_prng_below(OrrPrng *prng, uint64_t n) {
    ORR_ASSERT(n > 0);
    uint64_t surplus = (UINT64_MAX % n + 1) % n; /* 2**64 mod n */
    uint64_t value = orr_prng_next(prng);
    while (value > UINT64_MAX - surplus) value = orr_prng_next(prng);
    return value % n;
}
