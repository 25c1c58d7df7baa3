/* From special methods to slots and back.
 *
 * A native type's slot is a C function; its special method is a slot_wrapper made from it. A class of the program has
 * special methods; its slot is one of the dispatchers below, which look the method up and call it. If the method that
 * is found is a slot_wrapper of a native base, the slot becomes that base's C function itself, so that inheriting costs
 * nothing. */
#include "sim/vm/slots.h"

#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/class.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

typedef enum SlotKind {
    KIND_UNARY,
    KIND_NEXT,
    KIND_BINARY,
    KIND_REFLECTED,
    KIND_INPLACE,
    KIND_COMPARE,
    KIND_HASH,
    KIND_TRUTH,
    KIND_LENGTH,
    KIND_GETITEM,
    KIND_SETITEM,
    KIND_DELITEM,
    KIND_CONTAINS,
    KIND_CALL,
    KIND_INIT,
    KIND_GETATTRIBUTE,
    KIND_GETATTR,
    KIND_SETATTR,
    KIND_DELATTR,
    KIND_GET,
    KIND_SET,
    KIND_DELETE,
    KIND_FINALISE
} SlotKind;

typedef void (*AnyFunction)(void);

typedef struct SlotDef {
    const char *name;
    uint16_t name_offset; /* in OrrNames */
    uint16_t offset;      /* in OrrSlots */
    uint8_t kind, op;
    AnyFunction dispatcher;
} SlotDef;

typedef struct SlotWrapper {
    OrrObject head;
    OrrType *owner;
    const SlotDef *def;
} SlotWrapper;

/* Calling a special method by name: found on the type, given the receiver without making a bound method. */

/* The interned name at an offset in OrrNames. Borrowed. */
static OrrStr *name_at(const OrrVm *vm, size_t offset) {
    OrrStr *name;
    memcpy(&name, (const char *)&vm->names + offset, sizeof name);
    return name;
}

/* method(self, args...); args has room for self at args[-1]. */
static OrrValue call_found(OrrVm *vm, OrrValue found, OrrValue self, OrrValue *args, size_t nargs, OrrValue kwnames) {
    orr_retain(found);
    OrrValue result;
    OrrType *kind = orr_type_of(vm, found);
    if (kind->flags & ORR_TYPE_METHOD_DESCR) {
        args[-1] = self;
        result = orr_call(vm, found, args - 1, nargs + 1, kwnames);
    } else if (kind->slots.descr_get != NULL) {
        OrrValue bound = kind->slots.descr_get(vm, found, self, orr_type_of(vm, self));
        result = bound == ORR_NULL ? ORR_NULL : orr_call(vm, bound, args, nargs, kwnames);
        orr_xrelease(vm, bound);
    } else {
        result = orr_call(vm, found, args, nargs, kwnames);
    }
    orr_release(vm, found);
    return result;
}

static OrrValue call_special(OrrVm *vm, OrrValue self, OrrStr *name, const OrrValue *args, size_t nargs) {
    OrrValue found = orr_type_lookup(vm, orr_type_of(vm, self), name);
    if (found == ORR_NULL) return orr_no_attribute(vm, self, name);
    OrrValue room[5];
    ORR_ASSERT(nargs <= 4);
    for (size_t n = 0; n < nargs; n++) room[n + 1] = args[n];
    return call_found(vm, found, self, room + 1, nargs, ORR_NULL);
}

/* Dispatchers */

#define UNARY_DISPATCHER(function, special)                                                                            \
    static OrrValue function(OrrVm *vm, OrrValue self) {                                                               \
        return call_special(vm, self, ORR_NAME(vm, special), NULL, 0);                                                 \
    }
UNARY_DISPATCHER(do_repr, __repr__)
UNARY_DISPATCHER(do_str, __str__)
UNARY_DISPATCHER(do_await, __await__)
UNARY_DISPATCHER(do_aiter, __aiter__)
UNARY_DISPATCHER(do_anext, __anext__)
UNARY_DISPATCHER(do_int, __int__)
UNARY_DISPATCHER(do_float, __float__)
UNARY_DISPATCHER(do_index, __index__)
UNARY_DISPATCHER(do_neg, __neg__)
UNARY_DISPATCHER(do_finalise, __del__)

static OrrValue do_iter(OrrVm *vm, OrrValue self) {
    OrrValue found = orr_type_lookup(vm, orr_type_of(vm, self), ORR_NAME(vm, __iter__));
    if (found == ORR_NONE || found == ORR_NULL)
        return orr_raise(vm, vm->exc.TypeError, "'%T' object is not iterable", self);
    return call_special(vm, self, ORR_NAME(vm, __iter__), NULL, 0);
}
static OrrValue do_pos(OrrVm *vm, OrrValue self) {
    return call_special(vm, self, ORR_NAME(vm, __pos__), NULL, 0);
}
static OrrValue do_invert(OrrVm *vm, OrrValue self) {
    return call_special(vm, self, ORR_NAME(vm, __invert__), NULL, 0);
}
static OrrValue do_abs(OrrVm *vm, OrrValue self) {
    return call_special(vm, self, ORR_NAME(vm, __abs__), NULL, 0);
}

static OrrValue do_next(OrrVm *vm, OrrValue self) {
    OrrValue result = call_special(vm, self, ORR_NAME(vm, __next__), NULL, 0);
    if (result == ORR_NULL && orr_pending_is(vm, vm->exc.StopIteration) &&
        orr_is_exact(vm, vm->exception, vm->exc.StopIteration) && orr_stop_iteration_value(vm->exception) == ORR_NONE)
        orr_exception_clear(vm);
    return result;
}

