/* memoryview: a window on bytes or a bytearray. Only the first dimension can have been sliced, so that what is in one
 * of its places always lies together. Sizes and order of items are those of 64-bit little-endian everywhere. */
#include "sim/vm/bytes_methods.h"

#include <string.h>

#include "sim/vm/abstract.h"
#include "sim/vm/codec.h"
#include "sim/vm/float_half.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/tuple.h"

/* Bit in head.flags: a read-only view of something that could be written. */
#define READ_ONLY ((uint32_t)ORR_OBJECT_TYPE_BIT)

static OrrMemoryView *as_view(OrrValue v) {
    return (OrrMemoryView *)(uintptr_t)v;
}

static OrrValue new_view(OrrVm *vm, OrrValue base, size_t length, bool read_only) {
    OrrMemoryView *m = orr_new_object(vm, vm->types.memoryview, sizeof *m);
    if (m == NULL) return ORR_NULL;
    m->base = orr_retain(base);
    m->start = 0;
    m->step = 1;
    m->length = length;
    m->row = 1;
    m->inner = ORR_NULL;
    m->dimensions = 1;
    m->size = 1;
    m->code = 'B';
    m->at = false;
    m->hash = 0;
    if (read_only) m->head.flags |= READ_ONLY;
    if (!orr_is_bytes(base)) orr_as_bytearray(base)->exports++;
    return orr_value(m);
}

bool orr_memoryview_is_read_only(const OrrMemoryView *m) {
    return orr_is_bytes(m->base) || (m->head.flags & READ_ONLY);
}

static OrrValue copy_view(OrrVm *vm, const OrrMemoryView *m) {
    OrrValue v = new_view(vm, m->base, m->length, orr_memoryview_is_read_only(m));
    if (v == ORR_NULL) return v;
    OrrMemoryView *copy = as_view(v);
    copy->start = m->start;
    copy->step = m->step;
    copy->row = m->row;
    copy->inner = m->inner == ORR_NULL ? ORR_NULL : orr_retain(m->inner);
    copy->dimensions = m->dimensions;
    copy->size = m->size;
    copy->code = m->code;
    copy->at = m->at;
    return v;
}

static void let_go(OrrVm *vm, OrrMemoryView *m) {
    if (m->base == ORR_NULL) return;
    if (!orr_is_bytes(m->base)) orr_as_bytearray(m->base)->exports--;
    orr_set_slot(vm, &m->base, ORR_NULL);
    orr_set_slot(vm, &m->inner, ORR_NULL);
}

static void destroy(OrrVm *vm, OrrObject *self) {
    let_go(vm, (OrrMemoryView *)self);
    orr_free_object(vm, self, sizeof(OrrMemoryView));
}

static bool check(OrrVm *vm, const OrrMemoryView *m) {
    if (m->base != ORR_NULL) return true;
    return orr_fail(vm, vm->exc.ValueError, "operation forbidden on released memoryview object");
}

/* Place i of the first dimension. */
static uint8_t *place(const OrrMemoryView *m, size_t i) {
    return (uint8_t *)(uintptr_t)orr_bytes_view_of(m->base).data + m->start + (int64_t)i * m->step;
}

static OrrValue view_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"object", NULL};
    static const OrrSignature signature = {"memoryview", names, 0, 1, 1, 1};
    OrrValue object = ORR_NULL;
    (void)cls;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &object)) return ORR_NULL;
    if (orr_is_bytes(object) || orr_is_bytearray(vm, object))
        return new_view(vm, object, orr_bytes_view_of(object).length, false);
    if (!orr_is_exact(vm, object, vm->types.memoryview))
        return orr_raise(vm, vm->exc.TypeError, "memoryview: a bytes-like object is required, not '%T'", object);
    const OrrMemoryView *m = as_view(object);
    return check(vm, m) ? copy_view(vm, m) : ORR_NULL;
}

