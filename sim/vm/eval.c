/* The dispatch loop.
 *
 * One iteration executes one instruction. What is valid when:
 *   - frame, R (its registers), K (its constants), pc (next instruction) describe the running frame; thread->frame == frame.
 *   - frame->pc is stored (SAVE) before anything that can raise, call or look at frames; it is stale otherwise.
 *   - no exception is pending at the start of an instruction.
 * How an instruction ends: DISPATCH (next one), goto error (an exception is pending, or the thread has blocked), a change of
 * frame (enter_frame), or the end of the frame (return_value, yield_value).
 * How orr_run ends: when a frame with ENTRY_NATIVE returns, yields or fails, or when the thread blocks; in the last case all frames stay
 * in place and a later orr_run with ORR_RUN_UNBLOCK goes on from there.
 */
#include "sim/vm/eval.h"

#include "sim/base/limits.h"
#include "sim/vm/call.h"
#include "sim/vm/dict.h"
#include "sim/vm/dynamic.h"
#include "sim/vm/exception.h"
#include "sim/vm/iter.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/set.h"
#include "sim/vm/slice.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* dst registers: the old value (a local's) goes last. */
#define STORE(reg, v)                                                                                                  \
    do {                                                                                                               \
        OrrValue stored = (v);                                                                                         \
        OrrValue old_value = R[reg];                                                                                   \
        R[reg] = stored;                                                                                               \
        if (orr_is_object(old_value)) orr_release_object(vm, orr_object(old_value));                                   \
    } while (0)
#define DROP(reg)                                                                                                      \
    do {                                                                                                               \
        OrrValue dropped = R[reg];                                                                                     \
        R[reg] = ORR_EMPTY;                                                                                            \
        if (orr_is_object(dropped)) orr_release_object(vm, orr_object(dropped));                                       \
    } while (0)
#define KILL_A() if (ip->x & ORR_KILL_A) DROP(ip->a)
#define KILL_B() if (ip->x & ORR_KILL_B) DROP(ip->b)
#define KILL_C() if (ip->x & ORR_KILL_C) DROP(ip->c)
#define SAVE()   (frame->pc = pc)
#define MODE     ORR_MODE(*ip)

#if ORR_HOSTILE
#define TARGET(name) case ORR_OP_##name
#define DISPATCH()   goto next
#else
#define TARGET(name) L_##name
#define DISPATCH()                                                                                                     \
    do {                                                                                                               \
        ip = pc++;                                                                                                     \
        goto *labels[ip->op];                                                                                            \
    } while (0)
#endif

/* A result that may be ORR_NULL goes to a, after the operands b and c are taken. */
#define FINISH_BC(v)                                                                                                   \
    do {                                                                                                               \
        OrrValue finished = (v);                                                                                       \
        KILL_B();                                                                                                      \
        KILL_C();                                                                                                      \
        if (ORR_UNLIKELY(finished == ORR_NULL)) goto error;                                                            \
        STORE(ip->a, finished);                                                                                          \
        DISPATCH();                                                                                                    \
    } while (0)
#define FINISH_B(v)                                                                                                    \
    do {                                                                                                               \
        OrrValue finished = (v);                                                                                       \
        KILL_B();                                                                                                      \
        if (ORR_UNLIKELY(finished == ORR_NULL)) goto error;                                                            \
        STORE(ip->a, finished);                                                                                          \
        DISPATCH();                                                                                                    \
    } while (0)

static void release_run(OrrVm *vm, OrrValue *run, size_t count) {
    for (size_t n = 0; n < count; n++) {
        OrrValue v = run[n];
        run[n] = ORR_EMPTY;
        if (orr_is_object(v)) orr_release_object(vm, orr_object(v));
    }
}

/* Moves the run's values out as call arguments: their registers become empty. */
static void empty_run(OrrValue *run, size_t count) {
    for (size_t n = 0; n < count; n++) run[n] = ORR_EMPTY;
}

static const OrrException *find_handler(const OrrCode *code, uint32_t pc) {
    for (uint32_t n = 0; n < code->exception_count; n++)
        if (pc >= code->exceptions[n].start && pc < code->exceptions[n].end) return &code->exceptions[n];
    return NULL;
}

static inline bool small_compare(int64_t left, int64_t right, OrrCompareOp op) {
    switch (op) {
    case ORR_LT: return left < right;
    case ORR_LE: return left <= right;
    case ORR_EQ: return left == right;
    case ORR_NE: return left != right;
    case ORR_GT: return left > right;
    case ORR_GE: return left >= right;
    }
    return false;
}
static inline bool float_compare(double left, double right, OrrCompareOp op) {
    switch (op) {
    case ORR_LT: return left < right;
    case ORR_LE: return left <= right;
    case ORR_EQ: return left == right;
    case ORR_NE: return left != right;
    case ORR_GT: return left > right;
    case ORR_GE: return left >= right;
    }
    return false;
}

/* left == right for exact strs, by far the commonest comparison of objects; -1: something else. */
static inline int str_equal(const OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_object(left) || !orr_is_object(right)) return -1;
    if (orr_object(left)->type != vm->types.str || orr_object(right)->type != vm->types.str) return -1;
    if (left == right) return 1;
    const OrrStr *a = orr_as_str(left), *b = orr_as_str(right);
    if (a->head.flags & b->head.flags & ORR_STR_INTERNED) return 0;
    return a->length == b->length && orr_str_equal(a, b);
}

static int slow_condition(OrrVm *vm, OrrValue left, OrrValue right, OrrCompareOp op) {
    if (op == ORR_EQ || op == ORR_NE) {
        int equal = str_equal(vm, left, right);
        if (equal >= 0) return equal == (op == ORR_EQ);
    }
    return orr_compare_truth(vm, left, right, op);
}

static bool are_strs(const OrrVm *vm, OrrValue left, OrrValue right) {
    return orr_is_object(left) && orr_is_object(right) && orr_object(left)->type == vm->types.str &&
           orr_object(right)->type == vm->types.str;
}

/* x += text, in place when nobody else sees x. */
static OrrValue add_strs(OrrVm *vm, OrrValue *R, OrrInstr i, OrrValue right) {
    OrrValue left = R[i.b];
    if (i.a == i.b && left != right && orr_object(left)->refs == 1) {
        R[i.b] = ORR_EMPTY;
        if (orr_str_append(vm, &left, orr_as_str(right))) return left;
        R[i.b] = left;
        return ORR_NULL;
    }
    return orr_str_concat(vm, orr_as_str(left), orr_as_str(right));
}

/* The item of an exact list or tuple at a small index; false: do it the long way. */
static inline bool quick_item(const OrrVm *vm, OrrValue object, OrrValue key, OrrValue *item) {
    if (!orr_is_small_int(key) || !orr_is_object(object)) return false;
    int64_t index = orr_small_int_value(key);
    const OrrType *type = orr_object(object)->type;
    const OrrValue *items;
    size_t count;
    if (type == vm->types.list) {
        items = orr_as_list(object)->items;
        count = orr_as_list(object)->count;
    } else if (type == vm->types.tuple) {
        items = orr_as_tuple(object)->items;
        count = orr_as_tuple(object)->count;
    } else {
        return false;
    }
    if (index < 0) index += (int64_t)count;
    if ((uint64_t)index >= count) return false;
    *item = orr_retain(items[index]);
    return true;
}

/* What IN_FOR found: the next item of the commonest iterators without a call. */
static inline bool quick_next(const OrrVm *vm, OrrValue iterator, OrrValue *item) {
    const OrrType *type = orr_object(iterator)->type;
    if (type == vm->types.range_iterator) {
        OrrRangeIterator *r = (OrrRangeIterator *)orr_object(iterator);
        if (r->left == 0) return false;
        r->left--;
        *item = orr_small_int(r->current);
        r->current += r->step;
        return true;
    }
    if (type == vm->types.list_iterator) {
        OrrListIterator *l = (OrrListIterator *)orr_object(iterator);
        if (l->list == NULL || l->index >= l->list->count) return false;
        *item = orr_retain(l->list->items[l->index++]);
        return true;
    }
    if (type == vm->types.tuple_iterator) {
        OrrTupleIterator *t = (OrrTupleIterator *)orr_object(iterator);
        if (t->tuple == NULL || t->index >= t->tuple->count) return false;
        *item = orr_retain(t->tuple->items[t->index++]);
        return true;
    }
    return false;
}

static inline bool is_frame_generator(const OrrVm *vm, OrrValue v) {
    if (!orr_is_object(v)) return false;
    const OrrType *type = orr_object(v)->type;
    return type == vm->types.generator || (type == vm->types.coroutine && !(orr_object(v)->flags & ORR_CORO_NATIVE));
}

