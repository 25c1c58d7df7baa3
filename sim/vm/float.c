/* The type float. Doubles of the middle range are immediates (value.h), the others objects. */
#include <math.h>

#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/exception.h"
#include "sim/vm/float_digits.h"
#include "sim/vm/float_ops.h"
#include "sim/vm/float_text.h"
#include "sim/vm/format.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

OrrValue orr_float_slow(OrrVm *vm, double d) {
    OrrFloat *f = orr_new_object(vm, vm->types.float_, sizeof *f);
    if (f == NULL) return ORR_NULL;
    f->value = d;
    return orr_value(f);
}

static void float_destroy(OrrVm *vm, OrrObject *self) {
    orr_free_object(vm, self, self->type->instance_size);
}

/* Conversion. */

/* The double in a __float__ result (stolen). */
static bool check_float_result(OrrVm *vm, OrrValue v, OrrValue result, double *out) {
    if (result == ORR_NULL) return false;
    bool ok = orr_is_float(vm, result);
    if (ok) {
        *out = orr_float_value(result);
    } else {
        orr_raise(vm, vm->exc.TypeError, "%T.__float__ returned non-float (type %T)", v, result);
    }
    orr_release(vm, result);
    return ok;
}

/* 1 converted, 0 it has no such conversion, -1 an exception. */
static int try_double(OrrVm *vm, OrrValue v, double *out) {
    if (orr_is_float(vm, v)) {
        *out = orr_float_value(v);
        return 1;
    }
    if (orr_is_int(vm, v) && !(orr_type_of(vm, v)->flags & ORR_TYPE_HEAP))
        return orr_int_to_double(vm, v, out) ? 1 : -1;
    const OrrSlots *slots = &orr_type_of(vm, v)->slots;
    if (slots->to_float != NULL) return check_float_result(vm, v, slots->to_float(vm, v), out) ? 1 : -1;
    if (slots->to_index == NULL) return 0;
    OrrValue index = orr_index(vm, v);
    if (index == ORR_NULL) return -1;
    bool ok = orr_int_to_double(vm, index, out);
    orr_release(vm, index);
    return ok ? 1 : -1;
}

bool orr_to_double(OrrVm *vm, OrrValue v, double *out) {
    if (ORR_LIKELY(orr_is_flonum(v))) {
        *out = orr_flonum_value(v);
        return true;
    }
    int converted = try_double(vm, v, out);
    if (converted != 0) return converted > 0;
    return orr_fail(vm, vm->exc.TypeError, "must be real number, not %T", v);
}

/* An operand of float arithmetic: 1, 0 (decline), -1. Only floats and ints take part. */
static int operand(OrrVm *vm, OrrValue v, double *out) {
    if (orr_is_float(vm, v)) {
        *out = orr_float_value(v);
        return 1;
    }
    if (!orr_is_int(vm, v)) return 0;
    return orr_int_to_double(vm, v, out) ? 1 : -1;
}

#define OPERANDS(vm, left, right, a, b)                                                                                \
    double a, b;                                                                                                       \
    do {                                                                                                               \
        int status_left = operand(vm, left, &a), status_right = status_left > 0 ? operand(vm, right, &b) : 1;          \
        if (status_left < 0 || status_right < 0) return ORR_NULL;                                                      \
        if (status_left == 0 || status_right == 0) return ORR_NOT_IMPLEMENTED;                                         \
    } while (0)

/* Arithmetic. */

static OrrValue add_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    return orr_float(vm, a + b);
}
static OrrValue subtract_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    return orr_float(vm, a - b);
}
static OrrValue multiply_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    return orr_float(vm, a * b);
}
static OrrValue divide_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    if (b == 0) return orr_raise(vm, vm->exc.ZeroDivisionError, "float division by zero");
    return orr_float(vm, a / b);
}

void orr_double_divmod(double a, double b, double *quotient, double *remainder) {
    double mod = fmod(a, b);
    double div = (a - mod) / b; /* a whole number, but for rounding */
    if (mod != 0) {
        if ((b < 0) != (mod < 0)) {
            mod += b;
            div -= 1.0;
        }
    } else {
        mod = copysign(0.0, b);
    }
    if (div != 0) {
        *quotient = floor(div);
        if (div - *quotient > 0.5) *quotient += 1.0;
    } else {
        *quotient = copysign(0.0, a / b);
    }
    *remainder = mod;
}

