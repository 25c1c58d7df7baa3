#include "viz/command.h"

#include <string.h>

#include "viz/ask.h"
#include "viz/card.h"
#include "viz/layout.h"
#include "viz/move.h"
#include "viz/panel.h"
#include "viz/play.h"
#include "viz/search.h"
#include "viz/seek.h"
#include "viz/variables.h"
#include "viz/why.h"

/* ---- folds -------------------------------------------------------------------------------------- */

static void fold_children(OrrVizApp *app) {
    if (!orr_viz_layout_rows(app) || app->selected >= app->model->lane_count || app->filter[0] != '\0') return;
    if (app->model->lanes[app->selected].first_child == ORR_VIZ_NONE) {
        orr_viz_app_say(app, "the selected task has no children to fold");
        return;
    }
    uint32_t row = orr_viz_row_of_lane(app, app->selected);
    if (row != ORR_VIZ_NONE && app->rows[row].kind == ORR_VIZ_ROW_LANE) orr_viz_rows_toggle(app, row);
}

static void fold_group(OrrVizApp *app) {
    if (!orr_viz_layout_rows(app)) return;
    uint32_t row = orr_viz_rows_group(app, app->selected);
    if (row == ORR_VIZ_NONE) orr_viz_app_say(app, "the selected task is in no group: there are few like it");
    else orr_viz_rows_toggle(app, row);
    if (orr_viz_layout_rows(app)) orr_viz_move_reveal_row(app, orr_viz_row_of_lane(app, app->selected));
}

static void fold_all(OrrVizApp *app) {
    app->ungrouped = !app->ungrouped;
    if (app->folds != NULL) memset(app->folds, 0, app->lane_capacity);
    app->row_count = 0;
    orr_viz_app_say(app, app->ungrouped ? "every task has a row" : "like tasks share a row where there are many");
}

/* ---- the view ----------------------------------------------------------------------------------- */

static void change_axis(OrrVizApp *app, OrrVizAxis axis) {
    orr_viz_view_change_axis(&app->view, app->model, axis, app->cursor);
}

/* Keys zoom about the cursor, if it is in view. */
static int32_t zoom_center(const OrrVizApp *app) {
    int32_t x = orr_viz_view_x(&app->view, orr_viz_axis_position(app->model, app->view.axis, app->cursor));
    return x >= 0 && x < app->view.width ? x : app->view.width / 2;
}

static void set_row_height(OrrVizApp *app, int32_t height) {
    int32_t before = orr_viz_row_height(app);
    app->row_height = height == 0 ? 0 : height < 2 ? 2 : height > 200 ? 200 : height;
    app->scroll = app->scroll * orr_viz_row_height(app) / before;
    orr_viz_layout_scroll(app);
}

static void fit_rows(OrrVizApp *app) {
    if (app->row_count == 0) return;
    int32_t height = app->places.lanes.h / (int32_t)(app->row_count < 1000000 ? app->row_count : 1000000);
    int32_t usual = app->metrics.line_height + 8;
    set_row_height(app, height > usual ? 0 : height < 1 ? 1 : height);
    app->scroll = 0;
}

/* ---- all ---------------------------------------------------------------------------------------- */

/* Commands that work without a trace, too. True: it was one. */
static bool run_window(OrrVizApp *app, OrrVizCommand command) {
    switch (command) {
    case ORR_VIZ_DO_QUIT: app->quit = true; return true;
    case ORR_VIZ_DO_HELP: app->help = !app->help; return true;
    case ORR_VIZ_DO_THEME: app->theme = (OrrVizThemeKind)(((int)app->theme + 1) % ORR_VIZ_THEMES); return true;
    case ORR_VIZ_DO_BIGGER: app->text_bigger = true; return true;
    case ORR_VIZ_DO_SMALLER: app->text_smaller = true; return true;
    case ORR_VIZ_DO_USUAL_TEXT: app->text_usual = true; return true;
    default: return false;
    }
}

