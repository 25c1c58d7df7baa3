/* Where a value comes from: back from the register that holds it to the import. */
#include <stdio.h>
#include <string.h>

#include "sim/lint.h"

/* Names may be rebound in circles. */
#define MOST_STEPS 16

static bool origin_of(const OrrSource *source, const OrrCodeImage *image, uint32_t at, uint16_t reg, char *origin,
                      unsigned steps);

static bool same(OrrText a, OrrText b) {
    return a.length == b.length && memcmp(a.utf8, b.utf8, a.length) == 0;
}

static bool writes(OrrInstr in, uint16_t reg) {
    uint8_t a = orr_op_info[in.op].a;
    if (in.op == ORR_OP_LOAD_METHOD && in.a + 1u == reg) return true;
    return in.a == reg && (a == ORR_OPERAND_dst || (a == ORR_OPERAND_rw && in.op != ORR_OP_CLEAR));
}

/* The last instruction before `at` that wrote the register; a local variable must be written nowhere else. -1: none. */
static int64_t writer_of(const OrrCodeImage *image, uint32_t at, uint16_t reg) {
    if (reg >= image->first_temp) {
        for (uint32_t i = at; i-- > 0;)
            if (writes(image->instrs[i], reg)) return i;
        return -1;
    }
    if (reg < image->arg_count + image->kwonly_count) return -1;
    int64_t found = -1;
    for (uint32_t i = 0; i < image->instr_count; i += 1u + orr_op_info[image->instrs[i].op].words) {
        if (!writes(image->instrs[i], reg)) continue;
        if (found >= 0) return -1;
        found = i;
    }
    return found;
}

const OrrConst *orr_lint_constant(const OrrCodeImage *image, uint32_t at, uint16_t reg) {
    int64_t i = writer_of(image, at, reg);
    return i >= 0 && image->instrs[i].op == ORR_OP_LOADK ? &image->consts[image->instrs[i].b] : NULL;
}

static bool append(char *origin, OrrText name) {
    size_t length = strlen(origin);
    bool first = length > 0 && origin[length - 1] == '|';
    int more = snprintf(origin + length, ORR_LINT_ORIGIN_SIZE - length, "%s%.*s", first ? "" : ".", (int)name.length,
                        name.utf8);
    return more >= 0 && (size_t)more < ORR_LINT_ORIGIN_SIZE - length;
}

static bool imported(const OrrCodeImage *image, uint32_t at, char *origin) {
    OrrInstr in = image->instrs[at];
    OrrText name = image->names[in.b];
    const OrrConst *list = orr_lint_constant(image, at, (uint16_t)(in.c + 1u));
    size_t length = name.length;
    if (list == NULL || list->kind != ORR_CONST_TUPLE) { /* import a.b gives a */
        const char *dot = memchr(name.utf8, '.', name.length);
        if (dot != NULL) length = (size_t)(dot - name.utf8);
    }
    int written = snprintf(origin, ORR_LINT_ORIGIN_SIZE, "%.*s|", (int)length, name.utf8);
    return length > 0 && written > 0 && written < ORR_LINT_ORIGIN_SIZE;
}

/* The one origin that all stores to the global agree on. */
static bool global_origin(const OrrSource *source, const OrrCodeImage *image, OrrText name, char *origin,
                          unsigned steps, bool *bound) {
    for (uint32_t i = 0; i < image->instr_count; i += 1u + orr_op_info[image->instrs[i].op].words) {
        OrrInstr in = image->instrs[i];
        if (in.op == ORR_OP_DEL_GLOBAL && same(image->names[in.a], name)) return false;
        if (in.op != ORR_OP_STORE_GLOBAL || !same(image->names[in.b], name)) continue;
        char one[ORR_LINT_ORIGIN_SIZE];
        if (!origin_of(source, image, i, in.a, one, steps)) return false;
        if (*bound && strcmp(one, origin) != 0) return false;
        memcpy(origin, one, strlen(one) + 1);
        *bound = true;
    }
    for (uint32_t i = 0; i < image->code_count; i++)
        if (!global_origin(source, image->codes[i], name, origin, steps, bound)) return false;
    return true;
}

static bool origin_of(const OrrSource *source, const OrrCodeImage *image, uint32_t at, uint16_t reg, char *origin,
                      unsigned steps) {
    int64_t writer = steps == 0 ? -1 : writer_of(image, at, reg);
    if (writer < 0) return false;
    uint32_t i = (uint32_t)writer;
    OrrInstr in = image->instrs[i];
    bool bound = false;
    switch (in.op) {
    case ORR_OP_IMPORT_NAME: return imported(image, i, origin);
    case ORR_OP_MOVE: return origin_of(source, image, i, in.b, origin, steps - 1);
    case ORR_OP_LOAD_GLOBAL:
        return global_origin(source, source->image, image->names[in.b], origin, steps - 1, &bound) && bound;
    case ORR_OP_IMPORT_FROM:
    case ORR_OP_GETATTR:
        return origin_of(source, image, i, in.b, origin, steps - 1) && append(origin, image->names[in.c]);
    default: return false;
    }
}

bool orr_lint_origin(const OrrSource *source, const OrrCodeImage *image, uint32_t at, uint16_t reg,
                     char origin[ORR_LINT_ORIGIN_SIZE]) {
    return origin_of(source, image, at, reg, origin, MOST_STEPS);
}

bool orr_lint_is_bound(const OrrCodeImage *image, OrrText name) {
    for (uint32_t i = 0; i < image->instr_count; i += 1u + orr_op_info[image->instrs[i].op].words) {
        OrrInstr in = image->instrs[i];
        if (in.op == ORR_OP_STORE_GLOBAL && same(image->names[in.b], name)) return true;
    }
    for (uint32_t i = 0; i < image->code_count; i++)
        if (orr_lint_is_bound(image->codes[i], name)) return true;
    return false;
}
