/* A lesson: a run, and a small text file that stops it at moments worth a thought.
 *
 *     lesson: Taking turns
 *     program: turns.py                 beside the lesson (or "trace: turns.cbor")
 *     about:
 *       What it is about. Indented lines are text: those that follow each other are a paragraph, an empty line
 *       begins the next, and one that is indented by four more is code and stays as it is.
 *
 *     stop: before step 3 of Ann        or: before step 7, after output "lap 2", at start, at end
 *     say:
 *       What there is to see here.
 *     ask: next                         which task runs next? What to choose from and the answer are the trace's
 *     why:
 *       Said after the answer; behind what the trace tells of it.
 *
 *     stop: after output "lap 2"
 *     ask: How many tasks are ready?
 *     - one
 *     * two                             the right answer
 *     - three
 *     why:
 *       ...
 *
 *     stop: each decision from step 8 to step 20      a question wherever several tasks are ready
 *
 *     end:
 *       What to take home.
 *
 * A # at the beginning of a line makes it a comment. Whatever else a line holds is refused, with the number of the
 * line. This is what the file says; viz/teacher.h finds its stops in a run and goes through them.
 */
#ifndef ORR_VIZ_LESSON_H
#define ORR_VIZ_LESSON_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/bytes.h"

enum { ORR_VIZ_ANSWERS_MAX = 9, ORR_VIZ_STOPS_MAX = 1000, ORR_VIZ_LESSON_BYTES_MAX = 1 << 20 };

/* A part of the lesson's texts, followed by a 0. Lines end paragraphs; a line of code begins with blanks. */
typedef struct OrrVizWords {
    uint32_t at, length;
} OrrVizWords;

typedef enum OrrVizStopKind {
    ORR_VIZ_STOP_START,
    ORR_VIZ_STOP_END,
    ORR_VIZ_STOP_STEP,   /* before step `first` of the run, or, with a name, of a task */
    ORR_VIZ_STOP_OUTPUT, /* after what is written contains `name` */
    ORR_VIZ_STOP_EACH,   /* before each decision of steps first..last */
} OrrVizStopKind;

typedef enum OrrVizAsk { ORR_VIZ_ASK_NOTHING, ORR_VIZ_ASK_NEXT, ORR_VIZ_ASK_ANSWERS } OrrVizAsk;

typedef struct OrrVizStop {
    OrrVizStopKind kind;
    OrrVizAsk ask;
    OrrVizWords name; /* of the task; the output; empty: none */
    uint32_t first, last;
    OrrVizWords say, question, why;
    OrrVizWords answers[ORR_VIZ_ANSWERS_MAX];
    uint32_t answer_count;
    uint32_t right; /* which of them */
    uint32_t line;  /* of the file: where to complain */
} OrrVizStop;

typedef struct OrrVizLesson {
    OrrTraceBytes texts;
    OrrVizWords title, program, trace, about, end; /* empty: not there */
    OrrVizStop *stops;                             /* owned */
    uint32_t stop_count, stop_capacity;
} OrrVizLesson;

/* Reads a lesson. NULL, with "line 3: ..." appended to *why: it is not one (or there is no memory). */
OrrVizLesson *orr_viz_lesson_parse(const char *text, size_t length, OrrTraceBytes *why);
/* One that asks "which task runs next?" at each decision of any run. NULL: no memory. */
OrrVizLesson *orr_viz_lesson_of_decisions(void);
void orr_viz_lesson_free(OrrVizLesson *lesson);

const char *orr_viz_lesson_words(const OrrVizLesson *lesson, OrrVizWords words);

#endif
