#include "trace/explain.h"

#include <string.h>

#include "trace/names.h"
#include "trace/show.h"
#include "trace/words.h"

enum { DEPTH = 32, TEXT_MOST = 72, NOUNS_MOST = 6, DEFAULT_MOST = 200, STEP_EVENTS_MOST = 100000 };

/* What an actor does from when it begins to when it stops, as clauses: "creates A, B; wakes C". */
typedef struct Stretch {
    OrrTraceBytes text;
    const char *verb; /* of the last clause; a literal */
    unsigned nouns;   /* of the last clause */
    uint64_t step;    /* 0: not a task's */
    bool matters;
} Stretch;

typedef struct Explain {
    const OrrTraceReader *reader;
    const OrrTraceExplainOptions *options;
    const OrrTraceOutput *output;
    OrrTraceState state;
    const OrrTraceNames *names; /* of those that are done, too; NULL: they are #7 */
    Stretch stretches[DEPTH];
    unsigned depth; /* may exceed DEPTH: those further in are not told */
    OrrTraceBytes line;
    const OrrTraceTell *tell; /* each step is wanted; NULL: it is not */
    OrrTraceBytes *alone; /* what is wanted is the sentence of one step: it goes here; NULL: it is not */
    uint64_t told, left_out, yields;
    int64_t headed_ns; /* the time of the last heading */
    bool headed, takes, no_memory;
} Explain;

/* ---- clauses ------------------------------------------------------------------------------------ */

static Stretch *innermost(Explain *e) {
    return e->depth == 0 || e->depth > DEPTH ? NULL : &e->stretches[e->depth - 1];
}

/* Begins a clause, or another noun of the last one if that has the same verb. False: there are enough. */
static bool verb(Stretch *s, const char *word) {
    s->matters = true;
    if (s->verb == word) {
        s->nouns++;
        if (s->nouns == NOUNS_MOST + 1) orr_trace_bytes_text(&s->text, ", ...");
        if (s->nouns > NOUNS_MOST) return false;
        orr_trace_bytes_text(&s->text, ", ");
        return true;
    }
    orr_trace_bytes_text(&s->text, s->verb == NULL ? ": " : "; ");
    orr_trace_bytes_text(&s->text, word);
    orr_trace_bytes_byte(&s->text, ' ');
    s->verb = word;
    s->nouns = 1;
    return true;
}

static void on_object(Explain *e, const char *word, int64_t id) {
    Stretch *s = innermost(e);
    if (s != NULL && verb(s, word)) orr_trace_word_object(e->reader, &e->state, id, &s->text);
}

/* Quoted, and not too long. */
static void append_excerpt(const OrrTraceReader *reader, int64_t string, OrrTraceBytes *text) {
    size_t length;
    const char *bytes = orr_trace_reader_string(reader, string, &length);
    while (length > 0 && bytes[length - 1] == '\n') length--;
    size_t shown = length > TEXT_MOST ? TEXT_MOST : length;
    while (shown > 0 && shown < length && ((unsigned char)bytes[shown] & 0xC0) == 0x80) shown--;
    orr_trace_word_quoted(bytes, shown, text);
    if (shown < length) orr_trace_bytes_text(text, " ...");
}

static void append_exception(const OrrTraceReader *reader, int64_t type, int64_t message, OrrTraceBytes *text) {
    orr_trace_word_string(reader, type, text);
    size_t length;
    (void)orr_trace_reader_string(reader, message, &length);
    if (length == 0) return;
    orr_trace_bytes_text(text, ": ");
    append_excerpt(reader, message, text);
}

