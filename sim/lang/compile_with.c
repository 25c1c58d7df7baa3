/* with and async with. Two registers hold __exit__ and its self while the body runs. */
#include "sim/lang/codegen.h"

enum { ENTER, EXIT, AENTER, AEXIT };

/* After a call of __aenter__ or __aexit__: its result is awaited. */
static void await_result(OrrGen *gen, const OrrAst *at, uint32_t reg, unsigned mode) {
    orr_gen_get_awaited(gen, at, mode, (OrrVal){(uint16_t)reg, true}, reg);
}

void orr_gen_with_exit(OrrGen *gen, const OrrAst *at, uint32_t reg, bool is_async) {
    uint32_t top = gen->unit->top, base = reg;
    if (top != reg + 2) {
        base = orr_gen_temps(gen, 2);
        orr_gen_move(gen, at, base, (OrrVal){(uint16_t)reg, true});
        orr_gen_move(gen, at, base + 1, (OrrVal){(uint16_t)(reg + 1), true});
    }
    uint32_t none = orr_gen_temps(gen, 3);
    for (uint32_t i = 0; i < 3; i++) orr_gen_load_none(gen, at, none + i);
    orr_gen_emit(gen, at, ORR_OP_CALL, 0, base, base, 3);
    if (is_async) await_result(gen, at, base, 2);
    orr_gen_clear(gen, at, base);
    gen->unit->top = top;
}

typedef struct With {
    const OrrAst *at; /* the context expression */
    uint32_t exit;
    int32_t outer;
    bool is_async;
} With;

/* __enter__ and __exit__ are looked up before the first is called. The result of __enter__ ends up in exit + 2. */
static void enter(OrrGen *gen, const With *with, OrrAst *context) {
    uint32_t result = orr_gen_temp(gen);
    uint32_t top = orr_gen_overlay(gen, result);
    OrrVal manager = orr_gen_value(gen, context);
    gen->unit->top = top;
    uint32_t run = orr_gen_temps(gen, 2);
    orr_gen_emit(gen, with->at, ORR_OP_LOAD_SPECIAL, orr_mode(with->is_async ? AENTER : ENTER), run, manager.reg, 0);
    orr_gen_emit(gen, with->at, ORR_OP_LOAD_SPECIAL, orr_mode(with->is_async ? AEXIT : EXIT), with->exit, manager.reg,
                 0);
    if (manager.temp) orr_gen_clear(gen, with->at, manager.reg);
    orr_gen_emit(gen, with->at, ORR_OP_CALL, 0, result, run, 0);
    if (with->is_async) await_result(gen, with->at, result, 1);
    gen->unit->top = top;
}

/* An exception in the body: __exit__ is told, and may swallow it. Registers from exit + 2 on: its three arguments, the
 * exception, the one handled before it. */
static void on_exception(OrrGen *gen, const With *with) {
    uint32_t exit = with->exit, exc = exit + 5;
    gen->unit->top = exit + 2;
    (void)orr_gen_temps(gen, 5);
    orr_gen_emit(gen, with->at, ORR_OP_ENTER_HANDLER, 0, exc + 1, exc, 0);
    OrrBoundSet bound = gen->unit->bound;
    bool reachable = gen->unit->reachable;
    int32_t cleanup = orr_gen_handler(gen, exc + 2, exc + 2);
    orr_gen_emit(gen, with->at, ORR_OP_EXC_TRIPLE, 0, exit + 2, exc, 0);
    orr_gen_emit(gen, with->at, ORR_OP_CALL, 0, exit, exit, 3);
    if (with->is_async) await_result(gen, with->at, exit, 2);
    OrrLabel swallowed = orr_gen_label(gen), end = orr_gen_label(gen);
    orr_gen_jump_op(gen, with->at, ORR_OP_JUMP_IF_TRUE, ORR_KILL_A, exit, 0, swallowed);
    gen->unit->handler = with->outer;
    orr_gen_emit(gen, with->at, ORR_OP_LEAVE_HANDLER, ORR_KILL_A, exc + 1, 0, 0);
    orr_gen_emit(gen, with->at, ORR_OP_RERAISE, ORR_KILL_A, exc, 0, 0);
    orr_gen_place(gen, swallowed);
    orr_gen_leave_handler(gen, with->at, exc, NULL);
    orr_gen_jump(gen, with->at, end);
    orr_gen_place_handler(gen, cleanup, &bound, with->outer, reachable);
    (void)orr_gen_temp(gen);
    orr_gen_leave_handler(gen, NULL, exc, NULL);
    orr_gen_emit(gen, NULL, ORR_OP_RERAISE, ORR_KILL_A, exc + 2, 0, 0);
    orr_gen_place(gen, end);
}

void orr_gen_with(OrrGen *gen, OrrAst *node, OrrAstSeq items, size_t at, OrrAstSeq body, bool is_async) {
    if (at == items.count) {
        orr_gen_stmts(gen, body);
        return;
    }
    OrrAstWithitem *item = orr_ast_withitem(items.items[at]);
    uint32_t top = gen->unit->top;
    With with = {item->context_expr, orr_gen_temps(gen, 2), gen->unit->handler, is_async};
    enter(gen, &with, item->context_expr);
    OrrFrame *frame = orr_gen_push(gen, is_async ? ORR_FRAME_ASYNC_WITH : ORR_FRAME_WITH, item->context_expr);
    frame->reg = (uint16_t)with.exit;
    if (gen->failed) return; /* too many of them, for one */
    OrrBoundSet bound = gen->unit->bound;
    bool reachable = gen->unit->reachable;
    int32_t handler = orr_gen_handler(gen, with.exit + 2, with.exit + 5);
    uint16_t result = (uint16_t)(with.exit + 2);
    if (item->optional_vars != NULL) orr_gen_store(gen, item->optional_vars, (OrrVal){result, true});
    else orr_gen_clear(gen, with.at, result);
    gen->unit->top = with.exit + 2;
    orr_gen_with(gen, node, items, at + 1, body, is_async);
    if (gen->failed) return;
    orr_gen_pop(gen);
    gen->unit->handler = with.outer;
    orr_gen_with_exit(gen, with.at, with.exit, is_async);
    OrrLabel end = orr_gen_label(gen);
    orr_gen_jump(gen, with.at, end);
    orr_gen_place_handler(gen, handler, &bound, with.outer, reachable);
    on_exception(gen, &with);
    orr_gen_place(gen, end);
    gen->unit->top = top;
}
