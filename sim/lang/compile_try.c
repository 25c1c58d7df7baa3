/* try. A handler's code has two registers: the exception, and the one that was being handled before it.
 *
 * The body of a finally is compiled once for each way through it: falling off the end, an exception, and every return,
 * break and continue that leaves it, as in CPython.
 */
#include "sim/lang/codegen.h"

void orr_gen_leave_handler(OrrGen *gen, const OrrAst *at, uint32_t reg, const OrrName *name) {
    orr_gen_emit(gen, at, ORR_OP_LEAVE_HANDLER, ORR_KILL_A, reg + 1, 0, 0);
    if (name != NULL) orr_gen_unbind_name(gen, at, name);
    orr_gen_clear(gen, at, reg);
}

/* What a handler is made of while it is open. */
typedef struct Open {
    const OrrAst *at;
    uint32_t exc;    /* register of the exception; the next holds the one before */
    int32_t outer;   /* handler outside of the statement */
    int32_t cleanup; /* handler for what is raised in the handler's own code */
    OrrBoundSet bound;
    bool reachable;
    uint32_t top;
} Open;

/* Begins the range that a handler at `exc`, the next temporary, guards. */
static Open open_range(OrrGen *gen, const OrrAst *at) {
    Open open = {.at = at,
                 .exc = gen->unit->top,
                 .outer = gen->unit->handler,
                 .bound = gen->unit->bound,
                 .reachable = gen->unit->reachable,
                 .top = gen->unit->top};
    return open;
}

/* The handler's first instructions, and the range of its own cleanup. */
static void begin_handler(OrrGen *gen, Open *open, int32_t handler) {
    orr_gen_place_handler(gen, handler, &open->bound, open->outer, open->reachable);
    gen->unit->top = open->exc;
    (void)orr_gen_temps(gen, 2);
    orr_gen_emit(gen, open->at, ORR_OP_ENTER_HANDLER, 0, open->exc + 1, open->exc, 0);
    open->bound = gen->unit->bound;
    open->cleanup = orr_gen_handler(gen, open->exc + 2, open->exc + 2);
}

/* An exception in the handler itself: the one handled before comes back, and the new one goes on. */
static void end_handler(OrrGen *gen, const Open *open, bool reachable) {
    uint32_t raised = open->exc + 2;
    orr_gen_place_handler(gen, open->cleanup, &open->bound, open->outer, reachable);
    gen->unit->top = open->exc + 2;
    (void)orr_gen_temp(gen);
    orr_gen_leave_handler(gen, NULL, open->exc, NULL);
    orr_gen_emit(gen, NULL, ORR_OP_RERAISE, ORR_KILL_A, raised, 0, 0);
    gen->unit->top = open->top;
}

/* finally */

static void finally(OrrGen *gen, OrrAst *node, OrrAstSeq finalbody, void (*inside)(OrrGen *gen, OrrAst *node)) {
    Open open = open_range(gen, node);
    int32_t handler = orr_gen_handler(gen, open.exc, open.exc);
    gen->unit->handler = open.outer;
    OrrFrame *frame = orr_gen_push(gen, ORR_FRAME_FINALLY, node);
    frame->body = finalbody;
    gen->unit->handler = handler;
    inside(gen, node);
    if (gen->failed) return;
    orr_gen_pop(gen);
    gen->unit->handler = open.outer;
    OrrLabel end = orr_gen_label(gen);
    orr_gen_stmts(gen, finalbody);
    orr_gen_jump(gen, NULL, end);
    if (gen->failed) return;
    begin_handler(gen, &open, handler);
    gen->unit->handler = open.outer;
    orr_gen_push(gen, ORR_FRAME_HANDLER, node)->reg = (uint16_t)open.exc;
    gen->unit->handler = open.cleanup;
    bool reachable = gen->unit->reachable;
    orr_gen_stmts(gen, finalbody);
    if (gen->failed) return;
    orr_gen_pop(gen);
    gen->unit->handler = open.outer;
    orr_gen_emit(gen, NULL, ORR_OP_LEAVE_HANDLER, ORR_KILL_A, open.exc + 1, 0, 0);
    orr_gen_emit(gen, NULL, ORR_OP_RERAISE, ORR_KILL_A, open.exc, 0, 0);
    end_handler(gen, &open, reachable);
    orr_gen_place(gen, end);
}

/* except */

/* With a name: when the clause ends, whichever way, the name is unbound. */
static void named_body(OrrGen *gen, OrrAstExceptHandler *clause, const Open *open) {
    OrrBoundSet bound = gen->unit->bound;
    bool reachable = gen->unit->reachable;
    uint32_t top = gen->unit->top;
    int32_t handler = orr_gen_handler(gen, top, top);
    orr_gen_stmts(gen, clause->body);
    if (gen->failed) return;
    gen->unit->handler = open->cleanup;
    OrrLabel done = orr_gen_label(gen);
    orr_gen_jump(gen, NULL, done);
    orr_gen_place_handler(gen, handler, &bound, open->cleanup, reachable);
    (void)orr_gen_temp(gen);
    orr_gen_unbind_name(gen, NULL, clause->name);
    orr_gen_emit(gen, NULL, ORR_OP_RERAISE, ORR_KILL_A, top, 0, 0);
    gen->unit->top = top;
    orr_gen_place(gen, done);
}

