#include "sim/cli.h"
#include "trace/names.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void orr_cli_say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("orrery: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

int orr_cli_finish(int status) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    if (errno == EPIPE) return status;
    orr_cli_say("can't write to stdout: %s", strerror(errno));
    return status == 0 ? ORR_EXIT_HOST : status;
}

/* ---- did you mean ---- */

enum { WORD_MAX = 40 };

/* How many letters must change, come, go or swap places with their neighbour to make b of a. */
static size_t distance(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    if (n > WORD_MAX || m > WORD_MAX) return WORD_MAX;
    size_t rows[3][WORD_MAX + 1] = {{0}};
    for (size_t j = 0; j <= m; j++) rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], *second = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t least = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < least) least = above[j] + 1;
            if (row[j - 1] + 1 < least) least = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && second[j - 2] + 1 < least)
                least = second[j - 2] + 1;
            row[j] = least;
        }
    }
    return rows[n % 3][m];
}

const char *orr_cli_nearest(const char *word, const void *first, size_t stride, size_t count) {
    const char *nearest = NULL;
    size_t least = strlen(word) / 3 + 2;
    for (size_t i = 0; i < count; i++) {
        const char *candidate;
        memcpy(&candidate, (const char *)first + i * stride, sizeof candidate);
        size_t d = distance(word, candidate);
        bool begins = strlen(word) >= 2 && strncmp(candidate, word, strlen(word)) == 0;
        if (begins) d = 0;
        if (d < least) {
            least = d;
            nearest = candidate;
        }
    }
    return nearest;
}

/* ---- values ---- */

/* Digits with an optional fraction, in units of 1/scale (a power of ten); *end is what follows. False: none, too big,
 * or more digits behind the point than the scale has. */
static bool parse_decimal(const char *text, uint64_t scale, uint64_t *value, const char **end) {
    uint64_t sum = 0, fraction = scale;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++)
        if (__builtin_mul_overflow(sum, 10u, &sum) || __builtin_add_overflow(sum, (uint64_t)(*at - '0'), &sum))
            return false;
    if (at == text || __builtin_mul_overflow(sum, scale, &sum)) return false;
    if (*at == '.') {
        for (at++; *at >= '0' && *at <= '9'; at++) {
            fraction /= 10;
            if (fraction == 0 && *at != '0') return false;
            if (__builtin_add_overflow(sum, (uint64_t)(*at - '0') * fraction, &sum)) return false;
        }
        if (at[-1] == '.') return false;
    }
    *value = sum;
    *end = at;
    return true;
}

typedef struct Unit {
    const char *name;
    uint64_t factor;
} Unit;

static bool apply_unit(const char *name, const Unit *units, size_t count, uint64_t *value) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, units[i].name) == 0) return !__builtin_mul_overflow(*value, units[i].factor, value);
    return false;
}

bool orr_cli_parse_time(const char *text, int64_t *ns) {
    static const Unit whole[] = {{"", 1}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}};
    static const struct {
        const char *name;
        uint64_t scale;
    } small[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}};
    uint64_t value;
    const char *end;
    for (size_t i = 0; i < 3; i++) {
        if (!parse_decimal(text, small[i].scale, &value, &end) || strcmp(end, small[i].name) != 0) continue;
        *ns = (int64_t)value;
        return value <= INT64_MAX;
    }
    if (!parse_decimal(text, 1000000000, &value, &end)) return false;
    if (!apply_unit(end, whole, sizeof whole / sizeof whole[0], &value) || value > INT64_MAX) return false;
    *ns = (int64_t)value;
    return true;
}

bool orr_cli_parse_size(const char *text, uint64_t *bytes) {
    static const Unit units[] = {{"", 1},
                                 {"B", 1},
                                 {"K", 1u << 10},
                                 {"KiB", 1u << 10},
                                 {"k", 1u << 10},
                                 {"M", 1u << 20},
                                 {"MiB", 1u << 20},
                                 {"m", 1u << 20},
                                 {"G", 1u << 30},
                                 {"GiB", 1u << 30},
                                 {"g", 1u << 30},
                                 {"T", (uint64_t)1 << 40},
                                 {"TiB", (uint64_t)1 << 40}};
    const char *end;
    return parse_decimal(text, 1, bytes, &end) && apply_unit(end, units, sizeof units / sizeof units[0], bytes);
}

static bool parse_count(const char *text, uint64_t *value) {
    const char *end;
    return parse_decimal(text, 1, value, &end) && *end == 0;
}

