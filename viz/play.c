#include "viz/play.h"

#include "viz/axis.h"
#include "viz/layout.h"
#include "viz/move.h"

enum { SLOWEST = -3, FASTEST = 12, USUAL_STEPS_LOG = 1, USUAL_SECONDS = 20, MOST_MS = 250 };

/* 1, 2, 5, 10 ... : the greatest of them that is not more. */
static int64_t round_speed(int64_t speed) {
    int64_t unit = 1;
    while (unit <= speed / 10) unit *= 10;
    return speed >= 5 * unit ? 5 * unit : speed >= 2 * unit ? 2 * unit : unit;
}

/* Positions a second. On the axes of time a run takes about USUAL_SECONDS unless somebody asked for more or less. */
static double speed_of(const OrrVizApp *app) {
    bool steps = app->view.axis == ORR_VIZ_AXIS_STEP;
    int64_t usual = steps ? (int64_t)ORR_VIZ_STEP_UNITS << USUAL_STEPS_LOG
                          : round_speed(orr_viz_axis_length(app->model, app->view.axis) / USUAL_SECONDS);
    double speed = (double)usual;
    for (int i = 0; i < app->speed; i++) speed *= 2;
    for (int i = app->speed; i < 0; i++) speed /= 2;
    return speed < 1 ? 1 : speed;
}

void orr_viz_play_text(const OrrVizApp *app, OrrTraceBytes *text) {
    double speed = speed_of(app);
    if (app->view.axis != ORR_VIZ_AXIS_STEP) {
        orr_viz_time_text((int64_t)speed, (int64_t)speed / 100, text);
        orr_trace_bytes_text(text, " of virtual time a second");
        return;
    }
    int64_t hundredths = (int64_t)(speed * 100 / ORR_VIZ_STEP_UNITS);
    orr_trace_bytes_decimal(text, hundredths / 100);
    if (hundredths % 100 != 0) {
        orr_trace_bytes_byte(text, '.');
        orr_trace_bytes_decimal(text, hundredths % 100);
    }
    orr_trace_bytes_text(text, hundredths == 100 ? " step a second" : " steps a second");
}

static void say_speed(OrrVizApp *app) {
    OrrTraceBytes text = {0};
    orr_trace_bytes_text(&text, app->playing ? "plays " : "will play ");
    orr_viz_play_text(app, &text);
    if (!text.failed) orr_viz_app_say(app, (const char *)text.data);
    orr_trace_bytes_free(&text);
}

void orr_viz_play_toggle(OrrVizApp *app) {
    app->playing = !app->playing;
    if (!app->playing) return;
    if (app->cursor + 1 >= app->model->event_count) orr_viz_app_go(app, 0);
    app->play_position = orr_viz_axis_position(app->model, app->view.axis, app->cursor);
    app->play_axis = app->view.axis;
    app->play_cursor = app->cursor;
}

void orr_viz_play_faster(OrrVizApp *app, int by) {
    app->speed += by;
    if (app->speed < SLOWEST) app->speed = SLOWEST;
    if (app->speed > FASTEST) app->speed = FASTEST;
    say_speed(app);
}

static void tick(OrrVizApp *app, uint32_t elapsed_ms) {
    if (!app->playing || app->model == NULL || app->model->event_count == 0) return;
    /* Somebody changed the axis, or moved the cursor: on from there. */
    if (app->play_axis != app->view.axis || app->play_cursor != app->cursor) {
        app->play_position = orr_viz_axis_position(app->model, app->view.axis, app->cursor);
        app->play_axis = app->view.axis;
    }
    int64_t length = orr_viz_axis_length(app->model, app->view.axis);
    double by = speed_of(app) * (double)(elapsed_ms > MOST_MS ? MOST_MS : elapsed_ms) / 1000;
    app->play_position = by >= (double)(length - app->play_position) ? length : app->play_position + (int64_t)by;
    uint32_t next = orr_viz_axis_event(app->model, app->view.axis, app->play_position + 1);
    if (next > 0 && next - 1 > app->cursor) orr_viz_app_go(app, next - 1);
    app->play_cursor = app->cursor;
    if (app->play_position >= length || app->cursor + 1 >= app->model->event_count) {
        app->playing = app->loading || app->following;
        if (!app->playing) orr_viz_app_go(app, UINT32_MAX);
    }
}

void orr_viz_app_tick(OrrVizApp *app, uint32_t elapsed_ms) {
    tick(app, elapsed_ms);
    if (app->below != NULL) tick(app->below, elapsed_ms);
}
