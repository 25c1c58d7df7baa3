/* Type parameters and type aliases. Bounds, defaults and values are evaluated late, by functions without parameters. */
#include "sim/lang/codegen.h"

/* A function that evaluates an expression, in dst. */
static void thunk(OrrGen *gen, OrrAst *expr, OrrScopeKind kind, const OrrAst *key, const OrrName *name, uint32_t dst) {
    OrrScope *scope = orr_scope_child(gen->scope, kind, key), *around = gen->scope;
    OrrUnit *unit = orr_gen_enter(gen, scope, orr_gen_text(name), expr->line, ORR_CODE_OPTIMISED);
    if (unit == NULL) return;
    OrrVal value = orr_gen_value(gen, expr);
    orr_gen_emit(gen, expr, ORR_OP_RETURN, orr_kill(value, ORR_KILL_A), value.reg, 0, 0);
    uint16_t code = orr_gen_leave(gen, NULL);
    gen->scope = around;
    orr_gen_make_function(gen, expr, code, scope, gen->unit->top, 0, 0, dst);
}

typedef struct Param {
    const OrrName *name;
    OrrAst *bound, *default_value;
    OrrIntrinsic make;
} Param;

static Param param_of(OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_TYPE_VAR: {
        OrrAstTypeVar *var = orr_ast_type_var(node);
        OrrIntrinsic make = var->bound == NULL                  ? ORR_INTRINSIC_TYPEVAR
                            : var->bound->kind == ORR_AST_TUPLE ? ORR_INTRINSIC_TYPEVAR_CONSTRAINTS
                                                                : ORR_INTRINSIC_TYPEVAR_BOUND;
        return (Param){var->name, var->bound, var->default_value, make};
    }
    case ORR_AST_PARAM_SPEC: {
        OrrAstParamSpec *spec = orr_ast_param_spec(node);
        return (Param){spec->name, NULL, spec->default_value, ORR_INTRINSIC_PARAMSPEC};
    }
    default: {
        OrrAstTypeVarTuple *tuple = orr_ast_type_var_tuple(node);
        return (Param){tuple->name, NULL, tuple->default_value, ORR_INTRINSIC_TYPEVARTUPLE};
    }
    }
}

static void make_param(OrrGen *gen, OrrAst *node, uint32_t dst) {
    Param param = param_of(node);
    uint32_t top = gen->unit->top, run = orr_gen_temps(gen, 2);
    orr_gen_emit(gen, node, ORR_OP_LOADK, 0, run, orr_gen_const_text(gen, orr_gen_text(param.name), true, node), 0);
    if (param.bound != NULL) thunk(gen, param.bound, ORR_SCOPE_TYPE_VARIABLE, param.bound, param.name, run + 1);
    orr_gen_emit(gen, node, ORR_OP_INTRINSIC, 0, dst, run, param.make);
    if (param.default_value != NULL) {
        OrrAst *value = param.default_value;
        orr_gen_move(gen, node, run, (OrrVal){(uint16_t)dst, true});
        if (value->kind == ORR_AST_STARRED) value = orr_ast_starred(value)->value;
        thunk(gen, value, ORR_SCOPE_TYPE_VARIABLE, param.default_value, param.name, run + 1);
        orr_gen_emit(gen, node, ORR_OP_INTRINSIC, 0, dst, run, ORR_INTRINSIC_SET_TYPEPARAM_DEFAULT);
    }
    gen->unit->top = top;
    orr_gen_store_name(gen, node, param.name, (OrrVal){(uint16_t)dst, false});
}

void orr_gen_type_params(OrrGen *gen, OrrAstSeq params, uint32_t dst) {
    uint32_t top = gen->unit->top, run = top;
    bool had_default = false;
    for (size_t i = 0; i < params.count && !gen->failed; i++) {
        bool has_default = param_of(params.items[i]).default_value != NULL;
        if (had_default && !has_default) {
            orr_gen_error(gen, params.items[i], "non-default type parameter '%s' follows default type parameter",
                          param_of(params.items[i]).name->utf8);
        }
        had_default = had_default || has_default;
        uint16_t reg = orr_gen_temp(gen);
        make_param(gen, params.items[i], reg);
    }
    orr_gen_emit(gen, params.items[0], ORR_OP_BUILD_TUPLE, 0, dst, run, (uint32_t)params.count);
    gen->unit->top = top;
}

void orr_gen_type_alias(OrrGen *gen, OrrAst *node) {
    OrrAstTypeAlias *alias = orr_ast_type_alias(node);
    const OrrName *name = orr_ast_name(alias->name)->id;
    uint32_t top = gen->unit->top;
    uint16_t result = orr_gen_temp(gen);
    OrrScope *around = gen->scope, *params = NULL;
    if (alias->type_params.count != 0) {
        params = orr_scope_child(gen->scope, ORR_SCOPE_TYPE_PARAMS, node);
        orr_gen_open_inlined(gen, params, node, true);
    }
    uint32_t run = orr_gen_temps(gen, 3);
    orr_gen_emit(gen, node, ORR_OP_LOADK, 0, run, orr_gen_const_text(gen, orr_gen_text(name), true, node), 0);
    if (params != NULL) orr_gen_type_params(gen, alias->type_params, run + 1);
    else orr_gen_load_none(gen, node, run + 1);
    thunk(gen, alias->value, ORR_SCOPE_TYPE_ALIAS, node, name, run + 2);
    orr_gen_emit(gen, node, ORR_OP_INTRINSIC, 0, result, run, ORR_INTRINSIC_TYPEALIAS);
    if (params != NULL) orr_gen_close_inlined(gen, params, node);
    gen->scope = around;
    gen->unit->top = result + 1u;
    orr_gen_store_name(gen, node, name, (OrrVal){result, true});
    gen->unit->top = top;
}
