/* See arena.h. Here: pages, runs, slabs, and the copy that is a snapshot.
 *
 * Layout, in pages of 8 KiB counted from the base:
 *     head (OrrArena) | page table (one descriptor a page, for the whole reservation) | blocks ...
 * A run is a stretch of pages with one purpose: a slab (blocks of one class and kind), one big block, or free. The
 * descriptor of its first page tells which; that of its last page tells a right neighbour where a free run starts, so
 * that free runs always coalesce. No two free runs touch, and none ends at top: it would have been given back.
 *
 * A slab is not carved into free blocks at once but a little at a time, and a snapshot copies it only so far as it was
 * carved. That, and that free runs are not copied, is what makes a restore cheap: its cost is the bytes that the boot
 * image really uses (some 20 GB/s, so 25 us for half a megabyte), with no system call and nothing to track in between.
 * Finer tracking (write faults, soft-dirty bits) costs a fault or a system call a run, which is dearer than
 * copying a few hundred kilobytes. So: whoever wants faster resets makes the boot image smaller.
 *
 * Order. Which block an allocation gets depends on the sequence of calls only: lists are last in first out, bins are
 * searched from the smallest, and nothing looks at an absolute address.
 */
#include "sim/base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE_BYTES      8192u
#define MEDIUM_MAX      6144u
#define MEDIUM_RUN      4u /* pages of a slab of medium blocks */
#define CARVE_BYTES     2048u
#define COMMIT_PAGES    128u  /* the least that is committed at a time: 1 MiB */
#define GIVE_BACK_PAGES 8192u /* a restore gives memory back to the host if it would keep more than this in vain */
#define EXACT_BINS      32u
#define HOSTILE_BYTE    0xDB
#define MIN_RESERVATION (32u * PAGE_BYTES)

typedef enum PageUse { PAGE_NONE, PAGE_FREE, PAGE_SLAB, PAGE_BIG, PAGE_INNER } PageUse;

typedef struct Page {
    uint8_t use;  /* PageUse */
    uint8_t kind; /* slab and big: OrrBlockKind */
    uint16_t class_index;
    uint32_t run;      /* first and last page of a free run, first page of others: pages in the run; slab's inner pages:
                          distance to the first */
    uint32_t previous; /* free run: neighbours in its bin; slab: blocks carved so far */
    uint32_t next;     /* free run: the same; slab: while reclaiming, its free blocks */
} Page;

struct OrrSnapshot {
    size_t range_count;
    size_t byte_count;
    struct Range {
        size_t offset;
        size_t length;
    } * ranges;
    unsigned char *bytes;
};

static const uint16_t medium_sizes[ORR_ARENA_MEDIUM_CLASSES] = {640,  768,  896,  1024, 1280, 1536, 1792,
                                                                2048, 2560, 3072, 3584, 4096, 5120, 6144};

static Page *page_table(const OrrArena *arena) {
    return (Page *)((char *)(uintptr_t)arena + (sizeof(OrrArena) + 63u) / 64u * 64u);
}

static char *page_address(const OrrArena *arena, uint32_t page) {
    return (char *)(uintptr_t)arena + (size_t)page * PAGE_BYTES;
}

static uint32_t page_of(const OrrArena *arena, const void *block) {
    size_t offset = (size_t)((const char *)block - (const char *)arena);
    ORR_ASSERT(offset < (size_t)arena->top_page * PAGE_BYTES);
    return (uint32_t)(offset / PAGE_BYTES);
}

static size_t pages_for(size_t bytes) {
    return bytes / PAGE_BYTES + (bytes % PAGE_BYTES != 0);
}

/* The class of a size up to MEDIUM_MAX, and the size of a class's blocks. */
static uint32_t class_of(size_t size) {
    if (size <= ORR_SMALL_MAX) return size == 0 ? 1u : (uint32_t)((size + 15u) / 16u);
    uint32_t medium = 0;
    while (medium_sizes[medium] < size) medium++;
    return ORR_SMALL_CLASSES + medium;
}

static size_t class_bytes(uint32_t class_index) {
    if (class_index < ORR_SMALL_CLASSES) return class_index * 16u;
    return medium_sizes[class_index - ORR_SMALL_CLASSES];
}

static OrrFreeBlock **free_list(OrrArena *arena, OrrBlockKind kind, uint32_t class_index) {
    if (class_index < ORR_SMALL_CLASSES) return &arena->free_blocks[kind][class_index];
    return &arena->free_medium[kind][class_index - ORR_SMALL_CLASSES];
}

