#include "viz/html.h"

#include <stdlib.h>
#include <string.h>

#include "trace/explain.h"
#include "trace/words.h"
#include "viz/axis.h"
#include "viz/layout.h"
#include "viz_page.h"

static void text_of(OrrTraceBytes *file, const char *text) {
    orr_trace_bytes_text(file, text);
}

static void number(OrrTraceBytes *file, int64_t value) {
    orr_trace_bytes_decimal(file, value);
}

/* A JSON string that is safe within a script element. */
static void string(OrrTraceBytes *file, const char *text, size_t length) {
    orr_trace_bytes_byte(file, '"');
    uint32_t character;
    for (size_t n; (n = orr_viz_text_next(text, length, &character)) != 0; text += n, length -= n) {
        if (character < 0x20 || character == '"' || character == '\\' || character == '<' || character == 0x7F) {
            text_of(file, "\\u00");
            orr_trace_bytes_byte(file, (unsigned char)"0123456789abcdef"[character >> 4]);
            orr_trace_bytes_byte(file, (unsigned char)"0123456789abcdef"[character & 15]);
        } else if (character == 0xFFFD) {
            text_of(file, "\\ufffd");
        } else {
            orr_trace_bytes_append(file, text, n);
        }
    }
    orr_trace_bytes_byte(file, '"');
}

static void word(OrrTraceBytes *file, const char *text) {
    string(file, text, strlen(text));
}

/* "#rrggbbaa", as CSS has it. */
static void colour(OrrTraceBytes *file, uint32_t value) {
    text_of(file, "\"#");
    for (unsigned shift = 32; shift > 0;) {
        shift -= 4;
        orr_trace_bytes_byte(file, (unsigned char)"0123456789abcdef"[value >> shift & 15]);
    }
    text_of(file, "\"");
}

static void colours(OrrTraceBytes *file, const char *key, uint32_t (*of)(OrrVizThemeKind, OrrVizPaint)) {
    text_of(file, ",\n\"");
    text_of(file, key);
    text_of(file, "\":{");
    for (int paint = 0; paint < ORR_VIZ_PAINTS; paint++) {
        if (paint > 0) text_of(file, ",");
        word(file, orr_viz_paint_word((OrrVizPaint)paint));
        for (int theme = 0; theme < ORR_VIZ_THEMES; theme++) {
            text_of(file, theme == 0 ? ":[" : ",");
            colour(file, of((OrrVizThemeKind)theme, (OrrVizPaint)paint));
        }
        text_of(file, "]");
    }
    text_of(file, "}");
}

static void looks(OrrTraceBytes *file) {
    text_of(file, ",\n\"states\":[");
    for (int i = 0; i < ORR_VIZ_STATES; i++) {
        OrrVizState state = (OrrVizState)i;
        text_of(file, i == 0 ? "{\"word\":" : ",{\"word\":");
        word(file, orr_viz_state_word(state));
        text_of(file, ",\"paint\":");
        word(file, orr_viz_paint_word(orr_viz_state_paint(state)));
        text_of(file, ",\"pattern\":");
        word(file, orr_viz_pattern_word(orr_viz_state_pattern(state)));
        text_of(file, "}");
    }
    text_of(file, "],\n\"kinds\":[\"\"");
    for (int64_t kind = 1; strcmp(orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, kind), "?") != 0; kind++) {
        text_of(file, ",");
        word(file, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, kind));
    }
    text_of(file, "]");
}

/* No lane takes the room of all the others: of one with very many spans the first ones are shown. */
static uint32_t shown_spans(const OrrVizLane *lane) {
    return lane->count < ORR_VIZ_HTML_SPANS / 4 ? lane->count : ORR_VIZ_HTML_SPANS / 4;
}

