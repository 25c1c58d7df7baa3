/* groupby and tee. */
#include "sim/lib/itertools.h"
#include "sim/lib/lib.h"
#include "sim/vm/abstract.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"
#include "sim/vm/sequence.h"

/* groupby: function: the key function (ORR_NONE: none). The current item waits to be given by a group. */

typedef struct GroupBy {
    OrrObject head;
    OrrValue iterator, function;
    OrrValue target_key;                /* of the group that was given last; ORR_NULL before the first */
    OrrValue current_key, current_item; /* ORR_NULL: nothing read yet */
    OrrObject *group;                   /* the last group, if it is still current: borrowed, compared only */
} GroupBy;

static GroupBy *as_groupby(OrrValue v) {
    return (GroupBy *)(uintptr_t)v;
}

static void groupby_destroy(OrrVm *vm, OrrObject *self) {
    GroupBy *g = (GroupBy *)self;
    orr_xrelease(vm, g->iterator);
    orr_xrelease(vm, g->function);
    orr_xrelease(vm, g->target_key);
    orr_xrelease(vm, g->current_key);
    orr_xrelease(vm, g->current_item);
    orr_free_object(vm, self, self->type->instance_size);
}

static void groupby_traverse(OrrObject *self, OrrVisit visit, void *context) {
    GroupBy *g = (GroupBy *)self;
    orr_visit_value(g->iterator, visit, context);
    orr_visit_value(g->function, visit, context);
    orr_visit_value(g->target_key, visit, context);
    orr_visit_value(g->current_key, visit, context);
    orr_visit_value(g->current_item, visit, context);
}

static OrrValue groupby_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"iterable", "key", NULL};
    static const OrrSignature signature = {"groupby", names, 0, 2, 1, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrValue iterator = orr_iter(vm, out[0]);
    if (iterator == ORR_NULL) return ORR_NULL;
    GroupBy *g = orr_new_object(vm, cls, cls->instance_size);
    if (g == NULL) {
        orr_release(vm, iterator);
        return ORR_NULL;
    }
    memset((char *)g + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    g->iterator = iterator;
    g->function = out[1] == ORR_NULL ? ORR_NONE : orr_retain(out[1]);
    return orr_value(g);
}

/* Reads the next item and its key. False: the end, or an exception. */
static bool read_item(OrrVm *vm, GroupBy *g) {
    OrrValue item = orr_next(vm, g->iterator);
    if (item == ORR_NULL) return false;
    OrrValue key = g->function == ORR_NONE ? orr_retain(item) : orr_call1(vm, g->function, item);
    if (key == ORR_NULL) {
        orr_release(vm, item);
        return false;
    }
    orr_set_slot(vm, &g->current_item, item);
    orr_set_slot(vm, &g->current_key, key);
    return true;
}

typedef struct Grouper {
    OrrObject head;
    GroupBy *parent;
    OrrValue key;
} Grouper;

static void grouper_destroy(OrrVm *vm, OrrObject *self) {
    orr_release_object(vm, ((Grouper *)self)->parent);
    orr_release(vm, ((Grouper *)self)->key);
    orr_free_object(vm, self, sizeof(Grouper));
}

static void grouper_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit(context, &((Grouper *)self)->parent->head);
    orr_visit_value(((Grouper *)self)->key, visit, context);
}

static OrrValue groupby_next(OrrVm *vm, OrrValue self) {
    GroupBy *g = as_groupby(self);
    g->group = NULL;
    for (;;) {
        if (g->current_key != ORR_NULL) {
            if (g->target_key == ORR_NULL) break;
            int same = orr_equal(vm, g->target_key, g->current_key);
            if (same < 0) return ORR_NULL;
            if (!same) break;
        }
        if (!read_item(vm, g)) return ORR_NULL;
    }
    orr_set_slot(vm, &g->target_key, orr_retain(g->current_key));
    Grouper *group = orr_new_object(vm, orr_lib(vm)->grouper, sizeof *group);
    if (group == NULL) return ORR_NULL;
    group->parent = as_groupby(orr_retain(self));
    group->key = orr_retain(g->target_key);
    g->group = &group->head;
    const OrrValue pair[2] = {orr_retain(g->current_key), orr_value(group)};
    return orr_tuple_steal(vm, pair, 2);
}

static OrrValue grouper_next(OrrVm *vm, OrrValue self) {
    Grouper *group = (Grouper *)(uintptr_t)self;
    GroupBy *g = group->parent;
    if (g->group != &group->head) return ORR_NULL;
    if (g->current_item == ORR_NULL && !read_item(vm, g)) return ORR_NULL;
    int same = orr_equal(vm, group->key, g->current_key);
    if (same != 1) return ORR_NULL;
    OrrValue item = g->current_item;
    g->current_item = ORR_NULL;
    return item;
}

