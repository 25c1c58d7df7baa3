/* Handles: asyncio.Handle and TimerHandle, and the callbacks that futures have. */
#include "sim/lib/asyncio.h"

static OrrHandleObject *object_of(OrrHandle *handle) {
    return (OrrHandleObject *)(void *)((char *)handle - offsetof(OrrHandleObject, handle));
}

/* ---- running callbacks ---- */

static OrrValue debug_text(OrrVm *vm, OrrHandleObject *h);

bool orr_aio_call(OrrVm *vm, OrrLoop *loop, OrrValue *cell, OrrValue callback, const OrrValue *args, size_t nargs,
                  OrrValue handle) {
    OrrValue *previous;
    OrrValue result = ORR_NULL;
    if (orr_context_enter(vm, cell, &previous)) {
        result = orr_call(vm, callback, args, nargs, ORR_NULL);
        orr_context_leave(vm, cell, previous);
    }
    if (result != ORR_NULL) {
        orr_release(vm, result);
        return true;
    }
    if (orr_aio_leaves(vm)) return false;
    OrrValue exception = orr_exception_take(vm);
    OrrValue text = orr_loop_object(loop)->debug ? debug_text(vm, (OrrHandleObject *)orr_object(handle))
                                                 : orr_callback_text(vm, callback);
    OrrValue message = text == ORR_NULL ? ORR_NULL : orr_format(vm, "Exception in callback %S", text);
    if (message != ORR_NULL) orr_aio_report(vm, loop, message, exception, "handle", handle, NULL, ORR_NULL);
    orr_xrelease(vm, text);
    orr_xrelease(vm, message);
    orr_release(vm, exception);
    return !vm->exception || !orr_aio_leaves(vm);
}

static void empty(OrrVm *vm, OrrHandleObject *h) {
    orr_set_slot(vm, &h->callback, ORR_NULL);
    OrrTuple *args = h->args;
    h->args = NULL;
    orr_xrelease_object(vm, args);
}

static bool handle_run(OrrScheduler *s, OrrHandle *handle) {
    OrrVm *vm = orr_aio_vm(s);
    OrrHandleObject *h = object_of(handle);
    orr_aio_in_loop(vm, h->loop);
    orr_trace_call(s->trace, handle->id);
    OrrValue callback = orr_retain(h->callback);
    OrrTuple *args = h->args;
    if (args != NULL) orr_retain(orr_value(args));
    int64_t since_ns = s->now_ns;
    bool ok = orr_aio_call(vm, h->loop, &h->context, callback, args == NULL ? NULL : args->items,
                           args == NULL ? 0 : args->count, orr_value(h));
    if (ORR_UNLIKELY(orr_loop_object(h->loop)->debug)) orr_aio_check_slow(vm, h->loop, orr_value(h), since_ns);
    orr_release(vm, callback);
    orr_xrelease_object(vm, args);
    orr_trace_call_end(s->trace);
    orr_release_object(vm, h);
    return ok;
}

static void handle_drop(OrrScheduler *s, OrrHandle *handle) {
    orr_release_object(orr_aio_vm(s), object_of(handle));
}

static OrrLoop *handle_loop(const OrrHandle *handle) {
    return object_of((OrrHandle *)(uintptr_t)handle)->loop;
}

/* What the trace calls a callback. Nothing of the program's own runs for it: an instance of its classes goes by the
 * class. */
static int64_t callback_name(OrrVm *vm, OrrValue callback) {
    bool plain = !(orr_type_of(vm, callback)->flags & ORR_TYPE_HEAP);
    OrrValue name = plain ? orr_getattr_or_null(vm, callback, ORR_NAME(vm, __qualname__)) : ORR_NULL;
    orr_exception_clear(vm);
    if (name == ORR_NULL || !orr_is_str(name)) {
        orr_xrelease(vm, name);
        OrrStr *type = orr_type_of(vm, callback)->name;
        name = orr_retain(orr_value(type));
    }
    int64_t id = orr_aio_trace_string(vm, name);
    orr_exception_clear(vm);
    orr_release(vm, name);
    return id;
}