static OrrValue repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, as_view(self)->base == ORR_NULL ? "<released memory at 0x%lx>" : "<memory at 0x%lx>",
                      orr_object_serial(vm, orr_object(self)));
}

static bool c_contiguous(const OrrMemoryView *m) {
    return m->step == (int64_t)m->row || (m->dimensions > 1 ? m->length < 2 : m->length == 1);
}

/* The bytes in order, as new bytes. */
OrrValue orr_memoryview_bytes(OrrVm *vm, const OrrMemoryView *m) {
    OrrBytes *bytes = orr_bytes_alloc(vm, m->length * m->row);
    for (size_t i = 0; bytes != NULL && i < m->length; i++) memcpy(bytes->data + i * m->row, place(m, i), m->row);
    return bytes == NULL ? ORR_NULL : orr_value(bytes);
}

/* Items. */

/* The size of a native format's item; 0: there is no such format. */
static uint8_t size_of_code(char code) {
    switch (code) {
    case 'c':
    case 'b':
    case 'B':
    case '?': return 1;
    case 'h':
    case 'H':
    case 'e': return 2;
    case 'i':
    case 'I':
    case 'f': return 4;
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'n':
    case 'N':
    case 'P':
    case 'd': return 8;
    default: return 0;
    }
}

static bool is_byte_code(char code) {
    return code == 'b' || code == 'B' || code == 'c';
}

static bool is_float_code(char code) {
    return code == 'e' || code == 'f' || code == 'd';
}

static uint64_t load(const uint8_t *at, size_t size) {
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) bits |= (uint64_t)at[i] << (8 * i);
    return bits;
}

static OrrValue unpack_float(OrrVm *vm, char code, uint64_t bits) {
    double d;
    float f;
    uint32_t narrow = (uint32_t)bits;
    if (code == 'e') return orr_float(vm, orr_half_to_double((uint16_t)bits));
    memcpy(&f, &narrow, sizeof f);
    memcpy(&d, &bits, sizeof d);
    return orr_float(vm, code == 'f' ? (double)f : d);
}

static OrrValue unpack(OrrVm *vm, const OrrMemoryView *m, const uint8_t *at) {
    uint64_t bits = load(at, m->size);
    switch (m->code) {
    case 'B': return orr_small_int((int64_t)bits);
    case 'c': return orr_bytes_new(vm, at, 1);
    case '?': return orr_bool(bits != 0);
    case 'b': return orr_small_int((int8_t)bits);
    case 'h': return orr_int(vm, (int16_t)bits);
    case 'i': return orr_int(vm, (int32_t)bits);
    case 'l':
    case 'q':
    case 'n': return orr_int(vm, (int64_t)bits);
    case 'e':
    case 'f':
    case 'd': return unpack_float(vm, m->code, bits);
    default: return orr_int_from_u64(vm, bits);
    }
}

static bool bad_type(OrrVm *vm, char code) {
    return orr_fail(vm, vm->exc.TypeError, "memoryview: invalid type for format '%c'", code);
}

static bool bad_value(OrrVm *vm, char code) {
    return orr_fail(vm, vm->exc.ValueError, "memoryview: invalid value for format '%c'", code);
}

static bool pack_int(OrrVm *vm, const OrrMemoryView *m, OrrValue v, uint8_t *out) {
    if (!orr_is_index(vm, v)) return bad_type(vm, m->code);
    OrrValue n = orr_index(vm, v);
    if (n == ORR_NULL) return false;
    bool is_signed = strchr("bhilqn", m->code) != NULL || (m->code == 'P' && orr_int_is_negative(n));
    bool good = orr_int_to_bytes(vm, n, out, m->size, true, is_signed);
    orr_release(vm, n);
    if (good || !orr_pending_is(vm, vm->exc.OverflowError)) return good;
    orr_exception_clear(vm);
    return bad_value(vm, m->code);
}

