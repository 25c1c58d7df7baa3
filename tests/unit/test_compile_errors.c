/* Programs that parse and do not compile: the words and places of CPython 3.13. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sim/lang/lang.h"

typedef struct Case {
    const char *source, *message;
    uint32_t line;
    int32_t offset;
    uint32_t end_line;
    int32_t end_offset;
} Case;

static const Case cases[] = {
#include "compile_errors.h"
};

static bool same(const Case *expected, const OrrCompileError *error, bool compiled) {
    if (expected->message == NULL) return compiled;
    return !compiled && strcmp(error->message, expected->message) == 0 && error->line == expected->line &&
           error->offset == expected->offset && error->end_line == expected->end_line &&
           error->end_offset == expected->end_offset;
}

static void test_messages(void **state) {
    (void)state;
    int failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        OrrRegion region = {0};
        OrrCompileOutput output = {.region = &region};
        OrrCompileInput input = {cases[i].source, strlen(cases[i].source), "<test>", ORR_COMPILE_MODULE, false, false};
        bool compiled = orr_compile(&input, &output);
        if (!same(&cases[i], &output.error, compiled)) {
            failures++;
            print_message("%s\n  expected %s %u,%d-%u,%d\n  got      %s %u,%d-%u,%d\n", cases[i].source,
                          cases[i].message == NULL ? "no error" : cases[i].message, cases[i].line, cases[i].offset,
                          cases[i].end_line, cases[i].end_offset, compiled ? "no error" : output.error.message,
                          output.error.line, output.error.offset, output.error.end_line, output.error.end_offset);
        }
        orr_region_free(&region);
    }
    assert_int_equal(failures, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_messages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
