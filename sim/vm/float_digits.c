/* Doubles to decimal digits and back: by big integers of fixed size, and the shortest by one multiplication. */
#include "sim/vm/float_digits.h"

#include <math.h>

#include "sim/vm/int_limbs.h"

/* Enough for 2**53 * 5**1400 and for 1400 digits, with room to shift. */
#define ROOM 160u

typedef struct Big {
    size_t count;
    mp_limb_t p[ROOM];
} Big;

static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static void big_set(Big *b, uint64_t n) {
    b->p[0] = n;
    b->count = n != 0;
}

static void big_multiply_small(Big *b, uint64_t factor) {
    if (b->count == 0) return;
    mp_limb_t carry = mpn_mul_1(b->p, b->p, (mp_size_t)b->count, factor);
    if (carry == 0) return;
    ORR_ASSERT(b->count < ROOM);
    b->p[b->count++] = carry;
}

static void big_multiply_power_of_5(Big *b, unsigned exponent) {
    const uint64_t five_27 = 7450580596923828125u;
    for (; exponent >= 27; exponent -= 27) big_multiply_small(b, five_27);
    uint64_t rest = 1;
    while (exponent-- > 0) rest *= 5;
    big_multiply_small(b, rest);
}

static void big_shift_left(Big *b, unsigned bits) {
    if (b->count == 0 || bits == 0) return;
    size_t whole = bits / 64;
    ORR_ASSERT(b->count + whole + 1 <= ROOM);
    memmove(b->p + whole, b->p, b->count * sizeof(mp_limb_t));
    memset(b->p, 0, whole * sizeof(mp_limb_t));
    b->count += whole;
    if (bits % 64 == 0) return;
    mp_limb_t carry = mpn_lshift(b->p + whole, b->p + whole, (mp_size_t)(b->count - whole), bits % 64);
    if (carry != 0) b->p[b->count++] = carry;
}

static int big_compare(const Big *a, const Big *b) {
    return orr_limbs_compare(a->p, a->count, b->p, b->count);
}

static void big_add(Big *sum, const Big *a, const Big *b) {
    if (a->count < b->count) {
        const Big *swap = a;
        a = b;
        b = swap;
    }
    mp_limb_t carry = 0;
    if (b->count > 0) {
        carry = mpn_add(sum->p, a->p, (mp_size_t)a->count, b->p, (mp_size_t)b->count);
    } else {
        memmove(sum->p, a->p, a->count * sizeof(mp_limb_t));
    }
    sum->count = a->count;
    if (carry != 0) sum->p[sum->count++] = carry;
}

/* |d| = mantissa * 2**exponent, exactly. */
static uint64_t split(double d, int *exponent) {
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    int biased = (int)(bits >> 52 & 0x7FF);
    uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
    *exponent = biased == 0 ? -1074 : biased - 1075;
    return biased == 0 ? fraction : fraction | (uint64_t)1 << 52;
}

/* n = n / denominator, rounded half to even. */
static void divide_rounded(Big *n, const Big *denominator) {
    if (n->count < denominator->count) {
        Big twice = *n;
        big_shift_left(&twice, 1);
        big_set(n, big_compare(&twice, denominator) > 0); /* a tie rounds to 0, which is even */
        return;
    }
    Big q, r;
    mpn_tdiv_qr(q.p, r.p, 0, n->p, (mp_size_t)n->count, denominator->p, (mp_size_t)denominator->count);
    q.count = orr_limbs_trim(q.p, n->count - denominator->count + 1);
    r.count = orr_limbs_trim(r.p, denominator->count);
    big_shift_left(&r, 1);
    int order = big_compare(&r, denominator);
    if (order > 0 || (order == 0 && q.count > 0 && (q.p[0] & 1u) != 0)) {
        Big one;
        big_set(&one, 1);
        big_add(&q, &q, &one);
    }
    n->count = q.count;
    memcpy(n->p, q.p, q.count * sizeof(mp_limb_t));
}

