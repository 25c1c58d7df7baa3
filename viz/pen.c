#include "viz/pen.h"

int32_t orr_viz_pen_line_height(const OrrVizPen *pen) {
    return pen->app->metrics.line_height;
}

int32_t orr_viz_pen_room(const OrrVizPen *pen) {
    int32_t left = pen->place.y + pen->place.h - pen->y;
    return left < 0 ? 0 : left / orr_viz_pen_line_height(pen);
}

bool orr_viz_pen_full(const OrrVizPen *pen) {
    return orr_viz_pen_room(pen) == 0;
}

void orr_viz_pen_add(OrrVizPen *pen, const char *words) {
    orr_trace_bytes_text(&pen->text, words);
}

void orr_viz_pen_add_number(OrrVizPen *pen, uint64_t number) {
    orr_trace_bytes_decimal(&pen->text, (int64_t)number);
}

static void write_line(OrrVizPen *pen, int32_t x, OrrVizPaint paint, bool bold, const char *text, size_t length) {
    if (!orr_viz_pen_full(pen)) {
        orr_viz_draw_text(pen->list, x, pen->y, pen->place.x + pen->place.w - x, paint, bold, text, length);
    }
    pen->y += orr_viz_pen_line_height(pen);
}

void orr_viz_pen_end(OrrVizPen *pen, int32_t indent, OrrVizPaint paint) {
    write_line(pen, pen->place.x + indent * pen->app->metrics.advance, paint, false, (const char *)pen->text.data,
               pen->text.length);
    orr_trace_bytes_clear(&pen->text);
}

void orr_viz_pen_end_bold(OrrVizPen *pen, OrrVizPaint paint) {
    write_line(pen, pen->place.x, paint, true, (const char *)pen->text.data, pen->text.length);
    orr_trace_bytes_clear(&pen->text);
}

void orr_viz_pen_end_paragraph(OrrVizPen *pen, OrrVizPaint paint, int most) {
    size_t room = (size_t)(pen->place.w < 0 ? 0 : pen->place.w / pen->app->metrics.advance);
    const char *text = (const char *)pen->text.data;
    size_t left = pen->text.length;
    for (int i = 0; i < most && left > 0 && !orr_viz_pen_full(pen); i++) {
        size_t part = left;
        if (left > room && i + 1 < most) {
            for (part = room; part > room / 2 && text[part] != ' ';) part--;
            while (part > 1 && ((unsigned char)text[part] & 0xC0) == 0x80) part--;
        }
        write_line(pen, pen->place.x, paint, false, text, part);
        while (part < left && text[part] == ' ') part++;
        text += part;
        left -= part;
    }
    orr_trace_bytes_clear(&pen->text);
}
