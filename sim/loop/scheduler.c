#include "sim/loop/scheduler.h"

#include <inttypes.h>
#include <stdio.h>

#include "sim/loop/future.h"
#include "sim/loop/timers.h"

bool orr_handle_queue_remove(OrrHandleQueue *queue, OrrHandle *handle) {
    OrrHandle *last = queue->last;
    if (last == NULL) return false;
    OrrHandle *previous = last;
    do {
        OrrHandle *h = previous->next;
        if (h == handle) {
            previous->next = h->next;
            if (h == last) queue->last = h == previous ? NULL : previous;
            h->next = NULL;
            return true;
        }
        previous = h;
    } while (previous != last);
    return false;
}

/* Appends all of `from` to `to`. */
static void append_all(OrrHandleQueue *to, OrrHandleQueue *from) {
    if (from->last == NULL) return;
    if (to->last != NULL) {
        OrrHandle *first = to->last->next;
        to->last->next = from->last->next;
        from->last->next = first;
    }
    to->last = from->last;
    from->last = NULL;
}

OrrScheduler *orr_scheduler_new(OrrArena *arena, const OrrLanguage *language) {
    OrrScheduler *s = orr_arena_alloc(arena, ORR_BLOCK_RAW, sizeof *s);
    if (s == NULL) return NULL;
    *s = (OrrScheduler){.arena = arena, .language = *language};
    orr_choices_init(&s->choices, arena);
    return s;
}

void orr_scheduler_explore(OrrScheduler *s, const OrrChooser *chooser, uint32_t kinds, double jitter) {
    ORR_ASSERT(s->timer_chunk_count == 0);
    s->choices.chooser = *chooser;
    s->choices.kinds = kinds;
    s->jitter = jitter;
}

/* ---- loops ---- */

OrrLoop *orr_loop_new(OrrScheduler *s) {
    OrrLoop *loop = orr_arena_alloc(s->arena, ORR_BLOCK_RAW, sizeof *loop);
    if (loop != NULL) *loop = (OrrLoop){.scheduler = s};
    return loop;
}

void orr_loop_start(OrrLoop *loop) {
    ORR_ASSERT(!loop->running && !loop->closed);
    loop->running = true;
    if (loop->stopping) loop->scheduler->stopping_count++; /* stop() came first: one iteration only */
    if (loop->scheduler->suspended == loop) loop->scheduler->suspended = NULL;
    append_all(&loop->scheduler->ready, &loop->parked);
}

void orr_loop_stop_after(OrrLoop *loop) {
    if (loop->stopping) return;
    loop->stopping = true;
    if (loop->running) loop->scheduler->stopping_count++;
}

static OrrLoop *loop_of(const OrrHandle *handle) {
    return handle->class->loop != NULL ? handle->class->loop(handle) : NULL;
}

/* Takes what is ready of the suspended loop out of the queue. It came before whatever is parked already. */
static void park_suspended(OrrScheduler *s) {
    OrrLoop *loop = s->suspended;
    if (loop == NULL) return;
    s->suspended = NULL;
    OrrHandleQueue all = s->ready, late = loop->parked;
    s->ready.last = loop->parked.last = NULL;
    for (OrrHandle *handle; (handle = orr_handle_queue_pop(&all)) != NULL;)
        orr_handle_queue_push(loop_of(handle) == loop ? &loop->parked : &s->ready, handle);
    append_all(&loop->parked, &late);
}

void orr_loop_suspend(OrrLoop *loop) {
    ORR_ASSERT(loop->running);
    OrrScheduler *s = loop->scheduler;
    loop->running = false;
    if (loop->stopping) s->stopping_count--;
    loop->stopping = false;
    park_suspended(s);
    s->suspended = loop;
}

static bool belongs_to(const OrrHandle *handle, const void *loop) {
    return loop_of(handle) == loop;
}

void orr_loop_close(OrrLoop *loop) {
    ORR_ASSERT(!loop->running);
    park_suspended(loop->scheduler);
    loop->closed = true;
    orr_timers_sweep(loop->scheduler, belongs_to, loop);
    for (OrrHandle *handle; (handle = orr_handle_queue_pop(&loop->parked)) != NULL;) {
        handle->flags &= ~(uint32_t)ORR_HANDLE_READY;
        /* A task that is dropped tells its end itself. */
        if (!(handle->flags & ORR_TASK_IS_TASK)) orr_trace_call_cancel(loop->scheduler->trace, handle->id);
        handle->class->drop(loop->scheduler, handle);
    }
}

