/* 'format' % values, for str and (as latin-1 text on the way) for bytes. */
#include "sim/vm/str_percent.h"

#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/format.h"
#include "sim/vm/number.h"
#include "sim/vm/str_methods.h"
#include "sim/vm/tuple.h"

typedef struct Spec {
    bool left, plus, space, alternate, zero;
    int64_t width, precision; /* -1: none */
    uint32_t type;
} Spec;

typedef struct Percent {
    OrrVm *vm;
    const OrrStr *format;
    size_t at;
    bool bytes;
    OrrValue mapping; /* for %(key); ORR_NULL: the values are no mapping */
    OrrValue single;  /* the only value if they are no tuple */
    OrrTuple *tuple;  /* or NULL */
    size_t taken;     /* how many values are used */
    OrrValue keyed;   /* owned: what the key of the present directive gave; ORR_NULL: no key */
    bool keyed_taken, has_keys;
    OrrStrBuilder out;
} Percent;

static bool fail_value(Percent *p, const char *message) {
    return orr_fail(p->vm, p->vm->exc.ValueError, message);
}
static bool fail_type(Percent *p, const char *message) {
    return orr_fail(p->vm, p->vm->exc.TypeError, message);
}

/* The next value: borrowed, or ORR_NULL with TypeError. */
static OrrValue next_value(Percent *p) {
    if (p->keyed != ORR_NULL && !p->keyed_taken) {
        p->keyed_taken = true;
        return p->keyed;
    }
    if (p->has_keys) { /* and then all directives must have them */
        fail_type(p, "not enough arguments for format string");
        return ORR_NULL;
    }
    if (p->tuple != NULL && p->taken < p->tuple->count) return p->tuple->items[p->taken++];
    if (p->tuple == NULL && p->taken++ == 0) return p->single;
    fail_type(p, "not enough arguments for format string");
    return ORR_NULL;
}

/* Reading a directive. Each step leaves p->at on the next character; false: an exception. */

static bool peek(Percent *p, uint32_t *c) {
    if (p->at >= p->format->length) return fail_value(p, "incomplete format");
    *c = orr_str_at(p->format, p->at);
    return true;
}

static OrrValue key_object(Percent *p, size_t start, size_t end) {
    OrrValue key = orr_str_substring(p->vm, (OrrStr *)(uintptr_t)p->format, start, end);
    if (key == ORR_NULL || !p->bytes) return key;
    OrrValue bytes = orr_bytes_new(p->vm, orr_str_data(orr_as_str(key)), end - start);
    orr_release(p->vm, key);
    return bytes;
}

/* (key), with balanced brackets inside. */
static bool read_key(Percent *p) {
    if (orr_str_at(p->format, p->at) != '(') return true;
    if (p->mapping == ORR_NULL) return fail_type(p, "format requires a mapping");
    size_t start = ++p->at, depth = 1;
    for (; p->at < p->format->length && depth > 0; p->at++) {
        uint32_t c = orr_str_at(p->format, p->at);
        if (c == ')') depth--;
        if (c == '(') depth++;
    }
    if (depth > 0) return fail_value(p, "incomplete format key");
    OrrValue key = key_object(p, start, p->at - 1);
    if (key == ORR_NULL) return false;
    p->has_keys = true;
    p->keyed = orr_getitem(p->vm, p->mapping, key);
    orr_release(p->vm, key);
    return p->keyed != ORR_NULL;
}

static void read_flags(Percent *p, Spec *spec) {
    for (; p->at < p->format->length; p->at++) {
        switch (orr_str_at(p->format, p->at)) {
        case '-': spec->left = true; break;
        case '+': spec->plus = true; break;
        case ' ': spec->space = true; break;
        case '#': spec->alternate = true; break;
        case '0': spec->zero = true; break;
        default: return;
        }
    }
}

/* A number or '*'. */
static bool read_number(Percent *p, int64_t *number, int64_t limit, const char *too_big) {
    uint32_t c = 0;
    if (p->at < p->format->length) c = orr_str_at(p->format, p->at);
    if (c == '*') {
        p->at++;
        OrrValue value = next_value(p);
        if (value == ORR_NULL) return false;
        if (!orr_is_int(p->vm, value)) return fail_type(p, "* wants int");
        return orr_to_index(p->vm, value, p->vm->exc.OverflowError, number);
    }
    if (c < '0' || c > '9') return true;
    for (*number = 0; p->at < p->format->length; p->at++) {
        c = orr_str_at(p->format, p->at);
        if (c < '0' || c > '9') break;
        if (*number > (limit - 9) / 10) return fail_value(p, too_big);
        *number = *number * 10 + (int64_t)(c - '0');
    }
    return true;
}

