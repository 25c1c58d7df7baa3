/* The command line: one table of commands, one file a command (cli_run.c, cli_show.c, ...).
 *
 * A command lists its options in a table from which the parser, the help text and "did you mean" are made. All commands
 * share one struct of settings, of which each uses what its options fill in.
 *
 * What a command is asked to print goes to stdout, orrery's own words to stderr, each line starting with "orrery: ".
 * A command returns the exit status of the process.
 */
#ifndef ORR_CLI_H
#define ORR_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/orrery.h"
#include "sim/sources.h"
#include "trace/output.h"
#include "trace/reader.h"

typedef enum OrrCliKind {
    ORR_CLI_FLAG,  /* bool */
    ORR_CLI_TEXT,  /* const char * */
    ORR_CLI_SEED,  /* uint64_t, any */
    ORR_CLI_COUNT, /* uint64_t, at least 1 */
    ORR_CLI_TIME,  /* OrrCliTime: 10s, 5m, 1h, 250ms, plain seconds */
    ORR_CLI_PLACE, /* OrrCliPlace: a time, or @12 for a step */
    ORR_CLI_SIZE,  /* uint64_t, at least 1: 512M, 2G, plain bytes */
} OrrCliKind;

typedef struct OrrCliTime {
    bool given;
    int64_t ns;
} OrrCliTime;

typedef struct OrrCliPlace {
    OrrCliTime time; /* if that is given */
    uint64_t step;   /* 0: not given */
} OrrCliPlace;

typedef struct OrrCliSettings {
    uint64_t seed, max_steps, max_operations, max_memory, around, most, until;
    OrrCliTime max_time;
    OrrCliPlace from, to, at;
    const char *trace, *task, *kinds, *format, *output, *png, *svg, *html, *axis, *program, *lesson, *title;
    const char *theme, *scale, *picture_size, *select, *step, *press; /* of the viewer */
    bool path, first, timeline, json, steps, quiet;
} OrrCliSettings;

typedef struct OrrCliOption {
    const char *name;  /* without the dashes */
    char letter;       /* the short form, or 0 */
    const char *value; /* what its value is called in the help; NULL for a flag */
    OrrCliKind kind;
    size_t offset; /* in OrrCliSettings */
    const char *help;
} OrrCliOption;

#define ORR_CLI_OPTION(name, letter, value, kind, field, help)                                                         \
    { name, letter, value, kind, offsetof(OrrCliSettings, field), help }

typedef struct OrrCliCommand {
    const char *name;
    const char *operands; /* "FILE [ARGS...]" */
    int least, most;      /* how many operands; most < 0: any number */
    bool program;         /* the first operand is a program; all that follow it are the program's */
    const char *summary;
    const char *details; /* more lines for its help, or NULL */
    const OrrCliOption *options;
    size_t option_count;
    int (*run)(const OrrCliSettings *settings, int count, char **operands);
} OrrCliCommand;

extern const OrrCliCommand orr_cli_run, orr_cli_view, orr_cli_replay, orr_cli_show, orr_cli_explain, orr_cli_stats,
    orr_cli_check, orr_cli_diff, orr_cli_export, orr_cli_lint, orr_cli_modules, orr_cli_dis, orr_cli_render,
    orr_cli_lesson;

/* Options that `run` and `view` share. */
#define ORR_CLI_RUN_OPTIONS                                                                                            \
    ORR_CLI_OPTION("seed", 0, "N", ORR_CLI_SEED, seed, "seed of the program's random module (default 0)"),             \
        ORR_CLI_OPTION("max-steps", 0, "N", ORR_CLI_COUNT, max_steps, "stop after so many steps of the loop"),         \
        ORR_CLI_OPTION("max-time", 0, "TIME", ORR_CLI_TIME, max_time,                                                  \
                       "stop at this virtual time: 10s, 5m, 1h, or plain seconds"),                                    \
        ORR_CLI_OPTION("max-ops", 0, "N", ORR_CLI_COUNT, max_operations,                                               \
                       "stop a computation that moves no clock after so many loops and calls (default 2e10)"),         \
        ORR_CLI_OPTION("max-memory", 0, "SIZE", ORR_CLI_SIZE, max_memory, "of the program: 512M, 2G (default 2G)")

/* cli.c */

/* Writes "orrery: ..." and a newline to stderr. */
void orr_cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Parses arguments of a command into settings; operands are moved to the front of arguments. Returns how many, or -1:
 * it was said what is wrong. *help: its help is asked for. */
int orr_cli_parse(const OrrCliCommand *command, int count, char **arguments, OrrCliSettings *settings, bool *help);
bool orr_cli_parse_time(const char *text, int64_t *ns);
bool orr_cli_parse_size(const char *text, uint64_t *bytes);
/* The one of count words (at that stride in bytes, each a const char * there) that is most like this one, or NULL. */
const char *orr_cli_nearest(const char *word, const void *first, size_t stride, size_t count);
/* Flushes stdout. The status to exit with: a reader that went away is no failure, a full disk is. */
int orr_cli_finish(int status);

/* A trace that a command works on. */
typedef struct OrrCliProgress {
    const char *work; /* what is being done */
    bool wanted, opened, drawn;
    unsigned percent; /* as it was drawn last */
} OrrCliProgress;

