/* The hash table of dict.h: lookup, insertion, deletion, growth. The type's methods are in dict_type.c.
 *
 * The index holds entry numbers plus one; 0 is an empty slot. A slot whose entry is deleted stays, and says "look
 * further". Slots and entries [0, used) belong together one to one, so that taking the last entry off again can empty
 * its slot too: nothing was put behind it. Comparing keys may run program code, which may change the dict: the version
 * tells, and the search starts again. */
#include "sim/vm/dict.h"

#include "sim/vm/abstract.h"
#include "sim/vm/hash.h"

#define LINEAR_MAX   8u
#define FIRST_SIZE   4u
#define CAPACITY_MAX ((uint32_t)1 << 30)

enum { SAME = 1, DIFFERENT = 0, FAILED = -1, CHANGED = -2 };

/* Index. */

static size_t index_bytes(uint32_t index_size) {
    return index_size <= 256u ? index_size : index_size <= 65536u ? 2u * (size_t)index_size : 4u * (size_t)index_size;
}

static inline uint32_t index_get(const OrrDict *dict, size_t slot) {
    if (dict->index_size <= 256u) return ((const uint8_t *)dict->index)[slot];
    if (dict->index_size <= 65536u) return ((const uint16_t *)dict->index)[slot];
    return ((const uint32_t *)dict->index)[slot];
}

static inline void index_put(void *index, uint32_t index_size, size_t slot, uint32_t number) {
    if (index_size <= 256u) {
        ((uint8_t *)index)[slot] = (uint8_t)number;
    } else if (index_size <= 65536u) {
        ((uint16_t *)index)[slot] = (uint16_t)number;
    } else {
        ((uint32_t *)index)[slot] = number;
    }
}

/* The sequence of slots to look at for a hash. */
typedef struct Probe {
    size_t slot, mask;
    uint64_t perturb;
} Probe;

static inline Probe probe_start(const OrrDict *dict, int64_t hash) {
    size_t mask = dict->index_size - 1u;
    return (Probe){(size_t)hash & mask, mask, (uint64_t)hash};
}

static inline void probe_next(Probe *p) {
    p->perturb >>= 5;
    p->slot = (p->slot * 5u + (size_t)p->perturb + 1u) & p->mask;
}

/* Puts entry number (from 0) into the first empty slot for its hash. */
static inline void index_insert(OrrDict *dict, int64_t hash, uint32_t number) {
    Probe p = probe_start(dict, hash);
    while (index_get(dict, p.slot) != 0) probe_next(&p);
    index_put(dict->index, dict->index_size, p.slot, number + 1u);
}

static void index_remove(OrrDict *dict, int64_t hash, uint32_t number) {
    Probe p = probe_start(dict, hash);
    while (index_get(dict, p.slot) != number + 1u) probe_next(&p);
    index_put(dict->index, dict->index_size, p.slot, 0);
}

static inline void keys_changed(OrrVm *vm, OrrDict *dict) {
    dict->version++;
    if (ORR_UNLIKELY(dict->head.flags & ORR_DICT_WATCHED)) vm->globals_epoch++;
}

/* Lookup. */

/* For keys of equal hash that aren't identical. */
static int compare_keys(OrrVm *vm, OrrDict *dict, OrrValue have, OrrValue key) {
    if (orr_is_object(have) && orr_is_object(key)) {
        OrrType *str = vm->types.str;
        if (orr_object(have)->type == str && orr_object(key)->type == str) {
            return orr_str_equal(orr_as_str(have), orr_as_str(key)) ? SAME : DIFFERENT;
        }
    } else if (orr_both_small_ints(have, key)) {
        return DIFFERENT;
    }
    uint64_t version = dict->version;
    orr_retain(have);
    int result = orr_compare_truth(vm, have, key, ORR_EQ);
    orr_release(vm, have);
    if (result < 0) return FAILED;
    return dict->version != version ? CHANGED : result;
}

