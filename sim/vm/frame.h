/* Frames and threads: where execution is.
 *
 * A frame is the activation of one code object: its registers, and where it stands. Frames of plain calls live on their
 * thread's stack (chunks that never move, last in first out); a generator's frame lives in the generator.
 * thread->frame is the innermost; back leads outwards, across C frames too. entry tells who goes on when a frame ends:
 *
 *   ENTRY_NATIVE    C code called orr_run: it returns there
 *   ENTRY_CALL      the frame at back, whose register result_reg gets the result
 *   ENTRY_INIT      likewise, for __init__: the result must be None and result_reg gets `instance`
 *   ENTRY_FOR       a generator stepped by FOR_ITER of the frame at back
 *   ENTRY_DELEGATE  a generator or coroutine driven by DELEGATE of the frame at back
 *
 * pc is the next instruction; the current one is the one before (its cache words carry the same position).
 */
#ifndef ORR_VM_FRAME_H
#define ORR_VM_FRAME_H

#include "sim/vm/function.h"
#include "sim/vm/generator.h"
#include "sim/vm/thread.h"

typedef enum OrrEntry {
    ORR_ENTRY_NATIVE,
    ORR_ENTRY_CALL,
    ORR_ENTRY_INIT,
    ORR_ENTRY_FOR,
    ORR_ENTRY_DELEGATE
} OrrEntry;

/* The registers follow right behind; a million tasks have a million frames, so what only few need is elsewhere: the
 * instance of ENTRY_INIT is one more register, frame objects are in a list of the VM's. */
struct OrrFrame {
    OrrFrame *back;
    OrrCode *code; /* borrowed from function */
    const OrrInstr *pc;
    OrrFunction *function; /* holds a reference */
    uint16_t result_reg;   /* of back: where the result goes */
    uint16_t blocked_reg;  /* of this frame: where the result of the native call that blocked goes */
    uint8_t entry;         /* OrrEntry */
    uint8_t status;        /* of a generator's: OrrGeneratorStatus */
    bool in_generator : 1; /* it is the one in an OrrGenerator */
    bool has_object : 1;   /* an OrrFrameObject shows it */
    bool stand_in : 1;     /* what the DELEGATE at pc awaits stands for a native coroutine (generator.h) */
    bool agen_running : 1, agen_closed : 1, agen_hooked : 1; /* of async generators */
};

static inline OrrValue *orr_frame_regs(const OrrFrame *frame) {
    return (OrrValue *)(uintptr_t)(frame + 1);
}
/* Of ENTRY_INIT: what __init__ is run on; a reference. */
static inline OrrValue *orr_frame_instance(const OrrFrame *frame) {
    return orr_frame_regs(frame) + frame->code->nregs;
}

/* The exception handled now; generators have their own, linked to that of whoever resumed them. */
typedef struct OrrHandled {
    OrrValue exception; /* ORR_NONE: none */
    struct OrrHandled *outer;
} OrrHandled;

typedef struct OrrGenerator {
    OrrObject head; /* type generator, coroutine or async_generator */
    OrrHandled handled;
    OrrFrame frame;
    OrrValue regs[];
} OrrGenerator;
_Static_assert(offsetof(OrrGenerator, regs) == offsetof(OrrGenerator, frame) + sizeof(OrrFrame),
               "registers follow the frame");

/* In head.flags of a coroutine: an OrrNativeCoroutine, not an OrrGenerator. */
#define ORR_CORO_NATIVE (1u << 16)
/* In head.flags of an OrrGenerator: it has an OrrGeneratorExtra in the VM's table of them. */
#define ORR_GENERATOR_HAS_EXTRA (1u << 17)

/* What few generators have. */
typedef struct OrrGeneratorExtra {
    OrrStr *name, *qualname; /* NULL: the code's */
    OrrValue hook;           /* of async generators the finaliser, of coroutines cr_origin; ORR_NULL: none */
} OrrGeneratorExtra;

static inline OrrGenerator *orr_frame_generator(const OrrFrame *frame) {
    ORR_ASSERT_SLOW(frame->in_generator);
    return (OrrGenerator *)(uintptr_t)((const char *)frame - offsetof(OrrGenerator, frame));
}
/* Borrowed names. */
OrrStr *orr_generator_name(OrrVm *vm, const OrrGenerator *g);
OrrStr *orr_generator_qualname(OrrVm *vm, const OrrGenerator *g);
/* Makes it if need be. NULL: MemoryError. */
OrrGeneratorExtra *orr_generator_extra(OrrVm *vm, OrrGenerator *g);

static inline OrrGenerator *orr_as_generator(OrrValue v) {
    return (OrrGenerator *)(uintptr_t)v;
}

typedef struct OrrStackChunk {
    struct OrrStackChunk *below;
    OrrValue *below_top; /* where the stack ended in below */
    size_t size;         /* of the whole chunk, bytes */
    OrrValue data[];
} OrrStackChunk;

struct OrrThread {
    OrrFrame *frame;       /* innermost, NULL: none */
    OrrHandled *handled;   /* innermost */
    OrrHandled base;
    OrrStackChunk *chunk;  /* where the top of the stack is */
    OrrStackChunk *spare;  /* one kept, so that a call at a chunk's edge costs no allocation */
    OrrValue *top, *limit; /* within chunk */
    uint32_t runs;         /* orr_run's active on the C stack */
    uint32_t run_depth;    /* vm->native_depth when the outermost of them began */
    uint32_t frame_depth;  /* kept here while the thread doesn't run */
    bool blocked;
    OrrSend last_send;     /* how the outermost frame of the last run came back, if it was a generator's */
    void *wait;
};

