/* orrery run --timeline: the timeline in the terminal, after the run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sim/cli.h"
#include "viz/timeline.h"

enum { DEFAULT_WIDTH = 100 };

/* As wide as the terminal that shows it; else what COLUMNS says. */
static int terminal_width(void) {
    struct winsize size;
    for (int fd = 2; fd >= 1; fd--)
        if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    const char *columns = getenv("COLUMNS");
    uint64_t width = 0;
    if (columns != NULL && orr_cli_parse_size(columns, &width) && width > 0 && width <= 1000) return (int)width;
    return DEFAULT_WIDTH;
}

bool orr_cli_speaks_utf8(void) {
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value == NULL || *value == 0) continue;
        return strstr(value, "UTF-8") != NULL || strstr(value, "utf8") != NULL;
    }
    return false;
}

void orr_cli_timeline(const OrrTraceReader *reader, bool steps) {
    OrrTimelineOptions options = {
        .width = terminal_width(),
        .colour = isatty(2) && getenv("NO_COLOR") == NULL,
        .unicode = orr_cli_speaks_utf8(),
        .steps = steps,
    };
    OrrTraceOutput output = orr_trace_output_file(stderr);
    if (!orr_timeline_print(reader, &options, &output)) orr_cli_say("the host has no memory for the timeline");
}
