/* str.format and format_map: '{field!conversion:spec}' with fields as "0.attr[key]". */
#include "sim/vm/str_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/tuple.h"
#include "sim/vm/unicode.h"

typedef enum Numbering { NUMBERING_UNKNOWN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } Numbering;

/* What a format call has for its fields. */
typedef struct Values {
    OrrVm *vm;
    bool positional; /* format: args and kwnames; else format_map: mapping */
    const OrrValue *args;
    size_t nargs;
    OrrValue kwnames, mapping;
    Numbering numbering;
    size_t next; /* of automatic numbering */
} Values;

/* A stretch of the format. */
typedef struct Span {
    OrrStr *s;
    size_t start, end;
} Span;

typedef struct Field {
    Span name, spec;
    uint32_t conversion; /* 0: none */
    bool nested;         /* the spec has fields itself */
} Field;

static bool fail(Values *v, const char *message) {
    return orr_fail(v->vm, v->vm->exc.ValueError, "%s", message);
}

static uint32_t at(const Span *span, size_t i) {
    return orr_str_at(span->s, i);
}

/* Parsing. The text to come is *rest; each function moves its start. */

/* Reads a field's name, up to the character *end that ends it (0: end of the text). */
static bool read_name(Values *v, Span *rest, Span *name, uint32_t *end) {
    *end = 0;
    *name = (Span){rest->s, rest->start, rest->end};
    while (rest->start < rest->end) {
        uint32_t c = at(rest, rest->start++);
        if (c == '{') return fail(v, "unexpected '{' in field name");
        if (c == '[') {
            while (rest->start < rest->end && at(rest, rest->start) != ']') rest->start++;
        } else if (c == '}' || c == ':' || c == '!') {
            *end = c;
            name->end = rest->start - 1;
            return true;
        }
    }
    return true;
}

/* Reads a spec with balanced braces up to the one that closes the field. */
static bool read_spec(Values *v, Span *rest, Field *field) {
    field->spec = (Span){rest->s, rest->start, rest->start};
    size_t depth = 1;
    while (rest->start < rest->end) {
        uint32_t c = at(rest, rest->start++);
        if (c == '{') {
            field->nested = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            field->spec.end = rest->start - 1;
            return true;
        }
    }
    return fail(v, "unmatched '{' in format spec");
}

static bool read_field(Values *v, Span *rest, Field *field) {
    uint32_t c;
    *field = (Field){.spec = {rest->s, 0, 0}};
    if (!read_name(v, rest, &field->name, &c)) return false;
    if (c == '}') return true;
    if (c == 0) return fail(v, "expected '}' before end of string");
    if (c == '!') {
        if (rest->start >= rest->end) return fail(v, "end of string while looking for conversion specifier");
        field->conversion = at(rest, rest->start++);
        if (rest->start < rest->end) {
            c = at(rest, rest->start++);
            if (c == '}') return true;
            if (c != ':') return fail(v, "expected ':' after conversion specifier");
        }
    }
    return read_spec(v, rest, field);
}

/* Looking fields up. */

/* *number: the decimal number that the span is, or -1. */
static bool read_integer(Values *v, const Span *span, int64_t *number) {
    *number = span->start < span->end ? 0 : -1;
    for (size_t i = span->start; i < span->end; i++) {
        int digit = orr_unicode_decimal(at(span, i));
        if (digit < 0) {
            *number = -1;
            return true;
        }
        if (*number > (INT64_MAX - digit) / 10) return fail(v, "Too many decimal digits in format string");
        *number = *number * 10 + digit;
    }
    return true;
}

static OrrValue span_str(Values *v, const Span *span) {
    return orr_str_substring(v->vm, span->s, span->start, span->end);
}

static bool number_field(Values *v, bool automatic, int64_t *number) {
    Numbering now = automatic ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
    if (v->numbering == NUMBERING_UNKNOWN) v->numbering = now;
    if (v->numbering != now)
        return fail(v, automatic ? "cannot switch from manual field specification to automatic field numbering"
                                 : "cannot switch from automatic field numbering to manual field specification");
    if (automatic) *number = (int64_t)v->next++;
    return true;
}

static OrrValue positional_value(Values *v, int64_t number) {
    OrrVm *vm = v->vm;
    if (!v->positional) return orr_raise(vm, vm->exc.ValueError, "Format string contains positional fields");
    if ((size_t)number >= v->nargs)
        return orr_raise(vm, vm->exc.IndexError, "Replacement index %ld out of range for positional args tuple",
                         number);
    return orr_retain(v->args[number]);
}

static OrrValue named_value(Values *v, OrrValue key) {
    OrrVm *vm = v->vm;
    if (!v->positional) return orr_getitem(vm, v->mapping, key);
    size_t count = v->kwnames == ORR_NULL ? 0 : orr_as_tuple(v->kwnames)->count;
    for (size_t i = 0; i < count; i++) {
        if (orr_str_equal(orr_as_str(orr_as_tuple(v->kwnames)->items[i]), orr_as_str(key)))
            return orr_retain(v->args[v->nargs + i]);
    }
    return orr_raise_with(vm, vm->exc.KeyError, key);
}

/* The value that the first part of a field's name means; *rest: what follows that part. New. */
static OrrValue first_value(Values *v, const Span *name, Span *rest) {
    Span first = *name;
    first.end = first.start;
    while (first.end < name->end && at(name, first.end) != '.' && at(name, first.end) != '[') first.end++;
    *rest = (Span){name->s, first.end, name->end};
    int64_t number;
    if (!read_integer(v, &first, &number)) return ORR_NULL;
    bool automatic = first.start == first.end;
    if ((automatic || number >= 0) && !number_field(v, automatic, &number)) return ORR_NULL;
    if (number >= 0) return positional_value(v, number);
    OrrValue key = span_str(v, &first);
    if (key == ORR_NULL) return ORR_NULL;
    OrrValue value = named_value(v, key);
    orr_release(v->vm, key);
    return value;
}

