/* The local variables of a task, as text: for who stops a run and looks into it.
 *
 * Nothing of the program runs for it: values are shown by what they are made of. Numbers, strings and the containers of
 * the language look as in Python, cut to a few items and characters; an instance of a class shows its fields, as
 * "<Point x=1 y=2>"; everything else its type. What it may leave behind in the arena doesn't matter: the run doesn't go
 * on.
 */
#ifndef ORR_LIB_LOOK_H
#define ORR_LIB_LOOK_H

#include "sim/lib/asyncio.h"

typedef struct OrrLookSink {
    /* Frames, innermost first, and after the last one the globals, as "globals". path may be NULL: native code. */
    void (*frame)(void *context, const char *function, const char *path, uint32_t line);
    /* A variable of the last frame. */
    void (*variable)(void *context, const char *name, const char *value);
    void *context;
} OrrLookSink;

/* False: there is no such task (any more). The line of a frame whose code runs right now may be that of its last call.
 */
bool orr_look(OrrVm *vm, uint32_t task, const OrrLookSink *sink);

#endif
