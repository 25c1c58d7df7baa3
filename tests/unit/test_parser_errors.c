/* Syntax errors: kind, message and place, against a table that CPython wrote; limits; hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/lang/lexer.h"
#include "sim/lang/parser.h"

#include "tests/unit/syntax_errors.h"

typedef struct Outcome {
    OrrRegion region;
    OrrParseContext context;
    bool parsed;
} Outcome;

static void parse(Outcome *o, const char *source, size_t length) {
    o->region = (OrrRegion){0};
    assert_true(orr_parse_context_init(&o->context, &o->region));
    o->parsed = orr_parse(&o->context, source, length, "case.py") != NULL;
}

static void expect(const char *source, const char *type, const char *message, int line, int offset, int end_line,
                   int end_offset) {
    Outcome o;
    parse(&o, source, strlen(source));
    const OrrParseError *e = &o.context.error;
    if (o.parsed || strcmp(orr_parse_error_type(e->kind), type) != 0 || strcmp(e->message, message) != 0 ||
        (int)e->line != line || e->offset != offset || (int)e->end_line != end_line || e->end_offset != end_offset) {
        print_error("source: %s\nwanted: %s: %s (%d, %d, %d, %d)\n", source, type, message, line, offset, end_line,
                    end_offset);
        if (o.parsed) print_error("   got: no error\n");
        else
            print_error("   got: %s: %s (%u, %d, %u, %d)\n", orr_parse_error_type(e->kind), e->message, e->line,
                        e->offset, e->end_line, e->end_offset);
        fail();
    }
    orr_region_free(&o.region);
}

static void test_as_cpython(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof syntax_error_cases / sizeof *syntax_error_cases; i++) {
        const SyntaxErrorCase *c = &syntax_error_cases[i];
        expect(c->source, c->type, c->message, c->line, c->offset, c->end_line, c->end_offset);
    }
}

static void test_beyond_313(void **state) {
    (void)state;
    expect("t'{}'", "SyntaxError", "t-string: valid expression required before '}'", 1, 4, 1, 5);
    expect("t'{a", "SyntaxError", "'{' was never closed", 1, 3, 1, 0);
    expect("t'abc", "SyntaxError", "unterminated t-string literal (detected at line 1)", 1, 1, 1, 1);
    expect("t'a' 'b'", "SyntaxError", "cannot mix t-string literals with string or bytes literals", 1, 9, 1, 10);
    expect("try: pass\nexcept A, B as c: pass", "SyntaxError", "multiple exception types must be parenthesized", 2, 8,
           2, 17);
}

static void test_line_of_the_error(void **state) {
    (void)state;
    Outcome o;
    const char source[] = "a = 1\r\n  b = 2\r\n";
    parse(&o, source, sizeof source - 1);
    assert_false(o.parsed);
    assert_int_equal(o.context.error.text_length, 7);
    assert_memory_equal(o.context.error.text, "  b = 2", 7);
    orr_region_free(&o.region);
}

static void test_encodings(void **state) {
    (void)state;
    expect("a = '\xe9'", "SyntaxError",
           "Non-UTF-8 code starting with '\\xe9' in file case.py on line 1, but no encoding declared; see "
           "https://peps.python.org/pep-0263/ for details",
           1, 0, 1, 0);
    expect("# coding: latin-1\n", "SyntaxError", "encoding problem: latin-1: only UTF-8 is supported", 1, 0, 1, 0);
    Outcome o;
    parse(&o, "a\0b", 3);
    assert_false(o.parsed);
    assert_string_equal(o.context.error.message, "source code cannot contain null bytes");
    orr_region_free(&o.region);
    const char *fine[] = {"\xEF\xBB\xBF# coding: utf-8\nx = 1", "#!x\n# -*- coding: utf_8 -*-\n",
                          "x = 1\n# coding: foo\n"};
    for (size_t i = 0; i < 3; i++) {
        parse(&o, fine[i], strlen(fine[i]));
        assert_true(o.parsed);
        orr_region_free(&o.region);
    }
}

/* count times `repeated`, around a middle. */
static void nested(Outcome *o, const char *open, const char *middle, const char *close, size_t count) {
    size_t size = count * (strlen(open) + strlen(close)) + strlen(middle) + 1;
    char *source = malloc(size), *to = source;
    for (size_t i = 0; i < count; i++) to = stpcpy(to, open);
    to = stpcpy(to, middle);
    for (size_t i = 0; i < count; i++) to = stpcpy(to, close);
    parse(o, source, (size_t)(to - source));
    free(source);
}