/* ---- the iteration ---- */

static void set_clock(OrrScheduler *s, int64_t now_ns) {
    if (now_ns <= s->now_ns) return;
    s->now_ns = now_ns;
    orr_trace_clock(s->trace, now_ns);
}

void orr_scheduler_pass(OrrScheduler *s, int64_t duration_ns) {
    set_clock(s, orr_ns_add(s->now_ns, duration_ns));
}

static void fire(OrrScheduler *s, size_t i) {
    OrrHandle *handle = orr_timers_take(s, i);
    orr_trace_fire(s->trace, handle->id);
    orr_scheduler_ready(s, loop_of(handle), handle);
}

static void fire_due(OrrScheduler *s) {
    while (orr_timer_next_deadline(s) <= s->now_ns && s->timer_count > 0) fire(s, 0);
}

/* The entry of the heap that is number `rank` in order among those that may fire before `bound`; *count: how many. */
static size_t candidate(OrrScheduler *s, int64_t bound_ns, uint32_t rank, uint32_t *count) {
    size_t found = SIZE_MAX;
    uint32_t n = 0;
    for (size_t i = 0; i < s->timer_count; i++) {
        const OrrTimerEntry *a = orr_timer_entry(s, i);
        if (a->deadline_ns > bound_ns || a->handle->flags & ORR_HANDLE_CANCELLED) continue;
        uint32_t before_it = 0;
        for (size_t j = 0; j < s->timer_count && before_it <= rank; j++) {
            const OrrTimerEntry *b = orr_timer_entry(s, j);
            if (b->deadline_ns > bound_ns || b->handle->flags & ORR_HANDLE_CANCELLED) continue;
            before_it += b->deadline_ns < a->deadline_ns || (b->deadline_ns == a->deadline_ns && b->serial < a->serial);
        }
        if (before_it == rank) found = i;
        n++;
    }
    *count = n;
    return found;
}

/* When all timers that are not cancelled must have fired at the latest: no other may fire after that before them. */
static int64_t latest_bound(const OrrScheduler *s) {
    int64_t bound = INT64_MAX;
    for (size_t i = 0; i < s->timer_count; i++)
        if (!(orr_timer_entry(s, i)->handle->flags & ORR_HANDLE_CANCELLED) && s->latest_ns[i] < bound)
            bound = s->latest_ns[i];
    return bound;
}

/* The timers that may fire next, and perhaps that none more does. */
typedef struct TimerOptions {
    OrrScheduler *s;
    int64_t bound_ns;
    uint32_t first, stop; /* the index of the earliest timer, and that of stopping (UINT32_MAX: it is none) */
} TimerOptions;

static void describe_timer(const void *context, uint32_t index, OrrOption *option) {
    const TimerOptions *o = context;
    uint32_t count;
    if (index == o->stop) {
        snprintf(option->label, sizeof option->label, "none more now");
        return;
    }
    size_t i = candidate(o->s, o->bound_ns, index - o->first, &count);
    snprintf(option->label, sizeof option->label, "timer %" PRIu32, orr_timer_entry(o->s, i)->handle->id);
}

/* Timing is a choice and nothing is ready: which timers fire now, in which order. First one of those whose window is
 * open; then, as long as it is chosen so, more of them in the same iteration. Those passed over fire later. Answering
 * 0 throughout is the plain order: those that are due together fire together. */
