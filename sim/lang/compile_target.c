/* Assignment in all its forms, and deletion. */
#include <string.h>

#include "sim/lang/codegen.h"

/* `self.x = ...` in a method: the class lists x in __static_attributes__. */
void orr_gen_note_static(OrrGen *gen, OrrAst *node) {
    OrrAstAttribute *attribute = orr_ast_attribute(node);
    if (attribute->value->kind != ORR_AST_NAME || orr_ast_name(attribute->value)->id != gen->scopes.known.self) return;
    for (OrrUnit *unit = gen->unit; unit != NULL; unit = unit->outer) {
        if (unit->scope->kind != ORR_SCOPE_CLASS) continue;
        for (uint32_t i = 0; i < unit->static_count; i++) {
            if (unit->static_attributes[i] == attribute->attr) return;
        }
        if (!orr_gen_room(gen, (void **)&unit->static_attributes, unit->static_count, &unit->static_capacity,
                          sizeof *unit->static_attributes)) {
            return;
        }
        unit->static_attributes[unit->static_count++] = attribute->attr;
        return;
    }
}

static void store_attribute(OrrGen *gen, OrrAst *target, OrrVal value) {
    OrrAstAttribute *attribute = orr_ast_attribute(target);
    orr_gen_note_static(gen, target);
    OrrAst at = orr_gen_attribute_position(target, target);
    OrrVal object = orr_gen_value(gen, attribute->value);
    orr_gen_emit(gen, &at, ORR_OP_SETATTR, orr_kill(object, ORR_KILL_A) | orr_kill(value, ORR_KILL_B), object.reg,
                 value.reg, orr_gen_mangled_name(gen, attribute->attr, target));
}

static void store_subscript(OrrGen *gen, OrrAst *target, OrrVal value) {
    OrrAstSubscript *subscript = orr_ast_subscript(target);
    OrrVal object = orr_gen_value_before(gen, subscript->value, subscript->slice);
    OrrVal index = orr_gen_value(gen, subscript->slice);
    orr_gen_emit(gen, target, ORR_OP_SETITEM,
                 orr_kill(object, ORR_KILL_A) | orr_kill(index, ORR_KILL_B) | orr_kill(value, ORR_KILL_C), object.reg,
                 index.reg, value.reg);
}

/* Unpacking */

static size_t find_star(OrrGen *gen, const OrrAst *at, OrrAstSeq elts) {
    size_t star = elts.count;
    for (size_t i = 0; i < elts.count; i++) {
        if (elts.items[i]->kind != ORR_AST_STARRED) continue;
        if (star != elts.count) {
            orr_gen_error(gen, at, "multiple starred expressions in assignment", NULL);
            return star;
        }
        star = i;
    }
    if (star != elts.count && (star > 255 || elts.count - star - 1 > 255)) {
        orr_gen_error(gen, at, "too many expressions in star-unpacking assignment", NULL);
    }
    return star;
}

static OrrAst *without_star(OrrAst *target) {
    return target->kind == ORR_AST_STARRED ? orr_ast_starred(target)->value : target;
}

/* The first register if the targets are locals that lie one after another, so that they can be unpacked into; else -1.
 */
static int32_t consecutive_locals(OrrGen *gen, OrrAstSeq elts) {
    int32_t first = -1;
    for (size_t i = 0; i < elts.count; i++) {
        int32_t local = orr_gen_local_target(gen, without_star(elts.items[i]));
        if (local < 0 || (i > 0 && local != first + (int32_t)i)) return -1;
        if (i == 0) first = local;
    }
    return first;
}

static void emit_unpack(OrrGen *gen, const OrrAst *at, uint32_t base, OrrVal value, size_t count, size_t star) {
    if (count > 60000) {
        orr_gen_too_large(gen, at);
        return;
    }
    unsigned kill = orr_kill(value, ORR_KILL_B);
    if (star == count) {
        orr_gen_emit(gen, at, ORR_OP_UNPACK, kill, base, value.reg, (uint32_t)count);
    } else {
        orr_gen_emit(gen, at, ORR_OP_UNPACK_EX, kill, base, value.reg, (uint32_t)(star | (count - star - 1) << 8));
    }
}

