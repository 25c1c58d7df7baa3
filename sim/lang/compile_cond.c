/* Conditions: comparisons fused with jumps, and, or, not, conditional expressions. */
#include "sim/lang/codegen.h"

typedef struct FusedOp {
    uint8_t op, const_op; /* const_op NOP: none */
    bool negated;         /* jumps if the comparison that op makes is false */
    uint8_t value_op, value_mode;
} FusedOp;

static FusedOp fused(OrrCompareOp op) {
    static const FusedOp ops[] = {
        [ORR_COMPARE_EQ] = {ORR_OP_JEQ, ORR_OP_JEQK, false, ORR_OP_EQ, 0},
        [ORR_COMPARE_NOT_EQ] = {ORR_OP_JNE, ORR_OP_JNEK, false, ORR_OP_NE, 0},
        [ORR_COMPARE_LT] = {ORR_OP_JLT, ORR_OP_JLTK, false, ORR_OP_LT, 0},
        [ORR_COMPARE_LT_E] = {ORR_OP_JLE, ORR_OP_JLEK, false, ORR_OP_LE, 0},
        [ORR_COMPARE_GT] = {ORR_OP_JGT, ORR_OP_JGTK, false, ORR_OP_GT, 0},
        [ORR_COMPARE_GT_E] = {ORR_OP_JGE, ORR_OP_JGEK, false, ORR_OP_GE, 0},
        [ORR_COMPARE_IS] = {ORR_OP_JIS, ORR_OP_JISK, false, ORR_OP_IS, 0},
        [ORR_COMPARE_IS_NOT] = {ORR_OP_JIS, ORR_OP_JISK, true, ORR_OP_IS, 1},
        [ORR_COMPARE_IN] = {ORR_OP_JIN, ORR_OP_NOP, false, ORR_OP_IN, 0},
        [ORR_COMPARE_NOT_IN] = {ORR_OP_JIN, ORR_OP_NOP, true, ORR_OP_IN, 1},
    };
    return ops[op];
}

bool orr_gen_fold_container(OrrGen *gen, OrrAst *node, OrrConst *out) {
    bool list = node->kind == ORR_AST_LIST, set = node->kind == ORR_AST_SET;
    if (!list && !set) return false;
    OrrAstSeq elts = list ? orr_ast_list(node)->elts : orr_ast_set(node)->elts;
    if (elts.count > 4096) return false;
    OrrConst *items = orr_region_alloc_array(gen->scratch, elts.count, sizeof *items);
    if (items == NULL) return false;
    for (size_t i = 0; i < elts.count; i++) {
        if (!orr_gen_fold(gen, elts.items[i], &items[i])) return false;
    }
    *out = (OrrConst){
        .kind = list ? ORR_CONST_TUPLE : ORR_CONST_FROZENSET, .count = (uint32_t)elts.count, .as.items = items};
    return true;
}

static OrrVal right_operand(OrrGen *gen, OrrCompareOp op, OrrAst *node, OrrAst *later) {
    OrrConst constant;
    if ((op == ORR_COMPARE_IN || op == ORR_COMPARE_NOT_IN) && orr_gen_fold_container(gen, node, &constant)) {
        uint16_t dst = orr_gen_temp(gen);
        orr_gen_load_const(gen, node, &constant, dst);
        return (OrrVal){dst, true};
    }
    return orr_gen_value_before(gen, node, later);
}

/* Compares and jumps; what is a temporary and may go is consumed. */
static void jump_compare(OrrGen *gen, const OrrAst *at, OrrCompareOp op, OrrVal left, OrrVal right, OrrLabel label,
                         bool when) {
    FusedOp how = fused(op);
    orr_gen_jump_op(gen, at, (OrrOp)how.op,
                    orr_kill(left, ORR_KILL_A) | orr_kill(right, ORR_KILL_B) | orr_mode(when != how.negated), left.reg,
                    right.reg, label);
}

static void branch_single(OrrGen *gen, OrrAst *node, OrrLabel label, bool when) {
    OrrAstCompare *compare = orr_ast_compare(node);
    OrrAst *right = compare->comparators.items[0];
    FusedOp how = fused(compare->ops.items[0]);
    OrrConst constant;
    OrrVal left = orr_gen_value_before(gen, compare->left, right);
    if (how.const_op != ORR_OP_NOP && orr_gen_fold(gen, right, &constant)) {
        orr_gen_jump_op(gen, node, (OrrOp)how.const_op, orr_kill(left, ORR_KILL_A) | orr_mode(when != how.negated),
                        left.reg, orr_gen_const(gen, &constant, node), label);
        return;
    }
    OrrVal value = right_operand(gen, compare->ops.items[0], right, NULL);
    jump_compare(gen, node, compare->ops.items[0], left, value, label, when);
}

