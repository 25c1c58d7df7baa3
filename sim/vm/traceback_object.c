/* Traceback objects: a list of places, from where an exception was caught to where it was raised. */
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/number.h"

bool orr_traceback_push(OrrVm *vm, OrrValue exception, OrrObject *frame, OrrCode *code, uint32_t pc) {
    OrrValue pending = orr_exception_take(vm); /* it may be this very exception */
    OrrTraceback *entry = orr_new_object(vm, vm->types.traceback, sizeof *entry);
    orr_exception_restore(vm, pending);
    if (entry == NULL) return false;
    OrrExceptionObject *e = orr_as_exception(exception);
    entry->next = e->traceback == ORR_NONE ? NULL : (OrrTraceback *)orr_object(e->traceback);
    entry->frame = frame;
    if (frame != NULL) frame->refs++;
    entry->code = code;
    code->head.refs++;
    entry->pc = pc;
    e->traceback = orr_value(entry);
    return true;
}

uint32_t orr_traceback_line(const OrrTraceback *entry) {
    return entry->pc < entry->code->instr_count ? entry->code->positions[entry->pc].line : 0;
}

static OrrTraceback *as_traceback(OrrValue v) {
    return (OrrTraceback *)(uintptr_t)v;
}

static void traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrTraceback *entry = (OrrTraceback *)self;
    if (entry->next != NULL) visit(context, &entry->next->head);
    if (entry->frame != NULL) visit(context, entry->frame);
    if (entry->code != NULL) visit(context, &entry->code->head);
}

static void clear(OrrVm *vm, OrrObject *self) {
    OrrTraceback *entry = (OrrTraceback *)self;
    OrrTraceback *next = entry->next;
    OrrObject *frame = entry->frame;
    entry->next = NULL;
    entry->frame = NULL;
    orr_xrelease_object(vm, next);
    orr_xrelease_object(vm, frame);
}

static void destroy(OrrVm *vm, OrrObject *self) {
    clear(vm, self);
    orr_xrelease_object(vm, ((OrrTraceback *)self)->code);
    orr_free_object(vm, self, sizeof(OrrTraceback));
}

static OrrValue value_or_none(void *object) {
    return object == NULL ? ORR_NONE : orr_retain(orr_value(object));
}

static OrrValue next_get(OrrVm *vm, OrrValue self) {
    (void)vm;
    return value_or_none(as_traceback(self)->next);
}

static bool next_set(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "can't delete tb_next attribute");
    if (value != ORR_NONE && !orr_is_exact(vm, value, vm->types.traceback))
        return orr_fail(vm, vm->exc.TypeError, "expected traceback object, got '%T'", value);
    OrrTraceback *next = value == ORR_NONE ? NULL : as_traceback(value), *old = as_traceback(self)->next;
    for (OrrTraceback *at = next; at != NULL; at = at->next) {
        if (at == as_traceback(self)) return orr_fail(vm, vm->exc.ValueError, "traceback loop detected");
    }
    if (next != NULL) next->head.refs++;
    as_traceback(self)->next = next;
    orr_xrelease_object(vm, old);
    return true;
}

static OrrValue frame_get(OrrVm *vm, OrrValue self) {
    (void)vm;
    return value_or_none(as_traceback(self)->frame);
}

static OrrValue line_get(OrrVm *vm, OrrValue self) {
    uint32_t line = orr_traceback_line(as_traceback(self));
    return line == 0 ? ORR_NONE : orr_int(vm, line);
}

/* In CPython an offset in bytes, two for an instruction. */
static OrrValue last_instruction_get(OrrVm *vm, OrrValue self) {
    return orr_int(vm, (int64_t)as_traceback(self)->pc * 2);
}

static const OrrGetSetDef getsets[] = {
    {"tb_next", next_get, next_set},
    {"tb_frame", frame_get, NULL},
    {"tb_lasti", last_instruction_get, NULL},
    {"tb_lineno", line_get, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_traceback_spec = {
    .name = "traceback",
    .size = sizeof(OrrTraceback),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = destroy, .traverse = traverse, .clear = clear},
    .getsets = getsets,
};
