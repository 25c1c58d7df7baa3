/* _collections: deque, defaultdict, OrderedDict, each in a file. */
#ifndef ORR_LIB_COLLECTIONS_H
#define ORR_LIB_COLLECTIONS_H

#include "sim/vm/dict.h"

/* A ring: items[first], ... count of them, capacity a power of two. */
typedef struct OrrDeque {
    OrrObject head;
    OrrValue *items; /* NULL while capacity is 0 */
    size_t capacity, first, count;
    int64_t max_count; /* -1: none */
    uint64_t version;  /* changes with every mutation: iterators notice */
} OrrDeque;

extern const OrrTypeSpec orr_deque_spec, orr_deque_iterator_spec, orr_deque_reverse_iterator_spec;
extern const OrrTypeSpec orr_defaultdict_spec;
extern const OrrTypeSpec orr_ordered_dict_spec, orr_odict_keys_spec, orr_odict_values_spec, orr_odict_items_spec;

/* Is v of a native type with this spec, or of a class that derives from it? */
bool orr_has_spec(const OrrVm *vm, OrrValue v, const OrrTypeSpec *spec);

#endif
