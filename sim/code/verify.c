/* The verifier: what the VM may take for granted about an image.
 *
 * One pass over the instructions marks where each starts and checks its operands by their kind; a second one checks
 * that jumps land on starts. Register runs, and what an instruction writes beyond one register, are known per opcode.
 */
#include "sim/code/code.h"

#include <stdlib.h>
#include <string.h>

#define NESTING_MAX 2000u

typedef struct Check {
    const OrrCodeImage *image;
    unsigned char *starts; /* per word: 1 where an instruction starts */
    const char *why;
    uint32_t where;
    uint32_t depth;
} Check;

static bool fail(Check *check, const char *why) {
    check->why = why;
    return false;
}

/* Registers */

static bool registers(Check *check, uint32_t first, uint32_t count) {
    if (first + count > check->image->nregs) return fail(check, "register out of range");
    return true;
}

/* How many registers from the operand on belong to it. which: 0 a, 1 b, 2 c. */
static uint32_t extent(const OrrInstr *instr, int which) {
    switch ((OrrOp)instr->op) {
    case ORR_OP_LOAD_METHOD:
    case ORR_OP_LOAD_SPECIAL:
    case ORR_OP_MATCH_GROUP: return which == 0 ? 2 : 1;
    case ORR_OP_LOAD_SUPER_METHOD: return which == 0 ? 2 : 3;
    case ORR_OP_LOAD_SUPER_ATTR:
    case ORR_OP_MAKE_SUPER:
    case ORR_OP_MAKE_SLICE: return which == 1 ? 3 : 1;
    case ORR_OP_EXC_TRIPLE: return which == 0 ? 3 : 1;
    case ORR_OP_LOAD_NAME_OR_CELL: return which == 1 ? 2 : 1;
    case ORR_OP_BUILD_TUPLE:
    case ORR_OP_BUILD_LIST:
    case ORR_OP_BUILD_SET:
    case ORR_OP_BUILD_STRING: return which == 1 ? instr->c : 1;
    case ORR_OP_BUILD_MAP: return which == 1 ? 2u * instr->c : 1;
    case ORR_OP_UNPACK: return which == 0 ? instr->c : 1;
    case ORR_OP_UNPACK_EX: return which == 0 ? (instr->c & 255u) + 1u + (instr->c >> 8) : 1;
    case ORR_OP_CALL:
    case ORR_OP_CALL_KW: return which == 1 ? 2u + instr->c : 1;
    case ORR_OP_CALL_EX: return which == 1 ? 4 : 1;
    case ORR_OP_MAKE_FUNCTION: return which == 2 ? (uint32_t)__builtin_popcount(ORR_MODE(*instr) & 15u) : 1;
    case ORR_OP_IMPORT_NAME: return which == 2 ? 2 : 1;
    case ORR_OP_MATCH_CLASS: return which == 1 ? 3 : 1;
    case ORR_OP_INTRINSIC:
        if (which != 1 || instr->c >= ORR_INTRINSIC_COUNT) return 1;
        return orr_intrinsic_operands[instr->c];
    default: return 1;
    }
}

/* Operands */

static bool operand(Check *check, const OrrInstr *instr, OrrOperand kind, uint32_t value, int which) {
    const OrrCodeImage *image = check->image;
    switch (kind) {
    case ORR_OPERAND_none:
        if (value != 0) return fail(check, "unused operand is not zero");
        return true;
    case ORR_OPERAND_dst:
    case ORR_OPERAND_reg:
    case ORR_OPERAND_rw: return registers(check, value, extent(instr, which));
    case ORR_OPERAND_base: {
        uint32_t count = extent(instr, which);
        if (count == 0) return true;
        return registers(check, value, count);
    }
    case ORR_OPERAND_konst:
        if (value >= image->const_count) return fail(check, "constant out of range");
        return true;
    case ORR_OPERAND_name:
        if (value >= image->name_count) return fail(check, "name out of range");
        return true;
    case ORR_OPERAND_code:
        if (value >= image->code_count) return fail(check, "code out of range");
        return true;
    default: return true;
    }
}

static bool has_register(OrrOperand kind) {
    return kind == ORR_OPERAND_dst || kind == ORR_OPERAND_reg || kind == ORR_OPERAND_rw || kind == ORR_OPERAND_base;
}

/* RAISE reads as many registers as its mode says, FORMAT one less in mode 4. */
static bool is_read(const OrrInstr *instr, int which) {
    if (instr->op == ORR_OP_RAISE) return (unsigned)which < ORR_MODE(*instr);
    if (instr->op == ORR_OP_FORMAT && which == 2) return (ORR_MODE(*instr) & 4u) == 0;
    if (instr->op == ORR_OP_MAKE_FUNCTION && which == 2) return (ORR_MODE(*instr) & 15u) != 0;
    return true;
}