static void clause_body(OrrGen *gen, OrrAst *node, OrrAstExceptHandler *clause, const Open *open) {
    gen->unit->handler = open->outer;
    OrrFrame *frame = orr_gen_push(gen, ORR_FRAME_HANDLER, node);
    frame->reg = (uint16_t)open->exc;
    frame->name = clause->name;
    gen->unit->handler = open->cleanup;
    if (clause->name == NULL) {
        orr_gen_stmts(gen, clause->body);
    } else {
        orr_gen_store_name(gen, node, clause->name, (OrrVal){(uint16_t)open->exc, false});
        named_body(gen, clause, open);
    }
    if (gen->failed) return;
    orr_gen_pop(gen);
    gen->unit->handler = open->outer;
    orr_gen_leave_handler(gen, NULL, open->exc, clause->name);
    gen->unit->handler = open->cleanup;
}

static void clauses(OrrGen *gen, OrrAstSeq handlers, const Open *open, OrrLabel end) {
    for (size_t i = 0; i < handlers.count && !gen->failed; i++) {
        OrrAst *node = handlers.items[i];
        OrrAstExceptHandler *clause = orr_ast_except_handler(node);
        OrrLabel next = orr_gen_label(gen);
        uint32_t top = gen->unit->top;
        if (clause->type == NULL && i + 1 < handlers.count) {
            orr_gen_error(gen, node, "default 'except:' must be last", NULL);
            return;
        }
        if (clause->type != NULL) {
            uint16_t matches = orr_gen_temp(gen);
            uint32_t saved = orr_gen_overlay(gen, matches);
            OrrVal type = orr_gen_value(gen, clause->type);
            orr_gen_emit(gen, node, ORR_OP_MATCH_EXC, orr_kill(type, ORR_KILL_C), matches, open->exc, type.reg);
            gen->unit->top = saved;
            orr_gen_jump_op(gen, node, ORR_OP_JUMP_IF_FALSE, ORR_KILL_A, matches, 0, next);
            gen->unit->top = top;
        }
        clause_body(gen, node, clause, open);
        orr_gen_jump(gen, NULL, end);
        orr_gen_place(gen, next);
        gen->unit->top = top;
    }
}

static void try_except(OrrGen *gen, OrrAst *node) {
    OrrAstTry *try = orr_ast_try(node);
    if (try->handlers.count == 0) {
        orr_gen_stmts(gen, try->body);
        return;
    }
    OrrLabel end = orr_gen_label(gen);
    Open open = open_range(gen, node);
    (void)orr_gen_push(gen, ORR_FRAME_TRY, node);
    int32_t handler = orr_gen_handler(gen, open.exc, open.exc);
    orr_gen_stmts(gen, try->body);
    if (gen->failed) return;
    orr_gen_pop(gen);
    gen->unit->handler = open.outer;
    orr_gen_stmts(gen, try->orelse);
    orr_gen_jump(gen, NULL, end);
    if (gen->failed) return;
    begin_handler(gen, &open, handler);
    bool reachable = gen->unit->reachable;
    clauses(gen, try->handlers, &open, end);
    if (gen->failed) return;
    gen->unit->handler = open.outer;
    orr_gen_emit(gen, NULL, ORR_OP_LEAVE_HANDLER, ORR_KILL_A, open.exc + 1, 0, 0);
    orr_gen_emit(gen, NULL, ORR_OP_RERAISE, ORR_KILL_A, open.exc, 0, 0);
    end_handler(gen, &open, reachable);
    orr_gen_place(gen, end);
}

void orr_gen_try(OrrGen *gen, OrrAst *node) {
    OrrAstTry *try = orr_ast_try(node);
    if (try->finalbody.count != 0) finally(gen, node, try->finalbody, try_except);
    else try_except(gen, node);
}

/* except*: the clauses share out the parts of a group. Registers after the handler's two: the list of what is raised
 * again in the end, the rest that no clause has taken, the part that a clause takes, and what was handled before it. */

typedef struct Star {
    Open open;
    uint32_t list, rest, part, before;
} Star;

