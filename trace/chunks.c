#include "trace/chunks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many contents stay however large they are: cursors on different chunks shall not take them from each other. */
enum { KEPT_LEAST = 4 };

void orr_trace_chunks_init(OrrTraceChunks *chunks, int fd) {
    struct stat about;
    *chunks = (OrrTraceChunks){.fd = fd, .keeps = true, .most_bytes = ORR_TRACE_CACHE_BYTES};
    if (fd < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return;
    chunks->start = lseek(fd, 0, SEEK_CUR);
    chunks->can_fetch = chunks->start >= 0;
}

static void free_contents(OrrTraceContents *contents) {
    if (contents == NULL) return;
    free(contents->block);
    free(contents->strings);
    free(contents);
}

void orr_trace_chunks_free(OrrTraceChunks *chunks) {
    for (size_t i = 0; i < chunks->count; i++) {
        free(chunks->places[i].texts);
        free_contents(chunks->places[i].contents);
    }
    free(chunks->places);
    free(chunks->strings);
    free(chunks->loaded);
    orr_trace_chunks_init(chunks, -1);
}

static bool fail(OrrTraceChunks *chunks, OrrTraceStatus status) {
    if (orr_trace_ok(chunks->status)) chunks->status = status;
    return false;
}

static bool no_memory(OrrTraceChunks *chunks) {
    return fail(chunks, orr_trace_status(ORR_TRACE_NO_MEMORY));
}

/* Makes room for so many more elements. */
static bool grow(void **array, size_t count, size_t more, size_t *capacity, size_t element_bytes) {
    if (more <= *capacity - count) return true;
    size_t wanted = *capacity * 2 + 16;
    if (wanted < count + more) wanted = count + more;
    void *grown = reallocarray(*array, wanted, element_bytes);
    if (grown == NULL) return false;
    *array = grown;
    *capacity = wanted;
    return true;
}

/* ---- parts -------------------------------------------------------------------------------------- */

/* Whether it is an array of texts; adds up their lengths. */
static bool are_texts(const cbor_item_t *array, size_t *bytes) {
    if (!cbor_isa_array(array)) return false;
    for (size_t i = 0; i < cbor_array_size(array); i++) {
        const char *text;
        size_t length;
        if (!orr_trace_item_text(cbor_array_handle(array)[i], &text, &length)) return false;
        *bytes += length + 1;
    }
    return true;
}

bool orr_trace_parts_find(const cbor_item_t *map, OrrTraceParts *parts) {
    size_t source_bytes = 0;
    *parts = (OrrTraceParts){0};
    if (!orr_trace_map_bytes(map, "events", &parts->events, &parts->events_length)) return false;
    if (orr_trace_map_get(map, "state") != NULL &&
        !orr_trace_map_bytes(map, "state", &parts->state, &parts->state_length)) {
        return false;
    }
    parts->sources = orr_trace_map_get(map, "sources");
    if (parts->sources != NULL &&
        (!are_texts(parts->sources, &source_bytes) || cbor_array_size(parts->sources) % 2 != 0)) {
        return false;
    }
    parts->strings = orr_trace_map_get(map, "strings");
    return parts->strings == NULL ||
           (are_texts(parts->strings, &parts->text_bytes) && cbor_array_size(parts->strings) <= UINT32_MAX);
}

/* ---- contents ----------------------------------------------------------------------------------- */

/* Copies the texts behind each other to `at`, each with a 0, and notes where they are. */
static void copy_texts(const cbor_item_t *array, char *at, OrrTraceText *texts) {
    for (size_t i = 0; i < cbor_array_size(array); i++) {
        const cbor_item_t *item = cbor_array_handle(array)[i];
        size_t length = cbor_string_length(item);
        if (length != 0) memcpy(at, cbor_string_handle(item), length);
        at[length] = '\0';
        texts[i] = (OrrTraceText){.bytes = at, .length = length};
        at += length + 1;
    }
}

/* NULL: no memory. */
static OrrTraceContents *make_contents(const OrrTraceParts *parts, bool with_strings) {
    size_t count = with_strings && parts->strings != NULL ? cbor_array_size(parts->strings) : 0;
    size_t texts = count == 0 ? 0 : parts->text_bytes;
    OrrTraceContents *contents = calloc(1, sizeof *contents);
    if (contents == NULL) return NULL;
    contents->block_length = texts + parts->state_length + parts->events_length + 1;
    contents->block = malloc(contents->block_length);
    if (count > 0) contents->strings = reallocarray(NULL, count, sizeof *contents->strings);
    if (contents->block == NULL || (count > 0 && contents->strings == NULL)) {
        free_contents(contents);
        return NULL;
    }
    contents->block_length += count * sizeof *contents->strings + sizeof *contents;
    if (count > 0) copy_texts(parts->strings, (char *)contents->block, contents->strings);
    unsigned char *state = contents->block + texts, *events = state + parts->state_length;
    if (parts->state_length != 0) memcpy(state, parts->state, parts->state_length);
    if (parts->events_length != 0) memcpy(events, parts->events, parts->events_length);
    contents->events = events;
    contents->events_length = parts->events_length;
    contents->state = parts->state == NULL ? NULL : state;
    contents->state_length = parts->state_length;
    return contents;
}

static void drop_loaded(OrrTraceChunks *chunks, size_t place) {
    OrrTraceChunk *chunk = &chunks->places[chunks->loaded[place]];
    chunks->cache_bytes -= chunk->contents->block_length;
    free_contents(chunk->contents);
    chunk->contents = NULL;
    chunks->loaded[place] = chunks->loaded[--chunks->loaded_count];
}

/* Drops what was used longest ago until `more` bytes have room. */
static void make_room(OrrTraceChunks *chunks, size_t more) {
    while (chunks->loaded_count > KEPT_LEAST && chunks->cache_bytes + more > chunks->most_bytes) {
        size_t oldest = 0;
        for (size_t i = 1; i < chunks->loaded_count; i++) {
            const OrrTraceContents *a = chunks->places[chunks->loaded[i]].contents;
            if (a->used < chunks->places[chunks->loaded[oldest]].contents->used) oldest = i;
        }
        drop_loaded(chunks, oldest);
    }
}

/* Takes the contents over. False: no memory. */
static bool take_contents(OrrTraceChunks *chunks, size_t number, OrrTraceContents *contents) {
    void *loaded = chunks->loaded;
    if (chunks->can_fetch) {
        if (!grow(&loaded, chunks->loaded_count, 1, &chunks->loaded_capacity, sizeof *chunks->loaded)) {
            free_contents(contents);
            return no_memory(chunks);
        }
        chunks->loaded = loaded;
        chunks->loaded[chunks->loaded_count++] = number;
    }
    chunks->places[number].contents = contents;
    chunks->cache_bytes += contents->block_length;
    contents->used = ++chunks->clock;
    return true;
}

void orr_trace_chunks_touch(OrrTraceChunks *chunks, size_t number) {
    OrrTraceContents *contents = chunks->places[number].contents;
    if (contents != NULL) contents->used = ++chunks->clock;
}

void orr_trace_chunks_set_cache(OrrTraceChunks *chunks, size_t most_bytes) {
    chunks->most_bytes = most_bytes;
    make_room(chunks, 0);
}

/* ---- adding ------------------------------------------------------------------------------------- */

/* Adds the chunk's strings to those kept, unless that is too much. False: no memory. */
static bool keep_strings(OrrTraceChunks *chunks, OrrTraceChunk *chunk, const OrrTraceParts *parts) {
    void *strings = chunks->strings;
    size_t bytes = parts->text_bytes + chunk->string_count * sizeof *chunks->strings;
    if (chunks->can_fetch && chunks->kept_bytes + bytes > ORR_TRACE_STRING_BYTES) chunks->keeps = false;
    if (chunk->string_count == 0 || !chunks->keeps) return true;
    if (!grow(&strings, chunks->kept_count, chunk->string_count, &chunks->kept_capacity, sizeof *chunks->strings))
        return false;
    chunks->strings = strings;
    chunk->texts = malloc(parts->text_bytes);
    if (chunk->texts == NULL) return false;
    copy_texts(parts->strings, chunk->texts, chunks->strings + chunks->kept_count);
    chunks->kept_count += chunk->string_count;
    chunks->kept_bytes += bytes;
    return true;
}

bool orr_trace_chunks_add(OrrTraceChunks *chunks, const OrrTraceChunk *place, const OrrTraceParts *parts) {
    void *places = chunks->places;
    if (!grow(&places, chunks->count, 1, &chunks->capacity, sizeof *chunks->places)) return no_memory(chunks);
    chunks->places = places;
    OrrTraceChunk *chunk = &chunks->places[chunks->count];
    *chunk = *place;
    chunk->first_string = chunks->string_count;
    chunk->string_count = parts->strings == NULL ? 0 : (uint32_t)cbor_array_size(parts->strings);
    chunk->has_state = parts->state != NULL;
    chunks->count++;
    if (!keep_strings(chunks, chunk, parts)) return no_memory(chunks);
    chunks->string_count += chunk->string_count;
    /* The first ones stay: whoever opens a trace reads it from its beginning. */
    size_t length = parts->state_length + parts->events_length + parts->text_bytes;
    if (chunks->can_fetch && chunks->cache_bytes + length > chunks->most_bytes) return true;
    OrrTraceContents *contents = make_contents(parts, chunk->texts == NULL);
    if (contents == NULL) return no_memory(chunks);
    return take_contents(chunks, chunks->count - 1, contents);
}

/* ---- fetching ----------------------------------------------------------------------------------- */

/* Reads the item again. False: it is not as it was. */
static bool read_again(OrrTraceChunks *chunks, const OrrTraceChunk *chunk, unsigned char *bytes) {
    uint64_t got = 0;
    while (got < chunk->length) {
        ssize_t length = pread(chunks->fd, bytes + got, chunk->length - got,
                               (off_t)(chunks->start + (int64_t)chunk->offset + (int64_t)got));
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) return fail(chunks, orr_trace_status_io(errno));
        if (length == 0) return fail(chunks, orr_trace_status(ORR_TRACE_CHANGED));
        got += (uint64_t)length;
    }
    return true;
}

