/* Async generators: the awaitables that asend(), athrow(), aclose() and __anext__() give, and anext() with a default.
 * Semantics: PEP 525. What the generator's frame yields is one of two things, told apart by the instruction where it stands: a
 * `yield` (the value of the awaitable) or an await passing through (for the event loop). */
#include "sim/vm/frame.h"

#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/str.h"

typedef enum AsendKind { KIND_SEND, KIND_THROW, KIND_CLOSE } AsendKind;
typedef enum AsendState { STATE_INIT, STATE_ITERATING, STATE_CLOSED } AsendState;

typedef struct Asend {
    OrrObject head;
    OrrGenerator *agen;
    OrrValue value; /* to send, or the exception to throw; ORR_NULL for aclose */
    uint8_t kind, state;
} Asend;

static void visit_value(OrrValue v, OrrVisit visit, void *context) {
    if (v != ORR_NULL && orr_is_object(v)) visit(context, orr_object(v));
}

static bool at_yield(const OrrGenerator *g) {
    const OrrInstr *i = &g->frame.pc[-1];
    return i->op == ORR_OP_YIELD && (ORR_MODE(*i) & 1u);
}

static bool run_hooks(OrrVm *vm, OrrGenerator *g) {
    if (g->frame.agen_hooked) return true;
    g->frame.agen_hooked = true;
    if (vm->asyncgen_finaliser != ORR_NULL) {
        OrrGeneratorExtra *extra = orr_generator_extra(vm, g);
        if (extra == NULL) return false;
        orr_set_slot(vm, &extra->hook, orr_retain(vm->asyncgen_finaliser));
    }
    if (vm->asyncgen_firstiter == ORR_NULL) return true;
    OrrValue hook = orr_retain(vm->asyncgen_firstiter);
    OrrValue result = orr_call1(vm, hook, orr_value(g));
    orr_release(vm, hook);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

static OrrValue asend_new(OrrVm *vm, OrrGenerator *g, AsendKind kind, OrrValue value) {
    if (!run_hooks(vm, g)) return ORR_NULL;
    OrrType *type = kind == KIND_SEND ? vm->types.async_generator_asend : vm->types.async_generator_athrow;
    Asend *a = orr_new_object(vm, type, sizeof *a);
    if (a == NULL) return ORR_NULL;
    a->agen = g;
    g->head.refs++;
    a->value = orr_xretain(value);
    a->kind = (uint8_t)kind;
    a->state = STATE_INIT;
    return orr_value(a);
}

static OrrSend fail_running(OrrVm *vm, const Asend *a) {
    const char *name = a->kind == KIND_SEND ? "anext" : a->kind == KIND_THROW ? "athrow" : "aclose";
    orr_fail(vm, vm->exc.RuntimeError, "%s(): asynchronous generator is already running", name);
    return ORR_SEND_ERROR;
}

static OrrSend end_iteration(OrrVm *vm, Asend *a) {
    a->state = STATE_CLOSED;
    orr_raise_value(vm, orr_exception_new(vm, vm->exc.StopAsyncIteration, NULL, 0));
    return ORR_SEND_ERROR;
}

/* What the frame gave, for this awaitable. */
static OrrSend judge(OrrVm *vm, Asend *a, OrrSend outcome, OrrValue *result) {
    OrrGenerator *g = a->agen;
    if (outcome == ORR_SEND_BLOCK) return outcome;
    if (outcome == ORR_SEND_YIELD) {
        if (!at_yield(g)) return outcome;
        a->state = STATE_CLOSED;
        g->frame.agen_running = false;
        if (a->kind != KIND_CLOSE) return ORR_SEND_RETURN;
        orr_release(vm, *result);
        *result = ORR_NULL;
        orr_fail(vm, vm->exc.RuntimeError, "async generator ignored GeneratorExit");
        return ORR_SEND_ERROR;
    }
    a->state = STATE_CLOSED;
    g->frame.agen_running = false;
    if (outcome == ORR_SEND_RETURN) {
        orr_release(vm, *result);
        *result = ORR_NULL;
        g->frame.agen_closed = true;
        if (a->kind == KIND_CLOSE) {
            *result = ORR_NONE;
            return ORR_SEND_RETURN;
        }
        return end_iteration(vm, a);
    }
    if (orr_pending_is(vm, vm->exc.StopAsyncIteration) || orr_pending_is(vm, vm->exc.GeneratorExit)) {
        g->frame.agen_closed = true;
        if (a->kind == KIND_CLOSE) {
            orr_exception_clear(vm);
            *result = ORR_NONE;
            return ORR_SEND_RETURN;
        }
    }
    return outcome;
}

static OrrSend start_send(OrrVm *vm, Asend *a, OrrValue value, OrrValue *result) {
    OrrGenerator *g = a->agen;
    if (g->frame.status == ORR_GENERATOR_FINISHED) return end_iteration(vm, a);
    g->frame.agen_running = true;
    a->state = STATE_ITERATING;
    return judge(vm, a, orr_resume(vm, orr_value(g), value == ORR_NONE ? a->value : value, ORR_NULL, result), result);
}

static OrrSend start_throw(OrrVm *vm, Asend *a, OrrValue *result) {
    OrrGenerator *g = a->agen;
    if (g->frame.status == ORR_GENERATOR_FINISHED) { /* nothing to throw into: that is no error */
        a->state = STATE_CLOSED;
        *result = ORR_NONE;
        return ORR_SEND_RETURN;
    }
    if (g->frame.agen_closed) return end_iteration(vm, a);
    OrrValue thrown = a->value;
    if (a->kind == KIND_CLOSE) {
        g->frame.agen_closed = true;
        if (g->frame.status == ORR_GENERATOR_CREATED) {
            a->state = STATE_CLOSED;
            orr_coroutine_close(vm, orr_value(g));
            *result = ORR_NONE;
            return ORR_SEND_RETURN;
        }
        thrown = orr_exception_new(vm, vm->exc.GeneratorExit, NULL, 0);
        if (thrown == ORR_NULL) return ORR_SEND_ERROR;
    } else {
        orr_retain(thrown);
    }
    g->frame.agen_running = true;
    a->state = STATE_ITERATING;
    OrrSend outcome = orr_resume(vm, orr_value(g), ORR_NONE, thrown, result);
    orr_release(vm, thrown);
    return judge(vm, a, outcome, result);
}

static OrrSend asend_send(OrrVm *vm, OrrValue self, OrrValue value, OrrValue *result) {
    Asend *a = (Asend *)orr_object(self);
    *result = ORR_NULL;
    if (a->state == STATE_CLOSED) {
        orr_fail(vm, vm->exc.RuntimeError, "cannot reuse already awaited %s",
                 a->kind == KIND_SEND ? "__anext__()/asend()" : "aclose()/athrow()");
        return ORR_SEND_ERROR;
    }
    if (a->state == STATE_INIT) {
        if (a->agen->frame.agen_running) {
            a->state = STATE_CLOSED;
            return fail_running(vm, a);
        }
        if (a->kind == KIND_SEND) return start_send(vm, a, value, result);
        if (value != ORR_NONE) {
            orr_fail(vm, vm->exc.RuntimeError, "can't send non-None value to a just-started async generator");
            return ORR_SEND_ERROR;
        }
        return start_throw(vm, a, result);
    }
    return judge(vm, a, orr_resume(vm, orr_value(a->agen), value, ORR_NULL, result), result);
}

static OrrSend asend_throw(OrrVm *vm, Asend *a, OrrValue exception, OrrValue *result) {
    *result = ORR_NULL;
    if (a->state == STATE_CLOSED) {
        orr_fail(vm, vm->exc.RuntimeError, "cannot reuse already awaited %s",
                 a->kind == KIND_SEND ? "__anext__()/asend()" : "aclose()/athrow()");
        return ORR_SEND_ERROR;
    }
    if (a->state == STATE_INIT) {
        if (a->agen->frame.agen_running) {
            a->state = STATE_CLOSED;
            return fail_running(vm, a);
        }
        a->state = STATE_ITERATING;
        a->agen->frame.agen_running = true;
    }
    return judge(vm, a, orr_resume(vm, orr_value(a->agen), ORR_NONE, exception, result), result);
}

static OrrValue deliver(OrrVm *vm, OrrSend outcome, OrrValue result) {
    if (outcome == ORR_SEND_YIELD) return result;
    if (outcome == ORR_SEND_RETURN) {
        orr_raise_stop_iteration(vm, result);
        orr_release(vm, result);
    }
    return ORR_NULL;
}

static OrrValue asend_next(OrrVm *vm, OrrValue self) {
    OrrValue result;
    OrrSend outcome = orr_object(self)->type->slots.send(vm, self, ORR_NONE, &result);
    return deliver(vm, outcome, result);
}
static OrrValue method_send(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrValue result;
    OrrSend outcome = asend_send(vm, self, args[0], &result);
    return deliver(vm, outcome, result);
}
static OrrValue method_throw(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue exception = orr_throw_argument(vm, args, nargs);
    if (exception == ORR_NULL) return ORR_NULL;
    OrrValue result;
    OrrSend outcome = asend_throw(vm, (Asend *)orr_object(self), exception, &result);
    orr_release(vm, exception);
    return deliver(vm, outcome, result);
}
static OrrValue method_close(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Asend *a = (Asend *)orr_object(self);
    if (a->state == STATE_CLOSED) return ORR_NONE;
    OrrValue exit = orr_exception_new(vm, vm->exc.GeneratorExit, NULL, 0);
    if (exit == ORR_NULL) return ORR_NULL;
    OrrValue result = ORR_NULL;
    OrrSend outcome = asend_throw(vm, a, exit, &result); /* even if it was never awaited */
    orr_release(vm, exit);
    orr_xrelease(vm, result);
    if (outcome == ORR_SEND_YIELD) return orr_raise(vm, vm->exc.RuntimeError, "coroutine ignored GeneratorExit");
    if (outcome == ORR_SEND_ERROR) {
        if (!orr_pending_is(vm, vm->exc.GeneratorExit) && !orr_pending_is(vm, vm->exc.StopAsyncIteration) &&
            !orr_pending_is(vm, vm->exc.StopIteration))
            return ORR_NULL;
        orr_exception_clear(vm);
    }
    return ORR_NONE;
}

static void asend_destroy(OrrVm *vm, OrrObject *self) {
    Asend *a = (Asend *)self;
    orr_release_object(vm, a->agen);
    orr_xrelease(vm, a->value);
    orr_free_object(vm, a, sizeof *a);
}
static void asend_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Asend *a = (Asend *)self;
    visit(context, &a->agen->head);
    visit_value(a->value, visit, context);
}
static OrrValue self_iter(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(self);
}

