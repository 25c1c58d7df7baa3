/* What is wrong with these arguments or parameters? Second pass only; see parser_internal.h. */
#include "sim/lang/parser_internal.h"

static OrrPlace start_of(const OrrToken *token) {
    return (OrrPlace){token->line, token->col};
}

static OrrPlace end_of(const OrrToken *token) {
    return (OrrPlace){token->end_line, token->end_col};
}

/* ---- arguments ---- */

static bool clauses(OrrParser *p, OrrAstSeq *out) {
    return orr_parser_at_comprehension(p) && orr_parse_for_if_clauses(p, out);
}

static bool at_name_equal(OrrParser *p) {
    return orr_parser_peek(p) == ORR_TOKEN_NAME && orr_parser_peek_second(p) == ORR_TOKEN_EQUAL;
}

/* name=x for x in y: was == meant? */
static void keyword_before_clauses(OrrParser *p) {
    if (!at_name_equal(p)) return;
    const OrrToken *name = orr_parser_take(p), *equal = orr_parser_take(p);
    OrrAstSeq generators;
    if (orr_parse_an_expression(p) && clauses(p, &generators))
        orr_raise_range(p, start_of(name), end_of(equal),
                        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
}

/* invalid_kwarg */
void orr_diagnose_keyword(OrrParser *p, size_t start) {
    OrrParserMark mark = orr_parser_save(p);
    p->pos = start;
    const OrrToken *first = orr_parser_token(p);
    OrrTokenKind kind = (OrrTokenKind)first->kind;
    if ((kind == ORR_TOKEN_TRUE || kind == ORR_TOKEN_FALSE || kind == ORR_TOKEN_NONE) &&
        orr_parser_peek_second(p) == ORR_TOKEN_EQUAL) {
        orr_raise_range(p, start_of(first), end_of(&p->tokens.items[start + 1]), "cannot assign to %s",
                        orr_token_spelling(kind));
        return;
    }
    keyword_before_clauses(p);
    if (p->failed) return;
    p->pos = start;
    if (orr_parser_accept(p, ORR_TOKEN_DOUBLE_STAR)) {
        OrrAst *value = orr_parse_an_expression(p);
        if (value) value = orr_parser_accept(p, ORR_TOKEN_EQUAL) ? orr_parse_an_expression(p) : NULL;
        if (value)
            orr_raise_range(p, start_of(first), (OrrPlace){value->end_line, value->end_col},
                            "cannot assign to keyword argument unpacking");
    } else if (!at_name_equal(p)) {
        OrrAst *a = orr_parse_an_expression(p);
        if (a && orr_parser_accept(p, ORR_TOKEN_EQUAL))
            orr_raise_range(p, orr_parser_start_of(a), end_of(orr_parser_last(p)),
                            "expression cannot contain assignment, perhaps you meant \"==\"?");
    }
    if (!p->failed) orr_parser_restore(p, mark);
}

/* What the rule `args` found. */
typedef struct Found {
    size_t positional_count;
    OrrAst *last_positional;
    bool unpacking; /* a ** among them */
} Found;

static void note(Found *found, OrrAst *node) {
    found->positional_count++;
    found->last_positional = node;
}

/* A positional argument, or NULL at the same position. */
static OrrAst *positional(OrrParser *p) {
    OrrParserMark mark = orr_parser_save(p);
    OrrAst *node;
    if (orr_parser_peek(p) == ORR_TOKEN_STAR) {
        node = orr_parse_starred(p);
        if (node) return node;
    } else if (orr_parser_peek(p) == ORR_TOKEN_NAME && orr_parser_peek_second(p) == ORR_TOKEN_COLON_EQUAL) {
        node = orr_parse_assignment_expression(p);
    } else {
        node = orr_parse_an_expression(p);
        if (node && orr_parser_peek(p) == ORR_TOKEN_COLON_EQUAL) node = NULL;
    }
    if (node && orr_parser_peek(p) != ORR_TOKEN_EQUAL) return node;
    if (!p->failed) orr_parser_restore(p, mark);
    return NULL;
}

/* name=value, *value (`stars` false), or name=value, **value (true). */
static bool keyword(OrrParser *p, bool stars, Found *found) {
    orr_diagnose_keyword(p, p->pos);
    if (p->failed) return false;
    OrrParserMark mark = orr_parser_save(p);
    if (at_name_equal(p)) {
        p->pos += 2;
        if (orr_parse_an_expression(p)) return true;
    } else if (!stars && orr_parser_peek(p) == ORR_TOKEN_STAR) {
        OrrAst *node = orr_parse_starred(p);
        if (node) {
            note(found, node);
            return true;
        }
    } else if (stars && orr_parser_accept(p, ORR_TOKEN_DOUBLE_STAR)) {
        if (orr_parse_an_expression(p)) {
            found->unpacking = true;
            return true;
        }
    }
    if (!p->failed) orr_parser_restore(p, mark);
    return false;
}

/* ','.keyword+ ; the comma behind the last one is left. */
static bool keywords_of(OrrParser *p, bool stars, Found *found) {
    if (!keyword(p, stars, found)) return false;
    for (;;) {
        OrrParserMark mark = orr_parser_save(p);
        if (orr_parser_accept(p, ORR_TOKEN_COMMA) && keyword(p, stars, found)) continue;
        if (p->failed) return false;
        orr_parser_restore(p, mark);
        return true;
    }
}

static bool keywords(OrrParser *p, Found *found) {
    if (!keywords_of(p, false, found)) return !p->failed && keywords_of(p, true, found);
    OrrParserMark mark = orr_parser_save(p);
    if (orr_parser_accept(p, ORR_TOKEN_COMMA) && keywords_of(p, true, found)) return true;
    if (!p->failed) orr_parser_restore(p, mark);
    return !p->failed;
}

/* The rule `args`: as many arguments as are right, the comma behind the last one not included. */
static bool arguments(OrrParser *p, Found *found) {
    *found = (Found){0};
    OrrAst *node = positional(p);
    if (!node) return !p->failed && keywords(p, found);
    note(found, node);
    for (;;) {
        OrrParserMark mark = orr_parser_save(p);
        if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) return !p->failed;
        node = positional(p);
        if (node) {
            note(found, node);
            continue;
        }
        if (!p->failed && keywords(p, found)) return true;
        if (p->failed) return false;
        orr_parser_restore(p, mark);
        return true;
    }
}

