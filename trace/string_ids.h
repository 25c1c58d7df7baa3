/* The writer's strings: each gets an id when it is first seen. Private to trace.
 *
 * Interned strings are kept until there are ORR_TRACE_STRINGS_MOST of them, texts only until they are in a chunk. Ids
 * count from 1.
 */
#ifndef ORR_TRACE_STRING_IDS_H
#define ORR_TRACE_STRING_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/bytes.h"

enum { ORR_TRACE_STRINGS_MOST = 1 << 18 };

typedef struct OrrTraceStrings {
    OrrTraceBytes texts; /* the bytes of all interned strings, one behind the other */
    struct OrrTraceInterned {
        size_t offset;
        size_t length;
        uint64_t hash;
        int64_t id;
    } * interned;
    uint32_t *index; /* place in interned + 1, by linear probing */
    uint32_t count, capacity, index_bits;
    int64_t last_id;
    /* Those that no chunk has yet: */
    OrrTraceBytes fresh; /* their bytes */
    size_t *fresh_lengths;
    size_t fresh_count, fresh_capacity;
} OrrTraceStrings;

void orr_trace_strings_free(OrrTraceStrings *strings);
/* The id of the string, 0: no memory. */
int64_t orr_trace_strings_intern(OrrTraceStrings *strings, const char *bytes, size_t length);
/* A new id for the text, 0: no memory. */
int64_t orr_trace_strings_add(OrrTraceStrings *strings, const char *bytes, size_t length);
void orr_trace_strings_forget_fresh(OrrTraceStrings *strings);

#endif
