/* AbstractEventLoop's methods, and those of asyncio's loops that are refused or belong to the simulated network. */
#include "sim/lib/asyncio.h"
#include "sim/lib/lib.h"
#include "sim/vm/dict.h"

/* why NULL: a method that asyncio's own loops have. */
static OrrValue abstract(OrrVm *vm, OrrValue self, const char *name, const char *why) {
    if (why == NULL || !orr_is_instance(vm, self, orr_aio(vm)->Loop))
        return orr_raise_plain(vm, vm->exc.NotImplementedError);
    return orr_raise(vm, vm->exc.NotImplementedError, "loop.%s() is not in orrery: %s", name, why);
}

/* name(loop, ...) of _aio_streams. */
static OrrValue network(OrrVm *vm, OrrValue self, const char *name, const OrrValue *args, size_t nargs,
                        OrrValue kwnames) {
    size_t count = nargs + (kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count);
    OrrValue *all = orr_buffer_new(vm, (count + 1) * sizeof *all);
    if (all == NULL) return ORR_NULL;
    all[0] = self;
    if (count > 0) memcpy(all + 1, args, count * sizeof *all);
    OrrValue function = orr_lib_import_from(vm, "_aio_streams", name);
    OrrValue result = function == ORR_NULL ? ORR_NULL : orr_call(vm, function, all, nargs + 1, kwnames);
    orr_xrelease(vm, function);
    orr_buffer_free(vm, all, (count + 1) * sizeof *all);
    return result;
}

#define METHOD(name, body)                                                                                             \
    static OrrValue do_##name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {        \
        (void)args, (void)nargs, (void)kwnames;                                                                        \
        return body;                                                                                                   \
    }
#define ABSTRACT(name)     METHOD(name, abstract(vm, self, #name, NULL))
#define REFUSED(name, why) METHOD(name, abstract(vm, self, #name, why))
#define NETWORK(name)                                                                                                  \
    METHOD(name, orr_is_instance(vm, self, orr_aio(vm)->Loop) ? network(vm, self, #name, args, nargs, kwnames)         \
                                                              : abstract(vm, self, #name, NULL))
#include "sim/lib/aio_loop_methods.def"
#undef ABSTRACT
#undef REFUSED
#undef NETWORK

#define ABSTRACT(name)     ORR_DEF_KEYWORDS(#name, do_##name),
#define REFUSED(name, why) ABSTRACT(name)
#define NETWORK(name)      ABSTRACT(name)
const OrrMethodDef orr_abstract_loop_methods[] = {
#include "sim/lib/aio_loop_methods.def"
    ORR_DEF_END,
};
