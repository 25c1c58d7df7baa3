/* str: immutable text, one, two or four bytes a character, whichever the widest needs (kind), so that indexing is O(1).
 * Interned strs (all identifiers, attribute names) are unique: equal ones are the same object. The table of them
 * (str_intern.c) holds no reference; a str that dies leaves it.
 *
 * A str never changes, with one exception that nobody can see: orr_str_append grows one in place whose only reference it
 * was given. What a subclass may add to an instance comes after the text, at orr_str_fixed_size(s). */
#ifndef ORR_VM_STR_H
#define ORR_VM_STR_H

#include "sim/vm/vm.h"

#define ORR_STR_INTERNED (1u << 16) /* in head.flags */
#define ORR_STR_ASCII    (1u << 17)

struct OrrStr {
    OrrObject head;
    int64_t hash;    /* 0: not computed yet */
    size_t length;   /* in code points */
    uint8_t kind;    /* 1 (U+0000..U+00FF), 2 (..U+FFFF) or 4: the smallest that fits */
    uint8_t grown;   /* 0: the block is as big as the text needs; else its size class, see orr_str_append */
    uint8_t data[];  /* at offset 40 (aligned to 8); length + 1 units, the last one 0 */
};
#define ORR_STR_DATA_OFFSET 40u

/* The units. They start 7 bytes after the kind so that wider kinds are aligned. */
static inline const void *orr_str_data(const OrrStr *s) {
    return (const uint8_t *)s + ORR_STR_DATA_OFFSET;
}
static inline uint32_t orr_str_at(const OrrStr *s, size_t i) {
    const void *d = orr_str_data(s);
    return s->kind == 1 ? ((const uint8_t *)d)[i] : s->kind == 2 ? ((const uint16_t *)d)[i] : ((const uint32_t *)d)[i];
}
static inline OrrStr *orr_as_str(OrrValue v) {
    return (OrrStr *)(uintptr_t)v;
}
/* str or a subclass */
static inline bool orr_is_str(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && (orr_object(v)->type->flags & ORR_TYPE_STR_SUB);
}

/* Bytes from the head to the end of the text, rounded up to 8. */
static inline size_t orr_str_fixed_size(const OrrStr *s) {
    return (ORR_STR_DATA_OFFSET + (s->length + 1) * s->kind + 7u) & ~(size_t)7;
}

/* Makes the table of interned strs, vm->empty_str and vm->latin1. vm->types.str must have its memory, no more. */
bool orr_str_boot(OrrVm *vm);

OrrValue orr_str_new(OrrVm *vm, const char *utf8, size_t length); /* WTF-8; invalid bytes become U+FFFD */
OrrValue orr_str_from_cstring(OrrVm *vm, const char *utf8);
OrrValue orr_str_intern_cstring(OrrVm *vm, const char *utf8);
OrrValue orr_str_from_char(OrrVm *vm, uint32_t code_point);
/* Uninitialised, to be filled at once; max_char decides the kind (the caller promises that it is the widest). */
OrrStr *orr_str_alloc(OrrVm *vm, size_t length, uint32_t max_char);
OrrValue orr_str_from_units(OrrVm *vm, const void *units, uint8_t kind, size_t length); /* narrows if it can */
OrrValue orr_str_substring(OrrVm *vm, OrrStr *s, size_t start, size_t end);
OrrValue orr_str_concat(OrrVm *vm, OrrStr *a, OrrStr *b);
/* *left += right. *left is an owned str; it is replaced by the sum, in place if nobody else holds it, so that building
 * a str piece by piece takes linear time. False: MemoryError, *left is as it was. */
bool orr_str_append(OrrVm *vm, OrrValue *left, OrrStr *right);
/* The interned str equal to s, stealing s: an OrrValue of the unique one. s must be an exact str. */
OrrValue orr_str_intern(OrrVm *vm, OrrValue s);
bool orr_str_equal(const OrrStr *a, const OrrStr *b);
int orr_str_compare(const OrrStr *a, const OrrStr *b); /* by code point */
bool orr_str_equals_cstring(const OrrStr *s, const char *ascii);
int64_t orr_str_hash(OrrStr *s);
/* The hash of length bytes, as str and bytes have it: the same on every machine, never 0 or -1. */
int64_t orr_hash_bytes(const void *bytes, size_t length);
/* s as UTF-8 (WTF-8 for surrogates) in a buffer of orr_buffer_new(length + 1), NUL-terminated; NULL on MemoryError.
 * The caller frees it with size *length + 1. */
char *orr_str_to_utf8(OrrVm *vm, const OrrStr *s, size_t *length);
/* For exact ASCII strs: the text itself, NUL-terminated, borrowed; NULL for others. */
const char *orr_str_ascii(const OrrStr *s);

/* Growing a str piece by piece. Zero-initialise; finish returns the str (new) and empties the builder; after an error
 * (false) call discard. */
typedef struct OrrStrBuilder {
    OrrVm *vm;
    void *units;
    size_t length, capacity;
    uint8_t kind;
} OrrStrBuilder;
void orr_builder_init(OrrStrBuilder *b, OrrVm *vm);
bool orr_builder_add_str(OrrStrBuilder *b, const OrrStr *s);
bool orr_builder_add_range(OrrStrBuilder *b, const OrrStr *s, size_t start, size_t end);
bool orr_builder_add_cstring(OrrStrBuilder *b, const char *ascii);
bool orr_builder_add_utf8(OrrStrBuilder *b, const char *utf8, size_t length);
bool orr_builder_add_char(OrrStrBuilder *b, uint32_t code_point);
bool orr_builder_add_fill(OrrStrBuilder *b, uint32_t code_point, size_t count);
bool orr_builder_add_repr(OrrStrBuilder *b, OrrValue value);
bool orr_builder_add_value(OrrStrBuilder *b, OrrValue value); /* str(value) */
OrrValue orr_builder_finish(OrrStrBuilder *b);
void orr_builder_discard(OrrStrBuilder *b);

#endif