static bool read_spec(Percent *p, Spec *spec) {
    uint32_t c;
    *spec = (Spec){.width = -1, .precision = -1};
    if (!peek(p, &c) || !read_key(p)) return false;
    read_flags(p, spec);
    if (!read_number(p, &spec->width, INT64_MAX, "width too big")) return false;
    if (spec->width < -1) { /* the most negative one has no opposite: too big in any case */
        spec->left = true;
        spec->width = spec->width == INT64_MIN ? INT64_MAX : -spec->width;
    }
    if (!peek(p, &c)) return false;
    if (c == '.') {
        p->at++;
        spec->precision = 0;
        if (!read_number(p, &spec->precision, INT32_MAX, "precision too big")) return false;
        if (spec->precision < 0) spec->precision = 0;
        if (!peek(p, &c)) return false;
    }
    if (c == 'h' || c == 'l' || c == 'L') p->at++;
    if (!peek(p, &spec->type)) return false;
    p->at++;
    return true;
}

/* Writing values. */

/* text with the width's padding; a number's zeros go behind its sign and prefix. */
static bool add_padded(Percent *p, const Spec *spec, const OrrStr *text, size_t length, bool number) {
    size_t padding = spec->width > (int64_t)length ? (size_t)spec->width - length : 0, head = 0;
    bool zeros = number && spec->zero && !spec->left;
    if (zeros) {
        uint32_t first = length > 0 ? orr_str_at(text, 0) : 0;
        if (first == '-' || first == '+' || first == ' ') head = 1;
        if (spec->alternate && (spec->type == 'x' || spec->type == 'X' || spec->type == 'o')) head += 2;
    }
    return (spec->left || zeros || orr_builder_add_fill(&p->out, ' ', padding)) &&
           orr_builder_add_range(&p->out, text, 0, head) &&
           (!zeros || orr_builder_add_fill(&p->out, '0', padding)) &&
           orr_builder_add_range(&p->out, text, head, length) &&
           (!spec->left || orr_builder_add_fill(&p->out, ' ', padding));
}

/* Takes text (ORR_NULL: failed). */
static bool add_text(Percent *p, const Spec *spec, OrrValue text) {
    if (text == ORR_NULL) return false;
    const OrrStr *s = orr_as_str(text);
    size_t length = spec->precision >= 0 && (size_t)spec->precision < s->length ? (size_t)spec->precision : s->length;
    bool good = add_padded(p, spec, s, length, false);
    orr_release(p->vm, text);
    return good;
}

static bool add_number(Percent *p, const Spec *spec, OrrValue text) {
    if (text == ORR_NULL) return false;
    const OrrStr *s = orr_as_str(text);
    uint32_t first = s->length > 0 ? orr_str_at(s, 0) : '0';
    const char *sign = first == '-' || first == '+' || first == ' ' ? NULL : spec->plus ? "+" : spec->space ? " " : NULL;
    if (sign != NULL) {
        OrrValue signed_text = orr_format(p->vm, "%s%U", sign, s);
        orr_release(p->vm, text);
        if (signed_text == ORR_NULL) return false;
        text = signed_text;
    }
    bool good = add_padded(p, spec, orr_as_str(text), orr_as_str(text)->length, true);
    orr_release(p->vm, text);
    return good;
}

static bool wrong_type(Percent *p, const Spec *spec, OrrValue value) {
    bool strict = spec->type == 'x' || spec->type == 'X' || spec->type == 'o';
    return orr_fail(p->vm, p->vm->exc.TypeError, "%%%c format: %s is required, not %T", (int)spec->type,
                    strict ? "an integer" : "a real number", value);
}

