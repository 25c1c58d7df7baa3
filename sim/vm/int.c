/* The type int: construction, text, hash, comparison, methods. Arithmetic is in int_arith.c. */
#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/format.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static size_t big_size(const OrrBigInt *big) {
    return big->head.type->instance_size + (size_t)(big->size < 0 ? -big->size : big->size) * sizeof(mp_limb_t);
}

static void int_destroy(OrrVm *vm, OrrObject *self) {
    orr_free_object(vm, self, big_size((OrrBigInt *)self));
}

/* Construction. */

/* An instance of a subclass with the value of n (stolen). */
static OrrValue subclass_instance(OrrVm *vm, OrrType *cls, OrrValue n) {
    if (n == ORR_NULL || cls == vm->types.int_) return n;
    OrrIntView view;
    orr_int_view(n, &view);
    OrrBigInt *big = orr_new_object(vm, cls, cls->instance_size + view.count * sizeof(mp_limb_t));
    if (big != NULL) {
        memset((char *)big + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
        big->size = view.negative ? -(int64_t)view.count : (int64_t)view.count;
        if (view.count > 0) memcpy(orr_bigint_limbs(big), view.limbs, view.count * sizeof(mp_limb_t));
    }
    orr_release(vm, n);
    return big == NULL ? ORR_NULL : orr_value(big);
}

/* What a conversion slot gave must be an int; it becomes an exact one. Takes result. */
static OrrValue check_int_result(OrrVm *vm, OrrValue result, const char *method) {
    if (result == ORR_NULL) return ORR_NULL;
    OrrValue exact = ORR_NULL;
    if (orr_is_int(vm, result)) {
        exact = orr_int_exact(vm, result);
    } else {
        orr_raise(vm, vm->exc.TypeError, "%s returned non-int (type %T)", method, result);
    }
    orr_release(vm, result);
    return exact;
}

OrrValue orr_index(OrrVm *vm, OrrValue v) {
    if (orr_is_int(vm, v)) return orr_int_exact(vm, v);
    OrrUnarySlot slot = orr_type_of(vm, v)->slots.to_index;
    if (slot == NULL) { return orr_raise(vm, vm->exc.TypeError, "'%T' object cannot be interpreted as an integer", v); }
    return check_int_result(vm, slot(vm, v), "__index__");
}

static OrrValue int_from_str(OrrVm *vm, OrrValue v, int base) {
    OrrStr *s = orr_as_str(v);
    size_t start, length;
    char *text = orr_number_text(vm, s, &start, &length);
    if (text == NULL) return ORR_NULL;
    OrrValue result = orr_int_parse(vm, text + start, length, base, v);
    orr_buffer_free(vm, text, s->length + 1);
    return result;
}

static bool is_ascii_space(uint8_t c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

static OrrValue int_from_bytes_text(OrrVm *vm, OrrValue v, OrrByteView view, int base) {
    while (view.length > 0 && is_ascii_space(view.data[0])) view.data++, view.length--;
    while (view.length > 0 && is_ascii_space(view.data[view.length - 1])) view.length--;
    return orr_int_parse(vm, (const char *)view.data, view.length, base, v);
}

OrrValue orr_int_of(OrrVm *vm, OrrValue v) {
    if (orr_is_small_int(v) || orr_is_exact(vm, v, vm->types.int_)) return orr_retain(v);
    const OrrSlots *slots = &orr_type_of(vm, v)->slots;
    if (slots->to_int != NULL) return check_int_result(vm, slots->to_int(vm, v), "__int__");
    if (slots->to_index != NULL) return check_int_result(vm, slots->to_index(vm, v), "__index__");
    OrrValue method = orr_lookup_special(vm, v, ORR_NAME(vm, __trunc__));
    if (method != ORR_NULL) {
        OrrValue whole = orr_call0(vm, method);
        orr_release(vm, method);
        if (whole == ORR_NULL) return ORR_NULL;
        OrrValue result = ORR_NULL;
        if (orr_is_int(vm, whole) || orr_type_of(vm, whole)->slots.to_index != NULL) {
            result = orr_index(vm, whole);
        } else {
            orr_raise(vm, vm->exc.TypeError, "__trunc__ returned non-Integral (type %T)", whole);
        }
        orr_release(vm, whole);
        return result;
    }
    if (vm->exception != ORR_NULL) return ORR_NULL;
    if (orr_is_str(v)) return int_from_str(vm, v, 10);
    OrrByteView view;
    if (orr_byte_view(vm, v, &view)) return int_from_bytes_text(vm, v, view, 10);
    if (vm->exception != ORR_NULL) return ORR_NULL;
    return orr_raise(vm, vm->exc.TypeError,
                     "int() argument must be a string, a bytes-like object or a real number, not '%T'", v);
}

static OrrValue int_with_base(OrrVm *vm, OrrValue v, OrrValue base_value) {
    int64_t base;
    if (!orr_to_index(vm, base_value, NULL, &base)) return ORR_NULL;
    if ((base != 0 && base < 2) || base > 36) {
        return orr_raise(vm, vm->exc.ValueError, "int() base must be >= 2 and <= 36, or 0");
    }
    if (orr_is_str(v)) return int_from_str(vm, v, (int)base);
    OrrByteView view;
    if ((orr_is_bytes(v) || orr_is_bytearray(vm, v)) && orr_byte_view(vm, v, &view)) {
        return int_from_bytes_text(vm, v, view, (int)base);
    }
    if (vm->exception != ORR_NULL) return ORR_NULL;
    return orr_raise(vm, vm->exc.TypeError, "int() can't convert non-string with explicit base");
}

static OrrValue int_construct(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    size_t keywords = kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count;
    if (nargs == 1 && keywords == 0) return subclass_instance(vm, cls, orr_int_of(vm, args[0]));
    if (nargs > 2) return orr_raise(vm, vm->exc.TypeError, "int expected at most 2 arguments, got %zu", nargs);
    OrrValue base = nargs == 2 ? args[1] : ORR_NULL;
    for (size_t i = 0; i < keywords; i++) {
        OrrStr *name = orr_as_str(orr_as_tuple(kwnames)->items[i]);
        if (!orr_str_equals_cstring(name, "base")) {
            return orr_raise(vm, vm->exc.TypeError, "int() got an unexpected keyword argument '%U'", name);
        }
        if (base != ORR_NULL) {
            return orr_raise(vm, vm->exc.TypeError, "argument for int() given by name ('base') and position (2)");
        }
        base = args[nargs + i];
    }
    if (nargs == 0) {
        if (base != ORR_NULL) return orr_raise(vm, vm->exc.TypeError, "int() missing string argument");
        return subclass_instance(vm, cls, orr_small_int(0));
    }
    if (base == ORR_NULL) return subclass_instance(vm, cls, orr_int_of(vm, args[0]));
    return subclass_instance(vm, cls, int_with_base(vm, args[0], base));
}

/* Text, hash, comparison. */

static OrrValue int_repr(OrrVm *vm, OrrValue self) {
    return orr_format_int_digits(vm, self, 'd', 0, 0);
}

static bool int_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    (void)vm;
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    OrrIntView view;
    orr_int_view(self, &view);
    uint64_t rest = view.count == 0   ? 0
                    : view.count == 1 ? view.limbs[0] % modulus
                                      : mpn_mod_1(view.limbs, (mp_size_t)view.count, modulus);
    int64_t h = view.negative ? -(int64_t)rest : (int64_t)rest;
    *hash = h == -1 ? -2 : h;
    return true;
}

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

static OrrValue int_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (!orr_is_int(vm, other)) return ORR_NOT_IMPLEMENTED;
    return order_to_bool(orr_int_compare(self, other), op);
}

