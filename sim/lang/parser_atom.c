/* Atoms, displays, comprehensions, subscripts, attributes. */
#include "sim/lang/parser_internal.h"

static OrrAst *constant(OrrParser *p, OrrConstantKind kind) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAstConstant *node = orr_parser_node(p, ORR_AST_CONSTANT, start);
    if (!node) return NULL;
    node->value.kind = kind;
    return &node->head;
}

/* ---- comprehensions ---- */

static bool comprehension_conditions(OrrParser *p, OrrAstSeq *out) {
    size_t base = p->stack_count;
    while (orr_parser_accept(p, ORR_TOKEN_IF))
        if (!orr_parser_push(p, orr_parse_disjunction(p))) return false;
    return orr_parser_sequence(p, base, out);
}

/* invalid_for_if_clause: operands, where targets should be, and no `in` behind them. */
static void diagnose_in(OrrParser *p) {
    if (!orr_parse_bitwise_or(p)) return;
    for (;;) {
        if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) break;
        OrrParserMark mark = orr_parser_save(p);
        if (orr_parse_bitwise_or(p)) continue;
        if (p->failed) return;
        orr_parser_restore(p, mark);
        break;
    }
    if (orr_parser_peek(p) != ORR_TOKEN_IN)
        orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "'in' expected after for-loop variables");
}

static OrrAst *for_if_clause(OrrParser *p) {
    bool is_async = orr_parser_accept(p, ORR_TOKEN_ASYNC);
    orr_parser_take(p);
    size_t targets = p->pos;
    OrrAst *target = orr_parse_star_targets(p);
    if (!target || orr_parser_peek(p) != ORR_TOKEN_IN) {
        if (p->failed || !p->diagnose) return NULL;
        p->pos = targets;
        diagnose_in(p);
        if (p->failed) return NULL;
        p->pos = targets;
        OrrAst *wrong = orr_parse_star_expressions(p);
        return wrong ? orr_raise_invalid_target(p, wrong, ORR_TARGET_FOR) : NULL;
    }
    orr_parser_take(p);
    OrrAst *iter = orr_parse_disjunction(p);
    OrrAstComprehension *node = iter ? orr_parser_node(p, ORR_AST_COMPREHENSION, (OrrPlace){0, 0}) : NULL;
    if (!node || !comprehension_conditions(p, &node->ifs)) return NULL;
    node->head.end_line = node->head.end_col = 0;
    node->target = target;
    node->iter = iter;
    node->is_async = is_async;
    return &node->head;
}

bool orr_parse_for_if_clauses(OrrParser *p, OrrAstSeq *out) {
    size_t base = p->stack_count;
    do
        if (!orr_parser_push(p, for_if_clause(p))) return false;
    while (orr_parser_at_comprehension(p));
    return orr_parser_sequence(p, base, out);
}

/* ---- (...) ---- */

static OrrAst *generator(OrrParser *p, OrrPlace start, OrrAst *element) {
    OrrAstSeq generators;
    if (!orr_parse_for_if_clauses(p, &generators) || !orr_parser_accept(p, ORR_TOKEN_RPAR)) return NULL;
    OrrAstGeneratorExp *node = orr_parser_node(p, ORR_AST_GENERATOR_EXP, start);
    if (!node) return NULL;
    node->elt = element;
    node->generators = generators;
    return &node->head;
}

/* Pushes the items up to the closing bracket, the comma before which may be there or not. */
static bool items(OrrParser *p, OrrTokenKind close) {
    while (!orr_parser_accept(p, close)) {
        if (!orr_parser_push(p, orr_parse_star_named_expression(p))) return false;
        if (orr_parser_accept(p, ORR_TOKEN_COMMA)) continue;
        return orr_parser_accept(p, close);
    }
    return true;
}

