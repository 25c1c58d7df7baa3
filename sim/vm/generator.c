/* Generators and coroutines: making, resuming, throwing into, closing. The dispatch loop steps them by linking their frame in;
 * everything that comes from C goes through orr_resume. Semantics: Language Reference 6.2.9; PEP 342, 380, 479, 492. */
#include "sim/vm/frame.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/object.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static const char *kind_name(const OrrVm *vm, const OrrGenerator *g) {
    if (g->head.type == vm->types.coroutine) return "coroutine";
    return g->head.type == vm->types.async_generator ? "async generator" : "generator";
}

/* cr_origin: where the running code is, innermost first, as deep as is wanted. New, or ORR_NULL without an exception. */
static OrrValue origin(OrrVm *vm) {
    OrrList *list = orr_list_new(vm, vm->origin_depth);
    const OrrFrame *frame = vm->thread->frame;
    for (uint32_t n = 0; list != NULL && n < vm->origin_depth && frame != NULL; n++, frame = frame->back) {
        OrrValue items[3] = {orr_value(frame->code->filename), orr_small_int(orr_frame_line(frame)),
                             orr_value(frame->code->name)};
        OrrValue entry = orr_tuple_new(vm, items, 3);
        if (entry == ORR_NULL || !orr_list_append_steal(vm, list, entry)) break;
    }
    OrrValue result = list == NULL || vm->exception != ORR_NULL ? ORR_NULL : orr_tuple_new(vm, list->items, list->count);
    orr_xrelease_object(vm, list);
    orr_exception_clear(vm);
    return result;
}

/* Extras */

OrrGeneratorExtra *orr_generator_extra(OrrVm *vm, OrrGenerator *g) {
    uint64_t *side = orr_side_make(vm, &vm->ids->extras, &g->head);
    if (side == NULL) return NULL;
    g->head.flags |= ORR_GENERATOR_HAS_EXTRA;
    if (*side == 0) {
        OrrGeneratorExtra *extra = orr_buffer_new(vm, sizeof *extra);
        if (extra == NULL) return NULL;
        *extra = (OrrGeneratorExtra){NULL, NULL, ORR_NULL};
        *side = (uint64_t)(uintptr_t)extra;
    }
    return (OrrGeneratorExtra *)(uintptr_t)*side;
}

/* NULL: it has none. */
static OrrGeneratorExtra *extra_of(OrrVm *vm, const OrrGenerator *g) {
    if (ORR_LIKELY(!(g->head.flags & ORR_GENERATOR_HAS_EXTRA))) return NULL;
    return (OrrGeneratorExtra *)(uintptr_t)*orr_side_find(vm, &vm->ids->extras, &g->head);
}

static void drop_extra(OrrVm *vm, OrrGenerator *g) {
    OrrGeneratorExtra *extra = extra_of(vm, g);
    orr_side_remove(vm, &vm->ids->extras, &g->head);
    if (extra == NULL) return;
    orr_xrelease_object(vm, extra->name);
    orr_xrelease_object(vm, extra->qualname);
    orr_xrelease(vm, extra->hook);
    orr_buffer_free(vm, extra, sizeof *extra);
}

static void set_text_slot(OrrVm *vm, OrrStr **slot, OrrStr *text) {
    OrrStr *old = *slot;
    text->head.refs++;
    *slot = text;
    orr_xrelease_object(vm, old);
}

/* The names of a function that isn't called as its code is, and where a coroutine was made. */
static bool fill_extra(OrrVm *vm, OrrGenerator *g, const OrrFunction *function, bool placed) {
    OrrGeneratorExtra *extra = orr_generator_extra(vm, g);
    if (extra == NULL) return false;
    set_text_slot(vm, &extra->name, function->name);
    set_text_slot(vm, &extra->qualname, function->qualname);
    if (placed) extra->hook = origin(vm);
    return true;
}

OrrStr *orr_generator_name(OrrVm *vm, const OrrGenerator *g) {
    const OrrGeneratorExtra *extra = extra_of(vm, g);
    return extra != NULL && extra->name != NULL ? extra->name : g->frame.code->name;
}
OrrStr *orr_generator_qualname(OrrVm *vm, const OrrGenerator *g) {
    const OrrGeneratorExtra *extra = extra_of(vm, g);
    return extra != NULL && extra->qualname != NULL ? extra->qualname : g->frame.code->qualname;
}

/* Drops a generator that could not be made, keeping what is pending. */
static OrrValue discard_new(OrrVm *vm, OrrGenerator *g) {
    g->frame.status = ORR_GENERATOR_FINISHED;
    OrrValue pending = orr_exception_take(vm);
    orr_release_object(vm, g);
    vm->exception = pending;
    return ORR_NULL;
}

