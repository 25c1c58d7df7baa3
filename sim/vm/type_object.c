/* The types `object` and `type`, and the singletons None, Ellipsis and NotImplemented. */
#include "sim/vm/class.h"

#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/dict.h"
#include "sim/vm/format.h"
#include "sim/vm/function.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/list.h"
#include "sim/vm/mapping_proxy.h"
#include "sim/vm/number.h"
#include "sim/vm/object.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static OrrType *as_type(OrrValue v) {
    return (OrrType *)orr_object(v);
}
static bool is_type(const OrrVm *vm, OrrValue v) {
    return orr_has_flag(vm, v, ORR_TYPE_TYPE_SUB);
}

/* object */

static bool no_arguments(size_t nargs, OrrValue kwnames) {
    return nargs == 0 && (kwnames == ORR_NULL || orr_as_tuple(kwnames)->count == 0);
}

static bool has_own(OrrVm *vm, OrrType *cls, OrrStr *name) {
    return orr_type_lookup(vm, cls, name) != orr_dict_get_name(vm->types.object->dict, name);
}

static OrrValue refuse_abstract(OrrVm *vm, OrrType *cls) {
    OrrValue names = orr_getattr(vm, orr_value(cls), ORR_NAME(vm, __abstractmethods__));
    if (names == ORR_NULL) return ORR_NULL;
    OrrValue list = orr_list_from_iterable(vm, names);
    orr_release(vm, names);
    if (list == ORR_NULL || !orr_list_sort(vm, orr_as_list(list), ORR_NONE, false)) {
        orr_xrelease(vm, list);
        return ORR_NULL;
    }
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = true;
    size_t count = orr_as_list(list)->count;
    for (size_t n = 0; ok && n < count; n++)
        ok = (n == 0 || orr_builder_add_cstring(&b, ", ")) && orr_builder_add_repr(&b, orr_as_list(list)->items[n]);
    orr_release(vm, list);
    OrrValue text = ok ? orr_builder_finish(&b) : ORR_NULL;
    if (text == ORR_NULL) {
        orr_builder_discard(&b);
        return ORR_NULL;
    }
    orr_fail(vm, vm->exc.TypeError,
             "Can't instantiate abstract class %N without an implementation for abstract method%s %S", cls,
             count == 1 ? "" : "s", text);
    orr_release(vm, text);
    return ORR_NULL;
}

/* The native type that says what an instance of cls is in memory. */
static const OrrType *native_type(const OrrType *cls) {
    while (cls->flags & ORR_TYPE_HEAP) cls = cls->base;
    return cls;
}

OrrValue orr_object_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args;
    if (!no_arguments(nargs, kwnames)) {
        if (has_own(vm, cls, ORR_NAME(vm, __new__)))
            return orr_raise(vm, vm->exc.TypeError,
                             "object.__new__() takes exactly one argument (the type to instantiate)");
        if (!has_own(vm, cls, ORR_NAME(vm, __init__)))
            return orr_raise(vm, vm->exc.TypeError, "%N() takes no arguments", cls);
    }
    if (cls->flags & ORR_TYPE_ABSTRACT) return refuse_abstract(vm, cls);
    const OrrType *native = native_type(cls);
    if (native->flags & ORR_TYPE_NO_INSTANCES) /* its struct would be empty */
        return orr_raise(vm, vm->exc.TypeError, "object.__new__(%F) is not safe, use %F.__new__()", cls, native);
    cls->flags |= ORR_TYPE_INSTANTIATED;
    OrrObject *o = orr_new_object(vm, cls, cls->instance_size);
    if (o == NULL) return ORR_NULL;
    memset(o + 1, 0, cls->instance_size - sizeof *o);
    return orr_value(o);
}
static bool object_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args;
    if (no_arguments(nargs, kwnames)) return true;
    OrrType *cls = orr_type_of(vm, self);
    if (has_own(vm, cls, ORR_NAME(vm, __init__)))
        return orr_fail(vm, vm->exc.TypeError,
                        "object.__init__() takes exactly one argument (the instance to initialize)");
    if (!has_own(vm, cls, ORR_NAME(vm, __new__)))
        return orr_fail(vm, vm->exc.TypeError, "%N.__init__() takes exactly one argument (the instance to initialize)",
                        cls);
    return true;
}
static void object_destroy(OrrVm *vm, OrrObject *self) {
    orr_free_object(vm, self, self->type->instance_size);
}

