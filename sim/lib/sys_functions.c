/* The functions of sys. */
#include "sim/lib/structseq.h"
#include "sim/lib/sys.h"
#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/frame.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static OrrValue sys_exit(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    if (nargs == 0) return orr_raise_value(vm, orr_exception_new(vm, vm->exc.SystemExit, NULL, 0));
    return orr_raise_with(vm, vm->exc.SystemExit, args[0]);
}

/* The exception that is handled now, borrowed; ORR_NONE: none. */
static OrrValue handled(const OrrVm *vm) {
    OrrValue exception = orr_exception_handled(vm);
    return exception == ORR_NULL ? ORR_NONE : exception;
}

static OrrValue sys_exception(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(handled(vm));
}

static OrrValue sys_exc_info(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    OrrValue exception = handled(vm);
    OrrValue items[3] = {ORR_NONE, ORR_NONE, ORR_NONE};
    if (exception != ORR_NONE) {
        items[0] = orr_value(orr_type_of(vm, exception));
        items[1] = exception;
        items[2] = orr_as_exception(exception)->traceback;
    }
    return orr_tuple_new(vm, items, 3);
}

static OrrValue sys_excepthook(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (!orr_is_exception(args[1])) {
        return orr_raise(vm, vm->exc.TypeError, "print_exception(): Exception expected for value, %T found", args[1]);
    }
    orr_print_exception(vm, args[1]);
    return vm->exception != ORR_NULL ? ORR_NULL : ORR_NONE;
}

static OrrValue sys_get_recursion_limit(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                        OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int(vm->recursion_limit);
}

static OrrValue sys_set_recursion_limit(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                        OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t limit;
    if (!orr_to_index(vm, args[0], vm->exc.OverflowError, &limit)) return ORR_NULL;
    if (limit < 1) return orr_raise(vm, vm->exc.ValueError, "recursion limit must be greater or equal than 1");
    if (limit > INT32_MAX) return orr_raise(vm, vm->exc.OverflowError, "Python int too large to convert to C int");
    if (limit <= vm->frame_depth) {
        return orr_raise(vm, vm->exc.RecursionError,
                         "cannot set the recursion limit to %ld at the recursion depth %u: the limit is too low",
                         (long)limit, vm->frame_depth);
    }
    vm->recursion_limit = (uint32_t)limit;
    return ORR_NONE;
}

/* What CPython's ints and strs take; -1 for others. */
static int64_t plain_size(const OrrVm *vm, OrrValue v) {
    if (orr_is_small_int(v)) {
        int64_t n = orr_small_int_value(v);
        uint64_t m = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
        return m < (uint64_t)1 << 30 ? 28 : m < (uint64_t)1 << 60 ? 32 : 36;
    }
    if (orr_is_bool(v)) return 28;
    if (v == ORR_NONE) return 16;
    if (orr_is_float(vm, v)) return 24;
    if (!orr_is_exact(vm, v, vm->types.str)) return -1;
    const OrrStr *s = orr_as_str(v);
    int64_t head = s->head.flags & ORR_STR_ASCII ? 40 : 56;
    return head + ((int64_t)s->length + 1) * s->kind;
}

/* What CPython's object would take, as its __sizeof__ says, plus the collector's head for those that have one. */
static OrrValue sys_getsizeof(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"object", "default", NULL};
    static const OrrSignature signature = {"getsizeof", names, 0, 2, 1, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    int64_t plain = plain_size(vm, out[0]);
    if (plain >= 0) return orr_small_int(plain);
    OrrValue method = orr_lookup_special(vm, out[0], ORR_NAME(vm, __sizeof__));
    if (method == ORR_NULL) {
        if (vm->exception != ORR_NULL) return ORR_NULL;
        if (out[1] != ORR_NULL) return orr_retain(out[1]);
        return orr_raise(vm, vm->exc.TypeError, "Type %T doesn't define __sizeof__", out[0]);
    }
    OrrValue size = orr_call0(vm, method);
    orr_release(vm, method);
    if (size == ORR_NULL || !orr_is_small_int(size)) return size;
    bool collected = orr_type_of(vm, out[0])->flags & ORR_TYPE_GC;
    return orr_small_int(orr_small_int_value(size) + (collected ? 16 : 0));
}

