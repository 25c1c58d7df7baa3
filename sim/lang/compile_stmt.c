/* Statements: the simple ones here, the others where they belong. */
#include <string.h>

#include "sim/lang/codegen.h"

/* await and async comprehensions are allowed in async functions and in generator expressions. */
bool orr_gen_in_async(const OrrGen *gen) {
    const OrrScope *scope = gen->unit->scope;
    if (scope->kind != ORR_SCOPE_FUNCTION) return false;
    if (scope->comp != ORR_COMP_NONE) return true;
    return scope->node->kind == ORR_AST_ASYNC_FUNCTION_DEF;
}

static void expression_statement(OrrGen *gen, OrrAst *node) {
    OrrAst *value = orr_ast_expr(node)->value;
    OrrConst constant;
    if (orr_gen_fold(gen, value, &constant)) return;
    OrrVal result = orr_gen_value(gen, value);
    if (result.temp) orr_gen_clear(gen, node, result.reg);
}

static void raise(OrrGen *gen, OrrAst *node) {
    OrrAstRaise *raise = orr_ast_raise(node);
    if (raise->exc == NULL) {
        orr_gen_emit(gen, node, ORR_OP_RAISE, 0, 0, 0, 0);
        return;
    }
    OrrVal exc = orr_gen_value_before(gen, raise->exc, raise->cause);
    if (raise->cause == NULL) {
        orr_gen_emit(gen, node, ORR_OP_RAISE, orr_kill(exc, ORR_KILL_A) | orr_mode(1), exc.reg, 0, 0);
        return;
    }
    OrrVal cause = orr_gen_value(gen, raise->cause);
    orr_gen_emit(gen, node, ORR_OP_RAISE, orr_kill(exc, ORR_KILL_A) | orr_kill(cause, ORR_KILL_B) | orr_mode(2),
                 exc.reg, cause.reg, 0);
}

static void assert_statement(OrrGen *gen, OrrAst *node) {
    OrrAstAssert *assertion = orr_ast_assert(node);
    OrrLabel holds = orr_gen_label(gen);
    orr_gen_branch(gen, assertion->test, holds, true);
    uint16_t base = orr_gen_temps(gen, 2);
    orr_gen_emit(gen, node, ORR_OP_LOAD_ASSERTION_ERROR, 0, base, 0, 0);
    if (assertion->msg != NULL) {
        (void)orr_gen_to_temp(gen, assertion->msg);
        orr_gen_emit(gen, node, ORR_OP_CALL, orr_mode(1), base, base, 1);
    }
    orr_gen_emit(gen, assertion->test, ORR_OP_RAISE, ORR_KILL_A | orr_mode(1), base, 0, 0);
    orr_gen_place(gen, holds);
}

/* Imports */

static const OrrName *part_of(OrrGen *gen, const OrrName *name, size_t from, size_t to) {
    const OrrName *part = orr_parse_name(gen->context, name->utf8 + from, to - from);
    if (part == NULL) orr_gen_no_memory(gen);
    return part;
}

static size_t dot_after(const OrrName *name, size_t from) {
    const char *dot = from >= name->len ? NULL : memchr(name->utf8 + from, '.', name->len - from);
    return dot == NULL ? name->len : (size_t)(dot - name->utf8);
}

/* `import a.b.c as d` binds the innermost module, found step by step; without `as` it binds a. */
static void import_one(OrrGen *gen, OrrAst *node, OrrAstAlias *alias) {
    uint16_t module = orr_gen_temp(gen), run = orr_gen_temps(gen, 2);
    orr_gen_load_int(gen, node, 0, run);
    orr_gen_load_none(gen, node, run + 1u);
    orr_gen_emit(gen, node, ORR_OP_IMPORT_NAME, 0, module, orr_gen_name(gen, alias->name, node), run);
    size_t dot = dot_after(alias->name, 0);
    const OrrName *target = alias->asname;
    if (target == NULL) target = part_of(gen, alias->name, 0, dot);
    while (alias->asname != NULL && dot < alias->name->len) {
        size_t next = dot_after(alias->name, dot + 1);
        const OrrName *part = part_of(gen, alias->name, dot + 1, next);
        orr_gen_emit(gen, node, ORR_OP_IMPORT_FROM, 0, run, module, orr_gen_name(gen, part, node));
        orr_gen_move(gen, node, module, (OrrVal){run, true});
        dot = next;
    }
    if (target != NULL) orr_gen_store_name(gen, node, target, (OrrVal){module, true});
}

static void import(OrrGen *gen, OrrAst *node) {
    OrrAstSeq names = orr_ast_import(node)->names;
    uint32_t top = gen->unit->top;
    for (size_t i = 0; i < names.count && !gen->failed; i++) {
        import_one(gen, node, orr_ast_alias(names.items[i]));
        gen->unit->top = top;
    }
}

static bool is_star(const OrrName *name) {
    return name->len == 1 && name->utf8[0] == '*';
}

static uint16_t names_const(OrrGen *gen, OrrAstSeq aliases, const OrrAst *node) {
    const OrrName **names = orr_region_alloc_array(gen->scratch, aliases.count, sizeof *names);
    if (names == NULL) {
        orr_gen_no_memory(gen);
        return 0;
    }
    for (size_t i = 0; i < aliases.count; i++) names[i] = orr_ast_alias(aliases.items[i])->name;
    return orr_gen_const_names(gen, names, aliases.count, node);
}

