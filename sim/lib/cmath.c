/* Module cmath: the elementary functions over complex numbers.
 *
 * Finite arguments go through the textbook formulas that keep their precision near branch cuts (Kahan, "Branch cuts for
 * complex elementary functions"); infinities and nans through libm, whose answers the C standard fixes. */
#include <complex.h>
#include <math.h>

#include "sim/lib/math_internal.h"
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/float_ops.h"
#include "sim/vm/function.h"
#include "sim/vm/number.h"
#include "sim/vm/tuple.h"

typedef struct Number {
    double re, im;
} Number;

typedef enum Problem { FINE, DOMAIN, RANGE } Problem;
typedef Number (*Function)(Number z, Problem *problem);

/* Beyond this, squares overflow: the functions' asymptotic forms are exact there. */
static const double large = 0x1p1022;
static const double ln2 = 0.6931471805599453094;
static const double log_large = 708.0; /* exp of this is far from overflow */

static bool finite_number(Number z) {
    return isfinite(z.re) && isfinite(z.im);
}
static double _Complex to_c(Number z) {
    union {
        double parts[2];
        double _Complex whole;
    } both = {{z.re, z.im}}; /* clang 14 has no CMPLX */
    return both.whole;
}
static Number from_c(double _Complex c) {
    return (Number){creal(c), cimag(c)};
}
static Number check_range(Number z, Problem *problem) {
    if (isinf(z.re) || isinf(z.im)) *problem = RANGE;
    return z;
}

static Number square_root(Number z, Problem *problem) {
    (void)problem;
    if (!finite_number(z)) return from_c(csqrt(to_c(z)));
    if (z.re == 0 && z.im == 0) return (Number){0.0, z.im};
    double ax = fabs(z.re), ay = fabs(z.im), s;
    if (ax < 0x1p-1022 && ay < 0x1p-1022 && (ax > 0 || ay > 0)) {
        ax = ldexp(ax, 54); /* subnormal: scaled by an even power of two */
        s = ldexp(sqrt((ax + hypot(ax, ldexp(ay, 54))) / 2.0), -27);
    } else {
        ax /= 8.0;
        s = 2.0 * sqrt(ax + hypot(ax, ay / 8.0));
    }
    double d = ay / (2.0 * s);
    return z.re >= 0 ? (Number){s, copysign(d, z.im)} : (Number){d, copysign(s, z.im)};
}

static Number arc_cosine(Number z, Problem *problem) {
    if (!finite_number(z)) return from_c(cacos(to_c(z)));
    if (fabs(z.re) > large / 4 || fabs(z.im) > large / 4) {
        double re = atan2(fabs(z.im), z.re), im = log(hypot(z.re / 2.0, z.im / 2.0)) + ln2 * 2.0;
        return (Number){re, signbit(z.im) ? im : -im};
    }
    Number s1 = square_root((Number){1.0 - z.re, -z.im}, problem),
           s2 = square_root((Number){1.0 + z.re, z.im}, problem);
    return (Number){2.0 * atan2(s1.re, s2.re), asinh(s2.re * s1.im - s2.im * s1.re)};
}

static Number arc_cosh(Number z, Problem *problem) {
    if (!finite_number(z)) return from_c(cacosh(to_c(z)));
    if (fabs(z.re) > large / 4 || fabs(z.im) > large / 4) {
        return (Number){log(hypot(z.re / 2.0, z.im / 2.0)) + ln2 * 2.0, atan2(z.im, z.re)};
    }
    Number s1 = square_root((Number){z.re - 1.0, z.im}, problem), s2 = square_root((Number){z.re + 1.0, z.im}, problem);
    return (Number){asinh(s1.re * s2.re + s1.im * s2.im), 2.0 * atan2(s1.im, s2.re)};
}

static Number arc_sinh(Number z, Problem *problem) {
    if (!finite_number(z)) return from_c(casinh(to_c(z)));
    if (fabs(z.re) > large / 4 || fabs(z.im) > large / 4) {
        double re = log(hypot(z.re / 2.0, z.im / 2.0)) + ln2 * 2.0;
        return (Number){copysign(re, z.re), atan2(z.im, fabs(z.re))};
    }
    Number s1 = square_root((Number){1.0 + z.im, -z.re}, problem),
           s2 = square_root((Number){1.0 - z.im, z.re}, problem);
    return (Number){asinh(s1.re * s2.im - s2.re * s1.im), atan2(z.im, s1.re * s2.re - s1.im * s2.im)};
}

