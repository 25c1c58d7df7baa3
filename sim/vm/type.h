/* Types: what an object can do, as a table of slots, and how native types and functions are declared.
 *
 * Every object points to its OrrType; immediates have theirs by tag (orr_type_of). A type is itself an object in the
 * arena. Native types are declared by a constant OrrTypeSpec (one per file that implements a type) and built when the
 * VM boots; classes of the program are made by type.c.
 *
 * Slots. An operation on a value calls the type's slot. slots.def lists them with their special method names. Native
 * types fill slots with C functions, and special methods (int.__add__) are made from these by wrapping; classes of the
 * program get for each special method they define a slot function that calls it, and inherit the other slots from
 * their bases in MRO order. So C code never looks up '__len__': it calls orr_length(), which calls the slot.
 * A NULL slot means the operation isn't supported.
 */
#ifndef ORR_VM_TYPE_H
#define ORR_VM_TYPE_H

#include "sim/vm/value.h"

typedef struct OrrStr OrrStr;
typedef struct OrrDict OrrDict;
typedef struct OrrTuple OrrTuple;
typedef struct OrrList OrrList;

typedef enum OrrCompareOp { ORR_LT, ORR_LE, ORR_EQ, ORR_NE, ORR_GT, ORR_GE } OrrCompareOp;

typedef enum OrrBinaryOp {
    ORR_ADD, ORR_SUB, ORR_MUL, ORR_TRUEDIV, ORR_FLOORDIV, ORR_MOD, ORR_POW, ORR_MATMUL,
    ORR_LSHIFT, ORR_RSHIFT, ORR_AND, ORR_OR, ORR_XOR, ORR_DIVMOD,
    ORR_BINARY_COUNT
} OrrBinaryOp;

typedef enum OrrUnaryOp { ORR_NEG, ORR_POS, ORR_INVERT, ORR_ABS, ORR_UNARY_COUNT } OrrUnaryOp;

/* What one resumption of a generator, coroutine or other iterator gave. */
typedef enum OrrSend {
    ORR_SEND_YIELD,  /* *result: what it yields */
    ORR_SEND_RETURN, /* *result: its result; it is finished */
    ORR_SEND_ERROR,  /* an exception is pending; it is finished */
    ORR_SEND_BLOCK   /* the simulation's thread is blocked (see thread.h); *result is ORR_NULL */
} OrrSend;

typedef void (*OrrVisit)(void *context, OrrObject *object);

