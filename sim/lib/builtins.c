/* The module builtins: its functions, types, exceptions and constants by name. */
#include "sim/lib/builtins.h"
#include "sim/lib/modules.h"

#include "sim/vm/function.h"

typedef struct NamedType {
    const char *name;
    size_t offset; /* in OrrTypes */
} NamedType;

#define NAMED(name, field)                                                                                             \
    { name, offsetof(OrrTypes, field) }

static const NamedType named_types[] = {
    NAMED("bool", bool_),
    NAMED("bytearray", bytearray),
    NAMED("bytes", bytes),
    NAMED("classmethod", classmethod),
    NAMED("complex", complex_),
    NAMED("dict", dict),
    NAMED("enumerate", enumerate),
    NAMED("filter", filter),
    NAMED("float", float_),
    NAMED("frozenset", frozenset),
    NAMED("int", int_),
    NAMED("list", list),
    NAMED("map", map),
    NAMED("memoryview", memoryview),
    NAMED("object", object),
    NAMED("property", property),
    NAMED("range", range),
    NAMED("reversed", reversed),
    NAMED("set", set),
    NAMED("slice", slice),
    NAMED("staticmethod", staticmethod),
    NAMED("str", str),
    NAMED("super", super),
    NAMED("tuple", tuple),
    NAMED("type", type),
    NAMED("zip", zip),
};

static bool add_types(OrrVm *vm, OrrValue module) {
    for (size_t i = 0; i < sizeof named_types / sizeof *named_types; i++) {
        OrrType *type;
        memcpy(&type, (const char *)&vm->types + named_types[i].offset, sizeof type);
        if (!orr_module_add(vm, module, named_types[i].name, orr_retain(orr_value(type)))) return false;
    }
    return true;
}

static bool add_exception(OrrVm *vm, OrrValue module, const char *name, OrrType *type) {
    return orr_module_add(vm, module, name, orr_retain(orr_value(type)));
}

static bool add_exceptions(OrrVm *vm, OrrValue module) {
#define EXCEPTION(name, base, layout)                                                                                  \
    if (!add_exception(vm, module, #name, vm->exc.name)) return false;
#include "sim/vm/exceptions.def"
#undef EXCEPTION
    return add_exception(vm, module, "BaseException", vm->exc.BaseException) &&
           add_exception(vm, module, "ExceptionGroup", vm->exc.ExceptionGroup) &&
           add_exception(vm, module, "EnvironmentError", vm->exc.OSError) &&
           add_exception(vm, module, "IOError", vm->exc.OSError);
}

static bool add_constants(OrrVm *vm, OrrValue module) {
    return orr_module_add(vm, module, "None", ORR_NONE) && orr_module_add(vm, module, "True", ORR_TRUE) &&
           orr_module_add(vm, module, "False", ORR_FALSE) && orr_module_add(vm, module, "Ellipsis", ORR_ELLIPSIS) &&
           orr_module_add(vm, module, "NotImplemented", ORR_NOT_IMPLEMENTED) &&
           orr_module_add(vm, module, "__debug__", ORR_TRUE);
}

OrrValue orr_lib_builtins(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "builtins");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_functions(vm, module, orr_builtins_iteration) &&
        orr_module_add_functions(vm, module, orr_builtins_number) &&
        orr_module_add_functions(vm, module, orr_builtins_object) &&
        orr_module_add_functions(vm, module, orr_builtins_code) &&
        orr_module_add_functions(vm, module, orr_builtins_print) && add_types(vm, module) &&
        add_exceptions(vm, module) && add_constants(vm, module)) {
        return module;
    }
    orr_release(vm, module);
    return ORR_NULL;
}
