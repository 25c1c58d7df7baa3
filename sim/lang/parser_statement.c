/* Simple statements, and lists of statements. */
#include "sim/lang/parser_internal.h"

/* ---- assignment and expression statements ---- */

static OrrAst *expression_statement(OrrParser *p, OrrPlace start, OrrAst *value) {
    OrrAstExpr *node = orr_parser_node(p, ORR_AST_EXPR, start);
    if (!node) return NULL;
    node->value = value;
    return &node->head;
}

/* target = target = ... value; the first target is there, and `=` is next. */
static OrrAst *assign(OrrParser *p, OrrPlace start, OrrAst *first) {
    size_t base = p->stack_count;
    OrrAst *value = first;
    while (orr_parser_accept(p, ORR_TOKEN_EQUAL)) {
        if (!orr_target_ok(value, false)) return NULL;
        orr_target_set(value, ORR_CONTEXT_STORE);
        if (!orr_parser_push(p, value)) return NULL;
        value = orr_parse_value(p);
        if (!value) return NULL;
    }
    OrrAstAssign *node = orr_parser_node(p, ORR_AST_ASSIGN, start);
    if (!node || !orr_parser_sequence(p, base, &node->targets)) return NULL;
    node->value = value;
    return &node->head;
}

/* Whether this can be annotated: a name, attribute or subscript, not a tuple. */
static bool is_single_target(const OrrAst *node) {
    return node->kind == ORR_AST_NAME || node->kind == ORR_AST_ATTRIBUTE || node->kind == ORR_AST_SUBSCRIPT;
}

static OrrAst *annotated_assign(OrrParser *p, OrrPlace start, bool bare, OrrAst *target) {
    orr_parser_take(p);
    OrrAst *annotation = orr_parse_an_expression(p);
    if (!annotation) return NULL;
    OrrAst *value = NULL;
    OrrParserMark mark = orr_parser_save(p);
    if (orr_parser_accept(p, ORR_TOKEN_EQUAL)) {
        value = orr_parse_value(p);
        if (!value) orr_parser_retreat(p, mark, NULL);
    }
    OrrAstAnnAssign *node = orr_parser_node(p, ORR_AST_ANN_ASSIGN, start);
    if (!node) return NULL;
    orr_target_set(target, ORR_CONTEXT_STORE);
    node->target = target;
    node->annotation = annotation;
    node->value = value;
    node->simple = bare && target->kind == ORR_AST_NAME;
    return &node->head;
}

/* The operator of an augmented assignment; -1 for any other token. */
static int augmented_op(OrrTokenKind kind) {
    switch (kind) {
    case ORR_TOKEN_PLUS_EQUAL: return ORR_OPERATOR_ADD;
    case ORR_TOKEN_MINUS_EQUAL: return ORR_OPERATOR_SUB;
    case ORR_TOKEN_STAR_EQUAL: return ORR_OPERATOR_MULT;
    case ORR_TOKEN_AT_EQUAL: return ORR_OPERATOR_MAT_MULT;
    case ORR_TOKEN_SLASH_EQUAL: return ORR_OPERATOR_DIV;
    case ORR_TOKEN_PERCENT_EQUAL: return ORR_OPERATOR_MOD;
    case ORR_TOKEN_AMPER_EQUAL: return ORR_OPERATOR_BIT_AND;
    case ORR_TOKEN_VBAR_EQUAL: return ORR_OPERATOR_BIT_OR;
    case ORR_TOKEN_CIRCUMFLEX_EQUAL: return ORR_OPERATOR_BIT_XOR;
    case ORR_TOKEN_LEFT_SHIFT_EQUAL: return ORR_OPERATOR_L_SHIFT;
    case ORR_TOKEN_RIGHT_SHIFT_EQUAL: return ORR_OPERATOR_R_SHIFT;
    case ORR_TOKEN_DOUBLE_STAR_EQUAL: return ORR_OPERATOR_POW;
    case ORR_TOKEN_DOUBLE_SLASH_EQUAL: return ORR_OPERATOR_FLOOR_DIV;
    default: return -1;
    }
}

static OrrAst *augmented_assign(OrrParser *p, OrrPlace start, OrrAst *target, int op) {
    if (!is_single_target(target)) return NULL;
    orr_parser_take(p);
    OrrAst *value = orr_parse_value(p);
    OrrAstAugAssign *node = value ? orr_parser_node(p, ORR_AST_AUG_ASSIGN, start) : NULL;
    if (!node) return NULL;
    orr_target_set(target, ORR_CONTEXT_STORE);
    node->target = target;
    node->op = (OrrOperator)op;
    node->value = value;
    return &node->head;
}

