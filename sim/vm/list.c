/* The array of list.h, its life, and what adds to it. Methods: list_type.c; items and slices: list_items.c. */
#include "sim/vm/list.h"

#include "sim/vm/abstract.h"
#include "sim/vm/iter.h"
#include "sim/vm/range.h"
#include "sim/vm/tuple.h"

/* CPython's growth, so that sys.getsizeof agrees. */
static bool grow(OrrVm *vm, OrrList *list, size_t count) {
    if (count > SIZE_MAX / 32) {
        orr_raise_memory(vm);
        return false;
    }
    size_t capacity = (count + (count >> 3) + 6) & ~(size_t)3;
    if (count - list->count > capacity - count) capacity = (count + 3) & ~(size_t)3;
    OrrValue *items = list->items == NULL ? orr_buffer_new(vm, capacity * sizeof *items)
                                          : orr_buffer_resize(vm, list->items, list->capacity * sizeof *items,
                                                              capacity * sizeof *items);
    if (items == NULL) return false;
    list->items = items;
    list->capacity = capacity;
    return true;
}

bool orr_list_reserve(OrrVm *vm, OrrList *list, size_t capacity) {
    return capacity <= list->capacity || grow(vm, list, capacity);
}

OrrList *orr_list_new(OrrVm *vm, size_t capacity) {
    OrrList *list = orr_new_object(vm, vm->types.list, sizeof *list);
    if (list == NULL) return NULL;
    list->count = 0;
    list->capacity = 0;
    list->items = NULL;
    if (capacity > 0) {
        if (capacity <= SIZE_MAX / 32) list->items = orr_buffer_new(vm, capacity * sizeof *list->items);
        else orr_raise_memory(vm);
        if (list->items == NULL) {
            orr_release_object(vm, list);
            return NULL;
        }
        list->capacity = capacity;
    }
    return list;
}

OrrList *orr_list_alloc(OrrVm *vm, size_t count) {
    OrrList *list = orr_list_new(vm, count);
    if (list == NULL) return NULL;
    for (size_t i = 0; i < count; i++) list->items[i] = ORR_NONE;
    list->count = count;
    return list;
}

OrrValue orr_list_steal(OrrVm *vm, const OrrValue *items, size_t count) {
    OrrList *list = orr_list_new(vm, count);
    if (list == NULL) {
        for (size_t i = 0; i < count; i++) orr_release(vm, items[i]);
        return ORR_NULL;
    }
    if (count > 0) memcpy(list->items, items, count * sizeof *items);
    list->count = count;
    return orr_value(list);
}

bool orr_list_append(OrrVm *vm, OrrList *list, OrrValue item) {
    if (ORR_UNLIKELY(list->count == list->capacity) && !grow(vm, list, list->count + 1)) return false;
    list->items[list->count++] = orr_retain(item);
    return true;
}

bool orr_list_append_steal(OrrVm *vm, OrrList *list, OrrValue item) {
    if (ORR_UNLIKELY(list->count == list->capacity) && !grow(vm, list, list->count + 1)) {
        orr_release(vm, item);
        return false;
    }
    list->items[list->count++] = item;
    return true;
}

/* Extending. */

/* items may be the list's own. */
static bool extend_items(OrrVm *vm, OrrList *list, OrrValue source, size_t count) {
    if (!orr_list_reserve(vm, list, list->count + count)) return false;
    const OrrValue *items = orr_is_list(source) ? orr_as_list(source)->items : orr_as_tuple(source)->items;
    for (size_t i = 0; i < count; i++) list->items[list->count + i] = orr_retain(items[i]);
    list->count += count;
    return true;
}

static bool extend_range(OrrVm *vm, OrrList *list, const OrrRange *range) {
    if (!orr_list_reserve(vm, list, list->count + (size_t)range->small_length)) return false;
    OrrValue *out = list->items + list->count;
    int64_t n = range->small_start;
    for (uint64_t i = 0; i < range->small_length; i++, n += range->small_step) out[i] = orr_small_int(n);
    list->count += (size_t)range->small_length;
    return true;
}

