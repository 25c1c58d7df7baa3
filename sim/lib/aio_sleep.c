/* asyncio.sleep: a native coroutine; the future it waits on is its own timer. */
#include <math.h>

#include "sim/lib/asyncio.h"
#include "sim/lib/lib.h"

/* Before it starts, self->awaiting holds the delay; then the future. */
typedef struct Sleep {
    OrrValue result;
} Sleep;

enum { STEP_START, STEP_ZERO, STEP_TIMER };

/* The time is up: the future is the timer. */
static bool sleep_run(OrrScheduler *s, OrrHandle *handle) {
    OrrFuture *f = (OrrFuture *)handle;
    OrrVm *vm = orr_aio_vm(s);
    orr_trace_call(s->trace, handle->id);
    if (!orr_future_done(f)) orr_future_finish(f, ORR_FUTURE_RESULT, orr_retain(f->result));
    orr_trace_call_end(s->trace);
    orr_release_object(vm, orr_future_object(f));
    return true;
}
static void sleep_drop(OrrScheduler *s, OrrHandle *handle) {
    orr_release_object(orr_aio_vm(s), orr_future_object((OrrFuture *)handle));
}
static OrrLoop *sleep_loop(const OrrHandle *handle) {
    return ((const OrrFuture *)handle)->loop;
}
static const OrrHandleClass sleep_class = {"sleep", sleep_run, sleep_drop, NULL, sleep_loop, NULL, NULL};

/* A future that is done after that many seconds, with a result that is borrowed until then. */
static OrrFutureObject *sleeping_future(OrrVm *vm, OrrLoop *loop, double seconds, OrrValue result) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    OrrFutureObject *f = orr_new_object(vm, orr_aio(vm)->Future, sizeof *f);
    if (f == NULL) return NULL;
    orr_future_init(&f->future, loop, &sleep_class, ORR_TRACE_WAIT_SLEEP);
    f->future.result = result;
    int64_t deadline_ns = orr_ns_from_seconds(orr_seconds_from_ns(s->now_ns) + seconds);
    if (s->trace != NULL) {
        f->future.handle.id = ++s->next_handle;
        orr_trace_timer(s->trace, f->future.handle.id, deadline_ns, orr_aio_trace_word(vm, sleep_class.name));
    }
    if (!orr_timer_start(s, &f->future.handle, deadline_ns)) {
        orr_release_object(vm, f);
        orr_raise_memory(vm);
        return NULL;
    }
    orr_retain(orr_value(f)); /* the timer's */
    return f;
}

/* Is the delay more than zero? The delay's own order decides, as `delay <= 0` would. -1: error. */
static int is_positive(OrrVm *vm, OrrValue delay) {
    if (orr_is_small_int(delay)) return orr_small_int_value(delay) > 0;
    if (orr_is_flonum(delay)) return !(orr_flonum_value(delay) <= 0);
    int done = orr_compare_truth(vm, delay, orr_small_int(0), ORR_LE);
    return done < 0 ? -1 : !done;
}

static OrrSend finished(OrrNativeCoroutine *self, OrrValue *result) {
    Sleep *state = orr_native_coroutine_state(self);
    *result = state->result;
    state->result = ORR_NULL;
    return ORR_SEND_RETURN;
}

static OrrSend start(OrrVm *vm, OrrNativeCoroutine *self, OrrValue *result) {
    OrrValue delay = self->awaiting;
    int positive = is_positive(vm, delay);
    if (positive < 0) return ORR_SEND_ERROR;
    if (!positive) {
        self->step = STEP_ZERO;
        *result = ORR_NONE;
        return ORR_SEND_YIELD;
    }
    double seconds;
    if (!orr_to_double(vm, delay, &seconds)) return ORR_SEND_ERROR;
    if (isnan(seconds)) {
        orr_raise(vm, vm->exc.ValueError, "Invalid delay: NaN (not a number)");
        return ORR_SEND_ERROR;
    }
    OrrLoopObject *loop = orr_running_loop(vm);
    Sleep *state = orr_native_coroutine_state(self);
    OrrFutureObject *f = loop == NULL ? NULL : sleeping_future(vm, loop->loop, seconds, state->result);
    if (f == NULL) return ORR_SEND_ERROR;
    self->step = STEP_TIMER;
    orr_set_slot(vm, &self->awaiting, orr_value(f));
    f->future.handle.flags |= ORR_FUTURE_BLOCKING;
    *result = orr_retain(orr_value(f));
    return ORR_SEND_YIELD;
}

