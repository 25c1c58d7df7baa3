/* The code generator's workbench: one OrrUnit per code image under construction, and the operations that all parts of
 * the compiler use on it. Private to sim/lang; the parts are
 *
 *   codegen.c           instructions, labels, temporaries, names, handlers
 *   codegen_const.c     the constants of a unit
 *   codegen_assemble.c  from instructions with labels to an OrrCodeImage
 *   compile_name.c      loading and storing names          compile_expr.c   expressions
 *   compile_cond.c      conditions and comparisons         compile_call.c   calls
 *   compile_display.c   displays and f-strings             compile_comp.c   comprehensions
 *   compile_fold.c      constant folding                   compile_target.c assignment and deletion
 *   compile_stmt.c      statements                         compile_flow.c   loops and ways out of them
 *   compile_try.c       try                                compile_with.c   with
 *   compile_match.c     match                              compile_pattern.c its patterns
 *   compile_def.c       functions and lambdas              compile_class.c  classes
 *   compile_generic.c   type parameters and aliases        compile_annotate.c annotations
 *   compile_unparse.c   expressions back to text
 *
 * Temporaries are a stack: `top` is the first free register. A function that evaluates something leaves top as it found
 * it, plus the one register that it hands out, if any. OrrVal says where a value is: in a temporary, which the reader
 * must consume, or in place in a local, which it must not.
 *
 * The rule that makes assignment safe: an expression that is delivered into a local writes it with its last
 * instruction on each path, so one that raises, or reads the old value, is right without a copy. Into a temporary it
 * may write earlier.
 *
 * Unreachable code is walked (for its errors and nested scopes) but not emitted: `reachable`. `bound` is the set of
 * locals that certainly have a value here; where paths meet it is the intersection, kept in the label.
 *
 * Errors stick (OrrGen.failed) and every emitting function does nothing after one.
 */
#ifndef ORR_LANG_CODEGEN_H
#define ORR_LANG_CODEGEN_H

#include "sim/base/region.h"
#include "sim/code/code.h"
#include "sim/lang/lang.h"
#include "sim/lang/scope.h"

/* Locals beyond these are checked at every read. */
#define ORR_GEN_TRACKED 256u
/* As in CPython: loops, trys and withs within one another. */
#define ORR_GEN_BLOCKS_MAX 20u
/* Instructions and statements of one compilation: a bound on what nested finally clauses may multiply to. */
#define ORR_GEN_INSTRS_MAX (1u << 21)
#define ORR_GEN_REGS_MAX   65500u
#define ORR_GEN_LOCALS_MAX 30000u

typedef struct OrrBoundSet {
    uint64_t bits[ORR_GEN_TRACKED / 64];
} OrrBoundSet;

typedef int32_t OrrLabel;
#define ORR_NO_LABEL (-1)

typedef struct OrrLabelInfo {
    int32_t at; /* index of an instruction, -1: not placed */
    uint32_t refs;
    OrrBoundSet bound; /* on all jumps to it so far */
} OrrLabelInfo;

typedef struct OrrGenInstr {
    OrrInstr instr;
    uint16_t ext;    /* constant in the EXT word, of CALL_KW */
    OrrLabel label;  /* target of a jump */
    int32_t handler; /* index of its exception handler, -1: none */
    OrrPosition position;
} OrrGenInstr;

typedef struct OrrHandler {
    OrrLabel label;
    uint16_t clear_from, exc_reg;
} OrrHandler;

typedef enum OrrFrameKind {
    ORR_FRAME_WHILE,
    ORR_FRAME_FOR,          /* reg: the iterator */
    ORR_FRAME_ASYNC_FOR,    /* likewise */
    ORR_FRAME_TRY,          /* nothing but the handler */
    ORR_FRAME_FINALLY,      /* node: the finally body, to be run on every way out */
    ORR_FRAME_HANDLER,      /* reg: the exception, reg+1: the one before it; name: to be unbound */
    ORR_FRAME_STAR,         /* inside except*: no way out */
    ORR_FRAME_STAR_HANDLER, /* one clause of it; reg: the exception handled before, name */
    ORR_FRAME_WITH,         /* reg, reg+1: __exit__ */
    ORR_FRAME_ASYNC_WITH,
    ORR_FRAME_VALUE, /* reg: a return value that waits for a finally body */
} OrrFrameKind;

