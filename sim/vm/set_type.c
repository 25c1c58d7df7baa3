/* The types set and frozenset: operators and methods, and the iterator over both. From which operand a result starts,
 * and which one is walked, shows in the result's order: as in CPython. */
#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/hash.h"
#include "sim/vm/iter.h"
#include "sim/vm/list.h"
#include "sim/vm/sequence.h"
#include "sim/vm/set.h"
#include "sim/vm/tuple.h"

extern const OrrTypeSpec orr_set_spec, orr_frozenset_spec, orr_set_iterator_spec;

/* Life. */

static void set_destroy(OrrVm *vm, OrrObject *self) {
    OrrSet *set = (OrrSet *)self;
    for (size_t i = 0; i <= set->mask; i++) {
        if (orr_set_slot_live(&set->table[i])) orr_release(vm, set->table[i].key);
    }
    if (set->table != set->small_table) orr_buffer_free(vm, set->table, (set->mask + 1) * sizeof *set->table);
    orr_free_object(vm, set, self->type->instance_size);
}

static void set_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrSet *set = (OrrSet *)self;
    for (size_t i = 0; i <= set->mask; i++) {
        if (orr_set_slot_live(&set->table[i])) orr_visit_value(set->table[i].key, visit, context);
    }
}

static void set_clear_slot(OrrVm *vm, OrrObject *self) {
    orr_set_clear(vm, (OrrSet *)self);
}

/* A set of type with the items of iterable (ORR_NULL: none). */
static OrrSet *make_set(OrrVm *vm, OrrType *type, OrrValue iterable) {
    OrrSet *set = orr_set_new(vm, type);
    if (set == NULL) return NULL;
    if (iterable != ORR_NULL && !orr_set_update(vm, set, iterable)) {
        orr_release_object(vm, set);
        return NULL;
    }
    return set;
}

/* set or frozenset: what operators on a subclass's instance give. */
static OrrType *base_type(const OrrVm *vm, OrrValue v) {
    return orr_is_instance(vm, v, vm->types.frozenset) ? vm->types.frozenset : vm->types.set;
}

static OrrValue set_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_value(orr_set_new(vm, cls));
}

static bool set_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "set", kwnames)) return false;
    if (nargs > 1) return orr_fail(vm, vm->exc.TypeError, "set expected at most 1 argument, got %zu", nargs);
    OrrSet *set = orr_as_set(self);
    if (set->fill > 0) orr_set_clear(vm, set);
    return nargs == 0 || orr_set_update(vm, set, args[0]);
}

static OrrValue frozenset_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (cls == vm->types.frozenset && !orr_no_keywords(vm, "frozenset", kwnames)) return ORR_NULL;
    if (nargs > 1) return orr_raise(vm, vm->exc.TypeError, "frozenset expected at most 1 argument, got %zu", nargs);
    if (nargs == 0) return orr_value(orr_set_new(vm, cls));
    if (cls == vm->types.frozenset && orr_is_exact(vm, args[0], cls)) return orr_retain(args[0]);
    return orr_value(make_set(vm, cls, args[0]));
}

/* Looking. */

static int64_t set_length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return (int64_t)orr_as_set(self)->used;
}

/* A set, which has no hash, may be looked for as the frozenset that equals it. New, or ORR_NULL if it isn't that. */
static OrrValue as_frozen_key(OrrVm *vm, OrrValue key) {
    if (!orr_is_set(key) || !orr_pending_is(vm, vm->exc.TypeError)) return ORR_NULL;
    orr_exception_clear(vm);
    OrrSet *frozen = orr_set_new(vm, vm->types.frozenset);
    if (frozen == NULL) return ORR_NULL;
    if (!orr_set_merge(vm, frozen, orr_as_set(key))) {
        orr_release_object(vm, frozen);
        return ORR_NULL;
    }
    return orr_value(frozen);
}

static int set_contains(OrrVm *vm, OrrValue self, OrrValue key) {
    int inside = orr_set_contains(vm, orr_as_set(self), key);
    if (inside >= 0) return inside;
    OrrValue frozen = as_frozen_key(vm, key);
    if (frozen == ORR_NULL) return -1;
    inside = orr_set_contains(vm, orr_as_set(self), frozen);
    orr_release(vm, frozen);
    return inside;
}

