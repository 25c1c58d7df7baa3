/* The first pass of the scope analysis: walks the tree in CPython's order and notes every use of every name. */
#include "sim/lang/scope_walk.h"

#include <string.h>

typedef struct Walk {
    OrrScopes *scopes;
    OrrScope *now;
    uint32_t conditional; /* how many compound statements deep in the body of the scope */
} Walk;

static void visit(Walk *walk, OrrAst *node);
static void visit_stmts(Walk *walk, OrrAstSeq body);

/* Errors stick: once one is noted, visiting goes on only to unwind. */
static bool failed(const Walk *walk) {
    return walk->scopes->failed;
}

static void fail(Walk *walk, const OrrAst *at, const char *format, const char *name) {
    walk->scopes->failed = true;
    orr_compile_error(walk->scopes->context, at, format, name);
}

static void no_memory(Walk *walk) {
    walk->scopes->failed = true;
    orr_compile_no_memory(walk->scopes->context);
}

static void visit_seq(Walk *walk, OrrAstSeq seq) {
    for (size_t i = 0; i < seq.count && !failed(walk); i++) {
        if (seq.items[i] != NULL) visit(walk, seq.items[i]);
    }
}

static void visit_opt(Walk *walk, OrrAst *node) {
    if (node != NULL) visit(walk, node);
}

/* Scopes */

static bool sees_class_dict(const OrrScope *scope) {
    return scope->kind == ORR_SCOPE_ANNOTATION || scope->kind == ORR_SCOPE_TYPE_VARIABLE ||
           scope->kind == ORR_SCOPE_TYPE_ALIAS;
}

static OrrScope *class_view_of(const OrrScope *scope) {
    OrrScope *outer = scope->parent;
    if (outer == NULL) return NULL;
    if (scope->comp != ORR_COMP_NONE) return outer->class_view;
    if (!sees_class_dict(scope)) return NULL;
    while (outer->kind == ORR_SCOPE_TYPE_PARAMS) outer = outer->parent;
    return outer->kind == ORR_SCOPE_CLASS ? outer : outer->class_view;
}

static OrrScope *enter(Walk *walk, OrrScopeKind kind, const OrrAst *node, OrrScopeComp comp) {
    OrrRegion *region = walk->scopes->context->region;
    OrrScope *parent = walk->now;
    OrrScope *scope = orr_region_alloc(region, sizeof *scope);
    if (scope == NULL) {
        no_memory(walk);
        return NULL;
    }
    scope->kind = kind;
    scope->node = node;
    scope->comp = comp;
    scope->parent = parent;
    if (parent != NULL) {
        scope->private = parent->private;
        scope->nested = parent->nested || parent->kind == ORR_SCOPE_FUNCTION;
        scope->unused = parent->unused;
    }
    scope->class_view = class_view_of(scope);
    scope->inlined = kind == ORR_SCOPE_TYPE_PARAMS ||
                     (comp != ORR_COMP_NONE && comp != ORR_COMP_GENERATOR && scope->class_view == NULL);
    walk->now = scope;
    return scope;
}

/* Back to the parent; what is never evaluated is not kept. */
static void leave(Walk *walk) {
    OrrScope *scope = walk->now, *parent = scope->parent;
    walk->now = parent;
    if (scope->unused || failed(walk)) return;
    if (parent->child_count == parent->child_capacity) {
        uint32_t capacity = parent->child_capacity == 0 ? 4 : parent->child_capacity * 2;
        OrrScope **children = orr_region_grow(walk->scopes->context->region, parent->children,
                                              parent->child_capacity * sizeof *children, capacity * sizeof *children);
        if (children == NULL) {
            no_memory(walk);
            return;
        }
        parent->children = children;
        parent->child_capacity = capacity;
    }
    parent->children[parent->child_count++] = scope;
}

/* Definitions */

static const OrrName *mangled(Walk *walk, const OrrScope *scope, const OrrName *name) {
    const OrrName *result = orr_scope_mangle(walk->scopes->context, scope->private, name);
    if (result == NULL) no_memory(walk);
    return result;
}

static OrrSymbol *symbol_of(Walk *walk, OrrScope *scope, const OrrName *name) {
    const OrrName *full = mangled(walk, scope, name);
    return full == NULL ? NULL : orr_scope_symbol(walk->scopes, scope, full);
}

static void define_in(Walk *walk, OrrScope *scope, const OrrName *name, uint32_t flag, const OrrAst *at) {
    if ((flag & ORR_SYMBOL_BOUND) && name == walk->scopes->known.debug) {
        fail(walk, at, "cannot assign to __debug__", NULL);
        return;
    }
    OrrSymbol *symbol = symbol_of(walk, scope, name);
    if (symbol == NULL) return;
    if ((flag & ORR_SYMBOL_PARAM) && (symbol->flags & ORR_SYMBOL_PARAM)) {
        fail(walk, at, "duplicate argument '%s' in function definition", name->utf8);
    } else if ((flag & ORR_SYMBOL_TYPE_PARAM) && (symbol->flags & ORR_SYMBOL_TYPE_PARAM)) {
        fail(walk, at, "duplicate type parameter '%s'", name->utf8);
    } else if (scope->comp_iter_target && (flag & ORR_SYMBOL_LOCAL)) {
        if (symbol->flags & (ORR_SYMBOL_GLOBAL | ORR_SYMBOL_NONLOCAL)) {
            fail(walk, at, "comprehension inner loop cannot rebind assignment expression target '%s'", name->utf8);
        }
        flag |= ORR_SYMBOL_COMP_ITER;
    }
    symbol->flags |= flag;
}

