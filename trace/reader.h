/* Reads a trace: the public interface of the format, for show, check, diff, the exporters and the viewer.
 *
 *     OrrTraceStatus status;
 *     OrrTraceReader *reader = orr_trace_reader_open_path("run.cbor", &status);
 *     OrrTraceCursor cursor;
 *     OrrTraceRecord record;
 *     orr_trace_cursor_start(&cursor, reader);
 *     while (orr_trace_cursor_next(&cursor, &record)) ...
 *     orr_trace_reader_close(reader);
 *
 * A trace may be cut off or damaged anywhere, still be growing, come from a pipe, or be made to harm. Everything up to
 * the first damage is used, what is lost is said by orr_trace_reader_loss, and every bound is checked. Only a file
 * without a readable header cannot be opened. Memory is bounded: of a file only what was used lately is kept (about 50
 * MB of it at most, however long it is), and read again when it is asked for; a pipe, which can't be read twice, is
 * kept whole. Counts in the file can't make it allocate more than a multiple of the bytes they stand for.
 *
 * Opening reads and checks all there is: structure, checksums, and that every event can be decoded. Whether the events
 * make sense together is the business of trace/check.h.
 *
 * A reader, and all that is made from it, is for one thread at a time, although its functions take it as const: what it
 * keeps in memory changes.
 *
 * Positions. Events are numbered from 0. A step number counts STEP events from 1; an event before the first has step 0.
 */
#ifndef ORR_TRACE_READER_H
#define ORR_TRACE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/bytes.h"
#include "trace/codec.h"
#include "trace/events.h"
#include "trace/header.h"
#include "trace/state.h"
#include "trace/status.h"

typedef struct OrrTraceReader OrrTraceReader;

/* Told how far reading has got, now and then: while a trace is opened in bytes (all is 0 for a pipe, whose length
 * nobody knows), later, as cursors come to new chunks, in events. */
typedef struct OrrTraceWatch {
    void (*progress)(void *context, uint64_t done, uint64_t all);
    void *context;
} OrrTraceWatch;

/* Each returns a new reader, or NULL and why. _fd reads until the end of the file (of a pipe: until it is closed); the
 * descriptor stays the caller's and must stay open as long as the reader. _memory copies what it
 * needs. */
OrrTraceReader *orr_trace_reader_open_path(const char *path, OrrTraceStatus *status);
OrrTraceReader *orr_trace_reader_open_fd(int fd, OrrTraceStatus *status);
/* The same as _fd with somebody who watches; NULL: nobody. */
OrrTraceReader *orr_trace_reader_open_watched(int fd, const OrrTraceWatch *watch, OrrTraceStatus *status);
OrrTraceReader *orr_trace_reader_open_memory(const unsigned char *bytes, size_t length, OrrTraceStatus *status);
void orr_trace_reader_close(OrrTraceReader *reader);

/* Reads what was appended to the file since. Returns how many events that gave. Cursors stay valid. */
uint64_t orr_trace_reader_refresh(OrrTraceReader *reader, OrrTraceStatus *status);

/* ---- the run as a whole ------------------------------------------------------------------------- */

/* The first failure since it was opened: CHANGED, if the file is no longer what it was when it is read again, an
 * IO_ERROR or NO_MEMORY. Cursors then stop early: look at it when you are done. */
OrrTraceStatus orr_trace_reader_status(const OrrTraceReader *reader);

/* For tests: keep not more than so many bytes of chunks in memory (but always a few chunks). */
void orr_trace_reader_set_cache(OrrTraceReader *reader, size_t bytes);

/* Everything that is returned here belongs to the reader and lives as long; _refresh may move sources and strings. */
const OrrTraceHeader *orr_trace_reader_header(const OrrTraceReader *reader);
/* Source 0 is the program, the others are modules in order of import. */
size_t orr_trace_reader_source_count(const OrrTraceReader *reader);
OrrTraceSource orr_trace_reader_source(const OrrTraceReader *reader, size_t i);

uint64_t orr_trace_reader_event_count(const OrrTraceReader *reader);
uint64_t orr_trace_reader_step_count(const OrrTraceReader *reader);
int64_t orr_trace_reader_last_time_ns(const OrrTraceReader *reader);
size_t orr_trace_reader_chunk_count(const OrrTraceReader *reader);
/* The same number as the writer gave at its close, if nothing is lost. */
uint64_t orr_trace_reader_digest(const OrrTraceReader *reader);

/* How the run ended, or NULL if the trace does not say. */
const OrrTraceEnd *orr_trace_reader_end(const OrrTraceReader *reader);

