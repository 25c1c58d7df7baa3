/* Writes a trace: a header at once, then chunks as they fill, then an end record.
 *
 * The bytes are a function of the header and of the events, nothing else: a chunk is cut when its events and strings
 * reach a size, never by time. Each chunk goes out with write(2) as soon as it is cut, so what a crash can lose is the
 * chunk that is being filled; orr_trace_writer_flush cuts early.
 *
 * Failures of the host (ENOSPC, EPIPE, EIO, no memory) never disturb the run: the first is remembered, everything
 * after it is dropped, and orr_trace_writer_status and _close report it. The caller ignores SIGPIPE.
 *
 * Events are written by the functions of trace/events.h.
 */
#ifndef ORR_TRACE_WRITER_H
#define ORR_TRACE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/bytes.h"
#include "trace/events.h"
#include "trace/header.h"
#include "trace/status.h"

/* The header is borrowed for the call. Each returns a new writer, or NULL with *status telling why (a failed write of
 * the header is not such a reason). _fd: the descriptor stays the caller's; it may be a pipe. _path: creates or
 * truncates the file. _memory: appends to *bytes, which is the caller's and must outlive the writer. _nowhere: only the
 * digest is of interest. */
OrrTraceWriter *orr_trace_writer_open_fd(int fd, const OrrTraceHeader *header, OrrTraceStatus *status);
OrrTraceWriter *orr_trace_writer_open_path(const char *path, const OrrTraceHeader *header, OrrTraceStatus *status);
OrrTraceWriter *orr_trace_writer_open_memory(OrrTraceBytes *bytes, const OrrTraceHeader *header,
                                             OrrTraceStatus *status);
OrrTraceWriter *orr_trace_writer_open_nowhere(const OrrTraceHeader *header, OrrTraceStatus *status);

/* One that writes nothing and knows nothing but how many events and steps there were, for who runs a program again up
 * to a moment: `reached` is called once, when there are so many events. */
OrrTraceWriter *orr_trace_writer_open_counting(uint64_t events, void (*reached)(void *context), void *context);

/* Adds the source of a module that the program imported. A NULL writer is allowed, here and below. */
void orr_trace_writer_source(OrrTraceWriter *writer, const OrrTraceSource *source);

/* Cuts the chunk here, so that all so far is in the file. (Where a chunk is cut shows in the bytes of the file.) */
void orr_trace_writer_flush(OrrTraceWriter *writer);

/* For tests: cut chunks at this size, at most the usual one. */
void orr_trace_writer_set_chunk_bytes(OrrTraceWriter *writer, size_t bytes);

/* The first failure of the host so far. */
OrrTraceStatus orr_trace_writer_status(const OrrTraceWriter *writer);
/* Why the first event that contradicts those before it (a bug of who wrote it) does so, e.g. "no such task", with its
 * name and number; or NULL, and those unchanged. */
const char *orr_trace_writer_contradiction(const OrrTraceWriter *writer, const char **event_name, uint64_t *event);
uint64_t orr_trace_writer_event_count(const OrrTraceWriter *writer);
uint64_t orr_trace_writer_step_count(const OrrTraceWriter *writer);

/* Writes the rest, the index and the end record (with end NULL none: the trace of a run that was given up), frees the
 * writer and says whether the host took everything. *digest, unless NULL, gets a number that is the same for the same
 * header, events and strings, cut into the same chunks. */
OrrTraceStatus orr_trace_writer_close(OrrTraceWriter *writer, const OrrTraceEnd *end, uint64_t *digest)
    __attribute__((warn_unused_result));

#endif
