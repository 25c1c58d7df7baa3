/* Strings: one or more literals side by side, f-strings and t-strings among them. */
#include "sim/lang/parser_internal.h"

#include <string.h>

/* ---- plain literals ---- */

static OrrAstConstant *new_constant(OrrParser *p, const OrrToken *token) {
    OrrAstConstant *node = orr_parser_node(p, ORR_AST_CONSTANT, (OrrPlace){token->line, token->col});
    if (!node) return NULL;
    node->head.end_line = token->end_line;
    node->head.end_col = token->end_col;
    return node;
}

static OrrAst *plain_string(OrrParser *p) {
    const OrrToken *token = orr_parser_take(p);
    const char *text = p->context->source->text + token->start;
    bool raw = false, bytes = false, unicode = false;
    for (; *text != '"' && *text != '\''; text++) {
        raw |= (*text | 0x20) == 'r';
        bytes |= (*text | 0x20) == 'b';
        unicode |= *text == 'u';
    }
    size_t quotes = text[1] == text[0] && text[2] == text[0] ? 3 : 1;
    const char *body = text + quotes, *end = p->context->source->text + token->end - quotes;
    if (end < body) end = body = text + 1; /* '' */
    OrrAstConstant *node = new_constant(p, token);
    if (!node) return NULL;
    if (!orr_string_decode(p, token, body, (size_t)(end - body), raw, bytes, &node->value)) return NULL;
    if (unicode) node->kind = "u";
    return &node->head;
}

/* ---- f-strings and t-strings ---- */

static OrrAst *middle(OrrParser *p) {
    const OrrToken *token = orr_parser_take(p);
    OrrAstConstant *node = new_constant(p, token);
    const char *body = p->context->source->text + token->start;
    bool raw = (token->flags & ORR_TOKEN_IS_RAW) != 0;
    if (!node || !orr_string_decode(p, token, body, token->end - token->start, raw, false, &node->value)) return NULL;
    return &node->head;
}

/* The source between two tokens (both exclusive), without comments. */
static bool source_between(OrrParser *p, size_t first, size_t last, OrrConstant *out) {
    const char *text = p->context->source->text;
    const OrrToken *tokens = p->tokens.items;
    char *copy = orr_parser_alloc(p, tokens[last].start - tokens[first].end + 1);
    if (!copy) return false;
    size_t length = 0, chars = 0;
    for (size_t i = first; i < last; i++) {
        bool comment = false;
        for (uint32_t at = tokens[i].end; at < tokens[i + 1].start; at++) {
            comment = text[at] == '#' || (comment && text[at] != '\n');
            if (!comment) copy[length++] = text[at];
        }
        if (i + 1 == last) break;
        size_t size = tokens[i + 1].end - tokens[i + 1].start;
        memcpy(copy + length, text + tokens[i + 1].start, size);
        length += size;
    }
    for (size_t i = 0; i < length; i++) chars += ((unsigned char)copy[i] & 0xC0) != 0x80;
    out->kind = ORR_CONSTANT_STR;
    out->as.text.bytes = copy;
    out->as.text.len = length;
    out->as.text.char_count = chars;
    return true;
}

/* A replacement field as it is read. */
typedef struct Field {
    size_t open, after; /* tokens: the brace, and the first one behind the expression (and its `=`) */
    OrrAst *value;
    bool debug;
    int32_t conversion;
    OrrAst *format_spec;
    char letter;
} Field;

static bool field_conversion(OrrParser *p, Field *f) {
    const OrrToken *mark = orr_parser_take(p);
    if (orr_parser_peek(p) != ORR_TOKEN_NAME) return false;
    const OrrToken *token = orr_parser_take(p);
    if (mark->end != token->start)
        return orr_raise_range(p, (OrrPlace){mark->line, mark->col}, (OrrPlace){token->end_line, token->end_col},
                               "%c-string: conversion type must come right after the exclamanation mark",
                               f->letter) != NULL;
    char c = token->name->utf8[0];
    if (token->name->len != 1 || (c != 's' && c != 'r' && c != 'a'))
        return orr_raise_token(p, token, "%c-string: invalid conversion character '%s': expected 's', 'r', or 'a'",
                               f->letter, token->name->utf8) != NULL;
    f->conversion = c;
    return true;
}

static bool push_parts(OrrParser *p);
static bool fold(OrrParser *p, OrrAstSeq *parts);

