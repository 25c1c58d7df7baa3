/* Code images: what the compiler makes and the VM loads. The seam between sim/lang and sim/vm.
 *
 * An image is plain data in host memory (an OrrRegion that the compiler's caller owns): no VM value, no arena. The VM
 * copies it into its arena as code objects once per run. A module is one image; functions, classes, lambdas,
 * comprehensions (those that are not inlined) and annotation thunks are nested images.
 *
 * The machine is a register machine. Registers of a frame, in order:
 *   0 .. nlocals-1          parameters (positional-only, positional, keyword-only, *args, **kwargs), then other locals.
 *                           A local captured by an inner scope lives in a cell that MAKE_CELL puts into its own
 * register at entry. In a class body and in dynamic code register 0 holds the namespace. nlocals .. first_temp-1 the
 * cells of the free variables, put there by the VM from the function's closure first_temp .. nregs-1   temporaries
 * Module code has its names in globals; class bodies and dynamic code (what compile(), eval() and exec() make) in the
 * namespace (LOAD_NAME ...); functions in registers.
 *
 * An instruction is 64 bits: op, x, a, b, c. See opcodes.def for the operands, kill bits and inline-cache words.
 *
 * Exceptions. A table of ranges, searched from the first entry to the last for the first with start <= pc < end, so
 * inner ranges come first. On a hit the VM releases the registers clear_from .. nregs-1, puts the exception into
 * exc_reg and goes on at target. No entry: the frame ends with the exception.
 *
 * orr_code_verify must accept an image before the VM may run it: it checks that every index is in range, jumps land on
 * instructions (never on a cache word), only LOOP goes backwards, the last instruction can't fall off the end, and
 * tables are sorted and in range. The compiler's images always pass; a failure is a bug in orrery.
 */
#ifndef ORR_CODE_CODE_H
#define ORR_CODE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum OrrOp {
#define OP(name, a, b, c, words, text) ORR_OP_##name,
#include "sim/code/opcodes.def"
#undef OP
    ORR_OP_COUNT
} OrrOp;

typedef enum OrrIntrinsic {
#define INTRINSIC(name, count, text) ORR_INTRINSIC_##name,
#include "sim/code/intrinsics.def"
#undef INTRINSIC
    ORR_INTRINSIC_COUNT
} OrrIntrinsic;

typedef enum OrrOperand {
    ORR_OPERAND_none,
    ORR_OPERAND_dst,
    ORR_OPERAND_reg,
    ORR_OPERAND_rw,
    ORR_OPERAND_base,
    ORR_OPERAND_konst,
    ORR_OPERAND_name,
    ORR_OPERAND_code,
    ORR_OPERAND_count,
    ORR_OPERAND_jump,
    ORR_OPERAND_imm,
    ORR_OPERAND_high,
    ORR_OPERAND_rel,
    ORR_OPERAND_fwd
} OrrOperand;

typedef struct OrrInstr {
    uint8_t op;
    uint8_t x; /* kill bits, mode << 3 */
    uint16_t a, b, c;
} OrrInstr;

#define ORR_KILL_A      0x01u
#define ORR_KILL_B      0x02u
#define ORR_KILL_C      0x04u
#define ORR_MODE_SHIFT  3u
#define ORR_MODE(instr) ((unsigned)(instr).x >> ORR_MODE_SHIFT)

/* Operand b | c << 16 of jump and imm instructions. */
static inline uint32_t orr_instr_wide(OrrInstr instr) {
    return (uint32_t)instr.b | (uint32_t)instr.c << 16;
}

typedef struct OrrOpInfo {
    const char *name;
    uint8_t a, b, c; /* OrrOperand */
    uint8_t words;
    const char *text;
} OrrOpInfo;

/* Indexed by OrrOp. */
extern const OrrOpInfo orr_op_info[ORR_OP_COUNT];
/* Indexed by OrrIntrinsic: how many operands. */
extern const uint8_t orr_intrinsic_operands[ORR_INTRINSIC_COUNT];

typedef struct OrrText {
    const char *utf8; /* WTF-8: surrogate code points may appear; may hold NUL */
    size_t length;    /* bytes */
} OrrText;

