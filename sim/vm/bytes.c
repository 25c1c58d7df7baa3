/* See bytes.h. Here: making bytes, views, the builder, and what bytes() and bytearray() take. */
#include "sim/vm/bytes.h"

#include "sim/vm/abstract.h"
#include "sim/vm/bytes_methods.h"
#include "sim/vm/codec.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/tuple.h"

OrrBytes *orr_bytes_alloc(OrrVm *vm, size_t length) {
    if (length > ORR_STR_LENGTH_MAX) {
        orr_raise_memory(vm);
        return NULL;
    }
    OrrBytes *b = orr_new_object(vm, vm->types.bytes, offsetof(OrrBytes, data) + length + 1);
    if (b == NULL) return NULL;
    b->hash = 0;
    b->length = length;
    b->data[length] = 0;
    return b;
}

OrrValue orr_bytes_new(OrrVm *vm, const void *data, size_t length) {
    if (length == 0 && vm->empty_bytes != ORR_NULL) return orr_retain(vm->empty_bytes);
    OrrBytes *b = orr_bytes_alloc(vm, length);
    if (b == NULL) return ORR_NULL;
    if (length > 0) memcpy(b->data, data, length);
    return orr_value(b);
}

OrrValue orr_bytearray_new(OrrVm *vm, const void *data, size_t length) {
    uint8_t *copy = NULL;
    if (length > 0) {
        copy = orr_buffer_new(vm, length);
        if (copy == NULL) return ORR_NULL;
        if (data != NULL) memcpy(copy, data, length);
    }
    OrrByteArray *b = orr_new_object(vm, vm->types.bytearray, sizeof *b);
    if (b == NULL) {
        orr_buffer_free(vm, copy, length);
        return ORR_NULL;
    }
    b->length = b->capacity = length;
    b->data = copy;
    b->exports = 0;
    return orr_value(b);
}

bool orr_is_bytearray(const OrrVm *vm, OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && orr_is_instance(vm, v, vm->types.bytearray);
}

/* Views. */

OrrByteView orr_bytes_view_of(OrrValue self) {
    if (orr_is_bytes(self)) return (OrrByteView){orr_as_bytes(self)->data, orr_as_bytes(self)->length};
    const OrrByteArray *b = orr_as_bytearray(self);
    return (OrrByteView){b->data != NULL ? b->data : (const uint8_t *)"", b->length};
}

bool orr_byte_view(OrrVm *vm, OrrValue v, OrrByteView *view) {
    if (orr_is_bytes(v) || orr_is_bytearray(vm, v)) {
        *view = orr_bytes_view_of(v);
        return true;
    }
    if (!orr_is_exact(vm, v, vm->types.memoryview)) return false;
    const OrrMemoryView *m = (const OrrMemoryView *)(uintptr_t)v;
    if (m->base == ORR_NULL || (m->step != (int64_t)m->row && m->length > 1)) return false;
    *view = orr_bytes_view_of(m->base);
    *view = (OrrByteView){view->data + m->start, m->length * m->row};
    return true;
}

bool orr_byte_view_or_fail(OrrVm *vm, OrrValue v, OrrByteView *view) {
    if (orr_byte_view(vm, v, view)) return true;
    if (!orr_is_exact(vm, v, vm->types.memoryview))
        return orr_fail(vm, vm->exc.TypeError, "a bytes-like object is required, not '%T'", v);
    if (((OrrMemoryView *)(uintptr_t)v)->base == ORR_NULL)
        return orr_fail(vm, vm->exc.ValueError, "operation forbidden on released memoryview object");
    return orr_fail(vm, vm->exc.BufferError, "memoryview: underlying buffer is not C-contiguous");
}

OrrValue orr_bytes_from_buffer(OrrVm *vm, OrrValue v) {
    if (orr_is_exact(vm, v, vm->types.bytes)) return orr_retain(v);
    OrrByteView view;
    return orr_byte_view_or_fail(vm, v, &view) ? orr_bytes_new(vm, view.data, view.length) : ORR_NULL;
}

OrrValue orr_bytes_like(OrrVm *vm, OrrValue self, const void *data, size_t length) {
    return orr_is_bytes(self) ? orr_bytes_new(vm, data, length) : orr_bytearray_new(vm, data, length);
}

/* The builder. */

