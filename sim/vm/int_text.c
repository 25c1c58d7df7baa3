/* Ints as text: digits of any base, and what int() accepts. */
#include "sim/vm/abstract.h"
#include "sim/vm/int_limbs.h"
#include "sim/vm/str.h"

#define DEFAULT_MAX_DIGITS 4300u

static uint64_t max_digits(const OrrVm *vm) {
    if (vm->int_max_str_digits == UINT32_MAX) return UINT64_MAX;
    return vm->int_max_str_digits == 0 ? DEFAULT_MAX_DIGITS : vm->int_max_str_digits;
}

static char *small_digits(OrrVm *vm, uint64_t n, unsigned base, size_t *length, size_t *capacity) {
    char reversed[64];
    size_t count = 0;
    do {
        unsigned digit = (unsigned)(n % base);
        reversed[count++] = (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
        n /= base;
    } while (n != 0);
    *capacity = count + 1;
    char *text = orr_buffer_new(vm, *capacity);
    if (text == NULL) return NULL;
    for (size_t i = 0; i < count; i++) text[i] = reversed[count - 1 - i];
    text[count] = 0;
    *length = count;
    return text;
}

static void *raise_too_many_digits(OrrVm *vm) {
    orr_raise(vm, vm->exc.ValueError,
              "Exceeds the limit (%ld digits) for integer string conversion; "
              "use sys.set_int_max_str_digits() to increase the limit",
              (int64_t)max_digits(vm));
    return NULL;
}

char *orr_int_digits(OrrVm *vm, OrrValue v, int base, bool unlimited, size_t *length, size_t *capacity) {
    OrrIntView view;
    orr_int_view(v, &view);
    if (view.count <= 1) return small_digits(vm, view.count == 0 ? 0 : view.limbs[0], (unsigned)base, length, capacity);
    uint64_t limit = base == 10 && !unlimited ? max_digits(vm) : UINT64_MAX;
    uint64_t bits = orr_limbs_bits(view.limbs, view.count);
    /* Not worth converting if it is clear from the size alone: a digit is more than 3.3 bits. */
    if (limit < UINT64_MAX / 4 && bits > (limit + 1) * 10 / 3 + 10) return raise_too_many_digits(vm);
    unsigned log_base = 31u - (unsigned)__builtin_clz((unsigned)base);
    OrrLimbs copy;
    if ((base & (base - 1)) != 0 && !orr_int_charge(vm, view.count * 8, view.count)) return NULL;
    if (!orr_limbs_init(vm, &copy, view.count + 1)) return NULL;
    memcpy(copy.p, view.limbs, view.count * sizeof(mp_limb_t));
    *capacity = (size_t)(bits / log_base) + 3;
    char *text = orr_buffer_new(vm, *capacity);
    if (text != NULL) {
        size_t count = mpn_get_str((unsigned char *)text, base, copy.p, (mp_size_t)view.count);
        size_t zeros = 0;
        while (zeros < count - 1 && text[zeros] == 0) zeros++;
        for (size_t i = zeros; i < count; i++) {
            char digit = text[i];
            text[i - zeros] = (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
        *length = count - zeros;
        text[*length] = 0;
        if (*length > limit) {
            orr_buffer_free(vm, text, *capacity);
            text = raise_too_many_digits(vm);
        }
    }
    orr_limbs_free(&copy);
    return text;
}

static unsigned digit_value(char c) {
    if (c >= '0' && c <= '9') return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'z') return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'Z') return (unsigned)(c - 'A') + 10;
    return 99;
}

/* count digit values (not characters), without underscores; they are overwritten. */
static OrrValue from_digit_values(OrrVm *vm, unsigned char *digits, size_t count, int base, bool negative) {
    if ((base & (base - 1)) != 0 && count > max_digits(vm)) {
        return orr_raise(vm, vm->exc.ValueError,
                         "Exceeds the limit (%ld digits) for integer string conversion: value has %ld digits; "
                         "use sys.set_int_max_str_digits() to increase the limit",
                         (int64_t)max_digits(vm), (int64_t)count);
    }
    unsigned log_base = 32u - (unsigned)__builtin_clz((unsigned)base - 1);
    OrrLimbs limbs;
    if ((base & (base - 1)) != 0 && !orr_int_charge(vm, count / 4, count / 16)) return ORR_NULL;
    if (!orr_limbs_init(vm, &limbs, count * log_base / ORR_LIMB_BITS + 2)) return ORR_NULL;
    mp_size_t size = count == 0 ? 0 : mpn_set_str(limbs.p, digits, count, base);
    OrrValue result = orr_int_from_limbs(vm, limbs.p, (size_t)size, negative);
    orr_limbs_free(&limbs);
    return result;
}

/* Up to 11 digits of any base fit an int64. */
static OrrValue from_few_digits(const char *digits, size_t count, unsigned base, bool negative) {
    int64_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (digits[i] != '_') n = n * base + digit_value(digits[i]);
    }
    return orr_small_int(negative ? -n : n);
}

