#include "viz/caption.h"

#include "trace/show.h"
#include "trace/words.h"

/* What the words are put together from. */
typedef struct Teller {
    const OrrTraceReader *reader;
    const OrrTraceState *before;
    const int64_t *fields;
    OrrTraceBytes *text;
} Teller;

static void say(const Teller *t, const char *words) {
    orr_trace_bytes_text(t->text, words);
}

static void task(const Teller *t, int64_t id) {
    orr_trace_word_task(t->reader, t->before, id, t->text);
}

static void object(const Teller *t, int64_t id) {
    orr_trace_word_object(t->reader, t->before, id, t->text);
}

static void actor(const Teller *t) {
    orr_trace_word_actor(t->reader, t->before, orr_trace_state_actor(t->before), t->text);
}

static void string(const Teller *t, int64_t id) {
    orr_trace_word_string(t->reader, id, t->text);
}

static void at_line(const Teller *t, int64_t line) {
    if (line <= 0) return;
    say(t, ", line ");
    orr_trace_bytes_decimal(t->text, line);
}

static void quoted(const Teller *t, int64_t id) {
    size_t length;
    const char *bytes = orr_trace_reader_string(t->reader, id, &length);
    bool more = length > 60;
    orr_trace_word_quoted(bytes, more ? 60 : length, t->text);
    if (more) say(t, " \xE2\x80\xA6");
}

static void tell_wait(const Teller *t) {
    actor(t);
    if (t->fields[0] == ORR_TRACE_WAIT_SLEEP) {
        const OrrTraceTimer *timer = orr_trace_state_timer(t->before, t->fields[1]);
        say(t, " goes to sleep");
        if (timer != NULL) {
            say(t, " until ");
            orr_trace_bytes_seconds(t->text, timer->deadline_ns);
        }
    } else {
        say(t, " waits: ");
        say(t, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, t->fields[0]));
        if (t->fields[1] != 0) {
            say(t, " ");
            object(t, t->fields[1]);
        }
    }
    at_line(t, t->fields[2]);
}

static void tell_ready(const Teller *t) {
    actor(t);
    say(t, " makes ");
    task(t, t->fields[0]);
    say(t, " ready: ");
    say(t, orr_trace_kind_word(ORR_TRACE_TYPE_WAKE, t->fields[1]));
}

static void tell_done(const Teller *t) {
    actor(t);
    if (t->fields[0] == ORR_TRACE_OUTCOME_RAISED) {
        say(t, " fails: ");
        string(t, t->fields[1]);
        if (t->fields[2] != 0) {
            say(t, ": ");
            string(t, t->fields[2]);
        }
    } else {
        say(t, t->fields[0] == ORR_TRACE_OUTCOME_CANCELLED ? " ends cancelled" : " returns");
    }
}

static void tell_new(const Teller *t) {
    actor(t);
    say(t, " creates task ");
    if (t->fields[3] != 0) {
        string(t, t->fields[3]);
    } else {
        say(t, "Task-");
        orr_trace_bytes_decimal(t->text, t->fields[2]);
    }
    say(t, " that runs ");
    string(t, t->fields[4]);
    at_line(t, t->fields[6]);
}

static void tell_cancel(const Teller *t) {
    actor(t);
    say(t, " asks ");
    task(t, t->fields[0]);
    say(t, " to be cancelled");
    at_line(t, t->fields[2]);
}

static void tell_decision(const Teller *t) {
    say(t, orr_trace_kind_word(ORR_TRACE_TYPE_DECISION, t->fields[0]));
    say(t, " decision: possibility ");
    orr_trace_bytes_decimal(t->text, t->fields[2]);
    say(t, " of ");
    orr_trace_bytes_decimal(t->text, t->fields[1]);
    say(t, t->fields[2] == 0 ? ", as CPython does" : ", not what CPython does");
}

/* The frequent sentences of one pattern: the actor, words, an object. */
static void tell_deed(const Teller *t, const char *words) {
    actor(t);
    say(t, words);
    object(t, t->fields[0]);
}

static void tell_printed(const Teller *t) {
    actor(t);
    say(t, t->fields[0] == ORR_TRACE_STREAM_STDERR ? " writes to stderr " : " prints ");
    quoted(t, t->fields[1]);
}

void orr_viz_caption(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                     OrrTraceBytes *text) {
    Teller teller = {reader, before, record->fields, text}, *t = &teller;
    const int64_t *fields = record->fields;
    switch (record->kind) {
    case ORR_TRACE_TURN: say(t, "the loop begins its next iteration"); break;
    case ORR_TRACE_CLOCK:
        say(t, "nothing is ready: the clock moves on to ");
        orr_trace_bytes_seconds(text, fields[0]);
        break;
    case ORR_TRACE_STEP: task(t, fields[0]), say(t, " runs"); break;
    case ORR_TRACE_YIELD: actor(t), say(t, " gives way and is ready again"), at_line(t, fields[0]); break;
    case ORR_TRACE_WAIT: tell_wait(t); break;
    case ORR_TRACE_READY: tell_ready(t); break;
    case ORR_TRACE_TASK_NEW: tell_new(t); break;
    case ORR_TRACE_TASK_DONE: tell_done(t); break;
    case ORR_TRACE_CANCEL: tell_cancel(t); break;
    case ORR_TRACE_CANCELLED: say(t, "CancelledError is thrown into "), actor(t); break;
    case ORR_TRACE_TASK_GONE: task(t, fields[0]), say(t, " is destroyed, but it was pending"); break;
    case ORR_TRACE_PUT: tell_deed(t, " puts an item into "); break;
    case ORR_TRACE_GET: tell_deed(t, " takes an item out of "); break;
    case ORR_TRACE_ACQUIRE: object(t, fields[1]), say(t, " gets "), object(t, fields[0]); break;
    case ORR_TRACE_RELEASE: object(t, fields[1]), say(t, " gives back "), object(t, fields[0]); break;
    case ORR_TRACE_FIRE: say(t, "timer "), orr_trace_bytes_decimal(text, fields[0]), say(t, " is due"); break;
    case ORR_TRACE_OUTPUT: tell_printed(t); break;
    case ORR_TRACE_RAISE: actor(t), say(t, " raises "), string(t, fields[0]), at_line(t, fields[2]); break;
    case ORR_TRACE_CATCH: actor(t), say(t, " catches "), string(t, fields[0]), at_line(t, fields[1]); break;
    case ORR_TRACE_MARK: say(t, "mark: "), string(t, fields[0]); break;
    case ORR_TRACE_PROBLEM:
        say(t, "problem: ");
        say(t, orr_trace_kind_word(ORR_TRACE_TYPE_PROBLEM, fields[0]));
        say(t, " "), quoted(t, fields[2]);
        break;
    case ORR_TRACE_DECISION: tell_decision(t); break;
    default: { /* the rarer ones: what they are, and their fields */
        const OrrTraceEventInfo *info = orr_trace_event_info(record->kind);
        actor(t);
        say(t, ": ");
        say(t, info == NULL ? "?" : info->doc);
        if (info == NULL || info->field_count == 0) break;
        say(t, " (");
        orr_trace_show_fields(reader, before, record, text);
        say(t, ")");
        break;
    }
    }
}
