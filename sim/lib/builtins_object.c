/* Builtins about objects and their attributes, types and text, and those that a scenario can't have. */
#include "sim/lib/builtins.h"
#include "sim/lib/lib.h"
#include "sim/vm/abstract.h"
#include "sim/vm/class.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/frame.h"
#include "sim/vm/function.h"
#include "sim/vm/generator.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* Text. */

static OrrValue builtin_repr(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_repr(vm, args[0]);
}
static OrrValue builtin_ascii(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_ascii(vm, args[0]);
}

static OrrValue builtin_format(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    if (nargs > 1 && !orr_is_str(args[1])) {
        return orr_raise(vm, vm->exc.TypeError, "format() argument 2 must be str, not %T", args[1]);
    }
    return orr_format_value(vm, args[0], nargs > 1 ? args[1] : ORR_NULL);
}

/* Attributes. */

static OrrStr *attribute_name(OrrVm *vm, OrrValue name) {
    if (orr_is_str(name)) return orr_as_str(name);
    orr_fail(vm, vm->exc.TypeError, "attribute name must be string, not '%T'", name);
    return NULL;
}

static OrrValue builtin_getattr(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    OrrStr *name = attribute_name(vm, args[1]);
    if (name == NULL) return ORR_NULL;
    if (nargs == 2) return orr_getattr(vm, args[0], name);
    OrrValue value = orr_getattr_or_null(vm, args[0], name);
    return value != ORR_NULL || vm->exception != ORR_NULL ? value : orr_retain(args[2]);
}

static OrrValue builtin_hasattr(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrStr *name = attribute_name(vm, args[1]);
    if (name == NULL) return ORR_NULL;
    OrrValue value = orr_getattr_or_null(vm, args[0], name);
    if (value == ORR_NULL) return vm->exception != ORR_NULL ? ORR_NULL : ORR_FALSE;
    orr_release(vm, value);
    return ORR_TRUE;
}

static OrrValue builtin_setattr(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrStr *name = attribute_name(vm, args[1]);
    return name != NULL && orr_setattr(vm, args[0], name, args[2]) ? ORR_NONE : ORR_NULL;
}

static OrrValue builtin_delattr(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrStr *name = attribute_name(vm, args[1]);
    return name != NULL && orr_setattr(vm, args[0], name, ORR_NULL) ? ORR_NONE : ORR_NULL;
}

static OrrValue builtin_callable(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_bool(orr_is_callable(vm, args[0]));
}

static OrrValue builtin_isinstance(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int result = orr_isinstance(vm, args[0], args[1]);
    return result < 0 ? ORR_NULL : orr_bool(result);
}
static OrrValue builtin_issubclass(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int result = orr_issubclass(vm, args[0], args[1]);
    return result < 0 ? ORR_NULL : orr_bool(result);
}

/* Namespaces. */

static OrrValue builtin_globals(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(orr_value(orr_frame_globals(vm)));
}
static OrrValue builtin_locals(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return orr_frame_locals(vm);
}

static OrrValue builtin_vars(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    if (nargs == 0) return orr_frame_locals(vm);
    OrrValue dict = orr_getattr_or_null(vm, args[0], ORR_NAME(vm, __dict__));
    if (dict != ORR_NULL || vm->exception != ORR_NULL) return dict;
    return orr_raise(vm, vm->exc.TypeError, "vars() argument must have __dict__ attribute");
}

static OrrValue names_of(OrrVm *vm, OrrValue object) {
    OrrValue method = orr_lookup_special(vm, object, ORR_NAME(vm, __dir__));
    if (method == ORR_NULL) {
        if (vm->exception != ORR_NULL) return ORR_NULL;
        return orr_raise(vm, vm->exc.TypeError, "object does not provide __dir__");
    }
    OrrValue names = orr_call0(vm, method);
    orr_release(vm, method);
    return names;
}

static OrrValue builtin_dir(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    OrrValue names = nargs == 0 ? orr_frame_locals(vm) : names_of(vm, args[0]);
    if (names == ORR_NULL) return ORR_NULL;
    OrrValue list = orr_list_from_iterable(vm, names);
    orr_release(vm, names);
    if (list == ORR_NULL || orr_list_sort(vm, orr_as_list(list), ORR_NONE, false)) return list;
    orr_release(vm, list);
    return ORR_NULL;
}

/* anext */

static OrrValue builtin_anext(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    OrrType *type = orr_type_of(vm, args[0]);
    if (type->slots.anext == NULL) {
        return orr_raise(vm, vm->exc.TypeError, "'%T' object is not an async iterator", args[0]);
    }
    OrrValue awaitable = type->slots.anext(vm, args[0]);
    if (awaitable == ORR_NULL || nargs == 1) return awaitable;
    OrrValue result = orr_anext_awaitable_new(vm, awaitable, args[1]);
    orr_release(vm, awaitable);
    return result;
}

/* __import__(name, globals, locals, fromlist, level) */

/* The package that a relative import of level starts from. New str. */
static OrrValue base_package(OrrVm *vm, OrrValue globals, int64_t level) {
    OrrValue package =
        orr_is_dict(globals) ? orr_dict_get_name(orr_as_dict(globals), ORR_NAME(vm, __package__)) : ORR_NULL;
    if (package == ORR_NULL || !orr_is_str(package) || orr_as_str(package)->length == 0) {
        return orr_raise(vm, vm->exc.ImportError, "attempted relative import with no known parent package");
    }
    const OrrStr *s = orr_as_str(package);
    size_t end = s->length;
    for (int64_t up = 1; up < level; up++) {
        while (end > 0 && orr_str_at(s, end - 1) != '.') end--;
        if (end == 0) return orr_raise(vm, vm->exc.ImportError, "attempted relative import beyond top-level package");
        end--;
    }
    return orr_str_substring(vm, orr_as_str(package), 0, end);
}

