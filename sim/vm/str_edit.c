/* strip, replace, padding, translation: methods that give the text a little changed. */
#include "sim/vm/str_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/number.h"
#include "sim/vm/unicode.h"

OrrValue orr_str_exact(OrrVm *vm, OrrStr *s) {
    return orr_str_substring(vm, s, 0, s->length);
}

/* strip */

static bool in_set(const OrrStr *set, uint32_t c) {
    if (set == NULL) return orr_unicode_is_space(c);
    if (set->kind == 1) return c < 0x100 && memchr(orr_str_data(set), (int)c, set->length) != NULL;
    for (size_t i = 0; i < set->length; i++) {
        if (orr_str_at(set, i) == c) return true;
    }
    return false;
}

static OrrValue strip(OrrVm *vm, OrrValue self, const char *name, const OrrValue *args, size_t nargs, bool left,
                      bool right) {
    OrrStr *s = orr_as_str(self), *set = NULL;
    if (nargs > 0 && args[0] != ORR_NONE) {
        if (!orr_is_str(args[0]))
            return orr_raise(vm, vm->exc.TypeError, "%s arg must be None or str", name);
        set = orr_as_str(args[0]);
    }
    size_t start = 0, end = s->length;
    while (left && start < end && in_set(set, orr_str_at(s, start))) start++;
    while (right && end > start && in_set(set, orr_str_at(s, end - 1))) end--;
    return orr_str_substring(vm, s, start, end);
}

ORR_STR_METHOD(orr_str_method_strip) {
    (void)kwnames;
    return strip(vm, self, "strip", args, nargs, true, true);
}
ORR_STR_METHOD(orr_str_method_lstrip) {
    (void)kwnames;
    return strip(vm, self, "lstrip", args, nargs, true, false);
}
ORR_STR_METHOD(orr_str_method_rstrip) {
    (void)kwnames;
    return strip(vm, self, "rstrip", args, nargs, false, true);
}

static bool want_only_str(OrrVm *vm, OrrValue value, const char *name) {
    if (orr_is_str(value)) return true;
    if (value == ORR_NONE) return orr_fail(vm, vm->exc.TypeError, "%s() argument must be str, not None", name);
    return orr_fail(vm, vm->exc.TypeError, "%s() argument must be str, not %T", name, value);
}

ORR_STR_METHOD(orr_str_method_removeprefix) {
    (void)nargs, (void)kwnames;
    if (!want_only_str(vm, args[0], "removeprefix")) return ORR_NULL;
    OrrStr *s = orr_as_str(self), *prefix = orr_as_str(args[0]);
    bool there = prefix->length <= s->length && orr_str_find(s, 0, prefix->length, prefix) == 0;
    return orr_str_substring(vm, s, there ? prefix->length : 0, s->length);
}

ORR_STR_METHOD(orr_str_method_removesuffix) {
    (void)nargs, (void)kwnames;
    if (!want_only_str(vm, args[0], "removesuffix")) return ORR_NULL;
    OrrStr *s = orr_as_str(self), *suffix = orr_as_str(args[0]);
    if (suffix->length > s->length) return orr_str_exact(vm, s);
    size_t kept = s->length - suffix->length;
    bool there = orr_str_find(s, kept, s->length, suffix) == kept;
    return orr_str_substring(vm, s, 0, there ? kept : s->length);
}

/* replace */

/* An empty old text is found before every character and at the end. */
static bool replace_between(OrrStrBuilder *b, OrrStr *s, OrrStr *with, size_t limit) {
    for (size_t i = 0; i < s->length; i++) {
        if (limit > 0 && !orr_builder_add_str(b, with)) return false;
        if (limit > 0) limit--;
        if (!orr_builder_add_char(b, orr_str_at(s, i))) return false;
    }
    return limit == 0 || orr_builder_add_str(b, with);
}

static bool replace_all(OrrStrBuilder *b, OrrStr *s, OrrStr *old, OrrStr *with, size_t limit) {
    size_t start = 0;
    for (; limit > 0; limit--) {
        size_t at = orr_str_find(s, start, s->length, old);
        if (at == ORR_NOT_FOUND) break;
        if (!orr_builder_add_range(b, s, start, at) || !orr_builder_add_str(b, with)) return false;
        start = at + old->length;
    }
    return orr_builder_add_range(b, s, start, s->length);
}

static OrrValue finish(OrrStrBuilder *b, bool good) {
    if (good) return orr_builder_finish(b);
    orr_builder_discard(b);
    return ORR_NULL;
}