static void escape(OrrVizApp *app) {
    if (app->help) app->help = false;
    else if (app->playing) app->playing = false;
    else if (app->selected != ORR_VIZ_NONE || app->track != ORR_VIZ_NONE) app->selected = app->track = ORR_VIZ_NONE;
    else if (app->filter[0] != '\0') app->filter[0] = '\0', app->row_count = 0;
}

/* While the help is open some keys scroll it. True: this was one. */
static bool scroll_help(OrrVizApp *app, OrrVizCommand command) {
    if (!app->help) return false;
    switch (command) {
    case ORR_VIZ_DO_LANE_UP: app->help_scroll--; return true;
    case ORR_VIZ_DO_LANE_DOWN: app->help_scroll++; return true;
    case ORR_VIZ_DO_PAGE_UP: app->help_scroll -= 15; return true;
    case ORR_VIZ_DO_PAGE_DOWN: app->help_scroll += 15; return true;
    default: return false;
    }
}

static void travel(OrrVizApp *app, bool back) {
    OrrVizPlace place = orr_viz_app_place(app);
    bool any = back ? orr_viz_history_back(&app->history, &place) : orr_viz_history_again(&app->history, &place);
    if (any) orr_viz_app_return(app, &place);
    else orr_viz_app_say(app, back ? "this is where you began" : "there is nothing to do again");
}

static void run_cursor(OrrVizApp *app, OrrVizCommand command) {
    switch (command) {
    case ORR_VIZ_DO_STEP_BACK: orr_viz_move_step(app, true); break;
    case ORR_VIZ_DO_STEP_ON: orr_viz_move_step(app, false); break;
    case ORR_VIZ_DO_EVENT_BACK: orr_viz_move_event(app, true); break;
    case ORR_VIZ_DO_EVENT_ON: orr_viz_move_event(app, false); break;
    case ORR_VIZ_DO_FIRST: orr_viz_app_go(app, 0); break;
    case ORR_VIZ_DO_LAST: orr_viz_app_go(app, UINT32_MAX); break;
    case ORR_VIZ_DO_SPAN_BACK: orr_viz_move_span(app, true); break;
    case ORR_VIZ_DO_SPAN_ON: orr_viz_move_span(app, false); break;
    case ORR_VIZ_DO_TASK_BACK: orr_viz_seek_of_task(app, true); break;
    case ORR_VIZ_DO_TASK_ON: orr_viz_seek_of_task(app, false); break;
    case ORR_VIZ_DO_KIND_BACK: orr_viz_seek_kind(app, true); break;
    case ORR_VIZ_DO_KIND_ON: orr_viz_seek_kind(app, false); break;
    case ORR_VIZ_DO_FLAG_BACK: orr_viz_seek_flag(app, true); break;
    case ORR_VIZ_DO_FLAG_ON: orr_viz_seek_flag(app, false); break;
    case ORR_VIZ_DO_PLAY: orr_viz_play_toggle(app); break;
    case ORR_VIZ_DO_SLOWER: orr_viz_play_faster(app, -1); break;
    case ORR_VIZ_DO_FASTER: orr_viz_play_faster(app, 1); break;
    case ORR_VIZ_DO_UNDO: travel(app, true); break;
    case ORR_VIZ_DO_REDO: travel(app, false); break;
    case ORR_VIZ_DO_CAUSE: orr_viz_move_to_cause(app); break;
    case ORR_VIZ_DO_EFFECT: orr_viz_move_to_effect(app); break;
    case ORR_VIZ_DO_VARIABLES: orr_viz_variables_ask(app); break;
    case ORR_VIZ_DO_QUIZ: orr_viz_card_quiz(app); break;
    case ORR_VIZ_DO_PATH: orr_viz_why_toggle_path(app); break;
    case ORR_VIZ_DO_FAULT: orr_viz_why_toggle_fault(app); break;
    default: break;
    }
}

