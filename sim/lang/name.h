/* The intern table of a parse context: every identifier once, with a serial in order of first appearance. The hard
 * keywords come first, so a serial below ORR_KEYWORD_COUNT is a keyword, and its token kind is
 * ORR_TOKEN_FIRST_KEYWORD + serial. The soft keywords follow at fixed serials. */
#ifndef ORR_LANG_NAME_H
#define ORR_LANG_NAME_H

#include "sim/lang/parser.h"
#include "sim/lang/token.h"

typedef enum OrrSoftKeyword {
    ORR_SOFT_MATCH,
    ORR_SOFT_CASE,
    ORR_SOFT_TYPE,
    ORR_SOFT_UNDERSCORE,
    ORR_SOFT_PRINT, /* no keywords, but the parser looks for them: legacy statements */
    ORR_SOFT_EXEC,
    ORR_SOFT_COUNT
} OrrSoftKeyword;

/* A new table in the region, keywords already in it. NULL: no memory. */
OrrNameTable *orr_name_table_new(OrrRegion *region);

/* The name of these bytes, made if need be (the bytes are copied). NULL: no memory. */
const OrrName *orr_name_intern(OrrNameTable *table, const char *utf8, size_t length);

/* Whether this is that soft keyword. */
bool orr_name_is_soft(const OrrName *name, OrrSoftKeyword which);

uint32_t orr_name_table_count(const OrrNameTable *table);

#endif
