/* Event loop objects: what a program sees of the scheduler. */
#include "sim/lib/asyncio.h"
#include "sim/lib/driver.h"
#include "sim/lib/lib.h"
#include "sim/vm/dict.h"
#include "sim/vm/object.h"

static OrrLoopObject *as_loop(OrrValue v) {
    return (OrrLoopObject *)orr_object(v);
}

bool orr_is_loop(OrrVm *vm, OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && orr_type_is_subtype(orr_object(v)->type, orr_aio(vm)->Loop);
}

OrrLoopObject *orr_running_loop(OrrVm *vm) {
    OrrLoopObject *loop = orr_aio(vm)->running;
    if (ORR_UNLIKELY(loop == NULL)) orr_raise(vm, vm->exc.RuntimeError, "no running event loop");
    return loop;
}

bool orr_loop_check_open(OrrVm *vm, const OrrLoopObject *loop) {
    return !loop->loop->closed || orr_fail(vm, vm->exc.RuntimeError, "Event loop is closed");
}

/* ---- life ---- */

static OrrValue loop_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrLoop *core = orr_loop_new(orr_aio(vm)->scheduler);
    if (core == NULL) return orr_raise_memory(vm);
    OrrLoopObject *loop = orr_new_object(vm, cls, cls->instance_size);
    if (loop == NULL) return ORR_NULL;
    memset((char *)loop + sizeof loop->head, 0, cls->instance_size - sizeof loop->head);
    loop->loop = core;
    loop->exception_handler = loop->task_factory = ORR_NONE;
    loop->slow_callback_duration = 0.1;
    core->owner = orr_retain(orr_value(loop)); /* futures point to it without counting: it stays */
    return orr_value(loop);
}

static bool loop_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_aio_log_new_loop(vm);
}

static void loop_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrLoopObject *loop = (OrrLoopObject *)self;
    OrrValue values[] = {loop->exception_handler, loop->task_factory, loop->default_executor, loop->signal_handlers};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (values[i] != ORR_NULL && orr_is_object(values[i])) visit(context, orr_object(values[i]));
    if (loop->dict != NULL) visit(context, (OrrObject *)loop->dict);
    if (loop->asyncgens != NULL) visit(context, (OrrObject *)loop->asyncgens);
    /* The reference that makes it stay is its own: closed, and known to nobody else, it lets go of all that it holds. */
    if (loop->loop->closed) visit(context, self);
}

static void loop_clear(OrrVm *vm, OrrObject *self) {
    OrrLoopObject *loop = (OrrLoopObject *)self;
    orr_set_slot(vm, &loop->exception_handler, ORR_NONE);
    orr_set_slot(vm, &loop->task_factory, ORR_NONE);
    orr_set_slot(vm, &loop->default_executor, ORR_NULL);
    orr_set_slot(vm, &loop->signal_handlers, ORR_NULL);
}

static void loop_destroy(OrrVm *vm, OrrObject *self) {
    OrrLoopObject *loop = (OrrLoopObject *)self;
    loop_clear(vm, self);
    orr_xrelease_object(vm, loop->dict);
    orr_xrelease_object(vm, loop->asyncgens);
    orr_free_object(vm, self, self->type->instance_size);
}

static OrrValue loop_repr(OrrVm *vm, OrrValue self) {
    OrrLoopObject *loop = as_loop(self);
    return orr_format(vm, "<%U running=%s closed=%s debug=%s>", orr_object(self)->type->name,
                      loop->loop->running ? "True" : "False", loop->loop->closed ? "True" : "False",
                      loop->debug ? "True" : "False");
}

/* ---- callbacks ---- */

/* callback, *args, context=None: takes the keyword off; the number of positional arguments stays nargs. */
static bool take_context(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs, OrrValue kwnames,
                         size_t least, OrrValue *context) {
    *context = ORR_NONE;
    if (kwnames != ORR_NULL) {
        OrrTuple *names = orr_as_tuple(kwnames);
        for (size_t i = 0; i < names->count; i++) {
            if (!orr_str_equals_cstring(orr_as_str(names->items[i]), "context"))
                return orr_fail(vm, vm->exc.TypeError, "%s() got an unexpected keyword argument '%S'", function,
                                names->items[i]);
            *context = args[nargs + i];
        }
    }
    if (nargs >= least) return true;
    if (least == 2 && nargs == 0)
        return orr_fail(vm, vm->exc.TypeError, "%s() missing 2 required positional arguments: '%s' and 'callback'",
                        function, strcmp(function, "BaseEventLoop.call_at") == 0 ? "when" : "delay");
    return orr_fail(vm, vm->exc.TypeError, "%s() missing 1 required positional argument: 'callback'", function);
}

