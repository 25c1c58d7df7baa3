/* Chains of causes, followed while a trace goes by: which step led to which, and where on the way the time went.
 *
 * A step's cause is the step that was running when its task joined the ready queue: of the task that put the item,
 * released the lock, finished. A task that goes on by itself (sleep(0)) is its own cause. Where a callback woke it, the
 * cause is the step that scheduled the callback: a sleep is caused by the step that began it. Where nothing that a step
 * began did (a thread, a callback from outside), the task's own step before its wait is. The first step of all has
 * none.
 *
 * Following causes back from a step gives the chain that led to it. Each link carries the blame of its whole chain: for
 * each function of a task how long it ran, was ready, or waited for what, on the way. They add up to the time of the
 * step.
 *
 * Memory: of each chain the last `keep` links at least (and twice that at most) are kept, so it depends on how many
 * tasks and timers there are at a time, not on how long the run is.
 */
#ifndef ORR_TRACE_CHAIN_H
#define ORR_TRACE_CHAIN_H

#include "trace/reader.h"
#include "trace/table.h"

enum { ORR_TRACE_BLAME_PARTS = 8 };

typedef enum OrrTraceBlameKind {
    ORR_TRACE_BLAME_RAN,   /* time.sleep and the like */
    ORR_TRACE_BLAME_READY, /* it could have run, but others did, or blocked the loop */
    ORR_TRACE_BLAME_WAITED,
} OrrTraceBlameKind;

typedef struct OrrTraceBlamePart {
    int64_t function; /* string id, of the task's coroutine */
    int64_t spent_ns;
    uint8_t kind;      /* OrrTraceBlameKind */
    uint8_t wait_kind; /* ORR_TRACE_WAIT_... of one that waited */
} OrrTraceBlamePart;

typedef struct OrrTraceBlame {
    OrrTraceBlamePart parts[ORR_TRACE_BLAME_PARTS]; /* in the order in which they first occur */
    uint32_t count;
    uint32_t refs;     /* private */
    int64_t others_ns; /* what has no part of its own any more */
} OrrTraceBlame;

/* A step in a chain. */
typedef struct OrrTraceChainLink {
    uint64_t step;
    uint64_t cause;  /* the step before it, or 0 */
    uint64_t length; /* of the chain: links up to this one, whether they are kept or not */
    int64_t task;
    int64_t function; /* string id, of its coroutine */
    int64_t time_ns;
    uint64_t event;      /* the STEP */
    uint64_t wake_event; /* the READY or YIELD that put it into the ready queue; the STEP itself if there was none */
    int64_t wait_object; /* what it had waited for */
    uint8_t wake_reason; /* ORR_TRACE_WAKE_..., 0 after a yield */
    uint8_t wait_kind;   /* ORR_TRACE_WAIT_..., 0: nothing */
    uint32_t before;     /* private, all the rest: places + 1 */
    uint32_t refs;
    uint32_t blame;
} OrrTraceChainLink;

typedef struct OrrTraceChains {
    OrrTraceTable tasks;
    OrrTraceTable handles;
    OrrTraceChainLink *links; /* pools with free lists */
    uint32_t link_count, link_capacity, link_free;
    OrrTraceBlame *blames;
    uint32_t blame_count, blame_capacity, blame_free;
    uint32_t keep;
    int64_t watched; /* the task whose last step is kept after its end; 0: none */
    uint32_t last_watched, last;
    bool no_memory; /* sticks: the chains are no longer right */
} OrrTraceChains;

void orr_trace_chains_init(OrrTraceChains *chains, uint32_t keep);
void orr_trace_chains_free(OrrTraceChains *chains);
/* From now on the last step of this task is kept, even if it has ended. */
void orr_trace_chains_watch(OrrTraceChains *chains, int64_t task);

/* Takes an event; `before` is the state before it. Returns the new link if it is a STEP, else NULL. */
const OrrTraceChainLink *orr_trace_chains_take(OrrTraceChains *chains, const OrrTraceState *before,
                                               const OrrTraceRecord *record);

/* The last step of all, and of the watched task; NULL: none. Links hold until the next event is taken. */
const OrrTraceChainLink *orr_trace_chains_last(const OrrTraceChains *chains);
const OrrTraceChainLink *orr_trace_chains_last_watched(const OrrTraceChains *chains);
/* The step that caused it. NULL: none, or it is no longer kept. */
const OrrTraceChainLink *orr_trace_chains_before(const OrrTraceChains *chains, const OrrTraceChainLink *link);
const OrrTraceBlame *orr_trace_chains_blame(const OrrTraceChains *chains, const OrrTraceChainLink *link);

#endif
