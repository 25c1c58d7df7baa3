/* orrery replay: the run of a trace once more, from what the trace holds, and whether it goes the same way. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli.h"
#include "trace/align.h"
#include "trace/diff.h"
#include "trace/show.h"
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
        } else if (strncmp(word, "--max-ops=", 10) == 0) {
            ok = orr_cli_parse_size(word + 10, &options->max_operations);
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

/* The edited program of --program: read here, since its path in the run stays that of the trace. */
typedef struct Edited {
    char *text;
    size_t length;
} Edited;

static bool read_edited(const char *path, Edited *edited) {
    FILE *file = path == NULL ? NULL : fopen(path, "rb");
    *edited = (Edited){NULL, 0};
    if (path == NULL) return true;
    size_t capacity = 0, got = 1;
    while (file != NULL && got > 0) {
        if (edited->length == capacity) {
            char *grown = realloc(edited->text, capacity = capacity * 2 + 65536);
            if (grown == NULL) break;
            edited->text = grown;
        }
        got = fread(edited->text + edited->length, 1, capacity - edited->length, file);
        edited->length += got;
    }
    bool ok = file != NULL && got == 0 && !ferror(file);
    if (!ok) orr_cli_say("can't read '%s': %s", path, errno == 0 ? "no memory" : strerror(errno));
    if (file != NULL) fclose(file);
    return ok;
}

/* Where the new trace goes: a file that has no name, so that it may be as long as it likes, or memory. */
typedef struct Again {
    FILE *file; /* NULL: memory */
    OrrTraceBytes memory;
} Again;

static void begin_again(Again *again) {
    *again = (Again){.file = tmpfile()};
}

static OrrTraceReader *read_again(Again *again, OrrTraceStatus *status) {
    if (again->file == NULL) return orr_trace_reader_open_memory(again->memory.data, again->memory.length, status);
    if (lseek(fileno(again->file), 0, SEEK_SET) == 0) return orr_trace_reader_open_fd(fileno(again->file), status);
    *status = orr_trace_status_io(errno);
    return NULL;
}

static void end_again(Again *again) {
    if (again->file != NULL) fclose(again->file);
    orr_trace_bytes_free(&again->memory);
}

/* So many steps and callbacks of the loop certainly come to that step of a task: each of them is at least an event. */
static uint64_t steps_enough(const OrrTraceReader *reader, uint64_t until) {
    enum { SPARE = 1000 };
    OrrTraceCursor cursor = {.reader = reader};
    orr_trace_cursor_seek_step(&cursor, until);
    return cursor.event + SPARE;
}

/* Runs what the trace of `reader` holds once more. False: it was said why not. */
static bool run_again(const OrrTraceReader *reader, const OrrCliSettings *settings, const Edited *edited, Again *again,
                      int *status) {
    const OrrTraceHeader *header = orr_trace_reader_header(reader);
    size_t count = orr_trace_reader_source_count(reader);
    OrrRunSource *sources = calloc(count, sizeof *sources);
    if (sources == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        OrrTraceSource source = orr_trace_reader_source(reader, i);
        sources[i] = (OrrRunSource){source.path, source.text, source.length};
    }
    if (edited->text != NULL) sources[0] = (OrrRunSource){header->program.path, edited->text, edited->length};
    OrrRunOptions options = {
        .path = header->program.path,
        .argument_count = (int)header->argument_count,
        .arguments = (char *const *)header->arguments,
        .sources = sources,
        .source_count = count,
        .trace_memory = again->file == NULL ? &again->memory : NULL,
        .trace_fd = again->file == NULL ? 0 : fileno(again->file),
    };
    OrrCliSettings same = *settings;
    bool ok = read_options(header->options, &options);
    if (settings->until != 0) {
        uint64_t enough = steps_enough(reader, settings->until);
        if (options.max_steps == 0 || enough < options.max_steps) options.max_steps = enough;
    }
    if (ok) {
        same.seed = header->seed;
        same.max_steps = options.max_steps;
        same.max_operations = options.max_operations;
        same.max_time.ns = options.max_time_ns;
        same.max_memory = options.max_memory_bytes;
        if (settings->quiet) options.write = drop_output;
        OrrRunResult result;
        *status = orr_cli_run_program(&same, &options, &result);
        ok = edited->text == NULL || strcmp(result.ending, "refused") != 0;
        if (!ok) orr_cli_say("the program can't be run%s", settings->quiet ? ": without --quiet it is said why" : "");
    }
    free(sources);
    return ok;
}

/* Whether the trace doesn't show the run's end, so that the run may go on after it. */
static bool is_cut(const OrrTraceReader *reader) {
    const OrrTraceEnd *end = orr_trace_reader_end(reader);
    return orr_trace_reader_loss(reader, NULL) != ORR_TRACE_LOSS_NONE ||
           (end != NULL && end->verdict == ORR_TRACE_VERDICT_INTERRUPTED);
}

static int write_difference(const OrrTraceReader *was, const OrrTraceReader *is, const OrrTraceDiff *diff,
                            const char *path) {
    OrrTraceOutput output = orr_trace_output_file(stderr);
    orr_cli_say("replaying '%s' went another way (left: the trace, right: now)", path);
    const char *build = orr_trace_reader_header(was)->build, *now = orr_trace_reader_header(is)->build;
    if (strcmp(build, now) != 0) orr_cli_say("the likely reason: it was recorded by %s, and this is %s", build, now);
    else orr_cli_say("nothing explains that but a change of orrery since, or a bug in it");
    OrrTraceStatus written = orr_trace_diff_write(was, is, diff, 5, &output);
    return orr_trace_ok(written) ? 1 : orr_cli_trace_failure(path, written);
}

