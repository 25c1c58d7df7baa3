/* The type complex. */
#include <math.h>

#include "sim/vm/abstract.h"
#include "sim/vm/float_ops.h"
#include "sim/vm/float_text.h"
#include "sim/vm/format.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

typedef struct Pair {
    double real, imag;
} Pair;

static Pair value_of(OrrValue v) {
    const OrrComplex *c = (const OrrComplex *)orr_object(v);
    return (Pair){c->real, c->imag};
}

OrrValue orr_complex_new(OrrVm *vm, double real, double imag) {
    OrrComplex *c = orr_new_object(vm, vm->types.complex_, sizeof *c);
    if (c == NULL) return ORR_NULL;
    c->real = real;
    c->imag = imag;
    return orr_value(c);
}

static OrrValue from_pair(OrrVm *vm, Pair p) {
    return orr_complex_new(vm, p.real, p.imag);
}

static void complex_destroy(OrrVm *vm, OrrObject *self) {
    orr_free_object(vm, self, self->type->instance_size);
}

static bool is_complex(OrrVm *vm, OrrValue v) {
    return orr_is_object(v) && orr_is_instance(vm, v, vm->types.complex_);
}

/* An operand: 1, 0 (decline), -1 error. */
static int operand(OrrVm *vm, OrrValue v, Pair *out) {
    out->imag = 0.0;
    if (is_complex(vm, v)) {
        *out = value_of(v);
        return 1;
    }
    if (orr_is_float(vm, v)) {
        out->real = orr_float_value(v);
        return 1;
    }
    if (!orr_is_int(vm, v)) return 0;
    return orr_int_to_double(vm, v, &out->real) ? 1 : -1;
}

#define OPERANDS(vm, left, right, a, b)                                                                                \
    Pair a, b;                                                                                                         \
    do {                                                                                                               \
        int status_left = operand(vm, left, &a), status_right = status_left > 0 ? operand(vm, right, &b) : 1;          \
        if (status_left < 0 || status_right < 0) return ORR_NULL;                                                      \
        if (status_left == 0 || status_right == 0) return ORR_NOT_IMPLEMENTED;                                         \
    } while (0)

static Pair product(Pair a, Pair b) {
    return (Pair){a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

/* Smith's method: divides by the larger part first, so that nothing overflows on the way. b is not 0. */
static Pair quotient(Pair a, Pair b) {
    if (fabs(b.real) >= fabs(b.imag)) {
        double ratio = b.imag / b.real, denominator = b.real + b.imag * ratio;
        return (Pair){(a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator};
    }
    if (fabs(b.imag) >= fabs(b.real)) {
        double ratio = b.real / b.imag, denominator = b.real * ratio + b.imag;
        return (Pair){(a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator};
    }
    return (Pair){NAN, NAN};
}

static OrrValue add_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    return orr_complex_new(vm, a.real + b.real, a.imag + b.imag);
}
static OrrValue subtract_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    return orr_complex_new(vm, a.real - b.real, a.imag - b.imag);
}
static OrrValue multiply_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    return from_pair(vm, product(a, b));
}
static OrrValue divide_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    if (b.real == 0 && b.imag == 0) return orr_raise(vm, vm->exc.ZeroDivisionError, "complex division by zero");
    return from_pair(vm, quotient(a, b));
}

/* Whole exponents up to 100 by multiplication. */
static Pair power_whole(Pair base, long exponent) {
    Pair result = {1.0, 0.0};
    for (long n = exponent < 0 ? -exponent : exponent; n > 0; n >>= 1) {
        if ((n & 1) != 0) result = product(result, base);
        base = product(base, base);
    }
    return exponent < 0 ? quotient((Pair){1.0, 0.0}, result) : result;
}

static Pair power_polar(Pair a, Pair b) {
    double magnitude = hypot(a.real, a.imag), angle = atan2(a.imag, a.real);
    double length = pow(magnitude, b.real), phase = angle * b.real;
    if (b.imag != 0) {
        length *= exp(-angle * b.imag);
        phase += b.imag * log(magnitude);
    }
    return (Pair){length * cos(phase), length * sin(phase)};
}

