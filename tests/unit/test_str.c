/* str: kinds, interning, growth, conversion; what Python programs can't see of it (the rest is in tests/library/str_*.py). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sim/vm/str.h"
#include "sim/vm/str_internal.h"

static void no_output(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream, (void)data, (void)length;
}
static const OrrHost host = {.write = no_output};

static int boot(void **state) {
    OrrArena *arena = orr_arena_new((size_t)64 << 20);
    *state = arena == NULL ? NULL : orr_vm_new(arena, &host, 0);
    return *state == NULL;
}
static int shut_down(void **state) {
    orr_arena_destroy(((OrrVm *)*state)->arena);
    return 0;
}

static OrrStr *make(OrrVm *vm, const char *utf8) {
    OrrValue v = orr_str_from_cstring(vm, utf8);
    assert_true(v != ORR_NULL);
    return orr_as_str(v);
}

static void test_kinds(void **state) {
    OrrVm *vm = *state;
    static const struct {
        const char *text;
        uint8_t kind;
        size_t length;
        bool ascii;
    } cases[] = {{"", 1, 0, true},       {"abc", 1, 3, true},           {"\xC3\xA9t\xC3\xA9", 1, 3, false},
                 {"\xE2\x82\xAC", 2, 1, false}, {"a\xF0\x9F\x98\x80", 4, 2, false}, {"\xED\xA0\x80x", 2, 2, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        OrrStr *s = make(vm, cases[i].text);
        assert_int_equal(s->kind, cases[i].kind);
        assert_int_equal(s->length, cases[i].length);
        assert_int_equal(orr_str_ascii(s) != NULL, cases[i].ascii);
        size_t length;
        char *back = orr_str_to_utf8(vm, s, &length);
        assert_string_equal(back, cases[i].text);
        orr_buffer_free(vm, back, length + 1);
        orr_release_object(vm, s);
    }
}

static void test_invalid_utf8_is_replaced(void **state) {
    OrrVm *vm = *state;
    OrrStr *s = orr_as_str(orr_str_new(vm, "a\xFF\xC3z\xE2\x82", 6));
    assert_int_equal(s->length, 6);
    assert_int_equal(orr_str_at(s, 1), 0xFFFD);
    assert_int_equal(orr_str_at(s, 3), 'z');
    orr_release_object(vm, s);
}

static void test_parts_are_narrow(void **state) {
    OrrVm *vm = *state;
    OrrStr *s = make(vm, "abc\xF0\x9F\x98\x80\xE2\x82\xAC\xC3\xA9yz");
    OrrStr *part = orr_as_str(orr_str_substring(vm, s, 0, 3));
    assert_true(part->kind == 1 && orr_str_equals_cstring(part, "abc"));
    orr_release_object(vm, part);
    part = orr_as_str(orr_str_substring(vm, s, 4, 6));
    assert_int_equal(part->kind, 2);
    orr_release_object(vm, part);
    assert_true(orr_str_substring(vm, s, 7, 8) == vm->latin1['z']);
    assert_true(orr_str_substring(vm, s, 2, 2) == vm->empty_str);
    orr_release_object(vm, s);
}

static void test_interned_strs_are_unique_and_leave(void **state) {
    OrrVm *vm = *state;
    OrrValue a = orr_str_intern_cstring(vm, "a name that nobody has"), b = orr_str_intern_cstring(vm, "a name that nobody has");
    assert_true(a == b);
    orr_release(vm, a);
    orr_release(vm, b);
    /* Many come and go: the table grows, and those that stay are still found. */
    OrrValue kept[100];
    char name[32];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20000; i++) {
            snprintf(name, sizeof name, "name%d", i);
            OrrValue v = orr_str_intern_cstring(vm, name);
            if (i % 200 == 0) kept[i / 200] = v;
            else orr_release(vm, v);
        }
        for (int i = 0; i < 100; i++) {
            snprintf(name, sizeof name, "name%d", i * 200);
            OrrValue v = orr_str_intern_cstring(vm, name);
            assert_true(v == kept[i]);
            orr_release(vm, v);
            orr_release(vm, v);
        }
    }
}

