/* The instructions that the dispatch loop doesn't do itself: names, building, unpacking, functions, with, match. */
#include "sim/vm/eval.h"

#include "sim/vm/attr.h"
#include "sim/vm/code.h"
#include "sim/vm/dict.h"
#include "sim/vm/dynamic.h"
#include "sim/vm/exception.h"
#include "sim/vm/import.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/set.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* Names */

static OrrValue name_error(OrrVm *vm, OrrStr *name) {
    return orr_raise_name_error(vm, vm->exc.NameError, name, orr_format(vm, "name '%U' is not defined", name));
}

static OrrValue global_or_builtin(OrrVm *vm, OrrDict *globals, OrrStr *name) {
    OrrValue v = orr_dict_get_name(globals, name);
    if (v != ORR_NULL) return orr_retain(v);
    OrrDict *builtins = orr_builtins_of(vm, globals);
    if (builtins == NULL) return ORR_NULL;
    v = orr_dict_get_name(builtins, name);
    return v == ORR_NULL ? name_error(vm, name) : orr_retain(v);
}

/* From a namespace that may be any mapping: ORR_NULL without an exception if it isn't there. */
static OrrValue from_mapping(OrrVm *vm, OrrValue mapping, OrrStr *name) {
    if (orr_is_exact(vm, mapping, vm->types.dict)) {
        OrrValue v = orr_dict_get_name(orr_as_dict(mapping), name);
        return v == ORR_NULL ? ORR_NULL : orr_retain(v);
    }
    OrrValue v = orr_getitem(vm, mapping, orr_value(name));
    if (v == ORR_NULL && orr_pending_is(vm, vm->exc.KeyError)) orr_exception_clear(vm);
    return v;
}

OrrValue orr_op_load_name(OrrVm *vm, OrrFrame *frame, OrrStr *name) {
    OrrValue v = from_mapping(vm, orr_frame_regs(frame)[0], name);
    if (v != ORR_NULL || vm->exception != ORR_NULL) return v;
    return global_or_builtin(vm, frame->function->globals, name);
}
OrrValue orr_op_load_name_or_cell(OrrVm *vm, OrrFrame *frame, OrrValue mapping, OrrValue cell, OrrStr *name) {
    (void)frame;
    OrrValue v = from_mapping(vm, mapping, name);
    if (v != ORR_NULL || vm->exception != ORR_NULL) return v;
    v = ((OrrCell *)orr_object(cell))->value;
    return v == ORR_EMPTY ? orr_op_unbound_cell(vm, name, 1) : orr_retain(v);
}
OrrValue orr_op_load_name_or_global(OrrVm *vm, OrrFrame *frame, OrrValue mapping, OrrStr *name) {
    OrrValue v = from_mapping(vm, mapping, name);
    if (v != ORR_NULL || vm->exception != ORR_NULL) return v;
    return global_or_builtin(vm, frame->function->globals, name);
}
bool orr_op_store_name(OrrVm *vm, OrrFrame *frame, OrrStr *name, OrrValue value) {
    OrrValue namespace_ = orr_frame_regs(frame)[0];
    if (orr_is_exact(vm, namespace_, vm->types.dict))
        return orr_dict_set_name(vm, orr_as_dict(namespace_), name, value);
    return orr_setitem(vm, namespace_, orr_value(name), value);
}
bool orr_op_del_name(OrrVm *vm, OrrFrame *frame, OrrStr *name) {
    if (orr_setitem(vm, orr_frame_regs(frame)[0], orr_value(name), ORR_NULL)) return true;
    if (orr_pending_is(vm, vm->exc.KeyError)) {
        orr_exception_clear(vm);
        name_error(vm, name);
    }
    return false;
}
bool orr_op_del_global(OrrVm *vm, OrrFrame *frame, OrrStr *name) {
    int deleted = orr_dict_delete(vm, frame->function->globals, orr_value(name));
    if (deleted == 0) name_error(vm, name);
    return deleted > 0;
}
OrrValue orr_op_unbound_local(OrrVm *vm, OrrStr *name) {
    return orr_raise_name_error(
        vm, vm->exc.UnboundLocalError, name,
        orr_format(vm, "cannot access local variable '%U' where it is not associated with a value", name));
}
OrrValue orr_op_unbound_cell(OrrVm *vm, OrrStr *name, unsigned mode) {
    if (mode == 0) return orr_op_unbound_local(vm, name);
    return orr_raise_name_error(
        vm, vm->exc.NameError, name,
        orr_format(vm, "cannot access free variable '%U' where it is not associated with a value in enclosing scope",
                   name));
}

