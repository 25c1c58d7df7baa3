#include "trace/chain.h"

#include <stdlib.h>

/* What is known of a task between two of its steps. */
typedef struct TaskChain {
    OrrTraceItem item;
    int64_t function;
    uint32_t link;         /* its last step */
    uint32_t cause;        /* the step that woke it */
    uint32_t cancelled_by; /* the step that asked for its cancellation, until it goes on */
    uint64_t wake_event;   /* 0: it was not woken */
    int64_t woken_ns;
    int64_t wait_ns;     /* when it began to wait ... */
    int64_t due_ns;      /* ... and when that was to end: INT64_MAX if no timer says so */
    int64_t wait_object; /* what for */
    uint8_t wake_reason;
    uint8_t wait_kind;
    bool waited; /* the time since wait_ns is the wait's: the cause only began it */
} TaskChain;

/* Which step scheduled a callback, and when it is due. */
typedef struct HandleChain {
    OrrTraceItem item;
    uint32_t link;
    int64_t set_ns;
    int64_t due_ns;
} HandleChain;

void orr_trace_chains_init(OrrTraceChains *chains, uint32_t keep) {
    *chains = (OrrTraceChains){.keep = keep};
    orr_trace_table_init(&chains->tasks, sizeof(TaskChain));
    orr_trace_table_init(&chains->handles, sizeof(HandleChain));
}

void orr_trace_chains_free(OrrTraceChains *chains) {
    orr_trace_table_free(&chains->tasks);
    orr_trace_table_free(&chains->handles);
    free(chains->links);
    free(chains->blames);
    orr_trace_chains_init(chains, chains->keep);
}

void orr_trace_chains_watch(OrrTraceChains *chains, int64_t task) {
    chains->watched = task;
}

/* ---- pools -------------------------------------------------------------------------------------- */

static OrrTraceChainLink *link_at(const OrrTraceChains *chains, uint32_t place) {
    return place == 0 ? NULL : &chains->links[place - 1];
}

static uint32_t hold(OrrTraceChains *chains, uint32_t place) {
    if (place != 0) chains->links[place - 1].refs++;
    return place;
}

static void drop_blame(OrrTraceChains *chains, uint32_t place) {
    if (place == 0 || --chains->blames[place - 1].refs != 0) return;
    chains->blames[place - 1].count = chains->blame_free;
    chains->blame_free = place;
}

/* Gives up a reference, and those that are lost with it. */
static void drop(OrrTraceChains *chains, uint32_t place) {
    while (place != 0) {
        OrrTraceChainLink *link = &chains->links[place - 1];
        if (--link->refs != 0) return;
        uint32_t before = link->before;
        drop_blame(chains, link->blame);
        link->before = chains->link_free;
        chains->link_free = place;
        place = before;
    }
}

/* Makes *holder hold another link, or none. */
static void set(OrrTraceChains *chains, uint32_t *holder, uint32_t place) {
    uint32_t old = *holder;
    *holder = hold(chains, place);
    drop(chains, old);
}

/* A place in a pool: a free one, or behind the last. 0: no memory. */
static uint32_t new_place(OrrTraceChains *chains, void **pool, uint32_t *count, uint32_t *capacity, size_t bytes) {
    if (*count == *capacity) {
        uint32_t more = *capacity * 2 + 64;
        void *grown = more > *capacity ? reallocarray(*pool, more, bytes) : NULL;
        if (grown == NULL) {
            chains->no_memory = true;
            return 0;
        }
        *pool = grown;
        *capacity = more;
    }
    return ++*count;
}

static uint32_t new_link(OrrTraceChains *chains) {
    uint32_t place = chains->link_free;
    if (place != 0) {
        chains->link_free = chains->links[place - 1].before;
        return place;
    }
    void *links = chains->links;
    place = new_place(chains, &links, &chains->link_count, &chains->link_capacity, sizeof *chains->links);
    chains->links = links;
    return place;
}

