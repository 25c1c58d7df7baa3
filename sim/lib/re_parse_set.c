/* Escapes and character sets of patterns. */
#include "sim/lang/unicode_name.h"
#include "sim/lib/lib.h"
#include "sim/lib/re_parse.h"
#include "sim/vm/str_internal.h"

static bool is_letter(uint32_t c) {
    return (c | 32u) >= 'a' && (c | 32u) <= 'z' && c < 0x80;
}

bool orr_re_category_of(uint32_t letter, OrrReCategory *category, bool *negated) {
    switch (letter) {
    case 'd': case 'D': *category = ORR_RE_DIGIT; break;
    case 's': case 'S': *category = ORR_RE_SPACE; break;
    case 'w': case 'W': *category = ORR_RE_WORD; break;
    default: return false;
    }
    *negated = letter < 'a';
    return true;
}

static bool bad_escape(OrrReSource *s, const char *what, size_t start) {
    OrrValue text = orr_re_source_text(s, start, orr_re_source_tell(s));
    OrrValue message = text == ORR_NULL ? text : orr_format(s->vm, "%s %S", what, text);
    orr_xrelease(s->vm, text);
    return orr_re_fail(s, message, start);
}

/* \x, \u, \U: exactly so many digits. */
static int hex_escape(OrrReSource *s, size_t digits, size_t start, uint32_t *c) {
    *c = 0;
    if (orr_re_source_digits(s, digits, 16, c) != digits) bad_escape(s, "incomplete escape", start);
    else if (*c <= ORR_MAX_CODE_POINT) return 1;
    else bad_escape(s, "bad escape", start);
    return -1;
}

static int named_escape(OrrReSource *s, uint32_t *c) {
    if (!orr_re_source_match(s, '{')) {
        orr_re_fail_text(s, "missing {", orr_re_source_tell(s));
        return -1;
    }
    OrrValue name = orr_re_source_until(s, '}', "character name");
    if (name == ORR_NULL) return -1;
    const OrrStr *text = orr_as_str(name);
    const char *ascii = orr_str_ascii(text);
    int32_t found = ascii == NULL ? -1 : orr_unicode_lookup(ascii, text->length);
    if (found < 0)
        orr_re_fail(s, orr_format(s->vm, "undefined character name %R", name),
                    orr_re_source_tell(s) - text->length - 4);
    orr_release(s->vm, name);
    *c = (uint32_t)found;
    return found < 0 ? -1 : 1;
}

static int octal_overflow(OrrReSource *s, size_t start) {
    OrrValue text = orr_re_source_text(s, start, orr_re_source_tell(s));
    OrrValue message = text == ORR_NULL ? text
                                        : orr_format(s->vm, "octal escape value %S outside of range 0-0o377", text);
    orr_xrelease(s->vm, text);
    orr_re_fail(s, message, start);
    return -1;
}

int orr_re_parse_escape(OrrReSource *s, uint32_t letter, bool in_set, size_t start, uint32_t *c) {
    static const char simple[] = "a\ab\bf\fn\nr\rt\tv\v";
    for (size_t i = 0; i + 1 < sizeof simple; i += 2) {
        if (letter != (uint8_t)simple[i] || (letter == 'b' && !in_set)) continue;
        *c = (uint8_t)simple[i + 1];
        return 1;
    }
    if (letter == 'x') return hex_escape(s, 2, start, c);
    if (letter == 'u' && s->is_text) return hex_escape(s, 4, start, c);
    if (letter == 'U' && s->is_text) return hex_escape(s, 8, start, c);
    if (letter == 'N' && s->is_text) return named_escape(s, c);
    if (letter >= '0' && letter <= '7' && (in_set || letter == '0')) {
        *c = letter - '0';
        orr_re_source_digits(s, 2, 8, c);
        return *c > 0377 && in_set ? octal_overflow(s, start) : 1;
    }
    if (letter >= '0' && letter <= '9') {
        if (!in_set) return 0;
        bad_escape(s, "bad escape", start);
        return -1;
    }
    if (is_letter(letter)) {
        bad_escape(s, "bad escape", start);
        return -1;
    }
    *c = letter;
    return 1;
}

/* One end of a range, or a whole item. */
typedef struct Item {
    bool is_category, negated;
    OrrReCategory category;
    uint32_t c;
    size_t start, end; /* of its first token: what messages show */
} Item;