OrrValue orr_generator_new(OrrVm *vm, OrrFunction *function, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrCode *code = function->code;
    OrrType *type = code->flags & ORR_CODE_COROUTINE         ? vm->types.coroutine
                    : code->flags & ORR_CODE_ASYNC_GENERATOR ? vm->types.async_generator
                                                             : vm->types.generator;
    OrrGenerator *g = orr_new_object(vm, type, sizeof *g + code->nregs * sizeof g->regs[0]);
    if (g == NULL) {
        size_t total = nargs + (kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count);
        for (size_t n = 0; n < total; n++) orr_release(vm, args[n]);
        return ORR_NULL;
    }
    g->handled.exception = ORR_NONE;
    g->handled.outer = NULL;
    OrrFrame *frame = &g->frame;
    frame->back = NULL;
    frame->code = code;
    frame->pc = code->instrs;
    frame->function = function;
    function->head.refs++;
    frame->result_reg = frame->blocked_reg = 0;
    frame->entry = ORR_ENTRY_NATIVE;
    frame->status = ORR_GENERATOR_CREATED;
    frame->in_generator = true;
    frame->has_object = frame->stand_in = frame->agen_running = frame->agen_closed = frame->agen_hooked = false;
    for (size_t n = 0; n < code->nregs; n++) g->regs[n] = ORR_EMPTY;
    for (size_t n = 0; n < code->nfree; n++) g->regs[code->nlocals + n] = orr_retain(function->closure->items[n]);
    bool plain = nargs == code->arg_count && kwnames == ORR_NULL && code->kwonly_count == 0 &&
                 !(code->flags & (ORR_CODE_VARARGS | ORR_CODE_VARKEYWORDS));
    if (plain) {
        for (size_t n = 0; n < nargs; n++) g->regs[n] = args[n];
    } else if (!orr_frame_bind(vm, frame, args, nargs, kwnames)) {
        return discard_new(vm, g);
    }
    bool named = function->name != code->name || function->qualname != code->qualname;
    bool placed = vm->origin_depth > 0 && type == vm->types.coroutine;
    if (ORR_UNLIKELY(named || placed) && !fill_extra(vm, g, function, placed)) return discard_new(vm, g);
    return orr_value(g);
}

bool orr_generator_enter(OrrVm *vm, OrrGenerator *g, OrrEntry entry) {
    OrrThread *thread = vm->thread;
    if (ORR_UNLIKELY(vm->frame_depth >= vm->recursion_limit))
        return orr_fail(vm, vm->exc.RecursionError, "maximum recursion depth exceeded");
    vm->frame_depth++;
    g->frame.status = ORR_GENERATOR_RUNNING;
    g->handled.outer = thread->handled;
    thread->handled = &g->handled;
    g->frame.back = thread->frame;
    g->frame.entry = (uint8_t)entry;
    thread->frame = &g->frame;
    return true;
}

/* Releases what a generator's frame holds; it can't run again. */
static void clear_frame(OrrVm *vm, OrrGenerator *g) {
    g->frame.status = ORR_GENERATOR_FINISHED;
    g->head.flags |= ORR_OBJECT_FINALISED; /* nothing is left to do when it dies */
    orr_frame_clear(vm, &g->frame);
    orr_set_slot(vm, &g->handled.exception, ORR_NONE);
}

void orr_generator_finish(OrrVm *vm, OrrGenerator *g) {
    OrrThread *thread = vm->thread;
    OrrValue pending = vm->exception;
    vm->exception = ORR_NULL;
    thread->handled = g->handled.outer;
    g->handled.outer = NULL;
    vm->frame_depth--;
    thread->frame = g->frame.back;
    g->frame.back = NULL;
    clear_frame(vm, g);
    vm->exception = pending;
}

void orr_generator_filter_error(OrrVm *vm, OrrGenerator *g) {
    bool async = g->head.type == vm->types.async_generator;
    const char *what = orr_pending_is(vm, vm->exc.StopIteration) ? "StopIteration"
                       : async && orr_pending_is(vm, vm->exc.StopAsyncIteration) ? "StopAsyncIteration"
                                                                                 : NULL;
    if (what == NULL) return;
    OrrValue cause = orr_exception_take(vm);
    orr_fail(vm, vm->exc.RuntimeError, "%s raised %s", kind_name(vm, g), what);
    if (orr_is_exception(vm->exception)) {
        OrrExceptionObject *e = orr_as_exception(vm->exception);
        orr_set_slot(vm, &e->cause, orr_retain(cause));
        orr_set_slot(vm, &e->context, orr_retain(cause));
        e->suppress_context = true;
    }
    orr_release(vm, cause);
}

OrrValue orr_generator_delegate(const OrrGenerator *g) {
    if (g->frame.status != ORR_GENERATOR_SUSPENDED || g->frame.pc[-1].op != ORR_OP_DELEGATE) return ORR_NULL;
    return g->regs[g->frame.pc[-1].b];
}

bool orr_native_go(OrrVm *vm, OrrValue *slot) {
    OrrNativeCoroutine *c = (OrrNativeCoroutine *)orr_object(*slot);
    const OrrStandIn *kind = vm->stand_in;
    if (kind == NULL || c->spec != kind->spec || c->head.refs != 1 || c->head.flags != ORR_CORO_NATIVE ||
        !kind->may_go(c))
        return false;
    *slot = c->awaiting;
    c->awaiting = ORR_NULL;
    c->status = ORR_GENERATOR_FINISHED;
    c->head.flags |= ORR_OBJECT_FINALISED;
    orr_release_object(vm, c);
    return true;
}

