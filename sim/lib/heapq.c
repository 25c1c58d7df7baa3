/* heapq: CPython's own sifting, so that the list has the same layout after every operation. */
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/function.h"
#include "sim/vm/iter.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/slice.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* A heap of smallest first (LESS) or of largest first: the same code with the comparison turned round. */
typedef enum Order { SMALLEST_FIRST, LARGEST_FIRST } Order;

/* Of two tuples whose first items are plain numbers that differ, these decide. */
static bool quick_less(OrrVm *vm, OrrValue a, OrrValue b, int *less) {
    if (orr_both_small_ints(a, b)) {
        *less = (int64_t)a < (int64_t)b;
        return true;
    }
    if (orr_is_flonum(a) && orr_is_flonum(b)) {
        *less = orr_flonum_value(a) < orr_flonum_value(b);
        return true;
    }
    if (!orr_is_object(a) || !orr_is_object(b)) return false;
    if (orr_object(a)->type != vm->types.tuple || orr_object(b)->type != vm->types.tuple) return false;
    const OrrTuple *x = orr_as_tuple(a), *y = orr_as_tuple(b);
    if (x->count == 0 || y->count == 0 || x->items[0] == y->items[0]) return false;
    if (orr_both_small_ints(x->items[0], y->items[0])) {
        *less = (int64_t)x->items[0] < (int64_t)y->items[0];
        return true;
    }
    if (orr_is_flonum(x->items[0]) && orr_is_flonum(y->items[0])) {
        *less = orr_flonum_value(x->items[0]) < orr_flonum_value(y->items[0]);
        return true;
    }
    return false;
}

/* Does a come before b? -1: exception. The list may have changed meanwhile. */
static inline int before(OrrVm *vm, Order order, OrrValue a, OrrValue b) {
    if (order == LARGEST_FIRST) {
        OrrValue c = a;
        a = b;
        b = c;
    }
    int less;
    if (ORR_LIKELY(quick_less(vm, a, b, &less))) return less;
    orr_retain(a);
    orr_retain(b);
    less = orr_compare_truth(vm, a, b, ORR_LT);
    orr_release(vm, a);
    orr_release(vm, b);
    return less;
}

static bool check_size(OrrVm *vm, const OrrList *heap, size_t count) {
    return heap->count == count || orr_fail(vm, vm->exc.RuntimeError, "list changed size during iteration");
}

static void swap(OrrList *heap, size_t i, size_t j) {
    OrrValue item = heap->items[i];
    heap->items[i] = heap->items[j];
    heap->items[j] = item;
}

/* Moves the item at `at` up towards `top` until its parent comes before it. */
static bool sift_up_to(OrrVm *vm, Order order, OrrList *heap, size_t top, size_t at) {
    size_t count = heap->count;
    if (at >= count) return orr_fail(vm, vm->exc.IndexError, "index out of range");
    while (at > top) {
        size_t parent = (at - 1) >> 1;
        int first = before(vm, order, heap->items[at], heap->items[parent]);
        if (first < 0 || !check_size(vm, heap, count)) return false;
        if (!first) break;
        swap(heap, at, parent);
        at = parent;
    }
    return true;
}

/* Lets the hole at `at` sink to a leaf, along the children that come first, and its item rise again from there. */
static bool sink(OrrVm *vm, Order order, OrrList *heap, size_t at) {
    size_t count = heap->count, top = at;
    if (at >= count) return orr_fail(vm, vm->exc.IndexError, "index out of range");
    size_t limit = count >> 1;
    while (at < limit) {
        size_t child = 2 * at + 1;
        if (child + 1 < count) {
            int first = before(vm, order, heap->items[child], heap->items[child + 1]);
            if (first < 0 || !check_size(vm, heap, count)) return false;
            child += !first;
        }
        swap(heap, at, child);
        at = child;
    }
    return sift_up_to(vm, order, heap, top, at);
}

static OrrList *heap_argument(OrrVm *vm, OrrValue v, const char *function, bool only) {
    if (orr_is_list(v)) return orr_as_list(v);
    orr_fail(vm, vm->exc.TypeError, "%s() argument %smust be list, not %T", function, only ? "" : "1 ", v);
    return NULL;
}

/* The functions, for either order. */

static OrrValue push(OrrVm *vm, const OrrValue *args) {
    OrrList *heap = heap_argument(vm, args[0], "heappush", false);
    if (heap == NULL || !orr_list_append(vm, heap, args[1])) return ORR_NULL;
    return sift_up_to(vm, SMALLEST_FIRST, heap, 0, heap->count - 1) ? ORR_NONE : ORR_NULL;
}

