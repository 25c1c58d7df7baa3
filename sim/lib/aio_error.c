/* What asyncio says when something goes wrong and nobody asks: exception handlers and warnings. */
#include <stdio.h>

#include "sim/lib/asyncio.h"
#include "sim/lib/lib.h"
#include "sim/vm/dict.h"
#include "sim/vm/frame.h"

bool orr_aio_leaves(OrrVm *vm) {
    return vm->stopped || orr_pending_is(vm, vm->exc.SystemExit) || orr_pending_is(vm, vm->exc.KeyboardInterrupt);
}

/* ---- the default handler ---- */

static void write_str(OrrVm *vm, OrrValue text) {
    size_t length;
    char *utf8 = orr_str_to_utf8(vm, orr_as_str(text), &length);
    if (utf8 == NULL) return;
    vm->host->write(vm->host->context, 2, utf8, length);
    orr_buffer_free(vm, utf8, length + 1);
}

static bool has_logging(OrrVm *vm) {
    OrrValue name = orr_str_intern_cstring(vm, "logging");
    OrrValue logging = name == ORR_NULL ? ORR_NULL : orr_dict_get(vm, vm->modules, name);
    orr_xrelease(vm, name);
    return logging != ORR_NULL;
}

bool orr_aio_log_new_loop(OrrVm *vm) {
    if (!has_logging(vm)) return vm->exception == ORR_NULL;
    OrrValue write = orr_lib_import_from(vm, "_orrery_aio", "__init__");
    OrrValue result = write == ORR_NULL ? ORR_NULL : orr_call0(vm, write);
    orr_xrelease(vm, write);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

/* If the program has imported logging, the record goes through the logger 'asyncio', as CPython's does. True: it did.
 */
static bool log_through_logging(OrrVm *vm, const char *function, OrrValue text, OrrValue exception) {
    if (!has_logging(vm)) return false;
    OrrValue write = orr_lib_import_from(vm, "_orrery_aio", function);
    OrrValue result = write == ORR_NULL ? ORR_NULL : orr_call2(vm, write, text, exception);
    orr_xrelease(vm, write);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

static bool add_line(OrrVm *vm, OrrStrBuilder *b, OrrValue key, OrrValue value) {
    OrrValue line = orr_format(vm, "\n%S: %R", key, value);
    bool ok = line != ORR_NULL && orr_builder_add_value(b, line);
    orr_xrelease(vm, line);
    return ok;
}

static OrrValue context_get(OrrVm *vm, OrrValue context, const char *key) {
    OrrValue name = orr_str_intern_cstring(vm, key);
    if (name == ORR_NULL) return ORR_NULL;
    OrrValue value = orr_dict_get(vm, orr_as_dict(context), name);
    orr_release(vm, name);
    return value;
}

/* The message, then the other keys in sorted order, as lines; then the traceback. */
static void default_handler(OrrVm *vm, OrrValue context) {
    OrrValue message = context_get(vm, context, "message"), exception = context_get(vm, context, "exception");
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = message != ORR_NULL && orr_truth(vm, message) > 0
                  ? orr_builder_add_value(&b, message)
                  : orr_builder_add_cstring(&b, "Unhandled exception in event loop");
    OrrList *keys = orr_list_new(vm, 4);
    size_t position = 0;
    OrrValue key, value;
    while (keys != NULL && orr_dict_step(orr_as_dict(context), &position, &key, &value)) orr_list_append(vm, keys, key);
    if (keys != NULL && orr_list_sort(vm, keys, ORR_NONE, false)) {
        for (size_t i = 0; ok && i < keys->count; i++) {
            key = keys->items[i];
            if (!orr_is_str(key)) continue;
            if (orr_str_equals_cstring(orr_as_str(key), "message")) continue;
            if (orr_str_equals_cstring(orr_as_str(key), "exception")) continue;
            value = orr_dict_get(vm, orr_as_dict(context), key);
            ok = value != ORR_NULL && add_line(vm, &b, key, value);
        }
    }
    orr_xrelease_object(vm, keys);
    OrrValue text = ok ? orr_builder_finish(&b) : ORR_NULL;
    if (!ok) orr_builder_discard(&b);
    if (text == ORR_NULL) return;
    if (exception == ORR_NULL || !orr_is_exception(exception)) exception = ORR_NONE;
    if (!log_through_logging(vm, "log_error", text, exception)) {
        orr_exception_clear(vm);
        write_str(vm, text);
        vm->host->write(vm->host->context, 2, "\n", 1);
        if (exception != ORR_NONE) orr_print_exception(vm, exception);
    }
    orr_release(vm, text);
}

OrrValue orr_loop_default_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_loop_default_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (!orr_is_dict(args[0])) return orr_raise(vm, vm->exc.TypeError, "context must be a dict");
    default_handler(vm, args[0]);
    return vm->exception == ORR_NULL ? ORR_NONE : ORR_NULL;
}

/* The program's handler failed. True: an exit or interrupt is pending, which goes on. */
static bool handler_failed(OrrVm *vm, OrrValue context) {
    if (orr_aio_leaves(vm)) return true;
    OrrValue error = orr_exception_take(vm);
    OrrDict *dict = orr_dict_new(vm, 3);
    OrrValue keys[3] = {orr_str_intern_cstring(vm, "message"), orr_str_intern_cstring(vm, "exception"),
                        orr_str_intern_cstring(vm, "context")};
    OrrValue text = orr_str_from_cstring(vm, "Unhandled error in exception handler");
    if (dict != NULL && keys[0] && keys[1] && keys[2] && text && orr_dict_set(vm, dict, keys[0], text) &&
        orr_dict_set(vm, dict, keys[1], error) && orr_dict_set(vm, dict, keys[2], context))
        default_handler(vm, orr_value(dict));
    for (int i = 0; i < 3; i++) orr_xrelease(vm, keys[i]);
    orr_xrelease(vm, text);
    orr_xrelease_object(vm, dict);
    orr_release(vm, error);
    orr_exception_clear(vm);
    return false;
}

static bool call_handler(OrrVm *vm, OrrLoopObject *loop, OrrValue context) {
    if (loop->exception_handler == ORR_NONE) {
        default_handler(vm, context);
        if (vm->exception != ORR_NULL && !orr_aio_leaves(vm)) orr_exception_clear(vm);
        return vm->exception == ORR_NULL;
    }
    OrrValue handler = orr_retain(loop->exception_handler);
    OrrValue result = orr_call2(vm, handler, orr_value(loop), context);
    orr_release(vm, handler);
    if (result == ORR_NULL) return !handler_failed(vm, context);
    orr_release(vm, result);
    return true;
}

OrrValue orr_loop_call_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_loop_call_handler(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_is_dict(args[0])) return orr_raise(vm, vm->exc.TypeError, "context must be a dict");
    return call_handler(vm, (OrrLoopObject *)orr_object(self), args[0]) ? ORR_NONE : ORR_NULL;
}

