/* orrery render: a picture of a trace in a file, without a display. SVG and HTML are made here; a PNG is the viewer's,
 * which has the font for it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli.h"
#include "viz/picture.h"

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), part = strlen(end);
    return length > part && strcmp(text + length - part, end) == 0;
}

static int write_picture(const char *path, const OrrTraceBytes *bytes) {
    FILE *file = fopen(path, "we");
    bool good = file != NULL && fwrite(bytes->data, 1, bytes->length, file) == bytes->length;
    int error = errno;
    if (file != NULL && fclose(file) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good) return 0;
    orr_cli_say("can't write '%s': %s", path, strerror(error));
    return ORR_EXIT_HOST;
}

int orr_cli_picture(OrrCliTrace *trace, bool html, const char *axis, OrrTraceBytes *file) {
    /* The viewer's own options, so that they mean the same. */
    char *arguments[] = {(char *)(uintptr_t)(html ? "--html" : "--svg"), (char *)(uintptr_t) "-",
                         (char *)(uintptr_t)trace->path, (char *)(uintptr_t) "--axis", (char *)(uintptr_t)axis};
    OrrVizPicture picture;
    OrrVizApp app;
    const char *argument = "";
    const char *wrong = orr_viz_picture_parse(&picture, axis == NULL ? 3 : 5, arguments, &argument);
    if (wrong != NULL) {
        orr_cli_say("%s: %s", argument, wrong);
        return ORR_EXIT_USAGE;
    }
    int status = ORR_EXIT_HOST;
    orr_viz_app_init(&app, trace->reader, trace->path);
    while (orr_viz_app_load(&app, UINT64_MAX)) continue;
    wrong = orr_viz_picture_apply(&picture, &app);
    if (app.model == NULL) orr_cli_say("%s: %s", trace->path, (const char *)app.trouble.data);
    else if (wrong != NULL) orr_cli_say("%s: %s", trace->path, wrong);
    else if (!orr_viz_picture_text(&picture, &app, file)) orr_cli_say("not enough memory for the picture");
    else status = 0;
    orr_viz_app_free(&app);
    return status;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    const char *to = settings->output;
    if (to == NULL) {
        orr_cli_say("say where to: --to FILE.svg, FILE.html or FILE.png");
        return ORR_EXIT_USAGE;
    }
    OrrCliSettings passed = *settings;
    passed.png = to;
    if (ends_with(to, ".png")) return orr_cli_start_viewer(&passed, operands[0], NULL);
    if (!ends_with(to, ".svg") && !ends_with(to, ".html")) {
        orr_cli_say("'%s' is no picture that orrery can make: .svg, .html and .png are known", to);
        return ORR_EXIT_USAGE;
    }
    int status = 0;
    OrrCliTrace trace;
    OrrTraceBytes file = {0};
    if (!orr_cli_open(&trace, operands[0], &status)) return status;
    status = orr_cli_picture(&trace, ends_with(to, ".html"), settings->axis, &file);
    if (status == 0) status = write_picture(to, &file);
    orr_trace_bytes_free(&file);
    return orr_cli_close(&trace, status);
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("to", 0, "FILE", ORR_CLI_TEXT, output, "FILE.svg, FILE.html (zooms and pans by itself) or FILE.png"),
    ORR_CLI_OPTION("axis", 0, "AXIS", ORR_CLI_TEXT, axis, "step, time, or folded: time without its empty stretches"),
};

const OrrCliCommand orr_cli_render = {
    .name = "render",
    .operands = "TRACE",
    .least = 1,
    .most = 1,
    .summary = "write a picture of a trace: SVG, HTML, PNG",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
