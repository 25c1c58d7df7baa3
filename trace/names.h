/* The names of the tasks of a trace so far, also of those that are done, for who tells of the past.
 *
 * Of very many tasks only the first ones and the latest are remembered (ORR_TRACE_NAMES_MOST of each), so that memory
 * does not grow with the run; the others are called #id.
 */
#ifndef ORR_TRACE_NAMES_H
#define ORR_TRACE_NAMES_H

#include "trace/reader.h"
#include "trace/table.h"

enum { ORR_TRACE_NAMES_MOST = 1 << 16 };

typedef struct OrrTraceNames {
    const OrrTraceReader *reader;
    OrrTraceTable tasks;
    int64_t next_to_go; /* the oldest of the latest; 0: there are not so many yet */
    bool no_memory;     /* sticks: some names are missing */
} OrrTraceNames;

void orr_trace_names_init(OrrTraceNames *names, const OrrTraceReader *reader);
void orr_trace_names_free(OrrTraceNames *names);
/* Takes one event: TASK_NEW and TASK_NAME are of interest. */
void orr_trace_names_take(OrrTraceNames *names, const OrrTraceRecord *record);
/* Appends the task's name, or #id. */
void orr_trace_names_word(const OrrTraceNames *names, int64_t id, OrrTraceBytes *text);
/* The task with the name, or that is called #id: the last of several. 0: none. */
int64_t orr_trace_names_find(const OrrTraceNames *names, const char *name);

#endif
