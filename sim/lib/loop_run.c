/* Loop runs: run_forever, run_until_complete and asyncio.run, phase by phase. */
#include "sim/lib/driver.h"
#include "sim/lib/lib.h"
#include "sim/vm/frame.h"

static OrrDriver *driver_of(OrrVm *vm) {
    return orr_lib(vm)->driver;
}

/* ---- one phase ---- */

/* A future of a run is done: the loop stops, unless it is an exit or interrupt, which leaves the loop by itself. */
static void stop_when_done(OrrVm *vm, OrrValue owner, OrrFuture *future) {
    if (orr_future_state(future) == ORR_FUTURE_EXCEPTION) {
        future->handle.flags &= ~(uint32_t)ORR_FUTURE_LOG_TRACEBACK;
        if (orr_is_instance(vm, future->result, vm->exc.SystemExit) ||
            orr_is_instance(vm, future->result, vm->exc.KeyboardInterrupt))
            return;
    }
    orr_loop_stop_after(((OrrLoopObject *)orr_object(owner))->loop);
}

static bool may_run(OrrVm *vm, const OrrLoopObject *loop) {
    if (!orr_loop_check_open(vm, loop)) return false;
    if (loop->loop->running) return orr_fail(vm, vm->exc.RuntimeError, "This event loop is already running");
    if (orr_aio(vm)->running != NULL)
        return orr_fail(vm, vm->exc.RuntimeError, "Cannot run the event loop while another loop is running");
    return true;
}

/* What the thread that runs the loop is handling is the context of all that the tasks raise, and so is main's exception
 * while its leftovers are cancelled. */
static void lend_handled(OrrVm *vm, OrrLoopRun *run) {
    OrrValue handled = run->exception;
    for (const OrrHandled *h = run->thread->thread->handled; h != NULL && handled == ORR_NULL; h = h->outer)
        if (h->exception != ORR_NONE) handled = h->exception;
    orr_set_slot(vm, &driver_of(vm)->thread->base.exception, handled == ORR_NULL ? ORR_NONE : orr_retain(handled));
}

/* Starts a phase: the loop runs until future (borrowed; NULL: forever) is done or it is stopped. */
static bool begin_phase(OrrVm *vm, OrrLoopRun *run, OrrFuture *future) {
    OrrDriver *d = driver_of(vm);
    OrrValue loop = orr_value(run->loop);
    OrrValue firstiter = orr_lib_getattr(vm, loop, "_asyncgen_firstiter_hook");
    OrrValue finaliser = firstiter == ORR_NULL ? ORR_NULL : orr_lib_getattr(vm, loop, "_asyncgen_finalizer_hook");
    if (finaliser == ORR_NULL ||
        (future != NULL && !orr_future_on_done(vm, future, loop, stop_when_done, "_run_until_complete_cb"))) {
        orr_xrelease(vm, firstiter);
        orr_xrelease(vm, finaliser);
        return false;
    }
    if (future != NULL) orr_retain(orr_future_value(future));
    run->future = future;
    run->saved_firstiter = vm->asyncgen_firstiter;
    run->saved_finaliser = vm->asyncgen_finaliser;
    run->saved_origin_depth = vm->origin_depth;
    if (run->loop->debug) vm->origin_depth = ORR_DEBUG_STACK_DEPTH;
    vm->asyncgen_firstiter = firstiter;
    vm->asyncgen_finaliser = finaliser;
    run->outer = d->run;
    d->run = run;
    lend_handled(vm, run);
    orr_aio(vm)->running = run->loop;
    orr_loop_start(run->loop->loop);
    return true;
}

/* Ends it. Returns what run_until_complete returns (new), or ORR_NULL with what it raises pending. left: the exception
 * that left the loop, or ORR_NULL. */
