/* The format mini-language: parsing the specification, and laying out sign, prefix, digits, grouping and padding. */
#include "sim/vm/format.h"

#include <limits.h>

#include "sim/vm/abstract.h"
#include "sim/vm/format_internal.h"
#include "sim/vm/int_limbs.h"

typedef struct Spec {
    uint32_t fill;
    char align; /* one of < > = ^ */
    bool align_given, fill_given, zero_pad;
    char sign; /* + - space, or 0 */
    bool no_negative_zero, alternate;
    int64_t width;     /* -1: none */
    char thousands;    /* , _ or 0 */
    int64_t precision; /* -1: none */
    uint32_t type;     /* 0: none */
} Spec;

static bool is_align(uint32_t c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* Parsing. */

/* A decimal number at *at; *out is left alone if there is none. */
static bool read_number(OrrVm *vm, const OrrStr *s, size_t *at, int64_t *out) {
    int64_t n = 0;
    size_t first = *at;
    for (; *at < s->length; ++*at) {
        uint32_t c = orr_str_at(s, *at);
        if (c < '0' || c > '9') break;
        if (n > (INT64_MAX - (int64_t)(c - '0')) / 10) {
            return orr_fail(vm, vm->exc.ValueError, "Too many decimal digits in format string");
        }
        n = n * 10 + (int64_t)(c - '0');
    }
    if (*at > first) *out = n;
    return true;
}

static bool raise_bad_thousands(OrrVm *vm, const Spec *spec) {
    if (spec->type > 32 && spec->type < 128) {
        return orr_fail(vm, vm->exc.ValueError, "Cannot specify '%c' with '%c'.", spec->thousands, (int)spec->type);
    }
    return orr_fail(vm, vm->exc.ValueError, "Cannot specify '%c' with '\\x%x'.", spec->thousands, spec->type);
}

static bool is_one_of(uint32_t type, const char *codes) {
    return type != 0 && type < 128 && strchr(codes, (int)type) != NULL;
}

/* Is the grouping allowed with this type? */
static bool check_thousands(OrrVm *vm, const Spec *spec) {
    if (spec->thousands == 0 || spec->type == 0 || is_one_of(spec->type, "defgEG%F")) return true;
    if (spec->thousands == '_' && is_one_of(spec->type, "boxX")) return true;
    return raise_bad_thousands(vm, spec);
}

static bool read_thousands(OrrVm *vm, const OrrStr *s, size_t *at, Spec *spec) {
    if (*at < s->length && orr_str_at(s, *at) == ',') {
        spec->thousands = ',';
        ++*at;
    }
    if (*at < s->length && orr_str_at(s, *at) == '_') {
        if (spec->thousands != 0) return orr_fail(vm, vm->exc.ValueError, "Cannot specify both ',' and '_'.");
        spec->thousands = '_';
        ++*at;
    }
    if (*at < s->length && orr_str_at(s, *at) == ',' && spec->thousands == '_') {
        return orr_fail(vm, vm->exc.ValueError, "Cannot specify both ',' and '_'.");
    }
    return true;
}

static void read_fill_and_align(const OrrStr *s, size_t *at, Spec *spec) {
    if (s->length >= 2 && is_align(orr_str_at(s, 1))) {
        spec->fill = orr_str_at(s, 0);
        spec->align = (char)orr_str_at(s, 1);
        spec->fill_given = spec->align_given = true;
        *at = 2;
    } else if (s->length >= 1 && is_align(orr_str_at(s, 0))) {
        spec->align = (char)orr_str_at(s, 0);
        spec->align_given = true;
        *at = 1;
    }
}

static void read_flags(const OrrStr *s, size_t *at, Spec *spec) {
    uint32_t c = *at < s->length ? orr_str_at(s, *at) : 0;
    if (c == '+' || c == '-' || c == ' ') {
        spec->sign = (char)c;
        ++*at;
    }
    if (*at < s->length && orr_str_at(s, *at) == 'z') {
        spec->no_negative_zero = true;
        ++*at;
    }
    if (*at < s->length && orr_str_at(s, *at) == '#') {
        spec->alternate = true;
        ++*at;
    }
}

static bool parse(OrrVm *vm, const OrrStr *s, OrrValue value, uint32_t type, char align, Spec *spec) {
    *spec = (Spec){.fill = ' ', .align = align, .width = -1, .precision = -1, .type = type};
    size_t at = 0;
    read_fill_and_align(s, &at, spec);
    read_flags(s, &at, spec);
    if (!spec->fill_given && at < s->length && orr_str_at(s, at) == '0') {
        spec->fill = '0';
        spec->zero_pad = true;
        if (!spec->align_given && align == '>') spec->align = '=';
        at++;
    }
    if (!read_number(vm, s, &at, &spec->width) || !read_thousands(vm, s, &at, spec)) return false;
    if (at < s->length && orr_str_at(s, at) == '.') {
        at++;
        if (!read_number(vm, s, &at, &spec->precision)) return false;
        if (spec->precision < 0) return orr_fail(vm, vm->exc.ValueError, "Format specifier missing precision");
    }
    if (s->length - at > 1) {
        return orr_fail(vm, vm->exc.ValueError, "Invalid format specifier '%U' for object of type '%T'", s, value);
    }
    if (at < s->length) spec->type = orr_str_at(s, at);
    return check_thousands(vm, spec);
}

static OrrValue raise_unknown_code(OrrVm *vm, uint32_t type, OrrValue value) {
    if (type > 32 && type < 128) {
        return orr_raise(vm, vm->exc.ValueError, "Unknown format code '%c' for object of type '%T'", (int)type, value);
    }
    return orr_raise(vm, vm->exc.ValueError, "Unknown format code '\\x%x' for object of type '%T'", type, value);
}

/* Laying out. */

/* A number ready to be laid out: [sign][prefix]digits rest. Only digits are grouped. */
typedef struct Number {
    char sign[2];   /* empty or one character */
    char prefix[3]; /* 0x and so on */
    const char *digits;
    size_t digit_count;
    const char *rest; /* point, fraction, exponent, or inf */
    size_t rest_count;
} Number;

/* Walks the groups from the right, as they will be: with zeros in front until they and the separators fill min_width.
 * Calls nothing; says how many characters in all, how many of them zeros. */
static int64_t grouped_width(int64_t digits, int64_t group, int64_t min_width) {
    int64_t width = 0;
    bool separator = false;
    for (;;) {
        int64_t chunk = digits > min_width ? digits : min_width;
        if (chunk < 1) chunk = 1;
        if (chunk > group) chunk = group;
        width += chunk + separator;
        separator = true;
        digits -= chunk;
        min_width -= chunk;
        if (digits <= 0 && min_width <= 0) return width;
        min_width--;
    }
}

static bool add_grouped(OrrStrBuilder *b, const Number *n, char separator, int64_t group, int64_t width) {
    /* Position counted from the right: every group+1st character is a separator. */
    int64_t at = width, digit_slots = 0;
    for (int64_t i = 1; i <= width; i++) digit_slots += i % (group + 1) != 0;
    int64_t zeros = digit_slots - (int64_t)n->digit_count, taken = 0;
    for (; at > 0; at--) {
        if (at % (group + 1) == 0) {
            if (!orr_builder_add_char(b, (uint32_t)separator)) return false;
        } else if (zeros > 0) {
            zeros--;
            if (!orr_builder_add_char(b, '0')) return false;
        } else if (!orr_builder_add_char(b, (uint32_t)n->digits[taken++])) {
            return false;
        }
    }
    return true;
}

static bool add_number(OrrStrBuilder *b, const Spec *spec, const Number *n, char separator, int64_t group) {
    int64_t fixed = (int64_t)(strlen(n->sign) + strlen(n->prefix) + n->rest_count);
    int64_t digits = (int64_t)n->digit_count;
    if (separator != 0 && digits > 0) {
        int64_t min_width = spec->fill == '0' && spec->align == '=' ? spec->width - fixed : 0;
        if (min_width > (int64_t)1 << 40) {
            orr_raise_memory(b->vm);
            return false;
        }
        digits = grouped_width(digits, group, min_width);
    }
    int64_t padding = spec->width - fixed - digits;
    if (padding < 0) padding = 0;
    int64_t left = spec->align == '>' ? padding : spec->align == '^' ? padding / 2 : 0;
    int64_t inside = spec->align == '=' ? padding : 0;
    bool ok = orr_builder_add_fill(b, spec->fill, (size_t)left) && orr_builder_add_cstring(b, n->sign) &&
              orr_builder_add_cstring(b, n->prefix) && orr_builder_add_fill(b, spec->fill, (size_t)inside);
    if (ok && separator != 0 && n->digit_count > 0) {
        ok = add_grouped(b, n, separator, group, digits);
    } else {
        ok = ok && orr_builder_add_utf8(b, n->digits, n->digit_count);
    }
    return ok && orr_builder_add_utf8(b, n->rest, n->rest_count) &&
           orr_builder_add_fill(b, spec->fill, (size_t)(padding - left - inside));
}

static OrrValue finish(OrrStrBuilder *b, bool ok) {
    if (ok) return orr_builder_finish(b);
    orr_builder_discard(b);
    return ORR_NULL;
}

static OrrValue lay_out(OrrVm *vm, const Spec *spec, const Number *n, int64_t group) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    return finish(&b, add_number(&b, spec, n, spec->thousands, group));
}

