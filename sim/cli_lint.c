/* orrery lint: whether a program can run here, without running it.
 *
 * It is compiled, and so is every module beside it that it imports, and theirs; what can't be compiled and what can't be
 * imported is reported with its line. Imports that the program guards by try are notes: it expects them to fail.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cli.h"
#include "sim/lib/lib.h"
#include "sim/lib/py/embedded.h"

typedef struct Lint {
    OrrSources *sources;
    unsigned errors;
} Lint;

static const char *const natives[] = {
#define MODULE(name, function) name,
#include "sim/lib/modules.def"
#undef MODULE
};

static bool is_native(const char *name) {
    for (size_t i = 0; i < sizeof natives / sizeof natives[0]; i++)
        if (strcmp(natives[i], name) == 0) return true;
    return strncmp(name, "asyncio.", 8) == 0;
}

static bool is_loaded(const Lint *lint, const char *name) {
    for (const OrrSource *s = lint->sources->first; s != NULL; s = s->next)
        if (strcmp(s->module, name) == 0) return true;
    return false;
}

/* Is there such a module? Loads it if it is a file beside the scenario: it is linted in its turn. */
static bool exists(Lint *lint, const char *name) {
    if (is_native(name) || is_loaded(lint, name)) return true;
    if (orr_embedded_find(name) != NULL && strchr(name, '.') == NULL) return true;
    return orr_sources_load_module(lint->sources, name) != NULL;
}

static void report(Lint *lint, const OrrSource *source, uint32_t line, bool guarded, const char *module) {
    const char *why = orr_lib_why_refused(module);
    printf("%s:%u: %sNo module named '%s'%s%s\n", source->path, line, guarded ? "note: guarded by try: " : "", module,
           why == NULL ? "" : " in orrery: ", why == NULL ? "" : why);
    lint->errors += !guarded;
}

static bool is_guarded(const OrrCodeImage *image, uint32_t at) {
    for (uint32_t i = 0; i < image->exception_count; i++)
        if (image->exceptions[i].start <= at && at < image->exceptions[i].end) return true;
    return false;
}

/* The constant that the instruction before `at` put into a register: how an import gets its level. -1: not a number. */
static int64_t level_at(const OrrCodeImage *image, uint32_t at, uint16_t reg) {
    for (uint32_t i = at; i-- > 0 && at - i < 8;) {
        OrrInstr in = image->instrs[i];
        if (in.a != reg) continue;
        if (in.op == ORR_OP_LOAD_INT) return (int32_t)orr_instr_wide(in);
        if (in.op == ORR_OP_LOADK && image->consts[in.b].kind == ORR_CONST_INT) return image->consts[in.b].as.integer;
    }
    return -1;
}

/* The full name of a relative import, as the module at `source` means it. */
static void resolve(const OrrSource *source, int64_t level, const char *name, char *full, size_t size) {
    const char *package = source->module;
    size_t length = strcmp(package, "__main__") == 0 ? 0 : strlen(package);
    for (int64_t up = source->is_package ? 1 : 0; up < level; up++)
        while (length > 0 && package[--length] != '.') {}
    snprintf(full, size, "%.*s%s%s", (int)length, package, length > 0 && *name != 0 ? "." : "", name);
}

static void check_import(Lint *lint, const OrrSource *source, const OrrCodeImage *image, uint32_t at) {
    OrrInstr in = image->instrs[at];
    OrrText text = image->names[in.b];
    char name[256], full[520];
    snprintf(name, sizeof name, "%.*s", (int)text.length, text.utf8);
    int64_t level = level_at(image, at, in.c);
    if (level > 0) resolve(source, level, name, full, sizeof full);
    else snprintf(full, sizeof full, "%s", name);
    if (*full == 0) return;
    for (char *dot = strchr(full, '.');; dot = strchr(dot + 1, '.')) { /* a, then a.b, then a.b.c */
        if (dot != NULL) *dot = 0;
        if (!exists(lint, full)) {
            report(lint, source, image->positions[at].line, is_guarded(image, at), full);
            return;
        }
        if (dot == NULL) return;
        *dot = '.';
    }
}

static void check_image(Lint *lint, const OrrSource *source, const OrrCodeImage *image) {
    for (uint32_t i = 0; i < image->instr_count; i += 1u + orr_op_info[image->instrs[i].op].words)
        if (image->instrs[i].op == ORR_OP_IMPORT_NAME) check_import(lint, source, image, i);
    for (uint32_t i = 0; i < image->code_count; i++) check_image(lint, source, image->codes[i]);
}

static int run(const OrrCliSettings *settings, int count, char **operands) {
    (void)settings;
    int status = 0;
    for (int i = 0; i < count; i++) {
        OrrSources sources;
        orr_sources_init(&sources);
        Lint lint = {&sources, 0};
        int one = 0;
        if (orr_cli_compile(&sources, operands[i], &one) != NULL) {
            /* Modules that are found on the way join the end of the list. */
            for (const OrrSource *s = sources.first; s != NULL; s = s->next) {
                if (s->embedded) continue;
                if (s->image != NULL) check_image(&lint, s, s->image);
                else orr_cli_say_error(s);
                lint.errors += s->image == NULL;
            }
        }
        if (lint.errors > 0) one = 1;
        if (one > status) status = one;
        orr_sources_free(&sources);
    }
    return status;
}

const OrrCliCommand orr_cli_lint = {
    .name = "lint",
    .operands = "FILE...",
    .least = 1,
    .most = -1,
    .summary = "say what in a program can't run here, without running it",
    .details = "Exit status: 0 nothing, 1 something.\n",
    .run = run,
};
