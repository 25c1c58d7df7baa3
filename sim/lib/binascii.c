/* Module binascii: base64, hexadecimal, checksums. */
#include <zlib.h>

#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"

static const OrrTypeSpec error_spec = {
    .name = "binascii.Error",
    .size = sizeof(OrrExceptionObject),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_EXCEPTION_SUB,
    .dict_offset = offsetof(OrrExceptionObject, dict),
};
static const OrrTypeSpec incomplete_spec = {
    .name = "binascii.Incomplete",
    .size = sizeof(OrrExceptionObject),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_EXCEPTION_SUB,
    .dict_offset = offsetof(OrrExceptionObject, dict),
};

/* Raises module.Error(text). */
static OrrValue fail(OrrVm *vm, OrrValue module, const char *text) {
    OrrValue name = orr_str_intern_cstring(vm, "Error");
    OrrValue type = name == ORR_NULL ? name : orr_getattr(vm, module, orr_as_str(name));
    orr_xrelease(vm, name);
    if (type == ORR_NULL) return ORR_NULL;
    orr_raise(vm, (OrrType *)orr_object(type), "%s", text);
    orr_release(vm, type);
    return ORR_NULL;
}

/* bytes-like, or a str of ASCII. */
static bool read_ascii(OrrVm *vm, OrrValue value, OrrByteView *view) {
    if (orr_is_str(value)) {
        const char *text = orr_str_ascii(orr_as_str(value));
        if (text == NULL)
            return orr_fail(vm, vm->exc.ValueError, "string argument should contain only ASCII characters");
        *view = (OrrByteView){(const uint8_t *)text, orr_as_str(value)->length};
        return true;
    }
    if (orr_byte_view(vm, value, view)) return true;
    return orr_fail(vm, vm->exc.TypeError, "argument should be bytes, buffer or ASCII string, not '%T'", value);
}

/* base64 */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit_value(uint8_t c) {
    const char *found = c == 0 ? NULL : memchr(alphabet, c, 64);
    return found == NULL ? -1 : (int)(found - alphabet);
}

static OrrValue b2a_base64(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"data", "newline", NULL};
    static const OrrSignature signature = {"b2a_base64", names, 1, 1, 1, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    OrrByteView view;
    (void)self;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    int newline = bound[1] == ORR_NULL ? 1 : orr_truth(vm, bound[1]);
    if (newline < 0 || !orr_byte_view_or_fail(vm, bound[0], &view)) return ORR_NULL;
    OrrBytes *out = orr_bytes_alloc(vm, (view.length + 2) / 3 * 4 + (size_t)newline);
    if (out == NULL) return ORR_NULL;
    size_t at = 0;
    for (size_t i = 0; i < view.length; i += 3) {
        size_t left = view.length - i;
        uint32_t word = (uint32_t)view.data[i] << 16 | (left > 1 ? (uint32_t)view.data[i + 1] << 8 : 0u) |
                        (left > 2 ? view.data[i + 2] : 0u);
        for (unsigned k = 0; k < 4; k++)
            out->data[at++] = k > left ? '=' : (uint8_t)alphabet[word >> (18 - 6 * k) & 63u];
    }
    if (newline) out->data[at++] = '\n';
    ORR_ASSERT(at == out->length);
    return orr_value(out);
}

typedef struct Decoder {
    OrrByteBuilder out;
    size_t digits;   /* seen so far */
    unsigned group;  /* digits in the present group of four */
    unsigned pads;   /* '=' in a row */
    uint8_t rest;    /* bits of the last digit that are not written yet */
    bool padding, done;
} Decoder;

/* NULL: go on. Else what is wrong; "" stands for a pending MemoryError. */
static const char *take(Decoder *d, uint8_t c, bool strict, bool first, bool last) {
    if (c == '=') {
        d->padding = true;
        if (strict && first) return "Leading padding not allowed";
        if (strict && d->group == 0) return "Excess data after padding";
        if (d->group >= 2 && d->group + ++d->pads >= 4) {
            if (strict && !last) return "Excess data after padding";
            d->done = true;
        } else if (strict && d->group == 1) {
            return NULL;
        }
        return NULL;
    }
    int value = digit_value(c);
    if (value < 0) return strict ? "Only base64 data is allowed" : NULL;
    if (strict && d->padding) return "Discontinuous padding not allowed";
    d->pads = 0;
    d->digits++;
    static const uint8_t kept[] = {0, 4, 2, 0};
    unsigned bits = (unsigned)value;
    bool good = true;
    if (d->group > 0) {
        unsigned shift = d->group * 2;
        good = orr_byte_builder_add_byte(&d->out, (uint8_t)((unsigned)d->rest << shift | bits >> (6 - shift)));
    }
    d->group = (d->group + 1) & 3u;
    unsigned mask = d->group == 0 ? 0u : d->group == 1 ? 63u : (1u << (unsigned)kept[d->group - 1]) - 1u;
    d->rest = (uint8_t)(bits & mask);
    return good ? NULL : "";
}

static const char *decode_all(Decoder *d, OrrByteView view, bool strict) {
    for (size_t i = 0; i < view.length && !d->done; i++) {
        const char *wrong = take(d, view.data[i], strict, i == 0, i + 1 == view.length);
        if (wrong != NULL) return wrong;
    }
    if (d->done || d->group == 0) return NULL;
    return d->group == 1 ? "one too many" : "Incorrect padding";
}

