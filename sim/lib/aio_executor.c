/* Executors: pools of threads of the simulation. At most so many jobs of a pool run at once; the others wait, first come
 * first. A job starts in a turn of its own, and the future has its result in the turn in which the job ends.
 *
 * Each job runs in a thread of its own, but the program sees workers: a job is done by the one that has been idle longest, or by
 * a new one if all are busy, and has its ident and its name. */
#include "sim/base/limits.h"
#include "sim/lib/driver.h"
#include "sim/lib/lib.h"

typedef struct Job {
    OrrHandle handle;
    struct Pool *pool; /* a reference */
    OrrFuture *future; /* a reference; NULL: nobody wants the result */
    OrrValue function, args, kwargs; /* kwargs ORR_NULL: none */
    OrrValue cell;     /* the context that it runs in */
    uint32_t worker;   /* who does it; once it is ready to run */
} Job;

typedef struct Pool {
    OrrObject head;
    uint32_t limit, running;
    OrrHandleQueue waiting;
    OrrHandleQueue sleepers; /* threads that wait until nothing runs any more */
    OrrFuture *idle; /* done when nothing runs any more; a reference; NULL: nobody waits for that */
    bool shut;
    OrrValue prefix; /* of the workers' names; ORR_NULL: that of the loop's default executor */
    uint64_t *workers; /* their idents; 0: has done nothing yet */
    uint32_t *idle_workers; /* a ring, of worker_capacity too */
    uint32_t worker_count, worker_capacity, first_idle, idle_count;
} Pool;

static Pool *as_pool(OrrValue v) {
    return (Pool *)orr_object(v);
}

static void free_job(OrrVm *vm, Job *job) {
    if (job->future != NULL) orr_release(vm, orr_future_value(job->future));
    orr_release(vm, job->function);
    orr_release(vm, job->args);
    orr_xrelease(vm, job->kwargs);
    orr_xrelease(vm, job->cell);
    orr_release_object(vm, job->pool);
    orr_buffer_free(vm, job, sizeof *job);
}

/* Workers */

static void make_worker_idle(Pool *pool, uint32_t worker) {
    ORR_ASSERT(pool->idle_count < pool->worker_capacity);
    pool->idle_workers[(pool->first_idle + pool->idle_count++) % pool->worker_capacity] = worker;
}

static bool grow_workers(OrrVm *vm, Pool *pool) {
    uint32_t capacity = pool->worker_capacity * 2 + 8;
    uint64_t *workers = orr_buffer_resize(vm, pool->workers, pool->worker_capacity * sizeof *workers,
                                          capacity * sizeof *workers);
    if (workers == NULL) return false;
    pool->workers = workers;
    uint32_t *idle = orr_buffer_resize(vm, pool->idle_workers, pool->worker_capacity * sizeof *idle,
                                       capacity * sizeof *idle);
    if (idle == NULL) return false;
    pool->idle_workers = idle;
    pool->worker_capacity = capacity;
    return true;
}

/* The worker for the next job. New ones are made only when none is idle, so the ring is empty when it grows. */
static bool take_worker(OrrVm *vm, Pool *pool, uint32_t *worker) {
    if (pool->idle_count > 0) {
        *worker = pool->idle_workers[pool->first_idle];
        pool->first_idle = (pool->first_idle + 1) % pool->worker_capacity;
        pool->idle_count--;
        return true;
    }
    if (pool->worker_count == pool->worker_capacity && !grow_workers(vm, pool)) return false;
    *worker = pool->worker_count++;
    pool->workers[*worker] = 0;
    return true;
}

/* A job has ended or was never run: its place goes to the next. */
static void leave(OrrVm *vm, Job *job) {
    Pool *pool = job->pool;
    OrrHandle *next = orr_handle_queue_pop(&pool->waiting);
    if (next == NULL) make_worker_idle(pool, job->worker);
    if (next != NULL) {
        ((Job *)next)->worker = job->worker;
        orr_scheduler_ready(orr_aio(vm)->scheduler, NULL, next);
    } else {
        pool->running--;
        for (OrrHandle *t; pool->running == 0 && (t = orr_handle_queue_pop(&pool->sleepers)) != NULL;)
            orr_driver_wake(vm, (OrrSimThread *)t, ORR_NONE, ORR_NULL);
        OrrFuture *idle = pool->idle;
        if (pool->running == 0 && idle != NULL) {
            pool->idle = NULL;
            if (!orr_future_done(idle)) orr_future_set_result(vm, idle, ORR_NONE);
            orr_release(vm, orr_future_value(idle));
        }
    }
    free_job(vm, job);
}

