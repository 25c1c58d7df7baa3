#include "viz/window.h"

#include <SDL.h>
#include <string.h>

enum {
    EVENTS_A_FRAME = 400000,
    LEAST_POINTS = 6,
    MOST_POINTS = 96,
    USUAL_POINTS = 13,
    WATCH_MS = 250,
    PLAY_MS = 15,
    LET_GO_MS = 30
};

typedef struct Window {
    OrrVizApp *app;
    OrrVizTypeface *typeface;
    OrrVizDrawList list;
    OrrTraceBytes title, title_shown;
    OrrVizHost host;
    OrrVizSettings *settings;
    SDL_Window *window;
    SDL_Renderer *renderer;
    SDL_Texture *texture; /* of the window's size */
    int width, height;    /* in pixels, of the texture */
    int points;           /* of the text, on a screen with a pixel a point */
    int density;          /* pixels a hundred points */
    SDL_Cursor *pointers[ORR_VIZ_POINTERS];
    OrrVizPointer pointer;
    uint64_t shown; /* hash of the picture on the screen */
    OrrVizThemeKind shown_theme;
    bool must_show;
} Window;

/* ---- picture ------------------------------------------------------------------------------------ */

static bool fit_texture(Window *w) {
    int width, height;
    if (SDL_GetRendererOutputSize(w->renderer, &width, &height) != 0) return false;
    if (w->texture != NULL && width == w->width && height == w->height) return true;
    if (w->texture != NULL) SDL_DestroyTexture(w->texture);
    w->texture = SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING, width, height);
    w->width = width;
    w->height = height;
    w->must_show = true;
    return w->texture != NULL;
}

static void show_title(Window *w) {
    orr_trace_bytes_clear(&w->title);
    orr_viz_app_window_title(w->app, &w->title);
    if (w->title.failed || (w->title.length == w->title_shown.length &&
                            memcmp(w->title.data, w->title_shown.data, w->title.length) == 0)) {
        return;
    }
    SDL_SetWindowTitle(w->window, (const char *)w->title.data);
    OrrTraceBytes shown = w->title;
    w->title = w->title_shown;
    w->title_shown = shown;
}

/* Draws, unless the same picture is on the screen already. */
static bool show(Window *w) {
    if (!fit_texture(w)) return false;
    OrrVizFont font = orr_viz_typeface_font(w->typeface);
    orr_viz_app_draw(w->app, &w->list, w->width, w->height, font.metrics);
    show_title(w);
    uint64_t hash = orr_viz_draw_hash(&w->list);
    if (!w->must_show && hash == w->shown && w->app->theme == w->shown_theme) return true;
    void *pixels;
    int pitch;
    if (SDL_LockTexture(w->texture, NULL, &pixels, &pitch) != 0) return false;
    OrrVizImage image = {.pixels = pixels, .width = w->width, .height = w->height, .pitch = pitch / 4};
    orr_viz_raster(&w->list, w->app->theme, &font, &image);
    SDL_UnlockTexture(w->texture);
    if (SDL_RenderCopy(w->renderer, w->texture, NULL, NULL) != 0) return false;
    SDL_RenderPresent(w->renderer);
    w->shown = hash;
    w->shown_theme = w->app->theme;
    w->must_show = false;
    return true;
}

/* Where a point is more than a pixel, text has more of them. */
static void fit_text(Window *w, int points) {
    int width = 0, height = 0, pixels_width = 0, pixels_height = 0;
    SDL_GetWindowSize(w->window, &width, &height);
    SDL_GetRendererOutputSize(w->renderer, &pixels_width, &pixels_height);
    int density = width > 0 && pixels_width > width ? pixels_width * 100 / width : 100;
    if (points < LEAST_POINTS || points > MOST_POINTS || (points == w->points && density == w->density)) return;
    if (!orr_viz_typeface_resize(w->typeface, (points * density + 50) / 100)) return;
    w->points = points;
    w->density = density;
    w->must_show = true;
}

static void change_text(Window *w) {
    int points = w->app->text_usual ? USUAL_POINTS : w->points + w->app->text_bigger - w->app->text_smaller;
    w->app->text_bigger = w->app->text_smaller = w->app->text_usual = false;
    fit_text(w, points);
}

