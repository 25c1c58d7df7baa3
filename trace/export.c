/* CSV and Graphviz; Chrome's JSON is in export_chrome.c. */
#include "trace/export.h"

#include "trace/show.h"
#include "trace/words.h"

/* ---- CSV ---------------------------------------------------------------------------------------- */

/* Appends a field in quotes, those within it doubled. */
static void csv_field(OrrTraceBytes *text, const OrrTraceBytes *field) {
    orr_trace_bytes_byte(text, '"');
    for (size_t i = 0; i < field->length; i++) {
        if (field->data[i] == '"') orr_trace_bytes_byte(text, '"');
        orr_trace_bytes_byte(text, field->data[i]);
    }
    orr_trace_bytes_byte(text, '"');
}

static void csv_row(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                    OrrTraceBytes *field, OrrTraceBytes *text) {
    orr_trace_bytes_decimal(text, (int64_t)record->event);
    orr_trace_bytes_byte(text, ',');
    orr_trace_bytes_decimal(text, record->time_ns);
    orr_trace_bytes_byte(text, ',');
    orr_trace_bytes_decimal(text, (int64_t)record->step);
    orr_trace_bytes_byte(text, ',');
    orr_trace_bytes_clear(field);
    orr_trace_word_actor(reader, before, orr_trace_show_actor(before, record), field);
    csv_field(text, field);
    orr_trace_bytes_byte(text, ',');
    orr_trace_bytes_text(text, orr_trace_event_info((int64_t)record->kind)->name);
    orr_trace_bytes_byte(text, ',');
    orr_trace_bytes_clear(field);
    orr_trace_show_fields(reader, before, record, field);
    csv_field(text, field);
    orr_trace_bytes_text(text, "\r\n");
}

OrrTraceStatus orr_trace_export_csv(const OrrTraceReader *reader, const OrrTraceOutput *output) {
    OrrTraceState state;
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    OrrTraceBytes text = {0}, field = {0};
    bool memory = true, takes = true;
    orr_trace_state_init(&state);
    orr_trace_cursor_start(&cursor, reader);
    orr_trace_bytes_text(&text, "number,time_ns,step,actor,event,fields\r\n");
    while (memory && takes && orr_trace_cursor_next(&cursor, &record)) {
        csv_row(reader, &state, &record, &field, &text);
        memory = !text.failed && !field.failed;
        takes = memory && orr_trace_output_put(output, &text);
        (void)orr_trace_state_apply(&state, record.kind, record.fields);
        memory = memory && !state.no_memory;
    }
    if (memory && takes) (void)orr_trace_output_put(output, &text);
    orr_trace_state_free(&state);
    orr_trace_bytes_free(&text);
    orr_trace_bytes_free(&field);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}

/* ---- Graphviz ----------------------------------------------------------------------------------- */

static void dot_node(OrrTraceBytes *text, int64_t id) {
    orr_trace_bytes_text(text, "n");
    if (id < 0) orr_trace_bytes_byte(text, '_');
    orr_trace_bytes_decimal(text, id < 0 ? ~id : id);
}

static void dot_edge(OrrTraceBytes *text, int64_t from, int64_t to, const char *label, const char *style) {
    orr_trace_bytes_text(text, "  ");
    dot_node(text, from);
    orr_trace_bytes_text(text, " -> ");
    dot_node(text, to);
    orr_trace_bytes_text(text, " [label=\"");
    orr_trace_bytes_text(text, label);
    orr_trace_bytes_text(text, "\", style=");
    orr_trace_bytes_text(text, style);
    orr_trace_bytes_text(text, "]\n");
}

