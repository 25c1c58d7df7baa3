/* bool: an int that prints as a word, and whose & | ^ stay bools. */
#include "sim/vm/abstract.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"

static OrrValue bool_construct(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)cls;
    if (!orr_no_keywords(vm, "bool", kwnames)) return ORR_NULL;
    if (nargs > 1) return orr_raise(vm, vm->exc.TypeError, "bool expected at most 1 argument, got %zu", nargs);
    if (nargs == 0) return ORR_FALSE;
    int truth = orr_truth(vm, args[0]);
    return truth < 0 ? ORR_NULL : orr_bool(truth > 0);
}

static OrrValue bool_repr(OrrVm *vm, OrrValue self) {
    return orr_str_intern_cstring(vm, self == ORR_TRUE ? "True" : "False");
}

static OrrValue bool_and(OrrVm *vm, OrrValue a, OrrValue b) {
    if (orr_is_bool(a) && orr_is_bool(b)) return orr_bool(a == ORR_TRUE && b == ORR_TRUE);
    return orr_int_and_slot(vm, a, b);
}
static OrrValue bool_or(OrrVm *vm, OrrValue a, OrrValue b) {
    if (orr_is_bool(a) && orr_is_bool(b)) return orr_bool(a == ORR_TRUE || b == ORR_TRUE);
    return orr_int_or_slot(vm, a, b);
}
static OrrValue bool_xor(OrrVm *vm, OrrValue a, OrrValue b) {
    if (orr_is_bool(a) && orr_is_bool(b)) return orr_bool(a != b);
    return orr_int_xor_slot(vm, a, b);
}

const OrrTypeSpec orr_bool_spec = {
    .name = "bool",
    .doc = "Returns True when the argument is true, False otherwise.\nThe builtins True and False are the only two "
           "instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
    .size = sizeof(OrrBigInt),
    .flags = ORR_TYPE_INT_SUB | ORR_TYPE_MATCH_SELF,
    .slots = {.new_object = bool_construct,
              .repr = bool_repr,
              .binary = {[ORR_AND] = bool_and, [ORR_OR] = bool_or, [ORR_XOR] = bool_xor}},
};
