/* Descriptors: property, classmethod, staticmethod, super, __slots__ members, attributes computed by C. */
#include "sim/vm/attr.h"
#include "sim/vm/dict.h"
#include "sim/vm/descr.h"
#include "sim/vm/exception.h"
#include "sim/vm/frame.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static void visit_value(OrrValue v, OrrVisit visit, void *context) {
    if (v != ORR_NULL && orr_is_object(v)) visit(context, orr_object(v));
}
static OrrValue none_or(OrrValue v) {
    return v == ORR_NULL ? ORR_NONE : orr_retain(v);
}

/* property */

typedef struct Property {
    OrrObject head;
    OrrValue get, set, del, doc, name; /* ORR_NULL: not there */
    OrrDict *dict;
} Property;

static Property *as_property(OrrValue v) {
    return (Property *)orr_object(v);
}

OrrValue orr_property_getter(OrrValue property) {
    return as_property(property)->get;
}

static OrrValue property_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Property *p = orr_new_object(vm, cls, sizeof *p);
    if (p == NULL) return ORR_NULL;
    p->get = p->set = p->del = p->doc = p->name = ORR_NULL;
    p->dict = NULL;
    return orr_value(p);
}
static OrrValue given(OrrValue v) {
    return v == ORR_NULL || v == ORR_NONE ? ORR_NULL : orr_retain(v);
}
static bool property_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"fget", "fset", "fdel", "doc", NULL};
    static const OrrSignature signature = {"property", names, 0, 4, 0, 4};
    OrrValue a[4];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, a)) return false;
    Property *p = as_property(self);
    orr_set_slot(vm, &p->get, given(a[0]));
    orr_set_slot(vm, &p->set, given(a[1]));
    orr_set_slot(vm, &p->del, given(a[2]));
    orr_set_slot(vm, &p->doc, given(a[3]));
    if (p->doc == ORR_NULL && p->get != ORR_NULL) {
        OrrValue doc = orr_getattr_or_null(vm, p->get, ORR_NAME(vm, __doc__));
        if (doc == ORR_NULL && vm->exception != ORR_NULL) return false;
        if (doc != ORR_NULL && doc != ORR_NONE) orr_set_slot(vm, &p->doc, doc);
    }
    return true;
}
static void property_clear(OrrVm *vm, OrrObject *self) {
    Property *p = (Property *)self;
    OrrValue *slots[] = {&p->get, &p->set, &p->del, &p->doc, &p->name};
    for (size_t n = 0; n < 5; n++) orr_set_slot(vm, slots[n], ORR_NULL);
    OrrDict *dict = p->dict;
    p->dict = NULL;
    orr_xrelease_object(vm, dict);
}
static void property_destroy(OrrVm *vm, OrrObject *self) {
    property_clear(vm, self);
    orr_free_object(vm, self, sizeof(Property));
}
static void property_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Property *p = (Property *)self;
    visit_value(p->get, visit, context);
    visit_value(p->set, visit, context);
    visit_value(p->del, visit, context);
    visit_value(p->doc, visit, context);
    if (p->dict != NULL) visit(context, &p->dict->head);
}
static OrrValue property_name_of(OrrVm *vm, const Property *p) {
    if (p->name != ORR_NULL) return orr_retain(p->name);
    return p->get == ORR_NULL ? ORR_NULL : orr_getattr_or_null(vm, p->get, ORR_NAME(vm, __name__));
}
/* "property 'x' of 'C' object has no setter" */
static bool property_lacks(OrrVm *vm, const Property *p, OrrValue object, const char *what) {
    OrrValue name = property_name_of(vm, p);
    if (vm->exception != ORR_NULL) return false;
    OrrType *type = orr_type_of(vm, object);
    if (name != ORR_NULL)
        orr_fail(vm, vm->exc.AttributeError, "property %R of %R object has no %s", name, orr_value(type->qualname),
                 what);
    else orr_fail(vm, vm->exc.AttributeError, "property of %R object has no %s", orr_value(type->qualname), what);
    orr_xrelease(vm, name);
    return false;
}
static OrrValue property_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    (void)owner;
    Property *p = as_property(self);
    if (object == ORR_NULL) return orr_retain(self);
    if (p->get == ORR_NULL) {
        property_lacks(vm, p, object, "getter");
        return ORR_NULL;
    }
    return orr_call1(vm, p->get, object);
}
static bool property_set(OrrVm *vm, OrrValue self, OrrValue object, OrrValue value) {
    Property *p = as_property(self);
    OrrValue function = value == ORR_NULL ? p->del : p->set;
    if (function == ORR_NULL) return property_lacks(vm, p, object, value == ORR_NULL ? "deleter" : "setter");
    OrrValue result = value == ORR_NULL ? orr_call1(vm, function, object) : orr_call2(vm, function, object, value);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}
