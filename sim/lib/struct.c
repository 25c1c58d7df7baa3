/* Module struct: packing values into bytes by a format, and back. The machine's own ("native") sizes and order are
 * those of 64-bit little-endian everywhere, so that a run doesn't depend on where it runs. */
#include <math.h>

#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/codec.h"
#include "sim/vm/exception.h"
#include "sim/vm/float_half.h"
#include "sim/vm/function.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* One part of a format: count values (or, for s and p, one of count bytes) from offset on. */
typedef struct Part {
    char code;
    uint8_t size; /* of one value */
    int64_t count;
    int64_t offset;
} Part;

typedef struct Layout {
    OrrVm *vm;
    OrrType *error; /* struct.error, borrowed */
    Part *parts;
    size_t part_count, part_capacity;
    int64_t size, values; /* bytes in all; values that pack takes */
    bool big_endian, native;
} Layout;

typedef struct Struct {
    OrrObject head;
    OrrValue format; /* str */
    Layout layout;
} Struct;

static const OrrTypeSpec struct_spec;

/* The error class is kept in the Struct type's own slot for such things. NULL if type isn't Struct or a subclass. */
static OrrType *error_of_type(OrrType *type) {
    while (type != NULL && type->spec != &struct_spec) type = type->base;
    return type == NULL ? NULL : (OrrType *)orr_object(type->extra);
}

static OrrType *error_of_module(OrrVm *vm, OrrValue module) {
    OrrValue name = orr_str_intern_cstring(vm, "Struct");
    if (name == ORR_NULL) return NULL;
    OrrValue type = orr_getattr(vm, module, orr_as_str(name));
    orr_release(vm, name);
    if (type == ORR_NULL) return NULL;
    OrrType *error = orr_has_flag(vm, type, ORR_TYPE_TYPE_SUB) ? error_of_type((OrrType *)orr_object(type)) : NULL;
    orr_release(vm, type);
    return error == NULL ? vm->exc.ValueError : error; /* the program has put something else there */
}

/* Formats. */

static uint8_t standard_size(char c) {
    switch (c) {
    case 'x':
    case 'c':
    case 'b':
    case 'B':
    case '?':
    case 's':
    case 'p': return 1;
    case 'h':
    case 'H':
    case 'e': return 2;
    case 'i':
    case 'I':
    case 'l':
    case 'L':
    case 'f': return 4;
    case 'q':
    case 'Q':
    case 'd': return 8;
    default: return 0;
    }
}

static uint8_t native_size(char c) {
    if (c == 'l' || c == 'L' || c == 'n' || c == 'N' || c == 'P') return 8;
    return standard_size(c);
}

static bool too_long(Layout *l) {
    return orr_fail(l->vm, l->error, "total struct size too long");
}

static bool add_part(Layout *l, char code, int64_t count) {
    uint8_t size = l->native ? native_size(code) : standard_size(code);
    if (size == 0) return orr_fail(l->vm, l->error, "bad char in struct format");
    if (l->native && size > 1) {
        int64_t rest = l->size % size;
        if (rest != 0 && __builtin_add_overflow(l->size, size - rest, &l->size)) return too_long(l);
    }
    int64_t bytes, end;
    if (__builtin_mul_overflow(count, (int64_t)size, &bytes) || __builtin_add_overflow(l->size, bytes, &end)) {
        return too_long(l);
    }
    if (l->part_count == l->part_capacity) {
        size_t capacity = l->part_capacity == 0 ? 4 : l->part_capacity * 2;
        Part *parts = l->parts == NULL ? orr_buffer_new(l->vm, capacity * sizeof *parts)
                                       : orr_buffer_resize(l->vm, l->parts, l->part_capacity * sizeof *parts,
                                                           capacity * sizeof *parts);
        if (parts == NULL) return false;
        l->parts = parts;
        l->part_capacity = capacity;
    }
    l->parts[l->part_count++] = (Part){code, size, count, l->size};
    l->size = end;
    if (code == 's' || code == 'p') {
        l->values++;
    } else if (code != 'x') {
        l->values += count;
    }
    return true;
}