static bool reserve(OrrByteBuilder *b, size_t more) {
    if (more <= b->capacity - b->length) return true;
    if (more > ORR_STR_LENGTH_MAX - b->length) {
        orr_raise_memory(b->vm);
        return false;
    }
    size_t capacity = b->capacity < 32 ? 32 : b->capacity;
    while (capacity < b->length + more) capacity *= 2;
    uint8_t *data =
        b->data == NULL ? orr_buffer_new(b->vm, capacity) : orr_buffer_resize(b->vm, b->data, b->capacity, capacity);
    if (data == NULL) return false;
    b->data = data;
    b->capacity = capacity;
    return true;
}

bool orr_byte_builder_add(OrrByteBuilder *b, const void *data, size_t length) {
    if (!reserve(b, length)) return false;
    if (length > 0) memcpy(b->data + b->length, data, length);
    b->length += length;
    return true;
}

bool orr_byte_builder_add_byte(OrrByteBuilder *b, uint8_t byte) {
    if (!reserve(b, 1)) return false;
    b->data[b->length++] = byte;
    return true;
}

bool orr_byte_builder_add_fill(OrrByteBuilder *b, uint8_t byte, size_t count) {
    if (!reserve(b, count)) return false;
    if (count > 0) memset(b->data + b->length, byte, count);
    b->length += count;
    return true;
}

OrrValue orr_byte_builder_finish(OrrByteBuilder *b, const OrrType *like) {
    bool array = like != NULL && orr_type_is_subtype(like, b->vm->types.bytearray);
    OrrValue result = array ? orr_bytearray_new(b->vm, b->data, b->length) : orr_bytes_new(b->vm, b->data, b->length);
    orr_byte_builder_discard(b);
    return result;
}

void orr_byte_builder_discard(OrrByteBuilder *b) {
    orr_buffer_free(b->vm, b->data, b->capacity);
    *b = (OrrByteBuilder){.vm = b->vm};
}

/* repr */

static bool add_byte_repr(OrrStrBuilder *b, uint8_t c, uint8_t quote, bool always_escape) {
    static const char digits[] = "0123456789abcdef";
    if (c == quote || c == '\\' || (always_escape && c == '\''))
        return orr_builder_add_char(b, '\\') && orr_builder_add_char(b, c);
    if (c == '\n') return orr_builder_add_cstring(b, "\\n");
    if (c == '\r') return orr_builder_add_cstring(b, "\\r");
    if (c == '\t') return orr_builder_add_cstring(b, "\\t");
    if (c >= ' ' && c < 0x7F) return orr_builder_add_char(b, c);
    const char text[] = {'\\', 'x', digits[c >> 4], digits[c & 15], 0};
    return orr_builder_add_cstring(b, text);
}

bool orr_builder_add_bytes_repr(OrrStrBuilder *b, const uint8_t *data, size_t length, bool always_escape) {
    bool single = length > 0 && memchr(data, '\'', length) != NULL;
    bool twice = length > 0 && memchr(data, '"', length) != NULL;
    uint8_t quote = single && !twice ? '"' : '\'';
    bool good = orr_builder_add_char(b, 'b') && orr_builder_add_char(b, quote);
    for (size_t i = 0; good && i < length; i++) good = add_byte_repr(b, data[i], quote, always_escape);
    return good && orr_builder_add_char(b, quote);
}

/* Constructor arguments. */

static bool byte_range(OrrVm *vm, const char *what) {
    return orr_fail(vm, vm->exc.ValueError, "%s must be in range(0, 256)", what);
}

static bool read_byte_as(OrrVm *vm, OrrValue value, const char *what, uint8_t *byte) {
    int64_t n;
    if (orr_is_small_int(value)) n = orr_small_int_value(value);
    else if (!orr_to_index(vm, value, NULL, &n)) return false;
    if (n < 0 || n > 255) return byte_range(vm, what);
    *byte = (uint8_t)n;
    return true;
}

bool orr_read_byte(OrrVm *vm, OrrValue value, uint8_t *byte) {
    return read_byte_as(vm, value, "byte", byte);
}

typedef struct Collector {
    OrrByteBuilder builder;
    const char *what;
} Collector;

static bool collect(OrrVm *vm, OrrValue item, void *context) {
    Collector *c = context;
    uint8_t byte;
    return read_byte_as(vm, item, c->what, &byte) && orr_byte_builder_add_byte(&c->builder, byte);
}

