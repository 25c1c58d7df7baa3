#include "sim/base/buffer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY (ORR_HOSTILE ? 1u : 64u)

void orr_buffer_release(OrrBuffer *buffer) {
    free(buffer->data);
    *buffer = (OrrBuffer){0};
}

void orr_buffer_clear(OrrBuffer *buffer) {
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->data != NULL) buffer->data[0] = '\0';
}

bool orr_buffer_reserve(OrrBuffer *buffer, size_t more) {
    if (buffer->failed) return false;
    size_t most = buffer->max_bytes != 0 ? buffer->max_bytes : SIZE_MAX / 4;
    if (more > most || buffer->length > most - more) {
        buffer->failed = true;
        return false;
    }
    size_t needed = buffer->length + more + 1; /* the final 0 */
    if (needed <= buffer->capacity) return true;
    size_t capacity = buffer->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : buffer->capacity;
    while (capacity < needed) capacity += ORR_HOSTILE ? 1 : capacity / 2 + 16;
    char *data = realloc(buffer->data, capacity);
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void orr_buffer_append(OrrBuffer *buffer, const void *bytes, size_t length) {
    if (!orr_buffer_reserve(buffer, length)) return;
    if (length != 0) memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void orr_buffer_append_text(OrrBuffer *buffer, const char *text) {
    orr_buffer_append(buffer, text, strlen(text));
}

void orr_buffer_append_byte(OrrBuffer *buffer, unsigned char byte) {
    orr_buffer_append(buffer, &byte, 1);
}

/* Appends value in the given base with at least so many digits, after a sign if there is one. */
static void append_number(OrrBuffer *buffer, uint64_t value, unsigned base, unsigned digits, bool negative) {
    char text[66];
    size_t start = sizeof text;
    ORR_ASSERT(digits <= 64);
    while (value != 0 || digits > 0) {
        text[--start] = "0123456789abcdef"[value % base];
        value /= base;
        if (digits > 0) digits--;
    }
    if (negative) text[--start] = '-';
    orr_buffer_append(buffer, text + start, sizeof text - start);
}

void orr_buffer_append_int(OrrBuffer *buffer, int64_t value) {
    append_number(buffer, value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value, 10, 1, value < 0);
}

void orr_buffer_append_uint(OrrBuffer *buffer, uint64_t value) {
    append_number(buffer, value, 10, 1, false);
}

void orr_buffer_append_hex(OrrBuffer *buffer, uint64_t value, unsigned digits) {
    append_number(buffer, value, 16, digits == 0 ? 1 : digits, false);
}

void orr_buffer_append_codepoint(OrrBuffer *buffer, uint32_t codepoint) {
    ORR_ASSERT(codepoint <= 0x10FFFF);
    unsigned char bytes[4];
    size_t length = 1;
    if (codepoint < 0x80) {
        bytes[0] = (unsigned char)codepoint;
    } else if (codepoint < 0x800) {
        bytes[0] = (unsigned char)(0xC0 | codepoint >> 6);
        length = 2;
    } else if (codepoint < 0x10000) {
        bytes[0] = (unsigned char)(0xE0 | codepoint >> 12);
        length = 3;
    } else {
        bytes[0] = (unsigned char)(0xF0 | codepoint >> 18);
        length = 4;
    }
    for (size_t i = 1; i < length; i++) {
        bytes[i] = (unsigned char)(0x80 | ((codepoint >> (6 * (length - 1 - i))) & 0x3F));
    }
    orr_buffer_append(buffer, bytes, length);
}

/* Writes one conversion; `at` is behind the '%'. Returns where the format goes on. */
static const char *format_one(OrrBuffer *buffer, const char *at, va_list *arguments) {
    switch (*at++) {
    case 's': orr_buffer_append_text(buffer, va_arg(*arguments, const char *)); return at;
    case 'c': orr_buffer_append_byte(buffer, (unsigned char)va_arg(*arguments, int)); return at;
    case 'd': orr_buffer_append_int(buffer, va_arg(*arguments, int)); return at;
    case 'u': orr_buffer_append_uint(buffer, va_arg(*arguments, unsigned)); return at;
    case 'x': orr_buffer_append_hex(buffer, va_arg(*arguments, unsigned), 1); return at;
    case '%': orr_buffer_append_byte(buffer, '%'); return at;
    case 'l':
        if (*at == 'd') orr_buffer_append_int(buffer, va_arg(*arguments, long));
        else if (*at == 'u') orr_buffer_append_uint(buffer, va_arg(*arguments, unsigned long));
        else ORR_ASSERT(false && "a conversion that orr_buffer_format knows");
        return at + 1;
    case 'z':
        ORR_ASSERT(*at == 'u');
        orr_buffer_append_uint(buffer, va_arg(*arguments, size_t));
        return at + 1;
    case '.': {
        ORR_ASSERT(at[0] == '*' && at[1] == 's');
        int length = va_arg(*arguments, int);
        const char *text = va_arg(*arguments, const char *);
        ORR_ASSERT(length >= 0);
        orr_buffer_append(buffer, text, strnlen(text, (size_t)length));
        return at + 2;
    }
    default: ORR_ASSERT(false && "a conversion that orr_buffer_format knows"); return at;
    }
}

void orr_buffer_format(OrrBuffer *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    while (*format != '\0') {
        size_t plain = strcspn(format, "%");
        orr_buffer_append(buffer, format, plain);
        format += plain;
        if (*format == '%') format = format_one(buffer, format + 1, &arguments);
    }
    va_end(arguments);
}

char *orr_buffer_take(OrrBuffer *buffer, size_t *length) {
    orr_buffer_append(buffer, "", 0); /* even an empty buffer hands out a C string */
    if (buffer->failed) {
        orr_buffer_release(buffer);
        return NULL;
    }
    char *data = buffer->data;
    if (length != NULL) *length = buffer->length;
    *buffer = (OrrBuffer){0};
    return data;
}