static void set_sign(Number *n, bool negative, char sign) {
    n->sign[0] = negative ? '-' : sign == '+' ? '+' : sign == ' ' ? ' ' : 0;
    n->sign[1] = 0;
}

/* int. */

static int base_of(uint32_t type) {
    return type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
}

static void to_upper(char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] >= 'a' && text[i] <= 'z') text[i] = (char)(text[i] - 32);
    }
}

static void set_prefix(Number *n, uint32_t type) {
    n->prefix[0] = '0';
    n->prefix[1] = (char)type;
    n->prefix[2] = 0;
}

static OrrValue format_int_char(OrrVm *vm, OrrValue value, const Spec *spec) {
    if (spec->sign != 0) {
        return orr_raise(vm, vm->exc.ValueError, "Sign not allowed with integer format specifier 'c'");
    }
    if (spec->alternate) {
        return orr_raise(vm, vm->exc.ValueError, "Alternate form (#) not allowed with integer format specifier 'c'");
    }
    int64_t c;
    if (!orr_int_to_i64(value, &c)) {
        return orr_raise(vm, vm->exc.OverflowError, "Python int too large to convert to C long");
    }
    if (c < 0 || c > 0x10FFFF) return orr_raise(vm, vm->exc.OverflowError, "%%c arg not in range(0x110000)");
    int64_t padding = spec->width > 1 ? spec->width - 1 : 0;
    int64_t left = spec->align == '<' ? 0 : spec->align == '^' ? padding / 2 : padding;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    return finish(&b, orr_builder_add_fill(&b, spec->fill, (size_t)left) && orr_builder_add_char(&b, (uint32_t)c) &&
                          orr_builder_add_fill(&b, spec->fill, (size_t)(padding - left)));
}