static void define(Walk *walk, const OrrName *name, uint32_t flag, const OrrAst *at) {
    define_in(walk, walk->now, name, flag, at);
}

static bool is_function_like(const OrrScope *scope) {
    return scope->kind != ORR_SCOPE_MODULE && scope->kind != ORR_SCOPE_CLASS;
}

static void visit_name(Walk *walk, OrrAst *node) {
    OrrAstName *name = orr_ast_name(node);
    const OrrKnownNames *known = &walk->scopes->known;
    if (name->ctx == ORR_CONTEXT_STORE) {
        define(walk, name->id, ORR_SYMBOL_LOCAL, node);
    } else if (name->ctx == ORR_CONTEXT_DEL) {
        if (name->id == known->debug) fail(walk, node, "cannot delete __debug__", NULL);
        else define(walk, name->id, ORR_SYMBOL_LOCAL | ORR_SYMBOL_DELETED, node);
    } else {
        define(walk, name->id, ORR_SYMBOL_USE, node);
        if (name->id == known->super && is_function_like(walk->now)) {
            define(walk, known->class_cell, ORR_SYMBOL_USE, node);
        }
    }
}

/* What must not stand in the places that are evaluated late. */
static void refuse_late(Walk *walk, const char *what, const OrrAst *at) {
    static const char *const annotation = " cannot be used within an annotation";
    const char *where = NULL;
    switch (walk->now->kind) {
    case ORR_SCOPE_ANNOTATION: where = annotation; break;
    case ORR_SCOPE_TYPE_VARIABLE: where = walk->now->in_what; break;
    case ORR_SCOPE_TYPE_ALIAS: where = " cannot be used within a type alias"; break;
    case ORR_SCOPE_TYPE_PARAMS: where = " cannot be used within the definition of a generic"; break;
    default: return;
    }
    char text[96];
    size_t length = strlen(what), rest = strlen(where);
    ORR_ASSERT(length + rest < sizeof text);
    memcpy(text, what, length);
    memcpy(text + length, where, rest + 1);
    fail(walk, at, text, NULL);
}

/* `name := ...` in a comprehension binds in the function around it. */
static void extend_walrus_scope(Walk *walk, OrrAst *target) {
    const OrrName *name = orr_ast_name(target)->id;
    for (OrrScope *scope = walk->now; scope != NULL && !failed(walk); scope = scope->parent) {
        OrrSymbol *symbol = symbol_of(walk, scope, name);
        if (symbol == NULL) return;
        if (scope->comp != ORR_COMP_NONE) {
            if (symbol->flags & ORR_SYMBOL_COMP_ITER) {
                fail(walk, target, "assignment expression cannot rebind comprehension iteration variable '%s'",
                     name->utf8);
            }
            continue;
        }
        scope->walrus = true;
        OrrSymbol *own = symbol_of(walk, walk->now, name);
        if (own == NULL) return;
        switch (scope->kind) {
        case ORR_SCOPE_FUNCTION:
            own->flags |= symbol->flags & ORR_SYMBOL_GLOBAL ? ORR_SYMBOL_GLOBAL : ORR_SYMBOL_NONLOCAL;
            own->declared = target;
            define_in(walk, scope, name, ORR_SYMBOL_LOCAL, target);
            return;
        case ORR_SCOPE_MODULE:
            own->flags |= ORR_SYMBOL_GLOBAL;
            own->declared = target;
            define_in(walk, scope, name, ORR_SYMBOL_GLOBAL, target);
            return;
        case ORR_SCOPE_CLASS:
            fail(walk, target, "assignment expression within a comprehension cannot be used in a class body", NULL);
            return;
        case ORR_SCOPE_TYPE_ALIAS:
            fail(walk, target, "assignment expression within a comprehension cannot be used in a type alias", NULL);
            return;
        case ORR_SCOPE_TYPE_PARAMS:
            fail(walk, target,
                 "assignment expression within a comprehension cannot be used within the definition of a generic",
                 NULL);
            return;
        case ORR_SCOPE_TYPE_VARIABLE:
            fail(walk, target, "assignment expression within a comprehension cannot be used in a TypeVar bound", NULL);
            return;
        case ORR_SCOPE_ANNOTATION: refuse_late(walk, "named expression", target); return;
        }
    }
}

static void visit_walrus(Walk *walk, OrrAst *node) {
    OrrAstNamedExpr *named = orr_ast_named_expr(node);
    refuse_late(walk, "named expression", node);
    if (walk->now->comp_iter_expr > 0) {
        fail(walk, node, "assignment expression cannot be used in a comprehension iterable expression", NULL);
    }
    if (walk->now->comp != ORR_COMP_NONE) extend_walrus_scope(walk, named->target);
    walk->now->walrus = true;
    for (OrrScope *scope = walk->now; scope->comp != ORR_COMP_NONE; scope = scope->parent) {
        scope->walrus = true;
        scope->parent->walrus = true;
    }
    visit(walk, named->value);
    visit(walk, named->target);
}

static void visit_comp_part(Walk *walk, OrrAstComprehension *part, bool with_iter) {
    walk->now->comp_iter_target = true;
    visit(walk, part->target);
    walk->now->comp_iter_target = false;
    if (with_iter) {
        walk->now->comp_iter_expr++;
        visit(walk, part->iter);
        walk->now->comp_iter_expr--;
    }
    visit_seq(walk, part->ifs);
    if (part->is_async) walk->now->coroutine = true;
}

