/* Floats as text: repr, float literals and strings, hexadecimal. */
#include <math.h>

#include "sim/vm/abstract.h"
#include "sim/vm/float_digits.h"
#include "sim/vm/float_text.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"

static size_t put_exponent(char *out, int exponent) {
    size_t n = 0;
    out[n++] = 'e';
    out[n++] = exponent < 0 ? '-' : '+';
    unsigned magnitude = (unsigned)(exponent < 0 ? -exponent : exponent);
    if (magnitude >= 100) out[n++] = (char)('0' + magnitude / 100);
    out[n++] = (char)('0' + magnitude / 10 % 10);
    out[n++] = (char)('0' + magnitude % 10);
    return n;
}

size_t orr_double_repr(double d, char out[32]) {
    size_t n = 0;
    if (isnan(d)) return memcpy(out, "nan", 4), 3;
    if (signbit(d)) out[n++] = '-';
    if (isinf(d)) return memcpy(out + n, "inf", 4), n + 3;
    OrrDigits digits;
    orr_digits_shortest(d, &digits);
    size_t count = (size_t)digits.count;
    if (digits.point > 16 || digits.point <= -4) {
        out[n++] = digits.text[0];
        if (count > 1) {
            out[n++] = '.';
            memcpy(out + n, digits.text + 1, count - 1);
            n += count - 1;
        }
        n += put_exponent(out + n, digits.point - 1);
    } else if (digits.point <= 0) {
        out[n++] = '0';
        out[n++] = '.';
        for (int i = digits.point; i < 0; i++) out[n++] = '0';
        memcpy(out + n, digits.text, count);
        n += count;
    } else {
        size_t whole = (size_t)digits.point;
        for (size_t i = 0; i < whole; i++) out[n++] = i < count ? digits.text[i] : '0';
        out[n++] = '.';
        if (count <= whole) out[n++] = '0';
        for (size_t i = whole; i < count; i++) out[n++] = digits.text[i];
    }
    out[n] = 0;
    return n;
}

static bool matches(const char *text, size_t length, const char *lower) {
    if (strlen(lower) != length) return false;
    for (size_t i = 0; i < length; i++) {
        if ((text[i] | 0x20) != lower[i]) return false;
    }
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* A float's text taken apart: significant digits (as many as can matter), where the point is, the exponent. */
typedef struct Reader {
    char digits[820];
    size_t count;
    bool sticky; /* a digit that didn't fit in wasn't 0 */
    long point;  /* as in OrrDigits */
    bool any;    /* there was a digit at all */
} Reader;

static void reader_add(Reader *r, char digit, bool fraction) {
    r->any = true;
    if (r->count == 0 && digit == '0') {
        if (fraction) r->point--;
        return;
    }
    if (!fraction) r->point++;
    if (r->count < sizeof r->digits) {
        r->digits[r->count++] = digit;
    } else if (digit != '0') {
        r->sticky = true;
    }
}

/* Digits with single underscores between them; moves *at behind. False: a misplaced underscore. */
static bool read_digits(Reader *r, const char *text, size_t length, size_t *at, bool fraction) {
    size_t i = *at;
    for (; i < length; i++) {
        if (is_digit(text[i])) {
            reader_add(r, text[i], fraction);
        } else if (text[i] == '_') {
            if (i == *at || !is_digit(text[i - 1]) || i + 1 >= length || !is_digit(text[i + 1])) return false;
        } else {
            break;
        }
    }
    *at = i;
    return true;
}

static bool read_exponent(const char *text, size_t length, size_t *at, long *exponent) {
    size_t i = *at;
    bool negative = false;
    long value = 0;
    if (i < length && (text[i] == '+' || text[i] == '-')) negative = text[i++] == '-';
    size_t first = i;
    for (; i < length; i++) {
        if (text[i] == '_') {
            if (i == first || !is_digit(text[i - 1]) || i + 1 >= length || !is_digit(text[i + 1])) return false;
            continue;
        }
        if (!is_digit(text[i])) break;
        if (value < 100000000) value = value * 10 + (text[i] - '0');
    }
    *at = i;
    *exponent = negative ? -value : value;
    return i > first;
}

bool orr_double_parse(const char *text, size_t length, double *out) {
    size_t at = 0, used;
    bool negative = false;
    if (length > 0 && (text[0] == '+' || text[0] == '-')) negative = text[at++] == '-';
    if (matches(text + at, length - at, "inf") || matches(text + at, length - at, "infinity")) {
        *out = negative ? -INFINITY : INFINITY;
        return true;
    }
    if (matches(text + at, length - at, "nan")) {
        *out = negative ? -NAN : NAN;
        return true;
    }
    return orr_double_scan(text, length, out, &used) && used == length;
}

bool orr_double_scan(const char *text, size_t length, double *out, size_t *used) {
    Reader r = {.count = 0};
    size_t at = 0;
    bool negative = false;
    if (length > 0 && (text[0] == '+' || text[0] == '-')) negative = text[at++] == '-';
    if (!read_digits(&r, text, length, &at, false)) return false;
    if (at < length && text[at] == '.') {
        at++;
        if (!read_digits(&r, text, length, &at, true)) return false;
    }
    if (!r.any) return false;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        long exponent;
        at++;
        if (!read_exponent(text, length, &at, &exponent)) return false;
        r.point += exponent;
    }
    double d = orr_digits_to_double(r.digits, r.count, r.point, r.sticky);
    *out = negative ? -d : d;
    *used = at;
    return true;
}

