/* Searching in bytes, and the operators that bytes and bytearray share. */
#include "sim/vm/bytes_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/str_percent.h"
#include "sim/vm/tuple.h"

/* What is looked for: a bytes-like object, or one byte kept in *byte. */
static bool read_needle(OrrVm *vm, OrrValue value, uint8_t *byte, OrrByteView *needle) {
    if (orr_byte_view(vm, value, needle)) return true;
    if (!orr_is_index(vm, value))
        return orr_fail(vm, vm->exc.TypeError, "argument should be integer or bytes-like object, not '%T'", value);
    if (!orr_read_byte(vm, value, byte)) return false;
    *needle = (OrrByteView){byte, 1};
    return true;
}

typedef struct Search {
    OrrByteView all, needle;
    size_t start, end;
    bool valid;
    uint8_t byte;
} Search;

static bool prepare(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, Search *s) {
    s->all = orr_bytes_view_of(self);
    if (!orr_read_bounds(vm, args + 1, nargs - 1, s->all.length, &s->start, &s->end, &s->valid)) return false;
    if (!read_needle(vm, args[0], &s->byte, &s->needle)) return false;
    s->all = orr_bytes_view_of(self); /* reading numbers may have changed it */
    if (s->end > s->all.length) s->end = s->all.length;
    if (s->start > s->end) s->valid = false;
    return true;
}

static size_t search(const Search *s, bool from_right) {
    if (!s->valid) return ORR_NOT_FOUND;
    size_t at = (from_right ? orr_units_rfind : orr_units_find)(s->all.data + s->start, 1, s->end - s->start,
                                                                s->needle.data, 1, s->needle.length);
    return at == ORR_NOT_FOUND ? at : at + s->start;
}

static OrrValue find(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, bool from_right, bool must) {
    Search s;
    if (!prepare(vm, self, args, nargs, &s)) return ORR_NULL;
    size_t at = search(&s, from_right);
    if (at != ORR_NOT_FOUND) return orr_int(vm, (int64_t)at);
    return must ? orr_raise(vm, vm->exc.ValueError, "subsection not found") : orr_small_int(-1);
}

ORR_BYTES_METHOD(orr_bytes_method_find) {
    (void)kwnames;
    return find(vm, self, args, nargs, false, false);
}
ORR_BYTES_METHOD(orr_bytes_method_rfind) {
    (void)kwnames;
    return find(vm, self, args, nargs, true, false);
}
ORR_BYTES_METHOD(orr_bytes_method_index) {
    (void)kwnames;
    return find(vm, self, args, nargs, false, true);
}
ORR_BYTES_METHOD(orr_bytes_method_rindex) {
    (void)kwnames;
    return find(vm, self, args, nargs, true, true);
}

ORR_BYTES_METHOD(orr_bytes_method_count) {
    (void)kwnames;
    Search s;
    if (!prepare(vm, self, args, nargs, &s)) return ORR_NULL;
    if (!s.valid) return orr_small_int(0);
    return orr_int(vm, (int64_t)orr_units_count(s.all.data + s.start, 1, s.end - s.start, s.needle.data, 1,
                                                s.needle.length, SIZE_MAX));
}

static bool affix_fits(OrrByteView all, size_t start, size_t end, OrrByteView affix, bool at_end) {
    if (affix.length > end - start) return false;
    size_t at = at_end ? end - affix.length : start;
    return memcmp(all.data + at, affix.data, affix.length) == 0;
}

static OrrValue starts_or_ends(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, bool at_end) {
    size_t start, end;
    bool valid;
    OrrByteView affix;
    if (!orr_read_bounds(vm, args + 1, nargs - 1, orr_bytes_view_of(self).length, &start, &end, &valid))
        return ORR_NULL;
    OrrByteView all = orr_bytes_view_of(self);
    if (end > all.length) return ORR_FALSE;
    if (orr_byte_view(vm, args[0], &affix)) return orr_bool(valid && affix_fits(all, start, end, affix, at_end));
    if (!orr_is_tuple(args[0]))
        return orr_raise(vm, vm->exc.TypeError, "%s first arg must be bytes or a tuple of bytes, not %T",
                         at_end ? "endswith" : "startswith", args[0]);
    OrrTuple *tuple = orr_as_tuple(args[0]);
    for (size_t i = 0; i < tuple->count; i++) {
        if (!orr_byte_view_or_fail(vm, tuple->items[i], &affix)) return ORR_NULL;
        if (valid && affix_fits(all, start, end, affix, at_end)) return ORR_TRUE;
    }
    return ORR_FALSE;
}

ORR_BYTES_METHOD(orr_bytes_method_startswith) {
    (void)kwnames;
    return starts_or_ends(vm, self, args, nargs, false);
}
ORR_BYTES_METHOD(orr_bytes_method_endswith) {
    (void)kwnames;
    return starts_or_ends(vm, self, args, nargs, true);
}

/* Operators. */

int orr_bytes_contains(OrrVm *vm, OrrValue self, OrrValue item) {
    OrrByteView needle;
    uint8_t byte;
    if (!orr_byte_view(vm, item, &needle)) {
        if (!orr_is_index(vm, item)) {
            orr_raise(vm, vm->exc.TypeError, "a bytes-like object is required, not '%T'", item);
            return -1;
        }
        if (!orr_read_byte(vm, item, &byte)) return -1;
        needle = (OrrByteView){&byte, 1};
    }
    OrrByteView all = orr_bytes_view_of(self);
    return orr_units_find(all.data, 1, all.length, needle.data, 1, needle.length) != ORR_NOT_FOUND;
}

