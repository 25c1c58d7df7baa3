/* Values: what a register, a list item or an attribute holds, in 64 bits.
 *
 * The low bits say what it is, so that the commonest numbers need no memory:
 *
 *   ....1   int       63 bits, two's complement (bigger ones are objects, see int.h)
 *   ...10   float     a double whose exponent is in the middle range, rotated; others are objects (float.h)
 *   ..000   object    an OrrObject in the arena, 16-aligned; all bits 0 (ORR_NULL) is no value
 *   ..100   special   None, False, True, Ellipsis, NotImplemented, and ORR_EMPTY, an unbound register or cell
 *
 * ORR_NULL as a result means that an exception is pending in the VM (or, where a function says so, absence).
 *
 * Ownership. A value that is an object carries a reference. "Borrows" means the caller keeps its reference and it
 * stays alive during the call; "returns new" means the caller gets one and must release it; "steals" means the callee
 * takes it, whether or not it succeeds. If a comment says nothing: arguments are borrowed, results are new.
 */
#ifndef ORR_VM_VALUE_H
#define ORR_VM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/check.h"

typedef uint64_t OrrValue;

typedef struct OrrVm OrrVm;
typedef struct OrrType OrrType;

/* The head of every object. An object with refs 0 is free or being destroyed. */
typedef struct OrrObject {
    uint32_t refs;
    uint32_t flags; /* OrrObjectFlag, and from bit 16 up whatever the type wants */
    OrrType *type;  /* holds a reference if the type is a class of the program (a heap type) */
} OrrObject;

typedef enum OrrObjectFlag {
    ORR_OBJECT_HAS_ID = 1 << 0,      /* has a serial in the VM's id table */
    ORR_OBJECT_HAS_WEAKREF = 1 << 1, /* is in the VM's weak reference table */
    ORR_OBJECT_FINALISED = 1 << 2,   /* __del__ has run */
    ORR_OBJECT_GC_A = 1 << 3,        /* the collector's */
    ORR_OBJECT_GC_B = 1 << 4,
    ORR_OBJECT_BUSY = 1 << 5,        /* in repr: a recursive one prints '...' */
    ORR_OBJECT_DYING = 1 << 6,       /* its end is put off: refs is no count */
    ORR_OBJECT_SIDE_DICT = 1 << 7,   /* its dict is in the VM's table of dicts */
    ORR_OBJECT_TYPE_BIT = 1 << 16    /* first bit for the type's own use */
} OrrObjectFlag;

#define ORR_NULL            ((OrrValue)0)
#define ORR_EMPTY           ((OrrValue)0x04)
#define ORR_NONE            ((OrrValue)0x0C)
#define ORR_FALSE           ((OrrValue)0x14)
#define ORR_TRUE            ((OrrValue)0x1C)
#define ORR_ELLIPSIS        ((OrrValue)0x24)
#define ORR_NOT_IMPLEMENTED ((OrrValue)0x2C)

#define ORR_SMALL_INT_MAX (INT64_MAX >> 1)
#define ORR_SMALL_INT_MIN (INT64_MIN >> 1)

static inline bool orr_is_small_int(OrrValue v) {
    return v & 1u;
}
static inline bool orr_both_small_ints(OrrValue a, OrrValue b) {
    return a & b & 1u;
}
static inline bool orr_is_flonum(OrrValue v) {
    return (v & 3u) == 2u;
}
/* True for objects only; also true for ORR_NULL, which callers exclude. */
static inline bool orr_is_object(OrrValue v) {
    return (v & 7u) == 0;
}
static inline bool orr_is_bool(OrrValue v) {
    return (v | 8u) == ORR_TRUE;
}
static inline OrrValue orr_bool(bool truth) {
    return truth ? ORR_TRUE : ORR_FALSE;
}
static inline OrrObject *orr_object(OrrValue v) {
    return (OrrObject *)(uintptr_t)v;
}
/* A value for an object (any struct that starts with an OrrObject). Moves no reference. */
static inline OrrValue orr_value(const void *object) {
    return (OrrValue)(uintptr_t)object;
}

static inline bool orr_fits_small_int(int64_t n) {
    return n >= ORR_SMALL_INT_MIN && n <= ORR_SMALL_INT_MAX;
}
/* n must fit. For any int64 use orr_int(vm, n) of int.h. */
static inline OrrValue orr_small_int(int64_t n) {
    return (OrrValue)((uint64_t)n << 1 | 1u);
}
static inline int64_t orr_small_int_value(OrrValue v) {
    return (int64_t)v >> 1;
}

/* Doubles. The three bits below the sign are 011 or 100 for magnitudes of about 1e-77 to 1e77: those doubles are rotated
 * left by three so that these bits come last, where the tag replaces two of them (the third tells which it was).
 * Zero is given the pattern of the one double in range that would collide. */
#define ORR_FLONUM_ZERO ((OrrValue)0x8000000000000002u)

static inline bool orr_flonum_encode(double d, OrrValue *out) {
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    unsigned top = (unsigned)(bits >> 60) & 7u;
    if (ORR_LIKELY((top == 3u || top == 4u) && bits != 0x3000000000000000u)) {
        *out = ((bits << 3 | bits >> 61) & ~(uint64_t)3) | 2u;
        return true;
    }
    if (bits == 0) {
        *out = ORR_FLONUM_ZERO;
        return true;
    }
    return false;
}
static inline double orr_flonum_value(OrrValue v) {
    if (v == ORR_FLONUM_ZERO) return 0.0;
    uint64_t rotated = (v & ~(uint64_t)3) | (2u - (v >> 63));
    uint64_t bits = rotated >> 3 | rotated << 61;
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

/* Reference counting. */
static inline OrrValue orr_retain(OrrValue v) {
    if (orr_is_object(v)) orr_object(v)->refs++;
    return v;
}
static inline OrrValue orr_xretain(OrrValue v) {
    return v == ORR_NULL ? v : orr_retain(v);
}
/* Runs destructors, finalisers, weak reference callbacks: anything may happen in it, but pending exceptions are kept. */
void orr_destroy_object(OrrVm *vm, OrrObject *object);

static inline void orr_release_object(OrrVm *vm, void *object) {
    OrrObject *o = object;
    ORR_ASSERT_SLOW(o->refs > 0);
    if (--o->refs == 0) orr_destroy_object(vm, o);
}
static inline void orr_release(OrrVm *vm, OrrValue v) {
    if (orr_is_object(v)) orr_release_object(vm, orr_object(v));
}
static inline void orr_xrelease(OrrVm *vm, OrrValue v) {
    if (v != ORR_NULL) orr_release(vm, v);
}
static inline void orr_xrelease_object(OrrVm *vm, void *object) {
    if (object != NULL) orr_release_object(vm, object);
}
/* Stores value (stolen) into *slot and releases what was there (may be ORR_NULL), in this safe order. */
static inline void orr_set_slot(OrrVm *vm, OrrValue *slot, OrrValue value) {
    OrrValue old = *slot;
    *slot = value;
    orr_xrelease(vm, old);
}

#endif