static OrrValue format_int_number(OrrVm *vm, OrrValue value, const Spec *spec) {
    size_t length, capacity;
    char *digits = orr_int_digits(vm, value, base_of(spec->type), false, &length, &capacity);
    if (digits == NULL) return ORR_NULL;
    if (spec->type == 'X') to_upper(digits, length);
    Number n = {.digits = digits, .digit_count = length, .rest = ""};
    set_sign(&n, orr_int_is_negative(value), spec->sign);
    if (spec->alternate && base_of(spec->type) != 10) set_prefix(&n, spec->type);
    OrrValue result = lay_out(vm, spec, &n, base_of(spec->type) == 10 ? 3 : 4);
    orr_buffer_free(vm, digits, capacity);
    return result;
}

static OrrValue format_float_spec(OrrVm *vm, double d, const Spec *spec);

static OrrValue ascii_str(OrrVm *vm, const char *text, size_t length) {
    if (length == 1) return orr_str_from_char(vm, (uint8_t)text[0]);
    OrrStr *s = orr_str_alloc(vm, length, 0x7F);
    if (s != NULL) memcpy((char *)(uintptr_t)orr_str_data(s), text, length);
    return orr_value(s);
}

/* The decimal digits of n with their sign, at the end of text; returns where they start. */
static size_t put_decimal(int64_t n, char text[24]) {
    size_t at = 24;
    uint64_t magnitude = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do {
        text[--at] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude != 0);
    if (n < 0) text[--at] = '-';
    return at;
}