static OrrValue import_name(OrrVm *vm, OrrValue name) {
    size_t length;
    char *text = orr_str_to_utf8(vm, orr_as_str(name), &length);
    if (text == NULL) return ORR_NULL;
    OrrValue module = orr_import(vm, text);
    orr_buffer_free(vm, text, length + 1);
    return module;
}

static OrrValue import_top(OrrVm *vm, OrrValue name, OrrValue module) {
    const OrrStr *s = orr_as_str(name);
    size_t dot = 0;
    while (dot < s->length && orr_str_at(s, dot) != '.') dot++;
    if (dot == s->length) return module;
    orr_release(vm, module);
    OrrValue top = orr_str_substring(vm, orr_as_str(name), 0, dot);
    if (top == ORR_NULL) return ORR_NULL;
    module = import_name(vm, top);
    orr_release(vm, top);
    return module;
}

static OrrValue builtin_import(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"name", "globals", "locals", "fromlist", "level", NULL};
    static const OrrSignature signature = {"__import__", names, 0, 5, 1, 5};
    OrrValue out[5];
    int64_t level = 0;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    if (!orr_is_str(out[0])) return orr_raise(vm, vm->exc.TypeError, "module name must be a string");
    if (out[4] != ORR_NULL && !orr_to_index(vm, out[4], vm->exc.OverflowError, &level)) return ORR_NULL;
    if (level < 0) return orr_raise(vm, vm->exc.ValueError, "level must be >= 0");
    OrrValue name = orr_retain(out[0]);
    if (level > 0) {
        OrrValue package = base_package(vm, out[1] == ORR_NULL ? ORR_NONE : out[1], level);
        orr_release(vm, name);
        if (package == ORR_NULL) return ORR_NULL;
        name = orr_as_str(out[0])->length == 0 ? orr_retain(package) : orr_format(vm, "%S.%S", package, out[0]);
        orr_release(vm, package);
        if (name == ORR_NULL) return ORR_NULL;
    } else if (orr_as_str(name)->length == 0) {
        orr_release(vm, name);
        return orr_raise(vm, vm->exc.ValueError, "Empty module name");
    }
    OrrValue module = import_name(vm, name);
    int from = out[3] == ORR_NULL ? 0 : orr_truth(vm, out[3]);
    if (module != ORR_NULL && from == 0) module = import_top(vm, name, module);
    orr_release(vm, name);
    return module;
}

/* Leaving, and what isn't there. */

static OrrValue builtin_exit(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    return orr_raise_with(vm, vm->exc.SystemExit, nargs == 0 ? ORR_NONE : args[0]);
}

static OrrValue refuse(OrrVm *vm, const char *name, const char *why) {
    return orr_raise(vm, vm->exc.RuntimeError, "%s() is not supported by orrery: %s", name, why);
}

#define REFUSED(name, why)                                                                                             \
    static OrrValue refused_##name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {   \
        (void)self, (void)args, (void)nargs, (void)kwnames;                                                            \
        return refuse(vm, #name, why);                                                                                 \
    }
REFUSED(breakpoint, "use 'orrery view' to look at a run step by step")
REFUSED(help, "there is no documentation in a scenario's world")

/* open(): a scenario's files are in memory, and their code in Python. */
static OrrValue builtin_open(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    if (nargs == 0 && (kwnames == ORR_NULL || orr_as_tuple(kwnames)->count == 0))
        return orr_raise(vm, vm->exc.TypeError, "open() missing required argument 'file' (pos 1)");
    OrrValue open = orr_lib_import_from(vm, "_files", "open");
    if (open == ORR_NULL) return ORR_NULL;
    OrrValue stream = orr_call(vm, open, args, nargs, kwnames);
    orr_release(vm, open);
    return stream;
}

const OrrMethodDef orr_builtins_object[] = {
    {"__build_class__", orr_build_class, ORR_ARITY_KEYWORDS, 0, 255, ORR_METHOD_INSTANCE, NULL},
    ORR_DEF_KEYWORDS("__import__", builtin_import),
    ORR_DEF_RANGE("anext", builtin_anext, 1, 2),
    ORR_DEF_ONE("ascii", builtin_ascii),
    ORR_DEF_KEYWORDS("breakpoint", refused_breakpoint),
    ORR_DEF_ONE("callable", builtin_callable),
    ORR_DEF_RANGE("delattr", builtin_delattr, 2, 2),
    ORR_DEF_RANGE("dir", builtin_dir, 0, 1),
    ORR_DEF_RANGE("exit", builtin_exit, 0, 1),
    ORR_DEF_RANGE("format", builtin_format, 1, 2),
    ORR_DEF_RANGE("getattr", builtin_getattr, 2, 3),
    ORR_DEF_NONE("globals", builtin_globals),
    ORR_DEF_RANGE("hasattr", builtin_hasattr, 2, 2),
    ORR_DEF_KEYWORDS("help", refused_help),
    ORR_DEF_RANGE("isinstance", builtin_isinstance, 2, 2),
    ORR_DEF_RANGE("issubclass", builtin_issubclass, 2, 2),
    ORR_DEF_NONE("locals", builtin_locals),
    ORR_DEF_KEYWORDS("open", builtin_open),
    ORR_DEF_RANGE("quit", builtin_exit, 0, 1),
    ORR_DEF_ONE("repr", builtin_repr),
    ORR_DEF_RANGE("setattr", builtin_setattr, 3, 3),
    ORR_DEF_RANGE("vars", builtin_vars, 0, 1),
    ORR_DEF_END,
};
