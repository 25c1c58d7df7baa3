/* Writing a trace and reading it back: whole, cut at every byte, with every byte changed, growing, to a full disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/reader.h"
#include "trace/shell.h"
#include "trace/writer.h"

#include "trace_sample.h"

/* Returns the bytes of a sample trace. */
static OrrTraceBytes sample_trace(int rounds, size_t chunk_bytes, uint64_t *digest) {
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    assert_non_null(writer);
    if (chunk_bytes != 0) orr_trace_writer_set_chunk_bytes(writer, chunk_bytes);
    sample_run(writer, rounds);
    const char *name;
    uint64_t event;
    assert_null(orr_trace_writer_contradiction(writer, &name, &event));
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, &sample_end, digest)));
    return bytes;
}

static OrrTraceReader *open_bytes(const OrrTraceBytes *bytes) {
    OrrTraceStatus status;
    OrrTraceReader *reader = orr_trace_reader_open_memory(bytes->data, bytes->length, &status);
    assert_non_null(reader);
    return reader;
}

static void assert_text(const OrrTraceReader *reader, int64_t id, const char *expected) {
    size_t length;
    const char *text = orr_trace_reader_string(reader, id, &length);
    assert_string_equal(text, expected);
    assert_int_equal(length, strlen(expected));
}

static void test_header_and_end(void **state) {
    (void)state;
    uint64_t digest;
    OrrTraceBytes bytes = sample_trace(2, 0, &digest);
    OrrTraceReader *reader = open_bytes(&bytes);
    const OrrTraceHeader *header = orr_trace_reader_header(reader);
    assert_string_equal(header->program.path, "pipeline.py");
    assert_string_equal(header->program.text, sample_header.program.text);
    assert_int_equal(header->program.length, 30);
    assert_int_equal(header->argument_count, 2);
    assert_string_equal(header->arguments[1], "\xC3\xA4");
    assert_true(header->seed == UINT64_MAX);
    assert_string_equal(header->options, "--timing=0.1");
    assert_int_equal(orr_trace_reader_loss(reader, NULL), ORR_TRACE_LOSS_NONE);
    const OrrTraceEnd *end = orr_trace_reader_end(reader);
    assert_non_null(end);
    assert_int_equal(end->verdict, ORR_TRACE_VERDICT_OK);
    assert_string_equal(end->message, "all is well");
    assert_true(orr_trace_reader_digest(reader) == digest);
    assert_int_equal(orr_trace_reader_last_time_ns(reader), 300000000);
    orr_trace_reader_close(reader);
    orr_trace_bytes_free(&bytes);
}

/* What was written comes back, field by field. */
static void test_round_trip_of_every_event(void **state) {
    (void)state;
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    static const int64_t values[] = {0,
                                     1,
                                     -1,
                                     23,
                                     24,
                                     -24,
                                     -25,
                                     255,
                                     256,
                                     65535,
                                     65536,
                                     INT32_MAX,
                                     INT64_MAX,
                                     INT64_MIN,
                                     1000000000,
                                     999999999,
                                     -5000000,
                                     INT64_MAX - 807,
                                     INT64_MIN + 808};
    enum { VALUES = sizeof values / sizeof *values };
    /* Kinds that the state refuses are written all the same: this is about the coding alone. CLOCK comes with each. */
    for (int v = 0; v < VALUES; v++) {
        for (int kind = 1; kind < ORR_TRACE_KIND_COUNT; kind++) {
            if (orr_trace_event_info(kind) == NULL) continue;
            int64_t fields[ORR_TRACE_MAX_FIELDS];
            for (int i = 0; i < ORR_TRACE_MAX_FIELDS; i++) fields[i] = values[(v + i * 5) % VALUES];
            orr_trace_event(writer, (OrrTraceKind)kind, fields);
        }
    }
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, &sample_end, NULL)));
    OrrTraceReader *reader = open_bytes(&bytes);
    assert_int_equal(orr_trace_reader_loss(reader, NULL), ORR_TRACE_LOSS_NONE);
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, reader);
    for (int v = 0; v < VALUES; v++) {
        for (int kind = 1; kind < ORR_TRACE_KIND_COUNT; kind++) {
            const OrrTraceEventInfo *info = orr_trace_event_info(kind);
            if (info == NULL) continue;
            assert_true(orr_trace_cursor_next(&cursor, &record));
            assert_int_equal(record.kind, kind);
            for (int i = 0; i < ORR_TRACE_MAX_FIELDS; i++) {
                int64_t expected = i < info->field_count ? values[(v + i * 5) % VALUES] : 0;
                assert_true(record.fields[i] == expected);
            }
        }
    }
    assert_false(orr_trace_cursor_next(&cursor, &record));
    orr_trace_reader_close(reader);
    orr_trace_bytes_free(&bytes);
}

