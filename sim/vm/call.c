/* Calls: from C into anything callable, and native functions' arguments. Binding of Python parameters is in bind.c. */
#include "sim/vm/call.h"

#include <stdio.h>

#include "sim/vm/dict.h"
#include "sim/vm/eval.h"
#include "sim/vm/exception.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* What CPython calls a native function in messages about its arguments: "len", "math.sqrt", "list.append". */
static OrrValue function_text(OrrVm *vm, const OrrBuiltin *b) {
    if (b->owner != NULL) return orr_format(vm, "%U.%s", b->owner->qualname, b->def->name);
    if (b->head.type != vm->types.native_function && b->module != ORR_NULL && orr_is_str(b->module) &&
        !orr_str_equals_cstring(orr_as_str(b->module), "builtins"))
        return orr_format(vm, "%S.%s", b->module, b->def->name);
    return orr_str_from_cstring(vm, b->def->name);
}

static void no_keywords(OrrVm *vm, const OrrBuiltin *b) {
    OrrValue name = function_text(vm, b);
    if (name == ORR_NULL) return;
    orr_fail(vm, vm->exc.TypeError, "%S() takes no keyword arguments", name);
    orr_release(vm, name);
}

static OrrValue wrong_count(OrrVm *vm, const OrrBuiltin *b, size_t nargs) {
    const OrrMethodDef *def = b->def;
    if (b->head.type == vm->types.native_function && nargs > def->max) {
        OrrValue name = function_text(vm, b);
        if (name == ORR_NULL) return ORR_NULL;
        unsigned self = b->owner != NULL, least = def->min + self, most = def->max + self;
        char range[32];
        if (least == most) snprintf(range, sizeof range, "%u", most);
        else snprintf(range, sizeof range, "from %u to %u", least, most);
        orr_fail(vm, vm->exc.TypeError, "%S() takes %s positional argument%s but %zu %s given", name, range,
                 most == 1 ? "" : "s", nargs + self, nargs + self == 1 ? "was" : "were");
        orr_release(vm, name);
        return ORR_NULL;
    }
    if (def->arity == ORR_ARITY_RANGE) {
        bool few = nargs < def->min;
        unsigned bound = few ? def->min : def->max;
        return orr_raise(vm, vm->exc.TypeError, "%s expected %s%u argument%s, got %zu", def->name,
                         def->min == def->max ? ""
                         : few                ? "at least "
                                              : "at most ",
                         bound, bound == 1 ? "" : "s", nargs);
    }
    OrrValue name = function_text(vm, b);
    if (name == ORR_NULL) return ORR_NULL;
    orr_fail(vm, vm->exc.TypeError, "%S() takes %s (%zu given)", name,
             def->arity == ORR_ARITY_NONE ? "no arguments" : "exactly one argument", nargs);
    orr_release(vm, name);
    return ORR_NULL;
}

OrrValue orr_builtin_call(OrrVm *vm, OrrBuiltin *b, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const OrrMethodDef *def = b->def;
    OrrValue self = b->self;
    if (b->self == ORR_NULL && b->owner != NULL) { /* a method, called with its receiver first */
        if (ORR_UNLIKELY(nargs == 0))
            return orr_raise(vm, vm->exc.TypeError, "unbound method %N.%s() needs an argument", b->owner, def->name);
        self = *args++;
        nargs--;
        if (ORR_UNLIKELY(!orr_is_instance(vm, self, b->owner)))
            return orr_raise(vm, vm->exc.TypeError, "descriptor '%s' for '%N' objects doesn't apply to a '%T' object",
                             def->name, b->owner, self);
    }
    if (ORR_UNLIKELY(kwnames != ORR_NULL && def->arity != ORR_ARITY_KEYWORDS && orr_as_tuple(kwnames)->count != 0)) {
        no_keywords(vm, b);
        return ORR_NULL;
    }
    switch ((OrrArity)def->arity) {
    case ORR_ARITY_NONE:
        if (ORR_UNLIKELY(nargs != 0)) return wrong_count(vm, b, nargs);
        break;
    case ORR_ARITY_ONE:
        if (ORR_UNLIKELY(nargs != 1)) return wrong_count(vm, b, nargs);
        break;
    case ORR_ARITY_RANGE:
        if (ORR_UNLIKELY(nargs < def->min || (nargs > def->max && def->max != 255))) return wrong_count(vm, b, nargs);
        break;
    case ORR_ARITY_KEYWORDS: return def->function(vm, self, args, nargs, kwnames);
    }
    return def->function(vm, self, args, nargs, ORR_NULL);
}

