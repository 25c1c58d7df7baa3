/* What the two ways to write statistics share. Private to trace. */
#ifndef ORR_TRACE_STATS_PARTS_H
#define ORR_TRACE_STATS_PARTS_H

#include "trace/stats.h"
#include "trace/words.h"

typedef struct OrrTraceStatsWriting {
    const OrrTraceReader *reader;
    const OrrTraceStats *stats;
    OrrTraceStatsForm form;
    OrrTraceBytes text;
} OrrTraceStatsWriting;

void orr_trace_stats_name(OrrTraceStatsWriting *w, const OrrTraceTaskStats *task);
void orr_trace_stats_object_name(OrrTraceStatsWriting *w, const OrrTraceObjectStats *object);
/* A number that is not negative with three digits behind the point. */
void orr_trace_stats_thousandths(OrrTraceBytes *text, double value);
/* The mean of a depth between two places of the axis. */
void orr_trace_stats_mean(OrrTraceStatsWriting *w, const OrrTraceDepth *depth, int64_t from, int64_t to);
/* The step at which a chain that explains the run ends: the last one of the first task (asyncio.run's; what it starts
 * to clean up after that is of no interest), or the last one of all while that task has not ended. NULL: there is none.
 */
const OrrTraceChainLink *orr_trace_stats_last(const OrrTraceStatsWriting *w);
void orr_trace_stats_json(OrrTraceStatsWriting *w);

#endif
