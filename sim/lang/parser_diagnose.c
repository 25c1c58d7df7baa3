/* What is wrong with this expression, assignment or display? Second pass only; see parser_internal.h. Each function
 * either raises or leaves the position where it found it. The comments name the rule of CPython's grammar. */
#include "sim/lang/parser_internal.h"

#include <string.h>

static const OrrToken *token_at(OrrParser *p, size_t index) {
    return orr_parser_token_at(p, index);
}

static OrrPlace start_of(const OrrToken *token) {
    return (OrrPlace){token->line, token->col};
}

static OrrPlace end_of(const OrrToken *token) {
    return (OrrPlace){token->end_line, token->end_col};
}

/* Parses with diagnosis off. */
static OrrAst *quietly(OrrParser *p, OrrAst *(*rule)(OrrParser *)) {
    p->diagnose = false;
    OrrAst *node = rule(p);
    p->diagnose = true; /* this is called in the second pass only */
    return node;
}

/* CPython compares no more than the name's own length here, so `c` counts as `case`. */
static bool is_soft_keyword(const OrrToken *token) {
    static const char *const words[] = {"_", "case", "match", "type"};
    if (token->kind != ORR_TOKEN_NAME) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(words[i], token->name->utf8, token->name->len) == 0) return true;
    return false;
}

/* print and exec were statements once. */
static bool is_legacy(const OrrName *name) {
    return orr_name_is_soft(name, ORR_SOFT_PRINT) || orr_name_is_soft(name, ORR_SOFT_EXEC);
}

/* ---- expressions ---- */

/* Two expressions side by side, in brackets. */
static void missing_comma(OrrParser *p, OrrAst *a) {
    OrrAst *b = quietly(p, orr_parse_an_expression);
    if (!b || p->failed) return;
    if (a->kind == ORR_AST_NAME && is_legacy(orr_ast_name(a)->id)) return;
    if (orr_parser_last(p)->level == 0) return;
    orr_raise_nodes(p, a, b, "invalid syntax. Perhaps you forgot a comma?");
}

/* a if b, and no else. */
static void missing_else(OrrParser *p, OrrAst *a) {
    if (!orr_parser_accept(p, ORR_TOKEN_IF)) return;
    OrrAst *b = orr_parse_disjunction(p);
    if (!b) return;
    OrrTokenKind next = orr_parser_peek(p);
    if (next != ORR_TOKEN_ELSE && next != ORR_TOKEN_COLON)
        orr_raise_nodes(p, a, b, "expected 'else' after 'if' expression");
}

/* invalid_legacy_expression: print "x". The rest is parsed after any name, and what is wrong with it reported; but what
 * was parsed before without diagnosis (`seen`) CPython remembers, and doesn't look into again. */
static void legacy_statement(OrrParser *p, size_t start, bool seen) {
    const OrrToken *name = token_at(p, start);
    if (name->kind != ORR_TOKEN_NAME) return;
    p->pos = start + 1;
    if (orr_parser_peek(p) == ORR_TOKEN_LPAR) return;
    if (seen) {
        OrrAst *first = quietly(p, orr_parse_disjunction);
        if (first) orr_diagnose_expression(p, start + 1, first);
        if (p->failed || !is_legacy(name->name)) return;
        p->pos = start + 1;
    }
    OrrAst *rest = orr_parse_star_expressions(p);
    if (!rest || !is_legacy(name->name)) return;
    orr_raise_range(p, start_of(name), (OrrPlace){rest->end_line, rest->end_col},
                    "Missing parentheses in call to '%s'. Did you mean %s(...)?", name->name->utf8, name->name->utf8);
}

/* invalid_expression */
void orr_diagnose_expression(OrrParser *p, size_t start, OrrAst *a) {
    OrrParserMark mark = orr_parser_save(p);
    const OrrToken *first = token_at(p, start);
    bool is_prefix =
        is_soft_keyword(first) || (first->kind == ORR_TOKEN_NAME && token_at(p, start + 1)->kind == ORR_TOKEN_STRING);
    if (!is_prefix) missing_comma(p, a);
    orr_parser_restore(p, mark);
    if (!p->failed) missing_else(p, a);
    orr_parser_restore(p, mark);
    if (!p->failed) legacy_statement(p, start, !is_prefix && mark.pos == start + 1);
    orr_parser_restore(p, mark);
}

