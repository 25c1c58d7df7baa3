/* itertools: what its files share. Nearly all its iterators have one layout, OrrTool; each says what it keeps where. */
#ifndef ORR_LIB_ITERTOOLS_H
#define ORR_LIB_ITERTOOLS_H

#include "sim/vm/vm.h"

typedef struct OrrTool {
    OrrObject head;
    OrrValue iterator;               /* of the source; ORR_NULL: finished */
    OrrValue function, saved, extra; /* ORR_NULL: unused */
    int64_t at, stop, step;
    bool started, strict;
} OrrTool;

static inline OrrTool *orr_as_tool(OrrValue v) {
    return (OrrTool *)(uintptr_t)v;
}
/* A zeroed one of cls. NULL: MemoryError. */
OrrTool *orr_tool_new(OrrVm *vm, OrrType *cls);
/* One that iterates over iterable. */
OrrTool *orr_tool_over(OrrVm *vm, OrrType *cls, OrrValue iterable);
/* Drops the source: the tool is finished. Returns ORR_NULL. */
OrrValue orr_tool_end(OrrVm *vm, OrrTool *tool);
void orr_tool_destroy(OrrVm *vm, OrrObject *self);
void orr_tool_traverse(OrrObject *self, OrrVisit visit, void *context);
/* "X expected 2 arguments, got 1" */
bool orr_tool_arguments(OrrVm *vm, const char *name, size_t nargs, size_t wanted, OrrValue kwnames);

#define ORR_TOOL_SPEC(id, text, new_slot, next_slot, method_table)                                                     \
    const OrrTypeSpec id = {                                                                                           \
        .name = "itertools." text,                                                                                     \
        .size = sizeof(OrrTool),                                                                                       \
        .flags = ORR_TYPE_BASE | ORR_TYPE_GC,                                                                          \
        .slots = {.destroy = orr_tool_destroy,                                                                         \
                  .traverse = orr_tool_traverse,                                                                       \
                  .new_object = new_slot,                                                                              \
                  .iter = orr_iter_self,                                                                               \
                  .next = next_slot},                                                                                  \
        .methods = method_table,                                                                                       \
    }

/* itertools_endless.c */
extern const OrrTypeSpec orr_count_spec, orr_cycle_spec, orr_repeat_spec;
/* itertools_select.c */
extern const OrrTypeSpec orr_compress_spec, orr_dropwhile_spec, orr_filterfalse_spec, orr_islice_spec,
    orr_takewhile_spec;
/* itertools_join.c */
extern const OrrTypeSpec orr_accumulate_spec, orr_batched_spec, orr_chain_spec, orr_pairwise_spec, orr_starmap_spec,
    orr_zip_longest_spec;
/* itertools_group.c */
extern const OrrTypeSpec orr_groupby_spec, orr_grouper_spec, orr_tee_spec;
OrrValue orr_itertools_tee(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
/* itertools_combine.c */
extern const OrrTypeSpec orr_combinations_spec, orr_combinations_with_replacement_spec, orr_permutations_spec,
    orr_product_spec;

#endif
