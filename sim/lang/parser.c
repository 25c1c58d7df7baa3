/* The parser's machinery: tokens, nodes, sequences, errors, and the two passes. */
#include "sim/lang/parser_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/region.h"

/* ---- errors ---- */

static void *raise_at(OrrParser *p, OrrParseErrorKind kind, OrrPlace start, OrrPlace end, const char *format,
                      va_list arguments) {
    if (p->failed) return NULL;
    p->failed = true;
    char message[512];
    vsnprintf(message, sizeof message, format, arguments);
    return orr_source_error(p->context, kind, start, end, "%s", message);
}

static OrrPlace end_of(const OrrToken *token) {
    return (OrrPlace){token->end_line, token->end_col};
}

void *orr_raise_range(OrrParser *p, OrrPlace start, OrrPlace end, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_at(p, ORR_PARSE_SYNTAX_ERROR, start, end, format, arguments);
    va_end(arguments);
    return NULL;
}

void *orr_raise_token(OrrParser *p, const OrrToken *token, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_at(p, ORR_PARSE_SYNTAX_ERROR, (OrrPlace){token->line, token->col}, end_of(token), format, arguments);
    va_end(arguments);
    return NULL;
}

void *orr_raise_node(OrrParser *p, const OrrAst *node, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_at(p, ORR_PARSE_SYNTAX_ERROR, orr_parser_start_of(node), (OrrPlace){node->end_line, node->end_col}, format,
             arguments);
    va_end(arguments);
    return NULL;
}

void *orr_raise_nodes(OrrParser *p, const OrrAst *first, const OrrAst *last, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_at(p, ORR_PARSE_SYNTAX_ERROR, orr_parser_start_of(first), (OrrPlace){last->end_line, last->end_col}, format,
             arguments);
    va_end(arguments);
    return NULL;
}

/* INDENT, DEDENT and END have no extent: messages point at the last column before them, or at none. */
static bool has_extent(const OrrToken *token) {
    return token->kind != ORR_TOKEN_INDENT && token->kind != ORR_TOKEN_DEDENT && token->kind != ORR_TOKEN_END;
}

void *orr_raise_last(OrrParser *p, OrrParseErrorKind kind, const char *format, ...) {
    if (p->failed) return NULL;
    const OrrToken *token = orr_parser_token_at(p, p->fill ? p->fill - 1 : 0);
    va_list arguments;
    va_start(arguments, format);
    raise_at(p, kind, (OrrPlace){token->line, token->col}, end_of(token), format, arguments);
    va_end(arguments);
    if (!has_extent(token)) {
        p->context->error.offset--;
        p->context->error.end_offset = -1;
    }
    return NULL;
}

/* The end is where the lexer stood, and CPython counts that from 0. */
void *orr_raise_from(OrrParser *p, OrrPlace start, const char *format, ...) {
    OrrPlace end = end_of(orr_parser_token_at(p, p->fill ? p->fill - 1 : 0));
    if (end.col > 0) end.col--;
    va_list arguments;
    va_start(arguments, format);
    raise_at(p, ORR_PARSE_SYNTAX_ERROR, start, end, format, arguments);
    va_end(arguments);
    return NULL;
}

void *orr_raise_no_memory(OrrParser *p) {
    p->failed = true;
    return orr_source_no_memory(p->context);
}

/* "invalid syntax", at the last token that the first pass looked at. */
static void raise_generic(OrrParser *p) {
    const OrrToken *last = &p->tokens.items[p->first_pass_last];
    if (last->kind == ORR_TOKEN_INDENT || last->kind == ORR_TOKEN_DEDENT) {
        orr_raise_last(p, ORR_PARSE_INDENTATION_ERROR, "unexpected %s",
                       last->kind == ORR_TOKEN_INDENT ? "indent" : "unindent");
        return;
    }
    orr_raise_token(p, last, "invalid syntax");
    if (last->kind == ORR_TOKEN_END) p->context->error.offset = p->context->error.end_offset = 0;
}

