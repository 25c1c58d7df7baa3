/* orrery as a library: runs from memory, into memory, several in one process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sim/orrery.h"
#include "trace/bytes.h"
#include "trace/reader.h"

static const char program[] = "import asyncio, random, sys\n"
                              "import beside\n"
                              "async def work(name):\n"
                              "    for lap in range(20):\n"
                              "        await asyncio.sleep(random.random())\n"
                              "        print(name, lap, beside.twice(lap))\n"
                              "async def main():\n"
                              "    await asyncio.gather(*(work(name) for name in sys.argv[1:]))\n"
                              "asyncio.run(main())\n";
static const char beside[] = "def twice(x):\n    return 2 * x\n";

static char *names[] = {"Ann", "Bob", "Cid"};
static const OrrRunSource sources[] = {{"x/main.py", program, sizeof program - 1}, {"x/beside.py", beside, sizeof beside - 1}};

typedef struct Output {
    OrrTraceBytes text, trace;
    OrrRunResult result;
} Output;

static void collect(void *context, int stream, const char *data, size_t length) {
    Output *output = context;
    if (stream == 1) orr_trace_bytes_append(&output->text, data, length);
}

static OrrRunOptions options_for(Output *output) {
    *output = (Output){.text = {0}};
    return (OrrRunOptions){
        .path = "x/main.py",
        .argument_count = 3,
        .arguments = names,
        .sources = sources,
        .source_count = 2,
        .trace_memory = &output->trace,
        .write = collect,
        .write_context = output,
    };
}

static void run(const OrrRunOptions *options, Output *output) {
    OrrRun *one = orr_run_new(options);
    assert_non_null(one);
    orr_run_program(one, &output->result);
    orr_run_free(one);
}

static void done_with(Output *output) {
    orr_trace_bytes_free(&output->text);
    orr_trace_bytes_free(&output->trace);
}

static void assert_same(const Output *a, const Output *b) {
    assert_int_equal(a->text.length, b->text.length);
    assert_memory_equal(a->text.data, b->text.data, a->text.length);
    assert_int_equal(a->trace.length, b->trace.length);
    assert_memory_equal(a->trace.data, b->trace.data, a->trace.length);
}

static void test_from_memory(void **state) {
    (void)state;
    Output output;
    OrrRunOptions options = options_for(&output);
    run(&options, &output);
    assert_int_equal(output.result.exit_status, 0);
    assert_string_equal(output.result.ending, "ok");
    assert_true(output.result.time_ns > 0);
    assert_true(output.result.steps >= 60);
    OrrTraceStatus status;
    OrrTraceReader *reader = orr_trace_reader_open_memory(output.trace.data, output.trace.length, &status);
    assert_non_null(reader);
    assert_int_equal(orr_trace_reader_last_time_ns(reader), output.result.time_ns);
    assert_int_equal(orr_trace_reader_source_count(reader), 2);
    assert_int_equal(orr_trace_reader_end(reader)->verdict, ORR_TRACE_VERDICT_OK);
    orr_trace_reader_close(reader);
    done_with(&output);
}

static void *run_in_thread(void *context) {
    Output *output = context;
    OrrRunOptions options = options_for(output);
    run(&options, output);
    return NULL;
}

static void test_many_at_once(void **state) {
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    Output outputs[THREADS];
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, run_in_thread, &outputs[i]), 0);
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 1; i < THREADS; i++) assert_same(&outputs[0], &outputs[i]);
    for (int i = 0; i < THREADS; i++) done_with(&outputs[i]);
}

static void test_seed_matters(void **state) {
    (void)state;
    Output one, other;
    OrrRunOptions options = options_for(&one);
    run(&options, &one);
    options = options_for(&other);
    options.seed = 1;
    run(&options, &other);
    assert_int_not_equal(one.result.time_ns, other.result.time_ns);
    done_with(&one);
    done_with(&other);
}

static void test_no_files_are_read(void **state) {
    (void)state;
    static const char text[] = "import meson_options\n";
    const OrrRunSource source = {"/proc/self/main.py", text, sizeof text - 1};
    Output output;
    OrrRunOptions options = options_for(&output);
    options.path = source.path;
    options.sources = &source;
    options.source_count = 1;
    run(&options, &output);
    assert_int_equal(output.result.exit_status, 1);
    done_with(&output);
}

static void test_stopped(void **state) {
    (void)state;
    static const char text[] = "print('before')\nwhile True:\n    pass\n";
    const OrrRunSource source = {"main.py", text, sizeof text - 1};
    for (int asked = 1; asked <= 2; asked++) {
        volatile int interrupt = asked;
        Output output;
        OrrRunOptions options = options_for(&output);
        options.path = source.path;
        options.sources = &source;
        options.source_count = 1;
        options.interrupt = &interrupt;
        run(&options, &output);
        assert_int_equal(output.result.exit_status, ORR_EXIT_INTERRUPTED);
        assert_string_equal(output.result.ending, "interrupted");
        if (!ORR_HOSTILE) assert_int_equal(output.text.length, 7); /* there the first look comes before the first line */
        done_with(&output);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_from_memory), cmocka_unit_test(test_many_at_once),      cmocka_unit_test(test_seed_matters),
        cmocka_unit_test(test_stopped),     cmocka_unit_test(test_no_files_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
