/* The panel at the right: what happens now, the selected task, the scheduler, the source, the output. And the help. */
#include "viz/layout.h"

#include <stdlib.h>
#include <string.h>

#include "trace/words.h"
#include "viz/caption.h"

/* Writes lines of text from top to bottom into a part of the panel. */
typedef struct Pen {
    OrrVizApp *app;
    OrrVizDrawList *list;
    OrrVizRect place;
    int32_t y;
    OrrTraceBytes text; /* of the line that is being put together */
} Pen;

static int32_t line_height(const Pen *pen) {
    return pen->app->metrics.line_height;
}

static bool full(const Pen *pen) {
    return pen->y + line_height(pen) > pen->place.y + pen->place.h;
}

/* Writes the line that is put together, and begins the next. */
static void end_line(Pen *pen, int32_t indent, OrrVizPaint paint) {
    if (!full(pen)) {
        int32_t x = pen->place.x + indent * pen->app->metrics.advance;
        orr_viz_draw_text(pen->list, x, pen->y, pen->place.x + pen->place.w - x, paint, false,
                          (const char *)pen->text.data, pen->text.length);
    }
    pen->y += line_height(pen);
    orr_trace_bytes_clear(&pen->text);
}

/* The same, on as many lines as it needs, at most so many. */
static void end_paragraph(Pen *pen, OrrVizPaint paint, int most) {
    size_t room = (size_t)(pen->place.w / pen->app->metrics.advance);
    const char *text = (const char *)pen->text.data;
    size_t left = pen->text.length;
    for (int i = 0; i < most && left > 0 && !full(pen); i++) {
        size_t part = left;
        if (left > room && i + 1 < most) {
            for (part = room; part > room / 2 && text[part] != ' ';) part--;
            while (part > 1 && ((unsigned char)text[part] & 0xC0) == 0x80) part--;
        }
        orr_viz_draw_text(pen->list, pen->place.x, pen->y, pen->place.w, paint, false, text, part);
        while (part < left && text[part] == ' ') part++;
        text += part;
        left -= part;
        pen->y += line_height(pen);
    }
    orr_trace_bytes_clear(&pen->text);
}

static void heading(Pen *pen, const char *words) {
    if (full(pen)) return;
    orr_viz_draw_text(pen->list, pen->place.x, pen->y, pen->place.w, ORR_VIZ_PAINT_TEXT_HEAD, true, words,
                      strlen(words));
    pen->y += line_height(pen);
}

static void add(Pen *pen, const char *words) {
    orr_trace_bytes_text(&pen->text, words);
}

static void add_number(Pen *pen, uint64_t number) {
    orr_trace_bytes_decimal(&pen->text, (int64_t)number);
}

/* ---- now ---------------------------------------------------------------------------------------- */

static void now_part(Pen *pen) {
    OrrVizApp *app = pen->app;
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, app->reader);
    orr_trace_cursor_seek_event(&cursor, app->cursor);
    if (!orr_trace_cursor_next(&cursor, &record)) return;
    add(pen, "Event ");
    add_number(pen, record.event);
    add(pen, ", step ");
    add_number(pen, record.step);
    add(pen, ", ");
    orr_viz_time_text(record.time_ns, 1, &pen->text);
    const char *head = (const char *)pen->text.data;
    if (!pen->text.failed) heading(pen, head);
    orr_trace_bytes_clear(&pen->text);
    OrrTraceState before;
    orr_trace_state_init(&before);
    if (orr_trace_reader_state(app->reader, app->cursor, &before)) {
        orr_viz_caption(app->reader, &before, &record, &pen->text);
        end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 3);
    }
    orr_trace_state_free(&before);
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

static void totals_part(Pen *pen, const OrrVizLane *lane) {
    enum { FEW = 200000 }; /* adding up more than that would take too long for a picture */
    if (lane->count > FEW) return;
    int64_t sums_ns[ORR_VIZ_STATES] = {0};
    uint32_t steps;
    totals(pen->app, lane, sums_ns, &steps);
    add_number(pen, steps);
    add(pen, steps == 1 ? " step so far" : " steps so far");
    static const struct {
        OrrVizState state;
        const char *word;
    } parts[] = {{ORR_VIZ_RUNNING, ", ran "}, {ORR_VIZ_READY, ", ready "}, {ORR_VIZ_SLEEPING, ", slept "}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (sums_ns[parts[i].state] == 0) continue;
        add(pen, parts[i].word);
        orr_viz_time_text(sums_ns[parts[i].state], 1, &pen->text);
    }
    int64_t waited_ns = sums_ns[ORR_VIZ_AWAITING] + sums_ns[ORR_VIZ_BLOCKED];
    if (waited_ns != 0) {
        add(pen, ", waited ");
        orr_viz_time_text(waited_ns, 1, &pen->text);
    }
    end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 2);
}

