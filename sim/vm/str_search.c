/* Finding text in text. One-byte units go to memchr, memrchr and memmem; wider ones are compared one by one. */
#include "sim/vm/str_methods.h"

static bool equal_at(const void *units, uint8_t kind, size_t at, const void *needle, uint8_t needle_kind,
                     size_t count) {
    if (kind == needle_kind) return memcmp(orr_unit_address(units, kind, at), needle, count * kind) == 0;
    for (size_t i = 0; i < count; i++) {
        if (orr_unit_get(units, kind, at + i) != orr_unit_get(needle, needle_kind, i)) return false;
    }
    return true;
}

size_t orr_units_find(const void *units, uint8_t kind, size_t count, const void *needle, uint8_t needle_kind,
                      size_t needle_count) {
    if (needle_count == 0) return 0;
    if (needle_count > count || needle_kind > kind) return ORR_NOT_FOUND;
    if (kind == 1) {
        const uint8_t *found = needle_count == 1 ? memchr(units, *(const uint8_t *)needle, count)
                                                 : memmem(units, count, needle, needle_count);
        return found == NULL ? ORR_NOT_FOUND : (size_t)(found - (const uint8_t *)units);
    }
    uint32_t first = orr_unit_get(needle, needle_kind, 0);
    for (size_t i = 0; i <= count - needle_count; i++) {
        if (orr_unit_get(units, kind, i) == first && equal_at(units, kind, i, needle, needle_kind, needle_count))
            return i;
    }
    return ORR_NOT_FOUND;
}

size_t orr_units_rfind(const void *units, uint8_t kind, size_t count, const void *needle, uint8_t needle_kind,
                       size_t needle_count) {
    if (needle_count == 0) return count;
    if (needle_count > count || needle_kind > kind) return ORR_NOT_FOUND;
    if (kind == 1 && needle_count == 1) {
        const uint8_t *found = memrchr(units, *(const uint8_t *)needle, count);
        return found == NULL ? ORR_NOT_FOUND : (size_t)(found - (const uint8_t *)units);
    }
    uint32_t first = orr_unit_get(needle, needle_kind, 0);
    for (size_t i = count - needle_count + 1; i-- > 0;) {
        if (orr_unit_get(units, kind, i) == first && equal_at(units, kind, i, needle, needle_kind, needle_count))
            return i;
    }
    return ORR_NOT_FOUND;
}

size_t orr_units_count(const void *units, uint8_t kind, size_t count, const void *needle, uint8_t needle_kind,
                       size_t needle_count, size_t limit) {
    if (needle_count == 0) return count < limit ? count + 1 : limit;
    size_t found = 0, at = 0;
    while (found < limit) {
        size_t next = orr_units_find(orr_unit_address(units, kind, at), kind, count - at, needle, needle_kind,
                                     needle_count);
        if (next == ORR_NOT_FOUND) break;
        found++;
        at += next + needle_count;
    }
    return found;
}

size_t orr_str_find(const OrrStr *s, size_t start, size_t end, const OrrStr *needle) {
    size_t at = orr_units_find(orr_unit_address(orr_str_data(s), s->kind, start), s->kind, end - start,
                               orr_str_data(needle), needle->kind, needle->length);
    return at == ORR_NOT_FOUND ? at : at + start;
}

size_t orr_str_rfind(const OrrStr *s, size_t start, size_t end, const OrrStr *needle) {
    size_t at = orr_units_rfind(orr_unit_address(orr_str_data(s), s->kind, start), s->kind, end - start,
                                orr_str_data(needle), needle->kind, needle->length);
    return at == ORR_NOT_FOUND ? at : at + start;
}