#define NAME_AT(special) (uint16_t) offsetof(OrrNames, n_##special)
#define BINARY_NAMES(lower)                                                                                            \
    { NAME_AT(__##lower##__), NAME_AT(__r##lower##__), NAME_AT(__i##lower##__) }
/* By operator: plain, reflected, in place. */
static const uint16_t binary_names[ORR_BINARY_COUNT][3] = {
    [ORR_ADD] = BINARY_NAMES(add),
    [ORR_SUB] = BINARY_NAMES(sub),
    [ORR_MUL] = BINARY_NAMES(mul),
    [ORR_TRUEDIV] = BINARY_NAMES(truediv),
    [ORR_FLOORDIV] = BINARY_NAMES(floordiv),
    [ORR_MOD] = BINARY_NAMES(mod),
    [ORR_POW] = BINARY_NAMES(pow),
    [ORR_MATMUL] = BINARY_NAMES(matmul),
    [ORR_LSHIFT] = BINARY_NAMES(lshift),
    [ORR_RSHIFT] = BINARY_NAMES(rshift),
    [ORR_AND] = BINARY_NAMES(and),
    [ORR_OR] = BINARY_NAMES(or),
    [ORR_XOR] = BINARY_NAMES(xor),
    [ORR_DIVMOD] = {NAME_AT(__divmod__), NAME_AT(__rdivmod__), NAME_AT(__rdivmod__)},
};

/* self.name(other), or ORR_NOT_IMPLEMENTED if there is no such method. */
static OrrValue maybe_binary(OrrVm *vm, OrrValue self, uint16_t name, OrrValue other) {
    OrrValue found = orr_type_lookup(vm, orr_type_of(vm, self), name_at(vm, name));
    if (found == ORR_NULL) return ORR_NOT_IMPLEMENTED;
    OrrValue room[2] = {ORR_NULL, other};
    return call_found(vm, found, self, room + 1, 1, ORR_NULL);
}

/* Both directions of a binary operator of a class of the program (as CPython's SLOT1BIN: the reflected method of a
 * right operand whose class derives from the left one's and overrides it goes first). */
static OrrValue dispatch_binary(OrrVm *vm, OrrValue left, OrrValue right, OrrBinaryOp op, OrrBinarySlot self_slot) {
    OrrType *lt = orr_type_of(vm, left), *rt = orr_type_of(vm, right);
    bool other = lt != rt && rt->slots.binary[op] == self_slot;
    if (lt->slots.binary[op] == self_slot) {
        if (other && orr_type_is_subtype(rt, lt)) {
            OrrStr *reflected = name_at(vm, binary_names[op][1]);
            if (orr_type_lookup(vm, rt, reflected) != orr_type_lookup(vm, lt, reflected)) {
                OrrValue result = maybe_binary(vm, right, binary_names[op][1], left);
                if (result != ORR_NOT_IMPLEMENTED) return result;
                other = false;
            }
        }
        OrrValue result = maybe_binary(vm, left, binary_names[op][0], right);
        if (result != ORR_NOT_IMPLEMENTED || !other) return result;
    }
    return other || rt->slots.binary[op] == self_slot ? maybe_binary(vm, right, binary_names[op][1], left)
                                                      : ORR_NOT_IMPLEMENTED;
}

#define BINARY_DISPATCHER(lower, OP)                                                                                   \
    static OrrValue do_##lower(OrrVm *vm, OrrValue left, OrrValue right) {                                             \
        return dispatch_binary(vm, left, right, ORR_##OP, do_##lower);                                                 \
    }                                                                                                                  \
    static OrrValue do_i##lower(OrrVm *vm, OrrValue left, OrrValue right) {                                            \
        return maybe_binary(vm, left, binary_names[ORR_##OP][2], right);                                               \
    }
BINARY_DISPATCHER(add, ADD)
BINARY_DISPATCHER(sub, SUB)
BINARY_DISPATCHER(mul, MUL)
BINARY_DISPATCHER(truediv, TRUEDIV)
BINARY_DISPATCHER(floordiv, FLOORDIV)
BINARY_DISPATCHER(mod, MOD)
BINARY_DISPATCHER(pow, POW)
BINARY_DISPATCHER(matmul, MATMUL)
BINARY_DISPATCHER(lshift, LSHIFT)
BINARY_DISPATCHER(rshift, RSHIFT)
BINARY_DISPATCHER(and, AND)
BINARY_DISPATCHER(or, OR)
BINARY_DISPATCHER(xor, XOR)
static OrrValue do_divmod(OrrVm *vm, OrrValue left, OrrValue right) {
    return dispatch_binary(vm, left, right, ORR_DIVMOD, do_divmod);
}

static OrrStr *compare_name(OrrVm *vm, OrrCompareOp op) {
    switch (op) {
    case ORR_LT: return ORR_NAME(vm, __lt__);
    case ORR_LE: return ORR_NAME(vm, __le__);
    case ORR_EQ: return ORR_NAME(vm, __eq__);
    case ORR_NE: return ORR_NAME(vm, __ne__);
    case ORR_GT: return ORR_NAME(vm, __gt__);
    case ORR_GE: return ORR_NAME(vm, __ge__);
    }
    return NULL;
}
static OrrValue do_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    OrrValue found = orr_type_lookup(vm, orr_type_of(vm, self), compare_name(vm, op));
    if (found == ORR_NULL) return ORR_NOT_IMPLEMENTED;
    OrrValue room[2] = {ORR_NULL, other};
    return call_found(vm, found, self, room + 1, 1, ORR_NULL);
}

bool orr_hash_not_implemented(OrrVm *vm, OrrValue self, int64_t *hash) {
    (void)hash;
    return orr_fail(vm, vm->exc.TypeError, "unhashable type: '%F'", orr_type_of(vm, self));
}
static bool do_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    OrrValue result = call_special(vm, self, ORR_NAME(vm, __hash__), NULL, 0);
    if (result == ORR_NULL) return false;
    bool ok = true;
    if (!orr_is_int(vm, result)) ok = orr_fail(vm, vm->exc.TypeError, "__hash__ method should return an integer");
    else if (!orr_int_to_i64(result, hash)) ok = orr_hash(vm, result, hash);
    if (ok && *hash == -1) *hash = -2;
    orr_release(vm, result);
    return ok;
}
static int do_truth(OrrVm *vm, OrrValue self) {
    OrrValue result = call_special(vm, self, ORR_NAME(vm, __bool__), NULL, 0);
    if (result == ORR_NULL) return -1;
    if (orr_is_bool(result)) return result == ORR_TRUE;
    orr_fail(vm, vm->exc.TypeError, "__bool__ should return bool, returned %T", result);
    orr_release(vm, result);
    return -1;
}
static int64_t do_length(OrrVm *vm, OrrValue self) {
    OrrValue result = call_special(vm, self, ORR_NAME(vm, __len__), NULL, 0);
    if (result == ORR_NULL) return -1;
    OrrValue index = orr_index(vm, result);
    orr_release(vm, result);
    if (index == ORR_NULL) return -1;
    int64_t length = -1;
    if (orr_is_small_int(index) && orr_small_int_value(index) >= 0) length = orr_small_int_value(index);
    else if (orr_is_small_int(index)) orr_fail(vm, vm->exc.ValueError, "__len__() should return >= 0");
    else orr_fail(vm, vm->exc.OverflowError, "cannot fit 'int' into an index-sized integer");
    orr_release(vm, index);
    return length;
}
static OrrValue do_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    return call_special(vm, self, ORR_NAME(vm, __getitem__), &key, 1);
}
static bool discard(OrrVm *vm, OrrValue result) {
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}
static bool do_setitem(OrrVm *vm, OrrValue self, OrrValue key, OrrValue value) {
    OrrStr *name = value == ORR_NULL ? ORR_NAME(vm, __delitem__) : ORR_NAME(vm, __setitem__);
    OrrValue args[2] = {key, value};
    if (orr_type_lookup(vm, orr_type_of(vm, self), name) == ORR_NULL)
        return orr_fail(vm, vm->exc.TypeError, "'%T' object does not support item %s", self,
                        value == ORR_NULL ? "deletion" : "assignment");
    return discard(vm, call_special(vm, self, name, args, value == ORR_NULL ? 1 : 2));
}
static int do_contains(OrrVm *vm, OrrValue self, OrrValue item) {
    OrrValue found = orr_type_lookup(vm, orr_type_of(vm, self), ORR_NAME(vm, __contains__));
    if (found == ORR_NONE) {
        orr_fail(vm, vm->exc.TypeError, "'%T' object is not a container", self);
        return -1;
    }
    OrrValue result = call_special(vm, self, ORR_NAME(vm, __contains__), &item, 1);
    if (result == ORR_NULL) return -1;
    int truth = orr_truth(vm, result);
    orr_release(vm, result);
    return truth;
}

