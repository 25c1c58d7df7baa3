/* count, cycle, repeat */
#include "sim/lib/itertools.h"
#include "sim/vm/abstract.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"

/* count: saved: the next number, extra: the step. */

static bool is_number(OrrVm *vm, OrrValue v) {
    const OrrSlots *slots = &orr_type_of(vm, v)->slots;
    return slots->to_index != NULL || slots->to_float != NULL || slots->to_int != NULL ||
           orr_is_instance(vm, v, vm->types.complex_) || orr_fail(vm, vm->exc.TypeError, "a number is required");
}

static OrrValue count_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"start", "step", NULL};
    static const OrrSignature signature = {"count", names, 0, 2, 0, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    if ((out[0] != ORR_NULL && !is_number(vm, out[0])) || (out[1] != ORR_NULL && !is_number(vm, out[1])))
        return ORR_NULL;
    OrrTool *tool = orr_tool_new(vm, cls);
    if (tool == NULL) return ORR_NULL;
    tool->saved = out[0] == ORR_NULL ? orr_small_int(0) : orr_retain(out[0]);
    tool->extra = out[1] == ORR_NULL ? orr_small_int(1) : orr_retain(out[1]);
    return orr_value(tool);
}

static OrrValue count_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    OrrValue next = orr_both_small_ints(tool->saved, tool->extra)
                        ? orr_int(vm, orr_small_int_value(tool->saved) + orr_small_int_value(tool->extra))
                        : orr_binary(vm, ORR_ADD, tool->saved, tool->extra);
    if (next == ORR_NULL) return ORR_NULL;
    OrrValue result = tool->saved;
    tool->saved = next;
    return result;
}

static OrrValue count_repr(OrrVm *vm, OrrValue self) {
    const OrrTool *tool = orr_as_tool(self);
    if (tool->extra == orr_small_int(1)) return orr_format(vm, "count(%R)", tool->saved);
    return orr_format(vm, "count(%R, %R)", tool->saved, tool->extra);
}

const OrrTypeSpec orr_count_spec = {
    .name = "itertools.count",
    .size = sizeof(OrrTool),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC,
    .slots = {.destroy = orr_tool_destroy,
              .traverse = orr_tool_traverse,
              .new_object = count_new,
              .repr = count_repr,
              .iter = orr_iter_self,
              .next = count_next},
};

/* cycle: saved: the items seen so far; once the source is finished, at: the next of them. */

static OrrValue cycle_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_tool_arguments(vm, "cycle", nargs, 1, kwnames)) return ORR_NULL;
    OrrTool *tool = orr_tool_over(vm, cls, args[0]);
    if (tool == NULL) return ORR_NULL;
    tool->saved = orr_value(orr_list_new(vm, 0));
    if (tool->saved != ORR_NULL) return orr_value(tool);
    orr_release_object(vm, tool);
    return ORR_NULL;
}

static OrrValue cycle_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    OrrList *saved = orr_as_list(tool->saved);
    if (tool->iterator != ORR_NULL) {
        OrrValue item = orr_next(vm, tool->iterator);
        if (item != ORR_NULL) {
            if (orr_list_append(vm, saved, item)) return item;
            orr_release(vm, item);
            return ORR_NULL;
        }
        if (vm->exception != ORR_NULL) return ORR_NULL;
        orr_tool_end(vm, tool);
    }
    if (saved->count == 0) return ORR_NULL;
    OrrValue item = orr_retain(saved->items[tool->at]);
    tool->at = tool->at + 1 == (int64_t)saved->count ? 0 : tool->at + 1;
    return item;
}

ORR_TOOL_SPEC(orr_cycle_spec, "cycle", cycle_new, cycle_next, NULL);

/* repeat: saved: the object, at: how many times it is still given, -1 for ever. */

static OrrValue repeat_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"object", "times", NULL};
    static const OrrSignature signature = {"repeat", names, 0, 2, 1, 2};
    OrrValue out[2];
    int64_t times = -1;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    if (out[1] != ORR_NULL) {
        if (!orr_to_index(vm, out[1], vm->exc.OverflowError, &times)) return ORR_NULL;
        if (times < 0) times = 0;
    }
    OrrTool *tool = orr_tool_new(vm, cls);
    if (tool == NULL) return ORR_NULL;
    tool->saved = orr_retain(out[0]);
    tool->at = times;
    return orr_value(tool);
}

static OrrValue repeat_next(OrrVm *vm, OrrValue self) {
    (void)vm;
    OrrTool *tool = orr_as_tool(self);
    if (tool->at == 0) return ORR_NULL;
    if (tool->at > 0) tool->at--;
    return orr_retain(tool->saved);
}

static OrrValue repeat_repr(OrrVm *vm, OrrValue self) {
    const OrrTool *tool = orr_as_tool(self);
    if (tool->at < 0) return orr_format(vm, "repeat(%R)", tool->saved);
    return orr_format(vm, "repeat(%R, %ld)", tool->saved, (long)tool->at);
}

static OrrValue repeat_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    const OrrTool *tool = orr_as_tool(self);
    if (tool->at < 0) return orr_raise(vm, vm->exc.TypeError, "len() of unsized object");
    return orr_int(vm, tool->at);
}

static const OrrMethodDef repeat_methods[] = {ORR_DEF_NONE("__length_hint__", repeat_hint), ORR_DEF_END};

const OrrTypeSpec orr_repeat_spec = {
    .name = "itertools.repeat",
    .size = sizeof(OrrTool),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC,
    .slots = {.destroy = orr_tool_destroy,
              .traverse = orr_tool_traverse,
              .new_object = repeat_new,
              .repr = repeat_repr,
              .iter = orr_iter_self,
              .next = repeat_next},
    .methods = repeat_methods,
};