#define QUICK_WIDTH 64u

/* The commonest specs, "5", "05d", "<8", of a small int, without the long way round. False: take that. */
static bool quick_int(OrrVm *vm, int64_t n, const OrrStr *spec, OrrValue *result) {
    const char *s = orr_str_ascii(spec);
    if (s == NULL || spec->length > 4) return false;
    const char *end = s + spec->length; /* a NUL may be the fill */
    char align = *s == '<' || *s == '>' || *s == '^' ? *s++ : 0;
    bool zeros = *s == '0';
    if (zeros && align != 0) return false; /* zeros as fill, aligned: rare */
    if (zeros) s++;
    size_t width = 0;
    while (*s >= '0' && *s <= '9') width = width * 10 + (size_t)(*s++ - '0');
    if (*s == 'd') s++;
    if (s != end || width > QUICK_WIDTH) return false;
    char digits[24], out[QUICK_WIDTH + 24];
    size_t at = put_decimal(n, digits), length = sizeof digits - at;
    size_t pad = width > length ? width - length : 0;
    size_t before = align == '<' ? 0 : align == '^' ? pad / 2 : pad;
    size_t sign = zeros && n < 0 ? 1 : 0; /* zeros go between the sign and the digits */
    memcpy(out, digits + at, sign);
    memset(out + sign, zeros ? '0' : ' ', before);
    memcpy(out + sign + before, digits + at + sign, length - sign);
    memset(out + before + length, ' ', pad - before);
    *result = ascii_str(vm, out, length + pad);
    return true;
}

OrrValue orr_format_int(OrrVm *vm, OrrValue value, OrrStr *text) {
    if (text->length == 0) return orr_str(vm, value);
    OrrValue quick;
    if (orr_is_small_int(value) && quick_int(vm, orr_small_int_value(value), text, &quick)) return quick;
    Spec spec;
    if (!parse(vm, text, value, 'd', '>', &spec)) return ORR_NULL;
    if (is_one_of(spec.type, "eEfFgG%")) {
        double d;
        return orr_int_to_double(vm, value, &d) ? format_float_spec(vm, d, &spec) : ORR_NULL;
    }
    if (!is_one_of(spec.type, "bcdnoxX")) return raise_unknown_code(vm, spec.type, value);
    if (spec.precision >= 0) {
        return orr_raise(vm, vm->exc.ValueError, "Precision not allowed in integer format specifier");
    }
    if (spec.no_negative_zero) {
        return orr_raise(vm, vm->exc.ValueError, "Negative zero coercion (z) not allowed in integer format specifier");
    }
    return spec.type == 'c' ? format_int_char(vm, value, &spec) : format_int_number(vm, value, &spec);
}

static OrrValue small_decimal(OrrVm *vm, int64_t n) {
    char text[24];
    size_t at = put_decimal(n, text);
    return ascii_str(vm, text + at, sizeof text - at);
}

