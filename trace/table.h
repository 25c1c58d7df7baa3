/* A table of items with ids: found by id, gone through in the order in which they were added.
 *
 * Items are structs that begin with an OrrTraceItem. They lie in one array whose slots are reused; a hash of the id
 * leads to the slot. Nothing depends on addresses or on the hash: order is a list through the slots.
 */
#ifndef ORR_TRACE_TABLE_H
#define ORR_TRACE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define ORR_TRACE_FREE_SLOT UINT32_MAX

typedef struct OrrTraceItem {
    int64_t id;
    uint32_t next, previous; /* slots + 1, in order of addition; a free slot: next free one, ORR_TRACE_FREE_SLOT */
    uint32_t slot;           /* where it lies: a hint to find it by */
} OrrTraceItem;

typedef struct OrrTraceTable {
    unsigned char *slots; /* owned */
    uint32_t *index;      /* owned; slot + 1 or 0, by linear probing; a power of two of them, at most 3/4 full */
    size_t item_bytes;
    uint32_t count; /* live items */
    uint32_t slot_count, slot_capacity;
    uint32_t index_bits;
    uint32_t free;        /* slot + 1 */
    uint32_t first, last; /* slots + 1 */
} OrrTraceTable;

void orr_trace_table_init(OrrTraceTable *table, size_t item_bytes);
void orr_trace_table_free(OrrTraceTable *table); /* and is then as after init */
/* A zeroed item under an id that the table has not. NULL: no memory. */
void *orr_trace_table_add(OrrTraceTable *table, int64_t id);
void *orr_trace_table_find(const OrrTraceTable *table, int64_t id); /* NULL: none */
/* The same as find, but at once if the item still lies in that slot. Any number will do as a slot. */
static inline void *orr_trace_table_find_at(const OrrTraceTable *table, uint32_t slot, int64_t id) {
    if (slot < table->slot_count) {
        OrrTraceItem *item = (OrrTraceItem *)(void *)(table->slots + (size_t)slot * table->item_bytes);
        if (item->id == id && item->previous != ORR_TRACE_FREE_SLOT) return item;
    }
    return orr_trace_table_find(table, id);
}

void orr_trace_table_remove(OrrTraceTable *table, void *item);
void *orr_trace_table_first(const OrrTraceTable *table);
void *orr_trace_table_next(const OrrTraceTable *table, const void *item);

#endif
