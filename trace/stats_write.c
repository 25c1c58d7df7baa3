/* Statistics as tables. */
#include <stdlib.h>
#include <string.h>

#include "trace/stats_parts.h"

void orr_trace_stats_name(OrrTraceStatsWriting *w, const OrrTraceTaskStats *task) {
    if (task->name != 0) {
        orr_trace_word_string(w->reader, task->name, &w->text);
    } else {
        orr_trace_bytes_text(&w->text, "Task-");
        orr_trace_bytes_decimal(&w->text, task->number);
    }
}

void orr_trace_stats_object_name(OrrTraceStatsWriting *w, const OrrTraceObjectStats *object) {
    orr_trace_bytes_text(&w->text, orr_trace_kind_word(ORR_TRACE_TYPE_OBJECT_KIND, object->kind));
    orr_trace_bytes_byte(&w->text, ' ');
    if (object->name != 0) {
        orr_trace_word_string(w->reader, object->name, &w->text);
    } else {
        orr_trace_bytes_byte(&w->text, '#');
        orr_trace_bytes_decimal(&w->text, object->item.id);
    }
}

void orr_trace_stats_thousandths(OrrTraceBytes *text, double value) {
    double scaled = value * 1000 + 0.5;
    int64_t whole = scaled >= 0 && scaled < 1e15 ? (int64_t)scaled : 0;
    orr_trace_bytes_decimal(text, whole / 1000);
    orr_trace_bytes_byte(text, '.');
    for (int64_t unit = 100; unit > 0; unit /= 10) orr_trace_bytes_byte(text, (unsigned char)('0' + whole / unit % 10));
}

void orr_trace_stats_mean(OrrTraceStatsWriting *w, const OrrTraceDepth *depth, int64_t from, int64_t to) {
    double life = (double)to - (double)from;
    orr_trace_stats_thousandths(&w->text, life > 0 ? depth->integral / life : 0);
}

/* Blanks up to a column, counted from `start` in characters; at least one. */
static void tab(OrrTraceBytes *text, size_t start, size_t column) {
    size_t width = 0;
    for (size_t i = start; i < text->length; i++) width += (text->data[i] & 0xC0) != 0x80;
    do orr_trace_bytes_byte(text, ' ');
    while (++width < column);
}

static int64_t longest_kind(const int64_t *waited_by_kind_ns) {
    int64_t longest = 0;
    for (int64_t kind = 1; kind < ORR_TRACE_WAIT_KINDS; kind++) {
        if (waited_by_kind_ns[kind] > waited_by_kind_ns[longest]) longest = kind;
    }
    return longest;
}

/* ---- text --------------------------------------------------------------------------------------- */

/* The last column: what it waited for longest. */
static void write_longest(OrrTraceBytes *text, size_t start, const int64_t *waited_by_kind_ns) {
    int64_t kind = longest_kind(waited_by_kind_ns);
    if (kind != 0) {
        tab(text, start, 109);
        orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, kind));
        orr_trace_bytes_byte(text, ' ');
        orr_trace_bytes_seconds(text, waited_by_kind_ns[kind]);
    }
    orr_trace_bytes_byte(text, '\n');
}

static void write_times(OrrTraceBytes *text, size_t start, uint64_t steps, int64_t ran_ns, int64_t ready_ns,
                        int64_t waited_ns) {
    tab(text, start, 40);
    orr_trace_bytes_decimal(text, (int64_t)steps);
    tab(text, start, 50);
    orr_trace_bytes_seconds(text, ran_ns);
    tab(text, start, 66);
    orr_trace_bytes_seconds(text, ready_ns);
    tab(text, start, 82);
    orr_trace_bytes_seconds(text, waited_ns);
    tab(text, start, 98);
}

static void write_task(OrrTraceStatsWriting *w, const OrrTraceTaskStats *task) {
    OrrTraceBytes *text = &w->text;
    size_t start = text->length;
    orr_trace_bytes_text(text, "  ");
    orr_trace_stats_name(w, task);
    tab(text, start, 20);
    orr_trace_word_string(w->reader, task->function, text);
    write_times(text, start, task->steps, task->ran_ns, task->ready_ns, task->waited_ns);
    orr_trace_bytes_text(text,
                         task->outcome == 0 ? "pending" : orr_trace_kind_word(ORR_TRACE_TYPE_OUTCOME, task->outcome));
    write_longest(text, start, task->waited_by_kind_ns);
}

