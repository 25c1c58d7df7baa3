/* Raising from C: messages by format, contexts, memory errors, and printing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/list.h"
#include "sim/vm/str.h"

static char printed[4096];

static void keep_output(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream;
    strncat(printed, data, length);
}
static const OrrHost host = {.write = keep_output};

static int boot(void **state) {
    OrrArena *arena = orr_arena_new((size_t)64 << 20);
    *state = arena == NULL ? NULL : orr_vm_new(arena, &host, 0);
    printed[0] = 0;
    return *state == NULL;
}
static int shut_down(void **state) {
    orr_arena_destroy(((OrrVm *)*state)->arena);
    return 0;
}

static void assert_text(OrrVm *vm, OrrValue text, const char *expected) {
    assert_true(text != ORR_NULL);
    size_t length;
    char *utf8 = orr_str_to_utf8(vm, orr_as_str(text), &length);
    assert_string_equal(utf8, expected);
    orr_buffer_free(vm, utf8, length + 1);
    orr_release(vm, text);
}

static void test_format(void **state) {
    OrrVm *vm = *state;
    OrrValue word = orr_str_from_cstring(vm, "it's");
    OrrValue text = orr_format(vm, "%s|%.2s|%.*s|%d|%u|%x|%zu|%ld|%lu|%c|%S|%R|%T|%N|%U|%%", "\xC3\xA9", "abc", 1, "xyz", -5,
                               7u, 255u, (size_t)9, INT64_MIN, UINT64_MAX, 'q', orr_small_int(3), word, word,
                               vm->exc.KeyError, vm->types.int_->name);
    assert_text(vm, text, "\xC3\xA9|ab|x|-5|7|ff|9|-9223372036854775808|18446744073709551615|q|3|\"it's\"|str|KeyError|int|%");
    orr_release(vm, word);
}

static void test_raise_and_take(void **state) {
    OrrVm *vm = *state;
    assert_true(orr_raise(vm, vm->exc.ValueError, "bad %d", 5) == ORR_NULL);
    assert_true(orr_pending_is(vm, vm->exc.ValueError) && orr_pending_is(vm, vm->exc.Exception));
    assert_false(orr_pending_is(vm, vm->exc.TypeError));
    OrrValue e = orr_exception_take(vm);
    assert_true(vm->exception == ORR_NULL);
    assert_text(vm, orr_str(vm, e), "bad 5");
    assert_text(vm, orr_repr(vm, e), "ValueError('bad 5')");
    orr_exception_restore(vm, e);
    assert_true(orr_pending_is(vm, vm->exc.ValueError));
    orr_exception_clear(vm);
    assert_false(orr_pending_is(vm, vm->exc.ValueError));
    assert_false(orr_fail(vm, vm->exc.KeyError, "k"));
    e = orr_exception_take(vm);
    assert_text(vm, orr_str(vm, e), "'k'");
    orr_release(vm, e);
}

static void test_stop_iteration(void **state) {
    OrrVm *vm = *state;
    orr_raise_stop_iteration(vm, orr_small_int(7));
    OrrValue e = orr_exception_take(vm);
    assert_true(orr_stop_iteration_value(e) == orr_small_int(7));
    orr_release(vm, e);
    orr_raise_stop_iteration(vm, ORR_NONE);
    e = orr_exception_take(vm);
    assert_true(orr_stop_iteration_value(e) == ORR_NONE);
    assert_text(vm, orr_repr(vm, e), "StopIteration()");
    orr_release(vm, e);
}

static void test_os_error_chooses_its_class(void **state) {
    OrrVm *vm = *state;
    OrrValue text = orr_str_from_cstring(vm, "no");
    const OrrValue args[] = {orr_small_int(2), text};
    OrrValue e = orr_exception_new(vm, vm->exc.OSError, args, 2);
    assert_true(orr_is_exact(vm, e, vm->exc.FileNotFoundError));
    assert_text(vm, orr_str(vm, e), "[Errno 2] no");
    orr_release(vm, e);
    orr_release(vm, text);
}

static void test_memory_error_needs_no_memory(void **state) {
    OrrVm *vm = *state;
    for (int i = 0; i < 3; i++) {
        uint64_t used = vm->arena->used_bytes;
        assert_true(orr_raise_memory(vm) == ORR_NULL);
        assert_true(orr_pending_is(vm, vm->exc.MemoryError));
        assert_int_equal(vm->arena->used_bytes, used);
        orr_exception_clear(vm);
    }
}

static void test_printing(void **state) {
    OrrVm *vm = *state;
    orr_raise(vm, vm->exc.ValueError, "inner");
    OrrValue inner = orr_exception_take(vm);
    orr_raise(vm, vm->exc.KeyError, "outer");
    OrrValue outer = orr_exception_take(vm);
    orr_exception_set_cause(vm, outer, inner);
    printed[0] = 0;
    orr_print_exception(vm, outer);
    assert_string_equal(printed, "ValueError: inner\n\nThe above exception was the direct cause of the following "
                                 "exception:\n\nKeyError: 'outer'\n");
    /* A ring of causes ends where it closes. */
    orr_exception_set_cause(vm, inner, outer);
    printed[0] = 0;
    orr_print_exception(vm, outer);
    assert_int_equal(strlen(printed), strlen("ValueError: inner\n\nThe above exception was the direct cause of the "
                                             "following exception:\n\nKeyError: 'outer'\n"));
    orr_exception_set_cause(vm, inner, ORR_NONE);
    printed[0] = 0;
    orr_exception_restore(vm, outer);
    orr_write_unraisable(vm, NULL, orr_small_int(5));
    assert_string_equal(printed, "Exception ignored in: 5\nKeyError: 'outer'\n");
    assert_true(vm->exception == ORR_NULL);
    orr_release(vm, inner);
}

static void test_group_match(void **state) {
    OrrVm *vm = *state;
    orr_raise(vm, vm->exc.ValueError, "v");
    OrrValue e = orr_exception_take(vm), match, rest;
    assert_true(orr_exception_group_match(vm, e, orr_value(vm->exc.ValueError), &match, &rest));
    assert_true(orr_is_exact(vm, match, vm->exc.ExceptionGroup) && rest == ORR_NONE);
    orr_release(vm, match);
    assert_true(orr_exception_group_match(vm, e, orr_value(vm->exc.KeyError), &match, &rest));
    assert_true(match == ORR_NONE && rest == e);
    orr_release(vm, rest);
    assert_false(orr_exception_group_match(vm, e, orr_value(vm->types.int_), &match, &rest));
    assert_true(orr_pending_is(vm, vm->exc.TypeError));
    orr_exception_clear(vm);
    OrrList *none = orr_list_new(vm, 0);
    assert_true(orr_prep_reraise_star(vm, e, orr_value(none)) == ORR_NONE);
    orr_release_object(vm, none);
    orr_release(vm, e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_raise_and_take),
        cmocka_unit_test(test_stop_iteration),
        cmocka_unit_test(test_os_error_chooses_its_class),
        cmocka_unit_test(test_memory_error_needs_no_memory),
        cmocka_unit_test(test_printing),
        cmocka_unit_test(test_group_match),
    };
    return cmocka_run_group_tests(tests, boot, shut_down);
}
