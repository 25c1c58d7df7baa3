/* memoryview: a window on bytes or a bytearray, one dimension of unsigned bytes (format 'B'). */
#include "sim/vm/bytes_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/tuple.h"

/* Bit in head.flags: a read-only view of something that could be written. */
#define READ_ONLY ((uint32_t)ORR_OBJECT_TYPE_BIT)

static OrrMemoryView *as_view(OrrValue v) {
    return (OrrMemoryView *)(uintptr_t)v;
}

static OrrValue new_view(OrrVm *vm, OrrValue base, int64_t start, int64_t step, size_t length, bool read_only) {
    OrrMemoryView *m = orr_new_object(vm, vm->types.memoryview, sizeof *m);
    if (m == NULL) return ORR_NULL;
    m->base = orr_retain(base);
    m->start = start;
    m->step = step;
    m->length = length;
    m->hash = 0;
    if (read_only) m->head.flags |= READ_ONLY;
    if (!orr_is_bytes(base)) orr_as_bytearray(base)->exports++;
    return orr_value(m);
}

static void let_go(OrrVm *vm, OrrMemoryView *m) {
    if (m->base == ORR_NULL) return;
    if (!orr_is_bytes(m->base)) orr_as_bytearray(m->base)->exports--;
    orr_set_slot(vm, &m->base, ORR_NULL);
}

static void destroy(OrrVm *vm, OrrObject *self) {
    let_go(vm, (OrrMemoryView *)self);
    orr_free_object(vm, self, sizeof(OrrMemoryView));
}

static bool check(OrrVm *vm, const OrrMemoryView *m) {
    if (m->base != ORR_NULL) return true;
    return orr_fail(vm, vm->exc.ValueError, "operation forbidden on released memoryview object");
}

static bool read_only(const OrrMemoryView *m) {
    return orr_is_bytes(m->base) || (m->head.flags & READ_ONLY);
}

static uint8_t *byte_at(const OrrMemoryView *m, size_t i) {
    return (uint8_t *)(uintptr_t)orr_bytes_view_of(m->base).data + m->start + (int64_t)i * m->step;
}

static OrrValue view_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"object", NULL};
    static const OrrSignature signature = {"memoryview", names, 0, 1, 1, 1};
    OrrValue object = ORR_NULL;
    (void)cls;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &object)) return ORR_NULL;
    if (orr_is_bytes(object) || orr_is_bytearray(vm, object))
        return new_view(vm, object, 0, 1, orr_bytes_view_of(object).length, false);
    if (!orr_is_exact(vm, object, vm->types.memoryview))
        return orr_raise(vm, vm->exc.TypeError, "memoryview: a bytes-like object is required, not '%T'", object);
    const OrrMemoryView *m = as_view(object);
    return check(vm, m) ? new_view(vm, m->base, m->start, m->step, m->length, read_only(m)) : ORR_NULL;
}

static OrrValue repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, as_view(self)->base == ORR_NULL ? "<released memory at 0x%lx>" : "<memory at 0x%lx>",
                      orr_object_serial(vm, orr_object(self)));
}

/* The bytes in order, as new bytes. */
static OrrValue to_bytes(OrrVm *vm, const OrrMemoryView *m) {
    OrrBytes *bytes = orr_bytes_alloc(vm, m->length);
    for (size_t i = 0; bytes != NULL && i < m->length; i++) bytes->data[i] = *byte_at(m, i);
    return bytes == NULL ? ORR_NULL : orr_value(bytes);
}

static bool hash(OrrVm *vm, OrrValue self, int64_t *out) {
    OrrMemoryView *m = as_view(self);
    if (m->hash == 0) {
        if (!check(vm, m)) return false;
        if (!read_only(m)) return orr_fail(vm, vm->exc.ValueError, "cannot hash writable memoryview object");
        OrrValue bytes = to_bytes(vm, m);
        if (bytes == ORR_NULL) return false;
        m->hash = orr_hash_bytes(orr_as_bytes(bytes)->data, m->length);
        orr_release(vm, bytes);
    }
    *out = m->hash;
    return true;
}

