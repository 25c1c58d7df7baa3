/* Annotations are evaluated when somebody asks: __annotate__(format) makes the dict. Only format 1 (values) and 2 are
 * answered; for others, as CPython 3.14 does, NotImplementedError says that the caller has to find another way.
 *
 * With `from __future__ import annotations` the values are the source texts.
 *
 * In dynamic code the names of the outermost level are annotated as CPython 3.13 does it everywhere: at once.
 */
#include <string.h>

#include "sim/lang/codegen.h"

/* One that is put into a dict by an instruction that may consume it. */
static void put_by(OrrGen *gen, OrrOp op, unsigned x, uint32_t dict, const OrrName *name, OrrAst *annotation) {
    uint32_t top = gen->unit->top;
    const OrrName *mangled = orr_scope_mangle(gen->context, gen->scope->private, name);
    if (mangled == NULL) {
        orr_gen_no_memory(gen);
        return;
    }
    uint16_t key = orr_gen_temp(gen);
    orr_gen_emit(gen, annotation, ORR_OP_LOADK, 0, key,
                 orr_gen_const_text(gen, orr_gen_text(mangled), true, annotation), 0);
    OrrVal value;
    if (gen->scopes.future_annotations) {
        value = (OrrVal){orr_gen_temp(gen), true};
        OrrText text = orr_gen_unparse(gen, annotation);
        orr_gen_emit(gen, annotation, ORR_OP_LOADK, 0, value.reg, orr_gen_const_text(gen, text, false, annotation), 0);
    } else if (annotation->kind == ORR_AST_STARRED) {
        /* *args: *Ts is the one element that unpacking Ts gives. */
        OrrVal packed = orr_gen_value(gen, orr_ast_starred(annotation)->value);
        value = (OrrVal){orr_gen_temp(gen), true};
        orr_gen_emit(gen, annotation, ORR_OP_UNPACK, orr_kill(packed, ORR_KILL_B), value.reg, packed.reg, 1);
    } else {
        value = orr_gen_value(gen, annotation);
    }
    orr_gen_emit(gen, annotation, op, x | ORR_KILL_B | orr_kill(value, ORR_KILL_C), dict, key, value.reg);
    gen->unit->top = top;
}

/* One that is put into the dict under construction. */
static void put(OrrGen *gen, uint32_t dict, const OrrName *name, OrrAst *annotation) {
    put_by(gen, ORR_OP_DICT_SET, 0, dict, name, annotation);
}

static void check_format(OrrGen *gen, const OrrAst *at) {
    OrrConst two = {.kind = ORR_CONST_INT, .as.integer = 2};
    OrrLabel known = orr_gen_label(gen);
    orr_gen_jump_op(gen, at, ORR_OP_JLEK, orr_mode(1), 0, orr_gen_const(gen, &two, at), known);
    uint16_t error = orr_gen_temp(gen);
    orr_gen_emit(gen, at, ORR_OP_LOAD_GLOBAL, 0, error,
                 orr_gen_name(gen, orr_gen_intern(gen, "NotImplementedError"), at), 0);
    orr_gen_emit(gen, at, ORR_OP_RAISE, ORR_KILL_A | orr_mode(1), error, 0, 0);
    orr_gen_place(gen, known);
    gen->unit->top--;
}

/* With string annotations nothing was looked at when scopes were made, so there is no scope: an empty one serves. */
static OrrScope *empty_scope(OrrGen *gen, const OrrAst *node) {
    OrrScope *scope = orr_region_alloc(gen->scratch, sizeof *scope);
    OrrSymbol *symbol = orr_region_alloc(gen->scratch, sizeof *symbol);
    OrrSymbol **symbols = orr_region_alloc(gen->scratch, sizeof *symbols);
    if (scope == NULL || symbol == NULL || symbols == NULL) {
        orr_gen_no_memory(gen);
        return NULL;
    }
    *symbol =
        (OrrSymbol){.name = gen->scopes.known.dot_format, .flags = ORR_SYMBOL_PARAM, .binding = ORR_BINDING_LOCAL};
    symbols[0] = symbol;
    *scope = (OrrScope){.kind = ORR_SCOPE_ANNOTATION,
                        .parent = gen->scope,
                        .node = node,
                        .symbols = symbols,
                        .symbol_count = 1,
                        .private = gen->scope->private};
    return scope;
}

