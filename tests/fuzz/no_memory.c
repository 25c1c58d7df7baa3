/* For LD_PRELOAD: the allocation of the C library that ORR_FAIL_AT counts to fails, once, or from then on with ORR_FAIL_ON. */
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

static long countdown(void) {
    static long left = -1;
    if (left < 0) {
        const char *at = getenv("ORR_FAIL_AT");
        left = at == NULL ? 0 : atol(at);
    }
    return left == 0 ? 0 : --left == 0 ? (left = getenv("ORR_FAIL_ON") != NULL, 1) : 0;
}

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size) {
    return countdown() ? NULL : __libc_malloc(size);
}
void *calloc(size_t count, size_t size) {
    return countdown() ? NULL : __libc_calloc(count, size);
}
void *realloc(void *old, size_t size) {
    return countdown() ? NULL : __libc_realloc(old, size);
}
