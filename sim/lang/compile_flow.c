/* Loops, and the ways out of statements: return, break and continue leave what is open around them, innermost first. */
#include "sim/lang/codegen.h"

/* Leaving */

static void run_finally(OrrGen *gen, const OrrFrame *frame) {
    orr_gen_stmts(gen, frame->body);
}

/* The code that leaves one frame. The frame is off the stack, the handler is the one outside of it. */
static void leave_frame(OrrGen *gen, const OrrFrame *frame, const OrrAst *at) {
    switch (frame->kind) {
    case ORR_FRAME_FOR:
    case ORR_FRAME_ASYNC_FOR: orr_gen_clear(gen, at, frame->reg); return;
    case ORR_FRAME_FINALLY: run_finally(gen, frame); return;
    case ORR_FRAME_HANDLER: orr_gen_leave_handler(gen, at, frame->reg, frame->name); return;
    case ORR_FRAME_WITH: orr_gen_with_exit(gen, frame->at, frame->reg, false); return;
    case ORR_FRAME_ASYNC_WITH: orr_gen_with_exit(gen, frame->at, frame->reg, true); return;
    case ORR_FRAME_VALUE: orr_gen_clear(gen, at, frame->reg); return;
    default: return;
    }
}

/* Leaves all frames above `keep`. value: a temporary that has to survive; it is guarded while finally bodies run. */
static void leave_frames(OrrGen *gen, uint32_t keep, const OrrAst *at, const OrrVal *value) {
    OrrUnit *unit = gen->unit;
    uint32_t count = unit->frame_count, nested = unit->nested_blocks;
    if (count == keep || !unit->reachable) return;
    OrrFrame *saved = orr_region_alloc_array(gen->scratch, count - keep, sizeof *saved);
    if (saved == NULL) {
        orr_gen_no_memory(gen);
        return;
    }
    int32_t handler = unit->handler;
    for (uint32_t i = count; i > keep && !gen->failed; i--) {
        OrrFrame frame = unit->frames[i - 1];
        saved[i - 1 - keep] = frame;
        orr_gen_pop(gen);
        unit->handler = frame.outer_handler;
        bool guard = value != NULL && value->temp && frame.kind == ORR_FRAME_FINALLY;
        if (guard) orr_gen_push(gen, ORR_FRAME_VALUE, at)->reg = value->reg;
        leave_frame(gen, &frame, at);
        if (guard && !gen->failed) orr_gen_pop(gen);
    }
    if (gen->failed) return;
    for (uint32_t i = keep; i < count; i++) unit->frames[i] = saved[i - keep];
    unit->frame_count = count;
    unit->nested_blocks = nested;
    unit->handler = handler;
}

static bool inside_star(OrrGen *gen, uint32_t keep) {
    for (uint32_t i = gen->unit->frame_count; i > keep; i--) {
        if (gen->unit->frames[i - 1].kind == ORR_FRAME_STAR) return true;
    }
    return false;
}

static const char star_error[] = "'break', 'continue' and 'return' cannot appear in an except* block";

/* return */

static bool runs_code(OrrFrameKind kind) {
    return kind == ORR_FRAME_FINALLY || kind == ORR_FRAME_WITH || kind == ORR_FRAME_ASYNC_WITH ||
           kind == ORR_FRAME_HANDLER;
}

static bool must_copy(const OrrGen *gen) {
    for (uint32_t i = 0; i < gen->unit->frame_count; i++) {
        if (runs_code(gen->unit->frames[i].kind)) return true;
    }
    return false;
}

static void check_return(OrrGen *gen, OrrAst *node) {
    const OrrUnit *unit = gen->unit;
    if (unit->scope->kind != ORR_SCOPE_FUNCTION) orr_gen_error(gen, node, "'return' outside function", NULL);
    else if ((unit->flags & ORR_CODE_ASYNC_GENERATOR) && orr_ast_return(node)->value != NULL) {
        orr_gen_error(gen, node, "'return' with value in async generator", NULL);
    } else if (inside_star(gen, 0)) {
        orr_gen_error(gen, node, star_error, NULL);
    }
}

