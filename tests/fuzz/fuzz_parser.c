/* Feeds arbitrary bytes to the parser, as a file and as an expression, and dumps what comes out. Two ways to run it:
 *
 *     clang -fsanitize=fuzzer,address,undefined -DORR_LIBFUZZER ...   and then as libFuzzer says
 *     fuzz_parser FILE...                                             each file once (for AFL, or a corpus)
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/lang/ast_dump.h"
#include "sim/lang/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void use(const char *text, size_t length, bool expression) {
    OrrRegion region = {.max_bytes = (size_t)256 << 20};
    OrrParseContext context;
    if (!orr_parse_context_init(&context, &region)) return;
    OrrAst *tree = NULL;
    if (expression) {
        OrrAstExpression *node = orr_parse_expression(&context, text, length, "fuzz");
        if (node) tree = &node->head;
    } else {
        OrrAstModule *node = orr_parse(&context, text, length, "fuzz");
        if (node) tree = &node->head;
    }
    ORR_ASSERT((tree == NULL) == (context.error.kind != ORR_PARSE_OK));
    if (tree) (void)!orr_ast_dump(&region, tree, true);
    else ORR_ASSERT(context.error.message != NULL);
    orr_region_free(&region);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    use((const char *)bytes, length, false);
    use((const char *)bytes, length, true);
    return 0;
}

#ifndef ORR_LIBFUZZER
int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL) return 1;
        static uint8_t bytes[1 << 20];
        size_t length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        LLVMFuzzerTestOneInput(bytes, length);
    }
    return 0;
}
#endif
