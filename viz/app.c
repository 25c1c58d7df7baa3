#include "viz/app.h"

#include <stdlib.h>
#include <string.h>

#include "viz/ask.h"
#include "viz/card.h"
#include "viz/command.h"
#include "viz/layout.h"
#include "viz/move.h"
#include "viz/pair.h"
#include "viz/story.h"
#include "viz/variables.h"
#include "viz/why.h"

/* ---- life --------------------------------------------------------------------------------------- */

void orr_viz_app_init(OrrVizApp *app, const OrrTraceReader *reader, const char *title) {
    *app = (OrrVizApp){.title = title};
    app->panel = true;
    app->fitted = app->minimap = true;
    app->part = ORR_VIZ_PARTS;
    app->selected = app->track = app->hovered = app->hovered_group = app->parting = ORR_VIZ_NONE;
    app->view = (OrrVizView){.axis = ORR_VIZ_AXIS_STEP, .width = 1, .per_px = 1};
    orr_trace_state_init(&app->state);
    if (reader != NULL) orr_viz_app_open(app, reader);
}

void orr_viz_app_open(OrrVizApp *app, const OrrTraceReader *reader) {
    orr_trace_bytes_clear(&app->trouble);
    app->reader = reader;
    app->model = orr_viz_model_new(reader);
    app->loading = app->model != NULL;
    if (app->model == NULL) orr_viz_app_trouble(app, "not enough memory");
    else orr_trace_reader_loss_text(reader, &app->trouble);
    if (app->model != NULL && orr_trace_reader_event_count(reader) == 0) {
        orr_viz_app_trouble(app, "the trace has no events");
        orr_trace_reader_loss_text(reader, &app->trouble);
    }
}

void orr_viz_app_free(OrrVizApp *app) {
    orr_viz_card_close(app);
    orr_viz_story_free(app);
    orr_viz_why_free(app);
    orr_viz_variables_free(app);
    orr_viz_model_free(app->model);
    orr_trace_bytes_free(&app->trouble);
    orr_trace_state_free(&app->state);
    free(app->rows);
    free(app->lane_rows);
    free(app->group_rows);
    free(app->folds);
    free(app->members);
    free(app->bounds);
    orr_viz_notes_free(&app->notes);
    orr_viz_draw_free(&app->map.list);
    *app = (OrrVizApp){0};
}

void orr_viz_app_trouble(OrrVizApp *app, const char *text) {
    if (app->trouble.length != 0) orr_trace_bytes_text(&app->trouble, "; ");
    orr_trace_bytes_text(&app->trouble, text);
}

bool orr_viz_app_load(OrrVizApp *app, uint64_t most_events) {
    if (!app->loading) return false;
    OrrVizBuilt built = orr_viz_model_build(app->model, most_events);
    if (built == ORR_VIZ_BUILT_NO_MEMORY) {
        orr_viz_model_free(app->model);
        app->model = NULL;
        orr_viz_app_trouble(app, "not enough memory for a trace of this size");
    }
    app->loading = built == ORR_VIZ_BUILT_SOME;
    if (app->at_end && app->model != NULL && app->model->event_count > 0) app->cursor = app->model->event_count - 1;
    if (!app->loading) app->at_end = false;
    if (!app->loading && app->model != NULL && app->model->event_count == 0) {
        orr_viz_model_free(app->model); /* nothing to show: say so */
        app->model = NULL;
    }
    app->has_state = false;
    return app->loading;
}

void orr_viz_app_grew(OrrVizApp *app) {
    orr_trace_bytes_clear(&app->trouble);
    orr_trace_reader_loss_text(app->reader, &app->trouble);
    if (app->model == NULL) app->model = orr_viz_model_new(app->reader);
    if (app->model == NULL) {
        orr_viz_app_trouble(app, "not enough memory");
        return;
    }
    app->at_end = app->model->event_count > 0 && app->cursor == app->model->event_count - 1;
    app->loading = true;
    app->has_state = false;
}

void orr_viz_app_window_title(const OrrVizApp *app, OrrTraceBytes *text) {
    if (app->model != NULL && app->model->event_count > 0) {
        if (app->selected < app->model->lane_count) {
            orr_viz_lane_name(app->model, app->selected, text);
            orr_trace_bytes_text(text, ", ");
        }
        orr_trace_bytes_text(text, "step ");
        orr_trace_bytes_decimal(text, orr_viz_step_at(app->model, app->cursor));
        orr_trace_bytes_text(text, ", ");
        orr_viz_time_text(orr_viz_time_at(app->model, app->cursor), 1, text);
        orr_trace_bytes_text(text, " - ");
    }
    if (app->title != NULL) {
        orr_trace_bytes_text(text, app->title);
        orr_trace_bytes_text(text, " - ");
    }
    orr_trace_bytes_text(text, "orrery");
}

/* ---- what is shown ------------------------------------------------------------------------------ */

const OrrTraceState *orr_viz_app_state(OrrVizApp *app) {
    if (!app->has_state || app->state_event != app->cursor) {
        orr_trace_state_free(&app->state);
        app->has_state = orr_trace_reader_state(app->reader, (uint64_t)app->cursor + 1, &app->state);
        app->state_event = app->cursor;
    }
    return app->has_state ? &app->state : NULL;
}

