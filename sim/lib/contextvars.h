/* contextvars: values that belong to a task rather than to a call. Module contextvars.
 *
 * What a context holds is an immutable map (OrrContextMap), shared by all contexts until one of them sets a variable. So
 * copying a context is a reference, and a task that never sets a variable needs no Context object at all: a *cell* is
 * all it has. A cell is a value: ORR_NULL (no variables), a map, or a Context object, which holds the map itself.
 *
 * The running code's context is vm-wide: OrrContextState.cell points to the cell of the running task, callback or
 * thread. Whoever runs code in another context switches it and switches back.
 */
#ifndef ORR_LIB_CONTEXTVARS_H
#define ORR_LIB_CONTEXTVARS_H

#include "sim/vm/vm.h"

typedef struct OrrContextVar {
    OrrObject head;
    OrrValue name;
    OrrValue default_value; /* ORR_NULL: none */
    uint64_t serial;        /* orders maps */
} OrrContextVar;

typedef struct OrrContextEntry {
    OrrContextVar *var;
    OrrValue value;
} OrrContextEntry;

/* Sorted by the variables' serials. Never changed once made. */
typedef struct OrrContextMap {
    OrrObject head;
    size_t count;
    OrrContextEntry entries[];
} OrrContextMap;

typedef struct OrrContext {
    OrrObject head;
    OrrContextMap *map; /* NULL: empty */
    OrrValue self;      /* this object, not counted: what `cell` points to while it is entered */
    bool entered;
} OrrContext;

typedef struct OrrContextState {
    OrrType *var, *context, *token, *map;
    OrrType *keys; /* iterators and token.MISSING come from plain objects */
    OrrValue missing;
    OrrValue *cell;     /* of the running code */
    OrrValue main_cell; /* of the main thread */
    uint64_t next_serial;
} OrrContextState;

/* Makes the state when first asked. NULL: MemoryError. */
OrrContextState *orr_context_state(OrrVm *vm);
/* A new cell with what the running context holds (a map or ORR_NULL; a reference). */
OrrValue orr_context_copy_cell(OrrVm *vm);
/* The Context object of a cell, made if need be (then the cell holds it). New reference, or ORR_NULL with MemoryError. */
OrrValue orr_context_of_cell(OrrVm *vm, OrrValue *cell);
/* A cell that refers to a Context given by the program (retained); TypeError if it isn't one. */
bool orr_context_cell_from(OrrVm *vm, OrrValue context, OrrValue *cell);

/* Switches to cell. False: RuntimeError, "cannot enter context: ... is already entered". *previous: for leave. */
bool orr_context_enter(OrrVm *vm, OrrValue *cell, OrrValue **previous);
void orr_context_leave(OrrVm *vm, OrrValue *cell, OrrValue *previous);

/* For the rest of a thread's life, whose cell this is, it runs in a Context. False: RuntimeError, it is entered already. */
bool orr_context_thread_enters(OrrVm *vm, OrrValue *cell, OrrValue context);
void orr_context_thread_ends(OrrVm *vm, OrrValue cell);

OrrValue orr_contextvars_module(OrrVm *vm);

#endif
