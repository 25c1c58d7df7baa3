/* What dict.keys(), values() and items() give, and the iterators over dicts.
 *
 * The six iterator types have one layout (OrrDictIterator); what each yields and in which direction is in its next
 * slot. The dict is watched by its size, as CPython does: a change of size is an error, a replaced value isn't. */
#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/hash.h"
#include "sim/vm/iter.h"
#include "sim/vm/list.h"
#include "sim/vm/sequence.h"
#include "sim/vm/set.h"
#include "sim/vm/tuple.h"

static OrrDictIterator *as_iterator(OrrValue v) {
    return (OrrDictIterator *)(uintptr_t)v;
}
static OrrDictView *as_view(OrrValue v) {
    return (OrrDictView *)(uintptr_t)v;
}

/* Iterators. */

static OrrValue iterator_new(OrrVm *vm, OrrDict *dict, OrrType *type, size_t position) {
    OrrDictIterator *it = orr_new_object(vm, type, sizeof *it);
    if (it == NULL) return ORR_NULL;
    orr_retain(orr_value(dict));
    it->dict = dict;
    it->position = position;
    it->live = it->left = dict->live;
    it->spare = NULL;
    return orr_value(it);
}

OrrValue orr_dict_iterator_new(OrrVm *vm, OrrDict *dict, OrrType *type) {
    bool reversed = type == vm->types.dict_reverse_key_iterator || type == vm->types.dict_reverse_value_iterator ||
                    type == vm->types.dict_reverse_item_iterator;
    return iterator_new(vm, dict, type, reversed ? dict->used : 0);
}

OrrValue orr_dict_iter(OrrVm *vm, OrrValue self) {
    return iterator_new(vm, orr_as_dict(self), vm->types.dict_key_iterator, 0);
}

static void iterator_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease_object(vm, ((OrrDictIterator *)self)->dict);
    orr_xrelease_object(vm, ((OrrDictIterator *)self)->spare);
    orr_free_object(vm, self, sizeof(OrrDictIterator));
}

static void iterator_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrDictIterator *it = (OrrDictIterator *)self;
    if (it->dict != NULL) visit(context, &it->dict->head);
    if (it->spare != NULL) visit(context, &it->spare->head);
}

static OrrValue iterator_end(OrrVm *vm, OrrDictIterator *it) {
    OrrDict *dict = it->dict;
    it->dict = NULL;
    it->left = 0;
    orr_release_object(vm, dict);
    return ORR_NULL;
}

static inline OrrValue part_of(OrrVm *vm, OrrDictIterator *it, const OrrDictEntry *entry, OrrDictPart part) {
    if (part == ORR_DICT_KEYS) return orr_retain(entry->key);
    if (part == ORR_DICT_VALUES) return orr_retain(entry->value);
    return orr_tuple_next_pair(vm, &it->spare, orr_retain(entry->key), orr_retain(entry->value));
}

/* The error sticks: live no longer matches. */
static OrrValue size_changed(OrrVm *vm, OrrDictIterator *it) {
    it->live = UINT32_MAX;
    return orr_raise(vm, vm->exc.RuntimeError, "dictionary changed size during iteration");
}

static inline OrrValue next_forwards(OrrVm *vm, OrrValue self, OrrDictPart part) {
    OrrDictIterator *it = as_iterator(self);
    OrrDict *dict = it->dict;
    if (dict == NULL) return ORR_NULL;
    if (ORR_UNLIKELY(it->live != dict->live)) return size_changed(vm, it);
    size_t i = it->position;
    while (i < dict->used && dict->entries[i].key == ORR_NULL) i++;
    if (i >= dict->used) return iterator_end(vm, it);
    if (it->left == 0) {
        orr_raise(vm, vm->exc.RuntimeError, "dictionary keys changed during iteration");
        return iterator_end(vm, it);
    }
    it->position = i + 1;
    it->left--;
    return part_of(vm, it, &dict->entries[i], part);
}

static inline OrrValue next_backwards(OrrVm *vm, OrrValue self, OrrDictPart part) {
    OrrDictIterator *it = as_iterator(self);
    OrrDict *dict = it->dict;
    if (dict == NULL) return ORR_NULL;
    if (ORR_UNLIKELY(it->live != dict->live)) return size_changed(vm, it);
    size_t i = it->position < dict->used ? it->position : dict->used;
    while (i > 0 && dict->entries[i - 1].key == ORR_NULL) i--;
    if (i == 0) return iterator_end(vm, it);
    it->position = i - 1;
    it->left--;
    return part_of(vm, it, &dict->entries[i - 1], part);
}