/* The future of a done callback is its argument from when it is due. */
static void handle_due(OrrScheduler *s, OrrHandle *handle, OrrFuture *future) {
    OrrVm *vm = orr_aio_vm(s);
    OrrHandleObject *h = object_of(handle);
    OrrValue argument = orr_future_value(future);
    OrrValue args = orr_tuple_new(vm, &argument, 1);
    if (args == ORR_NULL) {
        orr_exception_clear(vm); /* out of memory: the callback is called without its future, and says so */
        return;
    }
    h->args = orr_as_tuple(args);
    if (s->trace != NULL) {
        handle->id = ++s->next_handle;
        orr_trace_call_soon(s->trace, handle->id, callback_name(vm, h->callback));
    }
}

static void handle_visit(OrrHandle *handle, OrrVisit visit, void *context) {
    visit(context, &object_of(handle)->head);
}

static OrrValue handle_describe(OrrVm *vm, OrrHandle *handle) {
    return orr_callback_text(vm, object_of(handle)->callback);
}

static const OrrAioClass handle_aio = {handle_visit, handle_describe};
static const OrrHandleClass handle_class = {"handle", handle_run, handle_drop, NULL, handle_loop, NULL, &handle_aio};
static const OrrHandleClass done_class = {"callback",  handle_run, handle_drop, handle_due,
                                          handle_loop, NULL,       &handle_aio};

/* ---- native callbacks of futures ---- */

static bool native_run(OrrScheduler *s, OrrHandle *handle) {
    OrrNativeCallback *c = (OrrNativeCallback *)handle;
    OrrVm *vm = orr_aio_vm(s);
    orr_aio_in_loop(vm, c->future->loop);
    orr_trace_call(s->trace, handle->id);
    c->done(vm, c->owner, c->future);
    orr_trace_call_end(s->trace);
    bool leaves = vm->exception != ORR_NULL && orr_aio_leaves(vm);
    if (vm->exception != ORR_NULL && !leaves) {
        OrrValue exception = orr_exception_take(vm);
        OrrValue message = orr_format(vm, "Exception in callback %s()", c->name);
        if (message != ORR_NULL)
            orr_aio_report(vm, c->future->loop, message, exception, NULL, ORR_NULL, NULL, ORR_NULL);
        orr_xrelease(vm, message);
        orr_release(vm, exception);
    }
    orr_release_object(vm, orr_future_object(c->future));
    orr_release(vm, c->owner);
    orr_buffer_free(vm, c, sizeof *c);
    return !leaves;
}

static void native_drop(OrrScheduler *s, OrrHandle *handle) {
    OrrNativeCallback *c = (OrrNativeCallback *)handle;
    OrrVm *vm = orr_aio_vm(s);
    if (c->future != NULL) orr_release_object(vm, orr_future_object(c->future));
    orr_release(vm, c->owner);
    orr_buffer_free(vm, c, sizeof *c);
}

static void native_due(OrrScheduler *s, OrrHandle *handle, OrrFuture *future) {
    OrrNativeCallback *c = (OrrNativeCallback *)handle;
    orr_retain(orr_future_value(future));
    c->future = future;
    if (s->trace != NULL) {
        handle->id = ++s->next_handle;
        orr_trace_call_soon(s->trace, handle->id, orr_aio_trace_word(orr_aio_vm(s), c->name));
    }
}

static OrrLoop *native_loop(const OrrHandle *handle) {
    const OrrNativeCallback *c = (const OrrNativeCallback *)handle;
    return c->future == NULL ? NULL : c->future->loop;
}

static void native_visit(OrrHandle *handle, OrrVisit visit, void *context) {
    OrrNativeCallback *c = (OrrNativeCallback *)handle;
    if (orr_is_object(c->owner)) visit(context, orr_object(c->owner));
}

