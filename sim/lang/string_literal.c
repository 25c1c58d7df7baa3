/* What a literal's body means: escapes decoded, into WTF-8 (str) or bytes; and numbers. */
#include "sim/lang/parser_internal.h"
#include "sim/lang/unicode_name.h"

#include <stdlib.h>
#include <string.h>

typedef struct Decoder {
    OrrParser *p;
    const char *body;
    size_t length;
    size_t at;
    char *out;
    size_t out_length;
    size_t char_count;
    bool bytes;
} Decoder;

static void put_code_point(Decoder *d, uint32_t c) {
    char *to = d->out + d->out_length;
    size_t n;
    if (c < 0x80) {
        to[0] = (char)c;
        n = 1;
    } else if (c < 0x800) {
        to[0] = (char)(0xC0 | c >> 6);
        n = 2;
    } else if (c < 0x10000) {
        to[0] = (char)(0xE0 | c >> 12);
        n = 3;
    } else {
        to[0] = (char)(0xF0 | c >> 18);
        n = 4;
    }
    for (size_t i = 1; i < n; i++) to[i] = (char)(0x80 | (c >> 6 * (n - 1 - i) & 0x3F));
    d->out_length += n;
    d->char_count++;
}

static void put_byte(Decoder *d, uint32_t byte) {
    d->out[d->out_length++] = (char)byte;
    d->char_count++;
}

static void put(Decoder *d, uint32_t c) {
    if (d->bytes) put_byte(d, c & 0xFF);
    else put_code_point(d, c);
}

/* CPython decodes a copy in which each character beyond ASCII takes ten bytes, and counts in that. */
static size_t reported_position(const Decoder *d, size_t at) {
    size_t position = 0;
    for (size_t i = 0; i < at; i++) {
        unsigned char c = (unsigned char)d->body[i];
        position += c < 0x80 ? 1 : c >= 0xC0 ? 10 : 0;
    }
    return position;
}

static bool unicode_error(Decoder *d, size_t start, const char *reason) {
    size_t first = reported_position(d, start), last = reported_position(d, d->at) - 1;
    if (first == last)
        orr_raise_last(d->p, ORR_PARSE_SYNTAX_ERROR,
                       "(unicode error) 'unicodeescape' codec can't decode byte 0x5c in position %zu: %s", first,
                       reason);
    else
        orr_raise_last(d->p, ORR_PARSE_SYNTAX_ERROR,
                       "(unicode error) 'unicodeescape' codec can't decode bytes in position %zu-%zu: %s", first, last,
                       reason);
    return false;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* \xHH, \uHHHH, \UHHHHHHHH: the digits are next; start is the backslash. */
static bool hex_escape(Decoder *d, size_t start, size_t digits) {
    uint32_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        int digit = d->at < d->length ? hex_value(d->body[d->at]) : -1;
        if (digit < 0) {
            if (d->bytes) {
                orr_raise_last(d->p, ORR_PARSE_SYNTAX_ERROR, "(value error) invalid \\x escape at position %zu", start);
                return false;
            }
            return unicode_error(d, start,
                                 digits == 2   ? "truncated \\xXX escape"
                                 : digits == 4 ? "truncated \\uXXXX escape"
                                               : "truncated \\UXXXXXXXX escape");
        }
        value = value << 4 | (uint32_t)digit;
        d->at++;
    }
    if (value > 0x10FFFF) return unicode_error(d, start, "illegal Unicode character");
    put(d, value);
    return true;
}

static void octal_escape(Decoder *d, char first) {
    uint32_t value = (uint32_t)(first - '0');
    for (int i = 0; i < 2 && d->at < d->length; i++) {
        char c = d->body[d->at];
        if (c < '0' || c > '7') break;
        value = value << 3 | (uint32_t)(c - '0');
        d->at++;
    }
    put(d, value);
}

static bool named_escape(Decoder *d, size_t start) {
    if (d->at == d->length || d->body[d->at] != '{') return unicode_error(d, start, "malformed \\N character escape");
    size_t first = ++d->at;
    while (d->at < d->length && d->body[d->at] != '}') d->at++;
    if (d->at == d->length || d->at == first) return unicode_error(d, start, "malformed \\N character escape");
    int32_t code_point = orr_unicode_lookup(d->body + first, d->at - first);
    d->at++;
    if (code_point < 0) return unicode_error(d, start, "unknown Unicode character name");
    put(d, (uint32_t)code_point);
    return true;
}