/* The name under which an object's default repr shows its class. */
static OrrValue full_name(OrrVm *vm, OrrType *type) {
    OrrValue module = orr_getattr_or_null(vm, orr_value(type), ORR_NAME(vm, __module__));
    if (module == ORR_NULL) {
        if (vm->exception != ORR_NULL) return ORR_NULL;
        return orr_retain(orr_value(type->qualname));
    }
    OrrValue name = orr_is_str(module) && !orr_str_equals_cstring(orr_as_str(module), "builtins")
                        ? orr_format(vm, "%S.%U", module, type->qualname)
                        : orr_retain(orr_value(type->qualname));
    orr_release(vm, module);
    return name;
}
static OrrValue object_repr(OrrVm *vm, OrrValue self) {
    OrrValue name = full_name(vm, orr_type_of(vm, self));
    if (name == ORR_NULL) return ORR_NULL;
    OrrValue text = orr_format(vm, "<%S object at %A>", name, self);
    orr_release(vm, name);
    return text;
}
static OrrValue object_str(OrrVm *vm, OrrValue self) {
    return orr_type_of(vm, self)->slots.repr(vm, self); /* str() checks the result, and says __str__ */
}
static bool object_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    *hash = orr_is_object(self) ? (int64_t)orr_object_serial(vm, orr_object(self)) : (int64_t)(self >> 1);
    return true;
}
static OrrValue object_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (op == ORR_EQ) return self == other ? ORR_TRUE : ORR_NOT_IMPLEMENTED;
    if (op != ORR_NE) return ORR_NOT_IMPLEMENTED;
    OrrValue (*compare)(OrrVm *, OrrValue, OrrValue, OrrCompareOp) = orr_type_of(vm, self)->slots.compare;
    OrrValue equal = compare == NULL ? ORR_NOT_IMPLEMENTED : compare(vm, self, other, ORR_EQ);
    if (equal == ORR_NULL || equal == ORR_NOT_IMPLEMENTED) return equal;
    int truth = orr_truth(vm, equal);
    orr_release(vm, equal);
    return truth < 0 ? ORR_NULL : orr_bool(!truth);
}
static OrrValue object_format(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_is_str(args[0]))
        return orr_raise_format_argument(vm, args[0]);
    if (orr_as_str(args[0])->length > 0)
        return orr_raise(vm, vm->exc.TypeError, "unsupported format string passed to %T.__format__", self);
    return orr_str(vm, self);
}
static OrrValue object_init_subclass(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args;
    if (kwnames != ORR_NULL && orr_as_tuple(kwnames)->count > 0)
        return orr_raise(vm, vm->exc.TypeError, "%U.__init_subclass__() takes no keyword arguments",
                         as_type(self)->qualname);
    if (nargs > 0)
        return orr_raise(vm, vm->exc.TypeError, "%U.__init_subclass__() takes no arguments (%zu given)",
                         as_type(self)->qualname, nargs);
    return ORR_NONE;
}
static OrrValue object_subclasshook(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return ORR_NOT_IMPLEMENTED;
}
static OrrValue object_sizeof(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_int(vm, orr_type_of(vm, self)->instance_size);
}

/* Adds the keys of mapping to set (a dict used as one). */
static bool add_keys(OrrVm *vm, OrrDict *set, OrrDict *from) {
    size_t position = 0;
    OrrValue key, value;
    while (orr_dict_step(from, &position, &key, &value))
        if (!orr_dict_set(vm, set, key, ORR_NONE)) return false;
    return true;
}
static bool add_mro_keys(OrrVm *vm, OrrDict *set, const OrrType *type) {
    for (size_t n = 0; n < type->mro->count; n++)
        if (!add_keys(vm, set, as_type(type->mro->items[n])->dict)) return false;
    return true;
}
static OrrValue keys_list(OrrVm *vm, OrrDict *set, bool ok) {
    OrrValue list = ok ? orr_list_from_iterable(vm, orr_value(set)) : ORR_NULL;
    orr_xrelease_object(vm, set);
    return list;
}
static OrrValue object_dir(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrDict *set = orr_dict_new(vm, 32);
    OrrDict *own = orr_instance_dict(vm, self, false);
    bool ok = set != NULL && (own == NULL || add_keys(vm, set, own)) && add_mro_keys(vm, set, orr_type_of(vm, self));
    return keys_list(vm, set, ok);
}
/* State for copying: the instance dict, or None if it is empty; with __slots__ that are set, a pair of it and a dict of
 * those. */
static OrrValue object_getstate(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrType *type = orr_type_of(vm, self);
    OrrDict *own = orr_instance_dict(vm, self, false);
    OrrValue state = own != NULL && own->live > 0 ? orr_retain(orr_value(own)) : ORR_NONE;
    if (type->slot_count == 0) return state;
    OrrDict *slots = orr_dict_new(vm, type->slot_count);
    bool ok = slots != NULL;
    for (const OrrType *t = type; ok && t != NULL && t->slot_count > 0; t = t->base) {
        size_t position = 0;
        OrrValue key, value;
        while (ok && orr_dict_step(t->dict, &position, &key, &value)) {
            if (!orr_is_exact(vm, value, vm->types.member_descriptor)) continue;
            OrrValue v = *(OrrValue *)((char *)orr_object(self) + orr_member_offset(value));
            if (v != ORR_NULL) ok = orr_dict_set(vm, slots, key, v);
        }
    }
    OrrValue pair = ok && slots->live > 0 ? orr_tuple_pair(vm, state, orr_value(slots)) : ORR_NULL;
    bool none = ok && slots->live == 0;
    orr_xrelease_object(vm, slots);
    if (none) return state;
    orr_release(vm, state);
    return pair;
}

