/* BaseException and the making of all built-in exception types; those with attributes of their own are in
 * exception_kinds.c, exception_os.c, exception_unicode.c and exception_group.c. */
#include "sim/vm/exception_internal.h"

#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/dict.h"
#include "sim/vm/list.h"
#include "sim/vm/tuple.h"

/* Life. */

static void base_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrExceptionObject *e = (OrrExceptionObject *)self;
    const OrrValue held[] = {e->args, e->traceback, e->context, e->cause};
    if (e->dict != NULL) visit(context, &((OrrObject *)e->dict)[0]);
    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++) {
        if (held[i] != ORR_NULL && orr_is_object(held[i])) visit(context, orr_object(held[i]));
    }
    for (size_t i = 0; i < ORR_EXCEPTION_FIELDS; i++) {
        if (e->fields[i] != ORR_NULL && orr_is_object(e->fields[i])) visit(context, orr_object(e->fields[i]));
    }
}

static void drop(OrrVm *vm, OrrValue *slot) {
    orr_set_slot(vm, slot, ORR_NULL);
}

/* args stay: they can't be empty, and cycles through them are cut elsewhere in the cycle. */
static void base_clear(OrrVm *vm, OrrObject *self) {
    OrrExceptionObject *e = (OrrExceptionObject *)self;
    OrrDict *dict = e->dict;
    e->dict = NULL;
    orr_xrelease_object(vm, dict);
    orr_set_slot(vm, &e->args, orr_retain(vm->empty_tuple));
    orr_set_slot(vm, &e->traceback, ORR_NONE);
    drop(vm, &e->context);
    drop(vm, &e->cause);
    for (size_t i = 0; i < ORR_EXCEPTION_FIELDS; i++) drop(vm, &e->fields[i]);
}

static void base_destroy(OrrVm *vm, OrrObject *self) {
    base_clear(vm, self);
    drop(vm, &((OrrExceptionObject *)self)->args);
    orr_free_object(vm, self, self->type->instance_size);
}

OrrValue orr_exception_base_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames; /* __init__ looks at them */
    OrrValue tuple = nargs == 0 ? orr_retain(vm->empty_tuple) : orr_tuple_new(vm, args, nargs);
    if (tuple == ORR_NULL) return ORR_NULL;
    OrrExceptionObject *e = orr_new_object(vm, cls, cls->instance_size);
    if (e == NULL) {
        orr_release(vm, tuple);
        return ORR_NULL;
    }
    memset((char *)e + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    e->args = tuple;
    e->traceback = ORR_NONE;
    return orr_value(e);
}

bool orr_exception_no_keywords(OrrVm *vm, const OrrType *type, OrrValue kwnames) {
    if (kwnames == ORR_NULL || orr_as_tuple(kwnames)->count == 0) return true;
    return orr_fail(vm, vm->exc.TypeError, "%N() takes no keyword arguments", type);
}

bool orr_exception_base_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!orr_exception_no_keywords(vm, orr_type_of(vm, self), kwnames)) return false;
    OrrTuple *old = orr_as_tuple(orr_as_exception(self)->args);
    if (old->count == nargs && (nargs == 0 || memcmp(old->items, args, nargs * sizeof *args) == 0)) return true;
    OrrValue tuple = orr_tuple_new(vm, args, nargs);
    if (tuple == ORR_NULL) return false;
    orr_set_slot(vm, &orr_as_exception(self)->args, tuple);
    return true;
}

OrrValue orr_exception_new(OrrVm *vm, OrrType *type, const OrrValue *args, size_t nargs) {
    if (type->flags & ORR_TYPE_HEAP) return orr_call(vm, orr_value(type), args, nargs, ORR_NULL);
    OrrValue e = type->slots.new_object(vm, type, args, nargs, ORR_NULL);
    if (e == ORR_NULL || type->slots.init(vm, e, args, nargs, ORR_NULL)) return e;
    orr_release(vm, e);
    return ORR_NULL;
}

/* Text. */

static OrrValue base_repr(OrrVm *vm, OrrValue self) {
    OrrTuple *args = orr_as_tuple(orr_as_exception(self)->args);
    OrrType *type = orr_type_of(vm, self);
    if (args->count == 1) return orr_format(vm, "%N(%R)", type, args->items[0]);
    return orr_format(vm, "%N%R", type, orr_value(args));
}

OrrValue orr_exception_base_str(OrrVm *vm, OrrValue self) {
    OrrTuple *args = orr_as_tuple(orr_as_exception(self)->args);
    if (args->count == 0) return orr_retain(vm->empty_str);
    return orr_str(vm, args->count == 1 ? args->items[0] : orr_value(args));
}

/* Attributes. */

