/* Attributes: Language Reference 3.3.2 (customizing attribute access, descriptors). */
#include "sim/vm/attr.h"

#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/object.h"
#include "sim/vm/str.h"

/* The name as an interned str, held by *held if that had to be made. NULL: error. */
static OrrStr *interned(OrrVm *vm, OrrStr *name, OrrValue *held) {
    *held = ORR_NULL;
    if (ORR_LIKELY(name->head.flags & ORR_STR_INTERNED)) return name;
    OrrValue exact =
        name->head.type == vm->types.str ? orr_retain(orr_value(name)) : orr_str_substring(vm, name, 0, name->length);
    if (exact == ORR_NULL) return NULL;
    if (!orr_is_exact(vm, exact, vm->types.str)) {
        OrrValue copy = orr_str_from_units(vm, orr_str_data(name), name->kind, name->length);
        orr_release(vm, exact);
        if (copy == ORR_NULL) return NULL;
        exact = copy;
    }
    *held = orr_str_intern(vm, exact);
    return *held == ORR_NULL ? NULL : orr_as_str(*held);
}

OrrValue orr_getattr(OrrVm *vm, OrrValue object, OrrStr *name) {
    OrrValue held;
    name = interned(vm, name, &held);
    if (name == NULL) return ORR_NULL;
    OrrType *type = orr_type_of(vm, object);
    OrrValue result =
        type->slots.getattr != NULL ? type->slots.getattr(vm, object, name) : orr_generic_getattr(vm, object, name);
    orr_xrelease(vm, held);
    return result;
}

static OrrValue find_in_object(OrrVm *vm, OrrValue object, OrrStr *name, bool *absent);
static OrrValue find_in_type(OrrVm *vm, OrrValue self, OrrStr *name, bool *absent);

/* Objects without a __getattribute__ or __getattr__ are asked without making an AttributeError: that costs 4000
 * instructions. */
OrrValue orr_getattr_or_null(OrrVm *vm, OrrValue object, OrrStr *name) {
    OrrType *type = orr_type_of(vm, object);
    bool plain = type->slots.getattr == NULL || type->slots.getattr == orr_generic_getattr, absent = false;
    OrrValue held = ORR_NULL, found;
    if (plain || type->slots.getattr == orr_type_getattr) {
        name = interned(vm, name, &held);
        if (name == NULL) return ORR_NULL;
        found = plain ? find_in_object(vm, object, name, &absent) : find_in_type(vm, object, name, &absent);
        orr_xrelease(vm, held);
    } else {
        found = orr_getattr(vm, object, name);
    }
    if (found == ORR_NULL && !absent && orr_pending_is(vm, vm->exc.AttributeError)) orr_exception_clear(vm);
    return found;
}

bool orr_setattr(OrrVm *vm, OrrValue object, OrrStr *name, OrrValue value) {
    OrrValue held;
    name = interned(vm, name, &held);
    if (name == NULL) return false;
    OrrType *type = orr_type_of(vm, object);
    bool ok = type->slots.setattr != NULL ? type->slots.setattr(vm, object, name, value)
                                          : orr_generic_setattr(vm, object, name, value);
    orr_xrelease(vm, held);
    return ok;
}

OrrDict *orr_instance_dict(OrrVm *vm, OrrValue object, bool make) {
    if (!orr_is_object(object)) return NULL;
    OrrObject *o = orr_object(object);
    OrrDict **slot;
    if (o->type->dict_offset != 0) {
        slot = (OrrDict **)((char *)o + o->type->dict_offset);
    } else if (o->type->flags & ORR_TYPE_SIDE_DICT) {
        if (!make && !(o->flags & ORR_OBJECT_SIDE_DICT)) return NULL;
        uint64_t *side = make ? orr_side_make(vm, &vm->ids->dicts, o) : orr_side_find(vm, &vm->ids->dicts, o);
        if (side == NULL) return NULL;
        o->flags |= ORR_OBJECT_SIDE_DICT;
        slot = (OrrDict **)(void *)side;
    } else {
        return NULL;
    }
    if (*slot == NULL && make) *slot = orr_dict_new(vm, 0);
    return *slot;
}

OrrValue orr_get_dict(OrrVm *vm, OrrValue self) {
    OrrDict *dict = orr_instance_dict(vm, self, true);
    if (dict == NULL) {
        if (vm->exception == ORR_NULL)
            orr_raise(vm, vm->exc.AttributeError, "'%T' object has no attribute '__dict__'", self);
        return ORR_NULL;
    }
    OrrType *type = orr_type_of(vm, self);
    if ((type->flags & ORR_TYPE_HEAP) && !(type->flags & ORR_TYPE_SHADOWS)) {
        type->flags |= ORR_TYPE_SHADOWS; /* the program can now write to it behind our back */
        orr_type_modified(vm, type, NULL);
    }
    return orr_retain(orr_value(dict));
}

