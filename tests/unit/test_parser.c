/* Trees, as text: one case per construct. What Python 3.13 can parse was compared with its ast module over its whole
 * library; here are the constructs at a glance, and what is new in 3.14. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/lang/ast_dump.h"
#include "sim/lang/parser.h"

static void check_dump(const char *source, const char *wanted, bool expression, bool positions) {
    OrrRegion region = {0};
    OrrParseContext context;
    assert_true(orr_parse_context_init(&context, &region));
    OrrAst *tree = NULL;
    if (expression) {
        OrrAstExpression *node = orr_parse_expression(&context, source, strlen(source), "t");
        if (node) tree = node->body;
    } else {
        OrrAstModule *node = orr_parse(&context, source, strlen(source), "t");
        if (node && node->body.count == 1) tree = node->body.items[0];
    }
    if (!tree) print_error("%s: %s\n", source, context.error.message);
    assert_non_null(tree);
    char *text = orr_ast_dump(&region, tree, positions);
    assert_non_null(text);
    assert_string_equal(text, wanted);
    orr_region_free(&region);
}

static void expression(const char *source, const char *wanted) {
    check_dump(source, wanted, true, false);
}

static void statement(const char *source, const char *wanted) {
    check_dump(source, wanted, false, false);
}

#define X           "Name(id='x', ctx=Load())"
#define Y           "Name(id='y', ctx=Load())"
#define INT(digits) "Constant(value=" digits ", kind=None)"

static void test_constants(void **state) {
    (void)state;
    expression("0x7fff_ffff_ffff_ffff", INT("9223372036854775807"));
    expression("9223372036854775808", INT("10:9223372036854775808"));
    expression("0xFFFFFFFFFFFFFFFFF", INT("16:FFFFFFFFFFFFFFFFF"));
    expression("0b0", INT("0"));
    expression("1_0.5", INT("0x1.5p+3"));
    expression("1e999", INT("inf"));
    expression("2J", INT("0x1p+1j"));
    expression("...", INT("Ellipsis"));
    expression("u'a' 'b\\x41\\101\\u00e9\\ud800\\0'", "Constant(value='abAA\\xc3\\xa9\\xed\\xa0\\x80\\x00', kind='u')");
    expression("'\\N{GREEK SMALL LETTER ALPHA}\\N{nbsp}\\N{HANGUL SYLLABLE GAG}\\N{CJK UNIFIED IDEOGRAPH-4E00}'",
               INT("'\\xce\\xb1\\xc2\\xa0\\xea\\xb0\\x81\\xe4\\xb8\\x80'"));
    expression("b'\\xff' rb'\\n'", INT("b'\\xff\\x5cn'"));
    expression("'\\d\\\n\\U0001F600'", INT("'\\x5cd\\xf0\\x9f\\x98\\x80'"));
    expression("True", INT("True"));
}

static void test_operators(void **state) {
    (void)state;
    expression("-x ** -y",
               "UnaryOp(op=USub(), operand=BinOp(left=" X ", op=Pow(), right=UnaryOp(op=USub(), operand=" Y ")))");
    expression("x + y * x - y", "BinOp(left=BinOp(left=" X ", op=Add(), right=BinOp(left=" Y ", op=Mult(), right=" X
                                ")), op=Sub(), right=" Y ")");
    expression("x or y and not x",
               "BoolOp(op=Or(), values=[" X ", BoolOp(op=And(), values=[" Y ", UnaryOp(op=Not(), operand=" X ")])])");
    expression("x < y not in x is not y",
               "Compare(left=" X ", ops=[Lt(), NotIn(), IsNot()], comparators=[" Y ", " X ", " Y "])");
    expression("x if y else lambda: x",
               "IfExp(test=" Y ", body=" X ", orelse=Lambda(args=arguments(posonlyargs=[], args=[], vararg=None, "
               "kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]), body=" X "))");
    expression("(x := y)", "NamedExpr(target=Name(id='x', ctx=Store()), value=" Y ")");
    expression("x[1:, *y, ::2]",
               "Subscript(value=" X ", slice=Tuple(elts=[Slice(lower=" INT(
                   "1") ", upper=None, step=None), Starred(value=" Y
                        ", ctx=Load()), Slice(lower=None, upper=None, step=" INT("2") ")], ctx=Load()), ctx=Load())");
}

static void test_calls(void **state) {
    (void)state;
    expression("x(y, *x, z=1, **y)",
               "Call(func=" X ", args=[" Y ", Starred(value=" X
               ", ctx=Load())], keywords=[keyword(arg='z', value=" INT("1") "), keyword(arg=None, "
                                                                            "value=" Y ")])");
    expression("x(y for y in x)",
               "Call(func=" X ", args=[GeneratorExp(elt=" Y ", generators=[comprehension(target=Name("
               "id='y', ctx=Store()), iter=" X ", ifs=[], is_async=0)])], keywords=[])");
    check_dump("x(y for y in x)",
               "Call(func=Name(id='x', ctx=Load())@1:0-1:1, args=[GeneratorExp(elt=Name(id='y', ctx=Load())@1:2-1:3, "
               "generators=[comprehension(target=Name(id='y', ctx=Store())@1:8-1:9, iter=Name(id='x', "
               "ctx=Load())@1:13-1:14, ifs=[], is_async=0)])@1:1-1:15], keywords=[])@1:0-1:15",
               true, true);
}

static void test_displays(void **state) {
    (void)state;
    expression("{**x, 1: y}", "Dict(keys=[None, " INT("1") "], values=[" X ", " Y "])");
    expression("{x, *y}", "Set(elts=[" X ", Starred(value=" Y ", ctx=Load())])");
    expression("()", "Tuple(elts=[], ctx=Load())");
    expression("[x async for x, y in y if x if y]",
               "ListComp(elt=" X
               ", generators=[comprehension(target=Tuple(elts=[Name(id='x', ctx=Store()), Name(id='y', "
               "ctx=Store())], ctx=Store()), iter=" Y ", ifs=[" X ", " Y "], is_async=1)])");
    expression("{x: y for x in y}", "DictComp(key=" X ", value=" Y ", generators=[comprehension(target=Name(id='x', "
                                    "ctx=Store()), iter=" Y ", ifs=[], is_async=0)])");
}

static void test_fstrings(void **state) {
    (void)state;
    expression("f'a{x!r:>{y}}' 'b'",
               "JoinedStr(values=[Constant(value='a', kind=None), FormattedValue(value=" X
               ", conversion=114, format_spec=JoinedStr(values=[Constant(value='>', kind=None), FormattedValue(value=" Y
               ", conversion=-1, format_spec=None)])), Constant(value='b', kind=None)])");
    expression("f'{ x = }'", "JoinedStr(values=[Constant(value=' x = ', kind=None), FormattedValue(value=" X
                             ", conversion=114, format_spec=None)])");
    expression("f'{x=:d}'", "JoinedStr(values=[Constant(value='x=', kind=None), FormattedValue(value=" X
                            ", conversion=-1, format_spec=JoinedStr(values=[Constant(value='d', kind=None)]))])");
    expression("f'{{}}' rf'\\d{x}'", "JoinedStr(values=[Constant(value='{}\\x5cd', kind=None), FormattedValue(value=" X
                                     ", conversion=-1, format_spec=None)])");
    expression("f''", "JoinedStr(values=[])");
}

static void test_template_strings(void **state) {
    (void)state;
    expression("t'a{ x }' t'{x + y!s:.2}'",
               "TemplateStr(values=[Constant(value='a', kind=None), Interpolation(value=" X
               ", str=' x', conversion=-1, format_spec=None), Interpolation(value=BinOp(left=" X ", op=Add(), right=" Y
               "), str='x + y', conversion=115, format_spec=JoinedStr(values=[Constant(value='.2', kind=None)]))])");
    expression("t'{x=}'", "TemplateStr(values=[Constant(value='x=', kind=None), Interpolation(value=" X
                          ", str='x', conversion=114, format_spec=None)])");
}

static void test_statements(void **state) {
    (void)state;
    statement(
        "x = y, *x = y",
        "Assign(targets=[Name(id='x', ctx=Store()), Tuple(elts=[Name(id='y', ctx=Store()), Starred(value=Name(id='x', "
        "ctx=Store()), ctx=Store())], ctx=Store())], value=" Y ")");
    statement("(x): y = x", "AnnAssign(target=Name(id='x', ctx=Store()), annotation=" Y ", value=" X ", simple=0)");
    statement("x @= yield", "AugAssign(target=Name(id='x', ctx=Store()), op=MatMult(), value=Yield(value=None))");
    statement("del x, (y,)",
              "Delete(targets=[Name(id='x', ctx=Del()), Tuple(elts=[Name(id='y', ctx=Del())], ctx=Del())])");
    statement("from ...x.y import (a as b,)", "ImportFrom(module='x.y', names=[alias(name='a', asname='b')], level=3)");
    statement("from . import *", "ImportFrom(module=None, names=[alias(name='*', asname=None)], level=1)");
    statement("global x, y", "Global(names=['x', 'y'])");
    statement("raise x from y", "Raise(exc=" X ", cause=" Y ")");
    statement("if x: pass\nelif y: pass\nelse: pass",
              "If(test=" X ", body=[Pass()], orelse=[If(test=" Y ", body=[Pass()], orelse=[Pass()])])");
    statement("with (x as y, y): pass",
              "With(items=[withitem(context_expr=" X ", optional_vars=Name(id='y', ctx=Store())),"
              " withitem(context_expr=" Y ", optional_vars=None)], body=[Pass()])");
    statement("with (x, y) as x: pass", "With(items=[withitem(context_expr=Tuple(elts=[" X ", " Y
                                        "], ctx=Load()), optional_vars=Name(id='x', ctx=Store()))], body=[Pass()])");
    statement(
        "async def f(): await x",
        "AsyncFunctionDef(name='f', args=arguments(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[]"
        ", kwarg=None, defaults=[]), body=[Expr(value=Await(value=" X
        "))], decorator_list=[], returns=None, type_params=[])");
    statement(
        "def f(a, /, b=1, *, c, d=2, **e): pass",
        "FunctionDef(name='f', args=arguments(posonlyargs=[arg(arg='a', annotation=None)], args=[arg(arg='b', "
        "annotation=None)], vararg=None, kwonlyargs=[arg(arg='c', annotation=None), arg(arg='d', annotation=None)], "
        "kw_defaults=[None, " INT("2") "], kwarg=arg(arg='e', annotation=None), defaults=[" INT(
            "1") "]), body=[Pass()], decorator_list=[], returns=None, type_params=[])");
}

static void test_try(void **state) {
    (void)state;
    statement("try: pass\nexcept* x as y: pass\nelse: pass\nfinally: pass",
              "TryStar(body=[Pass()], handlers=[ExceptHandler(type=" X
              ", name='y', body=[Pass()])], orelse=[Pass()], finalbody=[Pass()])");
    statement("try: pass\nexcept x, y: pass", "Try(body=[Pass()], handlers=[ExceptHandler(type=Tuple(elts=[" X ", " Y
                                              "], ctx=Load()), name=None, body=[Pass()])], orelse=[], finalbody=[])");
    check_dump("try: pass\nexcept* x, y: pass",
               "TryStar(body=[Pass()@1:5-1:9], handlers=[ExceptHandler(type=Tuple(elts=[Name(id='x', ctx=Load())"
               "@2:8-2:9, Name(id='y', ctx=Load())@2:11-2:12], ctx=Load())@2:8-2:12, name=None, "
               "body=[Pass()@2:14-2:18])@2:0-2:18], orelse=[], finalbody=[])@1:0-2:18",
               false, true);
}

static void test_types(void **state) {
    (void)state;
    statement(
        "type x[T: int = y, *U = *y, **V] = y",
        "TypeAlias(name=Name(id='x', ctx=Store()), type_params=[TypeVar(name='T', bound=Name(id='int', ctx=Load()), "
        "default_value=" Y "), TypeVarTuple(name='U', default_value=Starred(value=" Y
        ", ctx=Load())), ParamSpec(name='V', default_value=None)], value=" Y ")");
    statement("type = x", "Assign(targets=[Name(id='type', ctx=Store())], value=" X ")");
    statement("type (x)", "Expr(value=Call(func=Name(id='type', ctx=Load()), args=[" X "], keywords=[]))");
}

static void test_match(void **state) {
    (void)state;
    statement("match x, :\n case {1: a, **b}: pass",
              "Match(subject=Tuple(elts=[" X "], ctx=Load()), cases=[match_case(pattern=MatchMapping(keys=[" INT(
                  "1") "], patterns=[MatchAs(pattern=None, name='a')], rest='b'), guard=None, body=[Pass()])])");
    statement(
        "match x:\n case [1, *_] | C(y, z=None) as a if y: pass",
        "Match(subject=" X ", cases=[match_case(pattern=MatchAs(pattern=MatchOr(patterns=[MatchSequence(patterns=["
        "MatchValue(value=" INT("1") "), MatchStar(name=None)]), MatchClass(cls=Name(id='C', ctx=Load()), patterns=["
                                     "MatchAs(pattern=None, name='y')], kwd_attrs=['z'], "
                                     "kwd_patterns=[MatchSingleton(value=None)])]), name='a'), "
                                     "guard=" Y ", body=[Pass()])])");
    statement("match x:\n case -1+2j: pass",
              "Match(subject=" X
              ", cases=[match_case(pattern=MatchValue(value=BinOp(left=UnaryOp(op=USub(), operand=" INT(
                  "1") "), op=Add(), right=" INT("0x1p+1j") ")), guard=None, body=[Pass()])])");
    statement("match[x]", "Expr(value=Subscript(value=Name(id='match', ctx=Load()), slice=" X ", ctx=Load()))");
    statement("match -x", "Expr(value=BinOp(left=Name(id='match', ctx=Load()), op=Sub(), right=" X "))");
    statement("match(x).y = 1", "Assign(targets=[Attribute(value=Call(func=Name(id='match', ctx=Load()), args=[" X
                                "], keywords=[]), attr='y', ctx=Store())], value=" INT("1") ")");
}

static void test_names_are_interned(void **state) {
    (void)state;
    OrrRegion region = {0};
    OrrParseContext context;
    assert_true(orr_parse_context_init(&context, &region));
    OrrAstModule *module = orr_parse(&context, "\xef\xac\x81 = fi", 8, "t");
    assert_non_null(module);
    OrrAstAssign *assign = orr_ast_assign(module->body.items[0]);
    const OrrName *left = orr_ast_name(assign->targets.items[0])->id, *right = orr_ast_name(assign->value)->id;
    assert_ptr_equal(left, right);
    assert_ptr_equal(left, orr_parse_name(&context, "fi", 2));
    assert_true(left->serial < orr_parse_name_count(&context));
    orr_region_free(&region);
}

static void test_expression_mode(void **state) {
    (void)state;
    OrrRegion region = {0};
    OrrParseContext context;
    assert_true(orr_parse_context_init(&context, &region));
    assert_non_null(orr_parse_expression(&context, "x + 1\n", 6, "t"));
    assert_null(orr_parse_expression(&context, " x + 1\n", 7, "t"));
    assert_string_equal(context.error.message, "unexpected indent");
    assert_null(orr_parse_expression(&context, "x = 1", 5, "t"));
    assert_string_equal(context.error.message, "invalid syntax");
    assert_null(orr_parse_expression(&context, "", 0, "t"));
    assert_int_equal(context.error.line, 0);
    assert_null(orr_parse_expression(&context, "1 +", 3, "t"));
    assert_int_equal(context.error.offset, 0);
    orr_region_free(&region);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_constants),
        cmocka_unit_test(test_operators),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_displays),
        cmocka_unit_test(test_fstrings),
        cmocka_unit_test(test_template_strings),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_try),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_match),
        cmocka_unit_test(test_names_are_interned),
        cmocka_unit_test(test_expression_mode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