static int int_truth(OrrVm *vm, OrrValue self) {
    (void)vm;
    OrrIntView view;
    orr_int_view(self, &view);
    return view.count != 0;
}

static OrrValue int_to_float(OrrVm *vm, OrrValue self) {
    double d;
    return orr_int_to_double(vm, self, &d) ? orr_float(vm, d) : ORR_NULL;
}

/* Methods. */

static OrrValue method_exact(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_int_exact(vm, self);
}

static OrrValue method_bit_length(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrIntView view;
    orr_int_view(self, &view);
    return orr_int_from_u64(vm, orr_limbs_bits(view.limbs, view.count));
}

static OrrValue method_bit_count(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrIntView view;
    orr_int_view(self, &view);
    return orr_int_from_u64(vm, view.count == 0 ? 0 : mpn_popcount(view.limbs, (mp_size_t)view.count));
}

static OrrValue method_as_integer_ratio(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                        OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrValue pair[2] = {orr_int_exact(vm, self), orr_small_int(1)};
    return pair[0] == ORR_NULL ? ORR_NULL : orr_tuple_steal(vm, pair, 2);
}

static OrrValue method_is_integer(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return ORR_TRUE;
}

/* self rounded to a multiple of unit (positive), half to even. */
static OrrValue round_to_multiple(OrrVm *vm, OrrValue self, OrrValue unit) {
    OrrValue quotient, remainder;
    if (!orr_int_divmod(vm, self, unit, &quotient, &remainder, "")) return ORR_NULL;
    OrrValue twice = orr_int_shift_left(vm, remainder, 1), result = ORR_NULL;
    if (twice != ORR_NULL) {
        int order = orr_int_compare(twice, unit);
        OrrIntView q;
        orr_int_view(quotient, &q);
        bool odd = q.count > 0 && (q.limbs[0] & 1u) != 0;
        result = orr_int_subtract(vm, self, remainder);
        if (result != ORR_NULL && (order > 0 || (order == 0 && odd))) {
            orr_set_slot(vm, &result, orr_int_add(vm, result, unit));
        }
        orr_release(vm, twice);
    }
    orr_release(vm, quotient);
    orr_release(vm, remainder);
    return result;
}

