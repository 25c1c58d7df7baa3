/* Attribute lookup as object does it, and what types with a dict of their own need. Private to sim/vm. */
#ifndef ORR_VM_ATTR_H
#define ORR_VM_ATTR_H

#include "sim/vm/abstract.h"

/* The dict of an instance, made if it isn't there yet. Borrowed; NULL: MemoryError, or no exception if it has none. */
OrrDict *orr_instance_dict(OrrVm *vm, OrrValue object, bool make);
/* __dict__ as a get/set pair, for getsets. */
OrrValue orr_get_dict(OrrVm *vm, OrrValue self);
bool orr_set_dict(OrrVm *vm, OrrValue self, OrrValue value);
/* AttributeError in CPython's words. Returns ORR_NULL. */
OrrValue orr_no_attribute(OrrVm *vm, OrrValue object, OrrStr *name);
/* Calls a descriptor's __get__. */
OrrValue orr_descr_get(OrrVm *vm, OrrValue descriptor, OrrValue object, OrrType *owner);
/* Where a member_descriptor (of __slots__) keeps its value in an instance. */
size_t orr_member_offset(OrrValue descriptor);
OrrValue orr_member_new(OrrVm *vm, OrrType *owner, OrrStr *name, size_t offset);
/* type.__getattribute__ and __setattr__ */
OrrValue orr_type_getattr(OrrVm *vm, OrrValue self, OrrStr *name);
bool orr_type_setattr(OrrVm *vm, OrrValue self, OrrStr *name, OrrValue value);

#endif
