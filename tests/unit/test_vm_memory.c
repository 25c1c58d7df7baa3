/* A whole program and its memory: a run that is set back to its boot is new; a snapshot in the middle of a run is a
 * place to return to; and whichever allocation fails, the run ends in order. (In a hostile build every allocation can
 * be made to fail; in others those that the free lists can't serve.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sim/lib/driver.h"
#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/sources.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/import.h"
#include "sim/vm/object.h"
#include "sim/vm/str.h"

#define OUTPUT_MAX ((size_t)1 << 16)

typedef struct Program {
    OrrHost host;
    OrrArena *arena;
    OrrVm *vm;
    OrrSnapshot *boot;
    OrrSources sources;
    OrrRunSource given;
    const OrrCodeImage *image;
    size_t length;
    char output[OUTPUT_MAX];
} Program;

static void host_write(void *context, int stream, const char *data, size_t length) {
    Program *p = context;
    if (stream != 1) return;
    assert_true(length <= OUTPUT_MAX - p->length);
    memcpy(p->output + p->length, data, length);
    p->length += length;
}

static bool host_find_source(void *context, OrrVm *vm, const char *name, const OrrCodeImage **image, const char **path,
                             bool *is_package) {
    (void)vm;
    Program *p = context;
    OrrSource *source = orr_sources_load_module(&p->sources, name);
    if (source == NULL) return false;
    *image = source->image;
    *path = source->path;
    *is_package = source->is_package;
    return true;
}

static const char *host_source_line(void *context, const char *path, uint32_t line, size_t *length) {
    return orr_sources_line(&((Program *)context)->sources, path, line, length);
}

static Program *set_up(const char *source) {
    Program *p = calloc(1, sizeof *p);
    assert_non_null(p);
    p->host =
        (OrrHost){.context = p, .write = host_write, .find_source = host_find_source, .source_line = host_source_line};
    p->given = (OrrRunSource){"test.py", source, strlen(source)};
    orr_sources_init(&p->sources);
    orr_sources_use(&p->sources, &p->given, 1);
    OrrSource *main_source;
    int error_number = 0;
    assert_int_equal(orr_sources_load_main(&p->sources, "test.py", &main_source, &error_number), ORR_READ_OK);
    assert_non_null(main_source->image);
    p->image = main_source->image;
    p->arena = orr_arena_new((size_t)64 << 20);
    assert_non_null(p->arena);
    p->vm = orr_vm_new(p->arena, &p->host, 0);
    assert_non_null(p->vm);
    p->vm->find_native = orr_lib_find_native;
    OrrValue builtins = orr_lib_builtins(p->vm);
    assert_true(builtins != ORR_NULL);
    assert_true(
        orr_dict_set_name(p->vm, p->vm->modules, orr_as_str(orr_str_intern_cstring(p->vm, "builtins")), builtins));
    p->vm->builtins = ((OrrModule *)orr_object(builtins))->dict;
    p->vm->builtins->head.flags |= ORR_DICT_WATCHED;
    p->boot = orr_arena_snapshot(p->arena);
    assert_non_null(p->boot);
    return p;
}

static void tear_down(Program *p) {
    orr_snapshot_free(p->boot);
    orr_arena_destroy(p->arena);
    orr_sources_free(&p->sources);
    free(p);
}

static bool begin(Program *p) {
    OrrValue module;
    p->length = 0;
    OrrValue function = orr_module_function(p->vm, "__main__", p->image, "test.py", false, &module);
    return function != ORR_NULL && orr_driver_begin(p->vm, function);
}

static OrrOutcome run(Program *p) {
    if (!begin(p)) return (OrrOutcome){ORR_ENDING_MEMORY, 1};
    while (orr_driver_turn(p->vm)) {}
    return orr_driver_end(p->vm);
}

static const char laps[] = "import asyncio, random\n"
                           "async def work(name, queue):\n"
                           "    for lap in range(5):\n"
                           "        await asyncio.sleep(random.random())\n"
                           "        queue.put_nowait((name, lap))\n"
                           "async def main():\n"
                           "    queue = asyncio.Queue()\n"
                           "    tasks = [asyncio.create_task(work(name, queue)) for name in 'abc']\n"
                           "    for _ in range(15):\n"
                           "        print(await queue.get(), [t.done() for t in tasks])\n"
                           "asyncio.run(main())\n";

static void a_run_that_is_set_back_is_new(void **state) {
    (void)state;
    Program *p = set_up(laps);
    assert_int_equal(run(p).ending, ORR_ENDING_OK);
    size_t length = p->length, extent = orr_arena_extent(p->arena);
    char *first = malloc(length);
    assert_non_null(first);
    memcpy(first, p->output, length);
    assert_true(length > 300);
    int rounds = ORR_HOSTILE ? 200 : 10000;
    for (int n = 0; n < rounds; n++) {
        orr_arena_restore(p->arena, p->boot);
        assert_int_equal(run(p).ending, ORR_ENDING_OK);
        assert_int_equal(p->length, length);
        assert_memory_equal(p->output, first, length);
        assert_int_equal(orr_arena_extent(p->arena), extent);
    }
    free(first);
    tear_down(p);
}

/* From every iteration of the loop: go on to the end, come back, go on again. */
static void a_snapshot_is_a_place_to_return_to(void **state) {
    (void)state;
    Program *p = set_up(laps);
    assert_int_equal(run(p).ending, ORR_ENDING_OK);
    size_t length = p->length;
    char *whole = malloc(length);
    assert_non_null(whole);
    memcpy(whole, p->output, length);
    for (int half = 0;; half++) {
        orr_arena_restore(p->arena, p->boot);
        assert_true(begin(p));
        bool more = true;
        for (int n = 0; n < half && more; n++) more = orr_driver_turn(p->vm);
        if (!more) break;
        OrrSnapshot *snapshot = orr_arena_snapshot(p->arena);
        assert_non_null(snapshot);
        size_t before = p->length;
        for (int time = 0; time < 3; time++) {
            while (orr_driver_turn(p->vm)) {}
            assert_int_equal(orr_driver_end(p->vm).ending, ORR_ENDING_OK);
            assert_int_equal(p->length, length);
            assert_memory_equal(p->output, whole, length);
            orr_arena_restore(p->arena, snapshot);
            p->length = before;
        }
        orr_snapshot_free(snapshot);
    }
    free(whole);
    tear_down(p);
}

