/* dict, list, set and tuple below the language: what the dispatch loop and inline caches rely on, and every allocation
 * failing once. What programs see of them is in tests/library/cont_*.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/list.h"
#include "sim/vm/set.h"
#include "sim/vm/slice.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

static void host_write(void *context, int stream, const char *data, size_t length) {
    (void)context, (void)stream, (void)data, (void)length;
}
static bool host_find_source(void *context, OrrVm *vm, const char *name, const OrrCodeImage **image, const char **path,
                             bool *is_package) {
    (void)context, (void)vm, (void)name, (void)image, (void)path, (void)is_package;
    return false;
}
static const OrrHost host = {.write = host_write, .find_source = host_find_source};

static int set_up(void **state) {
    OrrArena *arena = orr_arena_new((size_t)1 << 28);
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

static OrrStr *name(OrrVm *vm, int n) {
    char text[16] = "name_000";
    text[5] = (char)('0' + n / 100);
    text[6] = (char)('0' + n / 10 % 10);
    text[7] = (char)('0' + n % 10);
    OrrValue v = orr_str_intern_cstring(vm, text);
    assert_true(v != ORR_NULL);
    return orr_as_str(v);
}

static void names_are_found_by_pointer(void **state) {
    OrrVm *vm = *state;
    OrrDict *d = orr_dict_new(vm, 0);
    for (int i = 0; i < 300; i++) {
        assert_true(orr_dict_set_name(vm, d, name(vm, i), orr_small_int(i)));
        assert_int_equal(d->live, i + 1);
    }
    assert_true(d->head.flags & ORR_DICT_NAMES);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(orr_dict_find_name(d, name(vm, i)), i);
        assert_true(orr_dict_get_name(d, name(vm, i)) == orr_small_int(i));
    }
    assert_int_equal(orr_dict_find_name(d, name(vm, 300)), -1);
    /* With another key in it, names are still found. */
    assert_true(orr_dict_set(vm, d, orr_small_int(5), ORR_NONE));
    assert_false(d->head.flags & ORR_DICT_NAMES);
    assert_true(orr_dict_get_name(d, name(vm, 77)) == orr_small_int(77));
    assert_int_equal(orr_dict_find_name(d, name(vm, 300)), -1);
    orr_dict_clear(vm, d);
    assert_true(d->head.flags & ORR_DICT_NAMES);
    orr_release_object(vm, d);
}

static void watched_dicts_tell_of_every_move(void **state) {
    OrrVm *vm = *state;
    OrrDict *d = orr_dict_new(vm, 0);
    d->head.flags |= ORR_DICT_WATCHED;
    uint64_t epoch = vm->globals_epoch;
    assert_true(orr_dict_set_name(vm, d, name(vm, 1), ORR_NONE));
    assert_true(vm->globals_epoch != epoch);
    epoch = vm->globals_epoch;
    /* A new value is no news: caches hold the entry's place, and read it. */
    assert_true(orr_dict_set_name(vm, d, name(vm, 1), ORR_TRUE));
    assert_true(vm->globals_epoch == epoch);
    assert_int_equal(orr_dict_delete(vm, d, orr_value(name(vm, 1))), 1);
    assert_true(vm->globals_epoch != epoch);
    /* Growing without anything deleted moves no entry: places stay, and only the new key is news. */
    for (int i = 0; i < 100; i++) {
        assert_true(orr_dict_set_name(vm, d, name(vm, i), orr_small_int(i)));
        assert_int_equal(orr_dict_find_name(d, name(vm, i / 2)), i / 2);
    }
    /* A str that isn't interned becomes so: the namespace stays searchable by pointer. */
    OrrValue key = orr_str_new(vm, "made_up", 7);
    assert_true(orr_dict_set(vm, d, key, ORR_FALSE));
    assert_true(d->head.flags & ORR_DICT_NAMES);
    assert_true(orr_dict_get_name(d, orr_as_str(orr_str_intern_cstring(vm, "made_up"))) == ORR_FALSE);
    epoch = vm->globals_epoch;
    orr_dict_clear(vm, d);
    assert_true(vm->globals_epoch != epoch);
    orr_release(vm, key);
    orr_release_object(vm, d);
}

/* As a queue, as a stack, and by moving about: the entries stay in order and the arrays bounded. */
static void queues_and_stacks_stay_small(void **state) {
    OrrVm *vm = *state;
    OrrDict *d = orr_dict_new(vm, 0);
    OrrValue key, value;
    for (int64_t i = 0; i < 50000; i++) {
        assert_true(orr_dict_set(vm, d, orr_small_int(i), orr_small_int(-i)));
        if (i < 20) continue;
        orr_dict_take_at(vm, d, d->first, &key, &value);
        assert_true(key == orr_small_int(i - 20));
        assert_true(value == orr_small_int(20 - i));
    }
    assert_int_equal(d->live, 20);
    assert_true(d->capacity <= 64);
    for (int64_t i = 0; i < 50000; i++) {
        assert_true(orr_dict_set(vm, d, orr_small_int(1000000 + i), ORR_NONE));
        orr_dict_take_at(vm, d, d->used - 1u, &key, &value);
        assert_true(key == orr_small_int(1000000 + i));
    }
    assert_true(d->capacity <= 64);
    for (int64_t i = 0; i < 1000; i++) {
        key = orr_small_int(49980 + i % 20);
        int64_t at = orr_dict_find(vm, d, key, orr_small_int_value(key));
        assert_true(at >= 0);
        assert_true(orr_dict_move(vm, d, (size_t)at, i % 3 != 0));
        size_t place = i % 3 != 0 ? d->used - 1u : d->first;
        assert_true(d->entries[place].key == key);
        assert_int_equal(orr_dict_find(vm, d, key, orr_small_int_value(key)), place);
    }
    assert_int_equal(d->live, 20);
    size_t position = 0, count = 0;
    while (orr_dict_step(d, &position, &key, &value)) count++;
    assert_int_equal(count, 20);
    orr_release_object(vm, d);
}

