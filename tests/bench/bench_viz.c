/* How fast the viewer is: opens a trace of ten million events and draws frames of it at 1920x1080, without a display.
 *
 *     bench_viz [EVENTS [TASKS]]
 *
 * Prints a line a measurement: name, value, unit. Times are of the processor, so that a busy machine does not matter.
 * "First picture" is what a window shows while the model is made, "whole picture" that of all of it. A frame is layout
 * and rasterising, with boxes for glyphs. Memory is what is on the heap beyond what the reader keeps of the file.
 */
#include <malloc.h>
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
    press(bench, "k"); /* off */
    double start = now_ms();
    press(bench, "k");
    frame(bench);
    report("critical path with blame", now_ms() - start, "ms");
    start = now_ms();
    orr_viz_app_go(&bench->app, bench->app.model->event_count / 2);
    frame(bench);
    report("frame after a jump of the cursor", now_ms() - start, "ms");
}

/* A trace in a file without a name, as the viewer reads it. */
static OrrTraceReader *record(int64_t tasks, int64_t events) {
    OrrTraceStatus status;
    FILE *file = tmpfile();
    if (file == NULL) return NULL;
    OrrTraceWriter *writer = orr_trace_writer_open_fd(fileno(file), &story_header, &status);
    story_crowd(writer, tasks, events);
    if (!orr_trace_ok(orr_trace_writer_close(writer, &story_end, NULL))) return NULL;
    (void)fseek(file, 0, SEEK_END);
    report("file", (double)ftell(file) / 1e6, "MB");
    rewind(file);
    (void)malloc_trim(0);
    double start = now_ms();
    OrrTraceReader *reader = orr_trace_reader_open_fd(fileno(file), &status); /* the file stays open, until the end */
    report("reading", now_ms() - start, "ms");
    if (reader != NULL) report("events", (double)orr_trace_reader_event_count(reader) / 1e6, "million");
    return reader;
}

static double heap_bytes(void) {
    struct mallinfo2 info = mallinfo2();
    return (double)info.uordblks + (double)info.hblkhd;
}

static uint64_t span_count(const OrrVizModel *model) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < model->lane_count; i++) count += model->lanes[i].count;
    return count;
}

static double span_bytes(const OrrVizModel *model) {
    double bytes = 0;
    for (uint32_t i = 0; i < model->lane_count; i++) bytes += (double)model->lanes[i].capacity * sizeof(OrrVizSpan);
    return bytes;
}

/* The whole of a large trace: until there is a picture, and frames of it. */
static bool measure_large(Bench *bench, int64_t tasks, int64_t events) {
    OrrTraceReader *reader = record(tasks, events);
    if (reader == NULL) return false;
    double before = heap_bytes(), start = now_ms();
    orr_viz_app_init(&bench->app, reader, "bench.cbor");
    bench->app.ungrouped = true; /* folds would make it easy */
    orr_viz_app_load(&bench->app, 400000);
    frame(bench);
    report("first picture, after reading", now_ms() - start, "ms");
    while (orr_viz_app_load(&bench->app, 400000)) continue;
    frame(bench);
    report("whole picture, after reading", now_ms() - start, "ms");
    uint64_t spans = span_count(bench->app.model);
    report("spans", (double)spans / 1e6, "million");
    report("memory of the spans themselves, a span", span_bytes(bench->app.model) / (double)spans, "bytes");
    report("memory of model and picture, a span", (heap_bytes() - before) / (double)spans, "bytes");
    measure_views(bench);
    orr_viz_app_free(&bench->app);
    orr_trace_reader_close(reader);
    return true;
}

/* Ten thousand tasks: folded, found by name, filtered. */
static bool measure_crowd(Bench *bench) {
    OrrTraceReader *reader = record(10000, 300000);
    if (reader == NULL) return false;
    orr_viz_app_init(&bench->app, reader, "bench.cbor");
    while (orr_viz_app_load(&bench->app, UINT64_MAX)) continue;
    measure(bench, "10,000 tasks, folded");
    static const char *const typed[][2] = {{"search in 10,000 tasks, a key", "/Task-99"},
                                           {"filter of 10,000 tasks, a key", "lwork"}};
    for (size_t i = 0; i < 2; i++) {
        double worst = 0;
        for (const char *key = typed[i][1]; *key != '\0'; key++) {
            double start = now_ms();
            orr_viz_app_key(&bench->app, (OrrVizKey){(uint32_t)(unsigned char)*key, false, false});
            frame(bench);
            if (now_ms() - start > worst) worst = now_ms() - start;
        }
        double start = now_ms();
        orr_viz_app_key(&bench->app, (OrrVizKey){ORR_VIZ_KEY_ENTER, false, false});
        frame(bench);
        if (now_ms() - start > worst) worst = now_ms() - start;
        report(typed[i][0], worst, "ms");
    }
    measure(bench, "10,000 tasks, each a lane");
    orr_viz_app_free(&bench->app);
    orr_trace_reader_close(reader);
    return true;
}

int main(int argc, char **argv) {
    int64_t events = argc > 1 ? strtoll(argv[1], NULL, 10) : 10000000;
    int64_t tasks = argc > 2 ? strtoll(argv[2], NULL, 10) : 300;
    uint8_t alpha[8 * 10];
    memset(alpha, 0x80, sizeof alpha);
    Bench bench = {.font = {.metrics = {8, 16}, .glyph = box, .context = alpha}};
    bench.image = (OrrVizImage){calloc((size_t)WIDTH * HEIGHT, sizeof(uint32_t)), WIDTH, HEIGHT, WIDTH};
    bool good = bench.image.pixels != NULL && measure_large(&bench, tasks, events) && measure_crowd(&bench);
    orr_viz_draw_free(&bench.list);
    free(bench.image.pixels);
    return good ? 0 : 1;
}
