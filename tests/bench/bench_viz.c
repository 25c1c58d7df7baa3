/* How fast the viewer is: opens a trace of ten million events and draws frames of it at 1920x1080, without a display.
 *
 *     bench_viz [EVENTS [TASKS]]
 *
 * Prints a line a measurement: name, value, unit. Times are of the processor, so that a busy machine does not matter.
 * "Open" is from the bytes of the file in memory to the first picture of
 * all of it; "first picture" is what a window shows meanwhile. A frame is layout and rasterising, with boxes for
 * glyphs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/viz/story.h"
#include "trace/reader.h"
#include "viz/app.h"
#include "viz/raster.h"

enum { WIDTH = 1920, HEIGHT = 1080 };

static double now_ms(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void report(const char *name, double value, const char *unit) {
    (void)printf("%-40s %10.2f %s\n", name, value, unit);
}

/* A glyph of the size that a font would have. */
static bool box(void *context, uint32_t character, bool bold, OrrVizGlyph *glyph) {
    (void)character, (void)bold;
    *glyph = (OrrVizGlyph){.alpha = context, .pitch = 8, .left = 1, .top = 3, .width = 6, .height = 10};
    return true;
}

typedef struct Bench {
    OrrVizApp app;
    OrrVizDrawList list;
    OrrVizFont font;
    OrrVizImage image;
} Bench;

static void frame(Bench *bench) {
    orr_viz_app_draw(&bench->app, &bench->list, WIDTH, HEIGHT, bench->font.metrics);
    orr_viz_raster(&bench->list, bench->app.theme, &bench->font, &bench->image);
}

/* The mean and worst of some frames while the view pans. */
static void measure(Bench *bench, const char *name) {
    double worst = 0, sum = 0, layout = 0;
    char text[100];
    enum { FRAMES = 20 };
    for (int i = 0; i < FRAMES; i++) {
        double start = now_ms();
        orr_viz_app_draw(&bench->app, &bench->list, WIDTH, HEIGHT, bench->font.metrics);
        layout += now_ms() - start;
        orr_viz_raster(&bench->list, bench->app.theme, &bench->font, &bench->image);
        double taken = now_ms() - start;
        sum += taken;
        if (taken > worst) worst = taken;
        orr_viz_app_key(&bench->app, (OrrVizKey){i % 2 == 0 ? 'd' : 'a', false, false});
    }
    (void)snprintf(text, sizeof text, "frame %s", name);
    report(text, sum / FRAMES, "ms");
    (void)snprintf(text, sizeof text, "  worst");
    report(text, worst, "ms");
    (void)snprintf(text, sizeof text, "  layout, %zu items", bench->list.count);
    report(text, layout / FRAMES, "ms");
}

static void press(Bench *bench, const char *keys) {
    for (; *keys != '\0'; keys++) {
        orr_viz_app_key(&bench->app, (OrrVizKey){(uint32_t)(unsigned char)*keys, false, false});
    }
}

static void measure_views(Bench *bench) {
    measure(bench, "all steps");
    press(bench, "t");
    measure(bench, "all time");
    press(bench, "F");
    measure(bench, "all time, all lanes");
    press(bench, "tf");
    measure(bench, "all steps, all lanes");
    press(bench, "0wwwwwwwwwwwwwwwwwwww");
    measure(bench, "steps, near");
    press(bench, "/Task-40");
    orr_viz_app_key(&bench->app, (OrrVizKey){ORR_VIZ_KEY_ENTER, false, false});
    press(bench, "fk");
    measure(bench, "with a selection and the path");
    double start = now_ms();
    orr_viz_app_go(&bench->app, bench->app.model->event_count / 2);
    frame(bench);
    report("frame after a jump of the cursor", now_ms() - start, "ms");
}

int main(int argc, char **argv) {
    int64_t events = argc > 1 ? strtoll(argv[1], NULL, 10) : 10000000;
    int64_t tasks = argc > 2 ? strtoll(argv[2], NULL, 10) : 300;
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &story_header, &status);
    story_crowd(writer, tasks, events);
    if (!orr_trace_ok(orr_trace_writer_close(writer, &story_end, NULL))) return 1;
    uint8_t alpha[8 * 10];
    memset(alpha, 0x80, sizeof alpha);
    Bench bench = {.font = {.metrics = {8, 16}, .glyph = box, .context = alpha}};
    bench.image = (OrrVizImage){calloc((size_t)WIDTH * HEIGHT, sizeof(uint32_t)), WIDTH, HEIGHT, WIDTH};
    double start = now_ms();
    OrrTraceReader *reader = orr_trace_reader_open_memory(bytes.data, bytes.length, &status);
    if (reader == NULL || bench.image.pixels == NULL) return 1;
    double read = now_ms();
    orr_viz_app_init(&bench.app, reader, "bench.cbor");
    bench.app.ungrouped = true; /* folds would make it easy */
    orr_viz_app_load(&bench.app, 400000);
    frame(&bench);
    double first = now_ms();
    while (orr_viz_app_load(&bench.app, 400000)) continue;
    frame(&bench);
    double all = now_ms();
    report("events", (double)orr_trace_reader_event_count(reader) / 1e6, "million");
    report("file", (double)bytes.length / 1e6, "MB");
    report("reading", read - start, "ms");
    report("first picture", first - start, "ms");
    report("open", all - start, "ms");
    measure_views(&bench);
    orr_viz_draw_free(&bench.list);
    orr_viz_app_free(&bench.app);
    orr_trace_reader_close(reader);
    orr_trace_bytes_free(&bytes);
    free(bench.image.pixels);
    return 0;
}
