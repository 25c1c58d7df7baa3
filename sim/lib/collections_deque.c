/* collections.deque */
#include "sim/lib/collections.h"
#include "sim/lib/lib.h"
#include "sim/vm/abstract.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"
#include "sim/vm/sequence.h"
#include "sim/vm/slice.h"

#define FIRST_CAPACITY 8u

static OrrDeque *as_deque(OrrValue v) {
    return (OrrDeque *)(uintptr_t)v;
}
static bool is_deque(const OrrVm *vm, OrrValue v) {
    return orr_is_object(v) && (orr_object(v)->type->spec == &orr_deque_spec || orr_has_spec(vm, v, &orr_deque_spec));
}
static inline OrrValue *slot_at(const OrrDeque *d, size_t i) {
    return &d->items[(d->first + i) & (d->capacity - 1)];
}

/* The ring. */

static bool grow(OrrVm *vm, OrrDeque *d) {
    size_t capacity = d->capacity == 0 ? FIRST_CAPACITY : d->capacity * 2;
    if (capacity > SIZE_MAX / 32) {
        orr_raise_memory(vm);
        return false;
    }
    OrrValue *items = orr_buffer_new(vm, capacity * sizeof *items);
    if (items == NULL) return false;
    size_t head = d->capacity - d->first < d->count ? d->capacity - d->first : d->count;
    if (head > 0) memcpy(items, d->items + d->first, head * sizeof *items);
    if (d->count > head) memcpy(items + head, d->items, (d->count - head) * sizeof *items);
    orr_buffer_free(vm, d->items, d->capacity * sizeof *items);
    d->items = items;
    d->capacity = capacity;
    d->first = 0;
    return true;
}

static OrrValue take_last(OrrDeque *d) {
    OrrValue item = *slot_at(d, --d->count);
    d->version++;
    return item;
}

static OrrValue take_first(OrrDeque *d) {
    OrrValue item = d->items[d->first];
    d->first = (d->first + 1) & (d->capacity - 1);
    d->count--;
    d->version++;
    return item;
}

/* Both take item, always. A full deque lets an item at the other end go. */
static bool push_last(OrrVm *vm, OrrDeque *d, OrrValue item) {
    if (d->count == d->capacity && !grow(vm, d)) {
        orr_release(vm, item);
        return false;
    }
    *slot_at(d, d->count++) = item;
    d->version++;
    if (d->max_count >= 0 && d->count > (size_t)d->max_count) orr_release(vm, take_first(d));
    return true;
}

static bool push_first(OrrVm *vm, OrrDeque *d, OrrValue item) {
    if (d->count == d->capacity && !grow(vm, d)) {
        orr_release(vm, item);
        return false;
    }
    d->first = (d->first - 1) & (d->capacity - 1);
    d->items[d->first] = item;
    d->count++;
    d->version++;
    if (d->max_count >= 0 && d->count > (size_t)d->max_count) orr_release(vm, take_last(d));
    return true;
}

static void clear(OrrVm *vm, OrrDeque *d) {
    OrrValue *items = d->items;
    size_t capacity = d->capacity, first = d->first, count = d->count;
    d->items = NULL;
    d->capacity = d->first = d->count = 0;
    d->version++;
    for (size_t i = 0; i < count; i++) orr_release(vm, items[(first + i) & (capacity - 1)]);
    orr_buffer_free(vm, items, capacity * sizeof *items);
}

static bool extend(OrrVm *vm, OrrDeque *d, OrrValue iterable, bool (*push)(OrrVm *, OrrDeque *, OrrValue)) {
    OrrValue source = orr_retain(iterable);
    if (iterable == orr_value(d)) {
        orr_release(vm, source);
        source = orr_list_from_iterable(vm, iterable);
        if (source == ORR_NULL) return false;
    }
    OrrValue iterator = orr_iter(vm, source);
    orr_release(vm, source);
    if (iterator == ORR_NULL) return false;
    OrrUnarySlot next = orr_type_of(vm, iterator)->slots.next;
    for (;;) {
        OrrValue item = orr_step(vm, next, iterator);
        if (item == ORR_NULL || !push(vm, d, item)) break;
    }
    orr_release(vm, iterator);
    return vm->exception == ORR_NULL;
}