/* Only a temporary may be consumed; a local keeps its value. */
static bool kill(Check *check, const OrrInstr *instr, OrrOperand kind, uint32_t value, unsigned bit) {
    if (!(instr->x & bit)) return true;
    if (!has_register(kind)) return fail(check, "kill bit without a register");
    if (value < check->image->first_temp) return fail(check, "a local would be consumed");
    return true;
}

static bool operands(Check *check, const OrrInstr *instr, const OrrOpInfo *info) {
    const OrrOperand kinds[3] = {(OrrOperand)info->a, (OrrOperand)info->b, (OrrOperand)info->c};
    const uint32_t values[3] = {instr->a, instr->b, instr->c};
    static const unsigned bits[3] = {ORR_KILL_A, ORR_KILL_B, ORR_KILL_C};
    for (int which = 0; which < 3; which++) {
        if (!is_read(instr, which)) continue;
        if (!operand(check, instr, kinds[which], values[which], which)) return false;
        if (!kill(check, instr, kinds[which], values[which], bits[which])) return false;
    }
    return true;
}

static bool mode(Check *check, const OrrInstr *instr) {
    unsigned most = 0;
    switch ((OrrOp)instr->op) {
    case ORR_OP_RAISE:
    case ORR_OP_GET_AWAITABLE: most = 2; break;
    case ORR_OP_LOAD_SPECIAL: most = 3; break;
    case ORR_OP_FORMAT:
    case ORR_OP_CALL_EX: most = 7; break;
    case ORR_OP_MAKE_FUNCTION: most = 15; break;
    default: most = 1; break;
    }
    if (ORR_MODE(*instr) > most) return fail(check, "mode out of range");
    return true;
}

static bool special(Check *check, const OrrInstr *instr) {
    if (instr->op == ORR_OP_INTRINSIC && instr->c >= ORR_INTRINSIC_COUNT) return fail(check, "no such intrinsic");
    if (instr->op == ORR_OP_EXT) return fail(check, "operand word without its instruction");
    if (instr->op != ORR_OP_CALL_KW) return true;
    const OrrInstr *ext = instr + 1;
    if (ext->op != ORR_OP_EXT || ext->a >= check->image->const_count) return fail(check, "operand word is wrong");
    const OrrConst *names = &check->image->consts[ext->a];
    if (names->kind != ORR_CONST_TUPLE || names->count == 0 || names->count > instr->c) {
        return fail(check, "keyword names are wrong");
    }
    return true;
}

/* Instructions */

static bool ends(const OrrInstr *instr) {
    return instr->op == ORR_OP_RETURN || instr->op == ORR_OP_RETURNK || instr->op == ORR_OP_RAISE ||
           instr->op == ORR_OP_RERAISE || instr->op == ORR_OP_JUMP || instr->op == ORR_OP_LOOP;
}

static bool first_pass(Check *check) {
    const OrrCodeImage *image = check->image;
    const OrrInstr *last = NULL;
    uint32_t at = 0;
    while (at < image->instr_count) {
        const OrrInstr *instr = &image->instrs[at];
        check->where = at;
        if (instr->op >= ORR_OP_COUNT) return fail(check, "no such opcode");
        const OrrOpInfo *info = &orr_op_info[instr->op];
        if (image->instr_count - at <= info->words) return fail(check, "operand word is missing");
        check->starts[at] = 1;
        if (!mode(check, instr) || !special(check, instr) || !operands(check, instr, info)) return false;
        for (uint32_t i = 1; i <= info->words && instr->op != ORR_OP_CALL_KW; i++) {
            static const OrrInstr zero;
            if (memcmp(instr + i, &zero, sizeof zero) != 0) return fail(check, "cache word is not zero");
        }
        last = instr;
        at += 1u + info->words;
    }
    if (last == NULL || !ends(last)) return fail(check, "control runs off the end");
    return true;
}

static bool jump(Check *check, uint32_t at, int64_t target, bool backwards) {
    if (target < 0 || target >= check->image->instr_count || !check->starts[target]) {
        return fail(check, "jump to no instruction");
    }
    if (backwards != (target <= (int64_t)at)) return fail(check, "jump in the wrong direction");
    return true;
}