static OrrValue pop(OrrVm *vm, Order order, OrrList *heap) {
    if (heap->count == 0) return orr_raise(vm, vm->exc.IndexError, "index out of range");
    OrrValue last = heap->items[--heap->count];
    if (heap->count == 0) return last;
    OrrValue result = heap->items[0];
    heap->items[0] = last;
    if (sink(vm, order, heap, 0)) return result;
    orr_release(vm, result);
    return ORR_NULL;
}

static OrrValue replace(OrrVm *vm, Order order, OrrList *heap, OrrValue item) {
    if (heap->count == 0) return orr_raise(vm, vm->exc.IndexError, "index out of range");
    OrrValue result = heap->items[0];
    heap->items[0] = orr_retain(item);
    if (sink(vm, order, heap, 0)) return result;
    orr_release(vm, result);
    return ORR_NULL;
}

/* From the last parent to the root. (CPython does long heaps in another order of parents, for the cache: the result is
 * a function of the comparisons within each parent's subtree, so it is the same.) */
static bool heapify(OrrVm *vm, Order order, OrrList *heap) {
    for (size_t i = heap->count >> 1; i > 0; i--) {
        if (!sink(vm, order, heap, i - 1)) return false;
    }
    return true;
}

static OrrValue heappush(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return push(vm, args);
}
static OrrValue heappop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrList *heap = heap_argument(vm, args[0], "heappop", true);
    return heap == NULL ? ORR_NULL : pop(vm, SMALLEST_FIRST, heap);
}
static OrrValue heappop_max(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrList *heap = heap_argument(vm, args[0], "_heappop_max", true);
    return heap == NULL ? ORR_NULL : pop(vm, LARGEST_FIRST, heap);
}
static OrrValue heapreplace(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrList *heap = heap_argument(vm, args[0], "heapreplace", false);
    return heap == NULL ? ORR_NULL : replace(vm, SMALLEST_FIRST, heap, args[1]);
}
static OrrValue heapreplace_max(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrList *heap = heap_argument(vm, args[0], "_heapreplace_max", false);
    return heap == NULL ? ORR_NULL : replace(vm, LARGEST_FIRST, heap, args[1]);
}
static OrrValue heappushpop(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrList *heap = heap_argument(vm, args[0], "heappushpop", false);
    if (heap == NULL) return ORR_NULL;
    if (heap->count == 0) return orr_retain(args[1]);
    int first = before(vm, SMALLEST_FIRST, heap->items[0], args[1]);
    if (first < 0) return ORR_NULL;
    return first ? replace(vm, SMALLEST_FIRST, heap, args[1]) : orr_retain(args[1]);
}
static OrrValue heapify_min(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrList *heap = heap_argument(vm, args[0], "heapify", true);
    return heap != NULL && heapify(vm, SMALLEST_FIRST, heap) ? ORR_NONE : ORR_NULL;
}
static OrrValue heapify_max(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrList *heap = heap_argument(vm, args[0], "_heapify_max", true);
    return heap != NULL && heapify(vm, LARGEST_FIRST, heap) ? ORR_NONE : ORR_NULL;
}

/* nsmallest and nlargest: a heap of the n best so far, the worst of them on top. Its entries are (key, order, item):
 * order makes ties go to what came first. */

static OrrValue entry_new(OrrVm *vm, OrrValue key_function, int64_t order, OrrValue item) {
    OrrValue key = key_function == ORR_NONE ? orr_retain(item) : orr_call1(vm, key_function, item);
    if (key == ORR_NULL) return ORR_NULL;
    const OrrValue parts[3] = {key, orr_small_int(order), orr_retain(item)};
    return orr_tuple_steal(vm, parts, 3);
}

static bool offer(OrrVm *vm, OrrList *heap, Order order, OrrValue key_function, int64_t n, int64_t number,
                  OrrValue item) {
    OrrValue entry = entry_new(vm, key_function, number, item);
    if (entry == ORR_NULL) return false;
    if ((int64_t)heap->count < n) {
        if (!orr_list_append_steal(vm, heap, entry)) return false;
        return (int64_t)heap->count < n || heapify(vm, order, heap);
    }
    /* Only keys decide whether it gets in: of equal ones the earlier stays. */
    OrrValue worst = orr_as_tuple(heap->items[0])->items[0];
    int better = before(vm, order, worst, orr_as_tuple(entry)->items[0]);
    OrrValue old = better == 1 ? replace(vm, order, heap, entry) : ORR_NULL;
    orr_release(vm, entry);
    orr_xrelease(vm, old);
    return better >= 0 && vm->exception == ORR_NULL;
}

