/* The module sys. */
#ifndef ORR_LIB_SYS_H
#define ORR_LIB_SYS_H

#include "sim/vm/vm.h"

extern const OrrMethodDef orr_sys_functions[]; /* sys_functions.c */
/* version_info, float_info and so on: sys_info.c */
bool orr_sys_add_info(OrrVm *vm, OrrValue module);

#endif
