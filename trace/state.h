/* The state of a run as its trace tells it: a machine that takes one event after the other.
 *
 * The writer runs it to put a snapshot into the chunks, the reader to answer "what was the state at this event",
 * check, stats and the viewer to look at it. One machine, so they cannot disagree.
 *
 * It knows the tasks that are not done, the ready queue in order, the timers that are set, the objects that live, and
 * the actors (whose code runs; see events.def). What can be derived is not kept: who waits for an object is found by
 * orr_trace_state_waiters.
 *
 * Lists (tasks, timers, objects) are in order of creation; go through them by _first and _next. Pointers into the
 * state hold until the next event.
 */
#ifndef ORR_TRACE_STATE_H
#define ORR_TRACE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/bytes.h"
#include "trace/events.h"
#include "trace/table.h"

typedef enum OrrTraceTaskState {
    ORR_TRACE_TASK_CREATED, /* not yet in the ready queue */
    ORR_TRACE_TASK_READY,
    ORR_TRACE_TASK_RUNNING, /* an actor (not always the innermost) */
    ORR_TRACE_TASK_WAITING,
} OrrTraceTaskState;

typedef enum OrrTraceActorKind {
    ORR_TRACE_ACTOR_NONE, /* the loop itself, or code outside any task: main before run() */
    ORR_TRACE_ACTOR_TASK,
    ORR_TRACE_ACTOR_CALLBACK,
    ORR_TRACE_ACTOR_THREAD,
} OrrTraceActorKind;

typedef struct OrrTraceActor {
    OrrTraceActorKind kind;
    uint32_t slot;    /* of a task: private, a hint to find it by */
    int64_t id;       /* task, handle or thread */
    int64_t function; /* of a callback: string id */
    int64_t line;     /* last known, of a callback or thread (a task's is in its innermost frame) */
} OrrTraceActor;

/* One coroutine on a task's await stack. */
typedef struct OrrTraceFrame {
    int64_t function; /* string ids */
    int64_t file;
    int64_t line;   /* where it awaits, or was last known to be */
    uint32_t below; /* the frame that awaits this one, by index + 1; 0: none */
} OrrTraceFrame;

typedef struct OrrTraceTask {
    OrrTraceItem item; /* item.id is the task's id */
    int64_t parent;    /* 0: none */
    int64_t name;      /* string id; 0: it is called Task-number */
    int64_t number;
    int64_t function; /* string ids of its coroutine */
    int64_t file;
    int64_t created_line;
    int64_t created_ns;
    uint64_t created_step;
    int64_t since_ns; /* in this state */
    uint64_t since_step;
    int64_t wait_object;  /* while waiting, and until the next step, what for */
    uint64_t wait_serial; /* orders the waiters of an object */
    OrrTraceActor woken_by;
    int64_t cancel_requests;
    uint8_t state;       /* OrrTraceTaskState */
    uint8_t wait_kind;   /* ORR_TRACE_WAIT_... */
    uint8_t wake_reason; /* ORR_TRACE_WAKE_... of the last READY; 0 after a yield */
    uint32_t frame;      /* innermost, by index + 1 */
    uint32_t depth;      /* frames */
} OrrTraceTask;

typedef struct OrrTraceTimer {
    OrrTraceItem item; /* item.id is the handle */
    int64_t deadline_ns;
    int64_t function;
    OrrTraceActor set_by;
} OrrTraceTimer;

typedef struct OrrTraceObject {
    OrrTraceItem item;
    int64_t kind; /* ORR_TRACE_OBJECT_KIND_... */
    int64_t capacity;
    int64_t size; /* set flag, free permits, parties waiting, items; of a thread the ORR_TRACE_WAIT_... that blocks it */
    int64_t name;
    int64_t line;     /* where it was created */
    int64_t outcome;  /* of a future that is done */
    uint32_t holders; /* lists in `links`, by index + 1, latest first: tasks or threads that hold it ... */
    uint32_t targets; /* ... and objects that it depends on */
} OrrTraceObject;

typedef struct OrrTraceLink {
    int64_t id;
    uint32_t next; /* index + 1 */
} OrrTraceLink;

