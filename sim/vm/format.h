/* The format mini-language: what format(value, spec) and f'{value:spec}' do with numbers and strs, and the number
 * formatting below it that % formatting shares.
 *
 *   [[fill]align][sign][z][#][0][width][grouping][.precision][type]
 *
 * Digits of floats are exact at any precision (correctly rounded, half to even, from the full binary value), never
 * through the C library, so no locale has a say. */
#ifndef ORR_VM_FORMAT_H
#define ORR_VM_FORMAT_H

#include "sim/vm/str.h"

typedef enum OrrFormatFlag {
    ORR_FORMAT_ALTERNATE = 1 << 0,        /* '#': keeps the point and trailing zeros; prefixes 0x and so on for ints */
    ORR_FORMAT_SIGN = 1 << 1,             /* '+': a sign for positive numbers too */
    ORR_FORMAT_SPACE = 1 << 2,            /* ' ': a space for positive numbers */
    ORR_FORMAT_NO_NEGATIVE_ZERO = 1 << 3, /* 'z' */
    ORR_FORMAT_POINT_ZERO = 1 << 4        /* adds ".0" to what would look like an int, as repr does */
} OrrFormatFlag;

/* What the text of a float needs at most: kept on the heap of the run, so there is no limit but memory. */
/* d as %e, %f, %g (or E, F, G: upper case; 'r': repr, precision ignored; '%': times 100 with a percent sign) with
 * precision digits
 * (-1: 6). Sign and digits only, no padding. inf and nan as CPython. Returns a new ASCII str, or ORR_NULL
 * (MemoryError). */
OrrValue orr_format_float(OrrVm *vm, double d, char type, int64_t precision, unsigned flags);

/* An int (see orr_is_int) in base 2, 8, 10 or 16 with at least min_digits digits (zeros after the sign and prefix),
 * as '%#.5x' % n needs. type: one of d i u o x X b. With ORR_FORMAT_ALTERNATE: 0o, 0x, 0X, 0b. New ASCII str. */
OrrValue orr_format_int_digits(OrrVm *vm, OrrValue n, char type, int64_t min_digits, unsigned flags);

/* format(value, spec): value is an int (bool included), a float, a complex, a str (or instance of a subclass). New str.
 */
OrrValue orr_format_int(OrrVm *vm, OrrValue value, OrrStr *spec);
OrrValue orr_format_double(OrrVm *vm, OrrValue value, OrrStr *spec);
OrrValue orr_format_complex(OrrVm *vm, OrrValue value, OrrStr *spec);
OrrValue orr_format_str(OrrVm *vm, OrrValue value, OrrStr *spec);

/* TypeError of a __format__ method whose argument is no str. */
OrrValue orr_raise_format_argument(OrrVm *vm, OrrValue argument);

#endif
