/* What a Python pattern means, written for PCRE2. Characters that aren't letters or digits are always written as \x{...}, and
 * classes in full, so that nothing depends on PCRE2's own idea of them. */
#include "sim/lib/re_parse.h"
#include "sim/vm/unicode.h"

/* Writing */

bool orr_re_emit_bytes(OrrReParser *p, const char *text, size_t length) {
    if (p->source.failed) return false;
    if (p->capacity - p->length < length) {
        size_t capacity = p->capacity * 2 + length + 64;
        char *bigger = orr_buffer_resize(p->vm, p->text, p->capacity, capacity);
        if (bigger == NULL) {
            p->source.failed = true;
            return false;
        }
        p->text = bigger;
        p->capacity = capacity;
    }
    memcpy(p->text + p->length, text, length);
    p->length += length;
    return true;
}

bool orr_re_emit(OrrReParser *p, const char *text) {
    return orr_re_emit_bytes(p, text, strlen(text));
}

bool orr_re_emit_at(OrrReParser *p, size_t position, const char *text) {
    size_t length = strlen(text);
    if (!orr_re_emit_bytes(p, text, length)) return false;
    memmove(p->text + position + length, p->text + position, p->length - length - position);
    memcpy(p->text + position, text, length);
    return true;
}

static bool emit_in_base(OrrReParser *p, uint64_t n, unsigned base) {
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = "0123456789abcdef"[n % base];
        n /= base;
    } while (n > 0);
    return orr_re_emit_bytes(p, digits + at, sizeof digits - at);
}

bool orr_re_emit_number(OrrReParser *p, uint64_t n) {
    return emit_in_base(p, n, 10);
}

static bool is_ascii_letter(uint32_t c) {
    return (c | 32u) >= 'a' && (c | 32u) <= 'z';
}

static bool emit_char(OrrReParser *p, uint32_t c) {
    if (is_ascii_letter(c) || (c >= '0' && c <= '9')) return orr_re_emit_bytes(p, &(char){(char)c}, 1);
    return orr_re_emit(p, "\\x{") && emit_in_base(p, c, 16) && orr_re_emit(p, "}");
}

bool orr_re_emit_caseless(OrrReParser *p, bool caseless) {
    if (p->caseless == caseless) return true;
    p->caseless = caseless;
    return orr_re_emit(p, caseless ? "(?i)" : "(?-i)");
}

bool orr_re_emit_never(OrrReParser *p) {
    return orr_re_emit(p, "(?:(?!))");
}

/* Case */

bool orr_re_is_unicode(OrrReParser *p, uint32_t flags) {
    if (!p->source.is_text || (flags & ORR_RE_ASCII)) return false;
    if (!p->ucp) p->wants_ucp = true;
    return true;
}

/* Characters that are the same without regard to case in Python, but not, or not in all its versions, in PCRE2. */
static const uint32_t families[][4] = {
    {'I', 'i', 0x130, 0x131}, {0x390, 0x1FD3, 0x390, 0x390}, {0x3B0, 0x1FE3, 0x3B0, 0x3B0},
    {0xFB05, 0xFB06, 0xFB05, 0xFB05},
};
#define FAMILIES (sizeof families / sizeof families[0])

/* Characters that don't fit into 8 bits, and the one that does and is the same without regard to case. */
static const uint32_t outsiders[][2] = {
    {0x178, 0xFF}, {0x17F, 's'}, {0x39C, 0xB5}, {0x3BC, 0xB5}, {0x1E9E, 0xDF}, {0x212A, 'k'}, {0x212B, 0xE5},
};
#define OUTSIDERS (sizeof outsiders / sizeof outsiders[0])

static const uint32_t *family_of(uint32_t c) {
    for (size_t i = 0; i < FAMILIES; i++)
        for (size_t j = 0; j < 4; j++)
            if (families[i][j] == c) return families[i];
    return NULL;
}

static bool has_case(uint32_t c) {
    uint32_t other[3];
    if (c < 0x80) return is_ascii_letter(c);
    return orr_unicode_map(c, ORR_CASE_LOWER, other) != 1 || other[0] != c ||
           orr_unicode_map(c, ORR_CASE_UPPER, other) != 1 || other[0] != c;
}

