/* The library: modules that a scenario can import and that are written in C, and what they keep.
 *
 * modules.def lists them by name. A module in C is made when it is first imported; modules in Python are embedded
 * sources (sim/lib/py). What a module keeps for the run hangs on OrrLib, which lives in the arena.
 */
#ifndef ORR_LIB_LIB_H
#define ORR_LIB_LIB_H

#include "sim/vm/abstract.h"

typedef struct OrrLib {
    struct OrrContextState *context; /* contextvars.c; NULL until it is needed, as all of these */
    struct OrrAsyncio *asyncio;      /* asyncio.c */
    struct OrrDriver *driver;        /* driver.c */
    OrrValue struct_time;            /* time.c: the type */
    void *random;                    /* reserved for a native _random */
    struct OrrReState *re;         /* re.c */
    /* Types that native code makes instances of without a class at hand. Each holds a reference. */
    OrrType *deque_iterator, *deque_reverse_iterator; /* collections_deque.c */
    OrrType *odict_keys, *odict_values, *odict_items; /* collections_ordered.c */
    OrrType *grouper, *tee;                           /* itertools */
    OrrType *key_wrapper;                             /* functools.c */
} OrrLib;

/* The library's state, made when first asked for. NULL: MemoryError. */
OrrLib *orr_lib(OrrVm *vm);
/* For vm->find_native. */
OrrValue orr_lib_find_native(OrrVm *vm, const char *name);
/* For vm->why_refused: what is written in refused.def. */
const char *orr_lib_why_refused(const char *name);
/* "0x1a": how reprs show which object it is. New str. */
OrrValue orr_address_text(OrrVm *vm, OrrValue object);

/* As orr_bind, for what is a function of Python in CPython: its messages are those of such functions. bound_self: a method,
 * whose self counts in "takes 1 positional argument but 2 were given". out may be NULL if there are no names. */
bool orr_bind_python(OrrVm *vm, const OrrSignature *signature, bool bound_self, const OrrValue *args, size_t nargs,
                     OrrValue kwnames, OrrValue *out);

/* Conveniences for native modules. */
/* Raises type(). */
OrrValue orr_raise_plain(OrrVm *vm, OrrType *type);
/* An attribute by a C name; new. ORR_NULL: pending AttributeError. */
OrrValue orr_lib_getattr(OrrVm *vm, OrrValue object, const char *name);
/* Calls object.name(args). New. */
OrrValue orr_lib_call_method(OrrVm *vm, OrrValue object, const char *name, const OrrValue *args, size_t nargs);
/* module.name, importing module. New. */
OrrValue orr_lib_import_from(OrrVm *vm, const char *module, const char *name);

#endif
