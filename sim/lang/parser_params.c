/* The parameters of functions and lambdas. */
#include "sim/lang/parser_internal.h"

typedef struct Parameters {
    OrrParser *p;
    bool lambda;
    OrrTokenKind close; /* ')' or ':' */
    OrrAstArguments *node;
} Parameters;

static OrrAst *parameter(Parameters *s, bool star_annotation) {
    OrrParser *p = s->p;
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
    OrrPlace start = orr_parser_here(p);
    const OrrName *name = orr_parser_take(p)->name;
    OrrAst *annotation = NULL;
    if (!s->lambda && orr_parser_accept(p, ORR_TOKEN_COLON)) {
        annotation = star_annotation ? orr_parse_star_expression(p) : orr_parse_an_expression(p);
        if (!annotation) return NULL;
    }
    OrrAstArg *node = orr_parser_node(p, ORR_AST_ARG, start);
    if (!node) return NULL;
    node->arg = name;
    node->annotation = annotation;
    return &node->head;
}

/* ',' or, not consumed, what closes the list. */
static bool separator(Parameters *s) {
    return orr_parser_accept(s->p, ORR_TOKEN_COMMA) || orr_parser_peek(s->p) == s->close;
}

/* Pushes parameters and their defaults (NULL: none) in turn. */
static bool parameter_and_default(Parameters *s) {
    OrrParser *p = s->p;
    if (!orr_parser_push(p, parameter(s, false))) return false;
    if (!orr_parser_accept(p, ORR_TOKEN_EQUAL)) return orr_parser_push_null(p);
    return orr_parser_push(p, orr_parse_an_expression(p));
}

/* What comes before `*`. */
static bool positional(Parameters *s) {
    OrrParser *p = s->p;
    size_t base = p->stack_count, slash_at = 0;
    for (;;) {
        OrrTokenKind kind = orr_parser_peek(p);
        size_t count = (p->stack_count - base) / 2;
        if (kind == ORR_TOKEN_SLASH) {
            if (slash_at > 0 || count == 0) return false;
            slash_at = count;
            orr_parser_take(p);
        } else if (kind == ORR_TOKEN_NAME) {
            if (!parameter_and_default(s)) return false;
            bool has_default = p->stack[p->stack_count - 1] != NULL;
            if (!has_default && count > 0 && p->stack[p->stack_count - 3]) return false;
        } else {
            break;
        }
        if (!separator(s)) return false;
    }
    OrrAstSeq all, defaults;
    if (!orr_parser_pairs(p, base, &all, &defaults)) return false;
    size_t bare = 0; /* how many come without a default: those are the first */
    while (bare < all.count && !defaults.items[bare]) bare++;
    if (bare < all.count) s->node->defaults = (OrrAstSeq){defaults.items + bare, all.count - bare};
    if (slash_at > 0) s->node->posonlyargs = (OrrAstSeq){all.items, slash_at};
    if (slash_at < all.count) s->node->args = (OrrAstSeq){all.items + slash_at, all.count - slash_at};
    return true;
}

static bool keyword_only(Parameters *s) {
    OrrParser *p = s->p;
    size_t base = p->stack_count;
    while (orr_parser_peek(p) == ORR_TOKEN_NAME)
        if (!parameter_and_default(s) || !separator(s)) return false;
    return orr_parser_pairs(p, base, &s->node->kwonlyargs, &s->node->kw_defaults);
}

static bool star(Parameters *s) {
    OrrParser *p = s->p;
    if (!orr_parser_accept(p, ORR_TOKEN_STAR)) return true;
    if (orr_parser_accept(p, ORR_TOKEN_COMMA)) {
        if (orr_parser_peek(p) != ORR_TOKEN_NAME) return false;
        return keyword_only(s);
    }
    s->node->vararg = parameter(s, true);
    return s->node->vararg && separator(s) && keyword_only(s);
}

static bool double_star(Parameters *s) {
    OrrParser *p = s->p;
    if (!orr_parser_accept(p, ORR_TOKEN_DOUBLE_STAR)) return true;
    s->node->kwarg = parameter(s, false);
    if (!s->node->kwarg) return false;
    orr_parser_accept(p, ORR_TOKEN_COMMA);
    return orr_parser_peek(p) == s->close;
}

OrrAst *orr_parse_parameters(OrrParser *p, bool lambda) {
    OrrParserMark mark = orr_parser_save(p);
    OrrAstArguments *node = orr_parser_node(p, ORR_AST_ARGUMENTS, (OrrPlace){0, 0});
    if (!node) return NULL;
    node->head.end_line = node->head.end_col = 0;
    Parameters state = {p, lambda, lambda ? ORR_TOKEN_COLON : ORR_TOKEN_RPAR, node};
    if (orr_parser_peek(p) == state.close) return &node->head;
    if (positional(&state) && star(&state) && double_star(&state) && orr_parser_peek(p) == state.close)
        return &node->head;
    if (!p->failed && p->diagnose) {
        orr_parser_restore(p, mark);
        orr_diagnose_parameters(p, mark.pos, lambda);
    }
    return NULL;
}
