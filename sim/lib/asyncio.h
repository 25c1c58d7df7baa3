/* asyncio: where VM and loop meet. What its files share.
 *
 *     asyncio.c          the module, its state, names that come from Python sources
 *     aio_future.c       Future
 *     aio_foreign.c      futures that are objects of the program's own
 *     aio_task.c         Task, current_task, all_tasks, factories
 *     aio_handle.c       Handle, TimerHandle and the callbacks of futures
 *     aio_policy.c       get_event_loop and the like, policies
 *     aio_loop.c         event loops, run_until_complete, run
 *     aio_error.c        exception handlers, warnings on stderr
 *     aio_sleep.c        sleep
 *     aio_gather.c       gather, shield
 *     aio_lock.c         Lock, Event, Semaphore
 *     aio_queue.c        Queue and its kin
 *     aio_timeout.c      timeout, wait_for
 *     aio_group.c        TaskGroup
 *
 * Objects. A Future object is an OrrFuture after an object head; a Task likewise. Everything that is "something that
 * completes" starts with an OrrFutureObject, so that the loop's core works on all of them.
 *
 * References. The scheduler's references (scheduler.h) are counted in the objects' heads.
 */
#ifndef ORR_LIB_ASYNCIO_H
#define ORR_LIB_ASYNCIO_H

#include "sim/lib/contextvars.h"
#include "sim/loop/task.h"
#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/generator.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/object.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

enum { ORR_DEBUG_STACK_DEPTH = 10 }; /* how much of where a coroutine was made debug mode remembers */

/* A future's flags, besides the core's. */
enum {
    ORR_FUTURE_CANCELLED_BY = 1 << 16, /* cancelled: result is the CancelledError to raise next, not a message */
    ORR_FUTURE_LOUD = 1 << 17,         /* has been looked at by its destructor already */
    ORR_TASK_QUIET = 1 << 18,          /* _log_destroy_pending is False */
    ORR_FUTURE_WAITS_FOR_ID = 1 << 21, /* traced: handle.id is that of what it waits for (a condition), not its own */
    ORR_FUTURE_MARK = 1 << 20,         /* of gather, while it is being made */
    ORR_FUTURE_DIRECT = 1 << 22,       /* cancel() is being run: not to be looked up in the class again */
    ORR_FUTURE_INTERNAL = 1 << 19,     /* never shown to the program but as "Future" */
};

typedef struct OrrFutureObject {
    OrrObject head;
    OrrFuture future;
} OrrFutureObject;

typedef struct OrrTaskObject {
    OrrObject head;
    OrrTask task;
    OrrValue name;    /* ORR_NULL: Task-<number> */
    OrrValue context; /* a cell */
} OrrTaskObject;

/* What the classes of all handles in sim/lib that can be a future's callback have as `language`. */
typedef struct OrrAioClass {
    /* Visits the handle's owner if it is an object, else what it holds. */
    void (*traverse)(OrrHandle *handle, OrrVisit visit, void *context);
    /* For repr: what the callback is, as "cb" shows it. New str. */
    OrrValue (*describe)(OrrVm *vm, OrrHandle *handle);
} OrrAioClass;

typedef struct OrrLoopObject {
    OrrObject head;
    OrrDict *dict;
    OrrLoop *loop;
    OrrValue exception_handler, task_factory; /* ORR_NONE: none */
    OrrValue default_executor;                /* ORR_NULL: none */
    OrrList *asyncgens;                       /* weak references to async generators being iterated; NULL: none */
    OrrValue signal_handlers;                 /* dict of signum -> Handle; ORR_NULL: none */
    bool debug, asyncgens_shut, executor_shut;
    double slow_callback_duration;
} OrrLoopObject;

