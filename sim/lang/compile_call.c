/* Calls: arguments are evaluated right where the call wants them. */
#include "sim/lang/codegen.h"

#define MODE_NO_SELF  1u
#define MODE_NO_DICT  2u
#define MODE_ITERABLE 4u

bool orr_gen_has_star(OrrAstSeq elts) {
    for (size_t i = 0; i < elts.count; i++) {
        if (elts.items[i]->kind == ORR_AST_STARRED) return true;
    }
    return false;
}

static bool has_double_star(OrrAstSeq keywords) {
    for (size_t i = 0; i < keywords.count; i++) {
        if (orr_ast_keyword(keywords.items[i])->arg == NULL) return true;
    }
    return false;
}

/* super() */

static bool is_global_super(OrrGen *gen, OrrAst *node) {
    if (node->kind != ORR_AST_NAME || orr_ast_name(node)->id != gen->scopes.known.super) return false;
    OrrRef ref = orr_gen_resolve(gen, gen->scopes.known.super);
    if (ref.place != ORR_PLACE_GLOBAL) return false;
    const OrrSymbol *module = orr_scope_lookup(gen->scopes.module, gen->scopes.known.super);
    return module == NULL || !(module->flags & ORR_SYMBOL_BOUND);
}

static void load_first_argument(OrrGen *gen, const OrrAst *at, uint32_t dst) {
    const OrrName *name = gen->unit->scope->symbols[0]->name;
    const OrrSymbol *symbol = gen->unit->scope->symbols[0];
    if (symbol->binding == ORR_BINDING_CELL) {
        orr_gen_emit(gen, at, ORR_OP_LOAD_CELL, 0, dst, symbol->reg, orr_gen_name(gen, name, at));
        return;
    }
    if (!orr_gen_is_bound(gen, symbol->reg)) {
        orr_gen_emit(gen, at, ORR_OP_CHECK_BOUND, 0, symbol->reg, orr_gen_name(gen, name, at), 0);
    }
    orr_gen_move(gen, at, dst, (OrrVal){symbol->reg, false});
}

static bool plain_pair(OrrAstCall *call) {
    return call->args.count == 2 && call->keywords.count == 0 && !orr_gen_has_star(call->args);
}

bool orr_gen_super_run(OrrGen *gen, OrrAst *node, bool bare, uint32_t *base, unsigned *mode) {
    if (node->kind != ORR_AST_CALL) return false;
    OrrAstCall *call = orr_ast_call(node);
    bool pair = plain_pair(call);
    if ((call->args.count != 0 || call->keywords.count != 0) && !(pair && !bare)) return false;
    if (!is_global_super(gen, call->func)) return false;
    if (!pair) {
        if (gen->unit->arg_count == 0 || gen->unit->scope->kind != ORR_SCOPE_FUNCTION) return false;
        OrrRef cell = orr_gen_resolve(gen, gen->scopes.known.class_cell);
        if (cell.place != ORR_PLACE_CELL || !cell.free) return false;
    }
    const OrrName *name = gen->scopes.known.super, *class_cell = gen->scopes.known.class_cell;
    *mode = pair;
    *base = orr_gen_temps(gen, 3);
    orr_gen_emit(gen, call->func, ORR_OP_LOAD_GLOBAL, 0, *base, orr_gen_name(gen, name, call->func), 0);
    if (pair) {
        orr_gen_to(gen, call->args.items[0], *base + 1);
        orr_gen_to(gen, call->args.items[1], *base + 2);
        return true;
    }
    OrrRef cell = orr_gen_resolve(gen, class_cell);
    orr_gen_emit(gen, node, ORR_OP_LOAD_CELL, orr_mode(1), *base + 1, cell.reg, orr_gen_name(gen, class_cell, node));
    load_first_argument(gen, node, *base + 2);
    return true;
}

/* Arguments */

static void positional_run(OrrGen *gen, OrrAstSeq args, const OrrVal *extra, const OrrAst *at) {
    for (size_t i = 0; i < args.count; i++) (void)orr_gen_to_temp(gen, args.items[i]);
    if (extra == NULL) return;
    uint16_t dst = orr_gen_temp(gen);
    orr_gen_move(gen, at, dst, *extra);
}