static bool pack_float(OrrVm *vm, const OrrMemoryView *m, OrrValue v, uint8_t *out) {
    double d;
    uint16_t half = 0;
    if (!orr_to_double(vm, v, &d)) {
        bool type = orr_pending_is(vm, vm->exc.TypeError);
        if (!type && !orr_pending_is(vm, vm->exc.OverflowError) && !orr_pending_is(vm, vm->exc.ValueError))
            return false;
        orr_exception_clear(vm);
        return type ? bad_type(vm, m->code) : bad_value(vm, m->code);
    }
    float f = (float)d;
    if (m->code == 'e' && !orr_half_from_double(d, &half)) return bad_value(vm, 'e');
    memcpy(out, m->code == 'e' ? (void *)&half : m->code == 'f' ? (void *)&f : (void *)&d, m->size);
    return true;
}

/* value as an item into out, which has room for 8 bytes. */
static bool pack(OrrVm *vm, const OrrMemoryView *m, OrrValue value, uint8_t *out) {
    if (m->code == 'c') {
        if (!orr_is_bytes(value)) return bad_type(vm, 'c');
        if (orr_as_bytes(value)->length != 1) return bad_value(vm, 'c');
        *out = orr_as_bytes(value)->data[0];
        return true;
    }
    if (m->code == '?') {
        int truth = orr_truth(vm, value);
        *out = truth > 0;
        return truth >= 0;
    }
    return is_float_code(m->code) ? pack_float(vm, m, value, out) : pack_int(vm, m, value, out);
}

static size_t inner_length(const OrrMemoryView *m, size_t dimension) {
    int64_t n = 0;
    (void)orr_int_to_i64(orr_as_tuple(m->inner)->items[dimension - 1], &n);
    return (size_t)n;
}

/* The items of a dimension from at on, where its places are step bytes apart and each has row bytes. */
static OrrValue list_items(OrrVm *vm, const OrrMemoryView *m, size_t dimension, const uint8_t *at, int64_t step,
                           size_t row) {
    if (m->dimensions == 0) return unpack(vm, m, at);
    size_t count = dimension == 0 ? m->length : inner_length(m, dimension);
    OrrList *list = orr_list_new(vm, count);
    for (size_t i = 0; list != NULL && i < count; i++) {
        const uint8_t *item = at + (int64_t)i * step;
        size_t inner = dimension + 1u < m->dimensions ? row / inner_length(m, dimension + 1) : row;
        OrrValue v = dimension + 1u < m->dimensions ? list_items(vm, m, dimension + 1, item, (int64_t)inner, inner)
                                                    : unpack(vm, m, item);
        if (v == ORR_NULL || !orr_list_append(vm, list, v)) {
            orr_xrelease(vm, v);
            orr_release_object(vm, list);
            return ORR_NULL;
        }
        orr_release(vm, v);
    }
    return list == NULL ? ORR_NULL : orr_value(list);
}

static OrrValue to_list(OrrVm *vm, const OrrMemoryView *m) {
    return list_items(vm, m, 0, m->length == 0 ? NULL : place(m, 0), m->step, m->row);
}

