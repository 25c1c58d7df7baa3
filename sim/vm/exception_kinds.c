/* The small exceptions with attributes of their own: SystemExit, StopIteration, KeyError, NameError, AttributeError,
 * ImportError, SyntaxError. */
#include "sim/vm/exception_internal.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

#define BASE_INIT(self, args, nargs, kwnames) orr_exception_base_init(vm, self, args, nargs, kwnames)

/* SystemExit and StopIteration */

ORR_EXCEPTION_FIELD(code, ORR_EXC_CODE)
ORR_EXCEPTION_FIELD(value, ORR_EXC_VALUE)

static bool system_exit_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!BASE_INIT(self, args, nargs, kwnames)) return false;
    if (nargs > 0) orr_exception_set_field(vm, self, ORR_EXC_CODE, nargs == 1 ? args[0] : orr_as_exception(self)->args);
    return true;
}

static bool stop_iteration_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!BASE_INIT(self, args, nargs, kwnames)) return false;
    orr_exception_set_field(vm, self, ORR_EXC_VALUE, nargs > 0 ? args[0] : ORR_NONE);
    return true;
}

static const OrrGetSetDef code_getsets[] = {ORR_EXCEPTION_GETSET("code", code), {NULL, NULL, NULL}};
static const OrrGetSetDef value_getsets[] = {ORR_EXCEPTION_GETSET("value", value), {NULL, NULL, NULL}};

const OrrTypeSpec orr_system_exit_spec = {
    ORR_EXCEPTION_SPEC("SystemExit"), .slots = {.init = system_exit_init}, .getsets = code_getsets};
const OrrTypeSpec orr_stop_iteration_spec = {
    ORR_EXCEPTION_SPEC("StopIteration"), .slots = {.init = stop_iteration_init}, .getsets = value_getsets};

/* KeyError: a lone argument is shown by its repr, since '' and 0 are keys like others. */

static OrrValue key_error_str(OrrVm *vm, OrrValue self) {
    OrrTuple *args = orr_as_tuple(orr_as_exception(self)->args);
    return args->count == 1 ? orr_repr(vm, args->items[0]) : orr_exception_base_str(vm, self);
}

const OrrTypeSpec orr_key_error_spec = {ORR_EXCEPTION_SPEC("KeyError"), .slots = {.str = key_error_str}};

/* Exceptions with keyword arguments: sets the fields that are given, by name. */
static bool init_keywords(OrrVm *vm, OrrValue self, const char *type, const char *const *names, const uint8_t *fields,
                          const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!BASE_INIT(self, args, nargs, ORR_NULL)) return false;
    for (size_t i = 0; names[i] != NULL; i++) orr_exception_set_field(vm, self, fields[i], ORR_NULL);
    if (kwnames == ORR_NULL) return true;
    OrrTuple *given = orr_as_tuple(kwnames);
    for (size_t k = 0; k < given->count; k++) {
        OrrStr *name = orr_as_str(given->items[k]);
        size_t i = 0;
        while (names[i] != NULL && !orr_str_equals_cstring(name, names[i])) i++;
        if (names[i] == NULL)
            return orr_fail(vm, vm->exc.TypeError, "%s() got an unexpected keyword argument '%U'", type, name);
        orr_exception_set_field(vm, self, fields[i], args[nargs + k]);
    }
    return true;
}

/* NameError, AttributeError */

ORR_EXCEPTION_FIELD(name, ORR_EXC_NAME)
ORR_EXCEPTION_FIELD(obj, ORR_EXC_OBJ)

static const char *const attribute_names[] = {"name", "obj", NULL};
static const uint8_t attribute_fields[] = {ORR_EXC_NAME, ORR_EXC_OBJ};
static const char *const name_names[] = {"name", NULL};

static bool attribute_error_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return init_keywords(vm, self, "AttributeError", attribute_names, attribute_fields, args, nargs, kwnames);
}
static bool name_error_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    return init_keywords(vm, self, "NameError", name_names, attribute_fields, args, nargs, kwnames);
}