/* [state, kind, step, time, folded] of each span, the positions as differences to the span before. */
static void spans(const OrrVizModel *model, const OrrVizLane *lane, OrrTraceBytes *file) {
    int64_t last[ORR_VIZ_AXES] = {0};
    for (uint32_t i = 0; i < shown_spans(lane); i++) {
        const OrrVizSpan *span = &lane->spans[i];
        if (i > 0) text_of(file, ",");
        bool waits = span->plain >= ORR_VIZ_SLEEPING && span->plain <= ORR_VIZ_BLOCKED;
        number(file, span->state);
        text_of(file, ",");
        number(file, waits ? span->kind : 0);
        for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
            int64_t at = orr_viz_axis_position(model, (OrrVizAxis)axis, span->event);
            text_of(file, ",");
            number(file, at - last[axis]);
            last[axis] = at;
        }
    }
}

/* As many lanes, from the first on, as have room. Parents come before their children, so they are among them. */
static uint32_t lanes_with_room(const OrrVizModel *model) {
    uint64_t sum = 0;
    uint32_t count = 0;
    while (count < model->lane_count && (sum += shown_spans(&model->lanes[count])) <= ORR_VIZ_HTML_SPANS) count++;
    return count == 0 ? 1 : count;
}

static void lanes(const OrrVizModel *model, uint32_t count, OrrTraceBytes *file) {
    OrrTraceBytes name = {0};
    text_of(file, ",\n\"lanes\":[\n");
    for (uint32_t i = 0; i < count; i++) {
        const OrrVizLane *lane = &model->lanes[i];
        size_t length;
        const char *function = orr_trace_reader_string(model->reader, lane->function, &length);
        orr_trace_bytes_clear(&name);
        orr_viz_lane_name(model, i, &name);
        text_of(file, i == 0 ? "{\"n\":" : ",\n{\"n\":");
        string(file, (const char *)name.data, name.length);
        text_of(file, ",\"f\":");
        string(file, function, length);
        text_of(file, ",\"d\":");
        number(file, lane->depth);
        text_of(file, ",\"p\":");
        number(file, lane->parent == ORR_VIZ_NONE ? -1 : (int64_t)lane->parent);
        text_of(file, ",\"s\":[");
        spans(model, lane, file);
        text_of(file, "]}");
    }
    text_of(file, "]");
    if (name.failed) file->failed = true;
    orr_trace_bytes_free(&name);
}

/* ---- steps -------------------------------------------------------------------------------------- */

static uint32_t steps_with_room(const OrrVizModel *model) {
    return model->step_count < ORR_VIZ_HTML_SPANS ? model->step_count : ORR_VIZ_HTML_SPANS;
}

/* The step that a task is in when an event ends it; 0: none. */
static uint32_t step_of(const OrrVizModel *model, int64_t task, uint32_t event) {
    uint32_t lane = orr_viz_model_lane_of(model, task);
    if (lane == ORR_VIZ_NONE || event == 0) return 0;
    uint32_t span = orr_viz_span_at(&model->lanes[lane], event - 1);
    if (span == ORR_VIZ_NONE || model->lanes[lane].spans[span].state != ORR_VIZ_RUNNING) return 0;
    return model->lanes[lane].spans[span].object;
}

/* The line of the program that a task has come to when its step ends; 0: none. */
static int64_t line_at_end(const OrrVizModel *model, const OrrTraceState *state, const OrrTraceTask *task,
                           const OrrTraceRecord *record) {
    const OrrTraceFrame *frame = orr_trace_word_place(model->reader, state, task);
    size_t length;
    if (frame == NULL) return 0;
    const char *path = orr_trace_reader_string(model->reader, frame->file, &length);
    if (strcmp(path, orr_trace_reader_header(model->reader)->program.path) != 0) return 0;
    bool innermost = frame == orr_trace_state_frame(state, task);
    if (innermost && record->kind == ORR_TRACE_WAIT) return record->fields[2];
    if (innermost && record->kind == ORR_TRACE_YIELD) return record->fields[0];
    return frame->line;
}

