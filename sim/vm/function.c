/* Functions, bound methods, native functions, cells and modules. */
#include "sim/vm/function.h"

#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/call.h"
#include "sim/vm/code.h"
#include "sim/vm/descr.h"
#include "sim/vm/dict.h"
#include "sim/vm/dynamic.h"
#include "sim/vm/tuple.h"

static void visit_value(OrrValue v, OrrVisit visit, void *context) {
    if (v != ORR_NULL && orr_is_object(v)) visit(context, orr_object(v));
}
static void visit_object(void *object, OrrVisit visit, void *context) {
    if (object != NULL) visit(context, object);
}
static OrrValue object_or_none(const void *object) {
    return object == NULL ? ORR_NONE : orr_retain(orr_value(object));
}
static OrrValue value_or_none(OrrValue v) {
    return v == ORR_NULL ? ORR_NONE : orr_retain(v);
}

/* Python functions */

OrrValue orr_function_new(OrrVm *vm, OrrCode *code, OrrDict *globals) {
    code = orr_code_for(vm, code, globals);
    if (code == NULL) return ORR_NULL;
    OrrFunction *f = orr_new_object(vm, vm->types.function, sizeof *f);
    if (f == NULL) {
        orr_release_object(vm, code);
        return ORR_NULL;
    }
    memset((char *)f + sizeof f->head, 0, sizeof *f - sizeof f->head);
    f->code = code;
    f->globals = globals;
    f->name = code->name;
    f->qualname = code->qualname;
    globals->head.refs++;
    f->name->head.refs++;
    f->qualname->head.refs++;
    f->doc = code->flags & ORR_CODE_HAS_DOC ? orr_retain(code->consts[0]) : ORR_NONE;
    f->module = orr_xretain(orr_dict_get_name(globals, ORR_NAME(vm, __name__)));
    return orr_value(f);
}

static OrrFunction *as_function(OrrValue v) {
    return (OrrFunction *)orr_object(v);
}

static void function_clear(OrrVm *vm, OrrObject *self) {
    OrrFunction *f = (OrrFunction *)self;
    void *objects[] = {f->closure, f->defaults, f->kwdefaults, f->dict};
    f->closure = NULL;
    f->defaults = NULL;
    f->kwdefaults = NULL;
    f->dict = NULL;
    for (size_t n = 0; n < sizeof objects / sizeof *objects; n++) orr_xrelease_object(vm, objects[n]);
    OrrValue *values[] = {&f->doc, &f->module, &f->annotate, &f->annotations, &f->type_params};
    for (size_t n = 0; n < sizeof values / sizeof *values; n++) orr_set_slot(vm, values[n], ORR_NULL);
}
static void function_destroy(OrrVm *vm, OrrObject *self) {
    OrrFunction *f = (OrrFunction *)self;
    function_clear(vm, self);
    orr_release_object(vm, f->code);
    orr_release_object(vm, f->globals);
    orr_release_object(vm, f->name);
    orr_release_object(vm, f->qualname);
    orr_free_object(vm, f, sizeof *f);
}
static void function_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrFunction *f = (OrrFunction *)self;
    visit_object(f->globals, visit, context);
    visit_object(f->closure, visit, context);
    visit_object(f->defaults, visit, context);
    visit_object(f->kwdefaults, visit, context);
    visit_object(f->dict, visit, context);
    visit_value(f->doc, visit, context);
    visit_value(f->annotate, visit, context);
    visit_value(f->annotations, visit, context);
    visit_value(f->type_params, visit, context);
}
static OrrValue function_repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "<function %U at %A>", as_function(self)->qualname, self);
}
static OrrValue function_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return orr_function_call(vm, as_function(self), args, nargs, kwnames);
}
static OrrValue function_descr_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    (void)owner;
    return object == ORR_NULL ? orr_retain(self) : orr_method_new(vm, self, object);
}

