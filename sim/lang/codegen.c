#include "sim/lang/codegen.h"

#include <string.h>

/* Errors and memory */

void orr_gen_error(OrrGen *gen, const OrrAst *at, const char *format, const char *name) {
    gen->failed = true;
    orr_compile_error(gen->context, at, format, name);
}

void orr_gen_too_large(OrrGen *gen, const OrrAst *at) {
    orr_gen_error(gen, at, "too large to compile", NULL);
}

void orr_gen_no_memory(OrrGen *gen) {
    gen->failed = true;
    orr_compile_no_memory(gen->context);
}

bool orr_gen_room(OrrGen *gen, void **array, uint32_t count, uint32_t *capacity, size_t size) {
    if (gen->failed) return false;
    if (count < *capacity) return true;
    uint32_t wanted = *capacity == 0 ? 16 : *capacity * 2;
    void *grown = orr_region_grow(gen->scratch, *array, *capacity * size, wanted * size);
    if (grown == NULL) {
        orr_gen_no_memory(gen);
        return false;
    }
    *array = grown;
    *capacity = wanted;
    return true;
}

OrrText orr_gen_text(const OrrName *name) {
    return (OrrText){name->utf8, name->len};
}

const OrrName *orr_gen_intern(OrrGen *gen, const char *text) {
    const OrrName *name = orr_parse_name(gen->context, text, strlen(text));
    if (name == NULL) orr_gen_no_memory(gen);
    return name;
}

/* Units */

static OrrText qualified(OrrGen *gen, const OrrUnit *outer, OrrText name) {
    if (outer == NULL || outer->scope->kind == ORR_SCOPE_MODULE) return name;
    const char *between =
        outer->scope->kind == ORR_SCOPE_CLASS || outer->scope->comp != ORR_COMP_NONE ? "." : ".<locals>.";
    size_t between_length = strlen(between), length = outer->qualname.length + between_length + name.length;
    char *text = orr_region_alloc(gen->scratch, length + 1);
    if (text == NULL) {
        orr_gen_no_memory(gen);
        return name;
    }
    memcpy(text, outer->qualname.utf8, outer->qualname.length);
    memcpy(text + outer->qualname.length, between, between_length);
    memcpy(text + outer->qualname.length + between_length, name.utf8, name.length);
    return (OrrText){text, length};
}

static bool declared_global(OrrGen *gen, OrrText name) {
    if (gen->scope == NULL || name.length == 0 || name.utf8[0] == '<') return false;
    const OrrName *interned = orr_parse_name(gen->context, name.utf8, name.length);
    if (interned == NULL) return false;
    const OrrName *mangled = orr_scope_mangle(gen->context, gen->scope->private, interned);
    const OrrSymbol *symbol = mangled == NULL ? NULL : orr_scope_lookup(gen->scope, mangled);
    return symbol != NULL && symbol->binding == ORR_BINDING_GLOBAL_EXPLICIT;
}

static bool is_param(const OrrSymbol *symbol) {
    return (symbol->flags & ORR_SYMBOL_PARAM) != 0;
}

static bool is_plain_local(const OrrScope *scope, const OrrSymbol *symbol) {
    if (scope->kind == ORR_SCOPE_MODULE || scope->kind == ORR_SCOPE_CLASS) return false;
    return symbol->binding == ORR_BINDING_LOCAL || symbol->binding == ORR_BINDING_CELL;
}

static void name_register(OrrUnit *unit, uint32_t reg, const OrrSymbol *symbol, bool cell) {
    unit->locals[reg] = orr_gen_text(symbol->name);
    unit->local_cells[reg] = cell;
}

static void place_local(OrrUnit *unit, OrrSymbol *symbol) {
    symbol->reg = (uint16_t)unit->nlocals;
    name_register(unit, unit->nlocals++, symbol, symbol->binding == ORR_BINDING_CELL);
}