static OrrAst *plain_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    if (orr_parser_peek(p) == ORR_TOKEN_YIELD) {
        OrrAst *value = orr_parse_yield(p);
        if (!value || orr_parser_peek(p) == ORR_TOKEN_EQUAL) return NULL;
        return expression_statement(p, start, value);
    }
    bool bare = orr_parser_peek(p) == ORR_TOKEN_NAME;
    OrrAst *first = orr_parse_star_expressions(p);
    if (!first) return NULL;
    OrrTokenKind kind = orr_parser_peek(p);
    if (kind == ORR_TOKEN_EQUAL) return assign(p, start, first);
    if (kind == ORR_TOKEN_COLON && is_single_target(first)) return annotated_assign(p, start, bare, first);
    int op = augmented_op(kind);
    if (op >= 0) return augmented_assign(p, start, first, op);
    return expression_statement(p, start, first);
}

static OrrAst *expression_or_assignment(OrrParser *p) {
    OrrParserMark mark = orr_parser_save(p);
    OrrAst *node = plain_statement(p);
    if (!p->diagnose || p->failed) return p->failed ? NULL : node;
    /* An expression that another token follows is no assignment, so the mistakes in assignments are looked for; not so
     * after an operator like +=, which leaves no doubt. */
    if (node && node->kind != ORR_AST_EXPR) return node;
    size_t end = p->pos;
    if (!node && end > mark.pos && augmented_op((OrrTokenKind)orr_parser_last(p)->kind) >= 0) return NULL;
    orr_parser_restore(p, mark);
    orr_diagnose_assignment(p, mark.pos);
    if (p->failed) return NULL;
    p->pos = end;
    return node;
}

/* ---- the others ---- */

static OrrAst *keyword_statement(OrrParser *p, OrrAstKind kind) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    return orr_parser_node(p, kind, start);
}

static OrrAst *return_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAst *value = NULL;
    OrrTokenKind kind = orr_parser_peek(p);
    if (orr_token_starts_expression(kind) || kind == ORR_TOKEN_STAR) {
        value = orr_parse_star_expressions(p);
        if (!value) return NULL;
    }
    OrrAstReturn *node = orr_parser_node(p, ORR_AST_RETURN, start);
    if (!node) return NULL;
    node->value = value;
    return &node->head;
}

static OrrAst *raise_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAst *exc = NULL, *cause = NULL;
    if (orr_token_starts_expression(orr_parser_peek(p))) {
        exc = orr_parse_an_expression(p);
        if (!exc) return NULL;
        if (orr_parser_accept(p, ORR_TOKEN_FROM)) {
            cause = orr_parse_an_expression(p);
            if (!cause) return NULL;
        }
    }
    OrrAstRaise *node = orr_parser_node(p, ORR_AST_RAISE, start);
    if (!node) return NULL;
    node->exc = exc;
    node->cause = cause;
    return &node->head;
}

static OrrAst *assert_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAst *test = orr_parse_an_expression(p), *msg = NULL;
    if (!test) return NULL;
    if (orr_parser_accept(p, ORR_TOKEN_COMMA)) {
        msg = orr_parse_an_expression(p);
        if (!msg) return NULL;
    }
    OrrAstAssert *node = orr_parser_node(p, ORR_AST_ASSERT, start);
    if (!node) return NULL;
    node->test = test;
    node->msg = msg;
    return &node->head;
}

static bool ends_statement(OrrTokenKind kind) {
    return kind == ORR_TOKEN_NEWLINE || kind == ORR_TOKEN_SEMI;
}

/* The targets of `del`, which are parsed as expressions; only `,` may separate them. */
static bool delete_targets(OrrParser *p, OrrAstSeq *out) {
    size_t base = p->stack_count;
    do {
        if (p->stack_count > base && ends_statement(orr_parser_peek(p))) break;
        OrrAst *target = orr_parse_primary(p);
        if (!target || !orr_target_ok(target, true)) return false;
        orr_target_set(target, ORR_CONTEXT_DEL);
        if (!orr_parser_push(p, target)) return false;
    } while (orr_parser_accept(p, ORR_TOKEN_COMMA));
    return ends_statement(orr_parser_peek(p)) && orr_parser_sequence(p, base, out);
}

static OrrAst *delete_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrParserMark mark = orr_parser_save(p);
    OrrAstSeq targets;
    if (!delete_targets(p, &targets)) {
        if (p->failed || !p->diagnose) return NULL;
        orr_parser_restore(p, mark);
        OrrAst *wrong = orr_parse_star_expressions(p);
        return wrong ? orr_raise_invalid_target(p, wrong, ORR_TARGET_DEL) : NULL;
    }
    OrrAstDelete *node = orr_parser_node(p, ORR_AST_DELETE, start);
    if (!node) return NULL;
    node->targets = targets;
    return &node->head;
}