OrrValue orr_generator_awaited(OrrVm *vm, OrrGenerator *g) {
    OrrValue awaited = orr_generator_delegate(g);
    if (awaited == ORR_NULL || !g->frame.stand_in) return awaited;
    OrrValue pending = orr_exception_take(vm);
    OrrNativeCoroutine *c = vm->stand_in->come_back(vm);
    orr_exception_restore(vm, pending);
    if (c == NULL) return awaited; /* no memory: it will do */
    c->status = ORR_GENERATOR_SUSPENDED;
    c->awaiting = awaited;
    g->frame.stand_in = false;
    return g->regs[g->frame.pc[-1].b] = orr_value(c);
}

/* Runs g, which is linked in, keeping it alive. */
static OrrSend run(OrrVm *vm, OrrGenerator *g, OrrRunMode mode, OrrValue value, OrrValue *result) {
    if (!orr_enter(vm, "")) {
        orr_generator_finish(vm, g);
        orr_xrelease(vm, value);
        return ORR_SEND_ERROR;
    }
    g->head.refs++;
    OrrSend outcome = orr_run(vm, mode, value, result);
    orr_leave(vm);
    orr_release_object(vm, g);
    return outcome;
}

/* Makes exception (stolen) pending in g, which is linked in. Its context is what g itself is handling: what those who throw
 * handle is none of its business, as it was raised elsewhere. */
static void raise_in(OrrVm *vm, OrrGenerator *g, OrrValue exception) {
    if (g->handled.exception != ORR_NONE) orr_exception_set_context(vm, exception);
    orr_exception_restore(vm, exception);
}

/* Raises exception (borrowed) where g stands, past anything it delegates to. */
static OrrSend throw_here(OrrVm *vm, OrrGenerator *g, OrrValue exception, OrrValue *result) {
    if (!orr_generator_enter(vm, g, ORR_ENTRY_NATIVE)) return ORR_SEND_ERROR;
    raise_in(vm, g, orr_retain(exception));
    return run(vm, g, ORR_RUN_THROW, ORR_NULL, result);
}

/* PEP 380: an exception goes to the iterator that g delegates to, if it has one. */
static OrrSend throw_into(OrrVm *vm, OrrGenerator *g, OrrValue exception, OrrValue *result) {
    if (g->frame.status == ORR_GENERATOR_CREATED) {
        /* None of it has run, and none will: not even a handler that begins with the body. */
        if (!orr_generator_enter(vm, g, ORR_ENTRY_NATIVE)) return ORR_SEND_ERROR;
        raise_in(vm, g, orr_retain(exception));
        orr_traceback_add(vm, vm->exception, &g->frame);
        orr_generator_finish(vm, g);
        return ORR_SEND_ERROR;
    }
    OrrValue sub = orr_generator_awaited(vm, g);
    if (sub == ORR_NULL) return throw_here(vm, g, exception, result);
    orr_retain(sub);
    OrrSend outcome;
    uint8_t before = g->frame.status;
    g->frame.status = ORR_GENERATOR_RUNNING;
    if (orr_is_instance(vm, exception, vm->exc.GeneratorExit)) {
        bool closed = orr_coroutine_close(vm, sub);
        g->frame.status = before;
        if (closed) {
            outcome = throw_here(vm, g, exception, result);
        } else {
            OrrValue failure = orr_exception_take(vm);
            outcome = throw_here(vm, g, failure, result);
            orr_release(vm, failure);
        }
        orr_release(vm, sub);
        return outcome;
    }
    OrrValue value = ORR_NULL;
    outcome = orr_resume(vm, sub, ORR_NONE, exception, &value);
    g->frame.status = before;
    orr_release(vm, sub);
    if (outcome == ORR_SEND_YIELD) {
        *result = value;
        return outcome;
    }
    if (outcome == ORR_SEND_RETURN) {
        if (!orr_generator_enter(vm, g, ORR_ENTRY_NATIVE)) return ORR_SEND_ERROR;
        return run(vm, g, ORR_RUN_DELEGATE_DONE, value, result);
    }
    OrrValue failure = orr_exception_take(vm);
    if (!orr_generator_enter(vm, g, ORR_ENTRY_NATIVE)) {
        orr_xrelease(vm, failure);
        return ORR_SEND_ERROR;
    }
    /* It is raised here anew: what g is handling becomes its context, as in CPython. */
    if (failure != ORR_NULL && orr_is_exception(failure)) raise_in(vm, g, failure);
    else vm->exception = failure;
    return run(vm, g, ORR_RUN_THROW, ORR_NULL, result);
}

/* The error of resuming a generator in a state that forbids it; true if it may be resumed. */
static bool may_resume(OrrVm *vm, const OrrGenerator *g) {
    if (g->frame.status == ORR_GENERATOR_RUNNING)
        return orr_fail(vm, vm->exc.ValueError, "%s already executing",
                        g->head.type == vm->types.async_generator ? "async generator" : kind_name(vm, g));
    if (g->frame.status == ORR_GENERATOR_FINISHED && g->head.type == vm->types.coroutine)
        return orr_fail(vm, vm->exc.RuntimeError, "cannot reuse already awaited coroutine");
    return true;
}

