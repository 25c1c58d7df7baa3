#include "viz/variables.h"

#include <stdlib.h>
#include <string.h>

#include "sim/orrery.h"
#include "viz/array.h"
#include "viz/card.h"
#include "viz/panel.h"

/* What runs by itself takes some hundredths of a second, what is asked for some seconds. */
enum { EVENTS_UNASKED = 100000, POLLS_UNASKED = 60, EVENTS_ASKED = 30000000, POLLS_ASKED = 20000 };

/* A frame, or a variable of the last one. */
typedef struct VariableLine {
    uint32_t at, name_length, value_length; /* in text: the name, then the value */
    bool frame;
} VariableLine;

typedef struct OrrVizVariables {
    uint32_t event;  /* what it is about: the state after this event ... */
    int64_t task;    /* ... of this task */
    bool known;      /* it was looked for */
    bool asked;      /* however long it takes */
    const char *why; /* there are none, or NULL */
    OrrTraceBytes text;
    VariableLine *lines; /* owned */
    uint32_t count, capacity;
    bool no_memory;
} OrrVizVariables;

void orr_viz_variables_free(OrrVizApp *app) {
    if (app->variables == NULL) return;
    orr_trace_bytes_free(&app->variables->text);
    free(app->variables->lines);
    free(app->variables);
    app->variables = NULL;
}

/* ---- looking ------------------------------------------------------------------------------------ */

static void add_line(OrrVizVariables *v, bool frame, const char *name, const char *value) {
    if (!ORR_VIZ_GROW(v->lines, v->count, v->capacity)) {
        v->no_memory = true;
        return;
    }
    v->lines[v->count++] =
        (VariableLine){(uint32_t)v->text.length, (uint32_t)strlen(name), (uint32_t)strlen(value), frame};
    orr_trace_bytes_text(&v->text, name);
    orr_trace_bytes_text(&v->text, value);
}

static void take_frame(void *context, const char *function, const char *path, uint32_t line) {
    (void)path, (void)line; /* the source above shows where it is */
    add_line(context, true, function, "");
}

static void take_variable(void *context, const char *name, const char *value) {
    add_line(context, false, name, value);
}

/* "--max-steps=5 --max-memory=1000": the limits of steps and time end a run, but don't change it before. */
static bool read_options(const char *text, OrrRunOptions *options) {
    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, " ");
        static const char memory[] = "--max-memory=";
        if (length > sizeof memory - 1 && memcmp(text, memory, sizeof memory - 1) == 0) {
            size_t bytes = 0;
            for (const char *digit = text + sizeof memory - 1; digit < text + length; digit++) {
                if (*digit < '0' || *digit > '9' || bytes > SIZE_MAX / 10 - 10) return false;
                bytes = bytes * 10 + (size_t)(*digit - '0');
            }
            options->max_memory_bytes = bytes;
        } else if (strncmp(text, "--max-steps=", 12) != 0 && strncmp(text, "--max-time=", 11) != 0) {
            return false;
        }
        text += length;
        while (*text == ' ') text++;
    }
    return true;
}

static bool same_build(const OrrTraceHeader *header) {
    static const char name[] = "orrery ";
    return header->build != NULL && strncmp(header->build, name, sizeof name - 1) == 0 &&
           strcmp(header->build + sizeof name - 1, orr_version()) == 0;
}

/* NULL, or why there is nothing to see. */
static const char *run_to(OrrVizApp *app, OrrVizVariables *v, OrrRunOptions *options) {
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, app->reader);
    orr_trace_cursor_seek_event(&cursor, v->event);
    if (!orr_trace_cursor_next(&cursor, &record)) return "there is no such event";
    OrrRunLook look = {
        .events = (uint64_t)v->event + 1,
        .task = v->task,
        .most_polls = v->asked ? POLLS_ASKED : POLLS_UNASKED,
        .frame = take_frame,
        .variable = take_variable,
        .context = v,
    };
    OrrRun *run = orr_run_new(options);
    if (run == NULL) return "not enough memory";
    OrrLooked looked = orr_run_look(run, &look);
    orr_run_free(run);
    if (v->no_memory || v->text.failed) return "not enough memory";
    if (looked == ORR_LOOKED_TOO_FAR)
        return v->asked ? "running up to here takes too long" : "V runs the program up to here";
    bool same = looked != ORR_LOOKED_NEVER && look.steps == record.step && look.time_ns == record.time_ns;
    if (!same) return "the program goes another way than the trace";
    return looked == ORR_LOOKED_NO_TASK ? "the task does not live here" : NULL;
}