static bool put(OrrVm *vm, OrrDict *dict, const char *key, OrrValue value) {
    if (key == NULL || value == ORR_NULL) return true;
    OrrValue name = orr_str_intern_cstring(vm, key);
    bool ok = name != ORR_NULL && orr_dict_set(vm, dict, name, value);
    orr_xrelease(vm, name);
    return ok;
}

void orr_aio_report(OrrVm *vm, OrrLoop *loop, OrrValue message, OrrValue exception, const char *key, OrrValue value,
                    const char *key2, OrrValue value2) {
    OrrDict *dict = orr_dict_new(vm, 4);
    if (dict != NULL && put(vm, dict, "message", message) && put(vm, dict, "exception", exception) &&
        put(vm, dict, key, value) && put(vm, dict, key2, value2))
        call_handler(vm, orr_loop_object(loop), orr_value(dict));
    else orr_exception_clear(vm);
    orr_xrelease_object(vm, dict);
}

/* ---- warnings ---- */

void orr_aio_log_warning(OrrVm *vm, OrrValue text) {
    if (!log_through_logging(vm, "log_warning", text, ORR_NONE)) {
        orr_exception_clear(vm);
        write_str(vm, text);
        vm->host->write(vm->host->context, 2, "\n", 1);
    }
    orr_exception_clear(vm);
}