static size_t keyword_count(OrrValue kwnames) {
    return kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count;
}

/* Copies borrowed arguments into ones that a frame takes over. */
static void retain_into(OrrValue *out, const OrrValue *args, size_t count) {
    for (size_t n = 0; n < count; n++) out[n] = orr_retain(args[n]);
}

#define STACK_ARGS 16

OrrValue orr_function_call(OrrVm *vm, OrrFunction *function, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    size_t total = nargs + keyword_count(kwnames);
    OrrValue few[STACK_ARGS], *copy = few;
    if (total > STACK_ARGS && (copy = orr_buffer_new(vm, total * sizeof *copy)) == NULL) return ORR_NULL;
    OrrValue result = ORR_NULL;
    if (function->code->flags & (ORR_CODE_GENERATOR | ORR_CODE_COROUTINE | ORR_CODE_ASYNC_GENERATOR)) {
        retain_into(copy, args, total);
        result = orr_generator_new(vm, function, copy, nargs, kwnames);
    } else if (orr_enter(vm, " while calling a Python object")) {
        OrrFrame *frame = orr_frame_push(vm, function);
        if (frame != NULL) {
            retain_into(copy, args, total);
            if (orr_frame_bind(vm, frame, copy, nargs, kwnames)) orr_run(vm, ORR_RUN_SEND, ORR_NONE, &result);
            else orr_frame_pop(vm, frame);
        }
        orr_leave(vm);
    }
    if (copy != few) orr_buffer_free(vm, copy, total * sizeof *copy);
    return result;
}

/* Calls with self put before the arguments. */
static OrrValue call_with_self(OrrVm *vm, OrrValue function, OrrValue self, const OrrValue *args, size_t nargs,
                               OrrValue kwnames) {
    size_t total = nargs + keyword_count(kwnames) + 1;
    OrrValue few[STACK_ARGS], *all = few;
    if (total > STACK_ARGS && (all = orr_buffer_new(vm, total * sizeof *all)) == NULL) return ORR_NULL;
    all[0] = self;
    if (total > 1) memcpy(all + 1, args, (total - 1) * sizeof *all);
    OrrValue result = orr_call(vm, function, all, nargs + 1, kwnames);
    if (all != few) orr_buffer_free(vm, all, total * sizeof *all);
    return result;
}

static bool is_builtin(const OrrVm *vm, OrrValue callable) {
    const OrrType *type = orr_type_of(vm, callable);
    return type == vm->types.builtin || type == vm->types.method_descriptor || type == vm->types.native_function;
}

OrrValue orr_call(OrrVm *vm, OrrValue callable, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    /* C code that calls for ever (sum(iter(int, 1))) can be stopped here. */
    if (ORR_UNLIKELY(--vm->fuel < 0) && !orr_poll(vm)) return ORR_NULL;
    const OrrType *type = orr_type_of(vm, callable);
    if (type == vm->types.function)
        return orr_function_call(vm, (OrrFunction *)orr_object(callable), args, nargs, kwnames);
    if (is_builtin(vm, callable)) {
        vm->native_depth++; /* so that the native function knows it can't block: C code is waiting for it */
        OrrValue result = orr_builtin_call(vm, (OrrBuiltin *)orr_object(callable), args, nargs, kwnames);
        vm->native_depth--;
        return result;
    }
    if (type == vm->types.method) {
        const OrrMethod *m = (const OrrMethod *)orr_object(callable);
        return call_with_self(vm, m->function, m->self, args, nargs, kwnames);
    }
    if (type->slots.call == NULL) return orr_raise(vm, vm->exc.TypeError, "'%T' object is not callable", callable);
    if (!orr_enter(vm, " while calling a Python object")) return ORR_NULL;
    OrrValue result = type->slots.call(vm, callable, args, nargs, kwnames);
    orr_leave(vm);
    return result;
}

