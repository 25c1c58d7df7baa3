/* The trace is complete: the state that it tells is the loop's own, before every step and callback of real programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/orrery.h"
#include "trace/bytes.h"
#include "trace/reader.h"

/* What the loop said of itself: "@EVENT\n" and lines. */
typedef struct Said {
    OrrTraceBytes text;
    uint64_t event;
    bool any;
} Said;

static void take_line(void *context, uint64_t event, const char *line, size_t length) {
    Said *said = context;
    if (length > 4 && memcmp(line, "now ", 4) == 0) {
        char mark[40];
        snprintf(mark, sizeof mark, "@%" PRIu64 "\n", event);
        orr_trace_bytes_text(&said->text, mark);
    }
    orr_trace_bytes_append(&said->text, line, length);
    orr_trace_bytes_byte(&said->text, '\n');
}

static void drop(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream, (void)data, (void)length;
}

/* ---- the state that the trace tells, in the same words ------------------------------------------ */

typedef struct Telling {
    const OrrTraceReader *reader;
    const OrrTraceState *state;
    OrrTraceBytes *text;
} Telling;

static void number(Telling *t, const char *before, int64_t value) {
    orr_trace_bytes_text(t->text, before);
    orr_trace_bytes_decimal(t->text, value);
}

static void string(Telling *t, int64_t id) {
    size_t length;
    const char *text = orr_trace_reader_string(t->reader, id, &length);
    bool ascii = true;
    for (size_t i = 0; i < length; i++) ascii = ascii && (unsigned char)text[i] < 0x80;
    if (ascii) orr_trace_bytes_append(t->text, text, length);
    else orr_trace_bytes_byte(t->text, '?');
}

static void tell_frames(Telling *t, const OrrTraceFrame *frame) {
    if (frame == NULL) return;
    tell_frames(t, orr_trace_state_frame_below(t->state, frame));
    if (frame->function == 0) return; /* a native coroutine: the loop tells of the program's own */
    orr_trace_bytes_text(t->text, " > ");
    string(t, frame->function);
    number(t, ":", frame->line);
}

static void tell_task(Telling *t, const OrrTraceTask *task) {
    static const char *const states[] = {" created", " ready", " runs", " waits for "};
    number(t, "task ", task->item.id);
    orr_trace_bytes_byte(t->text, ' ');
    if (task->name != 0) string(t, task->name);
    else number(t, "Task-", task->number);
    orr_trace_bytes_text(t->text, states[task->state]);
    if (task->state == ORR_TRACE_TASK_WAITING) {
        number(t, "", task->wait_kind);
        number(t, " of ", task->wait_object);
    }
    number(t, " cancels ", task->cancel_requests);
    orr_trace_bytes_text(t->text, " at");
    const OrrTraceFrame *frame = orr_trace_state_frame(t->state, task);
    if (task->state != ORR_TRACE_TASK_RUNNING && frame != NULL && (frame->line != 0 || task->depth > 1))
        tell_frames(t, frame);
    orr_trace_bytes_byte(t->text, '\n');
}

static void tell_object(Telling *t, const OrrTraceObject *object) {
    const OrrTraceTask *waiters[64];
    const OrrTraceLink *holder = orr_trace_state_link(t->state, object->holders);
    bool condition = object->kind == ORR_TRACE_OBJECT_KIND_CONDITION;
    if (object->kind < ORR_TRACE_OBJECT_KIND_LOCK || object->kind > ORR_TRACE_OBJECT_KIND_BARRIER) return;
    number(t, "object ", object->item.id);
    orr_trace_bytes_byte(t->text, ' ');
    orr_trace_bytes_text(t->text, orr_trace_kind_word(ORR_TRACE_TYPE_OBJECT_KIND, object->kind));
    if (object->kind != ORR_TRACE_OBJECT_KIND_LOCK && !condition) number(t, " size ", object->size);
    if (object->kind == ORR_TRACE_OBJECT_KIND_QUEUE || object->kind == ORR_TRACE_OBJECT_KIND_BARRIER)
        number(t, " capacity ", object->capacity);
    if (object->kind == ORR_TRACE_OBJECT_KIND_LOCK && holder != NULL) number(t, " held by ", holder->id);
    orr_trace_bytes_text(t->text, " waiters");
    size_t count = orr_trace_state_waiters(t->state, object->item.id, 0, waiters, 64);
    for (int64_t last = 0;;) { /* by id, as the loop says them */
        int64_t least = INT64_MAX;
        for (size_t i = 0; i < count && i < 64; i++)
            if (waiters[i]->item.id > last && waiters[i]->item.id < least) least = waiters[i]->item.id;
        if (least == INT64_MAX) break;
        number(t, " ", last = least);
    }
    orr_trace_bytes_byte(t->text, '\n');
}

static bool runs(const OrrTraceState *state, int64_t thread) {
    for (uint32_t i = 0; i < state->actor_count; i++)
        if (state->actors[i].kind == ORR_TRACE_ACTOR_THREAD && state->actors[i].id == thread) return true;
    return false;
}

static void tell_thread(Telling *t, const OrrTraceObject *object) {
    if (object->kind != ORR_TRACE_OBJECT_KIND_THREAD) return;
    number(t, "thread ", object->item.id);
    orr_trace_bytes_text(t->text, runs(t->state, object->item.id) ? " runs\n"
                                  : object->size != 0             ? " blocked\n"
                                                                  : " new\n");
}