/* Building */

OrrValue orr_op_build_map(OrrVm *vm, const OrrValue *run, size_t pairs) {
    OrrDict *dict = orr_dict_new(vm, pairs);
    for (size_t n = 0; dict != NULL && n < pairs; n++)
        if (!orr_dict_set(vm, dict, run[2 * n], run[2 * n + 1])) {
            orr_release_object(vm, dict);
            return ORR_NULL;
        }
    return orr_value(dict);
}
OrrValue orr_op_build_set(OrrVm *vm, const OrrValue *run, size_t count) {
    OrrSet *set = orr_set_new(vm, vm->types.set);
    for (size_t n = 0; set != NULL && n < count; n++)
        if (!orr_set_add(vm, set, run[n])) {
            orr_release_object(vm, set);
            return ORR_NULL;
        }
    return orr_value(set);
}
OrrValue orr_op_build_string(OrrVm *vm, const OrrValue *run, size_t count) {
    size_t length = 0;
    uint32_t widest = 1;
    for (size_t n = 0; n < count; n++) {
        const OrrStr *s = orr_as_str(run[n]);
        length += s->length;
        if (s->kind > widest) widest = s->kind;
    }
    OrrStrBuilder b;
    if (widest == 1) {
        /* All Latin-1: one allocation, then copies. The kind is right whatever the largest character is. */
        OrrStr *out = orr_str_alloc(vm, length, 0xFF);
        if (out == NULL) return ORR_NULL;
        bool ascii = true;
        uint8_t *to = (uint8_t *)(uintptr_t)orr_str_data(out);
        for (size_t n = 0; n < count; n++) {
            const OrrStr *s = orr_as_str(run[n]);
            memcpy(to, orr_str_data(s), s->length);
            to += s->length;
            if (!(s->head.flags & ORR_STR_ASCII)) ascii = false;
        }
        *to = 0;
        if (ascii) out->head.flags |= ORR_STR_ASCII;
        return orr_value(out);
    }
    orr_builder_init(&b, vm);
    bool ok = true;
    for (size_t n = 0; ok && n < count; n++) ok = orr_builder_add_str(&b, orr_as_str(run[n]));
    if (ok) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}
bool orr_op_list_extend(OrrVm *vm, OrrValue list, OrrValue iterable, unsigned mode) {
    if (orr_list_extend(vm, orr_as_list(list), iterable)) return true;
    if (orr_pending_is(vm, vm->exc.TypeError) && orr_type_of(vm, iterable)->slots.iter == NULL &&
        orr_type_of(vm, iterable)->slots.getitem == NULL) {
        orr_exception_clear(vm);
        orr_fail(vm, vm->exc.TypeError, "Value after * must be an iterable, not %T", iterable);
    }
    (void)mode;
    return false;
}
bool orr_op_dict_update(OrrVm *vm, OrrValue dict, OrrValue mapping) {
    if (orr_is_dict(mapping)) return orr_dict_update(vm, orr_as_dict(dict), mapping);
    OrrValue keys = orr_getattr_or_null(vm, mapping, ORR_NAME(vm, keys));
    if (keys == ORR_NULL)
        return vm->exception == ORR_NULL && orr_fail(vm, vm->exc.TypeError, "'%T' object is not a mapping", mapping);
    orr_release(vm, keys);
    return orr_dict_update(vm, orr_as_dict(dict), mapping);
}

/* "f()": what CPython calls a callable in messages about its arguments. */
static OrrValue callable_text(OrrVm *vm, OrrValue callable) {
    OrrValue qualname = orr_getattr_or_null(vm, callable, ORR_NAME(vm, __qualname__));
    if (qualname == ORR_NULL) return vm->exception != ORR_NULL ? ORR_NULL : orr_str(vm, callable);
    OrrValue module = orr_getattr_or_null(vm, callable, ORR_NAME(vm, __module__));
    OrrValue text = ORR_NULL;
    if (vm->exception == ORR_NULL) {
        bool bare = module == ORR_NULL || module == ORR_NONE ||
                    (orr_is_str(module) && orr_str_equals_cstring(orr_as_str(module), "builtins"));
        text = bare ? orr_format(vm, "%S()", qualname) : orr_format(vm, "%S.%S()", module, qualname);
    }
    orr_xrelease(vm, module);
    orr_release(vm, qualname);
    return text;
}

