#include "trace/align.h"

#include <string.h>

#include "trace/show.h"
#include "trace/words.h"

/* ---- moments ------------------------------------------------------------------------------------ */

static bool is_telling(OrrTraceKind kind) {
    switch (kind) {
    case ORR_TRACE_STEP:
    case ORR_TRACE_YIELD:
    case ORR_TRACE_WAIT:
    case ORR_TRACE_TASK_NEW:
    case ORR_TRACE_TASK_DONE:
    case ORR_TRACE_TASK_GONE:
    case ORR_TRACE_CANCEL:
    case ORR_TRACE_OUTPUT:
    case ORR_TRACE_RAISE:
    case ORR_TRACE_MARK:
    case ORR_TRACE_PROBLEM:
    case ORR_TRACE_DECISION: return true;
    default: return false;
    }
}

/* The object by kind and name; a number would differ between runs. */
static void tell_object(OrrTraceStory *story, int64_t id) {
    const OrrTraceObject *object = orr_trace_state_object(&story->state, id);
    if (orr_trace_state_task(&story->state, id) != NULL) {
        orr_trace_word_task(story->reader, &story->state, id, &story->told);
    } else if (object != NULL) {
        orr_trace_bytes_text(&story->told, orr_trace_kind_word(ORR_TRACE_TYPE_OBJECT_KIND, object->kind));
        orr_trace_bytes_byte(&story->told, ' ');
        orr_trace_word_string(story->reader, object->name, &story->told);
    }
}

/* The source text of the line at which the running task stops. */
static void tell_place(OrrTraceStory *story, int64_t line) {
    OrrTraceActor actor = orr_trace_state_actor(&story->state);
    const OrrTraceTask *task =
        actor.kind == ORR_TRACE_ACTOR_TASK ? orr_trace_state_task(&story->state, actor.id) : NULL;
    const OrrTraceFrame *innermost = task == NULL ? NULL : orr_trace_state_frame(&story->state, task);
    const OrrTraceFrame *frame = task == NULL ? NULL : orr_trace_word_place(story->reader, &story->state, task);
    if (frame == NULL) return;
    size_t length;
    /* The event itself has the innermost frame's line. */
    const char *source =
        orr_trace_word_source(story->reader, frame->file, frame == innermost ? line : frame->line, &length);
    orr_trace_bytes_text(&story->told, " at ");
    orr_trace_bytes_append(&story->told, source, length);
}

static void tell(OrrTraceStory *story) {
    const OrrTraceRecord *r = &story->record;
    OrrTraceBytes *told = &story->told;
    orr_trace_bytes_clear(told);
    orr_trace_bytes_text(told, orr_trace_event_info((int64_t)r->kind)->name);
    orr_trace_bytes_byte(told, ' ');
    switch (r->kind) {
    case ORR_TRACE_YIELD: tell_place(story, r->fields[0]); break;
    case ORR_TRACE_WAIT:
        orr_trace_bytes_text(told, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, r->fields[0]));
        orr_trace_bytes_byte(told, ' ');
        if (r->fields[0] != ORR_TRACE_WAIT_SLEEP) tell_object(story, r->fields[1]);
        tell_place(story, r->fields[2]);
        break;
    case ORR_TRACE_TASK_NEW:
        orr_trace_word_string(story->reader, r->fields[3], told);
        orr_trace_bytes_byte(told, ' ');
        orr_trace_bytes_decimal(told, r->fields[2]);
        orr_trace_bytes_byte(told, ' ');
        orr_trace_word_string(story->reader, r->fields[4], told);
        break;
    case ORR_TRACE_TASK_DONE:
    case ORR_TRACE_RAISE:
        if (r->kind == ORR_TRACE_TASK_DONE)
            orr_trace_bytes_text(told, orr_trace_kind_word(ORR_TRACE_TYPE_OUTCOME, r->fields[0]));
        for (int i = r->kind == ORR_TRACE_TASK_DONE; i < 2 + (r->kind == ORR_TRACE_TASK_DONE); i++) {
            orr_trace_bytes_byte(told, ' ');
            orr_trace_word_string(story->reader, r->fields[i], told);
        }
        break;
    case ORR_TRACE_STEP:
    case ORR_TRACE_TASK_GONE:
    case ORR_TRACE_CANCEL: orr_trace_word_task(story->reader, &story->state, r->fields[0], told); break;
    case ORR_TRACE_MARK: orr_trace_word_string(story->reader, r->fields[0], told); break;
    case ORR_TRACE_OUTPUT: orr_trace_word_string(story->reader, r->fields[1], told); break;
    default: /* DECISION, PROBLEM */
        for (int i = 0; i < (r->kind == ORR_TRACE_DECISION ? 3 : 1); i++) {
            orr_trace_bytes_decimal(told, r->fields[i]);
            orr_trace_bytes_byte(told, ' ');
        }
    }
    story->no_memory = story->no_memory || told->failed;
}

