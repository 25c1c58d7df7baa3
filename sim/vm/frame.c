/* The interpreter stack: frames in chunks that never move, and threads, which own a stack each. */
#include "sim/vm/frame.h"

#include "sim/vm/abstract.h"
#include "sim/vm/code.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/import.h"
#include "sim/vm/number.h"
#include "sim/vm/tuple.h"

#define CHUNK_BYTES (ORR_HOSTILE ? 2048u : 32u * 1024u)

static bool grow_stack(OrrVm *vm, OrrThread *thread, size_t words) {
    size_t size = sizeof(OrrStackChunk) + words * sizeof(OrrValue);
    OrrStackChunk *chunk = thread->spare;
    thread->spare = NULL;
    if (chunk != NULL && chunk->size < size) {
        orr_buffer_free(vm, chunk, chunk->size);
        chunk = NULL;
    }
    if (chunk == NULL) {
        if (size < CHUNK_BYTES) size = CHUNK_BYTES;
        chunk = orr_buffer_new(vm, size);
        if (chunk == NULL) return false;
        chunk->size = size;
    }
    chunk->below = thread->chunk;
    chunk->below_top = thread->top;
    thread->chunk = chunk;
    thread->top = chunk->data;
    thread->limit = (OrrValue *)((char *)chunk + chunk->size);
    return true;
}

static void shrink_stack(OrrVm *vm, OrrThread *thread) {
    OrrStackChunk *chunk = thread->chunk;
    thread->chunk = chunk->below;
    thread->top = chunk->below_top;
    thread->limit = chunk->below == NULL ? NULL : (OrrValue *)((char *)chunk->below + chunk->below->size);
    if (thread->spare != NULL) orr_buffer_free(vm, thread->spare, thread->spare->size);
    thread->spare = chunk;
}

static OrrFrame *push(OrrVm *vm, OrrFunction *function, OrrEntry entry) {
    OrrThread *thread = vm->thread;
    OrrCode *code = function->code;
    if (ORR_UNLIKELY(vm->frame_depth >= vm->recursion_limit)) {
        vm->recursion_limit += 50; /* room for handlers while this error is about */
        orr_fail(vm, vm->exc.RecursionError, "maximum recursion depth exceeded");
        vm->recursion_limit -= 50;
        return NULL;
    }
    size_t words = sizeof(OrrFrame) / sizeof(OrrValue) + code->nregs + (entry == ORR_ENTRY_INIT);
    if (ORR_UNLIKELY((size_t)(thread->limit - thread->top) < words) && !grow_stack(vm, thread, words)) return NULL;
    OrrFrame *frame = (OrrFrame *)(void *)thread->top;
    OrrValue *regs = orr_frame_regs(frame);
    thread->top += words;
    vm->frame_depth++;
    frame->back = thread->frame;
    frame->code = code;
    frame->pc = code->instrs;
    frame->function = function;
    function->head.refs++;
    frame->entry = (uint8_t)entry;
    frame->in_generator = frame->has_object = false;
    for (size_t n = 0; n < code->nregs; n++) regs[n] = ORR_EMPTY;
    if (code->nfree != 0)
        for (size_t n = 0; n < code->nfree; n++) regs[code->nlocals + n] = orr_retain(function->closure->items[n]);
    thread->frame = frame;
    return frame;
}

OrrFrame *orr_frame_push(OrrVm *vm, OrrFunction *function) {
    return push(vm, function, ORR_ENTRY_NATIVE);
}

OrrFrame *orr_frame_push_init(OrrVm *vm, OrrFunction *function, OrrValue instance) {
    OrrFrame *frame = push(vm, function, ORR_ENTRY_INIT);
    if (frame != NULL) *orr_frame_instance(frame) = instance;
    else orr_release(vm, instance);
    return frame;
}

OrrFrameObject *orr_frame_object_if_any(const OrrVm *vm, const OrrFrame *frame) {
    if (ORR_LIKELY(!frame->has_object)) return NULL;
    OrrFrameObject *o = vm->frame_objects;
    while (o->frame != frame) o = o->next;
    return o;
}

/* The object no longer shows a frame. */
static void detach_object(OrrVm *vm, OrrFrameObject *o) {
    OrrFrameObject **link = &vm->frame_objects;
    while (*link != o) link = &(*link)->next;
    *link = o->next;
    o->pc = orr_frame_pc(o->frame);
    o->frame->has_object = false;
    o->frame = NULL;
}

