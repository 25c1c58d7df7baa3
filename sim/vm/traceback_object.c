/* Traceback objects: a list of places, from where an exception was caught to where it was raised. */
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/frame.h"
#include "sim/vm/number.h"
#include "sim/vm/tuple.h"

/* The self of the method that frame is in: borrowed, or ORR_NULL. */
static OrrValue self_of(OrrVm *vm, const OrrFrame *frame) {
    const OrrCode *code = frame->code;
    bool method = (code->flags & ORR_CODE_OPTIMISED) && code->nlocals > 0 && !code->local_cells[0] &&
                  code->locals[0] == ORR_NAME(vm, self);
    return method && orr_frame_regs(frame)[0] != ORR_EMPTY ? orr_frame_regs(frame)[0] : ORR_NULL;
}

void orr_traceback_add(OrrVm *vm, OrrValue exception, OrrFrame *frame) {
    if (vm->stopped || frame->code->flags & ORR_CODE_UNSEEN) return;
    OrrValue pending = orr_exception_take(vm); /* it may be this very exception */
    OrrTraceback *entry = orr_new_object(vm, vm->types.traceback, sizeof *entry);
    orr_exception_restore(vm, pending);
    if (entry == NULL) return;
    OrrExceptionObject *e = orr_as_exception(exception);
    bool wants_self = e->traceback == ORR_NONE && (orr_is_instance(vm, exception, vm->exc.NameError) ||
                                                   orr_is_instance(vm, exception, vm->exc.AttributeError));
    entry->next = e->traceback == ORR_NONE ? NULL : (OrrTraceback *)orr_object(e->traceback);
    OrrFrameObject *object = orr_frame_object_if_any(vm, frame);
    entry->frame = object == NULL ? NULL : orr_object(orr_retain(orr_value(object)));
    entry->code = frame->code;
    entry->code->head.refs++;
    entry->globals = frame->function->globals;
    entry->globals->head.refs++;
    entry->kept = NULL;
    entry->self = wants_self ? orr_xretain(self_of(vm, frame)) : ORR_NULL;
    entry->pc = orr_frame_pc(frame);
    e->traceback = orr_value(entry);
}

/* May a program notice when value dies? Then so may it when what holds it does. */
static bool end_may_show(const OrrVm *vm, OrrValue value) {
    if (!orr_is_object(value) || value == ORR_EMPTY || value == ORR_NULL) return false;
    const OrrType *type = orr_object(value)->type;
    return type != vm->types.str && type != vm->types.int_ && type != vm->types.float_ && type != vm->types.bytes &&
           type != vm->types.function && type != vm->types.module;
}

void orr_traceback_keep_locals(OrrVm *vm, OrrValue exception, OrrFrame *frame) {
    OrrValue traceback = orr_as_exception(exception)->traceback;
    if (vm->stopped || traceback == ORR_NONE) return;
    OrrTraceback *entry = (OrrTraceback *)orr_object(traceback);
    if (entry->code != frame->code || entry->kept != NULL) return;
    OrrValue *regs = orr_frame_regs(frame);
    size_t count = 0;
    for (size_t n = 0; n < frame->code->nlocals; n++) count += end_may_show(vm, regs[n]);
    if (count == 0) return;
    OrrValue pending = orr_exception_take(vm);
    OrrTuple *kept = orr_tuple_alloc(vm, count);
    orr_exception_restore(vm, pending);
    if (kept == NULL) return;
    count = 0;
    for (size_t n = 0; n < frame->code->nlocals; n++) {
        if (!end_may_show(vm, regs[n])) continue;
        kept->items[count++] = regs[n];
        regs[n] = ORR_EMPTY;
    }
    entry->kept = kept;
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
    if (entry->kept != NULL) visit(context, &entry->kept->head);
    if (entry->code != NULL) visit(context, &entry->code->head);
    if (entry->globals != NULL) visit(context, &entry->globals->head);
    if (entry->self != ORR_NULL && orr_is_object(entry->self)) visit(context, orr_object(entry->self));
}

static void clear(OrrVm *vm, OrrObject *self) {
    OrrTraceback *entry = (OrrTraceback *)self;
    OrrTraceback *next = entry->next;
    OrrObject *frame = entry->frame;
    OrrTuple *kept = entry->kept;
    entry->next = NULL;
    entry->frame = NULL;
    entry->kept = NULL;
    orr_xrelease_object(vm, next);
    orr_xrelease_object(vm, frame);
    orr_xrelease_object(vm, kept);
    orr_set_slot(vm, &entry->self, ORR_NULL);
}

static void destroy(OrrVm *vm, OrrObject *self) {
    clear(vm, self);
    orr_release_object(vm, ((OrrTraceback *)self)->code);
    orr_release_object(vm, ((OrrTraceback *)self)->globals);
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

/* Frames get an object only when the program looks; one that is over by then is made from what the entry knows. */
static OrrValue frame_get(OrrVm *vm, OrrValue self) {
    OrrTraceback *entry = as_traceback(self);
    if (entry->frame == NULL) {
        OrrFrameObject *frame = orr_new_object(vm, vm->types.frame, sizeof *frame);
        if (frame == NULL) return ORR_NULL;
        frame->frame = NULL;
        frame->code = entry->code;
        frame->code->head.refs++;
        frame->globals = entry->globals;
        frame->globals->head.refs++;
        frame->pc = entry->pc;
        entry->frame = &frame->head;
    }
    return orr_retain(orr_value(entry->frame));
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
