/* Source text -> tokens, all at once.
 *
 * The lexer runs over the whole file before the parser starts. CPython's runs in step with its parser, but when the
 * parser finds an error it tokenizes the rest of the file as well, and most errors of the tokenizer, wherever they are,
 * win over one of the parser: so the outcome is the same. The exceptions are left to the parser: errors of indentation
 * and of line continuation count only if the parser gets there, and so does a bracket left open at the end of the file,
 * unless the parser's error is on a later line than the bracket. So the tokens end with END, EOF_IN_PARENS or ERROR.
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
    OrrToken *items; /* host memory; the last is END, EOF_IN_PARENS or ERROR */
    size_t count;
    size_t capacity;
    char open_bracket; /* where the tokens end: the innermost bracket still open (0: none), and where it is */
    OrrPlace open_place;
    OrrParseError error; /* ERROR: what the lexer has to say */
    bool error_wins;     /* and whether that is to be said whatever the parser finds */
} OrrTokens;

/* Tokenizes context->source. false: no memory; in any case release the tokens with orr_tokens_free. */
bool orr_lexer_run(OrrParseContext *context, OrrTokens *tokens) ORR_MUST_CHECK;

void orr_tokens_free(OrrTokens *tokens);

#endif