void orr_frame_clear(OrrVm *vm, OrrFrame *frame) {
    if (ORR_UNLIKELY(frame->has_object)) detach_object(vm, orr_frame_object_if_any(vm, frame));
    OrrValue *regs = orr_frame_regs(frame);
    for (size_t n = 0, count = frame->code->nregs; n < count; n++) {
        OrrValue v = regs[n];
        regs[n] = ORR_EMPTY;
        if (orr_is_object(v)) orr_release_object(vm, orr_object(v));
    }
    if (ORR_UNLIKELY(frame->entry == ORR_ENTRY_INIT)) {
        OrrValue instance = *orr_frame_instance(frame);
        *orr_frame_instance(frame) = ORR_EMPTY;
        orr_release(vm, instance);
    }
}

void orr_frame_pop(OrrVm *vm, OrrFrame *frame) {
    OrrThread *thread = vm->thread;
    OrrFunction *function = frame->function;
    orr_frame_clear(vm, frame); /* while it is still the innermost: destructors may run code on top of it */
    thread->frame = frame->back;
    vm->frame_depth--;
    thread->top = (OrrValue *)(void *)frame;
    if (ORR_UNLIKELY(thread->top == thread->chunk->data) && thread->chunk->below != NULL) shrink_stack(vm, thread);
    orr_release_object(vm, function);
}

uint32_t orr_frame_line(const OrrFrame *frame) {
    const OrrPosition *p = orr_code_position(frame->code, orr_frame_pc(frame));
    return p == NULL || p->line == 0 ? frame->code->first_line : p->line;
}

/* Threads */

OrrThread *orr_thread_new(OrrVm *vm) {
    OrrThread *thread = orr_buffer_new(vm, sizeof *thread);
    if (thread == NULL) return NULL;
    memset(thread, 0, sizeof *thread);
    thread->base.exception = ORR_NONE;
    thread->handled = &thread->base;
    if (!grow_stack(vm, thread, 1)) {
        orr_buffer_free(vm, thread, sizeof *thread);
        return NULL;
    }
    return thread;
}

void orr_thread_free(OrrVm *vm, OrrThread *thread) {
    while (thread->chunk != NULL) {
        OrrStackChunk *chunk = thread->chunk;
        thread->chunk = chunk->below;
        orr_buffer_free(vm, chunk, chunk->size);
    }
    if (thread->spare != NULL) orr_buffer_free(vm, thread->spare, thread->spare->size);
    orr_release(vm, thread->base.exception);
    orr_buffer_free(vm, thread, sizeof *thread);
}

/* Makes thread the one that runs; the depth counters are per thread. */
static OrrThread *switch_to(OrrVm *vm, OrrThread *thread) {
    OrrThread *before = vm->thread;
    if (before != thread) {
        if (before != NULL) before->frame_depth = vm->frame_depth;
        vm->thread = thread;
        vm->frame_depth = thread->frame_depth;
    }
    return before;
}

static OrrRunStatus finish_run(OrrVm *vm, OrrThread *before, OrrSend outcome) {
    switch_to(vm, before);
    switch (outcome) {
    case ORR_SEND_BLOCK: return ORR_RUN_BLOCKED;
    case ORR_SEND_ERROR: return ORR_RUN_ERROR;
    default: return ORR_RUN_DONE;
    }
}

