/* The gamma function and its logarithm, by Lanczos's approximation with the rational coefficients that Boost published
 * for doubles (13 terms, g = 6.0246...). libm's own differ in the last digits from what Python programs print. */
#include <math.h>

#include "sim/lib/math_internal.h"

#define TERMS 13

static const double numerator[TERMS] = {
    23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408};
static const double denominator[TERMS] = {0.0,        39916800.0, 120543840.0, 150917976.0, 105258076.0,
                                          45995730.0, 13339535.0, 2637558.0,   357423.0,    32670.0,
                                          1925.0,     66.0,       1.0};
static const double lanczos_g = 6.024680040776729583740234375;
static const double lanczos_g_minus_half = 5.524680040776729583740234375;
static const double pi = 3.141592653589793238462643383279502884197;
static const double log_pi = 1.144729885849400174143427351353058711647;

static double lanczos_sum(double x) {
    double above = 0.0, below = 0.0;
    if (x < 5.0) {
        for (int i = TERMS; i-- > 0;) {
            above = above * x + numerator[i];
            below = below * x + denominator[i];
        }
    } else {
        for (int i = 0; i < TERMS; i++) {
            above = above / x + numerator[i];
            below = below / x + denominator[i];
        }
    }
    return above / below;
}

/* sin(pi * x), exact zeros included; x is finite. */
static double sin_pi(double x) {
    double y = fmod(fabs(x), 2.0), result;
    switch ((int)round(2.0 * y)) {
    case 0: result = sin(pi * y); break;
    case 1: result = cos(pi * (y - 0.5)); break;
    case 2: result = sin(pi * (1.0 - y)); break;
    case 3: result = -cos(pi * (y - 1.5)); break;
    default: result = sin(pi * (y - 2.0)); break;
    }
    return copysign(1.0, x) * result;
}

static double factorial_exactly(int n) {
    double result = 1.0;
    for (int i = 2; i <= n; i++) result *= i;
    return result;
}

/* x * y**e without overflow on the way; divides if invert. */
static double times_power(double x, double y, double e, bool invert) {
    if (e < 139.5) return invert ? x / pow(y, e) : x * pow(y, e);
    double root = pow(y, e / 2.0);
    return invert ? x / root / root : x * root * root;
}

double orr_gamma(double x) {
    if (!isfinite(x)) return isnan(x) || x > 0 ? x : NAN;
    if (x == 0) return NAN;
    if (x == floor(x)) {
        if (x < 0) return NAN;
        if (x <= 23) return factorial_exactly((int)x - 1);
    }
    double magnitude = fabs(x);
    if (magnitude < 1e-20) {
        double result = 1.0 / x;
        return isinf(result) ? copysign(INFINITY, x) : result;
    }
    if (magnitude > 200.0) return x < 0 ? 0.0 / sin_pi(x) : INFINITY;
    double y = magnitude + lanczos_g_minus_half;
    /* What y lost in rounding. */
    double lost = magnitude > lanczos_g_minus_half ? (y - magnitude) - lanczos_g_minus_half
                                                   : (y - lanczos_g_minus_half) - magnitude;
    lost = lost * lanczos_g / y;
    double result;
    if (x < 0) {
        result = -pi / sin_pi(magnitude) / magnitude * exp(y) / lanczos_sum(magnitude);
        result -= lost * result;
        return times_power(result, y, magnitude - 0.5, true);
    }
    result = lanczos_sum(magnitude) / exp(y);
    result += lost * result;
    return times_power(result, y, magnitude - 0.5, false);
}

double orr_log_gamma(double x) {
    if (!isfinite(x)) return isnan(x) ? x : INFINITY;
    if (x == floor(x) && x <= 2.0) return x <= 0 ? NAN : 0.0;
    double magnitude = fabs(x);
    if (magnitude < 1e-20) return -log(magnitude);
    double result = log(lanczos_sum(magnitude)) - lanczos_g;
    result += (magnitude - 0.5) * (log(magnitude + lanczos_g - 0.5) - 1);
    if (x < 0) result = log_pi - log(fabs(sin_pi(magnitude))) - log(magnitude) - result;
    return result;
}