static OrrValue floor_divide_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    if (b == 0) return orr_raise(vm, vm->exc.ZeroDivisionError, "float floor division by zero");
    double quotient, remainder;
    orr_double_divmod(a, b, &quotient, &remainder);
    return orr_float(vm, quotient);
}
static OrrValue modulo_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    if (b == 0) return orr_raise(vm, vm->exc.ZeroDivisionError, "float modulo by zero");
    double quotient, remainder;
    orr_double_divmod(a, b, &quotient, &remainder);
    return orr_float(vm, remainder);
}
static OrrValue divmod_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    if (b == 0) return orr_raise(vm, vm->exc.ZeroDivisionError, "float divmod()");
    double quotient, remainder;
    orr_double_divmod(a, b, &quotient, &remainder);
    OrrValue pair[2] = {orr_float(vm, quotient), ORR_NULL};
    if (pair[0] == ORR_NULL) return ORR_NULL;
    pair[1] = orr_float(vm, remainder);
    if (pair[1] == ORR_NULL) {
        orr_release(vm, pair[0]);
        return ORR_NULL;
    }
    return orr_tuple_steal(vm, pair, 2);
}

OrrValue orr_raise_range_error(OrrVm *vm) {
    OrrValue args[2] = {orr_small_int(34), orr_str_from_cstring(vm, "Numerical result out of range")};
    if (args[1] == ORR_NULL) return ORR_NULL;
    OrrValue exception = orr_exception_new(vm, vm->exc.OverflowError, args, 2);
    orr_release(vm, args[1]);
    return exception == ORR_NULL ? ORR_NULL : orr_raise_value(vm, exception);
}

OrrValue orr_double_power(OrrVm *vm, double a, double b) {
    if (isfinite(a) && isfinite(b)) {
        if (a == 0 && b < 0) {
            return orr_raise(vm, vm->exc.ZeroDivisionError, "0.0 cannot be raised to a negative power");
        }
        if (a < 0 && b != floor(b)) return orr_complex_power(vm, a, 0.0, b, 0.0);
        double result = pow(a, b);
        if (isinf(result)) return orr_raise_range_error(vm);
        return orr_float(vm, result);
    }
    return orr_float(vm, pow(a, b));
}

static OrrValue power_slot(OrrVm *vm, OrrValue left, OrrValue right) {
    OPERANDS(vm, left, right, a, b);
    return orr_double_power(vm, a, b);
}

static OrrValue negate_slot(OrrVm *vm, OrrValue self) {
    return orr_float(vm, -orr_float_value(self));
}
static OrrValue exact_slot(OrrVm *vm, OrrValue self) {
    return orr_is_flonum(self) ? self : orr_float(vm, orr_float_value(self));
}
static OrrValue absolute_slot(OrrVm *vm, OrrValue self) {
    return orr_float(vm, fabs(orr_float_value(self)));
}
static OrrValue to_int_slot(OrrVm *vm, OrrValue self) {
    return orr_int_from_double(vm, orr_float_value(self));
}

/* Comparison, hash, text. */

static OrrValue order_to_bool(int order, OrrCompareOp op) {
    switch (op) {
    case ORR_LT: return orr_bool(order < 0);
    case ORR_LE: return orr_bool(order <= 0);
    case ORR_EQ: return orr_bool(order == 0);
    case ORR_NE: return orr_bool(order != 0);
    case ORR_GT: return orr_bool(order > 0);
    default: return orr_bool(order >= 0);
    }
}

static OrrValue float_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    double a = orr_float_value(self);
    if (orr_is_float(vm, other)) {
        double b = orr_float_value(other);
        if (isnan(a) || isnan(b)) return orr_bool(op == ORR_NE);
        return order_to_bool(a < b ? -1 : a > b, op);
    }
    if (!orr_is_int(vm, other)) return ORR_NOT_IMPLEMENTED;
    if (isnan(a)) return orr_bool(op == ORR_NE);
    return order_to_bool(-orr_int_compare_double(other, a), op);
}

/* The hash of a number is its value modulo 2**61 - 1, so that equal numbers of all types agree. */
int64_t orr_double_hash(double d) {
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    if (isnan(d)) return 0;
    if (isinf(d)) return d > 0 ? 314159 : -314159;
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(d), &exponent), 53);
    /* 2**61 is 1 modulo 2**61 - 1: multiplying by a power of 2 rotates 61 bits. */
    unsigned rotate = (unsigned)(((exponent - 53) % 61 + 61) % 61);
    uint64_t h = mantissa % modulus;
    if (rotate > 0) h = ((h << rotate) & modulus) | h >> (61 - rotate);
    if (h == modulus) h = 0;
    int64_t result = d < 0 ? -(int64_t)h : (int64_t)h;
    return result == -1 ? -2 : result;
}

static bool float_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    double d = orr_float_value(self);
    /* Each nan is different from all others, so their hashes had better be too. */
    *hash = isnan(d) && orr_is_object(self) ? (int64_t)orr_object_serial(vm, orr_object(self)) : orr_double_hash(d);
    return true;
}

