#include "sim/lint.h"

#include <stdio.h>
#include <string.h>

#include "sim/base/buffer.h"
#include "sim/lib/lib.h"
#include "sim/lib/py/embedded.h"

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

static const OrrSource *loaded(const OrrLint *lint, const char *name) {
    for (const OrrSource *s = lint->sources->first; s != NULL; s = s->next)
        if (strcmp(s->module, name) == 0) return s;
    return NULL;
}

/* ---- what is found ---- */

/* The array with room for one more; it grows in powers of two. NULL: no memory, which the region remembers. */
static void *grow(OrrRegion *region, void *items, size_t count, size_t size) {
    if (count == 0) return orr_region_alloc(region, size);
    return (count & (count - 1)) != 0 ? items : orr_region_grow(region, items, count * size, 2 * count * size);
}

static void find(OrrLint *lint, const OrrSource *source, const OrrPosition *at, bool guarded, const char *message) {
    OrrFinding *all = grow(&lint->region, lint->findings, lint->finding_count, sizeof *all);
    if (all == NULL) return;
    uint32_t column = at->col == UINT16_MAX ? 0 : at->col + 1u;
    lint->findings = all;
    all[lint->finding_count++] = (OrrFinding){source, at->line, column, guarded, message};
}

static void find_text(OrrLint *lint, const OrrSource *source, const OrrPosition *at, bool guarded, OrrBuffer *text) {
    const char *message = text->failed ? NULL : orr_region_copy(&lint->region, text->data, text->length);
    orr_buffer_release(text);
    if (message != NULL) find(lint, source, at, guarded, message);
}

static bool is_guarded(const OrrCodeImage *image, uint32_t at) {
    for (uint32_t i = 0; i < image->exception_count; i++)
        if (image->exceptions[i].start <= at && at < image->exceptions[i].end) return true;
    return false;
}

static void note_use(OrrLint *lint, const OrrLintUse *use) {
    OrrLintUse copy = *use;
    copy.root = orr_region_copy_text(&lint->region, use->root);
    copy.chain = orr_region_copy_text(&lint->region, use->chain);
    OrrLintUse *all = grow(&lint->region, lint->uses, lint->use_count, sizeof *all);
    if (copy.root == NULL || copy.chain == NULL || all == NULL) return;
    lint->uses = all;
    all[lint->use_count++] = copy;
}

/* ---- imports ---- */

static void note_module(OrrLint *lint, const char *name) {
    for (size_t i = 0; i < lint->module_count; i++)
        if (strcmp(lint->modules[i], name) == 0) return;
    const char *copy = orr_region_copy_text(&lint->region, name);
    const char **all = grow(&lint->region, lint->modules, lint->module_count, sizeof *all);
    if (copy == NULL || all == NULL) return;
    lint->modules = all;
    all[lint->module_count++] = copy;
}

/* Is there such a module? Loads it if it is a file beside the scenario: it is looked at in its turn. */
static bool exists(OrrLint *lint, const char *name) {
    if (loaded(lint, name) != NULL) return true;
    if (is_native(name)) return true;
    const OrrSource *source = orr_sources_load_module(lint->sources, name);
    return source != NULL;
}

/* Is it, or what it is in, a module of the library? */
static bool is_library(const OrrLint *lint, const char *name) {
    char top[256];
    snprintf(top, sizeof top, "%.*s", (int)strcspn(name, "."), name);
    const OrrSource *source = loaded(lint, top);
    return source != NULL ? source->embedded : is_native(top) || orr_embedded_find(top) != NULL;
}

static void report_missing(OrrLint *lint, const OrrSource *source, const OrrCodeImage *image, uint32_t at,
                           const char *module) {
    const char *why = orr_lib_why_refused(module);
    OrrBuffer text = {0};
    orr_buffer_format(&text, "No module named '%s'%s%s", module,
                      why == NULL ? "" : " in orrery: ", why == NULL ? "" : why);
    find_text(lint, source, &image->positions[at], is_guarded(image, at), &text);
}