/* " (line 3: await q.get())": where the running task is, given the line that the event has for its innermost frame. */
static void append_place(Explain *e, int64_t line, OrrTraceBytes *text) {
    OrrTraceActor actor = orr_trace_state_actor(&e->state);
    const OrrTraceTask *task = actor.kind == ORR_TRACE_ACTOR_TASK ? orr_trace_state_task(&e->state, actor.id) : NULL;
    const OrrTraceFrame *frame = task == NULL ? NULL : orr_trace_word_place(e->reader, &e->state, task);
    if (frame == NULL) return;
    if (frame != orr_trace_state_frame(&e->state, task)) line = frame->line;
    if (line == 0) return;
    orr_trace_bytes_text(text, " (");
    orr_trace_word_line(e->reader, frame->file, line, text);
    orr_trace_bytes_byte(text, ')');
}

/* ---- sentences ---------------------------------------------------------------------------------- */

static bool in_range(const Explain *e) {
    const OrrTraceRange *range = &e->options->range;
    return !orr_trace_range_before(range, e->state.time_ns, e->state.step) &&
           !orr_trace_range_after(range, e->state.time_ns, e->state.step);
}

static void put(Explain *e) {
    e->no_memory = e->no_memory || e->line.failed;
    e->takes = !e->no_memory && orr_trace_output_put(e->output, &e->line);
}

static void put_yields(Explain *e) {
    if (e->yields == 0) return;
    orr_trace_bytes_text(&e->line, "          ... ");
    orr_trace_bytes_decimal(&e->line, (int64_t)e->yields);
    orr_trace_bytes_text(&e->line, e->yields == 1 ? " step that only gives way\n" : " steps that only give way\n");
    e->yields = 0;
}

static void put_sentence(Explain *e, uint64_t step, const OrrTraceBytes *text) {
    uint64_t most = e->options->most == 0 ? DEFAULT_MOST : e->options->most;
    if (e->alone != NULL || e->tell != NULL || !in_range(e)) return;
    if (e->told == most) {
        e->left_out++;
        return;
    }
    e->told++;
    put_yields(e);
    if (!e->headed || e->headed_ns != e->state.time_ns) {
        orr_trace_bytes_text(&e->line, "at ");
        orr_trace_bytes_time(&e->line, e->state.time_ns);
        orr_trace_bytes_text(&e->line, "\n");
    }
    e->headed = true;
    e->headed_ns = e->state.time_ns;
    size_t start = e->line.length;
    orr_trace_bytes_text(&e->line, "  ");
    if (step != 0) orr_trace_bytes_decimal(&e->line, (int64_t)step);
    while (e->line.length < start + 10 && !e->line.failed) orr_trace_bytes_byte(&e->line, ' ');
    orr_trace_bytes_append(&e->line, text->data, text->length);
    orr_trace_bytes_byte(&e->line, '\n');
    put(e);
}

/* Begins a stretch; its text is then to be started by the caller. NULL: too deep. */
static Stretch *enter(Explain *e, uint64_t step) {
    e->depth++;
    Stretch *s = innermost(e);
    if (s == NULL) return NULL;
    orr_trace_bytes_clear(&s->text);
    s->verb = NULL;
    s->nouns = 0;
    s->step = step;
    s->matters = false;
    return s;
}

static void leave(Explain *e) {
    Stretch *s = innermost(e);
    if (e->tell != NULL) {
        if (s != NULL && s->step != 0 && s->text.length > 0)
            e->tell->step(e->tell->context, s->step, (const char *)s->text.data, s->text.length);
    } else if (e->alone != NULL && e->depth == 1) orr_trace_bytes_append(e->alone, s->text.data, s->text.length);
    else if (s != NULL && s->matters) put_sentence(e, s->step, &s->text);
    else if (s != NULL && s->step != 0 && in_range(e)) e->yields++;
    if (e->depth > 0) e->depth--;
}

/* A clause that stands by itself at the end of a stretch: "waits for ...", "ends". */
static OrrTraceBytes *closing(Explain *e, const char *words) {
    Stretch *s = innermost(e);
    if (s == NULL) return NULL;
    s->matters = true;
    orr_trace_bytes_text(&s->text, s->verb == NULL ? ": " : "; ");
    orr_trace_bytes_text(&s->text, words);
    s->verb = words;
    s->nouns = NOUNS_MOST;
    return &s->text;
}