static int float_truth(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_float_value(self) != 0;
}

static OrrValue float_repr(OrrVm *vm, OrrValue self) {
    char text[32];
    size_t length = orr_double_repr(orr_float_value(self), text);
    return orr_str_new(vm, text, length);
}

/* Construction. */

static OrrValue float_instance(OrrVm *vm, OrrType *cls, double d) {
    if (cls == vm->types.float_) return orr_float(vm, d);
    OrrFloat *f = orr_new_object(vm, cls, cls->instance_size);
    if (f == NULL) return ORR_NULL;
    memset((char *)f + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    f->value = d;
    return orr_value(f);
}

static bool parse_str(OrrVm *vm, OrrStr *s, double *out, bool *ok) {
    size_t start, length;
    char *text = orr_number_text(vm, s, &start, &length);
    if (text == NULL) return false;
    *ok = orr_double_parse(text + start, length, out);
    orr_buffer_free(vm, text, s->length + 1);
    return true;
}

static bool is_ascii_space(uint8_t c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

static bool parse_text(OrrVm *vm, OrrValue v, double *out, bool *is_text) {
    bool ok = false;
    OrrByteView view;
    *is_text = true;
    if (orr_is_str(v)) {
        if (!parse_str(vm, orr_as_str(v), out, &ok)) return false;
    } else if (orr_byte_view(vm, v, &view)) {
        while (view.length > 0 && is_ascii_space(view.data[0])) view.data++, view.length--;
        while (view.length > 0 && is_ascii_space(view.data[view.length - 1])) view.length--;
        ok = orr_double_parse((const char *)view.data, view.length, out);
    } else {
        *is_text = false;
        return vm->exception == ORR_NULL;
    }
    return ok ? true : orr_fail(vm, vm->exc.ValueError, "could not convert string to float: %R", v);
}

static OrrValue float_construct(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (cls == vm->types.float_ && !orr_no_keywords(vm, "float", kwnames)) return ORR_NULL;
    if (nargs > 1) return orr_raise(vm, vm->exc.TypeError, "float expected at most 1 argument, got %zu", nargs);
    if (nargs == 0) return float_instance(vm, cls, 0.0);
    OrrValue v = args[0];
    double d;
    bool is_text = false;
    if (orr_is_float(vm, v) && !(orr_type_of(vm, v)->flags & ORR_TYPE_HEAP)) {
        return cls == vm->types.float_ ? orr_retain(v) : float_instance(vm, cls, orr_float_value(v));
    }
    const OrrSlots *slots = &orr_type_of(vm, v)->slots;
    if (orr_is_float(vm, v) && slots->to_float != NULL) {
        if (!check_float_result(vm, v, slots->to_float(vm, v), &d)) return ORR_NULL;
        return float_instance(vm, cls, d);
    }
    int converted = try_double(vm, v, &d);
    if (converted < 0) return ORR_NULL;
    if (converted == 0) {
        if (!parse_text(vm, v, &d, &is_text)) return ORR_NULL;
        if (!is_text) {
            return orr_raise(vm, vm->exc.TypeError, "float() argument must be a string or a real number, not '%T'", v);
        }
    }
    return float_instance(vm, cls, d);
}

/* Methods. */

static OrrValue method_exact(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return exact_slot(vm, self);
}
static OrrValue method_trunc(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_int_from_double(vm, orr_float_value(self));
}
static OrrValue method_floor(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_int_from_double(vm, floor(orr_float_value(self)));
}
static OrrValue method_ceil(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_int_from_double(vm, ceil(orr_float_value(self)));
}
static OrrValue method_is_integer(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    double d = orr_float_value(self);
    return orr_bool(isfinite(d) && floor(d) == d);
}

/* The nearest whole number, half to even. */
static double round_half_even(double d) {
    double rounded = round(d);
    return fabs(d - rounded) == 0.5 ? 2.0 * round(d / 2.0) : rounded;
}

bool orr_double_round(OrrVm *vm, double d, int64_t digits, double *out) {
    *out = d;
    if (!isfinite(d) || digits > 323 || d == 0) return true;
    if (digits < -308) {
        *out = copysign(0.0, d);
        return true;
    }
    OrrDigits text;
    orr_digits_fixed(d, (int)digits, &text);
    double rounded = orr_digits_to_double(text.text, (size_t)text.count, text.point, false);
    if (isinf(rounded)) return orr_fail(vm, vm->exc.OverflowError, "rounded value too large to represent");
    *out = copysign(rounded, d);
    return true;
}

static OrrValue method_round(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    double d = orr_float_value(self);
    if (nargs == 0 || args[0] == ORR_NONE) return orr_int_from_double(vm, round_half_even(d));
    int64_t digits;
    if (!orr_to_index(vm, args[0], NULL, &digits)) return ORR_NULL;
    double rounded;
    return orr_double_round(vm, d, digits, &rounded) ? orr_float(vm, rounded) : ORR_NULL;
}

static OrrValue method_as_integer_ratio(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                        OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    double d = orr_float_value(self);
    if (isinf(d)) return orr_raise(vm, vm->exc.OverflowError, "cannot convert Infinity to integer ratio");
    if (isnan(d)) return orr_raise(vm, vm->exc.ValueError, "cannot convert NaN to integer ratio");
    int exponent;
    double fraction = frexp(d, &exponent);
    for (int i = 0; i < 300 && fraction != floor(fraction); i++) {
        fraction *= 2.0;
        exponent--;
    }
    OrrValue pair[2] = {orr_small_int((int64_t)fraction), orr_small_int(1)};
    if (exponent > 0) {
        pair[0] = orr_int_shift_left(vm, pair[0], (uint64_t)exponent);
    } else {
        pair[1] = orr_int_shift_left(vm, pair[1], (uint64_t)-exponent);
    }
    if (pair[0] == ORR_NULL || pair[1] == ORR_NULL) return ORR_NULL;
    return orr_tuple_steal(vm, pair, 2);
}

static OrrValue method_hex(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_double_hex(vm, orr_float_value(self));
}

static OrrValue method_fromhex(OrrVm *vm, OrrValue cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_is_str(args[0])) {
        return orr_raise(vm, vm->exc.TypeError, "bad argument type for built-in operation");
    }
    size_t length;
    char *text = orr_str_to_utf8(vm, orr_as_str(args[0]), &length);
    if (text == NULL) return ORR_NULL;
    OrrValue result = orr_double_from_hex(vm, text, length);
    orr_buffer_free(vm, text, length + 1);
    if (result != ORR_NULL && cls != orr_value(vm->types.float_)) {
        orr_set_slot(vm, &result, orr_call1(vm, cls, result));
    }
    return result;
}

static OrrValue method_format(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_is_str(args[0])) {
        return orr_raise_format_argument(vm, args[0]);
    }
    return orr_format_double(vm, self, orr_as_str(args[0]));
}

