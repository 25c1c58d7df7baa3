/* Module _weakref: weak references themselves. weakref.py builds the containers and proxies upon them. */
#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/object.h"

static OrrValue getweakrefcount(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_small_int(orr_is_object(args[0]) ? (int64_t)orr_weakref_count(vm, orr_object(args[0])) : 0);
}

static OrrValue getweakrefs(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrList *list = orr_list_new(vm, 0);
    if (list == NULL || !orr_is_object(args[0]) || orr_weakref_count(vm, orr_object(args[0])) == 0)
        return list == NULL ? ORR_NULL : orr_value(list);
    uint64_t *first = orr_side_find(vm, &vm->weak->lists, orr_object(args[0]));
    for (OrrWeakref *w = (OrrWeakref *)(uintptr_t)*first; w != NULL; w = w->next) {
        if (orr_list_append(vm, list, orr_value(w))) continue;
        orr_release_object(vm, list);
        return ORR_NULL;
    }
    return orr_value(list);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_ONE("getweakrefcount", getweakrefcount),
    ORR_DEF_ONE("getweakrefs", getweakrefs),
    ORR_DEF_END,
};

OrrValue orr_lib_weakref(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "_weakref");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add(vm, module, "ref", orr_retain(orr_value(vm->types.weakref))) &&
        orr_module_add_functions(vm, module, methods))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}
