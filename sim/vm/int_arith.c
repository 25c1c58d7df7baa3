/* Arithmetic of ints: Python's operators over GMP's magnitudes. Small ints take the short way at the top of each. */
#include <math.h>

#include "sim/vm/int_limbs.h"
#include "sim/vm/tuple.h"

/* Signed addition of two views; flip negates the second. */
static OrrValue add_views(OrrVm *vm, const OrrIntView *a, const OrrIntView *b, bool flip) {
    bool b_negative = b->negative != flip;
    if (orr_limbs_compare(a->limbs, a->count, b->limbs, b->count) < 0) {
        const OrrIntView *other = a;
        bool a_negative = a->negative;
        OrrLimbs sum;
        a = b;
        if (!orr_limbs_init(vm, &sum, a->count + 1)) return ORR_NULL;
        if (other->count == 0) {
            memcpy(sum.p, a->limbs, a->count * sizeof(mp_limb_t));
            sum.p[a->count] = 0;
        } else if (a_negative == b_negative) {
            sum.p[a->count] = mpn_add(sum.p, a->limbs, (mp_size_t)a->count, other->limbs, (mp_size_t)other->count);
        } else {
            mpn_sub(sum.p, a->limbs, (mp_size_t)a->count, other->limbs, (mp_size_t)other->count);
            sum.p[a->count] = 0;
        }
        OrrValue result = orr_int_from_limbs(vm, sum.p, a->count + 1, b_negative);
        orr_limbs_free(&sum);
        return result;
    }
    OrrLimbs sum;
    if (!orr_limbs_init(vm, &sum, a->count + 1)) return ORR_NULL;
    sum.p[a->count] = 0;
    if (b->count == 0) {
        if (a->count > 0) memcpy(sum.p, a->limbs, a->count * sizeof(mp_limb_t));
    } else if (a->negative == b_negative) {
        sum.p[a->count] = mpn_add(sum.p, a->limbs, (mp_size_t)a->count, b->limbs, (mp_size_t)b->count);
    } else {
        mpn_sub(sum.p, a->limbs, (mp_size_t)a->count, b->limbs, (mp_size_t)b->count);
    }
    OrrValue result = orr_int_from_limbs(vm, sum.p, a->count + 1, a->negative);
    orr_limbs_free(&sum);
    return result;
}

OrrValue orr_int_add(OrrVm *vm, OrrValue a, OrrValue b) {
    if (ORR_LIKELY(orr_both_small_ints(a, b))) return orr_int(vm, orr_small_int_value(a) + orr_small_int_value(b));
    OrrIntView x, y;
    orr_int_view(a, &x);
    orr_int_view(b, &y);
    return add_views(vm, &x, &y, false);
}

OrrValue orr_int_subtract(OrrVm *vm, OrrValue a, OrrValue b) {
    if (ORR_LIKELY(orr_both_small_ints(a, b))) return orr_int(vm, orr_small_int_value(a) - orr_small_int_value(b));
    OrrIntView x, y;
    orr_int_view(a, &x);
    orr_int_view(b, &y);
    return add_views(vm, &x, &y, true);
}

/* product has room for a_count + b_count limbs, and overlaps neither. */
static void multiply_limbs(mp_limb_t *product, const mp_limb_t *a, size_t a_count, const mp_limb_t *b, size_t b_count) {
    if (a == b && a_count == b_count) {
        mpn_sqr(product, a, (mp_size_t)a_count);
    } else if (a_count >= b_count) {
        mpn_mul(product, a, (mp_size_t)a_count, b, (mp_size_t)b_count);
    } else {
        mpn_mul(product, b, (mp_size_t)b_count, a, (mp_size_t)a_count);
    }
}

OrrValue orr_int_multiply(OrrVm *vm, OrrValue a, OrrValue b) {
    int64_t small;
    if (ORR_LIKELY(orr_both_small_ints(a, b)) &&
        !__builtin_mul_overflow(orr_small_int_value(a), orr_small_int_value(b), &small)) {
        return orr_int(vm, small);
    }
    OrrIntView x, y;
    orr_int_view(a, &x);
    orr_int_view(b, &y);
    if (x.count == 0 || y.count == 0) return orr_small_int(0);
    if (x.count + y.count > ORR_MAX_LIMBS + 1) return orr_raise_memory(vm);
    OrrLimbs product;
    if (!orr_int_charge(vm, x.count, y.count) || !orr_limbs_init(vm, &product, x.count + y.count)) return ORR_NULL;
    multiply_limbs(product.p, x.limbs, x.count, y.limbs, y.count);
    OrrValue result = orr_int_from_limbs(vm, product.p, x.count + y.count, x.negative != y.negative);
    orr_limbs_free(&product);
    return result;
}

