/* Local variables by running again: what orr_run_look tells, and the panel that shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sim/orrery.h"
#include "trace/reader.h"
#include "viz/app.h"
#include "viz/layout.h"
#include "viz/variables.h"

static const char program[] = "import asyncio\n"
                              "from collections import deque, namedtuple\n"
                              "\n"
                              "class Point:\n"
                              "    def __init__(self, x):\n"
                              "        self.x = x\n"
                              "        self.me = self\n"
                              "    def __repr__(self):\n"
                              "        raise SystemExit('nobody may call this')\n"
                              "\n"
                              "class Slotted:\n"
                              "    __slots__ = ('name', 'unset')\n"
                              "    def __init__(self):\n"
                              "        self.name = \"it's\"\n"
                              "\n"
                              "Pair = namedtuple('Pair', 'a b')\n"
                              "total = 10\n"
                              "\n"
                              "def helper(number):\n"
                              "    inner = [number] * 20\n"
                              "    print('in helper')\n"
                              "    return inner\n"
                              "\n"
                              "async def nap(seconds):\n"
                              "    await asyncio.sleep(seconds)\n"
                              "\n"
                              "async def child(n, queue):\n"
                              "    global total\n"
                              "    point, slotted, pair = Point(n), Slotted(), Pair(1, 'two')\n"
                              "    mapping = {'k': (1, 2.0, None), 3: {4}, 'deep': [[[[[1]]]]]}\n"
                              "    ring, raw, huge, long = deque(range(12)), b\"a'\\x00\", 10 ** 500, 'x' * 100\n"
                              "    odd = (float('nan'), -0.0, 1j, True, ..., range(3), {1: 2}.keys(), len, Point)\n"
                              "    later = lambda: n\n"
                              "    total += n\n"
                              "    helper(n)\n"
                              "    await queue.put(n)\n"
                              "    await nap(1)\n"
                              "    done = True\n"
                              "    print(done)\n"
                              "\n"
                              "async def main():\n"
                              "    queue = asyncio.Queue(3)\n"
                              "    tasks = [asyncio.create_task(child(n, queue), name=f'c{n}') for n in range(2)]\n"
                              "    await asyncio.gather(*tasks)\n"
                              "\n"
                              "asyncio.run(main())\n";

static void drop(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream, (void)data, (void)length;
}

static const OrrRunSource source = {"vars.py", program, sizeof program - 1};

static OrrRunOptions options_of(void) {
    return (OrrRunOptions){.path = "vars.py", .sources = &source, .source_count = 1, .write = drop};
}

static OrrTraceReader *record(void) {
    OrrTraceBytes bytes = {0};
    OrrRunOptions options = options_of();
    options.trace_memory = &bytes;
    OrrRun *run = orr_run_new(&options);
    OrrRunResult result;
    orr_run_program(run, &result);
    orr_run_free(run);
    assert_int_equal(result.exit_status, 0);
    OrrTraceStatus status;
    OrrTraceReader *reader = orr_trace_reader_open_memory(bytes.data, bytes.length, &status);
    assert_non_null(reader);
    orr_trace_bytes_free(&bytes);
    return reader;
}

static void take_frame(void *context, const char *function, const char *path, uint32_t line) {
    OrrTraceBytes *text = context;
    (void)line;
    assert_string_equal(path, "vars.py");
    orr_trace_bytes_text(text, function);
    orr_trace_bytes_text(text, ":\n");
}

static void take_variable(void *context, const char *name, const char *value) {
    OrrTraceBytes *text = context;
    orr_trace_bytes_text(text, name);
    orr_trace_bytes_text(text, " = ");
    orr_trace_bytes_text(text, value);
    orr_trace_bytes_text(text, "\n");
}

static OrrLooked look(uint64_t events, int64_t task, uint64_t polls, OrrTraceBytes *text, OrrRunLook *looked) {
    OrrRunOptions options = options_of();
    OrrRun *run = orr_run_new(&options);
    *looked = (OrrRunLook){.events = events,
                           .task = task,
                           .most_polls = polls,
                           .frame = take_frame,
                           .variable = take_variable,
                           .context = text};
    OrrLooked outcome = orr_run_look(run, looked);
    orr_run_free(run);
    return outcome;
}

/* The nth event of a kind, from 0, and the task that it is the doing of. */
static uint64_t event_of(const OrrTraceReader *reader, OrrTraceKind kind, int nth, int64_t *task) {
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    OrrTraceState state;
    orr_trace_cursor_start(&cursor, reader);
    while (orr_trace_cursor_next(&cursor, &record)) {
        if (record.kind != kind || nth-- > 0) continue;
        orr_trace_state_init(&state);
        assert_true(orr_trace_reader_state(reader, record.event, &state));
        *task = orr_trace_state_actor(&state).id;
        orr_trace_state_free(&state);
        return record.event;
    }
    fail_msg("there is no such event");
    return 0;
}