/* -1 absent, -2 failed, -3 changed while comparing */
static int64_t find_once(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash) {
    const OrrDictEntry *entries = dict->entries;
    if (dict->index_size == 0) {
        for (uint32_t i = 0; i < dict->used; i++) {
            if (entries[i].hash != hash || entries[i].key == ORR_NULL) continue;
            if (entries[i].key == key) return i;
            int same = compare_keys(vm, dict, entries[i].key, key);
            if (same == SAME) return i;
            if (same < 0) return same == FAILED ? -2 : -3;
        }
        return -1;
    }
    for (Probe p = probe_start(dict, hash);; probe_next(&p)) {
        uint32_t number = index_get(dict, p.slot);
        if (number == 0) return -1;
        const OrrDictEntry *entry = &entries[number - 1u];
        if (entry->hash != hash || entry->key == ORR_NULL) continue;
        if (entry->key == key) return number - 1u;
        int same = compare_keys(vm, dict, entry->key, key);
        if (same == SAME) return number - 1u;
        if (same < 0) return same == FAILED ? -2 : -3;
    }
}

int64_t orr_dict_find(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash) {
    for (;;) {
        int64_t found = find_once(vm, dict, key, hash);
        if (ORR_LIKELY(found != -3)) return found;
    }
}

/* A name in a dict that has other keys than interned strs. */
static int64_t find_name_among_others(const OrrDict *dict, OrrStr *name) {
    int64_t hash = orr_str_hash(name);
    for (uint32_t i = 0; dict->index_size == 0 && i < dict->used; i++) {
        const OrrDictEntry *entry = &dict->entries[i];
        if (entry->hash == hash && orr_is_str(entry->key) && orr_str_equal(orr_as_str(entry->key), name)) return i;
    }
    if (dict->index_size == 0) return -1;
    for (Probe p = probe_start(dict, hash);; probe_next(&p)) {
        uint32_t number = index_get(dict, p.slot);
        if (number == 0) return -1;
        const OrrDictEntry *entry = &dict->entries[number - 1u];
        if (entry->hash == hash && orr_is_str(entry->key) && orr_str_equal(orr_as_str(entry->key), name)) {
            return number - 1u;
        }
    }
}

int64_t orr_dict_find_name(OrrDict *dict, OrrStr *name) {
    OrrValue key = orr_value(name);
    const OrrDictEntry *entries = dict->entries;
    if (ORR_UNLIKELY(!(dict->head.flags & ORR_DICT_NAMES))) return find_name_among_others(dict, name);
    if (dict->index_size == 0) {
        for (uint32_t i = 0; i < dict->used; i++) {
            if (entries[i].key == key) return i;
        }
        return -1;
    }
    int64_t hash = name->hash != 0 ? name->hash : orr_str_hash(name);
    for (Probe p = probe_start(dict, hash);; probe_next(&p)) {
        uint32_t number = index_get(dict, p.slot);
        if (number == 0) return -1;
        if (entries[number - 1u].key == key) return number - 1u;
    }
}

OrrValue orr_dict_get_name(OrrDict *dict, OrrStr *name) {
    int64_t i = orr_dict_find_name(dict, name);
    return i < 0 ? ORR_NULL : dict->entries[i].value;
}

OrrValue orr_dict_get_hashed(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash) {
    int64_t i = orr_dict_find(vm, dict, key, hash);
    return i < 0 ? ORR_NULL : dict->entries[i].value;
}

OrrValue orr_dict_get(OrrVm *vm, OrrDict *dict, OrrValue key) {
    if ((dict->head.flags & ORR_DICT_NAMES) && orr_is_interned(key)) return orr_dict_get_name(dict, orr_as_str(key));
    int64_t hash;
    if (!orr_hash_key(vm, key, &hash)) return ORR_NULL;
    return orr_dict_get_hashed(vm, dict, key, hash);
}

int orr_dict_contains(OrrVm *vm, OrrDict *dict, OrrValue key) {
    int64_t hash;
    if (!orr_hash_key(vm, key, &hash)) return -1;
    int64_t i = orr_dict_find(vm, dict, key, hash);
    return i >= 0 ? 1 : i == -1 ? 0 : -1;
}

/* Growth. */

/* Sizes for at least count entries. */
static bool choose_sizes(size_t count, uint32_t *capacity, uint32_t *index_size) {
    if (count > CAPACITY_MAX) return false;
    if (count <= LINEAR_MAX) {
        *capacity = (uint32_t)count;
        *index_size = 0;
        return true;
    }
    uint32_t size = 16;
    while (size / 3u * 2u < count) size *= 2u;
    *capacity = size / 3u * 2u;
    *index_size = size;
    return true;
}