/* Whether a list, tuple or generator starts at this token (and not just something in parentheses). */
static bool at_display(OrrParser *p) {
    OrrTokenKind kind = orr_parser_peek(p);
    if (kind != ORR_TOKEN_LPAR && kind != ORR_TOKEN_LSQB) return false;
    OrrPlace start = orr_parser_here(p);
    OrrParserMark mark = orr_parser_save(p);
    OrrAst *node = orr_parse_atom(p);
    orr_parser_restore(p, mark);
    if (!node || node->line != start.line || node->col != start.col) return false;
    return node->kind == ORR_AST_LIST || node->kind == ORR_AST_TUPLE || node->kind == ORR_AST_GENERATOR_EXP;
}

static bool more_equals(OrrParser *p) {
    OrrTokenKind next = orr_parser_peek(p);
    return next == ORR_TOKEN_EQUAL || next == ORR_TOKEN_COLON_EQUAL;
}

/* `a = b` where a condition is meant. */
static void equal_for_equality(OrrParser *p, size_t start) {
    p->pos = start;
    const OrrToken *first = orr_parser_token(p);
    if (first->kind == ORR_TOKEN_NAME && token_at(p, start + 1)->kind == ORR_TOKEN_EQUAL) {
        p->pos = start + 2;
        OrrAst *value = orr_parse_bitwise_or(p);
        if (!value || more_equals(p)) return;
        orr_raise_range(p, start_of(first), (OrrPlace){value->end_line, value->end_col},
                        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        return;
    }
    if (first->kind == ORR_TOKEN_TRUE || first->kind == ORR_TOKEN_FALSE || first->kind == ORR_TOKEN_NONE) return;
    if (at_display(p) || p->failed) return;
    OrrAst *target = orr_parse_bitwise_or(p);
    if (!target || !orr_parser_accept(p, ORR_TOKEN_EQUAL) || !orr_parse_bitwise_or(p) || more_equals(p)) return;
    orr_raise_node(p, target, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                   orr_expression_name(target));
}

/* invalid_named_expression */
void orr_diagnose_named(OrrParser *p, size_t start, OrrAst *a) {
    OrrTokenKind next = orr_parser_peek(p);
    if (next != ORR_TOKEN_COLON_EQUAL && next != ORR_TOKEN_EQUAL) return;
    OrrParserMark mark = orr_parser_save(p);
    if (next == ORR_TOKEN_COLON_EQUAL) {
        orr_parser_take(p);
        if (orr_parse_an_expression(p))
            orr_raise_node(p, a, "cannot use assignment expressions with %s", orr_expression_name(a));
    }
    if (next == ORR_TOKEN_EQUAL) equal_for_equality(p, start);
    orr_parser_restore(p, mark);
}

/* ---- displays ---- */

static bool at_clauses(OrrParser *p) {
    OrrAstSeq clauses;
    return orr_parser_at_comprehension(p) && orr_parse_for_if_clauses(p, &clauses);
}

/* [a, b for a, b in x] */
static void unparenthesized_target(OrrParser *p) {
    OrrAst *first = orr_parse_star_named_expression(p);
    if (!first || !orr_parser_accept(p, ORR_TOKEN_COMMA)) return;
    const OrrToken *comma = orr_parser_last(p);
    OrrAst *last = NULL;
    OrrTokenKind next = orr_parser_peek(p);
    while (orr_token_starts_expression(next) || next == ORR_TOKEN_STAR) {
        last = orr_parse_star_named_expression(p);
        if (!last) return;
        if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) break;
        next = orr_parser_peek(p);
    }
    if (!at_clauses(p)) return;
    orr_raise_range(p, orr_parser_start_of(first), last ? (OrrPlace){last->end_line, last->end_col} : end_of(comma),
                    "did you forget parentheses around the comprehension target?");
}