static const char *const of_child = "n = 0\n"
                                    "queue = <Queue with 1 of 3 items>\n"
                                    "point = <Point x=0 me=...>\n"
                                    "slotted = <Slotted name=\"it's\">\n"
                                    "pair = Pair(1, 'two')\n"
                                    "mapping = {'k': (1, 2.0, None), 3: {4}, 'deep': [[[[...]]]]}\n"
                                    "ring = deque([0, 1, 2, 3, 4, 5, 6, 7, ...])\n"
                                    "raw = b'a\\x27\\x00'\n"
                                    "huge = <int of about 1664 bits>\n"
                                    "long = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'...\n"
                                    "odd = (nan, -0.0, 1j, True, Ellipsis, range(0, 3), <dict_keys>, <function len>, "
                                    "... 9 in all)\n"
                                    "later = <function child.<locals>.<lambda>>\n";

static void test_waiting(void **state) {
    (void)state;
    OrrTraceReader *reader = record();
    OrrTraceBytes text = {0}, expected = {0};
    OrrRunLook looked;
    int64_t task;
    uint64_t event = event_of(reader, ORR_TRACE_WAIT, 1, &task); /* c0 sleeps */
    assert_int_equal(look(event + 1, task, 1000, &text, &looked), ORR_LOOKED);
    orr_trace_bytes_text(&expected, "nap:\nseconds = 1\nchild:\n");
    orr_trace_bytes_text(&expected, of_child);
    orr_trace_bytes_text(&expected, "globals:\ntotal = 10\n");
    assert_string_equal((const char *)text.data, (const char *)expected.data);
    assert_int_equal(looked.steps, 2);
    assert_int_equal(looked.time_ns, 0);
    orr_trace_bytes_free(&text);
    orr_trace_bytes_free(&expected);
    orr_trace_reader_close(reader);
}

/* In the middle of a step, within a plain function that the task calls. */
static void test_running(void **state) {
    (void)state;
    OrrTraceReader *reader = record();
    OrrTraceBytes text = {0};
    OrrRunLook looked;
    int64_t task;
    uint64_t event = event_of(reader, ORR_TRACE_OUTPUT, 0, &task);
    assert_int_equal(look(event + 1, task, 1000, &text, &looked), ORR_LOOKED);
    const char *begin = "helper:\nnumber = 0\ninner = [0, 0, 0, 0, 0, 0, 0, 0, ... 20 in all]\nchild:\nn = 0\n";
    assert_memory_equal(text.data, begin, strlen(begin));
    orr_trace_bytes_free(&text);
    orr_trace_reader_close(reader);
}

static void test_not_there(void **state) {
    (void)state;
    OrrTraceReader *reader = record();
    OrrTraceBytes text = {0};
    OrrRunLook looked;
    uint64_t events = orr_trace_reader_event_count(reader);
    assert_int_equal(look(events, 1, 1000, &text, &looked), ORR_LOOKED_NO_TASK);
    assert_int_equal(look(events + 1, 1, 1000, &text, &looked), ORR_LOOKED_NEVER);
    assert_int_equal(look(5, 77, 1000, &text, &looked), ORR_LOOKED_NO_TASK);
    assert_int_equal(look(5, -1, 1000, &text, &looked), ORR_LOOKED_NO_TASK);
    assert_int_equal(look(1, 1, 1000, &text, &looked), ORR_LOOKED_NO_TASK);
    orr_trace_bytes_free(&text);
    orr_trace_reader_close(reader);
}