/* a < b < c: b is read twice, and where it is a temporary, a way out in between has to release it. Each link's right
 * operand is kept for the next link. */
typedef struct Chain {
    OrrAst *node;
    OrrAstCompare *compare;
    OrrVal left;
    uint32_t kept, first, last; /* how many were temporaries, and their registers */
} Chain;

static OrrVal next_operand(OrrGen *gen, Chain *chain, size_t link) {
    OrrAst *later = link + 1 < chain->compare->ops.count ? chain->compare->comparators.items[link + 1] : NULL;
    return right_operand(gen, chain->compare->ops.items[link], chain->compare->comparators.items[link], later);
}

static void keep_operand(Chain *chain, OrrVal operand) {
    chain->left = operand;
    if (!operand.temp) return;
    if (chain->kept == 0) chain->first = operand.reg;
    chain->last = operand.reg;
    chain->kept++;
}

static void release_operands(OrrGen *gen, const Chain *chain) {
    if (chain->kept == 0) return;
    for (uint32_t reg = chain->first; reg <= chain->last; reg++) orr_gen_clear(gen, chain->node, reg);
}

static void branch_chain(OrrGen *gen, OrrAst *node, OrrLabel label, bool when) {
    Chain chain = {.node = node, .compare = orr_ast_compare(node)};
    size_t count = chain.compare->ops.count;
    OrrLabel early = orr_gen_label(gen), end = orr_gen_label(gen);
    chain.left = orr_gen_value_before(gen, chain.compare->left, chain.compare->comparators.items[0]);
    for (size_t i = 0; i + 1 < count; i++) {
        OrrVal right = next_operand(gen, &chain, i);
        jump_compare(gen, node, chain.compare->ops.items[i], chain.left, (OrrVal){right.reg, false}, early, false);
        keep_operand(&chain, right);
    }
    OrrVal right = next_operand(gen, &chain, count - 1);
    jump_compare(gen, node, chain.compare->ops.items[count - 1], chain.left, right, label, when);
    orr_gen_jump(gen, node, end);
    orr_gen_place(gen, early);
    release_operands(gen, &chain);
    if (!when) orr_gen_jump(gen, node, label);
    orr_gen_place(gen, end);
}

static void compare_chain(OrrGen *gen, OrrAst *node, uint32_t dst) {
    Chain chain = {.node = node, .compare = orr_ast_compare(node)};
    size_t count = chain.compare->ops.count;
    OrrLabel early = orr_gen_label(gen), end = orr_gen_label(gen);
    chain.left = orr_gen_value_before(gen, chain.compare->left, chain.compare->comparators.items[0]);
    for (size_t i = 0; i + 1 < count; i++) {
        FusedOp how = fused(chain.compare->ops.items[i]);
        OrrVal right = next_operand(gen, &chain, i);
        orr_gen_emit(gen, node, (OrrOp)how.value_op, orr_kill(chain.left, ORR_KILL_B) | orr_mode(how.value_mode), dst,
                     chain.left.reg, right.reg);
        orr_gen_jump_op(gen, node, ORR_OP_JUMP_IF_FALSE, 0, dst, 0, early);
        orr_gen_clear(gen, node, dst);
        keep_operand(&chain, right);
    }
    OrrVal right = next_operand(gen, &chain, count - 1);
    FusedOp how = fused(chain.compare->ops.items[count - 1]);
    orr_gen_emit(gen, node, (OrrOp)how.value_op,
                 orr_kill(chain.left, ORR_KILL_B) | orr_kill(right, ORR_KILL_C) | orr_mode(how.value_mode), dst,
                 chain.left.reg, right.reg);
    if (chain.kept != 0) orr_gen_jump(gen, node, end);
    orr_gen_place(gen, early);
    release_operands(gen, &chain);
    orr_gen_place(gen, end);
}

/* A temporary that may be written before the last instruction: dst itself if it is one, else a new one. */
static uint32_t early_dst(OrrGen *gen, uint32_t dst) {
    if (!orr_gen_is_temp(gen, dst)) return orr_gen_temp(gen);
    if (dst >= gen->unit->top) gen->unit->top = dst + 1;
    return dst;
}

void orr_gen_compare(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstCompare *compare = orr_ast_compare(node);
    if (compare->ops.count > 1) {
        uint32_t result = early_dst(gen, dst);
        compare_chain(gen, node, result);
        orr_gen_move(gen, node, dst, (OrrVal){(uint16_t)result, true});
        return;
    }
    FusedOp how = fused(compare->ops.items[0]);
    OrrVal left = orr_gen_value_before(gen, compare->left, compare->comparators.items[0]);
    OrrVal right = right_operand(gen, compare->ops.items[0], compare->comparators.items[0], NULL);
    orr_gen_emit(gen, node, (OrrOp)how.value_op,
                 orr_kill(left, ORR_KILL_B) | orr_kill(right, ORR_KILL_C) | orr_mode(how.value_mode), dst, left.reg,
                 right.reg);
}