/* invalid_comprehension, invalid_dict_comprehension */
void orr_diagnose_comprehension(OrrParser *p, size_t open) {
    OrrParserMark mark = orr_parser_save(p);
    OrrTokenKind bracket = (OrrTokenKind)token_at(p, open)->kind;
    p->pos = open + 1;
    OrrTokenKind first = orr_parser_peek(p);
    if (first == ORR_TOKEN_STAR) {
        OrrAst *a = orr_parse_starred(p);
        if (a && at_clauses(p)) orr_raise_node(p, a, "iterable unpacking cannot be used in comprehension");
    } else if (first == ORR_TOKEN_DOUBLE_STAR && bracket == ORR_TOKEN_LBRACE) {
        const OrrToken *stars = orr_parser_take(p);
        if (orr_parse_bitwise_or(p) && at_clauses(p) && orr_parser_accept(p, ORR_TOKEN_RBRACE))
            orr_raise_token(p, stars, "dict unpacking cannot be used in dict comprehension");
    }
    if (!p->failed && bracket != ORR_TOKEN_LPAR) {
        p->pos = open + 1;
        unparenthesized_target(p);
    }
    orr_parser_restore(p, mark);
}

/* invalid_group */
void orr_diagnose_group(OrrParser *p, size_t open) {
    OrrParserMark mark = orr_parser_save(p);
    p->pos = open + 1;
    OrrTokenKind first = orr_parser_peek(p);
    if (first == ORR_TOKEN_STAR) {
        OrrAst *a = orr_parse_starred(p);
        if (a && orr_parser_accept(p, ORR_TOKEN_RPAR)) orr_raise_node(p, a, "cannot use starred expression here");
    } else if (first == ORR_TOKEN_DOUBLE_STAR) {
        const OrrToken *stars = orr_parser_take(p);
        if (orr_parse_an_expression(p) && orr_parser_accept(p, ORR_TOKEN_RPAR))
            orr_raise_token(p, stars, "cannot use double starred expression here");
    }
    orr_parser_restore(p, mark);
}

/* After a key: `: *x` and `:` with nothing behind. */
static void bad_dict_value(OrrParser *p) {
    if (!orr_parser_accept(p, ORR_TOKEN_COLON)) return;
    const OrrToken *colon = orr_parser_last(p);
    OrrTokenKind next = orr_parser_peek(p);
    if (next == ORR_TOKEN_STAR) {
        OrrPlace star = orr_parser_here(p);
        orr_parser_take(p);
        if (orr_parse_bitwise_or(p)) orr_raise_from(p, star, "cannot use a starred expression in a dictionary value");
    } else if (next == ORR_TOKEN_RBRACE || next == ORR_TOKEN_COMMA) {
        orr_raise_token(p, colon, "expression expected after dictionary key and ':'");
    }
}

/* double_starred_kvpair; leaves the position where it was if it isn't one. */
static bool dict_item(OrrParser *p) {
    OrrParserMark mark = orr_parser_save(p);
    bool ok = orr_parser_accept(p, ORR_TOKEN_DOUBLE_STAR)
                  ? orr_parse_bitwise_or(p) != NULL
                  : orr_parse_an_expression(p) && orr_parser_accept(p, ORR_TOKEN_COLON) && orr_parse_an_expression(p);
    if (!ok) orr_parser_restore(p, mark);
    return ok;
}

/* invalid_kvpair */
static void bad_dict_item(OrrParser *p) {
    OrrAst *key = orr_parse_an_expression(p);
    if (!key) return;
    if (orr_parser_peek(p) != ORR_TOKEN_COLON) {
        OrrPlace end = {key->line, key->end_col ? key->end_col - 1 : 0};
        orr_raise_range(p, end, (OrrPlace){0, 0}, "':' expected after dictionary key");
        return;
    }
    bad_dict_value(p);
}

