#include "viz/theme.h"

typedef struct StateLook {
    const char *word;
    OrrVizPattern pattern;
    char letter;
} StateLook;

static const StateLook looks[ORR_VIZ_STATES] = {
    [ORR_VIZ_CREATED] = {"created", ORR_VIZ_FRAME, 'c'},
    [ORR_VIZ_RUNNING] = {"running", ORR_VIZ_SOLID, '#'},
    [ORR_VIZ_READY] = {"ready", ORR_VIZ_HATCH, '/'},
    [ORR_VIZ_SLEEPING] = {"sleeping", ORR_VIZ_RULED, '.'},
    [ORR_VIZ_AWAITING] = {"waiting for a task or future", ORR_VIZ_DOTS, '-'},
    [ORR_VIZ_BLOCKED] = {"waiting for a lock, queue, event", ORR_VIZ_STRIPES, '='},
    [ORR_VIZ_CANCELLING] = {"being cancelled", ORR_VIZ_BACK_HATCH, '\\'},
    [ORR_VIZ_DONE] = {"done", ORR_VIZ_SOLID, '|'},
    [ORR_VIZ_FAILED] = {"failed", ORR_VIZ_CHECKER, '!'},
    [ORR_VIZ_CANCELLED] = {"cancelled", ORR_VIZ_BACK_HATCH, 'x'},
    [ORR_VIZ_GONE] = {"destroyed while pending", ORR_VIZ_CHECKER, '?'},
    [ORR_VIZ_IDLE] = {"idle", ORR_VIZ_SOLID, ' '},
};

OrrVizPattern orr_viz_state_pattern(OrrVizState state) {
    return looks[state].pattern;
}

const char *orr_viz_state_word(OrrVizState state) {
    return looks[state].word;
}

char orr_viz_state_letter(OrrVizState state) {
    return looks[state].letter;
}

typedef struct PaintRow {
    const char *word;
    uint32_t colours[ORR_VIZ_THEMES];
} PaintRow;

static const PaintRow paints[ORR_VIZ_PAINTS] = {
#define X(NAME, word, dark, light, contrast) {word, {dark##u, light##u, contrast##u}},
    ORR_VIZ_PAINTS_TABLE(X)
#undef X
};

const char *orr_viz_paint_word(OrrVizPaint paint) {
    return paints[paint].word;
}

const char *orr_viz_pattern_word(OrrVizPattern pattern) {
    static const char *const words[ORR_VIZ_PATTERNS] = {"solid",   "hatch", "back-hatch", "dots",
                                                        "stripes", "ruled", "checker",    "frame"};
    return words[pattern];
}

const char *orr_viz_theme_word(OrrVizThemeKind theme) {
    static const char *const words[ORR_VIZ_THEMES] = {"dark", "light", "contrast"};
    return words[theme];
}

uint32_t orr_viz_colour(OrrVizThemeKind theme, OrrVizPaint paint) {
    return paints[paint].colours[theme];
}

uint32_t orr_viz_colour_under(OrrVizThemeKind theme, OrrVizPaint paint) {
    uint32_t over = orr_viz_colour(theme, paint);
    uint32_t under = orr_viz_colour(theme, ORR_VIZ_PAINT_BACKGROUND);
    /* A third of the paint on a dark ground, and on a light one, where thin strokes look paler, a quarter. */
    uint32_t share = theme == ORR_VIZ_LIGHT ? 64 : 84;
    uint32_t mixed = 0xFF;
    for (unsigned shift = 8; shift < 32; shift += 8) {
        uint32_t a = over >> shift & 0xFF, b = under >> shift & 0xFF;
        mixed |= ((a * share + b * (256 - share)) / 256) << shift;
    }
    return mixed;
}
