/* Expressions, from the comma-separated list down to the operand; see parser_atom.c for what is below. */
#include "sim/lang/parser_internal.h"

#include <string.h>

bool orr_token_starts_expression(OrrTokenKind kind) {
    switch (kind) {
    case ORR_TOKEN_NAME:
    case ORR_TOKEN_NUMBER:
    case ORR_TOKEN_STRING:
    case ORR_TOKEN_FSTRING_START:
    case ORR_TOKEN_LPAR:
    case ORR_TOKEN_LSQB:
    case ORR_TOKEN_LBRACE:
    case ORR_TOKEN_ELLIPSIS:
    case ORR_TOKEN_MINUS:
    case ORR_TOKEN_PLUS:
    case ORR_TOKEN_TILDE:
    case ORR_TOKEN_NOT:
    case ORR_TOKEN_LAMBDA:
    case ORR_TOKEN_AWAIT:
    case ORR_TOKEN_TRUE:
    case ORR_TOKEN_FALSE:
    case ORR_TOKEN_NONE: return true;
    default: return false;
    }
}

OrrAst *orr_parse_name_node(OrrParser *p, const OrrToken *token, OrrContext context) {
    OrrAstName *node = orr_parser_node(p, ORR_AST_NAME, (OrrPlace){token->line, token->col});
    if (!node) return NULL;
    node->head.end_line = token->end_line;
    node->head.end_col = token->end_col;
    node->id = token->name;
    node->ctx = context;
    return &node->head;
}

/* ---- lists of expressions ---- */

OrrAst *orr_parse_tuple_rest(OrrParser *p, OrrPlace start, OrrAst *first, OrrAst *(*item)(OrrParser *)) {
    if (!first || orr_parser_peek(p) != ORR_TOKEN_COMMA) return first;
    size_t base = p->stack_count;
    if (!orr_parser_push(p, first)) return NULL;
    while (orr_parser_accept(p, ORR_TOKEN_COMMA)) {
        OrrTokenKind kind = orr_parser_peek(p);
        if (!orr_token_starts_expression(kind) && kind != ORR_TOKEN_STAR) break;
        OrrParserMark mark = orr_parser_save(p);
        OrrAst *next = item(p);
        if (!next) {
            if (!orr_parser_retreat(p, mark, first)) return NULL;
            break;
        }
        if (!orr_parser_push(p, next)) return NULL;
    }
    OrrAstTuple *tuple = orr_parser_node(p, ORR_AST_TUPLE, start);
    if (!tuple || !orr_parser_sequence(p, base, &tuple->elts)) return NULL;
    return &tuple->head;
}

static OrrAst *starred(OrrParser *p, OrrAst *(*operand)(OrrParser *)) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAst *value = operand(p);
    if (!value) return NULL;
    OrrAstStarred *node = orr_parser_node(p, ORR_AST_STARRED, start);
    if (!node) return NULL;
    node->value = value;
    return &node->head;
}

/* invalid_starred_expression: *a = b among arguments. */
static void diagnose_starred(OrrParser *p) {
    OrrParserMark mark = orr_parser_save(p);
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAst *value = orr_parse_an_expression(p);
    if (value) value = orr_parser_accept(p, ORR_TOKEN_EQUAL) ? orr_parse_an_expression(p) : NULL;
    if (value)
        orr_raise_range(p, start, (OrrPlace){value->end_line, value->end_col},
                        "cannot assign to iterable argument unpacking");
    orr_parser_restore(p, mark);
}

OrrAst *orr_parse_starred(OrrParser *p) {
    if (p->diagnose) diagnose_starred(p);
    OrrAst *node = p->failed ? NULL : starred(p, orr_parse_an_expression);
    if (!node && !p->failed) orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "Invalid star expression");
    return node;
}

OrrAst *orr_parse_star_expression(OrrParser *p) {
    if (orr_parser_peek(p) == ORR_TOKEN_STAR) return starred(p, orr_parse_bitwise_or);
    return orr_parse_an_expression(p);
}

