/* The arguments of calls and classes. */
#include "sim/lang/parser_internal.h"

#include <string.h>

/* What has been seen of an argument list, left to right. */
typedef struct Arguments {
    OrrAst **keywords; /* kept apart from the parser's stack, which holds the positional ones; in the region */
    size_t keyword_count, keyword_room;
    bool keyword_seen; /* name=value: no plain argument may follow */
    bool double_star_seen;
    bool is_call;    /* so a lone generator needs no parentheses of its own */
    OrrAst *element; /* of that generator, or NULL */
    OrrAstSeq generators;
} Arguments;

static bool add_keyword(OrrParser *p, Arguments *a, OrrPlace start, const OrrName *name, OrrAst *value) {
    OrrAstKeyword *node = value ? orr_parser_node(p, ORR_AST_KEYWORD, start) : NULL;
    if (!node) return false;
    node->arg = name;
    node->value = value;
    if (a->keyword_count == a->keyword_room) {
        size_t room = a->keyword_room ? a->keyword_room * 2 : 4;
        OrrAst **more = orr_parser_alloc(p, room * sizeof *more);
        if (!more) return false;
        for (size_t i = 0; i < a->keyword_count; i++) more[i] = a->keywords[i];
        a->keywords = more;
        a->keyword_room = room;
    }
    a->keywords[a->keyword_count++] = &node->head;
    return true;
}

static bool keyword_argument(OrrParser *p, Arguments *a) {
    OrrPlace start = orr_parser_here(p);
    const OrrName *name = orr_parser_take(p)->name;
    orr_parser_take(p);
    a->keyword_seen = true;
    return add_keyword(p, a, start, name, orr_parse_an_expression(p));
}

static bool double_starred(OrrParser *p, Arguments *a) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    a->double_star_seen = true;
    return add_keyword(p, a, start, NULL, orr_parse_an_expression(p));
}

static OrrAst *plain_argument(OrrParser *p) {
    if (orr_parser_peek(p) == ORR_TOKEN_NAME && orr_parser_peek_second(p) == ORR_TOKEN_COLON_EQUAL)
        return orr_parse_assignment_expression(p);
    OrrAst *node = orr_parse_an_expression(p);
    if (!node) return NULL;
    OrrTokenKind next = orr_parser_peek(p);
    return next == ORR_TOKEN_COLON_EQUAL || next == ORR_TOKEN_EQUAL ? NULL : node;
}

/* One argument; positional ones are pushed. */
static bool argument(OrrParser *p, Arguments *a) {
    switch (orr_parser_peek(p)) {
    case ORR_TOKEN_STAR: return !a->double_star_seen && orr_parser_push(p, orr_parse_starred(p));
    case ORR_TOKEN_DOUBLE_STAR: return double_starred(p, a);
    case ORR_TOKEN_NAME:
        if (orr_parser_peek_second(p) == ORR_TOKEN_EQUAL) return keyword_argument(p, a);
        break;
    default: break;
    }
    if (a->keyword_seen || a->double_star_seen) return false;
    return orr_parser_push(p, plain_argument(p));
}

/* After the first argument: is it f(x for x in y)? */
static bool is_generator(OrrParser *p, Arguments *a, size_t base) {
    if (!a->is_call || p->stack_count != base + 1 || a->keyword_count > 0) return false;
    OrrAst *element = p->stack[base];
    return element->kind != ORR_AST_STARRED && orr_parser_at_comprehension(p);
}

static bool argument_list(OrrParser *p, Arguments *a) {
    size_t base = p->stack_count;
    while (orr_parser_peek(p) != ORR_TOKEN_RPAR) {
        size_t start = p->pos;
        if (!argument(p, a)) {
            if (!p->failed && p->diagnose) orr_diagnose_keyword(p, start);
            return false;
        }
        if (is_generator(p, a, base)) {
            a->element = p->stack[--p->stack_count];
            return orr_parse_for_if_clauses(p, &a->generators) && orr_parser_peek(p) == ORR_TOKEN_RPAR;
        }
        if (!orr_parser_accept(p, ORR_TOKEN_COMMA)) break;
        a->is_call = false;
    }
    return orr_parser_peek(p) == ORR_TOKEN_RPAR;
}

