/* The type str: its slots, methods, constructor, and its iterator. */
#include "sim/vm/str_methods.h"

#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/codec.h"
#include "sim/vm/format.h"
#include "sim/vm/iter.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/tuple.h"

/* Life. */

static void destroy(OrrVm *vm, OrrObject *self) {
    OrrStr *s = (OrrStr *)self;
    if (self->flags & ORR_STR_INTERNED) orr_str_forget_interned(vm, s);
    orr_free_object(vm, s, orr_str_block_size(vm, s));
}

/* An instance of a subclass with this text (stolen; may be ORR_NULL). */
static OrrValue to_subclass(OrrVm *vm, OrrType *cls, OrrValue text) {
    if (text == ORR_NULL || cls == vm->types.str) return text;
    OrrStr *from = orr_as_str(text);
    size_t fixed = orr_str_fixed_size(from), size = fixed + cls->instance_size - sizeof(OrrStr);
    OrrStr *s = orr_new_object(vm, cls, size);
    if (s != NULL) {
        memset((uint8_t *)s + sizeof(OrrObject), 0, size - sizeof(OrrObject));
        s->head.flags |= from->head.flags & ORR_STR_ASCII;
        s->length = from->length;
        s->kind = from->kind;
        memcpy(orr_str_units(s), orr_str_data(from), from->length * from->kind);
    }
    orr_release(vm, text);
    return s == NULL ? ORR_NULL : orr_value(s);
}

static OrrValue decode(OrrVm *vm, OrrValue object, OrrValue encoding, OrrValue errors) {
    OrrByteView view;
    if (orr_is_str(object)) return orr_raise(vm, vm->exc.TypeError, "decoding str is not supported");
    if (!orr_byte_view(vm, object, &view)) {
        if (vm->exception != ORR_NULL) return ORR_NULL;
        return orr_raise(vm, vm->exc.TypeError, "decoding to str: need a bytes-like object, %T found", object);
    }
    return orr_decode(vm, object, encoding, errors);
}

static bool want_text(OrrVm *vm, OrrValue value, const char *what) {
    if (value == ORR_NULL || orr_is_str(value)) return true;
    if (value == ORR_NONE) return orr_fail(vm, vm->exc.TypeError, "str() argument '%s' must be str, not None", what);
    return orr_fail(vm, vm->exc.TypeError, "str() argument '%s' must be str, not %T", what, value);
}

static OrrValue str_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"object", "encoding", "errors", NULL};
    static const OrrSignature signature = {"str", names, 0, 3, 0, 3};
    OrrValue bound[3] = {ORR_NULL, ORR_NULL, ORR_NULL};
    if (nargs > 3) return orr_raise(vm, vm->exc.TypeError, "str expected at most 3 arguments, got %zu", nargs);
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!want_text(vm, bound[1], "encoding") || !want_text(vm, bound[2], "errors")) return ORR_NULL;
    OrrValue text;
    if (bound[0] == ORR_NULL) text = orr_retain(vm->empty_str);
    else if (bound[1] == ORR_NULL && bound[2] == ORR_NULL) text = orr_str(vm, bound[0]);
    else text = decode(vm, bound[0], bound[1], bound[2]);
    return to_subclass(vm, cls, text);
}

/* Slots. */

static OrrValue str_str(OrrVm *vm, OrrValue self) {
    return orr_str_exact(vm, orr_as_str(self));
}

static bool hash(OrrVm *vm, OrrValue self, int64_t *out) {
    (void)vm;
    *out = orr_str_hash(orr_as_str(self));
    return true;
}

static OrrValue compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    (void)vm;
    if (!orr_is_str(other)) return ORR_NOT_IMPLEMENTED;
    const OrrStr *a = orr_as_str(self), *b = orr_as_str(other);
    switch (op) {
    case ORR_EQ: return orr_bool(orr_str_equal(a, b));
    case ORR_NE: return orr_bool(!orr_str_equal(a, b));
    case ORR_LT: return orr_bool(orr_str_compare(a, b) < 0);
    case ORR_LE: return orr_bool(orr_str_compare(a, b) <= 0);
    case ORR_GT: return orr_bool(orr_str_compare(a, b) > 0);
    default: return orr_bool(orr_str_compare(a, b) >= 0);
    }
}