static bool merge_item(OrrVm *vm, OrrDict *dict, OrrValue key, OrrValue value, OrrValue callable) {
    if (!orr_is_str(key)) return orr_fail(vm, vm->exc.TypeError, "keywords must be strings");
    if (orr_dict_get(vm, dict, key) != ORR_NULL) {
        OrrValue name = callable_text(vm, callable);
        if (name == ORR_NULL) return false;
        orr_fail(vm, vm->exc.TypeError, "%S got multiple values for keyword argument '%S'", name, key);
        orr_release(vm, name);
        return false;
    }
    return vm->exception == ORR_NULL && orr_dict_set(vm, dict, key, value);
}

OrrValue orr_op_star_tuple(OrrVm *vm, OrrValue iterable, OrrValue callable) {
    const OrrSlots *slots = &orr_type_of(vm, iterable)->slots;
    if (slots->iter != NULL || slots->getitem != NULL) return orr_tuple_from_iterable(vm, iterable);
    OrrValue name = callable_text(vm, callable);
    if (name == ORR_NULL) return ORR_NULL;
    orr_raise(vm, vm->exc.TypeError, "%S argument after * must be an iterable, not %T", name, iterable);
    orr_release(vm, name);
    return ORR_NULL;
}

bool orr_op_dict_merge(OrrVm *vm, OrrValue dict, OrrValue mapping, OrrValue callable) {
    OrrValue source = ORR_NULL;
    if (orr_is_exact(vm, mapping, vm->types.dict)) {
        source = orr_retain(mapping);
    } else {
        OrrValue keys = orr_getattr_or_null(vm, mapping, ORR_NAME(vm, keys));
        if (keys == ORR_NULL) {
            if (vm->exception != ORR_NULL) return false;
            OrrValue name = callable_text(vm, callable);
            if (name == ORR_NULL) return false;
            orr_fail(vm, vm->exc.TypeError, "%S argument after ** must be a mapping, not %T", name, mapping);
            orr_release(vm, name);
            return false;
        }
        orr_release(vm, keys);
        source = orr_value(orr_dict_new(vm, 0));
        if (source == ORR_NULL || !orr_dict_update(vm, orr_as_dict(source), mapping)) {
            orr_xrelease(vm, source);
            return false;
        }
    }
    size_t position = 0;
    OrrValue key, value;
    bool ok = true;
    while (ok && orr_dict_step(orr_as_dict(source), &position, &key, &value))
        ok = merge_item(vm, orr_as_dict(dict), key, value, callable);
    orr_release(vm, source);
    return ok;
}

OrrValue orr_op_format(OrrVm *vm, OrrValue value, OrrValue spec, unsigned conversion) {
    OrrValue converted = conversion == 0   ? orr_retain(value)
                         : conversion == 1 ? orr_str(vm, value)
                         : conversion == 2 ? orr_repr(vm, value)
                                           : orr_ascii(vm, value);
    if (converted == ORR_NULL) return ORR_NULL;
    if (spec == ORR_NULL && orr_is_exact(vm, converted, vm->types.str)) return converted;
    OrrValue text = orr_format_value(vm, converted, spec);
    orr_release(vm, converted);
    return text;
}

/* Unpacking */

static void release_all(OrrVm *vm, OrrValue *items, size_t count) {
    for (size_t n = 0; n < count; n++) orr_release(vm, items[n]);
}

static OrrValue unpack_iter(OrrVm *vm, OrrValue iterable) {
    OrrType *type = orr_type_of(vm, iterable);
    if (type->slots.iter == NULL && type->slots.getitem == NULL)
        return orr_raise(vm, vm->exc.TypeError, "cannot unpack non-iterable %T object", iterable);
    return orr_iter(vm, iterable);
}