static void write_left_out(OrrTraceStatsWriting *w, uint64_t count) {
    if (count <= w->stats->most) return;
    orr_trace_bytes_text(&w->text, "  ... and ");
    orr_trace_bytes_decimal(&w->text, (int64_t)(count - w->stats->most));
    orr_trace_bytes_text(&w->text, " more\n");
}

static void write_tasks(OrrTraceStatsWriting *w) {
    const OrrTraceTable *tasks = &w->stats->tasks;
    orr_trace_bytes_text(&w->text,
                         "tasks               function            steps     ran             ready           waited"
                         "          ended      mostly for\n");
    for (const OrrTraceTaskStats *task = orr_trace_table_first(tasks); task != NULL;
         task = orr_trace_table_next(tasks, task)) {
        if (task->place < w->stats->most) write_task(w, task);
    }
    write_left_out(w, w->stats->task_count);
}

static void write_function(OrrTraceStatsWriting *w, const OrrTraceFunctionStats *function) {
    OrrTraceBytes *text = &w->text;
    size_t start = text->length;
    orr_trace_bytes_text(text, "  ");
    if (function->item.id == 0) orr_trace_bytes_text(text, "(no function)");
    else orr_trace_word_string(w->reader, function->item.id, text);
    tab(text, start, 30);
    orr_trace_bytes_decimal(text, (int64_t)function->tasks);
    write_times(text, start, function->steps, function->ran_ns, function->ready_ns, function->waited_ns);
    const struct {
        const char *word;
        uint64_t count;
    } ends[] = {{" returned", function->returned}, {" raised", function->raised}, {" cancelled", function->cancelled}};
    const char *comma = "";
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends[i].count == 0) continue;
        orr_trace_bytes_text(text, comma);
        orr_trace_bytes_decimal(text, (int64_t)ends[i].count);
        orr_trace_bytes_text(text, ends[i].word);
        comma = ", ";
    }
    orr_trace_bytes_byte(text, '\n');
}

/* The tasks by what they run: of interest where they are too many to be told one by one. */
static void write_functions(OrrTraceStatsWriting *w) {
    const OrrTraceTable *functions = &w->stats->functions;
    uint64_t count = 0;
    if (w->stats->task_count <= w->stats->most) return;
    orr_trace_bytes_text(&w->text,
                         "\nfunctions                     tasks     steps     ran             ready           "
                         "waited          ended\n");
    for (const OrrTraceFunctionStats *function = orr_trace_table_first(functions);
         function != NULL && count < w->stats->most; function = orr_trace_table_next(functions, function), count++) {
        write_function(w, function);
    }
    write_left_out(w, functions->count);
}

static void write_object(OrrTraceStatsWriting *w, const OrrTraceObjectStats *object) {
    OrrTraceBytes *text = &w->text;
    size_t start = text->length;
    orr_trace_bytes_text(text, "  ");
    orr_trace_stats_object_name(w, object);
    tab(text, start, 40);
    orr_trace_bytes_decimal(text, (int64_t)object->waits);
    tab(text, start, 50);
    orr_trace_bytes_seconds(text, object->waited_ns);
    tab(text, start, 66);
    orr_trace_bytes_seconds(text, object->longest_wait_ns);
    tab(text, start, 82);
    orr_trace_bytes_decimal(text, object->depth.most);
    tab(text, start, 98);
    orr_trace_stats_mean(w, &object->depth, object->born, object->ended);
    orr_trace_bytes_byte(text, '\n');
}

