/* Compound statements: those with blocks. */
#include "sim/lang/parser_internal.h"

/* ---- blocks ---- */

bool orr_parse_block(OrrParser *p, OrrAstSeq *out) {
    if (!orr_parser_accept(p, ORR_TOKEN_NEWLINE)) {
        size_t base = p->stack_count;
        return orr_parse_simple_statements(p) && orr_parser_sequence(p, base, out);
    }
    if (!orr_parser_accept(p, ORR_TOKEN_INDENT)) return false;
    if (!orr_parser_enter(p)) return false;
    bool ok = orr_parse_statements(p, ORR_TOKEN_DEDENT, out);
    orr_parser_leave(p);
    return ok && orr_parser_accept(p, ORR_TOKEN_DEDENT);
}

/* After the `:` of a statement that began on that line: its block, or "expected an indented block after ...". */
static bool block_of(OrrParser *p, const char *what, uint32_t line, OrrAstSeq *out) {
    if (p->diagnose && orr_parser_peek(p) == ORR_TOKEN_NEWLINE && orr_parser_peek_second(p) != ORR_TOKEN_INDENT) {
        if (p->failed) return false;
        return orr_raise_last(p, ORR_PARSE_INDENTATION_ERROR, "expected an indented block after %s on line %u", what,
                              line) != NULL;
    }
    return orr_parse_block(p, out);
}

/* The `:` where a missing one, at the end of the line, has a message of its own. */
static bool colon(OrrParser *p) {
    if (orr_parser_accept(p, ORR_TOKEN_COLON)) return true;
    if (p->diagnose && orr_parser_peek(p) == ORR_TOKEN_NEWLINE)
        orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "expected ':'");
    return false;
}

/* [else: block] */
static bool else_block(OrrParser *p, OrrAstSeq *out) {
    *out = (OrrAstSeq){0};
    uint32_t line = orr_parser_token(p)->line;
    if (!orr_parser_accept(p, ORR_TOKEN_ELSE)) return !p->failed;
    return orr_parser_force(p, ORR_TOKEN_COLON) && block_of(p, "'else' statement", line, out);
}

/* ---- if, while, for, with ---- */

/* if or elif, up to its block. */
static OrrAstIf *if_part(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    bool first = orr_parser_take(p)->kind == ORR_TOKEN_IF;
    OrrAst *test = orr_parse_named_expression(p);
    OrrAstSeq body;
    if (!test || !colon(p)) return NULL;
    if (!block_of(p, first ? "'if' statement" : "'elif' statement", start.line, &body)) return NULL;
    OrrAstIf *node = orr_parser_node(p, ORR_AST_IF, start);
    if (!node) return NULL;
    node->test = test;
    node->body = body;
    return node;
}

/* The chain of elifs is read in a loop, as it may be long; then each if ends where the last one does. */
static OrrAst *if_statement(OrrParser *p) {
    OrrAstIf *first = if_part(p), *last = first;
    while (last && orr_parser_peek(p) == ORR_TOKEN_ELIF) {
        OrrAstIf *next = if_part(p);
        if (!next || !orr_parser_single(p, next, &last->orelse)) return NULL;
        last = next;
    }
    if (!last || !else_block(p, &last->orelse)) return NULL;
    const OrrAst *end = last->orelse.count ? last->orelse.items[last->orelse.count - 1] : &last->head;
    for (OrrAstIf *node = first;; node = orr_ast_if(node->orelse.items[0])) {
        node->head.end_line = end->end_line;
        node->head.end_col = end->end_col;
        if (node == last) return &first->head;
    }
}

static OrrAst *while_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAst *test = orr_parse_named_expression(p);
    OrrAstSeq body, orelse;
    if (!test || !colon(p)) return NULL;
    if (!block_of(p, "'while' statement", start.line, &body) || !else_block(p, &orelse)) return NULL;
    OrrAstWhile *node = orr_parser_node(p, ORR_AST_WHILE, start);
    if (!node) return NULL;
    node->test = test;
    node->body = body;
    node->orelse = orelse;
    return &node->head;
}

/* The target of `for`, with `in` behind it consumed. */
static OrrAst *for_target(OrrParser *p) {
    OrrParserMark mark = orr_parser_save(p);
    OrrAst *target = orr_parse_star_targets(p);
    if (target && orr_parser_accept(p, ORR_TOKEN_IN)) return target;
    if (p->failed || !p->diagnose) return NULL;
    orr_parser_restore(p, mark);
    OrrAst *wrong = orr_parse_star_expressions(p);
    return wrong ? orr_raise_invalid_target(p, wrong, ORR_TARGET_FOR) : NULL;
}

