/* What the viewer knows of a trace: the whole run as arrays that pictures are cut from.
 *
 * A *lane* is a task, a thread, or the loop with its callbacks (lane 0). It has *spans*, one for each state that it was
 * in, in order; a span lasts until the next begins, the last until the end of the trace or, if it is an end state, no
 * time at all. A *track* is the size of a queue, semaphore, lock, event over the run. *Steps* are the stretches in
 * which tasks ran, with what caused each; *instants* are where the clock moved.
 *
 * All of them are placed by event number and by nothing else (see viz/axis.h for how these become positions), so a span
 * takes 12 bytes, and whatever else there is to say about one is asked of the trace when somebody asks. Event numbers
 * and steps take 32 bits here: of a trace with more than ORR_VIZ_MOST_EVENTS events the first ones are shown.
 *
 * The model is made piece by piece (orr_viz_model_build), so that a window can show what there is while a large trace
 * is read, or while it still grows. Events that contradict those before are passed over, as trace/state.h does.
 */
#ifndef ORR_VIZ_MODEL_H
#define ORR_VIZ_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/reader.h"
#include "viz/theme.h"

#define ORR_VIZ_MOST_EVENTS UINT32_C(0xFFFFFF00)
#define ORR_VIZ_NONE        UINT32_MAX /* no lane, no span, no track */

typedef struct OrrVizSpan {
    uint32_t event;  /* with which it begins */
    uint32_t object; /* waiting: what for (an id, or the handle of a timer); ready: the lane that woke it + 1, 0: the
                        loop; failed: string id of the exception's type. Running: its step */
    uint8_t state;   /* OrrVizState */
    uint8_t plain;   /* the state it would be but for a request to cancel it */
    uint8_t kind;    /* waiting: ORR_TRACE_WAIT_...; ended: ORR_TRACE_OUTCOME_... */
    uint8_t reason;  /* ready: ORR_TRACE_WAKE_..., 0 after a yield */
} OrrVizSpan;

typedef enum OrrVizLaneKind { ORR_VIZ_LANE_LOOP, ORR_VIZ_LANE_TASK, ORR_VIZ_LANE_THREAD } OrrVizLaneKind;

typedef struct OrrVizLane {
    OrrVizSpan *spans; /* owned */
    uint32_t count, capacity;
    int64_t id;
    int64_t name; /* string ids */
    int64_t number;
    int64_t function;
    int64_t file;
    int64_t line;    /* where it was created */
    uint32_t parent; /* lane, or ORR_VIZ_NONE */
    uint32_t first_child, last_child, next_sibling;
    uint32_t depth;     /* how deeply nested */
    uint32_t step;      /* the last it began; of a thread, the one that started it; 0: none */
    uint32_t wake;      /* the step that made it ready last, 0: none */
    uint32_t cancels;   /* requests to cancel it that stand */
    uint32_t canceller; /* the step that asked for it last, until its next step; 0: none */
    uint8_t kind;       /* OrrVizLaneKind */
    bool over;          /* it ended */
} OrrVizLane;

typedef struct OrrVizStep {
    uint32_t event; /* STEP */
    uint32_t end;   /* the event that ended it, or began a step inside it; 0: none yet */
    uint32_t lane;
    uint32_t cause; /* the step that made its task ready, 0: none */
} OrrVizStep;

/* From this event on, the size is this. */
typedef struct OrrVizSample {
    uint32_t event;
    uint32_t value;
} OrrVizSample;

enum { ORR_VIZ_BLOCK = 64 }; /* samples whose highest is known at once */

typedef struct OrrVizTrack {
    OrrVizSample *samples; /* owned */
    uint32_t count, capacity;
    uint32_t *highest; /* owned; of each block of samples */
    uint32_t highest_count, highest_capacity;
    int64_t id;
    int64_t kind; /* ORR_TRACE_OBJECT_KIND_... */
    int64_t limit;
    int64_t name;
    int64_t line;
    uint32_t value, most;
} OrrVizTrack;

/* Somebody asked for a task to be cancelled. */
typedef struct OrrVizCancel {
    uint32_t event;
    uint32_t step; /* whose doing it is, 0: nobody's */
    uint32_t lane; /* the task's */
} OrrVizCancel;

/* Something to flag on the ruler: a problem, a mark, a decision that is not the default. */
typedef struct OrrVizMark {
    uint32_t event;
    uint32_t lane; /* that was running, or ORR_VIZ_NONE */
    uint8_t kind;  /* ORR_TRACE_PROBLEM, _MARK or _DECISION */
} OrrVizMark;

typedef struct OrrVizPrinted {
    uint32_t event;
    uint32_t stream;
    int64_t text; /* string id */
} OrrVizPrinted;