static OrrValue sys_getrefcount(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)nargs, (void)kwnames;
    return orr_small_int(orr_is_object(args[0]) ? (int64_t)orr_object(args[0])->refs : INT64_C(4294967295));
}

static OrrValue sys_intern(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (!orr_is_str(args[0])) return orr_raise(vm, vm->exc.TypeError, "intern() argument must be str, not %T", args[0]);
    if (!orr_is_exact(vm, args[0], vm->types.str)) return orr_raise(vm, vm->exc.TypeError, "can't intern %T", args[0]);
    return orr_str_intern(vm, orr_retain(args[0]));
}

static OrrValue sys_getframe(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    int64_t depth = 0;
    if (nargs > 0 && !orr_to_index(vm, args[0], vm->exc.OverflowError, &depth)) return ORR_NULL;
    OrrValue frame = orr_frame_object(vm, depth < 0 ? 0 : (size_t)depth);
    if (frame != ORR_NULL || vm->exception != ORR_NULL) return frame;
    return orr_raise(vm, vm->exc.ValueError, "call stack is not deep enough");
}

static OrrValue sys_getframemodulename(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    int64_t depth = 0;
    if (nargs > 0 && !orr_to_index(vm, args[0], vm->exc.OverflowError, &depth)) return ORR_NULL;
    const OrrFrame *frame = vm->thread == NULL ? NULL : vm->thread->frame;
    for (; frame != NULL && depth > 0; depth--) frame = frame->back;
    if (frame == NULL) return ORR_NONE;
    OrrValue name = orr_dict_get_name(frame->function->globals, ORR_NAME(vm, __name__));
    return name == ORR_NULL ? ORR_NONE : orr_retain(name);
}

static OrrValue sys_encoding(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_str_from_cstring(vm, "utf-8");
}

static OrrValue sys_false(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return ORR_FALSE;
}
static OrrValue sys_true(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return ORR_TRUE;
}
static OrrValue sys_none(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return ORR_NONE;
}
/* Turning an int into decimal digits is bounded as in CPython (int_text.c): the VM has 0 for the default, UINT32_MAX
 * for none. */
static OrrValue sys_get_digits(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    uint32_t digits = vm->int_max_str_digits;
    return orr_small_int(digits == 0 ? 4300 : digits == UINT32_MAX ? 0 : digits);
}
static OrrValue sys_set_digits(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"maxdigits", NULL};
    static const OrrSignature signature = {"set_int_max_str_digits", names, 0, 1, 1, 1};
    OrrValue given;
    int64_t digits;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &given)) return ORR_NULL;
    if (!orr_to_index(vm, given, NULL, &digits)) return ORR_NULL;
    if (digits != (int32_t)digits) {
        return orr_raise(vm, vm->exc.OverflowError, "Python int too large to convert to C int");
    }
    if (digits != 0 && digits < 640) {
        return orr_raise(vm, vm->exc.ValueError, "maxdigits must be 0 or larger than 640");
    }
    vm->int_max_str_digits = digits == 0 ? UINT32_MAX : (uint32_t)digits;
    return ORR_NONE;
}

static OrrValue sys_switch_interval(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_float(vm, 0.005);
}

static OrrValue refuse_trace(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (args[0] == ORR_NONE) return ORR_NONE;
    return orr_raise(vm, vm->exc.RuntimeError,
                     "tracing is not supported by orrery: use 'orrery view' to look at a run step by step");
}

/* Hooks for async generators. */

static OrrValue sys_get_hooks(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    static const char *const names[] = {"firstiter", "finalizer", NULL};
    static const OrrStructSpec spec = ORR_STRUCT_SPEC("sys.asyncgen_hooks", names);
    OrrType *type = orr_struct_type(vm, &spec);
    if (type == NULL) return ORR_NULL;
    OrrValue items[2] = {orr_retain(vm->asyncgen_firstiter == ORR_NULL ? ORR_NONE : vm->asyncgen_firstiter),
                         orr_retain(vm->asyncgen_finaliser == ORR_NULL ? ORR_NONE : vm->asyncgen_finaliser)};
    OrrValue hooks = orr_struct_new(vm, type, items);
    orr_release_object(vm, type);
    return hooks;
}

