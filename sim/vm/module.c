/* Modules and imports: Language Reference 5. A module is looked for in sys.modules, among those written in C, then as
 * source beside the scenario or embedded in orrery (the host knows where). */
#include <stdio.h>

#include "sim/vm/import.h"

#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/code.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/list.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static OrrModule *as_module(OrrValue v) {
    return (OrrModule *)orr_object(v);
}

OrrValue orr_module_new(OrrVm *vm, const char *name) {
    OrrDict *dict = orr_dict_new(vm, 16);
    if (dict == NULL) return ORR_NULL;
    OrrModule *m = orr_new_object(vm, vm->types.module, sizeof *m);
    if (m == NULL) {
        orr_release_object(vm, dict);
        return ORR_NULL;
    }
    m->dict = dict;
    OrrValue text = orr_str_from_cstring(vm, name);
    bool ok = text != ORR_NULL && orr_dict_set_name(vm, dict, ORR_NAME(vm, __name__), text) &&
              orr_dict_set_name(vm, dict, ORR_NAME(vm, __doc__), ORR_NONE) &&
              orr_dict_set_name(vm, dict, ORR_NAME(vm, __package__), ORR_NONE) &&
              orr_dict_set_name(vm, dict, ORR_NAME(vm, __loader__), ORR_NONE) &&
              orr_dict_set_name(vm, dict, ORR_NAME(vm, __spec__), ORR_NONE);
    orr_xrelease(vm, text);
    if (ok) return orr_value(m);
    orr_release_object(vm, m);
    return ORR_NULL;
}

bool orr_module_add(OrrVm *vm, OrrValue module, const char *name, OrrValue value) {
    if (value == ORR_NULL) return false;
    OrrValue key = orr_str_intern_cstring(vm, name);
    bool ok = key != ORR_NULL && orr_dict_set_name(vm, as_module(module)->dict, orr_as_str(key), value);
    orr_xrelease(vm, key);
    orr_release(vm, value);
    return ok;
}

bool orr_module_add_functions(OrrVm *vm, OrrValue module, const OrrMethodDef *defs) {
    OrrValue name = orr_dict_get_name(as_module(module)->dict, ORR_NAME(vm, __name__));
    for (const OrrMethodDef *def = defs; def->name != NULL; def++)
        if (!orr_module_add(vm, module, def->name, orr_builtin_new(vm, def, module, NULL, name))) return false;
    return true;
}

bool orr_module_add_python_functions(OrrVm *vm, OrrValue module, const OrrMethodDef *defs, const char *elsewhere) {
    OrrValue name = orr_str_intern_cstring(vm, elsewhere);
    bool ok = name != ORR_NULL;
    for (const OrrMethodDef *def = defs; ok && def->name != NULL; def++)
        ok = orr_module_add(vm, module, def->name, orr_native_function_new(vm, def, module, NULL, name));
    orr_xrelease(vm, name);
    return ok;
}

OrrType *orr_module_add_type(OrrVm *vm, OrrValue module, const OrrTypeSpec *spec, OrrType *base) {
    OrrType *type = orr_type_from_spec(vm, spec, base);
    if (type == NULL) return NULL;
    const char *dot = strrchr(spec->name, '.');
    return orr_module_add(vm, module, dot == NULL ? spec->name : dot + 1, orr_retain(orr_value(type))) ? type : NULL;
}

