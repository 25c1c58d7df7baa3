/* orrery check: whether traces are what they should be. */
#include <stdio.h>

#include "sim/cli.h"
#include "trace/check.h"

enum { MOST_COMPLAINTS = 20 };

/* What is wrong with one of several traces stands under its name. */
typedef struct Report {
    OrrCliTrace *trace;
    bool headed;
} Report;

static bool write_complaint(void *context, const void *bytes, size_t length) {
    Report *report = context;
    OrrTraceOutput output = orr_cli_stdout(report->trace);
    if (!report->headed) printf("%s:\n", report->trace->path);
    report->headed = true;
    return output.write(output.context, bytes, length);
}

static int check(const char *path, bool alone) {
    int status = 0;
    OrrCliTrace trace;
    if (!orr_cli_open_silently(&trace, path, &status)) return status;
    uint64_t wrong = 0;
    Report report = {&trace, alone};
    OrrTraceOutput output = {.write = write_complaint, .context = &report};
    OrrTraceStatus checked = orr_trace_check(trace.reader, MOST_COMPLAINTS, &output, &wrong);
    if (wrong > MOST_COMPLAINTS) printf("... and %llu more\n", (unsigned long long)(wrong - MOST_COMPLAINTS));
    if (!orr_trace_ok(checked)) status = orr_cli_trace_failure(path, checked);
    else if (wrong > 0) status = 1;
    return orr_cli_close(&trace, status);
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)settings;
    int worst = 0;
    for (int i = 0; i < count; i++) {
        int status = check(operands[i], count == 1);
        if (status > worst) worst = status;
    }
    return worst;
}

const OrrCliCommand orr_cli_check = {
    .name = "check",
    .operands = "TRACE...",
    .least = 1,
    .most = -1,
    .summary = "say what is wrong with a trace; nothing and status 0 if it is whole",
    .details = "Exit status: 0 nothing is wrong, 1 something is, 2 one of them can't be read at all.\n",
    .run = run,
};
