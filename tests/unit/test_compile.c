/* The compiler as a whole: code quality on the idioms that matter, limits, and memory that runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/buffer.h"
#include "sim/code/dis.h"
#include "sim/lang/lang.h"

static bool compile(OrrRegion *region, const char *source, size_t length, OrrCompileOutput *output) {
    *output = (OrrCompileOutput){.region = region};
    OrrCompileInput input = {source, length, "<test>", ORR_COMPILE_MODULE, false, false};
    return orr_compile(&input, output);
}

static const OrrCodeImage *innermost(const OrrCodeImage *image) {
    while (image->code_count > 0) image = image->codes[0];
    return image;
}

static uint32_t count(const OrrCodeImage *image, OrrOp op) {
    uint32_t number = 0;
    for (uint32_t at = 0; at < image->instr_count; at += 1u + orr_op_info[image->instrs[at].op].words) {
        number += image->instrs[at].op == op;
    }
    return number;
}

/* How many of an opcode the innermost function of a program has. */
static uint32_t count_in(const char *source, OrrOp op) {
    OrrRegion region = {0};
    OrrCompileOutput output;
    assert_true(compile(&region, source, strlen(source), &output));
    uint32_t number = count(innermost(output.image), op);
    orr_region_free(&region);
    return number;
}

static void test_locals_are_read_in_place(void **state) {
    (void)state;
    assert_int_equal(count_in("def f(a, b):\n  c = a + b\n  return c * a\n", ORR_OP_MOVE), 0);
    assert_int_equal(count_in("def f(a, b):\n  a, b = b, a + b\n", ORR_OP_MOVE), 2);
    /* ... but not where a later operand binds them anew. */
    assert_int_equal(count_in("def f(a):\n  return a + (a := 1)\n", ORR_OP_MOVE), 1);
}

static void test_bound_is_checked_where_needed(void **state) {
    (void)state;
    assert_int_equal(count_in("def f(a):\n  b = a\n  return b\n", ORR_OP_CHECK_BOUND), 0);
    assert_int_equal(count_in("def f(a):\n  if a:\n    b = 1\n  return b\n", ORR_OP_CHECK_BOUND), 1);
    assert_int_equal(count_in("def f(a):\n  if a: b = 1\n  else: b = 2\n  return b\n", ORR_OP_CHECK_BOUND), 0);
    assert_int_equal(count_in("def f(a):\n  if a: b = 1\n  else: raise a\n  return b\n", ORR_OP_CHECK_BOUND), 0);
    assert_int_equal(count_in("def f(a):\n  for b in a: pass\n  return b\n", ORR_OP_CHECK_BOUND), 1);
    assert_int_equal(count_in("def f(a):\n  for b in a: print(b)\n", ORR_OP_CHECK_BOUND), 0);
    assert_int_equal(count_in("def f(a):\n  while 1:\n    print(a)\n    del a\n", ORR_OP_CHECK_BOUND), 1);
    assert_int_equal(count_in("def f(a):\n  try: b = a()\n  except E: pass\n  return b\n", ORR_OP_CHECK_BOUND), 1);
    assert_int_equal(count_in("def f(a):\n  del a\n  a = 1\n  return a\n", ORR_OP_CHECK_BOUND), 0);
}

static void test_conditions_are_fused(void **state) {
    (void)state;
    static const char source[] = "def f(a, b):\n  if a < b and a is not None or not b == 3: return 1\n";
    assert_int_equal(count_in(source, ORR_OP_JLT), 1);
    assert_int_equal(count_in(source, ORR_OP_JISK), 1);
    assert_int_equal(count_in(source, ORR_OP_JEQK), 1);
    assert_int_equal(count_in(source, ORR_OP_JUMP_IF_FALSE), 0);
    assert_int_equal(count_in(source, ORR_OP_JUMP_IF_TRUE), 0);
}

static void test_constants_are_folded(void **state) {
    (void)state;
    assert_int_equal(count_in("def f():\n  return 60 * 60 * 24 - -1, 'a' 'b' + 'c', (1, 2), not 0\n", ORR_OP_MUL), 0);
    assert_int_equal(count_in("def f():\n  return 60 * 60 * 24 - -1, 'a' 'b' + 'c', (1, 2), not 0\n", ORR_OP_RETURNK),
                     1);
    assert_int_equal(count_in("def f():\n  while True:\n    g()\n  h()\n", ORR_OP_LOAD_GLOBAL), 1);
    assert_int_equal(count_in("def f():\n  if 0: g()\n  return 1 / 0\n", ORR_OP_TRUEDIV), 1);
}