static int64_t floor_divide(int64_t a, int64_t b) {
    int64_t q = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}
static int64_t floor_modulo(int64_t a, int64_t b) {
    int64_t r = a % b;
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

/* Truncated results in q (x->count - y->count + 1 limbs, and one more for the carry) and r (y->count limbs) become
 * floored ones: where the signs differ and there is a remainder, q is one more in magnitude and r counts from the other
 * end. */
static void floor_adjust(const OrrIntView *x, const OrrIntView *y, mp_limb_t *q, size_t q_count, mp_limb_t *r) {
    if (x->negative == y->negative || orr_limbs_trim(r, y->count) == 0) return;
    mpn_add_1(q, q, (mp_size_t)q_count, 1);
    mpn_sub_n(r, y->limbs, r, (mp_size_t)y->count);
}

bool orr_int_divmod(OrrVm *vm, OrrValue a, OrrValue b, OrrValue *quotient, OrrValue *remainder, const char *by_zero) {
    OrrIntView x, y;
    orr_int_view(b, &y);
    if (y.count == 0) return orr_fail(vm, vm->exc.ZeroDivisionError, "%s", by_zero);
    if (orr_both_small_ints(a, b)) {
        if (quotient != NULL) {
            *quotient = orr_int(vm, floor_divide(orr_small_int_value(a), orr_small_int_value(b)));
            if (*quotient == ORR_NULL) return false;
        }
        if (remainder != NULL) {
            *remainder = orr_small_int(floor_modulo(orr_small_int_value(a), orr_small_int_value(b)));
        }
        return true;
    }
    orr_int_view(a, &x);
    size_t q_count = x.count >= y.count ? x.count - y.count + 2 : 1;
    OrrLimbs q, r;
    if (!orr_int_charge(vm, x.count, y.count) || !orr_limbs_init(vm, &q, q_count)) return false;
    if (!orr_limbs_init(vm, &r, y.count)) {
        orr_limbs_free(&q);
        return false;
    }
    if (x.count < y.count) {
        q.p[0] = 0;
        memset(r.p, 0, y.count * sizeof(mp_limb_t));
        if (x.count > 0) memcpy(r.p, x.limbs, x.count * sizeof(mp_limb_t));
    } else {
        q.p[q_count - 1] = 0;
        mpn_tdiv_qr(q.p, r.p, 0, x.limbs, (mp_size_t)x.count, y.limbs, (mp_size_t)y.count);
    }
    floor_adjust(&x, &y, q.p, q_count, r.p);
    bool ok = true;
    if (quotient != NULL) {
        *quotient = orr_int_from_limbs(vm, q.p, q_count, x.negative != y.negative);
        ok = *quotient != ORR_NULL;
    }
    if (ok && remainder != NULL) {
        *remainder = orr_int_from_limbs(vm, r.p, y.count, y.negative);
        ok = *remainder != ORR_NULL;
        if (!ok && quotient != NULL) orr_release(vm, *quotient);
    }
    orr_limbs_free(&r);
    orr_limbs_free(&q);
    return ok;
}

/* a / b, correctly rounded: enough bits of the quotient, the rest as one sticky bit. */
OrrValue orr_int_true_divide(OrrVm *vm, OrrValue a, OrrValue b) {
    OrrIntView x, y;
    orr_int_view(a, &x);
    orr_int_view(b, &y);
    if (y.count == 0) return orr_raise(vm, vm->exc.ZeroDivisionError, "division by zero");
    bool negative = x.negative != y.negative;
    if (x.count == 0) return orr_float(vm, negative ? -0.0 : 0.0);
    if (x.count == 1 && y.count == 1 && x.limbs[0] <= 1ull << 53 && y.limbs[0] <= 1ull << 53) {
        double d = (double)x.limbs[0] / (double)y.limbs[0];
        return orr_float(vm, negative ? -d : d);
    }
    int64_t difference = (int64_t)orr_limbs_bits(x.limbs, x.count) - (int64_t)orr_limbs_bits(y.limbs, y.count);
    if (difference < -1080) return orr_float(vm, negative ? -0.0 : 0.0);
    if (difference > 1025) goto overflow;
    /* q = (x << shift) / y has 66 bits or more. A negative shift drops bits of x into the sticky bit. */
    int64_t shift = 66 - difference;
    OrrLimbs numerator, q, r;
    size_t room = x.count + (shift > 0 ? (size_t)shift / ORR_LIMB_BITS + 1 : 0) + y.count;
    if (!orr_int_charge(vm, room, y.count) || !orr_limbs_init(vm, &numerator, room)) return ORR_NULL;
    if (!orr_limbs_init(vm, &q, room + 1)) {
        orr_limbs_free(&numerator);
        return ORR_NULL;
    }
    if (!orr_limbs_init(vm, &r, y.count)) {
        orr_limbs_free(&q);
        orr_limbs_free(&numerator);
        return ORR_NULL;
    }
    size_t n = 0;
    bool sticky = false;
    if (shift >= 0) {
        size_t whole = (size_t)shift / ORR_LIMB_BITS;
        unsigned rest = (unsigned)((uint64_t)shift % ORR_LIMB_BITS);
        memset(numerator.p, 0, whole * sizeof(mp_limb_t));
        if (rest == 0) {
            memcpy(numerator.p + whole, x.limbs, x.count * sizeof(mp_limb_t));
            numerator.p[whole + x.count] = 0;
        } else {
            numerator.p[whole + x.count] = mpn_lshift(numerator.p + whole, x.limbs, (mp_size_t)x.count, rest);
        }
        n = orr_limbs_trim(numerator.p, whole + x.count + 1);
    } else {
        uint64_t drop = (uint64_t)-shift;
        size_t whole = (size_t)(drop / ORR_LIMB_BITS);
        sticky = orr_limbs_any_below(x.limbs, x.count, drop);
        n = x.count - whole;
        for (size_t i = 0; i < n; i++) numerator.p[i] = orr_limbs_extract(x.limbs, x.count, drop + i * ORR_LIMB_BITS);
        n = orr_limbs_trim(numerator.p, n);
    }
    ORR_ASSERT(n >= y.count);
    mpn_tdiv_qr(q.p, r.p, 0, numerator.p, (mp_size_t)n, y.limbs, (mp_size_t)y.count);
    sticky = sticky || orr_limbs_trim(r.p, y.count) > 0;
    size_t q_count = orr_limbs_trim(q.p, n - y.count + 1);
    double d = orr_limbs_to_double(q.p, q_count, -shift, sticky);
    orr_limbs_free(&r);
    orr_limbs_free(&q);
    orr_limbs_free(&numerator);
    if (isinf(d)) goto overflow;
    return orr_float(vm, negative ? -d : d);
overflow:
    return orr_raise(vm, vm->exc.OverflowError, "integer division result too large for a float");
}

/* base ** exponent where the result needs limbs: square and multiply between two buffers. */
static OrrValue power_limbs(OrrVm *vm, const OrrIntView *base, uint64_t exponent) {
    uint64_t bits = orr_limbs_bits(base->limbs, base->count), product;
    bool negative = base->negative && (exponent & 1u) != 0;
    if (!orr_limbs_any_below(base->limbs, base->count, bits - 1)) { /* a power of two */
        if (__builtin_mul_overflow(bits - 1, exponent, &product)) return orr_raise_memory(vm);
        return orr_int_shift_left(vm, orr_small_int(negative ? -1 : 1), product);
    }
    if (__builtin_mul_overflow(bits, exponent, &product) || product / ORR_LIMB_BITS > ORR_MAX_LIMBS) {
        return orr_raise_memory(vm);
    }
    size_t room = (size_t)(product / ORR_LIMB_BITS) + base->count + 3;
    OrrLimbs a, b;
    if (!orr_limbs_init(vm, &a, room)) return ORR_NULL;
    if (!orr_limbs_init(vm, &b, room)) {
        orr_limbs_free(&a);
        return ORR_NULL;
    }
    mp_limb_t *value = a.p, *other = b.p;
    size_t n = base->count;
    memcpy(value, base->limbs, n * sizeof(mp_limb_t));
    bool ok = true;
    for (int bit = 62 - __builtin_clzll(exponent); bit >= 0; bit--) {
        if (!(ok = orr_int_charge(vm, n, n))) break;
        mpn_sqr(other, value, (mp_size_t)n);
        n = orr_limbs_trim(other, 2 * n);
        mp_limb_t *swap = value;
        value = other;
        other = swap;
        if ((exponent >> bit & 1u) == 0) continue;
        multiply_limbs(other, value, n, base->limbs, base->count);
        n = orr_limbs_trim(other, n + base->count);
        swap = value;
        value = other;
        other = swap;
    }
    OrrValue result = ok ? orr_int_from_limbs(vm, value, n, negative) : ORR_NULL;
    orr_limbs_free(&b);
    orr_limbs_free(&a);
    return result;
}

OrrValue orr_int_power(OrrVm *vm, OrrValue base, uint64_t exponent) {
    if (exponent == 0) return orr_small_int(1);
    OrrIntView view;
    orr_int_view(base, &view);
    if (view.count == 0) return orr_small_int(0);
    if (view.count == 1) {
        bool negative = view.negative && (exponent & 1u) != 0;
        if (view.limbs[0] == 1) return orr_small_int(negative ? -1 : 1);
        if (view.limbs[0] == 2 && exponent < 62) {
            return orr_small_int(negative ? -((int64_t)1 << exponent) : (int64_t)1 << exponent);
        }
        uint64_t value = 1, factor = view.limbs[0], left = exponent;
        bool overflow = false;
        while (!overflow) {
            if ((left & 1u) != 0) overflow = __builtin_mul_overflow(value, factor, &value);
            left >>= 1;
            if (left == 0) break;
            overflow = overflow || __builtin_mul_overflow(factor, factor, &factor);
        }
        if (!overflow) return orr_int_from_limbs(vm, &(mp_limb_t){value}, 1, negative);
    }
    return power_limbs(vm, &view, exponent);
}

OrrValue orr_int_power_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    if (!orr_is_int(vm, a) || !orr_is_int(vm, b)) return ORR_NOT_IMPLEMENTED;
    if (orr_int_is_negative(b)) {
        double x, y;
        if (!orr_int_to_double(vm, a, &x) || !orr_int_to_double(vm, b, &y)) return ORR_NULL;
        OrrValue base = orr_float(vm, x), exponent = base == ORR_NULL ? ORR_NULL : orr_float(vm, y);
        OrrValue result = ORR_NULL;
        if (exponent != ORR_NULL) result = vm->types.float_->slots.binary[ORR_POW](vm, base, exponent);
        orr_xrelease(vm, base);
        orr_xrelease(vm, exponent);
        return result;
    }
    OrrIntView exponent, base;
    orr_int_view(b, &exponent);
    if (exponent.count <= 1) return orr_int_power(vm, a, exponent.count == 0 ? 0 : exponent.limbs[0]);
    orr_int_view(a, &base);
    if (base.count == 0) return orr_small_int(0);
    if (base.count > 1 || base.limbs[0] != 1) return orr_raise_memory(vm);
    return orr_small_int(base.negative && (exponent.limbs[0] & 1u) != 0 ? -1 : 1);
}