OrrAst *orr_parse_star_expressions(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    return orr_parse_tuple_rest(p, start, orr_parse_star_expression(p), orr_parse_star_expression);
}

OrrAst *orr_parse_star_named_expression(OrrParser *p) {
    if (orr_parser_peek(p) == ORR_TOKEN_STAR) return starred(p, orr_parse_bitwise_or);
    return orr_parse_named_expression(p);
}

OrrAst *orr_parse_expressions(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    return orr_parse_tuple_rest(p, start, orr_parse_an_expression(p), orr_parse_an_expression);
}

OrrAst *orr_parse_yield(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    if (!orr_parser_accept(p, ORR_TOKEN_YIELD)) return NULL;
    if (orr_parser_accept(p, ORR_TOKEN_FROM)) {
        OrrAst *value = orr_parse_an_expression(p);
        OrrAstYieldFrom *node = value ? orr_parser_node(p, ORR_AST_YIELD_FROM, start) : NULL;
        if (!node) return NULL;
        node->value = value;
        return &node->head;
    }
    OrrAst *value = NULL;
    OrrTokenKind kind = orr_parser_peek(p);
    if (orr_token_starts_expression(kind) || kind == ORR_TOKEN_STAR) {
        OrrParserMark mark = orr_parser_save(p);
        value = orr_parse_star_expressions(p);
        if (!value) orr_parser_retreat(p, mark, NULL);
    }
    OrrAstYield *node = orr_parser_node(p, ORR_AST_YIELD, start);
    if (!node) return NULL;
    node->value = value;
    return &node->head;
}

OrrAst *orr_parse_value(OrrParser *p) {
    return orr_parser_peek(p) == ORR_TOKEN_YIELD ? orr_parse_yield(p) : orr_parse_star_expressions(p);
}

/* ---- one expression ---- */

OrrAst *orr_parse_assignment_expression(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *target = orr_parse_name_node(p, orr_parser_take(p), ORR_CONTEXT_STORE);
    orr_parser_take(p);
    OrrAst *value = target ? orr_parse_an_expression(p) : NULL;
    OrrAstNamedExpr *node = value ? orr_parser_node(p, ORR_AST_NAMED_EXPR, start) : NULL;
    if (!node) return NULL;
    node->target = target;
    node->value = value;
    return &node->head;
}

OrrAst *orr_parse_named_expression(OrrParser *p) {
    if (orr_parser_peek(p) == ORR_TOKEN_NAME && orr_parser_peek_second(p) == ORR_TOKEN_COLON_EQUAL)
        return orr_parse_assignment_expression(p);
    size_t start = p->pos;
    OrrAst *node = orr_parse_an_expression(p);
    if (!node) return NULL;
    if (p->diagnose) {
        orr_diagnose_named(p, start, node);
        if (p->failed) return NULL;
    }
    return orr_parser_peek(p) == ORR_TOKEN_COLON_EQUAL ? NULL : node;
}

static OrrAst *lambda(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    size_t keyword = p->pos;
    if (orr_parser_take(p)->flags & ORR_TOKEN_NO_ATOM) return NULL;
    OrrAst *args = orr_parse_parameters(p, true);
    if (!args && p->diagnose) p->tokens.items[keyword].flags |= ORR_TOKEN_NO_ATOM;
    if (!args || !orr_parser_accept(p, ORR_TOKEN_COLON)) return NULL;
    if (p->diagnose && orr_parser_peek(p) == ORR_TOKEN_FSTRING_MIDDLE) {
        const OrrToken *colon = orr_parser_last(p);
        return orr_raise_range(p, start, (OrrPlace){colon->end_line, colon->end_col},
                               "%c-string: lambda expressions are not allowed without parentheses",
                               orr_parser_token(p)->flags & ORR_TOKEN_IS_TEMPLATE ? 't' : 'f');
    }
    OrrAst *body = orr_parse_an_expression(p);
    OrrAstLambda *node = body ? orr_parser_node(p, ORR_AST_LAMBDA, start) : NULL;
    if (!node) return NULL;
    node->args = args;
    node->body = body;
    return &node->head;
}

