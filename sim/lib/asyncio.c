/* The module asyncio: its native parts, and where the others come from. */
#include "sim/lib/asyncio.h"

#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/vm/dict.h"

/* ---- the state ---- */

static void retain(void *context, uint64_t value) {
    (void)context;
    orr_xretain(value);
}
static void release(void *context, uint64_t value) {
    orr_xrelease(context, value);
}
static void retain_future(void *context, OrrFuture *future) {
    (void)context;
    orr_retain(orr_future_value(future));
}
static void release_future(void *context, OrrFuture *future) {
    orr_release_object(context, orr_future_object(future));
}

static uint64_t cancel_message(void *context, const struct OrrTask *task) {
    return orr_task_message(context, &task->future);
}
static void set_cancel_message(void *context, struct OrrTask *task, uint64_t message) {
    orr_task_set_message(context, task, message);
}

/* asyncio's exceptions: name, with its module, and base. */
static bool add_exception(OrrVm *vm, OrrValue module, OrrType **type, const OrrTypeSpec *spec, OrrType *base) {
    *type = orr_module_add_type(vm, module, spec, base);
    return *type != NULL;
}

#define EXCEPTION(id, full_name)                                                                                       \
    static const OrrTypeSpec id = {                                                                                    \
        .name = full_name, .size = sizeof(OrrExceptionObject), .flags = ORR_TYPE_BASE | ORR_TYPE_GC}
EXCEPTION(cancelled_spec, "asyncio.exceptions.CancelledError");
EXCEPTION(invalid_state_spec, "asyncio.exceptions.InvalidStateError");
EXCEPTION(sendfile_spec, "asyncio.exceptions.SendfileNotAvailableError");
EXCEPTION(broken_barrier_spec, "asyncio.exceptions.BrokenBarrierError");
EXCEPTION(queue_empty_spec, "asyncio.queues.QueueEmpty");
EXCEPTION(queue_full_spec, "asyncio.queues.QueueFull");
EXCEPTION(queue_shut_down_spec, "asyncio.queues.QueueShutDown");

static bool add_exceptions(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    OrrType *plain = vm->exc.Exception;
    return add_exception(vm, module, &aio->CancelledError, &cancelled_spec, vm->exc.BaseException) &&
           add_exception(vm, module, &aio->InvalidStateError, &invalid_state_spec, plain) &&
           add_exception(vm, module, &aio->SendfileNotAvailableError, &sendfile_spec, vm->exc.RuntimeError) &&
           add_exception(vm, module, &aio->BrokenBarrierError, &broken_barrier_spec, vm->exc.RuntimeError) &&
           add_exception(vm, module, &aio->QueueEmpty, &queue_empty_spec, plain) &&
           add_exception(vm, module, &aio->QueueFull, &queue_full_spec, plain) &&
           add_exception(vm, module, &aio->QueueShutDown, &queue_shut_down_spec, plain);
}

/* ---- names that come from Python sources ---- */

/* Which module defines a name; imported when the name is first asked for. */
static const struct {
    const char *name, *module;
} elsewhere[] = {
#define FROM(module, name) {#name, module},
#include "sim/lib/asyncio_names.def"
#undef FROM
};

static OrrValue module_getattr(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (orr_is_str(args[0])) {
        for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
            if (!orr_str_equals_cstring(orr_as_str(args[0]), elsewhere[i].name)) continue;
            OrrValue value = orr_lib_import_from(vm, elsewhere[i].module, elsewhere[i].name);
            if (value == ORR_NULL || !orr_module_add(vm, self, elsewhere[i].name, orr_retain(value))) return ORR_NULL;
            return value;
        }
        size_t length;
        char *text = orr_str_to_utf8(vm, orr_as_str(args[0]), &length);
        OrrValue full = text == NULL ? ORR_NULL : orr_format(vm, "asyncio.%s", text);
        const char *name = full == ORR_NULL ? NULL : orr_str_ascii(orr_as_str(full));
        OrrValue submodule = name == NULL ? ORR_NULL : orr_asyncio_submodule(vm, name);
        orr_xrelease(vm, full);
        if (text != NULL) orr_buffer_free(vm, text, length + 1);
        if (submodule != ORR_NULL || vm->exception != ORR_NULL) return submodule;
    }
    return orr_raise(vm, vm->exc.AttributeError, "module 'asyncio' has no attribute %R", args[0]);
}

static const OrrMethodDef getattr_def = ORR_DEF_ONE("__getattr__", module_getattr);

static bool add_constants(OrrVm *vm, OrrValue module) {
    static const char *const words[][2] = {{"FIRST_COMPLETED", "FIRST_COMPLETED"},
                                           {"FIRST_EXCEPTION", "FIRST_EXCEPTION"},
                                           {"ALL_COMPLETED", "ALL_COMPLETED"}};
    for (size_t i = 0; i < 3; i++)
        if (!orr_module_add(vm, module, words[i][0], orr_str_intern_cstring(vm, words[i][1]))) return false;
    if (!orr_module_add(vm, module, "TimeoutError", orr_retain(orr_value(vm->exc.TimeoutError)))) return false;
    if (!orr_module_add(vm, module, "__path__", orr_value(orr_list_new(vm, 0)))) return false;
    OrrValue name = orr_str_from_cstring(vm, "asyncio");
    OrrValue getattr = name == ORR_NULL ? ORR_NULL : orr_builtin_new(vm, &getattr_def, module, NULL, name);
    orr_xrelease(vm, name);
    return orr_module_add(vm, module, "__getattr__", getattr);
}

