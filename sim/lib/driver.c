#include "sim/lib/driver.h"

#include "sim/lib/lib.h"
#include "sim/vm/dict.h"

OrrDriver *orr_driver(OrrVm *vm) {
    OrrLib *lib = orr_lib(vm);
    if (lib == NULL || lib->driver != NULL) return lib == NULL ? NULL : lib->driver;
    OrrAsyncio *aio = orr_asyncio(vm);
    OrrDriver *d = aio == NULL ? NULL : orr_buffer_new(vm, sizeof *d);
    if (d == NULL) return NULL;
    *d = (OrrDriver){.vm = vm, .scheduler = aio->scheduler};
    lib->driver = d;
    return d;
}

static OrrDriver *driver_of(OrrVm *vm) {
    return orr_lib(vm)->driver;
}
static OrrSimThread *thread_of(OrrHandle *handle) {
    return (OrrSimThread *)handle;
}

/* ---- the life of a thread ---- */

static void unlink_thread(OrrDriver *d, OrrSimThread *t) {
    if (t->previous != NULL) t->previous->next = t->next;
    else d->first = t->next;
    if (t->next != NULL) t->next->previous = t->previous;
    else d->last = t->previous;
}

static void free_thread(OrrVm *vm, OrrSimThread *t) {
    orr_xrelease(vm, t->callable);
    orr_xrelease(vm, t->args);
    orr_xrelease(vm, t->kwargs);
    orr_xrelease(vm, t->context);
    orr_xrelease(vm, t->set_loop);
    orr_xrelease(vm, t->owner);
    orr_buffer_free(vm, t, sizeof *t);
}

/* A thread ended with an exception that nobody takes: as threading.excepthook. */
static void report_uncaught(OrrVm *vm, OrrSimThread *t) {
    if (orr_pending_is(vm, vm->exc.SystemExit)) {
        orr_exception_clear(vm);
        return;
    }
    OrrValue exception = orr_exception_take(vm);
    OrrValue line = orr_format(vm, "Exception in thread started by %R:\n", t->callable);
    const char *text = line == ORR_NULL ? NULL : orr_str_ascii(orr_as_str(line));
    if (text != NULL) vm->host->write(vm->host->context, 2, text, strlen(text));
    orr_xrelease(vm, line);
    orr_print_exception(vm, exception);
    orr_release(vm, exception);
}

static void thread_ended(OrrVm *vm, OrrSimThread *t, OrrValue result) {
    OrrDriver *d = driver_of(vm);
    int64_t outcome = result == ORR_NULL ? ORR_TRACE_OUTCOME_RAISED : ORR_TRACE_OUTCOME_RETURNED;
    t->ended = true;
    orr_context_thread_ends(vm, t->context);
    unlink_thread(d, t);
    if (t->on_end != NULL) t->on_end(vm, t, result);
    else if (result == ORR_NULL) report_uncaught(vm, t);
    orr_xrelease(vm, result);
    orr_exception_clear(vm);
    orr_trace_thread_end(d->scheduler->trace, outcome);
    orr_trace_object_gone(d->scheduler->trace, t->handle.id);
    orr_thread_free(vm, t->thread);
    free_thread(vm, t);
}

/* Threads begin in a function of the program's own kind, so that what they call may block: no C frame is below. */
static OrrRunStatus start_thread(OrrVm *vm, OrrSimThread *t, OrrValue *result) {
    if (t == driver_of(vm)->main) return orr_thread_start(vm, t->thread, t->callable, NULL, 0, result);
    OrrValue call = orr_lib_import_from(vm, "_orrery_aio", "call");
    if (call == ORR_NULL) return ORR_RUN_ERROR;
    OrrValue args[3] = {t->callable, t->args, t->kwargs == ORR_NULL ? ORR_NONE : t->kwargs};
    OrrRunStatus status = orr_thread_start(vm, t->thread, call, args, 3, result);
    orr_release(vm, call);
    return status;
}

