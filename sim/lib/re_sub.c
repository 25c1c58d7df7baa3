/* Replacing: templates with references to groups, sub and subn. */
#include "sim/lib/re.h"
#include "sim/lib/re_parse.h"
#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"

#define GROUPS_MAX (INT32_MAX / 2)

/* Templates */

typedef struct TemplateParser {
    OrrVm *vm;
    OrrReSource source;
    const OrrRePattern *pattern;
    OrrList *parts;
    OrrStrBuilder text; /* since the last group */
} TemplateParser;

/* bytes of the same characters; steals. */
static OrrValue as_bytes(OrrVm *vm, OrrValue text) {
    if (text == ORR_NULL) return text;
    const OrrStr *s = orr_as_str(text);
    OrrBytes *bytes = orr_bytes_alloc(vm, s->length);
    for (size_t i = 0; bytes != NULL && i < s->length; i++) bytes->data[i] = (uint8_t)orr_str_at(s, i);
    orr_release(vm, text);
    return orr_value(bytes);
}

static bool flush_text(TemplateParser *t) {
    if (t->text.length == 0) return true;
    OrrValue text = orr_builder_finish(&t->text);
    if (!t->source.is_text) text = as_bytes(t->vm, text);
    return text != ORR_NULL && orr_list_append_steal(t->vm, t->parts, text);
}

/* behind: how far the source is behind the number. */
static bool add_group(TemplateParser *t, uint64_t number, size_t behind) {
    OrrReSource *s = &t->source;
    if (number > t->pattern->groups || number >= GROUPS_MAX)
        return orr_re_fail(s, orr_format(t->vm, "invalid group reference %lu", number),
                           orr_re_source_tell(s) - behind);
    return flush_text(t) && orr_list_append_steal(t->vm, t->parts, orr_small_int((int64_t)number));
}

static bool all_digits(const OrrStr *name, uint64_t *n) {
    *n = 0;
    for (size_t i = 0; i < name->length; i++) {
        uint32_t c = orr_str_at(name, i);
        if (c < '0' || c > '9') return false;
        *n = orr_re_add(orr_re_multiply(*n, 10), c - '0');
    }
    return name->length > 0;
}

/* Behind "\g". */
static bool add_named_group(TemplateParser *t) {
    OrrReSource *s = &t->source;
    if (!orr_re_source_match(s, '<')) return orr_re_fail_text(s, "missing <", orr_re_source_tell(s));
    OrrValue name = orr_re_source_until(s, '>', "group name");
    if (name == ORR_NULL) return false;
    uint64_t number;
    bool good = true;
    size_t behind = orr_as_str(name)->length + 1;
    if (!all_digits(orr_as_str(name), &number)) {
        good = orr_re_source_check_name(s, orr_as_str(name), 1);
        OrrValue found = good ? orr_dict_get(t->vm, t->pattern->names, name) : ORR_NULL;
        if (found != ORR_NULL) number = (uint64_t)orr_small_int_value(found);
        else if (good) good = orr_fail(t->vm, t->vm->exc.IndexError, "unknown group name %R", name);
    }
    orr_release(t->vm, name);
    return good && add_group(t, number, behind);
}

static bool is_digit(uint32_t c, uint32_t base) {
    return c >= '0' && c < '0' + base;
}

/* Behind a backslash and a digit other than 0: a group, or three octal digits. start: of the backslash. */
static bool add_numbered(TemplateParser *t, uint32_t digit, size_t start) {
    OrrReSource *s = &t->source;
    uint32_t n = digit - '0', second = orr_re_source_peek(s);
    if (is_digit(second, 10)) {
        orr_re_source_take(s);
        uint32_t third = orr_re_source_peek(s);
        if (is_digit(digit, 8) && is_digit(second, 8) && is_digit(third, 8)) {
            uint32_t c = (n * 8 + second - '0') * 8 + third - '0';
            orr_re_source_take(s);
            if (c <= 0377) return orr_builder_add_char(&t->text, c);
            OrrValue text = orr_re_source_text(s, start, start + 4);
            OrrValue message =
                text == ORR_NULL ? text : orr_format(t->vm, "octal escape value %S outside of range 0-0o377", text);
            orr_xrelease(t->vm, text);
            return orr_re_fail(s, message, start);
        }
        n = n * 10 + second - '0';
    }
    return add_group(t, n, orr_re_source_tell(s) - start - 1);
}