/* The inverse of a (0 <= a < m) modulo m. */
static OrrValue invert_modulo(OrrVm *vm, OrrValue a, OrrValue m) {
    OrrValue raised = orr_int_add(vm, a, m); /* gcdext wants its first operand to be the larger one */
    if (raised == ORR_NULL) return ORR_NULL;
    OrrIntView u, v;
    orr_int_view(raised, &u);
    orr_int_view(m, &v);
    OrrValue result = ORR_NULL;
    OrrLimbs u_copy, v_copy, gcd, cofactor;
    if (!orr_limbs_init(vm, &u_copy, u.count + 1)) goto free_raised;
    if (!orr_limbs_init(vm, &v_copy, v.count + 1)) goto free_u;
    if (!orr_limbs_init(vm, &gcd, v.count + 1)) goto free_v;
    if (!orr_limbs_init(vm, &cofactor, v.count + 2)) goto free_gcd;
    memcpy(u_copy.p, u.limbs, u.count * sizeof(mp_limb_t));
    memcpy(v_copy.p, v.limbs, v.count * sizeof(mp_limb_t));
    mp_size_t cofactor_size;
    mp_size_t gcd_size =
        mpn_gcdext(gcd.p, cofactor.p, &cofactor_size, u_copy.p, (mp_size_t)u.count, v_copy.p, (mp_size_t)v.count);
    if (gcd_size != 1 || gcd.p[0] != 1) {
        orr_raise(vm, vm->exc.ValueError, "base is not invertible for the given modulus");
    } else {
        bool negative = cofactor_size < 0;
        OrrValue inverse =
            orr_int_from_limbs(vm, cofactor.p, (size_t)(negative ? -cofactor_size : cofactor_size), negative);
        if (inverse != ORR_NULL) {
            orr_int_divmod(vm, inverse, m, NULL, &result, "");
            orr_release(vm, inverse);
        }
    }
    orr_limbs_free(&cofactor);
free_gcd:
    orr_limbs_free(&gcd);
free_v:
    orr_limbs_free(&v_copy);
free_u:
    orr_limbs_free(&u_copy);
free_raised:
    orr_release(vm, raised);
    return result;
}