static OrrAst *last_of(const OrrAstSeq *generators) {
    const OrrAstComprehension *last = orr_ast_comprehension(generators->items[generators->count - 1]);
    return last->ifs.count ? last->ifs.items[last->ifs.count - 1] : last->iter;
}

static void raise_generator(OrrParser *p, const OrrAst *element, const OrrAstSeq *generators) {
    orr_raise_nodes(p, element, last_of(generators), "Generator expression must be parenthesized");
}

/* name= and nothing behind it. */
static void missing_value(OrrParser *p) {
    if (!at_name_equal(p)) return;
    const OrrToken *name = orr_parser_take(p), *equal = orr_parser_take(p);
    OrrTokenKind next = orr_parser_peek(p);
    if (next == ORR_TOKEN_COMMA || next == ORR_TOKEN_RPAR)
        orr_raise_range(p, start_of(name), end_of(equal), "expected argument value expression");
}

/* invalid_arguments */
void orr_diagnose_arguments(OrrParser *p, size_t start) {
    OrrParserMark mark = orr_parser_save(p);
    OrrAstSeq generators;
    Found found, more;
    p->pos = start;
    bool any = arguments(p, &found);
    if (p->failed) return;
    size_t end = p->pos;
    if (any && orr_parser_accept(p, ORR_TOKEN_COMMA) && orr_parser_peek(p) == ORR_TOKEN_STAR) {
        OrrPlace comma = start_of(orr_parser_last(p));
        while (orr_parser_peek(p) == ORR_TOKEN_STAR && orr_parse_starred(p))
            if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) break;
        orr_raise_from(p, comma, "iterable argument unpacking follows keyword argument unpacking");
        return;
    }
    p->pos = start;
    OrrAst *first = orr_parse_an_expression(p);
    if (first && clauses(p, &generators) && orr_parser_accept(p, ORR_TOKEN_COMMA))
        raise_generator(p, first, &generators);
    if (p->failed) return;
    p->pos = start;
    keyword_before_clauses(p);
    if (p->failed) return;
    p->pos = any ? end : start;
    if (!any || orr_parser_accept(p, ORR_TOKEN_COMMA)) missing_value(p);
    if (p->failed) return;
    p->pos = end;
    if (any && clauses(p, &generators) && found.positional_count > 1)
        raise_generator(p, found.last_positional, &generators);
    if (p->failed) return;
    p->pos = end;
    if (any && orr_parser_accept(p, ORR_TOKEN_COMMA)) {
        size_t next = p->pos;
        OrrAst *element = orr_parse_an_expression(p);
        if (element && clauses(p, &generators)) raise_generator(p, element, &generators);
        if (p->failed) return;
        p->pos = next;
        if (arguments(p, &more))
            orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "positional argument follows keyword argument%s",
                           found.unpacking ? " unpacking" : "");
    }
    if (!p->failed) orr_parser_restore(p, mark);
}

