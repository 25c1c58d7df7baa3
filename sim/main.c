/* The command line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/orrery.h"

int main(int argc, char **argv) {
    if (argc < 3 || strcmp(argv[1], "run") != 0) {
        fprintf(stderr, "usage: orrery run FILE [ARGS...]\n");
        return ORR_EXIT_USAGE;
    }
    OrrRunOptions options = {.path = argv[2], .argument_count = argc - 3, .arguments = argv + 3};
    OrrRunResult result;
    OrrRun *run = orr_run_new(&options);
    if (run == NULL) return ORR_EXIT_HOST;
    orr_run_program(run, &result);
    orr_run_free(run);
    return result.exit_status;
}