bool orr_op_unpack(OrrVm *vm, OrrValue iterable, size_t count, OrrValue *out) {
    OrrValue iterator = unpack_iter(vm, iterable);
    if (iterator == ORR_NULL) return false;
    size_t got = 0;
    while (got < count && (out[got] = orr_next(vm, iterator)) != ORR_NULL) got++;
    bool ok = vm->exception == ORR_NULL;
    if (ok && got < count)
        ok = orr_fail(vm, vm->exc.ValueError, "not enough values to unpack (expected %zu, got %zu)", count, got);
    if (ok) {
        OrrValue extra = orr_next(vm, iterator);
        ok = extra == ORR_NULL && vm->exception == ORR_NULL;
        if (extra != ORR_NULL) {
            orr_release(vm, extra);
            orr_fail(vm, vm->exc.ValueError, "too many values to unpack (expected %zu)", count);
        }
    }
    orr_release(vm, iterator);
    if (!ok) release_all(vm, out, got);
    return ok;
}

bool orr_op_unpack_ex(OrrVm *vm, OrrValue iterable, size_t before, size_t after, OrrValue *out) {
    OrrValue iterator = unpack_iter(vm, iterable);
    if (iterator == ORR_NULL) return false;
    size_t got = 0;
    while (got < before && (out[got] = orr_next(vm, iterator)) != ORR_NULL) got++;
    OrrValue rest = ORR_NULL;
    if (got == before) rest = orr_list_from_iterable(vm, iterator);
    else if (vm->exception == ORR_NULL)
        orr_fail(vm, vm->exc.ValueError, "not enough values to unpack (expected at least %zu, got %zu)", before + after,
                 got);
    orr_release(vm, iterator);
    if (rest != ORR_NULL && orr_as_list(rest)->count < after) {
        orr_fail(vm, vm->exc.ValueError, "not enough values to unpack (expected at least %zu, got %zu)", before + after,
                 before + orr_as_list(rest)->count);
        orr_release(vm, rest);
        rest = ORR_NULL;
    }
    if (rest == ORR_NULL) {
        release_all(vm, out, got);
        return false;
    }
    OrrList *list = orr_as_list(rest);
    out[before] = rest;
    list->count -= after;
    for (size_t n = 0; n < after; n++) out[before + 1 + n] = list->items[list->count + n];
    return true;
}

/* Functions, imports */

OrrValue orr_op_make_function(OrrVm *vm, OrrFrame *frame, OrrCode *code, OrrValue *run, unsigned mode) {
    OrrValue f = orr_function_new(vm, code, frame->function->globals);
    size_t n = 0;
    OrrFunction *function = f == ORR_NULL ? NULL : (OrrFunction *)orr_object(f);
    OrrValue parts[4] = {ORR_NULL, ORR_NULL, ORR_NULL, ORR_NULL};
    for (unsigned bit = 0; bit < 4; bit++) {
        if (!(mode & 1u << bit)) continue;
        parts[bit] = run[n];
        run[n++] = ORR_EMPTY;
    }
    if (function == NULL) {
        for (unsigned bit = 0; bit < 4; bit++) orr_xrelease(vm, parts[bit]);
        return ORR_NULL;
    }
    function->defaults = orr_as_tuple(parts[0]);
    function->kwdefaults = orr_as_dict(parts[1]);
    function->annotate = parts[2];
    function->closure = orr_as_tuple(parts[3]);
    return f;
}

OrrValue orr_op_import_name(OrrVm *vm, OrrFrame *frame, OrrStr *name, OrrValue level, OrrValue fromlist) {
    OrrDict *builtins = orr_builtins_of(vm, frame->function->globals);
    if (builtins == NULL) return ORR_NULL;
    OrrValue hook = orr_dict_get_name(builtins, ORR_NAME(vm, __import__));
    if (hook == ORR_NULL && builtins != vm->builtins) return orr_raise(vm, vm->exc.ImportError, "__import__ not found");
    if (hook != ORR_NULL && !orr_is_exact(vm, hook, vm->types.builtin)) { /* replaced by the program */
        OrrValue locals = ORR_NONE, globals = orr_value(frame->function->globals);
        OrrValue args[5] = {orr_value(name), globals, locals, fromlist, level};
        return orr_call(vm, hook, args, 5, ORR_NULL);
    }
    return orr_import_name(vm, name, frame->function->globals, fromlist, orr_small_int_value(level));
}

OrrValue orr_op_import_from(OrrVm *vm, OrrValue module, OrrStr *name) {
    return orr_import_from(vm, module, name);
}

static bool is_public(OrrValue name) {
    return orr_is_str(name) && (orr_as_str(name)->length == 0 || orr_str_at(orr_as_str(name), 0) != '_');
}

