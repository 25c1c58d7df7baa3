/* find, index, count, startswith and their likes. */
#include "sim/vm/str_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/tuple.h"

bool orr_want_str(OrrVm *vm, OrrValue value, const char *what, int position) {
    if (orr_is_str(value)) return true;
    if (value == ORR_NONE) return orr_fail(vm, vm->exc.TypeError, "%s() argument %d must be str, not None", what, position);
    return orr_fail(vm, vm->exc.TypeError, "%s() argument %d must be str, not %T", what, position, value);
}

/* An optional bound: None keeps what is there; negative ones count from the end. */
static bool read_bound(OrrVm *vm, OrrValue value, size_t length, int64_t *bound) {
    if (value == ORR_NONE) return true;
    if (orr_is_small_int(value)) *bound = orr_small_int_value(value);
    else if (!orr_is_index(vm, value))
        return orr_fail(vm, vm->exc.TypeError, "slice indices must be integers or None or have an __index__ method");
    else if (!orr_to_index(vm, value, NULL, bound)) return false;
    if (*bound < 0) {
        *bound += (int64_t)length;
        if (*bound < 0) *bound = 0;
    }
    return true;
}

bool orr_read_bounds(OrrVm *vm, const OrrValue *args, size_t nargs, size_t length, size_t *start, size_t *end,
                     bool *valid) {
    int64_t from = 0, to = (int64_t)length;
    if (nargs > 0 && !read_bound(vm, args[0], length, &from)) return false;
    if (nargs > 1 && !read_bound(vm, args[1], length, &to)) return false;
    if (to > (int64_t)length) to = (int64_t)length;
    *valid = from <= to;
    *start = (size_t)(*valid ? from : 0);
    *end = *valid ? (size_t)to : 0;
    return true;
}

typedef size_t (*Finder)(const OrrStr *s, size_t start, size_t end, const OrrStr *needle);

/* *at: where, or ORR_NOT_FOUND. */
static bool find(OrrVm *vm, OrrValue self, const char *name, Finder finder, const OrrValue *args, size_t nargs,
                 size_t *at) {
    size_t start, end;
    bool valid;
    OrrStr *s = orr_as_str(self);
    if (!orr_want_str(vm, args[0], name, 1)) return false;
    if (!orr_read_bounds(vm, args + 1, nargs - 1, s->length, &start, &end, &valid)) return false;
    *at = valid ? finder(s, start, end, orr_as_str(args[0])) : ORR_NOT_FOUND;
    return true;
}

static OrrValue found_or_minus_one(OrrVm *vm, size_t at) {
    return orr_int(vm, at == ORR_NOT_FOUND ? -1 : (int64_t)at);
}
static OrrValue found_or_error(OrrVm *vm, size_t at) {
    if (at == ORR_NOT_FOUND) return orr_raise(vm, vm->exc.ValueError, "substring not found");
    return orr_int(vm, (int64_t)at);
}

ORR_STR_METHOD(orr_str_method_find) {
    (void)kwnames;
    size_t at;
    return find(vm, self, "find", orr_str_find, args, nargs, &at) ? found_or_minus_one(vm, at) : ORR_NULL;
}
ORR_STR_METHOD(orr_str_method_rfind) {
    (void)kwnames;
    size_t at;
    return find(vm, self, "rfind", orr_str_rfind, args, nargs, &at) ? found_or_minus_one(vm, at) : ORR_NULL;
}
ORR_STR_METHOD(orr_str_method_index) {
    (void)kwnames;
    size_t at;
    return find(vm, self, "index", orr_str_find, args, nargs, &at) ? found_or_error(vm, at) : ORR_NULL;
}
ORR_STR_METHOD(orr_str_method_rindex) {
    (void)kwnames;
    size_t at;
    return find(vm, self, "rindex", orr_str_rfind, args, nargs, &at) ? found_or_error(vm, at) : ORR_NULL;
}

ORR_STR_METHOD(orr_str_method_count) {
    (void)kwnames;
    size_t start, end;
    bool valid;
    OrrStr *s = orr_as_str(self);
    if (!orr_want_str(vm, args[0], "count", 1)) return ORR_NULL;
    if (!orr_read_bounds(vm, args + 1, nargs - 1, s->length, &start, &end, &valid)) return ORR_NULL;
    OrrStr *needle = orr_as_str(args[0]);
    if (!valid) return orr_small_int(0);
    return orr_int(vm, (int64_t)orr_units_count(orr_unit_address(orr_str_data(s), s->kind, start), s->kind,
                                                end - start, orr_str_data(needle), needle->kind, needle->length,
                                                SIZE_MAX));
}

static bool tail_matches(const OrrStr *s, size_t start, size_t end, const OrrStr *affix, bool at_end) {
    if (affix->length > end - start || affix->kind > s->kind) return false;
    size_t at = at_end ? end - affix->length : start;
    return orr_str_find(s, at, at + affix->length, affix) == at;
}

/* 1, 0, -1 with TypeError. */
static int matches_any(OrrVm *vm, const OrrStr *s, size_t start, size_t end, OrrTuple *tuple, bool at_end) {
    for (size_t i = 0; i < tuple->count; i++) {
        if (!orr_is_str(tuple->items[i])) {
            orr_raise(vm, vm->exc.TypeError, "tuple for %s must only contain str, not %T",
                      at_end ? "endswith" : "startswith", tuple->items[i]);
            return -1;
        }
        if (tail_matches(s, start, end, orr_as_str(tuple->items[i]), at_end)) return 1;
    }
    return 0;
}

static OrrValue starts_or_ends(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, bool at_end) {
    size_t start, end;
    bool valid;
    OrrStr *s = orr_as_str(self);
    if (!orr_read_bounds(vm, args + 1, nargs - 1, s->length, &start, &end, &valid)) return ORR_NULL;
    if (orr_is_tuple(args[0])) {
        OrrTuple *tuple = orr_as_tuple(args[0]);
        int matches = matches_any(vm, s, start, end, tuple, at_end);
        return matches < 0 ? ORR_NULL : orr_bool(valid && matches);
    }
    if (!orr_is_str(args[0]))
        return orr_raise(vm, vm->exc.TypeError, "%s first arg must be str or a tuple of str, not %T",
                         at_end ? "endswith" : "startswith", args[0]);
    return orr_bool(valid && tail_matches(s, start, end, orr_as_str(args[0]), at_end));
}

ORR_STR_METHOD(orr_str_method_startswith) {
    (void)kwnames;
    return starts_or_ends(vm, self, args, nargs, false);
}
ORR_STR_METHOD(orr_str_method_endswith) {
    (void)kwnames;
    return starts_or_ends(vm, self, args, nargs, true);
}