/* A class body: the namespace, then the cells that the class offers. */
static void place_class_cells(OrrGen *gen, OrrUnit *unit, OrrScope *scope) {
    const OrrName *names[] = {gen->scopes.known.class_cell, gen->scopes.known.classdict,
                              gen->scopes.known.conditional_annotations};
    bool wanted[] = {scope->class_cell, scope->class_dict, scope->conditional};
    uint16_t *regs[] = {&unit->class_cell, &unit->class_dict, &unit->conditional};
    unit->nlocals = 1;
    for (size_t i = 0; i < 3; i++) {
        if (!wanted[i]) continue;
        *regs[i] = (uint16_t)unit->nlocals;
        OrrSymbol *symbol = orr_scope_lookup(scope, names[i]);
        if (symbol != NULL) symbol->free_reg = *regs[i];
        unit->local_cells[unit->nlocals] = 1;
        unit->locals[unit->nlocals++] = orr_gen_text(names[i]);
    }
}

bool orr_gen_is_class_cell(const OrrGen *gen, const OrrScope *scope, const OrrName *name) {
    return scope->kind == ORR_SCOPE_CLASS &&
           ((name == gen->scopes.known.class_cell && scope->class_cell) ||
            (name == gen->scopes.known.classdict && scope->class_dict) ||
            (name == gen->scopes.known.conditional_annotations && scope->conditional));
}

/* Whether a scope's code needs a cell from outside for a symbol. A class may use an outer __class__ and offer its own.
 */
bool orr_gen_is_free(const OrrGen *gen, const OrrScope *scope, const OrrSymbol *symbol) {
    if (symbol->binding == ORR_BINDING_FREE) return true;
    return symbol->class_free && !orr_gen_is_class_cell(gen, scope, symbol->name);
}

/* Registers: parameters in the order of the signature (that in which the scope saw them), other locals, free ones. */
static void place_registers(OrrGen *gen, OrrUnit *unit, OrrScope *scope) {
    size_t room = scope->symbol_count + 5u;
    unit->locals = orr_region_alloc_array(gen->scratch, room, sizeof *unit->locals);
    unit->local_cells = orr_region_alloc_array(gen->scratch, room, sizeof *unit->local_cells);
    if (unit->locals == NULL || unit->local_cells == NULL) {
        orr_gen_no_memory(gen);
        return;
    }
    if (scope->kind == ORR_SCOPE_CLASS) place_class_cells(gen, unit, scope);
    if (scope->kind == ORR_SCOPE_MODULE && gen->dynamic) unit->nlocals = 1;
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        if (is_param(scope->symbols[i])) place_local(unit, scope->symbols[i]);
    }
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        OrrSymbol *symbol = scope->symbols[i];
        if (!is_param(symbol) && is_plain_local(scope, symbol)) place_local(unit, symbol);
    }
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        OrrSymbol *symbol = scope->symbols[i];
        if (!orr_gen_is_free(gen, scope, symbol)) continue;
        symbol->free_reg = (uint16_t)(unit->nlocals + unit->nfree);
        name_register(unit, unit->nlocals + unit->nfree++, symbol, true);
    }
    unit->first_temp = unit->nlocals + unit->nfree;
    if (unit->first_temp > ORR_GEN_LOCALS_MAX) orr_gen_too_large(gen, scope->node);
    unit->top = unit->nregs = unit->first_temp;
}

static void note_deleted(OrrUnit *unit, OrrScope *scope) {
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        const OrrSymbol *symbol = scope->symbols[i];
        if ((symbol->flags & ORR_SYMBOL_DELETED) && is_plain_local(scope, symbol) && symbol->reg < ORR_GEN_TRACKED) {
            unit->deleted.bits[symbol->reg / 64] |= (uint64_t)1 << symbol->reg % 64;
        }
    }
}

