/* Memory of objects, their destruction, and the tables that are beside them. */
#include "sim/vm/object.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"

#define DYING_DEPTH_MAX 64u

/* Side tables */

static uint32_t place_of(const OrrVm *vm, const OrrObject *object) {
    return (uint32_t)((size_t)((const char *)object - (const char *)vm->arena) / 16u);
}
static uint32_t mix(uint32_t place) {
    uint32_t h = place * 0x9E3779B1u;
    return h ^ h >> 15;
}

uint64_t *orr_side_find(const OrrVm *vm, OrrSideTable *t, const OrrObject *object) {
    if (t->capacity == 0) return NULL;
    uint32_t place = place_of(vm, object);
    for (uint32_t n = mix(place);; n++) {
        struct OrrSideEntry *e = &t->entries[n & (t->capacity - 1)];
        if (e->place == place) return &e->value;
        if (e->place == 0) return NULL;
    }
}

static uint64_t *insert(OrrSideTable *t, uint32_t place, uint64_t value) {
    for (uint32_t n = mix(place);; n++) {
        struct OrrSideEntry *e = &t->entries[n & (t->capacity - 1)];
        if (e->place != 0) continue;
        e->place = place;
        e->value = value;
        t->count++;
        return &e->value;
    }
}

uint64_t *orr_side_make(OrrVm *vm, OrrSideTable *t, const OrrObject *object) {
    uint64_t *found = orr_side_find(vm, t, object);
    if (found != NULL) return found;
    if ((t->count + 1) * 4 > t->capacity * 3) {
        OrrSideTable bigger = {NULL, 0, t->capacity == 0 ? 32 : t->capacity * 2};
        bigger.entries = orr_buffer_new(vm, bigger.capacity * sizeof *bigger.entries);
        if (bigger.entries == NULL) return NULL;
        memset(bigger.entries, 0, bigger.capacity * sizeof *bigger.entries);
        for (uint32_t n = 0; n < t->capacity; n++)
            if (t->entries[n].place != 0) insert(&bigger, t->entries[n].place, t->entries[n].value);
        if (t->entries != NULL) orr_buffer_free(vm, t->entries, t->capacity * sizeof *t->entries);
        *t = bigger;
    }
    return insert(t, place_of(vm, object), 0);
}

void orr_side_remove(OrrVm *vm, OrrSideTable *t, const OrrObject *object) {
    uint64_t *found = orr_side_find(vm, t, object);
    if (found == NULL) return;
    uint32_t mask = t->capacity - 1;
    uint32_t hole =
        (uint32_t)((struct OrrSideEntry *)(void *)((char *)found - offsetof(struct OrrSideEntry, value)) - t->entries);
    t->count--;
    /* Close the gap: an entry that probed past the hole moves into it. */
    for (uint32_t n = (hole + 1) & mask; t->entries[n].place != 0; n = (n + 1) & mask) {
        uint32_t home = mix(t->entries[n].place) & mask;
        if (((n - home) & mask) < ((n - hole) & mask)) continue;
        t->entries[hole] = t->entries[n];
        hole = n;
    }
    t->entries[hole].place = 0;
}

uint64_t orr_object_serial(OrrVm *vm, OrrObject *object) {
    uint64_t *serial = orr_side_make(vm, &vm->ids->serials, object);
    if (serial == NULL) { /* no memory for it: identity can still be told, only not as prettily */
        orr_exception_clear(vm);
        return (uint64_t)place_of(vm, object) | (uint64_t)1 << 40;
    }
    if (*serial == 0) {
        *serial = ++vm->ids->next;
        object->flags |= ORR_OBJECT_HAS_ID;
    }
    return *serial;
}

uint64_t orr_value_id(OrrVm *vm, OrrValue value) {
    if (orr_is_object(value)) return 0x7f0000000000u + orr_object_serial(vm, orr_object(value)) * 16u;
    return 0x7e0000000000u + (value * 16u & 0xffffffffffu); /* immediates: by value */
}

/* Memory */

void *orr_new_object(OrrVm *vm, OrrType *type, size_t size) {
    OrrBlockKind kind = type->flags & ORR_TYPE_GC ? ORR_BLOCK_GC : ORR_BLOCK_RAW;
    OrrObject *object = orr_arena_alloc(vm->arena, kind, size);
    if (ORR_UNLIKELY(object == NULL)) {
        orr_raise_memory(vm);
        return NULL;
    }
    object->refs = 1;
    object->flags = 0;
    object->type = type;
    if (type->flags & ORR_TYPE_HEAP) {
        type->head.refs++;
        if (ORR_UNLIKELY(type->slots.finalise != NULL && type->slots.birth == NULL)) orr_object_serial(vm, object);
    }
    if (kind == ORR_BLOCK_GC && ORR_UNLIKELY(++vm->gc->new_objects > vm->gc->threshold) && vm->gc->enabled) {
        vm->gc->due = true; /* at the next safe point */
        vm->fuel_given -= vm->fuel;
        vm->fuel = 0;
    }
    return object;
}

void orr_free_object(OrrVm *vm, void *object, size_t size) {
    OrrType *type = ((OrrObject *)object)->type;
    OrrBlockKind kind = type->flags & ORR_TYPE_GC ? ORR_BLOCK_GC : ORR_BLOCK_RAW;
    /* What comes and goes makes no collection due: only what stays is counted. */
    if (kind == ORR_BLOCK_GC && vm->gc->new_objects > 0) vm->gc->new_objects--;
    orr_arena_free(vm->arena, kind, object, size);
    if (type->flags & ORR_TYPE_HEAP) orr_release_object(vm, type);
}