/* Lets t run until it blocks or ends. What was running is put aside and comes back. */
static OrrRunStatus run_thread(OrrVm *vm, OrrSimThread *t, OrrValue *result) {
    OrrDriver *d = driver_of(vm);
    OrrAsyncio *aio = orr_aio(vm);
    OrrContextState *context = orr_lib(vm)->context;
    OrrSimThread *before = d->current;
    OrrLoopObject *running = aio->running;
    OrrTaskObject *current = aio->current;
    OrrValue *cell = context->cell;
    aio->running = t->running;
    aio->current = t->current;
    context->cell = t->cell;
    d->current = t;
    orr_trace_thread_run(t == d->main ? NULL : d->scheduler->trace, t->handle.id);
    OrrRunStatus status;
    if (!t->started) {
        t->started = true;
        status = start_thread(vm, t, result);
    } else {
        OrrValue wake = t->wake;
        t->wake = ORR_NULL;
        t->woken = false;
        t->waits_for = ORR_NULL;
        if (wake == ORR_NULL && t->raise != ORR_NULL) {
            orr_exception_restore(vm, t->raise);
            t->raise = ORR_NULL;
        }
        status = orr_thread_resume(vm, t->thread, wake, result);
    }
    t->running = aio->running;
    t->current = aio->current;
    t->cell = context->cell;
    d->current = before;
    aio->running = running;
    aio->current = current;
    context->cell = cell;
    return status;
}

/* What it waits for: a lock, its timer, or a loop that it runs. */
static void trace_block(OrrTraceWriter *trace, const OrrSimThread *t);

static bool thread_run(OrrScheduler *s, OrrHandle *handle) {
    OrrVm *vm = orr_aio_vm(s);
    OrrSimThread *t = thread_of(handle);
    OrrValue result = ORR_NULL;
    OrrRunStatus status = run_thread(vm, t, &result);
    if (t == driver_of(vm)->main) {
        if (status != ORR_RUN_BLOCKED) {
            t->ended = true;
            t->wake = result; /* for orr_driver_run; ORR_NULL: the exception is pending, and leaves the iteration */
        }
        return status != ORR_RUN_ERROR;
    }
    if (status == ORR_RUN_BLOCKED) {
        trace_block(s->trace, t);
        return true;
    }
    if (vm->stopped) return false;
    thread_ended(vm, t, status == ORR_RUN_DONE ? result : ORR_NULL);
    return true;
}

static void thread_drop(OrrScheduler *s, OrrHandle *handle) {
    (void)s, (void)handle; /* threads aren't cancelled */
}

static const OrrHandleClass thread_class = {"thread", thread_run, thread_drop, NULL, NULL, NULL, NULL};

OrrSimThread *orr_driver_thread(OrrVm *vm, OrrValue callable, OrrValue args, OrrValue kwargs) {
    OrrDriver *d = orr_driver(vm);
    OrrSimThread *t = d == NULL ? NULL : orr_buffer_new(vm, sizeof *t);
    if (t == NULL) return NULL;
    *t = (OrrSimThread){.handle = {.class = &thread_class}, .ident = ++d->next_ident};
    t->thread = orr_thread_new(vm);
    if (t->thread == NULL) {
        orr_buffer_free(vm, t, sizeof *t);
        return NULL;
    }
    t->callable = orr_retain(callable);
    t->args = orr_retain(args);
    t->kwargs = orr_xretain(kwargs);
    t->cell = &t->context;
    t->handle.id = orr_scheduler_id(d->scheduler);
    t->previous = d->last;
    if (d->last != NULL) d->last->next = t;
    else d->first = t;
    d->last = t;
    return t;
}

/* Tells the trace of a new thread, which is called as its function is. */
static void trace_start(OrrVm *vm, const OrrSimThread *t) {
    OrrTraceWriter *trace = driver_of(vm)->scheduler->trace;
    if (trace == NULL) return;
    int64_t name = t->trace_name;
    OrrValue callable = t->callable;
    if (name == 0 && orr_type_of(vm, callable) == vm->types.function)
        name = orr_aio_trace_string(vm, orr_value(((const OrrFunction *)orr_object(callable))->qualname));
    orr_trace_object_new(trace, t->handle.id, ORR_TRACE_OBJECT_KIND_THREAD, 0, name, 0);
}

