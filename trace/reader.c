#include "trace/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trace/reader_parts.h"

#define READ_BYTES ((size_t)1 << 20)

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

/* Whether this is a format that we know. Older ones are read, newer ones refused by their number. */
static OrrTraceStatus read_format(const cbor_item_t *map) {
    uint64_t format = 0;
    OrrTraceStatus status = orr_trace_status(ORR_TRACE_OK);
    if (!orr_trace_map_uint(map, "format", &format) || format < ORR_TRACE_FORMAT_OLDEST) {
        status.code = ORR_TRACE_DAMAGED;
    } else if (format > ORR_TRACE_FORMAT) {
        status.code = ORR_TRACE_NEWER;
        status.format = format;
    }
    return status;
}

/* Reads the first item. The status says what is wrong with it. */
static OrrTraceStatus read_header(OrrTraceReader *reader, const OrrTraceRawItem *item) {
    if (!item->tagged || !orr_trace_item_is(item, ORR_TRACE_TYPE_HEADER)) return orr_trace_status(ORR_TRACE_NOT_TRACE);
    cbor_item_t *map = orr_trace_payload_load(item->payload, item->payload_length, &reader->no_memory);
    OrrTraceStatus status = map == NULL ? orr_trace_status(ORR_TRACE_DAMAGED) : read_format(map);
    if (orr_trace_ok(status) && !read_header_map(reader, map)) status.code = ORR_TRACE_DAMAGED;
    if (!orr_trace_ok(status) && reader->no_memory) status = orr_trace_status(ORR_TRACE_NO_MEMORY);
    if (map != NULL) cbor_decref(&map);
    reader->has_header = orr_trace_ok(status);
    return status;
}

/* ---- chunks ------------------------------------------------------------------------------------- */

/* Whether the chunk follows those before it. */
static bool read_place(const OrrTraceReader *reader, const cbor_item_t *map, OrrTraceChunk *place) {
    uint64_t number, first;
    if (!orr_trace_map_uint(map, "chunk", &number) || number != reader->chunks->count) return false;
    if (!orr_trace_map_int(map, "time", &place->time_ns) || place->time_ns != reader->time_ns) return false;
    if (!orr_trace_map_uint(map, "step", &place->step) || place->step != reader->step) return false;
    if (!orr_trace_map_uint(map, "first", &place->first_event) || place->first_event != reader->event_count)
        return false;
    if (orr_trace_map_get(map, "strings") != NULL &&
        (!orr_trace_map_uint(map, "first-string", &first) || first != reader->chunks->string_count + 1))
        return false;
    return orr_trace_map_uint(map, "count", &place->event_count);
}