static void span_part(Pen *pen, const OrrVizSpan *span) {
    OrrVizApp *app = pen->app;
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    const OrrTraceState *state = orr_viz_app_state(app);
    const OrrTraceTask *task = state == NULL ? NULL : orr_trace_state_task(state, lane->id);
    add(pen, orr_viz_state_word((OrrVizState)span->state));
    if (task != NULL && task->state == ORR_TRACE_TASK_WAITING) {
        add(pen, ": ");
        orr_trace_word_wait(app->reader, state, task, &pen->text);
    }
    if (span->plain == ORR_VIZ_READY) {
        add(pen, span->reason == 0 ? ": it gave way" : ", woken by ");
        if (span->reason != 0) {
            if (span->object != 0 && span->object <= app->model->lane_count) {
                orr_viz_lane_name(app->model, span->object - 1, &pen->text);
            } else {
                add(pen, "the loop");
            }
            add(pen, ": ");
            add(pen, orr_trace_kind_word(ORR_TRACE_TYPE_WAKE, span->reason));
        }
    }
    bool end = span->state >= ORR_VIZ_DONE && span->state <= ORR_VIZ_GONE;
    add(pen, end ? " at " : " since ");
    orr_viz_time_text(orr_viz_time_at(app->model, span->event), 1, &pen->text);
    uint32_t i = (uint32_t)(span - lane->spans);
    if (i + 1 < lane->count) {
        add(pen, " until ");
        orr_viz_time_text(orr_viz_time_at(app->model, lane->spans[i + 1].event), 1, &pen->text);
    }
    end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 3);
}

static void task_part(Pen *pen) {
    OrrVizApp *app = pen->app;
    if (app->selected >= app->model->lane_count) {
        add(pen, "Click a bar, or press up and down, to pick a task.");
        end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 2);
        return;
    }
    const OrrVizLane *lane = &app->model->lanes[app->selected];
    orr_viz_lane_name(app->model, app->selected, &pen->text);
    if (lane->function != 0) {
        add(pen, "  ");
        orr_trace_word_string(app->reader, lane->function, &pen->text);
        add(pen, "()");
    }
    if (!pen->text.failed) heading(pen, (const char *)pen->text.data);
    orr_trace_bytes_clear(&pen->text);
    const OrrVizSpan *span = orr_viz_app_span(app);
    if (span == NULL) {
        add(pen, "not yet created");
        end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 1);
        return;
    }
    span_part(pen, span);
    uint32_t step = orr_viz_app_step(app);
    if (step != 0 && app->model->steps[step - 1].cause != 0) {
        uint32_t cause = app->model->steps[step - 1].cause;
        add(pen, "step ");
        add_number(pen, step);
        add(pen, " because of step ");
        add_number(pen, cause);
        add(pen, " of ");
        orr_viz_lane_name(app->model, app->model->steps[cause - 1].lane, &pen->text);
        add(pen, "   [ goes there");
        end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 2);
    }
    totals_part(pen, lane);
}

/* ---- the scheduler ------------------------------------------------------------------------------ */

static void ready_line(Pen *pen, const OrrTraceState *state) {
    enum { MOST = 12 };
    add(pen, "ready ");
    add_number(pen, state->ready_count);
    add(pen, state->ready_count == 0 ? "" : ": ");
    for (uint32_t i = 0; i < state->ready_count && i < MOST; i++) {
        OrrTraceReady entry = orr_trace_state_ready(state, i);
        OrrTraceActor actor = {.kind = entry.kind, .id = entry.id, .function = entry.function};
        if (i > 0) add(pen, " \xE2\x86\x92 ");
        orr_trace_word_actor(pen->app->reader, state, actor, &pen->text);
    }
    if (state->ready_count > MOST) add(pen, " \xE2\x80\xA6");
    end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 2);
}

