/* orrery view: starts the viewer, a program of its own, on a trace or on the run of a program. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/cli.h"
#include "viz/teacher.h"

/* Tag 55799, with which every trace begins. */
bool orr_cli_is_trace(const char *path) {
    unsigned char start[3] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat info;
    if (fd < 0) return false;
    bool file = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    ssize_t got = file ? read(fd, start, sizeof start) : 0;
    close(fd);
    return got == 3 && memcmp(start, "\xd9\xd9\xf7", 3) == 0;
}

bool orr_cli_is_lesson(const char *path) {
    size_t length = strlen(path);
    return length > 7 && strcmp(path + length - 7, ".lesson") == 0;
}

OrrVizLesson *orr_cli_read_lesson(const char *path) {
    OrrTraceBytes text = {0}, why = {0};
    OrrVizLesson *lesson = NULL;
    FILE *file = fopen(path, "re");
    size_t got = 1;
    while (file != NULL && got > 0 && text.length <= ORR_VIZ_LESSON_BYTES_MAX && orr_trace_bytes_reserve(&text, 4096)) {
        got = fread(text.data + text.length, 1, 4096, file);
        text.length += got;
    }
    if (file == NULL || ferror(file)) orr_cli_say("can't read '%s': %s", path, strerror(errno));
    else lesson = orr_viz_lesson_parse((const char *)text.data, text.length, &why);
    if (why.length > 0) orr_cli_say("%s: %s", path, (const char *)why.data);
    if (file != NULL) fclose(file);
    orr_trace_bytes_free(&text);
    orr_trace_bytes_free(&why);
    return lesson;
}

bool orr_cli_lesson_run(const OrrVizLesson *lesson, const char *lesson_path, char *path, size_t size) {
    bool trace = lesson->trace.length > 0;
    const char *slash = strrchr(lesson_path, '/');
    const char *name = orr_viz_lesson_words(lesson, trace ? lesson->trace : lesson->program);
    int folder = slash == NULL || *name == '/' ? 0 : (int)(slash - lesson_path + 1);
    snprintf(path, size, "%.*s%s", folder, lesson_path, name);
    return trace;
}

/* Writes the path of the viewer beside this program, or else its plain name, for PATH. */
static void find_viewer(char *path, size_t size) {
    static const char *const places[] = {"orrery-view", "viz/orrery-view"};
    char self[3000];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0) {
        self[length] = 0;
        char *slash = strrchr(self, '/');
        for (size_t i = 0; slash != NULL && i < sizeof places / sizeof places[0]; i++) {
            snprintf(path, size, "%.*s/%s", (int)(slash - self), self, places[i]);
            if (access(path, X_OK) == 0) return;
        }
    }
    snprintf(path, size, "orrery-view");
}

size_t orr_cli_picture_arguments(const OrrCliSettings *settings, char **arguments) {
    const char *const passed[][2] = {
        {"--axis", settings->axis},   {"--theme", settings->theme},   {"--size", settings->picture_size},
        {"--scale", settings->scale}, {"--press", settings->press},   {"--select", settings->select},
        {"--step", settings->step},   {"--lesson", settings->lesson}, {"--title", settings->title}};
    size_t count = 0;
    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++)
        for (size_t part = 0; part < 2 && passed[i][1] != NULL; part++)
            arguments[count++] = (char *)(uintptr_t)passed[i][part];
    if (settings->path) arguments[count++] = (char *)(uintptr_t) "--path";
    return count;
}

int orr_cli_start_viewer(const OrrCliSettings *settings, const char *trace, const char *second) {
    char viewer[4096];
    find_viewer(viewer, sizeof viewer);
    const char *const files[][2] = {{"--png", settings->png}, {"--svg", settings->svg}, {"--html", settings->html}};
    char *arguments[ORR_CLI_PICTURE_ARGUMENTS + 2 * sizeof files / sizeof files[0] + 4];
    size_t count = 0;
    arguments[count++] = viewer;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        for (size_t part = 0; part < 2 && files[i][1] != NULL; part++)
            arguments[count++] = (char *)(uintptr_t)files[i][part];
    count += orr_cli_picture_arguments(settings, arguments + count);
    arguments[count++] = (char *)(uintptr_t)trace;
    if (second != NULL) arguments[count++] = (char *)(uintptr_t)second;
    arguments[count] = NULL;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        execvp(viewer, arguments);
        if (errno == ENOENT)
            orr_cli_say("the viewer, orrery-view, is not installed: it needs SDL2 when orrery is built");
        else orr_cli_say("can't start %s: %s", viewer, strerror(errno));
        _exit(ORR_EXIT_HOST);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (child < 0) orr_cli_say("can't start the viewer: %s", strerror(errno));
    if (child > 0 && WIFEXITED(status)) return WEXITSTATUS(status);
    return ORR_EXIT_HOST;
}