static OrrAst *if_expression(OrrParser *p, OrrPlace start, OrrAst *body) {
    OrrParserMark mark = orr_parser_save(p);
    orr_parser_take(p);
    OrrAst *test = orr_parse_disjunction(p);
    OrrAst *orelse = test && orr_parser_accept(p, ORR_TOKEN_ELSE) ? orr_parse_an_expression(p) : NULL;
    if (!orelse) return orr_parser_retreat(p, mark, body);
    OrrAstIfExp *node = orr_parser_node(p, ORR_AST_IF_EXP, start);
    if (!node) return NULL;
    node->test = test;
    node->body = body;
    node->orelse = orelse;
    return &node->head;
}

static OrrAst *expression(OrrParser *p) {
    if (orr_parser_peek(p) == ORR_TOKEN_LAMBDA) return lambda(p);
    size_t start_token = p->pos;
    OrrPlace start = orr_parser_here(p);
    OrrAst *node = orr_parse_disjunction(p);
    if (!node) return NULL;
    if (p->diagnose) {
        orr_diagnose_expression(p, start_token, node);
        if (p->failed) return NULL;
    }
    return orr_parser_peek(p) == ORR_TOKEN_IF ? if_expression(p, start, node) : node;
}

OrrAst *orr_parse_an_expression(OrrParser *p) {
    if (!orr_parser_enter(p)) return NULL;
    OrrAst *node = expression(p);
    orr_parser_leave(p);
    return node;
}

/* ---- and, or, not, comparisons ---- */

static OrrAst *bool_op(OrrParser *p, OrrTokenKind token, OrrBoolOp op, OrrAst *(*operand)(OrrParser *)) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *first = operand(p);
    if (!first || orr_parser_peek(p) != token) return first;
    size_t base = p->stack_count;
    if (!orr_parser_push(p, first)) return NULL;
    for (;;) {
        OrrParserMark mark = orr_parser_save(p);
        if (!orr_parser_accept(p, token)) break;
        OrrAst *next = operand(p);
        if (!next) {
            if (!orr_parser_retreat(p, mark, first)) return NULL;
            break;
        }
        if (!orr_parser_push(p, next)) return NULL;
    }
    if (p->stack_count == base + 1) {
        p->stack_count = base;
        return first;
    }
    OrrAstBoolOp *node = orr_parser_node(p, ORR_AST_BOOL_OP, start);
    if (!node || !orr_parser_sequence(p, base, &node->values)) return NULL;
    node->op = op;
    return &node->head;
}

/* The comparison operator here, consumed; -1 if there is none. */
static int compare_op(OrrParser *p) {
    OrrCompareOp op;
    switch (orr_parser_peek(p)) {
    case ORR_TOKEN_EQ_EQUAL: op = ORR_COMPARE_EQ; break;
    case ORR_TOKEN_NOT_EQUAL: op = ORR_COMPARE_NOT_EQ; break;
    case ORR_TOKEN_LESS: op = ORR_COMPARE_LT; break;
    case ORR_TOKEN_LESS_EQUAL: op = ORR_COMPARE_LT_E; break;
    case ORR_TOKEN_GREATER: op = ORR_COMPARE_GT; break;
    case ORR_TOKEN_GREATER_EQUAL: op = ORR_COMPARE_GT_E; break;
    case ORR_TOKEN_IN: op = ORR_COMPARE_IN; break;
    case ORR_TOKEN_IS:
        orr_parser_take(p);
        return orr_parser_accept(p, ORR_TOKEN_NOT) ? ORR_COMPARE_IS_NOT : ORR_COMPARE_IS;
    case ORR_TOKEN_NOT:
        if (orr_parser_peek_second(p) != ORR_TOKEN_IN) return -1;
        orr_parser_take(p);
        op = ORR_COMPARE_NOT_IN;
        break;
    default: return -1;
    }
    orr_parser_take(p);
    return (int)op;
}

