/* The virtual machine of one run: everything it owns lives in one arena, and nothing is global.
 *
 * The OrrVm is the arena's root. What a run needs from outside (compiled source, output, native modules, the event
 * loop) comes through two constant tables of callbacks: OrrHost, given by the program that embeds orrery, and whatever
 * sim/lib registers. Function pointers are the only pointers out of the arena.
 *
 * Exceptions. At most one is pending (vm->exception). A function that fails leaves one pending and returns ORR_NULL,
 * false, -1 or whatever it documents. Nothing may run program code while one is pending (save it with
 * orr_exception_take and put it back).
 */
#ifndef ORR_VM_VM_H
#define ORR_VM_VM_H

#include "sim/base/limits.h"
#include "sim/code/code.h"
#include "sim/vm/type.h"

typedef struct OrrFrame OrrFrame;
typedef struct OrrThread OrrThread;
typedef struct OrrCode OrrCode;

typedef struct OrrTypes {
#define TYPE(field, spec, base) OrrType *field;
#include "sim/vm/types.def"
#undef TYPE
} OrrTypes;

typedef struct OrrExceptionTypes {
    OrrType *BaseException;
#define EXCEPTION(name, base, layout) OrrType *name;
#include "sim/vm/exceptions.def"
#undef EXCEPTION
    OrrType *ExceptionGroup;
} OrrExceptionTypes;

typedef struct OrrNames {
#define NAME(name) OrrStr *n_##name;
#include "sim/vm/names.def"
#undef NAME
} OrrNames;

/* The interned str of a name listed in names.def. Borrowed. */
#define ORR_NAME(vm, name) ((vm)->names.n_##name)

/* Source text to be compiled while the program runs. */
typedef struct OrrHostText {
    const char *utf8;
    size_t length;
    OrrStr *filename;
    bool expression;         /* one expression, as for eval(), else statements */
    bool future_annotations; /* inherited from the code that asks */
} OrrHostText;

/* What the embedding program provides. context is passed back. All of them may be called at any time during a run. */
typedef struct OrrHost {
    void *context;
    /* Writes to the scenario's stdout (1) or stderr (2). Host failures are the host's to remember. */
    void (*write)(void *context, int stream, const char *data, size_t length);
    /* Finds module name ("a.b") as an image to run, beside the scenario or embedded. False: there is none.
     * If the source has an error, *image is NULL and a SyntaxError is pending in the vm. *path is for __file__.
     * The image stays valid until the run ends. */
    bool (*find_source)(void *context, OrrVm *vm, const char *name, const OrrCodeImage **image, const char **path,
                        bool *is_package);
    /* Called on LOOP and calls every so often. False: the exception that it made pending (Ctrl-C) is raised there; if
     * there is none, the run is stopped (orr_stop). */
    bool (*poll)(void *context, OrrVm *vm);
    /* The text of a source line (from 1) for tracebacks, without newline. NULL if unknown. */
    const char *(*source_line)(void *context, const char *path, uint32_t line, size_t *length);
    /* Compiles text that the program made, see dynamic.h. Returns a new code object; ORR_NULL: SyntaxError or
     * MemoryError is pending. NULL: a host without a compiler. */
    OrrValue (*compile)(void *context, OrrVm *vm, const OrrHostText *text);
} OrrHost;

/* What sim/lib provides to the VM: modules written in C. Returns a new module, or ORR_NULL: pending exception if it
 * failed, none if there is no such module. */
typedef OrrValue (*OrrFindNative)(OrrVm *vm, const char *name);

struct OrrVm {
    OrrArena *arena;
    const OrrHost *host;
    OrrValue exception; /* pending, or ORR_NULL */
    OrrThread *thread;  /* the simulation's thread that runs */
    uint64_t
        globals_epoch;     /* changes whenever the set of keys of a watched dict changes: guards LOAD_GLOBAL's caches */
    int64_t fuel;          /* LOOPs and calls until the next poll */
    int64_t fuel_given;    /* what fuel was at the last poll */
    uint64_t fuel_used;    /* all that was used before it, see orr_operations */
    uint32_t native_depth; /* C frames of nested execution, bounded by ORR_NATIVE_DEPTH_MAX */
    uint32_t frame_depth;  /* frames of the running thread, bounded by recursion_limit */
    uint32_t recursion_limit;
    uint32_t next_type_version;
    bool stopped; /* the run is being stopped: no handler may catch what is pending, see orr_stop */

