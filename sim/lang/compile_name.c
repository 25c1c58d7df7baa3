/* Loading, storing and deleting names, by what the scope analysis found out about them. */
#include "sim/lang/codegen.h"

static OrrRef in_module(const OrrGen *gen, OrrRef ref) {
    bool explicit = ref.symbol != NULL && ref.symbol->binding == ORR_BINDING_GLOBAL_EXPLICIT;
    ref.place = gen->dynamic && !explicit ? ORR_PLACE_NAMESPACE : ORR_PLACE_GLOBAL;
    return ref;
}

static OrrRef in_class(OrrRef ref, const OrrSymbol *symbol, bool from_comp) {
    bool has_cell = symbol->binding == ORR_BINDING_FREE || symbol->class_free;
    ref.reg = symbol->free_reg;
    ref.free = true;
    if (from_comp) {
        ref.place = has_cell ? ORR_PLACE_CELL : ORR_PLACE_GLOBAL;
    } else if (symbol->binding == ORR_BINDING_FREE) {
        ref.place = symbol->flags & ORR_SYMBOL_NONLOCAL ? ORR_PLACE_CELL : ORR_PLACE_DICT_CELL;
        ref.namespace = true;
    } else {
        ref.place = symbol->binding == ORR_BINDING_GLOBAL_EXPLICIT ? ORR_PLACE_GLOBAL : ORR_PLACE_NAMESPACE;
    }
    return ref;
}

static OrrRef in_function(OrrRef ref, const OrrSymbol *symbol) {
    switch ((OrrBinding)symbol->binding) {
    case ORR_BINDING_LOCAL:
        ref.place = ORR_PLACE_REG;
        ref.reg = symbol->reg;
        break;
    case ORR_BINDING_CELL:
        ref.place = ORR_PLACE_CELL;
        ref.reg = symbol->reg;
        break;
    case ORR_BINDING_FREE:
        ref.place = symbol->via_class ? ORR_PLACE_DICT_CELL : ORR_PLACE_CELL;
        ref.reg = symbol->free_reg;
        ref.free = true;
        break;
    default: ref.place = symbol->via_class ? ORR_PLACE_DICT_GLOBAL : ORR_PLACE_GLOBAL; break;
    }
    return ref;
}

/* Does an inlined scope's name mean what it means around the scope? */
static bool is_around(const OrrGen *gen, const OrrScope *scope, const OrrSymbol *symbol) {
    return symbol == NULL || symbol->binding == ORR_BINDING_OUTER || scope->kind == ORR_SCOPE_ANNOTATION ||
           (gen->dynamic && symbol->binding == ORR_BINDING_GLOBAL_IMPLICIT);
}

OrrRef orr_gen_resolve(OrrGen *gen, const OrrName *name) {
    OrrRef ref = {.place = ORR_PLACE_GLOBAL, .name = orr_scope_mangle(gen->context, gen->scope->private, name)};
    if (ref.name == NULL) {
        orr_gen_no_memory(gen);
        ref.name = name;
        return ref;
    }
    bool from_comp = false;
    OrrScope *scope = gen->scope;
    OrrSymbol *symbol = orr_scope_lookup(scope, ref.name);
    while (scope->inlined && is_around(gen, scope, symbol)) {
        from_comp = from_comp || scope->comp != ORR_COMP_NONE;
        scope = scope->parent;
        symbol = orr_scope_lookup(scope, ref.name);
    }
    ref.symbol = symbol;
    if (scope->kind == ORR_SCOPE_MODULE) return in_module(gen, ref);
    if (symbol == NULL) {
        if (scope->kind == ORR_SCOPE_CLASS && !from_comp) ref.place = ORR_PLACE_NAMESPACE;
        return ref;
    }
    if (scope->kind == ORR_SCOPE_CLASS) return in_class(ref, symbol, from_comp);
    return in_function(ref, symbol);
}

/* A local read in place: first make sure that it is bound. */
static void check_bound(OrrGen *gen, const OrrAst *at, const OrrRef *ref) {
    bool sure = orr_gen_is_temp(gen, ref->reg) ? ref->symbol->stored : orr_gen_is_bound(gen, ref->reg);
    if (sure) return;
    orr_gen_emit(gen, at, ORR_OP_CHECK_BOUND, 0, ref->reg, orr_gen_name(gen, ref->name, at), 0);
    if (!orr_gen_is_temp(gen, ref->reg)) orr_gen_set_bound(gen, ref->reg, true);
}

/* The class's namespace as late evaluated code sees it: what is in __classdict__. */
static void load_class_dict(OrrGen *gen, const OrrAst *at, uint32_t dst) {
    const OrrName *name = gen->scopes.known.classdict;
    OrrRef ref = orr_gen_resolve(gen, name);
    orr_gen_emit(gen, at, ORR_OP_LOAD_CELL, orr_mode(1), dst, ref.reg, orr_gen_name(gen, name, at));
}

