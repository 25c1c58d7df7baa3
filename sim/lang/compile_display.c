/* Displays ([...], {...}, tuples), slices and f-strings. */
#include "sim/lang/codegen.h"

/* More elements than this are not collected in registers first. */
#define RUN_MAX 32u

static bool all_constant(OrrGen *gen, OrrAstSeq elts) {
    OrrConst constant;
    for (size_t i = 0; i < elts.count; i++) {
        if (!orr_gen_fold(gen, elts.items[i], &constant)) return false;
    }
    return true;
}

static OrrConst tuple_of(OrrGen *gen, OrrAstSeq elts, OrrConstKind kind) {
    OrrConst *items = orr_region_alloc_array(gen->scratch, elts.count, sizeof *items);
    if (items == NULL) orr_gen_no_memory(gen);
    for (size_t i = 0; items != NULL && i < elts.count; i++) (void)orr_gen_fold(gen, elts.items[i], &items[i]);
    return (OrrConst){.kind = (uint8_t)kind, .count = items == NULL ? 0 : (uint32_t)elts.count, .as.items = items};
}

/* Evaluates into a run and builds from it in one instruction. */
static void build_run(OrrGen *gen, const OrrAst *at, OrrOp op, OrrAstSeq elts, uint32_t dst) {
    uint32_t top = gen->unit->top;
    for (size_t i = 0; i < elts.count; i++) (void)orr_gen_to_temp(gen, elts.items[i]);
    orr_gen_emit(gen, at, op, 0, dst, top, (uint32_t)elts.count);
    gen->unit->top = top;
}

/* A temporary that may be filled bit by bit: dst if it is one. */
static uint32_t accumulator(OrrGen *gen, uint32_t dst) {
    if (!orr_gen_is_temp(gen, dst)) return orr_gen_temp(gen);
    if (dst >= gen->unit->top) gen->unit->top = dst + 1;
    return dst;
}

typedef struct Adding {
    OrrOp build, add, extend;
    unsigned extend_mode;
} Adding;

/* Adds the elements one by one, starred ones with extend; `filled` values are in the registers after `to` already. */
static void add_each(OrrGen *gen, const OrrAst *at, Adding how, OrrAstSeq elts, uint32_t to, uint32_t filled) {
    uint32_t first = 0;
    uint32_t base = to + 1;
    if (filled == 0) base = gen->unit->top;
    while (first < elts.count && first < RUN_MAX && elts.items[first]->kind != ORR_AST_STARRED) first++;
    if (first == elts.count) first = 0; /* nothing but plain ones: too many for a run */
    for (uint32_t i = 0; i < first; i++) (void)orr_gen_to_temp(gen, elts.items[i]);
    orr_gen_emit(gen, at, how.build, 0, to, base, filled + first);
    gen->unit->top = base < to + 1 ? to + 1 : base;
    uint32_t top = gen->unit->top;
    for (size_t i = first; i < elts.count; i++) {
        OrrAst *elt = elts.items[i];
        bool star = elt->kind == ORR_AST_STARRED;
        OrrVal value = orr_gen_value(gen, star ? orr_ast_starred(elt)->value : elt);
        orr_gen_emit(gen, at, star ? how.extend : how.add,
                     orr_kill(value, ORR_KILL_B) | (star ? orr_mode(how.extend_mode) : 0), to, value.reg, 0);
        gen->unit->top = top;
    }
}

void orr_gen_sequence_list(OrrGen *gen, const OrrAst *at, OrrAstSeq elts, uint32_t list, uint32_t from_run,
                           unsigned extend_mode) {
    Adding how = {ORR_OP_BUILD_LIST, ORR_OP_LIST_APPEND, ORR_OP_LIST_EXTEND, extend_mode};
    add_each(gen, at, how, elts, list, from_run);
}

