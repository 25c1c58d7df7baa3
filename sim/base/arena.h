/* The arena: all the memory of one run, in one contiguous mapping at an address that never moves.
 *
 * The OrrArena struct itself is the first thing in the mapping, so that everything about a run (blocks, free lists,
 * counters) is inside [base, base + top). From this follow the properties that the rest of orrery relies on:
 *   - pointers into the arena stay valid for ever, across growth and across restore;
 *   - a snapshot is a copy of [base, top), a restore is a copy back;
 *   - resetting a run is restoring its boot snapshot; nothing can leak;
 *   - the memory limit is exact, and hitting it is deterministic: whether an allocation succeeds depends on the
 *     sequence of allocations alone, never on the host.
 *
 * The address space (limit bytes) is reserved once and committed as it grows; where the host refuses so large a
 * reservation (RLIMIT_AS, no overcommit) a smaller one is tried, and the limit is what could be had.
 *
 * Blocks. Small ones (up to ORR_SMALL_MAX bytes, in classes of 16) come from pages that hold blocks of one class and
 * one kind; medium ones (up to 6 KiB, four classes to the doubling) from slabs of a few pages; bigger ones are runs of
 * pages. free() is told the size, so blocks have no header. Every block is aligned
 * to 16. There are two kinds: RAW (buffers, strings, whatever holds no references to collect) and GC (objects that the
 * cycle collector must visit). orr_arena_walk visits all live GC blocks in address order, which is deterministic
 * because allocation is.
 *
 * A free block of either kind has 0 in its first four bytes and its free-list link in bytes 8..15. A live GC block
 * must have a nonzero uint32_t at offset 0 (an object's reference count): that is how the walk tells them apart.
 * Fresh memory is uninitialised as far as callers may rely (hostile builds fill it and freed blocks with 0xDB).
 */
#ifndef ORR_BASE_ARENA_H
#define ORR_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/check.h"

#define ORR_SMALL_MAX     512u
#define ORR_SMALL_CLASSES (ORR_SMALL_MAX / 16u + 1u)

typedef enum OrrBlockKind { ORR_BLOCK_RAW, ORR_BLOCK_GC } OrrBlockKind;

typedef struct OrrFreeBlock {
    uint32_t zero; /* 0: this block is free */
    uint32_t unused;
    struct OrrFreeBlock *next;
} OrrFreeBlock;

/* What follows is private to sim/base/arena.c. */
#define ORR_ARENA_MEDIUM_CLASSES 14u
#define ORR_ARENA_CLASSES        (ORR_SMALL_CLASSES + ORR_ARENA_MEDIUM_CLASSES)
#define ORR_ARENA_BINS           64u

/* The head of the arena. Only the fields that the inline fast paths need are public; sim/base/arena.c owns the rest. */
typedef struct OrrArena {
    OrrFreeBlock *free_blocks[2][ORR_SMALL_CLASSES]; /* by kind, then by size / 16 */
    uint64_t used_bytes;                             /* in live blocks, rounded up to their class */
    void *root; /* for the owner: where its own data in this arena starts (it survives snapshots like all else) */

    /* Private. Pages are counted from the base; index 0 (this head) stands for "none". */
    OrrFreeBlock *free_medium[2][ORR_ARENA_MEDIUM_CLASSES];
    uint32_t current_slab[2][ORR_ARENA_CLASSES]; /* the slab that is being carved into free blocks */
    uint32_t bins[ORR_ARENA_BINS];               /* free runs by length: first page of a doubly linked list */
    uint64_t bins_used;                          /* bit i: bins[i] is not empty */
    uint32_t first_page;                         /* where blocks start: head and page table lie below */
    uint32_t top_page;                           /* pages below are in use or in a free run */
    uint32_t limit_pages;
    /* Facts about the host, which a restore leaves alone. */
    uint32_t reserved_pages;
    uint32_t committed_pages;
    uint32_t touched_pages; /* the highest top_page since memory was last given back to the host */
    uint64_t fail_after;
} OrrArena;

/* A copy of an arena's whole contents, kept in host memory. */
typedef struct OrrSnapshot OrrSnapshot;

/* Makes an arena that may grow to limit_bytes (rounded up to a page of the arena). NULL if the host has no memory. */
OrrArena *orr_arena_new(size_t limit_bytes) ORR_MUST_CHECK;
void orr_arena_destroy(OrrArena *arena);

/* The slow paths of the inline functions below; call those. */
void *orr_arena_alloc_slow(OrrArena *arena, OrrBlockKind kind, size_t size);
void orr_arena_free_slow(OrrArena *arena, OrrBlockKind kind, void *block, size_t size);

/* Returns a block of at least size bytes, or NULL at the limit. size 0 is treated as 1. */
static inline void *orr_arena_alloc(OrrArena *arena, OrrBlockKind kind, size_t size) {
#if !ORR_HOSTILE
    size_t class_index = (size + 15u) / 16u;
    if (ORR_LIKELY(class_index - 1u < ORR_SMALL_CLASSES - 1u)) {
        OrrFreeBlock *block = arena->free_blocks[kind][class_index];
        if (ORR_LIKELY(block != NULL)) {
            arena->free_blocks[kind][class_index] = block->next;
            arena->used_bytes += class_index * 16u;
            return block;
        }
    }
#endif
    return orr_arena_alloc_slow(arena, kind, size);
}

/* Gives back a block that alloc returned for the same kind and size. NULL is allowed and ignored. */
static inline void orr_arena_free(OrrArena *arena, OrrBlockKind kind, void *block, size_t size) {
#if !ORR_HOSTILE
    size_t class_index = (size + 15u) / 16u;
    if (ORR_LIKELY(block != NULL && class_index - 1u < ORR_SMALL_CLASSES - 1u)) {
        OrrFreeBlock *head = block;
        head->zero = 0;
        head->next = arena->free_blocks[kind][class_index];
        arena->free_blocks[kind][class_index] = head;
        arena->used_bytes -= class_index * 16u;
        return;
    }
#endif
    orr_arena_free_slow(arena, kind, block, size);
}

/* Moves a block to new_size, keeping min(old_size, new_size) bytes. NULL at the limit: the old block stays valid. */
void *orr_arena_realloc(OrrArena *arena, OrrBlockKind kind, void *block, size_t old_size,
                        size_t new_size) ORR_MUST_CHECK;

/* Calls visit for every live GC block, in address order. visit must not allocate or free GC blocks. */
void orr_arena_walk(OrrArena *arena, void (*visit)(void *context, void *block), void *context);

/* Bytes from base to top, free blocks included: what a snapshot copies and what the limit bounds. */
size_t orr_arena_extent(const OrrArena *arena);
size_t orr_arena_limit(const OrrArena *arena);
/* Lowers or raises the limit, within what was reserved; false if the extent is already beyond it. */
bool orr_arena_set_limit(OrrArena *arena, size_t limit_bytes);
bool orr_arena_contains(const OrrArena *arena, const void *address);

/* Returns a new snapshot (the caller frees it), or NULL if the host has no memory. */
OrrSnapshot *orr_arena_snapshot(const OrrArena *arena) ORR_MUST_CHECK;
/* Puts the arena back to exactly the state of the snapshot; memory grown since is given back or ignored. */
void orr_arena_restore(OrrArena *arena, const OrrSnapshot *snapshot);
void orr_snapshot_free(OrrSnapshot *snapshot);

/* For tests: the nth allocation from now (1 is the next) and all after it fail; 0 switches this off. Only effective
 * in slow paths; hostile builds have nothing but slow paths. */
void orr_arena_fail_after(OrrArena *arena, uint64_t nth);

#endif