static OrrValue property_copy(OrrVm *vm, OrrValue self, OrrValue get, OrrValue set, OrrValue del) {
    Property *p = as_property(self);
    OrrValue args[4] = {get != ORR_NULL ? get : p->get, set != ORR_NULL ? set : p->set, del != ORR_NULL ? del : p->del,
                        get != ORR_NULL ? ORR_NONE : p->doc};
    for (size_t n = 0; n < 4; n++)
        if (args[n] == ORR_NULL) args[n] = ORR_NONE;
    OrrValue copy = orr_call(vm, orr_value(orr_type_of(vm, self)), args, 4, ORR_NULL);
    if (copy != ORR_NULL && orr_is_instance(vm, copy, vm->types.property))
        orr_set_slot(vm, &as_property(copy)->name, orr_xretain(p->name));
    return copy;
}
static OrrValue property_getter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return property_copy(vm, self, args[0], ORR_NULL, ORR_NULL);
}
static OrrValue property_setter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return property_copy(vm, self, ORR_NULL, args[0], ORR_NULL);
}
static OrrValue property_deleter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return property_copy(vm, self, ORR_NULL, ORR_NULL, args[0]);
}
static OrrValue property_set_name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    orr_set_slot(vm, &as_property(self)->name, orr_retain(args[1]));
    return ORR_NONE;
}
static OrrValue property_fget(OrrVm *vm, OrrValue self) {
    (void)vm;
    return none_or(as_property(self)->get);
}
static OrrValue property_fset(OrrVm *vm, OrrValue self) {
    (void)vm;
    return none_or(as_property(self)->set);
}
static OrrValue property_fdel(OrrVm *vm, OrrValue self) {
    (void)vm;
    return none_or(as_property(self)->del);
}
static OrrValue property_doc(OrrVm *vm, OrrValue self) {
    (void)vm;
    return none_or(as_property(self)->doc);
}
static bool property_set_doc(OrrVm *vm, OrrValue self, OrrValue value) {
    orr_set_slot(vm, &as_property(self)->doc, given(value));
    return true;
}
static OrrValue property_name(OrrVm *vm, OrrValue self) {
    OrrValue name = property_name_of(vm, as_property(self));
    if (name == ORR_NULL && vm->exception == ORR_NULL)
        return orr_raise(vm, vm->exc.AttributeError, "'property' object has no attribute '__name__'");
    return name;
}
static bool property_replace_name(OrrVm *vm, OrrValue self, OrrValue value) {
    orr_set_slot(vm, &as_property(self)->name, value == ORR_NULL ? ORR_NULL : orr_retain(value));
    return true;
}
static OrrValue property_abstract(OrrVm *vm, OrrValue self) {
    Property *p = as_property(self);
    OrrValue functions[] = {p->get, p->set, p->del};
    for (size_t n = 0; n < 3; n++) {
        if (functions[n] == ORR_NULL) continue;
        OrrValue flag = orr_getattr_or_null(vm, functions[n], ORR_NAME(vm, __isabstractmethod__));
        if (flag == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
        int truth = flag == ORR_NULL ? 0 : orr_truth(vm, flag);
        orr_xrelease(vm, flag);
        if (truth != 0) return truth < 0 ? ORR_NULL : ORR_TRUE;
    }
    return ORR_FALSE;
}
static const OrrMethodDef property_methods[] = {
    ORR_DEF_ONE("getter", property_getter),
    ORR_DEF_ONE("setter", property_setter),
    ORR_DEF_ONE("deleter", property_deleter),
    ORR_DEF_RANGE("__set_name__", property_set_name, 2, 2),
    ORR_DEF_END,
};
static const OrrGetSetDef property_getsets[] = {
    {"fget", property_fget, NULL},
    {"fset", property_fset, NULL},
    {"fdel", property_fdel, NULL},
    {"__doc__", property_doc, property_set_doc},
    {"__name__", property_name, property_replace_name},
    {"__isabstractmethod__", property_abstract, NULL},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_property_spec = {
    .name = "property",
    .size = sizeof(Property),
    .flags = ORR_TYPE_GC | ORR_TYPE_BASE,
    .dict_offset = offsetof(Property, dict),
    .slots = {.destroy = property_destroy,
              .traverse = property_traverse,
              .clear = property_clear,
              .new_object = property_new,
              .init = property_init,
              .descr_get = property_get,
              .descr_set = property_set},
    .methods = property_methods,
    .getsets = property_getsets,
};

/* classmethod, staticmethod */

typedef struct Wrapped {
    OrrObject head;
    OrrValue function;
    OrrDict *dict;
} Wrapped;

static Wrapped *as_wrapped(OrrValue v) {
    return (Wrapped *)orr_object(v);
}
static OrrValue wrapped_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Wrapped *w = orr_new_object(vm, cls, sizeof *w);
    if (w == NULL) return ORR_NULL;
    w->function = ORR_NONE;
    w->dict = NULL;
    return orr_value(w);
}
static OrrValue wrap(OrrVm *vm, OrrType *type, OrrValue function) {
    OrrValue w = wrapped_new(vm, type, NULL, 0, ORR_NULL);
    if (w != ORR_NULL) as_wrapped(w)->function = orr_retain(function);
    return w;
}
OrrValue orr_classmethod_new(OrrVm *vm, OrrValue function) {
    return wrap(vm, vm->types.classmethod, function);
}
OrrValue orr_staticmethod_new(OrrVm *vm, OrrValue function) {
    return wrap(vm, vm->types.staticmethod, function);
}
static bool wrapped_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const char *name = orr_is_instance(vm, self, vm->types.classmethod) ? "classmethod" : "staticmethod";
    if (!orr_no_keywords(vm, name, kwnames)) return false;
    if (nargs != 1) return orr_fail(vm, vm->exc.TypeError, "%s expected 1 argument, got %zu", name, nargs);
    orr_set_slot(vm, &as_wrapped(self)->function, orr_retain(args[0]));
    /* The wrapper looks like what it wraps. */
    OrrStr *copied[] = {ORR_NAME(vm, __module__), ORR_NAME(vm, __name__), ORR_NAME(vm, __qualname__),
                        ORR_NAME(vm, __doc__)};
    for (size_t n = 0; n < 4; n++) {
        OrrValue v = orr_getattr_or_null(vm, args[0], copied[n]);
        if (v == ORR_NULL && vm->exception != ORR_NULL) return false;
        OrrDict *dict = v == ORR_NULL ? NULL : orr_instance_dict(vm, self, true);
        bool ok = v == ORR_NULL || (dict != NULL && orr_dict_set_name(vm, dict, copied[n], v));
        orr_xrelease(vm, v);
        if (!ok) return false;
    }
    return true;
}
static void wrapped_destroy(OrrVm *vm, OrrObject *self) {
    orr_release(vm, ((Wrapped *)self)->function);
    orr_xrelease_object(vm, ((Wrapped *)self)->dict);
    orr_free_object(vm, self, sizeof(Wrapped));
}
static void wrapped_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit_value(((Wrapped *)self)->function, visit, context);
    if (((Wrapped *)self)->dict != NULL) visit(context, &((Wrapped *)self)->dict->head);
}
static OrrValue classmethod_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    if (owner == NULL) owner = orr_type_of(vm, object);
    return orr_method_new(vm, as_wrapped(self)->function, orr_value(owner));
}
static OrrValue staticmethod_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    (void)vm, (void)object, (void)owner;
    return orr_retain(as_wrapped(self)->function);
}
static OrrValue staticmethod_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return orr_call(vm, as_wrapped(self)->function, args, nargs, kwnames);
}
static OrrValue wrapped_function(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_wrapped(self)->function);
}
static OrrValue wrapped_annotations(OrrVm *vm, OrrValue self) {
    return orr_getattr(vm, as_wrapped(self)->function, ORR_NAME(vm, __annotations__));
}
static OrrValue wrapped_abstract(OrrVm *vm, OrrValue self) {
    OrrValue flag = orr_getattr_or_null(vm, as_wrapped(self)->function, ORR_NAME(vm, __isabstractmethod__));
    if (flag == ORR_NULL) return vm->exception != ORR_NULL ? ORR_NULL : ORR_FALSE;
    int truth = orr_truth(vm, flag);
    orr_release(vm, flag);
    return truth < 0 ? ORR_NULL : orr_bool(truth);
}
static OrrValue wrapped_repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "<%T(%R)>", self, as_wrapped(self)->function);
}
static const OrrGetSetDef wrapped_getsets[] = {
    {"__func__", wrapped_function, NULL},           {"__wrapped__", wrapped_function, NULL},
    {"__annotations__", wrapped_annotations, NULL}, {"__isabstractmethod__", wrapped_abstract, NULL},
    {"__dict__", orr_get_dict, orr_set_dict},       {NULL, NULL, NULL},
};
const OrrTypeSpec orr_classmethod_spec = {
    .name = "classmethod",
    .size = sizeof(Wrapped),
    .flags = ORR_TYPE_GC | ORR_TYPE_BASE,
    .dict_offset = offsetof(Wrapped, dict),
    .slots = {.destroy = wrapped_destroy,
              .traverse = wrapped_traverse,
              .new_object = wrapped_new,
              .init = wrapped_init,
              .repr = wrapped_repr,
              .descr_get = classmethod_get},
    .getsets = wrapped_getsets,
};
const OrrTypeSpec orr_staticmethod_spec = {
    .name = "staticmethod",
    .size = sizeof(Wrapped),
    .flags = ORR_TYPE_GC | ORR_TYPE_BASE,
    .dict_offset = offsetof(Wrapped, dict),
    .slots = {.destroy = wrapped_destroy,
              .traverse = wrapped_traverse,
              .new_object = wrapped_new,
              .init = wrapped_init,
              .repr = wrapped_repr,
              .call = staticmethod_call,
              .descr_get = staticmethod_get},
    .getsets = wrapped_getsets,
};