static OrrValue next_key(OrrVm *vm, OrrValue self) {
    return next_forwards(vm, self, ORR_DICT_KEYS);
}
static OrrValue next_value(OrrVm *vm, OrrValue self) {
    return next_forwards(vm, self, ORR_DICT_VALUES);
}
static OrrValue next_item(OrrVm *vm, OrrValue self) {
    return next_forwards(vm, self, ORR_DICT_ITEMS);
}
static OrrValue previous_key(OrrVm *vm, OrrValue self) {
    return next_backwards(vm, self, ORR_DICT_KEYS);
}
static OrrValue previous_value(OrrVm *vm, OrrValue self) {
    return next_backwards(vm, self, ORR_DICT_VALUES);
}
static OrrValue previous_item(OrrVm *vm, OrrValue self) {
    return next_backwards(vm, self, ORR_DICT_ITEMS);
}

static OrrValue iterator_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    const OrrDictIterator *it = as_iterator(self);
    bool valid = it->dict != NULL && it->live == it->dict->live;
    return orr_small_int(valid ? it->left : 0);
}

/* iter() of a list of what is left. */
static ORR_ITER_METHOD(iterator_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrDictIterator *it = as_iterator(self);
    OrrValue rest = ORR_NULL;
    if (it->dict == NULL) {
        rest = orr_value(orr_list_new(vm, 0));
    } else {
        OrrValue copy = iterator_new(vm, it->dict, orr_object(self)->type, it->position);
        if (copy == ORR_NULL) return ORR_NULL;
        as_iterator(copy)->live = it->live;
        as_iterator(copy)->left = it->left;
        rest = orr_list_from_iterable(vm, copy);
        orr_release(vm, copy);
    }
    OrrValue result = orr_iter_reduced(vm, "iter", rest, ORR_NO_INDEX);
    orr_xrelease(vm, rest);
    return result;
}

static const OrrMethodDef iterator_methods[] = {ORR_DEF_NONE("__length_hint__", iterator_hint),
                                                ORR_DEF_NONE("__reduce__", iterator_reduce), ORR_DEF_END};

#define ITERATOR_SPEC(id, type_name, next_slot)                                                                        \
    extern const OrrTypeSpec id;                                                                                       \
    const OrrTypeSpec id = {                                                                                           \
        .name = type_name,                                                                                             \
        .size = sizeof(OrrDictIterator),                                                                               \
        .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,                                                                  \
        .slots = {.destroy = iterator_destroy,                                                                         \
                  .traverse = iterator_traverse,                                                                       \
                  .iter = orr_iter_self,                                                                               \
                  .next = next_slot},                                                                                  \
        .methods = iterator_methods,                                                                                   \
    }
ITERATOR_SPEC(orr_dict_key_iterator_spec, "dict_keyiterator", next_key);
ITERATOR_SPEC(orr_dict_value_iterator_spec, "dict_valueiterator", next_value);
ITERATOR_SPEC(orr_dict_item_iterator_spec, "dict_itemiterator", next_item);
ITERATOR_SPEC(orr_dict_reverse_key_iterator_spec, "dict_reversekeyiterator", previous_key);
ITERATOR_SPEC(orr_dict_reverse_value_iterator_spec, "dict_reversevalueiterator", previous_value);
ITERATOR_SPEC(orr_dict_reverse_item_iterator_spec, "dict_reverseitemiterator", previous_item);

/* Views. */

OrrValue orr_dict_view_new(OrrVm *vm, OrrDict *dict, OrrType *type, OrrDictPart part) {
    OrrDictView *view = orr_new_object(vm, type, sizeof *view);
    if (view == NULL) return ORR_NULL;
    orr_retain(orr_value(dict));
    view->dict = dict;
    view->part = (uint8_t)part;
    return orr_value(view);
}

OrrValue orr_dict_keys_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_dict_view_new(vm, orr_as_dict(self), vm->types.dict_keys, ORR_DICT_KEYS);
}
OrrValue orr_dict_values_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_dict_view_new(vm, orr_as_dict(self), vm->types.dict_values, ORR_DICT_VALUES);
}
OrrValue orr_dict_items_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_dict_view_new(vm, orr_as_dict(self), vm->types.dict_items, ORR_DICT_ITEMS);
}
OrrValue orr_dict_reversed_method(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_dict_iterator_new(vm, orr_as_dict(self), vm->types.dict_reverse_key_iterator);
}

static void view_destroy(OrrVm *vm, OrrObject *self) {
    orr_release_object(vm, ((OrrDictView *)self)->dict);
    orr_free_object(vm, self, sizeof(OrrDictView));
}

static void view_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit(context, &((OrrDictView *)self)->dict->head);
}

static int64_t view_length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return as_view(self)->dict->live;
}

