/* Case mappings, and questions about all characters of a str. */
#include "sim/vm/str_methods.h"

#include "sim/vm/unicode.h"

#define CAPITAL_SIGMA     0x3A3u
#define SMALL_SIGMA       0x3C3u
#define SMALL_FINAL_SIGMA 0x3C2u

static OrrValue finish(OrrStrBuilder *b, bool good) {
    if (good) return orr_builder_finish(b);
    orr_builder_discard(b);
    return ORR_NULL;
}

static bool add_mapped(OrrStrBuilder *b, uint32_t c, OrrCaseMapping mapping) {
    uint32_t out[3];
    size_t count = orr_unicode_map(c, mapping, out);
    for (size_t i = 0; i < count; i++) {
        if (!orr_builder_add_char(b, out[i])) return false;
    }
    return true;
}

/* At the end of a word (a cased character before, none behind) a capital sigma becomes another letter. */
static bool is_final_sigma(const OrrStr *s, size_t at) {
    size_t before = at, after = at + 1;
    while (before > 0 && orr_unicode_is(orr_str_at(s, before - 1), ORR_CHAR_CASE_IGNORABLE)) before--;
    if (before == 0 || !orr_unicode_is(orr_str_at(s, before - 1), ORR_CHAR_CASED)) return false;
    while (after < s->length && orr_unicode_is(orr_str_at(s, after), ORR_CHAR_CASE_IGNORABLE)) after++;
    return after == s->length || !orr_unicode_is(orr_str_at(s, after), ORR_CHAR_CASED);
}

static bool add_lower(OrrStrBuilder *b, const OrrStr *s, size_t at) {
    uint32_t c = orr_str_at(s, at);
    if (c != CAPITAL_SIGMA) return add_mapped(b, c, ORR_CASE_LOWER);
    return orr_builder_add_char(b, is_final_sigma(s, at) ? SMALL_FINAL_SIGMA : SMALL_SIGMA);
}

static uint8_t ascii_upper(uint8_t c) {
    return c >= 'a' && c <= 'z' ? (uint8_t)(c - 32) : c;
}
static uint8_t ascii_lower(uint8_t c) {
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static OrrValue map_ascii(OrrVm *vm, OrrStr *s, uint8_t (*map)(uint8_t c)) {
    OrrStr *out = orr_str_alloc(vm, s->length, 0x7F);
    if (out == NULL) return ORR_NULL;
    const uint8_t *from = orr_str_data(s);
    uint8_t *to = orr_str_units(out);
    for (size_t i = 0; i < s->length; i++) to[i] = map(from[i]);
    return orr_value(out);
}

static OrrValue map_all(OrrVm *vm, OrrStr *s, OrrCaseMapping mapping) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool good = true;
    for (size_t i = 0; good && i < s->length; i++)
        good = mapping == ORR_CASE_LOWER ? add_lower(&b, s, i) : add_mapped(&b, orr_str_at(s, i), mapping);
    return finish(&b, good);
}

ORR_STR_METHOD(orr_str_method_upper) {
    (void)args, (void)nargs, (void)kwnames;
    OrrStr *s = orr_as_str(self);
    return orr_str_is_ascii(s) ? map_ascii(vm, s, ascii_upper) : map_all(vm, s, ORR_CASE_UPPER);
}
ORR_STR_METHOD(orr_str_method_lower) {
    (void)args, (void)nargs, (void)kwnames;
    OrrStr *s = orr_as_str(self);
    return orr_str_is_ascii(s) ? map_ascii(vm, s, ascii_lower) : map_all(vm, s, ORR_CASE_LOWER);
}
ORR_STR_METHOD(orr_str_method_casefold) {
    (void)args, (void)nargs, (void)kwnames;
    OrrStr *s = orr_as_str(self);
    return orr_str_is_ascii(s) ? map_ascii(vm, s, ascii_lower) : map_all(vm, s, ORR_CASE_FOLD);
}

ORR_STR_METHOD(orr_str_method_title) {
    (void)args, (void)nargs, (void)kwnames;
    OrrStr *s = orr_as_str(self);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool good = true, in_word = false;
    for (size_t i = 0; good && i < s->length; i++) {
        uint32_t c = orr_str_at(s, i);
        good = in_word ? add_lower(&b, s, i) : add_mapped(&b, c, ORR_CASE_TITLE);
        in_word = orr_unicode_is(c, ORR_CHAR_CASED);
    }
    return finish(&b, good);
}