OrrValue orr_bytes_add(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrByteView a, b;
    if (!orr_is_bytes(left) && !orr_is_bytearray(vm, left)) return ORR_NOT_IMPLEMENTED;
    if (!orr_byte_view(vm, left, &a) || !orr_byte_view(vm, right, &b)) return ORR_NOT_IMPLEMENTED;
    if (orr_is_exact(vm, left, vm->types.bytes) && b.length == 0) return orr_retain(left);
    OrrByteBuilder builder = {.vm = vm};
    if (orr_byte_builder_add(&builder, a.data, a.length) && orr_byte_builder_add(&builder, b.data, b.length))
        return orr_byte_builder_finish(&builder, orr_type_of(vm, left));
    orr_byte_builder_discard(&builder);
    return ORR_NULL;
}

OrrValue orr_bytes_repeat(OrrVm *vm, OrrValue left, OrrValue right) {
    bool bytes_left = orr_is_bytes(left) || orr_is_bytearray(vm, left);
    OrrValue self = bytes_left ? left : right, count = bytes_left ? right : left;
    int64_t times;
    if ((!bytes_left && !orr_is_bytes(right) && !orr_is_bytearray(vm, right)) || !orr_is_index(vm, count))
        return ORR_NOT_IMPLEMENTED;
    if (!orr_to_count(vm, count, &times)) return ORR_NULL;
    OrrByteView view = orr_bytes_view_of(self);
    if (times < 0) times = 0;
    if (times == 1 && orr_is_exact(vm, self, vm->types.bytes)) return orr_retain(self);
    if (orr_is_bytes(self) && view.length > 0 && (uint64_t)times > INT64_MAX / view.length)
        return orr_raise(vm, vm->exc.OverflowError, "repeated bytes are too long");
    if (view.length > 0 && (uint64_t)times > ORR_STR_LENGTH_MAX / view.length) return orr_raise_memory(vm);
    OrrByteBuilder builder = {.vm = vm};
    bool good = view.length != 1 || orr_byte_builder_add_fill(&builder, view.data[0], (size_t)times);
    for (int64_t i = 0; good && view.length > 1 && i < times; i++)
        good = orr_byte_builder_add(&builder, view.data, view.length);
    if (good) return orr_byte_builder_finish(&builder, orr_type_of(vm, self));
    orr_byte_builder_discard(&builder);
    return ORR_NULL;
}

OrrValue orr_bytes_percent(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_bytes(left) && !orr_is_bytearray(vm, left)) return ORR_NOT_IMPLEMENTED;
    OrrByteView view = orr_bytes_view_of(left);
    OrrValue format = orr_str_from_units(vm, view.data, 1, view.length);
    if (format == ORR_NULL) return ORR_NULL;
    OrrValue text = orr_percent(vm, orr_as_str(format), right, true);
    orr_release(vm, format);
    if (text == ORR_NULL) return ORR_NULL;
    OrrStr *s = orr_as_str(text);
    ORR_ASSERT(s->kind == 1);
    OrrValue result = orr_bytes_like(vm, left, orr_str_data(s), s->length);
    orr_release(vm, text);
    return result;
}

OrrValue orr_bytes_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    OrrByteView a, b;
    if (orr_is_bytes(self) && !orr_is_bytes(other)) return ORR_NOT_IMPLEMENTED; /* the other one knows how */
    if (!orr_byte_view(vm, self, &a) || !orr_byte_view(vm, other, &b)) return ORR_NOT_IMPLEMENTED;
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common == 0 ? 0 : memcmp(a.data, b.data, common);
    if (order == 0) order = (a.length > b.length) - (a.length < b.length);
    switch (op) {
    case ORR_LT: return orr_bool(order < 0);
    case ORR_LE: return orr_bool(order <= 0);
    case ORR_EQ: return orr_bool(order == 0);
    case ORR_NE: return orr_bool(order != 0);
    case ORR_GT: return orr_bool(order > 0);
    default: return orr_bool(order >= 0);
    }
}

static OrrValue slice(OrrVm *vm, OrrValue self, OrrValue key) {
    int64_t start, stop, step;
    if (!orr_slice_unpack(vm, key, &start, &stop, &step)) return ORR_NULL;
    OrrByteView view = orr_bytes_view_of(self);
    size_t count = orr_slice_adjust(view.length, &start, &stop, step);
    if (count == 0) return orr_bytes_like(vm, self, NULL, 0);
    if (step == 1 && count == view.length && orr_is_exact(vm, self, vm->types.bytes)) return orr_retain(self);
    if (step == 1) return orr_bytes_like(vm, self, view.data + start, count);
    OrrByteBuilder builder = {.vm = vm};
    for (size_t i = 0; i < count; i++) {
        if (!orr_byte_builder_add_byte(&builder, view.data[start + (int64_t)i * step])) {
            orr_byte_builder_discard(&builder);
            return ORR_NULL;
        }
    }
    return orr_byte_builder_finish(&builder, orr_type_of(vm, self));
}

OrrValue orr_bytes_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    int64_t index;
    bool is_array = !orr_is_bytes(self);
    if (orr_is_slice(vm, key)) return slice(vm, self, key);
    if (!orr_is_index(vm, key))
        return orr_raise(vm, vm->exc.TypeError, "%s indices must be integers or slices, not %T",
                         is_array ? "bytearray" : "byte", key);
    if (!orr_to_index(vm, key, vm->exc.IndexError, &index)) return ORR_NULL;
    OrrByteView view = orr_bytes_view_of(self);
    if (index < 0) index += (int64_t)view.length;
    if (index < 0 || index >= (int64_t)view.length)
        return orr_raise(vm, vm->exc.IndexError, is_array ? "bytearray index out of range" : "index out of range");
    return orr_small_int(view.data[index]);
}
