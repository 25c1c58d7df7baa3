/* match statements and their patterns. match, case and _ are keywords only here. */
#include "sim/lang/parser_internal.h"

static OrrAst *pattern(OrrParser *p);
static OrrAst *or_pattern(OrrParser *p);
static OrrAst *maybe_star_pattern(OrrParser *p);

static bool is_wildcard(const OrrName *name) {
    return orr_name_is_soft(name, ORR_SOFT_UNDERSCORE);
}

static OrrAst *match_as(OrrParser *p, OrrPlace start, OrrAst *inner, const OrrName *name) {
    OrrAstMatchAs *node = orr_parser_node(p, ORR_AST_MATCH_AS, start);
    if (!node) return NULL;
    node->pattern = inner;
    node->name = name;
    return &node->head;
}

static OrrAst *match_value(OrrParser *p, OrrPlace start, OrrAst *value) {
    OrrAstMatchValue *node = value ? orr_parser_node(p, ORR_AST_MATCH_VALUE, start) : NULL;
    if (!node) return NULL;
    node->value = value;
    return &node->head;
}

/* ---- literals ---- */

static bool is_imaginary(const OrrAst *node) {
    return ((const OrrAstConstant *)(const void *)node)->value.kind == ORR_CONSTANT_IMAGINARY;
}

/* ['-'] NUMBER */
static OrrAst *signed_number(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    bool minus = orr_parser_accept(p, ORR_TOKEN_MINUS);
    if (orr_parser_peek(p) != ORR_TOKEN_NUMBER) return NULL;
    OrrAst *number = orr_parse_number(p);
    if (!number || !minus) return number;
    OrrAstUnaryOp *node = orr_parser_node(p, ORR_AST_UNARY_OP, start);
    if (!node) return NULL;
    node->op = ORR_UNARY_U_SUB;
    node->operand = number;
    return &node->head;
}

/* A number, perhaps with an imaginary part. */
static OrrAst *complex_number(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *left = signed_number(p);
    if (!left) return NULL;
    OrrTokenKind kind = orr_parser_peek(p);
    if (kind != ORR_TOKEN_PLUS && kind != ORR_TOKEN_MINUS) return left;
    const OrrAst *digits = left->kind == ORR_AST_UNARY_OP ? orr_ast_unary_op(left)->operand : left;
    if (is_imaginary(digits)) return orr_raise_node(p, digits, "real number required in complex literal");
    orr_parser_take(p);
    if (orr_parser_peek(p) != ORR_TOKEN_NUMBER) return NULL;
    OrrAst *right = orr_parse_number(p);
    if (!right) return NULL;
    if (!is_imaginary(right)) return orr_raise_node(p, right, "imaginary number required in complex literal");
    OrrAstBinOp *node = orr_parser_node(p, ORR_AST_BIN_OP, start);
    if (!node) return NULL;
    node->left = left;
    node->op = kind == ORR_TOKEN_PLUS ? ORR_OPERATOR_ADD : ORR_OPERATOR_SUB;
    node->right = right;
    return &node->head;
}

static bool singleton(OrrTokenKind kind, OrrConstantKind *out) {
    switch (kind) {
    case ORR_TOKEN_NONE: *out = ORR_CONSTANT_NONE; return true;
    case ORR_TOKEN_TRUE: *out = ORR_CONSTANT_TRUE; return true;
    case ORR_TOKEN_FALSE: *out = ORR_CONSTANT_FALSE; return true;
    default: return false;
    }
}

/* NAME ('.' NAME)* as expressions. */
static OrrAst *name_or_attribute(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *value = orr_parse_name_node(p, orr_parser_take(p), ORR_CONTEXT_LOAD);
    while (value && orr_parser_accept(p, ORR_TOKEN_DOT)) {
        if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
        const OrrName *name = orr_parser_take(p)->name;
        OrrAstAttribute *node = orr_parser_node(p, ORR_AST_ATTRIBUTE, start);
        if (!node) return NULL;
        node->value = value;
        node->attr = name;
        value = &node->head;
    }
    return value;
}

/* ---- mappings ---- */

static OrrAst *mapping_key(OrrParser *p) {
    OrrTokenKind kind = orr_parser_peek(p);
    switch (kind) {
    case ORR_TOKEN_NUMBER:
    case ORR_TOKEN_MINUS: return complex_number(p);
    case ORR_TOKEN_STRING:
    case ORR_TOKEN_FSTRING_START: return orr_parse_strings(p);
    case ORR_TOKEN_NONE:
    case ORR_TOKEN_TRUE:
    case ORR_TOKEN_FALSE: return orr_parse_atom(p);
    case ORR_TOKEN_NAME: {
        OrrAst *key = name_or_attribute(p);
        return key && key->kind == ORR_AST_ATTRIBUTE ? key : NULL;
    }
    default: return NULL;
    }
}

