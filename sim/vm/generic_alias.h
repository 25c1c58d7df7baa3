/* What type expressions evaluate to: list[int] (types.GenericAlias) and int | str (types.UnionType). The values are
 * only carried around and looked at; calling and subclassing list[int] means list. */
#ifndef ORR_VM_GENERIC_ALIAS_H
#define ORR_VM_GENERIC_ALIAS_H

#include "sim/vm/str.h"

typedef struct OrrGenericAlias {
    OrrObject head;
    OrrValue origin;
    OrrValue args;       /* a tuple */
    OrrValue parameters; /* a tuple, or ORR_NULL: not computed yet */
    bool starred;        /* *tuple[int, ...] */
} OrrGenericAlias;

typedef struct OrrUnion {
    OrrObject head;
    OrrValue args;       /* a tuple of at least two, flat, without duplicates */
    OrrValue parameters; /* a tuple, or ORR_NULL: not computed yet */
} OrrUnion;

/* origin[args]: args is a tuple, or the only argument. */
OrrValue orr_generic_alias_new(OrrVm *vm, OrrValue origin, OrrValue args, bool starred);
/* For method tables of generic native types: the class method __class_getitem__. */
OrrValue orr_class_getitem(OrrVm *vm, OrrValue cls, const OrrValue *args, size_t nargs, OrrValue kwnames);
#define ORR_DEF_CLASS_GETITEM                                                                                          \
    { "__class_getitem__", orr_class_getitem, ORR_ARITY_ONE, 1, 1, ORR_METHOD_CLASS, NULL }

/* left | right for types, aliases and None: the binary slot of type, generic aliases and unions. ORR_NOT_IMPLEMENTED if
 * one of them can't be in a union. */
OrrValue orr_type_or(OrrVm *vm, OrrValue left, OrrValue right);

/* Adds a type by its qualified name, anything else by its repr: how typing shows arguments. */
bool orr_builder_add_type(OrrStrBuilder *b, OrrValue v);
/* The free type variables in args, each once (new tuple). */
OrrValue orr_typing_parameters(OrrVm *vm, OrrValue args);
/* args with parameters replaced by item (one, or a tuple of them): new tuple. whole is for messages. */
OrrValue orr_typing_substitute(OrrVm *vm, OrrValue whole, OrrValue args, OrrValue parameters, OrrValue item);

/* isinstance and issubclass as type.__instancecheck__ and type.__subclasscheck__ have them, without asking either.
 * -1 error. In abstract_class.c. */
int orr_type_instance_check(OrrVm *vm, OrrValue cls, OrrValue object);
int orr_type_subclass_check(OrrVm *vm, OrrValue cls, OrrValue derived);

#endif
