/* OSError: its constructor chooses the subclass by errno. The numbers are Linux's on every host. */
#include "sim/vm/exception_internal.h"

#include "sim/vm/number.h"
#include "sim/vm/tuple.h"

ORR_EXCEPTION_FIELD(errno_field, ORR_EXC_OS_ERRNO)
ORR_EXCEPTION_FIELD(strerror_field, ORR_EXC_OS_STRERROR)
ORR_EXCEPTION_FIELD(filename, ORR_EXC_OS_FILENAME)
ORR_EXCEPTION_FIELD(filename2, ORR_EXC_OS_FILENAME2)

static OrrType *type_for_errno(OrrVm *vm, OrrType *otherwise, int64_t number) {
    switch (number) {
    case 11: case 114: case 115: return vm->exc.BlockingIOError; /* EAGAIN, EALREADY, EINPROGRESS */
    case 32: case 108: return vm->exc.BrokenPipeError;           /* EPIPE, ESHUTDOWN */
    case 10: return vm->exc.ChildProcessError;                   /* ECHILD */
    case 103: return vm->exc.ConnectionAbortedError;
    case 111: return vm->exc.ConnectionRefusedError;
    case 104: return vm->exc.ConnectionResetError;
    case 17: return vm->exc.FileExistsError;
    case 2: return vm->exc.FileNotFoundError;
    case 21: return vm->exc.IsADirectoryError;
    case 20: return vm->exc.NotADirectoryError;
    case 4: return vm->exc.InterruptedError;
    case 13: case 1: return vm->exc.PermissionError; /* EACCES, EPERM */
    case 3: return vm->exc.ProcessLookupError;
    case 110: return vm->exc.TimeoutError;
    default: return otherwise;
    }
}

static bool os_error_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);

/* A subclass with an __init__ of its own gets its arguments when that calls OSError.__init__, not before. */
static bool uses_init(const OrrType *type) {
    return type->slots.init != os_error_init;
}

/* Sets the attributes from (errno, strerror[, filename[, winerror[, filename2]]]); file names leave args. */
static bool fill(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs) {
    size_t kept = nargs;
    if (nargs >= 2 && nargs <= 5) {
        orr_exception_set_field(vm, self, ORR_EXC_OS_ERRNO, args[0]);
        orr_exception_set_field(vm, self, ORR_EXC_OS_STRERROR, args[1]);
        if (nargs > 2 && args[2] != ORR_NONE) {
            orr_exception_set_field(vm, self, ORR_EXC_OS_FILENAME, args[2]);
            if (nargs > 4 && args[4] != ORR_NONE) orr_exception_set_field(vm, self, ORR_EXC_OS_FILENAME2, args[4]);
            kept = 2;
        }
    }
    OrrValue tuple = orr_tuple_new(vm, args, kept);
    if (tuple == ORR_NULL) return false;
    orr_set_slot(vm, &orr_as_exception(self)->args, tuple);
    return true;
}

static OrrValue os_error_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (uses_init(cls)) return orr_exception_base_new(vm, cls, NULL, 0, ORR_NULL);
    if (!orr_exception_no_keywords(vm, cls, kwnames)) return ORR_NULL;
    int64_t number;
    if (cls == vm->exc.OSError && nargs >= 2 && nargs <= 5 && orr_is_int(vm, args[0]) &&
        orr_int_to_i64(args[0], &number))
        cls = type_for_errno(vm, cls, number);
    OrrValue self = orr_exception_base_new(vm, cls, NULL, 0, ORR_NULL);
    if (self == ORR_NULL || fill(vm, self, args, nargs)) return self;
    orr_release(vm, self);
    return ORR_NULL;
}

static bool os_error_init(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const OrrType *type = orr_type_of(vm, self);
    if (!uses_init(type)) return true;
    return orr_exception_no_keywords(vm, type, kwnames) && fill(vm, self, args, nargs);
}

static OrrValue os_error_str(OrrVm *vm, OrrValue self) {
    const OrrValue *fields = orr_as_exception(self)->fields;
    OrrValue number = fields[ORR_EXC_OS_ERRNO], text = fields[ORR_EXC_OS_STRERROR];
    OrrValue file = fields[ORR_EXC_OS_FILENAME], file2 = fields[ORR_EXC_OS_FILENAME2];
    if (file == ORR_NULL && (number == ORR_NULL || text == ORR_NULL)) return orr_exception_base_str(vm, self);
    if (number == ORR_NULL) number = ORR_NONE;
    if (text == ORR_NULL) text = ORR_NONE;
    if (file == ORR_NULL) return orr_format(vm, "[Errno %S] %S", number, text);
    if (file2 == ORR_NULL) return orr_format(vm, "[Errno %S] %S: %R", number, text, file);
    return orr_format(vm, "[Errno %S] %S: %R -> %R", number, text, file, file2);
}

/* args as the constructor took them. */
static OrrValue full_args(OrrVm *vm, OrrExceptionObject *e) {
    OrrTuple *args = orr_as_tuple(e->args);
    OrrValue file = e->fields[ORR_EXC_OS_FILENAME], file2 = e->fields[ORR_EXC_OS_FILENAME2];
    if (args->count != 2 || file == ORR_NULL) return orr_retain(e->args);
    const OrrValue items[] = {args->items[0], args->items[1], file, ORR_NONE, file2};
    return orr_tuple_new(vm, items, file2 == ORR_NULL ? 3 : 5);
}

static OrrValue os_error_reduce(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrExceptionObject *e = orr_as_exception(self);
    OrrValue full = full_args(vm, e);
    if (full == ORR_NULL) return ORR_NULL;
    const OrrValue items[] = {orr_value(e->head.type), full, orr_value(e->dict)};
    OrrValue result = orr_tuple_new(vm, items, e->dict != NULL ? 3 : 2);
    orr_release(vm, full);
    return result;
}

static const OrrMethodDef methods[] = {ORR_DEF_NONE("__reduce__", os_error_reduce), ORR_DEF_END};
static const OrrGetSetDef getsets[] = {
    ORR_EXCEPTION_GETSET("errno", errno_field),
    ORR_EXCEPTION_GETSET("strerror", strerror_field),
    ORR_EXCEPTION_GETSET("filename", filename),
    ORR_EXCEPTION_GETSET("filename2", filename2),
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_os_error_spec = {
    ORR_EXCEPTION_SPEC("OSError"),
    .slots = {.new_object = os_error_new, .init = os_error_init, .str = os_error_str},
    .methods = methods,
    .getsets = getsets,
};
