/* What in a program can't run here, without running it.
 *
 * The program is compiled, and so is every module beside it that it imports, and theirs. Their code images say what
 * they import and which names of modules they use: lint_origin.c follows a register back to the import that filled it,
 * as far as that can be told. Which of these names the library has, a run of a small program of our own is asked
 * (lint_ask.c): so lint says what the program would be told, in the same words. What the program guards by try is a
 * note: it expects it to fail.
 *
 * Not seen: attributes of values whose class isn't known before they are there, and names built at run time.
 */
#ifndef ORR_LINT_H
#define ORR_LINT_H

#include "sim/sources.h"

typedef struct OrrFinding {
    const OrrSource *source;
    uint32_t line, column; /* from 1; column 0: unknown */
    bool guarded;
    const char *message; /* in the lint's region */
} OrrFinding;

/* A name that the program takes from a module of the library: `root`, then attribute by attribute, "path.join". */
typedef struct OrrLintUse {
    const char *root, *chain;
    bool import;  /* "from root import chain", or "import root" without one */
    bool lacking; /* the library hasn't got it: there is a finding */
    const OrrSource *source;
    const OrrPosition *position;
    bool guarded;
} OrrLintUse;

typedef struct OrrLint {
    OrrSources *sources; /* borrowed: the program's, to which those that it imports are added */
    OrrRegion region;    /* owns all texts and arrays */
    OrrFinding *findings;
    size_t finding_count;
    OrrLintUse *uses;
    size_t use_count;
    const char **modules; /* of the library, that the program imports */
    size_t module_count;
} OrrLint;

/* Looks at the sources' scenario, which compiled. Then findings are in order of file, line and column. False: the host
 * has no memory. */
bool orr_lint(OrrLint *lint);
void orr_lint_free(OrrLint *lint);

/* What a register holds where instruction `at` reads it, as "module|attribute.attribute", or false: that can't be told.
 */
#define ORR_LINT_ORIGIN_SIZE 512
bool orr_lint_origin(const OrrSource *source, const OrrCodeImage *image, uint32_t at, uint16_t reg,
                     char origin[ORR_LINT_ORIGIN_SIZE]);
/* Is the global name bound by the source anywhere? */
bool orr_lint_is_bound(const OrrCodeImage *image, OrrText name);
/* The constant that the instruction before `at` put into a register. NULL: not known. */
const OrrConst *orr_lint_constant(const OrrCodeImage *image, uint32_t at, uint16_t reg);

/* Asks which of the uses the library doesn't have: answer() with each that it lacks, and what the program would be
 * told. */
bool orr_lint_ask(const OrrLint *lint, void (*answer)(void *context, size_t use, const char *message, size_t length),
                  void *context);

#endif
