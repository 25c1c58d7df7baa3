/* Module math: the elementary functions, over libm, with CPython's idea of what is an error. */
#include <limits.h>
#include <math.h>

#include "sim/lib/math_internal.h"
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/function.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

OrrValue orr_math_domain_error(OrrVm *vm) {
    return orr_raise(vm, vm->exc.ValueError, "math domain error");
}
OrrValue orr_math_range_error(OrrVm *vm) {
    return orr_raise(vm, vm->exc.OverflowError, "math range error");
}

/* A nan out of something else is a domain error; an inf out of something finite an overflow, or, for functions that
 * can't overflow, a pole. */
static OrrValue checked(OrrVm *vm, double result, bool nan_given, bool finite_given, bool can_overflow) {
    if (isnan(result) && !nan_given) return orr_math_domain_error(vm);
    if (isinf(result) && finite_given) return can_overflow ? orr_math_range_error(vm) : orr_math_domain_error(vm);
    return orr_float(vm, result);
}

typedef double (*Function)(double);

static OrrValue apply(OrrVm *vm, OrrValue arg, Function f, bool can_overflow) {
    double x;
    if (!orr_to_double(vm, arg, &x)) return ORR_NULL;
    return checked(vm, f(x), isnan(x), isfinite(x), can_overflow);
}

#define FUNCTION(name, f, can_overflow)                                                                                \
    static OrrValue name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {             \
        (void)self, (void)nargs, (void)kwnames;                                                                        \
        return apply(vm, args[0], f, can_overflow);                                                                    \
    }

FUNCTION(math_acos, acos, false)
FUNCTION(math_acosh, acosh, false)
FUNCTION(math_asin, asin, false)
FUNCTION(math_asinh, asinh, false)
FUNCTION(math_atan, atan, false)
FUNCTION(math_atanh, atanh, false)
FUNCTION(math_cbrt, cbrt, false)
FUNCTION(math_cos, cos, false)
FUNCTION(math_cosh, cosh, true)
FUNCTION(math_erf, erf, false)
FUNCTION(math_erfc, erfc, false)
FUNCTION(math_exp, exp, true)
FUNCTION(math_exp2, exp2, true)
FUNCTION(math_expm1, expm1, true)
FUNCTION(math_fabs, fabs, false)
FUNCTION(math_gamma, orr_gamma, true)
FUNCTION(math_lgamma, orr_log_gamma, true)
FUNCTION(math_log1p, log1p, false)
FUNCTION(math_sin, sin, false)
FUNCTION(math_sinh, sinh, true)
FUNCTION(math_sqrt, sqrt, false)
FUNCTION(math_tan, tan, false)
FUNCTION(math_tanh, tanh, false)

static double to_degrees(double x) {
    return x * (180.0 / 3.141592653589793238462643383279502884197);
}
static double to_radians(double x) {
    return x * (3.141592653589793238462643383279502884197 / 180.0);
}

/* These never fail: any double in, any double out. */
#define PLAIN(name, f)                                                                                                 \
    static OrrValue name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {             \
        (void)self, (void)nargs, (void)kwnames;                                                                        \
        double x;                                                                                                      \
        return orr_to_double(vm, args[0], &x) ? orr_float(vm, f(x)) : ORR_NULL;                                        \
    }
PLAIN(math_degrees, to_degrees)
PLAIN(math_radians, to_radians)

#define PREDICATE(name, f)                                                                                             \
    static OrrValue name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {             \
        (void)self, (void)nargs, (void)kwnames;                                                                        \
        double x;                                                                                                      \
        return orr_to_double(vm, args[0], &x) ? orr_bool(f(x)) : ORR_NULL;                                             \
    }
PREDICATE(math_isfinite, isfinite)
PREDICATE(math_isinf, isinf)
PREDICATE(math_isnan, isnan)

/* Functions of two doubles. */

static bool two_doubles(OrrVm *vm, const OrrValue *args, double *x, double *y) {
    return orr_to_double(vm, args[0], x) && orr_to_double(vm, args[1], y);
}

static OrrValue math_atan2(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x, y;
    return two_doubles(vm, args, &y, &x) ? orr_float(vm, atan2(y, x)) : ORR_NULL;
}
static OrrValue math_copysign(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x, y;
    return two_doubles(vm, args, &x, &y) ? orr_float(vm, copysign(x, y)) : ORR_NULL;
}
static OrrValue math_fmod(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x, y;
    if (!two_doubles(vm, args, &x, &y)) return ORR_NULL;
    if (isinf(y) && isfinite(x)) return orr_float(vm, x);
    return checked(vm, fmod(x, y), isnan(x) || isnan(y), false, false);
}
static OrrValue math_remainder(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x, y;
    if (!two_doubles(vm, args, &x, &y)) return ORR_NULL;
    return checked(vm, remainder(x, y), isnan(x) || isnan(y), false, false);
}
static OrrValue math_pow(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x, y;
    if (!two_doubles(vm, args, &x, &y)) return ORR_NULL;
    bool finite = isfinite(x) && isfinite(y);
    return checked(vm, pow(x, y), isnan(x) || isnan(y), finite, x != 0);
}

