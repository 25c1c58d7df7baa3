#include "sim/lang/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/base/region.h"

void *orr_source_no_memory(OrrParseContext *context) {
    context->error = (OrrParseError){.kind = ORR_PARSE_NO_MEMORY, .message = "out of memory while parsing"};
    return NULL;
}

static void set_error(OrrParseContext *context, OrrParseErrorKind kind, uint32_t line, int32_t offset,
                      uint32_t end_line, int32_t end_offset, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    ORR_ASSERT(length >= 0);
    char *message = orr_region_alloc(context->region, (size_t)length + 1);
    if (!message) {
        orr_source_no_memory(context);
        return;
    }
    vsnprintf(message, (size_t)length + 1, format, arguments);
    OrrParseError *error = &context->error;
    *error = (OrrParseError){kind, message, line, offset, end_line, end_offset, NULL, 0, NULL, false};
    if (context->source && line > 0 && line <= context->source->line_count)
        error->text = orr_source_line(context->source, line, &error->text_length);
}

void *orr_source_error_at(OrrParseContext *context, OrrParseErrorKind kind, uint32_t line, int32_t offset,
                          uint32_t end_line, int32_t end_offset, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    set_error(context, kind, line, offset, end_line, end_offset, format, arguments);
    va_end(arguments);
    return NULL;
}

void *orr_source_error(OrrParseContext *context, OrrParseErrorKind kind, OrrPlace start, OrrPlace end,
                       const char *format, ...) {
    int32_t offset = (int32_t)orr_source_column(context->source, start.line, start.col) + 1;
    uint32_t end_line = start.line;
    int32_t end_offset = (int32_t)end.col;
    if (end.line) {
        /* CPython takes the column of the end for one of the first line. */
        size_t length;
        orr_source_line(context->source, start.line, &length);
        uint32_t col = end.line != start.line && end.col > length ? (uint32_t)length : end.col;
        end_line = end.line;
        end_offset = (int32_t)orr_source_column(context->source, start.line, col) + 1;
    }
    va_list arguments;
    va_start(arguments, format);
    set_error(context, kind, start.line, offset, end_line, end_offset, format, arguments);
    va_end(arguments);
    return NULL;
}

/* ---- loading ---- */

/* The length of the well-formed UTF-8 sequence at text (no surrogates, no overlong forms), or 0. */
static size_t utf8_length(const unsigned char *text, size_t left) {
    unsigned char c = text[0];
    if (c < 0x80) return 1;
    size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4 || left < length) return 0;
    unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (text[1] < low || text[1] > high) return 0;
    for (size_t i = 2; i < length; i++)
        if ((text[i] & 0xC0) != 0x80) return 0;
    return length;
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
}

/* The encoding that a comment line declares ("coding[:=]\s*name", PEP 263), or NULL. */
static const char *find_cookie(const char *line, size_t length, size_t *name_length) {
    size_t i = 0;
    while (i < length && (line[i] == ' ' || line[i] == '\t' || line[i] == '\f')) i++;
    if (i == length || line[i] != '#') return NULL;
    for (; i + 7 <= length; i++) {
        if (memcmp(line + i, "coding", 6) != 0 || (line[i + 6] != ':' && line[i + 6] != '=')) continue;
        size_t start = i + 7;
        while (start < length && (line[start] == ' ' || line[start] == '\t')) start++;
        size_t end = start;
        while (end < length && is_word(line[end])) end++;
        *name_length = end - start;
        return end > start ? line + start : NULL;
    }
    return NULL;
}

static bool is_utf8_name(const char *name, size_t length) {
    char low[16];
    if (length >= sizeof low) return false;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        low[i] = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    low[length] = 0;
    return strcmp(low, "utf-8") == 0 || strcmp(low, "utf8") == 0 || strncmp(low, "utf-8-", 6) == 0 ||
           strcmp(low, "u8") == 0 || strcmp(low, "ascii") == 0 || strcmp(low, "us-ascii") == 0;
}

