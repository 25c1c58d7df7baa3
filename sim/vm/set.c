/* The hash table of set.h. Where an entry goes, when the table grows and how far decide the order in which a set is
 * walked, so all that is as in CPython: ten neighbouring slots are looked at, then the next place by perturbation. */
#include "sim/vm/set.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/hash.h"
#include "sim/vm/iter.h"

#define MIN_SIZE      8u
#define NEIGHBOURS    9u
#define PERTURB_SHIFT 5

OrrSet *orr_set_new(OrrVm *vm, OrrType *type) {
    OrrSet *set = orr_new_object(vm, type, type->instance_size);
    if (set == NULL) return NULL;
    memset((char *)set + sizeof(OrrObject), 0, type->instance_size - sizeof(OrrObject));
    set->mask = MIN_SIZE - 1;
    set->table = set->small_table;
    set->hash = -1;
    return set;
}

/* Looking up. The result is the entry with the key, or the empty one that ended the search (and in *deleted, unless
 * that is NULL, the last deleted entry passed on the way: a new key goes there); NULL with an exception. */

typedef enum Match { NO_MATCH, MATCH, MATCH_FAILED, MATCH_AGAIN } Match;

static Match compare_entry(OrrVm *vm, const OrrSet *set, const OrrSetEntry *entry, OrrValue key) {
    OrrValue have = entry->key;
    if (have == key) return MATCH;
    if (orr_both_small_ints(have, key)) return NO_MATCH;
    if (orr_is_object(have) && orr_is_object(key) && orr_object(have)->type == vm->types.str &&
        orr_object(key)->type == vm->types.str) {
        return orr_str_equal(orr_as_str(have), orr_as_str(key)) ? MATCH : NO_MATCH;
    }
    const OrrSetEntry *table = set->table;
    uint64_t version = set->version;
    orr_retain(have);
    int equal = orr_compare_truth(vm, have, key, ORR_EQ);
    orr_release(vm, have);
    if (equal < 0) return MATCH_FAILED;
    if (set->table != table || set->version != version) return MATCH_AGAIN;
    return equal ? MATCH : NO_MATCH;
}

static inline __attribute__((always_inline)) OrrSetEntry *find_entry(OrrVm *vm, OrrSet *set, OrrValue key, int64_t hash,
                                                                     OrrSetEntry **deleted) {
again:;
    if (deleted != NULL) *deleted = NULL;
    size_t mask = set->mask, i = (size_t)hash & mask;
    uint64_t perturb = (uint64_t)hash;
    for (;;) {
        OrrSetEntry *entry = &set->table[i];
        size_t more = i + NEIGHBOURS <= mask ? NEIGHBOURS : 0;
        for (;; entry++) {
            if (entry->key == ORR_NULL) return entry;
            if (deleted != NULL && entry->key == ORR_EMPTY) *deleted = entry;
            if (entry->hash == hash && entry->key != ORR_EMPTY) {
                Match match = compare_entry(vm, set, entry, key);
                if (match == MATCH) return entry;
                if (match == MATCH_FAILED) return NULL;
                if (match == MATCH_AGAIN) goto again;
            }
            if (more-- == 0) break;
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + (size_t)perturb) & mask;
    }
}

/* The first unused slot for hash in a table without deleted entries. */
static void insert_clean(OrrSetEntry *table, size_t mask, OrrValue key, int64_t hash) {
    size_t i = (size_t)hash & mask;
    uint64_t perturb = (uint64_t)hash;
    for (;;) {
        OrrSetEntry *entry = &table[i];
        size_t more = i + NEIGHBOURS <= mask ? NEIGHBOURS : 0;
        for (;; entry++) {
            if (entry->key == ORR_NULL) {
                entry->key = key;
                entry->hash = hash;
                return;
            }
            if (more-- == 0) break;
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + (size_t)perturb) & mask;
    }
}