static OrrValue from_valid_digits(OrrVm *vm, const char *digits, size_t length, int base, bool negative) {
    if (length <= 11) return from_few_digits(digits, length, (unsigned)base, negative);
    unsigned char *values = orr_buffer_new(vm, length);
    if (values == NULL) return ORR_NULL;
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        if (digits[i] != '_') values[count++] = (unsigned char)digit_value(digits[i]);
    }
    OrrValue result = from_digit_values(vm, values, count, base, negative);
    orr_buffer_free(vm, values, length);
    return result;
}

OrrValue orr_int_from_digits(OrrVm *vm, const char *digits, size_t length, int base) {
    return from_valid_digits(vm, digits, length, base, false);
}

/* Digits of base with single underscores between them, and after a prefix one before the first. */
static bool are_valid_digits(const char *p, size_t length, unsigned base, bool after_prefix) {
    bool digit_before = after_prefix;
    for (size_t i = 0; i < length; i++) {
        if (p[i] == '_') {
            if (!digit_before) return false;
            digit_before = false;
        } else if (digit_value(p[i]) < base) {
            digit_before = true;
        } else {
            return false;
        }
    }
    return length > 0 && digit_before && !(length == 1 && p[0] == '_');
}

/* Recognises 0x, 0o, 0b: returns its base, or 0. */
static int prefix_base(const char *p, size_t length) {
    if (length < 2 || p[0] != '0') return 0;
    switch (p[1]) {
    case 'x':
    case 'X': return 16;
    case 'o':
    case 'O': return 8;
    case 'b':
    case 'B': return 2;
    default: return 0;
    }
}

static bool all_zeros(const char *p, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (p[i] != '0' && p[i] != '_') return false;
    }
    return true;
}

/* CPython shows at most 200 characters of the literal. */
static OrrValue raise_invalid_literal(OrrVm *vm, int base, OrrValue original) {
    OrrValue repr = orr_repr(vm, original);
    if (repr == ORR_NULL) return ORR_NULL;
    OrrStr *s = orr_as_str(repr);
    OrrValue shown = orr_str_substring(vm, s, 0, s->length < 200 ? s->length : 200);
    if (shown != ORR_NULL) {
        orr_raise(vm, vm->exc.ValueError, "invalid literal for int() with base %d: %U", base, orr_as_str(shown));
        orr_release(vm, shown);
    }
    orr_release(vm, repr);
    return ORR_NULL;
}

OrrValue orr_int_parse(OrrVm *vm, const char *text, size_t length, int base, OrrValue original) {
    int actual = base;
    bool negative = false, prefixed = false;
    const char *p = text;
    if (length > 0 && (*p == '+' || *p == '-')) {
        negative = *p == '-';
        p++;
        length--;
    }
    int prefix = prefix_base(p, length);
    if (prefix != 0 && (base == 0 || base == prefix)) {
        actual = prefix;
        prefixed = true;
        p += 2;
        length -= 2;
    } else if (base == 0) {
        actual = 10;
        if (length > 1 && *p == '0' && !all_zeros(p, length)) return raise_invalid_literal(vm, base, original);
    }
    if (!are_valid_digits(p, length, (unsigned)actual, prefixed)) return raise_invalid_literal(vm, base, original);
    return from_valid_digits(vm, p, length, actual, negative);
}

/* Where the decimal digits of each script begin: its ten digits follow each other. */
static const uint32_t digit_zeros[] = {
    0x660,   0x6F0,   0x7C0,   0x966,   0x9E6,   0xA66,   0xAE6,   0xB66,   0xBE6,   0xC66,   0xCE6,   0xD66,
    0xDE6,   0xE50,   0xED0,   0xF20,   0x1040,  0x1090,  0x17E0,  0x1810,  0x1946,  0x19D0,  0x1A80,  0x1A90,
    0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,  0xA8D0,  0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,
    0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730,
    0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2,
    0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E950, 0x1FBF0};

static bool is_space(uint32_t c) {
    return (c >= 9 && c <= 13) || (c >= 28 && c <= 32) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static char number_char(uint32_t c) {
    if (is_space(c)) return ' ';
    if (c < 0x80) return c == 0 ? '?' : (char)c;
    for (size_t i = 0; i < sizeof digit_zeros / sizeof digit_zeros[0] && digit_zeros[i] <= c; i++) {
        if (c < digit_zeros[i] + 10) return (char)('0' + (c - digit_zeros[i]));
    }
    return '?';
}

char *orr_number_text(OrrVm *vm, const OrrStr *s, size_t *start, size_t *length) {
    char *text = orr_buffer_new(vm, s->length + 1);
    if (text == NULL) return NULL;
    for (size_t i = 0; i < s->length; i++) text[i] = number_char(orr_str_at(s, i));
    text[s->length] = 0;
    size_t first = 0, end = s->length;
    while (first < end && text[first] == ' ') first++;
    while (end > first && text[end - 1] == ' ') end--;
    *start = first;
    *length = end - first;
    return text;
}
