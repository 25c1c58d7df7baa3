/* The table of interned strs: open addressing with linear probing, at most two thirds full. It owns no reference; a str
 * takes itself out when it dies, and what follows it in its run of slots moves up, so that there are no tombstones. */
#include "sim/vm/str_internal.h"

#define FIRST_SIZE 2048u

struct OrrInternTable {
    OrrStr **slots; /* NULL: free */
    size_t size;    /* a power of two */
    size_t count;
};

static OrrStr **new_slots(OrrVm *vm, size_t size) {
    OrrStr **slots = orr_buffer_new(vm, size * sizeof *slots);
    if (slots != NULL) memset(slots, 0, size * sizeof *slots);
    return slots;
}

bool orr_str_intern_boot(OrrVm *vm) {
    struct OrrInternTable *table = orr_buffer_new(vm, sizeof *table);
    if (table == NULL) return false;
    *table = (struct OrrInternTable){.slots = new_slots(vm, FIRST_SIZE), .size = FIRST_SIZE};
    vm->interned = table;
    return table->slots != NULL;
}

static size_t home(const struct OrrInternTable *table, OrrStr *s) {
    return (size_t)orr_str_hash(s) & (table->size - 1);
}

/* The slot that holds a str equal to s, or the free one where it belongs. */
static size_t find(const struct OrrInternTable *table, OrrStr *s) {
    size_t i = home(table, s);
    while (table->slots[i] != NULL && !orr_str_equal(table->slots[i], s)) i = (i + 1) & (table->size - 1);
    return i;
}

static bool grow(OrrVm *vm, struct OrrInternTable *table) {
    OrrStr **old = table->slots;
    size_t old_size = table->size;
    OrrStr **slots = new_slots(vm, old_size * 2);
    if (slots == NULL) return false;
    table->slots = slots;
    table->size = old_size * 2;
    for (size_t i = 0; i < old_size; i++) {
        if (old[i] != NULL) table->slots[find(table, old[i])] = old[i];
    }
    orr_buffer_free(vm, old, old_size * sizeof *old);
    return true;
}

OrrValue orr_str_intern(OrrVm *vm, OrrValue value) {
    OrrStr *s = orr_as_str(value);
    ORR_ASSERT(s->head.type == vm->types.str);
    if (s->head.flags & ORR_STR_INTERNED) return value;
    struct OrrInternTable *table = vm->interned;
    size_t i = find(table, s);
    if (table->slots[i] != NULL) {
        OrrValue unique = orr_retain(orr_value(table->slots[i]));
        orr_release(vm, value);
        return unique;
    }
    if (table->count >= table->size / 3 * 2) {
        if (!grow(vm, table)) {
            orr_release(vm, value);
            return ORR_NULL;
        }
        i = find(table, s);
    }
    table->slots[i] = s;
    table->count++;
    s->head.flags |= ORR_STR_INTERNED;
    return value;
}

void orr_str_forget_interned(OrrVm *vm, OrrStr *s) {
    struct OrrInternTable *table = vm->interned;
    size_t mask = table->size - 1, hole = find(table, s);
    ORR_ASSERT(table->slots[hole] == s);
    for (size_t i = (hole + 1) & mask; table->slots[i] != NULL; i = (i + 1) & mask) {
        size_t want = home(table, table->slots[i]);
        /* It may move into the hole unless its home lies behind it, on the way round to i. */
        if (((i - want) & mask) >= ((i - hole) & mask)) {
            table->slots[hole] = table->slots[i];
            hole = i;
        }
    }
    table->slots[hole] = NULL;
    table->count--;
}

OrrValue orr_str_intern_cstring(OrrVm *vm, const char *utf8) {
    OrrValue s = orr_str_from_cstring(vm, utf8);
    return s == ORR_NULL ? s : orr_str_intern(vm, s);
}
