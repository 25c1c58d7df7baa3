/* Arguments meet parameters: what a call of a Python function puts into its first registers, and CPython's words for every
 * way in which that fails (Language Reference, 6.3.4 Calls). */
#include <stdio.h>

#include "sim/vm/dict.h"
#include "sim/vm/frame.h"
#include "sim/vm/str.h"
#include "sim/vm/suggest.h"
#include "sim/vm/tuple.h"

typedef struct Binding {
    OrrVm *vm;
    OrrFunction *function;
    const OrrCode *code;
    OrrValue *regs;
    size_t args_reg, kwargs_reg; /* of *args and **kwargs, 0: there is none */
    const OrrValue *args;
    size_t nargs;
    OrrValue kwnames;
} Binding;

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'" for the count names of code->locals whose bit in missing is set. */
static OrrValue name_list(OrrVm *vm, OrrStr *const *names, size_t count) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = true;
    for (size_t n = 0; ok && n < count; n++) {
        if (n > 0) ok = orr_builder_add_cstring(&b, n + 1 < count ? ", " : count == 2 ? " and " : ", and ");
        ok = ok && orr_builder_add_char(&b, '\'') && orr_builder_add_str(&b, names[n]) &&
             orr_builder_add_char(&b, '\'');
    }
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static bool fail_missing(Binding *b, size_t from, size_t to, const char *kind) {
    OrrVm *vm = b->vm;
    OrrStr **names = orr_buffer_new(vm, (to - from) * sizeof *names);
    if (names == NULL) return false;
    size_t count = 0;
    for (size_t n = from; n < to; n++)
        if (b->regs[n] == ORR_EMPTY) names[count++] = b->code->locals[n];
    OrrValue list = name_list(vm, names, count);
    if (list != ORR_NULL) {
        orr_fail(vm, vm->exc.TypeError, "%U() missing %zu required %s argument%s: %S", b->function->qualname, count, kind,
                 count == 1 ? "" : "s", list);
        orr_release(vm, list);
    }
    orr_buffer_free(vm, names, (to - from) * sizeof *names);
    return false;
}

static bool fail_too_many(Binding *b) {
    const OrrCode *code = b->code;
    size_t defaults = b->function->defaults == NULL ? 0 : b->function->defaults->count;
    size_t keyword_only = 0;
    for (size_t n = 0; n < code->kwonly_count; n++)
        if (b->regs[code->arg_count + n] != ORR_EMPTY) keyword_only++;
    char kwonly_text[96] = "";
    if (keyword_only > 0)
        snprintf(kwonly_text, sizeof kwonly_text, " positional argument%s (and %zu keyword-only argument%s)",
                 b->nargs == 1 ? "" : "s", keyword_only, keyword_only == 1 ? "" : "s");
    char takes[64];
    if (defaults > 0) snprintf(takes, sizeof takes, "from %zu to %u", code->arg_count - defaults, code->arg_count);
    else snprintf(takes, sizeof takes, "%u", code->arg_count);
    bool plural = defaults > 0 || code->arg_count != 1;
    return orr_fail(b->vm, b->vm->exc.TypeError, "%U() takes %s positional argument%s but %zu%s %s given",
                    b->function->qualname, takes, plural ? "s" : "", b->nargs, kwonly_text,
                    b->nargs == 1 && keyword_only == 0 ? "was" : "were");
}

/* All positional-only parameters that were given by keyword, if any: an error unless **kwargs takes them. */
static bool fail_positional_only(Binding *b) {
    OrrVm *vm = b->vm;
    OrrStrBuilder text;
    orr_builder_init(&text, vm);
    bool ok = true;
    size_t count = 0;
    for (size_t n = 0; ok && n < b->code->posonly_count; n++)
        for (size_t k = 0; ok && k < orr_as_tuple(b->kwnames)->count; k++)
            if (orr_str_equal(b->code->locals[n], orr_as_str(orr_as_tuple(b->kwnames)->items[k])))
                ok = (count++ == 0 || orr_builder_add_cstring(&text, ", ")) &&
                     orr_builder_add_str(&text, b->code->locals[n]);
    if (!ok || count == 0) {
        orr_builder_discard(&text);
        return !ok;
    }
    OrrValue list = orr_builder_finish(&text);
    if (list == ORR_NULL) return true;
    orr_fail(vm, vm->exc.TypeError, "%U() got some positional-only arguments passed as keyword arguments: '%S'",
             b->function->qualname, list);
    orr_release(vm, list);
    return true;
}

static bool fail_unexpected(Binding *b, OrrValue name) {
    OrrVm *vm = b->vm;
    if (fail_positional_only(b)) return false;
    OrrStr *close = orr_suggest_name(vm, b->code->locals + b->code->posonly_count,
                                     (size_t)(b->code->arg_count - b->code->posonly_count) + b->code->kwonly_count,
                                     orr_as_str(name));
    if (close == NULL)
        return orr_fail(vm, vm->exc.TypeError, "%U() got an unexpected keyword argument '%S'", b->function->qualname,
                        name);
    return orr_fail(vm, vm->exc.TypeError, "%U() got an unexpected keyword argument '%S'. Did you mean '%U'?",
                    b->function->qualname, name, close);
}

