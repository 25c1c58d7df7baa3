/* UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError. */
#include "sim/vm/exception_internal.h"

#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"

/* Attributes. */

static bool set_text(OrrVm *vm, OrrValue self, unsigned field, OrrValue value, const char *name) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.AttributeError, "%s", name);
    orr_exception_set_field(vm, self, field, value);
    return true;
}

static bool set_index(OrrVm *vm, OrrValue self, unsigned field, OrrValue value) {
    if (value == ORR_NULL) return orr_fail(vm, vm->exc.TypeError, "can't delete numeric/char attribute");
    int64_t index;
    if (!orr_is_int(vm, value)) return orr_fail(vm, vm->exc.TypeError, "an integer is required");
    if (!orr_to_index(vm, value, vm->exc.OverflowError, &index)) return false;
    orr_exception_set_field(vm, self, field, value);
    return true;
}

#define GETTER(NAME, FIELD)                                                                                            \
    static OrrValue NAME##_get(OrrVm *vm, OrrValue self) {                                                             \
        (void)vm;                                                                                                      \
        return orr_exception_field(self, FIELD);                                                                       \
    }
#define TEXT(NAME, FIELD)                                                                                              \
    GETTER(NAME, FIELD)                                                                                                \
    static bool NAME##_set(OrrVm *vm, OrrValue self, OrrValue value) {                                                 \
        return set_text(vm, self, FIELD, value, #NAME);                                                                \
    }
#define INDEX(NAME, FIELD)                                                                                             \
    GETTER(NAME, FIELD)                                                                                                \
    static bool NAME##_set(OrrVm *vm, OrrValue self, OrrValue value) {                                                 \
        return set_index(vm, self, FIELD, value);                                                                      \
    }
TEXT(encoding, ORR_EXC_UNICODE_ENCODING)
TEXT(object, ORR_EXC_UNICODE_OBJECT)
INDEX(start, ORR_EXC_UNICODE_START)
INDEX(end, ORR_EXC_UNICODE_END)
TEXT(reason, ORR_EXC_UNICODE_REASON)

static const OrrGetSetDef getsets[] = {
    ORR_EXCEPTION_GETSET("encoding", encoding), ORR_EXCEPTION_GETSET("object", object),
    ORR_EXCEPTION_GETSET("start", start),       ORR_EXCEPTION_GETSET("end", end),
    ORR_EXCEPTION_GETSET("reason", reason),     {NULL, NULL, NULL},
};

/* Constructors. */

/* The argument at position (from 1) as what the field holds: new, or ORR_NULL. */
static OrrValue converted(OrrVm *vm, unsigned field, size_t position, OrrValue arg, bool decoding) {
    if (field == ORR_EXC_UNICODE_START || field == ORR_EXC_UNICODE_END) {
        int64_t index;
        return orr_to_index(vm, arg, vm->exc.OverflowError, &index) ? orr_int(vm, index) : ORR_NULL;
    }
    if (field == ORR_EXC_UNICODE_OBJECT && decoding) return orr_bytes_from_buffer(vm, arg);
    if (orr_is_str(arg)) return orr_retain(arg);
    return orr_raise(vm, vm->exc.TypeError, "argument %zu must be str, not %T", position, arg);
}

/* Sets the fields from first on. decoding: the object is bytes-like and is kept as bytes. */
static bool fill(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, unsigned first, bool decoding) {
    size_t wanted = ORR_EXC_UNICODE_REASON + 1 - first;
    if (nargs != wanted)
        return orr_fail(vm, vm->exc.TypeError, "function takes exactly %zu arguments (%zu given)", wanted, nargs);
    for (size_t i = 0; i < nargs; i++) {
        OrrValue value = converted(vm, first + (unsigned)i, i + 1, args[i], decoding);
        if (value == ORR_NULL) return false;
        orr_set_slot(vm, &orr_as_exception(self)->fields[first + i], value);
    }
    return true;
}

static bool decode_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return orr_exception_base_init(vm, self, args, nargs, kwnames) && fill(vm, self, args, nargs, 0, true);
}
static bool encode_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return orr_exception_base_init(vm, self, args, nargs, kwnames) && fill(vm, self, args, nargs, 0, false);
}
static bool translate_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return orr_exception_base_init(vm, self, args, nargs, kwnames) && fill(vm, self, args, nargs, 1, false);
}

/* Texts. */

typedef struct Place {
    int64_t start, last; /* clamped to the object; last is included */
} Place;

/* Where in an object of that length the trouble is. */
static Place place_in(const OrrExceptionObject *e, size_t length) {
    Place place = {0, 0};
    int64_t end = 0, size = (int64_t)length;
    orr_int_to_i64(e->fields[ORR_EXC_UNICODE_START], &place.start);
    orr_int_to_i64(e->fields[ORR_EXC_UNICODE_END], &end);
    if (place.start < 0) place.start = 0;
    if (place.start >= size) place.start = size == 0 ? 0 : size - 1;
    if (end < 1) end = 1;
    if (end > size) end = size;
    place.last = end - 1;
    return place;
}