static bool is_space(char c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

static bool parse_layout(Layout *l, const char *p, size_t length) {
    size_t at = 0;
    l->native = true;
    if (length > 0 && strchr("@=<>!", p[0]) != NULL) {
        l->native = p[0] == '@';
        l->big_endian = p[0] == '>' || p[0] == '!';
        at = 1;
    }
    while (at < length) {
        if (is_space(p[at])) {
            at++;
            continue;
        }
        int64_t count = 1;
        if (p[at] >= '0' && p[at] <= '9') {
            for (count = 0; at < length && p[at] >= '0' && p[at] <= '9'; at++) {
                if (__builtin_mul_overflow(count, (int64_t)10, &count) ||
                    __builtin_add_overflow(count, (int64_t)(p[at] - '0'), &count)) {
                    return too_long(l);
                }
            }
            if (at == length) return orr_fail(l->vm, l->error, "repeat count given without format specifier");
        }
        if (!add_part(l, p[at++], count)) return false;
    }
    return true;
}

static void layout_free(Layout *l) {
    if (l->parts != NULL) orr_buffer_free(l->vm, l->parts, l->part_capacity * sizeof *l->parts);
    l->parts = NULL;
}

/* Reads a format, a str or bytes. True: to be freed. */
static bool layout_init(OrrVm *vm, Layout *l, OrrType *error, OrrValue format) {
    *l = (Layout){.vm = vm, .error = error};
    bool ok;
    if (orr_is_str(format)) {
        OrrValue name = orr_str_intern_cstring(vm, "ascii");
        OrrValue text = name == ORR_NULL ? ORR_NULL : orr_encode(vm, format, name, ORR_NULL);
        orr_xrelease(vm, name);
        if (text == ORR_NULL) return false;
        ok = parse_layout(l, (const char *)orr_as_bytes(text)->data, orr_as_bytes(text)->length);
        orr_release(vm, text);
    } else if (orr_is_bytes(format)) {
        ok = parse_layout(l, (const char *)orr_as_bytes(format)->data, orr_as_bytes(format)->length);
    } else {
        ok = orr_fail(vm, vm->exc.TypeError, "Struct() argument 1 must be a str or bytes object, not %T", format);
    }
    if (!ok) layout_free(l);
    return ok;
}

/* Packing. */

static void store_order(const Layout *l, uint8_t *out, size_t size, uint64_t bits) {
    for (size_t i = 0; i < size; i++) out[l->big_endian ? size - 1 - i : i] = (uint8_t)(bits >> (8 * i));
}

static uint64_t load_order(const Layout *l, const uint8_t *in, size_t size) {
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) bits |= (uint64_t)in[l->big_endian ? size - 1 - i : i] << (8 * i);
    return bits;
}

static bool is_signed(char code) {
    return code == 'b' || code == 'h' || code == 'i' || code == 'l' || code == 'q' || code == 'n';
}

static bool raise_range(const Layout *l, const Part *part) {
    static const char *const bounds[2][4] = {{"0 <= number <= 255", "0 <= number <= 65535", "0 <= number <= 4294967295",
                                              "0 <= number <= 18446744073709551615"},
                                             {"-128 <= number <= 127", "-32768 <= number <= 32767",
                                              "-2147483648 <= number <= 2147483647",
                                              "-9223372036854775808 <= number <= 9223372036854775807"}};
    int power = part->size == 1 ? 0 : part->size == 2 ? 1 : part->size == 4 ? 2 : 3;
    return orr_fail(l->vm, l->error, "'%c' format requires %s", part->code, bounds[is_signed(part->code)][power]);
}

static bool pack_int(const Layout *l, const Part *part, OrrValue v, uint8_t *out) {
    OrrVm *vm = l->vm;
    if (!orr_is_int(vm, v) && orr_type_of(vm, v)->slots.to_index == NULL) {
        return orr_fail(vm, l->error, "required argument is not an integer");
    }
    OrrValue n = orr_index(vm, v);
    if (n == ORR_NULL) return false;
    bool pointer = part->code == 'P';
    bool ok = orr_int_to_bytes(vm, n, out, part->size, !l->big_endian,
                               pointer ? orr_int_is_negative(n) : is_signed(part->code));
    orr_release(vm, n);
    if (ok || !orr_pending_is(vm, vm->exc.OverflowError)) return ok;
    orr_exception_clear(vm);
    return pointer ? orr_fail(vm, l->error, "int too large to convert") : raise_range(l, part);
}

