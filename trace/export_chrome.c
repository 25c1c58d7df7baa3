/* Chrome's JSON trace format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 *
 * A task's coroutine and those it awaits are slices that begin (B) and end (E) one inside the other; innermost are its
 * states, each a slice of its own (X). A coroutine's slice begins with the step in which it was first awaited and ends
 * with the step in which it ended: the trace tells of it while that step runs, so these events are written with the
 * step's beginning as their time. Readers sort by time and keep the order of what happens at once.
 */
#include "trace/export.h"

#include <string.h>

#include "trace/words.h"

/* Where on the axis a task entered its present state, and which wake-up is under way to it. */
typedef struct Lane {
    OrrTraceItem item; /* a task's id, or a thread's */
    int64_t since;
    uint64_t flow; /* event number of the READY or YIELD, + 1 */
    uint32_t open; /* slices of coroutines */
} Lane;

enum { CALLBACKS_MOST = 32 }; /* one within the other; those further in have no slices */

typedef struct Chrome {
    const OrrTraceReader *reader;
    OrrTraceAxis axis;
    OrrTraceState state;
    OrrTraceTable lanes;
    int64_t callback_since[CALLBACKS_MOST]; /* by how many actors there were when it began */
    OrrTraceBytes text;
    OrrTraceBytes name;
    bool no_memory;
    bool first;
} Chrome;

static int64_t place(const Chrome *c, const OrrTraceRecord *record) {
    return c->axis == ORR_TRACE_AXIS_TIME ? record->time_ns : (int64_t)record->event * 1000;
}

/* Axis positions are nanoseconds, the format wants microseconds. */
static void append_micros(OrrTraceBytes *text, int64_t ns) {
    if (ns < 0) ns = 0;
    orr_trace_bytes_decimal(text, ns / 1000);
    if (ns % 1000 == 0) return;
    orr_trace_bytes_byte(text, '.');
    for (int64_t unit = 100; unit > 0; unit /= 10) orr_trace_bytes_byte(text, (unsigned char)('0' + ns / unit % 10));
}

/* Begins an event; its name is in c->name. */
static void begin(Chrome *c, char phase, int64_t thread, int64_t at) {
    OrrTraceBytes *text = &c->text;
    orr_trace_bytes_text(text, c->first ? "\n" : ",\n");
    c->first = false;
    orr_trace_bytes_text(text, "{\"ph\":\"");
    orr_trace_bytes_byte(text, (unsigned char)phase);
    orr_trace_bytes_text(text, "\",\"pid\":1,\"tid\":");
    orr_trace_bytes_decimal(text, thread);
    orr_trace_bytes_text(text, ",\"ts\":");
    append_micros(text, at);
    orr_trace_bytes_text(text, ",\"name\":");
    orr_trace_word_quoted(c->name.length == 0 ? "" : (const char *)c->name.data, c->name.length, text);
    orr_trace_bytes_clear(&c->name);
}

static void end(Chrome *c) {
    orr_trace_bytes_byte(&c->text, '}');
}

static void slice(Chrome *c, int64_t thread, int64_t from, int64_t to) {
    begin(c, 'X', thread, from);
    orr_trace_bytes_text(&c->text, ",\"dur\":");
    append_micros(&c->text, orr_trace_difference(to, from));
    end(c);
}

/* Opens a slice for a coroutine. */
static void open_frame(Chrome *c, Lane *lane, int64_t function, int64_t file, int64_t line) {
    if (lane == NULL) return;
    orr_trace_word_string(c->reader, function, &c->name);
    if (c->name.length == 0) orr_trace_bytes_text(&c->name, "task");
    begin(c, 'B', lane->item.id, lane->since);
    orr_trace_bytes_text(&c->text, ",\"args\":{\"file\":");
    size_t length;
    const char *path = orr_trace_reader_string(c->reader, file, &length);
    orr_trace_word_quoted(path, length, &c->text);
    orr_trace_bytes_text(&c->text, ",\"awaited in line\":");
    orr_trace_bytes_decimal(&c->text, line);
    orr_trace_bytes_text(&c->text, "}");
    end(c);
    lane->open++;
}

