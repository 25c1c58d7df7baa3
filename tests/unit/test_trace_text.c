/* What is made of a trace: show, check, statistics, causes, differences, exports. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "trace/cause.h"
#include "trace/check.h"
#include "trace/diff.h"
#include "trace/export.h"
#include "trace/reader.h"
#include "trace/show.h"
#include "trace/stats.h"
#include "trace/writer.h"

#include "trace_sample.h"

static OrrTraceReader *reader_of(OrrTraceBytes *bytes) {
    OrrTraceStatus status;
    OrrTraceReader *reader = orr_trace_reader_open_memory(bytes->data, bytes->length, &status);
    assert_non_null(reader);
    orr_trace_bytes_free(bytes);
    return reader;
}

static OrrTraceReader *sample_reader(int rounds) {
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    sample_run(writer, rounds);
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, &sample_end, NULL)));
    return reader_of(&bytes);
}

/* The text that show makes; free it. */
static char *shown(const OrrTraceReader *reader, const OrrTraceShowOptions *options) {
    OrrTraceBytes text = {0};
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    assert_true(orr_trace_ok(orr_trace_show(reader, options, &output, NULL)));
    orr_trace_bytes_byte(&text, 0);
    return (char *)text.data;
}

static void assert_shows(const OrrTraceReader *reader, const OrrTraceShowOptions *options, const char *expected) {
    char *text = shown(reader, options);
    assert_string_equal(text, expected);
    free(text);
}

static uint64_t kinds_named(const char *list) {
    uint64_t kinds;
    const char *wrong;
    size_t length;
    assert_true(orr_trace_show_parse_kinds(list, &kinds, &wrong, &length));
    return kinds;
}

static void test_show(void **state) {
    (void)state;
    OrrTraceReader *reader = sample_reader(1);
    assert_shows(reader, &(OrrTraceShowOptions){.kinds = kinds_named("wait,task_done")},
                 "     11  0.000000000      1  Task-1      wait kind=\"task\" object=\"Task-2\" line=15\n"
                 "     19  0.000000000      2  Task-2      wait kind=\"sleep\" object=\"timer 1\" line=31\n"
                 "     21  0.000000000      3  eater       wait kind=\"queue get\" object=\"queue jobs\" line=41\n"
                 "     37  0.100000000      4  Task-2      wait kind=\"sleep\" object=\"timer 2\" line=31\n"
                 "     43  0.100000000      5  eater       wait kind=\"queue get\" object=\"queue jobs\" line=41\n"
                 "     53  0.200000000      6  Task-2      task_done outcome=\"returned\"\n"
                 "     62  0.200000000      8  eater       task_done outcome=\"cancelled\" type=\"CancelledError\" "
                 "message=\"enough\"\n"
                 "     65  0.200000000      9  Task-1      task_done outcome=\"returned\"\n");
    orr_trace_reader_close(reader);
}

static void test_show_filters(void **state) {
    (void)state;
    OrrTraceReader *reader = sample_reader(2);
    OrrTraceShowOptions options = {
        .task = "eater", .range = {.has_from_time = true, .from_ns = 100000000, .has_to_time = true, .to_ns = 100000000}};
    assert_shows(reader, &options,
                 "     33  0.100000000      4  Task-2      ready task=\"eater\" reason=\"item\"\n"
                 "     39  0.100000000      5  eater       step task=\"eater\"\n"
                 "     40  0.100000000      5  eater       get object=\"queue jobs\"\n"
                 "     41  0.100000000      5  eater       line line=42\n"
                 "     42  0.100000000      5  eater       output stream=\"stdout\" text=\"got one\\n\"\n"
                 "     43  0.100000000      5  eater       wait kind=\"queue get\" object=\"queue jobs\" line=41\n");
    char *by_name = shown(reader, &options);
    options.task = "#5";
    assert_shows(reader, &options, by_name);
    free(by_name);
    options.task = "nobody";
    assert_shows(reader, &options, "");
    orr_trace_reader_close(reader);
}