/* What the index or the end record has other than the chunks, e.g. "steps", "index"; NULL: nothing (or no end). */
const char *orr_trace_reader_end_contradiction(const OrrTraceReader *reader);

typedef enum OrrTraceLoss {
    ORR_TRACE_LOSS_NONE,
    ORR_TRACE_LOSS_NO_END,  /* whole items, but no end record: the run was killed, or goes on */
    ORR_TRACE_LOSS_CUT,     /* the file ends within an item */
    ORR_TRACE_LOSS_DAMAGED, /* what comes at the offset is no good; it and all after it was not used */
} OrrTraceLoss;

/* *offset, unless NULL: the first byte of the file that was not used. */
OrrTraceLoss orr_trace_reader_loss(const OrrTraceReader *reader, uint64_t *offset);
/* Appends a sentence about it; nothing if nothing is lost. */
void orr_trace_reader_loss_text(const OrrTraceReader *reader, OrrTraceBytes *text);

/* The string of an id and its length, followed by a 0. "" for 0 and for ids that the trace has not. Copy what you keep:
 * of a trace with more than 32 MB of them, only those used last stay where they are. */
const char *orr_trace_reader_string(const OrrTraceReader *reader, int64_t id, size_t *length);

/* Whether there is such a string; 0, for none, counts as one. */
bool orr_trace_reader_has_string(const OrrTraceReader *reader, int64_t id);

/* ---- events ------------------------------------------------------------------------------------- */

typedef struct OrrTraceRecord {
    uint64_t event;  /* its number */
    uint64_t step;   /* with this event: a STEP has its own number */
    int64_t time_ns; /* with this event: a CLOCK has the new time */
    OrrTraceKind kind;
    int64_t fields[ORR_TRACE_MAX_FIELDS]; /* as its row in events.def lists them; 0 beyond */
} OrrTraceRecord;

/* A part of a run: what is not before `from` and not after `to`. All zero: everything. */
typedef struct OrrTraceRange {
    bool has_from_time, has_to_time;
    int64_t from_ns, to_ns;
    uint64_t from_step, to_step; /* 0: not limited in that way */
} OrrTraceRange;

static inline bool orr_trace_range_before(const OrrTraceRange *range, int64_t time_ns, uint64_t step) {
    return (range->has_from_time && time_ns < range->from_ns) || step < range->from_step;
}

static inline bool orr_trace_range_after(const OrrTraceRange *range, int64_t time_ns, uint64_t step) {
    return (range->has_to_time && time_ns > range->to_ns) || (range->to_step != 0 && step > range->to_step);
}

/* A place between two events. Its fields are private; copy it freely. */
typedef struct OrrTraceCursor {
    const OrrTraceReader *reader;
    size_t chunk;  /* the one to enter when nothing is left of this */
    uint64_t left; /* events of the chunk still to come */
    uint64_t event;
    uint64_t step;
    size_t at; /* in the chunk's events */
    OrrTraceCoder coder;
} OrrTraceCursor;

void orr_trace_cursor_start(OrrTraceCursor *cursor, const OrrTraceReader *reader);
/* Reads the next event; false at the end. After a refresh it may be true again. */
bool orr_trace_cursor_next(OrrTraceCursor *cursor, OrrTraceRecord *record);
/* Moves to before the first event that is not before the range. */
void orr_trace_cursor_seek_range(OrrTraceCursor *cursor, const OrrTraceRange *range);
/* Moves to before the event of that number, or to the end. */
void orr_trace_cursor_seek_event(OrrTraceCursor *cursor, uint64_t event);
/* Moves to before the STEP event of that number; to the end if there is none. */
void orr_trace_cursor_seek_step(OrrTraceCursor *cursor, uint64_t step);
/* Moves to before the first event at or after that time. */
void orr_trace_cursor_seek_time(OrrTraceCursor *cursor, int64_t time_ns);

/* Makes *state (initialised) the state after the first `event` events; more than there are means all. Costs at most the
 * events since the last saved state. Events that contradict the state are passed over. False: no memory. */
bool orr_trace_reader_state(const OrrTraceReader *reader, uint64_t event, OrrTraceState *state)
    __attribute__((warn_unused_result));

/* How many events come before the chunk. */
uint64_t orr_trace_reader_chunk_event(const OrrTraceReader *reader, size_t chunk);
/* The state that the chunk carries, if it has one: its bytes, and before which event. For check. They hold until the
 * next event is read. */
bool orr_trace_reader_saved_state(const OrrTraceReader *reader, size_t chunk, uint64_t *event,
                                  const unsigned char **bytes, size_t *length);

#endif
