/* BaseExceptionGroup and ExceptionGroup: trees of exceptions, split by type or predicate, and what except* needs. */
#include "sim/vm/exception_internal.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/list.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* While prep_reraise_star works: this exception is one of those to keep. */
#define MARKED ((uint32_t)ORR_OBJECT_TYPE_BIT << 8)

static OrrTuple *items_of(OrrValue group) {
    return orr_as_tuple(orr_as_exception(group)->fields[ORR_EXC_GROUP_ITEMS]);
}

static bool is_group(OrrVm *vm, OrrValue v) {
    return orr_is_instance(vm, v, vm->exc.BaseExceptionGroup);
}

/* Constructor. */

static bool is_sequence(OrrVm *vm, OrrValue v) {
    return !orr_is_dict(v) && orr_type_of(vm, v)->slots.getitem != NULL;
}

/* The exceptions as a tuple; *plain: all of them are Exceptions. New, or ORR_NULL. */
static OrrValue checked_items(OrrVm *vm, OrrValue sequence, bool *plain) {
    if (!is_sequence(vm, sequence))
        return orr_raise(vm, vm->exc.TypeError, "second argument (exceptions) must be a sequence");
    OrrValue items = orr_tuple_from_iterable(vm, sequence);
    if (items == ORR_NULL) return ORR_NULL;
    OrrTuple *tuple = orr_as_tuple(items);
    *plain = true;
    for (size_t i = 0; i < tuple->count; i++) {
        if (!orr_is_exception(tuple->items[i])) {
            orr_raise(vm, vm->exc.ValueError, "Item %zu of second argument (exceptions) is not an exception", i);
            goto failed;
        }
        if (!orr_is_instance(vm, tuple->items[i], vm->exc.Exception)) *plain = false;
    }
    if (tuple->count > 0) return items;
    orr_raise(vm, vm->exc.ValueError, "second argument (exceptions) must be a non-empty sequence");
failed:
    orr_release(vm, items);
    return ORR_NULL;
}

/* The class to make: a group of nothing but Exceptions is an ExceptionGroup. NULL: TypeError. */
static OrrType *class_to_make(OrrVm *vm, OrrType *cls, bool plain) {
    if (cls == vm->exc.BaseExceptionGroup) return plain ? vm->exc.ExceptionGroup : cls;
    if (plain || !orr_type_is_subtype(cls, vm->exc.Exception)) return cls;
    if (cls == vm->exc.ExceptionGroup)
        orr_raise(vm, vm->exc.TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
    else orr_raise(vm, vm->exc.TypeError, "Cannot nest BaseExceptions in '%N'", cls);
    return NULL;
}

static OrrValue group_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    if (nargs != 2)
        return orr_raise(vm, vm->exc.TypeError, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%zu given)",
                         nargs);
    if (!orr_is_str(args[0]))
        return orr_raise(vm, vm->exc.TypeError, "BaseExceptionGroup.__new__() argument 1 must be str, not %T", args[0]);
    bool plain = false;
    OrrValue items = checked_items(vm, args[1], &plain);
    if (items == ORR_NULL) return ORR_NULL;
    cls = class_to_make(vm, cls, plain);
    OrrValue self = cls == NULL ? ORR_NULL : orr_exception_base_new(vm, cls, args, nargs, kwnames);
    if (self == ORR_NULL) {
        orr_release(vm, items);
        return ORR_NULL;
    }
    orr_as_exception(self)->fields[ORR_EXC_GROUP_MESSAGE] = orr_retain(args[0]);
    orr_as_exception(self)->fields[ORR_EXC_GROUP_ITEMS] = items;
    return self;
}

static OrrValue group_str(OrrVm *vm, OrrValue self) {
    size_t count = items_of(self)->count;
    return orr_format(vm, "%S (%zu sub-exception%s)", orr_as_exception(self)->fields[ORR_EXC_GROUP_MESSAGE], count,
                      count > 1 ? "s" : "");
}

/* A group of these exceptions (a list) by BaseExceptionGroup's constructor. */
static OrrValue make_group(OrrVm *vm, OrrValue message, OrrValue exceptions) {
    const OrrValue args[] = {message, exceptions};
    return orr_exception_new(vm, vm->exc.BaseExceptionGroup, args, 2);
}

static OrrValue group_derive(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return make_group(vm, orr_as_exception(self)->fields[ORR_EXC_GROUP_MESSAGE], args[0]);
}

/* Splitting. */

typedef enum MatchKind { MATCH_TYPE, MATCH_PREDICATE, MATCH_MARK } MatchKind;

typedef struct Matcher {
    MatchKind kind;
    OrrValue value; /* class or tuple of classes; callable */
} Matcher;

static bool is_exception_class(OrrVm *vm, OrrValue v) {
    return orr_has_flag(vm, v, ORR_TYPE_TYPE_SUB) &&
           orr_type_is_subtype((OrrType *)(uintptr_t)v, vm->exc.BaseException);
}

