/* Errors: the part of vm.h under that name. What is pending, how it is raised, and messages by format. */
#include <stdarg.h>

#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* Messages. */

static bool add_unsigned(OrrStrBuilder *b, uint64_t n, unsigned base) {
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = 0;
    do {
        digits[--at] = "0123456789abcdef"[n % base];
        n /= base;
    } while (n != 0);
    return orr_builder_add_cstring(b, digits + at);
}

static bool add_signed(OrrStrBuilder *b, int64_t n) {
    if (n >= 0) return add_unsigned(b, (uint64_t)n, 10);
    return orr_builder_add_char(b, '-') && add_unsigned(b, 0 - (uint64_t)n, 10);
}

typedef struct Arguments {
    va_list list; /* in a struct, so that it can be passed by address on every machine */
} Arguments;

static bool add_text(OrrStrBuilder *b, const char *text, size_t limit) {
    return orr_builder_add_utf8(b, text, strnlen(text, limit));
}

/* Is it a class in one of our Python sources of which CPython has a native type? */
static const char *native_module_of(const OrrVm *vm, const OrrType *type) {
    OrrValue module = orr_dict_get_name(type->dict, ORR_NAME(vm, __module__));
    if (module == ORR_NULL || !orr_is_str(module)) return NULL;
    if (orr_str_equals_cstring(orr_as_str(module), "datetime")) return "datetime.";
    if (orr_str_equals_cstring(orr_as_str(module), "array")) return "array.";
    return orr_str_equals_cstring(orr_as_str(module), "decimal") ? "decimal." : NULL;
}

/* A type's name as C code knows it in CPython: with its module for native types that aren't builtins ("collections.deque"), alone
 * for classes, as most of asyncio's are. */
static bool add_type_name(OrrStrBuilder *b, const OrrType *type) {
    if (type->spec != NULL && strncmp(type->spec->name, "asyncio.", 8) != 0)
        return orr_builder_add_cstring(b, type->spec->name);
    const char *module = type->spec == NULL ? native_module_of(b->vm, type) : NULL;
    return (module == NULL || orr_builder_add_cstring(b, module)) && orr_builder_add_str(b, type->name);
}

static bool add_object(OrrStrBuilder *b, char directive, Arguments *args) {
    switch (directive) {
    case 'S': return orr_builder_add_value(b, va_arg(args->list, OrrValue));
    case 'R': return orr_builder_add_repr(b, va_arg(args->list, OrrValue));
    case 'T': return add_type_name(b, orr_type_of(b->vm, va_arg(args->list, OrrValue)));
    case 'F': return add_type_name(b, va_arg(args->list, OrrType *));
    case 'A': return orr_builder_add_cstring(b, "0x") && add_unsigned(b, orr_value_id(b->vm, va_arg(args->list, OrrValue)), 16);
    case 'N': return orr_builder_add_str(b, va_arg(args->list, OrrType *)->name);
    case 'U': return orr_builder_add_str(b, va_arg(args->list, OrrStr *));
    default: {
        bool directive_is_known = false;
        ORR_ASSERT(directive_is_known);
        return false;
    }
    }
}

/* Formats one directive at *format (after the %), moving it behind. */
static bool add_directive(OrrStrBuilder *b, const char **format, Arguments *args) {
    size_t limit = SIZE_MAX;
    const char *f = *format;
    if (f[0] == '.' && f[1] == '*') {
        limit = (size_t)va_arg(args->list, int);
        f += 2;
    } else if (f[0] == '.') {
        limit = 0;
        for (f++; *f >= '0' && *f <= '9'; f++) limit = limit * 10 + (size_t)(*f - '0');
    }
    bool wide = *f == 'l', size = *f == 'z';
    if (wide || size) f++;
    *format = f + 1;
    switch (*f) {
    case 's': return add_text(b, va_arg(args->list, const char *), limit);
    case 'd': return add_signed(b, wide || size ? va_arg(args->list, int64_t) : va_arg(args->list, int));
    case 'x':
        return add_unsigned(b, wide || size ? va_arg(args->list, uint64_t) : va_arg(args->list, unsigned), 16);
    case 'u':
        return add_unsigned(b, wide || size ? va_arg(args->list, uint64_t) : va_arg(args->list, unsigned), 10);
    case 'c': return orr_builder_add_char(b, (uint32_t)va_arg(args->list, int));
    case '%': return orr_builder_add_char(b, '%');
    default: return add_object(b, *f, args);
    }
}

static OrrValue format_arguments(OrrVm *vm, const char *format, Arguments *args) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool good = true;
    while (good && *format != 0) {
        size_t plain = strcspn(format, "%");
        if (plain > 0) {
            good = orr_builder_add_utf8(&b, format, plain);
            format += plain;
        } else {
            format++;
            good = add_directive(&b, &format, args);
        }
    }
    if (good) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

OrrValue orr_format(OrrVm *vm, const char *format, ...) {
    Arguments args;
    va_start(args.list, format);
    OrrValue text = format_arguments(vm, format, &args);
    va_end(args.list);
    return text;
}

/* What is pending. */

