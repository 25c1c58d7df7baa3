/* Targets: what may stand left of `=`, after `for`, `del`, `as`. They are parsed as expressions and then made targets.
 */
#include "sim/lang/parser_internal.h"

static const OrrAstSeq *elements(const OrrAst *node) {
    if (node->kind == ORR_AST_TUPLE) return &((const OrrAstTuple *)(const void *)node)->elts;
    if (node->kind == ORR_AST_LIST) return &((const OrrAstList *)(const void *)node)->elts;
    return NULL;
}

bool orr_target_ok(const OrrAst *node, bool del) {
    switch (node->kind) {
    case ORR_AST_NAME:
    case ORR_AST_ATTRIBUTE:
    case ORR_AST_SUBSCRIPT: return true;
    case ORR_AST_STARRED: {
        const OrrAst *value = ((const OrrAstStarred *)(const void *)node)->value;
        return !del && value->kind != ORR_AST_STARRED && orr_target_ok(value, del);
    }
    case ORR_AST_TUPLE:
    case ORR_AST_LIST: {
        const OrrAstSeq *items = elements(node);
        for (size_t i = 0; i < items->count; i++)
            if (!orr_target_ok(items->items[i], del)) return false;
        return true;
    }
    default: return false;
    }
}

void orr_target_set(OrrAst *node, OrrContext context) {
    switch (node->kind) {
    case ORR_AST_NAME: orr_ast_name(node)->ctx = context; break;
    case ORR_AST_ATTRIBUTE: orr_ast_attribute(node)->ctx = context; break;
    case ORR_AST_SUBSCRIPT: orr_ast_subscript(node)->ctx = context; break;
    case ORR_AST_STARRED:
        orr_ast_starred(node)->ctx = context;
        orr_target_set(orr_ast_starred(node)->value, context);
        break;
    case ORR_AST_TUPLE:
    case ORR_AST_LIST: {
        if (node->kind == ORR_AST_TUPLE) orr_ast_tuple(node)->ctx = context;
        else orr_ast_list(node)->ctx = context;
        const OrrAstSeq *items = elements(node);
        for (size_t i = 0; i < items->count; i++) orr_target_set(items->items[i], context);
        break;
    }
    default: ORR_ASSERT(node == NULL); /* not a target */
    }
}

/* A target that isn't starred: a primary, as `in` must not be taken for an operator. */
static OrrAst *plain_target(OrrParser *p) {
    OrrAst *node = orr_parse_primary(p);
    if (!node || !orr_target_ok(node, false)) return NULL;
    orr_target_set(node, ORR_CONTEXT_STORE);
    return node;
}

OrrAst *orr_parse_star_target(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    if (!orr_parser_accept(p, ORR_TOKEN_STAR)) return plain_target(p);
    OrrAst *value = plain_target(p);
    OrrAstStarred *node = value ? orr_parser_node(p, ORR_AST_STARRED, start) : NULL;
    if (!node) return NULL;
    node->value = value;
    node->ctx = ORR_CONTEXT_STORE;
    return &node->head;
}

OrrAst *orr_parse_star_targets(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    OrrAst *node = orr_parse_tuple_rest(p, start, orr_parse_star_target(p), orr_parse_star_target);
    if (node) orr_target_set(node, ORR_CONTEXT_STORE);
    return node;
}

OrrAst *orr_target_invalid(OrrAst *node, OrrTargetUse use) {
    switch (node->kind) {
    case ORR_AST_NAME:
    case ORR_AST_ATTRIBUTE:
    case ORR_AST_SUBSCRIPT: return NULL;
    case ORR_AST_STARRED: return use == ORR_TARGET_DEL ? node : orr_target_invalid(orr_ast_starred(node)->value, use);
    case ORR_AST_TUPLE:
    case ORR_AST_LIST: {
        const OrrAstSeq *items = elements(node);
        for (size_t i = 0; i < items->count; i++) {
            OrrAst *invalid = orr_target_invalid(items->items[i], use);
            if (invalid) return invalid;
        }
        return NULL;
    }
    case ORR_AST_COMPARE: {
        OrrAstCompare *compare = orr_ast_compare(node);
        if (use != ORR_TARGET_FOR) return node;
        return compare->ops.items[0] == ORR_COMPARE_IN ? orr_target_invalid(compare->left, use) : NULL;
    }
    default: return node;
    }
}

void *orr_raise_invalid_target(OrrParser *p, OrrAst *node, OrrTargetUse use) {
    OrrAst *invalid = orr_target_invalid(node, use);
    if (!invalid) return NULL;
    return orr_raise_node(p, invalid, "cannot %s %s", use == ORR_TARGET_DEL ? "delete" : "assign to",
                          orr_expression_name(invalid));
}

static const char *constant_name(const OrrAst *node) {
    switch (((const OrrAstConstant *)(const void *)node)->value.kind) {
    case ORR_CONSTANT_NONE: return "None";
    case ORR_CONSTANT_TRUE: return "True";
    case ORR_CONSTANT_FALSE: return "False";
    case ORR_CONSTANT_ELLIPSIS: return "ellipsis";
    default: return "literal";
    }
}

const char *orr_expression_name(const OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_ATTRIBUTE: return "attribute";
    case ORR_AST_SUBSCRIPT: return "subscript";
    case ORR_AST_STARRED: return "starred";
    case ORR_AST_NAME: return "name";
    case ORR_AST_LIST: return "list";
    case ORR_AST_TUPLE: return "tuple";
    case ORR_AST_LAMBDA: return "lambda";
    case ORR_AST_CALL: return "function call";
    case ORR_AST_BOOL_OP:
    case ORR_AST_BIN_OP:
    case ORR_AST_UNARY_OP: return "expression";
    case ORR_AST_GENERATOR_EXP: return "generator expression";
    case ORR_AST_YIELD:
    case ORR_AST_YIELD_FROM: return "yield expression";
    case ORR_AST_AWAIT: return "await expression";
    case ORR_AST_LIST_COMP: return "list comprehension";
    case ORR_AST_SET_COMP: return "set comprehension";
    case ORR_AST_DICT_COMP: return "dict comprehension";
    case ORR_AST_DICT: return "dict literal";
    case ORR_AST_SET: return "set display";
    case ORR_AST_JOINED_STR:
    case ORR_AST_FORMATTED_VALUE: return "f-string expression";
    case ORR_AST_TEMPLATE_STR:
    case ORR_AST_INTERPOLATION: return "t-string expression";
    case ORR_AST_CONSTANT: return constant_name(node);
    case ORR_AST_COMPARE: return "comparison";
    case ORR_AST_IF_EXP: return "conditional expression";
    case ORR_AST_NAMED_EXPR: return "named expression";
    default: return "expression";
    }
}