bool orr_op_import_star(OrrVm *vm, OrrFrame *frame, OrrValue module) {
    OrrValue all = orr_getattr_or_null(vm, module, ORR_NAME(vm, __all__));
    if (all == ORR_NULL && vm->exception != ORR_NULL) return false;
    OrrValue dict = all != ORR_NULL ? ORR_NULL : orr_getattr(vm, module, ORR_NAME(vm, __dict__));
    if (all == ORR_NULL && dict == ORR_NULL) return false;
    OrrValue names = orr_list_from_iterable(vm, all != ORR_NULL ? all : dict);
    bool ok = names != ORR_NULL;
    for (size_t n = 0; ok && n < orr_as_list(names)->count; n++) {
        OrrValue name = orr_as_list(names)->items[n];
        if (all == ORR_NULL && !is_public(name)) continue;
        if (!orr_is_str(name)) {
            ok = orr_fail(vm, vm->exc.TypeError, "Item in __all__ must be str, not %T", name);
            break;
        }
        OrrValue value = orr_getattr(vm, module, orr_as_str(name));
        ok = value != ORR_NULL &&
             (frame->code->flags & ORR_CODE_NAMESPACE ? orr_setitem(vm, orr_frame_regs(frame)[0], name, value)
                                                      : orr_dict_set(vm, frame->function->globals, name, value));
        orr_xrelease(vm, value);
    }
    orr_xrelease(vm, names);
    orr_xrelease(vm, all);
    orr_xrelease(vm, dict);
    return ok;
}

/* Awaiting and iterating */

OrrValue orr_op_get_awaitable(OrrVm *vm, OrrValue value, unsigned mode) {
    OrrType *type = orr_type_of(vm, value);
    if (mode != 0 && type != vm->types.coroutine && type->slots.await == NULL)
        return orr_raise(vm, vm->exc.TypeError,
                         "'async with' received an object from %s that does not implement __await__: %T",
                         mode == 1 ? "__aenter__" : "__aexit__", value);
    if (type == vm->types.generator && orr_is_iterable_coroutine(vm, value)) return orr_retain(value);
    return orr_awaitable_iter(vm, value);
}
OrrValue orr_op_get_yield_from(OrrVm *vm, OrrFrame *frame, OrrValue value) {
    OrrType *type = orr_type_of(vm, value);
    if (type == vm->types.generator) return orr_retain(value);
    if (type == vm->types.coroutine) {
        if (frame->code->flags & ORR_CODE_COROUTINE) return orr_retain(value);
        return orr_raise(vm, vm->exc.TypeError, "cannot 'yield from' a coroutine object in a non-coroutine generator");
    }
    return orr_iter(vm, value);
}
OrrValue orr_op_get_aiter(OrrVm *vm, OrrValue value) {
    OrrType *type = orr_type_of(vm, value);
    if (type->slots.aiter == NULL)
        return orr_raise(vm, vm->exc.TypeError, "'async for' requires an object with __aiter__ method, got %T", value);
    OrrValue iterator = type->slots.aiter(vm, value);
    if (iterator != ORR_NULL && orr_type_of(vm, iterator)->slots.anext == NULL) {
        orr_fail(vm, vm->exc.TypeError,
                 "'async for' received an object from __aiter__ that does not implement __anext__: %T", iterator);
        orr_release(vm, iterator);
        return ORR_NULL;
    }
    return iterator;
}
OrrValue orr_op_get_anext(OrrVm *vm, OrrValue aiter) {
    OrrType *type = orr_type_of(vm, aiter);
    if (type->slots.anext == NULL)
        return orr_raise(vm, vm->exc.TypeError, "'async for' requires an iterator with __anext__ method, got %T",
                         aiter);
    OrrValue awaitable = type->slots.anext(vm, aiter);
    if (awaitable == ORR_NULL || type == vm->types.async_generator) return awaitable;
    OrrValue iterator = orr_awaitable_iter(vm, awaitable);
    if (iterator == ORR_NULL && orr_pending_is(vm, vm->exc.TypeError)) {
        OrrValue cause = orr_exception_take(vm);
        orr_fail(vm, vm->exc.TypeError, "'async for' received an invalid object from __anext__: %T", awaitable);
        if (vm->exception != ORR_NULL) orr_exception_set_cause(vm, vm->exception, cause);
        orr_release(vm, cause);
    }
    orr_release(vm, awaitable);
    return iterator;
}

