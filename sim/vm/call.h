/* Calls, as the dispatch loop and C code make them. Private to sim/vm; the public face is abstract.h. */
#ifndef ORR_VM_CALL_H
#define ORR_VM_CALL_H

#include "sim/vm/abstract.h"
#include "sim/vm/frame.h"

/* Calls a native function, checking its arity. args: for methods the receiver first. */
OrrValue orr_builtin_call(OrrVm *vm, OrrBuiltin *builtin, const OrrValue *args, size_t nargs, OrrValue kwnames);
/* callable(self?, *args, **kwargs): self may be ORR_NULL, args a tuple, kwargs a dict or ORR_NULL. */
OrrValue orr_call_star(OrrVm *vm, OrrValue callable, OrrValue self, OrrValue args, OrrValue kwargs);
/* The frame of function(self?, *args, **kwargs), its arguments bound, not yet running. NULL: an exception is pending. */
OrrFrame *orr_frame_push_star(OrrVm *vm, OrrFunction *function, OrrValue self, OrrValue args, OrrValue kwargs);
/* Calls a Python function from C. args borrowed. */
OrrValue orr_function_call(OrrVm *vm, OrrFunction *function, const OrrValue *args, size_t nargs, OrrValue kwnames);

/* The Python __init__ of a class whose construction is object's plain one; NULL: construct the long way. */
OrrFunction *orr_type_plain_init(OrrType *type, OrrVm *vm);
/* A new instance of a class of the program with object's layout (no dict yet, slots unset). */
OrrValue orr_instance_new(OrrVm *vm, OrrType *type);

#endif
