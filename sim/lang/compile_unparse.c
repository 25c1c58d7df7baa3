/* Expressions back to text, as CPython does it for `from __future__ import annotations`. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/buffer.h"
#include "sim/lang/codegen.h"

/* How tightly an operator binds; a child that binds less tightly than its place asks for gets parentheses. */
enum {
    TUPLE_LEVEL,
    TEST,
    OR,
    AND,
    NOT,
    COMPARE,
    EXPR,
    BIT_XOR,
    BIT_AND,
    SHIFT,
    ARITH,
    TERM,
    FACTOR,
    POWER,
    AWAIT,
    ATOM,
};
#define BIT_OR EXPR

static void write(OrrBuffer *out, OrrAst *node, int level);

static void text(OrrBuffer *out, const char *string) {
    orr_buffer_append_text(out, string);
}

static void name(OrrBuffer *out, const OrrName *identifier) {
    orr_buffer_append(out, identifier->utf8, identifier->len);
}

static void open_if(OrrBuffer *out, bool wanted) {
    if (wanted) text(out, "(");
}

static void close_if(OrrBuffer *out, bool wanted) {
    if (wanted) text(out, ")");
}

static void write_list(OrrBuffer *out, OrrAstSeq seq, int level) {
    for (size_t i = 0; i < seq.count; i++) {
        if (i > 0) text(out, ", ");
        write(out, seq.items[i], level);
    }
}

/* Constants */

static void write_real(OrrBuffer *out, double value, const char *suffix) {
    char digits[40];
    if (isinf(value)) {
        text(out, "1e309");
        text(out, suffix);
        return;
    }
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value) break;
    }
    text(out, digits);
    if (*suffix == '\0' && strpbrk(digits, ".en") == NULL) text(out, ".0");
    text(out, suffix);
}

static void write_quoted(OrrBuffer *out, const char *bytes, size_t length, bool is_bytes) {
    bool single = memchr(bytes, '\'', length) != NULL, twice = memchr(bytes, '"', length) != NULL;
    char quote = single && !twice ? '"' : '\'';
    orr_buffer_append_byte(out, (unsigned char)quote);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\\' || c == (unsigned char)quote) {
            orr_buffer_append_byte(out, '\\');
            orr_buffer_append_byte(out, c);
        } else if (c == '\n') {
            text(out, "\\n");
        } else if (c == '\r') {
            text(out, "\\r");
        } else if (c == '\t') {
            text(out, "\\t");
        } else if (c < 32 || c == 127 || (is_bytes && c > 126)) {
            text(out, "\\x");
            orr_buffer_append_hex(out, c, 2);
        } else {
            orr_buffer_append_byte(out, c);
        }
    }
    orr_buffer_append_byte(out, (unsigned char)quote);
}

static void write_constant(OrrBuffer *out, const OrrConstant *value) {
    static const char *const prefixes[] = {[2] = "0b", [8] = "0o", [10] = "", [16] = "0x"};
    switch (value->kind) {
    case ORR_CONSTANT_NONE: text(out, "None"); return;
    case ORR_CONSTANT_TRUE: text(out, "True"); return;
    case ORR_CONSTANT_FALSE: text(out, "False"); return;
    case ORR_CONSTANT_ELLIPSIS: text(out, "..."); return;
    case ORR_CONSTANT_INT: orr_buffer_append_int(out, value->as.small); return;
    case ORR_CONSTANT_BIG_INT:
        text(out, prefixes[value->base]);
        orr_buffer_append(out, value->as.digits.bytes, value->as.digits.len);
        return;
    case ORR_CONSTANT_FLOAT: write_real(out, value->as.real, ""); return;
    case ORR_CONSTANT_IMAGINARY: write_real(out, value->as.real, "j"); return;
    case ORR_CONSTANT_STR: write_quoted(out, value->as.text.bytes, value->as.text.len, false); return;
    case ORR_CONSTANT_BYTES:
        text(out, "b");
        write_quoted(out, value->as.text.bytes, value->as.text.len, true);
        return;
    }
}

/* Operators */