OrrValue orr_format_int_digits(OrrVm *vm, OrrValue value, char type, int64_t min_digits, unsigned flags) {
    int base = base_of((uint32_t)type);
    if (base == 10 && min_digits <= 1 && (flags & (ORR_FORMAT_SIGN | ORR_FORMAT_SPACE)) == 0 &&
        orr_is_small_int(value)) {
        return small_decimal(vm, orr_small_int_value(value));
    }
    size_t length, capacity;
    char *digits = orr_int_digits(vm, value, base, false, &length, &capacity);
    if (digits == NULL) return ORR_NULL;
    if (type == 'X') to_upper(digits, length);
    Number n = {.digits = digits, .digit_count = length};
    set_sign(&n, orr_int_is_negative(value),
             (flags & ORR_FORMAT_SIGN) != 0    ? '+'
             : (flags & ORR_FORMAT_SPACE) != 0 ? ' '
                                               : 0);
    if ((flags & ORR_FORMAT_ALTERNATE) != 0 && base != 10) set_prefix(&n, (uint32_t)type);
    int64_t zeros = min_digits - (int64_t)length;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = orr_builder_add_cstring(&b, n.sign) && orr_builder_add_cstring(&b, n.prefix) &&
              orr_builder_add_fill(&b, '0', zeros > 0 ? (size_t)zeros : 0) && orr_builder_add_utf8(&b, digits, length);
    orr_buffer_free(vm, digits, capacity);
    return finish(&b, ok);
}

/* float. */

/* The type and flags with which a float is turned into digits. */
static char float_type(const Spec *spec, unsigned *flags) {
    *flags = (spec->alternate ? (unsigned)ORR_FORMAT_ALTERNATE : 0) |
             (spec->no_negative_zero ? (unsigned)ORR_FORMAT_NO_NEGATIVE_ZERO : 0);
    if (spec->type == 0) {
        *flags |= ORR_FORMAT_POINT_ZERO;
        return spec->precision < 0 ? 'r' : 'g';
    }
    return spec->type == 'n' ? 'g' : (char)spec->type;
}

static OrrValue format_float_spec(OrrVm *vm, double d, const Spec *spec) {
    if (spec->precision > INT_MAX) return orr_raise(vm, vm->exc.ValueError, "precision too big");
    unsigned flags;
    char type = float_type(spec, &flags);
    OrrFloatText text;
    if (!orr_float_text(vm, d, type, spec->precision, flags, &text)) return ORR_NULL;
    Number n = {.digits = text.text,
                .digit_count = text.whole,
                .rest = text.text + text.whole,
                .rest_count = text.length - text.whole};
    set_sign(&n, text.negative, spec->sign);
    OrrValue result = lay_out(vm, spec, &n, 3);
    orr_float_text_free(vm, &text);
    return result;
}

OrrValue orr_format_double(OrrVm *vm, OrrValue value, OrrStr *text) {
    if (text->length == 0) return orr_str(vm, value);
    Spec spec;
    if (!parse(vm, text, value, 0, '>', &spec)) return ORR_NULL;
    if (spec.type != 0 && !is_one_of(spec.type, "eEfFgGn%")) return raise_unknown_code(vm, spec.type, value);
    return format_float_spec(vm, orr_float_value(value), &spec);
}

/* complex: both parts as floats, the whole padded. */

static bool add_part(OrrStrBuilder *b, double d, const Spec *spec, char sign) {
    unsigned flags;
    char type = float_type(spec, &flags);
    flags &= ~(unsigned)ORR_FORMAT_POINT_ZERO;
    OrrFloatText text;
    if (!orr_float_text(b->vm, d, type, spec->precision, flags, &text)) return false;
    Spec bare = *spec;
    bare.width = -1;
    Number n = {.digits = text.text,
                .digit_count = text.whole,
                .rest = text.text + text.whole,
                .rest_count = text.length - text.whole};
    set_sign(&n, text.negative, sign);
    bool ok = add_number(b, &bare, &n, spec->thousands, 3);
    orr_float_text_free(b->vm, &text);
    return ok;
}

