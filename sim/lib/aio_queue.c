/* asyncio.Queue, PriorityQueue and LifoQueue.
 *
 * Items are in a buffer of our own, unless a subclass has its own _init, _put or _get: then they are in self._queue, a
 * real deque or list, and these methods are called. */
#include "sim/lib/aio_waiters.h"
#include "sim/lib/lib.h"
#include "sim/vm/dict.h"
#include "sim/vm/generic_alias.h"

typedef enum Order { FIFO, PRIORITY, LIFO } Order;

/* maxsize of a queue that was given something that is no number: whoever compares it with one gets the error. */
#define NO_NUMBER INT64_MIN

typedef struct Queue {
    OrrObject head;
    OrrLoop *loop;
    OrrWaiters getters, putters, joiners;
    OrrValue *items; /* a ring for FIFO; an array from 0 for the others */
    uint32_t first, count, capacity;
    OrrValue maxsize_value; /* as given */
    int64_t maxsize;
    int64_t unfinished;
    OrrValue custom; /* self._queue of a subclass with methods of its own; ORR_NULL: none */
    uint32_t id;
    uint8_t order; /* Order */
    bool is_custom, shut;
} Queue;

static Queue *as_queue(OrrValue v) {
    return (Queue *)orr_object(v);
}
static OrrScheduler *scheduler(OrrVm *vm) {
    return orr_aio(vm)->scheduler;
}

/* ---- items ---- */

static bool grow(OrrVm *vm, Queue *q) {
    uint32_t capacity = q->capacity ? q->capacity * 2 : 8;
    OrrValue *items = orr_buffer_new(vm, capacity * sizeof *items);
    if (items == NULL) return false;
    for (uint32_t i = 0; i < q->count; i++) items[i] = q->items[(q->first + i) & (q->capacity - 1)];
    if (q->items != NULL) orr_buffer_free(vm, q->items, q->capacity * sizeof *items);
    q->items = items;
    q->first = 0;
    q->capacity = capacity;
    return true;
}

/* Whether items[a] < items[b], -1: error. The items' own __lt__ is asked, which may do anything to the queue. */
static int is_less(OrrVm *vm, const Queue *q, uint32_t a, uint32_t b) {
    uint32_t count = q->count;
    OrrValue left = orr_retain(q->items[a]), right = orr_retain(q->items[b]);
    int less = orr_compare_truth(vm, left, right, ORR_LT);
    orr_release(vm, left);
    orr_release(vm, right);
    if (less < 0 || q->count == count) return less;
    orr_raise(vm, vm->exc.RuntimeError, "list changed size during iteration");
    return -1;
}

static void swap(Queue *q, uint32_t a, uint32_t b) {
    OrrValue item = q->items[a];
    q->items[a] = q->items[b];
    q->items[b] = item;
}

/* heapq's sifts, step for step, so that equal items come out in CPython's order. */
static bool sift_to_root(OrrVm *vm, Queue *q, uint32_t start, uint32_t i) {
    while (i > start) {
        uint32_t parent = (i - 1) / 2;
        int less = is_less(vm, q, i, parent);
        if (less < 0) return false;
        if (!less) break;
        swap(q, i, parent);
        i = parent;
    }
    return true;
}
static bool sift_to_leaf(OrrVm *vm, Queue *q) {
    uint32_t i = 0, end = q->count, child;
    while ((child = 2 * i + 1) < end) {
        if (child + 1 < end) {
            int less = is_less(vm, q, child, child + 1);
            if (less < 0) return false;
            if (!less) child++;
        }
        swap(q, i, child);
        i = child;
    }
    return sift_to_root(vm, q, 0, i);
}

static bool put_item(OrrVm *vm, Queue *q, OrrValue item) {
    if (q->is_custom) {
        OrrValue done = orr_lib_call_method(vm, orr_value(q), "_put", &item, 1);
        orr_xrelease(vm, done);
        return done != ORR_NULL;
    }
    if (q->count == q->capacity && !grow(vm, q)) return false;
    q->items[(q->first + q->count++) & (q->capacity - 1)] = orr_retain(item);
    return q->order != PRIORITY || sift_to_root(vm, q, 0, q->count - 1);
}

