/* The module builtins, by theme: each file lists its functions in a table that builtins.c adds to the module. */
#ifndef ORR_LIB_BUILTINS_H
#define ORR_LIB_BUILTINS_H

#include "sim/vm/str.h"

extern const OrrMethodDef orr_builtins_code[];      /* builtins_code.c: compile, eval, exec */
extern const OrrMethodDef orr_builtins_iteration[]; /* builtins_iteration.c: all, iter, len, max, sorted, sum ... */
extern const OrrMethodDef orr_builtins_number[];    /* builtins_number.c: abs, chr, divmod, hash, hex, round ... */
extern const OrrMethodDef orr_builtins_object[];    /* builtins_object.c: getattr, isinstance, repr, vars, open ... */
extern const OrrMethodDef orr_builtins_print[];     /* builtins_print.c: print, input */

/* Is keyword (of a kwnames tuple) that name? Nearly always they are the same object. */
static inline bool orr_is_keyword(OrrValue keyword, const OrrStr *name) {
    return keyword == orr_value(name) || orr_str_equal(orr_as_str(keyword), name);
}

/* Writes v's text to a stream object as print does: straight to the host if file is one of the VM's own. */
bool orr_write_text(OrrVm *vm, OrrValue file, OrrValue text);

#endif