static OrrAst *for_statement(OrrParser *p, OrrPlace start, bool is_async) {
    uint32_t line = orr_parser_take(p)->line;
    OrrAst *target = for_target(p);
    OrrAst *iter = target ? orr_parse_star_expressions(p) : NULL;
    OrrAstSeq body, orelse;
    if (!iter || !colon(p)) return NULL;
    if (!block_of(p, "'for' statement", line, &body) || !else_block(p, &orelse)) return NULL;
    OrrAst *node = orr_parser_node(p, is_async ? ORR_AST_ASYNC_FOR : ORR_AST_FOR, start);
    if (!node) return NULL;
    if (is_async) *orr_ast_async_for(node) = (OrrAstAsyncFor){*node, target, iter, body, orelse};
    else *orr_ast_for(node) = (OrrAstFor){*node, target, iter, body, orelse};
    return node;
}

/* expression ['as' target] */
static OrrAst *with_item(OrrParser *p) {
    OrrAst *context = orr_parse_an_expression(p), *target = NULL;
    if (!context) return NULL;
    if (orr_parser_accept(p, ORR_TOKEN_AS)) {
        OrrParserMark mark = orr_parser_save(p);
        target = orr_parse_star_target(p);
        OrrTokenKind next = orr_parser_peek(p);
        bool ends = next == ORR_TOKEN_COMMA || next == ORR_TOKEN_RPAR || next == ORR_TOKEN_COLON;
        if (!target || !ends) {
            if (p->failed || !p->diagnose) return NULL;
            orr_parser_restore(p, mark);
            OrrAst *wrong = orr_parse_an_expression(p);
            if (!wrong) return NULL;
            next = orr_parser_peek(p);
            ends = next == ORR_TOKEN_COMMA || next == ORR_TOKEN_RPAR || next == ORR_TOKEN_COLON;
            if (ends) return orr_raise_invalid_target(p, wrong, ORR_TARGET_STAR);
            orr_parser_restore(p, mark);
            target = orr_parse_star_target(p); /* so that a missing colon is found */
            if (!target) return NULL;
        }
    }
    OrrAstWithitem *node = orr_parser_node(p, ORR_AST_WITHITEM, (OrrPlace){0, 0});
    if (!node) return NULL;
    node->head.end_line = node->head.end_col = 0;
    node->context_expr = context;
    node->optional_vars = target;
    return &node->head;
}

/* '(' item, item [','] ')' with ':' behind. NULL, the caller restores: it may be an expression in parentheses. */
static bool with_parenthesized(OrrParser *p, OrrAstSeq *items) {
    size_t base = p->stack_count;
    orr_parser_take(p);
    do {
        if (p->stack_count > base && orr_parser_peek(p) == ORR_TOKEN_RPAR) break;
        if (!orr_parser_push(p, with_item(p))) return false;
    } while (orr_parser_accept(p, ORR_TOKEN_COMMA));
    if (!orr_parser_accept(p, ORR_TOKEN_RPAR) || orr_parser_peek(p) != ORR_TOKEN_COLON) return false;
    return orr_parser_sequence(p, base, items);
}

static bool with_plain(OrrParser *p, OrrAstSeq *items) {
    size_t base = p->stack_count;
    do
        if (!orr_parser_push(p, with_item(p))) return false;
    while (orr_parser_accept(p, ORR_TOKEN_COMMA));
    return orr_parser_sequence(p, base, items);
}

static bool with_items(OrrParser *p, OrrAstSeq *items) {
    if (orr_parser_peek(p) == ORR_TOKEN_LPAR) {
        OrrParserMark mark = orr_parser_save(p);
        if (with_parenthesized(p, items)) return true;
        if (p->failed) return false;
        if (p->diagnose && orr_parser_last(p)->kind == ORR_TOKEN_RPAR && orr_parser_peek(p) == ORR_TOKEN_NEWLINE)
            return orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "expected ':'") != NULL;
        orr_parser_restore(p, mark);
    }
    return with_plain(p, items);
}

static OrrAst *with_statement(OrrParser *p, OrrPlace start, bool is_async) {
    uint32_t line = orr_parser_take(p)->line;
    OrrAstSeq items, body;
    if (!with_items(p, &items) || !colon(p)) return NULL;
    if (!block_of(p, "'with' statement", line, &body)) return NULL;
    OrrAst *node = orr_parser_node(p, is_async ? ORR_AST_ASYNC_WITH : ORR_AST_WITH, start);
    if (!node) return NULL;
    if (is_async) *orr_ast_async_with(node) = (OrrAstAsyncWith){*node, items, body};
    else *orr_ast_with(node) = (OrrAstWith){*node, items, body};
    return node;
}

