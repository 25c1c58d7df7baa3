/* Modules and expressions: the outermost unit. */
#include "sim/lang/codegen.h"

/* Annotated names of a module that have been reached, for __annotate__. */
static void make_reached_set(OrrGen *gen, OrrScope *scope) {
    if (scope->annotation_count == 0) return;
    if (gen->dynamic) {
        orr_gen_annotations_dict(gen, scope->annotations[0]);
        return;
    }
    const OrrAst *at = scope->annotations[0];
    uint16_t set = orr_gen_temp(gen);
    orr_gen_emit(gen, at, ORR_OP_BUILD_SET, 0, set, set, 0);
    orr_gen_emit(gen, at, ORR_OP_STORE_GLOBAL, ORR_KILL_A, set,
                 orr_gen_name(gen, gen->scopes.known.conditional_annotations, at), 0);
    gen->unit->top--;
    orr_gen_body_annotate(gen, scope);
}

static void store_doc(OrrGen *gen, OrrAstSeq body) {
    OrrText doc;
    if (!orr_gen_docstring(gen, body, &doc)) return;
    uint16_t value = orr_gen_temp(gen);
    orr_gen_emit(gen, body.items[0], ORR_OP_LOADK, 0, value, orr_gen_const_text(gen, doc, false, body.items[0]), 0);
    OrrOp store = gen->dynamic ? ORR_OP_STORE_NAME : ORR_OP_STORE_GLOBAL;
    orr_gen_emit(gen, body.items[0], store, ORR_KILL_A, value,
                 orr_gen_name(gen, orr_gen_intern(gen, "__doc__"), body.items[0]), 0);
    gen->unit->top--;
}

static void module_body(OrrGen *gen, OrrAst *tree) {
    OrrAstSeq body = orr_ast_module(tree)->body;
    make_reached_set(gen, gen->unit->scope);
    store_doc(gen, body);
    orr_gen_stmts(gen, body);
    const OrrAst *last = body.count == 0 ? NULL : body.items[body.count - 1];
    orr_gen_emit(gen, last, ORR_OP_RETURNK, 0, orr_gen_const_none(gen, last), 0, 0);
}

static void expression_body(OrrGen *gen, OrrAst *tree) {
    OrrAst *body = orr_ast_expression(tree)->body;
    OrrVal value = orr_gen_value(gen, body);
    orr_gen_emit(gen, body, ORR_OP_RETURN, orr_kill(value, ORR_KILL_A), value.reg, 0, 0);
}

const OrrCodeImage *orr_gen_module(OrrGen *gen, OrrAst *tree) {
    const OrrCodeImage *image = NULL;
    OrrUnit *unit = orr_gen_enter(gen, gen->scopes.module, (OrrText){"<module>", 8}, 1,
                                  gen->dynamic ? ORR_CODE_DYNAMIC : ORR_CODE_MODULE);
    if (unit == NULL) return NULL;
    if (tree->kind == ORR_AST_MODULE) module_body(gen, tree);
    else expression_body(gen, tree);
    (void)orr_gen_leave(gen, &image);
    return gen->failed ? NULL : image;
}
