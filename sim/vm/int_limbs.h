/* Big integers as GMP's mpn functions see them: a magnitude in limbs, and a sign beside. Private to the number files.
 *
 * An operation looks at its operands through OrrIntViews (small ints and bools get a limb of their own), computes into
 * scratch OrrLimbs, and makes an int of exact size from that. Scratch is on the C stack while it is short, then in the
 * arena, so the run's memory limit holds; ints beyond ORR_MAX_INT_BYTES are a MemoryError at once. */
#ifndef ORR_VM_INT_LIMBS_H
#define ORR_VM_INT_LIMBS_H

#include "sim/base/limits.h"
#include "sim/vm/number.h"

#define ORR_LIMB_BITS   64u
#define ORR_MAX_LIMBS   (ORR_MAX_INT_BYTES / 8u)
#define ORR_LIMBS_LOCAL 32u

typedef struct OrrIntView {
    const mp_limb_t *limbs;
    size_t count; /* 0 for zero */
    bool negative;
    mp_limb_t one; /* where limbs of small ints are: a view must not be copied */
} OrrIntView;

typedef struct OrrLimbs {
    OrrVm *vm;
    mp_limb_t *p;
    size_t capacity;
    mp_limb_t local[ORR_LIMBS_LOCAL];
} OrrLimbs;

/* v is an int (see orr_is_int), alive while the view is used. */
void orr_int_view(OrrValue v, OrrIntView *view);
/* At least capacity limbs, uninitialised. False with MemoryError. */
bool orr_limbs_init(OrrVm *vm, OrrLimbs *limbs, size_t capacity) ORR_MUST_CHECK;
void orr_limbs_free(OrrLimbs *limbs);
/* The int with this magnitude (leading zeros allowed) and sign. */
OrrValue orr_int_from_limbs(OrrVm *vm, const mp_limb_t *p, size_t count, bool negative);
/* count without leading zero limbs. */
size_t orr_limbs_trim(const mp_limb_t *p, size_t count);
/* Bits of the magnitude: 0 for zero. */
uint64_t orr_limbs_bits(const mp_limb_t *p, size_t count);
/* < 0, 0, > 0 */
int orr_limbs_compare(const mp_limb_t *a, size_t a_count, const mp_limb_t *b, size_t b_count);
/* The nearest double to magnitude * 2**exponent (half to even); sticky: something nonzero lies below. inf if too large.
 * sticky needs the magnitude to have 55 bits at least, or its lowest bit to be of no weight in the result. */
double orr_limbs_to_double(const mp_limb_t *p, size_t count, int64_t exponent, bool sticky);
/* Bits first..first+63 of the magnitude. */
uint64_t orr_limbs_extract(const mp_limb_t *p, size_t count, uint64_t first);
bool orr_limbs_any_below(const mp_limb_t *p, size_t count, uint64_t bits);
/* Accounts for work that is far longer than a bytecode, so that polls stay frequent; to be called before it. False: the
 * run is being stopped. */
bool orr_int_charge(OrrVm *vm, size_t left_limbs, size_t right_limbs) ORR_MUST_CHECK;
/* A new exact int of the same value (the argument itself where it is one). */
OrrValue orr_int_exact(OrrVm *vm, OrrValue v);
/* Three-way comparison of ints; and of an int with a finite or infinite double. */
int orr_int_compare(OrrValue a, OrrValue b);
int orr_int_compare_double(OrrValue a, double d);

/* Operators of int, for other files (int_arith.c). Operands are ints. */
OrrValue orr_int_add(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_subtract(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_multiply(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_negate(OrrVm *vm, OrrValue a);
OrrValue orr_int_shift_left(OrrVm *vm, OrrValue a, uint64_t bits);
OrrValue orr_int_shift_right(OrrVm *vm, OrrValue a, uint64_t bits);
/* Floor division: either result may be NULL. by_zero: the message of ZeroDivisionError. */
bool orr_int_divmod(OrrVm *vm, OrrValue a, OrrValue b, OrrValue *quotient, OrrValue *remainder, const char *by_zero);
OrrValue orr_int_power(OrrVm *vm, OrrValue base, uint64_t exponent);
OrrValue orr_int_true_divide(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_gcd(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_sqrt(OrrVm *vm, OrrValue a); /* floor; a not negative */
/* The slots proper: they decline what is not an int. */
OrrValue orr_int_add_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_subtract_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_multiply_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_true_divide_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_floor_divide_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_modulo_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_divmod_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_power_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_lshift_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_rshift_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_and_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_or_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_xor_slot(OrrVm *vm, OrrValue a, OrrValue b);
OrrValue orr_int_absolute_slot(OrrVm *vm, OrrValue a);
OrrValue orr_int_invert_slot(OrrVm *vm, OrrValue a);

/* As int.to_bytes and int.from_bytes (int.c). */
bool orr_int_to_bytes(OrrVm *vm, OrrValue n, uint8_t *out, size_t length, bool little, bool is_signed);
OrrValue orr_int_from_bytes(OrrVm *vm, const uint8_t *data, size_t length, bool little, bool is_signed);

/* Text (int_text.c). */
/* Digits of |v| in base 2..36, lower case, in a buffer of orr_buffer_new(*capacity); NULL with an exception. Limits
 * decimal ones to 4300 as CPython, unless unlimited. */
char *orr_int_digits(OrrVm *vm, OrrValue v, int base, bool unlimited, size_t *length, size_t *capacity);
/* int(text, base): text as int() reads it, without surrounding space; original is for the message. */
OrrValue orr_int_parse(OrrVm *vm, const char *text, size_t length, int base, OrrValue original);
/* A str's characters as ASCII: spaces as ' ', decimal digits of any script as 0-9, others as '?'. Stripped of spaces
 * around. buffer: orr_buffer_new(s->length + 1), to be freed by the caller; NULL with MemoryError. */
char *orr_number_text(OrrVm *vm, const OrrStr *s, size_t *start, size_t *length);

#endif
