#include "trace/writer.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/codec.h"
#include "trace/shell.h"
#include "trace/state.h"
#include "trace/string_ids.h"

/* A chunk is cut when its events and new strings take this much. The same in every build, hostile ones too: where
 * chunks are cut shows in the bytes. */
#define CHUNK_BYTES 65536u
/* A chunk carries the state when the chunks since the last that did are this many times its size: with few tasks every
 * chunk, with a million (a state of tens of megabytes) rarely, so that states take about a fifth of a file at most. */
#define STATE_SHARE 4u

typedef enum SinkKind { SINK_NOWHERE, SINK_FD, SINK_MEMORY } SinkKind;

typedef struct ChunkPlace {
    uint64_t offset;
    uint64_t first_event;
    int64_t time_ns;
    uint64_t step;
    bool has_state;
} ChunkPlace;

struct OrrTraceWriter {
    SinkKind sink;
    int fd;
    bool owns_fd;
    OrrTraceBytes *memory;
    OrrTraceStatus status; /* once not ok, nothing is written any more */
    uint64_t offset;       /* bytes written */
    uint64_t digest;
    const char *contradiction; /* the first, with its event */
    OrrTraceKind contradiction_kind;
    uint64_t contradiction_event;

    OrrTraceState state;
    OrrTraceStrings strings;
    OrrTraceCoder coder;
    OrrTraceBytes sources;  /* those for this chunk: paths and texts, each ended by a 0 ... */
    size_t *source_lengths; /* ... and their lengths, two for a source */
    size_t source_count;

    /* The chunk that is being filled. */
    unsigned char *events; /* CHUNK_BYTES + ORR_TRACE_EVENT_BYTES */
    size_t chunk_bytes;    /* CHUNK_BYTES, or less in tests */
    size_t events_length;
    ChunkPlace chunk;
    uint64_t event_count; /* of the whole trace */
    uint64_t step_count;
    OrrTraceBytes saved_state;
    size_t since_state; /* bytes of events and strings since a chunk had the state */

    void (*reached)(void *context); /* of one that only counts */
    void *reached_context;
    uint64_t reached_events;

    ChunkPlace *chunks; /* for the index */
    size_t chunk_count, chunk_capacity;
    OrrTraceBytes scratch;
};

/* ---- the sink ----------------------------------------------------------------------------------- */

static void fail(OrrTraceWriter *writer, OrrTraceStatus status) {
    if (orr_trace_ok(writer->status)) writer->status = status;
}

static void write_all(OrrTraceWriter *writer, const unsigned char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(writer->fd, bytes, length);
        if (written < 0) {
            if (errno == EINTR) continue;
            fail(writer, orr_trace_status_io(errno));
            return;
        }
        bytes += written;
        length -= (size_t)written;
    }
}

/* Writes what is in scratch, and counts its checksum into the digest. */
static void put_item(OrrTraceWriter *writer, uint32_t crc) {
    if (writer->scratch.failed) fail(writer, orr_trace_status(ORR_TRACE_NO_MEMORY));
    if (!orr_trace_ok(writer->status)) return;
    uint64_t mixed = (writer->digest ^ crc) * UINT64_C(0x9E3779B97F4A7C15);
    writer->digest = mixed ^ mixed >> 29;
    if (writer->sink == SINK_FD) write_all(writer, writer->scratch.data, writer->scratch.length);
    if (writer->sink == SINK_MEMORY) {
        orr_trace_bytes_append(writer->memory, writer->scratch.data, writer->scratch.length);
        if (writer->memory->failed) fail(writer, orr_trace_status(ORR_TRACE_NO_MEMORY));
    }
    writer->offset += writer->scratch.length;
}

/* ---- the header --------------------------------------------------------------------------------- */

static cbor_item_t *build_arguments(const OrrTraceHeader *header) {
    cbor_item_t *array = cbor_new_definite_array(header->argument_count);
    bool ok = array != NULL;
    for (size_t i = 0; ok && i < header->argument_count; i++) {
        ok = orr_trace_array_push(array, orr_trace_build_text(header->arguments[i], strlen(header->arguments[i])));
    }
    if (!ok && array != NULL) cbor_decref(&array);
    return ok ? array : NULL;
}

