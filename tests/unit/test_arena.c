/* The arena: blocks do not overlap, limits are exact, a restore is exact and leaks nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#ifndef HAVE_ASAN
#define HAVE_ASAN 0
#endif

#define MIB ((size_t)1 << 20)

/* A small generator of its own, so that this test depends on the arena alone. */
static uint32_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static size_t random_size(uint64_t *state) {
    switch (next_random(state) % 8) {
    case 0: return 1 + next_random(state) % 100000;
    case 1: return 500 + next_random(state) % 8000;
    default: return 1 + next_random(state) % 600;
    }
}

typedef struct Block {
    unsigned char *at;
    size_t size;
    OrrBlockKind kind;
    unsigned char mark;
} Block;

static void fill(Block *block) {
    memset(block->at, block->mark, block->size);
    if (block->kind == ORR_BLOCK_GC && block->size < 4) block->size = 4; /* never smaller in use */
}

static void check(const Block *block) {
    for (size_t i = 0; i < block->size; i++) assert_int_equal(block->at[i], block->mark);
}

static void count_block(void *context, void *block) {
    uint64_t *sums = context;
    sums[0]++;
    assert_true(sums[1] < (uintptr_t)block);
    sums[1] = (uintptr_t)block;
}

enum { BLOCKS = 700 };

static void one_random_change(OrrArena *arena, Block *blocks, uint64_t *random) {
    Block *block = &blocks[next_random(random) % BLOCKS];
    if (block->at == NULL) {
        block->size = random_size(random);
        block->kind = next_random(random) % 2 ? ORR_BLOCK_GC : ORR_BLOCK_RAW;
        if (block->kind == ORR_BLOCK_GC && block->size < 16) block->size = 16;
        block->mark = (unsigned char)(1 + next_random(random) % 255);
        block->at = orr_arena_alloc(arena, block->kind, block->size);
        assert_non_null(block->at);
        assert_int_equal((uintptr_t)block->at % 16, 0);
        assert_true(orr_arena_contains(arena, block->at + block->size - 1));
        fill(block);
    } else if (next_random(random) % 3 == 0) {
        size_t size = random_size(random);
        if (size < 16) size = 16;
        check(block);
        block->at = orr_arena_realloc(arena, block->kind, block->at, block->size, size);
        assert_non_null(block->at);
        if (size < block->size) block->size = size;
        check(block);
        block->size = size;
        fill(block);
    } else {
        check(block);
        orr_arena_free(arena, block->kind, block->at, block->size);
        block->at = NULL;
    }
}

static void test_random_use(void **state) {
    (void)state;
    OrrArena *arena = orr_arena_new(256 * MIB);
    assert_non_null(arena);
    Block *blocks = calloc(BLOCKS, sizeof *blocks);
    uint64_t random = 1;
    for (int i = 0; i < 30000; i++) {
        one_random_change(arena, blocks, &random);
        if (i % 5000 == 0) {
            uint64_t sums[2] = {0, 0}, expected = 0;
            orr_arena_walk(arena, count_block, sums);
            for (size_t j = 0; j < BLOCKS; j++) expected += blocks[j].at != NULL && blocks[j].kind == ORR_BLOCK_GC;
            assert_int_equal(sums[0], expected);
        }
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        if (blocks[i].at != NULL) orr_arena_free(arena, blocks[i].kind, blocks[i].at, blocks[i].size);
    }
    assert_int_equal(arena->used_bytes, 0);
    free(blocks);
    orr_arena_destroy(arena);
}

/* The same calls give the same offsets, wherever the arena lies. */
static void test_same_calls_same_offsets(void **state) {
    (void)state;
    OrrArena *arenas[2] = {orr_arena_new(64 * MIB), orr_arena_new(64 * MIB)};
    Block *blocks[2] = {calloc(BLOCKS, sizeof(Block)), calloc(BLOCKS, sizeof(Block))};
    uint64_t random[2] = {7, 7};
    for (int i = 0; i < 20000; i++) {
        for (int side = 0; side < 2; side++) one_random_change(arenas[side], blocks[side], &random[side]);
        size_t j = (size_t)i % BLOCKS;
        assert_int_equal(blocks[0][j].at == NULL, blocks[1][j].at == NULL);
        if (blocks[0][j].at == NULL) continue;
        assert_int_equal((uintptr_t)blocks[0][j].at - (uintptr_t)arenas[0],
                         (uintptr_t)blocks[1][j].at - (uintptr_t)arenas[1]);
    }
    assert_int_equal(orr_arena_extent(arenas[0]), orr_arena_extent(arenas[1]));
    for (int side = 0; side < 2; side++) {
        free(blocks[side]);
        orr_arena_destroy(arenas[side]);
    }
}