static OrrValue native_describe(OrrVm *vm, OrrHandle *handle) {
    return orr_format(vm, "%s() at " ORR_AIO_NATIVE_PLACE, ((OrrNativeCallback *)handle)->name);
}

static const OrrAioClass native_aio = {native_visit, native_describe};
static const OrrHandleClass native_class = {"native",    native_run, native_drop, native_due,
                                            native_loop, NULL,       &native_aio};

bool orr_future_on_done(OrrVm *vm, OrrFuture *f, OrrValue owner,
                        void (*done)(OrrVm *vm, OrrValue owner, OrrFuture *future), const char *name) {
    OrrNativeCallback *c = orr_buffer_new(vm, sizeof *c);
    if (c == NULL) return false;
    *c =
        (OrrNativeCallback){.handle = {.class = &native_class}, .owner = orr_retain(owner), .done = done, .name = name};
    orr_future_add_callback(f, &c->handle);
    return true;
}

void orr_future_off_done(OrrVm *vm, OrrFuture *f, OrrValue owner,
                         void (*done)(OrrVm *vm, OrrValue owner, OrrFuture *future)) {
    if (orr_future_done(f) || f->callbacks.last == NULL) return;
    OrrHandleQueue all = f->callbacks, gone = {NULL};
    f->callbacks.last = NULL;
    for (OrrHandle *h; (h = orr_handle_queue_pop(&all)) != NULL;) {
        OrrNativeCallback *c = (OrrNativeCallback *)h;
        bool match = h->class == &native_class && c->owner == owner && c->done == done;
        orr_handle_queue_push(match ? &gone : &f->callbacks, h);
    }
    for (OrrHandle *h; (h = orr_handle_queue_pop(&gone)) != NULL;) native_drop(orr_aio(vm)->scheduler, h);
}

/* ---- making handles ---- */

static OrrHandleObject *new_handle(OrrVm *vm, OrrType *type, const OrrHandleClass *class, OrrLoop *loop,
                                   OrrValue callback, const OrrValue *args, size_t nargs, OrrValue context) {
    OrrValue cell = ORR_NULL, tuple = ORR_NULL;
    if (context == ORR_NULL || context == ORR_NONE) cell = orr_context_copy_cell(vm);
    else if (!orr_context_cell_from(vm, context, &cell)) return NULL;
    if (nargs > 0 && (tuple = orr_tuple_new(vm, args, nargs)) == ORR_NULL) {
        orr_xrelease(vm, cell);
        return NULL;
    }
    OrrHandleObject *h = orr_new_object(vm, type, sizeof *h);
    if (h == NULL) {
        orr_xrelease(vm, cell);
        orr_xrelease(vm, tuple);
        return NULL;
    }
    h->handle = (OrrHandle){.class = class};
    h->loop = loop;
    h->callback = orr_retain(callback);
    h->args = tuple == ORR_NULL ? NULL : orr_as_tuple(tuple);
    h->context = cell;
    h->text = ORR_NULL;
    if (ORR_UNLIKELY(orr_loop_object(loop)->debug)) h->text = orr_running_place(vm);
    h->deadline_ns = 0;
    h->when = 0;
    return h;
}

OrrValue orr_loop_call_soon(OrrVm *vm, OrrLoopObject *loop, OrrValue callback, const OrrValue *args, size_t nargs,
                            OrrValue context) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    if (!orr_loop_check_open(vm, loop)) return ORR_NULL;
    OrrHandleObject *h = new_handle(vm, orr_aio(vm)->Handle, &handle_class, loop->loop, callback, args, nargs, context);
    if (h == NULL) return ORR_NULL;
    if (s->trace != NULL) {
        h->handle.id = ++s->next_handle;
        orr_trace_call_soon(s->trace, h->handle.id, callback_name(vm, callback));
    }
    orr_scheduler_ready(s, loop->loop, &h->handle);
    return orr_retain(orr_value(h));
}

