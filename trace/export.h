/* A trace in the formats of other tools. */
#ifndef ORR_TRACE_EXPORT_H
#define ORR_TRACE_EXPORT_H

#include "trace/output.h"
#include "trace/reader.h"

typedef enum OrrTraceAxis {
    ORR_TRACE_AXIS_TIME,  /* virtual time: microseconds are microseconds */
    ORR_TRACE_AXIS_EVENT, /* one event is one microsecond: shows what happens within an instant */
} OrrTraceAxis;

/* Chrome's JSON, for Perfetto, chrome://tracing and speedscope: a thread for each task with its states as slices, a
 * flow from each wake-up to the step it led to, a counter for each queue and semaphore and for the ready queue, and
 * output, marks and problems as instants. The loop's callbacks are thread 0. */
OrrTraceStatus orr_trace_export_chrome(const OrrTraceReader *reader, OrrTraceAxis axis, const OrrTraceOutput *output)
    __attribute__((warn_unused_result));

/* A table of all events (RFC 4180): number,time_ns,step,actor,event,fields. */
OrrTraceStatus orr_trace_export_csv(const OrrTraceReader *reader, const OrrTraceOutput *output)
    __attribute__((warn_unused_result));

/* Who waits for whom before event `event` (UINT64_MAX: at the end), as a Graphviz graph: tasks, what they wait for, who
 * holds it or what it depends on, and dotted, who created whom. A deadlock is a circle in it. If no task is left by then:
 * all that there were (the first 300 of them and of what they waited for), how often they waited for what and how long. */
OrrTraceStatus orr_trace_export_dot(const OrrTraceReader *reader, uint64_t event, const OrrTraceOutput *output)
    __attribute__((warn_unused_result));

#endif