/* Life. */

static void deque_destroy(OrrVm *vm, OrrObject *self) {
    clear(vm, (OrrDeque *)self);
    orr_free_object(vm, self, self->type->instance_size);
}

static void deque_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrDeque *d = (OrrDeque *)self;
    for (size_t i = 0; i < d->count; i++) orr_visit_value(*slot_at(d, i), visit, context);
}

static void deque_clear_slot(OrrVm *vm, OrrObject *self) {
    clear(vm, (OrrDeque *)self);
}

static OrrValue deque_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrDeque *d = orr_new_object(vm, cls, cls->instance_size);
    if (d == NULL) return ORR_NULL;
    memset((char *)d + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    d->max_count = -1;
    return orr_value(d);
}

static bool deque_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"iterable", "maxlen", NULL};
    static const OrrSignature signature = {"deque", names, 0, 2, 0, 2};
    OrrValue out[2];
    int64_t max_count = -1;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return false;
    if (out[1] != ORR_NULL && out[1] != ORR_NONE) {
        if (!orr_is_index(vm, out[1])) return orr_fail(vm, vm->exc.TypeError, "an integer is required");
        if (!orr_to_index(vm, out[1], vm->exc.OverflowError, &max_count)) return false;
        if (max_count < 0) return orr_fail(vm, vm->exc.ValueError, "maxlen must be non-negative");
    }
    OrrDeque *d = as_deque(self);
    d->max_count = max_count;
    if (d->count > 0) clear(vm, d);
    return out[0] == ORR_NULL || extend(vm, d, out[0], push_last);
}

/* A new deque of self's class with its maxlen and no items yet. */
static OrrValue empty_like(OrrVm *vm, OrrValue self) {
    OrrType *type = orr_type_of(vm, self);
    int64_t max_count = as_deque(self)->max_count;
    if (type->spec == &orr_deque_spec) {
        OrrValue copy = deque_new(vm, type, NULL, 0, ORR_NULL);
        if (copy != ORR_NULL) as_deque(copy)->max_count = max_count;
        return copy;
    }
    if (max_count < 0) return orr_call0(vm, orr_value(type));
    OrrValue empty = orr_retain(vm->empty_tuple), max_value = orr_int(vm, max_count);
    OrrValue copy = orr_call2(vm, orr_value(type), empty, max_value);
    orr_release(vm, empty);
    return copy;
}

static OrrValue copy_of(OrrVm *vm, OrrValue self) {
    OrrValue copy = empty_like(vm, self);
    if (copy == ORR_NULL) return ORR_NULL;
    if (!is_deque(vm, copy)) {
        orr_raise(vm, vm->exc.TypeError, "%T() must return a deque, not %T", self, copy);
    } else if (extend(vm, as_deque(copy), self, push_last)) {
        return copy;
    }
    orr_release(vm, copy);
    return ORR_NULL;
}

/* Operations. */

static OrrValue deque_repr(OrrVm *vm, OrrValue self) {
    OrrDeque *d = as_deque(self);
    if (d->head.flags & ORR_OBJECT_BUSY) return orr_str_from_cstring(vm, "[...]");
    OrrValue list = orr_list_from_iterable(vm, self);
    if (list == ORR_NULL) return ORR_NULL;
    d->head.flags |= ORR_OBJECT_BUSY;
    OrrValue result =
        d->max_count < 0 ? orr_format(vm, "%U(%R)", orr_object(self)->type->name, list)
                         : orr_format(vm, "%U(%R, maxlen=%ld)", orr_object(self)->type->name, list, (long)d->max_count);
    d->head.flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    orr_release(vm, list);
    return result;
}

static OrrValue deque_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (!is_deque(vm, self) || !is_deque(vm, other)) return ORR_NOT_IMPLEMENTED;
    OrrDeque *a = as_deque(self), *b = as_deque(other);
    if ((op == ORR_EQ || op == ORR_NE) && a->count != b->count) return orr_bool(op == ORR_NE);
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        OrrValue x = orr_retain(*slot_at(a, i)), y = orr_retain(*slot_at(b, i)), result = ORR_NULL;
        int equal = orr_equal(vm, x, y);
        if (equal == 0) { result = op == ORR_EQ || op == ORR_NE ? orr_bool(op == ORR_NE) : orr_compare(vm, x, y, op); }
        orr_release(vm, x);
        orr_release(vm, y);
        if (equal != 1) return result;
    }
    return orr_bool(orr_compare_lengths(a->count, b->count, op));
}