/* The state in the middle of the sample, as the trace tells it. */
static void check_state_in_the_middle(const OrrTraceReader *reader) {
    OrrTraceCursor cursor = {.reader = reader};
    OrrTraceRecord record;
    orr_trace_cursor_seek_time(&cursor, 100000000);
    do assert_true(orr_trace_cursor_next(&cursor, &record));
    while (record.kind != ORR_TRACE_RELEASE);
    OrrTraceState state;
    orr_trace_state_init(&state);
    assert_true(orr_trace_reader_state(reader, record.event, &state)); /* before the release */
    assert_int_equal(state.time_ns, 100000000);
    const OrrTraceTask *main_task = orr_trace_state_task(&state, SAMPLE_MAIN);
    assert_int_equal(main_task->state, ORR_TRACE_TASK_WAITING);
    assert_int_equal(main_task->wait_object, SAMPLE_PRODUCER);
    assert_int_equal(orr_trace_state_frame(&state, main_task)->line, 15);
    const OrrTraceTask *producer = orr_trace_state_task(&state, SAMPLE_PRODUCER);
    assert_int_equal(producer->state, ORR_TRACE_TASK_RUNNING);
    assert_int_equal(producer->parent, SAMPLE_MAIN);
    assert_int_equal(producer->depth, 1);
    assert_int_equal(orr_trace_state_actor(&state).id, SAMPLE_PRODUCER);
    assert_int_equal(state.ready_count, 1);
    assert_int_equal(orr_trace_state_ready(&state, 0).id, SAMPLE_CONSUMER);
    const OrrTraceTask *consumer = orr_trace_state_task(&state, SAMPLE_CONSUMER);
    assert_int_equal(consumer->woken_by.id, SAMPLE_PRODUCER);
    assert_int_equal(consumer->wake_reason, ORR_TRACE_WAKE_ITEM);
    assert_text(reader, consumer->name, "eater");
    const OrrTraceObject *lock = orr_trace_state_object(&state, SAMPLE_LOCK);
    assert_int_equal(orr_trace_state_link(&state, lock->holders)->id, SAMPLE_PRODUCER);
    const OrrTraceObject *queue = orr_trace_state_object(&state, SAMPLE_QUEUE);
    assert_int_equal(queue->size, 1);
    assert_int_equal(queue->capacity, 1);
    assert_text(reader, queue->name, "jobs");
    const OrrTraceTask *waiters[2];
    assert_int_equal(orr_trace_state_waiters(&state, SAMPLE_QUEUE, 0, waiters, 2), 0);
    /* A step earlier the consumer waits for an item, the producer's timer has fired. */
    orr_trace_cursor_seek_step(&cursor, record.step);
    assert_true(orr_trace_cursor_next(&cursor, &record));
    assert_int_equal(record.kind, ORR_TRACE_STEP);
    assert_true(orr_trace_reader_state(reader, record.event, &state));
    assert_int_equal(orr_trace_state_waiters(&state, SAMPLE_QUEUE, ORR_TRACE_WAIT_QUEUE_GET, waiters, 2), 1);
    assert_int_equal(waiters[0]->item.id, SAMPLE_CONSUMER);
    assert_null(orr_trace_state_timer_first(&state));
    producer = orr_trace_state_task(&state, SAMPLE_PRODUCER);
    assert_int_equal(producer->depth, 2);
    const OrrTraceFrame *frame = orr_trace_state_frame(&state, producer);
    assert_text(reader, frame->function, "pause");
    assert_int_equal(frame->line, 31);
    assert_int_equal(orr_trace_state_frame_below(&state, frame)->line, 21);
    orr_trace_state_free(&state);
}

