/* split, partition, splitlines, join. */
#include "sim/vm/str_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/list.h"
#include "sim/vm/tuple.h"
#include "sim/vm/unicode.h"

static bool append_part(OrrVm *vm, OrrList *list, OrrStr *s, size_t start, size_t end) {
    OrrValue part = orr_str_substring(vm, s, start, end);
    return part != ORR_NULL && orr_list_append_steal(vm, list, part);
}

static void reverse(OrrList *list) {
    for (size_t i = 0, j = list->count; i + 1 < j; i++) {
        OrrValue item = list->items[i];
        list->items[i] = list->items[--j];
        list->items[j] = item;
    }
}

/* By runs of white space. */
static bool split_spaces(OrrVm *vm, OrrList *list, OrrStr *s, size_t limit) {
    size_t i = 0, n = s->length;
    for (;;) {
        while (i < n && orr_unicode_is_space(orr_str_at(s, i))) i++;
        if (i == n) return true;
        size_t start = i;
        if (limit-- == 0) return append_part(vm, list, s, start, n);
        while (i < n && !orr_unicode_is_space(orr_str_at(s, i))) i++;
        if (!append_part(vm, list, s, start, i)) return false;
    }
}

static bool rsplit_spaces(OrrVm *vm, OrrList *list, OrrStr *s, size_t limit) {
    size_t i = s->length;
    for (;;) {
        while (i > 0 && orr_unicode_is_space(orr_str_at(s, i - 1))) i--;
        if (i == 0) break;
        size_t end = i;
        if (limit-- == 0) {
            if (!append_part(vm, list, s, 0, end)) return false;
            break;
        }
        while (i > 0 && !orr_unicode_is_space(orr_str_at(s, i - 1))) i--;
        if (!append_part(vm, list, s, i, end)) return false;
    }
    reverse(list);
    return true;
}

static bool split_by(OrrVm *vm, OrrList *list, OrrStr *s, OrrStr *separator, size_t limit) {
    size_t start = 0;
    for (; limit > 0; limit--) {
        size_t at = orr_str_find(s, start, s->length, separator);
        if (at == ORR_NOT_FOUND) break;
        if (!append_part(vm, list, s, start, at)) return false;
        start = at + separator->length;
    }
    return append_part(vm, list, s, start, s->length);
}

static bool rsplit_by(OrrVm *vm, OrrList *list, OrrStr *s, OrrStr *separator, size_t limit) {
    size_t end = s->length;
    for (; limit > 0; limit--) {
        size_t at = orr_str_rfind(s, 0, end, separator);
        if (at == ORR_NOT_FOUND) break;
        if (!append_part(vm, list, s, at + separator->length, end)) return false;
        end = at;
    }
    if (!append_part(vm, list, s, 0, end)) return false;
    reverse(list);
    return true;
}

static OrrValue split(OrrVm *vm, OrrValue self, const OrrSignature *signature, const OrrValue *args, size_t nargs,
                      OrrValue kwnames, bool from_right) {
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    if (!orr_bind(vm, signature, args, nargs, kwnames, bound)) return ORR_NULL;
    int64_t limit = -1;
    if (bound[1] != ORR_NULL && !orr_to_index(vm, bound[1], vm->exc.OverflowError, &limit)) return ORR_NULL;
    size_t most = limit < 0 ? SIZE_MAX : (size_t)limit;
    bool spaces = bound[0] == ORR_NULL || bound[0] == ORR_NONE;
    if (!spaces && !orr_is_str(bound[0]))
        return orr_raise(vm, vm->exc.TypeError, "must be str or None, not %T", bound[0]);
    if (!spaces && orr_as_str(bound[0])->length == 0)
        return orr_raise(vm, vm->exc.ValueError, "empty separator");
    OrrList *list = orr_list_new(vm, 0);
    if (list == NULL) return ORR_NULL;
    OrrStr *s = orr_as_str(self);
    bool good = spaces ? (from_right ? rsplit_spaces : split_spaces)(vm, list, s, most)
                       : (from_right ? rsplit_by : split_by)(vm, list, s, orr_as_str(bound[0]), most);
    if (good) return orr_value(list);
    orr_release_object(vm, list);
    return ORR_NULL;
}

static const char *const split_names[] = {"sep", "maxsplit", NULL};

ORR_STR_METHOD(orr_str_method_split) {
    static const OrrSignature signature = {"split", split_names, 0, 2, 0, 2};
    return split(vm, self, &signature, args, nargs, kwnames, false);
}
ORR_STR_METHOD(orr_str_method_rsplit) {
    static const OrrSignature signature = {"rsplit", split_names, 0, 2, 0, 2};
    return split(vm, self, &signature, args, nargs, kwnames, true);
}

/* The first line break at or behind i, or the length. */
static size_t line_end(const OrrStr *s, size_t i) {
    while (i < s->length && !orr_unicode_is_line_break(orr_str_at(s, i))) i++;
    return i;
}

static bool split_lines(OrrVm *vm, OrrList *list, OrrStr *s, bool keep_ends) {
    for (size_t start = 0; start < s->length;) {
        size_t end = line_end(s, start), next = end;
        if (next < s->length) {
            bool crlf = orr_str_at(s, next) == '\r' && next + 1 < s->length && orr_str_at(s, next + 1) == '\n';
            next += crlf ? 2 : 1;
        }
        if (!append_part(vm, list, s, start, keep_ends ? next : end)) return false;
        start = next;
    }
    return true;
}

