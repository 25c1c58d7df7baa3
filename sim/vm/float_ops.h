/* Arithmetic of doubles with Python's rules and errors, for float and complex. Private to the number files. */
#ifndef ORR_VM_FLOAT_OPS_H
#define ORR_VM_FLOAT_OPS_H

#include "sim/vm/vm.h"

/* a // b and a % b; b is not 0. */
void orr_double_divmod(double a, double b, double *quotient, double *remainder);
/* a ** b as a float, or as a complex where Python says so. */
OrrValue orr_double_power(OrrVm *vm, double a, double b);
/* round(d, digits): exact; OverflowError if the result is too large. */
bool orr_double_round(OrrVm *vm, double d, int64_t digits, double *out);
OrrValue orr_complex_new(OrrVm *vm, double real, double imag);
/* (34, 'Numerical result out of range') */
OrrValue orr_raise_range_error(OrrVm *vm);
/* (a + bi) ** (c + di), with a complex result. */
OrrValue orr_complex_power(OrrVm *vm, double a, double b, double c, double d);

#endif