/* with */

bool orr_op_load_special(OrrVm *vm, OrrValue object, unsigned which, OrrValue out[2]) {
    OrrStr *names[] = {ORR_NAME(vm, __enter__), ORR_NAME(vm, __exit__), ORR_NAME(vm, __aenter__),
                       ORR_NAME(vm, __aexit__)};
    OrrType *type = orr_type_of(vm, object);
    OrrValue found = orr_type_lookup(vm, type, names[which]);
    out[1] = ORR_EMPTY;
    if (found == ORR_NULL) {
        bool async = which >= 2;
        const char *protocol = async ? "asynchronous context manager" : "context manager";
        if (which == 1 || which == 3)
            return orr_fail(vm, vm->exc.TypeError, "'%T' object does not support the %s protocol (missed %U method)",
                            object, protocol, names[which]);
        return orr_fail(vm, vm->exc.TypeError, "'%T' object does not support the %s protocol", object, protocol);
    }
    if (orr_has_flag(vm, found, ORR_TYPE_METHOD_DESCR)) {
        out[0] = orr_retain(found);
        out[1] = orr_retain(object);
        return true;
    }
    orr_retain(found);
    out[0] =
        orr_type_of(vm, found)->slots.descr_get == NULL ? orr_retain(found) : orr_descr_get(vm, found, object, type);
    orr_release(vm, found);
    return out[0] != ORR_NULL;
}

/* Exceptions */

static bool is_exception_class(const OrrVm *vm, OrrValue v) {
    return orr_has_flag(vm, v, ORR_TYPE_TYPE_SUB) &&
           orr_type_is_subtype((const OrrType *)orr_object(v), vm->exc.BaseException);
}

static bool check_catchable(OrrVm *vm, OrrValue type) {
    static const char message[] = "catching classes that do not inherit from BaseException is not allowed";
    if (!orr_is_tuple(type)) return is_exception_class(vm, type) || orr_fail(vm, vm->exc.TypeError, message);
    for (size_t n = 0; n < orr_as_tuple(type)->count; n++)
        if (!is_exception_class(vm, orr_as_tuple(type)->items[n])) return orr_fail(vm, vm->exc.TypeError, message);
    return true;
}

int orr_op_match_exc(OrrVm *vm, OrrValue exception, OrrValue type) {
    if (!check_catchable(vm, type)) return -1;
    const OrrType *of = orr_type_of(vm, exception);
    if (!orr_is_tuple(type)) return orr_type_is_subtype(of, (OrrType *)orr_object(type));
    for (size_t n = 0; n < orr_as_tuple(type)->count; n++)
        if (orr_type_is_subtype(of, (OrrType *)orr_object(orr_as_tuple(type)->items[n]))) return 1;
    return 0;
}

bool orr_op_match_group(OrrVm *vm, OrrValue exception, OrrValue type, OrrValue out[2]) {
    if (exception == ORR_NONE) { /* nothing is left to match */
        out[0] = out[1] = ORR_NONE;
        return true;
    }
    return orr_exception_group_match(vm, exception, type, &out[0], &out[1]);
}

/* raise X: an instance, from a class if need be. New; ORR_NULL: something else is pending. */
static OrrValue instance_to_raise(OrrVm *vm, OrrValue v) {
    if (orr_is_exception(v)) return orr_retain(v);
    if (!is_exception_class(vm, v))
        return orr_raise(vm, vm->exc.TypeError, "exceptions must derive from BaseException");
    OrrValue made = orr_call0(vm, v);
    if (made == ORR_NULL || orr_is_exception(made)) return made;
    orr_fail(vm, vm->exc.TypeError, "calling %R should have returned an instance of BaseException, not %R", v,
             orr_value(orr_type_of(vm, made)));
    orr_release(vm, made);
    return ORR_NULL;
}