    OrrTypes types;
    OrrExceptionTypes exc;
    OrrNames names;
    struct OrrInternTable *interned; /* str_intern.c: every interned str; holds no reference to them */
    OrrDict *builtins;               /* the dict of module builtins */
    OrrDict *modules;                /* sys.modules */
    OrrValue empty_str, empty_tuple, empty_bytes, empty_frozenset;
    OrrValue latin1[256];  /* one-character strings */
    OrrValue memory_error; /* what is raised when there is no memory for an exception either */

    OrrFindNative find_native;
    /* Why a module ("a.b") or a name in one ("a.b.name") that was not found can't be had; NULL: no reason. Or NULL. */
    const char *(*why_refused)(const char *name);
    void *lib;             /* sim/lib's own data, in the arena */
    void *loop;            /* the event loop, for sim/lib */

    /* Called when an exception is raised in a frame, before it has a traceback (trace); may be NULL. */
    void (*on_raise)(OrrVm *vm, OrrValue exception);
    /* Called when an except clause takes an exception (trace); may be NULL. */
    void (*on_catch)(OrrVm *vm, OrrValue exception);
    /* Called when a coroutine dies that was never awaited; may be NULL. */
    void (*on_unawaited)(OrrVm *vm, OrrValue coroutine);
    /* Hooks that asyncio sets for async generators and warnings about coroutines; ORR_NULL if none. */
    OrrValue asyncgen_firstiter, asyncgen_finaliser;
    uint32_t origin_depth; /* sys.set_coroutine_origin_tracking_depth() */

    struct OrrGc *gc;                    /* gc.c */
    struct OrrIdTable *ids;              /* object.c */
    const struct OrrStandIn *stand_in;   /* generator.h */
    struct OrrFrameObject *frame_objects; /* frame.c: those of active frames, the latest first */
    struct OrrWeakTable *weak;           /* weakref.c */
    struct OrrMethodCache *method_cache; /* type.c */
    OrrObject *dying; /* objects whose end is put off, to bound C recursion, linked through their counts */
    uint32_t dying_depth;
    uint64_t seed;               /* of the run */
    uint32_t int_max_str_digits; /* sys.set_int_max_str_digits(): 0 the default of 4300, UINT32_MAX no limit */
};

/* Boots a VM in an empty arena: types, exceptions, builtins. NULL if the arena's limit is too small for that. */
OrrVm *orr_vm_new(OrrArena *arena, const OrrHost *host, uint64_t seed) ORR_MUST_CHECK;

/* The type of any value. Borrowed. */
static inline OrrType *orr_type_of(const OrrVm *vm, OrrValue v) {
    if (orr_is_object(v)) return orr_object(v)->type;
    if (orr_is_small_int(v)) return vm->types.int_;
    if (orr_is_flonum(v)) return vm->types.float_;
    if (v == ORR_NONE) return vm->types.none;
    if (orr_is_bool(v)) return vm->types.bool_;
    return v == ORR_ELLIPSIS ? vm->types.ellipsis : vm->types.not_implemented;
}
static inline bool orr_is_exact(const OrrVm *vm, OrrValue v, const OrrType *t) {
    return orr_is_object(v) ? orr_object(v)->type == t : orr_type_of(vm, v) == t;
}
static inline bool orr_has_flag(const OrrVm *vm, OrrValue v, uint32_t type_flag) {
    return orr_type_of(vm, v)->flags & type_flag;
}
static inline bool orr_is_instance(const OrrVm *vm, OrrValue v, const OrrType *t) {
    return orr_is_exact(vm, v, t) || orr_type_is_subtype(orr_type_of(vm, v), t);
}

/* Memory. All return NULL with MemoryError pending. */
/* A new object of size bytes with its head filled in; the rest is uninitialised: fill it before anything can look.
 * For types with ORR_TYPE_GC the collector may run before the object is made, never between. */
