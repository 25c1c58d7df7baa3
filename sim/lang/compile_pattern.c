/* Patterns. What a pattern takes apart lies in temporaries; names are bound only when the whole pattern has matched, so
 * captures are kept in registers until then. Each level has its own way out for failure, which releases the registers
 * of that level and goes on to the way out of the level around it. */
#include <string.h>

#include "sim/lang/codegen.h"

static void jump_fail_false(OrrGen *gen, const OrrAst *at, uint32_t reg, const OrrPattern *pattern) {
    orr_gen_jump_op(gen, at, ORR_OP_JUMP_IF_FALSE, ORR_KILL_A, reg, 0, pattern->fail);
}

static void capture(OrrGen *gen, const OrrAst *at, OrrPattern *pattern, const OrrName *name, uint32_t reg) {
    for (uint32_t i = 0; i < pattern->count; i++) {
        if (pattern->captures[i].name != name) continue;
        orr_gen_error(gen, at, "multiple assignments to name '%s' in pattern", name->utf8);
        return;
    }
    if (!orr_gen_room(gen, (void **)&pattern->captures, pattern->count, &pattern->capacity,
                      sizeof *pattern->captures)) {
        return;
    }
    pattern->captures[pattern->count++] = (OrrCapture){name, (uint16_t)reg};
}

/* A level of its own: what it fails through releases registers from `from` on. */
static OrrLabel open_level(OrrGen *gen, OrrPattern *pattern) {
    OrrLabel outer = pattern->fail;
    pattern->fail = orr_gen_label(gen);
    return outer;
}

static void close_level(OrrGen *gen, const OrrAst *at, OrrPattern *pattern, OrrLabel outer, uint32_t from,
                        uint32_t to) {
    OrrLabel matched = orr_gen_label(gen);
    orr_gen_jump(gen, at, matched);
    orr_gen_place(gen, pattern->fail);
    for (uint32_t reg = from; reg < to; reg++) orr_gen_clear(gen, at, reg);
    orr_gen_jump(gen, at, outer);
    orr_gen_place(gen, matched);
    pattern->fail = outer;
}

static bool is_wildcard(OrrAst *node) {
    return node->kind == ORR_AST_MATCH_AS && orr_ast_match_as(node)->name == NULL &&
           orr_ast_match_as(node)->pattern == NULL;
}

static bool is_star_wildcard(OrrAst *node) {
    return node->kind == ORR_AST_MATCH_STAR && orr_ast_match_star(node)->name == NULL;
}

/* A pattern within a pattern may always be irrefutable. */
static void subpattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern) {
    bool allow = pattern->allow_irrefutable;
    pattern->allow_irrefutable = true;
    orr_gen_pattern(gen, node, subject, pattern);
    pattern->allow_irrefutable = allow;
}

static void release(OrrGen *gen, const OrrAst *at, OrrVal subject) {
    if (subject.temp) orr_gen_clear(gen, at, subject.reg);
}

/* Values and names */

static void value_pattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern) {
    OrrAst *expr = orr_ast_match_value(node)->value;
    OrrConst constant;
    uint32_t top = gen->unit->top;
    if (orr_gen_fold(gen, expr, &constant)) {
        orr_gen_jump_op(gen, node, ORR_OP_JEQK, orr_kill(subject, ORR_KILL_A), subject.reg,
                        orr_gen_const(gen, &constant, node), pattern->fail);
        return;
    }
    OrrVal value = orr_gen_value(gen, expr);
    orr_gen_jump_op(gen, node, ORR_OP_JEQ, orr_kill(subject, ORR_KILL_A) | orr_kill(value, ORR_KILL_B), subject.reg,
                    value.reg, pattern->fail);
    gen->unit->top = top;
}

static void singleton_pattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern) {
    OrrConst constant = orr_gen_constant_of(&orr_ast_match_singleton(node)->value);
    orr_gen_jump_op(gen, node, ORR_OP_JISK, orr_kill(subject, ORR_KILL_A), subject.reg,
                    orr_gen_const(gen, &constant, node), pattern->fail);
}