static OrrValue get_name(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_function(self)->name));
}
static OrrValue get_qualname(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_function(self)->qualname));
}
static bool set_text(OrrVm *vm, OrrStr **slot, OrrValue value, const char *name) {
    if (value == ORR_NULL || !orr_is_str(value))
        return orr_fail(vm, vm->exc.TypeError, "%s must be set to a string object", name);
    OrrStr *old = *slot;
    *slot = orr_as_str(orr_retain(value));
    orr_release_object(vm, old);
    return true;
}
static bool set_name(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_text(vm, &as_function(self)->name, value, "__name__");
}
static bool set_qualname(OrrVm *vm, OrrValue self, OrrValue value) {
    return set_text(vm, &as_function(self)->qualname, value, "__qualname__");
}
static OrrValue get_doc(OrrVm *vm, OrrValue self) {
    (void)vm;
    return value_or_none(as_function(self)->doc);
}
static bool set_doc(OrrVm *vm, OrrValue self, OrrValue value) {
    orr_set_slot(vm, &as_function(self)->doc, value == ORR_NULL ? ORR_NONE : orr_retain(value));
    return true;
}
static OrrValue get_module(OrrVm *vm, OrrValue self) {
    (void)vm;
    return value_or_none(as_function(self)->module);
}
static bool set_module(OrrVm *vm, OrrValue self, OrrValue value) {
    orr_set_slot(vm, &as_function(self)->module, value == ORR_NULL ? ORR_NONE : orr_retain(value));
    return true;
}
static OrrValue get_code(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_function(self)->code));
}
static bool set_code(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value == ORR_NULL || !orr_is_exact(vm, value, vm->types.code))
        return orr_fail(vm, vm->exc.TypeError, "__code__ must be set to a code object");
    OrrFunction *f = as_function(self);
    OrrCode *code = (OrrCode *)orr_object(value);
    size_t cells = f->closure == NULL ? 0 : f->closure->count;
    if (cells != code->nfree)
        return orr_fail(vm, vm->exc.ValueError, "%U() requires a code object with %zu free vars, not %zu", f->name,
                        cells, (size_t)code->nfree);
    vm->globals_epoch++;
    code = orr_code_for(vm, code, f->globals);
    if (code == NULL) return false;
    f->code = code; /* the old one stays for ever: frames that run it borrow it from the function */
    return true;
}
static OrrValue get_globals(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_function(self)->globals));
}
static OrrValue get_builtins(OrrVm *vm, OrrValue self) {
    OrrDict *builtins = orr_builtins_of(vm, as_function(self)->globals);
    return builtins == NULL ? ORR_NULL : orr_retain(orr_value(builtins));
}
static OrrValue get_closure(OrrVm *vm, OrrValue self) {
    (void)vm;
    return object_or_none(as_function(self)->closure);
}
static OrrValue get_defaults(OrrVm *vm, OrrValue self) {
    (void)vm;
    return object_or_none(as_function(self)->defaults);
}
static bool set_defaults(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value != ORR_NULL && value != ORR_NONE && !orr_is_tuple(value))
        return orr_fail(vm, vm->exc.TypeError, "__defaults__ must be set to a tuple object");
    OrrFunction *f = as_function(self);
    OrrTuple *old = f->defaults;
    f->defaults = value == ORR_NULL || value == ORR_NONE ? NULL : orr_as_tuple(orr_retain(value));
    orr_xrelease_object(vm, old);
    return true;
}
static OrrValue get_kwdefaults(OrrVm *vm, OrrValue self) {
    (void)vm;
    return object_or_none(as_function(self)->kwdefaults);
}
static bool set_kwdefaults(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value != ORR_NULL && value != ORR_NONE && !orr_is_dict(value))
        return orr_fail(vm, vm->exc.TypeError, "__kwdefaults__ must be set to a dict object");
    OrrFunction *f = as_function(self);
    OrrDict *old = f->kwdefaults;
    f->kwdefaults = value == ORR_NULL || value == ORR_NONE ? NULL : orr_as_dict(orr_retain(value));
    orr_xrelease_object(vm, old);
    return true;
}
/* Annotations are evaluated when first asked for (PEP 649). */
static OrrValue get_annotations(OrrVm *vm, OrrValue self) {
    OrrFunction *f = as_function(self);
    if (f->annotations == ORR_NULL && f->annotate != ORR_NULL) {
        OrrValue dict = orr_call1(vm, f->annotate, orr_small_int(1));
        if (dict == ORR_NULL) return ORR_NULL;
        orr_set_slot(vm, &f->annotations, dict);
    }
    if (f->annotations == ORR_NULL) f->annotations = orr_value(orr_dict_new(vm, 0));
    return f->annotations == ORR_NULL ? ORR_NULL : orr_retain(f->annotations);
}
static bool set_annotations(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value != ORR_NULL && value != ORR_NONE && !orr_is_dict(value))
        return orr_fail(vm, vm->exc.TypeError, "__annotations__ must be set to a dict object");
    OrrFunction *f = as_function(self);
    orr_set_slot(vm, &f->annotate, ORR_NULL);
    orr_set_slot(vm, &f->annotations, value == ORR_NULL || value == ORR_NONE ? ORR_NULL : orr_retain(value));
    return true;
}
static OrrValue get_annotate(OrrVm *vm, OrrValue self) {
    (void)vm;
    return value_or_none(as_function(self)->annotate);
}
static OrrValue get_type_params(OrrVm *vm, OrrValue self) {
    OrrValue params = as_function(self)->type_params;
    return orr_retain(params == ORR_NULL ? vm->empty_tuple : params);
}
static bool set_type_params(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value == ORR_NULL || !orr_is_tuple(value))
        return orr_fail(vm, vm->exc.TypeError, "__type_params__ must be set to a tuple");
    orr_set_slot(vm, &as_function(self)->type_params, orr_retain(value));
    return true;
}