typedef struct Annotate {
    OrrScope *scope, *around;
    uint32_t dict;
} Annotate;

static bool begin(OrrGen *gen, Annotate *annotate, OrrScope *scope, const OrrAst *at) {
    *annotate = (Annotate){scope, gen->scope, 0};
    if (scope == NULL) return false;
    OrrUnit *unit = orr_gen_enter(gen, scope, (OrrText){"__annotate__", 12}, at->line, ORR_CODE_OPTIMISED);
    if (unit == NULL) return false;
    unit->posonly_count = unit->arg_count = 1;
    check_format(gen, at);
    annotate->dict = orr_gen_temp(gen);
    orr_gen_emit(gen, at, ORR_OP_BUILD_MAP, 0, annotate->dict, annotate->dict, 0);
    return true;
}

static void end(OrrGen *gen, Annotate *annotate, const OrrAst *at, uint32_t dst) {
    orr_gen_emit(gen, at, ORR_OP_RETURN, ORR_KILL_A, annotate->dict, 0, 0);
    uint16_t code = orr_gen_leave(gen, NULL);
    gen->scope = annotate->around;
    orr_gen_make_function(gen, at, code, annotate->scope, gen->unit->top, 0, 0, dst);
}

static void put_args(OrrGen *gen, uint32_t dict, OrrAstSeq args) {
    for (size_t i = 0; i < args.count && !gen->failed; i++) {
        OrrAstArg *arg = orr_ast_arg(args.items[i]);
        if (arg->annotation != NULL) put(gen, dict, arg->arg, arg->annotation);
    }
}

static void put_arg(OrrGen *gen, uint32_t dict, OrrAst *node) {
    if (node == NULL || orr_ast_arg(node)->annotation == NULL) return;
    put(gen, dict, orr_ast_arg(node)->arg, orr_ast_arg(node)->annotation);
}

static bool any(OrrAstSeq args) {
    for (size_t i = 0; i < args.count; i++) {
        if (orr_ast_arg(args.items[i])->annotation != NULL) return true;
    }
    return false;
}

static bool annotated(OrrAst *arg) {
    return arg != NULL && orr_ast_arg(arg)->annotation != NULL;
}

bool orr_gen_function_annotate(OrrGen *gen, OrrAst *node, OrrAstArguments *args, OrrAst *returns, uint32_t dst) {
    if (!(any(args->posonlyargs) || any(args->args) || any(args->kwonlyargs) || annotated(args->vararg) ||
          annotated(args->kwarg) || returns != NULL)) {
        return false;
    }
    OrrScope *scope = gen->scopes.future_annotations ? empty_scope(gen, node)
                                                     : orr_scope_child(gen->scope, ORR_SCOPE_ANNOTATION, node);
    Annotate annotate;
    uint16_t result = orr_gen_temp(gen);
    ORR_ASSERT(gen->failed || result == dst);
    if (!begin(gen, &annotate, scope, node)) return true;
    put_args(gen, annotate.dict, args->posonlyargs);
    put_args(gen, annotate.dict, args->args);
    put_arg(gen, annotate.dict, args->vararg);
    put_args(gen, annotate.dict, args->kwonlyargs);
    put_arg(gen, annotate.dict, args->kwarg);
    if (returns != NULL) put(gen, annotate.dict, orr_gen_intern(gen, "return"), returns);
    end(gen, &annotate, node, dst);
    return true;
}