static OrrAst *mapping_pattern(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    size_t base = p->stack_count;
    const OrrName *rest = NULL;
    while (orr_parser_peek(p) != ORR_TOKEN_RBRACE) {
        if (orr_parser_accept(p, ORR_TOKEN_DOUBLE_STAR)) {
            const OrrToken *token = orr_parser_token(p);
            if (token->kind != ORR_TOKEN_NAME || is_wildcard(token->name)) return NULL;
            rest = orr_parser_take(p)->name;
            orr_parser_accept(p, ORR_TOKEN_COMMA);
            break;
        }
        if (!orr_parser_push(p, mapping_key(p)) || !orr_parser_accept(p, ORR_TOKEN_COLON)) return NULL;
        if (!orr_parser_push(p, pattern(p))) return NULL;
        if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) break;
    }
    if (!orr_parser_accept(p, ORR_TOKEN_RBRACE)) return NULL;
    OrrAstMatchMapping *node = orr_parser_node(p, ORR_AST_MATCH_MAPPING, start);
    if (!node || !orr_parser_pairs(p, base, &node->keys, &node->patterns)) return NULL;
    node->rest = rest;
    return &node->head;
}

/* ---- classes ---- */

/* Keyword patterns are kept as pairs on the stack, above the positional ones. */
static bool class_arguments(OrrParser *p, size_t *positional_end) {
    bool keywords = false;
    OrrAst *first_late = NULL, *last_late = NULL; /* positional patterns after keyword ones */
    *positional_end = p->stack_count;
    while (orr_parser_peek(p) != ORR_TOKEN_RPAR) {
        if (orr_parser_peek(p) == ORR_TOKEN_NAME && orr_parser_peek_second(p) == ORR_TOKEN_EQUAL) {
            if (first_late) break;
            keywords = true;
            if (!orr_parser_push_null(p)) return false;
            p->stack[p->stack_count - 1] = (void *)(uintptr_t)orr_parser_take(p)->name;
            orr_parser_take(p);
            if (!orr_parser_push(p, pattern(p))) return false;
        } else if (keywords) {
            if (!p->diagnose) return false;
            last_late = pattern(p);
            if (!last_late) return false;
            if (!first_late) first_late = last_late;
        } else {
            if (!orr_parser_push(p, pattern(p))) return false;
            *positional_end = p->stack_count;
        }
        if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) break;
    }
    if (first_late)
        return orr_raise_nodes(p, first_late, last_late, "positional patterns follow keyword patterns") != NULL;
    return orr_parser_accept(p, ORR_TOKEN_RPAR);
}

static OrrAst *class_pattern(OrrParser *p, OrrPlace start, OrrAst *cls) {
    orr_parser_take(p);
    size_t base = p->stack_count, positional_end;
    if (!class_arguments(p, &positional_end)) return NULL;
    size_t count = (p->stack_count - positional_end) / 2;
    OrrAstMatchClass *node = orr_parser_node(p, ORR_AST_MATCH_CLASS, start);
    if (!node) return NULL;
    node->cls = cls;
    if (count > 0) {
        node->kwd_attrs = (OrrNameSeq){orr_parser_alloc(p, count * sizeof *node->kwd_attrs.items), count};
        node->kwd_patterns = (OrrAstSeq){orr_parser_alloc(p, count * sizeof *node->kwd_patterns.items), count};
        if (p->failed) return NULL;
        for (size_t i = 0; i < count; i++) {
            node->kwd_attrs.items[i] = p->stack[positional_end + 2 * i];
            node->kwd_patterns.items[i] = p->stack[positional_end + 2 * i + 1];
        }
    }
    p->stack_count = positional_end;
    return orr_parser_sequence(p, base, &node->patterns) ? &node->head : NULL;
}

/* ---- sequences ---- */

static OrrAst *star_pattern(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
    const OrrName *name = orr_parser_take(p)->name;
    OrrAstMatchStar *node = orr_parser_node(p, ORR_AST_MATCH_STAR, start);
    if (!node) return NULL;
    node->name = is_wildcard(name) ? NULL : name;
    return &node->head;
}

static OrrAst *maybe_star_pattern(OrrParser *p) {
    return orr_parser_peek(p) == ORR_TOKEN_STAR ? star_pattern(p) : pattern(p);
}

