/* _operator: the operators as functions. operator.py adds the names with underscores. */
#include "sim/lib/modules.h"
#include "sim/lib/operator.h"
#include "sim/vm/abstract.h"
#include "sim/vm/function.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/str.h"

#define BINARY(name, op)                                                                                               \
    static OrrValue op_##name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {        \
        (void)self, (void)nargs, (void)kwnames;                                                                        \
        return orr_binary(vm, op, args[0], args[1]);                                                                   \
    }                                                                                                                  \
    static OrrValue op_i##name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {       \
        (void)self, (void)nargs, (void)kwnames;                                                                        \
        return orr_inplace(vm, op, args[0], args[1]);                                                                  \
    }
BINARY(add, ORR_ADD)
BINARY(and, ORR_AND)
BINARY(floordiv, ORR_FLOORDIV)
BINARY(lshift, ORR_LSHIFT)
BINARY(matmul, ORR_MATMUL)
BINARY(mod, ORR_MOD)
BINARY(mul, ORR_MUL)
BINARY(or, ORR_OR)
BINARY(pow, ORR_POW)
BINARY(rshift, ORR_RSHIFT)
BINARY(sub, ORR_SUB)
BINARY(truediv, ORR_TRUEDIV)
BINARY(xor, ORR_XOR)

#define COMPARE(name, op)                                                                                              \
    static OrrValue op_##name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {        \
        (void)self, (void)nargs, (void)kwnames;                                                                        \
        return orr_compare(vm, args[0], args[1], op);                                                                  \
    }
COMPARE(lt, ORR_LT)
COMPARE(le, ORR_LE)
COMPARE(eq, ORR_EQ)
COMPARE(ne, ORR_NE)
COMPARE(gt, ORR_GT)
COMPARE(ge, ORR_GE)

#define UNARY(name, op)                                                                                                \
    static OrrValue op_##name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {        \
        (void)self, (void)nargs, (void)kwnames;                                                                        \
        return orr_unary(vm, op, args[0]);                                                                             \
    }
UNARY(abs, ORR_ABS)
UNARY(invert, ORR_INVERT)
UNARY(neg, ORR_NEG)
UNARY(pos, ORR_POS)

static OrrValue op_not(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int truth = orr_truth(vm, args[0]);
    return truth < 0 ? ORR_NULL : orr_bool(!truth);
}
static OrrValue op_truth(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int truth = orr_truth(vm, args[0]);
    return truth < 0 ? ORR_NULL : orr_bool(truth);
}
static OrrValue op_is(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)nargs, (void)kwnames;
    return orr_bool(args[0] == args[1]);
}
static OrrValue op_is_not(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)self, (void)nargs, (void)kwnames;
    return orr_bool(args[0] != args[1]);
}
static OrrValue op_index(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_index(vm, args[0]);
}

static OrrValue op_getitem(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_getitem(vm, args[0], args[1]);
}
static OrrValue op_setitem(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_setitem(vm, args[0], args[1], args[2]) ? ORR_NONE : ORR_NULL;
}
static OrrValue op_delitem(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_setitem(vm, args[0], args[1], ORR_NULL) ? ORR_NONE : ORR_NULL;
}
static OrrValue op_contains(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int inside = orr_contains(vm, args[0], args[1]);
    return inside < 0 ? ORR_NULL : orr_bool(inside);
}

/* concat: + of what has items. */
static bool check_sequence(OrrVm *vm, OrrValue v) {
    const OrrType *type = orr_type_of(vm, v);
    return (type->slots.getitem != NULL && !(type->flags & ORR_TYPE_DICT_SUB)) ||
           orr_fail(vm, vm->exc.TypeError, "'%T' object can't be concatenated", v);
}
static OrrValue op_concat(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return check_sequence(vm, args[0]) ? orr_binary(vm, ORR_ADD, args[0], args[1]) : ORR_NULL;
}
static OrrValue op_iconcat(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return check_sequence(vm, args[0]) ? orr_inplace(vm, ORR_ADD, args[0], args[1]) : ORR_NULL;
}