static OrrValue compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    const OrrMemoryView *m = as_view(self);
    if (op != ORR_EQ && op != ORR_NE) return ORR_NOT_IMPLEMENTED;
    if (self == other || m->base == ORR_NULL) return orr_bool((self == other) == (op == ORR_EQ));
    OrrValue right = orr_is_exact(vm, other, vm->types.memoryview) && as_view(other)->base != ORR_NULL
                         ? to_bytes(vm, as_view(other))
                         : orr_retain(other);
    OrrValue left = right == ORR_NULL ? right : to_bytes(vm, m);
    OrrValue result = left == ORR_NULL ? left : orr_bytes_compare(vm, left, right, op);
    orr_xrelease(vm, left);
    orr_xrelease(vm, right);
    return result;
}

static int64_t length(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? (int64_t)as_view(self)->length : -1;
}

static bool read_index(OrrVm *vm, const OrrMemoryView *m, OrrValue key, size_t *index) {
    int64_t i;
    if (!orr_is_index(vm, key)) return orr_fail(vm, vm->exc.TypeError, "memoryview: invalid slice key");
    if (!orr_to_index(vm, key, vm->exc.IndexError, &i) || !check(vm, m)) return false;
    if (i < 0) i += (int64_t)m->length;
    if (i < 0 || i >= (int64_t)m->length)
        return orr_fail(vm, vm->exc.IndexError, "index out of bounds on dimension 1");
    *index = (size_t)i;
    return true;
}

static OrrValue slice(OrrVm *vm, const OrrMemoryView *m, OrrValue key) {
    int64_t start, stop, step;
    size_t count;
    if (!orr_slice_indices(vm, key, m->length, &start, &stop, &step, &count) || !check(vm, m)) return ORR_NULL;
    if (count == 0) start = 0;
    if (count <= 1) step = 1; /* there is none, and it may be huge */
    return new_view(vm, m->base, m->start + start * m->step, m->step * step, count, read_only(m));
}

static OrrValue getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    const OrrMemoryView *m = as_view(self);
    size_t index;
    if (!check(vm, m)) return ORR_NULL;
    if (orr_is_slice(vm, key)) return slice(vm, m, key);
    return read_index(vm, m, key, &index) ? orr_small_int(*byte_at(m, index)) : ORR_NULL;
}

/* self[key] = value for a slice: the bytes are copied aside first, as both may lie in one array. */
static bool set_slice(OrrVm *vm, const OrrMemoryView *m, OrrValue key, OrrValue value) {
    OrrByteView view;
    OrrValue source = ORR_NULL, target = ORR_NULL;
    if (orr_is_exact(vm, value, vm->types.memoryview) && check(vm, as_view(value))) source = to_bytes(vm, as_view(value));
    else if (orr_byte_view_or_fail(vm, value, &view)) source = orr_bytes_new(vm, view.data, view.length);
    if (source != ORR_NULL) target = slice(vm, m, key);
    bool good = target != ORR_NULL;
    if (good && as_view(target)->length != orr_as_bytes(source)->length)
        good = orr_fail(vm, vm->exc.ValueError,
                        "memoryview assignment: lvalue and rvalue have different structures");
    for (size_t i = 0; good && i < as_view(target)->length; i++)
        *byte_at(as_view(target), i) = orr_as_bytes(source)->data[i];
    orr_xrelease(vm, source);
    orr_xrelease(vm, target);
    return good;
}

static bool setitem(OrrVm *vm, OrrValue self, OrrValue key, OrrValue value) {
    const OrrMemoryView *m = as_view(self);
    size_t index;
    int64_t byte;
    if (!check(vm, m)) return false;
    if (read_only(m)) return orr_fail(vm, vm->exc.TypeError, "cannot modify read-only memory");
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "cannot delete memory");
    if (orr_is_slice(vm, key)) return set_slice(vm, m, key, value);
    if (!read_index(vm, m, key, &index)) return false;
    if (!orr_is_index(vm, value)) return orr_fail(vm, vm->exc.TypeError, "memoryview: invalid type for format 'B'");
    if (!orr_to_index(vm, value, NULL, &byte) || !check(vm, m)) return false;
    if (byte < 0 || byte > 255)
        return orr_fail(vm, vm->exc.ValueError, "memoryview: invalid value for format 'B'");
    *byte_at(m, index) = (uint8_t)byte;
    return true;
}