static bool pack_float(const Layout *l, const Part *part, OrrValue v, uint8_t *out) {
    OrrVm *vm = l->vm;
    double d;
    if (!orr_to_double(vm, v, &d)) {
        if (orr_pending_is(vm, vm->exc.OverflowError)) return false;
        orr_exception_clear(vm);
        return orr_fail(vm, l->error, "required argument is not a float");
    }
    uint64_t bits = 0;
    bool ok = true;
    if (part->code == 'd') {
        memcpy(&bits, &d, sizeof bits);
    } else if (part->code == 'f') {
        float f = (float)d;
        uint32_t narrow;
        memcpy(&narrow, &f, sizeof narrow);
        bits = narrow;
        ok = l->native || !isinf(f) || isinf(d);
    } else {
        uint16_t half = 0;
        ok = orr_half_from_double(d, &half);
        bits = half;
    }
    if (!ok) {
        if (orr_is_int(vm, v)) return orr_fail(vm, l->error, "int too large to convert");
        return orr_fail(vm, vm->exc.OverflowError, "float too large to pack with %c format", part->code);
    }
    store_order(l, out, part->size, bits);
    return true;
}

/* s and p. out is zeroed. */
static bool pack_text(const Layout *l, const Part *part, OrrValue v, uint8_t *out) {
    OrrByteView view;
    bool bytes = orr_is_bytes(v) || orr_is_bytearray(l->vm, v);
    if (!bytes || !orr_byte_view(l->vm, v, &view)) {
        return orr_fail(l->vm, l->error, "argument for '%c' must be a bytes object", part->code);
    }
    size_t room = (size_t)part->count;
    if (part->code == 'p') {
        if (room == 0) return true;
        room--;
        size_t shown = view.length < room ? view.length : room;
        *out++ = (uint8_t)(shown < 255 ? shown : 255);
    }
    if (view.length > 0) memcpy(out, view.data, view.length < room ? view.length : room);
    return true;
}

static bool pack_value(const Layout *l, const Part *part, OrrValue v, uint8_t *out) {
    int truth;
    switch (part->code) {
    case 'c':
        if (!orr_is_bytes(v) || orr_as_bytes(v)->length != 1) {
            return orr_fail(l->vm, l->error, "char format requires a bytes object of length 1");
        }
        *out = orr_as_bytes(v)->data[0];
        return true;
    case '?':
        truth = orr_truth(l->vm, v);
        *out = truth > 0;
        return truth >= 0;
    case 'd':
    case 'e':
    case 'f': return pack_float(l, part, v, out);
    default: return pack_int(l, part, v, out);
    }
}

/* values->count == layout->values; out holds layout->size bytes. */
static bool pack_all(const Layout *l, const OrrValue *values, uint8_t *out) {
    memset(out, 0, (size_t)l->size);
    for (size_t i = 0; i < l->part_count; i++) {
        const Part *part = &l->parts[i];
        if (part->code == 'x') continue;
        if (part->code == 's' || part->code == 'p') {
            if (!pack_text(l, part, *values++, out + part->offset)) return false;
            continue;
        }
        for (int64_t k = 0; k < part->count; k++) {
            if (!pack_value(l, part, *values++, out + part->offset + k * part->size)) return false;
        }
    }
    return true;
}

static OrrValue pack(const Layout *l, const OrrValue *values, size_t count) {
    if ((int64_t)count != l->values) {
        return orr_raise(l->vm, l->error, "pack expected %ld items for packing (got %zu)", l->values, count);
    }
    OrrBytes *bytes = orr_bytes_alloc(l->vm, (size_t)l->size);
    if (bytes == NULL) return ORR_NULL;
    if (pack_all(l, values, bytes->data)) return orr_value(bytes);
    orr_release_object(l->vm, bytes);
    return ORR_NULL;
}

/* The bytes of a bytearray, or of a memoryview of one. */
static bool writable(OrrVm *vm, OrrValue v, uint8_t **data, size_t *length) {
    OrrByteView view;
    bool shared = orr_is_bytearray(vm, v);
    if (orr_is_exact(vm, v, vm->types.memoryview)) {
        OrrMemoryView *m = (OrrMemoryView *)orr_object(v);
        shared = m->base != ORR_NULL && orr_is_bytearray(vm, m->base) && !orr_memoryview_is_read_only(m);
    }
    if (!shared || !orr_byte_view(vm, v, &view)) {
        if (vm->exception != ORR_NULL) return false;
        return orr_fail(vm, vm->exc.TypeError, "argument must be read-write bytes-like object, not %T", v);
    }
    *data = (uint8_t *)(uintptr_t)view.data;
    *length = view.length;
    return true;
}