/* method(self, *args, **kwargs) for vector arguments of any number. */
static OrrValue call_vector(OrrVm *vm, OrrValue self, OrrStr *name, const OrrValue *args, size_t nargs,
                            OrrValue kwnames) {
    OrrValue found = orr_type_lookup(vm, orr_type_of(vm, self), name);
    if (found == ORR_NULL) return orr_no_attribute(vm, self, name);
    size_t total = nargs + (kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count) + 1;
    OrrValue few[12], *room = few;
    if (total > 12 && (room = orr_buffer_new(vm, total * sizeof *room)) == NULL) return ORR_NULL;
    if (total > 1) memcpy(room + 1, args, (total - 1) * sizeof *room);
    OrrValue result = call_found(vm, found, self, room + 1, nargs, kwnames);
    if (room != few) orr_buffer_free(vm, room, total * sizeof *room);
    return result;
}
static OrrValue do_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return call_vector(vm, self, ORR_NAME(vm, __call__), args, nargs, kwnames);
}
static bool do_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue result = call_vector(vm, self, ORR_NAME(vm, __init__), args, nargs, kwnames);
    if (result == ORR_NONE) return true;
    if (result == ORR_NULL) return false;
    orr_fail(vm, vm->exc.TypeError, "__init__() should return None, not '%T'", result);
    orr_release(vm, result);
    return false;
}
static OrrValue do_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue found = orr_type_getattr(vm, orr_value(cls), ORR_NAME(vm, __new__));
    if (found == ORR_NULL) return ORR_NULL;
    size_t total = nargs + (kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count) + 1;
    OrrValue few[12], *all = few;
    if (total > 12 && (all = orr_buffer_new(vm, total * sizeof *all)) == NULL) {
        orr_release(vm, found);
        return ORR_NULL;
    }
    all[0] = orr_value(cls);
    if (total > 1) memcpy(all + 1, args, (total - 1) * sizeof *all);
    OrrValue result = orr_call(vm, found, all, nargs + 1, kwnames);
    if (all != few) orr_buffer_free(vm, all, total * sizeof *all);
    orr_release(vm, found);
    return result;
}