/* Rebuilds the table with more than min_used slots. */
static bool resize(OrrVm *vm, OrrSet *set, size_t min_used) {
    size_t size = MIN_SIZE;
    while (size <= min_used) size <<= 1;
    OrrSetEntry small_copy[MIN_SIZE];
    OrrSetEntry *old = set->table, *table = set->small_table;
    size_t old_mask = set->mask;
    bool old_is_small = old == set->small_table;
    if (size == MIN_SIZE) {
        if (old_is_small) {
            if (set->fill == set->used) return true;
            memcpy(small_copy, old, sizeof small_copy);
            old = small_copy;
        }
    } else {
        table = orr_buffer_new(vm, size * sizeof *table);
        if (table == NULL) return false;
    }
    memset(table, 0, size * sizeof *table);
    set->table = table;
    set->mask = size - 1;
    set->fill = set->used;
    for (size_t i = 0; i <= old_mask; i++) {
        if (orr_set_slot_live(&old[i])) insert_clean(table, set->mask, old[i].key, old[i].hash);
    }
    if (!old_is_small) orr_buffer_free(vm, old, (old_mask + 1) * sizeof *old);
    set->version++;
    return true;
}

static bool grow(OrrVm *vm, OrrSet *set) {
    return resize(vm, set, set->used > 50000 ? set->used * 2 : set->used * 4);
}

bool orr_set_tidy(OrrVm *vm, OrrSet *set) {
    return set->fill - set->used <= set->mask / 4 || grow(vm, set);
}

bool orr_set_add_hashed(OrrVm *vm, OrrSet *set, OrrValue key, int64_t hash) {
    OrrSetEntry *deleted;
    OrrSetEntry *entry = find_entry(vm, set, key, hash, &deleted);
    if (entry == NULL) return false;
    if (entry->key != ORR_NULL) return true;
    if (deleted != NULL) entry = deleted;
    entry->key = orr_retain(key);
    entry->hash = hash;
    set->used++;
    set->version++;
    if (deleted != NULL) return true;
    set->fill++;
    return set->fill * 5 < set->mask * 3 || grow(vm, set);
}

bool orr_set_add(OrrVm *vm, OrrSet *set, OrrValue key) {
    int64_t hash;
    return orr_hash_key(vm, key, &hash) && orr_set_add_hashed(vm, set, key, hash);
}

int orr_set_contains_hashed(OrrVm *vm, OrrSet *set, OrrValue key, int64_t hash) {
    const OrrSetEntry *entry = find_entry(vm, set, key, hash, NULL);
    return entry == NULL ? -1 : entry->key != ORR_NULL;
}

int orr_set_contains(OrrVm *vm, OrrSet *set, OrrValue key) {
    int64_t hash;
    return orr_hash_key(vm, key, &hash) ? orr_set_contains_hashed(vm, set, key, hash) : -1;
}

int orr_set_discard_hashed(OrrVm *vm, OrrSet *set, OrrValue key, int64_t hash) {
    OrrSetEntry *entry = find_entry(vm, set, key, hash, NULL);
    if (entry == NULL) return -1;
    OrrValue old = entry->key;
    if (old == ORR_NULL) return 0;
    entry->key = ORR_EMPTY;
    entry->hash = -1;
    set->used--;
    set->version++;
    orr_release(vm, old);
    return 1;
}

int orr_set_discard(OrrVm *vm, OrrSet *set, OrrValue key) {
    int64_t hash;
    return orr_hash_key(vm, key, &hash) ? orr_set_discard_hashed(vm, set, key, hash) : -1;
}

OrrValue orr_set_pop(OrrVm *vm, OrrSet *set) {
    (void)vm;
    if (set->used == 0) return ORR_NULL;
    size_t i = set->finger & set->mask;
    while (!orr_set_slot_live(&set->table[i])) i = i == set->mask ? 0 : i + 1;
    OrrValue key = set->table[i].key;
    set->table[i].key = ORR_EMPTY;
    set->table[i].hash = -1;
    set->used--;
    set->version++;
    set->finger = i + 1;
    return key;
}

/* Adding many. */

static void copy_table(OrrSet *set, const OrrSet *other) {
    for (size_t i = 0; i <= other->mask; i++) {
        set->table[i] = other->table[i];
        orr_xretain(set->table[i].key);
    }
    set->fill = other->fill;
    set->used = other->used;
}

static void insert_all_clean(OrrSet *set, const OrrSet *other) {
    for (size_t i = 0; i <= other->mask; i++) {
        if (!orr_set_slot_live(&other->table[i])) continue;
        insert_clean(set->table, set->mask, orr_retain(other->table[i].key), other->table[i].hash);
    }
    set->fill = set->used = other->used;
}

