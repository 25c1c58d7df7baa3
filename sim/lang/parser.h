/* Source text -> tree. The one entry to lexer and parser, and the one place where syntax errors come out.
 *
 * The grammar is that of Python 3.14; the messages and positions of errors are CPython 3.13's, to the letter. What
 * CPython's symtable and compiler complain about later ('return' outside function ...) is not found here.
 *
 * An OrrParseContext holds what several parses share: the region that all results live in and the intern table. It
 * allocates nothing but from that region and, while a parse is under way, host memory that is released before return.
 * A parse either gives a tree or fills in `error`; it never prints, aborts or overruns the C stack on any input.
 */
#ifndef ORR_LANG_PARSER_H
#define ORR_LANG_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/region.h"
#include "sim/lang/ast.h"

typedef enum OrrParseErrorKind {
    ORR_PARSE_OK,
    ORR_PARSE_SYNTAX_ERROR,
    ORR_PARSE_INDENTATION_ERROR,
    ORR_PARSE_TAB_ERROR,
    ORR_PARSE_NO_MEMORY, /* the region's limit, or the host's memory, was reached; only `message` is set besides */
} OrrParseErrorKind;

/* The first error of a source, as the attributes of CPython's SyntaxError have it. Everything it points to lives in the
 * region or is constant. */
typedef struct OrrParseError {
    OrrParseErrorKind kind;
    const char *message; /* "invalid syntax" */
    uint32_t line;       /* lineno, from 1 (0: no line) */
    int32_t offset;      /* offset: character column from 1; 0: none known, no caret */
    uint32_t end_line;   /* end_lineno */
    int32_t end_offset;  /* end_offset: exclusive, as offset; 0 or -1: no range known, one caret at offset */
    const char *text;    /* the line at fault, without its line end; NULL if there is none */
    size_t text_length;  /* in bytes */
    const OrrName *name; /* unused by the parser; room for the compiler's errors */
    bool bare;           /* the exception's text is without the line's end in any case: the lexer's own errors */
} OrrParseError;

typedef struct OrrNameTable OrrNameTable;

typedef struct OrrParseContext {
    OrrRegion *region; /* borrowed */
    OrrNameTable *names;
    OrrSource *source; /* of the last parse, whether or not it went well; in the region */
    OrrParseError error;
} OrrParseContext;

/* Makes a context ready that allocates from the region (borrowed, must outlive all trees). false: no memory. */
bool orr_parse_context_init(OrrParseContext *context, OrrRegion *region) ORR_MUST_CHECK;

/* Parses a file. source (borrowed for the call; a copy stays in the region) need not end in a NUL; a byte order mark at
 * its start is skipped; filename is borrowed for as long as the tree lives. NULL: see context->error. */
OrrAstModule *orr_parse(OrrParseContext *context, const char *source, size_t length,
                        const char *filename) ORR_MUST_CHECK;

/* Parses one expression, as compile() does in mode 'eval'. NULL: see context->error. */
OrrAstExpression *orr_parse_expression(OrrParseContext *context, const char *source, size_t length,
                                       const char *filename) ORR_MUST_CHECK;

/* The interned name of these bytes (valid UTF-8, already NFKC), made if need be. NULL: no memory. */
const OrrName *orr_parse_name(OrrParseContext *context, const char *utf8, size_t length);

/* How many names the context has interned; serials are below this. */
uint32_t orr_parse_name_count(const OrrParseContext *context);

/* "SyntaxError", "IndentationError", "TabError", "MemoryError". */
const char *orr_parse_error_type(OrrParseErrorKind kind);

#endif
