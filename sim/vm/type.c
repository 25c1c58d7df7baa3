/* Types: native ones from their specs, lookup along the MRO with a cache, and versions. */
#include "sim/vm/class.h"

#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/call.h"
#include "sim/vm/descr.h"
#include "sim/vm/dict.h"
#include "sim/vm/list.h"
#include "sim/vm/object.h"
#include "sim/vm/slots.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

#define INHERITED_FLAGS                                                                                                \
    (ORR_TYPE_SEQUENCE | ORR_TYPE_MAPPING | ORR_TYPE_INT_SUB | ORR_TYPE_STR_SUB | ORR_TYPE_BYTES_SUB |                 \
     ORR_TYPE_LIST_SUB | ORR_TYPE_TUPLE_SUB | ORR_TYPE_DICT_SUB | ORR_TYPE_EXCEPTION_SUB | ORR_TYPE_TYPE_SUB |         \
     ORR_TYPE_FLOAT_SUB | ORR_TYPE_SET_SUB | ORR_TYPE_MATCH_SELF | ORR_TYPE_GC | ORR_TYPE_WEAKREF)

OrrType *orr_type_allocate(OrrVm *vm, const OrrTypeSpec *spec, OrrType *base) {
    OrrType *type = orr_arena_alloc(vm->arena, ORR_BLOCK_GC, sizeof *type);
    if (type == NULL) return NULL;
    memset(type, 0, sizeof *type);
    type->head.refs = 1;
    type->head.type = vm->types.type;
    type->spec = spec;
    type->base = base;
    type->flags = spec->flags;
    type->instance_size = spec->size;
    type->dict_offset = spec->dict_offset;
    type->slots = spec->slots;
    type->version = ++vm->next_type_version;
    if (base != NULL) {
        base->head.refs++;
        type->flags |= base->flags & INHERITED_FLAGS;
        if (type->dict_offset == 0) type->dict_offset = base->dict_offset;
        if (type->instance_size == 0) type->instance_size = base->instance_size;
    }
    return type;
}

static OrrTuple *linear_mro(OrrVm *vm, OrrType *type) {
    size_t rest = type->base == NULL ? 0 : type->base->mro->count;
    OrrTuple *mro = orr_tuple_alloc(vm, rest + 1);
    if (mro == NULL) return NULL;
    mro->items[0] = orr_retain(orr_value(type));
    for (size_t n = 0; n < rest; n++) mro->items[n + 1] = orr_retain(type->base->mro->items[n]);
    return mro;
}

static bool add_methods(OrrVm *vm, OrrType *type) {
    for (const OrrMethodDef *def = type->spec->methods; def != NULL && def->name != NULL; def++) {
        OrrValue name = orr_str_intern_cstring(vm, def->name);
        OrrValue method = name == ORR_NULL                 ? ORR_NULL
                          : def->kind == ORR_METHOD_STATIC ? orr_builtin_new(vm, def, orr_value(type), type, ORR_NULL)
                                                           : orr_method_descriptor_new(vm, def, type);
        if (method != ORR_NULL && def->kind == ORR_METHOD_STATIC) {
            OrrValue wrapped = orr_staticmethod_new(vm, method);
            orr_release(vm, method);
            method = wrapped;
        }
        bool ok = method != ORR_NULL && orr_dict_set_name(vm, type->dict, orr_as_str(name), method);
        orr_xrelease(vm, method);
        orr_xrelease(vm, name);
        if (!ok) return false;
    }
    return true;
}

static bool add_getsets(OrrVm *vm, OrrType *type) {
    for (const OrrGetSetDef *def = type->spec->getsets; def != NULL && def->name != NULL; def++) {
        OrrValue name = orr_str_intern_cstring(vm, def->name);
        OrrValue descriptor = name == ORR_NULL ? ORR_NULL : orr_getset_new(vm, type, def, orr_as_str(name));
        bool ok = descriptor != ORR_NULL && orr_dict_set_name(vm, type->dict, orr_as_str(name), descriptor);
        orr_xrelease(vm, descriptor);
        orr_xrelease(vm, name);
        if (!ok) return false;
    }
    return true;
}

/* T.__new__(cls, ...): calls T's new_object for a subclass of T. */
static OrrValue new_wrapper(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrType *type = (OrrType *)orr_object(self);
    if (nargs < 1) return orr_raise(vm, vm->exc.TypeError, "%N.__new__(): not enough arguments", type);
    if (!orr_has_flag(vm, args[0], ORR_TYPE_TYPE_SUB))
        return orr_raise(vm, vm->exc.TypeError, "%N.__new__(X): X is not a type object (%T)", type, args[0]);
    OrrType *cls = (OrrType *)orr_object(args[0]);
    if (!orr_type_is_subtype(cls, type))
        return orr_raise(vm, vm->exc.TypeError, "%N.__new__(%N): %N is not a subtype of %N", type, cls, cls, type);
    OrrType *native = cls;
    while (native->flags & ORR_TYPE_HEAP) native = native->base;
    if (native != type && native->slots.new_object != type->slots.new_object)
        return orr_raise(vm, vm->exc.TypeError, "%N.__new__(%N) is not safe, use %N.__new__()", type, cls, native);
    return type->slots.new_object(vm, cls, args + 1, nargs - 1, kwnames);
}
static const OrrMethodDef new_def = {"__new__", new_wrapper, ORR_ARITY_KEYWORDS, 0, 255, ORR_METHOD_STATIC, NULL};