static OrrValue pad(OrrVm *vm, const OrrStr *s, size_t shown, const Spec *spec) {
    int64_t padding = spec->width - (int64_t)shown;
    if (padding < 0) padding = 0;
    int64_t left = spec->align == '>' ? padding : spec->align == '^' ? padding / 2 : 0;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    return finish(&b, orr_builder_add_fill(&b, spec->fill, (size_t)left) && orr_builder_add_range(&b, s, 0, shown) &&
                          orr_builder_add_fill(&b, spec->fill, (size_t)(padding - left)));
}

static OrrValue format_complex_spec(OrrVm *vm, const OrrComplex *c, const Spec *spec) {
    /* Without a type it looks like repr: in parentheses, and without a real part of 0. */
    bool skip_real = spec->type == 0 && c->real == 0 && !__builtin_signbit(c->real);
    bool parentheses = spec->type == 0 && !skip_real;
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = !parentheses || orr_builder_add_char(&b, '(');
    if (ok && !skip_real) ok = add_part(&b, c->real, spec, spec->sign);
    ok = ok && add_part(&b, c->imag, spec, skip_real ? spec->sign : '+') && orr_builder_add_char(&b, 'j') &&
         (!parentheses || orr_builder_add_char(&b, ')'));
    OrrValue whole = finish(&b, ok);
    if (whole == ORR_NULL) return ORR_NULL;
    OrrValue result = pad(vm, orr_as_str(whole), orr_as_str(whole)->length, spec);
    orr_release(vm, whole);
    return result;
}

OrrValue orr_format_complex(OrrVm *vm, OrrValue value, OrrStr *text) {
    if (text->length == 0) return orr_str(vm, value);
    Spec spec;
    if (!parse(vm, text, value, 0, '>', &spec)) return ORR_NULL;
    if (spec.type != 0 && !is_one_of(spec.type, "eEfFgGn")) return raise_unknown_code(vm, spec.type, value);
    if (spec.precision > INT_MAX) return orr_raise(vm, vm->exc.ValueError, "precision too big");
    if (spec.fill == '0') {
        return orr_raise(vm, vm->exc.ValueError, "Zero padding is not allowed in complex format specifier");
    }
    if (spec.align == '=') {
        return orr_raise(vm, vm->exc.ValueError, "'=' alignment flag is not allowed in complex format specifier");
    }
    return format_complex_spec(vm, (const OrrComplex *)orr_object(value), &spec);
}

/* str. */

OrrValue orr_format_str(OrrVm *vm, OrrValue value, OrrStr *text) {
    if (text->length == 0) return orr_str(vm, value);
    Spec spec;
    if (!parse(vm, text, value, 's', '<', &spec)) return ORR_NULL;
    if (spec.type != 's') return raise_unknown_code(vm, spec.type, value);
    const char *problem = spec.sign == ' '        ? "Space not allowed in string format specifier"
                          : spec.sign != 0        ? "Sign not allowed in string format specifier"
                          : spec.no_negative_zero ? "Negative zero coercion (z) not allowed in string format specifier"
                          : spec.alternate        ? "Alternate form (#) not allowed in string format specifier"
                          : spec.align == '='     ? "'=' alignment not allowed in string format specifier"
                                                  : NULL;
    if (problem != NULL) return orr_raise(vm, vm->exc.ValueError, "%s", problem);
    const OrrStr *s = orr_as_str(value);
    size_t shown = s->length;
    if (spec.precision >= 0 && (uint64_t)spec.precision < shown) shown = (size_t)spec.precision;
    if (shown == s->length && spec.width <= (int64_t)shown && orr_is_exact(vm, value, vm->types.str)) {
        return orr_retain(value);
    }
    return pad(vm, s, shown, &spec);
}

OrrValue orr_raise_format_argument(OrrVm *vm, OrrValue argument) {
    if (argument == ORR_NONE) return orr_raise(vm, vm->exc.TypeError, "__format__() argument must be str, not None");
    return orr_raise(vm, vm->exc.TypeError, "__format__() argument must be str, not %T", argument);
}
