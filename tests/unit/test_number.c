/* Numbers below the language: text of doubles both ways, ints at their limits and when memory runs out. What programs see of
 * them is in tests/library/num_*.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "sim/base/limits.h"
#include "sim/base/prng.h"
#include "sim/vm/abstract.h"
#include "sim/vm/format.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"

static void host_write(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream, (void)data, (void)length;
}
static bool host_find_source(void *context, OrrVm *vm, const char *name, const OrrCodeImage **image, const char **path,
                             bool *is_package) {
    (void)context, (void)vm, (void)name, (void)image, (void)path, (void)is_package;
    return false;
}
static bool host_poll(void *context, OrrVm *vm) {
    (void)context, (void)vm;
    return true;
}
static const char *host_source_line(void *context, const char *path, uint32_t line, size_t *length) {
    (void)context, (void)path, (void)line, (void)length;
    return NULL;
}

static const OrrHost host = {
    .write = host_write, .find_source = host_find_source, .poll = host_poll, .source_line = host_source_line};

static int set_up(void **state) {
    OrrArena *arena = orr_arena_new((size_t)1 << 30);
    assert_non_null(arena);
    OrrVm *vm = orr_vm_new(arena, &host, 0);
    assert_non_null(vm);
    *state = vm;
    return 0;
}
static int tear_down(void **state) {
    OrrVm *vm = *state;
    orr_arena_destroy(vm->arena);
    return 0;
}

static void repr_is(double d, const char *text) {
    char out[32];
    assert_int_equal(orr_double_repr(d, out), strlen(text));
    assert_string_equal(out, text);
}

static void test_repr_is_shortest(void **state) {
    (void)state;
    repr_is(0.0, "0.0");
    repr_is(-0.0, "-0.0");
    repr_is(0.1, "0.1");
    repr_is(0.1 + 0.2, "0.30000000000000004");
    repr_is(1e16, "1e+16");
    repr_is(9999999999999998.0, "9999999999999998.0");
    repr_is(1e-4, "0.0001");
    repr_is(1e-5, "1e-05");
    repr_is(5e-324, "5e-324");
    repr_is(1.7976931348623157e308, "1.7976931348623157e+308");
    repr_is(0x1p-44, "5.684341886080802e-14"); /* the gap below a power of two is half the one above */
    repr_is(2e-44, "2e-44");
    repr_is(INFINITY, "inf");
    repr_is(NAN, "nan");
}

static void parses_as(const char *text, double d) {
    double out;
    assert_true(orr_double_parse(text, strlen(text), &out));
    assert_memory_equal(&out, &d, sizeof d);
}
static void does_not_parse(const char *text) {
    double out;
    assert_false(orr_double_parse(text, strlen(text), &out));
}

static void test_parsing_is_exact(void **state) {
    (void)state;
    parses_as("1", 1.0);
    parses_as("-.5e1", -5.0);
    parses_as("1_0.5", 10.5);
    parses_as("9007199254740993", 9007199254740992.0); /* a tie goes to even */
    parses_as("9007199254740993.0000000000000000000000000000000000000000000000000000000000001", 9007199254740994.0);
    parses_as("2.4703282292062327e-324", 0.0);
    parses_as("2.4703282292062328e-324", 5e-324);
    parses_as("1.7976931348623158e308", 1.7976931348623157e308);
    parses_as("1.7976931348623159e308", INFINITY);
    parses_as("1e99999999999999999999", INFINITY);
    parses_as("1e-99999999999999999999", 0.0);
    parses_as("-iNf", -INFINITY);
    const char *const wrong[] = {"", "+", ".", "e5", "1e", "1e+", "1__0", "_1", "1_", "1_.5", "0x10", "1 ", "infinit", "1.5.5"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) does_not_parse(wrong[i]);
}

