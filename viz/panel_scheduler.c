/* The scheduler at the cursor: the ready queue in order beside the timers; and who waits for what. */
#include "viz/panel.h"

#include "trace/words.h"
#include "viz/card.h"
#include "viz/layout.h"

enum { LISTED = 256, LOOKED_THROUGH = 20000 };

/* ---- ready queue and timers --------------------------------------------------------------------- */

void orr_viz_panel_scheduler_title(OrrVizPen *pen) {
    const OrrTraceState *state = orr_viz_app_state(pen->app);
    uint32_t timers = 0;
    if (state == NULL) return;
    for (const OrrTraceTimer *timer = orr_trace_state_timer_first(state); timer != NULL;
         timer = orr_trace_state_timer_next(state, timer)) {
        timers++;
    }
    orr_viz_pen_add(pen, "Scheduler: ");
    orr_viz_pen_add_number(pen, state->ready_count);
    orr_viz_pen_add(pen, " ready, ");
    orr_viz_pen_add_number(pen, timers);
    orr_viz_pen_add(pen, timers == 1 ? " timer" : " timers");
}

/* How far a list may be scrolled, so that its last lines stay in view. */
static uint32_t first_listed(const OrrVizPen *pen, uint32_t count) {
    uint32_t room = (uint32_t)orr_viz_pen_room(pen), wanted = pen->scroll < 0 ? 0 : (uint32_t)pen->scroll;
    if (count <= room) return 0;
    return wanted > count - room ? count - room : wanted;
}

