/* Feeds arbitrary bytes to the trace reader and to what is made of a trace. Two ways to run it:
 *
 *     clang -fsanitize=fuzzer,address,undefined -DORR_LIBFUZZER ...   and then as libFuzzer says
 *     fuzz_trace FILE...                                              each file once (for AFL, or a corpus)
 *
 * Checksums stop random bytes at the door, so each input is tried a second time as the events and the state of a chunk
 * with everything around it right.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trace/align.h"
#include "trace/cause.h"
#include "trace/check.h"
#include "trace/diff.h"
#include "trace/explain.h"
#include "trace/export.h"
#include "trace/reader.h"
#include "trace/shell.h"
#include "trace/show.h"
#include "trace/stats.h"
#include "viz/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static bool swallow(void *context, const void *bytes, size_t length) {
    (void)bytes;
    *(uint64_t *)context += length;
    return true;
}

/* What the viewer makes of it, with some keys pressed. */
static void look(OrrTraceReader *reader, size_t length) {
    static char *const axes[] = {"time", "step", "folded"};
    static char *const keys[] = {"?", "n n n ]", "[ [ w w d", "f Tab Return", "/ T a Return", "End Home ."};
    char *arguments[] = {length & 1 ? "--html" : "--svg", "-", "fuzz", "--axis", axes[length % 3],
                         "--press", keys[length % (sizeof keys / sizeof *keys)]};
    OrrVizPicture picture;
    const char *argument;
    if (orr_viz_picture_parse(&picture, 7, arguments, &argument) != NULL) abort();
    OrrVizApp app;
    orr_viz_app_init(&app, reader, "fuzz");
    while (orr_viz_app_load(&app, UINT64_MAX)) continue;
    OrrTraceBytes file = {0};
    (void)!orr_viz_picture_apply(&picture, &app);
    if (app.model != NULL) (void)!orr_viz_picture_text(&picture, &app, &file);
    orr_trace_bytes_free(&file);
    orr_viz_app_free(&app);
}

static void use(const unsigned char *bytes, size_t length) {
    OrrTraceStatus status;
    OrrTraceReader *reader = orr_trace_reader_open_memory(bytes, length, &status);
    if (reader == NULL) return;
    uint64_t total = 0, count = 0;
    OrrTraceOutput output = {.write = swallow, .context = &total};
    OrrTraceShowOptions options = {.json = (length & 1) != 0};
    (void)!orr_trace_ok(orr_trace_show(reader, &options, &output, NULL));
    (void)!orr_trace_ok(orr_trace_check(reader, 10, &output, &count));
    (void)!orr_trace_ok(orr_trace_export_chrome(reader, ORR_TRACE_AXIS_TIME, &output));
    (void)!orr_trace_ok(orr_trace_export_csv(reader, &output));
    (void)!orr_trace_ok(orr_trace_export_dot(reader, UINT64_MAX, &output));
    OrrTraceStats stats;
    if (orr_trace_stats_collect(reader, length % 4, &stats)) {
        (void)!orr_trace_ok(orr_trace_stats_write(reader, &stats, (OrrTraceStatsForm)(length % 3), &output));
    }
    orr_trace_stats_free(&stats);
    OrrTraceDiff diff;
    orr_trace_diff_find(reader, reader, &diff);
    (void)!orr_trace_ok(orr_trace_diff_write(reader, reader, &diff, 3, &output));
    OrrTraceExplainOptions story = {.most = 50};
    OrrTraceParting parting;
    OrrTraceBytes text = {0};
    bool found;
    (void)!orr_trace_ok(orr_trace_explain(reader, &story, &output));
    (void)!orr_trace_ok(orr_trace_explain_task(reader, "Task-1", &output, &found));
    (void)!orr_trace_ok(orr_trace_explain_task(reader, "#2", &output, &found));
    (void)!orr_trace_ok(orr_trace_show_state(reader, count, &output));
    if (orr_trace_parting_find(reader, reader, &parting)) {
        (void)!orr_trace_parting_tell(reader, length % 32, "", &text);
        (void)!orr_trace_parting_why(reader, reader, &parting, &text);
    }
    orr_trace_bytes_free(&text);
    OrrTraceState state;
    orr_trace_state_init(&state);
    for (uint64_t event = 0; event < 8; event++) (void)!orr_trace_reader_state(reader, event * event, &state);
    orr_trace_state_free(&state);
    look(reader, length);
    orr_trace_reader_close(reader);
}