/* A captured subject that is in place must be copied: what it is in place of may be bound by another name first. */
static void capture_subject(OrrGen *gen, OrrAst *node, const OrrName *name, OrrVal subject, OrrPattern *pattern) {
    uint32_t reg = subject.reg;
    if (!subject.temp) {
        reg = orr_gen_temp(gen);
        orr_gen_move(gen, node, reg, subject);
    }
    capture(gen, node, pattern, name, reg);
}

static void as_pattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern) {
    OrrAstMatchAs *as = orr_ast_match_as(node);
    if (as->pattern == NULL) {
        if (!pattern->allow_irrefutable) {
            if (as->name != NULL) {
                orr_gen_error(gen, node, "name capture '%s' makes remaining patterns unreachable", as->name->utf8);
            } else {
                orr_gen_error(gen, node, "wildcard makes remaining patterns unreachable", NULL);
            }
        }
        if (as->name == NULL) release(gen, node, subject);
        else capture_subject(gen, node, as->name, subject, pattern);
        return;
    }
    uint32_t from = gen->unit->top;
    OrrLabel outer = open_level(gen, pattern);
    orr_gen_pattern(gen, as->pattern, (OrrVal){subject.reg, false}, pattern);
    capture_subject(gen, node, as->name, subject, pattern);
    if (subject.temp) {
        OrrLabel matched = orr_gen_label(gen);
        orr_gen_jump(gen, node, matched);
        orr_gen_place(gen, pattern->fail);
        release(gen, node, subject);
        orr_gen_jump(gen, node, outer);
        orr_gen_place(gen, matched);
        pattern->fail = outer;
    } else {
        close_level(gen, node, pattern, outer, from, from);
    }
}

/* Sequences */

static void check_length(OrrGen *gen, OrrAst *node, OrrVal subject, size_t length, bool at_least, OrrPattern *pattern) {
    uint16_t size = orr_gen_temp(gen);
    orr_gen_emit(gen, node, ORR_OP_GET_LEN, 0, size, subject.reg, 0);
    OrrConst wanted = {.kind = ORR_CONST_INT, .as.integer = (int64_t)length};
    orr_gen_jump_op(gen, node, at_least ? ORR_OP_JGEK : ORR_OP_JEQK, ORR_KILL_A, size,
                    orr_gen_const(gen, &wanted, node), pattern->fail);
    gen->unit->top--;
}

static size_t star_of(OrrGen *gen, OrrAst *node, OrrAstSeq patterns) {
    size_t star = patterns.count;
    for (size_t i = 0; i < patterns.count; i++) {
        if (patterns.items[i]->kind != ORR_AST_MATCH_STAR) continue;
        if (star != patterns.count) orr_gen_error(gen, node, "multiple starred names in sequence pattern", NULL);
        star = i;
    }
    if (star != patterns.count && (star > 255 || patterns.count - star - 1 > 255)) {
        orr_gen_error(gen, node, "too many expressions in star-unpacking sequence pattern", NULL);
    }
    return star;
}

static void item_pattern(OrrGen *gen, OrrAst *item, uint32_t reg, OrrPattern *pattern) {
    OrrVal value = {(uint16_t)reg, true};
    if (item->kind != ORR_AST_MATCH_STAR) {
        subpattern(gen, item, value, pattern);
    } else if (orr_ast_match_star(item)->name == NULL) {
        release(gen, item, value);
    } else {
        capture(gen, item, pattern, orr_ast_match_star(item)->name, reg);
    }
}

