/* Scopes: which name means what, where. Between the tree and the code generator.
 *
 * A first walk over the tree makes a scope for the module and for each function, lambda, class, comprehension,
 * annotation, type-parameter list, type variable's bound and type alias, and notes in each scope how its names are
 * used. A second pass decides for every symbol how it is bound (OrrBinding). The rules, and the errors with their words
 * and places, are those of CPython's symtable.
 *
 * Inlined scopes. List, set and dict comprehensions, and lists of type parameters, are no functions of their own: their
 * names live in temporaries of the surrounding code. Such a scope has `inlined` set. A name that it doesn't bind itself
 * is looked up in its parent (ORR_BINDING_OUTER), except that a comprehension doesn't see the names of a class body
 * that it stands in.
 *
 * Annotations, bounds and alias values are evaluated late, by functions of their own; in a class they see the names of
 * the class through the cell __classdict__ (OrrSymbol.via_class).
 *
 * Everything lives in the region of the parse context. The code generator finds the scope of a node with
 * orr_scope_child: by node and kind, searching on from where the last search ended.
 */
#ifndef ORR_LANG_SCOPE_H
#define ORR_LANG_SCOPE_H

#include "sim/base/region.h"
#include "sim/lang/parser.h"

typedef enum OrrScopeKind {
    ORR_SCOPE_MODULE,
    ORR_SCOPE_FUNCTION, /* functions, lambdas, comprehensions */
    ORR_SCOPE_CLASS,
    ORR_SCOPE_ANNOTATION,
    ORR_SCOPE_TYPE_PARAMS,
    ORR_SCOPE_TYPE_VARIABLE, /* a bound, constraints or a default */
    ORR_SCOPE_TYPE_ALIAS,
} OrrScopeKind;

typedef enum OrrScopeComp {
    ORR_COMP_NONE,
    ORR_COMP_LIST,
    ORR_COMP_SET,
    ORR_COMP_DICT,
    ORR_COMP_GENERATOR,
} OrrScopeComp;

typedef enum OrrSymbolFlag {
    ORR_SYMBOL_GLOBAL = 1 << 0,
    ORR_SYMBOL_LOCAL = 1 << 1,
    ORR_SYMBOL_PARAM = 1 << 2,
    ORR_SYMBOL_NONLOCAL = 1 << 3,
    ORR_SYMBOL_USE = 1 << 4,
    ORR_SYMBOL_ANNOTATED = 1 << 5,
    ORR_SYMBOL_COMP_ITER = 1 << 6,
    ORR_SYMBOL_TYPE_PARAM = 1 << 7,
    ORR_SYMBOL_DELETED = 1 << 8, /* by del or at the end of an except clause */
    ORR_SYMBOL_BOUND = ORR_SYMBOL_LOCAL | ORR_SYMBOL_PARAM,
} OrrSymbolFlag;

typedef enum OrrBinding {
    ORR_BINDING_NONE,
    ORR_BINDING_LOCAL, /* a register; in a module a global; in a class body a name of the namespace */
    ORR_BINDING_CELL,  /* a local that inner functions see */
    ORR_BINDING_FREE,  /* a cell of an outer function */
    ORR_BINDING_GLOBAL_EXPLICIT,
    ORR_BINDING_GLOBAL_IMPLICIT,
    ORR_BINDING_OUTER, /* only in inlined scopes: whatever it is in the parent */
} OrrBinding;

typedef struct OrrSymbol {
    const OrrName *name; /* mangled */
    uint32_t flags;
    uint8_t binding;        /* OrrBinding */
    bool via_class;         /* first looked up in the class's namespace, through __classdict__ */
    bool class_free;        /* in a class: there is a cell of an outer function of this name as well */
    bool stored;            /* code generator: an inlined scope's variable that has been written */
    uint16_t reg;           /* code generator: register of the local or cell */
    uint16_t free_reg;      /* code generator: of the cell, where binding is FREE or class_free is set */
    const OrrAst *declared; /* the global or nonlocal statement, for errors */
} OrrSymbol;