static uint64_t power_modulo_u64(uint64_t base, const OrrIntView *exponent, uint64_t modulus) {
    unsigned __int128 value = 1 % modulus;
    uint64_t bits = orr_limbs_bits(exponent->limbs, exponent->count);
    for (uint64_t bit = bits; bit-- > 0;) {
        value = value * value % modulus;
        if ((orr_limbs_extract(exponent->limbs, exponent->count, bit) & 1u) != 0) value = value * base % modulus;
    }
    return (uint64_t)value;
}

/* base in [0, modulus), both positive ones of limbs. */
static OrrValue power_modulo_limbs(OrrVm *vm, const OrrIntView *base, const OrrIntView *exponent,
                                   const OrrIntView *modulus) {
    size_t m = modulus->count;
    OrrLimbs value, product, quotient;
    if (!orr_limbs_init(vm, &value, m)) return ORR_NULL;
    if (!orr_limbs_init(vm, &product, 2 * m)) {
        orr_limbs_free(&value);
        return ORR_NULL;
    }
    if (!orr_limbs_init(vm, &quotient, m + 1)) {
        orr_limbs_free(&product);
        orr_limbs_free(&value);
        return ORR_NULL;
    }
    memset(value.p, 0, m * sizeof(mp_limb_t));
    value.p[0] = 1;
    bool ok = true;
    for (uint64_t bit = orr_limbs_bits(exponent->limbs, exponent->count); bit-- > 0;) {
        if (!(ok = orr_int_charge(vm, 16 + 3 * m, 48 + m))) break;
        mpn_sqr(product.p, value.p, (mp_size_t)m);
        mpn_tdiv_qr(quotient.p, value.p, 0, product.p, (mp_size_t)(2 * m), modulus->limbs, (mp_size_t)m);
        if ((orr_limbs_extract(exponent->limbs, exponent->count, bit) & 1u) == 0 || base->count == 0) {
            if (base->count == 0) memset(value.p, 0, m * sizeof(mp_limb_t));
            continue;
        }
        mpn_mul(product.p, value.p, (mp_size_t)m, base->limbs, (mp_size_t)base->count);
        size_t n = m + base->count;
        mpn_tdiv_qr(quotient.p, value.p, 0, product.p, (mp_size_t)n, modulus->limbs, (mp_size_t)m);
    }
    OrrValue result = ok ? orr_int_from_limbs(vm, value.p, m, false) : ORR_NULL;
    orr_limbs_free(&quotient);
    orr_limbs_free(&product);
    orr_limbs_free(&value);
    return result;
}

