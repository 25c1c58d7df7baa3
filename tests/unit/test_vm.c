/* The VM's core below the language: side tables, weak references, the collector, classes, and programs run on threads
 * of the simulation, which block and go on. What programs see of it is in the program tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "sim/base/prng.h"
#include "sim/lang/lang.h"
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/class.h"
#include "sim/vm/dict.h"
#include "sim/vm/frame.h"
#include "sim/vm/import.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/object.h"
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
    vm->gc->enabled = false; /* the tests say when */
    *state = vm;
    return 0;
}
static int tear_down(void **state) {
    orr_arena_destroy(((OrrVm *)*state)->arena);
    return 0;
}

/* Side tables: against an array, with removals that leave no gaps. */

#define OBJECTS 600

static void side_tables_find_what_was_put(void **state) {
    OrrVm *vm = *state;
    OrrSideTable table = {NULL, 0, 0};
    OrrObject *objects[OBJECTS];
    uint64_t expected[OBJECTS] = {0};
    for (size_t n = 0; n < OBJECTS; n++) objects[n] = orr_object(orr_value(orr_list_new(vm, 0)));
    OrrPrng prng;
    orr_prng_seed(&prng, 7);
    for (int round = 0; round < 20000; round++) {
        size_t n = (size_t)orr_prng_below(&prng, OBJECTS);
        if (orr_prng_below(&prng, 2) == 0) {
            uint64_t *value = orr_side_make(vm, &table, objects[n]);
            assert_non_null(value);
            assert_int_equal(*value, expected[n]);
            *value = expected[n] = (uint64_t)round + 1;
        } else {
            orr_side_remove(vm, &table, objects[n]);
            expected[n] = 0;
        }
        size_t k = (size_t)orr_prng_below(&prng, OBJECTS);
        uint64_t *found = orr_side_find(vm, &table, objects[k]);
        assert_int_equal(found == NULL ? 0 : *found, expected[k]);
    }
    size_t count = 0;
    for (size_t n = 0; n < OBJECTS; n++) count += expected[n] != 0;
    assert_int_equal(table.count, count);
}

static void serials_are_given_once(void **state) {
    OrrVm *vm = *state;
    OrrValue a = orr_value(orr_list_new(vm, 0)), b = orr_value(orr_list_new(vm, 0));
    uint64_t first = orr_object_serial(vm, orr_object(a)), second = orr_object_serial(vm, orr_object(b));
    assert_int_not_equal(first, second);
    assert_int_equal(orr_object_serial(vm, orr_object(a)), first);
    orr_release(vm, a);
    OrrValue c = orr_value(orr_list_new(vm, 0)); /* most likely where a was */
    assert_true(orr_object_serial(vm, orr_object(c)) > second);
    orr_release(vm, b);
    orr_release(vm, c);
}

/* The collector and weak references */

static OrrValue list_with(OrrVm *vm, OrrValue item) {
    OrrList *list = orr_list_new(vm, 1);
    assert_non_null(list);
    assert_true(orr_list_append(vm, list, item));
    return orr_value(list);
}

static void cycles_go_and_what_is_held_stays(void **state) {
    OrrVm *vm = *state;
    orr_gc_collect(vm);
    OrrValue held = list_with(vm, ORR_NONE);
    for (int n = 0; n < 100; n++) { /* a <-> b, both of which refer to held */
        OrrValue a = list_with(vm, held), b = list_with(vm, a);
        assert_true(orr_list_append(vm, orr_as_list(a), b));
        orr_release(vm, a);
        orr_release(vm, b);
    }
    assert_int_equal(orr_object(held)->refs, 101);
    assert_int_equal(orr_gc_collect(vm), 200);
    assert_int_equal(orr_object(held)->refs, 1);
    assert_int_equal(orr_gc_collect(vm), 0);
    orr_release(vm, held);
}