static void load_dict_cell(OrrGen *gen, const OrrAst *at, const OrrRef *ref, uint32_t dst) {
    uint32_t top = orr_gen_overlay(gen, dst);
    uint32_t base = orr_gen_temps(gen, 2);
    if (ref->namespace) orr_gen_move(gen, at, base, (OrrVal){0, false});
    else load_class_dict(gen, at, base);
    orr_gen_move(gen, at, base + 1, (OrrVal){ref->reg, false});
    orr_gen_emit(gen, at, ORR_OP_LOAD_NAME_OR_CELL, 0, dst, base, orr_gen_name(gen, ref->name, at));
    gen->unit->top = top;
}

static void load_dict_global(OrrGen *gen, const OrrAst *at, const OrrRef *ref, uint32_t dst) {
    uint32_t top = orr_gen_overlay(gen, dst);
    uint32_t dict = orr_gen_temp(gen);
    load_class_dict(gen, at, dict);
    orr_gen_emit(gen, at, ORR_OP_LOAD_NAME_OR_GLOBAL, ORR_KILL_B, dst, dict, orr_gen_name(gen, ref->name, at));
    gen->unit->top = top;
}

/* In a module, or a class body, the name __annotations__ is what __annotate__ gives, if anything is annotated there. */
static bool load_annotations(OrrGen *gen, const OrrAst *at, const OrrName *name, uint32_t dst) {
    const OrrScope *scope = gen->unit->scope;
    if (name != gen->scopes.known.annotations || scope->annotation_count == 0) return false;
    if (scope->kind != ORR_SCOPE_MODULE || gen->dynamic) return false;
    const OrrSymbol *symbol = orr_scope_lookup(scope, name);
    if (symbol != NULL && (symbol->flags & ORR_SYMBOL_BOUND)) return false;
    uint32_t top = orr_gen_overlay(gen, dst);
    uint32_t base = orr_gen_temps(gen, 3);
    orr_gen_emit(gen, at, ORR_OP_LOAD_GLOBAL, 0, base, orr_gen_name(gen, gen->scopes.known.annotate, at), 0);
    orr_gen_load_int(gen, at, 1, base + 2);
    orr_gen_emit(gen, at, ORR_OP_CALL, orr_mode(1), dst, base, 1);
    gen->unit->top = top;
    return true;
}

void orr_gen_load_name(OrrGen *gen, const OrrAst *at, const OrrName *name, uint32_t dst) {
    if (name == gen->scopes.known.debug) {
        orr_gen_load_const(gen, at, &(OrrConst){.kind = ORR_CONST_TRUE}, dst);
        return;
    }
    OrrRef ref = orr_gen_resolve(gen, name);
    switch (ref.place) {
    case ORR_PLACE_REG:
        check_bound(gen, at, &ref);
        orr_gen_move(gen, at, dst, (OrrVal){ref.reg, false});
        return;
    case ORR_PLACE_CELL:
        orr_gen_emit(gen, at, ORR_OP_LOAD_CELL, orr_mode(ref.free), dst, ref.reg, orr_gen_name(gen, ref.name, at));
        return;
    case ORR_PLACE_GLOBAL:
        if (load_annotations(gen, at, name, dst)) return;
        orr_gen_emit(gen, at, ORR_OP_LOAD_GLOBAL, 0, dst, orr_gen_name(gen, ref.name, at), 0);
        return;
    case ORR_PLACE_NAMESPACE:
        orr_gen_emit(gen, at, ORR_OP_LOAD_NAME, 0, dst, orr_gen_name(gen, ref.name, at), 0);
        return;
    case ORR_PLACE_DICT_CELL: load_dict_cell(gen, at, &ref, dst); return;
    case ORR_PLACE_DICT_GLOBAL: load_dict_global(gen, at, &ref, dst); return;
    }
}

OrrVal orr_gen_name_value(OrrGen *gen, const OrrAst *at, const OrrName *name) {
    if (name != gen->scopes.known.debug) {
        OrrRef ref = orr_gen_resolve(gen, name);
        if (ref.place == ORR_PLACE_REG) {
            check_bound(gen, at, &ref);
            return (OrrVal){ref.reg, false};
        }
    }
    uint16_t dst = orr_gen_temp(gen);
    orr_gen_load_name(gen, at, name, dst);
    return (OrrVal){dst, true};
}

static void mark_stored(OrrGen *gen, const OrrRef *ref) {
    if (orr_gen_is_temp(gen, ref->reg)) ref->symbol->stored = true;
    else orr_gen_set_bound(gen, ref->reg, true);
}

void orr_gen_store_name(OrrGen *gen, const OrrAst *at, const OrrName *name, OrrVal value) {
    OrrRef ref = orr_gen_resolve(gen, name);
    unsigned kill = orr_kill(value, ORR_KILL_A);
    switch (ref.place) {
    case ORR_PLACE_REG:
        orr_gen_move(gen, at, ref.reg, value);
        mark_stored(gen, &ref);
        return;
    case ORR_PLACE_CELL:
    case ORR_PLACE_DICT_CELL:
        orr_gen_emit(gen, at, ORR_OP_STORE_CELL, orr_kill(value, ORR_KILL_B), ref.reg, value.reg, 0);
        return;
    case ORR_PLACE_GLOBAL:
    case ORR_PLACE_DICT_GLOBAL:
        orr_gen_emit(gen, at, ORR_OP_STORE_GLOBAL, kill, value.reg, orr_gen_name(gen, ref.name, at), 0);
        return;
    case ORR_PLACE_NAMESPACE:
        orr_gen_emit(gen, at, ORR_OP_STORE_NAME, kill, value.reg, orr_gen_name(gen, ref.name, at), 0);
        return;
    }
}

