/* Functions and lambdas: their defaults, closures, decorators and bodies. */
#include <string.h>

#include "sim/lang/codegen.h"

uint32_t orr_gen_first_line(const OrrAst *node, OrrAstSeq decorators) {
    return decorators.count != 0 ? decorators.items[0]->line : node->line;
}

/* Docstrings are stripped of their common indentation, as CPython 3.13 does. */

static size_t expand_tabs(const char *text, size_t length, char *out) {
    size_t at = 0, col = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\t') {
            do out[at++] = ' ';
            while (++col % 8 != 0);
        } else {
            out[at++] = text[i];
            col = text[i] == '\n' || text[i] == '\r' ? 0 : col + 1;
        }
    }
    return at;
}

static size_t count_tabs(const char *text, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i < length; i++) count += text[i] == '\t';
    return count;
}

static size_t margin_of(const char *text, size_t length) {
    size_t margin = SIZE_MAX, i = 0;
    while (i < length && text[i] != '\n') i++;
    while (i < length) {
        size_t start = ++i;
        while (i < length && text[i] == ' ') i++;
        if (i < length && text[i] != '\n' && i - start < margin) margin = i - start;
        while (i < length && text[i] != '\n') i++;
    }
    return margin == SIZE_MAX ? 0 : margin;
}

static OrrText clean(OrrGen *gen, OrrText doc) {
    char *text = orr_region_alloc(gen->scratch, doc.length + 8 * count_tabs(doc.utf8, doc.length) + 1);
    if (text == NULL) {
        orr_gen_no_memory(gen);
        return doc;
    }
    size_t length = expand_tabs(doc.utf8, doc.length, text), at = 0, i = 0;
    size_t margin = margin_of(text, length);
    while (i < length && text[i] == ' ') i++;
    while (i < length) {
        char c = text[i++];
        text[at++] = c;
        for (size_t k = 0; c == '\n' && k < margin && i < length && text[i] == ' '; k++) i++;
    }
    return (OrrText){text, at};
}

bool orr_gen_docstring(OrrGen *gen, OrrAstSeq body, OrrText *text) {
    if (body.count == 0 || body.items[0]->kind != ORR_AST_EXPR) return false;
    OrrAst *value = orr_ast_expr(body.items[0])->value;
    if (value->kind != ORR_AST_CONSTANT || orr_ast_constant(value)->value.kind != ORR_CONSTANT_STR) return false;
    OrrConstant *constant = &orr_ast_constant(value)->value;
    *text = clean(gen, (OrrText){constant->as.text.bytes, constant->as.text.len});
    return true;
}

/* Making the function object */

void orr_gen_make_function(OrrGen *gen, const OrrAst *at, uint16_t code, OrrScope *inner, uint32_t base, uint32_t used,
                           unsigned mode, uint32_t dst) {
    uint32_t top = gen->unit->top;
    uint32_t cells = base + used, run = cells, count = 0;
    gen->unit->top = cells;
    for (uint32_t i = 0; i < inner->symbol_count; i++) {
        const OrrSymbol *symbol = inner->symbols[i];
        if (!orr_gen_is_free(gen, inner, symbol)) continue;
        uint16_t reg = orr_gen_temp(gen);
        orr_gen_move(gen, at, reg, (OrrVal){orr_gen_cell_register(gen, symbol->name), false});
        count++;
    }
    if (count != 0) {
        if (gen->unit->top == run) (void)orr_gen_temp(gen);
        orr_gen_emit(gen, at, ORR_OP_BUILD_TUPLE, 0, cells, run, count);
        mode |= 8;
    }
    orr_gen_emit(gen, at, ORR_OP_MAKE_FUNCTION, orr_mode(mode), dst, code, base);
    gen->unit->top = top;
}

