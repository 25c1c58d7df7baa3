/* Ints as limbs: views, scratch memory, making ints from magnitudes, and what only reads them. */
#include "sim/vm/int_limbs.h"

#include <math.h>

#include "sim/vm/eval.h"

_Static_assert(sizeof(mp_limb_t) == 8, "limbs of 64 bits");
_Static_assert(GMP_NUMB_BITS == 64, "limbs without nails");

static OrrBigInt *as_big(OrrValue v) {
    return (OrrBigInt *)orr_object(v);
}

static void view_of_i64(int64_t n, OrrIntView *view) {
    view->negative = n < 0;
    view->one = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    view->limbs = &view->one;
    view->count = n != 0;
}

void orr_int_view(OrrValue v, OrrIntView *view) {
    if (orr_is_small_int(v)) {
        view_of_i64(orr_small_int_value(v), view);
    } else if (orr_is_bool(v)) {
        view_of_i64(v == ORR_TRUE, view);
    } else {
        const OrrBigInt *big = as_big(v);
        view->negative = big->size < 0;
        view->count = (size_t)(big->size < 0 ? -big->size : big->size);
        view->limbs = orr_bigint_limbs(big);
        view->one = 0;
    }
}

bool orr_limbs_init(OrrVm *vm, OrrLimbs *limbs, size_t capacity) {
    limbs->vm = vm;
    limbs->p = limbs->local;
    limbs->capacity = capacity;
    if (capacity <= ORR_LIMBS_LOCAL) return true;
    limbs->p = NULL;
    if (capacity > 2 * (size_t)ORR_MAX_LIMBS + 4) {
        orr_raise_memory(vm);
        return false;
    }
    limbs->p = orr_buffer_new(vm, capacity * sizeof(mp_limb_t));
    return limbs->p != NULL;
}

void orr_limbs_free(OrrLimbs *limbs) {
    if (limbs->p == limbs->local || limbs->p == NULL) return;
    orr_buffer_free(limbs->vm, limbs->p, limbs->capacity * sizeof(mp_limb_t));
}

size_t orr_limbs_trim(const mp_limb_t *p, size_t count) {
    while (count > 0 && p[count - 1] == 0) count--;
    return count;
}

uint64_t orr_limbs_bits(const mp_limb_t *p, size_t count) {
    if (count == 0) return 0;
    return (uint64_t)count * ORR_LIMB_BITS - (unsigned)__builtin_clzll(p[count - 1]);
}

int orr_limbs_compare(const mp_limb_t *a, size_t a_count, const mp_limb_t *b, size_t b_count) {
    if (a_count != b_count) return a_count < b_count ? -1 : 1;
    return a_count == 0 ? 0 : mpn_cmp(a, b, (mp_size_t)a_count);
}

OrrValue orr_int_from_limbs(OrrVm *vm, const mp_limb_t *p, size_t count, bool negative) {
    count = orr_limbs_trim(p, count);
    if (count == 0) return orr_small_int(0);
    if (count == 1) {
        if (p[0] <= (uint64_t)ORR_SMALL_INT_MAX) return orr_small_int(negative ? -(int64_t)p[0] : (int64_t)p[0]);
        if (negative && p[0] == (uint64_t)ORR_SMALL_INT_MAX + 1) return orr_small_int(ORR_SMALL_INT_MIN);
    }
    if (count > ORR_MAX_LIMBS) return orr_raise_memory(vm);
    OrrBigInt *big = orr_new_object(vm, vm->types.int_, sizeof *big + count * sizeof(mp_limb_t));
    if (big == NULL) return ORR_NULL;
    big->size = negative ? -(int64_t)count : (int64_t)count;
    memcpy(orr_bigint_limbs(big), p, count * sizeof(mp_limb_t));
    return orr_value(big);
}

OrrValue orr_int_slow(OrrVm *vm, int64_t n) {
    mp_limb_t limb = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    return orr_int_from_limbs(vm, &limb, 1, n < 0);
}

OrrValue orr_int_from_u64(OrrVm *vm, uint64_t n) {
    mp_limb_t limb = n;
    return orr_int_from_limbs(vm, &limb, 1, false);
}

OrrValue orr_int_from_double(OrrVm *vm, double d) {
    if (isnan(d)) return orr_raise(vm, vm->exc.ValueError, "cannot convert float NaN to integer");
    if (isinf(d)) return orr_raise(vm, vm->exc.OverflowError, "cannot convert float infinity to integer");
    if (fabs(d) < 0x1p62) return orr_small_int((int64_t)d);
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(d), &exponent), 53);
    mp_limb_t limbs[18] = {0};
    unsigned shift = (unsigned)exponent - 53u, at = shift / ORR_LIMB_BITS, rest = shift % ORR_LIMB_BITS;
    limbs[at] = mantissa << rest;
    if (rest > 0) limbs[at + 1] = mantissa >> (ORR_LIMB_BITS - rest);
    return orr_int_from_limbs(vm, limbs, at + 2, d < 0);
}

bool orr_int_to_i64(OrrValue v, int64_t *out) {
    if (orr_is_small_int(v)) {
        *out = orr_small_int_value(v);
        return true;
    }
    OrrIntView view;
    orr_int_view(v, &view);
    if (view.count > 1) return false;
    uint64_t magnitude = view.count == 0 ? 0 : view.limbs[0];
    if (magnitude > (uint64_t)INT64_MAX + view.negative) return false;
    *out = (int64_t)(view.negative ? 0 - magnitude : magnitude);
    return true;
}

