/* Codec names, and bytes to text. Encoding is in codec_encode.c. */
#include "sim/vm/codec_internal.h"

#include "sim/vm/bytes.h"

/* Names. */

typedef struct Alias {
    const char *name; /* lower case, runs of punctuation as one '_' */
    OrrCodec codec;
} Alias;

static const Alias aliases[] = {
    {"utf_8", ORR_CODEC_UTF8},           {"utf8", ORR_CODEC_UTF8},
    {"u8", ORR_CODEC_UTF8},              {"utf", ORR_CODEC_UTF8},
    {"cp65001", ORR_CODEC_UTF8},         {"utf_8_sig", ORR_CODEC_UTF8_SIG},
    {"ascii", ORR_CODEC_ASCII},          {"us_ascii", ORR_CODEC_ASCII},
    {"646", ORR_CODEC_ASCII},            {"us", ORR_CODEC_ASCII},
    {"iso646_us", ORR_CODEC_ASCII},      {"cp367", ORR_CODEC_ASCII},
    {"latin_1", ORR_CODEC_LATIN1},       {"latin1", ORR_CODEC_LATIN1},
    {"latin", ORR_CODEC_LATIN1},         {"l1", ORR_CODEC_LATIN1},
    {"iso_8859_1", ORR_CODEC_LATIN1},    {"iso8859_1", ORR_CODEC_LATIN1},
    {"iso8859", ORR_CODEC_LATIN1},       {"8859", ORR_CODEC_LATIN1},
    {"cp819", ORR_CODEC_LATIN1},         {"utf_16", ORR_CODEC_UTF16},
    {"utf16", ORR_CODEC_UTF16},          {"u16", ORR_CODEC_UTF16},
    {"utf_16_le", ORR_CODEC_UTF16_LE},   {"utf_16le", ORR_CODEC_UTF16_LE},
    {"utf_16_be", ORR_CODEC_UTF16_BE},   {"utf_16be", ORR_CODEC_UTF16_BE},
    {"utf_32", ORR_CODEC_UTF32},         {"utf32", ORR_CODEC_UTF32},
    {"u32", ORR_CODEC_UTF32},            {"utf_32_le", ORR_CODEC_UTF32_LE},
    {"utf_32le", ORR_CODEC_UTF32_LE},    {"utf_32_be", ORR_CODEC_UTF32_BE},
    {"utf_32be", ORR_CODEC_UTF32_BE},
};

/* Writes the normal form of name; false if it is too long for any. */
static bool normalise(const OrrStr *name, char out[24]) {
    size_t length = 0;
    bool gap = false;
    for (size_t i = 0; i < name->length; i++) {
        uint32_t c = orr_str_at(name, i);
        if (c >= 'A' && c <= 'Z') c += 32;
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
        if (!plain) {
            gap = true;
            continue;
        }
        if (length >= 20) return false;
        if (gap && length > 0) out[length++] = '_';
        gap = false;
        out[length++] = (char)c;
    }
    out[length] = 0;
    return true;
}

static bool unknown_encoding(OrrVm *vm, OrrStr *name) {
    return orr_fail(vm, vm->exc.LookupError, "unknown encoding: %U", name);
}

bool orr_codec_find(OrrVm *vm, OrrValue encoding, OrrCodec *codec) {
    *codec = ORR_CODEC_UTF8;
    if (encoding == ORR_NULL) return true;
    OrrStr *name = orr_as_str(encoding);
    for (size_t i = 0; i < name->length; i++) {
        if (orr_str_at(name, i) == 0) return orr_fail(vm, vm->exc.ValueError, "embedded null character");
    }
    char normal[24];
    if (!normalise(name, normal)) return unknown_encoding(vm, name);
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (strcmp(aliases[i].name, normal) == 0) {
            *codec = aliases[i].codec;
            return true;
        }
    }
    return unknown_encoding(vm, name);
}