static void run_view(OrrVizApp *app, OrrVizCommand command) {
    OrrVizAxis axis = app->view.axis;
    switch (command) {
    case ORR_VIZ_DO_AXIS: change_axis(app, axis == ORR_VIZ_AXIS_STEP ? ORR_VIZ_AXIS_TIME : ORR_VIZ_AXIS_STEP); break;
    case ORR_VIZ_DO_FOLD_TIME:
        change_axis(app, axis == ORR_VIZ_AXIS_FOLDED ? ORR_VIZ_AXIS_TIME : ORR_VIZ_AXIS_FOLDED);
        break;
    case ORR_VIZ_DO_ZOOM_IN: orr_viz_move_zoom(app, 1 / 1.25, zoom_center(app)); break;
    case ORR_VIZ_DO_ZOOM_OUT: orr_viz_move_zoom(app, 1.25, zoom_center(app)); break;
    case ORR_VIZ_DO_PAN_LEFT: orr_viz_move_pan(app, -app->view.width / 8); break;
    case ORR_VIZ_DO_PAN_RIGHT: orr_viz_move_pan(app, app->view.width / 8); break;
    case ORR_VIZ_DO_PAN_LEFT_FAR: orr_viz_move_pan(app, -app->view.width / 2); break;
    case ORR_VIZ_DO_PAN_RIGHT_FAR: orr_viz_move_pan(app, app->view.width / 2); break;
    case ORR_VIZ_DO_FIT: app->fitted = true; break;
    case ORR_VIZ_DO_MINIMAP: app->minimap = !app->minimap; break;
    case ORR_VIZ_DO_SHOW_SPAN: orr_viz_move_to_span(app); break;
    default: break;
    }
}

static void run_lanes(OrrVizApp *app, OrrVizCommand command) {
    switch (command) {
    case ORR_VIZ_DO_LANE_UP: orr_viz_move_lane(app, true); break;
    case ORR_VIZ_DO_LANE_DOWN: orr_viz_move_lane(app, false); break;
    case ORR_VIZ_DO_PAGE_UP: app->scroll -= app->places.lanes.h * 9 / 10; break;
    case ORR_VIZ_DO_PAGE_DOWN: app->scroll += app->places.lanes.h * 9 / 10; break;
    case ORR_VIZ_DO_TALLER: set_row_height(app, orr_viz_row_height(app) + 3); break;
    case ORR_VIZ_DO_LOWER: set_row_height(app, orr_viz_row_height(app) - 3); break;
    case ORR_VIZ_DO_USUAL_HEIGHT: set_row_height(app, 0); break;
    case ORR_VIZ_DO_FIT_ROWS: fit_rows(app); break;
    case ORR_VIZ_DO_FOLD_CHILDREN: fold_children(app); break;
    case ORR_VIZ_DO_FOLD_GROUP: fold_group(app); break;
    case ORR_VIZ_DO_FOLD_ALL: fold_all(app); break;
    case ORR_VIZ_DO_TRACKS:
        app->all_tracks = !app->all_tracks;
        app->row_count = 0;
        break;
    default: break;
    }
    if (app->row_count != 0) orr_viz_layout_scroll(app);
}

/* The part of the panel that keys mean; the first open one if nobody chose one yet. */
static OrrVizPart chosen_part(const OrrVizApp *app) {
    int part = app->part < ORR_VIZ_PARTS ? (int)app->part : 0;
    for (int i = 0; i < ORR_VIZ_PARTS && app->parts[part].folded; i++) part = (part + 1) % ORR_VIZ_PARTS;
    return (OrrVizPart)part;
}

static void next_part(OrrVizApp *app) {
    int part = app->part < ORR_VIZ_PARTS ? (int)app->part + 1 : 0;
    for (int i = 0; i < ORR_VIZ_PARTS && app->parts[part % ORR_VIZ_PARTS].folded; i++) part++;
    app->part = (OrrVizPart)(part % ORR_VIZ_PARTS);
}

