/* Which name means what: bindings of the scope analysis. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "sim/lang/scope.h"

typedef struct Fixture {
    OrrRegion region;
    OrrParseContext context;
    OrrScopes scopes;
} Fixture;

static void build(Fixture *fixture, const char *source) {
    *fixture = (Fixture){0};
    assert_true(orr_parse_context_init(&fixture->context, &fixture->region));
    OrrAstModule *tree = orr_parse(&fixture->context, source, strlen(source), "<test>");
    assert_non_null(tree);
    assert_true(orr_scopes_build(&fixture->scopes, &fixture->context, &tree->head));
}

/* The symbol of a name in the scope reached by the numbers of children, ended by -1. */
static OrrScope *reach(Fixture *fixture, const int *path) {
    OrrScope *scope = fixture->scopes.module;
    for (; *path >= 0; path++) {
        assert_true((uint32_t)*path < scope->child_count);
        scope = scope->children[*path];
    }
    return scope;
}

static OrrSymbol *symbol(Fixture *fixture, const int *path, const char *name) {
    const OrrName *interned = orr_parse_name(&fixture->context, name, strlen(name));
    return orr_scope_lookup(reach(fixture, path), interned);
}

#define PATH(...) ((const int[]){__VA_ARGS__, -1})
#define MODULE    ((const int[]){-1})

static void test_closure(void **state) {
    (void)state;
    Fixture fixture;
    build(&fixture, "def f(a):\n  b = 1\n  c = 2\n  def g():\n    nonlocal b\n    b = a\n    print(d)\n  return g\n");
    assert_int_equal(symbol(&fixture, PATH(0), "a")->binding, ORR_BINDING_CELL);
    assert_int_equal(symbol(&fixture, PATH(0), "b")->binding, ORR_BINDING_CELL);
    assert_int_equal(symbol(&fixture, PATH(0), "c")->binding, ORR_BINDING_LOCAL);
    assert_int_equal(symbol(&fixture, PATH(0, 0), "a")->binding, ORR_BINDING_FREE);
    assert_int_equal(symbol(&fixture, PATH(0, 0), "b")->binding, ORR_BINDING_FREE);
    assert_int_equal(symbol(&fixture, PATH(0, 0), "d")->binding, ORR_BINDING_GLOBAL_IMPLICIT);
    orr_region_free(&fixture.region);
}

static void test_class_is_skipped(void **state) {
    (void)state;
    Fixture fixture;
    build(&fixture, "def f():\n  x = 1\n  class A:\n    x = 2\n    def g(self):\n      return x, __class__\n");
    assert_int_equal(symbol(&fixture, PATH(0), "x")->binding, ORR_BINDING_CELL);
    OrrSymbol *in_class = symbol(&fixture, PATH(0, 0), "x");
    assert_int_equal(in_class->binding, ORR_BINDING_LOCAL);
    assert_true(in_class->class_free);
    assert_true(reach(&fixture, PATH(0, 0))->class_cell);
    assert_int_equal(symbol(&fixture, PATH(0, 0, 0), "__class__")->binding, ORR_BINDING_FREE);
    orr_region_free(&fixture.region);
}

static void test_inlined_comprehension_makes_no_cell(void **state) {
    (void)state;
    Fixture fixture;
    build(&fixture, "def f(a, b):\n  return [x + a for x in b], (lambda: b), [lambda: y for y in b]\n");
    assert_int_equal(symbol(&fixture, PATH(0), "a")->binding, ORR_BINDING_LOCAL);
    assert_int_equal(symbol(&fixture, PATH(0), "b")->binding, ORR_BINDING_CELL);
    assert_int_equal(symbol(&fixture, PATH(0, 0), "a")->binding, ORR_BINDING_OUTER);
    assert_int_equal(symbol(&fixture, PATH(0, 0), "x")->binding, ORR_BINDING_LOCAL);
    assert_int_equal(symbol(&fixture, PATH(0, 2), "y")->binding, ORR_BINDING_CELL);
    orr_region_free(&fixture.region);
}

static void test_walrus_binds_outside(void **state) {
    (void)state;
    Fixture fixture;
    build(&fixture, "def f(b):\n  [last := x for x in b]\n  return last\n[g := 1 for x in ()]\n");
    assert_int_equal(symbol(&fixture, PATH(0), "last")->binding, ORR_BINDING_LOCAL);
    assert_int_equal(symbol(&fixture, PATH(0, 0), "last")->binding, ORR_BINDING_OUTER);
    assert_int_equal(symbol(&fixture, PATH(1), "g")->binding, ORR_BINDING_GLOBAL_EXPLICIT);
    orr_region_free(&fixture.region);
}

static void test_private_names(void **state) {
    (void)state;
    Fixture fixture;
    build(&fixture, "class _A:\n  def f(self):\n    __x = 1\n    __y__ = 2\n");
    assert_non_null(symbol(&fixture, PATH(0, 0), "_A__x"));
    assert_null(symbol(&fixture, PATH(0, 0), "__x"));
    assert_non_null(symbol(&fixture, PATH(0, 0), "__y__"));
    orr_region_free(&fixture.region);
}

static void test_annotations_see_the_class(void **state) {
    (void)state;
    Fixture fixture;
    build(&fixture, "class A:\n  T = int\n  def f(self, a: T, b: U): pass\n");
    OrrSymbol *t = symbol(&fixture, PATH(0, 0), "T");
    assert_true(t->via_class);
    assert_int_equal(t->binding, ORR_BINDING_GLOBAL_IMPLICIT);
    assert_true(reach(&fixture, PATH(0))->class_dict);
    assert_int_equal(reach(&fixture, PATH(0, 0))->kind, ORR_SCOPE_ANNOTATION);
    orr_region_free(&fixture.region);
}

static void test_type_params(void **state) {
    (void)state;
    Fixture fixture;
    build(&fixture, "def f[T](a: T) -> T:\n  return T\n");
    assert_int_equal(reach(&fixture, PATH(0))->kind, ORR_SCOPE_TYPE_PARAMS);
    assert_true(reach(&fixture, PATH(0))->inlined);
    assert_int_equal(symbol(&fixture, PATH(0), "T")->binding, ORR_BINDING_CELL);
    assert_int_equal(symbol(&fixture, PATH(0, 1), "T")->binding, ORR_BINDING_FREE);
    assert_int_equal(symbol(&fixture, MODULE, "f")->binding, ORR_BINDING_LOCAL);
    orr_region_free(&fixture.region);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_closure),
        cmocka_unit_test(test_class_is_skipped),
        cmocka_unit_test(test_inlined_comprehension_makes_no_cell),
        cmocka_unit_test(test_walrus_binds_outside),
        cmocka_unit_test(test_private_names),
        cmocka_unit_test(test_annotations_see_the_class),
        cmocka_unit_test(test_type_params),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