/* A pending exception is what tells an error from the end. */
static bool extend_from_iterator(OrrVm *vm, OrrList *list, OrrValue iterator) {
    OrrUnarySlot next = orr_type_of(vm, iterator)->slots.next;
    for (;;) {
        OrrValue item = orr_step(vm, next, iterator);
        if (item == ORR_NULL) return vm->exception == ORR_NULL;
        if (!orr_list_append_steal(vm, list, item)) return false;
    }
}

/* Asks an iterable of the program's for its length, as CPython does: __len__ and __length_hint__ may be seen to run. */
static bool reserve_by_hint(OrrVm *vm, OrrList *list, OrrValue iterable) {
    if (!(orr_type_of(vm, iterable)->flags & ORR_TYPE_HEAP)) return true;
    int64_t hint = orr_length_hint(vm, iterable, 8);
    if (hint < 0) return false;
    if ((uint64_t)hint > SIZE_MAX / 64) return true;
    return orr_list_reserve(vm, list, list->count + (size_t)hint);
}

bool orr_list_extend(OrrVm *vm, OrrList *list, OrrValue iterable) {
    if (orr_is_exact(vm, iterable, vm->types.list)) {
        return extend_items(vm, list, iterable, orr_as_list(iterable)->count);
    }
    if (orr_is_exact(vm, iterable, vm->types.tuple)) {
        return extend_items(vm, list, iterable, orr_as_tuple(iterable)->count);
    }
    if (orr_is_exact(vm, iterable, vm->types.range) && orr_as_range(iterable)->small) {
        return extend_range(vm, list, orr_as_range(iterable));
    }
    OrrValue iterator = orr_iter(vm, iterable);
    if (iterator == ORR_NULL) return false;
    bool ok = reserve_by_hint(vm, list, iterable) && extend_from_iterator(vm, list, iterator);
    orr_release(vm, iterator);
    return ok;
}

OrrValue orr_list_from_iterable(OrrVm *vm, OrrValue iterable) {
    size_t expected = 0;
    if (orr_is_exact(vm, iterable, vm->types.list)) expected = orr_as_list(iterable)->count;
    if (orr_is_exact(vm, iterable, vm->types.tuple)) expected = orr_as_tuple(iterable)->count;
    OrrList *list = orr_list_new(vm, expected);
    if (list == NULL) return ORR_NULL;
    if (!orr_list_extend(vm, list, iterable)) {
        orr_release_object(vm, list);
        return ORR_NULL;
    }
    return orr_value(list);
}

/* Replacing. */

bool orr_list_replace(OrrVm *vm, OrrList *list, size_t start, size_t end, const OrrValue *items, size_t count) {
    size_t old = end - start;
    OrrValue *removed = NULL;
    if (old > 0) {
        removed = orr_buffer_new(vm, old * sizeof *removed);
        if (removed == NULL) return false;
    }
    if (count > old && !orr_list_reserve(vm, list, list->count - old + count)) {
        orr_buffer_free(vm, removed, old * sizeof *removed);
        return false;
    }
    if (old > 0) memcpy(removed, list->items + start, old * sizeof *removed);
    if (list->count > end) {
        memmove(list->items + start + count, list->items + end, (list->count - end) * sizeof *items);
    }
    for (size_t i = 0; i < count; i++) list->items[start + i] = orr_retain(items[i]);
    list->count = list->count - old + count;
    for (size_t i = 0; i < old; i++) orr_release(vm, removed[i]);
    orr_buffer_free(vm, removed, old * sizeof *removed);
    return true;
}

void orr_list_clear(OrrVm *vm, OrrList *list) {
    OrrValue *items = list->items;
    size_t count = list->count, capacity = list->capacity;
    list->items = NULL;
    list->count = list->capacity = 0;
    while (count > 0) orr_release(vm, items[--count]);
    orr_buffer_free(vm, items, capacity * sizeof *items);
}