OrrValue orr_call0(OrrVm *vm, OrrValue callable) {
    return orr_call(vm, callable, NULL, 0, ORR_NULL);
}
OrrValue orr_call1(OrrVm *vm, OrrValue callable, OrrValue arg) {
    return orr_call(vm, callable, &arg, 1, ORR_NULL);
}
OrrValue orr_call2(OrrVm *vm, OrrValue callable, OrrValue arg1, OrrValue arg2) {
    OrrValue args[2] = {arg1, arg2};
    return orr_call(vm, callable, args, 2, ORR_NULL);
}

OrrValue orr_call_star(OrrVm *vm, OrrValue callable, OrrValue self, OrrValue args, OrrValue kwargs) {
    const OrrTuple *t = orr_as_tuple(args);
    size_t keywords = kwargs == ORR_NULL ? 0 : orr_as_dict(kwargs)->live;
    size_t total = t->count + keywords + 1;
    OrrValue few[STACK_ARGS], *all = few;
    if (total > STACK_ARGS && (all = orr_buffer_new(vm, total * sizeof *all)) == NULL) return ORR_NULL;
    OrrTuple *names = NULL;
    OrrValue result = ORR_NULL;
    bool ok = keywords == 0 || (names = orr_tuple_alloc(vm, keywords)) != NULL;
    size_t n = 0;
    if (self != ORR_NULL) all[n++] = self;
    for (size_t k = 0; k < t->count; k++) all[n++] = t->items[k];
    size_t nargs = n, position = 0;
    OrrValue key, value;
    for (size_t k = 0; ok && k < keywords && orr_dict_step(orr_as_dict(kwargs), &position, &key, &value); k++) {
        if (!orr_is_str(key)) {
            ok = orr_fail(vm, vm->exc.TypeError, "keywords must be strings");
            break;
        }
        names->items[k] = orr_retain(key);
        all[n++] = value;
    }
    OrrValue kwnames = names == NULL ? ORR_NULL : orr_value(names);
    if (ok && is_builtin(vm, callable))
        result = orr_builtin_call(vm, (OrrBuiltin *)orr_object(callable), all, nargs, kwnames);
    else if (ok) result = orr_call(vm, callable, all, nargs, kwnames);
    orr_xrelease_object(vm, names);
    if (all != few) orr_buffer_free(vm, all, total * sizeof *all);
    return result;
}

OrrFrame *orr_frame_push_star(OrrVm *vm, OrrFunction *function, OrrValue self, OrrValue args, OrrValue kwargs) {
    const OrrTuple *t = orr_as_tuple(args);
    size_t keywords = kwargs == ORR_NULL ? 0 : orr_as_dict(kwargs)->live;
    size_t total = t->count + keywords + 1;
    OrrValue few[STACK_ARGS], *all = few;
    if (total > STACK_ARGS && (all = orr_buffer_new(vm, total * sizeof *all)) == NULL) return NULL;
    OrrTuple *names = NULL;
    OrrFrame *frame = NULL;
    bool ok = keywords == 0 || (names = orr_tuple_alloc(vm, keywords)) != NULL;
    size_t n = 0;
    if (self != ORR_NULL) all[n++] = self;
    for (size_t k = 0; k < t->count; k++) all[n++] = t->items[k];
    size_t nargs = n, position = 0;
    OrrValue key, value;
    for (size_t k = 0; ok && k < keywords && orr_dict_step(orr_as_dict(kwargs), &position, &key, &value); k++) {
        if (!orr_is_str(key)) {
            ok = orr_fail(vm, vm->exc.TypeError, "keywords must be strings");
            break;
        }
        names->items[k] = orr_retain(key);
        all[n++] = value;
    }
    if (ok && (frame = orr_frame_push(vm, function)) != NULL) {
        for (size_t k = 0; k < n; k++) orr_retain(all[k]);
        if (!orr_frame_bind(vm, frame, all, nargs, names == NULL ? ORR_NULL : orr_value(names))) {
            orr_frame_pop(vm, frame);
            frame = NULL;
        }
    }
    orr_xrelease_object(vm, names);
    if (all != few) orr_buffer_free(vm, all, total * sizeof *all);
    return frame;
}