/* The timers that are due next. */
static void timer_line(Pen *pen, const OrrTraceState *state) {
    enum { MOST = 4 };
    const OrrTraceTimer *next[MOST];
    uint32_t kept = 0, count = 0;
    for (const OrrTraceTimer *timer = orr_trace_state_timer_first(state); timer != NULL;
         timer = orr_trace_state_timer_next(state, timer)) {
        uint32_t place = kept;
        count++;
        while (place > 0 && next[place - 1]->deadline_ns > timer->deadline_ns) place--;
        if (place == MOST) continue;
        if (kept < MOST) kept++;
        for (uint32_t i = kept - 1; i > place; i--) next[i] = next[i - 1];
        next[place] = timer;
    }
    add(pen, "timers ");
    add_number(pen, count);
    for (uint32_t i = 0; i < kept; i++) {
        add(pen, i == 0 ? ": " : ", ");
        orr_viz_time_text(next[i]->deadline_ns, 1, &pen->text);
        if (next[i]->set_by.kind == ORR_TRACE_ACTOR_NONE) continue;
        add(pen, " (");
        orr_trace_word_actor(pen->app->reader, state, next[i]->set_by, &pen->text);
        add(pen, ")");
    }
    if (count > kept) add(pen, " \xE2\x80\xA6");
    end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 2);
}

/* Who waits for what, in order of waiting, longest first. */
static void waiter_lines(Pen *pen, const OrrTraceState *state, int most) {
    enum { LOOKED_THROUGH = 2000 };
    int looked = 0, shown = 0;
    for (const OrrTraceTask *task = orr_trace_state_task_first(state); task != NULL && looked < LOOKED_THROUGH;
         task = orr_trace_state_task_next(state, task), looked++) {
        if (task->state != ORR_TRACE_TASK_WAITING || task->wait_kind == ORR_TRACE_WAIT_SLEEP) continue;
        if (shown++ == most) {
            add(pen, "\xE2\x80\xA6 and more");
            end_line(pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
            return;
        }
        orr_trace_word_task(pen->app->reader, state, task->item.id, &pen->text);
        add(pen, " waits: ");
        orr_trace_word_wait(pen->app->reader, state, task, &pen->text);
        end_line(pen, 0, ORR_VIZ_PAINT_TEXT);
    }
}

static void holder_lines(Pen *pen, const OrrTraceState *state, int most) {
    int shown = 0;
    for (const OrrTraceObject *object = orr_trace_state_object_first(state); object != NULL && shown < most;
         object = orr_trace_state_object_next(state, object)) {
        const OrrTraceLink *link = orr_trace_state_link(state, object->holders);
        if (link == NULL) continue;
        orr_trace_word_object(pen->app->reader, state, object->item.id, &pen->text);
        add(pen, " held by ");
        for (int i = 0; link != NULL && i < 5; i++) {
            if (i > 0) add(pen, ", ");
            orr_trace_word_object(pen->app->reader, state, link->id, &pen->text);
            link = orr_trace_state_link(state, link->next);
        }
        end_line(pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
        shown++;
    }
}

static void scheduler_part(Pen *pen) {
    const OrrTraceState *state = orr_viz_app_state(pen->app);
    if (state == NULL) return;
    heading(pen, "Scheduler");
    ready_line(pen, state);
    timer_line(pen, state);
    int room = (pen->place.y + pen->place.h - pen->y) / line_height(pen);
    waiter_lines(pen, state, room / 2);
    holder_lines(pen, state, room / 3);
}

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

static void source_line(Pen *pen, const OrrTraceSource *source, int64_t number, bool current) {
    const char *line;
    size_t length;
    if (!find_line(source, number, &line, &length)) return;
    if (current && !full(pen)) {
        OrrVizRect band = {pen->place.x - 4, pen->y, pen->place.w + 4, line_height(pen)};
        orr_viz_draw_fill(pen->list, band, ORR_VIZ_PAINT_HIGHLIGHT, ORR_VIZ_SOLID);
    }
    add(pen, number < 10 ? "   " : number < 100 ? "  " : number < 1000 ? " " : "");
    add_number(pen, (uint64_t)number);
    add(pen, current ? " \xE2\x96\xB6 " : "   ");
    orr_trace_bytes_append(&pen->text, line, length);
    end_line(pen, 0, current ? ORR_VIZ_PAINT_TEXT : ORR_VIZ_PAINT_TEXT_DIM);
}

/* The task whose source is shown: the selected one if it lives, else the one that runs. */
static const OrrTraceTask *source_task(OrrVizApp *app, const OrrTraceState *state) {
    const OrrTraceTask *selected = NULL;
    if (app->selected < app->model->lane_count) {
        selected = orr_trace_state_task(state, app->model->lanes[app->selected].id);
    }
    if (selected != NULL) return selected;
    OrrTraceActor actor = orr_trace_state_actor(state);
    return actor.kind == ORR_TRACE_ACTOR_TASK ? orr_trace_state_task(state, actor.id) : NULL;
}

/* The await stack, outermost first, on one line; then the lines around the innermost place. */
static void source_part(Pen *pen) {
    OrrVizApp *app = pen->app;
    const OrrTraceState *state = orr_viz_app_state(app);
    const OrrTraceTask *task = state == NULL ? NULL : source_task(app, state);
    const OrrTraceFrame *frame = task == NULL ? NULL : orr_trace_state_frame(state, task);
    heading(pen, "Source");
    if (frame == NULL) {
        add(pen, "No task runs here, and none that lives is selected.");
        end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 2);
        return;
    }
    int depth = 0;
    for (const OrrTraceFrame *f = frame; f != NULL && depth < 6; f = orr_trace_state_frame_below(state, f), depth++) {
        if (depth > 0) add(pen, " \xE2\x86\x90 "); /* awaited by */
        orr_trace_word_string(app->reader, f->function, &pen->text);
        if (f->line == 0) continue;
        add(pen, ":");
        orr_trace_bytes_decimal(&pen->text, f->line);
    }
    end_paragraph(pen, ORR_VIZ_PAINT_TEXT, 2);
    /* The innermost whose text is there: what a library does is told by who calls it. */
    OrrTraceSource source;
    while (!find_source(app, frame->file, &source)) {
        frame = orr_trace_state_frame_below(state, frame);
        if (frame == NULL) return;
    }
    int64_t line = frame->line != 0 ? frame->line : task->created_line;
    if (line < 0 || line > INT32_MAX) line = 0; /* no line of any source */
    int64_t room = (pen->place.y + pen->place.h - pen->y) / line_height(pen);
    int64_t first = line - room / 2;
    for (int64_t i = first < 1 ? 1 : first, shown = 0; shown < room && i <= line + room; i++, shown++) {
        source_line(pen, &source, i, i == line);
    }
}

/* ---- output ------------------------------------------------------------------------------------- */

/* The last lines that were written before the cursor. */
static void output_part(Pen *pen) {
    const OrrVizApp *app = pen->app;
    const OrrVizModel *model = app->model;
    heading(pen, "Output so far");
    int room = (pen->place.y + pen->place.h - pen->y) / line_height(pen);
    if (room <= 0) return;
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
        end_line(pen, 0, ORR_VIZ_PAINT_TEXT);
        from = end + 1;
    }
    orr_trace_bytes_free(&all);
}

