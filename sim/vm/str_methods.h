/* The methods of str, by file, and what they share. Private to str. */
#ifndef ORR_VM_STR_METHODS_H
#define ORR_VM_STR_METHODS_H

#include "sim/vm/str_internal.h"

#define ORR_STR_METHOD(name)                                                                                           \
    OrrValue name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames)

#define ORR_NOT_FOUND SIZE_MAX

/* Where needle first (last) is in the units, or ORR_NOT_FOUND. An empty one is at 0 (at count). str_search.c */
size_t orr_units_find(const void *units, uint8_t kind, size_t count, const void *needle, uint8_t needle_kind,
                      size_t needle_count);
size_t orr_units_rfind(const void *units, uint8_t kind, size_t count, const void *needle, uint8_t needle_kind,
                       size_t needle_count);
/* How often needle occurs without overlap; an empty one count + 1 times. No more than limit are counted. */
size_t orr_units_count(const void *units, uint8_t kind, size_t count, const void *needle, uint8_t needle_kind,
                       size_t needle_count, size_t limit);
/* The same in a stretch of s; found places count from the start of s. */
size_t orr_str_find(const OrrStr *s, size_t start, size_t end, const OrrStr *needle);
size_t orr_str_rfind(const OrrStr *s, size_t start, size_t end, const OrrStr *needle);

/* Reads the optional arguments start and end at args[0], args[1] as slices have them, clipped to length. *valid: false if
 * start lies beyond the end, where not even an empty text is found. False: TypeError. */
bool orr_read_bounds(OrrVm *vm, const OrrValue *args, size_t nargs, size_t length, size_t *start, size_t *end,
                     bool *valid);
/* TypeError "WHAT() argument N must be str, not T" unless it is a str. */
bool orr_want_str(OrrVm *vm, OrrValue value, const char *what, int position);
/* A copy of self as an exact str (exact: itself). */
OrrValue orr_str_exact(OrrVm *vm, OrrStr *s);

/* str_find.c */
ORR_STR_METHOD(orr_str_method_find);
ORR_STR_METHOD(orr_str_method_rfind);
ORR_STR_METHOD(orr_str_method_index);
ORR_STR_METHOD(orr_str_method_rindex);
ORR_STR_METHOD(orr_str_method_count);
ORR_STR_METHOD(orr_str_method_startswith);
ORR_STR_METHOD(orr_str_method_endswith);
/* str_split.c */
ORR_STR_METHOD(orr_str_method_split);
ORR_STR_METHOD(orr_str_method_rsplit);
ORR_STR_METHOD(orr_str_method_splitlines);
ORR_STR_METHOD(orr_str_method_partition);
ORR_STR_METHOD(orr_str_method_rpartition);
ORR_STR_METHOD(orr_str_method_join);
/* str_edit.c */
ORR_STR_METHOD(orr_str_method_strip);
ORR_STR_METHOD(orr_str_method_lstrip);
ORR_STR_METHOD(orr_str_method_rstrip);
ORR_STR_METHOD(orr_str_method_removeprefix);
ORR_STR_METHOD(orr_str_method_removesuffix);
ORR_STR_METHOD(orr_str_method_replace);
ORR_STR_METHOD(orr_str_method_center);
ORR_STR_METHOD(orr_str_method_ljust);
ORR_STR_METHOD(orr_str_method_rjust);
ORR_STR_METHOD(orr_str_method_zfill);
ORR_STR_METHOD(orr_str_method_expandtabs);
ORR_STR_METHOD(orr_str_method_translate);
ORR_STR_METHOD(orr_str_method_maketrans);
/* str_case.c */
ORR_STR_METHOD(orr_str_method_upper);
ORR_STR_METHOD(orr_str_method_lower);
ORR_STR_METHOD(orr_str_method_title);
ORR_STR_METHOD(orr_str_method_capitalize);
ORR_STR_METHOD(orr_str_method_swapcase);
ORR_STR_METHOD(orr_str_method_casefold);
ORR_STR_METHOD(orr_str_method_isalpha);
ORR_STR_METHOD(orr_str_method_isalnum);
ORR_STR_METHOD(orr_str_method_isascii);
ORR_STR_METHOD(orr_str_method_isdecimal);
ORR_STR_METHOD(orr_str_method_isdigit);
ORR_STR_METHOD(orr_str_method_isnumeric);
ORR_STR_METHOD(orr_str_method_isspace);
ORR_STR_METHOD(orr_str_method_isprintable);
ORR_STR_METHOD(orr_str_method_isidentifier);
ORR_STR_METHOD(orr_str_method_islower);
ORR_STR_METHOD(orr_str_method_isupper);
ORR_STR_METHOD(orr_str_method_istitle);
/* str_format.c, str_percent.c, str_repr.c */
ORR_STR_METHOD(orr_str_method_format);
ORR_STR_METHOD(orr_str_method_format_map);
OrrValue orr_str_percent(OrrVm *vm, OrrStr *format, OrrValue args);
OrrValue orr_str_repr(OrrVm *vm, OrrValue self);

#endif