static bool read_item(OrrReParser *p, uint32_t token, size_t start, Item *item) {
    OrrReSource *s = &p->source;
    *item = (Item){.c = token, .start = start, .end = start + 1};
    if (token != ORR_RE_ESCAPE) return true;
    uint32_t letter = orr_re_source_at(s, start + 1);
    item->end = start + 2;
    item->is_category = orr_re_category_of(letter, &item->category, &item->negated);
    return item->is_category || orr_re_parse_escape(s, letter, true, start, &item->c) > 0;
}

static bool add_item(OrrReParser *p, const Item *item, uint32_t flags) {
    if (item->is_category) return orr_re_set_category(p, item->category, item->negated, flags);
    return orr_re_set_range(p, item->c, item->c, flags);
}

static bool unterminated(OrrReParser *p, size_t start) {
    return orr_re_fail_text(&p->source, "unterminated character set", start);
}

static bool bad_range(OrrReParser *p, const Item *low, const Item *high) {
    OrrReSource *s = &p->source;
    OrrValue left = orr_re_source_text(s, low->start, low->end);
    OrrValue right = left == ORR_NULL ? left : orr_re_source_text(s, high->start, high->end);
    OrrValue message = right == ORR_NULL ? right : orr_format(p->vm, "bad character range %S-%S", left, right);
    orr_xrelease(p->vm, left);
    orr_xrelease(p->vm, right);
    return orr_re_fail(s, message, orr_re_source_tell(s) - (low->end - low->start) - 1 - (high->end - high->start));
}

/* What will mean something else one day. */
static bool warn(OrrReParser *p, const char *what, size_t position) {
    OrrVm *vm = p->vm;
    OrrValue function = orr_lib_import_from(vm, "warnings", "warn");
    OrrValue text = function == ORR_NULL ? function
                                         : orr_format(vm, "Possible %s at position %zu", what, position);
    OrrValue result = ORR_NULL;
    if (text != ORR_NULL) {
        const OrrValue args[] = {text, orr_value(vm->exc.FutureWarning)};
        result = orr_call(vm, function, args, 2, ORR_NULL);
    }
    orr_xrelease(vm, function);
    orr_xrelease(vm, text);
    if (result == ORR_NULL) p->source.failed = true;
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

/* Warns of --, &&, ||, ~~, which set operations may use. */
static bool check_doubled(OrrReParser *p, uint32_t token) {
    OrrReSource *s = &p->source;
    if (orr_re_source_peek(s) != token) return true;
    size_t position = orr_re_source_tell(s) - 1;
    switch (token) {
    case '-': return warn(p, "set difference", position);
    case '&': return warn(p, "set intersection", position);
    case '~': return warn(p, "set symmetric difference", position);
    case '|': return warn(p, "set union", position);
    default: return true;
    }
}

/* Behind "x-": the rest of a range, or a '-' and the set's end. 1: go on, 0: the set has ended, -1: failed. */
static int parse_range(OrrReParser *p, const Item *low, uint32_t flags, size_t start) {
    OrrReSource *s = &p->source;
    size_t at = orr_re_source_tell(s);
    uint32_t token = orr_re_source_take(s);
    Item high;
    if (token == ORR_RE_END) return unterminated(p, start) - 1;
    if (token == ']') return add_item(p, low, flags) && orr_re_set_range(p, '-', '-', flags) ? 0 : -1;
    if (token == '-' && !warn(p, "set difference", orr_re_source_tell(s) - 2)) return -1;
    if (!read_item(p, token, at, &high)) return -1;
    if (low->is_category || high.is_category || high.c < low->c) return bad_range(p, low, &high) - 1;
    return orr_re_set_range(p, low->c, high.c, flags) ? 1 : -1;
}

bool orr_re_parse_set(OrrReParser *p, uint32_t flags, size_t start, size_t *item) {
    OrrReSource *s = &p->source;
    if (orr_re_source_peek(s) == '[' && !warn(p, "nested set", orr_re_source_tell(s))) return false;
    if (!orr_re_set_begin(p, orr_re_source_match(s, '^'), flags, item)) return false;
    for (bool first = true;; first = false) {
        size_t at = orr_re_source_tell(s);
        uint32_t token = orr_re_source_take(s);
        Item low;
        if (token == ORR_RE_END) return unterminated(p, start);
        if (token == ']' && !first) break;
        if (!first && !check_doubled(p, token)) return false;
        if (!read_item(p, token, at, &low)) return false;
        if (orr_re_source_match(s, '-')) {
            int more = parse_range(p, &low, flags, start);
            if (more < 0) return false;
            if (more == 0) break;
        } else if (!add_item(p, &low, flags)) {
            return false;
        }
    }
    return orr_re_set_end(p, *item);
}