/* Whether all the events can be read and are as many as the chunk says; finds the step and time behind them. */
static bool check_events(const OrrTraceParts *parts, const OrrTraceChunk *chunk, uint64_t *step, int64_t *time_ns) {
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

static bool read_chunk(OrrTraceReader *reader, const cbor_item_t *map, const OrrTraceRawItem *item, uint64_t offset) {
    OrrTraceParts parts;
    OrrTraceChunk place = {.offset = offset, .length = item->length, .crc = item->crc};
    uint64_t step;
    int64_t time_ns;
    if (!read_place(reader, map, &place) || !orr_trace_parts_find(map, &parts)) return false;
    if (!check_events(&parts, &place, &step, &time_ns)) return false;
    /* Only memory can fail here, and then the reader stops for good. */
    bool kept = orr_trace_chunks_add(reader->chunks, &place, &parts) && keep_sources(reader, parts.sources);
    reader->no_memory = reader->no_memory || !orr_trace_ok(reader->chunks->status);
    if (!kept) return false;
    reader->event_count += place.event_count;
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
    compare_count(reader, map, "chunks", reader->chunks->count);
    compare_count(reader, map, "strings", reader->chunks->string_count);
    compare_count(reader, map, "time", (uint64_t)reader->time_ns);
    compare_count(reader, map, "digest", reader->digest);
    return true;
}

static bool entry_is(const cbor_item_t *entry, const OrrTraceChunk *chunk) {
    if (!cbor_isa_array(entry) || cbor_array_size(entry) != 5) return false;
    const uint64_t wanted[5] = {chunk->offset, chunk->first_event, (uint64_t)chunk->time_ns, chunk->step,
                                chunk->has_state};
    for (size_t i = 0; i < 5; i++) {
        const cbor_item_t *value = cbor_array_handle(entry)[i];
        if (!cbor_isa_uint(value) || cbor_get_int(value) != wanted[i]) return false;
    }
    return true;
}

/* The index is for readers that want to seek without reading it all. We do read it all, and compare. */
static void compare_index(OrrTraceReader *reader, const cbor_item_t *map) {
    const cbor_item_t *array = orr_trace_map_get(map, "chunks");
    bool same = array != NULL && cbor_isa_array(array) && cbor_array_size(array) == reader->chunks->count;
    for (size_t i = 0; same && i < reader->chunks->count; i++) {
        same = entry_is(cbor_array_handle(array)[i], &reader->chunks->places[i]);
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
    if (is_chunk) ok = read_chunk(reader, map, item, offset);
    else if (is_end) ok = read_end(reader, map);
    else compare_index(reader, map);
    cbor_decref(&map);
    if (ok && is_chunk) mix_digest(reader, item->crc);
    return ok;
}

/* Of what cannot be read as a header: may it have been one? */
static OrrTraceStatus wrong_start(const unsigned char *bytes, size_t length) {
    static const unsigned char magic[] = {0xD9, 0xD9, 0xF7};
    if (length > sizeof magic) length = sizeof magic;
    bool may_be = length > 0 && memcmp(bytes, magic, length) == 0;
    return orr_trace_status(may_be ? ORR_TRACE_DAMAGED : ORR_TRACE_NOT_TRACE);
}

/* Makes items of as much of the input as is whole. Sets *status if the header is at fault. */
static void digest_input(OrrTraceReader *reader, OrrTraceStatus *status) {
    size_t used = 0;
    OrrTraceBytes *input = &reader->input;
    while (reader->loss != ORR_TRACE_LOSS_DAMAGED && used < input->length) {
        OrrTraceRawItem item;
        OrrTraceItemResult result = orr_trace_item_find(input->data + used, input->length - used, &item);
        if (result == ORR_TRACE_ITEM_CUT) break;
        bool ok = result == ORR_TRACE_ITEM_OK;
        if (!reader->has_header) {
            *status = ok ? read_header(reader, &item) : wrong_start(input->data, input->length);
            ok = orr_trace_ok(*status);
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

/* Of the trace, as the file is now; 0: nobody knows. */
static uint64_t file_length(const OrrTraceReader *reader) {
    struct stat about;
    bool known = reader->chunks->can_fetch && fstat(reader->fd, &about) == 0 && about.st_size > reader->chunks->start;
    return known ? (uint64_t)(about.st_size - reader->chunks->start) : 0;
}

/* Reads to the end of the file, an item at a time as they get whole. */
static OrrTraceStatus read_file(OrrTraceReader *reader) {
    OrrTraceStatus status = orr_trace_status(ORR_TRACE_OK);
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
        digest_input(reader, &status);
        if (reader->watch.progress != NULL)
            reader->watch.progress(reader->watch.context, reader->offset, file_length(reader));
        if (at_end) break;
    }
    judge(reader);
    return reader->no_memory ? orr_trace_status(ORR_TRACE_NO_MEMORY) : status;
}

/* ---- opening ------------------------------------------------------------------------------------ */

void orr_trace_reader_close(OrrTraceReader *reader) {
    if (reader == NULL) return;
    if (reader->owns_fd) (void)close(reader->fd);
    orr_trace_chunks_free(reader->chunks);
    for (size_t i = 0; i < reader->copy_count; i++) free(reader->copies[i]);
    free(reader->copies);
    free(reader->arguments);
    free(reader->sources);
    orr_trace_bytes_free(&reader->input);
    free(reader);
}

/* Gives the reader out, or closes it because of what it met. */
static OrrTraceReader *opened(OrrTraceReader *reader, OrrTraceStatus result, OrrTraceStatus *status) {
    if (orr_trace_ok(result) && !reader->has_header) { result = wrong_start(reader->input.data, reader->input.length); }
    *status = result;
    if (orr_trace_ok(result)) return reader;
    orr_trace_reader_close(reader);
    return NULL;
}

static OrrTraceReader *new_reader(int fd) {
    OrrTraceReader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return NULL;
    reader->fd = fd;
    reader->chunks = &reader->own_chunks;
    orr_trace_chunks_init(reader->chunks, fd);
    return reader;
}

OrrTraceReader *orr_trace_reader_open_watched(int fd, const OrrTraceWatch *watch, OrrTraceStatus *status) {
    OrrTraceReader *reader = new_reader(fd);
    if (reader == NULL) {
        *status = orr_trace_status(ORR_TRACE_NO_MEMORY);
        return NULL;
    }
    if (watch != NULL) reader->watch = *watch;
    return opened(reader, read_file(reader), status);
}

OrrTraceReader *orr_trace_reader_open_fd(int fd, OrrTraceStatus *status) {
    return orr_trace_reader_open_watched(fd, NULL, status);
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
    OrrTraceReader *reader = new_reader(-1);
    if (reader != NULL) orr_trace_bytes_append(&reader->input, bytes, length);
    if (reader == NULL || reader->input.failed) {
        orr_trace_reader_close(reader);
        *status = orr_trace_status(ORR_TRACE_NO_MEMORY);
        return NULL;
    }
    OrrTraceStatus result = orr_trace_status(ORR_TRACE_OK);
    digest_input(reader, &result);
    judge(reader);
    if (reader->no_memory) result = orr_trace_status(ORR_TRACE_NO_MEMORY);
    return opened(reader, result, status);
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
    return reader->chunks->count;
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
    return id >= 0 && (uint64_t)id <= reader->chunks->string_count;
}

const char *orr_trace_reader_string(const OrrTraceReader *reader, int64_t id, size_t *length) {
    OrrTraceText text = orr_trace_chunks_string(reader->chunks, id < 0 ? 0 : (uint64_t)id);
    if (length != NULL) *length = text.length;
    return text.bytes;
}

OrrTraceStatus orr_trace_reader_status(const OrrTraceReader *reader) {
    return reader->chunks->status;
}

void orr_trace_reader_set_cache(OrrTraceReader *reader, size_t bytes) {
    orr_trace_chunks_set_cache(reader->chunks, bytes);
}