/* Skips one annotation if the statement that makes it was never reached. */
static void if_reached(OrrGen *gen, const OrrAst *at, uint32_t number, OrrLabel skip) {
    uint32_t top = gen->unit->top;
    uint16_t wanted = orr_gen_temp(gen);
    orr_gen_load_int(gen, at, number, wanted);
    OrrVal set = orr_gen_name_value(gen, at, gen->scopes.known.conditional_annotations);
    orr_gen_jump_op(gen, at, ORR_OP_JIN, ORR_KILL_A | orr_kill(set, ORR_KILL_B), wanted, set.reg, skip);
    gen->unit->top = top;
}

/* With string annotations the scope of the function is empty; the cell of a class's set has to be found anyhow. */
static bool body_scope(OrrGen *gen, OrrScope *body, OrrScope **scope) {
    if (body->annotation_count == 0) return false;
    *scope = body->annotation_scope != NULL ? body->annotation_scope : empty_scope(gen, body->node);
    return *scope != NULL;
}

void orr_gen_body_annotate(OrrGen *gen, OrrScope *body) {
    OrrScope *scope;
    if (gen->failed || !body_scope(gen, body, &scope)) return;
    OrrAst *first = body->annotations[0];
    uint32_t top = gen->unit->top;
    uint16_t function = orr_gen_temp(gen);
    Annotate annotate;
    if (!begin(gen, &annotate, scope, first)) return;
    bool checked = body->annotation_scope != NULL;
    for (uint32_t i = 0; i < body->annotation_count && !gen->failed; i++) {
        OrrAstAnnAssign *assign = orr_ast_ann_assign(body->annotations[i]);
        OrrLabel skip = orr_gen_label(gen);
        if (body->annotation_conditional[i] && checked) if_reached(gen, body->annotations[i], i, skip);
        put(gen, annotate.dict, orr_ast_name(assign->target)->id, assign->annotation);
        orr_gen_place(gen, skip);
    }
    end(gen, &annotate, first, function);
    orr_gen_store_name(gen, first, gen->scopes.known.annotate, (OrrVal){function, true});
    gen->unit->top = top;
}

void orr_gen_annotations_dict(OrrGen *gen, const OrrAst *at) {
    uint32_t top = gen->unit->top;
    OrrLabel there = orr_gen_label(gen);
    const OrrName *name = gen->scopes.known.annotations;
    uint16_t value = orr_gen_temp(gen);
    orr_gen_emit(gen, at, ORR_OP_LOADK, 0, value, orr_gen_const_text(gen, orr_gen_text(name), true, at), 0);
    orr_gen_jump_op(gen, at, ORR_OP_JIN, ORR_KILL_A | orr_mode(1), value, 0, there);
    orr_gen_emit(gen, at, ORR_OP_BUILD_MAP, 0, value, value, 0);
    orr_gen_emit(gen, at, ORR_OP_STORE_NAME, ORR_KILL_A, value, orr_gen_name(gen, name, at), 0);
    orr_gen_place(gen, there);
    gen->unit->top = top;
}

void orr_gen_annotate_now(OrrGen *gen, OrrAst *node) {
    OrrAstAnnAssign *assign = orr_ast_ann_assign(node);
    OrrScope *around = gen->scope, *scope = gen->unit->scope->annotation_scope;
    uint32_t top = gen->unit->top;
    uint16_t dict = orr_gen_temp(gen);
    orr_gen_emit(gen, node, ORR_OP_LOAD_NAME, 0, dict, orr_gen_name(gen, gen->scopes.known.annotations, node), 0);
    if (scope != NULL) {
        scope->inlined = true; /* its names are those around it */
        gen->scope = scope;
    }
    put_by(gen, ORR_OP_SETITEM, ORR_KILL_A, dict, orr_ast_name(assign->target)->id, assign->annotation);
    gen->scope = around;
    gen->unit->top = top;
}
