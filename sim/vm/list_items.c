/* list[i], list[a:b:c], and assigning to them and deleting them. */
#include "sim/vm/abstract.h"
#include "sim/vm/list.h"
#include "sim/vm/slice.h"

static OrrValue get_slice(OrrVm *vm, const OrrList *list, OrrValue slice) {
    int64_t start, stop, step;
    if (!orr_slice_unpack(vm, slice, &start, &stop, &step)) return ORR_NULL;
    size_t count = orr_slice_adjust(list->count, &start, &stop, step);
    OrrList *result = orr_list_new(vm, count);
    if (result == NULL) return ORR_NULL;
    for (size_t i = 0; i < count; i++) result->items[i] = orr_retain(list->items[start + (int64_t)i * step]);
    result->count = count;
    return orr_value(result);
}

OrrValue orr_list_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    const OrrList *list = orr_as_list(self);
    if (orr_is_slice(vm, key)) return get_slice(vm, list, key);
    int64_t i;
    if (!orr_read_index(vm, key, "list", &i)) return ORR_NULL;
    if (i < 0) i += (int64_t)list->count;
    if ((uint64_t)i >= list->count) return orr_raise(vm, vm->exc.IndexError, "list index out of range");
    return orr_retain(list->items[i]);
}

/* Takes out every step-th item: those that stay close up. */
static bool delete_steps(OrrVm *vm, OrrList *list, int64_t start, int64_t step, size_t count) {
    if (count == 0) return true;
    OrrValue *removed = orr_buffer_new(vm, count * sizeof *removed);
    if (removed == NULL) return false;
    if (step < 0) { /* the same items forwards */
        start += step * ((int64_t)count - 1);
        step = -step;
    }
    size_t to = (size_t)start, taken = 0;
    for (size_t from = to; from < list->count; from++) {
        if (taken < count && from == (size_t)start + taken * (size_t)step) {
            removed[taken++] = list->items[from];
        } else {
            list->items[to++] = list->items[from];
        }
    }
    list->count = to;
    for (size_t i = 0; i < count; i++) orr_release(vm, removed[i]);
    orr_buffer_free(vm, removed, count * sizeof *removed);
    return true;
}

static bool assign_steps(OrrVm *vm, OrrList *list, int64_t start, int64_t step, size_t count, const OrrList *from) {
    if (from->count != count) {
        return orr_fail(vm, vm->exc.ValueError, "attempt to assign sequence of size %zu to extended slice of size %zu",
                        from->count, count);
    }
    if (count == 0) return true;
    OrrValue *removed = orr_buffer_new(vm, count * sizeof *removed);
    if (removed == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        OrrValue *item = &list->items[start + (int64_t)i * step];
        removed[i] = *item;
        *item = orr_retain(from->items[i]);
    }
    for (size_t i = 0; i < count; i++) orr_release(vm, removed[i]);
    orr_buffer_free(vm, removed, count * sizeof *removed);
    return true;
}

/* What is assigned, as a list of its own (new): the assignment may be from the list to itself. */
static OrrValue items_to_assign(OrrVm *vm, OrrValue value) {
    if (orr_type_of(vm, value)->slots.iter == NULL && orr_type_of(vm, value)->slots.getitem == NULL) {
        return orr_raise(vm, vm->exc.TypeError, "must assign iterable to extended slice");
    }
    return orr_list_from_iterable(vm, value);
}

static bool set_slice(OrrVm *vm, OrrList *list, OrrValue slice, OrrValue value) {
    int64_t start, stop, step;
    if (!orr_slice_unpack(vm, slice, &start, &stop, &step)) return false;
    OrrValue from = ORR_NULL;
    if (value != ORR_NULL) {
        from = items_to_assign(vm, value);
        if (from == ORR_NULL) return false;
    }
    size_t count = orr_slice_adjust(list->count, &start, &stop, step);
    bool ok;
    if (step == 1) {
        const OrrList *items = from == ORR_NULL ? NULL : orr_as_list(from);
        ok = orr_list_replace(vm, list, (size_t)start, (size_t)start + count, items == NULL ? NULL : items->items,
                              items == NULL ? 0 : items->count);
    } else if (from == ORR_NULL) {
        ok = delete_steps(vm, list, start, step, count);
    } else {
        ok = assign_steps(vm, list, start, step, count, orr_as_list(from));
    }
    orr_xrelease(vm, from);
    return ok;
}

bool orr_list_setitem(OrrVm *vm, OrrValue self, OrrValue key, OrrValue value) {
    OrrList *list = orr_as_list(self);
    if (orr_is_slice(vm, key)) return set_slice(vm, list, key, value);
    int64_t i;
    if (!orr_read_index(vm, key, "list", &i)) return false;
    if (i < 0) i += (int64_t)list->count;
    if ((uint64_t)i >= list->count) { return orr_fail(vm, vm->exc.IndexError, "list assignment index out of range"); }
    if (value != ORR_NULL) {
        orr_set_slot(vm, &list->items[i], orr_retain(value));
        return true;
    }
    OrrValue old = list->items[i];
    memmove(list->items + i, list->items + i + 1, (list->count - (size_t)i - 1) * sizeof old);
    list->count--;
    orr_release(vm, old);
    return true;
}