static void close_frames(Chrome *c, Lane *lane, uint64_t count, int64_t at) {
    for (; lane != NULL && count > 0 && lane->open > 0; count--, lane->open--) {
        begin(c, 'E', lane->item.id, at);
        end(c);
    }
}

static void flow(Chrome *c, char phase, uint64_t id, int64_t thread, int64_t at) {
    orr_trace_bytes_text(&c->name, "wakes");
    begin(c, phase, thread, at);
    orr_trace_bytes_text(&c->text, ",\"cat\":\"wake\",\"id\":");
    orr_trace_bytes_decimal(&c->text, (int64_t)id);
    if (phase == 'f') orr_trace_bytes_text(&c->text, ",\"bp\":\"e\"");
    end(c);
}

static void counter(Chrome *c, int64_t at, int64_t value) {
    begin(c, 'C', 0, at);
    orr_trace_bytes_text(&c->text, ",\"args\":{\"size\":");
    orr_trace_bytes_decimal(&c->text, value);
    orr_trace_bytes_text(&c->text, "}");
    end(c);
}

static void instant(Chrome *c, int64_t thread, int64_t at) {
    begin(c, 'i', thread, at);
    orr_trace_bytes_text(&c->text, ",\"s\":\"t\"");
    end(c);
}

static int64_t actor_thread(const Chrome *c) {
    OrrTraceActor actor = orr_trace_state_actor(&c->state);
    return actor.kind == ORR_TRACE_ACTOR_TASK || actor.kind == ORR_TRACE_ACTOR_THREAD ? actor.id : 0;
}

static Lane *lane_of(Chrome *c, int64_t id) {
    Lane *lane = orr_trace_table_find(&c->lanes, id);
    if (lane == NULL) lane = orr_trace_table_add(&c->lanes, id);
    if (lane == NULL) c->no_memory = true;
    return lane;
}

/* Draws the state that the task is about to leave. */
static void leave(Chrome *c, int64_t id, int64_t at) {
    const OrrTraceTask *task = orr_trace_state_task(&c->state, id);
    Lane *lane = task == NULL ? NULL : lane_of(c, id);
    if (lane == NULL) return;
    switch ((OrrTraceTaskState)task->state) {
    case ORR_TRACE_TASK_CREATED: orr_trace_bytes_text(&c->name, "created"); break;
    case ORR_TRACE_TASK_READY: orr_trace_bytes_text(&c->name, "ready"); break;
    case ORR_TRACE_TASK_RUNNING: orr_trace_bytes_text(&c->name, "runs"); break;
    case ORR_TRACE_TASK_WAITING: orr_trace_word_wait(c->reader, &c->state, task, &c->name); break;
    }
    slice(c, id, lane->since, at);
    lane->since = at;
}

static void name_it(Chrome *c, const char *what, int64_t thread, const char *name, size_t length) {
    orr_trace_bytes_text(&c->name, what);
    begin(c, 'M', thread, 0);
    orr_trace_bytes_text(&c->text, ",\"args\":{\"name\":");
    orr_trace_word_quoted(name, length, &c->text);
    orr_trace_bytes_text(&c->text, "}");
    end(c);
}

static void name_thread(Chrome *c, int64_t id) {
    OrrTraceBytes word = {0};
    orr_trace_word_object(c->reader, &c->state, id, &word);
    name_it(c, "thread_name", id, word.length == 0 ? "" : (const char *)word.data, word.length);
    c->no_memory = c->no_memory || word.failed;
    orr_trace_bytes_free(&word);
}

/* Draws what a thread did up to now. */
static void leave_thread(Chrome *c, int64_t id, int64_t at, bool ran) {
    const OrrTraceObject *thread = orr_trace_state_object(&c->state, id);
    Lane *lane = orr_trace_table_find(&c->lanes, id);
    if (thread == NULL || lane == NULL || thread->kind != ORR_TRACE_OBJECT_KIND_THREAD) return;
    if (ran) orr_trace_bytes_text(&c->name, "runs");
    else if (thread->size == 0) orr_trace_bytes_text(&c->name, "created");
    else orr_trace_bytes_text(&c->name, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, thread->size));
    slice(c, id, lane->since, at);
    lane->since = at;
}

