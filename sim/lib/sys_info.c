/* sys.version_info, float_info, int_info, hash_info, flags, implementation, thread_info: as CPython 3.13 on 64-bit
 * Linux. */
#include <float.h>

#include "sim/lib/structseq.h"
#include "sim/lib/sys.h"
#include "sim/vm/function.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"

static const char *const version_names[] = {"major", "minor", "micro", "releaselevel", "serial", NULL};
static const OrrStructSpec version_spec = ORR_STRUCT_SPEC("sys.version_info", version_names);

static const char *const float_names[] = {"max", "max_exp",  "max_10_exp", "min",   "min_exp", "min_10_exp",
                                          "dig", "mant_dig", "epsilon",    "radix", "rounds",  NULL};
static const OrrStructSpec float_spec = ORR_STRUCT_SPEC("sys.float_info", float_names);

static const char *const int_names[] = {"bits_per_digit", "sizeof_digit", "default_max_str_digits",
                                        "str_digits_check_threshold", NULL};
static const OrrStructSpec int_spec = ORR_STRUCT_SPEC("sys.int_info", int_names);

static const char *const hash_names[] = {"width",     "modulus",   "inf",       "nan",    "imag",
                                         "algorithm", "hash_bits", "seed_bits", "cutoff", NULL};
static const OrrStructSpec hash_spec = ORR_STRUCT_SPEC("sys.hash_info", hash_names);

static const char *const flag_names[] = {"debug",
                                         "inspect",
                                         "interactive",
                                         "optimize",
                                         "dont_write_bytecode",
                                         "no_user_site",
                                         "no_site",
                                         "ignore_environment",
                                         "verbose",
                                         "bytes_warning",
                                         "quiet",
                                         "hash_randomization",
                                         "isolated",
                                         "dev_mode",
                                         "utf8_mode",
                                         "warn_default_encoding",
                                         "safe_path",
                                         "int_max_str_digits",
                                         NULL};
static const OrrStructSpec flag_spec = ORR_STRUCT_SPEC("sys.flags", flag_names);

static const char *const implementation_names[] = {"name", "cache_tag", "version", "hexversion", NULL};
static const OrrStructSpec implementation_spec = ORR_STRUCT_SPEC("sys.implementation", implementation_names);

static const char *const thread_names[] = {"name", "lock", "version", NULL};
static const OrrStructSpec thread_spec = ORR_STRUCT_SPEC("sys.thread_info", thread_names);

static bool add(OrrVm *vm, OrrValue module, const char *name, const OrrStructSpec *spec, const OrrValue *items) {
    OrrType *type = orr_struct_type(vm, spec);
    if (type == NULL) return false;
    OrrValue value = orr_struct_new(vm, type, items);
    orr_release_object(vm, type);
    return orr_module_add(vm, module, name, value);
}

static OrrValue version_new(OrrVm *vm) {
    OrrType *type = orr_struct_type(vm, &version_spec);
    if (type == NULL) return ORR_NULL;
    const OrrValue items[] = {orr_small_int(3), orr_small_int(13), orr_small_int(0), orr_str_from_cstring(vm, "final"),
                              orr_small_int(0)};
    OrrValue version = orr_struct_new(vm, type, items);
    orr_release_object(vm, type);
    return version;
}

static bool add_version(OrrVm *vm, OrrValue module) {
    OrrValue version = version_new(vm);
    if (version == ORR_NULL) return false;
    const OrrValue items[] = {orr_str_from_cstring(vm, "cpython"), orr_str_from_cstring(vm, "cpython-313"),
                              orr_retain(version), orr_small_int(0x030D00F0)};
    if (!orr_module_add(vm, module, "version_info", version)) {
        orr_xrelease(vm, items[0]);
        orr_xrelease(vm, items[1]);
        orr_release(vm, items[2]);
        return false;
    }
    return add(vm, module, "implementation", &implementation_spec, items);
}

static bool add_numbers(OrrVm *vm, OrrValue module) {
    const OrrValue floats[] = {orr_float(vm, DBL_MAX), orr_small_int(1024),  orr_small_int(308),
                               orr_float(vm, DBL_MIN), orr_small_int(-1021), orr_small_int(-307),
                               orr_small_int(15),      orr_small_int(53),    orr_float(vm, DBL_EPSILON),
                               orr_small_int(2),       orr_small_int(1)};
    const OrrValue ints[] = {orr_small_int(30), orr_small_int(4), orr_small_int(4300), orr_small_int(640)};
    return add(vm, module, "float_info", &float_spec, floats) && add(vm, module, "int_info", &int_spec, ints);
}

static bool add_hash(OrrVm *vm, OrrValue module) {
    const OrrValue items[] = {
        orr_small_int(64),      orr_small_int(((int64_t)1 << 61) - 1), orr_small_int(314159), orr_small_int(0),
        orr_small_int(1000003), orr_str_from_cstring(vm, "siphash13"), orr_small_int(64),     orr_small_int(128),
        orr_small_int(0)};
    return add(vm, module, "hash_info", &hash_spec, items);
}

static bool add_flags(OrrVm *vm, OrrValue module) {
    OrrValue items[18];
    for (size_t i = 0; i < 17; i++) items[i] = orr_small_int(0);
    items[13] = items[16] = ORR_FALSE;
    items[17] = orr_small_int(4300);
    return add(vm, module, "flags", &flag_spec, items);
}

bool orr_sys_add_info(OrrVm *vm, OrrValue module) {
    const OrrValue threads[] = {orr_str_from_cstring(vm, "pthread"), orr_str_from_cstring(vm, "semaphore"), ORR_NONE};
    return add(vm, module, "thread_info", &thread_spec, threads) && add_version(vm, module) &&
           add_numbers(vm, module) && add_hash(vm, module) && add_flags(vm, module);
}
