#include "viz/seek.h"

enum { FIRST_WINDOW = 1024, MOST_LOOKED = 20000000 };

/* What is looked for. */
typedef struct Wanted {
    const OrrVizApp *app;
    OrrTraceKind kind; /* of the event, if not 0 */
    uint32_t lane;     /* that it is about, if not ORR_VIZ_NONE */
} Wanted;

/* Whether the event is the doing of the lane, or names its task. */
static bool about_lane(const Wanted *wanted, const OrrTraceRecord *record) {
    const OrrVizModel *model = wanted->app->model;
    const OrrTraceEventInfo *info = orr_trace_event_info(record->kind);
    for (unsigned i = 0; info != NULL && i < info->field_count; i++) {
        bool id = info->types[i] == ORR_TRACE_TYPE_TASK || info->types[i] == ORR_TRACE_TYPE_OBJECT;
        if (id && record->fields[i] == model->lanes[wanted->lane].id) return true;
    }
    uint32_t event = (uint32_t)record->event, step = orr_viz_step_at(model, event);
    if (step == 0 || model->steps[step - 1].lane != wanted->lane) return false;
    /* The event that ends a step belongs to it. */
    return event <= orr_viz_step_end(model, step);
}

static bool is_wanted(const Wanted *wanted, const OrrTraceRecord *record) {
    if (wanted->kind != 0 && record->kind != wanted->kind) return false;
    return wanted->lane == ORR_VIZ_NONE || about_lane(wanted, record);
}

/* The last one of from..to - 1 (or the first, if that is asked for); ORR_VIZ_NONE: there is none. */
static uint32_t look_through(const Wanted *wanted, uint32_t from, uint32_t to, bool first) {
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    uint32_t found = ORR_VIZ_NONE;
    orr_trace_cursor_start(&cursor, wanted->app->reader);
    orr_trace_cursor_seek_event(&cursor, from);
    for (uint32_t i = from; i < to && orr_trace_cursor_next(&cursor, &record); i++) {
        if (!is_wanted(wanted, &record)) continue;
        found = i;
        if (first) break;
    }
    return found;
}

/* Backwards it is looked through in pieces that get larger, as events are read forwards. */
static uint32_t look(const Wanted *wanted, bool back) {
    const OrrVizApp *app = wanted->app;
    if (!back) {
        uint32_t left = app->model->event_count - app->cursor - 1, most = left < MOST_LOOKED ? left : MOST_LOOKED;
        return look_through(wanted, app->cursor + 1, app->cursor + 1 + most, true);
    }
    uint32_t to = app->cursor, window = FIRST_WINDOW, found = ORR_VIZ_NONE;
    while (to > 0 && found == ORR_VIZ_NONE && app->cursor - to < MOST_LOOKED) {
        uint32_t from = to > window ? to - window : 0;
        found = look_through(wanted, from, to, false);
        to = from;
        window *= 2;
    }
    return found;
}

static void go_or_say(OrrVizApp *app, uint32_t event, bool back) {
    if (event != ORR_VIZ_NONE) orr_viz_app_go(app, event);
    else orr_viz_app_say(app, back ? "there is none before" : "there is none after");
}

void orr_viz_seek_kind(OrrVizApp *app, bool back) {
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, app->reader);
    orr_trace_cursor_seek_event(&cursor, app->cursor);
    if (!orr_trace_cursor_next(&cursor, &record)) return;
    go_or_say(app, look(&(Wanted){app, record.kind, ORR_VIZ_NONE}, back), back);
    const OrrTraceEventInfo *info = orr_trace_event_info(record.kind);
    if (app->message[0] != '\0' || info == NULL) return;
    OrrTraceBytes text = {0};
    orr_trace_bytes_text(&text, back ? "the previous event of the kind " : "the next event of the kind ");
    orr_trace_bytes_text(&text, info->name);
    if (!text.failed) orr_viz_app_say(app, (const char *)text.data);
    orr_trace_bytes_free(&text);
}

void orr_viz_seek_of_task(OrrVizApp *app, bool back) {
    if (app->selected >= app->model->lane_count) {
        orr_viz_app_say(app, "no task is selected");
        return;
    }
    go_or_say(app, look(&(Wanted){app, (OrrTraceKind)0, app->selected}, back), back);
}

void orr_viz_seek_flag(OrrVizApp *app, bool back) {
    const OrrVizModel *model = app->model;
    uint32_t low = 0, high = model->mark_count; /* the first beyond the cursor, or, backwards, not before it */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        bool passed = back ? model->marks[middle].event < app->cursor : model->marks[middle].event <= app->cursor;
        if (passed) low = middle + 1;
        else high = middle;
    }
    if (back) go_or_say(app, low == 0 ? ORR_VIZ_NONE : model->marks[low - 1].event, back);
    else go_or_say(app, low == model->mark_count ? ORR_VIZ_NONE : model->marks[low].event, back);
}

void orr_viz_seek_bookmark(OrrVizApp *app, bool back) {
    const OrrVizNotes *notes = &app->notes;
    uint32_t at = orr_viz_notes_from(notes, back ? app->cursor : app->cursor + 1);
    bool any = back ? at > 0 : at < notes->count && notes->items[at].event < app->model->event_count;
    go_or_say(app, any ? notes->items[back ? at - 1 : at].event : ORR_VIZ_NONE, back);
    if (any) orr_viz_app_say(app, notes->items[back ? at - 1 : at].text);
}