/* What a callback must not be; CPython looks in debug mode only. */
static bool check_callback(OrrVm *vm, OrrValue self, OrrValue callback, const char *method) {
    if (ORR_LIKELY(!as_loop(self)->debug)) return true;
    OrrValue function = orr_lib_import_from(vm, "inspect", "iscoroutinefunction");
    OrrValue is = function == ORR_NULL ? ORR_NULL : orr_call1(vm, function, callback);
    orr_xrelease(vm, function);
    if (is == ORR_NULL) return false;
    if (is == ORR_TRUE || orr_is_coroutine(vm, callback))
        return orr_fail(vm, vm->exc.TypeError, "coroutines cannot be used with %s()", method);
    if (orr_is_callable(vm, callback)) return true;
    return orr_fail(vm, vm->exc.TypeError, "a callable object was expected by %s(), got %R", method, callback);
}

/* Debug mode sees calls that come from a thread that is not the loop's own. */
static bool check_thread(OrrVm *vm, const OrrLoopObject *loop) {
    if (ORR_LIKELY(!loop->debug) || !loop->loop->running || orr_aio(vm)->running == loop) return true;
    return orr_fail(vm, vm->exc.RuntimeError,
                    "Non-thread-safe operation invoked on an event loop other than the current one");
}

static OrrValue call_soon(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue context;
    if (!take_context(vm, "BaseEventLoop.call_soon", args, nargs, kwnames, 1, &context)) return ORR_NULL;
    if (!check_thread(vm, as_loop(self)) || !check_callback(vm, self, args[0], "call_soon")) return ORR_NULL;
    return orr_loop_call_soon(vm, as_loop(self), args[0], args + 1, nargs - 1, context);
}
static OrrValue call_soon_threadsafe(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue context;
    if (!take_context(vm, "BaseEventLoop.call_soon_threadsafe", args, nargs, kwnames, 1, &context)) return ORR_NULL;
    if (!check_callback(vm, self, args[0], "call_soon_threadsafe")) return ORR_NULL;
    return orr_loop_call_soon(vm, as_loop(self), args[0], args + 1, nargs - 1, context);
}

/* The time argument of call_later and call_at as a float, as time() + delay would make it. */
static bool add_seconds(OrrVm *vm, double base, OrrValue seconds, double *when) {
    if (orr_is_float(vm, seconds)) {
        *when = base + orr_float_value(seconds);
        return true;
    }
    OrrValue now = orr_float(vm, base);
    OrrValue sum = now == ORR_NULL ? ORR_NULL : orr_binary(vm, ORR_ADD, now, seconds);
    orr_xrelease(vm, now);
    bool ok = sum != ORR_NULL && orr_to_double(vm, sum, when);
    orr_xrelease(vm, sum);
    return ok;
}

static double now_seconds(OrrVm *vm) {
    return orr_seconds_from_ns(orr_aio(vm)->scheduler->now_ns);
}

static OrrValue call_later(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue context;
    double when;
    if (!take_context(vm, "BaseEventLoop.call_later", args, nargs, kwnames, 2, &context)) return ORR_NULL;
    if (args[0] == ORR_NONE) return orr_raise(vm, vm->exc.TypeError, "delay must not be None");
    if (!add_seconds(vm, now_seconds(vm), args[0], &when)) return ORR_NULL;
    if (!check_thread(vm, as_loop(self))) return ORR_NULL;
    if (!check_callback(vm, self, args[1], "call_at")) return ORR_NULL;
    return orr_loop_call_at(vm, as_loop(self), when, args[1], args + 2, nargs - 2, context);
}

