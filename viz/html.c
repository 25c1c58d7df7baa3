#include "viz/html.h"

#include <string.h>

#include "viz/axis.h"
#include "viz/layout.h"
#include "viz_page.h"

static void text_of(OrrTraceBytes *file, const char *text) {
    orr_trace_bytes_text(file, text);
}

static void number(OrrTraceBytes *file, int64_t value) {
    orr_trace_bytes_decimal(file, value);
}

/* A JSON string that is safe within a script element. */
static void string(OrrTraceBytes *file, const char *text, size_t length) {
    orr_trace_bytes_byte(file, '"');
    uint32_t character;
    for (size_t n; (n = orr_viz_text_next(text, length, &character)) != 0; text += n, length -= n) {
        if (character < 0x20 || character == '"' || character == '\\' || character == '<' || character == 0x7F) {
            text_of(file, "\\u00");
            orr_trace_bytes_byte(file, (unsigned char)"0123456789abcdef"[character >> 4]);
            orr_trace_bytes_byte(file, (unsigned char)"0123456789abcdef"[character & 15]);
        } else if (character == 0xFFFD) {
            text_of(file, "\\ufffd");
        } else {
            orr_trace_bytes_append(file, text, n);
        }
    }
    orr_trace_bytes_byte(file, '"');
}

static void word(OrrTraceBytes *file, const char *text) {
    string(file, text, strlen(text));
}

/* "#rrggbbaa", as CSS has it. */
static void colour(OrrTraceBytes *file, uint32_t value) {
    text_of(file, "\"#");
    for (unsigned shift = 32; shift > 0;) {
        shift -= 4;
        orr_trace_bytes_byte(file, (unsigned char)"0123456789abcdef"[value >> shift & 15]);
    }
    text_of(file, "\"");
}

static void colours(OrrTraceBytes *file, const char *key, uint32_t (*of)(OrrVizThemeKind, OrrVizPaint)) {
    text_of(file, ",\n\"");
    text_of(file, key);
    text_of(file, "\":{");
    for (int paint = 0; paint < ORR_VIZ_PAINTS; paint++) {
        if (paint > 0) text_of(file, ",");
        word(file, orr_viz_paint_word((OrrVizPaint)paint));
        for (int theme = 0; theme < ORR_VIZ_THEMES; theme++) {
            text_of(file, theme == 0 ? ":[" : ",");
            colour(file, of((OrrVizThemeKind)theme, (OrrVizPaint)paint));
        }
        text_of(file, "]");
    }
    text_of(file, "}");
}

static void looks(OrrTraceBytes *file) {
    text_of(file, ",\n\"states\":[");
    for (int i = 0; i < ORR_VIZ_STATES; i++) {
        OrrVizState state = (OrrVizState)i;
        text_of(file, i == 0 ? "{\"word\":" : ",{\"word\":");
        word(file, orr_viz_state_word(state));
        text_of(file, ",\"paint\":");
        word(file, orr_viz_paint_word(orr_viz_state_paint(state)));
        text_of(file, ",\"pattern\":");
        word(file, orr_viz_pattern_word(orr_viz_state_pattern(state)));
        text_of(file, "}");
    }
    text_of(file, "],\n\"kinds\":[\"\"");
    for (int64_t kind = 1; strcmp(orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, kind), "?") != 0; kind++) {
        text_of(file, ",");
        word(file, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, kind));
    }
    text_of(file, "]");
}

/* [state, kind, step, time, folded] of each span, the positions as differences to the span before. */
static void spans(const OrrVizModel *model, const OrrVizLane *lane, OrrTraceBytes *file) {
    int64_t last[ORR_VIZ_AXES] = {0};
    for (uint32_t i = 0; i < lane->count; i++) {
        const OrrVizSpan *span = &lane->spans[i];
        if (i > 0) text_of(file, ",");
        bool waits = span->plain >= ORR_VIZ_SLEEPING && span->plain <= ORR_VIZ_BLOCKED;
        number(file, span->state);
        text_of(file, ",");
        number(file, waits ? span->kind : 0);
        for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
            int64_t at = orr_viz_axis_position(model, (OrrVizAxis)axis, span->event);
            text_of(file, ",");
            number(file, at - last[axis]);
            last[axis] = at;
        }
    }
}

/* As many lanes, from the first on, as have room. Parents come before their children, so they are among them. */
static uint32_t lanes_with_room(const OrrVizModel *model) {
    uint64_t sum = 0;
    uint32_t count = 0;
    while (count < model->lane_count && (sum += model->lanes[count].count) <= ORR_VIZ_HTML_SPANS) count++;
    return count == 0 ? 1 : count;
}

