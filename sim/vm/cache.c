/* Filling inline caches: the first execution of an attribute or global access (and every one whose cache doesn't fit)
 * goes through here. A cache says "for a receiver of this version of this type, the attribute is there"; versions
 * change whenever a lookup could give something else (type.c), so a hit needs no lookup. */
#include "sim/vm/eval.h"

#include "sim/vm/attr.h"
#include "sim/vm/dict.h"
#include "sim/vm/dynamic.h"
#include "sim/vm/exception.h"
#include "sim/vm/object.h"

static void set_cache(OrrAttrCache *cache, OrrCacheKind kind, uint32_t version, size_t index, OrrValue pointer) {
    cache->version = version;
    cache->kind = (uint16_t)kind;
    cache->index = (uint16_t)index;
    cache->pointer = pointer;
}

static bool is_function_like(const OrrVm *vm, OrrValue v) {
    return orr_has_flag(vm, v, ORR_TYPE_METHOD_DESCR);
}

static void fill_get(OrrVm *vm, OrrValue object, OrrStr *name, OrrAttrCache *cache) {
    cache->kind = ORR_CACHE_EMPTY;
    if (!orr_is_object(object)) return;
    OrrObject *o = orr_object(object);
    OrrType *type = o->type;
    if (type == vm->types.module) {
        int64_t at = orr_dict_find_name(((OrrModule *)o)->dict, name);
        if (at >= 0 && at < UINT16_MAX && orr_type_lookup(vm, type, name) == ORR_NULL)
            set_cache(cache, ORR_CACHE_MODULE, type->version, (size_t)at, ORR_NULL);
        return;
    }
    if (type->slots.getattr == orr_type_getattr) {
        if (orr_type_lookup(vm, type, name) != ORR_NULL) return;
        OrrValue own = orr_type_lookup(vm, (OrrType *)o, name);
        if (own != ORR_NULL && orr_type_of(vm, own)->slots.descr_get == NULL)
            set_cache(cache, ORR_CACHE_TYPE, ((OrrType *)o)->version, 0, own);
        return;
    }
    if (type->slots.getattr != NULL && type->slots.getattr != orr_generic_getattr) return;
    OrrValue found = orr_type_lookup(vm, type, name);
    if (found != ORR_NULL) {
        OrrType *kind = orr_type_of(vm, found);
        if (kind == vm->types.member_descriptor) {
            size_t offset = orr_member_offset(found);
            if (offset < UINT16_MAX) set_cache(cache, ORR_CACHE_SLOT, type->version, offset, ORR_NULL);
            return;
        }
        if (kind->slots.descr_set != NULL || kind->slots.descr_get != NULL) return;
        if (!(type->flags & ORR_TYPE_SHADOWS) && (type->flags & ORR_TYPE_HEAP) && !(type->flags & ORR_TYPE_SIDE_DICT)) {
            set_cache(cache, ORR_CACHE_CLASS, type->version, 0, found);
            return;
        }
    }
    if (type->dict_offset == 0) return;
    OrrDict *dict = *(OrrDict **)((char *)o + type->dict_offset);
    int64_t at = dict == NULL ? -1 : orr_dict_find_name(dict, name);
    if (at >= 0 && at < UINT16_MAX) set_cache(cache, ORR_CACHE_INSTANCE, type->version, (size_t)at, ORR_NULL);
}

OrrValue orr_cached_getattr(OrrVm *vm, OrrValue object, OrrStr *name, OrrAttrCache *cache) {
    fill_get(vm, object, name, cache);
    OrrType *type = orr_type_of(vm, object);
    return type->slots.getattr != NULL ? type->slots.getattr(vm, object, name) : orr_generic_getattr(vm, object, name);
}