static void unpack_items(OrrGen *gen, OrrAst *node, OrrAstSeq patterns, size_t star, OrrVal subject,
                         OrrPattern *pattern) {
    size_t count = patterns.count;
    if (count > 60000) {
        orr_gen_too_large(gen, node);
        return;
    }
    uint32_t base = orr_gen_temps(gen, (uint32_t)count);
    if (star == count) {
        orr_gen_emit(gen, node, ORR_OP_UNPACK, 0, base, subject.reg, (uint32_t)count);
    } else {
        orr_gen_emit(gen, node, ORR_OP_UNPACK_EX, 0, base, subject.reg, (uint32_t)(star | (count - star - 1) << 8));
    }
    OrrLabel outer = open_level(gen, pattern);
    for (size_t i = 0; i < count && !gen->failed; i++) {
        item_pattern(gen, patterns.items[i], base + (uint32_t)i, pattern);
    }
    close_level(gen, node, pattern, outer, base, gen->unit->top);
}

/* [a, *_, b]: what the wildcard covers is never looked at. */
static void index_items(OrrGen *gen, OrrAst *node, OrrAstSeq patterns, size_t star, OrrVal subject,
                        OrrPattern *pattern) {
    uint32_t base = gen->unit->top;
    OrrLabel outer = open_level(gen, pattern);
    for (size_t i = 0; i < patterns.count && !gen->failed; i++) {
        OrrAst *item = patterns.items[i];
        if (i == star || is_wildcard(item)) continue;
        uint32_t value = orr_gen_temps(gen, 1), index = orr_gen_temp(gen);
        if (i < star) {
            orr_gen_load_int(gen, node, (int64_t)i, index);
        } else {
            orr_gen_emit(gen, node, ORR_OP_GET_LEN, 0, index, subject.reg, 0);
            OrrConst back = {.kind = ORR_CONST_INT, .as.integer = (int64_t)(patterns.count - i)};
            orr_gen_emit(gen, node, ORR_OP_SUBK, ORR_KILL_B, index, index, orr_gen_const(gen, &back, node));
        }
        orr_gen_emit(gen, node, ORR_OP_GETITEM, ORR_KILL_C, value, subject.reg, index);
        subpattern(gen, item, (OrrVal){(uint16_t)value, true}, pattern);
    }
    close_level(gen, node, pattern, outer, base, gen->unit->top);
}

static void sequence_pattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern) {
    OrrAstSeq patterns = orr_ast_match_sequence(node)->patterns;
    size_t star = star_of(gen, node, patterns), count = patterns.count;
    bool starred = star != count, all_wild = true;
    for (size_t i = 0; i < count; i++) {
        all_wild = all_wild && (is_wildcard(patterns.items[i]) || is_star_wildcard(patterns.items[i]));
    }
    if (gen->failed) return;
    uint16_t matches = orr_gen_temp(gen);
    orr_gen_emit(gen, node, ORR_OP_MATCH_SEQUENCE, 0, matches, subject.reg, 0);
    jump_fail_false(gen, node, matches, pattern);
    gen->unit->top--;
    if (!starred) check_length(gen, node, subject, count, false, pattern);
    else if (count > 1) check_length(gen, node, subject, count - 1, true, pattern);
    if (all_wild) return;
    if (starred && is_star_wildcard(patterns.items[star])) index_items(gen, node, patterns, star, subject, pattern);
    else unpack_items(gen, node, patterns, star, subject, pattern);
}

/* Mappings */

static void same_key_twice(OrrGen *gen, OrrAst *node, OrrAstSeq keys) {
    for (size_t i = 0; i < keys.count; i++) {
        OrrConst a, b;
        if (!orr_gen_fold(gen, keys.items[i], &a)) continue;
        uint16_t number = orr_gen_const(gen, &a, node);
        for (size_t k = 0; k < i; k++) {
            if (!orr_gen_fold(gen, keys.items[k], &b) || orr_gen_const(gen, &b, node) != number) continue;
            OrrText text = orr_gen_unparse(gen, keys.items[i]);
            if (gen->failed) return;
            orr_gen_error(gen, node, "mapping pattern checks duplicate key (%s)", text.utf8);
            return;
        }
    }
}