void orr_op_raise(OrrVm *vm, unsigned mode, OrrValue exception, OrrValue cause) {
    if (mode == 0) {
        OrrValue handled = orr_exception_handled(vm);
        if (handled == ORR_NULL) orr_fail(vm, vm->exc.RuntimeError, "No active exception to reraise");
        else vm->exception = orr_retain(handled);
        return;
    }
    OrrValue instance = instance_to_raise(vm, exception);
    if (instance == ORR_NULL) return;
    if (mode == 2) {
        OrrValue made = cause;
        if (cause != ORR_NONE && !orr_is_exception(cause)) {
            if (!is_exception_class(vm, cause)) {
                orr_release(vm, instance);
                orr_fail(vm, vm->exc.TypeError, "exception causes must derive from BaseException");
                return;
            }
            made = instance_to_raise(vm, cause);
            if (made == ORR_NULL) {
                orr_release(vm, instance);
                return;
            }
            orr_exception_set_cause(vm, instance, made);
            orr_release(vm, made);
        } else {
            orr_exception_set_cause(vm, instance, made);
        }
    }
    orr_raise_value(vm, instance);
}

/* match (PEP 634) */

OrrValue orr_op_match_keys(OrrVm *vm, OrrValue subject, OrrValue keys) {
    const OrrTuple *wanted = orr_as_tuple(keys);
    for (size_t n = 0; n < wanted->count; n++)
        for (size_t k = 0; k < n; k++) {
            int same = orr_equal(vm, wanted->items[n], wanted->items[k]);
            if (same < 0) return ORR_NULL;
            if (same)
                return orr_raise(vm, vm->exc.ValueError, "mapping pattern checks duplicate key (%R)", wanted->items[n]);
        }
    OrrTuple *values = orr_tuple_alloc(vm, wanted->count);
    if (values == NULL) return ORR_NULL;
    bool exact = orr_is_exact(vm, subject, vm->types.dict);
    OrrValue get = exact ? ORR_NULL : orr_getattr(vm, subject, ORR_NAME(vm, get));
    OrrValue missing = exact ? ORR_NULL : orr_value(orr_list_new(vm, 0)); /* an object that nobody else has */
    bool all = exact || (get != ORR_NULL && missing != ORR_NULL);
    for (size_t n = 0; all && n < wanted->count; n++) {
        OrrValue v = exact ? orr_xretain(orr_dict_get(vm, orr_as_dict(subject), wanted->items[n]))
                           : orr_call2(vm, get, wanted->items[n], missing);
        if (v == ORR_NULL || v == missing) {
            if (v != ORR_NULL) orr_release(vm, v);
            all = false;
            break;
        }
        values->items[n] = v;
    }
    orr_xrelease(vm, get);
    orr_xrelease(vm, missing);
    if (all) return orr_value(values);
    OrrValue pending = orr_exception_take(vm);
    orr_release_object(vm, values);
    vm->exception = pending;
    return pending == ORR_NULL ? ORR_NONE : ORR_NULL;
}

typedef struct ClassMatch {
    OrrValue subject;
    OrrType *cls;
    OrrTuple *out;
    size_t count;
} ClassMatch;

/* Takes subject.name: 1 there, 0 not, -1 error. */
static int match_attribute(OrrVm *vm, ClassMatch *m, OrrValue name) {
    if (!orr_is_str(name)) {
        orr_fail(vm, vm->exc.TypeError, "__match_args__ elements must be strings (got %T)", name);
        return -1;
    }
    OrrValue v = orr_getattr_or_null(vm, m->subject, orr_as_str(name));
    if (v == ORR_NULL) return vm->exception != ORR_NULL ? -1 : 0;
    m->out->items[m->count++] = v;
    return 1;
}

static int match_positional(OrrVm *vm, ClassMatch *m, size_t positional, OrrValue keyword_names) {
    if (positional == 0) return 1;
    OrrValue names = orr_getattr_or_null(vm, orr_value(m->cls), ORR_NAME(vm, __match_args__));
    if (names == ORR_NULL && vm->exception != ORR_NULL) return -1;
    bool self = names == ORR_NULL && (m->cls->flags & ORR_TYPE_MATCH_SELF);
    if (names != ORR_NULL && !orr_is_exact(vm, names, vm->types.tuple)) {
        orr_fail(vm, vm->exc.TypeError, "%N.__match_args__ must be a tuple (got %T)", m->cls, names);
        orr_release(vm, names);
        return -1;
    }
    size_t allowed = self ? 1 : names == ORR_NULL ? 0 : orr_as_tuple(names)->count;
    int outcome = 1;
    if (allowed < positional) {
        orr_fail(vm, vm->exc.TypeError, "%N() accepts %zu positional sub-pattern%s (%zu given)", m->cls, allowed,
                 allowed == 1 ? "" : "s", positional);
        outcome = -1;
    } else if (self) {
        m->out->items[m->count++] = orr_retain(m->subject);
    } else {
        for (size_t n = 0; outcome == 1 && n < positional; n++) {
            OrrValue name = orr_as_tuple(names)->items[n];
            for (size_t k = 0; outcome == 1 && k < orr_as_tuple(keyword_names)->count; k++)
                if (orr_equal(vm, name, orr_as_tuple(keyword_names)->items[k]) == 1) {
                    orr_fail(vm, vm->exc.TypeError, "%N() got multiple sub-patterns for attribute %R", m->cls, name);
                    outcome = -1;
                }
            if (outcome == 1) outcome = match_attribute(vm, m, name);
        }
    }
    orr_xrelease(vm, names);
    return outcome;
}