/* A statement that is open around the current one and that return, break and continue have to leave. */
typedef struct OrrFrame {
    OrrFrameKind kind;
    uint16_t reg;
    int32_t outer_handler;
    OrrLabel exit, again; /* of a loop */
    OrrAstSeq body;       /* of a finally */
    const OrrAst *at;
    const OrrName *name;
} OrrFrame;

typedef struct OrrUnit OrrUnit;
struct OrrUnit {
    OrrUnit *outer;
    OrrScope *scope;
    OrrText name, qualname;
    uint32_t flags, first_line;
    uint16_t posonly_count, arg_count, kwonly_count;
    uint32_t nlocals, nfree, first_temp;
    uint32_t top, nregs;

    OrrGenInstr *instrs;
    uint32_t instr_count, instr_capacity;
    OrrLabelInfo *labels;
    uint32_t label_count, label_capacity;
    OrrHandler *handlers;
    uint32_t handler_count, handler_capacity;
    int32_t handler; /* of what is emitted now */

    OrrConst *consts;
    uint32_t const_count, const_capacity;
    uint32_t *const_index; /* hash table of number + 1 */
    uint32_t const_index_size;
    const OrrName **names;
    uint32_t name_count, name_capacity;
    uint32_t *name_index;
    uint32_t name_index_size;
    const OrrCodeImage **codes;
    uint32_t code_count, code_capacity;
    OrrText *locals;
    uint8_t *local_cells;

    OrrFrame *frames; /* ORR_GEN_BLOCKS_MAX and then some */
    uint32_t frame_count, nested_blocks;

    bool reachable;
    OrrBoundSet bound, deleted;                   /* deleted: locals that are unbound somewhere */
    uint16_t class_cell, class_dict, conditional; /* class bodies: registers of these cells, 0: none */
    const OrrName **static_attributes;            /* class bodies: names assigned through self */
    uint32_t static_count, static_capacity;
};

typedef struct OrrGen {
    OrrParseContext *context;
    OrrScopes scopes;
    OrrRegion *out;     /* images go here */
    OrrRegion *scratch; /* lives as long as the compilation */
    OrrUnit *unit;
    OrrScope *scope; /* the unit's, or an inlined one in it */
    uint32_t emitted;
    bool dynamic; /* the outermost names are in a namespace */
    bool failed;
} OrrGen;

/* Where a value is. A temporary must be consumed by who reads it; a register in place must not. */
typedef struct OrrVal {
    uint16_t reg;
    bool temp;
} OrrVal;

/* The x of an instruction. */
static inline unsigned orr_mode(unsigned mode) {
    return mode << ORR_MODE_SHIFT;
}

static inline unsigned orr_kill(OrrVal value, unsigned bit) {
    return value.temp ? bit : 0;
}

/* codegen.c: units and errors */

OrrUnit *orr_gen_enter(OrrGen *gen, OrrScope *scope, OrrText name, uint32_t first_line, uint32_t flags);
/* Assembles the unit, goes back to the one around it, and gives the index of the code in that (0 for a module, whose
 * image comes out in *image). */
uint16_t orr_gen_leave(OrrGen *gen, const OrrCodeImage **image);
void orr_gen_error(OrrGen *gen, const OrrAst *at, const char *format, const char *name);
void orr_gen_too_large(OrrGen *gen, const OrrAst *at);
void orr_gen_no_memory(OrrGen *gen);
/* Makes room for one more element of an array in scratch memory. False: no memory, noted. */
bool orr_gen_room(OrrGen *gen, void **array, uint32_t count, uint32_t *capacity, size_t size);
OrrText orr_gen_text(const OrrName *name);
const OrrName *orr_gen_intern(OrrGen *gen, const char *text);