static int discard(OrrVm *vm, OrrValue self, OrrValue key) {
    int removed = orr_set_discard(vm, orr_as_set(self), key);
    if (removed >= 0) return removed;
    OrrValue frozen = as_frozen_key(vm, key);
    if (frozen == ORR_NULL) return -1;
    removed = orr_set_discard(vm, orr_as_set(self), frozen);
    orr_release(vm, frozen);
    return removed;
}

static OrrValue set_repr(OrrVm *vm, OrrValue self) {
    OrrSet *set = orr_as_set(self);
    if (set->head.flags & ORR_OBJECT_BUSY) return orr_format(vm, "%T(...)", self);
    if (set->used == 0) return orr_format(vm, "%T()", self);
    OrrValue list = orr_list_from_iterable(vm, self);
    if (list == ORR_NULL) return ORR_NULL;
    set->head.flags |= ORR_OBJECT_BUSY;
    OrrValue text = orr_repr(vm, list);
    set->head.flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    orr_release(vm, list);
    if (text == ORR_NULL) return ORR_NULL;
    OrrValue inner = orr_str_substring(vm, orr_as_str(text), 1, orr_as_str(text)->length - 1);
    orr_release(vm, text);
    if (inner == ORR_NULL) return ORR_NULL;
    OrrValue result =
        orr_is_exact(vm, self, vm->types.set) ? orr_format(vm, "{%S}", inner) : orr_format(vm, "%T({%S})", self, inner);
    orr_release(vm, inner);
    return result;
}

static uint64_t shuffle_bits(uint64_t h) {
    return ((h ^ 89869747u) ^ (h << 16)) * 3644798167u;
}

static bool frozenset_hash(OrrVm *vm, OrrValue self, int64_t *out) {
    (void)vm;
    OrrSet *set = orr_as_set(self);
    if (set->hash == -1) {
        uint64_t h = 0;
        for (size_t i = 0; i <= set->mask; i++) {
            if (orr_set_slot_live(&set->table[i])) h ^= shuffle_bits((uint64_t)set->table[i].hash);
        }
        h ^= ((uint64_t)set->used + 1) * 1927868237u;
        h ^= (h >> 11) ^ (h >> 25);
        h = h * 69069u + 907133923u;
        set->hash = h == UINT64_MAX ? 590923713 : (int64_t)h;
    }
    *out = set->hash;
    return true;
}

/* -1 error */
static int is_subset(OrrVm *vm, OrrSet *a, OrrSet *b) {
    if (a->used > b->used) return 0;
    for (size_t i = 0; i <= a->mask; i++) {
        if (!orr_set_slot_live(&a->table[i])) continue;
        OrrValue key = orr_retain(a->table[i].key);
        int inside = orr_set_contains_hashed(vm, b, key, a->table[i].hash);
        orr_release(vm, key);
        if (inside != 1) return inside;
    }
    return 1;
}

static OrrValue set_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (!orr_is_set(self) || !orr_is_set(other)) return ORR_NOT_IMPLEMENTED;
    OrrSet *a = orr_as_set(self), *b = orr_as_set(other);
    int result;
    switch (op) {
    case ORR_EQ:
    case ORR_NE: result = a->used == b->used ? is_subset(vm, a, b) : 0; break;
    case ORR_LT: result = a->used < b->used ? is_subset(vm, a, b) : 0; break;
    case ORR_LE: result = is_subset(vm, a, b); break;
    case ORR_GT: result = b->used < a->used ? is_subset(vm, b, a) : 0; break;
    default: result = is_subset(vm, b, a); break;
    }
    if (result < 0) return ORR_NULL;
    return orr_bool(op == ORR_NE ? !result : result);
}

/* Making results. Each of these returns a new set or NULL. */

static OrrSet *copy_of(OrrVm *vm, OrrValue self) {
    return make_set(vm, base_type(vm, self), self);
}

