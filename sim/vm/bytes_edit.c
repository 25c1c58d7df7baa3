/* strip, replace, padding, translation, hex of bytes and bytearray. */
#include "sim/vm/bytes_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/codec.h"

static OrrValue finish(OrrByteBuilder *b, OrrValue self, bool good) {
    if (good) return orr_byte_builder_finish(b, orr_type_of(b->vm, self));
    orr_byte_builder_discard(b);
    return ORR_NULL;
}

/* A stretch of self: bytes that are kept whole are not copied. */
static OrrValue part(OrrVm *vm, OrrValue self, size_t start, size_t end) {
    OrrByteView all = orr_bytes_view_of(self);
    if (start == 0 && end == all.length && orr_is_exact(vm, self, vm->types.bytes)) return orr_retain(self);
    return orr_bytes_like(vm, self, all.data + start, end - start);
}

static OrrValue strip(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, bool left, bool right) {
    OrrByteView set = {(const uint8_t *)" \t\n\r\v\f", 6};
    if (nargs > 0 && args[0] != ORR_NONE && !orr_byte_view_or_fail(vm, args[0], &set)) return ORR_NULL;
    OrrByteView all = orr_bytes_view_of(self);
    size_t start = 0, end = all.length;
    while (left && start < end && memchr(set.data, all.data[start], set.length) != NULL) start++;
    while (right && end > start && memchr(set.data, all.data[end - 1], set.length) != NULL) end--;
    return part(vm, self, start, end);
}

ORR_BYTES_METHOD(orr_bytes_method_strip) {
    (void)kwnames;
    return strip(vm, self, args, nargs, true, true);
}
ORR_BYTES_METHOD(orr_bytes_method_lstrip) {
    (void)kwnames;
    return strip(vm, self, args, nargs, true, false);
}
ORR_BYTES_METHOD(orr_bytes_method_rstrip) {
    (void)kwnames;
    return strip(vm, self, args, nargs, false, true);
}

ORR_BYTES_METHOD(orr_bytes_method_removeprefix) {
    (void)nargs, (void)kwnames;
    OrrByteView prefix, all = orr_bytes_view_of(self);
    if (!orr_byte_view_or_fail(vm, args[0], &prefix)) return ORR_NULL;
    bool there = prefix.length <= all.length && memcmp(all.data, prefix.data, prefix.length) == 0;
    return part(vm, self, there ? prefix.length : 0, all.length);
}

ORR_BYTES_METHOD(orr_bytes_method_removesuffix) {
    (void)nargs, (void)kwnames;
    OrrByteView suffix, all = orr_bytes_view_of(self);
    if (!orr_byte_view_or_fail(vm, args[0], &suffix)) return ORR_NULL;
    bool there = suffix.length <= all.length &&
                 memcmp(all.data + all.length - suffix.length, suffix.data, suffix.length) == 0;
    return part(vm, self, 0, there ? all.length - suffix.length : all.length);
}

static bool replace_between(OrrByteBuilder *b, OrrByteView all, OrrByteView with, size_t limit) {
    for (size_t i = 0; i < all.length; i++) {
        if (limit > 0 && !orr_byte_builder_add(b, with.data, with.length)) return false;
        if (limit > 0) limit--;
        if (!orr_byte_builder_add_byte(b, all.data[i])) return false;
    }
    return limit == 0 || orr_byte_builder_add(b, with.data, with.length);
}

static bool replace_all(OrrByteBuilder *b, OrrByteView all, OrrByteView old, OrrByteView with, size_t limit) {
    size_t start = 0;
    for (; limit > 0; limit--) {
        size_t at = orr_units_find(all.data + start, 1, all.length - start, old.data, 1, old.length);
        if (at == ORR_NOT_FOUND) break;
        if (!orr_byte_builder_add(b, all.data + start, at) || !orr_byte_builder_add(b, with.data, with.length))
            return false;
        start += at + old.length;
    }
    return orr_byte_builder_add(b, all.data + start, all.length - start);
}