static OrrValue call_at(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue context;
    double when;
    if (!take_context(vm, "BaseEventLoop.call_at", args, nargs, kwnames, 2, &context)) return ORR_NULL;
    if (args[0] == ORR_NONE) return orr_raise(vm, vm->exc.TypeError, "when cannot be None");
    if (!orr_to_double(vm, args[0], &when)) return ORR_NULL;
    if (!check_thread(vm, as_loop(self))) return ORR_NULL;
    if (!check_callback(vm, self, args[1], "call_at")) return ORR_NULL;
    return orr_loop_call_at(vm, as_loop(self), when, args[1], args + 2, nargs - 2, context);
}

static OrrValue loop_time(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_float(vm, now_seconds(vm));
}

static OrrValue create_future(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_value(orr_future_new(vm, as_loop(self)->loop, ORR_TRACE_WAIT_FUTURE, ORR_NULL));
}

static OrrValue create_task(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"coro", "name", "context", NULL};
    static const OrrSignature signature = {"BaseEventLoop.create_task", names, 0, 1, 1, 3};
    OrrValue bound[3];
    if (!orr_bind_python(vm, &signature, true, args, nargs, kwnames, bound)) return ORR_NULL;
    return orr_loop_create_task(vm, as_loop(self), bound[0], bound[1], bound[2]);
}

/* ---- running ---- */

static OrrValue run_forever(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_loop_run(vm, as_loop(self), ORR_NULL);
}
static OrrValue run_until_complete(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"future", NULL};
    static const OrrSignature signature = {"BaseEventLoop.run_until_complete", names, 0, 1, 1, 1};
    OrrValue future;
    if (!orr_bind_python(vm, &signature, true, args, nargs, kwnames, &future)) return ORR_NULL;
    return orr_loop_run(vm, as_loop(self), future);
}
static OrrValue stop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    orr_loop_stop_after(as_loop(self)->loop);
    return ORR_NONE;
}
static OrrValue loop_close(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    if (as_loop(self)->loop->running) return orr_raise(vm, vm->exc.RuntimeError, "Cannot close a running event loop");
    if (!as_loop(self)->loop->closed) orr_loop_close(as_loop(self)->loop);
    return ORR_NONE;
}
static OrrValue is_running(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(as_loop(self)->loop->running);
}
static OrrValue is_closed(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(as_loop(self)->loop->closed);
}
static OrrValue get_debug(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(as_loop(self)->debug);
}
static OrrValue set_debug(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    int truth = orr_truth(vm, args[0]);
    if (truth < 0) return ORR_NULL;
    as_loop(self)->debug = truth;
    if (as_loop(self)->loop->running) vm->origin_depth = truth ? ORR_DEBUG_STACK_DEPTH : 0;
    return ORR_NONE;
}
static OrrValue check_closed(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_loop_check_open(vm, as_loop(self)) ? ORR_NONE : ORR_NULL;
}

/* ---- settings ---- */

static OrrValue set_exception_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (args[0] != ORR_NONE && !orr_is_callable(vm, args[0]))
        return orr_raise(vm, vm->exc.TypeError, "A callable object or None is expected, got %R", args[0]);
    orr_set_slot(vm, &as_loop(self)->exception_handler, orr_retain(args[0]));
    return ORR_NONE;
}
static OrrValue get_exception_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(as_loop(self)->exception_handler);
}
static OrrValue set_task_factory(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (args[0] != ORR_NONE && !orr_is_callable(vm, args[0]))
        return orr_raise(vm, vm->exc.TypeError, "task factory must be a callable or None");
    orr_set_slot(vm, &as_loop(self)->task_factory, orr_retain(args[0]));
    return ORR_NONE;
}
static OrrValue get_task_factory(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(as_loop(self)->task_factory);
}
static OrrValue set_default_executor(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrValue pool = orr_lib_import_from(vm, "concurrent.futures", "ThreadPoolExecutor");
    if (pool == ORR_NULL) return ORR_NULL;
    bool fits = orr_is_instance(vm, args[0], (OrrType *)orr_object(pool));
    orr_release(vm, pool);
    if (!fits) return orr_raise(vm, vm->exc.TypeError, "executor must be ThreadPoolExecutor instance");
    orr_set_slot(vm, &as_loop(self)->default_executor, orr_retain(args[0]));
    return ORR_NONE;
}

