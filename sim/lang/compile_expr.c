/* Expressions: delivered into a wanted register, or read where they are. */
#include "sim/lang/codegen.h"

/* Whether a kind of node occurs in a tree (functions inside it included). Generated from the table of nodes. */

static bool seq_contains(OrrAstSeq seq, OrrAstKind kind) {
    for (size_t i = 0; i < seq.count; i++) {
        if (seq.items[i] != NULL && orr_ast_contains(seq.items[i], kind)) return true;
    }
    return false;
}

static bool opt_contains(OrrAst *node, OrrAstKind kind) {
    return node != NULL && orr_ast_contains(node, kind);
}

#define ONE(name)    || orr_ast_contains(it->name, kind)
#define OPT(name)    || opt_contains(it->name, kind)
#define SEQ(name)    || seq_contains(it->name, kind)
#define OPTSEQ(name) || seq_contains(it->name, kind)
#define NAME(name)
#define OPTNAME(name)
#define NAMES(name)
#define CONST(name)
#define OPTSTR(name)
#define NUMBER(name)
#define CONTEXT(name)
#define OPERATOR(name)
#define UNARY(name)
#define BOOLOP(name)
#define COMPARES(name)
#define NODE(group, upper, lower, camel, asdl, fields)                                                                 \
    static bool contains_##lower(OrrAst##camel *it, OrrAstKind kind) {                                                 \
        return it->head.kind == kind fields;                                                                           \
    }
#include "sim/lang/ast.def"

#define ONE(name)
#define OPT(name)
#define SEQ(name)
#define OPTSEQ(name)
#define NAME(name)
#define OPTNAME(name)
#define NAMES(name)
#define CONST(name)
#define OPTSTR(name)
#define NUMBER(name)
#define CONTEXT(name)
#define OPERATOR(name)
#define UNARY(name)
#define BOOLOP(name)
#define COMPARES(name)

/* The formatter takes the #include for a part of the macro. */
/* clang-format off */
bool orr_ast_contains(OrrAst *node, OrrAstKind kind) {
    switch (node->kind) {
#define NODE(group, upper, lower, camel, asdl, fields)                                                                 \
    case ORR_AST_##upper:                                                                                              \
        return contains_##lower(orr_ast_##lower(node), kind);
#include "sim/lang/ast.def"
    case ORR_AST_KIND_COUNT: break;
    }
    return false;
}
/* clang-format on */

bool orr_gen_may_rebind(const OrrGen *gen, OrrAst *node) {
    return gen->unit->scope->walrus && node != NULL && orr_ast_contains(node, ORR_AST_NAMED_EXPR);
}

/* Operators */

OrrOp orr_gen_binary_op(OrrOperator op) {
    static const uint8_t ops[] = {
        [ORR_OPERATOR_ADD] = ORR_OP_ADD,
        [ORR_OPERATOR_SUB] = ORR_OP_SUB,
        [ORR_OPERATOR_MULT] = ORR_OP_MUL,
        [ORR_OPERATOR_MAT_MULT] = ORR_OP_MATMUL,
        [ORR_OPERATOR_DIV] = ORR_OP_TRUEDIV,
        [ORR_OPERATOR_MOD] = ORR_OP_MOD,
        [ORR_OPERATOR_POW] = ORR_OP_POW,
        [ORR_OPERATOR_L_SHIFT] = ORR_OP_LSHIFT,
        [ORR_OPERATOR_R_SHIFT] = ORR_OP_RSHIFT,
        [ORR_OPERATOR_BIT_OR] = ORR_OP_OR,
        [ORR_OPERATOR_BIT_XOR] = ORR_OP_XOR,
        [ORR_OPERATOR_BIT_AND] = ORR_OP_AND,
        [ORR_OPERATOR_FLOOR_DIV] = ORR_OP_FLOORDIV,
    };
    return (OrrOp)ops[op];
}

OrrOp orr_gen_binary_const_op(OrrOperator op) {
    switch (op) {
    case ORR_OPERATOR_ADD: return ORR_OP_ADDK;
    case ORR_OPERATOR_SUB: return ORR_OP_SUBK;
    case ORR_OPERATOR_MULT: return ORR_OP_MULK;
    case ORR_OPERATOR_FLOOR_DIV: return ORR_OP_FLOORDIVK;
    case ORR_OPERATOR_MOD: return ORR_OP_MODK;
    case ORR_OPERATOR_BIT_AND: return ORR_OP_ANDK;
    default: return ORR_OP_NOP;
    }
}

