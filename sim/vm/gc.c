/* The cycle collector: trial deletion over all GC blocks, in their order in the arena, at safe points of the dispatch
 * loop.
 *
 * 1. take away from the count of each container the references that containers hold: what keeps a count is held from
 * outside;
 * 2. give back the counts of everything reachable from those; 3. the rest is garbage: weak references to it die,
 * finalisers run (once; if any ran, the survivors are judged again), then its references are cleared, which destroys
 * it. The same program collects at the same points in every run, because only allocations count.
 *
 * Memory. Only the garbage is listed; a list of all containers would cost a million tasks 60 MB at the worst moment. So
 * the arena is walked instead, which takes 0 for the count of a free block: while a collection runs counts have BIAS on
 * top. The stack of what is reached but not yet looked at is small; what doesn't fit is marked, and found by another
 * walk. */
#include "sim/vm/object.h"

#include "sim/base/sort.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"

#define BIAS      0x80000000u
#define STACK_MAX 8192u

typedef struct Collection {
    OrrVm *vm;
    OrrObject **stack; /* reached, not looked at yet */
    size_t depth, capacity;
    bool overflowed;     /* some didn't fit: they have ORR_OBJECT_GC_B */
    OrrObject **garbage; /* in their order in the arena */
    size_t count;
} Collection;

static bool is_container(const OrrObject *o) {
    return o->type->flags & ORR_TYPE_GC;
}

static void traverse(Collection *c, OrrObject *o, OrrVisit visit) {
    if (o->type->slots.traverse != NULL) o->type->slots.traverse(o, visit, c);
    if (o->flags & ORR_OBJECT_SIDE_DICT) {
        uint64_t *dict = orr_side_find(c->vm, &c->vm->ids->dicts, o);
        if (dict != NULL && *dict != 0) visit(c, (OrrObject *)(uintptr_t)*dict);
    }
}

static void subtract(void *context, OrrObject *child) {
    (void)context;
    if (is_container(child)) {
        ORR_ASSERT(child->refs > BIAS);
        child->refs--;
    }
}
static void restore(void *context, OrrObject *child) {
    (void)context;
    if (is_container(child)) child->refs++;
}
static void reach(void *context, OrrObject *child) {
    Collection *c = context;
    if (!is_container(child)) return;
    child->refs++;
    if (child->flags & ORR_OBJECT_GC_A) return;
    child->flags |= ORR_OBJECT_GC_A;
    if (c->depth < c->capacity) {
        c->stack[c->depth++] = child;
    } else {
        child->flags |= ORR_OBJECT_GC_B;
        c->overflowed = true;
    }
}

/* One function a walk; those whose end is put off are none of ours, and their refs is no count. */

static void add_bias(void *context, void *block) {
    (void)context;
    OrrObject *o = block;
    if (o->flags & ORR_OBJECT_DYING) return;
    ORR_ASSERT(o->refs < BIAS);
    o->refs += BIAS;
}
static void subtract_held(void *context, void *block) {
    if (!(((OrrObject *)block)->flags & ORR_OBJECT_DYING)) traverse(context, block, subtract);
}
static void reach_all(Collection *c, OrrObject *from) {
    traverse(c, from, reach);
    while (c->depth > 0) traverse(c, c->stack[--c->depth], reach);
}
static void reach_from_held(void *context, void *block) {
    OrrObject *o = block;
    if (o->refs == BIAS || (o->flags & (ORR_OBJECT_GC_A | ORR_OBJECT_DYING))) return;
    o->flags |= ORR_OBJECT_GC_A;
    reach_all(context, o);
}
static void reach_from_left(void *context, void *block) {
    OrrObject *o = block;
    if (!(o->flags & ORR_OBJECT_GC_B)) return;
    o->flags &= ~(uint32_t)ORR_OBJECT_GC_B;
    reach_all(context, o);
}
static void restore_garbage(void *context, void *block) {
    OrrObject *o = block;
    if (!(o->flags & (ORR_OBJECT_GC_A | ORR_OBJECT_DYING))) traverse(context, o, restore);
}
/* Counts are as they were; the garbage is counted, and marked with ORR_OBJECT_GC_B. */
static void remove_bias(void *context, void *block) {
    OrrObject *o = block;
    if (o->flags & ORR_OBJECT_DYING) return;
    o->refs -= BIAS;
    if (!(o->flags & ORR_OBJECT_GC_A)) ((Collection *)context)->count++;
    o->flags ^= o->flags & ORR_OBJECT_GC_A ? ORR_OBJECT_GC_A : ORR_OBJECT_GC_B;
}
static void list_garbage(void *context, void *block) {
    Collection *c = context;
    OrrObject *o = block;
    if (!(o->flags & ORR_OBJECT_GC_B)) return;
    o->flags &= ~(uint32_t)ORR_OBJECT_GC_B;
    if (c->garbage != NULL) c->garbage[c->count++] = o;
}

