/* Sources for the commands that compile and don't run. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sim/base/limits.h"
#include "sim/cli.h"

void orr_cli_say_error(const OrrSource *source) {
    const OrrCompileError *e = &source->error;
    if (e->kind == ORR_COMPILE_NO_MEMORY) {
        orr_cli_say("the host has no memory to compile '%s'", source->path);
        return;
    }
    fprintf(stderr, "%s:%u:%d: %s: %s\n", source->path, e->line, e->offset, e->type, e->message);
    if (e->text.utf8 != NULL) fprintf(stderr, "    %.*s\n", (int)e->text.length, e->text.utf8);
}

OrrSource *orr_cli_compile(OrrSources *sources, const char *path, int *status) {
    OrrSource *source;
    int error_number = 0;
    OrrReadOutcome outcome = orr_sources_load_main(sources, path, &source, &error_number);
    if (outcome == ORR_READ_OK && source->image != NULL) return source;
    *status = ORR_EXIT_USAGE;
    if (outcome == ORR_READ_OK) {
        orr_cli_say_error(source);
        *status = 1;
    } else if (outcome == ORR_READ_TOO_BIG) {
        orr_cli_say("'%s' is larger than a program can be (%u MiB)", path, ORR_MAX_SOURCE_BYTES >> 20);
    } else {
        orr_cli_say("can't open file '%s': [Errno %d] %s", path, error_number, strerror(error_number));
    }
    return NULL;
}
