/* Binding arguments with the messages that functions written in Python give. */
#include "sim/lib/lib.h"
#include "sim/vm/str.h"
#include "sim/vm/suggest.h"
#include "sim/vm/tuple.h"

static bool too_many(OrrVm *vm, const OrrSignature *s, bool bound_self, size_t nargs) {
    unsigned least = s->required + bound_self, most = s->positional + bound_self;
    unsigned given = (unsigned)nargs + bound_self;
    if (s->required < s->positional)
        return orr_fail(vm, vm->exc.TypeError, "%s() takes from %u to %u positional arguments but %u %s given", s->function,
                        least, most, given, given == 1 ? "was" : "were");
    return orr_fail(vm, vm->exc.TypeError, "%s() takes %u positional argument%s but %u %s given", s->function, most,
                    most == 1 ? "" : "s", given, given == 1 ? "was" : "were");
}

static bool missing(OrrVm *vm, const OrrSignature *s, const OrrValue *out) {
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    unsigned count = 0, at = 0;
    for (unsigned i = 0; i < s->required; i++) count += out[i] == ORR_NULL;
    bool ok = true;
    for (unsigned i = 0; ok && i < s->required; i++) {
        if (out[i] != ORR_NULL) continue;
        if (at > 0) ok = orr_builder_add_cstring(&b, count == 2 ? " and " : at == count - 1 ? ", and " : ", ");
        ok = ok && orr_builder_add_char(&b, '\'') && orr_builder_add_cstring(&b, s->names[i]) &&
             orr_builder_add_char(&b, '\'');
        at++;
    }
    OrrValue names = ok ? orr_builder_finish(&b) : ORR_NULL;
    if (!ok) orr_builder_discard(&b);
    if (names == ORR_NULL) return false;
    orr_raise(vm, vm->exc.TypeError, "%s() missing %u required positional argument%s: %S", s->function, count,
              count == 1 ? "" : "s", names);
    orr_release(vm, names);
    return false;
}

static bool unexpected(OrrVm *vm, const OrrSignature *s, OrrValue name) {
    OrrValue names = orr_value(orr_tuple_alloc(vm, s->count));
    OrrStr *close = NULL, *all[UINT8_MAX + 1];
    unsigned count = 0;
    for (; names != ORR_NULL && count < s->count; count++) {
        OrrValue text = orr_str_intern_cstring(vm, s->names[count]);
        if (text == ORR_NULL) break;
        orr_as_tuple(names)->items[count] = text;
        all[count] = orr_as_str(text);
    }
    if (names != ORR_NULL && count == s->count)
        close = orr_suggest_name(vm, all + s->positional_only, count - s->positional_only, orr_as_str(name));
    if (vm->exception == ORR_NULL && close == NULL)
        orr_fail(vm, vm->exc.TypeError, "%s() got an unexpected keyword argument '%S'", s->function, name);
    else if (vm->exception == ORR_NULL)
        orr_fail(vm, vm->exc.TypeError, "%s() got an unexpected keyword argument '%S'. Did you mean '%U'?", s->function,
                 name, close);
    orr_xrelease(vm, names);
    return false;
}

bool orr_bind_python(OrrVm *vm, const OrrSignature *s, bool bound_self, const OrrValue *args, size_t nargs,
                     OrrValue kwnames, OrrValue *out) {
    for (unsigned i = 0; i < s->count; i++) out[i] = i < nargs && i < s->positional ? args[i] : ORR_NULL;
    if (kwnames != ORR_NULL) {
        OrrTuple *names = orr_as_tuple(kwnames);
        for (size_t k = 0; k < names->count; k++) {
            unsigned i = s->positional_only;
            while (i < s->count && !orr_str_equals_cstring(orr_as_str(names->items[k]), s->names[i])) i++;
            if (i == s->count) return unexpected(vm, s, names->items[k]);
            if (out[i] != ORR_NULL)
                return orr_fail(vm, vm->exc.TypeError, "%s() got multiple values for argument '%S'", s->function,
                                names->items[k]);
            out[i] = args[nargs + k];
        }
    }
    if (nargs > s->positional) return too_many(vm, s, bound_self, nargs);
    for (unsigned i = 0; i < s->required; i++)
        if (out[i] == ORR_NULL) return missing(vm, s, out);
    return true;
}