static OrrSet *intersection(OrrVm *vm, OrrValue self, OrrValue other) {
    if (self == other) return copy_of(vm, self);
    OrrSet *result = orr_set_new(vm, base_type(vm, self));
    if (result == NULL) return NULL;
    OrrValue tested = self, walked = other;
    if (orr_is_set(other) && orr_as_set(other)->used > orr_as_set(self)->used) {
        tested = other;
        walked = self;
    }
    OrrValue iterator = orr_iter(vm, walked);
    while (iterator != ORR_NULL) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        int64_t hash;
        int inside = orr_hash_key(vm, item, &hash) ? orr_set_contains_hashed(vm, orr_as_set(tested), item, hash) : -1;
        bool ok = inside >= 0 && (inside == 0 || orr_set_add_hashed(vm, result, item, hash));
        orr_release(vm, item);
        if (!ok) break;
    }
    orr_xrelease(vm, iterator);
    if (vm->exception == ORR_NULL) return result;
    orr_release_object(vm, result);
    return NULL;
}

static bool discard_items(OrrVm *vm, OrrSet *set, OrrValue other) {
    OrrValue iterator = orr_iter(vm, other);
    if (iterator == ORR_NULL) return false;
    for (;;) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        int removed = orr_set_discard(vm, set, item);
        orr_release(vm, item);
        if (removed < 0) break;
    }
    orr_release(vm, iterator);
    return vm->exception == ORR_NULL;
}

static bool difference_update(OrrVm *vm, OrrValue self, OrrValue other) {
    OrrSet *set = orr_as_set(self);
    if (self == other) {
        orr_set_clear(vm, set);
        return true;
    }
    bool ok;
    if (orr_is_set(other) && orr_as_set(other)->used >> 3 > set->used) {
        OrrSet *common = intersection(vm, self, other);
        if (common == NULL) return false;
        ok = discard_items(vm, set, orr_value(common));
        orr_release_object(vm, common);
    } else {
        ok = discard_items(vm, set, other);
    }
    return ok && orr_set_tidy(vm, set);
}

static OrrSet *copy_and_difference(OrrVm *vm, OrrValue self, OrrValue other) {
    OrrSet *result = copy_of(vm, self);
    if (result == NULL || difference_update(vm, orr_value(result), other)) return result;
    orr_release_object(vm, result);
    return NULL;
}

static OrrSet *difference(OrrVm *vm, OrrValue self, OrrValue other) {
    OrrSet *set = orr_as_set(self);
    size_t others;
    if (orr_is_set(other)) others = orr_as_set(other)->used;
    else if (orr_is_exact(vm, other, vm->types.dict)) others = orr_as_dict(other)->live;
    else return copy_and_difference(vm, self, other);
    if (set->used >> 2 > others) return copy_and_difference(vm, self, other);
    OrrSet *result = orr_set_new(vm, base_type(vm, self));
    if (result == NULL) return NULL;
    for (size_t i = 0; i <= set->mask; i++) {
        if (!orr_set_slot_live(&set->table[i])) continue;
        OrrValue key = orr_retain(set->table[i].key);
        int64_t hash = set->table[i].hash;
        int inside;
        if (orr_is_set(other)) {
            inside = orr_set_contains_hashed(vm, orr_as_set(other), key, hash);
        } else {
            int64_t at = orr_dict_find(vm, orr_as_dict(other), key, hash);
            inside = at == -2 ? -1 : at >= 0;
        }
        bool ok = inside >= 0 && (inside == 1 || orr_set_add_hashed(vm, result, key, hash));
        orr_release(vm, key);
        if (ok) continue;
        orr_release_object(vm, result);
        return NULL;
    }
    return result;
}

/* Each item of other that is in set goes, each that isn't comes. */
static bool toggle_items(OrrVm *vm, OrrSet *set, OrrSet *other) {
    for (size_t i = 0; i <= other->mask; i++) {
        if (!orr_set_slot_live(&other->table[i])) continue;
        OrrValue key = orr_retain(other->table[i].key);
        int64_t hash = other->table[i].hash;
        int removed = orr_set_discard_hashed(vm, set, key, hash);
        bool ok = removed > 0 || (removed == 0 && orr_set_add_hashed(vm, set, key, hash));
        orr_release(vm, key);
        if (!ok) return false;
    }
    return true;
}