/* At the character after a backslash. */
static bool escape(Decoder *d) {
    size_t start = d->at - 1;
    char c = d->body[d->at++];
    switch (c) {
    case '\n': return true;
    case '\\':
    case '\'':
    case '"': put(d, (uint32_t)c); return true;
    case 'a': put(d, 7); return true;
    case 'b': put(d, 8); return true;
    case 't': put(d, 9); return true;
    case 'n': put(d, 10); return true;
    case 'v': put(d, 11); return true;
    case 'f': put(d, 12); return true;
    case 'r': put(d, 13); return true;
    case 'x': return hex_escape(d, start, 2);
    case 'u':
        if (!d->bytes) return hex_escape(d, start, 4);
        break;
    case 'U':
        if (!d->bytes) return hex_escape(d, start, 8);
        break;
    case 'N':
        if (!d->bytes) return named_escape(d, start);
        break;
    default:
        if (c >= '0' && c <= '7') {
            octal_escape(d, c);
            return true;
        }
    }
    put(d, '\\'); /* no escape at all: CPython only warns */
    d->at--;
    return true;
}

bool orr_string_decode(OrrParser *p, const OrrToken *token, const char *body, size_t length, bool raw, bool bytes,
                       OrrConstant *out) {
    if (bytes)
        for (size_t i = 0; i < length; i++)
            if ((unsigned char)body[i] >= 0x80)
                return orr_raise_token(p, token, "bytes can only contain ASCII literal characters") != NULL;
    Decoder d = {.p = p, .body = body, .length = length, .bytes = bytes};
    d.out = orr_parser_alloc(p, length + 1);
    if (!d.out) return false;
    while (d.at < length) {
        char c = body[d.at];
        if (c == '\\' && !raw && d.at + 1 < length) {
            d.at++;
            if (!escape(&d)) return false;
            continue;
        }
        d.out[d.out_length++] = c;
        d.char_count += ((unsigned char)c & 0xC0) != 0x80;
        d.at++;
    }
    out->kind = bytes ? ORR_CONSTANT_BYTES : ORR_CONSTANT_STR;
    out->as.text.bytes = d.out;
    out->as.text.len = d.out_length;
    out->as.text.char_count = d.char_count;
    return true;
}

/* ---- numbers ---- */

/* sys.int_info.default_max_str_digits: decimal literals longer than this are refused. */
#define DECIMAL_DIGITS_MAX 4300u

static bool set_int(OrrParser *p, const OrrToken *token, const char *digits, size_t length, uint32_t base,
                    OrrConstant *out) {
    while (length > 1 && *digits == '0') {
        digits++;
        length--;
    }
    if (base == 10 && length > DECIMAL_DIGITS_MAX)
        return orr_raise_token(p, token,
                               "Exceeds the limit (%u digits) for integer string conversion: value has %zu digits; "
                               "use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge "
                               "integer literals to avoid decimal conversion limits.",
                               DECIMAL_DIGITS_MAX, length) != NULL;
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        uint64_t digit = (uint64_t)hex_value(digits[i]);
        if (value > (INT64_MAX - digit) / base) {
            out->kind = ORR_CONSTANT_BIG_INT;
            out->base = base;
            out->as.digits.bytes = digits;
            out->as.digits.len = length;
            return true;
        }
        value = value * base + digit;
    }
    out->kind = ORR_CONSTANT_INT;
    out->as.small = (int64_t)value;
    return true;
}

static bool number_value(OrrParser *p, const OrrToken *token, OrrConstant *out) {
    const char *text = p->context->source->text + token->start;
    size_t length = 0, full = token->end - token->start;
    char *clean = orr_parser_alloc(p, full + 1);
    if (!clean) return false;
    bool real = false;
    for (size_t i = 0; i < full; i++) {
        if (text[i] == '_') continue;
        real |= text[i] == '.' || (text[i] | 0x20) == 'e';
        clean[length++] = text[i];
    }
    if (clean[0] == '0' && length > 1) {
        char prefix = (char)(clean[1] | 0x20);
        uint32_t base = prefix == 'x' ? 16 : prefix == 'o' ? 8 : prefix == 'b' ? 2 : 0;
        if (base) return set_int(p, token, clean + 2, length - 2, base, out);
    }
    bool imaginary = (clean[length - 1] | 0x20) == 'j';
    if (!real && !imaginary) return set_int(p, token, clean, length, 10, out);
    if (imaginary) clean[length - 1] = 0;
    out->kind = imaginary ? ORR_CONSTANT_IMAGINARY : ORR_CONSTANT_FLOAT;
    out->as.real = strtod(clean, NULL); /* correctly rounded, and always in the C locale: nobody sets another */
    return true;
}

OrrAst *orr_parse_number(OrrParser *p) {
    const OrrToken *token = orr_parser_take(p);
    OrrAstConstant *node = orr_parser_node(p, ORR_AST_CONSTANT, (OrrPlace){token->line, token->col});
    if (!node || !number_value(p, token, &node->value)) return NULL;
    return &node->head;
}