typedef struct OrrAsyncio {
    OrrVm *vm;
    OrrScheduler *scheduler;
    OrrLoopObject *running; /* the loop that runs in this thread; borrowed from whoever runs it */
    OrrTaskObject *current; /* the task whose step runs; borrowed */
    OrrValue set_loop;      /* the main thread's set_event_loop(); ORR_NULL: never set, ORR_NONE: set to None */
    OrrValue policy;        /* the program's; ORR_NULL: none */
    OrrValue policy_loop;   /* the last one that a policy gave: keeps it alive */
    OrrValue leaving;       /* the exit or interrupt that a task's step ended with, for whoever runs the loop */
    uint32_t next_task_number;
    OrrType *Future, *FutureIter, *Task, *Handle, *TimerHandle, *Loop, *AbstractEventLoop, *Gathering, *Relay, *Sleeping;
    OrrType *Pool, *Lock, *Event, *Semaphore, *BoundedSemaphore, *Queue, *PriorityQueue, *LifoQueue, *Timeout;
    OrrType *CancelledError, *InvalidStateError, *QueueEmpty, *QueueFull, *QueueShutDown, *BrokenBarrierError;
    OrrType *SendfileNotAvailableError;
    OrrType *Traced; /* aio_trace.c */
    OrrValue module;          /* asyncio itself; a reference */
    struct OrrTracedString *traced_strings; /* a small cache: strings and their ids in the trace (aio_trace.c) */
    struct {
        const char *word; /* a literal */
        int64_t id;
    } traced_words[8]; /* likewise */
    uint32_t next_traced_word;
    OrrSideTable cancel_messages;  /* OrrValue, a reference, of tasks */
    struct OrrTraceStack **stacks; /* by task id: what the trace was told of await stacks (aio_trace.c) */
    size_t stack_capacity;
} OrrAsyncio;

/* The state; asyncio needn't be imported by the program for it to exist. NULL: MemoryError. */
OrrAsyncio *orr_asyncio(OrrVm *vm);

static inline OrrVm *orr_aio_vm(OrrScheduler *s) {
    return s->language.context;
}
static inline OrrAsyncio *orr_aio(OrrVm *vm) {
    return vm->loop;
}
static inline OrrFutureObject *orr_future_object(OrrFuture *f) {
    return (OrrFutureObject *)(void *)((char *)f - offsetof(OrrFutureObject, future));
}
static inline OrrTaskObject *orr_task_object(OrrTask *t) {
    return (OrrTaskObject *)(void *)((char *)t - offsetof(OrrTaskObject, task));
}
static inline OrrValue orr_future_value(OrrFuture *f) {
    return orr_value(orr_future_object(f));
}
static inline OrrLoopObject *orr_loop_object(const OrrLoop *loop) {
    return (OrrLoopObject *)(uintptr_t)loop->owner;
}
/* Is v a native future (Future, Task, gather's or a subclass of these)? */
static inline bool orr_is_future(const OrrVm *vm, OrrValue v) {
    const OrrAsyncio *aio = vm->loop;
    return orr_is_object(v) && v != ORR_NULL && aio != NULL && orr_type_is_subtype(orr_object(v)->type, aio->Future);
}
static inline OrrFuture *orr_as_future(OrrValue v) {
    return &((OrrFutureObject *)(uintptr_t)v)->future;
}
static inline bool orr_is_task(const OrrVm *vm, OrrValue v) {
    return orr_is_future(vm, v) && orr_as_future(v)->handle.flags & ORR_TASK_IS_TASK;
}
static inline OrrTaskObject *orr_as_task(OrrValue v) {
    return (OrrTaskObject *)(uintptr_t)v;
}

/* ---- futures: aio_future.c ---- */

/* A new pending future of a loop; wait_kind ORR_TRACE_WAIT_...; NULL: MemoryError. subject: what it is for (a lock),
 * borrowed for as long as it is pending. */
