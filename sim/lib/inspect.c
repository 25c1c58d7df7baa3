#include "sim/lib/inspect.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/lib/aio_waiters.h"
#include "sim/lib/collections.h"
#include "sim/lib/driver.h"
#include "sim/loop/timers.h"
#include "sim/vm/frame.h"

typedef struct Inspection {
    OrrVm *vm;
    OrrInspectLine write;
    void *context;
    char line[4096];
    size_t length;
    uint32_t id, next_id; /* of objects, while they are gone through in order */
    OrrValue found;
} Inspection;

static __attribute__((format(printf, 2, 3))) void add(Inspection *i, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int added = vsnprintf(i->line + i->length, sizeof i->line - i->length, format, arguments);
    va_end(arguments);
    if (added > 0) i->length += (size_t)added;
    if (i->length >= sizeof i->line) i->length = sizeof i->line - 1;
}

static void end_line(Inspection *i) {
    i->write(i->context, i->line, i->length);
    i->length = 0;
}

static void add_str(Inspection *i, OrrStr *text) {
    const char *ascii = text == NULL ? NULL : orr_str_ascii(text);
    add(i, "%s", ascii == NULL ? "?" : ascii);
}

/* ---- tasks ---- */

static void add_frame(void *context, const OrrAwaitFrame *frame) {
    Inspection *i = context;
    if (frame->filename == NULL) return;
    add(i, " > ");
    add_str(i, frame->qualname);
    add(i, ":%u", frame->line);
}

/* What the task waits for, as its trace says it. */
static uint32_t awaited(OrrVm *vm, OrrFuture *f) {
    uint32_t subject = f->handle.id == 0 ? orr_primitive_known_id(vm, f) : 0;
    return subject != 0 ? subject : f->handle.id;
}

static bool has_begun(OrrVm *vm, const OrrTask *task) {
    if (!orr_is_coroutine(vm, task->coroutine)) return false;
    if (orr_object(task->coroutine)->flags & ORR_CORO_NATIVE) return true;
    return orr_as_generator(task->coroutine)->frame.status != ORR_GENERATOR_CREATED;
}

static void add_task(Inspection *i, OrrTask *task, const OrrHandle *next) {
    const OrrHandle *handle = &task->future.handle;
    bool ready = handle == next || handle->flags & ORR_HANDLE_READY;
    add(i, "task %u ", handle->id);
    if (orr_task_object(task)->name != ORR_NULL) add_str(i, orr_as_str(orr_task_object(task)->name));
    else add(i, "Task-%u", task->number);
    if (ready) add(i, " ready");
    else if (task->waiter != NULL) add(i, " waits for %u of %u", orr_future_wait_kind(task->waiter), awaited(i->vm, task->waiter));
    else add(i, " runs");
    add(i, " cancels %u at", task->cancels);
    bool stands = ready || task->waiter != NULL; /* where a running task is changes all the time */
    if (stands && has_begun(i->vm, task)) orr_await_chain(i->vm, task->coroutine, add_frame, i);
    end_line(i);
}

/* ---- queues and timers ---- */

static void add_ready(Inspection *i, const OrrHandle *handle) {
    bool is_task = orr_handle_is_task(handle);
    /* Threads and jobs about to start one are ready without an event. */
    if (handle->id == 0 || strcmp(handle->class->name, "thread") == 0) return;
    add(i, "ready %s %u", is_task ? "task" : "call", handle->id);
    end_line(i);
}

static void add_queue(Inspection *i, const OrrHandleQueue *queue) {
    const OrrHandle *handle = queue->last;
    if (handle == NULL) return;
    do {
        handle = handle->next;
        add_ready(i, handle);
    } while (handle != queue->last);
}