/* Where each step ends. False: no memory. */
static bool find_lines(const OrrVizModel *model, int64_t *lines, uint32_t count) {
    OrrTraceState state;
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_state_init(&state);
    orr_trace_cursor_start(&cursor, model->reader);
    while (!state.no_memory && orr_trace_cursor_next(&cursor, &record) && record.event < model->event_count) {
        bool ends =
            record.kind == ORR_TRACE_WAIT || record.kind == ORR_TRACE_YIELD || record.kind == ORR_TRACE_TASK_DONE;
        OrrTraceActor actor = orr_trace_state_actor(&state);
        const OrrTraceTask *task =
            ends && actor.kind == ORR_TRACE_ACTOR_TASK ? orr_trace_state_task(&state, actor.id) : NULL;
        uint32_t step = task == NULL ? 0 : step_of(model, actor.id, (uint32_t)record.event);
        if (step != 0 && step <= count) lines[step - 1] = line_at_end(model, &state, task, &record);
        (void)orr_trace_state_apply(&state, record.kind, record.fields);
    }
    bool good = !state.no_memory;
    orr_trace_state_free(&state);
    return good;
}

/* [lane, cause, line] of each step. With lanes left out there are no more steps than fit them all. */
static void steps(const OrrVizModel *model, OrrTraceBytes *file) {
    uint32_t count = steps_with_room(model);
    int64_t *lines = calloc((size_t)count + 1, sizeof *lines);
    if (lines == NULL || !find_lines(model, lines, count)) file->failed = true;
    text_of(file, ",\n\"steps\":[");
    for (uint32_t i = 0; i < count && !file->failed; i++) {
        text_of(file, i == 0 ? "[" : ",[");
        number(file, model->steps[i].lane);
        text_of(file, ",");
        number(file, model->steps[i].cause);
        text_of(file, ",");
        number(file, lines[i] < 0 ? 0 : lines[i]);
        text_of(file, "]");
    }
    text_of(file, "]");
    free(lines);
}

/* Sentences come as steps end; in the file they are in order of steps. */
typedef struct Words {
    OrrTraceBytes text;
    uint32_t *at, *length; /* of step i at i - 1 */
    uint32_t count;
} Words;

static void take_words(void *context, uint64_t step, const char *text, size_t length) {
    Words *words = context;
    if (step > words->count || words->text.length + length > ORR_VIZ_HTML_WORDS) return;
    words->at[step - 1] = (uint32_t)words->text.length;
    words->length[step - 1] = (uint32_t)length;
    orr_trace_bytes_append(&words->text, text, length);
}

static void words_of_steps(const OrrVizModel *model, OrrTraceBytes *file) {
    Words words = {.count = steps_with_room(model)};
    words.at = calloc((size_t)words.count + 1, sizeof *words.at);
    words.length = calloc((size_t)words.count + 1, sizeof *words.length);
    bool good = words.at != NULL && words.length != NULL &&
                orr_trace_explain_each(model->reader, (OrrTraceTell){take_words, &words}) && !words.text.failed;
    if (!good) file->failed = true;
    text_of(file, ",\n\"words\":[");
    for (uint32_t i = 0; i < words.count && good; i++) {
        if (i > 0) text_of(file, ",\n");
        string(file, words.length[i] == 0 ? "" : (const char *)words.text.data + words.at[i], words.length[i]);
    }
    text_of(file, "]");
    free(words.at);
    free(words.length);
    orr_trace_bytes_free(&words.text);
}

/* ---- tracks, output, source --------------------------------------------------------------------- */

/* [step, time, folded, value] of each sample, the positions as differences. */
static void track(const OrrVizModel *model, const OrrVizTrack *it, const char *name, size_t length,
                  OrrTraceBytes *file) {
    int64_t last[ORR_VIZ_AXES] = {0};
    text_of(file, "{\"n\":");
    string(file, name, length);
    text_of(file, ",\"l\":");
    number(file, it->limit);
    text_of(file, ",\"m\":");
    number(file, it->most);
    text_of(file, ",\"s\":[");
    uint32_t count = it->count < ORR_VIZ_HTML_SAMPLES ? it->count : ORR_VIZ_HTML_SAMPLES;
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) text_of(file, ",");
        for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
            int64_t at = orr_viz_axis_position(model, (OrrVizAxis)axis, it->samples[i].event);
            number(file, at - last[axis]);
            text_of(file, ",");
            last[axis] = at;
        }
        number(file, it->samples[i].value);
    }
    text_of(file, "]}");
}