static bool emit_family(OrrReParser *p, const uint32_t *family) {
    if (family[0] > p->max_char) return orr_re_emit_never(p);
    bool good = orr_re_emit(p, "[");
    for (size_t j = 0; good && j < 4; j++)
        if (family[j] <= p->max_char) good = emit_char(p, family[j]);
    return good && orr_re_emit(p, "]");
}

/* c whatever its case, as Unicode has it. */
static bool emit_folded(OrrReParser *p, uint32_t c, size_t *start) {
    const uint32_t *family = family_of(c);
    if (family != NULL) return emit_family(p, family);
    for (size_t i = 0; i < OUTSIDERS && c > p->max_char && p->kind == 1; i++)
        if (outsiders[i][0] == c) c = outsiders[i][1];
    if (c > p->max_char) return orr_re_emit_never(p);
    if (!orr_re_emit_caseless(p, true)) return false;
    *start = p->length;
    return emit_char(p, c);
}

bool orr_re_emit_literal(OrrReParser *p, uint32_t c, uint32_t flags, size_t *start) {
    *start = p->length;
    if ((flags & ORR_RE_IGNORECASE) && has_case(c)) {
        if (orr_re_is_unicode(p, flags)) return emit_folded(p, c, start);
        if (is_ascii_letter(c)) {
            const char both[] = {'[', (char)(c & ~32u), (char)(c | 32u), ']'};
            if (p->ucp) return orr_re_emit_bytes(p, both, sizeof both);
            if (!orr_re_emit_caseless(p, true)) return false;
            *start = p->length;
            return emit_char(p, c);
        }
    }
    if (c > p->max_char) return orr_re_emit_never(p);
    if (has_case(c) && !orr_re_emit_caseless(p, false)) return false;
    *start = p->length;
    return emit_char(p, c);
}

/* Categories: what is inside the brackets. */

typedef struct Category {
    const char *ascii, *latin, *unicode;
} Category;

/* By category and whether it is negated. */
static const Category categories[3][2] = {
    [ORR_RE_DIGIT] = {{"0-9", "0-9", "0-9\\p{Nd}"}, {"\\x{0}-\\x{2f}\\x{3a}-", "\\x{0}-\\x{2f}\\x{3a}-", "\\P{Nd}"}},
    [ORR_RE_SPACE] = {{"\\x{9}-\\x{d}\\x{20}", "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}",
                       "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}"
                       "\\x{202f}\\x{205f}\\x{3000}"},
                      {"\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-",
                       "\\x{0}-\\x{8}\\x{e}-\\x{1b}\\x{21}-\\x{84}\\x{86}-\\x{9f}\\x{a1}-",
                       "\\x{0}-\\x{8}\\x{e}-\\x{1b}\\x{21}-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
                       "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-"}},
    [ORR_RE_WORD] = {{"0-9A-Z\\x{5f}a-z",
                      "0-9A-Z\\x{5f}a-z\\x{aa}\\x{b2}\\x{b3}\\x{b5}\\x{b9}\\x{ba}\\x{bc}-\\x{be}\\x{c0}-\\x{d6}"
                      "\\x{d8}-\\x{f6}\\x{f8}-\\x{ff}",
                      "0-9A-Z\\x{5f}a-z\\p{L}\\p{N}"},
                     {"\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-",
                      "\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{a9}\\x{ab}-\\x{b1}\\x{b4}"
                      "\\x{b6}-\\x{b8}\\x{bb}\\x{bf}\\x{d7}\\x{f7}",
                      "\\p{M}\\p{Z}\\p{C}\\p{S}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}\\x{203f}\\x{2040}\\x{2054}"
                      "\\x{fe33}\\x{fe34}\\x{fe4d}-\\x{fe4f}\\x{ff3f}"}},
};

/* A text that ends with '-' is a range up to the greatest character. */
static bool emit_category_body(OrrReParser *p, OrrReCategory category, bool negated, uint32_t flags) {
    const Category *c = &categories[category][negated];
    const char *text = !orr_re_is_unicode(p, flags) ? c->ascii : p->kind == 1 ? c->latin : c->unicode;
    if (!orr_re_emit(p, text)) return false;
    return text[strlen(text) - 1] != '-' || emit_char(p, p->max_char);
}

