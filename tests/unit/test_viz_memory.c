/* Fail every allocation: the viewer with the 1st, 2nd, 3rd ... request for memory refused and all after it, until
 * nothing is refused. Nothing may crash or leak; what is a file must say that it could not be made.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "tests/viz/story.h"
#include "viz/app.h"
#include "viz/html.h"
#include "viz/raster.h"
#include "viz/svg.h"
#include "viz/timeline.h"

#include "refuse.h"

static const OrrVizMetrics metrics = {8, 16};

static bool drop(void *context, const void *bytes, size_t length) {
    (void)context, (void)bytes, (void)length;
    return true;
}

/* Runs a case with ever later refusals until it gets all it asks for. A case that is strict says whether all went well.
 */
static void with_every_refusal(bool (*run)(const OrrTraceReader *reader), bool strict) {
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &story_header, &status);
    story_run(writer);
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, &story_end, NULL)));
    OrrTraceReader *reader = orr_trace_reader_open_memory(bytes.data, bytes.length, &status);
    for (uint64_t nth = 1; CAN_REFUSE; nth++) {
        int64_t live = live_blocks;
        refused = false;
        refuse_from = nth;
        bool ok = run(reader);
        refuse_from = 0;
        if (strict && ok != !refused)
            fail_msg("request %lu: refused %d, reported %d", (unsigned long)nth, refused, !ok);
        if (live_blocks != live) fail_msg("request %lu: %ld leaked", (unsigned long)nth, (long)(live_blocks - live));
        if (!refused) break;
        assert_true(nth < 100000);
    }
    orr_trace_reader_close(reader);
    orr_trace_bytes_free(&bytes);
}

static bool make_model(const OrrTraceReader *reader) {
    OrrVizModel *model = orr_viz_model_of(reader);
    bool ok = model != NULL && orr_viz_model_find_path(model);
    orr_viz_model_free(model);
    return ok;
}

static bool make_html(const OrrTraceReader *reader) {
    OrrTraceBytes file = {0};
    OrrVizApp app;
    orr_viz_app_init(&app, reader, "story");
    while (orr_viz_app_load(&app, UINT64_MAX)) continue;
    bool ok = app.model != NULL && orr_viz_html(&app, &file);
    orr_viz_app_free(&app);
    orr_trace_bytes_free(&file);
    return ok;
}

static bool make_timeline(const OrrTraceReader *reader) {
    OrrTimelineOptions options = {.width = 80, .most_rows = 3, .colour = true, .unicode = true};
    OrrTraceOutput output = {.write = drop};
    return orr_timeline_print(reader, &options, &output);
}

/* A picture is drawn as far as it gets: a window has nobody to report to. */
static bool make_pictures(const OrrTraceReader *reader) {
    static const char keys[] = "/eater\ntz[]}kKkFoVQ\n1\n\n\n?";
    OrrVizApp app;
    OrrVizDrawList list = {0};
    OrrTraceBytes file = {0};
    orr_viz_app_init(&app, reader, "story");
    while (orr_viz_app_load(&app, 30)) continue;
    for (const char *key = keys; *key != '\0'; key++) {
        uint32_t code = *key == '\n' ? (uint32_t)ORR_VIZ_KEY_ENTER : (uint32_t)(unsigned char)*key;
        orr_viz_app_draw(&app, &list, 1000, 600, metrics);
        orr_viz_app_key(&app, (OrrVizKey){code, false, false});
        orr_viz_app_key(&app, (OrrVizKey){ORR_VIZ_KEY_RIGHT, false, false});
        orr_viz_app_mouse_move(&app, 400, 200);
    }
    bool ok = orr_viz_svg(&list, app.theme, &file);
    orr_viz_app_free(&app);
    orr_viz_draw_free(&list);
    orr_trace_bytes_free(&file);
    return ok;
}

static bool make_png(const OrrTraceReader *reader) {
    (void)reader;
    static uint32_t pixels[20 * 10];
    OrrVizImage image = {pixels, 20, 10, 20};
    OrrTraceBytes file = {0};
    bool ok = orr_viz_png(&image, &file);
    orr_trace_bytes_free(&file);
    return ok;
}

static void test_model(void **state) {
    (void)state;
    with_every_refusal(make_model, true);
}

static void test_html(void **state) {
    (void)state;
    with_every_refusal(make_html, true);
}

static void test_png(void **state) {
    (void)state;
    with_every_refusal(make_png, true);
}

static void test_timeline(void **state) {
    (void)state;
    with_every_refusal(make_timeline, true);
}

static void test_pictures(void **state) {
    (void)state;
    with_every_refusal(make_pictures, false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model),    cmocka_unit_test(test_html),     cmocka_unit_test(test_png),
        cmocka_unit_test(test_timeline), cmocka_unit_test(test_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
