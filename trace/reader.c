#include "trace/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/shell.h"

#define READ_BYTES ((size_t)1 << 20)

typedef struct Chunk {
    unsigned char *block; /* owned: its strings, state and events, copied one behind the other */
    const unsigned char *events;
    size_t events_length;
    const unsigned char *state; /* NULL: it has none */
    size_t state_length;
    uint64_t offset; /* in the file */
    uint64_t first_event;
    uint64_t event_count;
    uint64_t step; /* before its first event */
    int64_t time_ns;
} Chunk;

typedef struct Text {
    const char *bytes; /* in a chunk's block, followed by a 0 */
    size_t length;
} Text;

struct OrrTraceReader {
    int fd;
    bool owns_fd;
    OrrTraceBytes input; /* read, but not yet made into items */
    uint64_t offset;     /* in the file, of input */
    OrrTraceLoss loss;
    bool no_memory;

    bool has_header;
    OrrTraceHeader header;
    const char **arguments; /* owned, what header.arguments points to */
    char **copies;          /* owned: the texts of header, sources and end record */
    size_t copy_count, copy_capacity;
    OrrTraceSource *sources; /* owned; of modules */
    size_t source_count;

    Chunk *chunks;
    size_t chunk_count, chunk_capacity;
    Text *strings;
    size_t string_count, string_capacity;
    uint64_t event_count;
    uint64_t step;
    int64_t time_ns;
    uint64_t digest;
    bool ended;
    OrrTraceEnd end;
    const char *end_contradiction;
};

/* Makes room for one more element. */
static bool grow(OrrTraceReader *reader, void **array, size_t count, size_t *capacity, size_t element_bytes) {
    if (count < *capacity) return true;
    size_t more = *capacity * 2 + 16;
    void *grown = reallocarray(*array, more, element_bytes);
    if (grown == NULL) {
        reader->no_memory = true;
        return false;
    }
    *array = grown;
    *capacity = more;
    return true;
}

/* ---- texts that live as long as the reader ------------------------------------------------------ */

static const char *keep_text(OrrTraceReader *reader, const char *text, size_t length) {
    void *copies = reader->copies;
    if (!grow(reader, &copies, reader->copy_count, &reader->copy_capacity, sizeof *reader->copies)) return NULL;
    reader->copies = copies;
    char *copy = malloc(length + 1);
    if (copy == NULL) {
        reader->no_memory = true;
        return NULL;
    }
    if (length != 0) memcpy(copy, text, length);
    copy[length] = '\0';
    reader->copies[reader->copy_count++] = copy;
    return copy;
}

static const char *keep_item(OrrTraceReader *reader, const cbor_item_t *item, size_t *length) {
    const char *text;
    if (!orr_trace_item_text(item, &text, length)) return NULL;
    return keep_text(reader, text, *length);
}

static const char *keep_value(OrrTraceReader *reader, const cbor_item_t *map, const char *key, size_t *length) {
    return keep_item(reader, orr_trace_map_get(map, key), length);
}

/* ---- header ------------------------------------------------------------------------------------- */

static bool read_arguments(OrrTraceReader *reader, const cbor_item_t *array) {
    if (array == NULL || !cbor_isa_array(array)) return false;
    size_t count = cbor_array_size(array);
    reader->arguments = calloc(count + 1, sizeof *reader->arguments);
    if (reader->arguments == NULL) {
        reader->no_memory = true;
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        size_t length;
        reader->arguments[i] = keep_item(reader, cbor_array_handle(array)[i], &length);
        if (reader->arguments[i] == NULL) return false;
    }
    reader->header.arguments = reader->arguments;
    reader->header.argument_count = count;
    return true;
}

static bool read_header_map(OrrTraceReader *reader, const cbor_item_t *map) {
    OrrTraceHeader *header = &reader->header;
    size_t length;
    header->program.path = keep_value(reader, map, "program", &length);
    header->program.text = keep_value(reader, map, "source", &header->program.length);
    header->build = keep_value(reader, map, "build", &length);
    header->options = keep_value(reader, map, "options", &length);
    return header->program.path != NULL && header->program.text != NULL && header->build != NULL &&
           header->options != NULL && orr_trace_map_uint(map, "seed", &header->seed) &&
           read_arguments(reader, orr_trace_map_get(map, "arguments"));
}