static OrrValue none_if_null(OrrValue v) {
    return v == ORR_NULL ? ORR_NONE : orr_retain(v);
}

static OrrValue args_get(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_exception(self)->args);
}

static bool args_set(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "args may not be deleted");
    OrrValue tuple = orr_tuple_from_iterable(vm, value);
    if (tuple == ORR_NULL) return false;
    orr_set_slot(vm, &orr_as_exception(self)->args, tuple);
    return true;
}

static OrrValue traceback_get(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_exception(self)->traceback);
}

static bool traceback_set(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "__traceback__ may not be deleted");
    if (value != ORR_NONE && !orr_is_exact(vm, value, vm->types.traceback))
        return orr_fail(vm, vm->exc.TypeError, "__traceback__ must be a traceback or None");
    orr_set_slot(vm, &orr_as_exception(self)->traceback, orr_retain(value));
    return true;
}

static OrrValue context_get(OrrVm *vm, OrrValue self) {
    (void)vm;
    return none_if_null(orr_as_exception(self)->context);
}

static bool context_set(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "__context__ may not be deleted");
    if (value != ORR_NONE && !orr_is_exception(value))
        return orr_fail(vm, vm->exc.TypeError, "exception context must be None or derive from BaseException");
    orr_set_slot(vm, &orr_as_exception(self)->context, value == ORR_NONE ? ORR_NULL : orr_retain(value));
    return true;
}

static OrrValue cause_get(OrrVm *vm, OrrValue self) {
    (void)vm;
    return none_if_null(orr_as_exception(self)->cause);
}

void orr_exception_set_cause(OrrVm *vm, OrrValue exception, OrrValue cause) {
    OrrExceptionObject *e = orr_as_exception(exception);
    e->suppress_context = true;
    orr_set_slot(vm, &e->cause, cause == ORR_NONE ? ORR_NULL : orr_retain(cause));
}

static bool cause_set(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "__cause__ may not be deleted");
    if (value != ORR_NONE && !orr_is_exception(value))
        return orr_fail(vm, vm->exc.TypeError, "exception cause must be None or derive from BaseException");
    orr_exception_set_cause(vm, self, value);
    return true;
}

static OrrValue suppress_get(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(orr_as_exception(self)->suppress_context);
}

static bool suppress_set(OrrVm *vm, OrrValue self, OrrValue value) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "can't delete numeric/char attribute");
    if (!orr_is_bool(value)) return orr_fail(vm, vm->exc.TypeError, "attribute value type must be bool");
    orr_as_exception(self)->suppress_context = value == ORR_TRUE;
    return true;
}

void orr_exception_set_field(OrrVm *vm, OrrValue exception, unsigned field, OrrValue value) {
    orr_set_slot(vm, &orr_as_exception(exception)->fields[field], orr_xretain(value));
}

OrrValue orr_stop_iteration_value(OrrValue exception) {
    OrrValue value = orr_as_exception(exception)->fields[ORR_EXC_VALUE];
    return value == ORR_NULL ? ORR_NONE : value;
}

/* Methods. */

static OrrValue with_traceback(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return traceback_set(vm, self, args[0]) ? orr_retain(self) : ORR_NULL;
}

OrrValue orr_exception_notes(OrrVm *vm, OrrValue exception) {
    return orr_getattr_or_null(vm, exception, ORR_NAME(vm, __notes__));
}

/* The list under __notes__, made if there is none. New. */
static OrrValue notes_list(OrrVm *vm, OrrValue self) {
    OrrValue notes = orr_exception_notes(vm, self);
    if (notes != ORR_NULL || vm->exception != ORR_NULL) return notes;
    OrrList *list = orr_list_new(vm, 0);
    if (list == NULL) return ORR_NULL;
    notes = orr_value(list);
    if (orr_setattr(vm, self, ORR_NAME(vm, __notes__), notes)) return notes;
    orr_release(vm, notes);
    return ORR_NULL;
}

static OrrValue add_note(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (!orr_is_str(args[0])) return orr_raise(vm, vm->exc.TypeError, "note must be a str, not '%T'", args[0]);
    OrrValue notes = notes_list(vm, self);
    if (notes == ORR_NULL) return ORR_NULL;
    bool added = orr_is_list(notes) ? orr_list_append(vm, orr_as_list(notes), args[0])
                                    : orr_fail(vm, vm->exc.TypeError, "Cannot add note: __notes__ is not a list");
    orr_release(vm, notes);
    return added ? ORR_NONE : ORR_NULL;
}