static const OrrGetSetDef attribute_getsets[] = {
    ORR_EXCEPTION_GETSET("name", name), ORR_EXCEPTION_GETSET("obj", obj), {NULL, NULL, NULL}};
static const OrrGetSetDef name_getsets[] = {ORR_EXCEPTION_GETSET("name", name), {NULL, NULL, NULL}};

const OrrTypeSpec orr_attribute_error_spec = {
    ORR_EXCEPTION_SPEC("AttributeError"), .slots = {.init = attribute_error_init}, .getsets = attribute_getsets};
const OrrTypeSpec orr_name_error_spec = {
    ORR_EXCEPTION_SPEC("NameError"), .slots = {.init = name_error_init}, .getsets = name_getsets};

/* ImportError */

ORR_EXCEPTION_FIELD(import_path, ORR_EXC_IMPORT_PATH)
ORR_EXCEPTION_FIELD(import_msg, ORR_EXC_IMPORT_MSG)
ORR_EXCEPTION_FIELD(import_from, ORR_EXC_IMPORT_FROM)

static const char *const import_names[] = {"name", "path", "name_from", NULL};
static const uint8_t import_fields[] = {ORR_EXC_NAME, ORR_EXC_IMPORT_PATH, ORR_EXC_IMPORT_FROM};

static bool import_error_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!init_keywords(vm, self, "ImportError", import_names, import_fields, args, nargs, kwnames)) return false;
    orr_exception_set_field(vm, self, ORR_EXC_IMPORT_MSG, nargs == 1 ? args[0] : ORR_NULL);
    return true;
}

static OrrValue import_error_str(OrrVm *vm, OrrValue self) {
    OrrValue msg = orr_as_exception(self)->fields[ORR_EXC_IMPORT_MSG];
    if (msg != ORR_NULL && orr_is_exact(vm, msg, vm->types.str)) return orr_retain(msg);
    return orr_exception_base_str(vm, self);
}

static OrrValue import_error_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrExceptionObject *e = orr_as_exception(self);
    OrrDict *state = e->dict != NULL ? orr_dict_copy(vm, e->dict) : orr_dict_new(vm, 0);
    bool good = state != NULL;
    for (size_t i = 0; good && import_names[i] != NULL; i++) {
        if (e->fields[import_fields[i]] == ORR_NULL) continue;
        OrrValue key = orr_str_intern_cstring(vm, import_names[i]);
        good = key != ORR_NULL && orr_dict_set(vm, state, key, e->fields[import_fields[i]]);
        orr_xrelease(vm, key);
    }
    const OrrValue items[] = {orr_value(e->head.type), e->args, orr_value(state)};
    OrrValue result = good ? orr_tuple_new(vm, items, state->live > 0 ? 3 : 2) : ORR_NULL;
    orr_xrelease_object(vm, state);
    return result;
}

