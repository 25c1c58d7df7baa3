/* orrery diff: where two runs part. */
#include <stdio.h>

#include "sim/cli.h"
#include "trace/diff.h"

static int diff(const OrrCliSettings *settings, OrrTraceReader *left, OrrTraceReader *right, const char *path) {
    OrrTraceDiff found;
    OrrTraceOutput output = orr_trace_output_file(stdout);
    orr_trace_diff_find(left, right, &found);
    OrrTraceStatus written =
        orr_trace_diff_write(left, right, &found, settings->first ? 0 : settings->around == 0 ? 5 : settings->around, &output);
    if (!orr_trace_ok(written)) return orr_cli_trace_failure(path, written);
    return found.same && !found.header_differs ? 0 : 1;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    int status = 0;
    OrrTraceReader *left = orr_cli_open(operands[0], &status);
    OrrTraceReader *right = left == NULL ? NULL : orr_cli_open(operands[1], &status);
    if (right != NULL) status = diff(settings, left, right, operands[1]);
    orr_trace_reader_close(left);
    orr_trace_reader_close(right);
    return status;
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("first", 0, NULL, ORR_CLI_FLAG, first, "only where they part first, and why: for CI"),
    ORR_CLI_OPTION("around", 'n', "N", ORR_CLI_COUNT, around, "so many events before and after the place (default 5)"),
};

const OrrCliCommand orr_cli_diff = {
    .name = "diff",
    .operands = "TRACE TRACE",
    .least = 2,
    .most = 2,
    .summary = "say where two runs part",
    .details = "Exit status: 0 they are the same, 1 they differ.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
