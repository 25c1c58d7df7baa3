/* Builtins that walk things: all, any, iter, next, aiter, anext, len, max, min, sorted, sum. */
#include <math.h>

#include "sim/lib/builtins.h"
#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/iter.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/range.h"
#include "sim/vm/str.h"

/* all, any */

/* Is there an item whose truth is `wanted`? -1 error */
static int find_truth(OrrVm *vm, OrrValue iterable, int wanted) {
    OrrValue iterator = orr_iter(vm, iterable);
    if (iterator == ORR_NULL) return -1;
    int found = 0;
    while (!found) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        int truth = orr_is_bool(item) ? item == ORR_TRUE : orr_truth(vm, item);
        orr_release(vm, item);
        if (truth < 0) break;
        found = truth == wanted;
    }
    orr_release(vm, iterator);
    return vm->exception != ORR_NULL ? -1 : found;
}

static OrrValue builtin_all(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int found = find_truth(vm, args[0], 0);
    return found < 0 ? ORR_NULL : orr_bool(!found);
}

static OrrValue builtin_any(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int found = find_truth(vm, args[0], 1);
    return found < 0 ? ORR_NULL : orr_bool(found);
}

/* iter, next, len */

static OrrValue builtin_iter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    if (nargs == 1) return orr_iter(vm, args[0]);
    if (!orr_is_callable(vm, args[0])) { return orr_raise(vm, vm->exc.TypeError, "iter(v, w): v must be callable"); }
    return orr_callable_iterator_new(vm, args[0], args[1]);
}

/* The next item; at the end the StopIteration that says so, with its value, is pending. */
static OrrValue next_or_stop(OrrVm *vm, OrrValue iterator) {
    OrrType *type = orr_type_of(vm, iterator);
    if (type->slots.next == NULL) {
        return orr_raise(vm, vm->exc.TypeError, "'%T' object is not an iterator", iterator);
    }
    if (type->slots.send != NULL) {
        OrrValue result;
        OrrSend outcome = orr_send(vm, iterator, ORR_NONE, &result);
        if (outcome != ORR_SEND_RETURN) return result;
        orr_raise_stop_iteration(vm, result);
        orr_release(vm, result);
        return ORR_NULL;
    }
    if (type->flags & ORR_TYPE_HEAP) {
        /* Its own StopIteration is to be seen, which the slot would swallow. */
        OrrValue method = orr_lookup_special(vm, iterator, ORR_NAME(vm, __next__));
        if (method != ORR_NULL) {
            OrrValue item = orr_call0(vm, method);
            orr_release(vm, method);
            return item;
        }
        if (vm->exception != ORR_NULL) return ORR_NULL;
    }
    OrrValue item = type->slots.next(vm, iterator);
    if (item == ORR_NULL && vm->exception == ORR_NULL) orr_raise_stop_iteration(vm, ORR_NONE);
    return item;
}

static OrrValue builtin_next(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    if (nargs == 1) return next_or_stop(vm, args[0]);
    OrrValue item = orr_next(vm, args[0]);
    return item != ORR_NULL || vm->exception != ORR_NULL ? item : orr_retain(args[1]);
}

static OrrValue builtin_aiter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrType *type = orr_type_of(vm, args[0]);
    if (type->slots.aiter == NULL) {
        return orr_raise(vm, vm->exc.TypeError, "'%T' object is not an async iterable", args[0]);
    }
    OrrValue iterator = type->slots.aiter(vm, args[0]);
    if (iterator == ORR_NULL || orr_type_of(vm, iterator)->slots.anext != NULL) return iterator;
    orr_raise(vm, vm->exc.TypeError, "aiter() returned not an async iterator of type '%T'", iterator);
    orr_release(vm, iterator);
    return ORR_NULL;
}

static OrrValue builtin_len(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t length = orr_length(vm, args[0]);
    return length < 0 ? ORR_NULL : orr_int(vm, length);
}

/* max, min */

typedef struct Extreme {
    const char *name;
    OrrCompareOp op;         /* a new item that compares so with the best one replaces it */
    OrrValue key;            /* ORR_NONE: none */
    OrrValue best, best_key; /* ORR_NULL: nothing seen yet */
} Extreme;