static int truth(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_as_str(self)->length > 0;
}

static int64_t length(OrrVm *vm, OrrValue self) {
    (void)vm;
    return (int64_t)orr_as_str(self)->length;
}

static OrrValue slice(OrrVm *vm, OrrStr *s, OrrValue key) {
    int64_t start, stop, step;
    size_t count;
    if (!orr_slice_indices(vm, key, s->length, &start, &stop, &step, &count)) return ORR_NULL;
    if (count == 0) return orr_retain(vm->empty_str);
    if (step == 1) return orr_str_substring(vm, s, (size_t)start, (size_t)start + count);
    uint32_t widest = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t c = orr_str_at(s, (size_t)(start + (int64_t)i * step));
        if (c > widest) widest = c;
    }
    OrrStr *part = orr_str_alloc(vm, count, widest);
    if (part == NULL) return ORR_NULL;
    for (size_t i = 0; i < count; i++)
        orr_unit_put(orr_str_units(part), part->kind, i, orr_str_at(s, (size_t)(start + (int64_t)i * step)));
    return orr_value(part);
}

static OrrValue getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    OrrStr *s = orr_as_str(self);
    int64_t index;
    if (orr_is_small_int(key)) {
        index = orr_small_int_value(key);
    } else if (orr_is_slice(vm, key)) {
        return slice(vm, s, key);
    } else if (!orr_is_index(vm, key)) {
        return orr_raise(vm, vm->exc.TypeError, "string indices must be integers, not '%T'", key);
    } else if (!orr_to_index(vm, key, vm->exc.IndexError, &index)) {
        return ORR_NULL;
    }
    if (index < 0) index += (int64_t)s->length;
    if (index < 0 || index >= (int64_t)s->length) return orr_raise(vm, vm->exc.IndexError, "string index out of range");
    return orr_str_from_char(vm, orr_str_at(s, (size_t)index));
}

static int contains(OrrVm *vm, OrrValue self, OrrValue item) {
    if (!orr_is_str(item)) {
        orr_raise(vm, vm->exc.TypeError, "'in <string>' requires string as left operand, not %T", item);
        return -1;
    }
    OrrStr *s = orr_as_str(self);
    return orr_str_find(s, 0, s->length, orr_as_str(item)) != ORR_NOT_FOUND;
}

static OrrValue add(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_str(left) || !orr_is_str(right)) return ORR_NOT_IMPLEMENTED;
    return orr_str_concat(vm, orr_as_str(left), orr_as_str(right));
}

static OrrValue repeat(OrrVm *vm, OrrStr *s, int64_t times) {
    if (times <= 0 || s->length == 0) return orr_retain(vm->empty_str);
    if (times == 1) return orr_str_exact(vm, s);
    if ((uint64_t)times > INT64_MAX / s->length)
        return orr_raise(vm, vm->exc.OverflowError, "repeated string is too long");
    if ((uint64_t)times > ORR_STR_LENGTH_MAX / s->length) return orr_raise_memory(vm);
    size_t count = (size_t)times, total = count * s->length;
    OrrStr *out = orr_str_alloc(vm, total, orr_units_widest(orr_str_data(s), s->kind, s->length));
    if (out == NULL) return ORR_NULL;
    uint8_t *units = orr_str_units(out);
    size_t bytes = total * out->kind, done = s->length * s->kind;
    memcpy(units, orr_str_data(s), done);
    while (done < bytes) {
        size_t step = done <= bytes - done ? done : bytes - done;
        memcpy(units + done, units, step);
        done += step;
    }
    return orr_value(out);
}

static OrrValue multiply(OrrVm *vm, OrrValue left, OrrValue right) {
    OrrValue text = orr_is_str(left) ? left : right, count = orr_is_str(left) ? right : left;
    if (!orr_is_str(text) || !orr_is_index(vm, count)) return ORR_NOT_IMPLEMENTED;
    int64_t times;
    if (!orr_to_count(vm, count, &times)) return ORR_NULL;
    return repeat(vm, orr_as_str(text), times);
}

static OrrValue percent(OrrVm *vm, OrrValue left, OrrValue right) {
    if (!orr_is_str(left)) return ORR_NOT_IMPLEMENTED;
    return orr_str_percent(vm, orr_as_str(left), right);
}

/* Methods that are at home nowhere else. */