static const OrrGetSetDef function_getsets[] = {
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
    {"__doc__", get_doc, set_doc},
    {"__module__", get_module, set_module},
    {"__code__", get_code, set_code},
    {"__globals__", get_globals, orr_set_readonly},
    {"__builtins__", get_builtins, orr_set_readonly},
    {"__closure__", get_closure, orr_set_readonly},
    {"__defaults__", get_defaults, set_defaults},
    {"__kwdefaults__", get_kwdefaults, set_kwdefaults},
    {"__annotations__", get_annotations, set_annotations},
    {"__annotate__", get_annotate, NULL},
    {"__type_params__", get_type_params, set_type_params},
    {"__dict__", orr_get_dict, orr_set_dict},
    {NULL, NULL, NULL},
};
/* FunctionType(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None) */

static bool check_function_arguments(OrrVm *vm, const OrrCode *code, const OrrValue *a) {
    OrrValue name = a[2], defaults = a[3], closure = a[4], kwdefaults = a[5];
    if (name != ORR_NONE && !orr_is_str(name))
        return orr_fail(vm, vm->exc.TypeError, "arg 3 (name) must be None or string");
    if (defaults != ORR_NONE && !orr_is_tuple(defaults))
        return orr_fail(vm, vm->exc.TypeError, "arg 4 (defaults) must be None or tuple");
    if (!orr_is_tuple(closure) && (code->nfree != 0 || closure != ORR_NONE))
        return orr_fail(vm, vm->exc.TypeError, "arg 5 (closure) must be %stuple", code->nfree == 0 ? "None or " : "");
    if (kwdefaults != ORR_NONE && !orr_is_dict(kwdefaults))
        return orr_fail(vm, vm->exc.TypeError, "arg 6 (kwdefaults) must be None or dict");
    size_t count = closure == ORR_NONE ? 0 : orr_as_tuple(closure)->count;
    if (count != code->nfree)
        return orr_fail(vm, vm->exc.ValueError, "%U requires closure of length %u, not %zu", code->name,
                        (unsigned)code->nfree, count);
    for (size_t n = 0; n < count; n++)
        if (!orr_is_exact(vm, orr_as_tuple(closure)->items[n], vm->types.cell))
            return orr_fail(vm, vm->exc.TypeError, "arg 5 (closure) expected cell, found %T",
                            orr_as_tuple(closure)->items[n]);
    return true;
}