bool orr_re_emit_category(OrrReParser *p, OrrReCategory category, bool negated, uint32_t flags) {
    return orr_re_emit(p, negated ? "[^" : "[") && emit_category_body(p, category, false, flags) &&
           orr_re_emit(p, "]");
}

/* Where PCRE2's own \b has the same idea of a word, it is the fastest. */
static bool emit_plain_boundary(OrrReParser *p, bool unicode, uint32_t flags) {
    if (unicode == p->ucp && (p->kind == 1 || !unicode)) return orr_re_emit(p, "\\b");
    return orr_re_emit(p, "(?:(?<=") && orr_re_emit_category(p, ORR_RE_WORD, false, flags) &&
           orr_re_emit(p, ")(?!") && orr_re_emit_category(p, ORR_RE_WORD, false, flags) &&
           orr_re_emit(p, ")|(?<!") && orr_re_emit_category(p, ORR_RE_WORD, false, flags) &&
           orr_re_emit(p, ")(?=") && orr_re_emit_category(p, ORR_RE_WORD, false, flags) && orr_re_emit(p, "))");
}

/* \B does not match in an empty str, though \b does not either. */
bool orr_re_emit_boundary(OrrReParser *p, bool negated, uint32_t flags) {
    bool unicode = orr_re_is_unicode(p, flags);
    if (!negated) return emit_plain_boundary(p, unicode, flags);
    return orr_re_emit(p, "(?:(?!") && emit_plain_boundary(p, unicode, flags) && orr_re_emit(p, ")(?!\\A\\z))");
}

/* Sets */

bool orr_re_set_begin(OrrReParser *p, bool negated, uint32_t flags, size_t *start) {
    bool folds = flags & ORR_RE_IGNORECASE;
    if (!orr_re_emit_caseless(p, folds && (orr_re_is_unicode(p, flags) || !p->ucp))) return false;
    *start = p->length;
    return orr_re_emit(p, negated ? "[^" : "[");
}

static bool emit_range(OrrReParser *p, uint32_t low, uint32_t high) {
    if (low > p->max_char) return true;
    if (high > p->max_char) high = p->max_char;
    if (low == high) return emit_char(p, low);
    return emit_char(p, low) && orr_re_emit(p, "-") && emit_char(p, high);
}

static bool add_family(OrrReParser *p, const uint32_t *family, uint32_t low, uint32_t high) {
    bool touched = false, good = true;
    for (size_t j = 0; j < 4; j++) touched = touched || (family[j] >= low && family[j] <= high);
    for (size_t j = 0; good && touched && j < 4; j++) good = emit_range(p, family[j], family[j]);
    return good;
}

/* The part of low to high that is in from to to, with the other case. */
static bool add_other_case(OrrReParser *p, uint32_t low, uint32_t high, uint32_t from, uint32_t to) {
    if (low < from) low = from;
    if (high > to) high = to;
    return low > high || emit_range(p, low ^ 32u, high ^ 32u);
}

bool orr_re_set_range(OrrReParser *p, uint32_t low, uint32_t high, uint32_t flags) {
    if (!emit_range(p, low, high)) return false;
    if (!(flags & ORR_RE_IGNORECASE)) return true;
    if (!orr_re_is_unicode(p, flags))
        return !p->ucp || (add_other_case(p, low, high, 'A', 'Z') && add_other_case(p, low, high, 'a', 'z'));
    for (size_t i = 0; i < FAMILIES; i++)
        if (!add_family(p, families[i], low, high)) return false;
    for (size_t i = 0; i < OUTSIDERS && p->kind == 1; i++) {
        uint32_t outside = outsiders[i][0];
        if (outside >= low && outside <= high && !emit_char(p, outsiders[i][1])) return false;
    }
    return true;
}

bool orr_re_set_category(OrrReParser *p, OrrReCategory category, bool negated, uint32_t flags) {
    return emit_category_body(p, category, negated, flags);
}

/* A set of which nothing fits into strs of this kind: PCRE2 has no empty ones. */
bool orr_re_set_end(OrrReParser *p, size_t start) {
    if (p->source.failed) return false;
    size_t length = p->length - start;
    bool negated = length > 1 && p->text[start + 1] == '^';
    if (length > (negated ? 2u : 1u)) return orr_re_emit(p, "]");
    p->length = start;
    return negated ? orr_re_emit(p, "(?s:.)") : orr_re_emit_never(p);
}
