#include "sim/lib/sys.h"

#include "sim/lib/modules.h"
#include "sim/lib/stream.h"
#include "sim/vm/dict.h"
#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static bool add_text(OrrVm *vm, OrrValue module, const char *name, const char *text) {
    return orr_module_add(vm, module, name, orr_str_from_cstring(vm, text));
}
static bool add_int(OrrVm *vm, OrrValue module, const char *name, int64_t n) {
    return orr_module_add(vm, module, name, orr_int(vm, n));
}
static bool add_list(OrrVm *vm, OrrValue module, const char *name) {
    return orr_module_add(vm, module, name, orr_value(orr_list_new(vm, 0)));
}

static bool add_stream(OrrVm *vm, OrrValue module, OrrType *type, const char *name, const char *original, uint8_t n) {
    OrrValue stream = orr_stream_new(vm, type, n);
    if (stream == ORR_NULL) return false;
    return orr_module_add(vm, module, original, orr_retain(stream)) ? orr_module_add(vm, module, name, stream)
                                                                    : (orr_release(vm, stream), false);
}

static bool add_streams(OrrVm *vm, OrrValue module) {
    OrrType *type = orr_type_from_spec(vm, &orr_stream_spec, NULL);
    return type != NULL && add_stream(vm, module, type, "stdin", "__stdin__", 0) &&
           add_stream(vm, module, type, "stdout", "__stdout__", 1) &&
           add_stream(vm, module, type, "stderr", "__stderr__", 2);
}

static OrrValue module_names(OrrVm *vm) {
    static const char *const names[] = {
#define MODULE(name, function) name,
#include "sim/lib/modules.def"
#undef MODULE
    };
    size_t count = sizeof names / sizeof *names;
    OrrTuple *t = orr_tuple_alloc(vm, count);
    for (size_t i = 0; t != NULL && i < count; i++) {
        OrrValue name = orr_str_intern_cstring(vm, names[i]);
        if (name == ORR_NULL) {
            orr_release_object(vm, t);
            return ORR_NULL;
        }
        t->items[i] = name;
    }
    return orr_value(t);
}

/* What a scenario sees of its host is the same everywhere. */
static bool add_constants(OrrVm *vm, OrrValue module) {
    return add_text(vm, module, "version", "3.13.0 (orrery)") && add_text(vm, module, "platform", "linux") &&
           add_text(vm, module, "byteorder", "little") && add_text(vm, module, "copyright", "") &&
           add_text(vm, module, "executable", "") && add_text(vm, module, "prefix", "/usr") &&
           add_text(vm, module, "base_prefix", "/usr") && add_text(vm, module, "exec_prefix", "/usr") &&
           add_text(vm, module, "base_exec_prefix", "/usr") && add_text(vm, module, "platlibdir", "lib") &&
           add_text(vm, module, "float_repr_style", "short") && add_text(vm, module, "abiflags", "") &&
           add_int(vm, module, "maxsize", INT64_MAX) && add_int(vm, module, "maxunicode", 0x10FFFF) &&
           add_int(vm, module, "hexversion", 0x030D00F0) && add_int(vm, module, "api_version", 1013) &&
           orr_module_add(vm, module, "dont_write_bytecode", ORR_FALSE) &&
           orr_module_add(vm, module, "pycache_prefix", ORR_NONE) &&
           orr_module_add(vm, module, "builtin_module_names", module_names(vm));
}

static bool fill(OrrVm *vm, OrrValue module) {
    return orr_module_add_functions(vm, module, orr_sys_functions) && add_constants(vm, module) &&
           orr_sys_add_info(vm, module) && add_streams(vm, module) && add_list(vm, module, "argv") &&
           add_list(vm, module, "orig_argv") && add_list(vm, module, "path") && add_list(vm, module, "meta_path") &&
           add_list(vm, module, "path_hooks") && add_list(vm, module, "warnoptions") &&
           orr_module_add(vm, module, "path_importer_cache", orr_value(orr_dict_new(vm, 0))) &&
           orr_module_add(vm, module, "_xoptions", orr_value(orr_dict_new(vm, 0))) &&
           orr_module_add(vm, module, "modules", orr_retain(orr_value(vm->modules)));
}

OrrValue orr_lib_sys(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "sys");
    if (module == ORR_NULL || fill(vm, module)) return module;
    orr_release(vm, module);
    return ORR_NULL;
}