/* With the best entries in heap: their items, best first. */
static OrrValue finish(OrrVm *vm, OrrList *heap, bool largest) {
    if (!orr_list_sort(vm, heap, ORR_NONE, largest)) return ORR_NULL;
    OrrList *result = orr_list_new(vm, heap->count);
    if (result == NULL) return ORR_NULL;
    for (size_t i = 0; i < heap->count; i++) result->items[i] = orr_retain(orr_as_tuple(heap->items[i])->items[2]);
    result->count = heap->count;
    return orr_value(result);
}

static OrrValue best_of(OrrVm *vm, int64_t n, OrrValue iterable, OrrValue key, bool largest) {
    OrrList *heap = orr_list_new(vm, 0);
    OrrValue iterator = heap == NULL ? ORR_NULL : orr_iter(vm, iterable);
    bool ok = iterator != ORR_NULL;
    /* The n smallest are kept with the largest on top, and the other way round. */
    Order order = largest ? SMALLEST_FIRST : LARGEST_FIRST;
    for (int64_t number = 0; ok && n > 0; number++) {
        OrrValue item = orr_next(vm, iterator);
        if (item == ORR_NULL) break;
        ok = offer(vm, heap, order, key, n, largest ? -number : number, item);
        orr_release(vm, item);
    }
    orr_xrelease(vm, iterator);
    OrrValue result = vm->exception != ORR_NULL ? ORR_NULL : finish(vm, heap, largest);
    orr_xrelease_object(vm, heap);
    return result;
}

static OrrValue best(OrrVm *vm, const char *name, bool largest, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"n", "iterable", "key", NULL};
    const OrrSignature signature = {name, names, 0, 3, 2, 3};
    OrrValue out[3];
    int64_t n;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    if (!orr_is_index(vm, out[0])) {
        /* What CPython's functions, written in Python, stumble over first. */
        int64_t length = orr_length(vm, out[1]);
        if (length < 0) return ORR_NULL;
        OrrValue more = orr_compare(vm, out[0], orr_small_int(length), ORR_GE);
        if (more == ORR_NULL) return ORR_NULL;
        orr_release(vm, more);
    }
    if (!orr_to_index(vm, out[0], NULL, &n)) return ORR_NULL;
    return best_of(vm, n, out[1], out[2] == ORR_NULL ? ORR_NONE : out[2], largest);
}

static OrrValue nlargest(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return best(vm, "nlargest", true, args, nargs, kwnames);
}
static OrrValue nsmallest(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return best(vm, "nsmallest", false, args, nargs, kwnames);
}

/* merge(*iterables, key=None, reverse=False): an iterator that keeps a heap of entries (key, number of the source,
 * item, source). As CPython's generator it reads on in a source only when the item after is asked for. */

typedef struct Merge {
    OrrObject head;
    OrrList *heap;                /* before the first item: the iterables */
    OrrValue key;                 /* ORR_NONE: none */
    bool reverse, started, given; /* given: the top entry's item has been given already */
} Merge;

static void merge_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease_object(vm, ((Merge *)self)->heap);
    orr_release(vm, ((Merge *)self)->key);
    orr_free_object(vm, self, self->type->instance_size);
}

static void merge_traverse(OrrObject *self, OrrVisit visit, void *context) {
    Merge *m = (Merge *)self;
    if (m->heap != NULL) visit(context, &m->heap->head);
    if (orr_is_object(m->key)) visit(context, orr_object(m->key));
}

static OrrValue merge_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrValue key = ORR_NONE;
    int reverse = 0;
    size_t named = kwnames == ORR_NULL ? 0 : orr_as_tuple(kwnames)->count;
    for (size_t i = 0; i < named; i++) {
        OrrStr *name = orr_as_str(orr_as_tuple(kwnames)->items[i]);
        if (orr_str_equals_cstring(name, "key")) {
            key = args[nargs + i];
        } else if (orr_str_equals_cstring(name, "reverse")) {
            reverse = orr_truth(vm, args[nargs + i]);
            if (reverse < 0) return ORR_NULL;
        } else {
            return orr_raise(vm, vm->exc.TypeError, "merge() got an unexpected keyword argument '%U'", name);
        }
    }
    Merge *m = orr_new_object(vm, cls, cls->instance_size);
    if (m == NULL) return ORR_NULL;
    memset((char *)m + sizeof(OrrObject), 0, cls->instance_size - sizeof(OrrObject));
    m->key = orr_retain(key);
    m->reverse = reverse == 1;
    m->heap = orr_list_new(vm, nargs);
    if (m->heap == NULL) {
        orr_release_object(vm, m);
        return ORR_NULL;
    }
    for (size_t i = 0; i < nargs; i++) m->heap->items[i] = orr_retain(args[i]);
    m->heap->count = nargs;
    return orr_value(m);
}

