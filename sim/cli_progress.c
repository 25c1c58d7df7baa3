/* Long work on a trace: a bar on the terminal, for traces that take a while. */
#include <stdio.h>
#include <unistd.h>

#include "sim/cli.h"

enum { WIDTH = 30 };
#define LONG_BYTES  ((uint64_t)8 << 20)
#define LONG_EVENTS UINT64_C(4000000)

static void draw(OrrCliProgress *bar, uint64_t done, uint64_t all) {
    unsigned percent = all == 0 || done >= all ? 100 : (unsigned)((double)done / (double)all * 100);
    if (bar->drawn && percent == bar->percent) return;
    char cells[WIDTH + 1];
    for (unsigned i = 0; i < WIDTH; i++) cells[i] = i * 100 < percent * WIDTH ? '#' : '.';
    cells[WIDTH] = 0;
    fprintf(stderr, "\r%s [%s] %3u%%", bar->work, cells, percent);
    fflush(stderr);
    bar->drawn = true;
    bar->percent = percent;
}

void orr_cli_progress_hide(OrrCliProgress *bar) {
    if (bar->drawn) fputs("\r\033[K", stderr);
    bar->drawn = false;
}

static void opening(void *context, uint64_t done, uint64_t all) {
    OrrCliProgress *bar = context;
    bar->work = "reading";
    if (bar->wanted && all >= LONG_BYTES) draw(bar, done, all);
}

static void working(void *context, uint64_t done, uint64_t all) {
    OrrCliProgress *bar = context;
    bar->work = "working";
    if (bar->wanted && all >= LONG_EVENTS) draw(bar, done, all);
}

static void progress(void *context, uint64_t done, uint64_t all) {
    OrrCliProgress *bar = context;
    (bar->opened ? working : opening)(bar, done, all);
}

OrrTraceWatch orr_cli_progress_begin(OrrCliProgress *bar) {
    *bar = (OrrCliProgress){.wanted = isatty(STDERR_FILENO) != 0};
    return (OrrTraceWatch){.progress = progress, .context = bar};
}

/* Text and bar on one terminal: the text wins. */
static bool write_stdout(void *context, const void *bytes, size_t length) {
    OrrCliProgress *bar = context;
    if (bar->drawn && isatty(STDOUT_FILENO)) {
        orr_cli_progress_hide(bar);
        bar->wanted = false;
    }
    return fwrite(bytes, 1, length, stdout) == length;
}

OrrTraceOutput orr_cli_stdout(OrrCliTrace *trace) {
    return (OrrTraceOutput){.write = write_stdout, .context = &trace->bar};
}