static OrrValue call_by_name(OrrVm *vm, OrrValue self, const char *name) {
    OrrValue key = orr_str_intern_cstring(vm, name);
    OrrValue result = key == ORR_NULL ? ORR_NULL : orr_call_method(vm, self, orr_as_str(key), NULL, 0);
    orr_xrelease(vm, key);
    return result;
}

static OrrValue from_copyreg(OrrVm *vm, const char *name) {
    OrrValue copyreg = orr_import(vm, "copyreg");
    OrrValue key = copyreg == ORR_NULL ? ORR_NULL : orr_str_intern_cstring(vm, name);
    OrrValue value = key == ORR_NULL ? ORR_NULL : orr_getattr(vm, copyreg, orr_as_str(key));
    orr_xrelease(vm, key);
    orr_xrelease(vm, copyreg);
    return value;
}

/* What __new__ takes to make the object again: a tuple, and in *kwargs a dict or nothing. ORR_NULL with nothing
 * pending: the object doesn't say. */
static OrrValue new_arguments(OrrVm *vm, OrrValue self, OrrType *type, OrrValue *kwargs) {
    OrrValue name = orr_str_intern_cstring(vm, "__getnewargs_ex__");
    if (name == ORR_NULL) return ORR_NULL;
    bool both = orr_type_lookup(vm, type, orr_as_str(name)) != ORR_NULL;
    orr_release(vm, name);
    if (!both) {
        if (orr_type_lookup(vm, type, ORR_NAME(vm, __getnewargs__)) == ORR_NULL) return ORR_NULL;
        OrrValue args = orr_call_method(vm, self, ORR_NAME(vm, __getnewargs__), NULL, 0);
        if (args == ORR_NULL || orr_is_tuple(args)) return args;
        orr_raise(vm, vm->exc.TypeError, "__getnewargs__ should return a tuple, not '%T'", args);
        orr_release(vm, args);
        return ORR_NULL;
    }
    OrrValue pair = call_by_name(vm, self, "__getnewargs_ex__");
    if (pair == ORR_NULL) return ORR_NULL;
    OrrValue args = ORR_NULL;
    if (!orr_is_tuple(pair)) {
        orr_raise(vm, vm->exc.TypeError, "__getnewargs_ex__ should return a tuple, not '%T'", pair);
    } else if (orr_as_tuple(pair)->count != 2) {
        orr_raise(vm, vm->exc.ValueError, "__getnewargs_ex__ should return a tuple of length 2, not %zu",
                  orr_as_tuple(pair)->count);
    } else if (!orr_is_tuple(orr_as_tuple(pair)->items[0])) {
        orr_raise(vm, vm->exc.TypeError,
                  "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%T'",
                  orr_as_tuple(pair)->items[0]);
    } else if (!orr_is_dict(orr_as_tuple(pair)->items[1])) {
        orr_raise(vm, vm->exc.TypeError,
                  "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%T'",
                  orr_as_tuple(pair)->items[1]);
    } else {
        args = orr_retain(orr_as_tuple(pair)->items[0]);
        if (orr_as_dict(orr_as_tuple(pair)->items[1])->live > 0) *kwargs = orr_retain(orr_as_tuple(pair)->items[1]);
    }
    orr_release(vm, pair);
    return args;
}

/* (cls, *args), or (cls, args, kwargs) for __newobj_ex__. */
static OrrValue constructor_arguments(OrrVm *vm, OrrType *type, OrrValue args, OrrValue kwargs) {
    OrrValue items[] = {orr_value(type), args, kwargs};
    if (kwargs != ORR_NULL) return orr_tuple_new(vm, items, 3);
    size_t count = args == ORR_NULL ? 0 : orr_as_tuple(args)->count;
    OrrTuple *t = orr_tuple_alloc(vm, count + 1);
    if (t == NULL) return ORR_NULL;
    t->items[0] = orr_retain(orr_value(type));
    for (size_t n = 0; n < count; n++) t->items[n + 1] = orr_retain(orr_as_tuple(args)->items[n]);
    return orr_value(t);
}

/* (copyreg.__newobj__, (cls, *args), state, list items, dict items): pickle's protocol 2, which copy uses. What keeps
 * something in C and doesn't say how to make it again can't be had. */