/* n = |d| * 10**k as a whole number, rounded half to even. */
static void scale(double d, int k, Big *n) {
    int exponent;
    big_set(n, split(d, &exponent));
    Big denominator;
    big_set(&denominator, 1);
    if (k >= 0) {
        big_multiply_power_of_5(n, (unsigned)k);
    } else {
        big_multiply_power_of_5(&denominator, (unsigned)-k);
    }
    int shift = exponent + k;
    if (shift >= 0) {
        big_shift_left(n, (unsigned)shift);
        if (k >= 0) return;
    } else {
        big_shift_left(&denominator, (unsigned)-shift);
    }
    divide_rounded(n, &denominator);
}

static int big_to_text(Big *n, char *text) {
    if (n->count == 0) return 0;
    size_t count = mpn_get_str((unsigned char *)text, 10, n->p, (mp_size_t)n->count);
    size_t zeros = 0;
    while (zeros < count && text[zeros] == 0) zeros++;
    for (size_t i = zeros; i < count; i++) text[i - zeros] = (char)('0' + text[i]);
    return (int)(count - zeros);
}

void orr_digits_fixed(double d, int n, OrrDigits *out) {
    if (n > 1074) n = 1074;
    if (n < -400) n = -400;
    Big big;
    scale(d, n, &big);
    out->count = big_to_text(&big, out->text);
    out->point = out->count - n;
}

/* The exponent x of 10**x <= |d| < 10**(x+1), or one less. */
static int estimate_exponent(double d) {
    int exponent;
    (void)frexp(d, &exponent);
    return (int)floor((exponent - 1) * 0.30102999566398114);
}

void orr_digits_significant(double d, int n, OrrDigits *out) {
    if (n > 800) n = 800;
    if (d == 0) {
        out->count = 0;
        out->point = 1;
        return;
    }
    Big big;
    int k = n - 1 - estimate_exponent(d);
    scale(d, k, &big);
    out->count = big_to_text(&big, out->text);
    if (out->count > n) {
        scale(d, --k, &big);
        out->count = big_to_text(&big, out->text);
    }
    out->point = out->count - k;
    if (out->count > n) out->count = n; /* 9.99 became 10.0: the digit too many is a 0 */
}

/* The shortest digits, by Giulietti's method (R. Giulietti, "The Schubfach way to render doubles"): of the decimals
 * with exponent k or k + 1, at most two on each side of d can lie in its rounding interval; the bounds of the interval,
 * scaled by 10**-k, are compared with them in fixed point. 126 bits of the power of ten suffice for all doubles. */

#define FIRST_POWER (-292)
static const uint64_t powers_of_ten[][2] = {
#include "sim/vm/powers_of_ten.inc"
};