static void show_pointer(Window *w) {
    static const SDL_SystemCursor shapes[ORR_VIZ_POINTERS] = {[ORR_VIZ_POINTER_USUAL] = SDL_SYSTEM_CURSOR_ARROW,
                                                              [ORR_VIZ_POINTER_SIDEWAYS] = SDL_SYSTEM_CURSOR_SIZEWE,
                                                              [ORR_VIZ_POINTER_UPWARDS] = SDL_SYSTEM_CURSOR_SIZENS,
                                                              [ORR_VIZ_POINTER_MOVES] = SDL_SYSTEM_CURSOR_SIZEALL,
                                                              [ORR_VIZ_POINTER_HAND] = SDL_SYSTEM_CURSOR_HAND};
    OrrVizPointer pointer = orr_viz_app_pointer(w->app);
    if (pointer == w->pointer) return;
    if (w->pointers[pointer] == NULL) w->pointers[pointer] = SDL_CreateSystemCursor(shapes[pointer]);
    if (w->pointers[pointer] != NULL) SDL_SetCursor(w->pointers[pointer]);
    w->pointer = pointer;
}

/* ---- input -------------------------------------------------------------------------------------- */

/* Keys that are no characters. 0: it is one, and comes as text. */
static uint32_t special_key(SDL_Keycode code) {
    switch (code) {
    case SDLK_LEFT: return ORR_VIZ_KEY_LEFT;
    case SDLK_RIGHT: return ORR_VIZ_KEY_RIGHT;
    case SDLK_UP: return ORR_VIZ_KEY_UP;
    case SDLK_DOWN: return ORR_VIZ_KEY_DOWN;
    case SDLK_HOME: return ORR_VIZ_KEY_HOME;
    case SDLK_END: return ORR_VIZ_KEY_END;
    case SDLK_PAGEUP: return ORR_VIZ_KEY_PAGE_UP;
    case SDLK_PAGEDOWN: return ORR_VIZ_KEY_PAGE_DOWN;
    case SDLK_ESCAPE: return ORR_VIZ_KEY_ESCAPE;
    case SDLK_RETURN:
    case SDLK_KP_ENTER: return ORR_VIZ_KEY_ENTER;
    case SDLK_BACKSPACE: return ORR_VIZ_KEY_BACKSPACE;
    case SDLK_TAB: return ORR_VIZ_KEY_TAB;
    default: return 0;
    }
}

static void take_key(Window *w, const SDL_KeyboardEvent *event) {
    bool shift = (event->keysym.mod & KMOD_SHIFT) != 0, control = (event->keysym.mod & KMOD_CTRL) != 0;
    uint32_t key = special_key(event->keysym.sym);
    /* With Ctrl there is no text event. */
    if (key == 0 && control && event->keysym.sym > 0 && event->keysym.sym < 0x80) key = (uint32_t)event->keysym.sym;
    if (event->keysym.sym == SDLK_KP_PLUS && control) key = '+';
    if (event->keysym.sym == SDLK_KP_MINUS && control) key = '-';
    if (key != 0) orr_viz_app_key(w->app, (OrrVizKey){key, shift, control});
}

static void take_text(Window *w, const char *text) {
    size_t length = SDL_strlen(text);
    uint32_t character;
    for (size_t n; (n = orr_viz_text_next(text, length, &character)) != 0; text += n, length -= n) {
        orr_viz_app_key(w->app, (OrrVizKey){character, false, false});
    }
}

/* Windows are measured in points, textures in pixels. */
static int32_t pixel(const Window *w, int point) {
    int width, height;
    SDL_GetWindowSize(w->window, &width, &height);
    return width < 1 ? point : (int32_t)((int64_t)point * w->width / width);
}

static void take_wheel(Window *w, const SDL_MouseWheelEvent *event) {
    SDL_Keymod mod = SDL_GetModState();
    int x, y;
    SDL_GetMouseState(&x, &y);
    orr_viz_app_wheel(w->app, pixel(w, x), pixel(w, y), event->y, -event->x, (mod & KMOD_SHIFT) != 0,
                      (mod & KMOD_CTRL) != 0);
}

static void take(Window *w, const SDL_Event *event) {
    switch (event->type) {
    case SDL_QUIT: w->app->quit = true; break;
    case SDL_WINDOWEVENT:
        w->must_show = true;
        fit_text(w, w->points); /* it may be on another screen now */
        break;
    case SDL_KEYDOWN: take_key(w, &event->key); break;
    case SDL_TEXTINPUT: take_text(w, event->text.text); break;
    case SDL_MOUSEWHEEL: take_wheel(w, &event->wheel); break;
    case SDL_MOUSEMOTION: orr_viz_app_mouse_move(w->app, pixel(w, event->motion.x), pixel(w, event->motion.y)); break;
    case SDL_MOUSEBUTTONDOWN:
        if (event->button.button == SDL_BUTTON_LEFT) {
            orr_viz_app_mouse_down(w->app, pixel(w, event->button.x), pixel(w, event->button.y));
        }
        break;
    case SDL_MOUSEBUTTONUP:
        if (event->button.button == SDL_BUTTON_LEFT) {
            orr_viz_app_mouse_up(w->app, pixel(w, event->button.x), pixel(w, event->button.y));
        }
        break;
    default: break;
    }
}