const OrrVizSpan *orr_viz_app_span(const OrrVizApp *app) {
    if (app->model == NULL || app->selected >= app->model->lane_count) return NULL;
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    uint32_t i = orr_viz_span_at(lane, app->cursor);
    return i == ORR_VIZ_NONE ? NULL : &lane->spans[i];
}

/* Of a span that runs: its step. Of one that is ready: the one it gets ready for. Of one that waits: the one that it
 * waits for to begin, if it is known. Of an end: the last. */
uint32_t orr_viz_app_step(const OrrVizApp *app) {
    const OrrVizSpan *span = orr_viz_app_span(app);
    if (span == NULL || app->model->lanes[app->selected].kind != ORR_VIZ_LANE_TASK) return 0;
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    uint32_t at = (uint32_t)(span - lane->spans), horizon = orr_viz_card_horizon(app);
    for (uint32_t i = at; i < lane->count; i++) {
        if (lane->spans[i].event > horizon) break;
        if (lane->spans[i].state == ORR_VIZ_RUNNING) return lane->spans[i].object;
    }
    for (uint32_t i = at; i > 0; i--) {
        if (lane->spans[i - 1].state == ORR_VIZ_RUNNING) return lane->spans[i - 1].object;
    }
    return 0;
}

void orr_viz_app_go(OrrVizApp *app, uint32_t event) {
    if (app->model == NULL || app->model->event_count == 0) return;
    if (event >= app->model->event_count) event = app->model->event_count - 1;
    app->cursor = event;
    if (app->fitted) return;
    orr_viz_view_reveal(&app->view, app->model, event);
}

void orr_viz_app_select(OrrVizApp *app, uint32_t lane) {
    app->selected = lane;
    app->track = ORR_VIZ_NONE;
    if (lane != ORR_VIZ_NONE && app->model != NULL && orr_viz_layout_rows(app)) {
        orr_viz_move_reveal_row(app, orr_viz_row_of_lane(app, lane));
    }
}

void orr_viz_app_select_track(OrrVizApp *app, uint32_t track) {
    app->selected = ORR_VIZ_NONE;
    app->track = track;
    if (track == ORR_VIZ_NONE || !orr_viz_layout_rows(app)) return;
    for (uint32_t i = 0; i < app->row_count; i++) {
        if (app->rows[i].kind == ORR_VIZ_ROW_TRACK && app->rows[i].index == track) orr_viz_move_reveal_row(app, i);
    }
}

void orr_viz_app_say(OrrVizApp *app, const char *text) {
    size_t length = strlen(text);
    if (length > ORR_VIZ_MESSAGE_MAX) length = ORR_VIZ_MESSAGE_MAX;
    memcpy(app->message, text, length);
    app->message[length] = '\0';
}

OrrVizPlace orr_viz_app_place(const OrrVizApp *app) {
    return (OrrVizPlace){.view = app->view,
                         .scroll = app->scroll,
                         .cursor = app->cursor,
                         .selected = app->selected,
                         .track = app->track,
                         .fitted = app->fitted};
}

void orr_viz_app_return(OrrVizApp *app, const OrrVizPlace *place) {
    int32_t width = app->view.width;
    app->view = place->view;
    orr_viz_view_resize(&app->view, app->model, width); /* the window may have another size since */
    app->fitted = place->fitted;
    app->cursor = place->cursor < app->model->event_count ? place->cursor : app->model->event_count - 1;
    app->selected = place->selected;
    app->track = place->track;
    app->scroll = place->scroll;
    if (app->row_count != 0) orr_viz_layout_scroll(app);
}

/* ---- keys --------------------------------------------------------------------------------------- */

void orr_viz_app_run(OrrVizApp *app, OrrVizCommand command) {
    bool travels = command == ORR_VIZ_DO_UNDO || command == ORR_VIZ_DO_REDO;
    OrrVizPlace before = orr_viz_app_place(app);
    orr_viz_command_run(app, command);
    if (travels || app->model == NULL) return;
    OrrVizPlace after = orr_viz_app_place(app);
    if (!orr_viz_place_equal(&before, &after)) orr_viz_history_add(&app->history, &before, command);
}

static void type(OrrVizApp *app, uint32_t key) {
    OrrVizPlace before = orr_viz_app_place(app);
    OrrVizCommand chosen = orr_viz_ask_key(app, key);
    OrrVizPlace after = orr_viz_app_place(app);
    if (!orr_viz_place_equal(&before, &after)) orr_viz_history_add(&app->history, &before, ORR_VIZ_DO_NOTHING);
    if (chosen != ORR_VIZ_DO_NOTHING) orr_viz_app_run(app, chosen);
}

static void press(OrrVizApp *app, OrrVizKey key) {
    app->message[0] = '\0';
    if (app->typing != ORR_VIZ_TYPING_NOTHING && app->model != NULL) {
        type(app, key.key);
        return;
    }
    if (orr_viz_card_key(app, key)) return;
    orr_viz_app_run(app, orr_viz_key_command(key));
}

void orr_viz_app_key(OrrVizApp *app, OrrVizKey key) {
    press(app, key);
    if (app->below == NULL) return;
    press(app->below, key);
    orr_viz_pair_follow(app, app);
}
