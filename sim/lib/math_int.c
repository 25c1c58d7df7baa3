/* Functions of module math on whole numbers of any size. */
#include <math.h>

#include "sim/lib/math_internal.h"
#include "sim/vm/abstract.h"
#include "sim/vm/int_limbs.h"

static OrrValue math_gcd(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    OrrValue result = orr_small_int(0);
    for (size_t i = 0; i < nargs; i++) {
        OrrValue n = orr_index(vm, args[i]);
        if (n == ORR_NULL) {
            orr_release(vm, result);
            return ORR_NULL;
        }
        orr_set_slot(vm, &result, orr_int_gcd(vm, result, n));
        orr_release(vm, n);
        if (result == ORR_NULL) return ORR_NULL;
    }
    return result;
}

static OrrValue lcm_of_two(OrrVm *vm, OrrValue a, OrrValue b) {
    if (a == orr_small_int(0) || b == orr_small_int(0)) return orr_small_int(0);
    OrrValue gcd = orr_int_gcd(vm, a, b), reduced, product;
    if (gcd == ORR_NULL) return ORR_NULL;
    bool ok = orr_int_divmod(vm, a, gcd, &reduced, NULL, "");
    orr_release(vm, gcd);
    if (!ok) return ORR_NULL;
    product = orr_int_multiply(vm, reduced, b);
    orr_release(vm, reduced);
    if (product == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_int_absolute_slot(vm, product);
    orr_release(vm, product);
    return result;
}

static OrrValue math_lcm(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    OrrValue result = orr_small_int(1);
    for (size_t i = 0; i < nargs; i++) {
        OrrValue n = orr_index(vm, args[i]);
        if (n == ORR_NULL) {
            orr_release(vm, result);
            return ORR_NULL;
        }
        orr_set_slot(vm, &result, lcm_of_two(vm, result, n));
        orr_release(vm, n);
        if (result == ORR_NULL) return ORR_NULL;
    }
    return result;
}

static OrrValue math_isqrt(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrValue n = orr_index(vm, args[0]);
    if (n == ORR_NULL) return ORR_NULL;
    OrrValue result = ORR_NULL;
    if (orr_int_is_negative(n)) {
        orr_raise(vm, vm->exc.ValueError, "isqrt() argument must be nonnegative");
    } else {
        result = orr_int_sqrt(vm, n);
    }
    orr_release(vm, n);
    return result;
}

/* first * (first + 1) * ... * (first + count - 1), by halves so that the factors are of equal size. count >= 1. */
static OrrValue rising_product(OrrVm *vm, OrrValue first, uint64_t count) {
    if (count == 1) return orr_int_exact(vm, first);
    if (count <= 8) {
        OrrValue result = orr_int_exact(vm, first);
        for (uint64_t i = 1; result != ORR_NULL && i < count; i++) {
            OrrValue factor = orr_int_add(vm, first, orr_small_int((int64_t)i));
            OrrValue product = factor == ORR_NULL ? ORR_NULL : orr_int_multiply(vm, result, factor);
            orr_xrelease(vm, factor);
            orr_set_slot(vm, &result, product);
        }
        return result;
    }
    uint64_t half = count / 2;
    OrrValue middle = orr_int_add(vm, first, orr_small_int((int64_t)half));
    if (middle == ORR_NULL) return ORR_NULL;
    OrrValue low = rising_product(vm, first, half);
    OrrValue high = low == ORR_NULL ? ORR_NULL : rising_product(vm, middle, count - half);
    OrrValue result = high == ORR_NULL ? ORR_NULL : orr_int_multiply(vm, low, high);
    orr_xrelease(vm, low);
    orr_xrelease(vm, high);
    orr_release(vm, middle);
    return result;
}

/* Would a product of count factors below 2**bits be too large for an int? Then there's no use in starting. */
static bool is_hopeless(double count, double bits) {
    return count * bits > 8.0 * ORR_MAX_INT_BYTES;
}

static OrrValue math_factorial(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrValue index = orr_index(vm, args[0]);
    if (index == ORR_NULL) return ORR_NULL;
    int64_t n;
    bool fits = orr_int_to_i64(index, &n), negative = orr_int_is_negative(index);
    orr_release(vm, index);
    if (negative) return orr_raise(vm, vm->exc.ValueError, "factorial() not defined for negative values");
    if (!fits) { return orr_raise(vm, vm->exc.OverflowError, "factorial() argument should not exceed %ld", INT64_MAX); }
    if (n < 2) return orr_small_int(1);
    if (is_hopeless((double)n, log2((double)n) - 1.5)) return orr_raise_memory(vm);
    return rising_product(vm, orr_small_int(1), (uint64_t)n);
}

/* Two arguments that must not be negative, as exact ints. */
static bool read_n_and_k(OrrVm *vm, const OrrValue *args, OrrValue *n, OrrValue *k) {
    *n = orr_index(vm, args[0]);
    if (*n == ORR_NULL) return false;
    *k = orr_index(vm, args[1]);
    const char *problem = NULL;
    if (*k != ORR_NULL) {
        problem = orr_int_is_negative(*n)   ? "n must be a non-negative integer"
                  : orr_int_is_negative(*k) ? "k must be a non-negative integer"
                                            : NULL;
        if (problem == NULL) return true;
        orr_raise(vm, vm->exc.ValueError, "%s", problem);
        orr_release(vm, *k);
    }
    orr_release(vm, *n);
    return false;
}

/* n * (n - 1) * ... k factors; 0 <= k <= n. */
static OrrValue falling_product(OrrVm *vm, OrrValue n, uint64_t k) {
    if (k == 0) return orr_small_int(1);
    OrrIntView view;
    orr_int_view(n, &view);
    if (is_hopeless((double)k, log2((double)k) - 1.5) ||
        is_hopeless((double)k, (double)orr_limbs_bits(view.limbs, view.count) / 2)) {
        return orr_raise_memory(vm);
    }
    OrrValue first = orr_int_subtract(vm, n, orr_small_int((int64_t)k - 1));
    if (first == ORR_NULL) return ORR_NULL;
    OrrValue result = rising_product(vm, first, k);
    orr_release(vm, first);
    return result;
}

static OrrValue math_perm(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (nargs == 1 || args[1] == ORR_NONE) return math_factorial(vm, self, args, 1, kwnames);
    OrrValue n, k, result = ORR_NULL;
    int64_t count;
    if (!read_n_and_k(vm, args, &n, &k)) return ORR_NULL;
    if (orr_int_compare(k, n) > 0) {
        result = orr_small_int(0);
    } else if (!orr_int_to_i64(k, &count)) {
        orr_raise(vm, vm->exc.OverflowError, "k must not exceed %ld", INT64_MAX);
    } else {
        result = falling_product(vm, n, (uint64_t)count);
    }
    orr_release(vm, n);
    orr_release(vm, k);
    return result;
}

/* Exact quotient; takes both. */
static OrrValue divide_exactly(OrrVm *vm, OrrValue a, OrrValue b) {
    OrrValue result = ORR_NULL;
    if (a != ORR_NULL && b != ORR_NULL && !orr_int_divmod(vm, a, b, &result, NULL, "")) result = ORR_NULL;
    orr_xrelease(vm, a);
    orr_xrelease(vm, b);
    return result;
}

static OrrValue math_comb(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrValue n, k, result = ORR_NULL;
    if (!read_n_and_k(vm, args, &n, &k)) return ORR_NULL;
    if (orr_int_compare(k, n) > 0) {
        result = orr_small_int(0);
    } else {
        OrrValue other = orr_int_subtract(vm, n, k);
        int64_t count;
        if (other != ORR_NULL) {
            if (!orr_int_to_i64(orr_int_compare(other, k) < 0 ? other : k, &count)) {
                orr_raise(vm, vm->exc.OverflowError, "min(n - k, k) must not exceed %ld", INT64_MAX);
            } else if (count == 0) {
                result = orr_small_int(1);
            } else {
                OrrValue above = falling_product(vm, n, (uint64_t)count);
                OrrValue below = above == ORR_NULL ? ORR_NULL : rising_product(vm, orr_small_int(1), (uint64_t)count);
                result = divide_exactly(vm, above, below);
            }
            orr_release(vm, other);
        }
    }
    orr_release(vm, n);
    orr_release(vm, k);
    return result;
}

const OrrMethodDef orr_math_int_methods[] = {
    ORR_DEF_RANGE("comb", math_comb, 2, 2),
    ORR_DEF_ONE("factorial", math_factorial),
    ORR_DEF_RANGE("gcd", math_gcd, 0, 255),
    ORR_DEF_ONE("isqrt", math_isqrt),
    ORR_DEF_RANGE("lcm", math_lcm, 0, 255),
    ORR_DEF_RANGE("perm", math_perm, 1, 2),
    ORR_DEF_END,
};
