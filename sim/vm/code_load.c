/* Code images become code objects: constants turn into values, names are interned, instructions are copied to where
 * their inline caches can be written. */
#include "sim/vm/code.h"

#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/float_ops.h"
#include "sim/vm/number.h"
#include "sim/vm/set.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* Where the embedded modules are that a program knows nothing of: what they do is native code in CPython. */
#define UNSEEN "<orrery>/_"

static OrrValue load_const(OrrVm *vm, const OrrConst *k);

static OrrValue load_items(OrrVm *vm, const OrrConst *k) {
    OrrTuple *t = orr_tuple_alloc(vm, k->count);
    if (t == NULL) return ORR_NULL;
    for (uint32_t i = 0; i < k->count; i++) {
        OrrValue item = load_const(vm, &k->as.items[i]);
        if (item == ORR_NULL) {
            orr_release_object(vm, t);
            return ORR_NULL;
        }
        t->items[i] = item;
    }
    return orr_value(t);
}

static OrrValue frozenset_of(OrrVm *vm, OrrValue items) {
    OrrSet *set = orr_set_new(vm, vm->types.frozenset);
    if (set != NULL && !orr_set_update(vm, set, items)) {
        orr_release_object(vm, set);
        set = NULL;
    }
    return orr_value(set);
}

/* CPython's compiler makes the set twice, the second time from a tuple of the first one's items: that shows in the
 * order. */
static OrrValue load_frozenset(OrrVm *vm, const OrrConst *k) {
    OrrValue items = load_items(vm, k);
    if (items == ORR_NULL) return ORR_NULL;
    OrrValue first = frozenset_of(vm, items);
    orr_release(vm, items);
    if (first == ORR_NULL) return ORR_NULL;
    items = orr_tuple_from_iterable(vm, first);
    orr_release(vm, first);
    if (items == ORR_NULL) return ORR_NULL;
    OrrValue second = frozenset_of(vm, items);
    orr_release(vm, items);
    return second;
}

static OrrValue load_const(OrrVm *vm, const OrrConst *k) {
    switch ((OrrConstKind)k->kind) {
    case ORR_CONST_NONE: return ORR_NONE;
    case ORR_CONST_TRUE: return ORR_TRUE;
    case ORR_CONST_FALSE: return ORR_FALSE;
    case ORR_CONST_ELLIPSIS: return ORR_ELLIPSIS;
    case ORR_CONST_INT: return orr_int(vm, k->as.integer);
    case ORR_CONST_BIG_INT: return orr_int_from_digits(vm, k->as.text.utf8, k->as.text.length, k->base);
    case ORR_CONST_FLOAT: return orr_float(vm, k->as.real);
    case ORR_CONST_COMPLEX: return orr_complex_new(vm, 0.0, k->as.real);
    case ORR_CONST_STR: {
        OrrValue s = orr_str_new(vm, k->as.text.utf8, k->as.text.length);
        return s != ORR_NULL && k->identifier ? orr_str_intern(vm, s) : s;
    }
    case ORR_CONST_BYTES: return orr_bytes_new(vm, k->as.text.utf8, k->as.text.length);
    case ORR_CONST_TUPLE: return load_items(vm, k);
    case ORR_CONST_FROZENSET: return load_frozenset(vm, k);
    }
    ORR_ASSERT(!"known constant kind");
    return ORR_NULL;
}

static OrrStr *load_name(OrrVm *vm, OrrText text) {
    OrrValue s = orr_str_new(vm, text.utf8, text.length);
    return s == ORR_NULL ? NULL : orr_as_str(orr_str_intern(vm, s));
}

/* A copy of count items of size bytes, or NULL for none. *ok is cleared when there is no memory. */
static void *load_array(OrrVm *vm, const void *items, size_t count, size_t size, bool *ok) {
    if (count == 0 || !*ok) return NULL;
    void *copy = orr_buffer_new(vm, count * size);
    if (copy == NULL) *ok = false;
    else if (items != NULL) memcpy(copy, items, count * size);
    else memset(copy, 0, count * size);
    return copy;
}

static bool load_tables(OrrVm *vm, OrrCode *code, const OrrCodeImage *image, OrrStr *filename) {
    for (uint32_t i = 0; i < image->const_count; i++)
        if ((code->consts[i] = load_const(vm, &image->consts[i])) == ORR_NULL) return false;
    for (uint32_t i = 0; i < image->name_count; i++)
        if ((code->names[i] = load_name(vm, image->names[i])) == NULL) return false;
    for (uint32_t i = 0; i < image->first_temp; i++)
        if ((code->locals[i] = load_name(vm, image->locals[i])) == NULL) return false;
    for (uint32_t i = 0; i < image->code_count; i++)
        if ((code->codes[i] = orr_code_load(vm, image->codes[i], filename)) == NULL) return false;
    code->name = load_name(vm, image->name);
    code->qualname = load_name(vm, image->qualname);
    return code->name != NULL && code->qualname != NULL;
}

