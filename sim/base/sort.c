#include "sim/base/sort.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INSERTION_RUN 8u

typedef struct Sort {
    size_t size;
    OrrCompare compare;
    void *context;
} Sort;

static void insertion_sort(const Sort *sort, char *elements, size_t count, char *spare) {
    size_t size = sort->size;
    for (size_t i = 1; i < count; i++) {
        size_t place = i;
        while (place > 0 && sort->compare(sort->context, elements + (place - 1) * size, elements + i * size) > 0)
            place--;
        if (place == i) continue;
        memcpy(spare, elements + i * size, size);
        memmove(elements + (place + 1) * size, elements + place * size, (i - place) * size);
        memcpy(elements + place * size, spare, size);
    }
}

/* Merges the runs [from, middle) and [middle, end) into `to`, the left one first among equals. */
static void merge(const Sort *sort, const char *from, const char *middle, const char *end, char *to) {
    const char *left = from, *right = middle;
    while (left < middle && right < end) {
        const char **source = sort->compare(sort->context, left, right) <= 0 ? &left : &right;
        memcpy(to, *source, sort->size);
        *source += sort->size;
        to += sort->size;
    }
    memcpy(to, left, (size_t)(middle - left));
    to += middle - left;
    memcpy(to, right, (size_t)(end - right));
}

void orr_sort_with(void *elements, size_t count, size_t element_bytes, void *scratch, OrrCompare compare,
                   void *context) {
    ORR_ASSERT(element_bytes > 0);
    if (count < 2) return;
    Sort sort = {.size = element_bytes, .compare = compare, .context = context};
    char *from = elements, *to = scratch;
    for (size_t start = 0; start < count; start += INSERTION_RUN) {
        size_t run = count - start < INSERTION_RUN ? count - start : INSERTION_RUN;
        insertion_sort(&sort, from + start * element_bytes, run, to);
    }
    for (size_t run = INSERTION_RUN; run < count; run *= 2) {
        for (size_t start = 0; start < count; start += 2 * run) {
            size_t middle = count - start < run ? count : start + run;
            size_t end = count - start < 2 * run ? count : start + 2 * run;
            merge(&sort, from + start * element_bytes, from + middle * element_bytes, from + end * element_bytes,
                  to + start * element_bytes);
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != (char *)elements) memcpy(elements, from, count * element_bytes);
}

bool orr_sort(void *elements, size_t count, size_t element_bytes, OrrCompare compare, void *context) {
    if (count < 2) return true;
    size_t bytes;
    void *scratch = __builtin_mul_overflow(count, element_bytes, &bytes) ? NULL : malloc(bytes);
    if (scratch == NULL) return false;
    orr_sort_with(elements, count, element_bytes, scratch, compare, context);
    free(scratch);
    return true;
}
