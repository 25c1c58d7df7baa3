/* The type bytes, and the iterators over bytes, bytearray and memoryview. */
#include "sim/vm/bytes_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"
#include "sim/vm/tuple.h"

static size_t fixed_size(size_t length) {
    return (offsetof(OrrBytes, data) + length + 1 + 7) & ~(size_t)7;
}

static void destroy(OrrVm *vm, OrrObject *self) {
    const OrrBytes *b = (OrrBytes *)self;
    size_t size = self->type == vm->types.bytes ? offsetof(OrrBytes, data) + b->length + 1
                                                : fixed_size(b->length) + self->type->instance_size - sizeof(OrrBytes);
    orr_free_object(vm, self, size);
}

/* An instance of a subclass with these bytes (stolen; may be ORR_NULL). */
static OrrValue to_subclass(OrrVm *vm, OrrType *cls, OrrValue bytes) {
    if (bytes == ORR_NULL || cls == vm->types.bytes) return bytes;
    OrrBytes *from = orr_as_bytes(bytes);
    size_t size = fixed_size(from->length) + cls->instance_size - sizeof(OrrBytes);
    OrrBytes *b = orr_new_object(vm, cls, size);
    if (b != NULL) {
        memset((uint8_t *)b + sizeof(OrrObject), 0, size - sizeof(OrrObject));
        b->length = from->length;
        memcpy(b->data, from->data, from->length);
    }
    orr_release(vm, bytes);
    return b == NULL ? ORR_NULL : orr_value(b);
}

static OrrValue bytes_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return to_subclass(vm, cls, orr_bytes_from_source(vm, args, nargs, kwnames, false));
}

static OrrValue repr(OrrVm *vm, OrrValue self) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    if (orr_builder_add_bytes_repr(&b, orr_as_bytes(self)->data, orr_as_bytes(self)->length, false))
        return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static bool hash(OrrVm *vm, OrrValue self, int64_t *out) {
    (void)vm;
    OrrBytes *b = orr_as_bytes(self);
    if (b->hash == 0) b->hash = orr_hash_bytes(b->data, b->length);
    *out = b->hash;
    return true;
}

static int64_t length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return (int64_t)orr_as_bytes(self)->length;
}

static ORR_BYTES_METHOD(method_bytes) {
    (void)args, (void)nargs, (void)kwnames;
    if (orr_is_exact(vm, self, vm->types.bytes)) return orr_retain(self);
    return orr_bytes_new(vm, orr_as_bytes(self)->data, orr_as_bytes(self)->length);
}

static ORR_BYTES_METHOD(method_getnewargs) {
    OrrValue copy = method_bytes(vm, self, args, nargs, kwnames);
    return copy == ORR_NULL ? copy : orr_tuple_steal(vm, &copy, 1);
}

static const OrrMethodDef methods[] = {
    ORR_BYTES_METHODS(ORR_BYTES_ENTRY){"fromhex", orr_bytes_method_fromhex, ORR_ARITY_ONE, 1, 1, ORR_METHOD_CLASS,
                                       NULL},
    {"maketrans", orr_bytes_method_maketrans, ORR_ARITY_RANGE, 2, 2, ORR_METHOD_STATIC, NULL},
    ORR_DEF_NONE("__bytes__", method_bytes),
    ORR_DEF_NONE("__getnewargs__", method_getnewargs),
    ORR_DEF_END,
};

/* Iterators: one layout for all three. */

typedef struct ByteIterator {
    OrrObject head;
    OrrValue object; /* ORR_NULL when exhausted */
    size_t index;
} ByteIterator;

static OrrValue new_iterator(OrrVm *vm, OrrType *type, OrrValue object) {
    ByteIterator *it = orr_new_object(vm, type, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->object = orr_retain(object);
    it->index = 0;
    return orr_value(it);
}

static OrrValue iter(OrrVm *vm, OrrValue self) {
    return new_iterator(vm, vm->types.bytes_iterator, self);
}

OrrValue orr_bytearray_iter(OrrVm *vm, OrrValue self) {
    return new_iterator(vm, vm->types.bytearray_iterator, self);
}

static OrrValue iterator_self(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(self);
}

static OrrValue next(OrrVm *vm, OrrValue self) {
    ByteIterator *it = (ByteIterator *)orr_object(self);
    if (it->object == ORR_NULL) return ORR_NULL;
    OrrByteView view = orr_bytes_view_of(it->object);
    if (it->index < view.length) return orr_small_int(view.data[it->index++]);
    orr_set_slot(vm, &it->object, ORR_NULL);
    return ORR_NULL;
}

static void iterator_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease(vm, ((ByteIterator *)self)->object);
    orr_free_object(vm, self, sizeof(ByteIterator));
}

static ORR_BYTES_METHOD(length_hint) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    const ByteIterator *it = (ByteIterator *)orr_object(self);
    if (it->object == ORR_NULL) return orr_small_int(0);
    size_t count = orr_bytes_view_of(it->object).length;
    return orr_small_int(count > it->index ? (int64_t)(count - it->index) : 0);
}

static ORR_ITER_METHOD(iterator_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const ByteIterator *it = (ByteIterator *)orr_object(self);
    if (it->object == ORR_NULL) return orr_iter_reduced(vm, "iter", vm->empty_tuple, ORR_NO_INDEX);
    return orr_iter_reduced(vm, "iter", it->object, (int64_t)it->index);
}
static ORR_ITER_METHOD(iterator_set) {
    (void)nargs, (void)kwnames;
    ByteIterator *it = (ByteIterator *)orr_object(self);
    int64_t index, count = it->object == ORR_NULL ? 0 : (int64_t)orr_bytes_view_of(it->object).length;
    if (!orr_iter_read_index(vm, args[0], 0, count, &index)) return ORR_NULL;
    it->index = (size_t)index;
    return ORR_NONE;
}

static const OrrMethodDef iterator_methods[] = {ORR_DEF_NONE("__length_hint__", length_hint),
                                                ORR_DEF_NONE("__reduce__", iterator_reduce),
                                                ORR_DEF_ONE("__setstate__", iterator_set), ORR_DEF_END};

#define ITERATOR(NAME)                                                                                                 \
    {                                                                                                                  \
        .name = (NAME), .size = sizeof(ByteIterator), .flags = ORR_TYPE_NO_INSTANCES,                                  \
        .slots = {.destroy = iterator_destroy, .iter = iterator_self, .next = next}, .methods = iterator_methods       \
    }
const OrrTypeSpec orr_bytes_iterator_spec = ITERATOR("bytes_iterator");
const OrrTypeSpec orr_bytearray_iterator_spec = ITERATOR("bytearray_iterator");

const OrrTypeSpec orr_bytes_spec = {
    .name = "bytes",
    .size = sizeof(OrrBytes),
    .flags = ORR_TYPE_BASE | ORR_TYPE_BYTES_SUB | ORR_TYPE_MATCH_SELF,
    .slots = {.destroy = destroy,
              .new_object = bytes_new,
              .repr = repr,
              .str = repr,
              .hash = hash,
              .compare = orr_bytes_compare,
              .iter = iter,
              .length = length,
              .getitem = orr_bytes_getitem,
              .contains = orr_bytes_contains,
              .binary = {[ORR_ADD] = orr_bytes_add, [ORR_MUL] = orr_bytes_repeat, [ORR_MOD] = orr_bytes_percent}},
    .methods = methods,
};
