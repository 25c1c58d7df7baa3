/* From source text to a code image: the whole compiler behind one function.
 *
 *     source -> tokens -> tree (parser.h) -> scopes (scope.h) -> code (codegen.h) -> verified OrrCodeImage (code.h)
 *
 * The image lives in a region that the caller owns and refers to nothing else. The compiler keeps no state; its working
 * memory is gone when it returns. It never prints, aborts or overruns the C stack on any input; every image has passed
 * orr_code_verify.
 */
#ifndef ORR_LANG_LANG_H
#define ORR_LANG_LANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/check.h"
#include "sim/base/region.h"
#include "sim/code/code.h"

typedef enum OrrCompileMode {
    ORR_COMPILE_MODULE,     /* exec: statements, returns None */
    ORR_COMPILE_EXPRESSION, /* eval: one expression, returned */
} OrrCompileMode;

typedef enum OrrCompileErrorKind {
    ORR_COMPILE_OK,
    ORR_COMPILE_SYNTAX_ERROR, /* type, message and place are filled in */
    ORR_COMPILE_NO_MEMORY,    /* the region's limit or the host's memory */
} OrrCompileErrorKind;

/* Which part of CPython's compiler finds an error: what it leaves in the exception differs. */
typedef enum OrrCompileStage {
    ORR_STAGE_PARSER,
    ORR_STAGE_SCOPES, /* the place is in attributes, not in args */
    ORR_STAGE_CODE    /* the text is that of the file, if there is one */
} OrrCompileStage;

/* As the attributes of CPython's SyntaxError. Texts live in the region of the output, or for ever. */
typedef struct OrrCompileError {
    OrrCompileErrorKind kind;
    const char *type; /* "SyntaxError", "IndentationError", "TabError", "MemoryError" */
    const char *message;
    uint32_t line;  /* from 1; 0: none */
    int32_t offset; /* from 1; 0: none */
    uint32_t end_line;
    int32_t end_offset; /* 0 or -1: none */
    OrrText text;       /* the line at fault, without its end; utf8 NULL: none */
    bool newline;       /* the exception's text has the line's end too */
    OrrCompileStage stage;
} OrrCompileError;

typedef struct OrrCompileInput {
    const char *source; /* borrowed; UTF-8, need not end in a NUL */
    size_t length;
    const char *filename; /* borrowed */
    OrrCompileMode mode;
    bool dynamic;            /* for compile(), eval(), exec(): the names are in a namespace, see code.h */
    bool future_annotations; /* as if it began with `from __future__ import annotations` */
} OrrCompileInput;

typedef struct OrrCompileOutput {
    OrrRegion *region; /* in: borrowed; everything below lives there */
    const OrrCodeImage *image;
    OrrCompileError error;
} OrrCompileOutput;

/* Compiles. False: see output->error. */
bool orr_compile(const OrrCompileInput *input, OrrCompileOutput *output) ORR_MUST_CHECK;

#endif
