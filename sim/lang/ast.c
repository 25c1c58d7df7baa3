#include "sim/lang/ast.h"

typedef struct KindInfo {
    const char *name;
    size_t size;
    OrrAstGroup group;
} KindInfo;

static const KindInfo kinds[] = {
#define NODE(group, upper, lower, camel, asdl, fields) {asdl, sizeof(OrrAst##camel), ORR_AST_GROUP_##group},
#include "sim/lang/ast.def"
};

const char *orr_ast_kind_name(OrrAstKind kind) {
    ORR_ASSERT(kind < ORR_AST_KIND_COUNT);
    return kinds[kind].name;
}

OrrAstGroup orr_ast_kind_group(OrrAstKind kind) {
    ORR_ASSERT(kind < ORR_AST_KIND_COUNT);
    return kinds[kind].group;
}

size_t orr_ast_kind_size(OrrAstKind kind) {
    ORR_ASSERT(kind < ORR_AST_KIND_COUNT);
    return kinds[kind].size;
}

const char *orr_source_line(const OrrSource *source, uint32_t line, size_t *length_out) {
    *length_out = 0;
    if (line == 0 || line > source->line_count) return source->text;
    size_t start = source->line_starts[line - 1];
    size_t end = line < source->line_count ? source->line_starts[line] : source->length;
    while (end > start && (source->text[end - 1] == '\n' || source->text[end - 1] == '\r')) end--;
    *length_out = end - start;
    return source->text + start;
}

uint32_t orr_source_column(const OrrSource *source, uint32_t line, uint32_t byte_col) {
    size_t length;
    const char *text = orr_source_line(source, line, &length);
    uint32_t column = 0;
    for (size_t i = 0; i < length && i < byte_col; i++) column += ((unsigned char)text[i] & 0xC0) != 0x80;
    return column + (byte_col > length ? (uint32_t)(byte_col - length) : 0);
}