typedef struct OrrTraceReady {
    OrrTraceActorKind kind; /* TASK: a step of it; CALLBACK: a call */
    uint32_t slot;          /* as in OrrTraceActor */
    int64_t id;
    int64_t function; /* of a callback */
} OrrTraceReady;

typedef struct OrrTraceState {
    int64_t time_ns;
    uint64_t step; /* STEP events so far */
    uint64_t turn; /* TURN events so far */
    uint64_t wait_serial;
    OrrTraceTable tasks;
    OrrTraceTable timers;
    OrrTraceTable objects;
    OrrTraceReady *ready; /* a ring: element i is ready[(ready_first + i) & (ready_capacity - 1)] */
    uint32_t ready_first, ready_count, ready_capacity;
    OrrTraceActor *actors; /* a stack; the innermost is actors[actor_count - 1] */
    uint32_t actor_count, actor_capacity;
    OrrTraceFrame *frames; /* pools, with free lists through below / next */
    uint32_t frame_count, frame_capacity, frame_free;
    OrrTraceLink *links;
    uint32_t link_count, link_capacity, link_free;
    uint32_t object_hint; /* slot of the object that an event named last */
    bool no_memory;       /* sticks: the state is no longer to be trusted */
} OrrTraceState;

void orr_trace_state_init(OrrTraceState *state);
void orr_trace_state_free(OrrTraceState *state);

/* Takes one event. Returns NULL, or why it cannot be: a text valid for ever; the state is then as before, or, when
 * state->no_memory, useless. Never reads beyond the fields that the event's row has. */
const char *orr_trace_state_apply(OrrTraceState *state, OrrTraceKind kind, const int64_t *fields);

/* The innermost actor; its kind is NONE between stretches. */
OrrTraceActor orr_trace_state_actor(const OrrTraceState *state);

/* Lookups: NULL if there is no such thing (now). */
const OrrTraceTask *orr_trace_state_task(const OrrTraceState *state, int64_t id);
const OrrTraceTimer *orr_trace_state_timer(const OrrTraceState *state, int64_t handle);
const OrrTraceObject *orr_trace_state_object(const OrrTraceState *state, int64_t id);
const OrrTraceTask *orr_trace_state_task_first(const OrrTraceState *state);
const OrrTraceTask *orr_trace_state_task_next(const OrrTraceState *state, const OrrTraceTask *task);
const OrrTraceTimer *orr_trace_state_timer_first(const OrrTraceState *state);
const OrrTraceTimer *orr_trace_state_timer_next(const OrrTraceState *state, const OrrTraceTimer *timer);
const OrrTraceObject *orr_trace_state_object_first(const OrrTraceState *state);
const OrrTraceObject *orr_trace_state_object_next(const OrrTraceState *state, const OrrTraceObject *object);

/* Element i of the ready queue; 0 is next to run. i < state->ready_count. */
OrrTraceReady orr_trace_state_ready(const OrrTraceState *state, uint32_t i);
/* The innermost frame of a task, and the one that awaits a given one; NULL: none. */
const OrrTraceFrame *orr_trace_state_frame(const OrrTraceState *state, const OrrTraceTask *task);
const OrrTraceFrame *orr_trace_state_frame_below(const OrrTraceState *state, const OrrTraceFrame *frame);
/* Goes through a list of an object: start with object->holders or ->targets. NULL: end. */
const OrrTraceLink *orr_trace_state_link(const OrrTraceState *state, uint32_t index);

/* The tasks that wait for an object (as wait kind `kind`, or any if 0), first come first, at most `most` of them into
 * `tasks`. Returns how many there are. Goes through all tasks. */
size_t orr_trace_state_waiters(const OrrTraceState *state, int64_t object, int64_t kind, const OrrTraceTask **tasks,
                               size_t most);

/* Appends the whole state as flat CBOR integers (trace/orrery.cddl, "state"); equal states give equal bytes. */
void orr_trace_state_save(const OrrTraceState *state, OrrTraceBytes *bytes);
/* Replaces the state by one saved. False, with the state empty: not a state, or no memory (state->no_memory). */
bool orr_trace_state_load(OrrTraceState *state, const unsigned char *bytes, size_t length)
    __attribute__((warn_unused_result));

#endif