/* Instructions. Positions come from the node. */
void orr_gen_emit(OrrGen *gen, const OrrAst *at, OrrOp op, unsigned x, uint32_t a, uint32_t b, uint32_t c);
void orr_gen_emit_wide(OrrGen *gen, const OrrAst *at, OrrOp op, uint32_t a, uint32_t wide);
void orr_gen_call_kw(OrrGen *gen, const OrrAst *at, unsigned x, uint32_t a, uint32_t b, uint32_t c, uint32_t names);
/* A jump of any kind; a and b are the operands that are not the target. */
void orr_gen_jump_op(OrrGen *gen, const OrrAst *at, OrrOp op, unsigned x, uint32_t a, uint32_t b, OrrLabel label);
void orr_gen_jump(OrrGen *gen, const OrrAst *at, OrrLabel label);
void orr_gen_loop(OrrGen *gen, const OrrAst *at, OrrLabel label);
void orr_gen_move(OrrGen *gen, const OrrAst *at, uint32_t dst, OrrVal value);
void orr_gen_clear(OrrGen *gen, const OrrAst *at, uint32_t reg);

OrrLabel orr_gen_label(OrrGen *gen);
/* Here the label's jumps arrive; the code is reachable if what is before it falls through or a jump goes here. */
void orr_gen_place(OrrGen *gen, OrrLabel label);
/* Places the head of a loop, to which only LOOP will jump: what is deleted anywhere may be unbound here. */
void orr_gen_place_head(OrrGen *gen, OrrLabel label);

/* Opens the range of a handler and makes it current. clear_from and exc_reg: see code.h. */
int32_t orr_gen_handler(OrrGen *gen, uint32_t clear_from, uint32_t exc_reg);
/* Places the code of a handler; bound: what was bound where its range began. Sets the current handler to outer. */
void orr_gen_place_handler(OrrGen *gen, int32_t handler, const OrrBoundSet *bound, int32_t outer, bool reachable);

/* Temporaries */
uint16_t orr_gen_temps(OrrGen *gen, uint32_t count);
static inline uint16_t orr_gen_temp(OrrGen *gen) {
    return orr_gen_temps(gen, 1);
}
/* Whether dst is the topmost temporary: then it is given back for a while, so that what is evaluated first may use it.
 * Returns the top to come back to. */
uint32_t orr_gen_overlay(OrrGen *gen, uint32_t dst);
static inline bool orr_gen_is_temp(const OrrGen *gen, uint32_t reg) {
    return reg >= gen->unit->first_temp;
}

/* Definite assignment */
bool orr_gen_is_bound(const OrrGen *gen, uint32_t reg);
void orr_gen_set_bound(OrrGen *gen, uint32_t reg, bool bound);

/* Frames */
OrrFrame *orr_gen_push(OrrGen *gen, OrrFrameKind kind, const OrrAst *at);
void orr_gen_pop(OrrGen *gen);

/* codegen_const.c */
uint16_t orr_gen_const(OrrGen *gen, const OrrConst *constant, const OrrAst *at);
uint16_t orr_gen_const_none(OrrGen *gen, const OrrAst *at);
uint16_t orr_gen_const_text(OrrGen *gen, OrrText text, bool identifier, const OrrAst *at);
uint16_t orr_gen_const_names(OrrGen *gen, const OrrName *const *names, size_t count, const OrrAst *at);
/* Delivers a constant. */
void orr_gen_load_const(OrrGen *gen, const OrrAst *at, const OrrConst *constant, uint32_t dst);
void orr_gen_load_none(OrrGen *gen, const OrrAst *at, uint32_t dst);
void orr_gen_load_int(OrrGen *gen, const OrrAst *at, int64_t value, uint32_t dst);
uint16_t orr_gen_name(OrrGen *gen, const OrrName *name, const OrrAst *at);
/* The same for an attribute or variable as written in the source. */
uint16_t orr_gen_mangled_name(OrrGen *gen, const OrrName *name, const OrrAst *at);
OrrConst orr_gen_constant_of(const OrrConstant *value);

