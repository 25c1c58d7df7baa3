#include "trace/string_ids.h"

#include <stdlib.h>
#include <string.h>

void orr_trace_strings_free(OrrTraceStrings *strings) {
    orr_trace_bytes_free(&strings->texts);
    orr_trace_bytes_free(&strings->fresh);
    free(strings->interned);
    free(strings->index);
    free(strings->fresh_lengths);
    *strings = (OrrTraceStrings){0};
}

int64_t orr_trace_strings_add(OrrTraceStrings *strings, const char *bytes, size_t length) {
    if (strings->fresh_count == strings->fresh_capacity) {
        size_t capacity = strings->fresh_capacity * 2 + 16;
        size_t *lengths = reallocarray(strings->fresh_lengths, capacity, sizeof *lengths);
        if (lengths == NULL) return 0;
        strings->fresh_lengths = lengths;
        strings->fresh_capacity = capacity;
    }
    orr_trace_bytes_append(&strings->fresh, bytes, length);
    if (strings->fresh.failed) return 0;
    strings->fresh_lengths[strings->fresh_count++] = length;
    return ++strings->last_id;
}

void orr_trace_strings_forget_fresh(OrrTraceStrings *strings) {
    orr_trace_bytes_clear(&strings->fresh);
    strings->fresh_count = 0;
}

static uint64_t hash_bytes(const char *bytes, size_t length) {
    /* Eight bytes at a time; nothing depends on the order of the table, so the host's byte order may. */
    uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ length;
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001B3);
    return hash * UINT64_C(0x9E3779B97F4A7C15);
}

static void index_insert(OrrTraceStrings *strings, uint32_t place) {
    uint32_t mask = (1u << strings->index_bits) - 1u;
    uint32_t at = (uint32_t)(strings->interned[place].hash >> (64u - strings->index_bits));
    while (strings->index[at] != 0) at = (at + 1) & mask;
    strings->index[at] = place + 1;
}

/* So that a run that never ends, with names or messages that never come again, is recorded in bounded memory: what was
 * remembered is forgotten, and a string that does come again gets a second id. */
static void forget_all(OrrTraceStrings *strings) {
    strings->count = 0;
    orr_trace_bytes_clear(&strings->texts);
    memset(strings->index, 0, sizeof *strings->index << strings->index_bits);
}

/* Makes room for one more in both arrays. */
static bool make_room(OrrTraceStrings *strings) {
    if (strings->count == strings->capacity) {
        uint32_t capacity = strings->capacity * 2 + 16;
        if (capacity <= strings->capacity) return false;
        struct OrrTraceInterned *interned = reallocarray(strings->interned, capacity, sizeof *interned);
        if (interned == NULL) return false;
        strings->interned = interned;
        strings->capacity = capacity;
    }
    if (strings->index_bits != 0 && strings->count < (1u << strings->index_bits) / 2) return true;
    uint32_t bits = strings->index_bits == 0 ? 5 : strings->index_bits + 1;
    uint32_t *index = bits > 31 ? NULL : calloc((size_t)1 << bits, sizeof *index);
    if (index == NULL) return false;
    free(strings->index);
    strings->index = index;
    strings->index_bits = bits;
    for (uint32_t i = 0; i < strings->count; i++) index_insert(strings, i);
    return true;
}

int64_t orr_trace_strings_intern(OrrTraceStrings *strings, const char *bytes, size_t length) {
    uint64_t hash = hash_bytes(bytes, length);
    if (strings->index_bits != 0) {
        uint32_t mask = (1u << strings->index_bits) - 1u;
        uint32_t at = (uint32_t)(hash >> (64u - strings->index_bits));
        for (; strings->index[at] != 0; at = (at + 1) & mask) {
            const struct OrrTraceInterned *known = &strings->interned[strings->index[at] - 1];
            if (known->hash == hash && known->length == length &&
                (length == 0 || memcmp(strings->texts.data + known->offset, bytes, length) == 0)) {
                return known->id;
            }
        }
    }
    if (strings->count == ORR_TRACE_STRINGS_MOST) forget_all(strings);
    if (!make_room(strings)) return 0;
    size_t offset = strings->texts.length;
    orr_trace_bytes_append(&strings->texts, bytes, length);
    if (strings->texts.failed) return 0;
    int64_t id = orr_trace_strings_add(strings, bytes, length);
    if (id == 0) return 0;
    strings->interned[strings->count] =
        (struct OrrTraceInterned){.offset = offset, .length = length, .hash = hash, .id = id};
    index_insert(strings, strings->count++);
    return id;
}
