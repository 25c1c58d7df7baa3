/* The deadlock report: nothing is ready, no timer is set, and main still waits. Says who waits for what, where, and why that
 * will never come. */
#include <stdio.h>

#include "sim/lib/aio_waiters.h"
#include "sim/lib/driver.h"
#include "sim/lib/lib.h"
#include "sim/vm/dict.h"
#include "sim/vm/frame.h"

enum { TASKS_MAX = 50 }; /* so many tasks are told in full */

static void say(OrrVm *vm, const char *text) {
    vm->host->write(vm->host->context, 2, text, strlen(text));
}

static void say_value(OrrVm *vm, OrrValue text) {
    if (text == ORR_NULL) {
        orr_exception_clear(vm);
        return;
    }
    size_t length;
    char *utf8 = orr_str_to_utf8(vm, orr_as_str(text), &length);
    if (utf8 != NULL) {
        vm->host->write(vm->host->context, 2, utf8, length);
        orr_buffer_free(vm, utf8, length + 1);
    }
    orr_release(vm, text);
}

static OrrTask *task_with_id(OrrVm *vm, uint32_t id) {
    for (OrrTask *t = orr_aio(vm)->scheduler->first_task; t != NULL && id != 0;
         t = orr_task_next(orr_aio(vm)->scheduler, t))
        if (t->future.handle.id == id) return t;
    return NULL;
}

static void say_task_name(OrrVm *vm, OrrTask *task) {
    say_value(vm, orr_task_name(vm, orr_task_object(task)));
}

/* ---- where ---- */

/* Frames of the library's Python parts are not shown. */
static bool is_ours(const OrrStr *filename) {
    static const char prefix[] = "<orrery>";
    for (size_t i = 0; i < sizeof prefix - 1; i++)
        if (i >= filename->length || orr_str_at(filename, i) != (uint32_t)prefix[i]) return false;
    return true;
}

static void say_frame(void *context, const OrrAwaitFrame *frame) {
    OrrVm *vm = context;
    if (frame->filename == NULL || is_ours(frame->filename)) return;
    say_value(vm, orr_format(vm, "      File \"%U\", line %u, in %U\n", frame->filename, frame->line, frame->qualname));
    size_t path_length, length;
    char *path = orr_str_to_utf8(vm, frame->filename, &path_length);
    const char *source = path == NULL ? NULL : vm->host->source_line(vm->host->context, path, frame->line, &length);
    if (source != NULL) {
        while (length > 0 && (*source == ' ' || *source == '\t')) source++, length--;
        say(vm, "        ");
        vm->host->write(vm->host->context, 2, source, length);
        say(vm, "\n");
    }
    if (path != NULL) orr_buffer_free(vm, path, path_length + 1);
}

/* ---- what for ---- */

/* The primitive that the future is a waiter of, or ORR_NULL. */
static OrrValue subject_of(const OrrFuture *f) {
    bool waits_in_queue = !orr_future_done(f) && !(f->handle.flags & ORR_TASK_IS_TASK);
    return waits_in_queue && orr_future_wait_kind(f) != ORR_TRACE_WAIT_SLEEP ? f->result : ORR_NULL;
}

/* The tasks that are not done, as a list; new, or ORR_NULL. */
static OrrValue waiting_tasks(OrrVm *vm) {
    OrrList *list = orr_list_new(vm, 8);
    for (OrrTask *t = orr_aio(vm)->scheduler->first_task; t != NULL && list != NULL;
         t = orr_task_next(orr_aio(vm)->scheduler, t))
        if (!orr_list_append(vm, list, orr_value(orr_task_object(t)))) break;
    orr_exception_clear(vm);
    return orr_value(list);
}

/* Asks _orrery_deadlock.FUNCTION(about, tasks): a str, new, or ORR_NULL if it has nothing to say. */
static OrrValue ask(OrrVm *vm, const char *function, OrrValue about) {
    OrrValue tasks = waiting_tasks(vm);
    OrrValue f = tasks == ORR_NULL ? ORR_NULL : orr_lib_import_from(vm, "_orrery_deadlock", function);
    OrrValue answer = f == ORR_NULL ? ORR_NULL : orr_call2(vm, f, about, tasks);
    orr_xrelease(vm, f);
    orr_xrelease(vm, tasks);
    orr_exception_clear(vm);
    if (answer != ORR_NULL && orr_is_str(answer)) return answer;
    orr_xrelease(vm, answer);
    return ORR_NULL;
}

/* What the program calls an object. */
static OrrValue name_of(OrrVm *vm, OrrValue object) {
    return ask(vm, "name", object);
}

static void say_primitive(OrrVm *vm, OrrValue subject) {
    OrrValue name = name_of(vm, subject);
    say_value(vm, orr_format(vm, "%U", orr_type_of(vm, subject)->name));
    if (name != ORR_NULL) {
        say(vm, " ");
        say_value(vm, name);
    }
}

