#include "viz/svg.h"

#include <string.h>

static void number(OrrTraceBytes *file, const char *key, int64_t value) {
    orr_trace_bytes_byte(file, ' ');
    orr_trace_bytes_text(file, key);
    orr_trace_bytes_text(file, "=\"");
    orr_trace_bytes_decimal(file, value);
    orr_trace_bytes_byte(file, '"');
}

static void hex_colour(OrrTraceBytes *file, uint32_t colour) {
    orr_trace_bytes_byte(file, '#');
    for (unsigned shift = 32; shift > 8;) {
        shift -= 4;
        orr_trace_bytes_byte(file, (unsigned char)"0123456789abcdef"[colour >> shift & 15]);
    }
}

/* fill="#rrggbb", with its opacity if it has one; `key` is fill or stroke. */
static void colour_of(OrrTraceBytes *file, const char *key, uint32_t colour) {
    orr_trace_bytes_byte(file, ' ');
    orr_trace_bytes_text(file, key);
    orr_trace_bytes_text(file, "=\"");
    hex_colour(file, colour);
    orr_trace_bytes_byte(file, '"');
    if ((colour & 0xFF) == 0xFF) return;
    orr_trace_bytes_byte(file, ' ');
    orr_trace_bytes_text(file, key);
    orr_trace_bytes_text(file, "-opacity=\"0.");
    unsigned thousandths = (colour & 0xFF) * 1000 / 255;
    for (unsigned unit = 100; unit > 0; unit /= 10) {
        orr_trace_bytes_byte(file, (unsigned char)('0' + thousandths / unit % 10));
    }
    orr_trace_bytes_byte(file, '"');
}

/* The strokes of a pattern within its 8 by 8 tile: what the rasteriser draws, as paths. */
static const char *pattern_path(OrrVizPattern pattern) {
    switch (pattern) {
    case ORR_VIZ_HATCH: return "M0 0h3L0 3zM8 0h-0.01L0 8h3L8 3z";
    case ORR_VIZ_BACK_HATCH: return "M0 0h3L8 5v3z M0 5v3h3z";
    case ORR_VIZ_DOTS: return "M0 0h2v2h-2zM4 4h2v2h-2z";
    case ORR_VIZ_STRIPES: return "M0 0h3v8h-3z";
    case ORR_VIZ_RULED: return "M0 0h8v1h-8zM0 4h8v1h-8z";
    case ORR_VIZ_CHECKER:
        return "M2 0h2v2h-2zM6 0h2v2h-2zM0 2h2v2h-2zM4 2h2v2h-2zM2 4h2v2h-2zM6 4h2v2h-2zM0 6h2v2h-2zM4 6h2v2h-2z";
    case ORR_VIZ_SOLID:
    case ORR_VIZ_FRAME:
    case ORR_VIZ_PATTERNS: break;
    }
    return "";
}

static void pattern_name(OrrTraceBytes *file, OrrVizPaint paint, OrrVizPattern pattern) {
    orr_trace_bytes_text(file, orr_viz_paint_word(paint));
    orr_trace_bytes_byte(file, '-');
    orr_trace_bytes_text(file, orr_viz_pattern_word(pattern));
}

/* The patterns that the list uses. */
static void define_patterns(const OrrVizDrawList *list, OrrVizThemeKind theme, OrrTraceBytes *file) {
    bool used[ORR_VIZ_PAINTS][ORR_VIZ_PATTERNS] = {{false}};
    for (size_t i = 0; i < list->count; i++) {
        const OrrVizDraw *item = &list->items[i];
        if (item->op == ORR_VIZ_OP_FILL) used[item->paint][item->pattern] = true;
    }
    for (int paint = 0; paint < ORR_VIZ_PAINTS; paint++) {
        for (int pattern = ORR_VIZ_HATCH; pattern < ORR_VIZ_FRAME; pattern++) {
            if (!used[paint][pattern]) continue;
            orr_trace_bytes_text(file, "<pattern id=\"");
            pattern_name(file, (OrrVizPaint)paint, (OrrVizPattern)pattern);
            orr_trace_bytes_text(file, "\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><path");
            colour_of(file, "fill", orr_viz_colour_under(theme, (OrrVizPaint)paint));
            orr_trace_bytes_text(file, " d=\"M0 0h8v8h-8z\"/><path");
            colour_of(file, "fill", orr_viz_colour(theme, (OrrVizPaint)paint));
            orr_trace_bytes_text(file, " d=\"");
            orr_trace_bytes_text(file, pattern_path((OrrVizPattern)pattern));
            orr_trace_bytes_text(file, "\"/></pattern>\n");
        }
    }
}

static void fill_item(const OrrVizDraw *item, OrrVizThemeKind theme, OrrTraceBytes *file) {
    uint32_t colour = orr_viz_colour(theme, (OrrVizPaint)item->paint);
    bool frame = item->pattern == ORR_VIZ_FRAME;
    orr_trace_bytes_text(file, "<rect");
    number(file, "x", item->x);
    number(file, "y", item->y);
    number(file, "width", item->w);
    number(file, "height", item->h);
    if (frame) {
        orr_trace_bytes_text(file, " fill=\"none\"");
        colour_of(file, "stroke", colour);
    } else if (item->pattern == ORR_VIZ_SOLID) {
        colour_of(file, "fill", colour);
    } else {
        orr_trace_bytes_text(file, " fill=\"url(#");
        pattern_name(file, (OrrVizPaint)item->paint, (OrrVizPattern)item->pattern);
        orr_trace_bytes_text(file, ")\"");
    }
    orr_trace_bytes_text(file, "/>\n");
}