/* Takes item. */
static bool offer(OrrVm *vm, Extreme *e, OrrValue item) {
    OrrValue key = e->key == ORR_NONE ? orr_retain(item) : orr_call1(vm, e->key, item);
    int better = key == ORR_NULL ? -1 : e->best == ORR_NULL ? 1 : orr_compare_truth(vm, key, e->best_key, e->op);
    if (better == 1) {
        orr_set_slot(vm, &e->best, item);
        orr_set_slot(vm, &e->best_key, key);
        return true;
    }
    orr_xrelease(vm, key);
    orr_release(vm, item);
    return better == 0;
}

static bool offer_all(OrrVm *vm, Extreme *e, OrrValue iterable) {
    OrrValue iterator = orr_iter(vm, iterable);
    if (iterator == ORR_NULL) return false;
    for (;;) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL || !offer(vm, e, item)) break;
    }
    orr_release(vm, iterator);
    return vm->exception == ORR_NULL;
}

static bool extreme_keywords(OrrVm *vm, Extreme *e, const OrrValue *values, OrrValue kwnames, OrrValue *otherwise) {
    if (kwnames == ORR_NULL) return true;
    const OrrTuple *names = orr_as_tuple(kwnames);
    for (size_t i = 0; i < names->count; i++) {
        if (orr_is_keyword(names->items[i], ORR_NAME(vm, key))) {
            e->key = values[i];
        } else if (orr_is_keyword(names->items[i], ORR_NAME(vm, default))) {
            *otherwise = values[i];
        } else {
            return orr_fail(vm, vm->exc.TypeError, "%s() got an unexpected keyword argument '%S'", e->name,
                            names->items[i]);
        }
    }
    return true;
}

static OrrValue extreme(OrrVm *vm, const char *name, OrrCompareOp op, const OrrValue *args, size_t nargs,
                        OrrValue kwnames) {
    Extreme e = {name, op, ORR_NONE, ORR_NULL, ORR_NULL};
    OrrValue otherwise = ORR_NULL;
    if (nargs == 0) return orr_raise(vm, vm->exc.TypeError, "%s expected at least 1 argument, got 0", name);
    if (!extreme_keywords(vm, &e, args + nargs, kwnames, &otherwise)) return ORR_NULL;
    bool ok = true;
    if (nargs == 1) {
        ok = offer_all(vm, &e, args[0]);
    } else if (otherwise != ORR_NULL) {
        return orr_raise(vm, vm->exc.TypeError, "Cannot specify a default for %s() with multiple positional arguments",
                         name);
    }
    for (size_t i = 0; ok && nargs > 1 && i < nargs; i++) ok = offer(vm, &e, orr_retain(args[i]));
    orr_xrelease(vm, e.best_key);
    if (!ok) {
        orr_xrelease(vm, e.best);
        return ORR_NULL;
    }
    if (e.best != ORR_NULL) return e.best;
    if (otherwise != ORR_NULL) return orr_retain(otherwise);
    return orr_raise(vm, vm->exc.ValueError, "%s() iterable argument is empty", name);
}

static OrrValue builtin_max(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return extreme(vm, "max", ORR_GT, args, nargs, kwnames);
}

static OrrValue builtin_min(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return extreme(vm, "min", ORR_LT, args, nargs, kwnames);
}

/* sorted */

static OrrValue builtin_sorted(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    if (nargs != 1) return orr_raise(vm, vm->exc.TypeError, "sorted expected 1 argument, got %zu", nargs);
    OrrValue list = orr_list_from_iterable(vm, args[0]);
    if (list == ORR_NULL) return ORR_NULL;
    if (orr_list_sort_method(vm, list, args + 1, 0, kwnames) == ORR_NULL) {
        orr_release(vm, list);
        return ORR_NULL;
    }
    return list;
}

/* sum: in ints as long as they last, then in floats (with Neumaier's correction), then by +. */

typedef struct Sum {
    OrrVm *vm;
    OrrValue total; /* owned; stale while in one of the fast modes */
    enum { SUM_INT, SUM_FLOAT, SUM_ANY } mode;
    int64_t n;
    double d, correction;
} Sum;

static void sum_leave_float(Sum *s) {
    if (s->correction != 0.0 && isfinite(s->correction)) s->d += s->correction;
    s->total = orr_float(s->vm, s->d);
    s->mode = SUM_ANY;
}

static void sum_choose_mode(Sum *s) {
    if (orr_is_small_int(s->total)) {
        s->mode = SUM_INT;
        s->n = orr_small_int_value(s->total);
    } else if (orr_is_exact(s->vm, s->total, s->vm->types.float_)) {
        s->mode = SUM_FLOAT;
        s->d = orr_float_value(s->total);
        s->correction = 0.0;
        orr_release(s->vm, s->total);
    } else {
        s->mode = SUM_ANY;
    }
}