static void long_chains_die_without_deep_recursion(void **state) {
    OrrVm *vm = *state;
    uint64_t before = vm->arena->used_bytes;
    OrrValue chain = ORR_NONE;
    for (int n = 0; n < 300000; n++) {
        OrrValue next = list_with(vm, chain);
        orr_release(vm, chain);
        chain = next;
    }
    orr_release(vm, chain);
    assert_null(vm->dying);
    assert_true(vm->arena->used_bytes < before + 65536); /* a side table may have grown */
}

static void weak_references_die_with_their_target(void **state) {
    OrrVm *vm = *state;
    OrrValue set = orr_call0(vm, orr_value(vm->types.set));
    OrrValue ref = orr_weakref_new(vm, vm->types.weakref, set, ORR_NULL);
    assert_true(ref != ORR_NULL);
    OrrValue again = orr_weakref_new(vm, vm->types.weakref, set, ORR_NULL);
    assert_int_equal(ref, again); /* one without callback is shared */
    orr_release(vm, again);
    OrrValue target = orr_call0(vm, ref);
    assert_int_equal(target, set);
    orr_release(vm, target);
    orr_release(vm, set);
    assert_int_equal(orr_call0(vm, ref), ORR_NONE);
    assert_true(orr_weakref_new(vm, vm->types.weakref, orr_small_int(1), ORR_NULL) == ORR_NULL);
    assert_true(orr_pending_is(vm, vm->exc.TypeError));
    orr_exception_clear(vm);
    orr_release(vm, ref);
}

/* Programs */

typedef struct Program {
    OrrRegion region;
    OrrValue module, function;
} Program;

static OrrValue block(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    if (!orr_thread_can_block(vm)) return orr_raise(vm, vm->exc.RuntimeError, "can't block");
    orr_thread_block(vm, vm);
    return ORR_NULL;
}
static const OrrMethodDef block_def = ORR_DEF_RANGE("block", block, 0, 255);

static void load(OrrVm *vm, Program *p, const char *source) {
    *p = (Program){.region = {0}};
    OrrCompileInput input = {source, strlen(source), "test.py", ORR_COMPILE_MODULE, false, false};
    OrrCompileOutput output = {.region = &p->region};
    assert_true(orr_compile(&input, &output));
    if (vm->builtins->live == 0) {
        OrrValue builtins = orr_lib_builtins(vm);
        assert_true(builtins != ORR_NULL);
        vm->builtins = ((OrrModule *)orr_object(builtins))->dict;
        vm->builtins->head.flags |= ORR_DICT_WATCHED;
    }
    p->function = orr_module_function(vm, "__main__", output.image, "test.py", false, &p->module);
    assert_true(p->function != ORR_NULL);
    assert_true(orr_module_add(vm, p->module, "block", orr_builtin_new(vm, &block_def, ORR_NULL, NULL, ORR_NULL)));
}
static void unload(OrrVm *vm, Program *p) {
    orr_release(vm, p->function);
    orr_release(vm, p->module);
    orr_region_free(&p->region);
}
static int64_t global(OrrVm *vm, const Program *p, const char *name) {
    OrrValue key = orr_str_intern_cstring(vm, name);
    OrrValue v = orr_dict_get_name(((OrrModule *)orr_object(p->module))->dict, orr_as_str(key));
    assert_true(v != ORR_NULL && orr_is_small_int(v));
    orr_release(vm, key);
    return orr_small_int_value(v);
}

static void a_thread_blocks_and_goes_on(void **state) {
    OrrVm *vm = *state;
    Program p;
    load(vm, &p,
         "def g(n):\n"
         "    for i in range(n):\n"
         "        yield i + block()\n" /* blocks two frames down, one of them a generator's */
         "total = 0\n"
         "for x in g(3):\n"
         "    total += x\n"
         "try:\n"
         "    sorted([2, 1], key=block)\n"
         "except RuntimeError:\n"
         "    total += 1000\n" /* C code is waiting: it can't */
         "try:\n"
         "    block()\n"
         "except ValueError:\n"
         "    total += 10000\n");
    OrrValue result;
    assert_int_equal(orr_thread_start(vm, vm->thread, p.function, NULL, 0, &result), ORR_RUN_BLOCKED);
    for (int n = 0; n < 3; n++) {
        assert_ptr_equal(orr_thread_wait(vm->thread), vm);
        assert_int_equal(vm->thread->runs, 0); /* nothing of it is on the C stack */
        assert_int_equal(orr_thread_resume(vm, vm->thread, orr_small_int(100), &result), ORR_RUN_BLOCKED);
    }
    orr_raise(vm, vm->exc.ValueError, "woken by an error");
    assert_int_equal(orr_thread_resume(vm, vm->thread, ORR_NULL, &result), ORR_RUN_DONE);
    orr_release(vm, result);
    assert_int_equal(global(vm, &p, "total"), 11303);
    assert_null(vm->thread->frame);
    unload(vm, &p);
}

