/* asyncio.gather: a future that is done when all of its children are, or one of them fails. */
#include "sim/lib/asyncio.h"
#include "sim/lib/lib.h"
#include "sim/vm/dict.h"

typedef struct Gathering {
    OrrFutureObject base;
    OrrTuple *children; /* in the order of the arguments, with repetitions; NULL: none yet */
    uint32_t distinct, finished;
    bool return_exceptions, cancel_requested;
    bool abandoned; /* a later argument was no awaitable: nobody has this */
} Gathering;

static Gathering *as_gathering(OrrValue v) {
    return (Gathering *)orr_object(v);
}

static void fail(OrrVm *vm, Gathering *g, OrrValue exception) {
    if (exception != ORR_NULL) orr_future_set_exception(vm, &g->base.future, exception);
    orr_xrelease(vm, exception);
}

/* What a child contributes to the list of results. New. */
static OrrValue child_result(OrrVm *vm, OrrFuture *child) {
    if (orr_future_state(child) != ORR_FUTURE_CANCELLED) {
        child->handle.flags &= ~(uint32_t)ORR_FUTURE_LOG_TRACEBACK;
        return orr_retain(child->result);
    }
    bool plain =
        child->handle.flags & ORR_FUTURE_CANCELLED_BY || child->result == ORR_NULL || child->result == ORR_NONE;
    OrrValue message = plain ? vm->empty_str : child->result;
    return orr_exception_new(vm, orr_aio(vm)->CancelledError, &message, 1);
}

static void all_finished(OrrVm *vm, Gathering *g) {
    if (g->cancel_requested) { /* it is the last argument's error, even if another was cancelled */
        OrrFuture *last = orr_as_future(g->children->items[g->children->count - 1]);
        fail(vm, g, orr_future_cancelled_error(vm, last));
        return;
    }
    OrrList *results = orr_list_new(vm, g->children->count);
    for (size_t i = 0; results != NULL && i < g->children->count; i++) {
        OrrValue result = child_result(vm, orr_as_future(g->children->items[i]));
        if (result == ORR_NULL || !orr_list_append_steal(vm, results, result)) {
            orr_release_object(vm, results);
            return;
        }
    }
    if (results == NULL) return;
    orr_future_set_result(vm, &g->base.future, orr_value(results));
    orr_release_object(vm, results);
}

static void child_done(OrrVm *vm, OrrValue owner, OrrFuture *child) {
    Gathering *g = as_gathering(owner);
    g->finished++;
    if (g->abandoned || orr_future_done(&g->base.future)) {
        child->handle.flags &= ~(uint32_t)ORR_FUTURE_LOG_TRACEBACK;
        return;
    }
    if (!g->return_exceptions && orr_future_state(child) != ORR_FUTURE_RESULT) fail(vm, g, orr_future_error(vm, child));
    else if (g->finished == g->distinct) all_finished(vm, g);
}

static bool gathering_cancel(OrrScheduler *s, OrrFuture *future, uint64_t message) {
    OrrVm *vm = orr_aio_vm(s);
    Gathering *g = (Gathering *)orr_future_object(future);
    if (orr_future_done(future)) return false;
    bool any = false;
    for (size_t i = 0; i < g->children->count; i++) {
        int cancelled = orr_future_cancel_any(vm, orr_as_future(g->children->items[i]), message);
        if (cancelled < 0) orr_write_unraisable(vm, NULL, g->children->items[i]);
        any |= cancelled > 0;
    }
    g->cancel_requested |= any;
    return any;
}

static const OrrHandleClass gathering_class = {.name = "gather", .cancel = gathering_cancel};

static Gathering *gathering_new(OrrVm *vm, OrrLoop *loop) {
    Gathering *g = orr_new_object(vm, orr_aio(vm)->Gathering, sizeof *g);
    if (g == NULL) return NULL;
    orr_future_init(&g->base.future, loop, &gathering_class, ORR_TRACE_WAIT_GATHER);
    g->children = NULL;
    g->distinct = g->finished = 0;
    g->return_exceptions = g->cancel_requested = g->abandoned = false;
    return g;
}