/* ---- why a task goes on ------------------------------------------------------------------------- */

/* The actor, which may have ended since. */
static void append_actor(Explain *e, OrrTraceActor actor, OrrTraceBytes *text) {
    if (actor.kind == ORR_TRACE_ACTOR_TASK && e->names != NULL) orr_trace_names_word(e->names, actor.id, text);
    else orr_trace_word_actor(e->reader, &e->state, actor, text);
}

static void append_by(Explain *e, const OrrTraceTask *task, const char *words, OrrTraceBytes *text) {
    append_actor(e, task->woken_by, text);
    orr_trace_bytes_text(text, words);
    if (task->wait_object != 0) orr_trace_word_object(e->reader, &e->state, task->wait_object, text);
}

static void append_reason(Explain *e, const OrrTraceTask *task, OrrTraceBytes *text) {
    switch (task->wake_reason) {
    case ORR_TRACE_WAKE_TIMER: orr_trace_bytes_text(text, "its sleep is over"); return;
    case ORR_TRACE_WAKE_ITEM:
        append_by(e, task, task->wait_kind == ORR_TRACE_WAIT_QUEUE_PUT ? " made room in " : " put an item into ", text);
        return;
    case ORR_TRACE_WAKE_GRANT: append_by(e, task, " released ", text); return;
    case ORR_TRACE_WAKE_NOTIFY:
        append_by(e, task, task->wait_kind == ORR_TRACE_WAIT_EVENT ? " set " : " notified ", text);
        return;
    case ORR_TRACE_WAKE_CANCEL:
        if (task->cancel_requests == 0 && task->wait_kind == ORR_TRACE_WAIT_TASK) {
            append_actor(e, task->woken_by, text);
            orr_trace_bytes_text(text, " was cancelled");
        } else {
            orr_trace_bytes_text(text, "it is cancelled");
        }
        return;
    case ORR_TRACE_WAKE_THREAD: orr_trace_bytes_text(text, "a thread has done its job"); return;
    default:
        if (task->wait_kind == ORR_TRACE_WAIT_TASK && task->woken_by.kind == ORR_TRACE_ACTOR_TASK) {
            append_actor(e, task->woken_by, text);
        } else {
            orr_trace_bytes_text(text, "the ");
            orr_trace_word_wait(e->reader, &e->state, task, text);
        }
        orr_trace_bytes_text(text, task->wake_reason == ORR_TRACE_WAKE_ERROR ? " failed" : " is done");
    }
}

static void begin_step(Explain *e, const OrrTraceRecord *r) {
    Stretch *s = enter(e, r->step);
    const OrrTraceTask *task = orr_trace_state_task(&e->state, r->fields[0]);
    if (s == NULL || task == NULL) return;
    orr_trace_word_task(e->reader, &e->state, r->fields[0], &s->text);
    if (task->wake_reason == ORR_TRACE_WAKE_START || task->state == ORR_TRACE_TASK_CREATED) {
        orr_trace_bytes_text(&s->text, " starts");
        if (task->function != 0) {
            orr_trace_bytes_text(&s->text, " (");
            orr_trace_word_string(e->reader, task->function, &s->text);
            orr_trace_bytes_byte(&s->text, ')');
        }
    } else if (task->wake_reason == 0) {
        orr_trace_bytes_text(&s->text, " goes on");
    } else {
        orr_trace_bytes_text(&s->text, " goes on, since ");
        append_reason(e, task, &s->text);
    }
}

/* ---- events ------------------------------------------------------------------------------------- */