/* ---- asynchronous generators ---- */

static OrrValue firstiter_hook(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrLoopObject *loop = as_loop(self);
    if (loop->asyncgens == NULL && (loop->asyncgens = orr_list_new(vm, 4)) == NULL) return ORR_NULL;
    OrrList *list = loop->asyncgens;
    size_t live = 0;
    if (list->count == list->capacity) { /* before it grows: forget the dead */
        for (size_t i = 0; i < list->count; i++) {
            if (((OrrWeakref *)orr_object(list->items[i]))->target != NULL) list->items[live++] = list->items[i];
            else orr_release(vm, list->items[i]);
        }
        list->count = live;
    }
    OrrValue weak = orr_weakref_new(vm, vm->types.weakref, args[0], ORR_NULL);
    if (weak == ORR_NULL || !orr_list_append_steal(vm, list, weak)) return ORR_NULL;
    return ORR_NONE;
}

/* It is closed by itself: shutdown_asyncgens() needn't. */
static void forget_asyncgen(OrrVm *vm, OrrLoopObject *loop, OrrValue generator) {
    OrrList *list = loop->asyncgens;
    for (size_t i = list == NULL ? 0 : list->count; i-- > 0;) {
        OrrValue weak = list->items[i];
        if (((OrrWeakref *)orr_object(weak))->target != orr_object(generator)) continue;
        memmove(list->items + i, list->items + i + 1, (--list->count - i) * sizeof *list->items);
        orr_release(vm, weak);
        return;
    }
}

static OrrValue finalizer_hook(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrLoopObject *loop = as_loop(self);
    forget_asyncgen(vm, loop, args[0]);
    if (loop->loop->closed) return ORR_NONE;
    OrrValue closing = orr_lib_call_method(vm, args[0], "aclose", NULL, 0);
    OrrValue create = closing == ORR_NULL ? ORR_NULL : orr_lib_getattr(vm, self, "create_task");
    OrrValue handle = create == ORR_NULL ? ORR_NULL : orr_loop_call_soon(vm, loop, create, &closing, 1, ORR_NONE);
    orr_xrelease(vm, create);
    orr_xrelease(vm, closing);
    if (handle == ORR_NULL) return ORR_NULL;
    orr_release(vm, handle);
    return ORR_NONE;
}

/* The generators that are still alive, in the order in which they were first iterated, each being closed: a list of
 * aclose() awaitables and a list of the generators. */
static bool closing_asyncgens(OrrVm *vm, OrrLoopObject *loop, OrrList *generators, OrrList *closings) {
    OrrList *list = loop->asyncgens;
    loop->asyncgens = NULL;
    bool ok = true;
    for (size_t i = 0; ok && list != NULL && i < list->count; i++) {
        OrrObject *target = ((OrrWeakref *)orr_object(list->items[i]))->target;
        if (target == NULL) continue;
        OrrValue closing = orr_lib_call_method(vm, orr_value(target), "aclose", NULL, 0);
        ok = closing != ORR_NULL && orr_list_append(vm, generators, orr_value(target)) &&
             orr_list_append_steal(vm, closings, closing);
    }
    orr_xrelease_object(vm, list);
    return ok;
}

typedef struct Shutdown {
    OrrValue loop;
    OrrList *generators;
} Shutdown;

static void report_asyncgens(OrrVm *vm, Shutdown *state, OrrValue results) {
    OrrList *list = orr_as_list(results);
    for (size_t i = 0; i < list->count && i < state->generators->count; i++) {
        if (!orr_is_exception(list->items[i])) continue;
        OrrValue message = orr_format(vm, "an error occurred during closing of asynchronous generator %R",
                                      state->generators->items[i]);
        if (message != ORR_NULL)
            orr_aio_report(vm, as_loop(state->loop)->loop, message, list->items[i], "asyncgen",
                           state->generators->items[i], NULL, ORR_NULL);
        orr_xrelease(vm, message);
    }
}

