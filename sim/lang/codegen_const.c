/* The constants and names of a unit: each is there once. */
#include <math.h>
#include <string.h>

#include "sim/lang/codegen.h"

static uint32_t mix(uint32_t hash, const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++) hash = (hash ^ at[i]) * 16777619u;
    return hash;
}

static uint32_t hash_const(const OrrConst *value) {
    uint32_t hash = mix(2166136261u, &value->kind, 1);
    switch ((OrrConstKind)value->kind) {
    case ORR_CONST_INT: return mix(hash, &value->as.integer, sizeof value->as.integer);
    case ORR_CONST_FLOAT:
    case ORR_CONST_COMPLEX: return mix(hash, &value->as.real, sizeof value->as.real);
    case ORR_CONST_BIG_INT:
    case ORR_CONST_STR:
    case ORR_CONST_BYTES: return mix(hash, value->as.text.utf8, value->as.text.length);
    case ORR_CONST_TUPLE:
    case ORR_CONST_FROZENSET:
        for (uint32_t i = 0; i < value->count; i++) {
            uint32_t item = hash_const(&value->as.items[i]);
            hash = mix(hash, &item, sizeof item);
        }
        return hash;
    default: return hash;
    }
}

static bool same_text(OrrText a, OrrText b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.utf8, b.utf8, a.length) == 0);
}

/* 0.0 and -0.0 are two constants, and so are 1 and 1.0 and True. */
static bool same_const(const OrrConst *a, const OrrConst *b) {
    if (a->kind != b->kind) return false;
    switch ((OrrConstKind)a->kind) {
    case ORR_CONST_INT: return a->as.integer == b->as.integer;
    case ORR_CONST_FLOAT:
    case ORR_CONST_COMPLEX: return memcmp(&a->as.real, &b->as.real, sizeof a->as.real) == 0;
    case ORR_CONST_BIG_INT: return a->base == b->base && same_text(a->as.text, b->as.text);
    case ORR_CONST_STR:
    case ORR_CONST_BYTES: return same_text(a->as.text, b->as.text);
    case ORR_CONST_TUPLE:
    case ORR_CONST_FROZENSET:
        if (a->count != b->count) return false;
        for (uint32_t i = 0; i < a->count; i++) {
            if (!same_const(&a->as.items[i], &b->as.items[i])) return false;
        }
        return true;
    default: return true;
    }
}

/* Hash tables of number + 1, open addressing, at most half full. */
static bool grow_index(OrrGen *gen, uint32_t **index, uint32_t *size, uint32_t count) {
    if ((count + 1) * 2 <= *size) return false;
    uint32_t wanted = *size == 0 ? 32 : *size * 2;
    uint32_t *grown = orr_region_alloc_array(gen->scratch, wanted, sizeof *grown);
    if (grown == NULL) {
        orr_gen_no_memory(gen);
        return false;
    }
    *index = grown;
    *size = wanted;
    return true;
}

static void put(uint32_t *index, uint32_t size, uint32_t hash, uint32_t number) {
    uint32_t slot = hash & (size - 1);
    while (index[slot] != 0) slot = (slot + 1) & (size - 1);
    index[slot] = number + 1;
}

uint16_t orr_gen_const(OrrGen *gen, const OrrConst *constant, const OrrAst *at) {
    OrrUnit *unit = gen->unit;
    uint32_t hash = hash_const(constant);
    if (unit->const_index_size != 0) {
        for (uint32_t slot = hash & (unit->const_index_size - 1); unit->const_index[slot] != 0;
             slot = (slot + 1) & (unit->const_index_size - 1)) {
            uint32_t number = unit->const_index[slot] - 1;
            if (!same_const(&unit->consts[number], constant)) continue;
            if (constant->identifier) unit->consts[number].identifier = true;
            return (uint16_t)number;
        }
    }
    if (unit->const_count >= 65535) orr_gen_too_large(gen, at);
    if (!orr_gen_room(gen, (void **)&unit->consts, unit->const_count, &unit->const_capacity, sizeof *unit->consts)) {
        return 0;
    }
    if (grow_index(gen, &unit->const_index, &unit->const_index_size, unit->const_count)) {
        for (uint32_t i = 0; i < unit->const_count; i++) {
            put(unit->const_index, unit->const_index_size, hash_const(&unit->consts[i]), i);
        }
    }
    if (gen->failed) return 0;
    unit->consts[unit->const_count] = *constant;
    put(unit->const_index, unit->const_index_size, hash, unit->const_count);
    return (uint16_t)unit->const_count++;
}

uint16_t orr_gen_const_none(OrrGen *gen, const OrrAst *at) {
    return orr_gen_const(gen, &(OrrConst){.kind = ORR_CONST_NONE}, at);
}

uint16_t orr_gen_const_text(OrrGen *gen, OrrText text, bool identifier, const OrrAst *at) {
    return orr_gen_const(gen, &(OrrConst){.kind = ORR_CONST_STR, .identifier = identifier, .as.text = text}, at);
}