void orr_driver_start(OrrVm *vm, OrrSimThread *t) {
    OrrScheduler *s = driver_of(vm)->scheduler;
    trace_start(vm, t);
    orr_scheduler_ready(s, NULL, &t->handle);
}

bool orr_driver_start_now(OrrVm *vm, OrrSimThread *t, uint32_t future) {
    trace_start(vm, t);
    if (future != 0) orr_trace_link(driver_of(vm)->scheduler->trace, future, t->handle.id);
    return thread_run(driver_of(vm)->scheduler, &t->handle);
}

/* ---- waking ---- */

/* A timer that wakes a thread; it outlives the wait, since cancelled timers stay in the heap. */
typedef struct OrrWakeTimer {
    OrrHandle handle;
    OrrSimThread *thread; /* NULL: cancelled */
    OrrValue value;
} OrrWakeTimer;

static void trace_block(OrrTraceWriter *trace, const OrrSimThread *t) {
    if (t->queue != NULL) orr_trace_thread_block(trace, ORR_TRACE_WAIT_LOCK, 0);
    else if (t->timer != NULL) orr_trace_thread_block(trace, ORR_TRACE_WAIT_SLEEP, t->timer->handle.id);
    else orr_trace_thread_block(trace, ORR_TRACE_WAIT_THREAD, 0);
}

static void wake_timer_drop(OrrScheduler *s, OrrHandle *handle) {
    OrrVm *vm = orr_aio_vm(s);
    orr_xrelease(vm, ((OrrWakeTimer *)handle)->value);
    orr_buffer_free(vm, handle, sizeof(OrrWakeTimer));
}

static bool wake_timer_run(OrrScheduler *s, OrrHandle *handle) {
    OrrWakeTimer *timer = (OrrWakeTimer *)handle;
    OrrVm *vm = orr_aio_vm(s);
    OrrSimThread *t = timer->thread;
    OrrValue value = timer->value;
    timer->value = ORR_NULL;
    orr_trace_call(s->trace, handle->id);
    orr_trace_call_end(s->trace); /* what the thread then does is its own */
    wake_timer_drop(s, handle);
    if (t == NULL) {
        orr_xrelease(vm, value);
        return true;
    }
    t->timer = NULL;
    if (t->queue != NULL) orr_handle_queue_remove(t->queue, &t->handle);
    t->queue = NULL;
    if (t->nested || t == driver_of(vm)->main) {
        orr_driver_wake(vm, t, value, ORR_NULL);
        return true;
    }
    /* The timer is the thread's own turn: no further hop. */
    t->wake = value;
    return thread_run(s, &t->handle);
}

static const OrrHandleClass wake_timer_class = {"wake", wake_timer_run, wake_timer_drop, NULL, NULL, NULL, NULL};

bool orr_driver_wake_at(OrrVm *vm, OrrSimThread *t, int64_t deadline_ns, OrrValue value) {
    OrrScheduler *s = driver_of(vm)->scheduler;
    OrrWakeTimer *timer = orr_buffer_new(vm, sizeof *timer);
    if (timer == NULL) return false;
    *timer = (OrrWakeTimer){.handle = {.class = &wake_timer_class}, .thread = t, .value = orr_retain(value)};
    if (s->trace != NULL) {
        timer->handle.id = ++s->next_handle;
        orr_trace_timer(s->trace, timer->handle.id, deadline_ns, 0);
    }
    if (!orr_timer_start(s, &timer->handle, deadline_ns)) {
        wake_timer_drop(s, &timer->handle);
        orr_raise_memory(vm);
        return false;
    }
    t->timer = timer;
    return true;
}

