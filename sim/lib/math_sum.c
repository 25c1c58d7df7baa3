/* Sums and products of module math: fsum, sumprod, prod, hypot, dist.
 *
 * Sums of doubles are exact: an accumulator of fixed point, wide enough for all doubles, rounded once at the end. */
#include <math.h>

#include "sim/lib/math_internal.h"
#include "sim/vm/abstract.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/tuple.h"

/* Two's complement, in units of 2**-2200 (products of doubles reach 2**-2148), up to 2**1160 and the sign. */
#define UNIT  2200
#define WIDTH 53

typedef struct Accumulator {
    mp_limb_t p[WIDTH];
    double special; /* sum of what isn't finite */
    double infinite;
    bool any_special;
} Accumulator;

static void accumulator_reset(Accumulator *a) {
    memset(a, 0, sizeof *a);
}

/* Adds d * 2**exponent, d finite. */
static void accumulator_add_scaled(Accumulator *a, double d, int exponent) {
    if (d == 0) return;
    int own_exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(d), &own_exponent), 53);
    unsigned at = (unsigned)(own_exponent + exponent - 53 + UNIT), limb = at / 64, shift = at % 64;
    mp_limb_t parts[2] = {mantissa << shift, shift == 0 ? 0 : mantissa >> (64 - shift)};
    mp_limb_t *from = a->p + limb;
    mp_size_t size = (mp_size_t)(WIDTH - limb);
    if (d > 0) {
        mpn_add(from, from, size, parts, 2);
    } else {
        mpn_sub(from, from, size, parts, 2);
    }
}

static void accumulator_add(Accumulator *a, double d) {
    if (isfinite(d)) {
        accumulator_add_scaled(a, d, 0);
        return;
    }
    a->any_special = true;
    a->special += d;
    if (isinf(d)) a->infinite += d;
}

/* Adds x * y without rounding. */
static void accumulator_add_product(Accumulator *a, double x, double y) {
    double product = x * y;
    if (!isfinite(product)) {
        accumulator_add(a, product);
        return;
    }
    /* As fractions, so that neither part of the product underflows. */
    int x_exponent, y_exponent;
    double x_fraction = frexp(x, &x_exponent), y_fraction = frexp(y, &y_exponent);
    double high = x_fraction * y_fraction, low = fma(x_fraction, y_fraction, -high);
    accumulator_add_scaled(a, high, x_exponent + y_exponent);
    accumulator_add_scaled(a, low, x_exponent + y_exponent);
}

static double accumulator_round(const Accumulator *a) {
    mp_limb_t magnitude[WIDTH];
    bool negative = a->p[WIDTH - 1] >> 63;
    memcpy(magnitude, a->p, sizeof magnitude);
    if (negative) mpn_neg(magnitude, magnitude, WIDTH);
    double d = orr_limbs_to_double(magnitude, orr_limbs_trim(magnitude, WIDTH), -UNIT, false);
    return negative ? -d : d;
}

static bool fsum_item(OrrVm *vm, OrrValue item, void *context) {
    Accumulator *sum = context;
    double d;
    if (!orr_to_double(vm, item, &d)) return false;
    accumulator_add(sum, d);
    /* CPython's running sum of doubles overflows where the exact one passes the largest double. */
    if (fabs(d) > 0x1p960 && isinf(accumulator_round(sum))) {
        return orr_fail(vm, vm->exc.OverflowError, "intermediate overflow in fsum");
    }
    return true;
}

static OrrValue math_fsum(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    Accumulator sum;
    accumulator_reset(&sum);
    if (!orr_for_each(vm, args[0], fsum_item, &sum)) return ORR_NULL;
    if (sum.any_special) {
        if (isnan(sum.infinite)) return orr_raise(vm, vm->exc.ValueError, "-inf + inf in fsum");
        return orr_float(vm, sum.special);
    }
    return orr_float(vm, accumulator_round(&sum));
}

/* sumprod: pairs of floats go to the accumulator, all others are multiplied and added as the values they are. */
typedef struct SumProduct {
    OrrValue total;
    Accumulator floats;
    bool any_floats;
} SumProduct;

static bool add_to_total(OrrVm *vm, SumProduct *s, OrrValue term) {
    if (term == ORR_NULL) return false;
    orr_set_slot(vm, &s->total, orr_binary(vm, ORR_ADD, s->total, term));
    orr_release(vm, term);
    return s->total != ORR_NULL;
}

static bool flush_floats(OrrVm *vm, SumProduct *s) {
    if (!s->any_floats) return true;
    double d = s->floats.any_special ? s->floats.special : accumulator_round(&s->floats);
    s->any_floats = false;
    accumulator_reset(&s->floats);
    return add_to_total(vm, s, orr_float(vm, d));
}

static bool exact_double(OrrVm *vm, OrrValue v, bool *is_float, double *out) {
    *is_float = orr_is_exact(vm, v, vm->types.float_);
    if (*is_float) {
        *out = orr_float_value(v);
        return true;
    }
    if (!orr_is_exact(vm, v, vm->types.int_)) return false;
    OrrIntView view;
    orr_int_view(v, &view);
    double magnitude = orr_limbs_to_double(view.limbs, view.count, 0, false);
    *out = view.negative ? -magnitude : magnitude;
    return isfinite(magnitude);
}

static bool add_pair(OrrVm *vm, SumProduct *s, OrrValue p, OrrValue q) {
    bool p_float, q_float;
    double x, y;
    if (exact_double(vm, p, &p_float, &x) && exact_double(vm, q, &q_float, &y) && (p_float || q_float)) {
        s->any_floats = true;
        accumulator_add_product(&s->floats, x, y);
        return true;
    }
    return flush_floats(vm, s) && add_to_total(vm, s, orr_binary(vm, ORR_MUL, p, q));
}