static OrrValue math_fma(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x, y, z;
    if (!two_doubles(vm, args, &x, &y) || !orr_to_double(vm, args[2], &z)) return ORR_NULL;
    double result = fma(x, y, z);
    if (isnan(result) && !isnan(x) && !isnan(y) && !isnan(z)) {
        return orr_raise(vm, vm->exc.ValueError, "invalid operation in fma");
    }
    if (isinf(result) && isfinite(x) && isfinite(y) && isfinite(z)) {
        return orr_raise(vm, vm->exc.OverflowError, "overflow in fma");
    }
    return orr_float(vm, result);
}

/* Logarithms: ints of any size, others as doubles. */

/* log of a positive int too large for a double: by its top bits and its length. */
static double log_of_big(OrrValue v, Function f) {
    OrrIntView view;
    orr_int_view(v, &view);
    int64_t bits = (int64_t)orr_limbs_bits(view.limbs, view.count);
    double fraction = orr_limbs_to_double(view.limbs, view.count, -bits, false);
    if (fraction == 1.0) { /* rounded up to the next power of two */
        fraction = 0.5;
        bits++;
    }
    return f(fraction) + f(2.0) * (double)bits;
}

static bool logarithm(OrrVm *vm, OrrValue v, Function f, double *out) {
    double x;
    if (orr_is_int(vm, v)) {
        OrrIntView view;
        orr_int_view(v, &view);
        if (view.negative || view.count == 0) return orr_fail(vm, vm->exc.ValueError, "math domain error");
        x = orr_limbs_to_double(view.limbs, view.count, 0, false);
        *out = isinf(x) ? log_of_big(v, f) : f(x);
        return true;
    }
    if (!orr_to_double(vm, v, &x)) return false;
    if (x <= 0) return orr_fail(vm, vm->exc.ValueError, "math domain error");
    *out = f(x);
    return true;
}

static OrrValue math_log(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    double x, base;
    if (!logarithm(vm, args[0], log, &x)) return ORR_NULL;
    if (nargs == 1) return orr_float(vm, x);
    if (!logarithm(vm, args[1], log, &base)) return ORR_NULL;
    if (base == 0) return orr_raise(vm, vm->exc.ZeroDivisionError, "float division by zero");
    return orr_float(vm, x / base);
}
static OrrValue math_log2(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x;
    return logarithm(vm, args[0], log2, &x) ? orr_float(vm, x) : ORR_NULL;
}
static OrrValue math_log10(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x;
    return logarithm(vm, args[0], log10, &x) ? orr_float(vm, x) : ORR_NULL;
}

/* Rounding. */

/* Calls the special method if the type has it: 1 (*result, maybe an exception), 0 it has none. */
static int call_special(OrrVm *vm, OrrValue v, OrrStr *name, OrrValue *result) {
    *result = ORR_NULL;
    OrrValue method = orr_lookup_special(vm, v, name);
    if (method == ORR_NULL) return vm->exception != ORR_NULL;
    *result = orr_call0(vm, method);
    orr_release(vm, method);
    return 1;
}

static OrrValue math_floor(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (orr_is_small_int(args[0])) return args[0];
    if (orr_is_exact(vm, args[0], vm->types.float_)) {
        return orr_int_from_double(vm, floor(orr_float_value(args[0])));
    }
    OrrValue result;
    if (call_special(vm, args[0], ORR_NAME(vm, __floor__), &result)) return result;
    double x;
    return orr_to_double(vm, args[0], &x) ? orr_int_from_double(vm, floor(x)) : ORR_NULL;
}
static OrrValue math_ceil(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (orr_is_small_int(args[0])) return args[0];
    if (orr_is_exact(vm, args[0], vm->types.float_)) { return orr_int_from_double(vm, ceil(orr_float_value(args[0]))); }
    OrrValue result;
    if (call_special(vm, args[0], ORR_NAME(vm, __ceil__), &result)) return result;
    double x;
    return orr_to_double(vm, args[0], &x) ? orr_int_from_double(vm, ceil(x)) : ORR_NULL;
}
static OrrValue math_trunc(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (orr_is_small_int(args[0])) return args[0];
    if (orr_is_exact(vm, args[0], vm->types.float_)) return orr_int_from_double(vm, orr_float_value(args[0]));
    OrrValue result;
    if (call_special(vm, args[0], ORR_NAME(vm, __trunc__), &result)) return result;
    return orr_raise(vm, vm->exc.TypeError, "type %T doesn't define __trunc__ method", args[0]);
}