static bool field_format(OrrParser *p, Field *f) {
    OrrPlace start = orr_parser_here(p);
    orr_parser_take(p);
    size_t base = p->stack_count;
    if (!push_parts(p)) return false;
    OrrAstJoinedStr *spec = orr_parser_node(p, ORR_AST_JOINED_STR, start);
    if (!spec || !orr_parser_sequence(p, base, &spec->values) || !fold(p, &spec->values)) return false;
    f->format_spec = &spec->head;
    return true;
}

static bool read_field(OrrParser *p, Field *f) {
    f->open = p->pos;
    f->conversion = -1;
    orr_parser_take(p);
    f->value = orr_parse_value(p);
    if (!f->value) return false;
    f->debug = orr_parser_accept(p, ORR_TOKEN_EQUAL);
    OrrTokenKind next = orr_parser_peek(p);
    f->after = p->pos;
    if (next == ORR_TOKEN_EXCLAMATION && !field_conversion(p, f)) return false;
    if (orr_parser_peek(p) == ORR_TOKEN_COLON && !field_format(p, f)) return false;
    return orr_parser_accept(p, ORR_TOKEN_RBRACE);
}

static OrrAst *formatted_value(OrrParser *p, const Field *f, OrrPlace start) {
    OrrAstFormattedValue *node = orr_parser_node(p, ORR_AST_FORMATTED_VALUE, start);
    if (!node) return NULL;
    node->value = f->value;
    node->conversion = f->conversion;
    node->format_spec = f->format_spec;
    return &node->head;
}

static OrrAst *interpolation(OrrParser *p, const Field *f, OrrPlace start) {
    OrrAstInterpolation *node = orr_parser_node(p, ORR_AST_INTERPOLATION, start);
    if (!node || !source_between(p, f->open, f->after, &node->str)) return NULL;
    const char *text = node->str.as.text.bytes;
    size_t length = node->str.as.text.len;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '=' || text[length - 1] == '\n' ||
                          text[length - 1] == '\t')) {
        length--;
        node->str.as.text.char_count--;
    }
    node->str.as.text.len = length;
    node->value = f->value;
    node->conversion = f->conversion;
    node->format_spec = f->format_spec;
    return &node->head;
}

/* `{x=}`: the text of the expression comes first, as a constant. */
static bool push_debug_text(OrrParser *p, const Field *f, OrrPlace start) {
    OrrPlace end;
    const OrrToken *close = orr_parser_last(p);
    end = (OrrPlace){close->end_line, close->end_col};
    const OrrToken *after = &p->tokens.items[f->after];
    if (after->kind != ORR_TOKEN_RBRACE) end = (OrrPlace){after->line, after->col + 1};
    OrrAstConstant *node = orr_parser_node(p, ORR_AST_CONSTANT, (OrrPlace){start.line, start.col + 1});
    if (!node || !source_between(p, f->open, f->after, &node->value)) return false;
    node->head.end_line = end.line;
    node->head.end_col = end.col - 1;
    return orr_parser_push(p, node);
}

/* Pushes what `{...}` stands for: one node, or two with `=`. */
static bool push_field(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    bool template = (orr_parser_token(p)->flags & ORR_TOKEN_IS_TEMPLATE) != 0;
    Field f = {.letter = template ? 't' : 'f'};
    if (!orr_parser_enter(p)) return false;
    size_t open = p->pos;
    bool ok = read_field(p, &f);
    orr_parser_leave(p);
    if (!ok) {
        if (!p->failed && p->diagnose) {
            p->pos = open;
            orr_diagnose_field(p, open, f.letter);
        }
        return false;
    }
    if (f.debug) {
        if (f.conversion == -1 && !f.format_spec) f.conversion = 'r';
        if (!push_debug_text(p, &f, start)) return false;
    }
    return orr_parser_push(p, template ? interpolation(p, &f, start) : formatted_value(p, &f, start));
}

/* Texts and fields, up to whatever is neither. */
static bool push_parts(OrrParser *p) {
    for (;;) {
        switch (orr_parser_peek(p)) {
        case ORR_TOKEN_FSTRING_MIDDLE:
            if (!orr_parser_push(p, middle(p))) return false;
            break;
        case ORR_TOKEN_LBRACE:
            if (!push_field(p)) return false;
            break;
        default: return true;
        }
    }
}

