/* orrery stats: what a trace adds up to. */
#include <stdio.h>

#include "sim/cli.h"
#include "trace/stats.h"

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    int status = 0;
    OrrCliTrace trace;
    if (!orr_cli_open(&trace, operands[0], &status)) return status;
    OrrTraceStats stats;
    /* A table is for the eye; who asks for JSON wants all of it. */
    uint64_t most = settings->json && settings->most == 0 ? UINT64_MAX : settings->most;
    OrrTraceStatsForm form = settings->json          ? ORR_TRACE_STATS_JSON
                             : orr_cli_speaks_utf8() ? ORR_TRACE_STATS_BLOCKS
                                                     : ORR_TRACE_STATS_PLAIN;
    OrrTraceOutput output = orr_cli_stdout(&trace);
    OrrTraceStatus written = orr_trace_status(ORR_TRACE_NO_MEMORY);
    if (orr_trace_stats_collect(trace.reader, most, &stats))
        written = orr_trace_stats_write(trace.reader, &stats, form, &output);
    if (!orr_trace_ok(written)) status = orr_cli_trace_failure(operands[0], written);
    orr_trace_stats_free(&stats);
    return orr_cli_close(&trace, status);
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("most", 'n', "N", ORR_CLI_COUNT, most,
                   "at most so many tasks, objects and links (default 40; JSON: all)"),
    ORR_CLI_OPTION("json", 0, NULL, ORR_CLI_FLAG, json, "as one JSON object"),
};

const OrrCliCommand orr_cli_stats = {
    .name = "stats",
    .operands = "TRACE",
    .least = 1,
    .most = 1,
    .summary = "say where the time of each task went, and which chain decided the length",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