void orr_driver_wake(OrrVm *vm, OrrSimThread *t, OrrValue value, OrrValue exception) {
    OrrScheduler *s = driver_of(vm)->scheduler;
    if (t->timer != NULL) {
        OrrWakeTimer *timer = t->timer;
        t->timer = NULL;
        timer->thread = NULL;
        orr_handle_cancel(s, &timer->handle);
    }
    t->queue = NULL;
    t->wake = value;
    t->raise = exception;
    t->woken = true;
    if (!t->nested) orr_scheduler_ready(s, NULL, &t->handle);
}

void orr_driver_resume_now(OrrVm *vm, OrrSimThread *t, OrrValue value, OrrValue exception) {
    t->wake = value;
    t->raise = exception;
    t->woken = true;
    if (!t->nested) driver_of(vm)->resume = t;
}

/* ---- blocking ---- */

static void end_run(OrrDriver *d, OrrEnding ending, int exit_status) {
    d->outcome = (OrrOutcome){ending, exit_status};
    d->over = true;
}

void orr_driver_stop(OrrVm *vm, OrrEnding ending, int exit_status) {
    end_run(driver_of(vm), ending, exit_status);
    orr_stop(vm);
}

/* A thread whose loop run has ended goes on. False: main failed, or the run is over. */
static bool resume_now(OrrVm *vm) {
    OrrDriver *d = driver_of(vm);
    while (d->resume != NULL && !d->over) {
        OrrSimThread *t = d->resume;
        d->resume = NULL;
        if (!thread_run(d->scheduler, &t->handle)) return false;
    }
    return true;
}

/* One iteration and what follows from it. False: the run is over, or an exception is pending that left main. */
static bool turn(OrrVm *vm) {
    OrrDriver *d = driver_of(vm);
    orr_aio(vm)->running = d->run == NULL ? NULL : d->run->loop;
    orr_aio(vm)->current = NULL;
    d->current = d->run == NULL ? d->main : d->run->thread;
    switch (orr_scheduler_iterate(d->scheduler)) {
    case ORR_ITERATION_RAN:
        if (d->scheduler->stopping_count > 0) orr_loop_runs_check(vm, false);
        return !d->over && resume_now(vm);
    case ORR_ITERATION_LEFT:
        if (vm->stopped || d->run == NULL || d->main->ended) return false;
        orr_loop_runs_check(vm, true);
        return !d->over && resume_now(vm);
    case ORR_ITERATION_IDLE:
        orr_deadlock_report(vm);
        end_run(d, ORR_ENDING_DEADLOCK, ORR_EXIT_DEADLOCK);
        return false;
    case ORR_ITERATION_LIMIT: end_run(d, ORR_ENDING_LIMIT, ORR_EXIT_LIMIT); return false;
    }
    return false;
}

/* Waits in place, with C frames below. If these are of a callback, loops that run below must stand still meanwhile. */
static OrrValue pump(OrrVm *vm, OrrSimThread *t, bool in_callback) {
    OrrDriver *d = driver_of(vm);
    OrrScheduler *s = d->scheduler;
    OrrThread *on = vm->thread;
    OrrHandleQueue batch = s->batch;
    s->batch.last = NULL;
    for (OrrLoopRun *run = d->run; in_callback && run != NULL; run = run->outer) {
        run->was_stopping = run->loop->loop->stopping;
        orr_loop_suspend(run->loop->loop);
    }
    OrrLoopObject *running = orr_aio(vm)->running;
    OrrTaskObject *current = orr_aio(vm)->current;
    OrrValue *cell = orr_lib(vm)->context->cell;
    vm->thread = d->thread;
    bool ok = true;
    while (ok && !t->woken) ok = turn(vm);
    vm->thread = on;
    d->current = t;
    orr_aio(vm)->running = in_callback ? running : NULL; /* a thread's own code is in no loop */
    orr_aio(vm)->current = current;
    orr_lib(vm)->context->cell = cell;
    for (OrrLoopRun *run = d->run; in_callback && run != NULL; run = run->outer) {
        orr_loop_start(run->loop->loop);
        if (run->was_stopping) orr_loop_stop_after(run->loop->loop);
    }
    s->batch = batch;
    t->nested = false;
    t->woken = false;
    if (!ok) { /* deadlock or limit with C frames below: unwind them; nothing may catch this */
        if (vm->exception == ORR_NULL) orr_raise(vm, vm->exc.SystemExit, "the run is over");
        vm->stopped = true;
        return ORR_NULL;
    }
    OrrValue value = t->wake;
    t->wake = ORR_NULL;
    if (value == ORR_NULL) {
        orr_exception_restore(vm, t->raise);
        t->raise = ORR_NULL;
    }
    return value;
}

