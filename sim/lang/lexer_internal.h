/* What the files of the lexer share: its state, and the scanners for the tokens that take some doing. */
#ifndef ORR_LANG_LEXER_INTERNAL_H
#define ORR_LANG_LEXER_INTERNAL_H

#include "sim/lang/lexer.h"

typedef struct OrrLexerBracket {
    char opening;
    OrrPlace place;
} OrrLexerBracket;

/* An f-string that is open. Text is scanned in text mode; within {...} tokens are scanned as usual. */
typedef struct OrrLexerFString {
    char quote;
    uint8_t quote_size; /* 1 or 3 */
    uint8_t flags;      /* ORR_TOKEN_IS_... */
    bool in_text;
    bool in_format_spec;
    uint32_t start; /* of the prefix */
    OrrPlace place;
    int depth; /* brackets open within it */
    int field; /* replacement fields open within it, less 1 (so -1: none; 1: in a nested format spec) */
} OrrLexerFString;

typedef struct OrrLexer {
    OrrParseContext *context;
    OrrTokens *tokens;
    const char *text; /* ends in NUL, which is nowhere else in it */
    uint32_t length;
    uint32_t at; /* the next byte */
    uint32_t line;
    uint32_t line_start;
    uint32_t start; /* the current token */
    OrrPlace place; /* its place */
    uint32_t level;
    bool soft_error;    /* the error counts only if the parser gets there */
    bool at_line_start; /* a logical line starts here: indentation counts */
    uint32_t indent;    /* index into the two stacks; 0: not indented */
    uint32_t fstring_count;
    uint32_t columns[ORR_LEXER_INDENTS_MAX];     /* with tabs to 8 */
    uint32_t alt_columns[ORR_LEXER_INDENTS_MAX]; /* with tabs of 1: must order the same way */
    OrrLexerBracket brackets[ORR_LEXER_BRACKETS_MAX];
    OrrLexerFString fstrings[ORR_LEXER_FSTRINGS_MAX];
} OrrLexer;

/* Appends the token that starts at lexer->start and ends before lexer->at. */
bool orr_lexer_emit(OrrLexer *lexer, OrrTokenKind kind) ORR_MUST_CHECK;

/* A SyntaxError at the character before lexer->at. Always false. */
bool orr_lexer_error(OrrLexer *lexer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A SyntaxError that points at the first character of a token at this place. Always false. */
bool orr_lexer_error_start(OrrLexer *lexer, OrrPlace place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Scans the number at lexer->start (a digit, or a dot before one) up to its end and emits it. */
bool orr_lexer_number(OrrLexer *lexer) ORR_MUST_CHECK;

/* Scans a string whose quote is at lexer->at, the prefix having been seen, and emits it. */
bool orr_lexer_string(OrrLexer *lexer) ORR_MUST_CHECK;

/* The same for an f-string or t-string: emits FSTRING_START and enters text mode. */
bool orr_lexer_fstring_start(OrrLexer *lexer, uint8_t flags) ORR_MUST_CHECK;

/* In text mode: emits the next FSTRING_MIDDLE or FSTRING_END; or nothing, having gone to token mode at a brace. */
bool orr_lexer_fstring_text(OrrLexer *lexer) ORR_MUST_CHECK;

/* Whether the code point may start, or go on, an identifier (Unicode's XID_Start and XID_Continue). */
bool orr_lexer_is_id_start(int32_t code_point);
bool orr_lexer_is_id_continue(int32_t code_point);

/* Whether the character shows when printed, as str.isprintable says. */
bool orr_lexer_is_printable(int32_t code_point);

/* Interns an identifier that isn't all ASCII (start..end of the text), NFKC-normalised; lexer errors as CPython's.
 * NULL: error set. */
const OrrName *orr_lexer_unicode_name(OrrLexer *lexer, uint32_t start, uint32_t end);

static inline void orr_lexer_begin_token(OrrLexer *lexer) {
    lexer->start = lexer->at;
    lexer->place = (OrrPlace){lexer->line, lexer->at - lexer->line_start};
}

static inline OrrLexerFString *orr_lexer_fstring(OrrLexer *lexer) {
    return lexer->fstring_count ? &lexer->fstrings[lexer->fstring_count - 1] : NULL;
}

#endif