/* What a call needs that has * or ** in it: all positional arguments in one tuple. */
static unsigned positional_tuple(OrrGen *gen, const OrrAst *at, uint32_t dst, OrrAstSeq args, const OrrVal *extra,
                                 uint32_t filled) {
    uint32_t first = filled;
    if (filled == 0 && args.count == 1 && args.items[0]->kind == ORR_AST_STARRED && extra == NULL) {
        orr_gen_to(gen, orr_ast_starred(args.items[0])->value, dst);
        return MODE_ITERABLE;
    }
    if (!orr_gen_has_star(args)) {
        uint32_t base = filled == 0 ? gen->unit->top : dst + 1;
        positional_run(gen, args, extra, at);
        uint32_t count = first + (uint32_t)args.count + (extra != NULL);
        orr_gen_emit(gen, at, ORR_OP_BUILD_TUPLE, 0, dst, base, count);
        gen->unit->top = dst + 1;
        return 0;
    }
    orr_gen_sequence_list(gen, at, args, dst, filled, 1);
    if (extra != NULL) orr_gen_emit(gen, at, ORR_OP_LIST_APPEND, orr_kill(*extra, ORR_KILL_B), dst, extra->reg, 0);
    orr_gen_emit(gen, at, ORR_OP_LIST_TO_TUPLE, ORR_KILL_B, dst, dst, 0);
    return 0;
}

/* One stretch of named keywords, from *at on, as a dict in dst, or added to the one there. */
static size_t keyword_stretch(OrrGen *gen, const OrrAst *at, OrrAstSeq keywords, size_t from, uint32_t dst,
                              uint32_t callable) {
    size_t to = from;
    while (to < keywords.count && orr_ast_keyword(keywords.items[to])->arg != NULL && to - from < 64) to++;
    uint32_t into = from == 0 ? dst : orr_gen_temp(gen);
    uint32_t base = gen->unit->top;
    for (size_t i = from; i < to; i++) {
        OrrAstKeyword *keyword = orr_ast_keyword(keywords.items[i]);
        uint16_t key = orr_gen_temp(gen);
        orr_gen_emit(gen, keywords.items[i], ORR_OP_LOADK, 0, key,
                     orr_gen_const_text(gen, orr_gen_text(keyword->arg), true, at), 0);
        (void)orr_gen_to_temp(gen, keyword->value);
    }
    orr_gen_emit(gen, at, ORR_OP_BUILD_MAP, 0, into, base, (uint32_t)(to - from));
    if (from != 0) orr_gen_emit(gen, at, ORR_OP_DICT_MERGE, ORR_KILL_B, dst, into, callable);
    gen->unit->top = dst + 1;
    return to;
}

static void keyword_dict(OrrGen *gen, const OrrAst *at, OrrAstSeq keywords, uint32_t dst, uint32_t callable) {
    size_t i = 0;
    if (orr_ast_keyword(keywords.items[0])->arg == NULL) orr_gen_emit(gen, at, ORR_OP_BUILD_MAP, 0, dst, dst, 0);
    while (i < keywords.count) {
        OrrAstKeyword *keyword = orr_ast_keyword(keywords.items[i]);
        if (keyword->arg != NULL) {
            i = keyword_stretch(gen, at, keywords, i, dst, callable);
            continue;
        }
        OrrVal value = orr_gen_value(gen, keyword->value);
        orr_gen_emit(gen, at, ORR_OP_DICT_MERGE, orr_kill(value, ORR_KILL_B), dst, value.reg, callable);
        gen->unit->top = dst + 1;
        i++;
    }
}