/* Which arguments became which children, so that one given twice is waited for once. Keeping a dict costs more than the
 * whole rest of gather, and most arguments can be told from the earlier ones without it: a coroutine that only the
 * arguments hold, and hold once. */
typedef struct Seen {
    const OrrValue *awaitables; /* NULL: there is one only */
    OrrDict *children;          /* awaitable -> child; NULL: not needed yet */
    size_t noted;               /* of how many arguments the dict knows */
} Seen;

static bool given_once(OrrVm *vm, const Seen *seen, OrrValue awaitable) {
    return seen->awaitables == NULL || (orr_is_coroutine(vm, awaitable) && orr_object(awaitable)->refs == 1);
}

/* The child that an earlier argument, the same as i, became; borrowed. ORR_NULL: none, or an exception is pending. */
static OrrValue seen_child(OrrVm *vm, Seen *seen, const Gathering *g, size_t i) {
    if (seen->children == NULL && (seen->children = orr_dict_new(vm, g->children->count)) == NULL) return ORR_NULL;
    for (; seen->noted < i; seen->noted++)
        if (!orr_dict_set(vm, seen->children, seen->awaitables[seen->noted], g->children->items[seen->noted]))
            return ORR_NULL;
    return orr_dict_get(vm, seen->children, seen->awaitables[i]);
}

/* Makes child i, and hears of its end. */
static bool add_child(OrrVm *vm, Gathering *g, size_t i, OrrValue awaitable, Seen *seen, OrrLoopObject *loop) {
    int64_t hash; /* what has none is refused before it is looked at, as a key of CPython's dict of arguments */
    if (!orr_is_coroutine(vm, awaitable) && !orr_is_future(vm, awaitable) && !orr_hash(vm, awaitable, &hash)) return false;
    OrrValue known = given_once(vm, seen, awaitable) ? ORR_NULL : seen_child(vm, seen, g, i);
    if (known != ORR_NULL) {
        g->children->items[i] = orr_retain(known);
        return true;
    }
    OrrValue value = vm->exception != ORR_NULL ? ORR_NULL : orr_ensure_future(vm, awaitable, loop);
    if (value == ORR_NULL) return false;
    bool made = value != awaitable;
    value = orr_as_native_future(vm, value);
    if (value == ORR_NULL) return false;
    OrrFuture *child = orr_as_future(value);
    g->children->items[i] = value;
    g->distinct++;
    if (made) child->handle.flags |= ORR_TASK_QUIET;
    if (orr_future_done(child)) {
        child->handle.flags |= ORR_FUTURE_MARK;
        return true;
    }
    return orr_future_on_done(vm, child, orr_value(g), child_done, "gather.<locals>._done_callback");
}

/* The children that were done from the start count now. */
static bool count_done(OrrVm *vm, Gathering *g) {
    for (size_t i = 0; i < g->children->count && vm->exception == ORR_NULL; i++) {
        OrrFuture *child = orr_as_future(g->children->items[i]);
        if (!(child->handle.flags & ORR_FUTURE_MARK)) continue;
        child->handle.flags &= ~(uint32_t)ORR_FUTURE_MARK;
        child_done(vm, orr_value(g), child);
    }
    return vm->exception == ORR_NULL;
}

static void trace_gathering(OrrVm *vm, Gathering *g) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    uint32_t id = g->base.future.handle.id = orr_aio_trace_object(vm, ORR_TRACE_OBJECT_KIND_GATHER, 0);
    for (size_t i = 0; i < g->children->count; i++) {
        uint32_t child = orr_as_future(g->children->items[i])->handle.id;
        if (child != 0 && !orr_future_done(orr_as_future(g->children->items[i]))) orr_trace_link(s->trace, id, child);
    }
}

