#include "sim/lib/inspect.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/lib/aio_waiters.h"
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
    bool is_task = handle->class == &orr_task_class.handle;
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
            const OrrTimerEntry *entry = &s->timers[n];
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

static void consider(void *context, void *block) {
    Inspection *i = context;
    OrrAsyncio *aio = orr_aio(i->vm);
    OrrType *type = ((OrrObject *)block)->type;
    bool queue = orr_type_is_subtype(type, aio->Queue);
    bool primitive = orr_type_is_subtype(type, aio->Lock) || orr_type_is_subtype(type, aio->Event) ||
                     orr_type_is_subtype(type, aio->Semaphore);
    if (!queue && !primitive) return;
    uint32_t id = queue ? orr_queue_id(orr_value(block)) : orr_lock_numbers(orr_value(block)).id;
    if (id <= i->id || (i->next_id != 0 && id > i->next_id)) return;
    i->next_id = id;
    i->found = orr_value(block);
}

/* The tasks that wait for the object, in order of their ids. */
static void add_waiters(Inspection *i, uint32_t id) {
    add(i, " waiters");
    for (OrrTask *t = orr_aio(i->vm)->scheduler->first_task; t != NULL; t = t->next_task)
        if (t->waiter != NULL && !(t->future.handle.flags & ORR_HANDLE_READY) && !orr_future_done(t->waiter) &&
            orr_primitive_known_id(i->vm, t->waiter) == id && t->waiter->handle.id == 0)
            add(i, " %u", t->future.handle.id);
}

static void add_object(Inspection *i, OrrValue object, uint32_t id) {
    OrrAsyncio *aio = orr_aio(i->vm);
    OrrType *type = orr_object(object)->type;
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

void orr_inspect(OrrVm *vm, const OrrHandle *next, OrrInspectLine write, void *context) {
    Inspection i = {.vm = vm, .write = write, .context = context};
    OrrScheduler *s = orr_aio(vm)->scheduler;
    add(&i, "now %" PRId64, s->now_ns);
    end_line(&i);
    for (OrrTask *task = s->first_task; task != NULL; task = task->next_task) add_task(&i, task, next);
    add_ready(&i, next);
    add_queue(&i, &s->batch);
    add_queue(&i, &s->ready);
    add_timers(&i);
    add_objects(&i);
}
