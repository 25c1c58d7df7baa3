/* mappingproxy: a read-only view of a mapping; what a class's __dict__ is. */
#ifndef ORR_VM_MAPPING_PROXY_H
#define ORR_VM_MAPPING_PROXY_H

#include "sim/vm/vm.h"

typedef struct OrrMappingProxy {
    OrrObject head;
    OrrValue mapping;
} OrrMappingProxy;

OrrValue orr_mapping_proxy_new(OrrVm *vm, OrrValue mapping);

#endif
