/* From instructions with labels to an image: jumps are shortened, laid out and resolved, ranges of handlers collected,
 * everything copied to where the caller wants it.
 *
 * A fused compare-and-jump, or FOR_ITER, whose target is too far is followed by a plain JUMP: the condition is turned
 * round and jumps over it (FOR_ITER: the loop's body is jumped to). That makes code longer, so sizes are settled by
 * repeating until nothing changes; an instruction that has become long stays so.
 */
#include <string.h>

#include "sim/lang/codegen.h"

typedef struct Layout {
    uint32_t *at;    /* instr_count + 1: where each instruction starts */
    bool *is_long;   /* needs a JUMP of its own */
    bool *is_gone;   /* a jump to the instruction after it */
    uint32_t length; /* of the code in words */
} Layout;

/* The instruction at which a jump really arrives: a JUMP there is followed. */
static int32_t final_target(const OrrUnit *unit, OrrLabel label, OrrLabel *label_out) {
    int32_t at = unit->labels[label].at;
    for (int hops = 0; hops < 8 && at < (int32_t)unit->instr_count; hops++) {
        const OrrGenInstr *instr = &unit->instrs[at];
        if (instr->instr.op != ORR_OP_JUMP) break;
        label = instr->label;
        at = unit->labels[label].at;
    }
    *label_out = label;
    return at;
}

static bool is_short_jump(OrrOp op) {
    return orr_op_info[op].c == ORR_OPERAND_rel || orr_op_info[op].c == ORR_OPERAND_fwd;
}

/* Follows jumps to jumps; a JUMP to a LOOP is that LOOP. */
static void thread_jumps(OrrUnit *unit) {
    for (uint32_t i = 0; i < unit->instr_count; i++) {
        OrrGenInstr *instr = &unit->instrs[i];
        if (instr->label == ORR_NO_LABEL || instr->instr.op == ORR_OP_LOOP) continue;
        OrrLabel label;
        int32_t at = final_target(unit, instr->label, &label);
        instr->label = label;
        if (instr->instr.op != ORR_OP_JUMP || at >= (int32_t)unit->instr_count) continue;
        const OrrGenInstr *target = &unit->instrs[at];
        if (target->instr.op == ORR_OP_LOOP && unit->labels[target->label].at <= (int32_t)i) {
            instr->instr.op = ORR_OP_LOOP;
            instr->label = target->label;
        }
    }
}

static uint32_t words_of(const OrrUnit *unit, const Layout *layout, uint32_t i) {
    if (layout->is_gone[i]) return 0;
    OrrOp op = (OrrOp)unit->instrs[i].instr.op;
    uint32_t words = 1u + orr_op_info[op].words;
    if (layout->is_long[i]) words += op == ORR_OP_FOR_ITER ? 2 : 1;
    return words;
}

static void place_all(const OrrUnit *unit, Layout *layout) {
    uint32_t at = 0;
    for (uint32_t i = 0; i < unit->instr_count; i++) {
        layout->at[i] = at;
        at += words_of(unit, layout, i);
    }
    layout->at[unit->instr_count] = at;
    layout->length = at;
}

static bool settle(const OrrUnit *unit, Layout *layout) {
    bool changed = false;
    for (uint32_t i = 0; i < unit->instr_count; i++) {
        OrrOp op = (OrrOp)unit->instrs[i].instr.op;
        if (!is_short_jump(op) || layout->is_long[i]) continue;
        uint32_t target = layout->at[unit->labels[unit->instrs[i].label].at], next = layout->at[i] + 1;
        uint32_t most = orr_op_info[op].c == ORR_OPERAND_rel ? INT16_MAX : UINT16_MAX;
        ORR_ASSERT(target >= next);
        if (target - next <= most) continue;
        layout->is_long[i] = true;
        changed = true;
    }
    return changed;
}

static void drop_jumps_to_next(const OrrUnit *unit, Layout *layout) {
    for (uint32_t i = 0; i < unit->instr_count; i++) {
        const OrrGenInstr *instr = &unit->instrs[i];
        if (instr->instr.op == ORR_OP_JUMP && unit->labels[instr->label].at == (int32_t)i + 1)
            layout->is_gone[i] = true;
    }
}