static OrrAst *parenthesized(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    if (orr_parser_peek(p) == ORR_TOKEN_YIELD) {
        OrrAst *node = orr_parse_yield(p);
        return node && orr_parser_accept(p, ORR_TOKEN_RPAR) ? node : NULL;
    }
    size_t base = p->stack_count;
    if (!orr_parser_accept(p, ORR_TOKEN_RPAR)) {
        OrrAst *first = orr_parse_star_named_expression(p);
        if (!first) return NULL;
        if (first->kind != ORR_AST_STARRED) {
            if (orr_parser_accept(p, ORR_TOKEN_RPAR)) return first;
            if (orr_parser_at_comprehension(p)) return generator(p, start, first);
        }
        if (!orr_parser_push(p, first)) return NULL;
        if (!orr_parser_accept(p, ORR_TOKEN_COMMA) || !items(p, ORR_TOKEN_RPAR)) return NULL;
    }
    OrrAstTuple *node = orr_parser_node(p, ORR_AST_TUPLE, start);
    if (!node || !orr_parser_sequence(p, base, &node->elts)) return NULL;
    return &node->head;
}

/* ---- [...] ---- */

static OrrAst *list(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    size_t base = p->stack_count;
    if (!orr_parser_accept(p, ORR_TOKEN_RSQB)) {
        OrrAst *first = orr_parse_star_named_expression(p);
        if (!first) return NULL;
        if (first->kind != ORR_AST_STARRED && orr_parser_at_comprehension(p)) {
            OrrAstSeq generators;
            if (!orr_parse_for_if_clauses(p, &generators) || !orr_parser_accept(p, ORR_TOKEN_RSQB)) return NULL;
            OrrAstListComp *node = orr_parser_node(p, ORR_AST_LIST_COMP, start);
            if (!node) return NULL;
            node->elt = first;
            node->generators = generators;
            return &node->head;
        }
        if (!orr_parser_push(p, first)) return NULL;
        if (!orr_parser_accept(p, ORR_TOKEN_RSQB) &&
            (!orr_parser_accept(p, ORR_TOKEN_COMMA) || !items(p, ORR_TOKEN_RSQB)))
            return NULL;
    }
    OrrAstList *node = orr_parser_node(p, ORR_AST_LIST, start);
    if (!node || !orr_parser_sequence(p, base, &node->elts)) return NULL;
    return &node->head;
}

/* ---- {...} ---- */

static OrrAst *set(OrrParser *p, OrrPlace start, OrrAst *first) {
    if (first->kind != ORR_AST_STARRED && orr_parser_at_comprehension(p)) {
        OrrAstSeq generators;
        if (!orr_parse_for_if_clauses(p, &generators) || !orr_parser_accept(p, ORR_TOKEN_RBRACE)) return NULL;
        OrrAstSetComp *node = orr_parser_node(p, ORR_AST_SET_COMP, start);
        if (!node) return NULL;
        node->elt = first;
        node->generators = generators;
        return &node->head;
    }
    size_t base = p->stack_count;
    if (!orr_parser_push(p, first)) return NULL;
    if (!orr_parser_accept(p, ORR_TOKEN_RBRACE) &&
        (!orr_parser_accept(p, ORR_TOKEN_COMMA) || !items(p, ORR_TOKEN_RBRACE)))
        return NULL;
    OrrAstSet *node = orr_parser_node(p, ORR_AST_SET, start);
    if (!node || !orr_parser_sequence(p, base, &node->elts)) return NULL;
    return &node->head;
}

/* Pushes a key (NULL for `**`) and a value. */
static bool key_and_value(OrrParser *p) {
    if (orr_parser_accept(p, ORR_TOKEN_DOUBLE_STAR))
        return orr_parser_push_null(p) && orr_parser_push(p, orr_parse_bitwise_or(p));
    return orr_parser_push(p, orr_parse_an_expression(p)) && orr_parser_accept(p, ORR_TOKEN_COLON) &&
           orr_parser_push(p, orr_parse_an_expression(p));
}