static void visit_comprehension(Walk *walk, OrrAst *node, OrrScopeComp comp, OrrAstSeq generators, OrrAst *elt,
                                OrrAst *value) {
    OrrAstComprehension *first = orr_ast_comprehension(generators.items[0]);
    walk->now->comp_iter_expr++;
    visit(walk, first->iter);
    walk->now->comp_iter_expr--;
    if (failed(walk)) return;
    OrrScope *scope = enter(walk, ORR_SCOPE_FUNCTION, node, comp);
    if (scope == NULL) return;
    if (!scope->inlined) define(walk, walk->scopes->known.dot_zero, ORR_SYMBOL_PARAM, node);
    visit_comp_part(walk, first, false);
    for (size_t i = 1; i < generators.count; i++) {
        visit_comp_part(walk, orr_ast_comprehension(generators.items[i]), true);
    }
    visit_opt(walk, value);
    visit(walk, elt);
    scope->generator = comp == ORR_COMP_GENERATOR;
    leave(walk);
    if (scope->coroutine && !scope->generator) walk->now->coroutine = true;
}

static void refuse_yield_in_comp(Walk *walk, const OrrAst *at) {
    switch (walk->now->comp) {
    case ORR_COMP_NONE: return;
    case ORR_COMP_LIST: fail(walk, at, "'yield' inside list comprehension", NULL); return;
    case ORR_COMP_SET: fail(walk, at, "'yield' inside set comprehension", NULL); return;
    case ORR_COMP_DICT: fail(walk, at, "'yield' inside dict comprehension", NULL); return;
    case ORR_COMP_GENERATOR: fail(walk, at, "'yield' inside generator expression", NULL); return;
    }
}

static void visit_yield(Walk *walk, OrrAst *node, OrrAst *value) {
    refuse_late(walk, "yield expression", node);
    visit_opt(walk, value);
    walk->now->generator = true;
    refuse_yield_in_comp(walk, node);
}

/* Functions and classes */

static void visit_params(Walk *walk, OrrAstArguments *args) {
    const OrrAstSeq lists[] = {args->posonlyargs, args->args, args->kwonlyargs};
    for (size_t list = 0; list < 3; list++) {
        for (size_t i = 0; i < lists[list].count; i++) {
            define(walk, orr_ast_arg(lists[list].items[i])->arg, ORR_SYMBOL_PARAM, lists[list].items[i]);
        }
    }
    if (args->vararg != NULL) {
        define(walk, orr_ast_arg(args->vararg)->arg, ORR_SYMBOL_PARAM, args->vararg);
        walk->now->varargs = true;
    }
    if (args->kwarg != NULL) {
        define(walk, orr_ast_arg(args->kwarg)->arg, ORR_SYMBOL_PARAM, args->kwarg);
        walk->now->varkeywords = true;
    }
}

static void visit_defaults(Walk *walk, OrrAstArguments *args) {
    visit_seq(walk, args->defaults);
    visit_seq(walk, args->kw_defaults);
}

static void visit_arg_annotations(Walk *walk, OrrAstSeq args) {
    for (size_t i = 0; i < args.count; i++) visit_opt(walk, orr_ast_arg(args.items[i])->annotation);
}

static bool any_annotation(OrrAstSeq args) {
    for (size_t i = 0; i < args.count; i++) {
        if (orr_ast_arg(args.items[i])->annotation != NULL) return true;
    }
    return false;
}

static bool has_annotations(OrrAstArguments *args, OrrAst *returns) {
    return returns != NULL || any_annotation(args->posonlyargs) || any_annotation(args->args) ||
           any_annotation(args->kwonlyargs) ||
           (args->vararg != NULL && orr_ast_arg(args->vararg)->annotation != NULL) ||
           (args->kwarg != NULL && orr_ast_arg(args->kwarg)->annotation != NULL);
}

/* With `from __future__ import annotations` they become strings: still checked, but they use no names. */
static void visit_function_annotations(Walk *walk, OrrAst *node, OrrAstArguments *args, OrrAst *returns) {
    if (!has_annotations(args, returns)) return;
    OrrScope *scope = enter(walk, ORR_SCOPE_ANNOTATION, node, ORR_COMP_NONE);
    if (scope == NULL) return;
    scope->unused = scope->unused || walk->scopes->future_annotations;
    define(walk, walk->scopes->known.dot_format, ORR_SYMBOL_PARAM, node);
    visit_arg_annotations(walk, args->posonlyargs);
    visit_arg_annotations(walk, args->args);
    if (args->vararg != NULL) visit_opt(walk, orr_ast_arg(args->vararg)->annotation);
    if (args->kwarg != NULL) visit_opt(walk, orr_ast_arg(args->kwarg)->annotation);
    visit_arg_annotations(walk, args->kwonlyargs);
    visit_opt(walk, returns);
    if (walk->scopes->future_annotations) scope->unused = true;
    leave(walk);
}

static void enter_type_params(Walk *walk, OrrAst *node, OrrAstSeq type_params) {
    if (type_params.count == 0) return;
    OrrScope *scope = enter(walk, ORR_SCOPE_TYPE_PARAMS, node, ORR_COMP_NONE);
    if (scope == NULL) return;
    visit_seq(walk, type_params);
}

static void leave_type_params(Walk *walk, OrrAstSeq type_params) {
    if (type_params.count != 0 && walk->now->kind == ORR_SCOPE_TYPE_PARAMS) leave(walk);
}

static void visit_late(Walk *walk, OrrScopeKind kind, OrrAst *node, const char *in_what) {
    if (node == NULL) return;
    OrrScope *scope = enter(walk, kind, node, ORR_COMP_NONE);
    if (scope == NULL) return;
    scope->in_what = in_what;
    visit(walk, node);
    leave(walk);
}