/* base in [0, |modulus|), exponent not negative. */
static OrrValue power_modulo_reduced(OrrVm *vm, OrrValue base, OrrValue exponent, OrrValue magnitude) {
    OrrIntView b, e, m;
    orr_int_view(base, &b);
    orr_int_view(exponent, &e);
    orr_int_view(magnitude, &m);
    if (m.count == 1) return orr_int_from_u64(vm, power_modulo_u64(b.count == 0 ? 0 : b.limbs[0], &e, m.limbs[0]));
    return power_modulo_limbs(vm, &b, &e, &m);
}

OrrValue orr_int_power_modulo(OrrVm *vm, OrrValue base, OrrValue exponent, OrrValue modulus) {
    OrrIntView m;
    orr_int_view(modulus, &m);
    if (m.count == 0) return orr_raise(vm, vm->exc.ValueError, "pow() 3rd argument cannot be 0");
    OrrValue magnitude = orr_int_from_limbs(vm, m.limbs, m.count, false);
    OrrValue reduced = ORR_NULL, result = ORR_NULL, positive = ORR_NULL;
    if (magnitude == ORR_NULL || !orr_int_divmod(vm, base, magnitude, NULL, &reduced, "")) goto done;
    if (orr_int_is_negative(exponent)) {
        OrrValue inverse = invert_modulo(vm, reduced, magnitude);
        orr_set_slot(vm, &reduced, inverse);
        if (inverse == ORR_NULL) goto done;
        positive = orr_int_negate(vm, exponent);
    } else {
        positive = orr_int_exact(vm, exponent);
    }
    if (positive == ORR_NULL) goto done;
    result = power_modulo_reduced(vm, reduced, positive, magnitude);
    if (result != ORR_NULL && m.negative && result != orr_small_int(0)) {
        orr_set_slot(vm, &result, orr_int_subtract(vm, result, magnitude));
    }
done:
    orr_xrelease(vm, positive);
    orr_xrelease(vm, reduced);
    orr_xrelease(vm, magnitude);
    return result;
}

