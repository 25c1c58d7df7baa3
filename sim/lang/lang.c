#include "sim/lang/lang.h"

#include <string.h>

#include "sim/lang/codegen.h"
#include "sim/lang/parser.h"

static OrrText kept_text(OrrRegion *region, const char *bytes, size_t length) {
    char *copy = bytes == NULL ? NULL : orr_region_copy(region, bytes, length);
    return (OrrText){copy, copy == NULL ? 0 : length};
}

static void report(const OrrParseError *error, OrrCompileOutput *output) {
    OrrCompileError *to = &output->error;
    bool no_memory = error->kind == ORR_PARSE_NO_MEMORY || error->kind == ORR_PARSE_OK;
    *to = (OrrCompileError){.kind = no_memory ? ORR_COMPILE_NO_MEMORY : ORR_COMPILE_SYNTAX_ERROR};
    to->type = no_memory ? "MemoryError" : orr_parse_error_type(error->kind);
    to->message = "out of memory";
    if (no_memory) return;
    to->message = orr_region_copy_text(output->region, error->message);
    to->line = error->line;
    to->offset = error->offset;
    to->end_line = error->end_line;
    to->end_offset = error->end_offset;
    to->text = kept_text(output->region, error->text, error->text_length);
    if (to->message != NULL) return;
    *to = (OrrCompileError){.kind = ORR_COMPILE_NO_MEMORY, .type = "MemoryError", .message = "out of memory"};
}

static OrrAst *parse(OrrParseContext *context, const OrrCompileInput *input) {
    if (input->mode == ORR_COMPILE_EXPRESSION) {
        OrrAstExpression *tree = orr_parse_expression(context, input->source, input->length, input->filename);
        return tree == NULL ? NULL : &tree->head;
    }
    OrrAstModule *tree = orr_parse(context, input->source, input->length, input->filename);
    return tree == NULL ? NULL : &tree->head;
}

static bool compile_with(OrrRegion *scratch, OrrParseContext *context, const OrrCompileInput *input,
                         OrrCompileOutput *output) {
    OrrAst *tree = parse(context, input);
    if (tree == NULL) return false;
    OrrGen gen = {.context = context, .out = output->region, .scratch = scratch};
    if (!orr_scopes_build(&gen.scopes, context, tree)) return false;
    output->image = orr_gen_module(&gen, tree);
    if (output->image == NULL) return false;
    const char *why = NULL;
    uint32_t where = 0;
    bool verified = orr_code_verify(output->image, &why, &where);
    ORR_ASSERT(verified);
    return verified;
}

bool orr_compile(const OrrCompileInput *input, OrrCompileOutput *output) {
    OrrRegion scratch = {0};
    OrrParseContext context = {0};
    output->image = NULL;
    output->error = (OrrCompileError){.kind = ORR_COMPILE_OK};
    bool done = orr_parse_context_init(&context, &scratch) && compile_with(&scratch, &context, input, output);
    if (!done) report(&context.error, output);
    orr_region_free(&scratch);
    return done;
}
