/* What every scenario looks like: all of the run, a part of it, and one span, on both axes.
 *
 * For each scenarios/NAME.py there are in tests/viz/scenarios a trace of it, NAME.cbor, and NAME.txt: the hash of each
 * of the six draw lists, and two of them in full, to be read. The traces are kept so that these tests are about
 * pictures and nothing else. `tests/viz/renew ORRERY` makes both anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>

#include "tests/viz/shown.h"

enum { MOST_SCENARIOS = 200, NAME_BYTES = 80 };

typedef struct Scenarios {
    char names[MOST_SCENARIOS][NAME_BYTES];
    size_t count;
} Scenarios;

/* The names of all scenarios, in order. */
static void find_scenarios(Scenarios *scenarios) {
    DIR *folder = opendir(ORR_TESTS "/../scenarios");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length < 4 || length - 3 >= NAME_BYTES || strcmp(entry->d_name + length - 3, ".py") != 0) continue;
        assert_true(scenarios->count < MOST_SCENARIOS);
        char name[NAME_BYTES] = {0};
        memcpy(name, entry->d_name, length - 3);
        size_t at = scenarios->count++;
        for (; at > 0 && strcmp(scenarios->names[at - 1], name) > 0; at--) {
            memcpy(scenarios->names[at], scenarios->names[at - 1], NAME_BYTES);
        }
        memcpy(scenarios->names[at], name, NAME_BYTES);
    }
    (void)closedir(folder);
}

static void read_whole(const char *folder, const char *name, const char *ending, OrrTraceBytes *bytes) {
    char path[2000];
    unsigned char piece[4096];
    (void)snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("%s is missing: tests/viz/renew ORRERY makes it", path);
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;) orr_trace_bytes_append(bytes, piece, got);
    (void)fclose(file);
}

static Shown *open_scenario(const char *name) {
    Shown *shown = calloc(1, sizeof *shown);
    read_whole(ORR_TESTS "/viz/scenarios", name, ".cbor", &shown->bytes);
    open_shown(shown);
    shown->app.title = name;
    return shown;
}

/* The trace is of the program as it is now. */
static void assert_program(const Shown *shown, const char *name) {
    OrrTraceBytes program = {0};
    read_whole(ORR_TESTS "/../scenarios", name, ".py", &program);
    OrrTraceSource source = orr_trace_reader_source(shown->reader, 0);
    if (source.length != program.length || memcmp(source.text, program.data, program.length) != 0) {
        fail_msg("scenarios/%s.py has changed: tests/viz/renew ORRERY makes its pictures anew", name);
    }
    orr_trace_bytes_free(&program);
}

static void add_picture(Shown *shown, const char *words, bool whole, OrrTraceBytes *text) {
    char line[100];
    draw(shown, 1000, 500);
    (void)snprintf(line, sizeof line, "%s: %016llx\n", words, (unsigned long long)orr_viz_draw_hash(&shown->list));
    orr_trace_bytes_text(text, line);
    if (whole) orr_viz_draw_dump(&shown->list, text);
}

/* The first task, in the middle of the run. */
static void select_middle(Shown *shown) {
    OrrVizApp *app = &shown->app;
    for (uint32_t lane = 0; lane < app->model->lane_count; lane++) {
        if (app->model->lanes[lane].kind != ORR_VIZ_LANE_TASK) continue;
        orr_viz_app_select(app, lane);
        break;
    }
    orr_viz_app_go(app, app->model->steps[app->model->step_count / 2].event);
}

static void test_scenarios(void **state) {
    (void)state;
    Scenarios scenarios = {0};
    find_scenarios(&scenarios);
    assert_true(scenarios.count >= 10);
    for (size_t i = 0; i < scenarios.count; i++) {
        const char *name = scenarios.names[i];
        OrrTraceBytes text = {0};
        for (int axis = 0; axis < 2; axis++) {
            Shown *shown = open_scenario(name);
            if (axis == 0) assert_program(shown, name);
            draw(shown, 1000, 500);
            if (axis == 1) press(shown, "tp"); /* without the panel */
            add_picture(shown, axis == 0 ? "step, all" : "time, all", axis == 1, &text);
            draw(shown, 1000, 500);
            select_middle(shown);
            press(shown, "wwwww");
            add_picture(shown, axis == 0 ? "step, near" : "time, near", axis == 0, &text);
            press(shown, "e");
            add_picture(shown, axis == 0 ? "step, span" : "time, span", false, &text);
            done(shown);
        }
        char golden[NAME_BYTES + 20];
        (void)snprintf(golden, sizeof golden, "scenarios/%s", name);
        assert_golden(golden, (const char *)text.data, text.length);
        orr_trace_bytes_free(&text);
    }
}

/* The same picture, however one gets there: the draw list depends on nothing but what is shown. */
static void test_pictures_have_no_past(void **state) {
    (void)state;
    Scenarios scenarios = {0};
    find_scenarios(&scenarios);
    for (size_t i = 0; i < scenarios.count; i++) {
        Shown *shown = open_scenario(scenarios.names[i]);
        draw(shown, 1000, 500);
        uint64_t before = orr_viz_draw_hash(&shown->list);
        press(shown, "tkT");
        press_key(shown, ORR_VIZ_KEY_END, false);
        draw(shown, 700, 300);
        type(shown, "/a", ORR_VIZ_KEY_ENTER);
        press(shown, "wez1?");
        draw(shown, 1900, 1000);
        press(shown, "?1TTktf");
        press_key(shown, ORR_VIZ_KEY_ESCAPE, false);
        press_key(shown, ORR_VIZ_KEY_HOME, false);
        if (shown->app.view.axis != ORR_VIZ_AXIS_STEP) press(shown, "t");
        shown->app.scroll = 0;
        press_key(shown, '1', false);
        press_key(shown, '1', false); /* no part is chosen in a picture that nobody touched */
        shown->app.part = ORR_VIZ_PARTS;
        draw(shown, 1000, 500);
        assert_true(orr_viz_draw_hash(&shown->list) == before);
        done(shown);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scenarios),
        cmocka_unit_test(test_pictures_have_no_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
