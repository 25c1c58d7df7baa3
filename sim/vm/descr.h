/* Making descriptors. Private to sim/vm. */
#ifndef ORR_VM_DESCR_H
#define ORR_VM_DESCR_H

#include "sim/vm/vm.h"

OrrValue orr_getset_new(OrrVm *vm, OrrType *owner, const OrrGetSetDef *def, OrrStr *name);
OrrValue orr_method_descriptor_new(OrrVm *vm, const OrrMethodDef *def, OrrType *owner);
OrrValue orr_classmethod_new(OrrVm *vm, OrrValue function);
OrrValue orr_staticmethod_new(OrrVm *vm, OrrValue function);
/* The getter of a property, borrowed; ORR_NULL: none. */
OrrValue orr_property_getter(OrrValue property);

/* super().x (see opcodes.def): run is the global super, the class, the first argument. */
OrrValue orr_op_super(OrrVm *vm, const OrrValue *run);
OrrValue orr_op_super_attr(OrrVm *vm, const OrrValue *run, OrrStr *name);
bool orr_op_super_method(OrrVm *vm, const OrrValue *run, OrrStr *name, OrrValue out[2]);

#endif
