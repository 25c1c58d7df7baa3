/* The timer heap: 4-ary, because a push is then half as deep and siblings share a cache line. Cancelled timers stay in
 * it and are swept when they are most of it, so that a timeout that is hardly ever reached costs no search. */
#include <math.h>

#include "sim/loop/timers.h"

#define SWEEP_MIN 100u /* as many cancelled timers are always tolerated */

static bool before(const OrrTimerEntry *a, const OrrTimerEntry *b) {
    return a->deadline_ns < b->deadline_ns || (a->deadline_ns == b->deadline_ns && a->serial < b->serial);
}

static void place(OrrScheduler *s, size_t i, OrrTimerEntry entry, int64_t latest_ns) {
    *orr_timer_entry(s, i) = entry;
    if (s->latest_ns != NULL) s->latest_ns[i] = latest_ns;
}

static int64_t latest_of(const OrrScheduler *s, size_t i) {
    return s->latest_ns != NULL ? s->latest_ns[i] : 0;
}

static void sift_up(OrrScheduler *s, size_t i, OrrTimerEntry entry, int64_t latest_ns) {
    while (i > 0) {
        size_t parent = (i - 1) / 4;
        if (!before(&entry, orr_timer_entry(s, parent))) break;
        place(s, i, *orr_timer_entry(s, parent), latest_of(s, parent));
        i = parent;
    }
    place(s, i, entry, latest_ns);
}

static void sift_down(OrrScheduler *s, size_t i, OrrTimerEntry entry, int64_t latest_ns) {
    for (;;) {
        size_t child = i * 4 + 1, end = child + 4 < s->timer_count ? child + 4 : s->timer_count;
        if (child >= s->timer_count) break;
        size_t least = child;
        for (size_t c = child + 1; c < end; c++)
            if (before(orr_timer_entry(s, c), orr_timer_entry(s, least))) least = c;
        if (!before(orr_timer_entry(s, least), &entry)) break;
        place(s, i, *orr_timer_entry(s, least), latest_of(s, least));
        i = least;
    }
    place(s, i, entry, latest_ns);
}

OrrHandle *orr_timers_take(OrrScheduler *s, size_t i) {
    ORR_ASSERT(i < s->timer_count);
    OrrHandle *taken = orr_timer_entry(s, i)->handle;
    size_t last = --s->timer_count;
    if (i != last) {
        OrrTimerEntry entry = *orr_timer_entry(s, last);
        int64_t latest_ns = latest_of(s, last);
        if (i > 0 && before(&entry, orr_timer_entry(s, (i - 1) / 4))) sift_up(s, i, entry, latest_ns);
        else
            sift_down(s, i, entry, latest_ns);
    }
    taken->flags &= ~(uint32_t)ORR_HANDLE_TIMER;
    return taken;
}

/* Makes the array of the chunks longer. */
static bool grow_directory(OrrScheduler *s) {
    size_t old = s->timer_chunk_capacity, capacity = old ? old * 2 : 4;
    OrrTimerEntry **chunks =
        orr_arena_realloc(s->arena, ORR_BLOCK_RAW, s->timer_chunks, old * sizeof *chunks, capacity * sizeof *chunks);
    if (chunks == NULL) return false;
    s->timer_chunks = chunks;
    s->timer_chunk_capacity = capacity;
    return true;
}

static bool grow_latest(OrrScheduler *s) {
    size_t old = s->latest_capacity, capacity = old ? old + old / 2 : 32;
    int64_t *latest =
        orr_arena_realloc(s->arena, ORR_BLOCK_RAW, s->latest_ns, old * sizeof *latest, capacity * sizeof *latest);
    if (latest == NULL) return false;
    s->latest_ns = latest;
    s->latest_capacity = capacity;
    return true;
}

/* Room for one entry more. */
static bool make_room(OrrScheduler *s) {
    if (orr_choice_is_on(&s->choices, ORR_CHOICE_TIMING) && s->timer_count == s->latest_capacity && !grow_latest(s))
        return false;
    if (ORR_LIKELY(s->timer_count < s->timer_chunk_count * ORR_TIMER_CHUNK)) return true;
    if (s->timer_chunk_count == s->timer_chunk_capacity && !grow_directory(s)) return false;
    OrrTimerEntry *chunk = orr_arena_alloc(s->arena, ORR_BLOCK_RAW, ORR_TIMER_CHUNK * sizeof *chunk);
    if (chunk == NULL) return false;
    s->timer_chunks[s->timer_chunk_count++] = chunk;
    return true;
}