static ORR_STR_METHOD(method_encode) {
    static const char *const names[] = {"encoding", "errors", NULL};
    static const OrrSignature signature = {"encode", names, 0, 2, 0, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!orr_want_codec_names(vm, "encode", bound[0], bound[1])) return ORR_NULL;
    return orr_encode(vm, self, bound[0], bound[1]);
}

static ORR_STR_METHOD(method_format) {
    (void)nargs, (void)kwnames;
    if (!orr_is_str(args[0])) return orr_raise_format_argument(vm, args[0]);
    return orr_format_str(vm, self, orr_as_str(args[0]));
}

static ORR_STR_METHOD(method_getnewargs) {
    (void)args, (void)nargs, (void)kwnames;
    OrrValue text = orr_str_exact(vm, orr_as_str(self));
    return text == ORR_NULL ? text : orr_tuple_steal(vm, &text, 1);
}

static ORR_STR_METHOD(method_sizeof) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int((int64_t)orr_str_fixed_size(orr_as_str(self)));
}

static const OrrMethodDef methods[] = {
    ORR_DEF_KEYWORDS("encode", method_encode),
    ORR_DEF_KEYWORDS("replace", orr_str_method_replace),
    ORR_DEF_KEYWORDS("split", orr_str_method_split),
    ORR_DEF_KEYWORDS("rsplit", orr_str_method_rsplit),
    ORR_DEF_ONE("join", orr_str_method_join),
    ORR_DEF_NONE("capitalize", orr_str_method_capitalize),
    ORR_DEF_NONE("casefold", orr_str_method_casefold),
    ORR_DEF_NONE("title", orr_str_method_title),
    ORR_DEF_RANGE("center", orr_str_method_center, 1, 2),
    ORR_DEF_RANGE("count", orr_str_method_count, 1, 3),
    ORR_DEF_KEYWORDS("expandtabs", orr_str_method_expandtabs),
    ORR_DEF_RANGE("find", orr_str_method_find, 1, 3),
    ORR_DEF_ONE("partition", orr_str_method_partition),
    ORR_DEF_RANGE("index", orr_str_method_index, 1, 3),
    ORR_DEF_RANGE("ljust", orr_str_method_ljust, 1, 2),
    ORR_DEF_NONE("lower", orr_str_method_lower),
    ORR_DEF_RANGE("lstrip", orr_str_method_lstrip, 0, 1),
    ORR_DEF_RANGE("rfind", orr_str_method_rfind, 1, 3),
    ORR_DEF_RANGE("rindex", orr_str_method_rindex, 1, 3),
    ORR_DEF_RANGE("rjust", orr_str_method_rjust, 1, 2),
    ORR_DEF_RANGE("rstrip", orr_str_method_rstrip, 0, 1),
    ORR_DEF_ONE("rpartition", orr_str_method_rpartition),
    ORR_DEF_KEYWORDS("splitlines", orr_str_method_splitlines),
    ORR_DEF_RANGE("strip", orr_str_method_strip, 0, 1),
    ORR_DEF_NONE("swapcase", orr_str_method_swapcase),
    ORR_DEF_ONE("translate", orr_str_method_translate),
    ORR_DEF_NONE("upper", orr_str_method_upper),
    ORR_DEF_RANGE("startswith", orr_str_method_startswith, 1, 3),
    ORR_DEF_RANGE("endswith", orr_str_method_endswith, 1, 3),
    ORR_DEF_ONE("removeprefix", orr_str_method_removeprefix),
    ORR_DEF_ONE("removesuffix", orr_str_method_removesuffix),
    ORR_DEF_NONE("isascii", orr_str_method_isascii),
    ORR_DEF_NONE("islower", orr_str_method_islower),
    ORR_DEF_NONE("isupper", orr_str_method_isupper),
    ORR_DEF_NONE("istitle", orr_str_method_istitle),
    ORR_DEF_NONE("isspace", orr_str_method_isspace),
    ORR_DEF_NONE("isdecimal", orr_str_method_isdecimal),
    ORR_DEF_NONE("isdigit", orr_str_method_isdigit),
    ORR_DEF_NONE("isnumeric", orr_str_method_isnumeric),
    ORR_DEF_NONE("isalpha", orr_str_method_isalpha),
    ORR_DEF_NONE("isalnum", orr_str_method_isalnum),
    ORR_DEF_NONE("isidentifier", orr_str_method_isidentifier),
    ORR_DEF_NONE("isprintable", orr_str_method_isprintable),
    ORR_DEF_ONE("zfill", orr_str_method_zfill),
    ORR_DEF_KEYWORDS("format", orr_str_method_format),
    ORR_DEF_ONE("format_map", orr_str_method_format_map),
    ORR_DEF_ONE("__format__", method_format),
    {"maketrans", orr_str_method_maketrans, ORR_ARITY_RANGE, 1, 3, ORR_METHOD_STATIC, NULL},
    ORR_DEF_NONE("__getnewargs__", method_getnewargs),
    ORR_DEF_NONE("__sizeof__", method_sizeof),
    ORR_DEF_END,
};

