/* bisect */
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"

typedef struct Search {
    OrrValue items, x;
    int64_t low, high;
    OrrValue key; /* ORR_NONE: none */
} Search;

static bool bind(OrrVm *vm, const char *name, const OrrValue *args, size_t nargs, OrrValue kwnames, Search *s) {
    static const char *const names[] = {"a", "x", "lo", "hi", "key", NULL};
    const OrrSignature signature = {name, names, 0, 4, 2, 5};
    OrrValue out[5];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return false;
    *s = (Search){out[0], out[1], 0, -1, out[4] == ORR_NULL ? ORR_NONE : out[4]};
    if (out[2] != ORR_NULL && !orr_to_index(vm, out[2], vm->exc.OverflowError, &s->low)) return false;
    if (out[3] != ORR_NULL && out[3] != ORR_NONE && !orr_to_index(vm, out[3], vm->exc.OverflowError, &s->high)) {
        return false;
    }
    return s->low >= 0 || orr_fail(vm, vm->exc.ValueError, "lo must be non-negative");
}

/* The item at index, or its key: new. */
static OrrValue probe(OrrVm *vm, const Search *s, int64_t index) {
    OrrValue item = orr_getitem(vm, s->items, orr_small_int(index));
    if (item == ORR_NULL || s->key == ORR_NONE) return item;
    OrrValue key = orr_call1(vm, s->key, item);
    orr_release(vm, item);
    return key;
}

/* Where x goes: after what equals it (right) or before. -1 with an exception. */
static int64_t search(OrrVm *vm, const Search *s, bool right) {
    int64_t low = s->low, high = s->high >= 0 ? s->high : orr_length(vm, s->items);
    if (high < 0) return -1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        OrrValue item = probe(vm, s, middle);
        if (item == ORR_NULL) return -1;
        int less = right ? orr_compare_truth(vm, s->x, item, ORR_LT) : orr_compare_truth(vm, item, s->x, ORR_LT);
        orr_release(vm, item);
        if (less < 0) return -1;
        if (less == (right ? 1 : 0)) high = middle;
        else low = middle + 1;
    }
    return low;
}

static OrrValue find(OrrVm *vm, const char *name, bool right, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Search s;
    if (!bind(vm, name, args, nargs, kwnames, &s)) return ORR_NULL;
    int64_t at = search(vm, &s, right);
    return at < 0 ? ORR_NULL : orr_small_int(at);
}

static OrrValue insert(OrrVm *vm, const char *name, bool right, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Search s;
    if (!bind(vm, name, args, nargs, kwnames, &s)) return ORR_NULL;
    OrrValue item = s.x;
    if (s.key != ORR_NONE) {
        s.x = orr_call1(vm, s.key, item);
        if (s.x == ORR_NULL) return ORR_NULL;
    }
    int64_t at = search(vm, &s, right);
    if (s.key != ORR_NONE) orr_release(vm, s.x);
    if (at < 0) return ORR_NULL;
    if (orr_is_exact(vm, s.items, vm->types.list)) {
        OrrList *list = orr_as_list(s.items);
        size_t place = (size_t)at < list->count ? (size_t)at : list->count;
        return orr_list_replace(vm, list, place, place, &item, 1) ? ORR_NONE : ORR_NULL;
    }
    OrrValue method = orr_str_intern_cstring(vm, "insert");
    if (method == ORR_NULL) return ORR_NULL;
    const OrrValue call[2] = {orr_small_int(at), item};
    OrrValue result = orr_call_method(vm, s.items, orr_as_str(method), call, 2);
    orr_release(vm, method);
    if (result == ORR_NULL) return ORR_NULL;
    orr_release(vm, result);
    return ORR_NONE;
}

static OrrValue bisect_right(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return find(vm, "bisect_right", true, args, nargs, kwnames);
}
static OrrValue bisect_left(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return find(vm, "bisect_left", false, args, nargs, kwnames);
}
static OrrValue insort_right(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return insert(vm, "insort_right", true, args, nargs, kwnames);
}
static OrrValue insort_left(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return insert(vm, "insort_left", false, args, nargs, kwnames);
}

static const OrrMethodDef functions[] = {
    ORR_DEF_KEYWORDS("bisect_left", bisect_left),
    ORR_DEF_KEYWORDS("bisect_right", bisect_right),
    ORR_DEF_KEYWORDS("insort_left", insort_left),
    ORR_DEF_KEYWORDS("insort_right", insort_right),
    ORR_DEF_END,
};

static bool add_alias(OrrVm *vm, OrrValue module, const char *alias, const char *name) {
    OrrValue key = orr_str_intern_cstring(vm, name);
    if (key == ORR_NULL) return false;
    OrrValue function = orr_getattr(vm, module, orr_as_str(key));
    orr_release(vm, key);
    return orr_module_add(vm, module, alias, function);
}

OrrValue orr_lib_bisect(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "bisect");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_functions(vm, module, functions) && add_alias(vm, module, "bisect", "bisect_right") &&
        add_alias(vm, module, "insort", "insort_right")) {
        return module;
    }
    orr_release(vm, module);
    return ORR_NULL;
}