void orr_trace_story_start(OrrTraceStory *story, const OrrTraceReader *reader) {
    *story = (OrrTraceStory){.reader = reader};
    orr_trace_state_init(&story->state);
    orr_trace_cursor_start(&story->cursor, reader);
}

void orr_trace_story_free(OrrTraceStory *story) {
    orr_trace_state_free(&story->state);
    orr_trace_bytes_free(&story->told);
}

bool orr_trace_story_next(OrrTraceStory *story) {
    if (story->pending) (void)orr_trace_state_apply(&story->state, story->record.kind, story->record.fields);
    story->pending = false;
    while (!story->no_memory && orr_trace_cursor_next(&story->cursor, &story->record)) {
        if (is_telling(story->record.kind)) {
            tell(story);
            story->pending = true;
            return !story->no_memory;
        }
        (void)orr_trace_state_apply(&story->state, story->record.kind, story->record.fields);
        story->no_memory = story->state.no_memory;
    }
    return false;
}

/* ---- the parting -------------------------------------------------------------------------------- */

static bool same_moment(const OrrTraceStory *left, const OrrTraceStory *right) {
    return left->told.length == right->told.length && memcmp(left->told.data, right->told.data, left->told.length) == 0;
}

bool orr_trace_parting_find(const OrrTraceReader *left, const OrrTraceReader *right, OrrTraceParting *parting) {
    OrrTraceStory a, b;
    orr_trace_story_start(&a, left);
    orr_trace_story_start(&b, right);
    *parting = (OrrTraceParting){0};
    for (;;) {
        bool more_left = orr_trace_story_next(&a), more_right = orr_trace_story_next(&b);
        parting->left_ended = !more_left;
        parting->right_ended = !more_right;
        parting->same = !more_left && !more_right;
        parting->left_event = more_left ? a.record.event : orr_trace_reader_event_count(left);
        parting->right_event = more_right ? b.record.event : orr_trace_reader_event_count(right);
        parting->left_kind = more_left ? a.record.kind : 0;
        parting->right_kind = more_right ? b.record.kind : 0;
        parting->step = a.state.step;
        if (!more_left || !more_right || !same_moment(&a, &b)) break;
        parting->moments++;
    }
    bool memory = !a.no_memory && !b.no_memory;
    orr_trace_story_free(&a);
    orr_trace_story_free(&b);
    return memory;
}

/* ---- in words ----------------------------------------------------------------------------------- */

enum { TELL_MOST = 12 };

static bool ends_step(OrrTraceKind kind) {
    return kind == ORR_TRACE_YIELD || kind == ORR_TRACE_WAIT || kind == ORR_TRACE_TASK_DONE;
}

/* Those with a line that wasn't shown with the one before. */
static bool has_line(OrrTraceKind kind) {
    return kind == ORR_TRACE_STEP || kind == ORR_TRACE_YIELD || kind == ORR_TRACE_WAIT || kind == ORR_TRACE_RAISE ||
           kind == ORR_TRACE_TASK_NEW || kind == ORR_TRACE_CANCEL;
}

/* The line of source that an event is about, if it is one of the program. */
static void append_source(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                          const char *mark, OrrTraceBytes *text) {
    OrrTraceActor actor = orr_trace_show_actor(before, record);
    const OrrTraceTask *task = actor.kind == ORR_TRACE_ACTOR_TASK ? orr_trace_state_task(before, actor.id) : NULL;
    const OrrTraceFrame *innermost = task == NULL ? NULL : orr_trace_state_frame(before, task);
    const OrrTraceFrame *frame = task == NULL ? NULL : orr_trace_word_place(reader, before, task);
    int64_t line = frame == NULL ? 0 : frame->line, file = frame == NULL ? 0 : frame->file;
    if (frame != NULL && frame == innermost) {
        if (record->kind == ORR_TRACE_YIELD) line = record->fields[0];
        if (record->kind == ORR_TRACE_WAIT || record->kind == ORR_TRACE_RAISE) line = record->fields[2];
    }
    if (record->kind == ORR_TRACE_TASK_NEW) line = record->fields[6], file = 0;
    if (record->kind == ORR_TRACE_CANCEL) line = record->fields[2], file = 0;
    if (line == 0) return;
    orr_trace_bytes_text(text, mark);
    orr_trace_bytes_text(text, "                                     ");
    orr_trace_word_line(reader, file, line, text);
    orr_trace_bytes_byte(text, '\n');
}

