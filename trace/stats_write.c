/* Statistics as text and as JSON. */
#include <stdlib.h>
#include <string.h>

#include "trace/stats.h"
#include "trace/words.h"

#define MOST_DEFAULT 40u

typedef struct Writing {
    const OrrTraceReader *reader;
    const OrrTraceStats *stats;
    uint64_t most;
    OrrTraceBytes text;
} Writing;

static void append_name(Writing *w, const OrrTraceTaskStats *task, int64_t id) {
    if (task == NULL) {
        orr_trace_bytes_byte(&w->text, '#');
        orr_trace_bytes_decimal(&w->text, id);
    } else if (task->name != 0) {
        orr_trace_word_string(w->reader, task->name, &w->text);
    } else {
        orr_trace_bytes_text(&w->text, "Task-");
        orr_trace_bytes_decimal(&w->text, task->number);
    }
}

static void append_object_name(Writing *w, const OrrTraceObjectStats *object) {
    orr_trace_bytes_text(&w->text, orr_trace_kind_word(ORR_TRACE_TYPE_OBJECT_KIND, object->kind));
    orr_trace_bytes_byte(&w->text, ' ');
    if (object->name != 0) {
        orr_trace_word_string(w->reader, object->name, &w->text);
    } else {
        orr_trace_bytes_byte(&w->text, '#');
        orr_trace_bytes_decimal(&w->text, object->item.id);
    }
}

/* Blanks up to a column, counted from `start` in characters; at least one. */
static void tab(OrrTraceBytes *text, size_t start, size_t column) {
    size_t width = 0;
    for (size_t i = start; i < text->length; i++) width += (text->data[i] & 0xC0) != 0x80;
    do orr_trace_bytes_byte(text, ' ');
    while (++width < column);
}

static int64_t mean_thousandths(const OrrTraceObjectStats *object) {
    double life = (double)object->ended_ns - (double)object->born_ns;
    double mean = life > 0 ? object->size_integral / life * 1000 + 0.5 : 0;
    return mean >= 0 && mean < 1e15 ? (int64_t)mean : 0;
}

static void append_thousandths(OrrTraceBytes *text, int64_t value) {
    orr_trace_bytes_decimal(text, value / 1000);
    orr_trace_bytes_byte(text, '.');
    for (int64_t unit = 100; unit > 0; unit /= 10) orr_trace_bytes_byte(text, (unsigned char)('0' + value / unit % 10));
}

static int64_t longest_kind(const OrrTraceTaskStats *task) {
    int64_t longest = 0;
    for (int64_t kind = 1; kind < ORR_TRACE_WAIT_KINDS; kind++) {
        if (task->waited_by_kind_ns[kind] > task->waited_by_kind_ns[longest]) longest = kind;
    }
    return longest;
}

/* ---- text --------------------------------------------------------------------------------------- */

static void write_task(Writing *w, const OrrTraceTaskStats *task) {
    OrrTraceBytes *text = &w->text;
    size_t start = text->length;
    orr_trace_bytes_text(text, "  ");
    append_name(w, task, task->item.id);
    tab(text, start, 20);
    orr_trace_word_string(w->reader, task->function, text);
    tab(text, start, 40);
    orr_trace_bytes_decimal(text, (int64_t)task->steps);
    tab(text, start, 50);
    orr_trace_bytes_seconds(text, task->ran_ns);
    tab(text, start, 66);
    orr_trace_bytes_seconds(text, task->ready_ns);
    tab(text, start, 82);
    orr_trace_bytes_seconds(text, task->waited_ns);
    tab(text, start, 98);
    orr_trace_bytes_text(text,
                         task->outcome == 0 ? "pending" : orr_trace_kind_word(ORR_TRACE_TYPE_OUTCOME, task->outcome));
    int64_t kind = longest_kind(task);
    if (kind != 0) {
        tab(text, start, 109);
        orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, kind));
        orr_trace_bytes_byte(text, ' ');
        orr_trace_bytes_seconds(text, task->waited_by_kind_ns[kind]);
    }
    orr_trace_bytes_byte(text, '\n');
}

static void write_left_out(Writing *w, uint64_t count) {
    if (count <= w->most) return;
    orr_trace_bytes_text(&w->text, "  ... and ");
    orr_trace_bytes_decimal(&w->text, (int64_t)(count - w->most));
    orr_trace_bytes_text(&w->text, " more\n");
}

