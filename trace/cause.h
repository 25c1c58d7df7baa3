/* Why each step happened: which earlier step made its task ready (trace/chain.h says what that means), for all steps of a
 * run at once. Memory is that of all its steps; who only wants one chain follows it with trace/chain.h.
 */
#ifndef ORR_TRACE_CAUSE_H
#define ORR_TRACE_CAUSE_H

#include "trace/reader.h"

typedef struct OrrTraceStepCause {
    int64_t task;
    int64_t time_ns;
    uint64_t event;      /* the STEP */
    uint64_t wake_event; /* the READY or YIELD that put it into the ready queue; the STEP itself if there was none */
    uint64_t cause;      /* a smaller step number, or 0 */
    uint8_t wake_reason; /* ORR_TRACE_WAKE_..., 0 after a yield */
    uint8_t wait_kind;   /* what the task had waited for, 0: nothing */
    int64_t wait_object;
} OrrTraceStepCause;

typedef struct OrrTraceCauses OrrTraceCauses;

/* Works them out for all steps, in one pass. NULL: no memory. Independent of the reader afterwards. */
OrrTraceCauses *orr_trace_causes_new(const OrrTraceReader *reader);
void orr_trace_causes_free(OrrTraceCauses *causes);
uint64_t orr_trace_causes_step_count(const OrrTraceCauses *causes);
/* Of step 1 <= step <= count. */
const OrrTraceStepCause *orr_trace_cause_of(const OrrTraceCauses *causes, uint64_t step);

#endif
