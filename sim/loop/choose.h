/* The one door for choice: whatever could have gone otherwise in the real world asks orr_choose.
 *
 * The engine knows no strategy. It says how many ways there are (n), in an order in which 0 is what CPython would do,
 * and gets one of them back. Random search, exhaustive search, replay and fault injection are choosers behind the door.
 * A kind that is not switched on is never asked about: its answer is 0 and it is no decision.
 *
 * Every decision taken is recorded, in the arena, so that a run that went wrong can be told apart from the default one;
 * and in the trace, with all the ways that there were.
 */
#ifndef ORR_LOOP_CHOOSE_H
#define ORR_LOOP_CHOOSE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/arena.h"
#include "trace/events.h"

/* The same numbers as ORR_TRACE_DECISION_... */
typedef enum OrrChoice {
    ORR_CHOICE_TIMING = 1, /* which of the timers that may be next fires next */
    ORR_CHOICE_CANCEL,     /* is this task cancelled here from outside */
    ORR_CHOICE_FAULT,      /* does this service fail */
    ORR_CHOICE_READY,      /* which of the ready callbacks runs next */
    ORR_CHOICE_RANDOM,     /* the program's random module */
    ORR_CHOICE_PROGRAM,    /* orrery.choose(...) */
    ORR_CHOICE_THREAD,
    ORR_CHOICE_KINDS
} OrrChoice;

typedef struct OrrChooser {
    void *context;
    /* One of 0..n-1. subject is the id of the task, timer or service that is asked about (0: none). */
    uint32_t (*choose)(void *context, OrrChoice kind, uint32_t n, uint64_t subject);
} OrrChooser;

/* One of the ways, as the trace names it. */
typedef struct OrrOption {
    int64_t object; /* the task that it is about; 0: none */
    char label[40]; /* "timer 7", "stop"; "": the task says it all */
} OrrOption;

/* Who asks also says what the ways are, if there is a trace that wants to know. describe fills in a cleared option. */
typedef struct OrrOptions {
    void (*describe)(const void *context, uint32_t index, OrrOption *option);
    const void *context;
} OrrOptions;

typedef struct OrrDecision {
    uint8_t kind; /* OrrChoice */
    uint32_t count, chosen;
    uint64_t subject;
} OrrDecision;

typedef struct OrrChoices {
    OrrArena *arena;
    OrrChooser chooser;     /* choose NULL: always 0 */
    uint32_t kinds;         /* bit k: kind k is switched on */
    OrrDecision *decisions; /* those taken so far */
    uint32_t count, capacity;
    bool lost;             /* the arena was full: the record has a gap */
    OrrTraceWriter *trace; /* NULL: none */
} OrrChoices;

void orr_choices_init(OrrChoices *choices, OrrArena *arena);
/* The slow path of orr_choose; call that. */
uint32_t orr_choose_asking(OrrChoices *choices, OrrChoice kind, uint32_t n, uint64_t subject,
                           const OrrOptions *options);

static inline bool orr_choice_is_on(const OrrChoices *choices, OrrChoice kind) {
    return choices->kinds >> kind & 1u;
}
/* Which of n > 0 ways. One way is no choice. */
static inline uint32_t orr_choose(OrrChoices *choices, OrrChoice kind, uint32_t n, uint64_t subject,
                                  const OrrOptions *options) {
    return n > 1 && orr_choice_is_on(choices, kind) ? orr_choose_asking(choices, kind, n, subject, options) : 0;
}

#endif
