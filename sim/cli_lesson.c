/* orrery lesson: goes through a run with questions, in a terminal. viz/teacher.h says what is shown and asked. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli.h"
#include "viz/picture.h"
#include "viz/teacher.h"

enum { COLUMNS = 80 };

/* What is taught: a lesson and the run that it is about. */
typedef struct Class {
    OrrVizLesson *lesson;
    OrrTraceBytes trace; /* of a run that was made for it */
    OrrCliTrace opened; /* or of a trace that there is */
    OrrTraceReader *reader;
    OrrVizModel *model;
} Class;

/* ---- pages -------------------------------------------------------------------------------------- */

typedef struct Printer {
    unsigned choices;
} Printer;

/* Prints text behind `left`, what is too long on lines of its own that are indented as far as `left` is long. */
static void wrap(const char *left, const char *text, size_t length) {
    size_t indent = strlen(left), room = COLUMNS - indent;
    fputs(left, stdout);
    for (bool first = true; length > 0; first = false) {
        size_t part = length, at = length;
        if (length > room) {
            for (at = room; at > 0 && text[at] != ' ';) at--;
            if (at == 0) { /* a word that is longer than a line: up to its end */
                const char *blank = memchr(text, ' ', length);
                at = blank == NULL ? length : (size_t)(blank - text);
            }
            part = at;
        }
        if (!first) printf("%*s", (int)indent, "");
        printf("%.*s\n", (int)part, text);
        while (at < length && text[at] == ' ') at++;
        text += at;
        length -= at;
    }
}

static void print_line(void *context, OrrVizRole role, const char *text, size_t length) {
    Printer *printer = context;
    char left[8];
    switch (role) {
    case ORR_VIZ_ROLE_TITLE: printf("\n== %.*s ==\n", (int)length, text); break;
    case ORR_VIZ_ROLE_CODE: printf("%.*s\n", (int)length, text); break;
    case ORR_VIZ_ROLE_TOLD: wrap("  | ", text, length); break;
    case ORR_VIZ_ROLE_CHOICE:
        snprintf(left, sizeof left, "  %u  ", ++printer->choices);
        wrap(left, text, length);
        break;
    default:
        if (length == 0) printf("\n");
        else wrap("", text, length);
    }
}

/* A line that somebody types, without its end. False: there is none. */
static bool read_answer(char *answer, size_t size) {
    fflush(stdout);
    if (fgets(answer, (int)size, stdin) == NULL) return false;
    bool whole = strchr(answer, '\n') != NULL;
    answer[strcspn(answer, "\r\n")] = 0;
    for (int c = 0; !whole && c != EOF && c != '\n';) c = getchar();
    return true;
}

/* Waits for an answer to the question. False: nobody goes on. */
static bool take_answer(OrrVizTeacher *teacher, bool person) {
    char answer[16];
    while (true) {
        printf("> ");
        if (!read_answer(answer, sizeof answer)) {
            printf("\n");
            orr_viz_teacher_go_on(teacher);
            return true;
        }
        if (!person) printf("%s\n", answer);
        if (strcmp(answer, "q") == 0) return false;
        if (*answer == 0) orr_viz_teacher_go_on(teacher);
        else if (answer[0] >= '1' && answer[0] <= '9' && answer[1] == 0)
            orr_viz_teacher_answer(teacher, (uint32_t)(answer[0] - '1'));
        if (!orr_viz_teacher_asks(teacher)) return true;
        printf("a number from 1 to %u, nothing to pass, or q to end\n", teacher->choice_count);
    }
}

static bool teach(OrrVizTeacher *teacher) {
    bool person = isatty(0) == 1;
    char answer[16];
    while (true) {
        Printer printer = {0};
        if (!orr_viz_teacher_page(teacher, print_line, &printer)) return false;
        if (teacher->phase == ORR_VIZ_PHASE_END) return true;
        if (orr_viz_teacher_asks(teacher)) {
            if (!take_answer(teacher, person)) return true;
            continue;
        }
        if (person) {
            printf("[Enter] ");
            if (!read_answer(answer, sizeof answer) || strcmp(answer, "q") == 0) return true;
        }
        orr_viz_teacher_go_on(teacher);
    }
}

