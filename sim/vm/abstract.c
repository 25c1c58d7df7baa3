/* Operators, comparisons, truth, hash and text of any value: everything that asks only the operands' slots. Items,
 * iteration and class tests are in abstract_item.c, abstract_iter.c and abstract_class.c. */
#include "sim/vm/abstract.h"
#include "sim/vm/format.h"
#include "sim/vm/function.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"

static const char *const binary_symbols[ORR_BINARY_COUNT] = {
    [ORR_ADD] = "+",       [ORR_SUB] = "-",           [ORR_MUL] = "*",           [ORR_TRUEDIV] = "/",
    [ORR_FLOORDIV] = "//", [ORR_MOD] = "%",           [ORR_POW] = "** or pow()", [ORR_MATMUL] = "@",
    [ORR_LSHIFT] = "<<",   [ORR_RSHIFT] = ">>",       [ORR_AND] = "&",           [ORR_OR] = "|",
    [ORR_XOR] = "^",       [ORR_DIVMOD] = "divmod()",
};
static const char *const inplace_symbols[ORR_BINARY_COUNT] = {
    [ORR_ADD] = "+=", [ORR_SUB] = "-=",  [ORR_MUL] = "*=",    [ORR_TRUEDIV] = "/=",      [ORR_FLOORDIV] = "//=",
    [ORR_MOD] = "%=", [ORR_POW] = "**=", [ORR_MATMUL] = "@=", [ORR_LSHIFT] = "<<=",      [ORR_RSHIFT] = ">>=",
    [ORR_AND] = "&=", [ORR_OR] = "|=",   [ORR_XOR] = "^=",    [ORR_DIVMOD] = "divmod()",
};
static const char *const compare_symbols[] = {"<", "<=", "==", "!=", ">", ">="};
static const OrrCompareOp swapped_compare[] = {ORR_GT, ORR_GE, ORR_EQ, ORR_NE, ORR_LT, ORR_LE};

/* Tries the slots of both operands: the right one first if its type derives from the left one's. */
static OrrValue try_binary(OrrVm *vm, OrrBinaryOp op, OrrValue left, OrrValue right) {
    OrrType *left_type = orr_type_of(vm, left), *right_type = orr_type_of(vm, right);
    OrrBinarySlot left_slot = left_type->slots.binary[op], right_slot = NULL;
    if (left_type != right_type) {
        right_slot = right_type->slots.binary[op];
        if (right_slot == left_slot) right_slot = NULL;
    }
    if (left_slot != NULL) {
        if (right_slot != NULL && orr_type_is_subtype(right_type, left_type)) {
            OrrValue result = right_slot(vm, left, right);
            if (result != ORR_NOT_IMPLEMENTED) return result;
            right_slot = NULL;
        }
        OrrValue result = left_slot(vm, left, right);
        if (result != ORR_NOT_IMPLEMENTED) return result;
    }
    return right_slot != NULL ? right_slot(vm, left, right) : ORR_NOT_IMPLEMENTED;
}

static bool is_sequence_operand(OrrVm *vm, OrrValue v) {
    return orr_has_flag(vm, v,
                        ORR_TYPE_STR_SUB | ORR_TYPE_BYTES_SUB | ORR_TYPE_LIST_SUB | ORR_TYPE_TUPLE_SUB |
                            ORR_TYPE_SEQUENCE) ||
           orr_is_exact(vm, v, vm->types.bytearray);
}

/* CPython asks a sequence to concatenate or repeat only after both operands' number slots have declined, and then the
 * sequence complains in its own words. Here the sequences' slots just decline, and these are the words. */