/* Taking doubles apart. */

static OrrValue pair_of(OrrVm *vm, OrrValue a, OrrValue b) {
    OrrValue pair[2] = {a, b};
    if (a != ORR_NULL && b != ORR_NULL) return orr_tuple_steal(vm, pair, 2);
    orr_xrelease(vm, a);
    orr_xrelease(vm, b);
    return ORR_NULL;
}

static OrrValue math_frexp(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x;
    int exponent = 0;
    if (!orr_to_double(vm, args[0], &x)) return ORR_NULL;
    if (isfinite(x) && x != 0) x = frexp(x, &exponent);
    return pair_of(vm, orr_float(vm, x), orr_small_int(exponent));
}
static OrrValue math_modf(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x, whole;
    if (!orr_to_double(vm, args[0], &x)) return ORR_NULL;
    double fraction = modf(x, &whole);
    OrrValue first = orr_float(vm, fraction);
    return first == ORR_NULL ? ORR_NULL : pair_of(vm, first, orr_float(vm, whole));
}
static OrrValue math_ldexp(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x;
    if (!orr_to_double(vm, args[0], &x)) return ORR_NULL;
    if (!orr_is_int(vm, args[1])) {
        return orr_raise(vm, vm->exc.TypeError, "Expected an int as second argument to ldexp.");
    }
    int64_t exponent;
    if (!orr_int_to_i64(args[1], &exponent)) exponent = orr_int_is_negative(args[1]) ? INT64_MIN : INT64_MAX;
    if (x == 0 || !isfinite(x)) return orr_float(vm, x);
    if (exponent > 5000) exponent = 5000;
    if (exponent < -5000) exponent = -5000;
    double result = ldexp(x, (int)exponent);
    return isinf(result) ? orr_math_range_error(vm) : orr_float(vm, result);
}

/* nextafter n times: doubles of one sign are ordered as their bits are. */
static double step_towards(double x, double y, uint64_t steps) {
    if (isnan(x)) return x;
    if (isnan(y)) return y;
    if (x == y || steps == 0) return steps == 0 ? x : y;
    int64_t from, to;
    memcpy(&from, &x, sizeof from);
    memcpy(&to, &y, sizeof to);
    /* Ranks: 0 for both zeros, negative numbers below. */
    int64_t from_rank = from < 0 ? -(from & INT64_MAX) : from, to_rank = to < 0 ? -(to & INT64_MAX) : to;
    uint64_t distance =
        from_rank < to_rank ? (uint64_t)to_rank - (uint64_t)from_rank : (uint64_t)from_rank - (uint64_t)to_rank;
    if (steps >= distance) return y;
    int64_t rank = from_rank < to_rank ? from_rank + (int64_t)steps : from_rank - (int64_t)steps;
    int64_t magnitude = rank < 0 ? -rank : rank;
    double result;
    memcpy(&result, &magnitude, sizeof result);
    bool negative = rank < 0 || (rank == 0 && signbit(x));
    return negative ? -result : result;
}

static OrrValue math_nextafter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"x", "y", "steps", NULL};
    static const OrrSignature signature = {"nextafter", names, 2, 2, 2, 3};
    OrrValue bound[3];
    double x, y;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound) || !two_doubles(vm, bound, &x, &y)) return ORR_NULL;
    if (bound[2] == ORR_NULL || bound[2] == ORR_NONE) return orr_float(vm, nextafter(x, y));
    OrrValue index = orr_index(vm, bound[2]);
    if (index == ORR_NULL) return ORR_NULL;
    bool negative = orr_int_is_negative(index);
    int64_t steps;
    if (!orr_int_to_i64(index, &steps)) steps = INT64_MAX;
    orr_release(vm, index);
    if (negative) return orr_raise(vm, vm->exc.ValueError, "steps must be a non-negative integer");
    return orr_float(vm, step_towards(x, y, (uint64_t)steps));
}

static OrrValue math_ulp(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double x;
    if (!orr_to_double(vm, args[0], &x)) return ORR_NULL;
    if (isnan(x)) return orr_float(vm, x);
    x = fabs(x);
    if (isinf(x)) return orr_float(vm, x);
    double next = nextafter(x, INFINITY);
    return orr_float(vm, isinf(next) ? x - nextafter(x, -INFINITY) : next - x);
}