OrrCodecErrors orr_codec_errors(OrrValue errors) {
    static const char *const names[] = {"strict",           "ignore",          "replace",          "backslashreplace",
                                        "xmlcharrefreplace", "surrogateescape", "surrogatepass"};
    if (errors == ORR_NULL) return ORR_ERRORS_STRICT;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (orr_str_equals_cstring(orr_as_str(errors), names[i])) return (OrrCodecErrors)i;
    }
    return ORR_ERRORS_UNKNOWN;
}

static bool want_name(OrrVm *vm, const char *function, const char *what, OrrValue value) {
    if (value == ORR_NULL || orr_is_str(value)) return true;
    if (value == ORR_NONE)
        return orr_fail(vm, vm->exc.TypeError, "%s() argument '%s' must be str, not None", function, what);
    return orr_fail(vm, vm->exc.TypeError, "%s() argument '%s' must be str, not %T", function, what, value);
}

bool orr_want_codec_names(OrrVm *vm, const char *function, OrrValue encoding, OrrValue errors) {
    return want_name(vm, function, "encoding", encoding) && want_name(vm, function, "errors", errors);
}

/* Decoding. */

typedef struct Decoder {
    OrrVm *vm;
    OrrValue object;
    const char *name; /* of the codec, for the error */
    OrrValue errors;
    OrrCodec codec;
    const uint8_t *data;
    size_t length, at;
    bool big_endian;
    OrrStrBuilder out;
} Decoder;

static bool raise_decode_error(Decoder *d, size_t end, const char *reason) {
    OrrVm *vm = d->vm;
    OrrValue args[5] = {orr_str_from_cstring(vm, d->name), orr_bytes_new(vm, d->data, d->length),
                        orr_small_int((int64_t)d->at), orr_small_int((int64_t)end), orr_str_from_cstring(vm, reason)};
    if (args[0] != ORR_NULL && args[1] != ORR_NULL && args[4] != ORR_NULL) {
        OrrValue e = orr_exception_new(vm, vm->exc.UnicodeDecodeError, args, 5);
        if (e != ORR_NULL) orr_raise_value(vm, e);
    }
    for (size_t i = 0; i < 5; i++) orr_xrelease(vm, args[i]);
    return false;
}

static bool add_hex_bytes(Decoder *d, size_t end) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = d->at; i < end; i++) {
        const char text[] = {'\\', 'x', digits[d->data[i] >> 4], digits[d->data[i] & 15], 0};
        if (!orr_builder_add_cstring(&d->out, text)) return false;
    }
    return true;
}

/* surrogateescape: bytes from 0x80 become U+DC80..U+DCFF. */
static bool escape_bytes(Decoder *d, size_t end, const char *reason) {
    size_t i = d->at;
    for (; i < end && d->data[i] >= 0x80; i++) {
        if (!orr_builder_add_char(&d->out, 0xDC00u + d->data[i])) return false;
    }
    if (i == d->at) return raise_decode_error(d, end, reason);
    d->at = i;
    return true;
}

