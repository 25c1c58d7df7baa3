/* The tree: what the parser makes of a source file, and all that the scope analysis and the code generator read of it.
 *
 * It mirrors CPython's Python.asdl (3.14) in names and fields; sim/lang/ast.def is the table and this header expands
 * it: for each kind a constant (ORR_AST_FUNCTION_DEF), a struct (OrrAstFunctionDef, whose first member is the common
 * head) and a checked cast (orr_ast_function_def(node)).
 *
 * What a reader may rely on:
 *   - The whole tree, its names and its constants live in the OrrRegion of the parse and die with it. Nothing in it is
 *     shared with the run's heap, and nothing needs freeing.
 *   - Names are interned within one OrrParseContext: two equal names are the same pointer. For tables use
 *     OrrName.serial (0, 1, 2 ... in order of first appearance), never the address.
 *   - Identifiers are NFKC-normalised, and not mangled: `__x` in a class is the compiler's business, as are all checks
 *     that CPython's symtable and compiler make ('return' outside function, duplicate argument ...).
 *   - Adjacent string literals are joined. A JoinedStr holds Constant (str, never two in a row, never empty) and
 *     FormattedValue; a TemplateStr holds Constant and Interpolation. A format_spec is a JoinedStr.
 *   - Positions: line from 1; columns are byte offsets into the line's UTF-8, from 0; end is exclusive.
 *     orr_source_column() turns a byte column into a character column.
 *   - Sequences of OPTSEQ fields may hold NULL items; those of SEQ fields never do. An empty sequence is {NULL, 0}.
 *   - The parser refuses a program whose tree is deeper than ORR_AST_DEPTH_MAX nodes (also along `a.b.c.d`, `1 + 1 + 1`
 *     and elif chains), so a recursive walk over a tree is safe.
 *   - Type comments are comments: ASDL's type_comment and type_ignores fields are not here.
 */
#ifndef ORR_LANG_AST_H
#define ORR_LANG_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/check.h"

/* No node is more than this many nodes below its module. */
#define ORR_AST_DEPTH_MAX 2000u
/* No comprehension has more `for` than this. */
#define ORR_AST_COMP_LOOPS_MAX 200u

/* An interned identifier. utf8 is followed by a NUL. */
typedef struct OrrName {
    const char *utf8;
    size_t len;
    uint32_t serial; /* in order of first appearance in the context: a key that is the same on every machine */
    uint32_t hash;   /* of the bytes (FNV-1a) */
} OrrName;

typedef enum OrrAstKind {
#define NODE(group, upper, lower, camel, asdl, fields) ORR_AST_##upper,
#include "sim/lang/ast.def"
    ORR_AST_KIND_COUNT
} OrrAstKind;

typedef enum OrrAstGroup {
    ORR_AST_GROUP_MOD,
    ORR_AST_GROUP_STMT,
    ORR_AST_GROUP_EXPR,
    ORR_AST_GROUP_OTHER,
    ORR_AST_GROUP_PATTERN,
    ORR_AST_GROUP_TYPE_PARAM,
} OrrAstGroup;

typedef enum OrrContext { ORR_CONTEXT_LOAD, ORR_CONTEXT_STORE, ORR_CONTEXT_DEL } OrrContext;

typedef enum OrrBoolOp { ORR_BOOL_AND, ORR_BOOL_OR } OrrBoolOp;

typedef enum OrrOperator {
    ORR_OPERATOR_ADD,
    ORR_OPERATOR_SUB,
    ORR_OPERATOR_MULT,
    ORR_OPERATOR_MAT_MULT,
    ORR_OPERATOR_DIV,
    ORR_OPERATOR_MOD,
    ORR_OPERATOR_POW,
    ORR_OPERATOR_L_SHIFT,
    ORR_OPERATOR_R_SHIFT,
    ORR_OPERATOR_BIT_OR,
    ORR_OPERATOR_BIT_XOR,
    ORR_OPERATOR_BIT_AND,
    ORR_OPERATOR_FLOOR_DIV,
} OrrOperator;

typedef enum OrrUnaryOp { ORR_UNARY_INVERT, ORR_UNARY_NOT, ORR_UNARY_U_ADD, ORR_UNARY_U_SUB } OrrUnaryOp;

typedef enum OrrCompareOp {
    ORR_COMPARE_EQ,
    ORR_COMPARE_NOT_EQ,
    ORR_COMPARE_LT,
    ORR_COMPARE_LT_E,
    ORR_COMPARE_GT,
    ORR_COMPARE_GT_E,
    ORR_COMPARE_IS,
    ORR_COMPARE_IS_NOT,
    ORR_COMPARE_IN,
    ORR_COMPARE_NOT_IN,
} OrrCompareOp;

