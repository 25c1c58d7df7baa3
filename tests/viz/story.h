/* Runs told event by event, for the viewer's tests and benchmark. */
#ifndef VIZ_STORY_H
#define VIZ_STORY_H

#include <string.h>

#include "trace/writer.h"

static const char story_source[] = "import asyncio\n"
                                   "\n"
                                   "async def fetch(name, queue, lock):\n"
                                   "    await asyncio.sleep(0.1)\n"
                                   "    async with lock:\n"
                                   "        await queue.put(name)\n"
                                   "\n"
                                   "async def consume(queue):\n"
                                   "    while True:\n"
                                   "        item = await queue.get()\n"
                                   "        print('got', item)\n"
                                   "\n"
                                   "async def main():\n"
                                   "    queue, lock = asyncio.Queue(2), asyncio.Lock()\n"
                                   "    eater = asyncio.create_task(consume(queue), name='eater')\n"
                                   "    async with asyncio.TaskGroup() as group:\n"
                                   "        for name in 'abc':\n"
                                   "            group.create_task(fetch(name, queue, lock), name='fetch-' + name)\n"
                                   "    eater.cancel()\n"
                                   "    await asyncio.sleep(3600)\n"
                                   "\n"
                                   "asyncio.run(main())\n";

static const OrrTraceHeader story_header = {
    .program = {.path = "story.py", .text = story_source, .length = sizeof story_source - 1},
    .build = "orrery test",
    .options = "",
};

static const OrrTraceEnd story_end = {.verdict = ORR_TRACE_VERDICT_OK};

static inline int64_t story_string(OrrTraceWriter *writer, const char *text) {
    return orr_trace_string(writer, text, strlen(text));
}

static inline void story_print(OrrTraceWriter *w, const char *text) {
    orr_trace_output(w, ORR_TRACE_STREAM_STDOUT, orr_trace_text(w, text, strlen(text)));
}

/* A timer that fires now and wakes a sleeper. */
static inline void story_fire(OrrTraceWriter *w, int64_t handle, int64_t task) {
    orr_trace_fire(w, handle);
    orr_trace_call(w, handle);
    orr_trace_ready(w, task, ORR_TRACE_WAKE_TIMER);
    orr_trace_call_end(w);
}

/* Three fetchers sleep, fight for a lock and fill a queue; one fails; an eater empties the queue until it is cancelled;
 * main then sleeps for an hour, which begs to be folded. */
static inline void story_run(OrrTraceWriter *w) {
    enum { MAIN = 1, QUEUE = 2, LOCK = 3, EATER = 4, GROUP = 5, A = 6, B = 7, C = 8 };
    const int64_t ms = 1000000;
    int64_t file = story_string(w, "story.py"), fetch = story_string(w, "fetch"), wake = story_string(w, "wake");
    orr_trace_task_new(w, MAIN, 0, 1, 0, story_string(w, "main"), file, 22);
    orr_trace_ready(w, MAIN, ORR_TRACE_WAKE_START);
    orr_trace_turn(w);
    orr_trace_step(w, MAIN);
    orr_trace_object_new(w, QUEUE, ORR_TRACE_OBJECT_KIND_QUEUE, 2, story_string(w, "queue"), 14);
    orr_trace_object_new(w, LOCK, ORR_TRACE_OBJECT_KIND_LOCK, 0, story_string(w, "lock"), 14);
    orr_trace_task_new(w, EATER, MAIN, 2, story_string(w, "eater"), story_string(w, "consume"), file, 15);
    orr_trace_ready(w, EATER, ORR_TRACE_WAKE_START);
    orr_trace_object_new(w, GROUP, ORR_TRACE_OBJECT_KIND_GROUP, 0, 0, 16);
    static const char *const names[] = {"fetch-a", "fetch-b", "fetch-c"};
    for (int i = 0; i < 3; i++) {
        orr_trace_task_new(w, A + i, MAIN, 3 + i, story_string(w, names[i]), fetch, file, 18);
        orr_trace_ready(w, A + i, ORR_TRACE_WAKE_START);
        orr_trace_link(w, GROUP, A + i);
    }
    orr_trace_wait(w, ORR_TRACE_WAIT_GROUP, GROUP, 16);
    orr_trace_turn(w);
    orr_trace_step(w, EATER);
    orr_trace_wait(w, ORR_TRACE_WAIT_QUEUE_GET, QUEUE, 10);
    for (int i = 0; i < 3; i++) {
        orr_trace_step(w, A + i);
        orr_trace_timer(w, 1 + i, (i == 2 ? 150 : 100) * ms, wake);
        orr_trace_wait(w, ORR_TRACE_WAIT_SLEEP, 1 + i, 4);
    }
    orr_trace_clock(w, 100 * ms);
    orr_trace_turn(w);
    story_fire(w, 1, A);
    story_fire(w, 2, B);
    orr_trace_turn(w);
    orr_trace_step(w, A); /* takes the lock and keeps it while it does something slow */
    orr_trace_acquire(w, LOCK, A);
    orr_trace_timer(w, 4, 200 * ms, wake);
    orr_trace_wait(w, ORR_TRACE_WAIT_SLEEP, 4, 6);
    orr_trace_step(w, B);
    orr_trace_wait(w, ORR_TRACE_WAIT_LOCK, LOCK, 5);
    orr_trace_clock(w, 150 * ms);
    orr_trace_turn(w);
    story_fire(w, 3, C);
    orr_trace_turn(w);
    orr_trace_step(w, C);
    orr_trace_wait(w, ORR_TRACE_WAIT_LOCK, LOCK, 5);
    orr_trace_clock(w, 200 * ms);
    orr_trace_turn(w);
    story_fire(w, 4, A);
    orr_trace_turn(w);
    orr_trace_step(w, A);
    orr_trace_put(w, QUEUE);
    orr_trace_ready(w, EATER, ORR_TRACE_WAKE_ITEM);
    orr_trace_release(w, LOCK, A);
    orr_trace_ready(w, B, ORR_TRACE_WAKE_GRANT);
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_RETURNED, 0, 0);
    orr_trace_turn(w);
    orr_trace_step(w, EATER);
    orr_trace_get(w, QUEUE);
    story_print(w, "got a\n");
    orr_trace_wait(w, ORR_TRACE_WAIT_QUEUE_GET, QUEUE, 10);
    orr_trace_step(w, B);
    orr_trace_acquire(w, LOCK, B);
    orr_trace_put(w, QUEUE);
    orr_trace_ready(w, EATER, ORR_TRACE_WAKE_ITEM);
    orr_trace_release(w, LOCK, B);
    orr_trace_ready(w, C, ORR_TRACE_WAKE_GRANT);
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_RETURNED, 0, 0);
    orr_trace_turn(w);
    orr_trace_step(w, EATER);
    orr_trace_get(w, QUEUE);
    story_print(w, "got b\n");
    orr_trace_wait(w, ORR_TRACE_WAIT_QUEUE_GET, QUEUE, 10);
    orr_trace_step(w, C);
    orr_trace_decision(w, ORR_TRACE_DECISION_FAULT, 2, 1, 0);
    orr_trace_raise(w, story_string(w, "TimeoutError"), 0, 6);
    orr_trace_ready(w, MAIN, ORR_TRACE_WAKE_ERROR);
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_RAISED, story_string(w, "TimeoutError"), story_string(w, "too late"));
    orr_trace_turn(w);
    orr_trace_step(w, MAIN);
    orr_trace_cancel(w, EATER, 0, 19);
    orr_trace_ready(w, EATER, ORR_TRACE_WAKE_CANCEL);
    orr_trace_timer(w, 5, 3600200 * ms, wake);
    orr_trace_wait(w, ORR_TRACE_WAIT_SLEEP, 5, 20);
    orr_trace_turn(w);
    orr_trace_step(w, EATER);
    orr_trace_cancelled(w, 0);
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_CANCELLED, story_string(w, "CancelledError"), 0);
    orr_trace_clock(w, 3600200 * ms);
    orr_trace_turn(w);
    story_fire(w, 5, MAIN);
    orr_trace_turn(w);
    orr_trace_step(w, MAIN);
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_RETURNED, 0, 0);
}