static OrrValue end_phase(OrrVm *vm, OrrLoopRun *run, OrrValue left) {
    OrrDriver *d = driver_of(vm);
    OrrFuture *future = run->future;
    orr_loop_suspend(run->loop->loop);
    OrrLoopRun **link = &d->run; /* not always the innermost: each thread may run a loop */
    while (*link != run) link = &(*link)->outer;
    *link = run->outer;
    orr_aio(vm)->running = NULL;
    orr_set_slot(vm, &vm->asyncgen_firstiter, run->saved_firstiter);
    orr_set_slot(vm, &vm->asyncgen_finaliser, run->saved_finaliser);
    vm->origin_depth = run->saved_origin_depth;
    run->future = NULL;
    OrrValue result = ORR_NONE;
    if (future != NULL) orr_future_off_done(vm, future, orr_value(run->loop), stop_when_done);
    if (left != ORR_NULL) {
        if (future != NULL && run->new_task && orr_future_done(future))
            future->handle.flags &= ~(uint32_t)ORR_FUTURE_LOG_TRACEBACK;
        orr_exception_restore(vm, left);
        result = ORR_NULL;
    } else if (future != NULL) {
        result = orr_future_done(future)
                     ? orr_future_result(vm, future)
                     : orr_raise(vm, vm->exc.RuntimeError, "Event loop stopped before Future completed.");
    }
    if (future != NULL) {
        OrrValue pending = orr_exception_take(vm);
        orr_release(vm, orr_future_value(future));
        orr_exception_restore(vm, pending);
    }
    orr_set_slot(vm, &d->thread->base.exception, ORR_NONE);
    return result;
}

/* ---- asyncio.run ---- */

/* The tasks of the loop that aren't done are cancelled; a tuple of them. ORR_NONE: there are none. */
static OrrValue cancel_leftovers(OrrVm *vm, OrrLoopRun *run) {
    OrrList *list = orr_list_new(vm, 4);
    if (list == NULL) return ORR_NULL;
    for (OrrTask *t = orr_aio(vm)->scheduler->first_task; t != NULL; t = orr_task_next(orr_aio(vm)->scheduler, t))
        if (t->future.loop == run->loop->loop && !orr_list_append(vm, list, orr_value(orr_task_object(t)))) {
            orr_release_object(vm, list);
            return ORR_NULL;
        }
    OrrValue tuple = list->count == 0 ? ORR_NONE : orr_tuple_new(vm, list->items, list->count);
    for (size_t i = 0; i < list->count && tuple != ORR_NULL; i++) {
        if (orr_future_cancel_any(vm, orr_as_future(list->items[i]), ORR_NULL) < 0) {
            orr_release(vm, tuple);
            tuple = ORR_NULL;
        }
    }
    orr_release_object(vm, list);
    return tuple;
}

/* What the leftovers died of, other than being cancelled, is reported. */
static void report_leftovers(OrrVm *vm, OrrLoopRun *run) {
    OrrTuple *tasks = orr_as_tuple(run->leftovers);
    OrrValue message = orr_str_from_cstring(vm, "unhandled exception during asyncio.run() shutdown");
    for (size_t i = 0; i < tasks->count && message != ORR_NULL; i++) {
        OrrFuture *f = orr_as_future(tasks->items[i]);
        if (orr_future_state(f) != ORR_FUTURE_EXCEPTION) continue;
        f->handle.flags &= ~(uint32_t)ORR_FUTURE_LOG_TRACEBACK;
        orr_aio_report(vm, run->loop->loop, message, f->result, "task", tasks->items[i], NULL, ORR_NULL);
    }
    orr_xrelease(vm, message);
}

/* In which phase the run goes on after this one; each begins it. False: an exception is pending. */
static bool begin_asyncgens(OrrVm *vm, OrrLoopRun *run) {
    OrrValue coroutine = orr_lib_call_method(vm, orr_value(run->loop), "shutdown_asyncgens", NULL, 0);
    OrrValue task = coroutine == ORR_NULL ? ORR_NULL : orr_ensure_future(vm, coroutine, run->loop);
    orr_xrelease(vm, coroutine);
    if (task == ORR_NULL) return false;
    orr_as_future(task)->handle.flags |= ORR_TASK_QUIET;
    run->phase = ORR_RUN_ASYNCGENS;
    run->new_task = true;
    bool ok = begin_phase(vm, run, orr_as_future(task));
    orr_release(vm, task);
    return ok;
}