void orr_gen_binary(OrrGen *gen, const OrrAst *at, OrrOperator op, unsigned mode, uint32_t dst, OrrVal left,
                    OrrAst *right) {
    OrrConst constant;
    OrrOp const_op = orr_gen_binary_const_op(op);
    unsigned kill = orr_kill(left, ORR_KILL_B) | orr_mode(mode);
    if (const_op != ORR_OP_NOP && orr_gen_fold(gen, right, &constant)) {
        orr_gen_emit(gen, at, const_op, kill, dst, left.reg, orr_gen_const(gen, &constant, at));
        return;
    }
    OrrVal value = orr_gen_value(gen, right);
    orr_gen_emit(gen, at, orr_gen_binary_op(op), kill | orr_kill(value, ORR_KILL_C), dst, left.reg, value.reg);
}

static void bin_op(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstBinOp *binary = orr_ast_bin_op(node);
    OrrVal left = orr_gen_value_before(gen, binary->left, binary->right);
    orr_gen_binary(gen, node, binary->op, 0, dst, left, binary->right);
}

/* `not a < b`: CPython has the comparison stand where the `not` is; `not a in b` is `a not in b`. */
static void negated_comparison(OrrGen *gen, OrrAst *node, OrrAst *operand, uint32_t dst) {
    OrrAstCompare compare = *orr_ast_compare(operand);
    bool single = compare.ops.count == 1;
    OrrCompareOp op = compare.ops.items[0];
    if (single) {
        compare.head = *node;
        compare.head.kind = ORR_AST_COMPARE;
    }
    if (single && op >= ORR_COMPARE_IS) {
        OrrCompareOp opposite = op == ORR_COMPARE_IS       ? ORR_COMPARE_IS_NOT
                                : op == ORR_COMPARE_IS_NOT ? ORR_COMPARE_IS
                                : op == ORR_COMPARE_IN     ? ORR_COMPARE_NOT_IN
                                                           : ORR_COMPARE_IN;
        compare.ops.items = &opposite;
        orr_gen_to(gen, &compare.head, dst);
        return;
    }
    uint16_t value = orr_gen_to_temp(gen, &compare.head);
    orr_gen_emit(gen, node, ORR_OP_NOT, ORR_KILL_B, dst, value, 0);
}

static void unary_op(OrrGen *gen, OrrAst *node, uint32_t dst) {
    static const uint8_t ops[] = {
        [ORR_UNARY_INVERT] = ORR_OP_INVERT,
        [ORR_UNARY_NOT] = ORR_OP_NOT,
        [ORR_UNARY_U_ADD] = ORR_OP_POS,
        [ORR_UNARY_U_SUB] = ORR_OP_NEG,
    };
    OrrAstUnaryOp *unary = orr_ast_unary_op(node);
    if (unary->op == ORR_UNARY_NOT && unary->operand->kind == ORR_AST_COMPARE) {
        negated_comparison(gen, node, unary->operand, dst);
        return;
    }
    OrrVal value = orr_gen_value(gen, unary->operand);
    orr_gen_emit(gen, node, (OrrOp)ops[unary->op], orr_kill(value, ORR_KILL_B), dst, value.reg, 0);
}

/* Attributes and items */

OrrAst orr_gen_attribute_position(const OrrAst *at, OrrAst *attribute) {
    OrrAst place = *at;
    if (place.line == attribute->end_line) return place;
    uint32_t length = 0;
    const OrrName *name = orr_ast_attribute(attribute)->attr;
    for (size_t i = 0; i < name->len; i++) length += ((unsigned char)name->utf8[i] & 0xC0) != 0x80;
    place.line = attribute->end_line;
    if (length <= attribute->end_col) {
        place.col = attribute->end_col - length;
    } else {
        place.col = place.end_col = UINT32_MAX;
    }
    return place;
}