static OrrAst *sequence_node(OrrParser *p, OrrPlace start, size_t base) {
    OrrAstMatchSequence *node = orr_parser_node(p, ORR_AST_MATCH_SEQUENCE, start);
    if (!node || !orr_parser_sequence(p, base, &node->patterns)) return NULL;
    return &node->head;
}

/* [...] or (...); in the latter one pattern without a comma is just itself. */
static OrrAst *bracketed(OrrParser *p, OrrTokenKind close) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    size_t base = p->stack_count;
    bool comma = false;
    while (orr_parser_peek(p) != close) {
        if (!orr_parser_push(p, maybe_star_pattern(p))) return NULL;
        comma = orr_parser_accept(p, ORR_TOKEN_COMMA);
        if (!comma) break;
    }
    if (!orr_parser_accept(p, close)) return NULL;
    if (close == ORR_TOKEN_RPAR && p->stack_count == base + 1 && !comma) {
        OrrAst *inner = p->stack[--p->stack_count];
        return inner->kind == ORR_AST_MATCH_STAR ? NULL : inner;
    }
    return sequence_node(p, start, base);
}

/* ---- patterns ---- */

static OrrAst *name_pattern(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    const OrrToken *token = orr_parser_token(p);
    OrrAst *name = name_or_attribute(p);
    if (!name) return NULL;
    OrrTokenKind next = orr_parser_peek(p);
    if (next == ORR_TOKEN_LPAR) return class_pattern(p, start, name);
    if (next == ORR_TOKEN_EQUAL) return NULL;
    if (name->kind == ORR_AST_ATTRIBUTE) return match_value(p, start, name);
    return match_as(p, start, NULL, is_wildcard(token->name) ? NULL : token->name);
}

static OrrAst *closed_pattern(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrTokenKind kind = orr_parser_peek(p);
    OrrConstantKind constant;
    if (singleton(kind, &constant)) {
        orr_parser_take(p);
        OrrAstMatchSingleton *node = orr_parser_node(p, ORR_AST_MATCH_SINGLETON, start);
        if (!node) return NULL;
        node->value.kind = constant;
        return &node->head;
    }
    switch (kind) {
    case ORR_TOKEN_NUMBER:
    case ORR_TOKEN_MINUS: return match_value(p, start, complex_number(p));
    case ORR_TOKEN_STRING:
    case ORR_TOKEN_FSTRING_START: return match_value(p, start, orr_parse_strings(p));
    case ORR_TOKEN_NAME: return name_pattern(p);
    case ORR_TOKEN_LPAR: return bracketed(p, ORR_TOKEN_RPAR);
    case ORR_TOKEN_LSQB: return bracketed(p, ORR_TOKEN_RSQB);
    case ORR_TOKEN_LBRACE: return mapping_pattern(p);
    default: return NULL;
    }
}

static OrrAst *or_pattern(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *first = closed_pattern(p);
    if (!first || orr_parser_peek(p) != ORR_TOKEN_VBAR) return first;
    size_t base = p->stack_count;
    if (!orr_parser_push(p, first)) return NULL;
    while (orr_parser_accept(p, ORR_TOKEN_VBAR))
        if (!orr_parser_push(p, closed_pattern(p))) return NULL;
    OrrAstMatchOr *node = orr_parser_node(p, ORR_AST_MATCH_OR, start);
    if (!node || !orr_parser_sequence(p, base, &node->patterns)) return NULL;
    return &node->head;
}

/* After `as`, in the second pass. */
static void diagnose_target(OrrParser *p) {
    OrrParserMark mark = orr_parser_save(p);
    const OrrToken *token = orr_parser_token(p);
    if (token->kind == ORR_TOKEN_NAME) {
        if (is_wildcard(token->name)) orr_raise_token(p, token, "cannot use '_' as a target");
    } else {
        OrrAst *wrong = orr_parse_an_expression(p);
        if (wrong) orr_raise_node(p, wrong, "invalid pattern target");
    }
    orr_parser_restore(p, mark);
}

static OrrAst *as_pattern(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *inner = or_pattern(p);
    if (!inner || !orr_parser_accept(p, ORR_TOKEN_AS)) return inner;
    if (p->diagnose) {
        diagnose_target(p);
        if (p->failed) return NULL;
    }
    const OrrToken *token = orr_parser_token(p);
    if (token->kind != ORR_TOKEN_NAME || is_wildcard(token->name)) return NULL;
    orr_parser_take(p);
    OrrTokenKind next = orr_parser_peek(p);
    if (next == ORR_TOKEN_DOT || next == ORR_TOKEN_LPAR || next == ORR_TOKEN_EQUAL) return NULL;
    return match_as(p, start, inner, token->name);
}