static void write_tasks(Writing *w) {
    const OrrTraceTable *tasks = &w->stats->tasks;
    uint64_t count = 0;
    orr_trace_bytes_text(&w->text,
                         "tasks               function            steps     ran             ready           waited"
                         "          ended      mostly for\n");
    for (const OrrTraceTaskStats *task = orr_trace_table_first(tasks); task != NULL && count < w->most;
         task = orr_trace_table_next(tasks, task), count++) {
        write_task(w, task);
    }
    write_left_out(w, tasks->count);
}

static void write_object(Writing *w, const OrrTraceObjectStats *object) {
    OrrTraceBytes *text = &w->text;
    size_t start = text->length;
    orr_trace_bytes_text(text, "  ");
    append_object_name(w, object);
    tab(text, start, 40);
    orr_trace_bytes_decimal(text, (int64_t)object->waits);
    tab(text, start, 50);
    orr_trace_bytes_seconds(text, object->waited_ns);
    tab(text, start, 66);
    orr_trace_bytes_seconds(text, object->longest_wait_ns);
    tab(text, start, 82);
    orr_trace_bytes_decimal(text, object->most_size);
    tab(text, start, 98);
    append_thousandths(text, mean_thousandths(object));
    orr_trace_bytes_byte(text, '\n');
}

static void write_objects(Writing *w) {
    const OrrTraceTable *objects = &w->stats->objects;
    uint64_t count = 0;
    if (objects->count == 0) return;
    orr_trace_bytes_text(
        &w->text, "\nobjects                                 waits     waited          longest         most in it"
                  "      mean\n");
    for (const OrrTraceObjectStats *object = orr_trace_table_first(objects); object != NULL && count < w->most;
         object = orr_trace_table_next(objects, object), count++) {
        write_object(w, object);
    }
    write_left_out(w, objects->count);
}

static void write_link(Writing *w, uint64_t step) {
    const OrrTraceStepCause *cause = orr_trace_cause_of(w->stats->causes, step);
    OrrTraceBytes *text = &w->text;
    size_t start = text->length;
    orr_trace_bytes_text(text, "  ");
    orr_trace_bytes_seconds(text, cause->time_ns);
    tab(text, start, 20);
    orr_trace_bytes_text(text, "step ");
    orr_trace_bytes_decimal(text, (int64_t)step);
    tab(text, start, 40);
    append_name(w, orr_trace_table_find(&w->stats->tasks, cause->task), cause->task);
    tab(text, start, 60);
    orr_trace_bytes_text(text, cause->wake_reason != 0 ? orr_trace_kind_word(ORR_TRACE_TYPE_WAKE, cause->wake_reason)
                               : cause->wake_event != cause->event ? "goes on"
                                                                   : "at once");
    if (cause->wait_kind != 0) {
        orr_trace_bytes_text(text, ", after ");
        orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, cause->wait_kind));
        const OrrTraceObjectStats *object = orr_trace_table_find(&w->stats->objects, cause->wait_object);
        if (object != NULL && cause->wait_kind != ORR_TRACE_WAIT_SLEEP) {
            orr_trace_bytes_text(text, " of ");
            append_object_name(w, object);
        }
    }
    orr_trace_bytes_byte(text, '\n');
}

/* The step at which a chain that explains the run ends: the last one of the first task (asyncio.run's; what it starts
 * to clean up after that is of no interest), or the last one of all while that task has not ended. 0: there is none. */
static uint64_t last_step(const Writing *w) {
    const OrrTraceCauses *causes = w->stats->causes;
    const OrrTraceTaskStats *first = orr_trace_table_first(&w->stats->tasks);
    uint64_t last = orr_trace_causes_step_count(causes);
    if (first == NULL || first->outcome == 0) return last;
    for (uint64_t step = last; step != 0; step--)
        if (orr_trace_cause_of(causes, step)->task == first->item.id) return step;
    return last;
}

/* The chain that led to the last step, its last links first found, so kept on the way back and written forwards. */
static bool write_chain(Writing *w) {
    uint64_t last = last_step(w), length = 0;
    if (last == 0) return true;
    uint64_t *links = calloc(w->most, sizeof *links);
    if (links == NULL) return false;
    for (uint64_t step = last; step != 0; step = orr_trace_cause_of(w->stats->causes, step)->cause) {
        if (length < w->most) links[length] = step;
        length++;
    }
    orr_trace_bytes_text(&w->text, "\nthe chain of ");
    orr_trace_bytes_decimal(&w->text, (int64_t)length);
    orr_trace_bytes_text(&w->text, length == 1 ? " step" : " steps");
    orr_trace_bytes_text(&w->text, " that led to the end\n");
    if (length > w->most) {
        orr_trace_bytes_text(&w->text, "  ... ");
        orr_trace_bytes_decimal(&w->text, (int64_t)(length - w->most));
        orr_trace_bytes_text(&w->text, " before\n");
        length = w->most;
    }
    while (length > 0) write_link(w, links[--length]);
    free(links);
    return true;
}