static OrrValue sys_get_origin_depth(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int(vm->origin_depth);
}
static OrrValue sys_set_origin_depth(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t depth;
    if (!orr_to_index(vm, args[0], NULL, &depth)) return ORR_NULL;
    if (depth < 0) return orr_raise(vm, vm->exc.ValueError, "depth must be >= 0");
    vm->origin_depth = depth > 1000 ? 1000 : (uint32_t)depth;
    return ORR_NONE;
}

static bool set_hook(OrrVm *vm, OrrValue *slot, OrrValue value, const char *name) {
    if (value == ORR_NULL) return true;
    if (value != ORR_NONE && !orr_is_callable(vm, value)) {
        return orr_fail(vm, vm->exc.TypeError, "callable %s expected, got %T", name, value);
    }
    orr_set_slot(vm, slot, value == ORR_NONE ? ORR_NULL : orr_retain(value));
    return true;
}

static OrrValue sys_set_hooks(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"firstiter", "finalizer", NULL};
    static const OrrSignature signature = {"set_asyncgen_hooks", names, 0, 2, 0, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    return set_hook(vm, &vm->asyncgen_finaliser, out[1], "finalizer") &&
                   set_hook(vm, &vm->asyncgen_firstiter, out[0], "firstiter")
               ? ORR_NONE
               : ORR_NULL;
}

const OrrMethodDef orr_sys_functions[] = {
    ORR_DEF_RANGE("__excepthook__", sys_excepthook, 3, 3),
    ORR_DEF_RANGE("_getframe", sys_getframe, 0, 1),
    ORR_DEF_RANGE("_getframemodulename", sys_getframemodulename, 0, 1),
    ORR_DEF_NONE("_is_gil_enabled", sys_true),
    ORR_DEF_RANGE("audit", sys_none, 1, 255),
    ORR_DEF_NONE("exc_info", sys_exc_info),
    ORR_DEF_RANGE("excepthook", sys_excepthook, 3, 3),
    ORR_DEF_NONE("exception", sys_exception),
    ORR_DEF_RANGE("exit", sys_exit, 0, 1),
    ORR_DEF_NONE("get_asyncgen_hooks", sys_get_hooks),
    ORR_DEF_NONE("get_coroutine_origin_tracking_depth", sys_get_origin_depth),
    ORR_DEF_NONE("get_int_max_str_digits", sys_get_digits),
    ORR_DEF_NONE("getdefaultencoding", sys_encoding),
    ORR_DEF_NONE("getfilesystemencoding", sys_encoding),
    ORR_DEF_NONE("getprofile", sys_none),
    ORR_DEF_NONE("getrecursionlimit", sys_get_recursion_limit),
    ORR_DEF_ONE("getrefcount", sys_getrefcount),
    ORR_DEF_KEYWORDS("getsizeof", sys_getsizeof),
    ORR_DEF_NONE("getswitchinterval", sys_switch_interval),
    ORR_DEF_NONE("gettrace", sys_none),
    ORR_DEF_ONE("intern", sys_intern),
    ORR_DEF_NONE("is_finalizing", sys_false),
    ORR_DEF_KEYWORDS("set_asyncgen_hooks", sys_set_hooks),
    ORR_DEF_ONE("set_coroutine_origin_tracking_depth", sys_set_origin_depth),
    ORR_DEF_KEYWORDS("set_int_max_str_digits", sys_set_digits),
    ORR_DEF_ONE("setprofile", refuse_trace),
    ORR_DEF_ONE("setrecursionlimit", sys_set_recursion_limit),
    ORR_DEF_ONE("setswitchinterval", sys_none),
    ORR_DEF_ONE("settrace", refuse_trace),
    ORR_DEF_END,
};
