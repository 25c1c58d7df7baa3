/* JSON text to objects. Positions and words of errors are CPython's. */
#include "sim/lib/json.h"
#include "sim/lib/lib.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/str_internal.h"
#include "sim/vm/tuple.h"

/* Keys up to this long are made unique: the same ones come again and again. */
#define KEY_INTERN_MAX 64u

typedef struct Decoder {
    OrrVm *vm;
    OrrValue text; /* borrowed */
    const void *units;
    size_t length;
    uint8_t kind;
    bool strict;
    bool plain_float, plain_int; /* parse_float is float, parse_int is int */
    OrrValue object_hook, pairs_hook, parse_float, parse_int, parse_constant; /* owned; ORR_NONE: no hook */
} Decoder;

#define END 0xFFFFFFFFu

static uint32_t at(const Decoder *d, size_t i) {
    return i < d->length ? orr_unit_get(d->units, d->kind, i) : END;
}

/* Raises JSONDecodeError(message, text, position). Returns ORR_NULL. */
static OrrValue fail(const Decoder *d, const char *message, size_t position) {
    OrrVm *vm = d->vm;
    OrrValue type = orr_lib_import_from(vm, "json.decoder", "JSONDecodeError");
    OrrValue text = type == ORR_NULL ? type : orr_str_from_cstring(vm, message);
    if (text != ORR_NULL) {
        const OrrValue args[] = {text, d->text, orr_small_int((int64_t)position)};
        OrrValue error = orr_call(vm, type, args, 3, ORR_NULL);
        if (error != ORR_NULL) orr_raise_value(vm, error);
    }
    orr_xrelease(vm, type);
    orr_xrelease(vm, text);
    return ORR_NULL;
}

static size_t skip_blanks(const Decoder *d, size_t i) {
    for (;; i++) {
        uint32_t c = at(d, i);
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return i;
    }
}

/* Strings */

/* The next quote, backslash or control character. */
static size_t plain_run(const Decoder *d, size_t i) {
    if (d->kind == 1) {
        const uint8_t *units = d->units;
        while (i < d->length && units[i] != '"' && units[i] != '\\' && units[i] >= 0x20) i++;
        return i;
    }
    for (; i < d->length; i++) {
        uint32_t c = at(d, i);
        if (c == '"' || c == '\\' || c < 0x20) break;
    }
    return i;
}

/* Four hexadecimal digits behind the 'u' at position. -1: there aren't. */
static int32_t hex4(const Decoder *d, size_t position) {
    int32_t value = 0;
    for (size_t i = position + 1; i < position + 5; i++) {
        uint32_t c = at(d, i);
        if (c >= '0' && c <= '9') value = value * 16 + (int32_t)(c - '0');
        else if ((c | 32u) >= 'a' && (c | 32u) <= 'f') value = value * 16 + (int32_t)((c | 32u) - 'a') + 10;
        else return -1;
    }
    return value;
}

