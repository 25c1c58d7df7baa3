#include "viz/search.h"

#include <string.h>

#include "viz/layout.h"

/* ---- matching ----------------------------------------------------------------------------------- */

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool contains(const char *text, size_t length, const char *wanted) {
    size_t n = strlen(wanted);
    for (size_t i = 0; i + n <= length; i++) {
        size_t j = 0;
        while (j < n && lower(text[i + j]) == lower(wanted[j])) j++;
        if (j == n) return true;
    }
    return false;
}

/* Whether the lane's name or function has the text in it. */
static bool named(const OrrVizApp *app, uint32_t lane, const char *wanted, OrrTraceBytes *text) {
    orr_trace_bytes_clear(text);
    orr_viz_lane_name(app->model, lane, text);
    orr_trace_bytes_byte(text, ' ');
    size_t length;
    const char *function = orr_trace_reader_string(app->reader, app->model->lanes[lane].function, &length);
    orr_trace_bytes_append(text, function, length);
    return !text->failed && contains((const char *)text->data, text->length, wanted);
}

bool orr_viz_search_passes(const OrrVizApp *app, uint32_t lane, OrrTraceBytes *text) {
    if (app->filter[0] != '=') return named(app, lane, app->filter, text);
    uint32_t i = orr_viz_span_at(&app->model->lanes[lane], app->cursor);
    if (i == ORR_VIZ_NONE) return false;
    const char *word = orr_viz_state_word((OrrVizState)app->model->lanes[lane].spans[i].state);
    return contains(word, strlen(word), app->filter + 1);
}

/* The next lane after `from` that is called so; ORR_VIZ_NONE: none. Goes round. */
static uint32_t find_lane(OrrVizApp *app, uint32_t from, bool back) {
    OrrTraceBytes text = {0};
    uint32_t count = app->model->lane_count, lane = from, found = ORR_VIZ_NONE;
    for (uint32_t i = 0; i < count && found == ORR_VIZ_NONE; i++) {
        lane = back ? (lane == 0 ? count : lane) - 1 : (lane + 1) % count;
        if (named(app, lane, app->search, &text)) found = lane;
    }
    orr_trace_bytes_free(&text);
    return found;
}

/* Whether it is a place that is searched for, no task. */
static bool is_place(const char *text) {
    return text[0] == ':' || text[0] == '@';
}

static void add_found(OrrVizApp *app, OrrVizFoundKind kind, uint32_t index) {
    if (app->found_count < ORR_VIZ_FOUND_MAX) app->found[app->found_count] = (OrrVizFound){kind, index};
    app->found_count++;
}

/* Tasks, then queues and the like, then output. */
void orr_viz_search_list(OrrVizApp *app) {
    enum { PRINTED_LOOKED_AT = 200000 };
    const OrrVizModel *model = app->model;
    OrrTraceBytes text = {0};
    if (app->search[0] == '\0' || is_place(app->search)) return;
    for (uint32_t lane = 0; lane < model->lane_count; lane++) {
        if (named(app, lane, app->search, &text)) add_found(app, ORR_VIZ_FOUND_LANE, lane);
    }
    for (uint32_t track = 0; track < model->track_count; track++) {
        orr_trace_bytes_clear(&text);
        orr_viz_track_name(model, track, &text);
        if (!text.failed && contains((const char *)text.data, text.length, app->search)) {
            add_found(app, ORR_VIZ_FOUND_TRACK, track);
        }
    }
    for (uint32_t i = 0; i < model->printed_count && i < PRINTED_LOOKED_AT; i++) {
        size_t length;
        const char *printed = orr_trace_reader_string(app->reader, model->printed[i].text, &length);
        if (contains(printed, length, app->search)) add_found(app, ORR_VIZ_FOUND_OUTPUT, i);
    }
    orr_trace_bytes_free(&text);
}

/* ---- going there -------------------------------------------------------------------------------- */

/* Digits of a number with at most `places` behind the point, as a whole number of the last; false: not a number. */
static bool read_number(const char *text, unsigned places, int64_t *value) {
    bool point = false, digits = false;
    *value = 0;
    for (; *text != '\0'; text++) {
        if (*text == '.' && !point && places > 0) {
            point = true;
            continue;
        }
        if (*text < '0' || *text > '9' || *value > INT64_MAX / 10 - 1) return false;
        digits = true;
        if (point && places == 0) continue;
        if (point) places--;
        *value = *value * 10 + (*text - '0');
    }
    for (; places > 0; places--) {
        if (*value > INT64_MAX / 10) return false;
        *value *= 10;
    }
    return digits;
}

static void go_to_place(OrrVizApp *app) {
    int64_t number;
    if (app->search[0] == ':') {
        if (read_number(app->search + 1, 0, &number) && number >= 1 && number <= (int64_t)app->model->step_count) {
            orr_viz_app_go(app, app->model->steps[number - 1].event);
            return;
        }
        orr_viz_app_say(app, "the trace has no such step");
        return;
    }
    if (read_number(app->search + 1, 9, &number)) {
        orr_viz_app_go(app, orr_viz_axis_event(app->model, ORR_VIZ_AXIS_TIME, number));
    }
}

void orr_viz_search_again(OrrVizApp *app, bool back) {
    if (app->search[0] == '\0') return;
    if (is_place(app->search)) {
        go_to_place(app);
        return;
    }
    uint32_t from = app->selected != ORR_VIZ_NONE ? app->selected : back ? 0 : app->model->lane_count - 1;
    uint32_t lane = find_lane(app, from, back);
    if (lane == ORR_VIZ_NONE) orr_viz_app_say(app, "no task is called that");
    else orr_viz_app_select(app, lane);
}

void orr_viz_search_finish(OrrVizApp *app) {
    if (app->search[0] == '\0') return;
    if (is_place(app->search)) {
        go_to_place(app);
        return;
    }
    if (app->found_count == 0) {
        orr_viz_app_say(app, "nothing is called that");
        return;
    }
    OrrVizFound found = app->found[app->found_at];
    if (found.kind == ORR_VIZ_FOUND_LANE) orr_viz_app_select(app, found.index);
    else if (found.kind == ORR_VIZ_FOUND_TRACK) orr_viz_app_select_track(app, found.index);
    else orr_viz_app_go(app, app->model->printed[found.index].event);
}