static OrrSend shutdown_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    Shutdown *state = orr_native_coroutine_state(self);
    (void)value;
    if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
    if (self->step++ == 0) {
        OrrList *closings = orr_list_new(vm, 4);
        state->generators = orr_list_new(vm, 4);
        OrrValue gathered = ORR_NULL;
        as_loop(state->loop)->asyncgens_shut = true;
        if (closings != NULL && state->generators != NULL &&
            closing_asyncgens(vm, as_loop(state->loop), state->generators, closings)) {
            if (closings->count == 0) {
                orr_release_object(vm, closings);
                *result = ORR_NONE;
                return ORR_SEND_RETURN;
            }
            gathered = orr_gather(vm, closings->items, closings->count, true, as_loop(state->loop));
        }
        orr_xrelease_object(vm, closings);
        if (gathered == ORR_NULL) return ORR_SEND_ERROR;
        OrrSend sent = orr_await_future(vm, self, orr_as_future(gathered), result);
        orr_release(vm, gathered);
        return sent;
    }
    OrrValue results = orr_future_result(vm, orr_as_future(self->awaiting));
    if (results == ORR_NULL) return ORR_SEND_ERROR;
    report_asyncgens(vm, state, results);
    orr_release(vm, results);
    *result = ORR_NONE;
    return ORR_SEND_RETURN;
}
static void shutdown_traverse(OrrNativeCoroutine *self, OrrVisit visit, void *context) {
    Shutdown *state = orr_native_coroutine_state(self);
    if (state->loop != ORR_NULL) visit(context, orr_object(state->loop));
    if (state->generators != NULL) visit(context, (OrrObject *)state->generators);
}
static void shutdown_release(OrrVm *vm, OrrNativeCoroutine *self) {
    Shutdown *state = orr_native_coroutine_state(self);
    orr_set_slot(vm, &state->loop, ORR_NULL);
    OrrList *generators = state->generators;
    state->generators = NULL;
    orr_xrelease_object(vm, generators);
}
static const OrrNativeCoroutineSpec shutdown_spec = {"shutdown_asyncgens", "BaseEventLoop.shutdown_asyncgens",
                                                     sizeof(Shutdown),     shutdown_resume,
                                                     shutdown_traverse,    shutdown_release};

static OrrValue shutdown_asyncgens(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrNativeCoroutine *c = orr_native_coroutine_new(vm, &shutdown_spec);
    if (c != NULL) ((Shutdown *)orr_native_coroutine_state(c))->loop = orr_retain(self);
    return orr_value(c);
}

/* ---- signals ---- */

static bool signal_number(OrrVm *vm, OrrValue value, int *number) {
    int64_t n;
    if (!orr_is_int(vm, value)) return orr_fail(vm, vm->exc.TypeError, "sig must be an int, not %R", value);
    if (!orr_int_to_i64(value, &n) || n < 1 || n > 64)
        return orr_fail(vm, vm->exc.ValueError, "invalid signal number %S", value);
    *number = (int)n;
    return true;
}

static OrrValue add_signal_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    OrrLoopObject *loop = as_loop(self);
    int number;
    if (!signal_number(vm, args[0], &number)) return ORR_NULL;
    OrrValue is_function = orr_lib_import_from(vm, "inspect", "iscoroutinefunction");
    OrrValue is = is_function == ORR_NULL ? ORR_NULL : orr_call1(vm, is_function, args[1]);
    orr_xrelease(vm, is_function);
    if (is == ORR_NULL) return ORR_NULL;
    if (number == 9 || number == 19) return orr_raise(vm, vm->exc.RuntimeError, "sig %d cannot be caught", number);
    if (is == ORR_TRUE || orr_is_coroutine(vm, args[1]))
        return orr_raise(vm, vm->exc.TypeError, "coroutines cannot be used with add_signal_handler()");
    if (loop->signal_handlers == ORR_NULL && (loop->signal_handlers = orr_value(orr_dict_new(vm, 2))) == ORR_NULL)
        return ORR_NULL;
    OrrValue call = orr_tuple_new(vm, args + 1, nargs - 1);
    bool ok = call != ORR_NULL && orr_dict_set(vm, orr_as_dict(loop->signal_handlers), orr_small_int(number), call);
    orr_xrelease(vm, call);
    return ok ? ORR_NONE : ORR_NULL;
}
static OrrValue remove_signal_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrLoopObject *loop = as_loop(self);
    int number;
    if (!signal_number(vm, args[0], &number)) return ORR_NULL;
    if (loop->signal_handlers == ORR_NULL) return ORR_FALSE;
    int deleted = orr_dict_delete(vm, orr_as_dict(loop->signal_handlers), orr_small_int(number));
    return deleted < 0 ? ORR_NULL : orr_bool(deleted);
}