static bool begin_executor(OrrVm *vm, OrrLoopRun *run) {
    OrrValue coroutine = orr_lib_call_method(vm, orr_value(run->loop), "shutdown_default_executor", NULL, 0);
    OrrValue task = coroutine == ORR_NULL ? ORR_NULL : orr_ensure_future(vm, coroutine, run->loop);
    orr_xrelease(vm, coroutine);
    if (task == ORR_NULL) return false;
    orr_as_future(task)->handle.flags |= ORR_TASK_QUIET;
    run->phase = ORR_RUN_EXECUTOR;
    bool ok = begin_phase(vm, run, orr_as_future(task));
    orr_release(vm, task);
    return ok;
}

static bool begin_cancels(OrrVm *vm, OrrLoopRun *run) {
    OrrValue tasks = cancel_leftovers(vm, run);
    if (tasks == ORR_NULL) return false;
    if (tasks == ORR_NONE) return begin_asyncgens(vm, run);
    run->leftovers = tasks;
    run->phase = ORR_RUN_CANCELS;
    run->new_task = false;
    OrrValue gathered = orr_gather(vm, orr_as_tuple(tasks)->items, orr_as_tuple(tasks)->count, true, run->loop);
    if (gathered == ORR_NULL) return false;
    bool ok = begin_phase(vm, run, orr_as_future(gathered));
    orr_release(vm, gathered);
    return ok;
}

/* The main phase gave its result, or an exception. An interrupt that only cancelled main becomes KeyboardInterrupt. */
static void keep_main_outcome(OrrVm *vm, OrrLoopRun *run, OrrValue result) {
    run->result = result;
    if (result != ORR_NULL) return;
    if (run->interrupts > 0 && orr_pending_is(vm, orr_aio(vm)->CancelledError)) {
        OrrTask *task = &run->main_task->task;
        if (task->cancels > 0 && --task->cancels == 0) {
            orr_exception_clear(vm);
            orr_exception_restore(vm, orr_exception_new(vm, vm->exc.KeyboardInterrupt, NULL, 0));
        }
    }
    run->exception = orr_exception_take(vm);
}

static void close_loop(OrrVm *vm, OrrLoopRun *run) {
    OrrValue pending = orr_exception_take(vm);
    if (run->sets_loop && !orr_set_event_loop(vm, ORR_NONE)) orr_exception_clear(vm);
    OrrValue closed = orr_lib_call_method(vm, orr_value(run->loop), "close", NULL, 0);
    orr_xrelease(vm, closed);
    if (pending != ORR_NULL) {
        orr_exception_clear(vm);
        orr_exception_restore(vm, pending);
    }
}

static void free_run(OrrVm *vm, OrrLoopRun *run) {
    orr_xrelease(vm, run->leftovers);
    orr_xrelease(vm, run->result);
    orr_xrelease(vm, run->exception);
    orr_xrelease_object(vm, run->main_task);
    orr_release_object(vm, run->loop);
    orr_buffer_free(vm, run, sizeof *run);
}

/* The run is over with result (stolen), or ORR_NULL and an exception pending: the thread goes on with it. */
static void finish(OrrVm *vm, OrrLoopRun *run, OrrValue result) {
    OrrSimThread *t = run->thread;
    OrrValue exception = result == ORR_NULL ? orr_exception_take(vm) : ORR_NULL;
    t->running = NULL; /* as it was before the run */
    free_run(vm, run);
    orr_driver_resume_now(vm, t, result, exception);
}