OrrValue orr_int_negate(OrrVm *vm, OrrValue a) {
    if (orr_is_small_int(a)) return orr_int(vm, -orr_small_int_value(a));
    OrrIntView x;
    orr_int_view(a, &x);
    return orr_int_from_limbs(vm, x.limbs, x.count, !x.negative);
}

OrrValue orr_int_shift_left(OrrVm *vm, OrrValue a, uint64_t bits) {
    OrrIntView x;
    orr_int_view(a, &x);
    if (x.count == 0) return orr_small_int(0);
    if (bits / ORR_LIMB_BITS > ORR_MAX_LIMBS) return orr_raise_memory(vm);
    size_t whole = (size_t)(bits / ORR_LIMB_BITS), n = whole + x.count + 1;
    unsigned rest = (unsigned)(bits % ORR_LIMB_BITS);
    OrrLimbs shifted;
    if (!orr_limbs_init(vm, &shifted, n)) return ORR_NULL;
    memset(shifted.p, 0, whole * sizeof(mp_limb_t));
    if (rest == 0) {
        memcpy(shifted.p + whole, x.limbs, x.count * sizeof(mp_limb_t));
        shifted.p[n - 1] = 0;
    } else {
        shifted.p[n - 1] = mpn_lshift(shifted.p + whole, x.limbs, (mp_size_t)x.count, rest);
    }
    OrrValue result = orr_int_from_limbs(vm, shifted.p, n, x.negative);
    orr_limbs_free(&shifted);
    return result;
}

/* Rounds down, so a negative number that loses bits grows in magnitude. */
OrrValue orr_int_shift_right(OrrVm *vm, OrrValue a, uint64_t bits) {
    if (orr_is_small_int(a)) return orr_small_int(orr_small_int_value(a) >> (bits > 63 ? 63 : bits));
    OrrIntView x;
    orr_int_view(a, &x);
    size_t whole = (size_t)(bits / ORR_LIMB_BITS);
    if (whole >= x.count) return orr_small_int(x.negative ? -1 : 0);
    size_t n = x.count - whole;
    OrrLimbs shifted;
    if (!orr_limbs_init(vm, &shifted, n + 1)) return ORR_NULL;
    unsigned rest = (unsigned)(bits % ORR_LIMB_BITS);
    if (rest == 0) {
        memcpy(shifted.p, x.limbs + whole, n * sizeof(mp_limb_t));
    } else {
        mpn_rshift(shifted.p, x.limbs + whole, (mp_size_t)n, rest);
    }
    shifted.p[n] = 0;
    if (x.negative && orr_limbs_any_below(x.limbs, x.count, bits))
        mpn_add_1(shifted.p, shifted.p, (mp_size_t)(n + 1), 1);
    OrrValue result = orr_int_from_limbs(vm, shifted.p, n + 1, x.negative);
    orr_limbs_free(&shifted);
    return result;
}