OrrValue orr_loop_call_at(OrrVm *vm, OrrLoopObject *loop, double when, OrrValue callback, const OrrValue *args,
                          size_t nargs, OrrValue context) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    if (!orr_loop_check_open(vm, loop)) return ORR_NULL;
    OrrHandleObject *h =
        new_handle(vm, orr_aio(vm)->TimerHandle, &handle_class, loop->loop, callback, args, nargs, context);
    if (h == NULL) return ORR_NULL;
    h->deadline_ns = orr_ns_from_seconds(when);
    h->when = orr_seconds_from_ns(h->deadline_ns);
    if (s->trace != NULL) {
        h->handle.id = ++s->next_handle;
        orr_trace_timer(s->trace, h->handle.id, h->deadline_ns, callback_name(vm, callback));
    }
    if (!orr_timer_start(s, &h->handle, h->deadline_ns)) {
        orr_release_object(vm, h);
        return orr_raise_memory(vm);
    }
    return orr_retain(orr_value(h));
}

/* ---- done callbacks ---- */

OrrValue orr_future_add_done_callback(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_future_add_done_callback(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"fn", "context", NULL};
    static const OrrSignature signature = {"add_done_callback", names, 1, 1, 1, 2};
    OrrValue bound[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrFuture *f = orr_as_future(self);
    if (f->loop == NULL) return orr_raise(vm, vm->exc.RuntimeError, "Future object is not initialized.");
    if (orr_future_done(f) && !orr_loop_check_open(vm, orr_loop_object(f->loop))) return ORR_NULL;
    OrrHandleObject *h = new_handle(vm, orr_aio(vm)->Handle, &done_class, f->loop, bound[0], NULL, 0, bound[1]);
    if (h == NULL) return ORR_NULL;
    orr_future_add_callback(f, &h->handle);
    return ORR_NONE;
}

OrrValue orr_future_remove_done_callback(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                         OrrValue kwnames);
OrrValue orr_future_remove_done_callback(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                         OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrFuture *f = orr_as_future(self);
    int64_t removed = 0;
    if (orr_future_done(f)) return orr_small_int(0);
    OrrHandleQueue all = f->callbacks, gone = {NULL};
    f->callbacks.last = NULL;
    bool failed = false;
    for (OrrHandle *h; (h = orr_handle_queue_pop(&all)) != NULL;) {
        int equal = 0;
        if (!failed && h->class == &done_class) equal = orr_equal(vm, object_of(h)->callback, args[0]);
        failed = failed || equal < 0;
        removed += equal > 0;
        orr_handle_queue_push(equal > 0 ? &gone : &f->callbacks, h);
    }
    for (OrrHandle *h; (h = orr_handle_queue_pop(&gone)) != NULL;) orr_release_object(vm, object_of(h));
    return failed ? ORR_NULL : orr_small_int(removed);
}

OrrValue orr_future_callbacks(OrrVm *vm, OrrValue self);
OrrValue orr_future_callbacks(OrrVm *vm, OrrValue self) {
    OrrFuture *f = orr_as_future(self);
    if (orr_future_done(f) || f->callbacks.last == NULL) return ORR_NONE;
    OrrList *list = orr_list_new(vm, 1);
    if (list == NULL) return ORR_NULL;
    OrrHandle *h = f->callbacks.last;
    do {
        h = h->next;
        if (h->class != &done_class) continue;
        OrrValue context = orr_context_of_cell(vm, &object_of(h)->context);
        OrrValue pair = context == ORR_NULL ? ORR_NULL : orr_tuple_pair(vm, object_of(h)->callback, context);
        orr_xrelease(vm, context);
        if (pair == ORR_NULL || !orr_list_append_steal(vm, list, pair)) {
            orr_release_object(vm, list);
            return ORR_NULL;
        }
    } while (h != f->callbacks.last);
    return orr_value(list);
}

/* ---- text ---- */

static OrrValue attribute(OrrVm *vm, OrrValue object, const char *name) {
    OrrValue key = orr_str_intern_cstring(vm, name);
    if (key == ORR_NULL) return ORR_NULL;
    OrrValue value = orr_getattr_or_null(vm, object, orr_as_str(key));
    orr_release(vm, key);
    return value;
}

OrrValue orr_shown_place(OrrVm *vm, OrrStr *filename, uint32_t line) {
    static const char own[] = "<orrery>/";
    size_t length;
    const char *path = orr_str_ascii(filename);
    if (path == NULL || (length = filename->length) < sizeof own || memcmp(path, own, sizeof own - 1) != 0)
        return orr_format(vm, "%U:%u", filename, line);
    OrrValue rest = orr_str_substring(vm, filename, sizeof own - 1, length);
    OrrValue place = rest == ORR_NULL ? ORR_NULL : orr_format(vm, "/orrery/%S:%u", rest, line);
    orr_xrelease(vm, rest);
    return place;
}

/* " at file.py:3" for functions; bound methods have no place, as in CPython. */
static bool add_place(OrrVm *vm, OrrStrBuilder *b, OrrValue callback) {
    OrrValue function = callback;
    if (orr_str_equals_cstring(orr_type_of(vm, callback)->name, "partial")) {
        OrrValue inner = attribute(vm, callback, "func");
        bool ok = inner != ORR_NULL && add_place(vm, b, inner);
        orr_xrelease(vm, inner);
        return ok;
    }
    if (orr_is_exact(vm, function, vm->types.native_function))
        return orr_builder_add_cstring(b, " at " ORR_AIO_NATIVE_PLACE);
    if (!orr_is_exact(vm, function, vm->types.function)) return true;
    const OrrCode *code = ((OrrFunction *)orr_object(function))->code;
    OrrValue place = orr_shown_place(vm, code->filename, code->first_line);
    bool ok = place != ORR_NULL && orr_builder_add_cstring(b, " at ") && orr_builder_add_value(b, place);
    orr_xrelease(vm, place);
    return ok;
}

static bool add_name(OrrVm *vm, OrrStrBuilder *b, OrrValue callback) {
    OrrValue name = orr_getattr_or_null(vm, callback, ORR_NAME(vm, __qualname__));
    if (name == ORR_NULL && vm->exception == ORR_NULL) name = orr_getattr_or_null(vm, callback, ORR_NAME(vm, __name__));
    if (name != ORR_NULL && orr_is_str(name)) {
        bool ok = orr_builder_add_str(b, orr_as_str(name));
        orr_release(vm, name);
        return ok;
    }
    orr_xrelease(vm, name);
    return vm->exception == ORR_NULL && orr_builder_add_repr(b, callback);
}

/* Arguments aren't shown (CPython does so in debug mode only); functools.partial shows as f()(). */
static bool add_callback(OrrVm *vm, OrrStrBuilder *b, OrrValue callback) {
    if (orr_str_equals_cstring(orr_type_of(vm, callback)->name, "partial")) {
        OrrValue function = attribute(vm, callback, "func");
        bool ok = function != ORR_NULL && add_callback(vm, b, function) && orr_builder_add_cstring(b, "()");
        orr_xrelease(vm, function);
        return ok;
    }
    return add_name(vm, b, callback) && orr_builder_add_cstring(b, "()");
}

OrrValue orr_callback_text(OrrVm *vm, OrrValue callback) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    if (callback == ORR_NULL) return orr_str_from_cstring(vm, "cancelled");
    if (add_callback(vm, &b, callback) && add_place(vm, &b, callback)) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

/* ---- the types ---- */

/* In debug mode the arguments are shown too. */
static OrrValue debug_text(OrrVm *vm, OrrHandleObject *h) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    if (h->callback == ORR_NULL) return orr_str_from_cstring(vm, "cancelled");
    bool ok = orr_str_equals_cstring(orr_type_of(vm, h->callback)->name, "partial") ? add_callback(vm, &b, h->callback)
                                                                                    : add_name(vm, &b, h->callback);
    ok = ok && orr_builder_add_char(&b, '(');
    for (size_t i = 0; ok && h->args != NULL && i < h->args->count; i++)
        ok = (i == 0 || orr_builder_add_cstring(&b, ", ")) && orr_builder_add_repr(&b, h->args->items[i]);
    ok = ok && orr_builder_add_char(&b, ')') && add_place(vm, &b, h->callback);
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static OrrValue handle_repr(OrrVm *vm, OrrValue self) {
    OrrHandleObject *h = (OrrHandleObject *)orr_object(self);
    if (h->handle.flags & ORR_HANDLE_CANCELLED && h->callback == ORR_NULL && h->text != ORR_NULL)
        return orr_retain(h->text);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool timer = orr_object(self)->type == orr_aio(vm)->TimerHandle;
    bool ok = orr_builder_add_cstring(&b, timer ? "<TimerHandle" : "<Handle") &&
              (!(h->handle.flags & ORR_HANDLE_CANCELLED) || orr_builder_add_cstring(&b, " cancelled"));
    if (ok && timer) {
        OrrValue when = orr_float(vm, h->when);
        ok = when != ORR_NULL && orr_builder_add_cstring(&b, " when=") && orr_builder_add_repr(&b, when);
        orr_xrelease(vm, when);
    }
    if (ok && h->callback != ORR_NULL) {
        OrrValue text = h->text == ORR_NULL ? orr_callback_text(vm, h->callback) : debug_text(vm, h);
        ok = text != ORR_NULL && orr_builder_add_char(&b, ' ') && orr_builder_add_value(&b, text);
        orr_xrelease(vm, text);
    }
    if (ok && h->text != ORR_NULL)
        ok = orr_builder_add_cstring(&b, " created at ") && orr_builder_add_value(&b, h->text);
    if (ok && orr_builder_add_char(&b, '>')) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static OrrValue handle_cancel(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrHandleObject *h = (OrrHandleObject *)orr_object(self);
    if (!(h->handle.flags & ORR_HANDLE_CANCELLED)) {
        orr_retain(self);
        orr_handle_cancel(orr_aio(vm)->scheduler, &h->handle);
        if (h->text != ORR_NULL) orr_set_slot(vm, &h->text, handle_repr(vm, self));
        empty(vm, h);
        orr_release(vm, self);
    }
    return ORR_NONE;
}

static OrrValue handle_cancelled(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(((OrrHandleObject *)orr_object(self))->handle.flags & ORR_HANDLE_CANCELLED);
}

static OrrValue handle_when(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_float(vm, ((OrrHandleObject *)orr_object(self))->when);
}

static OrrValue handle_get_context(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_context_of_cell(vm, &((OrrHandleObject *)orr_object(self))->context);
}

/* Program code: Handle._run(). */
static OrrValue handle_run_now(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrHandleObject *h = (OrrHandleObject *)orr_object(self);
    if (h->callback == ORR_NULL) return ORR_NONE;
    bool ok = orr_aio_call(vm, h->loop, &h->context, h->callback, h->args == NULL ? NULL : h->args->items,
                           h->args == NULL ? 0 : h->args->count, self);
    return ok ? ORR_NONE : ORR_NULL;
}

static OrrValue get_callback(OrrVm *vm, OrrValue self) {
    (void)vm;
    OrrValue callback = ((OrrHandleObject *)orr_object(self))->callback;
    return callback == ORR_NULL ? ORR_NONE : orr_retain(callback);
}
static OrrValue get_args(OrrVm *vm, OrrValue self) {
    OrrTuple *args = ((OrrHandleObject *)orr_object(self))->args;
    return orr_retain(args == NULL ? vm->empty_tuple : orr_value(args));
}
static OrrValue get_cancelled(OrrVm *vm, OrrValue self) {
    return handle_cancelled(vm, self, NULL, 0, ORR_NULL);
}

/* Timers are equal if they have the same deadline, callback and arguments, or are cancelled. -1 error. */
static int timers_equal(OrrVm *vm, const OrrHandleObject *a, const OrrHandleObject *b) {
    if (a == b) return 1;
    if (a->when != b->when) return 0;
    if (a->callback == ORR_NULL || b->callback == ORR_NULL) return a->callback == b->callback;
    int same = orr_equal(vm, a->callback, b->callback);
    if (same <= 0) return same;
    OrrValue none = vm->empty_tuple;
    return orr_equal(vm, a->args == NULL ? none : orr_value(a->args), b->args == NULL ? none : orr_value(b->args));
}

/* Timers compare by deadline. */
static OrrValue timer_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if (!orr_is_instance(vm, other, orr_aio(vm)->TimerHandle)) return ORR_NOT_IMPLEMENTED;
    const OrrHandleObject *a = (OrrHandleObject *)orr_object(self), *b = (OrrHandleObject *)orr_object(other);
    if (op == ORR_LT || (op == ORR_LE && a->when < b->when)) return orr_bool(a->when < b->when);
    if (op == ORR_GT || (op == ORR_GE && a->when > b->when)) return orr_bool(a->when > b->when);
    int equal = timers_equal(vm, a, b);
    return equal < 0 ? ORR_NULL : orr_bool((equal != 0) != (op == ORR_NE));
}
static bool timer_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    OrrValue when = orr_float(vm, ((OrrHandleObject *)orr_object(self))->when);
    bool ok = when != ORR_NULL && orr_hash(vm, when, hash);
    orr_xrelease(vm, when);
    return ok;
}

