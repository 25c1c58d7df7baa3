/* What the files that print tracebacks share. */
#ifndef ORR_VM_TRACEBACK_INTERNAL_H
#define ORR_VM_TRACEBACK_INTERNAL_H

#include "sim/vm/exception.h"
#include "sim/vm/str.h"

/* Writes the source lines of an entry, indented by four, with carets where CPython has them (or without: the first line).
 * Nothing if the source is not known. False: no memory. traceback_source.c */
bool orr_traceback_add_source(OrrVm *vm, OrrStrBuilder *b, const OrrTraceback *entry, bool carets);

/* Where in an expression the operation stands: [start, end) of its operator, or of the brackets of a call or subscript. */
typedef enum OrrAnchorKind { ORR_ANCHOR_NONE, ORR_ANCHOR_BINARY, ORR_ANCHOR_CALL, ORR_ANCHOR_SUBSCRIPT } OrrAnchorKind;
typedef struct OrrAnchors {
    OrrAnchorKind kind;
    size_t start, end;
} OrrAnchors;
/* Of the expression at [start, end) of text. traceback_anchors.c */
OrrAnchors orr_traceback_anchors(const OrrStr *text, size_t start, size_t end);
/* Is the call at [start, end) of text all that its statement does: "return name(...)" or "name = f(...)"? Then carets would
 * say nothing. */
bool orr_traceback_is_whole_call(const OrrStr *text, size_t start, size_t end, const OrrAnchors *anchors);

/* ". Did you mean: 'x'?" and the like for exception: a new str, maybe empty; ORR_NULL: no memory. Swallows what goes wrong in
 * program code. traceback_hint.c */
OrrValue orr_traceback_hint(OrrVm *vm, OrrValue exception);

#endif
