/* orrery show: a trace as text. */
#include <stdio.h>

#include "sim/cli.h"
#include "trace/show.h"

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    OrrTraceShowOptions show = {.task = settings->task, .range = orr_cli_range(settings), .json = settings->json};
    const char *wrong;
    size_t length;
    if (settings->kinds != NULL && !orr_trace_show_parse_kinds(settings->kinds, &show.kinds, &wrong, &length)) {
        const char *names[ORR_TRACE_KIND_COUNT];
        size_t known = 0;
        for (int64_t kind = 0; kind < ORR_TRACE_KIND_COUNT; kind++)
            if (orr_trace_event_info(kind) != NULL) names[known++] = orr_trace_event_info(kind)->name;
        char word[64];
        snprintf(word, sizeof word, "%.*s", (int)length, wrong);
        const char *nearest = orr_cli_nearest(word, names, sizeof names[0], known);
        if (nearest != NULL) orr_cli_say("there is no kind of event '%s'. Did you mean '%s'?", word, nearest);
        else orr_cli_say("there is no kind of event '%s'. Some are step, wait, ready, task_new, output, cancel", word);
        return ORR_EXIT_USAGE;
    }
    int status = 0;
    OrrCliTrace trace;
    if (!orr_cli_open(&trace, operands[0], &status)) return status;
    OrrTraceOutput output = orr_cli_stdout(&trace);
    bool found = true;
    OrrTraceStatus shown = orr_trace_show(trace.reader, &show, &output, &found);
    if (!orr_trace_ok(shown)) {
        status = orr_cli_trace_failure(operands[0], shown);
    } else if (!found && !orr_cli_look_for_task(&trace, settings->task)) {
        status = ORR_EXIT_USAGE;
    }
    return orr_cli_close(&trace, status);
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("task", 0, "NAME", ORR_CLI_TEXT, task, "only what this task does or suffers (its name, or #id)"),
    ORR_CLI_OPTION("kind", 0, "KINDS", ORR_CLI_TEXT, kinds, "only these events: wait,ready,output"),
    ORR_CLI_OPTION("from", 0, "PLACE", ORR_CLI_PLACE, from, "only from this virtual time (1.5s, 2m) or step (@12) on"),
    ORR_CLI_OPTION("to", 0, "PLACE", ORR_CLI_PLACE, to, "only up to this time or step"),
    ORR_CLI_OPTION("json", 0, NULL, ORR_CLI_FLAG, json, "as JSON, one object a line"),
};

const OrrCliCommand orr_cli_show = {
    .name = "show",
    .operands = "TRACE",
    .least = 1,
    .most = 1,
    .summary = "print the events of a trace, one a line",
    .details = "A line is: number, virtual time, step, who did it, the event, its fields.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