ORR_STR_METHOD(orr_str_method_splitlines) {
    static const char *const names[] = {"keepends", NULL};
    static const OrrSignature signature = {"splitlines", names, 0, 1, 0, 1};
    OrrValue keep = ORR_NULL;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &keep)) return ORR_NULL;
    int truth = keep == ORR_NULL ? 0 : orr_truth(vm, keep);
    OrrList *list = truth < 0 ? NULL : orr_list_new(vm, 0);
    if (list == NULL) return ORR_NULL;
    if (split_lines(vm, list, orr_as_str(self), truth > 0)) return orr_value(list);
    orr_release_object(vm, list);
    return ORR_NULL;
}

/* A tuple of three, all stolen; ORR_NULL among them: failure. */
static OrrValue triple(OrrVm *vm, OrrValue a, OrrValue b, OrrValue c) {
    if (a != ORR_NULL && b != ORR_NULL && c != ORR_NULL) {
        const OrrValue items[] = {a, b, c};
        return orr_tuple_steal(vm, items, 3);
    }
    orr_xrelease(vm, a);
    orr_xrelease(vm, b);
    orr_xrelease(vm, c);
    return ORR_NULL;
}

static OrrValue partition(OrrVm *vm, OrrValue self, OrrValue separator, bool from_right) {
    OrrStr *s = orr_as_str(self);
    if (!orr_is_str(separator)) return orr_raise(vm, vm->exc.TypeError, "must be str, not %T", separator);
    OrrStr *sep = orr_as_str(separator);
    if (sep->length == 0) return orr_raise(vm, vm->exc.ValueError, "empty separator");
    size_t at = from_right ? orr_str_rfind(s, 0, s->length, sep) : orr_str_find(s, 0, s->length, sep);
    OrrValue empty = vm->empty_str;
    if (at == ORR_NOT_FOUND) {
        OrrValue whole = orr_str_exact(vm, s);
        if (from_right) return triple(vm, orr_retain(empty), orr_retain(empty), whole);
        return triple(vm, whole, orr_retain(empty), orr_retain(empty));
    }
    OrrValue before = orr_str_substring(vm, s, 0, at);
    OrrValue after = before == ORR_NULL ? before : orr_str_substring(vm, s, at + sep->length, s->length);
    return triple(vm, before, orr_retain(separator), after);
}

ORR_STR_METHOD(orr_str_method_partition) {
    (void)nargs, (void)kwnames;
    return partition(vm, self, args[0], false);
}
ORR_STR_METHOD(orr_str_method_rpartition) {
    (void)nargs, (void)kwnames;
    return partition(vm, self, args[0], true);
}

/* join */

/* Lengths and the widest character of what join makes. False: TypeError, MemoryError. */
static bool measure(OrrVm *vm, const OrrValue *items, size_t count, const OrrStr *separator, size_t *length,
                    uint32_t *widest) {
    static const uint32_t widest_of[] = {0, 0xFF, 0xFFFF, 0, ORR_MAX_CODE_POINT};
    *length = 0;
    *widest = count < 2 || orr_str_is_ascii(separator) ? 0x7F : widest_of[separator->kind];
    for (size_t i = 0; i < count; i++) {
        if (!orr_is_str(items[i]))
            return orr_fail(vm, vm->exc.TypeError, "sequence item %zu: expected str instance, %T found", i, items[i]);
        const OrrStr *s = orr_as_str(items[i]);
        if (!orr_str_is_ascii(s) && widest_of[s->kind] > *widest) *widest = widest_of[s->kind];
        *length += s->length + (i > 0 ? separator->length : 0);
        if (*length > ORR_STR_LENGTH_MAX) {
            orr_raise_memory(vm);
            return false;
        }
    }
    return true;
}

static size_t place(OrrStr *joined, size_t at, const OrrStr *s) {
    orr_units_copy((uint8_t *)orr_str_units(joined) + at * joined->kind, joined->kind, orr_str_data(s), s->kind,
                   s->length);
    return at + s->length;
}

static OrrValue join_items(OrrVm *vm, OrrStr *separator, const OrrValue *items, size_t count) {
    if (count == 0) return orr_retain(vm->empty_str);
    if (count == 1 && orr_is_exact(vm, items[0], vm->types.str)) return orr_retain(items[0]);
    size_t length;
    uint32_t widest;
    if (!measure(vm, items, count, separator, &length, &widest)) return ORR_NULL;
    OrrStr *joined = orr_str_alloc(vm, length, widest);
    if (joined == NULL) return ORR_NULL;
    for (size_t i = 0, at = 0; i < count; i++) {
        if (i > 0) at = place(joined, at, separator);
        at = place(joined, at, orr_as_str(items[i]));
    }
    return orr_value(joined);
}

ORR_STR_METHOD(orr_str_method_join) {
    (void)nargs, (void)kwnames;
    OrrStr *separator = orr_as_str(self);
    if (orr_is_exact(vm, args[0], vm->types.tuple)) {
        OrrTuple *tuple = orr_as_tuple(args[0]);
        return join_items(vm, separator, tuple->items, tuple->count);
    }
    if (orr_is_exact(vm, args[0], vm->types.list)) {
        OrrList *list = orr_as_list(args[0]);
        return join_items(vm, separator, list->items, list->count);
    }
    const OrrType *type = orr_type_of(vm, args[0]);
    if (type->slots.iter == NULL && type->slots.getitem == NULL)
        return orr_raise(vm, vm->exc.TypeError, "can only join an iterable");
    OrrValue items = orr_list_from_iterable(vm, args[0]);
    if (items == ORR_NULL) return ORR_NULL;
    OrrValue joined = join_items(vm, separator, orr_as_list(items)->items, orr_as_list(items)->count);
    orr_release(vm, items);
    return joined;
}