static bool hash(OrrVm *vm, OrrValue self, int64_t *out) {
    OrrMemoryView *m = as_view(self);
    if (m->hash == 0) {
        if (!check(vm, m)) return false;
        if (!orr_memoryview_is_read_only(m))
            return orr_fail(vm, vm->exc.ValueError, "cannot hash writable memoryview object");
        if (!is_byte_code(m->code))
            return orr_fail(vm, vm->exc.ValueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
        OrrValue bytes = orr_memoryview_bytes(vm, m);
        if (bytes == ORR_NULL) return false;
        m->hash = orr_hash_bytes(orr_as_bytes(bytes)->data, m->length * m->row);
        orr_release(vm, bytes);
    }
    *out = m->hash;
    return true;
}

static OrrValue compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    const OrrMemoryView *m = as_view(self);
    if (op != ORR_EQ && op != ORR_NE) return ORR_NOT_IMPLEMENTED;
    if (self == other || m->base == ORR_NULL) return orr_bool((self == other) == (op == ORR_EQ));
    OrrValue view = ORR_NULL;
    if (orr_is_exact(vm, other, vm->types.memoryview)) {
        if (as_view(other)->base == ORR_NULL) return orr_bool(op == ORR_NE);
        view = orr_retain(other);
    } else if (orr_is_bytes(other) || orr_is_bytearray(vm, other)) {
        view = new_view(vm, other, orr_bytes_view_of(other).length, true);
        if (view == ORR_NULL) return ORR_NULL;
    } else {
        return ORR_NOT_IMPLEMENTED;
    }
    const OrrMemoryView *n = as_view(view);
    bool plain = m->code == n->code && !is_float_code(m->code) && m->dimensions == 1 && n->dimensions == 1;
    OrrValue right = plain ? orr_memoryview_bytes(vm, n) : to_list(vm, n);
    OrrValue left = right == ORR_NULL ? right : plain ? orr_memoryview_bytes(vm, m) : to_list(vm, m);
    OrrValue result = left == ORR_NULL ? left : orr_compare(vm, left, right, op);
    orr_xrelease(vm, left);
    orr_xrelease(vm, right);
    orr_release(vm, view);
    return result;
}

static int64_t length(OrrVm *vm, OrrValue self) {
    if (!check(vm, as_view(self))) return -1;
    if (as_view(self)->dimensions > 0) return (int64_t)as_view(self)->length;
    orr_fail(vm, vm->exc.TypeError, "0-dim memory has no length");
    return -1;
}

static bool read_index(OrrVm *vm, const OrrMemoryView *m, OrrValue key, size_t dimension, size_t *index) {
    int64_t i;
    if (!orr_to_index(vm, key, vm->exc.IndexError, &i) || !check(vm, m)) return false;
    int64_t count = (int64_t)(dimension == 0 ? m->length : inner_length(m, dimension));
    if (i < 0) i += count;
    if (i < 0 || i >= count)
        return orr_fail(vm, vm->exc.IndexError, "index out of bounds on dimension %ld", (int64_t)dimension + 1);
    *index = (size_t)i;
    return true;
}

/* Whether a key is a tuple with an index for each dimension (slices: whether it is one of slices alone). */
static bool is_tuple_of(const OrrVm *vm, OrrValue key, bool slices) {
    if (!orr_is_tuple(key) || (slices && orr_as_tuple(key)->count == 0)) return false;
    for (size_t i = 0; i < orr_as_tuple(key)->count; i++) {
        OrrValue item = orr_as_tuple(key)->items[i];
        if (slices ? !orr_is_slice(vm, item) : !orr_is_index(vm, item)) return false;
    }
    return true;
}

/* Where the item of a tuple of indices is. */
static uint8_t *find_tuple(OrrVm *vm, const OrrMemoryView *m, OrrValue key) {
    const OrrTuple *t = orr_as_tuple(key);
    if (t->count < m->dimensions) {
        orr_fail(vm, vm->exc.NotImplementedError, "sub-views are not implemented");
        return NULL;
    }
    if (t->count > m->dimensions) {
        orr_fail(vm, vm->exc.TypeError, "cannot index %ld-dimension view with %ld-element tuple",
                 (int64_t)m->dimensions, (int64_t)t->count);
        return NULL;
    }
    size_t row = m->row, offset = 0, first = 0;
    for (size_t d = 0; d < t->count; d++) {
        size_t index;
        if (!read_index(vm, m, t->items[d], d, &index)) return NULL;
        if (d == 0) {
            first = index;
        } else {
            row /= inner_length(m, d);
            offset += index * row;
        }
    }
    return place(m, first) + offset;
}

