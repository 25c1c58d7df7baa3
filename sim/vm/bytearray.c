/* The type bytearray: what it has beyond bytes, all of it mutation. */
#include "sim/vm/bytes_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/tuple.h"

/* Life and size. */

static void drop_data(OrrVm *vm, OrrByteArray *b) {
    orr_buffer_free(vm, b->data, b->capacity);
    b->data = NULL;
    b->length = b->capacity = 0;
}

static void destroy(OrrVm *vm, OrrObject *self) {
    drop_data(vm, (OrrByteArray *)self);
    orr_free_object(vm, self, self->type->instance_size);
}

static OrrValue array_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrByteArray *b = orr_new_object(vm, cls, cls->instance_size);
    if (b == NULL) return ORR_NULL;
    memset((uint8_t *)b + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    return orr_value(b);
}

/* Makes the length so; new bytes at the end are not filled. */
static bool resize(OrrVm *vm, OrrByteArray *b, size_t length) {
    if (length == b->length) return true;
    if (b->exports > 0)
        return orr_fail(vm, vm->exc.BufferError, "Existing exports of data: object cannot be re-sized");
    if (length > ORR_STR_LENGTH_MAX) {
        orr_raise_memory(vm);
        return false;
    }
    if (length > b->capacity) {
        size_t capacity = length + length / 8 + 8;
        uint8_t *data = b->data == NULL ? orr_buffer_new(vm, capacity)
                                        : orr_buffer_resize(vm, b->data, b->capacity, capacity);
        if (data == NULL) return false;
        b->data = data;
        b->capacity = capacity;
    }
    b->length = length;
    return true;
}

/* Replaces count bytes at start by others, which are not in this array. */
static bool splice(OrrVm *vm, OrrByteArray *b, size_t start, size_t count, const uint8_t *data, size_t length) {
    size_t old = b->length, tail = old - start - count;
    if (length > count && !resize(vm, b, old - count + length)) return false;
    if (length < count && b->exports > 0) return resize(vm, b, old - count + length);
    if (tail > 0) memmove(b->data + start + length, b->data + start + count, tail);
    if (length > 0) memcpy(b->data + start, data, length);
    b->length = start + length + tail;
    return true;
}

static bool init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrByteArray *b = orr_as_bytearray(self);
    if (!resize(vm, b, 0)) return false;
    OrrValue bytes = orr_bytes_from_source(vm, args, nargs, kwnames, true);
    if (bytes == ORR_NULL) return false;
    bool good = splice(vm, b, 0, b->length, orr_as_bytes(bytes)->data, orr_as_bytes(bytes)->length);
    orr_release(vm, bytes);
    return good;
}

/* Slots. */

static OrrValue repr(OrrVm *vm, OrrValue self) {
    OrrByteView view = orr_bytes_view_of(self);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool good = orr_builder_add_str(&b, orr_type_of(vm, self)->name) && orr_builder_add_char(&b, '(') &&
                orr_builder_add_bytes_repr(&b, view.data, view.length, true) && orr_builder_add_char(&b, ')');
    if (good) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static int64_t length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return (int64_t)orr_as_bytearray(self)->length;
}