/* Moves the live entries, packed, to arrays for at least count. */
static bool resize(OrrVm *vm, OrrDict *dict, size_t count) {
    uint32_t capacity, index_size;
    if (!choose_sizes(count, &capacity, &index_size)) {
        orr_raise_memory(vm);
        return false;
    }
    OrrDictEntry *entries = orr_buffer_new(vm, capacity * sizeof *entries);
    if (entries == NULL) return false;
    void *index = NULL;
    if (index_size > 0) {
        index = orr_buffer_new(vm, index_bytes(index_size));
        if (index == NULL) {
            orr_buffer_free(vm, entries, capacity * sizeof *entries);
            return false;
        }
        memset(index, 0, index_bytes(index_size));
    }
    uint32_t used = 0;
    for (uint32_t i = 0; i < dict->used; i++) {
        if (dict->entries[i].key != ORR_NULL) entries[used++] = dict->entries[i];
    }
    bool moved = used != dict->used;
    orr_buffer_free(vm, dict->entries, dict->capacity * sizeof *entries);
    orr_buffer_free(vm, dict->index, index_bytes(dict->index_size));
    dict->entries = entries;
    dict->index = index;
    dict->capacity = capacity;
    dict->index_size = index_size;
    dict->used = used;
    dict->first = 0;
    if (index_size > 0) {
        for (uint32_t i = 0; i < used; i++) index_insert(dict, entries[i].hash, i);
    }
    if (moved) keys_changed(vm, dict);
    return true;
}

static bool make_room(OrrVm *vm, OrrDict *dict) {
    size_t count = (size_t)dict->live * 2u;
    return resize(vm, dict, count < FIRST_SIZE ? FIRST_SIZE : count);
}

bool orr_dict_reserve(OrrVm *vm, OrrDict *dict, size_t count) {
    return count <= dict->capacity || resize(vm, dict, count);
}

/* Insertion. */

bool orr_dict_add_new(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash, OrrValue value) {
    if (dict->used == dict->capacity && !make_room(vm, dict)) return false;
    orr_retain(key);
    if ((dict->head.flags & ORR_DICT_NAMES) && !orr_is_interned(key)) {
        /* Namespaces stay searchable by pointer: globals()[s] = x interns s. */
        if ((dict->head.flags & ORR_DICT_WATCHED) && orr_is_exact(vm, key, vm->types.str)) {
            key = orr_str_intern(vm, key);
            if (key == ORR_NULL) return false;
        } else {
            dict->head.flags &= ~ORR_DICT_NAMES;
        }
    }
    if (dict->index_size > 0) index_insert(dict, hash, dict->used);
    OrrDictEntry *entry = &dict->entries[dict->used++];
    entry->key = key;
    entry->value = orr_retain(value);
    entry->hash = hash;
    dict->live++;
    keys_changed(vm, dict);
    return true;
}

bool orr_dict_set_hashed(OrrVm *vm, OrrDict *dict, OrrValue key, int64_t hash, OrrValue value) {
    int64_t i = orr_dict_find(vm, dict, key, hash);
    if (i >= 0) {
        orr_set_slot(vm, &dict->entries[i].value, orr_retain(value));
        return true;
    }
    return i == -1 && orr_dict_add_new(vm, dict, key, hash, value);
}

bool orr_dict_set(OrrVm *vm, OrrDict *dict, OrrValue key, OrrValue value) {
    if ((dict->head.flags & ORR_DICT_NAMES) && orr_is_interned(key)) {
        return orr_dict_set_name(vm, dict, orr_as_str(key), value);
    }
    int64_t hash;
    return orr_hash_key(vm, key, &hash) && orr_dict_set_hashed(vm, dict, key, hash, value);
}

bool orr_dict_set_name(OrrVm *vm, OrrDict *dict, OrrStr *name, OrrValue value) {
    int64_t i = orr_dict_find_name(dict, name);
    if (i >= 0) {
        orr_set_slot(vm, &dict->entries[i].value, orr_retain(value));
        return true;
    }
    int64_t hash = name->hash != 0 ? name->hash : orr_str_hash(name);
    return orr_dict_add_new(vm, dict, orr_value(name), hash, value);
}

