/* Tasks: a body that is resumed step by step, each step when what it waits for is done. The core of asyncio.Task, hop
 * for hop; the body itself is the language's (or C's: OrrTaskClass).
 *
 * A task is a future too; its result is the body's. Its handle is its next step: in the ready queue while it is ready,
 * in the awaited future's list of callbacks while it waits. So it is in one place at a time and costs no allocation.
 */
#ifndef ORR_LOOP_TASK_H
#define ORR_LOOP_TASK_H

#include "sim/loop/future.h"

typedef struct OrrTask OrrTask;

/* How a step ended. */
typedef enum OrrStepEnd {
    ORR_STEP_AWAITS,    /* value: OrrFuture * (a new reference), pending or done, of the same loop */
    ORR_STEP_YIELDS,    /* a bare yield: again in the next iteration */
    ORR_STEP_THROWS,    /* it awaited something impossible; value: the exception to throw in, in the next iteration */
    ORR_STEP_RETURNED,  /* value: the result (stolen) */
    ORR_STEP_RAISED,    /* value: the exception (stolen) */
    ORR_STEP_CANCELLED, /* value: the CancelledError (stolen) */
    ORR_STEP_LEFT,      /* an exit or interrupt; value: the exception (stolen); it goes on through the loop */
} OrrStepEnd;

/* The class of a handle that is a task. Its `run` is orr_task_run_handle, its `cancel` orr_task_cancel. */
typedef struct OrrTaskClass {
    OrrHandleClass handle;
    /* Resumes the body. thrown: an exception that it is to be thrown (stolen), from ORR_STEP_THROWS, or 0. woken: the
     * future whose end woke it (borrowed, done), or NULL; its error is thrown in. If the flag ORR_TASK_MUST_CANCEL is
     * set, clears it and throws a CancelledError made from its message, unless what it was to throw is a
     * CancelledError already. */
    OrrStepEnd (*resume)(OrrScheduler *s, OrrTask *task, uint64_t thrown, OrrFuture *woken, uint64_t *value);
    /* Called, if there is a trace, when the task is done and its callbacks have joined the ready queue; may be NULL. */
    void (*traced_done)(OrrScheduler *s, OrrTask *task);
} OrrTaskClass;

struct OrrTask {
    OrrFuture future;
    OrrFuture *waiter;  /* fut_waiter: what it waits for; a reference; NULL: nothing */
    uint64_t coroutine; /* the language's; owned by it */
    uint32_t cancels;   /* num_cancels_requested */
    uint32_t number;    /* N of its name Task-N; 0: it has a name of its own */
    /* Neighbours among the tasks of the run that are not done, in order of creation, as their places in the arena. */
    uint32_t previous_place, next_place; /* offset / 16; 0: none */
};

static inline OrrTask *orr_task_at(const OrrScheduler *s, uint32_t place) {
    return place == 0 ? NULL : (OrrTask *)(void *)((char *)s->arena + (size_t)place * 16u);
}
/* The next one of the list that begins with s->first_task. */
static inline OrrTask *orr_task_next(const OrrScheduler *s, const OrrTask *task) {
    return orr_task_at(s, task->next_place);
}

static inline OrrTask *orr_task_from_future(OrrFuture *f) {
    return (OrrTask *)f; /* the future comes first */
}
/* The handle's id is the task's. */
void orr_task_init(OrrTask *task, OrrLoop *loop, const OrrTaskClass *class);
/* Puts the first step into the ready queue, with a reference. */
static inline void orr_task_start(OrrTask *task) {
    orr_scheduler_ready(task->future.loop->scheduler, task->future.loop, &task->future.handle);
}
/* Runs one step. reference: one to the task is taken and passed on to where its handle goes next; if it goes nowhere
 * (the task is done) it is released. False: an exit or interrupt is to leave the loop. */
bool orr_task_run(OrrScheduler *s, OrrTask *task);
static inline bool orr_task_run_handle(OrrScheduler *s, OrrHandle *handle) {
    return orr_task_run(s, (OrrTask *)handle);
}
/* Task.cancel(). message is borrowed. */
/* Takes a task that will never run (its step was dropped, or it is destroyed) out of the list of tasks. */
void orr_task_unlink(OrrScheduler *s, OrrTask *task);
bool orr_task_cancel(OrrScheduler *s, OrrFuture *task, uint64_t message);

#endif
