#include "sim/lib/json.h"

#include "sim/lib/modules.h"
#include "sim/vm/function.h"

static const OrrMethodDef methods[] = {
    ORR_DEF_RANGE("decode", orr_json_decode, 3, 3),
    ORR_DEF_RANGE("encode", orr_json_encode, 2, 2),
    ORR_DEF_ONE("encode_basestring", orr_json_encode_basestring),
    ORR_DEF_ONE("encode_basestring_ascii", orr_json_encode_basestring_ascii),
    ORR_DEF_RANGE("scanstring", orr_json_scanstring, 2, 3),
    ORR_DEF_END,
};

OrrValue orr_lib_json(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "_json");
    if (module == ORR_NULL || orr_module_add_functions(vm, module, methods)) return module;
    orr_release(vm, module);
    return ORR_NULL;
}