/* The iterator. */

typedef struct StrIterator {
    OrrObject head;
    OrrStr *s; /* NULL when exhausted */
    size_t index;
} StrIterator;

static OrrValue iter(OrrVm *vm, OrrValue self) {
    StrIterator *it = orr_new_object(vm, vm->types.str_iterator, sizeof *it);
    if (it == NULL) return ORR_NULL;
    it->s = orr_as_str(orr_retain(self));
    it->index = 0;
    return orr_value(it);
}

static StrIterator *as_iterator(OrrValue v) {
    return (StrIterator *)(uintptr_t)v;
}

static OrrValue iterator_self(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(self);
}

static OrrValue next(OrrVm *vm, OrrValue self) {
    StrIterator *it = as_iterator(self);
    if (it->s == NULL) return ORR_NULL;
    if (it->index < it->s->length) return orr_str_from_char(vm, orr_str_at(it->s, it->index++));
    OrrStr *s = it->s;
    it->s = NULL;
    orr_release_object(vm, s);
    return ORR_NULL;
}

static void iterator_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease_object(vm, ((StrIterator *)self)->s);
    orr_free_object(vm, self, sizeof(StrIterator));
}

static ORR_STR_METHOD(iterator_length_hint) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    StrIterator *it = as_iterator(self);
    return orr_small_int(it->s == NULL ? 0 : (int64_t)(it->s->length - it->index));
}

static ORR_ITER_METHOD(iterator_reduce) {
    (void)args, (void)nargs, (void)kwnames;
    const StrIterator *it = as_iterator(self);
    if (it->s == NULL) return orr_iter_reduced(vm, "iter", vm->empty_str, ORR_NO_INDEX);
    return orr_iter_reduced(vm, "iter", orr_value(it->s), (int64_t)it->index);
}
static ORR_ITER_METHOD(iterator_set) {
    (void)nargs, (void)kwnames;
    StrIterator *it = as_iterator(self);
    int64_t index;
    if (!orr_iter_read_index(vm, args[0], 0, it->s == NULL ? 0 : (int64_t)it->s->length, &index)) return ORR_NULL;
    it->index = (size_t)index;
    return ORR_NONE;
}

static const OrrMethodDef iterator_methods[] = {
    ORR_DEF_NONE("__length_hint__", iterator_length_hint),
    ORR_DEF_NONE("__reduce__", iterator_reduce),
    ORR_DEF_ONE("__setstate__", iterator_set),
    ORR_DEF_END,
};

const OrrTypeSpec orr_str_iterator_spec = {
    .name = "str_ascii_iterator",
    .size = sizeof(StrIterator),
    .flags = ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = iterator_destroy, .iter = iterator_self, .next = next},
    .methods = iterator_methods,
};

const OrrTypeSpec orr_str_spec = {
    .name = "str",
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
           "Create a new string object from the given object.",
    .size = sizeof(OrrStr),
    .flags = ORR_TYPE_BASE | ORR_TYPE_STR_SUB | ORR_TYPE_MATCH_SELF,
    .slots = {.destroy = destroy,
              .new_object = str_new,
              .repr = orr_str_repr,
              .str = str_str,
              .hash = hash,
              .compare = compare,
              .truth = truth,
              .iter = iter,
              .length = length,
              .getitem = getitem,
              .contains = contains,
              .binary = {[ORR_ADD] = add, [ORR_MUL] = multiply, [ORR_MOD] = percent}},
    .methods = methods,
};
