/* Operations on any value: what a + b, a.b, a[b], f(x), iter(a), repr(a) mean, for C code.
 * All borrow their arguments and return new references; ORR_NULL, false or -1 means that an exception is pending,
 * unless said otherwise. */
#ifndef ORR_VM_ABSTRACT_H
#define ORR_VM_ABSTRACT_H

#include "sim/vm/vm.h"

/* Operators, with reflected methods and subclass priority. abstract.c */
OrrValue orr_binary(OrrVm *vm, OrrBinaryOp op, OrrValue left, OrrValue right);
OrrValue orr_inplace(OrrVm *vm, OrrBinaryOp op, OrrValue left, OrrValue right);
OrrValue orr_power(OrrVm *vm, OrrValue base, OrrValue exponent, OrrValue modulus); /* modulus may be ORR_NONE */
/* What a sequence says of + and * once both operands' slots have declined: false, with its TypeError pending; true if
 * none of them is a sequence. */
bool orr_sequence_refuses(OrrVm *vm, OrrBinaryOp op, OrrValue left, OrrValue right);
OrrValue orr_unary(OrrVm *vm, OrrUnaryOp op, OrrValue operand);
OrrValue orr_compare(OrrVm *vm, OrrValue left, OrrValue right, OrrCompareOp op);
int orr_compare_truth(OrrVm *vm, OrrValue left, OrrValue right, OrrCompareOp op); /* -1 error; no identity shortcut */
int orr_equal(OrrVm *vm, OrrValue left, OrrValue right); /* is or ==, as containers do; -1 error */
int orr_truth(OrrVm *vm, OrrValue value);
bool orr_hash(OrrVm *vm, OrrValue value, int64_t *hash); /* TypeError: unhashable type: 'X' */
OrrValue orr_repr(OrrVm *vm, OrrValue value);            /* always a str */
OrrValue orr_str(OrrVm *vm, OrrValue value);
OrrValue orr_ascii(OrrVm *vm, OrrValue value);
OrrValue orr_format_value(OrrVm *vm, OrrValue value, OrrValue spec); /* format(value, spec); spec a str or ORR_NULL */

/* Attributes. attr.c. name is interned by these if it isn't yet. */
OrrValue orr_getattr(OrrVm *vm, OrrValue object, OrrStr *name);
/* Absent: ORR_NULL without a pending exception (AttributeError is swallowed, others are pending). */
OrrValue orr_getattr_or_null(OrrVm *vm, OrrValue object, OrrStr *name);
bool orr_setattr(OrrVm *vm, OrrValue object, OrrStr *name, OrrValue value); /* ORR_NULL deletes */
OrrValue orr_generic_getattr(OrrVm *vm, OrrValue object, OrrStr *name);
bool orr_generic_setattr(OrrVm *vm, OrrValue object, OrrStr *name, OrrValue value);
/* Special method looked up on the type, bound to the value. Absent: ORR_NULL without an exception. */
OrrValue orr_lookup_special(OrrVm *vm, OrrValue object, OrrStr *name);

/* Items. abstract.c */
OrrValue orr_getitem(OrrVm *vm, OrrValue object, OrrValue key);
bool orr_setitem(OrrVm *vm, OrrValue object, OrrValue key, OrrValue value); /* ORR_NULL deletes */
int64_t orr_length(OrrVm *vm, OrrValue object);
int64_t orr_length_hint(OrrVm *vm, OrrValue object,
                        int64_t otherwise); /* len, __length_hint__ or otherwise; -1 error */
int orr_contains(OrrVm *vm, OrrValue container, OrrValue item);
/* An int64 from anything with __index__. Too big: error type overflow (NULL: clipped to the int64 range). */
bool orr_to_index(OrrVm *vm, OrrValue value, OrrType *overflow, int64_t *out);
/* Likewise how often a sequence is repeated, or how long bytes are: OverflowError "cannot fit 'int' into an index-sized integer". */
bool orr_to_count(OrrVm *vm, OrrValue value, int64_t *out);

/* Iteration. */
OrrValue orr_iter(OrrVm *vm, OrrValue iterable); /* TypeError: 'X' object is not iterable */
OrrValue orr_next(OrrVm *vm, OrrValue iterator); /* the end: ORR_NULL without a pending exception */
/* Calls body for each item (borrowed) until it returns false or the end. false if anything failed. */
bool orr_for_each(OrrVm *vm, OrrValue iterable, bool (*body)(OrrVm *vm, OrrValue item, void *context), void *context);
/* Resumes a generator-like iterator; for plain iterators value must be ORR_NONE. */
OrrSend orr_send(OrrVm *vm, OrrValue iterator, OrrValue value, OrrValue *result);

/* Calls. call.c */
OrrValue orr_call(OrrVm *vm, OrrValue callable, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_call0(OrrVm *vm, OrrValue callable);
OrrValue orr_call1(OrrVm *vm, OrrValue callable, OrrValue arg);
OrrValue orr_call2(OrrVm *vm, OrrValue callable, OrrValue arg1, OrrValue arg2);
/* args: a tuple; kwargs: a dict or ORR_NULL. */
OrrValue orr_call_tuple(OrrVm *vm, OrrValue callable, OrrValue args, OrrValue kwargs);
/* object.name(args...) */
OrrValue orr_call_method(OrrVm *vm, OrrValue object, OrrStr *name, const OrrValue *args, size_t nargs);
bool orr_is_callable(OrrVm *vm, OrrValue value);

/* isinstance, issubclass with tuples, unions and __instancecheck__. -1 error. */
int orr_isinstance(OrrVm *vm, OrrValue object, OrrValue cls);
int orr_issubclass(OrrVm *vm, OrrValue derived, OrrValue cls);

/* Arguments of native functions with keywords. names: all parameters in order, ended by NULL: positional-only ones
 * first, then positional-or-keyword, then keyword-only. Missing optional ones are ORR_NULL in out. Messages are those
 * of CPython's Argument Clinic: "f() missing required argument 'x' (pos 1)", "f() takes at most 2 arguments (3 given)",
 * "f() got an unexpected keyword argument 'y'", "argument for f() given by name ('x') and position (1)". */
typedef struct OrrSignature {
    const char *function; /* name for messages, without "()" */
    const char *const *names;
    uint8_t positional_only; /* how many of names */
    uint8_t positional;      /* how many can be given by position */
    uint8_t required;        /* how many of the first must be given */
    uint8_t count;           /* how many names */
} OrrSignature;
bool orr_bind(OrrVm *vm, const OrrSignature *signature, const OrrValue *args, size_t nargs, OrrValue kwnames,
              OrrValue *out);
/* For ORR_ARITY_KEYWORDS functions that take none: TypeError "f() takes no keyword arguments". */
bool orr_no_keywords(OrrVm *vm, const char *function, OrrValue kwnames);

#endif