static uint32_t slab_pages(uint32_t class_index) {
    return class_index < ORR_SMALL_CLASSES ? 1u : MEDIUM_RUN;
}

static uint32_t slab_blocks(uint32_t class_index) {
    return (uint32_t)(slab_pages(class_index) * PAGE_BYTES / class_bytes(class_index));
}

/* ---- free runs -------------------------------------------------------------------------------------------------- */

static uint32_t bin_of(uint32_t run) {
    if (run < EXACT_BINS) return run;
    return EXACT_BINS + 31u - (uint32_t)__builtin_clz(run) - 5u;
}

static void bin_insert(OrrArena *arena, uint32_t first, uint32_t run) {
    Page *table = page_table(arena);
    uint32_t bin = bin_of(run);
    table[first + run - 1] = (Page){.use = PAGE_FREE, .run = run};
    table[first] = (Page){.use = PAGE_FREE, .run = run, .next = arena->bins[bin]};
    if (arena->bins[bin] != 0) table[arena->bins[bin]].previous = first;
    arena->bins[bin] = first;
    arena->bins_used |= UINT64_C(1) << bin;
}

static void bin_remove(OrrArena *arena, uint32_t first) {
    Page *table = page_table(arena);
    const Page *page = &table[first];
    uint32_t bin = bin_of(page->run);
    if (page->previous != 0) table[page->previous].next = page->next;
    else arena->bins[bin] = page->next;
    if (page->next != 0) table[page->next].previous = page->previous;
    if (arena->bins[bin] == 0) arena->bins_used &= ~(UINT64_C(1) << bin);
}

/* Makes pages below top usable. False if the host refuses. */
static bool commit(OrrArena *arena, uint32_t top) {
    if (top <= arena->committed_pages) return true;
    uint32_t step = arena->committed_pages / 8;
    if (step < COMMIT_PAGES) step = COMMIT_PAGES;
    uint32_t want = top - arena->committed_pages < step ? arena->committed_pages + step : top;
    if (want > arena->reserved_pages) want = arena->reserved_pages;
    size_t length = (size_t)(want - arena->committed_pages) * PAGE_BYTES;
    if (mprotect(page_address(arena, arena->committed_pages), length, PROT_READ | PROT_WRITE) != 0) return false;
    arena->committed_pages = want;
    return true;
}

static bool set_top(OrrArena *arena, size_t top) {
    if (top > arena->limit_pages || !commit(arena, (uint32_t)top)) return false;
    arena->top_page = (uint32_t)top;
    if (arena->top_page > arena->touched_pages) arena->touched_pages = arena->top_page;
    return true;
}

/* Takes the smallest free run of at least `count` pages that the bins show, without looking further. 0: none. */
static uint32_t take_free_run(OrrArena *arena, uint32_t count) {
    Page *table = page_table(arena);
    uint32_t bin = bin_of(count);
    uint32_t found = 0;
    /* Runs in a wide bin differ in length, so its first fit has to be looked for; in any later bin all fit. */
    for (uint32_t page = arena->bins[bin]; page != 0 && found == 0; page = table[page].next) {
        if (table[page].run >= count) found = page;
    }
    if (found == 0) {
        uint64_t later = arena->bins_used & ~((UINT64_C(2) << bin) - 1u);
        if (later == 0) return 0;
        found = arena->bins[__builtin_ctzll(later)];
    }
    uint32_t rest = table[found].run - count;
    bin_remove(arena, found);
    if (rest != 0) bin_insert(arena, found + count, rest);
    return found;
}

/* Returns the first of `count` pages, whose use the caller sets (mark_run). 0 at the limit. */
static uint32_t take_run(OrrArena *arena, size_t count) {
    if (count > arena->limit_pages) return 0;
    uint32_t found = take_free_run(arena, (uint32_t)count);
    if (found != 0) return found;
    uint32_t first = arena->top_page;
    return set_top(arena, first + count) ? first : 0;
}

static void mark_run(OrrArena *arena, uint32_t first, uint32_t count, Page page) {
    Page *table = page_table(arena);
    page.run = count;
    table[first] = page;
    if (count > 1) table[first + count - 1] = (Page){.use = PAGE_INNER, .run = count - 1};
}

