/* Exceptions: one layout for all. The built-in ones that have attributes of their own keep them in fields[], by layout
 * (exceptions.def): CODE and VALUE: code/value; GROUP: message, exceptions tuple; ATTRIBUTE: name, obj; NAME: name;
 * IMPORT: name, path, msg, name_from; OS: errno, strerror, filename, filename2; UNICODE: encoding, object, start, end, reason;
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
    OrrObject *frame;          /* a frame object, NULL until somebody asks */
    OrrCode *code;
    OrrDict *globals;
    OrrTuple *kept; /* of the locals of the frame that it left: those whose end may show, alive as long as this. Or NULL */
    OrrValue self; /* where a wrong name was used in a method: its self, for the hint. Else ORR_NULL */
    uint32_t pc;               /* instruction index in code */
} OrrTraceback;

static inline OrrExceptionObject *orr_as_exception(OrrValue v) {
    return (OrrExceptionObject *)(uintptr_t)v;
}
static inline bool orr_is_exception(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && (orr_object(v)->type->flags & ORR_TYPE_EXCEPTION_SUB);
}
/* Where things are in fields[]. */
enum {
    ORR_EXC_VALUE = 0,
    ORR_EXC_CODE = 0,
    ORR_EXC_NAME = 0,
    ORR_EXC_OBJ = 1,
    ORR_EXC_GROUP_MESSAGE = 0,
    ORR_EXC_GROUP_ITEMS = 1,
    ORR_EXC_IMPORT_PATH = 1,
    ORR_EXC_IMPORT_MSG = 2,
    ORR_EXC_IMPORT_FROM = 3,
    ORR_EXC_OS_ERRNO = 0,
    ORR_EXC_OS_STRERROR = 1,
    ORR_EXC_OS_FILENAME = 2,
    ORR_EXC_OS_FILENAME2 = 3,
    ORR_EXC_UNICODE_ENCODING = 0,
    ORR_EXC_UNICODE_OBJECT = 1,
    ORR_EXC_UNICODE_START = 2,
    ORR_EXC_UNICODE_END = 3,
    ORR_EXC_UNICODE_REASON = 4,
    ORR_EXC_SYNTAX_MSG = 0,
    ORR_EXC_SYNTAX_FILENAME = 1,
    ORR_EXC_SYNTAX_LINENO = 2,
    ORR_EXC_SYNTAX_OFFSET = 3,
    ORR_EXC_SYNTAX_TEXT = 4,
    ORR_EXC_SYNTAX_END_LINENO = 5,
    ORR_EXC_SYNTAX_END_OFFSET = 6
};

/* Makes all built-in exception types (vm->exc) and vm->memory_error. After the other types. */
bool orr_exceptions_boot(OrrVm *vm);

/* type(*args) without running program code for native types; for others calls the class. New. */
OrrValue orr_exception_new(OrrVm *vm, OrrType *type, const OrrValue *args, size_t nargs);
/* The exception that the running code handles (sys.exception()): borrowed, or ORR_NULL. thread.c */
OrrValue orr_exception_handled(const OrrVm *vm);
/* Sets context to the exception handled now, cutting cycles as CPython does. */
void orr_exception_set_context(OrrVm *vm, OrrValue exception);
/* Prepends an entry for where frame is to the traceback. If there is no memory for it, it is left out. */
void orr_traceback_add(OrrVm *vm, OrrValue exception, OrrFrame *frame);
/* exception leaves frame, which ends: the entry that it got there takes over the locals, which live as long as it, as
 * CPython's do. */
void orr_traceback_keep_locals(OrrVm *vm, OrrValue exception, OrrFrame *frame);
/* The line of an entry; 0 if unknown. */
uint32_t orr_traceback_line(const OrrTraceback *entry);
/* exception.field = value, for one of the enum above. Retains value. */
void orr_exception_set_field(OrrVm *vm, OrrValue exception, unsigned field, OrrValue value);
/* raise ... from cause: an exception, or ORR_NONE. Retains cause. Sets suppress_context. */
void orr_exception_set_cause(OrrVm *vm, OrrValue exception, OrrValue cause);
/* Raises AttributeError or NameError with the attributes that suggestions need. text is stolen (ORR_NULL: pending).
 * Return ORR_NULL. */
OrrValue orr_raise_attribute_error(OrrVm *vm, OrrValue object, OrrStr *name, OrrValue text);
OrrValue orr_raise_name_error(OrrVm *vm, OrrType *type, OrrStr *name, OrrValue text);
/* Result of a StopIteration. Borrowed. */
OrrValue orr_stop_iteration_value(OrrValue exception);
/* Raises StopIteration(value). Returns ORR_NULL. */
OrrValue orr_raise_stop_iteration(OrrVm *vm, OrrValue value);

/* except*: what of exception matches type (an exception class or tuple) and what is left, each a new reference or
 * ORR_NONE; an exception that is no group is wrapped in one. False: pending, also if type may not be caught so. */
bool orr_exception_group_match(OrrVm *vm, OrrValue exception, OrrValue type, OrrValue *match, OrrValue *rest);
/* What an except* statement raises at its end: from the exception it caught and the list of those that its clauses
 * raised or left. ORR_NONE: nothing. New. */
OrrValue orr_prep_reraise_star(OrrVm *vm, OrrValue original, OrrValue list);

/* Writes the exception as CPython's traceback module would to stderr (or returns the text: traceback.c). */
void orr_print_exception(OrrVm *vm, OrrValue exception);
OrrValue orr_exception_text(OrrVm *vm, OrrValue exception); /* new str */

#endif