static OrrValue method_getnewargs(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrValue exact = exact_slot(vm, self);
    return exact == ORR_NULL ? ORR_NULL : orr_tuple_steal(vm, &exact, 1);
}

static OrrValue get_zero(OrrVm *vm, OrrValue self) {
    (void)self;
    return orr_float(vm, 0.0);
}

static const OrrMethodDef float_methods[] = {
    ORR_DEF_NONE("__ceil__", method_ceil),
    ORR_DEF_NONE("__floor__", method_floor),
    ORR_DEF_ONE("__format__", method_format),
    ORR_DEF_NONE("__getnewargs__", method_getnewargs),
    ORR_DEF_RANGE("__round__", method_round, 0, 1),
    ORR_DEF_NONE("__trunc__", method_trunc),
    ORR_DEF_NONE("as_integer_ratio", method_as_integer_ratio),
    ORR_DEF_NONE("conjugate", method_exact),
    {"fromhex", method_fromhex, ORR_ARITY_ONE, 1, 1, ORR_METHOD_CLASS, "($type, string, /)"},
    ORR_DEF_NONE("hex", method_hex),
    ORR_DEF_NONE("is_integer", method_is_integer),
    ORR_DEF_END,
};
static const OrrGetSetDef float_getsets[] = {
    {"imag", get_zero, NULL},
    {"real", exact_slot, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_float_spec = {
    .name = "float",
    .doc = "Convert a string or number to a floating-point number, if possible.",
    .size = sizeof(OrrFloat),
    .flags = ORR_TYPE_BASE | ORR_TYPE_FLOAT_SUB | ORR_TYPE_MATCH_SELF,
    .slots = {.destroy = float_destroy,
              .new_object = float_construct,
              .repr = float_repr,
              .hash = float_hash,
              .compare = float_compare,
              .truth = float_truth,
              .binary = {[ORR_ADD] = add_slot,
                         [ORR_SUB] = subtract_slot,
                         [ORR_MUL] = multiply_slot,
                         [ORR_TRUEDIV] = divide_slot,
                         [ORR_FLOORDIV] = floor_divide_slot,
                         [ORR_MOD] = modulo_slot,
                         [ORR_POW] = power_slot,
                         [ORR_DIVMOD] = divmod_slot},
              .unary = {[ORR_NEG] = negate_slot, [ORR_POS] = exact_slot, [ORR_ABS] = absolute_slot},
              .to_int = to_int_slot,
              .to_float = exact_slot},
    .methods = float_methods,
    .getsets = float_getsets,
};
