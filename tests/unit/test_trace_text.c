/* What is made of a trace: show, check. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "trace/check.h"
#include "trace/reader.h"
#include "trace/show.h"
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
    assert_true(orr_trace_ok(orr_trace_show(reader, options, &output)));
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
        .task = "eater", .has_from = true, .from_ns = 100000000, .has_to = true, .to_ns = 100000000};
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
                                        .has_from = true,
                                        .from_ns = 100000000,
                                        .has_to = true,
                                        .to_ns = 199999999,
                                        .json = true},
                 "{\"number\":25,\"now_ns\":100000000,\"step\":3,\"actor\":\"callback wake (1)\",\"actor_id\":1,"
                 "\"event\":\"call\",\"handle\":1}\n"
                 "{\"number\":26,\"now_ns\":100000000,\"step\":3,\"actor\":\"callback wake (1)\",\"actor_id\":1,"
                 "\"event\":\"ready\",\"task\":\"Task-2\",\"task_id\":4,\"reason\":\"timer\"}\n"
                 "{\"number\":33,\"now_ns\":100000000,\"step\":4,\"actor\":\"Task-2\",\"actor_id\":4,"
                 "\"event\":\"ready\",\"task\":\"eater\",\"task_id\":5,\"reason\":\"item\"}\n"
                 "{\"number\":36,\"now_ns\":100000000,\"step\":4,\"actor\":\"Task-2\",\"actor_id\":4,"
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
                                                "event 6: wait: has a kind that is not known\n"
                                                "event 6: wait: what it waits for does not exist\n"
                                                "event 7: get: no such object\n");
    assert_memory_equal(text, "the trace has no end record", 27);
    assert_int_equal(count, 7);
    free(text);
    text = complaints(reader, 1, &count);
    assert_int_equal(count, 7);
    assert_null(strstr(text, "event 0:"));
    free(text);
    orr_trace_reader_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_show),         cmocka_unit_test(test_show_filters), cmocka_unit_test(test_show_json),
        cmocka_unit_test(test_unknown_kind), cmocka_unit_test(test_check_good),   cmocka_unit_test(test_check_bad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
