#include "viz/idmap.h"

#include <stdlib.h>
#include <string.h>

typedef struct SparseItem {
    OrrTraceItem item;
    uint32_t value;
} SparseItem;

void orr_viz_idmap_init(OrrVizIdmap *map, uint32_t dense_limit) {
    *map = (OrrVizIdmap){.dense_limit = dense_limit};
    orr_trace_table_init(&map->sparse, sizeof(SparseItem));
}

void orr_viz_idmap_free(OrrVizIdmap *map) {
    free(map->dense);
    orr_trace_table_free(&map->sparse);
}

static bool grow_dense(OrrVizIdmap *map, uint32_t id) {
    uint32_t capacity = map->dense_capacity < 64 ? 64 : map->dense_capacity;
    while (capacity <= id) capacity = capacity > UINT32_MAX / 2 ? UINT32_MAX : capacity * 2;
    /* What lies beyond the limit is looked for in the hash table, so the array must never get there. */
    if (capacity > map->dense_limit) capacity = map->dense_limit;
    uint32_t *dense = reallocarray(map->dense, capacity, sizeof *dense);
    if (dense == NULL) return false;
    memset(dense + map->dense_capacity, 0, (size_t)(capacity - map->dense_capacity) * sizeof *dense);
    map->dense = dense;
    map->dense_capacity = capacity;
    return true;
}

bool orr_viz_idmap_set(OrrVizIdmap *map, int64_t id, uint32_t value) {
    if ((uint64_t)id < map->dense_limit) {
        if ((uint64_t)id >= map->dense_capacity && !grow_dense(map, (uint32_t)id)) return false;
        map->dense[id] = value;
        return true;
    }
    SparseItem *item = orr_trace_table_find(&map->sparse, id);
    if (item == NULL) item = orr_trace_table_add(&map->sparse, id);
    if (item == NULL) return false;
    item->value = value;
    return true;
}

uint32_t orr_viz_idmap_get_sparse(const OrrVizIdmap *map, int64_t id) {
    const SparseItem *item = orr_trace_table_find(&map->sparse, id);
    return item == NULL ? 0 : item->value;
}
