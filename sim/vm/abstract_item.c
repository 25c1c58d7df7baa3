/* Items of any value: a[b], a[b] = c, len(a), b in a; and ints from anything with __index__. */
#include "sim/vm/abstract.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"

/* list[int]: a type that isn't subscriptable through its metaclass, but has __class_getitem__. */
static OrrValue class_getitem(OrrVm *vm, OrrValue cls, OrrValue key) {
    if (orr_object(cls) == &vm->types.type->head) return orr_generic_alias_new(vm, cls, key, false);
    OrrValue method = orr_getattr_or_null(vm, cls, ORR_NAME(vm, __class_getitem__));
    if (method != ORR_NULL && method != ORR_NONE) {
        OrrValue result = orr_call1(vm, method, key);
        orr_release(vm, method);
        return result;
    }
    if (method == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
    return orr_raise(vm, vm->exc.TypeError, "type '%N' is not subscriptable", (OrrType *)orr_object(cls));
}

OrrValue orr_getitem(OrrVm *vm, OrrValue object, OrrValue key) {
    OrrType *type = orr_type_of(vm, object);
    if (ORR_LIKELY(type->slots.getitem != NULL)) return type->slots.getitem(vm, object, key);
    if ((type->flags & ORR_TYPE_TYPE_SUB) != 0) return class_getitem(vm, object, key);
    return orr_raise(vm, vm->exc.TypeError, "'%T' object is not subscriptable", object);
}

/* CPython has two wordings: sequences refuse an index, others any key. */
static const char *deletion_error(OrrVm *vm, OrrType *type, OrrValue key) {
    const uint32_t sequences = ORR_TYPE_HEAP | ORR_TYPE_SEQUENCE | ORR_TYPE_STR_SUB | ORR_TYPE_BYTES_SUB;
    bool index = orr_is_int(vm, key) || orr_type_of(vm, key)->slots.to_index != NULL;
    return (type->flags & sequences) != 0 && index ? "'%N' object doesn't support item deletion"
                                                   : "'%N' object does not support item deletion";
}

bool orr_setitem(OrrVm *vm, OrrValue object, OrrValue key, OrrValue value) {
    OrrType *type = orr_type_of(vm, object);
    if (ORR_LIKELY(type->slots.setitem != NULL)) return type->slots.setitem(vm, object, key, value);
    return orr_fail(vm, vm->exc.TypeError,
                    value == ORR_NULL ? deletion_error(vm, type, key) : "'%N' object does not support item assignment",
                    type);
}

int64_t orr_length(OrrVm *vm, OrrValue object) {
    OrrType *type = orr_type_of(vm, object);
    if (ORR_LIKELY(type->slots.length != NULL)) return type->slots.length(vm, object);
    orr_raise(vm, vm->exc.TypeError, "object of type '%T' has no len()", object);
    return -1;
}

static int64_t hint_from_result(OrrVm *vm, OrrValue result, int64_t otherwise) {
    if (result == ORR_NOT_IMPLEMENTED) return otherwise;
    if (!orr_is_int(vm, result)) {
        orr_raise(vm, vm->exc.TypeError, "__length_hint__ must be an integer, not %T", result);
        return -1;
    }
    int64_t hint;
    if (!orr_to_index(vm, result, vm->exc.OverflowError, &hint)) return -1;
    if (hint < 0) {
        orr_raise(vm, vm->exc.ValueError, "__length_hint__() should return >= 0");
        return -1;
    }
    return hint;
}

int64_t orr_length_hint(OrrVm *vm, OrrValue object, int64_t otherwise) {
    OrrType *type = orr_type_of(vm, object);
    if (type->slots.length != NULL) {
        int64_t length = type->slots.length(vm, object);
        if (length >= 0) return length;
        if (!orr_pending_is(vm, vm->exc.TypeError)) return -1;
        orr_exception_clear(vm);
    }
    OrrValue method = orr_lookup_special(vm, object, ORR_NAME(vm, __length_hint__));
    if (method == ORR_NULL) return vm->exception != ORR_NULL ? -1 : otherwise;
    OrrValue result = orr_call0(vm, method);
    orr_release(vm, method);
    if (result == ORR_NULL) {
        if (!orr_pending_is(vm, vm->exc.TypeError)) return -1;
        orr_exception_clear(vm);
        return otherwise;
    }
    int64_t hint = hint_from_result(vm, result, otherwise);
    orr_release(vm, result);
    return hint;
}

static int contains_by_iteration(OrrVm *vm, OrrValue container, OrrValue item) {
    OrrValue iterator = orr_iter(vm, container);
    if (iterator == ORR_NULL) {
        if (orr_pending_is(vm, vm->exc.TypeError)) {
            orr_exception_clear(vm);
            orr_raise(vm, vm->exc.TypeError, "argument of type '%T' is not iterable", container);
        }
        return -1;
    }
    int found = 0;
    while (found == 0) {
        OrrValue candidate = orr_next(vm, iterator);
        if (candidate == ORR_NULL) {
            if (vm->exception != ORR_NULL) found = -1;
            break;
        }
        found = orr_equal(vm, candidate, item);
        orr_release(vm, candidate);
    }
    orr_release(vm, iterator);
    return found;
}

int orr_contains(OrrVm *vm, OrrValue container, OrrValue item) {
    OrrType *type = orr_type_of(vm, container);
    if (type->slots.contains != NULL) return type->slots.contains(vm, container, item);
    return contains_by_iteration(vm, container, item);
}

bool orr_to_index(OrrVm *vm, OrrValue value, OrrType *overflow, int64_t *out) {
    if (ORR_LIKELY(orr_is_small_int(value))) {
        *out = orr_small_int_value(value);
        return true;
    }
    OrrValue index = orr_index(vm, value);
    if (index == ORR_NULL) return false;
    bool ok = orr_int_to_i64(index, out);
    if (!ok && overflow == NULL) {
        *out = orr_int_is_negative(index) ? INT64_MIN : INT64_MAX;
        ok = true;
    } else if (!ok) {
        const char *text = overflow == vm->exc.OverflowError ? "Python int too large to convert to C ssize_t"
                                                              : "cannot fit '%T' into an index-sized integer";
        orr_raise(vm, overflow, text, value);
    }
    orr_release(vm, index);
    return ok;
}

bool orr_to_count(OrrVm *vm, OrrValue value, int64_t *out) {
    OrrValue index = orr_index(vm, value);
    if (index == ORR_NULL) return false;
    bool ok = orr_int_to_i64(index, out);
    orr_release(vm, index);
    return ok || orr_fail(vm, vm->exc.OverflowError, "cannot fit '%T' into an index-sized integer", value);
}
