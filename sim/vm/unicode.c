/* See unicode.h. Stretches of characters that are alike share a record; a character's stretch is found by bisection. */
#include "sim/vm/unicode.h"

typedef struct Record {
    uint8_t category;
    uint8_t digit;
    uint16_t flags;
    int32_t distance[4]; /* to what the OrrCaseMapping gives */
} Record;

typedef struct Range {
    uint32_t start;
    uint16_t record;
} Range;

/* A mapping to more than one character. */
typedef struct Special {
    uint32_t code_point;
    uint8_t mapping;
    uint16_t text[3]; /* ends with 0 unless it is full */
} Special;

#define SPECIAL_FLAG (1u << 10) /* some mapping of the character is in specials */

#include "sim/vm/unicode_data.inc"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const Record *record_of(uint32_t c) {
    size_t low = 0, high = COUNT(ranges);
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].start <= c) low = middle;
        else high = middle;
    }
    return &records[ranges[low].record];
}

OrrCategory orr_unicode_category(uint32_t c) {
    return (OrrCategory)record_of(c)->category;
}

const char *orr_unicode_category_name(OrrCategory category) {
    static const char names[][3] = {"Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd",
                                    "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm",
                                    "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co"};
    return names[category];
}

unsigned orr_unicode_flags(uint32_t c) {
    return record_of(c)->flags;
}

int orr_unicode_decimal(uint32_t c) {
    if (c < 0x80) return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
    const Record *record = record_of(c);
    return record->flags & ORR_CHAR_DECIMAL ? record->digit : -1;
}

static const Special *find_special(uint32_t c, OrrCaseMapping mapping) {
    size_t low = 0, high = COUNT(specials);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (specials[middle].code_point < c) low = middle + 1;
        else high = middle;
    }
    for (; low < COUNT(specials) && specials[low].code_point == c; low++) {
        if (specials[low].mapping == mapping) return &specials[low];
    }
    return NULL;
}

size_t orr_unicode_map(uint32_t c, OrrCaseMapping mapping, uint32_t out[3]) {
    const Record *record = record_of(c);
    const Special *special = record->flags & SPECIAL_FLAG ? find_special(c, mapping) : NULL;
    if (special == NULL) {
        out[0] = (uint32_t)((int32_t)c + record->distance[mapping]);
        return 1;
    }
    size_t count = 0;
    while (count < 3 && special->text[count] != 0) {
        out[count] = special->text[count];
        count++;
    }
    return count;
}

bool orr_unicode_is_alpha(uint32_t c) {
    OrrCategory category = orr_unicode_category(c);
    return category >= ORR_CATEGORY_LU && category <= ORR_CATEGORY_LO;
}

bool orr_unicode_is_printable(uint32_t c) {
    if (c < 0x7F) return c >= ' ';
    OrrCategory category = orr_unicode_category(c);
    return category != ORR_CATEGORY_CN && category < ORR_CATEGORY_ZS;
}

bool orr_unicode_is_line_break(uint32_t c) {
    return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}