/* Reads the first item. The status says what is wrong with it. */
static OrrTraceStatusCode read_header(OrrTraceReader *reader, const OrrTraceRawItem *item) {
    if (!item->tagged || !orr_trace_item_is(item, ORR_TRACE_TYPE_HEADER)) return ORR_TRACE_NOT_TRACE;
    cbor_item_t *map = orr_trace_payload_load(item->payload, item->payload_length, &reader->no_memory);
    if (map == NULL) return reader->no_memory ? ORR_TRACE_NO_MEMORY : ORR_TRACE_DAMAGED;
    uint64_t format = 0;
    OrrTraceStatusCode code = ORR_TRACE_OK;
    if (!orr_trace_map_uint(map, "format", &format) || format != ORR_TRACE_FORMAT) code = ORR_TRACE_NOT_TRACE;
    else if (!read_header_map(reader, map)) code = reader->no_memory ? ORR_TRACE_NO_MEMORY : ORR_TRACE_DAMAGED;
    cbor_decref(&map);
    reader->has_header = code == ORR_TRACE_OK;
    return code;
}

/* ---- chunks ------------------------------------------------------------------------------------- */

/* Where the parts of a chunk lie in its decoded map, before they are copied. */
typedef struct Parts {
    const unsigned char *events, *state;
    size_t events_length, state_length;
    const cbor_item_t *strings; /* or NULL */
    const cbor_item_t *sources;
    size_t text_bytes; /* of the strings, with a 0 each */
} Parts;

static bool find_strings(const OrrTraceReader *reader, const cbor_item_t *map, Parts *parts) {
    parts->strings = orr_trace_map_get(map, "strings");
    if (parts->strings == NULL) return true;
    uint64_t first;
    if (!cbor_isa_array(parts->strings) || !orr_trace_map_uint(map, "first-string", &first)) return false;
    if (first != reader->string_count + 1) return false;
    for (size_t i = 0; i < cbor_array_size(parts->strings); i++) {
        const char *text;
        size_t length;
        if (!orr_trace_item_text(cbor_array_handle(parts->strings)[i], &text, &length)) return false;
        parts->text_bytes += length + 1;
    }
    return true;
}

static bool find_parts(const OrrTraceReader *reader, const cbor_item_t *map, Parts *parts, Chunk *chunk) {
    *parts = (Parts){0};
    uint64_t number;
    if (!orr_trace_map_uint(map, "chunk", &number) || number != reader->chunk_count) return false;
    if (!orr_trace_map_int(map, "time", &chunk->time_ns) || chunk->time_ns != reader->time_ns) return false;
    if (!orr_trace_map_uint(map, "step", &chunk->step) || chunk->step != reader->step) return false;
    if (!orr_trace_map_uint(map, "first", &chunk->first_event) || chunk->first_event != reader->event_count)
        return false;
    if (!orr_trace_map_uint(map, "count", &chunk->event_count)) return false;
    if (!orr_trace_map_bytes(map, "events", &parts->events, &parts->events_length)) return false;
    if (orr_trace_map_get(map, "state") != NULL &&
        !orr_trace_map_bytes(map, "state", &parts->state, &parts->state_length)) {
        return false;
    }
    parts->sources = orr_trace_map_get(map, "sources");
    if (parts->sources != NULL) {
        if (!cbor_isa_array(parts->sources) || cbor_array_size(parts->sources) % 2 != 0) return false;
        for (size_t i = 0; i < cbor_array_size(parts->sources); i++) {
            const char *text;
            size_t length;
            if (!orr_trace_item_text(cbor_array_handle(parts->sources)[i], &text, &length)) return false;
        }
    }
    return find_strings(reader, map, parts);
}

/* Whether all the events can be read and are as many as the chunk says; finds the step and time behind them. */
static bool check_events(const Parts *parts, const Chunk *chunk, uint64_t *step, int64_t *time_ns) {
    OrrTraceInts ints = {parts->events, parts->events + parts->events_length};
    OrrTraceCoder coder = {.time_ns = chunk->time_ns};
    uint64_t count = 0;
    *step = chunk->step;
    while (ints.at < ints.end) {
        OrrTraceKind kind;
        int64_t fields[ORR_TRACE_MAX_FIELDS];
        if (!orr_trace_decode(&coder, &ints, &kind, fields)) return false;
        if (kind == ORR_TRACE_STEP) (*step)++;
        count++;
    }
    *time_ns = coder.time_ns;
    return count == chunk->event_count;
}

