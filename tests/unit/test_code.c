/* The verifier refuses what the VM could not survive: a real image is compiled, and then damaged in every way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sim/code/code.h"
#include "sim/code/dis.h"
#include "sim/lang/lang.h"

static const char program[] = "def f(a, *, b=1):\n"
                              "    for i in range(a):\n"
                              "        try:\n"
                              "            if i > 3 and a is not None: b += g(i, k=a)\n"
                              "        except ValueError as e:\n"
                              "            print(e, [x for x in e.args])\n"
                              "    return b, lambda: a\n";

typedef struct Fixture {
    OrrRegion region;
    OrrCodeImage image; /* of the function, a copy whose tables may be written */
    OrrInstr *code;
    OrrException *ranges;
} Fixture;

static void open_function(Fixture *fixture) {
    *fixture = (Fixture){0};
    OrrCompileOutput output = {.region = &fixture->region};
    OrrCompileInput input = {program, strlen(program), "<test>", ORR_COMPILE_MODULE, false, false};
    assert_true(orr_compile(&input, &output));
    fixture->image = *output.image->codes[0];
    size_t bytes = fixture->image.instr_count * sizeof(OrrInstr);
    fixture->code = malloc(bytes);
    memcpy(fixture->code, fixture->image.instrs, bytes);
    fixture->image.instrs = fixture->code;
    bytes = fixture->image.exception_count * sizeof(OrrException);
    fixture->ranges = malloc(bytes);
    memcpy(fixture->ranges, fixture->image.exceptions, bytes);
    fixture->image.exceptions = fixture->ranges;
}

static void close_function(Fixture *fixture) {
    free(fixture->code);
    free(fixture->ranges);
    orr_region_free(&fixture->region);
}

static bool accepts(const Fixture *fixture) {
    const char *why;
    uint32_t where;
    return orr_code_verify(&fixture->image, &why, &where);
}

/* The first instruction of this opcode. */
static uint32_t find(const Fixture *fixture, OrrOp op) {
    for (uint32_t at = 0; at < fixture->image.instr_count; at += 1u + orr_op_info[fixture->code[at].op].words) {
        if (fixture->code[at].op == op) return at;
    }
    fail_msg("no %s in the program", orr_op_info[op].name);
    return 0;
}

static void test_accepts(void **state) {
    (void)state;
    Fixture fixture;
    open_function(&fixture);
    assert_true(accepts(&fixture));
    close_function(&fixture);
}

static void refuses(Fixture *fixture, OrrInstr *instr, OrrInstr damaged) {
    OrrInstr saved = *instr;
    *instr = damaged;
    assert_false(accepts(fixture));
    *instr = saved;
    assert_true(accepts(fixture));
}

static OrrInstr with_a(OrrInstr instr, uint16_t a) {
    instr.a = a;
    return instr;
}

static OrrInstr with_b(OrrInstr instr, uint16_t b) {
    instr.b = b;
    return instr;
}

static OrrInstr with_c(OrrInstr instr, uint16_t c) {
    instr.c = c;
    return instr;
}

static OrrInstr with_x(OrrInstr instr, uint8_t x) {
    instr.x = x;
    return instr;
}

static OrrInstr with_op(OrrInstr instr, uint8_t op) {
    instr.op = op;
    return instr;
}

static void test_operands(void **state) {
    (void)state;
    Fixture fixture;
    open_function(&fixture);
    OrrInstr *global = &fixture.code[find(&fixture, ORR_OP_LOAD_GLOBAL)];
    refuses(&fixture, global, with_a(*global, fixture.image.nregs));
    refuses(&fixture, global, with_b(*global, (uint16_t)fixture.image.name_count));
    refuses(&fixture, global, with_c(*global, 1));
    refuses(&fixture, global, with_op(*global, ORR_OP_COUNT));
    refuses(&fixture, global, with_op(*global, ORR_OP_EXT));
    refuses(&fixture, global + 1, with_a(global[1], 1)); /* a cache word */
    OrrInstr *call = &fixture.code[find(&fixture, ORR_OP_CALL)];
    refuses(&fixture, call, with_c(*call, fixture.image.nregs));
    OrrInstr *call_kw = &fixture.code[find(&fixture, ORR_OP_CALL_KW)];
    refuses(&fixture, call_kw + 1, with_a(call_kw[1], (uint16_t)fixture.image.const_count));
    refuses(&fixture, call_kw + 1, with_op(call_kw[1], ORR_OP_NOP));
    OrrInstr *function = &fixture.code[find(&fixture, ORR_OP_MAKE_FUNCTION)];
    refuses(&fixture, function, with_b(*function, (uint16_t)fixture.image.code_count));
    OrrInstr *compare = &fixture.code[find(&fixture, ORR_OP_JGTK)];
    refuses(&fixture, compare, with_x(*compare, ORR_KILL_A)); /* a local would be consumed */
    refuses(&fixture, compare, with_x(*compare, 2u << ORR_MODE_SHIFT));
    close_function(&fixture);
}

