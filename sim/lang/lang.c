#include "sim/lang/lang.h"

#include <string.h>

#include "sim/lang/codegen.h"
#include "sim/lang/parser.h"

static OrrText kept_text(OrrRegion *region, const char *bytes, size_t length) {
    char *copy = bytes == NULL ? NULL : orr_region_copy(region, bytes, length);
    return (OrrText){copy, copy == NULL ? 0 : length};
}

/* Whether CPython's tokenizer still has the line, with its end. It gives a last line an end itself, but in an
 * expression. */
static bool has_newline(const OrrCompileInput *input, const OrrParseError *error) {
    if (error->bare) return false;
    const char *at = input->source, *end = at + input->length;
    for (uint32_t line = 1; at != NULL && line < error->line; line++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (at != NULL) at++;
    }
    const char *newline = at == NULL || at == end ? NULL : memchr(at, '\n', (size_t)(end - at));
    if (newline == NULL) return input->mode == ORR_COMPILE_MODULE;
    return newline + 1 == end || strstr(error->message, "was never closed") == NULL;
}

static void report(const OrrCompileInput *input, const OrrParseError *error, OrrCompileStage stage,
                   OrrCompileOutput *output) {
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
    to->newline = has_newline(input, error);
    to->stage = stage;
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
                         OrrCompileOutput *output, OrrCompileStage *stage) {
    OrrAst *tree = parse(context, input);
    if (tree == NULL) return false;
    *stage = ORR_STAGE_SCOPES;
    OrrGen gen = {.context = context, .out = output->region, .scratch = scratch, .dynamic = input->dynamic};
    gen.scopes.future_annotations = input->future_annotations;
    if (!orr_scopes_build(&gen.scopes, context, tree)) return false;
    *stage = ORR_STAGE_CODE;
    output->image = orr_gen_module(&gen, tree);
    if (output->image == NULL) return false;
    const char *why = NULL;
    uint32_t where = 0;
    bool verified = orr_code_verify(output->image, &why, &where);
    ORR_ASSERT(verified || strcmp(why, ORR_CODE_NO_MEMORY) == 0);
    if (!verified) output->image = NULL;
    return verified;
}

bool orr_compile(const OrrCompileInput *input, OrrCompileOutput *output) {
    OrrRegion scratch = {0};
    OrrParseContext context = {0};
    output->image = NULL;
    output->error = (OrrCompileError){.kind = ORR_COMPILE_OK};
    OrrCompileStage stage = ORR_STAGE_PARSER;
    bool done = orr_parse_context_init(&context, &scratch) && compile_with(&scratch, &context, input, output, &stage);
    if (!done) report(input, &context.error, stage, output);
    orr_region_free(&scratch);
    return done;
}
