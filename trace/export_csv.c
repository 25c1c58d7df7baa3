/* CSV. */
#include "trace/export.h"

#include <string.h>

#include "trace/show.h"
#include "trace/words.h"

/* Appends a field in quotes, those within it doubled. */
static void csv_field(OrrTraceBytes *text, const OrrTraceBytes *field) {
    orr_trace_bytes_byte(text, '"');
    for (size_t at = 0; at < field->length;) {
        const unsigned char *quote = memchr(field->data + at, '"', field->length - at);
        size_t end = quote == NULL ? field->length : (size_t)(quote - field->data) + 1;
        orr_trace_bytes_append(text, field->data + at, end - at);
        if (quote != NULL) orr_trace_bytes_byte(text, '"');
        at = end;
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
        takes = memory && orr_trace_output_put_much(output, &text);
        (void)orr_trace_state_apply(&state, record.kind, record.fields);
        memory = memory && !state.no_memory;
    }
    if (memory && takes) (void)orr_trace_output_put(output, &text);
    orr_trace_state_free(&state);
    orr_trace_bytes_free(&text);
    orr_trace_bytes_free(&field);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}
