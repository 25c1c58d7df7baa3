#include "sim/lib/lib.h"

#include <string.h>

#include "sim/lib/asyncio.h"
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/str.h"

static const struct {
    const char *name;
    OrrValue (*make)(OrrVm *vm);
} natives[] = {
#define MODULE(name, function) {name, function},
#include "sim/lib/modules.def"
#undef MODULE
};

OrrLib *orr_lib(OrrVm *vm) {
    if (vm->lib == NULL) {
        OrrLib *lib = orr_buffer_new(vm, sizeof *lib);
        if (lib == NULL) return NULL;
        *lib = (OrrLib){.context = NULL};
        vm->lib = lib;
    }
    return vm->lib;
}

OrrValue orr_lib_find_native(OrrVm *vm, const char *name) {
    for (size_t i = 0; i < sizeof natives / sizeof natives[0]; i++)
        if (strcmp(natives[i].name, name) == 0) return natives[i].make(vm);
    if (strncmp(name, "asyncio.", 8) == 0) return orr_asyncio_submodule(vm, name);
    return ORR_NULL;
}

const char *orr_lib_why_refused(const char *name) {
    static const struct {
        const char *name, *why;
    } refused[] = {
#define REFUSED(name, why)      {name, why},
#define REFUSED_NAME(name, why) {name, why},
#include "sim/lib/refused.def"
#undef REFUSED
#undef REFUSED_NAME
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (strcmp(refused[i].name, name) == 0) return refused[i].why;
    return NULL;
}

OrrValue orr_address_text(OrrVm *vm, OrrValue object) {
    return orr_format(vm, "0x%x", (unsigned)orr_object_serial(vm, orr_object(object)));
}

OrrValue orr_lib_getattr(OrrVm *vm, OrrValue object, const char *name) {
    OrrValue key = orr_str_intern_cstring(vm, name);
    if (key == ORR_NULL) return ORR_NULL;
    OrrValue value = orr_getattr(vm, object, orr_as_str(key));
    orr_release(vm, key);
    return value;
}

OrrValue orr_lib_call_method(OrrVm *vm, OrrValue object, const char *name, const OrrValue *args, size_t nargs) {
    OrrValue key = orr_str_intern_cstring(vm, name);
    if (key == ORR_NULL) return ORR_NULL;
    OrrValue value = orr_call_method(vm, object, orr_as_str(key), args, nargs);
    orr_release(vm, key);
    return value;
}

OrrValue orr_lib_import_from(OrrVm *vm, const char *module, const char *name) {
    OrrValue m = orr_import(vm, module);
    if (m == ORR_NULL) return ORR_NULL;
    OrrValue value = orr_lib_getattr(vm, m, name);
    orr_release(vm, m);
    return value;
}

OrrValue orr_raise_plain(OrrVm *vm, OrrType *type) {
    OrrValue exception = orr_exception_new(vm, type, NULL, 0);
    return exception == ORR_NULL ? ORR_NULL : orr_raise_value(vm, exception);
}