static void write_objects(OrrTraceStatsWriting *w) {
    const OrrTraceTable *objects = &w->stats->objects;
    if (w->stats->object_count == 0) return;
    orr_trace_bytes_text(
        &w->text, "\nobjects                                 waits     waited          longest         most in it"
                  "      mean\n");
    for (const OrrTraceObjectStats *object = orr_trace_table_first(objects); object != NULL;
         object = orr_trace_table_next(objects, object)) {
        if (object->place < w->stats->most) write_object(w, object);
    }
    for (int kind = 0; kind < ORR_TRACE_OBJECT_KINDS; kind++) {
        const OrrTraceKindStats *others = &w->stats->others[kind];
        if (others->count == 0) continue;
        size_t start = w->text.length;
        orr_trace_bytes_text(&w->text, "  ... ");
        orr_trace_bytes_decimal(&w->text, (int64_t)others->count);
        orr_trace_bytes_text(&w->text, " more: ");
        orr_trace_bytes_text(&w->text, orr_trace_kind_word(ORR_TRACE_TYPE_OBJECT_KIND, kind));
        tab(&w->text, start, 40);
        orr_trace_bytes_decimal(&w->text, (int64_t)others->waits);
        tab(&w->text, start, 50);
        orr_trace_bytes_seconds(&w->text, others->waited_ns);
        tab(&w->text, start, 66);
        orr_trace_bytes_seconds(&w->text, others->longest_wait_ns);
        orr_trace_bytes_byte(&w->text, '\n');
    }
}

/* ---- depths ---- */

static void draw_depth(OrrTraceStatsWriting *w, const OrrTraceDepth *depth) {
    static const char *const blocks[] = {" ",
                                         "\xE2\x96\x81",
                                         "\xE2\x96\x82",
                                         "\xE2\x96\x83",
                                         "\xE2\x96\x84",
                                         "\xE2\x96\x85",
                                         "\xE2\x96\x86",
                                         "\xE2\x96\x87",
                                         "\xE2\x96\x88"};
    static const char *const plain[] = {" ", ".", ":", "-", "=", "+", "*", "#", "@"};
    double width = (double)w->stats->axis_length / ORR_TRACE_DEPTH_SLICES;
    for (int i = 0; i < ORR_TRACE_DEPTH_SLICES; i++) {
        double level = width > 0 ? depth->slices[i] / width / (double)depth->most * 8 : 0;
        int cell = !(level > 0) ? 0 : level >= 8 ? 8 : (int)(level + 0.999);
        orr_trace_bytes_text(&w->text, w->form == ORR_TRACE_STATS_BLOCKS ? blocks[cell] : plain[cell]);
    }
}

static void write_depth(OrrTraceStatsWriting *w, const OrrTraceObjectStats *object, const OrrTraceDepth *depth) {
    size_t start = w->text.length;
    orr_trace_bytes_text(&w->text, "  ");
    if (object == NULL) orr_trace_bytes_text(&w->text, "ready queue");
    else orr_trace_stats_object_name(w, object);
    tab(&w->text, start, 38);
    orr_trace_bytes_byte(&w->text, '|');
    draw_depth(w, depth);
    orr_trace_bytes_text(&w->text, "|  most ");
    orr_trace_bytes_decimal(&w->text, depth->most);
    if (object != NULL && object->capacity > 0) {
        orr_trace_bytes_text(&w->text, " of ");
        orr_trace_bytes_decimal(&w->text, object->capacity);
    }
    orr_trace_bytes_byte(&w->text, '\n');
}

static void write_depths(OrrTraceStatsWriting *w) {
    const OrrTraceTable *objects = &w->stats->objects;
    bool any = false;
    size_t start = w->text.length;
    orr_trace_bytes_text(&w->text, w->stats->by_event ? "\nhow full, over the events (no time passes)\n"
                                                      : "\nhow full, over time\n");
    /* Between two instants hardly anything is ready, unless somebody blocks the loop. */
    if (w->stats->ready.integral > 0) {
        write_depth(w, NULL, &w->stats->ready);
        any = true;
    }
    for (const OrrTraceObjectStats *object = orr_trace_table_first(objects); object != NULL;
         object = orr_trace_table_next(objects, object)) {
        if (object->place >= w->stats->most || object->depth.most <= 0) continue;
        write_depth(w, object, &object->depth);
        any = true;
    }
    if (!any) w->text.length = start;
}

/* ---- wakes ---- */