/* What is assigned to a slice, as new bytes. */
static OrrValue slice_source(OrrVm *vm, OrrValue value) {
    OrrByteView view;
    const OrrType *type = orr_type_of(vm, value);
    if (orr_byte_view(vm, value, &view)) return orr_bytes_new(vm, view.data, view.length);
    if (orr_is_str(value) || orr_is_int(vm, value) || (type->slots.iter == NULL && type->slots.getitem == NULL))
        return orr_raise(vm, vm->exc.TypeError,
                         "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    return orr_bytes_from_iterable(vm, value, true);
}

static bool delete_stepped(OrrVm *vm, OrrByteArray *b, int64_t start, int64_t step, size_t count) {
    if (count == 0) return true;
    if (b->exports > 0) return resize(vm, b, b->length - count);
    if (step < 0) {
        start += step * (int64_t)(count - 1);
        step = -step;
    }
    size_t to = (size_t)start;
    for (size_t i = (size_t)start, gone = 0; i < b->length; i++) {
        bool hit = gone < count && (int64_t)i == start + (int64_t)gone * step;
        if (hit) gone++;
        else b->data[to++] = b->data[i];
    }
    b->length = to;
    return true;
}

static bool assign_stepped(OrrVm *vm, OrrByteArray *b, int64_t start, int64_t step, size_t count,
                           const OrrBytes *source) {
    if (source->length != count)
        return orr_fail(vm, vm->exc.ValueError,
                        "attempt to assign bytes of size %zu to extended slice of size %zu", source->length, count);
    for (size_t i = 0; i < count; i++) b->data[start + (int64_t)i * step] = source->data[i];
    return true;
}

static bool set_slice(OrrVm *vm, OrrByteArray *b, OrrValue key, OrrValue value) {
    int64_t start, stop, step;
    OrrValue source = value == ORR_NULL ? orr_bytes_new(vm, NULL, 0) : slice_source(vm, value);
    if (source == ORR_NULL) return false;
    bool good = orr_slice_unpack(vm, key, &start, &stop, &step);
    size_t count = good ? orr_slice_adjust(b->length, &start, &stop, step) : 0;
    const OrrBytes *bytes = orr_as_bytes(source);
    if (good && step == 1) good = splice(vm, b, (size_t)start, count, bytes->data, bytes->length);
    else if (good && value == ORR_NULL) good = delete_stepped(vm, b, start, step, count);
    else if (good) good = assign_stepped(vm, b, start, step, count, bytes);
    orr_release(vm, source);
    return good;
}

static bool setitem(OrrVm *vm, OrrValue self, OrrValue key, OrrValue value) {
    OrrByteArray *b = orr_as_bytearray(self);
    int64_t index;
    uint8_t byte = 0;
    if (orr_is_slice(vm, key)) return set_slice(vm, b, key, value);
    if (!orr_is_index(vm, key))
        return orr_fail(vm, vm->exc.TypeError, "bytearray indices must be integers or slices, not %T", key);
    if (!orr_to_index(vm, key, vm->exc.IndexError, &index)) return false;
    if (index < 0) index += (int64_t)b->length;
    if (index < 0 || index >= (int64_t)b->length)
        return orr_fail(vm, vm->exc.IndexError, "bytearray index out of range");
    if (value == ORR_NULL) return splice(vm, b, (size_t)index, 1, NULL, 0);
    if (!orr_read_byte(vm, value, &byte)) return false;
    if (index >= (int64_t)b->length) return orr_fail(vm, vm->exc.IndexError, "bytearray index out of range");
    b->data[index] = byte;
    return true;
}

static OrrValue inplace_add(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrByteArray *b = orr_as_bytearray(left);
    OrrByteView view;
    if (!orr_byte_view(vm, right, &view))
        return orr_raise(vm, vm->exc.TypeError, "can't concat %T to %T", right, left);
    size_t old = b->length, more = view.length;
    bool itself = view.data == b->data;
    if (!resize(vm, b, old + more)) return ORR_NULL;
    if (more > 0) memmove(b->data + old, itself ? b->data : view.data, more);
    return orr_retain(left);
}

static OrrValue inplace_repeat(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrByteArray *b = orr_as_bytearray(left);
    if (!orr_is_index(vm, right)) return ORR_NOT_IMPLEMENTED;
    OrrValue product = orr_bytes_repeat(vm, left, right);
    if (product == ORR_NULL) return ORR_NULL;
    OrrByteView view = orr_bytes_view_of(product);
    bool good = splice(vm, b, 0, b->length, view.data, view.length);
    orr_release(vm, product);
    return good ? orr_retain(left) : ORR_NULL;
}

/* Methods. */

static ORR_BYTES_METHOD(append) {
    (void)nargs, (void)kwnames;
    OrrByteArray *b = orr_as_bytearray(self);
    uint8_t byte;
    if (!orr_read_byte(vm, args[0], &byte) || !resize(vm, b, b->length + 1)) return ORR_NULL;
    b->data[b->length - 1] = byte;
    return ORR_NONE;
}

static ORR_BYTES_METHOD(extend) {
    (void)nargs, (void)kwnames;
    OrrByteView view;
    if (!orr_byte_view(vm, args[0], &view)) {
        const OrrType *type = orr_type_of(vm, args[0]);
        if (type->slots.iter == NULL && type->slots.getitem == NULL)
            return orr_raise(vm, vm->exc.TypeError, "can't extend bytearray with %T", args[0]);
        if (orr_is_str(args[0]) && orr_as_str(args[0])->length > 0)
            return orr_raise(vm, vm->exc.TypeError, "expected iterable of integers; got: 'str'");
        OrrValue bytes = orr_bytes_from_iterable(vm, args[0], true);
        OrrValue sum = bytes == ORR_NULL ? bytes : inplace_add(vm, self, bytes);
        orr_xrelease(vm, bytes);
        orr_xrelease(vm, sum);
        return sum == ORR_NULL ? ORR_NULL : ORR_NONE;
    }
    OrrValue sum = inplace_add(vm, self, args[0]);
    orr_xrelease(vm, sum);
    return sum == ORR_NULL ? ORR_NULL : ORR_NONE;
}

static ORR_BYTES_METHOD(insert) {
    (void)nargs, (void)kwnames;
    OrrByteArray *b = orr_as_bytearray(self);
    int64_t index;
    uint8_t byte;
    if (!orr_to_index(vm, args[0], vm->exc.OverflowError, &index) || !orr_read_byte(vm, args[1], &byte))
        return ORR_NULL;
    int64_t count = (int64_t)b->length;
    if (index < 0) index = index + count < 0 ? 0 : index + count;
    if (index > count) index = count;
    return splice(vm, b, (size_t)index, 0, &byte, 1) ? ORR_NONE : ORR_NULL;
}

static ORR_BYTES_METHOD(pop) {
    (void)kwnames;
    OrrByteArray *b = orr_as_bytearray(self);
    int64_t index = -1;
    if (nargs > 0 && !orr_to_index(vm, args[0], vm->exc.OverflowError, &index)) return ORR_NULL;
    if (b->length == 0) return orr_raise(vm, vm->exc.IndexError, "pop from empty bytearray");
    if (index < 0) index += (int64_t)b->length;
    if (index < 0 || index >= (int64_t)b->length)
        return orr_raise(vm, vm->exc.IndexError, "pop index out of range");
    uint8_t byte = b->data[index];
    return splice(vm, b, (size_t)index, 1, NULL, 0) ? orr_small_int(byte) : ORR_NULL;
}

static ORR_BYTES_METHOD(remove_value) {
    (void)nargs, (void)kwnames;
    OrrByteArray *b = orr_as_bytearray(self);
    uint8_t byte;
    if (!orr_read_byte(vm, args[0], &byte)) return ORR_NULL;
    uint8_t *found = b->length == 0 ? NULL : memchr(b->data, byte, b->length);
    if (found == NULL) return orr_raise(vm, vm->exc.ValueError, "value not found in bytearray");
    return splice(vm, b, (size_t)(found - b->data), 1, NULL, 0) ? ORR_NONE : ORR_NULL;
}

static ORR_BYTES_METHOD(reverse) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    OrrByteArray *b = orr_as_bytearray(self);
    for (size_t i = 0, j = b->length; i + 1 < j; i++) {
        uint8_t byte = b->data[i];
        b->data[i] = b->data[--j];
        b->data[j] = byte;
    }
    return ORR_NONE;
}

