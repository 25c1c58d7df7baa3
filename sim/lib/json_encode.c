/* Objects to JSON text. */
#include "sim/lib/json.h"
#include "sim/lib/lib.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/str_internal.h"
#include "sim/vm/tuple.h"

/* An object whose encoding is under way. */
typedef struct Open {
    OrrValue object;
    const struct Open *outer;
} Open;

typedef struct Encoder {
    OrrVm *vm;
    OrrStrBuilder out;
    OrrValue encoder; /* borrowed: whose default() is asked */
    OrrValue indent, item_separator, key_separator; /* owned strs; indent ORR_NONE: all on one line */
    bool ascii, check_circular, allow_nan, sort_keys, skip_keys;
    const Open *open;
    size_t level;
} Encoder;

/* Strings */

static const char hex[] = "0123456789abcdef";

static bool add_unit(OrrStrBuilder *b, uint32_t unit) {
    const char text[] = {'\\', 'u', hex[unit >> 12 & 15u], hex[unit >> 8 & 15u], hex[unit >> 4 & 15u], hex[unit & 15u], 0};
    return orr_builder_add_cstring(b, text);
}

static bool add_escape(OrrStrBuilder *b, uint32_t c) {
    static const char simple[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (size_t i = 0; i + 1 < sizeof simple; i += 2) {
        if (c != (uint8_t)simple[i]) continue;
        const char text[] = {'\\', simple[i + 1], 0};
        return orr_builder_add_cstring(b, text);
    }
    if (c < 0x10000) return add_unit(b, c);
    c -= 0x10000;
    return add_unit(b, 0xD800u | c >> 10) && add_unit(b, 0xDC00u | (c & 0x3FFu));
}

static bool is_plain(uint32_t c, bool ascii) {
    return c >= 0x20 && c != '"' && c != '\\' && (!ascii || c < 0x7F);
}

static bool add_string(OrrStrBuilder *b, const OrrStr *s, bool ascii) {
    const void *units = orr_str_data(s);
    if (!orr_builder_add_char(b, '"')) return false;
    for (size_t i = 0; i < s->length;) {
        size_t start = i;
        while (i < s->length && is_plain(orr_unit_get(units, s->kind, i), ascii)) i++;
        if (i > start && !orr_builder_add_range(b, s, start, i)) return false;
        if (i < s->length && !add_escape(b, orr_unit_get(units, s->kind, i++))) return false;
    }
    return orr_builder_add_char(b, '"');
}

static OrrValue encode_string(OrrVm *vm, OrrValue text, bool ascii) {
    OrrStrBuilder b;
    if (!orr_is_str(text)) return orr_raise(vm, vm->exc.TypeError, "first argument must be a string, not %T", text);
    orr_builder_init(&b, vm);
    if (add_string(&b, orr_as_str(text), ascii)) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

OrrValue orr_json_encode_basestring(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return encode_string(vm, args[0], false);
}
OrrValue orr_json_encode_basestring_ascii(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                          OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return encode_string(vm, args[0], true);
}

/* Numbers: as int and float show them, whatever a subclass says. */

static OrrValue int_text(OrrVm *vm, OrrValue v) {
    return vm->types.int_->slots.repr(vm, v);
}

/* New str. */
static OrrValue float_text(Encoder *e, OrrValue v) {
    OrrVm *vm = e->vm;
    double d = orr_float_value(v);
    const char *name = d != d ? "NaN" : d - d == 0 ? NULL : d > 0 ? "Infinity" : "-Infinity";
    if (name == NULL) return vm->types.float_->slots.repr(vm, v);
    if (!e->allow_nan)
        return orr_raise(vm, vm->exc.ValueError, "Out of range float values are not JSON compliant: %R", v);
    return orr_str_from_cstring(vm, name);
}

/* Adds a text that was made for it; steals. */
static bool add_text(Encoder *e, OrrValue text) {
    bool good = text != ORR_NULL && orr_builder_add_str(&e->out, orr_as_str(text));
    orr_xrelease(e->vm, text);
    return good;
}

static bool add_int(Encoder *e, OrrValue v) {
    char digits[24];
    size_t at = sizeof digits;
    if (!orr_is_small_int(v)) return add_text(e, int_text(e->vm, v));
    int64_t n = orr_small_int_value(v);
    uint64_t rest = n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
    digits[--at] = 0;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n < 0) digits[--at] = '-';
    return orr_builder_add_cstring(&e->out, digits + at);
}

/* Containers */

static bool add_value(Encoder *e, OrrValue v);

static bool add_line(Encoder *e) {
    if (e->indent == ORR_NONE) return true;
    if (!orr_builder_add_char(&e->out, '\n')) return false;
    for (size_t i = 0; i < e->level; i++)
        if (!orr_builder_add_str(&e->out, orr_as_str(e->indent))) return false;
    return true;
}

/* What is before an item that isn't the first. */
static bool add_separator(Encoder *e, bool first) {
    return first || (orr_builder_add_str(&e->out, orr_as_str(e->item_separator)) && add_line(e));
}

static bool add_opening(Encoder *e, char bracket) {
    e->level++;
    return orr_builder_add_char(&e->out, (uint8_t)bracket) && add_line(e);
}

static bool add_closing(Encoder *e, char bracket) {
    e->level--;
    return add_line(e) && orr_builder_add_char(&e->out, (uint8_t)bracket);
}

/* What default() does may change a list under way: its count is read anew. */
static bool add_list(Encoder *e, OrrValue v) {
    bool is_list = orr_is_list(v);
    if ((is_list ? orr_as_list(v)->count : orr_as_tuple(v)->count) == 0)
        return orr_builder_add_cstring(&e->out, "[]");
    if (!add_opening(e, '[')) return false;
    for (size_t i = 0; i < (is_list ? orr_as_list(v)->count : orr_as_tuple(v)->count); i++) {
        OrrValue item = orr_retain(is_list ? orr_as_list(v)->items[i] : orr_as_tuple(v)->items[i]);
        bool good = add_separator(e, i == 0) && add_value(e, item);
        orr_release(e->vm, item);
        if (!good) return false;
    }
    return add_closing(e, ']');
}

/* The text of a key; new. ORR_NULL without an exception: it is to be left out. */
static OrrValue key_text(Encoder *e, OrrValue key) {
    OrrVm *vm = e->vm;
    if (orr_is_str(key)) return orr_retain(key);
    if (orr_is_float(vm, key)) return float_text(e, key);
    if (key == ORR_TRUE) return orr_str_from_cstring(vm, "true");
    if (key == ORR_FALSE) return orr_str_from_cstring(vm, "false");
    if (key == ORR_NONE) return orr_str_from_cstring(vm, "null");
    if (orr_is_int(vm, key)) return int_text(vm, key);
    if (e->skip_keys) return ORR_NULL;
    if (e->indent != ORR_NONE)
        return orr_raise(vm, vm->exc.TypeError, "keys must be str, int, float, bool or None, not %N",
                         orr_type_of(vm, key));
    return orr_raise(vm, vm->exc.TypeError, "keys must be str, int, float, bool or None, not %T", key);
}

static bool add_pair(Encoder *e, OrrValue key, OrrValue value, bool *first) {
    OrrValue text = key_text(e, key);
    if (text == ORR_NULL) return e->vm->exception == ORR_NULL;
    bool good = add_separator(e, *first) && add_string(&e->out, orr_as_str(text), e->ascii) &&
                orr_builder_add_str(&e->out, orr_as_str(e->key_separator)) && add_value(e, value);
    orr_release(e->vm, text);
    *first = false;
    return good;
}

/* The pairs of a dict that is to be sorted, or of a subclass, which may have an order of its own: a list of tuples. */
static OrrList *list_pairs(Encoder *e, OrrValue dict) {
    OrrVm *vm = e->vm;
    OrrValue items = orr_lib_call_method(vm, dict, "items", NULL, 0);
    OrrValue list = items == ORR_NULL ? items : orr_list_from_iterable(vm, items);
    orr_xrelease(vm, items);
    if (list == ORR_NULL || !e->sort_keys || orr_list_sort(vm, orr_as_list(list), ORR_NONE, false))
        return list == ORR_NULL ? NULL : orr_as_list(list);
    orr_release(vm, list);
    return NULL;
}

static bool add_listed_pairs(Encoder *e, OrrValue dict, bool *first) {
    OrrVm *vm = e->vm;
    OrrList *pairs = list_pairs(e, dict);
    if (pairs == NULL) return false;
    bool good = true;
    for (size_t i = 0; good && i < pairs->count; i++) {
        OrrValue pair = pairs->items[i];
        if (orr_is_tuple(pair) && orr_as_tuple(pair)->count == 2)
            good = add_pair(e, orr_as_tuple(pair)->items[0], orr_as_tuple(pair)->items[1], first);
        else good = orr_fail(vm, vm->exc.ValueError, "items must return 2-tuples");
    }
    orr_release_object(vm, pairs);
    return good;
}

static bool add_plain_pairs(Encoder *e, OrrValue dict, bool *first) {
    OrrValue key, value;
    size_t position = 0;
    while (orr_dict_step(orr_as_dict(dict), &position, &key, &value)) {
        orr_retain(key);
        orr_retain(value);
        bool good = add_pair(e, key, value, first);
        orr_release(e->vm, key);
        orr_release(e->vm, value);
        if (!good) return false;
    }
    return true;
}

static bool add_dict(Encoder *e, OrrValue v) {
    bool first = true, plain = orr_is_exact(e->vm, v, e->vm->types.dict) && !e->sort_keys;
    if (orr_as_dict(v)->live == 0) return orr_builder_add_cstring(&e->out, "{}");
    if (!add_opening(e, '{')) return false;
    bool good = plain ? add_plain_pairs(e, v, &first) : add_listed_pairs(e, v, &first);
    return good && add_closing(e, '}');
}

/* What JSON has no form for: the encoder's default() says what to encode instead. */
static bool add_other(Encoder *e, OrrValue v) {
    OrrValue instead = orr_lib_call_method(e->vm, e->encoder, "default", &v, 1);
    if (instead == ORR_NULL) return false;
    bool good = add_value(e, instead);
    orr_release(e->vm, instead);
    return good;
}

/* Calls add with v marked as open, so that an object within itself is found out. */
static bool guarded(Encoder *e, OrrValue v, bool (*add)(Encoder *e, OrrValue v)) {
    const Open open = {v, e->open};
    for (const Open *o = e->open; o != NULL && e->check_circular; o = o->outer)
        if (o->object == v) return orr_fail(e->vm, e->vm->exc.ValueError, "Circular reference detected");
    if (!orr_enter(e->vm, " while encoding a JSON object")) return false;
    e->open = &open;
    bool good = add(e, v);
    e->open = open.outer;
    orr_leave(e->vm);
    return good;
}

static bool add_value(Encoder *e, OrrValue v) {
    OrrVm *vm = e->vm;
    if (orr_is_str(v)) return add_string(&e->out, orr_as_str(v), e->ascii);
    if (v == ORR_NONE) return orr_builder_add_cstring(&e->out, "null");
    if (v == ORR_TRUE) return orr_builder_add_cstring(&e->out, "true");
    if (v == ORR_FALSE) return orr_builder_add_cstring(&e->out, "false");
    if (orr_is_int(vm, v)) return add_int(e, v);
    if (orr_is_float(vm, v)) return add_text(e, float_text(e, v));
    if (orr_is_list(v) || orr_is_tuple(v)) return guarded(e, v, add_list);
    if (orr_is_dict(v)) return guarded(e, v, add_dict);
    return guarded(e, v, add_other);
}

/* Options */

static bool read_flag(Encoder *e, const char *name, bool *out) {
    OrrValue value = orr_lib_getattr(e->vm, e->encoder, name);
    int truth = value == ORR_NULL ? -1 : orr_truth(e->vm, value);
    orr_xrelease(e->vm, value);
    *out = truth > 0;
    return truth >= 0;
}

/* An attribute that is a str; new. */
static OrrValue read_str(Encoder *e, const char *name) {
    OrrValue value = orr_lib_getattr(e->vm, e->encoder, name);
    if (value == ORR_NULL || orr_is_str(value)) return value;
    orr_fail(e->vm, e->vm->exc.TypeError, "make_encoder() argument must be str, not %T", value);
    orr_release(e->vm, value);
    return ORR_NULL;
}

/* indent: a str, or how many spaces. New. */
static OrrValue read_indent(Encoder *e) {
    OrrVm *vm = e->vm;
    OrrValue value = orr_lib_getattr(vm, e->encoder, "indent");
    if (value == ORR_NULL || value == ORR_NONE || orr_is_str(value)) return value;
    OrrValue space = orr_str_from_char(vm, ' ');
    OrrValue indent = space == ORR_NULL ? space : orr_binary(vm, ORR_MUL, space, value);
    orr_xrelease(vm, space);
    orr_release(vm, value);
    return indent;
}

static bool read_options(Encoder *e) {
    return read_flag(e, "ensure_ascii", &e->ascii) && read_flag(e, "check_circular", &e->check_circular) &&
           read_flag(e, "allow_nan", &e->allow_nan) && read_flag(e, "sort_keys", &e->sort_keys) &&
           read_flag(e, "skipkeys", &e->skip_keys) && (e->indent = read_indent(e)) != ORR_NULL &&
           (e->item_separator = read_str(e, "item_separator")) != ORR_NULL &&
           (e->key_separator = read_str(e, "key_separator")) != ORR_NULL;
}

OrrValue orr_json_encode(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Encoder e = {.vm = vm, .encoder = args[1]};
    (void)self, (void)nargs, (void)kwnames;
    orr_builder_init(&e.out, vm);
    bool good = read_options(&e) && add_value(&e, args[0]);
    orr_xrelease(vm, e.indent);
    orr_xrelease(vm, e.item_separator);
    orr_xrelease(vm, e.key_separator);
    if (good) return orr_builder_finish(&e.out);
    orr_builder_discard(&e.out);
    return ORR_NULL;
}