static void delete_ref(OrrGen *gen, const OrrAst *at, const OrrRef *ref, bool sure) {
    uint32_t name = ref->place == ORR_PLACE_REG ? 0 : orr_gen_name(gen, ref->name, at);
    switch (ref->place) {
    case ORR_PLACE_REG:
        if (!sure) check_bound(gen, at, ref);
        orr_gen_clear(gen, at, ref->reg);
        orr_gen_set_bound(gen, ref->reg, false);
        return;
    case ORR_PLACE_CELL:
    case ORR_PLACE_DICT_CELL: orr_gen_emit(gen, at, ORR_OP_CLEAR_CELL, orr_mode(ref->free), ref->reg, name, 0); return;
    case ORR_PLACE_GLOBAL:
    case ORR_PLACE_DICT_GLOBAL: orr_gen_emit(gen, at, ORR_OP_DEL_GLOBAL, 0, name, 0, 0); return;
    case ORR_PLACE_NAMESPACE: orr_gen_emit(gen, at, ORR_OP_DEL_NAME, 0, name, 0, 0); return;
    }
}

void orr_gen_delete_name(OrrGen *gen, const OrrAst *at, const OrrName *name) {
    OrrRef ref = orr_gen_resolve(gen, name);
    delete_ref(gen, at, &ref, false);
}

/* A register is simply cleared, bound or not; elsewhere the name is set first, so that deleting it can't fail. */
void orr_gen_unbind_name(OrrGen *gen, const OrrAst *at, const OrrName *name) {
    OrrRef ref = orr_gen_resolve(gen, name);
    if (ref.place != ORR_PLACE_REG) {
        uint16_t none = orr_gen_temp(gen);
        orr_gen_load_none(gen, at, none);
        orr_gen_store_name(gen, at, name, (OrrVal){none, true});
        gen->unit->top--;
    }
    delete_ref(gen, at, &ref, true);
}

int32_t orr_gen_local_target(OrrGen *gen, const OrrAst *target) {
    if (target->kind != ORR_AST_NAME) return -1;
    OrrRef ref = orr_gen_resolve(gen, ((const OrrAstName *)(const void *)target)->id);
    return ref.place == ORR_PLACE_REG ? ref.reg : -1;
}

uint16_t orr_gen_cell_register(OrrGen *gen, const OrrName *name) {
    OrrScope *scope = gen->scope;
    OrrSymbol *symbol = orr_scope_lookup(scope, name);
    while (scope->inlined && (symbol == NULL || symbol->binding != ORR_BINDING_CELL)) {
        scope = scope->parent;
        symbol = orr_scope_lookup(scope, name);
    }
    ORR_ASSERT(symbol != NULL);
    if (symbol->binding == ORR_BINDING_CELL) return symbol->reg;
    if (orr_gen_is_class_cell(gen, scope, name)) {
        const OrrKnownNames *known = &gen->scopes.known;
        const OrrUnit *unit = gen->unit;
        return name == known->class_cell  ? unit->class_cell
               : name == known->classdict ? unit->class_dict
                                          : unit->conditional;
    }
    ORR_ASSERT(symbol->binding == ORR_BINDING_FREE || symbol->class_free);
    return symbol->free_reg;
}

void orr_gen_open_inlined(OrrGen *gen, OrrScope *scope, const OrrAst *at, bool clear) {
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        OrrSymbol *symbol = scope->symbols[i];
        if (symbol->binding != ORR_BINDING_LOCAL && symbol->binding != ORR_BINDING_CELL) continue;
        symbol->reg = orr_gen_temp(gen);
        symbol->stored = false;
        bool cell = symbol->binding == ORR_BINDING_CELL;
        if (clear || cell) orr_gen_clear(gen, at, symbol->reg);
        if (cell) orr_gen_emit(gen, at, ORR_OP_MAKE_CELL, 0, symbol->reg, 0, 0);
    }
    gen->scope = scope;
}

void orr_gen_close_inlined(OrrGen *gen, OrrScope *scope, const OrrAst *at) {
    uint32_t lowest = gen->unit->top;
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        const OrrSymbol *symbol = scope->symbols[i];
        if (symbol->binding != ORR_BINDING_LOCAL && symbol->binding != ORR_BINDING_CELL) continue;
        orr_gen_clear(gen, at, symbol->reg);
        if (symbol->reg < lowest) lowest = symbol->reg;
    }
    gen->unit->top = lowest;
    gen->scope = scope->parent;
}
