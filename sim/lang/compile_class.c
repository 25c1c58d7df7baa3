/* Classes: the body is a function of the namespace, called by __build_class__. */
#include <string.h>

#include "sim/lang/codegen.h"

static void store_text(OrrGen *gen, const OrrAst *at, const char *name, OrrText text) {
    uint16_t value = orr_gen_temp(gen);
    orr_gen_emit(gen, at, ORR_OP_LOADK, 0, value, orr_gen_const_text(gen, text, false, at), 0);
    orr_gen_emit(gen, at, ORR_OP_STORE_NAME, ORR_KILL_A, value, orr_gen_name(gen, orr_gen_intern(gen, name), at), 0);
    gen->unit->top--;
}

/* What every class body begins with. */
static void preamble(OrrGen *gen, OrrAst *node, OrrAstClassDef *def, uint32_t line) {
    OrrAst at = *node;
    at.line = at.end_line = line;
    at.col = at.end_col = 0;
    uint16_t value = orr_gen_temp(gen);
    orr_gen_emit(gen, &at, ORR_OP_LOAD_NAME, 0, value, orr_gen_name(gen, orr_gen_intern(gen, "__name__"), node), 0);
    orr_gen_emit(gen, &at, ORR_OP_STORE_NAME, ORR_KILL_A, value,
                 orr_gen_name(gen, orr_gen_intern(gen, "__module__"), node), 0);
    store_text(gen, &at, "__qualname__", gen->unit->qualname);
    orr_gen_load_int(gen, &at, line, value);
    orr_gen_emit(gen, &at, ORR_OP_STORE_NAME, ORR_KILL_A, value,
                 orr_gen_name(gen, orr_gen_intern(gen, "__firstlineno__"), node), 0);
    if (def->type_params.count != 0) {
        const OrrName *name = gen->scopes.known.type_params;
        const OrrSymbol *symbol = orr_scope_lookup(gen->unit->scope, name);
        orr_gen_emit(gen, &at, ORR_OP_LOAD_CELL, orr_mode(1), value, symbol->free_reg, orr_gen_name(gen, name, node));
        orr_gen_emit(gen, &at, ORR_OP_STORE_NAME, ORR_KILL_A, value,
                     orr_gen_name(gen, orr_gen_intern(gen, "__type_params__"), node), 0);
    }
    if (gen->unit->conditional != 0) {
        orr_gen_emit(gen, &at, ORR_OP_BUILD_SET, 0, value, value, 0);
        orr_gen_emit(gen, &at, ORR_OP_STORE_CELL, ORR_KILL_B, gen->unit->conditional, value, 0);
    }
    gen->unit->top--;
}

/* And what it ends with. The cell of __class__ is handed to whoever makes the class. */
static void epilogue(OrrGen *gen, OrrAst *node) {
    OrrUnit *unit = gen->unit;
    orr_gen_body_annotate(gen, unit->scope);
    uint16_t value = orr_gen_temp(gen);
    uint16_t names = orr_gen_const_names(gen, unit->static_attributes, unit->static_count, node);
    orr_gen_emit(gen, NULL, ORR_OP_LOADK, 0, value, names, 0);
    orr_gen_emit(gen, NULL, ORR_OP_STORE_NAME, ORR_KILL_A, value,
                 orr_gen_name(gen, orr_gen_intern(gen, "__static_attributes__"), node), 0);
    if (unit->class_dict != 0) {
        orr_gen_emit(gen, NULL, ORR_OP_STORE_NAME, 0, unit->class_dict,
                     orr_gen_name(gen, orr_gen_intern(gen, "__classdictcell__"), node), 0);
    }
    if (unit->class_cell != 0) {
        orr_gen_emit(gen, NULL, ORR_OP_STORE_NAME, 0, unit->class_cell,
                     orr_gen_name(gen, orr_gen_intern(gen, "__classcell__"), node), 0);
        orr_gen_emit(gen, NULL, ORR_OP_RETURN, 0, unit->class_cell, 0, 0);
    } else {
        orr_gen_emit(gen, NULL, ORR_OP_RETURNK, 0, orr_gen_const_none(gen, node), 0, 0);
    }
    gen->unit->top--;
}