static const char *const dense[] = {
    laps,
    /* The language. */
    "class A:\n"
    "    def __init__(self, *a, **k): self.a = a; self.k = k\n"
    "    def __repr__(self): return f'A{self.a!r}{self.k}'\n"
    "    def __del__(self): print('del')\n"
    "    def __eq__(self, o): return self.a == o.a\n"
    "    def __hash__(self): return 1\n"
    "class B(A):\n"
    "    __slots__ = ('z',)\n"
    "    @property\n"
    "    def p(self): return [self] * 3\n"
    "def g(*a):\n"
    "    try:\n"
    "        for x in a: yield x, (yield from range(x))\n"
    "    finally: print('end')\n"
    "def f(x, *, y=1, **z):\n"
    "    def h(): return x, y, z\n"
    "    return h\n"
    "print(A(1, b=2), B('x').p, list(g(1, 2, 3)), f(1, q=2)(), {A(1), A(2), A(1)})\n"
    "try:\n"
    "    try: raise ValueError('a' * 100)\n"
    "    finally: {}['key']\n"
    "except KeyError as e: print(repr(e), e.__context__)\n"
    "try: raise ExceptionGroup('g', [ValueError(1), TypeError(2)])\n"
    "except* ValueError as e: print(e.exceptions)\n"
    "except* TypeError as e: print(e)\n"
    "match {'a': [1, 2, 3]}:\n"
    "    case {'a': [x, *y], **z}: print(x, y, z)\n"
    "x = [A(i) for i in range(3)]; x.append(x)\n"
    "del x\n"
    "print(sorted([3, 1, 2], key=lambda v: -v), '%5s|%-5d|%x' % ('a', 3, 255), f'{1.5:>10.3f}{2**100:,}')\n",
    /* The built-in types. */
    "d = {i: str(i) for i in range(50)}; d.update(a=1, b=[1, 2]); d.pop(3); e = dict(d); e |= {1: 2}\n"
    "s = {1, 'a', (1, 2)} | set(range(20)); t = s & {1, 2, 3}; u = frozenset(s ^ t)\n"
    "l = list(range(30)); l[3:10:2] = 'abcd'; l.extend(d); l.insert(1, l); l[5:5] = l[:3]; m = l * 2 + l\n"
    "a = 'ab\\xe9\\u4e2d' * 10; b = a.replace('a', 'xyz').split('b'); c = ', '.join(b).upper().encode(); z = "
    "c.decode()\n"
    "n = 3 ** 200; n = n * n // 7 % 10 ** 50 << 100; k = int(str(n)); q = float(n); r = divmod(n, -3), pow(3, n, "
    "1000), q ** 0.5\n"
    "v = bytearray(b'abc'); v += v * 5; v[2:4] = b'xxxxx'; w = memoryview(v)[1:5].tobytes(); x = complex(1, 2) ** 2\n"
    "y = list(zip(map(str, range(5)), enumerate('abcde'), reversed([1, 2, 3, 4, 5]))); o = [*y, *range(3)], {**d, 'x': "
    "1}\n"
    "print(len(str((d, e, t, l[2:], m[5:], b, c, z, n, k, q, r, v, w, x, y, o))), len(u))\n"
    "print('{:>{}}|{!r:.3}|{a[b]}'.format(1, 5, 'abcdef', a={'b': 2}), type('T', (int,), {'x': 1})(5) + 1, "
    "str(slice(1, 2)))\n",
    /* asyncio. */
    "import asyncio\n"
    "async def gen():\n"
    "    try:\n"
    "        for i in range(3):\n"
    "            await asyncio.sleep(0.1)\n"
    "            yield i\n"
    "    finally: print('closed')\n"
    "async def fail(): raise ValueError('x')\n"
    "async def main():\n"
    "    async for i in gen():\n"
    "        if i == 1: break\n"
    "    print(await asyncio.gather(asyncio.sleep(1, 'a'), fail(), return_exceptions=True))\n"
    "    try:\n"
    "        async with asyncio.timeout(1): await asyncio.Event().wait()\n"
    "    except TimeoutError: print('timeout')\n"
    "    try: await asyncio.wait_for(asyncio.shield(asyncio.sleep(5)), 1)\n"
    "    except TimeoutError: print('timeout')\n"
    "    lock, sem = asyncio.Lock(), asyncio.Semaphore(1)\n"
    "    async def both(n):\n"
    "        async with lock, sem: await asyncio.sleep(n)\n"
    "    tasks = [asyncio.create_task(both(n), name=f't{n}') for n in range(3)]\n"
    "    done, pending = await asyncio.wait(tasks, timeout=1.5)\n"
    "    for t in pending: t.cancel()\n"
    "    print(len(done), await asyncio.gather(*pending, return_exceptions=True))\n"
    "    q = asyncio.PriorityQueue(2)\n"
    "    async def put():\n"
    "        for i in (3, 1, 2): await q.put(i)\n"
    "    p = asyncio.create_task(put())\n"
    "    print([await q.get() for _ in range(3)], await asyncio.to_thread(lambda: 5))\n"
    "    f = asyncio.get_running_loop().create_future(); f.set_exception(KeyError(1))\n"
    "asyncio.run(main())\n",
};

static void any_allocation_may_fail(void **state) {
    (void)state;
    for (size_t n = 0; n < sizeof dense / sizeof *dense; n++) {
        Program *p = set_up(dense[n]);
        assert_int_equal(run(p).ending, ORR_ENDING_OK);
        uint64_t nth = 1, tried = 0;
        for (;; nth += 1 + nth / 300, tried++) {
            orr_arena_restore(p->arena, p->boot);
            orr_arena_fail_after(p->arena, nth);
            OrrOutcome outcome = run(p);
            orr_arena_fail_after(p->arena, 0);
            if (outcome.ending == ORR_ENDING_OK && outcome.exit_status == 0 && nth > 100000) break;
            if (nth > 10000000) break;
        }
        assert_true(tried > 100);
        tear_down(p);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_that_is_set_back_is_new),
        cmocka_unit_test(a_snapshot_is_a_place_to_return_to),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
