/* Code objects, functions, methods, native functions, cells, modules: what can be called and what it is called with. */
#ifndef ORR_VM_FUNCTION_H
#define ORR_VM_FUNCTION_H

#include "sim/vm/vm.h"

/* A loaded code image. Everything is in the arena. */
struct OrrCode {
    OrrObject head;
    OrrInstr *instrs; /* with inline caches: written while running */
    OrrValue *consts;
    OrrStr **names;
    OrrStr **locals;
    OrrCode **codes;
    OrrException *exceptions;
    OrrPosition *positions;
    uint8_t *local_cells;
    OrrStr *name, *qualname, *filename;
    uint32_t flags, first_line;
    uint32_t instr_count, const_count, name_count, code_count, exception_count;
    uint16_t posonly_count, arg_count, kwonly_count, nlocals, nfree, first_temp, nregs;
    uint16_t param_count;   /* all parameters, * and ** included */
    bool simple;            /* plain positional parameters only: calls take the short way */
    const OrrDict *globals; /* whose places the inline caches know; borrowed, only compared; NULL: no function yet */
};

typedef struct OrrFunction {
    OrrObject head;
    OrrCode *code;
    OrrDict *globals;
    OrrTuple *closure;  /* of cells, or NULL */
    OrrTuple *defaults; /* or NULL */
    OrrDict *kwdefaults, *dict;
    OrrStr *name, *qualname;
    OrrValue doc, module, annotate, annotations, type_params; /* ORR_NULL: not there or not computed */
    uint32_t version;
} OrrFunction;

typedef struct OrrCell {
    OrrObject head;
    OrrValue value; /* ORR_EMPTY: unbound */
} OrrCell;

typedef struct OrrMethod {
    OrrObject head;
    OrrValue function, self;
} OrrMethod;

/* builtin_function_or_method, method_descriptor, classmethod_descriptor: a native function and what it is bound to.
 *
 * So are functions that are Python in CPython and native here (vm->types.native_function): they show, bind and complain
 * as Python functions do, and what they don't know of themselves (__code__, __defaults__, ...) they ask of their twin
 * in the embedded module _natives, which has the same parameters. */
typedef struct OrrBuiltin {
    OrrObject head;
    const OrrMethodDef *def;
    OrrValue self;  /* bound receiver, module, or ORR_NULL for descriptors */
    OrrType *owner; /* of methods: the type that defines it; NULL for module functions */
    OrrStr *name;
    OrrValue module; /* __module__, ORR_NULL: none */
} OrrBuiltin;

typedef struct OrrModule {
    OrrObject head;
    OrrDict *dict;
} OrrModule;

/* A native function in a module or on its own. def must be constant data. self may be ORR_NULL. */
OrrValue orr_builtin_new(OrrVm *vm, const OrrMethodDef *def, OrrValue self, OrrType *owner, OrrValue module_name);
/* The same for a function that is Python in CPython, where it belongs to module_name. A method has self ORR_NULL. */
OrrValue orr_native_function_new(OrrVm *vm, const OrrMethodDef *def, OrrValue self, OrrType *owner,
                                 OrrValue module_name);
/* Is the type Python in CPython, so that its methods are functions? */
bool orr_type_is_python_elsewhere(const OrrType *type);
/* A bound method. */
OrrValue orr_method_new(OrrVm *vm, OrrValue function, OrrValue self);
OrrValue orr_cell_new(OrrVm *vm, OrrValue value);
OrrValue orr_module_new(OrrVm *vm, const char *name);
bool orr_module_add(OrrVm *vm, OrrValue module, const char *name, OrrValue value);   /* steals value; ORR_NULL fails */
bool orr_module_add_functions(OrrVm *vm, OrrValue module, const OrrMethodDef *defs); /* ends with name NULL */
/* Adds functions that are Python in CPython, in the module `elsewhere`. */
bool orr_module_add_python_functions(OrrVm *vm, OrrValue module, const OrrMethodDef *defs, const char *elsewhere);
/* Makes the type, adds it under the part of its name after the last dot. Borrowed result. */
OrrType *orr_module_add_type(OrrVm *vm, OrrValue module, const OrrTypeSpec *spec, OrrType *base);
/* import name: the module (new), running it if it isn't in sys.modules. */
OrrValue orr_import(OrrVm *vm, const char *name);

#endif