static void visit_body(Walk *walk, OrrAstSeq body) {
    uint32_t conditional = walk->conditional;
    walk->conditional = 0;
    visit_stmts(walk, body);
    walk->conditional = conditional;
}

static void visit_function(Walk *walk, OrrAst *node, OrrAstFunctionDef *def, bool is_async) {
    OrrAstArguments *args = orr_ast_arguments(def->args);
    define(walk, def->name, ORR_SYMBOL_LOCAL, node);
    visit_defaults(walk, args);
    visit_seq(walk, def->decorator_list);
    if (failed(walk)) return;
    enter_type_params(walk, node, def->type_params);
    visit_function_annotations(walk, node, args, def->returns);
    if (failed(walk)) return;
    OrrScope *scope = enter(walk, ORR_SCOPE_FUNCTION, node, ORR_COMP_NONE);
    if (scope == NULL) return;
    scope->coroutine = is_async;
    visit_params(walk, args);
    visit_body(walk, def->body);
    if (failed(walk)) return;
    leave(walk);
    leave_type_params(walk, def->type_params);
}

static void visit_lambda(Walk *walk, OrrAst *node) {
    OrrAstLambda *lambda = orr_ast_lambda(node);
    OrrAstArguments *args = orr_ast_arguments(lambda->args);
    visit_defaults(walk, args);
    OrrScope *scope = enter(walk, ORR_SCOPE_FUNCTION, node, ORR_COMP_NONE);
    if (scope == NULL) return;
    scope->lambda = true;
    visit_params(walk, args);
    visit(walk, lambda->body);
    leave(walk);
}

static void visit_class(Walk *walk, OrrAst *node) {
    OrrAstClassDef *def = orr_ast_class_def(node);
    define(walk, def->name, ORR_SYMBOL_LOCAL, node);
    visit_seq(walk, def->decorator_list);
    if (failed(walk)) return;
    enter_type_params(walk, node, def->type_params);
    if (def->type_params.count != 0) define(walk, walk->scopes->known.type_params, ORR_SYMBOL_LOCAL, node);
    visit_seq(walk, def->bases);
    visit_seq(walk, def->keywords);
    if (failed(walk)) return;
    OrrScope *scope = enter(walk, ORR_SCOPE_CLASS, node, ORR_COMP_NONE);
    if (scope == NULL) return;
    scope->private = def->name;
    if (def->type_params.count != 0) define(walk, walk->scopes->known.type_params, ORR_SYMBOL_USE, node);
    visit_body(walk, def->body);
    if (failed(walk)) return;
    leave(walk);
    leave_type_params(walk, def->type_params);
}

static void visit_type_param(Walk *walk, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_TYPE_VAR: {
        OrrAstTypeVar *var = orr_ast_type_var(node);
        define(walk, var->name, ORR_SYMBOL_LOCAL | ORR_SYMBOL_TYPE_PARAM, node);
        bool constraints = var->bound != NULL && var->bound->kind == ORR_AST_TUPLE;
        visit_late(walk, ORR_SCOPE_TYPE_VARIABLE, var->bound,
                   constraints ? " cannot be used within a TypeVar constraint"
                               : " cannot be used within a TypeVar bound");
        visit_late(walk, ORR_SCOPE_TYPE_VARIABLE, var->default_value, " cannot be used within a TypeVar default");
        return;
    }
    case ORR_AST_PARAM_SPEC: {
        OrrAstParamSpec *spec = orr_ast_param_spec(node);
        define(walk, spec->name, ORR_SYMBOL_LOCAL | ORR_SYMBOL_TYPE_PARAM, node);
        visit_late(walk, ORR_SCOPE_TYPE_VARIABLE, spec->default_value, " cannot be used within a ParamSpec default");
        return;
    }
    default: {
        OrrAstTypeVarTuple *tuple = orr_ast_type_var_tuple(node);
        define(walk, tuple->name, ORR_SYMBOL_LOCAL | ORR_SYMBOL_TYPE_PARAM, node);
        visit_late(walk, ORR_SCOPE_TYPE_VARIABLE, tuple->default_value,
                   " cannot be used within a TypeVarTuple default");
    }
    }
}

static void visit_type_alias(Walk *walk, OrrAst *node) {
    OrrAstTypeAlias *alias = orr_ast_type_alias(node);
    visit(walk, alias->name);
    enter_type_params(walk, node, alias->type_params);
    if (failed(walk)) return;
    OrrScope *scope = enter(walk, ORR_SCOPE_TYPE_ALIAS, node, ORR_COMP_NONE);
    if (scope == NULL) return;
    visit(walk, alias->value);
    if (failed(walk)) return;
    leave(walk);
    leave_type_params(walk, alias->type_params);
}

/* Annotated variables */

static void note_annotation(Walk *walk, OrrScope *scope, OrrAst *node) {
    OrrRegion *region = walk->scopes->context->region;
    if (scope->annotation_count == scope->annotation_capacity) {
        uint32_t old = scope->annotation_capacity, capacity = old == 0 ? 8 : old * 2;
        OrrAst **nodes = orr_region_grow(region, scope->annotations, old * sizeof *nodes, capacity * sizeof *nodes);
        bool *flags =
            orr_region_grow(region, scope->annotation_conditional, old * sizeof *flags, capacity * sizeof *flags);
        if (nodes == NULL || flags == NULL) {
            no_memory(walk);
            return;
        }
        scope->annotations = nodes;
        scope->annotation_conditional = flags;
        scope->annotation_capacity = capacity;
    }
    /* A module can be looked at before it has run to its end, so there every annotation counts as conditional. */
    bool conditional = scope->kind == ORR_SCOPE_MODULE || walk->conditional > 0;
    scope->annotations[scope->annotation_count] = node;
    scope->annotation_conditional[scope->annotation_count++] = conditional;
    if (conditional) scope->conditional = true;
}