OrrValue orr_call_tuple(OrrVm *vm, OrrValue callable, OrrValue args, OrrValue kwargs) {
    vm->native_depth++;
    OrrValue result = orr_call_star(vm, callable, ORR_NULL, args, kwargs);
    vm->native_depth--;
    return result;
}

OrrValue orr_call_method(OrrVm *vm, OrrValue object, OrrStr *name, const OrrValue *args, size_t nargs) {
    OrrValue method = orr_getattr(vm, object, name);
    if (method == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_call(vm, method, args, nargs, ORR_NULL);
    orr_release(vm, method);
    return result;
}

bool orr_is_callable(OrrVm *vm, OrrValue value) {
    const OrrType *type = orr_type_of(vm, value);
    return type->slots.call != NULL || type == vm->types.function || type == vm->types.builtin ||
           type == vm->types.method || type == vm->types.method_descriptor || type == vm->types.native_function;
}

bool orr_no_keywords(OrrVm *vm, const char *function, OrrValue kwnames) {
    if (keyword_count(kwnames) == 0) return true;
    return orr_fail(vm, vm->exc.TypeError, "%s() takes no keyword arguments", function);
}

/* Native functions with keywords */

static bool too_many(OrrVm *vm, const OrrSignature *s, size_t nargs, size_t keywords) {
    size_t given = nargs + keywords;
    if (s->positional == 0 && nargs > 0)
        return orr_fail(vm, vm->exc.TypeError, "%s() takes no positional arguments", s->function);
    bool by_position = nargs > s->positional && s->positional < s->count;
    size_t bound = by_position ? s->positional : s->count;
    bool exactly = s->required >= bound;
    if (by_position)
        return orr_fail(vm, vm->exc.TypeError, "%s() takes %s %zu positional argument%s (%zu given)", s->function,
                        exactly ? "exactly" : "at most", bound, bound == 1 ? "" : "s", nargs);
    return orr_fail(vm, vm->exc.TypeError, "%s() takes %s %zu %sargument%s (%zu given)", s->function,
                    exactly ? "exactly" : "at most", bound, nargs == 0 ? "keyword " : "", bound == 1 ? "" : "s", given);
}

static int find_parameter(const OrrSignature *s, OrrStr *name) {
    for (int n = s->positional_only; n < s->count; n++)
        if (orr_str_equals_cstring(name, s->names[n])) return n;
    return -1;
}

bool orr_bind(OrrVm *vm, const OrrSignature *s, const OrrValue *args, size_t nargs, OrrValue kwnames, OrrValue *out) {
    size_t keywords = keyword_count(kwnames);
    if (nargs > s->positional || nargs + keywords > s->count) return too_many(vm, s, nargs, keywords);
    for (size_t n = 0; n < s->count; n++) out[n] = n < nargs ? args[n] : ORR_NULL;
    for (size_t k = 0; k < keywords; k++) {
        OrrStr *name = orr_as_str(orr_as_tuple(kwnames)->items[k]);
        int at = find_parameter(s, name);
        if (at < 0)
            return orr_fail(vm, vm->exc.TypeError, "%s() got an unexpected keyword argument '%U'", s->function, name);
        if (out[at] != ORR_NULL)
            return orr_fail(vm, vm->exc.TypeError, "argument for %s() given by name ('%U') and position (%d)",
                            s->function, name, at + 1);
        out[at] = args[nargs + k];
    }
    for (int n = 0; n < s->required; n++) {
        if (out[n] != ORR_NULL) continue;
        if (n < s->positional_only)
            return orr_fail(vm, vm->exc.TypeError, "%s() takes %s %d positional argument%s (%zu given)", s->function,
                            s->required < s->positional ? "at least" : "exactly", s->required,
                            s->required == 1 ? "" : "s", nargs);
        return orr_fail(vm, vm->exc.TypeError, "%s() missing required argument '%s' (pos %d)", s->function, s->names[n],
                        n + 1);
    }
    return true;
}