static void star_body(OrrGen *gen, OrrAst *node, OrrAstExceptHandler *clause, const Star *star, OrrLabel next) {
    orr_gen_emit(gen, node, ORR_OP_ENTER_HANDLER, 0, star->before, star->part, 0);
    if (clause->name != NULL) orr_gen_store_name(gen, node, clause->name, (OrrVal){(uint16_t)star->part, false});
    OrrBoundSet bound = gen->unit->bound;
    bool reachable = gen->unit->reachable;
    uint32_t top = gen->unit->top;
    gen->unit->handler = star->open.cleanup;
    (void)orr_gen_push(gen, ORR_FRAME_STAR, node);
    int32_t handler = orr_gen_handler(gen, top, top);
    orr_gen_stmts(gen, clause->body);
    if (gen->failed) return;
    orr_gen_pop(gen);
    gen->unit->handler = star->open.cleanup;
    orr_gen_emit(gen, NULL, ORR_OP_LEAVE_HANDLER, ORR_KILL_A, star->before, 0, 0);
    if (clause->name != NULL) orr_gen_unbind_name(gen, NULL, clause->name);
    orr_gen_clear(gen, NULL, star->part);
    orr_gen_jump(gen, NULL, next);
    orr_gen_place_handler(gen, handler, &bound, star->open.cleanup, reachable);
    (void)orr_gen_temp(gen);
    if (clause->name != NULL) orr_gen_unbind_name(gen, NULL, clause->name);
    orr_gen_emit(gen, NULL, ORR_OP_LEAVE_HANDLER, ORR_KILL_A, star->before, 0, 0);
    orr_gen_emit(gen, NULL, ORR_OP_LIST_APPEND, ORR_KILL_B, star->list, top, 0);
    orr_gen_clear(gen, NULL, star->part);
    gen->unit->top = top;
}

static void star_clause(OrrGen *gen, OrrAst *node, const Star *star) {
    OrrAstExceptHandler *clause = orr_ast_except_handler(node);
    OrrLabel next = orr_gen_label(gen), none = orr_gen_label(gen);
    uint32_t top = gen->unit->top;
    if (clause->type != NULL) {
        OrrVal type = orr_gen_value(gen, clause->type);
        /* part, rest = split of the rest; `before` is free and takes the new rest for a moment. */
        orr_gen_emit(gen, node, ORR_OP_MATCH_GROUP, ORR_KILL_B | orr_kill(type, ORR_KILL_C), star->part, star->rest,
                     type.reg);
        orr_gen_move(gen, node, star->rest, (OrrVal){(uint16_t)(star->part + 1), true});
        gen->unit->top = top;
        orr_gen_jump_none(gen, node, (OrrVal){(uint16_t)star->part, false}, true, none);
    }
    star_body(gen, node, clause, star, next);
    orr_gen_jump(gen, NULL, next);
    orr_gen_place(gen, none);
    orr_gen_clear(gen, node, star->part);
    orr_gen_place(gen, next);
    gen->unit->top = top;
}

static void star_end(OrrGen *gen, const Star *star, OrrLabel end) {
    OrrLabel raise = orr_gen_label(gen);
    orr_gen_emit(gen, NULL, ORR_OP_LIST_APPEND, ORR_KILL_B, star->list, star->rest, 0);
    orr_gen_emit(gen, NULL, ORR_OP_PREP_RERAISE_STAR, ORR_KILL_C, star->part, star->open.exc, star->list);
    gen->unit->handler = star->open.outer;
    orr_gen_leave_handler(gen, NULL, star->open.exc, NULL);
    orr_gen_jump_none(gen, NULL, (OrrVal){(uint16_t)star->part, false}, false, raise);
    orr_gen_clear(gen, NULL, star->part);
    orr_gen_jump(gen, NULL, end);
    orr_gen_place(gen, raise);
    orr_gen_emit(gen, NULL, ORR_OP_RERAISE, ORR_KILL_A, star->part, 0, 0);
}

static void try_star(OrrGen *gen, OrrAst *node) {
    OrrAstTryStar *try = orr_ast_try_star(node);
    OrrLabel end = orr_gen_label(gen);
    Star star = {.open = open_range(gen, node)};
    (void)orr_gen_push(gen, ORR_FRAME_TRY, node);
    int32_t handler = orr_gen_handler(gen, star.open.exc, star.open.exc);
    orr_gen_stmts(gen, try->body);
    if (gen->failed) return;
    orr_gen_pop(gen);
    gen->unit->handler = star.open.outer;
    orr_gen_stmts(gen, try->orelse);
    orr_gen_jump(gen, NULL, end);
    if (gen->failed) return;
    begin_handler(gen, &star.open, handler);
    bool reachable = gen->unit->reachable;
    star.list = orr_gen_temps(gen, 4);
    star.rest = star.list + 1;
    star.part = star.list + 2;
    star.before = star.list + 3;
    orr_gen_emit(gen, node, ORR_OP_BUILD_LIST, 0, star.list, star.list, 0);
    orr_gen_move(gen, node, star.rest, (OrrVal){(uint16_t)star.open.exc, false});
    gen->unit->handler = star.open.outer;
    orr_gen_push(gen, ORR_FRAME_HANDLER, node)->reg = (uint16_t)star.open.exc;
    gen->unit->handler = star.open.cleanup;
    for (size_t i = 0; i < try->handlers.count && !gen->failed; i++) star_clause(gen, try->handlers.items[i], &star);
    if (gen->failed) return;
    orr_gen_pop(gen);
    star_end(gen, &star, end);
    end_handler(gen, &star.open, reachable);
    orr_gen_place(gen, end);
}

void orr_gen_try_star(OrrGen *gen, OrrAst *node) {
    OrrAstTryStar *try = orr_ast_try_star(node);
    if (try->finalbody.count != 0) finally(gen, node, try->finalbody, try_star);
    else try_star(gen, node);
}