bool orr_cached_setattr(OrrVm *vm, OrrValue object, OrrStr *name, OrrValue value, OrrAttrCache *cache) {
    OrrType *type = orr_type_of(vm, object);
    cache->kind = ORR_CACHE_EMPTY;
    if (type->slots.setattr != NULL && type->slots.setattr != orr_generic_setattr)
        return type->slots.setattr(vm, object, name, value);
    if (!orr_generic_setattr(vm, object, name, value)) return false;
    OrrValue found = orr_type_lookup(vm, type, name);
    if (found != ORR_NULL && orr_type_of(vm, found)->slots.descr_set != NULL) {
        if (orr_is_exact(vm, found, vm->types.member_descriptor) && orr_member_offset(found) < UINT16_MAX)
            set_cache(cache, ORR_CACHE_SLOT, type->version, orr_member_offset(found), ORR_NULL);
        return true;
    }
    if (type->dict_offset == 0) return true;
    OrrDict *dict = *(OrrDict **)((char *)orr_object(object) + type->dict_offset);
    int64_t at = dict == NULL ? -1 : orr_dict_find_name(dict, name);
    if (at >= 0 && at < UINT16_MAX) set_cache(cache, ORR_CACHE_INSTANCE, type->version, (size_t)at, ORR_NULL);
    return true;
}

bool orr_cached_load_method(OrrVm *vm, OrrValue object, OrrStr *name, OrrAttrCache *cache, OrrValue out[2]) {
    OrrType *type = orr_type_of(vm, object);
    out[1] = ORR_EMPTY;
    if (type == vm->types.module) {
        OrrDict *dict = ((OrrModule *)orr_object(object))->dict;
        int64_t at = orr_dict_find_name(dict, name);
        if (at >= 0 && at < UINT16_MAX && orr_type_lookup(vm, type, name) == ORR_NULL) {
            set_cache(cache, ORR_CACHE_MODULE, type->version, (size_t)at, ORR_NULL);
            out[0] = orr_retain(dict->entries[at].value);
            return true;
        }
    }
    bool generic = type->slots.getattr == NULL || type->slots.getattr == orr_generic_getattr;
    OrrValue found = generic ? orr_type_lookup(vm, type, name) : ORR_NULL;
    if (found != ORR_NULL && is_function_like(vm, found)) {
        bool hidden = false;
        bool may_hide = type->dict_offset != 0 || (type->flags & ORR_TYPE_SIDE_DICT);
        bool unhidden =
            !may_hide || ((type->flags & ORR_TYPE_HEAP) && !(type->flags & ORR_TYPE_SHADOWS) && type->dict_offset != 0);
        if (!unhidden) {
            OrrDict *dict = orr_instance_dict(vm, object, false);
            hidden = dict != NULL && orr_dict_find_name(dict, name) >= 0;
        }
        if (!hidden) {
            if (unhidden && orr_is_object(object)) set_cache(cache, ORR_CACHE_METHOD, type->version, 0, found);
            out[0] = orr_retain(found);
            out[1] = orr_retain(object);
            return true;
        }
    }
    /* Anything else is an attribute, called without a receiver. */
    out[0] =
        type->slots.getattr != NULL ? type->slots.getattr(vm, object, name) : orr_generic_getattr(vm, object, name);
    return out[0] != ORR_NULL;
}

OrrValue orr_cached_load_global(OrrVm *vm, OrrDict *globals, OrrStr *name, OrrGlobalCache *cache) {
    globals->head.flags |= ORR_DICT_WATCHED;
    int64_t at = orr_dict_find_name(globals, name);
    OrrDict *dict = globals;
    if (at < 0) {
        dict = orr_builtins_of(vm, globals);
        if (dict == NULL) return ORR_NULL;
        at = orr_dict_find_name(dict, name);
    }
    if (at < 0) {
        orr_fail(vm, vm->exc.NameError, "name '%U' is not defined", name);
        if (vm->exception != ORR_NULL && orr_is_instance(vm, vm->exception, vm->exc.NameError))
            orr_set_slot(vm, &orr_as_exception(vm->exception)->fields[0], orr_retain(orr_value(name)));
        return ORR_NULL;
    }
    if (dict == globals || dict == vm->builtins) {
        cache->epoch = vm->globals_epoch;
        cache->index = (uint32_t)at;
        cache->in_builtins = dict == vm->builtins;
    }
    return orr_retain(dict->entries[at].value);
}
