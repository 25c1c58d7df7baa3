/* Constant folding: what the value of an expression is if it can't be anything else and computing it can't fail. */
#include <math.h>
#include <string.h>

#include "sim/lang/codegen.h"

/* No folded string or tuple is longer than this. */
#define FOLDED_MAX 4096u

/* Integers are folded as long as they stay below 2**126 (CPython's bound is 128 bits); what doesn't fit 64 bits must
 * not be negative, because no constant is. */
typedef __int128 Wide;

static const Wide wide_limit = (Wide)1 << 126;

static int digit_value(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : 0;
}

static bool to_integer(const OrrConst *value, Wide *out) {
    if (value->kind == ORR_CONST_BIG_INT) {
        *out = 0;
        for (size_t i = 0; i < value->as.text.length; i++) {
            if (*out > wide_limit / 16) return false;
            *out = *out * value->base + digit_value(value->as.text.utf8[i]);
        }
        return true;
    }
    if (value->kind == ORR_CONST_INT) *out = value->as.integer;
    else if (value->kind == ORR_CONST_TRUE || value->kind == ORR_CONST_FALSE) *out = value->kind == ORR_CONST_TRUE;
    else return false;
    return true;
}

static bool to_real(const OrrConst *value, double *out) {
    Wide integer;
    if (value->kind == ORR_CONST_FLOAT) {
        *out = value->as.real;
        return true;
    }
    if (!to_integer(value, &integer) || integer > (Wide)1 << 53 || integer < -((Wide)1 << 53)) return false;
    *out = (double)integer;
    return true;
}

static bool give_int(OrrGen *gen, OrrConst *out, Wide value) {
    if (value >= INT64_MIN && value <= INT64_MAX) {
        *out = (OrrConst){.kind = ORR_CONST_INT, .as.integer = (int64_t)value};
        return true;
    }
    if (value < 0 || value >= wide_limit) return false;
    char digits[32];
    size_t at = sizeof digits;
    for (; value != 0; value /= 16) digits[--at] = "0123456789abcdef"[value % 16];
    char *text = orr_region_copy(gen->scratch, digits + at, sizeof digits - at);
    if (text == NULL) return false;
    *out = (OrrConst){.kind = ORR_CONST_BIG_INT, .base = 16, .as.text = {text, sizeof digits - at}};
    return true;
}

static bool give_real(OrrConst *out, double value) {
    *out = (OrrConst){.kind = ORR_CONST_FLOAT, .as.real = value};
    return true;
}

static bool give_bool(OrrConst *out, bool value) {
    *out = (OrrConst){.kind = value ? ORR_CONST_TRUE : ORR_CONST_FALSE};
    return true;
}

static bool power(OrrGen *gen, OrrConst *out, Wide base, Wide exponent) {
    if (exponent < 0) return false;
    Wide result = 1;
    if (base == 0 || base == 1) return give_int(gen, out, exponent == 0 ? 1 : base);
    if (exponent > 126) return false;
    for (Wide i = 0; i < exponent; i++) {
        if (__builtin_mul_overflow(result, base, &result)) return false;
    }
    return give_int(gen, out, result);
}

