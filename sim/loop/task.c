#include "sim/loop/task.h"

#include <stdio.h>

static const OrrTaskClass *class_of(const OrrTask *task) {
    return (const OrrTaskClass *)task->future.handle.class;
}

static uint32_t place_of(const OrrScheduler *s, const OrrTask *task) {
    return task == NULL ? 0 : (uint32_t)((size_t)((const char *)task - (const char *)s->arena) / 16u);
}

void orr_task_init(OrrTask *task, OrrLoop *loop, const OrrTaskClass *class) {
    OrrScheduler *s = loop->scheduler;
    *task = (OrrTask){.number = 0};
    orr_future_init(&task->future, loop, &class->handle, ORR_TRACE_WAIT_TASK);
    task->future.handle.flags |= ORR_TASK_IS_TASK;
    task->future.handle.id = orr_scheduler_id(s);
    task->previous_place = place_of(s, s->last_task);
    if (s->last_task != NULL) s->last_task->next_place = place_of(s, task);
    else s->first_task = task;
    s->last_task = task;
}

void orr_task_unlink(OrrScheduler *s, OrrTask *task) {
    if (task->previous_place == 0 && s->first_task != task) return; /* it already is */
    OrrTask *previous = orr_task_at(s, task->previous_place), *next = orr_task_at(s, task->next_place);
    if (previous != NULL) previous->next_place = task->next_place;
    else s->first_task = next;
    if (next != NULL) next->previous_place = task->previous_place;
    else s->last_task = previous;
    task->previous_place = task->next_place = 0;
}

static void finish(OrrScheduler *s, OrrTask *task, OrrFutureState state, uint64_t value) {
    orr_task_unlink(s, task);
    if (state == ORR_FUTURE_EXCEPTION) task->future.handle.flags |= ORR_FUTURE_LOG_TRACEBACK;
    orr_future_finish(&task->future, state, value);
    if (s->trace != NULL && class_of(task)->traced_done != NULL) class_of(task)->traced_done(s, task);
}

/* The body returned: unless it was asked to cancel in this very step, that is its result. */
static void finish_returned(OrrScheduler *s, OrrTask *task, uint64_t result) {
    if (!(task->future.handle.flags & ORR_TASK_MUST_CANCEL)) {
        finish(s, task, ORR_FUTURE_RESULT, result);
        return;
    }
    task->future.handle.flags &= ~(uint32_t)ORR_TASK_MUST_CANCEL;
    s->language.release(s->language.context, result);
    uint64_t message = s->language.cancel_message(s->language.context, task);
    s->language.retain(s->language.context, message);
    finish(s, task, ORR_FUTURE_CANCELLED, message);
}

static void describe_cancel(const void *context, uint32_t index, OrrOption *option) {
    option->object = ((const OrrTask *)context)->future.handle.id;
    snprintf(option->label, sizeof option->label, "%s", index == 0 ? "go on" : "cancel");
}

/* The world may cancel a task from outside wherever it awaits: asked when it begins to wait and when it is about to go on,
 * which is after what it waited for has come but before it has noticed. */
static void perhaps_cancel(OrrScheduler *s, OrrTask *task) {
    if (ORR_LIKELY(!orr_choice_is_on(&s->choices, ORR_CHOICE_CANCEL))) return;
    const OrrOptions options = {describe_cancel, task};
    if (orr_choose(&s->choices, ORR_CHOICE_CANCEL, 2, task->future.handle.id, &options))
        orr_future_cancel(&task->future, 0);
}

/* The task waits for `awaited` (stolen) and links itself (with the reference that runs it) into its callbacks. */
static void wait_for(OrrTask *task, OrrFuture *awaited) {
    awaited->handle.flags &= ~(uint32_t)ORR_FUTURE_BLOCKING;
    orr_future_add_callback(awaited, &task->future.handle);
    task->waiter = awaited;
    OrrScheduler *s = task->future.loop->scheduler;
    if (task->future.handle.flags & ORR_TASK_MUST_CANCEL &&
        orr_future_cancel(awaited, s->language.cancel_message(s->language.context, task)))
        task->future.handle.flags &= ~(uint32_t)ORR_TASK_MUST_CANCEL;
    perhaps_cancel(s, task);
}

/* Takes what the last step left to be thrown in, if anything. */
static uint64_t take_thrown(OrrTask *task) {
    if (!(task->future.handle.flags & ORR_TASK_THROW)) return 0;
    task->future.handle.flags &= ~(uint32_t)ORR_TASK_THROW;
    uint64_t thrown = task->future.result;
    task->future.result = 0;
    return thrown;
}

bool orr_task_run(OrrScheduler *s, OrrTask *task) {
    ORR_ASSERT(!orr_future_done(&task->future));
    perhaps_cancel(s, task);
    OrrFuture *woken = task->waiter;
    task->waiter = NULL;
    task->future.handle.flags |= ORR_TASK_STEPPING;
    uint64_t value = 0;
    OrrStepEnd end = class_of(task)->resume(s, task, take_thrown(task), woken, &value);
    task->future.handle.flags &= ~(uint32_t)ORR_TASK_STEPPING;
    if (woken != NULL) s->language.release_future(s->language.context, woken);
    switch (end) {
    case ORR_STEP_YIELDS:
        orr_scheduler_ready(s, task->future.loop, &task->future.handle);
        return true;
    case ORR_STEP_AWAITS:
        wait_for(task, (OrrFuture *)(uintptr_t)value);
        return true;
    case ORR_STEP_THROWS:
        task->future.result = value;
        task->future.handle.flags |= ORR_TASK_THROW;
        orr_scheduler_ready(s, task->future.loop, &task->future.handle);
        return true;
    case ORR_STEP_RETURNED: finish_returned(s, task, value); break;
    case ORR_STEP_CANCELLED: finish(s, task, ORR_FUTURE_CANCELLED, value); break;
    case ORR_STEP_RAISED:
    case ORR_STEP_LEFT: finish(s, task, ORR_FUTURE_EXCEPTION, value); break;
    }
    s->language.release_future(s->language.context, &task->future);
    return end != ORR_STEP_LEFT;
}

bool orr_task_cancel(OrrScheduler *s, OrrFuture *future, uint64_t message) {
    OrrTask *task = orr_task_from_future(future);
    future->handle.flags &= ~(uint32_t)ORR_FUTURE_LOG_TRACEBACK;
    if (orr_future_done(future)) return false;
    task->cancels++;
    if (task->waiter != NULL && orr_future_cancel(task->waiter, message)) return true;
    s->language.set_cancel_message(s->language.context, task, message);
    future->handle.flags |= ORR_TASK_MUST_CANCEL;
    return true;
}
