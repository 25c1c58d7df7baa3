/* The items of a trace file and the maps in them, made with libcbor. Private to trace.
 *
 * A file is a CBOR sequence of items of one shape, [type, payload, crc]: type is a text ("orrery-trace", "chunk",
 * "index", "end"), payload an embedded CBOR map (tag 24), crc the CRC-32 of the payload's bytes. The first has tag
 * 55799 in front, which tells file(1) and others that this is CBOR. See trace/orrery.cddl.
 */
#ifndef ORR_TRACE_SHELL_H
#define ORR_TRACE_SHELL_H

#include <cbor.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/bytes.h"
#include "trace/header.h"

#define ORR_TRACE_TYPE_HEADER "orrery-trace"
#define ORR_TRACE_TYPE_CHUNK  "chunk"
#define ORR_TRACE_TYPE_INDEX  "index"
#define ORR_TRACE_TYPE_END    "end"

/* ---- writing ------------------------------------------------------------------------------------ */

/* A map that is being filled. Any failure sticks. The _add functions take `value` over, NULL is a failure. */
typedef struct OrrTraceShell {
    cbor_item_t *map;
    bool failed;
} OrrTraceShell;

void orr_trace_shell_begin(OrrTraceShell *shell, size_t most_pairs);
void orr_trace_shell_add(OrrTraceShell *shell, const char *key, cbor_item_t *value);
void orr_trace_shell_add_uint(OrrTraceShell *shell, const char *key, uint64_t value);
void orr_trace_shell_add_int(OrrTraceShell *shell, const char *key, int64_t value);
void orr_trace_shell_add_text(OrrTraceShell *shell, const char *key, const char *text, size_t length);
void orr_trace_shell_add_bytes(OrrTraceShell *shell, const char *key, const unsigned char *bytes, size_t length);
/* Appends the finished item to `file` and frees the map. Returns the payload's checksum; file->failed tells failure. */
uint32_t orr_trace_shell_finish(OrrTraceShell *shell, const char *type, OrrTraceBytes *file);

/* Pushes to a definite array; takes `value` over. False: failed. */
bool orr_trace_array_push(cbor_item_t *array, cbor_item_t *value);
cbor_item_t *orr_trace_build_uint(uint64_t value); /* in its shortest form */
/* A text item; bytes that are not UTF-8 become U+FFFD. */
cbor_item_t *orr_trace_build_text(const char *text, size_t length);
/* Whether it is UTF-8 (without surrogates). */
bool orr_trace_is_utf8(const unsigned char *bytes, size_t length);

/* ---- reading ------------------------------------------------------------------------------------ */

typedef enum OrrTraceItemResult {
    ORR_TRACE_ITEM_OK,
    ORR_TRACE_ITEM_CUT, /* the bytes end within it */
    ORR_TRACE_ITEM_BAD, /* not an item, or its checksum is wrong */
} OrrTraceItemResult;

/* An item that was found in the file's bytes; borrows them. */
typedef struct OrrTraceRawItem {
    bool tagged; /* with 55799 */
    const char *type;
    size_t type_length;
    const unsigned char *payload;
    size_t payload_length;
    uint32_t crc;
    size_t length; /* of the whole item */
} OrrTraceRawItem;

OrrTraceItemResult orr_trace_item_find(const unsigned char *bytes, size_t length, OrrTraceRawItem *item);
bool orr_trace_item_is(const OrrTraceRawItem *item, const char *type);

/* Decodes a payload into a map (free with cbor_decref). NULL: not a map of few pairs, nested too deep, or no memory
 * (*no_memory). Counts in the payload cannot make it allocate more than some multiple of its length. */
cbor_item_t *orr_trace_payload_load(const unsigned char *payload, size_t length, bool *no_memory);

/* The value under a key of a map, borrowed; NULL: none. */
cbor_item_t *orr_trace_map_get(const cbor_item_t *map, const char *key);
/* The same with a type: false, and *value unchanged, if there is none of that type. Texts and bytes are borrowed. */
bool orr_trace_map_uint(const cbor_item_t *map, const char *key, uint64_t *value);
bool orr_trace_map_int(const cbor_item_t *map, const char *key, int64_t *value);
bool orr_trace_map_text(const cbor_item_t *map, const char *key, const char **text, size_t *length);
bool orr_trace_map_bytes(const cbor_item_t *map, const char *key, const unsigned char **bytes, size_t *length);
bool orr_trace_item_text(const cbor_item_t *item, const char **text, size_t *length);

#endif