ORR_STR_METHOD(orr_str_method_replace) {
    static const char *const names[] = {"old", "new", "count", NULL};
    static const OrrSignature signature = {"replace", names, 2, 3, 2, 3};
    OrrValue bound[3] = {ORR_NULL, ORR_NULL, ORR_NULL};
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    int64_t count = -1;
    if (!orr_want_str(vm, bound[0], "replace", 1) || !orr_want_str(vm, bound[1], "replace", 2)) return ORR_NULL;
    if (bound[2] != ORR_NULL && !orr_to_index(vm, bound[2], vm->exc.OverflowError, &count)) return ORR_NULL;
    OrrStr *s = orr_as_str(self), *old = orr_as_str(bound[0]), *with = orr_as_str(bound[1]);
    size_t limit = count < 0 ? SIZE_MAX : (size_t)count;
    if (limit == 0 || orr_str_find(s, 0, s->length, old) == ORR_NOT_FOUND) return orr_str_exact(vm, s);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    return finish(&b, old->length == 0 ? replace_between(&b, s, with, limit) : replace_all(&b, s, old, with, limit));
}

/* Padding */

static bool read_fill(OrrVm *vm, const OrrValue *args, size_t nargs, uint32_t *fill) {
    *fill = ' ';
    if (nargs < 2) return true;
    if (!orr_is_str(args[1]))
        return orr_fail(vm, vm->exc.TypeError, "The fill character must be a unicode character, not %T", args[1]);
    if (orr_as_str(args[1])->length != 1)
        return orr_fail(vm, vm->exc.TypeError, "The fill character must be exactly one character long");
    *fill = orr_str_at(orr_as_str(args[1]), 0);
    return true;
}

static OrrValue pad(OrrVm *vm, OrrStr *s, size_t left, size_t right, uint32_t fill) {
    if (left == 0 && right == 0) return orr_str_exact(vm, s);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    return finish(&b, orr_builder_add_fill(&b, fill, left) && orr_builder_add_str(&b, s) &&
                          orr_builder_add_fill(&b, fill, right));
}

/* How many characters are missing to width. */
static size_t missing(const OrrStr *s, int64_t width) {
    return width > (int64_t)s->length ? (size_t)width - s->length : 0;
}

static bool read_padding(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, size_t *padding,
                         uint32_t *fill) {
    int64_t width;
    if (!orr_to_index(vm, args[0], vm->exc.OverflowError, &width) || !read_fill(vm, args, nargs, fill)) return false;
    *padding = missing(orr_as_str(self), width);
    return true;
}

ORR_STR_METHOD(orr_str_method_center) {
    (void)kwnames;
    size_t padding;
    uint32_t fill;
    if (!read_padding(vm, self, args, nargs, &padding, &fill)) return ORR_NULL;
    size_t width = orr_as_str(self)->length + padding, left = padding / 2 + (padding & width & 1);
    return pad(vm, orr_as_str(self), left, padding - left, fill);
}
ORR_STR_METHOD(orr_str_method_ljust) {
    (void)kwnames;
    size_t padding;
    uint32_t fill;
    if (!read_padding(vm, self, args, nargs, &padding, &fill)) return ORR_NULL;
    return pad(vm, orr_as_str(self), 0, padding, fill);
}
ORR_STR_METHOD(orr_str_method_rjust) {
    (void)kwnames;
    size_t padding;
    uint32_t fill;
    if (!read_padding(vm, self, args, nargs, &padding, &fill)) return ORR_NULL;
    return pad(vm, orr_as_str(self), padding, 0, fill);
}

ORR_STR_METHOD(orr_str_method_zfill) {
    (void)nargs, (void)kwnames;
    int64_t width;
    if (!orr_to_index(vm, args[0], vm->exc.OverflowError, &width)) return ORR_NULL;
    OrrStr *s = orr_as_str(self);
    size_t zeros = missing(s, width);
    uint32_t first = s->length > 0 ? orr_str_at(s, 0) : 0;
    if (zeros == 0 || (first != '+' && first != '-')) return pad(vm, s, zeros, 0, '0');
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    return finish(&b, orr_builder_add_char(&b, first) && orr_builder_add_fill(&b, '0', zeros) &&
                          orr_builder_add_range(&b, s, 1, s->length));
}

static bool expand(OrrStrBuilder *b, OrrStr *s, int64_t size) {
    int64_t column = 0;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = orr_str_at(s, i);
        if (c == '\t') {
            int64_t step = size > 0 ? size - column % size : 0;
            column += step;
            if (!orr_builder_add_fill(b, ' ', (size_t)step)) return false;
        } else {
            column = c == '\n' || c == '\r' ? 0 : column + 1;
            if (!orr_builder_add_char(b, c)) return false;
        }
    }
    return true;
}

ORR_STR_METHOD(orr_str_method_expandtabs) {
    static const char *const names[] = {"tabsize", NULL};
    static const OrrSignature signature = {"expandtabs", names, 0, 1, 0, 1};
    OrrValue bound = ORR_NULL;
    int64_t size = 8;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &bound)) return ORR_NULL;
    if (bound != ORR_NULL && !orr_to_index(vm, bound, vm->exc.OverflowError, &size)) return ORR_NULL;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    return finish(&b, expand(&b, orr_as_str(self), size));
}

