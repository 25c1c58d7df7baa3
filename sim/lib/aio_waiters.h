/* The queue of futures that wait for a lock, an event, an item: a ring buffer of references, first come first. */
#ifndef ORR_LIB_AIO_WAITERS_H
#define ORR_LIB_AIO_WAITERS_H

#include "sim/lib/asyncio.h"

typedef struct OrrWaiters {
    OrrFuture **items;
    uint32_t head, count, capacity; /* capacity: a power of two, or 0 */
} OrrWaiters;

static inline OrrFuture *orr_waiters_at(const OrrWaiters *w, uint32_t i) {
    return w->items[(w->head + i) & (w->capacity - 1)];
}
/* Appends a reference to f (retained). False: MemoryError. */
bool orr_waiters_push(OrrVm *vm, OrrWaiters *w, OrrFuture *f);
/* Takes the first out: a reference. NULL: none. */
OrrFuture *orr_waiters_pop(OrrWaiters *w);
/* Removes f, if it is there. */
void orr_waiters_remove(OrrVm *vm, OrrWaiters *w, OrrFuture *f);
void orr_waiters_traverse(OrrWaiters *w, OrrVisit visit, void *context);
void orr_waiters_clear(OrrVm *vm, OrrWaiters *w);

/* The loop that a primitive belongs to, found when it first has to wait (*loop NULL before): the running one. NULL:
 * RuntimeError, or AttributeError where no loop runs: CPython's _get_loop() gives None then. self is for the message.
 */
OrrLoop *orr_primitive_loop(OrrVm *vm, OrrValue self, OrrLoop **loop);
/* object's own repr with [what] added: "<asyncio.locks.Lock object at 0x1 [locked]>". New. */
OrrValue orr_primitive_repr(OrrVm *vm, OrrValue self, const char *state, OrrValue value, size_t waiters);
/* In a native coroutine: a new future of that kind joins waiters and is awaited. */
OrrSend orr_wait_in(OrrVm *vm, OrrNativeCoroutine *self, OrrValue primitive, OrrLoop **loop, OrrWaiters *waiters,
                    uint32_t wait_kind, OrrValue *result);
/* The trace's id of a primitive, declared when first used. 0: no trace. */
uint32_t orr_primitive_id(OrrVm *vm, uint32_t *id, int64_t kind, int64_t capacity);
/* The id of the primitive that f is a waiter of; 0: it isn't one's, or that one isn't declared. */
uint32_t orr_primitive_known_id(OrrVm *vm, OrrFuture *f);
/* The id of the running task, 0: none. */
uint32_t orr_running_id(OrrVm *vm);
uint32_t orr_queue_id(OrrValue queue);
/* For inspection. */
typedef struct OrrLockNumbers {
    uint32_t id, holder;
    int64_t value;   /* locked; set; permits left */
    int64_t granted; /* permits given to waiters that have not run since */
} OrrLockNumbers;
OrrLockNumbers orr_lock_numbers(OrrValue primitive);
/* For reports: who took a lock last, 0: nobody known; how full a queue is. */
uint32_t orr_lock_holder(OrrValue lock);
void orr_queue_numbers(OrrVm *vm, OrrValue queue, int64_t *items, int64_t *maxsize, int64_t *unfinished);

#endif