/* All annotations of a class or module share one scope, which is entered once for each of them. */
static void visit_variable_annotation(Walk *walk, OrrAst *node, OrrAstAnnAssign *assign) {
    OrrScope *around = walk->now;
    bool kept = !is_function_like(around) && assign->simple && !walk->scopes->future_annotations;
    if (!kept) {
        OrrScope *scope = enter(walk, ORR_SCOPE_ANNOTATION, node, ORR_COMP_NONE);
        if (scope == NULL) return;
        scope->unused = true;
        visit(walk, assign->annotation);
        if (!failed(walk)) leave(walk);
        return;
    }
    if (around->annotation_scope == NULL) {
        around->annotation_scope = enter(walk, ORR_SCOPE_ANNOTATION, around->node, ORR_COMP_NONE);
        if (around->annotation_scope == NULL) return;
        define(walk, walk->scopes->known.dot_format, ORR_SYMBOL_PARAM, node);
        leave(walk);
    }
    walk->now = around->annotation_scope;
    if (around->conditional) define(walk, walk->scopes->known.conditional_annotations, ORR_SYMBOL_USE, node);
    visit(walk, assign->annotation);
    walk->now = around;
}

static void visit_ann_assign(Walk *walk, OrrAst *node) {
    OrrAstAnnAssign *assign = orr_ast_ann_assign(node);
    if (assign->target->kind == ORR_AST_NAME) {
        const OrrName *name = orr_ast_name(assign->target)->id;
        OrrSymbol *symbol = symbol_of(walk, walk->now, name);
        if (symbol == NULL) return;
        if ((symbol->flags & (ORR_SYMBOL_GLOBAL | ORR_SYMBOL_NONLOCAL)) && walk->now->kind != ORR_SCOPE_MODULE &&
            assign->simple) {
            fail(walk, node,
                 symbol->flags & ORR_SYMBOL_GLOBAL ? "annotated name '%s' can't be global"
                                                   : "annotated name '%s' can't be nonlocal",
                 name->utf8);
            return;
        }
        if (assign->simple) {
            define(walk, name, ORR_SYMBOL_ANNOTATED | ORR_SYMBOL_LOCAL, node);
            if (!is_function_like(walk->now)) note_annotation(walk, walk->now, node);
        } else if (assign->value != NULL) {
            define(walk, name, ORR_SYMBOL_LOCAL, assign->target);
        }
    } else {
        visit(walk, assign->target);
    }
    if (failed(walk)) return;
    visit_variable_annotation(walk, node, assign);
    visit_opt(walk, assign->value);
}

/* global and nonlocal */

static const char *too_late(uint32_t flags, bool global) {
    if (flags & ORR_SYMBOL_PARAM)
        return global ? "name '%s' is parameter and global" : "name '%s' is parameter and nonlocal";
    if (flags & ORR_SYMBOL_USE) {
        return global ? "name '%s' is used prior to global declaration"
                      : "name '%s' is used prior to nonlocal declaration";
    }
    if (flags & ORR_SYMBOL_ANNOTATED) {
        return global ? "annotated name '%s' can't be global" : "annotated name '%s' can't be nonlocal";
    }
    return global ? "name '%s' is assigned to before global declaration"
                  : "name '%s' is assigned to before nonlocal declaration";
}

static void visit_declaration(Walk *walk, OrrAst *node, OrrNameSeq names, bool global) {
    for (size_t i = 0; i < names.count && !failed(walk); i++) {
        OrrSymbol *symbol = symbol_of(walk, walk->now, names.items[i]);
        if (symbol == NULL) return;
        if (symbol->flags & (ORR_SYMBOL_PARAM | ORR_SYMBOL_LOCAL | ORR_SYMBOL_USE | ORR_SYMBOL_ANNOTATED)) {
            fail(walk, node, too_late(symbol->flags, global), names.items[i]->utf8);
            return;
        }
        symbol->flags |= global ? ORR_SYMBOL_GLOBAL : ORR_SYMBOL_NONLOCAL;
        if (symbol->declared == NULL) symbol->declared = node;
    }
}

/* Statements */

static void visit_alias(Walk *walk, OrrAst *node, const OrrAst *stmt) {
    OrrAstAlias *alias = orr_ast_alias(node);
    const OrrName *name = alias->asname != NULL ? alias->asname : alias->name;
    if (name->len == 1 && name->utf8[0] == '*') {
        if (walk->now->kind != ORR_SCOPE_MODULE) fail(walk, node, "import * only allowed at module level", NULL);
        return;
    }
    const char *dot = alias->asname != NULL ? NULL : memchr(name->utf8, '.', name->len);
    if (dot != NULL) {
        name = orr_parse_name(walk->scopes->context, name->utf8, (size_t)(dot - name->utf8));
        if (name == NULL) {
            no_memory(walk);
            return;
        }
    }
    define(walk, name, ORR_SYMBOL_LOCAL, stmt);
}

static void visit_aliases(Walk *walk, OrrAstSeq names, const OrrAst *stmt) {
    for (size_t i = 0; i < names.count && !failed(walk); i++) visit_alias(walk, names.items[i], stmt);
}

static void visit_handlers(Walk *walk, OrrAstSeq handlers) {
    for (size_t i = 0; i < handlers.count && !failed(walk); i++) {
        OrrAstExceptHandler *handler = orr_ast_except_handler(handlers.items[i]);
        visit_opt(walk, handler->type);
        if (handler->name != NULL) {
            define(walk, handler->name, ORR_SYMBOL_LOCAL | ORR_SYMBOL_DELETED, handlers.items[i]);
        }
        visit_stmts(walk, handler->body);
    }
}

