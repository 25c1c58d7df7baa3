/* The digits of a float for %f, %e, %g and their relatives: which digits, where the point goes, whether an exponent. */
#include "sim/vm/format_internal.h"

#include <math.h>

#include "sim/vm/float_digits.h"

/* What decides the layout, once the digits are known. */
typedef struct Layout {
    OrrDigits digits;
    int64_t whole;    /* digits before the point: at least 1; those missing are zeros */
    int64_t fraction; /* digits after it */
    bool exponent;    /* an exponent follows (and whole is 1) */
    bool point;       /* a point even where there is no fraction */
    bool dot_zero;    /* ".0" where there is no fraction */
} Layout;

static int capped(int64_t precision) {
    return precision > 1100 ? 1100 : (int)precision;
}

static void lay_out_fixed(Layout *l, double d, int64_t precision) {
    orr_digits_fixed(d, capped(precision), &l->digits);
    l->whole = l->digits.point > 0 ? l->digits.point : 1;
    l->fraction = precision;
}

static void lay_out_exponent(Layout *l, double d, int64_t precision) {
    orr_digits_significant(d, capped(precision) + 1, &l->digits);
    l->whole = 1;
    l->fraction = precision;
    l->exponent = true;
}

static int without_trailing_zeros(const OrrDigits *digits) {
    int count = digits->count;
    while (count > 0 && digits->text[count - 1] == '0') count--;
    return count;
}

/* significant: how many digits; beyond it, or below 1e-4, there is an exponent. Trailing zeros go unless keep_zeros. */
static void lay_out_general(Layout *l, int64_t significant, int64_t fixed_limit, bool keep_zeros) {
    int64_t shown = keep_zeros ? significant : without_trailing_zeros(&l->digits);
    if (shown < 1) shown = 1;
    l->exponent = l->digits.point <= -4 || l->digits.point > fixed_limit;
    if (l->exponent) {
        l->whole = 1;
        l->fraction = shown - 1;
    } else {
        l->whole = l->digits.point > 0 ? l->digits.point : 1;
        l->fraction = shown - l->digits.point;
        if (l->fraction < 0) l->fraction = 0;
    }
}

static void lay_out(Layout *l, double d, char type, int64_t precision, unsigned flags) {
    bool alternate = (flags & ORR_FORMAT_ALTERNATE) != 0, dot_zero = (flags & ORR_FORMAT_POINT_ZERO) != 0;
    l->exponent = false;
    switch (type) {
    case 'f': lay_out_fixed(l, d, precision); break;
    case 'e': lay_out_exponent(l, d, precision); break;
    case 'g':
        if (precision == 0) precision = 1;
        orr_digits_significant(d, capped(precision), &l->digits);
        lay_out_general(l, precision, precision - dot_zero, alternate);
        break;
    default:
        orr_digits_shortest(d, &l->digits);
        lay_out_general(l, l->digits.count, 16, false);
        break;
    }
    l->point = alternate;
    l->dot_zero = dot_zero && !l->exponent;
}

/* The digit i places after the first one shown: before it (0.00123) and behind the last one they are zeros. */
static char digit_at(const OrrDigits *digits, int64_t i) {
    return i >= 0 && i < digits->count ? digits->text[i] : '0';
}

static char *put_exponent(char *p, int exponent, bool upper) {
    *p++ = upper ? 'E' : 'e';
    *p++ = exponent < 0 ? '-' : '+';
    unsigned magnitude = (unsigned)(exponent < 0 ? -exponent : exponent);
    if (magnitude >= 100) *p++ = (char)('0' + magnitude / 100);
    *p++ = (char)('0' + magnitude / 10 % 10);
    *p++ = (char)('0' + magnitude % 10);
    return p;
}

static bool write_layout(OrrVm *vm, const Layout *l, bool upper, OrrFloatText *out) {
    int64_t fraction = l->fraction == 0 && l->dot_zero ? 1 : l->fraction;
    out->capacity = (size_t)(l->whole + fraction) + 12;
    out->text = orr_buffer_new(vm, out->capacity);
    if (out->text == NULL) return false;
    const OrrDigits *digits = &l->digits;
    /* Where in the digits the first shown one is: 0 for those with an exponent, else by the point. */
    int64_t first = l->exponent ? 0 : digits->point - l->whole;
    char *p = out->text;
    for (int64_t i = 0; i < l->whole; i++) *p++ = digit_at(digits, first + i);
    if (fraction > 0 || l->point) *p++ = '.';
    for (int64_t i = 0; i < fraction; i++) *p++ = digit_at(digits, first + l->whole + i);
    if (l->exponent) p = put_exponent(p, digits->count == 0 ? 0 : digits->point - 1, upper);
    out->length = (size_t)(p - out->text);
    out->whole = (size_t)l->whole;
    return true;
}

static bool write_word(OrrVm *vm, const char *word, OrrFloatText *out) {
    out->length = strlen(word);
    out->capacity = out->length + 2;
    out->whole = 0;
    out->text = orr_buffer_new(vm, out->capacity);
    if (out->text == NULL) return false;
    memcpy(out->text, word, out->length + 1);
    return true;
}

static bool shows_nothing_but_zeros(const OrrFloatText *text) {
    for (size_t i = 0; i < text->length && text->text[i] != 'e' && text->text[i] != 'E'; i++) {
        if (text->text[i] != '0' && text->text[i] != '.') return false;
    }
    return true;
}

bool orr_float_text(OrrVm *vm, double d, char type, int64_t precision, unsigned flags, OrrFloatText *out) {
    bool percent = type == '%', upper = type >= 'A' && type <= 'Z';
    if (percent) {
        type = 'f';
        d *= 100.0;
    }
    type = (char)(type | 0x20);
    if (precision < 0) precision = 6;
    out->negative = signbit(d) && !isnan(d);
    if (!isfinite(d)) {
        if (!write_word(vm, isnan(d) ? (upper ? "NAN" : "nan") : upper ? "INF" : "inf", out)) return false;
    } else {
        Layout layout;
        lay_out(&layout, fabs(d), type, precision, flags);
        if (!write_layout(vm, &layout, upper, out)) return false;
        if (out->negative && (flags & ORR_FORMAT_NO_NEGATIVE_ZERO) != 0 && shows_nothing_but_zeros(out)) {
            out->negative = false;
        }
    }
    if (percent) out->text[out->length++] = '%';
    return true;
}

void orr_float_text_free(OrrVm *vm, OrrFloatText *text) {
    orr_buffer_free(vm, text->text, text->capacity);
}

OrrValue orr_format_float(OrrVm *vm, double d, char type, int64_t precision, unsigned flags) {
    OrrFloatText text;
    if (!orr_float_text(vm, d, type, precision, flags, &text)) return ORR_NULL;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    const char *sign = text.negative                     ? "-"
                       : (flags & ORR_FORMAT_SIGN) != 0  ? "+"
                       : (flags & ORR_FORMAT_SPACE) != 0 ? " "
                                                         : "";
    bool ok = orr_builder_add_cstring(&b, sign) && orr_builder_add_utf8(&b, text.text, text.length);
    orr_float_text_free(vm, &text);
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}