static OrrValue method_round(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    if (nargs == 0 || args[0] == ORR_NONE) return orr_int_exact(vm, self);
    int64_t digits;
    OrrValue index = orr_index(vm, args[0]);
    if (index == ORR_NULL) return ORR_NULL;
    bool fits = orr_int_to_i64(index, &digits);
    if (!fits) digits = orr_int_is_negative(index) ? INT64_MIN : INT64_MAX;
    orr_release(vm, index);
    if (digits >= 0) return orr_int_exact(vm, self);
    OrrIntView view;
    orr_int_view(self, &view);
    /* Far more digits than the number has: nothing is left. */
    if (digits < -(int64_t)(orr_limbs_bits(view.limbs, view.count) / 3 + 2)) return orr_small_int(0);
    OrrValue unit = orr_int_power(vm, orr_small_int(10), (uint64_t)-digits);
    if (unit == ORR_NULL) return ORR_NULL;
    OrrValue result = round_to_multiple(vm, self, unit);
    orr_release(vm, unit);
    return result;
}

static OrrValue method_format(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_is_str(args[0])) {
        return orr_raise_format_argument(vm, args[0]);
    }
    return orr_format_int(vm, self, orr_as_str(args[0]));
}

static OrrValue method_getnewargs(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrValue exact = orr_int_exact(vm, self);
    return exact == ORR_NULL ? ORR_NULL : orr_tuple_steal(vm, &exact, 1);
}

/* Bytes. */

/* byteorder as an argument: little? False with an exception. ORR_NULL is the default 'big'. */
static bool read_byte_order(OrrVm *vm, OrrValue order, const char *function, bool *little) {
    *little = false;
    if (order == ORR_NULL) return true;
    if (!orr_is_str(order)) {
        return orr_fail(vm, vm->exc.TypeError, "%s() argument 'byteorder' must be str, not %T", function, order);
    }
    *little = orr_str_equals_cstring(orr_as_str(order), "little");
    if (*little || orr_str_equals_cstring(orr_as_str(order), "big")) return true;
    return orr_fail(vm, vm->exc.ValueError, "byteorder must be either 'little' or 'big'");
}

static int read_flag(OrrVm *vm, OrrValue flag) {
    return flag == ORR_NULL ? 0 : orr_truth(vm, flag);
}

static void reverse_bytes(uint8_t *data, size_t length) {
    for (size_t i = 0; i < length / 2; i++) {
        uint8_t byte = data[i];
        data[i] = data[length - 1 - i];
        data[length - 1 - i] = byte;
    }
}

