/* What happens now, and the selected task. */
#include "viz/panel.h"

#include <string.h>

#include "trace/words.h"
#include "viz/caption.h"
#include "viz/card.h"
#include "viz/layout.h"
#include "viz/story.h"

/* ---- now ---------------------------------------------------------------------------------------- */

/* The cursor's event; false: there is none. */
static bool find_record(const OrrVizApp *app, OrrTraceRecord *record) {
    OrrTraceCursor cursor;
    orr_trace_cursor_start(&cursor, app->reader);
    orr_trace_cursor_seek_event(&cursor, app->cursor);
    return orr_trace_cursor_next(&cursor, record);
}

void orr_viz_panel_now_title(OrrVizPen *pen) {
    OrrTraceRecord record;
    if (!find_record(pen->app, &record)) return;
    orr_viz_pen_add(pen, "Event ");
    orr_viz_pen_add_number(pen, record.event);
    orr_viz_pen_add(pen, ", step ");
    orr_viz_pen_add_number(pen, record.step);
    orr_viz_pen_add(pen, ", ");
    orr_viz_time_text(record.time_ns, 1, &pen->text);
}

/* What all of the step is, if it is over. */
static void step_part(OrrVizPen *pen, uint32_t step) {
    const OrrVizModel *model = pen->app->model;
    if (step == 0 || step > model->step_count || orr_viz_step_end(model, step) > orr_viz_card_horizon(pen->app)) return;
    orr_viz_pen_add(pen, orr_viz_story_step(pen->app, step));
    orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 3);
}

void orr_viz_panel_now(OrrVizPen *pen) {
    OrrVizApp *app = pen->app;
    OrrTraceRecord record;
    OrrTraceState before;
    if (!find_record(app, &record)) return;
    orr_trace_state_init(&before);
    if (orr_trace_reader_state(app->reader, app->cursor, &before)) {
        orr_viz_caption(app->reader, &before, &record, &pen->text);
        orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 3);
    }
    orr_trace_state_free(&before);
    step_part(pen, (uint32_t)record.step);
}

/* ---- the selected task -------------------------------------------------------------------------- */

/* Adds up what the lane did until the cursor. */
static void totals(const OrrVizApp *app, const OrrVizLane *lane, int64_t sums_ns[ORR_VIZ_STATES], uint32_t *steps) {
    *steps = 0;
    for (uint32_t i = 0; i < lane->count && lane->spans[i].event <= app->cursor; i++) {
        uint32_t end = i + 1 < lane->count ? lane->spans[i + 1].event : app->model->event_count;
        if (end > app->cursor) end = app->cursor;
        sums_ns[lane->spans[i].plain] +=
            orr_viz_time_at(app->model, end) - orr_viz_time_at(app->model, lane->spans[i].event);
        *steps += lane->spans[i].state == ORR_VIZ_RUNNING;
    }
}

static void totals_part(OrrVizPen *pen, const OrrVizLane *lane) {
    enum { FEW = 200000 }; /* adding up more than that would take too long for a picture */
    if (lane->count > FEW) return;
    int64_t sums_ns[ORR_VIZ_STATES] = {0};
    uint32_t steps;
    totals(pen->app, lane, sums_ns, &steps);
    orr_viz_pen_add_number(pen, steps);
    orr_viz_pen_add(pen, steps == 1 ? " step so far" : " steps so far");
    static const struct {
        OrrVizState state;
        const char *word;
    } parts[] = {{ORR_VIZ_RUNNING, ", ran "}, {ORR_VIZ_READY, ", ready "}, {ORR_VIZ_SLEEPING, ", slept "}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (sums_ns[parts[i].state] == 0) continue;
        orr_viz_pen_add(pen, parts[i].word);
        orr_viz_time_text(sums_ns[parts[i].state], 1, &pen->text);
    }
    int64_t waited_ns = sums_ns[ORR_VIZ_AWAITING] + sums_ns[ORR_VIZ_BLOCKED];
    if (waited_ns != 0) {
        orr_viz_pen_add(pen, ", waited ");
        orr_viz_time_text(waited_ns, 1, &pen->text);
    }
    orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 2);
}