static Number arc_tanh(Number z, Problem *problem) {
    if (!finite_number(z)) return from_c(catanh(to_c(z)));
    if (z.re < 0 || (z.re == 0 && signbit(z.re))) {
        Number r = arc_tanh((Number){-z.re, -z.im}, problem);
        return (Number){-r.re, -r.im};
    }
    double ay = fabs(z.im);
    if (z.re > sqrt(large) / 2 || ay > sqrt(large) / 2) {
        double h = hypot(z.re / 2.0, z.im / 2.0);
        return (Number){z.re / 4.0 / h / h, -copysign(1.57079632679489661923, -z.im)};
    }
    if (z.re == 1.0 && ay < 0x1p-511) {
        if (ay == 0) {
            *problem = DOMAIN;
            return (Number){INFINITY, z.im};
        }
        return (Number){-log(sqrt(ay) / sqrt(hypot(ay, 2.0))), copysign(atan2(2.0, -ay) / 2, z.im)};
    }
    double rest = 1.0 - z.re;
    return (Number){log1p(4.0 * z.re / (rest * rest + ay * ay)) / 4.0,
                    -atan2(-2.0 * z.im, rest * (1 + z.re) - ay * ay) / 2.0};
}

/* asin(z) = -i asinh(iz), atan(z) = -i atanh(iz) */
static Number arc_sine(Number z, Problem *problem) {
    Number r = arc_sinh((Number){-z.im, z.re}, problem);
    return (Number){r.im, -r.re};
}
static Number arc_tangent(Number z, Problem *problem) {
    Number r = arc_tanh((Number){-z.im, z.re}, problem);
    return (Number){r.im, -r.re};
}

static Number exponential(Number z, Problem *problem) {
    if (!finite_number(z)) {
        if (isinf(z.im) && (isfinite(z.re) || z.re > 0)) *problem = DOMAIN;
        if (isinf(z.re) && isfinite(z.im) && z.im != 0) {
            double length = z.re > 0 ? INFINITY : 0.0;
            return (Number){copysign(length, cos(z.im)), copysign(length, sin(z.im))};
        }
        return from_c(cexp(to_c(z)));
    }
    if (z.re > log_large) {
        double l = exp(z.re - 1.0);
        return check_range((Number){l * cos(z.im) * 2.718281828459045235, l * sin(z.im) * 2.718281828459045235},
                           problem);
    }
    double l = exp(z.re);
    return (Number){l * cos(z.im), l * sin(z.im)};
}

static Number hyperbolic_cosine(Number z, Problem *problem) {
    if (!finite_number(z)) {
        if (isinf(z.im) && !isnan(z.re)) *problem = DOMAIN;
        if (isnan(z.re) && z.im == 0) return (Number){NAN, 0.0};
        return from_c(ccosh(to_c(z)));
    }
    if (fabs(z.re) > log_large) {
        double shifted = z.re - copysign(1.0, z.re);
        return check_range((Number){cos(z.im) * cosh(shifted) * 2.718281828459045235,
                                    sin(z.im) * sinh(shifted) * 2.718281828459045235},
                           problem);
    }
    return (Number){cos(z.im) * cosh(z.re), sin(z.im) * sinh(z.re)};
}

static Number hyperbolic_sine(Number z, Problem *problem) {
    if (!finite_number(z)) {
        if (isinf(z.im) && !isnan(z.re)) *problem = DOMAIN;
        return from_c(csinh(to_c(z)));
    }
    if (fabs(z.re) > log_large) {
        double shifted = z.re - copysign(1.0, z.re);
        return check_range((Number){cos(z.im) * sinh(shifted) * 2.718281828459045235,
                                    sin(z.im) * cosh(shifted) * 2.718281828459045235},
                           problem);
    }
    return (Number){cos(z.im) * sinh(z.re), sin(z.im) * cosh(z.re)};
}

