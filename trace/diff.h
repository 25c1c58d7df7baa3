/* Where two runs part: the first event that is not the same in both traces.
 *
 * Events are compared by what they mean: strings by their text, everything else by value. What is printed depends on
 * the question: two traces of one program part at a decision, or, if nothing was decided differently, the program or
 * its arguments differ.
 */
#ifndef ORR_TRACE_DIFF_H
#define ORR_TRACE_DIFF_H

#include "trace/output.h"
#include "trace/reader.h"

typedef struct OrrTraceDiff {
    bool same;
    bool left_ended, right_ended; /* where they part one of them has no more events */
    uint64_t event;               /* the first that differs: its number in both */
    uint64_t step;                /* that both have begun there */
    int64_t time_ns;              /* before it */
    bool decided;                 /* both are decisions: the choice is what makes the runs differ */
    bool header_differs;          /* program, arguments, seed or options are not the same */
} OrrTraceDiff;

void orr_trace_diff_find(const OrrTraceReader *left, const OrrTraceReader *right, OrrTraceDiff *diff);

/* Writes in words what _find found, with `around` events before the place and after it on both sides, then where the
 * stories of their tasks part (trace/align.h) with the lines of source, and a sentence about why. With around 0 only
 * where and why. */
OrrTraceStatus orr_trace_diff_write(const OrrTraceReader *left, const OrrTraceReader *right, const OrrTraceDiff *diff,
                                    uint64_t around, const OrrTraceOutput *output) __attribute__((warn_unused_result));

#endif
