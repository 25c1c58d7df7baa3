/* Private to the scope analysis: its first pass, and what the two passes share. */
#ifndef ORR_LANG_SCOPE_WALK_H
#define ORR_LANG_SCOPE_WALK_H

#include "sim/lang/scope.h"

/* Makes scopes->module and all scopes below it, with what each name is used for. False: an error. */
bool orr_scopes_walk(OrrScopes *scopes, OrrAst *tree);

/* The symbol of a mangled name, made if need be. NULL: no memory (noted). */
OrrSymbol *orr_scope_symbol(OrrScopes *scopes, OrrScope *scope, const OrrName *name);

#endif