static void say_lock(OrrVm *vm, OrrValue lock) {
    say(vm, "    waits for ");
    say_primitive(vm, lock);
    OrrTask *holder = task_with_id(vm, orr_lock_holder(lock));
    if (holder != NULL) {
        say(vm, ", held by ");
        say_task_name(vm, holder);
    } else if (orr_lock_holder(lock) != 0) {
        say(vm, ", taken by a task that has ended without releasing it");
    }
    say(vm, "\n");
}

static void say_queue(OrrVm *vm, OrrValue queue, uint32_t kind) {
    int64_t items, maxsize, unfinished;
    orr_queue_numbers(vm, queue, &items, &maxsize, &unfinished);
    say(vm, kind == ORR_TRACE_WAIT_QUEUE_GET   ? "    waits to get from "
            : kind == ORR_TRACE_WAIT_QUEUE_PUT ? "    waits to put into "
                                               : "    waits in join() of ");
    say_primitive(vm, queue);
    char text[96];
    if (kind == ORR_TRACE_WAIT_QUEUE_GET) snprintf(text, sizeof text, ", which is empty\n");
    else if (kind == ORR_TRACE_WAIT_QUEUE_PUT) snprintf(text, sizeof text, ", which is full (maxsize %lld)\n", (long long)maxsize);
    else snprintf(text, sizeof text, ", which has %lld unfinished item%s and %lld in it\n", (long long)unfinished,
                  unfinished == 1 ? "" : "s", (long long)items);
    say(vm, text);
}

static void say_future(OrrVm *vm, OrrFuture *f) {
    OrrValue subject = subject_of(f);
    uint32_t kind = orr_future_wait_kind(f);
    if (f->handle.flags & ORR_TASK_IS_TASK) {
        say(vm, "    waits for task ");
        say_task_name(vm, orr_task_from_future(f));
        say(vm, "\n");
    } else if (subject != ORR_NULL && kind == ORR_TRACE_WAIT_LOCK) {
        say_lock(vm, subject);
    } else if (subject != ORR_NULL && (kind == ORR_TRACE_WAIT_QUEUE_GET || kind == ORR_TRACE_WAIT_QUEUE_PUT ||
                                       kind == ORR_TRACE_WAIT_QUEUE_JOIN)) {
        say_queue(vm, subject, kind);
    } else if (subject != ORR_NULL) {
        say(vm, kind == ORR_TRACE_WAIT_EVENT ? "    waits for " : "    waits for a permit of ");
        say_primitive(vm, subject);
        say(vm, kind == ORR_TRACE_WAIT_EVENT ? ", which nobody sets\n" : ", which has none left\n");
    } else if (kind == ORR_TRACE_WAIT_GATHER) {
        say(vm, "    waits for gather() of tasks that wait themselves\n");
    } else {
        say(vm, "    waits for ");
        OrrValue text = orr_repr(vm, orr_future_value(f));
        say_value(vm, text);
        say(vm, ", which nobody completes\n");
    }
}

/* ---- the cycle ---- */

/* The task that a waiting task waits for in the end: the one awaited, or the holder of the lock. NULL: none known. */
static OrrTask *blocker(OrrVm *vm, const OrrTask *task) {
    if (task->waiter == NULL) return NULL;
    if (task->waiter->handle.flags & ORR_TASK_IS_TASK) return orr_task_from_future(task->waiter);
    OrrValue subject = subject_of(task->waiter);
    if (subject != ORR_NULL && orr_future_wait_kind(task->waiter) == ORR_TRACE_WAIT_LOCK)
        return task_with_id(vm, orr_lock_holder(subject));
    return NULL;
}

/* A task on a cycle of waits, or NULL. Two runners: the fast one meets the slow one if there is a cycle. */
static OrrTask *on_cycle(OrrVm *vm) {
    for (OrrTask *start = orr_aio(vm)->scheduler->first_task; start != NULL;
         start = orr_task_next(orr_aio(vm)->scheduler, start)) {
        OrrTask *slow = start, *fast = start;
        do {
            slow = blocker(vm, slow);
            fast = blocker(vm, fast);
            fast = fast == NULL ? NULL : blocker(vm, fast);
        } while (fast != NULL && slow != fast);
        if (fast != NULL) return fast;
    }
    return NULL;
}

static bool say_cycle(OrrVm *vm) {
    OrrTask *first = on_cycle(vm);
    if (first == NULL) return false;
    bool locks = false;
    say(vm, "\n  The circle: ");
    OrrTask *task = first;
    do {
        locks |= orr_future_wait_kind(task->waiter) == ORR_TRACE_WAIT_LOCK;
        say_task_name(vm, task);
        say(vm, " -> ");
        task = blocker(vm, task);
    } while (task != first);
    say_task_name(vm, first);
    say(vm, "\n");
    if (locks && blocker(vm, first) == first)
        say(vm, "  Hint: asyncio.Lock is not reentrant: a task that holds it must not take it again.\n");
    else if (locks)
        say(vm, "  Hint: take several locks always in the same order, everywhere in the program.\n");
    return true;
}

