#include "viz/draw.h"

#include <stdlib.h>
#include <string.h>

void orr_viz_draw_start(OrrVizDrawList *list, int32_t width, int32_t height, OrrVizMetrics metrics) {
    list->width = width;
    list->height = height;
    list->metrics = metrics;
    list->count = 0;
    list->failed = false;
    orr_trace_bytes_clear(&list->text);
    list->clip = (OrrVizRect){0, 0, width, height};
}

void orr_viz_draw_free(OrrVizDrawList *list) {
    free(list->items);
    orr_trace_bytes_free(&list->text);
    *list = (OrrVizDrawList){0};
}

static OrrVizDraw *add(OrrVizDrawList *list) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity * 2 + 256;
        OrrVizDraw *items = reallocarray(list->items, capacity, sizeof *items);
        if (items == NULL) {
            list->failed = true;
            return NULL;
        }
        list->items = items;
        list->capacity = capacity;
    }
    return &list->items[list->count++];
}

static void put(OrrVizDrawList *list, OrrVizDraw item) {
    OrrVizDraw *place = add(list);
    if (place != NULL) *place = item;
}

void orr_viz_draw_append(OrrVizDrawList *list, const OrrVizDrawList *other, int32_t right, int32_t down) {
    uint32_t text = (uint32_t)list->text.length;
    orr_trace_bytes_append(&list->text, other->text.data, other->text.length);
    list->failed |= other->failed || list->text.failed;
    for (size_t i = 0; i < other->count && !list->failed; i++) {
        OrrVizDraw item = other->items[i];
        item.x += right;
        item.y += down;
        if (item.op == ORR_VIZ_OP_TEXT) item.text += text;
        put(list, item);
    }
}

/* ---- shapes ------------------------------------------------------------------------------------- */

void orr_viz_draw_clip(OrrVizDrawList *list, OrrVizRect clip) {
    if (clip.w < 0) clip.w = 0;
    if (clip.h < 0) clip.h = 0;
    list->clip = clip;
    put(list, (OrrVizDraw){.op = ORR_VIZ_OP_CLIP, .x = clip.x, .y = clip.y, .w = clip.w, .h = clip.h});
}

void orr_viz_draw_unclip(OrrVizDrawList *list) {
    orr_viz_draw_clip(list, (OrrVizRect){0, 0, list->width, list->height});
}

static bool outside(const OrrVizDrawList *list, int64_t x, int64_t y, int64_t w, int64_t h) {
    const OrrVizRect *clip = &list->clip;
    return x >= (int64_t)clip->x + clip->w || y >= (int64_t)clip->y + clip->h || x + w <= clip->x || y + h <= clip->y;
}

void orr_viz_draw_fill(OrrVizDrawList *list, OrrVizRect r, OrrVizPaint paint, OrrVizPattern pattern) {
    if (r.w <= 0 || r.h <= 0 || outside(list, r.x, r.y, r.w, r.h)) return;
    OrrVizDraw *item = add(list);
    if (item == NULL) return;
    *item = (OrrVizDraw){.op = ORR_VIZ_OP_FILL,
                         .pattern = (uint8_t)pattern,
                         .paint = (uint8_t)paint,
                         .x = r.x,
                         .y = r.y,
                         .w = r.w,
                         .h = r.h};
}

void orr_viz_draw_frame(OrrVizDrawList *list, OrrVizRect r, OrrVizPaint paint) {
    orr_viz_draw_fill(list, r, paint, ORR_VIZ_FRAME);
}

/* Lines that go far outside are kept short, so that no arithmetic on them overflows. */
static int32_t tame(int32_t value) {
    const int32_t most = 1 << 20;
    return value > most ? most : value < -most ? -most : value;
}

void orr_viz_draw_line(OrrVizDrawList *list, int32_t x0, int32_t y0, int32_t x1, int32_t y1, uint32_t thickness,
                       OrrVizPaint paint) {
    x0 = tame(x0), y0 = tame(y0), x1 = tame(x1), y1 = tame(y1);
    int32_t t = (int32_t)thickness;
    int32_t left = x0 < x1 ? x0 : x1, top = y0 < y1 ? y0 : y1;
    int32_t width = abs(x1 - x0), height = abs(y1 - y0);
    if (outside(list, left - t, top - t, width + 2 * t + 1, height + 2 * t + 1)) return;
    put(list, (OrrVizDraw){.op = ORR_VIZ_OP_LINE,
                           .paint = (uint8_t)paint,
                           .x = x0,
                           .y = y0,
                           .w = x1 - x0,
                           .h = y1 - y0,
                           .text_length = thickness});
}