typedef struct OrrScope OrrScope;
struct OrrScope {
    OrrScopeKind kind;
    OrrScopeComp comp;
    OrrScope *parent;
    const OrrAst *node;     /* what it is the scope of */
    const OrrName *private; /* the class whose name mangles __x, or NULL */
    OrrScope **children;
    uint32_t child_count, child_capacity, cursor;
    OrrSymbol **symbols; /* in order of appearance */
    uint32_t symbol_count, symbol_capacity;
    uint32_t *index; /* hash table of symbol number + 1, by name serial */
    uint32_t index_size;
    bool inlined;
    bool lambda;
    bool generator;
    bool coroutine; /* async def, or a comprehension with async in it */
    bool return_value;
    bool varargs, varkeywords;
    bool nested;                /* inside a function, at whatever depth */
    bool walrus;                /* an assignment expression binds here */
    bool class_cell;            /* class: __class__ is wanted by a method */
    bool class_dict;            /* class: __classdict__ is wanted */
    bool conditional;           /* class or module: __conditional_annotations__ is wanted */
    bool unused;                /* the annotation of a function's variable: checked, never evaluated */
    OrrScope *class_view;       /* the class whose names are visible through __classdict__ */
    OrrScope *annotation_scope; /* class or module: evaluates the annotations of its variables */
    OrrAst **annotations;       /* class or module: the AnnAssign nodes with simple targets, in order */
    bool *annotation_conditional;
    uint32_t annotation_count, annotation_capacity;
    uint32_t comp_iter_expr; /* while walking: inside a comprehension's iterable */
    bool comp_iter_target;   /* while walking: inside a comprehension's target */
    const char *in_what;     /* TYPE_VARIABLE: "a TypeVar bound" ... for errors */
};

/* Names that the compiler itself needs, interned. */
typedef struct OrrKnownNames {
#define ORR_KNOWN_NAMES(X)                                                                                             \
    X(class_cell, "__class__")                                                                                         \
    X(classdict, "__classdict__")                                                                                      \
    X(conditional_annotations, "__conditional_annotations__")                                                          \
    X(super, "super")                                                                                                  \
    X(debug, "__debug__")                                                                                              \
    X(dot_zero, ".0")                                                                                                  \
    X(dot_format, ".format")                                                                                           \
    X(type_params, ".type_params")                                                                                     \
    X(annotations, "__annotations__")                                                                                  \
    X(annotate, "__annotate__")                                                                                        \
    X(self, "self")
#define X(field, text) const OrrName *field;
    ORR_KNOWN_NAMES(X)
#undef X
} OrrKnownNames;

typedef struct OrrScopes {
    OrrParseContext *context; /* borrowed; errors go into its error */
    OrrKnownNames known;
    OrrScope *module;
    bool future_annotations;
    uint32_t future_line; /* of the last `from __future__` import in its place */
    bool failed;          /* context->error says why */
} OrrScopes;

/* Analyses a Module or Expression. False: an error, in context->error. */
bool orr_scopes_build(OrrScopes *scopes, OrrParseContext *context, OrrAst *tree) ORR_MUST_CHECK;

/* The scope of a kind that was made for a node within scope; there must be one. */
OrrScope *orr_scope_child(OrrScope *scope, OrrScopeKind kind, const OrrAst *node);

/* The symbol of a (mangled) name in this very scope, or NULL. */
OrrSymbol *orr_scope_lookup(const OrrScope *scope, const OrrName *name);

/* The name as it is called inside a class: __x becomes _Class__x. Gives the name itself if there is nothing to do.
 * NULL: no memory. */
const OrrName *orr_scope_mangle(OrrParseContext *context, const OrrName *private_class, const OrrName *name);

/* A "SyntaxError" at the node, with the words of a format in which %s stands for name; keeps the first error. */
void orr_compile_error(OrrParseContext *context, const OrrAst *at, const char *format, const char *name);
void orr_compile_no_memory(OrrParseContext *context);

#endif