bool orr_timer_start(OrrScheduler *s, OrrHandle *handle, int64_t deadline_ns) {
    if (!make_room(s)) return false;
    int64_t latest_ns = deadline_ns;
    if (s->latest_ns != NULL && deadline_ns > s->now_ns)
        latest_ns = orr_ns_add(deadline_ns, (int64_t)((double)(deadline_ns - s->now_ns) * s->jitter));
    handle->flags |= ORR_HANDLE_TIMER;
    sift_up(s, s->timer_count++, (OrrTimerEntry){deadline_ns, s->next_timer_serial++, handle}, latest_ns);
    return true;
}

static void heapify(OrrScheduler *s) {
    for (size_t i = s->timer_count / 4 + 1; i-- > 0;)
        if (i < s->timer_count) sift_down(s, i, *orr_timer_entry(s, i), latest_of(s, i));
}

void orr_timers_sweep(OrrScheduler *s, bool (*unwanted)(const OrrHandle *handle, const void *context),
                      const void *context) {
    OrrHandleQueue dropped = {NULL};
    size_t kept = 0;
    for (size_t i = 0; i < s->timer_count; i++) {
        OrrHandle *handle = orr_timer_entry(s, i)->handle;
        if (unwanted(handle, context)) {
            if (handle->flags & ORR_HANDLE_CANCELLED) s->cancelled_count--;
            else orr_trace_timer_cancel(s->trace, handle->id);
            handle->flags &= ~(uint32_t)ORR_HANDLE_TIMER;
            orr_handle_queue_push(&dropped, handle);
        } else {
            place(s, kept, *orr_timer_entry(s, i), latest_of(s, i));
            kept++;
        }
    }
    s->timer_count = kept;
    heapify(s);
    /* Last: dropping may run anything, even start timers. */
    for (OrrHandle *handle; (handle = orr_handle_queue_pop(&dropped)) != NULL;) handle->class->drop(s, handle);
}

static bool is_cancelled(const OrrHandle *handle, const void *context) {
    (void)context;
    return handle->flags & ORR_HANDLE_CANCELLED;
}

void orr_handle_cancel(OrrScheduler *s, OrrHandle *handle) {
    if (handle->flags & ORR_HANDLE_CANCELLED) return;
    handle->flags |= ORR_HANDLE_CANCELLED;
    if (!(handle->flags & ORR_HANDLE_TIMER)) return;
    orr_trace_timer_cancel(s->trace, handle->id);
    s->cancelled_count++;
    if (s->cancelled_count > SWEEP_MIN && s->cancelled_count > s->timer_count / 2)
        orr_timers_sweep(s, is_cancelled, NULL);
}

int64_t orr_timer_next_deadline(OrrScheduler *s) {
    while (s->timer_count > 0 && orr_timer_entry(s, 0)->handle->flags & ORR_HANDLE_CANCELLED) {
        OrrHandle *handle = orr_timers_take(s, 0);
        s->cancelled_count--;
        handle->class->drop(s, handle);
    }
    return s->timer_count > 0 ? orr_timer_entry(s, 0)->deadline_ns : INT64_MAX;
}

void orr_timers_postpone(OrrScheduler *s, int64_t now_ns) {
    for (size_t i = 0; i < s->timer_count; i++) {
        if (orr_timer_entry(s, i)->deadline_ns > now_ns) continue;
        orr_timer_entry(s, i)->deadline_ns = now_ns + 1;
        if (s->latest_ns[i] < now_ns + 1) s->latest_ns[i] = now_ns + 1;
    }
    heapify(s);
}

int64_t orr_ns_from_seconds(double seconds) {
    if (isnan(seconds)) return 0;
    double ns = seconds * 1e9;
    if (ns >= 9223372036854775807.0) return INT64_MAX;
    if (ns <= -9223372036854775808.0) return INT64_MIN;
    return (int64_t)nearbyint(ns);
}