static void alone(Explain *e, const OrrTraceRecord *r, const char *words) {
    OrrTraceBytes text = {0};
    orr_trace_bytes_text(&text, words);
    orr_trace_show_fields(e->reader, &e->state, r, &text);
    put_sentence(e, 0, &text);
    e->no_memory = e->no_memory || text.failed;
    orr_trace_bytes_free(&text);
}

static void end_task(Explain *e, const OrrTraceRecord *r) {
    OrrTraceBytes *text = closing(e, r->fields[0] == ORR_TRACE_OUTCOME_RETURNED    ? "ends"
                                     : r->fields[0] == ORR_TRACE_OUTCOME_CANCELLED ? "ends, cancelled"
                                                                                   : "ends with ");
    if (text != NULL && r->fields[0] == ORR_TRACE_OUTCOME_RAISED)
        append_exception(e->reader, r->fields[1], r->fields[2], text);
    leave(e);
}

static void wait_for(Explain *e, const OrrTraceRecord *r) {
    OrrTraceBytes *text = closing(e, r->fields[0] == ORR_TRACE_WAIT_SLEEP ? "sleeps" : "waits for ");
    if (text != NULL) {
        OrrTraceTask task = {.wait_kind = (uint8_t)r->fields[0], .wait_object = r->fields[1]};
        const OrrTraceTimer *timer =
            r->fields[0] == ORR_TRACE_WAIT_SLEEP ? orr_trace_state_timer(&e->state, r->fields[1]) : NULL;
        if (timer != NULL) {
            orr_trace_bytes_text(text, " until ");
            orr_trace_bytes_time(text, timer->deadline_ns);
        } else if (r->fields[0] != ORR_TRACE_WAIT_SLEEP) {
            orr_trace_word_wait(e->reader, &e->state, &task, text);
        }
        append_place(e, r->fields[2], text);
    }
    leave(e);
}

static void create_task(Explain *e, const OrrTraceRecord *r) {
    Stretch *s = innermost(e);
    if (s == NULL || !verb(s, "creates")) return;
    if (r->fields[3] != 0) {
        orr_trace_word_string(e->reader, r->fields[3], &s->text);
    } else {
        orr_trace_bytes_text(&s->text, "Task-");
        orr_trace_bytes_decimal(&s->text, r->fields[2]);
    }
}

static void throw_or_catch(Explain *e, const OrrTraceRecord *r) {
    Stretch *s = innermost(e);
    if (s == NULL || !verb(s, r->kind == ORR_TRACE_RAISE ? "raises" : "catches")) return;
    append_exception(e->reader, r->fields[0], r->kind == ORR_TRACE_RAISE ? r->fields[1] : 0, &s->text);
    int64_t line = r->kind == ORR_TRACE_RAISE ? r->fields[2] : r->fields[1];
    if (line == 0) return;
    orr_trace_bytes_text(&s->text, " in line ");
    orr_trace_bytes_decimal(&s->text, line);
}

static void print_text(Explain *e, int64_t text) {
    Stretch *s = innermost(e);
    if (s != NULL && verb(s, "prints")) append_excerpt(e->reader, text, &s->text);
}