/* The full name of a relative import, as the module at `source` means it. */
static void resolve(const OrrSource *source, int64_t level, const char *name, char *full, size_t size) {
    const char *package = source->module;
    size_t length = strcmp(package, "__main__") == 0 ? 0 : strlen(package);
    for (int64_t up = source->is_package ? 1 : 0; up < level; up++)
        while (length > 0 && package[--length] != '.') {}
    snprintf(full, size, "%.*s%s%s", (int)length, package, length > 0 && *name != 0 ? "." : "", name);
}

/* The level of a relative import; 0 if it is none. */
static int64_t level_at(const OrrCodeImage *image, uint32_t at, uint16_t reg) {
    for (uint32_t i = at; i-- > 0 && at - i < 8;) {
        OrrInstr in = image->instrs[i];
        if (in.a == reg && in.op == ORR_OP_LOAD_INT) return (int32_t)orr_instr_wide(in);
    }
    return 0;
}

static void check_import(OrrLint *lint, const OrrSource *source, const OrrCodeImage *image, uint32_t at) {
    OrrInstr in = image->instrs[at];
    OrrText text = image->names[in.b];
    char name[256], full[520];
    snprintf(name, sizeof name, "%.*s", (int)text.length, text.utf8);
    int64_t level = level_at(image, at, in.c);
    if (level > 0) resolve(source, level, name, full, sizeof full);
    else snprintf(full, sizeof full, "%s", name);
    if (*full == 0) return;
    bool library = false;
    for (char *dot = strchr(full, '.');; dot = strchr(dot + 1, '.')) { /* a, then a.b, then a.b.c */
        if (dot != NULL) *dot = 0;
        if (!exists(lint, full)) {
            if (!library) {
                report_missing(lint, source, image, at, full);
                return;
            }
            if (dot != NULL) *dot = '.';
            note_use(lint, &(OrrLintUse){full, "", true, false, source, &image->positions[at], is_guarded(image, at)});
            break;
        }
        library = library || is_library(lint, full);
        if (dot == NULL) break;
        *dot = '.';
    }
    if (library) note_module(lint, full);
}

/* ---- names ---- */

static bool is_set_by_program(const OrrCodeImage *image, OrrText name) {
    for (uint32_t i = 0; i < image->instr_count; i += 1u + orr_op_info[image->instrs[i].op].words) {
        OrrInstr in = image->instrs[i];
        if (in.op != ORR_OP_SETATTR) continue;
        OrrText other = image->names[in.c];
        if (other.length == name.length && memcmp(other.utf8, name.utf8, name.length) == 0) return true;
    }
    for (uint32_t i = 0; i < image->code_count; i++)
        if (is_set_by_program(image->codes[i], name)) return true;
    return false;
}

static void check_attribute(OrrLint *lint, const OrrSource *source, const OrrCodeImage *image, uint32_t at) {
    OrrInstr in = image->instrs[at];
    char origin[ORR_LINT_ORIGIN_SIZE];
    OrrText name = image->names[in.c];
    if (!orr_lint_origin(source, image, at, in.b, origin)) return;
    char *chain = strchr(origin, '|');
    *chain++ = 0;
    if (!is_library(lint, origin) || is_set_by_program(source->image, name)) return;
    char full[ORR_LINT_ORIGIN_SIZE + 256];
    snprintf(full, sizeof full, "%s%s%.*s", chain, *chain == 0 ? "" : ".", (int)name.length, name.utf8);
    bool from = in.op == ORR_OP_IMPORT_FROM;
    if (from && *chain != 0) return; /* import a.b as c goes through a */
    note_use(lint, &(OrrLintUse){origin, full, from, false, source, &image->positions[at], is_guarded(image, at)});
}

static void check_builtin(OrrLint *lint, const OrrSource *source, const OrrCodeImage *image, uint32_t at) {
    OrrText name = image->names[image->instrs[at].b];
    char full[64];
    snprintf(full, sizeof full, "builtins.%.*s", (int)name.length, name.utf8);
    if (orr_lib_why_refused(full) == NULL || orr_lint_is_bound(source->image, name)) return;
    note_use(lint,
             &(OrrLintUse){"builtins", full + 9, false, false, source, &image->positions[at], is_guarded(image, at)});
}