bool orr_sequence_refuses(OrrVm *vm, OrrBinaryOp op, OrrValue left, OrrValue right) {
    if (op == ORR_ADD) {
        uint32_t flags = orr_type_of(vm, left)->flags;
        const char *name = flags & ORR_TYPE_STR_SUB     ? "str"
                           : flags & ORR_TYPE_LIST_SUB  ? "list"
                           : flags & ORR_TYPE_TUPLE_SUB ? "tuple"
                                                        : NULL;
        if (name != NULL) {
            return orr_fail(vm, vm->exc.TypeError, "can only concatenate %s (not \"%T\") to %s", name, right, name);
        }
        if (flags & ORR_TYPE_BYTES_SUB || orr_is_instance(vm, left, vm->types.bytearray)) {
            return orr_fail(vm, vm->exc.TypeError, "can't concat %T to %T", right, left);
        }
    } else if (op == ORR_MUL) {
        if (is_sequence_operand(vm, left)) {
            return orr_fail(vm, vm->exc.TypeError, "can't multiply sequence by non-int of type '%T'", right);
        }
        if (is_sequence_operand(vm, right)) {
            return orr_fail(vm, vm->exc.TypeError, "can't multiply sequence by non-int of type '%T'", left);
        }
    }
    return true;
}

static bool is_print(OrrVm *vm, OrrValue v) {
    return orr_is_object(v) && orr_object(v)->type == vm->types.builtin &&
           strcmp(((OrrBuiltin *)orr_object(v))->def->name, "print") == 0;
}

static OrrValue raise_unsupported(OrrVm *vm, OrrBinaryOp op, const char *symbol, OrrValue left, OrrValue right) {
    if (!orr_sequence_refuses(vm, op, left, right)) return ORR_NULL;
    if (op == ORR_RSHIFT && symbol[2] == 0 && is_print(vm, left)) {
        return orr_raise(vm, vm->exc.TypeError,
                         "unsupported operand type(s) for %s: '%T' and '%T'. "
                         "Did you mean \"print(<message>, file=<output_stream>)\"?",
                         symbol, left, right);
    }
    return orr_raise(vm, vm->exc.TypeError, "unsupported operand type(s) for %s: '%T' and '%T'", symbol, left, right);
}

OrrValue orr_binary(OrrVm *vm, OrrBinaryOp op, OrrValue left, OrrValue right) {
    OrrValue result = try_binary(vm, op, left, right);
    if (ORR_LIKELY(result != ORR_NOT_IMPLEMENTED)) return result;
    return raise_unsupported(vm, op, binary_symbols[op], left, right);
}

OrrValue orr_inplace(OrrVm *vm, OrrBinaryOp op, OrrValue left, OrrValue right) {
    OrrBinarySlot slot = orr_type_of(vm, left)->slots.inplace[op];
    if (slot != NULL) {
        OrrValue result = slot(vm, left, right);
        if (result != ORR_NOT_IMPLEMENTED) return result;
    }
    OrrValue result = try_binary(vm, op, left, right);
    if (ORR_LIKELY(result != ORR_NOT_IMPLEMENTED)) return result;
    return raise_unsupported(vm, op, inplace_symbols[op], left, right);
}