/* Python's view of a frame. frame is NULL once the activation is over. */
typedef struct OrrFrameObject {
    OrrObject head;
    struct OrrFrameObject *next; /* among those whose frame is active */
    OrrFrame *frame;
    OrrCode *code;
    OrrDict *globals;
    uint32_t pc; /* index of the current instruction when it was last seen */
} OrrFrameObject;

static inline uint32_t orr_frame_pc(const OrrFrame *frame) {
    ptrdiff_t index = frame->pc - frame->code->instrs;
    return index > 0 ? (uint32_t)(index - 1) : 0;
}
uint32_t orr_frame_line(const OrrFrame *frame);

/* A frame on the thread's stack for function's code, all registers unbound, closure cells in place. NULL: RecursionError
 * or MemoryError. */
OrrFrame *orr_frame_push(OrrVm *vm, OrrFunction *function);
/* Likewise for __init__ of instance (stolen, even if it fails): ENTRY_INIT. */
OrrFrame *orr_frame_push_init(OrrVm *vm, OrrFunction *function, OrrValue instance);
/* Releases the registers and the frame, and makes back the innermost. */
void orr_frame_pop(OrrVm *vm, OrrFrame *frame);
/* What orr_frame_pop and the end of a generator have in common: releases registers, function, instance. */
void orr_frame_clear(OrrVm *vm, OrrFrame *frame);
/* Puts call arguments into the parameters' registers (steals them, always; kwnames borrowed). False: TypeError in CPython's words. */
bool orr_frame_bind(OrrVm *vm, OrrFrame *frame, const OrrValue *args, size_t nargs, OrrValue kwnames);

/* How a run begins. */
typedef enum OrrRunMode {
    ORR_RUN_SEND,          /* from the frame's pc; a suspended generator gets value (stolen) */
    ORR_RUN_THROW,         /* the pending exception is raised where the frame stands */
    ORR_RUN_DELEGATE_DONE, /* the iterator of the DELEGATE where the generator stands has ended with value (stolen) */
    ORR_RUN_UNBLOCK        /* the native call that blocked gives value (stolen) */
} OrrRunMode;

/* Runs from the frame at thread->frame until the innermost frame with ENTRY_NATIVE ends (RETURN, ERROR), yields (YIELD,
 * generators only) or the thread blocks (BLOCK). For a generator the caller has linked it in (generator.c). */
OrrSend orr_run(OrrVm *vm, OrrRunMode mode, OrrValue value, OrrValue *result);

/* Links a suspended or new generator in as the innermost frame. False: RecursionError. */
bool orr_generator_enter(OrrVm *vm, OrrGenerator *g, OrrEntry entry);
/* The iterator that a suspended generator delegates to, borrowed; ORR_NULL: none. It may be a stand-in. */
OrrValue orr_generator_delegate(const OrrGenerator *g);
/* Likewise, but the coroutine that a stand-in stands for is made again. */
OrrValue orr_generator_awaited(OrrVm *vm, OrrGenerator *g);
/* The native coroutine in *slot, which has just yielded, gives its place to what it awaits, if it may. */
bool orr_native_go(OrrVm *vm, OrrValue *slot);

/* Resumes a native coroutine, as orr_resume. */
OrrSend orr_native_resume(OrrVm *vm, OrrNativeCoroutine *c, OrrValue value, OrrValue thrown, OrrValue *result);

/* Makes the generator, coroutine or async generator of a call, with arguments bound (stolen). */
OrrValue orr_generator_new(OrrVm *vm, OrrFunction *function, const OrrValue *args, size_t nargs, OrrValue kwnames);
/* The end of a generator's life inside the dispatch loop: clears its frame, marks it finished. */
void orr_generator_finish(OrrVm *vm, OrrGenerator *g);
/* The rule of PEP 479: turns a pending StopIteration (StopAsyncIteration) that leaves a generator into RuntimeError. */
void orr_generator_filter_error(OrrVm *vm, OrrGenerator *g);

/* Slots that generators of all kinds share, and the exception that throw(type, value, traceback) means. New; ORR_NULL: TypeError. */
void orr_generator_destroy(OrrVm *vm, OrrObject *self);
void orr_generator_traverse(OrrObject *self, OrrVisit visit, void *context);
void orr_generator_clear(OrrVm *vm, OrrObject *self);
OrrValue orr_generator_finalise(OrrVm *vm, OrrValue self);
OrrValue orr_throw_argument(OrrVm *vm, const OrrValue *args, size_t nargs);

/* For builtins: of the innermost frame. */
OrrDict *orr_frame_globals(OrrVm *vm); /* borrowed; builtins if no frame */
OrrValue orr_frame_locals(OrrVm *vm);  /* new: the namespace, globals, or a fresh dict of a function's locals */
/* A local's value, its cell's if it has one, borrowed; ORR_EMPTY: unbound. Those of code->locals, up to first_temp. */
OrrValue orr_frame_local(const OrrFrame *frame, size_t n);
/* The frame object of the nth frame from the innermost (0); ORR_NULL without exception if there is none. New. */
OrrValue orr_frame_object(OrrVm *vm, size_t depth);
OrrValue orr_frame_object_of(OrrVm *vm, OrrFrame *frame);
/* The one that there is already, borrowed; NULL: none. */
OrrFrameObject *orr_frame_object_if_any(const OrrVm *vm, const OrrFrame *frame);

#endif
