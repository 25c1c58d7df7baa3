/* Why it took so long, and the tree of a failure: the box in the corner of the lanes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sim/orrery.h"
#include "viz/app.h"

static const char group[] = "import asyncio\n"
                            "async def crew(after):\n"
                            "    await asyncio.sleep(after)\n"
                            "    raise ValueError('fell')\n"
                            "async def boss():\n"
                            "    async with asyncio.TaskGroup() as inner:\n"
                            "        inner.create_task(crew(20), name='deep-1')\n"
                            "        inner.create_task(crew(20), name='deep-2')\n"
                            "async def main():\n"
                            "    async with asyncio.TaskGroup() as group:\n"
                            "        group.create_task(crew(3), name='climber')\n"
                            "        group.create_task(crew(10), name='cook')\n"
                            "        group.create_task(boss(), name='boss')\n"
                            "asyncio.run(main())\n";
static const char awaited[] = "import asyncio\n"
                              "async def fails():\n"
                              "    await asyncio.sleep(1)\n"
                              "    raise KeyError('k')\n"
                              "async def asks(task):\n"
                              "    await task\n"
                              "async def main():\n"
                              "    task = asyncio.create_task(fails(), name='fails')\n"
                              "    asks_it = asyncio.create_task(asks(task), name='asks')\n"
                              "    await asyncio.wait([asks_it])\n"
                              "    await asyncio.sleep(3)\n"
                              "asyncio.run(main())\n";

typedef struct Shown {
    OrrTraceReader *reader;
    OrrVizApp app;
    OrrTraceBytes text;
} Shown;

static void drop(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream, (void)data, (void)length;
}

static void begin(Shown *shown, const char *text) {
    OrrTraceBytes bytes = {0};
    const OrrRunSource source = {"a.py", text, strlen(text)};
    OrrRunOptions options = {
        .path = "a.py", .sources = &source, .source_count = 1, .write = drop, .trace_memory = &bytes};
    OrrRun *run = orr_run_new(&options);
    OrrRunResult result;
    OrrTraceStatus status;
    orr_run_program(run, &result);
    orr_run_free(run);
    *shown = (Shown){.reader = orr_trace_reader_open_memory(bytes.data, bytes.length, &status)};
    assert_non_null(shown->reader);
    orr_trace_bytes_free(&bytes);
    orr_viz_app_init(&shown->app, shown->reader, "a.cbor");
    while (orr_viz_app_load(&shown->app, UINT64_MAX)) continue;
}

static void done(Shown *shown) {
    orr_viz_app_free(&shown->app);
    orr_trace_reader_close(shown->reader);
    orr_trace_bytes_free(&shown->text);
}

/* Presses a key and draws. */
static const char *press(Shown *shown, uint32_t key) {
    OrrVizDrawList list = {0};
    orr_viz_app_key(&shown->app, (OrrVizKey){key, false, false});
    orr_viz_app_draw(&shown->app, &list, 1600, 900, (OrrVizMetrics){8, 16});
    assert_false(list.failed);
    orr_trace_bytes_clear(&shown->text);
    orr_viz_draw_dump(&list, &shown->text);
    orr_viz_draw_free(&list);
    return (const char *)shown->text.data;
}

static void assert_shows(const char *dump, const char *words) {
    if (strstr(dump, words) == NULL) fail_msg("'%s' is not shown", words);
}

static void test_tree_of_a_group(void **state) {
    (void)state;
    Shown shown;
    begin(&shown, group);
    /* From nowhere, from who failed, and from who was cancelled last: it is the same tree. */
    static const char *const from[] = {NULL, "climber", "deep-2", "cook"};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        orr_viz_app_select(&shown.app, from[i] == NULL ? ORR_VIZ_NONE : orr_viz_lane_named(shown.app.model, from[i]));
        const char *dump = press(&shown, 'K');
        assert_shows(dump, "What went wrong, and what it led to");
        assert_shows(dump, "climber failed: ValueError: fell, step ");
        assert_shows(dump, "  cancelled cook, which ended cancelled");
        assert_shows(dump, "    cancelled deep-1, which ended cancelled");
        assert_shows(dump,
                     "  cancelled Task-1, which failed: ExceptionGroup: unhandled errors in a");
        assert_shows(dump, "cancelling");
        assert_null(strstr(press(&shown, 'K'), "What went wrong"));
    }
    done(&shown);
}

/* Who awaits a task that fails fails, too. */
static void test_tree_of_awaits(void **state) {
    (void)state;
    Shown shown;
    begin(&shown, awaited);
    const char *dump = press(&shown, 'K');
    assert_shows(dump, "fails failed: KeyError: ");
    assert_shows(dump, "  so asks failed: KeyError: ");
    press(&shown, 'K');
    orr_viz_app_select(&shown.app, orr_viz_lane_named(shown.app.model, "Task-1"));
    assert_shows(press(&shown, 'K'), "neither failed nor was cancelled");
    assert_false(shown.app.fault);
    done(&shown);
}

static void test_path(void **state) {
    (void)state;
    Shown shown;
    begin(&shown, awaited);
    const char *dump = press(&shown, 'k');
    assert_shows(dump, "steps led to the end, at 4 s. It went into");
    assert_shows(dump, "3 s         75.0 %  main waited: sleep");
    assert_shows(dump, "1 s         25.0 %  fails waited: sleep");
    /* One takes the other's place, and each goes with its own key. */
    assert_shows(press(&shown, 'K'), "What went wrong");
    assert_false(shown.app.path);
    assert_shows(press(&shown, 'k'), "It went into");
    assert_null(strstr(press(&shown, 'k'), "It went into"));
    assert_null(shown.app.why);
    done(&shown);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree_of_a_group),
        cmocka_unit_test(test_tree_of_awaits),
        cmocka_unit_test(test_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