const OrrTypeSpec orr_groupby_spec = {
    .name = "itertools.groupby",
    .size = sizeof(GroupBy),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC,
    .slots = {.destroy = groupby_destroy,
              .traverse = groupby_traverse,
              .new_object = groupby_new,
              .iter = orr_iter_self,
              .next = groupby_next},
};
const OrrTypeSpec orr_grouper_spec = {
    .name = "itertools._grouper",
    .size = sizeof(Grouper),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = grouper_destroy, .traverse = grouper_traverse, .iter = orr_iter_self, .next = grouper_next},
};

/* tee: the iterators share a chain of links; each link holds the items read there, and what all have passed is freed. A
 * link is a list of up to LINK_ITEMS items and, once it is full, the next link. */

#define LINK_ITEMS 56

/* The first item of a link is its source (the iterator), the last the next link; in between the items read. */
static OrrList *link_new(OrrVm *vm, OrrValue source) {
    OrrList *link = orr_list_new(vm, LINK_ITEMS + 2);
    if (link == NULL) return NULL;
    link->items[0] = orr_retain(source);
    link->count = 1;
    return link;
}

/* tool->saved: the link, tool->at: the place of the next item in it. */
static OrrValue tee_next(OrrVm *vm, OrrValue self) {
    OrrTool *tool = orr_as_tool(self);
    OrrList *link = orr_as_list(tool->saved);
    if (tool->at > LINK_ITEMS) {
        if (link->count == LINK_ITEMS + 1) {
            OrrList *next = link_new(vm, link->items[0]);
            if (next == NULL || !orr_list_append_steal(vm, link, orr_value(next))) return ORR_NULL;
        }
        orr_set_slot(vm, &tool->saved, orr_retain(link->items[LINK_ITEMS + 1]));
        link = orr_as_list(tool->saved);
        tool->at = 1;
    }
    if ((size_t)tool->at >= link->count) {
        if (tool->strict) return orr_raise(vm, vm->exc.RuntimeError, "cannot re-enter the tee iterator");
        tool->strict = true;
        OrrValue item = orr_next(vm, link->items[0]);
        tool->strict = false;
        if (item == ORR_NULL || !orr_list_append_steal(vm, link, item)) return ORR_NULL;
    }
    return orr_retain(link->items[tool->at++]);
}

static OrrValue tee_copy_of(OrrVm *vm, const OrrTool *from) {
    OrrTool *tool = orr_tool_new(vm, orr_lib(vm)->tee);
    if (tool == NULL) return ORR_NULL;
    tool->saved = orr_retain(from->saved);
    tool->at = from->at;
    return orr_value(tool);
}

static OrrValue tee_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return tee_copy_of(vm, orr_as_tool(self));
}

static OrrValue tee_first(OrrVm *vm, OrrValue iterable) {
    OrrValue iterator = orr_iter(vm, iterable);
    if (iterator == ORR_NULL) return ORR_NULL;
    OrrType *type = orr_lib(vm)->tee;
    if (orr_is_exact(vm, iterator, type)) {
        OrrValue copy = tee_copy_of(vm, orr_as_tool(iterator));
        orr_release(vm, iterator);
        return copy;
    }
    OrrList *link = link_new(vm, iterator);
    orr_release(vm, iterator);
    OrrTool *tool = link == NULL ? NULL : orr_tool_new(vm, type);
    if (tool == NULL) {
        orr_xrelease_object(vm, link);
        return ORR_NULL;
    }
    tool->saved = orr_value(link);
    tool->at = 1;
    return orr_value(tool);
}

OrrValue orr_itertools_tee(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    int64_t n = 2;
    if (nargs > 1 && !orr_to_index(vm, args[1], vm->exc.OverflowError, &n)) return ORR_NULL;
    if (n < 0) return orr_raise(vm, vm->exc.ValueError, "n must be >= 0");
    OrrTuple *result = orr_tuple_alloc(vm, (size_t)n);
    if (result == NULL || n == 0) return orr_value(result);
    for (size_t i = 0; i < (size_t)n; i++) {
        OrrValue tool = i == 0 ? tee_first(vm, args[0]) : tee_copy_of(vm, orr_as_tool(result->items[0]));
        if (tool == ORR_NULL) {
            orr_release_object(vm, result);
            return ORR_NULL;
        }
        result->items[i] = tool;
    }
    return orr_value(result);
}

static const OrrMethodDef tee_methods[] = {ORR_DEF_NONE("__copy__", tee_copy), ORR_DEF_END};

const OrrTypeSpec orr_tee_spec = {
    .name = "itertools._tee",
    .size = sizeof(OrrTool),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = orr_tool_destroy, .traverse = orr_tool_traverse, .iter = orr_iter_self, .next = tee_next},
    .methods = tee_methods,
};
