/* A tree as text, much as Python's ast.dump writes it: for tests, and for those who wonder what the parser made of a
 * program. Name(id='x', ctx=Load()); with positions, each node that has them is followed by @line:col-end_line:end_col
 * (bytes). Strings are in single quotes with all but printable ASCII as \xNN (of the WTF-8), floats as hexadecimal
 * (%a), ints beyond 64 bits as their digits after the base. */
#ifndef ORR_LANG_AST_DUMP_H
#define ORR_LANG_AST_DUMP_H

#include "sim/base/region.h"
#include "sim/lang/ast.h"

/* A NUL-terminated text in the region; NULL: no memory. */
char *orr_ast_dump(OrrRegion *region, OrrAst *node, bool positions) ORR_MUST_CHECK;

#endif