static void test_state(void **state) {
    (void)state;
    OrrTraceBytes bytes = sample_trace(5, 0, NULL);
    OrrTraceReader *reader = open_bytes(&bytes);
    check_state_in_the_middle(reader);
    OrrTraceState last;
    orr_trace_state_init(&last);
    assert_true(orr_trace_reader_state(reader, UINT64_MAX, &last));
    assert_null(orr_trace_state_task_first(&last));
    assert_non_null(orr_trace_state_object_first(&last));
    orr_trace_state_free(&last);
    orr_trace_reader_close(reader);
    orr_trace_bytes_free(&bytes);
}

/* Over many chunks, the state that a chunk carries is the one that its predecessors' events lead to, and seeking
 * anywhere finds what going through finds. */
static void check_many_chunks(int rounds, size_t chunk_bytes) {
    OrrTraceBytes bytes = sample_trace(rounds, chunk_bytes, NULL);
    OrrTraceReader *reader = open_bytes(&bytes);
    size_t chunks = orr_trace_reader_chunk_count(reader);
    assert_true(chunks > 4);
    OrrTraceState going;
    orr_trace_state_init(&going);
    OrrTraceBytes saved = {0};
    OrrTraceCursor cursor, seeker = {.reader = reader};
    OrrTraceRecord record, found;
    orr_trace_cursor_start(&cursor, reader);
    size_t chunk = 0, compared = 0;
    while (orr_trace_cursor_next(&cursor, &record)) {
        uint64_t event;
        const unsigned char *expected;
        size_t length;
        while (chunk < chunks && !orr_trace_reader_saved_state(reader, chunk, &event, &expected, &length)) chunk++;
        if (chunk < chunks && event == record.event) {
            orr_trace_bytes_clear(&saved);
            orr_trace_state_save(&going, &saved);
            assert_int_equal(saved.length, length);
            assert_memory_equal(saved.data, expected, length);
            chunk++;
            compared++;
        }
        assert_null(orr_trace_state_apply(&going, record.kind, record.fields));
        if (record.event % 503 != 0) continue;
        orr_trace_cursor_seek_event(&seeker, record.event);
        assert_true(orr_trace_cursor_next(&seeker, &found));
        assert_true(found.event == record.event && found.kind == record.kind && found.step == record.step);
        assert_true(found.time_ns == record.time_ns);
        assert_memory_equal(found.fields, record.fields, sizeof found.fields);
        orr_trace_cursor_seek_step(&seeker, record.step);
        assert_true(orr_trace_cursor_next(&seeker, &found));
        assert_true(found.step == record.step && found.event <= record.event);
        orr_trace_cursor_seek_time(&seeker, record.time_ns);
        assert_true(orr_trace_cursor_next(&seeker, &found));
        assert_true(found.time_ns == record.time_ns && found.event <= record.event);
    }
    assert_true(compared > 3);
    orr_trace_cursor_seek_step(&seeker, UINT64_MAX);
    assert_false(orr_trace_cursor_next(&seeker, &found));
    orr_trace_cursor_seek_time(&seeker, INT64_MAX);
    assert_false(orr_trace_cursor_next(&seeker, &found));
    check_state_in_the_middle(reader);
    orr_trace_state_free(&going);
    orr_trace_bytes_free(&saved);
    orr_trace_reader_close(reader);
    orr_trace_bytes_free(&bytes);
}

static void test_many_chunks(void **state) {
    (void)state;
    check_many_chunks(20000, 0);
    check_many_chunks(500, 50);
    check_many_chunks(300, 1);
}