/* A generator that can be stepped by linking in its frame (anything else gets its error from orr_send). */
static inline bool can_step(const OrrGenerator *g) {
    return g->frame.status == ORR_GENERATOR_SUSPENDED || g->frame.status == ORR_GENERATOR_CREATED;
}

static void set_handled(OrrVm *vm, OrrThread *thread, OrrValue exception) {
    orr_set_slot(vm, &thread->handled->exception, exception);
}

#define FRAME_WORDS (sizeof(OrrFrame) / sizeof(OrrValue))

/* The short way of orr_frame_push for a call in the loop: takes over the reference to function, whose arguments are moved from
 * args. NULL: nothing is done, go the long way. */
static inline OrrFrame *push_call(OrrVm *vm, OrrThread *thread, OrrFunction *function, OrrValue *args, size_t nargs) {
    OrrCode *code = function->code;
    size_t nregs = code->nregs;
    OrrFrame *frame = (OrrFrame *)(void *)thread->top;
    if (ORR_UNLIKELY(vm->frame_depth >= vm->recursion_limit ||
                     (size_t)(thread->limit - thread->top) < FRAME_WORDS + nregs || code->nfree != 0))
        return NULL;
    OrrValue *regs = orr_frame_regs(frame);
    thread->top = regs + nregs;
    vm->frame_depth++;
    frame->back = thread->frame;
    frame->code = code;
    frame->pc = code->instrs;
    frame->function = function;
    frame->in_generator = frame->has_object = false;
    for (size_t n = 0; n < nargs; n++) {
        regs[n] = args[n];
        args[n] = ORR_EMPTY;
    }
    for (size_t n = nargs; n < nregs; n++) regs[n] = ORR_EMPTY;
    thread->frame = frame;
    return frame;
}

/* The short way of orr_frame_pop, for a plain call's frame that nobody has made an object of. */
static inline void pop_call(OrrVm *vm, OrrThread *thread, OrrFrame *frame) {
    OrrValue *regs = orr_frame_regs(frame);
    OrrFunction *function = frame->function;
    for (size_t n = 0, count = frame->code->nregs; n < count; n++) {
        OrrValue v = regs[n];
        if (orr_is_object(v)) {
            regs[n] = ORR_EMPTY;
            orr_release_object(vm, orr_object(v));
        }
    }
    if (ORR_UNLIKELY((OrrValue *)(void *)frame == thread->chunk->data || frame->has_object)) {
        orr_frame_pop(vm, frame);
        return;
    }
    thread->frame = frame->back;
    thread->top = (OrrValue *)(void *)frame;
    vm->frame_depth--;
    orr_release_object(vm, function);
}

