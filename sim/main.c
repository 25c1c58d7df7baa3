/* The command line's entrance: finds the command and its help. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli.h"

static const OrrCliCommand *const commands[] = {
    &orr_cli_run,  &orr_cli_view,   &orr_cli_replay, &orr_cli_show, &orr_cli_explain, &orr_cli_stats, &orr_cli_check,
    &orr_cli_diff, &orr_cli_export, &orr_cli_render, &orr_cli_lint, &orr_cli_modules, &orr_cli_dis,   &orr_cli_lesson,
};

#define COMMANDS (sizeof commands / sizeof commands[0])

static void print_usage(FILE *file) {
    fputs("orrery runs asyncio programs in virtual time and shows what happened.\n\n", file);
    fputs("usage: orrery COMMAND [OPTIONS] ...\n\n", file);
    for (size_t i = 0; i < COMMANDS; i++) fprintf(file, "  %-8s%s\n", commands[i]->name, commands[i]->summary);
    fputs("\n  orrery COMMAND --help     all about a command\n", file);
    fputs("  orrery --version\n\n", file);
    fputs("Start with:  orrery run --timeline FILE.py\n", file);
}

static void print_option(const char *name, char letter, const char *value, const char *help) {
    char left[40], letters[8] = "    ";
    if (letter != 0) snprintf(letters, sizeof letters, "-%c, ", letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letters, name, value == NULL ? "" : " ", value == NULL ? "" : value);
    printf("  %-26s %s\n", left, help);
}

static void print_help(const OrrCliCommand *command) {
    printf("usage: orrery %s [OPTIONS] %s\n\n%s.\n", command->name, command->operands, command->summary);
    if (command->details != NULL) printf("\n%s", command->details);
    printf("\nOptions:\n");
    for (size_t i = 0; i < command->option_count; i++) {
        const OrrCliOption *option = &command->options[i];
        print_option(option->name, option->letter, option->value, option->help);
    }
    print_option("help", 'h', NULL, "this text");
}

static const OrrCliCommand *find_command(const char *name) {
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    return NULL;
}

static int unknown_command(const char *name) {
    const char *names[COMMANDS + 2];
    for (size_t i = 0; i < COMMANDS; i++) names[i] = commands[i]->name;
    names[COMMANDS] = "--help";
    names[COMMANDS + 1] = "--version";
    size_t length = strlen(name);
    if (length > 3 && strcmp(name + length - 3, ".py") == 0) {
        orr_cli_say("'%s' is not a command. Did you mean 'orrery run %s'?", name, name);
    } else if (length > 5 && strcmp(name + length - 5, ".cbor") == 0) {
        orr_cli_say("'%s' is not a command. Did you mean 'orrery show %s'?", name, name);
    } else {
        const char *nearest = orr_cli_nearest(name, names, sizeof names[0], COMMANDS + 2);
        const char *what = name[0] == '-' ? "option" : "command";
        if (nearest != NULL) orr_cli_say("there is no %s '%s'. Did you mean '%s'?", what, name, nearest);
        else orr_cli_say("there is no %s '%s'. See 'orrery --help'", what, name);
    }
    return ORR_EXIT_USAGE;
}

static int run_command(const OrrCliCommand *command, int count, char **arguments) {
    OrrCliSettings settings = {.seed = 0};
    bool help;
    int operands = orr_cli_parse(command, count, arguments, &settings, &help);
    if (operands < 0) return ORR_EXIT_USAGE;
    if (help) print_help(command);
    return orr_cli_finish(help ? 0 : command->run(&settings, operands, arguments));
}

/* A standard stream that is closed stays unusable, but its number is taken: else the next file to be opened, a trace
 * say, would get what is written to it. */
static void keep_standard_streams(void) {
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) break;
    }
}

int main(int argc, char **argv) {
    keep_standard_streams();
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write(2) */
    orr_allow_deep_stack();
    if (argc < 2) {
        print_usage(stderr);
        return ORR_EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        printf("orrery %s\n", orr_version());
        return orr_cli_finish(0);
    }
    bool help = strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0;
    if (help && argc == 2) {
        print_usage(stdout);
        return orr_cli_finish(0);
    }
    const OrrCliCommand *command = find_command(help ? argv[2] : name);
    if (command == NULL) return unknown_command(help ? argv[2] : name);
    if (help) {
        print_help(command);
        return orr_cli_finish(0);
    }
    return run_command(command, argc - 2, argv + 2);
}
