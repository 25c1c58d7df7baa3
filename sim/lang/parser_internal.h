/* What the files of the parser share.
 *
 * The parser is recursive descent, with one function per rule of the grammar and the loops that make precedence cheap.
 * A function that parses X returns the node, having consumed X's tokens; or NULL, when there is no X here. NULL says
 * nothing of the position: whoever wants to try something else saves it before (orr_parser_save) and restores it. When
 * p->failed is set an error has been raised (or memory is out), and everybody returns NULL at once. As in CPython's
 * grammar, what is optional and wrong isn't there: of `a + * b` the expression is `a`, and it is for the caller to
 * wonder at the `+` (orr_parser_retreat).
 *
 * Errors take two passes, as in CPython. The first knows right programs only: if it comes to NULL, it remembers the
 * last token it looked at, which is where `invalid syntax` points. Then the same functions run again with p->diagnose
 * set, and now look at certain points for certain mistakes (the functions orr_diagnose_..., parser_diagnose*.c) that
 * have a message of their own. CPython's grammar has those as rules named invalid_..., and the order in which they are
 * tried decides which message comes out, so the points where they are called follow its order.
 *
 * `fill` is how many tokens have been looked at: CPython's parser fetches tokens one by one, and the place of some
 * messages is the last token fetched. So tokens are looked at through orr_parser_peek and its like, and never further
 * ahead than needed.
 */
#ifndef ORR_LANG_PARSER_INTERNAL_H
#define ORR_LANG_PARSER_INTERNAL_H

#include "sim/lang/lexer.h"
#include "sim/lang/name.h"
#include "sim/lang/parser.h"
#include "sim/lang/source.h"

/* Nested rules beyond this are refused, before the C stack could run out. */
#define ORR_PARSE_DEPTH_MAX 1000u

/* In a statement the second pass gives up looking for a better message after so many steps: it may try things again and
 * again. */
#define ORR_DIAGNOSE_STEPS_MAX 4000000u

/* OrrToken.flags: what starts at this bracket (or lambda) can't be parsed, no need to try again: neither without
 * diagnosis (QUIETLY), nor with it. Without these, wrong brackets in brackets would take exponential time. */
enum { ORR_TOKEN_NO_ATOM_QUIETLY = 32, ORR_TOKEN_NO_ATOM = 64, ORR_TOKEN_NO_CALL = 128 };

typedef struct OrrParser {
    OrrParseContext *context;
    OrrRegion *region;
    OrrTokens tokens;
    size_t pos;
    size_t fill;
    size_t first_pass_last; /* in the second pass: the last token that the first looked at */
    bool diagnose;
    bool failed;
    uint32_t depth;
    uint32_t diagnosed_steps;
    OrrParseError late; /* an error that only counts if there is no other */
    /* Children of sequences under construction; host memory. */
    void **stack;
    size_t stack_count, stack_capacity;
} OrrParser;

typedef struct OrrParserMark {
    size_t pos, stack_count;
} OrrParserMark;

/* ---- tokens ---- */

void orr_parser_fetch(OrrParser *p, size_t index); /* the slow path of peeking */

static inline const OrrToken *orr_parser_token_at(OrrParser *p, size_t index) {
    if (index >= p->fill) orr_parser_fetch(p, index);
    return &p->tokens.items[index];
}

static inline const OrrToken *orr_parser_token(OrrParser *p) {
    return orr_parser_token_at(p, p->pos);
}

static inline OrrTokenKind orr_parser_peek(OrrParser *p) {
    return (OrrTokenKind)orr_parser_token(p)->kind;
}

/* The kind of the token after the current one. */
static inline OrrTokenKind orr_parser_peek_second(OrrParser *p) {
    if (p->pos + 1 >= p->tokens.count) return ORR_TOKEN_END;
    return (OrrTokenKind)orr_parser_token_at(p, p->pos + 1)->kind;
}

/* Consumes the current token, whatever it is but the end. */
static inline const OrrToken *orr_parser_take(OrrParser *p) {
    const OrrToken *token = orr_parser_token(p);
    ORR_ASSERT(p->pos + 1 < p->tokens.count);
    p->pos++;
    return token;
}

static inline bool orr_parser_accept(OrrParser *p, OrrTokenKind kind) {
    if (orr_parser_peek(p) != kind) return false;
    p->pos++;
    return true;
}

/* The token consumed last. */
static inline const OrrToken *orr_parser_last(const OrrParser *p) {
    return &p->tokens.items[p->pos - 1];
}

/* As accept; if it isn't there, the second pass raises "expected ':'". */
bool orr_parser_force(OrrParser *p, OrrTokenKind kind) ORR_MUST_CHECK;

/* Whether the current token is this soft keyword. */
bool orr_parser_at_soft(OrrParser *p, OrrSoftKeyword which);

