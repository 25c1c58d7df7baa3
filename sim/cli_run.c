/* orrery run: a program in virtual time. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/cli.h"

/* How often Ctrl-C was pressed: the one thing that a signal handler can reach. It belongs to the process as signals do,
 * not to a run. */
static volatile sig_atomic_t interrupts;

/* The first and second Ctrl-C are for the run (OrrRunOptions.interrupt); a third ends a process that doesn't listen. */
static void on_interrupt(int number) {
    (void)number;
    if (++interrupts > 2) _exit(ORR_EXIT_INTERRUPTED);
}

void orr_cli_run_options(const OrrCliSettings *settings, OrrRunOptions *options) {
    options->seed = settings->seed;
    options->max_steps = settings->max_steps;
    options->max_time_ns = settings->max_time.ns;
    options->max_operations = settings->max_operations;
    options->max_memory_bytes = (size_t)settings->max_memory;
}

int orr_cli_run_program(const OrrCliSettings *settings, OrrRunOptions *options, OrrRunResult *result) {
    struct sigaction action = {.sa_handler = on_interrupt};
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, NULL);
    orr_cli_run_options(settings, options);
    options->interrupt = &interrupts;
    OrrRun *run = orr_run_new(options);
    if (run == NULL) {
        orr_cli_say("the host has no memory");
        *result = (OrrRunResult){.exit_status = ORR_EXIT_HOST, .ending = "refused"};
        return ORR_EXIT_HOST;
    }
    orr_run_program(run, result);
    orr_run_free(run);
    return result->exit_status;
}

/* A trace must not go where the program or its output is. */
static bool trace_path_is_good(const char *path, const char *program) {
    struct stat a, b;
    if (path == NULL) return true;
    if (strcmp(path, "-") == 0) {
        orr_cli_say("stdout is the program's: give --trace a file");
        return false;
    }
    if (stat(path, &a) == 0 && stat(program, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino) {
        orr_cli_say("--trace would overwrite the program '%s'", program);
        return false;
    }
    return true;
}

/* Draws the timeline from the trace that was just written. */
static int show_timeline(const OrrCliSettings *settings, const OrrTraceBytes *trace) {
    OrrTraceStatus status;
    OrrTraceReader *reader = settings->trace != NULL
                                 ? orr_trace_reader_open_path(settings->trace, &status)
                                 : orr_trace_reader_open_memory(trace->data, trace->length, &status);
    if (reader == NULL) return orr_cli_trace_failure(settings->trace == NULL ? "(memory)" : settings->trace, status);
    orr_cli_timeline(reader, settings->steps);
    orr_trace_reader_close(reader);
    return 0;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    if (!trace_path_is_good(settings->trace, operands[0])) return ORR_EXIT_USAGE;
    OrrRunOptions options = {
        .path = operands[0],
        .argument_count = count - 1,
        .arguments = operands + 1,
        .trace_path = settings->trace,
    };
    OrrRunResult result;
    OrrTraceBytes trace = {0};
    bool timeline = settings->timeline || settings->steps;
    if (timeline && settings->trace == NULL) options.trace_memory = &trace;
    int status = orr_cli_run_program(settings, &options, &result);
    bool ran = strcmp(result.ending, "refused") != 0;
    int shown = timeline && ran ? show_timeline(settings, &trace) : 0;
    orr_trace_bytes_free(&trace);
    return status != 0 ? status : shown;
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("trace", 't', "FILE", ORR_CLI_TEXT, trace, "write a trace, for show, view, replay and the others"),
    ORR_CLI_OPTION("timeline", 0, NULL, ORR_CLI_FLAG, timeline, "draw the timeline in the terminal after the run"),
    ORR_CLI_OPTION("steps", 0, NULL, ORR_CLI_FLAG, steps, "the same, over steps instead of virtual time"),
    ORR_CLI_RUN_OPTIONS,
};

const OrrCliCommand orr_cli_run = {
    .name = "run",
    .operands = "FILE [ARGS...]",
    .least = 1,
    .most = -1,
    .program = true,
    .summary = "run an asyncio program in virtual time",
    .details = "The program's output and exit status are its own. Others: 1 an uncaught exception, 2 usage,\n"
               "74 the host failed (disk full), 75 deadlock, 76 a limit, 130 Ctrl-C.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