bool orr_int_is_negative(OrrValue v) {
    if (orr_is_small_int(v)) return orr_small_int_value(v) < 0;
    return orr_is_object(v) && as_big(v)->size < 0;
}

OrrValue orr_int_exact(OrrVm *vm, OrrValue v) {
    if (orr_is_small_int(v) || orr_is_exact(vm, v, vm->types.int_)) return orr_retain(v);
    OrrIntView view;
    orr_int_view(v, &view);
    return orr_int_from_limbs(vm, view.limbs, view.count, view.negative);
}

uint64_t orr_limbs_extract(const mp_limb_t *p, size_t count, uint64_t first) {
    size_t at = (size_t)(first / ORR_LIMB_BITS);
    unsigned rest = (unsigned)(first % ORR_LIMB_BITS);
    if (at >= count) return 0;
    uint64_t bits = p[at] >> rest;
    if (rest > 0 && at + 1 < count) bits |= p[at + 1] << (ORR_LIMB_BITS - rest);
    return bits;
}

bool orr_limbs_any_below(const mp_limb_t *p, size_t count, uint64_t bits) {
    size_t whole = (size_t)(bits / ORR_LIMB_BITS);
    unsigned rest = (unsigned)(bits % ORR_LIMB_BITS);
    for (size_t i = 0; i < whole && i < count; i++) {
        if (p[i] != 0) return true;
    }
    return whole < count && rest > 0 && (p[whole] & (((uint64_t)1 << rest) - 1)) != 0;
}

double orr_limbs_to_double(const mp_limb_t *p, size_t count, int64_t exponent, bool sticky) {
    if (count == 0) return 0.0;
    int64_t bits = (int64_t)orr_limbs_bits(p, count);
    int64_t top = bits + exponent; /* the value is in [2**(top-1), 2**top) */
    if (top > 1024) return INFINITY;
    if (top < -1075) return 0.0;
    int64_t keep = top < -1021 ? top + 1074 : 53; /* bits that the double has room for; may be 0, or -1 */
    int64_t drop = bits - keep;                   /* bits to round away */
    if (drop <= 0) return ldexp((double)orr_limbs_extract(p, count, 0), (int)exponent);
    uint64_t kept = orr_limbs_extract(p, count, (uint64_t)drop);
    bool half = orr_limbs_extract(p, count, (uint64_t)drop - 1) & 1u;
    bool below = sticky || orr_limbs_any_below(p, count, (uint64_t)drop - 1);
    if (half && (below || (kept & 1u) != 0)) kept++;
    return ldexp((double)kept, (int)(exponent + drop));
}

bool orr_int_to_double(OrrVm *vm, OrrValue v, double *out) {
    if (orr_is_small_int(v)) {
        *out = (double)orr_small_int_value(v);
        return true;
    }
    OrrIntView view;
    orr_int_view(v, &view);
    double d = orr_limbs_to_double(view.limbs, view.count, 0, false);
    if (isinf(d)) return orr_fail(vm, vm->exc.OverflowError, "int too large to convert to float");
    *out = view.negative ? -d : d;
    return true;
}

int orr_int_compare(OrrValue a, OrrValue b) {
    if (orr_both_small_ints(a, b)) return (int64_t)a < (int64_t)b ? -1 : (int64_t)a > (int64_t)b;
    OrrIntView x, y;
    orr_int_view(a, &x);
    orr_int_view(b, &y);
    if (x.negative != y.negative) return x.negative ? -1 : 1;
    int order = orr_limbs_compare(x.limbs, x.count, y.limbs, y.count);
    return x.negative ? -order : order;
}

/* Exact: the integer parts are compared as integers, then the fraction decides. d is not nan. */
int orr_int_compare_double(OrrValue a, double d) {
    OrrIntView view;
    orr_int_view(a, &view);
    if (view.count == 0) return d > 0 ? -1 : d < 0;
    if (d == 0 || (d < 0) != view.negative) return view.negative ? -1 : 1;
    int order; /* of magnitudes */
    int exponent;
    double fraction = frexp(fabs(d), &exponent);
    uint64_t bits = orr_limbs_bits(view.limbs, view.count);
    if (isinf(d) || (exponent > 0 && bits < (uint64_t)exponent)) {
        order = -1;
    } else if (exponent <= 0 || bits > (uint64_t)exponent) {
        order = 1;
    } else {
        /* Both have their top bit in the same place: the 53 bits of d against the top ones of the int. */
        uint64_t mantissa = (uint64_t)ldexp(fraction, 53), top;
        bool below = false;
        if (bits >= 53) {
            top = orr_limbs_extract(view.limbs, view.count, bits - 53);
            below = orr_limbs_any_below(view.limbs, view.count, bits - 53);
        } else {
            top = view.limbs[0] << (53 - bits);
        }
        order = top < mantissa ? -1 : top > mantissa ? 1 : below;
    }
    return view.negative ? -order : order;
}

bool orr_int_charge(OrrVm *vm, size_t left_limbs, size_t right_limbs) {
    if (left_limbs + right_limbs < 64) return true;
    uint64_t work = (uint64_t)left_limbs * (right_limbs < 64 ? right_limbs + 1 : 64) / 256;
    if (work > INT64_MAX / 4) work = INT64_MAX / 4;
    vm->fuel -= (int64_t)work;
    return vm->fuel > 0 || orr_poll(vm);
}