typedef enum OrrConstKind {
    ORR_CONST_NONE,
    ORR_CONST_TRUE,
    ORR_CONST_FALSE,
    ORR_CONST_ELLIPSIS,
    ORR_CONST_INT,      /* integer */
    ORR_CONST_BIG_INT,  /* text: digits without prefix, sign or underscores, in base */
    ORR_CONST_FLOAT,    /* real */
    ORR_CONST_COMPLEX,  /* real is the imaginary part */
    ORR_CONST_STR,      /* text; identifier: worth interning */
    ORR_CONST_BYTES,    /* text */
    ORR_CONST_TUPLE,    /* items */
    ORR_CONST_FROZENSET /* items */
} OrrConstKind;

typedef struct OrrConst {
    uint8_t kind; /* OrrConstKind */
    uint8_t base; /* of ORR_CONST_BIG_INT: 2, 8, 10 or 16 */
    bool identifier;
    uint32_t count; /* of items */
    union {
        int64_t integer;
        double real;
        OrrText text;
        const struct OrrConst *items;
    } as;
} OrrConst;

typedef struct OrrException {
    uint32_t start, end; /* instruction indices, [start, end) */
    uint32_t target;
    uint16_t clear_from; /* registers from here on are released */
    uint16_t exc_reg;    /* then the exception goes here */
} OrrException;

/* Where an instruction came from: lines from 1, columns as UTF-8 byte offsets from 0. line 0: no position. */
typedef struct OrrPosition {
    uint32_t line, end_line;
    uint16_t col, end_col; /* 65535: unknown or beyond */
} OrrPosition;

typedef enum OrrCodeFlag {
    ORR_CODE_VARARGS = 1 << 0,     /* has *args */
    ORR_CODE_VARKEYWORDS = 1 << 1, /* has **kwargs */
    ORR_CODE_GENERATOR = 1 << 2,
    ORR_CODE_COROUTINE = 1 << 3,
    ORR_CODE_ASYNC_GENERATOR = 1 << 4,
    ORR_CODE_CLASS_BODY = 1 << 5,
    ORR_CODE_MODULE = 1 << 6,
    ORR_CODE_HAS_DOC = 1 << 7,   /* constant 0 is the docstring */
    ORR_CODE_OPTIMISED = 1 << 8, /* a function: locals in registers */
    ORR_CODE_FUTURE_ANNOTATIONS = 1 << 9,
    ORR_CODE_METHOD = 1 << 10,  /* defined directly in a class body */
    ORR_CODE_DYNAMIC = 1 << 11, /* module code for compile(), eval() and exec() */
    ORR_CODE_UNSEEN = 1 << 12   /* set by the VM: stands for native code, so tracebacks leave it out */
} OrrCodeFlag;

/* Code whose register 0 holds a namespace. */
#define ORR_CODE_NAMESPACE (ORR_CODE_CLASS_BODY | ORR_CODE_DYNAMIC)

typedef struct OrrCodeImage {
    OrrText name, qualname;
    uint32_t flags; /* OrrCodeFlag */
    uint32_t first_line;
    uint16_t posonly_count; /* positional-only parameters */
    uint16_t arg_count;     /* positional parameters, positional-only ones included */
    uint16_t kwonly_count;
    uint16_t nlocals;
    uint16_t nfree;
    uint16_t first_temp; /* nlocals + nfree */
    uint16_t nregs;
    const OrrInstr *instrs; /* cache and EXT words are entries of this array too */
    uint32_t instr_count;
    const OrrConst *consts;
    uint32_t const_count;
    const OrrText *names;
    uint32_t name_count;
    const OrrText *locals;      /* names of registers 0 .. first_temp-1 (empty text for hidden ones) */
    const uint8_t *local_cells; /* per register below nlocals: 1 if it holds a cell */
    const struct OrrCodeImage *const *codes;
    uint32_t code_count;
    const OrrException *exceptions;
    uint32_t exception_count;
    const OrrPosition *positions; /* instr_count of them */
} OrrCodeImage;

#define ORR_CODE_NO_MEMORY "the host has no memory to check it"

/* Checks an image and those nested in it. On failure false, and *why a static text (ORR_CODE_NO_MEMORY: not the image's
 * fault), *where the instruction index. */
bool orr_code_verify(const OrrCodeImage *image, const char **why, uint32_t *where);

#endif