static void write_wakes(OrrTraceStatsWriting *w) {
    const OrrTraceTable *wakes = &w->stats->wakes;
    uint64_t count = 0;
    if (wakes->count == 0) return;
    orr_trace_bytes_text(&w->text, "\nwho woke whom\n");
    for (const OrrTraceWakeStats *wake = orr_trace_table_first(wakes); wake != NULL && count < w->stats->most;
         wake = orr_trace_table_next(wakes, wake), count++) {
        size_t start = w->text.length;
        orr_trace_bytes_text(&w->text, "  ");
        if (wake->waker == 0) orr_trace_bytes_text(&w->text, "(the loop)");
        else orr_trace_word_string(w->reader, wake->waker, &w->text);
        orr_trace_bytes_text(&w->text, " -> ");
        if (wake->woken == 0) orr_trace_bytes_text(&w->text, "(no function)");
        else orr_trace_word_string(w->reader, wake->woken, &w->text);
        tab(&w->text, start, 40);
        orr_trace_bytes_decimal(&w->text, (int64_t)wake->count);
        tab(&w->text, start, 50);
        orr_trace_bytes_text(&w->text, orr_trace_kind_word(ORR_TRACE_TYPE_WAKE, wake->reason));
        orr_trace_bytes_byte(&w->text, '\n');
    }
    write_left_out(w, wakes->count);
}

/* ---- the chain ---- */

static void write_link(OrrTraceStatsWriting *w, const OrrTraceChainLink *link) {
    OrrTraceBytes *text = &w->text;
    size_t start = text->length;
    orr_trace_bytes_text(text, "  ");
    orr_trace_bytes_seconds(text, link->time_ns);
    tab(text, start, 20);
    orr_trace_bytes_text(text, "step ");
    orr_trace_bytes_decimal(text, (int64_t)link->step);
    tab(text, start, 40);
    orr_trace_names_word(&w->stats->names, link->task, text);
    tab(text, start, 60);
    orr_trace_bytes_text(text, link->wake_reason != 0 ? orr_trace_kind_word(ORR_TRACE_TYPE_WAKE, link->wake_reason)
                               : link->wake_event != link->event ? "goes on"
                                                                 : "at once");
    if (link->wait_kind != 0) {
        orr_trace_bytes_text(text, ", after ");
        orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, link->wait_kind));
        const OrrTraceObjectStats *object = orr_trace_table_find(&w->stats->objects, link->wait_object);
        if (object != NULL && link->wait_kind != ORR_TRACE_WAIT_SLEEP) {
            orr_trace_bytes_text(text, " of ");
            orr_trace_stats_object_name(w, object);
        }
    }
    orr_trace_bytes_byte(text, '\n');
}

const OrrTraceChainLink *orr_trace_stats_last(const OrrTraceStatsWriting *w) {
    const OrrTraceStats *stats = w->stats;
    const OrrTraceTaskStats *first = orr_trace_table_first(&stats->tasks);
    bool ended = first != NULL && first->outcome != 0 && orr_trace_chains_last_watched(&stats->chains) != NULL;
    return ended ? orr_trace_chains_last_watched(&stats->chains) : orr_trace_chains_last(&stats->chains);
}

/* part NULL: all that has no part of its own. */
static void write_part(OrrTraceStatsWriting *w, const OrrTraceBlamePart *part, int64_t spent_ns, int64_t all_ns) {
    static const char *const kinds[] = {" ran", " was ready", " waited: "};
    OrrTraceBytes *text = &w->text;
    size_t start = text->length;
    orr_trace_bytes_text(text, "  ");
    if (part == NULL) orr_trace_bytes_text(text, "others");
    else if (part->function == 0) orr_trace_bytes_text(text, "(no function)");
    else orr_trace_word_string(w->reader, part->function, text);
    if (part != NULL) orr_trace_bytes_text(text, kinds[part->kind]);
    if (part != NULL && part->kind == ORR_TRACE_BLAME_WAITED)
        orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, part->wait_kind));
    tab(text, start, 50);
    orr_trace_bytes_seconds(text, spent_ns);
    tab(text, start, 66);
    int64_t tenths = all_ns > 0 ? (int64_t)((double)spent_ns / (double)all_ns * 1000 + 0.5) : 0;
    orr_trace_bytes_decimal(text, tenths / 10);
    orr_trace_bytes_byte(text, '.');
    orr_trace_bytes_decimal(text, tenths % 10);
    orr_trace_bytes_text(text, " %\n");
}