/* Does what a program could do with containers; false as soon as memory is gone. Whatever happened, all is released. */
static bool use_containers(OrrVm *vm) {
    OrrDict *d = orr_dict_new(vm, 0);
    OrrList *l = d == NULL ? NULL : orr_list_new(vm, 0);
    OrrSet *s = l == NULL ? NULL : orr_set_new(vm, vm->types.set);
    bool ok = s != NULL;
    for (int64_t i = 0; ok && i < 60; i++) {
        ok = orr_dict_set(vm, d, orr_small_int(i), ORR_NONE) && orr_list_append(vm, l, orr_small_int(59 - i)) &&
             orr_set_add(vm, s, orr_small_int(i * 7));
    }
    OrrValue copy = ok ? orr_list_from_iterable(vm, orr_value(s)) : ORR_NULL;
    OrrValue t = copy == ORR_NULL ? ORR_NULL : orr_tuple_from_iterable(vm, orr_value(d));
    ok = t != ORR_NULL && orr_list_sort(vm, l, ORR_NONE, false) && orr_list_replace(vm, l, 3, 9, l->items, 2);
    OrrDict *d2 = ok ? orr_dict_copy(vm, d) : NULL;
    ok = d2 != NULL && orr_dict_equal(vm, d, d2) == 1 && orr_dict_update(vm, d2, orr_value(d)) &&
         orr_set_update(vm, s, orr_value(d2));
    if (d != NULL) orr_dict_clear(vm, d);
    orr_xrelease_object(vm, d2);
    orr_xrelease(vm, t);
    orr_xrelease(vm, copy);
    orr_xrelease_object(vm, s);
    orr_xrelease_object(vm, l);
    orr_xrelease_object(vm, d);
    return ok;
}

static void every_allocation_may_fail(void **state) {
    OrrVm *vm = *state;
    uint64_t before = vm->arena->used_bytes;
    uint64_t nth = 1;
    for (;; nth++) {
        orr_arena_fail_after(vm->arena, nth);
        bool ok = use_containers(vm);
        orr_arena_fail_after(vm->arena, 0);
        if (ok) break;
        assert_true(orr_pending_is(vm, vm->exc.MemoryError));
        orr_exception_clear(vm);
        if (nth > 3) assert_true(vm->arena->used_bytes <= before + 4096);
        assert_true(nth < 10000);
    }
    assert_true(vm->exception == ORR_NULL);
}

static void slices_are_clipped(void **state) {
    OrrVm *vm = *state;
    OrrValue s = orr_slice_new(vm, orr_small_int(-100), orr_small_int(100), orr_small_int(-3));
    int64_t start, stop, step;
    size_t count;
    assert_true(orr_slice_indices(vm, s, 10, &start, &stop, &step, &count));
    assert_int_equal(count, 0);
    orr_release(vm, s);
    s = orr_slice_new(vm, ORR_NONE, ORR_NONE, orr_small_int(-3));
    assert_true(orr_slice_indices(vm, s, 10, &start, &stop, &step, &count));
    assert_int_equal(count, 4);
    assert_int_equal(start, 9);
    orr_release(vm, s);
    s = orr_slice_new(vm, orr_small_int(7), orr_small_int(2), ORR_NONE);
    assert_true(orr_slice_indices(vm, s, 10, &start, &stop, &step, &count));
    assert_int_equal(count, 0);
    assert_int_equal(start, 7);
    orr_release(vm, s);
}

static void sorting_is_stable(void **state) {
    OrrVm *vm = *state;
    OrrList *l = orr_list_new(vm, 0);
    for (int64_t i = 0; i < 2000; i++) {
        OrrValue pair = orr_tuple_pair(vm, orr_small_int(i * 7919 % 13), orr_small_int(i));
        assert_true(orr_list_append_steal(vm, l, pair));
    }
    for (int reverse = 0; reverse < 2; reverse++) {
        assert_true(orr_list_sort(vm, l, ORR_NONE, reverse == 1));
        for (size_t i = 1; i < l->count; i++) {
            int order = orr_compare_truth(vm, l->items[i - 1], l->items[i], reverse ? ORR_GT : ORR_LT);
            assert_int_equal(order, 1);
        }
    }
    orr_release_object(vm, l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_are_found_by_pointer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(watched_dicts_tell_of_every_move, set_up, tear_down),
        cmocka_unit_test_setup_teardown(queues_and_stacks_stay_small, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_allocation_may_fail, set_up, tear_down),
        cmocka_unit_test_setup_teardown(slices_are_clipped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sorting_is_stable, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