OrrValue orr_driver_block(OrrVm *vm) {
    OrrDriver *d = driver_of(vm);
    OrrSimThread *t = d->current;
    /* Callbacks run on the driver's own stack: their thread is blocked already, in the loop. */
    bool in_callback = vm->thread != t->thread;
    if (!in_callback && orr_thread_can_block(vm)) {
        orr_thread_block(vm, t);
        return ORR_NULL;
    }
    t->nested = true;
    return pump(vm, t, in_callback);
}

OrrValue orr_driver_sleep(OrrVm *vm, int64_t duration_ns) {
    OrrDriver *d = driver_of(vm);
    OrrSimThread *t = d == NULL ? NULL : d->current;
    bool alone = t == NULL || (t == d->main && (orr_aio(vm)->running != NULL || t->next == NULL));
    if (alone) {
        orr_scheduler_pass(orr_aio(vm)->scheduler, duration_ns);
        return ORR_NONE;
    }
    if (!orr_driver_wake_at(vm, t, orr_ns_add(d->scheduler->now_ns, duration_ns), ORR_NONE)) return ORR_NULL;
    return orr_driver_block(vm);
}

/* ---- the whole program ---- */

/* Exit status of sys.exit(code); prints what isn't a number. */
static int status_of_exit(OrrVm *vm, OrrValue exception) {
    OrrValue code = orr_as_exception(exception)->fields[0];
    int64_t number;
    if (code == ORR_NULL || code == ORR_NONE) return 0;
    if (orr_is_int(vm, code)) return orr_int_to_i64(code, &number) ? (int)(number & 0xFF) : 255;
    OrrValue text = orr_str(vm, code);
    size_t length;
    char *utf8 = text == ORR_NULL ? NULL : orr_str_to_utf8(vm, orr_as_str(text), &length);
    if (utf8 != NULL) {
        vm->host->write(vm->host->context, 2, utf8, length);
        vm->host->write(vm->host->context, 2, "\n", 1);
        orr_buffer_free(vm, utf8, length + 1);
    }
    orr_xrelease(vm, text);
    orr_exception_clear(vm);
    return 1;
}

/* By sys.excepthook, if the program has put one in its place. */
static void print_uncaught(OrrVm *vm, OrrValue exception) {
    OrrValue hook = orr_lib_import_from(vm, "sys", "excepthook");
    if (hook == ORR_NULL || orr_is_exact(vm, hook, vm->types.builtin)) {
        orr_exception_clear(vm);
        orr_xrelease(vm, hook);
        orr_print_exception(vm, exception);
        return;
    }
    OrrValue args[3] = {orr_value(orr_type_of(vm, exception)), exception, orr_as_exception(exception)->traceback};
    OrrValue result = orr_call(vm, hook, args, 3, ORR_NULL);
    if (result == ORR_NULL) {
        static const char failed[] = "Error in sys.excepthook:\n", original[] = "\nOriginal exception was:\n";
        OrrValue error = orr_exception_take(vm);
        vm->host->write(vm->host->context, 2, failed, sizeof failed - 1);
        orr_print_exception(vm, error);
        vm->host->write(vm->host->context, 2, original, sizeof original - 1);
        orr_print_exception(vm, exception);
        orr_release(vm, error);
    }
    orr_xrelease(vm, result);
    orr_release(vm, hook);
}

