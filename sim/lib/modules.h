/* The functions that make the modules written in C, as modules.def lists them. Each returns a new module. */
#ifndef ORR_LIB_MODULES_H
#define ORR_LIB_MODULES_H

#include "sim/vm/vm.h"

#define MODULE(name, function) OrrValue function(OrrVm *vm);
#include "sim/lib/modules.def"
#undef MODULE

#endif
