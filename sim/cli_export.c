/* orrery export: a trace in the formats of other tools. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli.h"
#include "trace/export.h"

static const char *const formats[] = {"chrome", "csv", "dot", "svg", "html"};
enum { CHROME, CSV, DOT, SVG, HTML, FORMATS };

static int find_format(const char *name) {
    for (int i = 0; i < FORMATS; i++)
        if (name != NULL && strcmp(formats[i], name) == 0) return i;
    if (name != NULL && (strcmp(name, "perfetto") == 0 || strcmp(name, "json") == 0)) return CHROME;
    if (name != NULL && strcmp(name, "png") == 0) {
        orr_cli_say("a PNG is made by 'orrery render TRACE --to FILE.png'");
        return -1;
    }
    const char *nearest = name == NULL ? NULL : orr_cli_nearest(name, formats, sizeof formats[0], FORMATS);
    if (name == NULL) orr_cli_say("say which format: --to chrome, csv, dot, svg or html");
    else if (nearest != NULL) orr_cli_say("there is no format '%s'. Did you mean '%s'?", name, nearest);
    else orr_cli_say("there is no format '%s': chrome, csv, dot, svg and html are known", name);
    return -1;
}

/* The event before which the state is that of --at: UINT64_MAX for the end. */
static uint64_t moment(const OrrTraceReader *reader, const OrrCliPlace *at) {
    OrrTraceCursor cursor = {.reader = reader};
    if (!at->time.given && at->step == 0) return UINT64_MAX;
    /* A time: behind all that happens then. A step: before it. */
    if (at->step != 0) orr_trace_cursor_seek_step(&cursor, at->step);
    else if (at->time.ns < INT64_MAX) orr_trace_cursor_seek_time(&cursor, at->time.ns + 1);
    return cursor.event;
}

static int picture(OrrCliTrace *trace, bool html, const char *axis, FILE *file) {
    OrrTraceBytes bytes = {0};
    OrrCliSettings settings = {.axis = axis};
    int status = orr_cli_picture(trace, NULL, &settings, html, &bytes);
    if (status == 0) (void)fwrite(bytes.data, 1, bytes.length, file); /* whoever closes the file looks */
    orr_trace_bytes_free(&bytes);
    return status;
}

static int export(OrrCliTrace *trace, int format, const OrrCliSettings *settings, FILE *file) {
    OrrTraceOutput output = file == stdout ? orr_cli_stdout(trace) : orr_trace_output_file(file);
    OrrTraceStatus status;
    switch (format) {
    case CSV: status = orr_trace_export_csv(trace->reader, &output); break;
    case DOT: status = orr_trace_export_dot(trace->reader, moment(trace->reader, &settings->at), &output); break;
    case CHROME:
        status = orr_trace_export_chrome(trace->reader, settings->steps ? ORR_TRACE_AXIS_EVENT : ORR_TRACE_AXIS_TIME,
                                         &output);
        break;
    default: return picture(trace, format == HTML, settings->steps ? "step" : NULL, file);
    }
    return orr_trace_ok(status) ? 0 : orr_cli_trace_failure(trace->path, status);
}

/* Closes the file; its failures are only known then. */
static int close_output(FILE *file, const char *path) {
    bool failed = ferror(file) != 0;
    if (fclose(file) == 0 && !failed) return 0;
    orr_cli_say("can't write '%s': %s", path, strerror(errno));
    return ORR_EXIT_HOST;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    int format = find_format(settings->format), status = 0;
    OrrCliTrace trace;
    if (format < 0) return ORR_EXIT_USAGE;
    if (!orr_cli_open(&trace, operands[0], &status)) return status;
    bool to_stdout = settings->output == NULL || strcmp(settings->output, "-") == 0;
    FILE *file = to_stdout ? stdout : fopen(settings->output, "we");
    if (file == NULL) {
        orr_cli_say("can't write '%s': %s", settings->output, strerror(errno));
        return orr_cli_close(&trace, ORR_EXIT_HOST);
    }
    status = export(&trace, format, settings, file);
    int closed = to_stdout ? 0 : close_output(file, settings->output);
    return orr_cli_close(&trace, status != 0 ? status : closed);
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("to", 0, "FORMAT", ORR_CLI_TEXT, format,
                   "chrome (Perfetto, speedscope), csv, dot (Graphviz), svg or html"),
    ORR_CLI_OPTION("output", 'o', "FILE", ORR_CLI_TEXT, output, "write to a file instead of stdout"),
    ORR_CLI_OPTION("steps", 0, NULL, ORR_CLI_FLAG, steps, "over steps instead of virtual time (chrome: 1 us an event)"),
    ORR_CLI_OPTION("at", 0, "PLACE", ORR_CLI_PLACE, at,
                   "dot: who waits for whom at this time, or before this step (@12)"),
};

const OrrCliCommand orr_cli_export = {
    .name = "export",
    .operands = "TRACE",
    .least = 1,
    .most = 1,
    .summary = "write a trace for other tools: Perfetto, spreadsheets, Graphviz, browsers",
    .details =
        "A dot file shows who waits for whom at a moment; or, if all tasks have ended by then, all that were: who\n"
        "created whom and what they waited for.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