static bool keep_strings(OrrTraceReader *reader, const cbor_item_t *array, unsigned char *at) {
    size_t count = array == NULL ? 0 : cbor_array_size(array);
    for (size_t i = 0; i < count; i++) {
        void *strings = reader->strings;
        if (!grow(reader, &strings, reader->string_count, &reader->string_capacity, sizeof *reader->strings))
            return false;
        reader->strings = strings;
        const cbor_item_t *item = cbor_array_handle(array)[i];
        size_t length = cbor_string_length(item);
        if (length != 0) memcpy(at, cbor_string_handle(item), length);
        at[length] = 0;
        reader->strings[reader->string_count++] = (Text){.bytes = (const char *)at, .length = length};
        at += length + 1;
    }
    return true;
}

static bool keep_sources(OrrTraceReader *reader, const cbor_item_t *array) {
    size_t count = array == NULL ? 0 : cbor_array_size(array) / 2;
    if (count == 0) return true;
    OrrTraceSource *sources = reallocarray(reader->sources, reader->source_count + count, sizeof *sources);
    if (sources == NULL) {
        reader->no_memory = true;
        return false;
    }
    reader->sources = sources;
    for (size_t i = 0; i < count; i++) {
        OrrTraceSource source;
        size_t path_length;
        source.path = keep_item(reader, cbor_array_handle(array)[2 * i], &path_length);
        source.text = keep_item(reader, cbor_array_handle(array)[2 * i + 1], &source.length);
        if (source.path == NULL || source.text == NULL) return false;
        reader->sources[reader->source_count++] = source;
    }
    return true;
}

/* Copies the parts and makes them known. Only memory can fail here, and then the reader stops for good. */
static bool keep_chunk(OrrTraceReader *reader, const Parts *parts, Chunk *chunk) {
    void *chunks = reader->chunks;
    if (!grow(reader, &chunks, reader->chunk_count, &reader->chunk_capacity, sizeof *reader->chunks)) return false;
    reader->chunks = chunks;
    chunk->block = malloc(parts->text_bytes + parts->state_length + parts->events_length + 1);
    if (chunk->block == NULL) {
        reader->no_memory = true;
        return false;
    }
    unsigned char *state = chunk->block + parts->text_bytes;
    unsigned char *events = state + parts->state_length;
    if (parts->state_length != 0) memcpy(state, parts->state, parts->state_length);
    if (parts->events_length != 0) memcpy(events, parts->events, parts->events_length);
    chunk->events = events;
    chunk->events_length = parts->events_length;
    chunk->state = parts->state == NULL ? NULL : state;
    chunk->state_length = parts->state_length;
    reader->chunks[reader->chunk_count++] = *chunk;
    return keep_strings(reader, parts->strings, chunk->block) && keep_sources(reader, parts->sources);
}

static bool read_chunk(OrrTraceReader *reader, const cbor_item_t *map, uint64_t offset) {
    Parts parts;
    Chunk chunk = {.offset = offset};
    uint64_t step;
    int64_t time_ns;
    if (!find_parts(reader, map, &parts, &chunk) || !check_events(&parts, &chunk, &step, &time_ns)) return false;
    if (!keep_chunk(reader, &parts, &chunk)) return false;
    reader->event_count += chunk.event_count;
    reader->step = step;
    reader->time_ns = time_ns;
    return true;
}

static void compare_count(OrrTraceReader *reader, const cbor_item_t *map, const char *key, uint64_t count) {
    uint64_t value;
    bool same = orr_trace_map_uint(map, key, &value) && value == count;
    if (!same && reader->end_contradiction == NULL) reader->end_contradiction = key;
}

static bool read_end(OrrTraceReader *reader, const cbor_item_t *map) {
    size_t length;
    const char *verdict = keep_value(reader, map, "verdict", &length);
    reader->end.message = keep_value(reader, map, "message", &length);
    if (verdict == NULL || reader->end.message == NULL) return false;
    if (!orr_trace_map_int(map, "exit", &reader->end.exit_status)) return false;
    reader->end.verdict = 0;
    for (int64_t value = 1; strcmp(orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, value), "?") != 0; value++) {
        if (strcmp(orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, value), verdict) == 0) reader->end.verdict = value;
    }
    reader->ended = true;
    compare_count(reader, map, "events", reader->event_count);
    compare_count(reader, map, "steps", reader->step);
    compare_count(reader, map, "chunks", reader->chunk_count);
    compare_count(reader, map, "strings", reader->string_count);
    compare_count(reader, map, "time", (uint64_t)reader->time_ns);
    compare_count(reader, map, "digest", reader->digest);
    return true;
}