static void give_run(OrrArena *arena, uint32_t first, uint32_t count) {
    Page *table = page_table(arena);
    if (first > arena->first_page && table[first - 1].use == PAGE_FREE) {
        uint32_t left = first - table[first - 1].run;
        bin_remove(arena, left);
        count += first - left;
        first = left;
    }
    if (first + count == arena->top_page) {
        arena->top_page = first;
        return;
    }
    if (table[first + count].use == PAGE_FREE) {
        uint32_t right = first + count;
        count += table[right].run;
        bin_remove(arena, right);
    }
    bin_insert(arena, first, count);
}

/* ---- reclaiming: at the limit, slabs whose blocks are all free become pages again -------------------------------- */

static Page *slab_of(OrrArena *arena, const void *block) {
    Page *table = page_table(arena);
    uint32_t index = page_of(arena, block);
    if (table[index].use == PAGE_INNER) index -= table[index].run;
    ORR_ASSERT(table[index].use == PAGE_SLAB);
    return &table[index];
}

static bool all_free(const Page *slab) {
    return slab->next == slab->previous;
}

/* Drops from the free list the blocks in slabs that are about to go. */
static void filter_free_list(OrrArena *arena, OrrFreeBlock **link) {
    while (*link != NULL) {
        if (all_free(slab_of(arena, *link))) *link = (*link)->next;
        else link = &(*link)->next;
    }
}

static bool reclaim(OrrArena *arena) {
    Page *table = page_table(arena);
    for (uint32_t kind = 0; kind < 2; kind++) {
        for (uint32_t index = 1; index < ORR_ARENA_CLASSES; index++) {
            OrrFreeBlock **list = free_list(arena, (OrrBlockKind)kind, index);
            for (OrrFreeBlock *block = *list; block != NULL; block = block->next) slab_of(arena, block)->next++;
            filter_free_list(arena, list);
            uint32_t current = arena->current_slab[kind][index];
            if (current != 0 && all_free(&table[current])) arena->current_slab[kind][index] = 0;
        }
    }
    bool any = false;
    uint32_t run = 0;
    for (uint32_t page = arena->first_page; page < arena->top_page; page += run) {
        run = table[page].run; /* read first: giving a run back may rewrite this descriptor */
        if (table[page].use != PAGE_SLAB) continue;
        if (all_free(&table[page])) {
            give_run(arena, page, run);
            any = true;
        } else {
            table[page].next = 0;
        }
    }
    return any;
}