static uint32_t new_blame(OrrTraceChains *chains) {
    uint32_t place = chains->blame_free;
    if (place != 0) {
        chains->blame_free = chains->blames[place - 1].count;
        return place;
    }
    void *blames = chains->blames;
    place = new_place(chains, &blames, &chains->blame_count, &chains->blame_capacity, sizeof *chains->blames);
    chains->blames = blames;
    return place;
}

/* ---- blame -------------------------------------------------------------------------------------- */

static int64_t span(int64_t from_ns, int64_t to_ns) {
    int64_t length;
    if (to_ns <= from_ns) return 0;
    return __builtin_sub_overflow(to_ns, from_ns, &length) ? INT64_MAX : length;
}

static void add_to(int64_t *sum_ns, int64_t spent_ns) {
    if (__builtin_add_overflow(*sum_ns, spent_ns, sum_ns)) *sum_ns = INT64_MAX;
}

static void add_part(OrrTraceBlame *blame, OrrTraceBlamePart part) {
    if (part.spent_ns == 0) return;
    for (uint32_t i = 0; i < blame->count; i++) {
        OrrTraceBlamePart *known = &blame->parts[i];
        if (known->function != part.function || known->kind != part.kind || known->wait_kind != part.wait_kind)
            continue;
        add_to(&known->spent_ns, part.spent_ns);
        return;
    }
    if (blame->count < ORR_TRACE_BLAME_PARTS) blame->parts[blame->count++] = part;
    else add_to(&blame->others_ns, part.spent_ns);
}

/* The blame of a chain that is `count` parts longer than that of `cause`. Links share it if no time has passed. */
static uint32_t blame_of(OrrTraceChains *chains, const OrrTraceChainLink *cause, const OrrTraceBlamePart *parts,
                         size_t count) {
    uint32_t before = cause == NULL ? 0 : cause->blame;
    bool passed = false;
    for (size_t i = 0; i < count; i++) passed = passed || parts[i].spent_ns != 0;
    if (!passed) {
        if (before != 0) chains->blames[before - 1].refs++;
        return before;
    }
    uint32_t place = new_blame(chains);
    if (place == 0) return 0;
    OrrTraceBlame *blame = &chains->blames[place - 1];
    *blame = before == 0 ? (OrrTraceBlame){.count = 0} : chains->blames[before - 1];
    blame->refs = 1;
    for (size_t i = 0; i < count; i++) add_part(blame, parts[i]);
    return place;
}

/* ---- events ------------------------------------------------------------------------------------- */

static TaskChain *task_chain(OrrTraceChains *chains, int64_t id) {
    TaskChain *task = orr_trace_table_find(&chains->tasks, id);
    if (task != NULL) return task;
    task = orr_trace_table_add(&chains->tasks, id);
    if (task == NULL) chains->no_memory = true;
    return task;
}

/* The step that what happens now is the doing of; *handle: by a callback that it scheduled. */
static uint32_t acting(const OrrTraceChains *chains, const OrrTraceState *before, const HandleChain **handle) {
    OrrTraceActor actor = orr_trace_state_actor(before);
    *handle = NULL;
    if (actor.kind == ORR_TRACE_ACTOR_CALLBACK) {
        *handle = orr_trace_table_find(&chains->handles, actor.id);
        return *handle == NULL ? 0 : (*handle)->link;
    }
    if (actor.kind != ORR_TRACE_ACTOR_TASK) return 0;
    const TaskChain *task = orr_trace_table_find(&chains->tasks, actor.id);
    return task == NULL ? 0 : task->link;
}

static void forget_handle(OrrTraceChains *chains, int64_t id) {
    HandleChain *handle = orr_trace_table_find(&chains->handles, id);
    if (handle == NULL) return;
    drop(chains, handle->link);
    orr_trace_table_remove(&chains->handles, handle);
}

static void set_handle(OrrTraceChains *chains, const OrrTraceState *before, int64_t id, int64_t due_ns) {
    const HandleChain *by;
    forget_handle(chains, id);
    HandleChain *handle = orr_trace_table_add(&chains->handles, id);
    if (handle == NULL) {
        chains->no_memory = true;
        return;
    }
    handle->link = hold(chains, acting(chains, before, &by));
    handle->set_ns = before->time_ns;
    handle->due_ns = due_ns;
    if (by != NULL && by->set_ns < handle->set_ns) handle->set_ns = by->set_ns; /* what the first one began */
}