/* The code at the start of every unit: cells for the locals that inner functions see. */
static void begin_code(OrrGen *gen, OrrUnit *unit, OrrScope *scope) {
    if (scope->kind == ORR_SCOPE_CLASS) {
        for (uint32_t reg = 1; reg < unit->nlocals; reg++) orr_gen_emit(gen, NULL, ORR_OP_MAKE_CELL, 0, reg, 0, 0);
        if (unit->class_dict != 0) orr_gen_emit(gen, NULL, ORR_OP_STORE_CELL, 0, unit->class_dict, 0, 0);
        return;
    }
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        const OrrSymbol *symbol = scope->symbols[i];
        if (!is_plain_local(scope, symbol)) continue;
        if (is_param(symbol)) orr_gen_set_bound(gen, symbol->reg, true);
        if (symbol->binding == ORR_BINDING_CELL) orr_gen_emit(gen, NULL, ORR_OP_MAKE_CELL, 0, symbol->reg, 0, 0);
    }
}

OrrUnit *orr_gen_enter(OrrGen *gen, OrrScope *scope, OrrText name, uint32_t first_line, uint32_t flags) {
    OrrUnit *unit = orr_region_alloc(gen->scratch, sizeof *unit);
    OrrFrame *frames = orr_region_alloc_array(gen->scratch, 8 * ORR_GEN_BLOCKS_MAX, sizeof *frames);
    if (unit == NULL || frames == NULL) {
        orr_gen_no_memory(gen);
        return NULL;
    }
    unit->frames = frames;
    unit->outer = gen->unit;
    unit->scope = scope;
    unit->name = name;
    unit->qualname = declared_global(gen, name) ? name : qualified(gen, gen->unit, name);
    unit->first_line = first_line;
    unit->flags = flags;
    if (gen->scopes.future_annotations) unit->flags |= ORR_CODE_FUTURE_ANNOTATIONS;
    unit->handler = -1;
    unit->reachable = true;
    gen->unit = unit;
    gen->scope = scope;
    place_registers(gen, unit, scope);
    note_deleted(unit, scope);
    begin_code(gen, unit, scope);
    return unit;
}

/* The scope that was current when the unit was entered: the innermost around it, which may be an inlined one. */
uint16_t orr_gen_leave(OrrGen *gen, const OrrCodeImage **image_out) {
    OrrUnit *unit = gen->unit, *outer = unit->outer;
    const OrrCodeImage *image = gen->failed ? NULL : orr_gen_assemble(gen);
    gen->unit = outer;
    gen->scope = unit->scope->parent;
    if (image_out != NULL) *image_out = image;
    if (outer == NULL || image == NULL) return 0;
    if (outer->code_count >= 65535) {
        orr_gen_too_large(gen, unit->scope->node);
        return 0;
    }
    if (!orr_gen_room(gen, (void **)&outer->codes, outer->code_count, &outer->code_capacity, sizeof *outer->codes)) {
        return 0;
    }
    outer->codes[outer->code_count] = image;
    return (uint16_t)outer->code_count++;
}

/* Instructions */

static uint16_t column(uint32_t col) {
    return col > 65534 ? 65535 : (uint16_t)col;
}

static OrrGenInstr *append(OrrGen *gen, const OrrAst *at) {
    OrrUnit *unit = gen->unit;
    if (gen->failed || !unit->reachable) return NULL;
    if (++gen->emitted > ORR_GEN_INSTRS_MAX) {
        orr_gen_too_large(gen, at);
        return NULL;
    }
    if (!orr_gen_room(gen, (void **)&unit->instrs, unit->instr_count, &unit->instr_capacity, sizeof *unit->instrs)) {
        return NULL;
    }
    OrrGenInstr *instr = &unit->instrs[unit->instr_count++];
    *instr = (OrrGenInstr){.label = ORR_NO_LABEL, .handler = unit->handler};
    if (at != NULL && at->line != 0) {
        instr->position = (OrrPosition){at->line, at->end_line, column(at->col), column(at->end_col)};
    }
    return instr;
}

static bool ends_path(OrrOp op) {
    return op == ORR_OP_RETURN || op == ORR_OP_RETURNK || op == ORR_OP_RAISE || op == ORR_OP_RERAISE ||
           op == ORR_OP_JUMP || op == ORR_OP_LOOP;
}

