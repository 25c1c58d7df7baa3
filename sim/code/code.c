#include "sim/code/code.h"

const OrrOpInfo orr_op_info[ORR_OP_COUNT] = {
#define OP(name, a, b, c, words, text)                                                                                 \
    {#name, ORR_OPERAND_##a, ORR_OPERAND_##b, ORR_OPERAND_##c, words, text},
#include "sim/code/opcodes.def"
#undef OP
};

const uint8_t orr_intrinsic_operands[ORR_INTRINSIC_COUNT] = {
#define INTRINSIC(name, count, text) count,
#include "sim/code/intrinsics.def"
#undef INTRINSIC
};
