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

/* ---- sources ------------------------------------------------------------------------------------ */

static bool is_path(const OrrTraceReader *reader, int64_t file, const char *path) {
    size_t length;
    const char *name = orr_trace_reader_string(reader, file, &length);
    return file == 0 || (length == strlen(path) && memcmp(name, path, length) == 0);
}

/* The source of that path, or one without text. */
static OrrTraceSource find_source(const OrrTraceReader *reader, int64_t file) {
    for (size_t i = 0; i < orr_trace_reader_source_count(reader); i++) {
        OrrTraceSource source = orr_trace_reader_source(reader, i);
        if (is_path(reader, file, source.path)) return source;
    }
    return (OrrTraceSource){"", NULL, 0};
}

const OrrTraceFrame *orr_trace_word_place(const OrrTraceReader *reader, const OrrTraceState *state,
                                          const OrrTraceTask *task) {
    const OrrTraceFrame *frame = orr_trace_state_frame(state, task);
    while (frame != NULL && (frame->file == 0 || find_source(reader, frame->file).text == NULL))
        frame = orr_trace_state_frame_below(state, frame);
    return frame;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

const char *orr_trace_word_source(const OrrTraceReader *reader, int64_t file, int64_t line, size_t *length) {
    OrrTraceSource source = find_source(reader, file);
    *length = 0;
    if (source.text == NULL || line <= 0) return "";
    const char *at = source.text, *end = source.text + source.length;
    for (int64_t n = 1; n < line && at != NULL; n++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (at != NULL) at++;
    }
    if (at == NULL || at == end) return "";
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    if (stop == NULL) stop = end;
    while (at < stop && is_blank(*at)) at++;
    while (stop > at && is_blank(stop[-1])) stop--;
    *length = (size_t)(stop - at);
    return at;
}

void orr_trace_word_line(const OrrTraceReader *reader, int64_t file, int64_t line, OrrTraceBytes *text) {
    if (line <= 0) return;
    orr_trace_bytes_text(text, "line ");
    orr_trace_bytes_decimal(text, line);
    size_t length;
    const char *source = orr_trace_word_source(reader, file, line, &length);
    if (length == 0) return;
    orr_trace_bytes_text(text, ": ");
    orr_trace_bytes_append(text, source, length);
}

void orr_trace_word_quoted(const char *bytes, size_t length, OrrTraceBytes *text) {
    orr_trace_bytes_byte(text, '"');
    for (size_t at = 0; at < length;) {
        size_t plain = at;
        while (plain < length && bytes[plain] != '"' && bytes[plain] != '\\' && (unsigned char)bytes[plain] >= 0x20 &&
               bytes[plain] != 0x7F)
            plain++;
        orr_trace_bytes_append(text, bytes + at, plain - at);
        if (plain == length) break;
        unsigned char byte = (unsigned char)bytes[plain];
        if (byte == '\n') {
            orr_trace_bytes_text(text, "\\n");
        } else if (byte < 0x20 || byte == 0x7F) {
            orr_trace_bytes_text(text, "\\u00");
            orr_trace_bytes_byte(text, (unsigned char)"0123456789abcdef"[byte >> 4]);
            orr_trace_bytes_byte(text, (unsigned char)"0123456789abcdef"[byte & 15]);
        } else {
            orr_trace_bytes_byte(text, '\\');
            orr_trace_bytes_byte(text, byte);
        }
        at = plain + 1;
    }
    orr_trace_bytes_byte(text, '"');
}