static OrrAst *dict_rest(OrrParser *p, OrrPlace start, size_t base) {
    while (!orr_parser_accept(p, ORR_TOKEN_RBRACE)) {
        if (p->stack_count > base && !orr_parser_accept(p, ORR_TOKEN_COMMA)) return NULL;
        if (orr_parser_accept(p, ORR_TOKEN_RBRACE)) break;
        if (!key_and_value(p)) return NULL;
    }
    OrrAstDict *node = orr_parser_node(p, ORR_AST_DICT, start);
    if (!node || !orr_parser_pairs(p, base, &node->keys, &node->values)) return NULL;
    return &node->head;
}

static OrrAst *dict_comprehension(OrrParser *p, OrrPlace start, OrrAst *key, OrrAst *value) {
    OrrAstSeq generators;
    if (!orr_parse_for_if_clauses(p, &generators) || !orr_parser_accept(p, ORR_TOKEN_RBRACE)) return NULL;
    OrrAstDictComp *node = orr_parser_node(p, ORR_AST_DICT_COMP, start);
    if (!node) return NULL;
    node->key = key;
    node->value = value;
    node->generators = generators;
    return &node->head;
}

/* Whether this is a named expression without parentheses; it begins with that token. */
static bool is_bare_walrus(const OrrParser *p, size_t first_token, const OrrAst *node) {
    const OrrToken *token = &p->tokens.items[first_token];
    return node->kind == ORR_AST_NAMED_EXPR && node->line == token->line && node->col == token->col;
}

static OrrAst *dict_or_set(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    size_t base = p->stack_count;
    OrrTokenKind kind = orr_parser_peek(p);
    if (kind == ORR_TOKEN_RBRACE) return dict_rest(p, start, base);
    if (kind == ORR_TOKEN_DOUBLE_STAR) {
        if (!key_and_value(p)) return NULL;
        return dict_rest(p, start, base);
    }
    size_t first_token = p->pos;
    OrrAst *first = orr_parse_star_named_expression(p);
    if (!first) return NULL;
    bool key = first->kind != ORR_AST_STARRED && !is_bare_walrus(p, first_token, first);
    if (!key || !orr_parser_accept(p, ORR_TOKEN_COLON)) return set(p, start, first);
    OrrAst *value = orr_parse_an_expression(p);
    if (!value) return NULL;
    if (orr_parser_at_comprehension(p)) return dict_comprehension(p, start, first, value);
    if (!orr_parser_push(p, first) || !orr_parser_push(p, value)) return NULL;
    return dict_rest(p, start, base);
}

/* ---- atoms ---- */

static OrrAst *display(OrrParser *p, OrrTokenKind kind) {
    size_t open = p->pos;
    uint8_t known_wrong = p->diagnose ? ORR_TOKEN_NO_ATOM : ORR_TOKEN_NO_ATOM_QUIETLY;
    if (orr_parser_token(p)->flags & known_wrong) return NULL;
    OrrParserMark mark = orr_parser_save(p);
    if (!orr_parser_enter(p)) return NULL;
    OrrAst *node = kind == ORR_TOKEN_LPAR ? parenthesized(p) : kind == ORR_TOKEN_LSQB ? list(p) : dict_or_set(p);
    orr_parser_leave(p);
    if (node || p->failed) return node;
    orr_parser_restore(p, mark);
    p->tokens.items[open].flags |= known_wrong;
    if (kind == ORR_TOKEN_LBRACE) orr_diagnose_dict(p, open);
    if (!p->diagnose) return NULL;
    if (kind == ORR_TOKEN_LPAR && !p->failed) orr_diagnose_group(p, open);
    if (!p->failed) orr_diagnose_comprehension(p, open);
    return NULL;
}

OrrAst *orr_parse_atom(OrrParser *p) {
    OrrTokenKind kind = orr_parser_peek(p);
    switch (kind) {
    case ORR_TOKEN_NAME: return orr_parse_name_node(p, orr_parser_take(p), ORR_CONTEXT_LOAD);
    case ORR_TOKEN_NUMBER: return orr_parse_number(p);
    case ORR_TOKEN_STRING:
    case ORR_TOKEN_FSTRING_START: return orr_parse_strings(p);
    case ORR_TOKEN_TRUE: return constant(p, ORR_CONSTANT_TRUE);
    case ORR_TOKEN_FALSE: return constant(p, ORR_CONSTANT_FALSE);
    case ORR_TOKEN_NONE: return constant(p, ORR_CONSTANT_NONE);
    case ORR_TOKEN_ELLIPSIS: return constant(p, ORR_CONSTANT_ELLIPSIS);
    case ORR_TOKEN_LPAR:
    case ORR_TOKEN_LSQB:
    case ORR_TOKEN_LBRACE: return display(p, kind);
    default: return NULL;
    }
}