void orr_gen_emit(OrrGen *gen, const OrrAst *at, OrrOp op, unsigned x, uint32_t a, uint32_t b, uint32_t c) {
    OrrGenInstr *instr = append(gen, at);
    if (instr == NULL) return;
    instr->instr = (OrrInstr){(uint8_t)op, (uint8_t)x, (uint16_t)a, (uint16_t)b, (uint16_t)c};
    if (a > 65535 || b > 65535 || c > 65535) orr_gen_too_large(gen, at);
    if (ends_path(op)) gen->unit->reachable = false;
}

void orr_gen_emit_wide(OrrGen *gen, const OrrAst *at, OrrOp op, uint32_t a, uint32_t wide) {
    orr_gen_emit(gen, at, op, 0, a, wide & 0xFFFF, wide >> 16);
}

void orr_gen_call_kw(OrrGen *gen, const OrrAst *at, unsigned x, uint32_t a, uint32_t b, uint32_t c, uint32_t names) {
    OrrGenInstr *instr = append(gen, at);
    if (instr == NULL) return;
    instr->instr = (OrrInstr){ORR_OP_CALL_KW, (uint8_t)x, (uint16_t)a, (uint16_t)b, (uint16_t)c};
    instr->ext = (uint16_t)names;
    if (c > 65535) orr_gen_too_large(gen, at);
}

static OrrBoundSet intersection(OrrBoundSet a, OrrBoundSet b) {
    for (size_t i = 0; i < sizeof a.bits / sizeof *a.bits; i++) a.bits[i] &= b.bits[i];
    return a;
}

static OrrBoundSet without(OrrBoundSet a, OrrBoundSet b) {
    for (size_t i = 0; i < sizeof a.bits / sizeof *a.bits; i++) a.bits[i] &= ~b.bits[i];
    return a;
}

void orr_gen_jump_op(OrrGen *gen, const OrrAst *at, OrrOp op, unsigned x, uint32_t a, uint32_t b, OrrLabel label) {
    OrrGenInstr *instr = append(gen, at);
    if (instr == NULL) return;
    instr->instr = (OrrInstr){(uint8_t)op, (uint8_t)x, (uint16_t)a, (uint16_t)b, 0};
    instr->label = label;
    OrrLabelInfo *info = &gen->unit->labels[label];
    info->bound = info->refs == 0 ? gen->unit->bound : intersection(info->bound, gen->unit->bound);
    info->refs++;
    if (ends_path(op)) gen->unit->reachable = false;
}

void orr_gen_jump(OrrGen *gen, const OrrAst *at, OrrLabel label) {
    orr_gen_jump_op(gen, at, ORR_OP_JUMP, 0, 0, 0, label);
}

void orr_gen_loop(OrrGen *gen, const OrrAst *at, OrrLabel label) {
    orr_gen_jump_op(gen, at, ORR_OP_LOOP, 0, 0, 0, label);
}

void orr_gen_move(OrrGen *gen, const OrrAst *at, uint32_t dst, OrrVal value) {
    if (dst == value.reg) return;
    orr_gen_emit(gen, at, ORR_OP_MOVE, orr_kill(value, ORR_KILL_B), dst, value.reg, 0);
}

void orr_gen_clear(OrrGen *gen, const OrrAst *at, uint32_t reg) {
    orr_gen_emit(gen, at, ORR_OP_CLEAR, 0, reg, 0, 0);
}

/* Labels */

OrrLabel orr_gen_label(OrrGen *gen) {
    OrrUnit *unit = gen->unit;
    if (!orr_gen_room(gen, (void **)&unit->labels, unit->label_count, &unit->label_capacity, sizeof *unit->labels)) {
        return 0;
    }
    unit->labels[unit->label_count] = (OrrLabelInfo){.at = -1};
    return (OrrLabel)unit->label_count++;
}

void orr_gen_place(OrrGen *gen, OrrLabel label) {
    OrrUnit *unit = gen->unit;
    if (gen->failed) return;
    OrrLabelInfo *info = &unit->labels[label];
    ORR_ASSERT(info->at < 0);
    info->at = (int32_t)unit->instr_count;
    if (info->refs == 0) return;
    unit->bound = unit->reachable ? intersection(unit->bound, info->bound) : info->bound;
    unit->reachable = true;
}