/* The end of a list that is not shown. */
static void more_line(OrrVizPen *pen, uint32_t left) {
    orr_viz_pen_add(pen, "\xE2\x80\xA6 and ");
    orr_viz_pen_add_number(pen, left);
    orr_viz_pen_add(pen, " more");
    orr_viz_pen_end(pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
}

static void list_ready(OrrVizPen *pen, const OrrTraceState *state) {
    if (orr_viz_card_asks(pen->app)) {
        orr_viz_pen_add(pen, "who is first? Answer below");
        orr_viz_pen_end(pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
        return;
    }
    if (state->ready_count == 0) {
        orr_viz_pen_add(pen, "nobody is ready");
        orr_viz_pen_end(pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
        return;
    }
    uint32_t first = first_listed(pen, state->ready_count);
    for (uint32_t i = first; i < state->ready_count && !orr_viz_pen_full(pen); i++) {
        if (i > first && orr_viz_pen_room(pen) == 1 && i + 1 < state->ready_count) {
            more_line(pen, state->ready_count - i);
            return;
        }
        OrrTraceReady entry = orr_trace_state_ready(state, i);
        OrrTraceActor actor = {.kind = entry.kind, .id = entry.id, .function = entry.function};
        orr_viz_pen_add_number(pen, i + 1);
        orr_viz_pen_add(pen, i < 9 ? "  " : " ");
        orr_trace_word_actor(pen->app->reader, state, actor, &pen->text);
        orr_viz_pen_end(pen, 0, i == 0 ? ORR_VIZ_PAINT_TEXT : ORR_VIZ_PAINT_TEXT_DIM);
    }
}

/* The timers that are due next, in order; returns how many there are in all. */
static uint32_t next_timers(const OrrTraceState *state, const OrrTraceTimer **next, uint32_t most) {
    uint32_t kept = 0, count = 0;
    for (const OrrTraceTimer *timer = orr_trace_state_timer_first(state); timer != NULL;
         timer = orr_trace_state_timer_next(state, timer)) {
        uint32_t place = kept;
        count++;
        while (place > 0 && next[place - 1]->deadline_ns > timer->deadline_ns) place--;
        if (place == most) continue;
        if (kept < most) kept++;
        for (uint32_t i = kept - 1; i > place; i--) next[i] = next[i - 1];
        next[place] = timer;
    }
    return count;
}

static void list_timers(OrrVizPen *pen, const OrrTraceState *state) {
    const OrrTraceTimer *next[LISTED];
    uint32_t room = (uint32_t)orr_viz_pen_room(pen) + (pen->scroll < 0 ? 0 : (uint32_t)pen->scroll);
    uint32_t most = room < LISTED ? room : LISTED, count = next_timers(state, next, most);
    if (count == 0) {
        orr_viz_pen_add(pen, "no timer is set");
        orr_viz_pen_end(pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
        return;
    }
    uint32_t first = first_listed(pen, count < most ? count : most);
    for (uint32_t i = first; i < count && i < most; i++) {
        if (i > first && orr_viz_pen_room(pen) == 1 && i + 1 < count) {
            more_line(pen, count - i);
            return;
        }
        orr_viz_time_text(next[i]->deadline_ns, 1, &pen->text);
        orr_viz_pen_add(pen, "  ");
        if (next[i]->set_by.kind != ORR_TRACE_ACTOR_NONE) {
            orr_trace_word_actor(pen->app->reader, state, next[i]->set_by, &pen->text);
        }
        orr_viz_pen_end(pen, 0, i == 0 ? ORR_VIZ_PAINT_TEXT : ORR_VIZ_PAINT_TEXT_DIM);
    }
}

/* Two columns: who is ready, first come first; and which timers are due. */
void orr_viz_panel_scheduler(OrrVizPen *pen) {
    const OrrTraceState *state = orr_viz_app_state(pen->app);
    if (state == NULL) return;
    OrrVizPen right = *pen;
    int32_t left_width = pen->place.w / 2, gap = pen->app->metrics.advance * 2;
    right.text = (OrrTraceBytes){0};
    right.place.x += left_width;
    right.place.w -= left_width;
    pen->place.w = left_width - gap;
    list_ready(pen, state);
    list_timers(&right, state);
    orr_trace_bytes_free(&right.text);
}

/* ---- waiters ------------------------------------------------------------------------------------ */

/* The object that is asked about: the selected one, or what the selected task waits for. 0: none. */
static int64_t object_meant(OrrVizApp *app, const OrrTraceState *state) {
    if (app->track < app->model->track_count) return app->model->tracks[app->track].id;
    if (app->selected >= app->model->lane_count) return 0;
    const OrrTraceTask *task = orr_trace_state_task(state, app->model->lanes[app->selected].id);
    if (task == NULL || task->state != ORR_TRACE_TASK_WAITING || task->wait_kind == ORR_TRACE_WAIT_SLEEP) return 0;
    return orr_trace_state_object(state, task->wait_object) == NULL ? 0 : task->wait_object;
}

void orr_viz_panel_waiters_title(OrrVizPen *pen) {
    const OrrTraceState *state = orr_viz_app_state(pen->app);
    int64_t id = state == NULL ? 0 : object_meant(pen->app, state);
    orr_viz_pen_add(pen, id == 0 ? "Who waits" : "Who waits for ");
    if (id == 0) return;
    if (orr_trace_state_object(state, id) != NULL) orr_trace_word_object(pen->app->reader, state, id, &pen->text);
    else if (pen->app->track < pen->app->model->track_count) {
        orr_viz_track_name(pen->app->model, pen->app->track, &pen->text);
    }
}

/* Size and holders, on one line. */
static void object_line(OrrVizPen *pen, const OrrTraceState *state, const OrrTraceObject *object) {
    const OrrVizApp *app = pen->app;
    uint32_t track = orr_viz_model_track_of(app->model, object->item.id);
    const OrrTraceLink *link = orr_trace_state_link(state, object->holders);
    if (track != ORR_VIZ_NONE) {
        orr_viz_pen_add_number(pen, orr_viz_track_value(&app->model->tracks[track], app->cursor));
        if (object->capacity > 0) {
            orr_viz_pen_add(pen, " of ");
            orr_viz_pen_add_number(pen, (uint64_t)object->capacity);
        }
        orr_viz_pen_add(pen, object->kind == ORR_TRACE_OBJECT_KIND_QUEUE ? " in it" : " taken");
    }
    for (int i = 0; link != NULL && i < 8; i++) {
        orr_viz_pen_add(pen, i > 0 ? ", " : track == ORR_VIZ_NONE ? "held by " : "; held by ");
        orr_trace_word_object(app->reader, state, link->id, &pen->text);
        link = orr_trace_state_link(state, link->next);
    }
    if (pen->text.length != 0) orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 2);
}

static void list_object(OrrVizPen *pen, const OrrTraceState *state, int64_t id) {
    const OrrTraceObject *object = orr_trace_state_object(state, id);
    const OrrTraceTask *tasks[LISTED];
    if (object == NULL) {
        orr_viz_pen_add(pen, "it does not exist here: not yet, or no longer");
        orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 1);
        return;
    }
    object_line(pen, state, object);
    size_t all = orr_trace_state_waiters(state, id, 0, tasks, LISTED);
    uint32_t count = (uint32_t)(all < LISTED ? all : LISTED);
    if (count == 0) {
        orr_viz_pen_add(pen, "nobody waits for it");
        orr_viz_pen_end(pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
    }
    uint32_t first = first_listed(pen, count);
    for (uint32_t i = first; i < count; i++) {
        if (i > first && orr_viz_pen_room(pen) == 1 && i + 1 < all) {
            more_line(pen, (uint32_t)(all - i));
            return;
        }
        orr_viz_pen_add_number(pen, i + 1);
        orr_viz_pen_add(pen, i < 9 ? "  " : " ");
        orr_trace_word_task(pen->app->reader, state, tasks[i]->item.id, &pen->text);
        orr_viz_pen_add(pen, ": ");
        orr_viz_pen_add(pen, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, tasks[i]->wait_kind));
        orr_viz_pen_add(pen, ", since ");
        orr_viz_time_text(tasks[i]->since_ns, 1, &pen->text);
        orr_viz_pen_end(pen, 0, i == 0 ? ORR_VIZ_PAINT_TEXT : ORR_VIZ_PAINT_TEXT_DIM);
    }
}

/* All that wait for something but time, oldest task first. */
static void list_all(OrrVizPen *pen, const OrrTraceState *state) {
    int32_t looked = 0, skip = pen->scroll;
    bool any = false;
    for (const OrrTraceTask *task = orr_trace_state_task_first(state);
         task != NULL && looked < LOOKED_THROUGH && !orr_viz_pen_full(pen);
         task = orr_trace_state_task_next(state, task), looked++) {
        if (task->state != ORR_TRACE_TASK_WAITING || task->wait_kind == ORR_TRACE_WAIT_SLEEP) continue;
        any = true;
        if (skip-- > 0) continue;
        orr_trace_word_task(pen->app->reader, state, task->item.id, &pen->text);
        orr_viz_pen_add(pen, ": ");
        orr_trace_word_wait(pen->app->reader, state, task, &pen->text);
        orr_viz_pen_end(pen, 0, ORR_VIZ_PAINT_TEXT);
    }
    if (any) return;
    orr_viz_pen_add(pen, "nobody waits for anything but time");
    orr_viz_pen_end(pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
}

void orr_viz_panel_waiters(OrrVizPen *pen) {
    const OrrTraceState *state = orr_viz_app_state(pen->app);
    if (state == NULL) return;
    int64_t id = object_meant(pen->app, state);
    if (id != 0) list_object(pen, state, id);
    else list_all(pen, state);
}