static ORR_BYTES_METHOD(clear) {
    (void)args, (void)nargs, (void)kwnames;
    return resize(vm, orr_as_bytearray(self), 0) ? ORR_NONE : ORR_NULL;
}

static ORR_BYTES_METHOD(copy) {
    (void)args, (void)nargs, (void)kwnames;
    OrrByteView view = orr_bytes_view_of(self);
    return orr_bytearray_new(vm, view.data, view.length);
}

static ORR_BYTES_METHOD(reduce) {
    (void)args, (void)nargs, (void)kwnames;
    OrrByteView view = orr_bytes_view_of(self);
    OrrValue bytes = orr_bytes_new(vm, view.data, view.length);
    OrrValue arguments = bytes == ORR_NULL ? bytes : orr_tuple_steal(vm, &bytes, 1);
    if (arguments == ORR_NULL) return ORR_NULL;
    OrrValue pair = orr_tuple_pair(vm, orr_value(orr_type_of(vm, self)), arguments);
    orr_release(vm, arguments);
    return pair;
}

static const OrrMethodDef methods[] = {
    ORR_BYTES_METHODS(ORR_BYTES_ENTRY)
    ORR_DEF_ONE("append", append),
    ORR_DEF_ONE("extend", extend),
    ORR_DEF_RANGE("insert", insert, 2, 2),
    ORR_DEF_RANGE("pop", pop, 0, 1),
    ORR_DEF_ONE("remove", remove_value),
    ORR_DEF_NONE("reverse", reverse),
    ORR_DEF_NONE("clear", clear),
    ORR_DEF_NONE("copy", copy),
    ORR_DEF_NONE("__reduce__", reduce),
    {"fromhex", orr_bytes_method_fromhex, ORR_ARITY_ONE, 1, 1, ORR_METHOD_CLASS, NULL},
    {"maketrans", orr_bytes_method_maketrans, ORR_ARITY_RANGE, 2, 2, ORR_METHOD_STATIC, NULL},
    ORR_DEF_END,
};

const OrrTypeSpec orr_bytearray_spec = {
    .name = "bytearray",
    .size = sizeof(OrrByteArray),
    .flags = ORR_TYPE_BASE | ORR_TYPE_MATCH_SELF,
    .slots = {.destroy = destroy,
              .new_object = array_new,
              .init = init,
              .repr = repr,
              .str = repr,
              .compare = orr_bytes_compare,
              .iter = orr_bytearray_iter,
              .length = length,
              .getitem = orr_bytes_getitem,
              .setitem = setitem,
              .contains = orr_bytes_contains,
              .binary = {[ORR_ADD] = orr_bytes_add, [ORR_MUL] = orr_bytes_repeat, [ORR_MOD] = orr_bytes_percent},
              .inplace = {[ORR_ADD] = inplace_add, [ORR_MUL] = inplace_repeat}},
    .methods = methods,
};
