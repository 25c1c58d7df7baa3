/* Tokens: kinds and places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/lang/lexer.h"

/* The spellings of the tokens of source, with spaces between; names, numbers and strings are written as they stand. */
static void check(const char *source, const char *wanted) {
    OrrRegion region = {0};
    OrrParseContext context;
    OrrTokens tokens;
    char text[4096] = "";
    assert_true(orr_parse_context_init(&context, &region));
    assert_true(orr_source_load(&context, source, strlen(source), "t"));
    assert_true(orr_lexer_run(&context, &tokens));
    for (size_t i = 0; i < tokens.count; i++) {
        const OrrToken *token = &tokens.items[i];
        char one[512];
        switch (token->kind) {
        case ORR_TOKEN_NAME: snprintf(one, sizeof one, "%s", token->name->utf8); break;
        case ORR_TOKEN_NUMBER:
        case ORR_TOKEN_STRING:
        case ORR_TOKEN_FSTRING_START:
        case ORR_TOKEN_FSTRING_MIDDLE:
            snprintf(one, sizeof one, "<%.*s>", (int)(token->end - token->start), context.source->text + token->start);
            break;
        case ORR_TOKEN_ERROR: snprintf(one, sizeof one, "error: %s", tokens.error.message); break;
        default: snprintf(one, sizeof one, "%s", orr_token_spelling((OrrTokenKind)token->kind));
        }
        if (i) strcat(text, " ");
        strcat(text, one);
    }
    assert_string_equal(text, wanted);
    orr_tokens_free(&tokens);
    orr_region_free(&region);
}

static void test_plain(void **state) {
    (void)state;
    check("", "end of file");
    check("\n\n  \n# c\n", "end of file");
    check("x", "x newline end of file");
    check("if x:\n  y\n\n  # c\n z", "if x : newline indent y newline error: unindent does not match any outer "
                                     "indentation level");
    check("if x:\n  y\nz", "if x : newline indent y newline dedent z newline end of file");
    check("if x:\n  if y:\n    z", "if x : newline indent if y : newline indent z newline dedent dedent end of file");
    check("f(a,\n  b\n)", "f ( a , b ) newline end of file");
    check("a \\\n  b", "a b newline end of file");
    check("x\r\ny\rz", "x newline y newline z newline end of file");
    check("a\fb", "a b newline end of file");
    check("(", "( end of file inside parentheses");
}

static void test_operators(void **state) {
    (void)state;
    check("a**=b//=c>>=d<<=e->f:=g...h!=i", "a **= b //= c >>= d <<= e -> f := g ... h != i newline end of file");
    check("a.b..c", "a . b . . c newline end of file");
    check("x<>y $ ?", "x unknown y unknown unknown newline end of file");
}

static void test_numbers(void **state) {
    (void)state;
    check("0 00 1_000 0xFF_f 0o17 0b1_0 1.5 .5 1. 1e5 1_0.5e-1_0 3j 0777.5 1if 1.real",
          "<0> <00> <1_000> <0xFF_f> <0o17> <0b1_0> <1.5> <.5> <1.> <1e5> <1_0.5e-1_0> <3j> <0777.5> <1> if error: "
          "invalid decimal literal");
    check("1..real", "<1.> . real newline end of file");
}

static void test_strings(void **state) {
    (void)state;
    check("'a' \"b\" '''c\nd''' Bre'f'", "<'a'> <\"b\"> <'''c\nd'''> Bre <'f'> newline end of file");
    check("x = 'a", "x = error: unterminated string literal (detected at line 1)");
    check("'' \"\" r'\\'' u'x' Rb'y' bu'z'", "<''> <\"\"> <r'\\''> <u'x'> <Rb'y'> bu <'z'> newline end of file");
    check("'a\\\nb'", "<'a\\\nb'> newline end of file");
}

static void test_fstrings(void **state) {
    (void)state;
    check("f''", "<f'> f-string end newline end of file");
    check("f'a{b}c'", "<f'> <a> { b } <c> f-string end newline end of file");
    check("f'{{a}}'", "<f'> <{> <a}> f-string end newline end of file");
    check("f'{a!r:>{w}.2}'", "<f'> { a ! r : <>> { w } <.2> } f-string end newline end of file");
    check("f'{f'{1}'}'", "<f'> { <f'> { <1> } f-string end } f-string end newline end of file");
    check("f'{x:=5}{(y:=6)}'", "<f'> { x : <=5> } { ( y := <6> ) } f-string end newline end of file");
    check("f'{a[\"b\"]:{{1:2}[1]}}'",
          "<f'> { a [ <\"b\"> ] : { { <1> : <2> } [ <1> ] } } f-string end newline end of file");
    check("rf'\\{a}' t'''b\n{c}'''",
          "<rf'> <\\> { a } f-string end <t'''> <b\n> { c } f-string end newline end of file");
    check("f'\\N{DASH}{x}'", "<f'> <\\N{DASH}> { x } f-string end newline end of file");
    check("f'{a\n}'", "<f'> { a } f-string end newline end of file");
}

static void test_names(void **state) {
    (void)state;
    check("\xc3\xa9t\xc3\xa9 \xef\xac\x81", "\xc3\xa9t\xc3\xa9 fi newline end of file");
    check("match case type _ print", "match case type _ print newline end of file");
    check("lambda_ iff", "lambda_ iff newline end of file");
    check("a\xc2\xa0", "error: invalid non-printable character U+00A0");
}

static void test_places(void **state) {
    (void)state;
    OrrRegion region = {0};
    OrrParseContext context;
    OrrTokens tokens;
    const char source[] = "x = '''\xc3\xa9\ny''' + (z)\n";
    assert_true(orr_parse_context_init(&context, &region));
    assert_true(orr_source_load(&context, source, sizeof source - 1, "t"));
    assert_true(orr_lexer_run(&context, &tokens));
    const OrrToken *string = &tokens.items[2], *z = &tokens.items[5];
    assert_int_equal(string->line, 1);
    assert_int_equal(string->col, 4);
    assert_int_equal(string->end_line, 2);
    assert_int_equal(string->end_col, 4);
    assert_int_equal(z->col, 8);
    assert_int_equal(z->level, 1);
    assert_int_equal(orr_source_column(context.source, 1, 9), 8);
    assert_int_equal(context.source->line_count, 2);
    orr_tokens_free(&tokens);
    orr_region_free(&region);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),   cmocka_unit_test(test_operators), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_strings), cmocka_unit_test(test_fstrings),  cmocka_unit_test(test_names),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
