/* Generators, coroutines and async generators: a frame that outlives the call, in one object with its registers.
 *
 * Coroutines may also be native: a C state machine with the same face (type 'coroutine', name, send, throw, close).
 * asyncio.sleep() and Lock.acquire() are such, so that awaiting them costs no interpreter frame. */
#ifndef ORR_VM_GENERATOR_H
#define ORR_VM_GENERATOR_H

#include "sim/vm/vm.h"

typedef struct OrrNativeCoroutine OrrNativeCoroutine;

/* The behaviour of a native coroutine. state is the coroutine's own data, size bytes after the head. */
typedef struct OrrNativeCoroutineSpec {
    const char *name, *qualname;
    uint32_t size;
    /* Resumes with value sent (ORR_NONE first), or with a thrown exception (thrown, borrowed; else ORR_NULL): on a throw the
     * function either handles it or sets it pending again (orr_raise_value(retained)) and returns ORR_SEND_ERROR.
     * ORR_SEND_YIELD's *result is what the whole await chain yields (a future that blocks, or None). */
    OrrSend (*resume)(OrrVm *vm, OrrNativeCoroutine *self, OrrValue value, OrrValue thrown, OrrValue *result);
    void (*traverse)(OrrNativeCoroutine *self, OrrVisit visit, void *context);
    void (*release)(OrrVm *vm, OrrNativeCoroutine *self); /* drops what state holds; called once, at the end or destruction */
} OrrNativeCoroutineSpec;

struct OrrNativeCoroutine {
    OrrObject head; /* type coroutine; flag ORR_CORO_NATIVE */
    const OrrNativeCoroutineSpec *spec;
    uint8_t status; /* OrrGeneratorStatus */
    uint32_t step;  /* for resume's own use: where it is, 0 at first */
    OrrValue awaiting; /* for resume's own use: what it waits for (cr_await), traversed and released; ORR_NULL: none */
    /* spec->size bytes of state follow */
};

/* Stand-ins. When a coroutine of this spec has nothing left to do but to wait, and nobody but the frame that awaits it
 * holds it, what it awaits takes its place there and it goes: that is 48 bytes of each sleeping task. Whoever then
 * wants to throw into it, close it or look at it finds it made again. */
typedef struct OrrStandIn {
    const OrrNativeCoroutineSpec *spec;
    bool (*may_go)(const OrrNativeCoroutine *self);
    OrrNativeCoroutine *(*come_back)(
        OrrVm *vm); /* its status and `awaiting` are set by the caller; NULL: MemoryError */
} OrrStandIn;

typedef enum OrrGeneratorStatus {
    ORR_GENERATOR_CREATED,
    ORR_GENERATOR_SUSPENDED,
    ORR_GENERATOR_RUNNING,
    ORR_GENERATOR_FINISHED
} OrrGeneratorStatus;

static inline void *orr_native_coroutine_state(OrrNativeCoroutine *c) {
    return c + 1;
}

/* State is zeroed. New, or NULL. */
OrrNativeCoroutine *orr_native_coroutine_new(OrrVm *vm, const OrrNativeCoroutineSpec *spec);

/* Is v a coroutine object (native or not), i.e. of type 'coroutine'? */
bool orr_is_coroutine(const OrrVm *vm, OrrValue v);
/* Resumes any generator or coroutine; thrown != ORR_NULL (borrowed exception instance): throws it in instead. For other
 * iterators/awaitables (with send/throw methods) the methods are called. The one way in which a task drives its coroutine. */
OrrSend orr_resume(OrrVm *vm, OrrValue coroutine, OrrValue value, OrrValue thrown, OrrValue *result);
/* The iterator of an awaitable: coroutine itself, or __await__()'s result. TypeError "object X can't be used in 'await' expression". */
OrrValue orr_awaitable_iter(OrrVm *vm, OrrValue awaitable);
/* anext(aiter, default): an awaitable that gives otherwise where awaitable (an __anext__() result) ends the iteration. */
OrrValue orr_anext_awaitable_new(OrrVm *vm, OrrValue awaitable, OrrValue otherwise);
/* close(): as generator.close(). */
bool orr_coroutine_close(OrrVm *vm, OrrValue coroutine);
/* For reports and the trace: calls visit for each frame of the await chain, outermost first. Allocates nothing. */
typedef struct OrrAwaitFrame {
    OrrStr *qualname;    /* NULL for native ones: use native_name */
    const char *native_name;
    OrrStr *filename;    /* NULL for native ones */
    uint32_t line;       /* current line; 0 unknown */
} OrrAwaitFrame;
void orr_await_chain(OrrVm *vm, OrrValue coroutine, void (*visit)(void *context, const OrrAwaitFrame *frame), void *context);

#endif
