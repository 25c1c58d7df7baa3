/* The methods that bytes and bytearray share, and what their files share. Private to them.
 *
 * A method works on a view of self, which program code may change under it if self is a bytearray: so arguments are
 * converted first and the view is taken last. Results are of self's kind. */
#ifndef ORR_VM_BYTES_METHODS_H
#define ORR_VM_BYTES_METHODS_H

#include "sim/vm/bytes.h"
#include "sim/vm/str_methods.h"

#define ORR_BYTES_METHOD(name)                                                                                         \
    OrrValue name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames)

/* The bytes of self, which is bytes or bytearray. */
OrrByteView orr_bytes_view_of(OrrValue self);
/* bytes or bytearray, as self is. */
OrrValue orr_bytes_like(OrrVm *vm, OrrValue self, const void *data, size_t length);
/* An int in range(256); ValueError "byte must be in range(0, 256)". */
bool orr_read_byte(OrrVm *vm, OrrValue value, uint8_t *byte);
/* Writes repr's text of the bytes with b and quotes; always_escape: ' is escaped within " too. */
bool orr_builder_add_bytes_repr(OrrStrBuilder *b, const uint8_t *data, size_t length, bool always_escape);
/* bytes(source, encoding, errors): what it holds. is_array: for a bytearray's messages. New bytes, or ORR_NULL. */
OrrValue orr_bytes_from_source(OrrVm *vm, const OrrValue *args, size_t nargs, OrrValue kwnames, bool is_array);
/* From an iterable of ints, or ORR_NULL. */
OrrValue orr_bytes_from_iterable(OrrVm *vm, OrrValue iterable, bool is_array);

int orr_bytes_contains(OrrVm *vm, OrrValue self, OrrValue item);
OrrValue orr_bytes_add(OrrVm *vm, OrrValue left, OrrValue right);
OrrValue orr_bytes_repeat(OrrVm *vm, OrrValue left, OrrValue right);
OrrValue orr_bytes_percent(OrrVm *vm, OrrValue left, OrrValue right);
OrrValue orr_bytes_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op);
OrrValue orr_bytes_getitem(OrrVm *vm, OrrValue self, OrrValue key);
OrrValue orr_bytearray_iter(OrrVm *vm, OrrValue self);

/* The shared part of both method tables: bytes_find.c, bytes_split.c, bytes_edit.c, bytes_text.c */
#define ORR_BYTES_METHODS(METHOD)                                                                                      \
    METHOD(RANGE3, "find", find) METHOD(RANGE3, "rfind", rfind) METHOD(RANGE3, "index", index)                         \
    METHOD(RANGE3, "rindex", rindex) METHOD(RANGE3, "count", count) METHOD(RANGE3, "startswith", startswith)           \
    METHOD(RANGE3, "endswith", endswith) METHOD(KEYWORDS, "split", split) METHOD(KEYWORDS, "rsplit", rsplit)           \
    METHOD(KEYWORDS, "splitlines", splitlines) METHOD(ONE, "partition", partition)                                     \
    METHOD(ONE, "rpartition", rpartition) METHOD(ONE, "join", join) METHOD(OPTIONAL, "strip", strip)                   \
    METHOD(OPTIONAL, "lstrip", lstrip) METHOD(OPTIONAL, "rstrip", rstrip) METHOD(ONE, "removeprefix", removeprefix)    \
    METHOD(ONE, "removesuffix", removesuffix) METHOD(RANGE23, "replace", replace) METHOD(RANGE2, "center", center)     \
    METHOD(RANGE2, "ljust", ljust) METHOD(RANGE2, "rjust", rjust) METHOD(ONE, "zfill", zfill)                          \
    METHOD(KEYWORDS, "expandtabs", expandtabs) METHOD(KEYWORDS, "translate", translate) METHOD(NONE, "upper", upper)   \
    METHOD(NONE, "lower", lower) METHOD(NONE, "title", title) METHOD(NONE, "capitalize", capitalize)                   \
    METHOD(NONE, "swapcase", swapcase) METHOD(NONE, "isalpha", isalpha) METHOD(NONE, "isalnum", isalnum)               \
    METHOD(NONE, "isascii", isascii) METHOD(NONE, "isdigit", isdigit) METHOD(NONE, "isspace", isspace)                 \
    METHOD(NONE, "islower", islower) METHOD(NONE, "isupper", isupper) METHOD(NONE, "istitle", istitle)                 \
    METHOD(KEYWORDS, "hex", hex) METHOD(KEYWORDS, "decode", decode)

#define ORR_BYTES_DECLARE(arity, name, function) ORR_BYTES_METHOD(orr_bytes_method_##function);
ORR_BYTES_METHODS(ORR_BYTES_DECLARE)
ORR_BYTES_METHOD(orr_bytes_method_maketrans);
ORR_BYTES_METHOD(orr_bytes_method_fromhex); /* of the class */

#define ORR_BYTES_ENTRY(arity, name, function) ORR_BYTES_ENTRY_##arity(name, orr_bytes_method_##function),
#define ORR_BYTES_ENTRY_NONE(name, f)     ORR_DEF_NONE(name, f)
#define ORR_BYTES_ENTRY_ONE(name, f)      ORR_DEF_ONE(name, f)
#define ORR_BYTES_ENTRY_OPTIONAL(name, f) ORR_DEF_RANGE(name, f, 0, 1)
#define ORR_BYTES_ENTRY_RANGE2(name, f)   ORR_DEF_RANGE(name, f, 1, 2)
#define ORR_BYTES_ENTRY_RANGE23(name, f)  ORR_DEF_RANGE(name, f, 2, 3)
#define ORR_BYTES_ENTRY_RANGE3(name, f)   ORR_DEF_RANGE(name, f, 1, 3)
#define ORR_BYTES_ENTRY_KEYWORDS(name, f) ORR_DEF_KEYWORDS(name, f)

#endif