/* New. */
static OrrValue get_item(OrrVm *vm, Queue *q) {
    static const char *const empty[] = {"pop from an empty deque", "index out of range", "pop from empty list"};
    if (q->is_custom) return orr_lib_call_method(vm, orr_value(q), "_get", NULL, 0);
    if (q->count == 0) return orr_raise(vm, vm->exc.IndexError, "%s", empty[q->order]);
    if (q->order == LIFO) return q->items[--q->count];
    if (q->order == FIFO) {
        OrrValue item = q->items[q->first];
        q->first = (q->first + 1) & (q->capacity - 1);
        q->count--;
        return item;
    }
    OrrValue last = q->items[--q->count];
    if (q->count == 0) return last;
    OrrValue item = q->items[0];
    q->items[0] = last;
    if (sift_to_leaf(vm, q)) return item;
    orr_release(vm, item);
    return ORR_NULL;
}

/* -1: error. */
static int64_t size_of(OrrVm *vm, Queue *q) {
    if (!q->is_custom) return q->count;
    OrrValue n = orr_lib_call_method(vm, orr_value(q), "qsize", NULL, 0);
    int64_t size = -1;
    if (n != ORR_NULL && !orr_to_index(vm, n, vm->exc.OverflowError, &size)) size = -1;
    orr_xrelease(vm, n);
    return size;
}
static int is_empty(OrrVm *vm, Queue *q) {
    if (!q->is_custom) return q->count == 0;
    OrrValue truth = orr_lib_call_method(vm, orr_value(q), "empty", NULL, 0);
    int empty = truth == ORR_NULL ? -1 : orr_truth(vm, truth);
    orr_xrelease(vm, truth);
    return empty;
}
static int is_full(OrrVm *vm, Queue *q) {
    if (q->maxsize == NO_NUMBER) return orr_compare_truth(vm, q->maxsize_value, orr_small_int(0), ORR_LE) < 0 ? -1 : 0;
    if (q->maxsize <= 0) return 0;
    int64_t size = size_of(vm, q);
    return size < 0 ? -1 : size >= q->maxsize;
}

/* ---- waking ---- */

static void wake_next(OrrVm *vm, OrrWaiters *waiters) {
    for (OrrFuture *f; (f = orr_waiters_pop(waiters)) != NULL;) {
        bool waiting = !orr_future_done(f);
        if (waiting) orr_future_set_result(vm, f, ORR_NONE);
        orr_release(vm, orr_future_value(f));
        if (waiting) return;
    }
}
static void wake_all(OrrVm *vm, OrrWaiters *waiters) {
    while (waiters->count > 0) wake_next(vm, waiters);
}
static void finished(OrrVm *vm, Queue *q) {
    for (uint32_t i = 0; i < q->joiners.count; i++) {
        OrrFuture *f = orr_waiters_at(&q->joiners, i);
        if (!orr_future_done(f)) orr_future_set_result(vm, f, ORR_TRUE);
    }
}

/* Of a queue with methods of its own, where its storage tells without running any of its code; else -1. */
static int64_t storage_size(OrrVm *vm, Queue *q) {
    if (!q->is_custom || q->custom == ORR_NULL || orr_type_of(vm, q->custom)->flags & ORR_TYPE_HEAP) return -1;
    int64_t size = orr_length(vm, q->custom);
    orr_exception_clear(vm);
    return size;
}

static void trace_item(OrrVm *vm, Queue *q, bool put) {
    if (scheduler(vm)->trace == NULL) return;
    uint32_t id = orr_primitive_id(vm, &q->id, ORR_TRACE_OBJECT_KIND_QUEUE, q->maxsize > 0 ? q->maxsize : 0);
    int64_t size = storage_size(vm, q); /* a put may have added nothing */
    if (size >= 0) {
        orr_trace_size(scheduler(vm)->trace, id, size);
        return;
    }
    if (put) orr_trace_put(scheduler(vm)->trace, id);
    else orr_trace_get(scheduler(vm)->trace, id);
}

/* ---- without waiting ---- */