/* An int from any number: new, or ORR_NULL. */
static OrrValue to_int(Percent *p, const Spec *spec, OrrValue value) {
    OrrVm *vm = p->vm;
    if (orr_is_int(vm, value)) return orr_retain(value);
    const OrrSlots *slots = &orr_type_of(vm, value)->slots;
    bool strict = spec->type == 'x' || spec->type == 'X' || spec->type == 'o';
    if (slots->to_index == NULL && (strict || (slots->to_int == NULL && slots->to_float == NULL))) {
        wrong_type(p, spec, value);
        return ORR_NULL;
    }
    OrrValue number = strict ? orr_index(vm, value) : orr_int_of(vm, value);
    if (number == ORR_NULL && orr_pending_is(vm, vm->exc.TypeError)) {
        orr_exception_clear(vm);
        wrong_type(p, spec, value);
    }
    return number;
}

static bool add_int(Percent *p, const Spec *spec, OrrValue value) {
    OrrValue number = to_int(p, spec, value);
    if (number == ORR_NULL) return false;
    OrrValue text = orr_format_int_digits(p->vm, number, (char)spec->type, spec->precision < 0 ? 1 : spec->precision,
                                          spec->alternate ? ORR_FORMAT_ALTERNATE : 0);
    orr_release(p->vm, number);
    return add_number(p, spec, text);
}

static bool add_float(Percent *p, const Spec *spec, OrrValue value) {
    double d;
    if (p->bytes && !orr_is_float(p->vm, value) && !orr_is_int(p->vm, value) &&
        orr_type_of(p->vm, value)->slots.to_float == NULL && orr_type_of(p->vm, value)->slots.to_index == NULL)
        return orr_fail(p->vm, p->vm->exc.TypeError, "float argument required, not %T", value);
    if (!orr_to_double(p->vm, value, &d)) return false;
    return add_number(p, spec, orr_format_float(p->vm, d, (char)spec->type, spec->precision,
                                                spec->alternate ? ORR_FORMAT_ALTERNATE : 0));
}

static bool add_code(Percent *p, const Spec *spec, uint32_t code) {
    Spec plain = *spec;
    plain.precision = -1;
    return add_text(p, &plain, orr_str_from_char(p->vm, code));
}

static bool add_char(Percent *p, const Spec *spec, OrrValue value) {
    OrrVm *vm = p->vm;
    if (orr_is_str(value) && orr_as_str(value)->length == 1) return add_code(p, spec, orr_str_at(orr_as_str(value), 0));
    if (orr_is_str(value) || orr_is_float(vm, value) || orr_type_of(vm, value)->slots.to_index == NULL)
        return fail_type(p, "%%c requires int or char");
    int64_t code;
    if (!orr_to_index(vm, value, NULL, &code)) return false;
    if (code < 0 || code > ORR_MAX_CODE_POINT)
        return orr_fail(vm, vm->exc.OverflowError, "%%c arg not in range(0x110000)");
    return add_code(p, spec, (uint32_t)code);
}

/* For bytes. */

static bool add_byte(Percent *p, const Spec *spec, OrrValue value) {
    OrrVm *vm = p->vm;
    OrrByteView view;
    if (orr_byte_view(vm, value, &view) && (orr_is_bytes(value) || orr_is_bytearray(vm, value))) {
        if (view.length == 1) return add_code(p, spec, view.data[0]);
        return fail_type(p, "%%c requires an integer in range(256) or a single byte");
    }
    if (orr_is_float(vm, value) || orr_type_of(vm, value)->slots.to_index == NULL)
        return fail_type(p, "%%c requires an integer in range(256) or a single byte");
    int64_t code;
    if (!orr_to_index(vm, value, NULL, &code)) return false;
    if (code < 0 || code > 255) return orr_fail(vm, vm->exc.OverflowError, "%%c arg not in range(256)");
    return add_code(p, spec, (uint32_t)code);
}

/* The result of value.__bytes__(): new, or ORR_NULL. */
static OrrValue bytes_of(Percent *p, OrrValue value) {
    OrrVm *vm = p->vm;
    OrrValue method = orr_lookup_special(vm, value, ORR_NAME(vm, __bytes__));
    if (method == ORR_NULL) {
        if (vm->exception == ORR_NULL)
            orr_raise(vm, vm->exc.TypeError,
                      "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'", value);
        return ORR_NULL;
    }
    OrrValue bytes = orr_call0(vm, method);
    orr_release(vm, method);
    if (bytes == ORR_NULL || orr_is_bytes(bytes)) return bytes;
    orr_raise(vm, vm->exc.TypeError, "__bytes__ returned non-bytes (type %T)", bytes);
    orr_release(vm, bytes);
    return ORR_NULL;
}