ORR_BYTES_METHOD(orr_bytes_method_replace) {
    (void)kwnames;
    OrrByteView old, with;
    int64_t count = -1;
    if (nargs > 2 && !orr_to_index(vm, args[2], vm->exc.OverflowError, &count)) return ORR_NULL;
    if (!orr_byte_view_or_fail(vm, args[0], &old) || !orr_byte_view_or_fail(vm, args[1], &with)) return ORR_NULL;
    OrrByteView all = orr_bytes_view_of(self);
    size_t limit = count < 0 ? SIZE_MAX : (size_t)count;
    OrrByteBuilder b = {.vm = vm};
    return finish(&b, self, old.length == 0 ? replace_between(&b, all, with, limit)
                                            : replace_all(&b, all, old, with, limit));
}

/* Padding */

static bool read_padding(OrrVm *vm, OrrValue self, const char *name, const OrrValue *args, size_t nargs,
                         size_t *padding, uint8_t *fill) {
    int64_t width;
    OrrByteView view;
    *fill = ' ';
    if (!orr_to_index(vm, args[0], vm->exc.OverflowError, &width)) return false;
    if (nargs > 1) {
        bool fits = (orr_is_bytes(args[1]) || orr_is_bytearray(vm, args[1])) && orr_byte_view(vm, args[1], &view) &&
                    view.length == 1;
        if (!fits)
            return orr_fail(vm, vm->exc.TypeError, "%s() argument 2 must be a byte string of length 1, not %T", name,
                            args[1]);
        *fill = view.data[0];
    }
    size_t length = orr_bytes_view_of(self).length;
    *padding = width > (int64_t)length ? (size_t)width - length : 0;
    return true;
}

static OrrValue pad(OrrVm *vm, OrrValue self, size_t left, size_t right, uint8_t fill) {
    OrrByteView all = orr_bytes_view_of(self);
    if (left == 0 && right == 0) return part(vm, self, 0, all.length);
    OrrByteBuilder b = {.vm = vm};
    return finish(&b, self, orr_byte_builder_add_fill(&b, fill, left) &&
                                orr_byte_builder_add(&b, all.data, all.length) &&
                                orr_byte_builder_add_fill(&b, fill, right));
}

ORR_BYTES_METHOD(orr_bytes_method_center) {
    (void)kwnames;
    size_t padding;
    uint8_t fill;
    if (!read_padding(vm, self, "center", args, nargs, &padding, &fill)) return ORR_NULL;
    size_t width = orr_bytes_view_of(self).length + padding, left = padding / 2 + (padding & width & 1);
    return pad(vm, self, left, padding - left, fill);
}
ORR_BYTES_METHOD(orr_bytes_method_ljust) {
    (void)kwnames;
    size_t padding;
    uint8_t fill;
    return read_padding(vm, self, "ljust", args, nargs, &padding, &fill) ? pad(vm, self, 0, padding, fill) : ORR_NULL;
}
ORR_BYTES_METHOD(orr_bytes_method_rjust) {
    (void)kwnames;
    size_t padding;
    uint8_t fill;
    return read_padding(vm, self, "rjust", args, nargs, &padding, &fill) ? pad(vm, self, padding, 0, fill) : ORR_NULL;
}

ORR_BYTES_METHOD(orr_bytes_method_zfill) {
    (void)nargs, (void)kwnames;
    size_t zeros;
    uint8_t fill;
    if (!read_padding(vm, self, "zfill", args, 1, &zeros, &fill)) return ORR_NULL;
    OrrByteView all = orr_bytes_view_of(self);
    size_t sign = all.length > 0 && (all.data[0] == '+' || all.data[0] == '-') ? 1 : 0;
    OrrByteBuilder b = {.vm = vm};
    return finish(&b, self, orr_byte_builder_add(&b, all.data, sign) && orr_byte_builder_add_fill(&b, '0', zeros) &&
                                orr_byte_builder_add(&b, all.data + sign, all.length - sign));
}