/* pow() with a modulus: ints, or a class of the program whose __pow__ takes it. */
OrrValue orr_power(OrrVm *vm, OrrValue base, OrrValue exponent, OrrValue modulus) {
    if (modulus == ORR_NONE) return orr_binary(vm, ORR_POW, base, exponent);
    OrrType *type = orr_type_of(vm, base);
    if ((type->flags & ORR_TYPE_HEAP) != 0) {
        OrrValue method = orr_lookup_special(vm, base, ORR_NAME(vm, __pow__));
        if (method == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
        if (method != ORR_NULL) {
            OrrValue result = orr_call2(vm, method, exponent, modulus);
            orr_release(vm, method);
            if (result != ORR_NOT_IMPLEMENTED) return result;
        }
    }
    if (orr_is_int(vm, base) && orr_is_int(vm, exponent) && orr_is_int(vm, modulus)) {
        return orr_int_power_modulo(vm, base, exponent, modulus);
    }
    if (orr_is_float(vm, base) || orr_is_float(vm, exponent)) {
        return orr_raise(vm, vm->exc.TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
    }
    if (orr_is_instance(vm, base, vm->types.complex_)) return orr_raise(vm, vm->exc.ValueError, "complex modulo");
    return orr_raise(vm, vm->exc.TypeError, "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", base,
                     exponent, modulus);
}

OrrValue orr_unary(OrrVm *vm, OrrUnaryOp op, OrrValue operand) {
    static const char *const names[ORR_UNARY_COUNT] = {
        [ORR_NEG] = "unary -", [ORR_POS] = "unary +", [ORR_INVERT] = "unary ~", [ORR_ABS] = "abs()"};
    OrrUnarySlot slot = orr_type_of(vm, operand)->slots.unary[op];
    if (ORR_LIKELY(slot != NULL)) return slot(vm, operand);
    return orr_raise(vm, vm->exc.TypeError, "bad operand type for %s: '%T'", names[op], operand);
}

static bool small_compare(int64_t a, int64_t b, OrrCompareOp op) {
    switch (op) {
    case ORR_LT: return a < b;
    case ORR_LE: return a <= b;
    case ORR_EQ: return a == b;
    case ORR_NE: return a != b;
    case ORR_GT: return a > b;
    default: return a >= b;
    }
}

static OrrValue compare_slots(OrrVm *vm, OrrValue left, OrrValue right, OrrCompareOp op) {
    OrrType *left_type = orr_type_of(vm, left), *right_type = orr_type_of(vm, right);
    bool right_tried = false;
    if (left_type != right_type && right_type->slots.compare != NULL && orr_type_is_subtype(right_type, left_type)) {
        right_tried = true;
        OrrValue result = right_type->slots.compare(vm, right, left, swapped_compare[op]);
        if (result != ORR_NOT_IMPLEMENTED) return result;
    }
    if (left_type->slots.compare != NULL) {
        OrrValue result = left_type->slots.compare(vm, left, right, op);
        if (result != ORR_NOT_IMPLEMENTED) return result;
    }
    if (!right_tried && right_type->slots.compare != NULL) {
        OrrValue result = right_type->slots.compare(vm, right, left, swapped_compare[op]);
        if (result != ORR_NOT_IMPLEMENTED) return result;
    }
    if (op == ORR_EQ) return orr_bool(left == right);
    if (op == ORR_NE) return orr_bool(left != right);
    return orr_raise(vm, vm->exc.TypeError, "'%s' not supported between instances of '%T' and '%T'",
                     compare_symbols[op], left, right);
}

OrrValue orr_compare(OrrVm *vm, OrrValue left, OrrValue right, OrrCompareOp op) {
    if (ORR_LIKELY(orr_both_small_ints(left, right))) {
        return orr_bool(small_compare((int64_t)left, (int64_t)right, op));
    }
    if (!orr_enter(vm, " in comparison")) return ORR_NULL;
    OrrValue result = compare_slots(vm, left, right, op);
    orr_leave(vm);
    return result;
}

int orr_compare_truth(OrrVm *vm, OrrValue left, OrrValue right, OrrCompareOp op) {
    if (ORR_LIKELY(orr_both_small_ints(left, right))) return small_compare((int64_t)left, (int64_t)right, op);
    OrrValue result = orr_compare(vm, left, right, op);
    if (result == ORR_NULL) return -1;
    if (orr_is_bool(result)) return result == ORR_TRUE;
    int truth = orr_truth(vm, result);
    orr_release(vm, result);
    return truth;
}

int orr_equal(OrrVm *vm, OrrValue left, OrrValue right) {
    if (left == right) return 1;
    if (orr_both_small_ints(left, right)) return 0;
    if (orr_is_object(left) && orr_is_object(right) && orr_object(left)->type == vm->types.str &&
        orr_object(right)->type == vm->types.str) {
        return orr_str_equal(orr_as_str(left), orr_as_str(right));
    }
    return orr_compare_truth(vm, left, right, ORR_EQ);
}

int orr_truth(OrrVm *vm, OrrValue value) {
    if (orr_is_bool(value)) return value == ORR_TRUE;
    if (value == ORR_NONE) return 0;
    if (orr_is_small_int(value)) return orr_small_int_value(value) != 0;
    const OrrSlots *slots = &orr_type_of(vm, value)->slots;
    if (slots->truth != NULL) return slots->truth(vm, value);
    if (slots->length != NULL) {
        int64_t length = slots->length(vm, value);
        return length < 0 ? -1 : length > 0;
    }
    return 1;
}

bool orr_hash(OrrVm *vm, OrrValue value, int64_t *hash) {
    if (orr_is_object(value) && orr_object(value)->type == vm->types.str) {
        *hash = orr_str_hash(orr_as_str(value));
        return true;
    }
    OrrType *type = orr_type_of(vm, value);
    if (type->slots.hash == NULL) return orr_fail(vm, vm->exc.TypeError, "unhashable type: '%F'", type);
    if (!(type->flags & ORR_TYPE_GC)) return type->slots.hash(vm, value, hash);
    if (!orr_enter(vm, "")) return false;
    bool ok = type->slots.hash(vm, value, hash);
    orr_leave(vm);
    return ok;
}

/* The result of a __repr__, __str__ or __format__ slot: a str, or TypeError. Takes result. */
static OrrValue check_text(OrrVm *vm, OrrValue result, const char *format) {
    if (result == ORR_NULL || orr_is_str(result)) return result;
    orr_raise(vm, vm->exc.TypeError, format, result);
    orr_release(vm, result);
    return ORR_NULL;
}

OrrValue orr_repr(OrrVm *vm, OrrValue value) {
    OrrUnarySlot slot = orr_type_of(vm, value)->slots.repr;
    ORR_ASSERT(slot != NULL);
    if (!orr_enter(vm, " while getting the repr of an object")) return ORR_NULL;
    OrrValue result = slot(vm, value);
    orr_leave(vm);
    return check_text(vm, result, "__repr__ returned non-string (type %T)");
}

OrrValue orr_str(OrrVm *vm, OrrValue value) {
    if (orr_is_exact(vm, value, vm->types.str)) return orr_retain(value);
    OrrUnarySlot slot = orr_type_of(vm, value)->slots.str;
    if (slot == NULL) return orr_repr(vm, value);
    if (!orr_enter(vm, " while getting the str of an object")) return ORR_NULL;
    OrrValue result = slot(vm, value);
    orr_leave(vm);
    return check_text(vm, result, "__str__ returned non-string (type %T)");
}

static bool add_escaped(OrrStrBuilder *b, uint32_t c) {
    static const char digits[] = "0123456789abcdef";
    char text[11] = "\\x";
    int count = 2;
    if (c > 0xFFFF) {
        text[1] = 'U';
        count = 8;
    } else if (c > 0xFF) {
        text[1] = 'u';
        count = 4;
    }
    for (int i = 0; i < count; i++) text[2 + i] = digits[c >> (4 * (count - 1 - i)) & 15u];
    return orr_builder_add_cstring(b, text);
}

OrrValue orr_ascii(OrrVm *vm, OrrValue value) {
    OrrValue repr = orr_repr(vm, value);
    if (repr == ORR_NULL) return ORR_NULL;
    OrrStr *s = orr_as_str(repr);
    if ((s->head.flags & ORR_STR_ASCII) != 0) return repr;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = true;
    for (size_t i = 0; ok && i < s->length; i++) {
        uint32_t c = orr_str_at(s, i);
        ok = c < 0x80 ? orr_builder_add_char(&b, c) : add_escaped(&b, c);
    }
    orr_release(vm, repr);
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

OrrValue orr_format_value(OrrVm *vm, OrrValue value, OrrValue spec) {
    if (spec != ORR_NULL && !orr_is_str(spec)) {
        return orr_raise(vm, vm->exc.TypeError, "Format specifier must be a string, not %T", spec);
    }
    if (spec == ORR_NULL || orr_as_str(spec)->length == 0) {
        if (orr_is_small_int(value) || orr_is_flonum(value) || orr_is_exact(vm, value, vm->types.str)) {
            return orr_str(vm, value);
        }
        spec = vm->empty_str;
    } else if (orr_is_small_int(value)) {
        return orr_format_int(vm, value, orr_as_str(spec));
    } else if (orr_is_flonum(value)) {
        return orr_format_double(vm, value, orr_as_str(spec));
    } else if (orr_is_exact(vm, value, vm->types.str)) {
        return orr_format_str(vm, value, orr_as_str(spec));
    }
    OrrValue method = orr_lookup_special(vm, value, ORR_NAME(vm, __format__));
    if (method == ORR_NULL) {
        if (vm->exception != ORR_NULL) return ORR_NULL;
        return orr_raise(vm, vm->exc.TypeError, "Type %T doesn't define __format__", value);
    }
    OrrValue result = orr_call1(vm, method, spec);
    orr_release(vm, method);
    return check_text(vm, result, "__format__ must return a str, not %T");
}