static bool put_now(OrrVm *vm, Queue *q, OrrValue item) {
    if (q->shut) {
        orr_raise_plain(vm, orr_aio(vm)->QueueShutDown);
        return false;
    }
    int full = is_full(vm, q);
    if (full != 0) {
        if (full > 0) orr_raise_plain(vm, orr_aio(vm)->QueueFull);
        return false;
    }
    if (!put_item(vm, q, item)) return false;
    q->unfinished++;
    trace_item(vm, q, true);
    uint32_t refused = scheduler(vm)->refused_calls;
    wake_next(vm, &q->getters);
    return orr_callbacks_accepted(vm, refused);
}

static OrrValue get_now(OrrVm *vm, Queue *q) {
    int empty = is_empty(vm, q);
    if (empty != 0) {
        if (empty > 0) orr_raise_plain(vm, q->shut ? orr_aio(vm)->QueueShutDown : orr_aio(vm)->QueueEmpty);
        return ORR_NULL;
    }
    OrrValue item = get_item(vm, q);
    if (item == ORR_NULL) return ORR_NULL;
    trace_item(vm, q, false);
    uint32_t refused = scheduler(vm)->refused_calls;
    wake_next(vm, &q->putters);
    if (orr_callbacks_accepted(vm, refused)) return item;
    orr_release(vm, item);
    return ORR_NULL;
}

/* ---- coroutines ---- */

typedef struct QueueCall {
    OrrValue queue;
    OrrValue item; /* of put */
} QueueCall;

static void call_traverse(OrrNativeCoroutine *self, OrrVisit visit, void *context) {
    QueueCall *state = orr_native_coroutine_state(self);
    if (state->queue != ORR_NULL) visit(context, orr_object(state->queue));
    if (state->item != ORR_NULL && orr_is_object(state->item)) visit(context, orr_object(state->item));
}
static void call_release(OrrVm *vm, OrrNativeCoroutine *self) {
    QueueCall *state = orr_native_coroutine_state(self);
    OrrValue queue = state->queue;
    state->queue = ORR_NULL;
    orr_set_slot(vm, &state->item, ORR_NULL);
    if (queue == ORR_NULL) return;
    if (self->awaiting != ORR_NULL) { /* closed while it waits */
        Queue *q = as_queue(queue);
        OrrFuture *f = orr_as_future(self->awaiting);
        orr_waiters_remove(vm, &q->getters, f);
        orr_waiters_remove(vm, &q->putters, f);
        orr_waiters_remove(vm, &q->joiners, f);
    }
    orr_release(vm, queue);
}

/* A wait of get or put failed with thrown. What it had been granted passes on to the next that waits. */
static OrrSend wait_failed(OrrVm *vm, OrrNativeCoroutine *self, OrrWaiters *waiters, bool granted_anyway,
                           OrrValue thrown) {
    OrrFuture *f = orr_as_future(self->awaiting);
    uint32_t refused = scheduler(vm)->refused_calls;
    orr_future_cancel(f, ORR_NULL);
    if (!orr_callbacks_accepted(vm, refused)) {
        OrrValue error = orr_exception_take(vm);
        orr_set_slot(vm, &orr_as_exception(error)->context, orr_retain(thrown));
        orr_exception_restore(vm, error);
        return ORR_SEND_ERROR;
    }
    orr_waiters_remove(vm, waiters, f);
    if (granted_anyway && orr_future_state(f) != ORR_FUTURE_CANCELLED) wake_next(vm, waiters);
    return orr_rethrow(vm, thrown);
}

static OrrSend get_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    QueueCall *state = orr_native_coroutine_state(self);
    Queue *q = as_queue(state->queue);
    OrrSend again;
    (void)value;
    if (thrown != ORR_NULL) {
        if (self->step == 0) return orr_rethrow(vm, thrown);
        return wait_failed(vm, self, &q->getters, is_empty(vm, q) == 0, thrown);
    }
    if (orr_still_waits(vm, self, result, &again)) return again;
    int empty = is_empty(vm, q);
    if (empty < 0) return ORR_SEND_ERROR;
    if (empty && !q->shut) {
        self->step = 1;
        orr_primitive_id(vm, &q->id, ORR_TRACE_OBJECT_KIND_QUEUE, q->maxsize > 0 ? q->maxsize : 0);
        return orr_wait_in(vm, self, state->queue, &q->loop, &q->getters, ORR_TRACE_WAIT_QUEUE_GET, result);
    }
    *result = q->is_custom ? orr_lib_call_method(vm, state->queue, "get_nowait", NULL, 0) : get_now(vm, q);
    return *result == ORR_NULL ? ORR_SEND_ERROR : ORR_SEND_RETURN;
}