static OrrValue pack_into(const Layout *l, const OrrValue *args, size_t count) {
    OrrVm *vm = l->vm;
    if (count < 2) {
        return orr_raise(vm, l->error,
                         count == 0 ? "pack_into expected buffer argument" : "pack_into expected offset argument");
    }
    if ((int64_t)count - 2 != l->values) {
        return orr_raise(vm, l->error, "pack_into expected %ld items for packing (got %ld)", l->values,
                         (int64_t)count - 2);
    }
    uint8_t *data;
    size_t length;
    int64_t offset;
    if (!writable(vm, args[0], &data, &length)) return ORR_NULL;
    if (!orr_to_index(vm, args[1], vm->exc.IndexError, &offset)) return ORR_NULL;
    int64_t room = (int64_t)length;
    if (offset < 0) {
        if (offset + l->size > 0) {
            return orr_raise(vm, l->error, "no space to pack %ld bytes at offset %ld", l->size, offset);
        }
        if (offset + room < 0) {
            return orr_raise(vm, l->error, "offset %ld out of range for %ld-byte buffer", offset, room);
        }
        offset += room;
    }
    if (room - offset < l->size) {
        return orr_raise(vm, l->error,
                         "pack_into requires a buffer of at least %ld bytes for packing %ld bytes at offset %ld "
                         "(actual buffer size is %ld)",
                         l->size + offset, l->size, offset, room);
    }
    /* Converting values may run program code that resizes the buffer: pack beside it first. */
    OrrValue packed = pack(l, args + 2, count - 2);
    if (packed == ORR_NULL) return ORR_NULL;
    bool ok = writable(vm, args[0], &data, &length);
    if (ok && (int64_t)length >= offset + l->size) memcpy(data + offset, orr_as_bytes(packed)->data, (size_t)l->size);
    orr_release(vm, packed);
    return ok ? ORR_NONE : ORR_NULL;
}

/* Unpacking. */

static OrrValue unpack_float(const Layout *l, const Part *part, const uint8_t *in) {
    uint64_t bits = load_order(l, in, part->size);
    double d;
    if (part->code == 'd') {
        memcpy(&d, &bits, sizeof d);
    } else if (part->code == 'f') {
        uint32_t narrow = (uint32_t)bits;
        float f;
        memcpy(&f, &narrow, sizeof f);
        d = (double)f;
    } else {
        d = orr_half_to_double((uint16_t)bits);
    }
    return orr_float(l->vm, d);
}

static OrrValue unpack_value(const Layout *l, const Part *part, const uint8_t *in) {
    size_t length;
    switch (part->code) {
    case 'c': return orr_bytes_new(l->vm, in, 1);
    case '?': return orr_bool(*in != 0);
    case 'd':
    case 'e':
    case 'f': return unpack_float(l, part, in);
    case 's': return orr_bytes_new(l->vm, in, (size_t)part->count);
    case 'p':
        if (part->count == 0) return orr_bytes_new(l->vm, in, 0);
        length = *in;
        if (length > (size_t)part->count - 1) length = (size_t)part->count - 1;
        return orr_bytes_new(l->vm, in + 1, length);
    default: return orr_int_from_bytes(l->vm, in, part->size, !l->big_endian, is_signed(part->code));
    }
}

static OrrValue unpack_all(const Layout *l, const uint8_t *in) {
    OrrTuple *tuple = orr_tuple_alloc(l->vm, (size_t)l->values);
    if (tuple == NULL) return ORR_NULL;
    size_t at = 0;
    for (size_t i = 0; i < l->part_count; i++) {
        const Part *part = &l->parts[i];
        if (part->code == 'x') continue;
        int64_t count = part->code == 's' || part->code == 'p' ? 1 : part->count;
        for (int64_t k = 0; k < count; k++) {
            OrrValue v = unpack_value(l, part, in + part->offset + k * part->size);
            if (v == ORR_NULL) {
                orr_release_object(l->vm, tuple);
                return ORR_NULL;
            }
            tuple->items[at++] = v;
        }
    }
    return orr_value(tuple);
}

static OrrValue unpack(const Layout *l, OrrValue buffer) {
    OrrByteView view;
    if (!orr_byte_view_or_fail(l->vm, buffer, &view)) return ORR_NULL;
    if ((int64_t)view.length != l->size) {
        return orr_raise(l->vm, l->error, "unpack requires a buffer of %ld bytes", l->size);
    }
    return unpack_all(l, view.data);
}

