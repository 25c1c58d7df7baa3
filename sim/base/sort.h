/* A stable sort: elements that compare equal keep their order, so the result is a function of the input alone.
 * (qsort is not stable, and may order equals differently on each libc.)
 */
#ifndef ORR_BASE_SORT_H
#define ORR_BASE_SORT_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/check.h"

/* < 0, 0, > 0 as a comes before, with, after b. */
typedef int (*OrrCompare)(void *context, const void *a, const void *b);

/* Sorts count elements of element_bytes each, by merging; takes as much host memory for the time. False, with the
 * elements untouched, if the host has none. */
bool orr_sort(void *elements, size_t count, size_t element_bytes, OrrCompare compare, void *context) ORR_MUST_CHECK;

/* The same with memory of the caller: scratch holds count * element_bytes and overlaps nothing. Cannot fail. */
void orr_sort_with(void *elements, size_t count, size_t element_bytes, void *scratch, OrrCompare compare,
                   void *context);

#endif