static void visit_try(Walk *walk, OrrAstSeq body, OrrAstSeq handlers, OrrAstSeq orelse, OrrAstSeq finalbody) {
    visit_stmts(walk, body);
    visit_handlers(walk, handlers);
    visit_stmts(walk, orelse);
    visit_stmts(walk, finalbody);
}

static void visit_pattern(Walk *walk, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_MATCH_VALUE: visit(walk, orr_ast_match_value(node)->value); return;
    case ORR_AST_MATCH_SINGLETON: return;
    case ORR_AST_MATCH_SEQUENCE: visit_seq(walk, orr_ast_match_sequence(node)->patterns); return;
    case ORR_AST_MATCH_STAR:
        if (orr_ast_match_star(node)->name != NULL)
            define(walk, orr_ast_match_star(node)->name, ORR_SYMBOL_LOCAL, node);
        return;
    case ORR_AST_MATCH_MAPPING: {
        OrrAstMatchMapping *mapping = orr_ast_match_mapping(node);
        visit_seq(walk, mapping->keys);
        visit_seq(walk, mapping->patterns);
        if (mapping->rest != NULL) define(walk, mapping->rest, ORR_SYMBOL_LOCAL, node);
        return;
    }
    case ORR_AST_MATCH_CLASS: {
        OrrAstMatchClass *match = orr_ast_match_class(node);
        visit(walk, match->cls);
        visit_seq(walk, match->patterns);
        for (size_t i = 0; i < match->kwd_attrs.count; i++) {
            if (match->kwd_attrs.items[i] == walk->scopes->known.debug) {
                fail(walk, match->kwd_patterns.items[i], "cannot assign to __debug__", NULL);
            }
        }
        visit_seq(walk, match->kwd_patterns);
        return;
    }
    case ORR_AST_MATCH_AS: {
        OrrAstMatchAs *as = orr_ast_match_as(node);
        visit_opt(walk, as->pattern);
        if (as->name != NULL) define(walk, as->name, ORR_SYMBOL_LOCAL, node);
        return;
    }
    default: visit_seq(walk, orr_ast_match_or(node)->patterns); return;
    }
}

static void visit_match(Walk *walk, OrrAst *node) {
    OrrAstMatch *match = orr_ast_match(node);
    visit(walk, match->subject);
    for (size_t i = 0; i < match->cases.count && !failed(walk); i++) {
        OrrAstMatchCase *one = orr_ast_match_case(match->cases.items[i]);
        visit(walk, one->pattern);
        visit_opt(walk, one->guard);
        visit_stmts(walk, one->body);
    }
}

static void visit_with(Walk *walk, OrrAstSeq items, OrrAstSeq body) {
    for (size_t i = 0; i < items.count && !failed(walk); i++) {
        OrrAstWithitem *item = orr_ast_withitem(items.items[i]);
        visit(walk, item->context_expr);
        visit_opt(walk, item->optional_vars);
    }
    visit_stmts(walk, body);
}

static void visit_compound(Walk *walk, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_FOR: {
        OrrAstFor *loop = orr_ast_for(node);
        visit(walk, loop->target);
        visit(walk, loop->iter);
        visit_stmts(walk, loop->body);
        visit_stmts(walk, loop->orelse);
        return;
    }
    case ORR_AST_ASYNC_FOR: {
        OrrAstAsyncFor *loop = orr_ast_async_for(node);
        visit(walk, loop->target);
        visit(walk, loop->iter);
        visit_stmts(walk, loop->body);
        visit_stmts(walk, loop->orelse);
        return;
    }
    case ORR_AST_WHILE: {
        OrrAstWhile *loop = orr_ast_while(node);
        visit(walk, loop->test);
        visit_stmts(walk, loop->body);
        visit_stmts(walk, loop->orelse);
        return;
    }
    case ORR_AST_IF: {
        OrrAstIf *branch = orr_ast_if(node);
        visit(walk, branch->test);
        visit_stmts(walk, branch->body);
        visit_stmts(walk, branch->orelse);
        return;
    }
    case ORR_AST_WITH: visit_with(walk, orr_ast_with(node)->items, orr_ast_with(node)->body); return;
    case ORR_AST_ASYNC_WITH: visit_with(walk, orr_ast_async_with(node)->items, orr_ast_async_with(node)->body); return;
    case ORR_AST_MATCH: visit_match(walk, node); return;
    case ORR_AST_TRY: {
        OrrAstTry *try = orr_ast_try(node);
        visit_try(walk, try->body, try->handlers, try->orelse, try->finalbody);
        return;
    }
    default: {
        OrrAstTryStar *try = orr_ast_try_star(node);
        visit_try(walk, try->body, try->handlers, try->orelse, try->finalbody);
        return;
    }
    }
}