static bool toggle_dict(OrrVm *vm, OrrSet *set, OrrDict *other) {
    for (uint32_t i = 0; i < other->used; i++) {
        if (other->entries[i].key == ORR_NULL) continue;
        OrrValue key = orr_retain(other->entries[i].key);
        int64_t hash = other->entries[i].hash;
        int removed = orr_set_discard_hashed(vm, set, key, hash);
        bool ok = removed > 0 || (removed == 0 && orr_set_add_hashed(vm, set, key, hash));
        orr_release(vm, key);
        if (!ok) return false;
    }
    return true;
}

static bool symmetric_update(OrrVm *vm, OrrValue self, OrrValue other) {
    OrrSet *set = orr_as_set(self);
    if (self == other) {
        orr_set_clear(vm, set);
        return true;
    }
    if (orr_is_exact(vm, other, vm->types.dict)) return toggle_dict(vm, set, orr_as_dict(other));
    if (orr_is_set(other)) return toggle_items(vm, set, orr_as_set(other));
    OrrSet *others = make_set(vm, base_type(vm, self), other);
    if (others == NULL) return false;
    bool ok = toggle_items(vm, set, others);
    orr_release_object(vm, others);
    return ok;
}

static OrrSet *symmetric_difference(OrrVm *vm, OrrValue self, OrrValue other) {
    OrrSet *result = make_set(vm, base_type(vm, self), other);
    if (result == NULL || symmetric_update(vm, orr_value(result), self)) return result;
    orr_release_object(vm, result);
    return NULL;
}

/* Operators: both operands must be sets. */

static bool both_sets(OrrValue left, OrrValue right) {
    return orr_is_set(left) && orr_is_set(right);
}

static OrrValue set_or(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!both_sets(left, right)) return ORR_NOT_IMPLEMENTED;
    OrrSet *result = copy_of(vm, left);
    if (result == NULL || left == right || orr_set_merge(vm, result, orr_as_set(right))) return orr_value(result);
    orr_release_object(vm, result);
    return ORR_NULL;
}
static OrrValue set_and(OrrVm *vm, OrrValue left, OrrValue right) {
    return both_sets(left, right) ? orr_value(intersection(vm, left, right)) : ORR_NOT_IMPLEMENTED;
}
static OrrValue set_sub(OrrVm *vm, OrrValue left, OrrValue right) {
    return both_sets(left, right) ? orr_value(difference(vm, left, right)) : ORR_NOT_IMPLEMENTED;
}
static OrrValue set_xor(OrrVm *vm, OrrValue left, OrrValue right) {
    return both_sets(left, right) ? orr_value(symmetric_difference(vm, left, right)) : ORR_NOT_IMPLEMENTED;
}

static OrrValue set_inplace_or(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_set(right)) return ORR_NOT_IMPLEMENTED;
    return orr_set_merge(vm, orr_as_set(left), orr_as_set(right)) ? orr_retain(left) : ORR_NULL;
}

static bool intersection_update(OrrVm *vm, OrrValue self, OrrValue other) {
    OrrSet *result = intersection(vm, self, other);
    if (result == NULL) return false;
    orr_set_swap(orr_as_set(self), result);
    orr_release_object(vm, result);
    return true;
}

static OrrValue set_inplace_and(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_set(right)) return ORR_NOT_IMPLEMENTED;
    return intersection_update(vm, left, right) ? orr_retain(left) : ORR_NULL;
}
static OrrValue set_inplace_sub(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_set(right)) return ORR_NOT_IMPLEMENTED;
    return difference_update(vm, left, right) ? orr_retain(left) : ORR_NULL;
}
static OrrValue set_inplace_xor(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_set(right)) return ORR_NOT_IMPLEMENTED;
    return symmetric_update(vm, left, right) ? orr_retain(left) : ORR_NULL;
}

/* Methods. */