void orr_viz_draw_arrow(OrrVizDrawList *list, int32_t x0, int32_t y0, int32_t x1, int32_t y1, uint32_t thickness,
                        OrrVizPaint paint) {
    x0 = tame(x0), y0 = tame(y0), x1 = tame(x1), y1 = tame(y1);
    orr_viz_draw_line(list, x0, y0, x1, y1, thickness, paint);
    if ((x0 == x1 && y0 == y1) || outside(list, x1 - 16, y1 - 16, 32, 32)) return;
    put(list, (OrrVizDraw){.op = ORR_VIZ_OP_HEAD,
                           .paint = (uint8_t)paint,
                           .x = x1,
                           .y = y1,
                           .w = x1 - x0,
                           .h = y1 - y0,
                           .text_length = 5 + 2 * thickness});
}

/* ---- text --------------------------------------------------------------------------------------- */

size_t orr_viz_text_next(const char *text, size_t length, uint32_t *character) {
    if (length == 0) return 0;
    const unsigned char *bytes = (const unsigned char *)text;
    unsigned first = bytes[0];
    *character = first;
    if (first < 0x80) return 1;
    size_t count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t value = first & (0x7Fu >> count);
    *character = 0xFFFD;
    if (first < 0xC2 || first > 0xF4 || count > length) return 1;
    for (size_t i = 1; i < count; i++) {
        if ((bytes[i] & 0xC0) != 0x80) return 1;
        value = value << 6 | (bytes[i] & 0x3Fu);
    }
    if (value < least[count] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return 1;
    *character = value;
    return count;
}

unsigned orr_viz_character_cells(uint32_t c) {
    static const uint32_t none[][2] = {{0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
    static const uint32_t two[][2] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if (c < 0x300) return 1;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        if (c >= none[i][0] && c <= none[i][1]) return 0;
    }
    for (size_t i = 0; i < sizeof two / sizeof *two; i++) {
        if (c >= two[i][0] && c <= two[i][1]) return 2;
    }
    return 1;
}

size_t orr_viz_text_cells(const char *text, size_t length) {
    size_t cells = 0;
    uint32_t character;
    for (size_t n; (n = orr_viz_text_next(text, length, &character)) != 0; text += n, length -= n) {
        cells += orr_viz_character_cells(character);
    }
    return cells;
}

static void append_clean(OrrTraceBytes *bytes, uint32_t character, const char *text, size_t n) {
    if (character == 0xFFFD && n == 1) orr_trace_bytes_text(bytes, "\xEF\xBF\xBD");
    else if (character < 0x20 || (character >= 0x7F && character < 0xA0)) orr_trace_bytes_byte(bytes, ' ');
    else orr_trace_bytes_append(bytes, text, n);
}

int32_t orr_viz_draw_text(OrrVizDrawList *list, int32_t x, int32_t y, int32_t most, OrrVizPaint paint, bool bold,
                          const char *text, size_t length) {
    if (most < list->metrics.advance || length == 0 || list->text.failed || list->text.length > UINT32_MAX / 2)
        return 0;
    size_t room = (size_t)(most / list->metrics.advance);
    size_t offset = list->text.length;
    size_t cells = 0;
    size_t cut = 0, cut_cells = 0; /* where an ellipsis would go, had it to */
    bool fits = true;
    uint32_t character;
    for (size_t n; (n = orr_viz_text_next(text, length, &character)) != 0; text += n, length -= n) {
        unsigned wide = orr_viz_character_cells(character);
        if (cells + wide > room) {
            fits = false;
            break;
        }
        append_clean(&list->text, character, text, n);
        cells += wide;
        if (cells + 1 <= room) cut = list->text.length - offset, cut_cells = cells;
    }
    if (!fits) {
        list->text.length = offset + cut;
        orr_trace_bytes_text(&list->text, "\xE2\x80\xA6");
        cells = cut_cells + 1;
    }
    int32_t width = (int32_t)cells * list->metrics.advance;
    if (list->text.failed) list->failed = true;
    if (list->text.failed || outside(list, x, y, width, list->metrics.line_height)) {
        list->text.length = offset;
        return width;
    }
    put(list, (OrrVizDraw){.op = ORR_VIZ_OP_TEXT,
                           .paint = (uint8_t)paint,
                           .x = x,
                           .y = y,
                           .w = width,
                           .h = bold,
                           .text = (uint32_t)offset,
                           .text_length = (uint32_t)(list->text.length - offset)});
    return width;
}

int32_t orr_viz_draw_string(OrrVizDrawList *list, int32_t x, int32_t y, int32_t most, OrrVizPaint paint,
                            const char *text) {
    return orr_viz_draw_text(list, x, y, most, paint, false, text, strlen(text));
}

/* ---- dump and hash ------------------------------------------------------------------------------ */

static void dump_numbers(const OrrVizDraw *item, OrrTraceBytes *text) {
    const int32_t numbers[] = {item->x, item->y, item->w, item->h};
    for (size_t i = 0; i < 4; i++) {
        orr_trace_bytes_byte(text, ' ');
        orr_trace_bytes_decimal(text, numbers[i]);
    }
}

static void dump_item(const OrrVizDrawList *list, const OrrVizDraw *item, OrrTraceBytes *text) {
    static const char *const words[] = {"fill", "line", "head", "text", "clip"};
    orr_trace_bytes_text(text, words[item->op]);
    dump_numbers(item, text);
    if (item->op != ORR_VIZ_OP_CLIP) {
        orr_trace_bytes_byte(text, ' ');
        orr_trace_bytes_text(text, orr_viz_paint_word((OrrVizPaint)item->paint));
    }
    if (item->op == ORR_VIZ_OP_FILL && item->pattern != ORR_VIZ_SOLID) {
        orr_trace_bytes_byte(text, ' ');
        orr_trace_bytes_text(text, orr_viz_pattern_word((OrrVizPattern)item->pattern));
    }
    if (item->op == ORR_VIZ_OP_LINE || item->op == ORR_VIZ_OP_HEAD) {
        orr_trace_bytes_byte(text, ' ');
        orr_trace_bytes_decimal(text, item->text_length);
    }
    if (item->op == ORR_VIZ_OP_TEXT) {
        orr_trace_bytes_text(text, " \"");
        orr_trace_bytes_append(text, list->text.data + item->text, item->text_length);
        orr_trace_bytes_byte(text, '"');
    }
    orr_trace_bytes_byte(text, '\n');
}

void orr_viz_draw_dump(const OrrVizDrawList *list, OrrTraceBytes *text) {
    orr_trace_bytes_text(text, "picture ");
    orr_trace_bytes_decimal(text, list->width);
    orr_trace_bytes_byte(text, ' ');
    orr_trace_bytes_decimal(text, list->height);
    orr_trace_bytes_byte(text, '\n');
    for (size_t i = 0; i < list->count; i++) dump_item(list, &list->items[i], text);
}

/* A window hashes every frame, so numbers go in as a whole, two halves of 32 bits at a time. */
static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static uint64_t mix_pair(uint64_t hash, int32_t a, int32_t b) {
    return mix(hash, (uint64_t)(uint32_t)a << 32 | (uint32_t)b);
}

static uint64_t mix_text(uint64_t hash, const unsigned char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) hash = (hash ^ bytes[i]) * UINT64_C(0x100000001B3);
    return hash;
}

uint64_t orr_viz_draw_hash(const OrrVizDrawList *list) {
    uint64_t hash = mix_pair(UINT64_C(0xCBF29CE484222325), list->width, list->height);
    for (size_t i = 0; i < list->count; i++) {
        const OrrVizDraw *item = &list->items[i];
        hash = mix(hash, (uint64_t)item->text_length << 24 | (uint64_t)item->op << 16 | (uint64_t)item->pattern << 8 |
                             item->paint);
        hash = mix_pair(mix_pair(hash, item->x, item->y), item->w, item->h);
        if (item->op == ORR_VIZ_OP_TEXT) hash = mix_text(hash, list->text.data + item->text, item->text_length);
    }
    return hash;
}