static void test_show_json(void **state) {
    (void)state;
    OrrTraceReader *reader = sample_reader(1);
    assert_shows(reader,
                 &(OrrTraceShowOptions){.kinds = kinds_named("ready,timer,call"),
                                        .range = {.has_from_time = true, .from_ns = 100000000, .has_to_time = true, .to_ns = 199999999},
                                        .json = true},
                 "{\"index\":25,\"now_ns\":100000000,\"step\":3,\"actor\":\"callback wake (1)\",\"actor_id\":1,"
                 "\"event\":\"call\",\"handle\":1}\n"
                 "{\"index\":26,\"now_ns\":100000000,\"step\":3,\"actor\":\"callback wake (1)\",\"actor_id\":1,"
                 "\"event\":\"ready\",\"task\":\"Task-2\",\"task_id\":4,\"reason\":\"timer\"}\n"
                 "{\"index\":33,\"now_ns\":100000000,\"step\":4,\"actor\":\"Task-2\",\"actor_id\":4,"
                 "\"event\":\"ready\",\"task\":\"eater\",\"task_id\":5,\"reason\":\"item\"}\n"
                 "{\"index\":36,\"now_ns\":100000000,\"step\":4,\"actor\":\"Task-2\",\"actor_id\":4,"
                 "\"event\":\"timer\",\"handle\":2,\"deadline\":200000000,\"function\":\"wake\"}\n");
    orr_trace_reader_close(reader);
}

static void test_unknown_kind(void **state) {
    (void)state;
    uint64_t kinds;
    const char *wrong;
    size_t length;
    assert_false(orr_trace_show_parse_kinds("wait,wiat,step", &kinds, &wrong, &length));
    assert_int_equal(length, 4);
    assert_memory_equal(wrong, "wiat", 4);
}

static char *complaints(const OrrTraceReader *reader, uint64_t most, uint64_t *count) {
    OrrTraceBytes text = {0};
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    assert_true(orr_trace_ok(orr_trace_check(reader, most, &output, count)));
    orr_trace_bytes_byte(&text, 0);
    return (char *)text.data;
}

static void test_check_good(void **state) {
    (void)state;
    OrrTraceReader *reader = sample_reader(20000);
    uint64_t count;
    char *text = complaints(reader, 10, &count);
    assert_string_equal(text, "");
    assert_int_equal(count, 0);
    free(text);
    orr_trace_reader_close(reader);
}

static void test_check_bad(void **state) {
    (void)state;
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *w = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    orr_trace_step(w, 3);
    orr_trace_call_soon(w, 1, 99);
    orr_trace_timer(w, 2, 1000, 0);
    orr_trace_fire(w, 2);
    orr_trace_task_new(w, 1, 0, 1, 0, 0, 0, 0);
    orr_trace_step(w, 1);
    orr_trace_wait(w, 77, 55, 0);
    orr_trace_get(w, 4);
    assert_true(orr_trace_ok(orr_trace_writer_close(w, NULL, NULL)));
    OrrTraceReader *reader = reader_of(&bytes);
    uint64_t count;
    char *text = complaints(reader, 100, &count);
    assert_string_equal(strchr(text, '\n') + 1, "event 0: step: no such task\n"
                                                "event 1: call_soon: names a string that is not there\n"
                                                "event 3: fire: the timer is not due\n"
                                                "event 5: step: it is not the first in the ready queue\n"
                                                "event 6: wait: has a kind that is not known\n"
                                                "event 6: wait: what it waits for does not exist\n"
                                                "event 7: get: no such object\n");
    assert_memory_equal(text, "the trace has no end record", 27);
    assert_int_equal(count, 8);
    free(text);
    text = complaints(reader, 1, &count);
    assert_int_equal(count, 8);
    assert_null(strstr(text, "event 0:"));
    free(text);
    orr_trace_reader_close(reader);
}

/* What can be decoded, and each event by itself applied, but not happen. */
static void test_check_nonsense(void **state) {
    (void)state;
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *w = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    int64_t label = sample_string(w, "one");
    orr_trace_task_new(w, 1, 0, 1, 0, 0, 0, 0);
    orr_trace_task_new(w, 2, 9, 2, 0, 0, 0, 0); /* 1: nobody's child */
    orr_trace_ready(w, 1, ORR_TRACE_WAKE_START);
    orr_trace_ready(w, 2, ORR_TRACE_WAKE_START);
    orr_trace_object_new(w, 3, ORR_TRACE_OBJECT_KIND_QUEUE, 1, 0, 0);
    orr_trace_object_new(w, 4, ORR_TRACE_OBJECT_KIND_LOCK, 1, 0, 0);
    orr_trace_step(w, 2); /* 6: out of turn */
    orr_trace_put(w, 3);
    orr_trace_put(w, 3); /* 8: it was full */
    orr_trace_acquire(w, 4, 2);
    orr_trace_acquire(w, 4, 2); /* 10: it was held */
    orr_trace_decision(w, ORR_TRACE_DECISION_CANCEL, 2, 2, 0); /* 11: 2 of 0, 1 */
    orr_trace_option(w, 0, 2, label);
    orr_trace_option(w, 2, 2, label); /* 13: not the next */
    orr_trace_option(w, 2, 2, label); /* 14: one too many */
    orr_trace_decision(w, ORR_TRACE_DECISION_READY, 2, 1, 0);
    orr_trace_yield(w, 0); /* 16: before the options */
    orr_trace_step(w, 2);  /* but now the order is decided */
    orr_trace_task_done(w, ORR_TRACE_OUTCOME_RETURNED, 0, 0);
    assert_true(orr_trace_ok(orr_trace_writer_close(w, &(OrrTraceEnd){.verdict = ORR_TRACE_VERDICT_OK}, NULL)));
    OrrTraceReader *reader = reader_of(&bytes);
    uint64_t count;
    char *text = complaints(reader, 100, &count);
    assert_string_equal(text, "event 1: task_new: its parent is not who creates it\n"
                              "event 6: step: it is not the first in the ready queue\n"
                              "event 8: put: the queue is full\n"
                              "event 10: acquire: the lock is held\n"
                              "event 11: decision: chooses what there is not\n"
                              "event 13: option: not one that the decision has\n"
                              "event 14: option: not one that the decision has\n"
                              "event 16: yield: options of the decision before it are missing\n");
    free(text);
    orr_trace_reader_close(reader);
}