OrrSend orr_run(OrrVm *vm, OrrRunMode mode, OrrValue value, OrrValue *result) {
#if !ORR_HOSTILE
    static const void *const labels[ORR_OP_COUNT] = {
#define OP(name, a, b, c, words, text) &&L_##name,
#include "sim/code/opcodes.def"
#undef OP
    };
#endif
    OrrThread *const thread = vm->thread;
    OrrFrame *frame = thread->frame;
    const OrrInstr *pc = frame->pc;
    OrrValue *R = orr_frame_regs(frame);
    const OrrValue *K = frame->code->consts;
    OrrValue sent = ORR_NONE; /* what the generator being resumed gets; ORR_NONE but on the way into one */
    OrrValue v;               /* a result on its way */
    const OrrInstr *ip; /* the instruction being executed */
    OrrBinaryOp binary;
    OrrCompareOp compare;

    *result = ORR_NULL;
    if (thread->runs++ == 0) thread->run_depth = vm->native_depth;
    switch (mode) {
    case ORR_RUN_SEND:
        sent = value;
        goto resume_frame;
    case ORR_RUN_THROW: goto error;
    case ORR_RUN_DELEGATE_DONE:
        ip = pc - 1;
        KILL_B();
        STORE(ip->a, value);
        break;
    case ORR_RUN_UNBLOCK: STORE(frame->blocked_reg, value); break;
    }

#if ORR_HOSTILE
next:
    ip = pc++;
    switch ((OrrOp)ip->op) {
    case ORR_OP_COUNT: break;
#else
    DISPATCH();
#endif

    TARGET(NOP):
    TARGET(EXT):
        DISPATCH();

    /* Data movement */

    TARGET(MOVE): {
        v = R[ip->b];
        if (ip->x & ORR_KILL_B) R[ip->b] = ORR_EMPTY;
        else orr_retain(v);
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(LOADK): {
        v = orr_retain(K[ip->b]);
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(LOAD_INT): {
        STORE(ip->a, orr_small_int((int32_t)orr_instr_wide(*ip)));
        DISPATCH();
    }
    TARGET(CLEAR): {
        SAVE();
        DROP(ip->a);
        DISPATCH();
    }
    TARGET(CHECK_BOUND): {
        if (ORR_UNLIKELY(R[ip->a] == ORR_EMPTY)) {
            SAVE();
            orr_op_unbound_local(vm, frame->code->names[ip->b]);
            goto error;
        }
        DISPATCH();
    }
    TARGET(MAKE_CELL): {
        SAVE();
        v = orr_cell_new(vm, R[ip->a]);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(LOAD_CELL): {
        v = ((OrrCell *)orr_object(R[ip->b]))->value;
        if (ORR_UNLIKELY(v == ORR_EMPTY)) {
            SAVE();
            orr_op_unbound_cell(vm, frame->code->names[ip->c], MODE);
            goto error;
        }
        orr_retain(v);
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(STORE_CELL): {
        OrrCell *cell = (OrrCell *)orr_object(R[ip->a]);
        v = R[ip->b];
        if (ip->x & ORR_KILL_B) R[ip->b] = ORR_EMPTY;
        else orr_retain(v);
        SAVE();
        OrrValue old = cell->value;
        cell->value = v;
        orr_release(vm, old);
        DISPATCH();
    }
    TARGET(CLEAR_CELL): {
        OrrCell *cell = (OrrCell *)orr_object(R[ip->a]);
        SAVE();
        if (cell->value == ORR_EMPTY) {
            orr_op_unbound_cell(vm, frame->code->names[ip->b], MODE);
            goto error;
        }
        OrrValue old = cell->value;
        cell->value = ORR_EMPTY;
        orr_release(vm, old);
        DISPATCH();
    }
    TARGET(LOAD_GLOBAL): {
        OrrGlobalCache *cache = (OrrGlobalCache *)(uintptr_t)pc;
        pc += 2;
        if (ORR_LIKELY(cache->epoch == vm->globals_epoch)) {
            OrrDict *dict = cache->in_builtins ? vm->builtins : frame->function->globals;
            v = orr_retain(dict->entries[cache->index].value);
        } else {
            SAVE();
            v = orr_cached_load_global(vm, frame->function->globals, frame->code->names[ip->b], cache);
            if (v == ORR_NULL) goto error;
        }
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(STORE_GLOBAL): {
        uint64_t *cache = (uint64_t *)(uintptr_t)pc; /* the entry's index, a guess */
        pc += 1;
        SAVE();
        OrrDict *globals = frame->function->globals;
        OrrStr *name = frame->code->names[ip->b];
        if (ORR_UNLIKELY(*cache >= globals->used || globals->entries[*cache].key != orr_value(name))) {
            int64_t at = orr_dict_find_name(globals, name);
            *cache = at < 0 ? 0 : (uint64_t)at;
            if (at < 0) {
                bool ok = orr_dict_set_name(vm, globals, name, R[ip->a]);
                KILL_A();
                if (!ok) goto error;
                DISPATCH();
            }
        }
        v = R[ip->a];
        if (ip->x & ORR_KILL_A) R[ip->a] = ORR_EMPTY;
        else orr_retain(v);
        OrrValue old = globals->entries[*cache].value;
        globals->entries[*cache].value = v;
        orr_release(vm, old);
        DISPATCH();
    }
    TARGET(DEL_GLOBAL): {
        SAVE();
        if (!orr_op_del_global(vm, frame, frame->code->names[ip->a])) goto error;
        DISPATCH();
    }
    TARGET(LOAD_NAME): {
        SAVE();
        v = orr_op_load_name(vm, frame, frame->code->names[ip->b]);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(STORE_NAME): {
        SAVE();
        bool ok = orr_op_store_name(vm, frame, frame->code->names[ip->b], R[ip->a]);
        KILL_A();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(DEL_NAME): {
        SAVE();
        if (!orr_op_del_name(vm, frame, frame->code->names[ip->a])) goto error;
        DISPATCH();
    }
    TARGET(LOAD_NAME_OR_CELL): {
        SAVE();
        v = orr_op_load_name_or_cell(vm, frame, R[ip->b], R[ip->b + 1], frame->code->names[ip->c]);
        release_run(vm, &R[ip->b], 2);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(LOAD_NAME_OR_GLOBAL): {
        SAVE();
        FINISH_B(orr_op_load_name_or_global(vm, frame, R[ip->b], frame->code->names[ip->c]));
    }

    /* Attributes and items */

    TARGET(GETATTR): {
        OrrAttrCache *cache = (OrrAttrCache *)(uintptr_t)pc;
        pc += 2;
        OrrValue object = R[ip->b];
        OrrStr *name = frame->code->names[ip->c];
        SAVE();
        if (ORR_LIKELY(orr_is_object(object))) {
            OrrObject *o = orr_object(object);
            if (o->type->version == cache->version) {
                if (cache->kind == ORR_CACHE_INSTANCE) {
                    OrrDict *dict = *(OrrDict **)((char *)o + o->type->dict_offset);
                    if (dict != NULL && cache->index < dict->used &&
                        dict->entries[cache->index].key == orr_value(name)) {
                        v = orr_retain(dict->entries[cache->index].value);
                        goto got_attribute;
                    }
                } else if (cache->kind == ORR_CACHE_SLOT) {
                    v = *(OrrValue *)((char *)o + cache->index);
                    if (v != ORR_NULL) {
                        orr_retain(v);
                        goto got_attribute;
                    }
                } else if (cache->kind == ORR_CACHE_CLASS) {
                    v = orr_retain(cache->pointer);
                    goto got_attribute;
                } else if (cache->kind == ORR_CACHE_MODULE) {
                    OrrDict *dict = ((OrrModule *)o)->dict;
                    if (cache->index < dict->used && dict->entries[cache->index].key == orr_value(name)) {
                        v = orr_retain(dict->entries[cache->index].value);
                        goto got_attribute;
                    }
                }
            } else if (cache->kind == ORR_CACHE_TYPE && (o->type->flags & ORR_TYPE_TYPE_SUB) &&
                       ((OrrType *)o)->version == cache->version) {
                v = orr_retain(cache->pointer);
                goto got_attribute;
            }
        }
        v = orr_cached_getattr(vm, object, name, cache);
    got_attribute:
        FINISH_B(v);
    }
    TARGET(SETATTR): {
        OrrAttrCache *cache = (OrrAttrCache *)(uintptr_t)pc;
        pc += 2;
        OrrValue object = R[ip->a];
        OrrStr *name = frame->code->names[ip->c];
        SAVE();
        bool ok = true;
        if (ORR_LIKELY(orr_is_object(object))) {
            OrrObject *o = orr_object(object);
            if (o->type->version == cache->version) {
                OrrValue *slot = NULL;
                if (cache->kind == ORR_CACHE_INSTANCE) {
                    OrrDict *dict = *(OrrDict **)((char *)o + o->type->dict_offset);
                    if (dict != NULL && cache->index < dict->used &&
                        dict->entries[cache->index].key == orr_value(name))
                        slot = &dict->entries[cache->index].value;
                } else if (cache->kind == ORR_CACHE_SLOT) {
                    slot = (OrrValue *)((char *)o + cache->index);
                }
                if (slot != NULL) {
                    OrrValue old = *slot;
                    if (ip->x & ORR_KILL_B) {
                        *slot = R[ip->b];
                        R[ip->b] = ORR_EMPTY;
                    } else {
                        *slot = orr_retain(R[ip->b]);
                    }
                    orr_xrelease(vm, old);
                    KILL_A();
                    DISPATCH();
                }
            }
        }
        ok = orr_cached_setattr(vm, object, name, R[ip->b], cache);
        KILL_A();
        KILL_B();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(DELATTR): {
        SAVE();
        bool ok = orr_setattr(vm, R[ip->a], frame->code->names[ip->c], ORR_NULL);
        KILL_A();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(LOAD_METHOD): {
        OrrAttrCache *cache = (OrrAttrCache *)(uintptr_t)pc;
        pc += 2;
        OrrValue object = R[ip->b];
        OrrValue out[2];
        SAVE();
        if (ORR_LIKELY(orr_is_object(object)) && orr_object(object)->type->version == cache->version &&
            cache->kind == ORR_CACHE_METHOD) {
            out[0] = orr_retain(cache->pointer);
            out[1] = object;
            if (ip->x & ORR_KILL_B) R[ip->b] = ORR_EMPTY;
            else orr_object(object)->refs++;
        } else if (orr_is_object(object) && orr_object(object)->type->version == cache->version &&
                   cache->kind == ORR_CACHE_MODULE &&
                   cache->index < ((OrrModule *)orr_object(object))->dict->used &&
                   ((OrrModule *)orr_object(object))->dict->entries[cache->index].key ==
                       orr_value(frame->code->names[ip->c])) {
            out[0] = orr_retain(((OrrModule *)orr_object(object))->dict->entries[cache->index].value);
            out[1] = ORR_EMPTY;
            KILL_B();
        } else {
            bool ok = orr_cached_load_method(vm, object, frame->code->names[ip->c], cache, out);
            KILL_B();
            if (!ok) goto error;
        }
        STORE(ip->a, out[0]);
        STORE(ip->a + 1, out[1]);
        DISPATCH();
    }
    TARGET(MAKE_SUPER): {
        SAVE();
        v = orr_op_super(vm, &R[ip->b]);
        release_run(vm, &R[ip->b], 3);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(LOAD_SUPER_ATTR): {
        SAVE();
        v = orr_op_super_attr(vm, &R[ip->b], frame->code->names[ip->c]);
        release_run(vm, &R[ip->b], 3);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(LOAD_SUPER_METHOD): {
        OrrValue out[2];
        SAVE();
        bool ok = orr_op_super_method(vm, &R[ip->b], frame->code->names[ip->c], out);
        release_run(vm, &R[ip->b], 3);
        if (!ok) goto error;
        STORE(ip->a, out[0]);
        STORE(ip->a + 1, out[1]);
        DISPATCH();
    }
    TARGET(GETITEM): {
        SAVE();
        OrrValue object = R[ip->b], key = R[ip->c];
        if (!quick_item(vm, object, key, &v)) {
            if (orr_is_object(object) && orr_object(object)->type == vm->types.dict) {
                v = orr_dict_get(vm, orr_as_dict(object), key);
                if (v != ORR_NULL) orr_retain(v);
                else if (vm->exception == ORR_NULL) orr_raise_with(vm, vm->exc.KeyError, key);
            } else {
                v = orr_getitem(vm, object, key);
            }
        }
        FINISH_BC(v);
    }
    TARGET(SETITEM): {
        OrrValue object = R[ip->a], key = R[ip->b];
        bool ok;
        SAVE();
        if (orr_is_object(object) && orr_object(object)->type == vm->types.dict) {
            ok = orr_dict_set(vm, orr_as_dict(object), key, R[ip->c]);
        } else if (orr_is_small_int(key) && orr_is_object(object) && orr_object(object)->type == vm->types.list &&
                   (uint64_t)orr_small_int_value(key) < orr_as_list(object)->count) {
            orr_set_slot(vm, &orr_as_list(object)->items[orr_small_int_value(key)], orr_retain(R[ip->c]));
            ok = true;
        } else {
            ok = orr_setitem(vm, object, key, R[ip->c]);
        }
        KILL_A();
        KILL_B();
        KILL_C();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(DELITEM): {
        SAVE();
        bool ok = orr_setitem(vm, R[ip->a], R[ip->b], ORR_NULL);
        KILL_A();
        KILL_B();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(MAKE_SLICE): {
        SAVE();
        v = orr_slice_new(vm, R[ip->b], R[ip->b + 1], R[ip->b + 2]);
        release_run(vm, &R[ip->b], 3);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }

    /* Operators */

    TARGET(NEG): {
        v = R[ip->b];
        if (orr_is_small_int(v) && orr_small_int_value(v) != ORR_SMALL_INT_MIN) {
            STORE(ip->a, orr_small_int(-orr_small_int_value(v)));
            DISPATCH();
        }
        SAVE();
        FINISH_B(orr_unary(vm, ORR_NEG, v));
    }
    TARGET(POS): {
        SAVE();
        FINISH_B(orr_unary(vm, ORR_POS, R[ip->b]));
    }
    TARGET(INVERT): {
        SAVE();
        FINISH_B(orr_unary(vm, ORR_INVERT, R[ip->b]));
    }
    TARGET(NOT): {
        v = R[ip->b];
        if (orr_is_bool(v)) {
            STORE(ip->a, v ^ 8u);
            DISPATCH();
        }
        SAVE();
        int truth = orr_truth(vm, v);
        FINISH_B(truth < 0 ? ORR_NULL : orr_bool(!truth));
    }

#define ARITHMETIC(name, overflow_builtin, right_untagged, float_op, right, slow_label)                                \
    {                                                                                                                  \
        OrrValue l = R[ip->b], r = (right);                                                                              \
        if (ORR_LIKELY(orr_both_small_ints(l, r))) {                                                                   \
            int64_t sum;                                                                                               \
            if (ORR_LIKELY(!overflow_builtin((int64_t)l, (int64_t)(right_untagged), &sum))) {                          \
                STORE(ip->a, (OrrValue)sum);                                                                             \
                DISPATCH();                                                                                            \
            }                                                                                                          \
        } else if (orr_is_flonum(l) && orr_is_flonum(r)) {                                                             \
            if (orr_flonum_encode(orr_flonum_value(l) float_op orr_flonum_value(r), &v)) {                             \
                STORE(ip->a, v);                                                                                         \
                DISPATCH();                                                                                            \
            }                                                                                                          \
        }                                                                                                              \
        binary = ORR_##name;                                                                                           \
        goto slow_label;                                                                                               \
    }

    TARGET(ADD): ARITHMETIC(ADD, __builtin_add_overflow, r - 1u, +, R[ip->c], binary_operator)
    TARGET(SUB): ARITHMETIC(SUB, __builtin_sub_overflow, r - 1u, -, R[ip->c], binary_operator)
    TARGET(ADDK): {
        v = R[ip->b];
        if (orr_is_object(v) && orr_is_object(K[ip->c]) && orr_object(v)->type == vm->types.str &&
            orr_object(K[ip->c])->type == vm->types.str) {
            SAVE();
            FINISH_B(add_strs(vm, R, *ip, K[ip->c]));
        }
    }
    ARITHMETIC(ADD, __builtin_add_overflow, r - 1u, +, K[ip->c], binary_operator_k)
    TARGET(SUBK): ARITHMETIC(SUB, __builtin_sub_overflow, r - 1u, -, K[ip->c], binary_operator_k)

#define MULTIPLY(right, slow_label)                                                                                    \
    {                                                                                                                  \
        OrrValue l = R[ip->b], r = (right);                                                                              \
        if (ORR_LIKELY(orr_both_small_ints(l, r))) {                                                                   \
            int64_t product;                                                                                           \
            if (ORR_LIKELY(!__builtin_mul_overflow((int64_t)(l - 1u), orr_small_int_value(r), &product))) {            \
                STORE(ip->a, (OrrValue)product + 1u);                                                                    \
                DISPATCH();                                                                                            \
            }                                                                                                          \
        } else if (orr_is_flonum(l) && orr_is_flonum(r)) {                                                             \
            if (orr_flonum_encode(orr_flonum_value(l) * orr_flonum_value(r), &v)) {                                    \
                STORE(ip->a, v);                                                                                         \
                DISPATCH();                                                                                            \
            }                                                                                                          \
        }                                                                                                              \
        binary = ORR_MUL;                                                                                              \
        goto slow_label;                                                                                               \
    }
    TARGET(MUL): MULTIPLY(R[ip->c], binary_operator)
    TARGET(MULK): MULTIPLY(K[ip->c], binary_operator_k)

#define FLOOR(name, right, slow_label, adjusted)                                                                       \
    {                                                                                                                  \
        OrrValue l = R[ip->b], r = (right);                                                                              \
        if (ORR_LIKELY(orr_both_small_ints(l, r)) && (int64_t)r > 1) {                                                 \
            int64_t n = orr_small_int_value(l), d = orr_small_int_value(r);                                            \
            int64_t quotient = n / d, remainder = n % d;                                                               \
            if (remainder < 0) {                                                                                       \
                quotient--;                                                                                            \
                remainder += d;                                                                                        \
            }                                                                                                          \
            (void)quotient;                                                                                            \
            STORE(ip->a, orr_small_int(adjusted));                                                                       \
            DISPATCH();                                                                                                \
        }                                                                                                              \
        binary = ORR_##name;                                                                                           \
        goto slow_label;                                                                                               \
    }
    TARGET(FLOORDIV): FLOOR(FLOORDIV, R[ip->c], binary_operator, quotient)
    TARGET(FLOORDIVK): FLOOR(FLOORDIV, K[ip->c], binary_operator_k, quotient)
    TARGET(MOD): FLOOR(MOD, R[ip->c], binary_operator, remainder)
    TARGET(MODK): FLOOR(MOD, K[ip->c], binary_operator_k, remainder)

#define BITWISE(name, right, operator, slow_label)                                                                     \
    {                                                                                                                  \
        OrrValue l = R[ip->b], r = (right);                                                                              \
        if (ORR_LIKELY(orr_both_small_ints(l, r))) {                                                                   \
            STORE(ip->a, (l operator r) | 1u);                                                                           \
            DISPATCH();                                                                                                \
        }                                                                                                              \
        binary = ORR_##name;                                                                                           \
        goto slow_label;                                                                                               \
    }
    TARGET(AND): BITWISE(AND, R[ip->c], &, binary_operator)
    TARGET(ANDK): BITWISE(AND, K[ip->c], &, binary_operator_k)
    TARGET(OR): BITWISE(OR, R[ip->c], |, binary_operator)
    TARGET(XOR): BITWISE(XOR, R[ip->c], ^, binary_operator)

    TARGET(TRUEDIV): {
        OrrValue l = R[ip->b], r = R[ip->c];
        if (orr_is_flonum(l) && orr_is_flonum(r) && r != ORR_FLONUM_ZERO && orr_flonum_value(r) != 0.0 &&
            orr_flonum_encode(orr_flonum_value(l) / orr_flonum_value(r), &v)) {
            STORE(ip->a, v);
            DISPATCH();
        }
        binary = ORR_TRUEDIV;
        goto binary_operator;
    }
    TARGET(POW): binary = ORR_POW; goto binary_operator;
    TARGET(MATMUL): binary = ORR_MATMUL; goto binary_operator;
    TARGET(LSHIFT): {
        OrrValue l = R[ip->b], r = R[ip->c];
        if (orr_both_small_ints(l, r)) {
            int64_t n = orr_small_int_value(l), by = orr_small_int_value(r);
            if (by >= 0 && by < 62 && n >= 0 && n <= ORR_SMALL_INT_MAX >> by) {
                STORE(ip->a, orr_small_int(n << by));
                DISPATCH();
            }
        }
        binary = ORR_LSHIFT;
        goto binary_operator;
    }
    TARGET(RSHIFT): {
        OrrValue l = R[ip->b], r = R[ip->c];
        if (orr_both_small_ints(l, r) && orr_small_int_value(r) >= 0) {
            int64_t by = orr_small_int_value(r);
            STORE(ip->a, orr_small_int(orr_small_int_value(l) >> (by > 63 ? 63 : by)));
            DISPATCH();
        }
        binary = ORR_RSHIFT;
        goto binary_operator;
    }

#define COMPARE(name)                                                                                                  \
    {                                                                                                                  \
        OrrValue l = R[ip->b], r = R[ip->c];                                                                               \
        if (ORR_LIKELY(orr_both_small_ints(l, r))) {                                                                   \
            STORE(ip->a, orr_bool(small_compare((int64_t)l, (int64_t)r, ORR_##name)));                                   \
            DISPATCH();                                                                                                \
        }                                                                                                              \
        if (orr_is_flonum(l) && orr_is_flonum(r)) {                                                                    \
            STORE(ip->a, orr_bool(float_compare(orr_flonum_value(l), orr_flonum_value(r), ORR_##name)));                 \
            DISPATCH();                                                                                                \
        }                                                                                                              \
        compare = ORR_##name;                                                                                          \
        goto compare_operator;                                                                                         \
    }
    TARGET(LT): COMPARE(LT)
    TARGET(LE): COMPARE(LE)
    TARGET(EQ): COMPARE(EQ)
    TARGET(NE): COMPARE(NE)
    TARGET(GT): COMPARE(GT)
    TARGET(GE): COMPARE(GE)
    TARGET(IS): {
        SAVE();
        FINISH_BC(orr_bool((R[ip->b] == R[ip->c]) != (MODE & 1u)));
    }
    TARGET(IN): {
        SAVE();
        int found = orr_contains(vm, R[ip->c], R[ip->b]);
        FINISH_BC(found < 0 ? ORR_NULL : orr_bool((unsigned)found != (MODE & 1u)));
    }

    /* Control */

    TARGET(JUMP): {
        pc = frame->code->instrs + orr_instr_wide(*ip);
        DISPATCH();
    }
    TARGET(LOOP): {
        if (ORR_UNLIKELY(--vm->fuel < 0)) {
            SAVE();
            if (!orr_poll(vm)) goto error;
        }
        pc = frame->code->instrs + orr_instr_wide(*ip);
        DISPATCH();
    }
    TARGET(JUMP_IF_TRUE): {
        v = R[ip->a];
        int truth;
        if (orr_is_bool(v)) {
            truth = v == ORR_TRUE;
        } else {
            SAVE();
            truth = orr_truth(vm, v);
            KILL_A();
            if (truth < 0) goto error;
        }
        if (truth) pc = frame->code->instrs + orr_instr_wide(*ip);
        DISPATCH();
    }
    TARGET(JUMP_IF_FALSE): {
        v = R[ip->a];
        int truth;
        if (orr_is_bool(v)) {
            truth = v == ORR_TRUE;
        } else {
            SAVE();
            truth = orr_truth(vm, v);
            KILL_A();
            if (truth < 0) goto error;
        }
        if (!truth) pc = frame->code->instrs + orr_instr_wide(*ip);
        DISPATCH();
    }

#define COMPARE_JUMP(name, right, slow_label)                                                                          \
    {                                                                                                                  \
        OrrValue l = R[ip->a], r = (right);                                                                              \
        if (ORR_LIKELY(orr_both_small_ints(l, r))) {                                                                   \
            if (small_compare((int64_t)l, (int64_t)r, ORR_##name) == (MODE & 1u)) pc += (int16_t)ip->c;                  \
            DISPATCH();                                                                                                \
        }                                                                                                              \
        if (orr_is_flonum(l) && orr_is_flonum(r)) {                                                                    \
            if (float_compare(orr_flonum_value(l), orr_flonum_value(r), ORR_##name) == (MODE & 1u))                    \
                pc += (int16_t)ip->c;                                                                                    \
            DISPATCH();                                                                                                \
        }                                                                                                              \
        compare = ORR_##name;                                                                                          \
        goto slow_label;                                                                                               \
    }
    TARGET(JLT): COMPARE_JUMP(LT, R[ip->b], compare_jump)
    TARGET(JLE): COMPARE_JUMP(LE, R[ip->b], compare_jump)
    TARGET(JEQ): COMPARE_JUMP(EQ, R[ip->b], compare_jump)
    TARGET(JNE): COMPARE_JUMP(NE, R[ip->b], compare_jump)
    TARGET(JGT): COMPARE_JUMP(GT, R[ip->b], compare_jump)
    TARGET(JGE): COMPARE_JUMP(GE, R[ip->b], compare_jump)
    TARGET(JLTK): COMPARE_JUMP(LT, K[ip->b], compare_jump_k)
    TARGET(JLEK): COMPARE_JUMP(LE, K[ip->b], compare_jump_k)
    TARGET(JEQK): COMPARE_JUMP(EQ, K[ip->b], compare_jump_k)
    TARGET(JNEK): COMPARE_JUMP(NE, K[ip->b], compare_jump_k)
    TARGET(JGTK): COMPARE_JUMP(GT, K[ip->b], compare_jump_k)
    TARGET(JGEK): COMPARE_JUMP(GE, K[ip->b], compare_jump_k)
    TARGET(JIS): {
        bool same = R[ip->a] == R[ip->b];
        SAVE();
        KILL_A();
        KILL_B();
        if (same == (MODE & 1u)) pc += (int16_t)ip->c;
        DISPATCH();
    }
    TARGET(JISK): {
        bool same = R[ip->a] == K[ip->b];
        SAVE();
        KILL_A();
        if (same == (MODE & 1u)) pc += (int16_t)ip->c;
        DISPATCH();
    }
    TARGET(JIN): {
        SAVE();
        int found = orr_contains(vm, R[ip->b], R[ip->a]);
        KILL_A();
        KILL_B();
        if (found < 0) goto error;
        if ((unsigned)found == (MODE & 1u)) pc += (int16_t)ip->c;
        DISPATCH();
    }
    TARGET(GET_ITER): {
        SAVE();
        FINISH_B(orr_iter(vm, R[ip->b]));
    }
    TARGET(FOR_ITER): {
        OrrValue iterator = R[ip->a];
        if (ORR_LIKELY(quick_next(vm, iterator, &v))) {
            STORE(ip->b, v);
            DISPATCH();
        }
        SAVE();
        if (orr_object(iterator)->type == vm->types.generator && can_step(orr_as_generator(iterator))) {
            OrrGenerator *g = orr_as_generator(iterator);
            if (!orr_generator_enter(vm, g, ORR_ENTRY_FOR)) goto error;
            goto enter_generator;
        }
        if (ORR_UNLIKELY(orr_object(iterator)->type->slots.next == NULL)) { /* it deleted its __next__ */
            orr_raise(vm, vm->exc.TypeError, "'%T' object is not iterable", iterator);
            goto error;
        }
        v = orr_object(iterator)->type->slots.next(vm, iterator);
        if (ORR_LIKELY(v != ORR_NULL)) {
            STORE(ip->b, v);
            DISPATCH();
        }
        if (vm->exception != ORR_NULL) {
            if (!orr_pending_is(vm, vm->exc.StopIteration)) goto error;
            orr_exception_clear(vm);
        }
        DROP(ip->a);
        pc += ip->c;
        DISPATCH();
    }

    /* Building */

    TARGET(BUILD_TUPLE): {
        SAVE();
        v = orr_tuple_steal(vm, &R[ip->b], ip->c);
        empty_run(&R[ip->b], ip->c);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(BUILD_LIST): {
        SAVE();
        v = orr_list_steal(vm, &R[ip->b], ip->c);
        empty_run(&R[ip->b], ip->c);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(BUILD_SET): {
        SAVE();
        v = orr_op_build_set(vm, &R[ip->b], ip->c);
        release_run(vm, &R[ip->b], ip->c);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(BUILD_MAP): {
        SAVE();
        v = orr_op_build_map(vm, &R[ip->b], ip->c);
        release_run(vm, &R[ip->b], 2u * ip->c);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(BUILD_STRING): {
        SAVE();
        v = orr_op_build_string(vm, &R[ip->b], ip->c);
        release_run(vm, &R[ip->b], ip->c);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(LIST_APPEND): {
        v = R[ip->b];
        if (ip->x & ORR_KILL_B) R[ip->b] = ORR_EMPTY;
        else orr_retain(v);
        SAVE();
        if (!orr_list_append_steal(vm, orr_as_list(R[ip->a]), v)) goto error;
        DISPATCH();
    }
    TARGET(LIST_EXTEND): {
        SAVE();
        bool ok = orr_op_list_extend(vm, R[ip->a], R[ip->b], MODE);
        KILL_B();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(LIST_TO_TUPLE): {
        SAVE();
        OrrList *list = orr_as_list(R[ip->b]);
        FINISH_B(orr_tuple_new(vm, list->items, list->count));
    }
    TARGET(SET_ADD): {
        SAVE();
        bool ok = orr_set_add(vm, orr_as_set(R[ip->a]), R[ip->b]);
        KILL_B();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(SET_UPDATE): {
        SAVE();
        bool ok = orr_set_update(vm, orr_as_set(R[ip->a]), R[ip->b]);
        KILL_B();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(DICT_SET): {
        SAVE();
        bool ok = orr_dict_set(vm, orr_as_dict(R[ip->a]), R[ip->b], R[ip->c]);
        KILL_B();
        KILL_C();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(DICT_UPDATE): {
        SAVE();
        bool ok = orr_op_dict_update(vm, R[ip->a], R[ip->b]);
        KILL_B();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(DICT_MERGE): {
        SAVE();
        bool ok = orr_op_dict_merge(vm, R[ip->a], R[ip->b], R[ip->c]);
        KILL_B();
        KILL_C();
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(FORMAT): {
        SAVE();
        OrrValue spec = MODE & 4u ? ORR_NULL : R[ip->c];
        v = R[ip->b];
        if (spec == ORR_NULL && (MODE & 3u) < 2u && orr_is_object(v) && orr_object(v)->type == vm->types.str) {
            orr_retain(v);
        } else {
            v = orr_op_format(vm, v, spec, MODE & 3u);
        }
        KILL_B();
        if (spec != ORR_NULL) KILL_C();
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(UNPACK): {
        SAVE();
        v = R[ip->b];
        if (orr_is_object(v) && orr_object(v)->type == vm->types.tuple && orr_as_tuple(v)->count == ip->c) {
            const OrrTuple *t = orr_as_tuple(v);
            orr_object(v)->refs++; /* may be overwritten while it is read */
            KILL_B();
            for (unsigned n = 0; n < ip->c; n++) STORE(ip->a + n, orr_retain(t->items[n]));
            orr_release(vm, v);
            DISPATCH();
        }
        OrrValue *out = orr_buffer_new(vm, (ip->c + 1u) * sizeof *out);
        if (out == NULL) goto error;
        bool ok = orr_op_unpack(vm, v, ip->c, out);
        KILL_B();
        if (ok)
            for (unsigned n = 0; n < ip->c; n++) STORE(ip->a + n, out[n]);
        orr_buffer_free(vm, out, (ip->c + 1u) * sizeof *out);
        if (!ok) goto error;
        DISPATCH();
    }
    TARGET(UNPACK_EX): {
        unsigned before = ip->c & 255u, after = ip->c >> 8u, total = before + after + 1u;
        SAVE();
        OrrValue *out = orr_buffer_new(vm, total * sizeof *out);
        if (out == NULL) goto error;
        bool ok = orr_op_unpack_ex(vm, R[ip->b], before, after, out);
        KILL_B();
        if (ok)
            for (unsigned n = 0; n < total; n++) STORE(ip->a + n, out[n]);
        orr_buffer_free(vm, out, total * sizeof *out);
        if (!ok) goto error;
        DISPATCH();
    }

    /* Calls */

    TARGET(CALL): {
        if (ORR_UNLIKELY(--vm->fuel < 0)) {
            SAVE();
            if (!orr_poll(vm)) goto error;
        }
        SAVE();
        OrrValue *run = &R[ip->b];
        if (MODE & 1u) run[1] = ORR_EMPTY;
    call_again:;
        size_t nargs = ip->c;
        OrrValue *args = run + 2;
        if (run[1] != ORR_EMPTY) {
            args--;
            nargs++;
        }
        OrrValue callee = run[0];
        if (ORR_UNLIKELY(!orr_is_object(callee))) goto call_generic;
        OrrType *type = orr_object(callee)->type;
        if (type == vm->types.function) {
            OrrFunction *function = (OrrFunction *)orr_object(callee);
            OrrCode *code = function->code;
            if (ORR_LIKELY(code->simple && nargs == code->arg_count)) {
                OrrFrame *pushed = push_call(vm, thread, function, args, nargs);
                if (ORR_LIKELY(pushed != NULL)) {
                    run[0] = ORR_EMPTY;
                    pushed->entry = ORR_ENTRY_CALL;
                    pushed->result_reg = ip->a;
                    goto enter_frame;
                }
            }
            if (code->flags & (ORR_CODE_GENERATOR | ORR_CODE_COROUTINE | ORR_CODE_ASYNC_GENERATOR)) {
                v = orr_generator_new(vm, function, args, nargs, ORR_NULL);
                empty_run(run + 1, ip->c + 1u);
                DROP(ip->b);
                if (v == ORR_NULL) goto error;
                STORE(ip->a, v);
                DISPATCH();
            }
            OrrFrame *callee_frame = orr_frame_push(vm, function);
            if (ORR_UNLIKELY(callee_frame == NULL)) goto call_failed;
            if (ORR_LIKELY(code->simple && nargs == code->arg_count)) {
                for (size_t n = 0; n < nargs; n++) orr_frame_regs(callee_frame)[n] = args[n];
            } else if (!orr_frame_bind(vm, callee_frame, args, nargs, ORR_NULL)) {
                empty_run(run + 1, ip->c + 1u);
                orr_frame_pop(vm, callee_frame);
                DROP(ip->b);
                goto error;
            }
            empty_run(run + 1, ip->c + 1u);
            DROP(ip->b);
            callee_frame->entry = ORR_ENTRY_CALL;
            callee_frame->result_reg = ip->a;
            goto enter_frame;
        }
        if (type == vm->types.builtin || type == vm->types.method_descriptor || type == vm->types.native_function) {
            v = orr_builtin_call(vm, (OrrBuiltin *)orr_object(callee), args, nargs, ORR_NULL);
            goto call_finished;
        }
        if (type == vm->types.method && run[1] == ORR_EMPTY) {
            OrrMethod *method = (OrrMethod *)orr_object(callee);
            run[0] = orr_retain(method->function);
            run[1] = orr_retain(method->self);
            orr_release(vm, callee);
            goto call_again;
        }
        if (type == vm->types.type) {
            OrrFunction *init = orr_type_plain_init((OrrType *)orr_object(callee), vm);
            if (init != NULL) {
                /* A class of the program with object's __new__ and an __init__ in Python: no C frame between. */
                OrrType *cls = (OrrType *)orr_object(callee);
                OrrValue instance = orr_instance_new(vm, cls);
                if (instance == ORR_NULL) goto call_failed;
                run[1] = orr_retain(instance);
                OrrFrame *callee_frame = orr_frame_push_init(vm, init, instance);
                if (callee_frame == NULL) goto call_failed;
                if (ORR_LIKELY(init->code->simple && (size_t)ip->c + 1 == init->code->arg_count)) {
                    for (size_t n = 0; n <= ip->c; n++) orr_frame_regs(callee_frame)[n] = run[n + 1];
                } else if (!orr_frame_bind(vm, callee_frame, run + 1, (size_t)ip->c + 1, ORR_NULL)) {
                    empty_run(run + 1, ip->c + 1u);
                    orr_frame_pop(vm, callee_frame);
                    DROP(ip->b);
                    goto error;
                }
                empty_run(run + 1, ip->c + 1u);
                DROP(ip->b);
                callee_frame->result_reg = ip->a;
                goto enter_frame;
            }
        }
    call_generic:
        v = orr_call(vm, run[0], args, nargs, ORR_NULL);
    call_finished:
        release_run(vm, run, ip->c + 2u);
        if (ORR_UNLIKELY(v == ORR_NULL)) {
            frame->blocked_reg = ip->a;
            goto error;
        }
        STORE(ip->a, v);
        DISPATCH();
    call_failed:
        release_run(vm, run, ip->c + 2u);
        goto error;
    }
    TARGET(CALL_KW): {
        OrrValue kwnames = K[pc->a];
        pc += 1;
        SAVE();
        OrrValue *run = &R[ip->b];
        if (MODE & 1u) run[1] = ORR_EMPTY;
        if (run[1] == ORR_EMPTY && orr_is_object(run[0]) && orr_object(run[0])->type == vm->types.method) {
            OrrValue bound = run[0];
            OrrMethod *method = (OrrMethod *)orr_object(bound);
            run[0] = orr_retain(method->function);
            run[1] = orr_retain(method->self);
            orr_release(vm, bound);
        }
        size_t keywords = orr_as_tuple(kwnames)->count;
        size_t nargs = ip->c - keywords;
        OrrValue *args = run + 2;
        if (run[1] != ORR_EMPTY) {
            args--;
            nargs++;
        }
        OrrValue callee = run[0];
        if (orr_is_object(callee) && orr_object(callee)->type == vm->types.function) {
            OrrFunction *function = (OrrFunction *)orr_object(callee);
            OrrFrame *callee_frame = NULL;
            if (function->code->flags & (ORR_CODE_GENERATOR | ORR_CODE_COROUTINE | ORR_CODE_ASYNC_GENERATOR)) {
                v = orr_generator_new(vm, function, args, nargs, kwnames);
                empty_run(run + 1, ip->c + 1u);
                goto call_kw_finished;
            }
            callee_frame = orr_frame_push(vm, function);
            if (callee_frame == NULL) {
                v = ORR_NULL;
                goto call_kw_finished;
            }
            bool ok = orr_frame_bind(vm, callee_frame, args, nargs, kwnames);
            empty_run(run + 1, ip->c + 1u);
            if (!ok) {
                orr_frame_pop(vm, callee_frame);
                DROP(ip->b);
                goto error;
            }
            DROP(ip->b);
            callee_frame->entry = ORR_ENTRY_CALL;
            callee_frame->result_reg = ip->a;
            goto enter_frame;
        }
        if (orr_is_object(callee) && orr_object(callee)->type == vm->types.type) {
            OrrFunction *init = orr_type_plain_init((OrrType *)orr_object(callee), vm);
            if (init != NULL) {
                OrrValue instance = orr_instance_new(vm, (OrrType *)orr_object(callee));
                OrrFrame *callee_frame = NULL;
                if (instance != ORR_NULL) {
                    run[1] = orr_retain(instance);
                    callee_frame = orr_frame_push_init(vm, init, instance);
                }
                if (callee_frame == NULL) {
                    v = ORR_NULL;
                    goto call_kw_finished;
                }
                bool ok = orr_frame_bind(vm, callee_frame, run + 1, nargs + 1, kwnames);
                empty_run(run + 1, ip->c + 1u);
                if (!ok) {
                    orr_frame_pop(vm, callee_frame);
                    DROP(ip->b);
                    goto error;
                }
                DROP(ip->b);
                callee_frame->result_reg = ip->a;
                goto enter_frame;
            }
        }
        if (orr_is_object(callee) && (orr_object(callee)->type == vm->types.builtin ||
                                      orr_object(callee)->type == vm->types.method_descriptor ||
                                      orr_object(callee)->type == vm->types.native_function))
            v = orr_builtin_call(vm, (OrrBuiltin *)orr_object(callee), args, nargs, kwnames);
        else v = orr_call(vm, callee, args, nargs, kwnames);
    call_kw_finished:
        release_run(vm, run, ip->c + 2u);
        if (v == ORR_NULL) {
            frame->blocked_reg = ip->a;
            goto error;
        }
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(CALL_EX): {
        SAVE();
        OrrValue *run = &R[ip->b];
        if (MODE & 1u) run[1] = ORR_EMPTY;
        if (MODE & 2u) run[3] = ORR_EMPTY;
        if (MODE & 4u) {
            v = orr_op_star_tuple(vm, run[2], run[0]);
            if (v == ORR_NULL) {
                release_run(vm, run, 4);
                goto error;
            }
            orr_set_slot(vm, &run[2], v);
        }
        OrrValue kwargs = run[3] == ORR_EMPTY ? ORR_NULL : run[3];
        OrrValue callee = run[0], self = run[1] == ORR_EMPTY ? ORR_NULL : run[1];
        if (self == ORR_NULL && orr_is_object(callee) && orr_object(callee)->type == vm->types.method) {
            self = ((OrrMethod *)orr_object(callee))->self;
            callee = ((OrrMethod *)orr_object(callee))->function;
        }
        if (orr_is_object(callee) && orr_object(callee)->type == vm->types.function &&
            !(((OrrFunction *)orr_object(callee))->code->flags &
              (ORR_CODE_GENERATOR | ORR_CODE_COROUTINE | ORR_CODE_ASYNC_GENERATOR))) {
            /* No C frame between: what it calls may block the thread. */
            OrrFrame *callee_frame =
                orr_frame_push_star(vm, (OrrFunction *)orr_object(callee), self, run[2], kwargs);
            release_run(vm, run, 4);
            if (callee_frame == NULL) goto error;
            callee_frame->entry = ORR_ENTRY_CALL;
            callee_frame->result_reg = ip->a;
            goto enter_frame;
        }
        v = orr_call_star(vm, run[0], run[1] == ORR_EMPTY ? ORR_NULL : run[1], run[2], kwargs);
        release_run(vm, run, 4);
        if (v == ORR_NULL) {
            frame->blocked_reg = ip->a;
            goto error;
        }
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(RETURN): {
        v = R[ip->a];
        R[ip->a] = ORR_EMPTY;
        goto return_value;
    }
    TARGET(RETURNK): {
        v = orr_retain(K[ip->a]);
        goto return_value;
    }
    TARGET(MAKE_FUNCTION): {
        SAVE();
        v = orr_op_make_function(vm, frame, frame->code->codes[ip->b], &R[ip->c], MODE);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(LOAD_BUILD_CLASS): {
        SAVE();
        OrrDict *builtins = orr_builtins_of(vm, frame->function->globals);
        if (builtins == NULL) goto error;
        v = orr_dict_get_name(builtins, ORR_NAME(vm, __build_class__));
        if (v == ORR_NULL) {
            orr_fail(vm, vm->exc.NameError, "__build_class__ not found");
            goto error;
        }
        STORE(ip->a, orr_retain(v));
        DISPATCH();
    }
    TARGET(IMPORT_NAME): {
        SAVE();
        v = orr_op_import_name(vm, frame, frame->code->names[ip->b], R[ip->c], R[ip->c + 1]);
        release_run(vm, &R[ip->c], 2);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(IMPORT_FROM): {
        SAVE();
        v = orr_op_import_from(vm, R[ip->b], frame->code->names[ip->c]);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(IMPORT_STAR): {
        SAVE();
        bool ok = orr_op_import_star(vm, frame, R[ip->a]);
        KILL_A();
        if (!ok) goto error;
        DISPATCH();
    }

    /* Generators and coroutines */

    TARGET(YIELD): {
        v = R[ip->b];
        if (ip->x & ORR_KILL_B) R[ip->b] = ORR_EMPTY;
        else orr_retain(v);
        goto yield_value;
    }
    TARGET(DELEGATE): {
        OrrValue iterator = R[ip->b];
        SAVE();
        if (is_frame_generator(vm, iterator) && can_step(orr_as_generator(iterator))) {
            if (!orr_generator_enter(vm, orr_as_generator(iterator), ORR_ENTRY_DELEGATE)) {
                orr_release(vm, sent);
                sent = ORR_NONE;
                goto error;
            }
            goto enter_generator_sending;
        }
        OrrValue value_sent = sent;
        sent = ORR_NONE;
        v = ORR_NULL;
        OrrSend outcome;
        if (orr_is_object(iterator) && orr_object(iterator)->type == vm->types.coroutine &&
            (orr_object(iterator)->flags & ORR_CORO_NATIVE)) {
            outcome = orr_native_resume(vm, (OrrNativeCoroutine *)orr_object(iterator), value_sent, ORR_NULL, &v);
            if (outcome == ORR_SEND_YIELD) frame->stand_in = orr_native_go(vm, &R[ip->b]);
        } else {
            outcome = orr_send(vm, iterator, value_sent, &v);
            if (outcome != ORR_SEND_YIELD) frame->stand_in = false;
        }
        orr_release(vm, value_sent);
        if (outcome == ORR_SEND_YIELD) goto yield_value;
        if (outcome == ORR_SEND_ERROR) {
            KILL_B();
            goto error;
        }
        if (outcome == ORR_SEND_BLOCK) {
            frame->blocked_reg = ip->a;
            goto error;
        }
        KILL_B();
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(GET_AWAITABLE): {
        SAVE();
        FINISH_B(orr_op_get_awaitable(vm, R[ip->b], MODE));
    }
    TARGET(GET_YIELD_FROM): {
        SAVE();
        FINISH_B(orr_op_get_yield_from(vm, frame, R[ip->b]));
    }
    TARGET(GET_AITER): {
        SAVE();
        FINISH_B(orr_op_get_aiter(vm, R[ip->b]));
    }
    TARGET(GET_ANEXT): {
        SAVE();
        v = orr_op_get_anext(vm, R[ip->b]);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(END_ASYNC_FOR): {
        SAVE();
        v = R[ip->a];
        if (orr_is_instance(vm, v, vm->exc.StopAsyncIteration)) {
            DROP(ip->a);
            DISPATCH();
        }
        R[ip->a] = ORR_EMPTY;
        vm->exception = v;
        goto unwind;
    }

    /* with, exceptions */

    TARGET(LOAD_SPECIAL): {
        OrrValue out[2];
        SAVE();
        if (!orr_op_load_special(vm, R[ip->b], MODE, out)) goto error;
        STORE(ip->a, out[0]);
        STORE(ip->a + 1, out[1]);
        DISPATCH();
    }
    TARGET(EXC_TRIPLE): {
        OrrValue exception = R[ip->b];
        STORE(ip->a, orr_retain(orr_value(orr_object(exception)->type)));
        STORE(ip->a + 1, orr_retain(exception));
        STORE(ip->a + 2, orr_retain(orr_as_exception(exception)->traceback));
        DISPATCH();
    }
    TARGET(ENTER_HANDLER): {
        STORE(ip->a, thread->handled->exception);
        thread->handled->exception = orr_retain(R[ip->b]);
        DISPATCH();
    }
    TARGET(LEAVE_HANDLER): {
        v = R[ip->a];
        R[ip->a] = ORR_EMPTY;
        SAVE();
        set_handled(vm, thread, v == ORR_EMPTY ? ORR_NONE : v);
        DISPATCH();
    }
    TARGET(MATCH_EXC): {
        SAVE();
        int matches = orr_op_match_exc(vm, R[ip->b], R[ip->c]);
        KILL_C();
        if (matches < 0) goto error;
        if (ORR_UNLIKELY(vm->on_catch != NULL) && matches) vm->on_catch(vm, R[ip->b]);
        STORE(ip->a, orr_bool(matches));
        DISPATCH();
    }
    TARGET(MATCH_GROUP): {
        OrrValue out[2];
        SAVE();
        bool ok = orr_op_match_group(vm, R[ip->b], R[ip->c], out);
        KILL_B();
        KILL_C();
        if (!ok) goto error;
        STORE(ip->a, out[0]);
        STORE(ip->a + 1, out[1]);
        DISPATCH();
    }
    TARGET(PREP_RERAISE_STAR): {
        SAVE();
        FINISH_BC(orr_prep_reraise_star(vm, R[ip->b], R[ip->c]));
    }
    TARGET(RAISE): {
        SAVE();
        orr_op_raise(vm, MODE, R[ip->a], R[ip->b]);
        KILL_A();
        KILL_B();
        if (MODE == 0 && vm->exception != ORR_NULL && orr_as_exception(vm->exception)->traceback != ORR_NONE &&
            vm->exception == thread->handled->exception)
            goto unwind;
        goto error;
    }
    TARGET(RERAISE): {
        SAVE();
        vm->exception = R[ip->a];
        R[ip->a] = ORR_EMPTY;
        goto unwind;
    }
    TARGET(LOAD_ASSERTION_ERROR): {
        STORE(ip->a, orr_retain(orr_value(vm->exc.AssertionError)));
        DISPATCH();
    }

    /* match */

    TARGET(MATCH_SEQUENCE): {
        SAVE();
        FINISH_B(orr_bool(orr_has_flag(vm, R[ip->b], ORR_TYPE_SEQUENCE)));
    }
    TARGET(MATCH_MAPPING): {
        SAVE();
        FINISH_B(orr_bool(orr_has_flag(vm, R[ip->b], ORR_TYPE_MAPPING)));
    }
    TARGET(MATCH_KEYS): {
        SAVE();
        v = orr_op_match_keys(vm, R[ip->b], R[ip->c]);
        KILL_C();
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(MATCH_CLASS): {
        SAVE();
        v = orr_op_match_class(vm, &R[ip->b], ip->c);
        release_run(vm, &R[ip->b], 3);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
    TARGET(GET_LEN): {
        SAVE();
        int64_t length = orr_length(vm, R[ip->b]);
        if (length < 0) goto error;
        STORE(ip->a, orr_small_int(length));
        DISPATCH();
    }
    TARGET(INTRINSIC): {
        SAVE();
        v = orr_op_intrinsic(vm, frame, (OrrIntrinsic)ip->c, &R[ip->b]);
        release_run(vm, &R[ip->b], orr_intrinsic_operands[ip->c]);
        if (v == ORR_NULL) goto error;
        STORE(ip->a, v);
        DISPATCH();
    }
#if ORR_HOSTILE
    }
    ORR_ASSERT(!"known opcode");
#endif

    /* The slower halves of several instructions. */

binary_operator:
    SAVE();
    if (binary == ORR_ADD && are_strs(vm, R[ip->b], R[ip->c])) FINISH_BC(add_strs(vm, R, *ip, R[ip->c]));
    if (MODE & 1u) v = orr_inplace(vm, binary, R[ip->b], R[ip->c]);
    else v = orr_binary(vm, binary, R[ip->b], R[ip->c]);
    FINISH_BC(v);

binary_operator_k:
    SAVE();
    if (binary == ORR_ADD && are_strs(vm, R[ip->b], K[ip->c])) FINISH_B(add_strs(vm, R, *ip, K[ip->c]));
    if (MODE & 1u) v = orr_inplace(vm, binary, R[ip->b], K[ip->c]);
    else v = orr_binary(vm, binary, R[ip->b], K[ip->c]);
    FINISH_B(v);

compare_operator:
    SAVE();
    if (compare == ORR_EQ || compare == ORR_NE) {
        int equal = str_equal(vm, R[ip->b], R[ip->c]);
        if (equal >= 0) FINISH_BC(orr_bool(equal == (compare == ORR_EQ)));
    }
    FINISH_BC(orr_compare(vm, R[ip->b], R[ip->c], compare));

compare_jump : {
    SAVE();
    int truth = slow_condition(vm, R[ip->a], R[ip->b], compare);
    KILL_A();
    KILL_B();
    if (truth < 0) goto error;
    if ((unsigned)truth == (MODE & 1u)) pc += (int16_t)ip->c;
    DISPATCH();
}
compare_jump_k : {
    SAVE();
    int truth = slow_condition(vm, R[ip->a], K[ip->b], compare);
    KILL_A();
    if (truth < 0) goto error;
    if ((unsigned)truth == (MODE & 1u)) pc += (int16_t)ip->c;
    DISPATCH();
}

    /* Changes of frame. */

enter_frame:
    frame = thread->frame;
    R = orr_frame_regs(frame);
    K = frame->code->consts;
    pc = frame->pc;
    DISPATCH();

enter_generator:
    sent = ORR_NONE;
enter_generator_sending:
    frame = thread->frame;
resume_frame:
    /* A generator's frame goes on where it was suspended, with the value sent; a new one (or a plain one) just starts. */
    R = orr_frame_regs(frame);
    K = frame->code->consts;
    pc = frame->pc;
    if (pc > frame->code->instrs && frame->in_generator) {
        ip = pc - 1;
        if (ip->op == ORR_OP_DELEGATE) {
            pc--; /* runs again, and takes what is sent */
            DISPATCH();
        }
        v = sent;
        sent = ORR_NONE;
        STORE(ip->a, v);
        DISPATCH();
    }
    orr_release(vm, sent);
    sent = ORR_NONE;
    DISPATCH();

yield_value:
    /* v leaves the generator whose frame this is; those that delegate to it suspend in turn. */
    for (;;) {
        OrrGenerator *g = orr_frame_generator(frame);
        frame->pc = pc;
        g->frame.status = ORR_GENERATOR_SUSPENDED;
        thread->handled = g->handled.outer;
        g->handled.outer = NULL;
        vm->frame_depth--;
        OrrEntry entry = frame->entry;
        OrrFrame *back = frame->back;
        frame->back = NULL;
        thread->frame = back;
        if (entry == ORR_ENTRY_NATIVE) {
            *result = v;
            thread->runs--;
            return thread->last_send = ORR_SEND_YIELD;
        }
        frame = back;
        R = orr_frame_regs(frame);
        K = frame->code->consts;
        pc = frame->pc;
        if (entry == ORR_ENTRY_FOR) {
            ip = pc - 1;
            STORE(ip->b, v);
            DISPATCH();
        }
    }

return_value : {
    OrrEntry entry = frame->entry;
    OrrFrame *back = frame->back;
    if (frame->in_generator) {
        OrrGenerator *g = orr_frame_generator(frame);
        SAVE();
        orr_generator_finish(vm, g);
        if (entry == ORR_ENTRY_NATIVE) goto return_native;
        frame = back;
        R = orr_frame_regs(frame);
        K = frame->code->consts;
        pc = frame->pc;
        ip = pc - 1;
        if (entry == ORR_ENTRY_FOR) {
            orr_release(vm, v);
            DROP(ip->a);
            pc += ip->c;
            DISPATCH();
        }
        KILL_B();
        STORE(ip->a, v);
        DISPATCH();
    }
    SAVE();
    if (entry == ORR_ENTRY_INIT) {
        if (v != ORR_NONE) {
            orr_fail(vm, vm->exc.TypeError, "__init__() should return None, not '%T'", v);
            orr_release(vm, v);
            goto frame_failed;
        }
        v = *orr_frame_instance(frame);
        frame->entry = ORR_ENTRY_CALL; /* the instance is no longer the frame's */
    }
    uint16_t result_reg = frame->result_reg;
    if (entry == ORR_ENTRY_NATIVE) {
        orr_frame_pop(vm, frame);
        goto return_native;
    }
    pop_call(vm, thread, frame);
    frame = back;
    R = orr_frame_regs(frame);
    K = frame->code->consts;
    pc = frame->pc;
    STORE(result_reg, v);
    DISPATCH();
return_native:
    *result = v;
    thread->runs--;
    return thread->last_send = ORR_SEND_RETURN;
}

    /* Exceptions: one is pending (or the thread has blocked). */

error:
    if (ORR_UNLIKELY(vm->exception == ORR_NULL)) {
        ORR_ASSERT(thread->blocked);
        thread->runs--;
        return thread->last_send = ORR_SEND_BLOCK;
    }
    if (vm->on_raise != NULL && orr_as_exception(vm->exception)->traceback == ORR_NONE)
        vm->on_raise(vm, vm->exception);
    orr_traceback_add(vm, vm->exception, frame);
unwind : {
    const OrrException *handler = vm->stopped ? NULL : find_handler(frame->code, orr_frame_pc(frame));
    if (handler != NULL) {
        OrrValue exception = vm->exception;
        vm->exception = ORR_NULL;
        release_run(vm, &R[handler->clear_from], (size_t)(frame->code->nregs - handler->clear_from));
        R[handler->exc_reg] = exception;
        pc = frame->code->instrs + handler->target;
        DISPATCH();
    }
}
frame_failed : {
    OrrEntry entry = frame->entry;
    OrrFrame *back = frame->back;
    if (frame->code->nlocals > 0) orr_traceback_keep_locals(vm, vm->exception, frame);
    if (frame->in_generator) {
        OrrGenerator *g = orr_frame_generator(frame);
        orr_generator_filter_error(vm, g);
        orr_generator_finish(vm, g);
    } else {
        OrrValue pending = vm->exception;
        vm->exception = ORR_NULL;
        orr_frame_pop(vm, frame);
        vm->exception = pending;
    }
    if (entry == ORR_ENTRY_NATIVE) {
        thread->runs--;
        return thread->last_send = ORR_SEND_ERROR;
    }
    frame = back;
    R = orr_frame_regs(frame);
    K = frame->code->consts;
    pc = frame->pc;
    if (entry == ORR_ENTRY_DELEGATE) {
        ip = pc - 1;
        OrrValue pending = vm->exception;
        vm->exception = ORR_NULL;
        KILL_B();
        vm->exception = pending;
    }
    goto error;
}
}