void orr_gen_place_head(OrrGen *gen, OrrLabel label) {
    OrrUnit *unit = gen->unit;
    if (gen->failed) return;
    unit->labels[label].at = (int32_t)unit->instr_count;
    unit->bound = without(unit->bound, unit->deleted);
}

/* Handlers */

int32_t orr_gen_handler(OrrGen *gen, uint32_t clear_from, uint32_t exc_reg) {
    OrrUnit *unit = gen->unit;
    OrrLabel label = orr_gen_label(gen);
    if (!orr_gen_room(gen, (void **)&unit->handlers, unit->handler_count, &unit->handler_capacity,
                      sizeof *unit->handlers)) {
        return -1;
    }
    unit->handlers[unit->handler_count] = (OrrHandler){label, (uint16_t)clear_from, (uint16_t)exc_reg};
    unit->handler = (int32_t)unit->handler_count++;
    return unit->handler;
}

void orr_gen_place_handler(OrrGen *gen, int32_t handler, const OrrBoundSet *bound, int32_t outer, bool reachable) {
    OrrUnit *unit = gen->unit;
    unit->handler = outer;
    if (gen->failed) return;
    ORR_ASSERT(!unit->reachable);
    unit->labels[unit->handlers[handler].label].at = (int32_t)unit->instr_count;
    unit->bound = without(*bound, unit->deleted);
    unit->reachable = reachable;
}

/* Temporaries */

uint16_t orr_gen_temps(OrrGen *gen, uint32_t count) {
    OrrUnit *unit = gen->unit;
    if (unit->top + count > ORR_GEN_REGS_MAX) {
        orr_gen_too_large(gen, unit->scope->node);
        return (uint16_t)unit->first_temp;
    }
    uint32_t reg = unit->top;
    unit->top += count;
    if (unit->top > unit->nregs) unit->nregs = unit->top;
    return (uint16_t)reg;
}

uint32_t orr_gen_overlay(OrrGen *gen, uint32_t dst) {
    OrrUnit *unit = gen->unit;
    uint32_t top = unit->top;
    if (dst >= unit->first_temp && dst + 1 == top) unit->top--;
    return top;
}

/* Definite assignment */

bool orr_gen_is_bound(const OrrGen *gen, uint32_t reg) {
    return reg < ORR_GEN_TRACKED && (gen->unit->bound.bits[reg / 64] >> reg % 64 & 1) != 0;
}

void orr_gen_set_bound(OrrGen *gen, uint32_t reg, bool bound) {
    if (reg >= ORR_GEN_TRACKED) return;
    uint64_t bit = (uint64_t)1 << reg % 64;
    if (bound) gen->unit->bound.bits[reg / 64] |= bit;
    else gen->unit->bound.bits[reg / 64] &= ~bit;
}

/* Frames */

static bool counts_as_block(OrrFrameKind kind) {
    return kind != ORR_FRAME_VALUE && kind != ORR_FRAME_HANDLER && kind != ORR_FRAME_STAR;
}

OrrFrame *orr_gen_push(OrrGen *gen, OrrFrameKind kind, const OrrAst *at) {
    OrrUnit *unit = gen->unit;
    if (counts_as_block(kind) && ++unit->nested_blocks > ORR_GEN_BLOCKS_MAX) {
        orr_gen_error(gen, at, "too many statically nested blocks", NULL);
    }
    if (unit->frame_count >= 8 * ORR_GEN_BLOCKS_MAX - 1)
        orr_gen_error(gen, at, "too many statically nested blocks", NULL);
    else unit->frame_count++;
    OrrFrame *frame = &unit->frames[unit->frame_count - 1];
    *frame = (OrrFrame){.kind = kind, .at = at, .outer_handler = unit->handler, .exit = ORR_NO_LABEL};
    return frame;
}

void orr_gen_pop(OrrGen *gen) {
    OrrUnit *unit = gen->unit;
    ORR_ASSERT(unit->frame_count > 0);
    if (counts_as_block(unit->frames[--unit->frame_count].kind)) unit->nested_blocks--;
}