/* The same bytes as a file of which little is kept in memory must give the same events. */
static void use_as_file(const unsigned char *bytes, size_t length) {
    OrrTraceStatus status;
    int fd = memfd_create("trace", MFD_CLOEXEC);
    if (fd < 0) return;
    bool written = write(fd, bytes, length) == (ssize_t)length && lseek(fd, 0, SEEK_SET) == 0;
    OrrTraceReader *reader = written ? orr_trace_reader_open_fd(fd, &status) : NULL;
    if (reader != NULL) {
        OrrTraceCursor cursor;
        OrrTraceRecord record;
        uint64_t events = 0;
        orr_trace_reader_set_cache(reader, 0);
        orr_trace_cursor_start(&cursor, reader);
        for (; orr_trace_cursor_next(&cursor, &record); events++)
            for (unsigned i = 0; i < ORR_TRACE_MAX_FIELDS; i++)
                (void)orr_trace_reader_string(reader, record.fields[i], NULL);
        if (events != orr_trace_reader_event_count(reader) || !orr_trace_ok(orr_trace_reader_status(reader))) abort();
        OrrTraceCauses *causes = orr_trace_causes_new(reader);
        orr_trace_causes_free(causes);
    }
    orr_trace_reader_close(reader);
    close(fd);
}

static void put_header(OrrTraceBytes *file) {
    OrrTraceShell shell;
    orr_trace_shell_begin(&shell, 7);
    orr_trace_shell_add_uint(&shell, "format", ORR_TRACE_FORMAT);
    orr_trace_shell_add_text(&shell, "program", "a.py", 4);
    orr_trace_shell_add_text(&shell, "source", "", 0);
    orr_trace_shell_add(&shell, "arguments", cbor_new_definite_array(0));
    orr_trace_shell_add_uint(&shell, "seed", 0);
    orr_trace_shell_add_text(&shell, "build", "fuzz", 4);
    orr_trace_shell_add_text(&shell, "options", "", 0);
    (void)orr_trace_shell_finish(&shell, ORR_TRACE_TYPE_HEADER, file);
}

/* How many events lie there, so that the chunk can say so. */
static uint64_t count_events(const unsigned char *bytes, size_t length) {
    OrrTraceInts ints = {bytes, bytes + length};
    OrrTraceCoder coder = {0};
    OrrTraceKind kind;
    int64_t fields[ORR_TRACE_MAX_FIELDS];
    uint64_t count = 0;
    while (orr_trace_decode(&coder, &ints, &kind, fields)) count++;
    return count;
}

static void use_as_chunk(const unsigned char *state, size_t state_length, const unsigned char *events,
                         size_t events_length) {
    OrrTraceBytes file = {0};
    OrrTraceShell shell;
    put_header(&file);
    orr_trace_shell_begin(&shell, 7);
    orr_trace_shell_add_uint(&shell, "chunk", 0);
    orr_trace_shell_add_uint(&shell, "time", 0);
    orr_trace_shell_add_uint(&shell, "step", 0);
    orr_trace_shell_add_uint(&shell, "first", 0);
    orr_trace_shell_add_uint(&shell, "count", count_events(events, events_length));
    orr_trace_shell_add_bytes(&shell, "state", state, state_length);
    orr_trace_shell_add_bytes(&shell, "events", events, events_length);
    (void)orr_trace_shell_finish(&shell, ORR_TRACE_TYPE_CHUNK, &file);
    if (!file.failed) {
        use(file.data, file.length);
        use_as_file(file.data, file.length);
    }
    orr_trace_bytes_free(&file);
}

/* A map with a right checksum and anything in it. */
static void use_as_payload(const unsigned char *bytes, size_t length) {
    bool no_memory;
    cbor_item_t *map = orr_trace_payload_load(bytes, length, &no_memory);
    if (map != NULL) cbor_decref(&map);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    use(bytes, length);
    use_as_file(bytes, length);
    use_as_payload(bytes, length);
    if (length == 0) return 0;
    size_t state_length = bytes[0] % length;
    use_as_chunk(bytes + 1, state_length, bytes + 1 + state_length, length - 1 - state_length);
    return 0;
}

#ifndef ORR_LIBFUZZER
int main(int count, char **paths) {
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(paths[i], "rb");
        OrrTraceBytes bytes = {0};
        if (file == NULL) {
            perror(paths[i]);
            return 1;
        }
        for (int byte = getc(file); byte != EOF; byte = getc(file)) orr_trace_bytes_byte(&bytes, (unsigned char)byte);
        fclose(file);
        if (!bytes.failed) (void)LLVMFuzzerTestOneInput(bytes.data, bytes.length);
        orr_trace_bytes_free(&bytes);
    }
    return 0;
}
#endif