/* What took the time on the way to the last step; the largest part first. */
static void write_blame(OrrTraceStatsWriting *w, const OrrTraceChainLink *last) {
    const OrrTraceBlame *blame = orr_trace_chains_blame(&w->stats->chains, last);
    bool told[ORR_TRACE_BLAME_PARTS] = {false};
    if (blame->count == 0) return;
    orr_trace_bytes_text(&w->text, "\nwhat the time up to ");
    orr_trace_bytes_time(&w->text, last->time_ns);
    orr_trace_bytes_text(&w->text, " went into, on the way that decided it\n");
    for (uint32_t n = 0; n < blame->count; n++) {
        uint32_t largest = ORR_TRACE_BLAME_PARTS;
        for (uint32_t i = 0; i < blame->count; i++) {
            bool more = largest == ORR_TRACE_BLAME_PARTS || blame->parts[i].spent_ns > blame->parts[largest].spent_ns;
            if (!told[i] && more) largest = i;
        }
        told[largest] = true;
        write_part(w, &blame->parts[largest], blame->parts[largest].spent_ns, last->time_ns);
    }
    if (blame->others_ns != 0) write_part(w, NULL, blame->others_ns, last->time_ns);
}

/* The chain that led to the last step: found from its end, so kept on the way back and written forwards. */
static bool write_chain(OrrTraceStatsWriting *w) {
    const OrrTraceChainLink *last = orr_trace_stats_last(w);
    uint64_t count = 0, most = w->stats->most;
    if (last == NULL) return true;
    write_blame(w, last);
    if (most > last->length) most = last->length;
    const OrrTraceChainLink **links = calloc(most, sizeof(const OrrTraceChainLink *));
    if (links == NULL) return false;
    for (const OrrTraceChainLink *link = last; link != NULL && count < most;
         link = orr_trace_chains_before(&w->stats->chains, link))
        links[count++] = link;
    orr_trace_bytes_text(&w->text, "\nthe chain of ");
    orr_trace_bytes_decimal(&w->text, (int64_t)last->length);
    orr_trace_bytes_text(&w->text, last->length == 1 ? " step" : " steps");
    orr_trace_bytes_text(&w->text, " that led to the end\n");
    if (last->length > count) {
        orr_trace_bytes_text(&w->text, "  ... ");
        orr_trace_bytes_decimal(&w->text, (int64_t)(last->length - count));
        orr_trace_bytes_text(&w->text, " before\n");
    }
    while (count > 0) write_link(w, links[--count]);
    free(links);
    return true;
}

static void append_count(OrrTraceBytes *text, const char *before, uint64_t count, const char *after) {
    orr_trace_bytes_text(text, before);
    orr_trace_bytes_decimal(text, (int64_t)count);
    orr_trace_bytes_text(text, after);
}

static void write_summary(OrrTraceStatsWriting *w) {
    OrrTraceBytes *text = &w->text;
    orr_trace_bytes_text(text, "virtual time ");
    orr_trace_bytes_seconds(text, orr_trace_reader_last_time_ns(w->reader));
    append_count(text, " s, ", orr_trace_reader_step_count(w->reader), " steps");
    append_count(text, ", ", w->stats->turns, " turns of the loop");
    append_count(text, ", ", w->stats->events, " events");
    append_count(text, ", at most ", w->stats->most_ready, " ready at once\n\n");
}

OrrTraceStatus orr_trace_stats_write(const OrrTraceReader *reader, const OrrTraceStats *stats, OrrTraceStatsForm form,
                                     const OrrTraceOutput *output) {
    OrrTraceStatsWriting w = {.reader = reader, .stats = stats, .form = form};
    bool memory = true;
    if (form == ORR_TRACE_STATS_JSON) {
        orr_trace_stats_json(&w);
    } else {
        write_summary(&w);
        write_tasks(&w);
        write_functions(&w);
        write_objects(&w);
        write_depths(&w);
        write_wakes(&w);
        memory = write_chain(&w);
    }
    memory = memory && !w.text.failed;
    if (memory) (void)orr_trace_output_put(output, &w.text);
    orr_trace_bytes_free(&w.text);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}
