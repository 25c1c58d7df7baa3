/* orrery-view: the viewer. See viz/picture.c for its options. */
#include <SDL.h>
#include <SDL_ttf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/orrery.h"
#include "viz/card.h"
#include "viz/font.h"
#include "viz/keep.h"
#include "viz/picture.h"
#include "viz/raster.h"
#include "viz/report.h"
#include "viz/window.h"

static int fail(const char *what, const char *why) {
    (void)fprintf(stderr, "orrery-view: %s: %s\n", what, why);
    return 1;
}

/* Writes a finished file; `-` is the standard output. */
static int write_file(const char *path, const OrrTraceBytes *file) {
    if (strcmp(path, "-") == 0) {
        bool good = fwrite(file->data, 1, file->length, stdout) == file->length && fflush(stdout) == 0;
        return good ? 0 : fail("standard output", "cannot write");
    }
    FILE *out = fopen(path, "wb");
    if (out == NULL) {
        perror(path);
        return 1;
    }
    bool good = fwrite(file->data, 1, file->length, out) == file->length;
    if (fclose(out) != 0 || !good) return fail(path, "cannot write all of it");
    return 0;
}

/* ---- PNG ---------------------------------------------------------------------------------------- */

static bool draw_png(OrrVizApp *app, const OrrVizPicture *picture, OrrVizTypeface *typeface, OrrTraceBytes *file) {
    OrrVizFont font = orr_viz_typeface_font(typeface);
    OrrVizDrawList list = {0};
    orr_viz_app_draw(app, &list, picture->width, picture->height, font.metrics);
    size_t pixels = (size_t)picture->width * (size_t)picture->height;
    OrrVizImage image = {calloc(pixels, sizeof(uint32_t)), picture->width, picture->height, picture->width};
    bool good = image.pixels != NULL && !list.failed;
    if (good) {
        orr_viz_raster(&list, app->theme, &font, &image);
        good = orr_viz_png(&image, file);
    }
    free(image.pixels);
    orr_viz_draw_free(&list);
    return good;
}

static int write_png(OrrVizApp *app, const OrrVizPicture *picture) {
    char *why;
    if (TTF_Init() != 0) return fail("text", TTF_GetError());
    OrrVizTypeface *typeface = orr_viz_typeface_new(picture->points, &why);
    int status = 1;
    OrrTraceBytes file = {0};
    if (typeface == NULL) (void)fail("text", why == NULL ? "not enough memory" : why);
    else if (!draw_png(app, picture, typeface, &file)) (void)fail(picture->file, "not enough memory");
    else status = write_file(picture->file, &file);
    free(why);
    orr_trace_bytes_free(&file);
    orr_viz_typeface_free(typeface);
    TTF_Quit();
    return status;
}

/* ---- SVG and HTML ------------------------------------------------------------------------------- */

static int write_text(OrrVizApp *app, const OrrVizPicture *picture) {
    OrrTraceBytes file = {0};
    bool good = orr_viz_picture_text(picture, app, &file);
    int status = good ? write_file(picture->file, &file) : fail(picture->file, "not enough memory");
    orr_trace_bytes_free(&file);
    return status;
}

/* ---- the trace ---------------------------------------------------------------------------------- */

typedef struct Trace {
    const char *path, *name;
    struct Trace *below;    /* borrowed: the second one, shown under this; NULL: none */
    OrrTraceBytes told;     /* owned: the last report */
    char *notes;            /* owned: the file that they are kept in; NULL: nowhere */
    OrrTraceReader *reader; /* owned */
    OrrTraceStatus status;  /* why there is none */
} Trace;

static void open_trace(Trace *trace) {
    bool piped = strcmp(trace->path, "-") == 0;
    trace->reader =
        piped ? orr_trace_reader_open_fd(0, &trace->status) : orr_trace_reader_open_path(trace->path, &trace->status);
}

static const char *unreadable(const Trace *trace) {
    return trace->status.error_number != 0 ? strerror(trace->status.error_number)
                                           : orr_trace_status_text(trace->status);
}

/* An app of what the file holds: the trace, or why it cannot be read. */
static void begin_app(const Trace *trace, OrrVizApp *app) {
    orr_viz_app_init(app, trace->reader, trace->name);
    if (trace->reader != NULL || trace->path == NULL) return;
    orr_viz_app_trouble(app, trace->path);
    orr_trace_bytes_text(&app->trouble, ": ");
    orr_trace_bytes_text(&app->trouble, unreadable(trace));
}

