/* Names and values as words, the same wherever a person meets them: show, check, stats, diff, exporters, the viewer.
 *
 * A task is called by its name; one that the state does not know (any more) is #7. An object is its kind and name, or
 * its kind and number: "queue jobs", "lock #3".
 */
#ifndef ORR_TRACE_WORDS_H
#define ORR_TRACE_WORDS_H

#include "trace/bytes.h"
#include "trace/reader.h"
#include "trace/state.h"

void orr_trace_word_string(const OrrTraceReader *reader, int64_t id, OrrTraceBytes *text);
void orr_trace_word_task(const OrrTraceReader *reader, const OrrTraceState *state, int64_t id, OrrTraceBytes *text);
/* Of an id in the numbering of tasks and objects: whichever it is. */
void orr_trace_word_object(const OrrTraceReader *reader, const OrrTraceState *state, int64_t id, OrrTraceBytes *text);
/* "Task-1", "callback wake (3)", "thread #9", "loop". */
void orr_trace_word_actor(const OrrTraceReader *reader, const OrrTraceState *state, OrrTraceActor actor,
                          OrrTraceBytes *text);
/* What a waiting task waits for: "sleep until 0.100000000", "queue get of queue jobs", "task Task-2". */
void orr_trace_word_wait(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceTask *task,
                         OrrTraceBytes *text);

/* Where a task is in the program: its innermost frame whose source the trace holds. NULL: none. */
const OrrTraceFrame *orr_trace_word_place(const OrrTraceReader *reader, const OrrTraceState *state,
                                          const OrrTraceTask *task);
/* The line of a source, without the blanks around it; *length 0: the trace has not got it. Valid as the reader's strings. */
const char *orr_trace_word_source(const OrrTraceReader *reader, int64_t file, int64_t line, size_t *length);
/* "line 12: await lock.acquire()"; nothing if the line is 0. With no file (0): of the program. */
void orr_trace_word_line(const OrrTraceReader *reader, int64_t file, int64_t line, OrrTraceBytes *text);

/* Appends bytes in double quotes, with control characters, quotes and backslashes escaped as JSON has them. */
void orr_trace_word_quoted(const char *bytes, size_t length, OrrTraceBytes *text);

#endif
