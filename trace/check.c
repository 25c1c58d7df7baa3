#include "trace/check.h"

#include <string.h>

typedef struct Check {
    const OrrTraceReader *reader;
    const OrrTraceOutput *output;
    uint64_t most;
    uint64_t count;
    OrrTraceBytes text;
    OrrTraceState state;
    int64_t options_due, next_option; /* of the last decision: those still to come */
    bool decides_order;               /* who runs next has been decided once: it isn't first in, first out */
} Check;

/* Writes a line of up to four parts. */
static void complain(Check *check, const char *where, uint64_t number, const char *what, const char *why) {
    if (check->count++ >= check->most) return;
    orr_trace_bytes_text(&check->text, where);
    orr_trace_bytes_decimal(&check->text, (int64_t)number);
    orr_trace_bytes_text(&check->text, ": ");
    orr_trace_bytes_text(&check->text, what);
    orr_trace_bytes_text(&check->text, ": ");
    orr_trace_bytes_text(&check->text, why);
    orr_trace_bytes_byte(&check->text, '\n');
    (void)orr_trace_output_put(check->output, &check->text);
}

static void check_structure(Check *check) {
    if (orr_trace_reader_loss(check->reader, NULL) != ORR_TRACE_LOSS_NONE && check->count++ < check->most) {
        orr_trace_reader_loss_text(check->reader, &check->text);
        orr_trace_bytes_byte(&check->text, '\n');
        (void)orr_trace_output_put(check->output, &check->text);
    }
    const char *wrong = orr_trace_reader_end_contradiction(check->reader);
    if (wrong != NULL) {
        complain(check, "end after event ", orr_trace_reader_event_count(check->reader), wrong, "not as in the chunks");
    }
}

static void check_fields(Check *check, const OrrTraceRecord *record, const OrrTraceEventInfo *info) {
    for (unsigned i = 0; i < info->field_count; i++) {
        OrrTraceFieldType type = (OrrTraceFieldType)info->types[i];
        int64_t value = record->fields[i];
        if (type == ORR_TRACE_TYPE_STRING && !orr_trace_reader_has_string(check->reader, value)) {
            complain(check, "event ", record->event, info->name, "names a string that is not there");
        }
        if (type >= ORR_TRACE_TYPE_WAIT && strcmp(orr_trace_kind_word(type, value), "?") == 0) {
            complain(check, "event ", record->event, info->name, "has a kind that is not known");
        }
    }
}

static bool wait_exists(const OrrTraceState *state, const OrrTraceRecord *record) {
    int64_t id = record->fields[1];
    if (id == 0) return true;
    if (record->fields[0] == ORR_TRACE_WAIT_SLEEP) return orr_trace_state_timer(state, id) != NULL;
    return orr_trace_state_task(state, id) != NULL || orr_trace_state_object(state, id) != NULL;
}

/* Decisions, each with its options behind it. */
static void check_decision(Check *check, const OrrTraceRecord *record, const OrrTraceEventInfo *info) {
    bool due = check->next_option < check->options_due;
    if (record->kind == ORR_TRACE_OPTION) {
        if (!due || record->fields[0] != check->next_option)
            complain(check, "event ", record->event, info->name, "not one that the decision has");
        check->next_option++;
        return;
    }
    if (due) complain(check, "event ", record->event, info->name, "options of the decision before it are missing");
    check->options_due = check->next_option = 0;
    if (record->kind != ORR_TRACE_DECISION) return;
    check->options_due = record->fields[1];
    if (record->fields[0] == ORR_TRACE_DECISION_READY) check->decides_order = true;
    if (record->fields[2] < 0 || record->fields[2] >= record->fields[1])
        complain(check, "event ", record->event, info->name, "chooses what there is not");
}

/* A step or call of the loop's own (not one inside another) takes what is first in the ready queue. */
static bool is_in_turn(const Check *check, const OrrTraceRecord *record) {
    const OrrTraceState *state = &check->state;
    OrrTraceActorKind kind = record->kind == ORR_TRACE_STEP ? ORR_TRACE_ACTOR_TASK : ORR_TRACE_ACTOR_CALLBACK;
    if (check->decides_order || state->actor_count > 0 || state->ready_count == 0) return true;
    OrrTraceReady first = orr_trace_state_ready(state, 0);
    return first.kind == kind && first.id == record->fields[0];
}

