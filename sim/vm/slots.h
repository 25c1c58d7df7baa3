/* Special methods and slots: one table says which slot each special method fills (slots.c). Private to sim/vm. */
#ifndef ORR_VM_SLOTS_H
#define ORR_VM_SLOTS_H

#include "sim/vm/vm.h"

/* Puts slot wrappers (int.__add__) for the slots that spec fills into a native type's dict. */
bool orr_slots_wrap(OrrVm *vm, OrrType *type, const OrrSlots *own);
/* Sets all slots of a class of the program from what its special methods are found to be. */
void orr_slots_update(OrrVm *vm, OrrType *type);
/* Copies from base the slots that type doesn't have. */
void orr_slots_inherit(OrrType *type, const OrrType *base);

/* The slot that __hash__ = None gives. */
bool orr_hash_not_implemented(OrrVm *vm, OrrValue self, int64_t *hash);

#endif