typedef struct Operator {
    const char *text;
    int level;
    bool to_right;
} Operator;

static void write_binary(OrrBuffer *out, OrrAst *node, int level) {
    static const Operator operators[] = {
        [ORR_OPERATOR_ADD] = {" + ", ARITH, false},       [ORR_OPERATOR_SUB] = {" - ", ARITH, false},
        [ORR_OPERATOR_MULT] = {" * ", TERM, false},       [ORR_OPERATOR_MAT_MULT] = {" @ ", TERM, false},
        [ORR_OPERATOR_DIV] = {" / ", TERM, false},        [ORR_OPERATOR_MOD] = {" % ", TERM, false},
        [ORR_OPERATOR_POW] = {" ** ", POWER, true},       [ORR_OPERATOR_L_SHIFT] = {" << ", SHIFT, false},
        [ORR_OPERATOR_R_SHIFT] = {" >> ", SHIFT, false},  [ORR_OPERATOR_BIT_OR] = {" | ", BIT_OR, false},
        [ORR_OPERATOR_BIT_XOR] = {" ^ ", BIT_XOR, false}, [ORR_OPERATOR_BIT_AND] = {" & ", BIT_AND, false},
        [ORR_OPERATOR_FLOOR_DIV] = {" // ", TERM, false},
    };
    OrrAstBinOp *binary = orr_ast_bin_op(node);
    Operator op = operators[binary->op];
    open_if(out, level > op.level);
    write(out, binary->left, op.level + op.to_right);
    text(out, op.text);
    write(out, binary->right, op.level + !op.to_right);
    close_if(out, level > op.level);
}

static void write_unary(OrrBuffer *out, OrrAst *node, int level) {
    static const Operator operators[] = {
        [ORR_UNARY_INVERT] = {"~", FACTOR, false},
        [ORR_UNARY_NOT] = {"not ", NOT, false},
        [ORR_UNARY_U_ADD] = {"+", FACTOR, false},
        [ORR_UNARY_U_SUB] = {"-", FACTOR, false},
    };
    OrrAstUnaryOp *unary = orr_ast_unary_op(node);
    Operator op = operators[unary->op];
    open_if(out, level > op.level);
    text(out, op.text);
    write(out, unary->operand, op.level);
    close_if(out, level > op.level);
}

static void write_bool_op(OrrBuffer *out, OrrAst *node, int level) {
    OrrAstBoolOp *bool_op = orr_ast_bool_op(node);
    int own = bool_op->op == ORR_BOOL_AND ? AND : OR;
    open_if(out, level > own);
    for (size_t i = 0; i < bool_op->values.count; i++) {
        if (i > 0) text(out, own == AND ? " and " : " or ");
        write(out, bool_op->values.items[i], own + 1);
    }
    close_if(out, level > own);
}

static void write_compare(OrrBuffer *out, OrrAst *node, int level) {
    static const char *const operators[] = {" == ", " != ", " < ",      " <= ", " > ",
                                            " >= ", " is ", " is not ", " in ", " not in "};
    OrrAstCompare *compare = orr_ast_compare(node);
    open_if(out, level > COMPARE);
    write(out, compare->left, COMPARE + 1);
    for (size_t i = 0; i < compare->ops.count; i++) {
        text(out, operators[compare->ops.items[i]]);
        write(out, compare->comparators.items[i], COMPARE + 1);
    }
    close_if(out, level > COMPARE);
}

/* Functions and calls */

static size_t write_params(OrrBuffer *out, OrrAstSeq args, OrrAstSeq defaults, size_t done, size_t total, bool *first) {
    for (size_t i = 0; i < args.count; i++, done++) {
        text(out, *first ? "" : ", ");
        *first = false;
        name(out, orr_ast_arg(args.items[i])->arg);
        if (done + defaults.count >= total) {
            text(out, "=");
            write(out, defaults.items[done + defaults.count - total], TEST);
        }
    }
    return done;
}