static OrrValue math_sumprod(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrValue left = orr_iter(vm, args[0]);
    if (left == ORR_NULL) return ORR_NULL;
    OrrValue right = orr_iter(vm, args[1]);
    if (right == ORR_NULL) {
        orr_release(vm, left);
        return ORR_NULL;
    }
    SumProduct s = {.total = orr_small_int(0)};
    accumulator_reset(&s.floats);
    bool ok = true;
    while (ok) {
        OrrValue p = orr_next(vm, left);
        if (p == ORR_NULL && vm->exception != ORR_NULL) ok = false;
        OrrValue q = ok ? orr_next(vm, right) : ORR_NULL;
        if (q == ORR_NULL && vm->exception != ORR_NULL) ok = false;
        if (ok && (p == ORR_NULL) != (q == ORR_NULL)) {
            ok = orr_fail(vm, vm->exc.ValueError, "Inputs are not the same length");
        }
        bool end = p == ORR_NULL;
        if (ok && !end) ok = add_pair(vm, &s, p, q);
        orr_xrelease(vm, p);
        orr_xrelease(vm, q);
        if (end) break;
    }
    ok = ok && flush_floats(vm, &s);
    orr_release(vm, left);
    orr_release(vm, right);
    if (ok) return s.total;
    orr_xrelease(vm, s.total);
    return ORR_NULL;
}

static bool prod_item(OrrVm *vm, OrrValue item, void *context) {
    OrrValue *product = context;
    orr_set_slot(vm, product, orr_binary(vm, ORR_MUL, *product, item));
    return *product != ORR_NULL;
}

static OrrValue math_prod(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"iterable", "start", NULL};
    static const OrrSignature signature = {"prod", names, 1, 1, 1, 2};
    OrrValue bound[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrValue product = bound[1] == ORR_NULL ? orr_small_int(1) : orr_retain(bound[1]);
    if (orr_for_each(vm, bound[0], prod_item, &product)) return product;
    orr_xrelease(vm, product);
    return ORR_NULL;
}

/* The length of a vector whose largest coordinate is max: scaled by a power of two, summed in twice the precision, and
 * the root corrected once, so that the result is rounded from all but exact. */
static double vector_length(const double *coordinates, size_t count, double max, bool found_nan) {
    if (isinf(max)) return max;
    if (found_nan) return NAN;
    if (max == 0 || count <= 1) return max;
    int exponent;
    (void)frexp(max, &exponent);
    double sum = 0.0, lost = 0.0;
    for (size_t i = 0; i < count; i++) {
        double x = ldexp(coordinates[i], -exponent);
        double square = x * x, square_lost = fma(x, x, -square);
        double next = sum + square, part = next - sum;
        lost += (sum - (next - part)) + (square - part) + square_lost;
        sum = next;
    }
    double root = sqrt(sum + lost);
    double square = root * root, square_lost = fma(root, root, -square);
    double rest = (sum - square) + (lost - square_lost);
    return ldexp(root + rest / (2.0 * root), exponent);
}

static OrrValue length_of(OrrVm *vm, double *coordinates, size_t count) {
    double max = 0.0;
    bool found_nan = false;
    for (size_t i = 0; i < count; i++) {
        coordinates[i] = fabs(coordinates[i]);
        found_nan = found_nan || isnan(coordinates[i]);
        if (coordinates[i] > max) max = coordinates[i];
    }
    return orr_float(vm, vector_length(coordinates, count, max, found_nan));
}

static OrrValue math_hypot(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    double *coordinates = orr_buffer_new(vm, (nargs + 1) * sizeof *coordinates);
    if (coordinates == NULL) return ORR_NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < nargs; i++) ok = orr_to_double(vm, args[i], &coordinates[i]);
    OrrValue result = ok ? length_of(vm, coordinates, nargs) : ORR_NULL;
    orr_buffer_free(vm, coordinates, (nargs + 1) * sizeof *coordinates);
    return result;
}

static OrrValue distance(OrrVm *vm, const OrrTuple *p, const OrrTuple *q) {
    if (p->count != q->count) {
        return orr_raise(vm, vm->exc.ValueError, "both points must have the same number of dimensions");
    }
    size_t size = (p->count + 1) * sizeof(double);
    double *coordinates = orr_buffer_new(vm, size);
    if (coordinates == NULL) return ORR_NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < p->count; i++) {
        double x, y;
        ok = orr_to_double(vm, p->items[i], &x) && orr_to_double(vm, q->items[i], &y);
        if (ok) coordinates[i] = x - y;
    }
    OrrValue result = ok ? length_of(vm, coordinates, p->count) : ORR_NULL;
    orr_buffer_free(vm, coordinates, size);
    return result;
}

static OrrValue math_dist(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrValue p = orr_tuple_from_iterable(vm, args[0]);
    if (p == ORR_NULL) return ORR_NULL;
    OrrValue q = orr_tuple_from_iterable(vm, args[1]), result = ORR_NULL;
    if (q != ORR_NULL) {
        result = distance(vm, orr_as_tuple(p), orr_as_tuple(q));
        orr_release(vm, q);
    }
    orr_release(vm, p);
    return result;
}

const OrrMethodDef orr_math_sum_methods[] = {
    ORR_DEF_RANGE("dist", math_dist, 2, 2),       ORR_DEF_ONE("fsum", math_fsum),
    ORR_DEF_RANGE("hypot", math_hypot, 0, 255),   ORR_DEF_KEYWORDS("prod", math_prod),
    ORR_DEF_RANGE("sumprod", math_sumprod, 2, 2), ORR_DEF_END,
};
