#include "viz/picture.h"

#include <string.h>

#include "viz/html.h"
#include "viz/layout.h"
#include "viz/pair.h"
#include "viz/svg.h"
#include "viz/why.h"

const char orr_viz_picture_usage[] =
    "usage: orrery-view [options] TRACE [TRACE]\n"
    "\n"
    "Shows the trace of a run in a window, or writes a picture of it. Two traces are\n"
    "shown one above the other, where they part.\n"
    "\n"
    "  --png FILE       write a PNG, without a display\n"
    "  --svg FILE       write an SVG\n"
    "  --html FILE      write one HTML file that zooms, pans and needs no network\n"
    "  --size WxH       of the picture (default: 1600x900) or window\n"
    "  --scale N        text, and all that goes with it, so many times as large\n"
    "  --axis AXIS      step (default), time, or folded: time without its empty stretches\n"
    "  --from X --to X  what part to show: seconds, or steps on that axis\n"
    "  --select TASK    a task's name, or #ID: with what led to it\n"
    "  --step N         put the cursor at step N\n"
    "  --lesson FILE    go through the run with questions: see orrery lesson --help\n"
    "  --press KEYS     press keys first: letters, and names as in <Enter> or <Ctrl-p>\n"
    "  --title TEXT     what to call it, instead of by the file's name\n"
    "  --path           show the critical path\n"
    "  --bare           lanes only: no panel at the right\n"
    "  --theme THEME    dark (default), light, contrast; a window remembers\n"
    "  --text POINTS    size of the text (default: 13; a window remembers)\n"
    "  --report         the window says what it shows, in a line to standard output\n"
    "  --keys           list all keys of the window, where ? shows them, too\n"
    "  --help, --version\n";

enum { USUAL_POINTS = 13 };

/* ---- parsing ------------------------------------------------------------------------------------ */

/* Digits up to a limit; moves *text behind them. False: there are none, or too many. */
static bool read_count(const char **text, int64_t most, int64_t *value) {
    const char *at = *text;
    *value = 0;
    while (*at >= '0' && *at <= '9') {
        *value = *value * 10 + (*at++ - '0');
        if (*value > most) return false;
    }
    bool any = at != *text;
    *text = at;
    return any;
}

static bool read_size(const char *text, OrrVizPicture *picture) {
    int64_t width, height;
    if (!read_count(&text, 16384, &width) || (*text != 'x' && *text != 'X')) return false;
    text++;
    if (!read_count(&text, 16384, &height) || *text != '\0' || width < 100 || height < 60) return false;
    picture->width = (int32_t)width;
    picture->height = (int32_t)height;
    return true;
}

static bool read_points(const char *text, OrrVizPicture *picture) {
    int64_t points;
    if (!read_count(&text, 100, &points) || *text != '\0' || points < 5) return false;
    picture->points = (int)points;
    return true;
}

/* A factor of 0.5 to 6, with at most two digits behind the point, of the usual text. */
static bool read_scale(const char *text, OrrVizPicture *picture) {
    int64_t whole, hundredths = 0;
    if (!read_count(&text, 6, &whole)) return false;
    if (*text == '.') {
        text++;
        for (int64_t unit = 10; unit > 0 && *text >= '0' && *text <= '9'; unit /= 10) {
            hundredths += (*text++ - '0') * unit;
        }
    }
    hundredths += whole * 100;
    if (*text != '\0' || hundredths < 50 || hundredths > 600) return false;
    picture->points = (int)((USUAL_POINTS * hundredths + 50) / 100);
    return true;
}

static bool read_axis(const char *text, OrrVizPicture *picture) {
    static const char *const words[ORR_VIZ_AXES] = {"step", "time", "folded"};
    for (int i = 0; i < ORR_VIZ_AXES; i++) {
        if (strcmp(text, words[i]) != 0) continue;
        picture->axis = (OrrVizAxis)i;
        return true;
    }
    return false;
}

static bool read_theme(const char *text, OrrVizPicture *picture) {
    for (int i = 0; i < ORR_VIZ_THEMES; i++) {
        if (strcmp(text, orr_viz_theme_word((OrrVizThemeKind)i)) != 0) continue;
        picture->theme = (OrrVizThemeKind)i;
        return true;
    }
    return false;
}

static bool read_file(OrrVizFormat format, const char *text, OrrVizPicture *picture) {
    picture->format = format;
    picture->file = text;
    return text[0] != '\0';
}

