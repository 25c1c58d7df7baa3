/* Fail every allocation: writing and reading a trace, and all that is made of one, with the 1st, 2nd, 3rd ... request
 * for memory refused and all after it, until nothing is refused. Nothing may crash or leak, every failure must be
 * reported.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "sim/base/buffer.h"
#include "sim/base/sort.h"
#include "trace/align.h"
#include "trace/check.h"
#include "trace/diff.h"
#include "trace/explain.h"
#include "trace/export.h"
#include "trace/reader.h"
#include "trace/show.h"
#include "trace/stats.h"
#include "trace/writer.h"

#include "refuse.h"
#include "trace_sample.h"

static bool drop(void *context, const void *bytes, size_t length) {
    (void)context;
    (void)bytes;
    (void)length;
    return true;
}

static const OrrTraceOutput nowhere = {.write = drop};

/* Runs a case with ever later refusals until it gets all it asks for. It says whether all went well. */
static void with_every_refusal(bool (*run)(const OrrTraceBytes *sample), const OrrTraceBytes *sample) {
    for (uint64_t nth = 1; CAN_REFUSE; nth++) {
        int64_t live = live_blocks;
        refused = false;
        refuse_from = nth;
        bool ok = run(sample);
        refuse_from = 0;
        /* A refusal that goes unreported is a trace that is silently incomplete. */
        if (ok != !refused) fail_msg("request %lu: refused %d, reported %d", (unsigned long)nth, refused, !ok);
        if (live_blocks != live) fail_msg("request %lu: %ld leaked", (unsigned long)nth, (long)(live_blocks - live));
        if (!refused) return;
        assert_true(nth < 100000);
    }
}

static OrrTraceBytes make_sample(void) {
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    orr_trace_writer_set_chunk_bytes(writer, 300);
    sample_run(writer, 3);
    orr_trace_writer_source(writer, &sample_header.program);
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, &sample_end, NULL)));
    return bytes;
}

static bool write_all(const OrrTraceBytes *sample) {
    (void)sample;
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    if (writer != NULL) {
        orr_trace_writer_set_chunk_bytes(writer, 300);
        orr_trace_writer_source(writer, &sample_header.program);
        sample_run(writer, 3);
        status = orr_trace_writer_close(writer, &sample_end, NULL);
    }
    orr_trace_bytes_free(&bytes);
    return orr_trace_ok(status);
}

static bool read_all(const OrrTraceBytes *sample) {
    OrrTraceStatus status;
    OrrTraceReader *reader = orr_trace_reader_open_memory(sample->data, sample->length, &status);
    bool ok = reader != NULL;
    if (ok) {
        OrrTraceState state;
        orr_trace_state_init(&state);
        ok = orr_trace_reader_state(reader, 50, &state);
        orr_trace_state_free(&state);
    }
    orr_trace_reader_close(reader);
    return ok;
}

static bool make_all(const OrrTraceReader *reader) {
    OrrTraceShowOptions plain = {.task = "eater"}, json = {.json = true};
    OrrTraceStats stats;
    OrrTraceDiff diff = {.event = 20};
    OrrTraceExplainOptions story = {.most = 1000};
    OrrTraceParting parting;
    OrrTraceBytes text = {0};
    uint64_t count;
    bool found, told = orr_trace_parting_find(reader, reader, &parting) &&
                       orr_trace_parting_tell(reader, 30, "", &text) && parting.same;
    orr_trace_bytes_free(&text);
    if (!told || !orr_trace_ok(orr_trace_explain(reader, &story, &nowhere)) ||
        !orr_trace_ok(orr_trace_explain_task(reader, "eater", &nowhere, &found)) || !found ||
        !orr_trace_ok(orr_trace_show_state(reader, 60, &nowhere)))
        return false;
    bool ok = orr_trace_stats_collect(reader, 2, &stats) &&
              orr_trace_ok(orr_trace_stats_write(reader, &stats, ORR_TRACE_STATS_BLOCKS, &nowhere)) &&
              orr_trace_ok(orr_trace_stats_write(reader, &stats, ORR_TRACE_STATS_JSON, &nowhere));
    orr_trace_stats_free(&stats);
    return ok && orr_trace_ok(orr_trace_show(reader, &plain, &nowhere, NULL)) &&
           orr_trace_ok(orr_trace_show(reader, &json, &nowhere, &found)) &&
           orr_trace_ok(orr_trace_check(reader, 5, &nowhere, &count)) && count == 0 &&
           orr_trace_ok(orr_trace_diff_write(reader, reader, &diff, 3, &nowhere)) &&
           orr_trace_ok(orr_trace_export_chrome(reader, ORR_TRACE_AXIS_TIME, &nowhere)) &&
           orr_trace_ok(orr_trace_export_csv(reader, &nowhere)) &&
           orr_trace_ok(orr_trace_export_dot(reader, 60, &nowhere)) &&
           orr_trace_ok(orr_trace_export_dot(reader, UINT64_MAX, &nowhere));
}