/* Python rounds towards minus infinity. */
static Wide floor_div(Wide a, Wide b) {
    Wide quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

static bool exact_in_double(Wide value) {
    return value <= (Wide)1 << 53 && value >= -((Wide)1 << 53);
}

static bool fold_ints(OrrGen *gen, OrrOperator op, Wide a, Wide b, OrrConst *out) {
    Wide result;
    switch (op) {
    case ORR_OPERATOR_ADD: return !__builtin_add_overflow(a, b, &result) && give_int(gen, out, result);
    case ORR_OPERATOR_SUB: return !__builtin_sub_overflow(a, b, &result) && give_int(gen, out, result);
    case ORR_OPERATOR_MULT: return !__builtin_mul_overflow(a, b, &result) && give_int(gen, out, result);
    case ORR_OPERATOR_FLOOR_DIV: return b != 0 && give_int(gen, out, floor_div(a, b));
    case ORR_OPERATOR_MOD: return b != 0 && give_int(gen, out, a - floor_div(a, b) * b);
    case ORR_OPERATOR_POW: return power(gen, out, a, b);
    case ORR_OPERATOR_L_SHIFT: return b >= 0 && b <= 125 && a >= 0 && a < wide_limit >> b && give_int(gen, out, a << b);
    case ORR_OPERATOR_R_SHIFT: return b >= 0 && give_int(gen, out, b > 126 ? (a < 0 ? -1 : 0) : a >> b);
    case ORR_OPERATOR_BIT_AND: return give_int(gen, out, a & b);
    case ORR_OPERATOR_BIT_OR: return give_int(gen, out, a | b);
    case ORR_OPERATOR_BIT_XOR: return give_int(gen, out, a ^ b);
    case ORR_OPERATOR_DIV:
        if (b == 0 || !exact_in_double(a) || !exact_in_double(b)) return false;
        return give_real(out, (double)a / (double)b);
    case ORR_OPERATOR_MAT_MULT: return false;
    }
    return false;
}

static bool fold_reals(OrrOperator op, double a, double b, OrrConst *out) {
    switch (op) {
    case ORR_OPERATOR_ADD: return give_real(out, a + b);
    case ORR_OPERATOR_SUB: return give_real(out, a - b);
    case ORR_OPERATOR_MULT: return give_real(out, a * b);
    case ORR_OPERATOR_DIV: return b != 0.0 && give_real(out, a / b);
    default: return false;
    }
}

static bool fold_text(OrrGen *gen, const OrrConst *a, const OrrConst *b, OrrConst *out) {
    OrrText x = a->as.text, y = b->as.text;
    if (x.length + y.length > FOLDED_MAX) return false;
    char *text = orr_region_alloc(gen->scratch, x.length + y.length + 1);
    if (text == NULL) return false;
    if (x.length != 0) memcpy(text, x.utf8, x.length);
    if (y.length != 0) memcpy(text + x.length, y.utf8, y.length);
    *out = (OrrConst){.kind = a->kind, .as.text = {text, x.length + y.length}};
    return true;
}

static bool fold_repeat(OrrGen *gen, const OrrConst *a, Wide times, OrrConst *out) {
    size_t length = a->as.text.length;
    if (times < 0) times = 0;
    if (times > FOLDED_MAX || length * (size_t)times > FOLDED_MAX) return false;
    char *text = orr_region_alloc(gen->scratch, length * (size_t)times + 1);
    if (text == NULL) return false;
    for (size_t i = 0; i < (size_t)times; i++) memcpy(text + i * length, a->as.text.utf8, length);
    *out = (OrrConst){.kind = a->kind, .as.text = {text, length * (size_t)times}};
    return true;
}

static bool is_text(const OrrConst *value) {
    return value->kind == ORR_CONST_STR || value->kind == ORR_CONST_BYTES;
}

static bool ends_in_surrogate(const OrrConst *value) {
    return value->kind == ORR_CONST_STR && value->as.text.length >= 3 &&
           (unsigned char)value->as.text.utf8[value->as.text.length - 3] == 0xED;
}

static bool is_bool(const OrrConst *value) {
    return value->kind == ORR_CONST_TRUE || value->kind == ORR_CONST_FALSE;
}

static bool fold_binary(OrrGen *gen, OrrAst *node, OrrConst *out) {
    OrrAstBinOp *binary = orr_ast_bin_op(node);
    OrrConst a, b;
    Wide x, y;
    double p, q;
    if (!orr_gen_fold(gen, binary->right, &b) || !orr_gen_fold(gen, binary->left, &a)) return false;
    if (to_integer(&a, &x) && to_integer(&b, &y)) {
        bool bools = is_bool(&a) && is_bool(&b);
        if (bools && (binary->op == ORR_OPERATOR_BIT_AND || binary->op == ORR_OPERATOR_BIT_OR ||
                      binary->op == ORR_OPERATOR_BIT_XOR)) {
            return give_bool(out, binary->op == ORR_OPERATOR_BIT_AND  ? x & y
                                  : binary->op == ORR_OPERATOR_BIT_OR ? x | y
                                                                      : x ^ y);
        }
        return fold_ints(gen, binary->op, x, y, out);
    }
    if (to_real(&a, &p) && to_real(&b, &q)) return fold_reals(binary->op, p, q, out);
    if (is_text(&a) && a.kind == b.kind && binary->op == ORR_OPERATOR_ADD && !ends_in_surrogate(&a)) {
        return fold_text(gen, &a, &b, out);
    }
    if (is_text(&a) && to_integer(&b, &y) && binary->op == ORR_OPERATOR_MULT && !ends_in_surrogate(&a)) {
        return fold_repeat(gen, &a, y, out);
    }
    return false;
}

static int const_truth(const OrrConst *value) {
    switch ((OrrConstKind)value->kind) {
    case ORR_CONST_NONE:
    case ORR_CONST_FALSE: return 0;
    case ORR_CONST_TRUE:
    case ORR_CONST_ELLIPSIS:
    case ORR_CONST_BIG_INT: return 1;
    case ORR_CONST_INT: return value->as.integer != 0;
    case ORR_CONST_FLOAT:
    case ORR_CONST_COMPLEX: return value->as.real != 0.0;
    case ORR_CONST_STR:
    case ORR_CONST_BYTES: return value->as.text.length != 0;
    case ORR_CONST_TUPLE:
    case ORR_CONST_FROZENSET: return value->count != 0;
    }
    return -1;
}

static bool fold_unary(OrrGen *gen, OrrAst *node, OrrConst *out) {
    OrrAstUnaryOp *unary = orr_ast_unary_op(node);
    OrrConst value;
    Wide integer;
    if (!orr_gen_fold(gen, unary->operand, &value)) return false;
    switch (unary->op) {
    case ORR_UNARY_NOT: return give_bool(out, const_truth(&value) == 0);
    case ORR_UNARY_INVERT: return !is_bool(&value) && to_integer(&value, &integer) && give_int(gen, out, ~integer);
    case ORR_UNARY_U_ADD:
        if (value.kind == ORR_CONST_FLOAT) return give_real(out, value.as.real);
        return to_integer(&value, &integer) && give_int(gen, out, integer);
    case ORR_UNARY_U_SUB:
        if (value.kind == ORR_CONST_FLOAT) return give_real(out, -value.as.real);
        return to_integer(&value, &integer) && give_int(gen, out, -integer);
    }
    return false;
}

static bool fold_tuple(OrrGen *gen, OrrAst *node, OrrConst *out) {
    OrrAstTuple *tuple = orr_ast_tuple(node);
    if (tuple->ctx != ORR_CONTEXT_LOAD || tuple->elts.count > 65535) return false;
    OrrConst probe;
    size_t count = tuple->elts.count;
    if (count != 0 && !orr_gen_fold(gen, tuple->elts.items[count - 1], &probe)) return false;
    OrrConst *items = orr_region_alloc_array(gen->scratch, count, sizeof *items);
    if (items == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        if (!orr_gen_fold(gen, tuple->elts.items[i], &items[i])) return false;
    }
    *out = (OrrConst){.kind = ORR_CONST_TUPLE, .count = (uint32_t)count, .as.items = items};
    return true;
}

bool orr_gen_fold(OrrGen *gen, OrrAst *node, OrrConst *out) {
    if (gen->failed) return false;
    switch (node->kind) {
    case ORR_AST_CONSTANT: *out = orr_gen_constant_of(&orr_ast_constant(node)->value); return true;
    case ORR_AST_NAME:
        if (orr_ast_name(node)->id != gen->scopes.known.debug || orr_ast_name(node)->ctx != ORR_CONTEXT_LOAD)
            return false;
        return give_bool(out, true);
    case ORR_AST_BIN_OP: return fold_binary(gen, node, out);
    case ORR_AST_UNARY_OP: return fold_unary(gen, node, out);
    case ORR_AST_TUPLE: return fold_tuple(gen, node, out);
    default: return false;
    }
}

int orr_gen_truth(OrrGen *gen, OrrAst *node) {
    OrrConst value;
    return orr_gen_fold(gen, node, &value) ? const_truth(&value) : -1;
}