static bool set_value(const OrrCliOption *option, const char *text, OrrCliSettings *settings) {
    void *field = (char *)settings + option->offset;
    const char *wants;
    switch (option->kind) {
    case ORR_CLI_FLAG: *(bool *)field = true; return true;
    case ORR_CLI_TEXT: *(const char **)field = text; return true;
    case ORR_CLI_SEED:
        if (parse_count(text, field)) return true;
        wants = "a whole number from 0 to 18446744073709551615";
        break;
    case ORR_CLI_COUNT:
        if (parse_count(text, field) && *(uint64_t *)field > 0) return true;
        wants = "a whole number, at least 1";
        break;
    case ORR_CLI_TIME:
        ((OrrCliTime *)field)->given = true;
        if (orr_cli_parse_time(text, &((OrrCliTime *)field)->ns)) return true;
        wants = "a time such as 10s, 5m, 1h, 250ms or a number of seconds";
        break;
    case ORR_CLI_PLACE: {
        OrrCliPlace *place = field;
        *place = (OrrCliPlace){.time.given = *text != '@'};
        if (*text == '@' ? parse_count(text + 1, &place->step) && place->step > 0
                         : orr_cli_parse_time(text, &place->time.ns))
            return true;
        wants = "a time such as 10s, 5m or 250ms, or a step such as @12";
        break;
    }
    default:
        if (orr_cli_parse_size(text, field) && *(uint64_t *)field > 0) return true;
        wants = "a size such as 512M, 2G or a number of bytes";
        break;
    }
    orr_cli_say("--%s wants %s, not '%s'", option->name, wants, text);
    return false;
}

/* ---- options ---- */

static void unknown_option(const OrrCliCommand *command, const char *text, size_t length) {
    char name[WORD_MAX + 1];
    snprintf(name, sizeof name, "%.*s", (int)length, text);
    const char *nearest =
        orr_cli_nearest(name, &command->options[0].name, sizeof *command->options, command->option_count);
    if (nearest != NULL)
        orr_cli_say("'%s' has no option '--%.*s'. Did you mean '--%s'?", command->name, (int)length, text, nearest);
    else
        orr_cli_say("'%s' has no option '--%.*s'. See 'orrery %s --help'", command->name, (int)length, text,
                    command->name);
}

static const OrrCliOption *find_option(const OrrCliCommand *command, const char *name, size_t length) {
    for (size_t i = 0; i < command->option_count; i++) {
        const OrrCliOption *option = &command->options[i];
        if (strncmp(option->name, name, length) == 0 && option->name[length] == 0) return option;
    }
    unknown_option(command, name, length);
    return NULL;
}

static const OrrCliOption *find_letter(const OrrCliCommand *command, char letter) {
    for (size_t i = 0; i < command->option_count; i++)
        if (command->options[i].letter == letter && letter != 0) return &command->options[i];
    orr_cli_say("'%s' has no option '-%c'. See 'orrery %s --help'", command->name, letter, command->name);
    return NULL;
}

/* One option and its value; *at is moved on if the value is the next argument. */
static bool take_option(const OrrCliCommand *command, int count, char **arguments, int *at, OrrCliSettings *settings) {
    const char *argument = arguments[*at], *value = NULL;
    const OrrCliOption *option;
    if (argument[1] == '-') {
        const char *equals = strchr(argument, '=');
        size_t length = equals != NULL ? (size_t)(equals - argument) - 2 : strlen(argument) - 2;
        option = find_option(command, argument + 2, length);
        if (equals != NULL) value = equals + 1;
    } else {
        option = find_letter(command, argument[1]);
        if (argument[2] != 0) value = argument + 2;
    }
    if (option == NULL) return false;
    if (option->kind == ORR_CLI_FLAG && value != NULL) {
        orr_cli_say("--%s takes no value", option->name);
        return false;
    }
    if (option->kind != ORR_CLI_FLAG && value == NULL) {
        if (*at + 1 >= count) {
            orr_cli_say("--%s wants a value: --%s %s", option->name, option->name, option->value);
            return false;
        }
        value = arguments[++*at];
    }
    return set_value(option, value, settings);
}

int orr_cli_parse(const OrrCliCommand *command, int count, char **arguments, OrrCliSettings *settings, bool *help) {
    int operands = 0;
    bool options_end = false;
    *help = false;
    for (int i = 0; i < count; i++) {
        char *argument = arguments[i];
        if (options_end || argument[0] != '-' || argument[1] == 0) {
            arguments[operands++] = argument;
            options_end |= command->program;
        } else if (strcmp(argument, "--") == 0) {
            options_end = true;
        } else if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
            *help = true;
            return 0;
        } else if (!take_option(command, count, arguments, &i, settings)) {
            return -1;
        }
    }
    if (operands >= command->least && (command->most < 0 || operands <= command->most)) return operands;
    orr_cli_say(operands < command->least ? "'%s' wants more: orrery %s %s"
                                          : "too many arguments for '%s': orrery %s %s",
                command->name, command->name, command->operands);
    return -1;
}

