/* isinstance and issubclass: types, tuples of them, unions, and whatever says __instancecheck__. */
#include "sim/vm/abstract.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static const char isinstance_error[] = "isinstance() arg 2 must be a type, a tuple of types, or a union";
static const char issubclass_error[] = "issubclass() arg 2 must be a class, a tuple of classes, or a union";

static bool is_type(OrrVm *vm, OrrValue v) {
    return orr_has_flag(vm, v, ORR_TYPE_TYPE_SUB);
}
static OrrType *as_type(OrrValue v) {
    return (OrrType *)orr_object(v);
}

/* __bases__ as a tuple (new); ORR_NULL without an exception if there is none. */
static OrrValue abstract_bases(OrrVm *vm, OrrValue cls) {
    OrrValue bases = orr_getattr_or_null(vm, cls, ORR_NAME(vm, __bases__));
    if (bases != ORR_NULL && !orr_is_tuple(bases)) {
        orr_release(vm, bases);
        return ORR_NULL;
    }
    return bases;
}

/* Fails with message unless cls looks like a class: has a tuple __bases__. */
static bool check_class(OrrVm *vm, OrrValue cls, const char *message) {
    OrrValue bases = abstract_bases(vm, cls);
    if (bases == ORR_NULL) return vm->exception != ORR_NULL ? false : orr_fail(vm, vm->exc.TypeError, "%s", message);
    orr_release(vm, bases);
    return true;
}

static int abstract_is_subclass(OrrVm *vm, OrrValue derived, OrrValue cls) {
    if (derived == cls) return 1;
    OrrValue bases = abstract_bases(vm, derived);
    if (bases == ORR_NULL) return vm->exception != ORR_NULL ? -1 : 0;
    if (!orr_enter(vm, " in __issubclass__")) {
        orr_release(vm, bases);
        return -1;
    }
    int result = 0;
    OrrTuple *tuple = orr_as_tuple(bases);
    for (size_t i = 0; result == 0 && i < tuple->count; i++) result = abstract_is_subclass(vm, tuple->items[i], cls);
    orr_leave(vm);
    orr_release(vm, bases);
    return result;
}

int orr_type_instance_check(OrrVm *vm, OrrValue cls, OrrValue object) {
    if (is_type(vm, cls)) {
        OrrType *type = orr_type_of(vm, object);
        if (orr_type_is_subtype(type, as_type(cls))) return 1;
        /* __class__ may say something else: a proxy. */
        if ((type->flags & (ORR_TYPE_HEAP | ORR_TYPE_CUSTOM_GETATTR)) == 0) return 0;
        OrrValue claimed = orr_getattr_or_null(vm, object, ORR_NAME(vm, __class__));
        if (claimed == ORR_NULL) return vm->exception != ORR_NULL ? -1 : 0;
        int result =
            claimed != orr_value(type) && is_type(vm, claimed) && orr_type_is_subtype(as_type(claimed), as_type(cls));
        orr_release(vm, claimed);
        return result;
    }
    if (!check_class(vm, cls, isinstance_error)) return -1;
    OrrValue claimed = orr_getattr_or_null(vm, object, ORR_NAME(vm, __class__));
    if (claimed == ORR_NULL) return vm->exception != ORR_NULL ? -1 : 0;
    int result = abstract_is_subclass(vm, claimed, cls);
    orr_release(vm, claimed);
    return result;
}

int orr_type_subclass_check(OrrVm *vm, OrrValue cls, OrrValue derived) {
    if (is_type(vm, cls) && is_type(vm, derived)) return orr_type_is_subtype(as_type(derived), as_type(cls));
    if (!check_class(vm, derived, "issubclass() arg 1 must be a class")) return -1;
    if (!orr_is_exact(vm, cls, vm->types.union_) && !check_class(vm, cls, issubclass_error)) return -1;
    return abstract_is_subclass(vm, derived, cls);
}

typedef int (*ClassTest)(OrrVm *vm, OrrValue subject, OrrValue cls);

static int any_of(OrrVm *vm, ClassTest test, OrrValue subject, OrrValue classes, const char *where) {
    if (!orr_enter(vm, where)) return -1;
    int result = 0;
    OrrTuple *tuple = orr_as_tuple(classes);
    for (size_t i = 0; result == 0 && i < tuple->count; i++) result = test(vm, subject, tuple->items[i]);
    orr_leave(vm);
    return result;
}

/* Calls cls's __instancecheck__ or __subclasscheck__: 0, 1, -1 error, -2 it has none. */
static int call_check(OrrVm *vm, OrrStr *name, OrrValue cls, OrrValue subject, const char *where) {
    OrrValue checker = orr_lookup_special(vm, cls, name);
    if (checker == ORR_NULL) return vm->exception != ORR_NULL ? -1 : -2;
    OrrValue answer = ORR_NULL;
    if (orr_enter(vm, where)) {
        answer = orr_call1(vm, checker, subject);
        orr_leave(vm);
    }
    orr_release(vm, checker);
    if (answer == ORR_NULL) return -1;
    int result = orr_truth(vm, answer);
    orr_release(vm, answer);
    return result;
}

int orr_isinstance(OrrVm *vm, OrrValue object, OrrValue cls) {
    if (orr_value(orr_type_of(vm, object)) == cls) return 1;
    if (orr_is_exact(vm, cls, vm->types.type)) return orr_type_instance_check(vm, cls, object);
    if (orr_is_exact(vm, cls, vm->types.union_)) cls = ((OrrUnion *)orr_object(cls))->args;
    if (orr_is_tuple(cls)) return any_of(vm, orr_isinstance, object, cls, " in __instancecheck__");
    int result = call_check(vm, ORR_NAME(vm, __instancecheck__), cls, object, " in __instancecheck__");
    return result == -2 ? orr_type_instance_check(vm, cls, object) : result;
}

int orr_issubclass(OrrVm *vm, OrrValue derived, OrrValue cls) {
    if (orr_is_exact(vm, cls, vm->types.type)) {
        if (derived == cls) return 1;
        return orr_type_subclass_check(vm, cls, derived);
    }
    if (orr_is_exact(vm, cls, vm->types.union_)) cls = ((OrrUnion *)orr_object(cls))->args;
    if (orr_is_tuple(cls)) return any_of(vm, orr_issubclass, derived, cls, " in __subclasscheck__");
    int result = call_check(vm, ORR_NAME(vm, __subclasscheck__), cls, derived, " in __subclasscheck__");
    return result == -2 ? orr_type_subclass_check(vm, cls, derived) : result;
}
