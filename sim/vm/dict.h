/* dict: insertion order, in a compact array of entries. Up to 8 entries are searched in line; bigger dicts have an
 * index beside. A deleted entry has key ORR_NULL until the array is packed.
 *
 * Dicts with the flag ORR_DICT_WATCHED (globals, builtins) change vm->globals_epoch whenever the set of keys or the
 * place of an entry changes; inline caches hold an entry's index on the strength of that. Dicts with ORR_DICT_NAMES
 * have only interned exact strs as keys (the flag is cleared when another key comes), so a name is found by comparing
 * pointers. */
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
    uint32_t used;         /* entries in use, deleted ones included */
    uint32_t live;         /* len() */
    uint32_t capacity;     /* of entries */
    uint32_t index_size;   /* a power of two, or 0: no index */
    uint32_t first;        /* entries before this one are deleted: taking the first entry again and again is cheap */
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
/* Room for expected entries; of type vm->types.dict. NULL with MemoryError. */
OrrDict *orr_dict_new(OrrVm *vm, size_t expected);
/* Makes an empty dict of a subclass (whose instances are bigger; the rest is zeroed). NULL with MemoryError. */
OrrDict *orr_dict_new_of(OrrVm *vm, OrrType *type);

/* Looking up. Borrowed value, or ORR_NULL: pending exception if hashing or comparing failed, none if absent. */
OrrValue orr_dict_get(OrrVm *vm, OrrDict *dict, OrrValue key);
OrrValue orr_dict_get_hashed(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash);
/* For interned names: runs no program code, never fails; ORR_NULL: absent. Borrowed. */
OrrValue orr_dict_get_name(OrrDict *dict, OrrStr *name);
/* The entry index of an interned name, or -1. */
int64_t orr_dict_find_name(OrrDict *dict, OrrStr *name);
/* The entry index of any key: -1 absent, -2 error. Valid until the dict changes. */
int64_t orr_dict_find(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash);
int orr_dict_contains(OrrVm *vm, OrrDict *dict, OrrValue key); /* -1 error */

/* Changing. */
bool orr_dict_set(OrrVm *vm, OrrDict *dict, OrrValue key, OrrValue value); /* retains both */
bool orr_dict_set_name(OrrVm *vm, OrrDict *dict, OrrStr *name, OrrValue value);
bool orr_dict_set_hashed(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash, OrrValue value);
/* As orr_dict_set_hashed for a key that is known to be absent (compares nothing). */
bool orr_dict_add_new(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash, OrrValue value);
/* The value of key, which is otherwise if the key was absent. Borrowed; ORR_NULL with an exception. */
OrrValue orr_dict_set_default(OrrVm *vm, OrrDict *dict, OrrValue key, OrrValue otherwise);
/* 1 deleted, 0 was absent (no exception), -1 error. */
int orr_dict_delete(OrrVm *vm, OrrDict *dict, OrrValue key);
/* Takes the value out: new reference, or ORR_NULL as orr_dict_get. */
OrrValue orr_dict_pop(OrrVm *vm, OrrDict *dict, OrrValue key);
/* Takes the entry at an index that orr_dict_find gave out of the dict: the caller gets both references. */
void orr_dict_take_at(OrrVm *vm, OrrDict *dict, size_t index, OrrValue *key, OrrValue *value);
/* Gives the entry at an index another place: the first or the last one. False: MemoryError. */
bool orr_dict_move(OrrVm *vm, OrrDict *dict, size_t index, bool last);
void orr_dict_clear(OrrVm *vm, OrrDict *dict);
OrrDict *orr_dict_copy(OrrVm *vm, OrrDict *dict); /* an exact dict */
/* dict.update(x): a mapping, anything with keys(), or pairs. */
bool orr_dict_update(OrrVm *vm, OrrDict *dict, OrrValue mapping_or_pairs);
/* Makes room for count entries in all. */
bool orr_dict_reserve(OrrVm *vm, OrrDict *dict, size_t count);

/* Steps through live entries: *position starts at 0. Borrowed key and value. False at the end. */
bool orr_dict_step(OrrDict *dict, size_t *position, OrrValue *key, OrrValue *value);
/* 1 equal (as ==), 0 not, -1 error. */
int orr_dict_equal(OrrVm *vm, OrrDict *a, OrrDict *b);

/* dict_keyiterator and its five relatives. */
typedef struct OrrDictIterator {
    OrrObject head;
    OrrDict *dict;   /* NULL when exhausted */
    size_t position; /* of the next entry to look at; reversed ones: one past it */
    uint32_t live;   /* of the dict when the iterator was made: another one now is an error */
    uint32_t left;
    OrrTuple *spare; /* of items: the pair given last, see orr_tuple_next_pair */
} OrrDictIterator;

typedef enum OrrDictPart { ORR_DICT_KEYS, ORR_DICT_VALUES, ORR_DICT_ITEMS } OrrDictPart;

/* dict_keys, dict_values, dict_items, and what derives from them (odict_keys) */
typedef struct OrrDictView {
    OrrObject head;
    OrrDict *dict;
    uint8_t part; /* OrrDictPart */
} OrrDictView;

OrrValue orr_dict_iterator_new(OrrVm *vm, OrrDict *dict, OrrType *type);
OrrValue orr_dict_view_new(OrrVm *vm, OrrDict *dict, OrrType *type, OrrDictPart part);

/* Life, shared with types that extend OrrDict. */
void orr_dict_destroy(OrrVm *vm, OrrObject *self);
void orr_dict_traverse(OrrObject *self, OrrVisit visit, void *context);
void orr_dict_clear_slot(OrrVm *vm, OrrObject *self);
/* Slots and methods of dict that dict_type.c lists. */
OrrValue orr_dict_iter(OrrVm *vm, OrrValue self);
OrrValue orr_dict_keys_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_dict_values_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_dict_items_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_dict_reversed_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
/* dict.update(*args, **kwargs) and the same for dict(...); function is the name for messages. */
bool orr_dict_update_call(OrrVm *vm, OrrDict *dict, const char *function, const OrrValue *args, size_t nargs,
                          OrrValue kwnames);

#endif
