/* The cycle collector: trial deletion over all GC blocks, in their order in the arena, at safe points of the dispatch loop.
 *
 * 1. list every live container; 2. take away from each count the references that containers hold: what keeps a count is held from
 * outside; 3. give back the counts of everything reachable from those; 4. the rest is garbage: weak references to it die, finalisers
 * run (once; if any ran, the survivors are judged again), then its references are cleared, which destroys it.
 * The same program collects at the same points in every run, because only allocations count. */
#include "sim/vm/object.h"

#include "sim/base/sort.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"

typedef struct Collection {
    OrrVm *vm;
    OrrObject **objects; /* count of them, and as many again as the work stack */
    size_t count, capacity;
    OrrObject **stack;
    size_t depth;
} Collection;

static bool is_container(const OrrObject *o) {
    return o->type->flags & ORR_TYPE_GC;
}

static void count_object(void *context, void *block) {
    (void)block;
    ((Collection *)context)->count++;
}
static void list_object(void *context, void *block) {
    Collection *c = context;
    OrrObject *object = block;
    if (!(object->flags & ORR_OBJECT_DYING)) c->objects[c->count++] = object;
}

static void traverse(Collection *c, OrrObject *o, OrrVisit visit) {
    if (o->type->slots.traverse != NULL) o->type->slots.traverse(o, visit, c);
    if (o->type->flags & ORR_TYPE_SIDE_DICT) {
        uint64_t *dict = orr_side_find(c->vm, &c->vm->ids->dicts, o);
        if (dict != NULL && *dict != 0) visit(c, (OrrObject *)(uintptr_t)*dict);
    }
}

static void subtract(void *context, OrrObject *child) {
    (void)context;
    if (is_container(child)) {
        ORR_ASSERT(child->refs > 0);
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
    c->stack[c->depth++] = child;
}

/* Leaves the garbage, unmarked, as the first objects of the list; returns how many. */
static size_t find_garbage(Collection *c) {
    for (size_t n = 0; n < c->count; n++) traverse(c, c->objects[n], subtract);
    for (size_t n = 0; n < c->count; n++) {
        OrrObject *o = c->objects[n];
        if (o->refs == 0 || (o->flags & ORR_OBJECT_GC_A)) continue;
        o->flags |= ORR_OBJECT_GC_A;
        c->stack[c->depth++] = o;
        while (c->depth > 0) traverse(c, c->stack[--c->depth], reach);
    }
    size_t garbage = 0;
    for (size_t n = 0; n < c->count; n++)
        if (!(c->objects[n]->flags & ORR_OBJECT_GC_A)) traverse(c, c->objects[n], restore);
    for (size_t n = 0; n < c->count; n++) {
        OrrObject *o = c->objects[n];
        if (o->flags & ORR_OBJECT_GC_A) o->flags &= ~(uint32_t)ORR_OBJECT_GC_A;
        else c->objects[garbage++] = o;
    }
    return garbage;
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
static size_t count_hidden_dicts(Collection *c, size_t garbage) {
    size_t count = 0;
    for (size_t n = 0; n < garbage; n++) {
        const OrrObject *o = c->objects[n];
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
    Collection c = {vm, NULL, 0, 0, NULL, 0};
    *again = false;
    orr_arena_walk(vm->arena, count_object, &c);
    c.capacity = c.count;
    size_t bytes = 2 * (c.capacity + 1) * sizeof *c.objects;
    c.objects = orr_arena_alloc(vm->arena, ORR_BLOCK_RAW, bytes);
    if (c.objects == NULL) return 0; /* no memory to look for memory: the limit will say so */
    c.stack = c.objects + c.capacity + 1;
    c.count = 0;
    orr_arena_walk(vm->arena, list_object, &c);
    size_t garbage = find_garbage(&c);
    for (size_t n = 0; n < garbage; n++) c.objects[n]->refs++;
    size_t seen = garbage - count_hidden_dicts(&c, garbage);
    clear_weakrefs(vm, c.objects, garbage);
    if (run_finalisers(vm, c.objects, garbage)) {
        *again = true;
    } else {
        for (size_t n = 0; n < garbage; n++)
            if (c.objects[n]->type->slots.clear != NULL) c.objects[n]->type->slots.clear(vm, c.objects[n]);
    }
    for (size_t n = 0; n < garbage; n++) orr_release_object(vm, c.objects[n]);
    orr_arena_free(vm->arena, ORR_BLOCK_RAW, c.objects, bytes);
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