/* Options without a value. */
static bool read_flag(const char *word, OrrVizPicture *picture) {
    if (strcmp(word, "--path") == 0) picture->path = true;
    else if (strcmp(word, "--bare") == 0) picture->bare = true;
    else if (strcmp(word, "--report") == 0) picture->report = true;
    else if (strcmp(word, "--keys") == 0) picture->keys = true;
    else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) picture->help = true;
    else if (strcmp(word, "--version") == 0) picture->version = true;
    else return false;
    return true;
}

/* Options with one: NULL, or what is wrong with the value. `known` tells whether there is such an option. */
static const char *read_option(const char *word, const char *value, OrrVizPicture *picture, bool *known) {
    *known = true;
    if (strcmp(word, "--png") == 0) return read_file(ORR_VIZ_PNG, value, picture) ? NULL : "no file";
    if (strcmp(word, "--svg") == 0) return read_file(ORR_VIZ_SVG, value, picture) ? NULL : "no file";
    if (strcmp(word, "--html") == 0) return read_file(ORR_VIZ_HTML, value, picture) ? NULL : "no file";
    if (strcmp(word, "--size") == 0) {
        picture->sized = true;
        return read_size(value, picture) ? NULL : "not a size like 1600x900";
    }
    if (strcmp(word, "--scale") == 0) {
        picture->scaled = true;
        return read_scale(value, picture) ? NULL : "not a factor of 0.5 to 6";
    }
    if (strcmp(word, "--axis") == 0) return read_axis(value, picture) ? NULL : "not one of step, time, folded";
    if (strcmp(word, "--theme") == 0) {
        picture->themed = true;
        return read_theme(value, picture) ? NULL : "not one of dark, light, contrast";
    }
    if (strcmp(word, "--text") == 0) {
        picture->scaled = true;
        return read_points(value, picture) ? NULL : "not a size of 5 to 100";
    }
    if (strcmp(word, "--select") == 0) picture->select = value;
    else if (strcmp(word, "--from") == 0) picture->from = value;
    else if (strcmp(word, "--to") == 0) picture->to = value;
    else if (strcmp(word, "--title") == 0) picture->title = value;
    else if (strcmp(word, "--lesson") == 0) picture->lesson = value;
    else if (strcmp(word, "--step") == 0) picture->step = value;
    else if (strcmp(word, "--press") == 0) picture->press = value;
    else if (strcmp(word, "--title") == 0) picture->title = value;
    else *known = false;
    return NULL;
}

const char *orr_viz_picture_parse(OrrVizPicture *picture, int count, char *const *arguments, const char **argument) {
    *picture = (OrrVizPicture){.width = 1600, .height = 900, .points = USUAL_POINTS};
    for (int i = 0; i < count; i++) {
        const char *word = *argument = arguments[i];
        if (word[0] != '-' || word[1] == '\0') {
            if (picture->second != NULL) return "two traces at most";
            *(picture->trace == NULL ? &picture->trace : &picture->second) = word;
            continue;
        }
        if (read_flag(word, picture)) continue;
        bool known;
        const char *value = i + 1 < count ? arguments[i + 1] : NULL;
        const char *wrong = read_option(word, value == NULL ? "" : value, picture, &known);
        if (!known) return "no such option; --help lists them";
        if (value == NULL) return "it wants a value";
        if (wrong != NULL) {
            *argument = value;
            return wrong;
        }
        i++;
    }
    return NULL;
}

/* ---- applying ----------------------------------------------------------------------------------- */

/* A number with at most nine digits behind the point, in billionths. */
static bool read_seconds(const char *text, int64_t *ns) {
    int64_t whole, part = 0, unit = 1000000000;
    if (!read_count(&text, INT64_MAX / 1000000000 - 1, &whole)) return false;
    if (*text == '.') {
        for (text++; *text >= '0' && *text <= '9'; text++) {
            unit /= 10;
            part += (*text - '0') * unit;
        }
    }
    *ns = whole * 1000000000 + part;
    return *text == '\0';
}

/* Where on the axis a --from or --to is. Folded time is asked for in seconds, too. */
static bool read_position(const OrrVizApp *app, const char *text, int64_t *position) {
    if (app->view.axis == ORR_VIZ_AXIS_STEP) {
        int64_t step;
        if (!read_count(&text, INT64_C(1) << 40, &step) || *text != '\0') return false;
        *position = (step > 0 ? step - 1 : 0) * ORR_VIZ_STEP_UNITS;
        return true;
    }
    if (!read_seconds(text, position)) return false;
    if (app->view.axis == ORR_VIZ_AXIS_FOLDED) {
        uint32_t event = orr_viz_axis_event(app->model, ORR_VIZ_AXIS_TIME, *position);
        *position = orr_viz_axis_position(app->model, ORR_VIZ_AXIS_FOLDED, event);
    }
    return true;
}

