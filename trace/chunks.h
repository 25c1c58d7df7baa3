/* The chunks of a trace, and which of their contents are in memory. Private to the reader of trace.
 *
 * A chunk has a place, which is always known (where it lies in the file, what comes before it), and contents: its
 * events, its state, its strings. Contents are kept until they take more than the cache may; of a file that can be read
 * again, those used longest ago are then dropped and fetched when they are asked for. So a trace of any size is read in
 * memory that does not grow with it. What comes from a pipe, or lies in memory, is kept whole.
 *
 * Strings are kept beyond that, until they take ORR_TRACE_STRING_BYTES: they are small, and names are asked for over
 * and over.
 */
#ifndef ORR_TRACE_CHUNKS_H
#define ORR_TRACE_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/shell.h"
#include "trace/status.h"

#define ORR_TRACE_CACHE_BYTES  ((size_t)16 << 20)
#define ORR_TRACE_STRING_BYTES ((size_t)32 << 20)

typedef struct OrrTraceText {
    const char *bytes; /* followed by a 0 */
    size_t length;
} OrrTraceText;

/* What a chunk has in it. */
typedef struct OrrTraceContents {
    unsigned char *block; /* owned: all the others point into it */
    size_t block_length;
    const unsigned char *events;
    size_t events_length;
    const unsigned char *state; /* NULL: it has none */
    size_t state_length;
    OrrTraceText *strings; /* owned; NULL: none, or they are among those that the chunks keep */
    uint64_t used;         /* orders contents by when they were asked for */
} OrrTraceContents;

typedef struct OrrTraceChunk {
    uint64_t offset; /* of its item in the trace */
    uint64_t length; /* of the item */
    uint32_t crc;
    uint32_t string_count;
    uint64_t first_string; /* strings before it */
    uint64_t first_event;
    uint64_t event_count;
    uint64_t step; /* before its first event */
    int64_t time_ns;
    bool has_state;
    char *texts;                /* owned: its strings, if they are among those kept */
    OrrTraceContents *contents; /* owned; NULL: not in memory */
} OrrTraceChunk;

typedef struct OrrTraceChunks {
    int fd;
    bool can_fetch; /* the file can be read again, from `start` on */
    int64_t start;
    OrrTraceChunk *places; /* owned */
    size_t count, capacity;
    OrrTraceText *strings; /* owned: the first strings of the trace, which are kept */
    size_t kept_count, kept_capacity, kept_bytes;
    bool keeps; /* strings go on being kept */
    uint64_t string_count;
    /* The cache. */
    size_t *loaded; /* owned: the numbers of those in memory, if they can be fetched again */
    size_t loaded_count, loaded_capacity;
    size_t cache_bytes, most_bytes;
    uint64_t clock;
    OrrTraceStatus status; /* the first failure to fetch */
} OrrTraceChunks;

void orr_trace_chunks_init(OrrTraceChunks *chunks, int fd);
void orr_trace_chunks_free(OrrTraceChunks *chunks);

/* Where the parts of a chunk lie in its decoded map, before they are copied. */
typedef struct OrrTraceParts {
    const unsigned char *events, *state;
    size_t events_length, state_length;
    const cbor_item_t *strings; /* or NULL */
    const cbor_item_t *sources;
    size_t text_bytes; /* of the strings, with a 0 each */
} OrrTraceParts;

/* Finds the parts and checks what they are; not yet the events. False: it is no chunk. */
bool orr_trace_parts_find(const cbor_item_t *map, OrrTraceParts *parts);

/* Adds a chunk that follows the last one, with its contents if there is room. False: no memory. */
bool orr_trace_chunks_add(OrrTraceChunks *chunks, const OrrTraceChunk *place, const OrrTraceParts *parts)
    __attribute__((warn_unused_result));

/* Fetches contents that are not in memory. NULL: they can't be (chunks->status). Call orr_trace_chunk_contents. */
const OrrTraceContents *orr_trace_chunks_fetch(OrrTraceChunks *chunks, size_t number);

/* The contents of a chunk, valid until those of others are asked for. NULL: the file does not give them any more. */
static inline const OrrTraceContents *orr_trace_chunk_contents(OrrTraceChunks *chunks, size_t number) {
    const OrrTraceContents *contents = chunks->places[number].contents;
    return __builtin_expect(contents != NULL, 1) ? contents : orr_trace_chunks_fetch(chunks, number);
}

/* Marks contents as used now. */
void orr_trace_chunks_touch(OrrTraceChunks *chunks, size_t number);

/* The string of that id (from 1 on); bytes "" if there is none, or it can't be fetched. */
OrrTraceText orr_trace_chunks_string(OrrTraceChunks *chunks, uint64_t id);

/* Changes how much is kept, and drops the rest. */
void orr_trace_chunks_set_cache(OrrTraceChunks *chunks, size_t most_bytes);

#endif
