/* Objects' lives beyond reference counting: side tables, destruction, collection. Private to sim/vm, but for sim/lib's
 * gc and weakref modules. */
#ifndef ORR_VM_OBJECT_H
#define ORR_VM_OBJECT_H

#include "sim/vm/vm.h"

/* A table from objects to something, by their place in the arena (which is the same in every run). Open addressing. */
typedef struct OrrSideTable {
    struct OrrSideEntry {
        uint32_t place; /* offset in the arena / 16; 0: free */
        uint64_t value;
    } * entries;
    uint32_t count, capacity; /* a power of two, or 0 */
} OrrSideTable;

/* The value's place, or NULL. */
uint64_t *orr_side_find(const OrrVm *vm, OrrSideTable *table, const OrrObject *object);
/* Finds or makes (0). NULL: MemoryError pending. */
uint64_t *orr_side_make(OrrVm *vm, OrrSideTable *table, const OrrObject *object);
void orr_side_remove(OrrVm *vm, OrrSideTable *table, const OrrObject *object);

struct OrrIdTable {
    OrrSideTable serials;
    uint64_t next;
    OrrSideTable extras; /* OrrGeneratorExtra * of generators */
    OrrSideTable dicts;  /* OrrDict * of instances of classes that derive from native types without a dict */
};

struct OrrWeakTable {
    OrrSideTable lists; /* OrrWeakref *: the most recent weak reference to the object */
};

typedef struct OrrWeakref {
    OrrObject head;
    OrrObject *target; /* borrowed; NULL: dead */
    OrrValue callback; /* ORR_NULL: none */
    struct OrrWeakref *next, *previous;
    int64_t hash; /* -1: not computed */
    OrrDict *dict;
} OrrWeakref;

/* An existing or new weak reference; callback ORR_NULL: none. TypeError if the type can't have any. */
OrrValue orr_weakref_new(OrrVm *vm, OrrType *type, OrrValue target, OrrValue callback);
/* Marks all weak references to a dying object dead and calls their callbacks. */
void orr_weakrefs_clear(OrrVm *vm, OrrObject *object);
/* The same in two steps: those to call (with a reference each) are linked behind *end, but for ones that are garbage
 * themselves (ORR_OBJECT_GC_B); returns the new end. */
OrrWeakref **orr_weakrefs_detach(OrrVm *vm, OrrObject *object, OrrWeakref **end);
void orr_weakrefs_call(OrrVm *vm, OrrWeakref *calls);
size_t orr_weakref_count(OrrVm *vm, OrrObject *object);

struct OrrGc {
    uint32_t new_objects; /* made since the last collection */
    uint32_t threshold;   /* a collection is due when this many are made */
    uint32_t minimum;     /* the least threshold, gc.set_threshold's */
    uint32_t collections;
    uint32_t asked[3]; /* gc.get_threshold()'s answer */
    bool enabled, due, running;
};
/* Finds and destroys unreachable cycles; returns how many objects went. */
size_t orr_gc_collect(OrrVm *vm);
/* Runs the finalisers of what only the dict holds, in its order. The dict is about to become garbage. */
void orr_finalise_values(OrrVm *vm, OrrDict *dict);

/* Says on stderr that an object's __del__ failed with the pending exception, and clears that. */
void orr_finaliser_failed(OrrVm *vm, OrrObject *object);

/* Instances of classes of the program that have object's layout: a dict and slots. */
typedef struct OrrInstance {
    OrrObject head;
    OrrDict *dict; /* NULL until the first attribute; only if type->dict_offset isn't 0 */
} OrrInstance;

/* Slots of such classes. */
void orr_instance_destroy(OrrVm *vm, OrrObject *self);
void orr_instance_traverse(OrrObject *self, OrrVisit visit, void *context);
void orr_instance_clear(OrrVm *vm, OrrObject *self);

/* In orr_type's flags: instances keep their dict in vm->ids->dicts (and have ORR_OBJECT_SIDE_DICT once it is there). */
#define ORR_TYPE_SIDE_DICT (1u << 24)
/* Instances may exist: a new class attribute may be hidden by theirs. */
#define ORR_TYPE_INSTANTIATED (1u << 25)

#endif