static OrrValue method_add(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return orr_set_add(vm, orr_as_set(self), args[0]) ? ORR_NONE : ORR_NULL;
}

static OrrValue method_discard(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return discard(vm, self, args[0]) < 0 ? ORR_NULL : ORR_NONE;
}

static OrrValue method_remove(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    int removed = discard(vm, self, args[0]);
    if (removed == 0) return orr_raise_with(vm, vm->exc.KeyError, args[0]);
    return removed < 0 ? ORR_NULL : ORR_NONE;
}

static OrrValue method_pop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrValue key = orr_set_pop(vm, orr_as_set(self));
    return key != ORR_NULL ? key : orr_raise(vm, vm->exc.KeyError, "pop from an empty set");
}

static OrrValue method_clear(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    orr_set_clear(vm, orr_as_set(self));
    return ORR_NONE;
}

static OrrValue method_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    if (orr_is_exact(vm, self, vm->types.frozenset)) return orr_retain(self);
    return orr_value(copy_of(vm, self));
}

static OrrValue method_update(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    for (size_t i = 0; i < nargs; i++) {
        if (!orr_set_update(vm, orr_as_set(self), args[i])) return ORR_NULL;
    }
    return ORR_NONE;
}

static OrrValue method_union(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrSet *result = copy_of(vm, self);
    for (size_t i = 0; result != NULL && i < nargs; i++) {
        if (args[i] == self || orr_set_update(vm, result, args[i])) continue;
        orr_release_object(vm, result);
        result = NULL;
    }
    return orr_value(result);
}

/* A method with any number of operands, each applied to the result of the one before. */
static OrrValue fold(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                     OrrSet *(*operation)(OrrVm *, OrrValue, OrrValue)) {
    if (nargs == 0) return orr_value(copy_of(vm, self));
    OrrValue result = orr_retain(self);
    for (size_t i = 0; i < nargs; i++) {
        OrrSet *next = operation(vm, result, args[i]);
        orr_release(vm, result);
        if (next == NULL) return ORR_NULL;
        result = orr_value(next);
    }
    return result;
}

static OrrValue method_intersection(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    return fold(vm, self, args, nargs, intersection);
}

static OrrValue method_intersection_update(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                           OrrValue kwnames) {
    (void)kwnames;
    OrrValue result = fold(vm, self, args, nargs, intersection);
    if (result == ORR_NULL) return ORR_NULL;
    orr_set_swap(orr_as_set(self), orr_as_set(result));
    orr_release(vm, result);
    return ORR_NONE;
}

static OrrValue method_difference(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    if (nargs == 0) return orr_value(copy_of(vm, self));
    OrrSet *result = difference(vm, self, args[0]);
    for (size_t i = 1; result != NULL && i < nargs; i++) {
        if (difference_update(vm, orr_value(result), args[i])) continue;
        orr_release_object(vm, result);
        result = NULL;
    }
    return orr_value(result);
}

static OrrValue method_difference_update(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                         OrrValue kwnames) {
    (void)kwnames;
    for (size_t i = 0; i < nargs; i++) {
        if (!difference_update(vm, self, args[i])) return ORR_NULL;
    }
    return ORR_NONE;
}

static OrrValue method_symmetric(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return orr_value(symmetric_difference(vm, self, args[0]));
}

static OrrValue method_symmetric_update(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                        OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return symmetric_update(vm, self, args[0]) ? ORR_NONE : ORR_NULL;
}

static OrrValue method_issubset(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrSet *other = orr_is_set(args[0]) ? orr_as_set(orr_retain(args[0])) : make_set(vm, vm->types.set, args[0]);
    if (other == NULL) return ORR_NULL;
    int result = is_subset(vm, orr_as_set(self), other);
    orr_release_object(vm, other);
    return result < 0 ? ORR_NULL : orr_bool(result);
}

/* Walks items until one's being in set is `wanted`: 1 found, 0 not, -1 error. */
static int any_item(OrrVm *vm, OrrSet *set, OrrValue items, int wanted) {
    OrrValue iterator = orr_iter(vm, items);
    if (iterator == ORR_NULL) return -1;
    int inside = !wanted;
    while (inside == !wanted) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        inside = orr_set_contains(vm, set, item);
        orr_release(vm, item);
    }
    orr_release(vm, iterator);
    return vm->exception != ORR_NULL ? -1 : inside == wanted;
}