/* A phase has ended with result, or ORR_NULL and an exception pending: on to the next, or to the end. */
static void advance(OrrVm *vm, OrrLoopRun *run, OrrValue result) {
    bool going_on;
    if (run->phase == ORR_RUN_PLAIN) {
        finish(vm, run, result);
        return;
    }
    if (run->phase == ORR_RUN_MAIN) {
        keep_main_outcome(vm, run, result);
        going_on = begin_cancels(vm, run);
    } else {
        orr_xrelease(vm, result);
        if (result == ORR_NULL) {
            going_on = false;
        } else if (run->phase == ORR_RUN_CANCELS) {
            report_leftovers(vm, run);
            going_on = begin_asyncgens(vm, run);
        } else if (run->phase == ORR_RUN_ASYNCGENS) {
            going_on = begin_executor(vm, run);
        } else {
            close_loop(vm, run);
            result = run->result;
            run->result = ORR_NULL;
            if (result == ORR_NULL) {
                orr_exception_restore(vm, run->exception);
                run->exception = ORR_NULL;
            }
            finish(vm, run, result);
            return;
        }
    }
    if (going_on) return;
    close_loop(vm, run);
    finish(vm, run, ORR_NULL);
}

void orr_loop_runs_check(OrrVm *vm, bool left) {
    OrrDriver *d = driver_of(vm);
    if (left) {
        OrrLoopRun *run = d->run;
        while (run->outer != NULL && run->loop != orr_aio(vm)->running) run = run->outer;
        OrrValue exception = orr_exception_take(vm);
        advance(vm, run, end_phase(vm, run, exception));
        return;
    }
    OrrLoopRun *stopping =
        NULL; /* the oldest first; others are seen after the next iteration, as none moves the clock */
    for (OrrLoopRun *run = d->run; run != NULL; run = run->outer)
        if (run->loop->loop->stopping && run->loop->loop->running) stopping = run;
    if (stopping != NULL) advance(vm, stopping, end_phase(vm, stopping, ORR_NULL));
}

void orr_aio_switch(OrrVm *vm, OrrLoop *loop) {
    OrrDriver *d = driver_of(vm);
    orr_aio(vm)->running = orr_loop_object(loop);
    for (OrrLoopRun *run = d->run; run != NULL; run = run->outer)
        if (run->loop == orr_aio(vm)->running) d->current = run->thread;
}

static OrrLoopRun *new_run(OrrVm *vm, OrrLoopObject *loop, OrrRunPhase phase) {
    OrrLoopRun *run = orr_buffer_new(vm, sizeof *run);
    if (run == NULL) return NULL;
    *run = (OrrLoopRun){.thread = driver_of(vm)->current, .loop = loop, .phase = phase};
    orr_retain(orr_value(loop));
    return run;
}

OrrValue orr_loop_run(OrrVm *vm, OrrLoopObject *loop, OrrValue future) {
    if (orr_driver(vm) == NULL || !may_run(vm, loop)) return ORR_NULL;
    OrrLoopRun *run = new_run(vm, loop, ORR_RUN_PLAIN);
    if (run == NULL) return ORR_NULL;
    OrrValue target = ORR_NULL;
    if (future != ORR_NULL) {
        target = orr_ensure_future(vm, future, loop);
        run->new_task = target != future;
        target = orr_as_native_future(vm, target);
        if (target != ORR_NULL && run->new_task) orr_as_future(target)->handle.flags |= ORR_TASK_QUIET;
    }
    bool ok = (future == ORR_NULL || target != ORR_NULL) &&
              begin_phase(vm, run, target == ORR_NULL ? NULL : orr_as_future(target));
    orr_xrelease(vm, target);
    if (!ok) {
        free_run(vm, run);
        return ORR_NULL;
    }
    return orr_driver_block(vm);
}