bool orr_trace_parting_tell(const OrrTraceReader *reader, uint64_t event, const char *mark, OrrTraceBytes *text) {
    OrrTraceState state;
    OrrTraceCursor cursor = {.reader = reader};
    OrrTraceRecord record;
    orr_trace_state_init(&state);
    bool memory = orr_trace_reader_state(reader, event, &state), more = true;
    orr_trace_cursor_seek_event(&cursor, event);
    for (int told = 0; memory && more && told < TELL_MOST && orr_trace_cursor_next(&cursor, &record); told++) {
        orr_trace_bytes_text(text, mark);
        orr_trace_show_event(reader, &state, &record, false, text);
        orr_trace_bytes_byte(text, '\n');
        if (has_line(record.kind)) append_source(reader, &state, &record, mark, text);
        more = !ends_step(record.kind);
        (void)orr_trace_state_apply(&state, record.kind, record.fields);
        memory = !state.no_memory && !text->failed;
    }
    orr_trace_state_free(&state);
    return memory;
}

/* ---- why ---------------------------------------------------------------------------------------- */

static bool same_source(OrrTraceSource a, OrrTraceSource b) {
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

const char *orr_trace_header_difference(const OrrTraceReader *left, const OrrTraceReader *right) {
    const OrrTraceHeader *a = orr_trace_reader_header(left), *b = orr_trace_reader_header(right);
    if (!same_source(a->program, b->program)) return "the program is not the same";
    size_t modules = orr_trace_reader_source_count(left);
    if (modules == orr_trace_reader_source_count(right))
        for (size_t i = 1; i < modules; i++)
            if (!same_source(orr_trace_reader_source(left, i), orr_trace_reader_source(right, i)))
                return "a module of the program is not the same";
    if (a->argument_count != b->argument_count) return "the arguments are not the same";
    for (size_t i = 0; i < a->argument_count; i++)
        if (strcmp(a->arguments[i], b->arguments[i]) != 0) return "the arguments are not the same";
    if (a->seed != b->seed) return "the seeds are not the same";
    if (strcmp(a->options, b->options) != 0) return "the options are not the same";
    if (strcmp(a->build, b->build) != 0) return "they were recorded by different versions of orrery";
    return NULL;
}

static void append_quoted(const OrrTraceReader *reader, int64_t string, OrrTraceBytes *text) {
    size_t length;
    const char *bytes = orr_trace_reader_string(reader, string, &length);
    orr_trace_word_quoted(bytes, length, text);
}

/* The exception of a RAISE, or of a TASK_DONE. */
static void append_exception(const OrrTraceReader *reader, const int64_t *fields, OrrTraceBytes *text) {
    orr_trace_word_string(reader, fields[0], text);
    if (fields[1] == 0) return;
    orr_trace_bytes_text(text, ": ");
    orr_trace_word_string(reader, fields[1], text);
}

/* What the actor does: "waits for queue get of queue jobs". */
static void append_doing(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceRecord *record,
                         OrrTraceBytes *text) {
    const int64_t *fields = record->fields;
    switch (record->kind) {
    case ORR_TRACE_YIELD: orr_trace_bytes_text(text, "gives way"); break;
    case ORR_TRACE_WAIT: {
        OrrTraceTask task = {.wait_kind = (uint8_t)fields[0], .wait_object = fields[1]};
        orr_trace_bytes_text(text, "waits for ");
        orr_trace_word_wait(reader, state, &task, text);
        break;
    }
    case ORR_TRACE_TASK_NEW:
        orr_trace_bytes_text(text, "creates ");
        if (fields[3] != 0) {
            orr_trace_word_string(reader, fields[3], text);
        } else {
            orr_trace_bytes_text(text, "Task-");
            orr_trace_bytes_decimal(text, fields[2]);
        }
        break;
    case ORR_TRACE_TASK_DONE:
        if (fields[0] == ORR_TRACE_OUTCOME_RETURNED) orr_trace_bytes_text(text, "returns");
        else if (fields[0] == ORR_TRACE_OUTCOME_CANCELLED) orr_trace_bytes_text(text, "ends, cancelled");
        else {
            orr_trace_bytes_text(text, "ends with ");
            append_exception(reader, fields + 1, text);
        }
        break;
    case ORR_TRACE_CANCEL:
        orr_trace_bytes_text(text, "cancels ");
        orr_trace_word_task(reader, state, fields[0], text);
        break;
    case ORR_TRACE_OUTPUT:
        orr_trace_bytes_text(text, "prints ");
        append_quoted(reader, fields[1], text);
        break;
    case ORR_TRACE_RAISE:
        orr_trace_bytes_text(text, "raises ");
        append_exception(reader, fields, text);
        break;
    default:
        orr_trace_bytes_text(text, "comes to ");
        orr_trace_bytes_text(text, orr_trace_event_info((int64_t)record->kind)->name);
        orr_trace_bytes_byte(text, ' ');
        orr_trace_show_fields(reader, state, record, text);
    }
}

/* "runs Task-2 at 1.000000000 s, woken by baker (item)" */
static void append_step(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceRecord *record,
                        OrrTraceBytes *text) {
    const OrrTraceTask *task = orr_trace_state_task(state, record->fields[0]);
    orr_trace_bytes_text(text, " runs ");
    orr_trace_word_task(reader, state, record->fields[0], text);
    orr_trace_bytes_text(text, " at ");
    orr_trace_bytes_time(text, record->time_ns);
    if (task == NULL || task->wake_reason == 0) return;
    orr_trace_bytes_text(text, ", woken by ");
    orr_trace_word_actor(reader, state, task->woken_by, text);
    orr_trace_bytes_text(text, " (");
    orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAKE, task->wake_reason));
    orr_trace_bytes_byte(text, ')');
}