/* The low length bytes, little end first, of the magnitude or (negative) its two's complement. */
static void store_bytes(const OrrIntView *view, uint8_t *out, size_t length) {
    unsigned carry = 1;
    for (size_t i = 0; i < length; i++) {
        unsigned byte = i / 8 < view->count ? (unsigned)(view->limbs[i / 8] >> (8 * (i % 8))) & 0xFFu : 0;
        if (view->negative) {
            byte = (byte ^ 0xFFu) + carry;
            carry = byte >> 8;
        }
        out[i] = (uint8_t)byte;
    }
}

bool orr_int_to_bytes(OrrVm *vm, OrrValue n, uint8_t *out, size_t length, bool little, bool is_signed) {
    OrrIntView view;
    orr_int_view(n, &view);
    if (view.negative && !is_signed) {
        return orr_fail(vm, vm->exc.OverflowError, "can't convert negative int to unsigned");
    }
    uint64_t bits = orr_limbs_bits(view.limbs, view.count), room = (uint64_t)length * 8;
    bool fits = bits <= room;
    if (is_signed && length > 0 && bits > 0 && fits) {
        /* One bit is the sign's; only -2**(room-1) may use all. */
        bool lowest = view.negative && !orr_limbs_any_below(view.limbs, view.count, bits - 1);
        fits = bits < room || (bits == room && lowest);
    } else if (is_signed && length == 0) {
        fits = bits == 0 || (view.negative && bits == 1); /* CPython lets -1 through here */
    }
    if (!fits) return orr_fail(vm, vm->exc.OverflowError, "int too big to convert");
    store_bytes(&view, out, length);
    if (!little) reverse_bytes(out, length);
    return true;
}

OrrValue orr_int_from_bytes(OrrVm *vm, const uint8_t *data, size_t length, bool little, bool is_signed) {
    OrrLimbs limbs;
    size_t count = length / 8 + 1;
    if (!orr_limbs_init(vm, &limbs, count)) return ORR_NULL;
    bool negative = is_signed && length > 0 && (data[little ? length - 1 : 0] & 0x80u) != 0;
    memset(limbs.p, negative ? 0xFF : 0, count * sizeof(mp_limb_t));
    for (size_t i = 0; i < length; i++) {
        mp_limb_t byte = data[little ? i : length - 1 - i];
        unsigned shift = (unsigned)(8 * (i % 8));
        limbs.p[i / 8] = (limbs.p[i / 8] & ~((mp_limb_t)0xFF << shift)) | byte << shift;
    }
    if (negative) mpn_neg(limbs.p, limbs.p, (mp_size_t)count);
    OrrValue result = orr_int_from_limbs(vm, limbs.p, count, negative);
    orr_limbs_free(&limbs);
    return result;
}

static OrrValue method_to_bytes(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"length", "byteorder", "signed", NULL};
    static const OrrSignature signature = {"to_bytes", names, 0, 2, 0, 3};
    OrrValue bound[3];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    int64_t length = 1;
    bool little;
    if (bound[0] != ORR_NULL && !orr_to_index(vm, bound[0], vm->exc.OverflowError, &length)) return ORR_NULL;
    if (!read_byte_order(vm, bound[1], "to_bytes", &little)) return ORR_NULL;
    int is_signed = read_flag(vm, bound[2]);
    if (is_signed < 0) return ORR_NULL;
    if (length < 0) return orr_raise(vm, vm->exc.ValueError, "length argument must be non-negative");
    OrrBytes *bytes = orr_bytes_alloc(vm, (size_t)length);
    if (bytes == NULL) return ORR_NULL;
    if (orr_int_to_bytes(vm, self, bytes->data, bytes->length, little, is_signed != 0)) return orr_value(bytes);
    orr_release_object(vm, bytes);
    return ORR_NULL;
}

static OrrValue as_byte_object(OrrVm *vm, OrrValue v) {
    OrrByteView view;
    if (orr_byte_view(vm, v, &view)) return orr_retain(v);
    if (vm->exception != ORR_NULL) return ORR_NULL;
    if (orr_is_str(v) || orr_is_int(vm, v)) {
        return orr_raise(vm, vm->exc.TypeError, "cannot convert '%T' object to bytes", v);
    }
    return orr_call1(vm, orr_value(vm->types.bytes), v);
}