/* The tuple of defaults and the dict of keyword-only ones, in a run from `base` on. Gives the mode; *used: how many. */
static unsigned defaults(OrrGen *gen, const OrrAst *at, OrrAstArguments *args, uint32_t *used) {
    unsigned mode = 0;
    if (args->defaults.count != 0) {
        uint16_t tuple = orr_gen_temp(gen);
        OrrAstTuple display = {.head = *at, .elts = args->defaults, .ctx = ORR_CONTEXT_LOAD};
        display.head.kind = ORR_AST_TUPLE;
        orr_gen_to(gen, &display.head, tuple);
        mode |= 1;
        ++*used;
    }
    bool any = false;
    for (size_t i = 0; i < args->kw_defaults.count; i++) any = any || args->kw_defaults.items[i] != NULL;
    if (!any) return mode;
    uint16_t dict = orr_gen_temp(gen);
    orr_gen_emit(gen, at, ORR_OP_BUILD_MAP, 0, dict, dict, 0);
    for (size_t i = 0; i < args->kw_defaults.count && !gen->failed; i++) {
        if (args->kw_defaults.items[i] == NULL) continue;
        const OrrName *name = orr_ast_arg(args->kwonlyargs.items[i])->arg;
        const OrrName *mangled = orr_scope_mangle(gen->context, gen->scope->private, name);
        if (mangled == NULL) {
            orr_gen_no_memory(gen);
            break;
        }
        uint16_t key = orr_gen_temp(gen);
        orr_gen_emit(gen, at, ORR_OP_LOADK, 0, key, orr_gen_const_text(gen, orr_gen_text(mangled), true, at), 0);
        OrrVal value = orr_gen_value(gen, args->kw_defaults.items[i]);
        orr_gen_emit(gen, at, ORR_OP_DICT_SET, ORR_KILL_B | orr_kill(value, ORR_KILL_C), dict, key, value.reg);
        gen->unit->top = dict + 1u;
    }
    ++*used;
    return mode | 2;
}

static uint32_t flags_of(const OrrGen *gen, const OrrScope *scope) {
    uint32_t flags = ORR_CODE_OPTIMISED;
    if (scope->varargs) flags |= ORR_CODE_VARARGS;
    if (scope->varkeywords) flags |= ORR_CODE_VARKEYWORDS;
    bool is_async = scope->node->kind == ORR_AST_ASYNC_FUNCTION_DEF;
    if (is_async) flags |= scope->generator ? ORR_CODE_ASYNC_GENERATOR : ORR_CODE_COROUTINE;
    else if (scope->generator) flags |= ORR_CODE_GENERATOR;
    if (gen->unit->scope->kind == ORR_SCOPE_CLASS) flags |= ORR_CODE_METHOD;
    return flags;
}

static OrrUnit *enter_function(OrrGen *gen, OrrScope *scope, OrrText name, uint32_t line, OrrAstArguments *args) {
    OrrUnit *unit = orr_gen_enter(gen, scope, name, line, flags_of(gen, scope));
    if (unit == NULL) return NULL;
    unit->posonly_count = (uint16_t)args->posonlyargs.count;
    unit->arg_count = (uint16_t)(args->posonlyargs.count + args->args.count);
    unit->kwonly_count = (uint16_t)args->kwonlyargs.count;
    return unit;
}

static void return_none(OrrGen *gen, const OrrAst *at) {
    orr_gen_emit(gen, at, ORR_OP_RETURNK, 0, orr_gen_const_none(gen, at), 0, 0);
}

static uint16_t function_code(OrrGen *gen, OrrAst *node, OrrAstFunctionDef *def, OrrScope *scope) {
    OrrScope *around = gen->scope;
    uint32_t line = orr_gen_first_line(node, def->decorator_list);
    OrrUnit *unit = enter_function(gen, scope, orr_gen_text(def->name), line, orr_ast_arguments(def->args));
    if (unit == NULL) return 0;
    OrrText doc;
    if (orr_gen_docstring(gen, def->body, &doc)) {
        unit->flags |= ORR_CODE_HAS_DOC;
        (void)orr_gen_const_text(gen, doc, false, node);
    }
    orr_gen_stmts(gen, def->body);
    return_none(gen, def->body.items[def->body.count - 1]);
    uint16_t code = orr_gen_leave(gen, NULL);
    gen->scope = around;
    return code;
}

void orr_gen_decorate(OrrGen *gen, OrrAstSeq decorators, uint32_t base, uint32_t value) {
    for (size_t i = decorators.count; i > 0; i--) {
        /* Each decorator has a run of three: itself, no self, what it is applied to. */
        uint32_t run = base + 3 * (uint32_t)(i - 1);
        uint32_t dst = i > 1 ? run - 1 : value;
        orr_gen_emit(gen, decorators.items[i - 1], ORR_OP_CALL, orr_mode(1), dst, run, 1);
    }
}

/* Decorators are evaluated first, each into the run of its later call. Gives where the thing decorated must go. */
static uint32_t load_decorators(OrrGen *gen, OrrAstSeq decorators, uint32_t *base) {
    *base = gen->unit->top;
    uint32_t where = gen->unit->top;
    for (size_t i = 0; i < decorators.count; i++) {
        uint16_t run = orr_gen_to_temp(gen, decorators.items[i]);
        (void)orr_gen_temps(gen, 2);
        where = run + 2u;
    }
    return where;
}