/* The loop hears of a signal when it next looks for events: before timers that are due, behind what is ready. Then the
 * handler is put into the ready queue. Both hops are CPython's. */
static OrrValue signal_arrives(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrLoopObject *loop = as_loop(self);
    OrrValue call =
        loop->signal_handlers == ORR_NULL ? ORR_NULL : orr_dict_get(vm, orr_as_dict(loop->signal_handlers), args[0]);
    if (call == ORR_NULL) return ORR_NONE;
    OrrTuple *parts = orr_as_tuple(call);
    OrrValue handle = orr_loop_call_soon(vm, loop, parts->items[0], parts->items + 1, parts->count - 1, ORR_NONE);
    orr_xrelease(vm, handle);
    return handle == ORR_NULL ? ORR_NULL : ORR_NONE;
}

OrrValue orr_loop_signal(OrrVm *vm, OrrLoopObject *loop, int number) {
    OrrValue key = orr_small_int(number);
    if (orr_dict_get(vm, orr_as_dict(loop->signal_handlers), key) == ORR_NULL) return ORR_FALSE;
    OrrValue arrives = orr_lib_getattr(vm, orr_value(loop), "_orrery_signal");
    OrrValue timer = arrives == ORR_NULL ? ORR_NULL : orr_loop_call_at(vm, loop, -1e300, arrives, &key, 1, ORR_NONE);
    orr_xrelease(vm, arrives);
    orr_xrelease(vm, timer);
    return timer == ORR_NULL ? ORR_NULL : ORR_TRUE;
}

/* ---- executors: _orrery_aio does it, with threads of the simulation ---- */

static OrrValue run_in_executor(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "run_in_executor", kwnames) || !orr_loop_check_open(vm, as_loop(self))) return ORR_NULL;
    if (nargs < 2)
        return orr_raise(vm, vm->exc.TypeError, "BaseEventLoop.run_in_executor() missing %s",
                         nargs == 0 ? "2 required positional arguments: 'executor' and 'func'"
                                    : "1 required positional argument: 'func'");
    if (!check_callback(vm, self, args[1], "run_in_executor")) return ORR_NULL;
    return orr_loop_run_in_executor(vm, as_loop(self), args[0], args[1], args + 2, nargs - 2);
}

OrrValue orr_loop_default_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_loop_call_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);

static const OrrMethodDef methods[] = {
    ORR_DEF_KEYWORDS("call_soon", call_soon),
    ORR_DEF_KEYWORDS("call_soon_threadsafe", call_soon_threadsafe),
    ORR_DEF_KEYWORDS("call_later", call_later),
    ORR_DEF_KEYWORDS("call_at", call_at),
    ORR_DEF_NONE("time", loop_time),
    ORR_DEF_NONE("create_future", create_future),
    ORR_DEF_KEYWORDS("create_task", create_task),
    ORR_DEF_NONE("run_forever", run_forever),
    ORR_DEF_KEYWORDS("run_until_complete", run_until_complete),
    ORR_DEF_NONE("stop", stop),
    ORR_DEF_NONE("close", loop_close),
    ORR_DEF_NONE("is_running", is_running),
    ORR_DEF_NONE("is_closed", is_closed),
    ORR_DEF_NONE("get_debug", get_debug),
    ORR_DEF_ONE("set_debug", set_debug),
    ORR_DEF_NONE("_check_closed", check_closed),
    ORR_DEF_ONE("set_exception_handler", set_exception_handler),
    ORR_DEF_NONE("get_exception_handler", get_exception_handler),
    ORR_DEF_ONE("default_exception_handler", orr_loop_default_handler),
    ORR_DEF_ONE("call_exception_handler", orr_loop_call_handler),
    ORR_DEF_ONE("set_task_factory", set_task_factory),
    ORR_DEF_NONE("get_task_factory", get_task_factory),
    ORR_DEF_KEYWORDS("run_in_executor", run_in_executor),
    ORR_DEF_ONE("set_default_executor", set_default_executor),
    ORR_DEF_NONE("shutdown_asyncgens", shutdown_asyncgens),
    ORR_DEF_RANGE("shutdown_default_executor", orr_loop_shutdown_executor, 0, 1),
    ORR_DEF_RANGE("add_signal_handler", add_signal_handler, 2, 255),
    ORR_DEF_ONE("remove_signal_handler", remove_signal_handler),
    ORR_DEF_ONE("_orrery_signal", signal_arrives),
    ORR_DEF_ONE("_asyncgen_firstiter_hook", firstiter_hook),
    ORR_DEF_ONE("_asyncgen_finalizer_hook", finalizer_hook),
    ORR_DEF_END,
};

