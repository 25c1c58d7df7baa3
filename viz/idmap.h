/* From ids to small numbers. A run gives ids out one after the other, so an array does; a file that was made to harm
 * may say anything, so ids beyond what its length allows go into a hash table. Private to viz.
 */
#ifndef ORR_VIZ_IDMAP_H
#define ORR_VIZ_IDMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/table.h"

typedef struct OrrVizIdmap {
    uint32_t *dense; /* owned; value of id i, 0: none */
    uint32_t dense_capacity;
    uint32_t dense_limit; /* ids below it may go into the array */
    OrrTraceTable sparse;
} OrrVizIdmap;

void orr_viz_idmap_init(OrrVizIdmap *map, uint32_t dense_limit);
void orr_viz_idmap_free(OrrVizIdmap *map);
/* Any value but 0. False: no memory. */
bool orr_viz_idmap_set(OrrVizIdmap *map, int64_t id, uint32_t value) __attribute__((warn_unused_result));

uint32_t orr_viz_idmap_get_sparse(const OrrVizIdmap *map, int64_t id);

/* 0: none. */
static inline uint32_t orr_viz_idmap_get(const OrrVizIdmap *map, int64_t id) {
    if ((uint64_t)id < map->dense_capacity) return map->dense[id];
    return map->sparse.count == 0 ? 0 : orr_viz_idmap_get_sparse(map, id);
}

#endif
