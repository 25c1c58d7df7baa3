#include "viz/settings.h"

#include <string.h>

enum {
    LEAST_SIZE = 200,
    MOST_SIZE = 16384,
    USUAL_WIDTH = 1440,
    USUAL_HEIGHT = 900,
    LEAST_TEXT = 6,
    MOST_TEXT = 48,
    USUAL_TEXT = 13,
    MOST_SHARE = 16384,
    MOST_CELLS = 1000,
};

void orr_viz_settings_init(OrrVizSettings *settings) {
    *settings = (OrrVizSettings){
        .width = USUAL_WIDTH, .height = USUAL_HEIGHT, .text = USUAL_TEXT, .panel = true, .minimap = true};
}

/* ---- reading ------------------------------------------------------------------------------------ */

/* A line in pieces: words of it, up to its end. */
typedef struct Words {
    const char *at, *end;
} Words;

static bool next_word(Words *words, const char **word, size_t *length) {
    while (words->at < words->end && (*words->at == ' ' || *words->at == '\t')) words->at++;
    *word = words->at;
    while (words->at < words->end && *words->at != ' ' && *words->at != '\t') words->at++;
    *length = (size_t)(words->at - *word);
    return *length > 0;
}

static bool is_word(const char *word, size_t length, const char *wanted) {
    return strlen(wanted) == length && memcmp(word, wanted, length) == 0;
}

/* Reads a number into *value if it is one of least..most. */
static void read_number(Words *words, int32_t least, int32_t most, int32_t *value) {
    const char *word;
    size_t length;
    int32_t number = 0;
    if (!next_word(words, &word, &length) || length > 6) return;
    for (size_t i = 0; i < length; i++) {
        if (word[i] < '0' || word[i] > '9') return;
        number = number * 10 + (word[i] - '0');
    }
    if (number >= least && number <= most) *value = number;
}

static void read_bool(Words *words, bool *value) {
    int32_t number = *value;
    read_number(words, 0, 1, &number);
    *value = number == 1;
}

static void read_theme(Words *words, OrrVizThemeKind *theme) {
    const char *word;
    size_t length;
    if (!next_word(words, &word, &length)) return;
    for (int i = 0; i < ORR_VIZ_THEMES; i++) {
        if (is_word(word, length, orr_viz_theme_word((OrrVizThemeKind)i))) *theme = (OrrVizThemeKind)i;
    }
}

/* "part 3 1 120": its number, whether it is folded, its share. */
static void read_part(Words *words, OrrVizPartState *parts) {
    int32_t part = 0;
    read_number(words, 1, ORR_VIZ_PARTS, &part);
    if (part == 0) return;
    read_bool(words, &parts[part - 1].folded);
    read_number(words, 0, MOST_SHARE, &parts[part - 1].share);
}

static void read_line(OrrVizSettings *settings, Words words) {
    const char *word;
    size_t length;
    if (!next_word(&words, &word, &length)) return;
    if (is_word(word, length, "width")) read_number(&words, LEAST_SIZE, MOST_SIZE, &settings->width);
    else if (is_word(word, length, "height")) read_number(&words, LEAST_SIZE, MOST_SIZE, &settings->height);
    else if (is_word(word, length, "text")) read_number(&words, LEAST_TEXT, MOST_TEXT, &settings->text);
    else if (is_word(word, length, "maximized")) read_bool(&words, &settings->maximized);
    else if (is_word(word, length, "theme")) read_theme(&words, &settings->theme);
    else if (is_word(word, length, "panel")) read_bool(&words, &settings->panel);
    else if (is_word(word, length, "map")) read_bool(&words, &settings->minimap);
    else if (is_word(word, length, "panel-cells")) read_number(&words, 0, MOST_CELLS, &settings->panel_cells);
    else if (is_word(word, length, "label-cells")) read_number(&words, 0, MOST_CELLS, &settings->label_cells);
    else if (is_word(word, length, "part")) read_part(&words, settings->parts);
}

void orr_viz_settings_read(OrrVizSettings *settings, const char *file, size_t length) {
    for (size_t from = 0; from < length;) {
        const char *newline = memchr(file + from, '\n', length - from);
        size_t end = newline == NULL ? length : (size_t)(newline - file);
        read_line(settings, (Words){file + from, file + end});
        from = end + 1;
    }
}

/* ---- writing ------------------------------------------------------------------------------------ */

static void write_number(OrrTraceBytes *file, const char *word, int64_t number) {
    orr_trace_bytes_text(file, word);
    orr_trace_bytes_byte(file, ' ');
    orr_trace_bytes_decimal(file, number);
    orr_trace_bytes_byte(file, '\n');
}

void orr_viz_settings_write(const OrrVizSettings *settings, OrrTraceBytes *file) {
    orr_trace_bytes_text(file, "theme ");
    orr_trace_bytes_text(file, orr_viz_theme_word(settings->theme));
    orr_trace_bytes_byte(file, '\n');
    write_number(file, "width", settings->width);
    write_number(file, "height", settings->height);
    write_number(file, "maximized", settings->maximized);
    write_number(file, "text", settings->text);
    write_number(file, "panel", settings->panel);
    write_number(file, "map", settings->minimap);
    write_number(file, "panel-cells", settings->panel_cells);
    write_number(file, "label-cells", settings->label_cells);
    for (int i = 0; i < ORR_VIZ_PARTS; i++) {
        orr_trace_bytes_text(file, "part ");
        orr_trace_bytes_decimal(file, i + 1);
        write_number(file, settings->parts[i].folded ? " 1" : " 0", settings->parts[i].share);
    }
}

/* ---- the app ------------------------------------------------------------------------------------ */

void orr_viz_settings_apply(const OrrVizSettings *settings, OrrVizApp *app) {
    app->theme = settings->theme;
    app->panel = settings->panel;
    app->minimap = settings->minimap;
    app->panel_cells = settings->panel_cells;
    app->label_cells = settings->label_cells;
    /* Shares that somebody has changed are all in one unit; without one of them the others mean nothing. */
    bool shares = true;
    for (int i = 0; i < ORR_VIZ_PARTS; i++) shares &= settings->parts[i].share > 0;
    for (int i = 0; i < ORR_VIZ_PARTS; i++) {
        app->parts[i].folded = settings->parts[i].folded;
        app->parts[i].share = shares ? settings->parts[i].share : 0;
    }
}

void orr_viz_settings_take(OrrVizSettings *settings, const OrrVizApp *app) {
    settings->theme = app->theme;
    settings->panel = app->panel;
    settings->minimap = app->minimap;
    settings->panel_cells = app->panel_cells;
    settings->label_cells = app->label_cells;
    for (int i = 0; i < ORR_VIZ_PARTS; i++) {
        settings->parts[i].folded = app->parts[i].folded;
        settings->parts[i].share = app->parts[i].share;
    }
}
