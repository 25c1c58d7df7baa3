/* dict: insertion order, in a compact array of entries. Up to 8 entries are searched in line; bigger dicts have an index
 * beside. A deleted entry has key ORR_NULL until the array is packed.
 *
 * Dicts with the flag ORR_DICT_WATCHED (globals, builtins) change vm->globals_epoch whenever the set of keys or the place of
 * an entry changes; inline caches hold an entry's index on the strength of that. Dicts with ORR_DICT_NAMES have only
 * interned exact strs as keys (the flag is cleared when another key comes), so a name is found by comparing pointers. */
#ifndef ORR_VM_DICT_H
#define ORR_VM_DICT_H

#include "sim/vm/str.h"

#define ORR_DICT_WATCHED (1u << 16) /* in head.flags */
#define ORR_DICT_NAMES   (1u << 17)

typedef struct OrrDictEntry {
    OrrValue key; /* ORR_NULL: deleted */
    OrrValue value;
    int64_t hash;
} OrrDictEntry;

struct OrrDict {
    OrrObject head;
    uint32_t used;     /* entries in use, deleted ones included */
    uint32_t live;     /* len() */
    uint32_t capacity; /* of entries */
    uint32_t index_size; /* a power of two, or 0: no index */
    OrrDictEntry *entries; /* NULL while capacity is 0 */
    void *index;           /* of uint8_t, uint16_t or uint32_t by index_size; dict.c's business */
    uint64_t version;      /* changes with the set of keys: iterators notice */
};

static inline OrrDict *orr_as_dict(OrrValue v) {
    return (OrrDict *)(uintptr_t)v;
}
/* dict or a subclass */
static inline bool orr_is_dict(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && (orr_object(v)->type->flags & ORR_TYPE_DICT_SUB);
}
OrrDict *orr_dict_new(OrrVm *vm, size_t expected);
/* Borrowed value, or ORR_NULL: pending exception if hashing or comparing failed, none if absent. */
OrrValue orr_dict_get(OrrVm *vm, OrrDict *dict, OrrValue key);
/* For interned names: runs no program code, never fails; ORR_NULL: absent. Borrowed. */
OrrValue orr_dict_get_name(OrrDict *dict, OrrStr *name);
/* The entry index of an interned name, or -1. */
int64_t orr_dict_find_name(OrrDict *dict, OrrStr *name);
bool orr_dict_set(OrrVm *vm, OrrDict *dict, OrrValue key, OrrValue value); /* retains both */
bool orr_dict_set_name(OrrVm *vm, OrrDict *dict, OrrStr *name, OrrValue value);
bool orr_dict_set_hashed(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash, OrrValue value);
/* 1 deleted, 0 was absent (no exception), -1 error. */
int orr_dict_delete(OrrVm *vm, OrrDict *dict, OrrValue key);
/* Takes the value out: new reference, or ORR_NULL as orr_dict_get. */
OrrValue orr_dict_pop(OrrVm *vm, OrrDict *dict, OrrValue key);
void orr_dict_clear(OrrVm *vm, OrrDict *dict);
OrrDict *orr_dict_copy(OrrVm *vm, OrrDict *dict);
bool orr_dict_update(OrrVm *vm, OrrDict *dict, OrrValue mapping_or_pairs);
/* Steps through live entries: *position starts at 0. Borrowed key and value. False at the end. */
bool orr_dict_step(OrrDict *dict, size_t *position, OrrValue *key, OrrValue *value);

#endif
