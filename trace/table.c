#include "trace/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_INDEX_BITS 4u

void orr_trace_table_init(OrrTraceTable *table, size_t item_bytes) {
    assert(item_bytes >= sizeof(OrrTraceItem));
    *table = (OrrTraceTable){.item_bytes = item_bytes};
}

void orr_trace_table_free(OrrTraceTable *table) {
    free(table->slots);
    free(table->index);
    orr_trace_table_init(table, table->item_bytes);
}

static OrrTraceItem *slot_item(const OrrTraceTable *table, uint32_t slot) {
    return (OrrTraceItem *)(void *)(table->slots + (size_t)slot * table->item_bytes);
}

static uint32_t home(const OrrTraceTable *table, int64_t id) {
    return (uint32_t)(((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> (64u - table->index_bits));
}

static void index_insert(OrrTraceTable *table, uint32_t slot) {
    uint32_t mask = (1u << table->index_bits) - 1u;
    uint32_t place = home(table, slot_item(table, slot)->id);
    while (table->index[place] != 0) place = (place + 1) & mask;
    table->index[place] = slot + 1;
}

static int grow_index(OrrTraceTable *table) {
    uint32_t bits = table->index_bits == 0 ? FIRST_INDEX_BITS : table->index_bits + 1;
    if (bits > 31) return 0;
    uint32_t *index = calloc((size_t)1 << bits, sizeof *index);
    if (index == NULL) return 0;
    free(table->index);
    table->index = index;
    table->index_bits = bits;
    for (uint32_t at = table->first; at != 0; at = slot_item(table, at - 1)->next) index_insert(table, at - 1);
    return 1;
}

static int grow_slots(OrrTraceTable *table) {
    uint32_t capacity = table->slot_capacity == 0 ? 8 : table->slot_capacity * 2;
    if (capacity <= table->slot_capacity) return 0;
    unsigned char *slots = reallocarray(table->slots, capacity, table->item_bytes);
    if (slots == NULL) return 0;
    table->slots = slots;
    table->slot_capacity = capacity;
    return 1;
}

void *orr_trace_table_add(OrrTraceTable *table, int64_t id) {
    if (table->index_bits == 0 || table->count >= (3u << table->index_bits) / 4) {
        if (!grow_index(table)) return NULL;
    }
    uint32_t slot;
    if (table->free != 0) {
        slot = table->free - 1;
        table->free = slot_item(table, slot)->next;
    } else {
        if (table->slot_count == table->slot_capacity && !grow_slots(table)) return NULL;
        slot = table->slot_count++;
    }
    OrrTraceItem *item = slot_item(table, slot);
    memset(item, 0, table->item_bytes);
    item->id = id;
    item->slot = slot;
    item->previous = table->last;
    if (table->last != 0) slot_item(table, table->last - 1)->next = slot + 1;
    else table->first = slot + 1;
    table->last = slot + 1;
    table->count++;
    index_insert(table, slot);
    return item;
}

/* The place in the index that leads to the id, or to 0. */
static uint32_t index_place(const OrrTraceTable *table, int64_t id) {
    uint32_t mask = (1u << table->index_bits) - 1u;
    uint32_t place = home(table, id);
    while (table->index[place] != 0 && slot_item(table, table->index[place] - 1)->id != id) place = (place + 1) & mask;
    return place;
}

void *orr_trace_table_find(const OrrTraceTable *table, int64_t id) {
    if (table->count == 0) return NULL;
    uint32_t slot = table->index[index_place(table, id)];
    return slot == 0 ? NULL : slot_item(table, slot - 1);
}

/* Empties a place and moves up what had been pushed past it, so that no search stops short. */
static void index_erase(OrrTraceTable *table, uint32_t hole) {
    uint32_t mask = (1u << table->index_bits) - 1u;
    for (uint32_t place = (hole + 1) & mask; table->index[place] != 0; place = (place + 1) & mask) {
        uint32_t wanted = home(table, slot_item(table, table->index[place] - 1)->id);
        if (((place - wanted) & mask) >= ((place - hole) & mask)) {
            table->index[hole] = table->index[place];
            hole = place;
        }
    }
    table->index[hole] = 0;
}

void orr_trace_table_remove(OrrTraceTable *table, void *what) {
    OrrTraceItem *item = what;
    index_erase(table, index_place(table, item->id));
    uint32_t slot = item->slot;
    if (item->previous != 0) slot_item(table, item->previous - 1)->next = item->next;
    else table->first = item->next;
    if (item->next != 0) slot_item(table, item->next - 1)->previous = item->previous;
    else table->last = item->previous;
    item->next = table->free;
    item->previous = ORR_TRACE_FREE_SLOT;
    table->free = slot + 1;
    table->count--;
}

void *orr_trace_table_first(const OrrTraceTable *table) {
    return table->first == 0 ? NULL : slot_item(table, table->first - 1);
}

void *orr_trace_table_next(const OrrTraceTable *table, const void *item) {
    uint32_t next = ((const OrrTraceItem *)item)->next;
    return next == 0 ? NULL : slot_item(table, next - 1);
}
