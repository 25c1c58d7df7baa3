/* Statistics as one JSON object. */
#include <string.h>

#include "trace/stats_parts.h"

static void json_number(OrrTraceBytes *text, const char *key, int64_t value) {
    orr_trace_bytes_text(text, ",\"");
    orr_trace_bytes_text(text, key);
    orr_trace_bytes_text(text, "\":");
    orr_trace_bytes_decimal(text, value);
}

/* Quotes what was appended to the text from `start` on. */
static void json_quote(OrrTraceBytes *text, size_t start) {
    OrrTraceBytes word = {0};
    if (text->failed) return;
    orr_trace_bytes_append(&word, text->data + start, text->length - start);
    text->length = start;
    if (word.failed) text->failed = true;
    else orr_trace_word_quoted((const char *)word.data, word.length, text);
    orr_trace_bytes_free(&word);
}

static void json_task(OrrTraceStatsWriting *w, const OrrTraceTaskStats *task) {
    OrrTraceBytes *text = &w->text;
    orr_trace_bytes_text(text, "{\"name\":");
    size_t start = text->length;
    orr_trace_stats_name(w, task);
    json_quote(text, start);
    orr_trace_bytes_text(text, ",\"function\":");
    start = text->length;
    orr_trace_word_string(w->reader, task->function, text);
    json_quote(text, start);
    orr_trace_bytes_text(text, ",\"outcome\":");
    const char *outcome = orr_trace_kind_word(ORR_TRACE_TYPE_OUTCOME, task->outcome);
    orr_trace_word_quoted(outcome, strlen(outcome), text);
    json_number(text, "id", task->item.id);
    json_number(text, "parent", task->parent);
    json_number(text, "steps", (int64_t)task->steps);
    json_number(text, "waits", (int64_t)task->waits);
    json_number(text, "wakes", (int64_t)task->wakes);
    json_number(text, "born_ns", task->born_ns);
    json_number(text, "ended_ns", task->ended_ns);
    json_number(text, "ran_ns", task->ran_ns);
    json_number(text, "ready_ns", task->ready_ns);
    json_number(text, "waited_ns", task->waited_ns);
    orr_trace_bytes_text(text, ",\"waited_by_kind_ns\":{");
    bool first = true;
    for (int64_t kind = 0; kind < ORR_TRACE_WAIT_KINDS; kind++) {
        if (task->waited_by_kind_ns[kind] == 0) continue;
        const char *word = orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, kind);
        if (!first) orr_trace_bytes_byte(text, ',');
        first = false;
        orr_trace_word_quoted(word, strlen(word), text);
        orr_trace_bytes_byte(text, ':');
        orr_trace_bytes_decimal(text, task->waited_by_kind_ns[kind]);
    }
    orr_trace_bytes_text(text, "}}");
}

/* The mean size in each slice of the axis. */
static void json_slices(OrrTraceStatsWriting *w, const OrrTraceDepth *depth) {
    double width = (double)w->stats->axis_length / ORR_TRACE_DEPTH_SLICES;
    orr_trace_bytes_text(&w->text, ",\"depth\":[");
    for (int i = 0; i < ORR_TRACE_DEPTH_SLICES; i++) {
        if (i > 0) orr_trace_bytes_byte(&w->text, ',');
        orr_trace_stats_thousandths(&w->text, width > 0 ? depth->slices[i] / width : 0);
    }
    orr_trace_bytes_byte(&w->text, ']');
}

static void json_object(OrrTraceStatsWriting *w, const OrrTraceObjectStats *object) {
    OrrTraceBytes *text = &w->text;
    orr_trace_bytes_text(text, "{\"name\":");
    size_t start = text->length;
    orr_trace_stats_object_name(w, object);
    json_quote(text, start);
    json_number(text, "id", object->item.id);
    json_number(text, "capacity", object->capacity);
    json_number(text, "waits", (int64_t)object->waits);
    json_number(text, "waited_ns", object->waited_ns);
    json_number(text, "longest_wait_ns", object->longest_wait_ns);
    json_number(text, "most_size", object->depth.most);
    orr_trace_bytes_text(text, ",\"mean_size\":");
    orr_trace_stats_mean(w, &object->depth, object->born, object->ended);
    json_slices(w, &object->depth);
    orr_trace_bytes_byte(text, '}');
}

/* The chain as step numbers, latest first. */
static void json_chain(OrrTraceStatsWriting *w, const OrrTraceChainLink *last) {
    uint64_t count = 0;
    for (const OrrTraceChainLink *link = last; link != NULL && count < w->stats->most;
         link = orr_trace_chains_before(&w->stats->chains, link)) {
        if (count++ > 0) orr_trace_bytes_byte(&w->text, ',');
        orr_trace_bytes_decimal(&w->text, (int64_t)link->step);
    }
}

static void json_string(OrrTraceStatsWriting *w, const char *key, int64_t string) {
    orr_trace_bytes_text(&w->text, key);
    size_t start = w->text.length;
    orr_trace_word_string(w->reader, string, &w->text);
    json_quote(&w->text, start);
}

