/* The driver: runs a whole program, on an otherwise empty C stack.
 *
 * It starts the main thread on the program's code. Where that blocks (asyncio.run, a lock that is taken), it runs
 * iterations of the scheduler until what the thread waits for has come, and resumes it. Other threads of the simulation
 * (an executor's jobs, threading.Thread) are handles in the same ready queue: each runs until it blocks or ends. So
 * there is one order of everything, and at every decision the whole state of the run is in the arena.
 *
 * Where C frames are in between (a sort key that calls asyncio.run) a thread can't be left and resumed; its wait is
 * then pumped in place, on the C stack (nested).
 *
 * Loop runs. run_forever, run_until_complete and asyncio.run are one thing here: an OrrLoopRun, which goes through
 * phases each of which runs the loop until it is stopped.
 */
#ifndef ORR_LIB_DRIVER_H
#define ORR_LIB_DRIVER_H

#include "sim/lib/asyncio.h"
#include "sim/vm/thread.h"

typedef enum OrrEnding {
    ORR_ENDING_OK,
    ORR_ENDING_EXIT,        /* SystemExit */
    ORR_ENDING_EXCEPTION,   /* uncaught; its traceback is on stderr */
    ORR_ENDING_DEADLOCK,    /* the report is on stderr */
    ORR_ENDING_LIMIT,       /* of steps or time */
    ORR_ENDING_INTERRUPTED, /* the host stopped it, or KeyboardInterrupt */
    ORR_ENDING_KILLED,      /* a signal that nobody handles */
    ORR_ENDING_MEMORY,      /* a MemoryError, because of the run's limit, that nobody caught */
} OrrEnding;

/* Exit statuses; the same as in sim/orrery.h. */
#ifndef ORR_EXIT_DEADLOCK
#define ORR_EXIT_DEADLOCK 75
#define ORR_EXIT_LIMIT    76
#endif

typedef struct OrrOutcome {
    OrrEnding ending;
    int exit_status;
} OrrOutcome;

typedef struct OrrSimThread {
    OrrHandle handle; /* its turn; id: the thread's object id */
    OrrThread *thread;
    OrrValue callable, args, kwargs; /* args a tuple, kwargs a dict or ORR_NULL; until it starts */
    OrrValue context;                /* a cell */
    OrrValue set_loop;               /* set_event_loop(), except the main thread's; ORR_NULL: never set */
    OrrValue wake;                   /* what the call that blocked gives, once woken; ORR_NULL: raises `raise` */
    OrrValue raise;
    /* What the thread had running when it last blocked. */
    OrrLoopObject *running;
    OrrTaskObject *current;
    OrrValue *cell;
    OrrHandleQueue *queue; /* the lock's queue it waits in, or NULL */
    OrrValue waits_for;    /* for reports, borrowed: a lock, a thread; ORR_NULL */
    struct OrrWakeTimer *timer;
    uint64_t ident;          /* threading.get_ident() */
    int64_t trace_name;      /* a string of the trace; 0: that of the function */
    bool started, ended, daemon, woken, nested;
    /* Called when it has ended, with its result or ORR_NULL and the exception pending; must clear it. */
    void (*on_end)(OrrVm *vm, struct OrrSimThread *t, OrrValue result);
    OrrValue owner;                       /* for on_end; a reference; ORR_NULL: none */
    void *job;                            /* of an executor: on_end takes it */
    struct OrrSimThread *previous, *next; /* in order of creation */
} OrrSimThread;

typedef enum OrrRunPhase {
    ORR_RUN_PLAIN,     /* run_forever, run_until_complete: one phase */
    ORR_RUN_MAIN,      /* asyncio.run: the main task */
    ORR_RUN_CANCELS,   /* its leftovers, being cancelled */
    ORR_RUN_ASYNCGENS, /* loop.shutdown_asyncgens() */
    ORR_RUN_EXECUTOR   /* loop.shutdown_default_executor() */
} OrrRunPhase;

typedef struct OrrLoopRun {
    OrrSimThread *thread;
    OrrLoopObject *loop; /* a reference */
    OrrFuture *future;   /* until this is done; a reference; NULL: forever */
    bool was_stopping;   /* kept while the run stands still */
    bool new_task;       /* the future was made for this run */
    bool sets_loop;      /* asyncio.run without a factory: set_event_loop(None) when it ends */
    OrrRunPhase phase;
    OrrValue leftovers;         /* tuple of the tasks being cancelled */
    OrrValue result, exception; /* of the main phase */
    OrrTaskObject *main_task;   /* asyncio.run's; a reference */
    uint32_t interrupts;
    OrrValue saved_firstiter, saved_finaliser;
    uint32_t saved_origin_depth;
    struct OrrLoopRun *outer; /* the run that was innermost before this one */
} OrrLoopRun;

