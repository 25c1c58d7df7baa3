/* The source with the await stack, and the output. */
#include "viz/panel.h"

#include <string.h>

#include "trace/words.h"

/* ---- source ------------------------------------------------------------------------------------- */

/* The text of a file that frames name. False: the trace has not got it, as it is one of orrery's own modules. */
static bool find_source(const OrrVizApp *app, int64_t file, OrrTraceSource *source) {
    size_t length;
    const char *path = orr_trace_reader_string(app->reader, file, &length);
    for (size_t i = 0; i < orr_trace_reader_source_count(app->reader); i++) {
        *source = orr_trace_reader_source(app->reader, i);
        if (strcmp(source->path, path) == 0) return true;
    }
    return false;
}

/* Finds line `number` (from 1) of a text; false if there is none. */
static bool find_line(const OrrTraceSource *source, int64_t number, const char **line, size_t *length) {
    const char *at = source->text, *end = source->text + source->length;
    for (int64_t i = 1; i < number && at < end; i++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline == NULL ? end : newline + 1;
    }
    if (number < 1 || at >= end) return false;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *line = at;
    *length = (size_t)((newline == NULL ? end : newline) - at);
    return true;
}

static void source_line(OrrVizPen *pen, const OrrTraceSource *source, int64_t number, bool current) {
    const char *line;
    size_t length;
    if (!find_line(source, number, &line, &length)) return;
    if (current && !orr_viz_pen_full(pen)) {
        OrrVizRect band = {pen->place.x - 4, pen->y, pen->place.w + 4, orr_viz_pen_line_height(pen)};
        orr_viz_draw_fill(pen->list, band, ORR_VIZ_PAINT_HIGHLIGHT, ORR_VIZ_SOLID);
    }
    orr_viz_pen_add(pen, number < 10 ? "   " : number < 100 ? "  " : number < 1000 ? " " : "");
    orr_viz_pen_add_number(pen, (uint64_t)number);
    orr_viz_pen_add(pen, current ? " \xE2\x96\xB6 " : "   ");
    orr_trace_bytes_append(&pen->text, line, length);
    orr_viz_pen_end(pen, 0, current ? ORR_VIZ_PAINT_TEXT : ORR_VIZ_PAINT_TEXT_DIM);
}

const OrrTraceTask *orr_viz_panel_source_task(OrrVizApp *app, const OrrTraceState *state) {
    const OrrTraceTask *selected = NULL;
    if (app->selected < app->model->lane_count) {
        selected = orr_trace_state_task(state, app->model->lanes[app->selected].id);
    }
    if (selected != NULL) return selected;
    OrrTraceActor actor = orr_trace_state_actor(state);
    return actor.kind == ORR_TRACE_ACTOR_TASK ? orr_trace_state_task(state, actor.id) : NULL;
}

void orr_viz_panel_source_title(OrrVizPen *pen) {
    const OrrTraceState *state = orr_viz_app_state(pen->app);
    const OrrTraceTask *task = state == NULL ? NULL : orr_viz_panel_source_task(pen->app, state);
    orr_viz_pen_add(pen, "Source");
    if (task == NULL) return;
    orr_viz_pen_add(pen, " of ");
    orr_trace_word_task(pen->app->reader, state, task->item.id, &pen->text);
}

/* The await stack on one line, innermost first. */
static void stack_lines(OrrVizPen *pen, const OrrTraceState *state, const OrrTraceFrame *frame) {
    int depth = 0;
    for (; frame != NULL && depth < 6; frame = orr_trace_state_frame_below(state, frame), depth++) {
        if (depth > 0) orr_viz_pen_add(pen, " \xE2\x86\x90 "); /* awaited by */
        orr_trace_word_string(pen->app->reader, frame->function, &pen->text);
        if (frame->line == 0) continue;
        orr_viz_pen_add(pen, ":");
        orr_trace_bytes_decimal(&pen->text, frame->line);
    }
    orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 2);
}

/* The await stack; then the lines around the innermost place. */
void orr_viz_panel_source(OrrVizPen *pen) {
    OrrVizApp *app = pen->app;
    const OrrTraceState *state = orr_viz_app_state(app);
    const OrrTraceTask *task = state == NULL ? NULL : orr_viz_panel_source_task(app, state);
    const OrrTraceFrame *frame = task == NULL ? NULL : orr_trace_state_frame(state, task);
    if (frame == NULL) {
        orr_viz_pen_add(pen, "No task runs here, and none that lives is selected.");
        orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 2);
        return;
    }
    stack_lines(pen, state, frame);
    /* The innermost whose text is there: what a library does is told by who calls it. */
    OrrTraceSource source;
    while (!find_source(app, frame->file, &source)) {
        frame = orr_trace_state_frame_below(state, frame);
        if (frame == NULL) return;
    }
    int64_t line = frame->line != 0 ? frame->line : task->created_line;
    if (line < 0 || line > INT32_MAX) line = 0; /* no line of any source */
    int64_t room = orr_viz_pen_room(pen);
    int64_t first = line - room / 2 + pen->scroll;
    if (first < 1) first = 1;
    for (int64_t i = first; i < first + room; i++) source_line(pen, &source, i, i == line);
}

/* ---- output ------------------------------------------------------------------------------------- */

void orr_viz_panel_output_title(OrrVizPen *pen) {
    orr_viz_pen_add(pen, "Output so far");
}

/* The last lines that were written before the cursor, or, scrolled up, those before them. */
void orr_viz_panel_output(OrrVizPen *pen) {
    const OrrVizApp *app = pen->app;
    const OrrVizModel *model = app->model;
    int32_t hidden = pen->scroll < 0 ? -pen->scroll : 0;
    int32_t room = orr_viz_pen_room(pen) + hidden;
    uint32_t low = 0, high = model->printed_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (model->printed[middle].event <= app->cursor) low = middle + 1;
        else high = middle;
    }
    /* As far back as there are line ends for the room; a print is often a text and its end apart. */
    uint32_t first = low;
    for (int ends = 0; first > 0 && ends <= room; first--) {
        size_t length;
        const char *text = orr_trace_reader_string(app->reader, model->printed[first - 1].text, &length);
        for (size_t i = 0; i < length; i++) ends += text[i] == '\n';
    }
    OrrTraceBytes all = {0};
    for (uint32_t i = first; i < low; i++) orr_trace_word_string(app->reader, model->printed[i].text, &all);
    size_t from = all.length, ends = 0;
    if (from > 0 && all.data[from - 1] == '\n') from--;
    while (from > 0 && (all.data[from - 1] != '\n' || ++ends < (size_t)room)) from--;
    while (from < all.length) {
        const unsigned char *newline = memchr(all.data + from, '\n', all.length - from);
        size_t end = newline == NULL ? all.length : (size_t)(newline - all.data);
        orr_trace_bytes_append(&pen->text, all.data + from, end - from);
        orr_viz_pen_end(pen, 0, ORR_VIZ_PAINT_TEXT);
        from = end + 1;
    }
    orr_trace_bytes_free(&all);
}
