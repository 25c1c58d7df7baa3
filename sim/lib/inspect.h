/* The loop's state as text, straight from its own structures: what the tests compare with the state that a trace tells.
 *
 * Only while a run is inspected (OrrRunOptions.inspect) is any of this called. Lines, in this order:
 *
 *     now 1.5e9 ns
 *     task ID NAME STATE [for KIND of OBJECT] cancels N at FUNCTION:LINE > ... those not done, in order of creation
 *     ready task ID, ready call ID            the ready queue in order, threads left out
 *     timer ID DEADLINE                       those set, by id
 *     object ID KIND size N [held by ID] waiters ID ...      locks, events, semaphores, queues, conditions and barriers, by id
 *     thread ID new|runs|blocked              those not ended, without the main one, in order of creation
 */
#ifndef ORR_LIB_INSPECT_H
#define ORR_LIB_INSPECT_H

#include "sim/lib/asyncio.h"

/* Appends one line, without its end. */
typedef void (*OrrInspectLine)(void *context, const char *line, size_t length);

/* Writes the state just before `next` (off the queue already) runs. */
void orr_inspect(OrrVm *vm, const OrrHandle *next, OrrInspectLine write, void *context);

#endif