/* A run may not have written its first events, or the file, when the window opens. */
static void look(void *context, OrrVizApp *app) {
    Trace *trace = context;
    if (trace->reader == NULL) {
        open_trace(trace);
        if (trace->reader != NULL) orr_viz_app_open(app, trace->reader);
        return;
    }
    OrrTraceStatus status;
    uint64_t more = orr_trace_reader_refresh(trace->reader, &status);
    bool ended = orr_trace_reader_end(trace->reader) != NULL;
    if (more > 0 || ended) orr_viz_app_grew(app);
    app->following = !ended && orr_trace_ok(status);
}

static void say(OrrVizApp *app, const char *what, const char *file, const char *why) {
    OrrTraceBytes text = {0};
    orr_trace_bytes_text(&text, what);
    if (file != NULL) {
        orr_trace_bytes_text(&text, " (");
        orr_trace_bytes_text(&text, file);
        orr_trace_bytes_text(&text, ": ");
        orr_trace_bytes_text(&text, why);
        orr_trace_bytes_byte(&text, ')');
    }
    if (!text.failed) orr_viz_app_say(app, (const char *)text.data);
    orr_trace_bytes_free(&text);
}

/* Keeps the notes. If that is not possible, they last as long as the window. */
static void keep(void *context, OrrVizApp *app) {
    const Trace *trace = context;
    if (trace->below != NULL && app->below == NULL) trace = trace->below; /* it is the lower one's app */
    app->notes.changed = false;
    if (trace->notes == NULL) {
        say(app, "bookmarks last as long as this window: it has no trace file to keep them beside", NULL, NULL);
        return;
    }
    const char *wrong = orr_viz_keep_notes_write(trace->notes, &app->notes);
    if (wrong != NULL) say(app, "bookmarks last as long as this window", trace->notes, wrong);
}

/* A line to the standard output, if it is another one than before. */
static void tell(void *context, OrrVizApp *app) {
    Trace *trace = context;
    OrrTraceBytes text = {0};
    orr_viz_report(app, &text);
    bool same = text.length == trace->told.length && memcmp(text.data, trace->told.data, text.length) == 0;
    if (!text.failed && !same) {
        (void)write_file("-", &text);
        OrrTraceBytes told = text;
        text = trace->told;
        trace->told = told;
    }
    orr_trace_bytes_free(&text);
}

static void find_notes(Trace *trace, const OrrVizPicture *picture, OrrVizApp *app) {
    if (picture->title != NULL || strcmp(trace->path, "-") == 0) return; /* no file, or one that will not last */
    trace->notes = orr_viz_keep_notes_path(trace->path);
    if (trace->notes == NULL) return;
    const char *wrong = orr_viz_keep_notes_read(trace->notes, &app->notes);
    if (wrong != NULL) say(app, "there are notes that cannot be read", trace->notes, wrong);
}

/* ---- the window --------------------------------------------------------------------------------- */

static int run_window(OrrVizApp *app, const OrrVizPicture *picture, Trace *trace) {
    char *why = NULL;
    OrrVizTypeface *typeface = NULL;
    app->following =
        strcmp(trace->path, "-") != 0 && (trace->reader == NULL || orr_trace_reader_end(trace->reader) == NULL);
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        (void)fail("no window", SDL_GetError());
        (void)fprintf(stderr, "Without a display, --png FILE writes a picture.\n");
        return 1;
    }
    int status = 1;
    if (TTF_Init() != 0) {
        (void)fail("text", TTF_GetError());
    } else {
        OrrVizSettings settings;
        orr_viz_settings_init(&settings);
        orr_viz_keep_settings_read(&settings);
        orr_viz_picture_override(picture, &settings);
        orr_viz_settings_apply(&settings, app);
        if (picture->bare) app->panel = false;
        typeface = orr_viz_typeface_new(settings.text, &why);
        const char *wrong = typeface == NULL
                                ? (why == NULL ? "not enough memory" : why)
                                : orr_viz_window_run(app, typeface, &settings,
                                                     (OrrVizHost){look, keep, picture->report ? tell : NULL, trace});
        if (wrong == NULL) orr_viz_keep_settings_write(&settings);
        status = wrong == NULL ? 0 : fail("window", wrong);
        free(why);
        orr_viz_typeface_free(typeface);
        TTF_Quit();
    }
    SDL_Quit();
    return status;
}

