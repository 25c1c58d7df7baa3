/* Identifiers beyond ASCII. utf8proc knows general categories but not XID_Start and XID_Continue; those are the
 * categories, plus the few characters of Other_ID_Start and Other_ID_Continue, less the few whose NFKC form is no
 * identifier (UAX #31). */
#include "sim/lang/lexer_internal.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

typedef struct Range {
    int32_t first, last;
} Range;

static const Range not_start[] = {
    {0x037A, 0x037A}, {0x0E33, 0x0E33}, {0x0EB3, 0x0EB3}, {0x2E2F, 0x2E2F}, {0xFC5E, 0xFC63},
    {0xFDFA, 0xFDFB}, {0xFE70, 0xFE70}, {0xFE72, 0xFE72}, {0xFE74, 0xFE74}, {0xFE76, 0xFE76},
    {0xFE78, 0xFE78}, {0xFE7A, 0xFE7A}, {0xFE7C, 0xFE7C}, {0xFE7E, 0xFE7E}, {0xFF9E, 0xFF9F},
};

static const Range not_continue[] = {
    {0x037A, 0x037A}, {0x2E2F, 0x2E2F}, {0xFC5E, 0xFC63}, {0xFDFA, 0xFDFB}, {0xFE70, 0xFE70}, {0xFE72, 0xFE72},
    {0xFE74, 0xFE74}, {0xFE76, 0xFE76}, {0xFE78, 0xFE78}, {0xFE7A, 0xFE7A}, {0xFE7C, 0xFE7C}, {0xFE7E, 0xFE7E},
};

static const Range other_start[] = {{0x1885, 0x1886}, {0x2118, 0x2118}, {0x212E, 0x212E}};

static const Range other_continue[] = {{0x00B7, 0x00B7}, {0x0387, 0x0387}, {0x0E33, 0x0E33}, {0x0EB3, 0x0EB3},
                                       {0x1369, 0x1371}, {0x19DA, 0x19DA}, {0xFF9E, 0xFF9F}};

static bool in_ranges(const Range *ranges, size_t count, int32_t code_point) {
    for (size_t i = 0; i < count; i++)
        if (code_point >= ranges[i].first && code_point <= ranges[i].last) return true;
    return false;
}

#define IN(ranges, code_point) in_ranges(ranges, sizeof(ranges) / sizeof *(ranges), code_point)

bool orr_lexer_is_id_start(int32_t code_point) {
    if (code_point == '_' || IN(other_start, code_point)) return true;
    switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL: return !IN(not_start, code_point);
    default: return false;
    }
}

bool orr_lexer_is_id_continue(int32_t code_point) {
    if (orr_lexer_is_id_start(code_point) || IN(other_continue, code_point)) return true;
    switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC: return !IN(not_continue, code_point);
    default: return false;
    }
}

bool orr_lexer_is_printable(int32_t code_point) {
    switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return false;
    case UTF8PROC_CATEGORY_ZS: return code_point == ' ';
    default: return true;
    }
}

/* Leaves lexer->at just past the first character that an identifier can't have, and complains. */
static bool check(OrrLexer *lexer, uint32_t start, uint32_t end) {
    uint32_t at = start;
    while (at < end) {
        utf8proc_int32_t code_point;
        uint32_t length = (uint32_t)utf8proc_iterate((const utf8proc_uint8_t *)lexer->text + at, end - at, &code_point);
        bool fits = at == start ? orr_lexer_is_id_start(code_point) : orr_lexer_is_id_continue(code_point);
        if (!fits) {
            lexer->at = at + length;
            if (!orr_lexer_is_printable(code_point))
                return orr_lexer_error(lexer, "invalid non-printable character U+%04X", (unsigned)code_point);
            return orr_lexer_error(lexer, "invalid character '%.*s' (U+%04X)", (int)length, lexer->text + at,
                                   (unsigned)code_point);
        }
        at += length;
    }
    return true;
}

const OrrName *orr_lexer_unicode_name(OrrLexer *lexer, uint32_t start, uint32_t end) {
    if (!check(lexer, start, end)) return NULL;
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)lexer->text + start, end - start, &normal,
                                           UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    if (length < 0) return orr_source_no_memory(lexer->context);
    const OrrName *name = orr_name_intern(lexer->context->names, (const char *)normal, (size_t)length);
    free(normal);
    return name ? name : orr_source_no_memory(lexer->context);
}
