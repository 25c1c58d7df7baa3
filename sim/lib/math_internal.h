/* The parts of module math: elementary functions (math.c), the gamma function (math_gamma.c), whole numbers
 * (math_int.c), exact sums (math_sum.c). */
#ifndef ORR_LIB_MATH_INTERNAL_H
#define ORR_LIB_MATH_INTERNAL_H

#include "sim/vm/vm.h"

extern const OrrMethodDef orr_math_int_methods[];
extern const OrrMethodDef orr_math_sum_methods[];

OrrValue orr_math_domain_error(OrrVm *vm);
OrrValue orr_math_range_error(OrrVm *vm);

/* nan where it isn't defined, inf where it is too large (for finite x). */
double orr_gamma(double x);
double orr_log_gamma(double x);

#endif