static OrrSend put_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    QueueCall *state = orr_native_coroutine_state(self);
    Queue *q = as_queue(state->queue);
    OrrSend again;
    (void)value;
    if (thrown != ORR_NULL) {
        if (self->step == 0) return orr_rethrow(vm, thrown);
        return wait_failed(vm, self, &q->putters, is_full(vm, q) == 0, thrown);
    }
    if (orr_still_waits(vm, self, result, &again)) return again;
    int full = is_full(vm, q);
    if (full < 0) return ORR_SEND_ERROR;
    if (full && !q->shut) {
        self->step = 1;
        orr_primitive_id(vm, &q->id, ORR_TRACE_OBJECT_KIND_QUEUE, q->maxsize > 0 ? q->maxsize : 0);
        return orr_wait_in(vm, self, state->queue, &q->loop, &q->putters, ORR_TRACE_WAIT_QUEUE_PUT, result);
    }
    if (q->is_custom) {
        *result = orr_lib_call_method(vm, state->queue, "put_nowait", &state->item, 1);
        return *result == ORR_NULL ? ORR_SEND_ERROR : ORR_SEND_RETURN;
    }
    *result = ORR_NONE;
    return put_now(vm, q, state->item) ? ORR_SEND_RETURN : ORR_SEND_ERROR;
}

static OrrSend join_resume(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result) {
    QueueCall *state = orr_native_coroutine_state(self);
    Queue *q = as_queue(state->queue);
    OrrSend again;
    (void)value;
    if (thrown == ORR_NULL && orr_still_waits(vm, self, result, &again)) return again;
    if (self->step == 1) orr_waiters_remove(vm, &q->joiners, orr_as_future(self->awaiting));
    if (thrown != ORR_NULL) return orr_rethrow(vm, thrown);
    if (self->step == 0 && q->unfinished > 0) {
        self->step = 1;
        orr_primitive_id(vm, &q->id, ORR_TRACE_OBJECT_KIND_QUEUE, q->maxsize > 0 ? q->maxsize : 0);
        return orr_wait_in(vm, self, state->queue, &q->loop, &q->joiners, ORR_TRACE_WAIT_QUEUE_JOIN, result);
    }
    *result = ORR_NONE;
    return ORR_SEND_RETURN;
}

static const OrrNativeCoroutineSpec get_spec = {"get",      "Queue.get",   sizeof(QueueCall),
                                                get_resume, call_traverse, call_release};
static const OrrNativeCoroutineSpec put_spec = {"put",      "Queue.put",   sizeof(QueueCall),
                                                put_resume, call_traverse, call_release};
static const OrrNativeCoroutineSpec join_spec = {"join",      "Queue.join",  sizeof(QueueCall),
                                                 join_resume, call_traverse, call_release};

static OrrValue call(OrrVm *vm, const OrrNativeCoroutineSpec *spec, OrrValue queue, OrrValue item) {
    OrrNativeCoroutine *c = orr_native_coroutine_new(vm, spec);
    if (c == NULL) return ORR_NULL;
    QueueCall *state = orr_native_coroutine_state(c);
    state->queue = orr_retain(queue);
    state->item = orr_xretain(item);
    return orr_value(c);
}

/* ---- methods ---- */

static OrrValue queue_get(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return call(vm, &get_spec, self, ORR_NULL);
}