static bool entry_is(const cbor_item_t *entry, const Chunk *chunk) {
    if (!cbor_isa_array(entry) || cbor_array_size(entry) != 5) return false;
    const uint64_t wanted[5] = {chunk->offset, chunk->first_event, (uint64_t)chunk->time_ns, chunk->step,
                                chunk->state != NULL};
    for (size_t i = 0; i < 5; i++) {
        const cbor_item_t *value = cbor_array_handle(entry)[i];
        if (!cbor_isa_uint(value) || cbor_get_int(value) != wanted[i]) return false;
    }
    return true;
}

/* The index is for readers that want to seek without reading it all. We do read it all, and compare. */
static void compare_index(OrrTraceReader *reader, const cbor_item_t *map) {
    const cbor_item_t *array = orr_trace_map_get(map, "chunks");
    bool same = array != NULL && cbor_isa_array(array) && cbor_array_size(array) == reader->chunk_count;
    for (size_t i = 0; same && i < reader->chunk_count; i++) {
        same = entry_is(cbor_array_handle(array)[i], &reader->chunks[i]);
    }
    if (!same && reader->end_contradiction == NULL) reader->end_contradiction = "index";
}

/* ---- items -------------------------------------------------------------------------------------- */

/* Must mix as the writer does: see put_item there. */
static void mix_digest(OrrTraceReader *reader, uint32_t crc) {
    uint64_t mixed = (reader->digest ^ crc) * UINT64_C(0x9E3779B97F4A7C15);
    reader->digest = mixed ^ mixed >> 29;
}

/* Reads an item after the header. False: it is no good, or no memory. */
static bool read_item(OrrTraceReader *reader, const OrrTraceRawItem *item, uint64_t offset) {
    if (reader->ended || item->tagged) return false;
    bool is_chunk = orr_trace_item_is(item, ORR_TRACE_TYPE_CHUNK);
    bool is_index = orr_trace_item_is(item, ORR_TRACE_TYPE_INDEX);
    bool is_end = orr_trace_item_is(item, ORR_TRACE_TYPE_END);
    if (!is_chunk && !is_index && !is_end) return true; /* an addition of a later version */
    cbor_item_t *map = orr_trace_payload_load(item->payload, item->payload_length, &reader->no_memory);
    if (map == NULL) return false;
    bool ok = true;
    if (is_chunk) ok = read_chunk(reader, map, offset);
    else if (is_end) ok = read_end(reader, map);
    else compare_index(reader, map);
    cbor_decref(&map);
    if (ok && is_chunk) mix_digest(reader, item->crc);
    return ok;
}

/* Of what cannot be read as a header: may it have been one? */
static OrrTraceStatusCode wrong_start(const unsigned char *bytes, size_t length) {
    static const unsigned char magic[] = {0xD9, 0xD9, 0xF7};
    if (length > sizeof magic) length = sizeof magic;
    return length > 0 && memcmp(bytes, magic, length) == 0 ? ORR_TRACE_DAMAGED : ORR_TRACE_NOT_TRACE;
}

/* Makes items of as much of the input as is whole. Sets *code if the header is at fault. */
static void digest_input(OrrTraceReader *reader, OrrTraceStatusCode *code) {
    size_t used = 0;
    OrrTraceBytes *input = &reader->input;
    while (reader->loss != ORR_TRACE_LOSS_DAMAGED && used < input->length) {
        OrrTraceRawItem item;
        OrrTraceItemResult result = orr_trace_item_find(input->data + used, input->length - used, &item);
        if (result == ORR_TRACE_ITEM_CUT) break;
        bool ok = result == ORR_TRACE_ITEM_OK;
        if (!reader->has_header) {
            *code = ok ? read_header(reader, &item) : wrong_start(input->data, input->length);
            ok = *code == ORR_TRACE_OK;
            if (ok) mix_digest(reader, item.crc);
        } else if (ok) {
            ok = read_item(reader, &item, reader->offset + used);
        }
        if (ok) used += item.length;
        else reader->loss = ORR_TRACE_LOSS_DAMAGED;
    }
    memmove(input->data, input->data + used, input->length - used);
    input->length -= used;
    reader->offset += used;
}