static void write_lambda(OrrBuffer *out, OrrAst *node, int level) {
    OrrAstLambda *lambda = orr_ast_lambda(node);
    OrrAstArguments *args = orr_ast_arguments(lambda->args);
    size_t total = args->posonlyargs.count + args->args.count;
    bool first = true;
    open_if(out, level > TEST);
    text(out, "lambda");
    if (total + args->kwonlyargs.count > 0 || args->vararg != NULL || args->kwarg != NULL) text(out, " ");
    size_t done = write_params(out, args->posonlyargs, args->defaults, 0, total, &first);
    if (args->posonlyargs.count > 0) text(out, ", /");
    (void)write_params(out, args->args, args->defaults, done, total, &first);
    if (args->vararg != NULL || args->kwonlyargs.count > 0) {
        text(out, first ? "*" : ", *");
        first = false;
        if (args->vararg != NULL) name(out, orr_ast_arg(args->vararg)->arg);
    }
    for (size_t i = 0; i < args->kwonlyargs.count; i++) {
        text(out, ", ");
        name(out, orr_ast_arg(args->kwonlyargs.items[i])->arg);
        if (args->kw_defaults.items[i] == NULL) continue;
        text(out, "=");
        write(out, args->kw_defaults.items[i], TEST);
    }
    if (args->kwarg != NULL) {
        text(out, first ? "**" : ", **");
        name(out, orr_ast_arg(args->kwarg)->arg);
    }
    text(out, ": ");
    write(out, lambda->body, TEST);
    close_if(out, level > TEST);
}

static void write_call(OrrBuffer *out, OrrAst *node) {
    OrrAstCall *call = orr_ast_call(node);
    write(out, call->func, ATOM);
    if (call->args.count == 1 && call->keywords.count == 0 && call->args.items[0]->kind == ORR_AST_GENERATOR_EXP) {
        write(out, call->args.items[0], TEST);
        return;
    }
    text(out, "(");
    write_list(out, call->args, TEST);
    for (size_t i = 0; i < call->keywords.count; i++) {
        OrrAstKeyword *keyword = orr_ast_keyword(call->keywords.items[i]);
        text(out, i > 0 || call->args.count > 0 ? ", " : "");
        if (keyword->arg != NULL) {
            name(out, keyword->arg);
            text(out, "=");
            write(out, keyword->value, TEST);
        } else {
            text(out, "**");
            write(out, keyword->value, EXPR);
        }
    }
    text(out, ")");
}

/* Displays and comprehensions */

static void write_generators(OrrBuffer *out, OrrAstSeq generators) {
    for (size_t i = 0; i < generators.count; i++) {
        OrrAstComprehension *part = orr_ast_comprehension(generators.items[i]);
        text(out, part->is_async ? " async for " : " for ");
        write(out, part->target, TUPLE_LEVEL);
        text(out, " in ");
        write(out, part->iter, TEST + 1);
        for (size_t k = 0; k < part->ifs.count; k++) {
            text(out, " if ");
            write(out, part->ifs.items[k], TEST + 1);
        }
    }
}

static void write_comp(OrrBuffer *out, const char *open, OrrAst *elt, OrrAst *value, OrrAstSeq generators,
                       const char *close) {
    text(out, open);
    write(out, elt, TEST);
    if (value != NULL) {
        text(out, ": ");
        write(out, value, TEST);
    }
    write_generators(out, generators);
    text(out, close);
}

static void write_dict(OrrBuffer *out, OrrAst *node) {
    OrrAstDict *dict = orr_ast_dict(node);
    text(out, "{");
    for (size_t i = 0; i < dict->values.count; i++) {
        if (i > 0) text(out, ", ");
        if (dict->keys.items[i] != NULL) {
            write(out, dict->keys.items[i], TEST);
            text(out, ": ");
            write(out, dict->values.items[i], TEST);
        } else {
            text(out, "**");
            write(out, dict->values.items[i], EXPR);
        }
    }
    text(out, "}");
}