static OrrValue view_iter(OrrVm *vm, OrrValue self) {
    const OrrTypes *t = &vm->types;
    OrrType *const iterators[] = {t->dict_key_iterator, t->dict_value_iterator, t->dict_item_iterator};
    OrrType *iterator = iterators[as_view(self)->part];
    return orr_dict_iterator_new(vm, as_view(self)->dict, iterator);
}

static OrrValue view_reversed(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrTypes *t = &vm->types;
    OrrType *const iterators[] = {t->dict_reverse_key_iterator, t->dict_reverse_value_iterator,
                                  t->dict_reverse_item_iterator};
    OrrType *iterator = iterators[as_view(self)->part];
    return orr_dict_iterator_new(vm, as_view(self)->dict, iterator);
}

static OrrValue view_repr(OrrVm *vm, OrrValue self) {
    if (orr_object(self)->flags & ORR_OBJECT_BUSY) return orr_str_from_cstring(vm, "...");
    OrrValue list = orr_list_from_iterable(vm, self);
    if (list == ORR_NULL) return ORR_NULL;
    orr_object(self)->flags |= ORR_OBJECT_BUSY;
    OrrValue result = orr_format(vm, "%T(%R)", self, list);
    orr_object(self)->flags &= ~(uint32_t)ORR_OBJECT_BUSY;
    orr_release(vm, list);
    return result;
}

static int keys_contains(OrrVm *vm, OrrValue self, OrrValue key) {
    return orr_dict_contains(vm, as_view(self)->dict, key);
}

static int items_contains(OrrVm *vm, OrrValue self, OrrValue item) {
    if (!orr_is_tuple(item) || orr_as_tuple(item)->count != 2) return 0;
    OrrValue value = orr_dict_get(vm, as_view(self)->dict, orr_as_tuple(item)->items[0]);
    if (value == ORR_NULL) return vm->exception != ORR_NULL ? -1 : 0;
    orr_retain(value);
    int equal = orr_equal(vm, orr_as_tuple(item)->items[1], value);
    orr_release(vm, value);
    return equal;
}

/* keys() and items() as sets. */

static bool is_set_like(const OrrVm *vm, OrrValue v) {
    return orr_is_set(v) || orr_is_instance(vm, v, vm->types.dict_keys) || orr_is_instance(vm, v, vm->types.dict_items);
}

/* Is every item of a in b? */
static int all_in(OrrVm *vm, OrrValue a, OrrValue b) {
    OrrValue iterator = orr_iter(vm, a);
    if (iterator == ORR_NULL) return -1;
    int inside = 1;
    while (inside == 1) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        inside = orr_contains(vm, b, item);
        orr_release(vm, item);
    }
    orr_release(vm, iterator);
    return vm->exception != ORR_NULL ? -1 : inside;
}

static OrrValue view_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (!is_set_like(vm, self) || !is_set_like(vm, other)) return ORR_NOT_IMPLEMENTED;
    int64_t mine = orr_length(vm, self), theirs = orr_length(vm, other);
    if (mine < 0 || theirs < 0) return ORR_NULL;
    int result = 0;
    switch (op) {
    case ORR_EQ:
    case ORR_NE: result = mine == theirs ? all_in(vm, self, other) : 0; break;
    case ORR_LT: result = mine < theirs ? all_in(vm, self, other) : 0; break;
    case ORR_LE: result = mine <= theirs ? all_in(vm, self, other) : 0; break;
    case ORR_GT: result = mine > theirs ? all_in(vm, other, self) : 0; break;
    default: result = mine >= theirs ? all_in(vm, other, self) : 0; break;
    }
    if (result < 0) return ORR_NULL;
    return orr_bool(op == ORR_NE ? !result : result);
}

static OrrValue set_of(OrrVm *vm, OrrValue iterable) {
    OrrSet *set = orr_set_new(vm, vm->types.set);
    if (set == NULL) return ORR_NULL;
    if (!orr_set_update(vm, set, iterable)) {
        orr_release_object(vm, set);
        return ORR_NULL;
    }
    return orr_value(set);
}

/* Which operand the result starts from doesn't matter to the set, but to its order: as CPython does it. */
static OrrValue view_sub(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrValue result = set_of(vm, left);
    if (result == ORR_NULL) return ORR_NULL;
    OrrValue iterator = orr_iter(vm, right);
    while (iterator != ORR_NULL) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        int removed = orr_set_discard(vm, orr_as_set(result), item);
        orr_release(vm, item);
        if (removed < 0) break;
    }
    orr_xrelease(vm, iterator);
    if (vm->exception == ORR_NULL) return result;
    orr_release(vm, result);
    return ORR_NULL;
}

