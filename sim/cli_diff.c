/* orrery diff: where two runs part. */
#include <stdio.h>

#include "sim/cli.h"
#include "trace/diff.h"

enum { AROUND_DEFAULT = 5 };

static int diff(const OrrCliSettings *settings, OrrCliTrace *left, const OrrCliTrace *right) {
    OrrTraceDiff found;
    OrrTraceOutput output = orr_cli_stdout(left);
    uint64_t around = settings->first ? 0 : settings->around == 0 ? AROUND_DEFAULT : settings->around;
    orr_trace_diff_find(left->reader, right->reader, &found);
    OrrTraceStatus written = orr_trace_diff_write(left->reader, right->reader, &found, around, &output);
    if (!orr_trace_ok(written)) return orr_cli_trace_failure(left->path, written);
    return found.same && !found.header_differs ? 0 : 1;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    int status = 0;
    OrrCliTrace left, right;
    if (!orr_cli_open(&left, operands[0], &status)) return status;
    if (orr_cli_open(&right, operands[1], &status)) {
        status = diff(settings, &left, &right);
        status = orr_cli_close(&right, status);
    }
    return orr_cli_close(&left, status);
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("first", 0, NULL, ORR_CLI_FLAG, first, "only the first events that differ, and why: for CI"),
    ORR_CLI_OPTION("around", 'n', "N", ORR_CLI_COUNT, around, "so many events before and after the place (default 5)"),
};

const OrrCliCommand orr_cli_diff = {
    .name = "diff",
    .operands = "TRACE TRACE",
    .least = 2,
    .most = 2,
    .summary = "say where two runs part",
    .details = "Exit status: 0 they are the same, 1 they differ, 2 one of them can't be read.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