static OrrValue object_reduce_ex(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrType *type = orr_type_of(vm, self);
    OrrValue reduce = orr_type_lookup(vm, type, ORR_NAME(vm, __reduce__));
    if (reduce != ORR_NULL && reduce != orr_dict_get_name(vm->types.object->dict, ORR_NAME(vm, __reduce__)))
        return orr_call_method(vm, self, ORR_NAME(vm, __reduce__), NULL, 0);
    OrrValue kwargs = ORR_NULL, args_of = new_arguments(vm, self, type, &kwargs);
    if (vm->exception != ORR_NULL) return ORR_NULL;
    const OrrType *native = native_type(type);
    bool lost = args_of == ORR_NULL && !orr_is_list(self) && !orr_is_dict(self) &&
                native->instance_size > vm->types.object->instance_size;
    if (lost || native->flags & ORR_TYPE_NO_INSTANCES) {
        orr_xrelease(vm, args_of);
        orr_xrelease(vm, kwargs);
        return orr_raise(vm, vm->exc.TypeError, "cannot pickle '%F' object", type);
    }
    OrrValue parts[5] = {ORR_NULL, ORR_NULL, ORR_NULL, ORR_NONE, ORR_NONE};
    parts[0] = from_copyreg(vm, kwargs == ORR_NULL ? "__newobj__" : "__newobj_ex__");
    if (parts[0] != ORR_NULL) parts[1] = constructor_arguments(vm, type, args_of, kwargs);
    orr_xrelease(vm, args_of);
    orr_xrelease(vm, kwargs);
    if (parts[1] != ORR_NULL) parts[2] = orr_call_method(vm, self, ORR_NAME(vm, __getstate__), NULL, 0);
    if (parts[2] != ORR_NULL && orr_is_list(self)) parts[3] = orr_iter(vm, self);
    if (parts[2] != ORR_NULL && orr_is_dict(self)) {
        OrrValue items = call_by_name(vm, self, "items");
        parts[4] = items == ORR_NULL ? ORR_NULL : orr_iter(vm, items);
        orr_xrelease(vm, items);
    }
    bool ok = vm->exception == ORR_NULL;
    OrrValue result = ok ? orr_tuple_new(vm, parts, 5) : ORR_NULL;
    for (size_t n = 0; n < 5; n++) orr_xrelease(vm, parts[n]);
    return result;
}
static OrrValue object_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_raise(vm, vm->exc.TypeError, "cannot pickle '%T' object", self);
}
static OrrValue get_class(OrrVm *vm, OrrValue self) {
    return orr_retain(orr_value(orr_type_of(vm, self)));
}
/* Have two classes slots of the same names in the same places? */
static bool same_slots(OrrVm *vm, OrrType *a, OrrType *b) {
    for (const OrrType *t = a; t != NULL && t->slot_count > 0; t = t->base) {
        size_t position = 0;
        OrrValue key, value;
        while (orr_dict_step(t->dict, &position, &key, &value)) {
            if (!orr_is_exact(vm, value, vm->types.member_descriptor)) continue;
            OrrValue other = orr_is_str(key) ? orr_type_lookup(vm, b, orr_as_str(key)) : ORR_NULL;
            if (other == ORR_NULL || !orr_is_exact(vm, other, vm->types.member_descriptor)) return false;
            if (orr_member_offset(other) != orr_member_offset(value)) return false;
        }
    }
    return true;
}
static bool set_class(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "can't delete __class__ attribute");
    if (!is_type(vm, value))
        return orr_fail(vm, vm->exc.TypeError, "__class__ must be set to a class, not '%T' object", value);
    OrrType *to = as_type(value), *from = orr_type_of(vm, self);
    if (!orr_is_object(self) || !(from->flags & ORR_TYPE_HEAP) || !(to->flags & ORR_TYPE_HEAP))
        return orr_fail(vm, vm->exc.TypeError,
                        "__class__ assignment only supported for mutable types or ModuleType subclasses");
    if (from->instance_size != to->instance_size || from->slot_count != to->slot_count ||
        from->dict_offset != to->dict_offset || from->slots.destroy != to->slots.destroy ||
        (from->flags & ORR_TYPE_SIDE_DICT) != (to->flags & ORR_TYPE_SIDE_DICT) || !same_slots(vm, from, to))
        return orr_fail(vm, vm->exc.TypeError, "__class__ assignment: '%N' object layout differs from '%N'", to, from);
    to->head.refs++;
    to->flags |= ORR_TYPE_SHADOWS | ORR_TYPE_INSTANTIATED;
    orr_type_modified(vm, to, NULL);
    orr_object(self)->type = to;
    orr_release_object(vm, from);
    return true;
}