static bool expand(OrrByteBuilder *b, OrrByteView all, int64_t size) {
    int64_t column = 0;
    for (size_t i = 0; i < all.length; i++) {
        uint8_t c = all.data[i];
        if (c == '\t') {
            int64_t step = size > 0 ? size - column % size : 0;
            column += step;
            if (!orr_byte_builder_add_fill(b, ' ', (size_t)step)) return false;
        } else {
            column = c == '\n' || c == '\r' ? 0 : column + 1;
            if (!orr_byte_builder_add_byte(b, c)) return false;
        }
    }
    return true;
}

ORR_BYTES_METHOD(orr_bytes_method_expandtabs) {
    static const char *const names[] = {"tabsize", NULL};
    static const OrrSignature signature = {"expandtabs", names, 0, 1, 0, 1};
    OrrValue bound = ORR_NULL;
    int64_t size = 8;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &bound)) return ORR_NULL;
    if (bound != ORR_NULL && !orr_to_index(vm, bound, vm->exc.OverflowError, &size)) return ORR_NULL;
    OrrByteBuilder b = {.vm = vm};
    return finish(&b, self, expand(&b, orr_bytes_view_of(self), size));
}

/* translate */

static bool translate(OrrByteBuilder *b, OrrByteView all, const uint8_t *table, OrrByteView deleted) {
    for (size_t i = 0; i < all.length; i++) {
        uint8_t c = all.data[i];
        if (deleted.length > 0 && memchr(deleted.data, c, deleted.length) != NULL) continue;
        if (!orr_byte_builder_add_byte(b, table == NULL ? c : table[c])) return false;
    }
    return true;
}