static int64_t deque_length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return (int64_t)as_deque(self)->count;
}

/* The place of the first item in [start, stop) that equals item: -1 none, -2 error. */
static int64_t find(OrrVm *vm, OrrDeque *d, OrrValue item, int64_t start, int64_t stop) {
    uint64_t version = d->version;
    for (int64_t i = start; i < stop && i < (int64_t)d->count; i++) {
        OrrValue have = orr_retain(*slot_at(d, (size_t)i));
        int equal = orr_equal_fast(vm, have, item);
        orr_release(vm, have);
        if (equal < 0) return -2;
        if (equal) return i;
        if (d->version != version) {
            orr_raise(vm, vm->exc.RuntimeError, "deque mutated during iteration");
            return -2;
        }
    }
    return -1;
}

static int deque_contains(OrrVm *vm, OrrValue self, OrrValue item) {
    int64_t at = find(vm, as_deque(self), item, 0, INT64_MAX);
    return at == -2 ? -1 : at >= 0;
}

static bool read_place(OrrVm *vm, const OrrDeque *d, OrrValue key, size_t *place) {
    int64_t i;
    if (!orr_is_index(vm, key)) {
        return orr_fail(vm, vm->exc.TypeError, "sequence index must be integer, not '%T'", key);
    }
    if (!orr_to_index(vm, key, vm->exc.IndexError, &i)) return false;
    if (i < 0) i += (int64_t)d->count;
    if (i < 0 || (size_t)i >= d->count) return orr_fail(vm, vm->exc.IndexError, "deque index out of range");
    *place = (size_t)i;
    return true;
}

static OrrValue deque_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    size_t place = 0;
    return read_place(vm, as_deque(self), key, &place) ? orr_retain(*slot_at(as_deque(self), place)) : ORR_NULL;
}

static OrrValue take_at(OrrDeque *d, size_t place) {
    OrrValue item = *slot_at(d, place);
    if (place < d->count / 2) {
        for (size_t i = place; i > 0; i--) *slot_at(d, i) = *slot_at(d, i - 1);
        d->first = (d->first + 1) & (d->capacity - 1);
    } else {
        for (size_t i = place; i + 1 < d->count; i++) *slot_at(d, i) = *slot_at(d, i + 1);
    }
    d->count--;
    d->version++;
    return item;
}

static bool deque_setitem(OrrVm *vm, OrrValue self, OrrValue key, OrrValue value) {
    size_t place = 0;
    OrrDeque *d = as_deque(self);
    if (!read_place(vm, d, key, &place)) return false;
    if (value == ORR_NULL) orr_release(vm, take_at(d, place));
    else orr_set_slot(vm, slot_at(d, place), orr_retain(value));
    return true;
}

static OrrValue deque_add(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!is_deque(vm, left)) return ORR_NOT_IMPLEMENTED;
    if (!is_deque(vm, right)) {
        if (orr_type_of(vm, right)->slots.binary[ORR_ADD] != NULL && orr_has_flag(vm, right, ORR_TYPE_HEAP)) {
            return ORR_NOT_IMPLEMENTED;
        }
        return orr_raise(vm, vm->exc.TypeError, "can only concatenate deque (not \"%T\") to deque", right);
    }
    OrrValue sum = copy_of(vm, left);
    if (sum == ORR_NULL || extend(vm, as_deque(sum), right, push_last)) return sum;
    orr_release(vm, sum);
    return ORR_NULL;
}

static OrrValue deque_inplace_add(OrrVm *vm, OrrValue left, OrrValue right) {
    return extend(vm, as_deque(left), right, push_last) ? orr_retain(left) : ORR_NULL;
}