static bool read_and_make_all(const OrrTraceBytes *sample) {
    uint64_t from = refuse_from;
    OrrTraceStatus status;
    refuse_from = 0; /* reading has a test of its own */
    OrrTraceReader *reader = orr_trace_reader_open_memory(sample->data, sample->length, &status);
    refuse_from = from;
    bool ok = make_all(reader);
    refuse_from = 0;
    orr_trace_reader_close(reader);
    return ok;
}

/* A file of which little is kept: what is fetched again may find no memory. */
static bool fetch_again(const OrrTraceBytes *sample) {
    char path[] = "/tmp/orrery-trace-XXXXXX";
    uint64_t from = refuse_from;
    OrrTraceStatus status;
    refuse_from = 0;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    assert_int_equal(write(fd, sample->data, sample->length), (ssize_t)sample->length);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    OrrTraceReader *reader = orr_trace_reader_open_fd(fd, &status);
    orr_trace_reader_set_cache(reader, 0);
    refuse_from = from;
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, reader);
    while (orr_trace_cursor_next(&cursor, &record)) continue;
    bool ok = orr_trace_ok(orr_trace_reader_status(reader));
    refuse_from = 0;
    orr_trace_reader_close(reader);
    close(fd);
    return ok;
}

static int compare_bytes(void *context, const void *a, const void *b) {
    (void)context;
    return *(const unsigned char *)a - *(const unsigned char *)b;
}

static bool base_tools(const OrrTraceBytes *sample) {
    (void)sample;
    OrrBuffer buffer = {0};
    char letters[100];
    for (int i = 0; i < 100; i++) letters[i] = (char)('z' - i % 26);
    bool ok = orr_sort(letters, sizeof letters, 1, compare_bytes, NULL);
    for (int i = 0; i < 20; i++) orr_buffer_append(&buffer, letters, sizeof letters);
    char *taken = orr_buffer_take(&buffer, NULL);
    ok = ok && taken != NULL;
    free(taken);
    return ok;
}

static void test_writing(void **state) {
    (void)state;
    with_every_refusal(write_all, NULL);
}

static void test_reading(void **state) {
    (void)state;
    OrrTraceBytes sample = make_sample();
    with_every_refusal(read_all, &sample);
    orr_trace_bytes_free(&sample);
}

static void test_fetching(void **state) {
    (void)state;
    OrrTraceBytes sample = make_sample();
    with_every_refusal(fetch_again, &sample);
    orr_trace_bytes_free(&sample);
}

static void test_making(void **state) {
    (void)state;
    OrrTraceBytes sample = make_sample();
    with_every_refusal(read_and_make_all, &sample);
    orr_trace_bytes_free(&sample);
}

static void test_base_tools(void **state) {
    (void)state;
    with_every_refusal(base_tools, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_fetching),
        cmocka_unit_test(test_making),
        cmocka_unit_test(test_base_tools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