/* Makes room in one go for count more, as merging does. */
static bool make_room(OrrVm *vm, OrrSet *set, size_t count) {
    return (set->fill + count) * 5 < set->mask * 3 || resize(vm, set, (set->used + count) * 2);
}

bool orr_set_merge(OrrVm *vm, OrrSet *set, OrrSet *other) {
    if (set == other || other->used == 0) return true;
    if (!make_room(vm, set, other->used)) return false;
    set->version++;
    if (set->fill == 0 && set->mask == other->mask && other->fill == other->used) {
        copy_table(set, other);
        return true;
    }
    if (set->fill == 0) {
        insert_all_clean(set, other);
        return true;
    }
    for (size_t i = 0; i <= other->mask; i++) {
        if (!orr_set_slot_live(&other->table[i])) continue;
        OrrValue key = orr_retain(other->table[i].key);
        bool ok = orr_set_add_hashed(vm, set, key, other->table[i].hash);
        orr_release(vm, key);
        if (!ok) return false;
    }
    return true;
}

static bool add_dict_keys(OrrVm *vm, OrrSet *set, OrrDict *dict) {
    if (!make_room(vm, set, dict->live)) return false;
    for (uint32_t i = 0; i < dict->used; i++) {
        if (dict->entries[i].key == ORR_NULL) continue;
        OrrValue key = orr_retain(dict->entries[i].key);
        bool ok = orr_set_add_hashed(vm, set, key, dict->entries[i].hash);
        orr_release(vm, key);
        if (!ok) return false;
    }
    return true;
}

bool orr_set_update(OrrVm *vm, OrrSet *set, OrrValue iterable) {
    if (orr_is_set(iterable)) return orr_set_merge(vm, set, orr_as_set(iterable));
    if (orr_is_exact(vm, iterable, vm->types.dict)) return add_dict_keys(vm, set, orr_as_dict(iterable));
    OrrValue iterator = orr_iter(vm, iterable);
    if (iterator == ORR_NULL) return false;
    OrrUnarySlot next = orr_type_of(vm, iterator)->slots.next;
    bool ok = true;
    while (ok) {
        OrrValue item = orr_step(vm, next, iterator);
        if (item == ORR_NULL) break;
        ok = orr_set_add(vm, set, item);
        orr_release(vm, item);
    }
    orr_release(vm, iterator);
    return vm->exception == ORR_NULL;
}

/* Emptying, swapping, walking. */

void orr_set_clear(OrrVm *vm, OrrSet *set) {
    OrrSetEntry small_copy[MIN_SIZE];
    OrrSetEntry *old = set->table;
    size_t mask = set->mask;
    bool small = old == set->small_table;
    if (small) {
        memcpy(small_copy, old, sizeof small_copy);
        old = small_copy;
    }
    memset(set->small_table, 0, sizeof set->small_table);
    set->table = set->small_table;
    set->mask = MIN_SIZE - 1;
    set->fill = set->used = 0;
    set->hash = -1;
    set->version++;
    for (size_t i = 0; i <= mask; i++) {
        if (orr_set_slot_live(&old[i])) orr_release(vm, old[i].key);
    }
    if (!small) orr_buffer_free(vm, old, (mask + 1) * sizeof *old);
}

void orr_set_swap(OrrSet *a, OrrSet *b) {
    bool a_small = a->table == a->small_table, b_small = b->table == b->small_table;
    OrrSetEntry *a_table = a->table, *b_table = b->table;
    OrrSetEntry small_copy[MIN_SIZE];
    memcpy(small_copy, a->small_table, sizeof small_copy);
    memcpy(a->small_table, b->small_table, sizeof small_copy);
    memcpy(b->small_table, small_copy, sizeof small_copy);
    a->table = b_small ? a->small_table : b_table;
    b->table = a_small ? b->small_table : a_table;
    size_t fill = a->fill, used = a->used, mask = a->mask;
    a->fill = b->fill;
    a->used = b->used;
    a->mask = b->mask;
    b->fill = fill;
    b->used = used;
    b->mask = mask;
    a->hash = b->hash = -1;
    a->version++;
    b->version++;
}

bool orr_set_step(OrrSet *set, size_t *position, OrrValue *key) {
    size_t i = *position;
    while (i <= set->mask && !orr_set_slot_live(&set->table[i])) i++;
    *position = i + 1;
    if (i > set->mask) return false;
    *key = set->table[i].key;
    return true;
}