/* Where the item of a key that isn't a slice is, for reading and writing. NULL: an exception. */
static uint8_t *find(OrrVm *vm, const OrrMemoryView *m, OrrValue key, const char *several) {
    size_t index;
    if (m->dimensions == 0) {
        if (orr_is_tuple(key) && orr_as_tuple(key)->count == 0) return place(m, 0);
        orr_fail(vm, vm->exc.TypeError, "invalid indexing of 0-dim memory");
        return NULL;
    }
    if (orr_is_index(vm, key)) {
        if (m->dimensions == 1) return read_index(vm, m, key, 0, &index) ? place(m, index) : NULL;
        orr_fail(vm, vm->exc.NotImplementedError, "%s", several);
        return NULL;
    }
    if (is_tuple_of(vm, key, false)) return find_tuple(vm, m, key);
    orr_fail(vm, vm->exc.TypeError, "memoryview: invalid slice key");
    return NULL;
}

static OrrValue slice(OrrVm *vm, const OrrMemoryView *m, OrrValue key) {
    int64_t start, stop, step;
    size_t count;
    if (!orr_slice_indices(vm, key, m->length, &start, &stop, &step, &count) || !check(vm, m)) return ORR_NULL;
    OrrValue v = copy_view(vm, m);
    if (v == ORR_NULL) return v;
    as_view(v)->start = m->start + (count == 0 ? 0 : start * m->step);
    as_view(v)->step = (int64_t)((uint64_t)m->step * (uint64_t)step); /* may be huge where it doesn't matter */
    as_view(v)->length = count;
    return v;
}

static OrrValue getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    const OrrMemoryView *m = as_view(self);
    if (!check(vm, m)) return ORR_NULL;
    if (m->dimensions == 0 && key == ORR_ELLIPSIS) return orr_retain(self);
    if (m->dimensions > 0 && orr_is_slice(vm, key)) return slice(vm, m, key);
    if (m->dimensions > 0 && is_tuple_of(vm, key, true))
        return orr_raise(vm, vm->exc.NotImplementedError, "multi-dimensional slicing is not implemented");
    const uint8_t *at = find(vm, m, key, "multi-dimensional sub-views are not implemented");
    return at == NULL ? ORR_NULL : unpack(vm, m, at);
}

/* self[key] = value for a slice: the bytes are copied aside first, as both may lie in one array. */
static bool set_slice(OrrVm *vm, const OrrMemoryView *m, OrrValue key, OrrValue value) {
    OrrByteView view;
    char code = 'B';
    size_t dimensions = 1;
    OrrValue source = ORR_NULL, target = ORR_NULL;
    if (orr_is_exact(vm, value, vm->types.memoryview)) {
        if (!check(vm, as_view(value))) return false;
        code = as_view(value)->code;
        dimensions = as_view(value)->dimensions;
        source = orr_memoryview_bytes(vm, as_view(value));
    } else if (orr_byte_view_or_fail(vm, value, &view)) {
        source = orr_bytes_new(vm, view.data, view.length);
    }
    if (source != ORR_NULL) target = slice(vm, m, key);
    bool good = target != ORR_NULL;
    if (good &&
        (code != m->code || dimensions != 1 || as_view(target)->length * m->row != orr_as_bytes(source)->length))
        good = orr_fail(vm, vm->exc.ValueError, "memoryview assignment: lvalue and rvalue have different structures");
    for (size_t i = 0; good && i < as_view(target)->length; i++)
        memcpy(place(as_view(target), i), orr_as_bytes(source)->data + i * m->row, m->row);
    orr_xrelease(vm, source);
    orr_xrelease(vm, target);
    return good;
}