static void tell(Telling *t) {
    const OrrTraceState *state = t->state;
    number(t, "now ", state->time_ns);
    orr_trace_bytes_byte(t->text, '\n');
    for (const OrrTraceTask *task = orr_trace_state_task_first(state); task != NULL;
         task = orr_trace_state_task_next(state, task))
        tell_task(t, task);
    for (uint32_t i = 0; i < state->ready_count; i++) {
        OrrTraceReady entry = orr_trace_state_ready(state, i);
        number(t, entry.kind == ORR_TRACE_ACTOR_TASK ? "ready task " : "ready call ", entry.id);
        orr_trace_bytes_byte(t->text, '\n');
    }
    for (const OrrTraceTimer *timer = orr_trace_state_timer_first(state); timer != NULL;
         timer = orr_trace_state_timer_next(state, timer)) {
        number(t, "timer ", timer->item.id);
        number(t, " ", timer->deadline_ns);
        orr_trace_bytes_byte(t->text, '\n');
    }
    for (const OrrTraceObject *object = orr_trace_state_object_first(state); object != NULL;
         object = orr_trace_state_object_next(state, object))
        tell_object(t, object);
    for (const OrrTraceObject *object = orr_trace_state_object_first(state); object != NULL;
         object = orr_trace_state_object_next(state, object))
        tell_thread(t, object);
}

/* ---- comparing ---------------------------------------------------------------------------------- */

/* Compares all that was said with the trace. Returns how many states; -1: one differs, and it was printed. */
static int compare(const char *path, const Said *said, const OrrTraceReader *reader) {
    OrrTraceState state;
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    OrrTraceBytes text = {0};
    int states = 0;
    orr_trace_state_init(&state);
    orr_trace_cursor_start(&cursor, reader);
    const char *at = (const char *)said->text.data, *end = at + said->text.length;
    while (states >= 0 && at < end) {
        uint64_t event = strtoull(at + 1, NULL, 10);
        const char *from = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1, *to = from;
        while (to < end && *to != '@') to = (const char *)memchr(to, '\n', (size_t)(end - to)) + 1;
        while (cursor.event < event && orr_trace_cursor_next(&cursor, &record))
            (void)orr_trace_state_apply(&state, record.kind, record.fields);
        orr_trace_bytes_clear(&text);
        Telling telling = {reader, &state, &text};
        tell(&telling);
        states++;
        if (text.length != (size_t)(to - from) || memcmp(text.data, from, text.length) != 0) {
            printf("%s: before event %" PRIu64 " the loop is\n%.*sand the trace says\n%.*s\n", path, event,
                   (int)(to - from), from, (int)text.length, (const char *)text.data);
            states = -1;
        }
        at = to;
    }
    orr_trace_state_free(&state);
    orr_trace_bytes_free(&text);
    return states;
}

static int try_program(const char *path) {
    Said said = {.any = false};
    OrrTraceBytes trace = {0};
    OrrRunResult result;
    OrrTraceStatus status;
    OrrRunOptions options = {
        .path = path,
        .trace_memory = &trace,
        .write = drop,
        .inspect = take_line,
        .inspect_context = &said,
        .max_steps = 600,
    };
    OrrRun *run = orr_run_new(&options);
    assert_non_null(run);
    orr_run_program(run, &result);
    orr_run_free(run);
    OrrTraceReader *reader = orr_trace_reader_open_memory(trace.data, trace.length, &status);
    assert_non_null(reader);
    int states = compare(path, &said, reader);
    orr_trace_reader_close(reader);
    orr_trace_bytes_free(&trace);
    orr_trace_bytes_free(&said.text);
    return states;
}

static void test_folder(const char *folder) {
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort), failed = 0, programs = 0, states = 0;
    if (count < 0) skip();
    for (int i = 0; i < count; i++) {
        size_t length = strlen(entries[i]->d_name);
        char path[4096];
        /* The first has a queue that keeps items in a place of its own: only running its code would tell the size. The
         * second gives a callback to a loop that doesn't run: the trace, which knows of one loop, has it ready. */
        bool other = strcmp(entries[i]->d_name, "queues_in_depth.py") == 0 ||
                     strcmp(entries[i]->d_name, "loops_and_threads_nested.py") == 0;
        if (!other && length > 3 && strcmp(entries[i]->d_name + length - 3, ".py") == 0) {
            snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
            int one = try_program(path);
            failed += one < 0;
            programs++;
            states += one > 0 ? one : 0;
        }
        free(entries[i]);
    }
    free(entries);
    printf("%s: %d states of %d programs, %d programs differ\n", folder, states, programs, failed);
    assert_int_equal(failed, 0);
    assert_true(programs > 0);
}

static void test_conformance(void **state) {
    (void)state;
    test_folder(ORR_TESTS "/conformance/asyncio");
}
static void test_own(void **state) {
    (void)state;
    test_folder(ORR_TESTS "/asyncio");
}
static void test_programs(void **state) {
    (void)state;
    test_folder(ORR_TESTS "/conformance/programs");
}
static void test_lessons(void **state) {
    (void)state;
    test_folder(ORR_TESTS "/../scenarios");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conformance),
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_programs),
        cmocka_unit_test(test_lessons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