OrrValue orr_dict_set_default(OrrVm *vm, OrrDict *dict, OrrValue key, OrrValue otherwise) {
    int64_t hash;
    if (!orr_hash_key(vm, key, &hash)) return ORR_NULL;
    int64_t i = orr_dict_find(vm, dict, key, hash);
    if (i >= 0) return dict->entries[i].value;
    if (i < -1 || !orr_dict_add_new(vm, dict, key, hash, otherwise)) return ORR_NULL;
    return otherwise;
}

/* Deletion. */

void orr_dict_take_at(OrrVm *vm, OrrDict *dict, size_t index, OrrValue *key, OrrValue *value) {
    OrrDictEntry *entry = &dict->entries[index];
    *key = entry->key;
    *value = entry->value;
    entry->key = ORR_NULL;
    entry->value = ORR_NULL;
    dict->live--;
    while (dict->first < dict->used && dict->entries[dict->first].key == ORR_NULL) dict->first++;
    while (dict->used > 0 && dict->entries[dict->used - 1u].key == ORR_NULL) {
        dict->used--;
        if (dict->index_size > 0) index_remove(dict, dict->entries[dict->used].hash, dict->used);
    }
    if (dict->first > dict->used) dict->first = dict->used;
    keys_changed(vm, dict);
}

static void rebuild_index(OrrDict *dict) {
    if (dict->index_size == 0) return;
    memset(dict->index, 0, index_bytes(dict->index_size));
    for (uint32_t i = 0; i < dict->used; i++) index_insert(dict, dict->entries[i].hash, i);
}

/* To the end: the entry's old place is deleted. */
static bool move_last(OrrVm *vm, OrrDict *dict, size_t index) {
    if (index + 1 == dict->used) return true;
    OrrDictEntry entry = dict->entries[index];
    if (dict->used == dict->capacity) {
        if (!make_room(vm, dict)) return false;
        for (index = 0; dict->entries[index].key != entry.key;) index++; /* that packed the entries */
        if (index + 1 == dict->used) return true;
    }
    dict->entries[index].key = ORR_NULL;
    dict->entries[index].value = ORR_NULL;
    while (dict->entries[dict->first].key == ORR_NULL) dict->first++;
    if (dict->index_size > 0) index_insert(dict, entry.hash, dict->used);
    dict->entries[dict->used++] = entry;
    keys_changed(vm, dict);
    return true;
}

bool orr_dict_move(OrrVm *vm, OrrDict *dict, size_t index, bool last) {
    if (last) return move_last(vm, dict, index);
    OrrDictEntry entry = dict->entries[index];
    memmove(dict->entries + 1, dict->entries, index * sizeof entry);
    dict->entries[0] = entry;
    dict->first = 0;
    rebuild_index(dict);
    keys_changed(vm, dict);
    return true;
}

OrrValue orr_dict_pop(OrrVm *vm, OrrDict *dict, OrrValue key) {
    int64_t hash;
    if (!orr_hash_key(vm, key, &hash)) return ORR_NULL;
    int64_t i = orr_dict_find(vm, dict, key, hash);
    if (i < 0) return ORR_NULL;
    OrrValue old_key, value;
    orr_dict_take_at(vm, dict, (size_t)i, &old_key, &value);
    orr_release(vm, old_key);
    return value;
}

int orr_dict_delete(OrrVm *vm, OrrDict *dict, OrrValue key) {
    OrrValue value = orr_dict_pop(vm, dict, key);
    if (value == ORR_NULL) return vm->exception != ORR_NULL ? -1 : 0;
    orr_release(vm, value);
    return 1;
}

/* Leaves the dict empty first: what is released may look at it. */
void orr_dict_clear(OrrVm *vm, OrrDict *dict) {
    OrrDictEntry *entries = dict->entries;
    uint32_t used = dict->used, capacity = dict->capacity;
    orr_buffer_free(vm, dict->index, index_bytes(dict->index_size));
    dict->entries = NULL;
    dict->index = NULL;
    dict->index_size = dict->used = dict->live = dict->capacity = dict->first = 0;
    dict->head.flags |= ORR_DICT_NAMES;
    keys_changed(vm, dict);
    for (uint32_t i = 0; i < used; i++) {
        if (entries[i].key == ORR_NULL) continue;
        orr_release(vm, entries[i].key);
        orr_release(vm, entries[i].value);
    }
    orr_buffer_free(vm, entries, capacity * sizeof *entries);
}