static OrrValue unpack_from(const Layout *l, OrrValue buffer, OrrValue offset_value) {
    OrrByteView view;
    OrrVm *vm = l->vm;
    int64_t offset = 0;
    if (offset_value != ORR_NULL && !orr_to_index(vm, offset_value, vm->exc.IndexError, &offset)) return ORR_NULL;
    if (!orr_byte_view_or_fail(vm, buffer, &view)) return ORR_NULL;
    int64_t length = (int64_t)view.length;
    if (offset < 0) {
        if (offset + l->size > 0) {
            return orr_raise(vm, l->error, "not enough data to unpack %ld bytes at offset %ld", l->size, offset);
        }
        if (offset + length < 0) {
            return orr_raise(vm, l->error, "offset %ld out of range for %ld-byte buffer", offset, length);
        }
        offset += length;
    }
    if (length - offset < l->size) {
        return orr_raise(vm, l->error,
                         "unpack_from requires a buffer of at least %ld bytes for unpacking %ld bytes at offset %ld "
                         "(actual buffer size is %ld)",
                         l->size + offset, l->size, offset, length);
    }
    return unpack_all(l, view.data + offset);
}

/* iter_unpack gives all tuples at once: nothing can tell, but for a buffer changed meanwhile. */
static OrrValue iter_unpack(const Layout *l, OrrValue buffer) {
    OrrVm *vm = l->vm;
    OrrByteView view;
    if (!orr_byte_view_or_fail(vm, buffer, &view)) return ORR_NULL;
    if (l->size == 0) return orr_raise(vm, l->error, "cannot iteratively unpack with a struct of length 0");
    if (view.length % (size_t)l->size != 0) {
        return orr_raise(vm, l->error, "iterative unpacking requires a buffer of a multiple of %ld bytes", l->size);
    }
    OrrTuple *tuples = orr_tuple_alloc(vm, view.length / (size_t)l->size);
    if (tuples == NULL) return ORR_NULL;
    OrrValue result = ORR_NULL;
    size_t i = 0;
    for (; i < tuples->count; i++) {
        OrrValue one = unpack_all(l, view.data + i * (size_t)l->size);
        if (one == ORR_NULL) break;
        tuples->items[i] = one;
    }
    if (i == tuples->count) result = orr_iter(vm, orr_value(tuples));
    orr_release_object(vm, tuples);
    return result;
}

/* The class Struct. */

static Layout *layout_of(OrrValue self) {
    return &((Struct *)orr_object(self))->layout;
}

static OrrValue struct_construct(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"format", NULL};
    static const OrrSignature signature = {"Struct", names, 0, 1, 1, 1};
    OrrValue bound[1];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    Layout layout;
    if (!layout_init(vm, &layout, error_of_type(cls), bound[0])) return ORR_NULL;
    OrrValue format = ORR_NULL;
    if (orr_is_str(bound[0])) {
        format = orr_retain(bound[0]);
    } else {
        format = orr_str_new(vm, (const char *)orr_as_bytes(bound[0])->data, orr_as_bytes(bound[0])->length);
    }
    Struct *s = format == ORR_NULL ? NULL : orr_new_object(vm, cls, cls->instance_size);
    if (s == NULL) {
        layout_free(&layout);
        orr_xrelease(vm, format);
        return ORR_NULL;
    }
    memset((char *)s + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    s->format = format;
    s->layout = layout;
    return orr_value(s);
}

static void struct_destroy(OrrVm *vm, OrrObject *self) {
    Struct *s = (Struct *)self;
    orr_xrelease(vm, s->format);
    layout_free(&s->layout);
    orr_free_object(vm, self, self->type->instance_size);
}

static OrrValue struct_repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "%N(%R)", orr_object(self)->type, ((Struct *)orr_object(self))->format);
}

static OrrValue struct_pack(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)kwnames;
    return pack(layout_of(self), args, nargs);
}
static OrrValue struct_pack_into(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)kwnames;
    return pack_into(layout_of(self), args, nargs);
}
static OrrValue struct_unpack(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)nargs, (void)kwnames;
    return unpack(layout_of(self), args[0]);
}
static OrrValue struct_unpack_from(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"buffer", "offset", NULL};
    static const OrrSignature signature = {"unpack_from", names, 0, 2, 1, 2};
    OrrValue bound[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    return unpack_from(layout_of(self), bound[0], bound[1]);
}
static OrrValue struct_iter_unpack(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)nargs, (void)kwnames;
    return iter_unpack(layout_of(self), args[0]);
}
static OrrValue struct_get_format(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(((Struct *)orr_object(self))->format);
}
static OrrValue struct_get_size(OrrVm *vm, OrrValue self) {
    return orr_int(vm, layout_of(self)->size);
}