OrrFutureObject *orr_future_new(OrrVm *vm, OrrLoop *loop, uint32_t wait_kind, OrrValue subject);
/* set_result() of a pending future; value is borrowed. */
void orr_future_set_result(OrrVm *vm, OrrFuture *f, OrrValue value);
void orr_future_set_exception(OrrVm *vm, OrrFuture *f, OrrValue exception);
/* After something that may have ended futures: RuntimeError if callbacks of one came too late for a closed loop.
 * refused_before: the scheduler's refused_calls before it. */
bool orr_callbacks_accepted(OrrVm *vm, uint32_t refused_before);
/* An instance of what set_exception() was given: a class is called, StopIteration is replaced. New, or ORR_NULL. */
OrrValue orr_future_exception_instance(OrrVm *vm, OrrValue given);
/* result(): new, or ORR_NULL with what it raises pending; InvalidStateError if it isn't done. */
OrrValue orr_future_result(OrrVm *vm, OrrFuture *f);
/* The CancelledError that a cancelled future raises. New, or ORR_NULL. */
OrrValue orr_future_cancelled_error(OrrVm *vm, OrrFuture *f);
/* What a failed or cancelled future raises. New, or ORR_NULL with MemoryError. */
OrrValue orr_future_error(OrrVm *vm, OrrFuture *f);
/* cancel(), the program's if the class has one of its own. -1 error. */
int orr_future_cancel_any(OrrVm *vm, OrrFuture *f, OrrValue message);
/* The same for the core: the `cancel` of the handle classes of subclasses. -1: there is no cancel() but the native one,
 * to be called. */
int orr_future_cancel_overridden(OrrVm *vm, OrrFuture *f, OrrValue message);
/* Adds a native callback: run gets the handle back, with a reference to the future, which it owns, in `future`. */
typedef struct OrrNativeCallback {
    OrrHandle handle;
    OrrFuture *future;                                          /* a reference once due */
    OrrValue owner;                                             /* what the callback works for; a reference */
    void (*done)(OrrVm *vm, OrrValue owner, OrrFuture *future); /* may leave an exception pending */
    const char *name;                                           /* as repr and trace show it */
} OrrNativeCallback;
bool orr_future_on_done(OrrVm *vm, OrrFuture *f, OrrValue owner,
                        void (*done)(OrrVm *vm, OrrValue owner, OrrFuture *future), const char *name);
/* Removes the callbacks that (owner, done) added. */
void orr_future_off_done(OrrVm *vm, OrrFuture *f, OrrValue owner,
                         void (*done)(OrrVm *vm, OrrValue owner, OrrFuture *future));
/* ensure_future(): new, or ORR_NULL. loop may be NULL: the running one. */
OrrValue orr_ensure_future(OrrVm *vm, OrrValue awaitable, OrrLoopObject *loop);
/* In a native coroutine: awaits f (borrowed), which `self` keeps in self->awaiting. Returns ORR_SEND_YIELD. */
OrrSend orr_await_future(OrrVm *vm, OrrNativeCoroutine *self, OrrFuture *f, OrrValue *result);
OrrSend orr_future_send(OrrVm *vm, OrrValue self, OrrValue value, OrrValue *result);
/* In a native coroutine that is resumed: true if what it awaits isn't done, because a second task drives the coroutine. It is
 * awaited again, by that task: *outcome is what resume is to return. */
static inline bool orr_still_waits(OrrVm *vm, OrrNativeCoroutine *self, OrrValue *result, OrrSend *outcome) {
    if (ORR_LIKELY(self->awaiting == ORR_NULL || orr_future_done(orr_as_future(self->awaiting)))) return false;
    *outcome = orr_future_send(vm, self->awaiting, ORR_NONE, result);
    return true;
}
/* In a native coroutine that is thrown an exception and doesn't handle it: sets it pending. Returns ORR_SEND_ERROR. */
OrrSend orr_rethrow(OrrVm *vm, OrrValue thrown);
/* The slots and hooks that types derived from Future share. */
void orr_future_traverse(OrrObject *self, OrrVisit visit, void *context);
void orr_future_clear(OrrVm *vm, OrrObject *self);
OrrValue orr_future_iter_self(OrrVm *vm, OrrValue self);
/* What __await__() gives to a program: new, or ORR_NULL. aio_future_iter.c */
OrrValue orr_future_iter_new(OrrVm *vm, OrrValue future);
bool orr_aio_add_future_iter(OrrVm *vm, OrrAsyncio *aio);
/* Emits READY for a task that `future` wakes. */
void orr_task_due(OrrScheduler *s, OrrHandle *handle, OrrFuture *future);

