/* orrery modules: what a program can import, from the tables of the library. */
#include <stdio.h>
#include <string.h>

#include "sim/cli.h"
#include "sim/lib/lib.h"
#include "sim/lib/py/embedded.h"

enum { WIDTH = 100, INDENT = 20 };

static const char *const natives[] = {
#define MODULE(name, function) name,
#include "sim/lib/modules.def"
#undef MODULE
};

typedef struct Note {
    const char *name, *text;
} Note;

static const Note partly[] = {
#define PARTLY(name, what) {name, what},
#include "sim/lib/partly.def"
#undef PARTLY
};

static const Note refused[] = {
#define REFUSED(name, why) {name, why},
#define REFUSED_NAME(name, why)
#include "sim/lib/refused.def"
#undef REFUSED
#undef REFUSED_NAME
};

static const Note refused_names[] = {
#define REFUSED(name, why)
#define REFUSED_NAME(name, why) {name, why},
#include "sim/lib/refused.def"
#undef REFUSED
#undef REFUSED_NAME
};

static const char *note_of(const Note *notes, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(notes[i].name, name) == 0) return notes[i].text;
    return NULL;
}

static bool is_native(const char *name) {
    for (size_t i = 0; i < sizeof natives / sizeof natives[0]; i++)
        if (strcmp(natives[i], name) == 0) return true;
    return false;
}

/* Programs import it; what begins with _ is the library's own business. */
static bool is_public(const char *name) {
    return (*name != '_' && strstr(name, "._") == NULL) || strcmp(name, "__future__") == 0;
}

/* The next public module in order of name after `last`, of both kinds. NULL: there is none. */
static const char *next_module(const char *last) {
    size_t count;
    const OrrEmbeddedModule *embedded = orr_embedded_all(&count);
    const char *best = NULL;
    for (size_t i = 0; i < count + sizeof natives / sizeof natives[0]; i++) {
        const char *name = i < count ? embedded[i].name : natives[i - count];
        if (!is_public(name) || strcmp(name, last) <= 0) continue;
        if (best == NULL || strcmp(name, best) < 0) best = name;
    }
    return best;
}

static void list_modules(bool native, const char *title) {
    printf("%s\n", title);
    size_t column = 0;
    for (const char *name = next_module(""); name != NULL; name = next_module(name)) {
        if (is_native(name) != native) continue;
        size_t length = strlen(name);
        if (column > 0 && column + 1 + length > WIDTH) {
            printf("\n");
            column = 0;
        }
        if (column == 0) column = (size_t)printf("  %s", name);
        else column += (size_t)printf(" %s", name);
    }
    printf("\n\n");
}

/* A table of two columns; the right one is wrapped. */
static void list_notes(const Note *notes, size_t count, const char *title) {
    printf("%s\n", title);
    for (size_t i = 0; i < count; i++) {
        int left = printf("  %-*s", INDENT - 3, notes[i].name);
        const char *text = notes[i].text;
        while (*text != 0) {
            size_t room = WIDTH - INDENT, length = strlen(text);
            if (length > room)
                for (length = room; length > 0 && text[length] != ' '; length--) {}
            if (left >= INDENT) printf("\n");
            printf("%*s%.*s\n", left >= INDENT ? INDENT : INDENT - left, "", (int)length, text);
            left = 0;
            text += length + (text[length] == ' ');
        }
    }
}

static int tell(const char *name) {
    const char *why = orr_lib_why_refused(name), *part = note_of(partly, sizeof partly / sizeof partly[0], name);
    if (is_native(name)) printf("%s: in C", name);
    else if (orr_embedded_find(name) != NULL) printf("%s: in Python", name);
    else {
        printf("%s: not in orrery%s%s\n", name, why == NULL ? "" : ": ", why == NULL ? "" : why);
        return 1;
    }
    printf("%s%s\n", part == NULL ? "" : "; ", part == NULL ? "" : part);
    for (size_t i = 0; i < sizeof refused_names / sizeof refused_names[0]; i++) {
        size_t length = strlen(name);
        const Note *note = &refused_names[i];
        if (strncmp(note->name, name, length) == 0 && note->name[length] == '.' &&
            strchr(note->name + length + 1, '.') == NULL)
            printf("  not %s: %s\n", note->name, note->text);
    }
    return 0;
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)settings;
    int status = 0;
    for (int i = 0; i < count; i++) {
        int one = tell(operands[i]);
        if (one > status) status = one;
    }
    if (count > 0) return status;
    list_modules(true, "Modules in C:");
    list_modules(false, "Modules in Python, compiled into orrery:");
    list_notes(partly, sizeof partly / sizeof partly[0], "Not as on a machine:");
    printf("\n");
    list_notes(refused, sizeof refused / sizeof refused[0], "Refused, and what to use instead:");
    printf(
        "\n'orrery modules MODULE' tells what a module lacks. 'orrery lint FILE' finds what a program can't have.\n");
    return 0;
}

const OrrCliCommand orr_cli_modules = {
    .name = "modules",
    .operands = "[MODULE...]",
    .least = 0,
    .most = -1,
    .summary = "list the modules that a program can import",
    .details = "Exit status: 0, or 1 if one of the modules isn't there.\n",
    .run = run,
};
