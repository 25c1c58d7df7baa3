/* Reading traces from a program of your own: this is all that there is to include.
 *
 * Traces are read by trace/reader.h, whose cursor goes through the events; trace/events.def lists what they mean, and
 * trace/state.h rebuilds who waits for what from them. The rest writes text from them, as the command line does. Nothing here
 * runs programs; the library depends on libcbor and zlib only.
 *
 *     cc example.c $(pkg-config --cflags --libs orrery-trace)
 *
 * An example, which counts the waits of a run and prints who still waits at its end:
 *
 *     #include <inttypes.h>
 *     #include <stdio.h>
 *     #include <trace/trace.h>
 *
 *     int main(int argc, char **argv) {
 *         OrrTraceStatus status;
 *         OrrTraceReader *reader = orr_trace_reader_open_path(argc > 1 ? argv[1] : "run.cbor", &status);
 *         if (reader == NULL) {
 *             fprintf(stderr, "%s\n", orr_trace_status_text(status));
 *             return 1;
 *         }
 *         OrrTraceState state;
 *         OrrTraceCursor cursor;
 *         OrrTraceRecord record;
 *         uint64_t waits = 0;
 *         orr_trace_state_init(&state);
 *         orr_trace_cursor_start(&cursor, reader);
 *         while (orr_trace_cursor_next(&cursor, &record)) {
 *             if (record.kind == ORR_TRACE_WAIT) waits++;
 *             orr_trace_state_apply(&state, record.kind, record.fields);
 *         }
 *         printf("%" PRIu64 " events, %" PRIu64 " waits, %" PRId64 " ns\n", orr_trace_reader_event_count(reader), waits,
 *                state.time_ns);
 *         for (const OrrTraceTask *task = orr_trace_state_task_first(&state); task != NULL;
 *              task = orr_trace_state_task_next(&state, task)) {
 *             OrrTraceBytes text = {0};
 *             orr_trace_word_task(reader, &state, task->item.id, &text);
 *             orr_trace_bytes_text(&text, " waits for ");
 *             orr_trace_word_wait(reader, &state, task, &text);
 *             printf("%.*s\n", (int)text.length, (const char *)text.data);
 *             orr_trace_bytes_free(&text);
 *         }
 *         orr_trace_state_free(&state);
 *         orr_trace_reader_close(reader);
 *         return 0;
 *     }
 */
#ifndef ORR_TRACE_TRACE_H
#define ORR_TRACE_TRACE_H

#include "trace/align.h"
#include "trace/cause.h"
#include "trace/chain.h"
#include "trace/check.h"
#include "trace/diff.h"
#include "trace/explain.h"
#include "trace/export.h"
#include "trace/names.h"
#include "trace/reader.h"
#include "trace/show.h"
#include "trace/stats.h"
#include "trace/words.h"
#include "trace/writer.h"

#endif
