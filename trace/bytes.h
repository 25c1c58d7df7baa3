/* A growable string of bytes in host memory, for encoding and for text. Errors stick: when memory runs out `failed` is
 * set and further appends are ignored, so a caller looks once at the end. Always followed by an uncounted 0.
 */
#ifndef ORR_TRACE_BYTES_H
#define ORR_TRACE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct OrrTraceBytes {
    unsigned char *data; /* owned; free with orr_trace_bytes_free, or free() once taken over */
    size_t length;
    size_t capacity;
    bool failed;
} OrrTraceBytes;

/* Empty is OrrTraceBytes bytes = {0}. */
void orr_trace_bytes_free(OrrTraceBytes *bytes);
/* Empties it; that it failed sticks. */
void orr_trace_bytes_clear(OrrTraceBytes *bytes);
/* Makes room for `more` bytes at data + length. False: failed. */
bool orr_trace_bytes_reserve(OrrTraceBytes *bytes, size_t more) __attribute__((warn_unused_result));
static inline void orr_trace_bytes_append(OrrTraceBytes *bytes, const void *data, size_t length) {
    if (length >= bytes->capacity - bytes->length && !orr_trace_bytes_reserve(bytes, length)) return;
    if (bytes->failed) return;
    if (length != 0) memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    bytes->data[bytes->length] = 0;
}
static inline void orr_trace_bytes_text(OrrTraceBytes *bytes, const char *text) {
    orr_trace_bytes_append(bytes, text, strlen(text));
}
static inline void orr_trace_bytes_byte(OrrTraceBytes *bytes, unsigned char byte) {
    orr_trace_bytes_append(bytes, &byte, 1);
}
void orr_trace_bytes_decimal(OrrTraceBytes *bytes, int64_t value);
/* A time as seconds with nine digits behind the point, without regard to the locale: -1.500000000. */
void orr_trace_bytes_seconds(OrrTraceBytes *bytes, int64_t time_ns);
/* The same for running text, with the unit and without zeros at the end: -1.5 s. */
void orr_trace_bytes_time(OrrTraceBytes *bytes, int64_t time_ns);

#endif
