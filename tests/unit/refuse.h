/* malloc and its kin for tests that fail every allocation: with refuse_from set to n, the nth request for memory is
 * refused and all after it; live_blocks counts what isn't freed. It replaces the C library's names in the whole
 * program, so it is included once, by the one file of a test.
 */
#ifndef ORR_TESTS_UNIT_REFUSE_H
#define ORR_TESTS_UNIT_REFUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

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

/* The sanitizer brings its own allocator, and another libc may not have these names: the tests are skipped there. */
#if defined(__GLIBC__) && !HAVE_ASAN
#define CAN_REFUSE 1

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void __libc_free(void *block);

/* Requests until they are refused; 0: none is. (A global, because malloc has no other way to know.) */
static uint64_t refuse_from;
static bool refused;
static int64_t live_blocks;

static bool refuses(void) {
    if (refuse_from == 0) return false;
    if (refuse_from > 1) {
        refuse_from--;
        return false;
    }
    refused = true;
    return true;
}

static void *counted(void *block) {
    live_blocks += block != NULL;
    return block;
}

void *malloc(size_t size) {
    return refuses() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
    return refuses() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size) {
    if (refuses()) return NULL;
    return block == NULL ? counted(__libc_malloc(size)) : __libc_realloc(block, size);
}

void free(void *block) {
    live_blocks -= block != NULL;
    __libc_free(block);
}

void *reallocarray(void *block, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
    return realloc(block, bytes);
}
#else
#define CAN_REFUSE 0
static uint64_t refuse_from;
static bool refused;
static int64_t live_blocks;
#endif

#endif