OrrCode *orr_code_load(OrrVm *vm, const OrrCodeImage *image, OrrStr *filename) {
    OrrCode *code = orr_new_object(vm, vm->types.code, sizeof *code);
    if (code == NULL) return NULL;
    memset((char *)code + sizeof code->head, 0, sizeof *code - sizeof code->head);
    code->flags = image->flags;
    const char *path = orr_str_ascii(filename);
    if (path != NULL && strncmp(path, UNSEEN, sizeof UNSEEN - 1) == 0) code->flags |= ORR_CODE_UNSEEN;
    code->first_line = image->first_line;
    code->instr_count = image->instr_count;
    code->posonly_count = image->posonly_count;
    code->arg_count = image->arg_count;
    code->kwonly_count = image->kwonly_count;
    code->nlocals = image->nlocals;
    code->nfree = image->nfree;
    code->first_temp = image->first_temp;
    code->nregs = image->nregs;
    unsigned varargs = image->flags & ORR_CODE_VARARGS ? 1u : 0u;
    unsigned varkeywords = image->flags & ORR_CODE_VARKEYWORDS ? 1u : 0u;
    code->param_count = (uint16_t)(image->arg_count + image->kwonly_count + varargs + varkeywords);
    code->simple = image->kwonly_count == 0 && varargs == 0 && varkeywords == 0 &&
                   !(image->flags & (ORR_CODE_GENERATOR | ORR_CODE_COROUTINE | ORR_CODE_ASYNC_GENERATOR));
    code->filename = filename;
    orr_retain(orr_value(filename));
    bool ok = true;
    code->instrs = load_array(vm, image->instrs, image->instr_count, sizeof *image->instrs, &ok);
    code->exceptions = load_array(vm, image->exceptions, image->exception_count, sizeof *image->exceptions, &ok);
    code->positions = load_array(vm, image->positions, image->instr_count, sizeof *image->positions, &ok);
    code->local_cells = load_array(vm, image->local_cells, image->nlocals, 1, &ok);
    code->consts = load_array(vm, NULL, image->const_count, sizeof *code->consts, &ok);
    code->names = load_array(vm, NULL, image->name_count, sizeof *code->names, &ok);
    code->locals = load_array(vm, NULL, image->first_temp, sizeof *code->locals, &ok);
    code->codes = load_array(vm, NULL, image->code_count, sizeof *code->codes, &ok);
    code->const_count = code->consts != NULL ? image->const_count : 0;
    code->name_count = code->names != NULL ? image->name_count : 0;
    code->code_count = code->codes != NULL ? image->code_count : 0;
    code->exception_count = code->exceptions != NULL ? image->exception_count : 0;
    if (!ok || !load_tables(vm, code, image, filename)) {
        orr_release_object(vm, code);
        return NULL;
    }
    return code;
}

const OrrPosition *orr_code_position(const OrrCode *code, uint32_t pc) {
    return pc < code->instr_count ? &code->positions[pc] : NULL;
}

static void code_destroy(OrrVm *vm, OrrObject *self) {
    OrrCode *code = (OrrCode *)self;
    for (uint32_t i = 0; i < code->const_count; i++) orr_xrelease(vm, code->consts[i]);
    for (uint32_t i = 0; i < code->name_count; i++) orr_xrelease_object(vm, code->names[i]);
    for (uint32_t i = 0; code->locals != NULL && i < code->first_temp; i++) orr_xrelease_object(vm, code->locals[i]);
    for (uint32_t i = 0; i < code->code_count; i++) orr_xrelease_object(vm, code->codes[i]);
    orr_xrelease_object(vm, code->name);
    orr_xrelease_object(vm, code->qualname);
    orr_xrelease_object(vm, code->filename);
    orr_buffer_free(vm, code->instrs, code->instr_count * sizeof *code->instrs);
    orr_buffer_free(vm, code->exceptions, code->exception_count * sizeof *code->exceptions);
    orr_buffer_free(vm, code->positions, code->instr_count * sizeof *code->positions);
    orr_buffer_free(vm, code->local_cells, code->nlocals);
    orr_buffer_free(vm, code->consts, code->const_count * sizeof *code->consts);
    orr_buffer_free(vm, code->names, code->name_count * sizeof *code->names);
    orr_buffer_free(vm, code->locals, code->first_temp * sizeof *code->locals);
    orr_buffer_free(vm, code->codes, code->code_count * sizeof *code->codes);
    orr_free_object(vm, code, sizeof *code);
}

