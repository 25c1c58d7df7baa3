/* What the files of str share: access to units by kind, bulk copies between kinds. Not for others. */
#ifndef ORR_VM_STR_INTERNAL_H
#define ORR_VM_STR_INTERNAL_H

#include "sim/vm/str.h"

#define ORR_MAX_CODE_POINT 0x10FFFFu
/* Beyond this no text fits into any arena; sizes below it can be added and multiplied by 4 without overflow. */
#define ORR_STR_LENGTH_MAX (SIZE_MAX / 32u)

static inline uint32_t orr_unit_get(const void *units, uint8_t kind, size_t i) {
    if (kind == 1) return ((const uint8_t *)units)[i];
    return kind == 2 ? ((const uint16_t *)units)[i] : ((const uint32_t *)units)[i];
}
static inline void orr_unit_put(void *units, uint8_t kind, size_t i, uint32_t code_point) {
    if (kind == 1) ((uint8_t *)units)[i] = (uint8_t)code_point;
    else if (kind == 2) ((uint16_t *)units)[i] = (uint16_t)code_point;
    else ((uint32_t *)units)[i] = code_point;
}
static inline void *orr_str_units(OrrStr *s) {
    return (uint8_t *)s + ORR_STR_DATA_OFFSET;
}
static inline uint8_t orr_kind_of(uint32_t max_char) {
    return max_char < 0x100 ? 1 : max_char < 0x10000 ? 2 : 4;
}
static inline const void *orr_unit_address(const void *units, uint8_t kind, size_t i) {
    return (const uint8_t *)units + i * kind;
}
static inline bool orr_str_is_ascii(const OrrStr *s) {
    return s->head.flags & ORR_STR_ASCII;
}

/* Copies count units; from_kind <= to_kind unless the caller knows that all units fit. */
void orr_units_copy(void *to, uint8_t to_kind, const void *from, uint8_t from_kind, size_t count);
/* A number in the same range (below 0x80, 0x100, 0x10000, above) as the greatest unit. */
uint32_t orr_units_widest(const void *units, uint8_t kind, size_t count);
void orr_units_fill(void *units, uint8_t kind, size_t start, size_t count, uint32_t code_point);

/* Writes a code point (surrogates too) as UTF-8 to out[4]; returns how many bytes. */
size_t orr_utf8_encode(uint32_t code_point, uint8_t *out);
/* Reads one code point (surrogates too) of UTF-8; returns its length, 0 if it is invalid there. */
size_t orr_utf8_decode(const uint8_t *bytes, size_t length, uint32_t *code_point);

/* Leaves the table of interned strs. */
void orr_str_forget_interned(OrrVm *vm, OrrStr *s);
bool orr_str_intern_boot(OrrVm *vm);
/* The size of the whole block of s. */
size_t orr_str_block_size(const OrrVm *vm, const OrrStr *s);

#endif