void orr_gen_bool_op(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstBoolOp *bool_op = orr_ast_bool_op(node);
    OrrOp op = bool_op->op == ORR_BOOL_AND ? ORR_OP_JUMP_IF_FALSE : ORR_OP_JUMP_IF_TRUE;
    uint32_t result = early_dst(gen, dst);
    OrrLabel end = orr_gen_label(gen);
    for (size_t i = 0; i < bool_op->values.count; i++) {
        orr_gen_to(gen, bool_op->values.items[i], result);
        if (i + 1 == bool_op->values.count) break;
        orr_gen_jump_op(gen, node, op, 0, result, 0, end);
        orr_gen_clear(gen, node, result);
    }
    orr_gen_place(gen, end);
    orr_gen_move(gen, node, dst, (OrrVal){(uint16_t)result, true});
}

void orr_gen_if_exp(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstIfExp *branch = orr_ast_if_exp(node);
    OrrLabel orelse = orr_gen_label(gen), end = orr_gen_label(gen);
    uint32_t top = gen->unit->top;
    orr_gen_branch(gen, branch->test, orelse, false);
    if (orr_gen_is_temp(gen, dst) && dst >= top) gen->unit->top = dst + 1;
    orr_gen_to(gen, branch->body, dst);
    orr_gen_jump(gen, node, end);
    orr_gen_place(gen, orelse);
    orr_gen_to(gen, branch->orelse, dst);
    orr_gen_place(gen, end);
    gen->unit->top = top;
}

void orr_gen_jump_none(OrrGen *gen, const OrrAst *at, OrrVal value, bool when, OrrLabel label) {
    orr_gen_jump_op(gen, at, ORR_OP_JISK, orr_kill(value, ORR_KILL_A) | orr_mode(when), value.reg,
                    orr_gen_const_none(gen, at), label);
}

static void branch_bool_op(OrrGen *gen, OrrAst *node, OrrLabel label, bool when) {
    OrrAstBoolOp *bool_op = orr_ast_bool_op(node);
    size_t last = bool_op->values.count - 1;
    bool decides = bool_op->op == ORR_BOOL_OR; /* the truth that ends the evaluation early */
    OrrLabel past = orr_gen_label(gen);
    for (size_t i = 0; i < last; i++) {
        orr_gen_branch(gen, bool_op->values.items[i], decides == when ? label : past, decides);
    }
    orr_gen_branch(gen, bool_op->values.items[last], label, when);
    orr_gen_place(gen, past);
}

static void branch_if_exp(OrrGen *gen, OrrAst *node, OrrLabel label, bool when) {
    OrrAstIfExp *branch = orr_ast_if_exp(node);
    OrrLabel orelse = orr_gen_label(gen), end = orr_gen_label(gen);
    orr_gen_branch(gen, branch->test, orelse, false);
    orr_gen_branch(gen, branch->body, label, when);
    orr_gen_jump(gen, node, end);
    orr_gen_place(gen, orelse);
    orr_gen_branch(gen, branch->orelse, label, when);
    orr_gen_place(gen, end);
}

void orr_gen_branch(OrrGen *gen, OrrAst *test, OrrLabel label, bool when) {
    uint32_t top = gen->unit->top;
    int truth = orr_gen_truth(gen, test);
    if (gen->failed) return;
    if (truth >= 0) {
        if ((truth == 1) == when) orr_gen_jump(gen, test, label);
    } else if (test->kind == ORR_AST_UNARY_OP && orr_ast_unary_op(test)->op == ORR_UNARY_NOT) {
        orr_gen_branch(gen, orr_ast_unary_op(test)->operand, label, !when);
    } else if (test->kind == ORR_AST_BOOL_OP) {
        branch_bool_op(gen, test, label, when);
    } else if (test->kind == ORR_AST_COMPARE) {
        if (orr_ast_compare(test)->ops.count == 1) branch_single(gen, test, label, when);
        else branch_chain(gen, test, label, when);
    } else if (test->kind == ORR_AST_IF_EXP) {
        branch_if_exp(gen, test, label, when);
    } else {
        OrrVal value = orr_gen_value(gen, test);
        orr_gen_jump_op(gen, test, when ? ORR_OP_JUMP_IF_TRUE : ORR_OP_JUMP_IF_FALSE, orr_kill(value, ORR_KILL_A),
                        value.reg, 0, label);
    }
    gen->unit->top = top;
}
