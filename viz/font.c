#include "viz/font.h"

#include <SDL.h>
#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>

/* A glyph that was drawn. */
typedef struct Drawn {
    uint32_t key;         /* character, and the uppermost bit for bold; 0: the place is free */
    SDL_Surface *surface; /* 8 bits a pixel, alpha; NULL: nothing to draw */
    int32_t left, top;
} Drawn;

enum { PLACES = 4096 }; /* more different characters than that start afresh */

struct OrrVizTypeface {
    TTF_Font *fonts[2]; /* usual, bold (the same if there is no bold one) */
    OrrVizMetrics metrics;
    Drawn drawn[PLACES];
    unsigned drawn_count;
};

static char *message(const char *what, const char *detail) {
    size_t length = strlen(what) + strlen(detail) + 1;
    char *text = malloc(length);
    if (text == NULL) return NULL;
    memcpy(text, what, strlen(what));
    memcpy(text + strlen(what), detail, strlen(detail) + 1);
    return text;
}

/* The file of a monospaced font: DejaVu Sans Mono, or what fontconfig thinks is nearest. A text to free(); NULL: none.
 */
static char *find_file(bool bold) {
    FcConfig *config = FcInitLoadConfigAndFonts();
    if (config == NULL) return NULL;
    FcPattern *wanted = FcPatternCreate();
    char *file = NULL;
    if (wanted != NULL) {
        FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)"DejaVu Sans Mono");
        FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)"monospace");
        FcPatternAddInteger(wanted, FC_SPACING, FC_MONO);
        FcPatternAddInteger(wanted, FC_WEIGHT, bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
        FcPatternAddBool(wanted, FC_SCALABLE, FcTrue);
        FcConfigSubstitute(config, wanted, FcMatchPattern);
        FcDefaultSubstitute(wanted);
        FcResult result;
        FcPattern *found = FcFontMatch(config, wanted, &result);
        FcChar8 *path;
        if (found != NULL && FcPatternGetString(found, FC_FILE, 0, &path) == FcResultMatch) {
            file = message((const char *)path, "");
        }
        if (found != NULL) FcPatternDestroy(found);
        FcPatternDestroy(wanted);
    }
    FcConfigDestroy(config);
    return file;
}

static void forget_glyphs(OrrVizTypeface *typeface) {
    for (unsigned i = 0; i < PLACES; i++) SDL_FreeSurface(typeface->drawn[i].surface);
    memset(typeface->drawn, 0, sizeof typeface->drawn);
    typeface->drawn_count = 0;
}

static void measure(OrrVizTypeface *typeface) {
    int least_x, most_x, least_y, most_y, advance = 8;
    TTF_GlyphMetrics32(typeface->fonts[0], 'M', &least_x, &most_x, &least_y, &most_y, &advance);
    typeface->metrics = (OrrVizMetrics){advance < 1 ? 1 : advance, TTF_FontHeight(typeface->fonts[0])};
    if (typeface->metrics.line_height < 4) typeface->metrics.line_height = 4;
}

OrrVizTypeface *orr_viz_typeface_new(int points, char **why) {
    *why = NULL;
    char *file = find_file(false), *bold = find_file(true);
    OrrVizTypeface *typeface = calloc(1, sizeof *typeface);
    if (typeface == NULL || file == NULL) {
        *why = message("no monospaced font was found: install one, such as DejaVu Sans Mono (fonts-dejavu-core)", "");
    } else {
        typeface->fonts[0] = TTF_OpenFont(file, points);
        typeface->fonts[1] = bold == NULL ? NULL : TTF_OpenFont(bold, points);
        if (typeface->fonts[0] == NULL) *why = message("the font cannot be opened: ", TTF_GetError());
    }
    free(file);
    free(bold);
    if (typeface != NULL && typeface->fonts[0] != NULL) {
        measure(typeface);
        return typeface;
    }
    orr_viz_typeface_free(typeface);
    return NULL;
}

void orr_viz_typeface_free(OrrVizTypeface *typeface) {
    if (typeface == NULL) return;
    forget_glyphs(typeface);
    for (int i = 0; i < 2; i++) {
        if (typeface->fonts[i] != NULL) TTF_CloseFont(typeface->fonts[i]);
    }
    free(typeface);
}

bool orr_viz_typeface_resize(OrrVizTypeface *typeface, int points) {
    forget_glyphs(typeface);
    for (int i = 0; i < 2; i++) {
        if (typeface->fonts[i] != NULL && TTF_SetFontSize(typeface->fonts[i], points) != 0) return false;
    }
    measure(typeface);
    return true;
}

/* ---- glyphs ------------------------------------------------------------------------------------- */

/* Draws white on nothing, and keeps how opaque it is. The picture is as high as a line, so its top is the cell's. */
static void draw_glyph(OrrVizTypeface *typeface, Drawn *place, uint32_t character, bool bold) {
    TTF_Font *font = bold && typeface->fonts[1] != NULL ? typeface->fonts[1] : typeface->fonts[0];
    SDL_Surface *picture = TTF_RenderGlyph32_Blended(font, character, (SDL_Color){255, 255, 255, 255});
    if (picture == NULL) return;
    SDL_Surface *alpha = SDL_CreateRGBSurfaceWithFormat(0, picture->w, picture->h, 8, SDL_PIXELFORMAT_INDEX8);
    if (alpha != NULL) {
        for (int y = 0; y < picture->h; y++) {
            const uint32_t *from =
                (const uint32_t *)(const void *)((const uint8_t *)picture->pixels + y * picture->pitch);
            uint8_t *to = (uint8_t *)alpha->pixels + y * alpha->pitch;
            for (int x = 0; x < picture->w; x++) to[x] = (uint8_t)(from[x] >> 24);
        }
    }
    SDL_FreeSurface(picture);
    place->surface = alpha;
}

static bool glyph_of(void *context, uint32_t character, bool bold, OrrVizGlyph *glyph) {
    OrrVizTypeface *typeface = context;
    uint32_t key = character | (bold ? 0x80000000u : 0);
    unsigned i = key * 2654435761u >> 20;
    while (typeface->drawn[i].key != 0 && typeface->drawn[i].key != key) i = (i + 1) % PLACES;
    if (typeface->drawn[i].key == 0) {
        if (typeface->drawn_count++ >= PLACES / 2) {
            forget_glyphs(typeface);
            i = key * 2654435761u >> 20;
        }
        typeface->drawn[i].key = key;
        draw_glyph(typeface, &typeface->drawn[i], character, bold);
    }
    const Drawn *drawn = &typeface->drawn[i];
    if (drawn->surface == NULL) return false;
    *glyph = (OrrVizGlyph){.alpha = drawn->surface->pixels,
                           .pitch = drawn->surface->pitch,
                           .left = drawn->left,
                           .top = drawn->top,
                           .width = drawn->surface->w,
                           .height = drawn->surface->h};
    return true;
}

OrrVizFont orr_viz_typeface_font(OrrVizTypeface *typeface) {
    return (OrrVizFont){.metrics = typeface->metrics, .glyph = glyph_of, .context = typeface};
}
