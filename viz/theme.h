/* How states look: a colour and a pattern each, so that nobody needs to tell colours apart.
 *
 * The draw list names paints, not colours: the same list is drawn dark, light or in high contrast. The state colours
 * are those of Okabe and Ito, which people with any of the usual kinds of colour blindness tell apart. Every state has
 * its own pattern as well, and a letter for terminals and legends.
 */
#ifndef ORR_VIZ_THEME_H
#define ORR_VIZ_THEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum OrrVizThemeKind {
    ORR_VIZ_DARK,
    ORR_VIZ_LIGHT,
    ORR_VIZ_CONTRAST,
    ORR_VIZ_THEMES,
} OrrVizThemeKind;

/* What a task is doing. A task that is not born yet, or is over, has no state and no bar. */
typedef enum OrrVizState {
    ORR_VIZ_CREATED, /* not yet in the ready queue */
    ORR_VIZ_RUNNING,
    ORR_VIZ_READY,
    ORR_VIZ_SLEEPING,
    ORR_VIZ_AWAITING,   /* a future, task, gather, group, thread, service */
    ORR_VIZ_BLOCKED,    /* a lock, semaphore, queue, event, condition, barrier */
    ORR_VIZ_CANCELLING, /* asked to be cancelled, and not running */
    ORR_VIZ_DONE,       /* the ends: what follows is empty */
    ORR_VIZ_FAILED,
    ORR_VIZ_CANCELLED,
    ORR_VIZ_GONE, /* destroyed while pending */
    ORR_VIZ_IDLE, /* of the loop and of threads: nothing to show */
    ORR_VIZ_STATES,
} OrrVizState;

typedef enum OrrVizPattern {
    ORR_VIZ_SOLID,
    ORR_VIZ_HATCH,      /* / / / */
    ORR_VIZ_BACK_HATCH, /* \ \ \ */
    ORR_VIZ_DOTS,
    ORR_VIZ_STRIPES, /* upright */
    ORR_VIZ_RULED,   /* lying */
    ORR_VIZ_CHECKER,
    ORR_VIZ_FRAME, /* only its edge */
    ORR_VIZ_PATTERNS,
} OrrVizPattern;