/* ---- try ---- */

/* A, B, C without parentheses are a tuple (PEP 758), unless a name is bound. */
static bool exception_types(OrrParser *p, OrrAst **type, const OrrName **name) {
    OrrAst *first = orr_parse_an_expression(p);
    *type = first;
    *name = NULL;
    if (!first) return false;
    if (orr_parser_peek(p) == ORR_TOKEN_COMMA) {
        *type = orr_parse_tuple_rest(p, orr_parser_start_of(first), first, orr_parse_an_expression);
        if (!*type) return false;
        if (orr_parser_peek(p) == ORR_TOKEN_AS && p->diagnose) {
            if (orr_ast_tuple(*type)->elts.count < 2) return false;
            orr_parser_take(p);
            if (orr_parser_accept(p, ORR_TOKEN_NAME) && orr_parser_accept(p, ORR_TOKEN_COLON))
                return orr_raise_from(p, orr_parser_start_of(first),
                                      "multiple exception types must be parenthesized") != NULL;
            return false;
        }
        return true;
    }
    if (!orr_parser_accept(p, ORR_TOKEN_AS)) return true;
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return false;
    *name = orr_parser_take(p)->name;
    return true;
}

static OrrAst *except_handler(OrrParser *p, bool *star_out) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    bool star = orr_parser_accept(p, ORR_TOKEN_STAR);
    *star_out = star;
    OrrAst *type = NULL;
    const OrrName *name = NULL;
    OrrTokenKind next = orr_parser_peek(p);
    if (star && p->diagnose && (next == ORR_TOKEN_NEWLINE || next == ORR_TOKEN_COLON))
        return orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "expected one or more exception types");
    if ((star || (next != ORR_TOKEN_COLON && next != ORR_TOKEN_NEWLINE)) && !exception_types(p, &type, &name))
        return NULL;
    OrrAstSeq body;
    if (!colon(p)) return NULL;
    if (!block_of(p, star ? "'except*' statement" : "'except' statement", start.line, &body)) return NULL;
    OrrAstExceptHandler *node = orr_parser_node(p, ORR_AST_EXCEPT_HANDLER, start);
    if (!node) return NULL;
    node->type = type;
    node->name = name;
    node->body = body;
    return &node->head;
}

/* In the second pass: is this `except` of the other sort than the first, and right up to its colon? */
static void diagnose_mixed(OrrParser *p, bool star) {
    OrrParserMark mark = orr_parser_save(p);
    const OrrToken *except = orr_parser_take(p);
    bool has_star = orr_parser_accept(p, ORR_TOKEN_STAR);
    const OrrToken *last = orr_parser_last(p);
    OrrAst *type = NULL;
    const OrrName *name;
    bool ok = has_star != star;
    if (ok && (has_star || orr_parser_peek(p) != ORR_TOKEN_COLON)) ok = exception_types(p, &type, &name);
    if (ok && orr_parser_peek(p) == ORR_TOKEN_COLON && !p->failed)
        orr_raise_range(p, (OrrPlace){except->line, except->col}, (OrrPlace){last->end_line, last->end_col},
                        "cannot have both 'except' and 'except*' on the same 'try'");
    orr_parser_restore(p, mark);
}

static bool handlers(OrrParser *p, bool *star, OrrAstSeq *out) {
    size_t base = p->stack_count;
    bool seen = false;
    while (orr_parser_peek(p) == ORR_TOKEN_EXCEPT) {
        bool this_star;
        if (seen && (orr_parser_peek_second(p) == ORR_TOKEN_STAR) != *star) {
            if (p->diagnose) diagnose_mixed(p, *star);
            return false;
        }
        if (!orr_parser_push(p, except_handler(p, &this_star))) return false;
        *star = this_star;
        seen = true;
    }
    return orr_parser_sequence(p, base, out);
}

static bool finally_block(OrrParser *p, OrrAstSeq *out) {
    *out = (OrrAstSeq){0};
    uint32_t line = orr_parser_token(p)->line;
    if (!orr_parser_accept(p, ORR_TOKEN_FINALLY)) return !p->failed;
    return orr_parser_force(p, ORR_TOKEN_COLON) && block_of(p, "'finally' statement", line, out);
}