static const OrrMethodDef object_methods[] = {
    ORR_DEF_ONE("__format__", object_format),
    {"__init_subclass__", object_init_subclass, ORR_ARITY_KEYWORDS, 0, 255, ORR_METHOD_CLASS, NULL},
    {"__subclasshook__", object_subclasshook, ORR_ARITY_RANGE, 0, 255, ORR_METHOD_CLASS, NULL},
    ORR_DEF_NONE("__sizeof__", object_sizeof),
    ORR_DEF_NONE("__dir__", object_dir),
    ORR_DEF_NONE("__getstate__", object_getstate),
    ORR_DEF_NONE("__reduce__", object_reduce),
    ORR_DEF_ONE("__reduce_ex__", object_reduce_ex),
    ORR_DEF_END,
};
static const OrrGetSetDef object_getsets[] = {
    {"__class__", get_class, set_class},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_object_spec = {
    .name = "object",
    .doc =
        "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\n"
        "instance that has no instance attributes and cannot be given any.\n",
    .size = sizeof(OrrObject),
    .flags = ORR_TYPE_BASE,
    .slots = {.destroy = object_destroy,
              .new_object = orr_object_new,
              .init = object_init,
              .repr = object_repr,
              .str = object_str,
              .hash = object_hash,
              .compare = object_compare,
              .getattr = orr_generic_getattr,
              .setattr = orr_generic_setattr},
    .methods = object_methods,
    .getsets = object_getsets,
};

/* type */

OrrValue orr_type_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrType *cls = as_type(self);
    if (cls == vm->types.type && nargs == 1 && no_arguments(0, kwnames))
        return orr_retain(orr_value(orr_type_of(vm, args[0])));
    if (cls->slots.new_object == NULL || (cls->flags & ORR_TYPE_NO_INSTANCES)) {
        OrrValue name = full_name(vm, cls);
        if (name == ORR_NULL) return ORR_NULL;
        orr_fail(vm, vm->exc.TypeError, "cannot create '%S' instances", name);
        orr_release(vm, name);
        return ORR_NULL;
    }
    OrrValue object = cls->slots.new_object(vm, cls, args, nargs, kwnames);
    if (object == ORR_NULL) return ORR_NULL;
    OrrType *made = orr_type_of(vm, object);
    if (made->slots.init == NULL || (made->slots.init == object_init && !(made->flags & ORR_TYPE_HEAP))) return object;
    if (!orr_type_is_subtype(made, cls)) return object;
    if (made->slots.init(vm, object, args, nargs, kwnames)) return object;
    OrrValue pending = orr_exception_take(vm);
    orr_release(vm, object);
    vm->exception = pending;
    return ORR_NULL;
}

static OrrValue type_new_object(OrrVm *vm, OrrType *meta, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (nargs != 3) return orr_raise(vm, vm->exc.TypeError, "type() takes 1 or 3 arguments");
    if (!orr_is_str(args[0]))
        return orr_raise(vm, vm->exc.TypeError, "type.__new__() argument 1 must be str, not %T", args[0]);
    if (!orr_is_tuple(args[1]))
        return orr_raise(vm, vm->exc.TypeError, "type.__new__() argument 2 must be tuple, not %T", args[1]);
    if (!orr_is_dict(args[2]))
        return orr_raise(vm, vm->exc.TypeError, "type.__new__() argument 3 must be dict, not %T", args[2]);
    for (size_t n = 0; n < orr_as_tuple(args[1])->count; n++)
        if (!is_type(vm, orr_as_tuple(args[1])->items[n])) {
            OrrValue base = orr_as_tuple(args[1])->items[n];
            OrrValue entries = orr_getattr_or_null(vm, base, ORR_NAME(vm, __mro_entries__));
            if (entries == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
            bool has = entries != ORR_NULL;
            orr_xrelease(vm, entries);
            if (has)
                return orr_raise(vm, vm->exc.TypeError,
                                 "type() doesn't support MRO entry resolution; use types.new_class()");
        }
    for (size_t n = 0; n < orr_as_str(args[0])->length; n++)
        if (orr_str_at(orr_as_str(args[0]), n) == 0)
            return orr_raise(vm, vm->exc.ValueError, "type name must not contain null characters");
    OrrType *winner = orr_calculate_metaclass(vm, meta, orr_as_tuple(args[1]));
    if (winner == NULL) return ORR_NULL;
    if (winner != meta && winner->slots.new_object != type_new_object)
        return winner->slots.new_object(vm, winner, args, nargs, kwnames);
    return orr_class_new(vm, winner, orr_as_str(args[0]), orr_as_tuple(args[1]), orr_as_dict(args[2]), args + 3,
                         kwnames);
}
static bool type_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)kwnames;
    if (nargs == 1 || nargs == 3) return true;
    return orr_fail(vm, vm->exc.TypeError, "type.__init__() takes 1 or 3 arguments");
}

