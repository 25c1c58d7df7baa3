/* Text to bytes. */
#include "sim/vm/bytes.h"
#include "sim/vm/codec_internal.h"

typedef struct Encoder {
    OrrVm *vm;
    OrrValue text;
    const OrrStr *s;
    OrrValue errors;
    OrrCodec codec;
    size_t at;
    OrrByteBuilder out;
} Encoder;

static bool is_surrogate(uint32_t c) {
    return c >= 0xD800 && c <= 0xDFFF;
}

static bool add_unit(Encoder *e, uint32_t unit, size_t bytes, bool big_endian) {
    uint8_t data[4];
    for (size_t i = 0; i < bytes; i++) data[big_endian ? bytes - 1 - i : i] = (uint8_t)(unit >> 8 * i);
    return orr_byte_builder_add(&e->out, data, bytes);
}

/* Writes c, which the codec can express (or is a surrogate that is let pass). */
static bool add_code(Encoder *e, uint32_t c) {
    uint8_t data[4];
    switch (e->codec) {
    case ORR_CODEC_ASCII: case ORR_CODEC_LATIN1: return orr_byte_builder_add_byte(&e->out, (uint8_t)c);
    case ORR_CODEC_UTF8: case ORR_CODEC_UTF8_SIG:
        return orr_byte_builder_add(&e->out, data, orr_utf8_encode(c, data));
    case ORR_CODEC_UTF16: case ORR_CODEC_UTF16_LE: case ORR_CODEC_UTF16_BE: {
        bool big = e->codec == ORR_CODEC_UTF16_BE;
        if (c < 0x10000) return add_unit(e, c, 2, big);
        return add_unit(e, 0xD800u + ((c - 0x10000u) >> 10), 2, big) && add_unit(e, 0xDC00u + (c & 0x3FFu), 2, big);
    }
    default: return add_unit(e, c, 4, e->codec == ORR_CODEC_UTF32_BE);
    }
}

static bool add_ascii(Encoder *e, const char *text) {
    for (; *text != 0; text++) {
        if (!add_code(e, (uint8_t)*text)) return false;
    }
    return true;
}

static bool can_encode(const Encoder *e, uint32_t c) {
    if (e->codec == ORR_CODEC_ASCII) return c < 0x80;
    if (e->codec == ORR_CODEC_LATIN1) return c < 0x100;
    return !is_surrogate(c);
}

static const char *const names[] = {"utf-8",     "utf-8",     "ascii",  "latin-1",   "utf-16",
                                    "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"};

static const char *reason(const Encoder *e) {
    if (e->codec == ORR_CODEC_ASCII) return "ordinal not in range(128)";
    return e->codec == ORR_CODEC_LATIN1 ? "ordinal not in range(256)" : "surrogates not allowed";
}

static bool raise_encode_error(Encoder *e, size_t end) {
    OrrVm *vm = e->vm;
    OrrValue args[5] = {orr_str_from_cstring(vm, names[e->codec]), orr_retain(e->text), orr_small_int((int64_t)e->at),
                        orr_small_int((int64_t)end), orr_str_from_cstring(vm, reason(e))};
    if (args[0] != ORR_NULL && args[4] != ORR_NULL) {
        OrrValue exception = orr_exception_new(vm, vm->exc.UnicodeEncodeError, args, 5);
        if (exception != ORR_NULL) orr_raise_value(vm, exception);
    }
    for (size_t i = 0; i < 5; i++) orr_xrelease(vm, args[i]);
    return false;
}

static bool add_backslash(Encoder *e, uint32_t c) {
    char text[11] = "\\x";
    unsigned digits = 2;
    if (c >= 0x100) {
        text[1] = c < 0x10000 ? 'u' : 'U';
        digits = c < 0x10000 ? 4 : 8;
    }
    for (unsigned i = 0; i < digits; i++) text[2 + i] = "0123456789abcdef"[c >> 4 * (digits - 1 - i) & 15];
    text[2 + digits] = 0;
    return add_ascii(e, text);
}

