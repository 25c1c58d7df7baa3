/* What the dispatch loop hands on: the slower halves of instructions, in ops.c and cache.c. Private to sim/vm. */
#ifndef ORR_VM_EVAL_H
#define ORR_VM_EVAL_H

#include "sim/vm/abstract.h"
#include "sim/vm/descr.h"
#include "sim/vm/frame.h"

/* An inline cache for attributes: the two words after GETATTR, SETATTR, LOAD_METHOD. */
typedef enum OrrCacheKind {
    ORR_CACHE_EMPTY,
    ORR_CACHE_INSTANCE,   /* in the instance's dict, entry index */
    ORR_CACHE_SLOT,       /* a __slots__ member, at offset index */
    ORR_CACHE_CLASS,      /* a plain value of the class: pointer holds it (borrowed, guarded by version) */
    ORR_CACHE_METHOD,     /* a function of the class that no instance hides */
    ORR_CACHE_METHOD_CHECKED, /* likewise, but the instance's dict must be asked first */
    ORR_CACHE_MODULE,     /* the receiver is a module: its dict's entry index */
    ORR_CACHE_TYPE        /* the receiver is a class, version is its own; pointer: the value as found, no descriptor */
} OrrCacheKind;

typedef struct OrrAttrCache {
    uint32_t version; /* of the receiver's type (CACHE_TYPE: of the receiver) */
    uint16_t kind, index;
    OrrValue pointer;
} OrrAttrCache;
_Static_assert(sizeof(OrrAttrCache) == 2 * sizeof(OrrInstr), "an attribute cache is two words");

typedef struct OrrGlobalCache {
    uint64_t epoch;
    uint32_t index;
    uint32_t in_builtins;
} OrrGlobalCache;
_Static_assert(sizeof(OrrGlobalCache) == 2 * sizeof(OrrInstr), "a global cache is two words");

/* Do it the long way and fill the cache if it can be. */
OrrValue orr_cached_getattr(OrrVm *vm, OrrValue object, OrrStr *name, OrrAttrCache *cache);
bool orr_cached_setattr(OrrVm *vm, OrrValue object, OrrStr *name, OrrValue value, OrrAttrCache *cache);
/* out[0], out[1] = callable, self or ORR_EMPTY (new references). */
bool orr_cached_load_method(OrrVm *vm, OrrValue object, OrrStr *name, OrrAttrCache *cache, OrrValue out[2]);
OrrValue orr_cached_load_global(OrrVm *vm, OrrDict *globals, OrrStr *name, OrrGlobalCache *cache);

/* The dict pointer of an object whose type has one, or NULL. */
static inline OrrDict **orr_dict_slot(OrrObject *o) {
    return o->type->dict_offset == 0 ? NULL : (OrrDict **)((char *)o + o->type->dict_offset);
}

/* Garbage, limits and interruption: called when fuel has run out. False: the run stops or failed. */
bool orr_poll(OrrVm *vm);

/* ops.c: one function an instruction, for those that the loop doesn't do itself. R are the frame's registers. Results go
 * through pointers or are returned as in abstract.h. */
OrrValue orr_op_load_name(OrrVm *vm, OrrFrame *frame, OrrStr *name);
OrrValue orr_op_load_name_or_cell(OrrVm *vm, OrrFrame *frame, OrrValue mapping, OrrValue cell, OrrStr *name);
OrrValue orr_op_load_name_or_global(OrrVm *vm, OrrFrame *frame, OrrValue mapping, OrrStr *name);
bool orr_op_store_name(OrrVm *vm, OrrFrame *frame, OrrStr *name, OrrValue value);
bool orr_op_del_name(OrrVm *vm, OrrFrame *frame, OrrStr *name);
bool orr_op_del_global(OrrVm *vm, OrrFrame *frame, OrrStr *name);
OrrValue orr_op_unbound_local(OrrVm *vm, OrrStr *name);
OrrValue orr_op_unbound_cell(OrrVm *vm, OrrStr *name, unsigned mode);
OrrValue orr_op_build_map(OrrVm *vm, const OrrValue *run, size_t pairs);
OrrValue orr_op_build_set(OrrVm *vm, const OrrValue *run, size_t count);
OrrValue orr_op_build_string(OrrVm *vm, const OrrValue *run, size_t count);
bool orr_op_list_extend(OrrVm *vm, OrrValue list, OrrValue iterable, unsigned mode);
bool orr_op_dict_update(OrrVm *vm, OrrValue dict, OrrValue mapping);
/* The tuple of f(*iterable), or "f() argument after * must be an iterable, not T". */
OrrValue orr_op_star_tuple(OrrVm *vm, OrrValue iterable, OrrValue callable);
bool orr_op_dict_merge(OrrVm *vm, OrrValue dict, OrrValue mapping, OrrValue callable);
OrrValue orr_op_format(OrrVm *vm, OrrValue value, OrrValue spec, unsigned conversion);
bool orr_op_unpack(OrrVm *vm, OrrValue iterable, size_t count, OrrValue *out);
bool orr_op_unpack_ex(OrrVm *vm, OrrValue iterable, size_t before, size_t after, OrrValue *out);
OrrValue orr_op_make_function(OrrVm *vm, OrrFrame *frame, OrrCode *code, OrrValue *run, unsigned mode);
OrrValue orr_op_import_name(OrrVm *vm, OrrFrame *frame, OrrStr *name, OrrValue level, OrrValue fromlist);
OrrValue orr_op_import_from(OrrVm *vm, OrrValue module, OrrStr *name);
bool orr_op_import_star(OrrVm *vm, OrrFrame *frame, OrrValue module);
OrrValue orr_op_get_awaitable(OrrVm *vm, OrrValue value, unsigned mode);
OrrValue orr_op_get_yield_from(OrrVm *vm, OrrFrame *frame, OrrValue value);
OrrValue orr_op_get_aiter(OrrVm *vm, OrrValue value);
OrrValue orr_op_get_anext(OrrVm *vm, OrrValue aiter);
bool orr_op_load_special(OrrVm *vm, OrrValue object, unsigned which, OrrValue out[2]);
int orr_op_match_exc(OrrVm *vm, OrrValue exception, OrrValue type);    /* -1 error */
bool orr_op_match_group(OrrVm *vm, OrrValue exception, OrrValue type, OrrValue out[2]);
/* Sets what `raise` raises pending. */
void orr_op_raise(OrrVm *vm, unsigned mode, OrrValue exception, OrrValue cause);
OrrValue orr_op_match_keys(OrrVm *vm, OrrValue subject, OrrValue keys);
OrrValue orr_op_match_class(OrrVm *vm, const OrrValue *run, size_t positional);
OrrValue orr_op_intrinsic(OrrVm *vm, OrrFrame *frame, OrrIntrinsic which, const OrrValue *run);

#endif