static const char *apply_range(const OrrVizPicture *picture, OrrVizApp *app) {
    int64_t from = 0, to = orr_viz_axis_length(app->model, app->view.axis);
    if (picture->from == NULL && picture->to == NULL) return NULL;
    if (picture->from != NULL && !read_position(app, picture->from, &from)) return "--from is not a number";
    if (picture->to != NULL && !read_position(app, picture->to, &to)) return "--to is not a number";
    if (to <= from) return "--to is not behind --from";
    app->fitted = false;
    orr_viz_view_range(&app->view, app->model, from, to);
    return NULL;
}

/* Presses keys as somebody would who sees the picture, which therefore is made in between. */
static const char *press_keys(const OrrVizPicture *picture, OrrVizApp *app) {
    OrrVizDrawList list = {0};
    const char *wrong = NULL;
    for (const char *at = picture->press; *at != '\0' && wrong == NULL;) {
        OrrVizKey key;
        orr_viz_app_draw(app, &list, picture->width, picture->height, orr_viz_picture_metrics(picture));
        if (orr_viz_key_read(&at, &key)) orr_viz_app_key(app, key);
        else wrong = "--press: no key is called that";
    }
    orr_viz_draw_free(&list);
    return wrong;
}

const char *orr_viz_picture_apply(const OrrVizPicture *picture, OrrVizApp *app) {
    app->theme = picture->theme;
    app->panel = !picture->bare;
    app->view.axis = picture->axis;
    if (app->model == NULL) return NULL;
    /* The range needs to know how wide the lanes will be. */
    orr_viz_layout_places(app, picture->width, picture->height, orr_viz_picture_metrics(picture));
    orr_viz_view_resize(&app->view, app->model, app->places.lanes.w);
    const char *wrong = apply_range(picture, app);
    if (wrong != NULL) return wrong;
    if (picture->format != ORR_VIZ_WINDOW) app->cursor = app->model->event_count - 1;
    if (picture->step != NULL) {
        int64_t step;
        const char *text = picture->step;
        if (!read_count(&text, app->model->step_count, &step) || *text != '\0' || step < 1) {
            return "--step is not a step of this trace";
        }
        app->cursor = app->model->steps[step - 1].event; /* what part is shown was asked for apart */
    }
    if (picture->select != NULL) {
        uint32_t lane = orr_viz_lane_named(app->model, picture->select);
        if (lane == ORR_VIZ_NONE) return "--select: the trace has no task of that name";
        orr_viz_app_select(app, lane);
    }
    if (picture->path) {
        orr_viz_why_toggle_path(app);
        if (!app->path) return "not enough memory";
    }
    return picture->press == NULL ? NULL : press_keys(picture, app);
}

void orr_viz_picture_override(const OrrVizPicture *picture, OrrVizSettings *settings) {
    if (picture->themed) settings->theme = picture->theme;
    if (picture->scaled) settings->text = picture->points;
    if (!picture->sized) return;
    settings->width = picture->width;
    settings->height = picture->height;
    settings->maximized = false;
}

const char *orr_viz_picture_pair(const OrrVizPicture *picture, OrrVizApp *app, OrrVizApp *below) {
    uint32_t cursor = app->cursor;
    const char *wrong = orr_viz_app_pair(app, below);
    if (wrong != NULL || picture->step == NULL) return wrong;
    app->cursor = cursor;
    orr_viz_pair_follow(app, app);
    return NULL;
}

OrrVizMetrics orr_viz_picture_metrics(const OrrVizPicture *picture) {
    /* DejaVu Sans Mono's proportions, at 96 pixels an inch. */
    int32_t line = (picture->points * 5 + 2) / 4;
    return (OrrVizMetrics){(line * 12 + 12) / 25, line};
}

bool orr_viz_picture_text(const OrrVizPicture *picture, OrrVizApp *app, OrrTraceBytes *file) {
    if (picture->format == ORR_VIZ_HTML) return orr_viz_html(app, file);
    OrrVizDrawList list = {0};
    orr_viz_app_draw(app, &list, picture->width, picture->height, orr_viz_picture_metrics(picture));
    bool good = orr_viz_svg(&list, app->theme, file);
    orr_viz_draw_free(&list);
    return good;
}
