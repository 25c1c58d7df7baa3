#include "sim/loop/future.h"

void orr_future_finish(OrrFuture *f, OrrFutureState state, uint64_t value) {
    ORR_ASSERT(!orr_future_done(f) && state != ORR_FUTURE_PENDING);
    f->handle.flags |= (uint32_t)state;
    f->result = value;
    OrrScheduler *s = f->loop->scheduler;
    if (f->loop->closed && f->callbacks.last != NULL) {
        s->refused_calls++;
        orr_future_drop_callbacks(f);
    }
    for (OrrHandle *handle; (handle = orr_handle_queue_pop(&f->callbacks)) != NULL;) {
        if (handle->class->due != NULL) handle->class->due(s, handle, f);
        orr_scheduler_ready(s, f->loop, handle);
    }
}

void orr_future_add_callback(OrrFuture *f, OrrHandle *handle) {
    if (!orr_future_done(f)) {
        orr_handle_queue_push(&f->callbacks, handle);
        return;
    }
    OrrScheduler *s = f->loop->scheduler;
    if (handle->class->due != NULL) handle->class->due(s, handle, f);
    orr_scheduler_ready(s, f->loop, handle);
}

bool orr_future_cancel_plain(OrrScheduler *s, OrrFuture *f, uint64_t message) {
    f->handle.flags &= ~(uint32_t)ORR_FUTURE_LOG_TRACEBACK;
    if (orr_future_done(f)) return false;
    s->language.retain(s->language.context, message);
    orr_future_finish(f, ORR_FUTURE_CANCELLED, message);
    return true;
}

void orr_future_drop_callbacks(OrrFuture *f) {
    OrrScheduler *s = f->loop->scheduler;
    for (OrrHandle *handle; (handle = orr_handle_queue_pop(&f->callbacks)) != NULL;) handle->class->drop(s, handle);
}