static bool is_class(OrrVm *vm, OrrValue v) {
    return orr_has_flag(vm, v, ORR_TYPE_TYPE_SUB);
}

static bool all_exception_classes(OrrVm *vm, OrrTuple *tuple) {
    for (size_t i = 0; i < tuple->count; i++) {
        if (!is_exception_class(vm, tuple->items[i])) return false;
    }
    return true;
}

static bool make_matcher(OrrVm *vm, OrrValue value, Matcher *matcher) {
    matcher->value = value;
    matcher->kind = MATCH_TYPE;
    if (is_exception_class(vm, value)) return true;
    if (orr_is_tuple(value) && all_exception_classes(vm, orr_as_tuple(value))) return true;
    matcher->kind = MATCH_PREDICATE;
    if (!is_class(vm, value) && orr_is_callable(vm, value)) return true;
    return orr_fail(vm, vm->exc.TypeError,
                    "expected an exception type, a tuple of exception types, or a callable (other than a class)");
}

static bool matches_type(OrrValue exception, OrrValue type) {
    const OrrType *cls = orr_object(exception)->type;
    if (!orr_is_tuple(type)) return orr_type_is_subtype(cls, (OrrType *)(uintptr_t)type);
    OrrTuple *tuple = orr_as_tuple(type);
    for (size_t i = 0; i < tuple->count; i++) {
        if (orr_is_tuple(tuple->items[i]) ? matches_type(exception, tuple->items[i])
                                          : orr_type_is_subtype(cls, (OrrType *)(uintptr_t)tuple->items[i]))
            return true;
    }
    return false;
}

/* -1: error */
static int is_match(OrrVm *vm, OrrValue exception, const Matcher *matcher) {
    if (matcher->kind == MATCH_TYPE) return matches_type(exception, matcher->value);
    if (matcher->kind == MATCH_MARK) return !is_group(vm, exception) && (orr_object(exception)->flags & MARKED);
    OrrValue answer = orr_call1(vm, matcher->value, exception);
    if (answer == ORR_NULL) return -1;
    int truth = orr_truth(vm, answer);
    orr_release(vm, answer);
    return truth;
}

static bool copy_notes(OrrVm *vm, OrrValue from, OrrValue to) {
    OrrValue notes = orr_exception_notes(vm, from);
    if (notes == ORR_NULL) return vm->exception == ORR_NULL;
    bool good = true;
    if (is_sequence(vm, notes)) {
        OrrValue copy = orr_list_from_iterable(vm, notes);
        good = copy != ORR_NULL && orr_setattr(vm, to, ORR_NAME(vm, __notes__), copy);
        orr_xrelease(vm, copy);
    }
    orr_release(vm, notes);
    return good;
}

static bool copy_metadata(OrrVm *vm, OrrValue from, OrrValue to) {
    OrrExceptionObject *source = orr_as_exception(from), *target = orr_as_exception(to);
    orr_set_slot(vm, &target->traceback, orr_retain(source->traceback));
    orr_set_slot(vm, &target->context, orr_xretain(source->context));
    orr_exception_set_cause(vm, to, source->cause == ORR_NULL ? ORR_NONE : source->cause);
    return copy_notes(vm, from, to);
}