/* The escape whose letter is at *i, which moves behind it. END: failed. */
static uint32_t read_escape(const Decoder *d, size_t *i, size_t begin) {
    static const char simple[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    uint32_t letter = at(d, *i);
    if (letter == END) {
        fail(d, "Unterminated string starting at", begin);
        return END;
    }
    for (size_t k = 0; k + 1 < sizeof simple; k += 2) {
        if (letter != (uint8_t)simple[k]) continue;
        (*i)++;
        return (uint8_t)simple[k + 1];
    }
    if (letter != 'u') {
        fail(d, "Invalid \\escape", *i - 1);
        return END;
    }
    int32_t high = hex4(d, *i);
    if (high < 0) {
        fail(d, "Invalid \\uXXXX escape", *i);
        return END;
    }
    *i += 5;
    if (high < 0xD800 || high > 0xDBFF || at(d, *i) != '\\' || at(d, *i + 1) != 'u') return (uint32_t)high;
    int32_t low = hex4(d, *i + 1);
    if (low < 0) {
        fail(d, "Invalid \\uXXXX escape", *i + 1);
        return END;
    }
    if (low < 0xDC00 || low > 0xDFFF) return (uint32_t)high;
    *i += 6;
    return 0x10000u + ((uint32_t)(high - 0xD800) << 10 | (uint32_t)(low - 0xDC00));
}

/* The string whose text begins at *i, behind the quote; *i moves behind the closing one. */
static OrrValue scan_string(const Decoder *d, size_t *i) {
    size_t begin = *i - 1, start = *i, stop = plain_run(d, start);
    if (at(d, stop) == '"') {
        *i = stop + 1;
        return orr_str_from_units(d->vm, orr_unit_address(d->units, d->kind, start), d->kind, stop - start);
    }
    OrrStrBuilder b;
    orr_builder_init(&b, d->vm);
    for (;;) {
        stop = plain_run(d, start);
        if (!orr_builder_add_range(&b, orr_as_str(d->text), start, stop)) break;
        uint32_t c = at(d, stop);
        start = stop + 1;
        if (c == '"') {
            *i = start;
            return orr_builder_finish(&b);
        }
        if (c == END) {
            fail(d, "Unterminated string starting at", begin);
            break;
        }
        if (c == '\\') {
            c = read_escape(d, &start, begin);
            if (c == END) break;
        } else if (d->strict) {
            fail(d, "Invalid control character at", stop);
            break;
        }
        if (!orr_builder_add_char(&b, c)) break;
    }
    orr_builder_discard(&b);
    return ORR_NULL;
}

/* Numbers */

static size_t skip_digits(const Decoder *d, size_t i) {
    while (at(d, i) - '0' <= 9u) i++;
    return i;
}

/* What parse_int or parse_float, not the plain one, makes of the text. */
static OrrValue call_parser(const Decoder *d, OrrValue parser, size_t start, size_t end) {
    OrrValue text = orr_str_substring(d->vm, orr_as_str(d->text), start, end);
    OrrValue value = text == ORR_NULL ? text : orr_call1(d->vm, parser, text);
    orr_xrelease(d->vm, text);
    return value;
}

static OrrValue make_float(const Decoder *d, size_t start, size_t end) {
    char digits[64];
    double value;
    if (!d->plain_float || end - start >= sizeof digits) return call_parser(d, d->parse_float, start, end);
    for (size_t i = start; i < end; i++) digits[i - start] = (char)at(d, i);
    digits[end - start] = 0;
    if (!orr_double_parse(digits, end - start, &value)) return call_parser(d, d->parse_float, start, end);
    return orr_float(d->vm, value);
}

static OrrValue make_int(const Decoder *d, size_t start, size_t end) {
    if (!d->plain_int || end - start > 18) return call_parser(d, d->parse_int, start, end);
    bool negative = at(d, start) == '-';
    int64_t n = 0;
    for (size_t i = start + negative; i < end; i++) n = n * 10 + (int64_t)(at(d, i) - '0');
    return orr_int(d->vm, negative ? -n : n);
}

/* The number at *i, which moves behind it. ORR_NULL without an exception: there is none. */
static OrrValue scan_number(const Decoder *d, size_t *i) {
    size_t start = *i, end = start + (at(d, start) == '-');
    bool is_float = false;
    if (at(d, end) - '0' > 9u) return ORR_NULL;
    end = at(d, end) == '0' ? end + 1 : skip_digits(d, end);
    if (at(d, end) == '.' && at(d, end + 1) - '0' <= 9u) {
        is_float = true;
        end = skip_digits(d, end + 1);
    }
    if ((at(d, end) | 32u) == 'e') {
        size_t digits = end + 1 + (at(d, end + 1) == '+' || at(d, end + 1) == '-');
        if (at(d, digits) - '0' <= 9u) {
            is_float = true;
            end = skip_digits(d, digits);
        }
    }
    *i = end;
    return is_float ? make_float(d, start, end) : make_int(d, start, end);
}

/* Containers */

static OrrValue scan_value(const Decoder *d, size_t *i);

/* A key and its value, from the key's opening quote on. */
static bool scan_pair(const Decoder *d, size_t *i, OrrValue *key, OrrValue *value) {
    (*i)++;
    *key = scan_string(d, i);
    if (*key != ORR_NULL && orr_as_str(*key)->length <= KEY_INTERN_MAX) *key = orr_str_intern(d->vm, *key);
    if (*key == ORR_NULL) return false;
    *i = skip_blanks(d, *i);
    if (at(d, *i) == ':') {
        *i = skip_blanks(d, *i + 1);
        *value = scan_value(d, i);
        if (*value != ORR_NULL) return true;
    } else {
        fail(d, "Expecting ':' delimiter", *i);
    }
    orr_release(d->vm, *key);
    return false;
}

/* Adds a pair to what is being built: a dict, or a list of pairs for a hook. */
static bool add_pair(OrrVm *vm, OrrValue object, OrrValue key, OrrValue value) {
    bool good;
    if (orr_is_dict(object)) {
        good = orr_dict_set(vm, orr_as_dict(object), key, value);
    } else {
        OrrValue pair = orr_tuple_pair(vm, key, value);
        good = pair != ORR_NULL && orr_list_append_steal(vm, orr_as_list(object), pair);
    }
    orr_release(vm, key);
    orr_release(vm, value);
    return good;
}

/* What is after a pair: 1 another one (*i at its quote), 0 the end (*i behind it), -1 failed. */
static int after_pair(const Decoder *d, size_t *i) {
    *i = skip_blanks(d, *i);
    uint32_t c = at(d, *i);
    if (c == '}') {
        (*i)++;
        return 0;
    }
    if (c != ',') {
        fail(d, "Expecting ',' delimiter", *i);
        return -1;
    }
    size_t comma = *i;
    *i = skip_blanks(d, *i + 1);
    c = at(d, *i);
    if (c == '"') return 1;
    if (c == '}') fail(d, "Illegal trailing comma before end of object", comma);
    else fail(d, "Expecting property name enclosed in double quotes", *i);
    return -1;
}

static bool scan_pairs(const Decoder *d, size_t *i, OrrValue object) {
    *i = skip_blanks(d, *i);
    uint32_t c = at(d, *i);
    if (c == '}') {
        (*i)++;
        return true;
    }
    if (c != '"') {
        fail(d, "Expecting property name enclosed in double quotes", *i);
        return false;
    }
    for (;;) {
        OrrValue key, value;
        if (!scan_pair(d, i, &key, &value) || !add_pair(d->vm, object, key, value)) return false;
        int more = after_pair(d, i);
        if (more <= 0) return more == 0;
    }
}

/* From behind the brace on. */
static OrrValue scan_object(const Decoder *d, size_t *i) {
    OrrVm *vm = d->vm;
    bool as_pairs = d->pairs_hook != ORR_NONE;
    OrrValue object = as_pairs ? orr_value(orr_list_new(vm, 0)) : orr_value(orr_dict_new(vm, 0));
    OrrValue hook = as_pairs ? d->pairs_hook : d->object_hook;
    if (object == ORR_NULL) return ORR_NULL;
    if (!scan_pairs(d, i, object)) {
        orr_release(vm, object);
        return ORR_NULL;
    }
    if (hook == ORR_NONE) return object;
    OrrValue result = orr_call1(vm, hook, object);
    orr_release(vm, object);
    return result;
}

static bool scan_items(const Decoder *d, size_t *i, OrrList *list) {
    *i = skip_blanks(d, *i);
    if (at(d, *i) == ']') {
        (*i)++;
        return true;
    }
    for (;;) {
        OrrValue value = scan_value(d, i);
        if (value == ORR_NULL || !orr_list_append_steal(d->vm, list, value)) return false;
        *i = skip_blanks(d, *i);
        uint32_t c = at(d, *i);
        if (c == ']') {
            (*i)++;
            return true;
        }
        if (c != ',') return fail(d, "Expecting ',' delimiter", *i) != ORR_NULL;
        size_t comma = *i;
        *i = skip_blanks(d, *i + 1);
        if (at(d, *i) == ']') return fail(d, "Illegal trailing comma before end of array", comma) != ORR_NULL;
    }
}

static OrrValue scan_array(const Decoder *d, size_t *i) {
    OrrList *list = orr_list_new(d->vm, 0);
    if (list == NULL) return ORR_NULL;
    if (scan_items(d, i, list)) return orr_value(list);
    orr_release_object(d->vm, list);
    return ORR_NULL;
}

static bool is_word(const Decoder *d, size_t *i, const char *word) {
    size_t length = strlen(word);
    for (size_t k = 0; k < length; k++)
        if (at(d, *i + k) != (uint8_t)word[k]) return false;
    *i += length;
    return true;
}

static OrrValue scan_constant(const Decoder *d, size_t *i) {
    static const char *const words[] = {"NaN", "Infinity", "-Infinity"};
    size_t start = *i;
    for (size_t k = 0; k < 3; k++) {
        if (!is_word(d, i, words[k])) continue;
        OrrValue name = orr_str_from_cstring(d->vm, words[k]);
        OrrValue value = name == ORR_NULL ? name : orr_call1(d->vm, d->parse_constant, name);
        orr_xrelease(d->vm, name);
        return value;
    }
    return fail(d, "Expecting value", start);
}

/* The value at *i, which moves behind it. */
static OrrValue scan_value(const Decoder *d, size_t *i) {
    uint32_t c = at(d, *i);
    OrrValue value = ORR_NULL;
    switch (c) {
    case '"': (*i)++; return scan_string(d, i);
    case '{':
        if (!orr_enter(d->vm, " while decoding a JSON object from a unicode string")) return ORR_NULL;
        (*i)++;
        value = scan_object(d, i);
        orr_leave(d->vm);
        return value;
    case '[':
        if (!orr_enter(d->vm, " while decoding a JSON array from a unicode string")) return ORR_NULL;
        (*i)++;
        value = scan_array(d, i);
        orr_leave(d->vm);
        return value;
    case 'n': if (is_word(d, i, "null")) return ORR_NONE; break;
    case 't': if (is_word(d, i, "true")) return ORR_TRUE; break;
    case 'f': if (is_word(d, i, "false")) return ORR_FALSE; break;
    default: break;
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
        value = scan_number(d, i);
        if (value != ORR_NULL || d->vm->exception != ORR_NULL) return value;
    }
    return scan_constant(d, i);
}

/* The functions */

static bool open_text(OrrVm *vm, Decoder *d, OrrValue text, OrrValue index, size_t *i) {
    int64_t n;
    if (!orr_is_str(text))
        return orr_fail(vm, vm->exc.TypeError, "first argument must be a string, not %T", text);
    if (!orr_to_index(vm, index, vm->exc.OverflowError, &n)) return false;
    if (n < 0) return orr_fail(vm, vm->exc.ValueError, "end is out of bounds");
    const OrrStr *s = orr_as_str(text);
    *d = (Decoder){.vm = vm, .text = text, .units = orr_str_data(s), .length = s->length, .kind = s->kind, .strict = true};
    *i = (size_t)n;
    return true;
}

/* (value, index), stealing value. */
static OrrValue result_pair(OrrVm *vm, OrrValue value, size_t i) {
    if (value == ORR_NULL) return ORR_NULL;
    OrrValue pair = orr_tuple_pair(vm, value, orr_small_int((int64_t)i));
    orr_release(vm, value);
    return pair;
}

OrrValue orr_json_scanstring(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Decoder d;
    size_t i;
    (void)self, (void)kwnames;
    if (!open_text(vm, &d, args[0], args[1], &i)) return ORR_NULL;
    if (nargs > 2) {
        int strict = orr_truth(vm, args[2]);
        if (strict < 0) return ORR_NULL;
        d.strict = strict;
    }
    if (i > d.length) return orr_raise(vm, vm->exc.ValueError, "end is out of bounds");
    return result_pair(vm, scan_string(&d, &i), i);
}

static bool read_options(Decoder *d, OrrValue decoder) {
    OrrVm *vm = d->vm;
    OrrValue strict = orr_lib_getattr(vm, decoder, "strict");
    int truth = strict == ORR_NULL ? -1 : orr_truth(vm, strict);
    orr_xrelease(vm, strict);
    if (truth < 0) return false;
    d->strict = truth;
    if ((d->object_hook = orr_lib_getattr(vm, decoder, "object_hook")) == ORR_NULL ||
        (d->pairs_hook = orr_lib_getattr(vm, decoder, "object_pairs_hook")) == ORR_NULL ||
        (d->parse_float = orr_lib_getattr(vm, decoder, "parse_float")) == ORR_NULL ||
        (d->parse_int = orr_lib_getattr(vm, decoder, "parse_int")) == ORR_NULL ||
        (d->parse_constant = orr_lib_getattr(vm, decoder, "parse_constant")) == ORR_NULL)
        return false;
    d->plain_float = d->parse_float == orr_value(vm->types.float_);
    d->plain_int = d->parse_int == orr_value(vm->types.int_);
    return true;
}

OrrValue orr_json_decode(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Decoder d;
    size_t i;
    (void)self, (void)nargs, (void)kwnames;
    if (!open_text(vm, &d, args[0], args[1], &i)) return ORR_NULL;
    OrrValue value = read_options(&d, args[2]) ? scan_value(&d, &i) : ORR_NULL;
    orr_xrelease(vm, d.object_hook);
    orr_xrelease(vm, d.pairs_hook);
    orr_xrelease(vm, d.parse_float);
    orr_xrelease(vm, d.parse_int);
    orr_xrelease(vm, d.parse_constant);
    return result_pair(vm, value, i);
}