/* ---- what is taught ----------------------------------------------------------------------------- */

static void drop_output(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream, (void)data, (void)length;
}

static bool record(Class *class, const OrrCliSettings *settings, const char *path, int count, char **arguments) {
    OrrRunOptions options = {.path = path,
                             .argument_count = count,
                             .arguments = arguments,
                             .trace_memory = &class->trace,
                             .write = drop_output};
    OrrRunResult result;
    OrrTraceStatus status;
    int exit_status = orr_cli_run_program(settings, &options, &result);
    if (strcmp(result.ending, "refused") == 0) {
        orr_cli_say("'%s' can't be run (status %d): 'orrery run' says why", path, exit_status);
        return false;
    }
    class->reader = orr_trace_reader_open_memory(class->trace.data, class->trace.length, &status);
    return class->reader != NULL;
}

static bool open_run(Class *class, const OrrCliSettings *settings, const char *path, bool trace, int count,
                     char **arguments, int *status) {
    *status = ORR_EXIT_USAGE;
    if (!trace) return record(class, settings, path, count, arguments);
    bool opened = orr_cli_open(&class->opened, path, status);
    class->reader = class->opened.reader;
    return opened;
}

static bool begin(Class *class, const OrrCliSettings *settings, int count, char **operands, int *status) {
    char path[4096];
    *status = ORR_EXIT_USAGE;
    if (orr_cli_is_lesson(operands[0])) {
        class->lesson = orr_cli_read_lesson(operands[0]);
        if (class->lesson == NULL) return false;
        bool trace = orr_cli_lesson_run(class->lesson, operands[0], path, sizeof path);
        return open_run(class, settings, path, trace, count - 1, operands + 1, status);
    }
    class->lesson = orr_viz_lesson_of_decisions();
    return class->lesson != NULL &&
           open_run(class, settings, operands[0], orr_cli_is_trace(operands[0]), count - 1, operands + 1, status);
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    Class class = {0};
    OrrVizTeacher teacher = {0};
    OrrTraceBytes why = {0};
    int status;
    if (begin(&class, settings, count, operands, &status)) {
        status = ORR_EXIT_HOST;
        class.model = orr_viz_model_of(class.reader);
        if (class.model == NULL) {
            orr_cli_say("not enough memory");
        } else if (!orr_viz_teacher_init(&teacher, class.lesson, class.model, &why)) {
            orr_cli_say("%s: %s", operands[0], (const char *)why.data);
            status = ORR_EXIT_USAGE;
        } else if (teach(&teacher)) {
            status = 0;
        } else {
            orr_cli_say("not enough memory");
        }
    }
    orr_viz_teacher_free(&teacher);
    orr_trace_bytes_free(&why);
    orr_viz_model_free(class.model);
    if (class.opened.reader != NULL) status = orr_cli_close(&class.opened, status);
    else orr_trace_reader_close(class.reader);
    orr_trace_bytes_free(&class.trace);
    orr_viz_lesson_free(class.lesson);
    return status;
}

static const OrrCliOption options[] = {ORR_CLI_RUN_OPTIONS};

const OrrCliCommand orr_cli_lesson = {
    .name = "lesson",
    .operands = "FILE.lesson|FILE.py|TRACE [ARGS...]",
    .least = 1,
    .most = -1,
    .program = true,
    .summary = "go through a run with questions: which task runs next?",
    .details =
        "Answers are read from stdin: a number, or an empty line to pass. Of a program or a trace without a lesson, "
        "every\n"
        "moment at which several tasks are ready is a question. 'orrery view FILE.lesson' does the same in a window.\n",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
