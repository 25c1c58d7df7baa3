#include "sim/base/region.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CHUNK_BYTES 4096u
#define LAST_CHUNK_BYTES  ((size_t)1 << 20)

struct OrrRegionChunk {
    OrrRegionChunk *older;
    size_t bytes;
    _Alignas(16) char data[];
};

void orr_region_free(OrrRegion *region) {
    OrrRegionChunk *chunk = region->newest;
    while (chunk != NULL) {
        OrrRegionChunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
    *region = (OrrRegion){0};
}

/* Starts a chunk with room for `bytes`; they double up to a megabyte. What is left of the old one is lost. */
static bool add_chunk(OrrRegion *region, size_t bytes) {
    size_t want = region->newest == NULL ? FIRST_CHUNK_BYTES : region->newest->bytes * 2;
    if (want > LAST_CHUNK_BYTES) want = LAST_CHUNK_BYTES;
    if (ORR_HOSTILE || want < bytes) want = bytes;
    OrrRegionChunk *chunk = calloc(1, sizeof *chunk + want);
    if (chunk == NULL) return false;
    chunk->older = region->newest;
    chunk->bytes = want;
    region->newest = chunk;
    region->at = chunk->data;
    region->left = want;
    return true;
}

/* Whether `bytes` more may be handed out at all. */
static bool permitted(OrrRegion *region, size_t bytes) {
    if (region->failed) return false;
    if (region->fail_after != 0 && (region->fail_after == 1 || --region->fail_after == 0)) return false;
    size_t most = region->max_bytes != 0 ? region->max_bytes : SIZE_MAX / 4;
    return bytes <= most && region->used_bytes <= most - bytes;
}

void *orr_region_alloc(OrrRegion *region, size_t size) {
    size_t bytes = size == 0 ? 16 : size > SIZE_MAX / 2 ? size : (size + 15) / 16 * 16;
    if (!permitted(region, bytes) || (bytes > region->left && !add_chunk(region, bytes))) {
        region->failed = true;
        return NULL;
    }
    void *block = region->at;
    region->at += bytes;
    region->left -= bytes;
    region->used_bytes += bytes;
    return block;
}

void *orr_region_alloc_array(OrrRegion *region, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) bytes = SIZE_MAX;
    return orr_region_alloc(region, bytes);
}

void *orr_region_grow(OrrRegion *region, void *block, size_t old_size, size_t new_size) {
    if (block == NULL) return orr_region_alloc(region, new_size);
    ORR_ASSERT(new_size >= old_size);
    size_t old_bytes = old_size == 0 ? 16 : (old_size + 15) / 16 * 16;
    bool newest = (char *)block + old_bytes == region->at;
    if (new_size <= old_bytes) return block;
    if (newest && new_size - old_bytes <= region->left && !ORR_HOSTILE) {
        return orr_region_alloc(region, new_size - old_bytes) != NULL ? block : NULL;
    }
    void *moved = orr_region_alloc(region, new_size);
    if (moved != NULL && old_size != 0) memcpy(moved, block, old_size);
    return moved;
}

char *orr_region_copy(OrrRegion *region, const void *bytes, size_t length) {
    char *copy = orr_region_alloc(region, length == SIZE_MAX ? length : length + 1);
    if (copy != NULL && length != 0) memcpy(copy, bytes, length);
    return copy;
}

char *orr_region_copy_text(OrrRegion *region, const char *text) {
    return orr_region_copy(region, text, strlen(text));
}