static void test_reset_many_times(void **state) {
    (void)state;
    OrrArena *arena = orr_arena_new(64 * MIB);
    Block *blocks = calloc(BLOCKS, sizeof *blocks), *saved = calloc(BLOCKS, sizeof *blocks);
    uint64_t random = 3;
    for (int i = 0; i < 300; i++) one_random_change(arena, blocks, &random);
    memcpy(saved, blocks, BLOCKS * sizeof *blocks);
    OrrSnapshot *snapshot = orr_arena_snapshot(arena);
    assert_non_null(snapshot);
    size_t extent = orr_arena_extent(arena);
    uint64_t used = arena->used_bytes;
    size_t run_extent = 0;
    for (int round = 0; round < 10000; round++) {
        uint64_t same = 99;
        for (int i = 0; i < 50; i++) one_random_change(arena, blocks, &same);
        if (round == 0) run_extent = orr_arena_extent(arena);
        assert_int_equal(orr_arena_extent(arena), run_extent);
        orr_arena_restore(arena, snapshot);
        memcpy(blocks, saved, BLOCKS * sizeof *blocks);
        assert_int_equal(orr_arena_extent(arena), extent);
        assert_int_equal(arena->used_bytes, used);
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        if (blocks[i].at != NULL) check(&blocks[i]);
    }
    orr_snapshot_free(snapshot);
    orr_snapshot_free(NULL);
    orr_arena_destroy(arena);
    free(blocks);
    free(saved);
}

static void test_restore_gives_back_much(void **state) {
    (void)state;
    OrrArena *arena = orr_arena_new(512 * MIB);
    unsigned char *kept = orr_arena_alloc(arena, ORR_BLOCK_RAW, 100);
    memset(kept, 5, 100);
    OrrSnapshot *snapshot = orr_arena_snapshot(arena);
    unsigned char *big = orr_arena_alloc(arena, ORR_BLOCK_RAW, 200 * MIB);
    assert_non_null(big);
    memset(big, 1, 200 * MIB);
    orr_arena_restore(arena, snapshot);
    assert_int_equal(kept[99], 5);
    assert_ptr_equal(orr_arena_alloc(arena, ORR_BLOCK_RAW, 200 * MIB), big);
    orr_snapshot_free(snapshot);
    orr_arena_destroy(arena);
}

/* How many blocks fit is the same each time, and freeing them all makes room for another size. */
static void test_limit(void **state) {
    (void)state;
    OrrArena *arena = orr_arena_new(2 * MIB);
    assert_int_equal(orr_arena_limit(arena), 2 * MIB);
    size_t counts[3] = {0, 0, 0};
    const size_t sizes[3] = {48, 1000, 20000};
    for (int round = 0; round < 6; round++) {
        size_t size = sizes[round % 3], count = 0;
        void **first = NULL;
        for (;;) {
            void **block = orr_arena_alloc(arena, ORR_BLOCK_RAW, size);
            if (block == NULL) break;
            *block = first;
            first = block;
            count++;
        }
        assert_true(orr_arena_extent(arena) <= 2 * MIB);
        assert_true(count * size > (2 * MIB) * 6 / 10);
        if (round >= 3) assert_int_equal(count, counts[round % 3]);
        counts[round % 3] = count;
        while (first != NULL) {
            void **next = *first;
            orr_arena_free(arena, ORR_BLOCK_RAW, first, size);
            first = next;
        }
        assert_int_equal(arena->used_bytes, 0);
    }
    assert_null(orr_arena_alloc(arena, ORR_BLOCK_RAW, SIZE_MAX));
    assert_null(orr_arena_alloc(arena, ORR_BLOCK_RAW, 2 * MIB));
    orr_arena_destroy(arena);
}

static void test_set_limit(void **state) {
    (void)state;
    OrrArena *arena = orr_arena_new(8 * MIB);
    void *block = orr_arena_alloc(arena, ORR_BLOCK_RAW, MIB);
    assert_false(orr_arena_set_limit(arena, MIB / 2));
    assert_true(orr_arena_set_limit(arena, 2 * MIB));
    assert_null(orr_arena_alloc(arena, ORR_BLOCK_RAW, MIB));
    assert_null(orr_arena_realloc(arena, ORR_BLOCK_RAW, block, MIB, 4 * MIB));
    assert_true(orr_arena_set_limit(arena, 8 * MIB));
    assert_ptr_equal(orr_arena_realloc(arena, ORR_BLOCK_RAW, block, MIB, 4 * MIB), block);
    assert_true(orr_arena_set_limit(arena, SIZE_MAX));
    assert_int_equal(orr_arena_limit(arena), 8 * MIB);
    orr_arena_destroy(arena);
}