void *orr_new_object(OrrVm *vm, OrrType *type, size_t size) ORR_MUST_CHECK;
/* Gives back the block of an object whose contents are released (from destroy slots only). Releases a heap type. */
void orr_free_object(OrrVm *vm, void *object, size_t size);
/* Raw buffers. Sized free. */
void *orr_buffer_new(OrrVm *vm, size_t size) ORR_MUST_CHECK;
void *orr_buffer_resize(OrrVm *vm, void *buffer, size_t old_size, size_t new_size) ORR_MUST_CHECK;
static inline void orr_buffer_free(OrrVm *vm, void *buffer, size_t size) {
    orr_arena_free(vm->arena, ORR_BLOCK_RAW, buffer, size);
}
/* A number that is the same in every run for the same object, unique among living ones: id() is made from it. */
uint64_t orr_object_serial(OrrVm *vm, OrrObject *object);
/* id(value): looks like an address, is made from the serial. */
uint64_t orr_value_id(OrrVm *vm, OrrValue value);

/* Stops the run: what is pending from now on (a SystemExit) can't be caught, and every frame unwinds. */
void orr_stop(OrrVm *vm);

/* How much the run has computed so far: LOOPs, calls, steps of iterators in native code, work on long numbers. */
uint64_t orr_operations(const OrrVm *vm);

/* For loops of native code over iterators, which may not end: asks the host now and then whether to go on. False:
 * raised. */
bool orr_ask_host(OrrVm *vm);
static inline bool orr_poll_native(OrrVm *vm) {
    return ORR_LIKELY((--vm->fuel & 0xffff) != 0) || orr_ask_host(vm);
}

/* Errors. Formats: %A id in hexadecimal as an address; %F full name of an OrrType * (native ones with their module);:
 * %s C string (also %.*s and %.200s, in bytes), %d int, %u unsigned, %x, %zu, %ld int64, %lu uint64, %c char, %S
 * str(value), %R repr(value), %T name of the value's type, %N name of an OrrType *, %U OrrStr *, %%. Each sets the
 * pending exception (with the handled one as context) and returns ORR_NULL (orr_fail: false). If making it fails,
 * MemoryError or what went wrong is pending. */
OrrValue orr_raise(OrrVm *vm, OrrType *type, const char *format, ...);
/* Likewise, but false, and the compiler knows that. */
static inline bool orr_false_after(OrrValue raised) {
    (void)raised;
    return false;
}
#define orr_fail(...) orr_false_after(orr_raise(__VA_ARGS__))
/* Formats likewise. Returns a new str or ORR_NULL. */
OrrValue orr_format(OrrVm *vm, const char *format, ...);
/* Raises a ready exception object (stolen): sets it pending, with the handled one as context. */
OrrValue orr_raise_value(OrrVm *vm, OrrValue exception);
/* Sets an exception object pending (stolen) as it is: puts back what orr_exception_take gave. ORR_NULL: none. */
void orr_exception_restore(OrrVm *vm, OrrValue exception);
OrrValue orr_raise_memory(OrrVm *vm);
/* Raises type(value), as KeyError(key) and StopIteration(result) need. */
OrrValue orr_raise_with(OrrVm *vm, OrrType *type, OrrValue value);
/* Is the pending exception an instance of type? (false if none is pending, or the run is being stopped) */
bool orr_pending_is(OrrVm *vm, const OrrType *type);
/* Takes the pending exception (new reference) or ORR_NULL, leaving none. */
OrrValue orr_exception_take(OrrVm *vm);
void orr_exception_clear(OrrVm *vm);
/* Writes "Exception ignored in: ..." with the traceback to stderr and clears the pending exception. */
void orr_write_unraisable(OrrVm *vm, const char *what, OrrValue object);

/* Bounds C recursion: every C function through which the program can recurse enters and leaves. False: RecursionError.
 */
bool orr_refuse_depth(OrrVm *vm, const char *where); /* raises it; false */
static inline bool orr_enter(OrrVm *vm, const char *where) {
    if (ORR_UNLIKELY(vm->native_depth >= ORR_NATIVE_DEPTH_MAX)) return orr_refuse_depth(vm, where);
    vm->native_depth++;
    return true;
}
static inline void orr_leave(OrrVm *vm) {
    vm->native_depth--;
}

#endif