/* Looks for a declaration in the first two lines (the second only if the first is blank or a comment). */
static bool check_cookie(OrrParseContext *context) {
    OrrSource *source = context->source;
    for (uint32_t line = 1; line <= 2 && line <= source->line_count; line++) {
        size_t length, name_length;
        const char *text = orr_source_line(source, line, &length);
        const char *name = find_cookie(text, length, &name_length);
        if (name) {
            if (is_utf8_name(name, name_length)) return true;
            orr_source_error_at(context, ORR_PARSE_SYNTAX_ERROR, line, 0, line, 0,
                                "encoding problem: %.*s: only UTF-8 is supported", (int)name_length, name);
            return false;
        }
        size_t i = 0;
        while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\f')) i++;
        if (i < length && text[i] != '#') break;
    }
    return true;
}

/* Copies with \r\n and lone \r turned into \n, counting lines. Returns the copy's length, or 0 on error with *bad the
 * offset of the first byte that is not allowed. */
static size_t copy_text(char *to, const char *from, size_t length, uint32_t *lines, size_t *bad) {
    const unsigned char *in = (const unsigned char *)from;
    size_t out = 0, i = 0;
    *bad = SIZE_MAX;
    *lines = 0;
    while (i < length) {
        unsigned char c = in[i];
        if (ORR_LIKELY(c < 0x80)) {
            if (ORR_UNLIKELY(c == 0)) {
                *bad = i;
                return 0;
            }
            if (c == '\r') {
                if (i + 1 < length && in[i + 1] == '\n') i++;
                c = '\n';
            }
            *lines += c == '\n';
            to[out++] = (char)c;
            i++;
            continue;
        }
        size_t n = utf8_length(in + i, length - i);
        if (n == 0) {
            *bad = i;
            return 0;
        }
        for (; n > 0; n--) to[out++] = (char)in[i++];
    }
    if (out > 0 && to[out - 1] != '\n') {
        to[out++] = '\n';
        ++*lines;
    }
    to[out] = 0;
    return out;
}

static bool refuse_byte(OrrParseContext *context, const char *text, size_t bad, const char *filename) {
    uint32_t line = 1;
    for (size_t i = 0; i < bad; i++) line += text[i] == '\n';
    if (text[bad] == 0) {
        orr_source_error_at(context, ORR_PARSE_SYNTAX_ERROR, line, 0, line, 0, "source code cannot contain null bytes");
        return false;
    }
    orr_source_error_at(context, ORR_PARSE_SYNTAX_ERROR, line, 0, line, 0,
                        "Non-UTF-8 code starting with '\\x%02x' in file %s on line %u, but no encoding declared; see "
                        "https://peps.python.org/pep-0263/ for details",
                        (unsigned char)text[bad], filename, line);
    return false;
}

bool orr_source_load(OrrParseContext *context, const char *text, size_t length, const char *filename) {
    context->source = NULL;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    if (length > INT32_MAX - 16) {
        orr_source_error_at(context, ORR_PARSE_SYNTAX_ERROR, 0, 0, 0, 0, "source code is too long");
        return false;
    }
    char *copy = orr_region_alloc(context->region, length + 2);
    OrrSource *source = orr_region_alloc(context->region, sizeof *source);
    if (!copy || !source) return orr_source_no_memory(context) != NULL;
    uint32_t lines;
    size_t bad;
    size_t copied = copy_text(copy, text, length, &lines, &bad);
    if (bad != SIZE_MAX) return refuse_byte(context, text, bad, filename);
    uint32_t *starts = orr_region_alloc(context->region, ((size_t)lines + 1) * sizeof *starts);
    if (!starts) return orr_source_no_memory(context) != NULL;
    uint32_t line = 0;
    for (const char *at = copy; at < copy + copied;) {
        starts[line++] = (uint32_t)(at - copy);
        const char *end = memchr(at, '\n', (size_t)(copy + copied - at));
        at = end + 1;
    }
    ORR_ASSERT(line == lines);
    *source = (OrrSource){filename, copy, copied, starts, lines};
    context->source = source;
    return check_cookie(context);
}