OrrValue orr_int_lshift_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    if (!orr_is_int(vm, a) || !orr_is_int(vm, b)) return ORR_NOT_IMPLEMENTED;
    if (orr_int_is_negative(b)) return orr_raise(vm, vm->exc.ValueError, "negative shift count");
    if (a == orr_small_int(0)) return a;
    int64_t bits;
    if (!orr_int_to_i64(b, &bits)) {
        OrrIntView x;
        orr_int_view(a, &x);
        if (x.count == 0) return orr_small_int(0);
        return orr_raise(vm, vm->exc.OverflowError, "too many digits in integer");
    }
    if (orr_is_small_int(a) && bits < 62) {
        int64_t n = orr_small_int_value(a), shifted = (int64_t)((uint64_t)n << bits);
        if (shifted >> bits == n) return orr_int(vm, shifted);
    }
    return orr_int_shift_left(vm, a, (uint64_t)bits);
}

OrrValue orr_int_rshift_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    if (!orr_is_int(vm, a) || !orr_is_int(vm, b)) return ORR_NOT_IMPLEMENTED;
    if (orr_int_is_negative(b)) return orr_raise(vm, vm->exc.ValueError, "negative shift count");
    int64_t bits;
    if (!orr_int_to_i64(b, &bits)) return orr_small_int(orr_int_is_negative(a) ? -1 : 0);
    return orr_int_shift_right(vm, a, (uint64_t)bits);
}

/* out = n limbs of two's complement. */
static void to_complement(const OrrIntView *x, mp_limb_t *out, size_t n) {
    memset(out, 0, n * sizeof(mp_limb_t));
    if (x->count > 0) memcpy(out, x->limbs, x->count * sizeof(mp_limb_t));
    if (x->negative) mpn_neg(out, out, (mp_size_t)n);
}

static OrrValue bitwise(OrrVm *vm, OrrBinaryOp op, OrrValue a, OrrValue b) {
    if (orr_both_small_ints(a, b)) {
        int64_t x = orr_small_int_value(a), y = orr_small_int_value(b);
        return orr_small_int(op == ORR_AND ? (x & y) : op == ORR_OR ? (x | y) : (x ^ y));
    }
    OrrIntView x, y;
    orr_int_view(a, &x);
    orr_int_view(b, &y);
    size_t n = (x.count > y.count ? x.count : y.count) + 1;
    OrrLimbs p, q;
    if (!orr_limbs_init(vm, &p, n)) return ORR_NULL;
    if (!orr_limbs_init(vm, &q, n)) {
        orr_limbs_free(&p);
        return ORR_NULL;
    }
    to_complement(&x, p.p, n);
    to_complement(&y, q.p, n);
    for (size_t i = 0; i < n; i++) {
        p.p[i] = op == ORR_AND ? (p.p[i] & q.p[i]) : op == ORR_OR ? (p.p[i] | q.p[i]) : (p.p[i] ^ q.p[i]);
    }
    bool negative = p.p[n - 1] >> 63;
    if (negative) mpn_neg(p.p, p.p, (mp_size_t)n);
    OrrValue result = orr_int_from_limbs(vm, p.p, n, negative);
    orr_limbs_free(&q);
    orr_limbs_free(&p);
    return result;
}