/* ---- main --------------------------------------------------------------------------------------- */

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* NULL, or why there is no lesson, in *why. */
static const char *begin_lesson(const char *path, OrrVizApp *app, OrrTraceBytes *why) {
    OrrTraceBytes text = {0};
    FILE *file = fopen(path, "rb");
    if (file == NULL) return strerror(errno);
    while (text.length <= ORR_VIZ_LESSON_BYTES_MAX && orr_trace_bytes_reserve(&text, 4096)) {
        size_t got = fread(text.data + text.length, 1, 4096, file);
        text.length += got;
        if (got == 0) break;
    }
    bool bad = ferror(file) != 0;
    int error = errno;
    (void)fclose(file);
    OrrVizLesson *lesson = bad ? NULL : orr_viz_lesson_parse((const char *)text.data, text.length, why);
    orr_trace_bytes_free(&text);
    if (bad) return strerror(error);
    if (lesson != NULL && orr_viz_card_open(app, lesson, why)) return NULL;
    return why->failed ? "not enough memory" : (const char *)why->data;
}

static int show(const OrrVizPicture *picture, Trace *trace, Trace *second) {
    OrrVizApp app, below;
    begin_app(trace, &app);
    begin_app(second, &below);
    /* Pictures, and views that begin somewhere, need the whole trace; a window shows it while it is read. */
    bool whole = picture->format != ORR_VIZ_WINDOW || picture->select != NULL || picture->step != NULL ||
                 picture->from != NULL || picture->to != NULL || picture->path || picture->press != NULL ||
                 second->path != NULL || picture->lesson != NULL;
    while (whole && orr_viz_app_load(&app, 1 << 20)) continue;
    while (second->path != NULL && orr_viz_app_load(&below, 1 << 20)) continue;
    find_notes(trace, picture, &app);
    if (second->path != NULL) {
        trace->below = second;
        find_notes(second, picture, &below);
    }
    const char *wrong = orr_viz_picture_apply(picture, &app);
    if (wrong == NULL && second->path != NULL) wrong = orr_viz_picture_pair(picture, &app, &below);
    int status;
    OrrTraceBytes why = {0};
    const char *what = picture->trace;
    if (wrong == NULL && picture->lesson != NULL) {
        if (second->path != NULL) wrong = "a lesson is about one trace";
        else if (app.model != NULL) wrong = begin_lesson(picture->lesson, &app, &why);
        what = picture->lesson;
    }
    if (wrong != NULL) status = fail(what, wrong);
    else if (picture->format == ORR_VIZ_WINDOW) status = run_window(&app, picture, trace);
    else if (second->path != NULL && below.model == NULL)
        status = fail(second->reader == NULL ? "cannot open" : picture->second, (const char *)below.trouble.data);
    else if (app.model == NULL)
        status = fail(trace->reader == NULL ? "cannot open" : picture->trace, (const char *)app.trouble.data);
    else status = picture->format == ORR_VIZ_PNG ? write_png(&app, picture) : write_text(&app, picture);
    orr_trace_bytes_free(&why);
    orr_viz_app_free(&app);
    orr_viz_app_free(&below);
    return status;
}

int main(int argc, char **argv) {
    orr_allow_deep_stack(); /* programs run again to show their variables */
    OrrVizPicture picture;
    const char *argument = "";
    const char *wrong = orr_viz_picture_parse(&picture, argc - 1, argv + 1, &argument);
    if (wrong != NULL) {
        (void)fail(argument, wrong);
        return 2;
    }
    if (picture.keys) {
        OrrTraceBytes text = {0};
        orr_viz_keys_text(&text);
        int listed = text.failed ? fail("keys", "not enough memory") : write_file("-", &text);
        orr_trace_bytes_free(&text);
        return listed;
    }
    if (picture.help || picture.version) {
        (void)fputs(picture.help ? orr_viz_picture_usage : "orrery-view " ORR_VERSION "\n", stdout);
        return 0;
    }
    if (picture.trace == NULL) {
        (void)fputs(orr_viz_picture_usage, stderr);
        return 2;
    }
    Trace trace = {.path = picture.trace, .name = picture.title != NULL ? picture.title : file_name(picture.trace)};
    open_trace(&trace);
    Trace second = {.path = picture.second};
    if (picture.second != NULL) {
        second.name = file_name(picture.second);
        open_trace(&second);
    }
    int exit_status = show(&picture, &trace, &second);
    free(trace.notes);
    free(second.notes);
    orr_trace_bytes_free(&trace.told);
    orr_trace_reader_close(trace.reader);
    orr_trace_reader_close(second.reader);
    return exit_status;
}
