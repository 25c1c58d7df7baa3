/* Feeds arbitrary bytes to the compiler, as a file and as an expression; what compiles must verify (the compiler
 * asserts it) and have a listing. Two ways to run it:
 *
 *     clang -fsanitize=fuzzer,address,undefined -DORR_LIBFUZZER ...   and then as libFuzzer says
 *     fuzz_compile FILE...                                            each file once (for AFL, or a corpus)
 */
#include <stdint.h>
#include <stdio.h>

#include "sim/code/dis.h"
#include "sim/lang/lang.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void use(const char *text, size_t length, OrrCompileMode mode, bool dynamic) {
    OrrRegion region = {.max_bytes = (size_t)256 << 20};
    OrrCompileOutput output = {.region = &region};
    OrrCompileInput input = {text, length, "fuzz", mode, dynamic, false};
    bool compiled = orr_compile(&input, &output);
    ORR_ASSERT(compiled == (output.error.kind == ORR_COMPILE_OK));
    ORR_ASSERT(compiled || output.error.message != NULL);
    OrrBuffer listing = {.max_bytes = (size_t)64 << 20};
    if (compiled) orr_code_dis(&listing, output.image);
    orr_buffer_release(&listing);
    orr_region_free(&region);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    use((const char *)bytes, length, ORR_COMPILE_MODULE, false);
    use((const char *)bytes, length, ORR_COMPILE_EXPRESSION, true);
    use((const char *)bytes, length, ORR_COMPILE_MODULE, true);
    return 0;
}

#ifndef ORR_LIBFUZZER
int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL) return 1;
        static uint8_t bytes[1 << 22];
        size_t length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        LLVMFuzzerTestOneInput(bytes, length);
    }
    return 0;
}
#endif
