#include "trace/diff.h"

#include <string.h>

#include "trace/align.h"
#include "trace/show.h"

static bool same_text(const char *a, size_t a_length, const char *b, size_t b_length) {
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

static bool same_header(const OrrTraceHeader *a, const OrrTraceHeader *b) {
    if (!same_text(a->program.text, a->program.length, b->program.text, b->program.length)) return false;
    if (a->seed != b->seed || a->argument_count != b->argument_count || strcmp(a->options, b->options) != 0)
        return false;
    for (size_t i = 0; i < a->argument_count; i++) {
        if (strcmp(a->arguments[i], b->arguments[i]) != 0) return false;
    }
    return true;
}

static bool same_event(const OrrTraceReader *left, const OrrTraceRecord *a, const OrrTraceReader *right,
                       const OrrTraceRecord *b) {
    if (a->kind != b->kind) return false;
    const OrrTraceEventInfo *info = orr_trace_event_info((int64_t)a->kind);
    for (unsigned i = 0; i < info->field_count; i++) {
        if (info->types[i] != ORR_TRACE_TYPE_STRING) {
            if (a->fields[i] != b->fields[i]) return false;
            continue;
        }
        size_t a_length, b_length;
        const char *a_text = orr_trace_reader_string(left, a->fields[i], &a_length);
        const char *b_text = orr_trace_reader_string(right, b->fields[i], &b_length);
        if (!same_text(a_text, a_length, b_text, b_length)) return false;
    }
    return true;
}

void orr_trace_diff_find(const OrrTraceReader *left, const OrrTraceReader *right, OrrTraceDiff *diff) {
    OrrTraceCursor left_cursor, right_cursor;
    OrrTraceRecord a, b;
    *diff = (OrrTraceDiff){0};
    diff->header_differs = !same_header(orr_trace_reader_header(left), orr_trace_reader_header(right));
    orr_trace_cursor_start(&left_cursor, left);
    orr_trace_cursor_start(&right_cursor, right);
    for (;;) {
        bool left_more = orr_trace_cursor_next(&left_cursor, &a);
        bool right_more = orr_trace_cursor_next(&right_cursor, &b);
        diff->left_ended = !left_more;
        diff->right_ended = !right_more;
        diff->same = !left_more && !right_more;
        if (!left_more || !right_more) return;
        diff->decided = a.kind == ORR_TRACE_DECISION && b.kind == ORR_TRACE_DECISION;
        diff->event = a.event;
        if (!same_event(left, &a, right, &b)) return;
        diff->decided = false;
        diff->event = a.event + 1;
        diff->step = a.step;
        diff->time_ns = a.time_ns;
    }
}

/* Writes events [from, to) of one side, each behind a mark. */
static bool write_events(const OrrTraceReader *reader, uint64_t from, uint64_t to, const char *mark,
                         OrrTraceBytes *text) {
    OrrTraceState state;
    OrrTraceCursor cursor = {.reader = reader};
    OrrTraceRecord record;
    orr_trace_state_init(&state);
    bool memory = orr_trace_reader_state(reader, from, &state);
    orr_trace_cursor_seek_event(&cursor, from);
    while (memory && cursor.event < to && orr_trace_cursor_next(&cursor, &record)) {
        orr_trace_bytes_text(text, mark);
        orr_trace_show_event(reader, &state, &record, false, text);
        orr_trace_bytes_byte(text, '\n');
        (void)orr_trace_state_apply(&state, record.kind, record.fields);
        memory = !state.no_memory && !text->failed;
    }
    orr_trace_state_free(&state);
    return memory;
}

static void write_ending(const OrrTraceReader *reader, const char *mark, OrrTraceBytes *text) {
    const OrrTraceEnd *end = orr_trace_reader_end(reader);
    orr_trace_bytes_text(text, mark);
    orr_trace_bytes_text(text, "      (here this run ends: ");
    orr_trace_bytes_text(text, end == NULL ? "the trace does not say how"
                                           : orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, end->verdict));
    orr_trace_bytes_text(text, ")\n");
}

static void write_place(const OrrTraceReader *left, const OrrTraceReader *right, const OrrTraceDiff *diff,
                        OrrTraceBytes *text) {
    const char *difference = diff->header_differs ? orr_trace_header_difference(left, right) : NULL;
    if (difference != NULL) {
        orr_trace_bytes_text(text, difference);
        orr_trace_bytes_byte(text, '\n');
    }
    if (diff->same) {
        orr_trace_bytes_text(text, "the events are the same\n");
        return;
    }
    orr_trace_bytes_text(text, diff->decided ? "the runs part at a decision, event " : "the runs part at event ");
    orr_trace_bytes_decimal(text, (int64_t)diff->event);
    orr_trace_bytes_text(text, ", step ");
    orr_trace_bytes_decimal(text, (int64_t)diff->step);
    orr_trace_bytes_text(text, ", time ");
    orr_trace_bytes_seconds(text, diff->time_ns);
    orr_trace_bytes_byte(text, '\n');
}

/* The story: what each run did next that the other did not, with its lines of source, and why. */
static bool write_story(const OrrTraceReader *left, const OrrTraceReader *right, bool first_only, OrrTraceBytes *text) {
    OrrTraceParting parting;
    if (!orr_trace_parting_find(left, right, &parting)) return false;
    if (parting.same) {
        orr_trace_bytes_text(text, "their tasks do the same in the same order; only times, numbers or lines differ\n");
        return !text->failed;
    }
    orr_trace_bytes_text(text, "\nwhat their tasks do is the same for ");
    orr_trace_bytes_decimal(text, (int64_t)parting.step);
    orr_trace_bytes_text(text, parting.step == 1 ? " step; then\n" : " steps; then\n");
    bool memory = true;
    if (!first_only) {
        memory = orr_trace_parting_tell(left, parting.left_event, "- ", text);
        if (parting.left_ended) write_ending(left, "- ", text);
        memory = memory && orr_trace_parting_tell(right, parting.right_event, "+ ", text);
        if (parting.right_ended) write_ending(right, "+ ", text);
    }
    return memory && orr_trace_parting_why(left, right, &parting, text);
}

OrrTraceStatus orr_trace_diff_write(const OrrTraceReader *left, const OrrTraceReader *right, const OrrTraceDiff *diff,
                                    uint64_t around, const OrrTraceOutput *output) {
    OrrTraceBytes text = {0};
    bool memory = true;
    write_place(left, right, diff, &text);
    if (!diff->same) {
        uint64_t from = diff->event > around ? diff->event - around : 0, after = around == 0 ? 1 : around;
        uint64_t to = UINT64_MAX - diff->event > after ? diff->event + after : UINT64_MAX;
        memory = write_events(left, from, diff->event, "  ", &text) && write_events(left, diff->event, to, "- ", &text);
        if (diff->left_ended) write_ending(left, "- ", &text);
        memory = memory && write_events(right, diff->event, to, "+ ", &text);
        if (diff->right_ended) write_ending(right, "+ ", &text);
    }
    if (!diff->same) memory = memory && write_story(left, right, around == 0, &text);
    memory = memory && !text.failed;
    if (memory) (void)orr_trace_output_put(output, &text);
    orr_trace_bytes_free(&text);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}