static OrrValue view_or(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrValue result = set_of(vm, left);
    if (result == ORR_NULL) return ORR_NULL;
    if (orr_set_update(vm, orr_as_set(result), right)) return result;
    orr_release(vm, result);
    return ORR_NULL;
}

/* Items of iterated that are in tested. */
static OrrValue common_items(OrrVm *vm, OrrValue iterated, OrrValue tested) {
    OrrSet *result = orr_set_new(vm, vm->types.set);
    OrrValue iterator = result == NULL ? ORR_NULL : orr_iter(vm, iterated);
    while (iterator != ORR_NULL) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        int inside = orr_contains(vm, tested, item);
        bool ok = inside >= 0 && (inside == 0 || orr_set_add(vm, result, item));
        orr_release(vm, item);
        if (!ok) break;
    }
    orr_xrelease(vm, iterator);
    if (vm->exception == ORR_NULL) return orr_value(result);
    orr_xrelease_object(vm, result);
    return ORR_NULL;
}

static bool is_view(const OrrVm *vm, OrrValue v) {
    return orr_is_instance(vm, v, vm->types.dict_keys) || orr_is_instance(vm, v, vm->types.dict_items);
}

static OrrValue view_and(OrrVm *vm, OrrValue left, OrrValue right) {
    /* Either operand may be the view; the view is asked, the other one walked, unless that is a longer view or set. */
    if (!is_view(vm, left)) {
        OrrValue other = left;
        left = right;
        right = other;
    }
    if (is_set_like(vm, right)) {
        int64_t mine = orr_length(vm, left), theirs = orr_length(vm, right);
        if (theirs > mine) return common_items(vm, left, right);
    }
    return common_items(vm, right, left);
}

static OrrValue view_xor(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrValue a = set_of(vm, left);
    if (a == ORR_NULL) return ORR_NULL;
    OrrValue b = set_of(vm, right);
    OrrValue result = b == ORR_NULL ? ORR_NULL : orr_binary(vm, ORR_XOR, a, b);
    orr_release(vm, a);
    orr_xrelease(vm, b);
    return result;
}

static OrrValue view_isdisjoint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrValue walked = args[0], asked = self;
    if (self == args[0]) return orr_bool(orr_length(vm, self) == 0);
    if (is_set_like(vm, args[0]) && orr_length(vm, args[0]) > orr_length(vm, self)) {
        walked = self;
        asked = args[0];
    }
    OrrValue iterator = orr_iter(vm, walked);
    if (iterator == ORR_NULL) return ORR_NULL;
    int inside = 0;
    while (inside == 0) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        inside = orr_contains(vm, asked, item);
        orr_release(vm, item);
    }
    orr_release(vm, iterator);
    return vm->exception != ORR_NULL ? ORR_NULL : orr_bool(inside == 0);
}

static OrrValue get_mapping(OrrVm *vm, OrrValue self) {
    return orr_call1(vm, orr_value(vm->types.mapping_proxy), orr_value(as_view(self)->dict));
}

static const OrrMethodDef set_view_methods[] = {ORR_DEF_ONE("isdisjoint", view_isdisjoint),
                                                ORR_DEF_NONE("__reversed__", view_reversed), ORR_DEF_END};
static const OrrMethodDef values_methods[] = {ORR_DEF_NONE("__reversed__", view_reversed), ORR_DEF_END};
static const OrrGetSetDef getsets[] = {{"mapping", get_mapping, NULL}, {NULL, NULL, NULL}};

#define VIEW_SLOTS                                                                                                     \
    .destroy = view_destroy, .traverse = view_traverse, .repr = view_repr, .iter = view_iter, .length = view_length
#define SET_SLOTS                                                                                                      \
    .compare = view_compare,                                                                                           \
    .binary = {[ORR_SUB] = view_sub, [ORR_AND] = view_and, [ORR_OR] = view_or, [ORR_XOR] = view_xor}

extern const OrrTypeSpec orr_dict_keys_spec, orr_dict_values_spec, orr_dict_items_spec;
const OrrTypeSpec orr_dict_keys_spec = {
    .name = "dict_keys",
    .size = sizeof(OrrDictView),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {VIEW_SLOTS, SET_SLOTS, .contains = keys_contains},
    .methods = set_view_methods,
    .getsets = getsets,
};
const OrrTypeSpec orr_dict_items_spec = {
    .name = "dict_items",
    .size = sizeof(OrrDictView),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {VIEW_SLOTS, SET_SLOTS, .contains = items_contains},
    .methods = set_view_methods,
    .getsets = getsets,
};
const OrrTypeSpec orr_dict_values_spec = {
    .name = "dict_values",
    .size = sizeof(OrrDictView),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {VIEW_SLOTS},
    .methods = values_methods,
    .getsets = getsets,
};