static OrrValue function_make(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)cls;
    static const char *const names[] = {"code", "globals", "name", "argdefs", "closure", "kwdefaults", NULL};
    static const OrrSignature signature = {"function", names, 0, 6, 2, 6};
    OrrValue a[6];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, a)) return ORR_NULL;
    if (!orr_is_exact(vm, a[0], vm->types.code))
        return orr_raise(vm, vm->exc.TypeError, "function() argument 'code' must be code, not %T", a[0]);
    if (!orr_is_dict(a[1]))
        return orr_raise(vm, vm->exc.TypeError, "function() argument 'globals' must be dict, not %T", a[1]);
    for (size_t n = 2; n < 6; n++)
        if (a[n] == ORR_NULL) a[n] = ORR_NONE;
    OrrCode *code = (OrrCode *)orr_object(a[0]);
    if (!check_function_arguments(vm, code, a) || !orr_globals_prepare(vm, orr_as_dict(a[1]), false)) return ORR_NULL;
    OrrValue function = orr_function_new(vm, code, orr_as_dict(a[1]));
    if (function == ORR_NULL) return ORR_NULL;
    OrrFunction *f = as_function(function);
    if (a[2] != ORR_NONE) {
        orr_release_object(vm, f->name);
        f->name = orr_as_str(orr_retain(a[2]));
    }
    if (a[3] != ORR_NONE) f->defaults = orr_as_tuple(orr_retain(a[3]));
    if (a[4] != ORR_NONE && code->nfree != 0) f->closure = orr_as_tuple(orr_retain(a[4]));
    if (a[5] != ORR_NONE) f->kwdefaults = orr_as_dict(orr_retain(a[5]));
    return function;
}

const OrrTypeSpec orr_function_spec = {
    .name = "function",
    .size = sizeof(OrrFunction),
    .flags = ORR_TYPE_GC | ORR_TYPE_METHOD_DESCR | ORR_TYPE_WEAKREF,
    .dict_offset = offsetof(OrrFunction, dict),
    .slots = {.new_object = function_make,
              .destroy = function_destroy,
              .traverse = function_traverse,
              .clear = function_clear,
              .repr = function_repr,
              .call = function_call,
              .descr_get = function_descr_get},
    .getsets = function_getsets,
};

/* Bound methods */

static OrrMethod *as_method(OrrValue v) {
    return (OrrMethod *)orr_object(v);
}