typedef struct Writer {
    const OrrUnit *unit;
    const Layout *layout;
    OrrInstr *code;
    OrrPosition *positions;
} Writer;

static void write_wide_jump(const Writer *writer, uint32_t at, OrrOp op, uint32_t target) {
    writer->code[at] = (OrrInstr){(uint8_t)op, 0, 0, (uint16_t)(target & 0xFFFF), (uint16_t)(target >> 16)};
}

static void write_jump(const Writer *writer, uint32_t i, uint32_t at) {
    const OrrGenInstr *instr = &writer->unit->instrs[i];
    uint32_t target = writer->layout->at[writer->unit->labels[instr->label].at];
    OrrOp op = (OrrOp)instr->instr.op;
    if (!is_short_jump(op)) {
        ORR_ASSERT(op == ORR_OP_LOOP ? target <= at : target > at);
        writer->code[at].b = (uint16_t)(target & 0xFFFF);
        writer->code[at].c = (uint16_t)(target >> 16);
        return;
    }
    if (!writer->layout->is_long[i]) {
        writer->code[at].c = (uint16_t)(target - (at + 1));
        return;
    }
    writer->code[at].c = 1;
    if (op == ORR_OP_FOR_ITER) {
        write_wide_jump(writer, at + 1, ORR_OP_JUMP, at + 3);
        write_wide_jump(writer, at + 2, ORR_OP_JUMP, target);
    } else {
        writer->code[at].x ^= (uint8_t)orr_mode(1);
        write_wide_jump(writer, at + 1, ORR_OP_JUMP, target);
    }
}

static void write_code(const Writer *writer) {
    for (uint32_t i = 0; i < writer->unit->instr_count; i++) {
        if (writer->layout->is_gone[i]) continue;
        const OrrGenInstr *instr = &writer->unit->instrs[i];
        uint32_t at = writer->layout->at[i];
        writer->code[at] = instr->instr;
        if (instr->label != ORR_NO_LABEL) write_jump(writer, i, at);
        if (instr->instr.op == ORR_OP_CALL_KW) writer->code[at + 1] = (OrrInstr){.op = ORR_OP_EXT, .a = instr->ext};
        for (uint32_t word = at; word < writer->layout->at[i + 1]; word++) writer->positions[word] = instr->position;
    }
}

/* Ranges of equal handlers, in order of their start: they never overlap. */
static uint32_t collect_ranges(const OrrUnit *unit, const Layout *layout, OrrException *ranges) {
    uint32_t count = 0;
    int32_t open = -1;
    for (uint32_t i = 0; i < unit->instr_count; i++) {
        if (layout->is_gone[i]) continue;
        int32_t handler = unit->instrs[i].handler;
        if (handler >= 0 && handler == open) {
            ranges[count - 1].end = layout->at[i + 1];
        } else if (handler >= 0) {
            const OrrHandler *info = &unit->handlers[handler];
            ranges[count++] = (OrrException){layout->at[i], layout->at[i + 1], layout->at[unit->labels[info->label].at],
                                             info->clear_from, info->exc_reg};
        }
        open = handler;
    }
    return count;
}

/* Copies into the caller's region; what fails there is noticed once, at the end. */
static void *copy(OrrGen *gen, const void *from, size_t count, size_t size) {
    void *to = orr_region_alloc_array(gen->out, count, size);
    if (to != NULL && count != 0) memcpy(to, from, count * size);
    return to;
}

static OrrText copy_text(OrrGen *gen, OrrText text) {
    char *to = orr_region_alloc(gen->out, text.length + 1);
    if (to != NULL && text.length != 0) memcpy(to, text.utf8, text.length);
    return (OrrText){to, text.length};
}

static void copy_const(OrrGen *gen, OrrConst *to, const OrrConst *from) {
    *to = *from;
    switch ((OrrConstKind)from->kind) {
    case ORR_CONST_BIG_INT:
    case ORR_CONST_STR:
    case ORR_CONST_BYTES: to->as.text = copy_text(gen, from->as.text); break;
    case ORR_CONST_TUPLE:
    case ORR_CONST_FROZENSET: {
        OrrConst *items = orr_region_alloc_array(gen->out, from->count, sizeof *items);
        to->as.items = items;
        for (uint32_t i = 0; items != NULL && i < from->count; i++) copy_const(gen, &items[i], &from->as.items[i]);
        break;
    }
    default: break;
    }
}