static void dot_task(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceTask *task,
                     OrrTraceBytes *scratch, OrrTraceBytes *text) {
    static const char *const states[] = {"created", "ready", "running", "waiting"};
    orr_trace_bytes_clear(scratch);
    orr_trace_word_task(reader, state, task->item.id, scratch);
    orr_trace_bytes_text(scratch, "\n");
    if (task->state == ORR_TRACE_TASK_WAITING) orr_trace_word_wait(reader, state, task, scratch);
    else orr_trace_bytes_text(scratch, states[task->state]);
    const OrrTraceFrame *frame = orr_trace_state_frame(state, task);
    if (frame != NULL && frame->line != 0) {
        orr_trace_bytes_text(scratch, "\n");
        orr_trace_word_string(reader, frame->function, scratch);
        orr_trace_bytes_text(scratch, ", line ");
        orr_trace_bytes_decimal(scratch, frame->line);
    }
    orr_trace_bytes_text(text, "  ");
    dot_node(text, task->item.id);
    orr_trace_bytes_text(text, " [shape=box, label=");
    orr_trace_word_quoted((const char *)scratch->data, scratch->length, text);
    orr_trace_bytes_text(text, "]\n");
    if (orr_trace_state_task(state, task->parent) != NULL) dot_edge(text, task->parent, task->item.id, "", "dotted");
    bool waits = task->state == ORR_TRACE_TASK_WAITING && task->wait_kind != ORR_TRACE_WAIT_SLEEP;
    if (waits && task->wait_object != 0) {
        dot_edge(text, task->item.id, task->wait_object, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, task->wait_kind),
                 "bold");
    }
}

static void dot_object(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceObject *object,
                       OrrTraceBytes *scratch, OrrTraceBytes *text) {
    bool waited_for = orr_trace_state_waiters(state, object->item.id, 0, NULL, 0) > 0;
    /* What nobody waits for or holds would only fill the picture. */
    if (!waited_for && object->holders == 0) return;
    orr_trace_bytes_clear(scratch);
    orr_trace_word_object(reader, state, object->item.id, scratch);
    orr_trace_bytes_text(text, "  ");
    dot_node(text, object->item.id);
    orr_trace_bytes_text(text, " [shape=ellipse, label=");
    orr_trace_word_quoted((const char *)scratch->data, scratch->length, text);
    orr_trace_bytes_text(text, "]\n");
    for (const OrrTraceLink *link = orr_trace_state_link(state, object->holders); link != NULL;
         link = orr_trace_state_link(state, link->next)) {
        if (link->id != 0) dot_edge(text, object->item.id, link->id, "held by", "bold");
    }
    for (const OrrTraceLink *link = orr_trace_state_link(state, object->targets); link != NULL;
         link = orr_trace_state_link(state, link->next)) {
        bool lives = orr_trace_state_task(state, link->id) != NULL || orr_trace_state_object(state, link->id) != NULL;
        if (lives) dot_edge(text, object->item.id, link->id, "needs", "bold");
    }
}

OrrTraceStatus orr_trace_export_dot(const OrrTraceReader *reader, uint64_t event, const OrrTraceOutput *output) {
    OrrTraceState state;
    OrrTraceBytes text = {0}, scratch = {0};
    orr_trace_state_init(&state);
    bool memory = orr_trace_reader_state(reader, event, &state);
    if (memory) {
        orr_trace_bytes_text(&text, "digraph waits {\n  node [fontname=\"sans-serif\"]\n");
        for (const OrrTraceTask *task = orr_trace_state_task_first(&state); task != NULL;
             task = orr_trace_state_task_next(&state, task)) {
            dot_task(reader, &state, task, &scratch, &text);
        }
        for (const OrrTraceObject *object = orr_trace_state_object_first(&state); object != NULL;
             object = orr_trace_state_object_next(&state, object)) {
            dot_object(reader, &state, object, &scratch, &text);
        }
        orr_trace_bytes_text(&text, "}\n");
        memory = !text.failed && !scratch.failed;
    }
    if (memory) (void)orr_trace_output_put(output, &text);
    orr_trace_state_free(&state);
    orr_trace_bytes_free(&text);
    orr_trace_bytes_free(&scratch);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}
