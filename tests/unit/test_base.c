/* The small tools of sim/base: buffer, region, sort, prng, status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/buffer.h"
#include "sim/base/limits.h"
#include "sim/base/prng.h"
#include "sim/base/region.h"
#include "sim/base/sort.h"
#include "sim/base/status.h"

static void test_buffer_formats(void **state) {
    (void)state;
    OrrBuffer buffer = {0};
    orr_buffer_format(&buffer, "%s|%.*s|%c|%d|%u|%ld|%zu|%x|%%", "abc", 2, "xyz", 'q', INT_MIN, UINT_MAX, LONG_MIN,
                      (size_t)7, 255u);
    assert_string_equal(buffer.data, "abc|xy|q|-2147483648|4294967295|-9223372036854775808|7|ff|%");
    orr_buffer_clear(&buffer);
    orr_buffer_append_int(&buffer, 0);
    orr_buffer_append_hex(&buffer, 0xA, 4);
    orr_buffer_append_codepoint(&buffer, 0x41);
    orr_buffer_append_codepoint(&buffer, 0xE9);
    orr_buffer_append_codepoint(&buffer, 0x20AC);
    orr_buffer_append_codepoint(&buffer, 0x1F600);
    assert_string_equal(buffer.data, "0000aA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    orr_buffer_release(&buffer);
}

static void test_buffer_grows_and_is_taken(void **state) {
    (void)state;
    OrrBuffer buffer = {0};
    for (int i = 0; i < 10000; i++) orr_buffer_append_byte(&buffer, (unsigned char)i);
    size_t length = 0;
    char *bytes = orr_buffer_take(&buffer, &length);
    assert_int_equal(length, 10000);
    for (int i = 0; i < 10000; i++) assert_int_equal((unsigned char)bytes[i], (unsigned char)i);
    free(bytes);
    assert_null(buffer.data);
    bytes = orr_buffer_take(&buffer, &length);
    assert_string_equal(bytes, "");
    assert_int_equal(length, 0);
    free(bytes);
}

static void test_buffer_limit_sticks(void **state) {
    (void)state;
    OrrBuffer buffer = {.max_bytes = 4};
    orr_buffer_append_text(&buffer, "1234");
    assert_false(buffer.failed);
    orr_buffer_append_text(&buffer, "5");
    assert_true(buffer.failed);
    assert_string_equal(buffer.data, "1234");
    orr_buffer_clear(&buffer);
    orr_buffer_append_text(&buffer, "abc");
    assert_string_equal(buffer.data, "abc");
    assert_false(orr_buffer_reserve(&buffer, SIZE_MAX));
    assert_null(orr_buffer_take(&buffer, NULL));
}

static void test_region(void **state) {
    (void)state;
    OrrRegion region = {0};
    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *block = orr_region_alloc(&region, size);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % 16, 0);
        for (size_t i = 0; i < size; i++) assert_int_equal(block[i], 0);
        if (size > 0) memset(block, 0xFF, size);
    }
    char *copy = orr_region_copy_text(&region, "orrery");
    assert_string_equal(copy, "orrery");
    int *numbers = orr_region_grow(&region, NULL, 0, sizeof(int));
    numbers[0] = 41;
    for (size_t count = 2; count < 2000; count++) {
        numbers = orr_region_grow(&region, numbers, (count - 1) * sizeof(int), count * sizeof(int));
        assert_int_equal(numbers[count - 1], 0);
        numbers[count - 1] = (int)count;
    }
    assert_int_equal(numbers[0], 41);
    assert_int_equal(numbers[1998], 1999);
    assert_null(orr_region_alloc_array(&region, SIZE_MAX / 2, 3));
    assert_true(region.failed);
    assert_null(orr_region_alloc(&region, 1));
    orr_region_free(&region);
}

static void test_region_limit(void **state) {
    (void)state;
    OrrRegion region = {.max_bytes = 64};
    assert_non_null(orr_region_alloc(&region, 64));
    assert_null(orr_region_alloc(&region, 1));
    orr_region_free(&region);
    region.max_bytes = 64;
    assert_null(orr_region_alloc(&region, 65));
    orr_region_free(&region);
}

/* Fail the 1st, 2nd, ... allocation until none fails: nothing leaks and failure sticks. */
static void test_region_fails_anywhere(void **state) {
    (void)state;
    for (uint64_t nth = 1;; nth++) {
        OrrRegion region = {.fail_after = nth};
        uint64_t made = 0;
        for (int i = 0; i < 20; i++) made += orr_region_alloc(&region, 1000) != NULL;
        bool failed = region.failed;
        assert_int_equal(made, nth > 20 ? 20 : nth - 1);
        orr_region_free(&region);
        if (!failed) break;
    }
}

typedef struct Item {
    int key;
    int serial;
    char padding[3];
} Item;

static int compare_items(void *context, const void *a, const void *b) {
    (*(int *)context)++;
    const Item *left = a, *right = b;
    return (left->key > right->key) - (left->key < right->key);
}

static void test_sort_is_stable(void **state) {
    (void)state;
    OrrPrng prng;
    orr_prng_seed(&prng, 1);
    for (size_t count = 0; count < 300; count += count < 40 ? 1 : 37) {
        Item *items = calloc(count + 1, sizeof *items);
        for (size_t i = 0; i < count; i++) {
            items[i].key = (int)orr_prng_below(&prng, 10);
            items[i].serial = (int)i;
        }
        int calls = 0;
        assert_true(orr_sort(items, count, sizeof *items, compare_items, &calls));
        for (size_t i = 1; i < count; i++) {
            assert_true(items[i - 1].key <= items[i].key);
            if (items[i - 1].key == items[i].key) assert_true(items[i - 1].serial < items[i].serial);
        }
        free(items);
    }
}

static void test_prng(void **state) {
    (void)state;
    OrrPrng first, second;
    orr_prng_seed(&first, 42);
    orr_prng_seed(&second, 42);
    for (int i = 0; i < 100; i++) assert_true(orr_prng_next(&first) == orr_prng_next(&second));
    orr_prng_seed(&second, 43);
    assert_true(orr_prng_next(&first) != orr_prng_next(&second));
    /* The published first output of splitmix64 from seed 0. */
    assert_true(orr_prng_mix(0) == UINT64_C(0xE220A8397B1DCDAF));
    int counts[6] = {0};
    for (int i = 0; i < 60000; i++) counts[orr_prng_below(&first, 6)]++;
    for (int i = 0; i < 6; i++) assert_in_range(counts[i], 9600, 10400);
    assert_true(orr_prng_below(&first, 1) == 0);
    assert_true(orr_prng_below(&first, UINT64_MAX) < UINT64_MAX);
}

static void test_status(void **state) {
    (void)state;
    assert_true(orr_status_ok(ORR_STATUS_OK));
    assert_string_equal(orr_status_text(orr_status_io(ENOSPC)), "No space left on device");
    assert_string_equal(orr_status_text(orr_status_io(123456)), "input/output error");
    assert_string_equal(orr_status_text(orr_status(ORR_NO_MEMORY)), "the host has no more memory");
    assert_true(ORR_DEFAULT_HEAP_BYTES > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buffer_formats),
        cmocka_unit_test(test_buffer_grows_and_is_taken),
        cmocka_unit_test(test_buffer_limit_sticks),
        cmocka_unit_test(test_region),
        cmocka_unit_test(test_region_limit),
        cmocka_unit_test(test_region_fails_anywhere),
        cmocka_unit_test(test_sort_is_stable),
        cmocka_unit_test(test_prng),
        cmocka_unit_test(test_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
