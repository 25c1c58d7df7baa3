#include "trace/check.h"

#include <string.h>

typedef struct Check {
    const OrrTraceReader *reader;
    const OrrTraceOutput *output;
    uint64_t most;
    uint64_t count;
    OrrTraceBytes text;
    OrrTraceState state;
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

static void check_sense(Check *check, const OrrTraceRecord *record, const OrrTraceEventInfo *info) {
    if (record->kind == ORR_TRACE_FIRE) {
        const OrrTraceTimer *timer = orr_trace_state_timer(&check->state, record->fields[0]);
        if (timer != NULL && timer->deadline_ns > check->state.time_ns) {
            complain(check, "event ", record->event, info->name, "the timer is not due");
        }
    }
    if (record->kind == ORR_TRACE_WAIT && !wait_exists(&check->state, record)) {
        complain(check, "event ", record->event, info->name, "what it waits for does not exist");
    }
    const char *problem = orr_trace_state_apply(&check->state, record->kind, record->fields);
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
