/* bytes, bytearray and memoryview. What they have in common is a view: an address and a length, valid until program
 * code runs (a bytearray may be resized). */
#ifndef ORR_VM_BYTES_H
#define ORR_VM_BYTES_H

#include "sim/vm/vm.h"

typedef struct OrrBytes {
    OrrObject head;
    int64_t hash; /* 0: not computed yet */
    size_t length;
    uint8_t data[]; /* length bytes and a 0; what a subclass adds comes after, as with str */
} OrrBytes;

typedef struct OrrByteArray {
    OrrObject head;
    size_t length, capacity;
    uint8_t *data;    /* NULL while capacity is 0 */
    uint64_t exports; /* memoryviews of it: while there are any it can't be resized */
} OrrByteArray;

typedef struct OrrMemoryView {
    OrrObject head;
    OrrValue base;            /* bytes or bytearray; ORR_NULL: released */
    int64_t start, step;      /* in bytes: of the first dimension in base */
    size_t length;            /* of the first dimension; 1 if there is none */
    size_t row;               /* bytes of one place of the first dimension; they are always together */
    OrrValue inner;           /* the lengths of the further dimensions, a tuple; ORR_NULL: none */
    uint8_t dimensions, size; /* size of an item in bytes */
    char code;                /* the format, and whether it was given with '@' */
    bool at;
    int64_t hash;
} OrrMemoryView;

typedef struct OrrByteView {
    const uint8_t *data;
    size_t length;
} OrrByteView;

static inline OrrBytes *orr_as_bytes(OrrValue v) {
    return (OrrBytes *)(uintptr_t)v;
}
static inline OrrByteArray *orr_as_bytearray(OrrValue v) {
    return (OrrByteArray *)(uintptr_t)v;
}
/* bytes or a subclass */
static inline bool orr_is_bytes(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && (orr_object(v)->type->flags & ORR_TYPE_BYTES_SUB);
}
bool orr_is_bytearray(const OrrVm *vm, OrrValue v);

OrrValue orr_bytes_new(OrrVm *vm, const void *data, size_t length);
/* To be filled at once. */
OrrBytes *orr_bytes_alloc(OrrVm *vm, size_t length);
OrrValue orr_bytearray_new(OrrVm *vm, const void *data, size_t length);
/* Looks into bytes, bytearray or a contiguous memoryview. False without an exception: it is none of them. */
bool orr_byte_view(OrrVm *vm, OrrValue v, OrrByteView *view);
/* The same, or TypeError "a bytes-like object is required, not 'X'". */
bool orr_byte_view_or_fail(OrrVm *vm, OrrValue v, OrrByteView *view);
/* A copy as bytes (exact bytes: itself), with that error. */
OrrValue orr_bytes_from_buffer(OrrVm *vm, OrrValue v);

/* Of a memoryview that was not released: may it not be written to; its bytes in order, whether contiguous or not, as
 * new bytes. */
bool orr_memoryview_is_read_only(const OrrMemoryView *m);
OrrValue orr_memoryview_bytes(OrrVm *vm, const OrrMemoryView *m);

/* Growing bytes piece by piece, as OrrStrBuilder. Zero-initialise but for vm. */
typedef struct OrrByteBuilder {
    OrrVm *vm;
    uint8_t *data;
    size_t length, capacity;
} OrrByteBuilder;
bool orr_byte_builder_add(OrrByteBuilder *b, const void *data, size_t length);
bool orr_byte_builder_add_byte(OrrByteBuilder *b, uint8_t byte);
bool orr_byte_builder_add_fill(OrrByteBuilder *b, uint8_t byte, size_t count);
/* As bytes, or as a bytearray if like is one (an exact or derived bytearray type). Empties the builder. */
OrrValue orr_byte_builder_finish(OrrByteBuilder *b, const OrrType *like);
void orr_byte_builder_discard(OrrByteBuilder *b);

#endif
