/* operator's callable types: itemgetter, attrgetter, methodcaller (operator_getter.c). */
#ifndef ORR_LIB_OPERATOR_H
#define ORR_LIB_OPERATOR_H

#include "sim/vm/vm.h"

extern const OrrTypeSpec orr_itemgetter_spec, orr_attrgetter_spec, orr_methodcaller_spec;

#endif
