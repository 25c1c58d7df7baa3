/* orrery as a library: run an asyncio program in virtual time.
 *
 * A run is a function of (program, arguments, seed, decisions): the same output, exit status and trace every time. All
 * its state is in one arena; nothing is global, so a process can have any number of runs, one after the other or in
 * threads of its own, each with its own OrrRun.
 *
 *     OrrRunOptions options = {.path = "pipeline.py"};
 *     OrrRunResult result;
 *     OrrRun *run = orr_run_new(&options);
 *     if (run != NULL) orr_run_program(run, &result);
 *     orr_run_free(run);
 */
#ifndef ORRERY_H
#define ORRERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ORR_EXIT_USAGE       2
#define ORR_EXIT_HOST        74 /* the host failed: disk full while writing a trace, no such directory */
#define ORR_EXIT_DEADLOCK    75
#define ORR_EXIT_LIMIT       76 /* of steps, virtual time, memory */
#define ORR_EXIT_INTERRUPTED 130

/* A source that is not read from a file. Everything is borrowed. */
typedef struct OrrRunSource {
    const char *path; /* as it shows in tracebacks */
    const char *text;
    size_t length;
} OrrRunSource;

struct OrrTraceBytes; /* trace/bytes.h */

typedef struct OrrRunOptions {
    const char *path;   /* of the scenario; required */
    int argument_count; /* of arguments: sys.argv[1:] */
    char *const *arguments;
    /* The scenario (its path is `path`) and the modules beside it, where they are not to be read from files. */
    const OrrRunSource *sources;
    size_t source_count;
    uint64_t seed;                      /* random.seed() of the program */
    const char *trace_path;             /* where to write the trace; NULL: nowhere */
    struct OrrTraceBytes *trace_memory; /* or in memory; the caller's, must outlive the run */
    int trace_fd;            /* or to an open file, which stays the caller's; 0: none. At most one of the three. */
    uint64_t max_steps;      /* callbacks and steps of tasks that the loop runs; 0: no limit */
    int64_t max_time_ns;     /* virtual; 0: no limit */
    uint64_t max_operations; /* loops and calls while the clock stands still; 0: ORR_DEFAULT_OPERATIONS */
    size_t max_memory_bytes; /* of the program; 0: 2 GiB */
    /* How often the run was asked to stop (by a signal handler, say): once is KeyboardInterrupt, as the program knows
     * it; twice ends the run. NULL: never. */
    const volatile int *interrupt;
    /* Where output goes: stream 1 stdout, 2 stderr. NULL: the process's own. */
    void (*write)(void *context, int stream, const char *data, size_t length);
    void *write_context;
    /* For tests: called before each step and callback with the loop's state, line by line (sim/lib/inspect.h); `event`
     * is how many events the trace has then. The line is valid during the call. NULL: not. */
    void (*inspect)(void *context, uint64_t event, const char *line, size_t length);
    void *inspect_context;
} OrrRunOptions;

typedef struct OrrRunResult {
    int exit_status;     /* what the process should exit with */
    const char *ending;  /* "ok", "exit", "exception", "deadlock", "limit", "memory", "interrupted", "refused" */
    uint64_t steps;      /* that the loop ran */
    int64_t time_ns;     /* virtual time at the end */
    size_t memory_bytes; /* extent of the arena */
} OrrRunResult;

typedef struct OrrRun OrrRun;

/* The options and what they point to are borrowed until orr_run_free. NULL: the host has no memory. */
OrrRun *orr_run_new(const OrrRunOptions *options);
/* Reads, compiles and runs the program. What goes wrong is said on stderr and in result->exit_status. Once for a run.
 */
void orr_run_program(OrrRun *run, OrrRunResult *result);
void orr_run_free(OrrRun *run);

/* Looking into a run: it goes on until its trace would have so many events, then shows the frames of a task with their
 * variables as text (sim/lib/look.h), and ends there. Nothing is written, neither output nor trace. */
typedef struct OrrRunLook {
    uint64_t events;
    int64_t task;        /* its id in the trace */
    uint64_t most_polls; /* give up after so many times 20,000 calls and rounds of loops */
    /* Frames, innermost first, then "globals"; and the variables of the last one. Texts are valid during the call. */
    void (*frame)(void *context, const char *function, const char *path, uint32_t line);
    void (*variable)(void *context, const char *name, const char *value);
    void *context;
    uint64_t steps; /* out: where the run stood, to compare with the trace */
    int64_t time_ns;
} OrrRunLook;

typedef enum OrrLooked {
    ORR_LOOKED,
    ORR_LOOKED_NO_TASK, /* it is not there, or no longer */
    ORR_LOOKED_TOO_FAR, /* most_polls came first */
    ORR_LOOKED_NEVER,   /* the run ended before */
} OrrLooked;

/* Instead of orr_run_program, with what the callbacks tell. */
OrrLooked orr_run_look(OrrRun *run, OrrRunLook *look);

/* The one place where the process is touched: gives the main thread the stack that deep recursion of a program needs,
 * on systems where it is small. It grows only as it is used. */
void orr_allow_deep_stack(void);

const char *orr_version(void);

#endif
