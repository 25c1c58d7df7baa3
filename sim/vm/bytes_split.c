/* split, partition, splitlines, join of bytes and bytearray. */
#include "sim/vm/bytes_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/list.h"
#include "sim/vm/tuple.h"

static bool is_space(uint8_t c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

/* What is split: the parts go to list. Making a part runs no program code, so the view stays valid. */
typedef struct Splitter {
    OrrVm *vm;
    OrrValue self;
    OrrByteView all, separator;
    OrrList *list;
    size_t limit;
} Splitter;

static bool add_part(Splitter *s, size_t start, size_t end) {
    OrrValue part = orr_bytes_like(s->vm, s->self, s->all.data + start, end - start);
    return part != ORR_NULL && orr_list_append_steal(s->vm, s->list, part);
}

static void reverse(OrrList *list) {
    for (size_t i = 0, j = list->count; i + 1 < j; i++) {
        OrrValue item = list->items[i];
        list->items[i] = list->items[--j];
        list->items[j] = item;
    }
}

static bool split_spaces(Splitter *s) {
    const uint8_t *data = s->all.data;
    for (size_t i = 0, n = s->all.length;;) {
        while (i < n && is_space(data[i])) i++;
        if (i == n) return true;
        size_t start = i;
        if (s->limit-- == 0) return add_part(s, start, n);
        while (i < n && !is_space(data[i])) i++;
        if (!add_part(s, start, i)) return false;
    }
}

static bool rsplit_spaces(Splitter *s) {
    const uint8_t *data = s->all.data;
    for (size_t i = s->all.length;;) {
        while (i > 0 && is_space(data[i - 1])) i--;
        if (i == 0) break;
        size_t end = i;
        if (s->limit-- == 0) {
            if (!add_part(s, 0, end)) return false;
            break;
        }
        while (i > 0 && !is_space(data[i - 1])) i--;
        if (!add_part(s, i, end)) return false;
    }
    reverse(s->list);
    return true;
}

static bool split_by(Splitter *s) {
    size_t start = 0;
    for (; s->limit > 0; s->limit--) {
        size_t at = orr_units_find(s->all.data + start, 1, s->all.length - start, s->separator.data, 1,
                                   s->separator.length);
        if (at == ORR_NOT_FOUND) break;
        if (!add_part(s, start, start + at)) return false;
        start += at + s->separator.length;
    }
    return add_part(s, start, s->all.length);
}

static bool rsplit_by(Splitter *s) {
    size_t end = s->all.length;
    for (; s->limit > 0; s->limit--) {
        size_t at = orr_units_rfind(s->all.data, 1, end, s->separator.data, 1, s->separator.length);
        if (at == ORR_NOT_FOUND) break;
        if (!add_part(s, at + s->separator.length, end)) return false;
        end = at;
    }
    if (!add_part(s, 0, end)) return false;
    reverse(s->list);
    return true;
}

static OrrValue split(OrrVm *vm, OrrValue self, const OrrSignature *signature, const OrrValue *args, size_t nargs,
                      OrrValue kwnames, bool from_right) {
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    int64_t limit = -1;
    Splitter s = {.vm = vm, .self = self};
    if (!orr_bind(vm, signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (bound[1] != ORR_NULL && !orr_to_index(vm, bound[1], vm->exc.OverflowError, &limit)) return ORR_NULL;
    bool spaces = bound[0] == ORR_NULL || bound[0] == ORR_NONE;
    if (!spaces && !orr_byte_view_or_fail(vm, bound[0], &s.separator)) return ORR_NULL;
    if (!spaces && s.separator.length == 0) return orr_raise(vm, vm->exc.ValueError, "empty separator");
    s.limit = limit < 0 ? SIZE_MAX : (size_t)limit;
    s.list = orr_list_new(vm, 0);
    if (s.list == NULL) return ORR_NULL;
    s.all = orr_bytes_view_of(self);
    bool good = spaces ? (from_right ? rsplit_spaces : split_spaces)(&s) : (from_right ? rsplit_by : split_by)(&s);
    if (good) return orr_value(s.list);
    orr_release_object(vm, s.list);
    return ORR_NULL;
}

static const char *const split_names[] = {"sep", "maxsplit", NULL};

ORR_BYTES_METHOD(orr_bytes_method_split) {
    static const OrrSignature signature = {"split", split_names, 0, 2, 0, 2};
    return split(vm, self, &signature, args, nargs, kwnames, false);
}
ORR_BYTES_METHOD(orr_bytes_method_rsplit) {
    static const OrrSignature signature = {"rsplit", split_names, 0, 2, 0, 2};
    return split(vm, self, &signature, args, nargs, kwnames, true);
}

static bool split_lines(Splitter *s, bool keep_ends) {
    const uint8_t *data = s->all.data;
    for (size_t start = 0, n = s->all.length; start < n;) {
        size_t end = start;
        while (end < n && data[end] != '\n' && data[end] != '\r') end++;
        size_t next = end;
        if (next < n) next += data[next] == '\r' && next + 1 < n && data[next + 1] == '\n' ? 2 : 1;
        if (!add_part(s, start, keep_ends ? next : end)) return false;
        start = next;
    }
    return true;
}

ORR_BYTES_METHOD(orr_bytes_method_splitlines) {
    static const char *const names[] = {"keepends", NULL};
    static const OrrSignature signature = {"splitlines", names, 0, 1, 0, 1};
    OrrValue keep = ORR_NULL;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &keep)) return ORR_NULL;
    int truth = keep == ORR_NULL ? 0 : orr_truth(vm, keep);
    if (truth < 0) return ORR_NULL;
    Splitter s = {.vm = vm, .self = self, .all = orr_bytes_view_of(self), .list = orr_list_new(vm, 0)};
    if (s.list == NULL) return ORR_NULL;
    if (split_lines(&s, truth > 0)) return orr_value(s.list);
    orr_release_object(vm, s.list);
    return ORR_NULL;
}

/* The parts as self is; separator, if it is not ORR_NULL, as the middle one. */
static OrrValue triple(OrrVm *vm, OrrValue self, OrrByteView a, OrrByteView b, OrrByteView c, OrrValue separator) {
    const OrrByteView views[] = {a, b, c};
    OrrTuple *tuple = orr_tuple_alloc(vm, 3);
    for (size_t i = 0; tuple != NULL && i < 3; i++) {
        bool given = i == 1 && separator != ORR_NULL;
        OrrValue part = given ? orr_retain(separator) : orr_bytes_like(vm, self, views[i].data, views[i].length);
        if (part == ORR_NULL) {
            orr_release_object(vm, tuple);
            return ORR_NULL;
        }
        tuple->items[i] = part;
    }
    return tuple == NULL ? ORR_NULL : orr_value(tuple);
}

static OrrValue partition(OrrVm *vm, OrrValue self, OrrValue separator, bool from_right) {
    OrrByteView sep, all = orr_bytes_view_of(self), empty = {(const uint8_t *)"", 0};
    if (!orr_byte_view_or_fail(vm, separator, &sep)) return ORR_NULL;
    if (sep.length == 0) return orr_raise(vm, vm->exc.ValueError, "empty separator");
    size_t at = (from_right ? orr_units_rfind : orr_units_find)(all.data, 1, all.length, sep.data, 1, sep.length);
    if (at == ORR_NOT_FOUND)
        return triple(vm, self, from_right ? empty : all, empty, from_right ? all : empty, ORR_NULL);
    OrrByteView after = {all.data + at + sep.length, all.length - at - sep.length};
    return triple(vm, self, (OrrByteView){all.data, at}, sep, after, orr_is_bytes(self) ? separator : ORR_NULL);
}

ORR_BYTES_METHOD(orr_bytes_method_partition) {
    (void)nargs, (void)kwnames;
    return partition(vm, self, args[0], false);
}
ORR_BYTES_METHOD(orr_bytes_method_rpartition) {
    (void)nargs, (void)kwnames;
    return partition(vm, self, args[0], true);
}

static bool join_items(OrrVm *vm, OrrByteBuilder *b, OrrByteView separator, OrrList *list) {
    OrrByteView item;
    for (size_t i = 0; i < list->count; i++) {
        if (!orr_byte_view(vm, list->items[i], &item))
            return orr_fail(vm, vm->exc.TypeError, "sequence item %zu: expected a bytes-like object, %T found", i,
                            list->items[i]);
        if (i > 0 && !orr_byte_builder_add(b, separator.data, separator.length)) return false;
        if (!orr_byte_builder_add(b, item.data, item.length)) return false;
    }
    return true;
}

ORR_BYTES_METHOD(orr_bytes_method_join) {
    (void)nargs, (void)kwnames;
    const OrrType *type = orr_type_of(vm, args[0]);
    if (type->slots.iter == NULL && type->slots.getitem == NULL)
        return orr_raise(vm, vm->exc.TypeError, "can only join an iterable");
    OrrValue items = orr_list_from_iterable(vm, args[0]);
    if (items == ORR_NULL) return ORR_NULL;
    OrrByteBuilder builder = {.vm = vm};
    bool good = join_items(vm, &builder, orr_bytes_view_of(self), orr_as_list(items));
    orr_release(vm, items);
    if (good) return orr_byte_builder_finish(&builder, orr_type_of(vm, self));
    orr_byte_builder_discard(&builder);
    return ORR_NULL;
}
