/* int, bool, float: small ints and middle doubles are immediates (value.h), the others objects. */
#ifndef ORR_VM_NUMBER_H
#define ORR_VM_NUMBER_H

#include <gmp.h>

#include "sim/vm/vm.h"

/* An int outside the 63-bit range (always normalised: a value that fits is an immediate), or an instance of a
 * subclass of int, which is always an object and may hold any value. */
typedef struct OrrBigInt {
    OrrObject head;
    int64_t size; /* limbs; negative for negative numbers; 0 for zero. Which limbs: see orr_bigint_limbs */
} OrrBigInt;

/* Least significant first, the last one not 0. They follow the fixed part of the instance, which in a subclass has a dict
 * and slots too: an object's size is type->instance_size + 8 * limbs. */
static inline mp_limb_t *orr_bigint_limbs(const OrrBigInt *b) {
    return (mp_limb_t *)((uintptr_t)b + b->head.type->instance_size);
}

typedef struct OrrFloat {
    OrrObject head;
    double value;
} OrrFloat;

typedef struct OrrComplex {
    OrrObject head;
    double real, imag;
} OrrComplex;

OrrValue orr_int_slow(OrrVm *vm, int64_t n);
static inline OrrValue orr_int(OrrVm *vm, int64_t n) {
    return ORR_LIKELY(orr_fits_small_int(n)) ? orr_small_int(n) : orr_int_slow(vm, n);
}
OrrValue orr_int_from_u64(OrrVm *vm, uint64_t n);
OrrValue orr_int_from_double(OrrVm *vm, double d); /* truncates; errors for inf and nan as int() */
/* Digits in base 2..36 without sign or underscores. ValueError beyond 4300 decimal digits as CPython. */
OrrValue orr_int_from_digits(OrrVm *vm, const char *digits, size_t length, int base);
/* int, bool or a subclass: true. */
static inline bool orr_is_int(const OrrVm *vm, OrrValue v) {
    return orr_is_small_int(v) || orr_is_bool(v) || orr_has_flag(vm, v, ORR_TYPE_INT_SUB);
}
/* The value of an int (see orr_is_int) if it fits; false (no exception) if it doesn't. */
bool orr_int_to_i64(OrrValue v, int64_t *out);
/* An int as a double; false with OverflowError. */
bool orr_int_to_double(OrrVm *vm, OrrValue v, double *out);
/* Of an int (see orr_is_int). */
bool orr_int_is_negative(OrrValue v);
/* pow(base, exponent, modulus) of ints. */
OrrValue orr_int_power_modulo(OrrVm *vm, OrrValue base, OrrValue exponent, OrrValue modulus);
/* As its to_index slot: an exact int. TypeError "'X' object cannot be interpreted as an integer". */
OrrValue orr_index(OrrVm *vm, OrrValue v);
/* int(v): an exact int. */
OrrValue orr_int_of(OrrVm *vm, OrrValue v);

OrrValue orr_float_slow(OrrVm *vm, double d);
static inline OrrValue orr_float(OrrVm *vm, double d) {
    OrrValue v;
    return ORR_LIKELY(orr_flonum_encode(d, &v)) ? v : orr_float_slow(vm, d);
}
static inline bool orr_is_float(const OrrVm *vm, OrrValue v) {
    return orr_is_flonum(v) || orr_has_flag(vm, v, ORR_TYPE_FLOAT_SUB);
}
/* Of a float (see orr_is_float). */
static inline double orr_float_value(OrrValue v) {
    return orr_is_flonum(v) ? orr_flonum_value(v) : ((const OrrFloat *)(uintptr_t)v)->value;
}
/* Any real number as a double: float, int, __float__, __index__. TypeError "must be real number, not X". */
bool orr_to_double(OrrVm *vm, OrrValue v, double *out);
/* Shortest text that reads back as d, as repr(float). At most 32 bytes, NUL-terminated; returns the length. */
size_t orr_double_repr(double d, char out[32]);
/* Reads a float literal's text exactly; false if it isn't one. No locale. */
bool orr_double_parse(const char *text, size_t length, double *out);
int64_t orr_double_hash(double d);

#endif