/* __getattribute__ of its own, then __getattr__ if that raises AttributeError. */
static OrrValue do_getattr(OrrVm *vm, OrrValue self, OrrStr *name) {
    OrrType *type = orr_type_of(vm, self);
    OrrValue getattribute = orr_type_lookup(vm, type, ORR_NAME(vm, __getattribute__));
    OrrValue fallback = orr_type_lookup(vm, type, ORR_NAME(vm, __getattr__));
    OrrValue result;
    OrrValue key = orr_value(name);
    if (getattribute != ORR_NULL && !orr_is_exact(vm, getattribute, vm->types.slot_wrapper))
        result = call_special(vm, self, ORR_NAME(vm, __getattribute__), &key, 1);
    else if (getattribute != ORR_NULL && ((SlotWrapper *)orr_object(getattribute))->owner->slots.getattr != NULL)
        result = ((SlotWrapper *)orr_object(getattribute))->owner->slots.getattr(vm, self, name);
    else result = orr_generic_getattr(vm, self, name);
    if (result != ORR_NULL || fallback == ORR_NULL || !orr_pending_is(vm, vm->exc.AttributeError)) return result;
    orr_exception_clear(vm);
    return call_special(vm, self, ORR_NAME(vm, __getattr__), &key, 1);
}
static bool do_setattr(OrrVm *vm, OrrValue self, OrrStr *name, OrrValue value) {
    OrrValue args[2] = {orr_value(name), value};
    if (value == ORR_NULL) return discard(vm, call_special(vm, self, ORR_NAME(vm, __delattr__), args, 1));
    return discard(vm, call_special(vm, self, ORR_NAME(vm, __setattr__), args, 2));
}
static OrrValue do_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    OrrValue found = orr_type_lookup(vm, orr_type_of(vm, self), ORR_NAME(vm, __get__));
    if (found == ORR_NULL) return orr_retain(self); /* has __set__ only */
    OrrValue args[2] = {object == ORR_NULL ? ORR_NONE : object, owner == NULL ? ORR_NONE : orr_value(owner)};
    return call_special(vm, self, ORR_NAME(vm, __get__), args, 2);
}
static bool do_set(OrrVm *vm, OrrValue self, OrrValue object, OrrValue value) {
    OrrValue args[2] = {object, value};
    OrrStr *name = value == ORR_NULL ? ORR_NAME(vm, __delete__) : ORR_NAME(vm, __set__);
    if (orr_type_lookup(vm, orr_type_of(vm, self), name) == ORR_NULL) {
        orr_fail(vm, vm->exc.AttributeError, "%U", name);
        return false;
    }
    return discard(vm, call_special(vm, self, name, args, value == ORR_NULL ? 1 : 2));
}

/* The table */

