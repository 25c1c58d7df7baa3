/* Booting a VM, and what ties its parts together: polling, recursion bounds, unraisable errors. */
#include "sim/vm/vm.h"

#include "sim/base/limits.h"
#include "sim/vm/abstract.h"
#include "sim/vm/class.h"
#include "sim/vm/dict.h"
#include "sim/vm/eval.h"
#include "sim/vm/exception.h"
#include "sim/vm/object.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

#define FUEL               (ORR_HOSTILE ? 64 : 20000) /* LOOPs and calls between two polls */
#define GC_MINIMUM         (ORR_HOSTILE ? 200u : 10000u)

/* The specs of all native types. */
#define TYPE(field, spec, base) extern const OrrTypeSpec spec;
#include "sim/vm/types.def"
#undef TYPE

static void *zeroed(OrrVm *vm, size_t size) {
    void *p = orr_arena_alloc(vm->arena, ORR_BLOCK_RAW, size);
    if (p != NULL) memset(p, 0, size);
    return p;
}

static bool boot_tables(OrrVm *vm) {
    vm->gc = zeroed(vm, sizeof *vm->gc);
    vm->ids = zeroed(vm, sizeof *vm->ids);
    vm->weak = zeroed(vm, sizeof *vm->weak);
    vm->method_cache = zeroed(vm, orr_method_cache_bytes());
    if (vm->gc == NULL || vm->ids == NULL || vm->weak == NULL || vm->method_cache == NULL)
        return false;
    vm->gc->minimum = vm->gc->threshold = GC_MINIMUM;
    memcpy(vm->gc->asked, (const uint32_t[]){2000, 10, 10}, sizeof vm->gc->asked); /* CPython's */
    vm->thread = orr_thread_new(vm);
    return vm->thread != NULL;
}

/* The structs first, because strs and dicts need theirs; then what is in them. */
static bool boot_types(OrrVm *vm) {
#define TYPE(field, spec, base)                                                                                        \
    vm->types.field = orr_type_allocate(vm, &spec, base);                                                              \
    if (vm->types.field == NULL) return false;
#include "sim/vm/types.def"
#undef TYPE
    vm->types.object->head.type = vm->types.type;
    vm->types.type->head.type = vm->types.type;
    if (!orr_str_boot(vm)) return false;
    vm->empty_tuple = orr_value(orr_tuple_alloc(vm, 0));
    if (vm->empty_tuple == ORR_NULL) return false;
#define NAME(name)                                                                                                     \
    vm->names.n_##name = orr_as_str(orr_str_intern_cstring(vm, #name));                                                \
    if (vm->names.n_##name == NULL) return false;
#include "sim/vm/names.def"
#undef NAME
#define TYPE(field, spec, base)                                                                                        \
    if (!orr_type_complete(vm, vm->types.field)) return false;
#include "sim/vm/types.def"
#undef TYPE
    return true;
}

OrrVm *orr_vm_new(OrrArena *arena, const OrrHost *host, uint64_t seed) {
    OrrVm *vm = orr_arena_alloc(arena, ORR_BLOCK_RAW, sizeof *vm);
    if (vm == NULL) return NULL;
    memset(vm, 0, sizeof *vm);
    arena->root = vm;
    vm->arena = arena;
    vm->host = host;
    vm->seed = seed;
    vm->globals_epoch = 1;
    vm->fuel = vm->fuel_given = FUEL;
    vm->recursion_limit = ORR_RECURSION_LIMIT;
    if (!boot_tables(vm) || !boot_types(vm) || !orr_exceptions_boot(vm)) return NULL;
    vm->builtins = orr_dict_new(vm, 0);
    vm->modules = orr_dict_new(vm, 0);
    if (vm->builtins == NULL || vm->modules == NULL) return NULL;
    vm->builtins->head.flags |= ORR_DICT_WATCHED;
    vm->gc->enabled = true;
    return vm;
}

uint64_t orr_operations(const OrrVm *vm) {
    return vm->fuel_used + (uint64_t)(vm->fuel_given - vm->fuel);
}

bool orr_poll(OrrVm *vm) {
    vm->fuel_used = orr_operations(vm);
    vm->fuel = vm->fuel_given = FUEL;
    if (vm->gc->enabled && (vm->gc->due || ORR_HOSTILE)) orr_gc_collect(vm);
    return orr_ask_host(vm);
}

bool orr_ask_host(OrrVm *vm) {
    if (vm->host->poll == NULL || vm->host->poll(vm->host->context, vm)) return true;
    if (vm->exception == ORR_NULL) orr_stop(vm);
    return false;
}

void orr_stop(OrrVm *vm) {
    orr_exception_clear(vm);
    orr_raise_value(vm, orr_exception_new(vm, vm->exc.SystemExit, NULL, 0));
    vm->stopped = true;
}

bool orr_refuse_depth(OrrVm *vm, const char *where) {
    return orr_fail(vm, vm->exc.RecursionError, "maximum recursion depth exceeded%s", where);
}
