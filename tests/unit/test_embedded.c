// The table of embedded modules: found by name, sorted, each source ended by a NUL.
#include "sim/lib/py/embedded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void finds_modules_and_packages(void **state) {
    (void)state;
    const OrrEmbeddedModule *typing = orr_embedded_find("typing");
    assert_non_null(typing);
    assert_false(typing->is_package);
    assert_string_equal(typing->name, "typing");
    const OrrEmbeddedModule *collections = orr_embedded_find("collections");
    assert_non_null(collections);
    assert_true(collections->is_package);
    assert_non_null(orr_embedded_find("collections.abc"));
}

static void refuses_unknown_names(void **state) {
    (void)state;
    assert_null(orr_embedded_find(""));
    assert_null(orr_embedded_find("typin"));
    assert_null(orr_embedded_find("typings"));
    assert_null(orr_embedded_find("zzz"));
}

static void is_sorted_and_terminated(void **state) {
    (void)state;
    size_t count;
    const OrrEmbeddedModule *all = orr_embedded_all(&count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(all[i].source[all[i].length], 0);
        assert_int_equal(strlen((const char *)all[i].source), all[i].length);
        if (i > 0)
            assert_true(strcmp(all[i - 1].name, all[i].name) < 0);
        assert_ptr_equal(orr_embedded_find(all[i].name), &all[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_modules_and_packages),
        cmocka_unit_test(refuses_unknown_names),
        cmocka_unit_test(is_sorted_and_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