static bool add_bytes(Percent *p, const Spec *spec, OrrValue value) {
    OrrByteView view;
    if (orr_byte_view(p->vm, value, &view))
        return add_text(p, spec, orr_str_from_units(p->vm, view.data, 1, view.length));
    OrrValue bytes = bytes_of(p, value);
    if (bytes == ORR_NULL) return false;
    OrrBytes *b = orr_as_bytes(bytes);
    bool good = add_text(p, spec, orr_str_from_units(p->vm, b->data, 1, b->length));
    orr_release(p->vm, bytes);
    return good;
}

static bool unsupported(Percent *p, const Spec *spec) {
    int shown = spec->type > 31 && spec->type < 127 ? (int)spec->type : '?';
    return orr_fail(p->vm, p->vm->exc.ValueError, "unsupported format character '%c' (0x%x) at index %zu", shown,
                    spec->type, p->at - 1);
}

static bool add_value(Percent *p, const Spec *spec, OrrValue value) {
    switch (spec->type) {
    case 's': return p->bytes ? add_bytes(p, spec, value) : add_text(p, spec, orr_str(p->vm, value));
    case 'b': return p->bytes ? add_bytes(p, spec, value) : unsupported(p, spec);
    case 'r': return add_text(p, spec, p->bytes ? orr_ascii(p->vm, value) : orr_repr(p->vm, value));
    case 'a': return add_text(p, spec, orr_ascii(p->vm, value));
    case 'c': return p->bytes ? add_byte(p, spec, value) : add_char(p, spec, value);
    case 'd': case 'i': case 'u': case 'o': case 'x': case 'X': return add_int(p, spec, value);
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': return add_float(p, spec, value);
    default: return unsupported(p, spec);
    }
}

static bool directive(Percent *p) {
    if (p->at < p->format->length && orr_str_at(p->format, p->at) == '%') {
        p->at++;
        return orr_builder_add_char(&p->out, '%');
    }
    Spec spec;
    bool good = read_spec(p, &spec);
    OrrValue value = good ? next_value(p) : ORR_NULL;
    good = value != ORR_NULL && add_value(p, &spec, value);
    orr_xrelease(p->vm, p->keyed);
    p->keyed = ORR_NULL;
    p->keyed_taken = false;
    return good;
}

static bool run(Percent *p) {
    static const uint8_t percent = '%';
    while (p->at < p->format->length) {
        size_t next = orr_units_find(orr_unit_address(orr_str_data(p->format), p->format->kind, p->at),
                                     p->format->kind, p->format->length - p->at, &percent, 1, 1);
        size_t end = next == ORR_NOT_FOUND ? p->format->length : p->at + next;
        if (!orr_builder_add_range(&p->out, p->format, p->at, end)) return false;
        p->at = end;
        if (end == p->format->length) break;
        p->at++;
        if (!directive(p)) return false;
    }
    bool left = p->tuple != NULL ? p->taken < p->tuple->count : p->taken == 0;
    if (!left || p->mapping != ORR_NULL) return true;
    return fail_type(p, p->bytes ? "not all arguments converted during bytes formatting"
                                 : "not all arguments converted during string formatting");
}

static bool is_mapping(OrrVm *vm, OrrValue v, bool bytes) {
    if (orr_is_tuple(v) || orr_is_str(v) || orr_type_of(vm, v)->slots.getitem == NULL) return false;
    return !bytes || (!orr_is_bytes(v) && !orr_is_bytearray(vm, v));
}

OrrValue orr_percent(OrrVm *vm, OrrStr *format, OrrValue values, bool bytes) {
    Percent p = {.vm = vm, .format = format, .bytes = bytes, .single = values};
    if (orr_is_tuple(values)) p.tuple = orr_as_tuple(values);
    if (is_mapping(vm, values, bytes)) p.mapping = values;
    orr_builder_init(&p.out, vm);
    if (run(&p)) return orr_builder_finish(&p.out);
    orr_builder_discard(&p.out);
    return ORR_NULL;
}

OrrValue orr_str_percent(OrrVm *vm, OrrStr *format, OrrValue args) {
    return orr_percent(vm, format, args, false);
}