static void span_part(OrrVizPen *pen, const OrrVizSpan *span) {
    OrrVizApp *app = pen->app;
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    const OrrTraceState *state = orr_viz_app_state(app);
    const OrrTraceTask *task = state == NULL ? NULL : orr_trace_state_task(state, lane->id);
    if (task != NULL && task->state == ORR_TRACE_TASK_WAITING && span->plain != ORR_VIZ_SLEEPING) {
        orr_viz_pen_add(pen, span->state == ORR_VIZ_CANCELLING ? "being cancelled; waits for " : "waits for ");
        orr_trace_word_wait(app->reader, state, task, &pen->text);
    } else {
        orr_viz_pen_add(pen, orr_viz_state_word((OrrVizState)span->state));
    }
    if (span->plain == ORR_VIZ_READY) {
        orr_viz_pen_add(pen, span->reason == 0 ? ": it gave way" : ", woken by ");
        if (span->reason != 0) {
            if (span->object != 0 && span->object <= app->model->lane_count) {
                orr_viz_lane_name(app->model, span->object - 1, &pen->text);
            } else {
                orr_viz_pen_add(pen, "the loop");
            }
            orr_viz_pen_add(pen, ": ");
            orr_viz_pen_add(pen, orr_trace_kind_word(ORR_TRACE_TYPE_WAKE, span->reason));
        }
    }
    bool end = orr_viz_state_is_end((OrrVizState)span->state);
    orr_viz_pen_add(pen, end ? " at " : " since ");
    orr_viz_time_text(orr_viz_time_at(app->model, span->event), 1, &pen->text);
    uint32_t i = (uint32_t)(span - lane->spans);
    if (i + 1 < lane->count && lane->spans[i + 1].event <= orr_viz_card_horizon(app)) {
        orr_viz_pen_add(pen, " until ");
        orr_viz_time_text(orr_viz_time_at(app->model, lane->spans[i + 1].event), 1, &pen->text);
    }
    orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 3);
}

void orr_viz_panel_task_title(OrrVizPen *pen) {
    OrrVizApp *app = pen->app;
    if (app->selected >= app->model->lane_count) {
        orr_viz_pen_add(pen, "Task");
        return;
    }
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    orr_viz_lane_name(app->model, app->selected, &pen->text);
    if (lane->function == 0) return;
    orr_viz_pen_add(pen, "  ");
    orr_trace_word_string(app->reader, lane->function, &pen->text);
    orr_viz_pen_add(pen, "()");
}

/* Which step made it run, or will. */
static void cause_part(OrrVizPen *pen) {
    const OrrVizModel *model = pen->app->model;
    uint32_t step = orr_viz_app_step(pen->app);
    uint32_t cause = step == 0 ? 0 : model->steps[step - 1].cause;
    if (cause == 0) return;
    orr_viz_pen_add(pen, "step ");
    orr_viz_pen_add_number(pen, step);
    orr_viz_pen_add(pen, " because of step ");
    orr_viz_pen_add_number(pen, cause);
    orr_viz_pen_add(pen, " of ");
    orr_viz_lane_name(model, model->steps[cause - 1].lane, &pen->text);
    orr_viz_pen_add(pen, "   [ goes there");
    orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 2);
}

void orr_viz_panel_task(OrrVizPen *pen) {
    OrrVizApp *app = pen->app;
    if (app->selected >= app->model->lane_count) {
        orr_viz_pen_add(pen, "Click a bar, or press Up and Down, to pick a task.");
        orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 2);
        return;
    }
    const OrrVizSpan *span = orr_viz_app_span(app);
    if (span == NULL) {
        orr_viz_pen_add(pen, "not yet created");
        orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 1);
        return;
    }
    span_part(pen, span);
    cause_part(pen);
    totals_part(pen, &app->model->lanes[app->selected]);
}
