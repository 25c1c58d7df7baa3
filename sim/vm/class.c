/* Classes of the program: the class statement and type(name, bases, dict). Language Reference 3.3.3. */
#include "sim/vm/class.h"

#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/descr.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/frame.h"
#include "sim/vm/list.h"
#include "sim/vm/object.h"
#include "sim/vm/slots.h"
#include "sim/vm/str.h"
#include "sim/vm/str_methods.h"
#include "sim/vm/tuple.h"

/* C3 (https://www.python.org/download/releases/2.3/mro/): merge the bases' MROs and the list of bases. */

typedef struct Merge {
    const OrrTuple **lists;
    size_t *heads;
    size_t count;
} Merge;

static bool in_tail(const Merge *m, OrrValue candidate) {
    for (size_t n = 0; n < m->count; n++)
        for (size_t k = m->heads[n] + 1; k < m->lists[n]->count; k++)
            if (m->lists[n]->items[k] == candidate) return true;
    return false;
}

/* The next class, or ORR_NULL if the rest contradicts itself; *done if nothing is left. */
static OrrValue merge_next(Merge *m, bool *done) {
    *done = true;
    for (size_t n = 0; n < m->count; n++) {
        if (m->heads[n] >= m->lists[n]->count) continue;
        *done = false;
        OrrValue candidate = m->lists[n]->items[m->heads[n]];
        if (in_tail(m, candidate)) continue;
        for (size_t k = 0; k < m->count; k++)
            if (m->heads[k] < m->lists[k]->count && m->lists[k]->items[m->heads[k]] == candidate) m->heads[k]++;
        return candidate;
    }
    return ORR_NULL;
}

static void fail_mro(OrrVm *vm, const Merge *m) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = true, first = true;
    for (size_t n = 0; ok && n < m->count; n++) {
        if (m->heads[n] >= m->lists[n]->count) continue;
        OrrValue candidate = m->lists[n]->items[m->heads[n]];
        bool repeated = false;
        for (size_t k = 0; k < n; k++)
            if (m->heads[k] < m->lists[k]->count && m->lists[k]->items[m->heads[k]] == candidate) repeated = true;
        if (repeated) continue;
        ok = (first || orr_builder_add_cstring(&b, ", ")) &&
             orr_builder_add_str(&b, ((OrrType *)orr_object(candidate))->name);
        first = false;
    }
    OrrValue names = ok ? orr_builder_finish(&b) : ORR_NULL;
    if (names == ORR_NULL) {
        orr_builder_discard(&b);
        return;
    }
    orr_fail(vm, vm->exc.TypeError, "Cannot create a consistent method resolution order (MRO) for bases %S", names);
    orr_release(vm, names);
}

static bool check_duplicates(OrrVm *vm, const OrrTuple *bases) {
    for (size_t n = 0; n < bases->count; n++)
        for (size_t k = 0; k < n; k++)
            if (bases->items[n] == bases->items[k])
                return orr_fail(vm, vm->exc.TypeError, "duplicate base class %U",
                                ((OrrType *)orr_object(bases->items[n]))->name);
    return true;
}

OrrTuple *orr_class_mro(OrrVm *vm, OrrType *type) {
    if (!check_duplicates(vm, type->bases)) return NULL;
    size_t count = type->bases->count + 1, bound = 1;
    size_t bytes = count * (sizeof(OrrTuple *) + sizeof(size_t));
    const OrrTuple **lists = orr_buffer_new(vm, bytes);
    if (lists == NULL) return NULL;
    Merge m = {lists, (size_t *)(void *)(lists + count), count};
    for (size_t n = 0; n < count; n++) {
        m.lists[n] = n < type->bases->count ? ((OrrType *)orr_object(type->bases->items[n]))->mro : type->bases;
        m.heads[n] = 0;
        bound += m.lists[n]->count;
    }
    OrrValue *order = orr_buffer_new(vm, bound * sizeof *order);
    OrrTuple *mro = NULL;
    if (order != NULL) {
        size_t length = 0;
        bool done = false;
        order[length++] = orr_value(type);
        for (;;) {
            OrrValue next = merge_next(&m, &done);
            if (next == ORR_NULL) break;
            order[length++] = next;
        }
        if (done) mro = orr_as_tuple(orr_tuple_new(vm, order, length));
        else fail_mro(vm, &m);
        orr_buffer_free(vm, order, bound * sizeof *order);
    }
    orr_buffer_free(vm, lists, bytes);
    return mro;
}

/* Bases and layout */