typedef struct OrrVizBuilder OrrVizBuilder; /* what only the making of the model needs */

/* Everything here is for reading only, and moves when the model is built on. */
typedef struct OrrVizModel {
    const OrrTraceReader *reader; /* borrowed */
    uint32_t event_count;         /* that went into the model */
    OrrVizLane *lanes;            /* owned, like all arrays here; lane 0 is the loop */
    uint32_t lane_count, lane_capacity;
    OrrVizStep *steps; /* of step i at i - 1 */
    uint32_t step_count, step_capacity;
    uint32_t *instant_events; /* instant 0 is time 0 before event 0 */
    int64_t *instant_ns;
    int64_t *instant_folded; /* the same on the folded axis: see viz/axis.h */
    uint32_t instant_count, instant_event_capacity, instant_ns_capacity, instant_folded_capacity;
    int64_t fold_ns; /* gaps longer than this are folded to it */
    OrrVizTrack *tracks;
    uint32_t track_count, track_capacity;
    OrrVizTrack ready; /* the length of the ready queue: a sample a step, and where it gets empty */
    OrrVizMark *marks;
    uint32_t mark_count, mark_capacity;
    OrrVizCancel *cancels;
    uint32_t cancel_count, cancel_capacity;
    OrrVizPrinted *printed;
    uint32_t printed_count, printed_capacity;
    uint32_t *path; /* the critical path: steps, ascending; empty until asked for */
    uint32_t path_count, path_capacity;
    OrrVizBuilder *builder;
} OrrVizModel;

typedef enum OrrVizBuilt { ORR_VIZ_BUILT_ALL, ORR_VIZ_BUILT_SOME, ORR_VIZ_BUILT_NO_MEMORY } OrrVizBuilt;

/* A model of nothing yet. Borrows the reader. NULL: no memory. */
OrrVizModel *orr_viz_model_new(const OrrTraceReader *reader);
void orr_viz_model_free(OrrVizModel *model);
/* Takes the next events in, at most so many. Call it again after ORR_VIZ_BUILT_SOME, or when the reader got more. */
OrrVizBuilt orr_viz_model_build(OrrVizModel *model, uint64_t most_events) __attribute__((warn_unused_result));
/* Makes a model of all there is. NULL: no memory. */
OrrVizModel *orr_viz_model_of(const OrrTraceReader *reader);

/* The lane or track of an id: ORR_VIZ_NONE if there is none. Ids that were used twice mean the later. */
uint32_t orr_viz_model_lane_of(const OrrVizModel *model, int64_t id);
uint32_t orr_viz_model_track_of(const OrrVizModel *model, int64_t id);
/* The span of a lane that the state after event number `event` belongs to; ORR_VIZ_NONE before the first. */
uint32_t orr_viz_span_at(const OrrVizLane *lane, uint32_t event);
/* The first span from `from` on that begins at or after the event, found by doubling strides as it mostly is near;
 * count: there is none. */
uint32_t orr_viz_span_after(const OrrVizLane *lane, uint32_t from, uint32_t event);
/* The same, faster when the guess is near. */
uint32_t orr_viz_span_near(const OrrVizLane *lane, uint32_t from, uint32_t event, uint32_t guess);
/* The highest value of a track in effect at any of the events first..last. */
uint32_t orr_viz_track_highest(const OrrVizTrack *track, uint32_t first, uint32_t last);
/* The value after the event. */
uint32_t orr_viz_track_value(const OrrVizTrack *track, uint32_t event);

/* The last step that began at or before the event; 0: none. */
uint32_t orr_viz_step_at(const OrrVizModel *model, uint32_t event);
/* The virtual time after the event. */
int64_t orr_viz_time_at(const OrrVizModel *model, uint32_t event);
/* The event behind the last of step 1 <= step <= step_count. */
uint32_t orr_viz_step_end(const OrrVizModel *model, uint32_t step);
/* The first step after `step` that it caused; 0: none. Goes through the steps after it. */
uint32_t orr_viz_step_effect(const OrrVizModel *model, uint32_t step);
/* Works the critical path out: the chain of causes that leads to the end of the first task, or as far as the run came.
 * False: no memory. */
bool orr_viz_model_find_path(OrrVizModel *model) __attribute__((warn_unused_result));

/* The name of a lane as text: its name, Task-3, thread #5, loop. */
void orr_viz_lane_name(const OrrVizModel *model, uint32_t lane, OrrTraceBytes *text);
/* "queue jobs", "lock #5". */
void orr_viz_track_name(const OrrVizModel *model, uint32_t track, OrrTraceBytes *text);
/* The lane whose name is that text, or whose id is behind a #; ORR_VIZ_NONE: none. */
uint32_t orr_viz_lane_named(const OrrVizModel *model, const char *name);

#endif
