/* mappingproxy: a read-only view of a mapping; what a class's __dict__ is. */
#include "sim/vm/mapping_proxy.h"

#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/sequence.h"

static OrrValue mapping_of(OrrValue self) {
    return ((OrrMappingProxy *)(uintptr_t)self)->mapping;
}
static bool is_proxy(const OrrVm *vm, OrrValue v) {
    return orr_is_exact(vm, v, vm->types.mapping_proxy);
}

OrrValue orr_mapping_proxy_new(OrrVm *vm, OrrValue mapping) {
    OrrMappingProxy *proxy = orr_new_object(vm, vm->types.mapping_proxy, sizeof *proxy);
    if (proxy == NULL) return ORR_NULL;
    proxy->mapping = orr_retain(mapping);
    return orr_value(proxy);
}

static void proxy_destroy(OrrVm *vm, OrrObject *self) {
    orr_release(vm, ((OrrMappingProxy *)self)->mapping);
    orr_free_object(vm, self, sizeof(OrrMappingProxy));
}

static void proxy_traverse(OrrObject *self, OrrVisit visit, void *context) {
    orr_visit_value(((OrrMappingProxy *)self)->mapping, visit, context);
}

static OrrValue proxy_new(OrrVm *vm, OrrType *cls, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)cls;
    static const char *const names[] = {"mapping", NULL};
    static const OrrSignature signature = {"mappingproxy", names, 0, 1, 1, 1};
    OrrValue mapping;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, &mapping)) return ORR_NULL;
    if (orr_type_of(vm, mapping)->slots.getitem == NULL ||
        orr_has_flag(vm, mapping, ORR_TYPE_LIST_SUB | ORR_TYPE_TUPLE_SUB)) {
        return orr_raise(vm, vm->exc.TypeError, "mappingproxy() argument must be a mapping, not %T", mapping);
    }
    return orr_mapping_proxy_new(vm, mapping);
}

static OrrValue proxy_repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "mappingproxy(%R)", mapping_of(self));
}
static OrrValue proxy_str(OrrVm *vm, OrrValue self) {
    return orr_str(vm, mapping_of(self));
}
static bool proxy_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    return orr_hash(vm, mapping_of(self), hash);
}
static OrrValue proxy_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    return orr_compare(vm, mapping_of(self), is_proxy(vm, other) ? mapping_of(other) : other, op);
}
static OrrValue proxy_iter(OrrVm *vm, OrrValue self) {
    return orr_iter(vm, mapping_of(self));
}
static int64_t proxy_length(OrrVm *vm, OrrValue self) {
    return orr_length(vm, mapping_of(self));
}
static OrrValue proxy_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    return orr_getitem(vm, mapping_of(self), key);
}
static int proxy_contains(OrrVm *vm, OrrValue self, OrrValue key) {
    return orr_contains(vm, mapping_of(self), key);
}
static OrrValue proxy_or(OrrVm *vm, OrrValue left, OrrValue right) {
    return orr_binary(vm, ORR_OR, is_proxy(vm, left) ? mapping_of(left) : left,
                      is_proxy(vm, right) ? mapping_of(right) : right);
}
static OrrValue proxy_inplace_or(OrrVm *vm, OrrValue left, OrrValue right) {
    (void)right;
    return orr_raise(vm, vm->exc.TypeError, "'|=' is not supported by %T; use '|' instead", left);
}

static OrrValue forward(OrrVm *vm, OrrValue self, const char *method, const OrrValue *args, size_t nargs) {
    OrrValue name = orr_str_intern_cstring(vm, method);
    if (name == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_call_method(vm, mapping_of(self), orr_as_str(name), args, nargs);
    orr_release(vm, name);
    return result;
}

static OrrValue proxy_get(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    return forward(vm, self, "get", args, nargs);
}
static OrrValue proxy_keys(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    return forward(vm, self, "keys", args, nargs);
}
static OrrValue proxy_values(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    return forward(vm, self, "values", args, nargs);
}
static OrrValue proxy_items(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    return forward(vm, self, "items", args, nargs);
}
static OrrValue proxy_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    return forward(vm, self, "copy", args, nargs);
}
static OrrValue proxy_reversed(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)kwnames;
    return forward(vm, self, "__reversed__", args, nargs);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("copy", proxy_copy),
    ORR_DEF_RANGE("get", proxy_get, 1, 2),
    ORR_DEF_NONE("items", proxy_items),
    ORR_DEF_NONE("keys", proxy_keys),
    ORR_DEF_NONE("values", proxy_values),
    ORR_DEF_NONE("__reversed__", proxy_reversed),
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_END,
};

extern const OrrTypeSpec orr_mapping_proxy_spec;
const OrrTypeSpec orr_mapping_proxy_spec = {
    .name = "mappingproxy",
    .doc = "Read-only proxy of a mapping.",
    .size = sizeof(OrrMappingProxy),
    .flags = ORR_TYPE_GC | ORR_TYPE_MAPPING,
    .slots = {.destroy = proxy_destroy,
              .traverse = proxy_traverse,
              .new_object = proxy_new,
              .repr = proxy_repr,
              .str = proxy_str,
              .hash = proxy_hash,
              .compare = proxy_compare,
              .iter = proxy_iter,
              .length = proxy_length,
              .getitem = proxy_getitem,
              .contains = proxy_contains,
              .binary = {[ORR_OR] = proxy_or},
              .inplace = {[ORR_OR] = proxy_inplace_or}},
    .methods = methods,
};
