#include "sim/code/pack.h"

#include <string.h>

#define MAX_DEPTH 200u /* of nested images and tuples */

/* Writing: numbers as LEB128, signed ones with the sign in the lowest bit. */

static void put(OrrBuffer *out, uint64_t n) {
    while (n >= 0x80) {
        orr_buffer_append_byte(out, (unsigned char)(n | 0x80));
        n >>= 7;
    }
    orr_buffer_append_byte(out, (unsigned char)n);
}
static uint64_t fold(int64_t n) {
    return (uint64_t)n << 1 ^ (uint64_t)(n >> 63);
}
static void put_text(OrrBuffer *out, OrrText text) {
    put(out, text.length);
    orr_buffer_append(out, text.utf8, text.length);
}

static void put_const(OrrBuffer *out, const OrrConst *k) {
    put(out, k->kind);
    switch ((OrrConstKind)k->kind) {
    case ORR_CONST_NONE:
    case ORR_CONST_TRUE:
    case ORR_CONST_FALSE:
    case ORR_CONST_ELLIPSIS: break;
    case ORR_CONST_INT: put(out, fold(k->as.integer)); break;
    case ORR_CONST_FLOAT:
    case ORR_CONST_COMPLEX: orr_buffer_append(out, &k->as.real, sizeof k->as.real); break;
    case ORR_CONST_BIG_INT:
        put(out, k->base);
        put_text(out, k->as.text);
        break;
    case ORR_CONST_STR:
    case ORR_CONST_BYTES:
        put(out, k->identifier);
        put_text(out, k->as.text);
        break;
    case ORR_CONST_TUPLE:
    case ORR_CONST_FROZENSET:
        put(out, k->count);
        for (uint32_t n = 0; n < k->count; n++) put_const(out, &k->as.items[n]);
        break;
    }
}

static void put_positions(const OrrCodeImage *image, OrrBuffer *out) {
    uint32_t line = image->first_line;
    for (uint32_t n = 0; n < image->instr_count; n++) {
        const OrrPosition *p = &image->positions[n];
        put(out, fold((int64_t)p->line - line));
        put(out, fold((int64_t)p->end_line - p->line));
        put(out, p->col);
        put(out, p->end_col);
        line = p->line;
    }
}

static void put_image(const OrrCodeImage *image, OrrBuffer *out) {
    put_text(out, image->name);
    put_text(out, image->qualname);
    const uint32_t numbers[] = {image->flags,       image->first_line, image->posonly_count,  image->arg_count,
                                image->kwonly_count, image->nlocals,    image->nfree,          image->first_temp,
                                image->nregs,        image->instr_count, image->const_count,   image->name_count,
                                image->code_count,   image->exception_count};
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) put(out, numbers[n]);
    orr_buffer_append(out, image->instrs, image->instr_count * sizeof *image->instrs);
    for (uint32_t n = 0; n < image->const_count; n++) put_const(out, &image->consts[n]);
    for (uint32_t n = 0; n < image->name_count; n++) put_text(out, image->names[n]);
    for (uint32_t n = 0; n < image->first_temp; n++) put_text(out, image->locals[n]);
    orr_buffer_append(out, image->local_cells, image->nlocals);
    for (uint32_t n = 0; n < image->exception_count; n++) {
        const OrrException *e = &image->exceptions[n];
        put(out, e->start);
        put(out, e->end);
        put(out, e->target);
        put(out, e->clear_from);
        put(out, e->exc_reg);
    }
    put_positions(image, out);
    for (uint32_t n = 0; n < image->code_count; n++) put_image(image->codes[n], out);
}

void orr_code_pack(const OrrCodeImage *image, OrrBuffer *out) {
    put(out, ORR_OP_COUNT);
    put_image(image, out);
}

/* Reading. After a failure everything reads as 0. */

typedef struct Reader {
    const uint8_t *at, *end;
    OrrRegion *region;
    bool failed;
} Reader;

static size_t left(const Reader *r) {
    return (size_t)(r->end - r->at);
}
static uint64_t get(Reader *r) {
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (r->failed || r->at == r->end) break;
        uint8_t byte = *r->at++;
        n |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return n;
    }
    r->failed = true;
    return 0;
}
static int64_t get_signed(Reader *r) {
    uint64_t n = get(r);
    return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}
/* A count of things that take at least a byte each: more than are left can't be. */
static uint32_t get_count(Reader *r) {
    uint64_t n = get(r);
    if (n > left(r)) r->failed = true;
    return r->failed ? 0 : (uint32_t)n;
}
static uint16_t get_u16(Reader *r) {
    uint64_t n = get(r);
    if (n > UINT16_MAX) r->failed = true;
    return r->failed ? 0 : (uint16_t)n;
}
static const void *get_bytes(Reader *r, size_t length) {
    if (r->failed || length > left(r)) {
        r->failed = true;
        return NULL;
    }
    const void *bytes = r->at;
    r->at += length;
    return bytes;
}
static OrrText get_text(Reader *r) {
    uint32_t length = get_count(r);
    const char *utf8 = get_bytes(r, length);
    return utf8 == NULL ? (OrrText){"", 0} : (OrrText){utf8, length};
}
static void *get_room(Reader *r, size_t count, size_t size) {
    if (r->failed) return NULL;
    void *room = orr_region_alloc_array(r->region, count == 0 ? 1 : count, size);
    if (room == NULL) r->failed = true;
    return room;
}