/* Making, copying, walking. */

OrrDict *orr_dict_new_of(OrrVm *vm, OrrType *type) {
    OrrDict *dict = orr_new_object(vm, type, type->instance_size);
    if (dict == NULL) return NULL;
    memset((char *)dict + sizeof(OrrObject), 0, type->instance_size - sizeof(OrrObject));
    dict->head.flags |= ORR_DICT_NAMES;
    return dict;
}

OrrDict *orr_dict_new(OrrVm *vm, size_t expected) {
    OrrDict *dict = orr_new_object(vm, vm->types.dict, sizeof *dict);
    if (dict == NULL) return NULL;
    dict->head.flags |= ORR_DICT_NAMES;
    dict->used = dict->live = dict->capacity = dict->index_size = dict->first = 0;
    dict->entries = NULL;
    dict->index = NULL;
    dict->version = 0;
    if (expected > 0 && !resize(vm, dict, expected)) {
        orr_release_object(vm, dict);
        return NULL;
    }
    return dict;
}

OrrDict *orr_dict_copy(OrrVm *vm, OrrDict *dict) {
    OrrDict *copy = orr_dict_new(vm, dict->live);
    if (copy == NULL) return NULL;
    if (!(dict->head.flags & ORR_DICT_NAMES)) copy->head.flags &= ~ORR_DICT_NAMES;
    for (uint32_t i = 0; i < dict->used; i++) {
        const OrrDictEntry *entry = &dict->entries[i];
        if (entry->key == ORR_NULL) continue;
        orr_retain(entry->key);
        orr_retain(entry->value);
        copy->entries[copy->used++] = *entry;
    }
    copy->live = copy->used;
    for (uint32_t i = 0; copy->index_size > 0 && i < copy->used; i++) index_insert(copy, copy->entries[i].hash, i);
    return copy;
}

bool orr_dict_step(OrrDict *dict, size_t *position, OrrValue *key, OrrValue *value) {
    size_t i = *position < dict->first ? dict->first : *position;
    while (i < dict->used && dict->entries[i].key == ORR_NULL) i++;
    if (i >= dict->used) {
        *position = i;
        return false;
    }
    *key = dict->entries[i].key;
    *value = dict->entries[i].value;
    *position = i + 1;
    return true;
}

int orr_dict_equal(OrrVm *vm, OrrDict *a, OrrDict *b) {
    if (a->live != b->live) return 0;
    for (size_t i = 0; i < a->used; i++) {
        if (a->entries[i].key == ORR_NULL) continue;
        OrrValue key = orr_retain(a->entries[i].key), value = orr_retain(a->entries[i].value);
        int equal = 0;
        int64_t at = orr_dict_find(vm, b, key, a->entries[i].hash);
        if (at == -2) equal = -1;
        if (at >= 0) {
            OrrValue other = orr_retain(b->entries[at].value);
            equal = orr_equal(vm, value, other);
            orr_release(vm, other);
        }
        orr_release(vm, key);
        orr_release(vm, value);
        if (equal != 1) return equal;
    }
    return 1;
}

/* Life. */

void orr_dict_destroy(OrrVm *vm, OrrObject *self) {
    OrrDict *dict = (OrrDict *)self;
    for (uint32_t i = 0; i < dict->used; i++) {
        if (dict->entries[i].key == ORR_NULL) continue;
        orr_release(vm, dict->entries[i].key);
        orr_release(vm, dict->entries[i].value);
    }
    orr_buffer_free(vm, dict->entries, dict->capacity * sizeof *dict->entries);
    orr_buffer_free(vm, dict->index, index_bytes(dict->index_size));
    orr_free_object(vm, dict, self->type->instance_size);
}

void orr_dict_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrDict *dict = (OrrDict *)self;
    for (uint32_t i = 0; i < dict->used; i++) {
        const OrrDictEntry *entry = &dict->entries[i];
        if (entry->key == ORR_NULL) continue;
        if (orr_is_object(entry->key)) visit(context, orr_object(entry->key));
        if (orr_is_object(entry->value)) visit(context, orr_object(entry->value));
    }
}

void orr_dict_clear_slot(OrrVm *vm, OrrObject *self) {
    orr_dict_clear(vm, (OrrDict *)self);
}