typedef struct OrrDriver {
    OrrVm *vm;
    OrrScheduler *scheduler;
    OrrSimThread *main, *current; /* current: whose code runs; during an iteration, the one that runs the loop */
    OrrSimThread *first, *last;   /* all threads that haven't ended */
    OrrThread *thread;            /* the stack that callbacks of loops run on */
    OrrLoopRun *run;              /* the innermost loop run */
    OrrSimThread *resume;         /* goes on as soon as this iteration's end is dealt with */
    uint64_t next_ident;
    OrrValue signal_handlers[65]; /* signal.signal(): callables; ORR_NULL: default */
    OrrOutcome outcome;
    bool main_blocked, main_left; /* the main thread has blocked at least once; it has ended, or is given up */
    bool over;                    /* outcome is final: nothing runs any more */
} OrrDriver;

/* The driver of this VM, made when first asked for. NULL: MemoryError. */
OrrDriver *orr_driver(OrrVm *vm);

/* Ends the run where it stands: nothing may catch what is pending then. */
void orr_driver_stop(OrrVm *vm, OrrEnding ending, int exit_status);
/* Runs callable() as the program's main thread, to the end of it and of all threads that aren't daemons. An uncaught
 * exception is printed; a deadlock is reported. Called once in a run. */
OrrOutcome orr_driver_run(OrrVm *vm, OrrValue callable);
/* The same in pieces. Between them the whole state of the run is in the arena: a snapshot that is taken there can be
 * restored there. Begins (false: MemoryError); one iteration of the loop (false: nothing is left to do); once that was
 * false, the end. */
bool orr_driver_begin(OrrVm *vm, OrrValue callable);
bool orr_driver_turn(OrrVm *vm);
OrrOutcome orr_driver_end(OrrVm *vm);

/* ---- for native functions that block ---- */

/* Blocks the running thread until orr_thread_wake. Returns the value it was woken with, or ORR_NULL: an exception is
 * pending, or none: the native function must return ORR_NULL at once, the thread is blocked. */
OrrValue orr_driver_block(OrrVm *vm);
/* The wait is over: value (stolen), or ORR_NULL and an exception (stolen) to raise. */
void orr_driver_wake(OrrVm *vm, OrrSimThread *t, OrrValue value, OrrValue exception);
/* The same without a hop: t, which blocked, goes on at once (between iterations). */
void orr_driver_resume_now(OrrVm *vm, OrrSimThread *t, OrrValue value, OrrValue exception);
/* Wakes t with value at that time unless it is woken before. False: MemoryError. */
bool orr_driver_wake_at(OrrVm *vm, OrrSimThread *t, int64_t deadline_ns, OrrValue value);
/* time.sleep(). As orr_driver_block. */
OrrValue orr_driver_sleep(OrrVm *vm, int64_t duration_ns);
/* A new thread that will call callable(*args, **kwargs) when its turn comes (see orr_driver_start). All retained. */
OrrSimThread *orr_driver_thread(OrrVm *vm, OrrValue callable, OrrValue args, OrrValue kwargs);
void orr_driver_start(OrrVm *vm, OrrSimThread *t);
/* The same, but its turn is now; future: the id of what depends on it, for the trace, or 0. False: an exception is to leave the
 * iteration. */
bool orr_driver_start_now(OrrVm *vm, OrrSimThread *t, uint32_t future);

/* ---- loop runs: loop_run.c ---- */

/* run_forever (future ORR_NULL), run_until_complete. As orr_driver_block. */
OrrValue orr_loop_run(OrrVm *vm, OrrLoopObject *loop, OrrValue future);
/* asyncio.run(). */
OrrValue orr_asyncio_run(OrrVm *vm, OrrValue coroutine, OrrValue debug, OrrValue loop_factory);
/* After an iteration: ends the phases of runs whose loops are stopping. left: the pending exception left the loop. */
void orr_loop_runs_check(OrrVm *vm, bool left);
/* A signal for the program: handlers of loops and of signal.signal, or the default. False: exception pending. */
bool orr_driver_signal(OrrVm *vm, int number);

/* ---- deadlock.c ---- */

/* Who waits for what, to stderr. */
void orr_deadlock_report(OrrVm *vm);

#endif