typedef OrrValue (*OrrUnarySlot)(OrrVm *vm, OrrValue self);
/* Either operand may be the one of this type; returns ORR_NOT_IMPLEMENTED if it can't. */
typedef OrrValue (*OrrBinarySlot)(OrrVm *vm, OrrValue left, OrrValue right);
/* As a vector call: nargs positional arguments, then one for each name of the tuple kwnames (ORR_NULL: none). */
typedef OrrValue (*OrrCallSlot)(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
typedef OrrCallSlot OrrNative;
typedef OrrValue (*OrrNewSlot)(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames);

typedef struct OrrSlots {
    /* Life. destroy releases what the object owns and gives its block back with orr_free_object(vm, object, size).
     * traverse visits every object that this one holds a reference to; clear drops those that can form cycles. */
    void (*destroy)(OrrVm *vm, OrrObject *self);
    void (*traverse)(OrrObject *self, OrrVisit visit, void *context);
    void (*clear)(OrrVm *vm, OrrObject *self);
    OrrUnarySlot finalise; /* __del__ */
    /* Orders the finalisers of garbage by creation, as CPython's are: a number below 2^62, and the object that was made right
     * before it, or NULL. NULL: instances of the program's classes go by their serial, after those; the rest comes last. */
    uint64_t (*birth)(const OrrObject *self, OrrObject **companion);

    OrrNewSlot new_object; /* __new__ */
    bool (*init)(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
    OrrCallSlot call;

    OrrUnarySlot repr;
    OrrUnarySlot str;
    bool (*hash)(OrrVm *vm, OrrValue self, int64_t *hash);
    OrrValue (*compare)(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op); /* or ORR_NOT_IMPLEMENTED */
    int (*truth)(OrrVm *vm, OrrValue self); /* -1 error */

    /* NULL: the generic ones of attr.h. value ORR_NULL deletes. */
    OrrValue (*getattr)(OrrVm *vm, OrrValue self, OrrStr *name);
    bool (*setattr)(OrrVm *vm, OrrValue self, OrrStr *name, OrrValue value);
    /* Descriptors. object ORR_NULL: looked up on the class. */
    OrrValue (*descr_get)(OrrVm *vm, OrrValue self, OrrValue object, OrrType *owner);
    bool (*descr_set)(OrrVm *vm, OrrValue self, OrrValue object, OrrValue value);

    /* next returns ORR_NULL without a pending exception at the end. */
    OrrUnarySlot iter;
    OrrUnarySlot next;
    /* Resumes with value (ORR_NONE first); for types that can do it without an exception for their result. */
    OrrSend (*send)(OrrVm *vm, OrrValue self, OrrValue value, OrrValue *result);
    OrrUnarySlot await;
    OrrUnarySlot aiter;
    OrrUnarySlot anext;

    int64_t (*length)(OrrVm *vm, OrrValue self); /* -1 error */
    OrrValue (*getitem)(OrrVm *vm, OrrValue self, OrrValue key);
    bool (*setitem)(OrrVm *vm, OrrValue self, OrrValue key, OrrValue value); /* ORR_NULL deletes */
    int (*contains)(OrrVm *vm, OrrValue self, OrrValue item);               /* -1 error */

    OrrBinarySlot binary[ORR_BINARY_COUNT];
    OrrBinarySlot inplace[ORR_BINARY_COUNT]; /* NULL: falls back to binary */
    OrrUnarySlot unary[ORR_UNARY_COUNT];
    OrrUnarySlot to_int, to_float, to_index;
} OrrSlots;

typedef enum OrrTypeFlag {
    ORR_TYPE_HEAP = 1 << 0,       /* a class of the program (or one made at run time by a library) */
    ORR_TYPE_BASE = 1 << 1,       /* may be subclassed */
    ORR_TYPE_GC = 1 << 2,         /* instances can be part of cycles: GC blocks, traverse */
    ORR_TYPE_ABSTRACT = 1 << 3,   /* has abstract methods left */
    ORR_TYPE_SHADOWS = 1 << 4,    /* an instance attribute may hide a class attribute: no method caching */
    ORR_TYPE_SEQUENCE = 1 << 5,   /* matches sequence patterns */
    ORR_TYPE_MAPPING = 1 << 6,    /* matches mapping patterns */
    ORR_TYPE_INT_SUB = 1 << 7,    /* subclasses of these, for fast tests */
    ORR_TYPE_STR_SUB = 1 << 8,
    ORR_TYPE_BYTES_SUB = 1 << 9,
    ORR_TYPE_LIST_SUB = 1 << 10,
    ORR_TYPE_TUPLE_SUB = 1 << 11,
    ORR_TYPE_DICT_SUB = 1 << 12,
    ORR_TYPE_EXCEPTION_SUB = 1 << 13, /* BaseException */
    ORR_TYPE_TYPE_SUB = 1 << 14,
    ORR_TYPE_METHOD_DESCR = 1 << 15, /* calling through an instance may skip making a bound method */
    ORR_TYPE_FLOAT_SUB = 1 << 16,
    ORR_TYPE_SET_SUB = 1 << 17,      /* set or frozenset */
    ORR_TYPE_MATCH_SELF = 1 << 18,   /* class pattern with one positional captures the subject */
    ORR_TYPE_NO_INSTANCES = 1 << 19, /* calling the type: cannot create 'x' instances */
    ORR_TYPE_WEAKREF = 1 << 20,      /* instances can be weakly referenced */
    ORR_TYPE_READY = 1 << 21,
    ORR_TYPE_CUSTOM_GETATTR = 1 << 22, /* has __getattribute__ or __getattr__ of its own: no attribute caching */
    ORR_TYPE_CUSTOM_SETATTR = 1 << 23
} OrrTypeFlag;

struct OrrType {
    OrrObject head;
    OrrStr *name;     /* __name__ */
    OrrStr *qualname; /* __qualname__ */
    const struct OrrTypeSpec *spec; /* of native types; NULL for classes of the program */
    OrrType *base;    /* the best base: whose layout this type extends */
    OrrTuple *bases, *mro;
    OrrDict *dict;
    OrrList *subclasses; /* weak: their entries are removed when they die; NULL until the first */
    uint32_t version; /* changes whenever a lookup in this type may change; unique; 0 never */
    uint32_t flags;   /* OrrTypeFlag */
    uint32_t instance_size;
    uint32_t dict_offset; /* where in an instance the OrrDict * is; 0: none */
    uint32_t slot_count;  /* of __slots__ of this type and its bases, from slots_offset */
    uint32_t slots_offset;
    OrrSlots slots;
    OrrValue extra; /* whatever metaclass code wants to keep; ORR_NULL */
};

/* How many arguments a native function takes; decides what CPython would say if it gets others. */
typedef enum OrrArity {
    ORR_ARITY_NONE,     /* "f() takes no arguments (1 given)" */
    ORR_ARITY_ONE,      /* "f() takes exactly one argument (2 given)" */
    ORR_ARITY_RANGE,    /* min..max positional: "f expected at most 2 arguments, got 3"; max 255: no limit */
    ORR_ARITY_KEYWORDS  /* the function sees kwnames and checks everything itself, with orr_bind */
} OrrArity;

typedef enum OrrMethodKind { ORR_METHOD_INSTANCE, ORR_METHOD_CLASS, ORR_METHOD_STATIC } OrrMethodKind;

/* A native function or method. self: the receiver (ORR_METHOD_CLASS: the class; module functions: the module). */
typedef struct OrrMethodDef {
    const char *name;
    OrrNative function;
    uint8_t arity; /* OrrArity */
    uint8_t min, max;
    uint8_t kind;  /* OrrMethodKind */
    const char *signature; /* text for inspect and help, as "(self, key, default=None, /)"; may be NULL */
} OrrMethodDef;

#define ORR_DEF_NONE(name, function)            {name, function, ORR_ARITY_NONE, 0, 0, ORR_METHOD_INSTANCE, NULL}
#define ORR_DEF_ONE(name, function)             {name, function, ORR_ARITY_ONE, 1, 1, ORR_METHOD_INSTANCE, NULL}
#define ORR_DEF_RANGE(name, function, min, max) {name, function, ORR_ARITY_RANGE, min, max, ORR_METHOD_INSTANCE, NULL}
#define ORR_DEF_KEYWORDS(name, function)        {name, function, ORR_ARITY_KEYWORDS, 0, 255, ORR_METHOD_INSTANCE, NULL}
/* text: the parameters as inspect.signature() shows them, with $self or $module first. */
#define ORR_DEF_SIGNED(name, function, text)    {name, function, ORR_ARITY_KEYWORDS, 0, 255, ORR_METHOD_INSTANCE, text}
#define ORR_DEF_END                             {NULL, NULL, 0, 0, 0, 0, NULL}

/* An attribute computed by C. set NULL: read only ("attribute 'x' of 'T' objects is not writable"). */
typedef struct OrrGetSetDef {
    const char *name;
    OrrValue (*get)(OrrVm *vm, OrrValue self);
    bool (*set)(OrrVm *vm, OrrValue self, OrrValue value); /* value ORR_NULL deletes */
} OrrGetSetDef;

/* As set of an attribute that is a plain field in CPython: AttributeError "readonly attribute". */
bool orr_set_readonly(OrrVm *vm, OrrValue self, OrrValue value);

/* A native type. Everything may be NULL or 0. methods and getsets end with an entry whose name is NULL. */
typedef struct OrrTypeSpec {
    const char *name;   /* "list", or "collections.deque": what is before the last dot is __module__ */
    const char *doc;
    uint32_t size;      /* of an instance's fixed part */
    uint32_t flags;     /* OrrTypeFlag: BASE, GC, ... */
    uint32_t dict_offset; /* if instances have a dict of their own */
    OrrSlots slots;
    const OrrMethodDef *methods;
    const OrrGetSetDef *getsets;
} OrrTypeSpec;

/* Makes the type, its dict and special methods, in the arena. base NULL: object. Returns NULL with MemoryError. */
OrrType *orr_type_from_spec(OrrVm *vm, const OrrTypeSpec *spec, OrrType *base);

/* __build_class__(function, name, *bases, metaclass=..., **kwargs): what the class statement calls. */
OrrValue orr_build_class(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);

/* MRO test: t is cls or derives from it. */
bool orr_type_is_subtype(const OrrType *t, const OrrType *cls);
/* Finds name in the dicts along the MRO. Borrowed, or ORR_NULL (no exception). Cached. name must be interned. */
OrrValue orr_type_lookup(OrrVm *vm, OrrType *t, OrrStr *name);
/* To be called when anything in t->dict has changed: new version for it and its subclasses, slots again. */
void orr_type_modified(OrrVm *vm, OrrType *t, OrrStr *name);

#endif