static void unpack(OrrGen *gen, OrrAst *target, OrrAstSeq elts, OrrVal value) {
    size_t star = find_star(gen, target, elts);
    if (gen->failed) return;
    int32_t locals = consecutive_locals(gen, elts);
    bool named = locals >= 0;
    uint32_t base = named ? (uint32_t)locals : elts.count > 60000 ? 0 : orr_gen_temps(gen, (uint32_t)elts.count);
    emit_unpack(gen, target, base, value, elts.count, star);
    for (size_t i = 0; i < elts.count && !gen->failed; i++) {
        orr_gen_store(gen, without_star(elts.items[i]), (OrrVal){(uint16_t)(base + i), !named});
    }
}

/* Consumes the value if it is a temporary. */
void orr_gen_store(OrrGen *gen, OrrAst *target, OrrVal value) {
    if (gen->failed) return;
    uint32_t top = gen->unit->top;
    switch (target->kind) {
    case ORR_AST_NAME: orr_gen_store_name(gen, target, orr_ast_name(target)->id, value); break;
    case ORR_AST_ATTRIBUTE: store_attribute(gen, target, value); break;
    case ORR_AST_SUBSCRIPT: store_subscript(gen, target, value); break;
    case ORR_AST_TUPLE: unpack(gen, target, orr_ast_tuple(target)->elts, value); break;
    case ORR_AST_LIST: unpack(gen, target, orr_ast_list(target)->elts, value); break;
    default: orr_gen_error(gen, target, "starred assignment target must be in a list or tuple", NULL); break;
    }
    gen->unit->top = top;
}

/* a, b = x, y */

static bool same_shape(OrrAst *target, OrrAst *value, OrrAstSeq *to, OrrAstSeq *from) {
    if (target->kind == ORR_AST_TUPLE) *to = orr_ast_tuple(target)->elts;
    else if (target->kind == ORR_AST_LIST) *to = orr_ast_list(target)->elts;
    else return false;
    if (value->kind != ORR_AST_TUPLE) return false;
    *from = orr_ast_tuple(value)->elts;
    return to->count == from->count && to->count > 0 && to->count <= 16 && !orr_gen_has_star(*to) &&
           !orr_gen_has_star(*from);
}

/* Whether an element may be read when it is stored rather than before: it is a constant, or a local that is not among
 * the targets, all of which are locals. */
static bool may_wait(OrrGen *gen, OrrAst *value, OrrAstSeq to, bool plain) {
    OrrConst constant;
    if (orr_gen_fold(gen, value, &constant)) return true;
    if (!plain || value->kind != ORR_AST_NAME) return false;
    int32_t local = orr_gen_local_target(gen, value);
    if (local < 0 || gen->unit->scope->walrus) return false;
    for (size_t i = 0; i < to.count; i++) {
        if (orr_gen_local_target(gen, to.items[i]) == local) return false;
    }
    return true;
}

static bool all_locals(OrrGen *gen, OrrAstSeq to) {
    for (size_t i = 0; i < to.count; i++) {
        if (orr_gen_local_target(gen, to.items[i]) < 0) return false;
    }
    return true;
}

static void assign_one(OrrGen *gen, OrrAst *target, OrrAst *value) {
    int32_t local = orr_gen_local_target(gen, target);
    if (local >= 0) {
        orr_gen_to(gen, value, (uint32_t)local);
        orr_gen_store_name(gen, target, orr_ast_name(target)->id, (OrrVal){(uint16_t)local, false});
        return;
    }
    orr_gen_store(gen, target, orr_gen_value_before(gen, value, target));
}

static void assign_parallel(OrrGen *gen, OrrAstSeq to, OrrAstSeq from) {
    bool plain = all_locals(gen, to), waits[16];
    OrrVal values[16];
    size_t last = to.count - 1;
    /* The last value can go straight to its place if nothing else happens between: a, b = b, a + b. */
    bool direct = plain && from.items[last]->kind == ORR_AST_BIN_OP;
    for (size_t i = 0; i < last && direct; i++) {
        direct = orr_gen_local_target(gen, to.items[i]) != orr_gen_local_target(gen, to.items[last]);
    }
    for (size_t i = 0; i < to.count; i++) {
        waits[i] = may_wait(gen, from.items[i], to, plain);
        if (waits[i]) {
            if (from.items[i]->kind == ORR_AST_NAME) (void)orr_gen_value(gen, from.items[i]); /* is it bound? */
        } else if (i == last && direct) {
            assign_one(gen, to.items[i], from.items[i]);
        } else {
            values[i] = (OrrVal){orr_gen_to_temp(gen, from.items[i]), true};
        }
    }
    for (size_t i = 0; i < to.count; i++) {
        if (waits[i]) assign_one(gen, to.items[i], from.items[i]);
        else if (i != last || !direct) orr_gen_store(gen, to.items[i], values[i]);
    }
}

