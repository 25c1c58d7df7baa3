/* Whether a trace is what it should be: whole, and true to itself. What a reader passes over in silence, this says.
 *
 *   structure   nothing is cut off or damaged; the end record's counts are those of the chunks
 *   fields      strings that are named exist, values of kinds are known
 *   sense       each event can follow those before it (trace/state.h); no timer fires early; who runs next was first in
 *               the ready queue, unless that is decided; what a task waits for exists, and its parent is who makes it; no queue is fuller
 *               than it may be, no lock held twice; each decision has its options
 *   states      each state that a chunk carries is the one that the events before it lead to
 */
#ifndef ORR_TRACE_CHECK_H
#define ORR_TRACE_CHECK_H

#include "trace/output.h"
#include "trace/reader.h"

/* Writes a line for each thing that is wrong, the first `most` of them, and sets *count to how many there are in all.
 */
OrrTraceStatus orr_trace_check(const OrrTraceReader *reader, uint64_t most, const OrrTraceOutput *output,
                               uint64_t *count) __attribute__((warn_unused_result));

#endif