/* The operators live on the C stack while there are few of them, as there nearly always are. */
typedef struct CompareOps {
    OrrCompareOp few[8];
    OrrCompareOp *items;
    size_t count, room;
} CompareOps;

static bool push_op(OrrParser *p, CompareOps *ops, OrrCompareOp op) {
    if (ops->count == ops->room) {
        OrrCompareOp *more = orr_parser_alloc(p, ops->room * 2 * sizeof *more);
        if (!more) return false;
        memcpy(more, ops->items, ops->count * sizeof *more);
        ops->items = more;
        ops->room *= 2;
    }
    ops->items[ops->count++] = op;
    return true;
}

static OrrAst *comparison(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *left = orr_parse_bitwise_or(p);
    if (!left) return NULL;
    OrrParserMark mark = orr_parser_save(p);
    int op = compare_op(p);
    if (op < 0) return left;
    CompareOps ops = {.room = sizeof ops.few / sizeof *ops.few};
    ops.items = ops.few;
    size_t base = p->stack_count;
    for (; op >= 0; op = compare_op(p)) {
        OrrAst *right = orr_parse_bitwise_or(p);
        if (!right) {
            if (!orr_parser_retreat(p, mark, left)) return NULL;
            break;
        }
        if (!push_op(p, &ops, (OrrCompareOp)op) || !orr_parser_push(p, right)) return NULL;
        mark = orr_parser_save(p);
    }
    if (ops.count == 0) return left;
    OrrAstCompare *node = orr_parser_node(p, ORR_AST_COMPARE, start);
    if (!node) return NULL;
    node->ops.count = ops.count;
    node->ops.items = orr_parser_alloc(p, ops.count * sizeof *ops.items);
    if (!node->ops.items) return NULL;
    memcpy(node->ops.items, ops.items, ops.count * sizeof *ops.items);
    if (!orr_parser_sequence(p, base, &node->comparators)) return NULL;
    node->left = left;
    return &node->head;
}

static void diagnose_not(OrrParser *p, OrrAst *(*operand)(OrrParser *));

static OrrAst *unary(OrrParser *p, OrrUnaryOp op, OrrAst *(*operand)(OrrParser *)) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    if (op != ORR_UNARY_NOT) diagnose_not(p, operand);
    if (!orr_parser_enter(p)) return NULL;
    OrrAst *value = operand(p);
    orr_parser_leave(p);
    OrrAstUnaryOp *node = value ? orr_parser_node(p, ORR_AST_UNARY_OP, start) : NULL;
    if (!node) return NULL;
    node->op = op;
    node->operand = value;
    return &node->head;
}

static OrrAst *inversion(OrrParser *p) {
    if (orr_parser_peek(p) == ORR_TOKEN_NOT) return unary(p, ORR_UNARY_NOT, inversion);
    return comparison(p);
}

static OrrAst *conjunction(OrrParser *p) {
    return bool_op(p, ORR_TOKEN_AND, ORR_BOOL_AND, inversion);
}

OrrAst *orr_parse_disjunction(OrrParser *p) {
    return bool_op(p, ORR_TOKEN_OR, ORR_BOOL_OR, conjunction);
}

/* ---- binary operators, by precedence climbing ---- */

typedef struct Binary {
    uint8_t level; /* 0: not a binary operator; a higher one binds tighter */
    uint8_t op;    /* OrrOperator */
} Binary;

enum { ARITHMETIC = 5 }; /* the level of + and - */