static OrrValue set_state(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    if (args[0] == ORR_NONE) return ORR_NONE;
    if (!orr_is_dict(args[0])) return orr_raise(vm, vm->exc.TypeError, "state is not a dictionary");
    size_t position = 0;
    OrrValue key, value;
    while (orr_dict_step(orr_as_dict(args[0]), &position, &key, &value)) {
        if (!orr_is_str(key)) return orr_raise(vm, vm->exc.TypeError, "attribute name must be string, not '%T'", key);
        orr_retain(value);
        bool set = orr_setattr(vm, self, orr_as_str(key), value);
        orr_release(vm, value);
        if (!set) return ORR_NULL;
    }
    return ORR_NONE;
}

OrrValue orr_exception_base_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrExceptionObject *e = orr_as_exception(self);
    const OrrValue items[] = {orr_value(e->head.type), e->args, orr_value(e->dict)};
    return orr_tuple_new(vm, items, e->dict != NULL && e->dict->live > 0 ? 3 : 2);
}

static const OrrMethodDef base_methods[] = {
    ORR_DEF_NONE("__reduce__", orr_exception_base_reduce),
    ORR_DEF_ONE("__setstate__", set_state),
    ORR_DEF_ONE("with_traceback", with_traceback),
    ORR_DEF_ONE("add_note", add_note),
    ORR_DEF_END,
};

static const OrrGetSetDef base_getsets[] = {
    {"__suppress_context__", suppress_get, suppress_set},
    {"args", args_get, args_set},
    {"__traceback__", traceback_get, traceback_set},
    {"__context__", context_get, context_set},
    {"__cause__", cause_get, cause_set},
    {"__dict__", orr_get_dict, orr_set_dict},
    {NULL, NULL, NULL},
};

static const OrrTypeSpec base_spec = {
    ORR_EXCEPTION_SPEC("BaseException"),
    .doc = "Common base class for all exceptions.",
    .slots = {.destroy = base_destroy,
              .traverse = base_traverse,
              .clear = base_clear,
              .new_object = orr_exception_base_new,
              .init = orr_exception_base_init,
              .repr = base_repr,
              .str = orr_exception_base_str},
    .methods = base_methods,
    .getsets = base_getsets,
};

/* Making the types. */

static const OrrTypeSpec plain_specs[] = {
#define EXCEPTION(name, base, layout) {ORR_EXCEPTION_SPEC(#name)},
#include "sim/vm/exceptions.def"
#undef EXCEPTION
};

static const OrrTypeSpec *const special_specs[] = {
    &orr_attribute_error_spec,     &orr_import_error_spec,         &orr_key_error_spec,
    &orr_name_error_spec,          &orr_os_error_spec,             &orr_stop_iteration_spec,
    &orr_syntax_error_spec,        &orr_system_exit_spec,          &orr_unicode_decode_error_spec,
    &orr_unicode_encode_error_spec, &orr_unicode_translate_error_spec, &orr_exception_group_base_spec,
};

static const OrrTypeSpec *spec_for(const OrrTypeSpec *plain) {
    for (size_t i = 0; i < sizeof special_specs / sizeof special_specs[0]; i++) {
        if (strcmp(special_specs[i]->name, plain->name) == 0) return special_specs[i];
    }
    return plain;
}

/* ExceptionGroup has two bases, which a spec can't say: class ExceptionGroup(BaseExceptionGroup, Exception). */
static bool boot_group(OrrVm *vm) {
    OrrType *base = vm->exc.BaseExceptionGroup;
    OrrType *type = orr_type_from_spec(vm, &orr_exception_group_spec, base);
    if (type == NULL) return false;
    vm->exc.ExceptionGroup = type;
    const OrrValue order[] = {orr_value(type), orr_value(base), orr_value(vm->exc.Exception),
                              orr_value(vm->exc.BaseException), orr_value(vm->types.object)};
    OrrValue bases = orr_tuple_new(vm, order + 1, 2), mro = orr_tuple_new(vm, order, 5);
    if (bases == ORR_NULL || mro == ORR_NULL) return false;
    orr_xrelease_object(vm, type->bases);
    orr_xrelease_object(vm, type->mro);
    type->bases = orr_as_tuple(bases);
    type->mro = orr_as_tuple(mro);
    return true;
}

bool orr_exceptions_boot(OrrVm *vm) {
    const OrrTypeSpec *plain = plain_specs;
    vm->exc.BaseException = orr_type_from_spec(vm, &base_spec, NULL);
    if (vm->exc.BaseException == NULL) return false;
#define EXCEPTION(name, base, layout)                                                                                  \
    vm->exc.name = orr_type_from_spec(vm, spec_for(plain++), vm->exc.base);                                            \
    if (vm->exc.name == NULL) return false;
#include "sim/vm/exceptions.def"
#undef EXCEPTION
    if (!boot_group(vm)) return false;
    vm->memory_error = orr_exception_base_new(vm, vm->exc.MemoryError, NULL, 0, ORR_NULL);
    return vm->memory_error != ORR_NULL;
}
