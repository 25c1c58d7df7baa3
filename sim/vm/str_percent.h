/* % formatting, shared by str and bytes. */
#ifndef ORR_VM_STR_PERCENT_H
#define ORR_VM_STR_PERCENT_H

#include "sim/vm/str.h"

/* format % values. bytes: format is bytes as latin-1 text, and so is the result (a character a byte). New str, or ORR_NULL. */
OrrValue orr_percent(OrrVm *vm, OrrStr *format, OrrValue values, bool bytes);

#endif
