/* Exceptions: one layout for all. The built-in ones that have attributes of their own keep them in fields[], by layout
 * (exceptions.def): CODE and VALUE: code/value; GROUP: message, exceptions tuple; ATTRIBUTE: name, obj; NAME: name;
 * IMPORT: name, path, msg; OS: errno, strerror, filename, filename2; UNICODE: encoding, object, start, end, reason;
 * SYNTAX: msg, filename, lineno, offset, text, end_lineno, end_offset. */
#ifndef ORR_VM_EXCEPTION_H
#define ORR_VM_EXCEPTION_H

#include "sim/vm/vm.h"

#define ORR_EXCEPTION_FIELDS 7

typedef struct OrrExceptionObject {
    OrrObject head;
    OrrDict *dict;      /* NULL until needed */
    OrrValue args;      /* a tuple */
    OrrValue traceback; /* ORR_NONE or a traceback */
    OrrValue context, cause; /* ORR_NULL: none */
    bool suppress_context;
    OrrValue fields[ORR_EXCEPTION_FIELDS]; /* ORR_NULL: unset */
} OrrExceptionObject;

/* One entry of a traceback: where an exception passed. */
typedef struct OrrTraceback {
    OrrObject head;
    struct OrrTraceback *next; /* towards where it was raised; NULL at the end */
    OrrObject *frame;          /* a frame object */
    OrrCode *code;
    uint32_t pc;               /* instruction index in code */
} OrrTraceback;

static inline OrrExceptionObject *orr_as_exception(OrrValue v) {
    return (OrrExceptionObject *)(uintptr_t)v;
}
static inline bool orr_is_exception(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && (orr_object(v)->type->flags & ORR_TYPE_EXCEPTION_SUB);
}
/* type(*args) without running program code for native types; for others calls the class. New. */
OrrValue orr_exception_new(OrrVm *vm, OrrType *type, const OrrValue *args, size_t nargs);
/* Sets context to the exception handled now, cutting cycles as CPython does. */
void orr_exception_set_context(OrrVm *vm, OrrValue exception);
/* Prepends an entry for code at pc to the traceback. */
void orr_traceback_add(OrrVm *vm, OrrValue exception, OrrFrame *frame);
/* Result of a StopIteration. Borrowed. */
OrrValue orr_stop_iteration_value(OrrValue exception);
/* Raises StopIteration(value). Returns ORR_NULL. */
OrrValue orr_raise_stop_iteration(OrrVm *vm, OrrValue value);
/* Writes the exception as CPython's traceback module would to stderr (or returns the text: traceback.c). */
void orr_print_exception(OrrVm *vm, OrrValue exception);
OrrValue orr_exception_text(OrrVm *vm, OrrValue exception); /* new str */

#endif
