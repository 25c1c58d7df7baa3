/* Which loop is current where none runs: get_event_loop, set_event_loop, new_event_loop and the program's policy, if
 * any. */
#include "sim/lib/driver.h"
#include "sim/lib/lib.h"

static bool in_main_thread(OrrVm *vm) {
    const OrrDriver *d = orr_driver(vm);
    return d != NULL && (d->main == NULL || d->current == d->main);
}

/* Of the running thread: ORR_NULL: never set, ORR_NONE: set to None. */
static OrrValue *set_loop_slot(OrrVm *vm) {
    return in_main_thread(vm) ? &orr_aio(vm)->set_loop : &orr_driver(vm)->current->set_loop;
}

static OrrValue thread_name(OrrVm *vm) {
    if (in_main_thread(vm)) return orr_str_from_cstring(vm, "MainThread");
    OrrValue function = orr_lib_import_from(vm, "threading", "current_thread");
    OrrValue thread = function == ORR_NULL ? ORR_NULL : orr_call0(vm, function);
    OrrValue name = thread == ORR_NULL ? ORR_NULL : orr_lib_getattr(vm, thread, "name");
    orr_xrelease(vm, function);
    orr_xrelease(vm, thread);
    return name;
}

static bool warn_of_no_loop(OrrVm *vm, int64_t stack_level) {
    OrrValue warn = orr_lib_import_from(vm, "warnings", "warn"), result = ORR_NULL;
    OrrValue args[3] = {orr_str_from_cstring(vm, "There is no current event loop"),
                        orr_value(vm->exc.DeprecationWarning), orr_small_int(stack_level)};
    if (warn != ORR_NULL && args[0] != ORR_NULL) result = orr_call(vm, warn, args, 3, ORR_NULL);
    orr_xrelease(vm, args[0]);
    orr_xrelease(vm, warn);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

static OrrValue new_loop(OrrVm *vm, OrrValue policy) {
    return policy == ORR_NULL ? orr_call0(vm, orr_value(orr_aio(vm)->Loop))
                              : orr_lib_call_method(vm, policy, "new_event_loop", NULL, 0);
}

static bool set_default(OrrVm *vm, OrrValue loop) {
    if (loop != ORR_NONE && !orr_is_loop(vm, loop))
        return orr_fail(vm, vm->exc.TypeError, "loop must be an instance of AbstractEventLoop or None, not '%T'", loop);
    if (orr_driver(vm) == NULL) return false;
    orr_set_slot(vm, set_loop_slot(vm), orr_retain(loop));
    return true;
}

bool orr_set_event_loop(OrrVm *vm, OrrValue loop) {
    OrrValue policy = orr_aio(vm)->policy;
    if (policy == ORR_NULL) return set_default(vm, loop);
    OrrValue result = orr_lib_call_method(vm, policy, "set_event_loop", &loop, 1);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

OrrValue orr_new_event_loop(OrrVm *vm) {
    return new_loop(vm, orr_aio(vm)->policy);
}

/* What asyncio's own policies do: the main thread gets a loop when it first asks. New. */
static OrrValue default_loop(OrrVm *vm, OrrValue policy, int64_t stack_level) {
    if (orr_driver(vm) == NULL) return ORR_NULL;
    if (in_main_thread(vm) && *set_loop_slot(vm) == ORR_NULL) {
        OrrValue loop = warn_of_no_loop(vm, stack_level) ? new_loop(vm, policy) : ORR_NULL;
        bool ok = loop != ORR_NULL && (policy == ORR_NULL ? set_default(vm, loop) : orr_set_event_loop(vm, loop));
        orr_xrelease(vm, loop);
        if (!ok) return ORR_NULL;
    }
    OrrValue set = *set_loop_slot(vm);
    if (set != ORR_NULL && set != ORR_NONE) return orr_retain(set);
    OrrValue name = thread_name(vm);
    if (name != ORR_NULL) orr_raise(vm, vm->exc.RuntimeError, "There is no current event loop in thread %R.", name);
    orr_xrelease(vm, name);
    return ORR_NULL;
}

/* New. */
static OrrValue current_loop(OrrVm *vm) {
    OrrAsyncio *aio = orr_aio(vm);
    if (aio->running != NULL) return orr_retain(orr_value(aio->running));
    if (aio->policy == ORR_NULL) return default_loop(vm, ORR_NULL, 1);
    return orr_lib_call_method(vm, aio->policy, "get_event_loop", NULL, 0);
}

OrrLoopObject *orr_event_loop(OrrVm *vm) {
    OrrAsyncio *aio = orr_aio(vm);
    if (aio->running != NULL) return aio->running;
    OrrValue loop = current_loop(vm);
    if (loop == ORR_NULL) return NULL;
    if (!orr_is_loop(vm, loop)) {
        orr_raise(vm, vm->exc.TypeError, "a policy's get_event_loop() must give an event loop, not %T", loop);
        orr_release(vm, loop);
        return NULL;
    }
    orr_set_slot(vm, &aio->policy_loop, loop); /* what is borrowed must stay */
    return (OrrLoopObject *)orr_object(loop);
}

/* ---- functions of the module ---- */

static OrrValue get_event_loop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return current_loop(vm);
}
static OrrValue new_event_loop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_new_event_loop(vm);
}
static OrrValue set_event_loop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_set_event_loop(vm, args[0]) ? ORR_NONE : ORR_NULL;
}

/* ---- what the policies, which are Python, call ---- */

static OrrValue policy_get(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return default_loop(vm, args[0], 2);
}
static OrrValue policy_set(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return set_default(vm, args[0]) ? ORR_NONE : ORR_NULL;
}
/* From now on this policy is asked, which has no loop yet; None: asyncio's own. */
static OrrValue policy_use(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrAsyncio *aio = orr_aio(vm);
    orr_set_slot(vm, &aio->policy, args[0] == ORR_NONE ? ORR_NULL : orr_retain(args[0]));
    orr_set_slot(vm, &aio->set_loop, ORR_NULL);
    return ORR_NONE;
}

bool orr_aio_add_policy(OrrVm *vm, OrrValue module) {
    static const OrrMethodDef natives[] = {ORR_DEF_NONE("get_event_loop", get_event_loop), ORR_DEF_END};
    static const OrrMethodDef events[] = {ORR_DEF_NONE("new_event_loop", new_event_loop),
                                          ORR_DEF_ONE("set_event_loop", set_event_loop), ORR_DEF_END};
    return orr_aio_add_natives(vm, module, natives) &&
           orr_module_add_python_functions(vm, module, events, "asyncio.events");
}

bool orr_aio_add_policy_support(OrrVm *vm, OrrValue support) {
    static const OrrMethodDef functions[] = {ORR_DEF_ONE("policy_get", policy_get),
                                             ORR_DEF_ONE("policy_set", policy_set),
                                             ORR_DEF_ONE("policy_use", policy_use), ORR_DEF_END};
    return orr_module_add_functions(vm, support, functions);
}