static void list_display(OrrGen *gen, OrrAst *node, OrrAstSeq elts, uint32_t dst) {
    bool star = orr_gen_has_star(elts), constant = elts.count >= 3 && all_constant(gen, elts);
    if (!star && !constant && elts.count <= RUN_MAX) {
        build_run(gen, node, ORR_OP_BUILD_LIST, elts, dst);
        return;
    }
    uint32_t list = accumulator(gen, dst);
    if (constant) {
        OrrConst tuple = tuple_of(gen, elts, ORR_CONST_TUPLE);
        orr_gen_emit(gen, node, ORR_OP_BUILD_LIST, 0, list, list, 0);
        uint16_t temp = orr_gen_temp(gen);
        orr_gen_load_const(gen, node, &tuple, temp);
        orr_gen_emit(gen, node, ORR_OP_LIST_EXTEND, ORR_KILL_B, list, temp, 0);
    } else {
        orr_gen_sequence_list(gen, node, elts, list, 0, 0);
    }
    orr_gen_move(gen, node, dst, (OrrVal){(uint16_t)list, true});
}

static void tuple_display(OrrGen *gen, OrrAst *node, OrrAstSeq elts, uint32_t dst) {
    if (!orr_gen_has_star(elts) && elts.count <= RUN_MAX) {
        build_run(gen, node, ORR_OP_BUILD_TUPLE, elts, dst);
        return;
    }
    uint32_t list = accumulator(gen, dst);
    orr_gen_sequence_list(gen, node, elts, list, 0, 0);
    orr_gen_emit(gen, node, ORR_OP_LIST_TO_TUPLE, ORR_KILL_B, dst, list, 0);
}

static void set_display(OrrGen *gen, OrrAst *node, OrrAstSeq elts, uint32_t dst) {
    bool star = orr_gen_has_star(elts), constant = elts.count >= 3 && all_constant(gen, elts);
    if (!star && !constant && elts.count <= RUN_MAX) {
        build_run(gen, node, ORR_OP_BUILD_SET, elts, dst);
        return;
    }
    uint32_t set = accumulator(gen, dst);
    if (constant) {
        OrrConst frozen = tuple_of(gen, elts, ORR_CONST_FROZENSET);
        orr_gen_emit(gen, node, ORR_OP_BUILD_SET, 0, set, set, 0);
        uint16_t temp = orr_gen_temp(gen);
        orr_gen_load_const(gen, node, &frozen, temp);
        orr_gen_emit(gen, node, ORR_OP_SET_UPDATE, ORR_KILL_B, set, temp, 0);
    } else {
        Adding how = {ORR_OP_BUILD_SET, ORR_OP_SET_ADD, ORR_OP_SET_UPDATE, 0};
        add_each(gen, node, how, elts, set, 0);
    }
    orr_gen_move(gen, node, dst, (OrrVal){(uint16_t)set, true});
}

static void dict_items(OrrGen *gen, OrrAst *node, OrrAstDict *dict, size_t from, uint32_t to) {
    uint32_t top = gen->unit->top;
    for (size_t i = from; i < dict->values.count; i++) {
        OrrAst *key = dict->keys.items[i];
        if (key == NULL) {
            OrrVal mapping = orr_gen_value(gen, dict->values.items[i]);
            orr_gen_emit(gen, node, ORR_OP_DICT_UPDATE, orr_kill(mapping, ORR_KILL_B), to, mapping.reg, 0);
        } else {
            OrrVal k = orr_gen_value_before(gen, key, dict->values.items[i]);
            OrrVal v = orr_gen_value(gen, dict->values.items[i]);
            orr_gen_emit(gen, node, ORR_OP_DICT_SET, orr_kill(k, ORR_KILL_B) | orr_kill(v, ORR_KILL_C), to, k.reg,
                         v.reg);
        }
        gen->unit->top = top;
    }
}