OrrRunStatus orr_thread_start(OrrVm *vm, OrrThread *thread, OrrValue callable, const OrrValue *args, size_t nargs,
                              OrrValue *result) {
    OrrThread *before = switch_to(vm, thread);
    *result = ORR_NULL;
    OrrValue target = callable, self = ORR_NULL;
    if (orr_is_exact(vm, callable, vm->types.method)) {
        self = ((OrrMethod *)orr_object(callable))->self;
        target = ((OrrMethod *)orr_object(callable))->function;
    }
    if (!orr_is_exact(vm, target, vm->types.function) ||
        ((OrrFunction *)orr_object(target))->code->flags &
            (ORR_CODE_GENERATOR | ORR_CODE_COROUTINE | ORR_CODE_ASYNC_GENERATOR)) {
        /* A native callable: it may block at its outermost level only. */
        thread->run_depth = vm->native_depth + 1; /* orr_call counts itself */
        thread->runs++;
        *result = orr_call(vm, callable, args, nargs, ORR_NULL);
        thread->runs--;
        if (*result == ORR_NULL && vm->exception == ORR_NULL) {
            ORR_ASSERT(thread->blocked);
            return finish_run(vm, before, ORR_SEND_BLOCK);
        }
        return finish_run(vm, before, *result == ORR_NULL ? ORR_SEND_ERROR : ORR_SEND_RETURN);
    }
    OrrFrame *frame = orr_frame_push(vm, (OrrFunction *)orr_object(target));
    if (frame == NULL) return finish_run(vm, before, ORR_SEND_ERROR);
    size_t total = nargs + (self != ORR_NULL ? 1u : 0u);
    OrrValue *all = orr_buffer_new(vm, (total + 1) * sizeof *all);
    if (all == NULL) {
        orr_frame_pop(vm, frame);
        return finish_run(vm, before, ORR_SEND_ERROR);
    }
    size_t n = 0;
    if (self != ORR_NULL) all[n++] = orr_retain(self);
    for (size_t k = 0; k < nargs; k++) all[n++] = orr_retain(args[k]);
    bool ok = orr_frame_bind(vm, frame, all, total, ORR_NULL);
    orr_buffer_free(vm, all, (total + 1) * sizeof *all);
    if (!ok) {
        orr_frame_pop(vm, frame);
        return finish_run(vm, before, ORR_SEND_ERROR);
    }
    OrrSend outcome = orr_run(vm, ORR_RUN_SEND, ORR_NONE, result);
    return finish_run(vm, before, outcome);
}

OrrRunStatus orr_thread_resume(OrrVm *vm, OrrThread *thread, OrrValue value, OrrValue *result) {
    ORR_ASSERT(thread->blocked);
    OrrThread *before = switch_to(vm, thread);
    thread->blocked = false;
    thread->wait = NULL;
    *result = ORR_NULL;
    if (thread->frame == NULL) { /* the thread's function was itself native */
        *result = value;
        return finish_run(vm, before, value == ORR_NULL ? ORR_SEND_ERROR : ORR_SEND_RETURN);
    }
    OrrSend outcome = orr_run(vm, value == ORR_NULL ? ORR_RUN_THROW : ORR_RUN_UNBLOCK, value, result);
    return finish_run(vm, before, outcome);
}

bool orr_thread_can_block(const OrrVm *vm) {
    return vm->thread->runs == 1 && vm->native_depth == vm->thread->run_depth;
}

void orr_thread_block(OrrVm *vm, void *wait) {
    ORR_ASSERT(vm->exception == ORR_NULL);
    vm->thread->blocked = true;
    vm->thread->wait = wait;
}

void *orr_thread_wait(const OrrThread *thread) {
    return thread->wait;
}

/* Exceptions and frames */

OrrValue orr_exception_handled(const OrrVm *vm) {
    for (const OrrHandled *h = vm->thread->handled; h != NULL; h = h->outer)
        if (h->exception != ORR_NONE) return h->exception;
    return ORR_NULL;
}

bool orr_is_iterable_coroutine(OrrVm *vm, OrrValue generator) {
    OrrFunction *function = orr_as_generator(generator)->frame.function;
    return function->dict != NULL &&
           orr_dict_get_name(function->dict, ORR_NAME(vm, __iterable_coroutine__)) != ORR_NULL;
}

/* Frames as the program sees them */

OrrDict *orr_frame_globals(OrrVm *vm) {
    OrrFrame *frame = vm->thread->frame;
    return frame == NULL ? vm->builtins : frame->function->globals;
}

OrrValue orr_frame_local(const OrrFrame *frame, size_t reg) {
    OrrValue v = orr_frame_regs(frame)[reg];
    bool cell = reg >= frame->code->nlocals || frame->code->local_cells[reg];
    if (cell && v != ORR_EMPTY && orr_is_object(v)) return ((OrrCell *)orr_object(v))->value;
    return v;
}

