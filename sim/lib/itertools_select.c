/* Some of the items of one source: compress, dropwhile, filterfalse, islice, takewhile. */
#include "sim/lib/itertools.h"
#include "sim/vm/abstract.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"

/* function: the predicate. */
static OrrValue predicate_new(OrrVm *vm, OrrType *cls, const char *name, const OrrValue *args, size_t nargs,
                              OrrValue kwnames) {
    if (!orr_tool_arguments(vm, name, nargs, 2, kwnames)) return ORR_NULL;
    OrrTool *tool = orr_tool_over(vm, cls, args[1]);
    if (tool != NULL) tool->function = orr_retain(args[0]);
    return orr_value(tool);
}

/* 1, 0, or -1 with an exception. */
static int holds(OrrVm *vm, OrrValue function, OrrValue item) {
    if (function == ORR_NONE || function == orr_value(vm->types.bool_)) return orr_truth(vm, item);
    OrrValue result = orr_call1(vm, function, item);
    if (result == ORR_NULL) return -1;
    int truth = orr_truth(vm, result);
    orr_release(vm, result);
    return truth;
}

static OrrValue dropwhile_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return predicate_new(vm, cls, "dropwhile", args, nargs, kwnames);
}
static OrrValue takewhile_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return predicate_new(vm, cls, "takewhile", args, nargs, kwnames);
}
static OrrValue filterfalse_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return predicate_new(vm, cls, "filterfalse", args, nargs, kwnames);
}

static int call_predicate(OrrVm *vm, OrrValue function, OrrValue item) {
    OrrValue result = orr_call1(vm, function, item);
    if (result == ORR_NULL) return -1;
    int truth = orr_truth(vm, result);
    orr_release(vm, result);
    return truth;
}

/* started: an item was found that isn't dropped. */
static OrrValue dropwhile_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    for (;;) {
        OrrValue item = orr_next(vm, tool->iterator);
        if (item == ORR_NULL || tool->started) return item;
        int drop = call_predicate(vm, tool->function, item);
        if (drop == 0) {
            tool->started = true;
            return item;
        }
        orr_release(vm, item);
        if (drop < 0) return ORR_NULL;
    }
}

static OrrValue takewhile_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    if (tool->iterator == ORR_NULL) return ORR_NULL;
    OrrValue item = orr_next(vm, tool->iterator);
    if (item == ORR_NULL) return ORR_NULL;
    int take = call_predicate(vm, tool->function, item);
    if (take == 1) return item;
    orr_release(vm, item);
    return take == 0 ? orr_tool_end(vm, tool) : ORR_NULL;
}

static OrrValue filterfalse_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    for (;;) {
        OrrValue item = orr_next(vm, tool->iterator);
        if (item == ORR_NULL) return ORR_NULL;
        int truth = holds(vm, tool->function, item);
        if (truth == 0) return item;
        orr_release(vm, item);
        if (truth < 0) return ORR_NULL;
    }
}

ORR_TOOL_SPEC(orr_dropwhile_spec, "dropwhile", dropwhile_new, dropwhile_next, NULL);
ORR_TOOL_SPEC(orr_takewhile_spec, "takewhile", takewhile_new, takewhile_next, NULL);
ORR_TOOL_SPEC(orr_filterfalse_spec, "filterfalse", filterfalse_new, filterfalse_next, NULL);

/* compress: saved: the iterator over the selectors. */

static OrrValue compress_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"data", "selectors", NULL};
    static const OrrSignature signature = {"compress", names, 0, 2, 2, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrTool *tool = orr_tool_over(vm, cls, out[0]);
    if (tool == NULL) return ORR_NULL;
    tool->saved = orr_iter(vm, out[1]);
    if (tool->saved != ORR_NULL) return orr_value(tool);
    orr_release_object(vm, tool);
    return ORR_NULL;
}

static OrrValue compress_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    for (;;) {
        OrrValue item = orr_next(vm, tool->iterator);
        if (item == ORR_NULL) return ORR_NULL;
        OrrValue selector = orr_next(vm, tool->saved);
        int truth = selector == ORR_NULL ? -1 : orr_truth(vm, selector);
        orr_xrelease(vm, selector);
        if (truth == 1) return item;
        orr_release(vm, item);
        if (truth < 0) return ORR_NULL;
    }
}

ORR_TOOL_SPEC(orr_compress_spec, "compress", compress_new, compress_next, NULL);

/* islice: at: how many items were taken from the source, saved: the number of the next one to give (a small int),
 * stop: -1 none, step. */

static bool islice_bound(OrrVm *vm, OrrValue v, int64_t otherwise, const char *what, int64_t *out) {
    *out = otherwise;
    if (v == ORR_NONE) return true;
    if (orr_is_index(vm, v) && orr_to_index(vm, v, vm->exc.OverflowError, out) && *out >= 0) return true;
    orr_exception_clear(vm);
    return orr_fail(vm, vm->exc.ValueError, "%s", what);
}

static OrrValue islice_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char stop_text[] = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    static const char index_text[] = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    if (!orr_no_keywords(vm, "islice", kwnames)) return ORR_NULL;
    if (nargs < 2) return orr_raise(vm, vm->exc.TypeError, "islice expected at least 2 arguments, got %zu", nargs);
    if (nargs > 4) return orr_raise(vm, vm->exc.TypeError, "islice expected at most 4 arguments, got %zu", nargs);
    int64_t start = 0, stop, step = 1;
    if (!islice_bound(vm, args[nargs == 2 ? 1 : 2], -1, stop_text, &stop)) return ORR_NULL;
    if (nargs > 2 && !islice_bound(vm, args[1], 0, index_text, &start)) return ORR_NULL;
    if (nargs > 3 && args[3] != ORR_NONE) {
        if (!orr_is_index(vm, args[3]) || !orr_to_index(vm, args[3], vm->exc.OverflowError, &step) || step < 1) {
            orr_exception_clear(vm);
            return orr_raise(vm, vm->exc.ValueError, "Step for islice() must be a positive integer or None.");
        }
    }
    OrrTool *tool = orr_tool_over(vm, cls, args[0]);
    if (tool == NULL) return ORR_NULL;
    tool->saved = orr_small_int(start);
    tool->stop = stop;
    tool->step = step;
    return orr_value(tool);
}

static OrrValue islice_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    if (tool->iterator == ORR_NULL) return ORR_NULL;
    int64_t wanted = orr_small_int_value(tool->saved);
    while (tool->at < wanted) {
        OrrValue skipped = orr_next(vm, tool->iterator);
        if (skipped == ORR_NULL) return orr_tool_end(vm, tool);
        orr_release(vm, skipped);
        tool->at++;
    }
    if (tool->stop >= 0 && tool->at >= tool->stop) return orr_tool_end(vm, tool);
    OrrValue item = orr_next(vm, tool->iterator);
    if (item == ORR_NULL) return orr_tool_end(vm, tool);
    tool->at++;
    /* What is skipped for the next one goes no further than stop: the source may be used by others afterwards. */
    int64_t next = wanted > ORR_SMALL_INT_MAX - tool->step ? ORR_SMALL_INT_MAX : wanted + tool->step;
    if (tool->stop >= 0 && next > tool->stop) next = tool->stop;
    tool->saved = orr_small_int(next);
    return item;
}

ORR_TOOL_SPEC(orr_islice_spec, "islice", islice_new, islice_next, NULL);