static void attribute(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstAttribute *get = orr_ast_attribute(node);
    OrrAst at = orr_gen_attribute_position(node, node);
    uint32_t name = orr_gen_mangled_name(gen, get->attr, node), base;
    unsigned mode;
    if (orr_gen_super_run(gen, get->value, false, &base, &mode)) {
        orr_gen_emit(gen, &at, ORR_OP_LOAD_SUPER_ATTR, orr_mode(mode), dst, base, name);
        return;
    }
    OrrVal object = orr_gen_value(gen, get->value);
    orr_gen_emit(gen, &at, ORR_OP_GETATTR, orr_kill(object, ORR_KILL_B), dst, object.reg, name);
}

static void subscript(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstSubscript *get = orr_ast_subscript(node);
    OrrVal object = orr_gen_value_before(gen, get->value, get->slice);
    OrrVal index = orr_gen_value(gen, get->slice);
    orr_gen_emit(gen, node, ORR_OP_GETITEM, orr_kill(object, ORR_KILL_B) | orr_kill(index, ORR_KILL_C), dst, object.reg,
                 index.reg);
}

static void walrus(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstNamedExpr *named = orr_ast_named_expr(node);
    int32_t local = orr_gen_local_target(gen, named->target);
    const OrrName *name = orr_ast_name(named->target)->id;
    if (local >= 0) {
        orr_gen_to(gen, named->value, (uint32_t)local);
        orr_gen_store_name(gen, named->target, name, (OrrVal){(uint16_t)local, false});
        orr_gen_move(gen, node, dst, (OrrVal){(uint16_t)local, false});
        return;
    }
    if (!orr_gen_is_temp(gen, dst)) {
        uint16_t value = orr_gen_to_temp(gen, named->value);
        orr_gen_store_name(gen, named->target, name, (OrrVal){value, false});
        orr_gen_move(gen, node, dst, (OrrVal){value, true});
        return;
    }
    if (dst >= gen->unit->top) gen->unit->top = dst + 1;
    orr_gen_to(gen, named->value, dst);
    orr_gen_store_name(gen, named->target, name, (OrrVal){(uint16_t)dst, false});
}

/* Suspending */

void orr_gen_get_awaited(OrrGen *gen, const OrrAst *at, unsigned mode, OrrVal value, uint32_t dst) {
    uint16_t iterator = value.temp ? value.reg : orr_gen_temp(gen);
    orr_gen_emit(gen, at, ORR_OP_GET_AWAITABLE, orr_kill(value, ORR_KILL_B) | orr_mode(mode), iterator, value.reg, 0);
    orr_gen_emit(gen, at, ORR_OP_DELEGATE, ORR_KILL_B | orr_mode(1), dst, iterator, 0);
}

static bool is_function_like(const OrrGen *gen) {
    OrrScopeKind kind = gen->unit->scope->kind;
    return kind != ORR_SCOPE_MODULE && kind != ORR_SCOPE_CLASS;
}

static void await(OrrGen *gen, OrrAst *node, uint32_t dst) {
    if (!is_function_like(gen)) orr_gen_error(gen, node, "'await' outside function", NULL);
    else if (!orr_gen_in_async(gen)) orr_gen_error(gen, node, "'await' outside async function", NULL);
    OrrVal value = orr_gen_value(gen, orr_ast_await(node)->value);
    orr_gen_get_awaited(gen, node, 0, value, dst);
}

static void yield(OrrGen *gen, OrrAst *node, uint32_t dst) {
    if (!is_function_like(gen)) orr_gen_error(gen, node, "'yield' outside function", NULL);
    OrrAst *sent = orr_ast_yield(node)->value;
    OrrVal value = {0, true};
    if (sent != NULL) {
        value = orr_gen_value(gen, sent);
    } else {
        value.reg = orr_gen_temp(gen);
        orr_gen_load_none(gen, node, value.reg);
    }
    bool is_async = gen->unit->flags & ORR_CODE_ASYNC_GENERATOR;
    orr_gen_emit(gen, node, ORR_OP_YIELD, orr_kill(value, ORR_KILL_B) | orr_mode(is_async), dst, value.reg, 0);
}

static void yield_from(OrrGen *gen, OrrAst *node, uint32_t dst) {
    if (!is_function_like(gen)) orr_gen_error(gen, node, "'yield from' outside function", NULL);
    else if (gen->unit->flags & (ORR_CODE_COROUTINE | ORR_CODE_ASYNC_GENERATOR)) {
        orr_gen_error(gen, node, "'yield from' inside async function", NULL);
    }
    OrrVal value = orr_gen_value(gen, orr_ast_yield_from(node)->value);
    uint16_t iterator = value.temp ? value.reg : orr_gen_temp(gen);
    orr_gen_emit(gen, node, ORR_OP_GET_YIELD_FROM, orr_kill(value, ORR_KILL_B), iterator, value.reg, 0);
    orr_gen_emit(gen, node, ORR_OP_DELEGATE, ORR_KILL_B, dst, iterator, 0);
}