#define AT(field)      (uint16_t) offsetof(OrrSlots, field)
#define AT_BINARY(op)  (uint16_t)(offsetof(OrrSlots, binary) + sizeof(OrrBinarySlot) * (op))
#define AT_INPLACE(op) (uint16_t)(offsetof(OrrSlots, inplace) + sizeof(OrrBinarySlot) * (op))
#define AT_UNARY(op)   (uint16_t)(offsetof(OrrSlots, unary) + sizeof(OrrUnarySlot) * (op))
#define FN(f)          (AnyFunction)(f)
#define BINARY(lower, op)                                                                                              \
    {"__" #lower "__", NAME_AT(__##lower##__), AT_BINARY(op), KIND_BINARY, op, FN(do_##lower)},                        \
        {"__r" #lower "__", NAME_AT(__r##lower##__), AT_BINARY(op), KIND_REFLECTED, op, FN(do_##lower)}, {             \
        "__i" #lower "__", NAME_AT(__i##lower##__), AT_INPLACE(op), KIND_INPLACE, op, FN(do_i##lower)                  \
    }

static const SlotDef slot_defs[] = {
    {"__repr__", NAME_AT(__repr__), AT(repr), KIND_UNARY, 0, FN(do_repr)},
    {"__str__", NAME_AT(__str__), AT(str), KIND_UNARY, 0, FN(do_str)},
    {"__hash__", NAME_AT(__hash__), AT(hash), KIND_HASH, 0, FN(do_hash)},
    {"__call__", NAME_AT(__call__), AT(call), KIND_CALL, 0, FN(do_call)},
    {"__getattribute__", NAME_AT(__getattribute__), AT(getattr), KIND_GETATTRIBUTE, 0, FN(do_getattr)},
    {"__getattr__", NAME_AT(__getattr__), AT(getattr), KIND_GETATTR, 0, FN(do_getattr)},
    {"__setattr__", NAME_AT(__setattr__), AT(setattr), KIND_SETATTR, 0, FN(do_setattr)},
    {"__delattr__", NAME_AT(__delattr__), AT(setattr), KIND_DELATTR, 0, FN(do_setattr)},
    {"__lt__", NAME_AT(__lt__), AT(compare), KIND_COMPARE, ORR_LT, FN(do_compare)},
    {"__le__", NAME_AT(__le__), AT(compare), KIND_COMPARE, ORR_LE, FN(do_compare)},
    {"__eq__", NAME_AT(__eq__), AT(compare), KIND_COMPARE, ORR_EQ, FN(do_compare)},
    {"__ne__", NAME_AT(__ne__), AT(compare), KIND_COMPARE, ORR_NE, FN(do_compare)},
    {"__gt__", NAME_AT(__gt__), AT(compare), KIND_COMPARE, ORR_GT, FN(do_compare)},
    {"__ge__", NAME_AT(__ge__), AT(compare), KIND_COMPARE, ORR_GE, FN(do_compare)},
    {"__iter__", NAME_AT(__iter__), AT(iter), KIND_UNARY, 0, FN(do_iter)},
    {"__next__", NAME_AT(__next__), AT(next), KIND_NEXT, 0, FN(do_next)},
    {"__get__", NAME_AT(__get__), AT(descr_get), KIND_GET, 0, FN(do_get)},
    {"__set__", NAME_AT(__set__), AT(descr_set), KIND_SET, 0, FN(do_set)},
    {"__delete__", NAME_AT(__delete__), AT(descr_set), KIND_DELETE, 0, FN(do_set)},
    {"__init__", NAME_AT(__init__), AT(init), KIND_INIT, 0, FN(do_init)},
    {"__del__", NAME_AT(__del__), AT(finalise), KIND_FINALISE, 0, FN(do_finalise)},
    {"__await__", NAME_AT(__await__), AT(await), KIND_UNARY, 0, FN(do_await)},
    {"__aiter__", NAME_AT(__aiter__), AT(aiter), KIND_UNARY, 0, FN(do_aiter)},
    {"__anext__", NAME_AT(__anext__), AT(anext), KIND_UNARY, 0, FN(do_anext)},
    {"__len__", NAME_AT(__len__), AT(length), KIND_LENGTH, 0, FN(do_length)},
    {"__getitem__", NAME_AT(__getitem__), AT(getitem), KIND_GETITEM, 0, FN(do_getitem)},
    {"__setitem__", NAME_AT(__setitem__), AT(setitem), KIND_SETITEM, 0, FN(do_setitem)},
    {"__delitem__", NAME_AT(__delitem__), AT(setitem), KIND_DELITEM, 0, FN(do_setitem)},
    {"__contains__", NAME_AT(__contains__), AT(contains), KIND_CONTAINS, 0, FN(do_contains)},
    {"__bool__", NAME_AT(__bool__), AT(truth), KIND_TRUTH, 0, FN(do_truth)},
    {"__int__", NAME_AT(__int__), AT(to_int), KIND_UNARY, 0, FN(do_int)},
    {"__float__", NAME_AT(__float__), AT(to_float), KIND_UNARY, 0, FN(do_float)},
    {"__index__", NAME_AT(__index__), AT(to_index), KIND_UNARY, 0, FN(do_index)},
    {"__neg__", NAME_AT(__neg__), AT_UNARY(ORR_NEG), KIND_UNARY, 0, FN(do_neg)},
    {"__pos__", NAME_AT(__pos__), AT_UNARY(ORR_POS), KIND_UNARY, 0, FN(do_pos)},
    {"__invert__", NAME_AT(__invert__), AT_UNARY(ORR_INVERT), KIND_UNARY, 0, FN(do_invert)},
    {"__abs__", NAME_AT(__abs__), AT_UNARY(ORR_ABS), KIND_UNARY, 0, FN(do_abs)},
    BINARY(add, ORR_ADD),
    BINARY(sub, ORR_SUB),
    BINARY(mul, ORR_MUL),
    BINARY(truediv, ORR_TRUEDIV),
    BINARY(floordiv, ORR_FLOORDIV),
    BINARY(mod, ORR_MOD),
    BINARY(pow, ORR_POW),
    BINARY(matmul, ORR_MATMUL),
    BINARY(lshift, ORR_LSHIFT),
    BINARY(rshift, ORR_RSHIFT),
    BINARY(and, ORR_AND),
    BINARY(or, ORR_OR),
    BINARY(xor, ORR_XOR),
    {"__divmod__", NAME_AT(__divmod__), AT_BINARY(ORR_DIVMOD), KIND_BINARY, ORR_DIVMOD, FN(do_divmod)},
    {"__rdivmod__", NAME_AT(__rdivmod__), AT_BINARY(ORR_DIVMOD), KIND_REFLECTED, ORR_DIVMOD, FN(do_divmod)},
};
#define SLOT_DEFS (sizeof slot_defs / sizeof *slot_defs)

static AnyFunction get_slot(const OrrSlots *slots, uint16_t offset) {
    AnyFunction f;
    memcpy(&f, (const char *)slots + offset, sizeof f);
    return f;
}
static void set_slot(OrrSlots *slots, uint16_t offset, AnyFunction f) {
    memcpy((char *)slots + offset, &f, sizeof f);
}

/* From slots to special methods */

bool orr_slots_wrap(OrrVm *vm, OrrType *type, const OrrSlots *own) {
    for (size_t n = 0; n < SLOT_DEFS; n++) {
        const SlotDef *def = &slot_defs[n];
        if (def->kind == KIND_GETATTR || def->kind == KIND_FINALISE || get_slot(own, def->offset) == NULL) continue;
        if (def->kind == KIND_REFLECTED && def->op == ORR_ADD && own->length != NULL) continue; /* a sequence */
        OrrStr *name = name_at(vm, def->name_offset);
        if (def->kind == KIND_HASH && own->hash == orr_hash_not_implemented) {
            if (!orr_dict_set_name(vm, type->dict, name, ORR_NONE)) return false;
            continue;
        }
        SlotWrapper *w = orr_new_object(vm, vm->types.slot_wrapper, sizeof *w);
        if (w == NULL) return false;
        w->owner = type;
        w->def = def;
        type->head.refs++;
        bool ok = orr_dict_set_name(vm, type->dict, name, orr_value(w));
        orr_release_object(vm, w);
        if (!ok) return false;
    }
    if (own->compare != NULL && own->hash == NULL)
        return orr_dict_set_name(vm, type->dict, ORR_NAME(vm, __hash__), ORR_NONE);
    return true;
}

/* From special methods to slots */

static bool from_wrapper(const OrrVm *vm, OrrValue found, uint16_t offset, AnyFunction *function) {
    if (!orr_is_exact(vm, found, vm->types.slot_wrapper)) return false;
    SlotWrapper *w = (SlotWrapper *)orr_object(found);
    if (w->def->offset != offset) return false;
    *function = get_slot(&w->owner->slots, offset);
    return *function != NULL;
}

/* What one special method says about its slot: NULL if it isn't there. */
static AnyFunction function_for(OrrVm *vm, OrrType *type, const SlotDef *def, bool *native) {
    OrrValue found = orr_type_lookup(vm, type, name_at(vm, def->name_offset));
    *native = false;
    if (found == ORR_NULL) return NULL;
    if (found == ORR_NONE && def->kind == KIND_HASH) return FN(orr_hash_not_implemented);
    AnyFunction function;
    if (from_wrapper(vm, found, def->offset, &function)) {
        *native = true;
        return function;
    }
    return def->dispatcher;
}

void orr_slots_update(OrrVm *vm, OrrType *type) {
    for (size_t n = 0; n < SLOT_DEFS;) {
        uint16_t offset = slot_defs[n].offset;
        AnyFunction chosen = NULL;
        bool all_native = true, mixed = false;
        for (; n < SLOT_DEFS && slot_defs[n].offset == offset; n++) {
            bool native;
            AnyFunction f = function_for(vm, type, &slot_defs[n], &native);
            if (f == NULL) continue;
            if (chosen != NULL && chosen != f) mixed = true;
            if (!native) all_native = false;
            if (chosen == NULL || !native) chosen = f;
        }
        if (mixed && all_native) chosen = slot_defs[n - 1].dispatcher;
        set_slot(&type->slots, offset, chosen);
    }
    if (type->slots.getattr == orr_generic_getattr) type->slots.getattr = NULL;
    if (type->slots.setattr == orr_generic_setattr) type->slots.setattr = NULL;
    OrrValue make = orr_type_lookup(vm, type, ORR_NAME(vm, __new__));
    if (make != ORR_NULL && !orr_is_exact(vm, make, vm->types.builtin)) type->slots.new_object = do_new;
    else if (make != ORR_NULL)
        type->slots.new_object = ((OrrType *)orr_object(orr_builtin_self(make)))->slots.new_object;
    if (type->base != NULL && type->slots.next == type->base->slots.next) type->slots.send = type->base->slots.send;
}

void orr_slots_inherit(OrrType *type, const OrrType *base) {
    OrrSlots own = type->slots;
    const AnyFunction *from = (const AnyFunction *)(const void *)&base->slots;
    AnyFunction *to = (AnyFunction *)(void *)&type->slots;
    for (size_t n = 0; n < sizeof(OrrSlots) / sizeof(AnyFunction); n++)
        if (to[n] == NULL) to[n] = from[n];
    if (own.compare != NULL && own.hash == NULL) type->slots.hash = orr_hash_not_implemented;
}

/* slot_wrapper: int.__add__; method_wrapper: (1).__add__ */

static SlotWrapper *as_wrapper(OrrValue v) {
    return (SlotWrapper *)orr_object(v);
}

static bool want(OrrVm *vm, const SlotWrapper *w, size_t nargs, size_t least, size_t most) {
    (void)w;
    if (nargs >= least && nargs <= most) return true;
    size_t bound = nargs < least ? least : most;
    if (least == most)
        return orr_fail(vm, vm->exc.TypeError, "expected %zu argument%s, got %zu", bound, bound == 1 ? "" : "s", nargs);
    return orr_fail(vm, vm->exc.TypeError, "%s expected at %s %zu argument%s, got %zu", w->def->name,
                    nargs < least ? "least" : "most", bound, bound == 1 ? "" : "s", nargs);
}

static OrrValue none_if(bool ok) {
    return ok ? ORR_NONE : ORR_NULL;
}
static OrrValue bool_if(int truth) {
    return truth < 0 ? ORR_NULL : orr_bool(truth != 0);
}

static bool name_argument(OrrVm *vm, OrrValue v) {
    return orr_is_str(v) || orr_fail(vm, vm->exc.TypeError, "attribute name must be string, not '%T'", v);
}

/* Is it + or * of a native sequence? */
static bool concatenates(const SlotWrapper *w) {
    return (w->def->op == ORR_ADD || w->def->op == ORR_MUL) && w->owner->slots.length != NULL;
}

/* + and * of the native sequences, which are no numbers: their special methods complain where the operator would have
 * asked the other operand. */
static OrrValue apply_sequence(OrrVm *vm, const SlotWrapper *w, OrrValue self, const OrrValue *args, size_t nargs) {
    OrrBinarySlot f = (OrrBinarySlot)get_slot(&w->owner->slots, w->def->offset);
    if (w->def->op == ORR_ADD) {
        if (!want(vm, w, nargs, 1, 1)) return ORR_NULL;
        OrrValue result = f(vm, self, args[0]);
        return result == ORR_NOT_IMPLEMENTED && !orr_sequence_refuses(vm, ORR_ADD, self, args[0]) ? ORR_NULL : result;
    }
    if (nargs != 1) return orr_raise(vm, vm->exc.TypeError, " expected 1 argument, got %zu", nargs);
    OrrValue times = orr_index(vm, args[0]);
    if (times == ORR_NULL) return ORR_NULL;
    OrrValue result = f(vm, self, times);
    orr_release(vm, times);
    return result;
}

static OrrValue wrapper_apply(OrrVm *vm, const SlotWrapper *w, OrrValue self, const OrrValue *args, size_t nargs,
                              OrrValue kwnames) {
    const OrrSlots *slots = &w->owner->slots;
    AnyFunction f = get_slot(slots, w->def->offset);
    SlotKind kind = (SlotKind)w->def->kind;
    if (kind != KIND_CALL && kind != KIND_INIT && kwnames != ORR_NULL && orr_as_tuple(kwnames)->count > 0)
        return orr_raise(vm, vm->exc.TypeError, "wrapper %s() takes no keyword arguments", w->def->name);
    switch (kind) {
    case KIND_UNARY:
    case KIND_FINALISE: return want(vm, w, nargs, 0, 0) ? ((OrrUnarySlot)f)(vm, self) : ORR_NULL;
    case KIND_NEXT: {
        if (!want(vm, w, nargs, 0, 0)) return ORR_NULL;
        OrrValue item = slots->next(vm, self);
        if (item == ORR_NULL && vm->exception == ORR_NULL) orr_raise_stop_iteration(vm, ORR_NONE);
        return item;
    }
    case KIND_BINARY:
        if (w->def->op == ORR_POW && nargs == 2) return orr_power(vm, self, args[0], args[1]);
        if (concatenates(w)) return apply_sequence(vm, w, self, args, nargs);
        return want(vm, w, nargs, 1, 1) ? ((OrrBinarySlot)f)(vm, self, args[0]) : ORR_NULL;
    case KIND_INPLACE:
        if (concatenates(w)) return apply_sequence(vm, w, self, args, nargs);
        return want(vm, w, nargs, 1, 1) ? ((OrrBinarySlot)f)(vm, self, args[0]) : ORR_NULL;
    case KIND_REFLECTED:
        if (concatenates(w)) return apply_sequence(vm, w, self, args, nargs);
        return want(vm, w, nargs, 1, 1) ? ((OrrBinarySlot)f)(vm, args[0], self) : ORR_NULL;
    case KIND_COMPARE:
        return want(vm, w, nargs, 1, 1) ? slots->compare(vm, self, args[0], (OrrCompareOp)w->def->op) : ORR_NULL;
    case KIND_HASH: {
        int64_t hash;
        return want(vm, w, nargs, 0, 0) && slots->hash(vm, self, &hash) ? orr_int(vm, hash) : ORR_NULL;
    }
    case KIND_TRUTH: return want(vm, w, nargs, 0, 0) ? bool_if(slots->truth(vm, self)) : ORR_NULL;
    case KIND_LENGTH: {
        int64_t length = want(vm, w, nargs, 0, 0) ? slots->length(vm, self) : -1;
        return length < 0 ? ORR_NULL : orr_int(vm, length);
    }
    case KIND_GETITEM: return want(vm, w, nargs, 1, 1) ? slots->getitem(vm, self, args[0]) : ORR_NULL;
    case KIND_SETITEM: return none_if(want(vm, w, nargs, 2, 2) && slots->setitem(vm, self, args[0], args[1]));
    case KIND_DELITEM: return none_if(want(vm, w, nargs, 1, 1) && slots->setitem(vm, self, args[0], ORR_NULL));
    case KIND_CONTAINS: return want(vm, w, nargs, 1, 1) ? bool_if(slots->contains(vm, self, args[0])) : ORR_NULL;
    case KIND_CALL: return slots->call(vm, self, args, nargs, kwnames);
    case KIND_INIT: return none_if(slots->init(vm, self, args, nargs, kwnames));
    case KIND_GETATTRIBUTE:
    case KIND_GETATTR:
        if (!want(vm, w, nargs, 1, 1) || !name_argument(vm, args[0])) return ORR_NULL;
        return slots->getattr(vm, self, orr_as_str(args[0]));
    case KIND_SETATTR:
        return none_if(want(vm, w, nargs, 2, 2) && name_argument(vm, args[0]) &&
                       slots->setattr(vm, self, orr_as_str(args[0]), args[1]));
    case KIND_DELATTR:
        return none_if(want(vm, w, nargs, 1, 1) && name_argument(vm, args[0]) &&
                       slots->setattr(vm, self, orr_as_str(args[0]), ORR_NULL));
    case KIND_GET: {
        if (!want(vm, w, nargs, 1, 2)) return ORR_NULL;
        OrrValue object = args[0] == ORR_NONE ? ORR_NULL : args[0];
        OrrType *owner = nargs > 1 && args[1] != ORR_NONE ? (OrrType *)orr_object(args[1]) : NULL;
        if (object == ORR_NULL && owner == NULL)
            return orr_raise(vm, vm->exc.TypeError, "__get__(None, None) is invalid");
        return slots->descr_get(vm, self, object, owner);
    }
    case KIND_SET: return none_if(want(vm, w, nargs, 2, 2) && slots->descr_set(vm, self, args[0], args[1]));
    case KIND_DELETE: return none_if(want(vm, w, nargs, 1, 1) && slots->descr_set(vm, self, args[0], ORR_NULL));
    }
    return ORR_NULL;
}

static OrrValue wrapper_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const SlotWrapper *w = as_wrapper(self);
    if (nargs == 0)
        return orr_raise(vm, vm->exc.TypeError, "descriptor '%s' of '%N' object needs an argument", w->def->name,
                         w->owner);
    if (!orr_is_instance(vm, args[0], w->owner))
        return orr_raise(vm, vm->exc.TypeError, "descriptor '%s' requires a '%N' object but received a '%T'",
                         w->def->name, w->owner, args[0]);
    return wrapper_apply(vm, w, args[0], args + 1, nargs - 1, kwnames);
}
static void wrapper_destroy(OrrVm *vm, OrrObject *self) {
    orr_release_object(vm, ((SlotWrapper *)self)->owner);
    orr_free_object(vm, self, sizeof(SlotWrapper));
}
static void wrapper_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit(context, &((SlotWrapper *)self)->owner->head);
}
static OrrValue wrapper_repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "<slot wrapper '%s' of '%N' objects>", as_wrapper(self)->def->name, as_wrapper(self)->owner);
}
static OrrValue wrapper_name(OrrVm *vm, OrrValue self) {
    return orr_str_intern_cstring(vm, as_wrapper(self)->def->name);
}
static OrrValue wrapper_qualname(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "%U.%s", as_wrapper(self)->owner->qualname, as_wrapper(self)->def->name);
}
static OrrValue wrapper_owner(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(as_wrapper(self)->owner));
}
static OrrValue wrapper_doc(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return ORR_NONE;
}
static const OrrGetSetDef wrapper_getsets[] = {
    {"__name__", wrapper_name, NULL},
    {"__qualname__", wrapper_qualname, NULL},
    {"__objclass__", wrapper_owner, NULL},
    {"__doc__", wrapper_doc, NULL},
    {NULL, NULL, NULL},
};