static void type_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrType *t = (OrrType *)self;
    if (!(t->flags & ORR_TYPE_HEAP)) return;
    void *objects[] = {t->base, t->bases, t->mro, t->dict};
    for (size_t n = 0; n < sizeof objects / sizeof *objects; n++)
        if (objects[n] != NULL) visit(context, objects[n]);
    if (t->extra != ORR_NULL && orr_is_object(t->extra)) visit(context, orr_object(t->extra));
    OrrType *meta = self->type;
    if (meta->flags & ORR_TYPE_HEAP) visit(context, &meta->head);
}
static void type_clear(OrrVm *vm, OrrObject *self) {
    OrrType *t = (OrrType *)self;
    if (!(t->flags & ORR_TYPE_HEAP)) return;
    if (t->dict != NULL) orr_dict_clear(vm, t->dict);
    OrrTuple *mro = t->mro;
    t->mro = NULL;
    orr_xrelease_object(vm, mro);
    orr_set_slot(vm, &t->extra, ORR_NULL);
}
static void type_destroy(OrrVm *vm, OrrObject *self) {
    OrrType *t = (OrrType *)self;
    orr_class_unlink(vm, t);
    type_clear(vm, self);
    if (t->subclasses != NULL) {
        t->subclasses->count = 0; /* its items were borrowed */
        orr_release_object(vm, t->subclasses);
    }
    void *objects[] = {t->dict, t->bases, t->base, t->name, t->qualname};
    for (size_t n = 0; n < sizeof objects / sizeof *objects; n++) orr_xrelease_object(vm, objects[n]);
    orr_free_object(vm, t, t->head.type->instance_size);
}

static OrrValue type_repr(OrrVm *vm, OrrValue self) {
    OrrValue name = full_name(vm, as_type(self));
    if (name == ORR_NULL) return ORR_NULL;
    OrrValue text = orr_format(vm, "<class '%S'>", name);
    orr_release(vm, name);
    return text;
}
static OrrValue type_binary_or(OrrVm *vm, OrrValue left, OrrValue right) {
    return orr_type_or(vm, left, right);
}