static void visit_simple(Walk *walk, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_RETURN:
        visit_opt(walk, orr_ast_return(node)->value);
        if (orr_ast_return(node)->value != NULL) walk->now->return_value = true;
        return;
    case ORR_AST_DELETE: visit_seq(walk, orr_ast_delete(node)->targets); return;
    case ORR_AST_ASSIGN:
        visit_seq(walk, orr_ast_assign(node)->targets);
        visit(walk, orr_ast_assign(node)->value);
        return;
    case ORR_AST_AUG_ASSIGN:
        visit(walk, orr_ast_aug_assign(node)->target);
        visit(walk, orr_ast_aug_assign(node)->value);
        return;
    case ORR_AST_ANN_ASSIGN: visit_ann_assign(walk, node); return;
    case ORR_AST_RAISE:
        visit_opt(walk, orr_ast_raise(node)->exc);
        visit_opt(walk, orr_ast_raise(node)->cause);
        return;
    case ORR_AST_ASSERT:
        visit(walk, orr_ast_assert(node)->test);
        visit_opt(walk, orr_ast_assert(node)->msg);
        return;
    case ORR_AST_IMPORT: visit_aliases(walk, orr_ast_import(node)->names, node); return;
    case ORR_AST_IMPORT_FROM: visit_aliases(walk, orr_ast_import_from(node)->names, node); return;
    case ORR_AST_GLOBAL: visit_declaration(walk, node, orr_ast_global(node)->names, true); return;
    case ORR_AST_NONLOCAL: visit_declaration(walk, node, orr_ast_nonlocal(node)->names, false); return;
    case ORR_AST_EXPR: visit(walk, orr_ast_expr(node)->value); return;
    default: return;
    }
}

/* A function and a coroutine have the same fields. */
static OrrAstFunctionDef *as_function(OrrAst *node) {
    _Static_assert(sizeof(OrrAstFunctionDef) == sizeof(OrrAstAsyncFunctionDef), "one layout");
    return (OrrAstFunctionDef *)(void *)node;
}

static void visit_stmt(Walk *walk, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_FUNCTION_DEF: visit_function(walk, node, as_function(node), false); return;
    case ORR_AST_ASYNC_FUNCTION_DEF: visit_function(walk, node, as_function(node), true); return;
    case ORR_AST_CLASS_DEF: visit_class(walk, node); return;
    case ORR_AST_TYPE_ALIAS: visit_type_alias(walk, node); return;
    case ORR_AST_FOR:
    case ORR_AST_ASYNC_FOR:
    case ORR_AST_WHILE:
    case ORR_AST_IF:
    case ORR_AST_WITH:
    case ORR_AST_ASYNC_WITH:
    case ORR_AST_MATCH:
    case ORR_AST_TRY:
    case ORR_AST_TRY_STAR:
        walk->conditional++;
        visit_compound(walk, node);
        walk->conditional--;
        return;
    default: visit_simple(walk, node); return;
    }
}

static void visit_stmts(Walk *walk, OrrAstSeq body) {
    for (size_t i = 0; i < body.count && !failed(walk); i++) visit_stmt(walk, body.items[i]);
}

/* Expressions */

static void visit_keyword(Walk *walk, OrrAst *node) {
    OrrAstKeyword *keyword = orr_ast_keyword(node);
    if (keyword->arg == walk->scopes->known.debug) fail(walk, node, "cannot assign to __debug__", NULL);
    visit(walk, keyword->value);
}

static void visit_attribute(Walk *walk, OrrAst *node) {
    OrrAstAttribute *attribute = orr_ast_attribute(node);
    if (attribute->ctx == ORR_CONTEXT_STORE && attribute->attr == walk->scopes->known.debug) {
        fail(walk, node, "cannot assign to __debug__", NULL);
    }
    visit(walk, attribute->value);
}

static void visit_comp_node(Walk *walk, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_LIST_COMP:
        visit_comprehension(walk, node, ORR_COMP_LIST, orr_ast_list_comp(node)->generators,
                            orr_ast_list_comp(node)->elt, NULL);
        return;
    case ORR_AST_SET_COMP:
        visit_comprehension(walk, node, ORR_COMP_SET, orr_ast_set_comp(node)->generators, orr_ast_set_comp(node)->elt,
                            NULL);
        return;
    case ORR_AST_DICT_COMP:
        visit_comprehension(walk, node, ORR_COMP_DICT, orr_ast_dict_comp(node)->generators,
                            orr_ast_dict_comp(node)->key, orr_ast_dict_comp(node)->value);
        return;
    default:
        visit_comprehension(walk, node, ORR_COMP_GENERATOR, orr_ast_generator_exp(node)->generators,
                            orr_ast_generator_exp(node)->elt, NULL);
        return;
    }
}

static void visit_operator(Walk *walk, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_BOOL_OP: visit_seq(walk, orr_ast_bool_op(node)->values); return;
    case ORR_AST_BIN_OP:
        visit(walk, orr_ast_bin_op(node)->left);
        visit(walk, orr_ast_bin_op(node)->right);
        return;
    case ORR_AST_UNARY_OP: visit(walk, orr_ast_unary_op(node)->operand); return;
    case ORR_AST_IF_EXP:
        visit(walk, orr_ast_if_exp(node)->test);
        visit(walk, orr_ast_if_exp(node)->body);
        visit(walk, orr_ast_if_exp(node)->orelse);
        return;
    case ORR_AST_COMPARE:
        visit(walk, orr_ast_compare(node)->left);
        visit_seq(walk, orr_ast_compare(node)->comparators);
        return;
    case ORR_AST_CALL:
        visit(walk, orr_ast_call(node)->func);
        visit_seq(walk, orr_ast_call(node)->args);
        visit_seq(walk, orr_ast_call(node)->keywords);
        return;
    case ORR_AST_SUBSCRIPT:
        visit(walk, orr_ast_subscript(node)->value);
        visit(walk, orr_ast_subscript(node)->slice);
        return;
    default: {
        OrrAstSlice *slice = orr_ast_slice(node);
        visit_opt(walk, slice->lower);
        visit_opt(walk, slice->upper);
        visit_opt(walk, slice->step);
        return;
    }
    }
}