bool orr_set_dict(OrrVm *vm, OrrValue self, OrrValue value) {
    bool deletable = orr_has_flag(vm, self, ORR_TYPE_HEAP);
    if (value == ORR_NULL && !deletable) return orr_fail(vm, vm->exc.TypeError, "cannot delete __dict__");
    if (value != ORR_NULL && !orr_is_dict(value))
        return orr_fail(vm, vm->exc.TypeError, "__dict__ must be set to a dictionary, not a '%T'", value);
    OrrValue old = orr_get_dict(vm, self); /* makes sure that there is one */
    if (old == ORR_NULL) return false;
    orr_release(vm, old);
    OrrObject *o = orr_object(self);
    OrrDict **slot = o->type->dict_offset != 0 ? (OrrDict **)((char *)o + o->type->dict_offset)
                                               : (OrrDict **)(void *)orr_side_find(vm, &vm->ids->dicts, o);
    OrrDict *before = *slot;
    *slot = value == ORR_NULL ? NULL : orr_as_dict(orr_retain(value));
    orr_xrelease_object(vm, before);
    return true;
}

static void set_attribute_fields(OrrVm *vm, OrrValue object, OrrStr *name) {
    if (vm->exception == ORR_NULL || !orr_is_instance(vm, vm->exception, vm->exc.AttributeError)) return;
    OrrExceptionObject *e = orr_as_exception(vm->exception);
    orr_set_slot(vm, &e->fields[0], orr_retain(orr_value(name)));
    orr_set_slot(vm, &e->fields[1], orr_retain(object));
}

OrrValue orr_no_attribute(OrrVm *vm, OrrValue object, OrrStr *name) {
    if (orr_has_flag(vm, object, ORR_TYPE_TYPE_SUB))
        orr_fail(vm, vm->exc.AttributeError, "type object '%F' has no attribute '%U'", (OrrType *)orr_object(object),
                 name);
    else orr_fail(vm, vm->exc.AttributeError, "'%T' object has no attribute '%U'", object, name);
    set_attribute_fields(vm, object, name);
    return ORR_NULL;
}

OrrValue orr_descr_get(OrrVm *vm, OrrValue descriptor, OrrValue object, OrrType *owner) {
    return orr_type_of(vm, descriptor)->slots.descr_get(vm, descriptor, object, owner);
}

/* The attribute (new), or ORR_NULL: absent, or else an exception is pending. */
static OrrValue find_in_object(OrrVm *vm, OrrValue object, OrrStr *name, bool *absent) {
    OrrType *type = orr_type_of(vm, object);
    OrrValue found = orr_type_lookup(vm, type, name);
    const OrrSlots *slots = found == ORR_NULL ? NULL : &orr_type_of(vm, found)->slots;
    if (slots != NULL && slots->descr_get != NULL && slots->descr_set != NULL) {
        orr_retain(found);
        OrrValue result = slots->descr_get(vm, found, object, type);
        orr_release(vm, found);
        return result;
    }
    OrrDict *dict = orr_instance_dict(vm, object, false);
    if (dict != NULL) {
        OrrValue value = orr_dict_get_name(dict, name);
        if (value != ORR_NULL) return orr_retain(value);
    }
    *absent = found == ORR_NULL;
    if (*absent) return ORR_NULL;
    orr_retain(found);
    if (slots->descr_get == NULL) return found;
    OrrValue result = slots->descr_get(vm, found, object, type);
    orr_release(vm, found);
    return result;
}

OrrValue orr_generic_getattr(OrrVm *vm, OrrValue object, OrrStr *name) {
    bool absent = false;
    OrrValue found = find_in_object(vm, object, name, &absent);
    return absent ? orr_no_attribute(vm, object, name) : found;
}

static bool delete_from_dict(OrrVm *vm, OrrValue object, OrrDict *dict, OrrStr *name) {
    int deleted = dict == NULL ? 0 : orr_dict_delete(vm, dict, orr_value(name));
    if (deleted == 0) orr_no_attribute(vm, object, name);
    return deleted > 0;
}