static OrrValue get_name(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_type(self)->name));
}
static bool heap_only(OrrVm *vm, OrrValue self, const char *name) {
    if (as_type(self)->flags & ORR_TYPE_HEAP) return true;
    return orr_fail(vm, vm->exc.TypeError, "cannot set '%s' attribute of immutable type '%N'", name, as_type(self));
}
static bool set_text(OrrVm *vm, OrrValue self, OrrValue value, const char *name, OrrStr **slot) {
    if (!heap_only(vm, self, name)) return false;
    if (value == ORR_NULL)
        return orr_fail(vm, vm->exc.TypeError, "cannot delete '%s' attribute of immutable type '%N'", name,
                        as_type(self));
    if (!orr_is_str(value))
        return orr_fail(vm, vm->exc.TypeError, "can only assign string to %N.%s, not '%T'", as_type(self), name, value);
    OrrStr *old = *slot;
    *slot = orr_as_str(orr_retain(value));
    orr_release_object(vm, old);
    return true;
}
static bool set_name(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_text(vm, self, value, "__name__", &as_type(self)->name);
}
static OrrValue get_qualname(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_type(self)->qualname));
}
static bool set_qualname(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_text(vm, self, value, "__qualname__", &as_type(self)->qualname);
}
static bool set_bases(OrrVm *vm, OrrValue self, OrrValue value) {
    if (!heap_only(vm, self, "__bases__")) return false;
    OrrType *type = as_type(self);
    if (value == ORR_NULL)
        return orr_fail(vm, vm->exc.TypeError, "cannot delete '__bases__' attribute of immutable type '%N'", type);
    if (!orr_is_tuple(value))
        return orr_fail(vm, vm->exc.TypeError, "can only assign tuple to %N.__bases__, not %T", type, value);
    if (orr_as_tuple(value)->count == 0)
        return orr_fail(vm, vm->exc.TypeError, "can only assign non-empty tuple to %N.__bases__, not ()", type);
    return orr_class_set_bases(vm, type, orr_as_tuple(value));
}
/* An attribute that is simply an entry of the type's dict. */
static OrrValue entry(OrrVm *vm, OrrValue self, OrrStr *name) {
    (void)vm;
    OrrValue v = orr_dict_get_name(as_type(self)->dict, name);
    return v == ORR_NULL ? ORR_NULL : orr_retain(v);
}
static bool set_entry(OrrVm *vm, OrrValue self, OrrStr *name, OrrValue value) {
    if (!heap_only(vm, self, "__module__")) return false;
    if (value == ORR_NULL) return orr_dict_delete(vm, as_type(self)->dict, orr_value(name)) >= 0;
    bool ok = orr_dict_set_name(vm, as_type(self)->dict, name, value);
    orr_type_modified(vm, as_type(self), name);
    return ok;
}
static OrrValue get_module(OrrVm *vm, OrrValue self) {
    const OrrTypeSpec *spec = as_type(self)->spec;
    if (spec != NULL) { /* its dict may have the descriptor for its instances' __module__ */
        const char *dot = strrchr(spec->name, '.');
        return dot == NULL ? orr_str_intern_cstring(vm, "builtins")
                           : orr_str_new(vm, spec->name, (size_t)(dot - spec->name));
    }
    OrrValue v = entry(vm, self, ORR_NAME(vm, __module__));
    return v != ORR_NULL ? v : orr_raise(vm, vm->exc.AttributeError, "__module__");
}
static bool set_module(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_entry(vm, self, ORR_NAME(vm, __module__), value);
}
static OrrValue get_doc(OrrVm *vm, OrrValue self) {
    OrrValue v = entry(vm, self, ORR_NAME(vm, __doc__));
    if (v == ORR_NULL) return ORR_NONE;
    if (orr_type_of(vm, v)->slots.descr_get == NULL || !(as_type(self)->flags & ORR_TYPE_HEAP)) return v;
    OrrValue bound = orr_descr_get(vm, v, ORR_NULL, as_type(self));
    orr_release(vm, v);
    return bound;
}
static bool set_doc(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_entry(vm, self, ORR_NAME(vm, __doc__), value == ORR_NULL ? ORR_NONE : value);
}
static OrrValue get_bases(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_type(self)->bases));
}
static OrrValue get_base(OrrVm *vm, OrrValue self) {
    (void)vm;
    return as_type(self)->base == NULL ? ORR_NONE : orr_retain(orr_value(as_type(self)->base));
}
static OrrValue get_mro(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_type(self)->mro));
}
static OrrValue get_dict(OrrVm *vm, OrrValue self) {
    return orr_mapping_proxy_new(vm, orr_value(as_type(self)->dict));
}
static OrrValue get_abstract(OrrVm *vm, OrrValue self) {
    OrrValue v = self == orr_value(vm->types.type) ? ORR_NULL : entry(vm, self, ORR_NAME(vm, __abstractmethods__));
    return v != ORR_NULL ? v : orr_no_attribute(vm, self, ORR_NAME(vm, __abstractmethods__));
}
static bool set_abstract(OrrVm *vm, OrrValue self, OrrValue value) {
    int truth = value == ORR_NULL ? 0 : orr_truth(vm, value);
    if (truth < 0 || !set_entry(vm, self, ORR_NAME(vm, __abstractmethods__), value)) return false;
    if (truth) as_type(self)->flags |= ORR_TYPE_ABSTRACT;
    else as_type(self)->flags &= ~(uint32_t)ORR_TYPE_ABSTRACT;
    return true;
}
/* Evaluated from __annotate__ when first asked for, then kept in the dict (PEP 649). */
static OrrValue get_annotations(OrrVm *vm, OrrValue self) {
    OrrType *t = as_type(self);
    if (!(t->flags & ORR_TYPE_HEAP)) return orr_no_attribute(vm, self, ORR_NAME(vm, __annotations__));
    OrrValue known = entry(vm, self, ORR_NAME(vm, __annotations__));
    if (known != ORR_NULL && orr_is_dict(known)) return known;
    orr_xrelease(vm, known);
    OrrValue annotate = orr_dict_get_name(t->dict, ORR_NAME(vm, __annotate__));
    OrrValue made = annotate == ORR_NULL || annotate == ORR_NONE ? orr_value(orr_dict_new(vm, 0))
                                                                 : orr_call1(vm, annotate, orr_small_int(1));
    if (made == ORR_NULL) return ORR_NULL;
    if (!orr_dict_set_name(vm, t->dict, ORR_NAME(vm, __annotations__), made)) {
        orr_release(vm, made);
        return ORR_NULL;
    }
    orr_type_modified(vm, t, ORR_NAME(vm, _));
    return made;
}
static bool set_annotations(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_entry(vm, self, ORR_NAME(vm, __annotations__), value);
}
static OrrValue get_type_params(OrrVm *vm, OrrValue self) {
    OrrValue v = entry(vm, self, ORR_NAME(vm, __type_params__));
    return v != ORR_NULL && orr_is_tuple(v) ? v : orr_retain(vm->empty_tuple);
}
static bool set_type_params(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_entry(vm, self, ORR_NAME(vm, __type_params__), value);
}

