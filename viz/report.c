#include "viz/report.h"

#include "trace/words.h"
#include "viz/axis.h"

static void word(OrrTraceBytes *text, const char *name, const char *value) {
    orr_trace_bytes_text(text, name);
    orr_trace_bytes_byte(text, ' ');
    orr_trace_bytes_text(text, value);
    orr_trace_bytes_byte(text, ' ');
}

static void number(OrrTraceBytes *text, const char *name, int64_t value) {
    orr_trace_bytes_text(text, name);
    orr_trace_bytes_byte(text, ' ');
    orr_trace_bytes_decimal(text, value);
    orr_trace_bytes_byte(text, ' ');
}

/* The name of what is selected, in quotes. */
static void selection(const OrrVizApp *app, OrrTraceBytes *text) {
    OrrTraceBytes name = {0};
    if (app->selected < app->model->lane_count) orr_viz_lane_name(app->model, app->selected, &name);
    else if (app->track < app->model->track_count) orr_viz_track_name(app->model, app->track, &name);
    orr_trace_bytes_text(text, "selected ");
    orr_trace_word_quoted((const char *)name.data, name.length, text);
    orr_trace_bytes_byte(text, ' ');
    orr_trace_bytes_free(&name);
    const OrrVizSpan *span = orr_viz_app_span(app);
    word(text, "state", span == NULL ? "none" : orr_viz_paint_word(orr_viz_state_paint((OrrVizState)span->state)));
}

/* What the scheduler has, as the trace tells it. */
static void scheduler(OrrVizApp *app, OrrTraceBytes *text) {
    const OrrTraceState *state = orr_viz_app_state(app);
    if (state == NULL) return;
    int64_t timers = 0, tasks = 0;
    for (const OrrTraceTimer *t = orr_trace_state_timer_first(state); t != NULL;
         t = orr_trace_state_timer_next(state, t)) {
        timers++;
    }
    for (const OrrTraceTask *t = orr_trace_state_task_first(state); t != NULL;
         t = orr_trace_state_task_next(state, t)) {
        tasks++;
    }
    number(text, "ready", state->ready_count);
    number(text, "timers", timers);
    number(text, "tasks", tasks);
}

static int64_t printed(const OrrVizApp *app) {
    uint32_t count = 0;
    while (count < app->model->printed_count && app->model->printed[count].event <= app->cursor) count++;
    return count;
}

void orr_viz_report(OrrVizApp *app, OrrTraceBytes *text) {
    word(text, "theme", orr_viz_theme_word(app->theme));
    number(text, "line", app->metrics.line_height);
    if (app->model == NULL || app->model->event_count == 0) {
        orr_trace_bytes_text(text, "nothing ");
        orr_trace_word_quoted((const char *)app->trouble.data, app->trouble.length, text);
        orr_trace_bytes_byte(text, '\n');
        return;
    }
    number(text, "event", app->cursor);
    number(text, "step", orr_viz_step_at(app->model, app->cursor));
    number(text, "time", orr_viz_time_at(app->model, app->cursor));
    orr_trace_bytes_text(text, "axis ");
    orr_trace_bytes_text(text, app->view.axis == ORR_VIZ_AXIS_FOLDED ? "folded" : orr_viz_axis_word(app->view.axis));
    number(text, " from", orr_viz_view_position(&app->view, 0));
    number(text, "to", orr_viz_view_position(&app->view, app->view.width));
    selection(app, text);
    scheduler(app, text);
    number(text, "output", printed(app));
    number(text, "rows", app->row_count);
    number(text, "bookmarks", app->notes.count);
    number(text, "panel", app->places.panel.w);
    number(text, "names", app->places.labels.w);
    number(text, "map", app->places.map.h);
    number(text, "typing", app->typing);
    number(text, "listed", app->typing == ORR_VIZ_TYPING_NOTHING ? 0 : app->found_count);
    number(text, "help", app->help);
    number(text, "playing", app->playing);
    number(text, "path", app->path);
    orr_trace_bytes_text(text, "says ");
    size_t length = 0;
    while (app->message[length] != '\0') length++;
    orr_trace_word_quoted(app->message, length, text);
    orr_trace_bytes_byte(text, '\n');
}