static void run_panel(OrrVizApp *app, OrrVizCommand command) {
    int32_t line = app->metrics.line_height;
    if (command >= ORR_VIZ_DO_PART_1 && (int)command < (int)ORR_VIZ_DO_PART_1 + ORR_VIZ_PARTS) {
        app->part = (OrrVizPart)(command - ORR_VIZ_DO_PART_1);
        app->parts[app->part].folded = app->panel && !app->parts[app->part].folded;
        app->panel = true;
        return;
    }
    if (command != ORR_VIZ_DO_PANEL && command != ORR_VIZ_DO_NEXT_PART && app->part == ORR_VIZ_PARTS) {
        app->part = chosen_part(app);
    }
    switch (command) {
    case ORR_VIZ_DO_PANEL: app->panel = !app->panel; break;
    case ORR_VIZ_DO_NEXT_PART: next_part(app); break;
    case ORR_VIZ_DO_PART_TALLER: orr_viz_panel_resize(app, chosen_part(app), 2 * line); break;
    case ORR_VIZ_DO_PART_LOWER: orr_viz_panel_resize(app, chosen_part(app), -2 * line); break;
    case ORR_VIZ_DO_PART_UP: app->parts[chosen_part(app)].scroll -= 3; break;
    case ORR_VIZ_DO_PART_DOWN: app->parts[chosen_part(app)].scroll += 3; break;
    case ORR_VIZ_DO_PANEL_WIDER: orr_viz_layout_widen_panel(app, 2); break;
    case ORR_VIZ_DO_PANEL_NARROWER: orr_viz_layout_widen_panel(app, -2); break;
    case ORR_VIZ_DO_LABELS_WIDER: orr_viz_layout_widen_labels(app, 2); break;
    case ORR_VIZ_DO_LABELS_NARROWER: orr_viz_layout_widen_labels(app, -2); break;
    default: break;
    }
}

static void toggle_bookmark(OrrVizApp *app) {
    if (orr_viz_notes_has(&app->notes, app->cursor)) orr_viz_notes_remove(&app->notes, app->cursor);
    else if (!orr_viz_notes_set(&app->notes, app->cursor, "", 0)) orr_viz_app_say(app, "no room for more bookmarks");
}

static void run_find(OrrVizApp *app, OrrVizCommand command) {
    switch (command) {
    case ORR_VIZ_DO_PALETTE: orr_viz_ask_begin(app, ORR_VIZ_TYPING_PALETTE); break;
    case ORR_VIZ_DO_BOOKMARKS: orr_viz_ask_begin(app, ORR_VIZ_TYPING_BOOKMARKS); break;
    case ORR_VIZ_DO_NOTE: orr_viz_ask_begin(app, ORR_VIZ_TYPING_NOTE); break;
    case ORR_VIZ_DO_BOOKMARK: toggle_bookmark(app); break;
    case ORR_VIZ_DO_BOOKMARK_BACK: orr_viz_seek_bookmark(app, true); break;
    case ORR_VIZ_DO_BOOKMARK_ON: orr_viz_seek_bookmark(app, false); break;
    case ORR_VIZ_DO_SEARCH: orr_viz_ask_begin(app, ORR_VIZ_TYPING_SEARCH); break;
    case ORR_VIZ_DO_SEARCH_ON: orr_viz_search_again(app, false); break;
    case ORR_VIZ_DO_SEARCH_BACK: orr_viz_search_again(app, true); break;
    case ORR_VIZ_DO_FILTER: orr_viz_ask_begin(app, ORR_VIZ_TYPING_FILTER); break;
    default: break;
    }
}

void orr_viz_command_run(OrrVizApp *app, OrrVizCommand command) {
    if (run_window(app, command) || scroll_help(app, command)) return;
    if (app->model == NULL) {
        if (command == ORR_VIZ_DO_ESCAPE) app->quit = true;
        return;
    }
    if (command == ORR_VIZ_DO_ESCAPE) {
        escape(app);
        return;
    }
    switch (orr_viz_command_group(command)) {
    case ORR_VIZ_GROUP_RUN: run_cursor(app, command); break;
    case ORR_VIZ_GROUP_LANES: run_lanes(app, command); break;
    case ORR_VIZ_GROUP_FIND: run_find(app, command); break;
    case ORR_VIZ_GROUP_PANEL: run_panel(app, command); break;
    default: run_view(app, command); break;
    }
}