static void put_header(OrrTraceWriter *writer, const OrrTraceHeader *header) {
    OrrTraceShell shell;
    orr_trace_shell_begin(&shell, 7);
    orr_trace_shell_add_uint(&shell, "format", ORR_TRACE_FORMAT);
    orr_trace_shell_add_text(&shell, "program", header->program.path, strlen(header->program.path));
    orr_trace_shell_add_text(&shell, "source", header->program.text, header->program.length);
    orr_trace_shell_add(&shell, "arguments", build_arguments(header));
    orr_trace_shell_add_uint(&shell, "seed", header->seed);
    orr_trace_shell_add_text(&shell, "build", header->build, strlen(header->build));
    orr_trace_shell_add_text(&shell, "options", header->options, strlen(header->options));
    orr_trace_bytes_clear(&writer->scratch);
    uint32_t crc = orr_trace_shell_finish(&shell, ORR_TRACE_TYPE_HEADER, &writer->scratch);
    put_item(writer, crc);
}

/* ---- chunks ------------------------------------------------------------------------------------- */

static void begin_chunk(OrrTraceWriter *writer, bool with_state) {
    writer->chunk = (ChunkPlace){.first_event = writer->event_count,
                                 .time_ns = writer->coder.time_ns,
                                 .step = writer->step_count,
                                 .has_state = with_state};
    writer->coder = (OrrTraceCoder){.time_ns = writer->coder.time_ns};
    writer->events_length = 0;
    orr_trace_bytes_clear(&writer->saved_state);
    if (!with_state) return;
    orr_trace_state_save(&writer->state, &writer->saved_state);
    writer->since_state = 0;
    if (writer->saved_state.failed) fail(writer, orr_trace_status(ORR_TRACE_NO_MEMORY));
}

static cbor_item_t *build_strings(const OrrTraceStrings *strings) {
    cbor_item_t *array = cbor_new_definite_array(strings->fresh_count);
    bool ok = array != NULL;
    size_t offset = 0;
    for (size_t i = 0; ok && i < strings->fresh_count; i++) {
        const char *text = strings->fresh_lengths[i] == 0 ? "" : (const char *)strings->fresh.data + offset;
        ok = orr_trace_array_push(array, orr_trace_build_text(text, strings->fresh_lengths[i]));
        offset += strings->fresh_lengths[i];
    }
    if (!ok && array != NULL) cbor_decref(&array);
    return ok ? array : NULL;
}

static cbor_item_t *build_sources(const OrrTraceWriter *writer) {
    cbor_item_t *array = cbor_new_definite_array(writer->source_count * 2);
    bool ok = array != NULL;
    const char *text = (const char *)writer->sources.data;
    for (size_t i = 0; ok && i < writer->source_count * 2; i++) {
        ok = orr_trace_array_push(array, orr_trace_build_text(text, writer->source_lengths[i]));
        text += writer->source_lengths[i] + 1;
    }
    if (!ok && array != NULL) cbor_decref(&array);
    return ok ? array : NULL;
}

static bool remember_chunk(OrrTraceWriter *writer) {
    if (writer->chunk_count == writer->chunk_capacity) {
        size_t capacity = writer->chunk_capacity * 2 + 16;
        ChunkPlace *chunks = reallocarray(writer->chunks, capacity, sizeof *chunks);
        if (chunks == NULL) return false;
        writer->chunks = chunks;
        writer->chunk_capacity = capacity;
    }
    writer->chunk.offset = writer->offset;
    writer->chunks[writer->chunk_count++] = writer->chunk;
    return true;
}

static void put_chunk(OrrTraceWriter *writer) {
    const OrrTraceStrings *strings = &writer->strings;
    OrrTraceShell shell;
    orr_trace_shell_begin(&shell, 10);
    orr_trace_shell_add_uint(&shell, "chunk", writer->chunk_count);
    orr_trace_shell_add_int(&shell, "time", writer->chunk.time_ns);
    orr_trace_shell_add_uint(&shell, "step", writer->chunk.step);
    orr_trace_shell_add_uint(&shell, "first", writer->chunk.first_event);
    orr_trace_shell_add_uint(&shell, "count", writer->event_count - writer->chunk.first_event);
    if (strings->fresh_count > 0) {
        uint64_t first_id = (uint64_t)strings->last_id - strings->fresh_count + 1;
        orr_trace_shell_add_uint(&shell, "first-string", first_id);
        orr_trace_shell_add(&shell, "strings", build_strings(strings));
    }
    if (writer->source_count > 0) orr_trace_shell_add(&shell, "sources", build_sources(writer));
    if (writer->chunk.has_state) {
        orr_trace_shell_add_bytes(&shell, "state", writer->saved_state.data, writer->saved_state.length);
    }
    orr_trace_shell_add_bytes(&shell, "events", writer->events, writer->events_length);
    orr_trace_bytes_clear(&writer->scratch);
    uint32_t crc = orr_trace_shell_finish(&shell, ORR_TRACE_TYPE_CHUNK, &writer->scratch);
    if (!remember_chunk(writer)) fail(writer, orr_trace_status(ORR_TRACE_NO_MEMORY));
    put_item(writer, crc);
}