static void test_same_run_same_bytes(void **state) {
    (void)state;
    uint64_t digests[3];
    OrrTraceBytes first = sample_trace(3000, 0, &digests[0]);
    OrrTraceBytes second = sample_trace(3000, 0, &digests[1]);
    OrrTraceBytes other = sample_trace(3001, 0, &digests[2]);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    assert_true(digests[0] == digests[1] && digests[0] != digests[2]);
    orr_trace_bytes_free(&first);
    orr_trace_bytes_free(&second);
    orr_trace_bytes_free(&other);
}

/* Goes through all that a reader offers; it must not fail in any way that a sanitizer or an assertion sees. */
static void use_reader(const OrrTraceReader *reader) {
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    uint64_t count = 0;
    orr_trace_cursor_start(&cursor, reader);
    while (orr_trace_cursor_next(&cursor, &record)) {
        assert_true(record.event == count);
        count++;
    }
    assert_true(count == orr_trace_reader_event_count(reader));
    OrrTraceState state;
    orr_trace_state_init(&state);
    assert_true(orr_trace_reader_state(reader, UINT64_MAX, &state));
    orr_trace_state_free(&state);
    OrrTraceBytes text = {0};
    orr_trace_reader_loss_text(reader, &text);
    assert_true((text.length == 0) == (orr_trace_reader_loss(reader, NULL) == ORR_TRACE_LOSS_NONE));
    orr_trace_bytes_free(&text);
}

static void test_cut_at_every_byte(void **state) {
    (void)state;
    OrrTraceBytes bytes = sample_trace(3, 256, NULL);
    uint64_t most = 0;
    size_t refused = 0;
    for (size_t length = 0; length < bytes.length; length++) {
        OrrTraceStatus status;
        /* A copy of just that length, so that a sanitizer sees a read behind it. */
        unsigned char *copy = malloc(length + 1);
        memcpy(copy, bytes.data, length);
        OrrTraceReader *reader = orr_trace_reader_open_memory(copy, length, &status);
        free(copy);
        if (reader == NULL) {
            assert_int_equal(most, 0);
            assert_true(status.code == (length == 0 ? ORR_TRACE_NOT_TRACE : ORR_TRACE_DAMAGED));
            refused++;
            continue;
        }
        assert_int_not_equal(orr_trace_reader_loss(reader, NULL), ORR_TRACE_LOSS_NONE);
        assert_true(orr_trace_reader_event_count(reader) >= most);
        most = orr_trace_reader_event_count(reader);
        use_reader(reader);
        orr_trace_reader_close(reader);
    }
    assert_true(refused < bytes.length / 2);
    assert_true(most > 0);
    orr_trace_bytes_free(&bytes);
}

static void test_every_byte_changed(void **state) {
    (void)state;
    OrrTraceBytes bytes = sample_trace(2, 100, NULL);
    static const unsigned char changes[] = {0x01, 0x80, 0xFF};
    for (size_t at = 0; at < bytes.length; at++) {
        for (size_t i = 0; i < sizeof changes; i++) {
            OrrTraceStatus status;
            bytes.data[at] ^= changes[i];
            OrrTraceReader *reader = orr_trace_reader_open_memory(bytes.data, bytes.length, &status);
            bytes.data[at] ^= changes[i];
            if (reader == NULL) {
                assert_true(status.code == ORR_TRACE_NOT_TRACE || status.code == ORR_TRACE_DAMAGED);
                continue;
            }
            use_reader(reader);
            orr_trace_reader_close(reader);
        }
    }
    orr_trace_bytes_free(&bytes);
}