/* ---- parameters ---- */

typedef enum Default { DEFAULT_ANY, DEFAULT_NONE, DEFAULT_SOME } Default;

typedef struct Scan {
    OrrParser *p;
    bool lambda;
} Scan;

static bool at_close(const Scan *s) {
    return orr_parser_peek(s->p) == (s->lambda ? ORR_TOKEN_COLON : ORR_TOKEN_RPAR);
}

/* param: NAME [annotation] */
static OrrAst *bare_parameter(const Scan *s) {
    OrrParser *p = s->p;
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
    const OrrToken *token = orr_parser_take(p);
    OrrPlace start = start_of(token);
    if (!s->lambda && orr_parser_accept(p, ORR_TOKEN_COLON) && !orr_parse_an_expression(p)) return NULL;
    OrrAstArg *node = orr_parser_node(p, ORR_AST_ARG, start);
    if (!node) return NULL;
    node->arg = token->name;
    return &node->head;
}

/* A parameter and what separates it from the next, or NULL at the same position. */
static OrrAst *parameter(const Scan *s, Default wanted) {
    OrrParser *p = s->p;
    OrrParserMark mark = orr_parser_save(p);
    OrrAst *node = bare_parameter(s);
    bool has_default = node && wanted != DEFAULT_NONE && orr_parser_accept(p, ORR_TOKEN_EQUAL);
    size_t value = p->pos;
    if (has_default && !orr_parse_an_expression(p)) {
        if (p->failed) return NULL;
        p->pos = value;
        /* invalid_default */
        OrrTokenKind next = orr_parser_peek(p);
        if (next == ORR_TOKEN_RPAR || next == ORR_TOKEN_COMMA)
            return orr_raise_token(p, orr_parser_last(p), "expected default value expression");
        node = NULL;
    }
    if (node && wanted == DEFAULT_SOME && !has_default) node = NULL;
    if (node && (orr_parser_accept(p, ORR_TOKEN_COMMA) || at_close(s))) return node;
    if (!p->failed) orr_parser_restore(p, mark);
    return NULL;
}

static size_t many(const Scan *s, Default wanted) {
    size_t count = 0;
    while (parameter(s, wanted)) count++;
    return count;
}

/* '/' and what separates it. */
static bool slash(const Scan *s) {
    OrrParserMark mark = orr_parser_save(s->p);
    if (orr_parser_accept(s->p, ORR_TOKEN_SLASH) && (orr_parser_accept(s->p, ORR_TOKEN_COMMA) || at_close(s)))
        return true;
    orr_parser_restore(s->p, mark);
    return false;
}