static const OrrMethodDef asend_methods[] = {
    ORR_DEF_ONE("send", method_send),
    ORR_DEF_RANGE("throw", method_throw, 1, 3),
    ORR_DEF_NONE("close", method_close),
    ORR_DEF_END,
};
#define ASEND_SLOTS                                                                                                    \
    {                                                                                                                  \
        .destroy = asend_destroy, .traverse = asend_traverse, .iter = self_iter, .next = asend_next,                   \
        .send = asend_send, .await = self_iter                                                                         \
    }
const OrrTypeSpec orr_async_generator_asend_spec = {
    .name = "async_generator_asend",
    .size = sizeof(Asend),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = ASEND_SLOTS,
    .methods = asend_methods,
};
const OrrTypeSpec orr_async_generator_athrow_spec = {
    .name = "async_generator_athrow",
    .size = sizeof(Asend),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = ASEND_SLOTS,
    .methods = asend_methods,
};

/* The generator itself. Its life is a generator's (generator.c). */

static OrrValue agen_anext(OrrVm *vm, OrrValue self) {
    return asend_new(vm, orr_as_generator(self), KIND_SEND, ORR_NONE);
}
static OrrValue agen_asend(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return asend_new(vm, orr_as_generator(self), KIND_SEND, args[0]);
}
static OrrValue agen_athrow(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue exception = orr_throw_argument(vm, args, nargs);
    if (exception == ORR_NULL) return ORR_NULL;
    OrrValue a = asend_new(vm, orr_as_generator(self), KIND_THROW, exception);
    orr_release(vm, exception);
    return a;
}
static OrrValue agen_aclose(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return asend_new(vm, orr_as_generator(self), KIND_CLOSE, ORR_NULL);
}
static OrrValue agen_running(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(orr_as_generator(self)->frame.agen_running);
}
static OrrValue agen_suspended(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(orr_as_generator(self)->frame.status == ORR_GENERATOR_SUSPENDED);
}
static OrrValue agen_await(OrrVm *vm, OrrValue self) {
    OrrValue sub = orr_generator_awaited(vm, orr_as_generator(self));
    return sub == ORR_NULL ? ORR_NONE : orr_retain(sub);
}
static OrrValue agen_name(OrrVm *vm, OrrValue self) {
    return orr_retain(orr_value(orr_generator_name(vm, orr_as_generator(self))));
}
static OrrValue agen_qualname(OrrVm *vm, OrrValue self) {
    return orr_retain(orr_value(orr_generator_qualname(vm, orr_as_generator(self))));
}
static OrrValue agen_code(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(orr_as_generator(self)->frame.code));
}
static OrrValue agen_frame(OrrVm *vm, OrrValue self) {
    OrrGenerator *g = orr_as_generator(self);
    return g->frame.status == ORR_GENERATOR_FINISHED ? ORR_NONE : orr_frame_object_of(vm, &g->frame);
}
static OrrValue agen_repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "<async_generator object %U at %A>", orr_generator_qualname(vm, orr_as_generator(self)),
                      self);
}