/* What StopIteration becomes in a future is not StopIteration. */
static void fail_with(OrrVm *vm, OrrFuture *future, OrrValue exception) {
    OrrValue error = orr_future_exception_instance(vm, exception);
    if (error == ORR_NULL) error = orr_exception_take(vm);
    orr_future_set_exception(vm, future, error);
    orr_release(vm, error);
}

static void job_ended(OrrVm *vm, OrrSimThread *t, OrrValue result) {
    Job *job = t->job;
    t->job = NULL;
    OrrValue exception = result == ORR_NULL ? orr_exception_take(vm) : ORR_NULL;
    if (job->future != NULL && !orr_future_done(job->future)) {
        if (result != ORR_NULL) orr_future_set_result(vm, job->future, result);
        else fail_with(vm, job->future, exception);
    }
    orr_xrelease(vm, exception);
    leave(vm, job);
}

static bool job_run(OrrScheduler *s, OrrHandle *handle) {
    Job *job = (Job *)handle;
    OrrVm *vm = orr_aio_vm(s);
    if (job->future != NULL && orr_future_state(job->future) == ORR_FUTURE_CANCELLED) {
        leave(vm, job);
        return true;
    }
    OrrSimThread *t = orr_driver_thread(vm, job->function, job->args, job->kwargs);
    if (t == NULL) {
        OrrValue exception = orr_exception_take(vm);
        if (job->future != NULL) orr_future_set_exception(vm, job->future, exception);
        orr_release(vm, exception);
        leave(vm, job);
        return true;
    }
    uint64_t *ident = &job->pool->workers[job->worker];
    if (*ident == 0) *ident = t->ident;
    t->ident = *ident;
    t->context = orr_xretain(job->cell);
    t->daemon = true;
    t->job = job;
    t->on_end = job_ended;
    /* Unless it is known by the id of another thing, which it stands for. */
    bool own = job->future != NULL && !(job->future->handle.flags & ORR_FUTURE_WAITS_FOR_ID);
    return orr_driver_start_now(vm, t, own ? job->future->handle.id : 0);
}

static void job_drop(OrrScheduler *s, OrrHandle *handle) {
    free_job(orr_aio_vm(s), (Job *)handle);
}

static const OrrHandleClass job_class = {"job", job_run, job_drop, NULL, NULL, NULL, NULL};

/* future may be NULL. Everything is retained. */
static bool submit(OrrVm *vm, Pool *pool, OrrFuture *future, OrrValue cell, OrrValue function, OrrValue args,
                   OrrValue kwargs) {
    Job *job = orr_buffer_new(vm, sizeof *job);
    if (job == NULL) return false;
    *job = (Job){.handle = {.class = &job_class}, .pool = pool, .future = future, .function = orr_retain(function),
                 .args = orr_retain(args), .kwargs = orr_xretain(kwargs), .cell = orr_xretain(cell)};
    orr_retain(orr_value(pool));
    if (future != NULL) orr_retain(orr_future_value(future));
    if (pool->running < pool->limit) {
        if (!take_worker(vm, pool, &job->worker)) {
            free_job(vm, job);
            return false;
        }
        pool->running++;
        orr_scheduler_ready(orr_aio(vm)->scheduler, NULL, &job->handle);
    } else {
        orr_handle_queue_push(&pool->waiting, &job->handle);
    }
    return true;
}

/* ---- the loop's side ---- */

static Pool *pool_new(OrrVm *vm, OrrType *cls, uint32_t limit) {
    Pool *pool = orr_new_object(vm, cls, sizeof *pool);
    if (pool == NULL) return NULL;
    memset((char *)pool + sizeof pool->head, 0, sizeof *pool - sizeof pool->head);
    pool->limit = limit;
    return pool;
}