/* Counts in the file that no bytes stand behind are refused before anything is allocated for them. */
static void test_huge_counts(void **state) {
    (void)state;
    static const unsigned char array[] = {0xA1, 0x61, 'a', 0x9B, 0x0F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    static const unsigned char map[] = {0xBB, 0x0F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    static const unsigned char text[] = {0xA1, 0x61, 'a', 0x7B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    static const unsigned char deep[] = {0xA1, 0x61, 'a', 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x00};
    static const unsigned char endless[] = {0xA1, 0x61, 'a', 0x9F, 0x00, 0xFF};
    static const unsigned char good[] = {0xA1, 0x61, 'a', 0x81, 0x00};
    bool no_memory = true;
    assert_null(orr_trace_payload_load(array, sizeof array, &no_memory));
    assert_false(no_memory);
    assert_null(orr_trace_payload_load(map, sizeof map, &no_memory));
    assert_null(orr_trace_payload_load(text, sizeof text, &no_memory));
    assert_null(orr_trace_payload_load(deep, sizeof deep, &no_memory));
    assert_null(orr_trace_payload_load(endless, sizeof endless, &no_memory));
    cbor_item_t *item = orr_trace_payload_load(good, sizeof good, &no_memory);
    assert_non_null(item);
    cbor_decref(&item);
    /* A state that claims 2**30 tasks. */
    static const unsigned char tasks[] = {0x00, 0x00, 0x00, 0x00, 0x00, 0x1A, 0x40, 0x00, 0x00, 0x00, 0x01};
    OrrTraceState loaded;
    orr_trace_state_init(&loaded);
    assert_false(orr_trace_state_load(&loaded, tasks, sizeof tasks));
    assert_false(loaded.no_memory);
    orr_trace_state_free(&loaded);
}

static void test_not_a_trace(void **state) {
    (void)state;
    OrrTraceStatus status;
    static const char text[] = "import asyncio\n";
    assert_null(orr_trace_reader_open_memory((const unsigned char *)text, sizeof text, &status));
    assert_int_equal(status.code, ORR_TRACE_NOT_TRACE);
    assert_null(orr_trace_reader_open_path("/nonexistent/run.cbor", &status));
    assert_int_equal(status.code, ORR_TRACE_IO_ERROR);
    assert_int_equal(status.error_number, ENOENT);
    assert_null(orr_trace_reader_open_path("/", &status));
    assert_int_equal(status.error_number, EISDIR);
}

static void test_growing_file(void **state) {
    (void)state;
    char path[] = "/tmp/orrery-trace-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_fd(fd, &sample_header, &status);
    OrrTraceReader *reader = orr_trace_reader_open_path(path, &status);
    assert_non_null(reader);
    assert_int_equal(orr_trace_reader_event_count(reader), 0);
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, reader);
    assert_false(orr_trace_cursor_next(&cursor, &record));
    for (int i = 1; i <= 3; i++) {
        orr_trace_mark(writer, sample_string(writer, "again"));
        orr_trace_writer_flush(writer);
        orr_trace_writer_flush(writer); /* nothing new: nothing written */
        assert_int_equal(orr_trace_reader_refresh(reader, &status), 1);
        assert_true(orr_trace_cursor_next(&cursor, &record));
        assert_text(reader, record.fields[0], "again");
        assert_false(orr_trace_cursor_next(&cursor, &record));
        assert_int_equal(orr_trace_reader_loss(reader, NULL), ORR_TRACE_LOSS_NO_END);
    }
    OrrTraceSource module = {.path = "helpers.py", .text = "x = 1\n", .length = 6};
    orr_trace_writer_source(writer, &module);
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, &sample_end, NULL)));
    assert_int_equal(orr_trace_reader_refresh(reader, &status), 0);
    assert_int_equal(orr_trace_reader_loss(reader, NULL), ORR_TRACE_LOSS_NONE);
    assert_int_equal(orr_trace_reader_source_count(reader), 2);
    assert_string_equal(orr_trace_reader_source(reader, 1).path, "helpers.py");
    assert_string_equal(orr_trace_reader_source(reader, 1).text, "x = 1\n");
    orr_trace_reader_close(reader);
    close(fd);
    unlink(path);
}

/* ---- files larger than what is kept of them ---- */

/* A file with these bytes, to be removed by the caller. */
static void write_file(char *path, const OrrTraceBytes *bytes) {
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes->data, bytes->length), (ssize_t)bytes->length);
    close(fd);
}