static OrrAst *pattern(OrrParser *p) {
    if (!orr_parser_enter(p)) return NULL;
    OrrAst *node = as_pattern(p);
    orr_parser_leave(p);
    return node;
}

/* What stands after `case`: an open sequence, or one pattern. */
OrrAst *orr_parse_patterns(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *first = maybe_star_pattern(p);
    if (!first) return NULL;
    if (orr_parser_peek(p) != ORR_TOKEN_COMMA) return first->kind == ORR_AST_MATCH_STAR ? NULL : first;
    size_t base = p->stack_count;
    if (!orr_parser_push(p, first)) return NULL;
    while (orr_parser_accept(p, ORR_TOKEN_COMMA)) {
        OrrTokenKind kind = orr_parser_peek(p);
        if (kind == ORR_TOKEN_COLON || kind == ORR_TOKEN_IF) break;
        if (!orr_parser_push(p, maybe_star_pattern(p))) return NULL;
    }
    return sequence_node(p, start, base);
}

/* ---- the statement ---- */

static bool block_after(OrrParser *p, const char *what, uint32_t line) {
    if (orr_parser_accept(p, ORR_TOKEN_COLON)) {
        if (p->diagnose && orr_parser_peek(p) == ORR_TOKEN_NEWLINE && orr_parser_peek_second(p) != ORR_TOKEN_INDENT &&
            !p->failed)
            orr_raise_last(p, ORR_PARSE_INDENTATION_ERROR, "expected an indented block after '%s' statement on line %u",
                           what, line);
        return !p->failed;
    }
    if (p->diagnose && orr_parser_peek(p) == ORR_TOKEN_NEWLINE)
        orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "expected ':'");
    return false;
}

static OrrAst *case_block(OrrParser *p) {
    uint32_t line = orr_parser_token(p)->line;
    if (!orr_parser_at_soft(p, ORR_SOFT_CASE)) return NULL;
    orr_parser_take(p);
    OrrAst *what = orr_parse_patterns(p), *guard = NULL;
    if (!what) return NULL;
    if (orr_parser_accept(p, ORR_TOKEN_IF)) {
        guard = orr_parse_named_expression(p);
        if (!guard) return NULL;
    }
    OrrAstSeq body;
    if (!block_after(p, "case", line) || !orr_parse_block(p, &body)) return NULL;
    OrrAstMatchCase *node = orr_parser_node(p, ORR_AST_MATCH_CASE, (OrrPlace){0, 0});
    if (!node) return NULL;
    node->head.end_line = node->head.end_col = 0;
    node->pattern = what;
    node->guard = guard;
    node->body = body;
    return &node->head;
}

static OrrAst *subject(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *first = orr_parse_star_named_expression(p);
    if (!first) return NULL;
    if (first->kind == ORR_AST_STARRED && orr_parser_peek(p) != ORR_TOKEN_COMMA) return NULL;
    return orr_parse_tuple_rest(p, start, first, orr_parse_star_named_expression);
}

static OrrAst *match_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    uint32_t line = orr_parser_take(p)->line;
    OrrAst *what = subject(p);
    if (!what || !block_after(p, "match", line)) return NULL;
    if (!orr_parser_accept(p, ORR_TOKEN_NEWLINE) || !orr_parser_accept(p, ORR_TOKEN_INDENT)) return NULL;
    size_t base = p->stack_count;
    if (!orr_parser_enter(p)) return NULL;
    do {
        OrrAst *one = case_block(p);
        if (!orr_parser_push(p, one)) {
            orr_parser_leave(p);
            return NULL;
        }
    } while (orr_parser_peek(p) != ORR_TOKEN_DEDENT);
    orr_parser_leave(p);
    orr_parser_take(p);
    OrrAstMatch *node = orr_parser_node(p, ORR_AST_MATCH, start);
    if (!node || !orr_parser_sequence(p, base, &node->cases)) return NULL;
    node->subject = what;
    return &node->head;
}

/* NULL, at the same place, if this `match` is a name after all. */
OrrAst *orr_parse_match(OrrParser *p) {
    OrrTokenKind after = orr_parser_peek_second(p);
    if (!orr_token_starts_expression(after) && after != ORR_TOKEN_STAR) return NULL;
    OrrParserMark mark = orr_parser_save(p);
    OrrAst *node = match_statement(p);
    if (!node) orr_parser_restore(p, mark);
    return node;
}
