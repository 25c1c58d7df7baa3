/* orrery explain: a trace in words. */
#include <stdio.h>

#include "sim/cli.h"
#include "trace/explain.h"

static OrrTraceStatus explain(const OrrTraceReader *reader, const OrrCliSettings *settings, bool *found) {
    OrrTraceOutput output = orr_trace_output_file(stdout);
    *found = true;
    if (settings->task != NULL) return orr_trace_explain_task(reader, settings->task, &output, found);
    OrrTraceExplainOptions options = {
        .has_from = settings->from.given,
        .has_to = settings->to.given,
        .from_ns = settings->from.ns,
        .to_ns = settings->to.ns,
        .most = settings->most,
    };
    return orr_trace_explain(reader, &options, &output);
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    int status = 0;
    bool found;
    OrrTraceReader *reader = orr_cli_open(operands[0], &status);
    if (reader == NULL) return status;
    OrrTraceStatus explained = explain(reader, settings, &found);
    if (!orr_trace_ok(explained)) {
        status = orr_cli_trace_failure(operands[0], explained);
    } else if (!found) {
        orr_cli_say("'%s' has no task '%s' (see 'orrery stats' for their names)", operands[0], settings->task);
        status = ORR_EXIT_USAGE;
    }
    orr_trace_reader_close(reader);
    return status;
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("task", 0, "NAME", ORR_CLI_TEXT, task, "this task: why it ended, or what it waits for (name or #id)"),
    ORR_CLI_OPTION("from", 0, "TIME", ORR_CLI_TIME, from, "only from this virtual time on: 1.5s, 2m"),
    ORR_CLI_OPTION("to", 0, "TIME", ORR_CLI_TIME, to, "only up to this virtual time"),
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