static OrrConst *get_consts(Reader *r, uint32_t count, unsigned depth);

static void get_const(Reader *r, OrrConst *k, unsigned depth) {
    k->kind = (uint8_t)get(r);
    switch ((OrrConstKind)k->kind) {
    case ORR_CONST_NONE:
    case ORR_CONST_TRUE:
    case ORR_CONST_FALSE:
    case ORR_CONST_ELLIPSIS: return;
    case ORR_CONST_INT: k->as.integer = get_signed(r); return;
    case ORR_CONST_FLOAT:
    case ORR_CONST_COMPLEX: {
        const void *bytes = get_bytes(r, sizeof k->as.real);
        if (bytes != NULL) memcpy(&k->as.real, bytes, sizeof k->as.real);
        return;
    }
    case ORR_CONST_BIG_INT:
        k->base = (uint8_t)get(r);
        k->as.text = get_text(r);
        return;
    case ORR_CONST_STR:
    case ORR_CONST_BYTES:
        k->identifier = get(r) != 0;
        k->as.text = get_text(r);
        return;
    case ORR_CONST_TUPLE:
    case ORR_CONST_FROZENSET:
        k->count = get_count(r);
        k->as.items = get_consts(r, k->count, depth + 1);
        return;
    }
    r->failed = true;
}

static OrrConst *get_consts(Reader *r, uint32_t count, unsigned depth) {
    OrrConst *consts = depth > MAX_DEPTH ? NULL : get_room(r, count, sizeof *consts);
    if (consts == NULL) r->failed = true;
    for (uint32_t n = 0; !r->failed && n < count; n++) get_const(r, &consts[n], depth);
    return consts;
}
static OrrText *get_texts(Reader *r, uint32_t count) {
    OrrText *texts = get_room(r, count, sizeof *texts);
    for (uint32_t n = 0; !r->failed && n < count; n++) texts[n] = get_text(r);
    return texts;
}
static OrrInstr *get_instrs(Reader *r, uint32_t count) {
    const void *bytes = get_bytes(r, (size_t)count * sizeof(OrrInstr));
    OrrInstr *instrs = get_room(r, count, sizeof *instrs);
    if (instrs != NULL) memcpy(instrs, bytes, (size_t)count * sizeof *instrs);
    return instrs;
}
static OrrException *get_exceptions(Reader *r, uint32_t count) {
    OrrException *exceptions = get_room(r, count, sizeof *exceptions);
    for (uint32_t n = 0; !r->failed && n < count; n++) {
        exceptions[n].start = (uint32_t)get(r);
        exceptions[n].end = (uint32_t)get(r);
        exceptions[n].target = (uint32_t)get(r);
        exceptions[n].clear_from = get_u16(r);
        exceptions[n].exc_reg = get_u16(r);
    }
    return exceptions;
}
static OrrPosition *get_positions(Reader *r, uint32_t count, uint32_t line) {
    OrrPosition *positions = get_room(r, count, sizeof *positions);
    for (uint32_t n = 0; !r->failed && n < count; n++) {
        line = (uint32_t)((int64_t)line + get_signed(r));
        positions[n].line = line;
        positions[n].end_line = (uint32_t)((int64_t)line + get_signed(r));
        positions[n].col = get_u16(r);
        positions[n].end_col = get_u16(r);
    }
    return positions;
}

static const OrrCodeImage *get_image(Reader *r, unsigned depth) {
    OrrCodeImage *image = depth > MAX_DEPTH ? NULL : get_room(r, 1, sizeof *image);
    if (image == NULL) {
        r->failed = true;
        return NULL;
    }
    image->name = get_text(r);
    image->qualname = get_text(r);
    image->flags = (uint32_t)get(r);
    image->first_line = (uint32_t)get(r);
    uint16_t *small[] = {&image->posonly_count, &image->arg_count,  &image->kwonly_count, &image->nlocals,
                         &image->nfree,         &image->first_temp, &image->nregs};
    for (size_t n = 0; n < sizeof small / sizeof *small; n++) *small[n] = get_u16(r);
    image->instr_count = get_count(r);
    image->const_count = get_count(r);
    image->name_count = get_count(r);
    image->code_count = get_count(r);
    image->exception_count = get_count(r);
    image->instrs = get_instrs(r, image->instr_count);
    image->consts = get_consts(r, image->const_count, depth);
    image->names = get_texts(r, image->name_count);
    image->locals = get_texts(r, image->first_temp);
    image->local_cells = get_bytes(r, image->nlocals);
    image->exceptions = get_exceptions(r, image->exception_count);
    image->positions = get_positions(r, image->instr_count, image->first_line);
    const OrrCodeImage **codes = get_room(r, image->code_count, sizeof *codes);
    for (uint32_t n = 0; !r->failed && n < image->code_count; n++) codes[n] = get_image(r, depth + 1);
    image->codes = codes;
    return image;
}

const OrrCodeImage *orr_code_unpack(const uint8_t *bytes, size_t length, OrrRegion *region) {
    Reader r = {bytes, bytes + length, region, false};
    if (get(&r) != ORR_OP_COUNT) return NULL;
    const OrrCodeImage *image = get_image(&r, 0);
    return r.failed || r.at != r.end ? NULL : image;
}
