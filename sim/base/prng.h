/* Random numbers for orrery itself: random schedules, simulated latency. (The program's own random module is the
 * Mersenne Twister, as in CPython, and lives with the library.)
 *
 * xoshiro256**, its state filled from a seed by splitmix64, as its authors (Blackman and Vigna) advise. The state is
 * the caller's, so a generator may lie in an arena and is saved and restored with it.
 */
#ifndef ORR_BASE_PRNG_H
#define ORR_BASE_PRNG_H

#include <stdint.h>

typedef struct OrrPrng {
    uint64_t state[4];
} OrrPrng;

void orr_prng_seed(OrrPrng *prng, uint64_t seed);
uint64_t orr_prng_next(OrrPrng *prng);
/* A number in [0, n), each as likely as the others; n > 0. */
uint64_t orr_prng_below(OrrPrng *prng, uint64_t n);

/* One step of splitmix64: a good mix of 64 bits, also of use as a hash of numbers. */
static inline uint64_t orr_prng_mix(uint64_t value) {
    value += UINT64_C(0x9E3779B97F4A7C15);
    value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
    return value ^ (value >> 31);
}

#endif