/* What the item has in it now that it is read again; NULL: something else than before, or no memory. */
static OrrTraceContents *read_contents(OrrTraceChunks *chunks, const OrrTraceChunk *chunk, const unsigned char *bytes) {
    OrrTraceRawItem item;
    OrrTraceParts parts;
    OrrTraceContents *contents = NULL;
    bool lacks_memory = false;
    bool same = orr_trace_item_find(bytes, chunk->length, &item) == ORR_TRACE_ITEM_OK && item.crc == chunk->crc;
    cbor_item_t *map = same ? orr_trace_payload_load(item.payload, item.payload_length, &lacks_memory) : NULL;
    same = map != NULL && orr_trace_parts_find(map, &parts) &&
           (parts.strings == NULL ? 0 : cbor_array_size(parts.strings)) == chunk->string_count;
    if (same) {
        contents = make_contents(&parts, chunk->texts == NULL);
        lacks_memory = contents == NULL;
    }
    if (map != NULL) cbor_decref(&map);
    if (contents == NULL) (void)fail(chunks, orr_trace_status(lacks_memory ? ORR_TRACE_NO_MEMORY : ORR_TRACE_CHANGED));
    return contents;
}

const OrrTraceContents *orr_trace_chunks_fetch(OrrTraceChunks *chunks, size_t number) {
    OrrTraceChunk *chunk = &chunks->places[number];
    if (!orr_trace_ok(chunks->status)) return NULL;
    unsigned char *bytes = malloc(chunk->length);
    if (bytes == NULL) {
        (void)no_memory(chunks);
        return NULL;
    }
    OrrTraceContents *contents = read_again(chunks, chunk, bytes) ? read_contents(chunks, chunk, bytes) : NULL;
    free(bytes);
    if (contents == NULL) return NULL;
    make_room(chunks, contents->block_length);
    return take_contents(chunks, number, contents) ? contents : NULL;
}

OrrTraceText orr_trace_chunks_string(OrrTraceChunks *chunks, uint64_t id) {
    if (id == 0 || id > chunks->string_count) return (OrrTraceText){"", 0};
    if (id <= chunks->kept_count) return chunks->strings[id - 1];
    /* The last chunk that begins at or before it; those without strings begin where the next one does. */
    size_t low = 0, high = chunks->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (chunks->places[middle].first_string < id) low = middle;
        else high = middle;
    }
    const OrrTraceChunk *chunk = &chunks->places[low];
    const OrrTraceContents *contents = orr_trace_chunk_contents(chunks, low);
    if (contents == NULL || contents->strings == NULL) return (OrrTraceText){"", 0};
    orr_trace_chunks_touch(chunks, low);
    return contents->strings[id - 1 - chunk->first_string];
}