static bool setitem(OrrVm *vm, OrrValue self, OrrValue key, OrrValue value) {
    const OrrMemoryView *m = as_view(self);
    uint8_t item[8];
    if (!check(vm, m)) return false;
    if (orr_memoryview_is_read_only(m)) return orr_fail(vm, vm->exc.TypeError, "cannot modify read-only memory");
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "cannot delete memory");
    if (m->dimensions > 0 && orr_is_slice(vm, key) && m->dimensions == 1) return set_slice(vm, m, key, value);
    if (m->dimensions > 0 && (orr_is_slice(vm, key) || is_tuple_of(vm, key, true)))
        return orr_fail(vm, vm->exc.NotImplementedError,
                        "memoryview slice assignments are currently restricted to ndim = 1");
    uint8_t *at =
        m->dimensions == 0 && key == ORR_ELLIPSIS ? place(m, 0) : find(vm, m, key, "sub-views are not implemented");
    if (at == NULL || !pack(vm, m, value, item) || !check(vm, m)) return false;
    memcpy(at, item, m->size);
    return true;
}

/* Methods and attributes. */

static ORR_BYTES_METHOD(method_tobytes) {
    (void)args, (void)nargs, (void)kwnames;
    return check(vm, as_view(self)) ? orr_memoryview_bytes(vm, as_view(self)) : ORR_NULL;
}

static ORR_BYTES_METHOD(method_tolist) {
    (void)args, (void)nargs, (void)kwnames;
    return check(vm, as_view(self)) ? to_list(vm, as_view(self)) : ORR_NULL;
}

static ORR_BYTES_METHOD(method_hex) {
    OrrValue bytes = method_tobytes(vm, self, NULL, 0, ORR_NULL);
    if (bytes == ORR_NULL) return ORR_NULL;
    OrrValue text = orr_bytes_method_hex(vm, bytes, args, nargs, kwnames);
    orr_release(vm, bytes);
    return text;
}

static ORR_BYTES_METHOD(method_toreadonly) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrMemoryView *m = as_view(self);
    OrrValue copy = check(vm, m) ? copy_view(vm, m) : ORR_NULL;
    if (copy != ORR_NULL) as_view(copy)->head.flags |= READ_ONLY;
    return copy;
}

/* Takes over the lengths in shape (a list or tuple), for items of m's size in count bytes. */
static bool set_shape(OrrVm *vm, OrrMemoryView *m, OrrValue shape, size_t count) {
    OrrValue t = orr_tuple_from_iterable(vm, shape);
    if (t == ORR_NULL) return false;
    const OrrTuple *lengths = orr_as_tuple(t);
    size_t total = 1;
    bool good = true;
    for (size_t i = 0; good && i < lengths->count; i++) {
        int64_t n = INT64_MAX;
        if (!orr_is_int(vm, lengths->items[i]))
            good = orr_fail(vm, vm->exc.TypeError, "memoryview.cast(): elements of shape must be integers");
        else if (!orr_int_to_i64(lengths->items[i], &n))
            good = orr_fail(vm, vm->exc.OverflowError, "Python int too large to convert to C ssize_t");
        else if (n <= 0)
            good = orr_fail(vm, vm->exc.ValueError, "memoryview.cast(): elements of shape must be integers > 0");
        else if ((size_t)n > INT64_MAX / m->size / total)
            good = orr_fail(vm, vm->exc.ValueError, "memoryview.cast(): product(shape) > SSIZE_MAX");
        else total *= (size_t)n;
        if (good && i == 0) m->length = (size_t)n;
    }
    if (good && total * m->size != count)
        good = orr_fail(vm, vm->exc.TypeError, "memoryview: product(shape) * itemsize != buffer size");
    if (good) {
        m->dimensions = (uint8_t)lengths->count;
        if (m->dimensions == 0) m->length = 1;
        m->row = count / m->length;
        m->step = (int64_t)m->row;
        if (lengths->count > 1) {
            m->inner = orr_tuple_new(vm, lengths->items + 1, lengths->count - 1);
            good = m->inner != ORR_NULL;
        }
    }
    orr_release(vm, t);
    return good;
}