static void fire_chosen(OrrScheduler *s) {
    int64_t bound_ns = latest_bound(s);
    bool first = true;
    for (;;) {
        uint32_t count;
        size_t earliest = candidate(s, bound_ns, 0, &count);
        if (count == 0) break;
        uint32_t rank;
        if (first) {
            const TimerOptions timers = {s, bound_ns, 0, UINT32_MAX};
            const OrrOptions options = {describe_timer, &timers};
            rank =
                orr_choose(&s->choices, ORR_CHOICE_TIMING, count, orr_timer_entry(s, earliest)->handle->id, &options);
        } else {
            /* One answer more: to stop. It is 0 if the earliest isn't due yet, and the last one if it is. */
            bool due = orr_timer_entry(s, earliest)->deadline_ns <= s->now_ns;
            const TimerOptions timers = {s, bound_ns, due ? 0 : 1, due ? count : 0};
            const OrrOptions options = {describe_timer, &timers};
            uint32_t answer = orr_choose(&s->choices, ORR_CHOICE_TIMING, count + 1,
                                         orr_timer_entry(s, earliest)->handle->id, &options);
            if (answer == (due ? count : 0)) break;
            rank = due ? answer : answer - 1;
        }
        size_t chosen = candidate(s, bound_ns, rank, &count);
        set_clock(s, orr_timer_entry(s, chosen)->deadline_ns);
        fire(s, chosen);
        first = false;
    }
    orr_timers_postpone(s, s->now_ns);
}

/* Steps 2 and 3. False: there is nothing to wait for. */
static bool gather_ready(OrrScheduler *s) {
    int64_t next_ns = orr_timer_next_deadline(s);
    bool idle = s->ready.last == NULL && s->stopping_count == 0;
    if (idle && s->timer_count == 0) return false;
    if (s->latest_ns != NULL) {
        if (idle) fire_chosen(s);
        else fire_due(s);
        return true;
    }
    if (idle) set_clock(s, next_ns);
    fire_due(s);
    return true;
}

static void describe_ready(const void *context, uint32_t index, OrrOption *option) {
    const OrrHandle *handle = ((const OrrHandleQueue *)context)->last->next;
    for (uint32_t i = 0; i < index; i++) handle = handle->next;
    if (handle->flags & ORR_TASK_IS_TASK) option->object = handle->id;
    else snprintf(option->label, sizeof option->label, "callback %" PRIu32, handle->id);
}

/* The next handle of the batch: the first, unless their order is a choice. */
static OrrHandle *pop_batch(OrrScheduler *s) {
    if (ORR_LIKELY(!orr_choice_is_on(&s->choices, ORR_CHOICE_READY)) || s->batch.last == NULL)
        return orr_handle_queue_pop(&s->batch);
    uint32_t n = 0;
    OrrHandle *handle = s->batch.last;
    do {
        n++;
        handle = handle->next;
    } while (handle != s->batch.last);
    const OrrOptions options = {describe_ready, &s->batch};
    for (uint32_t rank = orr_choose(&s->choices, ORR_CHOICE_READY, n, 0, &options) + 1; rank > 0; rank--)
        handle = handle->next;
    orr_handle_queue_remove(&s->batch, handle);
    return handle;
}

static bool run_one(OrrScheduler *s, OrrHandle *handle) {
    handle->flags &= ~(uint32_t)ORR_HANDLE_READY;
    if (ORR_UNLIKELY(handle->flags & ORR_HANDLE_CANCELLED)) {
        orr_trace_call_cancel(s->trace, handle->id);
        handle->class->drop(s, handle);
        return true;
    }
    s->steps++;
    if (ORR_UNLIKELY(s->inspect != NULL)) s->inspect(s->inspect_context, s, handle);
    return handle->class->run(s, handle);
}

static OrrIteration run_batch(OrrScheduler *s) {
    for (OrrHandle *handle; (handle = pop_batch(s)) != NULL;) {
        if (ORR_LIKELY(run_one(s, handle))) continue;
        append_all(&s->batch, &s->ready);
        append_all(&s->ready, &s->batch);
        return ORR_ITERATION_LEFT;
    }
    return ORR_ITERATION_RAN;
}

OrrIteration orr_scheduler_iterate(OrrScheduler *s) {
    park_suspended(s);
    if (!gather_ready(s)) return ORR_ITERATION_IDLE;
    if (s->max_steps != 0 && s->steps >= s->max_steps) return ORR_ITERATION_LIMIT;
    if (s->max_time_ns != 0 && s->now_ns > s->max_time_ns) return ORR_ITERATION_LIMIT;
    s->turns++;
    orr_trace_turn(s->trace);
    ORR_ASSERT(s->batch.last == NULL);
    append_all(&s->batch, &s->ready);
    return run_batch(s);
}