static void assert_same_events(const OrrTraceReader *a, const OrrTraceReader *b) {
    OrrTraceCursor left, right;
    OrrTraceRecord x, y;
    orr_trace_cursor_start(&left, a);
    orr_trace_cursor_start(&right, b);
    while (orr_trace_cursor_next(&left, &x)) {
        assert_true(orr_trace_cursor_next(&right, &y));
        assert_true(x.event == y.event && x.step == y.step && x.time_ns == y.time_ns && x.kind == y.kind);
        assert_memory_equal(x.fields, y.fields, sizeof x.fields);
        const OrrTraceEventInfo *info = orr_trace_event_info((int64_t)x.kind);
        for (unsigned i = 0; i < info->field_count; i++) {
            if (info->types[i] != ORR_TRACE_TYPE_STRING) continue;
            size_t length;
            const char *text = orr_trace_reader_string(a, x.fields[i], &length);
            assert_text(b, x.fields[i], text);
        }
    }
    assert_false(orr_trace_cursor_next(&right, &y));
}

static void test_small_cache(void **state) {
    (void)state;
    char path[] = "/tmp/orrery-trace-XXXXXX";
    OrrTraceBytes bytes = sample_trace(200, 300, NULL);
    OrrTraceStatus status;
    write_file(path, &bytes);
    OrrTraceReader *whole = open_bytes(&bytes), *reader = orr_trace_reader_open_path(path, &status);
    assert_non_null(reader);
    orr_trace_reader_set_cache(reader, 0);
    assert_same_events(whole, reader);
    /* Cursors that are far apart, and states, take nothing from each other. */
    OrrTraceCursor cursors[8];
    OrrTraceRecord record;
    uint64_t events = orr_trace_reader_event_count(reader);
    for (uint64_t i = 0; i < 8; i++) {
        cursors[i].reader = reader;
        orr_trace_cursor_seek_event(&cursors[i], events / 8 * i);
    }
    for (uint64_t n = 0; n < events / 8; n++) {
        for (uint64_t i = 0; i < 8; i++) {
            assert_true(orr_trace_cursor_next(&cursors[i], &record));
            assert_int_equal(record.event, events / 8 * i + n);
        }
    }
    for (uint64_t event = 0; event <= events; event += 97) {
        OrrTraceState a, b;
        OrrTraceBytes x = {0}, y = {0};
        orr_trace_state_init(&a);
        orr_trace_state_init(&b);
        assert_true(orr_trace_reader_state(whole, event, &a) && orr_trace_reader_state(reader, event, &b));
        orr_trace_state_save(&a, &x);
        orr_trace_state_save(&b, &y);
        assert_int_equal(x.length, y.length);
        assert_memory_equal(x.data, y.data, x.length);
        orr_trace_bytes_free(&x);
        orr_trace_bytes_free(&y);
        orr_trace_state_free(&a);
        orr_trace_state_free(&b);
    }
    assert_true(orr_trace_ok(orr_trace_reader_status(reader)));
    orr_trace_reader_close(reader);
    orr_trace_reader_close(whole);
    orr_trace_bytes_free(&bytes);
    unlink(path);
}

/* More texts than are kept: they are read again when they are asked for. */
static void test_more_texts_than_kept(void **state) {
    (void)state;
    enum { TEXTS = 40, LENGTH = 1 << 20 };
    char path[] = "/tmp/orrery-trace-XXXXXX", *text = malloc(LENGTH);
    int fd = mkstemp(path);
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_fd(fd, &sample_header, &status);
    for (int i = 0; i < TEXTS; i++) {
        memset(text, 'a' + i % 26, LENGTH);
        orr_trace_output(writer, ORR_TRACE_STREAM_STDOUT, orr_trace_text(writer, text, LENGTH));
    }
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, &sample_end, NULL)));
    OrrTraceReader *reader = orr_trace_reader_open_path(path, &status);
    assert_non_null(reader);
    for (int64_t id = TEXTS; id > 0; id--) {
        size_t length;
        const char *got = orr_trace_reader_string(reader, id, &length);
        assert_int_equal(length, LENGTH);
        assert_int_equal(got[0], 'a' + (id - 1) % 26);
        assert_int_equal(got[LENGTH - 1], 'a' + (id - 1) % 26);
        assert_int_equal(got[LENGTH], 0);
    }
    assert_text(reader, TEXTS + 1, "");
    orr_trace_reader_close(reader);
    free(text);
    close(fd);
    unlink(path);
}