/* The pool of an executor (None: the loop's default), new; NULL: an exception is pending, or none: some other executor. */
static Pool *pool_of(OrrVm *vm, OrrLoopObject *loop, OrrValue executor) {
    if (executor == ORR_NONE) {
        if (loop->executor_shut) {
            orr_raise(vm, vm->exc.RuntimeError, "Executor shutdown has been called");
            return NULL;
        }
        if (orr_aio(vm)->Pool == NULL) { /* made with the module, which nobody has imported yet */
            OrrValue pool_class = orr_lib_import_from(vm, "_orrery_asyncio", "Pool");
            if (pool_class == ORR_NULL) return NULL;
            orr_release(vm, pool_class);
        }
        if (loop->default_executor == ORR_NULL)
            loop->default_executor = orr_value(pool_new(vm, orr_aio(vm)->Pool, ORR_DEFAULT_WORKERS));
        if (loop->default_executor == ORR_NULL) return NULL;
        executor = loop->default_executor;
    }
    if (orr_is_exact(vm, executor, orr_aio(vm)->Pool)) return as_pool(orr_retain(executor));
    OrrValue pool = orr_lib_getattr(vm, executor, "_orrery_pool");
    if (pool == ORR_NULL) {
        if (orr_pending_is(vm, vm->exc.AttributeError)) orr_exception_clear(vm);
        return NULL;
    }
    if (orr_is_exact(vm, pool, orr_aio(vm)->Pool)) {
        if (!as_pool(pool)->shut) return as_pool(pool);
        orr_raise(vm, vm->exc.RuntimeError, "cannot schedule new futures after shutdown");
    }
    orr_release(vm, pool);
    return NULL;
}

static OrrValue submit_for_loop(OrrVm *vm, OrrLoopObject *loop, OrrValue executor, OrrValue cell, OrrValue function,
                                OrrValue args, OrrValue kwargs) {
    Pool *pool = pool_of(vm, loop, executor);
    if (pool == NULL && vm->exception != ORR_NULL) return ORR_NULL;
    if (pool == NULL) {
        OrrValue other = orr_lib_import_from(vm, "_orrery_aio", "submit_elsewhere");
        OrrValue given[4] = {orr_value(loop), executor, function, args};
        OrrValue future = other == ORR_NULL ? ORR_NULL : orr_call(vm, other, given, 4, ORR_NULL);
        orr_xrelease(vm, other);
        return future;
    }
    OrrFutureObject *f = orr_future_new(vm, loop->loop, ORR_TRACE_WAIT_THREAD, ORR_NULL);
    bool ok = f != NULL && submit(vm, pool, &f->future, cell, function, args, kwargs);
    orr_release_object(vm, pool);
    if (ok) return orr_value(f);
    orr_xrelease_object(vm, f);
    return ORR_NULL;
}

OrrValue orr_loop_run_in_executor(OrrVm *vm, OrrLoopObject *loop, OrrValue executor, OrrValue function,
                                  const OrrValue *args, size_t nargs) {
    OrrValue tuple = orr_tuple_new(vm, args, nargs);
    if (tuple == ORR_NULL) return ORR_NULL;
    OrrValue future = submit_for_loop(vm, loop, executor, ORR_NULL, function, tuple, ORR_NULL);
    orr_release(vm, tuple);
    return future;
}

/* to_thread(): the function runs in a copy of the caller's context. */
static OrrValue to_thread(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrLoopObject *loop = orr_running_loop(vm);
    if (loop == NULL) return ORR_NULL;
    OrrValue cell = orr_context_copy_cell(vm);
    OrrValue future = submit_for_loop(vm, loop, ORR_NONE, cell, args[0], args[1], args[2]);
    orr_xrelease(vm, cell);
    return future;
}

/* enter(context): the running thread goes on in that context. */
static OrrValue enter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrDriver *d = orr_driver(vm);
    if (d == NULL) return ORR_NULL;
    return orr_context_thread_enters(vm, &d->current->context, args[0]) ? ORR_NONE : ORR_NULL;
}

/* The name of the worker that runs; None: it is no executor's thread. */
static OrrValue worker_name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    OrrDriver *d = orr_driver(vm);
    if (d == NULL) return ORR_NULL;
    const Job *job = d->current->job;
    if (job == NULL) return ORR_NONE;
    if (job->pool->prefix == ORR_NULL) return orr_format(vm, "asyncio_%u", job->worker);
    return orr_format(vm, "%S_%u", job->pool->prefix, job->worker);
}

/* ---- shutdown_default_executor ---- */

