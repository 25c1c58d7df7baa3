/* Characters: their categories and case mappings, from a table that is part of orrery (Unicode 15.1, as CPython 3.13). */
#ifndef ORR_VM_UNICODE_H
#define ORR_VM_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of the names that orr_unicode_category_name gives. */
typedef enum OrrCategory {
    ORR_CATEGORY_CN, ORR_CATEGORY_LU, ORR_CATEGORY_LL, ORR_CATEGORY_LT, ORR_CATEGORY_LM, ORR_CATEGORY_LO,
    ORR_CATEGORY_MN, ORR_CATEGORY_MC, ORR_CATEGORY_ME, ORR_CATEGORY_ND, ORR_CATEGORY_NL, ORR_CATEGORY_NO,
    ORR_CATEGORY_PC, ORR_CATEGORY_PD, ORR_CATEGORY_PS, ORR_CATEGORY_PE, ORR_CATEGORY_PI, ORR_CATEGORY_PF,
    ORR_CATEGORY_PO, ORR_CATEGORY_SM, ORR_CATEGORY_SC, ORR_CATEGORY_SK, ORR_CATEGORY_SO, ORR_CATEGORY_ZS,
    ORR_CATEGORY_ZL, ORR_CATEGORY_ZP, ORR_CATEGORY_CC, ORR_CATEGORY_CF, ORR_CATEGORY_CS, ORR_CATEGORY_CO
} OrrCategory;

typedef enum OrrCharFlag {
    ORR_CHAR_LOWER = 1 << 0,
    ORR_CHAR_UPPER = 1 << 1,
    ORR_CHAR_DECIMAL = 1 << 2, /* a digit of a decimal system */
    ORR_CHAR_DIGIT = 1 << 3,   /* also superscripts and the like */
    ORR_CHAR_NUMERIC = 1 << 4, /* also fractions, numerals */
    ORR_CHAR_SPACE = 1 << 5,
    ORR_CHAR_XID_START = 1 << 6,    /* '_' too */
    ORR_CHAR_XID_CONTINUE = 1 << 7,
    ORR_CHAR_CASED = 1 << 8,
    ORR_CHAR_CASE_IGNORABLE = 1 << 9
} OrrCharFlag;

typedef enum OrrCaseMapping { ORR_CASE_UPPER, ORR_CASE_LOWER, ORR_CASE_TITLE, ORR_CASE_FOLD } OrrCaseMapping;

OrrCategory orr_unicode_category(uint32_t code_point);
/* Two letters: "Lu". */
const char *orr_unicode_category_name(OrrCategory category);
/* OrrCharFlag bits. */
unsigned orr_unicode_flags(uint32_t code_point);
/* The value of a decimal digit of any script (0 to 9), or -1. */
int orr_unicode_decimal(uint32_t code_point);
/* The full mapping, without regard to context: writes up to three code points, returns how many. */
size_t orr_unicode_map(uint32_t code_point, OrrCaseMapping mapping, uint32_t out[3]);
bool orr_unicode_is_alpha(uint32_t code_point);
bool orr_unicode_is_printable(uint32_t code_point);
bool orr_unicode_is_line_break(uint32_t code_point);

static inline bool orr_unicode_is(uint32_t code_point, OrrCharFlag flag) {
    return orr_unicode_flags(code_point) & (unsigned)flag;
}
static inline bool orr_unicode_is_space(uint32_t c) {
    if (c < 0x80) return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F);
    return orr_unicode_is(c, ORR_CHAR_SPACE);
}

#endif