/* codegen_assemble.c: the finished image of the current unit, in gen->out; NULL: an error, noted. */
const OrrCodeImage *orr_gen_assemble(OrrGen *gen);

/* compile_name.c */

typedef enum OrrPlace {
    ORR_PLACE_REG,
    ORR_PLACE_CELL,
    ORR_PLACE_GLOBAL,
    ORR_PLACE_NAMESPACE,   /* register 0 */
    ORR_PLACE_DICT_CELL,   /* first a namespace, then a cell */
    ORR_PLACE_DICT_GLOBAL, /* first the class's namespace seen from inside, then a global */
} OrrPlace;

typedef struct OrrRef {
    OrrPlace place;
    bool free;      /* CELL: of an outer function, for the wording of errors */
    bool namespace; /* DICT_CELL: the namespace is register 0, else in the cell __classdict__ */
    uint16_t reg;   /* REG, CELL, DICT_CELL: the register */
    const OrrName *name;
    OrrSymbol *symbol; /* may be NULL */
} OrrRef;

OrrRef orr_gen_resolve(OrrGen *gen, const OrrName *name);
void orr_gen_load_name(OrrGen *gen, const OrrAst *at, const OrrName *name, uint32_t dst);
/* In place if it is a plain local, else in a new temporary. */
OrrVal orr_gen_name_value(OrrGen *gen, const OrrAst *at, const OrrName *name);
void orr_gen_store_name(OrrGen *gen, const OrrAst *at, const OrrName *name, OrrVal value);
void orr_gen_delete_name(OrrGen *gen, const OrrAst *at, const OrrName *name);
/* Sets a name to None and deletes it: the end of an except clause. */
void orr_gen_unbind_name(OrrGen *gen, const OrrAst *at, const OrrName *name);
/* The register of a name that is a plain local, so that a value can be delivered there; -1: it is not. */
int32_t orr_gen_local_target(OrrGen *gen, const OrrAst *target);
/* Whether a class scope offers this name (__class__ ...) as a cell of its own. */
bool orr_gen_is_class_cell(const OrrGen *gen, const OrrScope *scope, const OrrName *name);
bool orr_gen_is_free(const OrrGen *gen, const OrrScope *scope, const OrrSymbol *symbol);
/* The register of the cell itself, for a closure. */
uint16_t orr_gen_cell_register(OrrGen *gen, const OrrName *name);
/* Gives the names of an inlined scope their temporaries. */
void orr_gen_open_inlined(OrrGen *gen, OrrScope *scope, const OrrAst *at, bool clear);
/* Releases them; top goes back to where they began. */
void orr_gen_close_inlined(OrrGen *gen, OrrScope *scope, const OrrAst *at);

/* compile_expr.c */

/* Delivers the value into a register. */
void orr_gen_to(OrrGen *gen, OrrAst *node, uint32_t dst);
/* Makes the value readable: in place, or in a new temporary on top. */
OrrVal orr_gen_value(OrrGen *gen, OrrAst *node);
/* The same, if later (may be NULL) is evaluated before the value is read. */
OrrVal orr_gen_value_before(OrrGen *gen, OrrAst *node, OrrAst *later);
/* Into a new temporary. */
uint16_t orr_gen_to_temp(OrrGen *gen, OrrAst *node);
bool orr_gen_may_rebind(const OrrGen *gen, OrrAst *node);
bool orr_ast_contains(OrrAst *node, OrrAstKind kind);
OrrOp orr_gen_binary_op(OrrOperator op);
/* The instruction with a constant right operand, or ORR_OP_NOP. */
OrrOp orr_gen_binary_const_op(OrrOperator op);
void orr_gen_binary(OrrGen *gen, const OrrAst *at, OrrOperator op, unsigned mode, uint32_t dst, OrrVal left,
                    OrrAst *right);