static void dict_display(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstDict *dict = orr_ast_dict(node);
    size_t plain = 0;
    while (plain < dict->keys.count && dict->keys.items[plain] != NULL && plain < RUN_MAX / 2) plain++;
    bool whole = plain == dict->keys.count;
    if (!whole && plain == RUN_MAX / 2) plain = 0;
    uint32_t to = whole ? dst : accumulator(gen, dst);
    uint32_t base = gen->unit->top;
    for (size_t i = 0; i < plain; i++) {
        (void)orr_gen_to_temp(gen, dict->keys.items[i]);
        (void)orr_gen_to_temp(gen, dict->values.items[i]);
    }
    orr_gen_emit(gen, node, ORR_OP_BUILD_MAP, 0, to, base, (uint32_t)plain);
    gen->unit->top = base;
    if (whole) return;
    dict_items(gen, node, dict, plain, to);
    orr_gen_move(gen, node, dst, (OrrVal){(uint16_t)to, true});
}

void orr_gen_display(OrrGen *gen, OrrAst *node, uint32_t dst) {
    switch (node->kind) {
    case ORR_AST_LIST: list_display(gen, node, orr_ast_list(node)->elts, dst); return;
    case ORR_AST_TUPLE: tuple_display(gen, node, orr_ast_tuple(node)->elts, dst); return;
    case ORR_AST_SET: set_display(gen, node, orr_ast_set(node)->elts, dst); return;
    default: dict_display(gen, node, dst); return;
    }
}

void orr_gen_slice(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstSlice *slice = orr_ast_slice(node);
    OrrAst *parts[] = {slice->lower, slice->upper, slice->step};
    uint32_t base = gen->unit->top;
    for (size_t i = 0; i < 3; i++) {
        uint16_t reg = orr_gen_temp(gen);
        if (parts[i] != NULL) orr_gen_to(gen, parts[i], reg);
        else orr_gen_load_none(gen, node, reg);
    }
    orr_gen_emit(gen, node, ORR_OP_MAKE_SLICE, 0, dst, base, 0);
    gen->unit->top = base;
}

/* f-strings */

void orr_gen_formatted(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstFormattedValue *formatted = orr_ast_formatted_value(node);
    unsigned mode = formatted->conversion == 's'   ? 1
                    : formatted->conversion == 'r' ? 2
                    : formatted->conversion == 'a' ? 3
                                                   : 0;
    OrrVal value = orr_gen_value_before(gen, formatted->value, formatted->format_spec);
    if (formatted->format_spec == NULL) {
        orr_gen_emit(gen, node, ORR_OP_FORMAT, orr_kill(value, ORR_KILL_B) | orr_mode(mode | 4), dst, value.reg, 0);
        return;
    }
    OrrVal spec = orr_gen_value(gen, formatted->format_spec);
    orr_gen_emit(gen, node, ORR_OP_FORMAT, orr_kill(value, ORR_KILL_B) | orr_kill(spec, ORR_KILL_C) | orr_mode(mode),
                 dst, value.reg, spec.reg);
}

void orr_gen_joined_str(OrrGen *gen, OrrAst *node, uint32_t dst) {
    OrrAstSeq values = orr_ast_joined_str(node)->values;
    if (values.count == 1) {
        orr_gen_to(gen, values.items[0], dst);
        return;
    }
    if (values.count == 0) {
        orr_gen_load_const(gen, node, &(OrrConst){.kind = ORR_CONST_STR, .as.text = {"", 0}}, dst);
        return;
    }
    uint32_t base = gen->unit->top;
    for (size_t i = 0; i < values.count; i++) {
        if (gen->unit->top - base == RUN_MAX * 2) {
            orr_gen_emit(gen, node, ORR_OP_BUILD_STRING, 0, base, base, RUN_MAX * 2);
            gen->unit->top = base + 1;
        }
        (void)orr_gen_to_temp(gen, values.items[i]);
    }
    orr_gen_emit(gen, node, ORR_OP_BUILD_STRING, 0, dst, base, gen->unit->top - base);
    gen->unit->top = base;
}