static void wake(OrrTraceChains *chains, const OrrTraceState *before, int64_t id, uint64_t event, int64_t reason) {
    const HandleChain *handle;
    TaskChain *task = task_chain(chains, id);
    if (task == NULL) return;
    uint32_t cause = acting(chains, before, &handle);
    task->wake_event = event;
    task->woken_ns = before->time_ns;
    task->wake_reason = (uint8_t)reason;
    task->waited = handle != NULL;
    task->due_ns = handle == NULL ? INT64_MAX : handle->due_ns;
    if (handle != NULL) task->wait_ns = handle->set_ns;
    if (cause == 0) {
        /* Nobody's step did it. What is to be cancelled goes on because of the one who asked. */
        cause = task->cancelled_by != 0 ? task->cancelled_by : task->link;
        task->waited = task->cancelled_by == 0;
    }
    set(chains, &task->cause, cause);
}

/* What passed between the cause and the step. */
static uint32_t blame_step(OrrTraceChains *chains, const TaskChain *task, const OrrTraceChainLink *cause,
                           int64_t now_ns) {
    if (cause == NULL) return 0;
    bool woken = task->wake_event != 0;
    int64_t woken_ns = woken ? task->woken_ns : now_ns;
    int64_t begun_ns = woken && task->waited && task->wait_ns > cause->time_ns ? task->wait_ns : cause->time_ns;
    int64_t ended_ns = task->due_ns < woken_ns ? task->due_ns : woken_ns;
    if (ended_ns < begun_ns) ended_ns = begun_ns;
    bool waits = woken && task->waited;
    OrrTraceBlamePart parts[] = {
        {.function = cause->function,
         .spent_ns = span(cause->time_ns, waits ? begun_ns : woken_ns),
         .kind = ORR_TRACE_BLAME_RAN},
        {.function = task->function,
         .spent_ns = waits ? span(begun_ns, ended_ns) : 0,
         .kind = ORR_TRACE_BLAME_WAITED,
         .wait_kind = task->wait_kind},
        {.function = task->function,
         .spent_ns = span(waits ? ended_ns : woken_ns, now_ns),
         .kind = ORR_TRACE_BLAME_READY},
    };
    return blame_of(chains, cause, parts, sizeof parts / sizeof *parts);
}

/* Once in `keep` links, what lies further back than that is let go. */
static void shorten(OrrTraceChains *chains, uint32_t place) {
    const OrrTraceChainLink *newest = link_at(chains, place);
    if (newest->length % chains->keep != 0) return;
    for (uint32_t i = 1; i < chains->keep && place != 0; i++) place = link_at(chains, place)->before;
    OrrTraceChainLink *oldest = link_at(chains, place);
    if (oldest == NULL) return;
    uint32_t before = oldest->before;
    oldest->before = 0;
    drop(chains, before);
}

static uint32_t begin_step(OrrTraceChains *chains, const OrrTraceState *before, const OrrTraceRecord *record) {
    TaskChain *task = task_chain(chains, record->fields[0]);
    uint32_t place = task == NULL ? 0 : new_link(chains);
    if (place == 0) return 0;
    /* A task that starts eagerly, inside its creator's step, was never woken. */
    const HandleChain *handle;
    bool woken = task->wake_event != 0;
    uint32_t cause = woken ? task->cause : acting(chains, before, &handle);
    const OrrTraceChainLink *causing = link_at(chains, cause);
    uint32_t blame = blame_step(chains, task, causing, record->time_ns);
    *link_at(chains, place) = (OrrTraceChainLink){
        .step = record->step,
        .cause = causing == NULL ? 0 : causing->step,
        .length = causing == NULL ? 1 : causing->length + 1,
        .task = record->fields[0],
        .function = task->function,
        .time_ns = record->time_ns,
        .event = record->event,
        .wake_event = woken ? task->wake_event : record->event,
        .wait_object = task->wait_object,
        .wake_reason = task->wake_reason,
        .wait_kind = task->wait_kind,
        .before = hold(chains, cause),
        .blame = blame,
    };
    set(chains, &task->link, place);
    set(chains, &task->cause, 0);
    set(chains, &task->cancelled_by, 0);
    set(chains, &chains->last, place);
    if (record->fields[0] == chains->watched) set(chains, &chains->last_watched, place);
    task->wake_event = 0;
    task->wake_reason = 0;
    task->wait_kind = 0;
    task->wait_object = 0;
    shorten(chains, place);
    return place;
}