OrrValue orr_op_match_class(OrrVm *vm, const OrrValue *run, size_t positional) {
    if (!orr_has_flag(vm, run[1], ORR_TYPE_TYPE_SUB))
        return orr_raise(vm, vm->exc.TypeError, "called match pattern must be a class");
    int is = orr_isinstance(vm, run[0], run[1]);
    if (is <= 0) return is < 0 ? ORR_NULL : ORR_NONE;
    const OrrTuple *names = orr_as_tuple(run[2]);
    ClassMatch m = {run[0], (OrrType *)orr_object(run[1]), orr_tuple_alloc(vm, positional + names->count), 0};
    if (m.out == NULL) return ORR_NULL;
    int outcome = match_positional(vm, &m, positional, run[2]);
    for (size_t n = 0; outcome == 1 && n < names->count; n++) outcome = match_attribute(vm, &m, names->items[n]);
    if (outcome == 1) return orr_value(m.out);
    OrrValue pending = orr_exception_take(vm);
    orr_release_object(vm, m.out);
    vm->exception = pending;
    return outcome < 0 ? ORR_NULL : ORR_NONE;
}

/* Type parameters (PEP 695): the objects are the library's, made by functions of module typing. */

static OrrValue call_typing(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs) {
    OrrValue typing = orr_import(vm, "_typing");
    OrrValue f = ORR_NULL, name = ORR_NULL, result = ORR_NULL;
    if (typing != ORR_NULL) name = orr_str_intern_cstring(vm, function);
    if (name != ORR_NULL) f = orr_getattr(vm, typing, orr_as_str(name));
    if (f != ORR_NULL) result = orr_call(vm, f, args, nargs, ORR_NULL);
    orr_xrelease(vm, f);
    orr_xrelease(vm, name);
    orr_xrelease(vm, typing);
    return result;
}

OrrValue orr_op_intrinsic(OrrVm *vm, OrrFrame *frame, OrrIntrinsic which, const OrrValue *run) {
    (void)frame;
    size_t count = orr_intrinsic_operands[which];
    switch (which) {
    case ORR_INTRINSIC_TYPEVAR: return call_typing(vm, "_make_typevar", run, count);
    case ORR_INTRINSIC_TYPEVAR_BOUND: return call_typing(vm, "_make_typevar_with_bound", run, count);
    case ORR_INTRINSIC_TYPEVAR_CONSTRAINTS: return call_typing(vm, "_make_typevar_with_constraints", run, count);
    case ORR_INTRINSIC_PARAMSPEC: return call_typing(vm, "_make_paramspec", run, count);
    case ORR_INTRINSIC_TYPEVARTUPLE: return call_typing(vm, "_make_typevartuple", run, count);
    case ORR_INTRINSIC_SET_TYPEPARAM_DEFAULT: return call_typing(vm, "_set_typeparam_default", run, count);
    case ORR_INTRINSIC_SUBSCRIPT_GENERIC: return call_typing(vm, "_subscript_generic", run, count);
    case ORR_INTRINSIC_TYPEALIAS: return call_typing(vm, "_make_typealias", run, count);
    case ORR_INTRINSIC_SET_FUNCTION_TYPE_PARAMS:
        if (!orr_setattr(vm, run[0], ORR_NAME(vm, __type_params__), run[1])) return ORR_NULL;
        return orr_retain(run[0]);
    case ORR_INTRINSIC_COUNT: break;
    }
    ORR_ASSERT(!"known intrinsic");
    return ORR_NULL;
}