ORR_STR_METHOD(orr_str_method_capitalize) {
    (void)args, (void)nargs, (void)kwnames;
    OrrStr *s = orr_as_str(self);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool good = s->length == 0 || add_mapped(&b, orr_str_at(s, 0), ORR_CASE_TITLE);
    for (size_t i = 1; good && i < s->length; i++) good = add_lower(&b, s, i);
    return finish(&b, good);
}

ORR_STR_METHOD(orr_str_method_swapcase) {
    (void)args, (void)nargs, (void)kwnames;
    OrrStr *s = orr_as_str(self);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool good = true;
    for (size_t i = 0; good && i < s->length; i++) {
        uint32_t c = orr_str_at(s, i);
        unsigned flags = orr_unicode_flags(c);
        good = flags & ORR_CHAR_UPPER   ? add_lower(&b, s, i)
               : flags & ORR_CHAR_LOWER ? add_mapped(&b, c, ORR_CASE_UPPER)
                                        : orr_builder_add_char(&b, c);
    }
    return finish(&b, good);
}

/* Questions. */

static OrrValue all_have(OrrValue self, unsigned flags) {
    const OrrStr *s = orr_as_str(self);
    for (size_t i = 0; i < s->length; i++) {
        if (!(orr_unicode_flags(orr_str_at(s, i)) & flags)) return ORR_FALSE;
    }
    return orr_bool(s->length > 0);
}

ORR_STR_METHOD(orr_str_method_isdecimal) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_have(self, ORR_CHAR_DECIMAL);
}
ORR_STR_METHOD(orr_str_method_isdigit) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_have(self, ORR_CHAR_DIGIT);
}
ORR_STR_METHOD(orr_str_method_isnumeric) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_have(self, ORR_CHAR_NUMERIC);
}
ORR_STR_METHOD(orr_str_method_isspace) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_have(self, ORR_CHAR_SPACE);
}

static OrrValue all_are(OrrValue self, bool (*test)(uint32_t c), bool empty) {
    const OrrStr *s = orr_as_str(self);
    for (size_t i = 0; i < s->length; i++) {
        if (!test(orr_str_at(s, i))) return ORR_FALSE;
    }
    return orr_bool(s->length > 0 || empty);
}

static bool is_alnum(uint32_t c) {
    return orr_unicode_is_alpha(c) ||
           (orr_unicode_flags(c) & (unsigned)(ORR_CHAR_DECIMAL | ORR_CHAR_DIGIT | ORR_CHAR_NUMERIC));
}

ORR_STR_METHOD(orr_str_method_isalpha) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_are(self, orr_unicode_is_alpha, false);
}
ORR_STR_METHOD(orr_str_method_isalnum) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_are(self, is_alnum, false);
}
ORR_STR_METHOD(orr_str_method_isprintable) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_are(self, orr_unicode_is_printable, true);
}
ORR_STR_METHOD(orr_str_method_isascii) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(orr_str_is_ascii(orr_as_str(self)));
}

ORR_STR_METHOD(orr_str_method_isidentifier) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    const OrrStr *s = orr_as_str(self);
    for (size_t i = 0; i < s->length; i++) {
        if (!orr_unicode_is(orr_str_at(s, i), i == 0 ? ORR_CHAR_XID_START : ORR_CHAR_XID_CONTINUE)) return ORR_FALSE;
    }
    return orr_bool(s->length > 0);
}

/* Is no cased character of the other kind than wanted, and one of that? */
static OrrValue all_cased(OrrValue self, unsigned wanted) {
    const OrrStr *s = orr_as_str(self);
    bool any = false;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = orr_str_at(s, i);
        unsigned flags = orr_unicode_flags(c) & (unsigned)(ORR_CHAR_LOWER | ORR_CHAR_UPPER);
        if ((flags != 0 && flags != wanted) || orr_unicode_category(c) == ORR_CATEGORY_LT) return ORR_FALSE;
        any |= flags != 0;
    }
    return orr_bool(any);
}

ORR_STR_METHOD(orr_str_method_islower) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_cased(self, ORR_CHAR_LOWER);
}
ORR_STR_METHOD(orr_str_method_isupper) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_cased(self, ORR_CHAR_UPPER);
}

ORR_STR_METHOD(orr_str_method_istitle) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    const OrrStr *s = orr_as_str(self);
    bool in_word = false, any = false;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = orr_str_at(s, i);
        bool start = orr_unicode_is(c, ORR_CHAR_UPPER) || orr_unicode_category(c) == ORR_CATEGORY_LT;
        bool inner = !start && orr_unicode_is(c, ORR_CHAR_LOWER);
        if ((start && in_word) || (inner && !in_word)) return ORR_FALSE;
        in_word = start || inner;
        any |= in_word;
    }
    return orr_bool(any);
}