/* The common head of every node. */
typedef struct OrrAst {
    OrrAstKind kind;
    uint32_t line, col;         /* of the first byte; 0, 0 where ASDL has no attributes (module, arguments, ...) */
    uint32_t end_line, end_col; /* just past the last byte */
} OrrAst;

typedef struct OrrAstSeq {
    OrrAst **items;
    size_t count;
} OrrAstSeq;

typedef struct OrrNameSeq {
    const OrrName **items;
    size_t count;
} OrrNameSeq;

typedef struct OrrCompareSeq {
    OrrCompareOp *items;
    size_t count;
} OrrCompareSeq;

typedef enum OrrConstantKind {
    ORR_CONSTANT_NONE,
    ORR_CONSTANT_TRUE,
    ORR_CONSTANT_FALSE,
    ORR_CONSTANT_ELLIPSIS,
    ORR_CONSTANT_INT,       /* small: fits 64 bits, never negative (a minus sign is a UnaryOp) */
    ORR_CONSTANT_BIG_INT,   /* digits: any other int */
    ORR_CONSTANT_FLOAT,     /* real */
    ORR_CONSTANT_IMAGINARY, /* real holds the imaginary part */
    ORR_CONSTANT_STR,       /* bytes: WTF-8, that is UTF-8 in which lone surrogates ('\ud800') are encoded too */
    ORR_CONSTANT_BYTES,     /* bytes */
} OrrConstantKind;

typedef struct OrrConstant {
    OrrConstantKind kind;
    uint32_t base; /* BIG_INT: 2, 8, 10 or 16 */
    union {
        int64_t small;
        double real;
        struct {
            const char *bytes; /* may hold NUL; followed by a NUL that doesn't count */
            size_t len;
            size_t char_count; /* STR: code points */
        } text;
        struct {
            const char *bytes; /* BIG_INT: digits of the base, no prefix, no underscores, no leading zero */
            size_t len;
        } digits;
    } as;
} OrrConstant;

/* The structs: OrrAstFunctionDef and so on. */
#define ONE(name)      OrrAst *name;
#define OPT(name)      OrrAst *name;
#define SEQ(name)      OrrAstSeq name;
#define OPTSEQ(name)   OrrAstSeq name;
#define NAME(name)     const OrrName *name;
#define OPTNAME(name)  const OrrName *name;
#define NAMES(name)    OrrNameSeq name;
#define CONST(name)    OrrConstant name;
#define OPTSTR(name)   const char *name;
#define NUMBER(name)   int32_t name;
#define CONTEXT(name)  OrrContext name;
#define OPERATOR(name) OrrOperator name;
#define UNARY(name)    OrrUnaryOp name;
#define BOOLOP(name)   OrrBoolOp name;
#define COMPARES(name) OrrCompareSeq name;
#define NODE(group, upper, lower, camel, asdl, fields)                                                                 \
    typedef struct OrrAst##camel {                                                                                     \
        OrrAst head;                                                                                                   \
        fields                                                                                                         \
    } OrrAst##camel;
#include "sim/lang/ast.def"

/* The casts: OrrAstFunctionDef *orr_ast_function_def(OrrAst *node), which asserts the kind. */
#define NODE(group, upper, lower, camel, asdl, fields)                                                                 \
    static inline OrrAst##camel *orr_ast_##lower(OrrAst *node) {                                                       \
        ORR_ASSERT(node->kind == ORR_AST_##upper);                                                                     \
        return (OrrAst##camel *)(void *)node;                                                                          \
    }
#include "sim/lang/ast.def"

/* The ASDL name of a kind: "FunctionDef". Never NULL. */
const char *orr_ast_kind_name(OrrAstKind kind);

/* Which of ASDL's types a kind belongs to. */
OrrAstGroup orr_ast_kind_group(OrrAstKind kind);

/* The size of a kind's struct. */
size_t orr_ast_kind_size(OrrAstKind kind);

/* The source that a tree was parsed from: what error messages and tracebacks need of it. Lives in the region as well.
 * The text is a copy, as CPython's tokenizer sees it: no byte order mark, every line ending in \n, a NUL behind. */
typedef struct OrrSource {
    const char *filename;
    const char *text;
    size_t length;
    const uint32_t *line_starts; /* byte offset of each line, line 1 first */
    uint32_t line_count;
} OrrSource;

/* The text of a line (from 1), without its line end; *length_out is its length in bytes. A line that doesn't exist is
 * empty. Borrowed from the source's text, so not NUL-terminated. */
const char *orr_source_line(const OrrSource *source, uint32_t line, size_t *length_out);

/* The character (code point) column, from 0, of a byte column. */
uint32_t orr_source_column(const OrrSource *source, uint32_t line, uint32_t byte_col);

#endif
