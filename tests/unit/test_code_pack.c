/* Code images as bytes: what is packed comes back, and nothing else is taken for an image. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sim/code/pack.h"
#include "sim/lang/lang.h"

static const char source[] = "from __future__ import annotations\n"
                             "import os.path as p, sys\n"
                             "X = (1, -2.5, 'text', b'bytes', None, ..., 10**30, 3j, 123456789012345678901234567890)\n"
                             "class C[T](dict, metaclass=type):\n"
                             "    '''doc'''\n"
                             "    def f(self, a, /, b: int = 3, *c, d=4, **e) -> str:\n"
                             "        def g():\n"
                             "            nonlocal a\n"
                             "            a = [x for x in c if x in {1, 2, 3}]\n"
                             "        try:\n"
                             "            yield from g()\n"
                             "        except (ValueError, OSError) as err:\n"
                             "            raise KeyError(f'{err!r:>10}') from err\n"
                             "        finally:\n"
                             "            del b\n"
                             "async def h():\n"
                             "    async with h() as x, h(): await x\n"
                             "    match x:\n"
                             "        case {'a': [1, *rest]}: return rest\n";

static const OrrCodeImage *compile(OrrRegion *region) {
    OrrCompileInput input = {source, sizeof source - 1, "packed.py", ORR_COMPILE_MODULE, false, false};
    OrrCompileOutput output = {.region = region};
    assert_true(orr_compile(&input, &output));
    return output.image;
}

static void comes_back(void **state) {
    (void)state;
    OrrRegion region = {0};
    OrrBuffer first = {0}, second = {0};
    orr_code_pack(compile(&region), &first);
    const OrrCodeImage *back = orr_code_unpack((const uint8_t *)first.data, first.length, &region);
    assert_non_null(back);
    const char *why;
    uint32_t where;
    assert_true(orr_code_verify(back, &why, &where));
    orr_code_pack(back, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    orr_buffer_release(&first);
    orr_buffer_release(&second);
    orr_region_free(&region);
}

static void cut_or_changed(void **state) {
    (void)state;
    OrrRegion region = {0};
    OrrBuffer packed = {0};
    orr_code_pack(compile(&region), &packed);
    for (size_t length = 0; length < packed.length; length++) {
        uint8_t *cut = malloc(length + 1); /* so that a sanitizer sees the end */
        assert_non_null(cut);
        memcpy(cut, packed.data, length);
        OrrRegion scratch = {0};
        assert_null(orr_code_unpack(cut, length, &scratch));
        orr_region_free(&scratch);
        free(cut);
    }
    for (size_t at = 0; at < packed.length; at++) { /* whatever it gives, it must not overrun */
        OrrRegion scratch = {.max_bytes = 1u << 20};
        packed.data[at] = (char)(packed.data[at] ^ 0x41);
        (void)orr_code_unpack((const uint8_t *)packed.data, packed.length, &scratch);
        packed.data[at] = (char)(packed.data[at] ^ 0x41);
        orr_region_free(&scratch);
    }
    orr_buffer_release(&packed);
    orr_region_free(&region);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(comes_back), cmocka_unit_test(cut_or_changed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