/* take_run that reclaims when it must, and only if so much is free that it may help. */
static uint32_t take_run_hard(OrrArena *arena, size_t count) {
    uint32_t first = take_run(arena, count);
    if (first != 0) return first;
    uint64_t free_bytes = (uint64_t)(arena->top_page - arena->first_page) * PAGE_BYTES - arena->used_bytes;
    if (count > arena->limit_pages || free_bytes < count * PAGE_BYTES || !reclaim(arena)) return 0;
    return take_run(arena, count);
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

static void push_free(OrrFreeBlock **list, OrrFreeBlock *block) {
    block->zero = 0;
    block->next = *list;
    *list = block;
}

/* Turns the next few blocks of the slab into free blocks, so that they are handed out in ascending order. */
static void carve(OrrArena *arena, Page *slab, uint32_t first_page, OrrFreeBlock **list) {
    size_t size = class_bytes(slab->class_index);
    uint32_t count = ORR_HOSTILE || size >= CARVE_BYTES ? 1u : (uint32_t)(CARVE_BYTES / size);
    uint32_t left = slab_blocks(slab->class_index) - slab->previous;
    if (count > left) count = left;
    char *start = page_address(arena, first_page) + slab->previous * size;
    for (uint32_t i = count; i-- > 0;) push_free(list, (OrrFreeBlock *)(void *)(start + i * size));
    slab->previous += count;
}

static bool refill(OrrArena *arena, OrrBlockKind kind, uint32_t class_index, OrrFreeBlock **list) {
    uint32_t current = arena->current_slab[kind][class_index];
    if (current == 0 || page_table(arena)[current].previous == slab_blocks(class_index)) {
        uint32_t count = slab_pages(class_index);
        current = take_run_hard(arena, count);
        if (current == 0) return false;
        Page page = {.use = PAGE_SLAB, .kind = (uint8_t)kind, .class_index = (uint16_t)class_index};
        mark_run(arena, current, count, page);
        for (uint32_t i = 1; i < count; i++) { page_table(arena)[current + i] = (Page){.use = PAGE_INNER, .run = i}; }
        arena->current_slab[kind][class_index] = current;
    }
    carve(arena, &page_table(arena)[current], current, list);
    return true;
}

/* Fresh memory means nothing; in hostile builds visibly so. A GC block keeps its 0 until its owner sets a count. */
static void *fresh(OrrBlockKind kind, void *block, size_t bytes) {
    if (ORR_HOSTILE) {
        size_t keep = kind == ORR_BLOCK_GC ? sizeof(uint32_t) : 0;
        memset((char *)block + keep, HOSTILE_BYTE, bytes - keep);
    }
    return block;
}

static void *alloc_big(OrrArena *arena, OrrBlockKind kind, size_t size) {
    size_t count = pages_for(size);
    uint32_t first = take_run_hard(arena, count);
    if (first == 0) return NULL;
    mark_run(arena, first, (uint32_t)count, (Page){.use = PAGE_BIG, .kind = (uint8_t)kind});
    arena->used_bytes += count * PAGE_BYTES;
    OrrFreeBlock *block = (OrrFreeBlock *)(void *)page_address(arena, first);
    block->zero = 0;
    return fresh(kind, block, count * PAGE_BYTES);
}

/* Counts down to the failure that a test asked for. */
static bool must_fail(OrrArena *arena) {
    if (ORR_LIKELY(arena->fail_after == 0)) return false;
    if (arena->fail_after == 1) return true;
    arena->fail_after--;
    return false;
}

void *orr_arena_alloc_slow(OrrArena *arena, OrrBlockKind kind, size_t size) {
    if (must_fail(arena)) return NULL;
    if (size > MEDIUM_MAX) return alloc_big(arena, kind, size);
    uint32_t class_index = class_of(size);
    OrrFreeBlock **list = free_list(arena, kind, class_index);
    if (*list == NULL && !refill(arena, kind, class_index, list)) return NULL;
    OrrFreeBlock *block = *list;
    ORR_ASSERT(block->zero == 0);
    *list = block->next;
    arena->used_bytes += class_bytes(class_index);
    return fresh(kind, block, class_bytes(class_index));
}

void orr_arena_free_slow(OrrArena *arena, OrrBlockKind kind, void *block, size_t size) {
    if (block == NULL) return;
    uint32_t page = page_of(arena, block);
    if (size > MEDIUM_MAX) {
        uint32_t run = page_table(arena)[page].run;
        ORR_ASSERT(page_table(arena)[page].use == PAGE_BIG && page_table(arena)[page].kind == kind);
        ORR_ASSERT(run == pages_for(size));
        arena->used_bytes -= (uint64_t)run * PAGE_BYTES;
        if (ORR_HOSTILE) memset(block, HOSTILE_BYTE, (size_t)run * PAGE_BYTES);
        give_run(arena, page, run);
        return;
    }
    uint32_t class_index = class_of(size);
    ORR_ASSERT_SLOW(slab_of(arena, block)->class_index == class_index && slab_of(arena, block)->kind == kind);
    if (ORR_HOSTILE) memset(block, HOSTILE_BYTE, class_bytes(class_index));
    push_free(free_list(arena, kind, class_index), block);
    arena->used_bytes -= class_bytes(class_index);
}

/* Changes the length of a big block where it lies, if the pages behind it allow. */
static bool resize_run(OrrArena *arena, uint32_t first, uint32_t new_count) {
    Page *table = page_table(arena);
    Page page = table[first];
    uint32_t count = page.run;
    uint32_t end = first + count;
    if (new_count < count) {
        mark_run(arena, first, new_count, page);
        give_run(arena, first + new_count, count - new_count);
        return true;
    }
    uint32_t more = new_count - count;
    if (end == arena->top_page) {
        if (!set_top(arena, (size_t)end + more)) return false;
    } else {
        if (table[end].use != PAGE_FREE || table[end].run < more) return false;
        uint32_t rest = table[end].run - more;
        bin_remove(arena, end);
        if (rest != 0) bin_insert(arena, end + more, rest);
    }
    mark_run(arena, first, new_count, page);
    return true;
}

void *orr_arena_realloc(OrrArena *arena, OrrBlockKind kind, void *block, size_t old_size, size_t new_size) {
    if (block == NULL) return orr_arena_alloc(arena, kind, new_size);
    if (old_size > MEDIUM_MAX && new_size > MEDIUM_MAX) {
        size_t old_count = pages_for(old_size), new_count = pages_for(new_size);
        if (new_count == old_count) return block;
        if (must_fail(arena) || new_count > arena->limit_pages) return NULL;
        if (resize_run(arena, page_of(arena, block), (uint32_t)new_count)) {
            arena->used_bytes += (uint64_t)new_count * PAGE_BYTES;
            arena->used_bytes -= (uint64_t)old_count * PAGE_BYTES;
            return block;
        }
    } else if (old_size <= MEDIUM_MAX && new_size <= MEDIUM_MAX && class_of(old_size) == class_of(new_size)) {
        return block;
    }
    void *moved = orr_arena_alloc(arena, kind, new_size);
    if (moved == NULL) return NULL;
    memcpy(moved, block, old_size < new_size ? old_size : new_size);
    orr_arena_free(arena, kind, block, old_size);
    return moved;
}

void orr_arena_walk(OrrArena *arena, void (*visit)(void *context, void *block), void *context) {
    const Page *table = page_table(arena);
    uint32_t run = 0;
    for (uint32_t page = arena->first_page; page < arena->top_page; page += run) {
        run = table[page].run;
        ORR_ASSERT(run != 0);
        if (table[page].use == PAGE_FREE || table[page].kind != ORR_BLOCK_GC) continue;
        char *block = page_address(arena, page);
        uint32_t count = table[page].use == PAGE_SLAB ? table[page].previous : 1;
        size_t size = table[page].use == PAGE_SLAB ? class_bytes(table[page].class_index) : 0;
        for (uint32_t i = 0; i < count; i++, block += size) {
            if (((OrrFreeBlock *)(void *)block)->zero != 0) visit(context, block);
        }
    }
}

/* ---- the arena as a whole ---------------------------------------------------------------------------------------- */

OrrArena *orr_arena_new(size_t limit_bytes) {
    size_t most = (size_t)UINT32_MAX / 2 * PAGE_BYTES;
    size_t reserve = limit_bytes > most ? most : pages_for(limit_bytes) * PAGE_BYTES;
    if (reserve < MIN_RESERVATION) reserve = MIN_RESERVATION;
    void *base = MAP_FAILED;
    for (; reserve >= MIN_RESERVATION; reserve = reserve / 2 / PAGE_BYTES * PAGE_BYTES) {
        base = mmap(NULL, reserve, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (base != MAP_FAILED) break;
    }
    if (base == MAP_FAILED) return NULL;
    uint32_t pages = (uint32_t)(reserve / PAGE_BYTES);
    size_t head_bytes = (sizeof(OrrArena) + 63u) / 64u * 64u + (size_t)pages * sizeof(Page);
    uint32_t head_pages = (uint32_t)pages_for(head_bytes);
    if (mprotect(base, (size_t)head_pages * PAGE_BYTES, PROT_READ | PROT_WRITE) != 0) {
        munmap(base, reserve);
        return NULL;
    }
    OrrArena *arena = base; /* fresh pages are zero: every list is empty */
    arena->first_page = head_pages;
    arena->top_page = head_pages;
    arena->touched_pages = head_pages;
    arena->committed_pages = head_pages;
    arena->reserved_pages = pages;
    size_t limit_pages = pages_for(limit_bytes);
    if (limit_pages <= head_pages) limit_pages = head_pages + 1u;
    arena->limit_pages = limit_pages < pages ? (uint32_t)limit_pages : pages;
    return arena;
}

void orr_arena_destroy(OrrArena *arena) {
    if (arena != NULL) munmap(arena, (size_t)arena->reserved_pages * PAGE_BYTES);
}

size_t orr_arena_extent(const OrrArena *arena) {
    return (size_t)arena->top_page * PAGE_BYTES;
}

size_t orr_arena_limit(const OrrArena *arena) {
    return (size_t)arena->limit_pages * PAGE_BYTES;
}

bool orr_arena_set_limit(OrrArena *arena, size_t limit_bytes) {
    size_t pages = pages_for(limit_bytes);
    if (pages > arena->reserved_pages) pages = arena->reserved_pages;
    if (pages < arena->top_page) return false;
    arena->limit_pages = (uint32_t)pages;
    return true;
}

bool orr_arena_contains(const OrrArena *arena, const void *address) {
    /* As integers: comparing pointers into different objects is undefined. */
    return (uintptr_t)address - (uintptr_t)arena < (uintptr_t)orr_arena_extent(arena);
}

void orr_arena_fail_after(OrrArena *arena, uint64_t nth) {
    arena->fail_after = nth;
}

/* ---- snapshots --------------------------------------------------------------------------------------------------- */

/* Adds [offset, offset + length), joined to the range before it if they touch. With ranges NULL it only counts. */
static void add_range(OrrSnapshot *snapshot, size_t *last_end, size_t offset, size_t length) {
    snapshot->byte_count += length;
    if (snapshot->range_count != 0 && *last_end == offset) {
        if (snapshot->ranges != NULL) snapshot->ranges[snapshot->range_count - 1].length += length;
    } else {
        if (snapshot->ranges != NULL) {
            snapshot->ranges[snapshot->range_count] = (struct Range){.offset = offset, .length = length};
        }
        snapshot->range_count++;
    }
    *last_end = offset + length;
}

static void find_ranges(const OrrArena *arena, OrrSnapshot *snapshot) {
    const Page *table = page_table(arena);
    size_t last_end = 0;
    snapshot->range_count = 0;
    snapshot->byte_count = 0;
    add_range(snapshot, &last_end, 0, sizeof *arena);
    /* Of the page table only what describes blocks: with a limit of gigabytes the head alone has thousands of pages. */
    add_range(snapshot, &last_end, (size_t)((const char *)(table + arena->first_page) - (const char *)arena),
              (arena->top_page - arena->first_page) * sizeof *table);
    uint32_t run = 0;
    for (uint32_t page = arena->first_page; page < arena->top_page; page += run) {
        run = table[page].run;
        if (table[page].use == PAGE_FREE) continue;
        size_t length = (size_t)run * PAGE_BYTES;
        if (table[page].use == PAGE_SLAB) length = table[page].previous * class_bytes(table[page].class_index);
        add_range(snapshot, &last_end, (size_t)page * PAGE_BYTES, length);
    }
}

OrrSnapshot *orr_arena_snapshot(const OrrArena *arena) {
    OrrSnapshot *snapshot = calloc(1, sizeof *snapshot);
    if (snapshot == NULL) return NULL;
    find_ranges(arena, snapshot);
    snapshot->ranges = calloc(snapshot->range_count, sizeof *snapshot->ranges);
    snapshot->bytes = malloc(snapshot->byte_count);
    if (snapshot->ranges == NULL || snapshot->bytes == NULL) {
        orr_snapshot_free(snapshot);
        return NULL;
    }
    find_ranges(arena, snapshot);
    unsigned char *to = snapshot->bytes;
    for (size_t i = 0; i < snapshot->range_count; i++) {
        memcpy(to, (const char *)arena + snapshot->ranges[i].offset, snapshot->ranges[i].length);
        to += snapshot->ranges[i].length;
    }
    return snapshot;
}

/* Memory above the restored top goes back to the host only when it is a lot: it costs a system call and new faults. */
static void give_back(OrrArena *arena) {
    if (arena->touched_pages - arena->top_page <= GIVE_BACK_PAGES) return;
    size_t length = (size_t)(arena->touched_pages - arena->top_page) * PAGE_BYTES;
    (void)madvise(page_address(arena, arena->top_page), length, MADV_DONTNEED);
    arena->touched_pages = arena->top_page;
}

void orr_arena_restore(OrrArena *arena, const OrrSnapshot *snapshot) {
    uint32_t reserved = arena->reserved_pages, committed = arena->committed_pages, touched = arena->touched_pages;
    uint64_t fail = arena->fail_after;
    const unsigned char *from = snapshot->bytes;
    for (size_t i = 0; i < snapshot->range_count; i++) {
        memcpy((char *)arena + snapshot->ranges[i].offset, from, snapshot->ranges[i].length);
        from += snapshot->ranges[i].length;
    }
    ORR_ASSERT(arena->reserved_pages == reserved && arena->top_page <= committed);
    arena->committed_pages = committed;
    arena->touched_pages = touched;
    arena->fail_after = fail;
    give_back(arena);
}

void orr_snapshot_free(OrrSnapshot *snapshot) {
    if (snapshot == NULL) return;
    free(snapshot->ranges);
    free(snapshot->bytes);
    free(snapshot);
}