static void write_tuple(OrrBuffer *out, OrrAst *node, int level) {
    OrrAstSeq elts = orr_ast_tuple(node)->elts;
    bool parens = elts.count == 0 || level > TUPLE_LEVEL;
    open_if(out, parens);
    write_list(out, elts, TEST);
    if (elts.count == 1) text(out, ",");
    close_if(out, parens);
}

static void write_slice(OrrBuffer *out, OrrAst *node) {
    OrrAstSlice *slice = orr_ast_slice(node);
    if (slice->lower != NULL) write(out, slice->lower, TEST);
    text(out, ":");
    if (slice->upper != NULL) write(out, slice->upper, TEST);
    if (slice->step == NULL) return;
    text(out, ":");
    write(out, slice->step, TEST);
}

/* f-strings */

static void write_pieces(OrrBuffer *out, OrrAst *node, bool spec);

static void write_formatted(OrrBuffer *out, OrrAst *node) {
    OrrAstFormattedValue *formatted = orr_ast_formatted_value(node);
    OrrBuffer inner = {0};
    write(&inner, formatted->value, TEST + 1);
    text(out, inner.length > 0 && inner.data[0] == '{' ? "{ " : "{");
    if (inner.length > 0) orr_buffer_append(out, inner.data, inner.length);
    if (inner.failed) out->failed = true;
    orr_buffer_release(&inner);
    if (formatted->conversion > 0) {
        text(out, "!");
        orr_buffer_append_byte(out, (unsigned char)formatted->conversion);
    }
    if (formatted->format_spec != NULL) {
        text(out, ":");
        write_pieces(out, formatted->format_spec, true);
    }
    text(out, "}");
}

static void write_piece(OrrBuffer *out, const OrrConstant *value) {
    for (size_t i = 0; i < value->as.text.len; i++) {
        char c = value->as.text.bytes[i];
        orr_buffer_append_byte(out, (unsigned char)c);
        if (c == '{' || c == '}') orr_buffer_append_byte(out, (unsigned char)c);
    }
}

static void write_pieces(OrrBuffer *out, OrrAst *node, bool spec) {
    (void)spec;
    if (node->kind == ORR_AST_CONSTANT) {
        write_piece(out, &orr_ast_constant(node)->value);
        return;
    }
    if (node->kind == ORR_AST_FORMATTED_VALUE) {
        write_formatted(out, node);
        return;
    }
    OrrAstSeq values = orr_ast_joined_str(node)->values;
    for (size_t i = 0; i < values.count; i++) write_pieces(out, values.items[i], spec);
}

static void write_joined(OrrBuffer *out, OrrAst *node) {
    OrrBuffer inner = {0};
    write_pieces(&inner, node, false);
    text(out, "f");
    write_quoted(out, inner.data == NULL ? "" : inner.data, inner.length, false);
    if (inner.failed) out->failed = true;
    orr_buffer_release(&inner);
}

/* All the rest */

static void write_if_exp(OrrBuffer *out, OrrAst *node, int level) {
    OrrAstIfExp *branch = orr_ast_if_exp(node);
    open_if(out, level > TEST);
    write(out, branch->body, TEST + 1);
    text(out, " if ");
    write(out, branch->test, TEST + 1);
    text(out, " else ");
    write(out, branch->orelse, TEST);
    close_if(out, level > TEST);
}

static void write_yield(OrrBuffer *out, const char *keyword, OrrAst *value) {
    text(out, "(");
    text(out, keyword);
    if (value != NULL) {
        text(out, " ");
        write(out, value, TEST);
    }
    text(out, ")");
}

static void write_attribute(OrrBuffer *out, OrrAst *node) {
    OrrAstAttribute *attribute = orr_ast_attribute(node);
    write(out, attribute->value, ATOM);
    OrrAst *value = attribute->value;
    bool number = value->kind == ORR_AST_CONSTANT && orr_ast_constant(value)->value.kind == ORR_CONSTANT_INT;
    text(out, number ? " ." : ".");
    name(out, attribute->attr);
}