/* What an event adds to the stretch that it is in. */
static void add(Explain *e, const OrrTraceRecord *r) {
    switch (r->kind) {
    case ORR_TRACE_TASK_NEW: create_task(e, r); break;
    case ORR_TRACE_READY:
        if (r->fields[1] != ORR_TRACE_WAKE_START) on_object(e, "wakes", r->fields[0]);
        break;
    case ORR_TRACE_CANCEL: on_object(e, "cancels", r->fields[0]); break;
    case ORR_TRACE_CANCELLED: (void)closing(e, "gets CancelledError"); break;
    case ORR_TRACE_PUT: on_object(e, "puts into", r->fields[0]); break;
    case ORR_TRACE_GET: on_object(e, "takes from", r->fields[0]); break;
    case ORR_TRACE_ACQUIRE: on_object(e, "acquires", r->fields[0]); break;
    case ORR_TRACE_RELEASE: on_object(e, "releases", r->fields[0]); break;
    case ORR_TRACE_FUTURE_DONE: on_object(e, "completes", r->fields[0]); break;
    case ORR_TRACE_SIZE: {
        const OrrTraceObject *object = orr_trace_state_object(&e->state, r->fields[0]);
        if (object != NULL && object->kind == ORR_TRACE_OBJECT_KIND_EVENT)
            on_object(e, r->fields[1] != 0 ? "sets" : "clears", r->fields[0]);
        break;
    }
    case ORR_TRACE_OUTPUT: print_text(e, r->fields[1]); break;
    case ORR_TRACE_RAISE:
    case ORR_TRACE_CATCH: throw_or_catch(e, r); break;
    case ORR_TRACE_MARK: alone(e, r, "mark: "); break;
    case ORR_TRACE_PROBLEM: alone(e, r, "! "); break;
    case ORR_TRACE_DECISION: alone(e, r, "decision: "); break;
    case ORR_TRACE_OPTION: alone(e, r, "  it could have been: "); break;
    case ORR_TRACE_TASK_GONE: alone(e, r, "destroyed while it waits: "); break;
    default: break;
    }
}

/* A sleep's callback only wakes its task, which says so itself. */
static bool is_sleep(const Explain *e, OrrTraceActor actor) {
    size_t length;
    const char *name = orr_trace_reader_string(e->reader, actor.function, &length);
    return length == 5 && memcmp(name, "sleep", 5) == 0;
}

static void take(Explain *e, const OrrTraceRecord *r) {
    OrrTraceActor actor = orr_trace_state_actor(&e->state);
    switch (r->kind) {
    case ORR_TRACE_STEP: begin_step(e, r); break;
    case ORR_TRACE_CALL:
    case ORR_TRACE_THREAD_RUN: {
        Stretch *s = enter(e, 0);
        if (s != NULL) orr_trace_word_actor(e->reader, &e->state, orr_trace_show_actor(&e->state, r), &s->text);
        break;
    }
    case ORR_TRACE_YIELD:
        if (e->alone != NULL || e->tell != NULL) (void)closing(e, "gives way");
        leave(e);
        break;
    case ORR_TRACE_WAIT: wait_for(e, r); break;
    case ORR_TRACE_TASK_DONE: end_task(e, r); break;
    case ORR_TRACE_CALL_END: {
        Stretch *s = innermost(e);
        if (s != NULL && is_sleep(e, actor) && s->nouns <= 1) s->matters = false;
        leave(e);
        break;
    }
    case ORR_TRACE_THREAD_BLOCK:
        (void)closing(e, "blocks");
        leave(e);
        break;
    case ORR_TRACE_THREAD_END:
        (void)closing(e, r->fields[0] == ORR_TRACE_OUTCOME_RETURNED ? "has done its job" : "fails");
        leave(e);
        break;
    default: add(e, r);
    }
    for (unsigned i = 0; i < e->depth && i < DEPTH; i++) e->no_memory |= e->stretches[i].text.failed;
}

static void finish(Explain *e) {
    const OrrTraceEnd *end = orr_trace_reader_end(e->reader);
    put_yields(e);
    if (e->left_out > 0) {
        orr_trace_bytes_text(&e->line, "... and ");
        orr_trace_bytes_decimal(&e->line, (int64_t)e->left_out);
        orr_trace_bytes_text(&e->line, " sentences more\n");
    }
    orr_trace_bytes_text(&e->line, "The run ends at ");
    orr_trace_bytes_time(&e->line, orr_trace_reader_last_time_ns(e->reader));
    orr_trace_bytes_text(&e->line, ": ");
    orr_trace_bytes_text(&e->line, end == NULL ? "the trace does not say how"
                                               : orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, end->verdict));
    orr_trace_bytes_text(&e->line, ".\n");
    put(e);
}