static void test_tiny_limit(void **state) {
    (void)state;
    OrrArena *arena = orr_arena_new(1);
    assert_non_null(arena);
    assert_non_null(orr_arena_alloc(arena, ORR_BLOCK_RAW, 1));
    assert_true(orr_arena_limit(arena) < 64 * 1024);
    orr_arena_destroy(arena);
    orr_arena_destroy(NULL);
}

static void test_big_in_place(void **state) {
    (void)state;
    OrrArena *arena = orr_arena_new(64 * MIB);
    unsigned char *first = orr_arena_alloc(arena, ORR_BLOCK_RAW, 100000);
    unsigned char *second = orr_arena_alloc(arena, ORR_BLOCK_RAW, 100000);
    unsigned char *third = orr_arena_alloc(arena, ORR_BLOCK_RAW, 100000);
    orr_arena_free(arena, ORR_BLOCK_RAW, second, 100000);
    assert_ptr_equal(orr_arena_realloc(arena, ORR_BLOCK_RAW, first, 100000, 180000), first);
    assert_ptr_equal(orr_arena_realloc(arena, ORR_BLOCK_RAW, first, 180000, 50000), first);
    /* The hole between them, coalesced, holds the largest block that fits and lies before the third. */
    unsigned char *hole = orr_arena_alloc(arena, ORR_BLOCK_RAW, 140000);
    assert_true(hole > first && hole < third);
    orr_arena_free(arena, ORR_BLOCK_RAW, hole, 140000);
    size_t extent = orr_arena_extent(arena);
    orr_arena_free(arena, ORR_BLOCK_RAW, third, 100000);
    assert_true(orr_arena_extent(arena) < extent - 200000);
    orr_arena_destroy(arena);
}

static void test_fail_after(void **state) {
    (void)state;
    OrrArena *arena = orr_arena_new(8 * MIB);
    for (uint64_t nth = 1; nth < 6; nth++) {
        orr_arena_fail_after(arena, nth);
        for (uint64_t i = 1; i < 8; i++) {
            void *block = orr_arena_alloc(arena, ORR_BLOCK_RAW, 10000);
            assert_int_equal(block == NULL, i >= nth);
        }
        orr_arena_fail_after(arena, 0);
        assert_non_null(orr_arena_alloc(arena, ORR_BLOCK_RAW, 10000));
    }
    orr_arena_destroy(arena);
}

static void test_hostile_fill(void **state) {
    (void)state;
#if ORR_HOSTILE
    OrrArena *arena = orr_arena_new(8 * MIB);
    unsigned char *raw = orr_arena_alloc(arena, ORR_BLOCK_RAW, 64);
    unsigned char *gc = orr_arena_alloc(arena, ORR_BLOCK_GC, 64);
    assert_int_equal(raw[0], 0xDB);
    assert_int_equal(raw[63], 0xDB);
    assert_int_equal(gc[0], 0);
    assert_int_equal(gc[4], 0xDB);
    raw[20] = 1;
    orr_arena_free(arena, ORR_BLOCK_RAW, raw, 64);
    assert_int_equal(raw[0], 0);
    assert_int_equal(raw[20], 0xDB);
    orr_arena_destroy(arena);
#endif
}

/* With little address space an arena is smaller, not absent. */
static void test_little_address_space(void **state) {
    (void)state;
    if (HAVE_ASAN) skip(); /* the sanitizer's own mappings do not survive RLIMIT_AS */
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = {.rlim_cur = 200 * MIB, .rlim_max = 200 * MIB};
        if (setrlimit(RLIMIT_AS, &limit) != 0) _exit(2);
        OrrArena *arena = orr_arena_new((size_t)64 << 30);
        if (arena == NULL) _exit(3);
        if (orr_arena_limit(arena) < 32 * MIB || orr_arena_limit(arena) > 200 * MIB) _exit(4);
        if (orr_arena_alloc(arena, ORR_BLOCK_RAW, 20 * MIB) == NULL) _exit(5);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_use),
        cmocka_unit_test(test_same_calls_same_offsets),
        cmocka_unit_test(test_reset_many_times),
        cmocka_unit_test(test_restore_gives_back_much),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_set_limit),
        cmocka_unit_test(test_tiny_limit),
        cmocka_unit_test(test_big_in_place),
        cmocka_unit_test(test_fail_after),
        cmocka_unit_test(test_hostile_fill),
        cmocka_unit_test(test_little_address_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
