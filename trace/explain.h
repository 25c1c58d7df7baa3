/* A trace in words: the story of a run, one sentence for each step that matters, or what became of one task and why.
 *
 * A step matters if something happens in it besides giving way (sleep(0)); those in between are counted. Everything is
 * said with the line of source where it happens, since the trace holds the source.
 */
#ifndef ORR_TRACE_EXPLAIN_H
#define ORR_TRACE_EXPLAIN_H

#include "trace/names.h"
#include "trace/output.h"
#include "trace/reader.h"

typedef struct OrrTraceExplainOptions {
    OrrTraceRange range;
    uint64_t most; /* sentences at most; 0: 200 */
} OrrTraceExplainOptions;

/* The story. NO_MEMORY, or OK (also when the output takes no more). */
OrrTraceStatus orr_trace_explain(const OrrTraceReader *reader, const OrrTraceExplainOptions *options,
                                 const OrrTraceOutput *output) __attribute__((warn_unused_result));

/* One task, by its name or #id (the last of that name): who made it, how it ended and why, or what it still waits for,
 * who could end that, and the chain of steps that led to its last one. *found: whether there ever was such a task. */
OrrTraceStatus orr_trace_explain_task(const OrrTraceReader *reader, const char *name, const OrrTraceOutput *output,
                                      bool *found) __attribute__((warn_unused_result));

/* Appends the sentence of a step, whether it matters or not: "Bea goes on, since Ada released lock #3: acquires lock
 * #3; sleeps until 2.0 (line 9: ...)". Nothing if there is no such step. `names` may be NULL: tasks that are done are
 * called #7 then. False: no memory. */
bool orr_trace_explain_step(const OrrTraceReader *reader, const OrrTraceNames *names, uint64_t step,
                            OrrTraceBytes *text) __attribute__((warn_unused_result));

/* Tells the sentence of each step, as they end: in the order of their ends. The text is valid during the call. */
typedef struct OrrTraceTell {
    void (*step)(void *context, uint64_t step, const char *text, size_t length);
    void *context;
} OrrTraceTell;

/* All steps, in one pass. False: no memory. */
bool orr_trace_explain_each(const OrrTraceReader *reader, OrrTraceTell tell) __attribute__((warn_unused_result));

/* Appends why a task that is ready, or runs since then, was woken: "its sleep is over", "Ada released lock #3". False,
 * with nothing appended: it starts, it only gave way, or the state has no such task. */
bool orr_trace_explain_why(const OrrTraceReader *reader, const OrrTraceNames *names, const OrrTraceState *state,
                           int64_t id, OrrTraceBytes *text);

#endif