/* ---- primaries ---- */

/* [lower] ':' [upper] [':' [step]], or a named expression, or a starred one. */
static OrrAst *slice(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrTokenKind kind = orr_parser_peek(p);
    if (kind == ORR_TOKEN_STAR) return orr_parse_starred(p);
    OrrAst *bounds[3] = {NULL, NULL, NULL};
    if (kind != ORR_TOKEN_COLON) {
        size_t first_token = p->pos;
        bounds[0] = orr_parse_named_expression(p);
        if (!bounds[0] || is_bare_walrus(p, first_token, bounds[0])) return bounds[0];
        if (orr_parser_peek(p) != ORR_TOKEN_COLON) return bounds[0];
    }
    for (size_t i = 1; i < 3 && orr_parser_accept(p, ORR_TOKEN_COLON); i++) {
        if (!orr_token_starts_expression(orr_parser_peek(p))) continue;
        bounds[i] = orr_parse_an_expression(p);
        if (!bounds[i]) return NULL;
    }
    OrrAstSlice *node = orr_parser_node(p, ORR_AST_SLICE, start);
    if (!node) return NULL;
    node->lower = bounds[0];
    node->upper = bounds[1];
    node->step = bounds[2];
    return &node->head;
}

OrrAst *orr_parse_slices(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *first = slice(p);
    if (!first) return NULL;
    if (first->kind != ORR_AST_STARRED && orr_parser_peek(p) != ORR_TOKEN_COMMA) return first;
    size_t base = p->stack_count;
    if (!orr_parser_push(p, first)) return NULL;
    while (orr_parser_accept(p, ORR_TOKEN_COMMA)) {
        if (orr_parser_peek(p) == ORR_TOKEN_RSQB) break;
        if (!orr_parser_push(p, slice(p))) return NULL;
    }
    OrrAstTuple *node = orr_parser_node(p, ORR_AST_TUPLE, start);
    if (!node || !orr_parser_sequence(p, base, &node->elts)) return NULL;
    return &node->head;
}

static OrrAst *attribute(OrrParser *p, OrrPlace start, OrrAst *value) {
    orr_parser_take(p);
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
    const OrrName *name = orr_parser_take(p)->name;
    OrrAstAttribute *node = orr_parser_node(p, ORR_AST_ATTRIBUTE, start);
    if (!node) return NULL;
    node->value = value;
    node->attr = name;
    return &node->head;
}

static OrrAst *subscript(OrrParser *p, OrrPlace start, OrrAst *value) {
    orr_parser_take(p);
    if (!orr_parser_enter(p)) return NULL;
    OrrAst *index = orr_parse_slices(p);
    orr_parser_leave(p);
    if (!index || !orr_parser_accept(p, ORR_TOKEN_RSQB)) return NULL;
    OrrAstSubscript *node = orr_parser_node(p, ORR_AST_SUBSCRIPT, start);
    if (!node) return NULL;
    node->value = value;
    node->slice = index;
    return &node->head;
}

OrrAst *orr_parse_primary(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *node = orr_parse_atom(p);
    while (node) {
        OrrParserMark mark = orr_parser_save(p);
        OrrAst *longer;
        switch (orr_parser_peek(p)) {
        case ORR_TOKEN_DOT: longer = attribute(p, start, node); break;
        case ORR_TOKEN_LPAR: longer = orr_parse_call(p, start, node); break;
        case ORR_TOKEN_LSQB: longer = subscript(p, start, node); break;
        default: return node;
        }
        if (!longer) return orr_parser_retreat(p, mark, node);
        node = longer;
    }
    return NULL;
}