/* What one side does at an event: which task it runs, or what the running one does. */
static bool tell_actor(const OrrTraceReader *reader, uint64_t event, const char *side, OrrTraceBytes *text) {
    OrrTraceState state;
    OrrTraceCursor cursor = {.reader = reader};
    OrrTraceRecord record;
    orr_trace_state_init(&state);
    bool memory = orr_trace_reader_state(reader, event, &state);
    orr_trace_cursor_seek_event(&cursor, event);
    orr_trace_bytes_text(text, side);
    if (!memory || !orr_trace_cursor_next(&cursor, &record)) {
        orr_trace_bytes_text(text, " has ended");
    } else if (record.kind == ORR_TRACE_STEP) {
        append_step(reader, &state, &record, text);
    } else {
        orr_trace_bytes_text(text, ": ");
        orr_trace_word_actor(reader, &state, orr_trace_show_actor(&state, &record), text);
        orr_trace_bytes_byte(text, ' ');
        append_doing(reader, &state, &record, text);
    }
    orr_trace_state_free(&state);
    return memory;
}

/* Appends what a decision decided, and what that means if its options say so: "1 (timer 12)". */
static bool append_choice(const OrrTraceReader *reader, uint64_t event, OrrTraceBytes *text) {
    OrrTraceState state;
    OrrTraceCursor cursor = {.reader = reader};
    OrrTraceRecord record = {0};
    orr_trace_state_init(&state);
    bool memory = orr_trace_reader_state(reader, event, &state);
    orr_trace_cursor_seek_event(&cursor, event);
    (void)orr_trace_cursor_next(&cursor, &record);
    int64_t chosen = record.fields[2];
    orr_trace_bytes_decimal(text, chosen);
    while (orr_trace_cursor_next(&cursor, &record) && record.kind == ORR_TRACE_OPTION) {
        if (record.fields[0] != chosen) continue;
        orr_trace_bytes_text(text, " (");
        orr_trace_word_string(reader, record.fields[2], text);
        if (record.fields[1] != 0 && record.fields[2] != 0) orr_trace_bytes_byte(text, ' ');
        if (record.fields[1] != 0) orr_trace_word_object(reader, &state, record.fields[1], text);
        orr_trace_bytes_byte(text, ')');
        break;
    }
    orr_trace_state_free(&state);
    return memory;
}

static void append_decision(const OrrTraceReader *reader, uint64_t event, OrrTraceBytes *text) {
    OrrTraceCursor cursor = {.reader = reader};
    OrrTraceRecord record = {0};
    orr_trace_cursor_seek_event(&cursor, event);
    (void)orr_trace_cursor_next(&cursor, &record);
    orr_trace_bytes_text(text, "A decision (");
    orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_DECISION, record.fields[0]));
    orr_trace_bytes_text(text, ", one of ");
    orr_trace_bytes_decimal(text, record.fields[1]);
    orr_trace_bytes_text(text, ") went the other way: ");
}

bool orr_trace_parting_why(const OrrTraceReader *left, const OrrTraceReader *right, const OrrTraceParting *parting,
                           OrrTraceBytes *text) {
    if (parting->left_kind == ORR_TRACE_DECISION && parting->right_kind == ORR_TRACE_DECISION) {
        append_decision(left, parting->left_event, text);
        bool memory = append_choice(left, parting->left_event, text);
        orr_trace_bytes_text(text, " on the left, ");
        memory = memory && append_choice(right, parting->right_event, text);
        orr_trace_bytes_text(text, " on the right.\n");
        return memory && !text->failed;
    }
    const char *reason = orr_trace_header_difference(left, right);
    if (reason != NULL) {
        orr_trace_bytes_text(text, "Because ");
        orr_trace_bytes_text(text, reason);
        orr_trace_bytes_text(text, ": ");
    }
    bool memory = tell_actor(left, parting->left_event, reason == NULL ? "The left run" : "the left run", text);
    orr_trace_bytes_text(text, "; ");
    memory = memory && tell_actor(right, parting->right_event, "the right one", text);
    orr_trace_bytes_text(text, ".\n");
    return memory && !text->failed;
}