static inline OrrPlace orr_parser_here(OrrParser *p) {
    const OrrToken *token = orr_parser_token(p);
    return (OrrPlace){token->line, token->col};
}

static inline OrrPlace orr_parser_start_of(const OrrAst *node) {
    return (OrrPlace){node->line, node->col};
}

static inline OrrParserMark orr_parser_save(const OrrParser *p) {
    return (OrrParserMark){p->pos, p->stack_count};
}

static inline void orr_parser_restore(OrrParser *p, OrrParserMark mark) {
    p->pos = mark.pos;
    p->stack_count = mark.stack_count;
}

/* What came after the mark can't be parsed: if that is no error, forgets it and returns what there was before. */
static inline OrrAst *orr_parser_retreat(OrrParser *p, OrrParserMark mark, OrrAst *before) {
    if (p->failed) return NULL;
    orr_parser_restore(p, mark);
    return before;
}

/* ---- memory ---- */

/* Region memory, zeroed; NULL (and failed) when out. */
void *orr_parser_alloc(OrrParser *p, size_t size);

/* A new node that starts there and ends with the last token consumed (but newlines and dedents). NULL: failed. */
void *orr_parser_node(OrrParser *p, OrrAstKind kind, OrrPlace start);

/* Sequences: remember the count, push, then make the sequence of what was pushed since (which pops it). Pushing NULL
 * returns false and pushes nothing, so that `push(p, parse_item(p))` can be tested as one. */
bool orr_parser_push(OrrParser *p, void *item) ORR_MUST_CHECK;
bool orr_parser_push_null(OrrParser *p) ORR_MUST_CHECK;
bool orr_parser_sequence(OrrParser *p, size_t base, OrrAstSeq *out) ORR_MUST_CHECK;
bool orr_parser_names(OrrParser *p, size_t base, OrrNameSeq *out) ORR_MUST_CHECK;

/* Two sequences of what was pushed since, by turns. */
bool orr_parser_pairs(OrrParser *p, size_t base, OrrAstSeq *first, OrrAstSeq *second) ORR_MUST_CHECK;

/* A sequence of this one item. */
bool orr_parser_single(OrrParser *p, void *item, OrrAstSeq *out) ORR_MUST_CHECK;

/* Every rule that may contain itself goes through these; enter's false means failed. */
bool orr_parser_enter(OrrParser *p) ORR_MUST_CHECK;
static inline void orr_parser_leave(OrrParser *p) {
    p->depth--;
}

/* ---- errors: all set failed and return NULL; the first one stays ---- */