void orr_gen_assign(OrrGen *gen, OrrAst *node) {
    OrrAstAssign *assign = orr_ast_assign(node);
    OrrAstSeq to, from;
    size_t count = assign->targets.count;
    if (count == 1 && same_shape(assign->targets.items[0], assign->value, &to, &from)) {
        assign_parallel(gen, to, from);
        return;
    }
    if (count == 1) {
        assign_one(gen, assign->targets.items[0], assign->value);
        return;
    }
    uint16_t value = orr_gen_to_temp(gen, assign->value);
    for (size_t i = 0; i < count; i++) orr_gen_store(gen, assign->targets.items[i], (OrrVal){value, i + 1 == count});
}

/* x += y */

static void augment_name(OrrGen *gen, OrrAst *node, OrrAstAugAssign *aug) {
    const OrrName *name = orr_ast_name(aug->target)->id;
    OrrVal old = orr_gen_name_value(gen, aug->target, name);
    if (!old.temp && orr_gen_may_rebind(gen, aug->value)) {
        uint16_t copy = orr_gen_temp(gen);
        orr_gen_move(gen, aug->target, copy, old);
        old = (OrrVal){copy, true};
    }
    int32_t local = orr_gen_local_target(gen, aug->target);
    uint32_t dst = local >= 0 ? (uint32_t)local : old.reg;
    orr_gen_binary(gen, node, aug->op, 1, dst, old, aug->value);
    orr_gen_store_name(gen, aug->target, name, (OrrVal){(uint16_t)dst, local < 0});
}

static void augment_attribute(OrrGen *gen, OrrAst *node, OrrAstAugAssign *aug) {
    OrrAstAttribute *attribute = orr_ast_attribute(aug->target);
    orr_gen_note_static(gen, aug->target);
    OrrAst at = orr_gen_attribute_position(aug->target, aug->target);
    uint32_t name = orr_gen_mangled_name(gen, attribute->attr, node);
    OrrVal object = orr_gen_value_before(gen, attribute->value, aug->value);
    uint16_t item = orr_gen_temp(gen);
    orr_gen_emit(gen, &at, ORR_OP_GETATTR, 0, item, object.reg, name);
    orr_gen_binary(gen, node, aug->op, 1, item, (OrrVal){item, true}, aug->value);
    orr_gen_emit(gen, &at, ORR_OP_SETATTR, orr_kill(object, ORR_KILL_A) | ORR_KILL_B, object.reg, item, name);
}

static void augment_subscript(OrrGen *gen, OrrAst *node, OrrAstAugAssign *aug) {
    OrrAstSubscript *subscript = orr_ast_subscript(aug->target);
    bool copy = orr_gen_may_rebind(gen, aug->value) || orr_gen_may_rebind(gen, subscript->slice);
    OrrVal object =
        copy ? (OrrVal){orr_gen_to_temp(gen, subscript->value), true} : orr_gen_value(gen, subscript->value);
    OrrVal index = orr_gen_value_before(gen, subscript->slice, aug->value);
    uint16_t item = orr_gen_temp(gen);
    orr_gen_emit(gen, aug->target, ORR_OP_GETITEM, 0, item, object.reg, index.reg);
    orr_gen_binary(gen, node, aug->op, 1, item, (OrrVal){item, true}, aug->value);
    orr_gen_emit(gen, aug->target, ORR_OP_SETITEM,
                 orr_kill(object, ORR_KILL_A) | orr_kill(index, ORR_KILL_B) | ORR_KILL_C, object.reg, index.reg, item);
}

void orr_gen_aug_assign(OrrGen *gen, OrrAst *node) {
    OrrAstAugAssign *aug = orr_ast_aug_assign(node);
    switch (aug->target->kind) {
    case ORR_AST_NAME: augment_name(gen, node, aug); return;
    case ORR_AST_ATTRIBUTE: augment_attribute(gen, node, aug); return;
    default: augment_subscript(gen, node, aug); return;
    }
}

/* x: T = v */

