/* orrery replay: the run of a trace once more, from what the trace holds, and whether it goes the same way. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cli.h"
#include "trace/diff.h"
#include "trace/writer.h"

/* Reads the options that the header keeps: "--max-steps=5 --max-time=10000000000ns". */
static bool read_options(const char *text, OrrRunOptions *options) {
    char copy[512], *rest = copy;
    snprintf(copy, sizeof copy, "%s", text == NULL ? "" : text);
    for (char *word = strtok_r(rest, " ", &rest); word != NULL; word = strtok_r(rest, " ", &rest)) {
        uint64_t number = 0;
        bool ok = false;
        if (strncmp(word, "--max-steps=", 12) == 0) {
            ok = orr_cli_parse_size(word + 12, &options->max_steps);
        } else if (strncmp(word, "--max-time=", 11) == 0) {
            ok = orr_cli_parse_time(word + 11, &options->max_time_ns);
        } else if (strncmp(word, "--max-memory=", 13) == 0) {
            ok = orr_cli_parse_size(word + 13, &number);
            options->max_memory_bytes = (size_t)number;
        }
        if (ok) continue;
        orr_cli_say("this orrery does not know the option '%s' of the trace", word);
        return false;
    }
    return true;
}

static void drop_output(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream, (void)data, (void)length;
}

/* Runs what the trace of `reader` holds into *trace. False: it was said why not. */
static bool run_again(const OrrTraceReader *reader, const OrrCliSettings *settings, OrrTraceBytes *trace, int *status) {
    const OrrTraceHeader *header = orr_trace_reader_header(reader);
    size_t count = orr_trace_reader_source_count(reader);
    OrrRunSource *sources = calloc(count, sizeof *sources);
    if (sources == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        OrrTraceSource source = orr_trace_reader_source(reader, i);
        sources[i] = (OrrRunSource){source.path, source.text, source.length};
    }
    OrrRunOptions options = {
        .path = header->program.path,
        .argument_count = (int)header->argument_count,
        .arguments = (char *const *)header->arguments,
        .sources = sources,
        .source_count = count,
        .trace_memory = trace,
    };
    OrrCliSettings same = *settings;
    bool ok = read_options(header->options, &options);
    if (ok) {
        same.seed = header->seed;
        same.max_steps = options.max_steps;
        same.max_time.ns = options.max_time_ns;
        same.max_memory = options.max_memory_bytes;
        if (settings->quiet) options.write = drop_output;
        OrrRunResult result;
        *status = orr_cli_run_program(&same, &options, &result);
    }
    free(sources);
    return ok;
}

static int compare(const OrrTraceReader *was, const OrrTraceReader *is, const char *path) {
    OrrTraceDiff diff;
    orr_trace_diff_find(was, is, &diff);
    if (diff.same && !diff.header_differs) {
        orr_cli_say("replayed '%s': the same %llu events", path, (unsigned long long)orr_trace_reader_event_count(was));
        return 0;
    }
    bool cut = orr_trace_reader_loss(was, NULL) != ORR_TRACE_LOSS_NONE;
    const OrrTraceEnd *end = orr_trace_reader_end(was);
    cut |= end != NULL && end->verdict == ORR_TRACE_VERDICT_INTERRUPTED;
    if (cut && !diff.header_differs && diff.left_ended) {
        orr_cli_say("replayed '%s': the same %llu events, where the trace ends; the run went on", path,
                    (unsigned long long)orr_trace_reader_event_count(was));
        return 0;
    }
    OrrTraceOutput output = orr_trace_output_file(stderr);
    orr_cli_say("replaying '%s' went another way (left: the trace, right: now)", path);
    const char *build = orr_trace_reader_header(was)->build, *now = orr_trace_reader_header(is)->build;
    if (strcmp(build, now) != 0) orr_cli_say("it was recorded by %s, this is %s", build, now);
    OrrTraceStatus written = orr_trace_diff_write(was, is, &diff, 5, &output);
    if (!orr_trace_ok(written)) return orr_cli_trace_failure(path, written);
    return 1;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    int status = 0, ran = 0;
    OrrTraceReader *was = orr_cli_open(operands[0], &status);
    if (was == NULL) return status;
    OrrTraceBytes trace = {0};
    OrrTraceStatus opened;
    if (run_again(was, settings, &trace, &ran)) {
        OrrTraceReader *is = orr_trace_reader_open_memory(trace.data, trace.length, &opened);
        status = is == NULL ? orr_cli_trace_failure(operands[0], opened) : compare(was, is, operands[0]);
        orr_trace_reader_close(is);
    } else {
        status = ORR_EXIT_HOST;
    }
    orr_trace_bytes_free(&trace);
    orr_trace_reader_close(was);
    return status;
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("quiet", 'q', NULL, ORR_CLI_FLAG, quiet, "without the program's output"),
};

const OrrCliCommand orr_cli_replay = {
    .name = "replay",
    .operands = "TRACE",
    .least = 1,
    .most = 1,
    .summary = "run the program of a trace again and compare every event",
    .details = "Nothing but the trace is needed: it holds the program. Exit status: 0 the same, 1 not.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
