/* A trace as text, one line an event: for people and for grep, or as JSON lines for programs.
 *
 *      17  0.100000000     4  eater  wait kind="queue get" object="queue jobs" line=41
 *
 * are the event's number, virtual time, step, actor, kind and fields.
 */
#ifndef ORR_TRACE_SHOW_H
#define ORR_TRACE_SHOW_H

#include "trace/output.h"
#include "trace/reader.h"

typedef struct OrrTraceShowOptions {
    const char *task; /* only events that this task does or suffers: its name, or #id; NULL: all */
    uint64_t kinds;   /* only these: bit n is event number n; 0: all */
    OrrTraceRange range;
    bool json;
} OrrTraceShowOptions;

/* Reads a comma-separated list of kinds into *kinds. False, with *wrong at the first that is unknown (borrowed from
 * list). */
bool orr_trace_show_parse_kinds(const char *list, uint64_t *kinds, const char **wrong, size_t *wrong_length);

/* Writes the events that the options choose. NO_MEMORY, or OK (also when the output takes no more). *found, unless
 * NULL: false if no task of that name is met in the range. */
OrrTraceStatus orr_trace_show(const OrrTraceReader *reader, const OrrTraceShowOptions *options,
                              const OrrTraceOutput *output, bool *found) __attribute__((warn_unused_result));

/* Writes the state before that event: tasks with what they do and where, the ready queue, timers, objects. */
OrrTraceStatus orr_trace_show_state(const OrrTraceReader *reader, uint64_t event, const OrrTraceOutput *output)
    __attribute__((warn_unused_result));

/* Appends the line of one event, without its end. `before` is the state before it. */
void orr_trace_show_event(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                          bool json, OrrTraceBytes *text);

/* The parts of that line, for those who lay it out otherwise. The fields: key=value, with blanks between. */
OrrTraceActor orr_trace_show_actor(const OrrTraceState *before, const OrrTraceRecord *record);
void orr_trace_show_fields(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                           OrrTraceBytes *text);

#endif