/* What a lesson is about is not told before. */
static void drop_output(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream, (void)data, (void)length;
}

/* Runs the program into a trace of its own and shows that, whatever became of the run. */
static int view_program(const OrrCliSettings *settings, int count, char **operands) {
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/orrery-XXXXXX.cbor", folder == NULL || *folder == 0 ? "/tmp" : folder);
    int fd = mkstemps(path, 5);
    if (fd < 0) {
        orr_cli_say("can't make a temporary trace '%s': %s", path, strerror(errno));
        return ORR_EXIT_HOST;
    }
    close(fd);
    OrrRunOptions options = {.path = operands[0],
                             .write = settings->lesson != NULL ? drop_output : NULL,
                             .argument_count = count - 1,
                             .arguments = operands + 1,
                             .trace_path = path};
    OrrRunResult result;
    int status = orr_cli_run_program(settings, &options, &result);
    OrrCliSettings titled = *settings;
    if (titled.title == NULL)
        titled.title = strrchr(operands[0], '/') == NULL ? operands[0] : strrchr(operands[0], '/') + 1;
    if (orr_cli_is_trace(path)) status = orr_cli_start_viewer(&titled, path, NULL);
    unlink(path);
    return status;
}

/* A lesson is shown with the trace that it names, or with one of the run of its program. */
static int view_lesson(const OrrCliSettings *settings, int count, char **operands) {
    char path[4096];
    OrrVizLesson *lesson = orr_cli_read_lesson(operands[0]);
    if (lesson == NULL) return ORR_EXIT_USAGE;
    bool trace = orr_cli_lesson_run(lesson, operands[0], path, sizeof path);
    OrrCliSettings with_lesson = *settings;
    with_lesson.lesson = operands[0];
    with_lesson.title = orr_viz_lesson_words(lesson, lesson->title);
    operands[0] = path;
    int status = trace ? orr_cli_start_viewer(&with_lesson, path, NULL) : view_program(&with_lesson, count, operands);
    orr_viz_lesson_free(lesson);
    return status;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    if (orr_cli_is_lesson(operands[0])) return view_lesson(settings, count, operands);
    if (!orr_cli_is_trace(operands[0])) return view_program(settings, count, operands);
    if (count == 1) return orr_cli_start_viewer(settings, operands[0], NULL);
    if (count == 2 && orr_cli_is_trace(operands[1])) return orr_cli_start_viewer(settings, operands[0], operands[1]);
    orr_cli_say("a trace takes no arguments but another trace, to show both");
    return ORR_EXIT_USAGE;
}

static const OrrCliOption options[] = {
    ORR_CLI_OPTION("png", 0, "FILE", ORR_CLI_TEXT, png, "write the picture to a file, without a window"),
    ORR_CLI_OPTION("svg", 0, "FILE", ORR_CLI_TEXT, svg, "the same as SVG"),
    ORR_CLI_OPTION("html", 0, "FILE", ORR_CLI_TEXT, html, "the same as a page that zooms and pans by itself"),
    ORR_CLI_PICTURE_OPTIONS,
    ORR_CLI_OPTION("press", 0, "KEYS", ORR_CLI_TEXT, press, "press keys first, such as '/clerk<Enter>e'"),
    ORR_CLI_RUN_OPTIONS,
};

const OrrCliCommand orr_cli_view = {
    .name = "view",
    .operands = "FILE.py|TRACE|FILE.lesson [ARGS...|TRACE]",
    .least = 1,
    .most = -1,
    .program = true,
    .summary = "show the timeline of a program or trace in a window",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
