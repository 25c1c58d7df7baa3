/* The scheduler: virtual clock, timers and the ready queue of one run. It knows no language.
 *
 * What it schedules are handles. A handle is a few words inside something bigger that knows what to do when its turn comes (a
 * task, a sleep, a callback, a blocked thread), so making something ready allocates nothing. Its class says how it runs.
 *
 * One iteration (orr_scheduler_iterate):
 *   1. cancelled timers at the top of the heap are dropped;
 *   2. if nothing is ready (and no loop is stopping) the clock moves to the earliest deadline; if there is none, the run
 *      is idle: deadlocked, or finished;
 *   3. due timers join the ready queue, in order of (deadline, serial);
 *   4. exactly the handles that are ready then run, first in first out; what they make ready waits for the next one.
 *
 * Loops. A program may have several event loops, one after another or one per thread. An OrrLoop is what a handle is
 * scheduled on: while its loop isn't running, what becomes ready is parked there, and joins the ready queue when it runs.
 * Handles without a loop (NULL) belong to threads and always run.
 *
 * References. Whoever makes a handle ready or starts its timer gives the scheduler a reference to the thing the handle
 * is in; run and drop get it back. A handle is in one place at a time: ready queue, parked, timers, or a future's
 * list of callbacks (future.h).
 */
#ifndef ORR_LOOP_SCHEDULER_H
#define ORR_LOOP_SCHEDULER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/arena.h"
#include "sim/loop/choose.h"
#include "trace/events.h"

#define ORR_NS_PER_SECOND INT64_C(1000000000)

typedef struct OrrScheduler OrrScheduler;
typedef struct OrrLoop OrrLoop;
typedef struct OrrHandle OrrHandle;
typedef struct OrrFuture OrrFuture;
struct OrrTask;

/* Flags of a handle. The low bits belong to whatever the handle is in (future.h, task.h, sim/lib). */
enum {
    ORR_HANDLE_READY = 1 << 28,     /* in the ready queue or parked */
    ORR_HANDLE_TIMER = 1 << 29,     /* in the timer heap */
    ORR_HANDLE_CANCELLED = 1 << 30, /* will be dropped when its turn comes */
};

typedef struct OrrHandleClass {
    const char *name;
    /* Its turn has come; it is off the queue and the reference is run's. False leaves the iteration at once (an exit
     * or interrupt, pending in the language); what was ready stays ready. */
    bool (*run)(OrrScheduler *s, OrrHandle *handle);
    /* It will not run (cancelled, or its loop was closed): release the reference. */
    void (*drop)(OrrScheduler *s, OrrHandle *handle);
    /* A future's callback: the future is done and the handle is about to become ready. NULL: nothing to do. */
    void (*due)(OrrScheduler *s, OrrHandle *handle, OrrFuture *future);
    /* The loop it belongs to; NULL as function or result: a thread. Asked only for timers, and when a loop stops. */
    OrrLoop *(*loop)(const OrrHandle *handle);
    /* For the future inside which the handle is: the language's cancel(message). NULL: orr_future_cancel_plain. */
    bool (*cancel)(OrrScheduler *s, OrrFuture *future, uint64_t message);
    const void *language; /* whatever the language wants to know of such handles */
} OrrHandleClass;

struct OrrHandle {
    OrrHandle *next; /* in its queue; a future's callback list is circular */
    const OrrHandleClass *class;
    uint32_t flags;
    uint32_t id; /* serial number, unique in the run among tasks and objects (orr_scheduler_id) or handles */
};

/* A first-in-first-out queue of handles: circular, so that one pointer does. */
typedef struct OrrHandleQueue {
    OrrHandle *last; /* last->next is the first; NULL: empty */
} OrrHandleQueue;

static inline void orr_handle_queue_push(OrrHandleQueue *queue, OrrHandle *handle) {
    if (queue->last != NULL) {
        handle->next = queue->last->next;
        queue->last->next = handle;
    } else {
        handle->next = handle;
    }
    queue->last = handle;
}
/* NULL if empty. */
static inline OrrHandle *orr_handle_queue_pop(OrrHandleQueue *queue) {
    OrrHandle *last = queue->last;
    if (last == NULL) return NULL;
    OrrHandle *first = last->next;
    if (first == last) queue->last = NULL;
    last->next = first->next;
    first->next = NULL;
    return first;
}
/* Removes handle if it is in the queue. */
bool orr_handle_queue_remove(OrrHandleQueue *queue, OrrHandle *handle);

struct OrrLoop {
    OrrScheduler *scheduler;
    OrrHandleQueue parked; /* ready, but the loop isn't running */
    bool running, stopping, closed;
    uint64_t owner; /* the language's loop object */
};

/* An entry of the heap: a 4-ary heap by (deadline, serial), which is a total order. */
typedef struct OrrTimerEntry {
    int64_t deadline_ns;
    uint64_t serial;
    OrrHandle *handle;
} OrrTimerEntry;

/* What the language does with the opaque 64-bit values and references that loop, futures and tasks hold. */
typedef struct OrrLanguage {
    void *context;
    void (*retain)(void *context, uint64_t value); /* values may be 0, which is nothing */
    void (*release)(void *context, uint64_t value);
    void (*retain_future)(void *context, OrrFuture *future);
    void (*release_future)(void *context, OrrFuture *future);
    /* What a task's latest cancel() was given that no future took over; kept, as CPython's. Borrowed. Few tasks have
     * such a message, so the language keeps it, beside them. */
    uint64_t (*cancel_message)(void *context, const struct OrrTask *task);
    void (*set_cancel_message)(void *context, struct OrrTask *task, uint64_t message);
} OrrLanguage;