static void free_explain(Explain *e) {
    orr_trace_state_free(&e->state);
    orr_trace_bytes_free(&e->line);
    for (unsigned i = 0; i < DEPTH; i++) orr_trace_bytes_free(&e->stretches[i].text);
}

OrrTraceStatus orr_trace_explain(const OrrTraceReader *reader, const OrrTraceExplainOptions *options,
                                 const OrrTraceOutput *output) {
    OrrTraceNames names;
    Explain e = {.reader = reader, .options = options, .output = output, .names = &names, .takes = true};
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_state_init(&e.state);
    orr_trace_names_init(&names, reader);
    orr_trace_cursor_start(&cursor, reader);
    while (!e.no_memory && e.takes && orr_trace_cursor_next(&cursor, &record)) {
        if (orr_trace_range_after(&options->range, record.time_ns, record.step)) break;
        orr_trace_names_take(&names, &record);
        take(&e, &record);
        (void)orr_trace_state_apply(&e.state, record.kind, record.fields);
        e.no_memory = e.no_memory || e.state.no_memory || names.no_memory;
    }
    if (!e.no_memory && e.takes) finish(&e);
    free_explain(&e);
    orr_trace_names_free(&names);
    return orr_trace_status(e.no_memory ? ORR_TRACE_NO_MEMORY : ORR_TRACE_OK);
}

bool orr_trace_explain_step(const OrrTraceReader *reader, const OrrTraceNames *names, uint64_t step,
                            OrrTraceBytes *text) {
    static const OrrTraceExplainOptions all = {.most = 1};
    Explain e = {.reader = reader, .options = &all, .names = names, .alone = text, .takes = true};
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_state_init(&e.state);
    orr_trace_cursor_start(&cursor, reader);
    orr_trace_cursor_seek_step(&cursor, step);
    bool more = orr_trace_cursor_next(&cursor, &record);
    if (more) e.no_memory = !orr_trace_reader_state(reader, record.event, &e.state);
    for (uint64_t events = 0; more && !e.no_memory && events < STEP_EVENTS_MOST; events++) {
        take(&e, &record);
        (void)orr_trace_state_apply(&e.state, record.kind, record.fields);
        e.no_memory = e.no_memory || e.state.no_memory;
        more = e.depth > 0 && orr_trace_cursor_next(&cursor, &record);
    }
    e.depth = e.depth > 0; /* the trace ends, or there is no end of it */
    if (e.depth > 0 && !e.no_memory) leave(&e);
    free_explain(&e);
    return !e.no_memory && !text->failed;
}

bool orr_trace_explain_each(const OrrTraceReader *reader, OrrTraceTell tell) {
    static const OrrTraceExplainOptions all = {.most = 1};
    OrrTraceNames names;
    Explain e = {.reader = reader, .options = &all, .names = &names, .tell = &tell, .takes = true};
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_state_init(&e.state);
    orr_trace_names_init(&names, reader);
    orr_trace_cursor_start(&cursor, reader);
    while (!e.no_memory && orr_trace_cursor_next(&cursor, &record)) {
        orr_trace_names_take(&names, &record);
        take(&e, &record);
        (void)orr_trace_state_apply(&e.state, record.kind, record.fields);
        e.no_memory = e.no_memory || e.state.no_memory || names.no_memory;
    }
    free_explain(&e);
    orr_trace_names_free(&names);
    return !e.no_memory;
}

bool orr_trace_explain_why(const OrrTraceReader *reader, const OrrTraceNames *names, const OrrTraceState *state,
                           int64_t id, OrrTraceBytes *text) {
    const OrrTraceTask *task = orr_trace_state_task(state, id);
    if (task == NULL || task->wake_reason == 0 || task->wake_reason == ORR_TRACE_WAKE_START) return false;
    Explain e = {.reader = reader, .names = names, .state = *state};
    append_reason(&e, task, text);
    return true;
}