/* The place of an attribute, or of the call of a method: on several lines, that of the attribute's name. */
OrrAst orr_gen_attribute_position(const OrrAst *at, OrrAst *attribute);
void orr_gen_get_awaited(OrrGen *gen, const OrrAst *at, unsigned mode, OrrVal value, uint32_t dst);

/* compile_cond.c */
void orr_gen_branch(OrrGen *gen, OrrAst *test, OrrLabel label, bool when);
void orr_gen_compare(OrrGen *gen, OrrAst *node, uint32_t dst);
void orr_gen_bool_op(OrrGen *gen, OrrAst *node, uint32_t dst);
void orr_gen_if_exp(OrrGen *gen, OrrAst *node, uint32_t dst);
/* A list or set display of constants as a tuple or frozenset: as good where it is only looked at (`in`, for). */
bool orr_gen_fold_container(OrrGen *gen, OrrAst *node, OrrConst *out);
/* Jumps if `value is None` is `when`. */
void orr_gen_jump_none(OrrGen *gen, const OrrAst *at, OrrVal value, bool when, OrrLabel label);

/* compile_call.c */
void orr_gen_call(OrrGen *gen, OrrAst *node, uint32_t dst);
/* Evaluates arguments and calls what is in the run at base (its two first registers filled); extra: a further
 * positional argument in a register of its own, or NULL. kwargs are OrrAstKeyword. */
void orr_gen_call_args(OrrGen *gen, const OrrAst *at, uint32_t base, unsigned mode, uint32_t filled, OrrAstSeq args,
                       const OrrVal *extra, OrrAstSeq keywords, uint32_t dst);
/* If node is super(), or (unless bare) super(a, b), of the builtin: its three operands in a new run. *mode: 1 if the
 * two were written out. */
bool orr_gen_super_run(OrrGen *gen, OrrAst *node, bool bare, uint32_t *base, unsigned *mode);

/* compile_display.c */
void orr_gen_display(OrrGen *gen, OrrAst *node, uint32_t dst);
void orr_gen_sequence_list(OrrGen *gen, const OrrAst *at, OrrAstSeq elts, uint32_t list, uint32_t from_run,
                           unsigned extend_mode);
void orr_gen_joined_str(OrrGen *gen, OrrAst *node, uint32_t dst);
void orr_gen_formatted(OrrGen *gen, OrrAst *node, uint32_t dst);
void orr_gen_slice(OrrGen *gen, OrrAst *node, uint32_t dst);
bool orr_gen_has_star(OrrAstSeq elts);

/* compile_comp.c */
void orr_gen_comprehension(OrrGen *gen, OrrAst *node, uint32_t dst);

/* compile_fold.c: whether the expression is a constant, which then is in *out. */
bool orr_gen_fold(OrrGen *gen, OrrAst *node, OrrConst *out);
/* 1 true, 0 false, -1: not known. */
int orr_gen_truth(OrrGen *gen, OrrAst *node);

/* compile_target.c */
void orr_gen_store(OrrGen *gen, OrrAst *target, OrrVal value);
void orr_gen_assign(OrrGen *gen, OrrAst *node);
void orr_gen_aug_assign(OrrGen *gen, OrrAst *node);
void orr_gen_ann_assign(OrrGen *gen, OrrAst *node);
void orr_gen_delete(OrrGen *gen, OrrAst *target);
void orr_gen_note_static(OrrGen *gen, OrrAst *attribute);

/* compile_stmt.c */
void orr_gen_stmts(OrrGen *gen, OrrAstSeq body);
bool orr_gen_in_async(const OrrGen *gen);