static uint32_t unit16(const Decoder *d, size_t at) {
    const uint8_t *p = d->data + at;
    return d->big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static uint32_t unit32(const Decoder *d, size_t at) {
    const uint8_t *p = d->data + at;
    return d->big_endian ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
                         : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* surrogatepass: an encoded surrogate is what it stands for. */
static bool pass_surrogate(Decoder *d, size_t end, const char *reason) {
    uint32_t c = 0;
    size_t step = 0, left = d->length - d->at;
    if (d->codec == ORR_CODEC_UTF8 || d->codec == ORR_CODEC_UTF8_SIG) {
        step = orr_utf8_decode(d->data + d->at, left, &c);
    } else if (d->codec >= ORR_CODEC_UTF32) {
        if (left >= 4) c = unit32(d, d->at);
        step = 4;
    } else if (d->codec >= ORR_CODEC_UTF16) {
        if (left >= 2) c = unit16(d, d->at);
        step = 2;
    }
    if (c < 0xD800 || c > 0xDFFF) return raise_decode_error(d, end, reason);
    d->at += step;
    return orr_builder_add_char(&d->out, c);
}

/* What is from d->at to end can't be decoded: does as the error handler says, and moves d->at behind. */
static bool bad_bytes(Decoder *d, size_t end, const char *reason) {
    OrrVm *vm = d->vm;
    bool good = true;
    switch (orr_codec_errors(d->errors)) {
    case ORR_ERRORS_STRICT: return raise_decode_error(d, end, reason);
    case ORR_ERRORS_IGNORE: break;
    case ORR_ERRORS_REPLACE: good = orr_builder_add_char(&d->out, 0xFFFD); break;
    case ORR_ERRORS_BACKSLASH: good = add_hex_bytes(d, end); break;
    case ORR_ERRORS_ESCAPE: return escape_bytes(d, end, reason);
    case ORR_ERRORS_PASS: return pass_surrogate(d, end, reason);
    case ORR_ERRORS_XML:
        return orr_fail(vm, vm->exc.TypeError, "don't know how to handle UnicodeDecodeError in error callback");
    default: return orr_fail(vm, vm->exc.LookupError, "unknown error handler name '%S'", d->errors);
    }
    d->at = end;
    return good;
}

static bool decode_below(Decoder *d, uint32_t limit, const char *reason) {
    while (d->at < d->length) {
        uint8_t byte = d->data[d->at];
        if (byte < limit) {
            if (!orr_builder_add_char(&d->out, byte)) return false;
            d->at++;
        } else if (!bad_bytes(d, d->at + 1, reason)) {
            return false;
        }
    }
    return true;
}

/* The bytes that may follow the first of a sequence, as Unicode's table 3-7 has them. */
static bool second_fits(uint8_t first, uint8_t second) {
    uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
}

/* At an invalid sequence of UTF-8: how far it reaches and why. */
static bool bad_utf8(Decoder *d) {
    const uint8_t *p = d->data + d->at;
    size_t left = d->length - d->at;
    size_t needed = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2, good = 1;
    if (p[0] < 0xC2 || p[0] > 0xF4) return bad_bytes(d, d->at + 1, "invalid start byte");
    while (good < needed && good < left && (good == 1 ? second_fits(p[0], p[1]) : (p[good] & 0xC0) == 0x80)) good++;
    if (good == left) return bad_bytes(d, d->length, "unexpected end of data");
    return bad_bytes(d, d->at + good, "invalid continuation byte");
}

static bool decode_utf8(Decoder *d) {
    while (d->at < d->length) {
        uint32_t c;
        size_t step = orr_utf8_decode(d->data + d->at, d->length - d->at, &c);
        if (step == 0 || (c >= 0xD800 && c <= 0xDFFF)) {
            if (!bad_utf8(d)) return false;
            continue;
        }
        if (!orr_builder_add_char(&d->out, c)) return false;
        d->at += step;
    }
    return true;
}

static bool decode_utf16(Decoder *d) {
    while (d->at < d->length) {
        size_t left = d->length - d->at;
        bool good;
        uint32_t c = left < 2 ? 0 : unit16(d, d->at);
        if (left < 2) {
            good = bad_bytes(d, d->length, "truncated data");
        } else if (c < 0xD800 || c > 0xDFFF) {
            good = orr_builder_add_char(&d->out, c);
            d->at += 2;
        } else if (c >= 0xDC00) {
            good = bad_bytes(d, d->at + 2, "illegal encoding");
        } else if (left < 4) {
            good = bad_bytes(d, d->length, "unexpected end of data");
        } else if (unit16(d, d->at + 2) < 0xDC00 || unit16(d, d->at + 2) > 0xDFFF) {
            good = bad_bytes(d, d->at + 2, "illegal UTF-16 surrogate");
        } else {
            good = orr_builder_add_char(&d->out,
                                        0x10000u + ((c - 0xD800u) << 10) + (unit16(d, d->at + 2) - 0xDC00u));
            d->at += 4;
        }
        if (!good) return false;
    }
    return true;
}

static bool decode_utf32(Decoder *d) {
    while (d->at < d->length) {
        bool good;
        uint32_t c = d->length - d->at < 4 ? 0 : unit32(d, d->at);
        if (d->length - d->at < 4) {
            good = bad_bytes(d, d->length, "truncated data");
        } else if (c > ORR_MAX_CODE_POINT) {
            good = bad_bytes(d, d->at + 4, "code point not in range(0x110000)");
        } else if (c >= 0xD800 && c <= 0xDFFF) {
            good = bad_bytes(d, d->at + 4, "code point in surrogate code point range(0xd800, 0xe000)");
        } else {
            good = orr_builder_add_char(&d->out, c);
            d->at += 4;
        }
        if (!good) return false;
    }
    return true;
}

/* Skips a byte order mark of UTF-16 or UTF-32 and goes by it. */
static void read_mark(Decoder *d) {
    size_t unit = d->codec == ORR_CODEC_UTF16 ? 2 : 4;
    if (d->length < unit) return;
    for (int big = 0; big < 2; big++) {
        d->big_endian = big;
        if ((unit == 2 ? unit16(d, 0) : unit32(d, 0)) == 0xFEFF) {
            d->at = unit;
            return;
        }
    }
    d->big_endian = false;
}

static bool decode_all(Decoder *d) {
    switch (d->codec) {
    case ORR_CODEC_ASCII: return decode_below(d, 0x80, "ordinal not in range(128)");
    case ORR_CODEC_LATIN1: return decode_below(d, 0x100, "");
    case ORR_CODEC_UTF8: return decode_utf8(d);
    case ORR_CODEC_UTF8_SIG:
        if (d->length >= 3 && memcmp(d->data, "\xEF\xBB\xBF", 3) == 0) d->at = 3;
        return decode_utf8(d);
    case ORR_CODEC_UTF16: case ORR_CODEC_UTF16_LE: case ORR_CODEC_UTF16_BE: return decode_utf16(d);
    default: return decode_utf32(d);
    }
}

/* CPython's names in errors: those of decoders say which byte order was used. */
static const char *decoder_name(const Decoder *d) {
    switch (d->codec) {
    case ORR_CODEC_ASCII: return "ascii";
    case ORR_CODEC_LATIN1: return "latin-1";
    case ORR_CODEC_UTF8: case ORR_CODEC_UTF8_SIG: return "utf-8";
    case ORR_CODEC_UTF16: case ORR_CODEC_UTF16_LE: case ORR_CODEC_UTF16_BE:
        return d->big_endian ? "utf-16-be" : "utf-16-le";
    default: return d->big_endian ? "utf-32-be" : "utf-32-le";
    }
}

OrrValue orr_decode(OrrVm *vm, OrrValue object, OrrValue encoding, OrrValue errors) {
    OrrByteView view;
    if (!orr_byte_view_or_fail(vm, object, &view)) return ORR_NULL;
    if (view.length == 0) return orr_retain(vm->empty_str);
    Decoder d = {.vm = vm, .object = object, .errors = errors, .data = view.data, .length = view.length};
    if (!orr_codec_find(vm, encoding, &d.codec)) return ORR_NULL;
    bool narrow = d.codec == ORR_CODEC_UTF8 || d.codec == ORR_CODEC_ASCII;
    if (d.codec == ORR_CODEC_LATIN1 || (narrow && orr_units_widest(view.data, 1, view.length) < 0x80))
        return orr_str_from_units(vm, view.data, 1, view.length);
    d.big_endian = d.codec == ORR_CODEC_UTF16_BE || d.codec == ORR_CODEC_UTF32_BE;
    if (d.codec == ORR_CODEC_UTF16 || d.codec == ORR_CODEC_UTF32) read_mark(&d);
    d.name = decoder_name(&d);
    orr_builder_init(&d.out, vm);
    if (decode_all(&d)) return orr_builder_finish(&d.out);
    orr_builder_discard(&d.out);
    return ORR_NULL;
}