static OrrValue method_from_bytes(OrrVm *vm, OrrValue cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"bytes", "byteorder", "signed", NULL};
    static const OrrSignature signature = {"from_bytes", names, 0, 2, 1, 3};
    OrrValue bound[3];
    bool little;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!read_byte_order(vm, bound[1], "from_bytes", &little)) return ORR_NULL;
    int is_signed = read_flag(vm, bound[2]);
    if (is_signed < 0) return ORR_NULL;
    OrrValue bytes = as_byte_object(vm, bound[0]);
    if (bytes == ORR_NULL) return ORR_NULL;
    OrrByteView view = {NULL, 0};
    OrrValue result = ORR_NULL;
    if (orr_byte_view_or_fail(vm, bytes, &view)) {
        result = orr_int_from_bytes(vm, view.data, view.length, little, is_signed != 0);
    }
    orr_release(vm, bytes);
    if (result != ORR_NULL && cls != orr_value(vm->types.int_)) {
        orr_set_slot(vm, &result, orr_call1(vm, cls, result));
    }
    return result;
}

static OrrValue get_zero(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return orr_small_int(0);
}
static OrrValue get_one(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return orr_small_int(1);
}

static const OrrMethodDef int_methods[] = {
    ORR_DEF_NONE("__ceil__", method_exact),
    ORR_DEF_NONE("__floor__", method_exact),
    ORR_DEF_ONE("__format__", method_format),
    ORR_DEF_NONE("__getnewargs__", method_getnewargs),
    ORR_DEF_RANGE("__round__", method_round, 0, 1),
    ORR_DEF_NONE("__trunc__", method_exact),
    ORR_DEF_NONE("as_integer_ratio", method_as_integer_ratio),
    ORR_DEF_NONE("bit_count", method_bit_count),
    ORR_DEF_NONE("bit_length", method_bit_length),
    ORR_DEF_NONE("conjugate", method_exact),
    {"from_bytes", method_from_bytes, ORR_ARITY_KEYWORDS, 0, 255, ORR_METHOD_CLASS,
     "($type, /, bytes, byteorder='big', *, signed=False)"},
    ORR_DEF_NONE("is_integer", method_is_integer),
    {"to_bytes", method_to_bytes, ORR_ARITY_KEYWORDS, 0, 255, ORR_METHOD_INSTANCE,
     "($self, /, length=1, byteorder='big', *, signed=False)"},
    ORR_DEF_END,
};
static const OrrGetSetDef int_getsets[] = {
    {"denominator", get_one, NULL}, {"imag", get_zero, NULL}, {"numerator", orr_int_exact, NULL},
    {"real", orr_int_exact, NULL},  {NULL, NULL, NULL},
};

const OrrTypeSpec orr_int_spec = {
    .name = "int",
    .doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 "
           "if no "
           "arguments\nare given.",
    .size = sizeof(OrrBigInt),
    .flags = ORR_TYPE_BASE | ORR_TYPE_INT_SUB | ORR_TYPE_MATCH_SELF,
    .slots = {.destroy = int_destroy,
              .new_object = int_construct,
              .repr = int_repr,
              .hash = int_hash,
              .compare = int_compare,
              .truth = int_truth,
              .binary = {[ORR_ADD] = orr_int_add_slot,
                         [ORR_SUB] = orr_int_subtract_slot,
                         [ORR_MUL] = orr_int_multiply_slot,
                         [ORR_TRUEDIV] = orr_int_true_divide_slot,
                         [ORR_FLOORDIV] = orr_int_floor_divide_slot,
                         [ORR_MOD] = orr_int_modulo_slot,
                         [ORR_POW] = orr_int_power_slot,
                         [ORR_LSHIFT] = orr_int_lshift_slot,
                         [ORR_RSHIFT] = orr_int_rshift_slot,
                         [ORR_AND] = orr_int_and_slot,
                         [ORR_OR] = orr_int_or_slot,
                         [ORR_XOR] = orr_int_xor_slot,
                         [ORR_DIVMOD] = orr_int_divmod_slot},
              .unary = {[ORR_NEG] = orr_int_negate,
                        [ORR_POS] = orr_int_exact,
                        [ORR_INVERT] = orr_int_invert_slot,
                        [ORR_ABS] = orr_int_absolute_slot},
              .to_int = orr_int_exact,
              .to_float = int_to_float,
              .to_index = orr_int_exact},
    .methods = int_methods,
    .getsets = int_getsets,
};