/* Jumps of more than 16 bits. */
static void test_far_jumps(void **state) {
    (void)state;
    OrrBuffer source = {0};
    orr_buffer_append_text(&source, "def f(a, b):\n  for i in a:\n    if i < b:\n");
    for (int i = 0; i < 40000; i++) orr_buffer_append_text(&source, "      g(a)\n");
    orr_buffer_append_text(&source, "    else: continue\n  return b\n");
    OrrRegion region = {0};
    OrrCompileOutput output;
    assert_true(compile(&region, source.data, source.length, &output));
    const OrrCodeImage *image = output.image->codes[0];
    assert_int_equal(count(image, ORR_OP_JLT), 1);
    assert_true(count(image, ORR_OP_JUMP) >= 2);
    orr_region_free(&region);
    orr_buffer_release(&source);
}

static void refused(const char *piece, size_t times, const char *end, const char *message) {
    OrrBuffer source = {0};
    for (size_t i = 0; i < times; i++) orr_buffer_append_text(&source, piece);
    orr_buffer_append_text(&source, end);
    OrrRegion region = {0};
    OrrCompileOutput output;
    assert_false(compile(&region, source.data, source.length, &output));
    assert_string_equal(output.error.message, message);
    assert_int_not_equal(output.error.line, 0);
    orr_region_free(&region);
    orr_buffer_release(&source);
}

static void test_limits(void **state) {
    (void)state;
    OrrBuffer blocks = {0};
    for (int i = 0; i < 21; i++) {
        for (int k = 0; k < i; k++) orr_buffer_append_byte(&blocks, ' ');
        orr_buffer_append_text(&blocks, "for x in y:\n");
    }
    refused("", 0, "t'{x}'\n", "template strings (t'...') are not supported: use an f-string");
    orr_buffer_append_text(&blocks, "                              pass\n");
    refused(blocks.data, 1, "", "too many statically nested blocks");
    orr_buffer_release(&blocks);
    /* More names than an operand can hold. */
    OrrBuffer source = {0};
    for (int i = 0; i < 70000; i++) orr_buffer_format(&source, "x%d\n", i);
    refused(source.data, 1, "", "too large to compile");
    orr_buffer_release(&source);
}

/* finally clauses within one another multiply; the bound on code stops that. */
static void test_nested_finally_ends(void **state) {
    (void)state;
    OrrBuffer source = {0};
    orr_buffer_append_text(&source, "def f():\n");
    for (int depth = 0; depth < 18; depth++) {
        for (int k = 0; k <= depth; k++) orr_buffer_append_byte(&source, ' ');
        orr_buffer_append_text(&source, "try: return 1\n");
        for (int k = 0; k <= depth; k++) orr_buffer_append_byte(&source, ' ');
        orr_buffer_append_text(&source, "finally:\n");
    }
    orr_buffer_append_text(&source, "                                  pass\n");
    OrrRegion region = {0};
    OrrCompileOutput output;
    if (!compile(&region, source.data, source.length, &output)) {
        assert_string_equal(output.error.message, "too large to compile");
    }
    orr_region_free(&region);
    orr_buffer_release(&source);
}

/* As the program above, with the nth allocation of the caller's region failing, for every n. */
static void test_memory_runs_out(void **state) {
    (void)state;
    static const char source[] =
        "class A[T]:\n  x: int = 1\n  def f(self, *a, k=2) -> T:\n    try:\n      return [y for y in a "
        "if y > k]\n    except E as e:\n      print(f'{e!r:>10}')\n    finally: pass\n";
    bool done = false;
    for (uint64_t nth = 1; !done && nth < 100000; nth++) {
        OrrRegion region = {.fail_after = nth};
        OrrCompileOutput output;
        done = compile(&region, source, sizeof source - 1, &output);
        if (!done) assert_int_equal(output.error.kind, ORR_COMPILE_NO_MEMORY);
        orr_region_free(&region);
    }
    assert_true(done);
}

static void test_expression(void **state) {
    (void)state;
    OrrRegion region = {0};
    OrrCompileOutput output = {.region = &region};
    OrrCompileInput input = {"a + 1", 5, "<test>", ORR_COMPILE_EXPRESSION, false, false};
    assert_true(orr_compile(&input, &output));
    assert_int_equal(count(output.image, ORR_OP_ADDK), 1);
    assert_int_equal(count(output.image, ORR_OP_RETURN), 1);
    orr_region_free(&region);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_locals_are_read_in_place),
        cmocka_unit_test(test_bound_is_checked_where_needed),
        cmocka_unit_test(test_conditions_are_fused),
        cmocka_unit_test(test_constants_are_folded),
        cmocka_unit_test(test_far_jumps),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_nested_finally_ends),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_expression),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