/* About how many bytes the state would take: enough to decide whether it is worth it. */
static size_t state_estimate(const OrrTraceState *state) {
    return 64 + (size_t)state->tasks.count * 40 + (size_t)state->timers.count * 16 + (size_t)state->objects.count * 16 +
           (size_t)state->ready_count * 6;
}

static bool chunk_is_empty(const OrrTraceWriter *writer) {
    return writer->events_length == 0 && writer->strings.fresh_count == 0 && writer->source_count == 0;
}

static __attribute__((noinline)) void cut_chunk(OrrTraceWriter *writer) {
    put_chunk(writer);
    writer->since_state += writer->events_length + writer->strings.fresh.length;
    orr_trace_strings_forget_fresh(&writer->strings);
    orr_trace_bytes_clear(&writer->sources);
    writer->source_count = 0;
    begin_chunk(writer, writer->since_state >= STATE_SHARE * state_estimate(&writer->state));
}

/* ---- events ------------------------------------------------------------------------------------- */

/* The state did not take an event. Kept apart, so that the usual way is short. */
static __attribute__((cold, noinline)) void refused(OrrTraceWriter *writer, OrrTraceKind kind, const char *problem) {
    if (writer->state.no_memory) fail(writer, orr_trace_status(ORR_TRACE_NO_MEMORY));
    else if (writer->contradiction == NULL) {
        writer->contradiction = problem;
        writer->contradiction_kind = kind;
        writer->contradiction_event = writer->event_count;
    }
}

/* Nothing is written any more, or nothing ever was. */
static __attribute__((cold, noinline)) void count_event(OrrTraceWriter *writer, OrrTraceKind kind) {
    if (writer->status.code != ORR_TRACE_COUNTED) return;
    writer->event_count++;
    writer->step_count += kind == ORR_TRACE_STEP;
    if (writer->event_count == writer->reached_events) writer->reached(writer->reached_context);
}

void orr_trace_event(OrrTraceWriter *writer, OrrTraceKind kind, const int64_t *fields) {
    if (writer == NULL) return;
    if (writer->status.code != ORR_TRACE_OK) {
        count_event(writer, kind);
        return;
    }
    if (writer->events_length + writer->strings.fresh.length >= writer->chunk_bytes) cut_chunk(writer);
    unsigned char *end = orr_trace_encode(&writer->coder, writer->events + writer->events_length, kind, fields);
    writer->events_length = (size_t)(end - writer->events);
    const char *problem = orr_trace_state_apply(&writer->state, kind, fields);
    if (__builtin_expect(problem != NULL, 0)) refused(writer, kind, problem);
    writer->event_count++;
    writer->step_count += kind == ORR_TRACE_STEP;
}

int64_t orr_trace_string(OrrTraceWriter *writer, const char *bytes, size_t length) {
    if (writer == NULL || writer->status.code != ORR_TRACE_OK) return 0;
    int64_t id = orr_trace_strings_intern(&writer->strings, bytes, length);
    if (id == 0) fail(writer, orr_trace_status(ORR_TRACE_NO_MEMORY));
    return id;
}

int64_t orr_trace_text(OrrTraceWriter *writer, const char *bytes, size_t length) {
    if (writer == NULL || writer->status.code != ORR_TRACE_OK) return 0;
    int64_t id = orr_trace_strings_add(&writer->strings, bytes, length);
    if (id == 0) fail(writer, orr_trace_status(ORR_TRACE_NO_MEMORY));
    return id;
}