/* slash_no_default */
static bool slash_no_default(const Scan *s) {
    OrrParserMark mark = orr_parser_save(s->p);
    if (many(s, DEFAULT_NONE) && slash(s)) return true;
    if (!s->p->failed) orr_parser_restore(s->p, mark);
    return false;
}

/* slash_with_default */
static bool slash_with_default(const Scan *s) {
    OrrParserMark mark = orr_parser_save(s->p);
    many(s, DEFAULT_NONE);
    if (!s->p->failed && many(s, DEFAULT_SOME) && slash(s)) return true;
    if (!s->p->failed) orr_parser_restore(s->p, mark);
    return false;
}

static bool any_slash(const Scan *s) {
    return slash_no_default(s) || (!s->p->failed && slash_with_default(s));
}

static void slash_twice(const Scan *s) {
    if (!any_slash(s)) return;
    many(s, DEFAULT_ANY);
    if (!s->p->failed && orr_parser_accept(s->p, ORR_TOKEN_SLASH))
        orr_raise_token(s->p, orr_parser_last(s->p), "/ may appear only once");
}

static void no_default_after_default(const Scan *s) {
    slash_no_default(s);
    if (s->p->failed) return;
    many(s, DEFAULT_NONE);
    if (s->p->failed) return;
    if (!slash_with_default(s) && (s->p->failed || many(s, DEFAULT_SOME) == 0)) return;
    OrrAst *node = s->p->failed ? NULL : parameter(s, DEFAULT_NONE);
    if (node) orr_raise_node(s->p, node, "parameter without a default follows parameter with a default");
}

static void parenthesized(const Scan *s) {
    OrrParser *p = s->p;
    many(s, DEFAULT_NONE);
    if (p->failed || !orr_parser_accept(p, ORR_TOKEN_LPAR)) return;
    const OrrToken *open = orr_parser_last(p);
    const Scan inner = {p, false};
    const Scan lambda_inner = {p, true};
    size_t count = 0;
    if (!s->lambda) {
        count = many(&inner, DEFAULT_NONE);
    } else {
        while (orr_parser_peek(p) == ORR_TOKEN_NAME && bare_parameter(&lambda_inner)) {
            count++;
            if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) break;
        }
    }
    if (p->failed || count == 0) return;
    orr_parser_accept(p, ORR_TOKEN_COMMA);
    if (orr_parser_accept(p, ORR_TOKEN_RPAR))
        orr_raise_range(p, start_of(open), end_of(orr_parser_last(p)), "%s parameters cannot be parenthesized",
                        s->lambda ? "Lambda expression" : "Function");
}

static void slash_after_star(const Scan *s) {
    OrrParser *p = s->p;
    any_slash(s);
    if (p->failed) return;
    many(s, DEFAULT_ANY);
    if (p->failed || !orr_parser_accept(p, ORR_TOKEN_STAR)) return;
    if (!orr_parser_accept(p, ORR_TOKEN_COMMA) && !parameter(s, DEFAULT_NONE)) return;
    many(s, DEFAULT_ANY);
    if (!p->failed && orr_parser_accept(p, ORR_TOKEN_SLASH))
        orr_raise_token(p, orr_parser_last(p), "/ must be ahead of *");
}

static void slash_touches_star(const Scan *s) {
    OrrParser *p = s->p;
    if (many(s, DEFAULT_ANY) == 0 || p->failed) return;
    if (orr_parser_accept(p, ORR_TOKEN_SLASH) && orr_parser_accept(p, ORR_TOKEN_STAR))
        orr_raise_token(p, orr_parser_last(p), "expected comma between / and *");
}