ORR_BYTES_METHOD(orr_bytes_method_translate) {
    static const char *const names[] = {"table", "delete", NULL};
    static const OrrSignature signature = {"translate", names, 1, 2, 1, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    OrrByteView table = {NULL, 256}, deleted = {NULL, 0};
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (bound[0] != ORR_NONE && !orr_byte_view_or_fail(vm, bound[0], &table)) return ORR_NULL;
    if (table.length != 256)
        return orr_raise(vm, vm->exc.ValueError, "translation table must be 256 characters long");
    if (bound[1] != ORR_NULL && !orr_byte_view_or_fail(vm, bound[1], &deleted)) return ORR_NULL;
    OrrByteBuilder b = {.vm = vm};
    return finish(&b, self, translate(&b, orr_bytes_view_of(self), table.data, deleted));
}

ORR_BYTES_METHOD(orr_bytes_method_maketrans) {
    (void)self, (void)nargs, (void)kwnames;
    OrrByteView from, to;
    if (!orr_byte_view_or_fail(vm, args[0], &from) || !orr_byte_view_or_fail(vm, args[1], &to)) return ORR_NULL;
    if (from.length != to.length)
        return orr_raise(vm, vm->exc.ValueError, "maketrans arguments must have same length");
    OrrBytes *table = orr_bytes_alloc(vm, 256);
    if (table == NULL) return ORR_NULL;
    for (size_t i = 0; i < 256; i++) table->data[i] = (uint8_t)i;
    for (size_t i = 0; i < from.length; i++) table->data[from.data[i]] = to.data[i];
    return orr_value(table);
}

/* hex and text */

static bool read_separator(OrrVm *vm, OrrValue value, uint32_t *separator) {
    int64_t length = orr_length(vm, value);
    if (length < 0) return false;
    if (length != 1) return orr_fail(vm, vm->exc.ValueError, "sep must be length 1.");
    OrrByteView view;
    if (orr_is_str(value)) *separator = orr_str_at(orr_as_str(value), 0);
    else if (orr_byte_view(vm, value, &view)) *separator = view.data[0];
    else return orr_fail(vm, vm->exc.TypeError, "sep must be str or bytes.");
    return *separator < 0x80 || orr_fail(vm, vm->exc.ValueError, "sep must be ASCII.");
}

static OrrValue hex(OrrVm *vm, OrrByteView all, uint32_t separator, int64_t group) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    uint64_t size = group < 0 ? 0 - (uint64_t)group : (uint64_t)group;
    bool good = true;
    for (size_t i = 0; good && i < all.length; i++) {
        bool border = size > 0 && i > 0 && (group > 0 ? (all.length - i) % size == 0 : i % size == 0);
        good = (!border || separator == 0 || orr_builder_add_char(&b, separator)) &&
               orr_builder_add_char(&b, (uint32_t)"0123456789abcdef"[all.data[i] >> 4]) &&
               orr_builder_add_char(&b, (uint32_t)"0123456789abcdef"[all.data[i] & 15]);
    }
    if (good) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

ORR_BYTES_METHOD(orr_bytes_method_hex) {
    static const char *const names[] = {"sep", "bytes_per_sep", NULL};
    static const OrrSignature signature = {"hex", names, 0, 2, 0, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    uint32_t separator = 0;
    int64_t group = 1;
    OrrByteView view;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (bound[0] != ORR_NULL && !read_separator(vm, bound[0], &separator)) return ORR_NULL;
    if (bound[1] != ORR_NULL && !orr_to_index(vm, bound[1], vm->exc.OverflowError, &group)) return ORR_NULL;
    return orr_byte_view_or_fail(vm, self, &view) ? hex(vm, view, separator, group) : ORR_NULL;
}

static int hex_digit(uint32_t c) {
    if (c >= '0' && c <= '9') return (int)(c - '0');
    c |= 32;
    return c >= 'a' && c <= 'f' ? (int)(c - 'a' + 10) : -1;
}

static bool bad_hex(OrrVm *vm, size_t at) {
    return orr_fail(vm, vm->exc.ValueError, "non-hexadecimal number found in fromhex() arg at position %zu", at);
}

static bool read_hex(OrrByteBuilder *b, const OrrStr *s) {
    for (size_t i = 0; i < s->length; i++) {
        if (orr_str_at(s, i) >= 0x80) return bad_hex(b->vm, i);
    }
    for (size_t i = 0; i < s->length;) {
        uint32_t c = orr_str_at(s, i);
        if (c == ' ' || (c >= 9 && c <= 13)) {
            i++;
            continue;
        }
        if (hex_digit(c) < 0) return bad_hex(b->vm, i);
        int low = i + 1 < s->length ? hex_digit(orr_str_at(s, i + 1)) : -1;
        if (low < 0) return bad_hex(b->vm, i + 1);
        if (!orr_byte_builder_add_byte(b, (uint8_t)(hex_digit(c) << 4 | low))) return false;
        i += 2;
    }
    return true;
}

ORR_BYTES_METHOD(orr_bytes_method_fromhex) {
    (void)nargs, (void)kwnames;
    OrrType *cls = (OrrType *)(uintptr_t)self;
    if (!orr_is_str(args[0])) return orr_raise(vm, vm->exc.TypeError, "fromhex() argument must be str, not %T", args[0]);
    OrrByteBuilder b = {.vm = vm};
    if (!read_hex(&b, orr_as_str(args[0]))) {
        orr_byte_builder_discard(&b);
        return ORR_NULL;
    }
    OrrValue result = orr_byte_builder_finish(&b, cls);
    if (result == ORR_NULL || cls == vm->types.bytes || cls == vm->types.bytearray) return result;
    OrrValue instance = orr_call1(vm, self, result);
    orr_release(vm, result);
    return instance;
}

ORR_BYTES_METHOD(orr_bytes_method_decode) {
    static const char *const names[] = {"encoding", "errors", NULL};
    static const OrrSignature signature = {"decode", names, 0, 2, 0, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!orr_want_codec_names(vm, "decode", bound[0], bound[1])) return ORR_NULL;
    return orr_decode(vm, self, bound[0], bound[1]);
}