static bool bind_item(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs, OrrValue kwnames,
                      OrrValue *item) {
    static const char *const names[] = {"item", NULL};
    const OrrSignature signature = {function, names, 0, 1, 1, 1};
    return orr_bind_python(vm, &signature, true, args, nargs, kwnames, item);
}
static OrrValue queue_put(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue item;
    return bind_item(vm, "Queue.put", args, nargs, kwnames, &item) ? call(vm, &put_spec, self, item) : ORR_NULL;
}
static OrrValue queue_join(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return call(vm, &join_spec, self, ORR_NULL);
}
static OrrValue queue_get_nowait(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return get_now(vm, as_queue(self));
}
static OrrValue queue_put_nowait(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue item;
    if (!bind_item(vm, "Queue.put_nowait", args, nargs, kwnames, &item)) return ORR_NULL;
    return put_now(vm, as_queue(self), item) ? ORR_NONE : ORR_NULL;
}
/* False with AttributeError: the class has an _init() of its own, which made no _queue. */
static bool has_storage(OrrVm *vm, Queue *q) {
    if (!q->is_custom || q->custom != ORR_NULL) return true;
    return orr_fail(vm, vm->exc.AttributeError, "'%T' object has no attribute '_queue'", orr_value(q));
}
static OrrValue queue_qsize(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Queue *q = as_queue(self);
    if (q->custom == ORR_NULL) return has_storage(vm, q) ? orr_small_int(q->count) : ORR_NULL;
    int64_t n = orr_length(vm, q->custom);
    return n < 0 ? ORR_NULL : orr_small_int(n);
}
static OrrValue queue_empty(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Queue *q = as_queue(self);
    if (q->custom == ORR_NULL) return has_storage(vm, q) ? orr_bool(q->count == 0) : ORR_NULL;
    int truth = orr_truth(vm, q->custom);
    return truth < 0 ? ORR_NULL : orr_bool(!truth);
}
static OrrValue queue_full(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    int full = is_full(vm, as_queue(self));
    return full < 0 ? ORR_NULL : orr_bool(full);
}
static OrrValue queue_task_done(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Queue *q = as_queue(self);
    if (q->unfinished <= 0) return orr_raise(vm, vm->exc.ValueError, "task_done() called too many times");
    if (--q->unfinished == 0) finished(vm, q);
    return ORR_NONE;
}
static OrrValue queue_shutdown(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"immediate", NULL};
    static const OrrSignature signature = {"Queue.shutdown", names, 0, 1, 0, 1};
    OrrValue immediate;
    if (!orr_bind_python(vm, &signature, true, args, nargs, kwnames, &immediate)) return ORR_NULL;
    Queue *q = as_queue(self);
    q->shut = true;
    int now = immediate == ORR_NULL ? 0 : orr_truth(vm, immediate);
    if (now < 0) return ORR_NULL;
    while (now && is_empty(vm, q) == 0) {
        OrrValue item = get_item(vm, q);
        if (item == ORR_NULL) return ORR_NULL;
        orr_release(vm, item);
        trace_item(vm, q, false);
        if (q->unfinished > 0) q->unfinished--;
    }
    if (now && q->unfinished == 0) finished(vm, q);
    wake_all(vm, &q->getters);
    wake_all(vm, &q->putters);
    return vm->exception == ORR_NULL ? ORR_NONE : ORR_NULL;
}

/* What a subclass gets when it calls super()._init and the like, or overrides only some of them. */
static OrrValue queue_init_storage(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Queue *q = as_queue(self);
    OrrValue storage;
    if (q->order == FIFO) {
        OrrValue type = orr_lib_import_from(vm, "collections", "deque");
        storage = type == ORR_NULL ? ORR_NULL : orr_call0(vm, type);
        orr_xrelease(vm, type);
    } else {
        storage = orr_value(orr_list_new(vm, 0));
    }
    if (storage == ORR_NULL) return ORR_NULL;
    orr_set_slot(vm, &q->custom, storage);
    return ORR_NONE;
}
static OrrValue queue_put_storage(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    Queue *q = as_queue(self);
    if (q->custom == ORR_NULL) return put_item(vm, q, args[0]) ? ORR_NONE : ORR_NULL;
    if (q->order != PRIORITY) return orr_lib_call_method(vm, q->custom, "append", args, 1);
    OrrValue push = orr_lib_import_from(vm, "heapq", "heappush");
    OrrValue done = push == ORR_NULL ? ORR_NULL : orr_call2(vm, push, q->custom, args[0]);
    orr_xrelease(vm, push);
    return done;
}
static OrrValue queue_get_storage(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Queue *q = as_queue(self);
    if (q->custom == ORR_NULL) return get_item(vm, q);
    if (q->order != PRIORITY) return orr_lib_call_method(vm, q->custom, q->order == FIFO ? "popleft" : "pop", NULL, 0);
    OrrValue pop = orr_lib_import_from(vm, "heapq", "heappop");
    OrrValue item = pop == ORR_NULL ? ORR_NULL : orr_call1(vm, pop, q->custom);
    orr_xrelease(vm, pop);
    return item;
}