/* What the state machine, which also serves those who only look, lets pass. */
static const char *nonsense(const Check *check, const OrrTraceRecord *record) {
    const OrrTraceState *state = &check->state;
    const OrrTraceObject *object;
    const OrrTraceTimer *timer;
    switch (record->kind) {
    case ORR_TRACE_FIRE:
        timer = orr_trace_state_timer(state, record->fields[0]);
        return timer != NULL && timer->deadline_ns > state->time_ns ? "the timer is not due" : NULL;
    case ORR_TRACE_WAIT: return wait_exists(state, record) ? NULL : "what it waits for does not exist";
    case ORR_TRACE_STEP:
    case ORR_TRACE_CALL: return is_in_turn(check, record) ? NULL : "it is not the first in the ready queue";
    case ORR_TRACE_TASK_NEW: {
        OrrTraceActor actor = orr_trace_state_actor(state);
        if (record->fields[1] == (actor.kind == ORR_TRACE_ACTOR_TASK ? actor.id : 0)) return NULL;
        return "its parent is not who creates it";
    }
    case ORR_TRACE_PUT:
        object = orr_trace_state_object(state, record->fields[0]);
        return object != NULL && object->capacity > 0 && object->size >= object->capacity ? "the queue is full" : NULL;
    case ORR_TRACE_ACQUIRE:
        object = orr_trace_state_object(state, record->fields[0]);
        return object != NULL && object->kind == ORR_TRACE_OBJECT_KIND_LOCK && object->holders != 0 ? "the lock is held"
                                                                                                    : NULL;
    default: return NULL;
    }
}

static void check_sense(Check *check, const OrrTraceRecord *record, const OrrTraceEventInfo *info) {
    const char *problem = nonsense(check, record);
    if (problem != NULL) complain(check, "event ", record->event, info->name, problem);
    check_decision(check, record, info);
    problem = orr_trace_state_apply(&check->state, record->kind, record->fields);
    if (problem != NULL) complain(check, "event ", record->event, info->name, problem);
}

/* Compares the state that the chunk carries, if any, with the one we have come to, as of this event. */
static void check_state(Check *check, size_t chunk, OrrTraceBytes *saved) {
    uint64_t event;
    const unsigned char *bytes;
    size_t length;
    if (!orr_trace_reader_saved_state(check->reader, chunk, &event, &bytes, &length)) return;
    orr_trace_bytes_clear(saved);
    orr_trace_state_save(&check->state, saved);
    if (saved->length != length || memcmp(saved->data, bytes, length) != 0) {
        complain(check, "chunk ", chunk, "state", "not the one that the events lead to");
    }
}

OrrTraceStatus orr_trace_check(const OrrTraceReader *reader, uint64_t most, const OrrTraceOutput *output,
                               uint64_t *count) {
    Check check = {.reader = reader, .output = output, .most = most};
    OrrTraceBytes saved = {0};
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_state_init(&check.state);
    check_structure(&check);
    orr_trace_cursor_start(&cursor, reader);
    size_t chunk = 0;
    bool more = true;
    while (more && !check.state.no_memory && !saved.failed) {
        /* A chunk may be without events, so several may begin here. */
        while (chunk < orr_trace_reader_chunk_count(reader) &&
               orr_trace_reader_chunk_event(reader, chunk) == cursor.event) {
            check_state(&check, chunk++, &saved);
        }
        more = orr_trace_cursor_next(&cursor, &record);
        if (!more) break;
        const OrrTraceEventInfo *info = orr_trace_event_info((int64_t)record.kind);
        check_fields(&check, &record, info);
        check_sense(&check, &record, info);
    }
    bool memory = !check.state.no_memory && !saved.failed && !check.text.failed;
    orr_trace_state_free(&check.state);
    orr_trace_bytes_free(&saved);
    orr_trace_bytes_free(&check.text);
    *count = check.count;
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}
