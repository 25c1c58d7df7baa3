#include "viz/raster.h"

#include <math.h>
#include <stdlib.h>

typedef struct Raster {
    OrrVizImage *image;
    OrrVizRect clip; /* within the image */
    OrrVizThemeKind theme;
    const OrrVizFont *font;
} Raster;

static OrrVizRect intersect(OrrVizRect a, OrrVizRect b) {
    int32_t left = a.x > b.x ? a.x : b.x, top = a.y > b.y ? a.y : b.y;
    int32_t right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    return (OrrVizRect){left, top, right > left ? right - left : 0, bottom > top ? bottom - top : 0};
}

static uint32_t opaque(uint32_t colour) {
    return 0xFF000000u | colour >> 8;
}

/* Mixes a colour into a pixel; alpha is 0..256. */
static uint32_t blend(uint32_t under, uint32_t over, uint32_t alpha) {
    uint32_t red_blue = under & 0x00FF00FFu, green = under & 0x0000FF00u;
    red_blue += (((over & 0x00FF00FFu) - red_blue) * alpha) >> 8;
    green += (((over & 0x0000FF00u) - green) * alpha) >> 8;
    return 0xFF000000u | (red_blue & 0x00FF00FFu) | (green & 0x0000FF00u);
}

static uint32_t *row_at(const Raster *r, int32_t x, int32_t y) {
    return r->image->pixels + (size_t)y * (size_t)r->image->pitch + x;
}

/* ---- rectangles --------------------------------------------------------------------------------- */

static void fill_plain(const Raster *r, OrrVizRect rect, uint32_t colour) {
    rect = intersect(rect, r->clip);
    uint32_t alpha = (colour & 0xFF) + ((colour & 0xFF) >> 7), pixel = opaque(colour);
    for (int32_t y = rect.y; y < rect.y + rect.h; y++) {
        uint32_t *row = row_at(r, rect.x, y);
        if (alpha >= 256) {
            for (int32_t x = 0; x < rect.w; x++) row[x] = pixel;
        } else {
            for (int32_t x = 0; x < rect.w; x++) row[x] = blend(row[x], pixel, alpha);
        }
    }
}

/* Whether a stroke of the pattern covers the pixel. All repeat after eight pixels. */
static bool stroke(OrrVizPattern pattern, unsigned x, unsigned y) {
    switch (pattern) {
    case ORR_VIZ_HATCH: return ((x + y) & 7) < 3;
    case ORR_VIZ_BACK_HATCH: return ((x - y) & 7) < 3;
    case ORR_VIZ_DOTS: return (((x + (y & 4)) & 7) < 2) && (y & 3) < 2;
    case ORR_VIZ_STRIPES: return (x & 7) < 3;
    case ORR_VIZ_RULED: return (y & 3) == 0;
    case ORR_VIZ_CHECKER: return (((x >> 1) ^ (y >> 1)) & 1) != 0;
    case ORR_VIZ_SOLID:
    case ORR_VIZ_FRAME:
    case ORR_VIZ_PATTERNS: break;
    }
    return true;
}

static void fill_pattern(const Raster *r, OrrVizRect rect, OrrVizPaint paint, OrrVizPattern pattern) {
    uint32_t over = opaque(orr_viz_colour(r->theme, paint)), under = opaque(orr_viz_colour_under(r->theme, paint));
    OrrVizRect part = intersect(rect, r->clip);
    for (int32_t y = part.y; y < part.y + part.h; y++) {
        uint32_t tile[8];
        for (unsigned i = 0; i < 8; i++) tile[i] = stroke(pattern, i, (unsigned)y) ? over : under;
        uint32_t *row = row_at(r, 0, y);
        for (int32_t x = part.x; x < part.x + part.w; x++) row[x] = tile[(unsigned)x & 7];
    }
}

static void fill_frame(const Raster *r, OrrVizRect rect, uint32_t colour) {
    fill_plain(r, (OrrVizRect){rect.x, rect.y, rect.w, 1}, colour);
    fill_plain(r, (OrrVizRect){rect.x, rect.y + rect.h - 1, rect.w, 1}, colour);
    fill_plain(r, (OrrVizRect){rect.x, rect.y + 1, 1, rect.h - 2}, colour);
    fill_plain(r, (OrrVizRect){rect.x + rect.w - 1, rect.y + 1, 1, rect.h - 2}, colour);
}

static void draw_fill(const Raster *r, const OrrVizDraw *item) {
    OrrVizRect rect = {item->x, item->y, item->w, item->h};
    OrrVizPaint paint = (OrrVizPaint)item->paint;
    if (item->pattern == ORR_VIZ_SOLID) fill_plain(r, rect, orr_viz_colour(r->theme, paint));
    else if (item->pattern == ORR_VIZ_FRAME) fill_frame(r, rect, orr_viz_colour(r->theme, paint));
    else fill_pattern(r, rect, paint, (OrrVizPattern)item->pattern);
}

/* ---- lines -------------------------------------------------------------------------------------- */

static void put_pixel(const Raster *r, int32_t x, int32_t y, uint32_t pixel, double cover) {
    const OrrVizRect *clip = &r->clip;
    if (x < clip->x || y < clip->y || x >= clip->x + clip->w || y >= clip->y + clip->h || cover <= 0) return;
    uint32_t *at = row_at(r, x, y);
    *at = blend(*at, pixel, (uint32_t)((cover > 1 ? 1 : cover) * 256));
}