typedef struct OrrCliTrace {
    const char *path;
    OrrTraceReader *reader;
    int fd; /* its own, or -1 */
    OrrCliProgress bar;
} OrrCliTrace;

/* Opens a trace ("-": stdin) and says what is lost of it. False: it was said why not, and *status is the exit status.
 * `trace` must stay where it is until _close, which says what went wrong meanwhile and returns the status to exit with,
 * given that of the work. */
bool orr_cli_open(OrrCliTrace *trace, const char *path, int *status);
/* The same without a word about what is lost. */
bool orr_cli_open_silently(OrrCliTrace *trace, const char *path, int *status);
int orr_cli_close(OrrCliTrace *trace, int status);
/* Writes to stdout, without regard to a progress bar that may be there. */
OrrTraceOutput orr_cli_stdout(OrrCliTrace *trace);
/* What --from and --to choose. */
OrrTraceRange orr_cli_range(const OrrCliSettings *settings);
/* Whether a trace has such a task anywhere; if not, says so, and which it may be. */
bool orr_cli_look_for_task(const OrrCliTrace *trace, const char *name);
/* cli_progress.c: a bar on stderr for long work, if that is a terminal. */
OrrTraceWatch orr_cli_progress_begin(OrrCliProgress *bar);
void orr_cli_progress_hide(OrrCliProgress *bar);
/* For a status of trace that isn't OK: says it, returns the exit status. */
int orr_cli_trace_failure(const char *path, OrrTraceStatus status);

/* cli_source.c: reads and compiles a source for commands that don't run it. NULL: it was said why not, and *status is
 * the exit status. */
OrrSource *orr_cli_compile(OrrSources *sources, const char *path, int *status);
/* Says what the compiler found, as FILE:LINE:COLUMN: and the line. */
void orr_cli_say_error(const OrrSource *source);

/* cli_run.c: runs a program as the settings say, with Ctrl-C; fills in *result and returns the exit status. */
int orr_cli_run_program(const OrrCliSettings *settings, OrrRunOptions *options, OrrRunResult *result);
/* Limits and seed from settings. */
void orr_cli_run_options(const OrrCliSettings *settings, OrrRunOptions *options);

/* cli_view.c: starts the viewer on a trace, or on two (second may be NULL), and returns its exit status. */
int orr_cli_start_viewer(const OrrCliSettings *settings, const char *trace, const char *second);

/* cli_view.c: whether the file is a trace, by how it begins. */
bool orr_cli_is_trace(const char *path);

struct OrrVizLesson;
/* cli_view.c: whether the path names a lesson, by how it ends; reads it: NULL, it was said why not; and which program
 * or trace it is about, as a path. True: it is a trace. */
bool orr_cli_is_lesson(const char *path);
struct OrrVizLesson *orr_cli_read_lesson(const char *path);
bool orr_cli_lesson_run(const struct OrrVizLesson *lesson, const char *lesson_path, char *path, size_t size);

/* cli_render.c: makes the picture of a trace as SVG or HTML, or of two (second may be NULL), as the settings for pictures
 * say. Returns an exit status, and then it was said what is wrong. */
int orr_cli_picture(OrrCliTrace *trace, OrrCliTrace *second, const OrrCliSettings *settings, bool html,
                    OrrTraceBytes *file);

/* Options for pictures, which the viewer has, too. */
#define ORR_CLI_PICTURE_OPTIONS                                                                                \
    ORR_CLI_OPTION("axis", 0, "AXIS", ORR_CLI_TEXT, axis, "step, time, or folded: time without its empty stretches"), \
    ORR_CLI_OPTION("select", 0, "TASK", ORR_CLI_TEXT, select, "a task's name, or #ID: with what led to it"),   \
    ORR_CLI_OPTION("step", 0, "N", ORR_CLI_TEXT, step, "put the cursor at step N"),                            \
    ORR_CLI_OPTION("path", 0, NULL, ORR_CLI_FLAG, path, "show the critical path"),                             \
    ORR_CLI_OPTION("size", 0, "WxH", ORR_CLI_TEXT, picture_size, "of the window or picture, in pixels"),                     \
    ORR_CLI_OPTION("scale", 0, "N", ORR_CLI_TEXT, scale, "text, and all that goes with it, so many times as large"), \
    ORR_CLI_OPTION("theme", 0, "THEME", ORR_CLI_TEXT, theme, "dark, light, or contrast")

/* cli_view.c: appends the viewer's options that the settings hold to its arguments; there is room for
 * ORR_CLI_PICTURE_ARGUMENTS. Returns how many. */
enum { ORR_CLI_PICTURE_ARGUMENTS = 20 };
size_t orr_cli_picture_arguments(const OrrCliSettings *settings, char **arguments);

/* cli_timeline.c: whether the terminal has UTF-8, as the environment says. */
bool orr_cli_speaks_utf8(void);
/* cli_timeline.c: draws the timeline of a trace on stderr, as wide as the terminal; over steps instead of time if
 * asked. */
void orr_cli_timeline(const OrrTraceReader *reader, bool steps);

#endif
