#include "sim/lib/structseq.h"

#include "sim/vm/abstract.h"
#include "sim/vm/str.h"

static const char *const *names_of(OrrValue self) {
    return ((const OrrStructSpec *)(const void *)orr_object(self)->type->spec)->names;
}

OrrValue orr_struct_getattr(OrrVm *vm, OrrValue self, OrrStr *name) {
    const char *const *names = names_of(self);
    for (size_t i = 0; names[i] != NULL; i++) {
        if (orr_str_equals_cstring(name, names[i])) return orr_retain(orr_as_tuple(self)->items[i]);
    }
    return orr_generic_getattr(vm, self, name);
}

OrrValue orr_struct_repr(OrrVm *vm, OrrValue self) {
    const OrrTuple *t = orr_as_tuple(self);
    const char *const *names = names_of(self);
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool ok = orr_builder_add_cstring(&b, orr_object(self)->type->spec->name) && orr_builder_add_cstring(&b, "(");
    for (size_t i = 0; ok && i < t->count; i++) {
        ok = (i == 0 || orr_builder_add_cstring(&b, ", ")) && orr_builder_add_cstring(&b, names[i]) &&
             orr_builder_add_cstring(&b, "=") && orr_builder_add_repr(&b, t->items[i]);
    }
    if (ok && orr_builder_add_cstring(&b, ")")) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

OrrType *orr_struct_type(OrrVm *vm, const OrrStructSpec *spec) {
    return orr_type_from_spec(vm, &spec->type, vm->types.tuple);
}

OrrValue orr_struct_new(OrrVm *vm, OrrType *type, const OrrValue *items) {
    const char *const *names = ((const OrrStructSpec *)(const void *)type->spec)->names;
    size_t count = 0;
    bool complete = true;
    for (; names[count] != NULL; count++) complete = complete && items[count] != ORR_NULL;
    OrrTuple *t = complete ? orr_new_object(vm, type, orr_tuple_bytes(type, count)) : NULL;
    if (t == NULL) {
        for (size_t i = 0; i < count; i++) orr_xrelease(vm, items[i]);
        return ORR_NULL;
    }
    t->count = count;
    memcpy(t->items, items, count * sizeof *items);
    return orr_value(t);
}