/* ---- attributes and repr ---- */

static OrrValue get_maxsize(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_queue(self)->maxsize_value);
}
static bool set_maxsize(OrrVm *vm, OrrValue self, OrrValue value) {
    Queue *q = as_queue(self);
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.AttributeError, "_maxsize");
    if (!orr_to_index(vm, value, NULL, &q->maxsize)) return false;
    orr_set_slot(vm, &q->maxsize_value, orr_retain(value));
    return true;
}
static OrrList *items_list(OrrVm *vm, Queue *q) {
    OrrList *list = orr_list_new(vm, q->count);
    for (uint32_t i = 0; list != NULL && i < q->count; i++)
        if (!orr_list_append(vm, list, q->items[(q->first + i) & (q->capacity - 1)])) return NULL;
    return list;
}
static OrrValue get_queue(OrrVm *vm, OrrValue self) {
    Queue *q = as_queue(self);
    if (q->custom != ORR_NULL) return orr_retain(q->custom);
    return has_storage(vm, q) ? orr_value(items_list(vm, q)) : ORR_NULL;
}
static bool set_queue(OrrVm *vm, OrrValue self, OrrValue value) {
    Queue *q = as_queue(self);
    orr_set_slot(vm, &q->custom, value == ORR_NULL ? ORR_NULL : orr_retain(value));
    q->is_custom = true;
    return true;
}
static OrrValue get_unfinished(OrrVm *vm, OrrValue self) {
    return orr_int(vm, as_queue(self)->unfinished);
}
static OrrValue waiters_list(OrrVm *vm, const OrrWaiters *w) {
    OrrList *list = orr_list_new(vm, w->count);
    for (uint32_t i = 0; list != NULL && i < w->count; i++)
        if (!orr_list_append(vm, list, orr_future_value(orr_waiters_at(w, i)))) return ORR_NULL;
    return orr_value(list);
}
static OrrValue get_getters(OrrVm *vm, OrrValue self) {
    return waiters_list(vm, &as_queue(self)->getters);
}
static OrrValue get_putters(OrrVm *vm, OrrValue self) {
    return waiters_list(vm, &as_queue(self)->putters);
}
static OrrValue get_shut(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(as_queue(self)->shut);
}

static bool add_formatted(OrrVm *vm, OrrStrBuilder *b, const char *format, size_t n) {
    if (n == 0) return true;
    OrrValue text = orr_format(vm, format, n);
    bool ok = text != ORR_NULL && orr_builder_add_value(b, text);
    orr_xrelease(vm, text);
    return ok;
}
static OrrValue describe(OrrVm *vm, OrrValue self, OrrValue address) {
    Queue *q = as_queue(self);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = orr_builder_add_char(&b, '<') && orr_builder_add_str(&b, orr_object(self)->type->name);
    if (ok && address != ORR_NULL) ok = orr_builder_add_cstring(&b, " at ") && orr_builder_add_value(&b, address);
    ok = ok && orr_builder_add_cstring(&b, " maxsize=") && orr_builder_add_repr(&b, q->maxsize_value);
    bool has_none = q->is_custom && q->custom == ORR_NULL; /* getattr(self, '_queue', None) there */
    OrrValue items = !ok ? ORR_NULL : has_none ? ORR_NONE : get_queue(vm, self);
    int any = items == ORR_NULL ? -1 : orr_truth(vm, items);
    if (any > 0) {
        OrrValue list = orr_list_from_iterable(vm, items);
        ok = list != ORR_NULL && orr_builder_add_cstring(&b, " _queue=") && orr_builder_add_repr(&b, list);
        orr_xrelease(vm, list);
    }
    ok = ok && any >= 0;
    orr_xrelease(vm, items);
    ok = ok && add_formatted(vm, &b, " _getters[%zu]", q->getters.count) &&
         add_formatted(vm, &b, " _putters[%zu]", q->putters.count) &&
         add_formatted(vm, &b, " tasks=%zu", (size_t)q->unfinished) &&
         (!q->shut || orr_builder_add_cstring(&b, " shutdown")) && orr_builder_add_char(&b, '>');
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}
static OrrValue queue_repr(OrrVm *vm, OrrValue self) {
    OrrValue address = orr_address_text(vm, self);
    OrrValue text = address == ORR_NULL ? ORR_NULL : describe(vm, self, address);
    orr_xrelease(vm, address);
    return text;
}
static OrrValue queue_str(OrrVm *vm, OrrValue self) {
    return describe(vm, self, ORR_NULL);
}