/* A copy of the mapping without the keys that were matched. */
static void rest_of_mapping(OrrGen *gen, OrrAst *node, OrrAstMatchMapping *mapping, OrrVal subject, uint32_t keys,
                            uint32_t rest) {
    uint32_t count = (uint32_t)mapping->keys.count;
    orr_gen_emit(gen, node, ORR_OP_BUILD_MAP, 0, rest, rest, 0);
    orr_gen_emit(gen, node, ORR_OP_DICT_UPDATE, 0, rest, subject.reg, 0);
    uint32_t top = gen->unit->top, base = orr_gen_temps(gen, count);
    if (count != 0) orr_gen_emit(gen, node, ORR_OP_UNPACK, 0, base, keys, count);
    for (uint32_t i = 0; i < count; i++) orr_gen_emit(gen, node, ORR_OP_DELITEM, ORR_KILL_B, rest, base + i, 0);
    gen->unit->top = top;
}

static void key_tuple(OrrGen *gen, OrrAst *node, OrrAstSeq keys, uint32_t dst) {
    uint32_t top = gen->unit->top;
    for (size_t i = 0; i < keys.count; i++) (void)orr_gen_to_temp(gen, keys.items[i]);
    orr_gen_emit(gen, node, ORR_OP_BUILD_TUPLE, 0, dst, top, (uint32_t)keys.count);
    gen->unit->top = top;
}

static void mapping_items(OrrGen *gen, OrrAst *node, OrrAstMatchMapping *mapping, OrrVal subject, OrrPattern *pattern) {
    uint32_t count = (uint32_t)mapping->keys.count, base = gen->unit->top;
    OrrLabel outer = open_level(gen, pattern);
    uint32_t rest = orr_gen_temp(gen), keys = orr_gen_temp(gen), values = orr_gen_temp(gen);
    uint32_t items = orr_gen_temps(gen, count);
    key_tuple(gen, node, mapping->keys, keys);
    if (count != 0) {
        orr_gen_emit(gen, node, ORR_OP_MATCH_KEYS, 0, values, subject.reg, keys);
        orr_gen_jump_none(gen, node, (OrrVal){(uint16_t)values, false}, true, pattern->fail);
        orr_gen_emit(gen, node, ORR_OP_UNPACK, ORR_KILL_B, items, values, count);
    }
    for (uint32_t i = 0; i < count && !gen->failed; i++) {
        subpattern(gen, mapping->patterns.items[i], (OrrVal){(uint16_t)(items + i), true}, pattern);
    }
    if (mapping->rest != NULL) {
        rest_of_mapping(gen, node, mapping, subject, keys, rest);
        capture(gen, node, pattern, mapping->rest, rest);
    }
    orr_gen_clear(gen, node, keys);
    close_level(gen, node, pattern, outer, base, gen->unit->top);
}

static void mapping_pattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern) {
    OrrAstMatchMapping *mapping = orr_ast_match_mapping(node);
    if (mapping->keys.count > 20000) orr_gen_too_large(gen, node);
    same_key_twice(gen, node, mapping->keys);
    if (gen->failed) return;
    uint16_t matches = orr_gen_temp(gen);
    orr_gen_emit(gen, node, ORR_OP_MATCH_MAPPING, 0, matches, subject.reg, 0);
    jump_fail_false(gen, node, matches, pattern);
    gen->unit->top--;
    if (mapping->keys.count != 0) check_length(gen, node, subject, mapping->keys.count, true, pattern);
    if (mapping->keys.count != 0 || mapping->rest != NULL) mapping_items(gen, node, mapping, subject, pattern);
}

/* Classes */

static void check_attributes(OrrGen *gen, OrrAstMatchClass *match) {
    for (size_t i = 0; i < match->kwd_attrs.count; i++) {
        for (size_t k = i + 1; k < match->kwd_attrs.count; k++) {
            if (match->kwd_attrs.items[k] != match->kwd_attrs.items[i]) continue;
            orr_gen_error(gen, match->kwd_patterns.items[k], "attribute name repeated in class pattern: %s",
                          match->kwd_attrs.items[k]->utf8);
            return;
        }
    }
}