static void module_destroy(OrrVm *vm, OrrObject *self) {
    orr_release_object(vm, ((OrrModule *)self)->dict);
    orr_free_object(vm, self, sizeof(OrrModule));
}
static void module_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit(context, &((OrrModule *)self)->dict->head);
}
static OrrValue entry(OrrVm *vm, OrrValue self, OrrStr *name) {
    (void)vm;
    return orr_dict_get_name(as_module(self)->dict, name);
}
static OrrValue module_repr(OrrVm *vm, OrrValue self) {
    OrrValue name = entry(vm, self, ORR_NAME(vm, __name__)), file = entry(vm, self, ORR_NAME(vm, __file__));
    if (name == ORR_NULL) return orr_format(vm, "<module '?'>");
    if (file == ORR_NULL) return orr_format(vm, "<module %R (built-in)>", name);
    return orr_format(vm, "<module %R from %R>", name, file);
}
/* Why the module can't have the name; NULL: no reason. */
static const char *why_without(OrrVm *vm, OrrValue module_name, const OrrStr *name) {
    const char *head = orr_str_ascii(orr_as_str(module_name)), *tail = orr_str_ascii(name);
    char full[256];
    if (vm->why_refused == NULL || head == NULL || tail == NULL || strlen(head) + strlen(tail) + 2 > sizeof full / 2)
        return NULL;
    snprintf(full, sizeof full, "%s.%s", head, tail);
    return vm->why_refused(full);
}
static OrrValue module_getattr(OrrVm *vm, OrrValue self, OrrStr *name) {
    OrrValue v = orr_dict_get_name(as_module(self)->dict, name);
    if (v != ORR_NULL && orr_type_lookup(vm, orr_type_of(vm, self), name) == ORR_NULL) return orr_retain(v);
    v = orr_generic_getattr(vm, self, name);
    if (v != ORR_NULL || !orr_pending_is(vm, vm->exc.AttributeError)) return v;
    orr_exception_clear(vm);
    OrrValue fallback = entry(vm, self, ORR_NAME(vm, __getattr__));
    OrrValue module_name = entry(vm, self, ORR_NAME(vm, __name__));
    bool named = module_name != ORR_NULL && orr_is_str(module_name);
    if (fallback != ORR_NULL) {
        v = orr_call1(vm, fallback, orr_value(name));
        if (v != ORR_NULL || !named || !orr_pending_is(vm, vm->exc.AttributeError)) return v;
        if (why_without(vm, module_name, name) == NULL) return ORR_NULL;
        orr_exception_clear(vm);
    }
    if (!named) return orr_raise_attribute_error(vm, self, name, orr_format(vm, "module has no attribute '%U'", name));
    const char *why = why_without(vm, module_name, name);
    OrrValue text = why == NULL
                        ? orr_format(vm, "module '%S' has no attribute '%U'", module_name, name)
                        : orr_format(vm, "module '%S' has no attribute '%U' in orrery: %s", module_name, name, why);
    return orr_raise_attribute_error(vm, self, name, text);
}
static OrrValue module_make(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"name", "doc", NULL};
    static const OrrSignature signature = {"module", names, 0, 2, 1, 2};
    OrrValue a[2];
    (void)cls;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, a)) return ORR_NULL;
    if (!orr_is_str(a[0]))
        return orr_raise(vm, vm->exc.TypeError, "module() argument 'name' must be str, not %T", a[0]);
    OrrValue m = orr_module_new(vm, "");
    if (m == ORR_NULL) return ORR_NULL;
    if (!orr_dict_set_name(vm, as_module(m)->dict, ORR_NAME(vm, __name__), a[0]) ||
        !orr_dict_set_name(vm, as_module(m)->dict, ORR_NAME(vm, __doc__), a[1] == ORR_NULL ? ORR_NONE : a[1])) {
        orr_release(vm, m);
        return ORR_NULL;
    }
    return m;
}
static bool module_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)args, (void)nargs, (void)kwnames;
    return true;
}
static OrrValue module_dir(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return orr_list_from_iterable(vm, orr_value(as_module(self)->dict));
}
static OrrValue module_get_dict(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_module(self)->dict));
}
/* Annotations of module-level names, evaluated when first asked for. */
static OrrValue module_get_annotations(OrrVm *vm, OrrValue self) {
    OrrDict *dict = as_module(self)->dict;
    OrrValue known = orr_dict_get_name(dict, ORR_NAME(vm, __annotations__));
    if (known != ORR_NULL) return orr_retain(known);
    OrrValue annotate = orr_dict_get_name(dict, ORR_NAME(vm, __annotate__));
    OrrValue made = annotate == ORR_NULL ? orr_value(orr_dict_new(vm, 0)) : orr_call1(vm, annotate, orr_small_int(1));
    if (made != ORR_NULL) orr_dict_set_name(vm, dict, ORR_NAME(vm, __annotations__), made);
    return made;
}
static bool module_set_annotations(OrrVm *vm, OrrValue self, OrrValue value) {
    OrrDict *dict = as_module(self)->dict;
    if (value == ORR_NULL) return orr_dict_delete(vm, dict, orr_value(ORR_NAME(vm, __annotations__))) >= 0;
    return orr_dict_set_name(vm, dict, ORR_NAME(vm, __annotations__), value);
}
static const OrrMethodDef module_methods[] = {
    ORR_DEF_NONE("__dir__", module_dir),
    ORR_DEF_END,
};
static const OrrGetSetDef module_getsets[] = {
    {"__dict__", module_get_dict, NULL},
    {"__annotations__", module_get_annotations, module_set_annotations},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_module_spec = {
    .name = "module",
    .size = sizeof(OrrModule),
    .flags = ORR_TYPE_GC | ORR_TYPE_WEAKREF | ORR_TYPE_BASE,
    .dict_offset = offsetof(OrrModule, dict),
    .slots = {.destroy = module_destroy,
              .traverse = module_traverse,
              .new_object = module_make,
              .init = module_init,
              .repr = module_repr,
              .getattr = module_getattr},
    .methods = module_methods,
    .getsets = module_getsets,
};

/* Imports */

static OrrValue not_found(OrrVm *vm, const char *name, const char *parent) {
    const char *why = vm->why_refused == NULL ? NULL : vm->why_refused(name);
    OrrValue text = why != NULL      ? orr_format(vm, "No module named '%s' in orrery: %s", name, why)
                    : parent == NULL ? orr_format(vm, "No module named '%s'", name)
                                     : orr_format(vm, "No module named '%s'; '%s' is not a package", name, parent);
    if (text == ORR_NULL) return ORR_NULL;
    orr_raise_with(vm, vm->exc.ModuleNotFoundError, text);
    orr_release(vm, text);
    OrrValue s = vm->exception == ORR_NULL ? ORR_NULL : orr_str_from_cstring(vm, name);
    if (s != ORR_NULL) {
        orr_exception_set_field(vm, vm->exception, ORR_EXC_NAME, s);
        orr_release(vm, s);
    }
    return ORR_NULL;
}

static bool set_path_entries(OrrVm *vm, OrrValue module, const char *name, const char *path, bool is_package) {
    OrrValue file = orr_str_from_cstring(vm, path);
    if (!orr_module_add(vm, module, "__file__", file)) return false;
    if (is_package) {
        OrrList *list = orr_list_new(vm, 1);
        const char *slash = strrchr(path, '/');
        OrrValue folder = orr_str_new(vm, path, slash == NULL ? 0 : (size_t)(slash - path));
        bool ok = list != NULL && folder != ORR_NULL && orr_list_append(vm, list, folder);
        orr_xrelease(vm, folder);
        if (!ok) {
            orr_xrelease_object(vm, list);
            return false;
        }
        if (!orr_module_add(vm, module, "__path__", orr_value(list))) return false;
    }
    const char *dot = strrchr(name, '.');
    OrrValue package = is_package                      ? orr_str_from_cstring(vm, name)
                       : strcmp(name, "__main__") == 0 ? ORR_NONE
                                                       : orr_str_new(vm, name, dot == NULL ? 0 : (size_t)(dot - name));
    return orr_module_add(vm, module, "__package__", package);
}

OrrValue orr_module_function(OrrVm *vm, const char *name, const OrrCodeImage *image, const char *path, bool is_package,
                             OrrValue *module) {
    OrrValue filename = orr_str_from_cstring(vm, path);
    OrrCode *code = filename == ORR_NULL ? NULL : orr_code_load(vm, image, orr_as_str(filename));
    orr_xrelease(vm, filename);
    *module = code == NULL ? ORR_NULL : orr_module_new(vm, name);
    OrrValue function = ORR_NULL;
    if (*module != ORR_NULL && set_path_entries(vm, *module, name, path, is_package)) {
        OrrDict *dict = as_module(*module)->dict;
        OrrValue builtins = orr_dict_get_name(vm->modules, ORR_NAME(vm, builtins));
        if ((builtins == ORR_NULL || orr_dict_set_name(vm, dict, ORR_NAME(vm, __builtins__), builtins)) &&
            (!(code->flags & ORR_CODE_HAS_DOC) || orr_dict_set_name(vm, dict, ORR_NAME(vm, __doc__), code->consts[0])))
            function = orr_function_new(vm, code, dict);
    }
    orr_xrelease_object(vm, code);
    if (function == ORR_NULL) {
        orr_xrelease(vm, *module);
        *module = ORR_NULL;
        return ORR_NULL;
    }
    OrrValue key = orr_str_intern_cstring(vm, name);
    bool ok = key != ORR_NULL && orr_dict_set_name(vm, vm->modules, orr_as_str(key), *module);
    orr_xrelease(vm, key);
    if (ok) return function;
    orr_release(vm, function);
    orr_release(vm, *module);
    *module = ORR_NULL;
    return ORR_NULL;
}

/* Runs name's source; the module stays in sys.modules only if that succeeds. New. */
static OrrValue run_source(OrrVm *vm, const char *name, const OrrCodeImage *image, const char *path, bool is_package) {
    OrrValue module;
    OrrValue function = orr_module_function(vm, name, image, path, is_package, &module);
    if (function == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_call0(vm, function);
    orr_release(vm, function);
    OrrValue key = orr_str_intern_cstring(vm, name);
    if (result == ORR_NULL || key == ORR_NULL) {
        OrrValue pending = orr_exception_take(vm);
        if (key != ORR_NULL) orr_dict_delete(vm, vm->modules, key);
        orr_xrelease(vm, key);
        orr_release(vm, module);
        vm->exception = pending;
        return ORR_NULL;
    }
    orr_release(vm, result);
    /* A module may put another object into its place. */
    OrrValue placed = orr_dict_get_name(vm->modules, orr_as_str(key));
    orr_release(vm, key);
    if (placed == ORR_NULL || placed == module) return module;
    orr_retain(placed);
    orr_release(vm, module);
    return placed;
}

static OrrValue find_module(OrrVm *vm, OrrStr *key, const char *name, const char *parent) {
    OrrValue module = vm->find_native == NULL ? ORR_NULL : vm->find_native(vm, name);
    if (module != ORR_NULL) {
        if (orr_dict_set_name(vm, vm->modules, key, module)) return module;
        orr_release(vm, module);
        return ORR_NULL;
    }
    if (vm->exception != ORR_NULL) return ORR_NULL;
    const OrrCodeImage *image = NULL;
    const char *path = NULL;
    bool is_package = false;
    if (vm->host->find_source == NULL ||
        !vm->host->find_source(vm->host->context, vm, name, &image, &path, &is_package))
        return vm->exception != ORR_NULL ? ORR_NULL : not_found(vm, name, parent);
    if (image == NULL) return ORR_NULL;
    return run_source(vm, name, image, path, is_package);
}

/* One module by its full name, its parents first. New. */
static OrrValue import_one(OrrVm *vm, const char *name) {
    OrrValue key = orr_str_intern_cstring(vm, name);
    if (key == ORR_NULL) return ORR_NULL;
    OrrValue module = orr_xretain(orr_dict_get_name(vm->modules, orr_as_str(key)));
    if (module == ORR_NONE) {
        orr_release(vm, key);
        return not_found(vm, name, NULL);
    }
    const char *dot = strrchr(name, '.');
    if (module == ORR_NULL && dot != NULL) {
        char parent_name[256];
        size_t length = (size_t)(dot - name);
        if (length >= sizeof parent_name) {
            orr_release(vm, key);
            return not_found(vm, name, NULL);
        }
        memcpy(parent_name, name, length);
        parent_name[length] = 0;
        OrrValue parent = import_one(vm, parent_name);
        if (parent != ORR_NULL) {
            module = orr_xretain(orr_dict_get_name(vm->modules, orr_as_str(key)));
            bool package = orr_is_exact(vm, parent, vm->types.module) &&
                           orr_dict_get_name(as_module(parent)->dict, ORR_NAME(vm, __path__)) != ORR_NULL;
            if (module == ORR_NULL) module = find_module(vm, orr_as_str(key), name, package ? NULL : parent_name);
            OrrValue last = module == ORR_NULL ? ORR_NULL : orr_str_intern_cstring(vm, dot + 1);
            if (last != ORR_NULL && !orr_setattr(vm, parent, orr_as_str(last), module)) {
                orr_release(vm, module);
                module = ORR_NULL;
            }
            orr_xrelease(vm, last);
            orr_release(vm, parent);
        }
    } else if (module == ORR_NULL) {
        module = find_module(vm, orr_as_str(key), name, NULL);
    }
    orr_release(vm, key);
    return module;
}

OrrValue orr_import(OrrVm *vm, const char *name) {
    if (!orr_enter(vm, "")) return ORR_NULL;
    OrrValue module = import_one(vm, name);
    orr_leave(vm);
    return module;
}

/* The absolute name of a relative import, in a buffer of capacity. False: an exception is pending. */
static bool resolve_name(OrrVm *vm, OrrStr *name, OrrDict *globals, int64_t level, char *out, size_t capacity) {
    size_t length = 0;
    if (level > 0) {
        OrrValue package = orr_dict_get_name(globals, ORR_NAME(vm, __package__));
        if (package == ORR_NULL || !orr_is_str(package) || orr_as_str(package)->length == 0)
            return orr_fail(vm, vm->exc.ImportError, "attempted relative import with no known parent package");
        char *text = orr_str_to_utf8(vm, orr_as_str(package), &length);
        if (text == NULL) return false;
        size_t bytes = length + 1;
        for (int64_t n = 1; n < level; n++) {
            while (length > 0 && text[length - 1] != '.') length--;
            if (length == 0) {
                orr_buffer_free(vm, text, bytes);
                return orr_fail(vm, vm->exc.ImportError, "attempted relative import beyond top-level package");
            }
            length--;
        }
        if (length < capacity) memcpy(out, text, length);
        orr_buffer_free(vm, text, bytes);
    }
    size_t rest;
    char *tail = orr_str_to_utf8(vm, name, &rest);
    if (tail == NULL) return false;
    bool fits = length + rest + 2 < capacity && memchr(tail, 0, rest) == NULL;
    if (fits) {
        if (level > 0 && rest > 0) out[length++] = '.';
        memcpy(out + length, tail, rest);
        out[length + rest] = 0;
    }
    orr_buffer_free(vm, tail, rest + 1);
    if (!fits) return orr_fail(vm, vm->exc.ModuleNotFoundError, "No module named %R", orr_value(name));
    return length + rest > 0 || orr_fail(vm, vm->exc.ValueError, "Empty module name");
}

/* from package import name: name may be a module in it. */
static bool import_submodules(OrrVm *vm, OrrValue module, const char *name, OrrValue fromlist) {
    if (!orr_is_exact(vm, module, vm->types.module) ||
        orr_dict_get_name(as_module(module)->dict, ORR_NAME(vm, __path__)) == ORR_NULL)
        return true;
    const OrrTuple *names = orr_as_tuple(fromlist);
    for (size_t n = 0; n < names->count; n++) {
        if (!orr_is_str(names->items[n]) || orr_str_equals_cstring(orr_as_str(names->items[n]), "*")) continue;
        OrrValue have = orr_getattr_or_null(vm, module, orr_as_str(names->items[n]));
        if (have != ORR_NULL) {
            orr_release(vm, have);
            continue;
        }
        if (vm->exception != ORR_NULL) return false;
        const char *last = orr_str_ascii(orr_as_str(names->items[n]));
        char full[512];
        if (last == NULL || (size_t)snprintf(full, sizeof full, "%s.%s", name, last) >= sizeof full) continue;
        OrrValue sub = orr_import(vm, full);
        if (sub == ORR_NULL && orr_pending_is(vm, vm->exc.ModuleNotFoundError)) orr_exception_clear(vm);
        if (vm->exception != ORR_NULL) return false;
        orr_xrelease(vm, sub);
    }
    return true;
}

OrrValue orr_import_name(OrrVm *vm, OrrStr *name, OrrDict *globals, OrrValue fromlist, int64_t level) {
    char full[256];
    if (!resolve_name(vm, name, globals, level, full, sizeof full)) return ORR_NULL;
    OrrValue module = orr_import(vm, full);
    if (module == ORR_NULL) return ORR_NULL;
    bool from = fromlist != ORR_NULL && orr_is_tuple(fromlist) && orr_as_tuple(fromlist)->count > 0;
    if (from) {
        if (import_submodules(vm, module, full, fromlist)) return module;
        orr_release(vm, module);
        return ORR_NULL;
    }
    char *dot = strchr(full, '.');
    if (dot == NULL || level > 0) return module;
    *dot = 0; /* import a.b binds a */
    orr_release(vm, module);
    return orr_import(vm, full);
}

OrrValue orr_import_from(OrrVm *vm, OrrValue module, OrrStr *name) {
    OrrValue v = orr_getattr_or_null(vm, module, name);
    if (v != ORR_NULL || vm->exception != ORR_NULL) return v;
    OrrValue of = orr_getattr_or_null(vm, module, ORR_NAME(vm, __name__));
    OrrValue file = orr_getattr_or_null(vm, module, ORR_NAME(vm, __file__));
    OrrValue text = ORR_NULL;
    const char *why = of != ORR_NULL && orr_is_str(of) ? why_without(vm, of, name) : NULL;
    if (vm->exception == ORR_NULL) {
        if (why != NULL) text = orr_format(vm, "cannot import name %R from %R in orrery: %s", orr_value(name), of, why);
        else if (of == ORR_NULL)
            text = orr_format(vm, "cannot import name %R from <unknown module name>", orr_value(name));
        else if (file == ORR_NULL)
            text = orr_format(vm, "cannot import name %R from %R (unknown location)", orr_value(name), of);
        else text = orr_format(vm, "cannot import name %R from %R (%S)", orr_value(name), of, file);
    }
    if (text != ORR_NULL) {
        orr_raise_with(vm, vm->exc.ImportError, text);
        orr_release(vm, text);
        if (vm->exception != ORR_NULL && of != ORR_NULL) {
            orr_exception_set_field(vm, vm->exception, ORR_EXC_NAME, of);
            orr_exception_set_field(vm, vm->exception, ORR_EXC_IMPORT_FROM, orr_value(name));
        }
    }
    orr_xrelease(vm, of);
    orr_xrelease(vm, file);
    return ORR_NULL;
}
