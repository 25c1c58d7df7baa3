/* list: growable array. Whatever runs program code (comparisons, destructors) may change a list under way: its count
 * and items are read anew after each. */
#ifndef ORR_VM_LIST_H
#define ORR_VM_LIST_H

#include "sim/vm/vm.h"

#define ORR_LIST_BORROWED (1u << 16) /* in head.flags: the items hold no references (a type's subclasses) */

struct OrrList {
    OrrObject head;
    size_t count, capacity;
    OrrValue *items; /* NULL while capacity is 0 */
};

static inline OrrList *orr_as_list(OrrValue v) {
    return (OrrList *)(uintptr_t)v;
}
/* list or a subclass */
static inline bool orr_is_list(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && (orr_object(v)->type->flags & ORR_TYPE_LIST_SUB);
}
OrrList *orr_list_new(OrrVm *vm, size_t capacity);
OrrValue orr_list_steal(OrrVm *vm, const OrrValue *items, size_t count); /* takes the items' references, always */
OrrValue orr_list_from_iterable(OrrVm *vm, OrrValue iterable);
bool orr_list_append(OrrVm *vm, OrrList *list, OrrValue item);       /* retains item */
bool orr_list_append_steal(OrrVm *vm, OrrList *list, OrrValue item); /* takes item, always */
bool orr_list_extend(OrrVm *vm, OrrList *list, OrrValue iterable);
bool orr_list_sort(OrrVm *vm, OrrList *list, OrrValue key, bool reverse); /* stable; key ORR_NONE: none */

/* Makes a list of exactly count items, ORR_NONE, to be filled by the caller at once (it may store without releasing).
 */
OrrList *orr_list_alloc(OrrVm *vm, size_t count);
bool orr_list_reserve(OrrVm *vm, OrrList *list, size_t capacity);
/* Replaces items [start, end) by count others (retained). Releases the old ones last. */
bool orr_list_replace(OrrVm *vm, OrrList *list, size_t start, size_t end, const OrrValue *items, size_t count);
void orr_list_clear(OrrVm *vm, OrrList *list);

/* Slots and methods in files of their own. list_items.c, list_sort.c */
OrrValue orr_list_getitem(OrrVm *vm, OrrValue self, OrrValue key);
bool orr_list_setitem(OrrVm *vm, OrrValue self, OrrValue key, OrrValue value);
OrrValue orr_list_sort_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);

#endif
