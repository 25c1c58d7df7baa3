/* Where two runs part, by what their tasks do: the tolerant comparison.
 *
 * Runs of two versions of a program, or of two orders, never have the same events: times, ids and line numbers shift. What
 * can be compared is the story: which task steps next (by name), how its step ends (what it waits for, and the source text
 * of the await), which tasks it makes and cancels, what it prints, what it raises, what is decided. Events that tell none
 * of that are passed over.
 *
 * A moment is one telling event of a run with what is needed to speak of it.
 */
#ifndef ORR_TRACE_ALIGN_H
#define ORR_TRACE_ALIGN_H

#include "trace/output.h"
#include "trace/reader.h"

/* A run on its way from moment to moment. Private but for `record`, `told` and `state`. */
typedef struct OrrTraceStory {
    const OrrTraceReader *reader;
    OrrTraceCursor cursor;
    OrrTraceRecord record; /* of this moment */
    OrrTraceState state;   /* before it */
    OrrTraceBytes told;    /* it in words that don't change with ids, times and line numbers */
    bool pending;          /* record is not yet in the state */
    bool no_memory;
} OrrTraceStory;

void orr_trace_story_start(OrrTraceStory *story, const OrrTraceReader *reader);
void orr_trace_story_free(OrrTraceStory *story);
/* Goes to the next moment. False: the trace ends (or no_memory). */
bool orr_trace_story_next(OrrTraceStory *story);

typedef struct OrrTraceParting {
    bool same; /* they tell the same story */
    bool left_ended, right_ended;
    uint64_t moments;                  /* that are the same in both */
    uint64_t left_event, right_event;  /* those of the first different moment; the count of events where a run ended */
    OrrTraceKind left_kind, right_kind;
    uint64_t step;                     /* steps that both began before it */
} OrrTraceParting;

/* False: no memory. */
bool orr_trace_parting_find(const OrrTraceReader *left, const OrrTraceReader *right, OrrTraceParting *parting)
    __attribute__((warn_unused_result));

/* Appends, in words, what a run does at an event and after it, up to the end of that step, with source lines, each line
 * after `mark`. False: no memory. */
bool orr_trace_parting_tell(const OrrTraceReader *reader, uint64_t event, const char *mark, OrrTraceBytes *text)
    __attribute__((warn_unused_result));

/* What the headers, or the modules, have otherwise, as in "the seeds are not the same"; NULL: nothing. */
const char *orr_trace_header_difference(const OrrTraceReader *left, const OrrTraceReader *right);

/* Appends one sentence about why the runs part there, as far as the traces show it. False: no memory. */
bool orr_trace_parting_why(const OrrTraceReader *left, const OrrTraceReader *right, const OrrTraceParting *parting,
                           OrrTraceBytes *text) __attribute__((warn_unused_result));

#endif