/* Which parameter a keyword names, or -1. */
static int64_t find_keyword(const Binding *b, OrrValue name) {
    size_t end = (size_t)b->code->arg_count + b->code->kwonly_count;
    for (size_t n = b->code->posonly_count; n < end; n++)
        if (orr_value(b->code->locals[n]) == name) return (int64_t)n;
    for (size_t n = b->code->posonly_count; n < end; n++)
        if (orr_str_equal(b->code->locals[n], orr_as_str(name))) return (int64_t)n;
    return -1;
}

static bool bind_keywords(Binding *b) {
    OrrVm *vm = b->vm;
    const OrrTuple *names = orr_as_tuple(b->kwnames);
    for (size_t k = 0; k < names->count; k++) {
        OrrValue name = names->items[k];
        int64_t at = find_keyword(b, name);
        if (at >= 0) {
            if (b->regs[at] != ORR_EMPTY)
                return orr_fail(vm, vm->exc.TypeError, "%U() got multiple values for argument '%S'",
                                b->function->qualname, name);
            b->regs[at] = orr_retain(b->args[b->nargs + k]);
        } else if (!(b->code->flags & ORR_CODE_VARKEYWORDS)) {
            return fail_unexpected(b, name);
        } else {
            OrrDict *kwargs = orr_as_dict(b->regs[b->kwargs_reg]);
            if (!orr_dict_set(vm, kwargs, name, b->args[b->nargs + k])) return false;
        }
    }
    return true;
}

static bool fill_defaults(Binding *b) {
    const OrrCode *code = b->code;
    size_t defaults = b->function->defaults == NULL ? 0 : b->function->defaults->count;
    size_t required = code->arg_count > defaults ? code->arg_count - defaults : 0;
    for (size_t n = 0; n < required; n++)
        if (b->regs[n] == ORR_EMPTY) return fail_missing(b, 0, required, "positional");
    for (size_t n = required; n < code->arg_count; n++)
        if (b->regs[n] == ORR_EMPTY) {
            size_t at = defaults >= code->arg_count ? n + (defaults - code->arg_count) : n - required;
            b->regs[n] = orr_retain(b->function->defaults->items[at]);
        }
    for (size_t n = code->arg_count; n < (size_t)code->arg_count + code->kwonly_count; n++) {
        if (b->regs[n] != ORR_EMPTY) continue;
        OrrValue value =
            b->function->kwdefaults == NULL ? ORR_NULL : orr_dict_get_name(b->function->kwdefaults, code->locals[n]);
        if (value != ORR_NULL) b->regs[n] = orr_retain(value);
    }
    for (size_t n = code->arg_count; n < (size_t)code->arg_count + code->kwonly_count; n++)
        if (b->regs[n] == ORR_EMPTY)
            return fail_missing(b, code->arg_count, (size_t)code->arg_count + code->kwonly_count, "keyword-only");
    return true;
}

static bool bind(Binding *b) {
    OrrVm *vm = b->vm;
    const OrrCode *code = b->code;
    size_t positional = b->nargs < code->arg_count ? b->nargs : code->arg_count;
    for (size_t n = 0; n < positional; n++) b->regs[n] = orr_retain(b->args[n]);
    if (code->flags & ORR_CODE_VARARGS) {
        OrrValue rest = orr_tuple_new(vm, b->args + positional, b->nargs - positional);
        if (rest == ORR_NULL) return false;
        b->regs[b->args_reg] = rest;
    }
    if (code->flags & ORR_CODE_VARKEYWORDS) {
        OrrDict *kwargs = orr_dict_new(vm, 0);
        if (kwargs == NULL) return false;
        b->regs[b->kwargs_reg] = orr_value(kwargs);
    }
    if (b->kwnames != ORR_NULL && !bind_keywords(b)) return false;
    if (b->nargs > code->arg_count && !(code->flags & ORR_CODE_VARARGS)) return fail_too_many(b);
    return fill_defaults(b);
}

bool orr_frame_bind(OrrVm *vm, OrrFrame *frame, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const OrrCode *code = frame->code;
    Binding b = {vm, frame->function, code, orr_frame_regs(frame), 0, 0, args, nargs, kwnames};
    size_t next = (size_t)code->arg_count + code->kwonly_count;
    if (code->flags & ORR_CODE_VARARGS) b.args_reg = next++;
    if (code->flags & ORR_CODE_VARKEYWORDS) b.kwargs_reg = next++;
    bool ok = bind(&b);
    size_t total = nargs + (kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count);
    OrrValue pending = ORR_NULL;
    if (!ok) pending = orr_exception_take(vm);
    for (size_t n = 0; n < total; n++) orr_release(vm, args[n]);
    if (!ok) vm->exception = pending;
    return ok;
}