/* Many tasks that sleep, yield and wait for one another in a ring: about `events` events. */
static inline void story_crowd(OrrTraceWriter *w, int64_t tasks, int64_t events) {
    int64_t file = story_string(w, "story.py"), work = story_string(w, "work"), wake = story_string(w, "wake");
    int64_t now_ns = 0, handle = 0, semaphore = tasks + 2;
    orr_trace_task_new(w, 1, 0, 1, 0, story_string(w, "main"), file, 13);
    orr_trace_ready(w, 1, ORR_TRACE_WAKE_START);
    orr_trace_step(w, 1);
    for (int64_t i = 2; i <= tasks; i++) {
        orr_trace_task_new(w, i, 1, i, 0, work, file, 3);
        orr_trace_ready(w, i, ORR_TRACE_WAKE_START);
    }
    orr_trace_object_new(w, semaphore, ORR_TRACE_OBJECT_KIND_SEMAPHORE, 4, story_string(w, "permits"), 3);
    orr_trace_wait(w, ORR_TRACE_WAIT_GATHER, 0, 14);
    int64_t written = 3 * tasks;
    for (int64_t i = 2; i <= tasks; i++, written += 2) {
        orr_trace_step(w, i);
        orr_trace_wait(w, ORR_TRACE_WAIT_SEMAPHORE, semaphore, 4);
    }
    for (int64_t round = 0; written + 12 * tasks < events; round++) {
        for (int64_t i = 2; i <= tasks; i++) {
            if (i % 50 == 2) {
                now_ns += 1000000 * (1 + i * 7919 % 13);
                orr_trace_timer(w, ++handle, now_ns, wake);
                orr_trace_clock(w, now_ns);
                orr_trace_turn(w);
                story_fire(w, handle, i);
                written += 7;
            } else {
                orr_trace_ready(w, i, ORR_TRACE_WAKE_GRANT);
                written += 1;
            }
            orr_trace_step(w, i);
            orr_trace_acquire(w, semaphore, i);
            if ((i + round) % 3 == 0) {
                orr_trace_yield(w, 5);
                orr_trace_step(w, i);
                written += 2;
            }
            orr_trace_release(w, semaphore, i);
            int64_t kind = (i * 31 + round) % 4;
            orr_trace_wait(w,
                           kind == 0   ? ORR_TRACE_WAIT_SLEEP
                           : kind == 1 ? ORR_TRACE_WAIT_FUTURE
                                       : ORR_TRACE_WAIT_SEMAPHORE,
                           kind == 0 ? 0 : semaphore, 4);
            written += 4;
        }
    }
}

#endif