static OrrValue power(OrrVm *vm, Pair a, Pair b) {
    if (b.real == 0 && b.imag == 0) return orr_complex_new(vm, 1.0, 0.0);
    if (a.real == 0 && a.imag == 0) {
        if (b.imag != 0 || b.real < 0) {
            return orr_raise(vm, vm->exc.ZeroDivisionError, "0.0 to a negative or complex power");
        }
        return orr_complex_new(vm, 0.0, 0.0);
    }
    bool whole = b.imag == 0 && b.real == floor(b.real) && fabs(b.real) <= 100;
    if (whole && b.real < 0) {
        Pair positive = power_whole(a, (long)-b.real);
        if (positive.real == 0 && positive.imag == 0) {
            return orr_raise(vm, vm->exc.ZeroDivisionError, "0.0 to a negative or complex power");
        }
    }
    Pair result = whole ? power_whole(a, (long)b.real) : power_polar(a, b);
    if ((isinf(result.real) || isinf(result.imag)) && isfinite(a.real) && isfinite(a.imag)) {
        return orr_raise(vm, vm->exc.OverflowError, "complex exponentiation");
    }
    return from_pair(vm, result);
}

OrrValue orr_complex_power(OrrVm *vm, double a, double b, double c, double d) {
    return power(vm, (Pair){a, b}, (Pair){c, d});
}

static OrrValue power_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    return power(vm, a, b);
}

static OrrValue negate_slot(OrrVm *vm, OrrValue self) {
    Pair p = value_of(self);
    return orr_complex_new(vm, -p.real, -p.imag);
}
static OrrValue exact_slot(OrrVm *vm, OrrValue self) {
    return orr_is_exact(vm, self, vm->types.complex_) ? orr_retain(self) : from_pair(vm, value_of(self));
}
static OrrValue absolute_slot(OrrVm *vm, OrrValue self) {
    Pair p = value_of(self);
    double d = hypot(p.real, p.imag);
    if (isinf(d) && isfinite(p.real) && isfinite(p.imag)) {
        return orr_raise(vm, vm->exc.OverflowError, "absolute value too large");
    }
    return orr_float(vm, d);
}

static int complex_truth(OrrVm *vm, OrrValue self) {
    (void)vm;
    Pair p = value_of(self);
    return p.real != 0 || p.imag != 0;
}

static bool complex_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    (void)vm;
    Pair p = value_of(self);
    uint64_t combined = (uint64_t)orr_double_hash(p.real) + 1000003u * (uint64_t)orr_double_hash(p.imag);
    *hash = combined == UINT64_MAX ? -2 : (int64_t)combined;
    return true;
}

static OrrValue complex_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (op != ORR_EQ && op != ORR_NE) return ORR_NOT_IMPLEMENTED;
    Pair a = value_of(self);
    bool equal;
    if (is_complex(vm, other)) {
        Pair b = value_of(other);
        equal = a.real == b.real && a.imag == b.imag;
    } else if (orr_is_float(vm, other)) {
        equal = a.real == orr_float_value(other) && a.imag == 0;
    } else if (orr_is_int(vm, other)) {
        equal = a.imag == 0 && !isnan(a.real) && orr_int_compare_double(other, a.real) == 0;
    } else {
        return ORR_NOT_IMPLEMENTED;
    }
    return orr_bool(equal == (op == ORR_EQ));
}

/* A part of the repr: as a float, but whole ones without ".0". */
static size_t put_part(double d, bool sign, char *out) {
    size_t n = 0;
    if (sign && !signbit(d)) out[n++] = '+';
    if (sign && isnan(d) && signbit(d)) out[n++] = '+';
    n += orr_double_repr(d, out + n);
    if (n > 2 && memcmp(out + n - 2, ".0", 2) == 0) n -= 2;
    return n;
}

static OrrValue complex_repr(OrrVm *vm, OrrValue self) {
    Pair p = value_of(self);
    char text[72];
    size_t n = 0;
    if (p.real == 0 && !signbit(p.real)) {
        n = put_part(p.imag, false, text);
    } else {
        text[n++] = '(';
        n += put_part(p.real, false, text + n);
        n += put_part(p.imag, true, text + n);
    }
    text[n++] = 'j';
    if (text[0] == '(') text[n++] = ')';
    return orr_str_new(vm, text, n);
}

/* Construction. */

static bool is_digit_or_point(char c) {
    return (c >= '0' && c <= '9') || c == '.';
}

