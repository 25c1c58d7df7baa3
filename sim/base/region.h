/* Memory that is allocated piece by piece and freed at once: the compiler's trees and tables live in one.
 *
 * It lies in host memory, in chunks that grow. Blocks are zeroed, aligned to 16, and stay where they are. Allocation
 * returns NULL when the host refuses or the limit is passed, and then keeps returning NULL (`failed`), so that a
 * caller may check once after many.
 */
#ifndef ORR_BASE_REGION_H
#define ORR_BASE_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/check.h"

typedef struct OrrRegionChunk OrrRegionChunk;

typedef struct OrrRegion {
    OrrRegionChunk *newest; /* owned, with those it links to */
    char *at;               /* free bytes of the newest chunk */
    size_t left;
    size_t used_bytes;   /* handed out, rounded up to 16 */
    size_t max_bytes;    /* 0: as much as the host gives */
    uint64_t fail_after; /* for tests: the nth allocation from now and all after it fail; 0: none */
    bool failed;
} OrrRegion;

/* An empty region needs no more than OrrRegion region = {0}; limits are set by its fields. */
void orr_region_free(OrrRegion *region); /* frees all its blocks; the region is then as after = {0} */

void *orr_region_alloc(OrrRegion *region, size_t size) ORR_MUST_CHECK;
/* count * size bytes; a product that overflows fails like any other that is too big. */
void *orr_region_alloc_array(OrrRegion *region, size_t count, size_t size) ORR_MUST_CHECK;
/* Moves a block into one of new_size bytes, the rest zeroed. In place where it is the newest block and there is room.
 */
void *orr_region_grow(OrrRegion *region, void *block, size_t old_size, size_t new_size) ORR_MUST_CHECK;
/* A copy of length bytes, followed by a 0. */
char *orr_region_copy(OrrRegion *region, const void *bytes, size_t length) ORR_MUST_CHECK;
char *orr_region_copy_text(OrrRegion *region, const char *text) ORR_MUST_CHECK;

#endif