static Number hyperbolic_tangent(Number z, Problem *problem) {
    if (!finite_number(z)) {
        if (isinf(z.im) && isfinite(z.re)) *problem = DOMAIN;
        if (isnan(z.im) && isfinite(z.re)) return (Number){NAN, NAN};
        return from_c(ctanh(to_c(z)));
    }
    if (fabs(z.re) > log_large) {
        return (Number){copysign(1.0, z.re), 4.0 * sin(z.im) * cos(z.im) * exp(-2.0 * fabs(z.re))};
    }
    double tx = tanh(z.re), ty = tan(z.im), cx = 1.0 / cosh(z.re), txty = tx * ty, denominator = 1.0 + txty * txty;
    return (Number){tx * (1.0 + ty * ty) / denominator, ((ty / denominator) * cx) * cx};
}

/* cos(z) = cosh(iz), sin(z) = -i sinh(iz), tan(z) = -i tanh(iz) */
static Number cosine(Number z, Problem *problem) {
    return hyperbolic_cosine((Number){-z.im, z.re}, problem);
}
static Number sine(Number z, Problem *problem) {
    Number r = hyperbolic_sine((Number){-z.im, z.re}, problem);
    return (Number){r.im, -r.re};
}
static Number tangent(Number z, Problem *problem) {
    Number r = hyperbolic_tangent((Number){-z.im, z.re}, problem);
    return (Number){r.im, -r.re};
}

static Number logarithm(Number z, Problem *problem) {
    if (!finite_number(z)) return from_c(clog(to_c(z)));
    double ax = fabs(z.re), ay = fabs(z.im), h = hypot(ax, ay), re;
    if (ax > large / 4 || ay > large / 4) {
        re = log(hypot(ax / 2.0, ay / 2.0)) + ln2;
    } else if (ax < 0x1p-1022 && ay < 0x1p-1022) {
        if (ax == 0 && ay == 0) {
            *problem = DOMAIN;
            return (Number){-INFINITY, atan2(z.im, z.re)};
        }
        re = log(hypot(ldexp(ax, 53), ldexp(ay, 53))) - 53 * ln2;
    } else if (h >= 0.71 && h <= 1.73) {
        double longer = ax > ay ? ax : ay, shorter = ax > ay ? ay : ax;
        re = log1p((longer - 1) * (longer + 1) + shorter * shorter) / 2.0;
    } else {
        re = log(h);
    }
    return (Number){re, atan2(z.im, z.re)};
}

static Number logarithm_10(Number z, Problem *problem) {
    Number r = logarithm(z, problem);
    const double ln10 = 2.302585092994045684;
    return (Number){r.re / ln10, r.im / ln10};
}

/* Arguments and results. */

static bool read_number(OrrVm *vm, OrrValue v, Number *out) {
    if (!orr_is_instance(vm, v, vm->types.complex_)) {
        const OrrSlots *slots = &orr_type_of(vm, v)->slots;
        OrrValue special = ORR_NULL;
        if ((orr_type_of(vm, v)->flags & ORR_TYPE_HEAP) != 0) {
            special = orr_lookup_special(vm, v, ORR_NAME(vm, __complex__));
            if (special == ORR_NULL && vm->exception != ORR_NULL) return false;
        }
        if (special != ORR_NULL) {
            orr_release(vm, special);
            OrrValue converted = orr_call1(vm, orr_value(vm->types.complex_), v);
            if (converted == ORR_NULL) return false;
            *out = (Number){((OrrComplex *)orr_object(converted))->real, ((OrrComplex *)orr_object(converted))->imag};
            orr_release(vm, converted);
            return true;
        }
        out->im = 0.0;
        if (slots->to_float != NULL || slots->to_index != NULL) return orr_to_double(vm, v, &out->re);
        return orr_fail(vm, vm->exc.TypeError, "must be real number, not %T", v);
    }
    const OrrComplex *c = (const OrrComplex *)orr_object(v);
    *out = (Number){c->real, c->imag};
    return true;
}