static OrrValue get_slow(OrrVm *vm, OrrValue self) {
    return orr_float(vm, as_loop(self)->slow_callback_duration);
}
static bool set_slow(OrrVm *vm, OrrValue self, OrrValue value) {
    return value != ORR_NULL && orr_to_double(vm, value, &as_loop(self)->slow_callback_duration);
}
static const OrrGetSetDef getsets[] = {{"slow_callback_duration", get_slow, set_slow}, {NULL, NULL, NULL}};

static const OrrTypeSpec abstract_spec = {
    .name = "asyncio.events.AbstractEventLoop",
    .size = sizeof(OrrLoopObject),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF,
    .slots = {.destroy = loop_destroy,
              .traverse = loop_traverse,
              .clear = loop_clear,
              .new_object = loop_new,
              .init = loop_init},
    .methods = orr_abstract_loop_methods,
};
static const OrrTypeSpec loop_spec = {
    .name = "asyncio.unix_events._UnixSelectorEventLoop",
    .size = sizeof(OrrLoopObject),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF,
    .dict_offset = offsetof(OrrLoopObject, dict),
    .slots = {.destroy = loop_destroy,
              .traverse = loop_traverse,
              .clear = loop_clear,
              .new_object = loop_new,
              .init = loop_init,
              .repr = loop_repr},
    .methods = methods,
    .getsets = getsets,
};

/* ---- functions of the module ---- */

static OrrValue get_running_loop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    OrrLoopObject *loop = orr_running_loop(vm);
    return loop == NULL ? ORR_NULL : orr_retain(orr_value(loop));
}
static OrrValue get_running_or_none(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    OrrLoopObject *loop = orr_aio(vm)->running;
    return loop == NULL ? ORR_NONE : orr_retain(orr_value(loop));
}
static OrrValue run(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"main", "debug", "loop_factory", NULL};
    static const OrrSignature signature = {"run", names, 0, 1, 1, 3};
    OrrValue bound[3];
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return ORR_NULL;
    return orr_asyncio_run(vm, bound[0], bound[1], bound[2]);
}

bool orr_aio_add_loop(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    static const OrrMethodDef natives[] = {
        ORR_DEF_NONE("get_running_loop", get_running_loop),
        ORR_DEF_NONE("_get_running_loop", get_running_or_none),
        ORR_DEF_END,
    };
    static const OrrMethodDef runners[] = {ORR_DEF_KEYWORDS("run", run), ORR_DEF_END};
    aio->AbstractEventLoop = orr_module_add_type(vm, module, &abstract_spec, NULL);
    if (aio->AbstractEventLoop == NULL) return false;
    aio->Loop = orr_type_from_spec(vm, &loop_spec, aio->AbstractEventLoop);
    if (aio->Loop == NULL) return false;
    static const char *const names[] = {"SelectorEventLoop", "BaseEventLoop", "EventLoop", "_UnixSelectorEventLoop"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!orr_module_add(vm, module, names[i], orr_retain(orr_value(aio->Loop)))) return false;
    return orr_aio_add_natives(vm, module, natives) &&
           orr_module_add_python_functions(vm, module, runners, "asyncio.runners");
}