static void check_nested(const char *open, const char *middle, const char *close, size_t count, const char *message) {
    Outcome o;
    nested(&o, open, middle, close, count);
    if (!message) {
        if (!o.parsed) print_error("%s: %s\n", open, o.context.error.message);
        assert_true(o.parsed);
    } else {
        assert_false(o.parsed);
        assert_string_equal(o.context.error.message, message);
    }
    orr_region_free(&o.region);
}

#define TOO_DEEP "too many nested expressions or blocks"

static void test_limits(void **state) {
    (void)state;
    check_nested("(", "1", ")", ORR_LEXER_BRACKETS_MAX, NULL);
    check_nested("(", "1", ")", ORR_LEXER_BRACKETS_MAX + 1, "too many nested parentheses");
    check_nested("f(", "1", ")", ORR_LEXER_BRACKETS_MAX, NULL);
    check_nested("not ", "1", "", 900, NULL);
    check_nested("not ", "1", "", 100000, TOO_DEEP);
    check_nested("- ", "1", "", 100000, TOO_DEEP);
    check_nested("lambda: ", "1", "", 100000, TOO_DEEP);
    check_nested("a if b else ", "1", "", 100000, TOO_DEEP);
    check_nested("a ** ", "1", "", 100000, TOO_DEEP);
    check_nested("a + ", "1", "", ORR_AST_DEPTH_MAX - 10, NULL);
    check_nested("a + ", "1", "", 100000, TOO_DEEP);
    check_nested("", "a", ".b", 100000, TOO_DEEP);
    check_nested("", "a", "[0]", 100000, TOO_DEEP);
    check_nested("", "a", "()", 100000, TOO_DEEP);
    check_nested("a and ", "1", "", 100000, NULL); /* one node with many values */
    check_nested("if a: b\nel", "if a: b\n", "", 1000, NULL);
    check_nested("if a: b\nel", "if a: b\n", "", 100000, TOO_DEEP);
    check_nested("a = ", "1", "", 100000, NULL);
    check_nested("a; ", "1", "", 100000, NULL);
    check_nested("f'{f\"", "", "", 3, "unterminated f-string literal (detected at line 1)");
}

static void test_indentation_limit(void **state) {
    (void)state;
    for (size_t count = ORR_LEXER_INDENTS_MAX - 1; count <= ORR_LEXER_INDENTS_MAX; count++) {
        char *source = malloc(count * (count + 8) + 200), *to = source;
        for (size_t i = 0; i < count; i++) {
            memset(to, ' ', i);
            to = stpcpy(to + i, "if 1:\n");
        }
        memset(to, ' ', count);
        to = stpcpy(to + count, "pass\n");
        Outcome o;
        parse(&o, source, (size_t)(to - source));
        if (count < ORR_LEXER_INDENTS_MAX) {
            assert_true(o.parsed);
        } else {
            assert_string_equal(o.context.error.message, "too many levels of indentation");
            assert_int_equal(o.context.error.kind, ORR_PARSE_INDENTATION_ERROR);
        }
        orr_region_free(&o.region);
        free(source);
    }
}

/* What is nested and wrong must not take exponential time in the second pass. */
static void test_wrong_and_deep(void **state) {
    (void)state;
    static const char *const opens[] = {"(",   "[",     "{",  "f(", "{a: ", "[a, ", "f(a, b=", "a[", "(a for b in ",
                                        "f'{", "x = (", "{**"};
    for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
        for (size_t count = 10; count <= 190; count += 60) {
            Outcome o;
            nested(&o, opens[i], "$ ?", "", count);
            assert_false(o.parsed);
            orr_region_free(&o.region);
        }
    }
}

/* Any number of allocations may succeed before one fails. */
static void test_no_memory(void **state) {
    (void)state;
    static const char source[] =
        "async def f(a, *b, c=1):\n    x = [f'{a!r:>{b}}' for y in z if 'q' 'w']\n    match x:\n"
        "        case {'a': [1, *_], **r} if r: return a.b(c, d=1, **{})\nimport a.b as c\n";
    static const char wrong[] = "x = 1\nprint(a, b c)\n";
    for (int which = 0; which < 2; which++) {
        const char *text = which ? wrong : source;
        for (uint64_t n = 1;; n++) {
            OrrRegion region = {.fail_after = n};
            OrrParseContext context;
            bool done = false;
            if (orr_parse_context_init(&context, &region)) {
                bool parsed = orr_parse(&context, text, strlen(text), "f") != NULL;
                assert_true(parsed == (context.error.kind == ORR_PARSE_OK));
                done = !region.failed;
                if (!done) assert_int_equal(context.error.kind, ORR_PARSE_NO_MEMORY);
            }
            orr_region_free(&region);
            if (done) break;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_cpython),
        cmocka_unit_test(test_beyond_313),
        cmocka_unit_test(test_line_of_the_error),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_indentation_limit),
        cmocka_unit_test(test_wrong_and_deep),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