/* One number, or inf, infinity, nan, at the beginning; *used 0 if there is none. */
static double scan_number(const char *p, size_t length, size_t *used) {
    static const char *const words[] = {"infinity", "inf", "nan"};
    size_t sign = length > 0 && (*p == '+' || *p == '-');
    double d = 0;
    *used = 0;
    for (size_t w = 0; w < 3; w++) {
        size_t n = strlen(words[w]), i = 0;
        while (i < n && sign + i < length && (p[sign + i] | 0x20) == words[w][i]) i++;
        if (i == n && orr_double_parse(p, sign + n, &d)) {
            *used = sign + n;
            return d;
        }
    }
    if (sign < length && is_digit_or_point(p[sign]) && !orr_double_scan(p, length, &d, used)) *used = 0;
    return d;
}

/* [real][+-imag j], perhaps in parentheses. */
static bool parse_complex(const char *p, size_t length, Pair *out) {
    if (length >= 2 && p[0] == '(' && p[length - 1] == ')') {
        p++;
        length -= 2;
        while (length > 0 && *p == ' ') p++, length--;
        while (length > 0 && p[length - 1] == ' ') length--;
    }
    *out = (Pair){0.0, 0.0};
    if (length == 0) return false;
    size_t used;
    double first = scan_number(p, length, &used);
    if (used == length) {
        out->real = first;
        return true;
    }
    size_t at = used;
    if (used > 0 && (p[at] == '+' || p[at] == '-')) {
        out->real = first;
        first = scan_number(p + at, length - at, &used);
        if (used == 0) {
            first = p[at] == '-' ? -1.0 : 1.0; /* a bare sign: +j */
            used = 1;
        }
        at += used;
    } else if (used == 0) {
        bool signed_unit = *p == '+' || *p == '-';
        first = *p == '-' ? -1.0 : 1.0;
        at = signed_unit;
    }
    out->imag = first;
    return at + 1 == length && (p[at] == 'j' || p[at] == 'J');
}