void *orr_buffer_new(OrrVm *vm, size_t size) {
    void *buffer = orr_arena_alloc(vm->arena, ORR_BLOCK_RAW, size);
    if (ORR_UNLIKELY(buffer == NULL)) orr_raise_memory(vm);
    return buffer;
}

void *orr_buffer_resize(OrrVm *vm, void *buffer, size_t old_size, size_t new_size) {
    void *moved = orr_arena_realloc(vm->arena, ORR_BLOCK_RAW, buffer, old_size, new_size);
    if (moved == NULL) orr_raise_memory(vm);
    return moved;
}

/* Destruction */

void orr_finaliser_failed(OrrVm *vm, OrrObject *object) {
    OrrValue shown = orr_value(object);
    if (object->type->flags & ORR_TYPE_HEAP) shown = orr_type_lookup(vm, object->type, ORR_NAME(vm, __del__));
    orr_write_unraisable(vm, NULL, shown == ORR_NULL ? orr_value(object) : shown);
}

/* Runs __del__ once. True: the object lives on. */
static bool finalise(OrrVm *vm, OrrObject *object) {
    object->refs = 1;
    object->flags |= ORR_OBJECT_FINALISED;
    OrrValue pending = vm->exception;
    vm->exception = ORR_NULL;
    OrrValue result = object->type->slots.finalise(vm, orr_value(object));
    if (result == ORR_NULL) orr_finaliser_failed(vm, object);
    else orr_release(vm, result);
    vm->exception = pending;
    return --object->refs != 0;
}

static void destroy_side_dict(OrrVm *vm, OrrObject *object) {
    uint64_t *dict = orr_side_find(vm, &vm->ids->dicts, object);
    if (dict == NULL) return;
    OrrObject *d = (OrrObject *)(uintptr_t)*dict;
    orr_side_remove(vm, &vm->ids->dicts, object);
    orr_xrelease_object(vm, d);
}

/* Takes away what is known of an object beside it: from here on nothing leads to it. */
static void forget(OrrVm *vm, OrrObject *object) {
    if (object->flags & ORR_OBJECT_HAS_WEAKREF) orr_weakrefs_clear(vm, object);
    if (object->flags & ORR_OBJECT_HAS_ID) orr_side_remove(vm, &vm->ids->serials, object);
    if (object->flags & ORR_OBJECT_SIDE_DICT) destroy_side_dict(vm, object);
}

/* Puts an object's end off: it waits in a list that is linked through the counts, which the dead don't need. */
#define LAST_DYING UINT32_MAX
static void put_off(OrrVm *vm, OrrObject *object) {
    object->flags |= ORR_OBJECT_DYING;
    object->refs = vm->dying == NULL ? LAST_DYING : place_of(vm, vm->dying);
    vm->dying = object;
}
static OrrObject *take_dying(OrrVm *vm) {
    OrrObject *object = vm->dying;
    vm->dying =
        object->refs == LAST_DYING ? NULL : (OrrObject *)(void *)((char *)vm->arena + (size_t)object->refs * 16u);
    object->flags &= ~(uint32_t)ORR_OBJECT_DYING;
    object->refs = 0;
    return object;
}

void orr_destroy_object(OrrVm *vm, OrrObject *object) {
    if (object->type->slots.finalise != NULL && !(object->flags & ORR_OBJECT_FINALISED) && finalise(vm, object)) return;
    forget(vm, object);
    if (ORR_UNLIKELY(vm->dying_depth >= DYING_DEPTH_MAX)) { /* a long chain */
        put_off(vm, object);
        return;
    }
    vm->dying_depth++;
    object->type->slots.destroy(vm, object);
    while (vm->dying_depth == 1 && vm->dying != NULL) {
        OrrObject *next = take_dying(vm);
        next->type->slots.destroy(vm, next);
    }
    vm->dying_depth--;
}

/* Instances */

void orr_instance_destroy(OrrVm *vm, OrrObject *self) {
    OrrType *type = self->type;
    orr_instance_clear(vm, self);
    orr_free_object(vm, self, type->instance_size);
}

void orr_instance_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrType *type = self->type;
    if (type->dict_offset != 0) {
        OrrDict *dict = *(OrrDict **)((char *)self + type->dict_offset);
        if (dict != NULL) visit(context, &dict->head);
    }
    OrrValue *slots = (OrrValue *)((char *)self + type->slots_offset);
    for (uint32_t n = 0; n < type->slot_count; n++)
        if (slots[n] != ORR_NULL && orr_is_object(slots[n])) visit(context, orr_object(slots[n]));
    visit(context, &type->head);
}

void orr_instance_clear(OrrVm *vm, OrrObject *self) {
    OrrType *type = self->type;
    if (type->dict_offset != 0) {
        OrrDict **slot = (OrrDict **)((char *)self + type->dict_offset);
        OrrDict *dict = *slot;
        *slot = NULL;
        orr_xrelease_object(vm, dict);
    }
    OrrValue *slots = (OrrValue *)((char *)self + type->slots_offset);
    for (uint32_t n = 0; n < type->slot_count; n++) orr_set_slot(vm, &slots[n], ORR_NULL);
}