static void add_timers(Inspection *i) {
    const OrrScheduler *s = orr_aio(i->vm)->scheduler;
    for (uint32_t last = 0;;) { /* by id, without a list: timers of a test are few */
        const OrrTimerEntry *least = NULL;
        for (size_t n = 0; n < s->timer_count; n++) {
            const OrrTimerEntry *entry = orr_timer_entry(s, n);
            if (entry->handle->flags & ORR_HANDLE_CANCELLED || entry->handle->id <= last) continue;
            if (least == NULL || entry->handle->id < least->handle->id) least = entry;
        }
        if (least == NULL) return;
        last = least->handle->id;
        add(i, "timer %u %" PRId64, last, least->deadline_ns);
        end_line(i);
    }
}

/* ---- objects ---- */

/* A plain attribute, borrowed from the object, which lives on. ORR_NULL: it has none. */
static OrrValue attribute(Inspection *i, OrrValue object, const char *name) {
    OrrValue key = orr_str_intern_cstring(i->vm, name);
    OrrValue value = key == ORR_NULL ? ORR_NULL : orr_getattr_or_null(i->vm, object, orr_as_str(key));
    orr_xrelease(i->vm, key);
    orr_exception_clear(i->vm);
    orr_xrelease(i->vm, value);
    return value;
}

static int64_t whole(OrrValue value) {
    return value != ORR_NULL && orr_is_small_int(value) ? orr_small_int_value(value) : 0;
}

static uint32_t traced(const Inspection *i, OrrValue value) {
    return value == ORR_NULL ? 0 : (uint32_t)orr_aio_traced_id(i->vm, value);
}

static bool is_called(const OrrType *type, const char *name) {
    const char *own = orr_str_ascii(type->name);
    return own != NULL && strcmp(own, name) == 0 && !(type->flags & ORR_TYPE_CUSTOM_GETATTR);
}

/* Conditions and barriers are Python's (_aio_locks.py). Their ids, 0: it is neither. A barrier's own condition has the id of
 * the barrier, and isn't told. */
static uint32_t python_id(Inspection *i, OrrValue object, const OrrType *type) {
    if (is_called(type, "Barrier")) return traced(i, attribute(i, object, "_trace"));
    OrrValue trace = is_called(type, "Condition") ? attribute(i, object, "_trace") : ORR_NULL;
    if (trace == ORR_NULL || !orr_is_tuple(trace) || orr_as_tuple(trace)->count != 2) return 0;
    bool own = whole(orr_as_tuple(trace)->items[1]) == ORR_TRACE_WAIT_CONDITION;
    return own ? traced(i, orr_as_tuple(trace)->items[0]) : 0;
}

static void consider(void *context, void *block) {
    Inspection *i = context;
    OrrAsyncio *aio = orr_aio(i->vm);
    OrrType *type = ((OrrObject *)block)->type;
    bool queue = orr_type_is_subtype(type, aio->Queue);
    bool primitive = orr_type_is_subtype(type, aio->Lock) || orr_type_is_subtype(type, aio->Event) ||
                     orr_type_is_subtype(type, aio->Semaphore);
    uint32_t id = queue       ? orr_queue_id(orr_value(block))
                  : primitive ? orr_lock_numbers(orr_value(block)).id
                              : python_id(i, orr_value(block), type);
    if (id <= i->id || (i->next_id != 0 && id > i->next_id)) return;
    i->next_id = id;
    i->found = orr_value(block);
}

/* The tasks that wait for the object, in order of their ids. */
static void add_waiters(Inspection *i, uint32_t id) {
    add(i, " waiters");
    for (OrrTask *t = orr_aio(i->vm)->scheduler->first_task; t != NULL; t = orr_task_next(orr_aio(i->vm)->scheduler, t))
        if (t->waiter != NULL && !(t->future.handle.flags & ORR_HANDLE_READY) && !orr_future_done(t->waiter) &&
            orr_primitive_known_id(i->vm, t->waiter) == id && t->waiter->handle.id == 0)
            add(i, " %u", t->future.handle.id);
}