static OrrValue gather_nothing(OrrVm *vm, OrrLoopObject *loop) {
    if (loop == NULL && (loop = orr_event_loop(vm)) == NULL) return ORR_NULL;
    OrrList *none = orr_list_new(vm, 0);
    OrrFutureObject *f = none == NULL ? NULL : orr_future_new(vm, loop->loop, ORR_TRACE_WAIT_GATHER, ORR_NULL);
    if (f != NULL) orr_future_set_result(vm, &f->future, orr_value(none));
    orr_xrelease_object(vm, none);
    return orr_value(f);
}

OrrValue orr_gather(OrrVm *vm, const OrrValue *awaitables, size_t count, bool return_exceptions, OrrLoopObject *loop) {
    if (count == 0) return gather_nothing(vm, loop);
    Gathering *g = gathering_new(vm, NULL);
    if (g == NULL) return ORR_NULL;
    g->return_exceptions = return_exceptions;
    g->children = orr_tuple_alloc(vm, count);
    Seen seen = {.awaitables = count > 1 ? awaitables : NULL};
    bool ok = g->children != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        ok = add_child(vm, g, i, awaitables[i], &seen, loop);
        if (ok && i == 0) {
            g->base.future.loop = orr_as_future(g->children->items[0])->loop;
            loop = orr_loop_object(g->base.future.loop);
        }
    }
    orr_xrelease_object(vm, seen.children);
    OrrScheduler *s = orr_aio(vm)->scheduler;
    if (ok && s->trace != NULL) trace_gathering(vm, g);
    if (ok && count_done(vm, g)) return orr_value(g);
    g->abandoned = true;
    orr_release_object(vm, g);
    return ORR_NULL;
}

static OrrValue gather(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    int return_exceptions = 0;
    if (kwnames != ORR_NULL) {
        OrrTuple *names = orr_as_tuple(kwnames);
        for (size_t i = 0; i < names->count; i++) {
            if (!orr_str_equals_cstring(orr_as_str(names->items[i]), "return_exceptions"))
                return orr_raise(vm, vm->exc.TypeError, "gather() got an unexpected keyword argument '%S'",
                                 names->items[i]);
            return_exceptions = orr_truth(vm, args[nargs + i]);
            if (return_exceptions < 0) return ORR_NULL;
        }
    }
    return orr_gather(vm, args, nargs, return_exceptions, NULL);
}

static void gathering_traverse(OrrObject *self, OrrVisit visit, void *context) {
    orr_future_traverse(self, visit, context);
    if (((Gathering *)self)->children != NULL) visit(context, (OrrObject *)((Gathering *)self)->children);
}
static void gathering_clear(OrrVm *vm, OrrObject *self) {
    orr_future_clear(vm, self);
    OrrTuple *children = ((Gathering *)self)->children;
    ((Gathering *)self)->children = NULL;
    orr_xrelease_object(vm, children);
}
static void gathering_destroy(OrrVm *vm, OrrObject *self) {
    orr_aio_trace_future_gone(vm, &((Gathering *)self)->base.future);
    gathering_clear(vm, self);
    orr_free_object(vm, self, sizeof(Gathering));
}
static OrrValue get_children(OrrVm *vm, OrrValue self) {
    OrrTuple *children = as_gathering(self)->children;
    return children == NULL ? orr_retain(vm->empty_tuple) : orr_retain(orr_value(children));
}
static const OrrGetSetDef getsets[] = {{"_children", get_children, NULL}, {NULL, NULL, NULL}};
static const OrrTypeSpec gathering_spec = {
    .name = "asyncio.tasks._GatheringFuture",
    .size = sizeof(Gathering),
    .flags = ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = gathering_destroy, .traverse = gathering_traverse, .clear = gathering_clear},
    .getsets = getsets,
};

bool orr_aio_add_gather(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    static const OrrMethodDef functions[] = {ORR_DEF_KEYWORDS("gather", gather), ORR_DEF_END};
    aio->Gathering = orr_type_from_spec(vm, &gathering_spec, aio->Future);
    return aio->Gathering != NULL && orr_module_add_python_functions(vm, module, functions, "asyncio.tasks");
}