/* Goes along the longer axis and shades the few pixels across. */
static void draw_line(const Raster *r, const OrrVizDraw *item) {
    uint32_t colour = orr_viz_colour(r->theme, (OrrVizPaint)item->paint);
    int32_t thick = (int32_t)item->text_length;
    if (item->w == 0 || item->h == 0) {
        OrrVizRect rect = {item->x, item->y, thick, thick};
        if (item->w != 0) rect.w = abs(item->w), rect.x -= item->w < 0 ? rect.w : 0;
        if (item->h != 0) rect.h = abs(item->h), rect.y -= item->h < 0 ? rect.h : 0;
        fill_plain(r, rect, colour);
        return;
    }
    bool steep = abs(item->h) > abs(item->w);
    double along = steep ? item->h : item->w, across = steep ? item->w : item->h;
    double slope = across / along, start = (steep ? item->x : item->y) + 0.5;
    double half = (double)thick / 2 * sqrt(1 + slope * slope), alpha = (double)(colour & 0xFF) / 255;
    int32_t first = steep ? item->y : item->x, count = steep ? item->h : item->w;
    int32_t low = steep ? r->clip.y : r->clip.x, high = low + (steep ? r->clip.h : r->clip.w);
    int32_t from = count < 0 ? first + count : first, to = count < 0 ? first : first + count;
    if (from < low) from = low;
    if (to > high - 1) to = high - 1;
    for (int32_t i = from; i <= to; i++) {
        double centre = start + slope * (double)(i - first);
        if (centre < -100 || centre > 100000) continue;
        int32_t end = (int32_t)ceil(centre + half);
        for (int32_t j = (int32_t)floor(centre - half); j < end; j++) {
            double inside = fmin(centre + half, j + 1.0) - fmax(centre - half, (double)j);
            put_pixel(r, steep ? j : i, steep ? i : j, opaque(colour), inside * alpha);
        }
    }
}

/* A triangle, by nine samples a pixel. */
static void draw_head(const Raster *r, const OrrVizDraw *item) {
    double length = sqrt((double)item->w * item->w + (double)item->h * item->h);
    double size = (double)item->text_length, dx = item->w / length, dy = item->h / length;
    uint32_t colour = orr_viz_colour(r->theme, (OrrVizPaint)item->paint);
    int32_t reach = (int32_t)item->text_length + 1;
    for (int32_t y = item->y - reach; y <= item->y + reach; y++) {
        for (int32_t x = item->x - reach; x <= item->x + reach; x++) {
            int hits = 0;
            for (int i = 0; i < 9; i++) {
                double px = x + (i % 3 + 0.5) / 3 - (item->x + 0.5), py = y + (i / 3 + 0.5) / 3 - (item->y + 0.5);
                double back = -(px * dx + py * dy), side = fabs(px * dy - py * dx);
                hits += back >= 0 && back <= size && side <= back * 0.5;
            }
            put_pixel(r, x, y, opaque(colour), hits / 9.0 * (colour & 0xFF) / 255);
        }
    }
}

/* ---- text --------------------------------------------------------------------------------------- */

static void draw_glyph(const Raster *r, const OrrVizGlyph *glyph, int32_t x, int32_t y, uint32_t pixel) {
    OrrVizRect whole = {x + glyph->left, y + glyph->top, glyph->width, glyph->height};
    OrrVizRect part = intersect(whole, r->clip);
    for (int32_t py = part.y; py < part.y + part.h; py++) {
        const uint8_t *alpha = glyph->alpha + (size_t)(py - whole.y) * (size_t)glyph->pitch - whole.x;
        uint32_t *row = row_at(r, 0, py);
        for (int32_t px = part.x; px < part.x + part.w; px++) {
            if (alpha[px] != 0) row[px] = blend(row[px], pixel, alpha[px] + (alpha[px] >> 7));
        }
    }
}

static void draw_text(const Raster *r, const OrrVizDrawList *list, const OrrVizDraw *item) {
    if (r->font == NULL) return;
    const char *text = (const char *)list->text.data + item->text;
    size_t length = item->text_length;
    uint32_t pixel = opaque(orr_viz_colour(r->theme, (OrrVizPaint)item->paint));
    int32_t x = item->x;
    uint32_t character;
    for (size_t n; (n = orr_viz_text_next(text, length, &character)) != 0; text += n, length -= n) {
        OrrVizGlyph glyph;
        if (character > ' ' && r->font->glyph(r->font->context, character, item->h != 0, &glyph)) {
            draw_glyph(r, &glyph, x, item->y, pixel);
        }
        x += (int32_t)orr_viz_character_cells(character) * list->metrics.advance;
    }
}

/* ---- all ---------------------------------------------------------------------------------------- */

void orr_viz_raster(const OrrVizDrawList *list, OrrVizThemeKind theme, const OrrVizFont *font, OrrVizImage *image) {
    OrrVizRect whole = {0, 0, image->width, image->height};
    Raster raster = {.image = image, .clip = whole, .theme = theme, .font = font};
    for (size_t i = 0; i < list->count; i++) {
        const OrrVizDraw *item = &list->items[i];
        switch ((OrrVizOp)item->op) {
        case ORR_VIZ_OP_FILL: draw_fill(&raster, item); break;
        case ORR_VIZ_OP_LINE: draw_line(&raster, item); break;
        case ORR_VIZ_OP_HEAD: draw_head(&raster, item); break;
        case ORR_VIZ_OP_TEXT: draw_text(&raster, list, item); break;
        case ORR_VIZ_OP_CLIP: raster.clip = intersect((OrrVizRect){item->x, item->y, item->w, item->h}, whole); break;
        }
    }
}