/* ---- life ---- */

static OrrValue queue_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrAsyncio *aio = orr_aio(vm);
    Queue *q = orr_new_object(vm, cls, cls->instance_size);
    if (q == NULL) return ORR_NULL;
    memset((char *)q + sizeof q->head, 0, cls->instance_size - sizeof q->head);
    q->maxsize_value = orr_small_int(0);
    if (orr_type_is_subtype(cls, aio->PriorityQueue)) q->order = PRIORITY;
    else if (orr_type_is_subtype(cls, aio->LifoQueue)) q->order = LIFO;
    return orr_value(q);
}

/* Has cls a method of its own where asyncio's queue has one? */
static bool overrides(OrrVm *vm, OrrType *cls, OrrType *base, const char *name) {
    OrrValue key = orr_str_intern_cstring(vm, name);
    if (key == ORR_NULL) return false;
    bool differs = orr_type_lookup(vm, cls, orr_as_str(key)) != orr_type_lookup(vm, base, orr_as_str(key));
    orr_release(vm, key);
    return differs;
}

static bool queue_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"maxsize", NULL};
    static const OrrSignature signature = {"Queue.__init__", names, 0, 1, 0, 1};
    OrrValue maxsize;
    Queue *q = as_queue(self);
    if (!orr_bind_python(vm, &signature, true, args, nargs, kwnames, &maxsize)) return false;
    if (maxsize == ORR_NULL) maxsize = orr_small_int(0);
    double size = 0;
    bool is_number = orr_is_int(vm, maxsize) || orr_is_float(vm, maxsize);
    if (!orr_is_int(vm, maxsize) && is_number && !orr_to_double(vm, maxsize, &size)) return false;
    if (!is_number) q->maxsize = NO_NUMBER;
    else if (!orr_is_int(vm, maxsize))
        q->maxsize = size > 1e18 ? INT64_MAX : (int64_t)size + (size > (double)(int64_t)size);
    else if (!orr_int_to_i64(maxsize, &q->maxsize)) q->maxsize = INT64_MAX;
    orr_set_slot(vm, &q->maxsize_value, orr_retain(maxsize));
    orr_primitive_id(vm, &q->id, ORR_TRACE_OBJECT_KIND_QUEUE, q->maxsize > 0 ? q->maxsize : 0);
    OrrType *cls = orr_object(self)->type;
    if (!(cls->flags & ORR_TYPE_HEAP)) return true;
    static const char *const hooks[] = {"_init", "_put", "_get", "qsize", "empty", "get_nowait", "put_nowait"};
    for (size_t i = 0; i < sizeof hooks / sizeof hooks[0] && !q->is_custom; i++)
        q->is_custom = overrides(vm, cls, orr_aio(vm)->Queue, hooks[i]);
    if (!q->is_custom) return true;
    OrrValue done = orr_lib_call_method(vm, self, "_init", &maxsize, 1);
    orr_xrelease(vm, done);
    return done != ORR_NULL;
}