/* Hints for what is seen most often, when there is no circle. */
static void say_hints(OrrVm *vm) {
    bool get = false, put = false, join = false, event = false, lock = false, shared = false;
    OrrValue queue = ORR_NULL; /* of the last task seen that gets */
    for (OrrTask *t = orr_aio(vm)->scheduler->first_task; t != NULL; t = orr_task_next(orr_aio(vm)->scheduler, t)) {
        if (t->waiter == NULL) continue;
        uint32_t kind = orr_future_wait_kind(t->waiter);
        if (kind == ORR_TRACE_WAIT_QUEUE_GET) {
            get = true;
            shared |= queue != ORR_NULL && queue == subject_of(t->waiter);
            queue = subject_of(t->waiter);
        }
        put |= kind == ORR_TRACE_WAIT_QUEUE_PUT;
        join |= kind == ORR_TRACE_WAIT_QUEUE_JOIN;
        event |= kind == ORR_TRACE_WAIT_EVENT;
        lock |= kind == ORR_TRACE_WAIT_LOCK;
    }
    say(vm, "\n");
    if (join) say(vm, "  Hint: join() ends when task_done() was called once for every item that was put.\n");
    if (shared && !join)
        say(vm, "  Hint: several tasks get from one queue: each sentinel ends only the one that eats it, so put as many "
                "as there are consumers, or use queue.shutdown().\n");
    else if (get && !join)
        say(vm, "  Hint: whoever gets waits for ever unless somebody puts: one sentinel for each consumer, or "
                "queue.shutdown(), or cancel them.\n");
    if (put) say(vm, "  Hint: a full queue needs a consumer that is still alive.\n");
    if (event) say(vm, "  Hint: an Event that is set and cleared at once wakes only those that wait already; "
                       "check that set() is reached on every path.\n");
    if (lock) say(vm, "  Hint: use 'async with lock', so that it is released when the task is cancelled or fails.\n");
}

/* The frames of a thread that stands still, outermost first. */
static void say_thread_frames(OrrVm *vm, const OrrSimThread *t) {
    enum { FRAMES_MAX = 50 };
    const OrrFrame *frames[FRAMES_MAX];
    size_t count = 0;
    for (const OrrFrame *f = t->thread->frame; f != NULL && count < FRAMES_MAX; f = f->back) frames[count++] = f;
    while (count-- > 0) {
        const OrrCode *code = frames[count]->code;
        OrrAwaitFrame frame = {code->qualname, NULL, code->filename, orr_frame_line(frames[count])};
        say_frame(vm, &frame);
    }
}

static void say_threads(OrrVm *vm) {
    OrrDriver *d = orr_driver(vm);
    if (d == NULL) return;
    for (OrrSimThread *t = d->first; t != NULL; t = t->next) {
        if (d->run != NULL && t == d->run->thread) continue;
        OrrValue name = ask(vm, "thread_name", orr_small_int((int64_t)t->ident));
        if (name == ORR_NULL) name = orr_format(vm, "thread %zu", (size_t)t->ident);
        say(vm, "\n  ");
        if (name != ORR_NULL) say_value(vm, name);
        say(vm, "\n    ");
        OrrValue lock = t->waits_for == ORR_NULL ? ORR_NULL : name_of(vm, t->waits_for);
        if (t->waits_for == ORR_NULL) say(vm, "waits for something that never comes\n");
        else if (lock == ORR_NULL) say(vm, "waits for a lock that nobody releases\n");
        else {
            say(vm, "waits for the lock ");
            say_value(vm, lock);
            say(vm, ", which nobody releases\n");
        }
        say_thread_frames(vm, t);
    }
}

void orr_deadlock_report(OrrVm *vm) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    size_t waiting = 0, told = 0;
    for (OrrTask *t = s->first_task; t != NULL; t = orr_task_next(s, t)) waiting++;
    char text[160];
    if (waiting == 0)
        snprintf(text, sizeof text, "\ndeadlock at %.9g s: nothing can run any more\n", (double)s->now_ns / 1e9);
    else
        snprintf(text, sizeof text, "\ndeadlock at %.9g s: nothing can run any more, and %zu task%s wait%s\n",
                 (double)s->now_ns / 1e9, waiting, waiting == 1 ? "" : "s", waiting == 1 ? "s" : "");
    say(vm, text);
    orr_trace_problem(s->trace, ORR_TRACE_PROBLEM_DEADLOCK, 0, 0);
    for (OrrTask *t = s->first_task; t != NULL && told < TASKS_MAX; t = orr_task_next(s, t), told++) {
        say(vm, "\n  ");
        say_task_name(vm, t);
        say(vm, "\n");
        OrrValue words = t->waiter == NULL ? ORR_NULL : ask(vm, "sentence", orr_value(orr_task_object(t)));
        if (words != ORR_NULL) say_value(vm, orr_format(vm, "    %S\n", words));
        else if (t->waiter != NULL) say_future(vm, t->waiter);
        orr_xrelease(vm, words);
        if (orr_is_coroutine(vm, t->coroutine)) orr_await_chain(vm, t->coroutine, say_frame, vm);
    }
    if (told < waiting) {
        snprintf(text, sizeof text, "\n  ... and %zu more\n", waiting - told);
        say(vm, text);
    }
    say_threads(vm);
    if (!say_cycle(vm)) say_hints(vm);
}