static void test_jumps(void **state) {
    (void)state;
    Fixture fixture;
    open_function(&fixture);
    OrrInstr *compare = &fixture.code[find(&fixture, ORR_OP_JGTK)];
    refuses(&fixture, compare, with_c(*compare, 0xFFFF)); /* backwards */
    refuses(&fixture, compare, with_c(*compare, 0x7FFF));
    OrrInstr *loop = &fixture.code[find(&fixture, ORR_OP_LOOP)];
    refuses(&fixture, loop, with_op(*loop, ORR_OP_JUMP));
    refuses(&fixture, loop, with_c(*loop, 1));
    uint32_t global = find(&fixture, ORR_OP_LOAD_GLOBAL);
    refuses(&fixture, loop, with_b(*loop, (uint16_t)(global + 1))); /* into a cache word */
    OrrInstr *last = &fixture.code[fixture.image.instr_count - 1];
    assert_false(orr_op_info[last->op].words != 0);
    refuses(&fixture, last, (OrrInstr){.op = ORR_OP_NOP});
    close_function(&fixture);
}

static void test_tables(void **state) {
    (void)state;
    Fixture fixture;
    open_function(&fixture);
    OrrException saved = fixture.ranges[0];
    fixture.ranges[0].target = fixture.image.instr_count;
    assert_false(accepts(&fixture));
    fixture.ranges[0] = saved;
    fixture.ranges[0].end = saved.start;
    assert_false(accepts(&fixture));
    fixture.ranges[0] = saved;
    fixture.ranges[0].exc_reg = fixture.image.nregs;
    assert_false(accepts(&fixture));
    fixture.ranges[0] = saved;
    fixture.ranges[0].clear_from = 0;
    assert_false(accepts(&fixture));
    fixture.ranges[0] = saved;
    assert_true(fixture.image.exception_count > 1);
    fixture.ranges[0] = fixture.ranges[1];
    fixture.ranges[1] = saved;
    assert_false(accepts(&fixture));
    close_function(&fixture);
}

static void test_head(void **state) {
    (void)state;
    Fixture fixture;
    open_function(&fixture);
    OrrCodeImage saved = fixture.image;
    fixture.image.nregs = 1;
    assert_false(accepts(&fixture));
    fixture.image = saved;
    fixture.image.arg_count = 1000;
    assert_false(accepts(&fixture));
    fixture.image = saved;
    fixture.image.nfree = 1;
    assert_false(accepts(&fixture));
    fixture.image = saved;
    fixture.image.instr_count--;
    assert_false(accepts(&fixture));
    fixture.image = saved;
    fixture.image.const_count = 0;
    assert_false(accepts(&fixture));
    close_function(&fixture);
}

/* Whatever single bit flips, the verifier says yes or no without reading where it must not (run it under asan). */
static void test_every_bit(void **state) {
    (void)state;
    Fixture fixture;
    open_function(&fixture);
    uint32_t refused = 0;
    for (size_t bit = 0; bit < fixture.image.instr_count * sizeof(OrrInstr) * 8; bit++) {
        unsigned char *byte = (unsigned char *)fixture.code + bit / 8;
        *byte ^= (unsigned char)(1u << bit % 8);
        refused += !accepts(&fixture);
        *byte ^= (unsigned char)(1u << bit % 8);
    }
    assert_true(refused > fixture.image.instr_count * 8);
    close_function(&fixture);
}

static void test_listing(void **state) {
    (void)state;
    static const char source[] = "def f(a, b):\n    while a < 10:\n        a = a * b + 1\n    return g(a, 'x')\n";
    static const char expected[] = "f: line 1, 6 registers\n"
                                   "  locals: a b\n"
                                   "2     > 0     JLTK               a, 10, to 4\n"
                                   "3       1     MUL                %2, a, b\n"
                                   "        2     ADDK               a, %2~, 1\n"
                                   "2       3     LOOP to 0\n"
                                   "4     > 4     LOAD_GLOBAL        %2, g\n"
                                   "        7     MOVE               %4, a\n"
                                   "        8     LOADK              %5, 'x'\n"
                                   "        9     CALL.1             %2, %2.., 2\n"
                                   "        10    RETURN             %2~\n";
    OrrRegion region = {0};
    OrrCompileOutput output = {.region = &region};
    OrrCompileInput input = {source, strlen(source), "<test>", ORR_COMPILE_MODULE, false, false};
    assert_true(orr_compile(&input, &output));
    OrrBuffer listing = {0};
    orr_code_dis(&listing, output.image->codes[0]);
    assert_false(listing.failed);
    assert_string_equal(listing.data, expected);
    orr_buffer_release(&listing);
    orr_region_free(&region);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepts), cmocka_unit_test(test_operands), cmocka_unit_test(test_jumps),
        cmocka_unit_test(test_tables),  cmocka_unit_test(test_head),     cmocka_unit_test(test_every_bit),
        cmocka_unit_test(test_listing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
