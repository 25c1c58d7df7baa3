/* orrery export: a trace in the formats of other tools. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli.h"
#include "trace/export.h"

static const char *const formats[] = {"chrome", "csv", "dot"};
enum { CHROME, CSV, DOT, FORMATS };

static int find_format(const char *name) {
    for (int i = 0; i < FORMATS; i++)
        if (name != NULL && strcmp(formats[i], name) == 0) return i;
    const char *nearest = name == NULL ? NULL : orr_cli_nearest(name, formats, sizeof formats[0], FORMATS);
    if (name == NULL) orr_cli_say("say which format: --to chrome, --to csv or --to dot");
    else if (nearest != NULL) orr_cli_say("there is no format '%s'. Did you mean '%s'?", name, nearest);
    else orr_cli_say("there is no format '%s': chrome, csv and dot are known", name);
    return -1;
}

static OrrTraceStatus export(const OrrTraceReader *reader, int format, bool steps, FILE *file) {
    OrrTraceOutput output = orr_trace_output_file(file);
    if (format == CSV) return orr_trace_export_csv(reader, &output);
    if (format == DOT) return orr_trace_export_dot(reader, UINT64_MAX, &output);
    return orr_trace_export_chrome(reader, steps ? ORR_TRACE_AXIS_EVENT : ORR_TRACE_AXIS_TIME, &output);
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
    if (format < 0) return ORR_EXIT_USAGE;
    OrrTraceReader *reader = orr_cli_open(operands[0], &status);
    if (reader == NULL) return status;
    FILE *file = settings->output == NULL ? stdout : fopen(settings->output, "we");
    if (file == NULL) {
        orr_cli_say("can't write '%s': %s", settings->output, strerror(errno));
        orr_trace_reader_close(reader);
        return ORR_EXIT_HOST;
    }
    OrrTraceStatus exported = export(reader, format, settings->steps, file);
    if (!orr_trace_ok(exported)) status = orr_cli_trace_failure(operands[0], exported);
    int closed = file == stdout ? 0 : close_output(file, settings->output);
    orr_trace_reader_close(reader);
    return status != 0 ? status : closed;
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("to", 0, "FORMAT", ORR_CLI_TEXT, format, "chrome (Perfetto, speedscope), csv, or dot (Graphviz)"),
    ORR_CLI_OPTION("output", 'o', "FILE", ORR_CLI_TEXT, output, "write to a file instead of stdout"),
    ORR_CLI_OPTION("steps", 0, NULL, ORR_CLI_FLAG, steps, "chrome: one event is one microsecond, not virtual time"),
};

const OrrCliCommand orr_cli_export = {
    .name = "export",
    .operands = "TRACE",
    .least = 1,
    .most = 1,
    .summary = "write a trace for other tools: Perfetto, spreadsheets, Graphviz",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