void orr_trace_writer_source(OrrTraceWriter *writer, const OrrTraceSource *source) {
    if (writer == NULL || !orr_trace_ok(writer->status)) return;
    size_t *lengths = reallocarray(writer->source_lengths, writer->source_count + 1, 2 * sizeof *lengths);
    if (lengths != NULL) {
        writer->source_lengths = lengths;
        lengths[2 * writer->source_count] = strlen(source->path);
        lengths[2 * writer->source_count + 1] = source->length;
        orr_trace_bytes_append(&writer->sources, source->path, strlen(source->path) + 1);
        orr_trace_bytes_append(&writer->sources, source->text, source->length);
        orr_trace_bytes_byte(&writer->sources, 0);
        writer->source_count++;
    }
    if (lengths == NULL || writer->sources.failed) fail(writer, orr_trace_status(ORR_TRACE_NO_MEMORY));
}

/* ---- opening and closing ------------------------------------------------------------------------ */

static void free_writer(OrrTraceWriter *writer) {
    orr_trace_state_free(&writer->state);
    orr_trace_strings_free(&writer->strings);
    orr_trace_bytes_free(&writer->sources);
    orr_trace_bytes_free(&writer->saved_state);
    orr_trace_bytes_free(&writer->scratch);
    free(writer->source_lengths);
    free(writer->events);
    free(writer->chunks);
    free(writer);
}

static OrrTraceWriter *open_writer(SinkKind sink, int fd, OrrTraceBytes *memory, const OrrTraceHeader *header,
                                   OrrTraceStatus *status) {
    OrrTraceWriter *writer = calloc(1, sizeof *writer);
    unsigned char *events = malloc(CHUNK_BYTES + ORR_TRACE_EVENT_BYTES);
    if (writer == NULL || events == NULL) {
        free(writer);
        free(events);
        *status = orr_trace_status(ORR_TRACE_NO_MEMORY);
        return NULL;
    }
    writer->sink = sink;
    writer->fd = fd;
    writer->memory = memory;
    writer->events = events;
    writer->chunk_bytes = CHUNK_BYTES;
    orr_trace_state_init(&writer->state);
    put_header(writer, header);
    begin_chunk(writer, true);
    *status = orr_trace_status(ORR_TRACE_OK);
    return writer;
}

OrrTraceWriter *orr_trace_writer_open_fd(int fd, const OrrTraceHeader *header, OrrTraceStatus *status) {
    return open_writer(SINK_FD, fd, NULL, header, status);
}

OrrTraceWriter *orr_trace_writer_open_path(const char *path, const OrrTraceHeader *header, OrrTraceStatus *status) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        *status = orr_trace_status_io(errno);
        return NULL;
    }
    OrrTraceWriter *writer = open_writer(SINK_FD, fd, NULL, header, status);
    if (writer == NULL) close(fd);
    else writer->owns_fd = true;
    return writer;
}

OrrTraceWriter *orr_trace_writer_open_memory(OrrTraceBytes *bytes, const OrrTraceHeader *header,
                                             OrrTraceStatus *status) {
    return open_writer(SINK_MEMORY, -1, bytes, header, status);
}

OrrTraceWriter *orr_trace_writer_open_nowhere(const OrrTraceHeader *header, OrrTraceStatus *status) {
    return open_writer(SINK_NOWHERE, -1, NULL, header, status);
}

OrrTraceWriter *orr_trace_writer_open_counting(uint64_t events, void (*reached)(void *context), void *context) {
    OrrTraceWriter *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return NULL;
    writer->sink = SINK_NOWHERE;
    writer->status = orr_trace_status(ORR_TRACE_COUNTED);
    writer->reached = reached;
    writer->reached_context = context;
    writer->reached_events = events;
    orr_trace_state_init(&writer->state);
    return writer;
}

void orr_trace_writer_flush(OrrTraceWriter *writer) {
    if (writer != NULL && orr_trace_ok(writer->status) && !chunk_is_empty(writer)) cut_chunk(writer);
}

void orr_trace_writer_set_chunk_bytes(OrrTraceWriter *writer, size_t bytes) {
    assert(bytes <= CHUNK_BYTES);
    writer->chunk_bytes = bytes;
}

OrrTraceStatus orr_trace_writer_status(const OrrTraceWriter *writer) {
    return writer == NULL ? orr_trace_status(ORR_TRACE_OK) : writer->status;
}