/* ---- the loop ----------------------------------------------------------------------------------- */

static bool open_window(Window *w) {
    const char *title = w->app->title == NULL ? "orrery" : w->app->title;
    uint32_t flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI;
    if (w->settings->maximized) flags |= SDL_WINDOW_MAXIMIZED;
    int width = w->settings->width, height = w->settings->height;
    SDL_Rect room;
    if (SDL_GetDisplayUsableBounds(0, &room) == 0) { /* it may be a smaller screen than last time */
        if (width > room.w && room.w >= 320) width = room.w;
        if (height > room.h && room.h >= 200) height = room.h;
    }
    w->window = SDL_CreateWindow(title, SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED, width, height, flags);
    if (w->window == NULL) return false;
    SDL_SetWindowMinimumSize(w->window, 320, 200);
    w->renderer = SDL_CreateRenderer(w->window, -1, 0);
    if (w->renderer == NULL) w->renderer = SDL_CreateRenderer(w->window, -1, SDL_RENDERER_SOFTWARE);
    if (w->renderer == NULL) return false;
    fit_text(w, w->points);
    SDL_StartTextInput();
    return true;
}

/* Waits for something to happen: not at all while loading, a frame while playing, else until there is something, or
 * until the file may have grown. */
static bool wait(const Window *w, bool loading, SDL_Event *event) {
    if (loading) return SDL_PollEvent(event) != 0;
    if (w->app->playing) return SDL_WaitEventTimeout(event, PLAY_MS) != 0;
    if (w->app->following) return SDL_WaitEventTimeout(event, WATCH_MS) != 0;
    return SDL_WaitEvent(event) != 0;
}

static bool run(Window *w) {
    SDL_Event event;
    uint64_t now_ms = SDL_GetTicks64(), looked_ms = now_ms;
    while (!w->app->quit) {
        bool loading = orr_viz_app_load(w->app, EVENTS_A_FRAME), watching = w->app->following;
        if (!show(w)) return false;
        if (w->host.tell != NULL && !loading) w->host.tell(w->host.context, w->app);
        if (wait(w, loading, &event)) {
            do { take(w, &event); } while (!w->app->quit && SDL_PollEvent(&event));
        }
        uint64_t before_ms = now_ms;
        now_ms = SDL_GetTicks64();
        if (w->app->playing) orr_viz_app_tick(w->app, (uint32_t)(now_ms - before_ms));
        if (watching && !loading && now_ms - looked_ms >= WATCH_MS) {
            w->host.look(w->host.context, w->app);
            looked_ms = now_ms;
        }
        if (w->app->text_bigger || w->app->text_smaller || w->app->text_usual) change_text(w);
        if (w->app->notes.changed) w->host.keep(w->host.context, w->app);
        if (w->app->below != NULL && w->app->below->notes.changed) w->host.keep(w->host.context, w->app->below);
        show_pointer(w);
    }
    return true;
}

/* What somebody made of the window, for the next time. */
static void take_settings(Window *w) {
    orr_viz_settings_take(w->settings, w->app);
    w->settings->text = w->points;
    w->settings->maximized = (SDL_GetWindowFlags(w->window) & SDL_WINDOW_MAXIMIZED) != 0;
    if (w->settings->maximized) return;
    SDL_GetWindowSize(w->window, &w->settings->width, &w->settings->height);
}

/* SDL on X11 wakes itself by events that it sends to the window over a second connection. One that is still under way
 * when the window is destroyed is an error to the server, and ends the process with a message. So it gets a moment. */
static void let_go(Window *w) {
    SDL_HideWindow(w->window);
    SDL_Delay(LET_GO_MS);
    SDL_PumpEvents();
}

const char *orr_viz_window_run(OrrVizApp *app, OrrVizTypeface *typeface, OrrVizSettings *settings, OrrVizHost host) {
    Window window = {.app = app,
                     .host = host,
                     .settings = settings,
                     .typeface = typeface,
                     .points = settings->text,
                     .density = 100,
                     .must_show = true};
    bool good = open_window(&window) && run(&window);
    const char *why = good ? NULL : SDL_GetError();
    if (good) take_settings(&window);
    orr_viz_draw_free(&window.list);
    orr_trace_bytes_free(&window.title);
    orr_trace_bytes_free(&window.title_shown);
    for (int i = 0; i < ORR_VIZ_POINTERS; i++) {
        if (window.pointers[i] != NULL) SDL_FreeCursor(window.pointers[i]);
    }
    if (good) let_go(&window);
    if (window.texture != NULL) SDL_DestroyTexture(window.texture);
    if (window.renderer != NULL) SDL_DestroyRenderer(window.renderer);
    if (window.window != NULL) SDL_DestroyWindow(window.window);
    return why;
}
