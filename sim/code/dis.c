#include "sim/code/dis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void append_text(OrrBuffer *out, OrrText text) {
    if (text.length != 0) orr_buffer_append(out, text.utf8, text.length);
}

/* Constants */

static void quoted(OrrBuffer *out, OrrText text) {
    orr_buffer_append_byte(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.utf8[i];
        if (c == '\'' || c == '\\') orr_buffer_append_byte(out, '\\');
        if (c == '\n') {
            orr_buffer_append_text(out, "\\n");
        } else if (c < 32 || c == 127) {
            orr_buffer_append_text(out, "\\x");
            orr_buffer_append_hex(out, c, 2);
        } else {
            orr_buffer_append_byte(out, c);
        }
    }
    orr_buffer_append_byte(out, '\'');
}

static void real(OrrBuffer *out, double value) {
    char digits[40];
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value) break;
    }
    orr_buffer_append_text(out, digits);
    if (strpbrk(digits, ".ein") == NULL) orr_buffer_append_text(out, ".0");
}

static void items(OrrBuffer *out, const OrrConst *constant) {
    for (uint32_t i = 0; i < constant->count; i++) {
        if (i > 0) orr_buffer_append_text(out, ", ");
        orr_code_dis_const(out, &constant->as.items[i]);
    }
}

void orr_code_dis_const(OrrBuffer *out, const OrrConst *constant) {
    switch ((OrrConstKind)constant->kind) {
    case ORR_CONST_NONE: orr_buffer_append_text(out, "None"); return;
    case ORR_CONST_TRUE: orr_buffer_append_text(out, "True"); return;
    case ORR_CONST_FALSE: orr_buffer_append_text(out, "False"); return;
    case ORR_CONST_ELLIPSIS: orr_buffer_append_text(out, "Ellipsis"); return;
    case ORR_CONST_INT: orr_buffer_append_int(out, constant->as.integer); return;
    case ORR_CONST_BIG_INT:
        orr_buffer_format(out, "int(base %d) ", (int)constant->base);
        append_text(out, constant->as.text);
        return;
    case ORR_CONST_FLOAT: real(out, constant->as.real); return;
    case ORR_CONST_COMPLEX:
        real(out, constant->as.real);
        orr_buffer_append_text(out, "j");
        return;
    case ORR_CONST_STR: quoted(out, constant->as.text); return;
    case ORR_CONST_BYTES:
        orr_buffer_append_text(out, "b");
        quoted(out, constant->as.text);
        return;
    case ORR_CONST_TUPLE:
        orr_buffer_append_text(out, "(");
        items(out, constant);
        orr_buffer_append_text(out, constant->count == 1 ? ",)" : ")");
        return;
    case ORR_CONST_FROZENSET:
        orr_buffer_append_text(out, "frozenset({");
        items(out, constant);
        orr_buffer_append_text(out, "})");
        return;
    }
}

/* Operands */

static void reg(OrrBuffer *out, const OrrCodeImage *image, uint32_t number) {
    if (number < image->first_temp && image->locals[number].length != 0) append_text(out, image->locals[number]);
    else if (number == 0 && (image->flags & ORR_CODE_NAMESPACE)) orr_buffer_append_text(out, "namespace");
    else orr_buffer_format(out, "%%%u", (unsigned)number);
}

typedef struct Line {
    OrrBuffer *out;
    const OrrCodeImage *image;
    uint32_t at;
    const char *separator;
} Line;

static void separate(Line *line) {
    orr_buffer_append_text(line->out, line->separator);
    line->separator = ", ";
}

static void target(Line *line, int64_t index) {
    separate(line);
    orr_buffer_append_text(line->out, "to ");
    orr_buffer_append_int(line->out, index);
}

static void operand(Line *line, OrrOperand kind, uint32_t value, bool killed) {
    const OrrCodeImage *image = line->image;
    const OrrInstr *instr = &image->instrs[line->at];
    int64_t next = (int64_t)line->at + 1 + orr_op_info[instr->op].words;
    switch (kind) {
    case ORR_OPERAND_none:
    case ORR_OPERAND_high: return;
    case ORR_OPERAND_jump: target(line, orr_instr_wide(*instr)); return;
    case ORR_OPERAND_rel: target(line, next + (int16_t)value); return;
    case ORR_OPERAND_fwd: target(line, next + value); return;
    default: separate(line);
    }
    switch (kind) {
    case ORR_OPERAND_konst: orr_code_dis_const(line->out, &image->consts[value]); return;
    case ORR_OPERAND_name: append_text(line->out, image->names[value]); return;
    case ORR_OPERAND_code:
        orr_buffer_append_text(line->out, "code ");
        append_text(line->out, image->codes[value]->qualname);
        return;
    case ORR_OPERAND_imm: orr_buffer_append_int(line->out, (int32_t)orr_instr_wide(*instr)); return;
    case ORR_OPERAND_count: orr_buffer_append_uint(line->out, value); return;
    default: break;
    }
    reg(line->out, image, value);
    if (kind == ORR_OPERAND_base) orr_buffer_append_text(line->out, "..");
    if (killed) orr_buffer_append_byte(line->out, '~');
}

static void pad(OrrBuffer *out, size_t from, size_t width) {
    while (out->length - from < width && !out->failed) orr_buffer_append_byte(out, ' ');
}