static void line_item(const OrrVizDraw *item, OrrVizThemeKind theme, OrrTraceBytes *file) {
    orr_trace_bytes_text(file, "<line");
    number(file, "x1", item->x);
    number(file, "y1", item->y);
    number(file, "x2", item->x + item->w);
    number(file, "y2", item->y + item->h);
    number(file, "stroke-width", item->text_length);
    colour_of(file, "stroke", orr_viz_colour(theme, (OrrVizPaint)item->paint));
    orr_trace_bytes_text(file, "/>\n");
}

static void tenths(OrrTraceBytes *file, int64_t value) {
    if (value < 0) orr_trace_bytes_byte(file, '-'), value = -value;
    orr_trace_bytes_decimal(file, value / 10);
    orr_trace_bytes_byte(file, '.');
    orr_trace_bytes_byte(file, (unsigned char)('0' + value % 10));
}

static int64_t root(int64_t value) {
    int64_t low = 0, high = 3000000000;
    while (high - low > 1) {
        int64_t middle = (low + high) / 2;
        if (middle * middle <= value) low = middle;
        else high = middle;
    }
    return low < 1 ? 1 : low;
}

/* The tip, and two corners behind it, in tenths of a pixel. */
static void head_item(const OrrVizDraw *item, OrrVizThemeKind theme, OrrTraceBytes *file) {
    int64_t length = root((int64_t)item->w * item->w + (int64_t)item->h * item->h);
    int64_t back = (int64_t)item->text_length * 10, x = (int64_t)item->x * 10, y = (int64_t)item->y * 10;
    int64_t bx = x - item->w * back / length, by = y - item->h * back / length;
    int64_t sx = item->h * back / length / 2, sy = -item->w * back / length / 2;
    orr_trace_bytes_text(file, "<path d=\"M");
    tenths(file, x), orr_trace_bytes_byte(file, ' '), tenths(file, y);
    orr_trace_bytes_byte(file, 'L');
    tenths(file, bx + sx), orr_trace_bytes_byte(file, ' '), tenths(file, by + sy);
    orr_trace_bytes_byte(file, 'L');
    tenths(file, bx - sx), orr_trace_bytes_byte(file, ' '), tenths(file, by - sy);
    orr_trace_bytes_text(file, "z\"");
    colour_of(file, "fill", orr_viz_colour(theme, (OrrVizPaint)item->paint));
    orr_trace_bytes_text(file, "/>\n");
}

static void escaped(OrrTraceBytes *file, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        switch (text[i]) {
        case '&': orr_trace_bytes_text(file, "&amp;"); break;
        case '<': orr_trace_bytes_text(file, "&lt;"); break;
        case '>': orr_trace_bytes_text(file, "&gt;"); break;
        default: orr_trace_bytes_byte(file, (unsigned char)text[i]); break;
        }
    }
}

static void text_item(const OrrVizDrawList *list, const OrrVizDraw *item, OrrVizThemeKind theme, OrrTraceBytes *file) {
    orr_trace_bytes_text(file, "<text xml:space=\"preserve\"");
    number(file, "x", item->x);
    number(file, "y", item->y + list->metrics.line_height * 3 / 4);
    /* Whatever font there is, the text takes the room that was planned for it. */
    number(file, "textLength", item->w);
    orr_trace_bytes_text(file, " lengthAdjust=\"spacingAndGlyphs\"");
    if (item->h != 0) orr_trace_bytes_text(file, " font-weight=\"bold\"");
    colour_of(file, "fill", orr_viz_colour(theme, (OrrVizPaint)item->paint));
    orr_trace_bytes_byte(file, '>');
    escaped(file, (const char *)list->text.data + item->text, item->text_length);
    orr_trace_bytes_text(file, "</text>\n");
}

static void clip_item(const OrrVizDraw *item, size_t id, OrrTraceBytes *file) {
    orr_trace_bytes_text(file, "</g>\n<clipPath");
    orr_trace_bytes_text(file, " id=\"c");
    orr_trace_bytes_decimal(file, (int64_t)id);
    orr_trace_bytes_text(file, "\"><rect");
    number(file, "x", item->x);
    number(file, "y", item->y);
    number(file, "width", item->w);
    number(file, "height", item->h);
    orr_trace_bytes_text(file, "/></clipPath>\n<g clip-path=\"url(#c");
    orr_trace_bytes_decimal(file, (int64_t)id);
    orr_trace_bytes_text(file, ")\">\n");
}

bool orr_viz_svg(const OrrVizDrawList *list, OrrVizThemeKind theme, OrrTraceBytes *file) {
    orr_trace_bytes_text(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"");
    number(file, "width", list->width);
    number(file, "height", list->height);
    orr_trace_bytes_text(file, " viewBox=\"0 0 ");
    orr_trace_bytes_decimal(file, list->width);
    orr_trace_bytes_byte(file, ' ');
    orr_trace_bytes_decimal(file, list->height);
    orr_trace_bytes_text(file, "\" font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\"");
    number(file, "font-size", list->metrics.line_height * 4 / 5);
    orr_trace_bytes_text(file, ">\n<defs>\n");
    define_patterns(list, theme, file);
    orr_trace_bytes_text(file, "</defs>\n<g>\n");
    for (size_t i = 0; i < list->count; i++) {
        const OrrVizDraw *item = &list->items[i];
        switch ((OrrVizOp)item->op) {
        case ORR_VIZ_OP_FILL: fill_item(item, theme, file); break;
        case ORR_VIZ_OP_LINE: line_item(item, theme, file); break;
        case ORR_VIZ_OP_HEAD: head_item(item, theme, file); break;
        case ORR_VIZ_OP_TEXT: text_item(list, item, theme, file); break;
        case ORR_VIZ_OP_CLIP: clip_item(item, i, file); break;
        }
    }
    orr_trace_bytes_text(file, "</g>\n</svg>\n");
    return !file->failed && !list->failed;
}