/* translate */

/* Adds what a table gave for c; takes it. */
static bool add_translation(OrrStrBuilder *b, OrrValue given) {
    OrrVm *vm = b->vm;
    bool good = true;
    int64_t code;
    if (orr_is_str(given)) {
        good = orr_builder_add_str(b, orr_as_str(given));
    } else if (orr_is_int(vm, given)) {
        if (!orr_int_to_i64(given, &code) || code < 0 || code > ORR_MAX_CODE_POINT)
            good = orr_fail(vm, vm->exc.ValueError, "character mapping must be in range(0x%x)",
                            ORR_MAX_CODE_POINT + 1);
        else good = orr_builder_add_char(b, (uint32_t)code);
    } else if (given != ORR_NONE) {
        good = orr_fail(vm, vm->exc.TypeError, "character mapping must return integer, None or str");
    }
    orr_release(vm, given);
    return good;
}

static bool translate_char(OrrStrBuilder *b, OrrValue table, uint32_t c) {
    OrrVm *vm = b->vm;
    OrrValue key = orr_small_int(c);
    OrrValue given = ORR_NULL;
    if (orr_is_exact(vm, table, vm->types.dict)) {
        given = orr_xretain(orr_dict_get(vm, orr_as_dict(table), key));
        if (given == ORR_NULL && vm->exception != ORR_NULL) return false;
    } else {
        given = orr_getitem(vm, table, key);
        if (given == ORR_NULL) {
            if (!orr_pending_is(vm, vm->exc.LookupError)) return false;
            orr_exception_clear(vm);
        }
    }
    return given == ORR_NULL ? orr_builder_add_char(b, c) : add_translation(b, given);
}

ORR_STR_METHOD(orr_str_method_translate) {
    (void)nargs, (void)kwnames;
    OrrStr *s = orr_as_str(self);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool good = true;
    for (size_t i = 0; good && i < s->length; i++) good = translate_char(&b, args[0], orr_str_at(s, i));
    return finish(&b, good);
}

static bool map_pairs(OrrVm *vm, OrrDict *table, const OrrStr *from, const OrrStr *to) {
    if (from->length != to->length)
        return orr_fail(vm, vm->exc.ValueError, "the first two maketrans arguments must have equal length");
    for (size_t i = 0; i < from->length; i++) {
        if (!orr_dict_set(vm, table, orr_small_int(orr_str_at(from, i)), orr_small_int(orr_str_at(to, i))))
            return false;
    }
    return true;
}

static bool map_deleted(OrrVm *vm, OrrDict *table, const OrrStr *deleted) {
    for (size_t i = 0; i < deleted->length; i++) {
        if (!orr_dict_set(vm, table, orr_small_int(orr_str_at(deleted, i)), ORR_NONE)) return false;
    }
    return true;
}

static bool map_dict(OrrVm *vm, OrrDict *table, OrrDict *from) {
    size_t position = 0;
    OrrValue key, value;
    while (orr_dict_step(from, &position, &key, &value)) {
        if (orr_is_str(key)) {
            if (orr_as_str(key)->length != 1)
                return orr_fail(vm, vm->exc.ValueError, "string keys in translate table must be of length 1");
            key = orr_small_int(orr_str_at(orr_as_str(key), 0));
        } else if (!orr_is_int(vm, key)) {
            return orr_fail(vm, vm->exc.TypeError, "keys in translate table must be strings or integers");
        }
        if (!orr_dict_set(vm, table, key, value)) return false;
    }
    return true;
}

static bool make_table(OrrVm *vm, OrrDict *table, const OrrValue *args, size_t nargs) {
    if (nargs == 1) {
        if (orr_is_dict(args[0])) return map_dict(vm, table, orr_as_dict(args[0]));
        return orr_fail(vm, vm->exc.TypeError, "if you give only one argument to maketrans it must be a dict");
    }
    for (int i = 1; i < (int)nargs; i++) {
        if (!orr_want_str(vm, args[i], "maketrans", i + 1)) return false;
    }
    if (!orr_is_str(args[0]))
        return orr_fail(vm, vm->exc.TypeError,
                        "first maketrans argument must be a string if there is a second argument");
    return map_pairs(vm, table, orr_as_str(args[0]), orr_as_str(args[1])) &&
           (nargs < 3 || map_deleted(vm, table, orr_as_str(args[2])));
}

ORR_STR_METHOD(orr_str_method_maketrans) {
    (void)self, (void)kwnames;
    OrrDict *table = orr_dict_new(vm, 0);
    if (table == NULL) return ORR_NULL;
    if (make_table(vm, table, args, nargs)) return orr_value(table);
    orr_release_object(vm, table);
    return ORR_NULL;
}