/*     ORR_VIZ_PAINT(NAME, "word", dark, light, contrast)       as 0xRRGGBBAA */
#define ORR_VIZ_PAINTS_TABLE(X)                                                                                        \
    X(BACKGROUND, "background", 0x15181DFF, 0xFBFBF8FF, 0x000000FF)                                                    \
    X(PANEL, "panel", 0x1C2027FF, 0xF1F1ECFF, 0x000000FF)                                                              \
    X(ROW, "row", 0x1A1E24FF, 0xF5F5F1FF, 0x101010FF)                                                                  \
    X(ROW_SELECTED, "row-selected", 0x2B3442FF, 0xDDE6F2FF, 0x303030FF)                                                \
    X(GRID, "grid", 0x2A3038FF, 0xE2E2DCFF, 0x404040FF)                                                                \
    X(EDGE, "edge", 0x3A424DFF, 0xC4C4BCFF, 0xFFFFFFFF)                                                                \
    X(TEXT, "text", 0xE6E9EDFF, 0x1B1E23FF, 0xFFFFFFFF)                                                                \
    X(TEXT_DIM, "text-dim", 0x98A2AEFF, 0x5C636CFF, 0xD8D8D8FF)                                                        \
    X(TEXT_HEAD, "text-head", 0x8FC7F0FF, 0x00527FFF, 0xFFFF60FF)                                                      \
    X(TEXT_ERROR, "text-error", 0xFF8A4CFF, 0xA83E00FF, 0xFF9050FF)                                                    \
    X(TEXT_ON_BAR, "text-on-bar", 0x0B0D10FF, 0x0B0D10FF, 0x000000FF)                                                  \
    X(CURSOR, "cursor", 0xFFFFFFFF, 0x000000FF, 0xFFFFFFFF)                                                            \
    X(SELECTION, "selection", 0xFFFFFFFF, 0x000000FF, 0xFFFF00FF)                                                      \
    X(ARROW, "arrow", 0xFFD866FF, 0x7A2E8EFF, 0xFFFF00FF)                                                              \
    X(ARROW_FAR, "arrow-far", 0xFFD866B0, 0x7A2E8EA0, 0xFFFF00A0)                                                      \
    X(PATH, "path", 0xFF7BA0FF, 0xC2185BFF, 0xFF70FFFF)                                                                \
    X(HIGHLIGHT, "highlight", 0x3B4A2AFF, 0xFFF1B8FF, 0x404000FF)                                                      \
    X(MARK, "mark", 0xF0E442FF, 0x8A6D00FF, 0xFFFF00FF)                                                                \
    X(TRACK, "track", 0x56B4E9FF, 0x0072B2FF, 0x80D0FFFF)                                                              \
    X(VEIL, "veil", 0x000000B0, 0xFFFFFFC0, 0x000000D8)                                                                \
    X(SHADE, "shade", 0x00000070, 0x50585040, 0x000000A0)                                                              \
    X(CREATED, "created", 0x8A929CFF, 0x8A8F96FF, 0xC0C0C0FF)                                                          \
    X(RUNNING, "running", 0x00B583FF, 0x009E73FF, 0x00FFB0FF)                                                          \
    X(READY, "ready", 0xF0E442FF, 0xD9C400FF, 0xFFFF00FF)                                                              \
    X(SLEEPING, "sleeping", 0x6C8FA8FF, 0x7FA9C4FF, 0x9FC8E8FF)                                                        \
    X(AWAITING, "awaiting", 0x3F97DBFF, 0x0072B2FF, 0x60B0FFFF)                                                        \
    X(BLOCKED, "blocked", 0xE69F00FF, 0xE69F00FF, 0xFFB020FF)                                                          \
    X(CANCELLING, "cancelling", 0xCC79A7FF, 0xC0619AFF, 0xFF90D0FF)                                                    \
    X(DONE, "done", 0xAEB6C0FF, 0x5C636CFF, 0xFFFFFFFF)                                                                \
    X(FAILED, "failed", 0xF0681AFF, 0xD55E00FF, 0xFF6010FF)                                                            \
    X(CANCELLED, "cancelled", 0xCC79A7FF, 0xC0619AFF, 0xFF90D0FF)                                                      \
    X(GONE, "gone", 0xF0681AFF, 0xD55E00FF, 0xFF6010FF)                                                                \
    X(IDLE, "idle", 0x2A3038FF, 0xE2E2DCFF, 0x404040FF)

typedef enum OrrVizPaint {
#define X(NAME, word, dark, light, contrast) ORR_VIZ_PAINT_##NAME,
    ORR_VIZ_PAINTS_TABLE(X)
#undef X
        ORR_VIZ_PAINTS,
} OrrVizPaint;

/* The paint of a state, and its pattern. */
static inline OrrVizPaint orr_viz_state_paint(OrrVizState state) {
    return (OrrVizPaint)((int)ORR_VIZ_PAINT_CREATED + (int)state);
}

/* Whether it is the end of a task, with nothing behind it. */
static inline bool orr_viz_state_is_end(OrrVizState state) {
    return state >= ORR_VIZ_DONE && state <= ORR_VIZ_GONE;
}

OrrVizPattern orr_viz_state_pattern(OrrVizState state);
/* "ready", "waiting for a lock, queue ..."; and the letter that stands for it in text. */
const char *orr_viz_state_word(OrrVizState state);
char orr_viz_state_letter(OrrVizState state);

const char *orr_viz_paint_word(OrrVizPaint paint);
const char *orr_viz_pattern_word(OrrVizPattern pattern);
const char *orr_viz_theme_word(OrrVizThemeKind theme);
/* 0xRRGGBBAA. */
uint32_t orr_viz_colour(OrrVizThemeKind theme, OrrVizPaint paint);
/* What lies between the strokes of a pattern: the paint, mixed with the background. Opaque. */
uint32_t orr_viz_colour_under(OrrVizThemeKind theme, OrrVizPaint paint);

#endif