static void call_ex(OrrGen *gen, const OrrAst *at, uint32_t base, unsigned mode, uint32_t filled, OrrAstSeq args,
                    const OrrVal *extra, OrrAstSeq keywords, uint32_t dst) {
    uint32_t tuple = base + 2;
    if (filled != 0) {
        /* What is in place already moves up by one, to make room for the tuple. */
        (void)orr_gen_temp(gen);
        for (uint32_t i = filled; i > 0; i--) {
            orr_gen_move(gen, at, tuple + i, (OrrVal){(uint16_t)(tuple + i - 1), true});
        }
    } else {
        (void)orr_gen_temp(gen);
    }
    mode |= positional_tuple(gen, at, tuple, args, extra, filled);
    gen->unit->top = tuple + 1;
    if (keywords.count != 0) {
        uint32_t dict = orr_gen_temp(gen);
        keyword_dict(gen, at, keywords, dict, base);
    } else {
        mode |= MODE_NO_DICT;
        (void)orr_gen_temp(gen);
    }
    orr_gen_emit(gen, at, ORR_OP_CALL_EX, orr_mode(mode), dst, base, 0);
}

void orr_gen_call_args(OrrGen *gen, const OrrAst *at, uint32_t base, unsigned mode, uint32_t filled, OrrAstSeq args,
                       const OrrVal *extra, OrrAstSeq keywords, uint32_t dst) {
    size_t total = filled + args.count + keywords.count + (extra != NULL);
    if (orr_gen_has_star(args) || has_double_star(keywords) || total > 4000) {
        call_ex(gen, at, base, mode, filled, args, extra, keywords, dst);
        return;
    }
    positional_run(gen, args, extra, at);
    if (keywords.count == 0) {
        orr_gen_emit(gen, at, ORR_OP_CALL, orr_mode(mode), dst, base, (uint32_t)total);
        return;
    }
    const OrrName **names = orr_region_alloc_array(gen->scratch, keywords.count, sizeof *names);
    if (names == NULL) {
        orr_gen_no_memory(gen);
        return;
    }
    for (size_t i = 0; i < keywords.count; i++) {
        OrrAstKeyword *keyword = orr_ast_keyword(keywords.items[i]);
        names[i] = keyword->arg;
        (void)orr_gen_to_temp(gen, keyword->value);
    }
    orr_gen_call_kw(gen, at, orr_mode(mode), dst, base, (uint32_t)total,
                    orr_gen_const_names(gen, names, keywords.count, at));
}

/* obj.method(...): the place of the call is that of the method's name, if it stands on another line. */
static OrrAst load_method(OrrGen *gen, OrrAst *node, OrrAst *func, uint32_t *base_out) {
    OrrAstAttribute *attribute = orr_ast_attribute(func);
    OrrAst at = orr_gen_attribute_position(func, func);
    uint32_t name = orr_gen_mangled_name(gen, attribute->attr, func), base = gen->unit->top, run;
    unsigned mode;
    if (orr_gen_super_run(gen, attribute->value, false, &run, &mode)) {
        gen->unit->top = base;
        (void)orr_gen_temps(gen, 2);
        orr_gen_emit(gen, &at, ORR_OP_LOAD_SUPER_METHOD, orr_mode(mode), base, run, name);
    } else {
        OrrVal object = orr_gen_value(gen, attribute->value);
        gen->unit->top = base;
        (void)orr_gen_temps(gen, 2);
        orr_gen_emit(gen, &at, ORR_OP_LOAD_METHOD, orr_kill(object, ORR_KILL_B), base, object.reg, name);
    }
    *base_out = base;
    return orr_gen_attribute_position(node, func);
}

void orr_gen_call(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstCall *call = orr_ast_call(node);
    uint32_t base;
    unsigned mode;
    if (orr_gen_super_run(gen, node, true, &base, &mode)) {
        orr_gen_emit(gen, node, ORR_OP_MAKE_SUPER, 0, dst, base, 0);
        return;
    }
    if (call->func->kind == ORR_AST_ATTRIBUTE) {
        OrrAst at = load_method(gen, node, call->func, &base);
        orr_gen_call_args(gen, &at, base, 0, 0, call->args, NULL, call->keywords, dst);
        return;
    }
    base = orr_gen_to_temp(gen, call->func);
    (void)orr_gen_temp(gen);
    orr_gen_call_args(gen, node, base, MODE_NO_SELF, 0, call->args, NULL, call->keywords, dst);
}
