#include "trace/words.h"

#include <string.h>

void orr_trace_word_string(const OrrTraceReader *reader, int64_t id, OrrTraceBytes *text) {
    size_t length;
    const char *bytes = orr_trace_reader_string(reader, id, &length);
    orr_trace_bytes_append(text, bytes, length);
}

static void append_number(OrrTraceBytes *text, int64_t id) {
    orr_trace_bytes_byte(text, '#');
    orr_trace_bytes_decimal(text, id);
}

static void append_task_name(const OrrTraceReader *reader, const OrrTraceTask *task, OrrTraceBytes *text) {
    if (task->name != 0) {
        orr_trace_word_string(reader, task->name, text);
    } else {
        orr_trace_bytes_text(text, "Task-");
        orr_trace_bytes_decimal(text, task->number);
    }
}

void orr_trace_word_task(const OrrTraceReader *reader, const OrrTraceState *state, int64_t id, OrrTraceBytes *text) {
    const OrrTraceTask *task = orr_trace_state_task(state, id);
    if (task != NULL) append_task_name(reader, task, text);
    else append_number(text, id);
}

void orr_trace_word_object(const OrrTraceReader *reader, const OrrTraceState *state, int64_t id, OrrTraceBytes *text) {
    const OrrTraceTask *task = orr_trace_state_task(state, id);
    const OrrTraceObject *object = task == NULL ? orr_trace_state_object(state, id) : NULL;
    if (task != NULL) {
        append_task_name(reader, task, text);
    } else if (object != NULL) {
        orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_OBJECT_KIND, object->kind));
        orr_trace_bytes_byte(text, ' ');
        if (object->name != 0) orr_trace_word_string(reader, object->name, text);
        else append_number(text, id);
    } else {
        append_number(text, id);
    }
}

void orr_trace_word_actor(const OrrTraceReader *reader, const OrrTraceState *state, OrrTraceActor actor,
                          OrrTraceBytes *text) {
    switch (actor.kind) {
    case ORR_TRACE_ACTOR_NONE: orr_trace_bytes_text(text, "loop"); break;
    case ORR_TRACE_ACTOR_TASK: orr_trace_word_task(reader, state, actor.id, text); break;
    case ORR_TRACE_ACTOR_THREAD: orr_trace_word_object(reader, state, actor.id, text); break;
    case ORR_TRACE_ACTOR_CALLBACK:
        orr_trace_bytes_text(text, "callback ");
        orr_trace_word_string(reader, actor.function, text);
        orr_trace_bytes_text(text, " (");
        orr_trace_bytes_decimal(text, actor.id);
        orr_trace_bytes_byte(text, ')');
        break;
    }
}

void orr_trace_word_wait(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceTask *task,
                         OrrTraceBytes *text) {
    const char *kind = orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, task->wait_kind);
    bool sleeps = task->wait_kind == ORR_TRACE_WAIT_SLEEP; /* then it is the number of a timer */
    const OrrTraceObject *object = sleeps ? NULL : orr_trace_state_object(state, task->wait_object);
    /* For "lock of lock left" the name of the object says it all. */
    if (object != NULL && strcmp(kind, orr_trace_kind_word(ORR_TRACE_TYPE_OBJECT_KIND, object->kind)) == 0) {
        orr_trace_word_object(reader, state, task->wait_object, text);
        return;
    }
    orr_trace_bytes_text(text, kind);
    if (task->wait_object == 0) return;
    if (sleeps) {
        const OrrTraceTimer *timer = orr_trace_state_timer(state, task->wait_object);
        if (timer == NULL) return; /* it has fired */
        orr_trace_bytes_text(text, " until ");
        orr_trace_bytes_seconds(text, timer->deadline_ns);
        return;
    }
    orr_trace_bytes_text(text, task->wait_kind == ORR_TRACE_WAIT_TASK ? " " : " of ");
    orr_trace_word_object(reader, state, task->wait_object, text);
}

void orr_trace_word_quoted(const char *bytes, size_t length, OrrTraceBytes *text) {
    orr_trace_bytes_byte(text, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == '"' || byte == '\\') orr_trace_bytes_byte(text, '\\');
        if (byte == '\n') {
            orr_trace_bytes_text(text, "\\n");
        } else if (byte < 0x20 || byte == 0x7F) {
            orr_trace_bytes_text(text, "\\u00");
            orr_trace_bytes_byte(text, (unsigned char)"0123456789abcdef"[byte >> 4]);
            orr_trace_bytes_byte(text, (unsigned char)"0123456789abcdef"[byte & 15]);
        } else {
            orr_trace_bytes_byte(text, byte);
        }
    }
    orr_trace_bytes_byte(text, '"');
}