static OrrValue finish(OrrVm *vm, Number z, Problem problem) {
    if (problem == DOMAIN) return orr_math_domain_error(vm);
    if (problem == RANGE) return orr_math_range_error(vm);
    return orr_complex_new(vm, z.re, z.im);
}

static OrrValue apply(OrrVm *vm, OrrValue arg, Function f) {
    Number z;
    if (!read_number(vm, arg, &z)) return ORR_NULL;
    Problem problem = FINE;
    z = f(z, &problem);
    return finish(vm, z, problem);
}

#define FUNCTION(name, f)                                                                                              \
    static OrrValue name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {             \
        (void)self, (void)nargs, (void)kwnames;                                                                        \
        return apply(vm, args[0], f);                                                                                  \
    }
FUNCTION(cmath_acos, arc_cosine)
FUNCTION(cmath_acosh, arc_cosh)
FUNCTION(cmath_asin, arc_sine)
FUNCTION(cmath_asinh, arc_sinh)
FUNCTION(cmath_atan, arc_tangent)
FUNCTION(cmath_atanh, arc_tanh)
FUNCTION(cmath_cos, cosine)
FUNCTION(cmath_cosh, hyperbolic_cosine)
FUNCTION(cmath_exp, exponential)
FUNCTION(cmath_log10, logarithm_10)
FUNCTION(cmath_sin, sine)
FUNCTION(cmath_sinh, hyperbolic_sine)
FUNCTION(cmath_sqrt, square_root)
FUNCTION(cmath_tan, tangent)
FUNCTION(cmath_tanh, hyperbolic_tangent)

static OrrValue cmath_log(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    Number z;
    if (!read_number(vm, args[0], &z)) return ORR_NULL;
    Problem problem = FINE;
    z = logarithm(z, &problem);
    if (nargs > 1) problem = FINE; /* then CPython looks at the base and the quotient only */
    OrrValue result = finish(vm, z, problem);
    if (result == ORR_NULL || nargs == 1) return result;
    OrrValue base = apply(vm, args[1], logarithm);
    OrrValue quotient = base == ORR_NULL ? ORR_NULL : orr_binary(vm, ORR_TRUEDIV, result, base);
    orr_xrelease(vm, base);
    orr_release(vm, result);
    if (quotient == ORR_NULL && orr_pending_is(vm, vm->exc.ZeroDivisionError)) {
        orr_exception_clear(vm);
        return orr_math_domain_error(vm);
    }
    return quotient;
}

static OrrValue cmath_phase(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    Number z;
    return read_number(vm, args[0], &z) ? orr_float(vm, atan2(z.im, z.re)) : ORR_NULL;
}

static OrrValue cmath_polar(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    Number z;
    if (!read_number(vm, args[0], &z)) return ORR_NULL;
    double length = hypot(z.re, z.im);
    if (isinf(length) && finite_number(z)) return orr_math_range_error(vm);
    OrrValue pair[2] = {orr_float(vm, length), orr_float(vm, atan2(z.im, z.re))};
    if (pair[0] != ORR_NULL && pair[1] != ORR_NULL) return orr_tuple_steal(vm, pair, 2);
    orr_xrelease(vm, pair[0]);
    orr_xrelease(vm, pair[1]);
    return ORR_NULL;
}

static OrrValue cmath_rect(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double r, phi;
    if (!orr_to_double(vm, args[0], &r) || !orr_to_double(vm, args[1], &phi)) return ORR_NULL;
    if (isinf(phi) && r != 0 && !isnan(r)) return orr_math_domain_error(vm);
    if (isinf(r) && isfinite(phi) && phi != 0) {
        double s = r > 0 ? 1.0 : -1.0;
        return orr_complex_new(vm, copysign(INFINITY, s * cos(phi)), copysign(INFINITY, s * sin(phi)));
    }
    if (phi == 0) return orr_complex_new(vm, r, isnan(r) ? 0.0 : copysign(1.0, r) * phi);
    if (isinf(r) && isnan(phi)) return orr_complex_new(vm, INFINITY, NAN);
    if (r == 0 && !isfinite(phi)) return orr_complex_new(vm, 0.0, 0.0);
    return orr_complex_new(vm, r * cos(phi), r * sin(phi));
}