static OrrValue decode_base64(OrrVm *vm, OrrValue module, OrrByteView view, bool strict) {
    Decoder d = {.out = {.vm = vm}};
    const char *wrong = decode_all(&d, view, strict);
    if (wrong == NULL) return orr_byte_builder_finish(&d.out, NULL);
    orr_byte_builder_discard(&d.out);
    if (*wrong == 0) return ORR_NULL;
    if (strcmp(wrong, "one too many") != 0) return fail(vm, module, wrong);
    OrrValue text = orr_format(vm,
                               "Invalid base64-encoded string: number of data characters (%zu) cannot be 1 more "
                               "than a multiple of 4",
                               d.digits);
    if (text != ORR_NULL) fail(vm, module, orr_str_ascii(orr_as_str(text)));
    orr_xrelease(vm, text);
    return ORR_NULL;
}

static OrrValue a2b_base64(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"data", "strict_mode", NULL};
    static const OrrSignature signature = {"a2b_base64", names, 1, 1, 1, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    OrrByteView view;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    int strict = bound[1] == ORR_NULL ? 0 : orr_truth(vm, bound[1]);
    if (strict < 0 || !read_ascii(vm, bound[0], &view)) return ORR_NULL;
    return decode_base64(vm, self, view, strict);
}

/* Hexadecimal */

static OrrValue hexlify(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"data", "sep", "bytes_per_sep", NULL};
    static const OrrSignature signature = {"hexlify", names, 0, 3, 1, 3};
    OrrValue bound[3] = {ORR_NULL, ORR_NULL, ORR_NULL};
    (void)self;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrValue bytes = orr_bytes_from_buffer(vm, bound[0]);
    OrrValue name = bytes == ORR_NULL ? bytes : orr_str_intern_cstring(vm, "hex");
    OrrValue text = ORR_NULL;
    if (name != ORR_NULL)
        text = orr_call_method(vm, bytes, orr_as_str(name), bound + 1, bound[1] == ORR_NULL ? 0 : bound[2] == ORR_NULL ? 1 : 2);
    orr_xrelease(vm, name);
    orr_xrelease(vm, bytes);
    if (text == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_bytes_new(vm, orr_str_ascii(orr_as_str(text)), orr_as_str(text)->length);
    orr_release(vm, text);
    return result;
}

static int hex_value(uint8_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static OrrValue unhexlify(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrByteView view;
    (void)nargs, (void)kwnames;
    if (!read_ascii(vm, args[0], &view)) return ORR_NULL;
    if (view.length % 2 != 0) return fail(vm, self, "Odd-length string");
    OrrBytes *out = orr_bytes_alloc(vm, view.length / 2);
    for (size_t i = 0; out != NULL && i < out->length; i++) {
        int high = hex_value(view.data[2 * i]), low = hex_value(view.data[2 * i + 1]);
        if (high < 0 || low < 0) {
            orr_release_object(vm, out);
            return fail(vm, self, "Non-hexadecimal digit found");
        }
        out->data[i] = (uint8_t)(high << 4 | low);
    }
    return out == NULL ? ORR_NULL : orr_value(out);
}

/* Checksums */

static bool read_start(OrrVm *vm, const OrrValue *args, size_t nargs, uint32_t otherwise, OrrByteView *view,
                       uint32_t *start) {
    int64_t n = otherwise;
    if (nargs > 1 && !orr_to_index(vm, args[1], vm->exc.OverflowError, &n)) return false;
    *start = (uint32_t)n;
    return orr_byte_view_or_fail(vm, args[0], view);
}

static OrrValue checksum_crc32(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrByteView view;
    uint32_t start;
    (void)self, (void)kwnames;
    if (!read_start(vm, args, nargs, 0, &view, &start)) return ORR_NULL;
    return orr_int(vm, (int64_t)crc32_z(start, view.data, view.length));
}

/* The CRC of binhex: polynomial x^16 + x^12 + x^5 + 1. */
static OrrValue crc_hqx(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrByteView view;
    uint32_t crc;
    (void)self, (void)kwnames;
    if (!read_start(vm, args, nargs, 0, &view, &crc)) return ORR_NULL;
    crc &= 0xFFFFu;
    for (size_t i = 0; i < view.length; i++) {
        crc ^= (uint32_t)view.data[i] << 8;
        for (unsigned k = 0; k < 8; k++) crc = (crc << 1 ^ (crc & 0x8000u ? 0x1021u : 0u)) & 0xFFFFu;
    }
    return orr_int(vm, (int64_t)crc);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_KEYWORDS("a2b_base64", a2b_base64),
    ORR_DEF_ONE("a2b_hex", unhexlify),
    ORR_DEF_KEYWORDS("b2a_base64", b2a_base64),
    ORR_DEF_KEYWORDS("b2a_hex", hexlify),
    ORR_DEF_RANGE("crc32", checksum_crc32, 1, 2),
    ORR_DEF_RANGE("crc_hqx", crc_hqx, 2, 2),
    ORR_DEF_KEYWORDS("hexlify", hexlify),
    ORR_DEF_ONE("unhexlify", unhexlify),
    ORR_DEF_END,
};

OrrValue orr_lib_binascii(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "binascii");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_type(vm, module, &error_spec, vm->exc.ValueError) != NULL &&
        orr_module_add_type(vm, module, &incomplete_spec, vm->exc.Exception) != NULL &&
        orr_module_add_functions(vm, module, methods))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}
