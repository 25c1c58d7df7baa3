/* Half precision (format 'e' of struct and of memoryview) as bits. Pure functions. */
#ifndef ORR_VM_FLOAT_HALF_H
#define ORR_VM_FLOAT_HALF_H

#include <stdbool.h>
#include <stdint.h>

/* Rounds half to even; false if it is too large. */
bool orr_half_from_double(double d, uint16_t *out);
double orr_half_to_double(uint16_t bits);

#endif