/* How often item is in iterable, or (first) its place: -1 nowhere, -2 error. */
static int64_t search(OrrVm *vm, OrrValue iterable, OrrValue item, bool first) {
    OrrValue iterator = orr_iter(vm, iterable);
    if (iterator == ORR_NULL) return -2;
    int64_t count = 0, found = first ? -1 : 0;
    for (;; count++) {
        OrrValue have = orr_next(vm, iterator);
        if (have == ORR_NULL) break;
        int equal = orr_equal(vm, have, item);
        orr_release(vm, have);
        if (equal < 0) break;
        if (equal && first) {
            found = count;
            break;
        }
        found += equal;
    }
    orr_release(vm, iterator);
    return vm->exception != ORR_NULL ? -2 : found;
}

static OrrValue op_count_of(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t n = search(vm, args[0], args[1], false);
    return n == -2 ? ORR_NULL : orr_small_int(n);
}
static OrrValue op_index_of(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t at = search(vm, args[0], args[1], true);
    if (at == -1) return orr_raise(vm, vm->exc.ValueError, "sequence.index(x): x not in sequence");
    return at < 0 ? ORR_NULL : orr_small_int(at);
}

static OrrValue op_length_hint(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    int64_t otherwise = 0;
    if (nargs > 1 && !orr_to_index(vm, args[1], vm->exc.OverflowError, &otherwise)) return ORR_NULL;
    int64_t hint = orr_length_hint(vm, args[0], otherwise);
    return vm->exception != ORR_NULL ? ORR_NULL : orr_int(vm, hint);
}

static OrrValue op_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    if (nargs == 0) return orr_raise(vm, vm->exc.TypeError, "call expected at least 1 argument, got 0");
    return orr_call(vm, args[0], args + 1, nargs - 1, kwnames);
}

#define TWO(name, function) ORR_DEF_RANGE(name, function, 2, 2)

static const OrrMethodDef functions[] = {
    ORR_DEF_ONE("abs", op_abs),
    TWO("add", op_add),
    TWO("and_", op_and),
    ORR_DEF_KEYWORDS("call", op_call),
    TWO("concat", op_concat),
    TWO("contains", op_contains),
    TWO("countOf", op_count_of),
    TWO("delitem", op_delitem),
    TWO("eq", op_eq),
    TWO("floordiv", op_floordiv),
    TWO("ge", op_ge),
    TWO("getitem", op_getitem),
    TWO("gt", op_gt),
    TWO("iadd", op_iadd),
    TWO("iand", op_iand),
    TWO("iconcat", op_iconcat),
    TWO("ifloordiv", op_ifloordiv),
    TWO("ilshift", op_ilshift),
    TWO("imatmul", op_imatmul),
    TWO("imod", op_imod),
    TWO("imul", op_imul),
    ORR_DEF_ONE("index", op_index),
    TWO("indexOf", op_index_of),
    ORR_DEF_ONE("inv", op_invert),
    ORR_DEF_ONE("invert", op_invert),
    TWO("ior", op_ior),
    TWO("ipow", op_ipow),
    TWO("irshift", op_irshift),
    TWO("is_", op_is),
    TWO("is_not", op_is_not),
    TWO("isub", op_isub),
    TWO("itruediv", op_itruediv),
    TWO("ixor", op_ixor),
    TWO("le", op_le),
    ORR_DEF_RANGE("length_hint", op_length_hint, 1, 2),
    TWO("lshift", op_lshift),
    TWO("lt", op_lt),
    TWO("matmul", op_matmul),
    TWO("mod", op_mod),
    TWO("mul", op_mul),
    TWO("ne", op_ne),
    ORR_DEF_ONE("neg", op_neg),
    ORR_DEF_ONE("not_", op_not),
    TWO("or_", op_or),
    ORR_DEF_ONE("pos", op_pos),
    TWO("pow", op_pow),
    TWO("rshift", op_rshift),
    ORR_DEF_RANGE("setitem", op_setitem, 3, 3),
    TWO("sub", op_sub),
    TWO("truediv", op_truediv),
    ORR_DEF_ONE("truth", op_truth),
    TWO("xor", op_xor),
    ORR_DEF_END,
};

OrrValue orr_lib_operator(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "_operator");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_functions(vm, module, functions) &&
        orr_module_add_type(vm, module, &orr_itemgetter_spec, NULL) != NULL &&
        orr_module_add_type(vm, module, &orr_attrgetter_spec, NULL) != NULL &&
        orr_module_add_type(vm, module, &orr_methodcaller_spec, NULL) != NULL) {
        return module;
    }
    orr_release(vm, module);
    return ORR_NULL;
}