static void return_value(OrrGen *gen, OrrAst *node, OrrAst *value) {
    OrrConst constant = {.kind = ORR_CONST_NONE};
    if (value != NULL && value->kind == ORR_AST_IF_EXP && gen->unit->frame_count == 0) {
        /* Each arm returns on its own. */
        OrrAstIfExp *branch = orr_ast_if_exp(value);
        OrrLabel orelse = orr_gen_label(gen);
        orr_gen_branch(gen, branch->test, orelse, false);
        return_value(gen, node, branch->body);
        orr_gen_place(gen, orelse);
        return_value(gen, node, branch->orelse);
        return;
    }
    uint32_t top = gen->unit->top;
    if (value == NULL || orr_gen_fold(gen, value, &constant)) {
        leave_frames(gen, 0, node, NULL);
        orr_gen_emit(gen, node, ORR_OP_RETURNK, 0, orr_gen_const(gen, &constant, node), 0, 0);
        return;
    }
    OrrVal result = must_copy(gen) ? (OrrVal){orr_gen_to_temp(gen, value), true} : orr_gen_value(gen, value);
    leave_frames(gen, 0, node, &result);
    orr_gen_emit(gen, node, ORR_OP_RETURN, orr_kill(result, ORR_KILL_A), result.reg, 0, 0);
    gen->unit->top = top;
}

void orr_gen_return(OrrGen *gen, OrrAst *node) {
    check_return(gen, node);
    if (!gen->failed) return_value(gen, node, orr_ast_return(node)->value);
}

/* break and continue */

static bool is_loop(OrrFrameKind kind) {
    return kind == ORR_FRAME_WHILE || kind == ORR_FRAME_FOR || kind == ORR_FRAME_ASYNC_FOR;
}

/* How many frames are open outside of and including the innermost loop; 0: there is none. */
static uint32_t find_loop(const OrrGen *gen) {
    uint32_t count = gen->unit->frame_count;
    while (count > 0 && !is_loop(gen->unit->frames[count - 1].kind)) count--;
    return count;
}

void orr_gen_break(OrrGen *gen, OrrAst *node) {
    uint32_t loop = find_loop(gen);
    if (inside_star(gen, loop)) {
        orr_gen_error(gen, node, star_error, NULL);
    } else if (loop == 0) {
        orr_gen_error(gen, node, "'break' outside loop", NULL);
    } else {
        OrrLabel exit = gen->unit->frames[loop - 1].exit;
        leave_frames(gen, loop - 1, node, NULL);
        orr_gen_jump(gen, node, exit);
    }
}

void orr_gen_continue(OrrGen *gen, OrrAst *node) {
    uint32_t loop = find_loop(gen);
    if (inside_star(gen, loop)) {
        orr_gen_error(gen, node, star_error, NULL);
    } else if (loop == 0) {
        orr_gen_error(gen, node, "'continue' not properly in loop", NULL);
    } else {
        OrrLabel again = gen->unit->frames[loop - 1].again;
        leave_frames(gen, loop, node, NULL);
        orr_gen_loop(gen, node, again);
    }
}

/* Loops */

void orr_gen_iterator(OrrGen *gen, OrrAst *iter, uint32_t dst, bool is_async) {
    uint32_t top = orr_gen_overlay(gen, dst);
    OrrConst constant;
    OrrVal value;
    if (!is_async && orr_gen_fold_container(gen, iter, &constant)) {
        value = (OrrVal){orr_gen_temp(gen), true};
        orr_gen_load_const(gen, iter, &constant, value.reg);
    } else {
        value = orr_gen_value(gen, iter);
    }
    orr_gen_emit(gen, iter, is_async ? ORR_OP_GET_AITER : ORR_OP_GET_ITER, orr_kill(value, ORR_KILL_B), dst, value.reg,
                 0);
    gen->unit->top = top;
}

