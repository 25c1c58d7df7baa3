#include "sim/lib/itertools.h"

#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/function.h"
#include "sim/vm/sequence.h"

OrrTool *orr_tool_new(OrrVm *vm, OrrType *cls) {
    OrrTool *tool = orr_new_object(vm, cls, cls->instance_size);
    if (tool == NULL) return NULL;
    memset((char *)tool + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    return tool;
}

OrrTool *orr_tool_over(OrrVm *vm, OrrType *cls, OrrValue iterable) {
    OrrValue iterator = orr_iter(vm, iterable);
    if (iterator == ORR_NULL) return NULL;
    OrrTool *tool = orr_tool_new(vm, cls);
    if (tool == NULL) {
        orr_release(vm, iterator);
        return NULL;
    }
    tool->iterator = iterator;
    return tool;
}

OrrValue orr_tool_end(OrrVm *vm, OrrTool *tool) {
    OrrValue iterator = tool->iterator;
    tool->iterator = ORR_NULL;
    orr_xrelease(vm, iterator);
    return ORR_NULL;
}

void orr_tool_destroy(OrrVm *vm, OrrObject *self) {
    OrrTool *tool = (OrrTool *)self;
    orr_xrelease(vm, tool->iterator);
    orr_xrelease(vm, tool->function);
    orr_xrelease(vm, tool->saved);
    orr_xrelease(vm, tool->extra);
    orr_free_object(vm, self, self->type->instance_size);
}

void orr_tool_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrTool *tool = (OrrTool *)self;
    orr_visit_value(tool->iterator, visit, context);
    orr_visit_value(tool->function, visit, context);
    orr_visit_value(tool->saved, visit, context);
    orr_visit_value(tool->extra, visit, context);
}

bool orr_tool_arguments(OrrVm *vm, const char *name, size_t nargs, size_t wanted, OrrValue kwnames) {
    if (!orr_no_keywords(vm, name, kwnames)) return false;
    return nargs == wanted || orr_fail(vm, vm->exc.TypeError, "%s expected %zu argument%s, got %zu", name, wanted,
                                       wanted == 1 ? "" : "s", nargs);
}

static const OrrTypeSpec *const types[] = {
    &orr_accumulate_spec,
    &orr_batched_spec,
    &orr_chain_spec,
    &orr_combinations_spec,
    &orr_combinations_with_replacement_spec,
    &orr_compress_spec,
    &orr_count_spec,
    &orr_cycle_spec,
    &orr_dropwhile_spec,
    &orr_filterfalse_spec,
    &orr_groupby_spec,
    &orr_islice_spec,
    &orr_pairwise_spec,
    &orr_permutations_spec,
    &orr_product_spec,
    &orr_repeat_spec,
    &orr_starmap_spec,
    &orr_takewhile_spec,
    &orr_zip_longest_spec,
};

static const OrrMethodDef functions[] = {ORR_DEF_RANGE("tee", orr_itertools_tee, 1, 2), ORR_DEF_END};

static bool fill(OrrVm *vm, OrrValue module) {
    OrrLib *lib = orr_lib(vm);
    if (lib == NULL || !orr_module_add_functions(vm, module, functions)) return false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (orr_module_add_type(vm, module, types[i], NULL) == NULL) return false;
    }
    lib->grouper = orr_module_add_type(vm, module, &orr_grouper_spec, NULL);
    lib->tee = lib->grouper == NULL ? NULL : orr_module_add_type(vm, module, &orr_tee_spec, NULL);
    if (lib->tee == NULL) return false;
    orr_retain(orr_value(lib->grouper));
    orr_retain(orr_value(lib->tee));
    return true;
}

OrrValue orr_lib_itertools(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "itertools");
    if (module == ORR_NULL || fill(vm, module)) return module;
    orr_release(vm, module);
    return ORR_NULL;
}
