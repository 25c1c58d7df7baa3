#include "sim/lib/collections.h"

#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/function.h"
#include "sim/vm/hash.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"

bool orr_has_spec(const OrrVm *vm, OrrValue v, const OrrTypeSpec *spec) {
    for (const OrrType *t = orr_type_of(vm, v); t != NULL; t = t->base) {
        if (t->spec == spec) return true;
    }
    return false;
}

/* One more of key. */
static bool count_one(OrrVm *vm, OrrDict *dict, OrrValue key) {
    int64_t hash;
    if (!orr_hash_key(vm, key, &hash)) return false;
    OrrValue old = orr_dict_get_hashed(vm, dict, key, hash);
    if (old == ORR_NULL) {
        return vm->exception == ORR_NULL && orr_dict_set_hashed(vm, dict, key, hash, orr_small_int(1));
    }
    OrrValue new = orr_is_small_int(old) ? orr_int(vm, orr_small_int_value(old) + 1)
                                         : orr_binary(vm, ORR_ADD, old, orr_small_int(1));
    if (new == ORR_NULL) return false;
    bool ok = orr_dict_set_hashed(vm, dict, key, hash, new);
    orr_release(vm, new);
    return ok;
}

static bool count_in_mapping(OrrVm *vm, OrrValue mapping, OrrValue key) {
    const OrrValue args[2] = {key, orr_small_int(0)};
    OrrValue old = orr_call_method(vm, mapping, ORR_NAME(vm, get), args, 2);
    OrrValue new = old == ORR_NULL ? ORR_NULL : orr_binary(vm, ORR_ADD, old, orr_small_int(1));
    bool ok = new != ORR_NULL &&orr_setitem(vm, mapping, key, new);
    orr_xrelease(vm, old);
    orr_xrelease(vm, new);
    return ok;
}

/* A subclass of dict (Counter) whose get and __setitem__ are dict's is counted in its table. */
static bool is_plain_dict(OrrVm *vm, OrrValue mapping) {
    if (!orr_is_dict(mapping)) return false;
    OrrType *type = orr_type_of(vm, mapping);
    return type == vm->types.dict ||
           (type->slots.setitem == vm->types.dict->slots.setitem &&
            orr_type_lookup(vm, type, ORR_NAME(vm, get)) == orr_type_lookup(vm, vm->types.dict, ORR_NAME(vm, get)));
}

static OrrValue count_elements(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    bool plain = is_plain_dict(vm, args[0]), ok = true;
    OrrValue iterator = orr_iter(vm, args[1]);
    if (iterator == ORR_NULL) return ORR_NULL;
    while (ok) {
        OrrValue key = orr_next(vm, iterator);
        if (key == ORR_NULL) break;
        ok = plain ? count_one(vm, orr_as_dict(args[0]), key) : count_in_mapping(vm, args[0], key);
        orr_release(vm, key);
    }
    orr_release(vm, iterator);
    return vm->exception != ORR_NULL ? ORR_NULL : ORR_NONE;
}

static const OrrMethodDef functions[] = {ORR_DEF_RANGE("_count_elements", count_elements, 2, 2), ORR_DEF_END};

static OrrType *keep(OrrType *type) {
    if (type != NULL) orr_retain(orr_value(type));
    return type;
}

static bool fill(OrrVm *vm, OrrValue module) {
    OrrLib *lib = orr_lib(vm);
    if (lib == NULL || !orr_module_add_functions(vm, module, functions)) return false;
    if (orr_module_add_type(vm, module, &orr_deque_spec, NULL) == NULL) return false;
    if (orr_module_add_type(vm, module, &orr_defaultdict_spec, vm->types.dict) == NULL) return false;
    if (orr_module_add_type(vm, module, &orr_ordered_dict_spec, vm->types.dict) == NULL) return false;
    lib->deque_iterator = keep(orr_module_add_type(vm, module, &orr_deque_iterator_spec, NULL));
    if (lib->deque_iterator == NULL) return false;
    lib->deque_reverse_iterator = keep(orr_module_add_type(vm, module, &orr_deque_reverse_iterator_spec, NULL));
    if (lib->deque_reverse_iterator == NULL) return false;
    lib->odict_keys = orr_type_from_spec(vm, &orr_odict_keys_spec, vm->types.dict_keys);
    if (lib->odict_keys == NULL) return false;
    lib->odict_values = orr_type_from_spec(vm, &orr_odict_values_spec, vm->types.dict_values);
    if (lib->odict_values == NULL) return false;
    lib->odict_items = orr_type_from_spec(vm, &orr_odict_items_spec, vm->types.dict_items);
    return lib->odict_items != NULL;
}

OrrValue orr_lib_collections(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "_collections");
    if (module == ORR_NULL || fill(vm, module)) return module;
    orr_release(vm, module);
    return ORR_NULL;
}
