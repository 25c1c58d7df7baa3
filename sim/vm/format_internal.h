/* Between format.c and format_float.c. */
#ifndef ORR_VM_FORMAT_INTERNAL_H
#define ORR_VM_FORMAT_INTERNAL_H

#include "sim/vm/format.h"

/* A float's text without its sign. */
typedef struct OrrFloatText {
    char *text;
    size_t length, capacity;
    size_t whole; /* how many of the first characters are digits before the point (0 for inf and nan) */
    bool negative;
} OrrFloatText;

/* False with MemoryError; otherwise to be freed. Arguments as orr_format_float. */
bool orr_float_text(OrrVm *vm, double d, char type, int64_t precision, unsigned flags, OrrFloatText *out);
void orr_float_text_free(OrrVm *vm, OrrFloatText *text);

#endif
