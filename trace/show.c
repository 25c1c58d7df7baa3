#include "trace/show.h"

#include <string.h>

#include "trace/words.h"

bool orr_trace_show_parse_kinds(const char *list, uint64_t *kinds, const char **wrong, size_t *wrong_length) {
    *kinds = 0;
    for (const char *at = list;;) {
        size_t length = strcspn(at, ",");
        OrrTraceKind kind = orr_trace_kind_named(at, length);
        if (kind == 0) {
            *wrong = at;
            *wrong_length = length;
            return false;
        }
        *kinds |= UINT64_C(1) << kind;
        if (at[length] == '\0') return true;
        at += length + 1;
    }
}

/* ---- one event ---------------------------------------------------------------------------------- */

static void pad(OrrTraceBytes *text, size_t start, size_t width, bool left) {
    size_t length = text->length - start;
    if (length >= width || !orr_trace_bytes_reserve(text, width - length)) return;
    unsigned char *at = text->data + start;
    if (left) memset(at + length, ' ', width - length);
    else {
        memmove(at + width - length, at, length);
        memset(at, ' ', width - length);
    }
    text->length = start + width;
}

static void append_padded(OrrTraceBytes *text, uint64_t value, size_t width) {
    size_t start = text->length;
    orr_trace_bytes_decimal(text, (int64_t)value);
    pad(text, start, width, false);
}

/* Who does it. An event that begins an actor's stretch is that actor's own. */
OrrTraceActor orr_trace_show_actor(const OrrTraceState *before, const OrrTraceRecord *record) {
    OrrTraceActor actor = {.id = record->fields[0]};
    switch (record->kind) {
    case ORR_TRACE_STEP: actor.kind = ORR_TRACE_ACTOR_TASK; return actor;
    case ORR_TRACE_THREAD_RUN: actor.kind = ORR_TRACE_ACTOR_THREAD; return actor;
    case ORR_TRACE_CALL:
        actor.kind = ORR_TRACE_ACTOR_CALLBACK;
        for (uint32_t i = 0; i < before->ready_count; i++) {
            OrrTraceReady entry = orr_trace_state_ready(before, i);
            if (entry.kind != ORR_TRACE_ACTOR_CALLBACK || entry.id != actor.id) continue;
            actor.function = entry.function;
            break;
        }
        return actor;
    default: return orr_trace_state_actor(before);
    }
}

static void append_quoted(OrrTraceBytes *word, OrrTraceBytes *text) {
    orr_trace_word_quoted(word->length == 0 ? "" : (const char *)word->data, word->length, text);
    text->failed = text->failed || word->failed;
    orr_trace_bytes_free(word);
}

/* A task that the event itself creates or that is known: its name. */
static void append_task(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                        int64_t id, OrrTraceBytes *word) {
    if (record->kind != ORR_TRACE_TASK_NEW || id != record->fields[0]) {
        orr_trace_word_task(reader, before, id, word);
    } else if (record->fields[3] != 0) {
        orr_trace_word_string(reader, record->fields[3], word);
    } else {
        orr_trace_bytes_text(word, "Task-");
        orr_trace_bytes_decimal(word, record->fields[2]);
    }
}

static void append_object(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                          int64_t id, OrrTraceBytes *word) {
    bool waits = record->kind == ORR_TRACE_WAIT || record->kind == ORR_TRACE_THREAD_BLOCK;
    bool handle = (waits && record->fields[0] == ORR_TRACE_WAIT_SLEEP) ||
                  (record->kind == ORR_TRACE_DECISION && record->fields[0] == ORR_TRACE_DECISION_TIMING);
    if (handle) {
        orr_trace_bytes_text(word, "timer ");
        orr_trace_bytes_decimal(word, id);
    } else {
        orr_trace_word_object(reader, before, id, word);
    }
}

