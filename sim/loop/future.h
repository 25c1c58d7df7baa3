/* Futures: a result that comes later, and the handles that wait for it. The core without a language: a result is an
 * opaque 64-bit value, held by reference (OrrLanguage).
 *
 * Callbacks are handles, linked in order of addition through handle->next. When the future is done they join the
 * ready queue as they are: each costs one hop, as in CPython, and no memory. A waiting task links its own step handle,
 * so its wake-up allocates nothing either. The list owns a reference to each handle's owner.
 *
 * The future's own handle is for whoever needs one with it: a task's steps, a sleep's timer; its flags hold the state.
 */
#ifndef ORR_LOOP_FUTURE_H
#define ORR_LOOP_FUTURE_H

#include "sim/loop/scheduler.h"

enum {
    ORR_FUTURE_STATE = 3, /* mask: OrrFutureState */
    ORR_FUTURE_BLOCKING = 1 << 2,      /* _asyncio_future_blocking: yielded by an await, not yet seen by a task */
    ORR_FUTURE_LOG_TRACEBACK = 1 << 3, /* an exception that nobody has looked at */
    ORR_TASK_MUST_CANCEL = 1 << 4,
    ORR_TASK_THROW = 1 << 5,           /* the next step throws task->future.result in */
    ORR_TASK_IS_TASK = 1 << 6,
    ORR_TASK_STEPPING = 1 << 7,        /* between begin and end of a step */
    ORR_FUTURE_WAIT_SHIFT = 8,         /* 5 bits: ORR_TRACE_WAIT_..., what awaiting this future means */
    ORR_FUTURE_WAIT = 31 << 8,
    ORR_FUTURE_LANGUAGE_BIT = 1 << 16  /* first bit for the language's own use */
};

typedef enum OrrFutureState {
    ORR_FUTURE_PENDING,
    ORR_FUTURE_RESULT,
    ORR_FUTURE_EXCEPTION,
    ORR_FUTURE_CANCELLED
} OrrFutureState;

struct OrrFuture {
    OrrHandle handle;
    OrrLoop *loop;
    /* Pending: what it is for, unowned (a lock's waiter: the lock), or a task's exception to throw. Done: the result or exception; cancelled:
     * the exception that cancelled it or its message, see the language. Owned. */
    uint64_t result;
    union {
        OrrHandleQueue callbacks; /* pending */
        uint64_t detail;          /* done: 0, or whatever the language wants to keep with the result; owned by it */
    };
};

static inline OrrFutureState orr_future_state(const OrrFuture *f) {
    return (OrrFutureState)(f->handle.flags & ORR_FUTURE_STATE);
}
static inline bool orr_future_done(const OrrFuture *f) {
    return orr_future_state(f) != ORR_FUTURE_PENDING;
}
static inline uint32_t orr_future_wait_kind(const OrrFuture *f) {
    return (f->handle.flags & ORR_FUTURE_WAIT) >> ORR_FUTURE_WAIT_SHIFT;
}

/* Fills in a future embedded in something. wait_kind: ORR_TRACE_WAIT_... */
static inline void orr_future_init(OrrFuture *f, OrrLoop *loop, const OrrHandleClass *class, uint32_t wait_kind) {
    f->handle = (OrrHandle){.class = class, .flags = wait_kind << ORR_FUTURE_WAIT_SHIFT};
    f->loop = loop;
    f->result = 0;
    f->callbacks.last = NULL;
}
/* Ends a pending future; value is stolen. Its callbacks become ready. */
void orr_future_finish(OrrFuture *f, OrrFutureState state, uint64_t value);
/* Adds a callback (its reference is taken). If the future is done, the handle is made ready at once. */
void orr_future_add_callback(OrrFuture *f, OrrHandle *handle);
/* cancel() of a plain future: false if it is done. message is borrowed. */
bool orr_future_cancel_plain(OrrScheduler *s, OrrFuture *f, uint64_t message);
/* cancel() of whatever future it is. */
static inline bool orr_future_cancel(OrrFuture *f, uint64_t message) {
    OrrScheduler *s = f->loop->scheduler;
    return f->handle.class->cancel != NULL ? f->handle.class->cancel(s, f, message)
                                           : orr_future_cancel_plain(s, f, message);
}
/* Drops the callbacks of a future that is going to be destroyed. */
void orr_future_drop_callbacks(OrrFuture *f);

#endif