static OrrValue method_issuperset(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    int result = orr_is_set(args[0]) ? is_subset(vm, orr_as_set(args[0]), orr_as_set(self))
                                     : any_item(vm, orr_as_set(self), args[0], 0);
    if (result < 0) return ORR_NULL;
    return orr_bool(orr_is_set(args[0]) ? result : !result);
}

static OrrValue method_isdisjoint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrValue tested = self, walked = args[0];
    if (self == walked) return orr_bool(orr_as_set(self)->used == 0);
    if (orr_is_set(walked) && orr_as_set(walked)->used > orr_as_set(self)->used) {
        tested = walked;
        walked = self;
    }
    int common = any_item(vm, orr_as_set(tested), walked, 1);
    return common < 0 ? ORR_NULL : orr_bool(!common);
}

static OrrValue method_sizeof(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    const OrrSet *set = orr_as_set(self);
    return orr_small_int(200 + (set->table == set->small_table ? 0 : 16 * (int64_t)(set->mask + 1)));
}

/* (class, (list of items,), __dict__) */
static OrrValue method_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrValue list = orr_list_from_iterable(vm, self);
    if (list == ORR_NULL) return ORR_NULL;
    OrrValue arguments = orr_tuple_steal(vm, &list, 1);
    if (arguments == ORR_NULL) return ORR_NULL;
    OrrValue state = orr_getattr_or_null(vm, self, ORR_NAME(vm, __dict__));
    OrrValue result = ORR_NULL;
    if (state != ORR_NULL || vm->exception == ORR_NULL) {
        const OrrValue parts[3] = {orr_value(orr_type_of(vm, self)), arguments, state == ORR_NULL ? ORR_NONE : state};
        result = orr_tuple_new(vm, parts, 3);
    }
    orr_xrelease(vm, state);
    orr_release(vm, arguments);
    return result;
}

#define COMMON_METHODS                                                                                                 \
    ORR_DEF_NONE("copy", method_copy), ORR_DEF_RANGE("difference", method_difference, 0, 255),                         \
        ORR_DEF_RANGE("intersection", method_intersection, 0, 255), ORR_DEF_ONE("isdisjoint", method_isdisjoint),      \
        ORR_DEF_ONE("issubset", method_issubset), ORR_DEF_ONE("issuperset", method_issuperset),                        \
        ORR_DEF_ONE("symmetric_difference", method_symmetric), ORR_DEF_RANGE("union", method_union, 0, 255),           \
        ORR_DEF_NONE("__reduce__", method_reduce), ORR_DEF_NONE("__sizeof__", method_sizeof), ORR_DEF_CLASS_GETITEM

static const OrrMethodDef set_methods[] = {
    ORR_DEF_ONE("add", method_add),
    ORR_DEF_NONE("clear", method_clear),
    ORR_DEF_RANGE("difference_update", method_difference_update, 0, 255),
    ORR_DEF_ONE("discard", method_discard),
    ORR_DEF_RANGE("intersection_update", method_intersection_update, 0, 255),
    ORR_DEF_NONE("pop", method_pop),
    ORR_DEF_ONE("remove", method_remove),
    ORR_DEF_ONE("symmetric_difference_update", method_symmetric_update),
    ORR_DEF_RANGE("update", method_update, 0, 255),
    COMMON_METHODS,
    ORR_DEF_END,
};
static const OrrMethodDef frozenset_methods[] = {COMMON_METHODS, ORR_DEF_END};

#define COMMON_SLOTS                                                                                                   \
    .destroy = set_destroy, .traverse = set_traverse, .repr = set_repr, .compare = set_compare, .iter = orr_set_iter,  \
    .length = set_length, .contains = set_contains,                                                                    \
    .binary = {[ORR_OR] = set_or, [ORR_AND] = set_and, [ORR_SUB] = set_sub, [ORR_XOR] = set_xor}