static void visit_display(Walk *walk, OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_DICT:
        visit_seq(walk, orr_ast_dict(node)->keys);
        visit_seq(walk, orr_ast_dict(node)->values);
        return;
    case ORR_AST_SET: visit_seq(walk, orr_ast_set(node)->elts); return;
    case ORR_AST_LIST: visit_seq(walk, orr_ast_list(node)->elts); return;
    case ORR_AST_TUPLE: visit_seq(walk, orr_ast_tuple(node)->elts); return;
    case ORR_AST_STARRED: visit(walk, orr_ast_starred(node)->value); return;
    case ORR_AST_JOINED_STR: visit_seq(walk, orr_ast_joined_str(node)->values); return;
    case ORR_AST_FORMATTED_VALUE:
        visit(walk, orr_ast_formatted_value(node)->value);
        visit_opt(walk, orr_ast_formatted_value(node)->format_spec);
        return;
    default: return;
    }
}

static void visit(Walk *walk, OrrAst *node) {
    if (failed(walk)) return;
    switch (node->kind) {
    case ORR_AST_NAME: visit_name(walk, node); return;
    case ORR_AST_CONSTANT: return;
    case ORR_AST_ATTRIBUTE: visit_attribute(walk, node); return;
    case ORR_AST_NAMED_EXPR: visit_walrus(walk, node); return;
    case ORR_AST_LAMBDA: visit_lambda(walk, node); return;
    case ORR_AST_LIST_COMP:
    case ORR_AST_SET_COMP:
    case ORR_AST_DICT_COMP:
    case ORR_AST_GENERATOR_EXP: visit_comp_node(walk, node); return;
    case ORR_AST_AWAIT:
        refuse_late(walk, "await expression", node);
        visit(walk, orr_ast_await(node)->value);
        walk->now->coroutine = true;
        return;
    case ORR_AST_YIELD: visit_yield(walk, node, orr_ast_yield(node)->value); return;
    case ORR_AST_YIELD_FROM: visit_yield(walk, node, orr_ast_yield_from(node)->value); return;
    case ORR_AST_TEMPLATE_STR:
        fail(walk, node, "template strings (t'...') are not supported: use an f-string", NULL);
        return;
    case ORR_AST_KEYWORD: visit_keyword(walk, node); return;
    case ORR_AST_BOOL_OP:
    case ORR_AST_BIN_OP:
    case ORR_AST_UNARY_OP:
    case ORR_AST_IF_EXP:
    case ORR_AST_COMPARE:
    case ORR_AST_CALL:
    case ORR_AST_SUBSCRIPT:
    case ORR_AST_SLICE: visit_operator(walk, node); return;
    case ORR_AST_TYPE_VAR:
    case ORR_AST_PARAM_SPEC:
    case ORR_AST_TYPE_VAR_TUPLE: visit_type_param(walk, node); return;
    default:
        if (orr_ast_kind_group(node->kind) == ORR_AST_GROUP_PATTERN) visit_pattern(walk, node);
        else visit_display(walk, node);
        return;
    }
}

/* from __future__ import ... */

static bool is_docstring(OrrAst *stmt) {
    if (stmt->kind != ORR_AST_EXPR) return false;
    OrrAst *value = orr_ast_expr(stmt)->value;
    return value->kind == ORR_AST_CONSTANT && orr_ast_constant(value)->value.kind == ORR_CONSTANT_STR;
}

static bool is_future_import(OrrAst *stmt) {
    if (stmt->kind != ORR_AST_IMPORT_FROM) return false;
    const OrrName *module = orr_ast_import_from(stmt)->module;
    return module != NULL && orr_ast_import_from(stmt)->level == 0 && strcmp(module->utf8, "__future__") == 0;
}

static void future_feature(Walk *walk, OrrAst *stmt, const char *feature) {
    static const char *const mandatory[] = {"nested_scopes",    "generators",     "division",
                                            "absolute_import",  "with_statement", "print_function",
                                            "unicode_literals", "barry_as_FLUFL", "generator_stop"};
    if (strcmp(feature, "annotations") == 0) {
        walk->scopes->future_annotations = true;
        return;
    }
    for (size_t i = 0; i < sizeof mandatory / sizeof *mandatory; i++) {
        if (strcmp(feature, mandatory[i]) == 0) return;
    }
    if (strcmp(feature, "braces") == 0) fail(walk, stmt, "not a chance", NULL);
    else fail(walk, stmt, "future feature %s is not defined", feature);
    walk->scopes->context->error.end_offset = -1;
}

static void find_futures(Walk *walk, OrrAstSeq body) {
    size_t first = body.count > 0 && is_docstring(body.items[0]) ? 1 : 0;
    for (size_t i = first; i < body.count && is_future_import(body.items[i]) && !failed(walk); i++) {
        OrrAstSeq names = orr_ast_import_from(body.items[i])->names;
        for (size_t k = 0; k < names.count && !failed(walk); k++) {
            future_feature(walk, body.items[i], orr_ast_alias(names.items[k])->name->utf8);
        }
        walk->scopes->future_line = body.items[i]->line;
    }
}

bool orr_scopes_walk(OrrScopes *scopes, OrrAst *tree) {
    Walk walk = {.scopes = scopes};
    if (tree->kind == ORR_AST_MODULE) find_futures(&walk, orr_ast_module(tree)->body);
    if (failed(&walk)) return false;
    scopes->module = enter(&walk, ORR_SCOPE_MODULE, tree, ORR_COMP_NONE);
    if (scopes->module == NULL) return false;
    if (tree->kind == ORR_AST_MODULE) visit_body(&walk, orr_ast_module(tree)->body);
    else visit(&walk, orr_ast_expression(tree)->body);
    return !failed(&walk);
}