/* A file that is overwritten while it is read: reading stops and says so. */
static void test_changed_file(void **state) {
    (void)state;
    for (int how = 0; how < 2; how++) {
        char path[] = "/tmp/orrery-trace-XXXXXX";
        OrrTraceBytes bytes = sample_trace(200, 300, NULL);
        OrrTraceStatus status;
        write_file(path, &bytes);
        OrrTraceReader *reader = orr_trace_reader_open_path(path, &status);
        orr_trace_reader_set_cache(reader, 0);
        int fd = open(path, O_WRONLY);
        unsigned char nothing[64] = {0};
        if (how == 0) assert_int_equal(ftruncate(fd, (off_t)bytes.length / 2), 0);
        else assert_int_equal(pwrite(fd, nothing, sizeof nothing, (off_t)bytes.length / 2), (ssize_t)sizeof nothing);
        close(fd);
        OrrTraceCursor cursor;
        OrrTraceRecord record;
        uint64_t events = 0;
        orr_trace_cursor_start(&cursor, reader);
        while (orr_trace_cursor_next(&cursor, &record)) events++;
        assert_true(events > 0 && events < orr_trace_reader_event_count(reader));
        assert_int_equal(orr_trace_reader_status(reader).code, ORR_TRACE_CHANGED);
        orr_trace_reader_close(reader);
        orr_trace_bytes_free(&bytes);
        unlink(path);
    }
}

/* A trace of a format to come is refused by its number, one of no format as damaged. */
static void test_formats(void **state) {
    (void)state;
    for (uint64_t format = 0; format < 4; format++) {
        OrrTraceBytes bytes = {0};
        OrrTraceShell shell;
        orr_trace_shell_begin(&shell, 8);
        orr_trace_shell_add_uint(&shell, "format", format);
        orr_trace_shell_add_text(&shell, "program", "a.py", 4);
        orr_trace_shell_add_text(&shell, "source", "", 0);
        orr_trace_shell_add(&shell, "arguments", cbor_new_definite_array(0));
        orr_trace_shell_add_uint(&shell, "seed", 0);
        orr_trace_shell_add_text(&shell, "build", "", 0);
        orr_trace_shell_add_text(&shell, "options", "", 0);
        orr_trace_shell_add_text(&shell, "another key", "", 0);
        (void)orr_trace_shell_finish(&shell, ORR_TRACE_TYPE_HEADER, &bytes);
        OrrTraceStatus status;
        OrrTraceReader *reader = orr_trace_reader_open_memory(bytes.data, bytes.length, &status);
        assert_int_equal(reader != NULL, format >= ORR_TRACE_FORMAT_OLDEST && format <= ORR_TRACE_FORMAT);
        if (format < ORR_TRACE_FORMAT_OLDEST) assert_int_equal(status.code, ORR_TRACE_DAMAGED);
        if (format > ORR_TRACE_FORMAT) assert_int_equal(status.code, ORR_TRACE_NEWER);
        assert_int_equal(status.format, format > ORR_TRACE_FORMAT ? format : 0);
        orr_trace_reader_close(reader);
        orr_trace_bytes_free(&bytes);
    }
}

/* What the host refuses is reported at the end, and the run never notices. */
static void test_full_disk_and_closed_pipe(void **state) {
    (void)state;
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_path("/dev/full", &sample_header, &status);
    if (writer == NULL) skip(); /* no such device here */
    sample_run(writer, 2);
    status = orr_trace_writer_close(writer, &sample_end, NULL);
    assert_int_equal(status.code, ORR_TRACE_IO_ERROR);
    assert_int_equal(status.error_number, ENOSPC);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    writer = orr_trace_writer_open_fd(ends[1], &sample_header, &status);
    sample_run(writer, 2);
    assert_int_equal(orr_trace_writer_status(writer).error_number, EPIPE);
    assert_int_equal(orr_trace_writer_close(writer, &sample_end, NULL).error_number, EPIPE);
    close(ends[1]);
}