uint16_t orr_gen_const_names(OrrGen *gen, const OrrName *const *names, size_t count, const OrrAst *at) {
    OrrConst *items = orr_region_alloc_array(gen->scratch, count, sizeof *items);
    if (items == NULL) {
        orr_gen_no_memory(gen);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = (OrrConst){.kind = ORR_CONST_STR, .identifier = true, .as.text = orr_gen_text(names[i])};
    }
    return orr_gen_const(gen, &(OrrConst){.kind = ORR_CONST_TUPLE, .count = (uint32_t)count, .as.items = items}, at);
}

void orr_gen_load_const(OrrGen *gen, const OrrAst *at, const OrrConst *constant, uint32_t dst) {
    if (constant->kind == ORR_CONST_INT && constant->as.integer >= INT32_MIN && constant->as.integer <= INT32_MAX) {
        orr_gen_load_int(gen, at, constant->as.integer, dst);
        return;
    }
    orr_gen_emit(gen, at, ORR_OP_LOADK, 0, dst, orr_gen_const(gen, constant, at), 0);
}

void orr_gen_load_none(OrrGen *gen, const OrrAst *at, uint32_t dst) {
    orr_gen_emit(gen, at, ORR_OP_LOADK, 0, dst, orr_gen_const_none(gen, at), 0);
}

void orr_gen_load_int(OrrGen *gen, const OrrAst *at, int64_t value, uint32_t dst) {
    orr_gen_emit_wide(gen, at, ORR_OP_LOAD_INT, dst, (uint32_t)(int32_t)value);
}

uint16_t orr_gen_name(OrrGen *gen, const OrrName *name, const OrrAst *at) {
    OrrUnit *unit = gen->unit;
    if (name == NULL) return 0;
    uint32_t hash = name->serial * 2654435769u;
    if (unit->name_index_size != 0) {
        for (uint32_t slot = hash & (unit->name_index_size - 1); unit->name_index[slot] != 0;
             slot = (slot + 1) & (unit->name_index_size - 1)) {
            uint32_t number = unit->name_index[slot] - 1;
            if (unit->names[number]->serial == name->serial) return (uint16_t)number;
        }
    }
    if (unit->name_count >= 65535) orr_gen_too_large(gen, at);
    if (!orr_gen_room(gen, (void **)&unit->names, unit->name_count, &unit->name_capacity, sizeof *unit->names))
        return 0;
    if (grow_index(gen, &unit->name_index, &unit->name_index_size, unit->name_count)) {
        for (uint32_t i = 0; i < unit->name_count; i++) {
            put(unit->name_index, unit->name_index_size, unit->names[i]->serial * 2654435769u, i);
        }
    }
    if (gen->failed) return 0;
    unit->names[unit->name_count] = name;
    put(unit->name_index, unit->name_index_size, hash, unit->name_count);
    return (uint16_t)unit->name_count++;
}

uint16_t orr_gen_mangled_name(OrrGen *gen, const OrrName *name, const OrrAst *at) {
    const OrrName *mangled = orr_scope_mangle(gen->context, gen->scope->private, name);
    if (mangled == NULL) orr_gen_no_memory(gen);
    return orr_gen_name(gen, mangled, at);
}

/* ASCII letters, digits and underscores only, as CPython interns. */
static bool looks_like_name(const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return false;
    }
    return true;
}

OrrConst orr_gen_constant_of(const OrrConstant *value) {
    OrrConst result = {0};
    switch (value->kind) {
    case ORR_CONSTANT_NONE: result.kind = ORR_CONST_NONE; break;
    case ORR_CONSTANT_TRUE: result.kind = ORR_CONST_TRUE; break;
    case ORR_CONSTANT_FALSE: result.kind = ORR_CONST_FALSE; break;
    case ORR_CONSTANT_ELLIPSIS: result.kind = ORR_CONST_ELLIPSIS; break;
    case ORR_CONSTANT_INT:
        result.kind = ORR_CONST_INT;
        result.as.integer = value->as.small;
        break;
    case ORR_CONSTANT_BIG_INT:
        result.kind = ORR_CONST_BIG_INT;
        result.base = (uint8_t)value->base;
        result.as.text = (OrrText){value->as.digits.bytes, value->as.digits.len};
        break;
    case ORR_CONSTANT_FLOAT:
        result.kind = ORR_CONST_FLOAT;
        result.as.real = value->as.real;
        break;
    case ORR_CONSTANT_IMAGINARY:
        result.kind = ORR_CONST_COMPLEX;
        result.as.real = value->as.real;
        break;
    case ORR_CONSTANT_STR:
        result.kind = ORR_CONST_STR;
        result.as.text = (OrrText){value->as.text.bytes, value->as.text.len};
        result.identifier = looks_like_name(value->as.text.bytes, value->as.text.len);
        break;
    case ORR_CONSTANT_BYTES:
        result.kind = ORR_CONST_BYTES;
        result.as.text = (OrrText){value->as.text.bytes, value->as.text.len};
        break;
    }
    return result;
}