/* After the last byte there is: what is missing? */
static void judge(OrrTraceReader *reader) {
    if (reader->loss == ORR_TRACE_LOSS_DAMAGED) return;
    reader->loss = reader->input.length != 0 ? ORR_TRACE_LOSS_CUT
                   : reader->ended           ? ORR_TRACE_LOSS_NONE
                                             : ORR_TRACE_LOSS_NO_END;
}

/* Reads to the end of the file, an item at a time as they get whole. */
static OrrTraceStatus read_file(OrrTraceReader *reader) {
    OrrTraceStatusCode code = ORR_TRACE_OK;
    OrrTraceBytes *input = &reader->input;
    while (reader->loss != ORR_TRACE_LOSS_DAMAGED) {
        /* An item longer than what is read at a time is looked at again each time it doubles, not each megabyte. */
        size_t want = input->length > READ_BYTES ? input->length : READ_BYTES;
        if (!orr_trace_bytes_reserve(input, want)) return orr_trace_status(ORR_TRACE_NO_MEMORY);
        size_t got = 0;
        bool at_end = false;
        while (got < want && !at_end) {
            ssize_t length = read(reader->fd, input->data + input->length, want - got);
            if (length < 0 && errno == EINTR) continue;
            if (length < 0 && errno != EAGAIN) return orr_trace_status_io(errno);
            at_end = length <= 0;
            got += at_end ? 0 : (size_t)length;
            input->length += at_end ? 0 : (size_t)length;
        }
        digest_input(reader, &code);
        if (at_end) break;
    }
    judge(reader);
    if (reader->no_memory) return orr_trace_status(ORR_TRACE_NO_MEMORY);
    return orr_trace_status(code);
}

/* ---- opening ------------------------------------------------------------------------------------ */

void orr_trace_reader_close(OrrTraceReader *reader) {
    if (reader == NULL) return;
    if (reader->owns_fd) (void)close(reader->fd);
    for (size_t i = 0; i < reader->chunk_count; i++) free(reader->chunks[i].block);
    for (size_t i = 0; i < reader->copy_count; i++) free(reader->copies[i]);
    free(reader->chunks);
    free(reader->copies);
    free(reader->arguments);
    free(reader->sources);
    free(reader->strings);
    orr_trace_bytes_free(&reader->input);
    free(reader);
}

/* Gives the reader out, or closes it because of what it met. */
static OrrTraceReader *opened(OrrTraceReader *reader, OrrTraceStatus result, OrrTraceStatus *status) {
    if (orr_trace_ok(result) && !reader->has_header) {
        result = orr_trace_status(wrong_start(reader->input.data, reader->input.length));
    }
    *status = result;
    if (orr_trace_ok(result)) return reader;
    orr_trace_reader_close(reader);
    return NULL;
}

OrrTraceReader *orr_trace_reader_open_fd(int fd, OrrTraceStatus *status) {
    OrrTraceReader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        *status = orr_trace_status(ORR_TRACE_NO_MEMORY);
        return NULL;
    }
    reader->fd = fd;
    return opened(reader, read_file(reader), status);
}

OrrTraceReader *orr_trace_reader_open_path(const char *path, OrrTraceStatus *status) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        *status = orr_trace_status_io(errno);
        return NULL;
    }
    OrrTraceReader *reader = orr_trace_reader_open_fd(fd, status);
    if (reader == NULL) (void)close(fd);
    else reader->owns_fd = true;
    return reader;
}

OrrTraceReader *orr_trace_reader_open_memory(const unsigned char *bytes, size_t length, OrrTraceStatus *status) {
    OrrTraceReader *reader = calloc(1, sizeof *reader);
    if (reader != NULL) {
        reader->fd = -1;
        orr_trace_bytes_append(&reader->input, bytes, length);
    }
    if (reader == NULL || reader->input.failed) {
        orr_trace_reader_close(reader);
        *status = orr_trace_status(ORR_TRACE_NO_MEMORY);
        return NULL;
    }
    OrrTraceStatusCode code = ORR_TRACE_OK;
    digest_input(reader, &code);
    judge(reader);
    if (reader->no_memory) code = ORR_TRACE_NO_MEMORY;
    return opened(reader, orr_trace_status(code), status);
}

uint64_t orr_trace_reader_refresh(OrrTraceReader *reader, OrrTraceStatus *status) {
    *status = orr_trace_status(ORR_TRACE_OK);
    if (reader->fd < 0 || reader->loss == ORR_TRACE_LOSS_DAMAGED) return 0;
    uint64_t before = reader->event_count;
    *status = read_file(reader);
    return reader->event_count - before;
}