/* __all__: what `from asyncio import *` gives: every public name, in C or not. */
static bool add_all(OrrVm *vm, OrrValue module) {
    OrrList *all = orr_list_new(vm, 100);
    OrrDict *dict = ((OrrModule *)orr_object(module))->dict;
    size_t position = 0;
    OrrValue key, value;
    bool ok = all != NULL;
    while (ok && orr_dict_step(dict, &position, &key, &value))
        if (orr_is_str(key) && orr_str_at(orr_as_str(key), 0) != '_') ok = orr_list_append(vm, all, key);
    for (size_t i = 0; ok && i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        if (elsewhere[i].name[0] == '_') continue;
        OrrValue name = orr_str_intern_cstring(vm, elsewhere[i].name);
        ok = name != ORR_NULL && orr_list_append_steal(vm, all, name);
    }
    if (ok) return orr_module_add(vm, module, "__all__", orr_value(all));
    orr_xrelease_object(vm, all);
    return false;
}

bool orr_aio_add_natives(OrrVm *vm, OrrValue module, const OrrMethodDef *defs) {
    OrrValue name = orr_str_intern_cstring(vm, "_asyncio");
    bool ok = name != ORR_NULL;
    for (const OrrMethodDef *def = defs; ok && def->name != NULL; def++)
        ok = orr_module_add(vm, module, def->name, orr_builtin_new(vm, def, module, NULL, name));
    orr_xrelease(vm, name);
    return ok;
}

static bool build(OrrVm *vm, OrrAsyncio *aio, OrrValue module) {
    return add_exceptions(vm, aio, module) && orr_aio_add_future(vm, aio, module) &&
           orr_aio_add_task(vm, aio, module) && orr_aio_add_handle(vm, aio, module) &&
           orr_aio_add_loop(vm, aio, module) && orr_aio_add_policy(vm, module) && orr_aio_add_sleep(vm, aio, module) &&
           orr_aio_add_foreign(vm, aio) && orr_aio_add_gather(vm, aio, module) && orr_aio_add_lock(vm, aio, module) &&
           orr_aio_add_queue(vm, aio, module) && orr_aio_add_timeout(vm, aio, module) && add_constants(vm, module) &&
           add_all(vm, module);
}

OrrAsyncio *orr_asyncio(OrrVm *vm) {
    if (vm->loop != NULL) return vm->loop;
    if (orr_context_state(vm) == NULL) return NULL;
    OrrLanguage language = {vm, retain, release, retain_future, release_future, cancel_message, set_cancel_message};
    OrrAsyncio *aio = orr_buffer_new(vm, sizeof *aio);
    if (aio == NULL) return NULL;
    *aio = (OrrAsyncio){.vm = vm};
    vm->loop = aio;
    vm->on_unawaited = orr_warn_unawaited;
    aio->scheduler = orr_scheduler_new(vm->arena, &language);
    if (aio->scheduler == NULL) {
        vm->loop = NULL;
        orr_raise_memory(vm);
        return NULL;
    }
    aio->module = orr_module_new(vm, "asyncio");
    if (aio->module != ORR_NULL && build(vm, aio, aio->module)) return aio;
    vm->loop = NULL; /* half of it is no use */
    return NULL;
}

OrrValue orr_asyncio_module(OrrVm *vm) {
    OrrAsyncio *aio = orr_asyncio(vm);
    return aio == NULL ? ORR_NULL : orr_retain(aio->module);
}

OrrValue orr_asyncio_support_module(OrrVm *vm) {
    OrrAsyncio *aio = orr_asyncio(vm);
    OrrValue module = aio == NULL ? ORR_NULL : orr_module_new(vm, "_orrery_asyncio");
    if (module == ORR_NULL || (orr_aio_add_executor(vm, aio, module) && orr_aio_add_trace(vm, module) &&
                               orr_aio_add_policy_support(vm, module)))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}

OrrValue orr_asyncio_submodule(OrrVm *vm, const char *name) {
    static const char *const names[] = {"base_events", "base_futures", "base_tasks", "coroutines", "events",
                                        "exceptions",  "futures",      "locks",      "mixins",     "queues",
                                        "runners",     "streams",      "taskgroups", "tasks",      "threads",
                                        "timeouts",    "transports",   "protocols",  "unix_events"};
    bool known = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) known |= strcmp(names[i], name + 8) == 0;
    if (!known) return ORR_NULL;
    OrrAsyncio *aio = orr_asyncio(vm);
    OrrValue key = aio == NULL ? ORR_NULL : orr_str_intern_cstring(vm, name);
    if (key == ORR_NULL) return ORR_NULL;
    OrrValue module = orr_xretain(orr_dict_get(vm, vm->modules, key));
    if (module == ORR_NULL && (module = orr_module_new(vm, name)) != ORR_NULL) {
        OrrDict *from = ((OrrModule *)orr_object(aio->module))->dict, *to = ((OrrModule *)orr_object(module))->dict;
        size_t position = 0;
        OrrValue entry, value;
        while (orr_dict_step(from, &position, &entry, &value))
            if (orr_is_str(entry) &&
                (orr_str_at(orr_as_str(entry), 0) != '_' || orr_str_equals_cstring(orr_as_str(entry), "__getattr__")))
                orr_dict_set(vm, to, entry, value);
        if (!orr_dict_set(vm, vm->modules, key, module)) {
            orr_release(vm, module);
            module = ORR_NULL;
        }
    }
    orr_release(vm, key);
    return module;
}