static bool add_generic(Sum *s, OrrValue item) {
    OrrValue sum = orr_binary(s->vm, ORR_ADD, s->total, item);
    orr_release(s->vm, s->total);
    s->total = sum;
    return sum != ORR_NULL;
}

static void add_double(Sum *s, double x) {
    double t = s->d + x;
    s->correction += fabs(s->d) >= fabs(x) ? (s->d - t) + x : (x - t) + s->d;
    s->d = t;
}

static bool add_item(Sum *s, OrrValue item) {
    if (s->mode == SUM_INT) {
        if (orr_is_small_int(item) && !__builtin_add_overflow(s->n, orr_small_int_value(item), &s->n)) return true;
        if (orr_is_bool(item)) {
            s->n += item == ORR_TRUE;
            return true;
        }
        s->total = orr_int(s->vm, s->n);
        s->mode = SUM_ANY;
        if (s->total == ORR_NULL || !add_generic(s, item)) return false;
        if (orr_is_exact(s->vm, s->total, s->vm->types.float_)) sum_choose_mode(s);
        return true;
    }
    if (s->mode == SUM_FLOAT) {
        if (orr_is_exact(s->vm, item, s->vm->types.float_)) {
            add_double(s, orr_float_value(item));
            return true;
        }
        if (orr_is_small_int(item)) {
            s->d += (double)orr_small_int_value(item);
            return true;
        }
        sum_leave_float(s);
        if (s->total == ORR_NULL) return false;
    }
    return add_generic(s, item);
}

static OrrValue sum_result(Sum *s) {
    if (s->mode == SUM_INT) return orr_int(s->vm, s->n);
    if (s->mode == SUM_FLOAT) sum_leave_float(s);
    return s->total;
}

static bool can_sum(OrrVm *vm, OrrValue start) {
    if (orr_is_str(start)) {
        return orr_fail(vm, vm->exc.TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
    }
    if (orr_has_flag(vm, start, ORR_TYPE_BYTES_SUB)) {
        return orr_fail(vm, vm->exc.TypeError, "sum() can't sum bytes [use b''.join(seq) instead]");
    }
    if (orr_is_instance(vm, start, vm->types.bytearray)) {
        return orr_fail(vm, vm->exc.TypeError, "sum() can't sum bytearray [use b''.join(seq) instead]");
    }
    return true;
}

static OrrValue builtin_sum(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"", "start", NULL};
    static const OrrSignature signature = {"sum", names, 1, 2, 1, 2};
    OrrValue out[2];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrValue iterator = orr_iter(vm, out[0]);
    if (iterator == ORR_NULL) return ORR_NULL;
    Sum s = {.vm = vm, .total = out[1] == ORR_NULL ? orr_small_int(0) : orr_retain(out[1])};
    if (!can_sum(vm, s.total)) {
        orr_release(vm, s.total);
        orr_release(vm, iterator);
        return ORR_NULL;
    }
    sum_choose_mode(&s);
    OrrUnarySlot next = orr_type_of(vm, iterator)->slots.next;
    bool ok = true;
    while (ok) {
        OrrValue item = orr_step(vm, next, iterator);
        if (item == ORR_NULL) break;
        ok = add_item(&s, item);
        orr_release(vm, item);
    }
    orr_release(vm, iterator);
    if (vm->exception == ORR_NULL) return sum_result(&s);
    if (s.mode == SUM_ANY) orr_xrelease(vm, s.total);
    return ORR_NULL;
}

const OrrMethodDef orr_builtins_iteration[] = {
    ORR_DEF_ONE("aiter", builtin_aiter),
    ORR_DEF_ONE("all", builtin_all),
    ORR_DEF_ONE("any", builtin_any),
    ORR_DEF_RANGE("iter", builtin_iter, 1, 2),
    ORR_DEF_ONE("len", builtin_len),
    ORR_DEF_KEYWORDS("max", builtin_max),
    ORR_DEF_KEYWORDS("min", builtin_min),
    ORR_DEF_RANGE("next", builtin_next, 1, 2),
    ORR_DEF_KEYWORDS("sorted", builtin_sorted),
    ORR_DEF_KEYWORDS("sum", builtin_sum),
    ORR_DEF_END,
};