static OrrSend sleep_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    (void)value;
    if (self->step == STEP_START) return thrown != ORR_NULL ? orr_rethrow(vm, thrown) : start(vm, self, result);
    if (self->step == STEP_TIMER) {
        OrrFuture *f = orr_as_future(self->awaiting);
        OrrSend again;
        if (thrown == ORR_NULL && orr_still_waits(vm, self, result, &again)) return again;
        if (f->handle.flags & (ORR_HANDLE_TIMER | ORR_HANDLE_READY))
            orr_handle_cancel(orr_aio(vm)->scheduler, &f->handle);
    }
    return thrown != ORR_NULL ? orr_rethrow(vm, thrown) : finished(self, result);
}

static void sleep_traverse(OrrNativeCoroutine *self, OrrVisit visit, void *context) {
    Sleep *state = orr_native_coroutine_state(self);
    if (state->result != ORR_NULL && orr_is_object(state->result)) visit(context, orr_object(state->result));
}

static void sleep_release(OrrVm *vm, OrrNativeCoroutine *self) {
    Sleep *state = orr_native_coroutine_state(self);
    if (self->step == STEP_TIMER && self->awaiting != ORR_NULL) { /* closed while asleep */
        OrrFuture *f = orr_as_future(self->awaiting);
        if (f->handle.flags & (ORR_HANDLE_TIMER | ORR_HANDLE_READY))
            orr_handle_cancel(orr_aio(vm)->scheduler, &f->handle);
    }
    orr_set_slot(vm, &state->result, ORR_NULL);
}

static const OrrNativeCoroutineSpec sleep_spec = {"sleep",      "sleep",        sizeof(Sleep),
                                                  sleep_resume, sleep_traverse, sleep_release};

/* Asleep, its future says it all, unless it has a result to give. */
static bool may_go(const OrrNativeCoroutine *self) {
    const Sleep *state = (const Sleep *)(self + 1);
    return self->step == STEP_TIMER && state->result == ORR_NONE;
}
static OrrNativeCoroutine *come_back(OrrVm *vm) {
    OrrNativeCoroutine *c = orr_native_coroutine_new(vm, &sleep_spec);
    if (c == NULL) return NULL;
    c->step = STEP_TIMER;
    ((Sleep *)orr_native_coroutine_state(c))->result = ORR_NONE;
    return c;
}
static const OrrStandIn sleep_stand_in = {&sleep_spec, may_go, come_back};

static OrrValue asyncio_sleep(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"delay", "result", NULL};
    static const OrrSignature signature = {"sleep", names, 0, 2, 1, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    (void)self;
    if (ORR_LIKELY(nargs == 1 && kwnames == ORR_NULL)) bound[0] = args[0];
    else if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrNativeCoroutine *c = orr_native_coroutine_new(vm, &sleep_spec);
    if (c == NULL) return ORR_NULL;
    c->awaiting = orr_retain(bound[0]);
    ((Sleep *)orr_native_coroutine_state(c))->result = bound[1] == ORR_NULL ? ORR_NONE : orr_retain(bound[1]);
    return orr_value(c);
}

bool orr_aio_add_sleep(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    static const OrrMethodDef functions[] = {ORR_DEF_KEYWORDS("sleep", asyncio_sleep), ORR_DEF_END};
    (void)aio;
    vm->stand_in = &sleep_stand_in;
    return orr_module_add_python_functions(vm, module, functions, "asyncio.tasks");
}
