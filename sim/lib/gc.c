/* The module gc: the cycle collector as a program sees it. There is one generation here; what would tell of CPython's
 * three (the counts and the statistics) tells of that one in the first place. */
#include "sim/base/check.h"
#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/vm/dict.h"
#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/object.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

#define GENERATIONS 3

static OrrValue gc_collect(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"generation", NULL};
    static const OrrSignature signature = {"collect", names, 0, 1, 0, 1};
    OrrValue generation;
    int64_t number = GENERATIONS - 1;
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, &generation)) return ORR_NULL;
    if (generation != ORR_NULL && !orr_to_index(vm, generation, vm->exc.OverflowError, &number)) return ORR_NULL;
    if (number < 0 || number >= GENERATIONS) return orr_raise(vm, vm->exc.ValueError, "invalid generation");
    return orr_int(vm, (int64_t)orr_gc_collect(vm));
}

static OrrValue gc_enable(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    vm->gc->enabled = true;
    return ORR_NONE;
}

static OrrValue gc_disable(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    vm->gc->enabled = false;
    return ORR_NONE;
}

static OrrValue gc_isenabled(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(vm->gc->enabled);
}

static OrrValue gc_is_tracked(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)nargs, (void)kwnames;
    return orr_bool(orr_is_object(args[0]) && (orr_object(args[0])->type->flags & ORR_TYPE_GC));
}

static OrrValue gc_is_finalized(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)nargs, (void)kwnames;
    return orr_bool(orr_is_object(args[0]) && (orr_object(args[0])->flags & ORR_OBJECT_FINALISED));
}

static OrrValue three(OrrVm *vm, uint32_t first, uint32_t second, uint32_t third) {
    OrrValue items[] = {orr_small_int(first), orr_small_int(second), orr_small_int(third)};
    return orr_tuple_new(vm, items, GENERATIONS);
}

static OrrValue gc_get_count(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return three(vm, vm->gc->new_objects, 0, 0);
}

static OrrValue gc_get_threshold(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    const struct OrrGc *gc = vm->gc;
    return three(vm, gc->asked[0], gc->asked[1], gc->asked[2]);
}

/* The first threshold is the least number of new objects between collections; 0 turns collecting off. */
static OrrValue gc_set_threshold(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    struct OrrGc *gc = vm->gc;
    uint32_t numbers[GENERATIONS];
    memcpy(numbers, gc->asked, sizeof numbers);
    for (size_t i = 0; i < nargs; i++) {
        int64_t number;
        if (!orr_to_index(vm, args[i], vm->exc.OverflowError, &number)) return ORR_NULL;
        if (number < INT32_MIN || number > INT32_MAX)
            return orr_raise(vm, vm->exc.OverflowError, "signed integer is %s than %s", number < 0 ? "less" : "greater",
                             number < 0 ? "minimum" : "maximum");
        numbers[i] = number < 0 ? 0 : (uint32_t)number;
    }
    memcpy(gc->asked, numbers, sizeof numbers);
    gc->minimum = gc->threshold = numbers[0] == 0 ? UINT32_MAX : numbers[0];
    return ORR_NONE;
}

/* freeze(): nothing to do for a collector that has no generations to spare objects from. */
static OrrValue gc_freeze(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return ORR_NONE;
}

static OrrValue gc_get_freeze_count(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int(0);
}

typedef struct Listing {
    OrrObject **objects; /* NULL: only counting */
    size_t count;
} Listing;

static void list_object(void *context, void *block) {
    Listing *listing = context;
    if (((OrrObject *)block)->flags & ORR_OBJECT_DYING) return;
    if (listing->objects != NULL) listing->objects[listing->count] = block;
    listing->count++;
}

/* All objects that the collector knows, oldest place first. */
static OrrValue gc_get_objects(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    Listing listing = {NULL, 0};
    orr_arena_walk(vm->arena, list_object, &listing);
    size_t bytes = listing.count * sizeof *listing.objects;
    listing.objects = orr_buffer_new(vm, bytes);
    if (listing.objects == NULL) return ORR_NULL;
    listing.count = 0;
    orr_arena_walk(vm->arena, list_object, &listing);
    for (size_t i = 0; i < listing.count; i++) listing.objects[i]->refs++;
    OrrList *list = orr_list_new(vm, listing.count);
    for (size_t i = 0; i < listing.count; i++) {
        if (list != NULL && !orr_list_append(vm, list, orr_value(listing.objects[i]))) {
            orr_release_object(vm, list);
            list = NULL;
        }
        orr_release_object(vm, listing.objects[i]);
    }
    orr_buffer_free(vm, listing.objects, bytes);
    return list == NULL ? ORR_NULL : orr_value(list);
}

typedef struct Referents {
    OrrVm *vm;
    OrrList *list; /* NULL: MemoryError is pending */
} Referents;

static void add_referent(void *context, OrrObject *child) {
    Referents *r = context;
    if (r->list == NULL || orr_list_append(r->vm, r->list, orr_value(child))) return;
    orr_release_object(r->vm, r->list);
    r->list = NULL;
}

static OrrValue gc_get_referents(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    Referents r = {vm, orr_list_new(vm, 0)};
    for (size_t i = 0; i < nargs && r.list != NULL; i++)
        if (orr_is_object(args[i]) && orr_object(args[i])->type->slots.traverse != NULL)
            orr_object(args[i])->type->slots.traverse(orr_object(args[i]), add_referent, &r);
    return r.list == NULL ? ORR_NULL : orr_value(r.list);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_KEYWORDS("collect", gc_collect),
    ORR_DEF_NONE("disable", gc_disable),
    ORR_DEF_NONE("enable", gc_enable),
    ORR_DEF_NONE("freeze", gc_freeze),
    ORR_DEF_NONE("get_count", gc_get_count),
    ORR_DEF_NONE("get_freeze_count", gc_get_freeze_count),
    ORR_DEF_RANGE("get_objects", gc_get_objects, 0, 0),
    ORR_DEF_RANGE("get_referents", gc_get_referents, 0, 255),
    ORR_DEF_NONE("get_threshold", gc_get_threshold),
    ORR_DEF_ONE("is_finalized", gc_is_finalized),
    ORR_DEF_ONE("is_tracked", gc_is_tracked),
    ORR_DEF_NONE("isenabled", gc_isenabled),
    ORR_DEF_RANGE("set_threshold", gc_set_threshold, 1, GENERATIONS),
    ORR_DEF_NONE("unfreeze", gc_freeze),
    ORR_DEF_END,
};

OrrValue orr_lib_gc(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "gc");
    if (module == ORR_NULL) return ORR_NULL;
    OrrList *garbage = orr_list_new(vm, 0);
    if (garbage != NULL && orr_module_add(vm, module, "garbage", orr_value(garbage)) &&
        orr_module_add_functions(vm, module, methods))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}