static void queue_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Queue *q = (Queue *)self;
    orr_waiters_traverse(&q->getters, visit, context);
    orr_waiters_traverse(&q->putters, visit, context);
    orr_waiters_traverse(&q->joiners, visit, context);
    for (uint32_t i = 0; i < q->count; i++) {
        OrrValue item = q->items[(q->first + i) & (q->capacity - 1)];
        if (orr_is_object(item)) visit(context, orr_object(item));
    }
    if (q->custom != ORR_NULL && orr_is_object(q->custom)) visit(context, orr_object(q->custom));
}
static void queue_clear(OrrVm *vm, OrrObject *self) {
    Queue *q = (Queue *)self;
    orr_waiters_clear(vm, &q->getters);
    orr_waiters_clear(vm, &q->putters);
    orr_waiters_clear(vm, &q->joiners);
    while (q->count > 0) {
        OrrValue item = q->items[q->first];
        q->first = (q->first + 1) & (q->capacity - 1);
        q->count--;
        orr_release(vm, item);
    }
    if (q->items != NULL) orr_buffer_free(vm, q->items, q->capacity * sizeof *q->items);
    q->items = NULL;
    q->first = q->capacity = 0;
    orr_set_slot(vm, &q->custom, ORR_NULL);
}
static void queue_destroy(OrrVm *vm, OrrObject *self) {
    queue_clear(vm, self);
    orr_release(vm, ((Queue *)self)->maxsize_value);
    if (((Queue *)self)->id != 0) orr_trace_object_gone(scheduler(vm)->trace, ((Queue *)self)->id);
    orr_free_object(vm, self, self->type->instance_size);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("get", queue_get),
    ORR_DEF_KEYWORDS("put", queue_put),
    ORR_DEF_NONE("join", queue_join),
    ORR_DEF_NONE("get_nowait", queue_get_nowait),
    ORR_DEF_KEYWORDS("put_nowait", queue_put_nowait),
    ORR_DEF_NONE("qsize", queue_qsize),
    ORR_DEF_NONE("empty", queue_empty),
    ORR_DEF_NONE("full", queue_full),
    ORR_DEF_NONE("task_done", queue_task_done),
    ORR_DEF_KEYWORDS("shutdown", queue_shutdown),
    ORR_DEF_ONE("_init", queue_init_storage),
    ORR_DEF_ONE("_put", queue_put_storage),
    ORR_DEF_NONE("_get", queue_get_storage),
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};
static const OrrGetSetDef getsets[] = {
    {"maxsize", get_maxsize, NULL},   {"_maxsize", get_maxsize, set_maxsize},
    {"_queue", get_queue, set_queue}, {"_unfinished_tasks", get_unfinished, NULL},
    {"_getters", get_getters, NULL},  {"_putters", get_putters, NULL},
    {"_is_shutdown", get_shut, NULL}, {NULL, NULL, NULL},
};
static const OrrMethodDef no_methods[] = {ORR_DEF_END};

#define QUEUE(type_name, method_table, getset_table)                                                                   \
    {                                                                                                                  \
        .name = type_name, .size = sizeof(Queue), .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF,             \
        .slots = {.destroy = queue_destroy,                                                                            \
                  .traverse = queue_traverse,                                                                          \
                  .clear = queue_clear,                                                                                \
                  .new_object = queue_new,                                                                             \
                  .init = queue_init,                                                                                  \
                  .repr = queue_repr,                                                                                  \
                  .str = queue_str},                                                                                   \
        .methods = method_table, .getsets = getset_table                                                               \
    }
static const OrrTypeSpec queue_spec = QUEUE("asyncio.queues.Queue", methods, getsets);
static const OrrTypeSpec priority_spec = QUEUE("asyncio.queues.PriorityQueue", no_methods, NULL);
static const OrrTypeSpec lifo_spec = QUEUE("asyncio.queues.LifoQueue", no_methods, NULL);

/* For reports: how many items are there and how many unfinished. */
void orr_queue_numbers(OrrVm *vm, OrrValue queue, int64_t *items, int64_t *maxsize, int64_t *unfinished) {
    Queue *q = as_queue(queue);
    *items = q->is_custom ? size_of(vm, q) : q->count;
    *maxsize = q->maxsize;
    *unfinished = q->unfinished;
}

bool orr_aio_add_queue(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    return (aio->Queue = orr_module_add_type(vm, module, &queue_spec, NULL)) != NULL &&
           (aio->PriorityQueue = orr_module_add_type(vm, module, &priority_spec, aio->Queue)) != NULL &&
           (aio->LifoQueue = orr_module_add_type(vm, module, &lifo_spec, aio->Queue)) != NULL;
}

uint32_t orr_queue_id(OrrValue queue) {
    return as_queue(queue)->id;
}
