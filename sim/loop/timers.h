/* The timer heap, as the scheduler uses it. Private to sim/loop. */
#ifndef ORR_LOOP_TIMERS_H
#define ORR_LOOP_TIMERS_H

#include "sim/loop/scheduler.h"

/* Takes entry i out of the heap; its reference passes to the caller. Doesn't touch cancelled_count. */
OrrHandle *orr_timers_take(OrrScheduler *s, size_t i);
/* Drops all timers for which unwanted says so. */
void orr_timers_sweep(OrrScheduler *s, bool (*unwanted)(const OrrHandle *handle, const void *context),
                      const void *context);
/* Moves every timer that is due at now_ns past this instant (timing exploration: it fires later). */
void orr_timers_postpone(OrrScheduler *s, int64_t now_ns);

#endif
