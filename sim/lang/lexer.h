/* Source text -> tokens, all at once.
 *
 * The lexer runs over the whole file before the parser starts. CPython's runs in step with its parser, but when the
 * parser finds an error it tokenizes the rest of the file as well, and an error of the tokenizer, wherever it is, wins
 * over one of the parser: so the outcome is the same. The exception is a bracket left open at the end of the file,
 * which only wins over an error on a later line than the bracket: that is left to the parser, by way of the token
 * EOF_IN_PARENS and the place of the bracket.
 */
#ifndef ORR_LANG_LEXER_H
#define ORR_LANG_LEXER_H

#include "sim/lang/name.h"
#include "sim/lang/source.h"
#include "sim/lang/token.h"

#define ORR_LEXER_BRACKETS_MAX 200u /* "too many nested parentheses" beyond */
#define ORR_LEXER_INDENTS_MAX  100u /* "too many levels of indentation" from here */
#define ORR_LEXER_FSTRINGS_MAX 150u /* "too many nested f-strings" from here */
#define ORR_LEXER_FSPEC_MAX    3u   /* "f-string: expressions nested too deeply" from here */

typedef struct OrrTokens {
    OrrToken *items; /* host memory; the last is END or EOF_IN_PARENS */
    size_t count;
    size_t capacity;
    char open_bracket; /* EOF_IN_PARENS: the innermost bracket still open, and where it is */
    OrrPlace open_place;
} OrrTokens;

/* Tokenizes context->source. false: see context->error; in any case release the tokens with orr_tokens_free. */
bool orr_lexer_run(OrrParseContext *context, OrrTokens *tokens) ORR_MUST_CHECK;

void orr_tokens_free(OrrTokens *tokens);

#endif
