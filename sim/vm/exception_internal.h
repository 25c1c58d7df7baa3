/* What the files of the exception types share. Not for others. */
#ifndef ORR_VM_EXCEPTION_INTERNAL_H
#define ORR_VM_EXCEPTION_INTERNAL_H

#include "sim/vm/exception.h"

#define ORR_EXCEPTION_FLAGS (ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_EXCEPTION_SUB)

/* The start of a built-in exception type's spec. */
#define ORR_EXCEPTION_SPEC(NAME)                                                                                       \
    .name = (NAME), .size = sizeof(OrrExceptionObject), .flags = ORR_EXCEPTION_FLAGS,                                  \
    .dict_offset = offsetof(OrrExceptionObject, dict)

/* A getter and a setter, NAME_get and NAME_set, for one of the fields: None while it is unset. */
#define ORR_EXCEPTION_FIELD(NAME, FIELD)                                                                               \
    static OrrValue NAME##_get(OrrVm *vm, OrrValue self) {                                                             \
        (void)vm;                                                                                                      \
        return orr_exception_field(self, FIELD);                                                                       \
    }                                                                                                                  \
    static bool NAME##_set(OrrVm *vm, OrrValue self, OrrValue value) {                                                 \
        orr_set_slot(vm, &orr_as_exception(self)->fields[FIELD], orr_xretain(value));                                  \
        return true;                                                                                                   \
    }
#define ORR_EXCEPTION_GETSET(name, NAME) {name, NAME##_get, NAME##_set}

static inline OrrValue orr_exception_field(OrrValue self, unsigned field) {
    OrrValue value = orr_as_exception(self)->fields[field];
    return value == ORR_NULL ? ORR_NONE : orr_retain(value);
}

/* The slots of BaseException. */
OrrValue orr_exception_base_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames);
bool orr_exception_base_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_exception_base_str(OrrVm *vm, OrrValue self);
OrrValue orr_exception_base_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
/* TypeError "T() takes no keyword arguments" if there are any. */
bool orr_exception_no_keywords(OrrVm *vm, const OrrType *type, OrrValue kwnames);
/* The __notes__ of exception: new, or ORR_NULL without an exception. */
OrrValue orr_exception_notes(OrrVm *vm, OrrValue exception);

/* exception_kinds.c, exception_os.c, exception_unicode.c, exception_group.c */
extern const OrrTypeSpec orr_attribute_error_spec, orr_import_error_spec, orr_key_error_spec, orr_name_error_spec,
    orr_stop_iteration_spec, orr_syntax_error_spec, orr_system_exit_spec, orr_os_error_spec,
    orr_unicode_decode_error_spec, orr_unicode_encode_error_spec, orr_unicode_translate_error_spec,
    orr_exception_group_base_spec, orr_exception_group_spec;

#endif
