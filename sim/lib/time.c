/* Module time: the virtual clock. Formatting and calendars come from _orrery_time.py when they are asked for. */
#include <math.h>

#include "sim/lib/asyncio.h"
#include "sim/lib/driver.h"
#include "sim/lib/lib.h"
#include "sim/lib/modules.h"

#define EPOCH_NS (INT64_C(946684800) * ORR_NS_PER_SECOND) /* 2000-01-01T00:00:00Z: the wall clock at 0 */

static int64_t now_ns(OrrVm *vm) {
    return orr_aio(vm)->scheduler->now_ns;
}

static OrrValue time_time(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_float(vm, 946684800.0 + orr_seconds_from_ns(now_ns(vm)));
}
static OrrValue time_time_ns(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_int(vm, orr_ns_add(now_ns(vm), EPOCH_NS));
}
static OrrValue time_monotonic(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_float(vm, orr_seconds_from_ns(now_ns(vm)));
}
static OrrValue time_monotonic_ns(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_int(vm, now_ns(vm));
}

static OrrValue time_sleep(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    double seconds;
    if (orr_is_int(vm, args[0])) {
        if (!orr_int_to_double(vm, args[0], &seconds)) return ORR_NULL;
    } else if (orr_is_float(vm, args[0])) {
        seconds = orr_float_value(args[0]);
    } else {
        OrrValue n = orr_index(vm, args[0]);
        if (n == ORR_NULL) return ORR_NULL;
        bool ok = orr_int_to_double(vm, n, &seconds);
        orr_release(vm, n);
        if (!ok) return ORR_NULL;
    }
    if (isnan(seconds)) return orr_raise(vm, vm->exc.ValueError, "Invalid value NaN (not a number)");
    if (seconds < 0) return orr_raise(vm, vm->exc.ValueError, "sleep length must be non-negative");
    return orr_driver_sleep(vm, orr_ns_from_seconds(seconds));
}

static OrrValue module_getattr(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"struct_time", "gmtime", "localtime", "mktime", "strftime", "strptime",
                                        "asctime", "ctime", "get_clock_info"};
    (void)nargs, (void)kwnames;
    for (size_t i = 0; orr_is_str(args[0]) && i < sizeof names / sizeof names[0]; i++) {
        if (!orr_str_equals_cstring(orr_as_str(args[0]), names[i])) continue;
        OrrValue value = orr_lib_import_from(vm, "_orrery_time", names[i]);
        if (value == ORR_NULL || !orr_module_add(vm, self, names[i], orr_retain(value))) return ORR_NULL;
        return value;
    }
    return orr_raise(vm, vm->exc.AttributeError, "module 'time' has no attribute %R", args[0]);
}

OrrValue orr_time_module(OrrVm *vm) {
    static const OrrMethodDef functions[] = {
        ORR_DEF_NONE("time", time_time),
        ORR_DEF_NONE("time_ns", time_time_ns),
        ORR_DEF_NONE("monotonic", time_monotonic),
        ORR_DEF_NONE("monotonic_ns", time_monotonic_ns),
        ORR_DEF_NONE("perf_counter", time_monotonic),
        ORR_DEF_NONE("perf_counter_ns", time_monotonic_ns),
        ORR_DEF_NONE("process_time", time_monotonic),
        ORR_DEF_NONE("process_time_ns", time_monotonic_ns),
        ORR_DEF_NONE("thread_time", time_monotonic),
        ORR_DEF_NONE("thread_time_ns", time_monotonic_ns),
        ORR_DEF_ONE("sleep", time_sleep),
        ORR_DEF_ONE("__getattr__", module_getattr),
        ORR_DEF_END,
    };
    OrrValue module = orr_asyncio(vm) == NULL ? ORR_NULL : orr_module_new(vm, "time");
    if (module == ORR_NULL) return ORR_NULL;
    OrrValue utc[2] = {orr_str_intern_cstring(vm, "UTC"), orr_str_intern_cstring(vm, "UTC")};
    if (orr_module_add_functions(vm, module, functions) && orr_module_add(vm, module, "timezone", orr_small_int(0)) &&
        orr_module_add(vm, module, "altzone", orr_small_int(0)) &&
        orr_module_add(vm, module, "daylight", orr_small_int(0)) &&
        orr_module_add(vm, module, "tzname", orr_tuple_steal(vm, utc, 2)))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}