static void test_too_far(void **state) {
    (void)state;
    static const char endless[] =
        "import asyncio\nasync def main():\n    while True:\n        pass\nasyncio.run(main())\n";
    const OrrRunSource loop = {"vars.py", endless, sizeof endless - 1};
    OrrRunOptions options = {.path = "vars.py", .sources = &loop, .source_count = 1};
    OrrRun *run = orr_run_new(&options);
    OrrRunLook looked = {.events = 100, .task = 1, .most_polls = 3, .frame = take_frame, .variable = take_variable};
    assert_int_equal(orr_run_look(run, &looked), ORR_LOOKED_TOO_FAR);
    orr_run_free(run);
}

/* At every event, of every task: something is seen wherever the trace says that the task lives, at the same step and
 * time. */
static void test_everywhere(void **state) {
    (void)state;
    OrrTraceReader *reader = record();
    OrrTraceBytes text = {0};
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    OrrTraceState at;
    OrrRunLook looked;
    orr_trace_state_init(&at);
    orr_trace_cursor_start(&cursor, reader);
    while (orr_trace_cursor_next(&cursor, &record)) {
        orr_trace_state_apply(&at, record.kind, record.fields);
        for (const OrrTraceTask *task = orr_trace_state_task_first(&at); task != NULL;
             task = orr_trace_state_task_next(&at, task)) {
            orr_trace_bytes_clear(&text);
            OrrLooked outcome = look(record.event + 1, task->item.id, 1000, &text, &looked);
            /* A task that ends is gone a little before the trace says so. */
            bool ends = task->state == ORR_TRACE_TASK_RUNNING && outcome == ORR_LOOKED_NO_TASK;
            assert_true(ends || outcome == ORR_LOOKED);
            assert_int_equal(looked.steps, record.step);
            assert_int_equal(looked.time_ns, record.time_ns);
        }
    }
    orr_trace_state_free(&at);
    orr_trace_bytes_free(&text);
    orr_trace_reader_close(reader);
}

static void test_panel(void **state) {
    (void)state;
    OrrTraceReader *reader = record();
    OrrVizApp app;
    OrrVizDrawList list = {0};
    OrrTraceBytes text = {0};
    int64_t task;
    orr_viz_app_init(&app, reader, "vars.cbor");
    while (orr_viz_app_load(&app, UINT64_MAX)) continue;
    orr_viz_app_go(&app, (uint32_t)event_of(reader, ORR_TRACE_WAIT, 1, &task));
    orr_viz_app_select(&app, orr_viz_model_lane_of(app.model, task));
    for (int i = 0; i < 2; i++) { /* the second time from what is kept */
        orr_viz_app_draw(&app, &list, 1600, 2000, (OrrVizMetrics){8, 16});
        orr_trace_bytes_clear(&text);
        orr_viz_draw_dump(&list, &text);
        assert_non_null(strstr((const char *)text.data, "slotted = <Slotted name="));
        assert_non_null(strstr((const char *)text.data, "total = 10"));
    }
    orr_viz_app_go(&app, app.model->event_count - 1);
    orr_viz_app_draw(&app, &list, 1600, 2000, (OrrVizMetrics){8, 16});
    orr_trace_bytes_clear(&text);
    orr_viz_draw_dump(&list, &text);
    assert_non_null(strstr((const char *)text.data, "none that lives is selected"));
    orr_trace_bytes_free(&text);
    orr_viz_draw_free(&list);
    orr_viz_app_free(&app);
    orr_trace_reader_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waiting), cmocka_unit_test(test_running),    cmocka_unit_test(test_not_there),
        cmocka_unit_test(test_too_far), cmocka_unit_test(test_everywhere), cmocka_unit_test(test_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