#define PREDICATE(name, condition)                                                                                     \
    static OrrValue name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {             \
        (void)self, (void)nargs, (void)kwnames;                                                                        \
        Number z;                                                                                                      \
        return read_number(vm, args[0], &z) ? orr_bool(condition) : ORR_NULL;                                          \
    }
PREDICATE(cmath_isfinite, finite_number(z))
PREDICATE(cmath_isinf, isinf(z.re) || isinf(z.im))
PREDICATE(cmath_isnan, isnan(z.re) || isnan(z.im))

static OrrValue cmath_isclose(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    static const OrrSignature signature = {"isclose", names, 0, 2, 2, 4};
    OrrValue bound[4];
    Number a, b;
    double relative = 1e-09, absolute = 0.0;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound) || !read_number(vm, bound[0], &a) ||
        !read_number(vm, bound[1], &b)) {
        return ORR_NULL;
    }
    if (bound[2] != ORR_NULL && !orr_to_double(vm, bound[2], &relative)) return ORR_NULL;
    if (bound[3] != ORR_NULL && !orr_to_double(vm, bound[3], &absolute)) return ORR_NULL;
    if (relative < 0 || absolute < 0) return orr_raise(vm, vm->exc.ValueError, "tolerances must be non-negative");
    if (a.re == b.re && a.im == b.im) return ORR_TRUE;
    if (isinf(a.re) || isinf(a.im) || isinf(b.re) || isinf(b.im)) return ORR_FALSE;
    double difference = hypot(a.re - b.re, a.im - b.im);
    return orr_bool(difference <= relative * hypot(b.re, b.im) || difference <= relative * hypot(a.re, a.im) ||
                    difference <= absolute);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_ONE("acos", cmath_acos),         ORR_DEF_ONE("acosh", cmath_acosh),
    ORR_DEF_ONE("asin", cmath_asin),         ORR_DEF_ONE("asinh", cmath_asinh),
    ORR_DEF_ONE("atan", cmath_atan),         ORR_DEF_ONE("atanh", cmath_atanh),
    ORR_DEF_ONE("cos", cmath_cos),           ORR_DEF_ONE("cosh", cmath_cosh),
    ORR_DEF_ONE("exp", cmath_exp),           ORR_DEF_KEYWORDS("isclose", cmath_isclose),
    ORR_DEF_ONE("isfinite", cmath_isfinite), ORR_DEF_ONE("isinf", cmath_isinf),
    ORR_DEF_ONE("isnan", cmath_isnan),       ORR_DEF_RANGE("log", cmath_log, 1, 2),
    ORR_DEF_ONE("log10", cmath_log10),       ORR_DEF_ONE("phase", cmath_phase),
    ORR_DEF_ONE("polar", cmath_polar),       ORR_DEF_RANGE("rect", cmath_rect, 2, 2),
    ORR_DEF_ONE("sin", cmath_sin),           ORR_DEF_ONE("sinh", cmath_sinh),
    ORR_DEF_ONE("sqrt", cmath_sqrt),         ORR_DEF_ONE("tan", cmath_tan),
    ORR_DEF_ONE("tanh", cmath_tanh),         ORR_DEF_END,
};

OrrValue orr_lib_cmath(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "cmath");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_functions(vm, module, methods) &&
        orr_module_add(vm, module, "pi", orr_float(vm, 3.141592653589793238462643383279502884197)) &&
        orr_module_add(vm, module, "e", orr_float(vm, 2.718281828459045235360287471352662497757)) &&
        orr_module_add(vm, module, "tau", orr_float(vm, 6.283185307179586476925286766559005768394)) &&
        orr_module_add(vm, module, "inf", orr_float(vm, INFINITY)) &&
        orr_module_add(vm, module, "infj", orr_complex_new(vm, 0.0, INFINITY)) &&
        orr_module_add(vm, module, "nan", orr_float(vm, NAN)) &&
        orr_module_add(vm, module, "nanj", orr_complex_new(vm, 0.0, NAN))) {
        return module;
    }
    orr_release(vm, module);
    return ORR_NULL;
}