static OrrValue math_isclose(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    static const OrrSignature signature = {"isclose", names, 0, 2, 2, 4};
    OrrValue bound[4];
    double a, b, relative = 1e-09, absolute = 0.0;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound) || !two_doubles(vm, bound, &a, &b)) return ORR_NULL;
    if (bound[2] != ORR_NULL && !orr_to_double(vm, bound[2], &relative)) return ORR_NULL;
    if (bound[3] != ORR_NULL && !orr_to_double(vm, bound[3], &absolute)) return ORR_NULL;
    if (relative < 0 || absolute < 0) return orr_raise(vm, vm->exc.ValueError, "tolerances must be non-negative");
    if (a == b) return ORR_TRUE;
    if (isinf(a) || isinf(b)) return ORR_FALSE;
    double difference = fabs(b - a);
    return orr_bool(difference <= fabs(relative * b) || difference <= fabs(relative * a) || difference <= absolute);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_ONE("acos", math_acos),
    ORR_DEF_ONE("acosh", math_acosh),
    ORR_DEF_ONE("asin", math_asin),
    ORR_DEF_ONE("asinh", math_asinh),
    ORR_DEF_ONE("atan", math_atan),
    ORR_DEF_RANGE("atan2", math_atan2, 2, 2),
    ORR_DEF_ONE("atanh", math_atanh),
    ORR_DEF_ONE("cbrt", math_cbrt),
    ORR_DEF_ONE("ceil", math_ceil),
    ORR_DEF_RANGE("copysign", math_copysign, 2, 2),
    ORR_DEF_ONE("cos", math_cos),
    ORR_DEF_ONE("cosh", math_cosh),
    ORR_DEF_ONE("degrees", math_degrees),
    ORR_DEF_ONE("erf", math_erf),
    ORR_DEF_ONE("erfc", math_erfc),
    ORR_DEF_ONE("exp", math_exp),
    ORR_DEF_ONE("exp2", math_exp2),
    ORR_DEF_ONE("expm1", math_expm1),
    ORR_DEF_ONE("fabs", math_fabs),
    ORR_DEF_ONE("floor", math_floor),
    ORR_DEF_RANGE("fma", math_fma, 3, 3),
    ORR_DEF_RANGE("fmod", math_fmod, 2, 2),
    ORR_DEF_ONE("frexp", math_frexp),
    ORR_DEF_ONE("gamma", math_gamma),
    ORR_DEF_KEYWORDS("isclose", math_isclose),
    ORR_DEF_ONE("isfinite", math_isfinite),
    ORR_DEF_ONE("isinf", math_isinf),
    ORR_DEF_ONE("isnan", math_isnan),
    ORR_DEF_RANGE("ldexp", math_ldexp, 2, 2),
    ORR_DEF_ONE("lgamma", math_lgamma),
    ORR_DEF_RANGE("log", math_log, 1, 2),
    ORR_DEF_ONE("log10", math_log10),
    ORR_DEF_ONE("log1p", math_log1p),
    ORR_DEF_ONE("log2", math_log2),
    ORR_DEF_ONE("modf", math_modf),
    ORR_DEF_KEYWORDS("nextafter", math_nextafter),
    ORR_DEF_RANGE("pow", math_pow, 2, 2),
    ORR_DEF_ONE("radians", math_radians),
    ORR_DEF_RANGE("remainder", math_remainder, 2, 2),
    ORR_DEF_ONE("sin", math_sin),
    ORR_DEF_ONE("sinh", math_sinh),
    ORR_DEF_ONE("sqrt", math_sqrt),
    ORR_DEF_ONE("tan", math_tan),
    ORR_DEF_ONE("tanh", math_tanh),
    ORR_DEF_ONE("trunc", math_trunc),
    ORR_DEF_ONE("ulp", math_ulp),
    ORR_DEF_END,
};

OrrValue orr_lib_math(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "math");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_functions(vm, module, methods) && orr_module_add_functions(vm, module, orr_math_int_methods) &&
        orr_module_add_functions(vm, module, orr_math_sum_methods) &&
        orr_module_add(vm, module, "pi", orr_float(vm, 3.141592653589793238462643383279502884197)) &&
        orr_module_add(vm, module, "e", orr_float(vm, 2.718281828459045235360287471352662497757)) &&
        orr_module_add(vm, module, "tau", orr_float(vm, 6.283185307179586476925286766559005768394)) &&
        orr_module_add(vm, module, "inf", orr_float(vm, INFINITY)) &&
        orr_module_add(vm, module, "nan", orr_float(vm, NAN))) {
        return module;
    }
    orr_release(vm, module);
    return ORR_NULL;
}