static void test_append_in_place(void **state) {
    OrrVm *vm = *state;
    OrrStr *piece = make(vm, "0123456789");
    OrrValue s = orr_str_new(vm, "start", 5);
    unsigned moves = 0;
    for (int i = 0; i < 10000; i++) {
        OrrValue before = s;
        assert_true(orr_str_append(vm, &s, piece));
        moves += s != before;
    }
    assert_int_equal(orr_as_str(s)->length, 100005);
    assert_true(moves < 100);
    assert_int_equal(orr_str_at(orr_as_str(s), 100004), '9');
    /* With a second holder, or a wider piece, a new str is made and the old one stays. */
    OrrValue shared = orr_retain(s);
    assert_true(orr_str_append(vm, &s, piece));
    assert_true(s != shared);
    assert_int_equal(orr_as_str(shared)->length, 100005);
    OrrStr *wide = make(vm, "\xE2\x82\xAC");
    assert_true(orr_str_append(vm, &s, wide));
    assert_int_equal(orr_as_str(s)->kind, 2);
    assert_int_equal(orr_str_at(orr_as_str(s), 100015), 0x20AC);
    orr_release(vm, s);
    orr_release(vm, shared);
    orr_release_object(vm, wide);
    orr_release_object(vm, piece);
}

static void test_builder_widens(void **state) {
    OrrVm *vm = *state;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    assert_true(orr_builder_add_cstring(&b, "abc") && orr_builder_add_char(&b, 0x20AC) &&
                orr_builder_add_fill(&b, '-', 50) && orr_builder_add_char(&b, 0x1F600) &&
                orr_builder_add_utf8(&b, "\xC3\xA9", 2));
    OrrStr *s = orr_as_str(orr_builder_finish(&b));
    assert_int_equal(s->kind, 4);
    assert_int_equal(s->length, 56);
    assert_int_equal(orr_str_at(s, 3), 0x20AC);
    assert_int_equal(orr_str_at(s, 55), 0xE9);
    orr_release_object(vm, s);
    assert_true(orr_builder_finish(&b) == vm->empty_str);
}

static void test_hash_and_order(void **state) {
    OrrVm *vm = *state;
    OrrStr *a = make(vm, "abc"), *b = make(vm, "abc"), *c = make(vm, "abd"), *e = make(vm, "\xF0\x9F\x98\x80"),
           *f = make(vm, "\xEF\xBF\xBF");
    assert_true(orr_str_hash(a) == orr_str_hash(b) && orr_str_hash(a) != orr_str_hash(c));
    assert_true(orr_str_equal(a, b) && !orr_str_equal(a, c));
    assert_true(orr_str_compare(a, c) < 0 && orr_str_compare(e, f) > 0 && orr_str_compare(a, b) == 0);
    for (uint32_t i = 0; i < 1000; i++) {
        int64_t hash = orr_hash_bytes(&i, sizeof i);
        assert_true(hash != 0 && hash != -1);
    }
    /* The same on every machine. */
    assert_true(orr_hash_bytes("orrery", 6) == orr_hash_bytes("xorrery" + 1, 6));
    OrrStr *all[] = {a, b, c, e, f};
    for (size_t i = 0; i < 5; i++) orr_release_object(vm, all[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_invalid_utf8_is_replaced),
        cmocka_unit_test(test_parts_are_narrow),
        cmocka_unit_test(test_interned_strs_are_unique_and_leave),
        cmocka_unit_test(test_append_in_place),
        cmocka_unit_test(test_builder_widens),
        cmocka_unit_test(test_hash_and_order),
    };
    return cmocka_run_group_tests(tests, boot, shut_down);
}