/* The same program: every event must be the same, as far as --until. */
static int compare(const OrrTraceReader *was, const OrrTraceReader *is, const char *path, uint64_t until) {
    OrrTraceDiff diff;
    orr_trace_diff_find(was, is, &diff);
    unsigned long long events = orr_trace_reader_event_count(was);
    if (until != 0 && (diff.same || diff.step >= until)) { /* it may stop there, so its options are others */
        orr_cli_say("replayed '%s': the same up to step %llu", path, (unsigned long long)until);
        return 0;
    }
    if (diff.same && !diff.header_differs) {
        orr_cli_say("replayed '%s': the same %llu events", path, events);
        return 0;
    }
    if (is_cut(was) && !diff.header_differs && diff.left_ended) {
        orr_cli_say("replayed '%s': the same %llu events, where the trace ends; the run went on", path, events);
        return 0;
    }
    return write_difference(was, is, &diff, path);
}

/* Another program: the stories of the tasks are compared (trace/align.h). */
static int compare_edited(const OrrTraceReader *was, const OrrTraceReader *is, const char *path, const char *program) {
    OrrTraceParting parting;
    OrrTraceBytes text = {0};
    bool memory = orr_trace_parting_find(was, is, &parting);
    if (memory && parting.same) {
        orr_cli_say("'%s' does what '%s' holds, %llu steps long", program, path,
                    (unsigned long long)orr_trace_reader_step_count(was));
        return 0;
    }
    memory = memory && orr_trace_parting_tell(was, parting.left_event, "- ", &text) &&
             orr_trace_parting_tell(is, parting.right_event, "+ ", &text) &&
             orr_trace_parting_why(was, is, &parting, &text);
    if (memory) {
        orr_cli_say("'%s' goes another way than '%s' after %llu steps (-: the trace, +: now)", program, path,
                    (unsigned long long)parting.step);
        if (text.length > 0) fwrite(text.data, 1, text.length, stderr);
    }
    orr_trace_bytes_free(&text);
    return memory ? 1 : orr_cli_trace_failure(path, orr_trace_status(ORR_TRACE_NO_MEMORY));
}

/* Says what the run was like when it stood before that step. */
static int show_step(const OrrTraceReader *reader, const char *path, uint64_t step) {
    OrrTraceCursor cursor = {.reader = reader};
    OrrTraceRecord record;
    orr_trace_cursor_seek_step(&cursor, step);
    if (!orr_trace_cursor_next(&cursor, &record)) {
        orr_cli_say("'%s' has only %llu steps", path, (unsigned long long)orr_trace_reader_step_count(reader));
        return ORR_EXIT_USAGE;
    }
    OrrTraceOutput output = orr_trace_output_file(stdout);
    OrrTraceStatus written = orr_trace_show_state(reader, record.event, &output);
    return orr_trace_ok(written) ? 0 : orr_cli_trace_failure(path, written);
}

static int replay(const OrrTraceReader *was, const OrrCliSettings *settings, const Edited *edited, const char *path) {
    Again again;
    OrrTraceStatus opened;
    int status = ORR_EXIT_USAGE, ran = 0; /* if it does not run */
    begin_again(&again);
    if (run_again(was, settings, edited, &again, &ran)) {
        OrrTraceReader *is = read_again(&again, &opened);
        if (is == NULL) status = orr_cli_trace_failure(path, opened);
        else if (edited->text != NULL) status = compare_edited(was, is, path, settings->program);
        else status = compare(was, is, path, settings->until);
        if (status == 0 && settings->until != 0) status = show_step(is, path, settings->until);
        orr_trace_reader_close(is);
    }
    end_again(&again);
    return status;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)count;
    int status = 0;
    OrrCliTrace was;
    if (!orr_cli_open(&was, operands[0], &status)) return status;
    if (settings->until > orr_trace_reader_step_count(was.reader)) {
        orr_cli_say("'%s' has only %llu steps", operands[0],
                    (unsigned long long)orr_trace_reader_step_count(was.reader));
        return orr_cli_close(&was, ORR_EXIT_USAGE);
    }
    OrrCliSettings used = *settings;
    Edited edited;
    if (settings->until != 0) used.quiet = true; /* what is asked for is the state */
    status = read_edited(settings->program, &edited) ? replay(was.reader, &used, &edited, operands[0]) : ORR_EXIT_USAGE;
    free(edited.text);
    return orr_cli_close(&was, status);
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("until", 0, "STEP", ORR_CLI_COUNT, until, "only up to this step, and print the state before it"),
    ORR_CLI_OPTION("program", 0, "FILE", ORR_CLI_TEXT, program, "run this version of the program; say where they part"),
    ORR_CLI_OPTION("quiet", 'q', NULL, ORR_CLI_FLAG, quiet, "without the program's output"),
};

const OrrCliCommand orr_cli_replay = {
    .name = "replay",
    .operands = "TRACE",
    .least = 1,
    .most = 1,
    .summary = "run the program of a trace again and compare every event",
    .details =
        "Nothing but the trace is needed: it holds the program. Exit status: 0 the same, 1 not. With --program the\n"
        "tasks are followed by name and by the text of their awaits, so that a program may have moved a little.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