static void write_comprehension(OrrBuffer *out, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_LIST_COMP:
        write_comp(out, "[", orr_ast_list_comp(node)->elt, NULL, orr_ast_list_comp(node)->generators, "]");
        return;
    case ORR_AST_SET_COMP:
        write_comp(out, "{", orr_ast_set_comp(node)->elt, NULL, orr_ast_set_comp(node)->generators, "}");
        return;
    case ORR_AST_DICT_COMP:
        write_comp(out, "{", orr_ast_dict_comp(node)->key, orr_ast_dict_comp(node)->value,
                   orr_ast_dict_comp(node)->generators, "}");
        return;
    default:
        write_comp(out, "(", orr_ast_generator_exp(node)->elt, NULL, orr_ast_generator_exp(node)->generators, ")");
        return;
    }
}

static void write_bracketed(OrrBuffer *out, const char *open, OrrAstSeq elts, const char *close) {
    text(out, open);
    write_list(out, elts, TEST);
    text(out, close);
}

static void write_rest(OrrBuffer *out, OrrAst *node, int level) {
    switch (node->kind) {
    case ORR_AST_NAMED_EXPR:
        text(out, "(");
        write(out, orr_ast_named_expr(node)->target, ATOM);
        text(out, " := ");
        write(out, orr_ast_named_expr(node)->value, ATOM);
        text(out, ")");
        return;
    case ORR_AST_AWAIT:
        open_if(out, level > AWAIT);
        text(out, "await ");
        write(out, orr_ast_await(node)->value, ATOM);
        close_if(out, level > AWAIT);
        return;
    case ORR_AST_YIELD: write_yield(out, "yield", orr_ast_yield(node)->value); return;
    case ORR_AST_YIELD_FROM: write_yield(out, "yield from", orr_ast_yield_from(node)->value); return;
    case ORR_AST_SUBSCRIPT:
        write(out, orr_ast_subscript(node)->value, ATOM);
        text(out, "[");
        write(out, orr_ast_subscript(node)->slice, TUPLE_LEVEL);
        text(out, "]");
        return;
    case ORR_AST_STARRED:
        text(out, "*");
        write(out, orr_ast_starred(node)->value, EXPR);
        return;
    case ORR_AST_LIST: write_bracketed(out, "[", orr_ast_list(node)->elts, "]"); return;
    case ORR_AST_SET: write_bracketed(out, "{", orr_ast_set(node)->elts, "}"); return;
    case ORR_AST_FORMATTED_VALUE:
    case ORR_AST_JOINED_STR: write_joined(out, node); return;
    default: write_comprehension(out, node); return;
    }
}

static void write(OrrBuffer *out, OrrAst *node, int level) {
    switch (node->kind) {
    case ORR_AST_NAME: name(out, orr_ast_name(node)->id); return;
    case ORR_AST_CONSTANT: write_constant(out, &orr_ast_constant(node)->value); return;
    case ORR_AST_BIN_OP: write_binary(out, node, level); return;
    case ORR_AST_UNARY_OP: write_unary(out, node, level); return;
    case ORR_AST_BOOL_OP: write_bool_op(out, node, level); return;
    case ORR_AST_COMPARE: write_compare(out, node, level); return;
    case ORR_AST_IF_EXP: write_if_exp(out, node, level); return;
    case ORR_AST_LAMBDA: write_lambda(out, node, level); return;
    case ORR_AST_CALL: write_call(out, node); return;
    case ORR_AST_ATTRIBUTE: write_attribute(out, node); return;
    case ORR_AST_DICT: write_dict(out, node); return;
    case ORR_AST_TUPLE: write_tuple(out, node, level); return;
    case ORR_AST_SLICE: write_slice(out, node); return;
    default: write_rest(out, node, level); return;
    }
}

OrrText orr_gen_unparse(OrrGen *gen, OrrAst *node) {
    OrrBuffer out = {0};
    OrrText result = {"", 0};
    write(&out, node, TEST);
    char *copy = out.failed || out.data == NULL ? NULL : orr_region_copy(gen->scratch, out.data, out.length);
    if (copy != NULL) result = (OrrText){copy, out.length};
    else orr_gen_no_memory(gen);
    orr_buffer_release(&out);
    return result;
}