static void instruction(OrrBuffer *out, const OrrCodeImage *image, uint32_t at, uint32_t *source_line, bool is_target) {
    const OrrInstr *instr = &image->instrs[at];
    const OrrOpInfo *info = &orr_op_info[instr->op];
    size_t from = out->length;
    uint32_t now = image->positions[at].line;
    if (now != *source_line && now != 0) {
        orr_buffer_append_uint(out, now);
        *source_line = now;
    }
    pad(out, from, 6);
    orr_buffer_append_text(out, is_target ? "> " : "  ");
    orr_buffer_append_uint(out, at);
    pad(out, from, 14);
    orr_buffer_append_text(out, info->name);
    if (ORR_MODE(*instr) != 0) orr_buffer_format(out, ".%u", ORR_MODE(*instr));
    Line line = {out, image, at, " "};
    if (info->a != ORR_OPERAND_none) pad(out, from, 32);
    operand(&line, (OrrOperand)info->a, instr->a, (instr->x & ORR_KILL_A) != 0);
    operand(&line, (OrrOperand)info->b, instr->b, (instr->x & ORR_KILL_B) != 0);
    operand(&line, (OrrOperand)info->c, instr->c, (instr->x & ORR_KILL_C) != 0);
    if (instr->op == ORR_OP_CALL_KW) operand(&line, ORR_OPERAND_konst, instr[1].a, false);
    if (instr->op == ORR_OP_INTRINSIC) {
        static const char *const names[] = {
#define INTRINSIC(name, count, text) #name,
#include "sim/code/intrinsics.def"
#undef INTRINSIC
        };
        orr_buffer_format(out, " %s", names[instr->c]);
    }
    orr_buffer_append_byte(out, '\n');
}

/* Where jumps and handlers arrive. NULL: no memory. */
static unsigned char *find_targets(const OrrCodeImage *image) {
    unsigned char *targets = calloc(image->instr_count + 1u, 1);
    if (targets == NULL) return NULL;
    for (uint32_t at = 0; at < image->instr_count; at += 1u + orr_op_info[image->instrs[at].op].words) {
        const OrrInstr *instr = &image->instrs[at];
        const OrrOpInfo *info = &orr_op_info[instr->op];
        uint32_t next = at + 1 + info->words;
        if (info->b == ORR_OPERAND_jump) targets[orr_instr_wide(*instr)] = 1;
        else if (info->c == ORR_OPERAND_rel) targets[(int64_t)next + (int16_t)instr->c] = 1;
        else if (info->c == ORR_OPERAND_fwd) targets[next + instr->c] = 1;
    }
    for (uint32_t i = 0; i < image->exception_count; i++) targets[image->exceptions[i].target] = 1;
    return targets;
}

static void flags(OrrBuffer *out, const OrrCodeImage *image) {
    static const struct {
        uint32_t flag;
        const char *name;
    } known[] = {{ORR_CODE_MODULE, "module"},       {ORR_CODE_CLASS_BODY, "class"},
                 {ORR_CODE_GENERATOR, "generator"}, {ORR_CODE_COROUTINE, "coroutine"},
                 {ORR_CODE_METHOD, "method"},       {ORR_CODE_ASYNC_GENERATOR, "async generator"},
                 {ORR_CODE_DYNAMIC, "dynamic"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (image->flags & known[i].flag) orr_buffer_format(out, ", %s", known[i].name);
    }
}

static void title(OrrBuffer *out, const OrrCodeImage *image) {
    append_text(out, image->qualname);
    orr_buffer_format(out, ": line %u, %u registers", (unsigned)image->first_line, (unsigned)image->nregs);
    flags(out, image);
    orr_buffer_append_byte(out, '\n');
    if (image->first_temp == 0) return;
    orr_buffer_append_text(out, "  locals:");
    for (uint32_t i = 0; i < image->first_temp; i++) {
        orr_buffer_append_byte(out, ' ');
        reg(out, image, i);
        if (i >= image->nlocals) orr_buffer_append_text(out, " (free)");
        else if (image->local_cells[i]) orr_buffer_append_text(out, " (cell)");
    }
    orr_buffer_append_byte(out, '\n');
}

void orr_code_dis(OrrBuffer *out, const OrrCodeImage *image) {
    unsigned char *targets = find_targets(image);
    if (targets == NULL) {
        out->failed = true;
        return;
    }
    title(out, image);
    uint32_t source_line = 0;
    for (uint32_t at = 0; at < image->instr_count; at += 1u + orr_op_info[image->instrs[at].op].words) {
        instruction(out, image, at, &source_line, targets[at] != 0);
    }
    free(targets);
    for (uint32_t i = 0; i < image->exception_count; i++) {
        const OrrException *range = &image->exceptions[i];
        orr_buffer_format(out, "  exception in %u .. %u: to %u, in %%%u, clearing from %%%u\n", (unsigned)range->start,
                          (unsigned)range->end, (unsigned)range->target, (unsigned)range->exc_reg,
                          (unsigned)range->clear_from);
    }
    for (uint32_t i = 0; i < image->code_count && !out->failed; i++) {
        orr_buffer_append_byte(out, '\n');
        orr_code_dis(out, image->codes[i]);
    }
}