static void test_causes(void **state) {
    (void)state;
    OrrTraceReader *reader = sample_reader(3);
    OrrTraceCauses *causes = orr_trace_causes_new(reader);
    assert_non_null(causes);
    assert_int_equal(orr_trace_causes_step_count(causes), orr_trace_reader_step_count(reader));
    /* Back from the end: main went on after its yield, the producer's end had woken it, timers had woken that. */
    static const uint64_t chain[] = {13, 11, 10, 8, 6, 4, 2, 1};
    uint64_t step = 13;
    for (size_t i = 0; i < sizeof chain / sizeof *chain; i++) {
        assert_int_equal(step, chain[i]);
        step = orr_trace_cause_of(causes, step)->cause;
    }
    assert_int_equal(step, 0);
    const OrrTraceStepCause *item = orr_trace_cause_of(causes, 5);
    assert_int_equal(item->task, SAMPLE_CONSUMER);
    assert_int_equal(item->cause, 4);
    assert_int_equal(item->wake_reason, ORR_TRACE_WAKE_ITEM);
    assert_int_equal(item->wait_kind, ORR_TRACE_WAIT_QUEUE_GET);
    assert_int_equal(item->wait_object, SAMPLE_QUEUE);
    assert_int_equal(item->time_ns, 100000000);
    orr_trace_causes_free(causes);
    orr_trace_reader_close(reader);
}

static void test_stats(void **state) {
    (void)state;
    OrrTraceReader *reader = sample_reader(3);
    OrrTraceStats stats;
    assert_true(orr_trace_stats_collect(reader, 0, &stats));
    const OrrTraceTaskStats *consumer = orr_trace_table_find(&stats.tasks, SAMPLE_CONSUMER);
    assert_int_equal(consumer->steps, 5);
    assert_int_equal(consumer->waits, 4);
    assert_int_equal(consumer->waited_ns, 400000000);
    assert_int_equal(consumer->waited_by_kind_ns[ORR_TRACE_WAIT_QUEUE_GET], 400000000);
    assert_int_equal(consumer->outcome, ORR_TRACE_OUTCOME_CANCELLED);
    const OrrTraceObjectStats *queue = orr_trace_table_find(&stats.objects, SAMPLE_QUEUE);
    assert_int_equal(queue->depth.most, 1);
    assert_int_equal(queue->waits, 4);
    assert_int_equal(queue->longest_wait_ns, 100000000);
    /* Told of two tasks only, the third is in what is said of its function. */
    OrrTraceBytes text = {0};
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    orr_trace_stats_free(&stats);
    assert_true(orr_trace_stats_collect(reader, 2, &stats));
    assert_null(orr_trace_table_find(&stats.tasks, SAMPLE_CONSUMER));
    assert_true(orr_trace_ok(orr_trace_stats_write(reader, &stats, ORR_TRACE_STATS_PLAIN, &output)));
    assert_non_null(strstr((char *)text.data, "\n  consume                     1         5         0.000000000"));
    assert_non_null(strstr((char *)text.data, "  ... and 1 more\n"));
    assert_non_null(strstr((char *)text.data, "the chain of 8 steps that led to the end\n  ... 6 before\n"
                                              "  0.400000000       step 11             Task-1              result, "
                                              "after task\n"));
    assert_non_null(strstr((char *)text.data, "  produce waited: sleep                           0.400000000     100.0 %\n"));
    orr_trace_bytes_clear(&text);
    orr_trace_stats_free(&stats);
    assert_true(orr_trace_stats_collect(reader, 0, &stats));
    assert_true(orr_trace_ok(orr_trace_stats_write(reader, &stats, ORR_TRACE_STATS_JSON, &output)));
    assert_non_null(strstr((char *)text.data, "\"chain\":[13,11,10,8,6,4,2,1]}\n"));
    orr_trace_bytes_free(&text);
    orr_trace_stats_free(&stats);
    orr_trace_reader_close(reader);
}