/* What stands before the annotation is evaluated even if nothing is assigned to it. */
static void evaluate_target(OrrGen *gen, OrrAst *target) {
    OrrAst *parts[2] = {NULL, NULL};
    if (target->kind == ORR_AST_ATTRIBUTE) {
        parts[0] = orr_ast_attribute(target)->value;
    } else if (target->kind == ORR_AST_SUBSCRIPT) {
        parts[0] = orr_ast_subscript(target)->value;
        parts[1] = orr_ast_subscript(target)->slice;
    }
    for (size_t i = 0; i < 2; i++) {
        if (parts[i] == NULL) continue;
        OrrVal value = orr_gen_value(gen, parts[i]);
        if (value.temp) orr_gen_clear(gen, target, value.reg);
    }
}

/* Notes that a conditional annotation was reached: __annotate__ reports those only. */
static void note_reached(OrrGen *gen, OrrAst *node) {
    OrrScope *scope = gen->unit->scope;
    for (uint32_t i = 0; i < scope->annotation_count; i++) {
        if (scope->annotations[i] != node || !scope->annotation_conditional[i]) continue;
        uint16_t set = orr_gen_temp(gen), number = orr_gen_temp(gen);
        const OrrName *known = gen->scopes.known.conditional_annotations;
        uint32_t name = orr_gen_name(gen, known, node);
        if (gen->unit->conditional != 0)
            orr_gen_emit(gen, node, ORR_OP_LOAD_CELL, 0, set, gen->unit->conditional, name);
        else orr_gen_emit(gen, node, ORR_OP_LOAD_GLOBAL, 0, set, name, 0);
        orr_gen_load_int(gen, node, i, number);
        orr_gen_emit(gen, node, ORR_OP_SET_ADD, ORR_KILL_B, set, number, 0);
        orr_gen_clear(gen, node, set);
        return;
    }
}

void orr_gen_ann_assign(OrrGen *gen, OrrAst *node) {
    OrrAstAnnAssign *assign = orr_ast_ann_assign(node);
    uint32_t top = gen->unit->top;
    if (assign->value != NULL) {
        if (assign->target->kind == ORR_AST_NAME) assign_one(gen, assign->target, assign->value);
        else orr_gen_store(gen, assign->target, orr_gen_value_before(gen, assign->value, assign->target));
    } else {
        evaluate_target(gen, assign->target);
    }
    gen->unit->top = top;
    if (assign->simple && gen->dynamic && gen->unit->scope->kind == ORR_SCOPE_MODULE) orr_gen_annotate_now(gen, node);
    else if (assign->simple) note_reached(gen, node);
    gen->unit->top = top;
}

/* del */

static void delete_item(OrrGen *gen, OrrAst *target) {
    OrrAstSubscript *subscript = orr_ast_subscript(target);
    OrrVal object = orr_gen_value_before(gen, subscript->value, subscript->slice);
    OrrVal index = orr_gen_value(gen, subscript->slice);
    orr_gen_emit(gen, target, ORR_OP_DELITEM, orr_kill(object, ORR_KILL_A) | orr_kill(index, ORR_KILL_B), object.reg,
                 index.reg, 0);
}

static void delete_attribute(OrrGen *gen, OrrAst *target) {
    OrrAstAttribute *attribute = orr_ast_attribute(target);
    OrrAst at = orr_gen_attribute_position(target, target);
    OrrVal object = orr_gen_value(gen, attribute->value);
    orr_gen_emit(gen, &at, ORR_OP_DELATTR, orr_kill(object, ORR_KILL_A), object.reg, 0,
                 orr_gen_mangled_name(gen, attribute->attr, target));
}

void orr_gen_delete(OrrGen *gen, OrrAst *target) {
    uint32_t top = gen->unit->top;
    OrrAstSeq elts = {0};
    switch (target->kind) {
    case ORR_AST_NAME: orr_gen_delete_name(gen, target, orr_ast_name(target)->id); break;
    case ORR_AST_ATTRIBUTE: delete_attribute(gen, target); break;
    case ORR_AST_SUBSCRIPT: delete_item(gen, target); break;
    case ORR_AST_TUPLE: elts = orr_ast_tuple(target)->elts; break;
    default: elts = orr_ast_list(target)->elts; break;
    }
    for (size_t i = 0; i < elts.count && !gen->failed; i++) orr_gen_delete(gen, elts.items[i]);
    gen->unit->top = top;
}