/* invalid_double_starred_kvpairs, which is tried in the first pass too */
void orr_diagnose_dict(OrrParser *p, size_t open) {
    OrrParserMark mark = orr_parser_save(p);
    p->pos = open + 1;
    if (dict_item(p)) {
        while (!p->failed && orr_parser_accept(p, ORR_TOKEN_COMMA)) {
            if (dict_item(p)) continue;
            if (!p->failed) bad_dict_item(p);
            break;
        }
    }
    if (!p->failed) {
        p->pos = open + 1;
        if (orr_parse_an_expression(p)) bad_dict_value(p);
    }
    orr_parser_restore(p, mark);
}

/* ---- assignments ---- */

/* invalid_ann_assign_target: a list or tuple, perhaps in parentheses. */
static OrrAst *annotated_display(OrrParser *p) {
    OrrParserMark mark = orr_parser_save(p);
    if (at_display(p)) {
        OrrAst *node = orr_parse_atom(p);
        if (node && node->kind != ORR_AST_GENERATOR_EXP) return node;
        orr_parser_restore(p, mark);
    }
    if (p->failed || !orr_parser_accept(p, ORR_TOKEN_LPAR)) return NULL;
    OrrAst *inner = annotated_display(p);
    return inner && orr_parser_accept(p, ORR_TOKEN_RPAR) ? inner : NULL;
}

static bool annotation_follows(OrrParser *p) {
    return orr_parser_accept(p, ORR_TOKEN_COLON) && orr_parse_an_expression(p);
}

static void bad_annotation(OrrParser *p, size_t start) {
    OrrAst *a = annotated_display(p);
    if (a && annotation_follows(p)) {
        orr_raise_node(p, a, "only single target (not %s) can be annotated", orr_expression_name(a));
        return;
    }
    if (p->failed) return;
    p->pos = start;
    a = orr_parse_star_named_expression(p);
    if (a && orr_parser_accept(p, ORR_TOKEN_COMMA)) {
        OrrTokenKind next = orr_parser_peek(p);
        while (orr_token_starts_expression(next) || next == ORR_TOKEN_STAR) {
            if (!orr_parse_star_named_expression(p)) break;
            orr_parser_accept(p, ORR_TOKEN_COMMA); /* the rule has it so: `a, b c: d` */
            next = orr_parser_peek(p);
        }
        if (!p->failed && annotation_follows(p)) {
            orr_raise_node(p, a, "only single target (not tuple) can be annotated");
            return;
        }
    }
    if (p->failed) return;
    p->pos = start;
    a = orr_parse_an_expression(p);
    if (a && annotation_follows(p)) orr_raise_node(p, a, "illegal target for annotation");
}

/* target = target = ... as far as they are right. */
static void skip_targets(OrrParser *p) {
    for (;;) {
        OrrParserMark mark = orr_parser_save(p);
        if (orr_parse_star_targets(p) && orr_parser_accept(p, ORR_TOKEN_EQUAL)) continue;
        if (!p->failed) orr_parser_restore(p, mark);
        return;
    }
}

static void bad_target(OrrParser *p) {
    skip_targets(p);
    OrrParserMark mark = orr_parser_save(p);
    OrrAst *a = p->failed ? NULL : orr_parse_star_expressions(p);
    if (a && orr_parser_accept(p, ORR_TOKEN_EQUAL)) orr_raise_invalid_target(p, a, ORR_TARGET_STAR);
    if (p->failed) return;
    orr_parser_restore(p, mark);
    a = orr_parse_yield(p);
    if (a && orr_parser_accept(p, ORR_TOKEN_EQUAL)) orr_raise_node(p, a, "assignment to yield expression not possible");
}

static bool accept_augmented(OrrParser *p) {
    OrrTokenKind kind = orr_parser_peek(p);
    if (kind < ORR_TOKEN_PLUS_EQUAL || kind > ORR_TOKEN_DOUBLE_SLASH_EQUAL) return false;
    orr_parser_take(p);
    return true;
}

/* invalid_assignment */
void orr_diagnose_assignment(OrrParser *p, size_t start) {
    OrrParserMark mark = orr_parser_save(p);
    p->pos = start;
    bad_annotation(p, start);
    p->pos = start;
    if (!p->failed) bad_target(p);
    p->pos = start;
    if (!p->failed) {
        OrrAst *a = orr_parse_star_expressions(p);
        if (a && accept_augmented(p) && orr_parse_value(p))
            orr_raise_node(p, a, "'%s' is an illegal expression for augmented assignment", orr_expression_name(a));
    }
    orr_parser_restore(p, mark);
}