OrrValue orr_builtin_self(OrrValue builtin) {
    return ((OrrBuiltin *)orr_object(builtin))->self;
}

static bool add_new(OrrVm *vm, OrrType *type) {
    if (type->spec->slots.new_object == NULL) return true;
    OrrValue function = orr_builtin_new(vm, &new_def, orr_value(type), type, ORR_NULL);
    bool ok = function != ORR_NULL && orr_dict_set_name(vm, type->dict, ORR_NAME(vm, __new__), function);
    orr_xrelease(vm, function);
    return ok;
}

static const OrrGetSetDef dict_getset = {"__dict__", orr_get_dict, orr_set_dict};

static bool add_dict_attribute(OrrVm *vm, OrrType *type) {
    if (type->spec->dict_offset == 0 || orr_dict_find_name(type->dict, ORR_NAME(vm, __dict__)) >= 0) return true;
    OrrValue descriptor = orr_getset_new(vm, type, &dict_getset, ORR_NAME(vm, __dict__));
    bool ok = descriptor != ORR_NULL && orr_dict_set_name(vm, type->dict, ORR_NAME(vm, __dict__), descriptor);
    orr_xrelease(vm, descriptor);
    return ok;
}

static bool set_names(OrrVm *vm, OrrType *type) {
    const char *dot = strrchr(type->spec->name, '.');
    const char *name = dot == NULL ? type->spec->name : dot + 1;
    OrrValue text = orr_str_intern_cstring(vm, name);
    if (text == ORR_NULL) return false;
    type->name = orr_as_str(text);
    type->qualname = orr_as_str(orr_retain(text));
    OrrValue module = orr_str_new(vm, dot == NULL ? "builtins" : type->spec->name,
                                  dot == NULL ? 8 : (size_t)(dot - type->spec->name));
    if (module == ORR_NULL) return false;
    /* Types whose instances have a __module__ keep that in their dict instead; a builtin's has none, for CPython's
     * haven't. */
    bool ok = dot == NULL || orr_dict_find_name(type->dict, ORR_NAME(vm, __module__)) >= 0 ||
              orr_dict_set_name(vm, type->dict, ORR_NAME(vm, __module__), module);
    orr_release(vm, module);
    if (!ok) return false;
    OrrValue doc = type->spec->doc == NULL ? ORR_NONE : orr_str_from_cstring(vm, type->spec->doc);
    ok = doc != ORR_NULL && (orr_dict_find_name(type->dict, ORR_NAME(vm, __doc__)) >= 0 ||
                             orr_dict_set_name(vm, type->dict, ORR_NAME(vm, __doc__), doc));
    orr_xrelease(vm, doc);
    return ok;
}

bool orr_type_complete(OrrVm *vm, OrrType *type) {
    if (type->base == NULL && type != vm->types.object) {
        type->base = vm->types.object;
        type->base->head.refs++;
        type->flags |= type->base->flags & INHERITED_FLAGS & ~(uint32_t)(ORR_TYPE_GC | ORR_TYPE_WEAKREF);
    }
    type->dict = orr_dict_new(vm, 16);
    if (type->dict == NULL) return false;
    OrrValue base = type->base == NULL ? ORR_NULL : orr_value(type->base);
    type->bases = orr_as_tuple(orr_tuple_new(vm, &base, type->base == NULL ? 0 : 1));
    type->mro = linear_mro(vm, type);
    if (type->bases == NULL || type->mro == NULL || !add_getsets(vm, type) || !add_dict_attribute(vm, type) ||
        !set_names(vm, type))
        return false;
    OrrSlots own = type->slots;
    if (type->base != NULL) orr_slots_inherit(type, type->base);
    type->flags |= ORR_TYPE_READY;
    return orr_slots_wrap(vm, type, &own) && add_new(vm, type) && add_methods(vm, type) && orr_class_link(vm, type);
}

OrrType *orr_type_from_spec(OrrVm *vm, const OrrTypeSpec *spec, OrrType *base) {
    OrrType *type = orr_type_allocate(vm, spec, base);
    if (type == NULL) {
        orr_raise_memory(vm);
        return NULL;
    }
    return orr_type_complete(vm, type) ? type : NULL;
}