static const OrrMethodDef import_methods[] = {ORR_DEF_NONE("__reduce__", import_error_reduce), ORR_DEF_END};
static const OrrGetSetDef import_getsets[] = {
    ORR_EXCEPTION_GETSET("msg", import_msg),        ORR_EXCEPTION_GETSET("name", name),
    ORR_EXCEPTION_GETSET("path", import_path),      ORR_EXCEPTION_GETSET("name_from", import_from),
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_import_error_spec = {ORR_EXCEPTION_SPEC("ImportError"),
                                           .slots = {.init = import_error_init, .str = import_error_str},
                                           .methods = import_methods,
                                           .getsets = import_getsets};

/* SyntaxError */

ORR_EXCEPTION_FIELD(syntax_msg, ORR_EXC_SYNTAX_MSG)
ORR_EXCEPTION_FIELD(syntax_filename, ORR_EXC_SYNTAX_FILENAME)
ORR_EXCEPTION_FIELD(syntax_lineno, ORR_EXC_SYNTAX_LINENO)
ORR_EXCEPTION_FIELD(syntax_offset, ORR_EXC_SYNTAX_OFFSET)
ORR_EXCEPTION_FIELD(syntax_text, ORR_EXC_SYNTAX_TEXT)
ORR_EXCEPTION_FIELD(syntax_end_lineno, ORR_EXC_SYNTAX_END_LINENO)
ORR_EXCEPTION_FIELD(syntax_end_offset, ORR_EXC_SYNTAX_END_OFFSET)

static OrrValue print_file_and_line_get(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return ORR_NONE;
}

static bool set_place(OrrVm *vm, OrrValue self, OrrTuple *place) {
    if (place->count < 4)
        return orr_fail(vm, vm->exc.TypeError, "function takes at least 4 arguments (%zu given)", place->count);
    if (place->count > 6)
        return orr_fail(vm, vm->exc.TypeError, "function takes at most 6 arguments (%zu given)", place->count);
    for (size_t i = 0; i < 6; i++)
        orr_exception_set_field(vm, self, ORR_EXC_SYNTAX_FILENAME + (unsigned)i,
                                i < place->count ? place->items[i] : ORR_NULL);
    if (place->count == 5)
        return orr_fail(vm, vm->exc.TypeError, "end_offset must be provided when end_lineno is provided");
    return true;
}

static bool syntax_error_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (!BASE_INIT(self, args, nargs, kwnames)) return false;
    if (nargs > 0) orr_exception_set_field(vm, self, ORR_EXC_SYNTAX_MSG, args[0]);
    if (nargs != 2) return true;
    OrrValue place = orr_tuple_from_iterable(vm, args[1]);
    if (place == ORR_NULL) return false;
    bool good = set_place(vm, self, orr_as_tuple(place));
    orr_release(vm, place);
    return good;
}

static OrrValue base_name(OrrVm *vm, OrrStr *path) {
    size_t start = path->length;
    while (start > 0 && orr_str_at(path, start - 1) != '/') start--;
    return orr_str_substring(vm, path, start, path->length);
}

static OrrValue syntax_error_str(OrrVm *vm, OrrValue self) {
    const OrrValue *fields = orr_as_exception(self)->fields;
    OrrValue msg = fields[ORR_EXC_SYNTAX_MSG] == ORR_NULL ? ORR_NONE : fields[ORR_EXC_SYNTAX_MSG];
    OrrValue filename = fields[ORR_EXC_SYNTAX_FILENAME], lineno = fields[ORR_EXC_SYNTAX_LINENO];
    bool has_line = lineno != ORR_NULL && orr_is_exact(vm, lineno, vm->types.int_);
    if (filename == ORR_NULL || !orr_is_str(filename))
        return has_line ? orr_format(vm, "%S (line %S)", msg, lineno) : orr_str(vm, msg);
    OrrValue name = base_name(vm, orr_as_str(filename));
    if (name == ORR_NULL) return ORR_NULL;
    OrrValue text = has_line ? orr_format(vm, "%S (%S, line %S)", msg, name, lineno)
                             : orr_format(vm, "%S (%S)", msg, name);
    orr_release(vm, name);
    return text;
}

static const OrrGetSetDef syntax_getsets[] = {
    ORR_EXCEPTION_GETSET("msg", syntax_msg),
    ORR_EXCEPTION_GETSET("filename", syntax_filename),
    ORR_EXCEPTION_GETSET("lineno", syntax_lineno),
    ORR_EXCEPTION_GETSET("offset", syntax_offset),
    ORR_EXCEPTION_GETSET("text", syntax_text),
    ORR_EXCEPTION_GETSET("end_lineno", syntax_end_lineno),
    ORR_EXCEPTION_GETSET("end_offset", syntax_end_offset),
    {"print_file_and_line", print_file_and_line_get, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_syntax_error_spec = {ORR_EXCEPTION_SPEC("SyntaxError"),
                                           .slots = {.init = syntax_error_init, .str = syntax_error_str},
                                           .getsets = syntax_getsets};