/* The way in */

static void dispatch(OrrGen *gen, OrrAst *node, uint32_t dst) {
    switch (node->kind) {
    case ORR_AST_NAME: orr_gen_load_name(gen, node, orr_ast_name(node)->id, dst); return;
    case ORR_AST_BIN_OP: bin_op(gen, node, dst); return;
    case ORR_AST_UNARY_OP: unary_op(gen, node, dst); return;
    case ORR_AST_BOOL_OP: orr_gen_bool_op(gen, node, dst); return;
    case ORR_AST_COMPARE: orr_gen_compare(gen, node, dst); return;
    case ORR_AST_IF_EXP: orr_gen_if_exp(gen, node, dst); return;
    case ORR_AST_CALL: orr_gen_call(gen, node, dst); return;
    case ORR_AST_ATTRIBUTE: attribute(gen, node, dst); return;
    case ORR_AST_SUBSCRIPT: subscript(gen, node, dst); return;
    case ORR_AST_SLICE: orr_gen_slice(gen, node, dst); return;
    case ORR_AST_NAMED_EXPR: walrus(gen, node, dst); return;
    case ORR_AST_LAMBDA: orr_gen_lambda(gen, node, dst); return;
    case ORR_AST_AWAIT: await(gen, node, dst); return;
    case ORR_AST_YIELD: yield(gen, node, dst); return;
    case ORR_AST_YIELD_FROM: yield_from(gen, node, dst); return;
    case ORR_AST_JOINED_STR: orr_gen_joined_str(gen, node, dst); return;
    case ORR_AST_FORMATTED_VALUE: orr_gen_formatted(gen, node, dst); return;
    case ORR_AST_LIST:
    case ORR_AST_TUPLE:
    case ORR_AST_SET:
    case ORR_AST_DICT: orr_gen_display(gen, node, dst); return;
    case ORR_AST_LIST_COMP:
    case ORR_AST_SET_COMP:
    case ORR_AST_DICT_COMP:
    case ORR_AST_GENERATOR_EXP: orr_gen_comprehension(gen, node, dst); return;
    case ORR_AST_STARRED: orr_gen_error(gen, node, "can't use starred expression here", NULL); return;
    default: orr_gen_error(gen, node, "template strings (t'...') are not supported: use an f-string", NULL); return;
    }
}

void orr_gen_to(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrConst constant;
    if (gen->failed) return;
    if (orr_gen_fold(gen, node, &constant)) {
        orr_gen_load_const(gen, node, &constant, dst);
        return;
    }
    uint32_t top = orr_gen_overlay(gen, dst);
    dispatch(gen, node, dst);
    gen->unit->top = top;
}

OrrVal orr_gen_value(OrrGen *gen, OrrAst *node) {
    if (node->kind == ORR_AST_NAME) return orr_gen_name_value(gen, node, orr_ast_name(node)->id);
    if (node->kind == ORR_AST_NAMED_EXPR) {
        OrrAstNamedExpr *named = orr_ast_named_expr(node);
        int32_t local = orr_gen_local_target(gen, named->target);
        if (local >= 0) {
            orr_gen_to(gen, named->value, (uint32_t)local);
            orr_gen_store_name(gen, named->target, orr_ast_name(named->target)->id, (OrrVal){(uint16_t)local, false});
            return (OrrVal){(uint16_t)local, false};
        }
    }
    return (OrrVal){orr_gen_to_temp(gen, node), true};
}

OrrVal orr_gen_value_before(OrrGen *gen, OrrAst *node, OrrAst *later) {
    if (!orr_gen_may_rebind(gen, later)) return orr_gen_value(gen, node);
    return (OrrVal){orr_gen_to_temp(gen, node), true};
}

uint16_t orr_gen_to_temp(OrrGen *gen, OrrAst *node) {
    uint16_t dst = orr_gen_temp(gen);
    orr_gen_to(gen, node, dst);
    return dst;
}