/* Main ended with the pending exception. */
static void main_failed(OrrVm *vm) {
    OrrDriver *d = driver_of(vm);
    if (d->over) {
        orr_exception_clear(vm);
        return;
    }
    if (vm->stopped) {
        orr_exception_clear(vm);
        end_run(d, ORR_ENDING_INTERRUPTED, 130);
        return;
    }
    bool interrupted = orr_pending_is(vm, vm->exc.KeyboardInterrupt);
    bool exits = orr_pending_is(vm, vm->exc.SystemExit);
    OrrValue exception = orr_exception_take(vm);
    if (exits) {
        d->outcome = (OrrOutcome){ORR_ENDING_EXIT, status_of_exit(vm, exception)};
    } else {
        if (d->scheduler->trace != NULL) orr_aio_trace_uncaught(vm, exception);
        print_uncaught(vm, exception);
        d->outcome = interrupted                     ? (OrrOutcome){ORR_ENDING_INTERRUPTED, 130}
                     : exception == vm->memory_error ? (OrrOutcome){ORR_ENDING_MEMORY, ORR_EXIT_LIMIT}
                                                     : (OrrOutcome){ORR_ENDING_EXCEPTION, 1};
    }
    orr_release(vm, exception);
}

static bool threads_left(const OrrDriver *d) {
    for (const OrrSimThread *t = d->first; t != NULL; t = t->next)
        if (t != d->main && !t->daemon) return true;
    return false;
}

/* What atexit has registered, if the program imported it. */
static void run_exit_functions(OrrVm *vm) {
    OrrValue name = orr_str_intern_cstring(vm, "atexit");
    OrrValue module = name == ORR_NULL ? ORR_NULL : orr_dict_get_name(vm->modules, orr_as_str(name));
    OrrValue result = module == ORR_NULL ? ORR_NULL : orr_lib_call_method(vm, module, "_run_exitfuncs", NULL, 0);
    orr_xrelease(vm, result);
    orr_xrelease(vm, name);
}

bool orr_driver_begin(OrrVm *vm, OrrValue callable) {
    OrrDriver *d = orr_driver(vm);
    OrrContextState *context = d == NULL ? NULL : orr_context_state(vm);
    OrrSimThread *t = context == NULL ? NULL : orr_driver_thread(vm, callable, vm->empty_tuple, ORR_NULL);
    if (t == NULL) {
        orr_exception_clear(vm);
        return false;
    }
    d->main = d->current = t;
    d->thread = orr_thread_new(vm);
    if (d->thread == NULL) {
        orr_exception_clear(vm);
        return false;
    }
    vm->thread = d->thread;
    t->cell = &context->main_cell;
    OrrValue result = ORR_NULL;
    d->main_blocked = run_thread(vm, t, &result) == ORR_RUN_BLOCKED;
    if (!d->main_blocked) t->wake = result;
    return true;
}

/* The main thread has ended, or nothing wakes it any more. */
static void leave_main(OrrVm *vm, OrrDriver *d) {
    OrrValue result = ORR_NULL;
    if (!d->main_blocked || d->main->ended) {
        result = d->main->wake;
        d->main->wake = ORR_NULL;
    }
    if (vm->exception != ORR_NULL) main_failed(vm);
    orr_xrelease(vm, result);
    d->main->ended = d->main_left = true;
}

bool orr_driver_turn(OrrVm *vm) {
    OrrDriver *d = driver_of(vm);
    if (!d->main_left) {
        if (d->main_blocked && !d->main->ended && turn(vm)) return true;
        leave_main(vm, d);
    }
    return !d->over && threads_left(d) && turn(vm);
}

OrrOutcome orr_driver_end(OrrVm *vm) {
    OrrDriver *d = driver_of(vm);
    orr_exception_clear(vm);
    if (!d->over && !vm->stopped) run_exit_functions(vm);
    orr_release(vm, d->main->callable); /* main's globals are nobody's now, but sys.modules' */
    d->main->callable = ORR_NONE;
    orr_exception_clear(vm);
    return d->outcome;
}

OrrOutcome orr_driver_run(OrrVm *vm, OrrValue callable) {
    if (!orr_driver_begin(vm, callable)) return (OrrOutcome){ORR_ENDING_EXCEPTION, 1};
    while (orr_driver_turn(vm)) {}
    return orr_driver_end(vm);
}
