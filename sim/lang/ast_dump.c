#include "sim/lang/ast_dump.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct Dump {
    OrrRegion *region;
    char *text;
    size_t length, capacity;
    bool positions;
    bool failed;
    bool first; /* no field of this node has been written yet */
} Dump;

static void put(Dump *d, const char *bytes, size_t length) {
    if (d->failed) return;
    if (d->length + length + 1 > d->capacity) {
        size_t capacity = d->capacity ? d->capacity * 2 : 4096;
        while (capacity < d->length + length + 1) capacity *= 2;
        char *text = orr_region_grow(d->region, d->text, d->capacity, capacity);
        if (!text) {
            d->failed = true;
            return;
        }
        d->text = text;
        d->capacity = capacity;
    }
    memcpy(d->text + d->length, bytes, length);
    d->length += length;
    d->text[d->length] = 0;
}

static void put_text(Dump *d, const char *text) {
    put(d, text, strlen(text));
}

__attribute__((format(printf, 2, 3))) static void put_format(Dump *d, const char *format, ...) {
    char buffer[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    put_text(d, buffer);
}

static void put_quoted(Dump *d, const char *bytes, size_t length) {
    put_text(d, "'");
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < 0x20 || c >= 0x7F || c == '\'' || c == '\\') put_format(d, "\\x%02x", c);
        else put(d, bytes + i, 1);
    }
    put_text(d, "'");
}

static void put_name(Dump *d, const OrrName *name) {
    if (name) put_quoted(d, name->utf8, name->len);
    else put_text(d, "None");
}

static void put_constant(Dump *d, const OrrConstant *value) {
    switch (value->kind) {
    case ORR_CONSTANT_NONE: put_text(d, "None"); break;
    case ORR_CONSTANT_TRUE: put_text(d, "True"); break;
    case ORR_CONSTANT_FALSE: put_text(d, "False"); break;
    case ORR_CONSTANT_ELLIPSIS: put_text(d, "Ellipsis"); break;
    case ORR_CONSTANT_INT: put_format(d, "%" PRId64, value->as.small); break;
    case ORR_CONSTANT_BIG_INT:
        put_format(d, "%u:", value->base);
        put(d, value->as.digits.bytes, value->as.digits.len);
        break;
    case ORR_CONSTANT_FLOAT: put_format(d, "%a", value->as.real); break;
    case ORR_CONSTANT_IMAGINARY: put_format(d, "%aj", value->as.real); break;
    case ORR_CONSTANT_BYTES:
        put_text(d, "b");
        put_quoted(d, value->as.text.bytes, value->as.text.len);
        break;
    case ORR_CONSTANT_STR: put_quoted(d, value->as.text.bytes, value->as.text.len); break;
    }
}

static const char *const contexts[] = {"Load()", "Store()", "Del()"};
static const char *const bool_ops[] = {"And()", "Or()"};
static const char *const operators[] = {"Add()",    "Sub()",    "Mult()",    "MatMult()", "Div()",
                                        "Mod()",    "Pow()",    "LShift()",  "RShift()",  "BitOr()",
                                        "BitXor()", "BitAnd()", "FloorDiv()"};
static const char *const unary_ops[] = {"Invert()", "Not()", "UAdd()", "USub()"};
static const char *const compare_ops[] = {"Eq()",  "NotEq()", "Lt()",    "LtE()", "Gt()",
                                          "GtE()", "Is()",    "IsNot()", "In()",  "NotIn()"};

static void field(Dump *d, const char *name) {
    if (!d->first) put_text(d, ", ");
    d->first = false;
    put_text(d, name);
    put_text(d, "=");
}

static void put_node(Dump *d, OrrAst *node);

static void put_nodes(Dump *d, const OrrAstSeq *nodes) {
    put_text(d, "[");
    for (size_t i = 0; i < nodes->count; i++) {
        if (i) put_text(d, ", ");
        put_node(d, nodes->items[i]);
    }
    put_text(d, "]");
}

static void put_names(Dump *d, const OrrNameSeq *names) {
    put_text(d, "[");
    for (size_t i = 0; i < names->count; i++) {
        if (i) put_text(d, ", ");
        put_name(d, names->items[i]);
    }
    put_text(d, "]");
}

static void put_compares(Dump *d, const OrrCompareSeq *ops) {
    put_text(d, "[");
    for (size_t i = 0; i < ops->count; i++) {
        if (i) put_text(d, ", ");
        put_text(d, compare_ops[ops->items[i]]);
    }
    put_text(d, "]");
}

static void put_fields(Dump *d, OrrAst *node) {
    switch (node->kind) {
#define ONE(name)      field(d, #name), put_node(d, n->name);
#define OPT(name)      field(d, #name), put_node(d, n->name);
#define SEQ(name)      field(d, #name), put_nodes(d, &n->name);
#define OPTSEQ(name)   field(d, #name), put_nodes(d, &n->name);
#define NAME(name)     field(d, #name), put_name(d, n->name);
#define OPTNAME(name)  field(d, #name), put_name(d, n->name);
#define NAMES(name)    field(d, #name), put_names(d, &n->name);
#define CONST(name)    field(d, #name), put_constant(d, &n->name);
#define OPTSTR(name)   field(d, #name), n->name ? put_quoted(d, n->name, strlen(n->name)) : put_text(d, "None");
#define NUMBER(name)   field(d, #name), put_format(d, "%" PRId32, n->name);
#define CONTEXT(name)  field(d, #name), put_text(d, contexts[n->name]);
#define OPERATOR(name) field(d, #name), put_text(d, operators[n->name]);
#define UNARY(name)    field(d, #name), put_text(d, unary_ops[n->name]);
#define BOOLOP(name)   field(d, #name), put_text(d, bool_ops[n->name]);
#define COMPARES(name) field(d, #name), put_compares(d, &n->name);
#define NODE(group, upper, lower, camel, asdl, fields)                                                                 \
    case ORR_AST_##upper: {                                                                                            \
        OrrAst##camel *n = orr_ast_##lower(node);                                                                      \
        (void)n;                                                                                                       \
        fields break;                                                                                                  \
    }
#include "sim/lang/ast.def"
    case ORR_AST_KIND_COUNT: break;
    }
}

static void put_node(Dump *d, OrrAst *node) {
    if (!node) {
        put_text(d, "None");
        return;
    }
    put_text(d, orr_ast_kind_name(node->kind));
    put_text(d, "(");
    d->first = true;
    put_fields(d, node);
    d->first = false;
    put_text(d, ")");
    if (d->positions && node->line > 0)
        put_format(d, "@%u:%u-%u:%u", node->line, node->col, node->end_line, node->end_col);
}

char *orr_ast_dump(OrrRegion *region, OrrAst *node, bool positions) {
    Dump dump = {.region = region, .positions = positions};
    put_node(&dump, node);
    return dump.failed ? NULL : dump.text;
}