void orr_exception_restore(OrrVm *vm, OrrValue exception) {
    OrrValue old = vm->exception;
    vm->exception = exception;
    orr_xrelease(vm, old);
}

OrrValue orr_exception_take(OrrVm *vm) {
    OrrValue exception = vm->exception;
    vm->exception = ORR_NULL;
    return exception;
}

void orr_exception_clear(OrrVm *vm) {
    orr_exception_restore(vm, ORR_NULL);
}

bool orr_pending_is(OrrVm *vm, const OrrType *type) {
    return vm->exception != ORR_NULL && !vm->stopped && orr_type_is_subtype(orr_object(vm->exception)->type, type);
}

/* Would hanging context under exception close a ring? Then the link that leads back to exception is cut. Rings that are
 * there already (made by the program) are walked once only. */
static void cut_context_ring(OrrVm *vm, OrrValue exception, OrrValue context) {
    OrrExceptionObject *at = orr_as_exception(context), *slow = at;
    for (bool step = false; at->context != ORR_NULL; step = !step) {
        if (at->context == exception) {
            orr_set_slot(vm, &at->context, ORR_NULL);
            return;
        }
        at = orr_as_exception(at->context);
        if (at == slow) return;
        if (step) slow = orr_as_exception(slow->context);
    }
}

void orr_exception_set_context(OrrVm *vm, OrrValue exception) {
    OrrValue handled = orr_exception_handled(vm);
    if (handled == ORR_NULL || handled == exception) return;
    cut_context_ring(vm, exception, handled);
    orr_set_slot(vm, &orr_as_exception(exception)->context, orr_retain(handled));
}

/* Raising. */

OrrValue orr_raise_value(OrrVm *vm, OrrValue exception) {
    ORR_ASSERT(orr_is_exception(exception));
    orr_exception_set_context(vm, exception);
    orr_exception_restore(vm, exception);
    return ORR_NULL;
}

/* Raises what was just made (stolen), or leaves pending what came instead. */
static OrrValue raise_new(OrrVm *vm, OrrValue exception) {
    if (exception == ORR_NULL) return ORR_NULL;
    if (!orr_is_exception(exception)) {
        orr_release(vm, exception);
        return orr_raise(vm, vm->exc.TypeError, "exceptions must derive from BaseException");
    }
    orr_raise_value(vm, exception);
    return ORR_NULL;
}

OrrValue orr_raise_with(OrrVm *vm, OrrType *type, OrrValue value) {
    return raise_new(vm, orr_exception_new(vm, type, &value, 1));
}

static void raise_formatted(OrrVm *vm, OrrType *type, const char *format, Arguments *args) {
    OrrValue text = format_arguments(vm, format, args);
    if (text == ORR_NULL) return;
    orr_raise_with(vm, type, text);
    orr_release(vm, text);
}

OrrValue orr_raise(OrrVm *vm, OrrType *type, const char *format, ...) {
    Arguments args;
    va_start(args.list, format);
    raise_formatted(vm, type, format, &args);
    va_end(args.list);
    return ORR_NULL;
}

/* The instance made at boot is raised, with the traces of its last use wiped: an exception that needs no memory. */
OrrValue orr_raise_memory(OrrVm *vm) {
    if (vm->memory_error == ORR_NULL) return ORR_NULL; /* still booting: orr_vm_new fails */
    OrrExceptionObject *e = orr_as_exception(vm->memory_error);
    /* It is one object for all; without this its traceback would grow with each task that meets the limit. */
    orr_set_slot(vm, &e->traceback, ORR_NONE);
    if (e->head.refs == 1) {
        orr_set_slot(vm, &e->context, ORR_NULL);
        orr_set_slot(vm, &e->cause, ORR_NULL);
        e->suppress_context = false;
    }
    return orr_raise_value(vm, orr_retain(vm->memory_error));
}

OrrValue orr_raise_stop_iteration(OrrVm *vm, OrrValue value) {
    if (value != ORR_NONE) return orr_raise_with(vm, vm->exc.StopIteration, value);
    return raise_new(vm, orr_exception_new(vm, vm->exc.StopIteration, NULL, 0));
}

OrrValue orr_raise_attribute_error(OrrVm *vm, OrrValue object, OrrStr *name, OrrValue text) {
    if (text == ORR_NULL) return ORR_NULL;
    OrrValue exception = orr_exception_new(vm, vm->exc.AttributeError, &text, 1);
    orr_release(vm, text);
    if (exception == ORR_NULL) return ORR_NULL;
    orr_exception_set_field(vm, exception, ORR_EXC_NAME, orr_value(name));
    orr_exception_set_field(vm, exception, ORR_EXC_OBJ, object);
    return raise_new(vm, exception);
}

OrrValue orr_raise_name_error(OrrVm *vm, OrrType *type, OrrStr *name, OrrValue text) {
    if (text == ORR_NULL) return ORR_NULL;
    OrrValue exception = orr_exception_new(vm, type, &text, 1);
    orr_release(vm, text);
    if (exception == ORR_NULL) return ORR_NULL;
    orr_exception_set_field(vm, exception, ORR_EXC_NAME, orr_value(name));
    return raise_new(vm, exception);
}