/* Makes d hold its items n times over. */
static bool repeat(OrrVm *vm, OrrDeque *d, int64_t n) {
    if (n <= 0) {
        clear(vm, d);
        return true;
    }
    size_t count = d->count;
    if (count == 0) return true;
    /* Of what maxlen cuts off nothing needs to be added, whole rounds at a time. */
    if (d->max_count >= 0 && n > d->max_count / (int64_t)count + 2) n = d->max_count / (int64_t)count + 2;
    OrrValue round = orr_list_from_iterable(vm, orr_value(d));
    if (round == ORR_NULL) return false;
    bool ok = true;
    for (int64_t k = 1; ok && k < n; k++) {
        for (size_t i = 0; ok && i < count; i++) ok = push_last(vm, d, orr_retain(orr_as_list(round)->items[i]));
    }
    orr_release(vm, round);
    return ok;
}

static OrrValue deque_repeat(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrValue self = is_deque(vm, left) ? left : right, times = self == left ? right : left;
    int64_t n;
    if (!orr_is_index(vm, times)) return ORR_NOT_IMPLEMENTED;
    if (!orr_to_count(vm, times, &n)) return ORR_NULL;
    OrrValue result = copy_of(vm, self);
    if (result == ORR_NULL || repeat(vm, as_deque(result), n)) return result;
    orr_release(vm, result);
    return ORR_NULL;
}

static OrrValue deque_inplace_repeat(OrrVm *vm, OrrValue left, OrrValue right) {
    int64_t n;
    if (!orr_is_index(vm, right)) return ORR_NOT_IMPLEMENTED;
    if (!orr_to_count(vm, right, &n)) return ORR_NULL;
    return repeat(vm, as_deque(left), n) ? orr_retain(left) : ORR_NULL;
}

/* Methods. */

static OrrValue deque_append(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return push_last(vm, as_deque(self), orr_retain(args[0])) ? ORR_NONE : ORR_NULL;
}
static OrrValue deque_appendleft(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return push_first(vm, as_deque(self), orr_retain(args[0])) ? ORR_NONE : ORR_NULL;
}
static OrrValue deque_pop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    if (as_deque(self)->count == 0) return orr_raise(vm, vm->exc.IndexError, "pop from an empty deque");
    return take_last(as_deque(self));
}
static OrrValue deque_popleft(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    if (as_deque(self)->count == 0) return orr_raise(vm, vm->exc.IndexError, "pop from an empty deque");
    return take_first(as_deque(self));
}
static OrrValue deque_extend(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return extend(vm, as_deque(self), args[0], push_last) ? ORR_NONE : ORR_NULL;
}
static OrrValue deque_extendleft(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return extend(vm, as_deque(self), args[0], push_first) ? ORR_NONE : ORR_NULL;
}
static OrrValue deque_clear(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    clear(vm, as_deque(self));
    return ORR_NONE;
}
static OrrValue deque_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return copy_of(vm, self);
}

static OrrValue deque_count(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    int64_t n = 0, at = -1;
    while ((at = find(vm, as_deque(self), args[0], at + 1, INT64_MAX)) >= 0) n++;
    return at == -2 ? ORR_NULL : orr_small_int(n);
}

static OrrValue deque_index(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrDeque *d = as_deque(self);
    int64_t start = 0, stop = INT64_MAX;
    if (nargs > 1 && !orr_read_slice_bound(vm, args[1], &start)) return ORR_NULL;
    if (nargs > 2 && !orr_read_slice_bound(vm, args[2], &stop)) return ORR_NULL;
    int64_t at = find(vm, d, args[0], orr_clip_bound(start, d->count), orr_clip_bound(stop, d->count));
    if (at == -1) return orr_raise(vm, vm->exc.ValueError, "%R is not in deque", args[0]);
    return at < 0 ? ORR_NULL : orr_small_int(at);
}

static OrrValue deque_insert(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrDeque *d = as_deque(self);
    int64_t at;
    if (!orr_to_index(vm, args[0], vm->exc.OverflowError, &at)) return ORR_NULL;
    if (d->max_count >= 0 && d->count >= (size_t)d->max_count) {
        return orr_raise(vm, vm->exc.IndexError, "deque already at its maximum size");
    }
    size_t place = (size_t)orr_clip_bound(at, d->count);
    if (place > d->count) place = d->count;
    if (!push_last(vm, d, orr_retain(args[1]))) return ORR_NULL;
    OrrValue item = *slot_at(d, d->count - 1);
    for (size_t i = d->count - 1; i > place; i--) *slot_at(d, i) = *slot_at(d, i - 1);
    *slot_at(d, place) = item;
    return ORR_NONE;
}

