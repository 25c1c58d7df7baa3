/* What a trace adds up to: where each task's time went, how full the queues were, which chain decided the length.
 *
 * All times are virtual. Code takes none, so "ran" is only what time.sleep and the like took.
 */
#ifndef ORR_TRACE_STATS_H
#define ORR_TRACE_STATS_H

#include "trace/cause.h"
#include "trace/output.h"
#include "trace/reader.h"

enum { ORR_TRACE_WAIT_KINDS = 20 }; /* one more than the highest ORR_TRACE_WAIT_... */

typedef struct OrrTraceTaskStats {
    OrrTraceItem item; /* item.id is the task's id */
    int64_t parent;
    int64_t name; /* string id, or 0: Task-number */
    int64_t number;
    int64_t function; /* string id */
    int64_t outcome;  /* ORR_TRACE_OUTCOME_..., 0: it never ended */
    uint64_t steps;
    uint64_t waits;
    uint64_t wakes; /* how often it woke another task */
    int64_t born_ns, ended_ns;
    int64_t ran_ns, ready_ns, waited_ns;
    int64_t waited_by_kind_ns[ORR_TRACE_WAIT_KINDS]; /* unknown kinds in [0] */
} OrrTraceTaskStats;

typedef struct OrrTraceObjectStats {
    OrrTraceItem item;
    int64_t kind, name, capacity;
    uint64_t waits;
    int64_t waited_ns, longest_wait_ns;
    int64_t most_size;
    int64_t size, size_since_ns; /* while counting */
    int64_t born_ns, ended_ns;
    double size_integral; /* of size over time: divided by its life, the mean */
} OrrTraceObjectStats;

typedef struct OrrTraceStats {
    OrrTraceTable tasks;    /* of OrrTraceTaskStats, all there ever were, in order of creation */
    OrrTraceTable objects;  /* of OrrTraceObjectStats; an id that is reused counts on */
    OrrTraceCauses *causes; /* owned */
    uint64_t events, turns, most_ready;
    uint64_t by_kind[ORR_TRACE_KIND_COUNT];
} OrrTraceStats;

/* Fills *stats (free it in any case). False: no memory. */
bool orr_trace_stats_collect(const OrrTraceReader *reader, OrrTraceStats *stats) __attribute__((warn_unused_result));
void orr_trace_stats_free(OrrTraceStats *stats);

/* Writes them as tables, or as one JSON object; at most `most` tasks, objects and links of the chain (0: 40). */
OrrTraceStatus orr_trace_stats_write(const OrrTraceReader *reader, const OrrTraceStats *stats, uint64_t most, bool json,
                                     const OrrTraceOutput *output) __attribute__((warn_unused_result));

#endif