static bool check_shape(OrrVm *vm, const OrrMemoryView *m, OrrValue shape) {
    bool is_list = orr_is_list(shape);
    if (!is_list && !orr_is_tuple(shape)) return orr_fail(vm, vm->exc.TypeError, "shape must be a list or a tuple");
    size_t count = is_list ? orr_as_list(shape)->count : orr_as_tuple(shape)->count;
    if (count > 64) return orr_fail(vm, vm->exc.ValueError, "memoryview: number of dimensions must not exceed 64");
    if (m->dimensions != 1 && count != 1)
        return orr_fail(vm, vm->exc.TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D");
    return true;
}

static OrrValue cast(OrrVm *vm, const OrrMemoryView *m, OrrValue format, OrrValue shape) {
    OrrValue encoding = orr_str_intern_cstring(vm, "ascii");
    OrrValue text = encoding == ORR_NULL ? ORR_NULL : orr_encode(vm, format, encoding, ORR_NULL);
    orr_xrelease(vm, encoding);
    if (text == ORR_NULL) return ORR_NULL;
    const OrrBytes *b = orr_as_bytes(text);
    bool at = b->length == 2 && b->data[0] == '@';
    char code = b->length == 1 || at ? (char)b->data[at] : 0;
    orr_release(vm, text);
    uint8_t size = size_of_code(code);
    if (size == 0)
        return orr_raise(vm, vm->exc.ValueError,
                         "memoryview: destination format must be a native single character format prefixed with an "
                         "optional '@'");
    if (!is_byte_code(m->code) && !is_byte_code(code))
        return orr_raise(vm, vm->exc.TypeError, "memoryview: cannot cast between two non-byte formats");
    size_t count = m->length * m->row;
    if (count % size != 0) return orr_raise(vm, vm->exc.TypeError, "memoryview: length is not a multiple of itemsize");
    OrrValue v = new_view(vm, m->base, count / size, orr_memoryview_is_read_only(m));
    if (v == ORR_NULL) return v;
    OrrMemoryView *to = as_view(v);
    to->start = m->start;
    to->row = to->size = size;
    to->step = size;
    to->code = code;
    to->at = at;
    if (shape == ORR_NULL || set_shape(vm, to, shape, count)) return v;
    orr_release(vm, v);
    return ORR_NULL;
}

static ORR_BYTES_METHOD(method_cast) {
    static const char *const names[] = {"format", "shape", NULL};
    static const OrrSignature signature = {"cast", names, 0, 2, 1, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    const OrrMemoryView *m = as_view(self);
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!orr_is_str(bound[0]))
        return orr_raise(vm, vm->exc.TypeError, "cast() argument 'format' must be str, not %T", bound[0]);
    if (!check(vm, m)) return ORR_NULL;
    if (!c_contiguous(m))
        return orr_raise(vm, vm->exc.TypeError, "memoryview: casts are restricted to C-contiguous views");
    if ((bound[1] != ORR_NULL || m->dimensions != 1) && m->length == 0)
        return orr_raise(vm, vm->exc.TypeError, "memoryview: cannot cast view with zeros in shape or strides");
    if (bound[1] != ORR_NULL && !check_shape(vm, m, bound[1])) return ORR_NULL;
    return cast(vm, m, bound[0], bound[1]);
}

static ORR_BYTES_METHOD(method_release) {
    (void)args, (void)nargs, (void)kwnames;
    let_go(vm, as_view(self));
    return ORR_NONE;
}

static ORR_BYTES_METHOD(method_enter) {
    (void)args, (void)nargs, (void)kwnames;
    return check(vm, as_view(self)) ? orr_retain(self) : ORR_NULL;
}

static OrrValue get_obj(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_retain(as_view(self)->base) : ORR_NULL;
}
static OrrValue get_nbytes(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_int(vm, (int64_t)(as_view(self)->length * as_view(self)->row)) : ORR_NULL;
}
static OrrValue get_readonly(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_bool(orr_memoryview_is_read_only(as_view(self))) : ORR_NULL;
}
static OrrValue get_format(OrrVm *vm, OrrValue self) {
    const OrrMemoryView *m = as_view(self);
    return check(vm, m) ? orr_format(vm, m->at ? "@%c" : "%c", m->code) : ORR_NULL;
}
static OrrValue get_itemsize(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_small_int(as_view(self)->size) : ORR_NULL;
}
static OrrValue get_ndim(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_small_int(as_view(self)->dimensions) : ORR_NULL;
}
/* One number for each dimension: its length, or how far its places are apart. */
static OrrValue describe(OrrVm *vm, const OrrMemoryView *m, bool strides) {
    OrrTuple *t = check(vm, m) ? orr_tuple_alloc(vm, m->dimensions) : NULL;
    size_t row = m->row;
    for (size_t d = 0; t != NULL && d < m->dimensions; d++) {
        if (d > 0) row /= inner_length(m, d);
        int64_t length = (int64_t)(d == 0 ? m->length : inner_length(m, d));
        OrrValue n = orr_int(vm, !strides ? length : d == 0 ? m->step : (int64_t)row);
        if (n == ORR_NULL) {
            orr_release_object(vm, t);
            return ORR_NULL;
        }
        t->items[d] = n;
    }
    return t == NULL ? ORR_NULL : orr_value(t);
}
static OrrValue get_shape(OrrVm *vm, OrrValue self) {
    return describe(vm, as_view(self), false);
}
static OrrValue get_strides(OrrVm *vm, OrrValue self) {
    return describe(vm, as_view(self), true);
}
static OrrValue get_suboffsets(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_retain(vm->empty_tuple) : ORR_NULL;
}
/* Only one dimension may have more than one place, or the order would matter. */
static bool f_contiguous(const OrrMemoryView *m) {
    if (m->dimensions < 2) return c_contiguous(m);
    if (m->length == 0) return true;
    size_t apart = m->size, row = m->row;
    for (size_t d = 0; d < m->dimensions; d++) {
        size_t length = d == 0 ? m->length : inner_length(m, d);
        if (d > 0) row /= length;
        if (length > 1 && (d == 0 ? m->step : (int64_t)row) != (int64_t)apart) return false;
        apart *= length;
    }
    return true;
}
static OrrValue get_c_contiguous(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_bool(c_contiguous(as_view(self))) : ORR_NULL;
}
static OrrValue get_f_contiguous(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_bool(f_contiguous(as_view(self))) : ORR_NULL;
}
static OrrValue get_contiguous(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_bool(c_contiguous(as_view(self)) || f_contiguous(as_view(self))) : ORR_NULL;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_KEYWORDS("tobytes", method_tobytes),
    ORR_DEF_NONE("tolist", method_tolist),
    ORR_DEF_KEYWORDS("hex", method_hex),
    ORR_DEF_NONE("toreadonly", method_toreadonly),
    ORR_DEF_KEYWORDS("cast", method_cast),
    ORR_DEF_NONE("release", method_release),
    ORR_DEF_NONE("__enter__", method_enter),
    ORR_DEF_RANGE("__exit__", method_release, 0, 3),
    ORR_DEF_END,
};

static const OrrGetSetDef getsets[] = {
    {"obj", get_obj, NULL},
    {"nbytes", get_nbytes, NULL},
    {"readonly", get_readonly, NULL},
    {"itemsize", get_itemsize, NULL},
    {"format", get_format, NULL},
    {"ndim", get_ndim, NULL},
    {"shape", get_shape, NULL},
    {"strides", get_strides, NULL},
    {"suboffsets", get_suboffsets, NULL},
    {"contiguous", get_contiguous, NULL},
    {"c_contiguous", get_c_contiguous, NULL},
    {"f_contiguous", get_f_contiguous, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_memoryview_spec = {
    .name = "memoryview",
    .size = sizeof(OrrMemoryView),
    .flags = ORR_TYPE_SEQUENCE,
    .slots = {.destroy = destroy,
              .new_object = view_new,
              .repr = repr,
              .hash = hash,
              .compare = compare,
              .length = length,
              .getitem = getitem,
              .setitem = setitem},
    .methods = methods,
    .getsets = getsets,
};