void *orr_raise_range(OrrParser *p, OrrPlace start, OrrPlace end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void *orr_raise_token(OrrParser *p, const OrrToken *token, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void *orr_raise_node(OrrParser *p, const OrrAst *node, const char *format, ...) __attribute__((format(printf, 3, 4)));
void *orr_raise_nodes(OrrParser *p, const OrrAst *first, const OrrAst *last, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* At the last token looked at. */
void *orr_raise_last(OrrParser *p, OrrParseErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* From there to the last token looked at. */
void *orr_raise_from(OrrParser *p, OrrPlace start, const char *format, ...) __attribute__((format(printf, 3, 4)));
void *orr_raise_no_memory(OrrParser *p);

/* ---- expressions: parser_expression.c ---- */

OrrAst *orr_parse_star_expressions(OrrParser *p);
OrrAst *orr_parse_star_expression(OrrParser *p);
OrrAst *orr_parse_star_named_expression(OrrParser *p);
OrrAst *orr_parse_named_expression(OrrParser *p);
OrrAst *orr_parse_expressions(OrrParser *p);
OrrAst *orr_parse_an_expression(OrrParser *p);
OrrAst *orr_parse_disjunction(OrrParser *p);
OrrAst *orr_parse_bitwise_or(OrrParser *p);
OrrAst *orr_parse_primary(OrrParser *p);
OrrAst *orr_parse_yield(OrrParser *p);
/* yield_expr | star_expressions */
OrrAst *orr_parse_value(OrrParser *p);
/* NAME ':=' expression, at a name before a ':='. */
OrrAst *orr_parse_assignment_expression(OrrParser *p);
/* '*' expression, as in arguments. */
OrrAst *orr_parse_starred(OrrParser *p);
/* The rest of a comma-separated list whose first item is there: the tuple, or the item alone if no comma follows. */
OrrAst *orr_parse_tuple_rest(OrrParser *p, OrrPlace start, OrrAst *first, OrrAst *(*item)(OrrParser *));
bool orr_token_starts_expression(OrrTokenKind kind);
OrrAst *orr_parse_name_node(OrrParser *p, const OrrToken *token, OrrContext context);

/* ---- atoms: parser_atom.c ---- */

OrrAst *orr_parse_atom(OrrParser *p);
OrrAst *orr_parse_slices(OrrParser *p);
bool orr_parse_for_if_clauses(OrrParser *p, OrrAstSeq *out);
static inline bool orr_parser_at_comprehension(OrrParser *p) {
    OrrTokenKind kind = orr_parser_peek(p);
    return kind == ORR_TOKEN_FOR || (kind == ORR_TOKEN_ASYNC && orr_parser_peek_second(p) == ORR_TOKEN_FOR);
}
OrrAst *orr_parse_number(OrrParser *p);

/* ---- calls: parser_call.c ---- */

/* From '(' to ')': a call of func, which starts there. */
OrrAst *orr_parse_call(OrrParser *p, OrrPlace start, OrrAst *func);
/* The arguments between, for a class; the closing parenthesis is next. */
bool orr_parse_arguments(OrrParser *p, OrrAstSeq *args, OrrAstSeq *keywords);
/* Complains of a keyword that was given twice, once the parse is over. */
void orr_check_keywords(OrrParser *p, const OrrAstSeq *keywords);

/* ---- strings: parser_string.c, string_literal.c ---- */

OrrAst *orr_parse_strings(OrrParser *p);

/* Decodes the escapes of a str or bytes literal's body. token is where errors point. */
bool orr_string_decode(OrrParser *p, const OrrToken *token, const char *body, size_t length, bool raw, bool bytes,
                       OrrConstant *out) ORR_MUST_CHECK;

/* ---- parameters: parser_params.c ---- */

/* The parameters of a def (up to ')') or of a lambda (up to ':'); there may be none. */
OrrAst *orr_parse_parameters(OrrParser *p, bool lambda);

/* ---- statements: parser_statement.c (simple), parser_compound.c ---- */

/* All statements up to the one that isn't. false: failed, or no statement where one is begun. */
bool orr_parse_statements(OrrParser *p, OrrTokenKind end, OrrAstSeq *out);
/* Pushes the statements of one line, newline included. */
bool orr_parse_simple_statements(OrrParser *p);
/* Parses a compound statement; *is_one says whether the token begins one at all. */
OrrAst *orr_parse_compound(OrrParser *p, bool *is_one);
bool orr_parse_block(OrrParser *p, OrrAstSeq *out);
bool orr_parse_type_params(OrrParser *p, OrrAstSeq *out); /* there may be none */
OrrAst *orr_parse_match(OrrParser *p);
OrrAst *orr_parse_patterns(OrrParser *p);

/* ---- targets: parser_target.c ---- */

typedef enum OrrTargetUse { ORR_TARGET_STAR, ORR_TARGET_FOR, ORR_TARGET_DEL } OrrTargetUse;

/* Whether this expression may be assigned to (or deleted). */
bool orr_target_ok(const OrrAst *node, bool del);
/* Sets the context all the way down. */
void orr_target_set(OrrAst *node, OrrContext context);
/* `a, *b, (c, d.e)`: the targets of for, before `in`. */
OrrAst *orr_parse_star_targets(OrrParser *p);
OrrAst *orr_parse_star_target(OrrParser *p);
/* The part of an expression that can't be a target, or NULL. */
OrrAst *orr_target_invalid(OrrAst *node, OrrTargetUse use);
/* Raises "cannot assign to ..." or "cannot delete ..." for that part; NULL also if there is none. */
void *orr_raise_invalid_target(OrrParser *p, OrrAst *node, OrrTargetUse use);
/* "function call", "literal" ...: what CPython calls an expression in messages. */
const char *orr_expression_name(const OrrAst *node);

/* ---- diagnosis, in the second pass only: parser_diagnose.c ---- */

/* After `a`, a disjunction that starts at token `start`: missing commas and elses, print statements. */
void orr_diagnose_expression(OrrParser *p, size_t start, OrrAst *a);
/* After `a` where a named expression may be: `=` for `==`, odd targets of `:=`. */
void orr_diagnose_named(OrrParser *p, size_t start, OrrAst *a);
/* At the opening bracket's first item, whose bracket is at token `open`. */
void orr_diagnose_comprehension(OrrParser *p, size_t open);
void orr_diagnose_group(OrrParser *p, size_t open);
void orr_diagnose_dict(OrrParser *p, size_t open); /* in both passes */
void orr_diagnose_arguments(OrrParser *p, size_t start);
void orr_diagnose_keyword(OrrParser *p, size_t start);
void orr_diagnose_assignment(OrrParser *p, size_t start);
void orr_diagnose_parameters(OrrParser *p, size_t start, bool lambda);
void orr_diagnose_field(OrrParser *p, size_t open, char letter);

#endif
