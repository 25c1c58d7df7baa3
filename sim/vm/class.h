/* Making types and classes. Private to sim/vm. */
#ifndef ORR_VM_CLASS_H
#define ORR_VM_CLASS_H

#include "sim/vm/vm.h"

/* The two halves of making a native type, for booting: until names and dicts exist, only the struct can be made. */
OrrType *orr_type_allocate(OrrVm *vm, const OrrTypeSpec *spec, OrrType *base);
bool orr_type_complete(OrrVm *vm, OrrType *type);

/* type(name, bases, namespace, **kwargs) */
OrrValue orr_class_new(OrrVm *vm, OrrType *meta, OrrStr *name, OrrTuple *bases, OrrDict *namespace_,
                       const OrrValue *kwargs, OrrValue kwnames);

OrrType *orr_calculate_metaclass(OrrVm *vm, OrrType *meta, const OrrTuple *bases);

/* C3 linearisation. New tuple or NULL with TypeError. */
OrrTuple *orr_class_mro(OrrVm *vm, OrrType *type);
/* cls.__bases__ = bases, where instances stay what they are in memory. False: TypeError. */
bool orr_class_set_bases(OrrVm *vm, OrrType *type, OrrTuple *bases);
/* Adds type to each base's subclasses; takes it out again (when it dies). */
bool orr_class_link(OrrVm *vm, OrrType *type);
void orr_class_unlink(OrrVm *vm, OrrType *type);

/* The type whose __new__ a native function is. Borrowed. */
OrrValue orr_builtin_self(OrrValue builtin);
size_t orr_method_cache_bytes(void);

/* object's own slots that others compare against. */
OrrValue orr_object_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_type_call(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);

#endif