static void check_image(OrrLint *lint, const OrrSource *source, const OrrCodeImage *image) {
    for (uint32_t i = 0; i < image->instr_count; i += 1u + orr_op_info[image->instrs[i].op].words) {
        switch (image->instrs[i].op) {
        case ORR_OP_IMPORT_NAME: check_import(lint, source, image, i); break;
        case ORR_OP_LOAD_GLOBAL: check_builtin(lint, source, image, i); break;
        case ORR_OP_IMPORT_FROM:
        case ORR_OP_GETATTR:
        case ORR_OP_LOAD_METHOD: check_attribute(lint, source, image, i); break;
        default: break;
        }
    }
    for (uint32_t i = 0; i < image->code_count; i++) check_image(lint, source, image->codes[i]);
}

/* ---- all of it ---- */

static void answer(void *context, size_t use, const char *message, size_t length) {
    OrrLint *lint = context;
    OrrLintUse *u = &lint->uses[use];
    u->lacking = true;
    const char *copy = orr_region_copy(&lint->region, message, length);
    if (copy != NULL) find(lint, u->source, u->position, u->guarded, copy);
}

/* What is refused though it is there: it says so when it is called. */
static void report_refused(OrrLint *lint) {
    for (size_t i = 0; i < lint->use_count; i++) {
        const OrrLintUse *use = &lint->uses[i];
        char full[ORR_LINT_ORIGIN_SIZE + 256];
        snprintf(full, sizeof full, "%s.%s", use->root, use->chain);
        const char *why = use->lacking ? NULL : orr_lib_why_refused(full);
        if (why == NULL) continue;
        OrrBuffer text = {0};
        orr_buffer_format(&text, "%s() is not supported by orrery: %s",
                          strcmp(use->root, "builtins") == 0 ? use->chain : full, why);
        find_text(lint, use->source, use->position, use->guarded, &text);
    }
}

static void report_syntax(OrrLint *lint, const OrrSource *source) {
    const OrrCompileError *e = &source->error;
    OrrBuffer text = {0};
    if (e->kind == ORR_COMPILE_NO_MEMORY) orr_buffer_append_text(&text, "the host has no memory to compile this");
    else orr_buffer_format(&text, "%s: %s", e->type, e->message);
    OrrPosition at = {e->line, e->line, e->offset > 0 ? (uint16_t)(e->offset - 1) : UINT16_MAX, UINT16_MAX};
    find_text(lint, source, &at, false, &text);
}

static bool comes_after(const OrrFinding *a, const OrrFinding *b, const OrrSource *first) {
    if (a->source != b->source) {
        for (const OrrSource *s = first; s != a->source; s = s->next)
            if (s == b->source) return true;
        return false;
    }
    return a->line != b->line ? a->line > b->line : a->column > b->column;
}

static void sort(OrrLint *lint) {
    for (size_t i = 1; i < lint->finding_count; i++) {
        OrrFinding one = lint->findings[i];
        size_t at = i;
        for (; at > 0 && comes_after(&lint->findings[at - 1], &one, lint->sources->first); at--)
            lint->findings[at] = lint->findings[at - 1];
        lint->findings[at] = one;
    }
}

bool orr_lint(OrrLint *lint) {
    /* Modules that are found on the way join the end of the list. */
    for (const OrrSource *s = lint->sources->first; s != NULL; s = s->next) {
        if (s->embedded) continue;
        if (s->image != NULL) check_image(lint, s, s->image);
        else report_syntax(lint, s);
    }
    bool ok = orr_lint_ask(lint, answer, lint);
    report_refused(lint);
    sort(lint);
    return ok && !lint->region.failed;
}

void orr_lint_free(OrrLint *lint) {
    orr_region_free(&lint->region);
}
