/* Goes through a lesson with somebody: shows what happened, asks, listens, says why, keeps score.
 *
 * It is at a stop at a time, and shows a *page* there: lines in words, each with a role. A terminal prints them, the
 * window draws them on a card; neither knows more than answers and "go on". The pages are
 *
 *     the introduction -> for each stop: what happened since the last one, what there is to see, the question
 *     -> the answer and why -> the next stop ... -> the last words and the score
 *
 * What may be chosen for "which task runs next?" is taken from the run: the tasks that are ready; where the right
 * answer is not among them, as nothing is ready and the clock has to move, the ones that wait. They are listed in order
 * of creation, which tells nothing.
 */
#ifndef ORR_VIZ_TEACHER_H
#define ORR_VIZ_TEACHER_H

#include "trace/names.h"
#include "viz/lesson.h"
#include "viz/model.h"

typedef enum OrrVizPhase {
    ORR_VIZ_PHASE_ABOUT,
    ORR_VIZ_PHASE_STOP,
    ORR_VIZ_PHASE_ANSWERED,
    ORR_VIZ_PHASE_END
} OrrVizPhase;

/* A stop in a run. */
typedef struct OrrVizStand {
    uint32_t stop;  /* of the lesson */
    uint32_t event; /* what is known at it is the state after this event */
    uint32_t next;  /* the step that begins next; 0: none does */
} OrrVizStand;

typedef enum OrrVizRole {
    ORR_VIZ_ROLE_TITLE,
    ORR_VIZ_ROLE_TEXT,
    ORR_VIZ_ROLE_CODE,
    ORR_VIZ_ROLE_TOLD, /* what happened, a line a step */
    ORR_VIZ_ROLE_QUESTION,
    ORR_VIZ_ROLE_CHOICE, /* in order: the first is number 1 */
    ORR_VIZ_ROLE_RIGHT,
    ORR_VIZ_ROLE_WRONG,
} OrrVizRole;

/* Takes a line of a page; the text is valid during the call. A blank line comes as an empty text. */
typedef void (*OrrVizSayLine)(void *context, OrrVizRole role, const char *text, size_t length);

enum { ORR_VIZ_STANDS_MAX = 1000 };

typedef struct OrrVizTeacher {
    const OrrVizLesson *lesson; /* borrowed */
    const OrrVizModel *model;   /* borrowed; complete */
    OrrTraceNames names;
    OrrVizStand *stands; /* owned; in order of events */
    uint32_t stand_count, stand_capacity;
    OrrVizPhase phase;
    uint32_t at;                         /* which stand */
    uint32_t lanes[ORR_VIZ_ANSWERS_MAX]; /* the choices of "next" */
    uint32_t choice_count, right_choice; /* of the question at the stand; 0: it asks nothing */
    uint32_t answer;                     /* the last; from 0 */
    bool answered;                       /* it was one, not passed over */
    uint32_t asked, right;               /* the score */
} OrrVizTeacher;

/* Finds the stops in the run. False, with why appended: one is not to be found, or there is no memory. To be freed in
 * any case. */
bool orr_viz_teacher_init(OrrVizTeacher *teacher, const OrrVizLesson *lesson, const OrrVizModel *model,
                          OrrTraceBytes *why) __attribute__((warn_unused_result));
void orr_viz_teacher_free(OrrVizTeacher *teacher);

/* The event that the run stands at. */
uint32_t orr_viz_teacher_event(const OrrVizTeacher *teacher);
/* Whether an answer is wanted. What the run does after the event is then not to be shown, nor who is first in the ready
 * queue. */
bool orr_viz_teacher_asks(const OrrVizTeacher *teacher);
/* Takes an answer, from 0; one that is not there is passed over. */
void orr_viz_teacher_answer(OrrVizTeacher *teacher, uint32_t choice);
/* Goes on to the next page, past a question without an answer. At the last one it stays there. */
void orr_viz_teacher_go_on(OrrVizTeacher *teacher);
/* Goes to the first stop at or after the event, as if what comes before were done; to the end if there is none. From event
 * 0 on it begins as usual. */
void orr_viz_teacher_skip(OrrVizTeacher *teacher, uint32_t event);
/* Says the page. False: no memory. */
bool orr_viz_teacher_page(const OrrVizTeacher *teacher, OrrVizSayLine say, void *context)
    __attribute__((warn_unused_result));

#endif
