/* What a trace adds up to: where each task's time went, how full the queues were and when, who woke whom, which chain
 * of steps decided the length and what on it took the time.
 *
 * All times are virtual. Code takes none, so "ran" is only what time.sleep and the like took.
 *
 * Tasks and objects are told one by one up to a number that the caller chooses, those created first; whatever is beyond
 * that is in the sums by function and by kind. So memory does not grow with the length of the run, only with what lives
 * at a time.
 */
#ifndef ORR_TRACE_STATS_H
#define ORR_TRACE_STATS_H

#include "trace/chain.h"
#include "trace/names.h"
#include "trace/output.h"
#include "trace/reader.h"

enum {
    ORR_TRACE_WAIT_KINDS = 20,   /* one more than the highest ORR_TRACE_WAIT_... */
    ORR_TRACE_OBJECT_KINDS = 15, /* and ORR_TRACE_OBJECT_KIND_... */
    ORR_TRACE_DEPTH_SLICES = 40, /* of the run's time, or of its events if it takes no time */
};

typedef struct OrrTraceTaskStats {
    OrrTraceItem item; /* item.id is the task's id */
    int64_t parent;
    int64_t name; /* string id, or 0: Task-number */
    int64_t number;
    int64_t function; /* string id */
    int64_t outcome;  /* ORR_TRACE_OUTCOME_..., 0: it never ended */
    uint64_t place;   /* among all tasks, by creation, from 0 */
    uint64_t steps;
    uint64_t waits;
    uint64_t wakes; /* how often it woke another task */
    int64_t born_ns, ended_ns;
    int64_t ran_ns, ready_ns, waited_ns;
    int64_t waited_by_kind_ns[ORR_TRACE_WAIT_KINDS]; /* unknown kinds in [0] */
} OrrTraceTaskStats;

/* The tasks of one function together. */
typedef struct OrrTraceFunctionStats {
    OrrTraceItem item; /* item.id is the function's string id */
    uint64_t tasks, returned, raised, cancelled, steps;
    int64_t ran_ns, ready_ns, waited_ns;
    int64_t waited_by_kind_ns[ORR_TRACE_WAIT_KINDS];
} OrrTraceFunctionStats;

/* How many were in an object, over time. */
typedef struct OrrTraceDepth {
    int64_t size, since; /* now, and since when on the axis */
    int64_t most;
    double integral;                       /* of the size over the axis */
    double slices[ORR_TRACE_DEPTH_SLICES]; /* the same, of each slice */
} OrrTraceDepth;

typedef struct OrrTraceObjectStats {
    OrrTraceItem item;
    int64_t kind, name, capacity;
    uint64_t place; /* as of a task */
    uint64_t waits;
    int64_t waited_ns, longest_wait_ns;
    int64_t born, ended; /* on the axis of depths */
    OrrTraceDepth depth;
} OrrTraceObjectStats;

/* Objects that are not told one by one. */
typedef struct OrrTraceKindStats {
    uint64_t count, waits;
    int64_t waited_ns, longest_wait_ns;
} OrrTraceKindStats;

/* How often tasks of one function woke those of another, for one reason. */
typedef struct OrrTraceWakeStats {
    OrrTraceItem item;
    int64_t waker, woken; /* functions; waker 0: no task did */
    uint8_t reason;       /* ORR_TRACE_WAKE_... */
    uint64_t count;
} OrrTraceWakeStats;

typedef struct OrrTraceStats {
    uint64_t most;           /* tasks and objects that are told one by one */
    OrrTraceTable tasks;     /* of OrrTraceTaskStats, in order of creation */
    OrrTraceTable functions; /* of OrrTraceFunctionStats: of all tasks; in order of their first task's end */
    OrrTraceTable objects;   /* of OrrTraceObjectStats; an id that is reused counts on */
    OrrTraceTable wakes;     /* of OrrTraceWakeStats */
    OrrTraceKindStats others[ORR_TRACE_OBJECT_KINDS]; /* objects beyond, by kind */
    OrrTraceDepth ready;                              /* of the ready queue */
    OrrTraceChains chains;
    OrrTraceNames names;
    uint64_t task_count, object_count; /* that there ever were */
    uint64_t events, turns, most_ready;
    uint64_t by_kind[ORR_TRACE_KIND_COUNT];
    bool by_event;       /* the axis of depths is that of events, since no time passes */
    int64_t axis_length; /* of it */
} OrrTraceStats;

/* Fills *stats (free it in any case); `most`: see above, 0: 40. False: no memory. */
bool orr_trace_stats_collect(const OrrTraceReader *reader, uint64_t most, OrrTraceStats *stats)
    __attribute__((warn_unused_result));
void orr_trace_stats_free(OrrTraceStats *stats);

typedef enum OrrTraceStatsForm {
    ORR_TRACE_STATS_PLAIN,  /* tables in ASCII, but for what the trace itself says */
    ORR_TRACE_STATS_BLOCKS, /* with depths drawn in blocks: for a terminal that has UTF-8 */
    ORR_TRACE_STATS_JSON,   /* one object */
} OrrTraceStatsForm;

/* Writes them, with at most stats->most tasks, objects and links of the chain. */
OrrTraceStatus orr_trace_stats_write(const OrrTraceReader *reader, const OrrTraceStats *stats, OrrTraceStatsForm form,
                                     const OrrTraceOutput *output) __attribute__((warn_unused_result));

#endif