static void append_count(OrrTraceBytes *text, const char *before, uint64_t count, const char *after) {
    orr_trace_bytes_text(text, before);
    orr_trace_bytes_decimal(text, (int64_t)count);
    orr_trace_bytes_text(text, after);
}

static void write_summary(Writing *w) {
    OrrTraceBytes *text = &w->text;
    orr_trace_bytes_text(text, "virtual time ");
    orr_trace_bytes_seconds(text, orr_trace_reader_last_time_ns(w->reader));
    append_count(text, " s, ", orr_trace_reader_step_count(w->reader), " steps");
    append_count(text, ", ", w->stats->turns, " turns of the loop");
    append_count(text, ", ", w->stats->events, " events");
    append_count(text, ", at most ", w->stats->most_ready, " ready at once\n\n");
}

/* ---- JSON --------------------------------------------------------------------------------------- */

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

static void json_task(Writing *w, const OrrTraceTaskStats *task) {
    OrrTraceBytes *text = &w->text;
    orr_trace_bytes_text(text, "{\"name\":");
    size_t start = text->length;
    append_name(w, task, task->item.id);
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

static void json_object(Writing *w, const OrrTraceObjectStats *object) {
    OrrTraceBytes *text = &w->text;
    orr_trace_bytes_text(text, "{\"name\":");
    size_t start = text->length;
    append_object_name(w, object);
    json_quote(text, start);
    json_number(text, "id", object->item.id);
    json_number(text, "capacity", object->capacity);
    json_number(text, "waits", (int64_t)object->waits);
    json_number(text, "waited_ns", object->waited_ns);
    json_number(text, "longest_wait_ns", object->longest_wait_ns);
    json_number(text, "most_size", object->most_size);
    orr_trace_bytes_text(text, ",\"mean_size\":");
    append_thousandths(text, mean_thousandths(object));
    orr_trace_bytes_byte(text, '}');
}

/* The chain as step numbers, latest first. */
static void json_chain(Writing *w) {
    uint64_t step = last_step(w), count = 0;
    for (; step != 0 && count < w->most; count++) {
        if (count > 0) orr_trace_bytes_byte(&w->text, ',');
        orr_trace_bytes_decimal(&w->text, (int64_t)step);
        step = orr_trace_cause_of(w->stats->causes, step)->cause;
    }
}

static void write_json(Writing *w) {
    OrrTraceBytes *text = &w->text;
    orr_trace_bytes_text(text, "{\"events\":");
    orr_trace_bytes_decimal(text, (int64_t)w->stats->events);
    json_number(text, "steps", (int64_t)orr_trace_reader_step_count(w->reader));
    json_number(text, "turns", (int64_t)w->stats->turns);
    json_number(text, "most_ready", (int64_t)w->stats->most_ready);
    json_number(text, "time_ns", orr_trace_reader_last_time_ns(w->reader));
    orr_trace_bytes_text(text, ",\"tasks\":[");
    uint64_t count = 0;
    for (const OrrTraceTaskStats *task = orr_trace_table_first(&w->stats->tasks); task != NULL && count < w->most;
         task = orr_trace_table_next(&w->stats->tasks, task)) {
        if (count++ > 0) orr_trace_bytes_byte(text, ',');
        json_task(w, task);
    }
    orr_trace_bytes_text(text, "],\"objects\":[");
    count = 0;
    for (const OrrTraceObjectStats *object = orr_trace_table_first(&w->stats->objects);
         object != NULL && count < w->most; object = orr_trace_table_next(&w->stats->objects, object)) {
        if (count++ > 0) orr_trace_bytes_byte(text, ',');
        json_object(w, object);
    }
    orr_trace_bytes_text(text, "],\"chain\":[");
    json_chain(w);
    orr_trace_bytes_text(text, "]}\n");
}

OrrTraceStatus orr_trace_stats_write(const OrrTraceReader *reader, const OrrTraceStats *stats, uint64_t most, bool json,
                                     const OrrTraceOutput *output) {
    Writing w = {.reader = reader, .stats = stats, .most = most == 0 ? MOST_DEFAULT : most};
    bool memory = true;
    if (json) {
        write_json(&w);
    } else {
        write_summary(&w);
        write_tasks(&w);
        write_objects(&w);
        memory = write_chain(&w);
    }
    memory = memory && !w.text.failed;
    if (memory) (void)orr_trace_output_put(output, &w.text);
    orr_trace_bytes_free(&w.text);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}