static OrrValue deque_remove(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrDeque *d = as_deque(self);
    for (size_t i = 0; i < d->count; i++) {
        uint64_t version = d->version;
        OrrValue have = orr_retain(*slot_at(d, i));
        int equal = orr_equal_fast(vm, have, args[0]);
        orr_release(vm, have);
        if (equal < 0) return ORR_NULL;
        if (d->version != version) return orr_raise(vm, vm->exc.IndexError, "deque mutated during remove().");
        if (!equal) continue;
        orr_release(vm, take_at(d, i));
        return ORR_NONE;
    }
    return orr_raise(vm, vm->exc.ValueError, "%R is not in deque", args[0]);
}

static OrrValue deque_reverse(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    OrrDeque *d = as_deque(self);
    for (size_t i = 0, j = d->count; i + 1 < j; i++) {
        j--;
        OrrValue item = *slot_at(d, i);
        *slot_at(d, i) = *slot_at(d, j);
        *slot_at(d, j) = item;
    }
    return ORR_NONE;
}

static OrrValue deque_rotate(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrDeque *d = as_deque(self);
    int64_t n = 1;
    if (nargs > 0 && !orr_to_index(vm, args[0], vm->exc.OverflowError, &n)) return ORR_NULL;
    if (d->count <= 1) return ORR_NONE;
    int64_t count = (int64_t)d->count;
    n %= count;
    if (n > count / 2) n -= count;
    if (n < -count / 2) n += count;
    d->version++;
    for (; n > 0; n--) {
        OrrValue item = *slot_at(d, d->count - 1);
        d->first = (d->first - 1) & (d->capacity - 1);
        d->items[d->first] = item;
    }
    for (; n < 0; n++) {
        OrrValue item = d->items[d->first];
        d->first = (d->first + 1) & (d->capacity - 1);
        *slot_at(d, d->count - 1) = item;
    }
    return ORR_NONE;
}

static OrrValue get_maxlen(OrrVm *vm, OrrValue self) {
    return as_deque(self)->max_count < 0 ? ORR_NONE : orr_int(vm, as_deque(self)->max_count);
}

/* Iterators. */

typedef struct DequeIterator {
    OrrObject head;
    OrrDeque *deque;
    size_t left;
    uint64_t version;
} DequeIterator;

static OrrValue iterator_new(OrrVm *vm, OrrValue self, OrrType *type) {
    DequeIterator *it = orr_new_object(vm, type, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->deque = as_deque(orr_retain(self));
    it->left = it->deque->count;
    it->version = it->deque->version;
    return orr_value(it);
}

static OrrValue deque_iter(OrrVm *vm, OrrValue self) {
    return iterator_new(vm, self, orr_lib(vm)->deque_iterator);
}

static OrrValue deque_reversed(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return iterator_new(vm, self, orr_lib(vm)->deque_reverse_iterator);
}

static void iterator_destroy(OrrVm *vm, OrrObject *self) {
    orr_release_object(vm, ((DequeIterator *)self)->deque);
    orr_free_object(vm, self, sizeof(DequeIterator));
}

static void iterator_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit(context, &((DequeIterator *)self)->deque->head);
}

static bool iterator_ready(OrrVm *vm, DequeIterator *it) {
    if (it->deque->version != it->version) {
        it->left = 0;
        return orr_fail(vm, vm->exc.RuntimeError, "deque mutated during iteration");
    }
    return it->left > 0;
}

static OrrValue iterator_next(OrrVm *vm, OrrValue self) {
    DequeIterator *it = (DequeIterator *)(uintptr_t)self;
    if (!iterator_ready(vm, it)) return ORR_NULL;
    return orr_retain(*slot_at(it->deque, it->deque->count - it->left--));
}