static bool push_fstring(OrrParser *p) {
    orr_parser_take(p);
    return push_parts(p) && orr_parser_accept(p, ORR_TOKEN_FSTRING_END);
}

/* ---- joining ---- */

static bool is_text(const OrrAst *node) {
    return node->kind == ORR_AST_CONSTANT;
}

/* One constant of several; the first one's kind (u'') is the whole's. */
static OrrAst *join_texts(OrrParser *p, OrrAst **parts, size_t count) {
    if (count == 1) return parts[0];
    const OrrAstConstant *first = orr_ast_constant(parts[0]);
    size_t length = 0, chars = 0;
    for (size_t i = 0; i < count; i++) length += orr_ast_constant(parts[i])->value.as.text.len;
    char *bytes = orr_parser_alloc(p, length + 1);
    OrrAstConstant *node = orr_parser_node(p, ORR_AST_CONSTANT, orr_parser_start_of(parts[0]));
    if (!bytes || !node) return NULL;
    length = 0;
    for (size_t i = 0; i < count; i++) {
        const OrrConstant *value = &orr_ast_constant(parts[i])->value;
        memcpy(bytes + length, value->as.text.bytes, value->as.text.len);
        length += value->as.text.len;
        chars += value->as.text.char_count;
    }
    node->head.end_line = parts[count - 1]->end_line;
    node->head.end_col = parts[count - 1]->end_col;
    node->kind = first->kind;
    node->value.kind = first->value.kind;
    node->value.as.text.bytes = bytes;
    node->value.as.text.len = length;
    node->value.as.text.char_count = chars;
    return &node->head;
}

/* Runs of texts become one each; empty ones go. */
static bool fold(OrrParser *p, OrrAstSeq *parts) {
    size_t out = 0;
    for (size_t i = 0; i < parts->count;) {
        if (!is_text(parts->items[i])) {
            parts->items[out++] = parts->items[i++];
            continue;
        }
        size_t run = 1;
        while (i + run < parts->count && is_text(parts->items[i + run])) run++;
        OrrAst *text = join_texts(p, parts->items + i, run);
        if (!text) return false;
        if (orr_ast_constant(text)->value.as.text.len > 0) parts->items[out++] = text;
        i += run;
    }
    parts->count = out;
    if (out == 0) parts->items = NULL;
    return true;
}

typedef struct StringKinds {
    bool bytes, text, formatted, template;
} StringKinds;

/* Pushes the parts of each literal in the row. */
static bool push_literals(OrrParser *p, StringKinds *kinds) {
    for (;;) {
        const OrrToken *token = orr_parser_token(p);
        if (token->kind == ORR_TOKEN_STRING) {
            OrrAst *node = plain_string(p);
            if (!orr_parser_push(p, node)) return false;
            if (orr_ast_constant(node)->value.kind == ORR_CONSTANT_BYTES) kinds->bytes = true;
            else kinds->text = true;
        } else if (token->kind == ORR_TOKEN_FSTRING_START) {
            if (token->flags & ORR_TOKEN_IS_TEMPLATE) kinds->template = true;
            else kinds->formatted = true;
            if (!push_fstring(p)) return false;
        } else {
            return true;
        }
    }
}

OrrAst *orr_parse_strings(OrrParser *p) {
    OrrPlace start = orr_parser_here(p);
    size_t base = p->stack_count;
    StringKinds kinds = {0};
    OrrAstSeq parts;
    if (!push_literals(p, &kinds) || !orr_parser_sequence(p, base, &parts)) return NULL;
    if (kinds.bytes && (kinds.text || kinds.formatted || kinds.template))
        return orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "cannot mix bytes and nonbytes literals");
    if (kinds.template && (kinds.text || kinds.formatted))
        return orr_raise_last(p, ORR_PARSE_SYNTAX_ERROR, "cannot mix t-string literals with string or bytes literals");
    if (!kinds.formatted && !kinds.template) return join_texts(p, parts.items, parts.count);
    if (!fold(p, &parts)) return NULL;
    if (kinds.template) {
        OrrAstTemplateStr *node = orr_parser_node(p, ORR_AST_TEMPLATE_STR, start);
        if (!node) return NULL;
        node->values = parts;
        return &node->head;
    }
    OrrAstJoinedStr *node = orr_parser_node(p, ORR_AST_JOINED_STR, start);
    if (!node) return NULL;
    node->values = parts;
    return &node->head;
}
