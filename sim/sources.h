/* The sources of a run: the scenario, the modules beside it, those embedded in orrery. Each is read and compiled once. */
#ifndef ORR_SOURCES_H
#define ORR_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/region.h"
#include "sim/lang/lang.h"
#include "sim/orrery.h"

typedef struct OrrSource {
    const char *path;   /* as shown in tracebacks; embedded ones: "<orrery>/NAME.py" */
    const char *module; /* "__main__", "a.b" */
    const char *text;   /* ends in a NUL that length doesn't count */
    size_t length;
    bool embedded, is_package;
    const OrrCodeImage *image; /* NULL: there is an error */
    OrrCompileError error;
    struct OrrSource *next;
} OrrSource;

typedef struct OrrSources {
    OrrRegion region; /* owns everything */
    OrrSource *first, **end;
    const OrrRunSource *given; /* instead of files; NULL: files are read */
    size_t given_count;
    const char *folder; /* of the scenario, with a slash at the end; "" is the current one */
} OrrSources;

/* How reading a file went. */
typedef enum OrrReadOutcome {
    ORR_READ_OK,
    ORR_READ_ABSENT,
    ORR_READ_FAILED, /* *error_number tells why */
    ORR_READ_TOO_BIG
} OrrReadOutcome;

void orr_sources_init(OrrSources *sources);
/* From now on sources beside the scenario and itself are these (borrowed), and no file is read. NULL: changes nothing. */
void orr_sources_use(OrrSources *sources, const OrrRunSource *given, size_t count);
void orr_sources_free(OrrSources *sources);

/* Reads and compiles the scenario. *source is NULL unless it could be read (its error says whether it compiled). */
OrrReadOutcome orr_sources_load_main(OrrSources *sources, const char *path, OrrSource **source, int *error_number);
/* Finds and compiles module name: beside the scenario first, as CPython, then among the embedded ones. NULL: there is
 * none. */
OrrSource *orr_sources_load_module(OrrSources *sources, const char *name);
/* The text of a line (from 1), without its end; NULL if there is none. */
const char *orr_sources_line(const OrrSources *sources, const char *path, uint32_t line, size_t *length);

#endif