static OrrValue type_mro(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrTuple *mro = orr_class_mro(vm, as_type(self));
    if (mro == NULL) return ORR_NULL;
    OrrValue list = orr_list_from_iterable(vm, orr_value(mro));
    orr_release_object(vm, mro);
    return list;
}
static OrrValue type_subclasses(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrList *known = as_type(self)->subclasses, *list = orr_list_new(vm, 0);
    for (size_t n = 0; list != NULL && known != NULL && n < known->count; n++)
        if (!orr_list_append(vm, list, known->items[n])) {
            orr_release_object(vm, list);
            return ORR_NULL;
        }
    return orr_value(list);
}
static OrrValue type_instancecheck(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (orr_is_instance(vm, args[0], as_type(self))) return ORR_TRUE;
    OrrValue claimed = orr_getattr_or_null(vm, args[0], ORR_NAME(vm, __class__));
    if (claimed == ORR_NULL) return vm->exception != ORR_NULL ? ORR_NULL : ORR_FALSE;
    bool yes = is_type(vm, claimed) && orr_type_is_subtype(as_type(claimed), as_type(self));
    orr_release(vm, claimed);
    return orr_bool(yes);
}
static OrrValue type_subclasscheck(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!is_type(vm, args[0])) return orr_raise(vm, vm->exc.TypeError, "issubclass() arg 1 must be a class");
    return orr_bool(orr_type_is_subtype(as_type(args[0]), as_type(self)));
}
static OrrValue type_prepare(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_value(orr_dict_new(vm, 0));
}
static OrrValue type_dir(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrDict *set = orr_dict_new(vm, 32);
    return keys_list(vm, set, set != NULL && add_mro_keys(vm, set, as_type(self)));
}
static const OrrMethodDef type_methods[] = {
    ORR_DEF_NONE("mro", type_mro),
    ORR_DEF_NONE("__subclasses__", type_subclasses),
    ORR_DEF_ONE("__instancecheck__", type_instancecheck),
    ORR_DEF_ONE("__subclasscheck__", type_subclasscheck),
    {"__prepare__", type_prepare, ORR_ARITY_KEYWORDS, 0, 255, ORR_METHOD_CLASS, NULL},
    ORR_DEF_NONE("__dir__", type_dir),
    ORR_DEF_END,
};
static const OrrGetSetDef type_getsets[] = {
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
    {"__module__", get_module, set_module},
    {"__doc__", get_doc, set_doc},
    {"__bases__", get_bases, set_bases},
    {"__base__", get_base, NULL},
    {"__mro__", get_mro, NULL},
    {"__dict__", get_dict, NULL},
    {"__abstractmethods__", get_abstract, set_abstract},
    {"__annotations__", get_annotations, set_annotations},
    {"__type_params__", get_type_params, set_type_params},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_type_spec = {
    .name = "type",
    .size = sizeof(OrrType),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_TYPE_SUB | ORR_TYPE_WEAKREF,
    .slots = {.destroy = type_destroy,
              .traverse = type_traverse,
              .clear = type_clear,
              .new_object = type_new_object,
              .init = type_init,
              .call = orr_type_call,
              .repr = type_repr,
              .getattr = orr_type_getattr,
              .setattr = orr_type_setattr,
              .binary = {[ORR_OR] = type_binary_or}},
    .methods = type_methods,
    .getsets = type_getsets,
};

/* Singletons */

static void singleton_destroy(OrrVm *vm, OrrObject *self) {
    (void)vm, (void)self;
    ORR_ASSERT(!"singletons are no objects");
}
static OrrValue make_singleton(OrrVm *vm, OrrType *cls, OrrValue value, size_t nargs, OrrValue kwnames) {
    if (!no_arguments(nargs, kwnames)) return orr_raise(vm, vm->exc.TypeError, "%N takes no arguments", cls);
    return value;
}
static OrrValue none_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args;
    return make_singleton(vm, cls, ORR_NONE, nargs, kwnames);
}
static OrrValue none_repr(OrrVm *vm, OrrValue self) {
    (void)self;
    return orr_str_intern_cstring(vm, "None");
}
static int none_truth(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return 0;
}
static bool singleton_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    (void)vm;
    *hash = (int64_t)(self * 2654435761u >> 8);
    return true;
}
/* CPython's: sets of tuples with None in them are walked in its order. */
static bool none_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    (void)vm, (void)self;
    *hash = 0xFCA86420;
    return true;
}
const OrrTypeSpec orr_none_spec = {
    .name = "NoneType",
    .size = sizeof(OrrObject),
    .slots = {.destroy = singleton_destroy,
              .new_object = none_new,
              .repr = none_repr,
              .truth = none_truth,
              .hash = none_hash,
              .binary = {[ORR_OR] = type_binary_or}},
};
static OrrValue ellipsis_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args;
    return make_singleton(vm, cls, ORR_ELLIPSIS, nargs, kwnames);
}
static OrrValue ellipsis_repr(OrrVm *vm, OrrValue self) {
    (void)self;
    return orr_str_intern_cstring(vm, "Ellipsis");
}
const OrrTypeSpec orr_ellipsis_spec = {
    .name = "ellipsis",
    .size = sizeof(OrrObject),
    .slots = {.destroy = singleton_destroy, .new_object = ellipsis_new, .repr = ellipsis_repr, .hash = singleton_hash},
};
static OrrValue not_implemented_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args;
    return make_singleton(vm, cls, ORR_NOT_IMPLEMENTED, nargs, kwnames);
}
static OrrValue not_implemented_repr(OrrVm *vm, OrrValue self) {
    (void)self;
    return orr_str_intern_cstring(vm, "NotImplemented");
}
/* True, with a DeprecationWarning that nobody sees, until Python 3.14 makes it an error. */
static int not_implemented_truth(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return 1;
}
const OrrTypeSpec orr_not_implemented_spec = {
    .name = "NotImplementedType",
    .size = sizeof(OrrObject),
    .slots = {.destroy = singleton_destroy,
              .new_object = not_implemented_new,
              .repr = not_implemented_repr,
              .truth = not_implemented_truth,
              .hash = singleton_hash},
};