static void end_lane(Chrome *c, int64_t id, int64_t at) {
    Lane *lane = orr_trace_table_find(&c->lanes, id);
    if (lane == NULL) return;
    close_frames(c, lane, lane->open, at);
    orr_trace_table_remove(&c->lanes, lane);
}

static void woken(Chrome *c, int64_t id, uint64_t event, int64_t at) {
    Lane *lane = lane_of(c, id);
    if (lane == NULL) return;
    lane->flow = event + 1;
    flow(c, 's', event, actor_thread(c), at);
}

static void draw_before(Chrome *c, const OrrTraceRecord *record) {
    int64_t at = place(c, record);
    switch (record->kind) {
    case ORR_TRACE_STEP: {
        leave(c, record->fields[0], at);
        Lane *lane = orr_trace_table_find(&c->lanes, record->fields[0]);
        if (lane == NULL || lane->flow == 0) break;
        flow(c, 'f', lane->flow - 1, record->fields[0], at);
        lane->flow = 0;
        break;
    }
    case ORR_TRACE_READY:
        leave(c, record->fields[0], at);
        woken(c, record->fields[0], record->event, at);
        break;
    case ORR_TRACE_YIELD:
    case ORR_TRACE_WAIT: leave(c, actor_thread(c), at); break;
    case ORR_TRACE_TASK_DONE:
        leave(c, actor_thread(c), at);
        end_lane(c, actor_thread(c), at);
        break;
    case ORR_TRACE_TASK_GONE:
        leave(c, record->fields[0], at);
        end_lane(c, record->fields[0], at);
        break;
    case ORR_TRACE_FRAME_POP: {
        Lane *lane = orr_trace_table_find(&c->lanes, actor_thread(c));
        if (lane != NULL) close_frames(c, lane, (uint64_t)record->fields[0], lane->since);
        break;
    }
    case ORR_TRACE_FRAME_PUSH:
        open_frame(c, orr_trace_table_find(&c->lanes, actor_thread(c)), record->fields[0], record->fields[1],
                   record->fields[2]);
        break;
    case ORR_TRACE_THREAD_RUN: leave_thread(c, record->fields[0], at, false); break;
    case ORR_TRACE_THREAD_BLOCK: leave_thread(c, actor_thread(c), at, true); break;
    case ORR_TRACE_THREAD_END:
        leave_thread(c, actor_thread(c), at, true);
        end_lane(c, actor_thread(c), at);
        break;
    case ORR_TRACE_CALL:
        if (c->state.actor_count < CALLBACKS_MOST) c->callback_since[c->state.actor_count] = at;
        break;
    case ORR_TRACE_CALL_END: {
        OrrTraceActor actor = orr_trace_state_actor(&c->state);
        uint32_t place = c->state.actor_count - 1;
        if (actor.kind != ORR_TRACE_ACTOR_CALLBACK || place >= CALLBACKS_MOST) break;
        orr_trace_word_string(c->reader, actor.function, &c->name);
        slice(c, 0, c->callback_since[place], at);
        break;
    }
    default: break;
    }
}