static const OrrMethodDef agen_methods[] = {
    ORR_DEF_ONE("asend", agen_asend),
    ORR_DEF_RANGE("athrow", agen_athrow, 1, 3),
    ORR_DEF_NONE("aclose", agen_aclose),
    ORR_DEF_END,
};
static const OrrGetSetDef agen_getsets[] = {
    {"__name__", agen_name, NULL},       {"__qualname__", agen_qualname, NULL},
    {"ag_running", agen_running, NULL},  {"ag_suspended", agen_suspended, NULL},
    {"ag_await", agen_await, NULL},      {"ag_code", agen_code, NULL},
    {"ag_frame", agen_frame, NULL},      {NULL, NULL, NULL},
};
const OrrTypeSpec orr_async_generator_spec = {
    .name = "async_generator",
    .size = sizeof(OrrGenerator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES | ORR_TYPE_WEAKREF,
    .slots = {.destroy = orr_generator_destroy,
              .traverse = orr_generator_traverse,
              .clear = orr_generator_clear,
              .finalise = orr_generator_finalise,
              .repr = agen_repr,
              .aiter = self_iter,
              .anext = agen_anext},
    .methods = agen_methods,
    .getsets = agen_getsets,
};

/* anext(iterator, default) */

typedef struct AnextAwaitable {
    OrrObject head;
    OrrValue awaitable; /* then, from the first resumption, its iterator */
    OrrValue otherwise;
    bool started;
} AnextAwaitable;

OrrValue orr_anext_awaitable_new(OrrVm *vm, OrrValue awaitable, OrrValue otherwise) {
    AnextAwaitable *a = orr_new_object(vm, vm->types.anext_awaitable, sizeof *a);
    if (a == NULL) return ORR_NULL;
    a->awaitable = orr_retain(awaitable);
    a->otherwise = orr_retain(otherwise);
    a->started = false;
    return orr_value(a);
}

static OrrSend anext_resume(OrrVm *vm, AnextAwaitable *a, OrrValue value, OrrValue thrown, OrrValue *result) {
    *result = ORR_NULL;
    if (!a->started) {
        OrrValue iterator = orr_awaitable_iter(vm, a->awaitable);
        if (iterator == ORR_NULL) return ORR_SEND_ERROR;
        orr_set_slot(vm, &a->awaitable, iterator);
        a->started = true;
    }
    OrrSend outcome = orr_resume(vm, a->awaitable, value, thrown, result);
    if (outcome != ORR_SEND_ERROR || !orr_pending_is(vm, vm->exc.StopAsyncIteration)) return outcome;
    orr_exception_clear(vm);
    *result = orr_retain(a->otherwise);
    return ORR_SEND_RETURN;
}
static OrrSend anext_send(OrrVm *vm, OrrValue self, OrrValue value, OrrValue *result) {
    return anext_resume(vm, (AnextAwaitable *)orr_object(self), value, ORR_NULL, result);
}
static OrrValue anext_method_send(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrValue result;
    OrrSend outcome = anext_send(vm, self, args[0], &result);
    return deliver(vm, outcome, result);
}
static OrrValue anext_method_throw(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrValue exception = orr_throw_argument(vm, args, nargs);
    if (exception == ORR_NULL) return ORR_NULL;
    OrrValue result;
    OrrSend outcome = anext_resume(vm, (AnextAwaitable *)orr_object(self), ORR_NONE, exception, &result);
    orr_release(vm, exception);
    return deliver(vm, outcome, result);
}
static OrrValue anext_method_close(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_coroutine_close(vm, ((AnextAwaitable *)orr_object(self))->awaitable) ? ORR_NONE : ORR_NULL;
}
static void anext_destroy(OrrVm *vm, OrrObject *self) {
    AnextAwaitable *a = (AnextAwaitable *)self;
    orr_release(vm, a->awaitable);
    orr_release(vm, a->otherwise);
    orr_free_object(vm, a, sizeof *a);
}
static void anext_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit_value(((AnextAwaitable *)self)->awaitable, visit, context);
    visit_value(((AnextAwaitable *)self)->otherwise, visit, context);
}
static const OrrMethodDef anext_methods[] = {
    ORR_DEF_ONE("send", anext_method_send),
    ORR_DEF_RANGE("throw", anext_method_throw, 1, 3),
    ORR_DEF_NONE("close", anext_method_close),
    ORR_DEF_END,
};
const OrrTypeSpec orr_anext_awaitable_spec = {
    .name = "anext_awaitable",
    .size = sizeof(AnextAwaitable),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = anext_destroy,
              .traverse = anext_traverse,
              .iter = self_iter,
              .next = asend_next,
              .send = anext_send,
              .await = self_iter},
    .methods = anext_methods,
};