const char *orr_trace_writer_contradiction(const OrrTraceWriter *writer, const char **event_name, uint64_t *event) {
    if (writer == NULL || writer->contradiction == NULL) return NULL;
    *event_name = orr_trace_event_info((int64_t)writer->contradiction_kind)->name;
    *event = writer->contradiction_event;
    return writer->contradiction;
}

uint64_t orr_trace_writer_event_count(const OrrTraceWriter *writer) {
    return writer == NULL ? 0 : writer->event_count;
}

uint64_t orr_trace_writer_step_count(const OrrTraceWriter *writer) {
    return writer == NULL ? 0 : writer->step_count;
}

static void put_index(OrrTraceWriter *writer) {
    cbor_item_t *array = cbor_new_definite_array(writer->chunk_count);
    bool ok = array != NULL;
    for (size_t i = 0; ok && i < writer->chunk_count; i++) {
        const ChunkPlace *chunk = &writer->chunks[i];
        cbor_item_t *entry = cbor_new_definite_array(5);
        ok = orr_trace_array_push(entry, orr_trace_build_uint(chunk->offset)) &&
             orr_trace_array_push(entry, orr_trace_build_uint(chunk->first_event)) &&
             orr_trace_array_push(entry, orr_trace_build_uint((uint64_t)chunk->time_ns)) &&
             orr_trace_array_push(entry, orr_trace_build_uint(chunk->step)) &&
             orr_trace_array_push(entry, orr_trace_build_uint(chunk->has_state));
        ok = orr_trace_array_push(array, entry) && ok;
    }
    if (!ok && array != NULL) cbor_decref(&array);
    OrrTraceShell shell;
    orr_trace_shell_begin(&shell, 1);
    orr_trace_shell_add(&shell, "chunks", ok ? array : NULL);
    orr_trace_bytes_clear(&writer->scratch);
    uint32_t crc = orr_trace_shell_finish(&shell, ORR_TRACE_TYPE_INDEX, &writer->scratch);
    put_item(writer, crc);
}

static void put_end(OrrTraceWriter *writer, const OrrTraceEnd *end, uint64_t digest) {
    const char *verdict = orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, end->verdict);
    const char *message = end->message == NULL ? "" : end->message;
    OrrTraceShell shell;
    orr_trace_shell_begin(&shell, 9);
    orr_trace_shell_add_text(&shell, "verdict", verdict, strlen(verdict));
    orr_trace_shell_add_int(&shell, "exit", end->exit_status);
    orr_trace_shell_add_text(&shell, "message", message, strlen(message));
    orr_trace_shell_add_uint(&shell, "events", writer->event_count);
    orr_trace_shell_add_uint(&shell, "steps", writer->step_count);
    orr_trace_shell_add_uint(&shell, "chunks", writer->chunk_count);
    orr_trace_shell_add_uint(&shell, "strings", (uint64_t)writer->strings.last_id);
    orr_trace_shell_add_int(&shell, "time", writer->coder.time_ns);
    orr_trace_shell_add_uint(&shell, "digest", digest);
    orr_trace_bytes_clear(&writer->scratch);
    uint32_t crc = orr_trace_shell_finish(&shell, ORR_TRACE_TYPE_END, &writer->scratch);
    put_item(writer, crc);
}

OrrTraceStatus orr_trace_writer_close(OrrTraceWriter *writer, const OrrTraceEnd *end, uint64_t *digest) {
    if (digest != NULL) *digest = 0;
    if (writer == NULL) return orr_trace_status(ORR_TRACE_OK);
    if (writer->status.code == ORR_TRACE_COUNTED) {
        free_writer(writer);
        return orr_trace_status(ORR_TRACE_OK);
    }
    if (!chunk_is_empty(writer)) put_chunk(writer);
    uint64_t sum = writer->digest; /* of the header and the chunks: what follows says nothing new of the run */
    if (digest != NULL) *digest = sum;
    if (end != NULL) {
        put_index(writer);
        put_end(writer, end, sum);
    }
    OrrTraceStatus status = writer->status;
    int fd = writer->owns_fd ? writer->fd : -1;
    free_writer(writer);
    /* Some file systems report a full disk only here. */
    if (fd >= 0 && close(fd) != 0 && orr_trace_ok(status)) status = orr_trace_status_io(errno);
    return status;
}