/* Lists the garbage, unmarked. False: there is no memory to look for memory; the limit will say so. */
static bool find_garbage(Collection *c, size_t *bytes) {
    OrrArena *arena = c->vm->arena;
    c->stack = orr_arena_alloc(arena, ORR_BLOCK_RAW, STACK_MAX * sizeof *c->stack);
    if (c->stack == NULL) return false;
    c->capacity = ORR_HOSTILE ? 4 : STACK_MAX;
    orr_arena_walk(arena, add_bias, c);
    orr_arena_walk(arena, subtract_held, c);
    orr_arena_walk(arena, reach_from_held, c);
    while (c->overflowed) {
        c->overflowed = false;
        orr_arena_walk(arena, reach_from_left, c);
    }
    orr_arena_walk(arena, restore_garbage, c);
    orr_arena_walk(arena, remove_bias, c);
    orr_arena_free(arena, ORR_BLOCK_RAW, c->stack, STACK_MAX * sizeof *c->stack);
    *bytes = (c->count + 1) * sizeof *c->garbage;
    c->garbage = orr_arena_alloc(arena, ORR_BLOCK_RAW, *bytes);
    c->count = 0;
    orr_arena_walk(arena, list_garbage, c);
    return c->garbage != NULL;
}

static bool needs_finalising(const OrrObject *o) {
    return o->type->slots.finalise != NULL && !(o->flags & ORR_OBJECT_FINALISED);
}

static void run_finaliser(OrrVm *vm, OrrObject *o) {
    o->flags |= ORR_OBJECT_FINALISED;
    OrrValue result = o->type->slots.finalise(vm, orr_value(o));
    if (result == ORR_NULL) orr_finaliser_failed(vm, o);
    else orr_release(vm, result);
}

typedef struct Dying {
    uint64_t birth;
    OrrObject *object;
} Dying;

static int by_birth(void *context, const void *a, const void *b) {
    (void)context;
    uint64_t one = ((const Dying *)a)->birth, other = ((const Dying *)b)->birth;
    return one < other ? -1 : one > other;
}

/* Lists the garbage that is to be finalised, which is marked. Returns how many there are. */
static size_t list_dying(OrrVm *vm, OrrObject **objects, size_t count, Dying *list) {
    size_t listed = 0;
    for (size_t n = 0; n < count; n++) {
        OrrObject *o = objects[n], *companion = NULL;
        if (!(o->flags & ORR_OBJECT_GC_B) || o->type->slots.birth == NULL) continue;
        uint64_t birth = o->type->slots.birth(o, &companion) * 2;
        list[listed++] = (Dying){birth + 1, o};
        o->flags &= ~(uint32_t)ORR_OBJECT_GC_B;
        if (companion == NULL || !(companion->flags & ORR_OBJECT_GC_B)) continue;
        list[listed++] = (Dying){birth, companion};
        companion->flags &= ~(uint32_t)ORR_OBJECT_GC_B;
    }
    for (size_t n = 0; n < count; n++) {
        OrrObject *o = objects[n];
        if (!(o->flags & ORR_OBJECT_GC_B)) continue;
        o->flags &= ~(uint32_t)ORR_OBJECT_GC_B;
        bool instance = o->type->flags & ORR_TYPE_HEAP;
        list[listed++] = (Dying){instance ? UINT64_C(1) << 63 | orr_object_serial(vm, o) : UINT64_MAX, o};
    }
    return listed;
}

