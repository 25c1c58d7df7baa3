/* Code that the program makes from text while it runs: what compile(), eval() and exec() share.
 *
 * The host compiles (OrrHost.compile): the VM knows no grammar. What it gives is a code object whose outermost names
 * are in a namespace, a mapping in register 0, beside which there are globals as for any function.
 *
 * Globals of the program's own. A dict may bring its own `__builtins__` (a dict or a module); the flag
 * ORR_DICT_OWN_BUILTINS says so, and orr_builtins_of finds them. Inline caches of globals belong to one dict of
 * globals: a code object that is run with another is copied first (orr_code_for).
 */
#ifndef ORR_VM_DYNAMIC_H
#define ORR_VM_DYNAMIC_H

#include "sim/vm/dict.h"
#include "sim/vm/function.h"

#define ORR_DICT_OWN_BUILTINS (1u << 18) /* in head.flags of globals */

/* Makes a dict fit to be globals. complete: it gets `__builtins__` if it has none, as by eval(). False: an exception is
 * pending. */
bool orr_globals_prepare(OrrVm *vm, OrrDict *globals, bool complete);
/* Where names are looked up after globals. Borrowed; ORR_NULL: a TypeError is pending, for it isn't a dict. */
OrrDict *orr_builtins_of(OrrVm *vm, OrrDict *globals);

/* The code, or a copy of it whose caches are for these globals. New; NULL: MemoryError. */
OrrCode *orr_code_for(OrrVm *vm, OrrCode *code, const OrrDict *globals);

/* Runs code with prepared globals. locals: any mapping; closure: a tuple of as many cells as the code has free
 * variables, or NULL. New. */
OrrValue orr_code_run(OrrVm *vm, OrrCode *code, OrrDict *globals, OrrValue locals, OrrTuple *closure);

#endif