static OrrAst *scope_statement(OrrParser *p, OrrAstKind kind) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    size_t base = p->stack_count;
    do {
        if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
        if (!orr_parser_push_null(p)) return NULL;
        p->stack[p->stack_count - 1] = (void *)(uintptr_t)orr_parser_take(p)->name;
    } while (orr_parser_accept(p, ORR_TOKEN_COMMA));
    OrrAst *node = orr_parser_node(p, kind, start);
    if (!node) return NULL;
    OrrNameSeq *names = kind == ORR_AST_GLOBAL ? &orr_ast_global(node)->names : &orr_ast_nonlocal(node)->names;
    return orr_parser_names(p, base, names) ? node : NULL;
}

static OrrAst *type_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
    OrrAst *name = orr_parse_name_node(p, orr_parser_take(p), ORR_CONTEXT_STORE);
    OrrAstSeq type_params;
    if (!name || !orr_parse_type_params(p, &type_params) || !orr_parser_accept(p, ORR_TOKEN_EQUAL)) return NULL;
    OrrAst *value = orr_parse_an_expression(p);
    OrrAstTypeAlias *node = value ? orr_parser_node(p, ORR_AST_TYPE_ALIAS, start) : NULL;
    if (!node) return NULL;
    node->name = name;
    node->type_params = type_params;
    node->value = value;
    return &node->head;
}

/* ---- import ---- */

/* a.b.c as one name. */
static const OrrName *dotted_name(OrrParser *p) {
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
    const OrrName *name = orr_parser_take(p)->name;
    if (orr_parser_peek(p) != ORR_TOKEN_DOT) return name;
    size_t first = p->pos - 1, length = name->len;
    while (orr_parser_accept(p, ORR_TOKEN_DOT)) {
        if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
        length += 1 + orr_parser_take(p)->name->len;
    }
    char *joined = orr_parser_alloc(p, length + 1);
    if (!joined) return NULL;
    char *to = joined;
    for (size_t i = first; i < p->pos; i += 2) {
        const OrrName *part = p->tokens.items[i].name;
        if (i > first) *to++ = '.';
        for (size_t j = 0; j < part->len; j++) *to++ = part->utf8[j];
    }
    name = orr_name_intern(p->context->names, joined, length);
    return name ? name : orr_raise_no_memory(p);
}

/* name [as asname] */
static OrrAst *alias(OrrParser *p, bool dotted) {
    OrrPlace start = orr_parser_here(p);
    const OrrName *name = NULL, *asname = NULL;
    if (dotted) name = dotted_name(p);
    else if (orr_parser_peek(p) == ORR_TOKEN_NAME) name = orr_parser_take(p)->name;
    if (!name) return NULL;
    if (orr_parser_accept(p, ORR_TOKEN_AS)) {
        if (orr_parser_peek(p) != ORR_TOKEN_NAME) return NULL;
        asname = orr_parser_take(p)->name;
    }
    OrrAstAlias *node = orr_parser_node(p, ORR_AST_ALIAS, start);
    if (!node) return NULL;
    node->name = name;
    node->asname = asname;
    return &node->head;
}

static void diagnose_import(OrrParser *p, size_t start) {
    p->pos = start + 1;
    if (orr_parser_peek(p) == ORR_TOKEN_NEWLINE) {
        orr_raise_from(p, orr_parser_here(p), "Expected one or more names after 'import'");
        return;
    }
    do
        if (!dotted_name(p)) return;
    while (orr_parser_accept(p, ORR_TOKEN_COMMA));
    if (!orr_parser_accept(p, ORR_TOKEN_FROM) || !dotted_name(p)) return;
    const OrrToken *first = &p->tokens.items[start], *last = orr_parser_last(p);
    orr_raise_range(p, (OrrPlace){first->line, first->col}, (OrrPlace){last->end_line, last->end_col},
                    "Did you mean to use 'from ... import ...' instead?");
}

static OrrAst *import_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    size_t start_token = p->pos;
    orr_parser_take(p);
    size_t base = p->stack_count;
    if (p->diagnose) {
        diagnose_import(p, start_token);
        if (p->failed) return NULL;
        p->pos = start_token + 1;
    }
    do
        if (!orr_parser_push(p, alias(p, true))) return NULL;
    while (orr_parser_accept(p, ORR_TOKEN_COMMA));
    OrrAstImport *node = orr_parser_node(p, ORR_AST_IMPORT, start);
    if (!node || !orr_parser_sequence(p, base, &node->names)) return NULL;
    return &node->head;
}

static OrrAst *star_alias(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    OrrAstAlias *node = orr_parser_node(p, ORR_AST_ALIAS, start);
    if (!node) return NULL;
    node->name = orr_name_intern(p->context->names, "*", 1);
    return node->name ? &node->head : orr_raise_no_memory(p);
}