OrrValue orr_int_gcd(OrrVm *vm, OrrValue a, OrrValue b) {
    OrrIntView x, y;
    orr_int_view(a, &x);
    orr_int_view(b, &y);
    if (orr_limbs_compare(x.limbs, x.count, y.limbs, y.count) < 0) return orr_int_gcd(vm, b, a);
    if (y.count == 0) return orr_int_from_limbs(vm, x.limbs, x.count, false);
    if (x.count == 1) {
        uint64_t m = x.limbs[0], n = y.limbs[0];
        while (n != 0) {
            uint64_t r = m % n;
            m = n;
            n = r;
        }
        return orr_int_from_u64(vm, m);
    }
    /* mpn_gcd wants an odd second operand: take out the twos that both have, and all of y's. */
    uint64_t x_twos = mpn_scan1(x.limbs, 0), y_twos = mpn_scan1(y.limbs, 0), twos = x_twos < y_twos ? x_twos : y_twos;
    OrrValue result = ORR_NULL;
    OrrLimbs u, v, g;
    if (!orr_int_charge(vm, x.count * 8, y.count) || !orr_limbs_init(vm, &u, x.count)) return ORR_NULL;
    if (!orr_limbs_init(vm, &v, y.count)) goto free_u;
    if (!orr_limbs_init(vm, &g, y.count)) goto free_v;
    memcpy(u.p, x.limbs, x.count * sizeof(mp_limb_t));
    for (size_t i = 0; i < y.count; i++) v.p[i] = orr_limbs_extract(y.limbs, y.count, y_twos + i * ORR_LIMB_BITS);
    size_t v_count = orr_limbs_trim(v.p, y.count);
    mp_size_t g_count = mpn_gcd(g.p, u.p, (mp_size_t)x.count, v.p, (mp_size_t)v_count);
    OrrValue odd = orr_int_from_limbs(vm, g.p, (size_t)g_count, false);
    if (odd != ORR_NULL) {
        result = orr_int_shift_left(vm, odd, twos);
        orr_release(vm, odd);
    }
    orr_limbs_free(&g);
free_v:
    orr_limbs_free(&v);
free_u:
    orr_limbs_free(&u);
    return result;
}

OrrValue orr_int_sqrt(OrrVm *vm, OrrValue a) {
    OrrIntView x;
    orr_int_view(a, &x);
    ORR_ASSERT(!x.negative);
    if (x.count == 0) return orr_small_int(0);
    OrrLimbs root;
    if (!orr_int_charge(vm, x.count, x.count) || !orr_limbs_init(vm, &root, (x.count + 1) / 2)) return ORR_NULL;
    mpn_sqrtrem(root.p, NULL, x.limbs, (mp_size_t)x.count);
    OrrValue result = orr_int_from_limbs(vm, root.p, (x.count + 1) / 2, false);
    orr_limbs_free(&root);
    return result;
}

/* The slots. */

#define DECLINE_UNLESS_INTS(vm, a, b)                                                                                  \
    do {                                                                                                               \
        if (!orr_both_small_ints(a, b) && (!orr_is_int(vm, a) || !orr_is_int(vm, b))) return ORR_NOT_IMPLEMENTED;      \
    } while (0)

OrrValue orr_int_add_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    return orr_int_add(vm, a, b);
}
OrrValue orr_int_subtract_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    return orr_int_subtract(vm, a, b);
}
OrrValue orr_int_multiply_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    return orr_int_multiply(vm, a, b);
}
OrrValue orr_int_true_divide_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    return orr_int_true_divide(vm, a, b);
}
OrrValue orr_int_floor_divide_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    OrrValue q;
    return orr_int_divmod(vm, a, b, &q, NULL, "integer division or modulo by zero") ? q : ORR_NULL;
}
OrrValue orr_int_modulo_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    OrrValue r;
    return orr_int_divmod(vm, a, b, NULL, &r, "integer modulo by zero") ? r : ORR_NULL;
}
OrrValue orr_int_divmod_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    OrrValue pair[2];
    if (!orr_int_divmod(vm, a, b, &pair[0], &pair[1], "integer division or modulo by zero")) return ORR_NULL;
    return orr_tuple_steal(vm, pair, 2);
}
OrrValue orr_int_and_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    return bitwise(vm, ORR_AND, a, b);
}
OrrValue orr_int_or_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    return bitwise(vm, ORR_OR, a, b);
}
OrrValue orr_int_xor_slot(OrrVm *vm, OrrValue a, OrrValue b) {
    DECLINE_UNLESS_INTS(vm, a, b);
    return bitwise(vm, ORR_XOR, a, b);
}

OrrValue orr_int_absolute_slot(OrrVm *vm, OrrValue a) {
    return orr_int_is_negative(a) ? orr_int_negate(vm, a) : orr_int_exact(vm, a);
}
OrrValue orr_int_invert_slot(OrrVm *vm, OrrValue a) {
    if (orr_is_small_int(a)) return orr_small_int(~orr_small_int_value(a));
    return orr_int_subtract(vm, orr_small_int(-1), a);
}
