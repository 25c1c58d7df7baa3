/* Growing an array by doubling, for viz's many arrays. Private to viz.
 */
#ifndef ORR_VIZ_ARRAY_H
#define ORR_VIZ_ARRAY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Makes room for one more element in an array of `count`. `array` is a pointer variable, `capacity` a uint32_t one.
 * False: no memory, nothing changed. */
#define ORR_VIZ_GROW(array, count, capacity)                                                                           \
    ((count) < (capacity) || orr_viz_grow((void **)(void *)&(array), &(capacity), sizeof *(array)))

static inline bool orr_viz_grow(void **array, uint32_t *capacity, size_t element_bytes) {
    uint32_t more = *capacity < 4 ? 4 : *capacity * 2;
    void *grown = more > *capacity ? reallocarray(*array, more, element_bytes) : NULL;
    if (grown == NULL) return false;
    *array = grown;
    *capacity = more;
    return true;
}

#endif