/* The entry for the next item of a source: new; ORR_NULL without an exception at its end. */
static OrrValue merge_entry(OrrVm *vm, const Merge *m, OrrValue number, OrrValue iterator) {
    OrrValue item = orr_next(vm, iterator);
    if (item == ORR_NULL) return ORR_NULL;
    OrrValue key = m->key == ORR_NONE ? orr_retain(item) : orr_call1(vm, m->key, item);
    if (key == ORR_NULL) {
        orr_release(vm, item);
        return ORR_NULL;
    }
    const OrrValue parts[4] = {key, number, item, orr_retain(iterator)};
    return orr_tuple_steal(vm, parts, 4);
}

/* The iterables become entries. */
static bool merge_start(OrrVm *vm, Merge *m) {
    OrrList *entries = orr_list_new(vm, m->heap->count);
    if (entries == NULL) return false;
    for (size_t i = 0; i < m->heap->count; i++) {
        OrrValue iterator = orr_iter(vm, m->heap->items[i]);
        if (iterator == ORR_NULL) break;
        int64_t number = m->reverse ? -(int64_t)i : (int64_t)i;
        OrrValue entry = merge_entry(vm, m, orr_small_int(number), iterator);
        orr_release(vm, iterator);
        if (entry == ORR_NULL && vm->exception != ORR_NULL) break;
        if (entry != ORR_NULL && !orr_list_append_steal(vm, entries, entry)) break;
    }
    OrrList *old = m->heap;
    m->heap = entries;
    m->started = true;
    orr_release_object(vm, old);
    return vm->exception == ORR_NULL && heapify(vm, m->reverse ? LARGEST_FIRST : SMALLEST_FIRST, entries);
}

/* Replaces the top entry, whose item was given, by the next of its source. */
static bool merge_advance(OrrVm *vm, Merge *m) {
    Order order = m->reverse ? LARGEST_FIRST : SMALLEST_FIRST;
    OrrValue top = orr_retain(m->heap->items[0]);
    m->given = false;
    OrrValue entry = merge_entry(vm, m, orr_as_tuple(top)->items[1], orr_as_tuple(top)->items[3]);
    orr_release(vm, top);
    if (entry == ORR_NULL && vm->exception != ORR_NULL) return false;
    OrrValue old = entry != ORR_NULL ? replace(vm, order, m->heap, entry) : pop(vm, order, m->heap);
    orr_xrelease(vm, entry);
    orr_xrelease(vm, old);
    return old != ORR_NULL;
}

static OrrValue merge_next(OrrVm *vm, OrrValue self) {
    Merge *m = (Merge *)(uintptr_t)self;
    if (!m->started ? !merge_start(vm, m) : m->given && !merge_advance(vm, m)) {
        orr_list_clear(vm, m->heap);
        return ORR_NULL;
    }
    if (m->heap->count == 0) return ORR_NULL;
    m->given = true;
    return orr_retain(orr_as_tuple(m->heap->items[0])->items[2]);
}

static const OrrTypeSpec merge_spec = {
    .name = "heapq.merge",
    .size = sizeof(Merge),
    .flags = ORR_TYPE_GC,
    .slots = {.destroy = merge_destroy,
              .traverse = merge_traverse,
              .new_object = merge_new,
              .iter = orr_iter_self,
              .next = merge_next},
};

static const OrrMethodDef functions[] = {
    ORR_DEF_ONE("_heapify_max", heapify_max),
    ORR_DEF_ONE("_heappop_max", heappop_max),
    ORR_DEF_RANGE("_heapreplace_max", heapreplace_max, 2, 2),
    ORR_DEF_ONE("heapify", heapify_min),
    ORR_DEF_ONE("heappop", heappop),
    ORR_DEF_RANGE("heappush", heappush, 2, 2),
    ORR_DEF_RANGE("heappushpop", heappushpop, 2, 2),
    ORR_DEF_RANGE("heapreplace", heapreplace, 2, 2),
    ORR_DEF_KEYWORDS("nlargest", nlargest),
    ORR_DEF_KEYWORDS("nsmallest", nsmallest),
    ORR_DEF_END,
};

OrrValue orr_lib_heapq(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "heapq");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_functions(vm, module, functions) && orr_module_add_type(vm, module, &merge_spec, NULL) != NULL) {
        return module;
    }
    orr_release(vm, module);
    return ORR_NULL;
}