static void import_from(OrrGen *gen, OrrAst *node) {
    OrrAstImportFrom *import = orr_ast_import_from(node);
    const OrrName *module_name = import->module != NULL ? import->module : orr_gen_intern(gen, "");
    if (module_name == NULL) return;
    if (import->level == 0 && strcmp(module_name->utf8, "__future__") == 0 && node->line > gen->scopes.future_line) {
        orr_gen_error(gen, node, "from __future__ imports must occur at the beginning of the file", NULL);
        return;
    }
    uint16_t module = orr_gen_temp(gen), run = orr_gen_temps(gen, 2);
    orr_gen_load_int(gen, node, import->level, run);
    orr_gen_emit(gen, node, ORR_OP_LOADK, 0, run + 1u, names_const(gen, import->names, node), 0);
    orr_gen_emit(gen, node, ORR_OP_IMPORT_NAME, 0, module, orr_gen_name(gen, module_name, node), run);
    for (size_t i = 0; i < import->names.count; i++) {
        OrrAstAlias *alias = orr_ast_alias(import->names.items[i]);
        if (is_star(alias->name)) {
            orr_gen_emit(gen, node, ORR_OP_IMPORT_STAR, 0, module, 0, 0);
            break;
        }
        orr_gen_emit(gen, node, ORR_OP_IMPORT_FROM, 0, run, module, orr_gen_name(gen, alias->name, node));
        orr_gen_store_name(gen, node, alias->asname != NULL ? alias->asname : alias->name, (OrrVal){run, true});
    }
    orr_gen_clear(gen, node, module);
}

static void branch_statement(OrrGen *gen, OrrAst *node) {
    OrrAstIf *branch = orr_ast_if(node);
    OrrLabel orelse = orr_gen_label(gen), end = orr_gen_label(gen);
    orr_gen_branch(gen, branch->test, orelse, false);
    orr_gen_stmts(gen, branch->body);
    if (branch->orelse.count != 0) {
        orr_gen_jump(gen, node, end);
        orr_gen_place(gen, orelse);
        orr_gen_stmts(gen, branch->orelse);
    } else {
        orr_gen_place(gen, orelse);
    }
    orr_gen_place(gen, end);
}

static void delete_statement(OrrGen *gen, OrrAst *node) {
    OrrAstSeq targets = orr_ast_delete(node)->targets;
    for (size_t i = 0; i < targets.count && !gen->failed; i++) orr_gen_delete(gen, targets.items[i]);
}

static void simple(OrrGen *gen, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_EXPR: expression_statement(gen, node); return;
    case ORR_AST_ASSIGN: orr_gen_assign(gen, node); return;
    case ORR_AST_AUG_ASSIGN: orr_gen_aug_assign(gen, node); return;
    case ORR_AST_ANN_ASSIGN: orr_gen_ann_assign(gen, node); return;
    case ORR_AST_DELETE: delete_statement(gen, node); return;
    case ORR_AST_RETURN: orr_gen_return(gen, node); return;
    case ORR_AST_RAISE: raise(gen, node); return;
    case ORR_AST_ASSERT: assert_statement(gen, node); return;
    case ORR_AST_IMPORT: import(gen, node); return;
    case ORR_AST_IMPORT_FROM: import_from(gen, node); return;
    case ORR_AST_BREAK: orr_gen_break(gen, node); return;
    case ORR_AST_CONTINUE: orr_gen_continue(gen, node); return;
    case ORR_AST_TYPE_ALIAS: orr_gen_type_alias(gen, node); return;
    default: return; /* pass, global, nonlocal */
    }
}

static void statement(OrrGen *gen, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_FUNCTION_DEF:
    case ORR_AST_ASYNC_FUNCTION_DEF: orr_gen_function(gen, node); return;
    case ORR_AST_CLASS_DEF: orr_gen_class(gen, node); return;
    case ORR_AST_IF: branch_statement(gen, node); return;
    case ORR_AST_FOR: orr_gen_for(gen, node); return;
    case ORR_AST_ASYNC_FOR: orr_gen_async_for(gen, node); return;
    case ORR_AST_WHILE: orr_gen_while(gen, node); return;
    case ORR_AST_TRY: orr_gen_try(gen, node); return;
    case ORR_AST_TRY_STAR: orr_gen_try_star(gen, node); return;
    case ORR_AST_WITH: orr_gen_with(gen, node, orr_ast_with(node)->items, 0, orr_ast_with(node)->body, false); return;
    case ORR_AST_ASYNC_WITH:
        if (!orr_gen_in_async(gen)) {
            orr_gen_error(gen, node, "'async with' outside async function", NULL);
            return;
        }
        orr_gen_with(gen, node, orr_ast_async_with(node)->items, 0, orr_ast_async_with(node)->body, true);
        return;
    case ORR_AST_MATCH: orr_gen_match(gen, node); return;
    default: simple(gen, node); return;
    }
}

void orr_gen_stmts(OrrGen *gen, OrrAstSeq body) {
    uint32_t top = gen->unit->top;
    for (size_t i = 0; i < body.count && !gen->failed; i++) {
        if (++gen->emitted > ORR_GEN_INSTRS_MAX) orr_gen_too_large(gen, body.items[i]);
        statement(gen, body.items[i]);
        gen->unit->top = top;
    }
}