static void handle_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrHandleObject *h = (OrrHandleObject *)self;
    if (h->callback != ORR_NULL && orr_is_object(h->callback)) visit(context, orr_object(h->callback));
    if (h->args != NULL) visit(context, (OrrObject *)h->args);
    if (h->context != ORR_NULL) visit(context, orr_object(h->context));
}
static void handle_clear(OrrVm *vm, OrrObject *self) {
    empty(vm, (OrrHandleObject *)self);
    orr_set_slot(vm, &((OrrHandleObject *)self)->context, ORR_NULL);
    orr_set_slot(vm, &((OrrHandleObject *)self)->text, ORR_NULL);
}
static void handle_destroy(OrrVm *vm, OrrObject *self) {
    handle_clear(vm, self);
    orr_free_object(vm, self, sizeof(OrrHandleObject));
}

#define HANDLE_METHODS                                                                                                 \
    ORR_DEF_NONE("cancel", handle_cancel), ORR_DEF_NONE("cancelled", handle_cancelled),                                \
        ORR_DEF_NONE("get_context", handle_get_context), ORR_DEF_NONE("_run", handle_run_now)

static const OrrMethodDef handle_methods[] = {HANDLE_METHODS, ORR_DEF_END};
static const OrrMethodDef timer_methods[] = {HANDLE_METHODS, ORR_DEF_NONE("when", handle_when), ORR_DEF_END};
static const OrrGetSetDef handle_getsets[] = {
    {"_callback", get_callback, NULL},
    {"_args", get_args, NULL},
    {"_cancelled", get_cancelled, NULL},
    {NULL, NULL, NULL},
};

static const OrrTypeSpec handle_spec = {
    .name = "asyncio.events.Handle",
    .size = sizeof(OrrHandleObject),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = handle_destroy, .traverse = handle_traverse, .clear = handle_clear, .repr = handle_repr},
    .methods = handle_methods,
    .getsets = handle_getsets,
};
static const OrrTypeSpec timer_spec = {
    .name = "asyncio.events.TimerHandle",
    .size = sizeof(OrrHandleObject),
    .flags = ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = handle_destroy,
              .traverse = handle_traverse,
              .clear = handle_clear,
              .repr = handle_repr,
              .compare = timer_compare,
              .hash = timer_hash},
    .methods = timer_methods,
    .getsets = handle_getsets,
};

bool orr_aio_add_handle(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    aio->Handle = orr_module_add_type(vm, module, &handle_spec, NULL);
    if (aio->Handle == NULL) return false;
    aio->TimerHandle = orr_module_add_type(vm, module, &timer_spec, aio->Handle);
    return aio->TimerHandle != NULL;
}