/* Those whose futures a condition holds, in order of their ids. */
static void add_condition_waiters(Inspection *i, OrrValue condition) {
    OrrValue waiters = condition == ORR_NULL ? ORR_NULL : attribute(i, condition, "_waiters");
    add(i, " waiters");
    if (waiters == ORR_NULL || !orr_has_spec(i->vm, waiters, &orr_deque_spec)) return;
    const OrrDeque *deque = (const OrrDeque *)orr_object(waiters);
    for (OrrTask *t = orr_aio(i->vm)->scheduler->first_task; t != NULL;
         t = orr_task_next(orr_aio(i->vm)->scheduler, t)) {
        if (t->waiter == NULL || t->future.handle.flags & ORR_HANDLE_READY || orr_future_done(t->waiter)) continue;
        for (size_t n = 0; n < deque->count; n++) {
            OrrValue item = deque->items[(deque->first + n) & (deque->capacity - 1)];
            if (item == orr_future_value(t->waiter)) add(i, " %u", t->future.handle.id);
        }
    }
}

static void add_object(Inspection *i, OrrValue object, uint32_t id) {
    OrrAsyncio *aio = orr_aio(i->vm);
    OrrType *type = orr_object(object)->type;
    if (is_called(type, "Barrier")) {
        add(i, "object %u barrier size %" PRId64 " capacity %" PRId64, id, whole(attribute(i, object, "_count")),
            whole(attribute(i, object, "_parties")));
        add_condition_waiters(i, attribute(i, object, "_cond"));
        end_line(i);
        return;
    }
    if (is_called(type, "Condition")) {
        add(i, "object %u condition", id);
        add_condition_waiters(i, object);
        end_line(i);
        return;
    }
    if (orr_type_is_subtype(type, aio->Queue)) {
        int64_t items, maxsize, unfinished;
        orr_queue_numbers(i->vm, object, &items, &maxsize, &unfinished);
        add(i, "object %u queue size %" PRId64 " capacity %" PRId64, id, items, maxsize > 0 ? maxsize : 0);
    } else {
        OrrLockNumbers numbers = orr_lock_numbers(object);
        if (orr_type_is_subtype(type, aio->Semaphore))
            add(i, "object %u semaphore size %" PRId64, id, numbers.value + numbers.granted);
        else if (orr_type_is_subtype(type, aio->Event)) add(i, "object %u event size %" PRId64, id, numbers.value);
        else if (numbers.value != 0) add(i, "object %u lock held by %u", id, numbers.holder);
        else add(i, "object %u lock", id);
    }
    add_waiters(i, id);
    end_line(i);
}

static void add_objects(Inspection *i) {
    for (i->id = 0;; i->id = i->next_id) {
        i->next_id = 0;
        orr_arena_walk(i->vm->arena, consider, i);
        if (i->next_id == 0) return;
        add_object(i, i->found, i->next_id);
    }
}

static void add_threads(Inspection *i) {
    const OrrDriver *d = orr_driver(i->vm);
    for (const OrrSimThread *t = d == NULL ? NULL : d->first; t != NULL; t = t->next) {
        if (t == d->main) continue;
        add(i, "thread %u %s", t->handle.id, !t->started ? "new" : t->nested || t == d->current ? "runs" : "blocked");
        end_line(i);
    }
}

void orr_inspect(OrrVm *vm, const OrrHandle *next, OrrInspectLine write, void *context) {
    Inspection i = {.vm = vm, .write = write, .context = context};
    OrrScheduler *s = orr_aio(vm)->scheduler;
    add(&i, "now %" PRId64, s->now_ns);
    end_line(&i);
    for (OrrTask *task = s->first_task; task != NULL; task = orr_task_next(s, task)) add_task(&i, task, next);
    add_ready(&i, next);
    add_queue(&i, &s->batch);
    add_queue(&i, &s->ready);
    add_timers(&i);
    add_objects(&i);
    add_threads(&i);
}