static bool add_escape(TemplateParser *t, size_t start) {
    static const char simple[] = "a\ab\bf\fn\nr\rt\tv\v\\\\";
    OrrReSource *s = &t->source;
    uint32_t letter = orr_re_source_at(s, start + 1);
    if (letter == 'g') return add_named_group(t);
    if (letter == '0') {
        uint32_t c = 0;
        orr_re_source_digits(s, 2, 8, &c);
        return orr_builder_add_char(&t->text, c & 0xFFu);
    }
    if (is_digit(letter, 10)) return add_numbered(t, letter, start);
    for (size_t i = 0; i + 1 < sizeof simple; i += 2)
        if (letter == (uint8_t)simple[i]) return orr_builder_add_char(&t->text, (uint8_t)simple[i + 1]);
    if ((letter | 32u) >= 'a' && (letter | 32u) <= 'z' && letter < 0x80) {
        OrrValue text = orr_re_source_text(s, start, start + 2);
        OrrValue message = text == ORR_NULL ? text : orr_format(t->vm, "bad escape %S", text);
        orr_xrelease(t->vm, text);
        return orr_re_fail(s, message, start);
    }
    return orr_builder_add_char(&t->text, '\\') && orr_builder_add_char(&t->text, letter);
}

static bool parse_template(TemplateParser *t) {
    OrrReSource *s = &t->source;
    for (;;) {
        size_t start = orr_re_source_tell(s);
        uint32_t token = orr_re_source_take(s);
        if (s->failed) return false;
        if (token == ORR_RE_END) return flush_text(t);
        if (!(token == ORR_RE_ESCAPE ? add_escape(t, start) : orr_builder_add_char(&t->text, token))) return false;
    }
}

OrrValue orr_re_template(OrrVm *vm, const OrrRePattern *pattern, OrrValue replacement) {
    TemplateParser t = {.vm = vm, .pattern = pattern};
    orr_builder_init(&t.text, vm);
    orr_re_source_open(&t.source, vm, replacement);
    if (t.source.failed) return ORR_NULL;
    t.parts = orr_list_new(vm, 0);
    OrrValue result = ORR_NULL;
    if (t.parts != NULL && parse_template(&t)) result = orr_tuple_new(vm, t.parts->items, t.parts->count);
    orr_builder_discard(&t.text);
    orr_xrelease_object(vm, t.parts);
    return result;
}

/* Output: text or bytes, piece by piece. */

typedef struct Output {
    OrrVm *vm;
    bool is_text;
    OrrStrBuilder text;
    OrrByteBuilder bytes;
    size_t pieces;
} Output;

static void output_init(Output *o, OrrVm *vm, bool is_text) {
    *o = (Output){.vm = vm, .is_text = is_text, .bytes = {.vm = vm}};
    orr_builder_init(&o->text, vm);
}

static void output_discard(Output *o) {
    orr_builder_discard(&o->text);
    orr_byte_builder_discard(&o->bytes);
}

static OrrValue output_finish(Output *o) {
    return o->is_text ? orr_builder_finish(&o->text) : orr_byte_builder_finish(&o->bytes, NULL);
}

/* A str or bytes-like value; what is not of the right kind fails as joining all pieces would. */
static bool output_add(Output *o, OrrValue piece) {
    OrrVm *vm = o->vm;
    OrrByteView view;
    size_t index = o->pieces++;
    if (o->is_text) {
        if (orr_is_str(piece)) return orr_builder_add_str(&o->text, orr_as_str(piece));
        return orr_fail(vm, vm->exc.TypeError, "sequence item %zu: expected str instance, %T found", index, piece);
    }
    if (orr_byte_view(vm, piece, &view)) return orr_byte_builder_add(&o->bytes, view.data, view.length);
    return orr_fail(vm, vm->exc.TypeError, "sequence item %zu: expected a bytes-like object, %T found", index, piece);
}

static bool output_slice(Output *o, const OrrReSubject *subject, size_t start, size_t end) {
    if (end > subject->length) end = subject->length;
    if (start >= end) return true;
    o->pieces++;
    if (o->is_text) return orr_builder_add_range(&o->text, orr_as_str(subject->string), start, end);
    return orr_byte_builder_add(&o->bytes, (const uint8_t *)subject->units + start, end - start);
}

/* Adds the template's parts; counts as one piece. */
static bool output_parts(Output *o, const OrrTuple *parts, const OrrReSubject *subject, const OrrReSpan *spans) {
    size_t pieces = o->pieces;
    for (size_t i = 0; i < parts->count; i++) {
        OrrValue part = parts->items[i];
        if (orr_is_small_int(part)) {
            OrrReSpan span = spans[orr_small_int_value(part)];
            if (span.end != SIZE_MAX && !output_slice(o, subject, span.start, span.end)) return false;
        } else if (!output_add(o, part)) {
            return false;
        }
    }
    o->pieces = pieces + 1;
    return true;
}

