/* Comprehensions. Those of lists, sets and dicts run in place, their variables in temporaries; a generator expression
 * (and, in an annotation within a class, any other) is a function of its first iterator. */
#include "sim/lang/codegen.h"

typedef struct Comp {
    OrrAst *node;
    OrrAst *elt, *value; /* value: of a dict, whose elt is the key */
    OrrAstSeq generators;
    OrrScopeComp kind;
    uint32_t result; /* the list, set or dict */
} Comp;

static Comp comp_of(OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_LIST_COMP: {
        OrrAstListComp *comp = orr_ast_list_comp(node);
        return (Comp){node, comp->elt, NULL, comp->generators, ORR_COMP_LIST, 0};
    }
    case ORR_AST_SET_COMP: {
        OrrAstSetComp *comp = orr_ast_set_comp(node);
        return (Comp){node, comp->elt, NULL, comp->generators, ORR_COMP_SET, 0};
    }
    case ORR_AST_DICT_COMP: {
        OrrAstDictComp *comp = orr_ast_dict_comp(node);
        return (Comp){node, comp->key, comp->value, comp->generators, ORR_COMP_DICT, 0};
    }
    default: {
        OrrAstGeneratorExp *comp = orr_ast_generator_exp(node);
        return (Comp){node, comp->elt, NULL, comp->generators, ORR_COMP_GENERATOR, 0};
    }
    }
}

static void add_element(OrrGen *gen, const Comp *comp) {
    uint32_t top = gen->unit->top;
    OrrVal value = orr_gen_value_before(gen, comp->elt, comp->value);
    switch (comp->kind) {
    case ORR_COMP_LIST:
        orr_gen_emit(gen, comp->elt, ORR_OP_LIST_APPEND, orr_kill(value, ORR_KILL_B), comp->result, value.reg, 0);
        break;
    case ORR_COMP_SET:
        orr_gen_emit(gen, comp->elt, ORR_OP_SET_ADD, orr_kill(value, ORR_KILL_B), comp->result, value.reg, 0);
        break;
    case ORR_COMP_DICT: {
        OrrVal item = orr_gen_value(gen, comp->value);
        OrrAst at = *comp->elt;
        at.end_line = comp->value->end_line;
        at.end_col = comp->value->end_col;
        orr_gen_emit(gen, &at, ORR_OP_DICT_SET, orr_kill(value, ORR_KILL_B) | orr_kill(item, ORR_KILL_C), comp->result,
                     value.reg, item.reg);
        break;
    }
    default: {
        uint16_t sent = orr_gen_temp(gen);
        bool is_async = (gen->unit->flags & ORR_CODE_ASYNC_GENERATOR) != 0;
        orr_gen_emit(gen, comp->elt, ORR_OP_YIELD, orr_kill(value, ORR_KILL_B) | orr_mode(is_async), sent, value.reg,
                     0);
        orr_gen_clear(gen, comp->elt, sent);
        break;
    }
    }
    gen->unit->top = top;
}

static void generate(OrrGen *gen, const Comp *comp, size_t depth, uint32_t iterator);

/* `for x in [value]`: no loop, just an assignment. */
static bool single_item(OrrGen *gen, const Comp *comp, size_t depth) {
    OrrAstComprehension *part = orr_ast_comprehension(comp->generators.items[depth]);
    if (depth == 0 || part->is_async) return false;
    OrrAstSeq elts = {0};
    if (part->iter->kind == ORR_AST_LIST) elts = orr_ast_list(part->iter)->elts;
    else if (part->iter->kind == ORR_AST_TUPLE) elts = orr_ast_tuple(part->iter)->elts;
    if (elts.count != 1 || elts.items[0]->kind == ORR_AST_STARRED) return false;
    orr_gen_store(gen, part->target, orr_gen_value(gen, elts.items[0]));
    return true;
}

static void inner(OrrGen *gen, const Comp *comp, size_t depth, OrrLabel again) {
    OrrAstComprehension *part = orr_ast_comprehension(comp->generators.items[depth]);
    for (size_t i = 0; i < part->ifs.count; i++) {
        OrrLabel pass = orr_gen_label(gen);
        orr_gen_branch(gen, part->ifs.items[i], pass, true);
        orr_gen_loop(gen, part->ifs.items[i], again);
        orr_gen_place(gen, pass);
    }
    if (depth + 1 == comp->generators.count) add_element(gen, comp);
    else generate(gen, comp, depth + 1, ORR_GEN_REGS_MAX);
}

