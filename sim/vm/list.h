/* list: growable array. */
#ifndef ORR_VM_LIST_H
#define ORR_VM_LIST_H

#include "sim/vm/vm.h"

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
bool orr_list_append(OrrVm *vm, OrrList *list, OrrValue item);        /* retains item */
bool orr_list_append_steal(OrrVm *vm, OrrList *list, OrrValue item);  /* takes item, always */
bool orr_list_extend(OrrVm *vm, OrrList *list, OrrValue iterable);
bool orr_list_sort(OrrVm *vm, OrrList *list, OrrValue key, bool reverse); /* stable; key ORR_NONE: none */

#endif