static void build_function(OrrGen *gen, OrrAst *node, OrrAstFunctionDef *def, uint32_t base, uint32_t used,
                           unsigned mode, uint32_t dst) {
    OrrAstArguments *args = orr_ast_arguments(def->args);
    if (orr_gen_function_annotate(gen, node, args, def->returns, gen->unit->top)) {
        mode |= 4;
        used++;
    }
    OrrScope *scope = orr_scope_child(gen->scope, ORR_SCOPE_FUNCTION, node);
    uint16_t code = function_code(gen, node, def, scope);
    orr_gen_make_function(gen, node, code, scope, base, used, mode, dst);
}

/* def f[T](...): the parameters are made first; the function gets them at the end. */
static void generic_function(OrrGen *gen, OrrAst *node, OrrAstFunctionDef *def, uint32_t dst) {
    uint32_t base = gen->unit->top, used = 0;
    unsigned mode = defaults(gen, node, orr_ast_arguments(def->args), &used);
    OrrScope *params = orr_scope_child(gen->scope, ORR_SCOPE_TYPE_PARAMS, node), *around = gen->scope;
    /* The run of the function's making is above the type parameters' registers; so the defaults move there. */
    orr_gen_open_inlined(gen, params, node, true);
    uint32_t run = orr_gen_temps(gen, 2);
    orr_gen_type_params(gen, def->type_params, run + 1);
    uint32_t moved = orr_gen_temps(gen, used);
    for (uint32_t i = 0; i < used; i++) { orr_gen_move(gen, node, moved + i, (OrrVal){(uint16_t)(base + i), true}); }
    build_function(gen, node, def, moved, used, mode, run);
    orr_gen_emit(gen, node, ORR_OP_INTRINSIC, 0, dst, run, ORR_INTRINSIC_SET_FUNCTION_TYPE_PARAMS);
    orr_gen_close_inlined(gen, params, node);
    gen->scope = around;
    gen->unit->top = base;
}

void orr_gen_function(OrrGen *gen, OrrAst *node) {
    OrrAstFunctionDef *def = (OrrAstFunctionDef *)(void *)node;
    uint32_t top = gen->unit->top, base, used = 0;
    int32_t local = -1;
    if (def->decorator_list.count == 0) {
        OrrAstName name = {.head = *node, .id = def->name, .ctx = ORR_CONTEXT_STORE};
        name.head.kind = ORR_AST_NAME;
        local = orr_gen_local_target(gen, &name.head);
    }
    uint32_t where = load_decorators(gen, def->decorator_list, &base);
    if (def->decorator_list.count == 0) where = local >= 0 ? (uint32_t)local : orr_gen_temp(gen);
    if (def->type_params.count != 0) {
        generic_function(gen, node, def, where);
    } else {
        uint32_t run = gen->unit->top;
        unsigned mode = defaults(gen, node, orr_ast_arguments(def->args), &used);
        build_function(gen, node, def, run, used, mode, where);
    }
    if (def->decorator_list.count != 0) {
        orr_gen_decorate(gen, def->decorator_list, base, base);
        where = base;
    }
    gen->unit->top = def->decorator_list.count != 0 || local < 0 ? where + 1 : top;
    orr_gen_store_name(gen, node, def->name, (OrrVal){(uint16_t)where, local < 0});
    gen->unit->top = top;
}

void orr_gen_lambda(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstLambda *lambda = orr_ast_lambda(node);
    OrrAstArguments *args = orr_ast_arguments(lambda->args);
    uint32_t base = gen->unit->top, used = 0;
    unsigned mode = defaults(gen, node, args, &used);
    OrrScope *scope = orr_scope_child(gen->scope, ORR_SCOPE_FUNCTION, node), *around = gen->scope;
    OrrUnit *unit = enter_function(gen, scope, (OrrText){"<lambda>", 8}, node->line, args);
    if (unit == NULL) return;
    OrrVal value = orr_gen_value(gen, lambda->body);
    orr_gen_emit(gen, lambda->body, ORR_OP_RETURN, orr_kill(value, ORR_KILL_A), value.reg, 0, 0);
    uint16_t code = orr_gen_leave(gen, NULL);
    gen->scope = around;
    orr_gen_make_function(gen, node, code, scope, base, used, mode, dst);
    gen->unit->top = base;
}