static void raise_unclosed(OrrParser *p) {
    OrrPlace place = p->tokens.open_place;
    p->failed = true;
    orr_source_error(p->context, ORR_PARSE_SYNTAX_ERROR, place, (OrrPlace){0, 0}, "'%c' was never closed",
                     p->tokens.open_bracket);
}

static void raise_lexer_error(OrrParser *p) {
    p->failed = true;
    p->context->error = p->tokens.error;
}

/* ---- tokens ---- */

void orr_parser_fetch(OrrParser *p, size_t index) {
    ORR_ASSERT(index < p->tokens.count);
    p->fill = index + 1;
    if (p->failed) return;
    OrrTokenKind kind = (OrrTokenKind)p->tokens.items[index].kind;
    if (kind == ORR_TOKEN_EOF_IN_PARENS) raise_unclosed(p);
    if (kind == ORR_TOKEN_ERROR) raise_lexer_error(p);
}

bool orr_parser_force(OrrParser *p, OrrTokenKind kind) {
    if (orr_parser_accept(p, kind)) return true;
    if (p->diagnose) orr_raise_token(p, orr_parser_token(p), "expected '%s'", orr_token_spelling(kind));
    return false;
}

bool orr_parser_at_soft(OrrParser *p, OrrSoftKeyword which) {
    const OrrToken *token = orr_parser_token(p);
    return token->kind == ORR_TOKEN_NAME && orr_name_is_soft(token->name, which);
}

/* ---- memory ---- */

void *orr_parser_alloc(OrrParser *p, size_t size) {
    if (p->failed) return NULL;
    void *memory = orr_region_alloc(p->region, size);
    return memory ? memory : orr_raise_no_memory(p);
}

static const OrrToken *last_visible(const OrrParser *p) {
    const OrrToken *token = &p->tokens.items[p->pos ? p->pos - 1 : 0];
    while (token > p->tokens.items &&
           (token->kind == ORR_TOKEN_NEWLINE || token->kind == ORR_TOKEN_DEDENT || token->kind == ORR_TOKEN_INDENT))
        token--;
    return token;
}

static bool within_budget(OrrParser *p) {
    if (!p->diagnose || ++p->diagnosed_steps < ORR_DIAGNOSE_STEPS_MAX) return true;
    raise_generic(p);
    return false;
}

void *orr_parser_node(OrrParser *p, OrrAstKind kind, OrrPlace start) {
    if (!within_budget(p)) return NULL;
    OrrAst *node = orr_parser_alloc(p, orr_ast_kind_size(kind));
    if (!node) return NULL;
    const OrrToken *end = last_visible(p);
    *node = (OrrAst){kind, start.line, start.col, end->end_line, end->end_col};
    return node;
}

bool orr_parser_push_null(OrrParser *p) {
    if (p->stack_count == p->stack_capacity) {
        size_t capacity = p->stack_capacity * 2;
        void **stack = realloc(p->stack, capacity * sizeof *stack);
        if (!stack) return orr_raise_no_memory(p) != NULL;
        p->stack = stack;
        p->stack_capacity = capacity;
    }
    p->stack[p->stack_count++] = NULL;
    return true;
}

bool orr_parser_push(OrrParser *p, void *item) {
    if (!item || !orr_parser_push_null(p)) return false;
    p->stack[p->stack_count - 1] = item;
    return true;
}

bool orr_parser_sequence(OrrParser *p, size_t base, OrrAstSeq *out) {
    ORR_ASSERT(p->stack_count >= base);
    size_t count = p->stack_count - base;
    *out = (OrrAstSeq){NULL, count};
    p->stack_count = base;
    if (count == 0) return true;
    out->items = orr_parser_alloc(p, count * sizeof *out->items);
    if (!out->items) return false;
    for (size_t i = 0; i < count; i++) out->items[i] = p->stack[base + i];
    return true;
}

bool orr_parser_names(OrrParser *p, size_t base, OrrNameSeq *out) {
    size_t count = p->stack_count - base;
    *out = (OrrNameSeq){NULL, count};
    p->stack_count = base;
    if (count == 0) return true;
    out->items = orr_parser_alloc(p, count * sizeof *out->items);
    if (!out->items) return false;
    for (size_t i = 0; i < count; i++) out->items[i] = p->stack[base + i];
    return true;
}