static OrrValue locals_of(OrrVm *vm, const OrrFrame *frame) {
    const OrrCode *code = frame->code;
    if (code->flags & ORR_CODE_NAMESPACE) return orr_retain(orr_frame_regs(frame)[0]);
    if (!(code->flags & ORR_CODE_OPTIMISED)) return orr_retain(orr_value(frame->function->globals));
    OrrDict *dict = orr_dict_new(vm, code->first_temp);
    for (size_t n = 0; dict != NULL && n < code->first_temp; n++) {
        OrrValue v = orr_frame_local(frame, n);
        if (v == ORR_EMPTY || code->locals[n]->length == 0) continue;
        if (!orr_dict_set_name(vm, dict, code->locals[n], v)) {
            orr_release_object(vm, dict);
            return ORR_NULL;
        }
    }
    return orr_value(dict);
}

OrrValue orr_frame_locals(OrrVm *vm) {
    OrrFrame *frame = vm->thread->frame;
    return frame == NULL ? orr_retain(orr_value(vm->builtins)) : locals_of(vm, frame);
}

OrrValue orr_frame_object_of(OrrVm *vm, OrrFrame *frame) {
    if (frame->has_object) return orr_retain(orr_value(orr_frame_object_if_any(vm, frame)));
    OrrFrameObject *o = orr_new_object(vm, vm->types.frame, sizeof *o);
    if (o == NULL) return ORR_NULL;
    o->frame = frame;
    o->code = frame->code;
    o->globals = frame->function->globals;
    o->pc = orr_frame_pc(frame);
    orr_retain(orr_value(o->code));
    orr_retain(orr_value(o->globals));
    frame->has_object = true;
    o->next = vm->frame_objects;
    vm->frame_objects = o;
    return orr_value(o);
}

OrrValue orr_frame_object(OrrVm *vm, size_t depth) {
    OrrFrame *frame = vm->thread->frame;
    while (frame != NULL && depth-- > 0) frame = frame->back;
    return frame == NULL ? ORR_NULL : orr_frame_object_of(vm, frame);
}

static void frame_destroy(OrrVm *vm, OrrObject *self) {
    OrrFrameObject *o = (OrrFrameObject *)self;
    if (o->frame != NULL) detach_object(vm, o);
    orr_release_object(vm, o->code);
    orr_release_object(vm, o->globals);
    orr_free_object(vm, o, sizeof *o);
}
static void frame_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit(context, &((OrrFrameObject *)self)->globals->head);
}
static OrrFrameObject *as_frame(OrrValue v) {
    return (OrrFrameObject *)orr_object(v);
}
static OrrValue frame_repr(OrrVm *vm, OrrValue self) {
    OrrFrameObject *o = as_frame(self);
    uint32_t line = o->frame != NULL ? orr_frame_line(o->frame) : orr_code_position(o->code, o->pc)->line;
    return orr_format(vm, "<frame at %A, file '%U', line %u, code %U>", self, o->code->filename, line, o->code->name);
}
static OrrValue get_code(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_frame(self)->code));
}
static OrrValue get_globals(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_frame(self)->globals));
}
static OrrValue get_locals(OrrVm *vm, OrrValue self) {
    OrrFrameObject *o = as_frame(self);
    return o->frame != NULL ? locals_of(vm, o->frame) : orr_value(orr_dict_new(vm, 0));
}
static OrrValue get_lineno(OrrVm *vm, OrrValue self) {
    OrrFrameObject *o = as_frame(self);
    if (o->frame != NULL) return orr_int(vm, orr_frame_line(o->frame));
    const OrrPosition *p = orr_code_position(o->code, o->pc);
    return orr_int(vm, p == NULL ? o->code->first_line : p->line);
}
static OrrValue get_lasti(OrrVm *vm, OrrValue self) {
    OrrFrameObject *o = as_frame(self);
    return orr_int(vm, 2 * (o->frame != NULL ? orr_frame_pc(o->frame) : o->pc));
}
static OrrValue get_back(OrrVm *vm, OrrValue self) {
    OrrFrameObject *o = as_frame(self);
    if (o->frame == NULL || o->frame->back == NULL) return ORR_NONE;
    return orr_frame_object_of(vm, o->frame->back);
}

static const OrrGetSetDef frame_getsets[] = {
    {"f_code", get_code, NULL},
    {"f_globals", get_globals, NULL},
    {"f_locals", get_locals, NULL},
    {"f_lineno", get_lineno, NULL},
    {"f_lasti", get_lasti, NULL},
    {"f_back", get_back, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_frame_spec = {
    .name = "frame",
    .size = sizeof(OrrFrameObject),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = frame_destroy, .traverse = frame_traverse, .repr = frame_repr},
    .getsets = frame_getsets,
};