static void lanes(const OrrVizModel *model, uint32_t count, OrrTraceBytes *file) {
    OrrTraceBytes name = {0};
    text_of(file, ",\n\"lanes\":[\n");
    for (uint32_t i = 0; i < count; i++) {
        const OrrVizLane *lane = &model->lanes[i];
        size_t length;
        const char *function = orr_trace_reader_string(model->reader, lane->function, &length);
        orr_trace_bytes_clear(&name);
        orr_viz_lane_name(model, i, &name);
        text_of(file, i == 0 ? "{\"n\":" : ",\n{\"n\":");
        string(file, (const char *)name.data, name.length);
        text_of(file, ",\"f\":");
        string(file, function, length);
        text_of(file, ",\"d\":");
        number(file, lane->depth);
        text_of(file, ",\"p\":");
        number(file, lane->parent == ORR_VIZ_NONE ? -1 : (int64_t)lane->parent);
        text_of(file, ",\"s\":[");
        spans(model, lane, file);
        text_of(file, "]}");
    }
    text_of(file, "]");
    if (name.failed) file->failed = true;
    orr_trace_bytes_free(&name);
}

/* [lane, cause] of each step. With lanes left out there are no more steps than fit them all. */
static void steps(const OrrVizModel *model, OrrTraceBytes *file) {
    uint32_t count = model->step_count < ORR_VIZ_HTML_SPANS ? model->step_count : ORR_VIZ_HTML_SPANS;
    text_of(file, ",\n\"steps\":[");
    for (uint32_t i = 0; i < count; i++) {
        text_of(file, i == 0 ? "[" : ",[");
        number(file, model->steps[i].lane);
        text_of(file, ",");
        number(file, model->steps[i].cause);
        text_of(file, "]");
    }
    text_of(file, "]");
}

static void instants(const OrrVizModel *model, OrrTraceBytes *file) {
    uint32_t count = model->instant_count < ORR_VIZ_HTML_SPANS ? model->instant_count : ORR_VIZ_HTML_SPANS;
    for (int which = 0; which < 2; which++) {
        text_of(file, which == 0 ? ",\n\"instants\":[[" : "],[");
        for (uint32_t i = 0; i < count; i++) {
            if (i > 0) text_of(file, ",");
            number(file, which == 0 ? model->instant_ns[i] : model->instant_folded[i]);
        }
    }
    text_of(file, "]]");
}

static void head(const OrrVizModel *model, const char *title, uint32_t lane_count, OrrTraceBytes *file) {
    OrrTraceBytes counts = {0};
    orr_trace_bytes_decimal(&counts, model->step_count);
    text_of(&counts, " steps, ");
    orr_viz_time_text(model->instant_ns[model->instant_count - 1], 1, &counts);
    const OrrTraceEnd *end = orr_trace_reader_end(model->reader);
    if (end != NULL) {
        text_of(&counts, ", ");
        text_of(&counts, orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, end->verdict));
    }
    if (lane_count < model->lane_count) {
        text_of(&counts, "; only the first ");
        orr_trace_bytes_decimal(&counts, lane_count);
        text_of(&counts, " of ");
        orr_trace_bytes_decimal(&counts, model->lane_count);
        text_of(&counts, " lanes");
    }
    text_of(file, "{\"title\":");
    word(file, title == NULL ? "orrery" : title);
    text_of(file, ",\"counts\":");
    string(file, (const char *)counts.data, counts.length);
    text_of(file, ",\"length\":[");
    for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
        if (axis > 0) text_of(file, ",");
        number(file, orr_viz_axis_length(model, (OrrVizAxis)axis));
    }
    text_of(file, "]");
    if (counts.failed) file->failed = true;
    orr_trace_bytes_free(&counts);
}

bool orr_viz_html(const OrrVizModel *model, const char *title, OrrVizThemeKind theme, OrrTraceBytes *file) {
    static const char mark[] = "/*DATA*/";
    const char *place = strstr(viz_page, mark);
    if (place == NULL) return false;
    uint32_t lane_count = lanes_with_room(model);
    orr_trace_bytes_append(file, viz_page, (size_t)(place - viz_page));
    head(model, title, lane_count, file);
    text_of(file, ",\"theme\":");
    number(file, theme);
    colours(file, "paints", orr_viz_colour);
    colours(file, "under", orr_viz_colour_under);
    looks(file);
    lanes(model, lane_count, file);
    steps(model, file);
    instants(model, file);
    text_of(file, "}");
    text_of(file, place + sizeof mark - 1);
    return !file->failed;
}
