/* Module _orrery: what the library's Python parts can't do by themselves. The lines of the sources that the run was compiled
 * from, for linecache; where in them the entries of a traceback are, for traceback; what patterns match, for abc. */
#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* source_line(path, number): a line, counted from 1, without its newline; None if it isn't known. */
static OrrValue source_line(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t number;
    if (!orr_is_str(args[0])) return orr_raise(vm, vm->exc.TypeError, "source_line() path must be str, not %T", args[0]);
    if (!orr_to_index(vm, args[1], vm->exc.OverflowError, &number)) return ORR_NULL;
    if (vm->host->source_line == NULL || number < 1 || number > UINT32_MAX) return ORR_NONE;
    size_t path_length, length = 0;
    char *path = orr_str_to_utf8(vm, orr_as_str(args[0]), &path_length);
    if (path == NULL) return ORR_NULL;
    const char *text = vm->host->source_line(vm->host->context, path, (uint32_t)number, &length);
    orr_buffer_free(vm, path, path_length + 1);
    return text == NULL ? ORR_NONE : orr_str_new(vm, text, length);
}

/* position(traceback): (line, end line, column, end column) of the entry, columns in bytes or None if unknown. */
static OrrValue position(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (!orr_is_exact(vm, args[0], vm->types.traceback))
        return orr_raise(vm, vm->exc.TypeError, "position() argument must be a traceback, not %T", args[0]);
    const OrrTraceback *entry = (const OrrTraceback *)orr_object(args[0]);
    const OrrPosition *p = &entry->code->positions[entry->pc];
    bool known = p->col != UINT16_MAX && p->end_col != UINT16_MAX;
    OrrValue items[] = {orr_small_int(p->line), orr_small_int(p->end_line),
                        known ? orr_small_int(p->col) : ORR_NONE, known ? orr_small_int(p->end_col) : ORR_NONE};
    return orr_tuple_new(vm, items, 4);
}

static void adopt(OrrType *type, uint32_t flags) {
    type->flags |= flags;
    for (size_t n = 0; type->subclasses != NULL && n < type->subclasses->count; n++)
        adopt((OrrType *)orr_object(type->subclasses->items[n]), flags);
}

/* adopt_patterns(cls, like): instances of cls match the sequence and mapping patterns that those of like match (PEP 634
 * says so of virtual subclasses of collections.abc.Sequence and Mapping). */
static OrrValue adopt_patterns(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (!orr_has_flag(vm, args[0], ORR_TYPE_TYPE_SUB) || !orr_has_flag(vm, args[1], ORR_TYPE_TYPE_SUB))
        return orr_raise(vm, vm->exc.TypeError, "adopt_patterns() takes two classes");
    OrrType *cls = (OrrType *)orr_object(args[0]);
    const OrrType *like = (const OrrType *)orr_object(args[1]);
    if (cls->flags & ORR_TYPE_HEAP) adopt(cls, like->flags & (ORR_TYPE_SEQUENCE | ORR_TYPE_MAPPING));
    return ORR_NONE;
}

OrrValue orr_lib_source(OrrVm *vm) {
    static const OrrMethodDef functions[] = {ORR_DEF_RANGE("adopt_patterns", adopt_patterns, 2, 2),
                                             ORR_DEF_ONE("position", position),
                                             ORR_DEF_RANGE("source_line", source_line, 2, 2), ORR_DEF_END};
    OrrValue module = orr_module_new(vm, "_orrery");
    if (module == ORR_NULL || orr_module_add_functions(vm, module, functions)) return module;
    orr_release(vm, module);
    return ORR_NULL;
}
