/* A trace that is shown: for tests of the viewer. They include it behind cmocka.h.
 *
 * ORRERY_GOLDEN=write writes the expected files anew; look at the difference before you believe it.
 */
#ifndef TESTS_VIZ_SHOWN_H
#define TESTS_VIZ_SHOWN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/viz/story.h"
#include "trace/reader.h"
#include "viz/app.h"
#include "viz/draw.h"

static const OrrVizMetrics metrics = {8, 16};

typedef struct Shown {
    OrrTraceBytes bytes;
    OrrTraceReader *reader;
    OrrVizApp app;
    OrrVizDrawList list;
} Shown;

static inline void open_shown(Shown *shown) {
    OrrTraceStatus status;
    shown->reader = orr_trace_reader_open_memory(shown->bytes.data, shown->bytes.length, &status);
    assert_non_null(shown->reader);
    orr_viz_app_init(&shown->app, shown->reader, "story.cbor");
    while (orr_viz_app_load(&shown->app, 1000)) continue;
}

static inline Shown *show(void (*tell)(OrrTraceWriter *w), const OrrTraceEnd *end) {
    Shown *shown = calloc(1, sizeof *shown);
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&shown->bytes, &story_header, &status);
    tell(writer);
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, end, NULL)));
    open_shown(shown);
    return shown;
}

static inline void done(Shown *shown) {
    orr_viz_app_free(&shown->app);
    orr_viz_draw_free(&shown->list);
    orr_trace_reader_close(shown->reader);
    orr_trace_bytes_free(&shown->bytes);
    free(shown);
}

static inline void draw(Shown *shown, int32_t width, int32_t height) {
    orr_viz_app_draw(&shown->app, &shown->list, width, height, metrics);
    assert_false(shown->list.failed);
}

static inline void press(Shown *shown, const char *keys) {
    for (; *keys != '\0'; keys++) {
        orr_viz_app_key(&shown->app, (OrrVizKey){(uint32_t)(unsigned char)*keys, false, false});
    }
}

static inline void press_key(Shown *shown, uint32_t key, bool shift) {
    orr_viz_app_key(&shown->app, (OrrVizKey){key, shift, false});
}

static inline void type(Shown *shown, const char *text, uint32_t end) {
    press(shown, text);
    press_key(shown, end, false);
}

/* ---- golden files ------------------------------------------------------------------------------- */

static inline FILE *open_golden(const char *name, const char *mode) {
    char path[1000];
    (void)snprintf(path, sizeof path, "%s/viz/%s.txt", ORR_TESTS, name);
    return fopen(path, mode);
}

static inline void assert_golden(const char *name, const char *text, size_t length) {
    const char *how = getenv("ORRERY_GOLDEN");
    if (how != NULL && strcmp(how, "write") == 0) {
        FILE *file = open_golden(name, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(text, 1, length, file), length);
        assert_int_equal(fclose(file), 0);
        return;
    }
    FILE *file = open_golden(name, "rb");
    if (file == NULL) fail_msg("there is no expected file for %s", name);
    char *expected = calloc(1, length + 2);
    size_t got = fread(expected, 1, length + 1, file);
    (void)fclose(file);
    size_t line = 1;
    for (size_t i = 0; i < length && i < got && expected[i] == text[i]; i++) line += text[i] == '\n';
    if (got != length || memcmp(expected, text, length) != 0) fail_msg("%s differs in line %zu", name, line);
    free(expected);
}

static inline void assert_picture(Shown *shown, const char *name, int32_t width, int32_t height) {
    draw(shown, width, height);
    OrrTraceBytes text = {0};
    orr_viz_draw_dump(&shown->list, &text);
    assert_golden(name, (const char *)text.data, text.length);
    orr_trace_bytes_free(&text);
}

#endif