static OrrSend resume_frame(OrrVm *vm, OrrGenerator *g, OrrValue value, OrrValue thrown, OrrValue *result) {
    if (!may_resume(vm, g)) return ORR_SEND_ERROR;
    if (g->frame.status == ORR_GENERATOR_FINISHED) {
        if (thrown != ORR_NULL) {
            orr_exception_restore(vm, orr_retain(thrown));
            return ORR_SEND_ERROR;
        }
        *result = ORR_NONE;
        return ORR_SEND_RETURN;
    }
    if (thrown != ORR_NULL) return throw_into(vm, g, thrown, result);
    if (g->frame.status == ORR_GENERATOR_CREATED && value != ORR_NONE) {
        orr_fail(vm, vm->exc.TypeError, "can't send non-None value to a just-started %s", kind_name(vm, g));
        return ORR_SEND_ERROR;
    }
    if (!orr_generator_enter(vm, g, ORR_ENTRY_NATIVE)) return ORR_SEND_ERROR;
    return run(vm, g, ORR_RUN_SEND, orr_retain(value), result);
}

/* Native coroutines */

OrrNativeCoroutine *orr_native_coroutine_new(OrrVm *vm, const OrrNativeCoroutineSpec *spec) {
    OrrNativeCoroutine *c = orr_new_object(vm, vm->types.coroutine, sizeof *c + spec->size);
    if (c == NULL) return NULL;
    c->head.flags |= ORR_CORO_NATIVE;
    c->spec = spec;
    c->status = ORR_GENERATOR_CREATED;
    c->step = 0;
    c->awaiting = ORR_NULL;
    memset(orr_native_coroutine_state(c), 0, spec->size);
    return c;
}

static void finish_native(OrrVm *vm, OrrNativeCoroutine *c) {
    if (c->status == ORR_GENERATOR_FINISHED) return;
    c->status = ORR_GENERATOR_FINISHED;
    c->head.flags |= ORR_OBJECT_FINALISED; /* nothing is left to do when it dies */
    OrrValue pending = vm->exception;
    vm->exception = ORR_NULL;
    if (c->spec->release != NULL) c->spec->release(vm, c);
    orr_set_slot(vm, &c->awaiting, ORR_NULL);
    vm->exception = pending;
}

OrrSend orr_native_resume(OrrVm *vm, OrrNativeCoroutine *c, OrrValue value, OrrValue thrown, OrrValue *result) {
    if (c->status == ORR_GENERATOR_RUNNING) {
        orr_fail(vm, vm->exc.ValueError, "coroutine already executing");
        return ORR_SEND_ERROR;
    }
    if (c->status == ORR_GENERATOR_FINISHED) {
        orr_fail(vm, vm->exc.RuntimeError, "cannot reuse already awaited coroutine");
        return ORR_SEND_ERROR;
    }
    if (c->status == ORR_GENERATOR_CREATED && thrown != ORR_NULL) {
        finish_native(vm, c);
        orr_exception_restore(vm, orr_retain(thrown));
        return ORR_SEND_ERROR;
    }
    if (c->status == ORR_GENERATOR_CREATED && value != ORR_NONE) {
        orr_fail(vm, vm->exc.TypeError, "can't send non-None value to a just-started coroutine");
        return ORR_SEND_ERROR;
    }
    c->status = ORR_GENERATOR_RUNNING;
    c->head.refs++;
    OrrSend outcome = c->spec->resume(vm, c, value, thrown, result);
    if (outcome == ORR_SEND_YIELD || outcome == ORR_SEND_BLOCK) c->status = ORR_GENERATOR_SUSPENDED;
    else finish_native(vm, c);
    orr_release_object(vm, c);
    return outcome;
}

static bool is_native(OrrValue v) {
    return orr_object(v)->flags & ORR_CORO_NATIVE;
}

bool orr_is_coroutine(const OrrVm *vm, OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && orr_object(v)->type == vm->types.coroutine;
}

/* Iterators that are none of ours: send() or next(), throw(), by their methods. */
static OrrSend resume_foreign(OrrVm *vm, OrrValue iterator, OrrValue value, OrrValue thrown, OrrValue *result) {
    OrrType *type = orr_type_of(vm, iterator);
    if (thrown != ORR_NULL) {
        OrrValue method = orr_getattr_or_null(vm, iterator, ORR_NAME(vm, throw));
        if (method == ORR_NULL) {
            if (vm->exception == ORR_NULL) orr_exception_restore(vm, orr_retain(thrown));
            return ORR_SEND_ERROR;
        }
        *result = orr_call1(vm, method, thrown);
        orr_release(vm, method);
    } else if (value == ORR_NONE && type->slots.next != NULL) {
        *result = type->slots.next(vm, iterator);
        if (*result == ORR_NULL && vm->exception == ORR_NULL) {
            *result = ORR_NONE;
            return ORR_SEND_RETURN;
        }
    } else {
        *result = orr_call_method(vm, iterator, ORR_NAME(vm, send), &value, 1);
    }
    if (*result != ORR_NULL) return ORR_SEND_YIELD;
    if (!orr_pending_is(vm, vm->exc.StopIteration)) return ORR_SEND_ERROR;
    OrrValue stop = orr_exception_take(vm);
    *result = orr_retain(orr_stop_iteration_value(stop));
    orr_release(vm, stop);
    return ORR_SEND_RETURN;
}