/* ---- the program's own futures: aio_foreign.c ---- */

/* True if v keeps to asyncio's protocol of futures without being a native one. */
bool orr_is_foreign_future(OrrVm *vm, OrrValue v);
/* Has a native future's class, one of the program's, an add_done_callback of its own, which is to be called? */
bool orr_overrides_callbacks(OrrVm *vm, OrrValue future);
/* The loop that it says is its own. New, or ORR_NULL. */
OrrValue orr_foreign_loop(OrrVm *vm, OrrValue foreign);
/* A native future that stands for it, and calls its add_done_callback, with a context unless that is ORR_NULL. New. */
OrrFutureObject *orr_relay_new(OrrVm *vm, OrrValue foreign, OrrLoop *loop, OrrValue context);
/* The native future for what ensure_future() returned: itself or a relay. Takes future (which may be ORR_NULL: an
 * exception is pending) and returns new. */
OrrValue orr_as_native_future(OrrVm *vm, OrrValue future);

/* ---- tasks: aio_task.c ---- */

/* create_task of a loop, through its factory. name ORR_NONE or ORR_NULL: none; context ORR_NONE/ORR_NULL: a copy of the
 * running one. */
OrrValue orr_loop_create_task(OrrVm *vm, OrrLoopObject *loop, OrrValue coroutine, OrrValue name, OrrValue context);
/* The same through the loop's own create_task(), if its class has one. */
OrrValue orr_loop_create_task_any(OrrVm *vm, OrrLoopObject *loop, OrrValue coroutine, OrrValue name, OrrValue context);
/* A plain new task. */
OrrValue orr_task_new(OrrVm *vm, OrrType *cls, OrrLoopObject *loop, OrrValue coroutine, OrrValue name, OrrValue context,
                      bool eager);
OrrValue orr_task_name(OrrVm *vm, OrrTaskObject *task); /* new str */
/* The message of its latest cancel() that no future took over, kept until it dies; borrowed. ORR_NULL: none. */
OrrValue orr_task_message(OrrVm *vm, const OrrFuture *task);
void orr_task_set_message(OrrVm *vm, OrrTask *task, OrrValue message);
extern const OrrTaskClass orr_task_class;
/* Is it the handle of a task, of whatever class? */
bool orr_handle_is_task(const OrrHandle *handle);

/* ---- handles: aio_handle.c ---- */

typedef struct OrrHandleObject {
    OrrObject head;
    OrrHandle handle;
    OrrLoop *loop;
    OrrValue callback; /* ORR_NULL: cancelled or run */
    OrrTuple *args;
    OrrValue
        text; /* in debug mode: "file:line" where it was made, or its whole repr once it is cancelled; or ORR_NULL */
    OrrValue context;    /* a cell */
    int64_t deadline_ns; /* of timers */
    double when;
} OrrHandleObject;

/* call_soon and call_at. Each returns a new Handle, or ORR_NULL. args are borrowed. */
OrrValue orr_loop_call_soon(OrrVm *vm, OrrLoopObject *loop, OrrValue callback, const OrrValue *args, size_t nargs,
                            OrrValue context);
OrrValue orr_loop_call_at(OrrVm *vm, OrrLoopObject *loop, double when, OrrValue callback, const OrrValue *args,
                          size_t nargs, OrrValue context);