/* The whole part of power * factor / 2**128, its lowest bit set if anything was cut off. */
static uint64_t multiply_to_odd(const uint64_t power[2], uint64_t factor) {
    unsigned __int128 low = (unsigned __int128)power[1] * factor, high = (unsigned __int128)power[0] * factor;
    high += (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* floor(log10(2**e)) and, for the gap below a power of two, floor(log10(3/4 * 2**e)); floor(log2(10**e)). */
static int floor_log10_of_power_of_2(int e, bool three_quarters) {
    return (e * 1262611 - (three_quarters ? 524031 : 0)) >> 22;
}
static int floor_log2_of_power_of_10(int e) {
    return (e * 1741647) >> 19;
}

/* *decimal * 10**(returned) */
static int shortest(double d, uint64_t *decimal) {
    int q;
    uint64_t c = split(d, &q);
    bool even = (c & 1u) == 0, uneven_gaps = c == (uint64_t)1 << 52 && q > -1074;
    int k = floor_log10_of_power_of_2(q, uneven_gaps);
    int h = q + floor_log2_of_power_of_10(-k) + 1;
    const uint64_t *power = powers_of_ten[-k - FIRST_POWER];
    /* Four times d and the ends of its interval, in units of 10**k. */
    uint64_t below = multiply_to_odd(power, (4 * c - 2 + uneven_gaps) << h);
    uint64_t value = multiply_to_odd(power, (4 * c) << h);
    uint64_t above = multiply_to_odd(power, (4 * c + 2) << h);
    if (!even) {
        below++;
        above--;
    }
    uint64_t s = value / 4, tens = s / 10;
    if (s >= 10) {
        bool down = below <= 40 * tens, up = 40 * tens + 40 <= above;
        if (down != up) {
            *decimal = tens + up;
            return k + 1;
        }
    }
    bool down = below <= 4 * s, up = 4 * s + 4 <= above;
    if (down == up) up = value > 4 * s + 2 || (value == 4 * s + 2 && (s & 1u) != 0);
    *decimal = s + up;
    return k;
}

void orr_digits_shortest(double d, OrrDigits *out) {
    if (d == 0) {
        out->text[0] = '0';
        out->count = out->point = 1;
        return;
    }
    uint64_t n;
    int exponent = shortest(fabs(d), &n);
    while (n % 10 == 0) {
        n /= 10;
        exponent++;
    }
    char reversed[20];
    int count = 0;
    for (; n > 0; n /= 10) reversed[count++] = (char)('0' + n % 10);
    for (int i = 0; i < count; i++) out->text[i] = reversed[count - 1 - i];
    out->count = count;
    out->point = count + exponent;
}

/* Reading. */

/* digits * 10**exponent with at most 19 digits and a small exponent: exact in doubles, or one correct rounding. */
static bool to_double_fast(const char *digits, size_t count, long exponent, double *out) {
    if (count > 18 || exponent < -22 || exponent > 22) return false;
    uint64_t w = 0;
    for (size_t i = 0; i < count; i++) w = w * 10 + (unsigned)(digits[i] - '0');
    if (w > (uint64_t)1 << 53) return false;
    *out = exponent < 0 ? (double)w / exact_powers[-exponent] : (double)w * exact_powers[exponent];
    return true;
}

double orr_digits_to_double(const char *digits, size_t count, long point, bool sticky) {
    while (count > 0 && digits[0] == '0') digits++, count--, point--;
    while (count > 0 && digits[count - 1] == '0' && !sticky) count--;
    if (count == 0) return 0.0;
    if (point > 310) return INFINITY;
    if (point < -330) return 0.0;
    double d;
    long exponent = point - (long)count;
    if (!sticky && to_double_fast(digits, count, exponent, &d)) return d;
    if (count > 800) {
        /* Halfway cases have at most 768 digits: what follows only says whether this is one. */
        for (size_t i = 800; i < count && !sticky; i++) sticky = digits[i] != '0';
        count = 800;
        exponent = point - 800;
    }
    unsigned char values[801];
    for (size_t i = 0; i < count; i++) values[i] = (unsigned char)(digits[i] - '0');
    if (sticky) {
        values[count++] = 1;
        exponent--;
    }
    Big n;
    n.count = (size_t)mpn_set_str(n.p, values, count, 10);
    if (exponent >= 0) {
        big_multiply_power_of_5(&n, (unsigned)exponent);
        return orr_limbs_to_double(n.p, n.count, exponent, false);
    }
    Big denominator, q, r;
    big_set(&denominator, 1);
    big_multiply_power_of_5(&denominator, (unsigned)-exponent);
    long shift = 0;
    uint64_t have = orr_limbs_bits(n.p, n.count), want = orr_limbs_bits(denominator.p, denominator.count) + 66;
    if (have < want) {
        shift = (long)(want - have);
        big_shift_left(&n, (unsigned)shift);
    }
    mpn_tdiv_qr(q.p, r.p, 0, n.p, (mp_size_t)n.count, denominator.p, (mp_size_t)denominator.count);
    q.count = orr_limbs_trim(q.p, n.count - denominator.count + 1);
    bool rest = orr_limbs_trim(r.p, denominator.count) > 0;
    return orr_limbs_to_double(q.p, q.count, exponent - shift, rest);
}