static void append_value(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                         OrrTraceFieldType type, int64_t value, OrrTraceBytes *text) {
    OrrTraceBytes word = {0};
    switch (type) {
    case ORR_TRACE_TYPE_NONE: break;
    case ORR_TRACE_TYPE_TASK:
        append_task(reader, before, record, value, &word);
        append_quoted(&word, text);
        break;
    case ORR_TRACE_TYPE_OBJECT:
        append_object(reader, before, record, value, &word);
        append_quoted(&word, text);
        break;
    case ORR_TRACE_TYPE_STRING:
        orr_trace_word_string(reader, value, &word);
        append_quoted(&word, text);
        break;
    case ORR_TRACE_TYPE_TIME: orr_trace_bytes_seconds(text, value); break;
    case ORR_TRACE_TYPE_HANDLE:
    case ORR_TRACE_TYPE_LINE:
    case ORR_TRACE_TYPE_COUNT: orr_trace_bytes_decimal(text, value); break;
    default: {
        const char *kind = orr_trace_kind_word(type, value);
        orr_trace_word_quoted(kind, strlen(kind), text);
    }
    }
}

/* A field that says nothing: no line, no name, nobody. */
static bool is_absent(OrrTraceFieldType type, int64_t value) {
    return value == 0 && (type == ORR_TRACE_TYPE_LINE || type == ORR_TRACE_TYPE_STRING || type == ORR_TRACE_TYPE_TASK ||
                          type == ORR_TRACE_TYPE_OBJECT);
}

void orr_trace_show_fields(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                           OrrTraceBytes *text) {
    const OrrTraceEventInfo *info = orr_trace_event_info((int64_t)record->kind);
    bool first = true;
    for (unsigned i = 0; i < info->field_count; i++) {
        OrrTraceFieldType type = (OrrTraceFieldType)info->types[i];
        if (is_absent(type, record->fields[i])) continue;
        if (!first) orr_trace_bytes_byte(text, ' ');
        first = false;
        orr_trace_bytes_text(text, info->field_names[i]);
        orr_trace_bytes_byte(text, '=');
        append_value(reader, before, record, type, record->fields[i], text);
    }
}

static void show_line(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                      const OrrTraceEventInfo *info, OrrTraceBytes *text) {
    append_padded(text, record->event, 7);
    size_t start = text->length;
    orr_trace_bytes_text(text, "  ");
    orr_trace_bytes_seconds(text, record->time_ns);
    pad(text, start, 13, false);
    append_padded(text, record->step, 7);
    orr_trace_bytes_text(text, "  ");
    start = text->length;
    orr_trace_word_actor(reader, before, orr_trace_show_actor(before, record), text);
    pad(text, start, 10, true);
    orr_trace_bytes_text(text, "  ");
    orr_trace_bytes_text(text, info->name);
    size_t end = text->length;
    orr_trace_bytes_byte(text, ' ');
    orr_trace_show_fields(reader, before, record, text);
    if (text->length == end + 1) text->length = end; /* it has none */
}

static void json_key(OrrTraceBytes *text, const char *key) {
    orr_trace_bytes_text(text, ",\"");
    orr_trace_bytes_text(text, key);
    orr_trace_bytes_text(text, "\":");
}

/* In JSON times are integers (nanoseconds) and ids come beside the names. */
static void show_json(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                      const OrrTraceEventInfo *info, OrrTraceBytes *text) {
    OrrTraceActor actor = orr_trace_show_actor(before, record);
    OrrTraceBytes word = {0};
    orr_trace_bytes_text(text, "{\"index\":");
    orr_trace_bytes_decimal(text, (int64_t)record->event);
    json_key(text, "now_ns");
    orr_trace_bytes_decimal(text, record->time_ns);
    json_key(text, "step");
    orr_trace_bytes_decimal(text, (int64_t)record->step);
    json_key(text, "actor");
    orr_trace_word_actor(reader, before, actor, &word);
    append_quoted(&word, text);
    json_key(text, "actor_id");
    orr_trace_bytes_decimal(text, actor.id);
    json_key(text, "event");
    orr_trace_word_quoted(info->name, strlen(info->name), text);
    for (unsigned i = 0; i < info->field_count; i++) {
        OrrTraceFieldType type = (OrrTraceFieldType)info->types[i];
        json_key(text, info->field_names[i]);
        if (type == ORR_TRACE_TYPE_TIME) orr_trace_bytes_decimal(text, record->fields[i]);
        else append_value(reader, before, record, type, record->fields[i], text);
        if (type != ORR_TRACE_TYPE_TASK && type != ORR_TRACE_TYPE_OBJECT) continue;
        orr_trace_bytes_text(text, ",\"");
        orr_trace_bytes_text(text, info->field_names[i]);
        orr_trace_bytes_text(text, "_id\":");
        orr_trace_bytes_decimal(text, record->fields[i]);
    }
    orr_trace_bytes_byte(text, '}');
}