static void test_diff(void **state) {
    (void)state;
    OrrTraceReader *short_run = sample_reader(3), *long_run = sample_reader(4), *again = sample_reader(4);
    OrrTraceDiff diff;
    orr_trace_diff_find(long_run, again, &diff);
    assert_true(diff.same);
    orr_trace_diff_find(short_run, long_run, &diff);
    assert_false(diff.same);
    assert_false(diff.header_differs);
    assert_int_equal(diff.event, 96);
    assert_int_equal(diff.step, 10);
    OrrTraceBytes text = {0};
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    assert_true(orr_trace_ok(orr_trace_diff_write(short_run, long_run, &diff, 1, &output)));
    static const char place[] = "the runs part at event 96, step 10, time 0.400000000\n"
                                "       95  0.400000000     10  Task-2      step task=\"Task-2\"\n"
                                "-      96  0.400000000     10  Task-2      ready task=\"Task-1\" reason=\"result\"\n"
                                "+      96  0.400000000     10  Task-2      frame_pop count=1\n"
                                "\nwhat their tasks do is the same for 10 steps; then\n";
    assert_memory_equal(text.data, place, sizeof place - 1);
    assert_non_null(strstr((char *)text.data, "\nThe left run: Task-2 returns; the right one: Task-2 "));
    orr_trace_bytes_free(&text);
    orr_trace_reader_close(short_run);
    orr_trace_reader_close(long_run);
    orr_trace_reader_close(again);
}

/* The same events up to a decision: that is what is said; and a run that stops is said to stop. */
static void test_diff_at_decision(void **state) {
    (void)state;
    OrrTraceReader *readers[3];
    for (int i = 0; i < 3; i++) {
        OrrTraceBytes bytes = {0};
        OrrTraceStatus status;
        OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
        if (i == 1) (void)sample_string(writer, "moves all the ids by one");
        orr_trace_mark(writer, sample_string(writer, "here"));
        if (i < 2) orr_trace_decision(writer, ORR_TRACE_DECISION_READY, 3, i, 0);
        OrrTraceEnd end = {.verdict = ORR_TRACE_VERDICT_DEADLOCK};
        assert_true(orr_trace_ok(orr_trace_writer_close(writer, &end, NULL)));
        readers[i] = reader_of(&bytes);
    }
    OrrTraceDiff diff;
    orr_trace_diff_find(readers[0], readers[1], &diff);
    assert_true(!diff.same && diff.decided);
    assert_int_equal(diff.event, 1);
    orr_trace_diff_find(readers[0], readers[2], &diff);
    assert_true(!diff.same && diff.right_ended && !diff.decided);
    OrrTraceBytes text = {0};
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    assert_true(orr_trace_ok(orr_trace_diff_write(readers[0], readers[2], &diff, 1, &output)));
    assert_non_null(strstr((char *)text.data, "+       (here this run ends: deadlock)\n"));
    orr_trace_bytes_free(&text);
    for (int i = 0; i < 3; i++) orr_trace_reader_close(readers[i]);
}

static void assert_contains(const OrrTraceBytes *text, const char *part) {
    if (strstr((const char *)text->data, part) == NULL) fail_msg("there is no\n%s\nin\n%s", part, text->data);
}