void orr_aio_check_slow(OrrVm *vm, OrrLoop *loop, OrrValue value, int64_t since_ns) {
    int64_t took_ns = orr_aio(vm)->scheduler->now_ns - since_ns;
    if (vm->exception != ORR_NULL || vm->stopped || took_ns == 0) return;
    if (orr_seconds_from_ns(took_ns) < orr_loop_object(loop)->slow_callback_duration) return;
    char seconds[32];
    int64_t ms = (took_ns + 500000) / 1000000;
    snprintf(seconds, sizeof seconds, "%lld.%03lld", (long long)(ms / 1000), (long long)(ms % 1000));
    OrrValue text = orr_format(vm, "Executing %R took %s seconds", value, seconds);
    if (text != ORR_NULL) orr_aio_log_warning(vm, text);
    orr_xrelease(vm, text);
    orr_exception_clear(vm);
}

typedef struct Place {
    OrrStr *file;
    uint32_t line;
} Place;

/* Where the running code is, for a warning. */
static Place running_place(OrrVm *vm) {
    Place place = {NULL, 0};
    OrrFrame *frame = vm->thread == NULL ? NULL : vm->thread->frame;
    if (frame != NULL) place = (Place){frame->code->filename, orr_frame_line(frame)};
    return place;
}

OrrValue orr_running_place(OrrVm *vm) {
    Place place = running_place(vm);
    return place.file == NULL ? ORR_NULL : orr_format(vm, "%U:%u", place.file, place.line);
}

/* Debug mode knows where the coroutine was made. text is taken; returns new. */
static OrrValue add_origin(OrrVm *vm, OrrValue text, OrrValue coroutine) {
    if (text == ORR_NULL) return text;
    OrrValue made_at = orr_lib_getattr(vm, coroutine, "cr_origin"), more = ORR_NULL;
    if (made_at != ORR_NULL && made_at != ORR_NONE) {
        OrrValue describe = orr_lib_import_from(vm, "_orrery_aio", "created_at");
        more = describe == ORR_NULL ? ORR_NULL : orr_call1(vm, describe, made_at);
        orr_xrelease(vm, describe);
    }
    orr_xrelease(vm, made_at);
    orr_exception_clear(vm);
    OrrValue whole = more == ORR_NULL ? ORR_NULL : orr_format(vm, "%S%S", text, more);
    orr_xrelease(vm, more);
    if (whole == ORR_NULL) return text;
    orr_release(vm, text);
    return whole;
}

void orr_warn_unawaited(OrrVm *vm, OrrValue coroutine) {
    OrrValue pending = orr_exception_take(vm);
    OrrValue name = orr_getattr_or_null(vm, coroutine, ORR_NAME(vm, __qualname__));
    OrrValue text = name == ORR_NULL ? ORR_NULL : orr_format(vm, "coroutine '%S' was never awaited", name);
    text = add_origin(vm, text, coroutine);
    if (text != ORR_NULL && vm->loop != NULL)
        orr_trace_problem(orr_aio(vm)->scheduler->trace, ORR_TRACE_PROBLEM_NEVER_AWAITED, 0,
                          orr_aio(vm)->scheduler->trace == NULL ? 0 : orr_aio_trace_string(vm, text));
    bool in_code = running_place(vm).file != NULL;
    OrrValue warn = text == ORR_NULL ? ORR_NULL
                    : in_code        ? orr_lib_import_from(vm, "warnings", "warn")
                                     : orr_lib_import_from(vm, "_orrery_aio", "warn_unawaited");
    if (warn != ORR_NULL) {
        /* With a source (which is dying, so it isn't passed on) the warning says how to find where that was made. */
        OrrValue args[4] = {text, orr_value(vm->exc.RuntimeWarning), orr_small_int(1), ORR_TRUE};
        OrrValue result = orr_call(vm, warn, args, 4, ORR_NULL);
        if (result == ORR_NULL) orr_write_unraisable(vm, NULL, coroutine); /* a filter made it an error */
        orr_xrelease(vm, result);
        orr_release(vm, warn);
    }
    orr_xrelease(vm, name);
    orr_xrelease(vm, text);
    orr_exception_clear(vm);
    orr_exception_restore(vm, pending);
}