static OrrValue call_by_name(OrrVm *vm, OrrValue object, const char *name, OrrValue arg) {
    OrrValue interned = orr_str_intern_cstring(vm, name);
    if (interned == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_call_method(vm, object, orr_as_str(interned), &arg, 1);
    orr_release(vm, interned);
    return result;
}

/* A group like original of the exceptions in list; ORR_NONE if there are none. */
static OrrValue subset(OrrVm *vm, OrrValue original, OrrList *list) {
    if (list->count == 0) return ORR_NONE;
    OrrValue group = call_by_name(vm, original, "derive", orr_value(list));
    if (group == ORR_NULL) return ORR_NULL;
    if (!is_group(vm, group))
        orr_raise(vm, vm->exc.TypeError, "derive must return an instance of BaseExceptionGroup");
    else if (copy_metadata(vm, original, group)) return group;
    orr_release(vm, group);
    return ORR_NULL;
}

static bool split(OrrVm *vm, OrrValue exception, const Matcher *matcher, bool want_rest, OrrValue *match,
                  OrrValue *rest);

/* Splits each of group's exceptions into the lists. */
static bool split_items(OrrVm *vm, OrrValue group, const Matcher *matcher, OrrList *matched, OrrList *left) {
    OrrTuple *items = items_of(group);
    for (size_t i = 0; i < items->count; i++) {
        OrrValue match, rest;
        if (!split(vm, items->items[i], matcher, left != NULL, &match, &rest)) return false;
        bool good = match == ORR_NONE || orr_list_append(vm, matched, match);
        if (good && left != NULL && rest != ORR_NONE) good = orr_list_append(vm, left, rest);
        orr_release(vm, match);
        orr_release(vm, rest);
        if (!good) return false;
    }
    return true;
}

static bool split_group(OrrVm *vm, OrrValue group, const Matcher *matcher, bool want_rest, OrrValue *match,
                        OrrValue *rest) {
    OrrList *matched = orr_list_new(vm, 0), *left = want_rest ? orr_list_new(vm, 0) : NULL;
    bool good = matched != NULL && (left != NULL || !want_rest) && split_items(vm, group, matcher, matched, left);
    *match = good ? subset(vm, group, matched) : ORR_NULL;
    *rest = *match == ORR_NULL ? ORR_NULL : want_rest ? subset(vm, group, left) : ORR_NONE;
    orr_xrelease_object(vm, matched);
    orr_xrelease_object(vm, left);
    if (*rest != ORR_NULL) return true;
    orr_xrelease(vm, *match);
    return false;
}

/* What of exception matches and what does not: new references or ORR_NONE. */
static bool split(OrrVm *vm, OrrValue exception, const Matcher *matcher, bool want_rest, OrrValue *match,
                  OrrValue *rest) {
    *match = *rest = ORR_NONE;
    int whole = is_match(vm, exception, matcher);
    if (whole < 0) return false;
    if (whole) {
        *match = orr_retain(exception);
        return true;
    }
    if (!is_group(vm, exception)) {
        if (want_rest) *rest = orr_retain(exception);
        return true;
    }
    if (!orr_enter(vm, " in exceptiongroup_split_recursive")) return false;
    bool good = split_group(vm, exception, matcher, want_rest, match, rest);
    orr_leave(vm);
    return good;
}

static OrrValue group_split(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    Matcher matcher;
    OrrValue match, rest;
    if (!make_matcher(vm, args[0], &matcher) || !split(vm, self, &matcher, true, &match, &rest)) return ORR_NULL;
    OrrValue pair = orr_tuple_pair(vm, match, rest);
    orr_release(vm, match);
    orr_release(vm, rest);
    return pair;
}

static OrrValue group_subgroup(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    Matcher matcher;
    OrrValue match, rest;
    if (!make_matcher(vm, args[0], &matcher) || !split(vm, self, &matcher, false, &match, &rest)) return ORR_NULL;
    return match;
}

static OrrValue class_getitem(OrrVm *vm, OrrValue cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return orr_call2(vm, orr_value(vm->types.generic_alias), cls, args[0]);
}

/* except* */

static bool check_catchable(OrrVm *vm, OrrValue type) {
    if (orr_is_tuple(type)) {
        OrrTuple *tuple = orr_as_tuple(type);
        for (size_t i = 0; i < tuple->count; i++) {
            if (!check_catchable(vm, tuple->items[i])) return false;
        }
        return true;
    }
    if (!is_exception_class(vm, type))
        return orr_fail(vm, vm->exc.TypeError,
                        "catching classes that do not inherit from BaseException is not allowed");
    if (orr_type_is_subtype((OrrType *)(uintptr_t)type, vm->exc.BaseExceptionGroup))
        return orr_fail(vm, vm->exc.TypeError,
                        "catching ExceptionGroup with except* is not allowed. Use except instead.");
    return true;
}

/* The nameless group that stands for a lone exception in an except* clause. */
static OrrValue wrap(OrrVm *vm, OrrValue exception) {
    OrrValue lone = orr_tuple_new(vm, &exception, 1);
    if (lone == ORR_NULL) return ORR_NULL;
    OrrValue group = make_group(vm, vm->empty_str, lone);
    orr_release(vm, lone);
    return group;
}

bool orr_exception_group_match(OrrVm *vm, OrrValue exception, OrrValue type, OrrValue *match, OrrValue *rest) {
    *match = *rest = ORR_NONE;
    if (!check_catchable(vm, type)) return false;
    if (exception == ORR_NONE) return true;
    if (matches_type(exception, type)) {
        *match = is_group(vm, exception) ? orr_retain(exception) : wrap(vm, exception);
        return *match != ORR_NULL;
    }
    if (!is_group(vm, exception)) {
        *rest = orr_retain(exception);
        return true;
    }
    OrrValue pair = call_by_name(vm, exception, "split", type);
    if (pair == ORR_NULL) return false;
    bool good = orr_is_tuple(pair) && orr_as_tuple(pair)->count >= 2;
    if (good) {
        *match = orr_retain(orr_as_tuple(pair)->items[0]);
        *rest = orr_retain(orr_as_tuple(pair)->items[1]);
    } else if (!orr_is_tuple(pair)) {
        orr_raise(vm, vm->exc.TypeError, "%T.split must return a tuple, not %T", exception, pair);
    } else {
        orr_raise(vm, vm->exc.TypeError, "%T.split must return a 2-tuple, got tuple of size %zu", exception,
                  orr_as_tuple(pair)->count);
    }
    orr_release(vm, pair);
    return good;
}

/* Was exception split off original (raised again), or is it a new one? */
static bool same_origin(OrrVm *vm, OrrValue exception, OrrValue original) {
    if (!is_group(vm, exception)) return false;
    OrrExceptionObject *a = orr_as_exception(exception), *b = orr_as_exception(original);
    return a->traceback == b->traceback && a->cause == b->cause && a->context == b->context;
}

static void mark_leaves(OrrVm *vm, OrrValue exception, bool mark) {
    if (is_group(vm, exception)) {
        OrrTuple *items = items_of(exception);
        for (size_t i = 0; i < items->count; i++) mark_leaves(vm, items->items[i], mark);
    } else if (mark) {
        orr_object(exception)->flags |= MARKED;
    } else {
        orr_object(exception)->flags &= ~MARKED;
    }
}

/* The part of original that consists of the leaves of those in list that were split off it. */
static OrrValue projection(OrrVm *vm, OrrValue original, OrrList *list) {
    for (size_t i = 0; i < list->count; i++) mark_leaves(vm, list->items[i], true);
    Matcher matcher = {MATCH_MARK, ORR_NULL};
    OrrValue match, rest;
    bool good = split(vm, original, &matcher, false, &match, &rest);
    for (size_t i = 0; i < list->count; i++) mark_leaves(vm, list->items[i], false);
    return good ? match : ORR_NULL;
}

/* Sorts list into those raised anew and those raised again. */
static bool sort_out(OrrVm *vm, OrrValue original, OrrList *list, OrrList *raised, OrrList *again) {
    for (size_t i = 0; i < list->count; i++) {
        OrrValue item = list->items[i];
        if (item == ORR_NONE) continue;
        if (!orr_list_append(vm, same_origin(vm, item, original) ? again : raised, item)) return false;
    }
    return true;
}

static OrrValue combine(OrrVm *vm, OrrValue original, OrrList *raised, OrrList *again) {
    if (again->count > 0) {
        OrrValue part = projection(vm, original, again);
        if (part == ORR_NULL || raised->count == 0) return part;
        if (part != ORR_NONE && !orr_list_append_steal(vm, raised, part)) return ORR_NULL;
    }
    if (raised->count == 0) return ORR_NONE;
    if (raised->count == 1) return orr_retain(raised->items[0]);
    return make_group(vm, vm->empty_str, orr_value(raised));
}

OrrValue orr_prep_reraise_star(OrrVm *vm, OrrValue original, OrrValue value) {
    OrrList *list = orr_as_list(value);
    if (list->count == 0) return ORR_NONE;
    /* A lone exception meets at most one clause, so there is at most one to raise. */
    if (!is_group(vm, original)) {
        for (size_t i = 0; i < list->count; i++) {
            if (list->items[i] != ORR_NONE) return orr_retain(list->items[i]);
        }
        return ORR_NONE;
    }
    OrrList *raised = orr_list_new(vm, 0), *again = orr_list_new(vm, 0);
    OrrValue result = ORR_NULL;
    if (raised != NULL && again != NULL && sort_out(vm, original, list, raised, again))
        result = combine(vm, original, raised, again);
    orr_xrelease_object(vm, raised);
    orr_xrelease_object(vm, again);
    return result;
}

/* The types. */

static OrrValue message_get(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_exception_field(self, ORR_EXC_GROUP_MESSAGE);
}
static OrrValue exceptions_get(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_exception_field(self, ORR_EXC_GROUP_ITEMS);
}
static bool read_only(OrrVm *vm, OrrValue self, OrrValue value) {
    (void)self, (void)value;
    return orr_fail(vm, vm->exc.AttributeError, "readonly attribute");
}

static const OrrMethodDef methods[] = {
    {"__class_getitem__", class_getitem, ORR_ARITY_ONE, 1, 1, ORR_METHOD_CLASS, NULL},
    ORR_DEF_ONE("derive", group_derive),
    ORR_DEF_ONE("split", group_split),
    ORR_DEF_ONE("subgroup", group_subgroup),
    ORR_DEF_END,
};
static const OrrGetSetDef getsets[] = {
    {"message", message_get, read_only},
    {"exceptions", exceptions_get, read_only},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_exception_group_base_spec = {
    ORR_EXCEPTION_SPEC("BaseExceptionGroup"),
    .doc = "A combination of multiple unrelated exceptions.",
    .slots = {.new_object = group_new, .str = group_str},
    .methods = methods,
    .getsets = getsets,
};
const OrrTypeSpec orr_exception_group_spec = {ORR_EXCEPTION_SPEC("ExceptionGroup")};