OrrValue orr_re_expand(OrrVm *vm, OrrValue parts, const OrrReSubject *subject, const OrrReSpan *spans) {
    Output o;
    output_init(&o, vm, orr_is_str(subject->string));
    if (output_parts(&o, orr_as_tuple(parts), subject, spans)) return output_finish(&o);
    output_discard(&o);
    return ORR_NULL;
}

/* What replaces a match. */
typedef struct Replacement {
    OrrValue callable, literal; /* borrowed; one of the three is there */
    OrrValue parts;             /* owned */
} Replacement;

static bool has_backslash(OrrVm *vm, OrrValue text) {
    OrrByteView view;
    if (orr_is_str(text)) {
        const OrrStr *s = orr_as_str(text);
        if (s->kind == 1) return memchr(orr_str_data(s), '\\', s->length) != NULL;
        for (size_t i = 0; i < s->length; i++)
            if (orr_str_at(s, i) == '\\') return true;
        return false;
    }
    return !orr_byte_view(vm, text, &view) || (view.length > 0 && memchr(view.data, '\\', view.length) != NULL);
}

static bool read_replacement(OrrVm *vm, const OrrRePattern *pattern, OrrValue value, Replacement *r) {
    *r = (Replacement){ORR_NULL, ORR_NULL, ORR_NULL};
    if (orr_is_callable(vm, value)) {
        r->callable = value;
    } else if (!has_backslash(vm, value)) {
        r->literal = value;
    } else {
        r->parts = orr_re_template(vm, pattern, value);
        return r->parts != ORR_NULL;
    }
    return true;
}

/* Adds what replaces the match found last. Program code may run: the subject is opened anew. */
static bool add_replacement(OrrVm *vm, Output *o, const Replacement *r, OrrRePattern *pattern, OrrReSubject *subject) {
    if (r->literal != ORR_NULL) return output_add(o, r->literal);
    if (r->parts != ORR_NULL) return output_parts(o, orr_as_tuple(r->parts), subject, orr_re_state(vm)->spans);
    OrrValue match = orr_re_match_new(vm, pattern, subject);
    if (match == ORR_NULL) return false;
    OrrValue piece = orr_call1(vm, r->callable, match);
    orr_release(vm, match);
    if (piece == ORR_NULL) return false;
    bool good = piece == ORR_NONE || output_add(o, piece);
    orr_release(vm, piece);
    return good && orr_re_subject_open(vm, pattern, subject->string, subject);
}

/* How many were replaced; -1: error. */
static int64_t replace(OrrVm *vm, OrrRePattern *pattern, OrrReSubject *subject, const Replacement *r, int64_t limit,
                       Output *o) {
    size_t start = 0, copied = 0;
    bool advance = false;
    int64_t n = 0;
    while (limit == 0 || n < limit) {
        int found = orr_re_run(vm, pattern, subject, start, ORR_RE_SEARCH, advance);
        if (found < 0) return -1;
        if (found == 0) break;
        OrrReSpan whole = orr_re_state(vm)->spans[0];
        if (!output_slice(o, subject, copied, whole.start) || !add_replacement(vm, o, r, pattern, subject)) return -1;
        copied = start = whole.end;
        advance = whole.start == whole.end;
        n++;
    }
    if (n > 0 && !output_slice(o, subject, copied, subject->length)) return -1;
    return n;
}

OrrValue orr_re_sub(OrrVm *vm, OrrRePattern *pattern, OrrValue replacement, OrrValue string, int64_t limit,
                    bool counted) {
    OrrReSubject subject;
    Replacement r;
    Output o;
    if (!read_replacement(vm, pattern, replacement, &r)) return ORR_NULL;
    output_init(&o, vm, pattern->is_text);
    int64_t n = -1;
    if (orr_re_subject_open(vm, pattern, string, &subject)) n = replace(vm, pattern, &subject, &r, limit, &o);
    orr_xrelease(vm, r.parts);
    OrrValue text = n < 0 ? ORR_NULL : n == 0 ? orr_re_slice(vm, &subject, 0, subject.length) : output_finish(&o);
    if (n <= 0 || text == ORR_NULL) output_discard(&o);
    if (!counted || text == ORR_NULL) return text;
    OrrValue result = orr_tuple_pair(vm, text, orr_small_int(n));
    orr_release(vm, text);
    return result;
}
