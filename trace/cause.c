#include "trace/cause.h"

#include <assert.h>
#include <stdlib.h>

#include "trace/chain.h"

struct OrrTraceCauses {
    OrrTraceStepCause *steps; /* of step i at i - 1 */
    uint64_t count;
    uint64_t capacity;
};

/* False: no memory. */
static bool add(OrrTraceCauses *causes, const OrrTraceChainLink *link) {
    if (causes->count == causes->capacity) {
        uint64_t capacity = causes->capacity * 2 + 64;
        OrrTraceStepCause *steps = reallocarray(causes->steps, capacity, sizeof *steps);
        if (steps == NULL) return false;
        causes->steps = steps;
        causes->capacity = capacity;
    }
    causes->steps[causes->count++] = (OrrTraceStepCause){
        .task = link->task,
        .time_ns = link->time_ns,
        .event = link->event,
        .wake_event = link->wake_event,
        .cause = link->cause,
        .wake_reason = link->wake_reason,
        .wait_kind = link->wait_kind,
        .wait_object = link->wait_object,
    };
    return true;
}

OrrTraceCauses *orr_trace_causes_new(const OrrTraceReader *reader) {
    OrrTraceCauses *causes = calloc(1, sizeof *causes);
    if (causes == NULL) return NULL;
    OrrTraceState state;
    OrrTraceChains chains;
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    bool memory = true;
    orr_trace_state_init(&state);
    orr_trace_chains_init(&chains, 1);
    orr_trace_cursor_start(&cursor, reader);
    while (memory && orr_trace_cursor_next(&cursor, &record)) {
        const OrrTraceChainLink *link = orr_trace_chains_take(&chains, &state, &record);
        memory = link == NULL || add(causes, link);
        (void)orr_trace_state_apply(&state, record.kind, record.fields);
        memory = memory && !chains.no_memory && !state.no_memory;
    }
    orr_trace_chains_free(&chains);
    orr_trace_state_free(&state);
    if (memory) return causes;
    orr_trace_causes_free(causes);
    return NULL;
}

void orr_trace_causes_free(OrrTraceCauses *causes) {
    if (causes == NULL) return;
    free(causes->steps);
    free(causes);
}

uint64_t orr_trace_causes_step_count(const OrrTraceCauses *causes) {
    return causes->count;
}

const OrrTraceStepCause *orr_trace_cause_of(const OrrTraceCauses *causes, uint64_t step) {
    assert(step >= 1 && step <= causes->count);
    return &causes->steps[step - 1];
}
