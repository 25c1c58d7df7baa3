/* orrery explain: a trace in words. */
#include <stdio.h>

#include "sim/cli.h"
#include "trace/explain.h"

static OrrTraceStatus explain(OrrCliTrace *trace, const OrrCliSettings *settings, bool *found) {
    OrrTraceOutput output = orr_cli_stdout(trace);
    *found = true;
    if (settings->task != NULL) return orr_trace_explain_task(trace->reader, settings->task, &output, found);
    OrrTraceExplainOptions options = {.range = orr_cli_range(settings), .most = settings->most};
    return orr_trace_explain(trace->reader, &options, &output);
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    int status = 0;
    bool found;
    OrrCliTrace trace;
    if (!orr_cli_open(&trace, operands[0], &status)) return status;
    OrrTraceStatus explained = explain(&trace, settings, &found);
    if (!orr_trace_ok(explained)) {
        status = orr_cli_trace_failure(operands[0], explained);
    } else if (!found && !orr_cli_look_for_task(&trace, settings->task)) {
        status = ORR_EXIT_USAGE;
    }
    return orr_cli_close(&trace, status);
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("task", 0, "NAME", ORR_CLI_TEXT, task,
                   "this task: why it ended, or what it waits for (name or #id)"),
    ORR_CLI_OPTION("from", 0, "PLACE", ORR_CLI_PLACE, from, "only from this virtual time (1.5s, 2m) or step (@12) on"),
    ORR_CLI_OPTION("to", 0, "PLACE", ORR_CLI_PLACE, to, "only up to this time or step"),
    ORR_CLI_OPTION("most", 'n', "N", ORR_CLI_COUNT, most, "at most so many sentences (default 200)"),
};

const OrrCliCommand orr_cli_explain = {
    .name = "explain",
    .operands = "TRACE",
    .least = 1,
    .most = 1,
    .summary = "tell what happened, a sentence for each step that matters",
    .details = "With --task: who made the task, why it ended or what it waits for, and the chain that led there.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