bool orr_generic_setattr(OrrVm *vm, OrrValue object, OrrStr *name, OrrValue value) {
    OrrType *type = orr_type_of(vm, object);
    OrrValue found = orr_type_lookup(vm, type, name);
    if (found != ORR_NULL && orr_type_of(vm, found)->slots.descr_set != NULL) {
        orr_retain(found);
        bool ok = orr_type_of(vm, found)->slots.descr_set(vm, found, object, value);
        orr_release(vm, found);
        return ok;
    }
    bool has_dict = orr_is_object(object) && (type->dict_offset != 0 || (type->flags & ORR_TYPE_SIDE_DICT));
    if (!has_dict) {
        if (found == ORR_NULL) {
            orr_fail(vm, vm->exc.AttributeError,
                     type->slots.setattr != NULL && type->slots.setattr != vm->types.object->slots.setattr
                         ? "'%T' object has no attribute '%U'"
                         : "'%T' object has no attribute '%U' and no __dict__ for setting new attributes",
                     object, name);
            set_attribute_fields(vm, object, name);
            return false;
        }
        orr_fail(vm, vm->exc.AttributeError, "'%T' object attribute '%U' is read-only", object, name);
        set_attribute_fields(vm, object, name);
        return false;
    }
    OrrDict *dict = orr_instance_dict(vm, object, value != ORR_NULL);
    if (value == ORR_NULL) return delete_from_dict(vm, object, dict, name);
    if (dict == NULL) return false;
    if (found != ORR_NULL && !(type->flags & ORR_TYPE_SHADOWS) && (type->flags & ORR_TYPE_HEAP)) {
        type->flags |= ORR_TYPE_SHADOWS;
        orr_type_modified(vm, type, NULL);
    }
    return orr_dict_set_name(vm, dict, name, value);
}

OrrValue orr_lookup_special(OrrVm *vm, OrrValue object, OrrStr *name) {
    OrrType *type = orr_type_of(vm, object);
    OrrValue found = orr_type_lookup(vm, type, name);
    if (found == ORR_NULL) return ORR_NULL;
    orr_retain(found);
    if (orr_type_of(vm, found)->slots.descr_get == NULL) return found;
    OrrValue bound = orr_descr_get(vm, found, object, type);
    orr_release(vm, found);
    return bound;
}

/* Attributes of classes: those of the metaclass that are data descriptors, then the class's own and its bases', then
 * the rest of the metaclass's. */
static OrrValue find_in_type(OrrVm *vm, OrrValue self, OrrStr *name, bool *absent) {
    OrrType *type = (OrrType *)orr_object(self), *meta = orr_type_of(vm, self);
    OrrValue of_meta = orr_type_lookup(vm, meta, name);
    const OrrSlots *meta_slots = of_meta == ORR_NULL ? NULL : &orr_type_of(vm, of_meta)->slots;
    if (meta_slots != NULL && meta_slots->descr_get != NULL && meta_slots->descr_set != NULL) {
        orr_retain(of_meta);
        OrrValue result = meta_slots->descr_get(vm, of_meta, self, meta);
        orr_release(vm, of_meta);
        return result;
    }
    OrrValue own = orr_type_lookup(vm, type, name);
    if (own != ORR_NULL) {
        orr_retain(own);
        if (orr_type_of(vm, own)->slots.descr_get == NULL) return own;
        OrrValue result = orr_descr_get(vm, own, ORR_NULL, type);
        orr_release(vm, own);
        return result;
    }
    *absent = of_meta == ORR_NULL;
    if (*absent) return ORR_NULL;
    orr_retain(of_meta);
    if (meta_slots->descr_get == NULL) return of_meta;
    OrrValue result = meta_slots->descr_get(vm, of_meta, self, meta);
    orr_release(vm, of_meta);
    return result;
}

OrrValue orr_type_getattr(OrrVm *vm, OrrValue self, OrrStr *name) {
    bool absent = false;
    OrrValue found = find_in_type(vm, self, name, &absent);
    return absent ? orr_no_attribute(vm, self, name) : found;
}

bool orr_type_setattr(OrrVm *vm, OrrValue self, OrrStr *name, OrrValue value) {
    OrrType *type = (OrrType *)orr_object(self);
    if (!(type->flags & ORR_TYPE_HEAP))
        return orr_fail(vm, vm->exc.TypeError, "cannot set '%U' attribute of immutable type '%N'", name, type);
    OrrValue of_meta = orr_type_lookup(vm, orr_type_of(vm, self), name);
    if (of_meta != ORR_NULL && orr_type_of(vm, of_meta)->slots.descr_set != NULL)
        return orr_type_of(vm, of_meta)->slots.descr_set(vm, of_meta, self, value);
    if (value == ORR_NULL) {
        int deleted = orr_dict_delete(vm, type->dict, orr_value(name));
        if (deleted < 0) return false;
        if (deleted == 0) {
            orr_no_attribute(vm, self, name);
            return false;
        }
    } else if (!orr_dict_set_name(vm, type->dict, name, value)) {
        return false;
    }
    orr_type_modified(vm, type, name);
    return true;
}