bool orr_parser_pairs(OrrParser *p, size_t base, OrrAstSeq *first, OrrAstSeq *second) {
    size_t count = (p->stack_count - base) / 2;
    *first = *second = (OrrAstSeq){NULL, count};
    p->stack_count = base;
    if (count == 0) return true;
    OrrAst **items = orr_parser_alloc(p, 2 * count * sizeof *items);
    if (!items) return false;
    first->items = items;
    second->items = items + count;
    for (size_t i = 0; i < count; i++) {
        first->items[i] = p->stack[base + 2 * i];
        second->items[i] = p->stack[base + 2 * i + 1];
    }
    return true;
}

bool orr_parser_single(OrrParser *p, void *item, OrrAstSeq *out) {
    size_t base = p->stack_count;
    return orr_parser_push(p, item) && orr_parser_sequence(p, base, out);
}

bool orr_parser_enter(OrrParser *p) {
    if (p->failed || !within_budget(p)) return false;
    if (++p->depth <= ORR_PARSE_DEPTH_MAX) return true;
    orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "too many nested expressions or blocks");
    return false;
}

/* ---- how deep the tree is ---- */

typedef struct DepthWalk {
    uint32_t depth;
    const OrrAst *too_deep;
} DepthWalk;

static void walk(DepthWalk *w, OrrAst *node);

static void walk_all(DepthWalk *w, const OrrAstSeq *nodes) {
    for (size_t i = 0; i < nodes->count; i++) walk(w, nodes->items[i]);
}

static void walk(DepthWalk *w, OrrAst *node) {
    if (!node || w->too_deep) return;
    if (w->depth >= ORR_AST_DEPTH_MAX) {
        w->too_deep = node;
        return;
    }
    w->depth++;
    switch (node->kind) {
#define ONE(name)    walk(w, n->name);
#define OPT(name)    walk(w, n->name);
#define SEQ(name)    walk_all(w, &n->name);
#define OPTSEQ(name) walk_all(w, &n->name);
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
    case ORR_AST_##upper: {                                                                                            \
        OrrAst##camel *n = orr_ast_##lower(node);                                                                      \
        (void)n;                                                                                                       \
        fields break;                                                                                                  \
    }
#include "sim/lang/ast.def"
    case ORR_AST_KIND_COUNT: break;
    }
    w->depth--;
}

static bool depth_ok(OrrParser *p, OrrAst *tree) {
    DepthWalk state = {0, NULL};
    walk(&state, tree);
    if (!state.too_deep) return true;
    const OrrAst *at = state.too_deep;
    OrrPlace start = {at->line ? at->line : 1, at->col};
    orr_raise_range(p, start, (OrrPlace){0, 0}, "too many nested expressions or blocks");
    return false;
}

/* ---- the two passes ---- */

static OrrAst *parse_module(OrrParser *p) {
    OrrAstSeq body;
    if (!orr_parse_statements(p, ORR_TOKEN_END, &body)) return NULL;
    OrrAstModule *module = orr_parser_node(p, ORR_AST_MODULE, (OrrPlace){0, 0});
    if (!module) return NULL;
    module->head.end_line = module->head.end_col = 0;
    module->body = body;
    return &module->head;
}

static OrrAst *parse_eval(OrrParser *p) {
    OrrAst *body = orr_parse_expressions(p);
    if (!body) return NULL;
    while (orr_parser_accept(p, ORR_TOKEN_NEWLINE)) {}
    if (orr_parser_peek(p) != ORR_TOKEN_END) return NULL;
    OrrAstExpression *node = orr_parser_node(p, ORR_AST_EXPRESSION, (OrrPlace){0, 0});
    if (!node) return NULL;
    node->head.end_line = node->head.end_col = 0;
    node->body = body;
    return &node->head;
}