static OrrValue hex(OrrVm *vm, const char *prefix, uint32_t n, unsigned digits) {
    char text[12];
    size_t at = sizeof text;
    text[--at] = 0;
    for (unsigned i = 0; i < digits; i++, n >>= 4) text[--at] = "0123456789abcdef"[n & 15];
    return orr_format(vm, "%s%s", prefix, text + at);
}

static OrrValue decode_str(OrrVm *vm, OrrValue self) {
    const OrrExceptionObject *e = orr_as_exception(self);
    OrrValue object = e->fields[ORR_EXC_UNICODE_OBJECT];
    OrrByteView view;
    if (object == ORR_NULL || !orr_byte_view(vm, object, &view)) return orr_retain(vm->empty_str);
    OrrValue encoding = e->fields[ORR_EXC_UNICODE_ENCODING], reason = e->fields[ORR_EXC_UNICODE_REASON];
    Place place = place_in(e, view.length);
    if (view.length == 0 || place.start != place.last)
        return orr_format(vm, "'%S' codec can't decode bytes in position %ld-%ld: %S", encoding, place.start,
                          place.last, reason);
    OrrValue byte = hex(vm, "0x", view.data[place.start], 2);
    if (byte == ORR_NULL) return ORR_NULL;
    OrrValue text = orr_format(vm, "'%S' codec can't decode byte %S in position %ld: %S", encoding, byte, place.start,
                               reason);
    orr_release(vm, byte);
    return text;
}

/* encode and translate: what is "'utf-8' codec can't encode" or "can't translate". */
static OrrValue text_error(OrrVm *vm, const OrrExceptionObject *e, OrrValue what) {
    OrrStr *object = orr_as_str(e->fields[ORR_EXC_UNICODE_OBJECT]);
    OrrValue reason = e->fields[ORR_EXC_UNICODE_REASON];
    Place place = place_in(e, object->length);
    if (object->length == 0 || place.start != place.last)
        return orr_format(vm, "%S characters in position %ld-%ld: %S", what, place.start, place.last, reason);
    uint32_t c = orr_str_at(object, (size_t)place.start);
    OrrValue code = c < 0x100     ? hex(vm, "\\x", c, 2)
                    : c < 0x10000 ? hex(vm, "\\u", c, 4)
                                  : hex(vm, "\\U", c, 8);
    if (code == ORR_NULL) return ORR_NULL;
    OrrValue text = orr_format(vm, "%S character '%S' in position %ld: %S", what, code, place.start, reason);
    orr_release(vm, code);
    return text;
}

static OrrValue encode_str(OrrVm *vm, OrrValue self) {
    const OrrExceptionObject *e = orr_as_exception(self);
    if (e->fields[ORR_EXC_UNICODE_OBJECT] == ORR_NULL || !orr_is_str(e->fields[ORR_EXC_UNICODE_OBJECT]))
        return orr_retain(vm->empty_str);
    OrrValue what = orr_format(vm, "'%S' codec can't encode", e->fields[ORR_EXC_UNICODE_ENCODING]);
    if (what == ORR_NULL) return ORR_NULL;
    OrrValue text = text_error(vm, e, what);
    orr_release(vm, what);
    return text;
}

static OrrValue translate_str(OrrVm *vm, OrrValue self) {
    const OrrExceptionObject *e = orr_as_exception(self);
    if (e->fields[ORR_EXC_UNICODE_OBJECT] == ORR_NULL || !orr_is_str(e->fields[ORR_EXC_UNICODE_OBJECT]))
        return orr_retain(vm->empty_str);
    OrrValue what = orr_str_from_cstring(vm, "can't translate");
    if (what == ORR_NULL) return ORR_NULL;
    OrrValue text = text_error(vm, e, what);
    orr_release(vm, what);
    return text;
}

const OrrTypeSpec orr_unicode_decode_error_spec = {ORR_EXCEPTION_SPEC("UnicodeDecodeError"),
                                                   .slots = {.init = decode_init, .str = decode_str},
                                                   .getsets = getsets};
const OrrTypeSpec orr_unicode_encode_error_spec = {ORR_EXCEPTION_SPEC("UnicodeEncodeError"),
                                                   .slots = {.init = encode_init, .str = encode_str},
                                                   .getsets = getsets};
const OrrTypeSpec orr_unicode_translate_error_spec = {ORR_EXCEPTION_SPEC("UnicodeTranslateError"),
                                                      .slots = {.init = translate_init, .str = translate_str},
                                                      .getsets = getsets};