static double random_double(OrrPrng *prng) {
    uint64_t bits = orr_prng_next(prng);
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static void test_repr_reads_back(void **state) {
    (void)state;
    OrrPrng prng;
    orr_prng_seed(&prng, 7);
    for (int i = 0; i < 20000; i++) {
        double d = random_double(&prng), back;
        char text[32];
        if (!isfinite(d)) continue;
        size_t length = orr_double_repr(d, text);
        assert_true(length < sizeof text);
        assert_true(orr_double_parse(text, length, &back));
        assert_memory_equal(&d, &back, sizeof d);
    }
}

static OrrValue power_of_two(OrrVm *vm, uint64_t bits) {
    return orr_int_shift_left(vm, orr_small_int(1), bits);
}

static void raises(OrrVm *vm, OrrValue result, OrrType *type) {
    assert_true(result == ORR_NULL);
    assert_true(orr_pending_is(vm, type));
    orr_exception_clear(vm);
}

static void test_ints_end_at_the_limit(void **state) {
    OrrVm *vm = *state;
    const uint64_t limit = (uint64_t)ORR_MAX_INT_BYTES * 8;
    OrrValue largest = power_of_two(vm, limit - 1);
    assert_true(largest != ORR_NULL);
    raises(vm, power_of_two(vm, limit), vm->exc.MemoryError);
    raises(vm, orr_int_add(vm, largest, largest), vm->exc.MemoryError);
    orr_release(vm, largest);
    raises(vm, orr_int_power(vm, orr_small_int(10), 1000000000), vm->exc.MemoryError);
    raises(vm, orr_int_power(vm, orr_small_int(3), UINT64_MAX), vm->exc.MemoryError);
}

static void test_small_ints_meet_big_ones(void **state) {
    OrrVm *vm = *state;
    OrrValue edge = orr_int(vm, ORR_SMALL_INT_MAX), beyond = orr_int_add(vm, edge, orr_small_int(1));
    assert_true(orr_is_small_int(edge));
    assert_false(orr_is_small_int(beyond));
    OrrValue back = orr_int_subtract(vm, beyond, orr_small_int(1));
    assert_true(back == edge);
    OrrValue low = orr_int_negate(vm, beyond);
    assert_true(low == orr_small_int(ORR_SMALL_INT_MIN));
    orr_release(vm, beyond);
    int64_t n;
    OrrValue least = orr_int(vm, INT64_MIN);
    assert_true(orr_int_to_i64(least, &n) && n == INT64_MIN);
    OrrValue positive = orr_int_negate(vm, least);
    assert_false(orr_int_to_i64(positive, &n));
    orr_release(vm, positive);
    orr_release(vm, least);
}

static OrrValue random_int(OrrVm *vm, OrrPrng *prng) {
    mp_limb_t limbs[12];
    size_t count = orr_prng_next(prng) % 12 + 1;
    for (size_t i = 0; i < count; i++) limbs[i] = orr_prng_next(prng);
    limbs[count - 1] >>= orr_prng_next(prng) % 64;
    return orr_int_from_limbs(vm, limbs, count, (orr_prng_next(prng) & 1u) != 0);
}

/* (a * b + c) divided by b, and what a shift and a mask make of it, agree with each other. */
static void test_arithmetic_agrees_with_itself(void **state) {
    OrrVm *vm = *state;
    OrrPrng prng;
    orr_prng_seed(&prng, 11);
    uint64_t used = vm->arena->used_bytes;
    for (int i = 0; i < 3000; i++) {
        OrrValue a = random_int(vm, &prng), b = random_int(vm, &prng), c = random_int(vm, &prng);
        OrrValue product = orr_int_multiply(vm, a, b), sum = orr_int_add(vm, product, c);
        OrrValue q = ORR_NULL, r = ORR_NULL;
        if (b != orr_small_int(0)) {
            assert_true(orr_int_divmod(vm, sum, b, &q, &r, ""));
            OrrValue again = orr_int_multiply(vm, q, b), whole = orr_int_add(vm, again, r);
            assert_int_equal(orr_int_compare(whole, sum), 0);
            orr_release(vm, again);
            orr_release(vm, whole);
            orr_release(vm, q);
            orr_release(vm, r);
        }
        uint64_t bits = orr_prng_next(&prng) % 200;
        OrrValue up = orr_int_shift_left(vm, sum, bits), down = orr_int_shift_right(vm, up, bits);
        assert_int_equal(orr_int_compare(down, sum), 0);
        size_t length, capacity;
        char *text = orr_int_digits(vm, sum, 10, false, &length, &capacity);
        OrrValue read = orr_int_from_digits(vm, text, length, 10);
        if (orr_int_is_negative(sum)) orr_set_slot(vm, &read, orr_int_negate(vm, read));
        assert_int_equal(orr_int_compare(read, sum), 0);
        orr_buffer_free(vm, text, capacity);
        OrrValue all[] = {a, b, c, product, sum, up, down, read};
        for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) orr_release(vm, all[k]);
    }
    assert_int_equal(vm->arena->used_bytes, used);
}

/* Every allocation fails in its turn: MemoryError each time, and nothing is lost. */
static void test_out_of_memory(void **state) {
    OrrVm *vm = *state;
    OrrValue a = orr_int_power(vm, orr_small_int(7), 3000), b = orr_int_power(vm, orr_small_int(3), 2000);
    assert_true(a != ORR_NULL && b != ORR_NULL);
    bool done = false;
    /* A hostile build has many more allocations: not each of them in turn. */
    for (uint64_t nth = 1; !done && nth < (ORR_HOSTILE ? 1000000 : 100); nth += ORR_HOSTILE ? 1 + nth / 4 : 1) {
        uint64_t used = vm->arena->used_bytes;
        orr_arena_fail_after(vm->arena, nth);
        OrrValue results[4] = {orr_int_multiply(vm, a, b), ORR_NULL, ORR_NULL, ORR_NULL};
        if (results[0] != ORR_NULL) results[1] = orr_int_gcd(vm, results[0], b);
        if (results[1] != ORR_NULL) results[2] = orr_int_power_modulo(vm, a, b, results[0]);
        if (results[2] != ORR_NULL) results[3] = orr_format_int_digits(vm, results[2], 'd', 0, 0);
        done = results[3] != ORR_NULL;
        orr_arena_fail_after(vm->arena, 0);
        if (!done) {
            assert_true(orr_pending_is(vm, vm->exc.MemoryError));
            orr_exception_clear(vm);
        }
        for (size_t i = 0; i < 4; i++) orr_xrelease(vm, results[i]);
        assert_int_equal(vm->arena->used_bytes, used);
    }
    assert_true(done);
    orr_release(vm, a);
    orr_release(vm, b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repr_is_shortest),
        cmocka_unit_test(test_parsing_is_exact),
        cmocka_unit_test(test_repr_reads_back),
        cmocka_unit_test_setup_teardown(test_ints_end_at_the_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_small_ints_meet_big_ones, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_arithmetic_agrees_with_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_out_of_memory, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