/* ---- the run as a whole ------------------------------------------------------------------------- */

const OrrTraceHeader *orr_trace_reader_header(const OrrTraceReader *reader) {
    return &reader->header;
}

size_t orr_trace_reader_source_count(const OrrTraceReader *reader) {
    return reader->source_count + 1;
}

OrrTraceSource orr_trace_reader_source(const OrrTraceReader *reader, size_t i) {
    return i == 0 ? reader->header.program : reader->sources[i - 1];
}

uint64_t orr_trace_reader_event_count(const OrrTraceReader *reader) {
    return reader->event_count;
}

uint64_t orr_trace_reader_step_count(const OrrTraceReader *reader) {
    return reader->step;
}

int64_t orr_trace_reader_last_time_ns(const OrrTraceReader *reader) {
    return reader->time_ns;
}

size_t orr_trace_reader_chunk_count(const OrrTraceReader *reader) {
    return reader->chunk_count;
}

uint64_t orr_trace_reader_digest(const OrrTraceReader *reader) {
    return reader->digest;
}

const OrrTraceEnd *orr_trace_reader_end(const OrrTraceReader *reader) {
    return reader->ended ? &reader->end : NULL;
}

const char *orr_trace_reader_end_contradiction(const OrrTraceReader *reader) {
    return reader->end_contradiction;
}

OrrTraceLoss orr_trace_reader_loss(const OrrTraceReader *reader, uint64_t *offset) {
    if (offset != NULL) *offset = reader->offset;
    return reader->loss;
}

void orr_trace_reader_loss_text(const OrrTraceReader *reader, OrrTraceBytes *text) {
    if (reader->loss == ORR_TRACE_LOSS_NONE) return;
    if (reader->loss == ORR_TRACE_LOSS_NO_END) {
        orr_trace_bytes_text(text, "the trace has no end record: the run was killed or still goes on");
    } else {
        bool cut = reader->loss == ORR_TRACE_LOSS_CUT;
        orr_trace_bytes_text(text, cut ? "the trace is cut off after byte " : "the trace is damaged at byte ");
        orr_trace_bytes_decimal(text, (int64_t)reader->offset);
    }
    orr_trace_bytes_text(text, reader->ended ? ", behind its end" : "; what comes after event ");
    if (!reader->ended) {
        orr_trace_bytes_decimal(text, (int64_t)reader->event_count);
        orr_trace_bytes_text(text, " is lost");
    }
}

bool orr_trace_reader_has_string(const OrrTraceReader *reader, int64_t id) {
    return id >= 0 && (uint64_t)id <= reader->string_count;
}

const char *orr_trace_reader_string(const OrrTraceReader *reader, int64_t id, size_t *length) {
    if (id <= 0 || (uint64_t)id > reader->string_count) {
        if (length != NULL) *length = 0;
        return "";
    }
    if (length != NULL) *length = reader->strings[id - 1].length;
    return reader->strings[id - 1].bytes;
}

/* ---- events ------------------------------------------------------------------------------------- */

/* Moves to the start of a chunk, or to the end of all there is. cursor->chunk is the one to enter after it. */
static void enter_chunk(OrrTraceCursor *cursor, size_t chunk_number) {
    const OrrTraceReader *reader = cursor->reader;
    if (chunk_number >= reader->chunk_count) {
        cursor->chunk = reader->chunk_count;
        cursor->left = 0;
        cursor->event = reader->event_count;
        cursor->step = reader->step;
        cursor->coder = (OrrTraceCoder){.time_ns = reader->time_ns};
        return;
    }
    const Chunk *chunk = &reader->chunks[chunk_number];
    cursor->chunk = chunk_number + 1;
    cursor->left = chunk->event_count;
    cursor->event = chunk->first_event;
    cursor->step = chunk->step;
    cursor->ints = (OrrTraceInts){chunk->events, chunk->events + chunk->events_length};
    cursor->coder = (OrrTraceCoder){.time_ns = chunk->time_ns};
}

void orr_trace_cursor_start(OrrTraceCursor *cursor, const OrrTraceReader *reader) {
    cursor->reader = reader;
    enter_chunk(cursor, 0);
}