/* Why the run can't go on by itself. */
typedef enum OrrIteration {
    ORR_ITERATION_RAN,     /* look at the loops that are stopping, then iterate again */
    ORR_ITERATION_IDLE,    /* nothing is ready and no timer is set */
    ORR_ITERATION_LEFT,    /* a handle's run returned false */
    ORR_ITERATION_LIMIT,   /* limits of steps or of time are reached */
} OrrIteration;

struct OrrScheduler {
    OrrArena *arena;
    OrrLanguage language;
    OrrChoices choices;
    OrrTraceWriter *trace; /* NULL: none */

    int64_t now_ns;
    OrrHandleQueue ready;
    OrrHandleQueue batch;    /* of this iteration: what was ready when it began and has not run yet */
    OrrLoop *suspended;      /* stopped since the last iteration: started before the next one, its handles keep their places */
    uint32_t refused_calls;  /* futures that ended so far with callbacks for which it was too late: their loop was closed */
    uint32_t stopping_count; /* running loops that are to stop after this iteration */

    OrrTimerEntry **timer_chunks; /* see orr_timer_entry */
    size_t timer_chunk_count, timer_chunk_capacity;
    int64_t *latest_ns; /* of each entry, if timing is a choice: when it must have fired; else NULL */
    size_t timer_count, latest_capacity, cancelled_count;
    uint64_t next_timer_serial;
    double jitter; /* a timer asked for d may fire anywhere in [d, d(1 + jitter)] */

    struct OrrTask *first_task, *last_task; /* those not done, in order of creation */

    uint32_t next_id;     /* of tasks and objects; 0 is never one */
    uint32_t next_handle; /* of callbacks and timers */

    /* For tests: called before each handle runs; NULL: not. */
    void (*inspect)(void *context, OrrScheduler *s, const OrrHandle *next);
    void *inspect_context;

    uint64_t steps, turns; /* handles run, iterations, so far */
    uint64_t max_steps;    /* 0: no limit */
    int64_t max_time_ns;   /* 0: no limit */
};

/* Makes the scheduler, in the arena (NULL at its limit). It lives as long as the run. */
OrrScheduler *orr_scheduler_new(OrrArena *arena, const OrrLanguage *language);

/* Switches kinds of decisions on (bits 1 << OrrChoice) and says who answers. Before any timer is set. */
void orr_scheduler_explore(OrrScheduler *s, const OrrChooser *chooser, uint32_t kinds, double jitter);

/* Entry i of the heap, which is an array in chunks: one that moves as it grows leaves a hole of its own size, 20 MB
 * when a million tasks sleep. */
#define ORR_TIMER_CHUNK 256u
static inline OrrTimerEntry *orr_timer_entry(const OrrScheduler *s, size_t i) {
    return &s->timer_chunks[i / ORR_TIMER_CHUNK][i % ORR_TIMER_CHUNK];
}

static inline uint32_t orr_scheduler_id(OrrScheduler *s) {
    return ++s->next_id;
}

/* Appends handle to the ready queue, or parks it if its loop (NULL: a thread's) isn't running. Takes a reference. */
static inline void orr_scheduler_ready(OrrScheduler *s, OrrLoop *loop, OrrHandle *handle) {
    handle->flags |= ORR_HANDLE_READY;
    orr_handle_queue_push(loop == NULL || loop->running ? &s->ready : &loop->parked, handle);
}

/* Sets a timer. Takes a reference; false (without taking it) at the arena's limit. */
bool orr_timer_start(OrrScheduler *s, OrrHandle *handle, int64_t deadline_ns) ORR_MUST_CHECK;
/* Cancels a handle wherever it is: it stays until its turn comes or timers are swept, and is then dropped. */
void orr_handle_cancel(OrrScheduler *s, OrrHandle *handle);
/* The earliest deadline of a timer that isn't cancelled; INT64_MAX: none. Drops cancelled ones on the way. */
int64_t orr_timer_next_deadline(OrrScheduler *s);

/* One iteration; nothing of it is on the C stack but the handle that runs, so a snapshot may be taken in one. */
OrrIteration orr_scheduler_iterate(OrrScheduler *s);
/* Moves the clock on by code that takes time (time.sleep); timers become late, as they would. */
void orr_scheduler_pass(OrrScheduler *s, int64_t duration_ns);

OrrLoop *orr_loop_new(OrrScheduler *s);  /* lives as long as the run; NULL at the arena's limit */
void orr_loop_start(OrrLoop *loop);      /* what is parked joins the ready queue */
void orr_loop_stop_after(OrrLoop *loop); /* stop(): the iteration that runs is the last one */
void orr_loop_suspend(OrrLoop *loop);    /* it no longer runs: what is ready of it is parked, before the next iteration */
void orr_loop_close(OrrLoop *loop);      /* not running: all that it had is dropped */

/* seconds as integer ns, rounded to nearest (ties to even, as CPython's round); saturates. NaN gives 0. */
int64_t orr_ns_from_seconds(double seconds);
static inline double orr_seconds_from_ns(int64_t ns) {
    return (double)ns / 1e9;
}
static inline int64_t orr_ns_add(int64_t a, int64_t b) {
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum)) return b > 0 ? INT64_MAX : INT64_MIN;
    return sum;
}

#endif
