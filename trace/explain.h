/* A trace in words: the story of a run, one sentence for each step that matters, or what became of one task and why.
 *
 * A step matters if something happens in it besides giving way (sleep(0)); those in between are counted. Everything is
 * said with the line of source where it happens, since the trace holds the source.
 */
#ifndef ORR_TRACE_EXPLAIN_H
#define ORR_TRACE_EXPLAIN_H

#include "trace/output.h"
#include "trace/reader.h"

typedef struct OrrTraceExplainOptions {
    bool has_from, has_to;
    int64_t from_ns, to_ns; /* only what happens then, both included */
    uint64_t most;          /* sentences at most; 0: 200 */
} OrrTraceExplainOptions;

/* The story. NO_MEMORY, or OK (also when the output takes no more). */
OrrTraceStatus orr_trace_explain(const OrrTraceReader *reader, const OrrTraceExplainOptions *options,
                                 const OrrTraceOutput *output) __attribute__((warn_unused_result));

/* One task, by its name or #id (the last of that name): who made it, how it ended and why, or what it still waits for, who
 * could end that, and the chain of steps that led to its last one. *found: whether there ever was such a task. */
OrrTraceStatus orr_trace_explain_task(const OrrTraceReader *reader, const char *name, const OrrTraceOutput *output,
                                      bool *found) __attribute__((warn_unused_result));

#endif