OrrValue orr_asyncio_run(OrrVm *vm, OrrValue coroutine, OrrValue debug, OrrValue loop_factory) {
    OrrAsyncio *aio = orr_aio(vm);
    if (orr_driver(vm) == NULL) return ORR_NULL;
    if (aio->running != NULL)
        return orr_raise(vm, vm->exc.RuntimeError, "asyncio.run() cannot be called from a running event loop");
    bool has_factory = loop_factory != ORR_NULL && loop_factory != ORR_NONE;
    OrrValue loop = has_factory ? orr_call0(vm, loop_factory) : orr_new_event_loop(vm);
    if (loop == ORR_NULL) return ORR_NULL;
    if (!orr_is_loop(vm, loop)) {
        orr_release(vm, loop);
        return orr_raise(vm, vm->exc.TypeError, "loop_factory must make an event loop");
    }
    OrrLoopObject *object = (OrrLoopObject *)orr_object(loop);
    if (debug != ORR_NULL && debug != ORR_NONE) object->debug = orr_truth(vm, debug) > 0;
    OrrLoopRun *run = has_factory || orr_set_event_loop(vm, loop) ? new_run(vm, object, ORR_RUN_MAIN) : NULL;
    orr_release(vm, loop);
    if (run == NULL) return ORR_NULL;
    run->sets_loop = !has_factory;
    if (!orr_is_coroutine(vm, coroutine)) {
        /* The loop was made, and has to be unmade: with the tasks, and their numbers, that this takes. */
        orr_raise(vm, vm->exc.ValueError, "a coroutine was expected, got %R", coroutine);
        run->exception = orr_exception_take(vm);
        if (begin_cancels(vm, run)) return orr_driver_block(vm);
        free_run(vm, run);
        return ORR_NULL;
    }
    OrrValue task = orr_loop_create_task_any(vm, object, coroutine, ORR_NULL, ORR_NULL);
    if (task == ORR_NULL || !orr_is_task(vm, task) || !begin_phase(vm, run, orr_as_future(task))) {
        orr_xrelease(vm, task);
        free_run(vm, run);
        return ORR_NULL;
    }
    run->main_task = orr_as_task(task);
    return orr_driver_block(vm);
}

/* ---- signals ---- */

/* asyncio.run's way with Ctrl-C: the first one cancels main, a second one interrupts. True: dealt with. */
static bool interrupt_run(OrrVm *vm) {
    OrrLoopRun *run = driver_of(vm)->run;
    if (run == NULL || run->main_task == NULL || run->phase != ORR_RUN_MAIN) return false;
    if (++run->interrupts > 1 || orr_future_done(&run->main_task->task.future)) return false;
    orr_future_cancel(&run->main_task->task.future, ORR_NULL);
    return true;
}

bool orr_driver_signal(OrrVm *vm, int number) {
    OrrDriver *d = orr_driver(vm);
    if (d == NULL) return false;
    OrrLoopObject *loop = d->run != NULL ? d->run->loop : NULL;
    if (loop != NULL && loop->signal_handlers != ORR_NULL) {
        OrrValue handled = orr_loop_signal(vm, loop, number);
        if (handled != ORR_FALSE) return handled != ORR_NULL;
    }
    OrrValue handler = d->signal_handlers[number];
    if (handler != ORR_NULL) {
        if (!orr_is_callable(vm, handler)) return true; /* SIG_IGN */
        OrrValue signum = orr_small_int(number), frame = ORR_NONE;
        OrrValue result = orr_call2(vm, handler, signum, frame);
        orr_xrelease(vm, result);
        return result != ORR_NULL;
    }
    if (number == 2) {
        if (interrupt_run(vm)) return true;
        OrrValue interrupt = orr_exception_new(vm, vm->exc.KeyboardInterrupt, NULL, 0);
        if (interrupt != ORR_NULL) orr_raise_value(vm, interrupt);
        return false;
    }
    if (number == 17 || number == 18 || number == 23 || number == 28) return true; /* CHLD, CONT, URG, WINCH */
    orr_driver_stop(vm, ORR_ENDING_KILLED, 128 + number);
    return false;
}
