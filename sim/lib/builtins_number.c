/* Builtins on numbers and single values: abs, bin, chr, divmod, hash, hex, id, oct, ord, pow, round. */
#include "sim/lib/builtins.h"
#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/format.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"

static OrrValue builtin_abs(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_unary(vm, ORR_ABS, args[0]);
}

static OrrValue in_base(OrrVm *vm, OrrValue v, char type) {
    OrrValue n = orr_index(vm, v);
    if (n == ORR_NULL) return ORR_NULL;
    OrrValue text = orr_format_int_digits(vm, n, type, 1, ORR_FORMAT_ALTERNATE);
    orr_release(vm, n);
    return text;
}

static OrrValue builtin_bin(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return in_base(vm, args[0], 'b');
}
static OrrValue builtin_oct(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return in_base(vm, args[0], 'o');
}
static OrrValue builtin_hex(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return in_base(vm, args[0], 'x');
}

static OrrValue builtin_chr(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t code;
    if (!orr_to_index(vm, args[0], NULL, &code)) return ORR_NULL;
    if (code < 0 || code > 0x10FFFF) return orr_raise(vm, vm->exc.ValueError, "chr() arg not in range(0x110000)");
    return orr_str_from_char(vm, (uint32_t)code);
}

static OrrValue builtin_ord(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrByteView view;
    size_t length;
    if (orr_is_str(args[0])) {
        length = orr_as_str(args[0])->length;
        if (length == 1) return orr_small_int(orr_str_at(orr_as_str(args[0]), 0));
    } else if (orr_byte_view(vm, args[0], &view)) {
        length = view.length;
        if (length == 1) return orr_small_int(view.data[0]);
    } else {
        return orr_raise(vm, vm->exc.TypeError, "ord() expected string of length 1, but %T found", args[0]);
    }
    return orr_raise(vm, vm->exc.TypeError, "ord() expected a character, but string of length %zu found", length);
}

static OrrValue builtin_divmod(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_binary(vm, ORR_DIVMOD, args[0], args[1]);
}

static OrrValue builtin_hash(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t hash;
    return orr_hash(vm, args[0], &hash) ? orr_int(vm, hash) : ORR_NULL;
}

static OrrValue builtin_id(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return orr_int_from_u64(vm, orr_value_id(vm, args[0]));
}

static OrrValue builtin_pow(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"base", "exp", "mod", NULL};
    static const OrrSignature signature = {"pow", names, 0, 3, 2, 3};
    OrrValue out[3];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    return orr_power(vm, out[0], out[1], out[2] == ORR_NULL ? ORR_NONE : out[2]);
}

static OrrValue builtin_round(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"number", "ndigits", NULL};
    static const OrrSignature signature = {"round", names, 0, 2, 1, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrValue method = orr_lookup_special(vm, out[0], ORR_NAME(vm, __round__));
    if (method == ORR_NULL) {
        if (vm->exception != ORR_NULL) return ORR_NULL;
        return orr_raise(vm, vm->exc.TypeError, "type %T doesn't define __round__ method", out[0]);
    }
    OrrValue result = out[1] == ORR_NULL || out[1] == ORR_NONE ? orr_call0(vm, method) : orr_call1(vm, method, out[1]);
    orr_release(vm, method);
    return result;
}

const OrrMethodDef orr_builtins_number[] = {
    ORR_DEF_ONE("abs", builtin_abs),
    ORR_DEF_ONE("bin", builtin_bin),
    ORR_DEF_ONE("chr", builtin_chr),
    ORR_DEF_RANGE("divmod", builtin_divmod, 2, 2),
    ORR_DEF_ONE("hash", builtin_hash),
    ORR_DEF_ONE("hex", builtin_hex),
    ORR_DEF_ONE("id", builtin_id),
    ORR_DEF_ONE("oct", builtin_oct),
    ORR_DEF_ONE("ord", builtin_ord),
    ORR_DEF_KEYWORDS("pow", builtin_pow),
    ORR_DEF_KEYWORDS("round", builtin_round),
    ORR_DEF_END,
};