bool orr_type_is_subtype(const OrrType *t, const OrrType *cls) {
    if (t == cls) return true;
    if (t->mro == NULL) {
        for (; t != NULL; t = t->base)
            if (t == cls) return true;
        return false;
    }
    for (size_t n = 0; n < t->mro->count; n++)
        if (orr_object(t->mro->items[n]) == &cls->head) return true;
    return false;
}

/* Lookup */

#define METHOD_CACHE_SIZE 2048u

struct OrrMethodCache {
    struct {
        OrrStr *name; /* borrowed: compared only while version, which is unique, says that it was looked up */
        uint32_t version;
        OrrValue value; /* borrowed; ORR_NULL: absent */
    } entries[METHOD_CACHE_SIZE];
};

size_t orr_method_cache_bytes(void) {
    return sizeof(struct OrrMethodCache);
}

OrrValue orr_type_lookup(OrrVm *vm, OrrType *type, OrrStr *name) {
    size_t at = ((uint64_t)orr_str_hash(name) ^ (uint64_t)type->version * 0x9E3779B1u) % METHOD_CACHE_SIZE;
    struct OrrMethodCache *cache = vm->method_cache;
    if (ORR_LIKELY(cache->entries[at].version == type->version && cache->entries[at].name == name))
        return cache->entries[at].value;
    OrrValue found = ORR_NULL;
    const OrrTuple *mro = type->mro;
    for (size_t n = 0; mro != NULL && n < mro->count && found == ORR_NULL; n++)
        found = orr_dict_get_name(((OrrType *)orr_object(mro->items[n]))->dict, name);
    cache->entries[at].version = type->version;
    cache->entries[at].name = name;
    cache->entries[at].value = found;
    return found;
}

static void modified(OrrVm *vm, OrrType *type, OrrStr *name) {
    type->version = ++vm->next_type_version;
    if (name != NULL && (type->flags & ORR_TYPE_INSTANTIATED)) type->flags |= ORR_TYPE_SHADOWS;
    if ((type->flags & ORR_TYPE_HEAP) &&
        (name == NULL || (name->length > 4 && orr_str_at(name, 0) == '_' && orr_str_at(name, 1) == '_')))
        orr_slots_update(vm, type);
    if (type->subclasses == NULL) return;
    for (size_t n = 0; n < type->subclasses->count; n++)
        modified(vm, (OrrType *)orr_object(type->subclasses->items[n]), name);
}

void orr_type_modified(OrrVm *vm, OrrType *type, OrrStr *name) {
    modified(vm, type, name);
}

/* Subclasses are listed without holding them: the list's items are borrowed. */
bool orr_class_link(OrrVm *vm, OrrType *type) {
    for (size_t n = 0; n < type->bases->count; n++) {
        OrrType *base = (OrrType *)orr_object(type->bases->items[n]);
        if (base->subclasses == NULL && (base->subclasses = orr_list_new(vm, 4)) == NULL) return false;
        base->subclasses->head.flags |= ORR_LIST_BORROWED;
        if (!orr_list_append(vm, base->subclasses, orr_value(type))) return false;
        type->head.refs--; /* borrowed */
    }
    return true;
}

void orr_class_unlink(OrrVm *vm, OrrType *type) {
    (void)vm;
    for (size_t n = 0; type->bases != NULL && n < type->bases->count; n++) {
        OrrList *list = ((OrrType *)orr_object(type->bases->items[n]))->subclasses;
        size_t kept = 0;
        for (size_t k = 0; list != NULL && k < list->count; k++)
            if (orr_object(list->items[k]) != &type->head) list->items[kept++] = list->items[k];
        if (list != NULL) list->count = kept;
    }
}

/* Construction in the dispatch loop */

OrrValue orr_instance_new(OrrVm *vm, OrrType *type) {
    OrrObject *o = orr_new_object(vm, type, type->instance_size);
    if (o == NULL) return ORR_NULL;
    memset(o + 1, 0, type->instance_size - sizeof *o);
    return orr_value(o);
}

OrrFunction *orr_type_plain_init(OrrType *type, OrrVm *vm) {
    if (!(type->flags & ORR_TYPE_HEAP) || (type->flags & ORR_TYPE_ABSTRACT) ||
        type->slots.new_object != orr_object_new || type->slots.destroy != orr_instance_destroy)
        return NULL;
    OrrValue init = orr_type_lookup(vm, type, ORR_NAME(vm, __init__));
    if (init == ORR_NULL || !orr_is_object(init) || orr_object(init)->type != vm->types.function) return NULL;
    OrrFunction *function = (OrrFunction *)orr_object(init);
    if (function->code->flags & (ORR_CODE_GENERATOR | ORR_CODE_COROUTINE | ORR_CODE_ASYNC_GENERATOR)) return NULL;
    type->flags |= ORR_TYPE_INSTANTIATED;
    return function;
}