static void tracks(const OrrVizModel *model, OrrTraceBytes *file) {
    enum { TRACKS_MOST = 12 };
    static const char ready[] = "ready queue";
    OrrTraceBytes name = {0};
    text_of(file, ",\n\"tracks\":[");
    track(model, &model->ready, ready, sizeof ready - 1, file);
    uint32_t shown = 1;
    for (uint32_t i = 0; i < model->track_count && shown < TRACKS_MOST; i++) {
        if (model->tracks[i].count < 2) continue; /* it was never used */
        orr_trace_bytes_clear(&name);
        orr_viz_track_name(model, i, &name);
        text_of(file, ",\n");
        track(model, &model->tracks[i], (const char *)name.data, name.length, file);
        shown++;
    }
    text_of(file, "]");
    if (name.failed) file->failed = true;
    orr_trace_bytes_free(&name);
}

/* [step, text] of what was written. */
static void output(const OrrVizModel *model, OrrTraceBytes *file) {
    size_t sum = 0, length;
    text_of(file, ",\n\"out\":[");
    for (uint32_t i = 0; i < model->printed_count; i++) {
        const OrrVizPrinted *printed = &model->printed[i];
        const char *text = orr_trace_reader_string(model->reader, printed->text, &length);
        sum += length;
        bool much = sum > ORR_VIZ_HTML_OUTPUT;
        text_of(file, i == 0 ? "[" : ",\n[");
        number(file, orr_viz_step_at(model, printed->event));
        text_of(file, ",");
        if (much) word(file, "... and more\n");
        else string(file, text, length);
        text_of(file, "]");
        if (much) break;
    }
    text_of(file, "]");
}

static void program(const OrrVizModel *model, OrrTraceBytes *file) {
    const OrrTraceSource *source = &orr_trace_reader_header(model->reader)->program;
    text_of(file, ",\n\"path\":");
    word(file, source->path);
    text_of(file, ",\"source\":");
    string(file, source->text, source->length < ORR_VIZ_HTML_SOURCE ? source->length : ORR_VIZ_HTML_SOURCE);
}

static void instants(const OrrVizModel *model, OrrTraceBytes *file) {
    uint32_t count = model->instant_count < ORR_VIZ_HTML_SPANS ? model->instant_count : ORR_VIZ_HTML_SPANS;
    for (int which = 0; which < 2; which++) {
        text_of(file, which == 0 ? ",\n\"instants\":[[" : "],[");
        for (uint32_t i = 0; i < count; i++) {
            if (i > 0) text_of(file, ",");
            number(file, which == 0 ? model->instant_ns[i] : model->instant_folded[i]);
        }
    }
    text_of(file, "]]");
}

/* ---- all ---------------------------------------------------------------------------------------- */

static void about(const OrrVizModel *model, OrrTraceBytes *file) {
    const OrrTraceEnd *end = orr_trace_reader_end(model->reader);
    bool good = end != NULL && (end->verdict == ORR_TRACE_VERDICT_OK || end->verdict == ORR_TRACE_VERDICT_EXIT);
    const char *verdict = end == NULL ? "no end" : orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, end->verdict);
    OrrTraceBytes text = {0};
    text_of(&text, "A run of ");
    text_of(&text, orr_trace_reader_header(model->reader)->program.path);
    text_of(&text, end == NULL ? "; the trace does not say how it ended." : ". It ended: ");
    if (end != NULL) text_of(&text, verdict);
    if (end != NULL && end->message != NULL && end->message[0] != '\0') {
        text_of(&text, ", ");
        text_of(&text, end->message);
    }
    text_of(&text, ".\nThe clock is virtual: code takes no time, only sleeping and waiting does.\n"
                   "Click a bar to see what happened there.");
    text_of(file, ",\"verdict\":");
    word(file, verdict);
    text_of(file, ",\"good\":");
    text_of(file, good ? "true" : "false");
    text_of(file, ",\"about\":");
    string(file, text.length == 0 ? "" : (const char *)text.data, text.length);
    if (text.failed) file->failed = true;
    orr_trace_bytes_free(&text);
}