/* All exceptions have one struct; in CPython those with attributes of their own have a layout of their own. */
static bool shares_layout(const OrrType *t) {
    if (t->flags & ORR_TYPE_HEAP) return t->slot_count == t->base->slot_count;
    return (t->flags & ORR_TYPE_EXCEPTION_SUB) && t->spec->getsets == NULL;
}

/* The type of the program's or of C that decides the layout of instances of t. */
static OrrType *solid(OrrType *t) {
    while (t->base != NULL && shares_layout(t)) t = t->base;
    return t;
}

static OrrType *best_base(OrrVm *vm, OrrTuple *bases) {
    OrrType *winner = NULL, *winner_solid = NULL;
    for (size_t n = 0; n < bases->count; n++) {
        if (!orr_has_flag(vm, bases->items[n], ORR_TYPE_TYPE_SUB)) {
            orr_fail(vm, vm->exc.TypeError, "bases must be types");
            return NULL;
        }
        OrrType *base = (OrrType *)orr_object(bases->items[n]);
        if (!(base->flags & (ORR_TYPE_BASE | ORR_TYPE_HEAP))) {
            orr_fail(vm, vm->exc.TypeError, "type '%N' is not an acceptable base type", base);
            return NULL;
        }
        OrrType *candidate = solid(base);
        if (winner == NULL || (orr_type_is_subtype(candidate, winner_solid) && candidate != winner_solid)) {
            winner = base;
            winner_solid = candidate;
        } else if (!orr_type_is_subtype(winner_solid, candidate)) {
            orr_fail(vm, vm->exc.TypeError, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return winner;
}

static bool derives_from_native(const OrrVm *vm, const OrrType *base) {
    while (base->flags & ORR_TYPE_HEAP) base = base->base;
    return base != vm->types.object;
}

/* __slots__ */

typedef struct SlotNames {
    OrrList *names; /* mangled, without __dict__ and __weakref__; NULL: no __slots__ */
    bool wants_dict, wants_weakref;
} SlotNames;

static OrrValue mangle(OrrVm *vm, OrrStr *class_name, OrrStr *name) {
    size_t length = name->length;
    if (length < 2 || orr_str_at(name, 0) != '_' || orr_str_at(name, 1) != '_' ||
        (orr_str_at(name, length - 1) == '_' && orr_str_at(name, length - 2) == '_'))
        return orr_retain(orr_value(name));
    size_t skip = 0;
    while (skip < class_name->length && orr_str_at(class_name, skip) == '_') skip++;
    if (skip == class_name->length) return orr_retain(orr_value(name));
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    if (orr_builder_add_char(&b, '_') && orr_builder_add_range(&b, class_name, skip, class_name->length) &&
        orr_builder_add_str(&b, name))
        return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static bool add_slot_name(OrrVm *vm, SlotNames *s, const OrrType *base, OrrStr *class_name, OrrValue name) {
    if (!orr_is_str(name)) return orr_fail(vm, vm->exc.TypeError, "__slots__ items must be strings, not '%T'", name);
    OrrValue word = orr_str_method_isidentifier(vm, name, NULL, 0, ORR_NULL);
    if (word != ORR_TRUE) return word != ORR_NULL && orr_fail(vm, vm->exc.TypeError, "__slots__ must be identifiers");
    bool is_dict = orr_str_equals_cstring(orr_as_str(name), "__dict__");
    if (is_dict || orr_str_equals_cstring(orr_as_str(name), "__weakref__")) {
        bool *wants = is_dict ? &s->wants_dict : &s->wants_weakref;
        bool has = is_dict ? base->dict_offset != 0 || (base->flags & ORR_TYPE_SIDE_DICT)
                           : (base->flags & ORR_TYPE_WEAKREF) != 0;
        if (*wants || has) return orr_fail(vm, vm->exc.TypeError, "%S slot disallowed: we already got one", name);
        return *wants = true;
    }
    OrrValue mangled = mangle(vm, class_name, orr_as_str(name));
    if (mangled == ORR_NULL) return false;
    OrrValue unique = orr_str_intern(vm, mangled);
    return unique != ORR_NULL && orr_list_append_steal(vm, s->names, unique);
}

static bool read_slots(OrrVm *vm, const OrrType *type, SlotNames *s) {
    memset(s, 0, sizeof *s);
    OrrValue slots = orr_dict_get_name(type->dict, ORR_NAME(vm, __slots__));
    if (slots == ORR_NULL) return true;
    s->names = orr_list_new(vm, 4);
    if (s->names == NULL) return false;
    if (orr_is_str(slots)) return add_slot_name(vm, s, type->base, type->name, slots);
    OrrValue iterator = orr_iter(vm, slots);
    if (iterator == ORR_NULL) return false;
    bool ok = true;
    for (OrrValue name; ok && (name = orr_next(vm, iterator)) != ORR_NULL;) {
        ok = add_slot_name(vm, s, type->base, type->name, name);
        orr_release(vm, name);
    }
    orr_release(vm, iterator);
    return ok && vm->exception == ORR_NULL;
}

static bool lay_out(OrrVm *vm, OrrType *type, SlotNames *s) {
    OrrType *base = type->base;
    bool native = derives_from_native(vm, base);
    type->instance_size = base->instance_size;
    type->dict_offset = base->dict_offset;
    type->slot_count = base->slot_count;
    type->slots_offset = base->slots_offset;
    type->flags |= base->flags & ORR_TYPE_SIDE_DICT;
    size_t added = s->names == NULL ? 0 : s->names->count;
    if (native) {
        if (added > 0 && (base->flags & (ORR_TYPE_INT_SUB | ORR_TYPE_TUPLE_SUB | ORR_TYPE_BYTES_SUB)))
            return orr_fail(vm, vm->exc.TypeError, "nonempty __slots__ not supported for subtype of '%N'", base);
        if (type->dict_offset == 0 && (s->names == NULL || s->wants_dict || added > 0))
            type->flags |= ORR_TYPE_SIDE_DICT;
        bool fixed_size = !(base->flags & (ORR_TYPE_INT_SUB | ORR_TYPE_TUPLE_SUB | ORR_TYPE_BYTES_SUB));
        if (fixed_size && (s->names == NULL || s->wants_weakref)) type->flags |= ORR_TYPE_WEAKREF;
        return true;
    }
    type->flags |= ORR_TYPE_GC;
    if (s->names == NULL || s->wants_weakref) type->flags |= ORR_TYPE_WEAKREF;
    bool dict = s->names == NULL || s->wants_dict;
    if (type->slots_offset == 0) type->slots_offset = type->instance_size;
    if (dict && type->dict_offset == 0 && type->slot_count == 0) {
        type->dict_offset = type->instance_size;
        type->instance_size += (uint32_t)sizeof(OrrDict *);
        type->slots_offset = type->instance_size;
    } else if (dict && type->dict_offset == 0) {
        /* Slots came first: the dict goes behind them, and slots added later would not be in one row any more. */
        type->flags |= ORR_TYPE_SIDE_DICT;
    }
    for (size_t n = 0; n < added; n++) {
        OrrStr *name = orr_as_str(s->names->items[n]);
        OrrValue there = orr_dict_get_name(type->dict, name);
        if (there != ORR_NULL && orr_is_exact(vm, there, vm->types.member_descriptor))
            continue; /* twice in __slots__ */
        if (there != ORR_NULL)
            return orr_fail(vm, vm->exc.ValueError, "%R in __slots__ conflicts with class variable", orr_value(name));
        OrrValue member = orr_member_new(vm, type, name, type->instance_size);
        bool ok = member != ORR_NULL && orr_dict_set_name(vm, type->dict, name, member);
        orr_xrelease(vm, member);
        if (!ok) return false;
        type->instance_size += (uint32_t)sizeof(OrrValue);
        type->slot_count++;
    }
    return true;
}

static OrrValue get_weakref(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return ORR_NONE;
}
static const OrrGetSetDef dict_getset = {"__dict__", orr_get_dict, orr_set_dict};
static const OrrGetSetDef weakref_getset = {"__weakref__", get_weakref, NULL};

static bool add_instance_getsets(OrrVm *vm, OrrType *type) {
    /* A metaclass has type's own __dict__, which shows its instances' namespaces. */
    bool dict = !orr_type_is_subtype(type, vm->types.type) &&
                ((type->dict_offset != 0 && type->base->dict_offset == 0) ||
                 ((type->flags & ORR_TYPE_SIDE_DICT) && !(type->base->flags & ORR_TYPE_SIDE_DICT)));
    bool weak = (type->flags & ORR_TYPE_WEAKREF) && !(type->base->flags & ORR_TYPE_WEAKREF);
    const OrrGetSetDef *defs[2] = {dict ? &dict_getset : NULL, weak ? &weakref_getset : NULL};
    OrrStr *names[2] = {ORR_NAME(vm, __dict__), ORR_NAME(vm, __weakref__)};
    for (size_t n = 0; n < 2; n++) {
        if (defs[n] == NULL || orr_dict_find_name(type->dict, names[n]) >= 0) continue;
        OrrValue descriptor = orr_getset_new(vm, type, defs[n], names[n]);
        bool ok = descriptor != ORR_NULL && orr_dict_set_name(vm, type->dict, names[n], descriptor);
        orr_xrelease(vm, descriptor);
        if (!ok) return false;
    }
    return true;
}

/* The namespace's special entries */

static bool wrap_entry(OrrVm *vm, OrrType *type, OrrStr *name, OrrValue (*wrap)(OrrVm *, OrrValue)) {
    OrrValue function = orr_dict_get_name(type->dict, name);
    if (function == ORR_NULL || !orr_is_exact(vm, function, vm->types.function)) return true;
    OrrValue wrapped = wrap(vm, function);
    bool ok = wrapped != ORR_NULL && orr_dict_set_name(vm, type->dict, name, wrapped);
    orr_xrelease(vm, wrapped);
    return ok;
}

static bool fill_namespace(OrrVm *vm, OrrType *type) {
    OrrDict *dict = type->dict;
    if (orr_dict_find_name(dict, ORR_NAME(vm, __module__)) < 0 && vm->thread->frame != NULL) {
        OrrValue module = orr_dict_get_name(orr_frame_globals(vm), ORR_NAME(vm, __name__));
        if (module != ORR_NULL && !orr_dict_set_name(vm, dict, ORR_NAME(vm, __module__), module)) return false;
    }
    OrrValue qualname = orr_dict_pop(vm, dict, orr_value(ORR_NAME(vm, __qualname__)));
    if (qualname == ORR_NULL && vm->exception != ORR_NULL) return false;
    if (qualname != ORR_NULL) {
        if (!orr_is_str(qualname)) {
            orr_fail(vm, vm->exc.TypeError, "type __qualname__ must be a str, not %T", qualname);
            orr_release(vm, qualname);
            return false;
        }
        orr_release_object(vm, type->qualname);
        type->qualname = orr_as_str(qualname);
    }
    if (orr_dict_find_name(dict, ORR_NAME(vm, __doc__)) < 0 &&
        !orr_dict_set_name(vm, dict, ORR_NAME(vm, __doc__), ORR_NONE))
        return false;
    if (orr_dict_find_name(dict, ORR_NAME(vm, __eq__)) >= 0 && orr_dict_find_name(dict, ORR_NAME(vm, __hash__)) < 0 &&
        !orr_dict_set_name(vm, dict, ORR_NAME(vm, __hash__), ORR_NONE))
        return false;
    return wrap_entry(vm, type, ORR_NAME(vm, __new__), orr_staticmethod_new) &&
           wrap_entry(vm, type, ORR_NAME(vm, __init_subclass__), orr_classmethod_new) &&
           wrap_entry(vm, type, ORR_NAME(vm, __class_getitem__), orr_classmethod_new);
}

static bool set_class_cell(OrrVm *vm, OrrType *type) {
    OrrValue cell = orr_dict_pop(vm, type->dict, orr_value(ORR_NAME(vm, __classcell__)));
    if (cell == ORR_NULL) return vm->exception == ORR_NULL;
    if (orr_is_exact(vm, cell, vm->types.cell)) {
        OrrCell *c = (OrrCell *)orr_object(cell);
        OrrValue old = c->value;
        c->value = orr_retain(orr_value(type));
        orr_release(vm, old);
    }
    orr_release(vm, cell);
    return true;
}

static bool call_set_names(OrrVm *vm, OrrType *type) {
    OrrDict *copy = orr_dict_copy(vm, type->dict);
    if (copy == NULL) return false;
    size_t position = 0;
    OrrValue key, value;
    bool ok = true;
    while (ok && orr_dict_step(copy, &position, &key, &value)) {
        OrrValue method = orr_lookup_special(vm, value, ORR_NAME(vm, __set_name__));
        if (method == ORR_NULL) {
            ok = vm->exception == ORR_NULL;
            continue;
        }
        OrrValue result = orr_call2(vm, method, orr_value(type), key);
        orr_release(vm, method);
        ok = result != ORR_NULL;
        orr_xrelease(vm, result);
        if (!ok) {
            OrrValue error = orr_exception_take(vm);
            OrrValue note = orr_format(vm, "Error calling __set_name__ on '%T' instance %R in '%N'", value, key, type);
            OrrValue added = note == ORR_NULL ? ORR_NULL : orr_call_method(vm, error, ORR_NAME(vm, add_note), &note, 1);
            orr_xrelease(vm, note);
            orr_xrelease(vm, added);
            orr_exception_clear(vm);
            vm->exception = error;
        }
    }
    orr_release_object(vm, copy);
    return ok;
}

static bool call_init_subclass(OrrVm *vm, OrrType *type, const OrrValue *kwargs, OrrValue kwnames) {
    OrrValue run[3] = {orr_value(vm->types.super), orr_value(type), orr_value(type)};
    OrrValue method = orr_op_super_attr(vm, run, ORR_NAME(vm, __init_subclass__));
    if (method == ORR_NULL) return false;
    OrrValue result = orr_call(vm, method, kwargs, 0, kwnames);
    orr_release(vm, method);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

/* The native type that says what instances of a class are in memory. */
static const OrrType *solid_base(const OrrType *type) {
    while (type->base != NULL && (type->flags & ORR_TYPE_HEAP || (type->instance_size == type->base->instance_size &&
                                                                  type->slots.destroy == type->base->slots.destroy)))
        type = type->base;
    return type;
}

static bool compute_mro(OrrVm *vm, OrrType *type, OrrType *meta) {
    OrrValue custom = ORR_NULL;
    OrrValue name = orr_str_intern_cstring(vm, "mro");
    if (name == ORR_NULL) return false;
    if (meta != vm->types.type) custom = orr_type_lookup(vm, meta, orr_as_str(name));
    orr_release(vm, name);
    if (custom == ORR_NULL || orr_is_exact(vm, custom, vm->types.method_descriptor)) {
        type->mro = orr_class_mro(vm, type);
        return type->mro != NULL;
    }
    OrrValue list = orr_call1(vm, custom, orr_value(type));
    OrrValue tuple = list == ORR_NULL ? ORR_NULL : orr_tuple_from_iterable(vm, list);
    orr_xrelease(vm, list);
    if (tuple == ORR_NULL) return false;
    type->mro = orr_as_tuple(tuple);
    for (size_t n = 0; n < type->mro->count; n++) {
        OrrValue base = type->mro->items[n];
        if (!orr_has_flag(vm, base, ORR_TYPE_TYPE_SUB))
            return orr_fail(vm, vm->exc.TypeError, "mro() returned a non-class ('%T')", base);
        if (!orr_type_is_subtype(solid_base(type), solid_base((OrrType *)orr_object(base))))
            return orr_fail(vm, vm->exc.TypeError, "mro() returned base with unsuitable layout ('%N')",
                            orr_object(base));
    }
    return true;
}

/* __bases__ = */

static bool same_layout(const OrrType *a, const OrrType *b) {
    return a->instance_size == b->instance_size && a->slot_count == b->slot_count && a->dict_offset == b->dict_offset &&
           a->slots.destroy == b->slots.destroy && (a->flags & ORR_TYPE_SIDE_DICT) == (b->flags & ORR_TYPE_SIDE_DICT);
}

/* The MROs of a type and all its subclasses, for its new bases. The old ones are put into undo, by turns with the
 * types. */
static bool renew_mros(OrrVm *vm, OrrType *type, OrrList *undo) {
    OrrTuple *old = type->mro;
    if (!orr_list_append(vm, undo, orr_value(type)) || !orr_list_append(vm, undo, orr_value(old))) return false;
    if (!compute_mro(vm, type, orr_type_of(vm, orr_value(type)))) {
        if (type->mro != old) orr_xrelease_object(vm, type->mro);
        type->mro = old;
        return false;
    }
    orr_release_object(vm, old);
    for (size_t n = 0; type->subclasses != NULL && n < type->subclasses->count; n++)
        if (!renew_mros(vm, (OrrType *)orr_object(type->subclasses->items[n]), undo)) return false;
    return true;
}

static void undo_mros(OrrVm *vm, const OrrList *undo) {
    OrrValue pending = orr_exception_take(vm);
    for (size_t n = undo->count / 2; n-- > 0;) {
        OrrType *type = (OrrType *)orr_object(undo->items[2 * n]);
        OrrTuple *now = type->mro;
        if (orr_value(now) == undo->items[2 * n + 1]) continue;
        type->mro = orr_as_tuple(orr_retain(undo->items[2 * n + 1]));
        orr_xrelease_object(vm, now);
    }
    orr_exception_restore(vm, pending);
}

static OrrType *check_bases(OrrVm *vm, OrrType *type, OrrTuple *bases) {
    for (size_t n = 0; n < bases->count; n++) {
        OrrValue base = bases->items[n];
        if (!orr_has_flag(vm, base, ORR_TYPE_TYPE_SUB))
            orr_fail(vm, vm->exc.TypeError, "%N.__bases__ must be tuple of classes, not '%T'", type, base);
        else if (orr_type_is_subtype((OrrType *)orr_object(base), type))
            orr_fail(vm, vm->exc.TypeError, "a __bases__ item causes an inheritance cycle");
        if (vm->exception != ORR_NULL) return NULL;
    }
    OrrType *base = best_base(vm, bases);
    if (base == NULL || same_layout(base, type->base)) return base;
    bool frees = solid_base(base)->slots.destroy == solid_base(type->base)->slots.destroy;
    orr_fail(vm, vm->exc.TypeError,
             frees ? "__bases__ assignment: '%N' object layout differs from '%N'"
                   : "__bases__ assignment: '%N' deallocator differs from '%N'",
             base, type->base);
    return NULL;
}

bool orr_class_set_bases(OrrVm *vm, OrrType *type, OrrTuple *bases) {
    OrrType *base = check_bases(vm, type, bases), *old_base = type->base;
    OrrList *undo = base == NULL ? NULL : orr_list_new(vm, 4);
    if (undo == NULL) return false;
    OrrTuple *old = type->bases;
    orr_class_unlink(vm, type);
    type->bases = bases;
    bool ok = renew_mros(vm, type, undo);
    if (!ok) {
        undo_mros(vm, undo);
        type->bases = old;
    }
    OrrValue pending = orr_exception_take(vm);
    ok = orr_class_link(vm, type) && ok;
    if (pending != ORR_NULL) orr_exception_restore(vm, pending);
    if (ok) {
        bases->head.refs++;
        base->head.refs++;
        type->base = base;
    }
    orr_type_modified(vm, type, NULL);
    orr_release_object(vm, undo);
    if (ok) {
        orr_release_object(vm, old);
        orr_release_object(vm, old_base);
    }
    return ok;
}

OrrValue orr_class_new(OrrVm *vm, OrrType *meta, OrrStr *name, OrrTuple *bases, OrrDict *namespace_,
                       const OrrValue *kwargs, OrrValue kwnames) {
    OrrTuple *own_bases = bases;
    OrrValue object = orr_value(vm->types.object);
    if (bases->count == 0) own_bases = orr_as_tuple(orr_tuple_new(vm, &object, 1));
    else bases->head.refs++;
    OrrType *base = own_bases == NULL ? NULL : best_base(vm, own_bases);
    OrrType *type = base == NULL ? NULL : orr_new_object(vm, meta, meta->instance_size);
    if (type == NULL) {
        orr_xrelease_object(vm, own_bases);
        return ORR_NULL;
    }
    memset((char *)type + sizeof type->head, 0, meta->instance_size - sizeof type->head);
    type->name = orr_as_str(orr_retain(orr_value(name)));
    type->qualname = orr_as_str(orr_retain(orr_value(name)));
    type->base = base;
    base->head.refs++;
    type->bases = own_bases;
    type->version = ++vm->next_type_version;
    type->flags = ORR_TYPE_HEAP | ORR_TYPE_BASE |
                  (base->flags & (ORR_TYPE_SEQUENCE | ORR_TYPE_MAPPING | ORR_TYPE_INT_SUB | ORR_TYPE_STR_SUB |
                                  ORR_TYPE_BYTES_SUB | ORR_TYPE_LIST_SUB | ORR_TYPE_TUPLE_SUB | ORR_TYPE_DICT_SUB |
                                  ORR_TYPE_EXCEPTION_SUB | ORR_TYPE_TYPE_SUB | ORR_TYPE_FLOAT_SUB | ORR_TYPE_SET_SUB |
                                  ORR_TYPE_MATCH_SELF | ORR_TYPE_GC | ORR_TYPE_WEAKREF));
    for (size_t n = 0; n < own_bases->count; n++) {
        OrrType *b = (OrrType *)orr_object(own_bases->items[n]);
        type->flags |= b->flags & (ORR_TYPE_SEQUENCE | ORR_TYPE_MAPPING);
        b->flags |= ORR_TYPE_BASE;
    }
    type->dict = orr_dict_copy(vm, namespace_);
    SlotNames slots = {NULL, false, false};
    type->slots = base->slots;
    bool native = derives_from_native(vm, base);
    if (!native) {
        type->slots.destroy = orr_instance_destroy;
        type->slots.traverse = orr_instance_traverse;
        type->slots.clear = orr_instance_clear;
    }
    bool ok = type->dict != NULL && fill_namespace(vm, type) && read_slots(vm, type, &slots) &&
              lay_out(vm, type, &slots) && add_instance_getsets(vm, type) && compute_mro(vm, type, meta) &&
              orr_class_link(vm, type);
    orr_xrelease_object(vm, slots.names);
    if (ok) {
        type->flags |= ORR_TYPE_READY;
        orr_slots_update(vm, type);
        ok = set_class_cell(vm, type) && call_set_names(vm, type) && call_init_subclass(vm, type, kwargs, kwnames);
    }
    if (ok) return orr_value(type);
    OrrValue pending = orr_exception_take(vm);
    orr_release_object(vm, type);
    vm->exception = pending;
    return ORR_NULL;
}

/* The class statement */

/* Bases after __mro_entries__ (PEP 560). *changed: __orig_bases__ must be kept. New tuple. */
static OrrValue resolve_bases(OrrVm *vm, OrrValue original, bool *changed) {
    OrrTuple *bases = orr_as_tuple(original);
    OrrList *list = orr_list_new(vm, bases->count);
    *changed = false;
    for (size_t n = 0; list != NULL && n < bases->count; n++) {
        OrrValue base = bases->items[n];
        OrrValue entries = ORR_NULL;
        if (!orr_has_flag(vm, base, ORR_TYPE_TYPE_SUB)) {
            OrrValue method = orr_getattr_or_null(vm, base, ORR_NAME(vm, __mro_entries__));
            if (method != ORR_NULL) {
                *changed = true;
                entries = orr_call1(vm, method, original);
                orr_release(vm, method);
                if (entries != ORR_NULL && !orr_is_tuple(entries)) {
                    orr_release(vm, entries);
                    entries = orr_raise(vm, vm->exc.TypeError, "__mro_entries__ must return a tuple");
                }
            }
        }
        bool ok = vm->exception == ORR_NULL &&
                  (entries != ORR_NULL ? orr_list_extend(vm, list, entries) : orr_list_append(vm, list, base));
        orr_xrelease(vm, entries);
        if (!ok) {
            orr_release_object(vm, list);
            list = NULL;
        }
    }
    if (list == NULL) return ORR_NULL;
    OrrValue result = orr_tuple_new(vm, list->items, list->count);
    orr_release_object(vm, list);
    return result;
}

/* The most derived of meta and the bases' metaclasses. NULL: TypeError. */
static OrrType *calculate_metaclass(OrrVm *vm, OrrType *meta, const OrrTuple *bases) {
    for (size_t n = 0; n < bases->count; n++) {
        OrrType *of_base = orr_type_of(vm, bases->items[n]);
        if (orr_type_is_subtype(meta, of_base)) continue;
        if (!orr_type_is_subtype(of_base, meta)) {
            orr_fail(vm, vm->exc.TypeError,
                     "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the "
                     "metaclasses of all its bases");
            return NULL;
        }
        meta = of_base;
    }
    return meta;
}

OrrType *orr_calculate_metaclass(OrrVm *vm, OrrType *meta, const OrrTuple *bases) {
    return calculate_metaclass(vm, meta, bases);
}

/* Runs a class body with its namespace. False: failed. */
static bool run_body(OrrVm *vm, OrrValue function, OrrValue namespace_) {
    if (!orr_enter(vm, "")) return false;
    OrrFrame *frame = orr_frame_push(vm, (OrrFunction *)orr_object(function));
    OrrValue result = ORR_NULL;
    if (frame != NULL) {
        orr_frame_regs(frame)[0] = orr_retain(namespace_);
        orr_run(vm, ORR_RUN_SEND, ORR_NONE, &result);
    }
    orr_leave(vm);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

static OrrValue prepare(OrrVm *vm, OrrValue meta, OrrValue name, OrrValue bases, const OrrValue *kwargs,
                        OrrValue kwnames) {
    OrrValue method = orr_getattr_or_null(vm, meta, ORR_NAME(vm, __prepare__));
    if (method == ORR_NULL) return vm->exception != ORR_NULL ? ORR_NULL : orr_value(orr_dict_new(vm, 0));
    size_t keywords = kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count;
    OrrValue *args = orr_buffer_new(vm, (keywords + 2) * sizeof *args);
    OrrValue namespace_ = ORR_NULL;
    if (args != NULL) {
        args[0] = name;
        args[1] = bases;
        memcpy(args + 2, kwargs, keywords * sizeof *args);
        namespace_ = orr_call(vm, method, args, 2, kwnames);
        orr_buffer_free(vm, args, (keywords + 2) * sizeof *args);
    }
    orr_release(vm, method);
    if (namespace_ != ORR_NULL && !orr_is_dict(namespace_) && orr_type_of(vm, namespace_)->slots.getitem == NULL) {
        orr_fail(vm, vm->exc.TypeError, "%N.__prepare__() must return a mapping, not %T",
                 orr_has_flag(vm, meta, ORR_TYPE_TYPE_SUB) ? (OrrType *)orr_object(meta) : orr_type_of(vm, meta),
                 namespace_);
        orr_release(vm, namespace_);
        return ORR_NULL;
    }
    return namespace_;
}

/* Takes metaclass= out of the keywords: *names new tuple or ORR_NULL, values moved together in out. */
static bool split_keywords(OrrVm *vm, const OrrValue *values, OrrValue kwnames, OrrValue *meta, OrrValue *names,
                           OrrValue *out) {
    *meta = *names = ORR_NULL;
    if (kwnames == ORR_NULL) return true;
    const OrrTuple *t = orr_as_tuple(kwnames);
    OrrValue *kept = orr_buffer_new(vm, (t->count + 1) * sizeof *kept);
    if (kept == NULL) return false;
    size_t count = 0;
    for (size_t n = 0; n < t->count; n++) {
        if (orr_str_equals_cstring(orr_as_str(t->items[n]), "metaclass")) {
            *meta = values[n];
        } else {
            out[count] = values[n];
            kept[count++] = t->items[n];
        }
    }
    bool ok = true;
    if (count > 0) {
        *names = orr_tuple_new(vm, kept, count);
        ok = *names != ORR_NULL;
    }
    orr_buffer_free(vm, kept, (t->count + 1) * sizeof *kept);
    return ok;
}

static OrrValue call_metaclass(OrrVm *vm, OrrValue meta, OrrValue name, OrrValue bases, OrrValue namespace_,
                               const OrrValue *kwargs, OrrValue kwnames) {
    size_t keywords = kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count;
    OrrValue *args = orr_buffer_new(vm, (keywords + 3) * sizeof *args);
    if (args == NULL) return ORR_NULL;
    args[0] = name;
    args[1] = bases;
    args[2] = namespace_;
    memcpy(args + 3, kwargs, keywords * sizeof *args);
    OrrValue cls = orr_call(vm, meta, args, 3, kwnames);
    orr_buffer_free(vm, args, (keywords + 3) * sizeof *args);
    return cls;
}

static OrrValue build(OrrVm *vm, const OrrValue *args, OrrValue bases, OrrValue original, bool changed, OrrValue meta,
                      const OrrValue *kwargs, OrrValue kwnames) {
    if (meta == ORR_NULL) {
        const OrrTuple *all = orr_as_tuple(bases);
        meta = orr_value(all->count == 0 ? vm->types.type : orr_type_of(vm, all->items[0]));
    }
    if (orr_has_flag(vm, meta, ORR_TYPE_TYPE_SUB)) {
        OrrType *winner = calculate_metaclass(vm, (OrrType *)orr_object(meta), orr_as_tuple(bases));
        if (winner == NULL) return ORR_NULL;
        meta = orr_value(winner);
    }
    OrrValue namespace_ = prepare(vm, meta, args[1], bases, kwargs, kwnames);
    if (namespace_ == ORR_NULL) return ORR_NULL;
    OrrValue cls = ORR_NULL;
    bool ok = run_body(vm, args[0], namespace_);
    if (ok && changed) ok = orr_setitem(vm, namespace_, orr_value(ORR_NAME(vm, __orig_bases__)), original);
    if (ok) cls = call_metaclass(vm, meta, args[1], bases, namespace_, kwargs, kwnames);
    orr_release(vm, namespace_);
    return cls;
}

OrrValue orr_build_class(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    if (nargs < 2) return orr_raise(vm, vm->exc.TypeError, "__build_class__: not enough arguments");
    if (!orr_is_exact(vm, args[0], vm->types.function))
        return orr_raise(vm, vm->exc.TypeError, "__build_class__: func must be a function");
    if (!orr_is_str(args[1])) return orr_raise(vm, vm->exc.TypeError, "__build_class__: name is not a string");
    size_t keywords = kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count;
    OrrValue *kwargs = orr_buffer_new(vm, (keywords + 1) * sizeof *kwargs);
    if (kwargs == NULL) return ORR_NULL;
    OrrValue meta, names, cls = ORR_NULL;
    OrrValue original = orr_tuple_new(vm, args + 2, nargs - 2);
    bool changed = false;
    OrrValue bases = original == ORR_NULL ? ORR_NULL : resolve_bases(vm, original, &changed);
    if (bases != ORR_NULL && split_keywords(vm, args + nargs, kwnames, &meta, &names, kwargs)) {
        cls = build(vm, args, bases, original, changed, meta, kwargs, names);
        orr_xrelease(vm, names);
    }
    orr_xrelease(vm, bases);
    orr_xrelease(vm, original);
    orr_buffer_free(vm, kwargs, (keywords + 1) * sizeof *kwargs);
    return cls;
}