static void test_export_chrome(void **state) {
    (void)state;
    OrrTraceReader *reader = sample_reader(2);
    OrrTraceBytes text = {0};
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    assert_true(orr_trace_ok(orr_trace_export_chrome(reader, ORR_TRACE_AXIS_TIME, &output)));
    assert_contains(
        &text, "{\"ph\":\"M\",\"pid\":1,\"tid\":5,\"ts\":0,\"name\":\"thread_name\",\"args\":{\"name\":\"eater\"}}");
    assert_contains(&text, "{\"ph\":\"X\",\"pid\":1,\"tid\":5,\"ts\":100000,\"name\":\"queue get of queue jobs\","
                           "\"dur\":100000}");
    assert_contains(&text,
                    "{\"ph\":\"s\",\"pid\":1,\"tid\":4,\"ts\":100000,\"name\":\"wakes\",\"cat\":\"wake\",\"id\":33}");
    assert_contains(&text,
                    "{\"ph\":\"f\",\"pid\":1,\"tid\":5,\"ts\":100000,\"name\":\"wakes\",\"cat\":\"wake\",\"id\":33,"
                    "\"bp\":\"e\"}");
    assert_contains(&text, "\"name\":\"queue jobs\",\"args\":{\"size\":1}}");
    assert_contains(&text, "\"name\":\"got one\\n\",\"s\":\"t\"}");
    orr_trace_bytes_clear(&text);
    assert_true(orr_trace_ok(orr_trace_export_chrome(reader, ORR_TRACE_AXIS_EVENT, &output)));
    assert_contains(&text, "{\"ph\":\"X\",\"pid\":1,\"tid\":5,\"ts\":39,\"name\":\"runs\",\"dur\":4}");
    orr_trace_bytes_free(&text);
    orr_trace_reader_close(reader);
}

static void test_export_csv(void **state) {
    (void)state;
    OrrTraceReader *reader = sample_reader(1);
    OrrTraceBytes text = {0};
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    assert_true(orr_trace_ok(orr_trace_export_csv(reader, &output)));
    static const char start[] = "number,time_ns,step,actor,event,fields\r\n0,0,0,\"loop\",task_new,";
    assert_memory_equal(text.data, start, sizeof start - 1);
    assert_contains(&text, "\r\n33,100000000,4,\"Task-2\",ready,\"task=\"\"eater\"\" reason=\"\"item\"\"\"\r\n");
    orr_trace_bytes_free(&text);
    orr_trace_reader_close(reader);
}

/* Two tasks that hold what the other wants: the circle is in the picture. */
static void test_export_dot(void **state) {
    (void)state;
    OrrTraceBytes bytes = {0}, text = {0};
    OrrTraceStatus status;
    OrrTraceWriter *w = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    for (int64_t i = 0; i < 2; i++) {
        orr_trace_object_new(w, 10 + i, ORR_TRACE_OBJECT_KIND_LOCK, 0, sample_string(w, i == 0 ? "left" : "right"), 0);
        orr_trace_task_new(w, 1 + i, i, 1 + i, 0, sample_string(w, "work"), 0, 0);
        orr_trace_ready(w, 1 + i, ORR_TRACE_WAKE_START);
    }
    for (int64_t i = 0; i < 2; i++) {
        orr_trace_step(w, 1 + i);
        orr_trace_acquire(w, 10 + i, 1 + i);
        orr_trace_wait(w, ORR_TRACE_WAIT_LOCK, 11 - i, 7);
    }
    assert_true(orr_trace_ok(orr_trace_writer_close(w, NULL, NULL)));
    OrrTraceReader *reader = reader_of(&bytes);
    OrrTraceOutput output = orr_trace_output_bytes(&text);
    assert_true(orr_trace_ok(orr_trace_export_dot(reader, UINT64_MAX, &output)));
    assert_string_equal((char *)text.data, "digraph waits {\n  node [fontname=\"sans-serif\"]\n"
                                           "  n1 [shape=box, label=\"Task-1\\nlock right\\nwork, line 7\"]\n"
                                           "  n1 -> n11 [label=\"lock\", style=bold]\n"
                                           "  n2 [shape=box, label=\"Task-2\\nlock left\\nwork, line 7\"]\n"
                                           "  n1 -> n2 [label=\"\", style=dotted]\n"
                                           "  n2 -> n10 [label=\"lock\", style=bold]\n"
                                           "  n10 [shape=ellipse, label=\"lock left\"]\n"
                                           "  n10 -> n1 [label=\"held by\", style=bold]\n"
                                           "  n11 [shape=ellipse, label=\"lock right\"]\n"
                                           "  n11 -> n2 [label=\"held by\", style=bold]\n}\n");
    orr_trace_bytes_free(&text);
    orr_trace_reader_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_show),          cmocka_unit_test(test_show_filters),
        cmocka_unit_test(test_show_json),     cmocka_unit_test(test_unknown_kind),
        cmocka_unit_test(test_check_good),    cmocka_unit_test(test_check_bad),
        cmocka_unit_test(test_check_nonsense),
        cmocka_unit_test(test_causes),        cmocka_unit_test(test_stats),
        cmocka_unit_test(test_diff),          cmocka_unit_test(test_diff_at_decision),
        cmocka_unit_test(test_export_chrome), cmocka_unit_test(test_export_csv),
        cmocka_unit_test(test_export_dot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