/* From after '(' to before ')'. */
static bool parse_arguments(OrrParser *p, Arguments *a, OrrAstSeq *args, OrrAstSeq *keywords) {
    OrrParserMark mark = orr_parser_save(p);
    if (!argument_list(p, a)) {
        if (!p->failed && p->diagnose) {
            orr_parser_restore(p, mark);
            orr_diagnose_arguments(p, mark.pos);
        }
        return false;
    }
    *keywords = (OrrAstSeq){a->keywords, a->keyword_count};
    return orr_parser_sequence(p, mark.stack_count, args);
}

bool orr_parse_arguments(OrrParser *p, OrrAstSeq *args, OrrAstSeq *keywords) {
    Arguments arguments = {0};
    return parse_arguments(p, &arguments, args, keywords);
}

static bool generator_argument(OrrParser *p, const Arguments *a, OrrPlace open, OrrAstSeq *args) {
    OrrAstGeneratorExp *node = orr_parser_node(p, ORR_AST_GENERATOR_EXP, open);
    if (!node) return false;
    node->elt = a->element;
    node->generators = a->generators;
    return orr_parser_single(p, node, args);
}

static OrrAst *call(OrrParser *p, OrrPlace start, OrrAst *func) {
    OrrPlace open = orr_parser_here(p);
    orr_parser_take(p);
    Arguments arguments = {.is_call = true};
    OrrAstSeq args, keywords;
    if (!parse_arguments(p, &arguments, &args, &keywords)) return NULL;
    orr_parser_take(p);
    if (arguments.element && !generator_argument(p, &arguments, open, &args)) return NULL;
    OrrAstCall *node = orr_parser_node(p, ORR_AST_CALL, start);
    if (!node) return NULL;
    node->func = func;
    node->args = args;
    node->keywords = keywords;
    orr_check_keywords(p, &node->keywords);
    return &node->head;
}

OrrAst *orr_parse_call(OrrParser *p, OrrPlace start, OrrAst *func) {
    size_t open = p->pos;
    if (orr_parser_token(p)->flags & ORR_TOKEN_NO_CALL) return NULL;
    OrrParserMark mark = orr_parser_save(p);
    if (!orr_parser_enter(p)) return NULL;
    OrrAst *node = call(p, start, func);
    orr_parser_leave(p);
    if (node || p->failed || !p->diagnose) return node;
    orr_parser_restore(p, mark);
    orr_diagnose_comprehension(p, open);
    p->tokens.items[open].flags |= ORR_TOKEN_NO_CALL;
    return NULL;
}

/* The first keyword whose name another had before it; NULL: none. Without memory for many of them it finds none: that is
 * an error soon enough. */
static const OrrAstKeyword *find_repeated(OrrParser *p, const OrrAstSeq *keywords) {
    size_t slots = 16;
    while (slots < 2 * keywords->count) slots *= 2;
    const OrrName *few[32], **seen = few; /* a hash table, without removal */
    if (slots > 32 && (seen = orr_region_alloc_array(p->context->region, slots, sizeof *seen)) == NULL) return NULL;
    memset(seen, 0, slots * sizeof *seen);
    for (size_t i = 0; i < keywords->count; i++) {
        const OrrAstKeyword *keyword = orr_ast_keyword(keywords->items[i]);
        if (keyword->arg == NULL) continue;
        size_t at = keyword->arg->hash & (slots - 1);
        while (seen[at] != NULL && seen[at] != keyword->arg) at = (at + 1) & (slots - 1);
        if (seen[at] != NULL) return keyword;
        seen[at] = keyword->arg;
    }
    return NULL;
}

void orr_check_keywords(OrrParser *p, const OrrAstSeq *keywords) {
    if (keywords->count < 2 || p->late.kind != ORR_PARSE_OK || p->diagnose) return;
    const OrrAstKeyword *repeated = find_repeated(p, keywords);
    if (repeated == NULL) return;
    const OrrAst *at = &repeated->head;
    orr_source_error(p->context, ORR_PARSE_SYNTAX_ERROR, orr_parser_start_of(at), (OrrPlace){at->end_line, at->end_col},
                     "keyword argument repeated: %s", repeated->arg->utf8);
    p->late = p->context->error;
    p->context->error = (OrrParseError){0};
}