bool orr_trace_cursor_next(OrrTraceCursor *cursor, OrrTraceRecord *record) {
    while (cursor->left == 0) {
        if (cursor->chunk >= cursor->reader->chunk_count) return false;
        enter_chunk(cursor, cursor->chunk);
    }
    if (!orr_trace_decode(&cursor->coder, &cursor->ints, &record->kind, record->fields)) return false;
    cursor->left--;
    if (record->kind == ORR_TRACE_STEP) cursor->step++;
    record->event = cursor->event++;
    record->step = cursor->step;
    record->time_ns = cursor->coder.time_ns;
    return true;
}

/* The last chunk for which `key` is not beyond value; chunks are in ascending order of it. */
static size_t find_chunk(const OrrTraceReader *reader, uint64_t (*key)(const Chunk *chunk), uint64_t value) {
    size_t low = 0, high = reader->chunk_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (key(&reader->chunks[middle]) <= value) low = middle;
        else high = middle;
    }
    return low;
}

static uint64_t event_key(const Chunk *chunk) {
    return chunk->first_event;
}

static uint64_t step_key(const Chunk *chunk) {
    return chunk->step;
}

static uint64_t time_key(const Chunk *chunk) {
    return (uint64_t)chunk->time_ns;
}

void orr_trace_cursor_seek_event(OrrTraceCursor *cursor, uint64_t event) {
    OrrTraceRecord record;
    enter_chunk(cursor, find_chunk(cursor->reader, event_key, event));
    while (cursor->event < event && orr_trace_cursor_next(cursor, &record)) continue;
}

void orr_trace_cursor_seek_step(OrrTraceCursor *cursor, uint64_t step) {
    OrrTraceRecord record;
    /* A chunk whose base is this step begins behind the STEP event. */
    enter_chunk(cursor, step == 0 ? 0 : find_chunk(cursor->reader, step_key, step - 1));
    OrrTraceCursor before = *cursor;
    while (orr_trace_cursor_next(cursor, &record)) {
        if (record.step >= step) {
            *cursor = before;
            return;
        }
        before = *cursor;
    }
}

void orr_trace_cursor_seek_time(OrrTraceCursor *cursor, int64_t time_ns) {
    OrrTraceRecord record;
    enter_chunk(cursor, time_ns <= 0 ? 0 : find_chunk(cursor->reader, time_key, (uint64_t)time_ns - 1));
    OrrTraceCursor before = *cursor;
    while (orr_trace_cursor_next(cursor, &record)) {
        if (record.time_ns >= time_ns) {
            *cursor = before;
            return;
        }
        before = *cursor;
    }
}

uint64_t orr_trace_reader_chunk_event(const OrrTraceReader *reader, size_t chunk) {
    return chunk < reader->chunk_count ? reader->chunks[chunk].first_event : reader->event_count;
}

bool orr_trace_reader_saved_state(const OrrTraceReader *reader, size_t chunk, uint64_t *event,
                                  const unsigned char **bytes, size_t *length) {
    if (chunk >= reader->chunk_count || reader->chunks[chunk].state == NULL) return false;
    *event = reader->chunks[chunk].first_event;
    *bytes = reader->chunks[chunk].state;
    *length = reader->chunks[chunk].state_length;
    return true;
}

/* Loads the last good state at or before the chunk; *event is where it holds. The beginning needs none. */
static bool load_state(const OrrTraceReader *reader, size_t chunk, OrrTraceState *state, uint64_t *event) {
    for (size_t i = chunk + 1; i-- > 0;) {
        const unsigned char *bytes;
        size_t length;
        if (!orr_trace_reader_saved_state(reader, i, event, &bytes, &length)) continue;
        if (orr_trace_state_load(state, bytes, length)) return true;
        if (state->no_memory) return false;
    }
    orr_trace_state_free(state);
    *event = 0;
    return true;
}

bool orr_trace_reader_state(const OrrTraceReader *reader, uint64_t event, OrrTraceState *state) {
    uint64_t from;
    if (event > reader->event_count) event = reader->event_count;
    if (!load_state(reader, find_chunk(reader, event_key, event), state, &from)) return false;
    OrrTraceCursor cursor = {.reader = reader};
    OrrTraceRecord record;
    orr_trace_cursor_seek_event(&cursor, from);
    while (cursor.event < event && orr_trace_cursor_next(&cursor, &record)) {
        (void)orr_trace_state_apply(state, record.kind, record.fields);
        if (state->no_memory) return false;
    }
    return true;
}