static void json_blame(OrrTraceStatsWriting *w, const OrrTraceBlame *blame) {
    static const char *const kinds[] = {"ran", "ready", "waited"};
    for (uint32_t i = 0; i < blame->count; i++) {
        const OrrTraceBlamePart *part = &blame->parts[i];
        json_string(w, i == 0 ? "{\"function\":" : ",{\"function\":", part->function);
        orr_trace_bytes_text(&w->text, ",\"what\":\"");
        orr_trace_bytes_text(&w->text, kinds[part->kind]);
        orr_trace_bytes_text(&w->text, "\",\"for\":\"");
        if (part->kind == ORR_TRACE_BLAME_WAITED)
            orr_trace_bytes_text(&w->text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, part->wait_kind));
        orr_trace_bytes_text(&w->text, "\"");
        json_number(&w->text, "spent_ns", part->spent_ns);
        orr_trace_bytes_byte(&w->text, '}');
    }
}

static void json_functions(OrrTraceStatsWriting *w) {
    const OrrTraceTable *functions = &w->stats->functions;
    bool first = true;
    for (const OrrTraceFunctionStats *f = orr_trace_table_first(functions); f != NULL;
         f = orr_trace_table_next(functions, f)) {
        json_string(w, first ? "{\"function\":" : ",{\"function\":", f->item.id);
        json_number(&w->text, "tasks", (int64_t)f->tasks);
        json_number(&w->text, "returned", (int64_t)f->returned);
        json_number(&w->text, "raised", (int64_t)f->raised);
        json_number(&w->text, "cancelled", (int64_t)f->cancelled);
        json_number(&w->text, "steps", (int64_t)f->steps);
        json_number(&w->text, "ran_ns", f->ran_ns);
        json_number(&w->text, "ready_ns", f->ready_ns);
        json_number(&w->text, "waited_ns", f->waited_ns);
        orr_trace_bytes_byte(&w->text, '}');
        first = false;
    }
}

static void json_wakes(OrrTraceStatsWriting *w) {
    const OrrTraceTable *wakes = &w->stats->wakes;
    bool first = true;
    for (const OrrTraceWakeStats *wake = orr_trace_table_first(wakes); wake != NULL;
         wake = orr_trace_table_next(wakes, wake)) {
        json_string(w, first ? "{\"waker\":" : ",{\"waker\":", wake->waker);
        json_string(w, ",\"woken\":", wake->woken);
        orr_trace_bytes_text(&w->text, ",\"reason\":\"");
        orr_trace_bytes_text(&w->text, orr_trace_kind_word(ORR_TRACE_TYPE_WAKE, wake->reason));
        orr_trace_bytes_byte(&w->text, '"');
        json_number(&w->text, "count", (int64_t)wake->count);
        orr_trace_bytes_byte(&w->text, '}');
        first = false;
    }
}

void orr_trace_stats_json(OrrTraceStatsWriting *w) {
    OrrTraceBytes *text = &w->text;
    const OrrTraceStats *stats = w->stats;
    const OrrTraceChainLink *last = orr_trace_stats_last(w);
    orr_trace_bytes_text(text, "{\"events\":");
    orr_trace_bytes_decimal(text, (int64_t)stats->events);
    json_number(text, "steps", (int64_t)orr_trace_reader_step_count(w->reader));
    json_number(text, "turns", (int64_t)stats->turns);
    json_number(text, "most_ready", (int64_t)stats->most_ready);
    json_number(text, "time_ns", orr_trace_reader_last_time_ns(w->reader));
    json_number(text, "task_count", (int64_t)stats->task_count);
    json_number(text, "object_count", (int64_t)stats->object_count);
    orr_trace_bytes_text(text, ",\"tasks\":[");
    bool first = true;
    for (const OrrTraceTaskStats *task = orr_trace_table_first(&stats->tasks); task != NULL;
         task = orr_trace_table_next(&stats->tasks, task)) {
        if (task->place >= stats->most) continue;
        if (!first) orr_trace_bytes_byte(text, ',');
        json_task(w, task);
        first = false;
    }
    orr_trace_bytes_text(text, "],\"functions\":[");
    json_functions(w);
    orr_trace_bytes_text(text, "],\"objects\":[");
    first = true;
    for (const OrrTraceObjectStats *object = orr_trace_table_first(&stats->objects); object != NULL;
         object = orr_trace_table_next(&stats->objects, object)) {
        if (object->place >= stats->most) continue;
        if (!first) orr_trace_bytes_byte(text, ',');
        json_object(w, object);
        first = false;
    }
    orr_trace_bytes_text(text, "],\"ready\":{\"most_size\":");
    orr_trace_bytes_decimal(text, stats->ready.most);
    json_slices(w, &stats->ready);
    orr_trace_bytes_text(text, "},\"wakes\":[");
    json_wakes(w);
    orr_trace_bytes_text(text, "],\"blame\":[");
    if (last != NULL) json_blame(w, orr_trace_chains_blame(&stats->chains, last));
    orr_trace_bytes_text(text, "],\"chain_length\":");
    orr_trace_bytes_decimal(text, last == NULL ? 0 : (int64_t)last->length);
    orr_trace_bytes_text(text, ",\"chain\":[");
    json_chain(w, last);
    orr_trace_bytes_text(text, "]}\n");
}
