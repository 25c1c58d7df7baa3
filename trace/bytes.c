#include "trace/bytes.h"

#include <stdlib.h>
#include <string.h>

void orr_trace_bytes_free(OrrTraceBytes *bytes) {
    free(bytes->data);
    *bytes = (OrrTraceBytes){0};
}

void orr_trace_bytes_clear(OrrTraceBytes *bytes) {
    bytes->length = 0;
}

bool orr_trace_bytes_reserve(OrrTraceBytes *bytes, size_t more) {
    if (bytes->failed) return false;
    if (more < bytes->capacity && bytes->length < bytes->capacity - more) return true;
    if (more >= SIZE_MAX / 4 - bytes->length) {
        bytes->failed = true;
        return false;
    }
    size_t needed = bytes->length + more + 1; /* the final 0 */
    size_t capacity = bytes->capacity + bytes->capacity / 2 + 64;
    if (capacity < needed) capacity = needed;
    unsigned char *data = realloc(bytes->data, capacity);
    if (data == NULL) {
        bytes->failed = true;
        return false;
    }
    bytes->data = data;
    bytes->capacity = capacity;
    return true;
}

/* Digits of value, at least so many, with a sign before them. */
static void append_digits(OrrTraceBytes *bytes, uint64_t value, unsigned digits, bool negative) {
    char text[24];
    size_t start = sizeof text;
    while (value != 0 || digits > 0) {
        text[--start] = (char)('0' + value % 10);
        value /= 10;
        if (digits > 0) digits--;
    }
    if (negative) text[--start] = '-';
    orr_trace_bytes_append(bytes, text + start, sizeof text - start);
}

static uint64_t magnitude(int64_t value) {
    return value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
}

void orr_trace_bytes_decimal(OrrTraceBytes *bytes, int64_t value) {
    append_digits(bytes, magnitude(value), 1, value < 0);
}

void orr_trace_bytes_seconds(OrrTraceBytes *bytes, int64_t time_ns) {
    uint64_t ns = magnitude(time_ns);
    append_digits(bytes, ns / 1000000000u, 1, time_ns < 0);
    orr_trace_bytes_byte(bytes, '.');
    append_digits(bytes, ns % 1000000000u, 9, false);
}

void orr_trace_bytes_time(OrrTraceBytes *bytes, int64_t time_ns) {
    orr_trace_bytes_seconds(bytes, time_ns);
    while (!bytes->failed && bytes->data[bytes->length - 1] == '0') bytes->length--;
    if (!bytes->failed && bytes->data[bytes->length - 1] == '.') bytes->length--;
    orr_trace_bytes_text(bytes, " s");
}