static void slash_first(const Scan *s) {
    OrrParser *p = s->p;
    const OrrToken *first = orr_parser_token(p);
    if (orr_parser_accept(p, ORR_TOKEN_SLASH) && orr_parser_accept(p, ORR_TOKEN_COMMA))
        orr_raise_token(p, first, "at least one argument must precede /");
}

/* invalid_star_etc, at a '*' */
static void bad_star(const Scan *s) {
    OrrParser *p = s->p;
    const OrrToken *star = orr_parser_take(p);
    size_t after = p->pos;
    bool comma = orr_parser_accept(p, ORR_TOKEN_COMMA);
    if (at_close(s) || (comma && orr_parser_peek(p) == ORR_TOKEN_DOUBLE_STAR)) {
        if (s->lambda) orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "named arguments must follow bare *");
        else orr_raise_token(p, star, "named arguments must follow bare *");
        return;
    }
    if (!comma) {
        if (bare_parameter(s) && orr_parser_accept(p, ORR_TOKEN_EQUAL))
            orr_raise_token(p, orr_parser_last(p), "var-positional argument cannot have default value");
        if (p->failed) return;
        p->pos = after;
        if (!parameter(s, DEFAULT_NONE)) return;
    }
    many(s, DEFAULT_ANY);
    if (p->failed || !orr_parser_accept(p, ORR_TOKEN_STAR)) return;
    const OrrToken *second = orr_parser_last(p);
    if (orr_parser_accept(p, ORR_TOKEN_COMMA) || parameter(s, DEFAULT_NONE))
        orr_raise_token(p, second, "* argument may appear only once");
}

/* invalid_kwds, at a '**' */
static void bad_double_star(const Scan *s) {
    OrrParser *p = s->p;
    orr_parser_take(p);
    if (!bare_parameter(s)) return;
    if (orr_parser_accept(p, ORR_TOKEN_EQUAL)) {
        orr_raise_token(p, orr_parser_last(p), "var-keyword argument cannot have default value");
        return;
    }
    if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) return;
    OrrTokenKind next = orr_parser_peek(p);
    const OrrToken *token = orr_parser_token(p);
    if (next == ORR_TOKEN_NAME) {
        OrrAst *node = bare_parameter(s);
        if (node) orr_raise_node(p, node, "arguments cannot follow var-keyword argument");
    } else if (next == ORR_TOKEN_STAR || next == ORR_TOKEN_DOUBLE_STAR || next == ORR_TOKEN_SLASH) {
        orr_raise_token(p, token, "arguments cannot follow var-keyword argument");
    }
}

/* What follows the positional parameters. */
static void bad_star_part(const Scan *s) {
    OrrParser *p = s->p;
    any_slash(s);
    if (!p->failed) many(s, DEFAULT_ANY);
    if (p->failed) return;
    OrrParserMark mark = orr_parser_save(p);
    if (orr_parser_peek(p) == ORR_TOKEN_STAR) {
        bad_star(s);
        if (p->failed) return;
        orr_parser_restore(p, mark);
        orr_parser_take(p);
        if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) {
            if (!bare_parameter(s)) return;
            orr_parser_accept(p, ORR_TOKEN_COMMA);
        }
        many(s, DEFAULT_ANY);
    }
    if (!p->failed && orr_parser_peek(p) == ORR_TOKEN_DOUBLE_STAR) bad_double_star(s);
}

/* invalid_parameters, invalid_star_etc, invalid_kwds, and the same of lambdas */
void orr_diagnose_parameters(OrrParser *p, size_t start, bool lambda) {
    static void (*const checks[])(const Scan *) = {
        slash_first,        slash_twice,   no_default_after_default, parenthesized, slash_after_star,
        slash_touches_star, bad_star_part,
    };
    OrrParserMark mark = orr_parser_save(p);
    const Scan scan = {p, lambda};
    for (size_t i = 0; i < sizeof checks / sizeof *checks && !p->failed; i++) {
        p->pos = start;
        checks[i](&scan);
    }
    if (!p->failed) orr_parser_restore(p, mark);
}
