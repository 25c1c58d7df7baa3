#include "sim/vm/float_half.h"

#include <math.h>

/* A double as half precision, rounded half to even; false if it is too large. */
bool orr_half_from_double(double d, uint16_t *out) {
    unsigned sign = signbit(d) ? 0x8000u : 0, bits;
    int exponent;
    if (d == 0) {
        *out = (uint16_t)sign;
        return true;
    }
    if (!isfinite(d)) {
        *out = (uint16_t)(sign | (isnan(d) ? 0x7E00u : 0x7C00u));
        return true;
    }
    double f = 2.0 * frexp(fabs(d), &exponent);
    exponent--;
    if (exponent >= 16) return false;
    if (exponent < -25) {
        *out = (uint16_t)sign;
        return true;
    }
    if (exponent < -14) {
        f = ldexp(f, 14 + exponent);
        exponent = 0;
    } else {
        exponent += 15;
        f -= 1.0;
    }
    f *= 1024.0;
    bits = (unsigned)f;
    f -= bits;
    if (f > 0.5 || (f == 0.5 && (bits & 1u) != 0)) bits++;
    bits += (unsigned)exponent << 10;
    if (bits >= 31u << 10) return false;
    *out = (uint16_t)(sign | bits);
    return true;
}

double orr_half_to_double(uint16_t bits) {
    unsigned exponent = bits >> 10 & 31u, fraction = bits & 1023u;
    double d = exponent == 31  ? (fraction != 0 ? NAN : INFINITY)
               : exponent == 0 ? ldexp(fraction, -24)
                               : ldexp(fraction + 1024.0, (int)exponent - 25);
    return (bits & 0x8000u) != 0 ? -d : d;
}