void orr_trace_show_event(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                          bool json, OrrTraceBytes *text) {
    const OrrTraceEventInfo *info = orr_trace_event_info((int64_t)record->kind);
    if (json) show_json(reader, before, record, info, text);
    else show_line(reader, before, record, info, text);
}

/* ---- which events ------------------------------------------------------------------------------- */

/* Whether the task with this id is the one asked for. */
static bool is_task(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record, int64_t id,
                    const char *wanted, OrrTraceBytes *scratch) {
    if (id == 0) return false;
    orr_trace_bytes_clear(scratch);
    if (wanted[0] == '#') {
        orr_trace_bytes_byte(scratch, '#');
        orr_trace_bytes_decimal(scratch, id);
    } else {
        append_task(reader, before, record, id, scratch);
    }
    return scratch->length == strlen(wanted) && memcmp(scratch->data, wanted, scratch->length) == 0;
}

static bool concerns_task(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                          const char *wanted, OrrTraceBytes *scratch) {
    OrrTraceActor actor = orr_trace_show_actor(before, record);
    if (actor.kind == ORR_TRACE_ACTOR_TASK && is_task(reader, before, record, actor.id, wanted, scratch)) return true;
    const OrrTraceEventInfo *info = orr_trace_event_info((int64_t)record->kind);
    for (unsigned i = 0; i < info->field_count; i++) {
        bool maybe = info->types[i] == ORR_TRACE_TYPE_TASK || info->types[i] == ORR_TRACE_TYPE_OBJECT;
        if (maybe && is_task(reader, before, record, record->fields[i], wanted, scratch)) return true;
    }
    return false;
}

static bool is_wanted(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                      const OrrTraceShowOptions *options, OrrTraceBytes *scratch) {
    if (options->kinds != 0 && (options->kinds >> record->kind & 1) == 0) return false;
    if (orr_trace_range_before(&options->range, record->time_ns, record->step)) return false;
    return options->task == NULL || concerns_task(reader, before, record, options->task, scratch);
}

/* For those who ask of no event in particular. */
static const OrrTraceRecord nothing = {.kind = ORR_TRACE_TURN};

/* Whether the task asked for is there now. */
static bool is_met(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceShowOptions *options,
                   OrrTraceBytes *scratch) {
    for (const OrrTraceTask *task = orr_trace_state_task_first(state); task != NULL;
         task = orr_trace_state_task_next(state, task))
        if (is_task(reader, state, &nothing, task->item.id, options->task, scratch)) return true;
    return false;
}

OrrTraceStatus orr_trace_show(const OrrTraceReader *reader, const OrrTraceShowOptions *options,
                              const OrrTraceOutput *output, bool *found) {
    OrrTraceState state;
    OrrTraceCursor cursor = {.reader = reader};
    OrrTraceRecord record;
    OrrTraceBytes text = {0}, scratch = {0};
    bool memory = true, takes = true;
    orr_trace_state_init(&state);
    orr_trace_cursor_seek_range(&cursor, &options->range);
    memory = orr_trace_reader_state(reader, cursor.event, &state);
    bool met = options->task == NULL || is_met(reader, &state, options, &scratch);
    while (memory && takes && orr_trace_cursor_next(&cursor, &record)) {
        if (orr_trace_range_after(&options->range, record.time_ns, record.step)) break;
        if (is_wanted(reader, &state, &record, options, &scratch)) {
            orr_trace_show_event(reader, &state, &record, options->json, &text);
            orr_trace_bytes_byte(&text, '\n');
            memory = !text.failed;
            takes = memory && orr_trace_output_put_much(output, &text);
        }
        (void)orr_trace_state_apply(&state, record.kind, record.fields);
        bool names = record.kind == ORR_TRACE_TASK_NEW || record.kind == ORR_TRACE_TASK_NAME;
        if (names && !met) met = is_task(reader, &state, &nothing, record.fields[0], options->task, &scratch);
        memory = memory && !state.no_memory && !scratch.failed;
    }
    if (memory && takes) (void)orr_trace_output_put(output, &text);
    if (found != NULL) *found = met;
    orr_trace_state_free(&state);
    orr_trace_bytes_free(&text);
    orr_trace_bytes_free(&scratch);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}