/* super */

typedef struct Super {
    OrrObject head;
    OrrType *cls;    /* NULL before __init__ */
    OrrValue object; /* ORR_NULL: unbound */
    OrrType *object_type;
} Super;

static Super *as_super(OrrValue v) {
    return (Super *)orr_object(v);
}
static OrrValue super_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    Super *s = orr_new_object(vm, cls, sizeof *s);
    if (s == NULL) return ORR_NULL;
    s->cls = s->object_type = NULL;
    s->object = ORR_NULL;
    return orr_value(s);
}
/* The type whose MRO is searched: object's own if it is an instance of cls, object itself if it is a subclass. NULL:
 * TypeError. */
static OrrType *super_check(OrrVm *vm, OrrType *cls, OrrValue object) {
    if (orr_has_flag(vm, object, ORR_TYPE_TYPE_SUB) && orr_type_is_subtype((OrrType *)orr_object(object), cls))
        return (OrrType *)orr_object(object);
    OrrType *type = orr_type_of(vm, object);
    if (orr_type_is_subtype(type, cls)) return type;
    OrrValue claimed = orr_getattr_or_null(vm, object, ORR_NAME(vm, __class__));
    if (claimed == ORR_NULL && vm->exception != ORR_NULL) return NULL;
    bool ok = claimed != ORR_NULL && orr_has_flag(vm, claimed, ORR_TYPE_TYPE_SUB) &&
              orr_type_is_subtype((OrrType *)orr_object(claimed), cls);
    OrrType *result = ok ? (OrrType *)orr_object(claimed) : NULL;
    orr_xrelease(vm, claimed);
    if (!ok)
        orr_fail(vm, vm->exc.TypeError, "super(type, obj): obj (%s %N) is not an instance or subtype of type (%N).",
                 orr_has_flag(vm, object, ORR_TYPE_TYPE_SUB) ? "type" : "instance of",
                 orr_has_flag(vm, object, ORR_TYPE_TYPE_SUB) ? (OrrType *)orr_object(object) : type, cls);
    return result;
}
static bool super_set(OrrVm *vm, Super *s, OrrValue cls, OrrValue object) {
    if (!orr_has_flag(vm, cls, ORR_TYPE_TYPE_SUB))
        return orr_fail(vm, vm->exc.TypeError, "super() argument 1 must be a type, not %T", cls);
    OrrType *of = NULL;
    if (object != ORR_NULL && object != ORR_NONE) {
        of = super_check(vm, (OrrType *)orr_object(cls), object);
        if (of == NULL) return false;
        of->head.refs++;
    }
    OrrType *old_cls = s->cls, *old_of = s->object_type;
    s->cls = (OrrType *)orr_object(orr_retain(cls));
    s->object_type = of;
    orr_set_slot(vm, &s->object, of == NULL ? ORR_NULL : orr_retain(object));
    orr_xrelease_object(vm, old_cls);
    orr_xrelease_object(vm, old_of);
    return true;
}
/* super() without arguments, called other than by name: from the frame, as CPython does. */
static bool super_from_frame(OrrVm *vm, Super *s) {
    OrrFrame *frame = vm->thread->frame;
    if (frame == NULL) return orr_fail(vm, vm->exc.RuntimeError, "super(): no current frame");
    const OrrCode *code = frame->code;
    if (code->arg_count == 0) return orr_fail(vm, vm->exc.RuntimeError, "super(): no arguments");
    OrrValue first = orr_frame_regs(frame)[0];
    if (code->local_cells[0] && first != ORR_EMPTY) first = ((OrrCell *)orr_object(first))->value;
    if (first == ORR_EMPTY) return orr_fail(vm, vm->exc.RuntimeError, "super(): arg[0] deleted");
    for (size_t n = code->nlocals; n < code->first_temp; n++) {
        if (code->locals[n] != ORR_NAME(vm, __class__)) continue;
        OrrValue cls = ((OrrCell *)orr_object(orr_frame_regs(frame)[n]))->value;
        if (cls == ORR_EMPTY) return orr_fail(vm, vm->exc.RuntimeError, "super(): empty __class__ cell");
        return super_set(vm, s, cls, first);
    }
    return orr_fail(vm, vm->exc.RuntimeError, "super(): __class__ cell not found");
}
static bool super_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_no_keywords(vm, "super", kwnames)) return false;
    if (nargs > 2) return orr_fail(vm, vm->exc.TypeError, "super() expected at most 2 arguments, got %zu", nargs);
    if (nargs == 0) return super_from_frame(vm, as_super(self));
    return super_set(vm, as_super(self), args[0], nargs > 1 ? args[1] : ORR_NULL);
}

