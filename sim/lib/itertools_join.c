/* Items put together: accumulate, batched, chain, pairwise, starmap, zip_longest. */
#include "sim/lib/itertools.h"
#include "sim/vm/abstract.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"

/* accumulate: function (ORR_NONE: +), saved: the total so far, extra: the initial value not given yet. */

static OrrValue accumulate_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"iterable", "func", "initial", NULL};
    static const OrrSignature signature = {"accumulate", names, 0, 2, 1, 3};
    OrrValue out[3];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrTool *tool = orr_tool_over(vm, cls, out[0]);
    if (tool == NULL) return ORR_NULL;
    tool->function = out[1] == ORR_NULL ? ORR_NONE : orr_retain(out[1]);
    if (out[2] != ORR_NULL && out[2] != ORR_NONE) tool->extra = orr_retain(out[2]);
    return orr_value(tool);
}

static OrrValue accumulate_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    if (tool->extra != ORR_NULL) {
        tool->saved = tool->extra;
        tool->extra = ORR_NULL;
        return orr_retain(tool->saved);
    }
    OrrValue item = orr_next(vm, tool->iterator);
    if (item == ORR_NULL) return ORR_NULL;
    if (tool->saved == ORR_NULL) {
        tool->saved = orr_retain(item);
        return item;
    }
    OrrValue total = tool->function == ORR_NONE ? orr_binary(vm, ORR_ADD, tool->saved, item)
                                                : orr_call2(vm, tool->function, tool->saved, item);
    orr_release(vm, item);
    if (total == ORR_NULL) return ORR_NULL;
    orr_set_slot(vm, &tool->saved, orr_retain(total));
    return total;
}

ORR_TOOL_SPEC(orr_accumulate_spec, "accumulate", accumulate_new, accumulate_next, NULL);

/* batched: stop: how many make a batch. */

static OrrValue batched_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"iterable", "n", "strict", NULL};
    static const OrrSignature signature = {"batched", names, 0, 2, 2, 3};
    OrrValue out[3];
    int64_t n;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    if (!orr_to_index(vm, out[1], vm->exc.OverflowError, &n)) return ORR_NULL;
    int strict = out[2] == ORR_NULL ? 0 : orr_truth(vm, out[2]);
    if (strict < 0) return ORR_NULL;
    if (n < 1) return orr_raise(vm, vm->exc.ValueError, "n must be at least one");
    OrrTool *tool = orr_tool_over(vm, cls, out[0]);
    if (tool == NULL) return ORR_NULL;
    tool->stop = n;
    tool->strict = strict == 1;
    return orr_value(tool);
}

static OrrValue batched_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    if (tool->iterator == ORR_NULL) return ORR_NULL;
    OrrList *batch = orr_list_new(vm, tool->stop < 64 ? (size_t)tool->stop : 64);
    if (batch == NULL) return ORR_NULL;
    bool ok = true;
    while (ok && (int64_t)batch->count < tool->stop) {
        OrrValue item = orr_next(vm, tool->iterator);
        if (item == ORR_NULL) break;
        ok = orr_list_append_steal(vm, batch, item);
    }
    if (vm->exception == ORR_NULL && (int64_t)batch->count < tool->stop) {
        orr_tool_end(vm, tool);
        if (tool->strict && batch->count > 0) orr_fail(vm, vm->exc.ValueError, "batched(): incomplete batch");
    }
    OrrValue result =
        vm->exception != ORR_NULL || batch->count == 0 ? ORR_NULL : orr_tuple_new(vm, batch->items, batch->count);
    orr_release_object(vm, batch);
    return result;
}

ORR_TOOL_SPEC(orr_batched_spec, "batched", batched_new, batched_next, NULL);

/* chain: iterator: over the sources, saved: over the one that is read now. */

static OrrValue chain_over(OrrVm *vm, OrrType *cls, OrrValue sources) {
    return orr_value(orr_tool_over(vm, cls, sources));
}

static OrrValue chain_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "chain", kwnames)) return ORR_NULL;
    OrrValue sources = orr_tuple_new(vm, args, nargs);
    if (sources == ORR_NULL) return ORR_NULL;
    OrrValue result = chain_over(vm, cls, sources);
    orr_release(vm, sources);
    return result;
}

static OrrValue chain_from_iterable(OrrVm *vm, OrrValue cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return chain_over(vm, (OrrType *)orr_object(cls), args[0]);
}

static OrrValue chain_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    while (tool->iterator != ORR_NULL) {
        if (tool->saved == ORR_NULL) {
            OrrValue source = orr_next(vm, tool->iterator);
            if (source == ORR_NULL) return orr_tool_end(vm, tool);
            tool->saved = orr_iter(vm, source);
            orr_release(vm, source);
            if (tool->saved == ORR_NULL) return orr_tool_end(vm, tool);
        }
        OrrValue item = orr_next(vm, tool->saved);
        if (item != ORR_NULL || vm->exception != ORR_NULL) return item;
        orr_set_slot(vm, &tool->saved, ORR_NULL);
    }
    return ORR_NULL;
}