/* Runs a callable in a context cell for the loop; errors go to the exception handler. False: leaves the loop. */
bool orr_aio_call(OrrVm *vm, OrrLoop *loop, OrrValue *cell, OrrValue callback, const OrrValue *args, size_t nargs,
                  OrrValue handle);
/* Debug mode: `value`, a handle or task, has run since `since_ns`: warns if that is slow. */
void orr_aio_check_slow(OrrVm *vm, OrrLoop *loop, OrrValue value, int64_t since_ns);
/* "file:line" of the running code. New, or ORR_NULL if none runs. */
OrrValue orr_running_place(OrrVm *vm);
/* A warning in the log of asyncio. text is borrowed. */
void orr_aio_log_warning(OrrVm *vm, OrrValue text);
/* Where reprs say that the native parts of asyncio are. Texts show it, and paths of embedded sources, as files below
 * /orrery, so that they read and are cut out as CPython's are. */
#define ORR_AIO_NATIVE_PLACE "/orrery/asyncio.py:1"
/* "file.py:3" as reprs show it. New. */
OrrValue orr_shown_place(OrrVm *vm, OrrStr *filename, uint32_t line);
/* "f() at file.py:3": how reprs show callbacks. */
OrrValue orr_callback_text(OrrVm *vm, OrrValue callback);

/* ---- loops: aio_loop.c ---- */

/* The loop that runs, borrowed; NULL with RuntimeError('no running event loop'). */
OrrLoopObject *orr_running_loop(OrrVm *vm);
/* get_event_loop(): the loop that runs, or else the policy's; borrowed. NULL with RuntimeError. aio_policy.c */
OrrLoopObject *orr_event_loop(OrrVm *vm);
/* new_event_loop(): new. */
OrrValue orr_new_event_loop(OrrVm *vm);
/* set_event_loop(). False: an exception is pending. */
bool orr_set_event_loop(OrrVm *vm, OrrValue loop);
/* Several threads may each run a loop: this makes `loop` the one whose callbacks run now. */
void orr_aio_switch(OrrVm *vm, OrrLoop *loop);
static inline void orr_aio_in_loop(OrrVm *vm, OrrLoop *loop) {
    OrrAsyncio *aio = vm->loop;
    if (aio->running == NULL || aio->running->loop != loop) orr_aio_switch(vm, loop);
}
/* True if v is a native loop. */
bool orr_is_loop(OrrVm *vm, OrrValue v);
/* A signal arrives: schedules the loop's handler of it. ORR_TRUE, ORR_FALSE (it has none), or ORR_NULL. */
OrrValue orr_loop_signal(OrrVm *vm, OrrLoopObject *loop, int number);
/* gather(): a new future. aio_gather.c */
OrrValue orr_gather(OrrVm *vm, const OrrValue *awaitables, size_t count, bool return_exceptions, OrrLoopObject *loop);
bool orr_loop_check_open(OrrVm *vm, const OrrLoopObject *loop);
/* AbstractEventLoop's. */
extern const OrrMethodDef orr_abstract_loop_methods[];

/* ---- errors: aio_error.c ---- */
/* What CPython tells the logger 'asyncio' of a new loop, if the program has imported logging. */
bool orr_aio_log_new_loop(OrrVm *vm);

/* call_exception_handler({'message':..., 'exception':..., key: value ...}); clears what is pending; extra pairs end
 * with NULL. */
void orr_aio_report(OrrVm *vm, OrrLoop *loop, OrrValue message, OrrValue exception, const char *key, OrrValue value,
                    const char *key2, OrrValue value2);
/* Is the pending exception one that leaves the loop (SystemExit, KeyboardInterrupt, or the run is being stopped)? */
bool orr_aio_leaves(OrrVm *vm);
/* The destructor of a coroutine that never ran calls this. */
void orr_warn_unawaited(OrrVm *vm, OrrValue coroutine);

/* ---- the parts that asyncio.c puts together ---- */