static void forget_task(OrrTraceChains *chains, int64_t id) {
    TaskChain *task = orr_trace_table_find(&chains->tasks, id);
    if (task == NULL) return;
    drop(chains, task->link);
    drop(chains, task->cause);
    drop(chains, task->cancelled_by);
    orr_trace_table_remove(&chains->tasks, task);
}

static void end_step(OrrTraceChains *chains, const OrrTraceState *before, const OrrTraceRecord *record) {
    OrrTraceActor actor = orr_trace_state_actor(before);
    if (actor.kind != ORR_TRACE_ACTOR_TASK) return;
    if (record->kind == ORR_TRACE_TASK_DONE) {
        forget_task(chains, actor.id);
    } else if (record->kind == ORR_TRACE_YIELD) {
        wake(chains, before, actor.id, record->event, 0);
    } else {
        TaskChain *task = task_chain(chains, actor.id);
        if (task == NULL) return;
        task->wait_kind = record->fields[0] > 0 && record->fields[0] <= UINT8_MAX ? (uint8_t)record->fields[0] : 0;
        task->wait_object = record->fields[1];
        task->wait_ns = before->time_ns;
    }
}

const OrrTraceChainLink *orr_trace_chains_take(OrrTraceChains *chains, const OrrTraceState *before,
                                               const OrrTraceRecord *record) {
    const HandleChain *handle;
    TaskChain *task;
    switch (record->kind) {
    case ORR_TRACE_STEP: return link_at(chains, begin_step(chains, before, record));
    case ORR_TRACE_YIELD:
    case ORR_TRACE_WAIT:
    case ORR_TRACE_TASK_DONE: end_step(chains, before, record); break;
    case ORR_TRACE_TASK_GONE: forget_task(chains, record->fields[0]); break;
    case ORR_TRACE_TASK_NEW:
        task = task_chain(chains, record->fields[0]);
        if (task != NULL) task->function = record->fields[4];
        break;
    case ORR_TRACE_READY: wake(chains, before, record->fields[0], record->event, record->fields[1]); break;
    case ORR_TRACE_CANCEL:
        task = task_chain(chains, record->fields[0]);
        if (task != NULL) set(chains, &task->cancelled_by, acting(chains, before, &handle));
        break;
    case ORR_TRACE_TIMER: set_handle(chains, before, record->fields[0], record->fields[1]); break;
    case ORR_TRACE_CALL_SOON: set_handle(chains, before, record->fields[0], INT64_MAX); break;
    case ORR_TRACE_TIMER_CANCEL:
    case ORR_TRACE_CALL_CANCEL: forget_handle(chains, record->fields[0]); break;
    case ORR_TRACE_CALL_END: {
        OrrTraceActor actor = orr_trace_state_actor(before);
        if (actor.kind == ORR_TRACE_ACTOR_CALLBACK) forget_handle(chains, actor.id);
        break;
    }
    default: break;
    }
    return NULL;
}

const OrrTraceChainLink *orr_trace_chains_last(const OrrTraceChains *chains) {
    return link_at(chains, chains->last);
}

const OrrTraceChainLink *orr_trace_chains_last_watched(const OrrTraceChains *chains) {
    return link_at(chains, chains->last_watched);
}

const OrrTraceChainLink *orr_trace_chains_before(const OrrTraceChains *chains, const OrrTraceChainLink *link) {
    return link_at(chains, link->before);
}

const OrrTraceBlame *orr_trace_chains_blame(const OrrTraceChains *chains, const OrrTraceChainLink *link) {
    static const OrrTraceBlame none = {.count = 0};
    return link->blame == 0 ? &none : &chains->blames[link->blame - 1];
}