/* ---- all ---------------------------------------------------------------------------------------- */

static void part(OrrVizApp *app, OrrVizDrawList *list, int32_t *y, int32_t height, void (*write)(Pen *pen)) {
    const OrrVizRect *panel = &app->places.panel;
    Pen pen = {.app = app, .list = list, .place = {panel->x + 14, *y + 6, panel->w - 22, height - 8}, .y = *y + 6};
    orr_viz_draw_clip(list, (OrrVizRect){panel->x, *y, panel->w, height});
    orr_viz_draw_line(list, panel->x, *y, panel->x + panel->w, *y, 1, ORR_VIZ_PAINT_EDGE);
    write(&pen);
    orr_trace_bytes_free(&pen.text);
    *y += height;
}

void orr_viz_layout_panel(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizRect *panel = &app->places.panel;
    int32_t y = panel->y, line = app->metrics.line_height;
    orr_viz_draw_clip(list, *panel);
    orr_viz_draw_fill(list, *panel, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    if (app->model->event_count == 0) return;
    int32_t left = panel->h - 4 * line - 12 - 7 * line - 12;
    part(app, list, &y, 4 * line + 12, now_part);
    part(app, list, &y, 7 * line + 12, task_part);
    if (left > 0) {
        int32_t scheduler = left * 30 / 100, source = left * 42 / 100;
        part(app, list, &y, scheduler, scheduler_part);
        part(app, list, &y, source, source_part);
        part(app, list, &y, left - scheduler - source, output_part);
    }
    orr_viz_draw_clip(list, *panel);
    orr_viz_draw_line(list, panel->x, panel->y, panel->x, panel->y + panel->h, 1, ORR_VIZ_PAINT_EDGE);
    orr_viz_draw_unclip(list);
}

/* ---- results of the search ---------------------------------------------------------------------- */

void orr_viz_layout_results(OrrVizApp *app, OrrVizDrawList *list) {
    uint32_t listed = app->found_count < ORR_VIZ_FOUND_MAX ? app->found_count : ORR_VIZ_FOUND_MAX;
    if (app->found_count == 0) return;
    int32_t line = app->metrics.line_height, advance = app->metrics.advance;
    int32_t height = ((int32_t)listed + (app->found_count > listed)) * line + 12, width = 60 * advance;
    if (width > list->width) width = list->width;
    OrrVizRect box = {0, app->places.foot.y - height, width, height};
    orr_viz_draw_fill(list, box, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_frame(list, box, ORR_VIZ_PAINT_EDGE);
    Pen pen = {.app = app, .list = list, .place = {10, box.y + 6, width - 20, height}, .y = box.y + 6};
    for (uint32_t i = 0; i < listed; i++) {
        const OrrVizLane *lane = &app->model->lanes[app->found[i]];
        if (i == app->found_at) {
            orr_viz_draw_fill(list, (OrrVizRect){1, pen.y, width - 2, line}, ORR_VIZ_PAINT_ROW_SELECTED, ORR_VIZ_SOLID);
        }
        orr_viz_lane_name(app->model, app->found[i], &pen.text);
        add(&pen, "  ");
        orr_trace_word_string(app->reader, lane->function, &pen.text);
        uint32_t span = orr_viz_span_at(lane, app->cursor);
        add(&pen, "  ");
        add(&pen, span == ORR_VIZ_NONE ? "not yet created" : orr_viz_state_word((OrrVizState)lane->spans[span].state));
        end_line(&pen, 0, i == app->found_at ? ORR_VIZ_PAINT_TEXT : ORR_VIZ_PAINT_TEXT_DIM);
    }
    if (app->found_count > listed) {
        add(&pen, "of ");
        add_number(&pen, app->found_count);
        end_line(&pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
    }
    orr_trace_bytes_free(&pen.text);
}

/* ---- help --------------------------------------------------------------------------------------- */

typedef struct HelpRow {
    const char *keys, *words;
} HelpRow;

static const HelpRow help_rows[] = {
    {"Tab, t", "the other axis: steps or virtual time"},
    {"z", "fold empty time"},
    {"w s, wheel", "zoom in and out"},
    {"a d, drag", "move to the left and right; Shift: faster"},
    {"f", "show the whole run"},
    {"e", "show the selected span"},
    {"Left, Right", "one step back and on"},
    {", .", "one event back and on"},
    {"Home, End", "the beginning and the end"},
    {"Up, Down", "select the lane above and below"},
    {"[ ]", "walk the chain of causes back and on"},
    {"{ }", "the selected task's previous and next span"},
    {"k", "critical path: the chain that decided how long the run took"},
    {"c", "fold the selected task's children away, or show them"},
    {"g, click", "fold a group of like tasks, or open it"},
    {"C", "a row for every task, or a group's tasks in one"},
    {"l", "only lanes with a text in their name, or =STATE at the cursor"},
    {"/ n N", "search for a task, :STEP or @SECONDS; next, previous"},
    {"PgUp, PgDn", "scroll the lanes (Shift and wheel, too)"},
    {"+ - 0", "taller and lower lanes; as they were"},
    {"F", "all lanes at once"},
    {"o", "all queues, locks, semaphores; or the first few"},
    {"p", "the panel at the right"},
    {"T", "dark, light, high contrast"},
    {"Ctrl + -", "larger and smaller text"},
    {"Esc", "select nothing, close this"},
    {"?, q", "this help; end"},
};

void orr_viz_layout_help(OrrVizApp *app, OrrVizDrawList *list) {
    int32_t rows = (int32_t)(sizeof help_rows / sizeof *help_rows);
    int32_t line = app->metrics.line_height, advance = app->metrics.advance;
    int32_t width = 80 * advance, height = (rows + 2) * line + 24;
    if (width > list->width) width = list->width;
    if (height > list->height) height = list->height;
    OrrVizRect box = {(list->width - width) / 2, (list->height - height) / 2, width, height};
    orr_viz_draw_unclip(list);
    orr_viz_draw_fill(list, (OrrVizRect){0, 0, list->width, list->height}, ORR_VIZ_PAINT_VEIL, ORR_VIZ_SOLID);
    orr_viz_draw_clip(list, box);
    orr_viz_draw_fill(list, box, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_frame(list, box, ORR_VIZ_PAINT_TEXT_HEAD);
    int32_t y = box.y + 12, x = box.x + 2 * advance;
    static const char title[] = "Keys";
    orr_viz_draw_text(list, x, y, width, ORR_VIZ_PAINT_TEXT_HEAD, true, title, sizeof title - 1);
    y += line + line / 2;
    for (int32_t i = 0; i < rows; i++, y += line) {
        orr_viz_draw_text(list, x, y, width, ORR_VIZ_PAINT_TEXT, true, help_rows[i].keys, strlen(help_rows[i].keys));
        orr_viz_draw_string(list, x + 15 * advance, y, width - 17 * advance, ORR_VIZ_PAINT_TEXT, help_rows[i].words);
    }
    orr_viz_draw_unclip(list);
}