const OrrTypeSpec orr_set_spec = {
    .name = "set",
    .doc = "Build an unordered collection of unique elements.",
    .size = sizeof(OrrSet),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_SET_SUB | ORR_TYPE_MATCH_SELF | ORR_TYPE_WEAKREF,
    .slots = {COMMON_SLOTS, .clear = set_clear_slot, .new_object = set_new, .init = set_init,
              .inplace = {[ORR_OR] = set_inplace_or,
                          [ORR_AND] = set_inplace_and,
                          [ORR_SUB] = set_inplace_sub,
                          [ORR_XOR] = set_inplace_xor}},
    .methods = set_methods,
};

const OrrTypeSpec orr_frozenset_spec = {
    .name = "frozenset",
    .doc = "Build an immutable unordered collection of unique elements.",
    .size = sizeof(OrrSet),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_SET_SUB | ORR_TYPE_MATCH_SELF | ORR_TYPE_WEAKREF,
    .slots = {COMMON_SLOTS, .new_object = frozenset_new, .hash = frozenset_hash},
    .methods = frozenset_methods,
};

/* The iterator. */

OrrValue orr_set_iter(OrrVm *vm, OrrValue self) {
    OrrSetIterator *it = orr_new_object(vm, vm->types.set_iterator, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->set = orr_as_set(orr_retain(self));
    it->position = 0;
    it->used = it->left = it->set->used;
    return orr_value(it);
}

static void iterator_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease_object(vm, ((OrrSetIterator *)self)->set);
    orr_free_object(vm, self, sizeof(OrrSetIterator));
}

static void iterator_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrSet *set = ((OrrSetIterator *)self)->set;
    if (set != NULL) visit(context, &set->head);
}

static OrrValue iterator_next(OrrVm *vm, OrrValue self) {
    OrrSetIterator *it = (OrrSetIterator *)(uintptr_t)self;
    OrrSet *set = it->set;
    if (set == NULL) return ORR_NULL;
    if (it->used != set->used) {
        it->used = SIZE_MAX; /* the error sticks */
        return orr_raise(vm, vm->exc.RuntimeError, "Set changed size during iteration");
    }
    size_t i = it->position;
    while (i <= set->mask && !orr_set_slot_live(&set->table[i])) i++;
    it->position = i + 1;
    if (i <= set->mask) {
        it->left--;
        return orr_retain(set->table[i].key);
    }
    it->set = NULL;
    orr_release_object(vm, set);
    return ORR_NULL;
}

static OrrValue iterator_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    const OrrSetIterator *it = (OrrSetIterator *)(uintptr_t)self;
    return orr_small_int(it->set != NULL && it->used == it->set->used ? (int64_t)it->left : 0);
}

/* iter() of a list of what is left. */
static ORR_ITER_METHOD(iterator_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrSetIterator *it = (OrrSetIterator *)(uintptr_t)self;
    OrrValue rest = ORR_NULL;
    if (it->set == NULL) {
        rest = orr_value(orr_list_new(vm, 0));
    } else {
        OrrValue copy = orr_set_iter(vm, orr_value(it->set));
        if (copy == ORR_NULL) return ORR_NULL;
        OrrSetIterator *c = (OrrSetIterator *)(uintptr_t)copy;
        c->position = it->position;
        c->used = it->used;
        c->left = it->left;
        rest = orr_list_from_iterable(vm, copy);
        orr_release(vm, copy);
    }
    OrrValue result = orr_iter_reduced(vm, "iter", rest, ORR_NO_INDEX);
    orr_xrelease(vm, rest);
    return result;
}

static const OrrMethodDef iterator_methods[] = {ORR_DEF_NONE("__length_hint__", iterator_hint),
                                                ORR_DEF_NONE("__reduce__", iterator_reduce), ORR_DEF_END};

const OrrTypeSpec orr_set_iterator_spec = {
    .name = "set_iterator",
    .size = sizeof(OrrSetIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = iterator_destroy, .traverse = iterator_traverse, .iter = orr_iter_self, .next = iterator_next},
    .methods = iterator_methods,
};