/* The coroutine behind a coroutine_wrapper (what __await__() of a coroutine gives), else v itself. */
typedef struct CoroutineWrapper {
    OrrObject head;
    OrrValue coroutine;
} CoroutineWrapper;

static OrrValue unwrap(const OrrVm *vm, OrrValue v) {
    if (orr_is_object(v) && orr_object(v)->type == vm->types.coroutine_wrapper)
        return ((CoroutineWrapper *)orr_object(v))->coroutine;
    return v;
}

OrrSend orr_resume(OrrVm *vm, OrrValue coroutine, OrrValue value, OrrValue thrown, OrrValue *result) {
    *result = ORR_NULL;
    coroutine = unwrap(vm, coroutine);
    const OrrType *type = orr_type_of(vm, coroutine);
    if (type == vm->types.coroutine || type == vm->types.generator || type == vm->types.async_generator) {
        if (is_native(coroutine))
            return orr_native_resume(vm, (OrrNativeCoroutine *)orr_object(coroutine), value, thrown, result);
        return resume_frame(vm, orr_as_generator(coroutine), value, thrown, result);
    }
    if (thrown == ORR_NULL && type->slots.send != NULL) return type->slots.send(vm, coroutine, value, result);
    return resume_foreign(vm, coroutine, value, thrown, result);
}

static OrrSend generator_send_slot(OrrVm *vm, OrrValue self, OrrValue value, OrrValue *result) {
    return orr_resume(vm, self, value, ORR_NULL, result);
}

/* returned, if not NULL: takes what the frame returned instead of letting GeneratorExit go; else it stays as it is. */
static bool close_frame(OrrVm *vm, OrrGenerator *g, OrrValue *returned) {
    if (g->frame.status == ORR_GENERATOR_CREATED) {
        clear_frame(vm, g);
        return true;
    }
    if (g->frame.status == ORR_GENERATOR_FINISHED) return true;
    if (!may_resume(vm, g)) return false;
    OrrValue exit = orr_exception_new(vm, vm->exc.GeneratorExit, NULL, 0);
    if (exit == ORR_NULL) return false;
    OrrValue result;
    OrrSend outcome = throw_into(vm, g, exit, &result);
    orr_release(vm, exit);
    if (outcome == ORR_SEND_RETURN) {
        if (returned != NULL) *returned = result;
        else orr_release(vm, result);
        return true;
    }
    if (outcome == ORR_SEND_YIELD) {
        orr_release(vm, result);
        return orr_fail(vm, vm->exc.RuntimeError, "%s ignored GeneratorExit", kind_name(vm, g));
    }
    if (outcome == ORR_SEND_ERROR &&
        (orr_pending_is(vm, vm->exc.GeneratorExit) || orr_pending_is(vm, vm->exc.StopIteration))) {
        orr_exception_clear(vm);
        return true;
    }
    return false;
}

static bool close_native(OrrVm *vm, OrrNativeCoroutine *c) {
    if (c->status == ORR_GENERATOR_CREATED) finish_native(vm, c);
    if (c->status == ORR_GENERATOR_FINISHED) return true;
    OrrValue exit = orr_exception_new(vm, vm->exc.GeneratorExit, NULL, 0);
    if (exit == ORR_NULL) return false;
    OrrValue result;
    OrrSend outcome = orr_native_resume(vm, c, ORR_NONE, exit, &result);
    orr_release(vm, exit);
    if (outcome == ORR_SEND_ERROR && orr_pending_is(vm, vm->exc.GeneratorExit)) {
        orr_exception_clear(vm);
        return true;
    }
    if (outcome == ORR_SEND_YIELD) {
        orr_release(vm, result);
        return orr_fail(vm, vm->exc.RuntimeError, "coroutine ignored GeneratorExit");
    }
    if (outcome == ORR_SEND_RETURN) orr_release(vm, result);
    return outcome == ORR_SEND_RETURN;
}

