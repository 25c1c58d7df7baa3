/* Loading code images into the arena. */
#ifndef ORR_VM_CODE_H
#define ORR_VM_CODE_H

#include "sim/vm/function.h"

/* Copies a verified image and those nested in it. filename is borrowed. NULL: MemoryError. */
OrrCode *orr_code_load(OrrVm *vm, const OrrCodeImage *image, OrrStr *filename);
/* A function without defaults or closure, to run module code in globals. */
OrrValue orr_function_new(OrrVm *vm, OrrCode *code, OrrDict *globals);
/* Source position of the instruction at pc. */
const OrrPosition *orr_code_position(const OrrCode *code, uint32_t pc);

#endif
