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

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Shows the trace, and the second under it. NULL, or what is wrong. */
static const char *show(const OrrVizPicture *picture, OrrVizApp *app, OrrVizApp *below, bool two) {
    while (orr_viz_app_load(app, UINT64_MAX)) continue;
    while (two && orr_viz_app_load(below, UINT64_MAX)) continue;
    if (app->model == NULL) return (const char *)app->trouble.data;
    if (two && below->model == NULL) return (const char *)below->trouble.data;
    const char *wrong = orr_viz_picture_apply(picture, app);
    return wrong == NULL && two ? orr_viz_picture_pair(picture, app, below) : wrong;
}

int orr_cli_picture(OrrCliTrace *trace, OrrCliTrace *second, const OrrCliSettings *settings, bool html,
                    OrrTraceBytes *file) {
    /* The viewer's own options, so that they mean the same. */
    char *arguments[ORR_CLI_PICTURE_ARGUMENTS + 3];
    arguments[0] = (char *)(uintptr_t)(html ? "--html" : "--svg");
    arguments[1] = (char *)(uintptr_t) "-";
    arguments[2] = (char *)(uintptr_t)trace->path;
    OrrVizPicture picture;
    OrrVizApp app, below;
    const char *argument = "";
    int count = 3 + (int)orr_cli_picture_arguments(settings, arguments + 3);
    const char *wrong = orr_viz_picture_parse(&picture, count, arguments, &argument);
    if (wrong != NULL) {
        orr_cli_say("%s: %s", argument, wrong);
        return ORR_EXIT_USAGE;
    }
    int status = ORR_EXIT_HOST;
    orr_viz_app_init(&app, trace->reader, file_name(trace->path));
    orr_viz_app_init(&below, second == NULL ? NULL : second->reader, second == NULL ? NULL : file_name(second->path));
    wrong = show(&picture, &app, &below, second != NULL);
    if (wrong != NULL) orr_cli_say("%s: %s", trace->path, wrong);
    else if (!orr_viz_picture_text(&picture, &app, file)) orr_cli_say("not enough memory for the picture");
    else status = 0;
    orr_viz_app_free(&app);
    orr_viz_app_free(&below);
    return status;
}

static int render(const OrrCliSettings *settings, OrrCliTrace *trace, OrrCliTrace *second) {
    OrrTraceBytes file = {0};
    int status = orr_cli_picture(trace, second, settings, ends_with(settings->output, ".html"), &file);
    if (status == 0) status = write_picture(settings->output, &file);
    orr_trace_bytes_free(&file);
    return status;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    const char *to = settings->output, *other = count > 1 ? operands[1] : NULL;
    if (to == NULL) {
        orr_cli_say("say where to: --to FILE.svg, FILE.html or FILE.png");
        return ORR_EXIT_USAGE;
    }
    OrrCliSettings passed = *settings;
    passed.png = to;
    if (ends_with(to, ".png")) return orr_cli_start_viewer(&passed, operands[0], other);
    if (!ends_with(to, ".svg") && !ends_with(to, ".html")) {
        orr_cli_say("'%s' is no picture that orrery can make: .svg, .html and .png are known", to);
        return ORR_EXIT_USAGE;
    }
    int status = 0;
    OrrCliTrace trace, second;
    if (!orr_cli_open(&trace, operands[0], &status)) return status;
    if (other != NULL && !orr_cli_open(&second, other, &status)) return orr_cli_close(&trace, status);
    status = render(settings, &trace, other == NULL ? NULL : &second);
    if (other != NULL) status = orr_cli_close(&second, status);
    return orr_cli_close(&trace, status);
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("to", 0, "FILE", ORR_CLI_TEXT, output, "FILE.svg, FILE.html (zooms and pans by itself) or FILE.png"),
    ORR_CLI_PICTURE_OPTIONS,
};

const OrrCliCommand orr_cli_render = {
    .name = "render",
    .operands = "TRACE [TRACE]",
    .least = 1,
    .most = 2,
    .summary = "write a picture of a trace: SVG, HTML, PNG",
    .details = "Without a display. Two traces are shown one above the other, aligned where they part.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