/* ---- replacement fields ---- */

static void *expecting(OrrParser *p, char letter, const char *what) {
    return orr_raise_token(p, orr_parser_token(p), "%c-string: expecting %s", letter, what);
}

static bool skip_format(OrrParser *p) {
    OrrTokenKind kind = orr_parser_peek(p);
    while (kind == ORR_TOKEN_FSTRING_MIDDLE || kind == ORR_TOKEN_LBRACE) {
        if (kind == ORR_TOKEN_FSTRING_MIDDLE) {
            orr_parser_take(p);
        } else {
            size_t open = p->pos;
            orr_parser_take(p);
            if (!orr_parse_value(p)) return false;
            orr_parser_accept(p, ORR_TOKEN_EQUAL);
            if (orr_parser_accept(p, ORR_TOKEN_EXCLAMATION) && !orr_parser_accept(p, ORR_TOKEN_NAME)) return false;
            if (orr_parser_accept(p, ORR_TOKEN_COLON) && !skip_format(p)) return false;
            if (!orr_parser_accept(p, ORR_TOKEN_RBRACE)) {
                p->pos = open;
                return true;
            }
        }
        kind = orr_parser_peek(p);
    }
    return true;
}

/* invalid_replacement_field, after the expression. */
static void bad_field_rest(OrrParser *p, char letter) {
    OrrTokenKind next = orr_parser_peek(p);
    if (next != ORR_TOKEN_EQUAL && next != ORR_TOKEN_EXCLAMATION && next != ORR_TOKEN_COLON &&
        next != ORR_TOKEN_RBRACE) {
        expecting(p, letter, "'=', or '!', or ':', or '}'");
        return;
    }
    if (orr_parser_accept(p, ORR_TOKEN_EQUAL)) {
        next = orr_parser_peek(p);
        if (next != ORR_TOKEN_EXCLAMATION && next != ORR_TOKEN_COLON && next != ORR_TOKEN_RBRACE) {
            expecting(p, letter, "'!', or ':', or '}'");
            return;
        }
    }
    if (orr_parser_accept(p, ORR_TOKEN_EXCLAMATION)) {
        next = orr_parser_peek(p);
        if (next == ORR_TOKEN_COLON || next == ORR_TOKEN_RBRACE) {
            orr_raise_token(p, orr_parser_token(p), "%c-string: missing conversion character", letter);
            return;
        }
        if (!orr_parser_accept(p, ORR_TOKEN_NAME)) {
            orr_raise_token(p, orr_parser_token(p), "%c-string: invalid conversion character", letter);
            return;
        }
    }
    next = orr_parser_peek(p);
    if (next != ORR_TOKEN_COLON && next != ORR_TOKEN_RBRACE) {
        expecting(p, letter, "':' or '}'");
        return;
    }
    if (orr_parser_accept(p, ORR_TOKEN_COLON) && skip_format(p) && orr_parser_peek(p) != ORR_TOKEN_RBRACE)
        expecting(p, letter, "'}', or format specs");
}

/* invalid_replacement_field */
void orr_diagnose_field(OrrParser *p, size_t open, char letter) {
    OrrParserMark mark = orr_parser_save(p);
    p->pos = open + 1;
    OrrTokenKind next = orr_parser_peek(p);
    if (next == ORR_TOKEN_EQUAL || next == ORR_TOKEN_EXCLAMATION || next == ORR_TOKEN_COLON ||
        next == ORR_TOKEN_RBRACE) {
        orr_raise_token(p, orr_parser_token(p), "%c-string: valid expression required before '%s'", letter,
                        orr_token_spelling(next));
        return;
    }
    OrrAst *value = orr_parse_value(p);
    if (p->failed) return;
    if (!value) {
        p->pos = open + 1;
        expecting(p, letter, "a valid expression after '{'");
        return;
    }
    bad_field_rest(p, letter);
    orr_parser_restore(p, mark);
}