typedef struct MethodWrapper {
    OrrObject head;
    SlotWrapper *wrapper;
    OrrValue self;
} MethodWrapper;

static OrrValue wrapper_get(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner) {
    (void)owner;
    if (object == ORR_NULL) return orr_retain(self);
    MethodWrapper *m = orr_new_object(vm, vm->types.method_wrapper, sizeof *m);
    if (m == NULL) return ORR_NULL;
    m->wrapper = as_wrapper(orr_retain(self));
    m->self = orr_retain(object);
    return orr_value(m);
}
const OrrTypeSpec orr_slot_wrapper_spec = {
    .name = "wrapper_descriptor",
    .size = sizeof(SlotWrapper),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES | ORR_TYPE_METHOD_DESCR,
    .slots = {.destroy = wrapper_destroy,
              .traverse = wrapper_traverse,
              .call = wrapper_call,
              .repr = wrapper_repr,
              .descr_get = wrapper_get},
    .getsets = wrapper_getsets,
};

static MethodWrapper *as_method_wrapper(OrrValue v) {
    return (MethodWrapper *)orr_object(v);
}
static void method_wrapper_destroy(OrrVm *vm, OrrObject *self) {
    orr_release_object(vm, ((MethodWrapper *)self)->wrapper);
    orr_release(vm, ((MethodWrapper *)self)->self);
    orr_free_object(vm, self, sizeof(MethodWrapper));
}
static void method_wrapper_traverse(OrrObject *self, OrrVisit visit, void *context) {
    visit(context, &((MethodWrapper *)self)->wrapper->head);
    if (orr_is_object(((MethodWrapper *)self)->self)) visit(context, orr_object(((MethodWrapper *)self)->self));
}
static OrrValue method_wrapper_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return wrapper_apply(vm, as_method_wrapper(self)->wrapper, as_method_wrapper(self)->self, args, nargs, kwnames);
}
static OrrValue method_wrapper_repr(OrrVm *vm, OrrValue self) {
    MethodWrapper *m = as_method_wrapper(self);
    return orr_format(vm, "<method-wrapper '%s' of %T object at %A>", m->wrapper->def->name, m->self, m->self);
}
static OrrValue method_wrapper_name(OrrVm *vm, OrrValue self) {
    return wrapper_name(vm, orr_value(as_method_wrapper(self)->wrapper));
}
static OrrValue method_wrapper_qualname(OrrVm *vm, OrrValue self) {
    return wrapper_qualname(vm, orr_value(as_method_wrapper(self)->wrapper));
}
static OrrValue method_wrapper_self(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_method_wrapper(self)->self);
}
static const OrrGetSetDef method_wrapper_getsets[] = {
    {"__name__", method_wrapper_name, NULL},
    {"__qualname__", method_wrapper_qualname, NULL},
    {"__self__", method_wrapper_self, NULL},
    {"__doc__", wrapper_doc, NULL},
    {NULL, NULL, NULL},
};
const OrrTypeSpec orr_method_wrapper_spec = {
    .name = "method-wrapper",
    .size = sizeof(MethodWrapper),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = method_wrapper_destroy,
              .traverse = method_wrapper_traverse,
              .call = method_wrapper_call,
              .repr = method_wrapper_repr},
    .getsets = method_wrapper_getsets,
};