/* The attribute after cls in the MRO of type. Borrowed, or ORR_NULL without an exception. */
static OrrValue super_find(const OrrType *cls, const OrrType *type, OrrStr *name) {
    const OrrTuple *mro = type->mro;
    size_t n = 0;
    while (n < mro->count && orr_object(mro->items[n]) != &cls->head) n++;
    for (n++; n < mro->count; n++) {
        OrrValue found = orr_dict_get_name(((OrrType *)orr_object(mro->items[n]))->dict, name);
        if (found != ORR_NULL) return found;
    }
    return ORR_NULL;
}
static OrrValue super_bind(OrrVm *vm, OrrValue found, OrrValue object, OrrType *type) {
    orr_retain(found);
    if (orr_type_of(vm, found)->slots.descr_get == NULL) return found;
    OrrValue receiver = orr_is_object(object) && orr_object(object) == &type->head ? ORR_NULL : object;
    OrrValue result = orr_descr_get(vm, found, receiver, type);
    orr_release(vm, found);
    return result;
}
static OrrValue super_getattr(OrrVm *vm, OrrValue self, OrrStr *name) {
    Super *s = as_super(self);
    if (s->object_type == NULL || name == ORR_NAME(vm, __class__)) return orr_generic_getattr(vm, self, name);
    OrrValue found = super_find(s->cls, s->object_type, name);
    if (found != ORR_NULL) return super_bind(vm, found, s->object, s->object_type);
    return orr_generic_getattr(vm, self, name);
}
static void super_destroy(OrrVm *vm, OrrObject *self) {
    Super *s = (Super *)self;
    orr_xrelease_object(vm, s->cls);
    orr_xrelease_object(vm, s->object_type);
    orr_xrelease(vm, s->object);
    orr_free_object(vm, s, sizeof *s);
}
static void super_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Super *s = (Super *)self;
    if (s->cls != NULL) visit(context, &s->cls->head);
    if (s->object_type != NULL) visit(context, &s->object_type->head);
    visit_value(s->object, visit, context);
}
static OrrValue super_repr(OrrVm *vm, OrrValue self) {
    Super *s = as_super(self);
    if (s->cls == NULL) return orr_format(vm, "<super: NULL, NULL>");
    if (s->object_type == NULL) return orr_format(vm, "<super: <class '%N'>, NULL>", s->cls);
    return orr_format(vm, "<super: <class '%N'>, <%N object>>", s->cls, s->object_type);
}
static OrrValue super_self(OrrVm *vm, OrrValue self) {
    (void)vm;
    return none_or(as_super(self)->object);
}
static OrrValue super_this(OrrVm *vm, OrrValue self) {
    (void)vm;
    return as_super(self)->cls == NULL ? ORR_NONE : orr_retain(orr_value(as_super(self)->cls));
}
static OrrValue super_self_class(OrrVm *vm, OrrValue self) {
    (void)vm;
    return as_super(self)->object_type == NULL ? ORR_NONE : orr_retain(orr_value(as_super(self)->object_type));
}
static const OrrGetSetDef super_getsets[] = {
    {"__self__", super_self, NULL},
    {"__thisclass__", super_this, NULL},
    {"__self_class__", super_self_class, NULL},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_super_spec = {
    .name = "super",
    .size = sizeof(Super),
    .flags = ORR_TYPE_GC | ORR_TYPE_BASE,
    .slots = {.destroy = super_destroy,
              .traverse = super_traverse,
              .new_object = super_new,
              .init = super_init,
              .getattr = super_getattr,
              .repr = super_repr},
    .getsets = super_getsets,
};

/* The instructions for super().x: run[0] the global super, run[1] the class, run[2] the first argument. */

static bool is_plain_super(const OrrVm *vm, const OrrValue *run) {
    return run[0] == orr_value(vm->types.super) && orr_has_flag(vm, run[1], ORR_TYPE_TYPE_SUB);
}
OrrValue orr_op_super(OrrVm *vm, const OrrValue *run) {
    if (!is_plain_super(vm, run)) return orr_call(vm, run[0], NULL, 0, ORR_NULL);
    OrrValue s = super_new(vm, vm->types.super, NULL, 0, ORR_NULL);
    if (s == ORR_NULL || super_set(vm, as_super(s), run[1], run[2])) return s;
    OrrValue pending = orr_exception_take(vm);
    orr_release(vm, s);
    vm->exception = pending;
    return ORR_NULL;
}
OrrValue orr_op_super_attr(OrrVm *vm, const OrrValue *run, OrrStr *name) {
    if (is_plain_super(vm, run) && name != ORR_NAME(vm, __class__)) {
        OrrType *cls = (OrrType *)orr_object(run[1]);
        OrrType *type = super_check(vm, cls, run[2]);
        if (type == NULL) return ORR_NULL;
        OrrValue found = super_find(cls, type, name);
        if (found != ORR_NULL) return super_bind(vm, found, run[2], type);
    }
    OrrValue s = orr_op_super(vm, run);
    if (s == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_getattr(vm, s, name);
    orr_release(vm, s);
    return result;
}
bool orr_op_super_method(OrrVm *vm, const OrrValue *run, OrrStr *name, OrrValue out[2]) {
    out[1] = ORR_EMPTY;
    if (is_plain_super(vm, run)) {
        OrrType *cls = (OrrType *)orr_object(run[1]);
        OrrType *type = super_check(vm, cls, run[2]);
        if (type == NULL) return false;
        OrrValue found = super_find(cls, type, name);
        bool instance = !(orr_is_object(run[2]) && orr_object(run[2]) == &type->head);
        if (found != ORR_NULL && instance && orr_has_flag(vm, found, ORR_TYPE_METHOD_DESCR)) {
            out[0] = orr_retain(found);
            out[1] = orr_retain(run[2]);
            return true;
        }
    }
    out[0] = orr_op_super_attr(vm, run, name);
    return out[0] != ORR_NULL;
}

/* Attributes of native types computed by C (getset_descriptor), and those that __slots__ names (member_descriptor). */

typedef struct GetSet {
    OrrObject head;
    OrrType *owner;
    const OrrGetSetDef *def; /* of members: NULL */
    OrrStr *name;
    size_t offset; /* of members */
} GetSet;

static GetSet *as_getset(OrrValue v) {
    return (GetSet *)orr_object(v);
}
size_t orr_member_offset(OrrValue descriptor) {
    return as_getset(descriptor)->offset;
}
static OrrValue getset_make(OrrVm *vm, OrrType *type, OrrType *owner, const OrrGetSetDef *def, OrrStr *name,
                            size_t offset) {
    GetSet *g = orr_new_object(vm, type, sizeof *g);
    if (g == NULL) return ORR_NULL;
    g->owner = owner;
    owner->head.refs++;
    g->def = def;
    g->name = name;
    name->head.refs++;
    g->offset = offset;
    return orr_value(g);
}
OrrValue orr_getset_new(OrrVm *vm, OrrType *owner, const OrrGetSetDef *def, OrrStr *name) {
    return getset_make(vm, vm->types.getset_descriptor, owner, def, name, 0);
}
OrrValue orr_member_new(OrrVm *vm, OrrType *owner, OrrStr *name, size_t offset) {
    return getset_make(vm, vm->types.member_descriptor, owner, NULL, name, offset);
}
static void getset_destroy(OrrVm *vm, OrrObject *self) {
    orr_release_object(vm, ((GetSet *)self)->owner);
    orr_release_object(vm, ((GetSet *)self)->name);
    orr_free_object(vm, self, sizeof(GetSet));
}
static void getset_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit(context, &((GetSet *)self)->owner->head);
}
static bool getset_applies(OrrVm *vm, const GetSet *g, OrrValue object) {
    if (orr_is_instance(vm, object, g->owner)) return true;
    return orr_fail(vm, vm->exc.TypeError, "descriptor '%U' for '%N' objects doesn't apply to a '%T' object", g->name,
                    g->owner, object);
}
static OrrValue getset_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    (void)owner;
    GetSet *g = as_getset(self);
    if (object == ORR_NULL) return orr_retain(self);
    if (!getset_applies(vm, g, object)) return ORR_NULL;
    return g->def->get(vm, object);
}
bool orr_set_readonly(OrrVm *vm, OrrValue self, OrrValue value) {
    (void)self, (void)value;
    return orr_fail(vm, vm->exc.AttributeError, "readonly attribute");
}
static bool getset_set(OrrVm *vm, OrrValue self, OrrValue object, OrrValue value) {
    GetSet *g = as_getset(self);
    if (!getset_applies(vm, g, object)) return false;
    if (g->def->set == NULL)
        return orr_fail(vm, vm->exc.AttributeError, "attribute '%U' of '%F' objects is not writable", g->name,
                        g->owner);
    return g->def->set(vm, object, value);
}
static OrrValue member_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    (void)owner;
    GetSet *g = as_getset(self);
    if (object == ORR_NULL) return orr_retain(self);
    if (!getset_applies(vm, g, object)) return ORR_NULL;
    OrrValue value = *(OrrValue *)((char *)orr_object(object) + g->offset);
    return value == ORR_NULL ? orr_no_attribute(vm, object, g->name) : orr_retain(value);
}
static bool member_set(OrrVm *vm, OrrValue self, OrrValue object, OrrValue value) {
    GetSet *g = as_getset(self);
    if (!getset_applies(vm, g, object)) return false;
    OrrValue *slot = (OrrValue *)((char *)orr_object(object) + g->offset);
    if (value == ORR_NULL && *slot == ORR_NULL) return orr_fail(vm, vm->exc.AttributeError, "%U", g->name);
    orr_set_slot(vm, slot, value == ORR_NULL ? ORR_NULL : orr_retain(value));
    return true;
}
static OrrValue getset_repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "<%s '%U' of '%N' objects>", as_getset(self)->def == NULL ? "member" : "attribute",
                      as_getset(self)->name, as_getset(self)->owner);
}
static OrrValue getset_name(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_getset(self)->name));
}
static OrrValue getset_qualname(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "%U.%U", as_getset(self)->owner->qualname, as_getset(self)->name);
}
static OrrValue getset_owner(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_getset(self)->owner));
}
static OrrValue getset_doc(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return ORR_NONE;
}
static const OrrGetSetDef getset_getsets[] = {
    {"__name__", getset_name, NULL},
    {"__qualname__", getset_qualname, NULL},
    {"__objclass__", getset_owner, NULL},
    {"__doc__", getset_doc, NULL},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_getset_descriptor_spec = {
    .name = "getset_descriptor",
    .size = sizeof(GetSet),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = getset_destroy,
              .traverse = getset_traverse,
              .repr = getset_repr,
              .descr_get = getset_get,
              .descr_set = getset_set},
    .getsets = getset_getsets,
};
const OrrTypeSpec orr_member_descriptor_spec = {
    .name = "member_descriptor",
    .size = sizeof(GetSet),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = getset_destroy,
              .traverse = getset_traverse,
              .repr = getset_repr,
              .descr_get = member_get,
              .descr_set = member_set},
    .getsets = getset_getsets,
};