static OrrAst *try_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAstTry parts = {.head = {0}};
    bool star = false;
    if (!orr_parser_force(p, ORR_TOKEN_COLON)) return NULL;
    size_t body = p->pos;
    if (!block_of(p, "'try' statement", start.line, &parts.body)) {
        p->pos = body;
        if (p->diagnose && !p->failed && orr_parser_peek(p) == ORR_TOKEN_EXCEPT) (void)except_handler(p, &star);
        return NULL;
    }
    OrrTokenKind next = orr_parser_peek(p);
    if (next != ORR_TOKEN_EXCEPT && next != ORR_TOKEN_FINALLY) {
        if (p->diagnose) orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "expected 'except' or 'finally' block");
        return NULL;
    }
    if (!handlers(p, &star, &parts.handlers)) return NULL;
    if (parts.handlers.count > 0 && !else_block(p, &parts.orelse)) return NULL;
    if (!finally_block(p, &parts.finalbody)) return NULL;
    OrrAst *node = orr_parser_node(p, star ? ORR_AST_TRY_STAR : ORR_AST_TRY, start);
    if (!node) return NULL;
    parts.head = *node;
    if (star)
        *orr_ast_try_star(node) = (OrrAstTryStar){*node, parts.body, parts.handlers, parts.orelse, parts.finalbody};
    else *orr_ast_try(node) = parts;
    return node;
}

/* ---- def, class, type parameters ---- */

static OrrAst *type_param(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAstKind kind = ORR_AST_TYPE_VAR;
    if (orr_parser_accept(p, ORR_TOKEN_STAR)) kind = ORR_AST_TYPE_VAR_TUPLE;
    else if (orr_parser_accept(p, ORR_TOKEN_DOUBLE_STAR)) kind = ORR_AST_PARAM_SPEC;
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
    const OrrName *name = orr_parser_take(p)->name;
    OrrAst *bound = NULL, *value = NULL;
    if (kind == ORR_AST_TYPE_VAR && orr_parser_accept(p, ORR_TOKEN_COLON)) {
        bound = orr_parse_an_expression(p);
        if (!bound) return NULL;
    } else if (orr_parser_peek(p) == ORR_TOKEN_COLON) {
        OrrPlace colon_place = orr_parser_here(p);
        orr_parser_take(p);
        bound = orr_parse_an_expression(p);
        if (!bound) return NULL;
        return orr_raise_from(p, colon_place, "cannot use %s with %s",
                              bound->kind == ORR_AST_TUPLE ? "constraints" : "bound",
                              kind == ORR_AST_PARAM_SPEC ? "ParamSpec" : "TypeVarTuple");
    }
    if (orr_parser_accept(p, ORR_TOKEN_EQUAL)) {
        value = kind == ORR_AST_TYPE_VAR_TUPLE ? orr_parse_star_expression(p) : orr_parse_an_expression(p);
        if (!value) return NULL;
    }
    OrrAst *node = orr_parser_node(p, kind, start);
    if (!node) return NULL;
    if (kind == ORR_AST_TYPE_VAR) *orr_ast_type_var(node) = (OrrAstTypeVar){*node, name, bound, value};
    else if (kind == ORR_AST_PARAM_SPEC) *orr_ast_param_spec(node) = (OrrAstParamSpec){*node, name, value};
    else *orr_ast_type_var_tuple(node) = (OrrAstTypeVarTuple){*node, name, value};
    return node;
}

static bool type_params(OrrParser *p, OrrAstSeq *out) {
    orr_parser_take(p);
    if (p->diagnose && orr_parser_peek(p) == ORR_TOKEN_RSQB)
        return orr_raise_from(p, orr_parser_here(p), "Type parameter list cannot be empty") != NULL;
    size_t base = p->stack_count;
    do {
        if (p->stack_count > base && orr_parser_peek(p) == ORR_TOKEN_RSQB) break;
        if (!orr_parser_push(p, type_param(p))) return false;
    } while (orr_parser_accept(p, ORR_TOKEN_COMMA));
    return orr_parser_accept(p, ORR_TOKEN_RSQB) && orr_parser_sequence(p, base, out);
}

bool orr_parse_type_params(OrrParser *p, OrrAstSeq *out) {
    *out = (OrrAstSeq){0};
    if (orr_parser_peek(p) != ORR_TOKEN_LSQB) return true;
    OrrParserMark mark = orr_parser_save(p);
    if (type_params(p, out)) return true;
    *out = (OrrAstSeq){0};
    orr_parser_retreat(p, mark, NULL);
    return !p->failed;
}

