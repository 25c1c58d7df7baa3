/* Text of floats beyond what number.h has. Private to the number files. */
#ifndef ORR_VM_FLOAT_TEXT_H
#define ORR_VM_FLOAT_TEXT_H

#include "sim/vm/vm.h"

/* Reads a decimal float from the beginning of text, as far as it goes (no inf, no nan). */
bool orr_double_scan(const char *text, size_t length, double *out, size_t *used);
/* float.hex(), float.fromhex() */
OrrValue orr_double_hex(OrrVm *vm, double d);
OrrValue orr_double_from_hex(OrrVm *vm, const char *text, size_t length);

#endif
