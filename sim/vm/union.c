/* types.UnionType: int | str. */
#include "sim/vm/abstract.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/list.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static OrrUnion *as_union(OrrValue v) {
    return (OrrUnion *)orr_object(v);
}
static OrrTuple *union_members(OrrValue v) {
    return orr_as_tuple(as_union(v)->args);
}

static bool can_join(OrrVm *vm, OrrValue v) {
    return v == ORR_NONE || orr_has_flag(vm, v, ORR_TYPE_TYPE_SUB) || orr_is_instance(vm, v, vm->types.generic_alias) ||
           orr_is_exact(vm, v, vm->types.union_);
}

/* Adds v, or what it is a union of, unless it is there already. None stands for its type. */
static bool add_members(OrrVm *vm, OrrList *list, OrrValue v) {
    if (orr_is_exact(vm, v, vm->types.union_)) {
        OrrTuple *tuple = union_members(v);
        for (size_t i = 0; i < tuple->count; i++) {
            if (!add_members(vm, list, tuple->items[i])) return false;
        }
        return true;
    }
    if (v == ORR_NONE) v = orr_value(vm->types.none);
    for (size_t i = 0; i < list->count; i++) {
        OrrValue there = list->items[i];
        if (there == v) return true;
        bool aliases =
            orr_is_instance(vm, there, vm->types.generic_alias) && orr_is_instance(vm, v, vm->types.generic_alias);
        int equal = aliases ? orr_equal(vm, there, v) : 0;
        if (equal != 0) return equal > 0;
    }
    return orr_list_append(vm, list, v);
}

static OrrValue union_from_list(OrrVm *vm, const OrrList *list) {
    if (list->count == 1) return orr_retain(list->items[0]);
    OrrValue args = orr_tuple_new(vm, list->items, list->count);
    if (args == ORR_NULL) return ORR_NULL;
    OrrUnion *u = orr_new_object(vm, vm->types.union_, sizeof *u);
    if (u == NULL) {
        orr_release(vm, args);
        return ORR_NULL;
    }
    u->args = args;
    u->parameters = ORR_NULL;
    return orr_value(u);
}

OrrValue orr_type_or(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!can_join(vm, left) || !can_join(vm, right)) return ORR_NOT_IMPLEMENTED;
    OrrList *list = orr_list_new(vm, 2);
    if (list == NULL) return ORR_NULL;
    OrrValue result = ORR_NULL;
    if (add_members(vm, list, left) && add_members(vm, list, right)) result = union_from_list(vm, list);
    orr_release_object(vm, list);
    return result;
}

static void union_destroy(OrrVm *vm, OrrObject *self) {
    OrrUnion *u = (OrrUnion *)self;
    orr_release(vm, u->args);
    orr_xrelease(vm, u->parameters);
    orr_free_object(vm, self, sizeof *u);
}

static void union_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrUnion *u = (OrrUnion *)self;
    visit(context, orr_object(u->args));
    if (u->parameters != ORR_NULL) visit(context, orr_object(u->parameters));
}

static OrrValue union_repr(OrrVm *vm, OrrValue self) {
    OrrTuple *args = union_members(self);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = true;
    for (size_t i = 0; ok && i < args->count; i++) {
        if (i > 0) ok = orr_builder_add_cstring(&b, " | ");
        bool is_none = args->items[i] == orr_value(vm->types.none);
        ok = ok && (is_none ? orr_builder_add_cstring(&b, "None") : orr_builder_add_type(&b, args->items[i]));
    }
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

/* Unions are equal if they have the same members in any order, so the hash ignores order too. */
static bool union_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    OrrTuple *args = union_members(self);
    uint64_t sum = 0x9E3779B97F4A7C15u;
    for (size_t i = 0; i < args->count; i++) {
        int64_t h;
        if (!orr_hash(vm, args->items[i], &h)) return false;
        uint64_t mixed = ((uint64_t)h ^ 89869747u ^ (uint64_t)h << 16) * 3644798167u;
        sum += mixed;
    }
    *hash = (int64_t)sum == -1 ? -2 : (int64_t)sum;
    return true;
}

static int all_in(OrrVm *vm, const OrrTuple *from, const OrrTuple *in) {
    for (size_t i = 0; i < from->count; i++) {
        int found = 0;
        for (size_t j = 0; found == 0 && j < in->count; j++) found = orr_equal(vm, from->items[i], in->items[j]);
        if (found != 1) return found;
    }
    return 1;
}

static OrrValue union_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || !orr_is_exact(vm, other, vm->types.union_)) return ORR_NOT_IMPLEMENTED;
    OrrTuple *a = union_members(self), *b = union_members(other);
    int equal = a->count == b->count ? all_in(vm, a, b) : 0;
    return equal < 0 ? ORR_NULL : orr_bool((equal == 1) == (op == ORR_EQ));
}

static OrrValue union_parameters(OrrVm *vm, OrrValue self) {
    OrrUnion *u = as_union(self);
    if (u->parameters == ORR_NULL) {
        u->parameters = orr_typing_parameters(vm, u->args);
        if (u->parameters == ORR_NULL) return ORR_NULL;
    }
    return orr_retain(u->parameters);
}

static OrrValue union_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    OrrValue parameters = union_parameters(vm, self);
    if (parameters == ORR_NULL) return ORR_NULL;
    OrrValue args = orr_typing_substitute(vm, self, as_union(self)->args, parameters, key);
    orr_release(vm, parameters);
    if (args == ORR_NULL) return ORR_NULL;
    OrrTuple *tuple = orr_as_tuple(args);
    OrrValue result = orr_retain(tuple->items[0]);
    for (size_t i = 1; result != ORR_NULL && i < tuple->count; i++) {
        OrrValue joined = orr_binary(vm, ORR_OR, result, tuple->items[i]);
        orr_release(vm, result);
        result = joined;
    }
    orr_release(vm, args);
    return result;
}

static OrrValue union_args(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_union(self)->args);
}

/* isinstance() looks into unions itself; these are for those who call the methods. */
static OrrValue union_instancecheck(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    int result = orr_isinstance(vm, args[0], self);
    return result < 0 ? ORR_NULL : orr_bool(result > 0);
}
static OrrValue union_subclasscheck(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_has_flag(vm, args[0], ORR_TYPE_TYPE_SUB)) {
        return orr_raise(vm, vm->exc.TypeError, "issubclass() arg 1 must be a class");
    }
    int result = orr_issubclass(vm, args[0], self);
    return result < 0 ? ORR_NULL : orr_bool(result > 0);
}

static const OrrMethodDef union_methods[] = {
    ORR_DEF_ONE("__instancecheck__", union_instancecheck),
    ORR_DEF_ONE("__subclasscheck__", union_subclasscheck),
    ORR_DEF_END,
};
static const OrrGetSetDef union_getsets[] = {
    {"__args__", union_args, NULL},
    {"__parameters__", union_parameters, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_union_spec = {
    .name = "types.UnionType",
    .doc = "Represent a PEP 604 union type\n\nE.g. for int | str",
    .size = sizeof(OrrUnion),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES | ORR_TYPE_WEAKREF,
    .slots = {.destroy = union_destroy,
              .traverse = union_traverse,
              .repr = union_repr,
              .hash = union_hash,
              .compare = union_compare,
              .getitem = union_getitem,
              .binary[ORR_OR] = orr_type_or},
    .methods = union_methods,
    .getsets = union_getsets,
};