static OrrAst *function(OrrParser *p, OrrPlace start, OrrAstSeq decorators, bool is_async) {
    uint32_t line = orr_parser_take(p)->line;
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
    OrrAstFunctionDef parts = {.name = orr_parser_take(p)->name, .decorator_list = decorators};
    if (!orr_parse_type_params(p, &parts.type_params) || !orr_parser_force(p, ORR_TOKEN_LPAR)) return NULL;
    parts.args = orr_parse_parameters(p, false);
    if (!parts.args || !orr_parser_accept(p, ORR_TOKEN_RPAR)) return NULL;
    OrrParserMark mark = orr_parser_save(p);
    if (orr_parser_accept(p, ORR_TOKEN_RARROW)) {
        parts.returns = orr_parse_an_expression(p);
        if (!parts.returns) orr_parser_retreat(p, mark, NULL);
    }
    if (!orr_parser_force(p, ORR_TOKEN_COLON) || !block_of(p, "function definition", line, &parts.body)) return NULL;
    OrrAst *node = orr_parser_node(p, is_async ? ORR_AST_ASYNC_FUNCTION_DEF : ORR_AST_FUNCTION_DEF, start);
    if (!node) return NULL;
    parts.head = *node;
    if (is_async)
        *orr_ast_async_function_def(node) = (OrrAstAsyncFunctionDef){
            *node, parts.name, parts.args, parts.body, parts.decorator_list, parts.returns, parts.type_params};
    else *orr_ast_function_def(node) = parts;
    return node;
}

static OrrAst *class(OrrParser *p, OrrPlace start, OrrAstSeq decorators) {
    uint32_t line = orr_parser_take(p)->line;
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
    OrrAstClassDef parts = {.name = orr_parser_take(p)->name, .decorator_list = decorators};
    if (!orr_parse_type_params(p, &parts.type_params)) return NULL;
    if (orr_parser_accept(p, ORR_TOKEN_LPAR)) {
        if (!orr_parse_arguments(p, &parts.bases, &parts.keywords) || !orr_parser_accept(p, ORR_TOKEN_RPAR))
            return NULL;
        orr_check_keywords(p, &parts.keywords);
    }
    if (!colon(p) || !block_of(p, "class definition", line, &parts.body)) return NULL;
    OrrAst *node = orr_parser_node(p, ORR_AST_CLASS_DEF, start);
    if (!node) return NULL;
    parts.head = *node;
    *orr_ast_class_def(node) = parts;
    return node;
}

static OrrAst *async_statement(OrrParser *p, OrrAstSeq decorators) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    switch (orr_parser_peek(p)) {
    case ORR_TOKEN_DEF: return function(p, start, decorators, true);
    case ORR_TOKEN_WITH: return decorators.count ? NULL : with_statement(p, start, true);
    case ORR_TOKEN_FOR: return decorators.count ? NULL : for_statement(p, start, true);
    default: return NULL;
    }
}

static OrrAst *decorated(OrrParser *p) {
    size_t base = p->stack_count;
    while (orr_parser_accept(p, ORR_TOKEN_AT))
        if (!orr_parser_push(p, orr_parse_named_expression(p)) || !orr_parser_accept(p, ORR_TOKEN_NEWLINE)) return NULL;
    OrrAstSeq decorators;
    if (!orr_parser_sequence(p, base, &decorators)) return NULL;
    OrrPlace start = orr_parser_here(p);
    switch (orr_parser_peek(p)) {
    case ORR_TOKEN_DEF: return function(p, start, decorators, false);
    case ORR_TOKEN_CLASS: return class(p, start, decorators);
    case ORR_TOKEN_ASYNC: return async_statement(p, decorators);
    default: return NULL;
    }
}

/* ---- any ---- */

OrrAst *orr_parse_compound(OrrParser *p, bool *is_one) {
    OrrAstSeq none = {0};
    *is_one = true;
    OrrPlace start = orr_parser_here(p);
    switch (orr_parser_peek(p)) {
    case ORR_TOKEN_IF: return if_statement(p);
    case ORR_TOKEN_WHILE: return while_statement(p);
    case ORR_TOKEN_FOR: return for_statement(p, start, false);
    case ORR_TOKEN_WITH: return with_statement(p, start, false);
    case ORR_TOKEN_TRY: return try_statement(p);
    case ORR_TOKEN_DEF: return function(p, start, none, false);
    case ORR_TOKEN_CLASS: return class(p, start, none);
    case ORR_TOKEN_AT: return decorated(p);
    case ORR_TOKEN_ASYNC: return async_statement(p, none);
    case ORR_TOKEN_NAME: {
        OrrAst *match = orr_parser_at_soft(p, ORR_SOFT_MATCH) ? orr_parse_match(p) : NULL;
        *is_one = match != NULL || p->failed;
        return match;
    }
    default: *is_one = false; return NULL;
    }
}