/* What comes after `import` in `from x import`. */
static bool import_targets(OrrParser *p, OrrAstSeq *out) {
    size_t base = p->stack_count;
    if (orr_parser_peek(p) == ORR_TOKEN_STAR)
        return orr_parser_push(p, star_alias(p)) && orr_parser_sequence(p, base, out);
    bool parenthesized = orr_parser_accept(p, ORR_TOKEN_LPAR);
    if (!parenthesized && p->diagnose && orr_parser_peek(p) == ORR_TOKEN_NEWLINE)
        return orr_raise_from(p, orr_parser_here(p), "Expected one or more names after 'import'") != NULL;
    do {
        OrrTokenKind kind = orr_parser_peek(p);
        if (parenthesized && kind == ORR_TOKEN_RPAR && p->stack_count > base) break;
        if (p->diagnose && !parenthesized && kind == ORR_TOKEN_NEWLINE)
            return orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR,
                                  "trailing comma not allowed without surrounding parentheses") != NULL;
        if (!orr_parser_push(p, alias(p, false))) return false;
    } while (orr_parser_accept(p, ORR_TOKEN_COMMA));
    if (parenthesized && !orr_parser_accept(p, ORR_TOKEN_RPAR)) return false;
    return orr_parser_sequence(p, base, out);
}

static OrrAst *import_from_statement(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    int32_t level = 0;
    for (;;) {
        if (orr_parser_accept(p, ORR_TOKEN_DOT)) level++;
        else if (orr_parser_accept(p, ORR_TOKEN_ELLIPSIS)) level += 3;
        else break;
    }
    const OrrName *module = NULL;
    if (level == 0 || orr_parser_peek(p) == ORR_TOKEN_NAME) {
        module = dotted_name(p);
        if (!module) return NULL;
    }
    OrrAstSeq names;
    if (!orr_parser_accept(p, ORR_TOKEN_IMPORT) || !import_targets(p, &names)) return NULL;
    OrrAstImportFrom *node = orr_parser_node(p, ORR_AST_IMPORT_FROM, start);
    if (!node) return NULL;
    node->module = module;
    node->names = names;
    node->level = level;
    return &node->head;
}

/* ---- any ---- */

/* `type X = ...`, where type is a name like any other elsewhere. */
static OrrAst *type_or_plain_statement(OrrParser *p) {
    OrrParserMark mark = orr_parser_save(p);
    OrrTokenKind after = orr_parser_peek_second(p);
    if (after == ORR_TOKEN_NAME) {
        OrrAst *node = type_statement(p);
        if (node || p->failed) return node;
        orr_parser_restore(p, mark);
    }
    return expression_or_assignment(p);
}

static OrrAst *simple_statement(OrrParser *p) {
    switch (orr_parser_peek(p)) {
    case ORR_TOKEN_RETURN: return return_statement(p);
    case ORR_TOKEN_IMPORT: return import_statement(p);
    case ORR_TOKEN_FROM: return import_from_statement(p);
    case ORR_TOKEN_RAISE: return raise_statement(p);
    case ORR_TOKEN_PASS: return keyword_statement(p, ORR_AST_PASS);
    case ORR_TOKEN_DEL: return delete_statement(p);
    case ORR_TOKEN_ASSERT: return assert_statement(p);
    case ORR_TOKEN_BREAK: return keyword_statement(p, ORR_AST_BREAK);
    case ORR_TOKEN_CONTINUE: return keyword_statement(p, ORR_AST_CONTINUE);
    case ORR_TOKEN_GLOBAL: return scope_statement(p, ORR_AST_GLOBAL);
    case ORR_TOKEN_NONLOCAL: return scope_statement(p, ORR_AST_NONLOCAL);
    case ORR_TOKEN_NAME:
        if (orr_parser_at_soft(p, ORR_SOFT_TYPE)) return type_or_plain_statement(p);
        return expression_or_assignment(p);
    default: return expression_or_assignment(p);
    }
}

bool orr_parse_simple_statements(OrrParser *p) {
    do {
        if (!orr_parser_push(p, simple_statement(p))) return false;
        if (orr_parser_accept(p, ORR_TOKEN_NEWLINE)) return true;
        if (!orr_parser_accept(p, ORR_TOKEN_SEMI)) return false;
    } while (!orr_parser_accept(p, ORR_TOKEN_NEWLINE));
    return true;
}

bool orr_parse_statements(OrrParser *p, OrrTokenKind end, OrrAstSeq *out) {
    size_t base = p->stack_count;
    while (orr_parser_peek(p) != end) {
        bool is_compound;
        p->diagnosed_steps = 0;
        OrrAst *node = orr_parse_compound(p, &is_compound);
        if (is_compound) {
            if (!orr_parser_push(p, node)) return false;
        } else if (!orr_parse_simple_statements(p)) {
            return false;
        }
    }
    return orr_parser_sequence(p, base, out);
}