/* Hexadecimal: [-]0x1.xxxxp+e */

OrrValue orr_double_hex(OrrVm *vm, double d) {
    char text[40];
    size_t n = 0;
    if (!isfinite(d)) {
        orr_double_repr(d, text);
        return orr_str_from_cstring(vm, text);
    }
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
    int biased = (int)(bits >> 52 & 0x7FF);
    if (signbit(d)) text[n++] = '-';
    memcpy(text + n, biased == 0 ? "0x0." : "0x1.", 4);
    n += 4;
    int exponent = biased == 0 ? -1022 : biased - 1023;
    if (d == 0) {
        text[n++] = '0';
        exponent = 0;
    } else {
        for (int shift = 48; shift >= 0; shift -= 4) text[n++] = "0123456789abcdef"[fraction >> shift & 15u];
    }
    text[n++] = 'p';
    text[n++] = exponent < 0 ? '-' : '+';
    unsigned magnitude = (unsigned)(exponent < 0 ? -exponent : exponent);
    char reversed[6];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude != 0);
    while (count > 0) text[n++] = reversed[--count];
    return orr_str_new(vm, text, n);
}

static int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 0 read, 1 malformed, 2 too large */
static int scan_hex(const char *p, size_t length, double *out) {
    size_t at = 0;
    if (length >= 2 && p[0] == '0' && (p[1] | 0x20) == 'x') at = 2;
    uint64_t mantissa = 0; /* the first 60 bits and more; what is dropped goes to sticky */
    long exponent = 0;
    bool any = false, fraction = false, sticky = false;
    for (; at < length; at++) {
        if (p[at] == '.' && !fraction) {
            fraction = true;
            continue;
        }
        int digit = hex_value(p[at]);
        if (digit < 0) break;
        any = true;
        if (mantissa >> 60 == 0) {
            mantissa = mantissa << 4 | (unsigned)digit;
            if (fraction) exponent -= 4;
        } else {
            sticky = sticky || digit != 0;
            if (!fraction) exponent += 4;
        }
    }
    if (!any) return 1;
    if (at < length && (p[at] | 0x20) == 'p') {
        at++;
        bool negative = false;
        long value = 0;
        if (at < length && (p[at] == '+' || p[at] == '-')) negative = p[at++] == '-';
        size_t first = at;
        for (; at < length && is_digit(p[at]); at++) {
            if (value < 100000000) value = value * 10 + (p[at] - '0');
        }
        if (at == first) return 1;
        exponent += negative ? -value : value;
    }
    if (at != length) return 1;
    mp_limb_t limb[2] = {sticky, mantissa}; /* the sticky bit lies below all others */
    *out = orr_limbs_to_double(limb, orr_limbs_trim(limb, 2), exponent - 64, false);
    return isinf(*out) ? 2 : 0;
}

OrrValue orr_double_from_hex(OrrVm *vm, const char *text, size_t length) {
    double d;
    bool negative = false;
    while (length > 0 && (*text == ' ' || (*text >= 9 && *text <= 13))) text++, length--;
    while (length > 0 && (text[length - 1] == ' ' || (text[length - 1] >= 9 && text[length - 1] <= 13))) length--;
    if (length > 0 && (*text == '+' || *text == '-')) {
        negative = *text == '-';
        text++;
        length--;
    }
    if (matches(text, length, "inf") || matches(text, length, "infinity")) {
        d = INFINITY;
    } else if (matches(text, length, "nan")) {
        d = NAN;
    } else {
        int problem = scan_hex(text, length, &d);
        if (problem == 1) { return orr_raise(vm, vm->exc.ValueError, "invalid hexadecimal floating-point string"); }
        if (problem == 2) {
            return orr_raise(vm, vm->exc.OverflowError, "hexadecimal value too large to represent as a float");
        }
    }
    return orr_float(vm, negative ? -d : d);
}