OrrValue orr_method_new(OrrVm *vm, OrrValue function, OrrValue self) {
    OrrMethod *m = orr_new_object(vm, vm->types.method, sizeof *m);
    if (m == NULL) return ORR_NULL;
    m->function = orr_retain(function);
    m->self = orr_retain(self);
    return orr_value(m);
}
static void method_destroy(OrrVm *vm, OrrObject *self) {
    orr_release(vm, ((OrrMethod *)self)->function);
    orr_release(vm, ((OrrMethod *)self)->self);
    orr_free_object(vm, self, sizeof(OrrMethod));
}
static void method_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit_value(((OrrMethod *)self)->function, visit, context);
    visit_value(((OrrMethod *)self)->self, visit, context);
}
static OrrValue method_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return orr_call(vm, self, args, nargs, kwnames);
}
static OrrValue method_repr(OrrVm *vm, OrrValue self) {
    OrrMethod *m = as_method(self);
    OrrValue name = orr_getattr_or_null(vm, m->function, ORR_NAME(vm, __qualname__));
    if (name == ORR_NULL && vm->exception == ORR_NULL)
        name = orr_getattr_or_null(vm, m->function, ORR_NAME(vm, __name__));
    if (name == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
    OrrValue text = name == ORR_NULL ? orr_format(vm, "<bound method ? of %R>", m->self)
                                     : orr_format(vm, "<bound method %S of %R>", name, m->self);
    orr_xrelease(vm, name);
    return text;
}
static OrrValue method_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || !orr_is_exact(vm, other, vm->types.method)) return ORR_NOT_IMPLEMENTED;
    const OrrMethod *a = as_method(self), *b = as_method(other);
    int same = a->self == b->self ? orr_equal(vm, a->function, b->function) : 0;
    return same < 0 ? ORR_NULL : orr_bool((same != 0) == (op == ORR_EQ));
}
static bool method_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    int64_t function;
    if (!orr_hash(vm, as_method(self)->function, &function)) return false;
    OrrValue receiver = as_method(self)->self;
    int64_t of_self =
        orr_is_object(receiver) ? (int64_t)orr_object_serial(vm, orr_object(receiver)) : (int64_t)receiver;
    *hash = function ^ of_self;
    return true;
}
/* Attributes that a method doesn't have are its function's. */
static OrrValue method_getattr(OrrVm *vm, OrrValue self, OrrStr *name) {
    OrrValue found = orr_type_lookup(vm, vm->types.method, name);
    if (found != ORR_NULL) return orr_generic_getattr(vm, self, name);
    return orr_getattr(vm, as_method(self)->function, name);
}
static OrrValue method_get_function(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_method(self)->function);
}
static OrrValue method_get_self(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_method(self)->self);
}
static OrrValue method_get_doc(OrrVm *vm, OrrValue self) {
    return orr_getattr(vm, as_method(self)->function, ORR_NAME(vm, __doc__));
}
static OrrValue method_new_object(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)cls;
    if (!orr_no_keywords(vm, "method", kwnames)) return ORR_NULL;
    if (nargs != 2) return orr_raise(vm, vm->exc.TypeError, "method expected 2 arguments, got %zu", nargs);
    if (!orr_is_callable(vm, args[0])) return orr_raise(vm, vm->exc.TypeError, "first argument must be callable");
    if (args[1] == ORR_NONE) return orr_raise(vm, vm->exc.TypeError, "instance must not be None");
    return orr_method_new(vm, args[0], args[1]);
}
static const OrrGetSetDef method_getsets[] = {
    {"__func__", method_get_function, NULL},
    {"__self__", method_get_self, NULL},
    {"__doc__", method_get_doc, NULL},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_method_spec = {
    .name = "method",
    .size = sizeof(OrrMethod),
    .flags = ORR_TYPE_GC | ORR_TYPE_WEAKREF,
    .slots = {.destroy = method_destroy,
              .traverse = method_traverse,
              .new_object = method_new_object,
              .call = method_call,
              .repr = method_repr,
              .compare = method_compare,
              .hash = method_hash,
              .getattr = method_getattr},
    .getsets = method_getsets,
};

/* Native functions */

static OrrBuiltin *as_builtin(OrrValue v) {
    return (OrrBuiltin *)orr_object(v);
}

static OrrValue builtin_make(OrrVm *vm, OrrType *type, const OrrMethodDef *def, OrrValue self, OrrType *owner,
                             OrrValue module) {
    OrrValue name = orr_str_intern_cstring(vm, def->name);
    if (name == ORR_NULL) return ORR_NULL;
    OrrBuiltin *b = orr_new_object(vm, type, sizeof *b);
    if (b == NULL) {
        orr_release(vm, name);
        return ORR_NULL;
    }
    b->def = def;
    b->self = orr_xretain(self);
    b->owner = owner;
    if (owner != NULL) owner->head.refs++;
    b->name = orr_as_str(name);
    b->module = orr_xretain(module);
    return orr_value(b);
}

OrrValue orr_builtin_new(OrrVm *vm, const OrrMethodDef *def, OrrValue self, OrrType *owner, OrrValue module_name) {
    return builtin_make(vm, vm->types.builtin, def, self, owner, module_name);
}
OrrValue orr_native_function_new(OrrVm *vm, const OrrMethodDef *def, OrrValue self, OrrType *owner,
                                 OrrValue module_name) {
    return builtin_make(vm, vm->types.native_function, def, self, owner, module_name);
}
bool orr_type_is_python_elsewhere(const OrrType *type) {
    return type->spec != NULL && strncmp(type->spec->name, "asyncio.", 8) == 0;
}
OrrValue orr_method_descriptor_new(OrrVm *vm, const OrrMethodDef *def, OrrType *owner) {
    if (def->kind == ORR_METHOD_INSTANCE && orr_type_is_python_elsewhere(owner))
        return orr_native_function_new(vm, def, ORR_NULL, owner, ORR_NULL);
    OrrType *type = def->kind == ORR_METHOD_CLASS ? vm->types.classmethod_descriptor : vm->types.method_descriptor;
    return builtin_make(vm, type, def, ORR_NULL, owner, ORR_NULL);
}

static void builtin_destroy(OrrVm *vm, OrrObject *self) {
    OrrBuiltin *b = (OrrBuiltin *)self;
    orr_xrelease(vm, b->self);
    orr_xrelease_object(vm, b->owner);
    orr_release_object(vm, b->name);
    orr_xrelease(vm, b->module);
    orr_free_object(vm, b, sizeof *b);
}
static void builtin_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit_value(((OrrBuiltin *)self)->self, visit, context);
    visit_object(((OrrBuiltin *)self)->owner, visit, context);
}
static OrrValue builtin_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return orr_builtin_call(vm, as_builtin(self), args, nargs, kwnames);
}
static OrrValue builtin_repr(OrrVm *vm, OrrValue self) {
    OrrBuiltin *b = as_builtin(self);
    if (b->owner == NULL) return orr_format(vm, "<built-in function %U>", b->name);
    return orr_format(vm, "<built-in method %U of %T object at %A>", b->name, b->self, b->self);
}
static bool builtin_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    OrrValue receiver = as_builtin(self)->self;
    uint64_t h = orr_object_serial(vm, orr_object(orr_value(as_builtin(self)->name)));
    if (receiver != ORR_NULL)
        h = h * 31 + (orr_is_object(receiver) ? orr_object_serial(vm, orr_object(receiver)) : receiver);
    *hash = (int64_t)(h & INT64_MAX);
    return true;
}
static OrrValue builtin_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || !orr_is_exact(vm, other, vm->types.builtin)) return ORR_NOT_IMPLEMENTED;
    bool same = as_builtin(self)->def == as_builtin(other)->def && as_builtin(self)->self == as_builtin(other)->self;
    return orr_bool(same == (op == ORR_EQ));
}
static OrrValue builtin_get_name(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_builtin(self)->name));
}
static OrrValue builtin_get_qualname(OrrVm *vm, OrrValue self) {
    OrrBuiltin *b = as_builtin(self);
    if (b->owner == NULL) return orr_retain(orr_value(b->name));
    return orr_format(vm, "%U.%U", b->owner->qualname, b->name);
}
static OrrValue builtin_get_self(OrrVm *vm, OrrValue self) {
    (void)vm;
    return value_or_none(as_builtin(self)->self);
}
static OrrValue builtin_get_module(OrrVm *vm, OrrValue self) {
    (void)vm;
    return value_or_none(as_builtin(self)->module);
}
static OrrValue builtin_get_doc(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return ORR_NONE;
}
static OrrValue builtin_get_signature(OrrVm *vm, OrrValue self) {
    const char *signature = as_builtin(self)->def->signature;
    return signature == NULL ? ORR_NONE : orr_str_from_cstring(vm, signature);
}
static OrrValue builtin_get_owner(OrrVm *vm, OrrValue self) {
    (void)vm;
    return object_or_none(as_builtin(self)->owner);
}
static const OrrGetSetDef builtin_getsets[] = {
    {"__name__", builtin_get_name, NULL},
    {"__qualname__", builtin_get_qualname, NULL},
    {"__self__", builtin_get_self, NULL},
    {"__module__", builtin_get_module, NULL},
    {"__doc__", builtin_get_doc, NULL},
    {"__text_signature__", builtin_get_signature, NULL},
    {NULL, NULL, NULL},
};
static const OrrGetSetDef descriptor_getsets[] = {
    {"__name__", builtin_get_name, NULL},
    {"__qualname__", builtin_get_qualname, NULL},
    {"__objclass__", builtin_get_owner, NULL},
    {"__doc__", builtin_get_doc, NULL},
    {"__text_signature__", builtin_get_signature, NULL},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_builtin_spec = {
    .name = "builtin_function_or_method",
    .size = sizeof(OrrBuiltin),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES | ORR_TYPE_WEAKREF,
    .slots = {.destroy = builtin_destroy,
              .traverse = builtin_traverse,
              .call = builtin_call,
              .repr = builtin_repr,
              .hash = builtin_hash,
              .compare = builtin_compare},
    .getsets = builtin_getsets,
};

/* Functions that are Python in CPython */

static OrrValue native_function_repr(OrrVm *vm, OrrValue self) {
    OrrValue name = builtin_get_qualname(vm, self);
    OrrValue text = name == ORR_NULL ? ORR_NULL : orr_format(vm, "<function %S at %A>", name, self);
    orr_xrelease(vm, name);
    return text;
}
static OrrValue native_function_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    (void)owner;
    return object == ORR_NULL ? orr_retain(self) : orr_method_new(vm, self, object);
}
static OrrValue native_function_get_class(OrrVm *vm, OrrValue self) {
    (void)self;
    return orr_retain(orr_value(vm->types.function));
}
static OrrValue native_function_get_module(OrrVm *vm, OrrValue self) {
    OrrBuiltin *b = as_builtin(self);
    if (b->owner == NULL) return value_or_none(b->module);
    return orr_getattr(vm, orr_value(b->owner), ORR_NAME(vm, __module__));
}
/* _natives.twin(module, qualname), or ORR_NULL. */
static OrrValue native_function_twin(OrrVm *vm, OrrValue self) {
    OrrValue module = orr_import(vm, "_natives"), key = ORR_NULL, twin = ORR_NULL;
    if (module == ORR_NULL) return ORR_NULL;
    OrrValue names[2] = {native_function_get_module(vm, self), builtin_get_qualname(vm, self)};
    if (names[0] != ORR_NULL && names[1] != ORR_NULL) key = orr_str_intern_cstring(vm, "twin");
    if (key != ORR_NULL) twin = orr_call_method(vm, module, orr_as_str(key), names, 2);
    orr_xrelease(vm, key);
    orr_xrelease(vm, names[0]);
    orr_xrelease(vm, names[1]);
    orr_release(vm, module);
    return twin;
}
/* What it doesn't have itself is its twin's. */
static OrrValue native_function_getattr(OrrVm *vm, OrrValue self, OrrStr *name) {
    if (orr_type_lookup(vm, vm->types.native_function, name) != ORR_NULL) return orr_generic_getattr(vm, self, name);
    OrrValue twin = native_function_twin(vm, self);
    if (twin == ORR_NULL) return ORR_NULL;
    OrrValue value = orr_getattr(vm, twin, name);
    orr_release(vm, twin);
    return value;
}
static const OrrGetSetDef native_function_getsets[] = {
    {"__name__", builtin_get_name, NULL},
    {"__qualname__", builtin_get_qualname, NULL},
    {"__class__", native_function_get_class, NULL},
    {"__module__", native_function_get_module, NULL},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_native_function_spec = {
    .name = "function",
    .size = sizeof(OrrBuiltin),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES | ORR_TYPE_METHOD_DESCR | ORR_TYPE_WEAKREF |
             ORR_TYPE_CUSTOM_GETATTR, /* its __class__ is another */
    .slots = {.destroy = builtin_destroy,
              .traverse = builtin_traverse,
              .call = builtin_call,
              .repr = native_function_repr,
              .getattr = native_function_getattr,
              .descr_get = native_function_get},
    .getsets = native_function_getsets,
};

static OrrValue method_descriptor_repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "<method '%U' of '%N' objects>", as_builtin(self)->name, as_builtin(self)->owner);
}
static OrrValue method_descriptor_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    (void)owner;
    OrrBuiltin *b = as_builtin(self);
    if (object == ORR_NULL) return orr_retain(self);
    if (!orr_is_instance(vm, object, b->owner))
        return orr_raise(vm, vm->exc.TypeError, "descriptor '%U' for '%N' objects doesn't apply to a '%T' object",
                         b->name, b->owner, object);
    return builtin_make(vm, vm->types.builtin, b->def, object, b->owner, ORR_NULL);
}
static OrrValue classmethod_descriptor_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    OrrBuiltin *b = as_builtin(self);
    if (owner == NULL) owner = orr_type_of(vm, object);
    return builtin_make(vm, vm->types.builtin, b->def, orr_value(owner), b->owner, ORR_NULL);
}
static OrrValue classmethod_descriptor_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                            OrrValue kwnames) {
    if (nargs == 0)
        return orr_raise(vm, vm->exc.TypeError, "descriptor '%U' needs an argument", as_builtin(self)->name);
    OrrValue bound =
        builtin_make(vm, vm->types.builtin, as_builtin(self)->def, args[0], as_builtin(self)->owner, ORR_NULL);
    if (bound == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_call(vm, bound, args + 1, nargs - 1, kwnames);
    orr_release(vm, bound);
    return result;
}
const OrrTypeSpec orr_method_descriptor_spec = {
    .name = "method_descriptor",
    .size = sizeof(OrrBuiltin),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES | ORR_TYPE_METHOD_DESCR,
    .slots = {.destroy = builtin_destroy,
              .traverse = builtin_traverse,
              .call = builtin_call,
              .repr = method_descriptor_repr,
              .descr_get = method_descriptor_get},
    .getsets = descriptor_getsets,
};
const OrrTypeSpec orr_classmethod_descriptor_spec = {
    .name = "classmethod_descriptor",
    .size = sizeof(OrrBuiltin),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = builtin_destroy,
              .traverse = builtin_traverse,
              .call = classmethod_descriptor_call,
              .repr = method_descriptor_repr,
              .descr_get = classmethod_descriptor_get},
    .getsets = descriptor_getsets,
};

