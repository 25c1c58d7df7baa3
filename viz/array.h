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

/* Gives back what is beyond its count. */
#define ORR_VIZ_SHRINK(array, count, capacity)                                                                         \
    orr_viz_shrink((void **)(void *)&(array), count, &(capacity), sizeof *(array))

static inline bool orr_viz_grow(void **array, uint32_t *capacity, size_t element_bytes) {
    uint32_t more = *capacity < 4 ? 4 : *capacity * 2;
    void *grown = more > *capacity ? reallocarray(*array, more, element_bytes) : NULL;
    if (grown == NULL) return false;
    *array = grown;
    *capacity = more;
    return true;
}

static inline void orr_viz_shrink(void **array, uint32_t count, uint32_t *capacity, size_t element_bytes) {
    if (count == 0 || count == *capacity) return;
    void *shrunk = reallocarray(*array, count, element_bytes);
    if (shrunk == NULL) return; /* it may stay as it is */
    *array = shrunk;
    *capacity = count;
}

#endif