/* Methods and attributes. */

static ORR_BYTES_METHOD(method_tobytes) {
    (void)args, (void)nargs, (void)kwnames;
    return check(vm, as_view(self)) ? to_bytes(vm, as_view(self)) : ORR_NULL;
}

static ORR_BYTES_METHOD(method_tolist) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrMemoryView *m = as_view(self);
    OrrList *list = check(vm, m) ? orr_list_new(vm, m->length) : NULL;
    for (size_t i = 0; list != NULL && i < m->length; i++) {
        if (orr_list_append(vm, list, orr_small_int(*byte_at(m, i)))) continue;
        orr_release_object(vm, list);
        return ORR_NULL;
    }
    return list == NULL ? ORR_NULL : orr_value(list);
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
    return check(vm, m) ? new_view(vm, m->base, m->start, m->step, m->length, true) : ORR_NULL;
}

static ORR_BYTES_METHOD(method_cast) {
    (void)kwnames;
    const OrrMemoryView *m = as_view(self);
    if (!check(vm, m)) return ORR_NULL;
    bool same = nargs == 1 && orr_is_str(args[0]) &&
                (orr_str_equals_cstring(orr_as_str(args[0]), "B") || orr_str_equals_cstring(orr_as_str(args[0]), "@B"));
    if (!same) return orr_raise(vm, vm->exc.NotImplementedError, "memoryview: only format 'B' is supported");
    return new_view(vm, m->base, m->start, m->step, m->length, read_only(m));
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
    return check(vm, as_view(self)) ? orr_int(vm, (int64_t)as_view(self)->length) : ORR_NULL;
}
static OrrValue get_readonly(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_bool(read_only(as_view(self))) : ORR_NULL;
}
static OrrValue get_format(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_str_from_cstring(vm, "B") : ORR_NULL;
}
static OrrValue get_one(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_small_int(1) : ORR_NULL;
}
static OrrValue get_shape(OrrVm *vm, OrrValue self) {
    OrrValue n = get_nbytes(vm, self);
    return n == ORR_NULL ? n : orr_tuple_steal(vm, &n, 1);
}
static OrrValue get_strides(OrrVm *vm, OrrValue self) {
    OrrValue n = check(vm, as_view(self)) ? orr_int(vm, as_view(self)->step) : ORR_NULL;
    return n == ORR_NULL ? n : orr_tuple_steal(vm, &n, 1);
}
static OrrValue get_suboffsets(OrrVm *vm, OrrValue self) {
    return check(vm, as_view(self)) ? orr_retain(vm->empty_tuple) : ORR_NULL;
}
static OrrValue get_contiguous(OrrVm *vm, OrrValue self) {
    const OrrMemoryView *m = as_view(self);
    return check(vm, m) ? orr_bool(m->step == 1 || m->length < 2) : ORR_NULL;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_KEYWORDS("tobytes", method_tobytes),
    ORR_DEF_NONE("tolist", method_tolist),
    ORR_DEF_KEYWORDS("hex", method_hex),
    ORR_DEF_NONE("toreadonly", method_toreadonly),
    ORR_DEF_RANGE("cast", method_cast, 1, 2),
    ORR_DEF_NONE("release", method_release),
    ORR_DEF_NONE("__enter__", method_enter),
    ORR_DEF_RANGE("__exit__", method_release, 0, 3),
    ORR_DEF_END,
};

static const OrrGetSetDef getsets[] = {
    {"obj", get_obj, NULL},
    {"nbytes", get_nbytes, NULL},
    {"readonly", get_readonly, NULL},
    {"itemsize", get_one, NULL},
    {"format", get_format, NULL},
    {"ndim", get_one, NULL},
    {"shape", get_shape, NULL},
    {"strides", get_strides, NULL},
    {"suboffsets", get_suboffsets, NULL},
    {"contiguous", get_contiguous, NULL},
    {"c_contiguous", get_contiguous, NULL},
    {"f_contiguous", get_contiguous, NULL},
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