static void class_pattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern) {
    OrrAstMatchClass *match = orr_ast_match_class(node);
    size_t positional = match->patterns.count, count = positional + match->kwd_patterns.count;
    check_attributes(gen, match);
    if (count > 20000) orr_gen_too_large(gen, node);
    if (gen->failed) return;
    uint32_t from = gen->unit->top, run = orr_gen_temps(gen, 3);
    orr_gen_move(gen, node, run, (OrrVal){subject.reg, false});
    gen->unit->top = run + 2;
    orr_gen_to(gen, match->cls, run + 1);
    gen->unit->top = run + 3;
    uint16_t names = orr_gen_const_names(gen, match->kwd_attrs.items, match->kwd_attrs.count, node);
    orr_gen_emit(gen, node, ORR_OP_LOADK, 0, run + 2, names, 0);
    orr_gen_emit(gen, node, ORR_OP_MATCH_CLASS, 0, run, run, (uint32_t)positional);
    orr_gen_jump_none(gen, node, (OrrVal){(uint16_t)run, false}, true, pattern->fail);
    if (count == 0) {
        orr_gen_clear(gen, node, run);
        gen->unit->top = from;
        return;
    }
    gen->unit->top = run + 1;
    uint32_t base = orr_gen_temps(gen, (uint32_t)count);
    orr_gen_emit(gen, node, ORR_OP_UNPACK, ORR_KILL_B, base, run, (uint32_t)count);
    OrrLabel outer = open_level(gen, pattern);
    for (size_t i = 0; i < count && !gen->failed; i++) {
        OrrAst *item = i < positional ? match->patterns.items[i] : match->kwd_patterns.items[i - positional];
        subpattern(gen, item, (OrrVal){(uint16_t)(base + i), true}, pattern);
    }
    close_level(gen, node, pattern, outer, base, gen->unit->top);
}

/* Alternatives: all bind the same names. Those of the first say in which registers they end up. */

static bool same_names(const OrrPattern *one, uint32_t skip, const OrrCapture *wanted, uint32_t count) {
    if (one->count - skip != count) return false;
    for (uint32_t i = 0; i < count; i++) {
        bool found = false;
        for (uint32_t k = skip; k < one->count && !found; k++) found = one->captures[k].name == wanted[i].name;
        if (!found) return false;
    }
    return true;
}

static void gather(OrrGen *gen, OrrAst *node, const OrrPattern *pattern, uint32_t skip, const OrrCapture *wanted,
                   uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = skip; k < pattern->count; k++) {
            if (pattern->captures[k].name != wanted[i].name) continue;
            orr_gen_move(gen, node, wanted[i].reg, (OrrVal){pattern->captures[k].reg, true});
        }
    }
}

static uint32_t count_names(OrrAst *node);

static uint32_t count_all(OrrAstSeq patterns) {
    uint32_t count = 0;
    for (size_t i = 0; i < patterns.count; i++) count += count_names(patterns.items[i]);
    return count;
}

static uint32_t count_names(OrrAst *node) {
    switch (node->kind) {
    case ORR_AST_MATCH_AS: {
        OrrAstMatchAs *as = orr_ast_match_as(node);
        return (as->name != NULL) + (as->pattern == NULL ? 0 : count_names(as->pattern));
    }
    case ORR_AST_MATCH_STAR: return orr_ast_match_star(node)->name != NULL;
    case ORR_AST_MATCH_SEQUENCE: return count_all(orr_ast_match_sequence(node)->patterns);
    case ORR_AST_MATCH_MAPPING:
        return (orr_ast_match_mapping(node)->rest != NULL) + count_all(orr_ast_match_mapping(node)->patterns);
    case ORR_AST_MATCH_CLASS:
        return count_all(orr_ast_match_class(node)->patterns) + count_all(orr_ast_match_class(node)->kwd_patterns);
    case ORR_AST_MATCH_OR:
        return orr_ast_match_or(node)->patterns.count == 0 ? 0 : count_names(orr_ast_match_or(node)->patterns.items[0]);
    default: return 0;
    }
}