static OrrValue complex_instance(OrrVm *vm, OrrType *cls, Pair p) {
    OrrComplex *c = orr_new_object(vm, cls, cls->instance_size);
    if (c == NULL) return ORR_NULL;
    memset((char *)c + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    c->real = p.real;
    c->imag = p.imag;
    return orr_value(c);
}

static OrrValue complex_from_str(OrrVm *vm, OrrType *cls, OrrStr *s) {
    size_t start, length;
    char *text = orr_number_text(vm, s, &start, &length);
    if (text == NULL) return ORR_NULL;
    Pair p;
    bool ok = parse_complex(text + start, length, &p);
    orr_buffer_free(vm, text, s->length + 1);
    if (!ok) return orr_raise(vm, vm->exc.ValueError, "complex() arg is a malformed string");
    return complex_instance(vm, cls, p);
}

/* __complex__() if there is one: 1, 0, -1. */
static int try_special(OrrVm *vm, OrrValue v, Pair *out) {
    if (!(orr_type_of(vm, v)->flags & ORR_TYPE_HEAP)) return 0;
    OrrValue method = orr_lookup_special(vm, v, ORR_NAME(vm, __complex__));
    if (method == ORR_NULL) return vm->exception != ORR_NULL ? -1 : 0;
    OrrValue result = orr_call0(vm, method);
    orr_release(vm, method);
    if (result == ORR_NULL) return -1;
    int status = 1;
    if (is_complex(vm, result)) {
        *out = value_of(result);
    } else {
        orr_raise(vm, vm->exc.TypeError, "__complex__ returned non-complex (type %T)", result);
        status = -1;
    }
    orr_release(vm, result);
    return status;
}

/* An argument of complex(): message for what has no conversion. */
static bool part(OrrVm *vm, OrrValue v, Pair *out, bool *complex_part, const char *message) {
    *complex_part = true;
    if (is_complex(vm, v)) {
        *out = value_of(v);
        return true;
    }
    int special = try_special(vm, v, out);
    if (special != 0) return special > 0;
    *complex_part = false;
    out->imag = 0.0;
    const OrrSlots *slots = &orr_type_of(vm, v)->slots;
    if (slots->to_float == NULL && slots->to_index == NULL) return orr_fail(vm, vm->exc.TypeError, message, v);
    return orr_to_double(vm, v, &out->real);
}

static OrrValue complex_construct(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"real", "imag", NULL};
    static const OrrSignature signature = {"complex", names, 0, 2, 0, 2};
    OrrValue bound[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrValue real = bound[0], imag = bound[1];
    if (real != ORR_NULL && imag == ORR_NULL && orr_is_exact(vm, real, vm->types.complex_) &&
        cls == vm->types.complex_) {
        return orr_retain(real);
    }
    if (real != ORR_NULL && orr_is_str(real)) {
        if (imag != ORR_NULL) {
            return orr_raise(vm, vm->exc.TypeError, "complex() can't take second arg if first is a string");
        }
        return complex_from_str(vm, cls, orr_as_str(real));
    }
    if (imag != ORR_NULL && orr_is_str(imag)) {
        return orr_raise(vm, vm->exc.TypeError, "complex() second arg can't be a string");
    }
    Pair a = {0.0, 0.0}, b = {0.0, 0.0};
    bool a_complex = false, b_complex = false;
    if (real != ORR_NULL &&
        !part(vm, real, &a, &a_complex, "complex() first argument must be a string or a number, not '%T'")) {
        return ORR_NULL;
    }
    if (imag != ORR_NULL && !part(vm, imag, &b, &b_complex, "complex() second argument must be a number, not '%T'")) {
        return ORR_NULL;
    }
    /* real + imag * 1j; signs of zeros survive where a part isn't complex. */
    Pair p = {a.real, imag == ORR_NULL ? a.imag : b.real};
    if (b_complex) p.real -= b.imag;
    if (a_complex && imag != ORR_NULL) p.imag += a.imag;
    return complex_instance(vm, cls, p);
}

/* Methods. */

static OrrValue method_conjugate(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Pair p = value_of(self);
    return orr_complex_new(vm, p.real, -p.imag);
}
static OrrValue method_complex(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return exact_slot(vm, self);
}
static OrrValue method_format(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_is_str(args[0])) {
        return orr_raise_format_argument(vm, args[0]);
    }
    return orr_format_complex(vm, self, orr_as_str(args[0]));
}
static OrrValue method_getnewargs(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Pair p = value_of(self);
    OrrValue pair[2] = {orr_float(vm, p.real), orr_float(vm, p.imag)};
    if (pair[0] != ORR_NULL && pair[1] != ORR_NULL) return orr_tuple_steal(vm, pair, 2);
    orr_xrelease(vm, pair[0]);
    orr_xrelease(vm, pair[1]);
    return ORR_NULL;
}

static OrrValue get_real(OrrVm *vm, OrrValue self) {
    return orr_float(vm, value_of(self).real);
}
static OrrValue get_imag(OrrVm *vm, OrrValue self) {
    return orr_float(vm, value_of(self).imag);
}

static const OrrMethodDef complex_methods[] = {
    ORR_DEF_NONE("__complex__", method_complex),
    ORR_DEF_ONE("__format__", method_format),
    ORR_DEF_NONE("__getnewargs__", method_getnewargs),
    ORR_DEF_NONE("conjugate", method_conjugate),
    ORR_DEF_END,
};
static const OrrGetSetDef complex_getsets[] = {
    {"imag", get_imag, orr_set_readonly},
    {"real", get_real, orr_set_readonly},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_complex_spec = {
    .name = "complex",
    .doc = "Create a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex number.\n"
           "If a single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments are given, "
           "create a complex number\nwith the specified real and imaginary components.",
    .size = sizeof(OrrComplex),
    .flags = ORR_TYPE_BASE,
    .slots = {.destroy = complex_destroy,
              .new_object = complex_construct,
              .repr = complex_repr,
              .hash = complex_hash,
              .compare = complex_compare,
              .truth = complex_truth,
              .binary = {[ORR_ADD] = add_slot,
                         [ORR_SUB] = subtract_slot,
                         [ORR_MUL] = multiply_slot,
                         [ORR_TRUEDIV] = divide_slot,
                         [ORR_POW] = power_slot},
              .unary = {[ORR_NEG] = negate_slot, [ORR_POS] = exact_slot, [ORR_ABS] = absolute_slot}},
    .methods = complex_methods,
    .getsets = complex_getsets,
};