/* The rest of the file may explain the error better: see lexer.h. */
static void consult_lexer(OrrParser *p) {
    const OrrToken *end = &p->tokens.items[p->tokens.count - 1];
    if (p->context->error.kind == ORR_PARSE_NO_MEMORY || end->kind == ORR_TOKEN_END) return;
    if (end->kind == ORR_TOKEN_ERROR && p->tokens.error_wins) raise_lexer_error(p);
    else if (p->tokens.open_bracket && p->tokens.items[p->fill - 1].line > p->tokens.open_place.line) raise_unclosed(p);
}

static OrrAst *parse_twice(OrrParser *p, OrrAst *(*rule)(OrrParser *)) {
    OrrAst *tree = rule(p);
    if (tree && !p->failed) return tree;
    if (!p->failed) {
        p->first_pass_last = p->fill - 1;
        p->pos = p->stack_count = p->depth = 0;
        p->diagnose = true;
        tree = rule(p);
        ORR_ASSERT(!tree || p->failed);
        if (!p->failed) {
            raise_generic(p);
            if (p->context->error.kind == ORR_PARSE_INDENTATION_ERROR) return NULL;
        }
    }
    if (p->fill < p->tokens.count) consult_lexer(p);
    return NULL;
}

static OrrAst *parse(OrrParseContext *context, const char *source, size_t length, const char *filename,
                     OrrAst *(*rule)(OrrParser *)) {
    context->error = (OrrParseError){0};
    if (!orr_source_load(context, source, length, filename)) return NULL;
    OrrParser p = {.context = context, .region = context->region, .stack_capacity = 256};
    OrrAst *tree = NULL;
    p.stack = malloc(p.stack_capacity * sizeof *p.stack);
    if (!p.stack) {
        orr_source_no_memory(context);
    } else if (orr_lexer_run(context, &p.tokens)) {
        tree = parse_twice(&p, rule);
        if (tree && !depth_ok(&p, tree)) tree = NULL;
        if (tree && p.late.kind != ORR_PARSE_OK) {
            context->error = p.late;
            tree = NULL;
        }
    }
    orr_tokens_free(&p.tokens);
    free(p.stack);
    ORR_ASSERT((tree == NULL) == (context->error.kind != ORR_PARSE_OK));
    return tree;
}

/* ---- the interface ---- */

bool orr_parse_context_init(OrrParseContext *context, OrrRegion *region) {
    *context = (OrrParseContext){.region = region, .names = orr_name_table_new(region)};
    return context->names != NULL;
}

OrrAstModule *orr_parse(OrrParseContext *context, const char *source, size_t length, const char *filename) {
    OrrAst *tree = parse(context, source, length, filename, parse_module);
    return tree ? orr_ast_module(tree) : NULL;
}

/* CPython's tokenizer doesn't complete the last line of an expression: its end has no column, and that of nothing no
 * line. */
static void adjust_end(OrrParseError *error, const char *source, size_t length) {
    if (error->kind != ORR_PARSE_SYNTAX_ERROR || strcmp(error->message, "invalid syntax") != 0) return;
    uint32_t lines = length > 0 && source[length - 1] != '\n';
    for (size_t n = 0; n < length; n++) lines += source[n] == '\n';
    int32_t characters = 0;
    for (size_t n = 0; n < error->text_length; n++) characters += (error->text[n] & 0xC0) != 0x80;
    bool beyond =
        error->line > lines || (error->line == lines && source[length - 1] != '\n' && error->offset > characters);
    if (!beyond && error->offset != 0) return;
    error->line = error->end_line = lines;
    error->offset = error->end_offset = 0;
    if (lines == 0) error->text = "";
}

OrrAstExpression *orr_parse_expression(OrrParseContext *context, const char *source, size_t length,
                                       const char *filename) {
    OrrAst *tree = parse(context, source, length, filename, parse_eval);
    if (tree) return orr_ast_expression(tree);
    adjust_end(&context->error, source, length);
    return NULL;
}

const char *orr_parse_error_type(OrrParseErrorKind kind) {
    switch (kind) {
    case ORR_PARSE_INDENTATION_ERROR: return "IndentationError";
    case ORR_PARSE_TAB_ERROR: return "TabError";
    case ORR_PARSE_NO_MEMORY: return "MemoryError";
    default: return "SyntaxError";
    }
}