static const OrrMethodDef struct_methods[] = {
    ORR_DEF_ONE("iter_unpack", struct_iter_unpack),       ORR_DEF_RANGE("pack", struct_pack, 0, 255),
    ORR_DEF_RANGE("pack_into", struct_pack_into, 0, 255), ORR_DEF_ONE("unpack", struct_unpack),
    ORR_DEF_KEYWORDS("unpack_from", struct_unpack_from),  ORR_DEF_END,
};
static const OrrGetSetDef struct_getsets[] = {
    {"format", struct_get_format, NULL},
    {"size", struct_get_size, NULL},
    {NULL, NULL, NULL},
};
static const OrrTypeSpec struct_spec = {
    .name = "_struct.Struct",
    .doc =
        "Create a compiled struct object.\n\nReturn a new Struct object which writes and reads binary data according "
        "to\nthe format string.",
    .size = sizeof(Struct),
    .flags = ORR_TYPE_BASE | ORR_TYPE_WEAKREF,
    .slots = {.destroy = struct_destroy, .new_object = struct_construct, .repr = struct_repr},
    .methods = struct_methods,
    .getsets = struct_getsets,
};
static const OrrTypeSpec error_spec = {
    .name = "struct.error",
    .size = sizeof(OrrExceptionObject),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_EXCEPTION_SUB,
    .dict_offset = offsetof(OrrExceptionObject, dict),
};

/* Functions of the module: with the format as first argument. */

static bool module_layout(OrrVm *vm, OrrValue module, const OrrValue *args, size_t nargs, Layout *l) {
    if (nargs == 0) return orr_fail(vm, vm->exc.TypeError, "missing format argument");
    OrrType *error = error_of_module(vm, module);
    return error != NULL && layout_init(vm, l, error, args[0]);
}

static OrrValue module_calcsize(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    Layout l;
    if (!module_layout(vm, self, args, nargs, &l)) return ORR_NULL;
    OrrValue result = orr_int(vm, l.size);
    layout_free(&l);
    return result;
}
static OrrValue module_pack(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    Layout l;
    if (!module_layout(vm, self, args, nargs, &l)) return ORR_NULL;
    OrrValue result = pack(&l, args + 1, nargs - 1);
    layout_free(&l);
    return result;
}
static OrrValue module_pack_into(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    Layout l;
    if (!module_layout(vm, self, args, nargs, &l)) return ORR_NULL;
    OrrValue result = pack_into(&l, args + 1, nargs - 1);
    layout_free(&l);
    return result;
}
static OrrValue module_unpack(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    Layout l;
    if (!module_layout(vm, self, args, nargs, &l)) return ORR_NULL;
    OrrValue result = unpack(&l, args[1]);
    layout_free(&l);
    return result;
}
static OrrValue module_unpack_from(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"format", "buffer", "offset", NULL};
    static const OrrSignature signature = {"unpack_from", names, 1, 3, 2, 3};
    OrrValue bound[3];
    Layout l;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!module_layout(vm, self, bound, 1, &l)) return ORR_NULL;
    OrrValue result = unpack_from(&l, bound[1], bound[2]);
    layout_free(&l);
    return result;
}
static OrrValue module_iter_unpack(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    Layout l;
    if (!module_layout(vm, self, args, nargs, &l)) return ORR_NULL;
    OrrValue result = iter_unpack(&l, args[1]);
    layout_free(&l);
    return result;
}

static const OrrMethodDef module_methods[] = {
    ORR_DEF_ONE("calcsize", module_calcsize),
    ORR_DEF_RANGE("iter_unpack", module_iter_unpack, 2, 2),
    ORR_DEF_RANGE("pack", module_pack, 0, 255),
    ORR_DEF_RANGE("pack_into", module_pack_into, 0, 255),
    ORR_DEF_RANGE("unpack", module_unpack, 2, 2),
    ORR_DEF_KEYWORDS("unpack_from", module_unpack_from),
    ORR_DEF_END,
};

OrrValue orr_lib_struct(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "struct");
    if (module == ORR_NULL) return ORR_NULL;
    OrrType *type = orr_module_add_type(vm, module, &struct_spec, NULL);
    OrrType *error = type == NULL ? NULL : orr_module_add_type(vm, module, &error_spec, vm->exc.Exception);
    if (error != NULL && orr_module_add_functions(vm, module, module_methods)) {
        type->extra = orr_retain(orr_value(error));
        return module;
    }
    orr_release(vm, module);
    return ORR_NULL;
}