bool orr_coroutine_close(OrrVm *vm, OrrValue coroutine) {
    coroutine = unwrap(vm, coroutine);
    const OrrType *type = orr_type_of(vm, coroutine);
    if (type == vm->types.coroutine || type == vm->types.generator || type == vm->types.async_generator) {
        if (is_native(coroutine)) return close_native(vm, (OrrNativeCoroutine *)orr_object(coroutine));
        return close_frame(vm, orr_as_generator(coroutine), NULL);
    }
    OrrValue method = orr_getattr_or_null(vm, coroutine, ORR_NAME(vm, close));
    if (method == ORR_NULL) return vm->exception == ORR_NULL;
    OrrValue result = orr_call0(vm, method);
    orr_release(vm, method);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

OrrValue orr_awaitable_iter(OrrVm *vm, OrrValue awaitable) {
    OrrType *type = orr_type_of(vm, awaitable);
    if (type == vm->types.coroutine) {
        bool awaits = is_native(awaitable)
                          ? ((OrrNativeCoroutine *)orr_object(awaitable))->status == ORR_GENERATOR_SUSPENDED
                          : orr_generator_delegate(orr_as_generator(awaitable)) != ORR_NULL;
        if (awaits) return orr_raise(vm, vm->exc.RuntimeError, "coroutine is being awaited already");
        return orr_retain(awaitable);
    }
    if (type->slots.await == NULL)
        return orr_raise(vm, vm->exc.TypeError, "object %T can't be used in 'await' expression", awaitable);
    OrrValue iterator = type->slots.await(vm, awaitable);
    if (iterator == ORR_NULL) return ORR_NULL;
    if (orr_is_coroutine(vm, iterator)) {
        orr_release(vm, iterator);
        return orr_raise(vm, vm->exc.TypeError, "__await__() returned a coroutine");
    }
    if (orr_type_of(vm, iterator)->slots.next == NULL) {
        orr_fail(vm, vm->exc.TypeError, "__await__() returned non-iterator of type '%T'", iterator);
        orr_release(vm, iterator);
        return ORR_NULL;
    }
    return iterator;
}

void orr_await_chain(OrrVm *vm, OrrValue coroutine, void (*visit)(void *context, const OrrAwaitFrame *frame),
                     void *context) {
    while (coroutine != ORR_NULL && orr_is_object(coroutine)) {
        coroutine = unwrap(vm, coroutine);
        const OrrType *type = orr_object(coroutine)->type;
        if (type != vm->types.coroutine && type != vm->types.generator && type != vm->types.async_generator) return;
        OrrAwaitFrame entry = {NULL, NULL, NULL, 0};
        if (is_native(coroutine)) {
            OrrNativeCoroutine *c = (OrrNativeCoroutine *)orr_object(coroutine);
            entry.native_name = c->spec->qualname;
            visit(context, &entry);
            coroutine = c->awaiting;
            continue;
        }
        OrrGenerator *g = orr_as_generator(coroutine);
        if (g->frame.status == ORR_GENERATOR_FINISHED) return;
        entry.qualname = orr_generator_qualname(vm, g);
        entry.filename = g->frame.code->filename;
        entry.line = g->frame.status == ORR_GENERATOR_CREATED ? g->frame.code->first_line : orr_frame_line(&g->frame);
        visit(context, &entry);
        coroutine = orr_generator_delegate(g);
        if (coroutine != ORR_NULL && g->frame.stand_in) {
            OrrAwaitFrame native = {.native_name = vm->stand_in->spec->qualname};
            visit(context, &native);
            return;
        }
    }
}

/* Life */

static size_t generator_size(const OrrGenerator *g) {
    return sizeof *g + g->frame.code->nregs * sizeof g->regs[0];
}

void orr_generator_destroy(OrrVm *vm, OrrObject *self) {
    if (self->flags & ORR_CORO_NATIVE) {
        OrrNativeCoroutine *c = (OrrNativeCoroutine *)self;
        finish_native(vm, c);
        orr_free_object(vm, c, sizeof *c + c->spec->size);
        return;
    }
    OrrGenerator *g = (OrrGenerator *)self;
    size_t size = generator_size(g);
    orr_frame_clear(vm, &g->frame);
    orr_release(vm, g->handled.exception);
    if (ORR_UNLIKELY(g->head.flags & ORR_GENERATOR_HAS_EXTRA)) drop_extra(vm, g);
    orr_release_object(vm, g->frame.function);
    orr_free_object(vm, g, size);
}

static void visit_value(OrrValue v, OrrVisit visit, void *context) {
    if (v != ORR_NULL && orr_is_object(v)) visit(context, orr_object(v));
}

void orr_generator_traverse(OrrObject *self, OrrVisit visit, void *context) {
    if (self->flags & ORR_CORO_NATIVE) {
        OrrNativeCoroutine *c = (OrrNativeCoroutine *)self;
        visit_value(c->awaiting, visit, context);
        if (c->spec->traverse != NULL && c->status != ORR_GENERATOR_FINISHED) c->spec->traverse(c, visit, context);
        return;
    }
    OrrGenerator *g = (OrrGenerator *)self;
    for (size_t n = 0; n < g->frame.code->nregs; n++) visit_value(g->regs[n], visit, context);
    visit_value(g->handled.exception, visit, context);
    visit(context, &g->frame.function->head);
}

void orr_generator_clear(OrrVm *vm, OrrObject *self) {
    if (self->flags & ORR_CORO_NATIVE) finish_native(vm, (OrrNativeCoroutine *)self);
    else if (((OrrGenerator *)self)->frame.status != ORR_GENERATOR_RUNNING) clear_frame(vm, (OrrGenerator *)self);
}

OrrValue orr_generator_finalise(OrrVm *vm, OrrValue self) {
    if (is_native(self)) {
        OrrNativeCoroutine *c = (OrrNativeCoroutine *)orr_object(self);
        if (c->status == ORR_GENERATOR_CREATED && vm->on_unawaited != NULL) vm->on_unawaited(vm, self);
        else if (c->status == ORR_GENERATOR_SUSPENDED && !close_native(vm, c)) return ORR_NULL;
        return ORR_NONE;
    }
    OrrGenerator *g = orr_as_generator(self);
    if (g->frame.status == ORR_GENERATOR_FINISHED || g->frame.status == ORR_GENERATOR_RUNNING || vm->stopped)
        return ORR_NONE;
    OrrGeneratorExtra *extra = extra_of(vm, g);
    if (g->head.type == vm->types.async_generator && extra != NULL && extra->hook != ORR_NULL &&
        !g->frame.agen_closed) {
        OrrValue finaliser = extra->hook;
        extra->hook = ORR_NULL;
        OrrValue result = orr_call1(vm, finaliser, self);
        orr_release(vm, finaliser);
        return result;
    }
    if (g->frame.status == ORR_GENERATOR_CREATED) {
        if (g->head.type == vm->types.coroutine && vm->on_unawaited != NULL) vm->on_unawaited(vm, self);
        return ORR_NONE;
    }
    return close_frame(vm, g, NULL) ? ORR_NONE : ORR_NULL;
}

/* Methods */

static OrrValue deliver(OrrVm *vm, OrrSend outcome, OrrValue result) {
    if (outcome == ORR_SEND_YIELD) return result;
    if (outcome == ORR_SEND_RETURN) {
        orr_raise_stop_iteration(vm, result);
        orr_release(vm, result);
    } else if (outcome == ORR_SEND_BLOCK) {
        ORR_ASSERT(!"a thread blocks only where it may");
    }
    return ORR_NULL;
}

static OrrValue generator_next(OrrVm *vm, OrrValue self) {
    OrrValue result;
    OrrSend outcome = orr_resume(vm, self, ORR_NONE, ORR_NULL, &result);
    if (outcome == ORR_SEND_RETURN && result == ORR_NONE) return ORR_NULL;
    return deliver(vm, outcome, result);
}

static OrrValue generator_send(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrValue result;
    OrrSend outcome = orr_resume(vm, self, args[0], ORR_NULL, &result);
    return deliver(vm, outcome, result);
}

OrrValue orr_throw_argument(OrrVm *vm, const OrrValue *args, size_t nargs) {
    OrrValue exception = args[0];
    OrrValue value = nargs > 1 ? args[1] : ORR_NONE;
    if (nargs > 2 && args[2] != ORR_NONE && !orr_is_exact(vm, args[2], vm->types.traceback))
        return orr_raise(vm, vm->exc.TypeError, "throw() third argument must be a traceback object");
    if (orr_has_flag(vm, exception, ORR_TYPE_TYPE_SUB) &&
        orr_type_is_subtype((OrrType *)orr_object(exception), vm->exc.BaseException)) {
        if (orr_is_exception(value)) return orr_retain(value);
        OrrValue made;
        if (value == ORR_NONE) made = orr_call0(vm, exception);
        else if (orr_is_tuple(value)) made = orr_call_tuple(vm, exception, value, ORR_NULL);
        else made = orr_call1(vm, exception, value);
        if (made != ORR_NULL && !orr_is_exception(made)) {
            orr_fail(vm, vm->exc.TypeError,
                     "calling %R should have returned an instance of BaseException, not %R", exception,
                     orr_value(orr_type_of(vm, made)));
            orr_release(vm, made);
            return ORR_NULL;
        }
        return made;
    }
    if (!orr_is_exception(exception))
        return orr_raise(vm, vm->exc.TypeError,
                         "exceptions must be classes or instances deriving from BaseException, not %T", exception);
    if (value != ORR_NONE)
        return orr_raise(vm, vm->exc.TypeError, "instance exception may not have a separate value");
    return orr_retain(exception);
}

static OrrValue generator_throw(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue exception = orr_throw_argument(vm, args, nargs);
    if (exception == ORR_NULL) return ORR_NULL;
    OrrValue result;
    OrrSend outcome = orr_resume(vm, self, ORR_NONE, exception, &result);
    orr_release(vm, exception);
    return deliver(vm, outcome, result);
}

static OrrValue generator_close(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    if (is_native(self)) return close_native(vm, (OrrNativeCoroutine *)orr_object(self)) ? ORR_NONE : ORR_NULL;
    OrrValue returned = ORR_NONE;
    return close_frame(vm, orr_as_generator(self), &returned) ? returned : ORR_NULL;
}

static OrrValue coroutine_await(OrrVm *vm, OrrValue self) {
    CoroutineWrapper *w = orr_new_object(vm, vm->types.coroutine_wrapper, sizeof *w);
    if (w == NULL) return ORR_NULL;
    w->coroutine = orr_retain(self);
    return orr_value(w);
}

static OrrValue get_name(OrrVm *vm, OrrValue self) {
    if (is_native(self)) return orr_str_from_cstring(vm, ((OrrNativeCoroutine *)orr_object(self))->spec->name);
    return orr_retain(orr_value(orr_generator_name(vm, orr_as_generator(self))));
}
static OrrValue get_qualname(OrrVm *vm, OrrValue self) {
    if (is_native(self)) return orr_str_from_cstring(vm, ((OrrNativeCoroutine *)orr_object(self))->spec->qualname);
    return orr_retain(orr_value(orr_generator_qualname(vm, orr_as_generator(self))));
}
static bool set_text(OrrVm *vm, OrrValue self, OrrValue value, bool qualname) {
    const char *which = qualname ? "__qualname__" : "__name__";
    if (value == ORR_NULL || !orr_is_str(value) || is_native(self))
        return orr_fail(vm, vm->exc.TypeError, "%s must be set to a string object", which);
    OrrGeneratorExtra *extra = orr_generator_extra(vm, orr_as_generator(self));
    if (extra == NULL) return false;
    set_text_slot(vm, qualname ? &extra->qualname : &extra->name, orr_as_str(value));
    return true;
}
static bool set_name(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_text(vm, self, value, false);
}
static bool set_qualname(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_text(vm, self, value, true);
}
static OrrValue get_code(OrrVm *vm, OrrValue self) {
    (void)vm;
    return is_native(self) ? ORR_NONE : orr_retain(orr_value(orr_as_generator(self)->frame.code));
}
static OrrValue get_frame(OrrVm *vm, OrrValue self) {
    if (is_native(self) || orr_as_generator(self)->frame.status == ORR_GENERATOR_FINISHED) return ORR_NONE;
    return orr_frame_object_of(vm, &orr_as_generator(self)->frame);
}
static uint8_t status_of(OrrValue self) {
    return is_native(self) ? ((OrrNativeCoroutine *)orr_object(self))->status : orr_as_generator(self)->frame.status;
}
static OrrValue get_running(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(status_of(self) == ORR_GENERATOR_RUNNING);
}
static OrrValue get_suspended(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(status_of(self) == ORR_GENERATOR_SUSPENDED);
}
static OrrValue get_delegate(OrrVm *vm, OrrValue self) {
    OrrValue sub = is_native(self) ? ((OrrNativeCoroutine *)orr_object(self))->awaiting
                                   : orr_generator_awaited(vm, orr_as_generator(self));
    return sub == ORR_NULL ? ORR_NONE : orr_retain(sub);
}
static OrrValue get_origin(OrrVm *vm, OrrValue self) {
    (void)vm;
    OrrGeneratorExtra *extra = is_native(self) ? NULL : extra_of(vm, orr_as_generator(self));
    return extra == NULL || extra->hook == ORR_NULL ? ORR_NONE : orr_retain(extra->hook);
}

static OrrValue generator_repr(OrrVm *vm, OrrValue self) {
    OrrValue name = get_qualname(vm, self);
    if (name == ORR_NULL) return ORR_NULL;
    const char *kind = is_native(self) ? "coroutine" : orr_as_generator(self)->head.type == vm->types.async_generator
                                                           ? "async_generator"
                                                           : kind_name(vm, orr_as_generator(self));
    OrrValue text = orr_format(vm, "<%s object %S at %A>", kind, name, self);
    orr_release(vm, name);
    return text;
}

static const OrrMethodDef generator_methods[] = {
    ORR_DEF_ONE("send", generator_send),
    ORR_DEF_RANGE("throw", generator_throw, 1, 3),
    ORR_DEF_NONE("close", generator_close),
    ORR_DEF_END,
};
static const OrrGetSetDef generator_getsets[] = {
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
    {"gi_code", get_code, NULL},
    {"gi_frame", get_frame, NULL},
    {"gi_running", get_running, NULL},
    {"gi_suspended", get_suspended, NULL},
    {"gi_yieldfrom", get_delegate, NULL},
    {NULL, NULL, NULL},
};
static const OrrGetSetDef coroutine_getsets[] = {
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
    {"cr_code", get_code, NULL},
    {"cr_frame", get_frame, NULL},
    {"cr_running", get_running, NULL},
    {"cr_suspended", get_suspended, NULL},
    {"cr_await", get_delegate, NULL},
    {"cr_origin", get_origin, NULL},
    {NULL, NULL, NULL},
};

static OrrValue self_iter(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(self);
}

const OrrTypeSpec orr_generator_spec = {
    .name = "generator",
    .size = sizeof(OrrGenerator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES | ORR_TYPE_WEAKREF,
    .slots = {.destroy = orr_generator_destroy,
              .traverse = orr_generator_traverse,
              .clear = orr_generator_clear,
              .finalise = orr_generator_finalise,
              .repr = generator_repr,
              .iter = self_iter,
              .next = generator_next,
              .send = generator_send_slot},
    .methods = generator_methods,
    .getsets = generator_getsets,
};
const OrrTypeSpec orr_coroutine_spec = {
    .name = "coroutine",
    .size = sizeof(OrrGenerator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES | ORR_TYPE_WEAKREF,
    .slots = {.destroy = orr_generator_destroy,
              .traverse = orr_generator_traverse,
              .clear = orr_generator_clear,
              .finalise = orr_generator_finalise,
              .repr = generator_repr,
              .await = coroutine_await,
              .send = generator_send_slot},
    .methods = generator_methods,
    .getsets = coroutine_getsets,
};

static void wrapper_destroy(OrrVm *vm, OrrObject *self) {
    orr_release(vm, ((CoroutineWrapper *)self)->coroutine);
    orr_free_object(vm, self, sizeof(CoroutineWrapper));
}
static void wrapper_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit_value(((CoroutineWrapper *)self)->coroutine, visit, context);
}

const OrrTypeSpec orr_coroutine_wrapper_spec = {
    .name = "coroutine_wrapper",
    .size = sizeof(CoroutineWrapper),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = wrapper_destroy,
              .traverse = wrapper_traverse,
              .iter = self_iter,
              .next = generator_next,
              .send = generator_send_slot},
    .methods = generator_methods,
};