static const Binary binaries[ORR_TOKEN_KIND_COUNT] = {
    [ORR_TOKEN_VBAR] = {1, ORR_OPERATOR_BIT_OR},         [ORR_TOKEN_CIRCUMFLEX] = {2, ORR_OPERATOR_BIT_XOR},
    [ORR_TOKEN_AMPER] = {3, ORR_OPERATOR_BIT_AND},       [ORR_TOKEN_LEFT_SHIFT] = {4, ORR_OPERATOR_L_SHIFT},
    [ORR_TOKEN_RIGHT_SHIFT] = {4, ORR_OPERATOR_R_SHIFT}, [ORR_TOKEN_PLUS] = {5, ORR_OPERATOR_ADD},
    [ORR_TOKEN_MINUS] = {5, ORR_OPERATOR_SUB},           [ORR_TOKEN_STAR] = {6, ORR_OPERATOR_MULT},
    [ORR_TOKEN_SLASH] = {6, ORR_OPERATOR_DIV},           [ORR_TOKEN_DOUBLE_SLASH] = {6, ORR_OPERATOR_FLOOR_DIV},
    [ORR_TOKEN_PERCENT] = {6, ORR_OPERATOR_MOD},         [ORR_TOKEN_AT] = {6, ORR_OPERATOR_MAT_MULT},
};

static OrrAst *factor(OrrParser *p);

/* invalid_arithmetic, invalid_factor: after an operator, at `not`. */
static void diagnose_not(OrrParser *p, OrrAst *(*operand)(OrrParser *)) {
    if (!p->diagnose || orr_parser_peek(p) != ORR_TOKEN_NOT) return;
    OrrParserMark mark = orr_parser_save(p);
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAst *value = operand(p);
    if (value)
        orr_raise_range(p, start, (OrrPlace){value->end_line, value->end_col},
                        "'not' after an operator must be parenthesized");
    orr_parser_restore(p, mark);
}

static OrrAst *make_binary(OrrParser *p, OrrPlace start, OrrAst *left, OrrOperator op, OrrAst *right) {
    OrrAstBinOp *node = right ? orr_parser_node(p, ORR_AST_BIN_OP, start) : NULL;
    if (!node) return NULL;
    node->left = left;
    node->op = op;
    node->right = right;
    return &node->head;
}

static OrrAst *await_primary(OrrParser *p) {
    if (orr_parser_peek(p) != ORR_TOKEN_AWAIT) return orr_parse_primary(p);
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAst *value = orr_parse_primary(p);
    OrrAstAwait *node = value ? orr_parser_node(p, ORR_AST_AWAIT, start) : NULL;
    if (!node) return NULL;
    node->value = value;
    return &node->head;
}

static OrrAst *power(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *base = await_primary(p);
    if (!base || orr_parser_peek(p) != ORR_TOKEN_DOUBLE_STAR) return base;
    OrrParserMark mark = orr_parser_save(p);
    orr_parser_take(p);
    if (!orr_parser_enter(p)) return NULL;
    OrrAst *exponent = factor(p);
    orr_parser_leave(p);
    if (!exponent) return orr_parser_retreat(p, mark, base);
    return make_binary(p, start, base, ORR_OPERATOR_POW, exponent);
}

static OrrAst *factor(OrrParser *p) {
    switch (orr_parser_peek(p)) {
    case ORR_TOKEN_PLUS: return unary(p, ORR_UNARY_U_ADD, factor);
    case ORR_TOKEN_MINUS: return unary(p, ORR_UNARY_U_SUB, factor);
    case ORR_TOKEN_TILDE: return unary(p, ORR_UNARY_INVERT, factor);
    default: return power(p);
    }
}

/* Operands joined by operators of at least this level, left-associative. */
static OrrAst *binary(OrrParser *p, unsigned level) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *left = factor(p);
    while (left) {
        Binary found = binaries[orr_parser_peek(p)];
        if (found.level < level || found.level == 0) return left;
        OrrParserMark mark = orr_parser_save(p);
        orr_parser_take(p);
        if (found.level >= ARITHMETIC) diagnose_not(p, inversion);
        OrrAst *right = p->failed ? NULL : binary(p, found.level + 1u);
        if (!right) return orr_parser_retreat(p, mark, left);
        left = make_binary(p, start, left, (OrrOperator)found.op, right);
    }
    return NULL;
}

OrrAst *orr_parse_bitwise_or(OrrParser *p) {
    return binary(p, 1);
}