static uint16_t class_code(OrrGen *gen, OrrAst *node, OrrAstClassDef *def, OrrScope *scope) {
    OrrScope *around = gen->scope;
    uint32_t line = orr_gen_first_line(node, def->decorator_list);
    OrrUnit *unit = orr_gen_enter(gen, scope, orr_gen_text(def->name), line, ORR_CODE_CLASS_BODY);
    if (unit == NULL) return 0;
    preamble(gen, node, def, line);
    OrrText doc;
    if (orr_gen_docstring(gen, def->body, &doc)) store_text(gen, def->body.items[0], "__doc__", doc);
    orr_gen_stmts(gen, def->body);
    epilogue(gen, node);
    uint16_t code = orr_gen_leave(gen, NULL);
    gen->scope = around;
    return code;
}

/* The call of __build_class__ in a new run; params: the tuple of type parameters or NULL. */
static void build_class(OrrGen *gen, OrrAst *node, OrrAstClassDef *def, const OrrVal *generic_base, uint32_t dst) {
    uint32_t base = orr_gen_temps(gen, 2);
    orr_gen_emit(gen, node, ORR_OP_LOAD_BUILD_CLASS, 0, base, 0, 0);
    OrrScope *scope = orr_scope_child(gen->scope, ORR_SCOPE_CLASS, node);
    uint16_t code = class_code(gen, node, def, scope);
    uint16_t function = orr_gen_temp(gen);
    orr_gen_make_function(gen, node, code, scope, gen->unit->top, 0, 0, function);
    uint16_t name = orr_gen_temp(gen);
    orr_gen_emit(gen, node, ORR_OP_LOADK, 0, name, orr_gen_const_text(gen, orr_gen_text(def->name), true, node), 0);
    orr_gen_call_args(gen, node, base, 1, 2, def->bases, generic_base, def->keywords, dst);
    gen->unit->top = base;
}

static void generic_class(OrrGen *gen, OrrAst *node, OrrAstClassDef *def, uint32_t dst) {
    uint32_t top = gen->unit->top;
    OrrScope *params = orr_scope_child(gen->scope, ORR_SCOPE_TYPE_PARAMS, node), *around = gen->scope;
    orr_gen_open_inlined(gen, params, node, true);
    uint16_t tuple = orr_gen_temp(gen);
    orr_gen_type_params(gen, def->type_params, tuple);
    orr_gen_store_name(gen, node, gen->scopes.known.type_params, (OrrVal){tuple, false});
    orr_gen_emit(gen, node, ORR_OP_INTRINSIC, 0, tuple, tuple, ORR_INTRINSIC_SUBSCRIPT_GENERIC);
    OrrVal generic_base = {tuple, true};
    build_class(gen, node, def, &generic_base, dst);
    orr_gen_close_inlined(gen, params, node);
    gen->scope = around;
    gen->unit->top = top;
}

void orr_gen_class(OrrGen *gen, OrrAst *node) {
    OrrAstClassDef *def = orr_ast_class_def(node);
    OrrAstSeq decorators = def->decorator_list;
    uint32_t top = gen->unit->top, where = top;
    for (size_t i = 0; i < decorators.count; i++) {
        where = orr_gen_to_temp(gen, decorators.items[i]) + 2u;
        (void)orr_gen_temps(gen, 2);
    }
    if (decorators.count == 0) where = orr_gen_temp(gen);
    if (def->type_params.count != 0) generic_class(gen, node, def, where);
    else build_class(gen, node, def, NULL, where);
    if (decorators.count != 0) {
        orr_gen_decorate(gen, decorators, top, top);
        where = top;
    }
    gen->unit->top = where + 1;
    orr_gen_store_name(gen, node, def->name, (OrrVal){(uint16_t)where, true});
    gen->unit->top = top;
}