/* Cells */

OrrValue orr_cell_new(OrrVm *vm, OrrValue value) {
    OrrCell *cell = orr_new_object(vm, vm->types.cell, sizeof *cell);
    if (cell == NULL) return ORR_NULL;
    cell->value = orr_retain(value);
    return orr_value(cell);
}
static void cell_destroy(OrrVm *vm, OrrObject *self) {
    orr_release(vm, ((OrrCell *)self)->value);
    orr_free_object(vm, self, sizeof(OrrCell));
}
static void cell_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit_value(((OrrCell *)self)->value, visit, context);
}
static void cell_clear(OrrVm *vm, OrrObject *self) {
    OrrValue old = ((OrrCell *)self)->value;
    ((OrrCell *)self)->value = ORR_EMPTY;
    orr_release(vm, old);
}
static OrrValue cell_repr(OrrVm *vm, OrrValue self) {
    OrrValue value = ((OrrCell *)orr_object(self))->value;
    if (value == ORR_EMPTY) return orr_format(vm, "<cell at %A: empty>", self);
    return orr_format(vm, "<cell at %A: %T object at %A>", self, value, value);
}
static OrrValue cell_get_contents(OrrVm *vm, OrrValue self) {
    OrrValue value = ((OrrCell *)orr_object(self))->value;
    return value == ORR_EMPTY ? orr_raise(vm, vm->exc.ValueError, "cell is empty") : orr_retain(value);
}
static bool cell_set_contents(OrrVm *vm, OrrValue self, OrrValue value) {
    OrrCell *cell = (OrrCell *)orr_object(self);
    OrrValue old = cell->value;
    cell->value = value == ORR_NULL ? ORR_EMPTY : orr_retain(value);
    orr_release(vm, old);
    return true;
}
static OrrValue cell_make(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)cls;
    if (!orr_no_keywords(vm, "cell", kwnames)) return ORR_NULL;
    if (nargs > 1) return orr_raise(vm, vm->exc.TypeError, "cell expected at most 1 argument, got %zu", nargs);
    return orr_cell_new(vm, nargs == 0 ? ORR_EMPTY : args[0]);
}
static const OrrGetSetDef cell_getsets[] = {
    {"cell_contents", cell_get_contents, cell_set_contents},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_cell_spec = {
    .name = "cell",
    .size = sizeof(OrrCell),
    .flags = ORR_TYPE_GC,
    .slots = {.new_object = cell_make,
              .destroy = cell_destroy,
              .traverse = cell_traverse,
              .clear = cell_clear,
              .repr = cell_repr},
    .getsets = cell_getsets,
};