static void next_value(OrrGen *gen, const OrrAst *at, OrrAstComprehension *part, uint32_t iterator, OrrLabel end) {
    int32_t local = orr_gen_local_target(gen, part->target);
    uint32_t top = gen->unit->top;
    uint32_t item = local >= 0 ? (uint32_t)local : orr_gen_temp(gen);
    if (part->is_async) {
        uint16_t awaited = orr_gen_temp(gen);
        orr_gen_emit(gen, at, ORR_OP_GET_ANEXT, 0, awaited, iterator, 0);
        orr_gen_emit(gen, at, ORR_OP_DELEGATE, ORR_KILL_B | orr_mode(1), item, awaited, 0);
    } else {
        orr_gen_jump_op(gen, part->iter, ORR_OP_FOR_ITER, 0, iterator, item, end);
    }
    OrrUnit *unit = gen->unit;
    unit->top = local >= 0 ? top : item + 1;
}

static void take_value(OrrGen *gen, OrrAstComprehension *part, uint32_t top) {
    int32_t local = orr_gen_local_target(gen, part->target);
    if (local >= 0) {
        orr_gen_store_name(gen, part->target, orr_ast_name(part->target)->id, (OrrVal){(uint16_t)local, false});
    } else {
        orr_gen_store(gen, part->target, (OrrVal){(uint16_t)top, true});
    }
    gen->unit->top = top;
}

/* A loop of the comprehension. Conditions that fail go straight back to its head. */
static void generate(OrrGen *gen, const Comp *comp, size_t depth, uint32_t iterator) {
    OrrAstComprehension *part = orr_ast_comprehension(comp->generators.items[depth]);
    uint32_t bottom = gen->unit->top;
    if (single_item(gen, comp, depth)) {
        OrrLabel skip = orr_gen_label(gen);
        for (size_t i = 0; i < part->ifs.count; i++) orr_gen_branch(gen, part->ifs.items[i], skip, false);
        if (depth + 1 == comp->generators.count) add_element(gen, comp);
        else generate(gen, comp, depth + 1, ORR_GEN_REGS_MAX);
        orr_gen_place(gen, skip);
        gen->unit->top = bottom;
        return;
    }
    if (iterator == ORR_GEN_REGS_MAX) {
        iterator = orr_gen_temp(gen);
        orr_gen_iterator(gen, part->iter, iterator, part->is_async != 0);
    }
    OrrLabel head = orr_gen_label(gen), end = orr_gen_label(gen);
    orr_gen_place_head(gen, head);
    uint32_t top = gen->unit->top;
    OrrBoundSet bound = gen->unit->bound;
    int32_t outer = gen->unit->handler, handler = -1;
    bool reachable = gen->unit->reachable;
    if (part->is_async) handler = orr_gen_handler(gen, top, top);
    next_value(gen, comp->node, part, iterator, end);
    gen->unit->handler = outer;
    take_value(gen, part, top);
    inner(gen, comp, depth, head);
    orr_gen_loop(gen, comp->elt, head);
    if (part->is_async) {
        orr_gen_place_handler(gen, handler, &bound, outer, reachable);
        if (gen->unit->top == top) (void)orr_gen_temp(gen);
        orr_gen_emit(gen, comp->node, ORR_OP_END_ASYNC_FOR, ORR_KILL_A, top, 0, 0);
        orr_gen_clear(gen, part->iter, iterator);
    } else {
        orr_gen_place(gen, end);
    }
    gen->unit->top = bottom;
}

static void build_empty(OrrGen *gen, const Comp *comp) {
    OrrOp op = comp->kind == ORR_COMP_LIST  ? ORR_OP_BUILD_LIST
               : comp->kind == ORR_COMP_SET ? ORR_OP_BUILD_SET
                                            : ORR_OP_BUILD_MAP;
    orr_gen_emit(gen, comp->node, op, 0, comp->result, comp->result, 0);
}

static void check_async(OrrGen *gen, const OrrScope *scope, const OrrAst *node) {
    if (!scope->coroutine || scope->comp == ORR_COMP_GENERATOR || orr_gen_in_async(gen)) return;
    orr_gen_error(gen, node, "asynchronous comprehension outside of an asynchronous function", NULL);
}