/* compile_flow.c */
void orr_gen_for(OrrGen *gen, OrrAst *node);
void orr_gen_async_for(OrrGen *gen, OrrAst *node);
void orr_gen_while(OrrGen *gen, OrrAst *node);
void orr_gen_return(OrrGen *gen, OrrAst *node);
void orr_gen_break(OrrGen *gen, OrrAst *node);
void orr_gen_continue(OrrGen *gen, OrrAst *node);
/* The iterator of a for loop or comprehension; constant lists and sets become tuples and frozensets. */
void orr_gen_iterator(OrrGen *gen, OrrAst *iter, uint32_t dst, bool is_async);

/* compile_try.c, compile_with.c, compile_match.c */
void orr_gen_try(OrrGen *gen, OrrAst *node);
void orr_gen_try_star(OrrGen *gen, OrrAst *node);
void orr_gen_with(OrrGen *gen, OrrAst *node, OrrAstSeq items, size_t at, OrrAstSeq body, bool is_async);
/* Leaves a with statement without an exception. */
void orr_gen_with_exit(OrrGen *gen, const OrrAst *at, uint32_t reg, bool is_async);
/* Leaves a handler: releases the exception and makes the one before it the handled one again. */
void orr_gen_leave_handler(OrrGen *gen, const OrrAst *at, uint32_t reg, const OrrName *name);
void orr_gen_match(OrrGen *gen, OrrAst *node);

typedef struct OrrCapture {
    const OrrName *name;
    uint16_t reg;
} OrrCapture;

typedef struct OrrPattern {
    OrrCapture *captures; /* scratch */
    uint32_t count, capacity;
    OrrLabel fail;
    bool allow_irrefutable;
} OrrPattern;

/* compile_pattern.c: goes on if the subject matches, with the captures in registers, else jumps to pattern->fail, with
 * nothing above the top at entry left. A subject in a temporary is consumed either way. */
void orr_gen_pattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern);

/* compile_def.c */
void orr_gen_function(OrrGen *gen, OrrAst *node);
void orr_gen_lambda(OrrGen *gen, OrrAst *node, uint32_t dst);
/* Makes a function of a nested code: the run holds what mode says so far (defaults ...) from base on; cells for the
 * closure are added. */
void orr_gen_make_function(OrrGen *gen, const OrrAst *at, uint16_t code, OrrScope *inner, uint32_t base, uint32_t used,
                           unsigned mode, uint32_t dst);
void orr_gen_decorate(OrrGen *gen, OrrAstSeq decorators, uint32_t base, uint32_t value);
/* A docstring, if the body begins with one. */
bool orr_gen_docstring(OrrGen *gen, OrrAstSeq body, OrrText *text);
uint32_t orr_gen_first_line(const OrrAst *node, OrrAstSeq decorators);

/* compile_class.c, compile_generic.c, compile_annotate.c */
void orr_gen_class(OrrGen *gen, OrrAst *node);
/* Makes the type parameters, stores them in their names, and gives a tuple of them in dst. */
void orr_gen_type_params(OrrGen *gen, OrrAstSeq params, uint32_t dst);
void orr_gen_type_alias(OrrGen *gen, OrrAst *node);
/* The function that evaluates a function's annotations, in dst; false: there are none. */
bool orr_gen_function_annotate(OrrGen *gen, OrrAst *node, OrrAstArguments *args, OrrAst *returns, uint32_t dst);
/* Stores __annotate__ for the annotated names of a class or module. */
void orr_gen_body_annotate(OrrGen *gen, OrrScope *scope);
/* Dynamic code: makes __annotations__ in the namespace unless it is there, and puts the annotation of an AnnAssign into
 * it. */
void orr_gen_annotations_dict(OrrGen *gen, const OrrAst *at);
void orr_gen_annotate_now(OrrGen *gen, OrrAst *node);

/* compile_unparse.c: the source text of an expression, as ast.unparse has it, in scratch memory. */
OrrText orr_gen_unparse(OrrGen *gen, OrrAst *node);

/* compile.c: a module or expression. */
const OrrCodeImage *orr_gen_module(OrrGen *gen, OrrAst *tree);

#endif