void orr_gen_while(OrrGen *gen, OrrAst *node) {
    OrrAstWhile *loop = orr_ast_while(node);
    OrrLabel head = orr_gen_label(gen), orelse = orr_gen_label(gen), end = orr_gen_label(gen);
    orr_gen_place_head(gen, head);
    OrrFrame *frame = orr_gen_push(gen, ORR_FRAME_WHILE, node);
    frame->exit = end;
    frame->again = head;
    orr_gen_branch(gen, loop->test, orelse, false);
    orr_gen_stmts(gen, loop->body);
    orr_gen_loop(gen, node, head);
    if (gen->failed) return;
    orr_gen_pop(gen);
    orr_gen_place(gen, orelse);
    orr_gen_stmts(gen, loop->orelse);
    orr_gen_place(gen, end);
}

static void take_item(OrrGen *gen, OrrAst *target, uint32_t item) {
    int32_t local = orr_gen_local_target(gen, target);
    if (local == (int32_t)item) {
        orr_gen_store_name(gen, target, orr_ast_name(target)->id, (OrrVal){(uint16_t)item, false});
    } else {
        orr_gen_store(gen, target, (OrrVal){(uint16_t)item, true});
    }
}

void orr_gen_for(OrrGen *gen, OrrAst *node) {
    OrrAstFor *loop = orr_ast_for(node);
    OrrLabel head = orr_gen_label(gen), orelse = orr_gen_label(gen), end = orr_gen_label(gen);
    uint16_t iterator = orr_gen_temp(gen);
    orr_gen_iterator(gen, loop->iter, iterator, false);
    orr_gen_place_head(gen, head);
    OrrFrame *frame = orr_gen_push(gen, ORR_FRAME_FOR, node);
    frame->reg = iterator;
    frame->exit = end;
    frame->again = head;
    int32_t local = orr_gen_local_target(gen, loop->target);
    uint32_t top = gen->unit->top, item = local >= 0 ? (uint32_t)local : orr_gen_temp(gen);
    orr_gen_jump_op(gen, loop->iter, ORR_OP_FOR_ITER, 0, iterator, item, orelse);
    take_item(gen, loop->target, item);
    gen->unit->top = top;
    orr_gen_stmts(gen, loop->body);
    orr_gen_loop(gen, node, head);
    if (gen->failed) return;
    orr_gen_pop(gen);
    orr_gen_place(gen, orelse);
    orr_gen_stmts(gen, loop->orelse);
    orr_gen_place(gen, end);
}

void orr_gen_async_for(OrrGen *gen, OrrAst *node) {
    OrrAstAsyncFor *loop = orr_ast_async_for(node);
    if (!orr_gen_in_async(gen)) {
        orr_gen_error(gen, node, "'async for' outside async function", NULL);
        return;
    }
    OrrLabel head = orr_gen_label(gen), end = orr_gen_label(gen);
    uint16_t iterator = orr_gen_temp(gen);
    orr_gen_iterator(gen, loop->iter, iterator, true);
    orr_gen_place_head(gen, head);
    OrrBoundSet bound = gen->unit->bound;
    bool reachable = gen->unit->reachable;
    OrrFrame *frame = orr_gen_push(gen, ORR_FRAME_ASYNC_FOR, node);
    frame->reg = iterator;
    frame->exit = end;
    frame->again = head;
    int32_t outer = gen->unit->handler, local = orr_gen_local_target(gen, loop->target);
    uint32_t top = gen->unit->top;
    int32_t handler = orr_gen_handler(gen, top, top);
    uint16_t awaited = orr_gen_temp(gen);
    orr_gen_emit(gen, node, ORR_OP_GET_ANEXT, 0, awaited, iterator, 0);
    uint32_t item = local >= 0 ? (uint32_t)local : awaited;
    orr_gen_emit(gen, node, ORR_OP_DELEGATE, ORR_KILL_B | orr_mode(1), item, awaited, 0);
    gen->unit->handler = outer;
    take_item(gen, loop->target, item);
    gen->unit->top = top;
    orr_gen_stmts(gen, loop->body);
    orr_gen_loop(gen, node, head);
    if (gen->failed) return;
    orr_gen_pop(gen);
    orr_gen_place_handler(gen, handler, &bound, outer, reachable);
    orr_gen_emit(gen, loop->iter, ORR_OP_END_ASYNC_FOR, ORR_KILL_A, top, 0, 0);
    orr_gen_clear(gen, loop->iter, iterator);
    orr_gen_stmts(gen, loop->orelse);
    orr_gen_place(gen, end);
}
