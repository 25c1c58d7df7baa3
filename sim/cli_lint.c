/* orrery lint: says what in a program can't run here (sim/lint.h). */
#include <stdio.h>
#include <string.h>

#include "sim/cli.h"
#include "sim/lint.h"
#include "trace/words.h"

static void print_text(const OrrSources *sources, const OrrFinding *f) {
    printf("%s:%u:", f->source->path, f->line);
    if (f->column > 0) printf("%u:", f->column);
    printf(" %s%s\n", f->guarded ? "note: guarded by try: " : "", f->message);
    size_t length;
    const char *line = orr_sources_line(sources, f->source->path, f->line, &length);
    if (line == NULL) return;
    while (length > 0 && (*line == ' ' || *line == '\t')) line++, length--;
    printf("    %.*s\n", (int)length, line);
}

static void print_json(const OrrFinding *f) {
    OrrTraceBytes file = {0}, message = {0};
    orr_trace_word_quoted(f->source->path, strlen(f->source->path), &file);
    orr_trace_word_quoted(f->message, strlen(f->message), &message);
    if (!file.failed && !message.failed)
        printf("{\"file\":%.*s,\"line\":%u,\"column\":%u,\"guarded\":%s,\"message\":%.*s}\n", (int)file.length,
               (const char *)file.data, f->line, f->column, f->guarded ? "true" : "false", (int)message.length,
               (const char *)message.data);
    orr_trace_bytes_free(&file);
    orr_trace_bytes_free(&message);
}

static int lint_one(const OrrCliSettings *settings, const char *path) {
    OrrSources sources;
    orr_sources_init(&sources);
    OrrLint lint = {.sources = &sources};
    int status = 0;
    if (orr_cli_compile(&sources, path, &status) != NULL) {
        if (!orr_lint(&lint)) {
            orr_cli_say("the host has no memory to look at '%s'", path);
            status = ORR_EXIT_HOST;
        }
        for (size_t i = 0; i < lint.finding_count; i++) {
            if (settings->json) print_json(&lint.findings[i]);
            else print_text(&sources, &lint.findings[i]);
            if (status == 0 && !lint.findings[i].guarded) status = 1;
        }
    }
    orr_lint_free(&lint);
    orr_sources_free(&sources);
    return status;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    int status = 0;
    for (int i = 0; i < count; i++) {
        int one = lint_one(settings, operands[i]);
        if (one > status) status = one;
    }
    return status;
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("json", 0, NULL, ORR_CLI_FLAG, json, "an object a line, for jq"),
};

const OrrCliCommand orr_cli_lint = {
    .name = "lint",
    .operands = "FILE...",
    .least = 1,
    .most = -1,
    .summary = "say what in a program can't run here, without running it",
    .details = "Exit status: 0 nothing, 1 something.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