/* Runs the finalisers of the garbage, which the caller holds, in order of birth. True if there were any. */
static bool run_finalisers(OrrVm *vm, OrrObject **objects, size_t count) {
    size_t dying = 0;
    for (size_t n = 0; n < count; n++) dying += needs_finalising(objects[n]);
    if (dying == 0) return false;
    size_t bytes = 2 * dying * sizeof(Dying);
    Dying *list = orr_arena_alloc(vm->arena, ORR_BLOCK_RAW, bytes);
    if (list == NULL) { /* no memory to order them */
        for (size_t n = 0; n < count; n++)
            if (needs_finalising(objects[n])) run_finaliser(vm, objects[n]);
        return true;
    }
    for (size_t n = 0; n < count; n++)
        if (needs_finalising(objects[n])) objects[n]->flags |= ORR_OBJECT_GC_B;
    size_t listed = list_dying(vm, objects, count, list);
    ORR_ASSERT(listed == dying);
    orr_sort_with(list, listed, sizeof *list, list + listed, by_birth, NULL);
    for (size_t n = 0; n < listed; n++)
        if (needs_finalising(list[n].object)) run_finaliser(vm, list[n].object);
    orr_arena_free(vm->arena, ORR_BLOCK_RAW, list, bytes);
    return true;
}

void orr_finalise_values(OrrVm *vm, OrrDict *dict) {
    for (uint32_t i = 0; i < dict->used; i++) {
        OrrValue value = dict->entries[i].value;
        if (dict->entries[i].key == ORR_NULL || !orr_is_object(value)) continue;
        OrrObject *o = orr_object(value);
        if (o->refs != 1 || !is_container(o)) continue;
        o->refs++;
        run_finalisers(vm, &o, 1);
        orr_release_object(vm, o);
    }
}

/* Dicts that only their instance knows: where CPython has no object, and counts none. */
static size_t count_hidden_dicts(const Collection *c) {
    size_t count = 0;
    for (size_t n = 0; n < c->count; n++) {
        const OrrObject *o = c->garbage[n];
        OrrDict *dict = NULL;
        if (o->type->slots.destroy != orr_instance_destroy || o->type->dict_offset == 0) continue;
        memcpy(&dict, (const char *)o + o->type->dict_offset, sizeof dict);
        if (dict != NULL && dict->head.refs == 2) count++; /* the instance's and the collection's */
    }
    return count;
}

/* All of them before the first callback, which could bring garbage back otherwise. */
static void clear_weakrefs(OrrVm *vm, OrrObject **garbage, size_t count) {
    OrrWeakref *calls = NULL, **end = &calls;
    for (size_t n = 0; n < count; n++) garbage[n]->flags |= ORR_OBJECT_GC_B;
    for (size_t n = 0; n < count; n++)
        if (garbage[n]->flags & ORR_OBJECT_HAS_WEAKREF) end = orr_weakrefs_detach(vm, garbage[n], end);
    for (size_t n = 0; n < count; n++) garbage[n]->flags &= ~(uint32_t)ORR_OBJECT_GC_B;
    orr_weakrefs_call(vm, calls);
}

static size_t collect_once(OrrVm *vm, bool *again) {
    Collection c = {.vm = vm};
    size_t bytes;
    *again = false;
    if (!find_garbage(&c, &bytes)) return 0;
    for (size_t n = 0; n < c.count; n++) c.garbage[n]->refs++;
    size_t seen = c.count - count_hidden_dicts(&c);
    clear_weakrefs(vm, c.garbage, c.count);
    if (run_finalisers(vm, c.garbage, c.count)) {
        *again = true;
    } else {
        for (size_t n = 0; n < c.count; n++)
            if (c.garbage[n]->type->slots.clear != NULL) c.garbage[n]->type->slots.clear(vm, c.garbage[n]);
    }
    for (size_t n = 0; n < c.count; n++) orr_release_object(vm, c.garbage[n]);
    orr_arena_free(vm->arena, ORR_BLOCK_RAW, c.garbage, bytes);
    return *again ? 0 : seen;
}

static void note_live(void *context, void *block) {
    (void)block;
    ++*(size_t *)context;
}

size_t orr_gc_collect(OrrVm *vm) {
    struct OrrGc *gc = vm->gc;
    if (gc->running) return 0;
    gc->running = true;
    gc->due = false;
    gc->collections++;
    OrrValue pending = vm->exception;
    vm->exception = ORR_NULL;
    bool again = true;
    size_t collected = 0;
    for (int round = 0; again && round < 8; round++) collected += collect_once(vm, &again);
    vm->exception = pending;
    size_t live = 0;
    orr_arena_walk(vm->arena, note_live, &live);
    gc->new_objects = 0;
    gc->threshold = live / 2 > gc->minimum ? (uint32_t)(live / 2) : gc->minimum;
    gc->running = false;
    return collected;
}
