/* Tokens: what the lexer hands to the parser. Hard keywords are kinds of their own; soft ones (match, case, type, _)
 * are names. Positions are as in the tree (ast.h). INDENT, DEDENT and END have no text. */
#ifndef ORR_LANG_TOKEN_H
#define ORR_LANG_TOKEN_H

#include <stdint.h>

#include "sim/lang/ast.h"

typedef enum OrrTokenKind {
#define TOKEN(upper, spelling)   ORR_TOKEN_##upper,
#define KEYWORD(upper, spelling) ORR_TOKEN_##upper,
#include "sim/lang/token.def"
    ORR_TOKEN_KIND_COUNT
} OrrTokenKind;

#define ORR_TOKEN_FIRST_KEYWORD ORR_TOKEN_FALSE
#define ORR_KEYWORD_COUNT       ((uint32_t)ORR_TOKEN_KIND_COUNT - (uint32_t)ORR_TOKEN_FIRST_KEYWORD)

enum {
    ORR_TOKEN_IS_RAW = 1,      /* FSTRING_*: backslashes are text */
    ORR_TOKEN_IS_TEMPLATE = 2, /* FSTRING_*: of a t-string */
};

typedef struct OrrToken {
    uint8_t kind;        /* OrrTokenKind */
    uint8_t flags;       /* ORR_TOKEN_IS_... */
    uint16_t level;      /* how many brackets are open after it */
    uint32_t start, end; /* byte offsets into the source's text */
    uint32_t line, col;
    uint32_t end_line, end_col;
    const OrrName *name; /* NAME and keywords */
} OrrToken;

/* "(" or "name": the spelling in token.def. */
const char *orr_token_spelling(OrrTokenKind kind);

#endif