static OrrSend shutdown_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown,
                               OrrValue *result) {
    OrrValue *loop = orr_native_coroutine_state(self);
    (void)value;
    if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
    OrrLoopObject *object = (OrrLoopObject *)orr_object(*loop);
    object->executor_shut = true;
    Pool *pool = object->default_executor != ORR_NULL && orr_is_exact(vm, object->default_executor, orr_aio(vm)->Pool)
                     ? as_pool(object->default_executor) : NULL;
    if (self->step++ == 0 && pool != NULL && pool->running > 0) {
        OrrFutureObject *f = orr_future_new(vm, object->loop, ORR_TRACE_WAIT_THREAD, ORR_NULL);
        if (f == NULL) return ORR_SEND_ERROR;
        if (pool->idle != NULL) orr_release(vm, orr_future_value(pool->idle));
        pool->idle = &f->future;
        return orr_await_future(vm, self, &f->future, result);
    }
    *result = ORR_NONE;
    return ORR_SEND_RETURN;
}
static void shutdown_traverse(OrrNativeCoroutine *self, OrrVisit visit, void *context) {
    OrrValue *loop = orr_native_coroutine_state(self);
    if (*loop != ORR_NULL) visit(context, orr_object(*loop));
}
static void shutdown_release(OrrVm *vm, OrrNativeCoroutine *self) {
    orr_set_slot(vm, (OrrValue *)orr_native_coroutine_state(self), ORR_NULL);
}
static const OrrNativeCoroutineSpec shutdown_spec = {
    "shutdown_default_executor", "BaseEventLoop.shutdown_default_executor", sizeof(OrrValue), shutdown_resume,
    shutdown_traverse, shutdown_release};

OrrValue orr_loop_shutdown_executor(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrNativeCoroutine *c = orr_native_coroutine_new(vm, &shutdown_spec);
    if (c != NULL) *(OrrValue *)orr_native_coroutine_state(c) = orr_retain(self);
    return orr_value(c);
}

/* ---- Pool ---- */

static OrrValue pool_make(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    int64_t limit = ORR_DEFAULT_WORKERS;
    (void)kwnames;
    if (nargs > 0 && !orr_to_index(vm, args[0], vm->exc.OverflowError, &limit)) return ORR_NULL;
    Pool *pool = pool_new(vm, cls, limit < 1 ? 1 : limit > 1000000 ? 1000000 : (uint32_t)limit);
    if (pool != NULL && nargs > 1) pool->prefix = orr_retain(args[1]);
    return orr_value(pool);
}
/* submit(function, args, kwargs) */
static OrrValue pool_submit(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (orr_driver(vm) == NULL) return ORR_NULL;
    return submit(vm, as_pool(self), NULL, ORR_NULL, args[0], args[1], args[2]) ? ORR_NONE : ORR_NULL;
}
static OrrValue pool_close(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    as_pool(self)->shut = true;
    return ORR_NONE;
}
/* Blocks the thread until nothing of the pool runs or waits any more. */
static OrrValue pool_wait(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrDriver *d = orr_driver(vm);
    if (d == NULL) return ORR_NULL;
    if (as_pool(self)->running == 0) return ORR_NONE;
    d->current->queue = &as_pool(self)->sleepers;
    orr_handle_queue_push(&as_pool(self)->sleepers, &d->current->handle);
    return orr_driver_block(vm);
}
static OrrValue pool_running(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int(as_pool(self)->running);
}
static void pool_destroy(OrrVm *vm, OrrObject *self) {
    Pool *pool = (Pool *)self;
    if (pool->idle != NULL) orr_release(vm, orr_future_value(pool->idle));
    orr_xrelease(vm, pool->prefix);
    orr_buffer_free(vm, pool->workers, pool->worker_capacity * sizeof *pool->workers);
    orr_buffer_free(vm, pool->idle_workers, pool->worker_capacity * sizeof *pool->idle_workers);
    orr_free_object(vm, self, sizeof *pool);
}
static const OrrMethodDef pool_methods[] = {
    ORR_DEF_RANGE("submit", pool_submit, 3, 3),
    ORR_DEF_NONE("close", pool_close),
    ORR_DEF_NONE("wait", pool_wait),
    ORR_DEF_NONE("running", pool_running),
    ORR_DEF_END,
};
/* Not part of the collector's graph: a pool with jobs is kept alive by them, and jobs end. */
static const OrrTypeSpec pool_spec = {
    .name = "_orrery_asyncio.Pool",
    .size = sizeof(Pool),
    .slots = {.destroy = pool_destroy, .new_object = pool_make},
    .methods = pool_methods,
};

bool orr_aio_add_executor(OrrVm *vm, OrrAsyncio *aio, OrrValue support) {
    static const OrrMethodDef functions[] = {ORR_DEF_RANGE("to_thread", to_thread, 3, 3),
                                             ORR_DEF_ONE("enter", enter),
                                             ORR_DEF_NONE("worker_name", worker_name), ORR_DEF_END};
    aio->Pool = orr_module_add_type(vm, support, &pool_spec, NULL);
    return aio->Pool != NULL && orr_module_add_functions(vm, support, functions);
}
