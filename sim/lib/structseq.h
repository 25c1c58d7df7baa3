/* Tuples with named fields that native modules give: sys.version_info and its like. */
#ifndef ORR_LIB_STRUCTSEQ_H
#define ORR_LIB_STRUCTSEQ_H

#include "sim/vm/tuple.h"

/* A type of them. Declare it with ORR_STRUCT_SPEC; names end with NULL. */
typedef struct OrrStructSpec {
    OrrTypeSpec type; /* first: a type's spec pointer leads here */
    const char *const *names;
} OrrStructSpec;

OrrValue orr_struct_getattr(OrrVm *vm, OrrValue self, OrrStr *name);
OrrValue orr_struct_repr(OrrVm *vm, OrrValue self);

#define ORR_STRUCT_SPEC(text, name_table)                                                                              \
    {                                                                                                                  \
        .type = {.name = (text),                                                                                       \
                 .size = sizeof(OrrTuple),                                                                             \
                 .flags = ORR_TYPE_GC | ORR_TYPE_SEQUENCE | ORR_TYPE_TUPLE_SUB | ORR_TYPE_NO_INSTANCES |               \
                          ORR_TYPE_CUSTOM_GETATTR,                                                                     \
                 .slots = {.getattr = orr_struct_getattr, .repr = orr_struct_repr}},                                   \
        .names = (name_table)                                                                                          \
    }

/* Makes the type, derived from tuple. */
OrrType *orr_struct_type(OrrVm *vm, const OrrStructSpec *spec);
/* One of type with as many items as it has names, whose references it takes, always; any of them may be ORR_NULL with
 * an exception pending, and then so is the result. */
OrrValue orr_struct_new(OrrVm *vm, OrrType *type, const OrrValue *items);

#endif