static void test_no_writer(void **state) {
    (void)state;
    sample_run(NULL, 3);
    orr_trace_writer_flush(NULL);
    uint64_t digest = 1;
    assert_true(orr_trace_ok(orr_trace_writer_close(NULL, &sample_end, &digest)));
    assert_int_equal(digest, 0);
}

static void test_contradiction(void **state) {
    (void)state;
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_nowhere(&sample_header, &status);
    const char *name;
    uint64_t event;
    orr_trace_turn(writer);
    assert_null(orr_trace_writer_contradiction(writer, &name, &event));
    orr_trace_step(writer, 7);
    assert_string_equal(orr_trace_writer_contradiction(writer, &name, &event), "no such task");
    assert_string_equal(name, "step");
    assert_int_equal(event, 1);
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, NULL, NULL)));
}

static void test_strings(void **state) {
    (void)state;
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    int64_t ids[1000];
    char text[32];
    for (int i = 0; i < 1000; i++) {
        ids[i] = orr_trace_string(writer, text, (size_t)snprintf(text, sizeof text, "string %d", i));
    }
    assert_int_equal(orr_trace_string(writer, "string 77", 9), ids[77]);
    assert_int_not_equal(orr_trace_text(writer, "string 77", 9), ids[77]);
    int64_t bad = orr_trace_string(writer, "a\xFF\xED\xA0\x80z", 6);
    int64_t none = orr_trace_string(writer, "", 0);
    int64_t zero = orr_trace_string(writer, "a\0b", 3);
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, NULL, NULL)));
    OrrTraceReader *reader = open_bytes(&bytes);
    assert_text(reader, ids[999], "string 999");
    assert_text(reader, bad, "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
    assert_text(reader, none, "");
    assert_text(reader, 0, "");
    assert_text(reader, 5000, "");
    assert_text(reader, -1, "");
    size_t length;
    assert_memory_equal(orr_trace_reader_string(reader, zero, &length), "a\0b", 4);
    assert_int_equal(length, 3);
    orr_trace_reader_close(reader);
    orr_trace_bytes_free(&bytes);
}

/* What is remembered of strings is bounded; they stay readable, whichever id they have. */
static void test_very_many_strings(void **state) {
    (void)state;
    enum { MANY = (1 << 18) + 1000 };
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &sample_header, &status);
    int64_t first = orr_trace_string(writer, "first", 5), last = 0;
    for (int i = 0; i < MANY; i++) {
        char text[32];
        last = orr_trace_string(writer, text, (size_t)snprintf(text, sizeof text, "%d", i));
        orr_trace_mark(writer, last);
    }
    int64_t again = orr_trace_string(writer, "first", 5);
    assert_int_not_equal(again, first);
    assert_int_equal(orr_trace_string(writer, "first", 5), again);
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, NULL, NULL)));
    OrrTraceReader *reader = open_bytes(&bytes);
    char text[32];
    snprintf(text, sizeof text, "%d", MANY - 1);
    assert_text(reader, first, "first");
    assert_text(reader, again, "first");
    assert_text(reader, last, text);
    orr_trace_reader_close(reader);
    orr_trace_bytes_free(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_very_many_strings),
        cmocka_unit_test(test_header_and_end),
        cmocka_unit_test(test_round_trip_of_every_event),
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_many_chunks),
        cmocka_unit_test(test_same_run_same_bytes),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_every_byte_changed),
        cmocka_unit_test(test_huge_counts),
        cmocka_unit_test(test_not_a_trace),
        cmocka_unit_test(test_growing_file),
        cmocka_unit_test(test_small_cache),
        cmocka_unit_test(test_more_texts_than_kept),
        cmocka_unit_test(test_changed_file),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_full_disk_and_closed_pipe),
        cmocka_unit_test(test_no_writer),
        cmocka_unit_test(test_contradiction),
        cmocka_unit_test(test_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