OrrValue orr_bytes_from_iterable(OrrVm *vm, OrrValue iterable, bool is_array) {
    Collector c = {{.vm = vm}, is_array ? "byte" : "bytes"};
    if (orr_for_each(vm, iterable, collect, &c)) return orr_byte_builder_finish(&c.builder, NULL);
    orr_byte_builder_discard(&c.builder);
    return ORR_NULL;
}

static OrrValue from_count(OrrVm *vm, OrrValue count) {
    int64_t n;
    if (!orr_to_count(vm, count, &n)) return ORR_NULL;
    if (n < 0) return orr_raise(vm, vm->exc.ValueError, "negative count");
    OrrBytes *b = orr_bytes_alloc(vm, (size_t)n);
    if (b != NULL) memset(b->data, 0, (size_t)n);
    return b == NULL ? ORR_NULL : orr_value(b);
}

/* The bytes of a memoryview that isn't contiguous, or was released. */
static OrrValue bytes_of_view(OrrVm *vm, OrrValue view) {
    const OrrMemoryView *m = (const OrrMemoryView *)orr_object(view);
    if (m->base != ORR_NULL) return orr_memoryview_bytes(vm, m);
    return orr_raise(vm, vm->exc.ValueError, "operation forbidden on released memoryview object");
}

/* bytes(source) for a source that is no str. */
static OrrValue from_object(OrrVm *vm, OrrValue source, bool is_array) {
    OrrByteView view;
    if (orr_is_index(vm, source)) return from_count(vm, source);
    if (orr_is_exact(vm, source, vm->types.bytes)) return orr_retain(source);
    if (orr_byte_view(vm, source, &view)) return orr_bytes_new(vm, view.data, view.length);
    if (orr_is_exact(vm, source, vm->types.memoryview)) return bytes_of_view(vm, source);
    const OrrType *type = orr_type_of(vm, source);
    if (type->slots.iter != NULL || type->slots.getitem != NULL) return orr_bytes_from_iterable(vm, source, is_array);
    return orr_raise(vm, vm->exc.TypeError, "cannot convert '%T' object to %s", source,
                     is_array ? "bytearray" : "bytes");
}

/* The result of source.__bytes__(): new; ORR_NULL without an exception: it has none. */
static OrrValue from_method(OrrVm *vm, OrrValue source) {
    if (orr_is_exact(vm, source, vm->types.bytes)) return ORR_NULL;
    OrrValue method = orr_lookup_special(vm, source, ORR_NAME(vm, __bytes__));
    if (method == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_call0(vm, method);
    orr_release(vm, method);
    if (result == ORR_NULL || orr_is_bytes(result)) return result;
    orr_raise(vm, vm->exc.TypeError, "__bytes__ returned non-bytes (type %T)", result);
    orr_release(vm, result);
    return ORR_NULL;
}

OrrValue orr_bytes_from_source(OrrVm *vm, const OrrValue *args, size_t nargs, OrrValue kwnames, bool is_array) {
    static const char *const names[] = {"source", "encoding", "errors", NULL};
    static const OrrSignature signatures[] = {{"bytes", names, 0, 3, 0, 3}, {"bytearray", names, 0, 3, 0, 3}};
    OrrValue bound[3] = {ORR_NULL, ORR_NULL, ORR_NULL};
    const OrrSignature *signature = &signatures[is_array];
    if (!orr_bind(vm, signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!orr_want_codec_names(vm, signature->function, bound[1], bound[2])) return ORR_NULL;
    bool is_text = bound[0] != ORR_NULL && orr_is_str(bound[0]);
    if (!is_text && bound[1] != ORR_NULL) return orr_raise(vm, vm->exc.TypeError, "encoding without a string argument");
    if (!is_text && bound[2] != ORR_NULL) return orr_raise(vm, vm->exc.TypeError, "errors without a string argument");
    if (is_text && bound[1] == ORR_NULL) return orr_raise(vm, vm->exc.TypeError, "string argument without an encoding");
    if (is_text) return orr_encode(vm, bound[0], bound[1], bound[2]);
    if (bound[0] == ORR_NULL) return orr_bytes_new(vm, NULL, 0);
    if (!is_array) {
        OrrValue result = from_method(vm, bound[0]);
        if (result != ORR_NULL || vm->exception != ORR_NULL) return result;
    }
    return from_object(vm, bound[0], is_array);
}