/* ---- traces ---- */

OrrTraceRange orr_cli_range(const OrrCliSettings *settings) {
    return (OrrTraceRange){
        .has_from_time = settings->from.time.given,
        .has_to_time = settings->to.time.given,
        .from_ns = settings->from.time.ns,
        .to_ns = settings->to.time.ns,
        .from_step = settings->from.step,
        .to_step = settings->to.step,
    };
}

bool orr_cli_look_for_task(const OrrCliTrace *trace, const char *name) {
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    OrrTraceNames names;
    OrrTraceBytes nearest = {0};
    orr_trace_names_init(&names, trace->reader);
    orr_trace_cursor_start(&cursor, trace->reader);
    size_t least = strlen(name) / 3 + 2;
    while (least > 0 && orr_trace_cursor_next(&cursor, &record)) {
        if (record.kind != ORR_TRACE_TASK_NEW && record.kind != ORR_TRACE_TASK_NAME) continue;
        OrrTraceBytes word = {0};
        orr_trace_names_take(&names, &record);
        orr_trace_names_word(&names, record.fields[0], &word);
        if (name[0] == '#') {
            orr_trace_bytes_clear(&word);
            orr_trace_bytes_byte(&word, '#');
            orr_trace_bytes_decimal(&word, record.fields[0]);
        }
        size_t d = word.failed || word.length > WORD_MAX ? WORD_MAX : distance(name, (const char *)word.data);
        OrrTraceBytes *worse = &word;
        if (d < least) {
            OrrTraceBytes better = word;
            least = d;
            word = nearest;
            nearest = better;
        }
        orr_trace_bytes_free(worse);
    }
    bool known = least == 0;
    if (!known && nearest.length > 0 && name[0] != '#')
        orr_cli_say("'%s' has no task '%s'. Did you mean '%s'?", trace->path, name, (const char *)nearest.data);
    else if (!known)
        orr_cli_say("'%s' has no task '%s' ('orrery stats' lists them)", trace->path, name);
    orr_trace_bytes_free(&nearest);
    orr_trace_names_free(&names);
    return known;
}

int orr_cli_trace_failure(const char *path, OrrTraceStatus status) {
    if (status.code == ORR_TRACE_NEWER)
        orr_cli_say(
            "'%s': a trace of format %llu; this is orrery %s, which knows formats up to %d: a newer orrery reads it",
            path, (unsigned long long)status.format, orr_version(), ORR_TRACE_FORMAT);
    else orr_cli_say("'%s': %s", path, orr_trace_status_text(status));
    bool host = status.code == ORR_TRACE_NO_MEMORY || status.code == ORR_TRACE_CHANGED ||
                (status.code == ORR_TRACE_IO_ERROR && status.error_number != ENOENT && status.error_number != EISDIR);
    return host ? ORR_EXIT_HOST : ORR_EXIT_USAGE;
}

bool orr_cli_open(OrrCliTrace *trace, const char *path, int *status) {
    if (!orr_cli_open_silently(trace, path, status)) return false;
    OrrTraceBytes text = {0};
    orr_trace_reader_loss_text(trace->reader, &text);
    if (text.length > 0) orr_cli_say("'%s': %.*s", path, (int)text.length, (const char *)text.data);
    orr_trace_bytes_free(&text);
    return true;
}

bool orr_cli_open_silently(OrrCliTrace *trace, const char *path, int *status) {
    OrrTraceStatus why;
    *trace = (OrrCliTrace){.path = path};
    OrrTraceWatch watch = orr_cli_progress_begin(&trace->bar);
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        *status = orr_cli_trace_failure(path, orr_trace_status_io(errno));
        return false;
    }
    trace->reader = orr_trace_reader_open_watched(fd, &watch, &why);
    orr_cli_progress_hide(&trace->bar);
    trace->bar.opened = true;
    trace->fd = is_stdin ? -1 : fd;
    if (trace->reader == NULL) {
        if (!is_stdin) close(fd);
        *status = orr_cli_trace_failure(path, why);
        return false;
    }
    return true;
}

int orr_cli_close(OrrCliTrace *trace, int status) {
    orr_cli_progress_hide(&trace->bar);
    if (trace->reader == NULL) return status;
    OrrTraceStatus now = orr_trace_reader_status(trace->reader);
    if (!orr_trace_ok(now)) status = orr_cli_trace_failure(trace->path, now);
    orr_trace_reader_close(trace->reader);
    if (trace->fd >= 0) close(trace->fd);
    return status;
}