static const char *find(OrrVizApp *app, OrrVizVariables *v) {
    const OrrTraceHeader *header = orr_trace_reader_header(app->reader);
    OrrRunOptions options = {
        .path = header->program.path,
        .argument_count = (int)header->argument_count,
        .arguments = (char *const *)header->arguments,
        .seed = header->seed,
    };
    if (!same_build(header)) return "another orrery recorded the trace: it may go another way";
    if (!read_options(header->options, &options)) return "the run had options that can't be repeated here";
    if (!v->asked && v->event > EVENTS_UNASKED) return "V runs the program up to here";
    if (v->event > EVENTS_ASKED) return "too far into the run to go there again";
    size_t count = orr_trace_reader_source_count(app->reader);
    OrrRunSource *sources = calloc(count, sizeof *sources);
    if (sources == NULL) return "not enough memory";
    for (size_t i = 0; i < count; i++) {
        OrrTraceSource source = orr_trace_reader_source(app->reader, i);
        sources[i] = (OrrRunSource){source.path, source.text, source.length};
    }
    options.sources = sources;
    options.source_count = count;
    const char *why = run_to(app, v, &options);
    free(sources);
    return why;
}

/* What the panel's task is; 0: none. */
static int64_t task_meant(OrrVizApp *app) {
    const OrrTraceState *state = orr_viz_app_state(app);
    const OrrTraceTask *task = state == NULL ? NULL : orr_viz_panel_source_task(app, state);
    return task == NULL ? 0 : task->item.id;
}

static OrrVizVariables *variables_of(OrrVizApp *app) {
    int64_t task = task_meant(app);
    if (app->variables == NULL) app->variables = calloc(1, sizeof *app->variables);
    OrrVizVariables *v = app->variables;
    if (v == NULL || task == 0) return NULL;
    if (v->known && v->event == app->cursor && v->task == task) return v;
    orr_trace_bytes_clear(&v->text);
    bool asked = v->asked && v->event == app->cursor && v->task == task;
    *v = (OrrVizVariables){.event = app->cursor,
                           .task = task,
                           .known = true,
                           .asked = asked,
                           .text = v->text,
                           .lines = v->lines,
                           .capacity = v->capacity};
    v->why = find(app, v);
    return v;
}

void orr_viz_variables_ask(OrrVizApp *app) {
    OrrVizVariables *v = variables_of(app);
    app->parts[ORR_VIZ_PART_VARIABLES].folded = false;
    app->panel = true;
    if (v == NULL || v->why == NULL) return;
    v->asked = true;
    v->known = false;
}

/* ---- the panel ---------------------------------------------------------------------------------- */

void orr_viz_panel_variables_title(OrrVizPen *pen) {
    orr_viz_pen_add(pen, "Variables");
}

static void draw_line(OrrVizPen *pen, const OrrVizVariables *v, const VariableLine *line) {
    const char *name = (const char *)v->text.data + line->at;
    orr_trace_bytes_append(&pen->text, name, line->name_length);
    if (line->frame) {
        bool globals = line->name_length == 7 && memcmp(name, "globals", 7) == 0;
        if (!globals) orr_viz_pen_add(pen, "()");
        orr_viz_pen_end(pen, 0, ORR_VIZ_PAINT_TEXT_DIM);
        return;
    }
    orr_viz_pen_add(pen, " = ");
    orr_trace_bytes_append(&pen->text, name + line->name_length, line->value_length);
    orr_viz_pen_end(pen, 2, ORR_VIZ_PAINT_TEXT);
}

void orr_viz_panel_variables(OrrVizPen *pen) {
    const OrrVizVariables *v = variables_of(pen->app);
    if (v == NULL || v->why != NULL) {
        orr_viz_pen_add(pen, v == NULL ? "no task runs here, and none that lives is selected" : v->why);
        orr_viz_pen_end_paragraph(pen, ORR_VIZ_PAINT_TEXT_DIM, 2);
        return;
    }
    uint32_t room = (uint32_t)orr_viz_pen_room(pen), first = pen->scroll < 0 ? 0 : (uint32_t)pen->scroll;
    if (first + room > v->count) first = v->count > room ? v->count - room : 0;
    for (uint32_t i = first; i < v->count && !orr_viz_pen_full(pen); i++) {
        const VariableLine *line = &v->lines[i];
        bool empty = line->frame && (i + 1 == v->count || v->lines[i + 1].frame);
        if (!empty) draw_line(pen, v, line);
    }
}