static void fill_tables(OrrGen *gen, OrrUnit *unit, OrrCodeImage *image) {
    OrrConst *consts = orr_region_alloc_array(gen->out, unit->const_count, sizeof *consts);
    OrrText *names = orr_region_alloc_array(gen->out, unit->name_count, sizeof *names);
    OrrText *locals = orr_region_alloc_array(gen->out, unit->first_temp, sizeof *locals);
    image->local_cells = copy(gen, unit->local_cells, unit->first_temp, sizeof *unit->local_cells);
    image->codes = copy(gen, (const void *)unit->codes, unit->code_count, sizeof *unit->codes);
    if (gen->out->failed) return;
    for (uint32_t i = 0; i < unit->const_count; i++) copy_const(gen, &consts[i], &unit->consts[i]);
    for (uint32_t i = 0; i < unit->name_count; i++) names[i] = copy_text(gen, orr_gen_text(unit->names[i]));
    for (uint32_t i = 0; i < unit->first_temp; i++) locals[i] = copy_text(gen, unit->locals[i]);
    image->consts = consts;
    image->const_count = unit->const_count;
    image->names = names;
    image->name_count = unit->name_count;
    image->locals = locals;
    image->code_count = unit->code_count;
}

static void fill_head(OrrGen *gen, const OrrUnit *unit, OrrCodeImage *image) {
    image->name = copy_text(gen, unit->name);
    image->qualname = copy_text(gen, unit->qualname);
    image->flags = unit->flags;
    image->first_line = unit->first_line;
    image->posonly_count = unit->posonly_count;
    image->arg_count = unit->arg_count;
    image->kwonly_count = unit->kwonly_count;
    image->nlocals = (uint16_t)unit->nlocals;
    image->nfree = (uint16_t)unit->nfree;
    image->first_temp = (uint16_t)unit->first_temp;
    image->nregs = (uint16_t)unit->nregs;
}

static void fill_code(OrrGen *gen, const OrrUnit *unit, const Layout *layout, OrrCodeImage *image) {
    OrrInstr *code = orr_region_alloc_array(gen->out, layout->length, sizeof *code);
    OrrPosition *positions = orr_region_alloc_array(gen->out, layout->length, sizeof *positions);
    OrrException *ranges = orr_region_alloc_array(gen->scratch, unit->instr_count, sizeof *ranges);
    if (code == NULL || positions == NULL || ranges == NULL) {
        orr_gen_no_memory(gen);
        return;
    }
    write_code(&(Writer){unit, layout, code, positions});
    image->instrs = code;
    image->positions = positions;
    image->instr_count = layout->length;
    image->exception_count = collect_ranges(unit, layout, ranges);
    image->exceptions = copy(gen, ranges, image->exception_count, sizeof *ranges);
}

const OrrCodeImage *orr_gen_assemble(OrrGen *gen) {
    OrrUnit *unit = gen->unit;
    ORR_ASSERT(!unit->reachable && unit->instr_count > 0);
    Layout layout = {
        .at = orr_region_alloc_array(gen->scratch, unit->instr_count + 1u, sizeof *layout.at),
        .is_long = orr_region_alloc_array(gen->scratch, unit->instr_count, sizeof *layout.is_long),
        .is_gone = orr_region_alloc_array(gen->scratch, unit->instr_count, sizeof *layout.is_gone),
    };
    OrrCodeImage *image = orr_region_alloc(gen->out, sizeof *image);
    if (layout.at == NULL || layout.is_long == NULL || layout.is_gone == NULL || image == NULL) {
        orr_gen_no_memory(gen);
        return NULL;
    }
    thread_jumps(unit);
    drop_jumps_to_next(unit, &layout);
    do place_all(unit, &layout);
    while (settle(unit, &layout));
    fill_head(gen, unit, image);
    fill_tables(gen, unit, image);
    fill_code(gen, unit, &layout, image);
    if (gen->out->failed) orr_gen_no_memory(gen);
    return gen->failed ? NULL : image;
}