static void draw_after(Chrome *c, const OrrTraceRecord *record) {
    int64_t at = place(c, record);
    switch (record->kind) {
    case ORR_TRACE_TASK_NEW: {
        Lane *lane = lane_of(c, record->fields[0]);
        if (lane == NULL || lane->open > 0) break; /* it exists already: a trace that contradicts itself */
        lane->since = at;
        name_thread(c, record->fields[0]);
        open_frame(c, lane, record->fields[4], record->fields[5], record->fields[6]);
        break;
    }
    case ORR_TRACE_OBJECT_NEW: {
        if (record->fields[1] != ORR_TRACE_OBJECT_KIND_THREAD) break;
        Lane *lane = lane_of(c, record->fields[0]);
        if (lane != NULL) lane->since = at;
        name_thread(c, record->fields[0]);
        break;
    }
    case ORR_TRACE_ACQUIRE:
    case ORR_TRACE_RELEASE:
    case ORR_TRACE_TASK_NAME: name_thread(c, record->fields[0]); break;
    case ORR_TRACE_PUT:
    case ORR_TRACE_GET:
    case ORR_TRACE_SIZE: {
        const OrrTraceObject *object = orr_trace_state_object(&c->state, record->fields[0]);
        if (object == NULL || object->kind == ORR_TRACE_OBJECT_KIND_LOCK) break;
        orr_trace_word_object(c->reader, &c->state, record->fields[0], &c->name);
        counter(c, at, object->size);
        break;
    }
    case ORR_TRACE_TURN:
        orr_trace_bytes_text(&c->name, "ready queue");
        counter(c, at, c->state.ready_count);
        break;
    case ORR_TRACE_OUTPUT:
        orr_trace_word_string(c->reader, record->fields[1], &c->name);
        instant(c, actor_thread(c), at);
        break;
    case ORR_TRACE_MARK:
        orr_trace_word_string(c->reader, record->fields[0], &c->name);
        instant(c, actor_thread(c), at);
        break;
    case ORR_TRACE_PROBLEM:
        orr_trace_bytes_text(&c->name, orr_trace_kind_word(ORR_TRACE_TYPE_PROBLEM, record->fields[0]));
        instant(c, actor_thread(c), at);
        break;
    default: break;
    }
}

/* Those who live to the end are drawn up to it. */
static void draw_survivors(Chrome *c) {
    int64_t at = c->axis == ORR_TRACE_AXIS_TIME ? orr_trace_reader_last_time_ns(c->reader)
                                                : (int64_t)orr_trace_reader_event_count(c->reader) * 1000;
    for (const OrrTraceTask *task = orr_trace_state_task_first(&c->state); task != NULL && !c->no_memory;
         task = orr_trace_state_task_next(&c->state, task)) {
        leave(c, task->item.id, at);
        end_lane(c, task->item.id, at);
    }
    for (const OrrTraceObject *object = orr_trace_state_object_first(&c->state); object != NULL && !c->no_memory;
         object = orr_trace_state_object_next(&c->state, object)) {
        leave_thread(c, object->item.id, at, false);
    }
    /* The loop's own slice: arrows from its callbacks, which take no time, begin in it. */
    begin(c, 'E', 0, at);
    end(c);
}

static void draw_start(Chrome *c) {
    const char *path = orr_trace_reader_header(c->reader)->program.path;
    name_it(c, "process_name", 0, path, strlen(path));
    name_it(c, "thread_name", 0, "loop", 4);
    orr_trace_bytes_text(&c->name, "loop");
    begin(c, 'B', 0, 0);
    end(c);
}

OrrTraceStatus orr_trace_export_chrome(const OrrTraceReader *reader, OrrTraceAxis axis, const OrrTraceOutput *output) {
    Chrome c = {.reader = reader, .axis = axis, .first = true};
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    bool takes = true;
    orr_trace_state_init(&c.state);
    orr_trace_table_init(&c.lanes, sizeof(Lane));
    orr_trace_bytes_text(&c.text, "{\"traceEvents\":[");
    orr_trace_cursor_start(&cursor, reader);
    draw_start(&c);
    while (!c.no_memory && takes && orr_trace_cursor_next(&cursor, &record)) {
        draw_before(&c, &record);
        (void)orr_trace_state_apply(&c.state, record.kind, record.fields);
        draw_after(&c, &record);
        c.no_memory = c.no_memory || c.state.no_memory || c.text.failed || c.name.failed;
        takes = !c.no_memory && orr_trace_output_put_much(output, &c.text);
    }
    draw_survivors(&c);
    orr_trace_bytes_text(&c.text, "\n],\"displayTimeUnit\":\"ms\"}\n");
    bool memory = !c.no_memory && !c.text.failed && !c.name.failed;
    if (memory && takes) (void)orr_trace_output_put(output, &c.text);
    orr_trace_state_free(&c.state);
    orr_trace_table_free(&c.lanes);
    orr_trace_bytes_free(&c.text);
    orr_trace_bytes_free(&c.name);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}
