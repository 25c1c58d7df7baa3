/* Cursors and states: how a reader's events are gone through. */
#include "trace/reader_parts.h"

/* Moves to the start of a chunk, or to the end of all there is. cursor->chunk is the one to enter after it. */
static void enter_chunk(OrrTraceCursor *cursor, size_t number) {
    const OrrTraceReader *reader = cursor->reader;
    cursor->at = 0;
    if (number >= reader->chunks->count) {
        cursor->chunk = reader->chunks->count;
        cursor->left = 0;
        cursor->event = reader->event_count;
        cursor->step = reader->step;
        cursor->coder = (OrrTraceCoder){.time_ns = reader->time_ns};
        return;
    }
    const OrrTraceChunk *chunk = &reader->chunks->places[number];
    cursor->chunk = number + 1;
    cursor->left = chunk->event_count;
    cursor->event = chunk->first_event;
    cursor->step = chunk->step;
    cursor->coder = (OrrTraceCoder){.time_ns = chunk->time_ns};
    orr_trace_chunks_touch(reader->chunks, number);
    if (reader->watch.progress != NULL)
        reader->watch.progress(reader->watch.context, chunk->first_event, reader->event_count);
}

void orr_trace_cursor_start(OrrTraceCursor *cursor, const OrrTraceReader *reader) {
    cursor->reader = reader;
    enter_chunk(cursor, 0);
}

/* The cursor holds no memory, and copies of it may be anywhere: it asks for the contents of its chunk each time. */
bool orr_trace_cursor_next(OrrTraceCursor *cursor, OrrTraceRecord *record) {
    OrrTraceChunks *chunks = cursor->reader->chunks;
    while (cursor->left == 0) {
        if (cursor->chunk >= chunks->count) return false;
        enter_chunk(cursor, cursor->chunk);
    }
    const OrrTraceContents *contents = orr_trace_chunk_contents(chunks, cursor->chunk - 1);
    if (contents == NULL) return false;
    OrrTraceInts ints = {contents->events + cursor->at, contents->events + contents->events_length};
    if (!orr_trace_decode(&cursor->coder, &ints, &record->kind, record->fields)) return false;
    cursor->at = (size_t)(ints.at - contents->events);
    cursor->left--;
    if (record->kind == ORR_TRACE_STEP) cursor->step++;
    record->event = cursor->event++;
    record->step = cursor->step;
    record->time_ns = cursor->coder.time_ns;
    return true;
}

/* The last chunk for which `key` is not beyond value; chunks are in ascending order of it. */
static size_t find_chunk(const OrrTraceReader *reader, uint64_t (*key)(const OrrTraceChunk *chunk), uint64_t value) {
    size_t low = 0, high = reader->chunks->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (key(&reader->chunks->places[middle]) <= value) low = middle;
        else high = middle;
    }
    return low;
}

static uint64_t event_key(const OrrTraceChunk *chunk) {
    return chunk->first_event;
}

static uint64_t step_key(const OrrTraceChunk *chunk) {
    return chunk->step;
}

static uint64_t time_key(const OrrTraceChunk *chunk) {
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

void orr_trace_cursor_seek_range(OrrTraceCursor *cursor, const OrrTraceRange *range) {
    OrrTraceCursor other = *cursor;
    orr_trace_cursor_seek_step(cursor, range->from_step);
    if (!range->has_from_time) return;
    orr_trace_cursor_seek_time(&other, range->from_ns);
    if (other.event > cursor->event) *cursor = other;
}

uint64_t orr_trace_reader_chunk_event(const OrrTraceReader *reader, size_t chunk) {
    return chunk < reader->chunks->count ? reader->chunks->places[chunk].first_event : reader->event_count;
}

bool orr_trace_reader_saved_state(const OrrTraceReader *reader, size_t chunk, uint64_t *event,
                                  const unsigned char **bytes, size_t *length) {
    if (chunk >= reader->chunks->count || !reader->chunks->places[chunk].has_state) return false;
    const OrrTraceContents *contents = orr_trace_chunk_contents(reader->chunks, chunk);
    if (contents == NULL) return false;
    *event = reader->chunks->places[chunk].first_event;
    *bytes = contents->state;
    *length = contents->state_length;
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