/* Reads ".name" or "[key]" from *rest. */
static bool read_accessor(Values *v, Span *rest, Span *part, bool *attribute) {
    uint32_t c = at(rest, rest->start++);
    if (c != '.' && c != '[') return fail(v, "Only '.' or '[' may follow ']' in format field specifier");
    *attribute = c == '.';
    *part = (Span){rest->s, rest->start, rest->start};
    while (part->end < rest->end) {
        c = at(rest, part->end);
        if (*attribute ? c == '.' || c == '[' : c == ']') break;
        part->end++;
    }
    if (!*attribute && part->end == rest->end) return fail(v, "Missing ']' in format string");
    rest->start = part->end + (*attribute ? 0 : 1);
    return part->start < part->end || fail(v, "Empty attribute in format string");
}

static OrrValue access_part(Values *v, OrrValue object, const Span *part, bool attribute) {
    int64_t number = -1;
    if (!attribute && !read_integer(v, part, &number)) return ORR_NULL;
    if (number >= 0) return orr_getitem(v->vm, object, orr_small_int(number));
    OrrValue name = span_str(v, part);
    if (name == ORR_NULL) return ORR_NULL;
    OrrValue value = attribute ? orr_getattr(v->vm, object, orr_as_str(name)) : orr_getitem(v->vm, object, name);
    orr_release(v->vm, name);
    return value;
}

static OrrValue field_value(Values *v, const Span *name) {
    Span rest, part;
    OrrValue value = first_value(v, name, &rest);
    while (value != ORR_NULL && rest.start < rest.end) {
        bool attribute;
        OrrValue inner = read_accessor(v, &rest, &part, &attribute) ? access_part(v, value, &part, attribute) : ORR_NULL;
        orr_release(v->vm, value);
        value = inner;
    }
    return value;
}

/* Writing. */

/* value (taken) converted. */
static OrrValue convert(Values *v, OrrValue value, uint32_t conversion) {
    OrrVm *vm = v->vm;
    OrrValue text;
    switch (conversion) {
    case 0: return value;
    case 's': text = orr_str(vm, value); break;
    case 'r': text = orr_repr(vm, value); break;
    case 'a': text = orr_ascii(vm, value); break;
    default:
        text = conversion > 32 && conversion < 127
                   ? orr_raise(vm, vm->exc.ValueError, "Unknown conversion specifier %c", (int)conversion)
                   : orr_raise(vm, vm->exc.ValueError, "Unknown conversion specifier \\x%x", conversion);
    }
    orr_release(vm, value);
    return text;
}

static OrrValue build(Values *v, Span text, int depth);

static bool write_field(Values *v, OrrStrBuilder *b, const Field *field, int depth) {
    OrrVm *vm = v->vm;
    OrrValue value = field_value(v, &field->name);
    if (value == ORR_NULL) return false;
    value = convert(v, value, field->conversion);
    if (value == ORR_NULL) return false;
    OrrValue spec = field->nested ? build(v, field->spec, depth - 1) : span_str(v, &field->spec);
    OrrValue text = spec == ORR_NULL ? ORR_NULL : orr_format_value(vm, value, spec);
    bool good = text != ORR_NULL && orr_builder_add_str(b, orr_as_str(text));
    orr_xrelease(vm, text);
    orr_xrelease(vm, spec);
    orr_release(vm, value);
    return good;
}

/* Writes literal text up to the next field; *field: there is one. Doubled braces are one. */
static bool write_literal(Values *v, OrrStrBuilder *b, Span *rest, bool *field) {
    *field = false;
    size_t start = rest->start, i = start;
    while (i < rest->end && at(rest, i) != '{' && at(rest, i) != '}') i++;
    rest->start = i;
    if (i == rest->end) return orr_builder_add_range(b, rest->s, start, i);
    bool last = i + 1 == rest->end, doubled = !last && at(rest, i + 1) == at(rest, i);
    if (at(rest, i) == '}' && !doubled) return fail(v, "Single '}' encountered in format string");
    if (last) return fail(v, "Single '{' encountered in format string");
    rest->start = i + (doubled ? 2 : 1);
    *field = !doubled;
    return orr_builder_add_range(b, rest->s, start, doubled ? i + 1 : i);
}

static bool write_all(Values *v, OrrStrBuilder *b, Span rest, int depth) {
    while (rest.start < rest.end) {
        bool is_field;
        Field field;
        if (!write_literal(v, b, &rest, &is_field)) return false;
        if (is_field && !(read_field(v, &rest, &field) && write_field(v, b, &field, depth))) return false;
    }
    return true;
}

static OrrValue build(Values *v, Span text, int depth) {
    if (depth <= 0) return orr_raise(v->vm, v->vm->exc.ValueError, "Max string recursion exceeded");
    OrrStrBuilder b;
    orr_builder_init(&b, v->vm);
    if (write_all(v, &b, text, depth)) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

ORR_STR_METHOD(orr_str_method_format) {
    OrrStr *s = orr_as_str(self);
    Values v = {.vm = vm, .positional = true, .args = args, .nargs = nargs, .kwnames = kwnames};
    return build(&v, (Span){s, 0, s->length}, 2);
}

ORR_STR_METHOD(orr_str_method_format_map) {
    (void)nargs, (void)kwnames;
    OrrStr *s = orr_as_str(self);
    Values v = {.vm = vm, .mapping = args[0]};
    return build(&v, (Span){s, 0, s->length}, 2);
}