/* Adds functions that are native in CPython too, where their module is _asyncio. */
bool orr_aio_add_natives(OrrVm *vm, OrrValue module, const OrrMethodDef *defs);
bool orr_aio_add_future(OrrVm *vm, OrrAsyncio *aio, OrrValue module);
bool orr_aio_add_task(OrrVm *vm, OrrAsyncio *aio, OrrValue module);
bool orr_aio_add_handle(OrrVm *vm, OrrAsyncio *aio, OrrValue module);
bool orr_aio_add_loop(OrrVm *vm, OrrAsyncio *aio, OrrValue module);
bool orr_aio_add_policy(OrrVm *vm, OrrValue module);
bool orr_aio_add_policy_support(OrrVm *vm, OrrValue support);
bool orr_aio_add_sleep(OrrVm *vm, OrrAsyncio *aio, OrrValue module);
bool orr_aio_add_foreign(OrrVm *vm, OrrAsyncio *aio);
bool orr_aio_add_gather(OrrVm *vm, OrrAsyncio *aio, OrrValue module);
bool orr_aio_add_lock(OrrVm *vm, OrrAsyncio *aio, OrrValue module);
bool orr_aio_add_queue(OrrVm *vm, OrrAsyncio *aio, OrrValue module);
bool orr_aio_add_timeout(OrrVm *vm, OrrAsyncio *aio, OrrValue module);

/* ---- executors: aio_executor.c ---- */

/* run_in_executor(): a new future. */
OrrValue orr_loop_run_in_executor(OrrVm *vm, OrrLoopObject *loop, OrrValue executor, OrrValue function,
                                  const OrrValue *args, size_t nargs);
/* The method loop.shutdown_default_executor(timeout=None): a coroutine. */
OrrValue orr_loop_shutdown_executor(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
bool orr_aio_add_executor(OrrVm *vm, OrrAsyncio *aio, OrrValue support);

/* The modules asyncio.tasks and so on: asyncio's names under another. ORR_NULL without an exception: there is no such.
 */
OrrValue orr_asyncio_submodule(OrrVm *vm, const char *name);

/* ---- trace: aio_trace.c; call these only if there is a trace ---- */

void orr_aio_trace_task(OrrVm *vm, OrrTaskObject *task);
/* The step ends: frames, then YIELD, WAIT (awaited not NULL) or TASK_DONE. */
void orr_aio_trace_step_end(OrrVm *vm, OrrTaskObject *task, OrrStepEnd end, OrrFuture *awaited);
void orr_aio_trace_cancel(OrrVm *vm, OrrTaskObject *task, OrrValue message);
void orr_aio_trace_thrown(OrrVm *vm, OrrValue exception);
/* The task is done, and whom that woke has been told. */
void orr_aio_trace_done(OrrVm *vm, OrrTaskObject *task);
/* Declares an object that the running code creates: kind is ORR_TRACE_OBJECT_KIND_... Returns its id. */
uint32_t orr_aio_trace_object(OrrVm *vm, int64_t kind, int64_t capacity);
/* The id of a thing that Python code has from trace_new (a number) or trace_hold; 0: it has none. */
int64_t orr_aio_traced_id(OrrVm *vm, OrrValue v);
/* A future is destroyed; tells it if the trace knows of it. */
void orr_aio_trace_future_gone(OrrVm *vm, const OrrFuture *f);
/* From now on exceptions that are raised and caught are told. */
void orr_aio_trace_exceptions(OrrVm *vm);
void orr_aio_trace_uncaught(OrrVm *vm, OrrValue exception);
/* Adds what asyncio's Python parts tell the trace with. */
bool orr_aio_add_trace(OrrVm *vm, OrrValue support);
/* The id of a str in the trace. */
int64_t orr_aio_trace_string(OrrVm *vm, OrrValue str);
/* The id of a literal. */
int64_t orr_aio_trace_word(OrrVm *vm, const char *word);

#endif
