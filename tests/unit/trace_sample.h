/* A small run, told event by event, for the tests of trace. */
#ifndef TRACE_SAMPLE_H
#define TRACE_SAMPLE_H

#include <string.h>

#include "trace/writer.h"

static const OrrTraceHeader sample_header = {
    .program = {.path = "pipeline.py", .text = "import asyncio\nprint('hello')\n", .length = 30},
    .arguments = (const char *const[]){"--fast", "\xC3\xA4"},
    .argument_count = 2,
    .seed = UINT64_C(0xFFFFFFFFFFFFFFFF),
    .build = "orrery test",
    .options = "--timing=0.1",
};

static inline int64_t sample_string(OrrTraceWriter *writer, const char *text) {
    return orr_trace_string(writer, text, strlen(text));
}

enum { SAMPLE_MAIN = 1, SAMPLE_QUEUE = 2, SAMPLE_LOCK = 3, SAMPLE_PRODUCER = 4, SAMPLE_CONSUMER = 5 };

/* Main starts a producer and a consumer on a queue of one place; `rounds` items go through it, each under a lock; then
 * main cancels the consumer. Ends with nothing running. */
static inline void sample_run(OrrTraceWriter *w, int rounds) {
    int64_t file = sample_string(w, "pipeline.py");
    int64_t handle = 0;
    int64_t now_ns = 0;
    orr_trace_task_new(w, SAMPLE_MAIN, 0, 1, 0, sample_string(w, "main"), file, 0);
    orr_trace_ready(w, SAMPLE_MAIN, ORR_TRACE_WAKE_START);
    orr_trace_turn(w);
    orr_trace_step(w, SAMPLE_MAIN);
    orr_trace_object_new(w, SAMPLE_QUEUE, ORR_TRACE_OBJECT_KIND_QUEUE, 1, sample_string(w, "jobs"), 11);
    orr_trace_object_new(w, SAMPLE_LOCK, ORR_TRACE_OBJECT_KIND_LOCK, 0, 0, 12);
    orr_trace_task_new(w, SAMPLE_PRODUCER, SAMPLE_MAIN, 2, 0, sample_string(w, "produce"), file, 13);
    orr_trace_ready(w, SAMPLE_PRODUCER, ORR_TRACE_WAKE_START);
    orr_trace_task_new(w, SAMPLE_CONSUMER, SAMPLE_MAIN, 0, sample_string(w, "eater"), sample_string(w, "consume"), file,
                       14);
    orr_trace_ready(w, SAMPLE_CONSUMER, ORR_TRACE_WAKE_START);
    orr_trace_output(w, ORR_TRACE_STREAM_STDOUT, orr_trace_text(w, "started\n", 8));
    orr_trace_wait(w, ORR_TRACE_WAIT_TASK, SAMPLE_PRODUCER, 15);
    orr_trace_turn(w);
    orr_trace_step(w, SAMPLE_PRODUCER);
    orr_trace_decision(w, ORR_TRACE_DECISION_TIMING, 2, 1, 0);
    orr_trace_option(w, 0, 0, sample_string(w, "at once"));
    orr_trace_option(w, 1, 0, sample_string(w, "later"));
    orr_trace_frame_push(w, sample_string(w, "pause"), file, 21);
    orr_trace_timer(w, ++handle, now_ns + 100000000, sample_string(w, "wake"));
    orr_trace_wait(w, ORR_TRACE_WAIT_SLEEP, handle, 31);
    orr_trace_step(w, SAMPLE_CONSUMER);
    orr_trace_wait(w, ORR_TRACE_WAIT_QUEUE_GET, SAMPLE_QUEUE, 41);
    for (int round = 0; round < rounds; round++) {
        now_ns += 100000000;
        orr_trace_clock(w, now_ns);
        orr_trace_turn(w);
        orr_trace_fire(w, handle);
        orr_trace_call(w, handle);
        orr_trace_ready(w, SAMPLE_PRODUCER, ORR_TRACE_WAKE_TIMER);
        orr_trace_call_end(w);
        orr_trace_turn(w);
        orr_trace_step(w, SAMPLE_PRODUCER);
        orr_trace_frame_pop(w, 1);
        orr_trace_acquire(w, SAMPLE_LOCK, SAMPLE_PRODUCER);
        orr_trace_put(w, SAMPLE_QUEUE);
        orr_trace_ready(w, SAMPLE_CONSUMER, ORR_TRACE_WAKE_ITEM);
        orr_trace_release(w, SAMPLE_LOCK, SAMPLE_PRODUCER);
        orr_trace_frame_push(w, sample_string(w, "pause"), file, 21);
        orr_trace_timer(w, ++handle, now_ns + 100000000, sample_string(w, "wake"));
        orr_trace_wait(w, ORR_TRACE_WAIT_SLEEP, handle, 31);
        orr_trace_turn(w);
        orr_trace_step(w, SAMPLE_CONSUMER);
        orr_trace_get(w, SAMPLE_QUEUE);
        orr_trace_line(w, 42);
        orr_trace_output(w, ORR_TRACE_STREAM_STDOUT, orr_trace_text(w, "got one\n", 8));
        orr_trace_wait(w, ORR_TRACE_WAIT_QUEUE_GET, SAMPLE_QUEUE, 41);
    }
    now_ns += 100000000;
    orr_trace_clock(w, now_ns);
    orr_trace_turn(w);
    orr_trace_fire(w, handle);
    orr_trace_call(w, handle);
    orr_trace_ready(w, SAMPLE_PRODUCER, ORR_TRACE_WAKE_TIMER);
    orr_trace_call_end(w);
    orr_trace_turn(w);
    orr_trace_step(w, SAMPLE_PRODUCER);
    orr_trace_ready(w, SAMPLE_MAIN, ORR_TRACE_WAKE_RESULT);
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_RETURNED, 0, 0);
    orr_trace_turn(w);
    orr_trace_step(w, SAMPLE_MAIN);
    orr_trace_cancel(w, SAMPLE_CONSUMER, sample_string(w, "enough"), 16);
    orr_trace_ready(w, SAMPLE_CONSUMER, ORR_TRACE_WAKE_CANCEL);
    orr_trace_yield(w, 17);
    orr_trace_turn(w);
    orr_trace_step(w, SAMPLE_CONSUMER);
    orr_trace_cancelled(w, sample_string(w, "enough"));
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_CANCELLED, sample_string(w, "CancelledError"), sample_string(w, "enough"));
    orr_trace_step(w, SAMPLE_MAIN);
    orr_trace_object_gone(w, SAMPLE_LOCK);
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_RETURNED, 0, 0);
}

static const OrrTraceEnd sample_end = {.verdict = ORR_TRACE_VERDICT_OK, .exit_status = 0, .message = "all is well"};

#endif
