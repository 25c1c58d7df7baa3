/* What a trace says of the run as a whole: before its events (header, sources) and after them (end). */
#ifndef ORR_TRACE_HEADER_H
#define ORR_TRACE_HEADER_H

#include <stddef.h>
#include <stdint.h>

/* Versions of the file format: the one that is written, and the oldest that is still read. */
#define ORR_TRACE_FORMAT        1
#define ORR_TRACE_FORMAT_OLDEST 1

typedef struct OrrTraceSource {
    const char *path;
    const char *text;
    size_t length; /* of text */
} OrrTraceSource;

typedef struct OrrTraceHeader {
    OrrTraceSource program;
    const char *const *arguments; /* sys.argv[1:] */
    size_t argument_count;
    uint64_t seed;
    const char *build;   /* of orrery: version and what else tells one build from another */
    const char *options; /* all else that the run depends on, as on the command line: "--timing=0.1 --cancel" */
} OrrTraceHeader;

typedef struct OrrTraceEnd {
    int64_t verdict; /* ORR_TRACE_VERDICT_... */
    int64_t exit_status;
    const char *message; /* one line for a person, or NULL */
} OrrTraceEnd;

#endif