static const OrrMethodDef chain_methods[] = {
    {"from_iterable", chain_from_iterable, ORR_ARITY_ONE, 1, 1, ORR_METHOD_CLASS, NULL},
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};

ORR_TOOL_SPEC(orr_chain_spec, "chain", chain_new, chain_next, chain_methods);

/* pairwise: saved: the item before. */

static OrrValue pairwise_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_tool_arguments(vm, "pairwise", nargs, 1, kwnames)) return ORR_NULL;
    return orr_value(orr_tool_over(vm, cls, args[0]));
}

static OrrValue pairwise_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    if (tool->iterator == ORR_NULL) return ORR_NULL;
    if (tool->saved == ORR_NULL) {
        OrrValue first = orr_next(vm, tool->iterator);
        if (first == ORR_NULL) return orr_tool_end(vm, tool);
        orr_set_slot(vm, &tool->saved, first);
        if (tool->iterator == ORR_NULL) return ORR_NULL;
    }
    OrrValue old = orr_retain(tool->saved);
    OrrValue item = orr_next(vm, tool->iterator);
    if (item == ORR_NULL) {
        orr_tool_end(vm, tool);
        orr_set_slot(vm, &tool->saved, ORR_NULL);
        orr_release(vm, old);
        return ORR_NULL;
    }
    OrrValue pair = orr_tuple_pair(vm, old, item);
    orr_release(vm, old);
    orr_set_slot(vm, &tool->saved, item);
    return pair;
}

ORR_TOOL_SPEC(orr_pairwise_spec, "pairwise", pairwise_new, pairwise_next, NULL);

/* starmap */

static OrrValue starmap_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_tool_arguments(vm, "starmap", nargs, 2, kwnames)) return ORR_NULL;
    OrrTool *tool = orr_tool_over(vm, cls, args[1]);
    if (tool != NULL) tool->function = orr_retain(args[0]);
    return orr_value(tool);
}

static OrrValue starmap_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    OrrValue item = orr_next(vm, tool->iterator);
    if (item == ORR_NULL) return ORR_NULL;
    OrrValue args = orr_tuple_from_iterable(vm, item);
    orr_release(vm, item);
    if (args == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_call(vm, tool->function, orr_as_tuple(args)->items, orr_as_tuple(args)->count, ORR_NULL);
    orr_release(vm, args);
    return result;
}

ORR_TOOL_SPEC(orr_starmap_spec, "starmap", starmap_new, starmap_next, NULL);

/* zip_longest: saved: a tuple of iterators (None where one has ended), at: how many are left, extra: the fill value. */

static OrrValue zip_longest_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue fill = ORR_NONE;
    if (kwnames != ORR_NULL) {
        const OrrTuple *names = orr_as_tuple(kwnames);
        if (names->count != 1 || !orr_str_equals_cstring(orr_as_str(names->items[0]), "fillvalue")) {
            return orr_raise(vm, vm->exc.TypeError, "zip_longest() got an unexpected keyword argument");
        }
        fill = args[nargs];
    }
    OrrTuple *iterators = orr_tuple_alloc(vm, nargs);
    if (iterators == NULL) return ORR_NULL;
    for (size_t i = 0; i < nargs; i++) {
        OrrValue iterator = orr_iter(vm, args[i]);
        if (iterator == ORR_NULL) {
            orr_release_object(vm, iterators);
            return ORR_NULL;
        }
        iterators->items[i] = iterator;
    }
    OrrTool *tool = orr_tool_new(vm, cls);
    if (tool == NULL) {
        orr_release_object(vm, iterators);
        return ORR_NULL;
    }
    tool->saved = orr_value(iterators);
    tool->at = (int64_t)nargs;
    tool->extra = orr_retain(fill);
    return orr_value(tool);
}

static OrrValue zip_longest_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    OrrTuple *iterators = orr_as_tuple(tool->saved);
    if (tool->at == 0) return ORR_NULL;
    OrrTuple *row = orr_tuple_alloc(vm, iterators->count);
    if (row == NULL) return ORR_NULL;
    for (size_t i = 0; i < iterators->count; i++) {
        OrrValue item = ORR_NULL;
        if (iterators->items[i] != ORR_NONE) {
            item = orr_next(vm, iterators->items[i]);
            if (item == ORR_NULL && (vm->exception != ORR_NULL || --tool->at == 0)) {
                tool->at = 0;
                orr_release_object(vm, row);
                return ORR_NULL;
            }
            if (item == ORR_NULL) orr_set_slot(vm, &iterators->items[i], ORR_NONE);
        }
        row->items[i] = item == ORR_NULL ? orr_retain(tool->extra) : item;
    }
    return orr_value(row);
}

ORR_TOOL_SPEC(orr_zip_longest_spec, "zip_longest", zip_longest_new, zip_longest_next, NULL);
