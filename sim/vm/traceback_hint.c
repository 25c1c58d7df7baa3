/* "Did you mean": what a NameError, AttributeError or ImportError may have meant. */
#include "sim/vm/traceback_internal.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/suggest.h"

/* The entry for where exception was raised, or NULL. */
static const OrrTraceback *last_entry(OrrValue exception) {
    OrrValue traceback = orr_as_exception(exception)->traceback;
    if (traceback == ORR_NONE) return NULL;
    const OrrTraceback *entry = (OrrTraceback *)orr_object(traceback);
    while (entry->next != NULL) entry = entry->next;
    return entry;
}

/* The closest to wrong of a list of names (others are skipped; hidden: those with an underscore too). New, or ORR_NULL. */
static OrrValue closest(OrrVm *vm, OrrList *list, OrrStr *wrong, bool hidden) {
    if (list->count == 0) return ORR_NULL;
    OrrStr **names = orr_buffer_new(vm, list->count * sizeof *names);
    if (names == NULL) return ORR_NULL;
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!orr_is_str(list->items[i])) continue;
        OrrStr *name = orr_as_str(list->items[i]);
        if (!hidden && name->length > 0 && orr_str_at(name, 0) == '_') continue;
        names[count++] = name;
    }
    OrrStr *best = orr_suggest_name(vm, names, count, wrong);
    if (best != NULL) best->head.refs++;
    orr_buffer_free(vm, names, list->count * sizeof *names);
    return best == NULL ? ORR_NULL : orr_value(best);
}

static bool starts_hidden(const OrrStr *name) {
    return name->length > 0 && orr_str_at(name, 0) == '_';
}

/* Of dir(object). */
static OrrValue closest_attribute(OrrVm *vm, OrrValue object, OrrStr *wrong, bool hidden) {
    OrrValue key = orr_str_intern_cstring(vm, "dir");
    OrrValue dir = key == ORR_NULL ? key : orr_dict_get_name(vm->builtins, orr_as_str(key));
    orr_xrelease(vm, key);
    OrrValue names = dir == ORR_NULL ? dir : orr_call1(vm, dir, object);
    if (names == ORR_NULL) return ORR_NULL;
    OrrValue best = orr_is_list(names) ? closest(vm, orr_as_list(names), wrong, hidden) : ORR_NULL;
    orr_release(vm, names);
    return best;
}

static OrrValue for_attribute(OrrVm *vm, OrrValue exception, OrrStr *wrong) {
    OrrValue object = orr_as_exception(exception)->fields[ORR_EXC_OBJ];
    if (object == ORR_NULL) object = ORR_NONE;
    const OrrTraceback *entry = last_entry(exception);
    bool hidden = starts_hidden(wrong) || (entry != NULL && entry->self == object);
    return closest_attribute(vm, object, wrong, hidden);
}

static OrrValue for_import(OrrVm *vm, OrrValue exception, OrrStr *wrong) {
    OrrValue name = orr_as_exception(exception)->fields[ORR_EXC_NAME];
    OrrValue module = name == ORR_NULL ? name : orr_xretain(orr_dict_get(vm, vm->modules, name));
    if (module == ORR_NULL) return ORR_NULL;
    OrrValue best = closest_attribute(vm, module, wrong, starts_hidden(wrong));
    orr_release(vm, module);
    return best;
}

/* "self.name" if self has that attribute. New, or ORR_NULL. */
static OrrValue attribute_of_self(OrrVm *vm, OrrValue self, OrrStr *wrong) {
    OrrValue value = self == ORR_NULL ? self : orr_getattr_or_null(vm, self, wrong);
    if (value == ORR_NULL) return ORR_NULL;
    orr_release(vm, value);
    return orr_format(vm, "self.%U", wrong);
}

static bool add_locals(OrrVm *vm, OrrList *names, const OrrCode *code) {
    for (size_t i = 0; (code->flags & ORR_CODE_OPTIMISED) && i < code->first_temp; i++) {
        if (code->locals[i]->length > 0 && !orr_list_append(vm, names, orr_value(code->locals[i]))) return false;
    }
    return true;
}

static OrrValue for_name(OrrVm *vm, OrrValue exception, OrrStr *wrong) {
    const OrrTraceback *entry = last_entry(exception);
    if (entry == NULL) return ORR_NULL;
    OrrValue best = attribute_of_self(vm, entry->self, wrong);
    orr_exception_clear(vm);
    if (best != ORR_NULL) return best;
    OrrList *names = orr_list_new(vm, 0);
    if (names != NULL && add_locals(vm, names, entry->code) &&
        orr_list_extend(vm, names, orr_value(entry->globals)) &&
        orr_list_extend(vm, names, orr_value(vm->builtins)))
        best = closest(vm, names, wrong, true);
    orr_xrelease_object(vm, names);
    return best;
}

static const char *const modules[] = {
#include "sim/vm/stdlib_names.inc"
};

/* Is there a module of that name in the standard library? */
static bool is_library_module(const OrrStr *name) {
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        if (orr_str_equals_cstring(name, modules[i])) return true;
    }
    return false;
}

static OrrValue hint_text(OrrVm *vm, OrrValue best, OrrStr *wrong, bool forgot_import) {
    if (best == ORR_NULL && !forgot_import) return orr_retain(vm->empty_str);
    if (!forgot_import) return orr_format(vm, ". Did you mean: '%S'?", best);
    if (best == ORR_NULL) return orr_format(vm, ". Did you forget to import '%U'?", wrong);
    return orr_format(vm, ". Did you mean: '%S'? Or did you forget to import '%U'?", best, wrong);
}

OrrValue orr_traceback_hint(OrrVm *vm, OrrValue exception) {
    bool is_import = orr_is_instance(vm, exception, vm->exc.ImportError);
    bool is_name = orr_is_instance(vm, exception, vm->exc.NameError);
    bool is_attribute = orr_is_instance(vm, exception, vm->exc.AttributeError);
    if (!is_import && !is_name && !is_attribute) return orr_retain(vm->empty_str);
    OrrValue wrong = orr_as_exception(exception)->fields[is_import ? ORR_EXC_IMPORT_FROM : ORR_EXC_NAME];
    if (wrong == ORR_NULL || !orr_is_str(wrong)) return orr_retain(vm->empty_str);
    orr_retain(wrong);
    OrrStr *name = orr_as_str(wrong);
    OrrValue best = (is_import ? for_import : is_name ? for_name : for_attribute)(vm, exception, name);
    orr_exception_clear(vm);
    OrrValue text = hint_text(vm, best, name, is_name && is_library_module(name));
    orr_xrelease(vm, best);
    orr_release(vm, wrong);
    return text;
}
