/* orrery dis: the code that a program is compiled to. */
#include <stdio.h>

#include "sim/cli.h"
#include "sim/code/dis.h"

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)settings;
    (void)count;
    int status = 0;
    OrrSources sources;
    orr_sources_init(&sources);
    OrrSource *source = orr_cli_compile(&sources, operands[0], &status);
    if (source != NULL) {
        OrrBuffer text = {0};
        orr_code_dis(&text, source->image);
        if (text.failed) {
            orr_cli_say("the host has no memory");
            status = ORR_EXIT_HOST;
        }
        fwrite(text.data, 1, text.length, stdout);
        orr_buffer_release(&text);
    }
    orr_sources_free(&sources);
    return status;
}

const OrrCliCommand orr_cli_dis = {
    .name = "dis",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "print the bytecode of a program",
    .run = run,
};