static void a_blocked_run_is_restored_from_a_copy(void **state) {
    OrrVm *vm = *state;
    Program p;
    load(vm, &p, "log = 0\nfor i in range(1, 6):\n    log = log * 10 + i * block()\n");
    OrrValue result;
    assert_int_equal(orr_thread_start(vm, vm->thread, p.function, NULL, 0, &result), ORR_RUN_BLOCKED);
    assert_int_equal(orr_thread_resume(vm, vm->thread, orr_small_int(1), &result), ORR_RUN_BLOCKED);
    OrrSnapshot *snapshot = orr_arena_snapshot(vm->arena);
    assert_non_null(snapshot);
    for (int factor = 0; factor < 3; factor++) { /* the same past, three futures */
        orr_arena_restore(vm->arena, snapshot);
        for (int n = 0; n < 3; n++)
            assert_int_equal(orr_thread_resume(vm, vm->thread, orr_small_int(factor), &result), ORR_RUN_BLOCKED);
        assert_int_equal(orr_thread_resume(vm, vm->thread, orr_small_int(factor), &result), ORR_RUN_DONE);
        assert_int_equal(global(vm, &p, "log"), 10000 + 2345 * factor);
    }
    orr_snapshot_free(snapshot);
    unload(vm, &p);
}

static void deep_recursion_of_frames_grows_the_stack(void **state) {
    OrrVm *vm = *state;
    Program p;
    vm->recursion_limit = 50000;
    load(vm, &p, "def down(n):\n    return 0 if n == 0 else 1 + down(n - 1)\ndepth = down(40000)\n");
    OrrValue result;
    assert_int_equal(orr_thread_start(vm, vm->thread, p.function, NULL, 0, &result), ORR_RUN_DONE);
    orr_release(vm, result);
    assert_int_equal(global(vm, &p, "depth"), 40000);
    assert_int_equal(vm->frame_depth, 0);
    unload(vm, &p);
}

static void the_mro_is_c3(void **state) {
    OrrVm *vm = *state;
    Program p;
    load(vm, &p,
         "class O: pass\n"
         "class A(O): pass\nclass B(O): pass\nclass C(O): pass\nclass D(O): pass\nclass E(O): pass\n"
         "class K1(A, B, C): pass\nclass K2(D, B, E): pass\nclass K3(D, A): pass\n"
         "class Z(K1, K2, K3): pass\n"
         "ok = int([c.__name__ for c in Z.__mro__] == 'Z K1 K2 K3 D A B C E O object'.split())\n");
    OrrValue result;
    assert_int_equal(orr_thread_start(vm, vm->thread, p.function, NULL, 0, &result), ORR_RUN_DONE);
    orr_release(vm, result);
    assert_int_equal(global(vm, &p, "ok"), 1);
    unload(vm, &p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(side_tables_find_what_was_put, set_up, tear_down),
        cmocka_unit_test_setup_teardown(serials_are_given_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cycles_go_and_what_is_held_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_chains_die_without_deep_recursion, set_up, tear_down),
        cmocka_unit_test_setup_teardown(weak_references_die_with_their_target, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_thread_blocks_and_goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_blocked_run_is_restored_from_a_copy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deep_recursion_of_frames_grows_the_stack, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_mro_is_c3, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