static void or_pattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern) {
    OrrAstSeq patterns = orr_ast_match_or(node)->patterns;
    uint32_t before = pattern->count, names = count_names(node);
    uint32_t base = orr_gen_temps(gen, names);
    OrrCapture *wanted = orr_region_alloc_array(gen->scratch, names, sizeof *wanted);
    if (wanted == NULL) {
        orr_gen_no_memory(gen);
        return;
    }
    OrrLabel outer = pattern->fail, matched = orr_gen_label(gen);
    bool allow = pattern->allow_irrefutable;
    for (size_t i = 0; i < patterns.count && !gen->failed; i++) {
        uint32_t top = gen->unit->top;
        bool last = i + 1 == patterns.count;
        pattern->fail = orr_gen_label(gen);
        pattern->allow_irrefutable = last && allow;
        orr_gen_pattern(gen, patterns.items[i], (OrrVal){subject.reg, false}, pattern);
        if (gen->failed) return;
        if (i == 0) {
            for (uint32_t k = 0; k < names && before + k < pattern->count; k++) {
                wanted[k] = (OrrCapture){pattern->captures[before + k].name, (uint16_t)(base + k)};
            }
        }
        if (!same_names(pattern, before, wanted, names)) {
            orr_gen_error(gen, node, "alternative patterns bind different names", NULL);
            return;
        }
        gather(gen, node, pattern, before, wanted, names);
        orr_gen_jump(gen, node, matched);
        orr_gen_place(gen, pattern->fail);
        pattern->count = before;
        gen->unit->top = top;
    }
    pattern->fail = outer;
    pattern->allow_irrefutable = allow;
    release(gen, node, subject);
    orr_gen_jump(gen, node, outer);
    orr_gen_place(gen, matched);
    release(gen, node, subject);
    for (uint32_t i = 0; i < names && !gen->failed; i++) capture(gen, node, pattern, wanted[i].name, wanted[i].reg);
}

/* Sequences, mappings and classes read their subject several times: if it is a temporary, it is released on both ways.
 */
static void compound(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern,
                     void (*compile)(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern)) {
    if (!subject.temp) {
        compile(gen, node, subject, pattern);
        return;
    }
    OrrLabel outer = open_level(gen, pattern), matched = orr_gen_label(gen);
    compile(gen, node, (OrrVal){subject.reg, false}, pattern);
    if (gen->failed) return;
    orr_gen_clear(gen, node, subject.reg);
    orr_gen_jump(gen, node, matched);
    orr_gen_place(gen, pattern->fail);
    orr_gen_clear(gen, node, subject.reg);
    orr_gen_jump(gen, node, outer);
    orr_gen_place(gen, matched);
    pattern->fail = outer;
}

void orr_gen_pattern(OrrGen *gen, OrrAst *node, OrrVal subject, OrrPattern *pattern) {
    if (gen->failed) return;
    switch (node->kind) {
    case ORR_AST_MATCH_VALUE: value_pattern(gen, node, subject, pattern); return;
    case ORR_AST_MATCH_SINGLETON: singleton_pattern(gen, node, subject, pattern); return;
    case ORR_AST_MATCH_AS: as_pattern(gen, node, subject, pattern); return;
    case ORR_AST_MATCH_OR: or_pattern(gen, node, subject, pattern); return;
    case ORR_AST_MATCH_SEQUENCE: compound(gen, node, subject, pattern, sequence_pattern); return;
    case ORR_AST_MATCH_MAPPING: compound(gen, node, subject, pattern, mapping_pattern); return;
    case ORR_AST_MATCH_CLASS: compound(gen, node, subject, pattern, class_pattern); return;
    default: orr_gen_error(gen, node, "invalid pattern", NULL); return;
    }
}
