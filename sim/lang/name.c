#include "sim/lang/name.h"

#include <string.h>

#include "sim/base/region.h"

/* Open addressing over pointers to names; the capacity is a power of two and at most half of it is used. An outgrown
 * slot array stays in the region: the sum of them is less than the last one. */
struct OrrNameTable {
    OrrRegion *region;
    const OrrName **slots;
    uint32_t capacity;
    uint32_t count;
};

static uint32_t hash_bytes(const char *bytes, size_t length) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    return hash;
}

static uint32_t find_slot(const OrrNameTable *table, uint32_t hash, const char *utf8, size_t length) {
    uint32_t mask = table->capacity - 1;
    uint32_t i = (hash ^ hash >> 15) & mask;
    while (table->slots[i]) {
        const OrrName *name = table->slots[i];
        if (name->hash == hash && name->len == length && memcmp(name->utf8, utf8, length) == 0) break;
        i = (i + 1) & mask;
    }
    return i;
}

static bool grow(OrrNameTable *table) {
    uint32_t old_capacity = table->capacity;
    const OrrName **old = table->slots;
    uint32_t capacity = old_capacity ? old_capacity * 2 : 512;
    const OrrName **slots = orr_region_alloc(table->region, capacity * sizeof *slots);
    if (!slots) return false;
    table->slots = slots;
    table->capacity = capacity;
    for (uint32_t i = 0; i < old_capacity; i++)
        if (old[i]) slots[find_slot(table, old[i]->hash, old[i]->utf8, old[i]->len)] = old[i];
    return true;
}

const OrrName *orr_name_intern(OrrNameTable *table, const char *utf8, size_t length) {
    uint32_t hash = hash_bytes(utf8, length);
    uint32_t slot = find_slot(table, hash, utf8, length);
    if (table->slots[slot]) return table->slots[slot];
    if (table->count >= table->capacity / 2) {
        if (!grow(table)) return NULL;
        slot = find_slot(table, hash, utf8, length);
    }
    char *bytes = orr_region_alloc(table->region, sizeof(OrrName) + length + 1);
    if (!bytes) return NULL;
    OrrName *name = (OrrName *)(void *)bytes;
    bytes += sizeof *name;
    memcpy(bytes, utf8, length);
    *name = (OrrName){bytes, length, table->count++, hash};
    table->slots[slot] = name;
    return name;
}

static const char *const first_names[] = {
#define TOKEN(upper, spelling)
#define KEYWORD(upper, spelling) spelling,
#include "sim/lang/token.def"
    "match", "case", "type", "_", "print", "exec",
};

OrrNameTable *orr_name_table_new(OrrRegion *region) {
    OrrNameTable *table = orr_region_alloc(region, sizeof *table);
    if (!table) return NULL;
    table->region = region;
    if (!grow(table)) return NULL;
    for (size_t i = 0; i < sizeof first_names / sizeof *first_names; i++)
        if (!orr_name_intern(table, first_names[i], strlen(first_names[i]))) return NULL;
    ORR_ASSERT(table->count == ORR_KEYWORD_COUNT + ORR_SOFT_COUNT);
    return table;
}

bool orr_name_is_soft(const OrrName *name, OrrSoftKeyword which) {
    return name->serial == ORR_KEYWORD_COUNT + (uint32_t)which;
}

uint32_t orr_name_table_count(const OrrNameTable *table) {
    return table->count;
}

const OrrName *orr_parse_name(OrrParseContext *context, const char *utf8, size_t length) {
    return orr_name_intern(context->names, utf8, length);
}

uint32_t orr_parse_name_count(const OrrParseContext *context) {
    return context->names->count;
}