static bool add_reference(Encoder *e, uint32_t c) {
    char digits[12];
    size_t at = sizeof digits;
    digits[--at] = 0;
    digits[--at] = ';';
    do digits[--at] = (char)('0' + c % 10);
    while ((c /= 10) != 0);
    return add_ascii(e, "&#") && add_ascii(e, digits + at);
}

/* What stands for one character that can't be encoded. *raise: nothing does. */
static bool add_substitute(Encoder *e, OrrCodecErrors handler, uint32_t c, bool *raise) {
    bool wide = e->codec >= ORR_CODEC_UTF16;
    switch (handler) {
    case ORR_ERRORS_IGNORE: return true;
    case ORR_ERRORS_REPLACE: return add_ascii(e, "?");
    case ORR_ERRORS_BACKSLASH: return add_backslash(e, c);
    case ORR_ERRORS_XML: return add_reference(e, c);
    case ORR_ERRORS_ESCAPE:
        *raise = wide || c < 0xDC80 || c > 0xDCFF;
        return *raise || orr_byte_builder_add_byte(&e->out, (uint8_t)(c - 0xDC00));
    case ORR_ERRORS_PASS:
        *raise = !is_surrogate(c) || e->codec == ORR_CODEC_ASCII || e->codec == ORR_CODEC_LATIN1;
        return *raise || add_code(e, c);
    default: *raise = true; return true;
    }
}

/* The characters from e->at to end can't be encoded: does as the handler says. */
static bool bad_characters(Encoder *e, size_t end) {
    OrrCodecErrors handler = orr_codec_errors(e->errors);
    if (handler == ORR_ERRORS_UNKNOWN)
        return orr_fail(e->vm, e->vm->exc.LookupError, "unknown error handler name '%S'", e->errors);
    for (size_t i = e->at; i < end; i++) {
        bool raise = false;
        if (!add_substitute(e, handler, orr_str_at(e->s, i), &raise)) return false;
        if (raise) return raise_encode_error(e, end);
    }
    e->at = end;
    return true;
}

static bool encode_all(Encoder *e) {
    bool runs = e->codec < ORR_CODEC_UTF16; /* report neighbours together */
    while (e->at < e->s->length) {
        uint32_t c = orr_str_at(e->s, e->at);
        if (can_encode(e, c)) {
            if (!add_code(e, c)) return false;
            e->at++;
            continue;
        }
        size_t end = e->at + 1;
        while (runs && end < e->s->length && !can_encode(e, orr_str_at(e->s, end))) end++;
        if (!bad_characters(e, end)) return false;
    }
    return true;
}

OrrValue orr_encode(OrrVm *vm, OrrValue text, OrrValue encoding, OrrValue errors) {
    Encoder e = {.vm = vm, .text = text, .s = orr_as_str(text), .errors = errors, .out = {.vm = vm}};
    if (!orr_codec_find(vm, encoding, &e.codec)) return ORR_NULL;
    bool as_is = (orr_str_is_ascii(e.s) && (e.codec == ORR_CODEC_UTF8 || e.codec == ORR_CODEC_ASCII)) ||
                 (e.s->kind == 1 && e.codec == ORR_CODEC_LATIN1);
    if (as_is) return orr_bytes_new(vm, orr_str_data(e.s), e.s->length);
    bool good = true;
    if (e.codec == ORR_CODEC_UTF8_SIG) good = orr_byte_builder_add(&e.out, "\xEF\xBB\xBF", 3);
    if (e.codec == ORR_CODEC_UTF16 || e.codec == ORR_CODEC_UTF32) good = add_code(&e, 0xFEFF);
    if (good && encode_all(&e)) return orr_byte_builder_finish(&e.out, NULL);
    orr_byte_builder_discard(&e.out);
    return ORR_NULL;
}
