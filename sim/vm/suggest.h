/* "Did you mean": the closest of some names to a mistyped one, by CPython's measure (a weighted edit distance with a bound
 * that grows with the length: Python/suggestions.c describes it in its comments). */
#ifndef ORR_VM_SUGGEST_H
#define ORR_VM_SUGGEST_H

#include "sim/vm/str.h"

/* Borrowed; NULL: none is close enough. Allocates nothing. */
OrrStr *orr_suggest_name(OrrVm *vm, OrrStr *const *names, size_t count, const OrrStr *name);

#endif