static OrrValue code_repr(OrrVm *vm, OrrValue self) {
    const OrrCode *code = (const OrrCode *)orr_object(self);
    return orr_format(vm, "<code object %U at %A, file \"%U\", line %u>", code->name, self, code->filename,
                      code->first_line);
}

static OrrValue get_name(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(((OrrCode *)orr_object(self))->name));
}
static OrrValue get_qualname(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(((OrrCode *)orr_object(self))->qualname));
}
static OrrValue get_filename(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(((OrrCode *)orr_object(self))->filename));
}
static OrrValue get_firstlineno(OrrVm *vm, OrrValue self) {
    return orr_int(vm, ((OrrCode *)orr_object(self))->first_line);
}
static OrrValue get_argcount(OrrVm *vm, OrrValue self) {
    return orr_int(vm, ((OrrCode *)orr_object(self))->arg_count);
}
static OrrValue get_posonlyargcount(OrrVm *vm, OrrValue self) {
    return orr_int(vm, ((OrrCode *)orr_object(self))->posonly_count);
}
static OrrValue get_kwonlyargcount(OrrVm *vm, OrrValue self) {
    return orr_int(vm, ((OrrCode *)orr_object(self))->kwonly_count);
}
static OrrValue get_nlocals(OrrVm *vm, OrrValue self) {
    return orr_int(vm, ((OrrCode *)orr_object(self))->nlocals);
}

/* The inspect module's CO_ flags. */
static OrrValue get_flags(OrrVm *vm, OrrValue self) {
    uint32_t flags = ((OrrCode *)orr_object(self))->flags;
    int64_t co = 0;
    if (flags & ORR_CODE_OPTIMISED) co |= 0x3;
    if (flags & ORR_CODE_VARARGS) co |= 0x4;
    if (flags & ORR_CODE_VARKEYWORDS) co |= 0x8;
    if (flags & ORR_CODE_GENERATOR) co |= 0x20;
    if (flags & ORR_CODE_COROUTINE) co |= 0x80;
    if (flags & ORR_CODE_ASYNC_GENERATOR) co |= 0x200;
    return orr_int(vm, co);
}

static OrrValue names_tuple(OrrVm *vm, OrrStr *const *names, size_t from, size_t to) {
    OrrTuple *t = orr_tuple_alloc(vm, to - from);
    for (size_t i = from; t != NULL && i < to; i++) t->items[i - from] = orr_retain(orr_value(names[i]));
    return orr_value(t);
}
/* Parameters come in CPython's order (positional, keyword-only, *args, **kwargs). */
static OrrValue get_varnames(OrrVm *vm, OrrValue self) {
    OrrCode *code = (OrrCode *)orr_object(self);
    return names_tuple(vm, code->locals, 0, code->nlocals);
}
static OrrValue get_freevars(OrrVm *vm, OrrValue self) {
    OrrCode *code = (OrrCode *)orr_object(self);
    return names_tuple(vm, code->locals, code->nlocals, code->first_temp);
}
static OrrValue get_names(OrrVm *vm, OrrValue self) {
    OrrCode *code = (OrrCode *)orr_object(self);
    return names_tuple(vm, code->names, 0, code->name_count);
}
static OrrValue get_consts(OrrVm *vm, OrrValue self) {
    OrrCode *code = (OrrCode *)orr_object(self);
    return orr_tuple_new(vm, code->consts, code->const_count);
}

static const OrrGetSetDef code_getsets[] = {
    {"co_name", get_name, NULL},
    {"co_qualname", get_qualname, NULL},
    {"co_filename", get_filename, NULL},
    {"co_firstlineno", get_firstlineno, NULL},
    {"co_argcount", get_argcount, NULL},
    {"co_posonlyargcount", get_posonlyargcount, NULL},
    {"co_kwonlyargcount", get_kwonlyargcount, NULL},
    {"co_nlocals", get_nlocals, NULL},
    {"co_flags", get_flags, NULL},
    {"co_varnames", get_varnames, NULL},
    {"co_freevars", get_freevars, NULL},
    {"co_names", get_names, NULL},
    {"co_consts", get_consts, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_code_spec = {
    .name = "code",
    .size = sizeof(OrrCode),
    .flags = ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = code_destroy, .repr = code_repr},
    .getsets = code_getsets,
};
