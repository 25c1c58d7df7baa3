/* Doubles as decimal digits and back, exactly: integer arithmetic over the binary value, correctly rounded (half to
 * even). No function here allocates: a double has at most 767 significant digits, 1074 of them after the point. Private
 * to the number files. */
#ifndef ORR_VM_FLOAT_DIGITS_H
#define ORR_VM_FLOAT_DIGITS_H

#include <stdbool.h>
#include <stddef.h>

#define ORR_DIGITS_MAX 1400

/* The number 0.DIGITS * 10**point; text is ASCII digits, not terminated. Zero is "0" with point 1, or no digits at all.
 */
typedef struct OrrDigits {
    int count;
    int point;
    char text[ORR_DIGITS_MAX];
} OrrDigits;

/* All of them look at |d|, which must be finite. */
/* The fewest digits that read back as d, and of these the closest to it. No trailing zeros. */
void orr_digits_shortest(double d, OrrDigits *out);
/* n >= 1 significant digits. There may be fewer: then the rest are zeros. */
void orr_digits_significant(double d, int n, OrrDigits *out);
/* Rounded to n digits after the point (n may be negative). There may be fewer: then the rest are zeros. */
void orr_digits_fixed(double d, int n, OrrDigits *out);
/* The double nearest to 0.DIGITS * 10**point (inf if it is too large); digits beyond any influence may have been cut
 * if sticky says whether one of them wasn't 0. */
double orr_digits_to_double(const char *digits, size_t count, long point, bool sticky);

#endif
