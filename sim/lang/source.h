/* Getting a source file ready for the lexer: encoding, line ends, line table. And the other end of the same: the error
 * that points into it. */
#ifndef ORR_LANG_SOURCE_H
#define ORR_LANG_SOURCE_H

#include "sim/lang/parser.h"

/* Copies the text into the context's region, as CPython's tokenizer sees it: without byte order mark, every line ending
 * in a single \n (the last too), a NUL behind. Makes context->source. Refuses what is not UTF-8, what claims to be in
 * another encoding and what holds NUL bytes. false: see context->error. */
bool orr_source_load(OrrParseContext *context, const char *text, size_t length, const char *filename) ORR_MUST_CHECK;

/* A place in the source as tokens have it: line from 1, byte column from 0. */
typedef struct OrrPlace {
    uint32_t line, col;
} OrrPlace;

/* Fills in context->error, turning byte columns into the character offsets that SyntaxError has. end.line == 0: no
 * range (the end offset is then end.col itself, which is what CPython leaves there: 0 or -1).
 * The message may be formatted, printf-like (%s, %d, %u, %c and their precisions only). Always returns NULL. */
void *orr_source_error(OrrParseContext *context, OrrParseErrorKind kind, OrrPlace start, OrrPlace end,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same with the character offsets given as they are. */
void *orr_source_error_at(OrrParseContext *context, OrrParseErrorKind kind, uint32_t line, int32_t offset,
                          uint32_t end_line, int32_t end_offset, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/* Sets ORR_PARSE_NO_MEMORY. Always returns NULL. */
void *orr_source_no_memory(OrrParseContext *context);

#endif
