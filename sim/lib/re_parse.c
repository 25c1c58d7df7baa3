/* The parser of Python's patterns: alternatives, sequences, repeats. It knows CPython's errors and where it finds them, and writes
 * what it reads for PCRE2 at once: every item as something that a quantifier can follow. */
#include "sim/lib/re_parse.h"

#include "sim/vm/number.h"

/* PCRE2 repeats no more often than this. */
#define PCRE2_REPEAT_MAX 65535u
/* As deep as CPython's parser gets within its recursion limit, about. */
#define DEPTH_MAX 450u

uint64_t orr_re_add(uint64_t a, uint64_t b) {
    return a + b < a ? UINT64_MAX : a + b;
}
uint64_t orr_re_multiply(uint64_t a, uint64_t b) {
    uint64_t product;
    return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

/* The last item of a sequence: what a quantifier is for. */
typedef struct Item {
    OrrReItemKind kind;
    size_t start; /* in the text */
    OrrReWidth width;
    uint32_t groups; /* there were before it */
} Item;

typedef struct Repeat {
    uint64_t min, max; /* max ORR_RE_REPEAT_MAX: none */
    char mode;         /* '?' lazy, '+' possessive, 0 greedy */
} Repeat;

/* Repeats */

static bool too_often(OrrReParser *p) {
    p->source.failed = true;
    return orr_fail(p->vm, p->vm->exc.OverflowError, "the repetition number is too large");
}

/* Digits; *present: there are any. */
static bool read_count(OrrReParser *p, uint64_t *count, bool *present) {
    OrrReSource *s = &p->source;
    uint64_t n = 0;
    *present = false;
    for (uint32_t c; (c = orr_re_source_peek(s)) >= '0' && c <= '9'; orr_re_source_take(s)) {
        n = orr_re_add(orr_re_multiply(n, 10), c - '0');
        *present = true;
    }
    if (*present) *count = n;
    return true;
}

/* Behind '{', which ends at here. 1: read, 0: it is no repeat but text, -1: failed. */
static int read_braces(OrrReParser *p, Repeat *r, size_t here) {
    OrrReSource *s = &p->source;
    bool has_min, has_max;
    if (orr_re_source_peek(s) == '}') return 0;
    r->min = 0;
    r->max = ORR_RE_REPEAT_MAX;
    read_count(p, &r->min, &has_min);
    if (orr_re_source_match(s, ',')) {
        read_count(p, &r->max, &has_max);
    } else {
        has_max = has_min;
        if (has_min) r->max = r->min;
    }
    if (!orr_re_source_match(s, '}')) {
        if (!s->failed) orr_re_source_seek(s, here);
        return s->failed ? -1 : 0;
    }
    if ((has_min && r->min >= ORR_RE_REPEAT_MAX) || (has_max && r->max >= ORR_RE_REPEAT_MAX)) {
        too_often(p);
        return -1;
    }
    if (has_max && r->max < r->min) {
        orr_re_fail_text(s, "min repeat greater than max repeat", here);
        return -1;
    }
    return 1;
}

static bool emit_quantifier(OrrReParser *p, uint64_t min, uint64_t max, char mode) {
    bool good = orr_re_emit(p, "{") && orr_re_emit_number(p, min);
    if (good && max != min) {
        good = orr_re_emit(p, ",");
        if (good && max != ORR_RE_REPEAT_MAX) good = orr_re_emit_number(p, max);
    }
    good = good && orr_re_emit(p, "}");
    return good && (mode == 0 || orr_re_emit_bytes(p, &mode, 1));
}

/* More often than PCRE2 can: one after the other. Only for items without groups, which can't be there twice. */
static bool emit_long_repeat(OrrReParser *p, const Item *item, Repeat r) {
    size_t length = p->length - item->start;
    if (p->group_count != item->groups || r.min / PCRE2_REPEAT_MAX > 64) return too_often(p);
    char *copy = orr_buffer_new(p->vm, length);
    if (copy == NULL) return p->source.failed = true, false;
    memcpy(copy, p->text + item->start, length);
    p->length = item->start;
    bool good = orr_re_emit(p, r.mode == '+' ? "(?>" : "(?:");
    char mode = r.mode == '?' ? '?' : 0;
    uint64_t rest = r.max == ORR_RE_REPEAT_MAX ? ORR_RE_REPEAT_MAX : r.max - r.min;
    if (rest != ORR_RE_REPEAT_MAX && rest / PCRE2_REPEAT_MAX > 64) rest = ORR_RE_REPEAT_MAX;
    while (good && r.min > 0) {
        uint64_t some = r.min < PCRE2_REPEAT_MAX ? r.min : PCRE2_REPEAT_MAX;
        r.min -= some;
        good = orr_re_emit_bytes(p, copy, length) && emit_quantifier(p, some, some, 0);
    }
    while (good && rest > 0) {
        uint64_t some = rest == ORR_RE_REPEAT_MAX ? rest : rest < PCRE2_REPEAT_MAX ? rest : PCRE2_REPEAT_MAX;
        rest -= some;
        good = orr_re_emit_bytes(p, copy, length) && emit_quantifier(p, 0, some, mode);
    }
    orr_buffer_free(p->vm, copy, length);
    return good && orr_re_emit(p, ")");
}

/* In look-behind PCRE2 takes no repeat that varies, even of what has no width: that is there once, or not. */
static bool emit_empty_repeat(OrrReParser *p, const Item *item, Repeat r) {
    if (r.min > 0) return true;
    const char *opening = r.mode == '?' ? "(?:|" : r.mode == '+' ? "(?>" : "(?:";
    return orr_re_emit_at(p, item->start, opening) && orr_re_emit(p, r.mode == '?' ? ")" : "|)");
}

static bool emit_repeat(OrrReParser *p, const Item *item, Repeat r) {
    if (r.max == 0 && p->group_count == item->groups) {
        p->length = item->start;
        return orr_re_emit(p, "(?:)");
    }
    if (p->lookbehind_groups > 0 && item->width.max == 0 && r.min != r.max) return emit_empty_repeat(p, item, r);
    if (item->kind == ORR_RE_ITEM_ASSERTION && !(orr_re_emit_at(p, item->start, "(?:") && orr_re_emit(p, ")")))
        return false;
    if (r.min > PCRE2_REPEAT_MAX || (r.max > PCRE2_REPEAT_MAX && r.max != ORR_RE_REPEAT_MAX))
        return emit_long_repeat(p, item, r);
    return emit_quantifier(p, r.min, r.max, r.mode);
}

/* Behind one of *+?{, which ends at here. 1: done, 0: a '{' that is text. */
static int parse_repeat(OrrReParser *p, uint32_t token, size_t here, Item *item) {
    OrrReSource *s = &p->source;
    Repeat r = {token == '+', token == '?' ? 1 : ORR_RE_REPEAT_MAX, 0};
    if (token == '{') {
        int read = read_braces(p, &r, here);
        if (read <= 0) return read;
    }
    if (item->kind == ORR_RE_ITEM_NONE || item->kind == ORR_RE_ITEM_ANCHOR)
        return orr_re_fail_text(s, "nothing to repeat", here - 1) - 1;
    if (item->kind == ORR_RE_ITEM_REPEAT) return orr_re_fail_text(s, "multiple repeat", here - 1) - 1;
    if (orr_re_source_match(s, '?')) r.mode = '?';
    else if (orr_re_source_match(s, '+')) r.mode = '+';
    if (!emit_repeat(p, item, r)) return -1;
    item->kind = ORR_RE_ITEM_REPEAT;
    item->width.min = orr_re_multiply(item->width.min, r.min);
    item->width.max = r.max == ORR_RE_REPEAT_MAX && item->width.max > 0 ? UINT64_MAX
                                                                         : orr_re_multiply(item->width.max, r.max);
    return 1;
}

/* Escapes */

static bool parse_group_number(OrrReParser *p, uint32_t digit, uint32_t flags, size_t start, Item *item) {
    OrrReSource *s = &p->source;
    uint32_t n = digit - '0';
    uint32_t second = orr_re_source_peek(s);
    if (second >= '0' && second <= '9') {
        orr_re_source_take(s);
        uint32_t third = orr_re_source_peek(s);
        if (digit < '8' && second < '8' && third >= '0' && third < '8') {
            uint32_t c = (n * 8 + second - '0') * 8 + third - '0';
            orr_re_source_take(s);
            if (c <= 0377) {
                item->width = (OrrReWidth){1, 1};
                return orr_re_emit_literal(p, c, flags, &item->start);
            }
            OrrValue text = orr_re_source_text(s, start, start + 4);
            OrrValue message =
                text == ORR_NULL ? text : orr_format(p->vm, "octal escape value %S outside of range 0-0o377", text);
            orr_xrelease(p->vm, text);
            return orr_re_fail(s, message, start);
        }
        n = n * 10 + second - '0';
    }
    if (n <= p->group_count)
        return orr_re_parse_reference(p, n, flags, orr_re_source_tell(s) - start, &item->start, &item->width);
    return orr_re_fail(s, orr_format(p->vm, "invalid group reference %u", n), start + 1);
}

static bool parse_escape(OrrReParser *p, uint32_t flags, size_t start, Item *item) {
    OrrReSource *s = &p->source;
    uint32_t letter = orr_re_source_at(s, start + 1), c;
    OrrReCategory category;
    bool negated;
    item->start = p->length;
    item->kind = ORR_RE_ITEM_ANCHOR;
    item->width = (OrrReWidth){0, 0};
    if (letter == 'A') return orr_re_emit(p, "\\A");
    if (letter == 'Z') return orr_re_emit(p, "\\z");
    if (letter == 'b' || letter == 'B') return orr_re_emit_boundary(p, letter == 'B', flags);
    item->kind = ORR_RE_ITEM_OTHER;
    item->width = (OrrReWidth){1, 1};
    if (orr_re_category_of(letter, &category, &negated)) return orr_re_emit_category(p, category, negated, flags);
    int found = orr_re_parse_escape(s, letter, false, start, &c);
    if (found < 0) return false;
    if (found == 0) return parse_group_number(p, letter, flags, start, item);
    return orr_re_emit_literal(p, c, flags, &item->start);
}

/* Sequences */

static bool is_blank(uint32_t c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

/* In verbose patterns: white space and comments are nothing. */
static bool skip_verbose(OrrReSource *s, uint32_t token) {
    if (is_blank(token)) return true;
    if (token != '#') return false;
    for (uint32_t c; (c = orr_re_source_take(s)) != ORR_RE_END && c != '\n';) {
    }
    return true;
}

static bool emit_anchor(OrrReParser *p, const char *text, Item *item) {
    *item = (Item){ORR_RE_ITEM_ANCHOR, p->length, {0, 0}, p->group_count};
    return orr_re_emit(p, text);
}

static bool parse_item(OrrReParser *p, uint32_t token, uint32_t flags, size_t start, Item *item) {
    *item = (Item){ORR_RE_ITEM_OTHER, p->length, {1, 1}, p->group_count};
    switch (token) {
    case ORR_RE_ESCAPE: return parse_escape(p, flags, start, item);
    case '[': return orr_re_parse_set(p, flags, start, &item->start);
    case '.': return orr_re_emit(p, flags & ORR_RE_DOTALL ? "(?s:.)" : "[^\\x{a}]");
    case '^': return emit_anchor(p, flags & ORR_RE_MULTILINE ? "(?m:^)" : "\\A", item);
    case '$': return emit_anchor(p, flags & ORR_RE_MULTILINE ? "(?m:$)" : "\\Z", item);
    default: return orr_re_emit_literal(p, token, flags, &item->start);
    }
}

bool orr_re_parse_sequence(OrrReParser *p, uint32_t flags, bool first, OrrReWidth *width) {
    OrrReSource *s = &p->source;
    Item item = {ORR_RE_ITEM_NONE, p->length, {0, 0}, p->group_count};
    OrrReWidth before = {0, 0}; /* of what is before item */
    for (;;) {
        uint32_t token = orr_re_source_peek(s);
        if (token == ORR_RE_END || token == '|' || token == ')') break;
        size_t start = orr_re_source_tell(s);
        orr_re_source_take(s);
        if ((flags & ORR_RE_VERBOSE) && skip_verbose(s, token)) continue;
        if (token == '*' || token == '+' || token == '?' || token == '{') {
            int repeated = parse_repeat(p, token, start + 1, &item);
            if (repeated < 0) return false;
            if (repeated > 0) continue;
        }
        Item next = {ORR_RE_ITEM_NONE, p->length, {0, 0}, p->group_count};
        if (token == '(') {
            bool global = first && item.kind == ORR_RE_ITEM_NONE;
            if (!orr_re_parse_group(p, &flags, global, start, &next.start, &next.kind, &next.width)) return false;
            if (next.kind == ORR_RE_ITEM_NONE) continue;
        } else if (!parse_item(p, token, flags, start, &next)) {
            return false;
        }
        before.min = orr_re_add(before.min, item.width.min);
        before.max = orr_re_add(before.max, item.width.max);
        item = next;
    }
    width->min = orr_re_add(before.min, item.width.min);
    width->max = orr_re_add(before.max, item.width.max);
    if (width->min > ORR_RE_REPEAT_MAX) width->min = ORR_RE_REPEAT_MAX;
    return !s->failed;
}

bool orr_re_parse_alternatives(OrrReParser *p, uint32_t flags, bool first, OrrReWidth *width) {
    OrrReSource *s = &p->source;
    if (p->depth >= DEPTH_MAX) {
        s->failed = true;
        return orr_fail(p->vm, p->vm->exc.RecursionError, "maximum recursion depth exceeded");
    }
    p->depth++;
    bool good = orr_re_parse_sequence(p, flags, first, width);
    while (good && orr_re_source_match(s, '|')) {
        OrrReWidth other;
        good = orr_re_emit(p, "|") && orr_re_parse_sequence(p, first ? flags | p->flags : flags, false, &other);
        if (!good) break;
        if (other.min < width->min) width->min = other.min;
        if (other.max > width->max) width->max = other.max;
    }
    p->depth--;
    return good && !s->failed;
}

/* Whole patterns */

static bool fix_flags(OrrReParser *p) {
    OrrVm *vm = p->vm;
    uint32_t flags = p->flags;
    const char *problem = NULL;
    if (p->source.is_text) {
        if (flags & ORR_RE_LOCALE) problem = "cannot use LOCALE flag with a str pattern";
        else if ((flags & ORR_RE_ASCII) && (flags & ORR_RE_UNICODE)) problem = "ASCII and UNICODE flags are incompatible";
        else if (!(flags & ORR_RE_ASCII)) p->flags |= ORR_RE_UNICODE;
    } else {
        if (flags & ORR_RE_UNICODE) problem = "cannot use UNICODE flag with a bytes pattern";
        else if ((flags & ORR_RE_LOCALE) && (flags & ORR_RE_ASCII)) problem = "ASCII and LOCALE flags are incompatible";
    }
    return problem == NULL || orr_fail(vm, vm->exc.ValueError, "%s", problem);
}

static bool finish(OrrReParser *p) {
    OrrReSource *s = &p->source;
    if (s->failed || !fix_flags(p)) return false;
    if (orr_re_source_peek(s) != ORR_RE_END)
        return orr_re_fail_text(s, "unbalanced parenthesis", orr_re_source_tell(s));
    for (size_t i = 0; i < p->forward_count; i++) {
        if (p->forwards[i].group > p->group_count)
            return orr_re_fail(s, orr_format(p->vm, "invalid group reference %lu", p->forwards[i].group),
                               p->forwards[i].position);
    }
    if (p->bad_lookbehind) return orr_re_fail_text(s, "look-behind requires fixed-width pattern", SIZE_MAX);
    return true;
}

static void discard(OrrReParser *p) {
    orr_buffer_free(p->vm, p->text, p->capacity);
    orr_buffer_free(p->vm, p->groups, p->group_capacity * sizeof *p->groups);
    orr_buffer_free(p->vm, p->forwards, p->forward_capacity * sizeof *p->forwards);
    orr_xrelease_object(p->vm, p->names);
}

static bool parse_once(OrrReParser *p, OrrValue pattern, uint32_t flags) {
    OrrReWidth width;
    orr_re_source_open(&p->source, p->vm, pattern);
    p->flags = flags;
    p->names = orr_dict_new(p->vm, 0);
    if (p->names == NULL) return false;
    if (p->source.failed) return false;
    bool good = orr_re_parse_alternatives(p, flags, true, &width);
    return good && finish(p);
}

bool orr_re_parse(OrrVm *vm, OrrValue pattern, uint32_t flags, uint8_t kind, OrrReParsed *out) {
    bool forces_ucp = false, marks = false;
    for (;;) {
        OrrReParser p = {.vm = vm, .kind = kind, .marks = marks, .forces_ucp = forces_ucp};
        p.ucp = orr_is_str(pattern) && (forces_ucp || !(flags & ORR_RE_ASCII));
        p.max_char = kind == 1 ? 0xFF : kind == 2 ? 0xFFFF : 0x10FFFF;
        if (!parse_once(&p, pattern, flags)) {
            discard(&p);
            return false;
        }
        if ((p.wants_ucp && !p.ucp) || (p.wants_marks && !marks)) {
            forces_ucp = forces_ucp || (p.wants_ucp && !p.ucp);
            marks = marks || p.wants_marks;
            discard(&p);
            continue;
        }
        *out = (OrrReParsed){.text = p.text, .length = p.length, .capacity = p.capacity, .flags = p.flags,
                             .groups = p.group_count, .names = p.names, .ucp = p.ucp, .marks = marks};
        p.text = NULL;
        p.capacity = 0;
        p.names = NULL;
        discard(&p);
        return true;
    }
}

void orr_re_parsed_free(OrrVm *vm, OrrReParsed *parsed) {
    orr_buffer_free(vm, parsed->text, parsed->capacity);
    orr_xrelease_object(vm, parsed->names);
    *parsed = (OrrReParsed){.text = NULL};
}