static OrrValue iterator_previous(OrrVm *vm, OrrValue self) {
    DequeIterator *it = (DequeIterator *)(uintptr_t)self;
    if (!iterator_ready(vm, it)) return ORR_NULL;
    return orr_retain(*slot_at(it->deque, --it->left));
}

static OrrValue iterator_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int((int64_t)((DequeIterator *)(uintptr_t)self)->left);
}

static OrrValue deque_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrDeque *d = as_deque(self);
    OrrValue state = orr_getattr_or_null(vm, self, ORR_NAME(vm, __dict__));
    if (state == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
    OrrValue it = deque_iter(vm, self);
    OrrValue arguments = ORR_NULL;
    if (d->max_count < 0) {
        arguments = orr_tuple_new(vm, NULL, 0);
    } else {
        OrrValue max_value = orr_int(vm, d->max_count);
        arguments = orr_tuple_pair(vm, vm->empty_tuple, max_value);
    }
    OrrValue result = ORR_NULL;
    if (it != ORR_NULL && arguments != ORR_NULL) {
        const OrrValue parts[4] = {orr_value(orr_type_of(vm, self)), arguments, state == ORR_NULL ? ORR_NONE : state,
                                   it};
        result = orr_tuple_new(vm, parts, 4);
    }
    orr_xrelease(vm, state);
    orr_xrelease(vm, it);
    orr_xrelease(vm, arguments);
    return result;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("__copy__", deque_copy),
    ORR_DEF_NONE("__reduce__", deque_reduce),
    ORR_DEF_NONE("__reversed__", deque_reversed),
    ORR_DEF_ONE("append", deque_append),
    ORR_DEF_ONE("appendleft", deque_appendleft),
    ORR_DEF_NONE("clear", deque_clear),
    ORR_DEF_NONE("copy", deque_copy),
    ORR_DEF_ONE("count", deque_count),
    ORR_DEF_ONE("extend", deque_extend),
    ORR_DEF_ONE("extendleft", deque_extendleft),
    ORR_DEF_RANGE("index", deque_index, 1, 3),
    ORR_DEF_RANGE("insert", deque_insert, 2, 2),
    ORR_DEF_NONE("pop", deque_pop),
    ORR_DEF_NONE("popleft", deque_popleft),
    ORR_DEF_ONE("remove", deque_remove),
    ORR_DEF_NONE("reverse", deque_reverse),
    ORR_DEF_RANGE("rotate", deque_rotate, 0, 1),
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};
static const OrrGetSetDef getsets[] = {{"maxlen", get_maxlen, NULL}, {NULL, NULL, NULL}};

const OrrTypeSpec orr_deque_spec = {
    .name = "collections.deque",
    .doc = "A list-like sequence optimized for data accesses near its endpoints.",
    .size = sizeof(OrrDeque),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_SEQUENCE | ORR_TYPE_WEAKREF,
    .slots = {.destroy = deque_destroy,
              .traverse = deque_traverse,
              .clear = deque_clear_slot,
              .new_object = deque_new,
              .init = deque_init,
              .repr = deque_repr,
              .compare = deque_compare,
              .iter = deque_iter,
              .length = deque_length,
              .getitem = deque_getitem,
              .setitem = deque_setitem,
              .contains = deque_contains,
              .binary = {[ORR_ADD] = deque_add, [ORR_MUL] = deque_repeat},
              .inplace = {[ORR_ADD] = deque_inplace_add, [ORR_MUL] = deque_inplace_repeat}},
    .methods = methods,
    .getsets = getsets,
};

static const OrrMethodDef iterator_methods[] = {ORR_DEF_NONE("__length_hint__", iterator_hint), ORR_DEF_END};

const OrrTypeSpec orr_deque_iterator_spec = {
    .name = "collections._deque_iterator",
    .size = sizeof(DequeIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = iterator_destroy, .traverse = iterator_traverse, .iter = orr_iter_self, .next = iterator_next},
    .methods = iterator_methods,
};
const OrrTypeSpec orr_deque_reverse_iterator_spec = {
    .name = "collections._deque_reverse_iterator",
    .size = sizeof(DequeIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = iterator_destroy,
              .traverse = iterator_traverse,
              .iter = orr_iter_self,
              .next = iterator_previous},
    .methods = iterator_methods,
};