static void in_place(OrrGen *gen, Comp *comp, OrrScope *scope, uint32_t dst) {
    OrrAstComprehension *first = orr_ast_comprehension(comp->generators.items[0]);
    uint32_t bottom = gen->unit->top;
    if (orr_gen_is_temp(gen, dst) && dst >= bottom) gen->unit->top = dst + 1;
    comp->result = orr_gen_is_temp(gen, dst) ? dst : orr_gen_temp(gen);
    uint32_t iterator = orr_gen_temp(gen);
    orr_gen_iterator(gen, first->iter, iterator, first->is_async != 0);
    OrrScope *outer = gen->scope;
    orr_gen_open_inlined(gen, scope, comp->node, comp->generators.count > 1);
    build_empty(gen, comp);
    generate(gen, comp, 0, iterator);
    orr_gen_close_inlined(gen, scope, comp->node);
    gen->scope = outer;
    orr_gen_move(gen, comp->node, dst, (OrrVal){(uint16_t)comp->result, true});
    gen->unit->top = bottom;
}

static OrrText function_name(OrrScopeComp kind) {
    switch (kind) {
    case ORR_COMP_LIST: return (OrrText){"<listcomp>", 10};
    case ORR_COMP_SET: return (OrrText){"<setcomp>", 9};
    case ORR_COMP_DICT: return (OrrText){"<dictcomp>", 10};
    default: return (OrrText){"<genexpr>", 9};
    }
}

static uint16_t function_body(OrrGen *gen, Comp *comp, OrrScope *scope) {
    bool generator = comp->kind == ORR_COMP_GENERATOR;
    uint32_t flags = ORR_CODE_OPTIMISED;
    if (generator) flags |= scope->coroutine ? ORR_CODE_ASYNC_GENERATOR : ORR_CODE_GENERATOR;
    else if (scope->coroutine) flags |= ORR_CODE_COROUTINE;
    OrrUnit *unit = orr_gen_enter(gen, scope, function_name(comp->kind), comp->node->line, flags);
    if (unit == NULL) return 0;
    unit->arg_count = 1;
    if (!generator) {
        comp->result = orr_gen_temp(gen);
        build_empty(gen, comp);
    }
    generate(gen, comp, 0, 0);
    if (generator) {
        orr_gen_emit(gen, comp->node, ORR_OP_RETURNK, 0, orr_gen_const_none(gen, comp->node), 0, 0);
    } else {
        orr_gen_emit(gen, comp->node, ORR_OP_RETURN, ORR_KILL_A, comp->result, 0, 0);
    }
    return orr_gen_leave(gen, NULL);
}

static void as_function(OrrGen *gen, Comp *comp, OrrScope *scope, uint32_t dst) {
    OrrAstComprehension *first = orr_ast_comprehension(comp->generators.items[0]);
    uint32_t base = orr_gen_temps(gen, 3);
    /* The function is made before the first iterator is, and both before the call. */
    OrrScope *around = gen->scope;
    uint16_t code = function_body(gen, comp, scope);
    gen->scope = around;
    orr_gen_make_function(gen, comp->node, code, scope, base + 3, 0, 0, base);
    orr_gen_iterator(gen, first->iter, base + 2, first->is_async != 0);
    orr_gen_emit(gen, comp->node, ORR_OP_CALL, orr_mode(1), dst, base, 1);
    if (!scope->coroutine || comp->kind == ORR_COMP_GENERATOR) return;
    orr_gen_get_awaited(gen, comp->node, 0, (OrrVal){(uint16_t)dst, true}, dst);
}

void orr_gen_comprehension(OrrGen *gen, OrrAst *node, uint32_t dst) {
    Comp comp = comp_of(node);
    if (comp.generators.count > ORR_AST_COMP_LOOPS_MAX) { /* each is compiled inside the one before */
        orr_gen_error(gen, node, "too many nested expressions or blocks", NULL);
        return;
    }
    OrrScope *scope = orr_scope_child(gen->scope, ORR_SCOPE_FUNCTION, node);
    check_async(gen, scope, node);
    if (comp.elt->kind == ORR_AST_STARRED) {
        orr_gen_error(gen, comp.elt, "iterable unpacking cannot be used in comprehension", NULL);
        return;
    }
    if (scope->inlined) in_place(gen, &comp, scope, dst);
    else as_function(gen, &comp, scope, dst);
}