static void head(const OrrVizModel *model, const char *title, uint32_t lane_count, OrrTraceBytes *file) {
    OrrTraceBytes counts = {0};
    orr_trace_bytes_decimal(&counts, model->lane_count - INT64_C(1));
    text_of(&counts, model->lane_count == 2 ? " task, " : " tasks, ");
    orr_trace_bytes_decimal(&counts, model->step_count);
    text_of(&counts, " steps, ");
    orr_viz_time_text(model->instant_ns[model->instant_count - 1], 1, &counts);
    if (lane_count < model->lane_count) {
        text_of(&counts, "; only the first ");
        orr_trace_bytes_decimal(&counts, lane_count);
        text_of(&counts, " of ");
        orr_trace_bytes_decimal(&counts, model->lane_count);
        text_of(&counts, " lanes");
    }
    for (uint32_t i = 0; i < lane_count; i++) {
        if (shown_spans(&model->lanes[i]) == model->lanes[i].count) continue;
        text_of(&counts, "; the longest lanes not to their end");
        break;
    }
    text_of(file, "{\"title\":");
    word(file, title == NULL ? "orrery" : title);
    text_of(file, ",\"counts\":");
    string(file, (const char *)counts.data, counts.length);
    text_of(file, ",\"length\":[");
    for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
        if (axis > 0) text_of(file, ",");
        number(file, orr_viz_axis_length(model, (OrrVizAxis)axis));
    }
    text_of(file, "]");
    if (counts.failed) file->failed = true;
    orr_trace_bytes_free(&counts);
}

static void trace(const OrrVizApp *app, OrrTraceBytes *file) {
    uint32_t lane_count = lanes_with_room(app->model);
    head(app->model, app->title, lane_count, file);
    about(app->model, file);
    lanes(app->model, lane_count, file);
    steps(app->model, file);
    words_of_steps(app->model, file);
    tracks(app->model, file);
    output(app->model, file);
    program(app->model, file);
    instants(app->model, file);
    text_of(file, "}");
}

static void positions(const OrrVizApp *app, OrrTraceBytes *file) {
    for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
        text_of(file, axis == 0 ? "[" : ",");
        number(file, orr_viz_axis_position(app->model, (OrrVizAxis)axis, app->parting));
    }
    text_of(file, "]");
}

/* Where two traces part: how far the second is shifted to be aligned with the first there. */
static void parting(const OrrVizApp *app, OrrTraceBytes *file) {
    text_of(file, ",\n\"parting\":");
    if (app->below == NULL || app->parting == ORR_VIZ_NONE) {
        text_of(file, "null");
        return;
    }
    text_of(file, "{\"text\":");
    word(file, app->message);
    text_of(file, ",\"shift\":[");
    for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
        if (axis > 0) text_of(file, ",");
        number(file, app->pair_shift[axis]);
    }
    text_of(file, "],\"at\":[");
    positions(app, file);
    text_of(file, ",");
    positions(app->below, file);
    text_of(file, "]}");
}

bool orr_viz_html(const OrrVizApp *app, OrrTraceBytes *file) {
    static const char mark[] = "/*DATA*/";
    const char *place = strstr(viz_page, mark);
    if (place == NULL || app->model == NULL) return false;
    orr_trace_bytes_append(file, viz_page, (size_t)(place - viz_page));
    text_of(file, "{\"theme\":");
    number(file, app->theme);
    text_of(file, ",\"axis\":");
    number(file, app->view.axis);
    colours(file, "paints", orr_viz_colour);
    colours(file, "under", orr_viz_colour_under);
    looks(file);
    parting(app, file);
    text_of(file, ",\n\"traces\":[");
    trace(app, file);
    if (app->below != NULL && app->below->model != NULL) {
        text_of(file, ",\n");
        trace(app->below, file);
    }
    text_of(file, "]}");
    text_of(file, place + sizeof mark - 1);
    return !file->failed;
}
