#include "sim/vm/dynamic.h"

#include "sim/vm/abstract.h"
#include "sim/vm/code.h"
#include "sim/vm/frame.h"
#include "sim/vm/tuple.h"

/* Globals and builtins */

static OrrValue module_dict(OrrVm *vm, OrrValue v) {
    return orr_is_exact(vm, v, vm->types.module) ? orr_value(((OrrModule *)orr_object(v))->dict) : v;
}

bool orr_globals_prepare(OrrVm *vm, OrrDict *globals, bool complete) {
    OrrValue own = orr_dict_get_name(globals, ORR_NAME(vm, __builtins__));
    vm->globals_epoch++; /* another dict may have been where this one is now */
    if (own == ORR_NULL)
        return !complete || orr_dict_set_name(vm, globals, ORR_NAME(vm, __builtins__), orr_value(vm->builtins));
    if (module_dict(vm, own) == orr_value(vm->builtins)) globals->head.flags &= ~ORR_DICT_OWN_BUILTINS;
    else globals->head.flags |= ORR_DICT_OWN_BUILTINS;
    return true;
}

OrrDict *orr_builtins_of(OrrVm *vm, OrrDict *globals) {
    if (ORR_LIKELY(!(globals->head.flags & ORR_DICT_OWN_BUILTINS))) return vm->builtins;
    OrrValue own = orr_dict_get_name(globals, ORR_NAME(vm, __builtins__));
    if (own == ORR_NULL) return vm->builtins;
    own = module_dict(vm, own);
    if (orr_is_dict(own)) return orr_as_dict(own);
    orr_fail(vm, vm->exc.TypeError, "'%T' object is not subscriptable", own);
    return NULL;
}

/* Code */

static void *copy_array(OrrVm *vm, const void *items, size_t count, size_t size, bool *ok) {
    if (count == 0 || items == NULL || !*ok) return NULL;
    void *copy = orr_buffer_new(vm, count * size);
    if (copy == NULL) *ok = false;
    else memcpy(copy, items, count * size);
    return copy;
}

static void *copy_objects(OrrVm *vm, void *items, size_t count, bool *ok) {
    OrrObject **copy = copy_array(vm, items, count, sizeof *copy, ok);
    for (size_t n = 0; copy != NULL && n < count; n++) copy[n]->refs++;
    return copy;
}

static OrrCode *copy_code(OrrVm *vm, const OrrCode *from) {
    OrrCode *code = orr_new_object(vm, vm->types.code, sizeof *code);
    if (code == NULL) return NULL;
    OrrObject head = code->head;
    *code = *from;
    code->head = head;
    bool ok = true;
    code->instrs = copy_array(vm, from->instrs, from->instr_count, sizeof *from->instrs, &ok);
    code->exceptions = copy_array(vm, from->exceptions, from->exception_count, sizeof *from->exceptions, &ok);
    code->positions = copy_array(vm, from->positions, from->instr_count, sizeof *from->positions, &ok);
    code->local_cells = copy_array(vm, from->local_cells, from->nlocals, 1, &ok);
    code->consts = copy_array(vm, from->consts, from->const_count, sizeof *from->consts, &ok);
    for (uint32_t n = 0; code->consts != NULL && n < code->const_count; n++) orr_retain(code->consts[n]);
    code->names = copy_objects(vm, from->names, from->name_count, &ok);
    code->locals = copy_objects(vm, from->locals, from->first_temp, &ok);
    code->codes = copy_objects(vm, from->codes, from->code_count, &ok);
    if (code->consts == NULL) code->const_count = 0;
    if (code->names == NULL) code->name_count = 0;
    if (code->codes == NULL) code->code_count = 0;
    if (code->exceptions == NULL) code->exception_count = 0;
    code->name->head.refs++;
    code->qualname->head.refs++;
    code->filename->head.refs++;
    if (ok) return code;
    orr_release_object(vm, code);
    return NULL;
}

OrrCode *orr_code_for(OrrVm *vm, OrrCode *code, const OrrDict *globals) {
    if (code->globals == NULL) code->globals = globals;
    if (ORR_LIKELY(code->globals == globals)) {
        code->head.refs++;
        return code;
    }
    OrrCode *copy = copy_code(vm, code);
    if (copy != NULL) copy->globals = globals;
    vm->globals_epoch++; /* its caches are copied too */
    return copy;
}

OrrValue orr_code_run(OrrVm *vm, OrrCode *code, OrrDict *globals, OrrValue locals, OrrTuple *closure) {
    OrrValue function = orr_function_new(vm, code, globals);
    if (function == ORR_NULL) return ORR_NULL;
    if (closure != NULL) {
        closure->head.refs++;
        ((OrrFunction *)orr_object(function))->closure = closure;
    }
    OrrValue result = ORR_NULL;
    if (!(code->flags & ORR_CODE_DYNAMIC)) {
        result = orr_call0(vm, function);
    } else if (orr_enter(vm, "")) {
        OrrFrame *frame = orr_frame_push(vm, (OrrFunction *)orr_object(function));
        if (frame != NULL) {
            orr_frame_regs(frame)[0] = orr_retain(locals);
            orr_run(vm, ORR_RUN_SEND, ORR_NONE, &result);
        }
        orr_leave(vm);
    }
    orr_release(vm, function);
    return result;
}
