/* A growable string of bytes in host memory, for what is written once and then handed on: messages, generated text,
 * encoded files. (What belongs to a run lives in its arena instead.)
 *
 * Errors stick: when memory runs out, or max_bytes is passed, the buffer sets `failed` and ignores all further
 * appends, so that a caller appends freely and looks once at the end. The bytes are always followed by a 0 that is
 * not counted, so `data` is a C string once anything was appended. Numbers are written without regard to the locale.
 */
#ifndef ORR_BASE_BUFFER_H
#define ORR_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/check.h"

typedef struct OrrBuffer {
    char *data; /* owned; NULL while nothing was appended */
    size_t length;
    size_t capacity;
    size_t max_bytes; /* 0: as much as the host gives */
    bool failed;
} OrrBuffer;

/* An empty buffer needs no more than OrrBuffer buffer = {0}; a limit is set by its field. */
void orr_buffer_release(OrrBuffer *buffer);  /* and is then empty, as after = {0} */
void orr_buffer_clear(OrrBuffer *buffer); /* keeps the memory, forgets a failure */

/* Makes room for `more` bytes at data + length, which the caller may then fill and count. False: failed. */
bool orr_buffer_reserve(OrrBuffer *buffer, size_t more) ORR_MUST_CHECK;

void orr_buffer_append(OrrBuffer *buffer, const void *bytes, size_t length);
void orr_buffer_append_text(OrrBuffer *buffer, const char *text);
void orr_buffer_append_byte(OrrBuffer *buffer, unsigned char byte);
void orr_buffer_append_int(OrrBuffer *buffer, int64_t value);
void orr_buffer_append_uint(OrrBuffer *buffer, uint64_t value);
void orr_buffer_append_hex(OrrBuffer *buffer, uint64_t value, unsigned digits); /* at least so many digits */
void orr_buffer_append_codepoint(OrrBuffer *buffer, uint32_t codepoint);        /* as UTF-8 */

/* Like printf, with these only: %s (const char *), %.*s (int, const char *), %c (int), %d (int), %u (unsigned),
 * %ld / %lu (long), %zu (size_t), %x (unsigned), %%. Anything else is an assertion. */
void orr_buffer_format(OrrBuffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Returns the bytes (ended by a 0; the caller frees them with free) and leaves the buffer empty. NULL if it failed. */
char *orr_buffer_take(OrrBuffer *buffer, size_t *length) ORR_MUST_CHECK;

#endif