static bool second_pass(Check *check) {
    const OrrCodeImage *image = check->image;
    for (uint32_t at = 0; at < image->instr_count; at++) {
        if (!check->starts[at]) continue;
        const OrrInstr *instr = &image->instrs[at];
        const OrrOpInfo *info = &orr_op_info[instr->op];
        int64_t next = (int64_t)at + 1 + info->words;
        bool good = true;
        check->where = at;
        if (info->b == ORR_OPERAND_jump) good = jump(check, at, orr_instr_wide(*instr), instr->op == ORR_OP_LOOP);
        else if (info->c == ORR_OPERAND_rel) good = jump(check, at, next + (int16_t)instr->c, false);
        else if (info->c == ORR_OPERAND_fwd) good = jump(check, at, next + instr->c, false);
        if (!good) return false;
    }
    return true;
}

/* Tables */

static bool exceptions(Check *check) {
    const OrrCodeImage *image = check->image;
    uint32_t end = 0;
    for (uint32_t i = 0; i < image->exception_count; i++) {
        const OrrException *range = &image->exceptions[i];
        check->where = range->start;
        if (range->start < end || range->start >= range->end || range->end > image->instr_count) {
            return fail(check, "exception ranges are not in order");
        }
        if (!check->starts[range->start] || (range->end < image->instr_count && !check->starts[range->end])) {
            return fail(check, "exception range cuts an instruction");
        }
        if (range->target >= image->instr_count || !check->starts[range->target]) {
            return fail(check, "exception handler is no instruction");
        }
        if (range->clear_from < image->first_temp || range->exc_reg < range->clear_from ||
            range->exc_reg >= image->nregs) {
            return fail(check, "exception handler's registers are wrong");
        }
        end = range->end;
    }
    return true;
}

static bool head(Check *check) {
    const OrrCodeImage *image = check->image;
    uint32_t params = (uint32_t)image->arg_count + image->kwonly_count + ((image->flags & ORR_CODE_VARARGS) != 0) +
                      ((image->flags & ORR_CODE_VARKEYWORDS) != 0);
    if (image->instr_count == 0 || image->instr_count > INT32_MAX) return fail(check, "no code");
    if (image->posonly_count > image->arg_count || params > image->nlocals) return fail(check, "parameters are wrong");
    if ((uint32_t)image->nlocals + image->nfree != image->first_temp || image->first_temp > image->nregs) {
        return fail(check, "register layout is wrong");
    }
    if ((image->flags & ORR_CODE_NAMESPACE) && image->nlocals == 0) return fail(check, "no register for the namespace");
    if ((image->flags & ORR_CODE_HAS_DOC) && (image->const_count == 0 || image->consts[0].kind != ORR_CONST_STR)) {
        return fail(check, "docstring is wrong");
    }
    return true;
}

static bool constant(Check *check, const OrrConst *value, uint32_t depth) {
    if (value->kind > ORR_CONST_FROZENSET || depth > NESTING_MAX) return fail(check, "constant is wrong");
    if (value->kind == ORR_CONST_BIG_INT && (value->as.text.length == 0 || !(value->base == 2 || value->base == 8 ||
                                                                             value->base == 10 || value->base == 16))) {
        return fail(check, "constant is wrong");
    }
    if (value->kind != ORR_CONST_TUPLE && value->kind != ORR_CONST_FROZENSET) return true;
    for (uint32_t i = 0; i < value->count; i++) {
        if (!constant(check, &value->as.items[i], depth + 1)) return false;
    }
    return true;
}

static bool one(Check *check);

static bool nested(Check *check) {
    const OrrCodeImage *image = check->image;
    if (check->depth >= NESTING_MAX) return fail(check, "nested too deep");
    for (uint32_t i = 0; i < image->code_count; i++) {
        Check inner = {.image = image->codes[i], .depth = check->depth + 1};
        if (one(&inner)) continue;
        check->why = inner.why;
        check->where = inner.where;
        return false;
    }
    return true;
}

static bool one(Check *check) {
    check->where = 0;
    if (!head(check)) return false;
    for (uint32_t i = 0; i < check->image->const_count; i++) {
        if (!constant(check, &check->image->consts[i], 0)) return false;
    }
    check->starts = calloc(check->image->instr_count, 1);
    if (check->starts == NULL) return fail(check, ORR_CODE_NO_MEMORY);
    bool good = first_pass(check) && second_pass(check) && exceptions(check);
    free(check->starts);
    return good && nested(check);
}

bool orr_code_verify(const OrrCodeImage *image, const char **why, uint32_t *where) {
    Check check = {.image = image};
    bool good = one(&check);
    if (why != NULL) *why = check.why;
    if (where != NULL) *where = check.where;
    return good;
}
